//! Indicators that promise data and have none.

use super::{Case, Check, Notes};
use crate::model::{Kind, Level, Question, Value};
use crate::say;

/// An indicator whose data are said to be national, or an available data set, has no rows.
///
/// Example: CBD indicator A.2 *national*, and no row of data.
pub(super) struct IndicatorRows;

/// What an indicator's answer says about data.
#[derive(PartialEq, Eq)]
pub(super) enum Data {
    /// There are data, and rows are due.
    Given,
    /// There are none, and a reason is due.
    Missing,
}

/// Reads the chosen source of data; official codes are spelt in several ways.
pub(super) fn data(q: &Question, value: Option<&Value>) -> Option<Data> {
    let Some(Value::Code(code)) = value else { return None };
    let fold = |t: &str| t.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    let meaning = q.option(code).map_or("", |o| o.meaning.as_str());
    [fold(code), fold(meaning)].iter().find_map(|w| match w.as_str() {
        "national" | "availabledataset" => Some(Data::Given),
        "nodata" | "notrelevant" => Some(Data::Missing),
        _ => None,
    })
}

impl Check for IndicatorRows {
    fn code(&self) -> &'static str {
        "indicator-rows"
    }

    fn level(&self) -> Level {
        Level::Error
    }

    fn about(&self) -> &'static str {
        "An indicator is said to have data and has no rows of data."
    }

    fn run(&self, case: &Case, notes: &mut Notes) {
        for (a, q) in case.answered() {
            if q.kind != Kind::Indicator || data(q, a.value.as_ref()) != Some(Data::Given) {
                continue;
            }
            if !a.rows.iter().any(|r| r.values().any(|c| !c.trim().is_empty())) {
                notes.question(
                    case,
                    q,
                    a.item.as_deref(),
                    say!("data are said to exist, and there is no row of data"),
                    say!("add a row for each year, with unit and value, or choose that there are no data"),
                );
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::Bench;
    use super::*;

    #[test]
    fn data_that_are_promised_must_be_there() {
        let mut b = Bench::of("cbd-nr7");
        for (code, n) in [("national", 1), ("availableDataset", 1), ("noData", 0), ("notRelevant", 0)] {
            b.code("indicator.A.2", code);
            assert_eq!(b.run(&IndicatorRows).len(), n, "{code}");
        }
        b.code("indicator.A.2", "national");
        b.row("indicator.A.2", &[("year", " "), ("value", "")]);
        assert_eq!(b.run(&IndicatorRows).len(), 1, "an empty row is no data");
        b.row("indicator.A.2", &[("year", "2020"), ("unit", "ha"), ("value", "4")]);
        assert!(b.run(&IndicatorRows).is_empty());
    }
}
