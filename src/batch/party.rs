//! The second pass: one Party's reports, brought together from the files they stood in, become its
//! workbooks and its rows of the data set.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io;

use serde::{Deserialize, Serialize};

use super::spill::Note;
use super::store::Print;
use super::summary::{Counted, ReadReport, Written};
use super::tables::{self, Record};
use super::{Halt, Job, Stopped};
use crate::core_report::{base_and_evidence, take_apart, with_carried};
use crate::model::{Answer, CORE, Finding, Format, Level, Party, Period, Report};
use crate::prefill::{Request, prefill};
use crate::say;
use crate::write::{Error, workbook};

/// First and last year, where known.
pub(super) type Years = Option<(u16, u16)>;

/// Rows of one table of one convention and period in the body of a unit's piece.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Segment {
    /// 0 answers, 1 drafts, 2 findings.
    pub table: u8,
    pub convention: String,
    pub period: Years,
    pub rows: u32,
    pub offset: u64,
    pub length: u64,
}

/// What is kept of a unit of work: a Party, or one file's reports that are of no known Party.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Unit {
    /// What it was made from.
    pub inputs: u64,
    pub party: Option<String>,
    /// Files written: name in the output folder, size, fingerprint.
    pub outputs: Vec<(String, u64, u64)>,
    pub reports: Vec<ReadReport>,
    pub written: Vec<Written>,
    pub findings: Counted,
    pub segments: Vec<Segment>,
}

/// Rows gathered by table, convention and period.
#[derive(Default)]
struct Rows {
    rows: BTreeMap<(u8, String, Years), Vec<Record>>,
}

impl Rows {
    fn add(&mut self, table: u8, convention: &str, period: Option<Period>, row: Option<Record>) {
        if let Some(row) = row {
            let key = (table, convention.to_owned(), period.map(|p| (p.from, p.to)));
            self.rows.entry(key).or_default().push(row);
        }
    }

    fn body(self) -> postcard::Result<(Vec<Segment>, Vec<u8>)> {
        let (mut segments, mut body) = (Vec::new(), Vec::new());
        for ((table, convention, period), rows) in self.rows {
            let bytes = tables::encode(&rows)?;
            segments.push(Segment {
                table,
                convention,
                period,
                rows: u32::try_from(rows.len()).unwrap_or(u32::MAX),
                offset: body.len() as u64,
                length: bytes.len() as u64,
            });
            body.extend_from_slice(&bytes);
        }
        Ok((segments, body))
    }
}

/// The period of the report that is written: the one asked for; else the newest the Party reported on
/// in this format, unless the form itself is for a later one.
pub(super) fn period_to_write(asked: Option<Period>, target: &Format, reports: &[&Report]) -> Option<Period> {
    let newest = reports
        .iter()
        .filter(|r| r.format == target.id)
        .filter_map(|r| r.period)
        .max_by_key(|p| (p.to, std::cmp::Reverse(p.from)));
    match (asked, target.period, newest) {
        (Some(p), _, _) => Some(p),
        (None, Some(t), Some(n)) => Some(if n.to >= t.to { n } else { t }),
        (None, t, n) => n.or(t),
    }
}

/// What two reports of one Party, format and period have in common.
enum Likeness {
    /// No question is answered in both, or there is more in each.
    Parts,
    /// Everything in the second is in the first too.
    SecondIsIn,
    /// Everything in the first is in the second too.
    FirstIsIn,
    /// So many questions are answered differently.
    Differ(usize),
}

fn same(a: &Answer, b: &Answer) -> bool {
    a.value == b.value && a.details == b.details && a.rows == b.rows && a.confirmed == b.confirmed
}

fn likeness(a: &Report, b: &Report) -> Likeness {
    let of = |r: &'_ Report| -> usize { r.answers.iter().filter(|x| !x.is_blank()).count() };
    let known: BTreeMap<(&str, Option<&str>), &Answer> =
        a.answers.iter().filter(|x| !x.is_blank()).map(|x| (x.key(), x)).collect();
    let (mut both, mut differ) = (0, 0);
    for x in b.answers.iter().filter(|x| !x.is_blank()) {
        if let Some(y) = known.get(&x.key()) {
            both += 1;
            differ += usize::from(!same(x, y));
        }
    }
    match (both, differ) {
        (0, _) => Likeness::Parts,
        (_, d) if d > 0 => Likeness::Differ(d),
        (n, _) if n == of(b) => Likeness::SecondIsIn,
        (n, _) if n == of(a) => Likeness::FirstIsIn,
        _ => Likeness::Parts,
    }
}

