//! Titles of questions among lines without marks.

use super::super::fold::number;
use super::super::matching::{ACCEPT, Place, stems};
use super::super::values;
use super::marks::is_prompt;
use super::walk::{Next, Title, Walk};
use super::which::{clip, leading};
use crate::model::Kind;
impl<'a> Walk<'a, '_, '_> {
    /// Titles of questions among lines without marks, in order.
    pub(super) fn titles(&self, gap: &[usize], next: Next) -> Vec<Title> {
        let mut found: Vec<Title> = Vec::new();
        let mut place = self.place.clone();
        let mut i = 0;
        while i < gap.len() {
            if let Some((question, length)) = self.by_number(gap, i, &place) {
                place.last = Some(question);
                if self.question(question).is_some_and(|q| q.parent.is_none()) {
                    place.main = Some(question);
                }
                found.push(Title { from: i, to: i + length, question, by_number: true });
                i += length;
            } else {
                i += 1;
            }
        }
        if next == Next::Nothing {
            return found;
        }
        // The title right before the mark may have no number, and so may the main question above it.
        let floor = found.last().map_or(0, |t| t.to);
        let mut upto = gap.len();
        let mut unnumbered: Vec<Title> = Vec::new();
        if let Some((from, question)) = self.by_words(gap, floor, upto, next, &place, found.last()) {
            unnumbered.push(Title { from, to: upto, question, by_number: false });
            upto = from;
            let parent = self.question(question).and_then(|q| q.parent.as_deref()).map(|p| self.format.position(p));
            let parent = parent.filter(|p| place.main != Some(*p));
            let above = parent
                .and_then(|p| self.is_wording(gap, floor, upto, p).map(|from| (from, p)))
                .or_else(|| self.by_words(gap, floor, upto, Next::Heading, &place, found.last()));
            if let Some((from, main)) = above.filter(|(_, q)| *q < question) {
                unnumbered.insert(0, Title { from, to: upto, question: main, by_number: false });
            }
        }
        found.append(&mut unnumbered);
        found
    }

    /// The line with which the wording of a question begins that ends before `upto`.
    pub(super) fn is_wording(&self, gap: &[usize], floor: usize, upto: usize, question: usize) -> Option<usize> {
        let mut best: Option<(f64, usize)> = None;
        for from in floor.max(upto.saturating_sub(8))..upto {
            let score = self.index.score(question, &self.joined(gap.get(from..upto)?));
            // That its row follows is half the proof.
            if score >= 0.3 && best.is_none_or(|(s, _)| score > s + 0.02) {
                best = Some((score, from));
            }
        }
        best.map(|(_, from)| from)
    }

    pub(super) fn joined(&self, lines: &[usize]) -> String {
        let texts: Vec<&str> = lines.iter().filter_map(|i| self.lines.get(*i)).map(|l| l.text.trim()).collect();
        clip(&texts.join(" "))
    }

    /// Of several questions with one wording, the only one with which the form goes on here.
    pub(super) fn next_of_alike(&self, text: &str, place: &Place) -> Option<(usize, f64)> {
        let last = place.last?;
        let scores = self.index.scores(text);
        let top = scores.first().map(|(_, s)| *s).filter(|s| *s >= 0.6)?;
        let mut near = scores.iter().take_while(|(_, s)| *s >= top - 0.02).filter(|(q, _)| *q > last && *q <= last + 6);
        let found = near.next()?;
        near.next().is_none().then_some(*found)
    }

    /// The question whose wording the lines up to a mark are, and the line it begins with.
    pub(super) fn by_words(
        &self,
        gap: &[usize],
        floor: usize,
        upto: usize,
        next: Next,
        place: &Place,
        numbered: Option<&Title>,
    ) -> Option<(usize, usize)> {
        let mut best: Option<(f64, usize, usize)> = None;
        let fits = |i: usize| {
            self.question(i).is_some_and(|q| {
                q.repeat.is_none()
                    && match next {
                        Next::Options => !q.options.is_empty(),
                        Next::Answer => q.kind != Kind::File,
                        Next::Heading => q.kind == Kind::Heading && place.last.is_none_or(|l| i > l && i <= l + 8),
                        Next::Row | Next::Nothing => true,
                    }
            })
        };
        for from in floor.max(upto.saturating_sub(10))..upto {
            let joined = self.joined(gap.get(from..upto)?);
            let few = stems(&joined).len() < 4;
            if is_prompt(&joined) && few {
                continue;
            }
            let Some(f) = self.index.find(&joined, place) else { continue };
            let (question, score) = match f.runner_up {
                _ if f.sure && fits(f.question) => (f.question, f.score),
                // The wording is that of another that cannot stand before such a mark.
                Some((second, s)) if !fits(f.question) && fits(second) && s >= ACCEPT + 0.05 => (second, s),
                _ => match self.next_of_alike(&joined, place).filter(|(q, _)| fits(*q)) {
                    Some(found) => found,
                    None => continue,
                },
            };
            // A few common words, and descriptions behind a numbered title, are a title only where
            // the form goes on with that question.
            let near = |last: usize| question > last && question <= last + 8;
            let goes_on = match numbered {
                Some(t) => near(t.question) && !few && score >= ACCEPT + 0.2,
                None => !few || place.last.is_none_or(near),
            };
            if goes_on && score >= ACCEPT && best.is_none_or(|(s, _, _)| score > s + 0.02) {
                best = Some((score, from, question));
            }
        }
        best.map(|(_, from, question)| (from, question))
    }

    /// The question whose number begins a line, if its wording agrees; and how many lines it takes.
    pub(super) fn by_number(&self, gap: &[usize], at: usize, place: &Place) -> Option<(usize, usize)> {
        let text = |i: usize| gap.get(i).and_then(|i| self.lines.get(*i)).map_or("", |l| l.text.trim());
        let within = place.main.and_then(|m| self.question(m)).map(|q| number(&q.number));
        let (list, rest) = leading(text(at), within.as_deref(), &self.keys)?;
        let mut joined = rest;
        let mut best: Option<(f64, usize, usize)> = None;
        for length in 1..=4 {
            if at + length > gap.len() {
                break;
            }
            if length > 1 {
                let next = text(at + length - 1);
                let is_option = |q: &usize| self.question(*q).is_some_and(|q| values::option(q, next).is_some());
                if leading(next, within.as_deref(), &self.keys).is_some() || list.iter().any(is_option) {
                    break;
                }
                joined.push(' ');
                joined.push_str(next);
            }
            let scores = self.index.scores(&clip(&joined));
            for &q in &list {
                let own = self.question(q)?;
                let mut score = scores.iter().find(|(s, _)| *s == q).map_or(0.0, |(_, s)| *s);
                if own.repeat.is_some() {
                    score -= 0.15;
                }
                if best.is_none_or(|(s, _, _)| score > s + 0.01) {
                    best = Some((score, q, length));
                }
            }
        }
        let (score, question, length) = best?;
        // The number is half the proof; a sentence that begins with a figure shares no words.
        let next = place.last.is_none_or(|l| question > l && question <= l + 12);
        (score >= if next { 0.2 } else { 0.3 }).then_some((question, length))
    }
}
