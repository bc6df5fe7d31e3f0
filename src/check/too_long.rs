//! Texts over the word limit.

use super::{Case, Check, Notes};
use crate::model::{Level, Value};
use crate::say;

/// A text or details box holds more words than the form allows.
///
/// Example: 612 words in a Ramsar box of 500.
pub(super) struct TooLong;

impl Check for TooLong {
    fn code(&self) -> &'static str {
        "text-too-long"
    }

    fn level(&self) -> Level {
        Level::Error
    }

    fn about(&self) -> &'static str {
        "A text has more words than the form allows."
    }

    fn run(&self, case: &Case, notes: &mut Notes) {
        for (a, q) in case.answered() {
            let Some(limit) = q.limit_words else { continue };
            let details = a.details.as_deref().map_or(0, |d| d.split_whitespace().count());
            let text = a.value.as_ref().map_or(0, Value::words);
            for (what, words) in [(say!("the text"), text), (say!("the details"), details)] {
                if words > limit as usize {
                    notes.question(
                        case,
                        q,
                        a.item.as_deref(),
                        say!(
                            "{what} has {words} words, and the form allows {limit}",
                            what = what,
                            words = words,
                            limit = limit
                        ),
                        say!("shorten it by {n} {n|word|words}", n = words - limit as usize),
                    );
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::Bench;
    use super::*;

    #[test]
    fn words_over_the_limit_are_counted() {
        let mut b = Bench::of("ramsar-cop14");
        let key = {
            let f = b.format();
            f.questions.iter().find(|q| q.limit_words == Some(500) && q.details).expect("a box").key().to_owned()
        };
        b.details(&key, &"word ".repeat(500));
        assert!(b.run(&TooLong).is_empty());
        b.details(&key, &"word\n".repeat(512));
        let f = b.run(&TooLong);
        assert!(f[0].message.contains("512 words") && f[0].message.contains("500") && f[0].hint.contains("12"));
    }
}
