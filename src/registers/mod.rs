//! Registers: the lists a country keeps, what old reports propose for them, and what they give back.
//!
//! [`candidates`] turns old answers into rows nobody confirmed yet; [`Composer`] makes the text of a
//! box out of measures, and says what an existing text lacks; [`derive`](derive::derive) says what follows
//! by rules. Nothing here fills a box: that is
//! prefill's, which knows what a person wrote.

mod candidates;
mod compose;
pub mod derive;
mod doubts;
mod facets;
mod measure;
mod names;
mod text;
mod words;

pub use candidates::candidates;
pub use compose::{Composable, Composed, Composer, composable, compose};

use crate::model::{Item, Lang, Party, Period};

/// Names of the registers, as in `core/<register>`.
pub mod list {
    /// What the country did or has.
    pub const MEASURES: &str = "measures";
    /// National targets.
    pub const TARGETS: &str = "targets";
    /// Translations of sentences.
    pub const SENTENCES: &str = "sentences";
}

/// Columns of `core/measures`, `core/targets` and `core/sentences`.
pub mod column {
    /// Title of a measure or target.
    pub const TITLE: &str = "title";
    /// Kind of a measure.
    pub const KIND: &str = "kind";
    /// `planned`, `in-preparation`, `ongoing`, `ended`.
    pub const STATUS: &str = "status";
    /// `2021`, `2021-2023`, `2021-`.
    pub const PERIOD: &str = "period";
    /// Where.
    pub const PLACE: &str = "place";
    /// What came of it.
    pub const RESULT: &str = "result";
    /// Subject ids.
    pub const SUBJECTS: &str = "subjects";
    /// Facet ids.
    pub const FACETS: &str = "facets";
    /// Framework targets: `GBF:T6`, a national target's id.
    pub const FRAMEWORKS: &str = "frameworks";
    /// Where a candidate came from.
    pub const ORIGIN: &str = "origin";
    /// The text columns with their languages.
    pub const TEXTS: [(crate::model::Lang, &str); 3] =
        [(crate::model::Lang::En, "text-en"), (crate::model::Lang::Fr, "text-fr"), (crate::model::Lang::Es, "text-es")];
}

/// What stands between the entries of a list cell.
pub(crate) const JOIN: &str = "; ";

/// The report for which something is derived or composed.
#[derive(Debug, Clone, Copy)]
pub struct Asking<'a> {
    /// Years the report covers.
    pub period: Option<Period>,
    /// Its language.
    pub lang: Lang,
    /// Its Party.
    pub party: Option<Party>,
    /// What its repeated questions are asked for: national targets with what they are aligned to, sites.
    pub items: &'a [Item],
}
