//! `dunlin gaps`: what is answered, open and contradictory, of one Party or of many.

use std::path::{Path, PathBuf};

use clap::Args;
use rayon::prelude::*;

use super::read::read_all;
use super::ui::{Progress, Ui};
use super::{Failure, Outcome, Settings, usage};
use crate::catalogue::Catalogue;
use crate::crosswalk::Crosswalk;
use crate::gaps::{self, Gaps, Grade, Overview, Request};
use crate::model::{Finding, Level, Report, Years};
use crate::read::{Context, read_file};
use crate::say;
use crate::write::whole_file;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Reports of one Party, of any convention
    files: Vec<PathBuf>,
    /// A folder with reports of many Parties, folders in it too
    #[arg(long, value_name = "DIR", conflicts_with = "files")]
    many: Option<PathBuf>,
    /// The file to write: .html, .xlsx or .json
    #[arg(short, long, value_name = "OUT")]
    output: Option<PathBuf>,
}

/// Files read at a time; what is kept of them is little, so that memory does not grow with their
/// number.
const AT_A_TIME: usize = 64;

/// What an output file is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Html,
    Xlsx,
    Json,
}

/// The kind by the name of the file.
pub(super) fn kind(path: &Path) -> Result<Kind, Failure> {
    let extension = path.extension().map(|e| e.to_string_lossy().to_ascii_lowercase()).unwrap_or_default();
    match extension.as_str() {
        "html" | "htm" => Ok(Kind::Html),
        "xlsx" => Ok(Kind::Xlsx),
        "json" => Ok(Kind::Json),
        _ => Err(usage(
            say!("{path}: it cannot be told what to write", path = &path.display()),
            say!("name a file that ends in .html, .xlsx or .json"),
        )),
    }
}

pub(super) fn json(value: &impl serde::Serialize) -> Vec<u8> {
    let mut text = serde_json::to_string_pretty(value).unwrap_or_default();
    text.push('\n');
    text.into_bytes()
}

pub(super) fn run(a: &Arguments, s: &Settings, ui: &mut Ui) -> Outcome {
    let out = a.output.as_deref().map(|p| kind(p).map(|k| (p, k))).transpose()?;
    if a.many.is_some() && (s.party.is_some() || s.years != Years::default()) {
        return Err(usage(
            say!("with --many every report says itself whose it is and for which years"),
            say!("leave --party and --period out, or name the reports of one Party without --many"),
        ));
    }
    let crosswalk = s.crosswalk();
    if let Some(dir) = &a.many {
        return many(dir, out, crosswalk, s, ui);
    }
    if a.files.is_empty() {
        return Err(usage(
            say!("there is nothing to look at"),
            say!("name the reports of one Party, or a folder with --many for many Parties"),
        ));
    }
    let mut findings: Vec<Finding> = Vec::new();
    let mut reports: Vec<Report> = Vec::new();
    for reading in read_all(&a.files, s, crosswalk) {
        findings.extend(reading.findings);
        reports.extend(reading.reports);
    }
    let request = Request { party: s.party, period: s.one_period()?, lang: s.lang(), reports: &reports };
    let (gaps, found) = gaps::gaps(&request, &s.catalogue, crosswalk);
    findings.extend(found);
    if let Some((path, kind)) = out {
        let bytes = match kind {
            Kind::Json => json(&gaps),
            Kind::Html => crate::write::gaps_html::one(&gaps, &s.catalogue, crosswalk).into_bytes(),
            Kind::Xlsx => crate::write::gaps_xlsx::one(&gaps, crosswalk)?,
        };
        whole_file(path, &bytes, s.force)?;
    }
    if s.json {
        ui.json(&gaps);
    } else {
        if let Some((path, _)) = out {
            ui.line(&path.display().to_string());
        }
        account(&gaps, &s.catalogue, ui);
    }
    end(&findings, s, ui)
}

pub(super) fn end(findings: &[Finding], s: &Settings, ui: &mut Ui) -> Outcome {
    for f in findings.iter().filter(|f| f.level > Level::Info || !s.json) {
        ui.finding(f);
    }
    if findings.iter().any(Finding::is_error) { Err(Failure::Found) } else { Ok(()) }
}

