//! Finding the questions of a format in a Word form, and for each its answer and the places that
//! take one. A reader uses the answers, a filler the places: both see the same form.
//!
//! A question is found by its number, checked against its wording, or by its wording alone where the
//! form prints no number. Everything up to the next question belongs to it. A tick that cannot be
//! seen is never inferred from what stands around it: that is reported.

use std::collections::{BTreeMap, BTreeSet};

use super::document::{Document, SlotKind};
use super::marks::{Mark, Token, ending, is_cross, option, parts, tokens};
use crate::model::{ColumnKind, Finding, Format, Kind, Lang, Level, Question, Repeat, Row, Value};
use crate::read::fold::{fold, number};
use crate::read::headings::{Role, role};
use crate::read::matching::{Index, stems};
use crate::read::{book, values};

/// Score a wording needs beside its number.
const AGREES: f64 = 0.12;
/// Score a wording needs where there is no number.
const ALONE: f64 = 0.6;

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
    pub(crate) rows: Vec<BTreeMap<String, Spot>>,
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

enum Hit {
    /// A question, and how well its wording fits.
    Question(usize, f64),
    /// "4.1 Additional information".
    Details(usize),
    /// Begins like a question and is none that is known.
    Stranger(String),
    Nothing,
}

struct Finder<'a> {
    document: &'a Document,
    format: &'a Format,
    index: &'a Index<'a>,
    keys: BTreeMap<String, usize>,
    /// Labels and official wordings, folded.
    labels: BTreeMap<String, Vec<usize>>,
    /// Wordings compared so far.
    compared: std::cell::Cell<usize>,
}

/// Wordings without a number that are compared with all questions; a form has a few hundred.
const COMPARED: usize = 8_000;

/// Words that head the box for details.
pub(super) fn is_details(text: &str) -> bool {
    let folded = fold(text);
    let words: Vec<&str> =
        folded.split(' ').filter(|w| !w.chars().any(|c| c.is_ascii_digit()) && w.len() > 1).collect();
    let head = words.join(" ");
    [
        "additional information",
        "further information",
        "additional details",
        "additional comments",
        "information additionnelle",
        "informations additionnelles",
        "information complementaire",
        "informations complementaires",
        "renseignements complementaires",
        "renseignements additionnels",
        "informations supplementaires",
        "information supplementaire",
        "informacion adicional",
        "informacion complementaria",
    ]
    .iter()
    .any(|d| head.starts_with(d))
        || matches!(head.as_str(), "comments" | "details" | "commentaires" | "comentarios" | "detalles")
}

impl<'a> Finder<'a> {
    fn new(document: &'a Document, format: &'a Format, index: &'a Index<'a>) -> Finder<'a> {
        let mut keys = BTreeMap::new();
        for (i, q) in format.questions.iter().enumerate() {
            // Site questions bear the numbers of the questions they are taken from.
            if q.repeat == Some(Repeat::Site) {
                continue;
            }
            for key in std::iter::once(&q.number).chain(&q.aliases).map(|n| number(n)).chain([number(q.key())]) {
                if !key.is_empty() {
                    keys.entry(key).or_insert(i);
                }
            }
        }
        let mut labels: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (i, q) in format.questions.iter().enumerate().filter(|(_, q)| q.repeat != Some(Repeat::Site)) {
            let own: BTreeSet<String> = q.label.iter().chain(q.official.iter()).map(|(_, l)| fold(l)).collect();
            for l in own.into_iter().filter(|l| !l.is_empty()) {
                labels.entry(l).or_default().push(i);
            }
        }
        Finder { document, format, index, keys, labels, compared: std::cell::Cell::new(0) }
    }

    fn question(&self, q: usize) -> Option<&'a Question> {
        self.format.questions.get(q)
    }

    /// What the number at the beginning of a paragraph says.
    fn numbered(&self, p: usize, main: Option<usize>) -> Hit {
        let Some(para) = self.document.paras.get(p) else { return Hit::Nothing };
        let text = para.text();
        let text = text.trim();
        let words: Vec<&str> = text.split_whitespace().take(3).collect();
        let Some(first) = words.first() else { return Hit::Nothing };
        if first.chars().count() > 24 {
            return Hit::Nothing;
        }
        let rest_after =
            |n: usize| text.splitn(n + 1, char::is_whitespace).nth(n).unwrap_or_default().trim().to_owned();
        // The wording may stand in the next cell.
        let beside = || match para.cell {
            Some((t, r, c)) => self.document.cell_text((t, r, c + 1)),
            None => String::new(),
        };
        let one = number(first);
        if let Some(second) = words.get(1)
            && second.chars().count() <= 3
            && second.ends_with([')', '.'])
            && let Some(&q) = self.keys.get(&format!("{one}{}", number(second)))
        {
            return self.agree(q, &rest_after(2), &beside());
        }
        // "a) Forest programmes" under its main question.
        if one.chars().count() <= 2
            && first.ends_with([')', '.'])
            && let Some(m) = main.and_then(|m| self.question(m))
            && let Some(&q) = self.keys.get(&format!("{}{one}", number(&m.number)))
        {
            return self.agree(q, &rest_after(1), &beside());
        }
        if let Some(&q) = self.keys.get(&one) {
            let rest = rest_after(1);
            if one.chars().count() == 1 {
                // A letter alone heads a question, or an option: only the wording can tell.
                let own = self.index.score(q, &rest);
                return if own >= 0.3 { Hit::Question(q, own) } else { Hit::Nothing };
            }
            return self.agree(q, &rest, &beside());
        }
        if shape(first) && stems(&rest_after(1)).len() >= 3 {
            return Hit::Stranger((*first).to_owned());
        }
        Hit::Nothing
    }

    fn agree(&self, q: usize, rest: &str, beside: &str) -> Hit {
        if is_details(rest) {
            return Hit::Details(q);
        }
        let wording = if stems(rest).is_empty() { beside } else { rest };
        if is_details(wording) {
            return Hit::Details(q);
        }
        if stems(wording).is_empty() {
            return Hit::Question(q, 0.2);
        }
        let scores = self.index.scores(wording);
        let own = scores.iter().find(|(i, _)| *i == q).map_or(0.0, |(_, s)| *s);
        // Numbers move between editions: a wording that is plainly another question's wins over none,
        // but decides nothing.
        let other = scores.first().filter(|(i, s)| *i != q && *s >= 0.75 && own < 0.3);
        if own >= AGREES && other.is_none() {
            Hit::Question(q, own)
        } else {
            let shown = self.question(q).map_or_else(String::new, |q| q.number.clone());
            Hit::Stranger(shown)
        }
    }

    /// A question by its wording alone: rows and follow-ups of the main question, or any whose label
    /// it is word for word.
    fn worded(&self, text: &str, main: Option<usize>, current: Option<usize>) -> Option<usize> {
        if text.chars().count() > 500 {
            return None;
        }
        let text = text.trim();
        let mine = |q: usize| {
            let (Some(main), Some(mut at)) = (main.and_then(|m| self.question(m)), self.question(q)) else {
                return false;
            };
            for _ in 0..6 {
                match at.parent.as_deref() {
                    Some(p) if p == main.id => return true,
                    Some(p) => match self.format.question(p) {
                        Some(up) => at = up,
                        None => return false,
                    },
                    None => return false,
                }
            }
            false
        };
        let folded = fold(text);
        if folded.is_empty() {
            return None;
        }
        let exact: &[usize] = self.labels.get(&folded).map_or(&[], Vec::as_slice);
        let near: Vec<usize> = exact.iter().copied().filter(|q| mine(*q)).collect();
        if let [one] = near[..] {
            return Some(one);
        }
        if near.len() > 1 {
            let at = current.unwrap_or(0);
            return near.iter().copied().find(|q| *q > at).or_else(|| near.first().copied());
        }
        if let [one] = *exact {
            return Some(one);
        }
        if let Some(q) = self.slugged(&folded, &mine) {
            return Some(q);
        }
        let compared = self.compared.get();
        if stems(text).len() < 2 || compared >= COMPARED {
            return None;
        }
        self.compared.set(compared + 1);
        let ranked: Vec<(usize, f64)> = self.index.scores(text).into_iter().filter(|(q, _)| mine(*q)).take(8).collect();
        let &(best, top) = ranked.first().filter(|(_, s)| *s >= ALONE)?;
        // Follow-ups are often worded alike ("please give details"): the next in the form is meant.
        let alike: Vec<usize> = ranked.iter().filter(|(_, s)| top - s < 0.1).map(|(q, _)| *q).collect();
        if alike.len() == 1 {
            return Some(best);
        }
        let words = |q: usize| self.question(q).map(|q| stems(&q.words.en));
        alike.into_iter().filter(|q| Some(*q) > current && words(*q) == words(best)).min()
    }

    /// A row by the beginning of its official name, which its id keeps.
    fn slugged(&self, folded: &str, mine: &dyn Fn(usize) -> bool) -> Option<usize> {
        let text = folded.replace(' ', "-");
        let slug = |q: &Question| q.key().rsplit_once('#').map(|(_, s)| s.to_owned()).filter(|s| s.len() >= 3);
        self.format
            .questions
            .iter()
            .enumerate()
            .filter_map(|(i, q)| Some((i, slug(q)?)))
            .filter(|(_, s)| text.strip_prefix(s.as_str()).is_some_and(|r| r.is_empty() || r.starts_with('-')))
            .filter(|(i, _)| mine(*i))
            .max_by_key(|(_, s)| s.len())
            .map(|(i, _)| i)
    }

    /// The question that stands above rows and follow-ups.
    fn main_of(&self, q: usize) -> usize {
        let mut at = q;
        for _ in 0..6 {
            let up = self.question(at).and_then(|q| q.parent.as_deref()).map(|p| self.format.position(p));
            match up {
                Some(p) if p != usize::MAX => at = p,
                _ => break,
            }
        }
        at
    }
}

