//! The run report: what was read, what was written, what is wrong. It holds no time and no path
//! outside the two folders, so that two runs over the same files say the same.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::spill::Note;

/// Findings by level and by code.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    /// Level to count.
    pub levels: BTreeMap<String, usize>,
    /// Code to count.
    pub codes: BTreeMap<String, usize>,
}

impl Counted {
    /// One more finding.
    pub(super) fn add(&mut self, note: &Note) {
        *self.levels.entry(note.level.clone()).or_default() += 1;
        *self.codes.entry(note.code.clone()).or_default() += 1;
    }

    /// The findings of another part.
    pub(super) fn join(&mut self, other: &Counted) {
        for (mine, theirs) in [(&mut self.levels, &other.levels), (&mut self.codes, &other.codes)] {
            for (k, n) in theirs {
                *mine.entry(k.clone()).or_default() += n;
            }
        }
    }

    /// How many errors and blockers there are.
    #[must_use]
    pub fn errors(&self) -> usize {
        ["ERROR", "BLOCKER"].iter().filter_map(|l| self.levels.get(*l)).sum()
    }
}

/// A report that was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadReport {
    /// File it stands in.
    pub file: String,
    /// Format id.
    pub format: String,
    /// Years covered.
    pub period: Option<String>,
    /// Answers in it.
    pub answers: usize,
    /// The file that says all of it too, for which reason it was left out.
    pub same_as: Option<String>,
}

/// A report that was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Written {
    /// File, from the output folder.
    pub file: String,
    /// Format id.
    pub format: String,
    /// Years covered.
    pub period: Option<String>,
    /// How many drafts have each standing.
    pub standings: BTreeMap<String, usize>,
}

/// A file of the folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadFile {
    /// Path from the folder.
    pub file: String,
    /// What it is, in words; empty where nothing recognised it.
    pub kind: String,
    /// Reports in it.
    pub reports: usize,
    /// Answers in it.
    pub answers: usize,
    /// The file it is a copy of.
    pub copy_of: Option<String>,
    /// Findings about it.
    pub findings: usize,
    /// The first error, for a file without reports.
    pub unusable: Option<String>,
    /// The same in the language of the run, for people.
    #[serde(skip)]
    pub why: Option<String>,
}

/// A Party and its reports.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartyRun {
    /// Code; `null` for reports whose Party nobody knows.
    pub party: Option<String>,
    /// Name in English.
    pub name: String,
    /// Reports read, in the order of the files.
    pub read: Vec<ReadReport>,
    /// Reports written.
    pub written: Vec<Written>,
}

/// Sums.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// Files in the folder.
    pub files: usize,
    /// Files with reports in them.
    pub files_used: usize,
    /// Copies of other files.
    pub copies: usize,
    /// Files of which nothing could be used.
    pub unusable: usize,
    /// Parties.
    pub parties: usize,
    /// Reports read.
    pub reports: usize,
    /// Answers read.
    pub answers: usize,
    /// Reports written.
    pub written: usize,
}

/// A table of the data set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableRun {
    /// Name.
    pub table: String,
    /// Rows.
    pub rows: u64,
    /// Parquet files; 0 where this program was built without Parquet.
    pub parquet_files: usize,
}

/// The run report.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// Version of dunlin.
    pub dunlin: String,
    /// Formats written.
    pub to: Vec<String>,
    /// Language of what is written.
    pub lang: String,
    /// Period asked for.
    pub period: Option<String>,
    /// Sums.
    pub totals: Totals,
    /// Findings of the whole run.
    pub findings: Counted,
    /// Tables of the data set.
    pub dataset: Vec<TableRun>,
    /// Parties in the order of their codes, then reports of no known Party.
    pub parties: Vec<PartyRun>,
    /// Every file, in the order of names.
    pub files: Vec<ReadFile>,
}
