//! Recognising a question by its wording, where a file has no usable number.
//!
//! A question is known by its telling words, its label and, in templates of the user's own, its
//! official wording, in each language. Texts are compared as sets of word stems weighted by how rare
//! they are in the format. What stands before in the file decides between wordings that occur more
//! than once. A doubtful find is reported and not used: nothing is guessed silently.

use crate::model::{Map, Set};
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::{Arc, OnceLock};

use super::fold::{fold, number};
use super::signs::{Against, Signs};
use crate::model::{Format, Kind, Lang, Question};

/// Score from which a find may be used, what its place in the file adds included.
pub const ACCEPT: f64 = 0.42;
/// Part of that which the words alone must give: a place makes no question out of other words.
pub const WORDS: f64 = 0.40;
/// The same for a text of a few words, which many questions share.
pub const FEW_WORDS: f64 = 0.50;
/// Lead over the runner-up that a find needs.
pub const MARGIN: f64 = 0.06;

/// Score in the expected language from which no other language is tried.
const CLEAR: f64 = 0.6;

/// Share of a text's words that leaves no doubt that it is a question's own.
pub const ALIKE: f64 = 0.77;

/// Words that tell no questions apart.
fn tells_nothing(word: &str) -> bool {
    matches!(
        word,
        "a" | "an"
            | "the"
            | "of"
            | "to"
            | "in"
            | "on"
            | "for"
            | "and"
            | "or"
            | "is"
            | "are"
            | "be"
            | "been"
            | "by"
            | "with"
            | "at"
            | "as"
            | "it"
            | "its"
            | "any"
            | "has"
            | "have"
            | "had"
            | "do"
            | "does"
            | "did"
            | "your"
            | "you"
            | "that"
            | "this"
            | "these"
            | "those"
            | "which"
            | "if"
            | "from"
            | "please"
            | "le"
            | "la"
            | "les"
            | "l"
            | "un"
            | "une"
            | "des"
            | "de"
            | "du"
            | "d"
            | "et"
            | "ou"
            | "en"
            | "dans"
            | "pour"
            | "par"
            | "sur"
            | "au"
            | "aux"
            | "ce"
            | "cette"
            | "ces"
            | "votre"
            | "vos"
            | "est"
            | "sont"
            | "ont"
            | "il"
            | "elle"
            | "que"
            | "qui"
            | "si"
            | "el"
            | "los"
            | "las"
            | "una"
            | "y"
            | "o"
            | "del"
            | "al"
            | "para"
            | "por"
            | "con"
            | "su"
            | "sus"
            | "se"
            | "es"
            | "son"
            | "ha"
            | "han"
            | "lo"
            | "s"
            | "n"
            | "veuillez"
            | "sirvase"
            | "favor"
            | "i"
            | "e"
            | "eg"
    )
}

fn stem(word: &str) -> &str {
    // A plural is the same word, in all three languages.
    let word = if word.len() > 4 { word.strip_suffix('s').unwrap_or(word) } else { word };
    word.char_indices().nth(7).map_or(word, |(end, _)| word.get(..end).unwrap_or(word))
}

/// Stems of a text without words that tell nothing.
#[must_use]
pub fn stems(text: &str) -> BTreeSet<String> {
    let folded = fold(text);
    let mut set = BTreeSet::new();
    for stem in stems_of(&folded) {
        if !set.contains(stem) {
            set.insert(stem.to_owned());
        }
    }
    set
}

/// The stems of a folded text in its order, without those that tell nothing.
pub(super) fn stems_of(folded: &str) -> impl Iterator<Item = &str> {
    folded.split(' ').filter(|w| !w.is_empty() && !tells_nothing(w)).map(stem)
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
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// Index in the format.
    pub question: usize,
    /// 0 to 1.
    pub score: f64,
    /// The next best, with its score.
    pub runner_up: Option<(usize, f64)>,
    /// Good enough, and far enough before the runner-up, to be used, with nothing against it.
    pub sure: bool,
    /// A word of negation or direction that only one side has.
    pub against: Option<Against>,
}

struct Doc {
    question: usize,
    weight: f64,
}

struct Side {
    docs: Vec<Doc>,
    /// Stem to its weight and the documents it stands in.
    stems: Map<String, (f64, Vec<usize>)>,
    /// Stems in order, for finding misspelt ones.
    vocabulary: Vec<(String, Vec<char>)>,
    unknown: f64,
}

/// Stems of one question in one language.
#[derive(Default)]
struct Stems {
    words: BTreeSet<String>,
    label: BTreeSet<String>,
    official: BTreeSet<String>,
}

