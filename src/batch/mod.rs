//! A folder tree of anything, turned into every Party's reports and one data set.
//!
//! Two passes. The first reads each file once and leaves its reports, parted by Party, in the state
//! folder; the second takes one Party after another, writes its reports, and leaves its rows; at the
//! end the rows become tables. What is held in memory at any time is a few files and a few Parties,
//! however many there are. A run that was stopped at any point goes on from what is there, and ends
//! with the same bytes: every piece of work is known by what it was made from.

mod dataset;
mod page;
#[cfg(feature = "parquet")]
mod parquet;
mod party;
mod spill;
mod store;
mod summary;
mod tables;
mod walk;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::catalogue::Catalogue;
use crate::crosswalk::Crosswalk;
use crate::model::{Finding, Format, Lang, Level, Party, Period, Report, Sentence};
use crate::read::open::Limits;
use crate::read::{Context, Options as ReadOptions, Reading, read_bytes, read_file};
use crate::say;
use crate::write::{Error, folder};

use party::Unit;
use spill::Note;
use store::{Piece, Print, Store};
use walk::Entry;

pub use store::STATE;
pub use summary::{Counted, PartyRun, ReadFile, ReadReport, Run, TableRun, Totals, Written};
pub use tables::{Field, Holds, Record, TABLES, Table};

/// Name of the note of what a run is, in the state folder.
const JOB: &str = "job.json";
/// Names of the run report.
const RUN_JSON: &str = "run.json";
const RUN_HTML: &str = "run.html";
/// Name of the folder of tables.
const DATASET: &str = "dataset";

/// Files larger than this are read one after another, so that memory does not grow with the cores.
const LARGE: u64 = 8 << 20;

/// What to do.
pub struct Options<'a> {
    /// The folder tree to read.
    pub dir: &'a Path,
    /// The folder to write.
    pub out: &'a Path,
    /// The formats to write, in order.
    pub targets: Vec<&'a Format>,
    /// The Party of files that do not say it.
    pub party: Option<Party>,
    /// The period to write; `None`: each Party's newest.
    pub period: Option<Period>,
    /// Language of what is written.
    pub lang: Lang,
    /// How files are read.
    pub read_lang: Option<Lang>,
    /// The format of files that do not say it.
    pub format: Option<String>,
    /// How many to work on at once; `None`: as many as there are cores.
    pub jobs: Option<usize>,
    /// Go on with a run that was stopped.
    pub resume: bool,
    /// Replace what an earlier run wrote.
    pub force: bool,
}

/// A part of the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Reading files.
    Read,
    /// Writing Parties' reports.
    Write,
    /// Writing tables.
    Tables,
}

/// Who looks on: progress, and whether to stop.
pub trait Watch: Sync {
    /// A part begins, with so many pieces of work.
    fn begin(&self, stage: Stage, total: usize) {
        let _ = (stage, total);
    }
    /// One piece is done.
    fn done(&self, name: &str) {
        let _ = name;
    }
    /// True: stop as soon as it may be. Asked before every piece of work.
    fn stop(&self) -> bool {
        false
    }
}

/// The run was stopped from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stopped;

/// Why a run did not come to its end.
#[derive(Debug)]
pub enum Halt {
    /// It was stopped; `resume` goes on.
    Stopped,
    /// The folders are not such that it may begin.
    Refused(Box<Finding>),
    /// Something cannot be written.
    Failed(Error),
}

impl From<Stopped> for Halt {
    fn from(_: Stopped) -> Halt {
        Halt::Stopped
    }
}

impl From<Error> for Halt {
    fn from(e: Error) -> Halt {
        Halt::Failed(e)
    }
}

fn failed(path: &Path) -> impl FnOnce(io::Error) -> Halt + '_ {
    move |source| Halt::Failed(Error::Io { path: path.to_owned(), source })
}

/// What the state folder says about the run it belongs to.
#[derive(Debug, Serialize, Deserialize)]
struct StateNote {
    dunlin: String,
    settings: String,
    finished: bool,
}

/// Everything the passes share.
struct Job<'a> {
    options: &'a Options<'a>,
    catalogue: &'a Catalogue,
    crosswalk: &'a Crosswalk,
    watch: &'a dyn Watch,
    store: Store,
    /// Pieces of an earlier run may be there.
    resumed: bool,
    settings: Print,
}