/// Names reports that say the same as another, and leaves them out; names those that differ. The
/// result says for each report which file it is in already.
fn twins(reports: &[Report], findings: &mut Vec<Finding>) -> Vec<Option<String>> {
    let mut twin: Vec<Option<String>> = vec![None; reports.len()];
    let mut groups: BTreeMap<(&str, Period), Vec<usize>> = BTreeMap::new();
    for (i, r) in reports.iter().enumerate() {
        // Files of unknown years may be of different years.
        if let Some(p) = r.period {
            groups.entry((&r.format, p)).or_default().push(i);
        }
    }
    for list in groups.values() {
        for (n, &j) in list.iter().enumerate() {
            for &i in list.iter().take(n) {
                let (Some(a), Some(b)) = (reports.get(i), reports.get(j)) else { continue };
                if twin.get(i).is_none_or(Option::is_some) || twin.get(j).is_none_or(Option::is_some) {
                    continue;
                }
                let said = |r: &Report, other: &Report| {
                    Finding::new(
                        Level::Info,
                        "duplicate-report",
                        say!(
                            "everything this file says in its {format} report is in {file} too; it was used once",
                            format = &r.format,
                            file = &other.file
                        ),
                    )
                    .at(&r.file, "")
                };
                match likeness(a, b) {
                    Likeness::Parts => {}
                    Likeness::SecondIsIn => {
                        findings.push(said(b, a));
                        if let Some(t) = twin.get_mut(j) {
                            *t = Some(a.file.clone());
                        }
                    }
                    Likeness::FirstIsIn => {
                        findings.push(said(a, b));
                        if let Some(t) = twin.get_mut(i) {
                            *t = Some(b.file.clone());
                        }
                    }
                    Likeness::Differ(count) => findings.push(
                        Finding::new(
                            Level::Warning,
                            "reports-differ",
                            say!("this file and {file} hold the same Party's {format} report for the same years and answer {count} question(s) differently", file = &a.file, format = &b.format, count = &count),
                        )
                        .at(&b.file, "")
                        .hint(say!("keep the one that was sent; until then these questions are shown as conflicts")),
                    ),
                }
            }
        }
    }
    twin
}

