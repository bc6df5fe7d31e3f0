//! The code lists of the CITES trade reports, as they stand in `cites_codes.tsv`.

use std::collections::BTreeMap;
use std::sync::OnceLock;

const TABLE: &str = include_str!("../cites_codes.tsv");

/// Whether a code may still be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Current,
    /// Only in old data.
    Former,
    /// Not a country or listing proper: unknown, various, introduction from the sea.
    Special,
}

/// One code.
#[derive(Debug, Clone, Copy)]
pub(super) struct Code {
    pub(super) state: State,
    pub(super) name: &'static str,
}

type Lists = BTreeMap<&'static str, BTreeMap<&'static str, Code>>;

fn lists() -> &'static Lists {
    static LISTS: OnceLock<Lists> = OnceLock::new();
    LISTS.get_or_init(|| {
        let mut lists = Lists::new();
        for line in TABLE.lines().filter(|l| !l.starts_with('#')).skip(1) {
            let cells: Vec<&'static str> = line.split('\t').collect();
            let [kind, code, state, name] = cells[..] else { continue };
            let state = match state {
                "former" => State::Former,
                "special" => State::Special,
                _ => State::Current,
            };
            lists.entry(kind).or_default().insert(code, Code { state, name });
        }
        lists
    })
}

/// A code of a list: `term`, `unit`, `source`, `purpose`, `country`, `appendix`.
pub(super) fn code(kind: &str, code: &str) -> Option<Code> {
    lists().get(kind)?.get(code).copied()
}

/// All codes of a list.
pub(super) fn all(kind: &str) -> impl Iterator<Item = &'static str> {
    lists().get(kind).into_iter().flat_map(|l| l.keys().copied())
}

/// Group of species a scientific name belongs to, by its first word; `None` where it is not known.
pub(super) fn group(species: &str) -> Option<&'static str> {
    let first = species.split_whitespace().next()?.to_uppercase();
    code("taxon", &first).map(|c| c.name)
}

/// True for groups of plants.
pub(super) fn is_plant(group: &str) -> bool {
    matches!(group, "timber and trees" | "orchids" | "other plants")
}

/// A genus of the list that the first word of a name is one letter away from, if it is none itself.
pub(super) fn near_genus(species: &str) -> Option<String> {
    let first = species.split_whitespace().next()?;
    let upper = first.to_uppercase();
    if upper.chars().count() < 8 || upper.chars().count() > 40 || code("taxon", &upper).is_some() {
        return None;
    }
    let mut near = all("taxon").filter(|t| strsim::damerau_levenshtein(t, &upper) == 1);
    let found = near.next()?;
    if near.next().is_some() {
        return None;
    }
    let mut name = found.to_lowercase();
    name.replace_range(..1, &found[..1]);
    Some(name)
}
