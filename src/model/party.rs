//! Parties: ISO 3166 codes and the names under which systems and people know them.

use super::map::Map;
use std::sync::OnceLock;

use serde::{Serialize, Serializer};

use super::Lang;

/// A Party: ISO 3166-1 alpha-2 code in capitals, `EU` for the European Union.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Party([u8; 2]);

struct Known {
    names: Map<[u8; 2], [&'static str; 3]>,
    by_name: Map<String, Party>,
}

/// Names come from Unicode CLDR; the other spellings from lists the UN and the reporting systems use.
const TABLE: &str = include_str!("parties.tsv");

fn known() -> &'static Known {
    static KNOWN: OnceLock<Known> = OnceLock::new();
    KNOWN.get_or_init(|| {
        let mut known = Known { names: Map::default(), by_name: Map::default() };
        for line in TABLE.lines().filter(|l| !l.starts_with('#')).skip(1) {
            let cols: Vec<&'static str> = line.split('\t').collect();
            let [code, en, fr, es, also] = cols[..] else { continue };
            let &[a, b] = code.as_bytes() else { continue };
            let party = Party([a, b]);
            known.names.insert(party.0, [en, fr, es]);
            for name in [en, fr, es].into_iter().chain(also.split('|')).filter(|n| !n.is_empty()) {
                known.by_name.entry(fold(name)).or_insert(party);
            }
        }
        known
    })
}

/// Case, accents, articles and punctuation do not tell countries apart.
fn fold(name: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    let plain: String = name
        .nfd()
        .filter(|c| !unicode_normalization::char::is_combining_mark(*c))
        .map(|c| if c.is_alphanumeric() { c.to_ascii_lowercase() } else { ' ' })
        .collect();
    plain
        .to_lowercase()
        .split_whitespace()
        .filter(|w| {
            !matches!(
                *w,
                "the"
                    | "of"
                    | "and"
                    | "de"
                    | "la"
                    | "le"
                    | "les"
                    | "el"
                    | "los"
                    | "las"
                    | "del"
                    | "du"
                    | "des"
                    | "et"
                    | "y"
                    | "d"
                    | "l"
            )
        })
        .collect::<Vec<_>>()
        .join(" ")
}

impl Party {
    /// Reads a code (`KE`, `ke`, `eu`); `None` where ISO 3166 does not know it.
    #[must_use]
    pub fn parse(code: &str) -> Option<Party> {
        let code = code.trim().to_ascii_uppercase();
        let &[a, b] = code.as_bytes() else { return None };
        known().names.contains_key(&[a, b]).then_some(Party([a, b]))
    }

    /// Reads a code or a country's name in English, French or Spanish, in the spellings the UN and
    /// the reporting systems use. `None` where nothing fits exactly: names are never guessed.
    #[must_use]
    pub fn find(text: &str) -> Option<Party> {
        let text = text.trim();
        let text = text.strip_prefix("Party:").unwrap_or(text).trim();
        Party::parse(text).or_else(|| known().by_name.get(&fold(text)).copied())
    }

    /// The code.
    #[must_use]
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("??")
    }

    /// The country's name in a language.
    #[must_use]
    pub fn name(&self, lang: Lang) -> &'static str {
        known().names.get(&self.0).map_or("", |n| match lang {
            Lang::En => n[0],
            Lang::Fr => n[1],
            Lang::Es => n[2],
        })
    }
}

impl std::fmt::Display for Party {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code())
    }
}

impl Serialize for Party {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(self.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_the_spellings_systems_use() {
        for (name, code) in [
            ("Party: Australia", "AU"),
            ("Bolivia (Plurinational State of)", "BO"),
            ("Côte d’Ivoire", "CI"),
            ("Cote d'Ivoire", "CI"),
            ("République démocratique du Congo", "CD"),
            ("Congo", "CG"),
            ("Turkey", "TR"),
            ("Türkiye", "TR"),
            ("eu", "EU"),
            ("Mongolie", "MN"),
            ("Testland", "QM"),
        ] {
            assert_eq!(Party::find(name).map(|p| p.to_string()).as_deref(), Some(code), "{name}");
        }
        assert_eq!(Party::find("Atlantis"), None);
        assert_eq!(Party::parse("XQ"), None);
    }
}
