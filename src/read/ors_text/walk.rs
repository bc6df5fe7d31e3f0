//! Going through the lines of a printed report, from mark to mark.

use std::collections::{BTreeMap, BTreeSet};

use super::super::fold::fold;
use super::super::matching::{Index, Place};
use super::super::notes::Notes;
use super::super::values;
use super::marks::{Mark, is_prompt, mark};
use super::which::{clip, keys};
use super::{Line, quote};
use crate::model::{Answer, Format, Lang, Level, Question};
use crate::say;
/// What the last marked line was, to which lines without a mark may belong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Open {
    Nothing,
    Answer,
    Option,
    Attached,
    Row,
}

/// What kind of mark follows lines without marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    Nothing,
    Answer,
    Options,
    Row,
    /// Rows or other questions: the wording is that of a main question without an answer of its own.
    Heading,
}

/// A question being read.
#[derive(Debug, Default)]
pub(super) struct Current {
    pub(super) question: Option<usize>,
    pub(super) options: Vec<(bool, String, String)>,
    pub(super) lost: Vec<(String, String)>,
    pub(super) texts: Vec<(String, String)>,
    pub(super) files: Vec<String>,
    /// Lines between the title and the first mark: the head of a matrix.
    pub(super) head: String,
    pub(super) place: String,
}

pub(super) struct Walk<'a, 'n, 'f> {
    pub(super) file: &'a str,
    pub(super) format: &'a Format,
    pub(super) index: &'a Index<'a>,
    pub(super) keys: BTreeMap<String, Vec<usize>>,
    pub(super) lines: &'a [Line],
    pub(super) notes: &'n mut Notes<'f>,
    pub(super) lang: Option<Lang>,
    pub(super) place: Place,
    pub(super) current: Current,
    pub(super) open: Open,
    pub(super) answers: BTreeMap<usize, Answer>,
    pub(super) by_wording: BTreeSet<String>,
    pub(super) unknown: usize,
    pub(super) body: f64,
}

/// A title found among lines without marks.
pub(super) struct Title {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) question: usize,
    pub(super) by_number: bool,
}