/// What the questions of one format are recognised by: its parts are made when first needed, once for
/// all files.
#[derive(Default)]
struct Wordings {
    /// Stems of every question, by language.
    stems: [OnceLock<Vec<Stems>>; 3],
    sides: [OnceLock<Side>; 3],
    /// All stems of single questions, by language, for a quick look.
    own: OnceLock<Vec<[OnceLock<BTreeSet<String>>; 3]>>,
    exact: OnceLock<Map<String, Vec<usize>>>,
    /// For each question the texts that may head it: its block, the question above it, its section.
    blocks: OnceLock<Vec<Vec<BTreeSet<String>>>>,
    /// Numbers under which questions are known.
    keys: OnceLock<Map<String, Vec<usize>>>,
    /// Numbers that may head columns.
    figures: OnceLock<Set<String>>,
    /// Texts of options.
    options: OnceLock<Set<String>>,
}

impl Wordings {
    /// Those kept with the format.
    fn of(format: &Format) -> Arc<Wordings> {
        format.wordings.get_or_init(|| Arc::new(Wordings::default())).downcast().unwrap_or_default()
    }

    fn stems(&self, side: usize, format: &Format) -> &[Stems] {
        let (Some(lang), Some(own)) = (Lang::ALL.get(side).copied(), self.stems.get(side)) else { return &[] };
        own.get_or_init(|| {
            let of = |q: &Question| Stems {
                words: stems(q.words.exact(lang)),
                label: stems(q.label.exact(lang)),
                official: stems(q.official.exact(lang)),
            };
            format.questions.iter().map(of).collect()
        })
    }

    fn exact(&self, format: &Format) -> &Map<String, Vec<usize>> {
        self.exact.get_or_init(|| {
            let mut exact: Map<String, Vec<usize>> = Map::default();
            for (i, q) in format.questions.iter().enumerate() {
                let texts: BTreeSet<String> = q.label.iter().chain(q.official.iter()).map(|(_, t)| fold(t)).collect();
                for t in texts {
                    if !t.is_empty() {
                        exact.entry(t).or_default().push(i);
                    }
                }
            }
            exact
        })
    }

    /// Stems of each text that may head a question.
    fn blocks(&self, format: &Format) -> &[Vec<BTreeSet<String>>] {
        self.blocks.get_or_init(|| {
            // Rows of one matrix share their headings: a text is folded once.
            let mut known: Map<&str, BTreeSet<String>> = Map::default();
            let mut all = Vec::with_capacity(format.questions.len());
            for q in &format.questions {
                let above = q.parent.as_deref().and_then(|p| format.question(p));
                let section = format.section(&q.section);
                let texts = (q.block.iter())
                    .chain(above.into_iter().flat_map(|p| p.label.iter().chain(p.words.iter())))
                    .chain(section.into_iter().flat_map(|s| s.label.iter()));
                let mut block: Vec<BTreeSet<String>> =
                    texts.map(|(_, t)| known.entry(t).or_insert_with(|| stems(t)).clone()).collect();
                block.retain(|b| !b.is_empty());
                block.dedup();
                all.push(block);
            }
            all
        })
    }

    /// Stems of one question in one language.
    fn own(&self, question: usize, side: usize, format: &Format) -> Option<&BTreeSet<String>> {
        let own = self.own.get_or_init(|| {
            let mut own = Vec::new();
            own.resize_with(format.questions.len(), Default::default);
            own
        });
        let (lang, q) = (Lang::ALL.get(side).copied()?, format.questions.get(question)?);
        Some(own.get(question)?.get(side)?.get_or_init(|| {
            let mut own = stems(q.words.exact(lang));
            own.extend(stems(q.label.exact(lang)));
            own.extend(stems(q.official.exact(lang)));
            own
        }))
    }
}

/// The wordings and numbers of one format.
pub struct Index<'a> {
    format: &'a Format,
    wordings: Arc<Wordings>,
    /// The last text asked about: a row asks several times.
    last: RefCell<(String, Vec<(usize, f64)>)>,
    /// The same for its stems.
    asked: RefCell<(String, Rc<BTreeSet<String>>)>,
    /// The language that is tried first.
    lang: Cell<Option<Lang>>,
}

