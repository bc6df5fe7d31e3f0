//! Acts, cell by cell, and what they would take.

use dunlin::model::{Draft, Kind, Question, Standing, Value};
use serde_json::{Value as Json, json};

use super::script::{Fact, Truth, World, key};

/// Cells by what they need, and the acts that takes.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Tally {
    /// Questions with an answer, a row of a matrix and an item of a repeated one each.
    pub(crate) questions: usize,
    /// Their cells: one for the answer, one for the details beside it.
    pub(crate) cells: usize,
    /// Nobody has to do anything: derived, composed, kept.
    pub(crate) nothing: usize,
    /// Last cycle's answer is still true and stands in the cell, or beside it to be taken: a *yes*.
    pub(crate) confirm: usize,
    /// Something else is to be done.
    pub(crate) other: usize,
    /// Of these: the fact changed.
    pub(crate) changed: usize,
    /// The words tell of years, and are brought up to the new ones.
    pub(crate) updated: usize,
    /// The answer is as it was, and has to be given again.
    pub(crate) again: usize,
    /// Acts: *yes* chosen; one serves an answer and its details.
    pub(crate) yes: usize,
    /// Acts: an option chosen, a tick set, a number or a day typed, a file named.
    pub(crate) chosen: usize,
    /// Acts: a text of the last report copied.
    pub(crate) copied: usize,
    /// Acts: a text written or changed.
    pub(crate) written: usize,
    /// Words typed for that.
    pub(crate) typed: usize,
    /// Words of last answers read.
    pub(crate) read: usize,
}

impl Tally {
    /// Every act.
    pub(crate) fn acts(&self) -> usize {
        self.yes + self.chosen + self.copied + self.written
    }

    /// The hours this would take, in tenths, by the model.
    pub(crate) fn tenths_of_hours(&self, find: bool) -> usize {
        let look = LOOK + if find { FIND } else { 0 };
        let quarters = 4 * (self.questions * look + self.yes * CHOOSE + self.chosen * CHOOSE + self.copied * COPY)
            + 4 * self.typed * WORD
            + self.read;
        (quarters * 10 + 7_200) / 14_400
    }
}

pub(crate) fn percent(part: usize, whole: usize) -> usize {
    (part * 100 + whole / 2) / whole.max(1)
}

// The model, in seconds. Acts by the keystroke-level model of Card, Moran and Newell: pointing 1.1, a click 0.2,
// a key 0.3, making up one's mind 1.35. Reading: 240 words a minute, which is a quarter of a second each; writing:
// 20 words a minute.

/// A question and its answer taken in, besides reading the answer's words.
const LOOK: usize = 2;
/// An entry of a drop-down list chosen: mind, two times pointing and a click.
const CHOOSE: usize = 4;
/// A text copied from where it is seen to where it goes: mind, two times pointing, a click and a shortcut.
const COPY: usize = 5;
/// The same question found in another document: mind, changing windows, searching its number, looking.
const FIND: usize = 6;
/// A word written.
const WORD: usize = 3;

/// The script at work in the workbook.
#[derive(Default)]
pub(crate) struct Done {
    pub(crate) tally: Tally,
    pub(crate) edits: Vec<Json>,
}

impl Done {
    /// Does with a question what its truth needs.
    pub(crate) fn settle(&mut self, d: &Draft, before: &Truth, now: &Truth, world: &World) {
        let (Some(fact), Some(old)) = (now.get(&key(d)), before.get(&key(d))) else { return };
        let q = world.question(&d.question);
        self.tally.questions += 1;
        let settled = matches!(
            d.standing,
            Standing::Kept | Standing::Derived | Standing::Composed | Standing::Copied | Standing::Recoded
        );
        let mut yes = false;
        if fact.has_answer() {
            self.tally.cells += 1;
            let right = d.value == fact.value && d.rows == fact.rows;
            let offer = d.offered.clone().unwrap_or_default();
            // Rows that follow from a register stand already.
            let rows = if d.rows.is_empty() { &offer.columns } else { &d.rows };
            let taken = d.value.is_none() && offer.value.is_some() && offer.value == fact.value && *rows == fact.rows;
            if right && settled {
                self.tally.nothing += 1;
            } else if (right && d.standing == Standing::CarriedOver) || taken {
                self.confirmed(&mut yes, words_of(old));
            } else {
                self.tally.other(fact, old.value == fact.value && old.rows == fact.rows);
                answer(q, d, fact, old, &mut self.edits, &mut self.tally);
            }
        }
        if let Some(text) = &fact.details {
            self.tally.cells += 1;
            let right = d.details == fact.details;
            let read = old.details.as_deref().map_or(0, words);
            if right && settled {
                self.tally.nothing += 1;
            } else if (right && d.standing == Standing::CarriedOver)
                || (d.details.is_none() && d.offered.as_ref().is_some_and(|o| o.details == fact.details))
            {
                self.confirmed(&mut yes, read);
            } else {
                self.tally.other(fact, old.details == fact.details);
                self.tally.text(text, old.details.as_deref());
                self.edits.push(edit(d, first_part(q), "details", text));
            }
        }
        if yes {
            self.tally.yes += 1;
            self.edits.push(edit(d, first_part(q), "confirmed", "yes"));
        }
    }

