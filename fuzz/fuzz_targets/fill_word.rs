//! A Word form filled with a report: filled or refused, and what comes out is a file that opens.
#![no_main]

use std::sync::LazyLock;

use dunlin::model::{Answer, Drafted, Lang, Origin, Party, Report, Value};
use dunlin::prefill::{Request, prefill};
use dunlin::read::open::{Limits, open_bytes};
use dunlin::write::fill_word::fill;
use dunlin_fuzz::{catalogue, crosswalk, docx};
use libfuzzer_sys::fuzz_target;

const FORMAT: &str = "ramsar-cop14";

/// An answer to every question: the first option, a number, or a text with marks of XML in it.
static DRAFTED: LazyLock<Drafted> = LazyLock::new(|| {
    let target = catalogue().format(FORMAT).expect("built in");
    let mut report = Report::new(FORMAT, "fuzz.xlsx");
    report.party = Party::parse("QM");
    report.period = target.period;
    for q in target.questions.iter().filter(|q| q.repeat.is_none()) {
        let mut answer = Answer::new(&q.id, Origin { file: "fuzz.xlsx".to_owned(), place: "A1".to_owned() });
        answer.value = match q.options.first() {
            Some(o) if q.kind.is_single_choice() => Some(Value::Code(o.code.clone())),
            _ if q.kind.is_textual() => Some(Value::Text("<a & b>\n]]> \u{1}c".to_owned())),
            _ => None,
        };
        answer.details = q.details.then(|| "details & <more>".to_owned());
        report.answers.push(answer);
    }
    let reports = [report];
    let request = Request {
        target,
        party: None,
        period: None,
        lang: Lang::En,
        reports: &[],
        previous: &[],
        base: &reports,
        registers: None,
    };
    prefill(&request, catalogue(), crosswalk()).0
});

fuzz_target!(|data: &[u8]| {
    dunlin_fuzz::tolerate_caught_panics();
    let original = match std::str::from_utf8(data) {
        Ok(body) => docx(body),
        Err(_) => data.to_vec(),
    };
    let target = catalogue().format(FORMAT).expect("built in");
    if let Ok(filled) = fill(&original, &DRAFTED, target, Lang::En) {
        assert!(open_bytes("filled.docx", filled.bytes, &Limits::default()).is_ok());
    }
});
