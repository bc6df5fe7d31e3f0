//! Which question a row is about: by its number, its words and its place.

use super::super::super::book::Cell;
use super::super::super::fold::{fold, number};
use super::super::super::headings::{Headings, Role};
use super::super::super::matching::Place;
use super::super::super::signs::Against;
use super::super::super::values;
use super::super::quote;
use super::super::rows::Line;
use super::run::Doubt;
use super::{Builder, Meant, is_additional};
use crate::model::{Kind, Level};
use crate::say;

impl<'a> Builder<'a, '_, '_> {
    /// Which question a row is about.
    pub(super) fn meant(
        &mut self,
        line: &'a Line,
        h: &'a Headings,
        numbered: Vec<usize>,
        place: &str,
        answered: Option<&str>,
    ) -> Meant {
        if is_additional(&line.question) || (line.question.is_empty() && is_additional(&line.number_text())) {
            let own = numbered.iter().copied().find(|&q| {
                self.question(q)
                    .label
                    .iter()
                    .any(|(_, l)| fold(l).contains("additional") || fold(l).contains("comment"))
            });
            if let Some(q) = own
                && !self.answers.keys().any(|(k, _)| *k == q)
            {
                return self.at(q);
            }
            // Under a row whose question is not known yet, it belongs to that one.
            if numbered.is_empty() && (self.waits() || self.shuffled()) {
                let doubt = answered.map(|said| self.unknown(place, &line.question, said));
                self.wait(line, h, doubt);
                return Meant::Nothing;
            }
            // A field of the same part may ask for just this: T3.additional below T3.outcomes.
            let field = self.place.last.filter(|_| numbered.is_empty()).and_then(|l| {
                let part = number(&self.question(l).number);
                let key = format!("{}.additional", part.split_once('.')?.0);
                self.index.keys().get(&key)?.first().copied()
            });
            if let Some(q) = field {
                return self.at(q);
            }
            let target = numbered.first().copied().or(self.place.last);
            if let Some(q) = target {
                return Meant::Details(self.with_box(q));
            }
        }
        let text = line.question.as_str();
        let known = self.index.words(text).len();
        if let Some(q) = self.choose(&numbered, line, place) {
            // A quick look settles most rows; the index is only asked where it does not.
            let alike = self.index.resembles(q, text) >= 0.7;
            let own = if alike || text.is_empty() { 0.7 } else { self.index.score(q, text) };
            if known >= 3 && own < 0.6 {
                // The number says one thing, the words may say another: then the words are right,
                // because numbers move between editions and spreadsheets turn 2.10 into 2.1.
                let elsewhere = self.index.find(text, &Place { main: None, last: None, ..self.place.clone() });
                if let Some(f) = elsewhere
                    && f.sure
                    && f.score >= 0.6
                    && f.score - own >= 0.35
                    && f.question != q
                    && self.question(q).parent.as_deref() != Some(self.question(f.question).id.as_str())
                    && self.question(f.question).parent.as_deref() != Some(self.question(q).id.as_str())
                {
                    let (number, meant) = (line.number_text(), self.name(self.question(f.question)));
                    self.notes.add(
                        Level::Warning,
                        "number-and-wording",
                        place.to_owned(),
                        say!(
                            "the number says {number}, the words are those of question {meant} ({score} %): read as {meant}",
                            number = number,
                            meant = meant,
                            score = format!("{:.0}", f.score * 100.0)
                        ),
                        say!("check the number; if the file is of another edition, say so with --format"),
                    );
                    return self.at(f.question);
                }
                if known >= 5 && own < 0.05 {
                    self.unlike.push(self.name(self.question(q)));
                }
            }
            // "1.1" beside the text of one of its rows.
            if self.question(q).kind == Kind::Heading
                && !text.is_empty()
                && let own = if alike { self.index.resembles(q, text) } else { own }
                && own < 0.9
                && let Some(child) = self.child(q, text, self.index.score(q, text))
            {
                return self.at(child);
            }
            return self.at(q);
        }
        if text.is_empty() {
            if let Some(said) = answered {
                let number = line.number_text();
                let what = if number.is_empty() {
                    "a row without a number or a question".to_owned()
                } else {
                    format!("number {number} is not in {}", self.format.id)
                };
                let message = say!("{what}; not used: {quoted}", what = &what, quoted = quote(said));
                let hint = say!("write the question's number or wording beside it and read the file again");
                let doubt = Doubt { code: "question-unknown", place: place.to_owned(), message, hint };
                self.wait(line, h, Some(doubt));
            }
            return Meant::Nothing;
        }
        if let Some(q) = self.place.last
            && let Some(o) = values::option(self.question(q), text)
        {
            let code = o.code.clone();
            let answer: Vec<&Cell> = h.columns(Role::Answer).filter_map(|c| line.cells.get(&c)).collect();
            match answer.first().and_then(|c| values::ticked(c)).or_else(|| chosen(line, h)) {
                Some(true) => return Meant::Choice(q, Some(code)),
                Some(false) => return Meant::Choice(q, None),
                None if answer.is_empty() && !h.options.keys().any(|c| line.cells.contains_key(c)) => {
                    return Meant::Choice(q, None);
                }
                None => {}
            }
        }
        if let Some(row) = self.row_called(text)
            && line.number_text().is_empty()
            && !(self.shuffled() && self.by_chance(row, text))
        {
            return self.at(row);
        }
        let Some(found) = self.index.find(text, &self.place) else {
            let doubt = answered.map(|said| self.unknown(place, text, said));
            self.wait(line, h, doubt);
            return Meant::Nothing;
        };
        if found.sure && !self.by_chance(found.question, text) && !self.of_many(found.question, line) {
            if line.number.is_some() && !line.number_text().is_empty() {
                let (number, meant) = (line.number_text(), self.name(self.question(found.question)));
                self.notes.add(
                    Level::Warning,
                    "number-unknown",
                    place.to_owned(),
                    say!(
                        "number {number} is not in {format}; by its words it is question {meant} ({score} %)",
                        number = number,
                        format = &self.format.id,
                        meant = meant,
                        score = format!("{:.0}", found.score * 100.0)
                    ),
                    say!("check the number; if the file is of another edition, say so with --format"),
                );
            } else {
                self.by_wording.push(self.name(self.question(found.question)));
            }
            return self.at(found.question);
        }
        let doubt = answered.map(|said| {
            if found.score < 0.25 {
                return self.unknown(place, text, said);
            }
            let best = self.question(found.question);
            let percent = |score: f64| format!("{:.0}", score * 100.0);
            let (quoted, unused) = (quote(text), quote(said));
            let message = match (&found.against, found.runner_up) {
                (Some(Against::Says(word)), _) => say!(
                    "{quoted} is most like {best} ({score} %), but it says \"{word}\" and that question does not: not used: {unused}",
                    quoted = quoted,
                    best = &best.id,
                    score = percent(found.score),
                    word = word,
                    unused = unused
                ),
                (Some(Against::Lacks(word)), _) => say!(
                    "{quoted} is most like {best} ({score} %), but that question says \"{word}\" and it does not: not used: {unused}",
                    quoted = quoted,
                    best = &best.id,
                    score = percent(found.score),
                    word = word,
                    unused = unused
                ),
                (None, Some((q, s))) => say!(
                    "{quoted} is most likely {best} ({score} %), then {next} ({next_score} %): too doubtful, not used: {unused}",
                    quoted = quoted,
                    best = &best.id,
                    score = percent(found.score),
                    next = &self.format.questions[q].id,
                    next_score = percent(s),
                    unused = unused
                ),
                (None, None) => say!(
                    "{quoted} is most likely {best} ({score} %): too doubtful, not used: {unused}",
                    quoted = quoted,
                    best = &best.id,
                    score = percent(found.score),
                    unused = unused
                ),
            };
            let hint = say!("write the question's number beside it and read the file again");
            Doubt { code: "question-doubtful", place: place.to_owned(), message, hint }
        });
        self.wait(line, h, doubt);
        Meant::Nothing
    }

