//! dunlin reads the national reports a country already has, brings together the questions that ask
//! about the same things, and writes for each convention a report prefilled with what may be reused.
//!
//! The rooms, in the direction data flows: [`model`] knows nobody; [`catalogue`] and [`crosswalk`]
//! know the model; [`read`], [`prefill`], [`check`], [`gaps`] and [`mod@write`] know those and not each other (but a
//! Word form has to be read before it can be filled, and gaps are seen in drafts); [`learn`] knows `read`'s view of
//! forms, and what it writes are data files.

pub mod batch;
pub mod catalogue;
pub mod check;
pub mod cli;
pub mod core_report;
pub mod crosswalk;
pub mod gaps;
pub mod learn;
pub mod model;
pub mod prefill;
pub mod read;
pub mod registers;
pub mod sharing;
pub mod write;
