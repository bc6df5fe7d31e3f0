//! `dunlin merge`: what experts sent back, put into the core report.

use std::path::{Path, PathBuf};

use clap::Args;

use super::read::read_all;
use super::split::{AS_HANDED_OUT, TABLE, draft, read_core};
use super::ui::Ui;
use super::{Failure, Outcome, Settings, usage};
use crate::core_report::{self, Core, Placed};
use crate::crosswalk::Crosswalk;
use crate::model::{CORE, Finding, Level, Report};
use crate::read::word::sheet::KIND;
use crate::say;
use crate::sharing::{Contribution, Handout, given, handed_out, merge};
use crate::write::whole_file;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The folder that dunlin split wrote, with the workbooks as they came back; single workbooks, and
    /// translated sentences too
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// The core report: where it is there already, what came back goes into it
    #[arg(short, long, value_name = "CORE.xlsx")]
    output: PathBuf,
}

/// A test for questions and items that were handed out to somebody.
type Theirs<'a> = Box<dyn Fn(&str, Option<&str>) -> bool + 'a>;

/// A workbook that came back.
struct Back {
    who: String,
    file: String,
    reports: Vec<Report>,
    partial: bool,
    handout: Option<Handout>,
}

pub(super) fn run(a: &Arguments, s: &Settings, ui: &mut Ui) -> Outcome {
    let crosswalk = s.crosswalk();
    let Some(core) = Core::assemble(&s.catalogue, crosswalk) else { return Ok(()) };
    let mut findings: Vec<Finding> = Vec::new();
    let folders: Vec<&PathBuf> = a.files.iter().filter(|f| f.is_dir()).collect();
    let as_split = folders.iter().map(|f| f.join(AS_HANDED_OUT)).find(|f| f.exists());
    let before = as_split.as_ref().map(|f| read_core(f, s, crosswalk)).transpose()?;
    let now = if a.output.exists() { Some(read_core(&a.output, s, crosswalk)?) } else { None };
    let (base, current, carried) = match (&before, &now) {
        (Some(b), Some(n)) => (&b.reports, &n.reports, &n.carried),
        (Some(b), None) => (&b.reports, &b.reports, &b.carried),
        (None, Some(n)) => (&n.reports, &n.reports, &n.carried),
        (None, None) => {
            return Err(usage(
                say!("there is no core report {output} to merge into", output = &a.output.display()),
                say!(
                    "name an existing core report with -o, or a folder that dunlin split wrote (with {AS_HANDED_OUT})",
                    AS_HANDED_OUT = &AS_HANDED_OUT
                ),
            ));
        }
    };
    if let Some(n) = &now {
        findings.extend(n.findings.iter().cloned());
    }
    let backs = gather(&a.files, s, crosswalk, &mut findings)?;
    let (drafted, _) = draft(&core, base.clone(), before.as_ref().map_or(carried, |b| &b.carried), s, crosswalk);
    let placement = core_report::place(&core.format, &drafted.drafted, crosswalk);
    let tests: Vec<Theirs> = backs.iter().map(|b| theirs(b, &placement)).collect();
    let contributions: Vec<Contribution> = backs
        .iter()
        .zip(&tests)
        .map(|(b, test)| Contribution {
            who: b.who.clone(),
            on: String::new(),
            file: b.file.clone(),
            reports: &b.reports,
            partial: b.partial,
            theirs: test.as_ref(),
        })
        .collect();
    let mut merged = merge(base, current, &contributions);
    // The merged reports are those of one workbook, whatever files their answers came from.
    let name = a.output.to_string_lossy().into_owned();
    for r in &mut merged.reports {
        r.file.clone_from(&name);
        for answer in &mut r.answers {
            answer.origin.file.clone_from(&name);
        }
    }
    findings.append(&mut merged.findings);
    // What is said of the reports it was made from was said when it was made.
    let lang = s.lang.or_else(|| merged.reports.iter().find_map(|r| r.lang)).unwrap_or_default();
    let (new, _) = draft(&core, merged.reports, carried, s, crosswalk);
    let placement = core_report::place(&core.format, &new.drafted, crosswalk);
    let bytes = crate::write::core(&new, &core, &placement, crosswalk, lang)?;
    // It holds everything of the file it replaces, which was asked for by naming it.
    whole_file(&a.output, &bytes, true)?;
    ui.line(&a.output.display().to_string());
    ui.say(&say!(
        "  {workbooks} workbooks: {taken} answers taken over, {differing} differ, {theirs} were not asked of whom they came from",
        workbooks = backs.len(),
        taken = merged.taken,
        differing = merged.differing,
        theirs = merged.apart
    ));
    for f in &findings {
        ui.finding(f);
    }
    if findings.iter().any(Finding::is_error) { Err(Failure::Found) } else { Ok(()) }
}