    fn unknown(&self, place: &str, text: &str, said: &str) -> Doubt {
        let message = say!(
            "{quoted} is no question of {format}; not used: {quoted2}",
            quoted = quote(text),
            format = &self.format.id,
            quoted2 = quote(said)
        );
        let hint = say!("write the question's number beside it if it is one, and read the file again");
        Doubt { code: "question-unknown", place: place.to_owned(), message, hint }
    }

    /// Questions the number of a row may be, the likeliest first.
    pub(super) fn numbered(&self, line: &Line) -> Vec<usize> {
        let mut found: Vec<usize> = Vec::new();
        let mut add = |q: usize| {
            if !found.contains(&q) {
                found.push(q);
            }
        };
        for key in &line.keys {
            if !line.letter.is_empty() {
                let whole = number(&format!("{key}{}", line.letter));
                self.index.keys().get(&whole).into_iter().flatten().for_each(|q| add(*q));
            }
            // "a)" below 1.1 is 1.1 a).
            if key.chars().count() <= 3 && key.chars().all(char::is_alphabetic) {
                self.below(self.place.main, key).into_iter().for_each(&mut add);
            }
        }
        // A letter below a question with such a row is never a question of another part.
        let short = line.keys.iter().all(|k| k.chars().count() <= 3 && k.chars().all(char::is_alphabetic));
        if short && !found.is_empty() {
            return found;
        }
        for key in &line.keys {
            for q in self.index.keys().get(key).into_iter().flatten() {
                if !found.contains(q) {
                    found.push(*q);
                }
            }
        }
        found
    }

