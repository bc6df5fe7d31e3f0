//! What the reader and the writer of the CBD reporting tool's documents agree on: names of
//! documents, identifiers, and which binary questions belong to which group.

use super::{Format, Kind, Question};

/// Format id of the report whose documents are read and written.
pub const FORMAT: &str = "cbd-nr7";

/// Document with sections I to V and the annex.
pub const REPORT: &str = "nationalReport7";

/// Document with the answers on binary indicators.
pub const BINARY: &str = "nationalReport7BinaryIndicatorData";

/// Document with the data of one indicator.
pub const INDICATOR: &str = "nationalReport7IndicatorData";

/// Document of one national target.
pub const TARGET: &str = "nationalTarget7";

/// Term that stands for an option of the Party's own; only it carries a `customValue`.
pub const OTHER: &str = "5B6177DD-5E5E-434E-8CB7-D63D67D5EBED";

/// Prefix of an entry among an item's framework targets that is the identifier of the national
/// target's document in the reporting tool. With it, what is written refers to the target that is
/// already there.
pub const KNOWN: &str = "ORT:";

/// Names of fields, and their names before May 2025.
pub const FORMER: &[(&str, &str)] = &[
    ("mainActionsSummary", "mainActionsInfo"),
    ("progressSummary", "progressSummaryInfo"),
    ("actionEffectivenessSummary", "actionEffectivenessInfo"),
    ("sdgRelationSummary", "sdgRelationInfo"),
    ("assessmentSummary", "assessmentSummaryInfo"),
];

/// Binary questions that are stored together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// `binaryResponseTarget6`.
    pub key: String,
    /// `KMGBF-INDICATOR-BIN-6`.
    pub indicator: String,
    /// Positions of its questions in the format.
    pub questions: Vec<usize>,
}

impl Group {
    /// The goal or target as dunlin names it: `GBF:T6`, `GBF:GOAL-B`.
    #[must_use]
    pub fn framework(&self) -> String {
        let name = self.key.strip_prefix("binaryResponse").unwrap_or(&self.key);
        match name.strip_prefix("Target") {
            Some(n) => format!("GBF:T{n}"),
            None => format!("GBF:GOAL-{}", name.strip_prefix("Goal").unwrap_or(name)),
        }
    }
}

/// The groups of binary questions, in the order of the form. A question that the tool stores twice
/// (Goal C and Target 13) is in both groups.
#[must_use]
pub fn groups(format: &Format) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for (n, q) in format.questions.iter().enumerate() {
        if q.kind == Kind::Heading || !q.system.starts_with("binaryResponse") {
            continue;
        }
        let words: Vec<&str> = q.system.split_whitespace().collect();
        let Some((indicator, keys)) = words.split_last() else { continue };
        for key in keys {
            match groups.iter_mut().find(|g| g.key == *key) {
                Some(g) => g.questions.push(n),
                None => groups.push(Group {
                    key: (*key).to_owned(),
                    indicator: (*indicator).to_owned(),
                    questions: vec![n],
                }),
            }
        }
    }
    groups
}

/// True where the tool keeps a text as HTML.
#[must_use]
pub fn is_rich(question: &Question) -> bool {
    question.kind == Kind::Text
        && question.system.starts_with("section")
        && !["contactPerson", "contactDetails", "hasNbsapAdoptedInfo", "customValue"]
            .iter()
            .any(|plain| question.system.ends_with(plain))
}

/// The tool's identifier of a goal or target of the Framework: `GBF-TARGET-06` for `GBF:T6`.
#[must_use]
pub fn identifier(framework: &str) -> Option<String> {
    let name = framework.strip_prefix("GBF:")?;
    if let Some(goal) = name.strip_prefix("GOAL-") {
        return matches!(goal, "A" | "B" | "C" | "D").then(|| format!("GBF-GOAL-{goal}"));
    }
    let n: u8 = name.strip_prefix('T')?.parse().ok()?;
    (1..=23).contains(&n).then(|| format!("GBF-TARGET-{n:02}"))
}

/// `GBF:T6` for `GBF-TARGET-06`, also where it is misspelt `GBF-TARGET-006`.
#[must_use]
pub fn framework(identifier: &str) -> Option<String> {
    let name = identifier.trim().to_ascii_uppercase();
    if let Some(goal) = name.strip_prefix("GBF-GOAL-") {
        return matches!(goal, "A" | "B" | "C" | "D").then(|| format!("GBF:GOAL-{goal}"));
    }
    let n: u8 = name.strip_prefix("GBF-TARGET-")?.parse().ok()?;
    (1..=23).contains(&n).then(|| format!("GBF:T{n}"))
}

