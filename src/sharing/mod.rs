//! Sharing the work on a core report: who is asked what, what came back, what is to be translated.
//!
//! A core report is split into a short workbook for each expert, and what comes back is merged, with
//! who gave each answer. Nothing here reads or writes files.

mod handout;
mod merge;
mod part;
mod translate;

pub use handout::{By, Handout, Plan, handed_out, plan, to_table};
pub use merge::{CONTRIBUTIONS, Contribution, Merged, NOT_THEIRS, merge};
pub use part::{Given, given, part};
pub use translate::{SENTENCES, missing};
