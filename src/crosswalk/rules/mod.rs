//! Rules: what follows from registers, or from another answer of the same report, option by option.
//!
//! A rule names one question and one thing that follows for it, and everything that must hold. A test of
//! a row is true, false or open; whatever is blank, misspelt or unconfirmed is open. *Any* needs a row
//! that is truly so, *none* and *all* need every row to be decided, and a *no* needs a list declared
//! complete besides. Two rules of a question must not be able to hold together. All that is checked in
//! [`verify`](super::verify).

mod parse;
pub(super) mod verify;
pub mod vocabulary;

use std::collections::BTreeMap;

use super::raw::{RawRule, RawRules};
use crate::catalogue::{Catalogue, DataFile, parse_toml};
use crate::model::{Finding, Kind, Labels, Level, Question};

pub use parse::parse_rows;

/// A rule.
#[derive(Debug, Clone)]
pub struct Rule {
    /// Question that is answered.
    pub to: String,
    /// What follows.
    pub gives: Gives,
    /// All that must hold.
    pub needs: Vec<Need>,
    /// True: shown beside the cell, never in it.
    pub likely: bool,
    /// Why.
    pub reason: Labels,
    /// File and line.
    pub place: (String, u64),
}

/// What follows for the question.
#[derive(Debug, Clone, PartialEq)]
pub enum Gives {
    /// An option; of a several-choice question, a tick.
    Option(String),
    /// How many rows there are.
    Count {
        /// The rows that count.
        rows: Rows,
        /// Option code of the qualifier.
        qualifier: Option<String>,
    },
    /// Rows of a table.
    Table {
        /// The rows of the register.
        rows: Rows,
        /// Table column and what stands in it.
        columns: Vec<(String, String)>,
    },
    /// A text, one piece for each row.
    Text {
        /// The rows; `None` for a text that needs none.
        rows: Option<Rows>,
        /// What a row writes.
        pattern: String,
        /// What separates the pieces.
        join: Join,
    },
}

/// How the pieces of a text become one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Join {
    /// With this between them.
    With(String),
    /// There must be one, or all must be the same.
    Only,
}

/// Rows of a register that pass every test.
#[derive(Debug, Clone, PartialEq)]
pub struct Rows {
    /// Register.
    pub list: String,
    /// Tests.
    pub tests: Vec<Test>,
}

/// One test of a row.
#[derive(Debug, Clone, PartialEq)]
pub enum Test {
    /// The cell of a column.
    Cell {
        /// Column code.
        column: String,
        /// What must be true of it.
        is: Is,
    },
    /// Rows of another register that name this one's site, or the site this one names.
    Linked {
        /// The other rows.
        rows: Rows,
        /// True: there must be none.
        negated: bool,
    },
    /// Another row of the same register with the same entry in this column.
    Beside {
        /// Column in which both agree.
        column: String,
        /// Tests of the other row.
        tests: Vec<Test>,
    },
    /// The answer of this report about the site of the row.
    Answer {
        /// Question id.
        question: String,
        /// Its options.
        codes: Vec<String>,
    },
}

/// What must be true of a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Is {
    /// One of these.
    In(Vec<String>),
    /// None of these.
    NotIn(Vec<String>),
    /// A list with one of these.
    Has(Vec<String>),
    /// A list with none of these.
    Lacks(Vec<String>),
    /// A list of these and nothing else.
    Only(Vec<String>),
    /// Something stands there.
    Filled,
    /// Nothing stands there.
    Empty,
    /// `yes`; a blank is open.
    Ticked,
    /// One of these words occurs.
    Mentions(Vec<String>),
    /// None of these words occurs.
    Omits(Vec<String>),
    /// The years meet those of the report.
    Overlaps,
    /// The first year lies in the report's.
    Starts,
    /// The last year is not after the report's.
    ByReport,
    /// The last year is this or later.
    Since(u16),
    /// The site the question is repeated for.
    Item,
    /// One of the names of these; none named: of the row that is answered.
    Names(Vec<String>),
}

/// One thing that must hold.
#[derive(Debug, Clone, PartialEq)]
pub enum Need {
    /// There is such a row.
    Any(Rows),
    /// There is none, and none that might be.
    None(Rows),
    /// There are such rows, and each passes the tests.
    All(Rows, Vec<Test>),
    /// A list, or part of one, is declared complete.
    Complete(String),
    /// A fact about the Party is this; `not`: is not said to be this.
    Fact {
        /// Name.
        name: String,
        /// Yes or no.
        yes: bool,
        /// True: must not be this, and may be unsaid.
        not: bool,
    },
    /// A text kept once is there, or is not.
    Text {
        /// Name.
        name: String,
        /// There, or not.
        filled: bool,
    },
    /// A text kept once has one of these words.
    Mentions {
        /// Name.
        name: String,
        /// Words.
        words: Vec<String>,
    },
    /// Another answer of the report, or (for a tick) of another convention's.
    Answer {
        /// Question id.
        question: String,
        /// Options of which one must be given.
        codes: Vec<String>,
    },
    /// The Party is known.
    Party,
}

