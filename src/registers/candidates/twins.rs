//! Twins: what several reports tell of one measure, in one row.
//!
//! Two texts of one language are twins where half of their word pairs are the same. Below that stand
//! texts of one kind about different things ("World Wetlands Day was celebrated with pupils in …"),
//! above it the same paragraph shortened or with its figures brought up to date. Years that both name
//! and do not share tell such texts apart, and so do two different names. A name of its own is
//! stronger than wording: it joins rows over boxes and languages.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Entry, Lang};
use crate::read::fold::fold;
use crate::registers::measure::Span;
use crate::registers::text::{count, fnv, jaccard, sentences, shingles, tokens, years};
use crate::registers::{column, words};

use super::measures::Found;

/// Share of common word pairs from which two texts of one language are twins.
const ALIKE: f64 = 0.5;

/// Shorter texts are too alike by chance.
const LEAST_TOKENS: usize = 5;

/// Likeness from which two names are one, a letter or an ending apart.
const SAME_NAME: f64 = 0.92;

/// Most words a row's text grows to by what other boxes add.
const MOST_WORDS: usize = 120;

/// A word pair in more texts than this tells nothing.
const COMMON: usize = 60;

/// What rows are compared by.
pub(super) struct Look {
    name: Option<NameKey>,
    kind: String,
    span: Option<Span>,
    years: BTreeSet<u16>,
    texts: Vec<(Lang, usize, BTreeSet<u32>)>,
}

/// A name that stands for one thing only.
#[derive(Debug, Clone, PartialEq, Eq)]
struct NameKey {
    words: String,
    /// `7/2016`, `2022`: numbers that must agree.
    numbers: BTreeSet<String>,
    /// The kind of instrument, where a word says it, and its number, which are one in every language.
    law: Option<(Option<usize>, String)>,
    /// A name that any office has: "Management Plan", "Plan d'action national". It needs its year too.
    generic: bool,
}

impl Look {
    pub(super) fn of_found(f: &Found) -> Look {
        Look::new(&f.title, f.named, &f.kind, &f.period, f.texts.iter().map(|(l, t)| (*l, t.as_str())))
    }

    pub(super) fn of_entry(e: &Entry) -> Look {
        let texts = column::TEXTS.iter().map(|(l, c)| (*l, e.get(c))).filter(|(_, t)| !t.is_empty());
        let title = e.get(column::TITLE);
        let named = !title.ends_with('…') && crate::registers::names::name(title, None).is_some();
        Look::new(title, named, e.get(column::KIND), e.get(column::PERIOD), texts)
    }

    fn new<'a>(
        title: &str,
        named: bool,
        kind: &str,
        period: &str,
        texts: impl Iterator<Item = (Lang, &'a str)>,
    ) -> Look {
        let mut all_years = BTreeSet::new();
        let mut sets = Vec::new();
        for (lang, text) in texts {
            all_years.extend(years(text).into_iter().map(|(_, y)| y));
            let tokens = tokens(text);
            sets.push((lang, tokens.len(), shingles(&tokens).iter().map(|s| fnv(s)).collect()));
        }
        Look {
            name: named.then(|| NameKey::new(title)),
            kind: kind.to_owned(),
            span: Span::parse(period),
            years: all_years,
            texts: sets,
        }
    }

    /// Word pairs of all texts, to find what may be alike.
    pub(super) fn pairs(&self) -> impl Iterator<Item = u32> + '_ {
        self.texts.iter().flat_map(|(_, _, s)| s.iter().copied())
    }

    /// True where both tell of one measure.
    pub(super) fn twin(&self, other: &Look) -> bool {
        if let (Some(a), Some(b)) = (&self.name, &other.name) {
            let one = !(a.generic || b.generic) || (a == b && self.span.is_some() && self.span == other.span);
            return one && a.same(b) && !self.another_time(other);
        }
        if !self.years.is_empty() && !other.years.is_empty() && self.years.is_disjoint(&other.years) {
            return false;
        }
        self.texts.iter().any(|(lang, n, a)| {
            *n >= LEAST_TOKENS
                && other.texts.iter().any(|(l, m, b)| l == lang && *m >= LEAST_TOKENS && jaccard(a, b) >= ALIKE)
        })
    }

    /// A campaign or a count of another year is another one, whatever its name.
    fn another_time(&self, other: &Look) -> bool {
        let passes = |k: &str| matches!(k, "campaign" | "training" | "enforcement" | "monitoring" | "assessment");
        if !passes(&self.kind) || !passes(&other.kind) {
            return false;
        }
        let (Some(a), Some(b)) = (self.span, other.span) else { return false };
        a.to.is_some_and(|to| to < b.from) || b.to.is_some_and(|to| to < a.from)
    }
}

