//! Required questions without an answer.

use super::case::says_something;
use super::{Case, Check, Notes};
use crate::model::{Asked, Level};
use crate::say;

/// A question that the system requires, and that is asked given the other answers, has no answer.
///
/// Example: CMS IV.1 left empty. Details without a ticked option do not answer it.
pub(super) struct RequiredMissing;

impl Check for RequiredMissing {
    fn code(&self) -> &'static str {
        "required-missing"
    }

    fn level(&self) -> Level {
        Level::Blocker
    }

    fn about(&self) -> &'static str {
        "A required question that is asked has no answer (WARNING where the secretariat fills it in)."
    }

    fn run(&self, case: &Case, notes: &mut Notes) {
        for (q, item) in case.asked_for() {
            if !q.required || case.asked(q, item) != Asked::Yes {
                continue;
            }
            let answer = case.answer(&q.id, item);
            if answer.is_some_and(|a| says_something(q, a)) {
                continue;
            }
            if q.prefilled {
                notes.question_at(
                    Level::Warning,
                    case,
                    q,
                    item,
                    say!("it has no answer; the secretariat usually fills it in before the form is opened"),
                    say!("compare with the form in the reporting system, and correct what stands there"),
                );
            } else if answer.is_some() {
                notes.question(
                    case,
                    q,
                    item,
                    say!("it is required, and only its details or nothing at all is filled in"),
                    say!("give the answer itself too"),
                );
            } else {
                notes.question(
                    case,
                    q,
                    item,
                    say!("it is required and has no answer"),
                    say!("answer it; the reporting system does not take the report without it"),
                );
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::Bench;
    use super::*;
    use crate::model::Value;

    fn about(b: &Bench, number: &str) -> Vec<(Level, String)> {
        let start = format!("{number} \"");
        b.run(&RequiredMissing)
            .into_iter()
            .filter(|f| f.message.starts_with(&start))
            .map(|f| (f.level, f.message))
            .collect()
    }

    #[test]
    fn a_required_question_blocks_until_it_is_answered() {
        let mut b = Bench::of("cms-cop14");
        assert_eq!(about(&b, "IV.1")[0].0, Level::Blocker);
        b.details("IV.1", "see the law");
        assert!(about(&b, "IV.1")[0].1.contains("only its details"));
        b.code("IV.1", "no");
        assert!(about(&b, "IV.1").is_empty());
        // Filled in by the secretariat: looked at, not blocking. A matrix row has its heading's number.
        assert!(about(&b, "II.2").iter().all(|(l, _)| *l == Level::Warning));
        assert!(!about(&b, "II.2").is_empty());
        // Ticking nothing, and blanks, are no answers.
        b.set("V.1", Value::Codes(Vec::new()));
        assert_eq!(about(&b, "V.1").len(), 1);
    }

    #[test]
    fn a_follow_up_is_required_only_when_it_is_asked_and_a_target_is_asked_for_each_item() {
        let mut b = Bench::of("cbd-nr7");
        assert!(about(&b, "II.anticipatedNbsapDate").is_empty(), "the question it depends on is open");
        b.code("II.hasRevisedNbsap", "no");
        assert_eq!(about(&b, "II.anticipatedNbsapDate").len(), 1);
        b.code("II.hasRevisedNbsap", "yes");
        assert!(about(&b, "II.anticipatedNbsapDate").is_empty());

        assert_eq!(about(&b, "III.levelOfProgress").len(), 23);
        b.set_for("III.levelOfProgress", "GBF:T6", Value::Code("onTrack".into()));
        b.report.items.push(crate::model::Item {
            id: "NT01".into(),
            title: "Restore rivers".into(),
            frameworks: vec!["GBF:T2".into(), "GBF:T3".into()],
        });
        let left = about(&b, "III.levelOfProgress");
        assert_eq!(left.len(), 21, "T6 answered, T2 and T3 covered by a national target that is open");
        assert!(left.iter().any(|(_, m)| m.contains("for NT01 (Restore rivers)")));
    }
}
