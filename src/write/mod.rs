//! Writing reports: one file per kind of output.

pub mod copy_sheet;
