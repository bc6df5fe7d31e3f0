//! Answers that are none of the official options.

use super::case::short;
use super::{Case, Check, Notes};
use crate::model::{Kind, Level, Value};
use crate::say;

/// A choice holds a code that the question does not have, or a text instead of a choice.
///
/// Example: Ramsar 1.1 a) answered `Z`, or CMS IV.1 answered "see annex".
pub(super) struct OptionUnknown;

impl Check for OptionUnknown {
    fn code(&self) -> &'static str {
        "option-unknown"
    }

    fn level(&self) -> Level {
        Level::Error
    }

    fn about(&self) -> &'static str {
        "An answer is none of the options of its question."
    }

    fn run(&self, case: &Case, notes: &mut Notes) {
        let hint = || say!("choose one of the official options; words belong into the details");
        for (a, q) in case.answered() {
            let Some(value) = &a.value else { continue };
            if matches!(value, Value::Number { .. }) && q.options.is_empty() {
                continue;
            }
            for code in value.codes() {
                if q.option(code).is_none() {
                    let what = if q.options.is_empty() {
                        say!("it takes no option, and has one")
                    } else {
                        say!("\"{code}\" is none of its options", code = short(code))
                    };
                    notes.question(case, q, a.item.as_deref(), what, hint());
                }
            }
            let choice = q.kind.is_single_choice() || q.kind == Kind::Multi;
            if choice && matches!(value, Value::Text(_) | Value::Date(_) | Value::Number { .. }) {
                let what = say!("its answer is a text, a date or a number, where an option has to be chosen");
                notes.question(case, q, a.item.as_deref(), what, hint());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::Bench;
    use super::*;

    #[test]
    fn codes_of_no_option_and_texts_in_a_choice_are_errors() {
        let mut b = Bench::of("cms-cop14");
        b.code("IV.2", "yes");
        b.text("HLS.1", "free text");
        assert!(b.run(&OptionUnknown).is_empty());
        b.code("IV.2", "Z");
        b.text("IV.3", "see annex");
        b.set("V.1", Value::Codes(vec!["other".into(), "zz".into()]));
        b.code("HLS.2", "yes");
        let f = b.run(&OptionUnknown);
        assert_eq!(f.len(), 4, "{f:?}");
        assert!(f.iter().any(|f| f.message.contains("\"Z\"")) && f.iter().any(|f| f.message.contains("\"zz\"")));
    }
}
