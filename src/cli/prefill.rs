//! `dunlin prefill`: the main job.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use clap::Args;
use rayon::prelude::*;

use super::read::read_all;
use super::ui::Ui;
use super::{Failure, Outcome, Settings, known_format, most_first, targets, usage};
use crate::core_report::{self, Core, CoreRequest, take_apart};
use crate::model::{CORE, Drafted, Finding, Format, Level, Report};
use crate::prefill::{Request, continues_in, prefill};
use crate::say;
use crate::write::cbd_json::{answers, bundle};
use crate::write::{Error, account, copy_sheet, folder, snapshot, whole_file, workbook};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The format to write, all for the four conventions, core for the country's one workbook
    #[arg(long, value_name = "FORMAT|all|core")]
    to: String,
    /// The file to write (.xlsx, .html for a copy sheet, .json for the CBD's tool), or a folder
    #[arg(short, long, value_name = "OUT")]
    output: Option<PathBuf>,
    /// An earlier report of the same convention, to carry over
    #[arg(long, value_name = "FILE")]
    previous: Vec<PathBuf>,
    /// A half-filled report of the same period, whose answers are kept
    #[arg(long, value_name = "FILE")]
    base: Vec<PathBuf>,
    /// Of the core report only the subjects that the report to this convention touches
    #[arg(long = "for", value_name = "FORMAT")]
    only: Option<String>,
    /// Keep what was written, with its fingerprint, in a file beside it
    #[arg(long)]
    snapshot: bool,
    /// Reports of any convention
    files: Vec<PathBuf>,
}

/// The format whose reporting tool takes documents (`-o bundle.json`).
const CBD: &str = "cbd-nr7";

