//! `dunlin learn`: drafts for a form that has no template yet.

use std::path::PathBuf;

use clap::Args;
use serde::Serialize;

use super::ui::Ui;
use super::{Failure, Outcome, Settings, known_format, usage};
use crate::crosswalk::Crosswalk;
use crate::learn::{Counts, Request, learn};
use crate::model::{Finding, Sentence};
use crate::read::open::{Limits, open};
use crate::say;
use crate::write::{Error, folder, whole_file};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The official form: a Word form (.docx) or a spreadsheet
    official: PathBuf,
    /// The id of the new format: the convention, a hyphen, the edition
    #[arg(long = "as", value_name = "ID")]
    id: String,
    /// The folder for the drafts: your --catalogue from then on
    #[arg(short, long, value_name = "DIR")]
    output: PathBuf,
    /// The edition it follows, where it is not the nearest known one of the convention
    #[arg(long, value_name = "FORMAT")]
    after: Option<String>,
}

#[derive(Serialize)]
struct Json<'a> {
    format: &'a str,
    after: Option<&'a str>,
    files: Vec<String>,
    counts: &'a Counts,
    findings: &'a [Finding],
}

pub(super) fn run(a: &Arguments, s: &Settings, ui: &mut Ui) -> Outcome {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if a.id.is_empty()
        || a.id.len() > 40
        || !a.id.chars().all(fits)
        || !a.id.starts_with(|c: char| c.is_ascii_lowercase())
    {
        return Err(usage(
            say!("\"{id}\" cannot be the id of a format", id = &a.id),
            say!("use small letters, digits and hyphens, for instance ramsar-cop15"),
        ));
    }
    let template = a.output.join("templates").join(format!("{}.toml", a.id));
    if s.catalogue.format_ids().any(|f| f == a.id) && !(s.force && template.exists()) {
        return Err(usage(
            say!("there is a template for {id} already", id = &a.id),
            say!("give the new form an id of its own; to learn it again, use --force without --catalogue"),
        ));
    }
    if let Some(after) = &a.after {
        known_format(&s.catalogue, after)?;
    }
    let input = open(&a.official, &Limits::default())?;
    let crosswalk = Crosswalk::load(&s.catalogue);
    // The lists of a workbook's cells are no part of what its readers keep.
    let bytes = std::fs::read(&a.official).unwrap_or_default();
    let request = Request { bytes: &bytes, id: &a.id, after: a.after.as_deref(), lang: s.lang };
    let learnt = learn(&input, &request, &s.catalogue, &crosswalk).map_err(|f| Failure::Findings(vec![*f]))?;
    let paths: Vec<PathBuf> = learnt.files.iter().map(|f| a.output.join(&f.path)).collect();
    // All of them or none: a template without its tables would be half a draft.
    if !s.force
        && let Some(path) = paths.iter().find(|p| p.symlink_metadata().is_ok())
    {
        return Err(Error::Exists(path.clone()).into());
    }
    for (file, path) in learnt.files.iter().zip(&paths) {
        if let Some(dir) = path.parent() {
            folder(dir)?;
        }
        whole_file(path, file.text.as_bytes(), s.force)?;
    }
    if s.json {
        ui.json(&Json {
            format: &a.id,
            after: learnt.after.as_deref(),
            files: paths.iter().map(|p| p.display().to_string()).collect(),
            counts: &learnt.counts,
            findings: &learnt.findings,
        });
    } else {
        for path in &paths {
            ui.line(&path.display().to_string());
        }
        for line in words(&learnt.counts, learnt.after.as_deref()) {
            ui.line(&format!("  {}", line.get(s.lang())));
        }
        ui.say(&say!("next: dunlin map check --catalogue {dir}", dir = a.output.display()));
        let how = say!("it names what nobody has checked yet; how to finish the drafts: docs/new-edition.md");
        ui.line(&format!("      ({})", how.get(s.lang())));
        for f in &learnt.findings {
            ui.finding(f);
        }
    }
    if learnt.findings.iter().any(Finding::is_error) { Err(Failure::Found) } else { Ok(()) }
}

/// What was learnt, a line each.
fn words(c: &Counts, after: Option<&str>) -> Vec<Sentence> {
    let mut lines = vec![say!("{n} questions found", n = c.questions)];
    if let Some(after) = after {
        lines.push(say!(
            "{linked} continue one of {after} and carry its answer over, {moved} under another number",
            linked = c.linked,
            after = after,
            moved = c.moved
        ));
        if c.doubtful > 0 {
            lines.push(say!("{n} may continue one: its answer is only shown beside", n = c.doubtful));
        }
        if c.split > 0 {
            lines
                .push(say!("{n} are parts of a question that was split: its answer is only shown beside", n = c.split));
        }
        if c.repeated > 0 {
            lines.push(say!("{n} are asked again for each site", n = c.repeated));
        }
        lines.push(say!("{n} continue none and need a subject", n = c.unlinked));
        lines.push(say!("{n} questions of {after} continue nowhere", n = c.dropped, after = after));
        if c.links_inherited + c.links_left_out > 0 {
            lines.push(say!(
                "{held} links to other conventions hold still, their questions being asked as before; {left} of {after} were left out",
                held = c.links_inherited,
                left = c.links_left_out,
                after = after
            ));
        }
        if c.bounds_inherited + c.bounds_left_out > 0 {
            lines.push(say!(
                "{held} bounds hold still, their questions being asked as before; {left} of {after} were left out",
                held = c.bounds_inherited,
                left = c.bounds_left_out,
                after = after
            ));
        }
    }
    if c.options_unknown > 0 {
        lines.push(say!("{n} options have no meaning yet", n = c.options_unknown));
    }
    lines.push(say!("everything is unreviewed"));
    lines
}