    fn confirmed(&mut self, yes: &mut bool, read: usize) {
        self.tally.confirm += 1;
        self.tally.read += read;
        *yes = true;
    }
}

impl Tally {
    fn other(&mut self, fact: &Fact, same: bool) {
        self.other += 1;
        match (fact.new, same) {
            (true, _) => self.changed += 1,
            (false, false) => self.updated += 1,
            (false, true) => self.again += 1,
        }
    }

    /// A text that is not there yet: copied as far as it is the last one, and written as far as it is not.
    fn text(&mut self, text: &str, old: Option<&str>) {
        let old: Vec<&str> = old.unwrap_or_default().split_whitespace().collect();
        self.read += old.len();
        let other = text.split_whitespace().enumerate().filter(|(n, w)| old.get(*n) != Some(w)).count();
        let all = words(text);
        // Words of their own time apart, it is the same text.
        if old.len() == all && other * 2 < all.max(2) {
            self.copied += 1;
        }
        if other > 0 {
            self.written += 1;
            self.typed += other;
        }
    }
}

fn words(text: &str) -> usize {
    text.split_whitespace().count()
}

fn words_of(fact: &Fact) -> usize {
    let cells: usize = fact.rows.iter().flat_map(|r| r.values()).map(|t| words(t)).sum();
    fact.value.as_ref().map_or(0, |v| v.words().max(1)) + cells
}

/// The part of a question beside which *yes* and the details stand.
fn first_part(q: &Question) -> &'static str {
    match q.kind {
        Kind::Multi => "none",
        Kind::Number if !q.options.is_empty() => "qualifier",
        Kind::Number => "number",
        Kind::Table | Kind::Heading => "details",
        _ => "value",
    }
}

fn edit(d: &Draft, part: &str, column: &str, text: &str) -> Json {
    json!({"question": d.question, "item": d.item.clone().unwrap_or_default(), "part": part, "column": column, "text": text})
}

/// Puts an answer into its cells.
fn answer(q: &Question, d: &Draft, fact: &Fact, old: &Fact, edits: &mut Vec<Json>, t: &mut Tally) {
    let mut put = |part: &str, text: &str| edits.push(edit(d, part, "answer", text));
    match &fact.value {
        Some(Value::Text(text)) => {
            let before = if let Some(Value::Text(o)) = &old.value { Some(o.as_str()) } else { None };
            t.text(text, before);
            put("value", text);
        }
        Some(value) => t.choice(value, || match value {
            Value::Code(c) => put("value", c),
            Value::Codes(cs) if cs.is_empty() => put("none", "none of the options"),
            Value::Codes(cs) => {
                for o in q.options.iter() {
                    put(&format!("option:{}", o.code), if cs.contains(&o.code) { "x" } else { "" });
                }
            }
            Value::Number { qualifier, number, .. } => {
                qualifier.iter().for_each(|c| put("qualifier", c));
                number.iter().for_each(|n| put("number", &n.to_string()));
            }
            Value::Date(day) => put("value", &day.to_string()),
            Value::Text(_) => {}
        }),
        None => {}
    }
    // Rows that dunlin has already need nothing; the others are copied as one.
    if fact.rows != d.rows {
        t.copied += 1;
    }
}

impl Tally {
    fn choice(&mut self, value: &Value, put: impl FnOnce()) {
        self.read += 1;
        self.chosen += match value {
            Value::Codes(cs) => cs.len().max(1),
            Value::Number { qualifier: Some(_), number: Some(_), .. } => 2,
            _ => 1,
        };
        put();
    }
}

/// The four forms filled one by one, with last cycle's reports beside: nothing stands in a cell, so an answer that is
/// still true is chosen again, and a text copied.
pub(crate) fn forms(before: &Truth, now: &Truth) -> Tally {
    let mut t = Tally { questions: now.len(), ..Tally::default() };
    for (k, fact) in now {
        let Some(old) = before.get(k) else { continue };
        if fact.has_answer() {
            t.cells += 1;
            t.other(fact, old.value == fact.value && old.rows == fact.rows);
            match (&fact.value, &old.value) {
                (Some(Value::Text(text)), Some(Value::Text(o))) => t.text(text, Some(o)),
                (Some(value), _) => t.choice(value, || {}),
                (None, _) => {}
            }
            t.copied += usize::from(!fact.rows.is_empty());
        }
        if let Some(text) = &fact.details {
            t.cells += 1;
            t.other(fact, old.details == fact.details);
            t.text(text, old.details.as_deref());
        }
    }
    t
}

/// Words of text answers in what was sent, and those that dunlin made of measures.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Words {
    pub(crate) all: usize,
    pub(crate) composed: usize,
}

pub(crate) fn sent_words(sent: &Json, world: &World) -> Words {
    let mut w = Words::default();
    for d in sent.as_array().into_iter().flatten().flat_map(|r| r["drafts"].as_array().into_iter().flatten()) {
        let Some(q) = d["question"].as_str().map(|id| world.question(id)) else { continue };
        let count = |name: &str| d[name].as_str().map_or(0, words);
        let value = if q.kind == Kind::Text { count("value") } else { 0 };
        w.all += value + count("details");
        if d["standing"] == "composed" || d["made"]["standing"] == "composed" {
            w.composed += value;
        }
    }
    w
}
