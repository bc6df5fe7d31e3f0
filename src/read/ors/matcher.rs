//! Finding the questions of a questionnaire in its format.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::super::fold::{fold, number};
use super::super::matching::{Index, Place, stems};
use super::super::notes::Notes;
use super::super::signs::Against;
use super::super::table::quote;
use super::which::{Wordings, keys};
use crate::model::{Format, Kind, Level, Question, Sentence};
use crate::say;
/// Finds the questions of a questionnaire in its format.
pub(in crate::read) struct Matcher<'a> {
    pub(in crate::read) format: &'a Format,
    pub(super) index: Index<'a>,
    pub(super) keys: BTreeMap<String, Vec<usize>>,
    /// Of each question, made when it is first compared.
    pub(super) wordings: Vec<OnceCell<Wordings>>,
    pub(super) place: Place,
    pub(super) known: HashMap<(String, String, String, bool), Option<usize>>,
    pub(super) by_wording: Vec<String>,
    pub(super) unlike: Vec<String>,
}

/// A question to be found.
pub(in crate::read) struct Wanted<'t> {
    /// Identifier; may be empty.
    pub(in crate::read) id: &'t str,
    /// Wording, without the names of items.
    pub(in crate::read) title: &'t str,
    /// Titles of its sections from the root, without the names of items.
    pub(in crate::read) path: &'t [String],
    /// It stands in a section that is repeated for items.
    pub(in crate::read) looping: bool,
    /// How many respondents answered it: nobody need look at a question without answers.
    pub(in crate::read) answers: usize,
    /// Where it stands in the file.
    pub(in crate::read) place: &'t str,
}

impl<'a> Matcher<'a> {
    pub(in crate::read) fn new(format: &'a Format) -> Matcher<'a> {
        Matcher {
            format,
            index: Index::new(format),
            keys: keys(format),
            wordings: vec![OnceCell::new(); format.questions.len()],
            place: Place::default(),
            known: HashMap::new(),
            by_wording: Vec::new(),
            unlike: Vec::new(),
        }
    }

    pub(in crate::read) fn question(&self, q: usize) -> Option<&'a Question> {
        self.format.questions.get(q)
    }

    /// How well a text fits a question by its words, 0 to 1.
    fn fit(&self, q: usize, folded: &str, words: &BTreeSet<String>) -> f64 {
        let (Some(question), Some(wordings)) = (self.question(q), self.wordings.get(q)) else { return 0.0 };
        wordings.get_or_init(|| Wordings::of(question)).fit(folded, words)
    }

    /// The question by its identifier and wording, with its sections as context. What is not found,
    /// or only with a doubt, becomes a finding.
    pub(in crate::read) fn find(&mut self, wanted: &Wanted, notes: &mut Notes) -> Option<usize> {
        let key = (wanted.id.to_owned(), wanted.title.to_owned(), wanted.path.join("\n"), wanted.looping);
        let known = self.known.get(&key).copied();
        let found = match known {
            Some(k) => k,
            None => self.search(wanted, notes),
        };
        if let Some(q) = found {
            self.place.last = Some(q);
            if self.question(q).is_some_and(|q| q.parent.is_none() || q.kind == Kind::Heading) {
                self.place.main = Some(q);
            }
        }
        // A question nobody answered here may be answered for the next item, and is reported then.
        if known.is_none() && (found.is_some() || wanted.answers > 0) {
            self.known.insert(key, found);
        }
        found
    }

