//! The shape of `mappings/subjects.toml` and `mappings/bounds.toml`, as they stand in the files.

use serde::{Deserialize, Serialize};

/// A text in dunlin's three languages.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RawText {
    /// English.
    pub en: String,
    /// French.
    pub fr: String,
    /// Spanish.
    pub es: String,
}

/// `subjects.toml`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RawSubjects {
    /// Themes in the order in which they are shown.
    pub theme: Vec<RawTheme>,
    /// Subjects.
    pub subject: Vec<RawSubject>,
}

/// A theme.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RawTheme {
    /// Id.
    pub id: String,
    /// Name.
    pub label: RawText,
}

/// A subject.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RawSubject {
    /// Id.
    pub id: String,
    /// Theme id.
    pub theme: String,
    /// Name.
    pub label: RawText,
    /// What belongs here and what does not.
    pub covers: String,
    /// Who in a country usually knows.
    pub who: RawText,
    /// Framework targets.
    pub frameworks: Vec<String>,
}

/// `bounds.toml`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RawBounds {
    /// Bounds.
    pub bound: Vec<RawBound>,
}

/// An answer that limits what can be true elsewhere.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RawBound {
    /// Question id whose answer limits.
    pub from: String,
    /// Option codes of `from` for which the bound holds.
    pub when: Vec<String>,
    /// Question id that is limited.
    pub to: String,
    /// Option codes of `to` that cannot be true then.
    pub excludes: Vec<String>,
    /// Option codes of a several-choice `to` that are true then.
    pub ticks: Vec<String>,
    /// `certain` or `likely`.
    pub certainty: String,
    /// True where both answers must be about the same period for the bound to hold.
    pub same_period: bool,
    /// Why, in words a focal point reads.
    pub reason: RawText,
}
