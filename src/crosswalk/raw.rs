//! The shape of `mappings/subjects.toml`, `bounds.toml`, `figures.toml` and `rules.toml`, as they stand in the files.

use std::collections::BTreeMap;

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
    /// Words of which the limiting answer's details or follow-ups must name one; none: any answer limits.
    pub mentions: Vec<String>,
    /// Taken over from an earlier edition, and nobody has checked it.
    pub unreviewed: bool,
    /// Why, in words a focal point reads.
    pub reason: RawText,
}

/// `rules.toml`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RawRules {
    /// Names under which a row of a register means something a form names.
    pub name: Vec<RawName>,
    /// Rules.
    pub rule: Vec<RawRule>,
}

/// Names of one thing, as people write them.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RawName {
    /// A question whose labels are names too, or a word of this file's own.
    pub of: String,
    /// Further names, in any language.
    pub also: Vec<String>,
}

/// What follows from registers, or from another answer of the same report.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RawRule {
    /// Question id that is answered; `…#*` stands for every row of a matrix.
    pub to: String,
    /// Option that follows; of a several-choice question, the tick.
    pub option: String,
    /// The number that follows: how many rows, `sites: lists has ramsar`.
    pub count: String,
    /// Option code of the number's qualifier.
    pub qualifier: String,
    /// Rows of a register that fill a table or a text: `species: major ticked`.
    pub rows: String,
    /// Table column to what stands in it: `"{change}[ ({period})]"`.
    pub columns: BTreeMap<String, String>,
    /// What each row writes into a text, or, without rows, the text: `"{party}"`.
    pub text: String,
    /// What separates the rows of a text; a new line where nothing is said. `only` takes a text of one
    /// row, and nothing where rows differ.
    pub join: String,
    /// All that must hold, one thing a line.
    pub when: Vec<String>,
    /// `certain`, or `likely`: shown beside the cell and never in it.
    pub certainty: String,
    /// Why, in words a focal point reads; `{rows}`, `{n}`, `{period}` and `{answer}` are filled in.
    pub reason: RawText,
}

/// `figures.toml`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RawFigures {
    /// Figures that ought to agree.
    pub figure: Vec<RawFigure>,
}

/// Two figures that ought to agree.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RawFigure {
    /// The one figure.
    pub from: RawAmount,
    /// The other.
    pub to: RawAmount,
    /// `equal`, or `at-most`: `from` is no more than `to`.
    pub relation: String,
    /// By how many per cent they may differ.
    pub tolerance: f64,
    /// `certain` or `likely`.
    pub certainty: String,
    /// Why, in words a focal point reads.
    pub reason: RawText,
}

/// Where a figure stands.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RawAmount {
    /// Question id.
    pub question: String,
    /// Words of which the row, or the part of the text, must name one; none: the figure itself.
    pub rows: Vec<String>,
    /// Option codes: the figure is how many items answer with one of them.
    pub count: Vec<String>,
    /// The year the question asks about; 0: the row says it, or none does.
    pub year: u16,
}
