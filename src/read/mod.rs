//! Reading what a country has: one file per kind of input, and the list of them by which a file is
//! recognised by its content.

pub mod book;
pub mod cbd_export;
pub mod cbd_indicators;
pub mod cbd_json;
pub mod cites_trade;
pub mod fold;
pub mod headings;
pub mod matching;
mod notes;
pub mod open;
mod ors;
pub mod ors_api;
pub mod ors_csv;
pub mod ors_pdf;
pub mod ors_ramsar;
pub mod ors_text;
pub mod own;
mod own_carried;
mod own_core;
mod own_offer;
pub mod signs;
pub mod snapshot;
pub mod table;
mod validate;
pub(crate) mod values;
pub mod word;

use std::path::Path;

use crate::catalogue::Catalogue;
use crate::crosswalk::Crosswalk;
use crate::model::{Finding, Lang, Level, Party, Period, Question, Report};
use crate::say;

use self::open::{Input, Limits};

/// What the user says about inputs, where the files do not say it themselves.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The Party.
    pub party: Option<Party>,
    /// The period the files cover.
    pub period: Option<Period>,
    /// The format the files are in.
    pub format: Option<String>,
    /// The language of the files.
    pub lang: Option<Lang>,
}

/// What readers may look things up in.
pub struct Context<'a> {
    /// Formats.
    pub catalogue: &'a Catalogue,
    /// Crosswalk.
    pub crosswalk: &'a Crosswalk,
    /// What the user said.
    pub options: &'a Options,
}

/// What was understood of one file.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    /// What kind of file it is, in words; empty where nothing recognised it.
    pub kind: String,
    /// Reports in it.
    pub reports: Vec<Report>,
    /// Reports of other files that a core report was made from and carries along: evidence, with their
    /// own file names and places.
    pub carried: Vec<Report>,
    /// What was noticed; every part of the file that was not understood is among them.
    pub findings: Vec<Finding>,
}

/// A kind of input that is understood. A new kind is one file here and one line in [`READERS`].
pub trait Reader: Sync {
    /// What it reads, in words.
    fn name(&self) -> &'static str;
    /// True where the content is of its kind; looks at the content, never at the file's name.
    fn recognise(&self, input: &Input, context: &Context) -> bool;
    /// Reads it. What is not understood becomes a finding. Texts may be taken out of the input instead
    /// of being copied.
    fn read(&self, input: &mut Input, context: &Context) -> Reading;
}

/// All readers, the most particular first: the first that recognises a file reads it.
pub const READERS: &[&dyn Reader] = &[
    &own::Own,
    &snapshot::Snapshot,
    &cbd_json::Documents,
    &cbd_indicators::Upload,
    &cbd_export::Export,
    &ors_csv::Questionnaire,
    &ors_ramsar::Results,
    &ors_api::Dump,
    &cites_trade::Trade,
    &ors_text::OrsText,
    &ors_pdf::OrsPdf,
    &word::Word,
    &table::Table,
];

/// Reads one file. Never fails as a whole: a file that cannot be used gives a reading without
/// reports and a finding that says why and what to do.
#[must_use]
pub fn read_file(path: &Path, context: &Context) -> Reading {
    read_opened(open::open(path, &Limits::default()), context)
}

/// Reads a file whose bytes are at hand; `file` is the name shown to the user.
#[must_use]
pub fn read_bytes(file: &str, bytes: Vec<u8>, context: &Context) -> Reading {
    read_opened(open::open_bytes(file, bytes, &Limits::default()), context)
}

fn read_opened(opened: Result<Input, Finding>, context: &Context) -> Reading {
    let mut input = match opened {
        Ok(input) => input,
        Err(finding) => return Reading { findings: vec![finding], ..Reading::default() },
    };
    let Some(reader) = READERS.iter().find(|r| r.recognise(&input, context)) else {
        let mut findings = input.findings;
        findings.push(
            Finding::new(
                Level::Error,
                "kind-not-read",
                say!(
                    "the file is recognised as: {kind}; dunlin does not read reports from it yet",
                    kind = input.kind.said()
                ),
            )
            .at(&input.file, "")
            .hint(say!(
                "copy the questions and answers into a workbook with the columns Number, Question, Answer, Details"
            )),
        );
        return Reading { kind: input.kind.name().to_owned(), findings, ..Reading::default() };
    };
    let mut reading = reader.read(&mut input, context);
    let mut findings = input.findings;
    findings.append(&mut reading.findings);
    for report in &mut reading.reports {
        validate::report(report, context, &mut findings);
    }
    reading.findings = findings;
    if reading.kind.is_empty() {
        reader.name().clone_into(&mut reading.kind);
    }
    reading
}

/// What a question is called in findings: its number, or its id where the form prints none, or only
/// a letter.
pub(crate) fn called(question: &Question) -> &str {
    if question.number.is_empty() || question.number.starts_with('(') { question.key() } else { &question.number }
}
