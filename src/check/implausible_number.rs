//! Numbers that cannot be.

use super::{Case, Check, Notes};
use crate::model::{Level, Question, Value, number_text};
use crate::say;

/// A count is negative, or a percentage over 100.
///
/// Example: Ramsar 2.7 sewerage coverage of 350 per cent.
pub(super) struct ImplausibleNumber;

fn is_percentage(q: &Question, unit: Option<&str>) -> bool {
    unit.or(q.unit.as_deref()).is_some_and(|u| {
        let u = u.trim().to_lowercase();
        u == "%" || u.starts_with("percent") || u.starts_with("per cent") || u.starts_with("pour cent")
    })
}

impl Check for ImplausibleNumber {
    fn code(&self) -> &'static str {
        "number-implausible"
    }

    fn level(&self) -> Level {
        Level::Error
    }

    fn about(&self) -> &'static str {
        "A count is negative, or a percentage is over 100."
    }

    fn run(&self, case: &Case, notes: &mut Notes) {
        for (a, q) in case.answered() {
            let Some(Value::Number { number: Some(n), unit, .. }) = &a.value else { continue };
            let item = a.item.as_deref();
            if !n.is_finite() {
                notes.question(case, q, item, say!("its number cannot be read"), say!("write the number in digits"));
            } else if *n < 0.0 {
                notes.question(
                    case,
                    q,
                    item,
                    say!("{n} is less than nothing", n = number_text(*n)),
                    say!("write the number without a minus sign, or choose unknown"),
                );
            } else if *n > 100.0 && is_percentage(q, unit.as_deref()) {
                notes.question(
                    case,
                    q,
                    item,
                    say!("{n} per cent is more than the whole", n = number_text(*n)),
                    say!("give a percentage from 0 to 100"),
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
    fn negative_counts_and_percentages_over_a_hundred_are_errors() {
        let mut b = Bench::of("ramsar-cop14");
        let mut say = |key: &str, n: f64| {
            b.set(key, Value::Number { qualifier: Some("E".into()), number: Some(n), unit: None });
            b.run(&ImplausibleNumber).len()
        };
        assert_eq!(say("2.7", 100.0), 0);
        assert_eq!(say("2.11", 350.0), 0, "plants are no per cent");
        assert_eq!(say("2.7", 350.0), 1);
        assert_eq!(say("2.7", f64::INFINITY), 1);
        assert_eq!(say("2.11", -1.0), 2);
    }
}
