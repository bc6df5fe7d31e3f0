//! A report has to say which years it covers.

use super::{Case, Check, Notes};
use crate::model::Level;
use crate::say;

/// The report does not say its period, and the edition does not fix one.
///
/// Example: a CITES implementation report without years; each Party states its own.
pub(super) struct ReportPeriod;

impl Check for ReportPeriod {
    fn code(&self) -> &'static str {
        "report-period"
    }

    fn level(&self) -> Level {
        Level::Error
    }

    fn about(&self) -> &'static str {
        "The report does not say which years it covers."
    }

    fn run(&self, case: &Case, notes: &mut Notes) {
        if case.report.period.is_some() {
            return;
        }
        let hint = match case.format.period {
            Some(p) => say!("this edition is about {period}; give --period {period} if that is right", period = p),
            None => say!("give the years, for instance --period 2021-2023"),
        };
        notes.report(case, say!("the report does not say which years it covers"), hint);
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::Bench;
    use super::*;

    #[test]
    fn a_report_without_a_period_is_an_error_that_names_the_years_of_the_edition() {
        let mut b = Bench::of("cms-cop14");
        assert!(b.run(&ReportPeriod).is_empty());
        b.report.period = None;
        assert!(b.run(&ReportPeriod)[0].hint.contains("2019-2023"));
        let mut b = Bench::of("cites-ir");
        b.report.period = None;
        assert!(b.run(&ReportPeriod)[0].hint.contains("--period 2021-2023"));
    }
}
