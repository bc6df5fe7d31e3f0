//! `dunlin read`: what files are, what was understood, what was not.

use std::path::PathBuf;

use clap::Args;
use serde::Serialize;

use super::ui::{Progress, Ui};
use super::{Failure, Outcome, Settings, most_first};
use crate::crosswalk::Crosswalk;
use crate::model::{Finding, Report, Sentence};
use crate::read::{Context, Reading, read_file};
use crate::say;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The files
    #[arg(required = true)]
    files: Vec<PathBuf>,
}

#[derive(Serialize)]
struct Json<'a> {
    reports: Vec<&'a Report>,
    findings: Vec<Finding>,
}

/// Reads files with the common options; one that cannot be used never stops the others.
pub(super) fn read_all(files: &[PathBuf], s: &Settings, crosswalk: &Crosswalk) -> Vec<Reading> {
    let options = s.read_options();
    let context = Context { catalogue: &s.catalogue, crosswalk, options: &options };
    let progress = Progress::new(files.len());
    most_first(files, work, |f| {
        let reading = read_file(f, &context);
        progress.done(&f.to_string_lossy());
        reading
    })
}

/// How long a file may take to be read, roughly: what is packed counts more.
fn work(file: &PathBuf) -> usize {
    let size = std::fs::metadata(file).map_or(0, |m| m.len());
    let packed = file.extension().is_some_and(|e| e.eq_ignore_ascii_case("xlsx"));
    usize::try_from(size).unwrap_or(usize::MAX).saturating_mul(if packed { 8 } else { 1 })
}

pub(super) fn run(a: &Arguments, s: &Settings, ui: &mut Ui) -> Outcome {
    let crosswalk = s.crosswalk();
    let mut readings = read_all(&a.files, s, crosswalk);
    for r in readings.iter_mut().flat_map(|r| &mut r.reports) {
        r.period = r.period.or(s.years.of(&r.format));
    }
    if s.json {
        ui.json(&Json {
            reports: readings.iter().flat_map(|r| &r.reports).collect(),
            findings: readings.iter().flat_map(|r| &r.findings).map(|f| s.shown(f.clone())).collect(),
        });
    } else {
        for (file, reading) in a.files.iter().zip(&readings) {
            describe(&file.to_string_lossy(), reading, s, ui);
        }
    }
    let mut errors = false;
    for f in readings.iter().flat_map(|r| &r.findings) {
        errors |= f.is_error();
        if !s.json {
            ui.finding(f);
        }
    }
    if errors { Err(Failure::Found) } else { Ok(()) }
}

fn describe(file: &str, reading: &Reading, s: &Settings, ui: &mut Ui) {
    let kind = if reading.kind.is_empty() { say!("not recognised") } else { Sentence::from(reading.kind.as_str()) };
    ui.say(&say!("{file}: {kind}", file = file, kind = kind));
    for r in &reading.reports {
        let party =
            r.party.map_or_else(|| say!("Party not stated"), |p| say!("{party} ({code})", party = p, code = p.code()));
        let period = r.period.map_or_else(|| say!("period not stated"), |p| say!("{period}", period = p));
        let title = s.catalogue.format(&r.format).map_or("", |f| f.title.get(s.lang()));
        let asked = s.catalogue.format(&r.format).map_or(0, |f| f.questions.iter().filter(|q| q.is_asked()).count());
        ui.say(&say!(
            "  {format}: {title}; {party}; {period}",
            format = &r.format,
            title = title,
            party = party,
            period = period
        ));
        let open = r.answers.iter().filter(|a| !a.confirmed).count();
        let mut questions: Vec<&str> = r.answers.iter().map(|a| a.question.as_str()).collect();
        questions.sort_unstable();
        questions.dedup();
        let open = match open {
            0 => Sentence::default(),
            n => say!(", {n} carried over and not confirmed", n = n),
        };
        ui.say(&say!(
            "  {n} answers to {answered} of {asked} questions{open}",
            n = r.answers.len(),
            answered = questions.len(),
            asked = asked,
            open = open
        ));
    }
}