    /// Rows with a letter below a main question or the questions above it.
    fn below(&self, main: Option<usize>, letter: &str) -> Vec<usize> {
        let mut found = Vec::new();
        let mut parent = main;
        for _ in 0..3 {
            let Some(p) = parent else { break };
            let q = self.question(p);
            let whole = format!("{}{letter}", number(&q.number));
            for child in self.format.children(&q.id) {
                let own = number(&child.number);
                if (own == letter || own == whole || number(child.key()) == whole)
                    && let Some(i) = self.format.index.get(&child.id)
                {
                    found.push(*i);
                }
            }
            if !found.is_empty() {
                break;
            }
            parent = q.parent.as_deref().and_then(|p| self.format.index.get(p).copied());
        }
        found
    }

    /// The one of several questions with the same number that is meant.
    fn choose(&mut self, numbered: &[usize], line: &Line, place: &str) -> Option<usize> {
        let mut list: Vec<usize> = numbered.to_vec();
        if list.len() > 1 {
            let item = !line.item.is_empty() || self.current > 0;
            let section = self.section.as_deref();
            let mut fit: Vec<usize> = Vec::new();
            if !item {
                fit.extend(list.iter().copied().filter(|q| Some(self.question(*q).section.as_str()) == section));
            }
            if fit.is_empty() {
                fit.extend(list.iter().copied().filter(|q| self.question(*q).repeat.is_some() == item));
            }
            if !fit.is_empty() {
                list = fit;
            }
        }
        if list.len() > 1 && !line.question.is_empty() {
            let scores = self.index.scores(&line.question);
            let of = |q: usize| scores.iter().find(|s| s.0 == q).map_or(0.0, |s| s.1);
            let best = list.iter().copied().max_by(|a, b| of(*a).total_cmp(&of(*b)).then(b.cmp(a)))?;
            if list.iter().all(|q| *q == best || of(best) - of(*q) > 0.1) {
                return Some(best);
            }
        }
        if list.len() > 1 {
            // Spreadsheets show 2.10 as 2.1: the order of the rows tells which it is.
            let next = self.place.last.map_or(0, |l| l + 1);
            let free = |q: &usize| !self.answers.keys().any(|(k, _)| k == q);
            let ahead = list.iter().copied().filter(|q| free(q) && *q >= next).min_by_key(|q| q - next);
            let chosen = ahead.or_else(|| list.first().copied())?;
            let numeric = matches!(line.number, Some(Cell::Number(_)));
            if numeric && chosen != list[0] {
                let meant = self.name(self.question(chosen));
                self.notes.add(
                    Level::Warning,
                    "number-shortened",
                    place.to_owned(),
                    say!(
                        "the number {number_text} was read as {meant}, because of its place among the rows",
                        number_text = &line.number_text(),
                        meant = &meant
                    ),
                    say!("format the column of numbers as text, so that 2.10 does not become 2.1"),
                );
            }
            return Some(chosen);
        }
        list.first().copied()
    }

    /// The row or follow-up of the last main question that has just this label.
    pub(super) fn row_called(&self, text: &str) -> Option<usize> {
        let main = self.place.main?;
        let id = &self.question(main).id;
        let text = fold(text);
        let mut found = None;
        for (i, q) in self.format.questions.iter().enumerate() {
            if q.parent.as_ref() == Some(id)
                && q.label.iter().chain(q.official.iter()).any(|(_, l)| l.len() <= text.len() * 2 && fold(l) == text)
            {
                if found.is_some() {
                    return None;
                }
                found = Some(i);
            }
        }
        found
    }

    /// True where the last question has an option of this name.
    pub(super) fn choice_called(&self, text: &str) -> bool {
        self.place.last.is_some_and(|q| values::option(self.question(q), text).is_some())
    }

    /// The row of a matrix that a text beside the matrix's number names.
    fn child(&self, parent: usize, text: &str, own: f64) -> Option<usize> {
        let id = &self.question(parent).id;
        let scores = self.index.scores(text);
        let mut best: Option<(usize, f64)> = None;
        let mut second = 0.0_f64;
        for (q, s) in scores {
            if self.question(q).parent.as_ref() != Some(id) {
                continue;
            }
            match best {
                None => best = Some((q, s)),
                Some(_) => {
                    second = second.max(s);
                }
            }
        }
        best.filter(|(_, s)| *s >= 0.5 && *s > own + 0.05 && s - second >= 0.05).map(|(q, _)| q)
    }
}

/// Whether an option on a line of its own is chosen, by the one column that is ticked: "yes" and "no"
/// stand above the columns.
fn chosen(line: &Line, h: &Headings) -> Option<bool> {
    let mut ticked = h
        .options
        .iter()
        .filter(|(c, _)| line.cells.get(c).and_then(values::ticked) == Some(true))
        .map(|(_, name)| name);
    let (name, None) = (ticked.next()?, ticked.next()) else { return None };
    values::ticked(&Cell::Text(name.clone()))
}