impl<'a> Index<'a> {
    /// The index of a format.
    #[must_use]
    pub fn new(format: &'a Format) -> Index<'a> {
        Index {
            format,
            wordings: Wordings::of(format),
            last: RefCell::default(),
            asked: RefCell::default(),
            lang: Cell::new(None),
        }
    }

    /// Says which language the texts most likely are in. Others are tried where it gives no clear find.
    pub fn expect(&self, lang: Option<Lang>) {
        if self.lang.replace(lang) != lang {
            self.last.take();
        }
    }

    /// Numbers under which questions are known, folded, with the questions that have them.
    #[must_use]
    pub fn keys(&self) -> &Map<String, Vec<usize>> {
        self.wordings.keys.get_or_init(|| keys(self.format))
    }

    /// True for a folded number of a question that holds a figure: it may head a column.
    #[must_use]
    pub fn is_figure(&self, key: &str) -> bool {
        self.wordings.figures.get_or_init(|| figures(self.format)).contains(key)
    }

    /// True for the folded text of an option, or its code and text.
    #[must_use]
    pub fn is_option(&self, folded: &str) -> bool {
        self.wordings.options.get_or_init(|| options(self.format)).contains(folded)
    }

    /// The format.
    #[must_use]
    pub fn format(&self) -> &'a Format {
        self.format
    }

    /// Scores of every question that shares a word with the text, best first.
    #[must_use]
    pub fn scores(&self, text: &str) -> Vec<(usize, f64)> {
        {
            let last = self.last.borrow();
            if last.0 == text {
                return last.1.clone();
            }
        }
        let found = self.scored(text);
        *self.last.borrow_mut() = (text.to_owned(), found.clone());
        found
    }

    fn scored(&self, text: &str) -> Vec<(usize, f64)> {
        let query = self.words(text);
        if query.is_empty() {
            return Vec::new();
        }
        let mut best: BTreeMap<usize, f64> = BTreeMap::new();
        let exact = self.wordings.exact(self.format).get(&fold(text));
        let first = self.lang.get().and_then(|l| Lang::ALL.iter().position(|x| *x == l));
        let order = first.into_iter().chain((0..Lang::ALL.len()).filter(|s| Some(*s) != first));
        for side in order {
            self.add(side, &query, &mut best);
            let clear = exact.is_some() || best.values().any(|s| *s >= CLEAR);
            if Some(side) == first && clear {
                break;
            }
        }
        for &q in exact.into_iter().flatten() {
            best.insert(q, 1.0);
        }
        let mut list: Vec<(usize, f64)> = best.into_iter().collect();
        list.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        list
    }

