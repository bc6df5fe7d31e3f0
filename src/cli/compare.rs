//! `dunlin compare`: what changed between two cycles, or two versions of one report.

use std::path::{Path, PathBuf};

use clap::Args;

use super::gaps::{Kind, end, files_of, json, kind};
use super::read::read_all;
use super::ui::Ui;
use super::{Failure, Outcome, Settings};
use crate::crosswalk::Crosswalk;
use crate::gaps::{Change, Comparison, compare};
use crate::model::{Finding, Report};
use crate::write::{gaps_html, whole_file};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The older report, or a folder with the files of one
    old: PathBuf,
    /// The newer report, or a folder with the files of one
    new: PathBuf,
    /// The file to write: .html, .xlsx or .json
    #[arg(short, long, value_name = "OUT")]
    output: Option<PathBuf>,
}

fn read(path: &Path, s: &Settings, crosswalk: &Crosswalk, findings: &mut Vec<Finding>) -> Result<Vec<Report>, Failure> {
    let files = if path.is_dir() { files_of(path)? } else { vec![path.to_owned()] };
    let mut reports = Vec::new();
    for reading in read_all(&files, s, crosswalk) {
        findings.extend(reading.findings);
        reports.extend(reading.reports);
    }
    Ok(reports)
}

pub(super) fn run(a: &Arguments, s: &Settings, ui: &mut Ui) -> Outcome {
    let out = a.output.as_deref().map(|p| kind(p).map(|k| (p, k))).transpose()?;
    let crosswalk = s.crosswalk();
    let mut findings = Vec::new();
    let old = read(&a.old, s, crosswalk, &mut findings)?;
    let new = read(&a.new, s, crosswalk, &mut findings)?;
    let (comparison, found) = compare(&old, &new, &s.catalogue, crosswalk, s.lang());
    findings.extend(found);
    if let Some((path, kind)) = out {
        let bytes = match kind {
            Kind::Json => json(&comparison),
            Kind::Html => crate::write::gaps_html::comparison(&comparison, crosswalk).into_bytes(),
            Kind::Xlsx => crate::write::gaps_xlsx::comparison(&comparison, crosswalk)?,
        };
        whole_file(path, &bytes, s.force)?;
    }
    if s.json {
        ui.json(&comparison);
    } else {
        if let Some((path, _)) = out {
            ui.line(&path.display().to_string());
        }
        account(&comparison, ui);
    }
    end(&findings, s, ui)
}

fn account(c: &Comparison, ui: &mut Ui) {
    let lang = ui.lang();
    let counts: Vec<String> = Change::ALL
        .iter()
        .filter_map(|(change, _)| {
            c.counts.get(change.name()).map(|n| format!("{n} {}", gaps_html::change(*change, lang)))
        })
        .collect();
    ui.line(&counts.join(", "));
    let short = |t: &str| -> String { t.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(90).collect() };
    for x in &c.changed {
        let direction = x.direction.map_or_else(String::new, |d| format!(", {}", gaps_html::direction(d, lang)));
        let item = x.item.as_deref().map_or_else(String::new, |i| format!(" [{i}]"));
        ui.line(&format!(
            "{} {}{item} {} ({}{direction})",
            x.convention,
            x.number,
            x.label,
            gaps_html::change(x.change, lang)
        ));
        if let Some(o) = x.old.as_ref().filter(|o| !o.says.is_empty()) {
            ui.line(&format!("  - {}", short(&o.says)));
        }
        if let Some(n) = x.new.as_ref().filter(|n| !n.says.is_empty()) {
            ui.line(&format!("  + {}", short(&n.says)));
        }
    }
}
