//! A report has to say whose it is.

use super::{Case, Check, Notes};
use crate::model::Level;
use crate::say;

/// The report does not name its Party.
///
/// Example: a workbook whose first sheet has no country, read without `--party`.
pub(super) struct ReportParty;

impl Check for ReportParty {
    fn code(&self) -> &'static str {
        "report-party"
    }

    fn level(&self) -> Level {
        Level::Error
    }

    fn about(&self) -> &'static str {
        "The report does not say which Party it is from."
    }

    fn run(&self, case: &Case, notes: &mut Notes) {
        if case.report.party.is_none() {
            notes.report(
                case,
                say!("the report does not say which Party it is from"),
                say!("give the country, for instance --party KE"),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::Bench;
    use super::*;

    #[test]
    fn a_report_without_a_party_is_an_error_at_the_file() {
        let mut b = Bench::of("ramsar-cop14");
        assert!(b.run(&ReportParty).is_empty());
        b.report.party = None;
        let f = b.run(&ReportParty);
        assert_eq!((f.len(), f[0].level, f[0].file.as_str()), (1, Level::Error, "report.xlsx"));
    }
}
