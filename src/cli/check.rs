//! `dunlin check`: what would stop a report from being sent.

use std::path::PathBuf;

use clap::Args;
use serde::Serialize;

use super::read::read_all;
use super::ui::Ui;
use super::{Failure, Outcome, Settings};
use crate::check::check;
use crate::model::{Finding, Level};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The report
    #[arg(required = true)]
    files: Vec<PathBuf>,
}

#[derive(Serialize)]
struct Json<'a> {
    findings: &'a [Finding],
}

pub(super) fn run(a: &Arguments, s: &Settings, ui: &mut Ui) -> Outcome {
    let crosswalk = s.crosswalk();
    let mut findings = Vec::new();
    for reading in read_all(&a.files, s, crosswalk) {
        findings.extend(reading.findings);
        for mut report in reading.reports {
            report.party = report.party.or(s.party);
            report.period = report.period.or(s.period);
            if let Some(format) = s.catalogue.format(&report.format) {
                findings.extend(check(&report, format, crosswalk));
            }
        }
    }
    // What stops the report first, then in the order of the form.
    findings.sort_by_key(|f| std::cmp::Reverse(f.level));
    if s.json {
        ui.json(&Json { findings: &findings });
    } else {
        for f in &findings {
            ui.finding(f);
        }
        let count = |l: Level| findings.iter().filter(|f| f.level == l).count();
        ui.line(&format!(
            "{} blockers, {} errors, {} warnings, {} remarks",
            count(Level::Blocker),
            count(Level::Error),
            count(Level::Warning),
            count(Level::Info)
        ));
    }
    if findings.iter().any(Finding::is_error) { Err(Failure::Found) } else { Ok(()) }
}
