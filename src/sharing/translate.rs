//! What is to be translated: each text of a measure that a report's language lacks, once.

use std::collections::BTreeMap;

use crate::model::hash::short;
use crate::model::{Entry, Lang, Registers, Row};

/// Register of core with translations: a column for each language.
pub const SENTENCES: &str = "sentences";

/// Columns of measures that go into reports as they stand, and are the same words in each language
/// only if somebody translates them.
const PLAIN: [&str; 2] = ["title", "result"];

/// Texts that no translation into `to` exists for, each once, as rows of [`SENTENCES`]: an id made of
/// the original, and the original under its language. `main` is the language of texts that do not say
/// theirs. Rows come in the order in which the measures stand.
#[must_use]
pub fn missing(registers: &Registers, main: Lang, to: Lang) -> Vec<Entry> {
    let known = known(registers, to);
    let mut list: Vec<Entry> = Vec::new();
    let mut offer = |text: &str, from: Lang, place: &Entry| {
        let text = text.trim();
        if text.is_empty() || from == to || known.contains_key(&fold(text)) {
            return;
        }
        let id = format!("s-{}", short(&[&fold(text)]));
        if list.iter().any(|e| e.id == id) {
            return;
        }
        let cells = Row::from([(from.code().to_owned(), text.to_owned())]);
        list.push(Entry { id, cells, confirmed: false, origin: place.origin.clone() });
    };
    for m in registers.rows("measures") {
        // A measure told in the language needs no translation of its sentences; its title may.
        let own = |l: Lang| m.get(&format!("text-{}", l.code()));
        if own(to).is_empty() {
            let from = [main, Lang::En, Lang::Fr, Lang::Es].into_iter().find(|l| !own(*l).is_empty());
            if let Some(from) = from {
                offer(own(from), from, m);
            }
        }
        let told = Lang::ALL.into_iter().find(|l| !own(*l).is_empty() && *l == main);
        let told = told.or_else(|| Lang::ALL.into_iter().find(|l| !own(*l).is_empty())).unwrap_or(main);
        for column in PLAIN {
            offer(m.get(column), told, m);
        }
    }
    for text in registers.texts.values() {
        offer(text, main, &Entry::default());
    }
    list
}

/// Originals (folded) that have a translation into `to`.
fn known(registers: &Registers, to: Lang) -> BTreeMap<String, String> {
    let mut known = BTreeMap::new();
    for row in registers.rows(SENTENCES) {
        let translation = row.get(to.code());
        if translation.is_empty() {
            continue;
        }
        for l in Lang::ALL.into_iter().filter(|l| *l != to) {
            let original = row.get(l.code());
            if !original.is_empty() {
                known.entry(fold(original)).or_insert_with(|| translation.to_owned());
            }
        }
    }
    known
}

/// Spaces do not tell texts apart.
fn fold(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measure(cells: &[(&str, &str)]) -> Entry {
        let cells = cells.iter().map(|(c, t)| ((*c).to_owned(), (*t).to_owned())).collect();
        Entry { cells, ..Entry::default() }
    }

    #[test]
    fn each_missing_text_is_asked_for_once() {
        let mut r = Registers::default();
        let measures = vec![
            measure(&[("title", "Wetland Act"), ("text-en", "The Act protects wetlands.")]),
            measure(&[("title", "Wetland Act"), ("text-en", "The Act  protects wetlands.")]),
            measure(&[("title", "Loi forêts"), ("text-fr", "La loi protège.")]),
            measure(&[("title", "Bird count"), ("text-en", "A count."), ("text-fr", "Un comptage.")]),
        ];
        r.lists.insert("measures".to_owned(), measures);
        let texts =
            |r: &Registers| missing(r, Lang::En, Lang::Fr).iter().map(|e| e.get("en").to_owned()).collect::<Vec<_>>();
        assert_eq!(texts(&r), ["The Act protects wetlands.", "Wetland Act", "Bird count"]);
        let mut translated = measure(&[("en", "Wetland Act"), ("fr", "Loi sur les zones humides")]);
        translated.id = "s-1".to_owned();
        r.lists.insert(SENTENCES.to_owned(), vec![translated]);
        assert_eq!(texts(&r), ["The Act protects wetlands.", "Bird count"]);
        let spanish = missing(&r, Lang::En, Lang::Es);
        assert!(spanish.iter().any(|e| e.get("fr") == "La loi protège."), "{spanish:?}");
    }
}
