//! The words of the field as types: parties, formats, questions, answers, reports, drafts, findings.
//!
//! This module knows no other room of the code.

mod answer;
mod condition;
mod draft;
mod finding;
pub mod hash;
mod lang;
mod map;
mod meaning;
pub mod offer;
pub mod ort;
pub mod own;
mod party;
mod period;
mod question;
mod region;
pub mod register;
mod report;
mod sentence;
pub mod word_sheet;

pub use answer::{Answer, Attribution, Made, Origin, Row, Value, number_text, value_text};
pub use condition::Asked;
pub use draft::{Draft, Drafted, Source, Standing, Step, file_name};
pub use finding::{Finding, Level, Shown};
pub use lang::{Labels, Lang};
pub use map::{Map, Set};
pub use meaning::{Meaning, Polarity};
pub use offer::Offered;
pub use party::Party;
pub use period::{Period, Relative, Years};
pub use question::{
    Choice, Column, ColumnKind, Condition, Format, Kind, Memo, Passing, Question, Repeat, Section, TagSource, Test,
    Time,
};
pub use region::Region;
pub use register::{CORE, Entry, Registers};
pub use report::{Item, Report};
pub use sentence::{Arg, Place, Sentence};
