//! Recognising a question by its wording, where a file has no usable number.
//!
//! A question is known by its telling words, its label and, in templates of the user's own, its
//! official wording, in each language. Texts are compared as sets of word stems weighted by how rare
//! they are in the format. What stands before in the file decides between wordings that occur more
//! than once. A doubtful find is reported and not used: nothing is guessed silently.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::fold::{fold, number};
use crate::model::{Format, Kind, Lang};

/// Score from which a find may be used, what its place in the file adds included.
pub const ACCEPT: f64 = 0.42;
/// Part of that which the words alone must give: a place makes no question out of other words.
pub const WORDS: f64 = 0.40;
/// The same for a text of a few words, which many questions share.
pub const FEW_WORDS: f64 = 0.50;
/// Lead over the runner-up that a find needs.
pub const MARGIN: f64 = 0.06;

/// Words that tell no questions apart.
const STOP: &[&str] = &[
    "a", "an", "the", "of", "to", "in", "on", "for", "and", "or", "is", "are", "be", "been", "by", "with", "at", "as",
    "it", "its", "any", "has", "have", "had", "do", "does", "did", "your", "you", "that", "this", "these", "those",
    "which", "if", "from", "please", "le", "la", "les", "l", "un", "une", "des", "de", "du", "d", "et", "ou", "en",
    "dans", "pour", "par", "sur", "au", "aux", "ce", "cette", "ces", "votre", "vos", "est", "sont", "a", "ont", "il",
    "elle", "que", "qui", "si", "el", "los", "las", "una", "y", "o", "del", "al", "para", "por", "con", "su", "sus",
    "se", "es", "son", "ha", "han", "lo", "s", "n", "veuillez", "sirvase", "favor", "i", "e", "eg",
];

fn stem(word: &str) -> String {
    word.chars().take(7).collect()
}

/// Stems of a text without words that tell nothing.
#[must_use]
pub fn stems(text: &str) -> BTreeSet<String> {
    fold(text).split(' ').filter(|w| !w.is_empty() && !STOP.contains(w)).map(stem).collect()
}

/// Where in the file a text stands.
#[derive(Debug, Clone, Default)]
pub struct Place {
    /// The last main question before it: index in the format.
    pub main: Option<usize>,
    /// The last question before it.
    pub last: Option<usize>,
    /// The heading of the block it stands in, as the file has it.
    pub block: String,
    /// The row names an item: a target, a site.
    pub item: bool,
}

/// A question found by wording.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Found {
    /// Index in the format.
    pub question: usize,
    /// 0 to 1.
    pub score: f64,
    /// The next best, with its score.
    pub runner_up: Option<(usize, f64)>,
    /// Good enough, and far enough before the runner-up, to be used.
    pub sure: bool,
}

struct Doc {
    question: usize,
    weight: f64,
}

struct Side {
    docs: Vec<Doc>,
    postings: HashMap<String, Vec<usize>>,
    weights: HashMap<String, f64>,
    /// Stems in order, for finding misspelt ones.
    vocabulary: Vec<String>,
    unknown: f64,
}

/// The wordings of one format.
pub struct Index<'a> {
    format: &'a Format,
    sides: Vec<Side>,
    exact: HashMap<String, Vec<usize>>,
    /// For each question the texts that may head it: its block, the question above it, its section.
    blocks: Vec<Vec<BTreeSet<String>>>,
}

impl<'a> Index<'a> {
    /// Indexes a format.
    #[must_use]
    pub fn new(format: &'a Format) -> Index<'a> {
        let mut exact: HashMap<String, Vec<usize>> = HashMap::new();
        let mut blocks = Vec::with_capacity(format.questions.len());
        for (i, q) in format.questions.iter().enumerate() {
            let mut texts: BTreeSet<String> = BTreeSet::new();
            for (_, t) in q.label.iter().chain(q.official.iter()) {
                texts.insert(fold(t));
            }
            for t in texts {
                if !t.is_empty() {
                    exact.entry(t).or_default().push(i);
                }
            }
            let mut block: Vec<BTreeSet<String>> = q.block.iter().map(|(_, t)| stems(t)).collect();
            if let Some(p) = q.parent.as_deref().and_then(|p| format.question(p)) {
                block.extend(p.label.iter().chain(p.words.iter()).map(|(_, t)| stems(t)));
            }
            if let Some(s) = format.section(&q.section) {
                block.extend(s.label.iter().map(|(_, t)| stems(t)));
            }
            block.retain(|b| !b.is_empty());
            block.dedup();
            blocks.push(block);
        }
        let sides = Lang::ALL.into_iter().map(|l| side(format, l)).collect();
        Index { format, sides, exact, blocks }
    }

    /// The format.
    #[must_use]
    pub fn format(&self) -> &'a Format {
        self.format
    }

