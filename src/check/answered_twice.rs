//! One question, two answers.

use std::collections::HashMap;

use super::{Case, Check, Notes};
use crate::model::{Answer, Level};
use crate::say;

/// A question (of an item) has two different answers in one report; only the first would count.
///
/// Example: the same site stands twice in the sheet of sites, with different answers.
pub(super) struct AnsweredTwice;

impl Check for AnsweredTwice {
    fn code(&self) -> &'static str {
        "answered-twice"
    }

    fn level(&self) -> Level {
        Level::Error
    }

    fn about(&self) -> &'static str {
        "A question has two different answers in one report."
    }

    fn run(&self, case: &Case, notes: &mut Notes) {
        let mut first: HashMap<(&str, Option<&str>), &Answer> = HashMap::new();
        for (a, q) in case.answered() {
            let Some(f) = first.get(&a.key()) else {
                first.insert(a.key(), a);
                continue;
            };
            if f.value != a.value || f.details != a.details || f.rows != a.rows {
                let other = if a.origin.place.is_empty() { &a.origin.file } else { &a.origin.place };
                notes.question(
                    case,
                    q,
                    a.item.as_deref(),
                    say!("it is answered twice, and differently: another answer is at {place}", place = other),
                    say!("decide which one is right and empty the other"),
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
    fn two_answers_that_differ_are_an_error_and_two_that_agree_are_not() {
        let mut b = Bench::of("cms-cop14");
        b.text("HLS.1", "one");
        let mut again = b.report.answers[0].clone();
        again.origin.place = "Form!C99".into();
        b.report.answers.push(again.clone());
        assert!(b.run(&AnsweredTwice).is_empty());
        b.report.answers[1].details = Some("two".into());
        let f = b.run(&AnsweredTwice);
        assert!(f.len() == 1 && f[0].message.contains("Form!C99") && f[0].place == "Form!C2");
    }
}