/// Makes one unit: writes the workbooks of a Party and its piece of the state.
pub(super) fn make(
    job: &Job,
    name: &str,
    inputs: Print,
    party: Option<Party>,
    reports: Vec<Report>,
    carried: Vec<Report>,
) -> Result<Unit, Halt> {
    let mut findings: Vec<Finding> = Vec::new();
    let twin = if party.is_some() { twins(&reports, &mut findings) } else { vec![None; reports.len()] };
    let mut rows = Rows::default();
    let mut read = Vec::new();
    let mut used: Vec<Report> = Vec::new();
    for (r, twin) in reports.into_iter().zip(twin) {
        let format = job.catalogue.format(&r.format);
        read.push(ReadReport {
            file: r.file.clone(),
            format: r.format.clone(),
            period: r.period.map(|p| p.to_string()),
            answers: r.answers.len(),
            same_as: twin.clone(),
        });
        if twin.is_some() {
            continue;
        }
        if let Some(f) = format {
            for a in r.answers.iter().filter(|a| !a.is_blank()) {
                let row = f.question(&a.question).and_then(|q| tables::answer(&r, a, q));
                rows.add(0, &f.convention, r.period, row);
            }
        }
        used.push(r);
    }
    let (mut written, mut outputs) = (Vec::new(), Vec::new());
    if let Some(party) = party {
        // What stands in a core report is the country's own present answer; what it carries along is
        // evidence, and no row: it was read from a file of its own.
        let parted = take_apart(with_carried(used, carried));
        let has_lists = parted.kept.iter().any(|r| r.format == CORE);
        let registers = has_lists.then_some(&parted.registers);
        let all: Vec<&Report> = parted.kept.iter().chain(&parted.others).collect();
        for target in &job.options.targets {
            if job.watch.stop() {
                return Err(Stopped.into());
            }
            let period = period_to_write(job.options.period, target, &all);
            let (base, evidence) = base_and_evidence(&parted.kept, &target.id, period);
            // Most Parties keep no core report: nothing is copied for them.
            let reports = if evidence.is_empty() {
                Cow::Borrowed(&parted.others[..])
            } else {
                Cow::Owned(parted.others.iter().cloned().chain(evidence).collect())
            };
            let request = Request {
                target,
                party: Some(party),
                period,
                lang: job.options.lang,
                reports: &reports,
                previous: &[],
                base: &base,
                registers,
            };
            let (drafted, found) = prefill(&request, job.catalogue, job.crosswalk);
            // Four targets meet the same files: what is said of a file is said once.
            for f in found {
                if !findings.contains(&f) {
                    findings.push(f);
                }
            }
            for d in &drafted.drafts {
                let row = target.question(&d.question).and_then(|q| tables::draft(&drafted, d, q));
                rows.add(1, &target.convention, drafted.period, row);
            }
            let file = format!("{party}/{party}-{}.xlsx", target.id);
            let bytes = match workbook(&drafted, target, job.crosswalk, job.options.lang) {
                Ok(bytes) => bytes,
                // A report that breaks a limit of the file format never stops the others.
                Err(e) => {
                    let mut f = Finding::from(e);
                    f.file = file;
                    findings.push(f);
                    continue;
                }
            };
            let path = job.store.out(&file);
            let io = |source| Halt::Failed(Error::Io { path: path.clone(), source });
            if let Some(folder) = path.parent() {
                std::fs::create_dir_all(folder).map_err(io)?;
            }
            job.store.place(&path, &bytes).map_err(io)?;
            outputs.push((file.clone(), bytes.len() as u64, Print::of(&bytes).number()));
            written.push(Written {
                file,
                format: target.id.clone(),
                period: drafted.period.map(|p| p.to_string()),
                standings: crate::model::Standing::ALL
                    .iter()
                    .map(|&(s, word)| (word.to_owned(), drafted.count(s)))
                    .filter(|(_, n)| *n > 0)
                    .collect(),
            });
        }
    }
    let mut counted = Counted::default();
    for f in &findings {
        let note = Note::from(f);
        counted.add(&note);
        rows.add(2, "", None, Some(tables::finding(party.as_ref().map(Party::code), &note)));
    }
    let (segments, body) = rows.body().map_err(|e| job.state_failed(name, io::Error::other(e)))?;
    let unit = Unit {
        inputs: inputs.number(),
        party: party.map(|p| p.code().to_owned()),
        outputs,
        reports: read,
        written,
        findings: counted,
        segments,
    };
    job.store.put(name, &unit, &body).map_err(|e| job.state_failed(name, e))?;
    Ok(unit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::Catalogue;
    use crate::model::{Origin, Value};

    fn report(file: &str, period: Option<Period>, answers: &[(&str, &str)]) -> Report {
        let mut r = Report::new("ramsar-cop14", file);
        r.period = period;
        for (q, c) in answers {
            let mut a = Answer::new(format!("ramsar-cop14/{q}"), Origin::default());
            a.value = Some(Value::Code((*c).to_owned()));
            r.answers.push(a);
        }
        r
    }

    #[test]
    fn the_newest_period_of_the_format_is_written_unless_the_form_is_for_a_later_one() {
        let catalogue = Catalogue::builtin();
        let ramsar = catalogue.format("ramsar-cop14").expect("built in");
        let cites = catalogue.format("cites-ir").expect("built in");
        let p = |from, to| Some(Period { from, to });
        let old = report("a", p(2015, 2017), &[]);
        let new = report("b", p(2021, 2023), &[]);
        assert_eq!(period_to_write(None, ramsar, &[&old]), ramsar.period);
        assert_eq!(period_to_write(None, ramsar, &[&old, &new]), p(2021, 2023));
        assert_eq!(period_to_write(p(2024, 2026), ramsar, &[&new]), p(2024, 2026));
        assert_eq!(period_to_write(None, cites, &[&new]), None);
    }

    #[test]
    fn a_report_within_another_is_used_once_and_one_that_differs_is_named() {
        let p = Some(Period { from: 2018, to: 2020 });
        let whole = report("b.csv", p, &[("1.1", "A"), ("1.2", "B")]);
        let part = report("a.csv", p, &[("1.1", "A")]);
        let other = report("c.csv", p, &[("1.1", "B")]);
        let elsewhere = report("d.csv", p, &[("1.3", "B")]);
        let undated = report("e.csv", None, &[("1.1", "A")]);
        let mut findings = Vec::new();
        let twin = twins(&[part, whole, other, elsewhere, undated], &mut findings);
        assert_eq!(twin, [Some("b.csv".to_owned()), None, None, None, None]);
        let codes: Vec<(&str, &str)> = findings.iter().map(|f| (f.code, f.file.as_str())).collect();
        assert_eq!(codes, [("duplicate-report", "a.csv"), ("reports-differ", "c.csv")]);
    }
}
