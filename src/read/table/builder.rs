//! Builds a report from the rows of a table, one after the other.

mod answer;
mod place;
mod question;
mod run;

use std::cell::OnceCell;
use std::collections::BTreeMap;

use super::super::book::Book;
use super::super::fold::fold;
use super::super::headings::{Headings, Role};
use super::super::matching::{Index, Place};
use super::super::values;
use super::rows::{Head, Line};
use super::{Notes, quote, shown};
use crate::model::{Answer, Format, Item, Kind, Lang, Level, Origin, Question, Report, Value};
use crate::say;

/// Words that head the box under a question.
const ADDITIONAL: &[&str] = &[
    "additional information",
    "further information",
    "additional details",
    "additional comments",
    "comments",
    "details",
    "information additionnelle",
    "informations additionnelles",
    "informations complementaires",
    "information complementaire",
    "renseignements complementaires",
    "renseignements additionnels",
    "informations supplementaires",
    "commentaires",
    "informacion adicional",
    "informacion complementaria",
    "comentarios",
    "comentarios adicionales",
    "detalles",
];

fn is_additional(text: &str) -> bool {
    let f = fold(text);
    if f.is_empty() || f.split(' ').count() > 7 {
        return false;
    }
    // The number may stand before or behind the words: "2.6 Additional information".
    let words: String = f.split(' ').filter(|w| !w.chars().any(|c| c.is_ascii_digit())).collect::<Vec<_>>().join(" ");
    ADDITIONAL.iter().any(|a| words == *a || (a.contains(' ') && words.starts_with(a)))
}

/// What a row of the file is.
enum Meant {
    /// A question.
    Question(usize),
    /// Details of a question before it.
    Details(usize),
    /// An option of the last question on a line of its own, ticked or not.
    Choice(usize, Option<String>),
    /// Nothing that is asked.
    Nothing,
}

pub(super) struct Builder<'a, 'n, 'f> {
    book: &'a Book,
    format: &'a Format,
    index: &'a Index<'a>,
    notes: &'n mut Notes<'f>,
    place: Place,
    answers: BTreeMap<(usize, usize), Answer>,
    items: Vec<Item>,
    /// Language of the texts, where the user or the file says.
    pub(super) lang: Option<Lang>,
    /// The language in which the file itself writes figures: what it says, or that of its headings; never that of the
    /// run.
    pub(super) own: Option<Lang>,
    /// The same, or the language of the headings.
    pub(super) guess: Option<Lang>,
    by_wording: Vec<String>,
    unlike: Vec<String>,
    unused: BTreeMap<String, (usize, String)>,
    no_box: Vec<String>,
    /// The sheet the rows are in now.
    sheet: Option<usize>,
    /// Section named by the sheet or by the last band across it.
    section: Option<String>,
    /// Headings of the rows below a row of sub-headings.
    sub: Option<Headings>,
    /// A table under way: its question, and which column of the sheet is which of its columns.
    table: Option<(usize, BTreeMap<u32, String>)>,
    /// The site or target whose block the rows are in, as position in the list of items plus one.
    current: usize,
    /// All rows of the report.
    lines: &'a [&'a Line],
    /// Steps from question to question down the sheet: on in the form, and back.
    steps: (usize, usize),
    /// How often each wording stands in it.
    texts: OnceCell<BTreeMap<String, usize>>,
    /// Rows that wait for the question below them.
    open: Vec<run::Open<'a>>,
}