/// What somebody was asked: all of it where no table says.
fn theirs<'a>(back: &'a Back, placement: &'a [Placed]) -> Theirs<'a> {
    match &back.handout {
        Some(h) => Box::new(given(placement, h)),
        None => Box::new(|_: &str, _: Option<&str>| true),
    }
}

/// Everything that came back, in the order of the names.
fn gather(
    files: &[PathBuf],
    s: &Settings,
    crosswalk: &Crosswalk,
    findings: &mut Vec<Finding>,
) -> Result<Vec<Back>, Failure> {
    let mut list: Vec<(PathBuf, Option<Handout>)> = Vec::new();
    for f in files {
        if !f.is_dir() {
            list.push((f.clone(), None));
            continue;
        }
        let table = f.join(TABLE);
        let handouts = match std::fs::read_to_string(&table) {
            Ok(text) => handed_out(&text).map_err(|line| {
                Finding::new(Level::Error, "handed-out", say!("this is no row of the table of what was handed out"))
                    .at(table.display().to_string(), format!("line {line}"))
                    .hint(say!("three columns with tabs between: file, name, subject"))
            })?,
            Err(_) => {
                findings.push(
                    Finding::new(
                        Level::Warning,
                        "handed-out-gone",
                        say!("the table of who was handed out what is not here; every answer is taken as asked"),
                    )
                    .at(table.display().to_string(), "")
                    .hint(say!("put the file back that dunlin split wrote, and merge again")),
                );
                Vec::new()
            }
        };
        let unreadable = |e: std::io::Error| {
            Finding::new(Level::Error, "file-unreadable", say!("the folder cannot be read: {e}", e = e.to_string()))
                .at(f.display().to_string(), "")
        };
        let mut inside: Vec<PathBuf> = Vec::new();
        for entry in std::fs::read_dir(f).map_err(unreadable)? {
            let path = entry.map_err(unreadable)?.path();
            let name = file_name(&path);
            // A spreadsheet that is open leaves a lock beside it.
            let ours =
                path.extension().is_some_and(|e| ["xlsx", "ods", "docx"].iter().any(|x| e.eq_ignore_ascii_case(x)));
            if ours && name != AS_HANDED_OUT && !name.starts_with("~$") && !name.starts_with(".~") {
                inside.push(path);
            }
        }
        inside.sort();
        for path in inside {
            // "water-ministry (final).xlsx" is still the water ministry's.
            let name = file_name(&path).to_lowercase();
            let handout = handouts.iter().filter(|h| name.starts_with(&h.file)).max_by_key(|h| h.file.len()).cloned();
            list.push((path, handout));
        }
    }
    let paths: Vec<PathBuf> = list.iter().map(|(p, _)| p.clone()).collect();
    let mut backs = Vec::new();
    for ((path, handout), reading) in list.into_iter().zip(read_all(&paths, s, crosswalk)) {
        findings.extend(reading.findings);
        if !reading.reports.iter().any(|r| r.format == CORE) {
            findings.push(
                Finding::new(
                    Level::Warning,
                    "not-a-contribution",
                    say!("this is no workbook or sheet that dunlin split wrote; it was left out"),
                )
                .at(path.display().to_string(), "")
                .hint(say!("copy the answers into the expert's workbook")),
            );
            continue;
        }
        let stem = path.file_stem().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let who = handout.as_ref().map_or(stem, |h| h.name.clone());
        let partial = reading.kind == KIND;
        backs.push(Back { who, partial, file: path.to_string_lossy().into_owned(), reports: reading.reports, handout });
    }
    Ok(backs)
}

fn file_name(path: &Path) -> String {
    path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default()
}
