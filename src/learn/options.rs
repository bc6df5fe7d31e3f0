//! Options of the form as sets, with meanings where their text is a known option's.

use std::collections::{BTreeMap, BTreeSet};

use super::form::{Form, Seen, Shown, slug};
use super::link::Links;
use crate::catalogue::Catalogue;
use crate::model::{Choice, Format, Kind, Meaning, Polarity, Question};
use crate::read::fold::fold;
use crate::read::values::coded;

/// What stands in the template where nobody knows yet what an option means.
pub(super) const UNREVIEWED: &str = "unreviewed";

/// `A=Yes; B=No; C=Partially`: each with its code; empty where it is no legend.
pub(super) fn legend(text: &str) -> Vec<String> {
    let parts: Vec<String> = text
        .split([';', '\n', '\t'])
        .map(|p| p.trim().trim_end_matches(',').to_owned())
        .filter(|p| coded(p).is_some_and(|(code, _)| code.chars().all(|c| c.is_ascii_alphanumeric())))
        .collect();
    if parts.len() >= 2 { parts } else { Vec::new() }
}

/// Options of one cell, without codes: separated by semicolons, lines or bars.
pub(super) fn listed(text: &str) -> Vec<String> {
    let parts: Vec<String> =
        text.split([';', '\n', '|']).map(|p| p.trim().to_owned()).filter(|p| !p.is_empty()).collect();
    let parts = if parts.len() < 2 { text.split(" / ").map(|p| p.trim().to_owned()).collect() } else { parts };
    let short = parts.iter().all(|p| !p.is_empty() && p.split_whitespace().count() <= 25);
    if parts.len() >= 2 && short { parts } else { Vec::new() }
}

/// An option of the new form.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Opt {
    pub(super) code: String,
    pub(super) text: String,
    pub(super) assigned: bool,
    pub(super) meaning: String,
}

/// Sets of options, and which question has which.
#[derive(Debug, Default)]
pub(super) struct Sets {
    /// Name to options.
    pub(super) sets: BTreeMap<String, Vec<Opt>>,
    of: Vec<Option<String>>,
}

impl Sets {
    pub(super) fn new(form: &Form, links: &Links, old: Option<&Format>, id: &str, catalogue: &Catalogue) -> Sets {
        let known = Known::new(old, id, catalogue);
        let mut sets = Sets::default();
        for (i, q) in form.questions.iter().enumerate() {
            if q.options.len() < 2 {
                sets.of.push(None);
                continue;
            }
            let before: Vec<&Question> = links.of(i).filter_map(|l| old.and_then(|o| o.questions.get(l.old))).collect();
            let options = known.options(q, &before);
            let name = sets.named(options);
            sets.of.push(Some(name));
        }
        sets
    }

    /// The name of the set with these options, made where there is none yet.
    fn named(&mut self, options: Vec<Opt>) -> String {
        if let Some((name, _)) = self.sets.iter().find(|(_, o)| **o == options) {
            return name.clone();
        }
        let stem = if options.iter().all(|o| !o.assigned) {
            options.iter().map(|o| o.code.as_str()).collect::<String>()
        } else {
            options.iter().take(3).map(|o| o.code.as_str()).collect::<Vec<_>>().join("_")
        };
        let stem: String = stem.chars().take(40).collect();
        let mut name = stem.clone();
        let mut n = 2;
        while self.sets.contains_key(&name) {
            name = format!("{stem}_{n}");
            n += 1;
        }
        self.sets.insert(name.clone(), options);
        name
    }

    /// The name of a question's set.
    pub(super) fn name(&self, question: usize) -> Option<&str> {
        self.of.get(question)?.as_deref()
    }

    /// Options of a question.
    pub(super) fn options(&self, question: usize) -> &[Opt] {
        self.name(question).and_then(|n| self.sets.get(n)).map_or(&[], Vec::as_slice)
    }

    /// Options whose meaning is not known.
    pub(super) fn unknown(&self) -> usize {
        self.sets.values().flatten().filter(|o| o.meaning == UNREVIEWED).count()
    }

