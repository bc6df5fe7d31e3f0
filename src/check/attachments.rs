//! Files that have to be attached by hand.

use super::case::short;
use super::{Case, Check, Notes};
use crate::model::{Asked, Kind, Level, Value};
use crate::say;

/// The form asks for a file. dunlin writes answers and attaches nothing.
///
/// Example: CMS IV.2a, the table of exceptions, once IV.2 is *Yes*.
pub(super) struct Attachments;

impl Check for Attachments {
    fn code(&self) -> &'static str {
        "attachment"
    }

    fn level(&self) -> Level {
        Level::Info
    }

    fn about(&self) -> &'static str {
        "The form asks for a file, which a person has to attach."
    }

    fn run(&self, case: &Case, notes: &mut Notes) {
        for (q, item) in case.asked_for() {
            if q.kind != Kind::File || case.asked(q, item) != Asked::Yes {
                continue;
            }
            let message = match case.answer(&q.id, item).and_then(|a| a.value.as_ref()) {
                Some(Value::Text(name)) if !name.trim().is_empty() => {
                    say!("it asks for a file; the report names {name}", name = short(name))
                }
                _ => say!("it asks for a file; the report names none"),
            };
            notes.question(case, q, item, message, say!("attach the file in the reporting system yourself"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::Bench;
    use super::*;

    #[test]
    fn a_file_is_reminded_of_once_it_is_asked_for() {
        let mut b = Bench::of("cms-cop14");
        let of =
            |b: &Bench| b.run(&Attachments).into_iter().filter(|f| f.message.starts_with("IV.2a ")).collect::<Vec<_>>();
        assert!(of(&b).is_empty());
        b.code("IV.2", "yes");
        assert!(of(&b)[0].message.contains("names none"));
        b.text("IV.2a", "exceptions.xlsx");
        assert!(of(&b)[0].message.contains("names exceptions.xlsx") && of(&b)[0].level == Level::Info);
    }
}