/// `4.6`, `XII.3`, `1.1.1a`: looks like the number of a question.
fn shape(word: &str) -> bool {
    let word = word.trim_end_matches(['.', ')', ':']);
    let parts: Vec<&str> = word.split('.').collect();
    let [first, .., last] = parts[..] else { return false };
    let roman = !first.is_empty() && first.chars().all(|c| "IVX".contains(c));
    let digits = |t: &str| !t.is_empty() && t.len() <= 2 && t.chars().all(|c| c.is_ascii_digit());
    let tail = last.strip_suffix(|c: char| c.is_ascii_lowercase()).unwrap_or(last);
    (roman || digits(first))
        && digits(tail)
        && parts.iter().skip(1).take(parts.len().saturating_sub(2)).all(|p| digits(p))
}

/// What belongs to one question.
#[derive(Debug, Clone)]
struct Area {
    question: usize,
    /// The paragraph with its number or wording.
    head: usize,
    /// The paragraph with its wording, where its number stands in a cell of its own.
    wording: Option<usize>,
    paras: Vec<usize>,
    /// Paragraphs of the box for details.
    details: Vec<usize>,
}

/// Reads a form of a known format.
pub(crate) fn read(document: &Document, format: &Format, index: &Index, file: &str, lang: Option<Lang>) -> Form {
    let finder = Finder::new(document, format, index);
    let mut form = Form::default();
    let sites = sites(&finder, &mut form, file, lang);
    header(document, &mut form);
    let areas = areas(&finder, &mut form, file, &sites);
    let mut reader = Reader {
        finder: &finder,
        file,
        lang,
        form,
        printed: Vec::new(),
        unmarked: Vec::new(),
        untouched: Vec::new(),
        unread: Vec::new(),
        alone: Vec::new(),
    };
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
                format!("question {number} stands twice in the form with different answers; the first was used"),
            )
            .at(file, new.place.clone())
            .hint("look at both places and correct the answer"),
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

/// The paragraph that words a question whose number fills a cell of its own.
fn wording(document: &Document, p: usize) -> Option<usize> {
    let para = document.paras.get(p)?;
    let (t, r, c) = para.cell?;
    if !stems(para.text().trim().split_once(char::is_whitespace).map_or("", |(_, rest)| rest)).is_empty() {
        return None;
    }
    let beside = document.cell((t, r, c + 1))?.paras.clone();
    beside.into_iter().find(|p| document.paras.get(*p).is_some_and(|p| !stems(&p.text()).is_empty()))
}

