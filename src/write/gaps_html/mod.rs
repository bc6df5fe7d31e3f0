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

pub use compared::comparison;
pub use many::many;
pub use one::one;
