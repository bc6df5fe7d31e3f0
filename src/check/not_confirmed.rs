//! Answers carried over that nobody confirmed, one by one.

use super::{Case, Check, Notes};
use crate::model::Level;
use crate::say;

/// An answer comes from an earlier report and was not confirmed.
///
/// Example: CMS IV.2 *No* from 2020, with an empty cell under *Confirmed*.
pub(super) struct NotConfirmed;

impl Check for NotConfirmed {
    fn code(&self) -> &'static str {
        "not-confirmed"
    }

    fn level(&self) -> Level {
        Level::Warning
    }

    fn about(&self) -> &'static str {
        "An answer comes from an earlier report and nobody confirmed it."
    }

    fn run(&self, case: &Case, notes: &mut Notes) {
        for (a, q) in case.answered().filter(|(a, _)| !a.confirmed) {
            notes.question(
                case,
                q,
                a.item.as_deref(),
                say!("its answer was carried over from an earlier report and not confirmed"),
                say!("is it still true? confirm it, or change it"),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::Bench;
    use super::*;

    #[test]
    fn each_answer_to_confirm_is_named_with_its_cell() {
        let mut b = Bench::of("cms-cop14");
        b.code("IV.1", "no");
        b.code("IV.2", "no").confirmed = false;
        let f = b.run(&NotConfirmed);
        assert!(f.len() == 1 && f[0].place == "Form!C3" && f[0].message.starts_with("IV.2 "));
    }
}
