//! A report has to say which years it covers.

use super::{Case, Check, Notes};
use crate::model::Level;

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
            Some(p) => format!("this edition is about {p}; give --period {p} if that is right"),
            None => "give the years, for instance --period 2021-2023".to_owned(),
        };
        notes.report(case, "the report does not say which years it covers", &hint);
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