    pub(super) fn search(&mut self, wanted: &Wanted, notes: &mut Notes) -> Option<usize> {
        let numbered = self.numbered(wanted);
        let folded = fold(wanted.title);
        let words = stems(wanted.title);
        let fit = |q: usize| self.fit(q, &folded, &words);
        // Where the words do not decide between them, what is asked once is asked here.
        let once = |q: usize| self.question(q).is_some_and(|q| q.repeat.is_some() == wanted.looping);
        let lead = |q: usize| if once(q) { 0.1 } else { 0.0 };
        let best = numbered
            .iter()
            .copied()
            .map(|q| (q, fit(q)))
            .max_by(|a, b| (a.1 + lead(a.0)).total_cmp(&(b.1 + lead(b.0))).then(b.0.cmp(&a.0)));
        if let Some((q, score)) = best
            && (score >= 0.2 || words.len() < 3)
        {
            return Some(q);
        }
        self.place.block = wanted.path.join(" ");
        self.place.item = wanted.looping;
        let found = self.index.find(wanted.title, &self.place);
        if let Some((q, score)) = best {
            // The number says one thing, the words may say another: then the words are right, because
            // numbers move between editions.
            if let Some(f) = found
                && f.sure
                && f.score >= 0.6
                && f.question != q
                && !self.related(q, f.question)
            {
                let meant = self.question(f.question).map_or("", |q| q.number.as_str());
                notes.add(
                    Level::Warning,
                    "number-and-wording",
                    wanted.place,
                    say!(
                        "the number says {number}, the words are those of question {meant} ({score} %): read as {meant}",
                        number = &wanted.id,
                        meant = &meant,
                        score = format!("{:.0}", f.score * 100.0)
                    ),
                    say!("check the number; if the file is of another edition, say so with --format"),
                );
                return Some(f.question);
            }
            if words.len() >= 5 && score < 0.05 {
                self.unlike.extend(self.question(q).map(|q| q.number.clone()));
            }
            return Some(q);
        }
        let n = match wanted.answers {
            0 => return found.filter(|f| f.sure).map(|f| f.question),
            n => n,
        };
        match found {
            Some(f) if f.sure => {
                self.by_wording.extend(self.question(f.question).map(|q| match q.number.is_empty() {
                    true => q.key().to_owned(),
                    false => q.number.clone(),
                }));
                Some(f.question)
            }
            Some(f) if f.score >= 0.25 => {
                let likely = self.question(f.question).map_or("", |q| q.id.as_str());
                notes.add(
                    Level::Warning,
                    "question-doubtful",
                    wanted.place,
                    match &f.against {
                        Some(Against::Says(word)) => say!(
                            "{quoted} is most like {likely}, but it says \"{word}\" and that question does not; {n} {n|answer was|answers were} not used",
                            quoted = quote(wanted.title),
                            likely = &likely,
                            word = word,
                            n = n
                        ),
                        Some(Against::Lacks(word)) => say!(
                            "{quoted} is most like {likely}, but that question says \"{word}\" and it does not; {n} {n|answer was|answers were} not used",
                            quoted = quote(wanted.title),
                            likely = &likely,
                            word = word,
                            n = n
                        ),
                        None => say!(
                            "{quoted} is most likely {likely} ({score} %): too doubtful; {n} {n|answer was|answers were} not used",
                            quoted = quote(wanted.title),
                            likely = &likely,
                            score = format!("{:.0}", f.score * 100.0),
                            n = n
                        ),
                    },
                    say!("write the question's official number in the column ID and read the file again"),
                );
                None
            }
            _ => {
                notes.add(
                    Level::Warning,
                    "question-unknown",
                    wanted.place,
                    say!(
                        "{quoted} is no question of {format}; {n} {n|answer was|answers were} not used",
                        quoted = quote(wanted.title),
                        format = &self.format.id,
                        n = n
                    ),
                    say!("write the question's official number in the column ID if it is one, and read the file again"),
                );
                None
            }
        }
    }

    /// The question whose box for additional information a row is, where it is one: its title says no
    /// more than that, and its number, if it has any, is the question's.
    pub(in crate::read) fn comment(&self, id: &str, title: &str) -> Option<usize> {
        if !is_additional(title) {
            return None;
        }
        let first = title.split_whitespace().next().unwrap_or("");
        let numbered = [id, first].iter().find_map(|t| self.keys.get(&number(t))).into_iter().flatten();
        let once = numbered.copied().find(|q| self.question(*q).is_some_and(|q| q.repeat.is_none()));
        let target = match (once, id.is_empty()) {
            (Some(q), _) => q,
            (None, true) => self.place.main?,
            (None, false) => return None,
        };
        // A text that has such a title in the form is a question of its own.
        self.question(target).filter(|q| !q.kind.is_textual()).map(|_| target)
    }

    pub(super) fn related(&self, a: usize, b: usize) -> bool {
        match (self.question(a), self.question(b)) {
            (Some(a), Some(b)) => {
                a.parent.as_deref() == Some(b.id.as_str()) || b.parent.as_deref() == Some(a.id.as_str())
            }
            _ => false,
        }
    }

    /// Questions the identifier may be. It may be a number within a section (`3` in section `II`),
    /// or stand before the wording.
    pub(super) fn numbered(&self, wanted: &Wanted) -> Vec<usize> {
        let mut found: Vec<usize> = Vec::new();
        let mut add = |key: &str| {
            for q in self.keys.get(key).into_iter().flatten() {
                if !found.contains(q) {
                    found.push(*q);
                }
            }
        };
        let id = number(wanted.id);
        if id.is_empty() {
            let first = wanted.title.split_whitespace().next().unwrap_or("");
            if first.contains(|c: char| c.is_ascii_digit()) && first.len() <= 20 {
                add(&number(first));
            }
        } else {
            add(&id);
            for title in wanted.path.iter().rev() {
                let first = number(title.split([' ', '.', ')', ':']).next().unwrap_or(""));
                if !first.is_empty() && first.len() <= 5 {
                    add(&format!("{first}.{id}"));
                }
            }
        }
        // A number may serve both: the question asked per item and the one asked once.
        let repeated: Vec<usize> =
            found.iter().copied().filter(|q| self.question(*q).is_some_and(|q| q.repeat.is_some())).collect();
        if wanted.looping && !repeated.is_empty() { repeated } else { found }
    }