/// Cuts the form into what belongs to each question.
fn areas(finder: &Finder, form: &mut Form, file: &str, skip: &BTreeSet<usize>) -> Vec<Area> {
    let document = finder.document;
    let mut areas: Vec<Area> = Vec::new();
    let mut main: Option<usize> = None;
    let mut open = false;
    let mut in_details = false;
    let mut row_of: Option<(usize, usize)> = None;
    let mut strangers: Vec<(String, String)> = Vec::new();
    for p in 0..document.paras.len() {
        let Some(para) = document.paras.get(p) else { break };
        if para.cell.is_some_and(|(t, _, _)| skip.contains(&t)) {
            continue;
        }
        let text = para.text();
        let words = text.trim();
        let current = areas.last().filter(|_| open).map(|a| a.question);
        match finder.numbered(p, main) {
            Hit::Question(q, _) => {
                main = Some(finder.main_of(q));
                areas.push(Area {
                    question: q,
                    head: p,
                    wording: wording(document, p),
                    paras: vec![p],
                    details: Vec::new(),
                });
                (open, in_details) = (true, false);
                row_of = para.cell.map(|(t, r, _)| (t, r));
                continue;
            }
            Hit::Details(q) => {
                areas.push(Area { question: q, head: p, wording: None, paras: Vec::new(), details: vec![p] });
                main = Some(finder.main_of(q));
                (open, in_details) = (true, true);
                row_of = para.cell.map(|(t, r, _)| (t, r));
                continue;
            }
            Hit::Stranger(number) => {
                strangers.push((number, document.place(p)));
                open = false;
                continue;
            }
            Hit::Nothing => {}
        }
        let own = areas.last().filter(|_| open).and_then(|a| finder.question(a.question));
        let is_option = own.is_some_and(|q| parts(q, words).iter().any(|w| option(q, w).is_some()));
        let is_heading = para.cell.is_some() && own.is_some_and(|q| column(q, words).is_some());
        let first_cell = para.cell.is_none_or(|(t, r, c)| {
            // The row's name is its first text; a cell to the right of one is an answer.
            (0..c).all(|left| document.cell_text((t, r, left)).is_empty()) || row_of != Some((t, r))
        });
        if !words.is_empty()
            && first_cell
            && !is_option
            && !is_heading
            && let Some(q) = finder.worded(words, main, current)
            && Some(q) != current
        {
            main = Some(finder.main_of(q));
            areas.push(Area {
                question: q,
                head: p,
                wording: wording(document, p),
                paras: vec![p],
                details: Vec::new(),
            });
            (open, in_details) = (true, false);
            row_of = para.cell.map(|(t, r, _)| (t, r));
            continue;
        }
        if !open {
            continue;
        }
        if para.heading && para.cell.is_none() && !words.is_empty() && !is_option {
            open = false;
            continue;
        }
        if is_details(words) {
            in_details = true;
        } else if let (Some((t, r, c)), Some((rt, rr))) = (para.cell, row_of)
            && (t, r) != (rt, rr)
            && t == rt
            && c == 0
            && !words.is_empty()
            && !is_option
            && own.is_some_and(|q| q.parent.is_some() && !q.options.is_empty())
            && !in_details
        {
            // A row that is none of the matrix's rows: its ticks are not those of the row above.
            strangers.push((words.chars().take(60).collect(), document.place(p)));
            open = false;
            continue;
        }
        if let Some(area) = areas.last_mut() {
            if in_details { area.details.push(p) } else { area.paras.push(p) }
        }
    }
    if !strangers.is_empty() {
        let shown: Vec<String> = strangers.iter().take(12).map(|(n, _)| format!("\"{n}\"")).collect();
        let more = strangers.len().saturating_sub(shown.len());
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        form.findings.push(
            Finding::new(
                Level::Warning,
                "word-question",
                format!(
                    "{} place(s) look like questions, but number and wording fit none of {}; nothing there was used: {}{more}",
                    strangers.len(),
                    finder.format.id,
                    shown.join(", ")
                ),
            )
            .at(file, strangers.first().map_or("", |(_, p)| p.as_str()))
            .hint("if the form is of another edition, name it with --format"),
        );
    }
    areas
}

struct Reader<'f, 'a> {
    finder: &'f Finder<'a>,
    file: &'f str,
    lang: Option<Lang>,
    form: Form,
    /// Layouts in which a question prints all its options: codes, and kind of place.
    printed: Vec<(Vec<String>, Layout)>,
    /// Questions with options and no tick.
    unmarked: Vec<(String, String)>,
    /// Questions whose list still stands on its first entry.
    untouched: Vec<(String, String)>,
    /// Cells beside words that are no question, with the place of each.
    unread: Vec<(String, String)>,
    /// Questions with one option left: asked, code, layout, place.
    alone: Vec<(usize, String, Vec<String>, Layout, String)>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Layout {
    /// In paragraphs of the text.
    Lines,
    /// In a cell of rows with so many cells.
    Cell(usize, usize),
}

impl Reader<'_, '_> {
    fn doubt(&mut self, place: &str, message: String, hint: &str) {
        self.form.findings.push(Finding::new(Level::Warning, "word-doubtful", message).at(self.file, place).hint(hint));
    }

    fn area(&mut self, area: &Area) -> Option<Asked> {
        let q = self.finder.question(area.question)?;
        let document = self.finder.document;
        let place = format!(
            "question {} ({})",
            if q.number.is_empty() { q.key() } else { &q.number },
            document.place(area.head)
        );
        let mut asked = Asked {
            question: area.question,
            item: None,
            value: None,
            details: None,
            rows: Vec::new(),
            place,
            places: Places::default(),
        };
        match q.kind {
            Kind::Table => self.table(q, area, &mut asked),
            _ if !q.options.is_empty() => {
                if !q.columns.is_empty() {
                    self.columns(q, area, &mut asked);
                }
                self.choice(q, area, &mut asked);
                self.beside_nothing(q, area);
            }
            Kind::Heading if !q.columns.is_empty() || !q.details => {}
            Kind::Heading => {}
            _ => self.text(q, area, &mut asked),
        }
        if !area.details.is_empty() {
            let (text, spot) = self.free_text(&area.details, None, None);
            if asked.details.is_none() {
                asked.details = text;
            }
            asked.places.details = asked.places.details.or(spot);
        }
        Some(asked)
    }

    /// Text to the right of words that are neither a question nor an option: perhaps an answer.
    fn beside_nothing(&mut self, q: &Question, area: &Area) {
        let document = self.finder.document;
        let own = [Some(area.head), area.wording].map(|p| p.and_then(|p| document.paras.get(p)).and_then(|p| p.cell));
        let head_row = own[0].map(|(t, r, _)| (t, r));
        for &p in &area.paras {
            let Some(para) = document.paras.get(p) else { continue };
            let Some((t, r, c)) = para.cell else { continue };
            let text = para.text();
            let plain = !text.trim().is_empty()
                && !is_cross(&text)
                && head_row != Some((t, r))
                && tokens(document, para).iter().all(|k| matches!(k, Token::Words { .. }))
                && !parts(q, &text).iter().any(|w| option(q, w).is_some());
            let left = c.checked_sub(1).map(|c| document.cell_text((t, r, c))).unwrap_or_default();
            if plain && !stems(&left).is_empty() && option(q, &left).is_none() {
                self.unread.push((name(q), document.place(p)));
                break;
            }
        }
    }

    /// Text typed or to be typed in some paragraphs: places for text first, else cells.
    fn free_text(
        &self,
        paras: &[usize],
        head: Option<usize>,
        wording: Option<usize>,
    ) -> (Option<String>, Option<Spot>) {
        let document = self.finder.document;
        let mut texts: Vec<String> = Vec::new();
        let mut spot = None;
        for &p in paras {
            let Some(para) = document.paras.get(p) else { continue };
            for token in tokens(document, para) {
                if let Token::Slot(s) = token {
                    if document.slots.get(s).is_some_and(super::document::Slot::takes_text) {
                        spot = spot.or(Some(Spot::Slot(s)));
                    }
                    texts.extend(shown(document, s));
                }
            }
        }
        if spot.is_some() || !texts.is_empty() {
            return ((!texts.is_empty()).then(|| texts.join("\n")), spot);
        }
        // No place for text: what stands in cells beside or below the one that asks.
        let head = head.or_else(|| paras.first().copied());
        let head_cell = head.and_then(|h| document.paras.get(h)).and_then(|p| p.cell);
        let wording_cell = wording.and_then(|w| document.paras.get(w)).and_then(|p| p.cell);
        let mut lines: Vec<String> = Vec::new();
        for &p in paras {
            let Some(para) = document.paras.get(p) else { continue };
            if Some(p) == head {
                // "Party: Testland" in one line.
                if head_cell.is_none()
                    && let Some((_, after)) = para.text().split_once(':')
                {
                    let after = after.trim();
                    if !after.is_empty() {
                        lines.push(after.to_owned());
                    }
                }
                continue;
            }
            if Some(p) == wording {
                continue;
            }
            let text = para.text();
            let text = text.trim();
            if let Some(cell) = para.cell {
                if Some(cell) == head_cell || Some(cell) == wording_cell {
                    if !text.is_empty() {
                        lines.push(text.to_owned());
                    }
                    continue;
                }
                if spot.is_none() && !document.cell_has_slot(cell) {
                    spot = Some(Spot::Cell(cell.0, cell.1, cell.2));
                }
            }
            if !text.is_empty() {
                lines.push(text.to_owned());
            }
        }
        ((!lines.is_empty()).then(|| lines.join("\n")), spot)
    }

