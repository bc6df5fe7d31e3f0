//! Answers to questions that the form does not have.

use super::{Case, Check, Notes};
use crate::model::Level;
use crate::say;

/// An answer belongs to no question of the form and would be lost without a word.
///
/// Example: a row under a number of the edition before, `10.4`, in a workbook of this edition.
pub(super) struct QuestionUnknown;

impl Check for QuestionUnknown {
    fn code(&self) -> &'static str {
        "question-unknown"
    }

    fn level(&self) -> Level {
        Level::Error
    }

    fn about(&self) -> &'static str {
        "An answer is to a question that the form does not have."
    }

    fn run(&self, case: &Case, notes: &mut Notes) {
        for a in case.report.answers.iter().filter(|a| !a.is_blank()) {
            if case.format.question(&a.question).is_none() {
                notes.answer(
                    a,
                    say!(
                        "there is no question {question} in this form; the answer would be left out",
                        question = &a.question
                    ),
                    say!("correct the number, or move the answer to the question it belongs to"),
                );
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::Bench;
    use super::*;
    use crate::model::{Answer, Origin, Value};

    #[test]
    fn an_answer_under_a_wrong_number_is_named_with_its_cell() {
        let mut b = Bench::of("cms-cop14");
        let mut a = Answer::new("cms-cop14/XX.9", Origin { file: "report.xlsx".into(), place: "Form!C9".into() });
        a.value = Some(Value::Text("lost".into()));
        b.report.answers.push(a);
        let f = b.run(&QuestionUnknown);
        assert_eq!((f.len(), f[0].place.as_str()), (1, "Form!C9"));
        assert!(f[0].message.contains("XX.9"));
    }
}
