//! OpenDocument spreadsheets, cell by cell: a repeated cell counts once for each place it fills, and
//! blank repetitions cost nothing.

use std::io::Cursor;

use super::super::book::{Book, Cell, Sheet};
use super::excel::{iso_day, put};
use super::markup::{Event, Events, attribute, unescape};
use super::{Limits, damaged, part_text, too_large};
use crate::model::Finding;

/// The last row and column a spreadsheet can have.
const LAST_ROW: u32 = 1_048_575;
const LAST_COLUMN: u32 = 16_383;

#[derive(Default)]
struct Open {
    kind: String,
    value: String,
    text: String,
    paragraphs: u32,
    repeated: u32,
    columns: u32,
    rows: u32,
    formula: bool,
    /// Inside an annotation: its text is not the cell's.
    note: u32,
}

impl Open {
    fn cell(self) -> Option<Cell> {
        match self.kind.as_str() {
            "float" | "percentage" | "currency" => match self.value.parse::<f64>() {
                Ok(n) if n.is_finite() => Some(Cell::Number(n)),
                _ => (!self.text.trim().is_empty()).then_some(Cell::Text(self.text)),
            },
            "boolean" => Some(Cell::Bool(self.value == "true")),
            "date" => Some(iso_day(self.value)),
            _ if self.text.trim().is_empty() => {
                (self.formula && self.kind.is_empty()).then(|| Cell::Error(super::NO_RESULT.to_owned()))
            }
            _ if self.formula && (self.text.starts_with('#') || self.text.starts_with("Err:")) => {
                Some(Cell::Error(self.text))
            }
            _ => Some(Cell::Text(self.text)),
        }
    }
}

/// Reads the sheets of an OpenDocument spreadsheet.
pub(super) fn read(file: &str, bytes: &[u8], limits: &Limits) -> Result<(Book, Vec<Finding>), Finding> {
    let broken = || damaged(file, "the OpenDocument spreadsheet");
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| broken())?;
    if part_text(&mut archive, "META-INF/manifest.xml").is_some_and(|m| m.contains("encryption-data")) {
        return Err(super::locked(file));
    }
    let xml = part_text(&mut archive, "content.xml").ok_or_else(broken)?;
    let mut book = Book { file: file.to_owned(), ..Book::default() };
    sheets(&xml, &mut book.sheets, limits).map_err(|why| too_large(file, &why))?;
    if !xml.trim_end().ends_with('>') || !xml.contains("document-content>") {
        return Err(broken());
    }
    Ok((book, Vec::new()))
}

fn count(attributes: &str, name: &str, most: u32) -> u32 {
    attribute(attributes, name).and_then(|v| v.parse::<u32>().ok()).unwrap_or(1).clamp(1, most)
}

fn sheets(xml: &str, sheets: &mut Vec<Sheet>, limits: &Limits) -> Result<(), String> {
    let mut left = limits.cells;
    let (mut row, mut column, mut row_repeated) = (0_u32, 0_u32, 1_u32);
    let mut line: Vec<(u32, u32, Cell)> = Vec::new();
    let mut open: Option<Open> = None;
    let mut inside = false;
    for event in Events::new(xml) {
        match event {
            Event::Open { name, attributes, closed } => match name.as_str() {
                "table" if !closed => {
                    let name = attribute(attributes, "name").unwrap_or_default();
                    sheets.push(Sheet { name, ..Sheet::default() });
                    (row, column, inside) = (0, 0, true);
                }
                "table-row" if inside => {
                    column = 0;
                    line.clear();
                    row_repeated = count(attributes, "number-rows-repeated", LAST_ROW + 1);
                    if closed {
                        row = row.saturating_add(row_repeated);
                    }
                }
                "table-cell" | "covered-table-cell" if inside => {
                    let repeated = count(attributes, "number-columns-repeated", LAST_COLUMN + 1);
                    if closed && attribute(attributes, "value-type").is_none() {
                        column = column.saturating_add(repeated);
                        continue;
                    }
                    let value = ["value", "date-value", "boolean-value", "time-value", "string-value"]
                        .iter()
                        .find_map(|n| attribute(attributes, n));
                    let mut o = Open {
                        kind: attribute(attributes, "value-type").unwrap_or_default(),
                        value: value.unwrap_or_default(),
                        repeated,
                        columns: count(attributes, "number-columns-spanned", LAST_COLUMN + 1),
                        rows: count(attributes, "number-rows-spanned", LAST_ROW + 1),
                        formula: attribute(attributes, "formula").is_some(),
                        ..Open::default()
                    };
                    if o.kind == "string" && !o.value.is_empty() {
                        o.text = std::mem::take(&mut o.value);
                        o.note = 1;
                    }
                    if closed {
                        finish(o, sheets, row, &mut column, &mut line);
                    } else {
                        open = Some(o);
                    }
                }
                "annotation" => {
                    if let Some(o) = &mut open
                        && !closed
                    {
                        o.note += 1;
                    }
                }
                "p" => {
                    if let Some(o) = &mut open
                        && o.note == 0
                    {
                        if o.paragraphs > 0 {
                            o.text.push('\n');
                        }
                        o.paragraphs += 1;
                    }
                }
                "s" => {
                    if let Some(o) = &mut open
                        && o.note == 0
                    {
                        o.text.push_str(&" ".repeat(count(attributes, "c", 1000) as usize));
                    }
                }
                "tab" | "line-break" => {
                    if let Some(o) = &mut open
                        && o.note == 0
                    {
                        o.text.push(if name == "tab" { '\t' } else { '\n' });
                    }
                }
                _ => {}
            },
            Event::Close(name) => match name.as_str() {
                "annotation" => {
                    if let Some(o) = &mut open {
                        o.note = o.note.saturating_sub(1);
                    }
                }
                "table-cell" | "covered-table-cell" => {
                    if let Some(o) = open.take() {
                        finish(o, sheets, row, &mut column, &mut line);
                    }
                }
                "table-row" if inside => {
                    if !line.is_empty()
                        && let Some(sheet) = sheets.last_mut()
                    {
                        for r in row..row.saturating_add(row_repeated).min(LAST_ROW + 1) {
                            for (at, n, cell) in &line {
                                for c in *at..at.saturating_add(*n).min(LAST_COLUMN + 1) {
                                    put(sheet, r, c, cell.clone(), &mut left, limits)?;
                                }
                            }
                        }
                    }
                    line.clear();
                    row = row.saturating_add(row_repeated);
                }
                "table" => inside = false,
                _ => {}
            },
            Event::Text(t) => {
                if let Some(o) = &mut open
                    && o.note == 0
                    && o.paragraphs > 0
                {
                    o.text.push_str(&unescape(t));
                }
            }
        }
    }
    Ok(())
}

fn finish(o: Open, sheets: &mut [Sheet], row: u32, column: &mut u32, line: &mut Vec<(u32, u32, Cell)>) {
    let at = *column;
    *column = at.saturating_add(o.repeated);
    if (o.columns > 1 || o.rows > 1)
        && let Some(sheet) = sheets.last_mut()
    {
        sheet.merged.push((row, at, row.saturating_add(o.rows - 1), at.saturating_add(o.columns - 1)));
    }
    let repeated = o.repeated;
    if let Some(cell) = o.cell() {
        line.push((at, repeated, cell));
    }
}
