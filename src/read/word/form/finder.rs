//! Which question of a format a paragraph of the form asks: by its number, checked against its
//! wording, or by its wording alone.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Format, Question, Repeat};
use crate::read::fold::{fold, number};
use crate::read::matching::{Index, stems};
use crate::read::word::document::Document;

/// Score a wording needs beside its number.
const AGREES: f64 = 0.12;
/// Score a wording needs where there is no number.
const ALONE: f64 = 0.6;

pub(super) enum Hit {
    /// A question, and how well its wording fits.
    Question(usize, f64),
    /// "4.1 Additional information".
    Details(usize),
    /// Begins like a question and is none that is known.
    Stranger(String),
    Nothing,
}

pub(super) struct Finder<'a> {
    pub(super) document: &'a Document,
    pub(super) format: &'a Format,
    pub(super) index: &'a Index<'a>,
    pub(super) keys: BTreeMap<String, usize>,
    /// Labels and official wordings, folded.
    pub(super) labels: BTreeMap<String, Vec<usize>>,
    /// Wordings compared so far.
    pub(super) compared: std::cell::Cell<usize>,
}

/// Wordings without a number that are compared with all questions; a form has a few hundred.
const COMPARED: usize = 8_000;

/// Words that head the box for details.
pub(crate) fn is_details(text: &str) -> bool {
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
    pub(super) fn new(document: &'a Document, format: &'a Format, index: &'a Index<'a>) -> Finder<'a> {
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

    pub(super) fn question(&self, q: usize) -> Option<&'a Question> {
        self.format.questions.get(q)
    }

    /// What the number at the beginning of a paragraph says.
    pub(super) fn numbered(&self, p: usize, main: Option<usize>) -> Hit {
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

    pub(super) fn agree(&self, q: usize, rest: &str, beside: &str) -> Hit {
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
    pub(super) fn worded(&self, text: &str, main: Option<usize>, current: Option<usize>) -> Option<usize> {
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
    pub(super) fn slugged(&self, folded: &str, mine: &dyn Fn(usize) -> bool) -> Option<usize> {
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
    pub(super) fn main_of(&self, q: usize) -> usize {
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
