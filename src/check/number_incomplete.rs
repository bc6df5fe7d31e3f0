//! Numbers without their qualifier, and qualifiers without their number.

use super::case::option_name;
use super::{Case, Check, Notes};
use crate::model::{Choice, Kind, Level, Value};
use crate::say;

/// A number lacks the qualifier the form asks for (exact, less than, more than), or a qualifier lacks
/// its number.
///
/// Example: Ramsar 2.6 `E` without a number; 2.7 `35` without saying whether it is exact.
pub(super) struct NumberIncomplete;

/// True for exact, less than, more than: the qualifiers that say something about a number.
fn needs_number(o: &Choice) -> bool {
    matches!(o.meaning.as_str(), "exact" | "less-than" | "more-than" | "estimate" | "approximately")
        || matches!(o.code.as_str(), "E" | "F" | "G")
}

impl Check for NumberIncomplete {
    fn code(&self) -> &'static str {
        "number-incomplete"
    }

    fn level(&self) -> Level {
        Level::Error
    }

    fn about(&self) -> &'static str {
        "A number lacks its qualifier (exact, less than, more than), or a qualifier lacks its number."
    }

    fn run(&self, case: &Case, notes: &mut Notes) {
        for (a, q) in case.answered() {
            let Some(Value::Number { qualifier, number, .. }) = &a.value else { continue };
            if q.kind != Kind::Number {
                continue;
            }
            let item = a.item.as_deref();
            match (qualifier, number) {
                (None, Some(_)) if !q.options.is_empty() => notes.question(
                    case,
                    q,
                    item,
                    say!("the number stands without its qualifier"),
                    say!("say with the form's letter whether the number is exact, less than or more than"),
                ),
                (Some(c), None) if q.option(c).is_some_and(needs_number) => notes.question(
                    case,
                    q,
                    item,
                    say!("{option} is chosen, and there is no number", option = option_name(q, c)),
                    say!("give the number, or choose unknown"),
                ),
                (Some(c), Some(_)) if q.option(c).is_some_and(|o| !needs_number(o)) => notes.question_at(
                    Level::Warning,
                    case,
                    q,
                    item,
                    say!("there is a number, and {option} is chosen", option = option_name(q, c)),
                    say!("keep the one that is true"),
                ),
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::Bench;
    use super::*;

    #[test]
    fn number_and_qualifier_belong_together() {
        let mut b = Bench::of("ramsar-cop14");
        let mut say = |qualifier: Option<&str>, number| {
            b.set("2.6", Value::Number { qualifier: qualifier.map(str::to_owned), number, unit: None });
            b.run(&NumberIncomplete).iter().map(|f| f.level).collect::<Vec<_>>()
        };
        assert_eq!(say(Some("E"), Some(12.0)), []);
        assert_eq!(say(Some("X"), None), []);
        assert_eq!(say(None, Some(12.0)), [Level::Error]);
        for c in ["E", "F", "G"] {
            assert_eq!(say(Some(c), None), [Level::Error]);
        }
        assert_eq!(say(Some("X"), Some(3.0)), [Level::Warning]);
    }
}
