//! Registers: the lists a country keeps from cycle to cycle (measures, sites, agreements …).
//!
//! A register is a table question of the format `core`, `core/<register>`; a core report read from a
//! file becomes [`Registers`], by which rules derive answers and compose texts.

use std::collections::{BTreeMap, BTreeSet};

use super::{Answer, Origin, Party, Report, Row, Value};

/// Format id of the core report, and the prefix of its questions.
pub const CORE: &str = "core";

/// Reserved columns of every register.
pub mod column {
    /// Stable id of the row, given by dunlin.
    pub const ID: &str = "id";
    /// `yes` where a person confirmed the row; blank for a candidate.
    pub const CONFIRMED: &str = "confirmed";
}

/// What separates several entries of one cell: subjects, facets, framework targets.
pub const LIST: char = ';';

/// A row of a register.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Entry {
    /// Stable id; survives sorting and copying in a spreadsheet.
    pub id: String,
    /// Column code to text, without the reserved columns.
    pub cells: Row,
    /// False for a candidate made from an old report that nobody confirmed yet.
    pub confirmed: bool,
    /// Where the row stands.
    pub origin: Origin,
}

impl Entry {
    /// Text of a cell; empty where there is none.
    #[must_use]
    pub fn get(&self, column: &str) -> &str {
        self.cells.get(column).map_or("", |t| t.trim())
    }

    /// Entries of a cell that holds a list.
    pub fn list<'a>(&'a self, column: &str) -> impl Iterator<Item = &'a str> {
        self.get(column).split([LIST, '\n']).map(str::trim).filter(|t| !t.is_empty())
    }

    /// True where a list cell names this.
    #[must_use]
    pub fn has(&self, column: &str, tag: &str) -> bool {
        self.list(column).any(|t| t.eq_ignore_ascii_case(tag))
    }
}

/// Everything a country keeps in lists.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Registers {
    /// The Party, where the file says.
    pub party: Option<Party>,
    /// File name as the user gave it.
    pub file: String,
    /// Register (`measures`) to its rows, in the order of the file.
    pub lists: BTreeMap<String, Vec<Entry>>,
    /// Lists declared complete: `agreements`, or a part of one, `support:wetlands`. Only these let an
    /// absence say *no*.
    pub complete: BTreeSet<String>,
    /// Texts kept once: `coordination`.
    pub texts: BTreeMap<String, String>,
    /// Facts about the Party: `recipient`.
    pub facts: BTreeMap<String, bool>,
}

/// Option code of a yes in the questions of `core`.
pub const YES: &str = "yes";

impl Registers {
    /// Rows of a register; none where it was never opened.
    #[must_use]
    pub fn rows(&self, register: &str) -> &[Entry] {
        self.lists.get(register).map_or(&[], Vec::as_slice)
    }

    /// True where the list (or `list:part`) is declared complete.
    #[must_use]
    pub fn is_complete(&self, list: &str) -> bool {
        self.complete.contains(list) || list.split_once(':').is_some_and(|(whole, _)| self.complete.contains(whole))
    }

