//! A spreadsheet as readers see it: sheets of sparse cells, whatever file it came from.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::model::number_text;

/// What a cell holds. A blank cell is not there at all.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Text as typed, not trimmed.
    Text(String),
    /// A number.
    Number(f64),
    /// True or false.
    Bool(bool),
    /// A day (a time of day is dropped).
    Date(NaiveDate),
    /// An error value such as `#REF!`.
    Error(String),
}

impl Cell {
    /// False for a text that is longer than any heading: the tables of other files need not be searched
    /// for headings letter by letter.
    #[must_use]
    pub fn is_short(&self) -> bool {
        !matches!(self, Cell::Text(t) if t.len() > 600)
    }

    /// The cell as trimmed text, as Excel would show it; empty for an error.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Cell::Text(t) => t.trim().to_owned(),
            Cell::Number(n) => number_text(*n),
            Cell::Bool(b) => if *b { "TRUE" } else { "FALSE" }.to_owned(),
            Cell::Date(d) => d.to_string(),
            Cell::Error(_) => String::new(),
        }
    }
}

/// One sheet. Rows and columns count from 0.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sheet {
    /// Name; for a csv file, empty.
    pub name: String,
    /// Row to column to cell; blank cells and empty rows are absent.
    pub rows: BTreeMap<u32, BTreeMap<u32, Cell>>,
    /// Merged regions: first row, first column, last row, last column.
    pub merged: Vec<(u32, u32, u32, u32)>,
}

impl Sheet {
    /// The cell, if it is not blank.
    #[must_use]
    pub fn cell(&self, row: u32, column: u32) -> Option<&Cell> {
        self.rows.get(&row)?.get(&column)
    }

    /// The cell as trimmed text; empty for a blank.
    #[must_use]
    pub fn text(&self, row: u32, column: u32) -> String {
        self.cell(row, column).map_or_else(String::new, Cell::text)
    }

    /// The place of a cell as a person finds it: `Sheet1!C12`, or `line 12, column 3` in a csv file.
    #[must_use]
    pub fn place(&self, row: u32, column: u32) -> String {
        if self.name.is_empty() {
            // Asked for once for each answer: without the machinery of format.
            let mut place = String::with_capacity(24);
            place.push_str("line ");
            push_number(&mut place, u64::from(row) + 1);
            place.push_str(", column ");
            push_number(&mut place, u64::from(column) + 1);
            place
        } else {
            format!("{}!{}{}", self.name, column_name(column), row + 1)
        }
    }
}

fn push_number(text: &mut String, number: u64) {
    let mut power = 1;
    while number / power >= 10 {
        power *= 10;
    }
    while power > 0 {
        text.push(char::from(b'0' + (number / power % 10) as u8));
        power /= 10;
    }
}

/// `A` for 0, `AA` for 26.
#[must_use]
pub fn column_name(mut column: u32) -> String {
    let mut name = Vec::new();
    loop {
        name.push(b'A' + (column % 26) as u8);
        if column < 26 {
            break;
        }
        column = column / 26 - 1;
    }
    name.iter().rev().map(|&b| char::from(b)).collect()
}

/// A spreadsheet file.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Book {
    /// File name as the user gave it.
    pub file: String,
    /// Sheets in order; a csv file has one without a name.
    pub sheets: Vec<Sheet>,
    /// Custom document properties of an xlsx file.
    pub properties: BTreeMap<String, String>,
}

#[cfg(test)]
mod tests {
    #[test]
    fn columns_are_named_as_in_excel() {
        for (n, name) in [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"), (16_383, "XFD")] {
            assert_eq!(super::column_name(n), name);
        }
    }
}
