//! Dates that cannot be meant.

use chrono::Datelike as _;

use super::{Case, Check, Notes};
use crate::model::{Level, Value};
use crate::say;

/// A date lies before 1970 or after 2100.
///
/// Example: 1 January 1900, which Excel makes of the number 1.
pub(super) struct ImplausibleDate;

impl Check for ImplausibleDate {
    fn code(&self) -> &'static str {
        "date-implausible"
    }

    fn level(&self) -> Level {
        Level::Warning
    }

    fn about(&self) -> &'static str {
        "A date lies before 1970 or after 2100."
    }

    fn run(&self, case: &Case, notes: &mut Notes) {
        for (a, q) in case.answered() {
            if let Some(Value::Date(d)) = &a.value
                && !(1970..=2100).contains(&d.year())
            {
                notes.question(
                    case,
                    q,
                    a.item.as_deref(),
                    say!("the date {date} is hardly meant", date = *d),
                    say!("write day, month and a year of four digits"),
                );
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::super::testing::Bench;
    use super::*;

    #[test]
    fn a_date_of_another_century_is_a_warning() {
        let mut b = Bench::of("cms-cop14");
        for (date, n) in [("1983-11-01", 0), ("1900-01-01", 1), ("2201-01-01", 1)] {
            b.set("I.2", Value::Date(date.parse::<NaiveDate>().expect("a date")));
            assert_eq!(b.run(&ImplausibleDate).len(), n, "{date}");
        }
    }
}
