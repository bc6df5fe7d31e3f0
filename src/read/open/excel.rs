//! Excel workbooks through calamine: xlsx as a stream of cells, because a range would allocate the
//! whole rectangle up to a single far cell; xls as ranges, limited by the format itself.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{Data, DataRef, ExcelDateTime, Reader, SheetType, Xls, XlsError, Xlsx, XlsxError};
use chrono::NaiveDate;
use memchr::memmem;

use super::super::book::{Book, Cell, Sheet};
use super::{Limits, NO_RESULT, damaged, locked, markup, part_text, too_large};
use crate::model::{Finding, Level};
use crate::say;

type Read = Result<(Book, Vec<Finding>), Finding>;

fn day(value: ExcelDateTime) -> Cell {
    if value.is_duration() || value.as_f64() < 1.0 {
        return Cell::Number(value.as_f64());
    }
    value.as_datetime().map_or_else(|| Cell::Number(value.as_f64()), |d| Cell::Date(d.date()))
}

/// A date in ISO form, as OpenDocument and strict Office files have it; else the text itself.
pub(super) fn iso_day(text: String) -> Cell {
    match text.get(..10).and_then(|d| d.parse::<NaiveDate>().ok()) {
        Some(d) => Cell::Date(d),
        None => Cell::Text(text),
    }
}

fn own(value: DataRef<'_>, formula: bool) -> Option<Cell> {
    Some(match value {
        DataRef::Int(n) => Cell::Number(n as f64),
        DataRef::Float(n) => Cell::Number(n),
        DataRef::String(t) if t.trim().is_empty() => return None,
        DataRef::String(t) => Cell::Text(t),
        DataRef::SharedString(t) if t.trim().is_empty() => return None,
        DataRef::SharedString(t) => Cell::Text(t.to_owned()),
        DataRef::Bool(b) => Cell::Bool(b),
        DataRef::DateTime(d) => day(d),
        DataRef::DateTimeIso(t) => iso_day(t),
        DataRef::DurationIso(t) => Cell::Text(t),
        DataRef::Error(e) => Cell::Error(e.to_string()),
        DataRef::Empty if formula => Cell::Error(NO_RESULT.to_owned()),
        DataRef::Empty => return None,
    })
}

pub(super) fn put(
    sheet: &mut Sheet,
    row: u32,
    column: u32,
    cell: Cell,
    left: &mut usize,
    limits: &Limits,
) -> Result<(), String> {
    if *left == 0 {
        return Err(format!("it has more than {} filled cells", limits.cells));
    }
    *left -= 1;
    sheet.rows.entry(row).or_default().insert(column, cell);
    if sheet.rows.len() > limits.rows {
        return Err(format!("sheet \"{}\" has more than {} filled rows", sheet.name, limits.rows));
    }
    Ok(())
}

pub(super) fn read_xlsx(file: &str, bytes: &[u8], limits: &Limits) -> Read {
    // calamine has no known panic here; one that is found must not end a run over many files.
    catch_unwind(AssertUnwindSafe(|| xlsx(file, bytes, limits)))
        .unwrap_or_else(|_| Err(damaged(file, "the Excel workbook")))
}

fn xlsx(file: &str, bytes: &[u8], limits: &Limits) -> Read {
    let broken = |e: &XlsxError| match e {
        XlsxError::Password => locked(file),
        _ => damaged(file, "the Excel workbook"),
    };
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|e| broken(&e))?;
    let mut book = Book { file: file.to_owned(), properties: properties(bytes), ..Book::default() };
    let mut findings = Vec::new();
    let mut left = limits.cells;
    let names: Vec<String> =
        workbook.sheets_metadata().iter().filter(|s| s.typ == SheetType::WorkSheet).map(|s| s.name.clone()).collect();
    // To find merged cells calamine reads a sheet from its beginning; most sheets have none.
    let mut with_merged = sheets_with_merged_cells(bytes);
    for name in names {
        let mut sheet = Sheet { name: name.clone(), ..Sheet::default() };
        if with_merged > 0 {
            let merged = workbook.merge_cells_by_sheet_name(&name).unwrap_or_default();
            sheet.merged = merged.iter().map(|d| (d.start.0, d.start.1, d.end.0, d.end.1)).collect();
            with_merged -= usize::from(!sheet.merged.is_empty());
        }
        let mut cells = workbook.worksheet_cells_reader(&name).map_err(|e| broken(&e))?;
        loop {
            match cells.next_cell_with_formula_metadata() {
                Ok(Some(record)) => {
                    let (row, column) = record.pos;
                    if let Some(cell) = own(record.value, record.formula.is_some()) {
                        put(&mut sheet, row, column, cell, &mut left, limits).map_err(|why| too_large(file, &why))?;
                    }
                }
                Ok(None) => break,
                Err(_) => {
                    let last = sheet.rows.keys().next_back().map_or(0, |r| r + 1);
                    findings.push(
                        Finding::new(
                            Level::Error,
                            "sheet-damaged",
                            say!(
                                "sheet \"{name}\" is damaged after row {last}; what stands before it was read",
                                name = &name,
                                last = &last
                            ),
                        )
                        .at(file, sheet.place(last, 0))
                        .hint(say!("open the file in Excel, let it repair the file, save it, and read it again")),
                    );
                    break;
                }
            }
        }
        book.sheets.push(sheet);
    }
    Ok((book, findings))
}

