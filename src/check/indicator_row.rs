//! Rows of indicator data that lack what makes them data.

use super::case::short;
use super::{Case, Check, Notes};
use crate::model::{Kind, Level, Sentence};
use crate::say;

/// A row of indicator data lacks its year, unit or value, its year has not four digits, or its value
/// is no number.
///
/// Example: CBD indicator A.2, row 3: `2O20` with the letter O.
pub(super) struct IndicatorRow;

/// True for a number as people write it: blanks between thousands, a comma before decimals.
fn is_number(cell: &str) -> bool {
    let plain: String = cell.chars().filter(|c| !c.is_whitespace() && *c != '\'').collect();
    let plain = plain.trim_end_matches('%').replace(',', ".");
    plain.parse::<f64>().is_ok_and(f64::is_finite)
        || plain.matches('.').count() > 1 && {
            let digits: String = plain.chars().filter(|c| *c != '.').collect();
            digits.parse::<f64>().is_ok_and(f64::is_finite)
        }
}

impl Check for IndicatorRow {
    fn code(&self) -> &'static str {
        "indicator-row"
    }

    fn level(&self) -> Level {
        Level::Error
    }

    fn about(&self) -> &'static str {
        "A row of indicator data lacks year, unit or value, or they cannot be right."
    }

    fn run(&self, case: &Case, notes: &mut Notes) {
        for (a, q) in case.answered() {
            if q.kind != Kind::Indicator {
                continue;
            }
            for (n, row) in a.rows.iter().enumerate() {
                let cell = |code: &str| row.get(code).map_or("", |c| c.trim());
                if row.values().all(|c| c.trim().is_empty()) {
                    continue;
                }
                let mut wrong: Vec<Sentence> = ["year", "unit", "value"]
                    .iter()
                    .filter(|c| q.columns.iter().any(|k| k.code == **c) && cell(c).is_empty())
                    .map(|c| match *c {
                        "year" => say!("there is no year"),
                        "unit" => say!("there is no unit"),
                        _ => say!("there is no value"),
                    })
                    .collect();
                let year = cell("year");
                let four_digits = year.len() == 4 && year.chars().all(|c| c.is_ascii_digit());
                if !year.is_empty() && !four_digits {
                    wrong.push(say!("the year \"{year}\" has not four digits", year = short(year)));
                } else if year.parse::<u16>().is_ok_and(|y| !(1900..=2100).contains(&y)) {
                    wrong.push(say!("the year {year} is hardly meant", year = year));
                }
                let value = cell("value");
                if !value.is_empty() && !is_number(value) {
                    wrong.push(say!("the value \"{value}\" is not a number", value = short(value)));
                }
                if let Some(wrong) = wrong.into_iter().reduce(|a, b| say!("{a}; {b}", a = a, b = b)) {
                    notes.question(
                        case,
                        q,
                        a.item.as_deref(),
                        say!("row {n}: {what}", n = n + 1, what = wrong),
                        say!("complete the row, or delete it"),
                    );
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::Bench;
    use super::*;

    #[test]
    fn every_row_needs_year_unit_and_value() {
        let mut b = Bench::of("cbd-nr7");
        b.code("indicator.A.2", "national");
        b.row("indicator.A.2", &[("year", "2020"), ("unit", "ha"), ("value", "1 234,5")]);
        b.row("indicator.A.2", &[("year", "2021"), ("unit", "ha"), ("value", "-0.3")]);
        assert!(b.run(&IndicatorRow).is_empty());
        b.row("indicator.A.2", &[("year", "2O20"), ("value", "many")]);
        b.row("indicator.A.2", &[("year", "21"), ("unit", "ha"), ("value", "1.234.567")]);
        let f = b.run(&IndicatorRow);
        assert_eq!(f.len(), 2);
        assert!(f[0].message.contains("row 3: there is no unit; the year \"2O20\" has not four digits; the value"));
        assert!(f[1].message.contains("row 4: the year \"21\" has not four digits"), "{}", f[1].message);
    }
}
