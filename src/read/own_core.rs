//! What only the workbook of a core report has: registers with stable ids, closed lists and tags, and
//! one report for each convention in one file.

use std::collections::{BTreeMap, BTreeSet};

use crate::core_report::format_of;
use crate::crosswalk::{Crosswalk, TagReader};
use crate::model::hash::short;
use crate::model::own::{property, row_text};
use crate::model::register::{YES, column};
use crate::model::{CORE, Column, ColumnKind, Finding, Lang, Level, Period, Question, Report, Row, TagSource};
use crate::say;

use super::book::Sheet;

/// A row of a register as it was read, with the place where it stands.
pub(super) struct Register {
    pub(super) rows: Vec<(Row, String)>,
    pub(super) findings: Vec<Finding>,
}

/// What reads the choices and tags of a register.
pub(super) fn readers<'a>(question: &'a Question, crosswalk: &Crosswalk, lang: Lang) -> Vec<(&'a Column, TagReader)> {
    let tagged = question.columns.iter().filter(|c| matches!(c.kind, ColumnKind::Choice | ColumnKind::Tags));
    tagged.map(|c| (c, crosswalk.tag_reader(c, lang))).collect()
}

/// What people typed into the choices and tags of a row, as codes; national targets of the country's own
/// are tags like those of the frameworks. What is not known stays as it was
/// typed, and is said.
pub(super) fn codes(
    row: &mut Row,
    readers: &[(&Column, TagReader)],
    lang: Lang,
    own_targets: &BTreeSet<String>,
    at: (&str, &str),
    findings: &mut Vec<Finding>,
) {
    for (c, reader) in readers {
        let Some(text) = row.get_mut(&c.code) else { continue };
        let read = reader.read(text);
        let own = |typed: &str| c.from == TagSource::Frameworks && own_targets.contains(typed);
        for (typed, near) in read.unknown.into_iter().filter(|(typed, _)| !own(typed)) {
            let typed: String = typed.chars().take(120).collect();
            let heading = c.text.get(lang).trim_end_matches([' ', '*']);
            let (code, what, hint) = match c.kind {
                ColumnKind::Choice => (
                    "own-choice",
                    say!(
                        "\"{typed}\" is not in the list of the column {heading}; no rule understands it",
                        typed = &typed,
                        heading = heading
                    ),
                    say!("choose an entry of the drop-down list; put remarks into another cell"),
                ),
                _ => (
                    "own-tag",
                    say!(
                        "\"{typed}\" is no tag of the column {heading}; no rule understands it",
                        typed = &typed,
                        heading = heading
                    ),
                    say!("write one of the tags shown when the cell is chosen, several separated by ;"),
                ),
            };
            let hint = match near {
                Some(near) => say!("did you mean {near}? {hint}", near = near, hint = hint),
                None => hint,
            };
            findings.push(Finding::new(Level::Warning, code, what).at(at.0, at.1).hint(hint));
        }
        *text = read.text;
    }
    row.retain(|_, t| !t.trim().is_empty());
}

/// Gives every row an id of its own. A row a person added is confirmed by being written; a row that
/// was copied with its id gets a new one.
pub(super) fn ids(register: &mut Register, question: &Question, file: &str) {
    let prefix: String = question.key().chars().take(2).collect();
    let mut taken: BTreeSet<String> =
        register.rows.iter().filter_map(|(r, _)| r.get(column::ID)).map(|id| id.trim().to_owned()).collect();
    let mut seen: BTreeSet<String> = BTreeSet::new();
    for (row, place) in &mut register.rows {
        let id = row.get(column::ID).map(|id| id.trim().to_owned()).unwrap_or_default();
        if !id.is_empty() && seen.insert(id.clone()) {
            row.insert(column::ID.to_owned(), id);
            continue;
        }
        let copied = (!id.is_empty()).then_some(id);
        row.remove(column::ID);
        if copied.is_none() {
            row.entry(column::CONFIRMED.to_owned()).or_insert_with(|| YES.to_owned());
        }
        let new = fresh(&prefix, row, &taken);
        if let Some(old) = copied {
            register.findings.push(
                Finding::new(
                    Level::Warning,
                    "own-copied",
                    say!(
                        "the row is a copy of another with its id {old}; it was given the id {new}",
                        old = &old,
                        new = &new
                    ),
                )
                .at(file, place.clone())
                .hint(say!("delete one of the two rows if they are the same")),
            );
        }
        taken.insert(new.clone());
        seen.insert(new.clone());
        row.insert(column::ID.to_owned(), new);
    }
}

/// An id made of what stands in the row, so that reading the same file twice gives the same ids.
fn fresh(prefix: &str, row: &Row, taken: &BTreeSet<String>) -> String {
    let text = row_text(row);
    for n in 0_usize.. {
        let id = format!("{prefix}-{}", short(&[&text, &n.to_string()]));
        if !taken.contains(&id) {
            return id;
        }
    }
    String::new()
}

/// Years of each convention's report.
pub(super) fn periods(sheet: &Sheet) -> BTreeMap<String, Period> {
    sheet
        .rows
        .keys()
        .filter_map(|&r| {
            let name = sheet.text(r, 0);
            let format = name.strip_prefix(property::PERIOD_OF)?;
            Some((format.to_owned(), Period::parse(&sheet.text(r, 1))?))
        })
        .collect()
}

/// Formats that ask about each item.
pub(super) fn formats_of_items(sheet: &Sheet) -> BTreeMap<String, Vec<String>> {
    sheet
        .rows
        .keys()
        .filter(|&&r| sheet.text(r, 0) == crate::model::own::ITEM_ROW)
        .map(|&r| (sheet.text(r, 1), sheet.text(r, 4).split_whitespace().map(str::to_owned).collect()))
        .collect()
}

/// Takes the one report of a core workbook apart: the registers, and a report for each convention.
pub(super) fn reports(
    whole: Report,
    conventions: &[String],
    periods: &BTreeMap<String, Period>,
    items: &BTreeMap<String, Vec<String>>,
) -> Vec<Report> {
    std::iter::once(CORE)
        .chain(conventions.iter().map(String::as_str))
        .map(|format| {
            let mut report = Report::new(format, &whole.file);
            report.party = whole.party;
            report.lang = whole.lang;
            report.period = periods.get(format).copied();
            report.answers = whole.answers.iter().filter(|a| format_of(&a.question) == format).cloned().collect();
            let used = |id: &str| report.answers.iter().any(|a| a.item.as_deref() == Some(id));
            report.items = whole
                .items
                .iter()
                .filter(|i| match items.get(&i.id) {
                    Some(formats) if !formats.is_empty() => formats.iter().any(|f| f == format),
                    _ => used(&i.id),
                })
                .cloned()
                .collect();
            report
        })
        .collect()
}
