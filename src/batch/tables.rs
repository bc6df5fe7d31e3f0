//! The tables of the data set: their columns, and how an answer, a draft or a finding becomes a row.
//!
//! Answers to questions that ask for people and how to reach them have no row, whatever table they
//! would stand in.

use serde::{Deserialize, Serialize};

use super::spill::Note;
use crate::crosswalk::{Crosswalk, QRef};
use crate::model::{Answer, Draft, Drafted, Format, Kind, Lang, Period, Question, Report, Row, Value};

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// Text.
    Text,
    /// A whole number.
    Int,
    /// A number.
    Float,
    /// True or false.
    Bool,
}

/// One cell of a row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Field {
    /// Nothing.
    Null,
    /// Text.
    Text(String),
    /// A whole number.
    Int(i32),
    /// A number.
    Float(f64),
    /// True or false.
    Bool(bool),
}

impl From<&str> for Field {
    fn from(t: &str) -> Field {
        Field::Text(t.to_owned())
    }
}

impl From<String> for Field {
    fn from(t: String) -> Field {
        Field::Text(t)
    }
}

impl From<Option<String>> for Field {
    fn from(t: Option<String>) -> Field {
        t.map_or(Field::Null, Field::Text)
    }
}

/// A row of a table.
pub type Record = Vec<Field>;

/// A table of the data set.
pub struct Table {
    /// Name of the file or folder.
    pub name: &'static str,
    /// Columns in order.
    pub columns: &'static [(&'static str, Holds)],
    /// True where rows are kept apart by convention and period.
    pub partitioned: bool,
}

use Holds::{Bool, Float, Int, Text};

/// Every answer of every report.
pub(super) static ANSWERS: Table = Table {
    name: "answers",
    partitioned: true,
    columns: &[
        ("party", Text),
        ("format", Text),
        ("period_from", Int),
        ("period_to", Int),
        ("question", Text),
        ("item", Text),
        ("type", Text),
        ("value", Text),
        ("meaning", Text),
        ("number", Float),
        ("unit", Text),
        ("details", Text),
        ("rows", Text),
        ("confirmed", Bool),
        ("lang", Text),
        ("english", Text),
        ("file", Text),
        ("place", Text),
    ],
};

/// Every draft of every report that is written.
pub(super) static DRAFTS: Table = Table {
    name: "drafts",
    partitioned: true,
    columns: &[
        ("party", Text),
        ("format", Text),
        ("period_from", Int),
        ("period_to", Int),
        ("question", Text),
        ("item", Text),
        ("standing", Text),
        ("type", Text),
        ("value", Text),
        ("meaning", Text),
        ("number", Float),
        ("unit", Text),
        ("details", Text),
        ("rows", Text),
        ("sources", Int),
        ("sources_list", Text),
    ],
};

/// Everything that was noticed.
pub(super) static FINDINGS: Table = Table {
    name: "findings",
    partitioned: false,
    columns: &[
        ("party", Text),
        ("level", Text),
        ("code", Text),
        ("file", Text),
        ("place", Text),
        ("message", Text),
        ("hint", Text),
    ],
};

/// What the questions are: to be joined with answers and drafts.
pub(super) static QUESTIONS: Table = Table {
    name: "questions",
    partitioned: false,
    columns: &[
        ("question", Text),
        ("format", Text),
        ("convention", Text),
        ("edition", Text),
        ("number", Text),
        ("section", Text),
        ("parent", Text),
        ("kind", Text),
        ("time", Text),
        ("repeat", Text),
        ("required", Bool),
        ("subject", Text),
        ("theme", Text),
        ("label_en", Text),
        ("label_fr", Text),
        ("label_es", Text),
    ],
};

/// Who the Parties are.
pub(super) static PARTIES: Table = Table {
    name: "parties",
    partitioned: false,
    columns: &[("party", Text), ("name_en", Text), ("name_fr", Text), ("name_es", Text)],
};

/// All tables.
pub static TABLES: [&Table; 5] = [&ANSWERS, &DRAFTS, &FINDINGS, &QUESTIONS, &PARTIES];

/// True for a question whose answers stay out of the data set: people and how to reach them.
#[must_use]
pub(super) fn is_personal(q: &Question) -> bool {
    q.personal || q.kind == Kind::Contact
}

fn year(p: Option<Period>, of: fn(Period) -> u16) -> Field {
    p.map_or(Field::Null, |p| Field::Int(i32::from(of(p))))
}