impl<'a, 'n, 'f> Builder<'a, 'n, 'f> {
    pub(super) fn new(
        book: &'a Book,
        format: &'a Format,
        index: &'a Index<'a>,
        notes: &'n mut Notes<'f>,
    ) -> Builder<'a, 'n, 'f> {
        Builder {
            book,
            format,
            index,
            notes,
            place: Place::default(),
            answers: BTreeMap::new(),
            items: Vec::new(),
            lang: None,
            own: None,
            guess: None,
            by_wording: Vec::new(),
            unlike: Vec::new(),
            unused: BTreeMap::new(),
            no_box: Vec::new(),
            sheet: None,
            section: None,
            sub: None,
            table: None,
            current: 0,
            lines: &[],
            steps: (0, 0),
            texts: OnceCell::new(),
            open: Vec::new(),
        }
    }

    /// Reads the rows of a report, in their order.
    pub(super) fn read(&mut self, lines: &'a [&'a Line], heads: &'a [Head]) {
        self.lines = lines;
        for line in lines {
            if let Some(head) = heads.get(line.head) {
                self.line(line, &head.headings);
            }
        }
        self.settle(None);
    }

    /// A question as a message calls it: a row of a matrix has no number of its own.
    fn name(&self, question: &Question) -> String {
        if !question.number.is_empty() {
            return question.number.clone();
        }
        let lang = self.guess.unwrap_or(Lang::En);
        let label = question.label.get(lang);
        match question.parent.as_deref().and_then(|p| self.format.question(p)) {
            Some(p) if !p.number.is_empty() => format!("{} \u{201c}{label}\u{201d}", p.number),
            _ => format!("\u{201c}{label}\u{201d}"),
        }
    }

    fn question(&self, i: usize) -> &'a Question {
        &self.format.questions[i]
    }

    fn origin(&self, line: &Line, column: u32) -> Origin {
        let place = self.book.sheets.get(line.sheet).map(|s| s.place(line.row, column)).unwrap_or_default();
        Origin { file: self.book.file.clone(), place }
    }

    fn line(&mut self, line: &'a Line, h: &'a Headings) {
        if self.sheet != Some(line.sheet) {
            self.settle(None);
            self.steps = (0, 0);
            self.sheet = Some(line.sheet);
            self.sub = None;
            self.table = None;
            self.current = 0;
            self.place.block.clear();
            let name = self.book.sheets.get(line.sheet).map_or("", |s| s.name.as_str());
            self.section = self.section_named(name);
        }
        if !line.block.is_empty() {
            self.place.block.clone_from(&line.block);
        }
        let answered = line.says(h);
        let place = self.origin(line, line.at).place;
        if self.sub_headings(line, h) || self.table_row(line) {
            return;
        }
        let numbered = self.numbered(line);
        let current = self.current;
        if numbered.is_empty() && answered.is_none() && self.band(line) {
            match current == self.current {
                true => self.wait(line, h, None),
                false => self.settle(None),
            }
            return;
        }
        if !numbered.is_empty() && line.keys.iter().any(|k| k.chars().any(|c| c.is_ascii_digit())) {
            self.sub = None;
            if numbered.iter().all(|q| self.question(*q).repeat.is_none()) {
                self.current = 0;
            }
        }
        if numbered.is_empty() && is_total(line) {
            self.notes.add(
                Level::Info,
                "total-not-read",
                place,
                say!(
                    "a row of totals is no answer and was not read: {quoted}",
                    quoted = quote(&answered.unwrap_or_default())
                ),
                "",
            );
            return;
        }
        self.place.item = !line.item.is_empty() || self.current > 0;
        match self.meant(line, h, numbered, &place, answered.as_deref()) {
            Meant::Question(q) => match self.sub.take() {
                Some(sub) => {
                    self.answer(q, line, &sub);
                    self.sub = Some(sub);
                }
                None => self.answer(q, line, h),
            },
            Meant::Details(q) => self.box_of(q, line, h),
            Meant::Choice(q, code) => {
                let origin = self.origin(line, line.at);
                let item = self.item(q, line);
                match (self.question(q).kind, code) {
                    (_, None) => {}
                    (Kind::Multi, Some(code)) => self.value(q, item, Value::Codes(vec![code]), origin.clone()),
                    (_, Some(code)) => self.value(q, item, Value::Code(code), origin.clone()),
                }
                let texts: Vec<String> =
                    h.columns(Role::Details).map(|c| line.text(c)).filter(|t| !t.is_empty()).collect();
                if !texts.is_empty() {
                    // Said of one option: the box of the question serves all of them.
                    let text = format!("{}: {}", line.question.trim_end_matches([' ', ':']), texts.join("\n"));
                    self.details(self.with_box(q), item, &text, origin);
                }
            }
            Meant::Nothing => {}
        }
    }

    /// Notes where the file is now.
    fn at(&mut self, q: usize) -> Meant {
        self.settle(Some(q));
        self.reach(q);
        Meant::Question(q)
    }

    fn reach(&mut self, q: usize) {
        match self.place.last {
            Some(last) if q > last => self.steps.0 += 1,
            Some(last) if q < last => self.steps.1 += 1,
            _ => {}
        }
        self.place.last = Some(q);
        let question = self.question(q);
        let has_children = self.format.questions.get(q + 1).is_some_and(|n| n.parent.as_deref() == Some(&question.id));
        if question.parent.is_none() || has_children {
            self.place.main = Some(q);
        } else if let Some(p) = question.parent.as_deref() {
            self.place.main = self.format.index.get(p).copied();
        }
    }

    /// The question whose box holds the details of `q`.
    fn with_box(&self, q: usize) -> usize {
        if self.question(q).details {
            return q;
        }
        self.question(q)
            .parent
            .as_deref()
            .and_then(|p| self.format.index.get(p).copied())
            .filter(|p| self.question(*p).details)
            .unwrap_or(q)
    }

    fn slot(&mut self, q: usize, item: usize, origin: Origin) -> &mut Answer {
        let id = self.question(q).id.clone();
        let name = item.checked_sub(1).and_then(|i| self.items.get(i)).map(|i| i.id.clone());
        let lang = self.lang;
        self.answers.entry((q, item)).or_insert_with(|| {
            let mut a = Answer::new(id, origin);
            a.item = name;
            a.lang = lang;
            a
        })
    }

    fn details(&mut self, q: usize, item: usize, text: &str, origin: Origin) {
        if !self.question(q).details {
            self.no_box.push(self.name(self.question(q)));
        }
        let answer = self.slot(q, item, origin);
        match &mut answer.details {
            Some(d) if d.contains(text) => {}
            Some(d) => {
                d.push('\n');
                d.push_str(text);
            }
            None => answer.details = Some(text.to_owned()),
        }
    }

    fn value(&mut self, q: usize, item: usize, value: Value, origin: Origin) {
        let place = origin.place.clone();
        let question = self.question(q);
        let named = self.name(question);
        let answer = self.slot(q, item, origin);
        match (&mut answer.value, value) {
            (Some(Value::Codes(old)), Value::Codes(new)) => {
                old.extend(new);
                *old = values::in_order(question, old);
            }
            (Some(old), new) if *old == new => {}
            (Some(old), new) => {
                let message = say!(
                    "question {named} is answered twice and differently: {quoted} at {place}, {quoted2} here; the first was used",
                    named = &named,
                    quoted = quote(&shown(old)),
                    place = &answer.origin.place,
                    quoted2 = quote(&shown(&new))
                );
                self.notes.add(
                    Level::Warning,
                    "answered-twice",
                    place,
                    message,
                    say!("delete one of the two and read the file again"),
                );
            }
            (none, new) => *none = Some(new),
        }
    }

    pub(super) fn finish(self) -> Report {
        let mut report = Report::new(&self.format.id, &self.book.file);
        report.lang = self.lang;
        if !self.by_wording.is_empty() {
            let n = self.by_wording.len();
            let message = say!(
                "{n} question(s) without a usable number were recognised by their words: {by_wording}",
                n = &n,
                by_wording = &list(&self.by_wording)
            );
            self.notes.add(Level::Info, "matched-by-wording", String::new(), message, "");
        }
        if !self.unlike.is_empty() {
            let message = say!(
                "{n} question(s) were taken by their number although their words are unlike those of {format}: {unlike}",
                n = &self.unlike.len(),
                format = &self.format.id,
                unlike = &list(&self.unlike)
            );
            self.notes.add(
                Level::Warning,
                "wording-unlike",
                String::new(),
                message,
                say!("check that the file is of this edition; say so with --format if not"),
            );
        }
        if !self.no_box.is_empty() {
            let message = say!(
                "comments on questions that have no box for them were kept beside the answers: {no_box}",
                no_box = &list(&self.no_box)
            );
            self.notes.add(Level::Info, "comment-without-box", String::new(), message, "");
        }
        for (heading, (n, place)) in &self.unused {
            let message = say!(
                "the column {quoted} belongs to no question; its {n} filled cell(s) were not used",
                quoted = quote(heading),
                n = *n
            );
            self.notes.add(Level::Info, "column-not-used", place.clone(), message, "");
        }
        report.items = self.items;
        report.answers = self.answers.into_values().filter(|a| !a.is_blank()).collect();
        report
    }
}

fn list(names: &[String]) -> String {
    let mut once: Vec<&str> = Vec::new();
    for n in names {
        if !once.contains(&n.as_str()) {
            once.push(n);
        }
    }
    let more = once.len().saturating_sub(12);
    let mut text = once.into_iter().take(12).collect::<Vec<_>>().join(", ");
    if more > 0 {
        text.push_str(&format!(" and {more} more"));
    }
    text
}

/// A row of sums below a table: "Total of questions answered".
fn is_total(line: &Line) -> bool {
    let text = if line.question.is_empty() { line.number_text() } else { line.question.clone() };
    [fold(&text), fold(&line.number_text())].iter().any(|t| t.split(' ').next() == Some("total"))
}
