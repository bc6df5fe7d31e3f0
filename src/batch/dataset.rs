//! The data set: one CSV per table, and the same tables as Parquet, those of answers and drafts parted
//! by convention and period. Rows are read back from the state piece by piece and written at once;
//! no table is ever whole in memory.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

use rayon::prelude::*;

use super::party::{Segment, Unit, Years};
use super::spill::Note;
use super::store::Piece;
use super::summary::TableRun;
use super::tables::{self, ANSWERS, DRAFTS, FINDINGS, Field, PARTIES, QUESTIONS, Record, TABLES, Table};
use super::{DATASET, FileHead, Halt, Job, Place, Stage, failed, workshop};
use crate::model::{Lang, Party, Period};
use crate::write::Error;

/// Hive's name for a partition whose key is not known.
const UNKNOWN: &str = "__HIVE_DEFAULT_PARTITION__";

/// The tables whose rows stand in units, by the number they have there.
const IN_UNITS: [(u8, &Table); 2] = [(0, &ANSWERS), (1, &DRAFTS)];

/// Gives rows one after another.
type Each<'a> = &'a mut dyn FnMut(&Record) -> io::Result<()>;

struct Rows<'a> {
    job: &'a Job<'a>,
    files: &'a [Option<Piece<FileHead>>],
    units: &'a [Piece<Unit>],
    notes: &'a [Note],
}

impl Rows<'_> {
    fn segment(&self, unit: &Piece<Unit>, s: &Segment, each: Each) -> io::Result<()> {
        let rows = tables::decode(&unit.part(s.offset, s.length)?).map_err(io::Error::other)?;
        rows.iter().try_for_each(each)
    }

    fn findings(&self, each: Each) -> io::Result<()> {
        for n in self.notes {
            each(&tables::finding(None, n))?;
        }
        for piece in self.files.iter().flatten() {
            let (offset, length) = piece.head.findings;
            let notes: Vec<Note> = postcard::from_bytes(&piece.part(offset, length)?).map_err(io::Error::other)?;
            for n in &notes {
                each(&tables::finding(None, n))?;
            }
        }
        for unit in self.units {
            for s in unit.head.segments.iter().filter(|s| s.table == 2) {
                self.segment(unit, s, each)?;
            }
        }
        Ok(())
    }

    /// The rows of a table that is not parted.
    fn plain(&self, table: &Table, each: Each) -> io::Result<()> {
        if table.name == FINDINGS.name {
            return self.findings(each);
        }
        if table.name == QUESTIONS.name {
            // Only formats that occur: a reader of the tables needs no others.
            let mut ids: Vec<&str> = self.job.options.targets.iter().map(|f| f.id.as_str()).collect();
            ids.extend(self.units.iter().flat_map(|u| u.head.reports.iter().map(|r| r.format.as_str())));
            ids.sort_unstable();
            ids.dedup();
            for format in ids.into_iter().filter_map(|id| self.job.catalogue.format(id)) {
                tables::questions(format, self.job.crosswalk).iter().try_for_each(&mut *each)?;
            }
        }
        if table.name == PARTIES.name {
            for party in self.units.iter().filter_map(|u| u.head.party.as_deref()).filter_map(Party::parse) {
                let mut row: Record = vec![party.code().into()];
                row.extend(Lang::ALL.iter().map(|l| Field::from(party.name(*l))));
                each(&row)?;
            }
        }
        Ok(())
    }
}

/// A text as a cell of a CSV: what a spreadsheet would take for a formula gets an apostrophe in front.
fn cell(field: &Field) -> String {
    match field {
        Field::Null => String::new(),
        Field::Text(t) if t.starts_with(['=', '+', '-', '@', '\t', '\r']) => format!("'{t}"),
        Field::Text(t) => t.clone(),
        Field::Int(n) => n.to_string(),
        Field::Float(n) => crate::model::number_text(*n),
        Field::Bool(b) => b.to_string(),
    }
}

fn csv_file(path: &Path) -> io::Result<csv::Writer<io::BufWriter<fs::File>>> {
    let mut file = io::BufWriter::with_capacity(1 << 18, fs::File::create(path)?);
    // Excel takes a CSV for UTF-8 only when it begins with this mark; other programs skip it.
    file.write_all("\u{feff}".as_bytes())?;
    Ok(csv::Writer::from_writer(file))
}