impl NameKey {
    fn new(title: &str) -> NameKey {
        let all = tokens(title);
        let keyword = |w: &String| words::KINDS.iter().any(|k| k.words.contains(&w.as_str()));
        let number = |w: &String| w.chars().all(|c| c.is_ascii_digit());
        let own = all.iter().any(|w| !keyword(w) && !number(w) && !words::GENERIC.contains(&w.as_str()));
        let law = law_number(title);
        NameKey {
            words: all.iter().filter(|w| !number(w)).cloned().collect::<Vec<_>>().join(" "),
            numbers: all.iter().filter(|w| number(w)).cloned().collect(),
            generic: !own && law.is_none(),
            law,
        }
    }

    fn same(&self, other: &NameKey) -> bool {
        if let (Some((kind, n)), Some((other_kind, m))) = (&self.law, &other.law) {
            match (kind, other_kind) {
                _ if n != m => return false,
                (Some(a), Some(b)) => return a == b,
                // A number alone names nothing: each kind of instrument has its own.
                _ => {}
            }
        }
        // A name may go without its number: "the Wildlife Act", "the Wildlife Act 7/2016".
        let numbers = self.numbers.is_empty() || other.numbers.is_empty() || self.numbers == other.numbers;
        numbers && (self.words == other.words || strsim::normalized_levenshtein(&self.words, &other.words) >= SAME_NAME)
    }
}

/// Words for kinds of instruments, each of which is numbered apart.
const INSTRUMENTS: [&[&str]; 8] = [
    &["law", "act", "statute", "loi", "ley"],
    &["decree", "decret", "decreto"],
    &["order", "arrete", "orden"],
    &["regulation", "regulations", "reglement", "reglamento"],
    &["ordinance", "ordonnance", "ordenanza"],
    &["directive", "directiva"],
    &["resolution", "resolucion"],
    &["notice", "circular", "circulaire", "decision", "decisions"],
];

/// `7/2016` of a law or decree, with the kind of instrument that stands nearest before it, else anywhere. A range of
/// years is no number.
fn law_number(title: &str) -> Option<(Option<usize>, String)> {
    let kind = |w: &str| INSTRUMENTS.iter().position(|words| words.contains(&fold(w).as_str()));
    let all: Vec<&str> = title.split_whitespace().collect();
    let (at, number) = all.iter().enumerate().find_map(|(at, w)| {
        let (n, year) = w.trim_matches(|c: char| !c.is_ascii_digit()).split_once(['/', '-'])?;
        let digits = n.chars().chain(year.chars()).all(|c| c.is_ascii_digit());
        let range = n.len() == 4 && (1900..=2100).contains(&n.parse::<u16>().unwrap_or_default());
        let fits = digits && !range && (1..=5).contains(&n.len()) && year.len() == 4;
        fits.then(|| (at, format!("{n}/{year}")))
    })?;
    let before = all.iter().take(at).rev().find_map(|w| kind(w));
    Some((before.or_else(|| all.iter().skip(at).find_map(|w| kind(w))), number))
}

/// Rows of twins, newest wording first, each with all its origins and tags. What is in the register
/// already is left out.
pub(super) fn gathered(mut found: Vec<Found>, known: &[Entry]) -> Vec<Found> {
    found.sort_by(|a, b| {
        let length = |f: &Found| f.texts.values().map(|t| count(t)).max().unwrap_or(0);
        // Of one year, what was done comes before what a plan of it says.
        (b.year, !planned(b), b.named, length(b))
            .cmp(&(a.year, !planned(a), a.named, length(a)))
            .then_with(|| (&a.title, &a.texts, &a.origin).cmp(&(&b.title, &b.texts, &b.origin)))
    });
    let looks: Vec<Look> = found.iter().map(Look::of_found).collect();
    let old: Vec<Look> = known.iter().map(Look::of_entry).collect();
    let told: BTreeSet<&str> = known.iter().flat_map(|e| e.list(column::ORIGIN)).collect();
    let by_pair = index(&old);

    let mut groups: Vec<Vec<usize>> = Vec::new();
    // Of each group its first row's word pairs, and the names of all its rows.
    let mut firsts: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    let mut named: Vec<(usize, usize)> = Vec::new();
    let mut is_known = Vec::new();
    for (i, look) in looks.iter().enumerate() {
        let mut near: BTreeSet<usize> = BTreeSet::new();
        for p in look.pairs() {
            if let Some(g) = firsts.get(&p).filter(|g| g.len() <= COMMON) {
                near.extend(g);
            }
        }
        let alike =
            near.into_iter().find(|&g| groups.get(g).and_then(|m| m.first()).is_some_and(|&f| looks[f].twin(look)));
        let by_name = || {
            look.name.as_ref()?;
            named.iter().find(|(_, of)| looks[*of].name.is_some() && looks[*of].twin(look)).map(|(g, _)| *g)
        };
        let group = by_name().or(alike).unwrap_or_else(|| {
            groups.push(Vec::new());
            is_known.push(false);
            for p in look.pairs() {
                firsts.entry(p).or_default().push(groups.len() - 1);
            }
            groups.len() - 1
        });
        groups[group].push(i);
        if look.name.is_some() {
            named.push((group, i));
        }
        is_known[group] |=
            found[i].origin.iter().any(|o| told.contains(o.as_str())) || in_register(look, &old, &by_pair);
    }
    let mut rows: Vec<Found> = groups
        .into_iter()
        .zip(is_known)
        .filter(|(_, known)| !known)
        .map(|(members, _)| joined(members.into_iter().map(|m| found[m].clone()).collect()))
        .collect();
    rows.sort_by(|a, b| (&a.title, &a.texts, &a.origin).cmp(&(&b.title, &b.texts, &b.origin)));
    rows
}

