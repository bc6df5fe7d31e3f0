//! Facets: which part of a subject a measure is about, and which boxes that part belongs to.

/// The whole, and the parts directly under it. The list of `mappings/subjects.toml`, as a tree.
const PARTS: [(&str, &[&str]); 5] = [
    (
        ALL,
        &[
            "wetlands",
            "migratory-species",
            "cites-listed",
            "trade",
            "terrestrial",
            "inland-waters",
            "marine",
            "genetic-resources",
            "biotechnology",
            "cites-authorities",
        ],
    ),
    ("wetlands", &["ramsar-sites"]),
    ("migratory-species", &["cms-appendix-i", "cms-appendix-ii"]),
    ("cites-listed", &["cites-appendix-i", "cites-appendix-ii", "cites-appendix-iii"]),
    ("trade", &[]),
];

/// All biodiversity.
pub(super) const ALL: &str = "all-biodiversity";

/// Facets of questions about the Party or the report itself: nothing a country did.
pub(super) fn is_formal(facet: &str) -> bool {
    matches!(facet, "party" | "report")
}

/// True where what is about `part` is about a part of `whole`, or the same. Never the other way round:
/// what covers all biodiversity does not for that reason cover wetlands.
pub(super) fn within(part: &str, whole: &str) -> bool {
    part == whole
        || PARTS.iter().find(|(w, _)| *w == whole).is_some_and(|(_, parts)| parts.iter().any(|p| within(part, p)))
}

/// The prefix of the framework a facet's convention reports on; `None` for what belongs to none.
pub(super) fn convention(facet: &str) -> Option<&'static str> {
    if within(facet, "wetlands") {
        Some("RAMSAR")
    } else if within(facet, "migratory-species") {
        Some("CMS")
    } else if within(facet, "cites-listed") || matches!(facet, "trade" | "cites-authorities") {
        Some("CITES")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_feeds_the_whole_and_never_the_reverse() {
        assert!(within("ramsar-sites", "wetlands") && within("ramsar-sites", ALL) && within("wetlands", "wetlands"));
        assert!(
            !within(ALL, "wetlands") && !within("wetlands", "ramsar-sites") && !within("wetlands", "migratory-species")
        );
        assert!(!within("party", ALL) && !within("report", ALL));
        assert_eq!(convention("cms-appendix-i"), Some("CMS"));
        assert_eq!(convention(ALL), None);
    }
}
