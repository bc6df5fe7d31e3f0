//! What *yes* in the Confirmed column takes: a proposal that was marked for it, into an empty answer.

use std::collections::BTreeMap;

use crate::crosswalk::said::value_words;
use crate::model::offer::{Remembered, SIGN, proposal_mark, row_mark};
use crate::model::own::fingerprint;
use crate::model::register::{YES, column};
use crate::model::{Answer, CORE, Finding, Kind, Lang, Level, Made, Question, Row, Sentence, Standing, Value};
use crate::registers::list;
use crate::say;

/// What stands in the Confirmed cell of a question.
#[derive(Debug, Clone, Default)]
pub(super) struct Said {
    /// *Yes* or *no*; `None` where it is blank or neither.
    pub(super) yes: Option<bool>,
    /// What is neither.
    pub(super) odd: Option<String>,
    pub(super) place: String,
}

impl Said {
    /// Reads the text of the cell.
    pub(super) fn new(text: &str, place: String) -> Said {
        let word = text.trim().trim_end_matches(['.', '!']).to_lowercase();
        let yes = match word.as_str() {
            "yes" | "y" | "oui" | "o" | "sí" | "si" | "s" | "x" | "✓" | "✔" | "true" | "vrai" | "verdadero" | "1" => {
                Some(true)
            }
            "no" | "n" | "non" | "false" | "faux" | "falso" | "0" | "-" | "–" => Some(false),
            _ => None,
        };
        let odd = (yes.is_none() && !word.is_empty()).then(|| text.trim().to_owned());
        Said { yes, odd, place }
    }

    /// Of two cells of one question the first that says something counts.
    pub(super) fn or(self, other: Said) -> Said {
        if self.yes.is_some() || (self.odd.is_some() && other.yes.is_none()) { self } else { other }
    }
}

/// Measures that the taken proposals of a workbook were made of.
#[derive(Debug, Default)]
pub(super) struct Taken {
    /// Measure to what its row said and the questions whose answer tells of it, with the place of the yes.
    measures: BTreeMap<String, (String, BTreeMap<Key, String>)>,
}

/// Question and item.
type Key = (String, Option<String>);

/// A proposal, and the answer it stands beside.
pub(super) struct Beside<'a> {
    pub(super) question: &'a Question,
    pub(super) said: &'a Said,
    /// The hidden cell.
    pub(super) offered: &'a str,
    /// What is to be seen beside the answer, cell by cell.
    pub(super) proposal: &'a [&'a str],
    /// The language of the workbook.
    pub(super) lang: Lang,
    pub(super) file: &'a str,
}

/// A text in one line.
fn line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Spaces and line ends do not tell texts apart; a long text may be torn between cells.
fn plain(text: &str) -> String {
    text.split_whitespace().collect()
}

