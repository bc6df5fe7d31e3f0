//! Regional groups of the United Nations, by which Parties meet.

use std::collections::HashMap;
use std::sync::OnceLock;

use serde::Serialize;

use super::{Lang, Party};

const TABLE: &str = include_str!("regions.tsv");

/// A regional group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Region {
    /// African States.
    Africa,
    /// Asia-Pacific States.
    AsiaPacific,
    /// Eastern European States.
    EasternEurope,
    /// Latin American and Caribbean States.
    LatinAmericaCaribbean,
    /// Western European and other States.
    WesternEuropeOthers,
}

impl Region {
    /// All groups with their names in the table and in JSON.
    pub const ALL: [(Region, &'static str); 5] = [
        (Region::Africa, "africa"),
        (Region::AsiaPacific, "asia-pacific"),
        (Region::EasternEurope, "eastern-europe"),
        (Region::LatinAmericaCaribbean, "latin-america-caribbean"),
        (Region::WesternEuropeOthers, "western-europe-others"),
    ];

    /// The group of a Party; `None` for territories.
    #[must_use]
    pub fn of(party: Party) -> Option<Region> {
        static KNOWN: OnceLock<HashMap<&'static str, Region>> = OnceLock::new();
        let known = KNOWN.get_or_init(|| {
            TABLE
                .lines()
                .filter(|l| !l.starts_with('#'))
                .filter_map(|l| l.split_once('\t'))
                .filter_map(|(code, group)| Some((code, Region::ALL.iter().find(|r| r.1 == group)?.0)))
                .collect()
        });
        known.get(party.code()).copied()
    }

    /// Name in the table and in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        Region::ALL.iter().find(|r| r.0 == self).map_or("", |r| r.1)
    }

    /// The name people know.
    #[must_use]
    pub fn label(self, lang: Lang) -> &'static str {
        let [en, fr, es] = match self {
            Region::Africa => ["Africa", "Afrique", "África"],
            Region::AsiaPacific => ["Asia-Pacific", "Asie-Pacifique", "Asia y el Pacífico"],
            Region::EasternEurope => ["Eastern Europe", "Europe orientale", "Europa Oriental"],
            Region::LatinAmericaCaribbean => {
                ["Latin America and the Caribbean", "Amérique latine et Caraïbes", "América Latina y el Caribe"]
            }
            Region::WesternEuropeOthers => {
                ["Western Europe and others", "Europe occidentale et autres États", "Europa Occidental y otros Estados"]
            }
        };
        match lang {
            Lang::En => en,
            Lang::Fr => fr,
            Lang::Es => es,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_table_is_a_party_with_a_group() {
        let rows: Vec<&str> = TABLE.lines().filter(|l| !l.starts_with('#')).skip(1).collect();
        assert_eq!(rows.len(), 193 + 5 + 3, "members of the UN, five others, three invented countries");
        for row in rows {
            let code = row.split('\t').next().unwrap_or_default();
            assert!(Party::parse(code).and_then(Region::of).is_some(), "{row}");
        }
        assert_eq!(Party::parse("GL").and_then(Region::of), None);
    }
}
