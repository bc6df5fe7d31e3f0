//! `dunlin fill`: an official form filled in place.

use std::path::{Path, PathBuf};

use clap::Args;

use super::read::read_all;
use super::ui::Ui;
use super::{Failure, Outcome, Settings, known_format, usage};
use crate::core_report;
use crate::crosswalk::Crosswalk;
use crate::model::{Finding, Level, Report};
use crate::prefill::{Request, prefill};
use crate::read::open::{Kind, Limits, open_bytes};
use crate::say;
use crate::write::cbd_indicators::fill_indicators;
use crate::write::cbd_json::answers;
use crate::write::{fill_word, sources_html, whole_file};

/// The format whose indicator data the official Excel forms take.
const INDICATORS: &str = "cbd-nr7";

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The official form: a Word form (.docx), or a workbook of CBD indicator data (.xlsx)
    official: PathBuf,
    /// The filled form to write
    #[arg(short, long, value_name = "FILLED")]
    output: PathBuf,
    /// The format of the form, where it cannot be told from its questions
    #[arg(long, value_name = "FORMAT")]
    to: Option<String>,
    /// Reports of any convention, dunlin's workbooks among them
    #[arg(required = true)]
    sources: Vec<PathBuf>,
}

pub(super) fn run(a: &Arguments, s: &Settings, ui: &mut Ui) -> Outcome {
    let crosswalk = Crosswalk::load(&s.catalogue);
    let name = a.official.to_string_lossy().into_owned();
    let original = std::fs::read(&a.official).map_err(|e| {
        Finding::new(Level::Error, "file-unreadable", say!("the file cannot be read: {e}", e = e.to_string()))
            .at(&name, "")
            .hint(say!("check the name and that the file is not open elsewhere"))
    })?;
    let workbook = is_workbook(&name, &original)?;
    let mut form = read_all(std::slice::from_ref(&a.official), s, &crosswalk);
    let form = form.pop().unwrap_or_default();
    let mut findings: Vec<Finding> = Vec::new();
    let id = match (&a.to, form.reports.first()) {
        (Some(f), _) => {
            known_format(&s.catalogue, f)?;
            f.clone()
        }
        (None, _) if workbook => INDICATORS.to_owned(),
        (None, Some(r)) => r.format.clone(),
        (None, None) => {
            findings.extend(form.findings);
            if findings.is_empty() {
                return Err(usage(
                    say!("{name}: it cannot be told which form this is", name = &name),
                    say!("say it with --to FORMAT"),
                ));
            }
            return Err(Failure::Findings(findings));
        }
    };
    let Some(format) = s.catalogue.format(&id) else { return Ok(()) };
    // What stands in the form already is its owner's, and stays.
    let base: Vec<Report> = form.reports.into_iter().filter(|r| r.format == id && !r.answers.is_empty()).collect();
    let (mut reports, mut carried) = (Vec::new(), Vec::new());
    for reading in read_all(&a.sources, s, &crosswalk) {
        findings.extend(reading.findings);
        reports.extend(reading.reports);
        carried.extend(reading.carried);
    }
    // Of a form whose years are not known, the report being written says them.
    let mut said: Vec<_> = reports.iter().filter(|r| r.format == id).filter_map(|r| r.period).collect();
    said.dedup();
    let said = match said[..] {
        [one] if format.period.is_none() => Some(one),
        _ => None,
    };
    let period = s.years.of(&id).or(said);
    // What a core report says is taken as when the report is exported: what dunlin made there is made anew of its
    // registers, and is nobody's own answer.
    let told = core_report::evidence_along(&reports, carried);
    let given = core_report::take_apart(core_report::with_carried(reports, told)).for_years(&s.years);
    let (own, evidence) = core_report::base_and_evidence(&given.kept, &id, period);
    let base: Vec<Report> = base.into_iter().chain(own).collect();
    let reports: Vec<Report> = given.others.into_iter().chain(evidence).collect();
    let request = Request {
        target: format,
        party: s.party,
        period,
        lang: s.lang(),
        reports: &reports,
        previous: &[],
        base: &base,
        registers: (!given.registers.is_empty() || !given.kept.is_empty()).then_some(&given.registers),
    };
    let (drafted, found) = prefill(&request, &s.catalogue, &crosswalk);
    findings.extend(found);
    let (bytes, filled) = if workbook {
        let report = answers(&drafted, &name);
        let mut filled = fill_indicators(&name, &original, &report, format)?;
        findings.append(&mut filled.findings);
        let places = filled.places(&drafted);
        (filled.bytes, places)
    } else {
        let filled = fill_word::fill(&original, &drafted, format, s.lang()).map_err(|f| named(f, &name))?;
        findings.extend(filled.findings.into_iter().map(|f| named(f, &name)));
        (filled.bytes, filled.filled)
    };
    whole_file(&a.output, &bytes, s.force)?;
    let beside = beside(&a.output);
    let page = sources_html(&a.output.to_string_lossy(), &filled, &drafted, format, s.lang());
    whole_file(&beside, page.as_bytes(), s.force)?;
    let (n, page) = (filled.len(), beside.display());
    let written = if workbook {
        say!("  {n} rows of data filled in; where each answer comes from: {page}", n = n, page = page)
    } else {
        say!("  {n} places filled in; where each answer comes from: {page}", n = n, page = page)
    };
    if s.json {
        ui.json(&drafted);
    } else {
        ui.line(&a.output.display().to_string());
        ui.say(&written);
    }
    for f in &findings {
        ui.finding(f);
    }
    if findings.iter().any(Finding::is_error) { Err(Failure::Found) } else { Ok(()) }
}

/// True for a workbook, false for a Word form; by content, because names lie.
fn is_workbook(name: &str, original: &[u8]) -> Result<bool, Finding> {
    let kind = open_bytes(name, original.to_vec(), &Limits::default())?.kind;
    let advice = match kind {
        Kind::Xlsx => return Ok(true),
        Kind::Docx => return Ok(false),
        Kind::Xls | Kind::Ods | Kind::Csv | Kind::Html => {
            "open it in Excel or LibreOffice, choose Save As and the type Excel Workbook (.xlsx), and fill that file"
        }
        Kind::Odt => {
            "open it in Word or LibreOffice, choose Save As and the type Word Document (.docx), and fill that file"
        }
        _ => "take the Word form (.docx) or the workbook (.xlsx) that the secretariat gives out",
    };
    Err(Finding::new(
        Level::Error,
        "fill-kind",
        say!(
            "this is recognised as: {kind}; only Word documents (.docx) and Excel workbooks (.xlsx) are filled",
            kind = kind.said()
        ),
    )
    .at(name, "")
    .hint(advice))
}

/// `FILLED.sources.html`, beside the filled form.
fn beside(output: &Path) -> PathBuf {
    let mut name = output.file_name().unwrap_or_default().to_os_string();
    name.push(".sources.html");
    output.with_file_name(name)
}

fn named(mut f: Finding, file: &str) -> Finding {
    if f.file.is_empty() {
        file.clone_into(&mut f.file);
    }
    f
}
