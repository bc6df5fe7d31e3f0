//! "None" ticked together with something.

use super::case::option_name;
use super::{Case, Check, Notes};
use crate::model::{Choice, Kind, Level, Sentence, Value};
use crate::say;

/// An option that denies all others is ticked together with others.
///
/// Example: CMS V.1 *No actions taken* and *Special publications*.
pub(super) struct NoneWithOthers;

/// True for options that say none of it, nothing of it, or that the question does not apply.
fn denies(o: &Choice) -> bool {
    let m = o.meaning.as_str();
    matches!(m, "none" | "no" | "not-applicable" | "notapplicable" | "not-relevant" | "notrelevant")
        || m.starts_with("no-")
        || m.starts_with("none-")
}

impl Check for NoneWithOthers {
    fn code(&self) -> &'static str {
        "none-with-others"
    }

    fn level(&self) -> Level {
        Level::Error
    }

    fn about(&self) -> &'static str {
        "\"None\" or a similar option is ticked together with others."
    }

    fn run(&self, case: &Case, notes: &mut Notes) {
        for (a, q) in case.answered() {
            let Some(Value::Codes(codes)) = &a.value else { continue };
            if q.kind != Kind::Multi || codes.len() < 2 {
                continue;
            }
            if let Some(none) = codes.iter().find(|c| q.option(c).is_some_and(denies)) {
                let others: Vec<Sentence> = codes.iter().filter(|c| *c != none).map(|c| option_name(q, c)).collect();
                notes.question(
                    case,
                    q,
                    a.item.as_deref(),
                    say!("{none} is ticked together with {others}", none = option_name(q, none), others = others),
                    say!("take back one side: both cannot be true"),
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
    fn none_beside_another_tick_is_an_error_and_alone_is_fine() {
        let mut b = Bench::of("cms-cop14");
        b.set("V.1", Value::Codes(vec!["no-actions-taken".into()]));
        assert!(b.run(&NoneWithOthers).is_empty());
        b.set("V.1", Value::Codes(vec!["special-publications".into(), "no-actions-taken".into()]));
        assert_eq!(b.run(&NoneWithOthers).len(), 1);
        let mut b = Bench::of("cbd-nr7");
        b.set("II.stakeholders", Value::Codes(vec!["non-governmental-organizations".into(), "academia".into()]));
        assert!(b.run(&NoneWithOthers).is_empty(), "NGOs are not none");
        b.set("1_2", Value::Codes(vec!["none".into(), "forTerrestrialPlanning".into()]));
        assert_eq!(b.run(&NoneWithOthers).len(), 1);
    }
}