    fn text(&mut self, q: &Question, area: &Area, asked: &mut Asked) {
        let (text, spot) = self.free_text(&area.paras, Some(area.head), area.wording);
        asked.places.value = spot;
        let document = self.finder.document;
        let Some(text) = text else { return };
        // Text that stands in the open, where the form may print a remark of its own.
        let open = match spot {
            Some(Spot::Slot(_) | Spot::Cell(..)) => false,
            None => area
                .paras
                .iter()
                .any(|p| *p != area.head && document.paras.get(*p).is_some_and(|p| !p.text().trim().is_empty())),
        };
        if open {
            self.doubt(
                &asked.place.clone(),
                format!("question {}: what stands below it was taken as the answer", name(q)),
                "check that no instruction of the form is in the text",
            );
        }
        self.take(q, &text, asked);
    }

    /// Reads a text as the answer of a question.
    fn take(&mut self, q: &Question, text: &str, asked: &mut Asked) {
        let parsed = values::parse(q, &book::Cell::Text(text.to_owned()), self.lang);
        let place = asked.place.clone();
        if let Some(doubt) = &parsed.doubt {
            self.doubt(
                &place,
                format!("question {}: {doubt}", name(q)),
                "look at the answer and correct it where it was read wrongly",
            );
        }
        match parsed.value {
            Some(value) => {
                asked.value = Some(value);
                if !parsed.rest.is_empty() {
                    asked.details = Some(parsed.rest);
                }
            }
            None if !parsed.rest.is_empty() => {
                self.doubt(
                    &place,
                    format!(
                        "question {}: \"{}\" fits no answer the form allows; it was kept as details",
                        name(q),
                        short(&parsed.rest)
                    ),
                    "choose one of the options",
                );
                asked.details = Some(parsed.rest);
            }
            None => {}
        }
    }

    #[allow(clippy::too_many_lines)]
    fn choice(&mut self, q: &Question, area: &Area, asked: &mut Asked) {
        let document = self.finder.document;
        let place = asked.place.clone();
        let mut marks: Vec<(String, Mark, bool)> = Vec::new();
        let mut stray = 0_usize;
        let mut printed = BTreeSet::new();
        let mut chosen: Vec<String> = Vec::new();
        let mut text_slots: Vec<usize> = Vec::new();
        for &p in &area.paras {
            let Some(para) = document.paras.get(p) else { continue };
            let line = tokens(document, para);
            for token in &line {
                let Token::Slot(s) = token else { continue };
                let Some(entries) = document.slots.get(*s).and_then(super::document::Slot::entries) else {
                    text_slots.push(*s);
                    continue;
                };
                let codes: Vec<Option<String>> =
                    entries.iter().map(|e| values::option(q, e).map(|o| o.code.clone())).collect();
                // A second list without options of the question asks something else.
                if codes.iter().flatten().count() == 0 {
                    continue;
                }
                if asked.places.list.is_none() {
                    self.drop_down(q, *s, &codes, &place, &mut chosen);
                    asked.places.list = Some((*s, codes));
                } else if shown(document, *s).is_some_and(|t| !is_prompt(&t)) {
                    // A second list under the question is another question's.
                    stray += 1;
                }
            }
            self.boxes(q, p, &line, &mut marks, &mut stray, &mut printed);
        }
        if q.kind == Kind::Number {
            self.figure(q, &text_slots, chosen.first(), &marks, asked);
            asked.places.marks = marks.into_iter().map(|(c, m, _)| (c, m)).collect();
            return;
        }
        let boxed = !marks.is_empty();
        chosen.extend(marks.iter().filter(|(_, _, on)| *on).map(|(c, _, _)| c.clone()));
        asked.places.marks = marks.into_iter().map(|(c, m, _)| (c, m)).collect();
        let chosen = values::in_order(q, &chosen);
        if stray > 0 {
            self.doubt(
                &place,
                format!(
                    "question {}: {stray} tick(s) stand beside no option that is known, and were not used",
                    name(q)
                ),
                "look at the form and enter the answer by hand",
            );
        }
        if q.kind == Kind::Multi {
            // An untouched list of boxes is a blank, not "none of them".
            if !chosen.is_empty() {
                asked.value = Some(Value::Codes(chosen.clone()));
            }
        } else if let [one] = &chosen[..] {
            asked.value = Some(Value::Code(one.clone()));
        } else if chosen.len() > 1 {
            self.doubt(
                &place,
                format!(
                    "question {}: {} options are ticked where the form takes one; none was used",
                    name(q),
                    chosen.len()
                ),
                "tick the one that holds",
            );
        }
        if !text_slots.is_empty() {
            let texts: Vec<String> = text_slots.iter().filter_map(|s| shown(document, *s)).collect();
            let list = asked.places.list.is_some() || boxed;
            if !list && asked.value.is_none() {
                // Older forms take the letter in a text field.
                asked.places.value = text_slots.first().map(|s| Spot::Slot(*s));
                if let Some(text) = texts.first() {
                    self.take(q, text, asked);
                }
            } else {
                if q.details && asked.places.details.is_none() {
                    asked.places.details = text_slots.first().map(|s| Spot::Slot(*s));
                }
                if !texts.is_empty() && q.columns.is_empty() {
                    asked.details = Some(texts.join("\n"));
                }
            }
            return;
        }
        if asked.places.list.is_none() && !boxed && stray == 0 && chosen.is_empty() {
            self.printed_options(q, area, asked);
        }
    }

    fn drop_down(&mut self, q: &Question, s: usize, codes: &[Option<String>], place: &str, chosen: &mut Vec<String>) {
        let Some(slot) = self.finder.document.slots.get(s) else { return };
        let (text, code) = match &slot.kind {
            SlotKind::FieldDrop { entries, chosen: Some(n), .. } => {
                (entries.get(*n).cloned().unwrap_or_default(), codes.get(*n).cloned().flatten())
            }
            SlotKind::FieldDrop { shown, .. } => {
                // Word shows an entry of a list that nobody has touched. Only a prompt is safely a blank.
                if codes.get(*shown).is_some_and(Option::is_some) {
                    self.untouched.push((name(q), place.to_owned()));
                }
                return;
            }
            SlotKind::Drop { .. } => {
                let text = slot.text.trim().to_owned();
                let code = values::option(q, &text).map(|o| o.code.clone());
                (text, code)
            }
            _ => return,
        };
        match code {
            Some(code) => chosen.push(code),
            None if is_prompt(&text) => {}
            None => self.doubt(
                place,
                format!("question {}: \"{}\" is chosen, which is none of its options", name(q), short(&text)),
                "check that the form is of this edition, and enter the answer by hand",
            ),
        }
    }

