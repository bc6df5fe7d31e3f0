//! Answers to questions that are not asked.

use super::{Case, Check, Notes};
use crate::model::{Asked, Level};
use crate::say;

/// A question is answered although its condition is false. The reporting system hides or clears it.
///
/// Example: CMS IV.4 *No*, and a text in IV.4a.
pub(super) struct NotAsked;

impl Check for NotAsked {
    fn code(&self) -> &'static str {
        "answer-not-asked"
    }

    fn level(&self) -> Level {
        Level::Warning
    }

    fn about(&self) -> &'static str {
        "A question is answered that is not asked, given the other answers; the system will ignore it."
    }

    fn run(&self, case: &Case, notes: &mut Notes) {
        for (a, q) in case.answered() {
            if case.asked(q, a.item.as_deref()) == Asked::No {
                notes.question(
                    case,
                    q,
                    a.item.as_deref(),
                    say!("it is answered, but not asked given the other answers; the reporting system will ignore it"),
                    say!("correct the answer it depends on, or move the text to where it will be read"),
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
    fn an_answer_whose_condition_is_false_is_a_warning() {
        let mut b = Bench::of("cms-cop14");
        b.text("IV.4a", "Longline fleet, 2021.");
        assert!(b.run(&NotAsked).is_empty(), "IV.4 is open");
        b.code("IV.4", "no");
        let f = b.run(&NotAsked);
        assert!(f.len() == 1 && f[0].place == "Form!C2" && f[0].level == Level::Warning);
        b.code("IV.4", "yes");
        assert!(b.run(&NotAsked).is_empty());
    }
}