/// What is kept of a file.
#[derive(Serialize, Deserialize)]
struct FileHead {
    kind: String,
    counted: Counted,
    unusable: Option<String>,
    /// The same in the language of the run.
    why: Option<String>,
    findings: (u64, u64),
    parts: Vec<FilePart>,
}

/// A file by its number, and a part of it.
type Place = (usize, usize);

/// One Party's reports in a file.
#[derive(Serialize, Deserialize)]
struct FilePart {
    party: Option<String>,
    reports: usize,
    answers: usize,
    offset: u64,
    length: u64,
    /// So many bytes after that hold reports which a core report carries along.
    carried: u64,
    print: u64,
}

/// Runs a batch from its beginning, or from where it was stopped, to its end.
///
/// # Errors
/// Where the folders are not such that it may begin, where it was stopped, and where the output
/// cannot be written. What is wrong with inputs is no error here: it stands in the run report.
pub fn run(options: &Options, catalogue: &Catalogue, crosswalk: &Crosswalk, watch: &dyn Watch) -> Result<Run, Halt> {
    let settings = settings(options, catalogue);
    let store = Store::new(options.out);
    let resumed = match begin(options, &store, settings)? {
        Begin::Finished(run) => return Ok(*run),
        Begin::Fresh => false,
        Begin::Resumed => true,
    };
    let job = Job { options, catalogue, crosswalk, watch, store, resumed, settings };
    match options.jobs {
        Some(n) => match rayon::ThreadPoolBuilder::new().num_threads(n).build() {
            Ok(pool) => pool.install(|| job.run()),
            // Without threads of its own the run takes those there are.
            Err(_) => job.run(),
        },
        None => job.run(),
    }
}

enum Begin {
    Fresh,
    Resumed,
    Finished(Box<Run>),
}

/// Fingerprint of everything but the files that decides what is written.
fn settings(o: &Options, catalogue: &Catalogue) -> Print {
    let mut print = Print::of(env!("CARGO_PKG_VERSION").as_bytes());
    let period = o.period.map(|p| p.to_string());
    let targets: Vec<&str> = o.targets.iter().map(|f| f.id.as_str()).collect();
    for part in [
        targets.join(" ").as_str(),
        o.party.as_ref().map_or("", Party::code),
        period.as_deref().unwrap_or_default(),
        o.lang.code(),
        o.read_lang.map_or("", Lang::code),
        o.format.as_deref().unwrap_or_default(),
    ] {
        print = print.and(part.as_bytes()).and(&[0]);
    }
    if let Some(folder) = catalogue.folder() {
        for entry in walk::walk(folder, folder).0 {
            let text = fs::read(&entry.path).unwrap_or_default();
            print = print.and(entry.name.as_bytes()).and(&[0]).and(&text);
        }
    }
    print
}

/// Looks at both folders and gets the state ready.
fn begin(o: &Options, store: &Store, settings: Print) -> Result<Begin, Halt> {
    let refused = |code, what: Sentence, at: &Path, hint: Sentence| {
        Halt::Refused(Box::new(Finding::new(Level::Error, code, what).at(at.display().to_string(), "").hint(hint)))
    };
    if !o.dir.is_dir() {
        return Err(refused(
            "batch-folder",
            say!("there is no such folder"),
            o.dir,
            say!("name the folder with the reports"),
        ));
    }
    if let (Ok(dir), Ok(out)) = (fs::canonicalize(o.dir), fs::canonicalize(o.out))
        && dir.starts_with(&out)
    {
        return Err(refused(
            "batch-folder",
            say!("the output would stand around the reports it is made from"),
            o.out,
            say!("name another folder with -o"),
        ));
    }
    let state = store.state("");
    let mut resumed = false;
    if state.is_dir() {
        let note: Option<StateNote> = fs::read(store.state(JOB)).ok().and_then(|b| serde_json::from_slice(&b).ok());
        let finished = note.as_ref().is_some_and(|n| n.finished);
        match note {
            _ if o.force && !o.resume => fs::remove_dir_all(&state).map_err(failed(&state))?,
            _ if !o.resume => {
                return Err(refused(
                    "batch-unfinished",
                    say!("a run that was stopped stands here"),
                    o.out,
                    say!("add --resume to go on with it, or --force to begin anew"),
                ));
            }
            _ if finished => {
                let run: Option<Run> = fs::read(store.out(RUN_JSON)).ok().and_then(|b| serde_json::from_slice(&b).ok());
                if let Some(run) = run {
                    store.remove().map_err(failed(&state))?;
                    return Ok(Begin::Finished(Box::new(run)));
                }
            }
            Some(n) if n.settings != settings.to_string() || n.dunlin != env!("CARGO_PKG_VERSION") => {
                return Err(refused(
                    "batch-other-run",
                    say!(
                        "the run that was stopped here was begun by dunlin {dunlin} with other options",
                        dunlin = &n.dunlin
                    ),
                    o.out,
                    say!("repeat its options with --resume, or begin anew with --force"),
                ));
            }
            _ => resumed = true,
        }
    }
    if !resumed {
        let used = fs::read_dir(o.out).is_ok_and(|mut d| d.next().is_some());
        if used && !o.force {
            let ended = store.out(RUN_JSON).exists() && o.resume;
            let what = match ended {
                true => say!("the run here came to its end"),
                false => say!("there is something in this folder already"),
            };
            return Err(refused(
                "output-exists",
                what,
                o.out,
                say!("name a new folder, or --force to replace what an earlier run wrote"),
            ));
        }
        folder(o.out)?;
        clear(store).map_err(failed(o.out))?;
    }
    store.make().map_err(failed(&state))?;
    let note =
        StateNote { dunlin: env!("CARGO_PKG_VERSION").to_owned(), settings: settings.to_string(), finished: false };
    note.put(store)?;
    Ok(if resumed { Begin::Resumed } else { Begin::Fresh })
}