/// Type, value, meaning, number and unit.
fn cells(value: Option<&Value>, q: &Question) -> [Field; 5] {
    let meanings = |codes: &[String]| -> Field {
        let words: Vec<&str> = codes.iter().filter_map(|c| q.option(c)).map(|o| o.meaning.as_str()).collect();
        if words.is_empty() { Field::Null } else { words.join("; ").into() }
    };
    let null = || Field::Null;
    match value {
        None => [null(), null(), null(), null(), null()],
        Some(Value::Code(c)) => ["code".into(), c.clone().into(), meanings(std::slice::from_ref(c)), null(), null()],
        // An empty text here says: answered, and nothing ticked.
        Some(Value::Codes(cs)) => ["codes".into(), cs.join("; ").into(), meanings(cs), null(), null()],
        Some(Value::Text(t)) => ["text".into(), t.clone().into(), null(), null(), null()],
        Some(Value::Date(d)) => ["date".into(), d.to_string().into(), null(), null(), null()],
        Some(Value::Number { qualifier, number, unit }) => [
            "number".into(),
            qualifier.clone().into(),
            qualifier.as_ref().map_or(Field::Null, |c| meanings(std::slice::from_ref(c))),
            number.map_or(Field::Null, Field::Float),
            unit.clone().into(),
        ],
    }
}

fn json(rows: &[Row]) -> Field {
    if rows.is_empty() { Field::Null } else { serde_json::to_string(rows).ok().into() }
}

/// The row of an answer; `None` for one about people.
#[must_use]
pub(super) fn answer(r: &Report, a: &Answer, q: &Question) -> Option<Record> {
    if is_personal(q) {
        return None;
    }
    let mut row: Record = vec![
        r.party.map(|p| p.code().to_owned()).into(),
        r.format.as_str().into(),
        year(r.period, |p| p.from),
        year(r.period, |p| p.to),
        a.question.as_str().into(),
        a.item.clone().into(),
    ];
    row.extend(cells(a.value.as_ref(), q));
    row.extend([
        a.details.clone().into(),
        json(&a.rows),
        Field::Bool(a.confirmed),
        a.lang.or(r.lang).map(|l| l.code().to_owned()).into(),
        a.english.clone().into(),
        r.file.as_str().into(),
        a.origin.place.as_str().into(),
    ]);
    Some(row)
}

/// The row of a draft; `None` for one about people.
#[must_use]
pub(super) fn draft(drafted: &Drafted, d: &Draft, q: &Question) -> Option<Record> {
    if is_personal(q) {
        return None;
    }
    let mut row: Record = vec![
        drafted.party.map(|p| p.code().to_owned()).into(),
        drafted.format.as_str().into(),
        year(drafted.period, |p| p.from),
        year(drafted.period, |p| p.to),
        d.question.as_str().into(),
        d.item.clone().into(),
        d.standing.name().into(),
    ];
    row.extend(cells(d.value.as_ref(), q));
    let sources: Vec<String> = d
        .sources
        .iter()
        .map(|s| {
            let item = s.item.as_ref().map_or_else(String::new, |i| format!("[{i}]"));
            let period = s.period.map_or_else(String::new, |p| format!(" {p}"));
            let step = serde_json::to_value(s.step).ok();
            let step = step.as_ref().and_then(|v| v.as_str()).unwrap_or_default();
            format!("{}{item}{period} {step}", s.question)
        })
        .collect();
    row.extend([
        d.details.clone().into(),
        json(&d.rows),
        Field::Int(i32::try_from(sources.len()).unwrap_or(i32::MAX)),
        if sources.is_empty() { Field::Null } else { sources.join("; ").into() },
    ]);
    Some(row)
}

/// The row of a finding.
#[must_use]
pub(super) fn finding(party: Option<&str>, n: &Note) -> Record {
    let given = |t: &str| if t.is_empty() { Field::Null } else { t.into() };
    vec![
        party.map(str::to_owned).into(),
        n.level.as_str().into(),
        n.code.as_str().into(),
        given(&n.file),
        given(&n.place),
        n.message.as_str().into(),
        given(&n.hint),
    ]
}

/// The rows of a format's questions.
#[must_use]
pub(super) fn questions(f: &Format, crosswalk: &Crosswalk) -> Vec<Record> {
    let given = |t: &str| if t.is_empty() { Field::Null } else { t.into() };
    f.questions
        .iter()
        .map(|q| {
            let subject = crosswalk.main_subject(&QRef::new(&q.id, None));
            vec![
                q.id.as_str().into(),
                f.id.as_str().into(),
                f.convention.as_str().into(),
                f.edition.as_str().into(),
                given(&q.number),
                q.section.as_str().into(),
                q.parent.clone().into(),
                q.kind.name().into(),
                q.time.name().into(),
                q.repeat.map(|r| r.name().to_owned()).into(),
                Field::Bool(q.required),
                subject.map(|s| s.id.clone()).into(),
                subject.map(|s| s.theme.clone()).into(),
                q.label.get(Lang::En).into(),
                q.label.get(Lang::Fr).into(),
                q.label.get(Lang::Es).into(),
            ]
        })
        .collect()
}

/// Rows in the form in which they wait in the state folder.
pub(super) fn encode(rows: &[Record]) -> postcard::Result<Vec<u8>> {
    postcard::to_allocvec(rows)
}

/// Rows from that form.
pub(super) fn decode(bytes: &[u8]) -> postcard::Result<Vec<Record>> {
    postcard::from_bytes(bytes)
}