impl<'a, 'n, 'f> Walk<'a, 'n, 'f> {
    pub(super) fn new(
        file: &'a str,
        format: &'a Format,
        index: &'a Index<'a>,
        lines: &'a [Line],
        notes: &'n mut Notes<'f>,
    ) -> Walk<'a, 'n, 'f> {
        let mut sizes: Vec<f64> = lines
            .iter()
            .filter(|l| l.size > 0.0 && matches!(mark(&l.text), Mark::Answer(_) | Mark::Options(_)))
            .map(|l| l.size)
            .collect();
        sizes.sort_by(f64::total_cmp);
        Walk {
            file,
            format,
            index,
            keys: keys(format),
            lines,
            notes,
            lang: None,
            place: Place::default(),
            current: Current::default(),
            open: Open::Nothing,
            answers: BTreeMap::new(),
            by_wording: BTreeSet::new(),
            unknown: 0,
            body: sizes.get(sizes.len() / 2).copied().unwrap_or(0.0),
        }
    }

    pub(super) fn question(&self, i: usize) -> Option<&'a Question> {
        self.format.questions.get(i)
    }

    pub(super) fn run(&mut self) {
        let mut gap: Vec<usize> = Vec::new();
        for (i, line) in self.lines.iter().enumerate() {
            let marked = mark(&line.text);
            match marked {
                Mark::Plain => {
                    if !line.text.trim().is_empty() {
                        gap.push(i);
                    }
                    continue;
                }
                Mark::Hint => {
                    self.gap(&gap, Next::Options);
                    gap.clear();
                    // Whatever follows belongs to the question, not to the answer before.
                    self.open = Open::Nothing;
                }
                Mark::Attached => {
                    self.gap(&gap, Next::Nothing);
                    gap.clear();
                    self.open = Open::Attached;
                }
                Mark::Answer(text) => {
                    self.gap(&gap, Next::Answer);
                    gap.clear();
                    self.current.texts.push((text, line.place()));
                    self.open = Open::Answer;
                }
                Mark::Options(boxes) => {
                    self.gap(&gap, Next::Options);
                    gap.clear();
                    self.open = Open::Option;
                    for (ticked, text) in boxes {
                        // The text of an option's box may stand behind it on the same line.
                        let (option, answer) = match text.split_once('\u{203a}') {
                            Some((o, a)) => (o.trim().to_owned(), Some(a.trim_matches(['\u{203a}', ' ']).to_owned())),
                            None => (text, None),
                        };
                        self.current.options.push((ticked, option, line.place()));
                        if let Some(a) = answer {
                            self.current.texts.push((a, line.place()));
                            self.open = Open::Answer;
                        }
                    }
                }
                Mark::Row(name, boxes) => {
                    // The name of a row may begin on the lines before.
                    self.gap(&gap, if name.is_empty() { Next::Nothing } else { Next::Row });
                    gap.clear();
                    // A long name goes on below, beside empty cells.
                    let below: Vec<usize> = (i + 1..self.lines.len())
                        .take(2)
                        .take_while(|n| {
                            self.lines
                                .get(*n)
                                .is_some_and(|l| !l.text.trim().is_empty() && mark(&l.text) == Mark::Plain)
                        })
                        .collect();
                    self.row(&name, &self.joined(&below), &boxes, line);
                    self.open = Open::Row;
                }
            }
        }
        self.gap(&gap, Next::Nothing);
        self.close();
    }

    /// A heading of a section: by its size, its capitals, or its words.
    pub(super) fn is_heading(&self, i: usize) -> bool {
        let Some(line) = self.lines.get(i) else { return false };
        let text = line.text.trim();
        if self.body > 0.0 && line.size > self.body * 1.06 {
            return true;
        }
        if text.chars().count() > 120 {
            return false;
        }
        let letters = text.chars().filter(|c| c.is_alphabetic()).count();
        if letters >= 4 && !text.chars().any(char::is_lowercase) {
            return true;
        }
        let folded = fold(text);
        let named = self.format.sections.iter().any(|s| s.label.iter().any(|(_, t)| fold(t) == folded));
        let first = folded.split(' ').next().unwrap_or("");
        let numbered = folded
            .split(' ')
            .nth(1)
            .is_some_and(|w| w.len() <= 4 && w.chars().any(|c| c.is_ascii_digit() || matches!(c, 'i' | 'v' | 'x')));
        named
            || (numbered
                && matches!(
                    first,
                    "section" | "goal" | "target" | "part" | "objectif" | "objetivo" | "cible" | "seccion" | "meta"
                ))
    }

    /// Lines without marks: the end of the answer before, then the title of the next question.
    pub(super) fn gap(&mut self, gap: &[usize], next: Next) {
        let gap = self.rest_of_option(gap);
        // An option among boxes that has none itself: its box is lost, and with it perhaps the tick.
        // Where the box stands alone before its text, the text is no lost option.
        let alone = self.current.options.last().is_some_and(|(_, t, _)| t.is_empty());
        let own = gap.iter().take_while(|i| self.lines.get(**i).is_some_and(|l| !l.text.trim().ends_with('?'))).count();
        let kept: Vec<usize>;
        let gap = if (self.open == Open::Option && !alone) || self.open == Open::Nothing {
            let mut k = self.without_lost(gap.get(..own).unwrap_or_default());
            k.extend_from_slice(gap.get(own..).unwrap_or_default());
            kept = k;
            &kept[..]
        } else {
            gap
        };
        if gap.is_empty() {
            return;
        }
        let titles = self.titles(gap, next);
        if self.open == Open::Row && next == Next::Row && gap.len() <= 3 && titles.iter().all(|t| !t.by_number) {
            // The rest of the name of the row above.
            return;
        }
        let head_to = titles.first().map_or(gap.len(), |t| t.from);
        if titles.is_empty() {
            self.no_title(gap, next != Next::Nothing);
            return;
        }
        self.belongs_before(gap.get(..head_to).unwrap_or_default());
        for (n, t) in titles.iter().enumerate() {
            self.close();
            let Some(&line) = gap.get(t.from) else { continue };
            self.begin(t, line);
            let upto = titles.get(n + 1).map_or(gap.len(), |t| t.from);
            self.after_title(gap.get(t.to..upto).unwrap_or_default());
        }
        self.open = Open::Nothing;
    }

    /// Takes the lines that make the last option whole, where its text was broken into lines.
    pub(super) fn rest_of_option<'g>(&mut self, gap: &'g [usize]) -> &'g [usize] {
        if self.open != Open::Option {
            return gap;
        }
        let Some(q) = self.current.question.and_then(|q| self.question(q)) else { return gap };
        let Some((_, text, _)) = self.current.options.last() else { return gap };
        for length in (1..=gap.len().min(6)).rev() {
            let more: Vec<&str> =
                gap.iter().take(length).filter_map(|i| self.lines.get(*i)).map(|l| l.text.trim()).collect();
            let whole = format!("{text} {}", more.join(" "));
            if values::option(q, &whole).is_some() {
                if let Some((_, text, _)) = self.current.options.last_mut() {
                    whole.trim().clone_into(text);
                }
                return gap.get(length..).unwrap_or_default();
            }
        }
        gap
    }

    pub(super) fn begin(&mut self, t: &Title, line: usize) {
        let Some(q) = self.question(t.question) else { return };
        self.current = Current {
            question: Some(t.question),
            place: self.lines.get(line).map(Line::place).unwrap_or_default(),
            ..Current::default()
        };
        self.place.last = Some(t.question);
        if q.parent.is_none() {
            self.place.main = Some(t.question);
        }
        if !t.by_number {
            self.by_wording.insert(if q.number.is_empty() { q.label.en.clone() } else { q.number.clone() });
        }
    }

    /// Descriptions, and options that have lost their boxes.
    pub(super) fn after_title(&mut self, lines: &[usize]) {
        for i in self.without_lost(lines) {
            let Some(line) = self.lines.get(i) else { continue };
            self.add_head(&line.text);
        }
    }

    pub(super) fn add_head(&mut self, text: &str) {
        if self.current.head.len() < 2000 {
            self.current.head.push(' ');
            self.current.head.push_str(&clip(text));
        }
    }

    /// Takes out the lines that are options of the question without a box, each perhaps broken into
    /// several lines; gives the others.
    pub(super) fn without_lost(&mut self, lines: &[usize]) -> Vec<usize> {
        let mut rest = Vec::new();
        let q = self.current.question.and_then(|q| self.question(q)).filter(|q| !q.options.is_empty());
        let mut at = 0;
        while let Some(&first) = lines.get(at) {
            let found = q.and_then(|q| {
                (1..=4).rev().find_map(|n| {
                    let text = self.joined(lines.get(at..at + n)?);
                    (text.chars().count() < 300 && values::option(q, &text).is_some()).then_some((n, text))
                })
            });
            match found {
                Some((n, text)) => {
                    let place = self.lines.get(first).map(Line::place).unwrap_or_default();
                    self.current.lost.push((text, place));
                    at += n;
                }
                None => {
                    rest.push(first);
                    at += 1;
                }
            }
        }
        rest
    }

    /// Lines that go on with what was open.
    pub(super) fn belongs_before(&mut self, lines: &[usize]) {
        // Headings of sections stand between the last answer and the next title.
        let mut to = lines.len();
        while to > 0 && lines.get(to - 1).is_some_and(|i| self.is_heading(*i)) {
            to -= 1;
        }
        // In a print that tells sizes apart, a heading ends the answer wherever it stands.
        if self.body > 0.0
            && let Some(p) = lines.iter().position(|i| self.lines.get(*i).is_some_and(|l| l.size > self.body * 1.06))
        {
            to = to.min(p);
        }
        for i in lines.get(..to).unwrap_or_default() {
            let Some(line) = self.lines.get(*i) else { continue };
            let text = line.text.trim();
            match self.open {
                Open::Answer => {
                    if let Some((t, _)) = self.current.texts.last_mut() {
                        let was_blank = *i > 0 && self.lines.get(*i - 1).is_some_and(|l| l.text.trim().is_empty());
                        if !t.is_empty() {
                            t.push(if was_blank { '\n' } else { ' ' });
                        }
                        t.push_str(text);
                    }
                }
                Open::Option => {
                    if let Some((_, t, _)) = self.current.options.last_mut() {
                        if !t.is_empty() {
                            t.push('\n');
                        }
                        t.push_str(text);
                    }
                }
                Open::Attached => self.current.files.push(text.to_owned()),
                Open::Nothing | Open::Row => {}
            }
        }
    }

    /// No known title among the lines.
    pub(super) fn no_title(&mut self, gap: &[usize], before_mark: bool) {
        let text = |i: usize| self.lines.get(i).map(|l| l.text.trim().to_owned()).unwrap_or_default();
        if !before_mark {
            self.belongs_before(gap);
            return;
        }
        // The title is the last sentence of the lines, or all of them where no text is open.
        let mut from = gap.len() - 1;
        if matches!(self.open, Open::Nothing | Open::Row) {
            from = 0;
        } else {
            while from > 0 && gap.len() - from < 4 && !text(gap[from - 1]).ends_with(['.', '?', ':', '!', ';']) {
                if self.open == Open::Option && from == 1 && gap.len() > 1 {
                    break;
                }
                from -= 1;
            }
            if from == 0 && gap.len() > 1 && self.open == Open::Answer {
                // The answer's own last words are among them; only the last line is surely none.
                from = gap.len() - 1;
            }
        }
        let title: Vec<String> = gap[from..].iter().map(|i| text(*i)).collect();
        let title = title.join(" ");
        self.belongs_before(&gap[..from]);
        if self.current.question.is_some() && (is_prompt(&title) || matches!(self.open, Open::Nothing | Open::Row)) {
            self.after_title(&gap[from..]);
            self.open = Open::Nothing;
            return;
        }
        if self.current.question.is_some() && gap[from..].iter().all(|i| self.is_heading(*i)) {
            return;
        }
        self.close();
        self.open = Open::Nothing;
        self.unknown += 1;
        let place = gap.get(from).and_then(|i| self.lines.get(*i)).map(Line::place).unwrap_or_default();
        self.notes.add(
            Level::Warning,
            "question-not-found",
            place,
            say!(
                "{quoted} is no question of {format} that could be recognised; its answer was not read",
                quoted = quote(&title),
                format = &self.format.id
            ),
            say!("look it up in the print and copy the answer by hand"),
        );
    }
}
