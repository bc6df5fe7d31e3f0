//! Proposals copied into an answer without being edited.

use super::case::texts;
use super::{Case, Check, Notes};
use crate::model::{Level, Period};
use crate::say;

/// A text still holds the heading of a proposal, which says where the text came from.
///
/// Example: `[Ramsar 4.1, 2018-2020: Invasive species inventory]` at the head of a CMS answer.
pub(super) struct ProposalUnedited;

/// True for the first line of a block that `prefill` proposes: convention, number, period, label in
/// square brackets.
fn is_heading(line: &str) -> bool {
    let Some(rest) = line.trim_start().strip_prefix('[') else { return false };
    let Some((head, label)) = rest.split_once(": ") else { return false };
    let Some((question, period)) = head.rsplit_once(", ") else { return false };
    let words = ["period not known", "période inconnue", "período desconocido"];
    let is_period = words.contains(&period)
        || period.len() <= 9
            && period.chars().all(|c| c.is_ascii_digit() || c == '-')
            && Period::parse(period).is_some();
    is_period && label.contains(']') && question.trim().contains(' ')
}

impl Check for ProposalUnedited {
    fn code(&self) -> &'static str {
        "proposal-unedited"
    }

    fn level(&self) -> Level {
        Level::Warning
    }

    fn about(&self) -> &'static str {
        "A text still holds the heading of a proposal it was copied from."
    }

    fn run(&self, case: &Case, notes: &mut Notes) {
        for (a, q) in case.answered() {
            for (what, text) in texts(q, a) {
                if text.lines().any(is_heading) {
                    notes.question(
                        case,
                        q,
                        a.item.as_deref(),
                        say!("{what} still holds the heading of a proposal, in square brackets", what = what),
                        say!("edit the text so that it answers this question, and delete the heading"),
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
    fn the_heading_of_a_proposal_gives_it_away() {
        let mut b = Bench::of("cms-cop14");
        for (text, n) in [
            ("[Ramsar 4.1, 2018-2020: Invasive species inventory]\nYes, since 2019.", 1),
            ("Intro.\n\n[CBD III.progressSummary GBF:T6, 2026: Progress]\nText", 1),
            ("[CITES 1.1.1a, période inconnue : x]\n", 0),
            ("[CITES 1.1.1a, période inconnue: x]\n", 1),
            ("[see Annex 3, 2018: the law]", 1),
            ("The plan [Decision 4.1, of 2018: adopted] is in force.", 0),
            ("[2018-2020]", 0),
        ] {
            b.text("HLS.1", text);
            assert_eq!(b.run(&ProposalUnedited).len(), n, "{text}");
        }
        b.text("HLS.1", "mine");
        b.details("IV.1", "[Ramsar 4.1, 2020: x]\nold");
        assert!(b.run(&ProposalUnedited)[0].message.contains("the details"));
    }
}
