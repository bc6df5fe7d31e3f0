//! Word forms: read as people fill them, and filled in place.

mod docx;
mod fill;
mod read;
mod rows;

use dunlin::catalogue::Catalogue;
use dunlin::crosswalk::Crosswalk;
use dunlin::model::{Answer, Format, Lang, Report, Value};
use dunlin::read::{Context, Options, Reading};
use std::sync::OnceLock;

fn catalogue() -> &'static Catalogue {
    static CATALOGUE: OnceLock<Catalogue> = OnceLock::new();
    CATALOGUE.get_or_init(Catalogue::builtin)
}

fn format(id: &str) -> &'static Format {
    catalogue().format(id).expect("a built-in format")
}

/// dunlin's own label of a question: forms in tests are worded with it.
fn label(id: &str) -> &'static str {
    catalogue().question(id).unwrap_or_else(|| panic!("no question {id}")).label.get(Lang::En)
}

/// Options as Ramsar's lists print them.
fn entries(id: &str) -> Vec<String> {
    let q = catalogue().question(id).expect("a question");
    q.options.iter().map(|o| format!("{}={}", o.code, o.text.en)).collect()
}

fn read(bytes: Vec<u8>) -> Reading {
    static CROSSWALK: OnceLock<Crosswalk> = OnceLock::new();
    let crosswalk = CROSSWALK.get_or_init(|| Crosswalk::load(catalogue()));
    let options = Options::default();
    dunlin::read::read_bytes("form.docx", bytes, &Context { catalogue: catalogue(), crosswalk, options: &options })
}

fn report(reading: &Reading) -> &Report {
    reading.reports.first().unwrap_or_else(|| panic!("no report: {:?}", reading.findings))
}

fn answer<'a>(report: &'a Report, id: &str) -> Option<&'a Answer> {
    report.answer(id, None)
}

fn code(report: &Report, id: &str) -> Option<String> {
    match &answer(report, id)?.value {
        Some(Value::Code(c)) => Some(c.clone()),
        _ => None,
    }
}

fn text(report: &Report, id: &str) -> Option<String> {
    match &answer(report, id)?.value {
        Some(Value::Text(t)) => Some(t.clone()),
        _ => None,
    }
}

/// Codes of all findings, in their order.
fn codes(reading: &Reading) -> Vec<&'static str> {
    reading.findings.iter().map(|f| f.code).collect()
}
