//! Finding the questions of a format in a Word form, and for each its answer and the places that
//! take one. A reader uses the answers, a filler the places: both see the same form.
//!
//! A question is found by its number, checked against its wording, or by its wording alone where the
//! form prints no number. Everything up to the next question belongs to it. A tick that cannot be
//! seen is never inferred from what stands around it: that is reported.

mod answers;
mod areas;
mod choice;
mod finder;
mod tables;

use std::collections::{BTreeMap, BTreeSet};

use super::document::{Document, SlotKind};
use super::marks::{Mark, Token, tokens};
use crate::model::{Finding, Format, Level, Row, Value};
use crate::read::fold::fold;
use crate::read::headings::{Role, role};
use crate::read::matching::Index;

use crate::say;
use answers::Reader;
use areas::areas;
use finder::{Finder, Hit};
use tables::sites;

pub(crate) use answers::is_no_entry;
pub(crate) use finder::is_details;

/// Paragraphs by which a format is recognised.
const RECOGNISED_BY: usize = 2_000;

/// Where text goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Spot {
    /// A field or control.
    Slot(usize),
    /// A cell: table, row, cell.
    Cell(usize, usize, usize),
}

/// Places of a question that take an answer.
#[derive(Debug, Clone, Default)]
pub(crate) struct Places {
    /// Options with the marks beside them.
    pub(crate) marks: Vec<(String, Mark)>,
    /// A drop-down, and the option each of its entries is; `None` for an entry that is none.
    pub(crate) list: Option<(usize, Vec<Option<String>>)>,
    /// The text, number or day.
    pub(crate) value: Option<Spot>,
    /// The box for details.
    pub(crate) details: Option<Spot>,
    /// Text columns beside a matrix row.
    pub(crate) columns: BTreeMap<String, Spot>,
    /// Blank rows of a table, by column.
    pub(crate) rows: Vec<BlankRow>,
}

/// A row of a table that nobody has filled in.
#[derive(Debug, Clone)]
pub(crate) struct BlankRow {
    /// Table and row.
    pub(crate) at: (usize, usize),
    /// Where text goes, by column.
    pub(crate) spots: BTreeMap<String, Spot>,
}

/// A question found in the form.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    /// Index in the format.
    pub(crate) question: usize,
    /// Item of a repeated question.
    pub(crate) item: Option<String>,
    pub(crate) value: Option<Value>,
    pub(crate) details: Option<String>,
    pub(crate) rows: Vec<Row>,
    /// Where it stands, as a person finds it.
    pub(crate) place: String,
    pub(crate) places: Places,
}

/// What was understood of a form.
#[derive(Debug, Default)]
pub(crate) struct Form {
    pub(crate) asked: Vec<Asked>,
    pub(crate) findings: Vec<Finding>,
    /// The Party and the period as the header of the form names them.
    pub(crate) party: Option<String>,
    pub(crate) period: Option<String>,
    /// Titles of items: site number to name.
    pub(crate) items: Vec<(String, String)>,
}

/// The answer with the most questions recognised decides the format.
pub(crate) fn recognise<'a>(document: &Document, formats: &[&'a Format]) -> Option<&'a Format> {
    let words = fold(
        &document
            .margins
            .iter()
            .cloned()
            .chain(document.paras.iter().take(60).map(super::document::Para::text))
            .collect::<Vec<_>>()
            .join(" "),
    );
    let mut best: Option<(&Format, f64)> = None;
    for format in formats {
        let index = Index::new(format);
        let finder = Finder::new(document, format, &index);
        let mut hits: BTreeSet<usize> = BTreeSet::new();
        let mut exact = 0.0;
        for p in 0..document.paras.len().min(RECOGNISED_BY) {
            if let Hit::Question(q, score) = finder.numbered(p, None)
                && hits.insert(q)
            {
                exact += score;
            }
        }
        if hits.is_empty() {
            for p in document.paras.iter().take(RECOGNISED_BY) {
                let scores = index.scores(&p.text());
                if let [(q, s), ..] = scores[..]
                    && s >= 1.0
                    && hits.insert(q)
                {
                    exact += 0.5;
                }
            }
        }
        let mut score = exact;
        // Editions of one form have most questions in common: the edition's own name tells them apart.
        if words.split(' ').any(|w| w == fold(&format.edition)) {
            score *= 1.5;
        }
        if words.contains(&fold(&format.convention)) {
            score *= 1.1;
        }
        if score > 0.0 && hits.len() >= 2 && best.is_none_or(|(_, b)| score > b) {
            best = Some((format, score));
        }
    }
    best.map(|(f, _)| f)
}

