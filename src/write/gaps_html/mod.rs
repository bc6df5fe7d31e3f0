//! Pages about gaps: of one Party, of many, and of what changed between two reports.
//!
//! A page is whole in itself: no font, script, style or image comes from elsewhere, and its content
//! security policy forbids it. Without scripts every list stands there in full; they only filter and
//! sort. All text is escaped.

mod compared;
mod many;
mod one;
mod parts;
pub(in crate::write) mod words;

use crate::gaps::Change;
use crate::model::Lang;

pub use compared::comparison;
pub use many::many;
pub use one::one;

/// What became of an answer, in words.
#[must_use]
pub fn change(change: Change, lang: Lang) -> &'static str {
    words::say(words::change(change), lang)
}

/// Whether there is more or less now of what a question asks about (`more`, `less`), in words.
#[must_use]
pub fn direction(direction: &str, lang: Lang) -> &'static str {
    words::say(if direction == "less" { words::LESS } else { words::MORE }, lang)
}
