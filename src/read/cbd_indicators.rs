//! Workbooks in which data of the CBD's headline indicators are kept: the form that is uploaded to
//! the reporting tool, its older form with eight columns, and the detailed templates to be attached.
//!
//! Prompts in square brackets and what formulas show before anything is chosen are blanks.

use std::collections::{BTreeMap, BTreeSet};

use super::book::{Cell, Sheet};
use super::fold::fold;
use super::open::Input;
use super::table::quote;
use super::{Context, Reader, Reading};
use crate::model::{Answer, Finding, Format, Kind, Level, Origin, Report, Row, Sentence, number_text, ort};
use crate::say;

/// Reads workbooks of indicator data.
pub struct Upload;

impl Reader for Upload {
    fn name(&self) -> &'static str {
        "indicator data for the CBD reporting tool"
    }

    fn recognise(&self, input: &Input, context: &Context) -> bool {
        let other = context.options.format.as_deref().is_some_and(|f| f != ort::FORMAT);
        !other && input.book().is_some_and(|b| b.sheets.iter().any(|s| head(s).is_some()))
    }

    fn read(&self, input: &mut Input, context: &Context) -> Reading {
        let (Some(book), Some(format)) = (input.book(), context.catalogue.format(ort::FORMAT)) else {
            return Reading::default();
        };
        let mut data = Data::new(&input.file, format);
        for sheet in &book.sheets {
            match head(sheet) {
                Some((row, columns)) => data.sheet(sheet, row, &columns),
                // Lists of allowed values.
                None if fold(&sheet.name).contains("category") || sheet.rows.is_empty() => {}
                None => data.findings.push(
                    Finding::new(
                        Level::Info,
                        "sheet-not-read",
                        say!(
                            "sheet {quoted} is no table of indicator data and was not read",
                            quoted = quote(&sheet.name)
                        ),
                    )
                    .at(&input.file, &sheet.name),
                ),
            }
        }
        data.finish(context)
    }
}

/// The heading row of a sheet, and its columns by code. Exports of the tool name the government and
/// when a row was published; they are read elsewhere.
fn head(sheet: &Sheet) -> Option<(u32, BTreeMap<&'static str, u32>)> {
    sheet.rows.iter().take(10).find_map(|(&row, cells)| {
        let mut columns = BTreeMap::new();
        for (&c, cell) in cells.iter().filter(|(_, cell)| cell.is_short()) {
            let text = cell.text();
            if matches!(ort::letters(&text).as_str(), "publishedon" | "uniqueid" | "government") {
                return None;
            }
            if let Some(code) = ort::upload_column(&text) {
                columns.entry(code).or_insert(c);
            }
        }
        ["code", "year", "unit", "value"].iter().all(|c| columns.contains_key(c)).then_some((row, columns))
    })
}

struct Data<'a> {
    file: &'a str,
    format: &'a Format,
    answers: BTreeMap<usize, Answer>,
    others: BTreeSet<String>,
    findings: Vec<Finding>,
}