    /// True where nothing was written into any register.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.lists.values().all(Vec::is_empty)
            && self.complete.is_empty()
            && self.texts.is_empty()
            && self.facts.is_empty()
    }

    /// The registers of a report of format `core`. What is declared and told beside the rows counts only where it is
    /// confirmed: carried over from the last cycle it says nothing of this one.
    #[must_use]
    pub fn from_report(report: &Report) -> Registers {
        let mut registers = Registers { party: report.party, file: report.file.clone(), ..Registers::default() };
        for a in &report.answers {
            let Some(name) = a.question.strip_prefix(CORE).and_then(|n| n.strip_prefix('/')) else { continue };
            let value = a.value.as_ref().filter(|_| a.confirmed);
            if let Some(list) = name.strip_suffix(".complete") {
                match value {
                    Some(Value::Code(c)) if c == YES => {
                        registers.complete.insert(list.to_owned());
                    }
                    Some(Value::Codes(codes)) => {
                        registers.complete.extend(codes.iter().map(|c| format!("{list}:{c}")));
                    }
                    _ => {}
                }
                continue;
            }
            match value {
                Some(Value::Text(t)) if !t.trim().is_empty() => {
                    registers.texts.insert(name.to_owned(), t.trim().to_owned());
                }
                Some(Value::Code(c)) => {
                    registers.facts.insert(name.to_owned(), c == YES);
                }
                _ => {}
            }
            if !a.rows.is_empty() {
                let list = registers.lists.entry(name.to_owned()).or_default();
                list.extend(a.rows.iter().enumerate().map(|(n, row)| entry(row, &a.origin, n)));
            }
        }
        registers
    }

    /// The rows alone: in a new cycle lists have to be declared complete anew, and texts and facts confirmed.
    #[must_use]
    pub fn of_last_cycle(self) -> Registers {
        Registers { complete: BTreeSet::new(), texts: BTreeMap::new(), facts: BTreeMap::new(), ..self }
    }

    /// Adds the registers of another file; a row with a known id, a text and a fact that are there
    /// already stay as they are.
    pub fn add(&mut self, other: Registers) {
        self.party = self.party.or(other.party);
        if self.file.is_empty() {
            self.file = other.file;
        }
        for (list, rows) in other.lists {
            let have = self.lists.entry(list).or_default();
            let known: BTreeSet<String> = have.iter().map(|e| e.id.clone()).filter(|id| !id.is_empty()).collect();
            have.extend(rows.into_iter().filter(|e| !known.contains(&e.id)));
        }
        self.complete.extend(other.complete);
        for (name, text) in other.texts {
            self.texts.entry(name).or_insert(text);
        }
        for (name, fact) in other.facts {
            self.facts.entry(name).or_insert(fact);
        }
    }

    /// The registers as answers of format `core`, in the order of the names.
    #[must_use]
    pub fn into_answers(self) -> Vec<Answer> {
        let mut answers = Vec::new();
        let origin = Origin { file: self.file.clone(), place: String::new() };
        let mut parts: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for c in self.complete {
            match c.split_once(':') {
                Some((list, part)) => parts.entry(list.to_owned()).or_default().push(part.to_owned()),
                None => {
                    let mut a = Answer::new(format!("{CORE}/{c}.complete"), origin.clone());
                    a.value = Some(Value::Code(YES.to_owned()));
                    answers.push(a);
                }
            }
        }
        for (list, codes) in parts {
            let mut a = Answer::new(format!("{CORE}/{list}.complete"), origin.clone());
            a.value = Some(Value::Codes(codes));
            answers.push(a);
        }
        for (name, text) in self.texts {
            let mut a = Answer::new(format!("{CORE}/{name}"), origin.clone());
            a.value = Some(Value::Text(text));
            answers.push(a);
        }
        for (name, yes) in self.facts {
            let mut a = Answer::new(format!("{CORE}/{name}"), origin.clone());
            a.value = Some(Value::Code(if yes { YES } else { "no" }.to_owned()));
            answers.push(a);
        }
        for (list, entries) in self.lists {
            let mut a = Answer::new(format!("{CORE}/{list}"), origin.clone());
            a.rows = entries.into_iter().map(row).collect();
            if !a.rows.is_empty() {
                answers.push(a);
            }
        }
        answers.sort_by(|a, b| a.question.cmp(&b.question));
        answers
    }
}

fn entry(row: &Row, origin: &Origin, n: usize) -> Entry {
    let mut cells = row.clone();
    let id = cells.remove(column::ID).unwrap_or_default();
    let confirmed = cells.remove(column::CONFIRMED).is_some_and(|c| c.trim().eq_ignore_ascii_case(YES));
    let place = if origin.place.is_empty() { String::new() } else { format!("{}, {}", origin.place, n + 1) };
    Entry { id, cells, confirmed, origin: Origin { file: origin.file.clone(), place } }
}

/// An entry as the row of its table.
fn row(entry: Entry) -> Row {
    let mut row = entry.cells;
    if !entry.id.is_empty() {
        row.insert(column::ID.to_owned(), entry.id);
    }
    if entry.confirmed {
        row.insert(column::CONFIRMED.to_owned(), YES.to_owned());
    }
    row
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn registers_come_back_from_their_answers() {
        let mut r = Registers { file: "core.xlsx".to_owned(), ..Registers::default() };
        let cells = Row::from([("title".to_owned(), "Wetland Act".to_owned())]);
        let one = Entry { id: "m-1".to_owned(), cells, confirmed: true, origin: Origin::default() };
        let two = Entry { id: "m-2".to_owned(), confirmed: false, ..one.clone() };
        r.lists.insert("measures".to_owned(), vec![one, two]);
        r.complete.extend(["agreements".to_owned(), "support:wetlands".to_owned()]);
        r.texts.insert("coordination".to_owned(), "They meet.".to_owned());
        r.facts.insert("recipient".to_owned(), false);
        let mut report = Report::new(CORE, "core.xlsx");
        report.answers = r.clone().into_answers();
        let mut back = Registers::from_report(&report);
        for e in back.lists.values_mut().flatten() {
            e.origin = Origin::default();
        }
        assert_eq!(back, r);
        assert!(r.is_complete("agreements") && r.is_complete("support:wetlands"));
        assert!(!r.is_complete("support:cites") && !r.is_complete("sites"));
    }
}
