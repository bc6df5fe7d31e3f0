//! Follow-ups that an answer calls for, left empty.

use super::case::says_something;
use super::{Case, Check, Notes};
use crate::model::{Asked, Kind, Level};
use crate::say;

/// An answer makes a follow-up question appear, and nothing was written there. Required follow-ups
/// are found by `required-missing`.
///
/// Example: CMS IV.4 *Yes*, and no circumstances given in IV.4a.
pub(super) struct FollowUpEmpty;

impl Check for FollowUpEmpty {
    fn code(&self) -> &'static str {
        "follow-up-empty"
    }

    fn level(&self) -> Level {
        Level::Warning
    }

    fn about(&self) -> &'static str {
        "An answer calls for a follow-up, and the follow-up is empty."
    }

    fn run(&self, case: &Case, notes: &mut Notes) {
        for (q, item) in case.asked_for() {
            if q.condition.is_none() || q.required || matches!(q.kind, Kind::File | Kind::Heading) {
                continue;
            }
            if case.answer(&q.id, item).is_some_and(|a| says_something(q, a)) || case.asked(q, item) != Asked::Yes {
                continue;
            }
            notes.question(
                case,
                q,
                item,
                say!("it is asked because of another answer, and is empty"),
                say!("write the follow-up, or check the answer it depends on"),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::Bench;
    use super::*;

    #[test]
    fn an_empty_follow_up_is_a_warning_once_it_is_asked() {
        let mut b = Bench::of("cms-cop14");
        assert!(b.run(&FollowUpEmpty).is_empty());
        b.code("IV.4", "yes");
        let f = b.run(&FollowUpEmpty);
        assert!(f.len() == 1 && f[0].message.starts_with("IV.4a \"") && f[0].place == "question IV.4a", "{f:?}");
        b.text("IV.4a", " \n ");
        assert_eq!(b.run(&FollowUpEmpty).len(), 1, "blanks are no text");
        b.text("IV.4a", "Longline fleet, 2021.");
        assert!(b.run(&FollowUpEmpty).is_empty());
    }
}
