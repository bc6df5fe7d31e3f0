//! Rows whose wording many questions share, decided by the questions recognised above and below them.
//!
//! A form repeats its boxes: nineteen targets have a box "Resourcing" each. In a file without numbers
//! the words cannot tell them apart, but the place can, where rows and questions stand in the same
//! order: a run of such rows is taken only if it is exactly the questions that the form has between
//! the one recognised directly above and the one recognised directly below. A row more or less, another
//! order, and nothing of the run is used.

use std::collections::BTreeMap;

use super::super::super::fold::fold;
use super::super::super::headings::{Headings, Role};
use super::super::super::matching::{MARGIN, stems};
use super::super::rows::Line;
use super::{Builder, is_additional};
use crate::model::{Kind, Level, Sentence};

/// Score from which the words of a row may be those of the question in its place. The place decides;
/// the words only must not speak against it.
const MAY_BE: f64 = 0.15;

/// A row that waits for the question below it.
pub(super) struct Open<'a> {
    line: &'a Line,
    headings: &'a Headings,
    /// Headings of the block it stands in, where it has its own.
    sub: Option<Headings>,
    /// What is said of it if its question is not found; `None` where the row answers nothing.
    finding: Option<Doubt>,
}

/// A finding about a row, held back.
pub(super) struct Doubt {
    pub(super) code: &'static str,
    pub(super) place: String,
    pub(super) message: Sentence,
    pub(super) hint: Sentence,
}

/// What a row of a run is.
#[derive(Clone, Copy)]
enum Part {
    Question(usize),
    /// The box under a question.
    Box(usize),
}

impl<'a> Builder<'a, '_, '_> {
    /// True where rows that say something wait for their question.
    pub(super) fn waits(&self) -> bool {
        self.open.iter().any(|o| o.finding.is_some())
    }

    /// Keeps a row until the question below it is known.
    pub(super) fn wait(&mut self, line: &'a Line, headings: &'a Headings, finding: Option<Doubt>) {
        let sub = finding.as_ref().and(self.sub.clone());
        self.open.push(Open { line, headings, sub, finding });
    }

    /// Decides about the rows that wait, now that the question below them is known: `None` at the end
    /// of the sheet.
    pub(super) fn settle(&mut self, below: Option<usize>) {
        let open = std::mem::take(&mut self.open);
        if open.iter().all(|o| o.finding.is_none()) {
            return;
        }
        let Some(parts) = self.run(&open, below) else {
            for doubt in open.into_iter().filter_map(|o| o.finding) {
                self.notes.add(Level::Warning, doubt.code, doubt.place, doubt.message, doubt.hint);
            }
            return;
        };
        let sub = self.sub.take();
        for (o, part) in open.into_iter().zip(parts) {
            let headings = o.sub.as_ref().unwrap_or(o.headings);
            match part {
                Some(Part::Question(q)) => {
                    self.reach(q);
                    if o.finding.is_some() {
                        self.by_wording.push(self.name(self.question(q)));
                        self.answer(q, o.line, headings);
                    }
                }
                Some(Part::Box(q)) if o.finding.is_some() => self.box_of(self.with_box(q), o.line, headings),
                _ => {}
            }
        }
        self.sub = sub;
    }

    /// What each waiting row is; `None` for all of them where they are not just the questions that come
    /// next in the form.
    fn run(&self, open: &[Open], below: Option<usize>) -> Option<Vec<Option<Part>>> {
        let from = self.place.last?.checked_add(1)?;
        let about_items = self.current > 0 || open.iter().any(|o| !o.line.item.is_empty());
        // A number that the form does not have speaks of another form.
        let numbered = open.iter().any(|o| o.finding.is_some() && !o.line.number_text().is_empty());
        if about_items || numbered || below.is_some_and(|b| b < from) {
            return None;
        }
        let upto = below.unwrap_or(self.format.questions.len());
        let asks = |q: &usize| self.question(*q).repeat.is_none() && self.question(*q).kind != Kind::Heading;
        let questions: Vec<usize> = (from..upto).filter(asks).collect();
        let repeated = |o: &Open| self.repeated(&o.line.question);
        let counted = [
            open.iter().map(|_| true).collect::<Vec<bool>>(),
            // Bands across the sheet are no rows.
            open.iter().map(|o| o.finding.is_some() || repeated(o)).collect(),
        ];
        counted.iter().find_map(|rows| self.in_order(open, rows, &questions, below.is_none(), &repeated))
    }