/// The short account for the terminal.
fn account(g: &Gaps, catalogue: &Catalogue, ui: &mut Ui) {
    for c in &g.coverage.conventions {
        let period = c.period.map_or_else(|| say!("period not stated"), |p| say!("{period}", period = p));
        let t = &c.all;
        ui.say(&say!(
            "{convention}{period} {asked} asked: {answered} answered ({percent} %), {reusable} reusable, {open} open",
            convention = format!("{:<8}", c.convention),
            period = format!("{:<10}", period.get(ui.lang())),
            asked = format!("{:>4}", t.asked),
            answered = format!("{:>4}", t.answered),
            percent = t.percent(),
            reusable = format!("{:>3}", t.reusable),
            open = format!("{:>3}", t.open)
        ));
    }
    let count = |grade| g.contradictions.iter().filter(|c| c.grade == grade).count();
    ui.say(&say!(
        "contradictions: {certain} certain, {likely} likely",
        certain = count(Grade::Certain),
        likely = count(Grade::Likely)
    ));
    for c in &g.contradictions {
        let grade = if c.grade == Grade::Certain { say!("certain") } else { say!("likely") }.get(ui.lang());
        let [a, b] = &c.sides;
        ui.line(&format!("  {grade}: {} {} / {} {}", a.convention, a.number, b.convention, b.number));
        for side in [a, b] {
            let Some(p) = side.places.first() else { continue };
            let period = p.period.map_or_else(String::new, |p| format!(", {p}"));
            let says = p.says.split_whitespace().collect::<Vec<_>>().join(" ");
            let says: String = says.chars().take(110).collect();
            let more = match side.places.len() {
                0 | 1 => String::new(),
                n => say!(" (and {more} more)", more = n - 1).get(ui.lang()),
            };
            let convention = catalogue.format(&side.format).map_or("", |f| f.convention.as_str());
            ui.line(&format!("    {convention} {}{period}: \"{says}\"  [{} {}]{more}", side.number, p.file, p.place));
        }
        for r in c.reasons.iter().chain(Some(&c.note).filter(|n| !n.is_empty())) {
            ui.line(&format!("    {r}"));
        }
    }
    if let Some(w) = g.worth.questions.first() {
        ui.say(&say!(
            "most helpful open question: {question}, for {linked} others by a link and {others} more of its subject",
            question = format!("{} {} {}", w.convention, w.number, w.label),
            linked = w.linked,
            others = w.subject_others
        ));
    }
    ui.say(&say!(
        "{questions} questions come down to {subjects} subjects; {shared} subjects are asked by more than one convention, in {asked} questions",
        questions = g.burden.questions,
        subjects = g.burden.subjects,
        shared = g.burden.shared.len(),
        asked = g.burden.shared_questions
    ));
}

fn many(dir: &Path, out: Option<(&Path, Kind)>, crosswalk: &Crosswalk, s: &Settings, ui: &mut Ui) -> Outcome {
    let files = files_of(dir)?;
    let options = s.read_options();
    let context = Context { catalogue: &s.catalogue, crosswalk, options: &options };
    let progress = Progress::new(files.len());
    let mut overview = gaps::many(&s.catalogue, crosswalk, s.lang());
    let mut findings: Vec<Finding> = Vec::new();
    for chunk in files.chunks(AT_A_TIME) {
        let read: Vec<(Vec<Finding>, Vec<Report>)> = chunk
            .par_iter()
            .map(|f| {
                let reading = read_file(f, &context);
                progress.done(&f.to_string_lossy());
                let bad = reading.findings.into_iter().filter(Finding::is_error).collect();
                (bad, reading.reports.into_iter().map(|r| gaps::slim(r, crosswalk)).collect())
            })
            .collect();
        for (bad, reports) in read {
            findings.extend(bad);
            overview.add(reports);
        }
    }
    drop(progress);
    let overview: Overview = overview.finish();
    if overview.parties.is_empty() {
        findings.push(
            Finding::new(Level::Error, "no-party", say!("no file holds a report whose Party is known"))
                .at(dir.display().to_string(), "")
                .hint(say!(
                    "reports name their Party themselves; of files that do not, dunlin cannot tell whose they are"
                )),
        );
    }
    if let Some((path, kind)) = out {
        let bytes = match kind {
            Kind::Json => json(&overview),
            Kind::Html => crate::write::gaps_html::many(&overview).into_bytes(),
            Kind::Xlsx => crate::write::gaps_xlsx::many(&overview)?,
        };
        whole_file(path, &bytes, s.force)?;
    }
    if s.json {
        ui.json(&overview);
    } else {
        if let Some((path, _)) = out {
            ui.line(&path.display().to_string());
        }
        ui.say(&say!(
            "{files} files, {reports} reports of {parties} Parties; {without} files without a report of a known Party",
            files = overview.files,
            reports = overview.reports.len(),
            parties = overview.parties.len(),
            without = overview.without_party
        ));
    }
    end(&findings, s, ui)
}

/// Every file in a folder and the folders in it, in order of names; hidden ones are left out, and links
/// are not followed.
pub(super) fn files_of(dir: &Path) -> Result<Vec<PathBuf>, Failure> {
    let mut open = vec![dir.to_owned()];
    let mut files = Vec::new();
    while let Some(folder) = open.pop() {
        let list = std::fs::read_dir(&folder).map_err(|e| {
            Finding::new(Level::Error, "folder-unreadable", say!("the folder cannot be read: {e}", e = e.to_string()))
                .at(folder.display().to_string(), "")
                .hint(say!("check the name, and that you may read it"))
        })?;
        for entry in list.flatten() {
            let hidden = entry.file_name().to_string_lossy().starts_with(['.', '~']);
            match entry.file_type() {
                Ok(t) if t.is_dir() && !hidden => open.push(entry.path()),
                Ok(t) if t.is_file() && !hidden => files.push(entry.path()),
                _ => {}
            }
        }
    }
    files.sort();
    Ok(files)
}