/// Where each format's report goes.
enum Output<'a> {
    Nowhere,
    File(&'a Path),
    Folder(&'a Path),
}

pub(super) fn run(a: &Arguments, s: &Settings, ui: &mut Ui) -> Outcome {
    if a.files.is_empty() && a.previous.is_empty() && a.base.is_empty() {
        return Err(usage(
            say!("there is nothing to prefill from"),
            say!("name at least one file; for an empty workbook use dunlin blank"),
        ));
    }
    let crosswalk = s.crosswalk();
    let is_core = a.to == CORE;
    // The core report is made of every convention's.
    let targets = targets(&s.catalogue, if is_core { "all" } else { &a.to })?;
    if let Some(only) = &a.only {
        known_format(&s.catalogue, only)?;
        if !is_core || !s.catalogue.targets().any(|t| t.id == *only) {
            return Err(usage(
                say!("--for narrows the core report to what one convention's report needs"),
                say!("write for instance --to core --for ramsar-cop14"),
            ));
        }
    }
    if a.snapshot && (is_core || a.output.is_none()) {
        return Err(usage(
            say!("--snapshot keeps what a convention's report says"),
            say!("use it with --to all or --to FORMAT, and -o"),
        ));
    }
    let output = match &a.output {
        None if s.json => Output::Nowhere,
        Some(o) if a.to == "all" && !extension(o).is_empty() => {
            return Err(usage(
                say!("{o} is one file, and --to all writes one for each format", o = &o.display()),
                say!("name a folder, for instance -o out/"),
            ));
        }
        None => {
            return Err(usage(
                say!("it is not said where to write"),
                say!("add -o FILE.xlsx, -o FILE.html or -o FOLDER/"),
            ));
        }
        Some(o) if a.to == "all" || o.is_dir() || o.to_string_lossy().ends_with(['/', '\\']) => Output::Folder(o),
        Some(o) => match extension(o).as_str() {
            "html" | "htm" if is_core => {
                return Err(usage(
                    say!("the core report is a workbook"),
                    say!("end the name in .xlsx, or in / for a folder"),
                ));
            }
            "xlsx" | "html" | "htm" => Output::File(o),
            "json" if a.to == CBD => Output::File(o),
            _ => {
                return Err(usage(
                    say!("{o} is no kind of file dunlin writes", o = &o.display()),
                    say!("end the name in .xlsx or .html, or in / for a folder"),
                ));
            }
        },
    };
    if let Output::Folder(dir) = output {
        folder(dir)?;
    }
    let mut findings = Vec::new();
    let mut known = BTreeSet::new();
    // What a core report carries along is evidence, in whichever way the core report was given.
    let mut told: Vec<Report> = Vec::new();
    let mut gather = |files: &[PathBuf]| -> Vec<Report> {
        let (mut reports, mut carried) = (Vec::new(), Vec::new());
        for reading in read_all(files, s, crosswalk) {
            findings.extend(reading.findings);
            reports.extend(reading.reports);
            carried.extend(reading.carried);
        }
        known.extend(carried.iter().map(|r| (r.format.clone(), r.file.clone())));
        for c in core_report::evidence_along(&reports, carried) {
            if !told.contains(&c) {
                told.push(c);
            }
        }
        reports
    };
    let (reports, previous, base) = (gather(&a.files), gather(&a.previous), gather(&a.base));
    s.catalogue.all_read();
    let reports = core_report::with_carried(reports, told);
    let cores: BTreeSet<&str> =
        previous.iter().chain(&base).filter(|r| r.format == CORE).map(|r| r.file.as_str()).collect();
    for r in previous.iter().chain(&base).filter(|r| !cores.contains(r.file.as_str())) {
        if !targets.iter().any(|t| continues_in(r, t, crosswalk)) {
            findings.push(
                Finding::new(
                    Level::Warning,
                    "previous-not-used",
                    say!("this is a report to {format}, which is not being written", format = &r.format),
                )
                .at(&r.file, "")
                .hint(say!(
                    "--previous and --base take reports of the convention being written; name others without an option"
                )),
            );
        }
    }
    // What stands in a core report is the country's own present answer, whichever way it was given.
    let (given, given_base) = (take_apart(reports).for_years(&s.years), take_apart(base).for_years(&s.years));
    let mut carried = given_base;
    carried.kept.extend(given.kept);
    let explicit = carried.others;
    carried.registers.add(given.registers);
    let previous = take_apart(previous).of_last_cycle();
    // The lists go on from cycle to cycle; what was said of them has to be confirmed.
    carried.registers.add(previous.registers);
    let (reports, registers) = (given.others, carried.registers);
    let previous: Vec<Report> = previous.kept.into_iter().chain(previous.others).collect();
    let kept: Vec<Report> = explicit.iter().cloned().chain(carried.kept.iter().cloned()).collect();
    if is_core {
        let Some(core) = Core::assemble(&s.catalogue, crosswalk) else { return Ok(()) };
        let request = CoreRequest {
            party: s.party,
            years: &s.years,
            lang: s.lang(),
            reports: &reports,
            previous: &previous,
            base: &kept,
            registers: &registers,
            known: &known,
        };
        let path = match output {
            Output::Nowhere => None,
            Output::File(p) => Some((p, false)),
            Output::Folder(dir) => Some((dir, true)),
        };
        let job = super::core::Job { core: &core, request: &request, only: a.only.as_deref(), crosswalk };
        return super::core::write(&job, path, s, findings, ui);
    }
    // Without a core report there is nothing a rule could rest on that a person keeps.
    let kept_registers = (!registers.is_empty() || !carried.kept.is_empty()).then_some(&registers);
    let make = |target: &&Format| {
        let (own, evidence) = core_report::base_and_evidence(&carried.kept, &target.id, s.years.of(&target.id));
        let base: Vec<Report> = explicit.iter().cloned().chain(own).collect();
        let mut reports: Vec<Report> = reports.iter().cloned().chain(evidence).collect();
        reports.extend(core_report::told_to_others(&previous, target, crosswalk));
        let request = Request {
            target,
            party: s.party,
            period: s.years.of(&target.id),
            lang: s.lang(),
            reports: &reports,
            previous: &previous,
            base: &base,
            registers: kept_registers,
        };
        prefill(&request, &s.catalogue, crosswalk)
    };
    let send = |(target, (drafted, found)): &(&&Format, (Drafted, Vec<Finding>))| {
        let mut found = found.clone();
        let path = match output {
            Output::Nowhere => None,
            Output::File(p) => Some(p.to_owned()),
            Output::Folder(dir) => {
                let party = drafted.party.map_or_else(|| "party".to_owned(), |p| p.to_string());
                Some(dir.join(format!("{party}-{}.xlsx", target.id)))
            }
        };
        let failed = path.as_ref().and_then(|p| {
            let written = write_one(p, drafted, target, crosswalk, s, &mut found);
            let beside = written.and_then(|()| if a.snapshot { write_snapshot(p, drafted, s) } else { Ok(()) });
            beside.err()
        });
        (found, path, failed)
    };
    // One report does not wait for another; what is said comes in the order of the formats.
    let made: Vec<_> = targets.iter().zip(targets.par_iter().map(make).collect::<Vec<_>>()).collect();
    let work = |(_, (d, _)): &(&&Format, (Drafted, _))| d.drafts.iter().map(|d| 1 + d.sources.len()).sum();
    let sent = most_first(&made, work, send);
    let mut drafted: Vec<Drafted> = Vec::new();
    for ((target, (d, _)), (found, path, failed)) in made.into_iter().zip(sent) {
        // Four targets meet the same files: what is said of a file is said once.
        for f in found {
            if !findings.contains(&f) {
                findings.push(f);
            }
        }
        if let Some(e) = failed {
            findings.push(e.into());
        } else if let (Some(path), false) = (path, s.json) {
            ui.line(&path.display().to_string());
            for line in account(&d, target, crosswalk, s.lang()).to_string().lines() {
                ui.line(&format!("  {line}"));
            }
        }
        drafted.push(d);
    }
    if s.json {
        if a.to == "all" {
            ui.json(&drafted);
        } else if let Some(d) = drafted.first() {
            ui.json(d);
        }
    }
    let errors = findings.iter().any(Finding::is_error);
    for f in &findings {
        if f.level > Level::Info || !s.json {
            ui.finding(f);
        }
    }
    // As with the settings: the program ends.
    std::mem::forget((drafted, reports, previous, kept, explicit, carried.kept));
    if errors { Err(Failure::Found) } else { Ok(()) }
}

/// Puts the snapshot of a report beside it.
fn write_snapshot(path: &Path, d: &Drafted, s: &Settings) -> Result<(), Error> {
    let party = d.party.map_or_else(|| "party".to_owned(), |p| p.to_string());
    let beside = path.with_file_name(format!("{party}-{}.snapshot.json", d.format));
    whole_file(&beside, snapshot(d).as_bytes(), s.force)
}

fn extension(path: &Path) -> String {
    path.extension().map(|e| e.to_string_lossy().to_ascii_lowercase()).unwrap_or_default()
}

fn write_one(
    path: &Path,
    d: &Drafted,
    format: &Format,
    crosswalk: &crate::crosswalk::Crosswalk,
    s: &Settings,
    findings: &mut Vec<Finding>,
) -> Result<(), Error> {
    let bytes = match extension(path).as_str() {
        "json" => {
            let bundle = bundle(&answers(d, &path.to_string_lossy()), format, s.lang());
            findings.extend(bundle.findings);
            let mut text = serde_json::to_string_pretty(&bundle.documents).unwrap_or_default();
            text.push('\n');
            text.into_bytes()
        }
        "html" | "htm" => copy_sheet::copy_sheet(d, format, &s.catalogue, crosswalk, s.lang()).into_bytes(),
        _ => workbook(d, format, crosswalk, s.lang())?,
    };
    whole_file(path, &bytes, s.force)
}