    /// Adds the scores in one language.
    fn add(&self, number: usize, query: &BTreeSet<String>, best: &mut BTreeMap<usize, f64>) {
        let Some(cell) = self.wordings.sides.get(number) else { return };
        let side = cell.get_or_init(|| side(self.format, self.wordings.stems(number, self.format)));
        let mut shared = vec![0.0_f64; side.docs.len()];
        let mut total = 0.0;
        for word in query {
            let (found, trust) = match side.stems.get(word) {
                Some(s) => (Some(s), 1.0),
                None => (side.like(word).and_then(|w| side.stems.get(w)), 0.8),
            };
            let Some((weight, postings)) = found else {
                total += side.unknown;
                continue;
            };
            total += weight;
            for &d in postings {
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

    /// A quick look, without the index: the share of the text's words that are the question's own,
    /// in the language that fits best.
    #[must_use]
    pub fn resembles(&self, question: usize, text: &str) -> f64 {
        self.shares(question, &self.words(text))
    }

    /// Stems of a text; a row asks for those of one text several times.
    #[must_use]
    pub fn words(&self, text: &str) -> Rc<BTreeSet<String>> {
        let mut asked = self.asked.borrow_mut();
        if asked.0 != text {
            *asked = (text.to_owned(), Rc::new(stems(text)));
        }
        Rc::clone(&asked.1)
    }

    /// The same for a text whose stems are known.
    #[must_use]
    pub fn shares(&self, question: usize, query: &BTreeSet<String>) -> f64 {
        if query.is_empty() {
            return 0.0;
        }
        let mut best = 0.0_f64;
        let first = self.lang.get();
        let order = first.into_iter().chain(Lang::ALL.into_iter().filter(|l| Some(*l) != first));
        for lang in order {
            let side = Lang::ALL.iter().position(|l| *l == lang).unwrap_or_default();
            let Some(own) = self.wordings.own(question, side, self.format) else { continue };
            best = best.max(query.intersection(own).count() as f64 / query.len() as f64);
            if best >= ALIKE {
                break;
            }
        }
        best
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
        let of_part =
            |q: usize, part: &str| self.format.questions.get(q).is_some_and(|q| number(&q.number).starts_with(part));
        // "Target 6: invasive species" heads a part of the form and is no question of it.
        if target(text).is_some_and(|t| (0..self.format.questions.len()).any(|q| of_part(q, &t))) {
            return None;
        }
        let part = target(&place.block);
        let block = stems(&place.block);
        let near: Vec<f64> = match block.is_empty() {
            true => Vec::new(),
            false => self.wordings.blocks(self.format).iter().map(|b| likeness(&block, b)).collect(),
        };
        let nearest = near.iter().copied().fold(0.0, f64::max);
        let words = self.scores(text);
        // Many questions may score the same; those that come next in the form are always looked at.
        let next = |q: usize| place.last.is_some_and(|l| q > l && q <= l + 8);
        let mut ranked: Vec<(usize, f64)> = words
            .iter()
            .enumerate()
            .filter(|(i, (q, _))| *i < 60 || next(*q))
            .map(|(_, &(q, s))| {
                // The block that fits best is the one it stands in, however little it leads.
                let n = near.get(q).copied().unwrap_or(0.0);
                let block = 0.12 * n + if nearest >= 0.5 && n >= nearest - 1e-9 { 0.08 } else { 0.0 };
                let part = if part.as_deref().is_some_and(|t| of_part(q, t)) { 0.3 } else { 0.0 };
                (q, s + self.nearness(q, place) + block + part)
            })
            .collect();
        ranked.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        let &(question, score) = ranked.first()?;
        let runner_up = ranked.get(1).copied();
        let alone = words.iter().find(|(q, _)| *q == question).map_or(0.0, |(_, s)| *s);
        let needed = match stems(text).len() {
            // A part has few questions, and their words are common ones.
            _ if part.as_deref().is_some_and(|t| of_part(question, t)) => FEW_WORDS / 3.0,
            0..=4 => FEW_WORDS,
            _ => WORDS,
        };
        let near = score >= ACCEPT && alone >= needed && runner_up.is_none_or(|(_, s)| score - s >= MARGIN);
        let against = if near { self.against(question, text) } else { None };
        let sure = near && against.is_none();
        let runner_up = runner_up.map(|(q, s)| (q, s.min(1.0)));
        Some(Found { question, score: score.min(1.0), runner_up, sure, against })
    }

    /// Why a text is not a question's although its words are: *not*, *remove*, *received* stand on one
    /// side only.
    #[must_use]
    pub fn against(&self, question: usize, text: &str) -> Option<Against> {
        let q = self.format.questions.get(question)?;
        if self.wordings.exact(self.format).get(&fold(text)).is_some_and(|own| own.contains(&question)) {
            return None;
        }
        let query = self.words(text);
        let share = |side: usize| {
            let own = self.wordings.own(question, side, self.format)?;
            Some(query.intersection(own).count())
        };
        let expected = self.lang.get().and_then(|l| Lang::ALL.iter().position(|x| *x == l));
        let side = (0..Lang::ALL.len()).max_by_key(|s| (share(*s), Some(*s) == expected, std::cmp::Reverse(*s)))?;
        let lang = Lang::ALL.get(side).copied()?;
        let mut own = Signs::default();
        let mut all = Signs::default();
        // A label may put into words what the form leaves to the question above: it is not asked for.
        for texts in [&q.words, &q.official] {
            own.and(&Signs::of(texts.exact(lang)));
        }
        for (_, t) in q.label.iter().chain(q.words.iter()).chain(q.official.iter()) {
            all.and(&Signs::of(t));
        }
        // A row of a matrix is often written with the question above it.
        let above = q.parent.as_deref().and_then(|p| self.format.question(p));
        for (_, t) in above.into_iter().flat_map(|p| p.label.iter().chain(p.words.iter())).chain(q.block.iter()) {
            all.and(&Signs::of(t));
        }
        Signs::of(text).against(&own, &all)
    }

    /// What the place in the file says for a question: rows and follow-ups of the last main question,
    /// and the question that comes next in the form.
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

/// Numbers under which the questions of a format are known.
fn keys(format: &Format) -> Map<String, Vec<usize>> {
    let mut keys: Map<String, Vec<usize>> = Map::default();
    for (i, q) in format.questions.iter().enumerate() {
        let mut before = "";
        for name in [q.number.as_str(), q.key()].into_iter().chain(q.aliases.iter().map(String::as_str)) {
            if name == before {
                continue;
            }
            before = name;
            let key = number(name);
            if key.is_empty() {
                continue;
            }
            let list = keys.entry(key).or_default();
            if !list.contains(&i) {
                list.push(i);
            }
        }
    }
    keys
}

/// Numbers of the questions that hold a figure.
fn figures(format: &Format) -> Set<String> {
    let names = format.questions.iter().flat_map(|q| [q.number.as_str(), q.key()]);
    names.map(number).filter(|key| key.contains('.') && key.chars().any(|c| c.is_ascii_digit())).collect()
}

/// Folded texts of all options, with and without their codes: they head ticked columns.
fn options(format: &Format) -> Set<String> {
    let options = format.questions.iter().flat_map(|q| q.options.iter());
    let texts: Set<(&str, &str)> =
        options.flat_map(|o| o.text.iter().map(|(_, text)| (o.code.as_str(), text))).collect();
    let mut names = Set::default();
    for (code, text) in texts {
        let folded = fold(text);
        if !folded.is_empty() {
            names.insert(format!("{} {folded}", fold(code)));
            names.insert(folded);
        }
    }
    names
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
    own.iter().map(|o| 2.0 * block.intersection(o).count() as f64 / (block.len() + o.len()) as f64).fold(0.0, f64::max)
}

impl Side {
    /// The known stem a misspelt one most likely is: one letter is wrong, missing, too many, or two
    /// have changed places.
    fn like(&self, word: &str) -> Option<&str> {
        let letters: Vec<char> = word.chars().collect();
        if letters.len() < 5 || letters.iter().any(char::is_ascii_digit) {
            return None;
        }
        let first = letters.first()?;
        let from = self.vocabulary.partition_point(|(_, v)| v.first() < Some(first));
        self.vocabulary
            .iter()
            .skip(from)
            .take_while(|(_, v)| v.first() == Some(first))
            .filter(|(_, own)| own.len() >= 5 && own.len().abs_diff(letters.len()) <= 1 && one_apart(own, &letters))
            .max_by(|a, b| a.1.len().cmp(&b.1.len()).then(b.0.cmp(&a.0)))
            .map(|(v, _)| v.as_str())
    }
}

fn one_apart(a: &[char], b: &[char]) -> bool {
    let same = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let (a, b) = (&a[same..], &b[same..]);
    match (a, b) {
        ([], [_]) | ([_], []) => true,
        ([x, a1 @ ..], [y, b1 @ ..]) => {
            a1 == b1
                || a1 == b
                || a == b1
                || matches!((a1, b1), ([x2, a2 @ ..], [y2, b2 @ ..]) if x == y2 && x2 == y && a2 == b2)
        }
        _ => false,
    }
}

fn side(format: &Format, known: &[Stems]) -> Side {
    let mut sets: Vec<(usize, BTreeSet<&str>)> = Vec::new();
    let mut seen: Map<&str, BTreeSet<usize>> = Map::default();
    for (i, (q, own)) in format.questions.iter().zip(known).enumerate() {
        // A row of a matrix is often written with the question above it.
        let parent = q.parent.as_deref().and_then(|p| format.index.get(p)).copied();
        let context = parent
            .filter(|p| format.questions[*p].kind == Kind::Heading)
            .and_then(|p| known.get(p))
            .map(|p| &p.words)
            .filter(|w| !w.is_empty());
        let told = !(own.words.is_empty() && own.label.is_empty());
        let both = || own.words.iter().chain(&own.label).map(String::as_str);
        let mut docs: Vec<BTreeSet<&str>> = Vec::new();
        if !own.official.is_empty() {
            docs.push(own.official.iter().map(String::as_str).collect());
        }
        if !own.words.is_empty() && !own.label.is_empty() {
            docs.push(both().collect());
        }
        if let (Some(context), true) = (context, told) {
            docs.push(both().chain(context.iter().map(String::as_str)).collect());
        }
        for set in [&own.words, &own.label] {
            if !set.is_empty() {
                docs.push(set.iter().map(String::as_str).collect());
            }
        }
        docs.dedup();
        for set in docs {
            for w in &set {
                seen.entry(w).or_default().insert(i);
            }
            sets.push((i, set));
        }
    }
    let all = format.questions.len() as f64;
    let mut side = Side {
        docs: Vec::with_capacity(sets.len()),
        stems: seen
            .into_iter()
            .map(|(w, qs)| (w.to_owned(), ((1.0 + all / qs.len() as f64).ln(), Vec::new())))
            .collect(),
        unknown: (1.0 + all / 12.0).ln(),
        vocabulary: Vec::new(),
    };
    for (question, set) in sets {
        let mut weight = 0.0;
        for w in set {
            if let Some((own, postings)) = side.stems.get_mut(w) {
                weight += *own;
                postings.push(side.docs.len());
            }
        }
        side.docs.push(Doc { question, weight });
    }
    side.vocabulary = side.stems.keys().map(|w| (w.clone(), w.chars().collect())).collect();
    side.vocabulary.sort();
    side
}
