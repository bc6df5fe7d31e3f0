//! Validation of a report before it is sent: what would stop it, what is wrong, what a person should
//! look at, each with file and place, or the question's number where there is none.
//!
//! One file per check; a new one is a file and a line in [`CHECKS`].

mod answered_twice;
mod attachments;
mod bounds;
mod carried_over;
mod case;
mod declaration;
mod follow_up_empty;
mod grouped;
mod implausible_date;
mod implausible_number;
mod indicator_reason;
mod indicator_row;
mod indicator_rows;
mod none_with_others;
mod not_asked;
mod not_confirmed;
mod number_incomplete;
mod option_unknown;
mod personal_data;
mod proposal_unedited;
mod question_unknown;
mod report_party;
mod report_period;
mod required_missing;
mod row_incomplete;
mod several_options;
#[cfg(test)]
mod testing;
mod too_long;
mod too_many_entries;

pub use case::{Case, Notes};
pub use grouped::grouped;
pub(crate) use personal_data::holds_contact;

use crate::crosswalk::Crosswalk;
use crate::model::{Finding, Format, Level, Report};

/// One thing that can be wrong with a report.
pub trait Check: Sync {
    /// Stable kebab-case code, listed in `docs/findings.md`.
    fn code(&self) -> &'static str;

    /// The level of its findings; where there are several, the highest.
    fn level(&self) -> Level;

    /// What it finds, in one sentence for the list of findings.
    fn about(&self) -> &'static str;

    /// Looks at a report and notes what it finds.
    fn run(&self, case: &Case, notes: &mut Notes);
}

/// Every check.
pub static CHECKS: &[&dyn Check] = &[
    &report_party::ReportParty,
    &report_period::ReportPeriod,
    &question_unknown::QuestionUnknown,
    &answered_twice::AnsweredTwice,
    &required_missing::RequiredMissing,
    &follow_up_empty::FollowUpEmpty,
    &not_asked::NotAsked,
    &option_unknown::OptionUnknown,
    &several_options::SeveralOptions,
    &none_with_others::NoneWithOthers,
    &number_incomplete::NumberIncomplete,
    &implausible_number::ImplausibleNumber,
    &implausible_date::ImplausibleDate,
    &too_long::TooLong,
    &too_many_entries::TooManyEntries,
    &indicator_rows::IndicatorRows,
    &indicator_reason::IndicatorReason,
    &indicator_row::IndicatorRow,
    &row_incomplete::RowIncomplete,
    &bounds::Bounds,
    &carried_over::CarriedOver,
    &not_confirmed::NotConfirmed,
    &proposal_unedited::ProposalUnedited,
    &personal_data::PersonalData,
    &attachments::Attachments,
    &declaration::Declaration,
];

/// Runs every check on a report of `format`. The gravest findings come first, those of one level in
/// the order of the form.
#[must_use]
pub fn check(report: &Report, format: &Format, crosswalk: &Crosswalk) -> Vec<Finding> {
    let case = Case::new(report, format, crosswalk);
    let mut notes = Notes::default();
    for check in CHECKS {
        notes.begin(check.code(), check.level());
        check.run(&case, &mut notes);
    }
    notes.finish()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::path::{Path, PathBuf};

    use super::testing::*;
    use super::*;
    use crate::model::Value;

    #[test]
    fn the_gravest_comes_first_and_the_same_report_gives_the_same_findings() {
        let mut b = Bench::of("cms-cop14");
        b.set("X.1#bycatch", Value::Code("nonsense".into()));
        b.text("HLS.1", "write to a.b@example.org");
        let found = b.findings();
        assert!(found.windows(2).all(|w| w[0].level >= w[1].level));
        assert_eq!(found, b.findings());
        assert!(found.iter().all(|f| !f.message.is_empty() && !f.message.contains("example.org")), "{found:?}");
        // Without a cell to point to, the file and the number of the question say where.
        assert!(found.iter().all(|f| f.file == "report.xlsx" && f.level < Level::Blocker || f.place.contains(' ')));
    }

    #[test]
    fn no_check_panics_on_hostile_answers() {
        for id in ["cms-cop14", "cbd-nr7", "ramsar-cop14", "cites-ir"] {
            for value in [
                Value::Text("\u{2028}[[[ + @ .@. +1 tel: \u{202e}é]".repeat(50)),
                Value::Code(String::new()),
                Value::Codes(vec![String::new(), "none".into(), "none".into()]),
                Value::Number { qualifier: Some("?".into()), number: Some(f64::NAN), unit: Some("%".into()) },
                Value::Date(chrono::NaiveDate::MIN),
            ] {
                let mut b = Bench::of(id);
                let keys: Vec<String> = b.format().questions.iter().map(|q| q.key().to_owned()).collect();
                for key in keys {
                    b.set(&key, value.clone());
                    b.row(&key, &[("year", "é\u{0}"), ("value", "-"), ("", "")]);
                }
                assert!(!b.findings().is_empty());
            }
        }
    }

    fn sources(dir: &Path, out: &mut Vec<PathBuf>) {
        for e in std::fs::read_dir(dir).expect("src").flatten() {
            if e.path().is_dir() {
                sources(&e.path(), out);
            } else if e.path().extension().is_some_and(|x| x == "rs") {
                out.push(e.path());
            }
        }
    }

    /// The first string literal after each `Finding::new(`, where it looks like a code.
    fn codes_in(text: &str) -> Vec<&str> {
        let literal = |rest: &str| -> Option<(usize, usize)> {
            let start = rest.find('"')? + 1;
            Some((start, rest.get(start..)?.find('"')?))
        };
        text.split("Finding::new(")
            .skip(1)
            // A literal behind the call is none of its arguments.
            .filter_map(|rest| literal(rest).filter(|(s, _)| !rest[..*s].contains(')')).map(|(s, n)| &rest[s..s + n]))
            .filter(|c| !c.is_empty() && c.chars().all(|c| c.is_ascii_lowercase() || c == '-'))
            .collect()
    }

    #[test]
    fn every_code_is_documented() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let doc = std::fs::read_to_string(root.join("docs/findings.md")).expect("docs/findings.md");
        let mut files = Vec::new();
        sources(&root.join("src"), &mut files);
        let mut codes: HashSet<String> = CHECKS.iter().map(|c| c.code().to_owned()).collect();
        assert_eq!(codes.len(), CHECKS.len(), "a code stands twice");
        for f in files {
            codes.extend(codes_in(&std::fs::read_to_string(f).expect("source")).into_iter().map(str::to_owned));
        }
        let mut missing: Vec<String> = codes.into_iter().filter(|c| !doc.contains(&format!("| `{c}` |"))).collect();
        missing.sort();
        assert!(missing.is_empty(), "give each of these codes a row in docs/findings.md: {missing:?}");
        for c in CHECKS {
            let row = format!("| `{}` | {} | {} |", c.code(), c.level(), c.about());
            assert!(doc.contains(&row), "docs/findings.md should have the row\n{row}");
        }
    }
}
