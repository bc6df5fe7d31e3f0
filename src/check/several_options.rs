//! Several options where one is asked for.

use super::case::option_name;
use super::{Case, Check, Notes};
use crate::model::{Level, Sentence, Value};
use crate::say;

/// A single choice has several options.
///
/// Example: both *Yes* and *No* ticked in a Word form.
pub(super) struct SeveralOptions;

impl Check for SeveralOptions {
    fn code(&self) -> &'static str {
        "several-options"
    }

    fn level(&self) -> Level {
        Level::Error
    }

    fn about(&self) -> &'static str {
        "A question that takes one option has several."
    }

    fn run(&self, case: &Case, notes: &mut Notes) {
        for (a, q) in case.answered() {
            if let Some(Value::Codes(codes)) = &a.value
                && q.kind.is_single_choice()
                && codes.len() > 1
            {
                let names: Vec<Sentence> = codes.iter().map(|c| option_name(q, c)).collect();
                notes.question(
                    case,
                    q,
                    a.item.as_deref(),
                    say!("it takes one option and has {n}: {options}", n = codes.len(), options = names),
                    say!("keep the one that is true"),
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
    fn two_ticks_in_a_single_choice_are_an_error() {
        let mut b = Bench::of("cms-cop14");
        b.set("V.1", Value::Codes(vec!["other".into(), "special-publications".into()]));
        assert!(b.run(&SeveralOptions).is_empty(), "V.1 takes any number");
        b.set("IV.2", Value::Codes(vec!["yes".into(), "no".into()]));
        let f = b.run(&SeveralOptions);
        assert!(f.len() == 1 && f[0].message.contains("has 2: \"Yes\", \"No\""), "{f:?}");
    }
}