    /// What kind of answer a question takes, given the one it continues.
    pub(super) fn kind(&self, form: &Form, i: usize, before: Option<&Question>) -> Kind {
        let Some(q) = form.questions.get(i) else { return Kind::Text };
        let options = self.options(i);
        if !q.columns.is_empty() {
            return Kind::Table;
        }
        if !options.is_empty() {
            return match before.map(|b| b.kind) {
                Some(Kind::Number) => Kind::Number,
                Some(Kind::Multi) if q.shown == Shown::Boxes => Kind::Multi,
                Some(Kind::Single | Kind::YesNo | Kind::Indicator) => Kind::Single,
                _ if q.shown == Shown::List => Kind::Single,
                _ => {
                    // A yes and a no beside each other are not ticked together.
                    let has = |p: Polarity| options.iter().any(|o| Meaning::new(&o.meaning).polarity() == p);
                    if has(Polarity::Positive) && has(Polarity::Negative) { Kind::Single } else { Kind::Multi }
                }
            };
        }
        // The blank cell beside the title of rows takes no answer.
        if form.has_rows(i) && (!q.text || before.is_some_and(|b| b.kind == Kind::Heading)) {
            return Kind::Heading;
        }
        match before {
            Some(b) if b.kind.is_textual() || matches!(b.kind, Kind::Date | Kind::Number) => b.kind,
            _ => Kind::Text,
        }
    }
}

/// Meanings of option texts.
struct Known<'a> {
    /// Folded text to meanings in the earlier edition, and in all formats.
    near: BTreeMap<String, BTreeSet<&'a str>>,
    far: BTreeMap<String, BTreeSet<&'a str>>,
}

fn texts(o: &Choice) -> impl Iterator<Item = String> + '_ {
    o.text.iter().map(|(_, t)| fold(t))
}

impl<'a> Known<'a> {
    fn new(old: Option<&'a Format>, id: &str, catalogue: &'a Catalogue) -> Known<'a> {
        let mut known = Known { near: BTreeMap::new(), far: BTreeMap::new() };
        for format in catalogue.format_ids().filter(|f| *f != id).filter_map(|f| catalogue.format(f)) {
            for o in format.questions.iter().flat_map(|q| q.options.iter()) {
                let meaning = o.meaning.as_str();
                // A choice of a list and a step of a scale mean something only in their own question.
                if ["is-", "scale-", UNREVIEWED].iter().any(|p| meaning.starts_with(p)) {
                    continue;
                }
                for text in texts(o) {
                    if old.is_some_and(|old| old.id == format.id) {
                        known.near.entry(text.clone()).or_default().insert(meaning);
                    }
                    known.far.entry(text).or_default().insert(meaning);
                }
            }
        }
        known
    }

    fn options(&self, q: &Seen, before: &[&Question]) -> Vec<Opt> {
        let mut options: Vec<Opt> = Vec::new();
        for printed in &q.options {
            let coded = coded(printed).filter(|(c, _)| c.chars().all(|c| c.is_ascii_alphanumeric()));
            let bare = printed.chars().count() <= 2 && printed.chars().all(|c| c.is_ascii_alphanumeric());
            let (code, text, assigned) = match coded {
                Some((code, text)) => (code.to_owned(), text.to_owned(), false),
                None if bare => (printed.clone(), printed.clone(), false),
                None => (slug(printed), printed.clone(), true),
            };
            if code.is_empty() || text.is_empty() {
                continue;
            }
            let mut code = code;
            while options.iter().any(|o| o.code == code) {
                code.push('x');
            }
            let folded = fold(&text);
            let own: BTreeSet<&str> = before
                .iter()
                .flat_map(|b| b.options.iter())
                .filter(|o| texts(o).any(|t| t == folded))
                .map(|o| o.meaning.as_str())
                .collect();
            let found = [Some(&own), self.near.get(&folded), self.far.get(&folded)];
            let meaning = found.into_iter().flatten().find(|m| !m.is_empty()).filter(|m| m.len() == 1);
            let meaning = meaning.and_then(|m| m.first().copied()).unwrap_or(UNREVIEWED);
            // Two options of one question never mean the same.
            let meaning = if options.iter().any(|o| o.meaning == meaning) { UNREVIEWED } else { meaning };
            options.push(Opt { code, text, assigned, meaning: meaning.to_owned() });
        }
        options
    }
}
