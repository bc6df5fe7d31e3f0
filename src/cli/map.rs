//! `dunlin map`: the crosswalk checked, listed, exported.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use serde::Serialize;

use super::ui::Ui;
use super::{Failure, Outcome, Settings};
use crate::crosswalk::{Crosswalk, export, pairs, pairs_tsv, verify};
use crate::model::Finding;
use crate::write::whole_file;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Name every mistake in templates and mappings by file and line
    Check,
    /// List every pair of questions of different conventions that has a link or shares a subject
    Pairs {
        /// Write to a file instead
        #[arg(short, long, value_name = "FILE.tsv")]
        output: Option<PathBuf>,
    },
    /// The crosswalk as an SSSOM mapping set
    Export {
        /// Write to a file instead
        #[arg(short, long, value_name = "FILE.sssom.tsv")]
        output: Option<PathBuf>,
    },
}

#[derive(Serialize)]
struct Json<'a> {
    findings: &'a [Finding],
}

pub(super) fn run(a: &Arguments, s: &Settings, ui: &mut Ui) -> Outcome {
    let crosswalk = Crosswalk::load(&s.catalogue);
    match &a.what {
        What::Check => check(&crosswalk, s, ui),
        What::Pairs { output } => {
            let pairs = pairs(&crosswalk, &s.catalogue);
            if s.json {
                ui.json(&pairs);
            }
            match output {
                None if s.json => Ok(()),
                _ => put(output.as_ref(), &pairs_tsv(&pairs), s, ui),
            }
        }
        What::Export { output } => put(output.as_ref(), &export(&crosswalk, &s.catalogue), s, ui),
    }
}

fn check(crosswalk: &Crosswalk, s: &Settings, ui: &mut Ui) -> Outcome {
    let findings = verify(crosswalk, &s.catalogue);
    if s.json {
        ui.json(&Json { findings: &findings });
    } else {
        for f in &findings {
            ui.finding(f);
        }
        let not = crosswalk.links.iter().filter(|l| l.not).count();
        ui.line(&format!(
            "{} subjects in {} themes, {} links, {not} checked as not the same, {} bounds, {} edition maps: {} findings",
            crosswalk.subjects.len(),
            crosswalk.themes.len(),
            crosswalk.links.len() - not,
            crosswalk.bounds.len(),
            crosswalk.editions.len(),
            findings.len()
        ));
    }
    if findings.iter().any(Finding::is_error) { Err(Failure::Found) } else { Ok(()) }
}

fn put(output: Option<&PathBuf>, text: &str, s: &Settings, ui: &mut Ui) -> Outcome {
    match output {
        Some(path) => Ok(whole_file(path, text.as_bytes(), s.force)?),
        None => {
            ui.raw(text);
            Ok(())
        }
    }
}