/// Every rule, by the question it answers.
#[derive(Default)]
pub struct Rules {
    /// Rules in the order of the files.
    pub all: Vec<Rule>,
    by_question: BTreeMap<String, Vec<usize>>,
    /// Names by what they are names of.
    pub names: BTreeMap<String, Vec<String>>,
    /// Mistakes met while reading.
    pub findings: Vec<Finding>,
}

impl Rules {
    /// Reads the rules that are built in and those of the user's folder. A rule of the user's for a
    /// question replaces all built-in rules for it.
    #[must_use]
    pub fn load(catalogue: &Catalogue) -> Rules {
        let mut rules = Rules::default();
        for file in catalogue.mappings("mappings/rules", ".toml") {
            let raw = if file.own {
                match parse_toml::<RawRules>(&file.text, &file.name) {
                    Ok(r) => r,
                    Err(f) => {
                        rules.findings.push(f);
                        continue;
                    }
                }
            } else {
                match postcard::from_bytes::<RawRules>(catalogue.builtin_rules()) {
                    Ok(r) => r,
                    // The build script wrote these bytes with the same types.
                    Err(e) => unreachable!("built-in rules: {e}"),
                }
            };
            rules.add(raw, &file, catalogue);
        }
        rules.index();
        rules
    }

    fn add(&mut self, raw: RawRules, file: &DataFile, catalogue: &Catalogue) {
        for n in raw.name {
            self.names.entry(n.of).or_default().extend(n.also);
        }
        let starts: Vec<u64> =
            file.text.lines().enumerate().filter(|(_, l)| l.trim() == "[[rule]]").map(|(n, _)| n as u64 + 1).collect();
        let mut read = Vec::new();
        for (n, r) in raw.rule.into_iter().enumerate() {
            let place = (file.name.clone(), starts.get(n).copied().unwrap_or(1));
            match parse::rule(&r, place.clone()) {
                Ok(rule) => read.extend(every_row(rule, &r, catalogue)),
                Err(message) => self.findings.push(
                    Finding::new(Level::Error, "mapping", format!("{}: {message}", r.to))
                        .at(&place.0, format!("line {}", place.1))
                        .hint("the head of mappings/rules.toml says how a rule is written"),
                ),
            }
        }
        if file.own {
            self.all.retain(|r| !read.iter().any(|n| n.to == r.to));
        }
        self.all.extend(read);
    }

    fn index(&mut self) {
        self.by_question.clear();
        for (n, r) in self.all.iter().enumerate() {
            self.by_question.entry(r.to.clone()).or_default().push(n);
        }
    }

    /// Rules for a question.
    pub fn of(&self, question: &str) -> impl Iterator<Item = &Rule> {
        self.by_question.get(question).into_iter().flatten().filter_map(|&n| self.all.get(n))
    }

    /// Questions that have rules.
    pub fn questions(&self) -> impl Iterator<Item = &str> {
        self.by_question.keys().map(String::as_str)
    }
}

/// A rule for `…#*` as one for each row of the matrix, for `…indicator.*` as one for each indicator.
fn every_row(rule: Rule, raw: &RawRule, catalogue: &Catalogue) -> Vec<Rule> {
    let Some((title, sign)) = raw.to.strip_suffix('*').map(|t| t.split_at(t.len().saturating_sub(1))) else {
        return vec![rule];
    };
    let Some(format) = catalogue.format_of(title) else { return vec![rule] };
    let is_row = |q: &Question| match sign {
        "#" => q.id.strip_prefix(title).is_some_and(|rest| rest.starts_with('#')),
        _ => q.kind == Kind::Indicator && q.id.strip_prefix(title).is_some_and(|rest| rest.starts_with('.')),
    };
    let rows: Vec<Rule> =
        format.questions.iter().filter(|q| is_row(q)).map(|q| Rule { to: q.id.clone(), ..rule.clone() }).collect();
    if rows.is_empty() { vec![rule] } else { rows }
}

/// What a form calls a row by: the part after `#`, or the number of an indicator.
#[must_use]
pub fn row_code(q: &Question) -> Option<&str> {
    match q.id.split_once('#') {
        Some((_, code)) => Some(code),
        None if q.kind == Kind::Indicator => q.key().split_once('.').map(|(_, code)| code),
        None => None,
    }
}
