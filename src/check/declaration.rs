//! The declaration at submission.

use super::{Case, Check, Notes};
use crate::model::Level;
use crate::say;

/// Sentence once for every report: the declaration that the report is the Party's is made by a person.
pub(super) struct Declaration;

impl Check for Declaration {
    fn code(&self) -> &'static str {
        "declaration"
    }

    fn level(&self) -> Level {
        Level::Info
    }

    fn about(&self) -> &'static str {
        "A reminder: the declaration at submission is made by a person."
    }

    fn run(&self, case: &Case, notes: &mut Notes) {
        notes.report(
            case,
            say!("the declaration at submission is left to a person; dunlin never ticks it"),
            say!("the responsible official reads the report and declares it in the reporting system"),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::Bench;
    use super::*;

    #[test]
    fn every_report_is_reminded_once() {
        let f = Bench::of("cites-ir").run(&Declaration);
        assert_eq!((f.len(), f[0].level), (1, Level::Info));
    }
}