fn period_text(p: Option<(u16, u16)>) -> String {
    p.map_or_else(String::new, |(from, to)| Period { from, to }.to_string())
}

/// A partition's folder. Whatever is not plainly a name is written as percent and two digits, which
/// every reader of such folders undoes.
fn folder_name(key: &str, value: &str) -> String {
    if value.is_empty() {
        return format!("{key}={UNKNOWN}");
    }
    let mut out = format!("{key}=");
    for b in value.bytes() {
        match b {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' => out.push(char::from(b)),
            _ => out.push_str(&format!("%{b:02X}")),
        }
    }
    out
}

/// Writes all tables into the workshop and moves them into place.
pub(super) fn write(
    job: &Job,
    files: &[Option<Piece<FileHead>>],
    units: &[Piece<Unit>],
    notes: &[Note],
) -> Result<Vec<TableRun>, Halt> {
    let rows = Rows { job, files, units, notes };
    let dir = workshop(&job.store);
    if dir.exists() {
        fs::remove_dir_all(&dir).map_err(failed(&dir))?;
    }
    fs::create_dir_all(&dir).map_err(failed(&dir))?;

    // One piece of work for each file of the data set.
    let mut tasks: Vec<Task> = TABLES.iter().map(|t| Task::Csv(t)).collect();
    if cfg!(feature = "parquet") {
        tasks.extend(TABLES.iter().filter(|t| !t.partitioned).map(|t| Task::Plain(t)));
        let mut partitions: BTreeMap<(u8, &str, Years), Vec<Place>> = BTreeMap::new();
        for (u, unit) in units.iter().enumerate() {
            for (n, s) in unit.head.segments.iter().enumerate().filter(|(_, s)| s.table < 2) {
                partitions.entry((s.table, &s.convention, s.period)).or_default().push((u, n));
            }
        }
        tasks.extend(partitions.into_iter().map(|((t, c, p), list)| Task::Partition(t, c, p, list)));
    }
    job.watch.begin(Stage::Tables, tasks.len());
    let written: Vec<(&str, u64, bool)> = tasks
        .par_iter()
        .with_max_len(1)
        .map(|task| {
            if job.watch.stop() {
                return Err(Halt::Stopped);
            }
            let done = task.write(&rows, &dir).map_err(failed(&dir))?;
            job.watch.done(done.0);
            Ok(done)
        })
        .collect::<Result<_, Halt>>()?;
    let place = job.store.out(DATASET);
    clear(&place).map_err(failed(&place))?;
    move_tree(&dir, &place)?;
    Ok(TABLES
        .iter()
        .map(|t| TableRun {
            table: t.name.to_owned(),
            rows: written.iter().filter(|(name, _, parquet)| *name == t.name && !parquet).map(|w| w.1).sum(),
            parquet_files: written.iter().filter(|(name, _, parquet)| *name == t.name && *parquet).count(),
        })
        .collect())
}