/// Reads a form of a known format.
pub(crate) fn read(document: &Document, format: &Format, index: &Index, file: &str) -> Form {
    let finder = Finder::new(document, format, index);
    let mut form = Form::default();
    let sites = sites(&finder, &mut form, file);
    header(document, &mut form);
    let areas = areas(&finder, &mut form, file, &sites);
    let mut reader = Reader::new(&finder, file, form);
    let mut by: BTreeMap<usize, usize> = BTreeMap::new();
    for area in &areas {
        let Some(asked) = reader.area(area) else { continue };
        // The same number again (a summary, a legend): the first with an answer or places stands.
        match by.get(&area.question).copied().and_then(|i| reader.form.asked.get_mut(i)) {
            Some(old) => merge(old, asked, format, file, &mut reader.form.findings),
            None => {
                by.insert(area.question, reader.form.asked.len());
                reader.form.asked.push(asked);
            }
        }
    }
    reader.finish();
    shared_details(format, &mut reader.form, &by);
    reader.form
}

/// A box for details under rows belongs to the question above them.
fn shared_details(format: &Format, form: &mut Form, by: &BTreeMap<usize, usize>) {
    let mut moves: Vec<(usize, usize)> = Vec::new();
    for (q, at) in by {
        let Some(question) = format.questions.get(*q) else { continue };
        let parent = question.parent.as_deref().map(|p| format.position(p));
        if !question.details
            && let Some(parent) = parent
            && format.questions.get(parent).is_some_and(|p| p.details)
            && form.asked.get(*at).is_some_and(|a| a.places.details.is_some())
            && let Some(&up) = by.get(&parent)
        {
            moves.push((*at, up));
        }
    }
    for (from, to) in moves {
        let Some(row) = form.asked.get_mut(from) else { continue };
        let (text, spot) = (row.details.take(), row.places.details.take());
        if let Some(parent) = form.asked.get_mut(to)
            && parent.places.details.is_none()
        {
            parent.details = text;
            parent.places.details = spot;
        }
    }
}

fn merge(old: &mut Asked, new: Asked, format: &Format, file: &str, findings: &mut Vec<Finding>) {
    let number = format.questions.get(old.question).map_or("", |q| q.number.as_str());
    match (&old.value, &new.value) {
        (None, Some(_)) => {
            old.value = new.value;
            old.place = new.place;
        }
        (Some(a), Some(b)) if a != b => findings.push(
            Finding::new(
                Level::Warning,
                "word-doubtful",
                say!(
                    "question {number} stands twice in the form with different answers; the first was used",
                    number = &number
                ),
            )
            .at(file, new.place.clone())
            .hint(say!("look at both places and correct the answer")),
        ),
        _ => {}
    }
    if old.details.is_none() {
        old.details = new.details;
    }
    if old.rows.is_empty() {
        old.rows = new.rows;
    }
    let p = &mut old.places;
    if p.marks.is_empty() && p.list.is_none() {
        p.marks = new.places.marks;
        p.list = new.places.list;
    }
    p.value = p.value.or(new.places.value);
    p.details = p.details.or(new.places.details);
    if p.columns.is_empty() {
        p.columns = new.places.columns;
    }
    if p.rows.is_empty() {
        p.rows = new.places.rows;
    }
}

/// The Party and the period, beside the words that ask for them at the head of the form.
fn header(document: &Document, form: &mut Form) {
    for (p, para) in document.paras.iter().enumerate().take(200) {
        let text = para.text();
        let (label, after) = text.split_once(':').unwrap_or((&text, ""));
        let which = match role(label) {
            Some(Role::Party) => &mut form.party,
            Some(Role::Period) => &mut form.period,
            _ => continue,
        };
        if which.is_some() {
            continue;
        }
        let mut found = filled(document, p);
        if found.is_empty() {
            after.trim().clone_into(&mut found);
        }
        if found.is_empty()
            && let Some((t, r, c)) = para.cell
            && let Some(cell) = document.cell((t, r, c + 1))
        {
            let inside: Vec<String> =
                cell.paras.clone().map(|p| filled(document, p)).filter(|t| !t.is_empty()).collect();
            found = if inside.is_empty() { document.cell_text((t, r, c + 1)) } else { inside.join(" ") };
        }
        if !found.is_empty() {
            *which = Some(found);
        }
    }
}

/// What stands in the places for text of a paragraph.
fn filled(document: &Document, p: usize) -> String {
    let Some(para) = document.paras.get(p) else { return String::new() };
    let texts: Vec<String> = tokens(document, para)
        .into_iter()
        .filter_map(|t| match t {
            Token::Slot(s) => shown(document, s),
            _ => None,
        })
        .collect();
    texts.join("\n")
}

/// The text in a place, or the chosen entry of a drop-down.
fn shown(document: &Document, slot: usize) -> Option<String> {
    let slot = document.slots.get(slot)?;
    let text = match &slot.kind {
        SlotKind::FieldDrop { entries, chosen, .. } => entries.get((*chosen)?)?.clone(),
        SlotKind::Date(Some(day)) => day.split('T').next().unwrap_or(day).to_owned(),
        _ => slot.text.trim().to_owned(),
    };
    (!text.is_empty()).then_some(text)
}