impl Beside<'_> {
    fn finding(&self, code: &'static str, message: Sentence, hint: Sentence) -> Finding {
        Finding::new(Level::Warning, code, message).at(self.file, &self.said.place).hint(hint)
    }

    /// True where the words of an offer are still to be seen: all that can be told of a workbook that does not
    /// remember its proposals whole.
    fn shows(&self, value: Option<&Value>, details: Option<&str>, columns: &[Row]) -> bool {
        let seen = plain(&self.proposal.join(" "));
        let value = value.map(|v| plain(&value_words(v, self.question, self.lang)));
        let beside = columns.iter().flat_map(|r| r.values()).map(|t| plain(t));
        let mut texts = value.into_iter().chain(details.map(plain)).chain(beside);
        seen.contains(SIGN) && texts.all(|t| seen.contains(&t))
    }

    /// Takes what was offered where a person said *yes*; says so where there was nothing to take.
    pub(super) fn take(&self, answer: &mut Answer, taken: &mut Taken, findings: &mut Vec<Finding>) {
        if let Some(odd) = &self.said.odd {
            findings.push(self.finding(
                "own-confirmed",
                say!(
                    "\"{typed}\" is neither yes nor no; it confirms nothing",
                    typed = line(odd).chars().take(60).collect::<String>()
                ),
                say!("choose yes or no in the column Confirmed"),
            ));
        }
        if self.said.yes != Some(true) {
            return;
        }
        let remembered = Remembered::parse(self.offered);
        let Some(Remembered { offered, rows, seen }) = remembered else {
            if answer.is_blank() {
                findings.push(self.finding(
                    "own-yes",
                    say!("yes stands beside an empty answer, and nothing is marked there that it could take"),
                    say!("write the answer, or copy what is true of the proposal into the answer cell"),
                ));
            }
            return;
        };
        // Somebody wrote an answer of their own: it is what they confirm.
        let own_value = answer.value.is_some();
        let into_value = offered.value.clone().filter(|_| !own_value);
        let beside_same = own_value && (offered.value.is_none() || offered.value == answer.value);
        let into_details = offered
            .details
            .clone()
            .filter(|_| answer.details.is_none() && (into_value.is_some() || !own_value || beside_same));
        // Data of an indicator say nothing yet of whose they are.
        let written = !answer.rows.is_empty() && self.question.kind != Kind::Indicator;
        if into_value.is_none() && into_details.is_none() || written && offered.columns.is_empty() {
            return;
        }
        if into_value.is_some() && (written || answer.details.is_some() && offered.details.is_some()) {
            findings.push(self.finding(
                "own-yes",
                say!("yes stands beside a proposal of which one part has been written otherwise; it was not taken"),
                say!("complete the answer in its own cells"),
            ));
            return;
        }
        if into_details.is_some() && answer.value.as_ref().is_some_and(|v| self.question.denies(v)) {
            findings.push(self.finding(
                "own-yes",
                say!(
                    "yes stands beside a text about what was done, and the answer says that nothing was, or is not known; the text was not taken"
                ),
                say!("copy the text into the details if it belongs there"),
            ));
            return;
        }
        let columns = if into_value.is_some() { offered.columns } else { Vec::new() };
        let as_offered = if seen.is_empty() {
            self.shows(into_value.as_ref(), into_details.as_deref(), &columns)
        } else {
            // Whoever corrects a proposal, anywhere in it, does not say yes to what it was.
            proposal_mark(self.proposal.iter().copied()) == seen
        };
        if !as_offered {
            findings.push(self.finding(
                "own-yes",
                say!("yes stands beside a proposal that is no longer as it was offered; it was not taken"),
                say!("copy what is true of it into the answer cell"),
            ));
            return;
        }
        if into_value.is_some() {
            answer.value = into_value;
        }
        if into_details.is_some() {
            answer.details = into_details;
        }
        if !columns.is_empty() {
            answer.rows = columns;
        }
        if answer.origin.place.is_empty() {
            answer.origin.place.clone_from(&self.said.place);
        }
        let made = offered.made.map(|standing| Made { standing, touched: true, written: String::new() });
        answer.made = made.or(answer.made.take());
        let key = (answer.question.clone(), answer.item.clone());
        for (id, row) in offered.measures.into_iter().zip(rows) {
            let told = &mut taken.measures.entry(id).or_insert_with(|| (row, BTreeMap::new())).1;
            told.insert(key.clone(), self.said.place.clone());
        }
    }
}

impl Taken {
    /// Confirms the measures that the taken texts tell of. What was shown was taken, so a measure that
    /// says something else by now, or has been deleted or refused, is named.
    pub(super) fn confirm(&self, answers: &mut [Answer], file: &str, findings: &mut Vec<Finding>) {
        if self.measures.is_empty() {
            return;
        }
        let register = format!("{CORE}/{}", list::MEASURES);
        // A part of the report may come without its registers.
        let Some(at) = answers.iter().position(|a| a.question == register) else { return };
        for (id, (was, told_in)) in &self.measures {
            let rows = answers.get_mut(at).map_or(&mut [][..], |a| a.rows.as_mut_slice());
            let row = rows.iter_mut().find(|r| r.get(column::ID) == Some(id));
            let told = match row {
                None => Some(say!("the measure {id} is no longer in the register", id = id)),
                Some(row) => {
                    let said = Said::new(row.get(column::CONFIRMED).map_or("", String::as_str), String::new());
                    if said.yes == Some(false) {
                        Some(say!("the measure \"{title}\" says no in its own column Confirmed", title = title(row)))
                    } else {
                        let changed = !was.is_empty() && row_mark(row) != *was;
                        row.insert(column::CONFIRMED.to_owned(), YES.to_owned());
                        changed.then(|| {
                            say!(
                                "the measure \"{title}\" has been changed since this text was made of it",
                                title = title(row)
                            )
                        })
                    }
                }
            };
            let Some(told) = told else { continue };
            // What the measures give by now is then shown beside it.
            for a in answers.iter_mut().filter(|a| told_in.contains_key(&(a.question.clone(), a.item.clone()))) {
                let written = fingerprint(a.value.as_ref(), a.details.as_deref(), &a.rows);
                if let Some(made) = &mut a.made {
                    made.written = written;
                }
            }
            let message = say!("{told}; the proposal was taken as it was shown", told = told);
            findings.push(
                Finding::new(Level::Warning, "own-taken", message)
                    .at(file, told_in.values().next().map_or("", String::as_str))
                    .hint(say!("read the answer once more and correct it where needed")),
            );
        }
    }
}

fn title(row: &Row) -> String {
    row.get("title").map_or("", String::as_str).chars().take(80).collect()
}

/// True where *yes* beside what dunlin made of registers makes it a person's.
pub(super) fn keeps(said: &Said, standing: Standing) -> bool {
    said.yes == Some(true) && matches!(standing, Standing::Derived | Standing::Composed)
}