    /// Boxes, crossed cells and typed crosses of a line, each with its option.
    fn boxes(
        &self,
        q: &Question,
        p: usize,
        line: &[Token],
        marks: &mut Vec<(String, Mark, bool)>,
        stray: &mut usize,
        printed: &mut BTreeSet<String>,
    ) {
        let document = self.finder.document;
        let Some(para) = document.paras.get(p) else { return };
        let blank = |t: &Token| matches!(t, Token::Words { text, .. } if text.trim().is_empty());
        let first_is_box = line.iter().find(|t| !blank(t)).is_some_and(|t| matches!(t, Token::Box { .. }));
        let boxes: Vec<usize> =
            line.iter().enumerate().filter(|(_, t)| matches!(t, Token::Box { .. })).map(|(i, _)| i).collect();
        let words = |from: usize, to: usize| -> String {
            line.get(from..to)
                .unwrap_or_default()
                .iter()
                .map(|t| match t {
                    Token::Words { text, .. } => text.as_str(),
                    _ => " ",
                })
                .collect::<String>()
                .trim()
                .to_owned()
        };
        let last_is_box = line.iter().rev().find(|t| !blank(t)).is_some_and(|t| matches!(t, Token::Box { .. }));
        let after: Vec<String> = boxes
            .iter()
            .enumerate()
            .map(|(n, &i)| words(i + 1, boxes.get(n + 1).copied().unwrap_or(line.len())))
            .collect();
        let before: Vec<String> = boxes
            .iter()
            .enumerate()
            .map(|(n, &i)| words(n.checked_sub(1).and_then(|n| boxes.get(n)).map_or(0, |b| b + 1), i))
            .collect();
        let code = |o: Option<&crate::model::Choice>| o.map(|o| o.code.clone());
        let behind: Vec<Option<String>> = after.iter().map(|w| code(option(q, w))).collect();
        let ahead: Vec<Option<String>> =
            before.iter().map(|w| code(option(q, &tail(q, w)).or_else(|| ending(q, w)))).collect();
        // Boxes stand before their words or behind them, all of a line the same way.
        let whole = |codes: &[Option<String>]| {
            codes.iter().all(Option::is_some) && codes.iter().collect::<BTreeSet<_>>().len() == codes.len()
        };
        let box_first = first_is_box
            || match (whole(&behind), whole(&ahead)) {
                (true, false) => true,
                (false, true) => false,
                _ => !last_is_box,
            };
        for (n, &i) in boxes.iter().enumerate() {
            let Some(Token::Box { mark, checked }) = line.get(i) else { continue };
            let alone = after.get(n).is_some_and(String::is_empty) && before.get(n).is_some_and(String::is_empty);
            let found = match if box_first { behind.get(n) } else { ahead.get(n) } {
                Some(Some(code)) => Some(code.clone()),
                _ if alone => para.cell.and_then(|cell| self.beside(q, cell)),
                _ => None,
            };
            match found {
                Some(code) if !marks.iter().any(|(c, m, _)| *c == code && m == mark) => {
                    // The same option again with another box is not the same question.
                    if marks.iter().any(|(c, _, _)| *c == code) {
                        *stray += usize::from(*checked);
                    } else {
                        marks.push((code, *mark, *checked));
                    }
                }
                Some(_) => {}
                None => *stray += usize::from(*checked),
            }
        }
        if !boxes.is_empty() {
            return;
        }
        let text = words(0, line.len());
        if line.iter().any(|t| matches!(t, Token::Slot(_))) {
            return;
        }
        if let Some(cell) = para.cell
            && (is_cross(&text) || text.is_empty())
            && document.cell(cell).is_some_and(|c| c.paras.len() <= 8)
            && document.cell_text(cell) == text
        {
            let crossed = is_cross(&text);
            // Where the form itself has a letter X, an X with no option beside it is that letter.
            if crossed && letter(q, &text).is_some() && self.beside(q, cell).is_none() {
                return;
            }
            match self.beside(q, cell) {
                Some(code) if !marks.iter().any(|(c, _, _)| *c == code) => {
                    marks.push((code, Mark::Cell(cell.0, cell.1, cell.2), crossed));
                }
                _ => *stray += usize::from(crossed),
            }
            return;
        }
        for part in parts(q, &text) {
            if is_cross(&part) {
                // Between two options it could be either's.
                *stray += 1;
                continue;
            }
            let crossed = part
                .strip_prefix(['x', 'X', '\u{d7}'])
                .filter(|r| r.starts_with(char::is_whitespace))
                .or_else(|| part.strip_suffix(['x', 'X', '\u{d7}']).filter(|r| r.ends_with([' ', '\u{a0}', ':'])));
            if let Some(rest) = crossed
                && let Some(o) = option(q, rest.trim_end_matches([':', ' ']))
                && option(q, &part).is_none_or(|w| w.code == o.code)
            {
                // All options stood above already: this line asks something else.
                if printed.len() == q.options.len() {
                    *stray += 1;
                } else {
                    marks.push((o.code.clone(), Mark::Typed, true));
                }
            }
        }
        printed.extend(parts(q, &text).iter().filter_map(|p| option(q, p)).map(|o| o.code.clone()));
    }

    /// The option of a cell that holds a mark alone: its column's heading, or the cell beside it.
    fn beside(&self, q: &Question, (t, r, c): (usize, usize, usize)) -> Option<String> {
        let document = self.finder.document;
        let row = document.tables.get(t)?.rows.get(r)?;
        // Where options stand in the row itself, a mark stands before or behind each of them.
        let of = |c: usize| option(q, &document.cell_text((t, r, c))).map(|o| o.code.clone());
        let own: Vec<usize> = (0..row.len()).filter(|&i| of(i).is_some()).collect();
        if let (Some(&first), Some(&last)) = (own.first(), own.last()) {
            let ticks: Vec<usize> = (0..row.len()).filter(|&i| self.is_mark(t, r, i)).collect();
            let before = match ticks.first() {
                Some(tick) => *tick < first,
                // Without boxes, only the side on which there is a cell for each option can be meant.
                None => {
                    let blank =
                        |c: Option<usize>| c.is_some_and(|c| c < row.len() && document.cell_text((t, r, c)).len() <= 1);
                    match (blank(first.checked_sub(1)), blank(last.checked_add(1))) {
                        (true, false) => true,
                        (false, true) => false,
                        _ => return None,
                    }
                }
            };
            return if before { of(c + 1) } else { c.checked_sub(1).and_then(of) };
        }
        let cell = row.get(c)?;
        for up in (r.saturating_sub(80)..r).rev() {
            let over = document.tables.get(t)?.rows.get(up)?;
            let Some(n) = over.iter().position(|o| o.column <= cell.column && cell.column < o.column + o.span) else {
                continue;
            };
            let text = document.cell_text((t, up, n));
            // Marks of other rows stand between; the first text is the heading, or there is none.
            if text.is_empty() || is_cross(&text) || self.is_mark(t, up, n) {
                continue;
            }
            // One option alone above is an answer to something else, not the head of a column.
            let heads =
                (0..over.len()).filter(|&i| option(q, &document.cell_text((t, up, i))).is_some()).take(2).count();
            return option(q, &text).filter(|_| heads == 2).map(|o| o.code.clone());
        }
        None
    }

