//! How the questions of one edition continue in the next, for carry-over.

use super::{QRef, Relation, Reuse, table};
use crate::catalogue::DataFile;
use crate::model::{Finding, Level};

/// The way from one edition to another: `mappings/editions/OLD--NEW.tsv`.
#[derive(Debug, Clone)]
pub struct Edition {
    /// Older format id.
    pub from: String,
    /// Newer format id.
    pub to: String,
    /// Questions that continue.
    pub rows: Vec<EditionRow>,
}

/// One question of the older edition that continues in the newer.
#[derive(Debug, Clone)]
pub struct EditionRow {
    /// Older question.
    pub from: QRef,
    /// Newer question.
    pub to: QRef,
    /// Relation from old to new.
    pub relation: Relation,
    /// `copy`: the same question; `recode`: options changed as listed; `draft`, `hint`: less.
    pub reuse: Reuse,
    /// Old option code to new, where codes changed.
    pub options: Vec<(String, String)>,
    /// 0 to 1, where a program proposed the row; empty: a person wrote it.
    pub confidence: String,
    /// Role of the person who checked a proposed row; empty: nobody did.
    pub reviewer: String,
    /// Why.
    pub comment: String,
    /// File and line.
    pub place: (String, u64),
}

impl EditionRow {
    /// True for a row that a program proposed and nobody has checked.
    #[must_use]
    pub fn is_unreviewed(&self) -> bool {
        !self.confidence.is_empty() && self.reviewer.is_empty()
    }
}

impl Edition {
    /// Where an old question continues.
    pub fn continues<'a>(&'a self, old: &str) -> Vec<&'a EditionRow> {
        self.rows.iter().filter(|r| r.from.question == old).collect()
    }
}

pub(super) fn read(file: &DataFile, editions: &mut Vec<Edition>, findings: &mut Vec<Finding>) {
    let stem = file.name.rsplit('/').next().unwrap_or_default().trim_end_matches(".tsv");
    let Some((from, to)) = stem.split_once("--") else {
        findings.push(
            Finding::new(Level::Error, "mapping", "the name does not say which edition follows which")
                .at(&file.name, "")
                .hint("name the file OLD--NEW.tsv, for instance cms-cop12--cms-cop14.tsv"),
        );
        return;
    };
    let mut edition = Edition { from: from.to_owned(), to: to.to_owned(), rows: Vec::new() };
    for row in table::records(file, &["from", "to", "relation", "reuse", "options", "comment"], findings) {
        let (Some(relation), Some(reuse)) = (Relation::parse(row.get("relation")), Reuse::parse(row.get("reuse")))
        else {
            findings.push(
                Finding::new(Level::Error, "mapping", "relation or reuse cannot be read")
                    .at(&file.name, format!("line {}", row.line))
                    .hint("relation: exact, close, broad, narrow, related; reuse: copy, recode, draft, hint"),
            );
            continue;
        };
        let options = row
            .get("options")
            .split(';')
            .filter_map(|p| p.split_once('='))
            .map(|(a, b)| (a.trim().to_owned(), b.trim().to_owned()))
            .collect();
        edition.rows.push(EditionRow {
            from: QRef::parse(row.get("from")),
            to: QRef::parse(row.get("to")),
            relation,
            reuse,
            options,
            confidence: row.get("confidence").to_owned(),
            reviewer: row.get("reviewer_label").to_owned(),
            comment: row.get("comment").to_owned(),
            place: (file.name.clone(), row.line),
        });
    }
    match editions.iter_mut().find(|e| e.from == edition.from && e.to == edition.to) {
        Some(old) if file.own => {
            old.rows.retain(|r| !edition.rows.iter().any(|n| n.from == r.from && n.to == r.to));
            old.rows.extend(edition.rows);
        }
        _ => editions.push(edition),
    }
}
