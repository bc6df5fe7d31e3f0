//! What follows for a question from registers and from other answers of the same report, by the rules of
//! `mappings/rules.toml`.
//!
//! Rows that nobody confirmed derive nothing; they only say what would follow once they are. Nothing
//! here depends on the order of rows.

mod evaluate;
mod pattern;
mod words;

use std::collections::BTreeSet;

use crate::catalogue::Catalogue;
use crate::crosswalk::Crosswalk;
use crate::crosswalk::rules::{Gives, Join, Need, Rows, Rule};
use crate::model::{Entry, Item, Kind, Lang, Party, Period, Question, Registers, Row, Value};

use evaluate::{Truth, View};

/// The answer another question of the report has so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// Its option codes.
    pub codes: Vec<String>,
    /// A person gave or confirmed it, or it follows.
    pub confirmed: bool,
}

/// Looks up an answer by question and, for one that repeats, the names its item may go by.
pub type Answers<'a> = dyn Fn(&str, &[&str]) -> Option<Given> + 'a;

/// What rules are asked about.
pub struct Facts<'a, 'f> {
    /// The registers.
    pub registers: &'a Registers,
    /// Formats.
    pub catalogue: &'f Catalogue,
    /// Rules and names.
    pub crosswalk: &'f Crosswalk,
    /// The Party.
    pub party: Option<Party>,
    /// Years of the report.
    pub period: Option<Period>,
    /// Language of texts and reasons.
    pub lang: Lang,
    /// Other answers.
    pub answers: &'f Answers<'f>,
}

/// A row of a register that something follows from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Used<'a> {
    /// Register.
    pub list: &'a str,
    /// The row.
    pub entry: &'a Entry,
}

impl Used<'_> {
    /// What the row is called by; people by their institution, never by name.
    #[must_use]
    pub fn title(&self) -> String {
        words::title(self)
    }
}

/// What follows.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Derived<'a> {
    /// Value of the answer cell; of a several-choice question the ticks that follow, others being open.
    pub value: Option<Value>,
    /// Rows of a table.
    pub rows: Vec<Row>,
    /// Text for the details.
    pub details: Option<String>,
    /// Rows it follows from.
    pub entries: Vec<Used<'a>>,
    /// Questions whose answers it follows from.
    pub answers: Vec<String>,
    /// Why, in words.
    pub reason: String,
    /// True where everything used is confirmed: only then it may fill a cell.
    pub confirmed: bool,
    /// True where it is likely only: never fills.
    pub likely: bool,
}

impl Derived<'_> {
    /// True where nothing follows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.value.is_none() && self.rows.is_empty() && self.details.is_none()
    }

    /// True where it may stand in the cell.
    #[must_use]
    pub fn fills(&self) -> bool {
        self.confirmed && !self.likely
    }
}

/// What one rule gives.
enum Got {
    Option(String),
    Number(Value),
    Rows(Vec<Row>),
    Text(String),
}

struct Outcome<'a> {
    got: Got,
    entries: Vec<Used<'a>>,
    answers: Vec<String>,
    reason: String,
}

/// What follows for a question (of an item): first what may fill the cell, then what would follow were
/// the candidates confirmed, then what is likely. Each says only what those before it do not.
#[must_use]
pub fn derive<'a>(q: &Question, item: Option<&Item>, facts: &Facts<'a, '_>) -> Vec<Derived<'a>> {
    let rules: Vec<&Rule> = facts.crosswalk.rules(facts.catalogue).of(&q.id).collect();
    if rules.is_empty() {
        return Vec::new();
    }
    let mut found: Vec<Derived> = Vec::new();
    for (likely, strict) in [(false, true), (false, false), (true, true), (true, false)] {
        let view = View { facts, q, item, strict };
        let outcomes: Vec<Outcome> =
            rules.iter().filter(|r| r.likely == likely).filter_map(|r| outcome(r, &view)).collect();
        let mut derived = merged(q, outcomes);
        derived.confirmed = strict;
        derived.likely = likely;
        for before in &found {
            if before.value.is_some() {
                derived.value = None;
            }
            if !before.rows.is_empty() {
                derived.rows.clear();
            }
            if before.details.is_some() {
                derived.details = None;
            }
        }
        if !derived.is_empty() {
            found.push(derived);
        }
    }
    found
}