    /// The row of a matrix that a query names. `None` where no row fits clearly.
    pub(in crate::read) fn row(&self, parent: usize, query: &str) -> Option<usize> {
        let main = self.question(parent)?;
        let below: Vec<usize> =
            (parent + 1..self.format.questions.len()).take(200).filter(|q| self.below(*q, &main.id)).collect();
        let folded = fold(query);
        let words = stems(query);
        let mut ranked: Vec<(usize, f64)> = below.iter().map(|q| (*q, self.fit(*q, &folded, &words))).collect();
        ranked.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        let first = ranked.first().copied();
        let second = ranked.get(1).map_or(0.0, |r| r.1);
        let clear = first.filter(|(_, s)| *s >= 0.45 && s - second >= 0.1).map(|(q, _)| q);
        let letter = query.split_whitespace().next().filter(|w| w.chars().count() <= 4).map(number);
        if let Some(letter) = letter.filter(|l| !l.is_empty() && l.chars().count() <= 2) {
            let whole = number(&format!("{}{letter}", main.number));
            let lettered = below.iter().copied().find(|q| {
                self.question(*q).is_some_and(|c| {
                    let own = number(&c.number);
                    own == whole || own == letter || number(c.key()) == whole
                })
            });
            if let Some(q) = lettered {
                let own = ranked.iter().find(|r| r.0 == q).map_or(0.0, |r| r.1);
                // Letters move between editions; words that are plainly another row's win.
                return match clear {
                    Some(c) if own < 0.1 && first.is_some_and(|f| f.1 >= 0.6) => Some(c),
                    _ => Some(q),
                };
            }
        }
        clear
    }

    pub(super) fn below(&self, q: usize, main: &str) -> bool {
        let mut parent = self.question(q).and_then(|q| q.parent.as_deref());
        for _ in 0..3 {
            match parent {
                Some(p) if p == main => return true,
                Some(p) => parent = self.format.question(p).and_then(|p| p.parent.as_deref()),
                None => return false,
            }
        }
        false
    }

    /// The box that holds details of a question: its own, or that of the matrix it is a row of.
    pub(super) fn box_of(&self, q: usize) -> usize {
        let Some(question) = self.question(q) else { return q };
        if question.details {
            return q;
        }
        question
            .parent
            .as_deref()
            .and_then(|p| self.format.index.get(p).copied())
            .filter(|p| self.question(*p).is_some_and(|p| p.details))
            .unwrap_or(q)
    }

    /// Says how questions were found.
    pub(in crate::read) fn close(self, notes: &mut Notes) {
        if !self.by_wording.is_empty() {
            let message = say!(
                "{n} question(s) without a usable number were recognised by their words: {by_wording}",
                n = self.by_wording.len(),
                by_wording = list(&self.by_wording)
            );
            notes.add(Level::Info, "matched-by-wording", "", message, "");
        }
        if !self.unlike.is_empty() {
            let message = say!(
                "{n} question(s) were taken by their number although their words are unlike those of {format}: {unlike}",
                n = self.unlike.len(),
                format = &self.format.id,
                unlike = list(&self.unlike)
            );
            notes.add(
                Level::Warning,
                "wording-unlike",
                "",
                message,
                say!("check that the file is of this edition; say so with --format if not"),
            );
        }
    }
}

/// Words that head the box under a question.
pub(super) const ADDITIONAL: &[&str] = &[
    "additional information",
    "additional comments",
    "further information",
    "information additionnelle",
    "informations additionnelles",
    "informations complementaires",
    "information complementaire",
    "informations supplementaires",
    "renseignements complementaires",
    "informacion adicional",
    "informacion complementaria",
    "comentarios adicionales",
];

pub(super) fn is_additional(title: &str) -> bool {
    let folded = fold(title);
    // The number may stand before or behind the words.
    let words: Vec<&str> = folded.split(' ').filter(|w| !w.chars().any(|c| c.is_ascii_digit())).collect();
    words.len() <= 6 && ADDITIONAL.iter().any(|a| words.join(" ").starts_with(a))
}

pub(super) fn list(names: &[String]) -> Sentence {
    let once: BTreeSet<&String> = names.iter().collect();
    let more = once.len().saturating_sub(12);
    let text = names
        .iter()
        .filter({
            let mut seen = BTreeSet::new();
            move |n| seen.insert(*n)
        })
        .take(12)
        .cloned()
        .collect::<Vec<_>>()
        .join(", ");
    if more > 0 {
        return say!("{numbers} and {more} more", numbers = text, more = more);
    }
    say!("{numbers}", numbers = text)
}