impl StateNote {
    fn put(&self, store: &Store) -> Result<(), Halt> {
        let path = store.state(JOB);
        store.place(&path, &serde_json::to_vec(self).unwrap_or_default()).map_err(failed(&path))
    }
}

/// Removes what an earlier run wrote, by the names such files have, and nothing else.
fn clear(store: &Store) -> io::Result<()> {
    for name in [RUN_JSON, RUN_HTML] {
        remove(&store.out(name))?;
    }
    for entry in fs::read_dir(store.out(""))?.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if Party::parse(&name).is_none_or(|p| p.code() != name) || !entry.file_type()?.is_dir() {
            continue;
        }
        for file in fs::read_dir(entry.path())?.flatten() {
            let is_ours = file
                .file_name()
                .to_str()
                .and_then(|f| f.strip_prefix(name.as_str())?.strip_prefix('-')?.strip_suffix(".xlsx"))
                .is_some();
            if is_ours {
                remove(&file.path())?;
            }
        }
        // A folder that holds something else stays.
        let _ = fs::remove_dir(entry.path());
    }
    dataset::clear(&store.out(DATASET))
}

fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => Err(e),
        _ => Ok(()),
    }
}

impl Job<'_> {
    fn run(&self) -> Result<Run, Halt> {
        let (mut entries, mut found) = walk::walk(self.options.dir, self.options.out);
        found.extend(walk::fingerprint(&mut entries, self.watch)?);
        if entries.is_empty() {
            found.push(
                Finding::new(Level::Error, "batch-empty", say!("there is no file in the folder"))
                    .at(self.options.dir.file_name().map_or(".".into(), |n| n.to_string_lossy().into_owned()), "")
                    .hint(say!("name the folder with the reports")),
            );
        }
        let notes: Vec<Note> = found.iter().map(Note::from).collect();
        let files = self.read(&entries)?;
        let units = self.write(&entries, &files)?;
        self.close(&entries, &files, &units, &notes)
    }

    fn state_failed(&self, name: &str, source: io::Error) -> Halt {
        Halt::Failed(Error::Io { path: self.store.state(name), source })
    }

    /// The first pass.
    fn read(&self, entries: &[Entry]) -> Result<Vec<Option<Piece<FileHead>>>, Halt> {
        self.watch.begin(Stage::Read, entries.len());
        let mut pieces: Vec<Option<Piece<FileHead>>> = Vec::new();
        pieces.resize_with(entries.len(), || None);
        let one = |(e, slot): (&Entry, &mut Option<Piece<FileHead>>)| -> Result<(), Halt> {
            if self.watch.stop() {
                return Err(Halt::Stopped);
            }
            if e.copy_of.is_none() {
                *slot = Some(self.read_one(e)?);
            }
            self.watch.done(&e.name);
            Ok(())
        };
        entries
            .par_iter()
            .zip(pieces.par_iter_mut())
            // One by one: a few slow files beside each other would leave the other cores idle.
            .with_max_len(1)
            .filter(|(e, _)| e.size <= LARGE)
            .try_for_each(one)?;
        entries.iter().zip(pieces.iter_mut()).filter(|(e, _)| e.size > LARGE).try_for_each(one)?;
        Ok(pieces)
    }

    fn read_one(&self, e: &Entry) -> Result<Piece<FileHead>, Halt> {
        let key = Print::of(e.name.as_bytes())
            .and(&[0])
            .and(&e.size.to_le_bytes())
            .and(&e.print.map_or(0, Print::number).to_le_bytes());
        let name = format!("read/{key}");
        if self.resumed
            && let Some(piece) = self.store.get(&name, true)
        {
            return Ok(piece);
        }
        let mut reading = self.understand(e);
        from_folder(e, &mut reading);
        let mut parts: BTreeMap<Option<Party>, [Vec<&Report>; 2]> = BTreeMap::new();
        for r in &reading.reports {
            parts.entry(r.party).or_default()[0].push(r);
        }
        for r in &reading.carried {
            parts.entry(r.party).or_default()[1].push(r);
        }
        let encoding = |e| self.state_failed(&name, io::Error::other(e));
        let mut head = FileHead {
            kind: reading.kind.clone(),
            counted: Counted::default(),
            unusable: None,
            why: None,
            findings: (0, 0),
            parts: Vec::new(),
        };
        let notes: Vec<Note> = reading.findings.iter().map(Note::from).collect();
        let mut body = postcard::to_allocvec(&notes).map_err(encoding)?;
        head.findings.1 = body.len() as u64;
        for n in &notes {
            head.counted.add(n);
        }
        if reading.reports.is_empty() {
            let none = Finding::new(Level::Warning, "", say!("it holds no report"));
            let first = reading.findings.iter().find(|f| f.is_error()).or(reading.findings.first()).unwrap_or(&none);
            head.unusable = Some(first.message.clone());
            head.why = Some(first.message_in(self.options.lang));
        }
        for (party, [reports, carried]) in parts {
            let mut bytes = spill::encode(&reports).map_err(encoding)?;
            let length = bytes.len() as u64;
            bytes.extend(spill::encode(&carried).map_err(encoding)?);
            head.parts.push(FilePart {
                party: party.map(|p| p.code().to_owned()),
                reports: reports.len(),
                answers: reports.iter().map(|r| r.answers.len()).sum(),
                offset: body.len() as u64,
                length,
                carried: bytes.len() as u64 - length,
                print: Print::of(&bytes).number(),
            });
            body.extend_from_slice(&bytes);
        }
        self.store.put(&name, &head, &body).map_err(|e| self.state_failed(&name, e))?;
        let lost = || self.state_failed(&name, io::Error::other("what was just written is gone"));
        self.store.get(&name, false).ok_or_else(lost)
    }

    /// Reads a file under the name it has in the folder, come what may.
    fn understand(&self, e: &Entry) -> Reading {
        let o = self.options;
        let options = ReadOptions { party: o.party, period: None, format: o.format.clone(), lang: o.read_lang };
        let context = Context { catalogue: self.catalogue, crosswalk: self.crosswalk, options: &options };
        let read = || {
            let bytes = if e.size <= Limits::default().file { fs::read(&e.path).ok() } else { None };
            match bytes {
                Some(bytes) => read_bytes(&e.name, bytes, &context),
                // It says in its own words why it cannot be opened.
                None => {
                    let mut reading = read_file(&e.path, &context);
                    for f in &mut reading.findings {
                        f.file.clone_from(&e.name);
                    }
                    reading
                }
            }
        };
        // Readers do not panic; a library they call may, on a file made to break it.
        catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| Reading {
            findings: vec![
                Finding::new(
                    Level::Error,
                    "reader-failed",
                    say!("the file could not be read: it broke the program that opens it"),
                )
                .at(&e.name, "")
                .hint(say!("open it and save it again under another name, and tell the makers of dunlin")),
            ],
            ..Reading::default()
        })
    }

    /// The second pass.
    fn write(&self, entries: &[Entry], files: &[Option<Piece<FileHead>>]) -> Result<Vec<Piece<Unit>>, Halt> {
        // Each Party, then each file's reports of no known Party by themselves: those are only rows.
        let mut units: BTreeMap<(Option<&str>, &str), Vec<Place>> = BTreeMap::new();
        for (i, (e, piece)) in entries.iter().zip(files).enumerate() {
            for (k, part) in piece.iter().flat_map(|p| p.head.parts.iter().enumerate()) {
                let loose = if part.party.is_some() { "" } else { e.name.as_str() };
                units.entry((part.party.as_deref(), loose)).or_default().push((i, k));
            }
        }
        let mut units: Vec<_> = units.into_iter().collect();
        units.sort_by(|((a, x), _), ((b, y), _)| (a.is_none(), a, x).cmp(&(b.is_none(), b, y)));
        let name = |party: Option<&str>, file: &str| match party {
            Some(p) => format!("party/{p}"),
            None => format!("party/-{}", Print::of(file.as_bytes())),
        };
        if self.resumed {
            self.drop_stale(&units.iter().map(|((p, f), _)| name(*p, f)).collect())?;
        }
        self.watch.begin(Stage::Write, units.len());
        units
            .par_iter()
            .with_max_len(1)
            .map(|((party, file), parts)| {
                if self.watch.stop() {
                    return Err(Halt::Stopped);
                }
                let name = name(*party, file);
                let mut inputs = self.settings;
                for (i, k) in parts {
                    let (Some(e), Some(Some(piece))) = (entries.get(*i), files.get(*i)) else { continue };
                    let Some(part) = piece.head.parts.get(*k) else { continue };
                    inputs = inputs.and(e.name.as_bytes()).and(&part.print.to_le_bytes());
                }
                let known = if self.resumed { self.store.get::<Unit>(&name, true) } else { None };
                if let Some(known) = known
                    && known.head.inputs == inputs.number()
                    && self.stand(&known.head)
                {
                    self.watch.done(party.unwrap_or(file));
                    return Ok(known);
                }
                let (mut reports, mut carried) = (Vec::new(), Vec::new());
                for (i, k) in parts {
                    let Some(Some(piece)) = files.get(*i) else { continue };
                    let Some(part) = piece.head.parts.get(*k) else { continue };
                    let load = |offset, length| {
                        let bytes = piece.part(offset, length).map_err(|e| self.state_failed(&name, e))?;
                        spill::decode(&bytes).map_err(|e| self.state_failed(&name, io::Error::other(e)))
                    };
                    reports.extend(load(part.offset, part.length)?);
                    carried.extend(load(part.offset + part.length, part.carried)?);
                }
                party::make(self, &name, inputs, party.and_then(Party::parse), reports, carried)?;
                self.watch.done(party.unwrap_or(file));
                let lost = || self.state_failed(&name, io::Error::other("what was just written is gone"));
                self.store.get(&name, false).ok_or_else(lost)
            })
            .collect()
    }

    /// True where the files a unit wrote are there as they were written.
    fn stand(&self, unit: &Unit) -> bool {
        unit.outputs.iter().all(|(name, size, print)| {
            fs::read(self.store.out(name)).is_ok_and(|b| b.len() as u64 == *size && Print::of(&b).number() == *print)
        })
    }

    /// Removes what a stopped run wrote for a Party that is in no file any more.
    fn drop_stale(&self, wanted: &BTreeSet<String>) -> Result<(), Halt> {
        let dir = self.store.state("party");
        for entry in fs::read_dir(&dir).map_err(failed(&dir))?.flatten() {
            let name = format!("party/{}", entry.file_name().to_string_lossy());
            if wanted.contains(&name) {
                continue;
            }
            if let Some(piece) = self.store.get::<Unit>(&name, true) {
                for (file, ..) in &piece.head.outputs {
                    let path = self.store.out(file);
                    remove(&path).map_err(failed(&path))?;
                    let _ = path.parent().map(fs::remove_dir);
                }
            }
            remove(&entry.path()).map_err(failed(&dir))?;
        }
        Ok(())
    }

    /// The tables, the run report, and the end of the state.
    fn close(
        &self,
        entries: &[Entry],
        files: &[Option<Piece<FileHead>>],
        units: &[Piece<Unit>],
        notes: &[Note],
    ) -> Result<Run, Halt> {
        let dataset = dataset::write(self, files, units, notes)?;
        let run = self.report(entries, files, units, notes, dataset);
        let html = self.store.out(RUN_HTML);
        self.store.place(&html, page::page(&run, self.options.lang).as_bytes()).map_err(failed(&html))?;
        let mut text = serde_json::to_string_pretty(&run).unwrap_or_default();
        text.push('\n');
        let json = self.store.out(RUN_JSON);
        self.store.place(&json, text.as_bytes()).map_err(failed(&json))?;
        let note = StateNote {
            dunlin: env!("CARGO_PKG_VERSION").to_owned(),
            settings: self.settings.to_string(),
            finished: true,
        };
        note.put(&self.store)?;
        self.store.remove().map_err(failed(&self.store.state("")))?;
        Ok(run)
    }

    fn report(
        &self,
        entries: &[Entry],
        files: &[Option<Piece<FileHead>>],
        units: &[Piece<Unit>],
        notes: &[Note],
        dataset: Vec<TableRun>,
    ) -> Run {
        let mut run = Run {
            dunlin: env!("CARGO_PKG_VERSION").to_owned(),
            to: self.options.targets.iter().map(|f| f.id.clone()).collect(),
            lang: self.options.lang.code().to_owned(),
            period: self.options.period.map(|p| p.to_string()),
            dataset,
            ..Run::default()
        };
        for n in notes {
            run.findings.add(n);
        }
        for (e, piece) in entries.iter().zip(files) {
            let mut file = ReadFile {
                file: e.name.clone(),
                kind: String::new(),
                reports: 0,
                answers: 0,
                copy_of: e.copy_of.clone(),
                findings: 0,
                unusable: None,
                why: None,
            };
            if let Some(FileHead { kind, counted, unusable, why, parts, .. }) = piece.as_ref().map(|p| &p.head) {
                file.kind.clone_from(kind);
                file.reports = parts.iter().map(|p| p.reports).sum();
                file.answers = parts.iter().map(|p| p.answers).sum();
                file.findings = counted.levels.values().sum();
                file.unusable.clone_from(unusable);
                file.why.clone_from(why);
                run.findings.join(counted);
            }
            run.totals.files += 1;
            run.totals.files_used += usize::from(file.reports > 0);
            run.totals.copies += usize::from(file.copy_of.is_some());
            run.totals.unusable += usize::from(file.unusable.is_some());
            run.totals.reports += file.reports;
            run.totals.answers += file.answers;
            run.files.push(file);
        }
        for unit in units.iter().map(|u| &u.head) {
            run.findings.join(&unit.findings);
            run.totals.written += unit.written.len();
            let Some(code) = &unit.party else {
                match run.parties.last_mut() {
                    Some(last) if last.party.is_none() => last.read.extend(unit.reports.iter().cloned()),
                    _ => run.parties.push(PartyRun {
                        party: None,
                        name: String::new(),
                        read: unit.reports.clone(),
                        written: Vec::new(),
                    }),
                }
                continue;
            };
            run.totals.parties += 1;
            run.parties.push(PartyRun {
                party: Some(code.clone()),
                name: Party::parse(code).map_or("", |p| p.name(Lang::En)).to_owned(),
                read: unit.reports.clone(),
                written: unit.written.clone(),
            });
        }
        run
    }
}

/// Takes the Party from the nearest folder that is called like one, for reports that do not say it.
/// A code counts only in capitals: many short words are codes.
fn from_folder(e: &Entry, reading: &mut Reading) {
    if reading.reports.iter().all(|r| r.party.is_some()) {
        return;
    }
    let named = e.name.rsplit('/').skip(1).find_map(|folder| {
        Party::find(folder).filter(|p| folder.len() > 2 || p.code() == folder).map(|p| (p, folder.to_owned()))
    });
    let Some((party, folder)) = named else { return };
    for r in reading.reports.iter_mut().filter(|r| r.party.is_none()) {
        r.party = Some(party);
    }
    reading.findings.retain(|f| f.code != "party-unknown");
    reading.findings.push(
        Finding::new(
            Level::Info,
            "party-from-folder",
            say!(
                "the file does not say whose report it is; by its folder \"{folder}\" it was taken for one of {party}",
                folder = &folder,
                party = party
            ),
        )
        .at(&e.name, "")
        .hint(say!("move it to another folder if that is wrong")),
    );
}

/// Where tables are made before they are put in place.
fn workshop(store: &Store) -> PathBuf {
    store.state(DATASET)
}
