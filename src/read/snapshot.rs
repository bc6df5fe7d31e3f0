//! Reads a snapshot: a report as it was written, kept beside it.

use chrono::NaiveDate;
use serde_json::Value as Json;

use super::open::{Content, Input, Kind as FileKind};
use super::{Context, Reading};
use crate::model::own::{SNAPSHOT, fingerprint, sha256};
use crate::model::{Answer, Finding, Item, Kind, Level, Origin, Party, Period, Question, Report, Row, Value};
use crate::say;

/// The reader of snapshots.
pub struct Snapshot;

impl super::Reader for Snapshot {
    fn name(&self) -> &'static str {
        "snapshot of a report"
    }

    fn recognise(&self, input: &Input, _: &Context) -> bool {
        json(input).is_some_and(|j| text(&j, "dunlin") == SNAPSHOT)
    }

    fn read(&self, input: &mut Input, context: &Context) -> Reading {
        json(input).map(|j| read(&j, &input.file, context)).unwrap_or_default()
    }
}

fn json(input: &Input) -> Option<Json> {
    let (FileKind::Json, Content::Bytes(bytes)) = (input.kind, &input.content) else { return None };
    // Every other document is spared the whole reading.
    let start = bytes.get(..200).unwrap_or(bytes);
    if !String::from_utf8_lossy(start).contains(SNAPSHOT) && bytes.len() > 200 && !has(bytes, SNAPSHOT.as_bytes()) {
        return None;
    }
    serde_json::from_slice(bytes).ok()
}

fn has(bytes: &[u8], mark: &[u8]) -> bool {
    bytes.windows(mark.len()).any(|w| w == mark)
}

fn text<'a>(json: &'a Json, key: &str) -> &'a str {
    json.get(key).and_then(Json::as_str).unwrap_or_default()
}

fn list<'a>(json: &'a Json, key: &str) -> &'a [Json] {
    json.get(key).and_then(Json::as_array).map_or(&[], Vec::as_slice)
}

fn read(json: &Json, file: &str, context: &Context) -> Reading {
    let mut reading = Reading { kind: "snapshot of a report".to_owned(), ..Reading::default() };
    let id = text(json, "format");
    let Some(format) = context.catalogue.format(id) else {
        reading.findings.push(
            Finding::new(
                Level::Error,
                "snapshot-format",
                say!("the snapshot is of the format \"{id}\", which is not known", id = &id),
            )
            .at(file, "")
            .hint(say!("give the folder with this format's template with --catalogue")),
        );
        return reading;
    };
    let mut report = Report::new(&format.id, file);
    report.party = Party::parse(text(json, "party")).or(context.options.party);
    report.period = Period::parse(text(json, "period")).or(context.options.period);
    report.items = list(json, "items")
        .iter()
        .map(|i| Item {
            id: text(i, "id").to_owned(),
            title: text(i, "title").to_owned(),
            frameworks: list(i, "frameworks").iter().filter_map(Json::as_str).map(str::to_owned).collect(),
        })
        .collect();
    if json.get("answers").is_none_or(|a| sha256(&a.to_string()) != text(json, "sha256")) {
        reading.findings.push(
            Finding::new(
                Level::Warning,
                "snapshot-changed",
                say!("the answers in this snapshot are no longer those it was made of: its fingerprint differs"),
            )
            .at(file, "sha256")
            .hint(say!("use the file as dunlin wrote it; changes belong into the workbook")),
        );
    }
    for (n, a) in list(json, "answers").iter().enumerate() {
        let place = format!("answers[{n}]");
        let id = text(a, "question");
        let Some(question) = format.question(id) else {
            reading.findings.push(
                Finding::new(
                    Level::Warning,
                    "snapshot-question",
                    say!("{id} is no question of {format}; its answer is left out", id = &id, format = &format.id),
                )
                .at(file, place),
            );
            continue;
        };
        let mut answer = Answer::new(id, Origin { file: file.to_owned(), place });
        answer.item = a.get("item").and_then(Json::as_str).map(str::to_owned);
        answer.value = a.get("value").and_then(|v| value(question, v));
        answer.details = a.get("details").and_then(Json::as_str).map(str::to_owned);
        answer.rows = list(a, "rows").iter().map(row).filter(|r| !r.is_empty()).collect();
        answer.confirmed = a.get("confirmed").and_then(Json::as_bool).unwrap_or(true);
        let mark = fingerprint(answer.value.as_ref(), answer.details.as_deref(), &answer.rows);
        if mark != text(a, "mark") {
            reading.findings.push(
                Finding::new(
                    Level::Warning,
                    "snapshot-changed",
                    say!("the answer to {id} was changed by hand", id = &id),
                )
                .at(file, &answer.origin.place)
                .hint(say!("check it before it is carried over")),
            );
        }
        report.answers.push(answer);
    }
    reading.reports.push(report);
    reading
}

fn row(json: &Json) -> Row {
    let cells = json.as_object().into_iter().flatten();
    cells.filter_map(|(c, t)| Some((c.clone(), t.as_str()?.to_owned()))).collect()
}

/// A value as its question has it; the file does not tell a code from a text.
fn value(question: &Question, json: &Json) -> Option<Value> {
    match json {
        Json::String(t) if question.kind.is_single_choice() => Some(Value::Code(t.clone())),
        Json::String(t) if question.kind == Kind::Date => {
            Some(t.parse::<NaiveDate>().map_or_else(|_| Value::Text(t.clone()), Value::Date))
        }
        Json::String(t) => Some(Value::Text(t.clone())),
        Json::Array(codes) => Some(Value::Codes(codes.iter().filter_map(Json::as_str).map(str::to_owned).collect())),
        Json::Object(_) => Some(Value::Number {
            qualifier: json.get("qualifier").and_then(Json::as_str).map(str::to_owned),
            number: json.get("number").and_then(Json::as_f64),
            unit: json.get("unit").and_then(Json::as_str).map(str::to_owned),
        }),
        _ => None,
    }
}
