//! What an answer option says, independent of its letter.

use serde::{Deserialize, Serialize};

/// A meaning: a kebab-case word. A closed core list carries a polarity and a degree; `is-…` names a
/// substantive choice of a list, `scale-N-of-M` a step of a scale, both comparable only within
/// their own question.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Meaning(pub String);

/// Whether a meaning says that something is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Polarity {
    /// Something of it is there.
    Positive,
    /// It is not there (yet).
    Negative,
    /// The option gives no information: unknown, no information.
    Open,
    /// The question does not apply.
    NotApplicable,
    /// Neither: a choice of a list, a step of a scale, a qualifier of a number.
    Other,
}

impl Meaning {
    /// Wraps a word.
    #[must_use]
    pub fn new(word: &str) -> Meaning {
        Meaning(word.to_owned())
    }

    /// The word.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the meaning says that something is there.
    #[must_use]
    pub fn polarity(&self) -> Polarity {
        match self.0.as_str() {
            "yes" | "fully" | "mostly" | "partly" | "some-sites" | "some-cases" | "some-areas" => Polarity::Positive,
            "no" | "none" | "planned" | "in-preparation" => Polarity::Negative,
            "unknown" | "no-information" | "no-answer" => Polarity::Open,
            "not-applicable" | "not-relevant" => Polarity::NotApplicable,
            // A state that did not change is not the absence of something.
            "no-change" => Polarity::Other,
            w if w.starts_with("yes-") => Polarity::Positive,
            // Whatever else it says, what is only planned or in preparation is not there yet.
            w if w.starts_with("no-") || w.starts_with("planned-") || w.starts_with("in-preparation-") => {
                Polarity::Negative
            }
            _ => Polarity::Other,
        }
    }

    /// Degree of a positive meaning: 2 for the whole, 1 for a part, `None` where none is stated.
    /// `yes` states no degree: it never entails *fully*.
    #[must_use]
    pub fn degree(&self) -> Option<u8> {
        match self.0.as_str() {
            "fully" | "yes-all" => Some(2),
            "mostly" | "partly" | "some-sites" | "some-cases" | "some-areas" | "yes-some" | "yes-part" => Some(1),
            _ => None,
        }
    }

    /// Whether a recode from `self` to `to` can be true at all: it keeps polarity, keeps the four
    /// kinds of "no answer" apart, and invents no degree. What is possible here still needs a link
    /// that says it follows.
    #[must_use]
    pub fn may_recode_to(&self, to: &Meaning) -> bool {
        if self == to {
            return true;
        }
        match (self.polarity(), to.polarity()) {
            (Polarity::Positive, Polarity::Positive) => match to.as_str() {
                "yes" => true,
                "partly" => self.degree() == Some(1),
                "fully" => self.degree() == Some(2),
                // A qualified yes says more than any other yes.
                _ => false,
            },
            // "planned" says more than "no": a bare no must not become a plan.
            (Polarity::Negative, Polarity::Negative) => {
                matches!(to.as_str(), "no" | "none") || (self.as_str() == "in-preparation" && to.as_str() == "planned")
            }
            // Unknown, no information, not applicable and not relevant are four different answers.
            _ => false,
        }
    }
}

impl std::fmt::Display for Meaning {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn yes_never_becomes_fully_and_no_never_becomes_yes() {
        let m = Meaning::new;
        assert!(m("fully").may_recode_to(&m("yes")));
        assert!(!m("yes").may_recode_to(&m("fully")));
        assert!(!m("partly").may_recode_to(&m("fully")));
        assert!(!m("yes").may_recode_to(&m("yes-within-country")));
        assert!(!m("partly").may_recode_to(&m("mostly")));
        assert!(!m("no-change").may_recode_to(&m("no")));
        assert!(!m("no").may_recode_to(&m("yes")));
        assert!(!m("planned").may_recode_to(&m("partly")));
        assert!(!m("no").may_recode_to(&m("planned")));
        assert!(!m("unknown").may_recode_to(&m("no")));
        assert!(!m("not-applicable").may_recode_to(&m("no")));
    }
}