    /// Scores of every question that shares a word with the text, best first.
    #[must_use]
    pub fn scores(&self, text: &str) -> Vec<(usize, f64)> {
        let mut best: BTreeMap<usize, f64> = BTreeMap::new();
        let query = stems(text);
        if query.is_empty() {
            return Vec::new();
        }
        for side in &self.sides {
            let mut shared = vec![0.0_f64; side.docs.len()];
            let mut total = 0.0;
            for word in &query {
                let (key, trust) = match side.weights.contains_key(word) {
                    true => (Some(word.as_str()), 1.0),
                    false => (side.like(word), 0.8),
                };
                let Some(key) = key else {
                    total += side.unknown;
                    continue;
                };
                let weight = side.weights.get(key).copied().unwrap_or(side.unknown);
                total += weight;
                for &d in side.postings.get(key).map_or(&[][..], Vec::as_slice) {
                    shared[d] += weight * trust;
                }
            }
            for (d, s) in shared.into_iter().enumerate().filter(|(_, s)| *s > 0.0) {
                let doc = &side.docs[d];
                let score = (s / (total * doc.weight).sqrt()).min(0.99);
                let old = best.entry(doc.question).or_insert(0.0);
                *old = old.max(score);
            }
        }
        for &q in self.exact.get(&fold(text)).into_iter().flatten() {
            best.insert(q, 1.0);
        }
        let mut list: Vec<(usize, f64)> = best.into_iter().collect();
        list.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        list
    }

    /// How well a text fits one question, 0 to 1.
    #[must_use]
    pub fn score(&self, question: usize, text: &str) -> f64 {
        self.scores(text).into_iter().find(|(q, _)| *q == question).map_or(0.0, |(_, s)| s)
    }

    /// The question a text most likely is, given where it stands. `None` where it shares nothing
    /// with any question.
    #[must_use]
    pub fn find(&self, text: &str, place: &Place) -> Option<Found> {
        // "Target 6: invasive species" heads a part of the form and is no question of it.
        if target(text).is_some_and(|t| self.format.questions.iter().any(|q| number(&q.number).starts_with(&t))) {
            return None;
        }
        let part = target(&place.block);
        let block = stems(&place.block);
        let near: Vec<f64> = self.blocks.iter().map(|b| likeness(&block, b)).collect();
        let nearest = near.iter().copied().fold(0.0, f64::max);
        let words = self.scores(text);
        let mut ranked: Vec<(usize, f64)> = words
            .iter()
            .copied()
            .take(60)
            .map(|(q, s)| {
                (
                    q,
                    s + self.nearness(q, place) + {
                        // The block that fits best is the one it stands in, however little it leads.
                        let n = near.get(q).copied().unwrap_or(0.0);
                        let of_part =
                            part.as_deref().is_some_and(|t| number(&self.format.questions[q].number).starts_with(t));
                        (if of_part { 0.3 } else { 0.0 })
                            + 0.12 * n
                            + if nearest >= 0.5 && n >= nearest - 1e-9 { 0.08 } else { 0.0 }
                    },
                )
            })
            .collect();
        ranked.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        let &(question, score) = ranked.first()?;
        let runner_up = ranked.get(1).copied();
        let alone = words.iter().find(|(q, _)| *q == question).map_or(0.0, |(_, s)| *s);
        let in_part = part.as_deref().is_some_and(|t| number(&self.format.questions[question].number).starts_with(t));
        let needed = match stems(text).len() {
            // A part has few questions, and their words are common ones.
            _ if in_part => FEW_WORDS / 3.0,
            0..=4 => FEW_WORDS,
            _ => WORDS,
        };
        let sure = score >= ACCEPT && alone >= needed && runner_up.is_none_or(|(_, s)| score - s >= MARGIN);
        Some(Found { question, score: score.min(1.0), runner_up: runner_up.map(|(q, s)| (q, s.min(1.0))), sure })
    }