/// How many sheets have merged cells; they stand behind the rows. Sizes were checked before.
fn sheets_with_merged_cells(bytes: &[u8]) -> usize {
    let Ok(mut archive) = zip::ZipArchive::new(Cursor::new(bytes)) else { return usize::MAX };
    let (parts, mut xml) = (archive.len(), Vec::new());
    let mut has = |n: usize| -> Option<bool> {
        let mut part = archive.by_index(n).ok()?;
        let name = part.name().ok()?;
        if !name.ends_with(".xml") || NO_SHEETS.iter().any(|other| name.contains(other)) {
            return Some(false);
        }
        xml.clear();
        part.read_to_end(&mut xml).ok()?;
        let behind = memmem::rfind(&xml, b"sheetData").and_then(|at| xml.get(at..)).unwrap_or_default();
        Some(memmem::find(behind, b"mergeCell").is_some())
    };
    // What cannot be read here may be readable by calamine.
    (0..parts).filter(|n| has(*n) != Some(false)).count()
}

/// Parts of a workbook that are no sheets.
const NO_SHEETS: [&str; 6] = ["sharedStrings", "styles", "theme", "drawing", "comments", "docProps"];

/// Custom document properties.
fn properties(bytes: &[u8]) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let Ok(mut archive) = zip::ZipArchive::new(Cursor::new(bytes)) else { return found };
    let Some(xml) = part_text(&mut archive, "docProps/custom.xml") else { return found };
    let mut name: Option<String> = None;
    let mut value = String::new();
    for event in markup::Events::new(&xml) {
        match event {
            markup::Event::Open { name: tag, attributes, .. } if tag == "property" => {
                name = markup::attribute(attributes, "name");
                value.clear();
            }
            markup::Event::Text(t) => value.push_str(&markup::unescape(t)),
            markup::Event::Close(tag) if tag == "property" => {
                if let Some(n) = name.take() {
                    found.insert(n, value.trim().to_owned());
                }
            }
            _ => {}
        }
    }
    found
}

pub(super) fn read_xls(file: &str, bytes: Vec<u8>, limits: &Limits) -> Read {
    catch_unwind(AssertUnwindSafe(|| xls(file, bytes, limits)))
        .unwrap_or_else(|_| Err(damaged(file, "the Excel 97-2003 workbook")))
}

fn xls(file: &str, bytes: Vec<u8>, limits: &Limits) -> Read {
    let mut workbook: Xls<_> = Xls::new(Cursor::new(bytes)).map_err(|e| match e {
        XlsError::Password => locked(file),
        _ => damaged(file, "the Excel 97-2003 workbook"),
    })?;
    let mut book = Book { file: file.to_owned(), ..Book::default() };
    let mut left = limits.cells;
    for name in workbook.sheet_names() {
        let Ok(range) = workbook.worksheet_range(&name) else { continue };
        let mut sheet = Sheet { name: name.clone(), ..Sheet::default() };
        sheet.merged = workbook
            .merge_cells_by_sheet_name(&name)
            .unwrap_or_default()
            .iter()
            .map(|d| (d.start.0, d.start.1, d.end.0, d.end.1))
            .collect();
        let (top, first) = range.start().unwrap_or((0, 0));
        for (r, c, value) in range.used_cells() {
            let cell = match value {
                Data::Int(n) => Cell::Number(*n as f64),
                Data::Float(n) => Cell::Number(*n),
                Data::String(t) if t.trim().is_empty() => continue,
                Data::String(t) => Cell::Text(t.clone()),
                Data::Bool(b) => Cell::Bool(*b),
                Data::DateTime(d) => day(*d),
                Data::DateTimeIso(t) => iso_day(t.clone()),
                Data::DurationIso(t) => Cell::Text(t.clone()),
                Data::Error(e) => Cell::Error(e.to_string()),
                Data::Empty => continue,
            };
            let row = top.saturating_add(u32::try_from(r).unwrap_or(u32::MAX));
            let column = first.saturating_add(u32::try_from(c).unwrap_or(u32::MAX));
            put(&mut sheet, row, column, cell, &mut left, limits).map_err(|why| too_large(file, &why))?;
        }
        book.sheets.push(sheet);
    }
    Ok((book, Vec::new()))
}
