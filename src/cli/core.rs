//! `dunlin prefill --to core`: the country's one workbook.

use std::path::Path;

use super::ui::Ui;
use super::{Failure, Outcome, Settings};
use crate::core_report::{self, Core, CoreRequest};
use crate::crosswalk::Crosswalk;
use crate::model::{Finding, Level};
use crate::write::{self, account, whole_file};

/// What to write.
pub(super) struct Job<'a> {
    pub(super) core: &'a Core,
    pub(super) request: &'a CoreRequest<'a>,
    /// Only the subjects that the report of this format touches.
    pub(super) only: Option<&'a str>,
    pub(super) crosswalk: &'a Crosswalk,
}

/// Writes the workbook to a file, or (true) into a folder.
pub(super) fn write(
    job: &Job,
    to: Option<(&Path, bool)>,
    s: &Settings,
    mut findings: Vec<Finding>,
    ui: &mut Ui,
) -> Outcome {
    let &Job { core, request, only, crosswalk } = job;
    let (draft, found) = core_report::prefill(core, request, &s.catalogue, crosswalk);
    findings.extend(found);
    if let Some((path, folder)) = to {
        let party = draft.drafted.party.map_or_else(|| "party".to_owned(), |p| p.to_string());
        let path = if folder { path.join(format!("{party}-core.xlsx")) } else { path.to_owned() };
        let mut placement = core_report::place(&core.format, &draft.drafted, crosswalk);
        if let Some(format) = only {
            placement = core_report::only_for(placement, format);
        }
        let bytes = write::core(&draft, core, &placement, crosswalk, s.lang())?;
        match whole_file(&path, &bytes, s.force) {
            Err(e) => findings.push(e.into()),
            Ok(()) if !s.json => {
                ui.line(&path.display().to_string());
                let mut shown = draft.drafted.clone();
                let here: std::collections::HashSet<(&str, Option<&str>)> =
                    placement.iter().map(|p| (p.question.as_str(), p.item.as_deref())).collect();
                shown.drafts.retain(|d| here.contains(&(d.question.as_str(), d.item.as_deref())));
                for line in account(&shown, &core.format, crosswalk, s.lang()).to_string().lines() {
                    ui.line(&format!("  {line}"));
                }
            }
            Ok(()) => {}
        }
    }
    if s.json {
        ui.json(&draft.drafted);
    }
    let errors = findings.iter().any(Finding::is_error);
    for f in &findings {
        if f.level > Level::Info || !s.json {
            ui.finding(f);
        }
    }
    if errors { Err(Failure::Found) } else { Ok(()) }
}