    /// What the place in the file says for a question: rows and follow-ups of the last main question,
    /// the block, and the question that comes next in the form.
    fn nearness(&self, q: usize, place: &Place) -> f64 {
        let Some(question) = self.format.questions.get(q) else { return 0.0 };
        let mut extra = match (question.repeat.is_some(), place.item) {
            // Without a site the row is not about one.
            (true, false) => -0.4,
            (false, true) => -0.15,
            _ => 0.0,
        };
        if let Some(main) = place.main.and_then(|m| self.format.questions.get(m)) {
            let mut parent = question.parent.as_deref();
            for _ in 0..4 {
                let Some(p) = parent else { break };
                if p == main.id {
                    extra += 0.15;
                    break;
                }
                parent = self.format.question(p).and_then(|p| p.parent.as_deref());
            }
        } else if question.parent.is_none() {
            extra += 0.02;
        }
        if let Some(last) = place.last {
            if q == last + 1 {
                extra += 0.10;
            } else if q > last && q <= last + 4 {
                extra += 0.05;
            } else if q == last {
                extra -= 0.05;
            }
        }
        extra
    }
}

/// The part of the form that a heading such as `Target 6` names, as the beginning of its numbers.
fn target(text: &str) -> Option<String> {
    let folded = fold(text);
    let mut words = folded.split(' ');
    let known = matches!(words.next()?, "target" | "objectif" | "cible" | "meta" | "objetivo");
    let n = words.next()?.parse::<u8>().ok()?;
    known.then(|| format!("t{n}."))
}

/// How alike two headings are, 0 to 1: the best of several.
fn likeness(block: &BTreeSet<String>, own: &[BTreeSet<String>]) -> f64 {
    if block.is_empty() {
        return 0.0;
    }
    own.iter().map(|o| 2.0 * block.intersection(o).count() as f64 / (block.len() + o.len()) as f64).fold(0.0, f64::max)
}

impl Side {
    /// The known stem a misspelt one most likely is.
    fn like(&self, word: &str) -> Option<&str> {
        if word.chars().count() < 5 || word.chars().any(|c| c.is_ascii_digit()) {
            return None;
        }
        let first = word.chars().next()?;
        self.vocabulary
            .iter()
            .filter(|v| v.starts_with(first) && v.chars().count() >= 5)
            .map(|v| (v, strsim::normalized_damerau_levenshtein(v, word)))
            .filter(|(_, s)| *s >= 0.8)
            .max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(a.0)))
            .map(|(v, _)| v.as_str())
    }
}

fn side(format: &Format, lang: Lang) -> Side {
    let mut sets: Vec<(usize, BTreeSet<String>)> = Vec::new();
    let mut seen: HashMap<String, BTreeSet<usize>> = HashMap::new();
    for (i, q) in format.questions.iter().enumerate() {
        let words = stems(q.words.exact(lang));
        let label = stems(q.label.exact(lang));
        let official = stems(q.official.exact(lang));
        let mut own: Vec<BTreeSet<String>> = Vec::new();
        // A row of a matrix is often written with the question above it.
        let context: BTreeSet<String> = match q.parent.as_deref().and_then(|p| format.question(p)) {
            Some(p) if p.kind == Kind::Heading => stems(p.words.exact(lang)),
            _ => BTreeSet::new(),
        };
        if !official.is_empty() {
            own.push(official);
        }
        if !words.is_empty() && !label.is_empty() {
            own.push(words.union(&label).cloned().collect());
        }
        if !context.is_empty() && (!words.is_empty() || !label.is_empty()) {
            own.push(words.iter().chain(&label).chain(&context).cloned().collect());
        }
        for set in [words, label] {
            if !set.is_empty() {
                own.push(set);
            }
        }
        own.dedup();
        for set in own {
            for w in &set {
                seen.entry(w.clone()).or_default().insert(i);
            }
            sets.push((i, set));
        }
    }
    let all = format.questions.len() as f64;
    let weights: HashMap<String, f64> =
        seen.into_iter().map(|(w, qs)| (w, (1.0 + all / qs.len() as f64).ln())).collect();
    let mut vocabulary: Vec<String> = weights.keys().cloned().collect();
    vocabulary.sort();
    let mut side = Side {
        docs: Vec::with_capacity(sets.len()),
        postings: HashMap::new(),
        unknown: (1.0 + all / 12.0).ln(),
        weights,
        vocabulary,
    };
    for (question, set) in sets {
        let weight = set.iter().filter_map(|w| side.weights.get(w)).sum();
        for w in set {
            side.postings.entry(w).or_default().push(side.docs.len());
        }
        side.docs.push(Doc { question, weight });
    }
    side
}
