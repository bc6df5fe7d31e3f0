//! Findings of one file: those that repeat are counted after a while instead of listed.

use std::collections::BTreeMap;

use crate::catalogue::Catalogue;
use crate::model::{Finding, Format, Level, Sentence};
use crate::say;

/// How many findings of one code and level are listed before they are only counted.
const LISTED: usize = 60;

/// Gathers the findings of one file.
pub(super) struct Notes<'a> {
    file: &'a str,
    findings: Vec<Finding>,
    counts: BTreeMap<(&'static str, Level), usize>,
    listed: usize,
    advice: Sentence,
}

impl<'a> Notes<'a> {
    /// Findings of the file with this name.
    pub(super) fn new(file: &'a str) -> Notes<'a> {
        let advice = say!("correct those that are listed and read the file again");
        Notes { file, findings: Vec::new(), counts: BTreeMap::new(), listed: LISTED, advice }
    }

    /// The same for files whose findings repeat more: fewer are listed, with other advice on the rest.
    pub(super) fn at_most(mut self, listed: usize, advice: Sentence) -> Notes<'a> {
        self.listed = listed;
        self.advice = advice;
        self
    }

    /// One more finding.
    pub(super) fn add(
        &mut self,
        level: Level,
        code: &'static str,
        place: impl Into<String>,
        message: impl Into<Sentence>,
        hint: impl Into<Sentence>,
    ) {
        let count = self.counts.entry((code, level)).or_default();
        *count += 1;
        if *count <= self.listed {
            self.findings.push(Finding::new(level, code, message).at(self.file, place).hint(hint));
        }
    }

    /// The format the user named; a finding where there is none of that name.
    pub(super) fn stated<'c>(&mut self, id: &str, catalogue: &'c Catalogue) -> Option<&'c Format> {
        let found = catalogue.format(id);
        if found.is_none() {
            let known: Vec<&str> = catalogue.format_ids().collect();
            let hint = say!("use one of {formats}", formats = known.join(", "));
            self.add(Level::Error, "format-not-known", "", say!("there is no format \"{id}\"", id = id), hint);
        }
        found
    }

    /// All findings, and how many more there were of each kind.
    pub(super) fn close(mut self) -> Vec<Finding> {
        for ((code, level), count) in &self.counts {
            if *count > self.listed {
                let message = say!("{n} more findings like those above are not listed", n = count - self.listed);
                self.findings.push(Finding::new(*level, code, message).at(self.file, "").hint(self.advice.clone()));
            }
        }
        self.findings
    }
}
