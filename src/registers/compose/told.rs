//! Which measures an existing text tells of.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::TOLD;
use crate::read::fold::fold;
use crate::registers::column;
use crate::registers::measure::Measure;
use crate::registers::text::{shingles, tokens};

/// A text of a measure: the measure's place, and which of its texts.
type Text = (usize, usize);

/// Pairs of words that follow each other in the texts of measures, so that each text is cut up once.
pub(super) struct Index {
    texts: HashMap<String, Vec<Text>>,
    sizes: HashMap<Text, usize>,
}

impl Index {
    pub(super) fn new(measures: &[Measure]) -> Index {
        let mut index = Index { texts: HashMap::new(), sizes: HashMap::new() };
        for (at, m) in measures.iter().enumerate() {
            for (n, (_, c)) in column::TEXTS.iter().enumerate() {
                let own = shingles(&tokens(m.entry.get(c)));
                // So few words stand in a text by chance.
                if own.len() > 2 {
                    index.sizes.insert((at, n), own.len());
                    for s in own {
                        index.texts.entry(s).or_default().push((at, n));
                    }
                }
            }
        }
        index
    }
}

/// What an existing text tells.
pub(super) struct Told {
    folded: String,
    /// Places of the measures of which most words stand in it.
    words: BTreeSet<usize>,
}

impl Told {
    pub(super) fn new(text: &str, index: &Index) -> Told {
        let own = shingles(&tokens(text));
        let mut both: BTreeMap<Text, usize> = BTreeMap::new();
        for t in own.iter().filter_map(|s| index.texts.get(s)).flatten() {
            *both.entry(*t).or_default() += 1;
        }
        let most = |(t, n): &(&Text, &usize)| {
            let size = index.sizes.get(t).copied().unwrap_or(usize::MAX);
            size <= own.len() && **n as f64 / size as f64 >= TOLD
        };
        let words = both.iter().filter(most).map(|((at, _), _)| *at).collect();
        Told { folded: format!(" {} ", fold(text)), words }
    }

    /// True where the text names the measure at this place, or tells most of what it says.
    pub(super) fn of(&self, at: usize, m: &Measure) -> bool {
        let title = m.folded.trim();
        (title.contains(' ') && self.folded.contains(&format!(" {title} "))) || self.words.contains(&at)
    }
}
