//! A workbook as the reader sees it, for tests that change cells before reading.

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{Data, Reader as _, Xlsx};
use dunlin::read::book::{Book, Cell, Sheet};

/// Loads an xlsx file as the reader's sparse sheets.
pub(crate) fn load(bytes: Vec<u8>) -> Book {
    let mut xlsx: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).expect("an xlsx file");
    let mut sheets = Vec::new();
    for name in xlsx.sheet_names() {
        let range = xlsx.worksheet_range(&name).expect("a sheet");
        let (r0, c0) = range.start().unwrap_or((0, 0));
        let mut rows: BTreeMap<u32, BTreeMap<u32, Cell>> = BTreeMap::new();
        for (r, c, data) in range.used_cells() {
            let cell = match data {
                Data::String(t) => Cell::Text(t.clone()),
                Data::Int(n) => Cell::Number(*n as f64),
                Data::Float(n) => Cell::Number(*n),
                Data::Bool(b) => Cell::Bool(*b),
                Data::DateTime(d) => Cell::Date(d.as_datetime().expect("a day").date()),
                other => panic!("{other:?}"),
            };
            rows.entry(r0 + r as u32).or_default().insert(c0 + c as u32, cell);
        }
        sheets.push(Sheet { name, rows, merged: Vec::new() });
    }
    Book { file: "report.xlsx".to_owned(), sheets, properties: BTreeMap::new() }
}
