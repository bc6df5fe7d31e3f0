//! Reading the tab-separated tables of `mappings/`: plain ones and SSSOM with its metadata block.

use std::rc::Rc;

use crate::catalogue::DataFile;
use crate::model::{Finding, Level};

/// A data row with its line in the file.
#[derive(Debug, Clone)]
pub(super) struct Record {
    /// Line number, from 1.
    pub(super) line: u64,
    headers: Rc<[String]>,
    cells: csv::StringRecord,
}

impl Record {
    /// The cell under a heading, trimmed; empty where there is none.
    #[must_use]
    pub(super) fn get(&self, column: &str) -> &str {
        // Of two columns of one name the last counts.
        let at = self.headers.iter().take(self.cells.len()).rposition(|h| h == column);
        at.and_then(|n| self.cells.get(n)).map_or("", str::trim)
    }
}

/// The rows of a table. Lines that begin with `#` before the header are metadata or remarks.
/// Columns that are missing, and rows that cannot be read, are findings.
pub(super) fn records(file: &DataFile, needed: &[&str], findings: &mut Vec<Finding>) -> Vec<Record> {
    let head = file.text.lines().take_while(|l| l.starts_with('#') || l.trim().is_empty()).count();
    let offset: usize = file.text.split_inclusive('\n').take(head).map(str::len).sum();
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(b'\t')
        .flexible(true)
        .from_reader(file.text.as_bytes().get(offset..).unwrap_or_default());
    let headers: Rc<[String]> = match reader.headers() {
        Ok(h) => h.iter().map(|c| c.trim().to_owned()).collect(),
        Err(e) => {
            findings.push(
                Finding::new(Level::Error, "mapping-table", format!("the header cannot be read: {e}"))
                    .at(&file.name, "line 1"),
            );
            return Vec::new();
        }
    };
    for column in needed {
        if !headers.iter().any(|h| h == column) {
            findings.push(
                Finding::new(Level::Error, "mapping-table", format!("there is no column \"{column}\""))
                    .at(&file.name, format!("line {}", head + 1))
                    .hint("columns are separated by tabs; save the table as tab-separated UTF-8 text"),
            );
        }
    }
    let mut rows = Vec::new();
    for record in reader.records() {
        match record {
            Ok(r) => {
                let line = r.position().map_or(0, csv::Position::line) + head as u64;
                if r.iter().all(|c| c.trim().is_empty()) {
                    continue;
                }
                rows.push(Record { line, headers: Rc::clone(&headers), cells: r });
            }
            Err(e) => {
                let line = e.position().map_or(0, csv::Position::line) + head as u64;
                findings.push(
                    Finding::new(Level::Error, "mapping-table", "the row cannot be read (is it UTF-8?)")
                        .at(&file.name, format!("line {line}")),
                );
            }
        }
    }
    rows
}