enum Task<'a> {
    Csv(&'static Table),
    Plain(&'static Table),
    Partition(u8, &'a str, Option<(u16, u16)>, Vec<(usize, usize)>),
}

impl Task<'_> {
    /// Writes one file; says of which table, how many rows, and whether it is Parquet.
    fn write(&self, rows: &Rows, dir: &Path) -> io::Result<(&'static str, u64, bool)> {
        match self {
            Task::Csv(table) => Ok((table.name, csv(table, rows, dir)?, false)),
            Task::Plain(table) => {
                let path = dir.join(format!("{}.parquet", table.name));
                let n = parquet(table, &path, |each| rows.plain(table, each))?;
                Ok((table.name, n, true))
            }
            Task::Partition(number, convention, period, list) => {
                let table = IN_UNITS.iter().find(|(n, _)| n == number).map_or(&ANSWERS, |(_, t)| t);
                let folder = dir
                    .join(table.name)
                    .join(folder_name("convention", convention))
                    .join(folder_name("period", &period_text(*period)));
                fs::create_dir_all(&folder)?;
                let n = parquet(table, &folder.join("part-0.parquet"), |each| {
                    for (u, s) in list {
                        let Some(unit) = rows.units.get(*u) else { continue };
                        let Some(segment) = unit.head.segments.get(*s) else { continue };
                        rows.segment(unit, segment, each)?;
                    }
                    Ok(())
                })?;
                Ok((table.name, n, true))
            }
        }
    }
}

fn csv(table: &Table, rows: &Rows, dir: &Path) -> io::Result<u64> {
    let mut out = csv_file(&dir.join(format!("{}.csv", table.name)))?;
    let names = table.columns.iter().map(|(name, _)| *name);
    let mut count = 0;
    match IN_UNITS.iter().find(|(_, t)| t.name == table.name) {
        Some((number, _)) => {
            out.write_record(["convention", "period"].into_iter().chain(names))?;
            for unit in rows.units {
                for s in unit.head.segments.iter().filter(|s| s.table == *number) {
                    let keys = [s.convention.clone(), period_text(s.period)];
                    rows.segment(unit, s, &mut |row| {
                        count += 1;
                        out.write_record(keys.iter().cloned().chain(row.iter().map(cell)))?;
                        Ok(())
                    })?;
                }
            }
        }
        None => {
            out.write_record(names)?;
            rows.plain(table, &mut |row| {
                count += 1;
                out.write_record(row.iter().map(cell))?;
                Ok(())
            })?;
        }
    }
    out.flush()?;
    Ok(count)
}

#[cfg(feature = "parquet")]
fn parquet(table: &Table, path: &Path, rows: impl FnOnce(Each) -> io::Result<()>) -> io::Result<u64> {
    let mut out = super::parquet::Out::new(table, fs::File::create(path)?)?;
    rows(&mut |row| out.add(row))?;
    out.close()
}

#[cfg(not(feature = "parquet"))]
fn parquet(_: &Table, _: &Path, _: impl FnOnce(Each) -> io::Result<()>) -> io::Result<u64> {
    Ok(0)
}

/// Moves files one by one into a folder that may be there already.
fn move_tree(from: &Path, to: &Path) -> Result<(), Halt> {
    crate::write::folder(to)?;
    for entry in fs::read_dir(from).map_err(failed(from))?.flatten() {
        let target = to.join(entry.file_name());
        if entry.file_type().map_err(failed(from))?.is_dir() {
            move_tree(&entry.path(), &target)?;
        } else {
            fs::rename(entry.path(), &target).map_err(|source| Error::Io { path: target, source })?;
        }
    }
    Ok(())
}

/// Removes the tables of an earlier run, by the names they have, and nothing else.
pub(super) fn clear(dir: &Path) -> io::Result<()> {
    if !dir.is_dir() {
        return Ok(());
    }
    for table in TABLES {
        super::remove(&dir.join(format!("{}.csv", table.name)))?;
        super::remove(&dir.join(format!("{}.parquet", table.name)))?;
        for convention in partitions(&dir.join(table.name), "convention=") {
            for period in partitions(&convention, "period=") {
                super::remove(&period.join("part-0.parquet"))?;
                // A folder that holds something else stays.
                let _ = fs::remove_dir(period);
            }
            let _ = fs::remove_dir(convention);
        }
        let _ = fs::remove_dir(dir.join(table.name));
    }
    let _ = fs::remove_dir(dir);
    Ok(())
}

fn partitions(dir: &Path, prefix: &str) -> Vec<std::path::PathBuf> {
    let entries = fs::read_dir(dir).map(|d| d.flatten().collect::<Vec<_>>()).unwrap_or_default();
    entries
        .into_iter()
        .filter(|e| e.file_name().to_string_lossy().starts_with(prefix) && e.file_type().is_ok_and(|t| t.is_dir()))
        .map(|e| e.path())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_of_partitions_hold_no_character_that_is_one_of_the_path() {
        assert_eq!(folder_name("convention", "CITES trade"), "convention=CITES%20trade");
        assert_eq!(folder_name("period", "2021-2023"), "period=2021-2023");
        assert_eq!(folder_name("convention", "../é"), "convention=%2E%2E%2F%C3%A9");
        assert_eq!(folder_name("period", ""), "period=__HIVE_DEFAULT_PARTITION__");
    }

    #[test]
    fn no_cell_of_a_csv_is_a_formula() {
        assert_eq!(cell(&"=1+1".into()), "'=1+1");
        assert_eq!(cell(&"- a list".into()), "'- a list");
        assert_eq!(cell(&Field::Float(-2.0)), "-2");
        assert_eq!(cell(&Field::Null), "");
    }
}