/// True for `1A2B3C4D-…`: the form of the tool's identifiers of documents.
#[must_use]
pub fn is_guid(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    parts.iter().map(|p| p.len()).eq([8, 4, 4, 4, 12]) && parts.iter().all(|p| p.chars().all(|c| c.is_ascii_hexdigit()))
}

/// An identifier made of names alone, so that the same report always gives the same documents: a
/// UUID of version 8 (RFC 9562, names of one's own), by FNV-1a over 128 bits.
#[must_use]
pub fn guid(names: &[&str]) -> String {
    let mut h: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    for b in "dunlin".bytes().chain(names.iter().flat_map(|n| std::iter::once(0x1f).chain(n.bytes()))) {
        h = (h ^ u128::from(b)).wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013b);
    }
    h = (h & !(0xf << 76)) | (0x8 << 76);
    h = (h & !(0x3 << 62)) | (0x2 << 62);
    let t = format!("{h:032X}");
    [&t[..8], &t[8..12], &t[12..16], &t[16..20], &t[20..]].join("-")
}

/// Headings of the workbook in which indicator data are uploaded, with the columns of an indicator
/// question (`code` and `indicator` stand before them). The tool takes these nine and no others.
pub const UPLOAD: [(&str, &str); 9] = [
    ("code", "Indicator code"),
    ("indicator", "Indicator"),
    ("disaggregated", "Does this data row represent a disaggregation"),
    ("type", "Disaggregation type"),
    ("disaggregation", "Disaggregation"),
    ("year", "Year"),
    ("unit", "Unit"),
    ("value", "Value"),
    ("footnote", "Footnote"),
];

/// The column a heading of such a workbook names, however it is spaced or spelt (`Indicator_code`).
#[must_use]
pub fn upload_column(heading: &str) -> Option<&'static str> {
    let key = letters(heading);
    UPLOAD.iter().find(|(_, name)| letters(name) == key).map(|(code, _)| *code)
}

/// Letters and digits in lower case: what remains of a text where spaces, signs and invisible
/// characters do not count.
#[must_use]
pub fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// A cell without the prompts of the templates: `[Enter a year value]` is a blank.
#[must_use]
pub fn without_prompt(text: &str) -> &str {
    let text = text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{200b}' | '\u{feff}'));
    if text.starts_with('[') && text.ends_with(']') { "" } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_of_goals_and_targets_go_both_ways() {
        for (ours, theirs) in [("GBF:T6", "GBF-TARGET-06"), ("GBF:T23", "GBF-TARGET-23"), ("GBF:GOAL-C", "GBF-GOAL-C")]
        {
            assert_eq!(identifier(ours).as_deref(), Some(theirs));
            assert_eq!(framework(theirs).as_deref(), Some(ours));
        }
        assert_eq!(framework("GBF-TARGET-012").as_deref(), Some("GBF:T12"));
        assert_eq!(identifier("NT01"), None);
        assert_eq!(framework("GBF-TARGET-24"), None);
    }

    #[test]
    fn made_identifiers_are_uuids_that_depend_on_the_names_alone() {
        let a = guid(&["qm", REPORT]);
        assert!(is_guid(&a), "{a}");
        assert_eq!(a, guid(&["qm", REPORT]));
        assert_ne!(a, guid(&["qn", REPORT]));
        assert_ne!(guid(&["ab", "c"]), guid(&["a", "bc"]));
        assert_eq!(a.as_bytes()[14], b'8');
        assert!(matches!(a.as_bytes()[19], b'8' | b'9' | b'A' | b'B'));
    }

    #[test]
    fn the_form_has_sixteen_groups_and_one_set_of_questions_twice() {
        let catalogue = crate::catalogue::Catalogue::builtin();
        let format = catalogue.format(FORMAT).expect("the format");
        let groups = groups(format);
        assert_eq!(groups.len(), 16);
        assert_eq!(groups.iter().map(|g| g.questions.len()).sum::<usize>(), 90);
        let of = |key: &str| groups.iter().find(|g| g.key == key).map(|g| g.questions.clone());
        assert_eq!(of("binaryResponseGoalC"), of("binaryResponseTarget13"));
        assert_eq!(groups[0].framework(), "GBF:GOAL-B");
        assert!(groups.iter().any(|g| g.framework() == "GBF:T6"));
    }
}