    fn in_order(
        &self,
        open: &[Open],
        counted: &[bool],
        questions: &[usize],
        end: bool,
        repeated: &dyn Fn(&Open) -> bool,
    ) -> Option<Vec<Option<Part>>> {
        let mut parts = Vec::with_capacity(open.len());
        let mut next = questions.iter().copied().peekable();
        let mut last: Option<usize> = None;
        for (o, counts) in open.iter().zip(counted) {
            if !counts {
                parts.push(None);
                continue;
            }
            let text = o.line.question.as_str();
            let additional = is_additional(text);
            match (next.peek().copied(), last) {
                (Some(q), _) if !additional || self.is_box(q) => {
                    let own = self.index.score(q, text);
                    // No place makes a question out of one that asks the opposite.
                    let opposite = o.finding.is_some() && self.index.against(q, text).is_some();
                    if own < MAY_BE || opposite || (o.finding.is_some() && !repeated(o) && !self.ties(q, text, own)) {
                        return None;
                    }
                    next.next();
                    last = Some(q);
                    parts.push(Some(Part::Question(q)));
                }
                (_, Some(q)) if additional => parts.push(Some(Part::Box(q))),
                _ => return None,
            }
        }
        // At the end of a sheet the run has to end with a section of the form.
        let section = |q: usize| self.question(q).section.as_str();
        match (next.peek(), last) {
            (None, _) => Some(parts),
            (Some(&q), Some(l)) if end && section(q) != section(l) => Some(parts),
            _ => None,
        }
    }

    /// True where the rows do not stand in the order of the form, so that the place of a row says nothing.
    pub(super) fn shuffled(&self) -> bool {
        let (on, back) = self.steps;
        on + back >= 3 && back * 3 > on
    }

    fn repeated(&self, text: &str) -> bool {
        self.texts().get(&fold(text)).is_some_and(|n| *n > 1)
    }

    /// True where a few words fit one question best and stand in the file again and again: they cannot
    /// all be that one.
    pub(super) fn of_many(&self, q: usize, line: &Line) -> bool {
        let text = line.question.as_str();
        let found = self.question(q);
        let follows = self.place.last.is_some_and(|l| q == l || q == l + 1)
            || self.place.main.is_some_and(|m| found.parent.as_ref() == Some(&self.question(m).id));
        let near = follows && !self.shuffled();
        !near
            && found.repeat.is_none()
            && line.item.is_empty()
            && stems(text).len() <= 4
            && self.repeated(text)
            && !self.ties(q, text, self.index.score(q, text))
    }

    /// True where a find rests on the order of the rows, and the rows are in none.
    pub(super) fn by_chance(&self, q: usize, text: &str) -> bool {
        self.shuffled() && self.place.block.is_empty() && self.ties(q, text, self.index.score(q, text))
    }

    /// True where other questions are worded as much like a text as this one, or more.
    fn ties(&self, q: usize, text: &str, own: f64) -> bool {
        self.index.scores(text).iter().any(|(other, s)| *other != q && own - s < MARGIN)
    }

    /// A question that asks for nothing but more information.
    fn is_box(&self, q: usize) -> bool {
        let q = self.question(q);
        q.key().ends_with(".additional") || q.label.iter().any(|(_, l)| is_additional(l))
    }

    /// How often each wording stands in the file, rows one below the other counted once.
    fn texts(&self) -> &BTreeMap<String, usize> {
        self.texts.get_or_init(|| {
            let mut texts = BTreeMap::new();
            let mut above = String::new();
            for line in self.lines {
                let text = fold(&line.question);
                if text != above {
                    *texts.entry(text.clone()).or_insert(0) += 1;
                }
                above = text;
            }
            texts
        })
    }

    /// Keeps what a row below a question says in the question's box.
    pub(super) fn box_of(&mut self, q: usize, line: &Line, h: &Headings) {
        let text: Vec<String> = h
            .columns(Role::Answer)
            .chain(h.columns(Role::Details))
            .map(|c| line.text(c))
            .filter(|t| !t.is_empty())
            .collect();
        if !text.is_empty() {
            let origin = self.origin(line, line.at);
            let item = self.item(q, line);
            self.details(q, item, &text.join("\n"), origin);
        }
    }
}