fn outcome<'a>(rule: &Rule, view: &View<'_, 'a>) -> Option<Outcome<'a>> {
    let mut entries: Vec<Used<'a>> = Vec::new();
    let mut answers = Vec::new();
    for need in &rule.needs {
        let (holds, used) = view.need(need);
        if holds != Truth::Yes {
            return None;
        }
        entries.extend(used);
        if let Need::Answer { question, .. } = need {
            answers.push(question.clone());
        }
    }
    let lang = view.facts.lang;
    let mut number = None;
    let got = match &rule.gives {
        Gives::Option(code) => Got::Option(code.clone()),
        Gives::Count { rows, qualifier } => {
            let counted = view.counted(rows)?;
            #[allow(clippy::cast_precision_loss)] // nobody keeps a list of 2^53 rows
            let n = counted.len() as f64;
            number = Some(counted.len());
            entries.extend(counted);
            Got::Number(Value::Number { qualifier: qualifier.clone(), number: Some(n), unit: view.q.unit.clone() })
        }
        Gives::Table { rows, columns } => {
            let used = view.true_rows(rows);
            let mut table: Vec<(Row, &str)> = used
                .iter()
                .map(|u| {
                    (
                        columns.iter().filter_map(|(c, p)| cell(view, *u, p).map(|t| (c.clone(), t))).collect(),
                        u.entry.id.as_str(),
                    )
                })
                .filter(|(r, _): &(Row, &str)| !r.is_empty())
                .collect();
            table.sort();
            table.dedup();
            if table.is_empty() {
                return None;
            }
            entries.extend(used);
            Got::Rows(table.into_iter().map(|(r, _)| r).collect())
        }
        Gives::Text { rows, pattern, join } => {
            let (text, used) = text(view, rows.as_ref(), pattern, join)?;
            entries.extend(used);
            Got::Text(text)
        }
    };
    entries.sort_by(|a, b| (a.list, words::title(a), &a.entry.id).cmp(&(b.list, words::title(b), &b.entry.id)));
    entries.dedup_by(|a, b| a.list == b.list && std::ptr::eq(a.entry, b.entry));
    let reason = words::reason(rule.reason.get(lang), &entries, number, &answers, view);
    Some(Outcome { got, entries, answers, reason })
}

fn cell(view: &View, used: Used, pattern: &str) -> Option<String> {
    if !pattern.contains('{') {
        return Some(pattern.to_owned());
    }
    let text = pattern::fill(pattern, &|column| view.shown(used, column));
    (!text.is_empty()).then_some(text)
}

fn text<'a>(view: &View<'_, 'a>, rows: Option<&Rows>, pattern: &str, join: &Join) -> Option<(String, Vec<Used<'a>>)> {
    let Some(rows) = rows else {
        let party = view.facts.party.map_or("", |p| p.name(view.facts.lang));
        let kept = &view.facts.registers.texts;
        let text = pattern::fill(pattern, &|name| match name {
            "party" => party.to_owned(),
            _ => kept.get(name).cloned().unwrap_or_default(),
        });
        return (!text.is_empty()).then_some((text, Vec::new()));
    };
    let used = view.true_rows(rows);
    let pieces: BTreeSet<String> = used.iter().filter_map(|u| cell(view, *u, pattern)).collect();
    match join {
        Join::Only if pieces.len() != 1 => None,
        _ if pieces.is_empty() => None,
        Join::Only => Some((pieces.into_iter().next()?, used)),
        Join::With(with) => Some((pieces.into_iter().collect::<Vec<_>>().join(with), used)),
    }
}

/// One result of several rules. Options of a single choice that differ give nothing: then something in
/// the registers contradicts itself.
fn merged<'a>(q: &Question, outcomes: Vec<Outcome<'a>>) -> Derived<'a> {
    let mut derived = Derived::default();
    let codes: BTreeSet<&str> =
        outcomes.iter().filter_map(|o| if let Got::Option(c) = &o.got { Some(c.as_str()) } else { None }).collect();
    let several = q.kind == Kind::Multi;
    let contradictory = codes.len() > 1 && !several;
    if several && !codes.is_empty() {
        let ticks = q.options.iter().map(|o| &o.code).filter(|c| codes.contains(c.as_str())).cloned().collect();
        derived.value = Some(Value::Codes(ticks));
    }
    let mut reasons: Vec<String> = Vec::new();
    for o in outcomes {
        match o.got {
            Got::Option(_) if contradictory => continue,
            Got::Option(_) if several => {}
            Got::Option(code) => derived.value = Some(Value::Code(code)),
            Got::Number(v) => derived.value = Some(v),
            Got::Rows(rows) => derived.rows.extend(rows),
            Got::Text(t) if q.kind.is_textual() => derived.value = Some(Value::Text(t)),
            Got::Text(t) => derived.details = Some(t),
        }
        derived.entries.extend(o.entries);
        derived.answers.extend(o.answers);
        if !o.reason.is_empty() && !reasons.contains(&o.reason) {
            reasons.push(o.reason);
        }
    }
    derived.entries.dedup_by(|a, b| a.list == b.list && std::ptr::eq(a.entry, b.entry));
    derived.answers.dedup();
    derived.reason = reasons.join(" ");
    derived
}
