//! `dunlin check`: what would stop a report from being sent.

use std::path::PathBuf;

use clap::Args;
use serde::Serialize;

use super::read::read_all;
use super::ui::Ui;
use super::{Failure, Outcome, Settings};
use crate::check::{check, grouped};
use crate::model::{Finding, Level, Sentence};
use crate::say;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The report
    #[arg(required = true)]
    files: Vec<PathBuf>,
}

#[derive(Serialize)]
struct Json {
    findings: Vec<Finding>,
}

pub(super) fn run(a: &Arguments, s: &Settings, ui: &mut Ui) -> Outcome {
    let crosswalk = s.crosswalk();
    let (mut findings, mut told) = (Vec::new(), Vec::new());
    for reading in read_all(&a.files, s, crosswalk) {
        told.extend(reading.findings.iter().cloned());
        findings.extend(reading.findings);
        for mut report in reading.reports {
            report.party = report.party.or(s.party);
            report.period = report.period.or(s.years.of(&report.format));
            if let Some(format) = s.catalogue.format(&report.format) {
                let found = check(&report, format, crosswalk);
                told.extend(grouped(&found, format));
                findings.extend(found);
            }
        }
    }
    // What stops the report first, then in the order of the form.
    findings.sort_by_key(|f| std::cmp::Reverse(f.level));
    told.sort_by_key(|f| std::cmp::Reverse(f.level));
    let errors = findings.iter().any(Finding::is_error);
    if s.json {
        ui.json(&Json { findings: findings.into_iter().map(|f| s.shown(f)).collect() });
    } else {
        for f in &told {
            ui.finding(f);
        }
        ui.say(&stops(&findings));
    }
    if errors { Err(Failure::Found) } else { Ok(()) }
}

/// What would stop the report from being sent, in one line.
fn stops(findings: &[Finding]) -> Sentence {
    let count = |l: Level| findings.iter().filter(|f| f.level == l).count();
    let missing = findings.iter().filter(|f| f.level == Level::Blocker && f.code == "required-missing").count();
    let other = count(Level::Blocker) - missing;
    let missing = say!("{n} required {n|question|questions} without an answer", n = missing);
    let errors = say!("{n} {n|error|errors}", n = count(Level::Error));
    let besides = say!(
        "{warnings} {warnings|warning|warnings}, {remarks} {remarks|remark|remarks}",
        warnings = count(Level::Warning),
        remarks = count(Level::Info)
    );
    match (count(Level::Blocker), other, count(Level::Error)) {
        (0, _, 0) => {
            say!("nothing was found that would stop this report from being sent; {besides}", besides = besides)
        }
        (0, _, _) => {
            say!("to be put right before this report is sent: {errors}; {besides}", errors = errors, besides = besides)
        }
        (_, 0, _) => say!(
            "this would stop the report from being sent: {missing}; also {errors}, {besides}",
            missing = missing,
            errors = errors,
            besides = besides
        ),
        _ => say!(
            "this would stop the report from being sent: {missing}, {other} {other|other blocker|other blockers}; also {errors}, {besides}",
            missing = missing,
            other = other,
            errors = errors,
            besides = besides
        ),
    }
}