    /// True for a cell that holds a box and no words.
    fn is_mark(&self, t: usize, r: usize, c: usize) -> bool {
        let document = self.finder.document;
        let Some(cell) = document.cell((t, r, c)) else { return false };
        let mut found = false;
        for p in cell.paras.clone().take(8) {
            let Some(para) = document.paras.get(p) else { continue };
            for token in tokens(document, para) {
                match token {
                    Token::Box { .. } => found = true,
                    Token::Words { text, .. } if text.trim().is_empty() => {}
                    _ => return false,
                }
            }
        }
        found
    }

    /// What the nearest text above a cell means, in its columns.
    fn heading<T>(&self, t: usize, r: usize, c: usize, means: &dyn Fn(&str) -> Option<T>) -> Option<T> {
        let document = self.finder.document;
        let table = document.tables.get(t)?;
        let cell = table.rows.get(r)?.get(c)?;
        for up in (r.saturating_sub(80)..r).rev() {
            let over = table
                .rows
                .get(up)?
                .iter()
                .enumerate()
                .find(|(_, o)| o.column <= cell.column && cell.column < o.column + o.span);
            let Some((n, _)) = over else { continue };
            let text = document.cell_text((t, up, n));
            if let Some(found) = means(&text) {
                return Some(found);
            }
        }
        None
    }

    /// A number with its qualifier.
    fn figure(
        &mut self,
        q: &Question,
        slots: &[usize],
        qualifier: Option<&String>,
        marks: &[(String, Mark, bool)],
        asked: &mut Asked,
    ) {
        let document = self.finder.document;
        let qualifier = qualifier.cloned().or_else(|| marks.iter().find(|(_, _, on)| *on).map(|(c, _, _)| c.clone()));
        asked.places.value = slots.first().map(|s| Spot::Slot(*s));
        let text = slots.first().and_then(|s| shown(document, *s));
        let number = match &text {
            None => None,
            Some(text) => {
                let plain = Question { options: Vec::new(), ..q.clone() };
                let parsed = values::parse(&plain, &book::Cell::Text(text.clone()), self.lang);
                let has_list = asked.places.list.is_some() || !marks.is_empty();
                match parsed.value {
                    Some(Value::Number { number: Some(n), unit, .. }) if has_list => {
                        let doubt = parsed.doubt;
                        if let Some(d) = doubt {
                            self.doubt(
                                &asked.place.clone(),
                                format!("question {}: {d}", name(q)),
                                "correct the number where it was read wrongly",
                            );
                        }
                        Some((n, unit))
                    }
                    _ => {
                        // "E=120" typed as one text.
                        self.take(q, text, asked);
                        if asked.value.is_some() {
                            return;
                        }
                        None
                    }
                }
            }
        };
        if number.is_some() || qualifier.is_some() {
            let (number, unit) = number.map_or((None, None), |(n, u)| (Some(n), u));
            asked.value = Some(Value::Number { qualifier, number, unit });
        }
        if q.details && asked.places.details.is_none() {
            asked.places.details = slots.get(1).map(|s| Spot::Slot(*s));
            if let Some(text) = slots.get(1).and_then(|s| shown(document, *s)) {
                asked.details = Some(text);
            }
        }
    }

    /// Options printed without any box: one left after the others were deleted, or nothing to see.
    fn printed_options(&mut self, q: &Question, area: &Area, asked: &mut Asked) {
        let document = self.finder.document;
        let mut live: BTreeSet<String> = BTreeSet::new();
        let mut gone: BTreeSet<String> = BTreeSet::new();
        let mut bold: BTreeSet<String> = BTreeSet::new();
        let mut layout = Layout::Lines;
        let mut answer_column = None;
        for &p in &area.paras {
            let Some(para) = document.paras.get(p) else { continue };
            for part in parts(q, &para.deleted) {
                gone.extend(option(q, &part).map(|o| o.code.clone()));
            }
            for token in tokens(document, para) {
                let Token::Words { text, bold: b, struck } = token else { continue };
                for part in parts(q, &text) {
                    let Some(o) = option(q, &part) else { continue };
                    if struck {
                        gone.insert(o.code.clone());
                        continue;
                    }
                    live.insert(o.code.clone());
                    if b {
                        bold.insert(o.code.clone());
                    }
                    if let Some((t, r, c)) = para.cell {
                        let cells = document.tables.get(t).and_then(|t| t.rows.get(r)).map_or(0, Vec::len);
                        layout = Layout::Cell(cells, c);
                        if self.heading(t, r, c, &|h| (role(h) == Some(Role::Answer)).then_some(())).is_some() {
                            answer_column = Some(document.cell_text((t, r, c)));
                        }
                    }
                }
            }
        }
        let all: BTreeSet<String> = q.options.iter().map(|o| o.code.clone()).collect();
        // A letter alone in a cell was typed: the form prints letters with their words.
        let letters: BTreeSet<&str> = area
            .paras
            .iter()
            .filter_map(|p| document.paras.get(*p)?.cell)
            .filter_map(|cell| letter(q, &document.cell_text(cell)))
            .collect();
        if letters.len() == 1 {
            asked.value = letters.first().map(|c| Value::Code((*c).to_owned()));
            return;
        }
        if let Some(text) = answer_column {
            // A column headed "Answer" holds what somebody typed.
            self.take(q, &text, asked);
            return;
        }
        if let Some(code) = beside_legend(document, q, area) {
            asked.value = Some(Value::Code(code));
            return;
        }
        let place = asked.place.clone();
        let codes: Vec<String> = all.iter().cloned().collect();
        if live == all {
            self.printed.push((codes, layout));
            if gone.is_empty() {
                if bold.len() == 1 {
                    self.doubt(
                        &place,
                        format!(
                            "question {}: no option is ticked; one is in bold type, which was not read as a tick",
                            name(q)
                        ),
                        "tick the option or enter the answer by hand",
                    );
                } else {
                    self.unmarked.push((name(q), place));
                }
            }
            return;
        }
        let Some(one) = live.iter().next().filter(|_| live.len() == 1) else {
            if live.len() > 1 {
                self.unmarked.push((name(q), place));
            }
            return;
        };
        if q.kind == Kind::Multi {
            self.doubt(
                &place,
                format!("question {}: one option is left, but more could have been; it was not used", name(q)),
                "enter the answer by hand",
            );
            return;
        }
        let seen: BTreeSet<String> = live.union(&gone).cloned().collect();
        if seen == all && !gone.contains(one) {
            asked.value = Some(Value::Code(one.clone()));
            return;
        }
        self.alone.push((self.form.asked.len(), one.clone(), codes, layout, place));
    }