impl<'a> Data<'a> {
    fn new(file: &'a str, format: &'a Format) -> Data<'a> {
        Data { file, format, answers: BTreeMap::new(), others: BTreeSet::new(), findings: Vec::new() }
    }

    /// The headline indicator a row names, by its code or the tool's identifier.
    fn indicator(&self, code: &str, name: &str) -> Option<usize> {
        let first = name.split_whitespace().next().unwrap_or("").trim_end_matches(['.', ':']);
        [code, first].into_iter().filter(|c| !c.is_empty()).find_map(|c| {
            let of = |q: &&crate::model::Question| {
                q.kind == Kind::Indicator && (q.number.eq_ignore_ascii_case(c) || q.system.eq_ignore_ascii_case(c))
            };
            self.format.questions.iter().find(of).map(|q| self.format.position(&q.id))
        })
    }

    fn sheet(&mut self, sheet: &Sheet, head: u32, columns: &BTreeMap<&'static str, u32>) {
        for (&row, cells) in sheet.rows.range(head.saturating_add(1)..) {
            let get = |column: &str| -> String {
                let cell = columns.get(column).and_then(|c| cells.get(c));
                match (column, cell) {
                    // A year formatted as a day is the year.
                    ("year", Some(Cell::Date(d))) => d.format("%Y").to_string(),
                    ("value", Some(Cell::Number(n))) => number_text(*n),
                    (_, Some(c)) => ort::without_prompt(&c.text()).to_owned(),
                    (_, None) => String::new(),
                }
            };
            let mut found = Row::new();
            for column in ["year", "unit", "value", "footnote"] {
                let text = get(column);
                if !text.is_empty() {
                    found.insert(column.to_owned(), text);
                }
            }
            let (code, name) = (get("code"), get("indicator"));
            // Year and unit may stand there before anybody filled the row in.
            if !found.contains_key("value") && !found.contains_key("footnote") && !found.contains_key("unit") {
                continue;
            }
            let place = sheet.place(row, columns.get("value").copied().unwrap_or(0));
            let Some(q) = self.indicator(&code, &name) else {
                if code.is_empty() && name.is_empty() {
                    self.findings.push(
                        Finding::new(
                            Level::Warning,
                            "indicator-not-known",
                            say!("the row names no indicator; it was not used"),
                        )
                        .at(self.file, sheet.place(row, columns.get("code").copied().unwrap_or(0)))
                        .hint(say!("write the indicator's code into the first column")),
                    );
                } else {
                    self.others.insert(if code.is_empty() { name } else { code });
                }
                continue;
            };
            let stated = get("disaggregated");
            let part = match fold(&stated).as_str() {
                "yes" | "true" | "oui" | "si" | "1" => Some(true),
                "no" | "false" | "non" | "0" => Some(false),
                _ => None,
            };
            for column in ["type", "disaggregation"] {
                let text = get(column);
                // What the templates show, or ask to be written, where the row is the whole.
                let nothing = matches!(fold(&text).as_str(), "not applicable" | "no" | "non" | "");
                if !nothing {
                    found.insert(column.to_owned(), text);
                }
            }
            let part = part.or(found.contains_key("disaggregation").then_some(true));
            if let Some(part) = part {
                found.insert("disaggregated".to_owned(), if part { "yes" } else { "no" }.to_owned());
            }
            if part == Some(false) && found.contains_key("disaggregation") {
                self.findings.push(
                    Finding::new(
                        Level::Warning,
                        "answer-doubtful",
                        say!(
                            "the row says it is no disaggregation, but names one: {quoted}",
                            quoted = quote(found.get("disaggregation").map_or("", String::as_str))
                        ),
                    )
                    .at(self.file, &place),
                );
            }
            let Some(question) = self.format.questions.get(q) else { continue };
            let origin = Origin { file: self.file.to_owned(), place };
            let answer = self.answers.entry(q).or_insert_with(|| Answer::new(&question.id, origin));
            if !answer.rows.contains(&found) {
                answer.rows.push(found);
            }
        }
    }

    fn finish(mut self, context: &Context) -> Reading {
        if !self.others.is_empty() {
            let names: Vec<Sentence> = self.others.iter().take(10).map(|n| quote(n)).collect();
            let message = say!(
                "data of {n} indicator(s) that are no headline indicators have no place in {format} here and were not read: {names}",
                n = self.others.len(),
                format = ort::FORMAT,
                names = names
            );
            self.findings.push(Finding::new(Level::Info, "indicator-not-asked", message).at(self.file, ""));
        }
        let mut report = Report::new(ort::FORMAT, self.file);
        report.party = context.options.party;
        report.period = context.options.period.or(self.format.period);
        report.lang = context.options.lang;
        report.answers = self.answers.into_values().collect();
        for a in &mut report.answers {
            a.lang = report.lang;
        }
        let mut reading = Reading {
            kind: Upload.name().to_owned(),
            reports: Vec::new(),
            findings: self.findings,
            ..Reading::default()
        };
        if report.answers.is_empty() {
            reading.findings.push(
                Finding::new(Level::Warning, "no-answers", say!("the workbook holds no data of a headline indicator"))
                    .at(self.file, "")
                    .hint(say!("fill in year, unit and value of a row")),
            );
        } else {
            reading.reports.push(report);
        }
        reading
    }
}