fn index(looks: &[Look]) -> BTreeMap<u32, Vec<usize>> {
    let mut by_pair: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (i, l) in looks.iter().enumerate() {
        for p in l.pairs() {
            by_pair.entry(p).or_default().push(i);
        }
    }
    by_pair
}

fn in_register(look: &Look, old: &[Look], by_pair: &BTreeMap<u32, Vec<usize>>) -> bool {
    if look.name.is_some() && old.iter().any(|o| o.name.is_some() && o.twin(look)) {
        return true;
    }
    let near: BTreeSet<usize> =
        look.pairs().filter_map(|p| by_pair.get(&p)).filter(|l| l.len() <= COMMON).flatten().copied().collect();
    near.into_iter().any(|o| old[o].twin(look))
}

fn planned(f: &Found) -> bool {
    f.status == "planned"
}

/// Twins in one row. The newest wording is the row's; what other boxes of the same year add is added.
fn joined(members: Vec<Found>) -> Found {
    let mut members = members.into_iter();
    let Some(mut row) = members.next() else { return Found::default() };
    let done = !planned(&row);
    for m in members {
        // What was planned is no part of what was done.
        let adds = m.year == row.year && !(done && planned(&m));
        for (lang, text) in m.texts {
            match row.texts.get_mut(&lang) {
                None => {
                    row.texts.insert(lang, text);
                }
                Some(own) if adds => add(own, &text),
                Some(_) => {}
            }
        }
        if row.kind.is_empty() {
            row.kind = m.kind;
        }
        // When something ended says nothing of the years an older report gives it.
        if row.period.is_empty() && row.status != "ended" {
            row.period = m.period;
        }
        row.subjects.extend(m.subjects);
        row.facets.extend(m.facets);
        row.frameworks.extend(m.frameworks);
        row.origin.extend(m.origin);
    }
    row
}

/// Adds the sentences of a twin that the text does not have.
fn add(own: &mut String, text: &str) {
    for s in sentences(text) {
        let pairs = shingles(&tokens(s));
        let has = sentences(own).into_iter().any(|o| jaccard(&shingles(&tokens(o)), &pairs) >= ALIKE)
            || fold(own).contains(&fold(s));
        if !has && count(own) + count(s) <= MOST_WORDS {
            if !own.ends_with(['.', '!', '?', ':', ';']) {
                own.push('.');
            }
            own.push(' ');
            own.push_str(s);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn twins(a: &str, b: &str) -> bool {
        let look = |t: &str| Look::new(t, true, "", "", std::iter::empty());
        look(a).twin(&look(b))
    }

    #[test]
    fn a_range_of_years_and_another_instrument_s_number_join_nothing() {
        assert!(!twins("Stork Bonus Programme 2024-2026", "Green Fishing Plan 2024-2026"));
        assert!(!twins("Ivory Enforcement Plan 2021/2026", "Rhino Recovery Programme 2021/2026"));
        assert!(!twins("Law 7/2016 on hunting clubs", "Decree 7/2016 on fences"));
        assert!(!twins("Fence Rules 7/2016", "Law 7/2016 on hunting clubs"), "no word says what was numbered");
        assert!(twins("Law 7/2016 on hunting clubs", "Loi n° 7/2016 relative aux clubs de chasse"));
        assert!(twins("Stork Bonus Programme 2024-2026", "the Stork Bonus Programme 2024-2026"));
    }
}