    /// What can only be decided when the whole form has been seen.
    fn finish(&mut self) {
        for (at, code, codes, layout, place) in std::mem::take(&mut self.alone) {
            let shown = self.printed.iter().any(|(c, l)| *c == codes && *l == layout);
            if shown
                && let Some(asked) = self.form.asked.get_mut(at)
                && asked.value.is_none()
            {
                asked.value = Some(Value::Code(code));
                continue;
            }
            self.doubt(
                &place,
                "only one of the options stands there, and nothing in the form shows that the others were deleted; it was not read as the answer".to_owned(),
                "if it is the answer, enter it by hand",
            );
        }
        if let Some((numbers, place)) = summary(&self.unmarked) {
            self.form.findings.push(
                Finding::new(
                    Level::Warning,
                    "word-no-tick",
                    format!("{} question(s) print their options, but no tick can be seen: {numbers}", self.unmarked.len()),
                )
                .at(self.file, place)
                .hint("ticks vanish when a form is copied or converted: read the original file, or enter these answers by hand"),
            );
        }
        if let Some((numbers, place)) = summary(&self.unread) {
            self.form.findings.push(
                Finding::new(
                    Level::Warning,
                    "word-unread",
                    format!("texts below {} question(s) were not read, because no question of the form was recognised beside them: {numbers}", self.unread.len()),
                )
                .at(self.file, place)
                .hint("look at these places: where they hold answers, enter them by hand"),
            );
        }
        if let Some((numbers, place)) = summary(&self.untouched) {
            self.form.findings.push(
                Finding::new(
                    Level::Warning,
                    "word-untouched",
                    format!(
                        "{} list(s) show the entry they showed from the start, and nothing tells whether somebody chose it; it was not read as an answer: {numbers}",
                        self.untouched.len()
                    ),
                )
                .at(self.file, place)
                .hint("where that entry is the answer, enter it by hand"),
            );
        }
    }

    /// Text columns beside a matrix row.
    fn columns(&mut self, q: &Question, area: &Area, asked: &mut Asked) {
        let document = self.finder.document;
        let Some((t, r, own)) = document.paras.get(area.head).and_then(|p| p.cell) else { return };
        let cells = document.tables.get(t).and_then(|t| t.rows.get(r)).map_or(0, Vec::len);
        let mut row = Row::new();
        for c in own + 1..cells {
            let Some(code) = self.heading(t, r, c, &|text| column(q, text)) else { continue };
            if self.heading(t, r, c, &|text| option(q, text).map(|_| ())).is_some()
                && document.cell_text((t, r, c)).len() <= 1
            {
                continue;
            }
            let (text, spot) = self.cell(t, r, c);
            asked.places.columns.insert(code.clone(), spot);
            if let Some(text) = text {
                row.insert(code, text);
            }
        }
        if !row.is_empty() {
            asked.rows = vec![row];
        }
    }

    /// Text of a cell, and where text goes in it.
    fn cell(&self, t: usize, r: usize, c: usize) -> (Option<String>, Spot) {
        let document = self.finder.document;
        let mut spot = Spot::Cell(t, r, c);
        let mut texts: Vec<String> = Vec::new();
        let mut ticked = false;
        if let Some(cell) = document.cell((t, r, c)) {
            for p in cell.paras.clone() {
                let Some(para) = document.paras.get(p) else { continue };
                for token in tokens(document, para) {
                    match token {
                        Token::Slot(s) => {
                            if spot == Spot::Cell(t, r, c) {
                                spot = Spot::Slot(s);
                            }
                            texts.extend(shown(document, s));
                        }
                        Token::Box { checked, mark } => {
                            ticked |= checked;
                            if let Mark::Slot(s) = mark {
                                spot = Spot::Slot(s);
                            }
                        }
                        Token::Words { text, .. } if !text.trim().is_empty() => texts.push(text.trim().to_owned()),
                        Token::Words { .. } => {}
                    }
                }
            }
        }
        if texts.is_empty() && ticked {
            texts.push("x".to_owned());
        }
        ((!texts.is_empty()).then(|| texts.join("\n")), spot)
    }

    /// Rows of a table under the question's columns.
    fn table(&mut self, q: &Question, area: &Area, asked: &mut Asked) {
        let document = self.finder.document;
        let mut seen: BTreeSet<(usize, usize)> = BTreeSet::new();
        let mut heads: BTreeMap<usize, BTreeMap<usize, String>> = BTreeMap::new();
        let mut lost = None;
        for &p in &area.paras {
            let Some((t, r, _)) = document.paras.get(p).and_then(|p| p.cell) else { continue };
            if !seen.insert((t, r)) {
                continue;
            }
            let Some(cells) = document.tables.get(t).and_then(|t| t.rows.get(r)) else { continue };
            let Some(columns) = heads.get(&t) else {
                let found: BTreeMap<usize, String> = cells
                    .iter()
                    .enumerate()
                    .filter_map(|(c, cell)| Some((cell.column, column(q, &document.cell_text((t, r, c)))?)))
                    .collect();
                if found.len() >= 2.min(q.columns.len()) {
                    heads.insert(t, found);
                }
                continue;
            };
            let mut row = Row::new();
            let mut spots = BTreeMap::new();
            for (c, cell) in cells.iter().enumerate() {
                let Some(code) = columns.get(&cell.column) else {
                    lost = lost.or((!document.cell_text((t, r, c)).is_empty()).then_some((t, r, c)));
                    continue;
                };
                let (text, spot) = self.cell(t, r, c);
                spots.insert(code.clone(), spot);
                if let Some(text) = text {
                    let tick = q.columns.iter().any(|x| x.code == *code && x.kind == ColumnKind::Tick);
                    row.insert(code.clone(), if tick && is_cross(&text) { "x".to_owned() } else { text });
                }
            }
            if row.is_empty() {
                asked.places.rows.push(spots);
            } else {
                asked.rows.push(row);
            }
        }
        if let Some((t, r, c)) = lost {
            self.doubt(
                &format!("table {}, row {}, cell {}", t + 1, r + 1, c + 1),
                format!(
                    "question {}: a column of its table is none that the form has; what stands in it was not read",
                    name(q)
                ),
                "check the heading of the column, and enter its texts by hand",
            );
        }
    }
}

/// The last part of the words before a box that is an option.
fn tail(q: &Question, before: &str) -> String {
    let all = parts(q, before);
    match all.last() {
        Some(last) if option(q, last).is_some() => last.clone(),
        _ => before.to_owned(),
    }
}

/// The official letter a text is, and nothing else.
fn letter<'q>(q: &'q Question, text: &str) -> Option<&'q str> {
    let text = text.trim();
    q.options.iter().find(|o| !o.assigned && o.code == text).map(|o| o.code.as_str())
}

