//! Whether anything in the report still waits for somebody to confirm it.

use super::{Case, Check, Notes};
use crate::model::Level;
use crate::say;

/// Answers of an earlier report were carried over, and nobody confirmed them. One finding for the
/// report; `not-confirmed` names each.
///
/// Example: 41 answers carried over, the column *Confirmed* empty beside 12 of them.
pub(super) struct CarriedOver;

impl Check for CarriedOver {
    fn code(&self) -> &'static str {
        "carried-over"
    }

    fn level(&self) -> Level {
        Level::Error
    }

    fn about(&self) -> &'static str {
        "Answers were carried over from an earlier report and nobody confirmed them."
    }

    fn run(&self, case: &Case, notes: &mut Notes) {
        let message = match case.answered().filter(|(a, _)| !a.confirmed).count() {
            0 => return,
            n => say!(
                "{n} {n|answer was|answers were} carried over from an earlier report and nobody confirmed {n|it|them}",
                n = n
            ),
        };
        notes.report(
            case,
            message,
            say!("read each one and confirm or change it; an old answer becomes this report's only by that"),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::Bench;
    use super::*;

    #[test]
    fn carried_over_answers_are_counted_once_for_the_report() {
        let mut b = Bench::of("cms-cop14");
        b.code("IV.1", "no");
        assert!(b.run(&CarriedOver).is_empty());
        b.code("IV.2", "no").confirmed = false;
        assert!(b.run(&CarriedOver)[0].message.starts_with("1 answer was"));
        b.code("IV.3", "no").confirmed = false;
        let f = b.run(&CarriedOver);
        assert!(f.len() == 1 && f[0].message.starts_with("2 answers were") && f[0].level == Level::Error);
    }
}