/// An option typed over the list of an unprotected form: it stands alone in a cell, and the legend
/// with all options in another cell of the same row.
fn beside_legend(document: &Document, q: &Question, area: &Area) -> Option<String> {
    let cells: BTreeSet<(usize, usize, usize)> =
        area.paras.iter().filter_map(|p| document.paras.get(*p)?.cell).collect();
    let mut typed: Vec<((usize, usize), &str)> = Vec::new();
    let mut legends: BTreeSet<(usize, usize)> = BTreeSet::new();
    for cell in cells {
        let text = document.cell_text(cell);
        if let Some(o) = values::option(q, &text) {
            typed.push(((cell.0, cell.1), &o.code));
        }
        let printed: BTreeSet<&str> =
            parts(q, &text).iter().filter_map(|p| option(q, p)).map(|o| o.code.as_str()).collect();
        if printed.len() > 1 && printed.len() == q.options.len() {
            legends.insert((cell.0, cell.1));
        }
    }
    match typed[..] {
        [(row, code)] if legends.contains(&row) && q.kind.is_single_choice() => Some(code.to_owned()),
        _ => None,
    }
}

/// A question as findings name it.
fn name(q: &Question) -> String {
    if q.number.is_empty() { format!("\"{}\"", q.label.get(Lang::En)) } else { q.number.clone() }
}

/// Many questions in one line, and the place of the first.
fn summary(all: &[(String, String)]) -> Option<(String, String)> {
    let (_, place) = all.first()?;
    let shown: Vec<&str> = all.iter().take(20).map(|(n, _)| n.as_str()).collect();
    let more = all.len().saturating_sub(shown.len());
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    Some((format!("{}{more}", shown.join(", ")), place.clone()))
}

fn short(text: &str) -> String {
    let line: String = text.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
    if line.chars().count() > 60 { format!("{}…", line.chars().take(60).collect::<String>()) } else { line }
}

/// Entries that ask to choose.
fn is_prompt(text: &str) -> bool {
    let f = fold(text);
    f.is_empty()
        || [
            "choose",
            "select",
            "please",
            "choisi",
            "selectionne",
            "veuillez",
            "elija",
            "elegir",
            "seleccion",
            "escoja",
            "click",
            "cliquez",
        ]
        .iter()
        .any(|p| f.starts_with(p))
}

/// True for an entry of a drop-down that is no option but a prompt or a blank.
pub(crate) fn is_no_entry(text: &str) -> bool {
    is_prompt(text)
}

/// The column of a question a heading names.
fn column(q: &Question, heading: &str) -> Option<String> {
    let folded = fold(heading);
    if folded.is_empty() {
        return None;
    }
    let exact = q.columns.iter().find(|c| fold(&c.code) == folded || c.text.iter().any(|(_, t)| fold(t) == folded));
    if let Some(c) = exact {
        return Some(c.code.clone());
    }
    let have = stems(heading);
    let mut ranked: Vec<(f64, &str)> = q
        .columns
        .iter()
        .map(|c| {
            // A form often prints only the beginning of a long heading.
            let heads = c.text.iter().map(|(_, t)| t.split(['(', '[', ';', ',']).next().unwrap_or(t));
            let best = c
                .text
                .iter()
                .map(|(_, t)| t)
                .chain(heads)
                .chain([c.code.as_str()])
                .map(|t| {
                    let want = stems(t);
                    let both = want.intersection(&have).count() as f64;
                    if both == 0.0 { 0.0 } else { both / (want.len() as f64 * have.len() as f64).sqrt() }
                })
                .fold(0.0, f64::max);
            (best, c.code.as_str())
        })
        .collect();
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0));
    match ranked[..] {
        [(s, code), (t, _), ..] if s >= 0.6 && s - t >= 0.15 => Some(code.to_owned()),
        [(s, code)] if s >= 0.6 => Some(code.to_owned()),
        _ => None,
    }
}

/// Tables with a row for each Ramsar Site: their answers, and the tables they stand in.
fn sites(finder: &Finder, form: &mut Form, file: &str, lang: Option<Lang>) -> BTreeSet<usize> {
    let document = finder.document;
    let format = finder.format;
    let questions: Vec<(usize, &Question)> =
        format.questions.iter().enumerate().filter(|(_, q)| q.repeat == Some(Repeat::Site)).collect();
    let mut found = BTreeSet::new();
    if questions.is_empty() {
        return found;
    }
    let which = |text: &str| -> Option<(usize, &Question)> {
        let text = text.trim();
        let first = text.split_whitespace().next().unwrap_or_default();
        let folded = fold(text);
        let key = number(first);
        questions.iter().copied().find(|(_, q)| {
            (first.chars().any(|c| c.is_ascii_digit()) && number(&q.number) == key)
                || q.label.iter().any(|(_, l)| fold(l) == folded)
                || (q.number.starts_with("site_")
                    && stems(text).len() <= 5
                    && fold(&q.number).split(' ').all(|w| folded.split(' ').any(|f| f == w)))
        })
    };
    for (t, table) in document.tables.iter().enumerate() {
        let mut heads: BTreeMap<usize, (usize, &Question)> = BTreeMap::new();
        for (r, row) in table.rows.iter().enumerate() {
            if heads.is_empty() {
                let candidate: BTreeMap<usize, (usize, &Question)> = row
                    .iter()
                    .enumerate()
                    .filter_map(|(c, cell)| Some((cell.column, which(&document.cell_text((t, r, c)))?)))
                    .collect();
                let named = candidate.values().any(|(_, q)| q.number.starts_with("site_"));
                if named && candidate.len() >= 3 {
                    heads = candidate;
                    found.insert(t);
                }
                continue;
            }
            let mut reader = Reader {
                finder,
                file,
                lang,
                form: Form::default(),
                printed: Vec::new(),
                unmarked: Vec::new(),
                untouched: Vec::new(),
                unread: Vec::new(),
                alone: Vec::new(),
            };
            let mut line: Vec<Asked> = Vec::new();
            for (c, cell) in row.iter().enumerate() {
                let Some((at, q)) = heads.get(&cell.column) else { continue };
                let (text, spot) = reader.cell(t, r, c);
                let mut asked = Asked {
                    question: *at,
                    item: None,
                    value: None,
                    details: None,
                    rows: Vec::new(),
                    place: format!("table {}, row {}, cell {}", t + 1, r + 1, c + 1),
                    places: Places::default(),
                };
                if let Spot::Slot(s) = spot
                    && let Some(entries) = document.slots.get(s).and_then(super::document::Slot::entries)
                {
                    let codes = entries.iter().map(|e| values::option(q, e).map(|o| o.code.clone())).collect();
                    asked.places.list = Some((s, codes));
                } else {
                    asked.places.value = Some(spot);
                }
                if let Some(text) = text.filter(|t| !is_prompt(t)) {
                    reader.take(q, &text, &mut asked);
                }
                line.push(asked);
            }
            form.findings.append(&mut reader.form.findings);
            let of = |number: &str| {
                line.iter().find(|a| finder.question(a.question).is_some_and(|q| q.number == number)).and_then(|a| {
                    match &a.value {
                        Some(Value::Text(t)) => Some(t.clone()),
                        _ => None,
                    }
                })
            };
            let (id, name) = (of("site_number"), of("site_name"));
            let Some(item) = id.or_else(|| name.clone()) else { continue };
            form.items.push((item.clone(), name.unwrap_or_default()));
            form.asked.extend(line.into_iter().map(|a| Asked { item: Some(item.clone()), ..a }));
        }
    }
    found
}
