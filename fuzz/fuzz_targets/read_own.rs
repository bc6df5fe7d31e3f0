//! dunlin's own workbook with its cells changed at will: never a panic.
#![no_main]

use dunlin::model::own::{LAYOUT, heading, property};
use dunlin::read::book::{Book, Cell, Sheet};
use dunlin::read::own;
use dunlin::read::{Context, Options};
use dunlin_fuzz::{catalogue, crosswalk};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|cells: Vec<(u8, u8, String)>| {
    let options = Options::default();
    let context = Context { catalogue: catalogue(), crosswalk: crosswalk(), options: &options };
    let mut sheet = Sheet { name: "A".to_owned(), ..Sheet::default() };
    for (row, column, text) in cells {
        sheet.rows.entry(row.into()).or_default().insert(column.into(), Cell::Text(text));
    }
    // The machine's own headings in the first row, so that the rows below are looked at.
    for (column, text) in [heading::ANSWER, heading::DETAILS, heading::CONFIRMED, heading::QUESTION, heading::ITEM, heading::PART]
        .iter()
        .enumerate()
    {
        sheet.rows.entry(0).or_default().insert(column as u32, Cell::Text((*text).to_owned()));
    }
    let mut book = Book { file: "fuzz.xlsx".to_owned(), sheets: vec![sheet], ..Book::default() };
    book.properties.insert(property::FORMAT.to_owned(), "ramsar-cop14".to_owned());
    book.properties.insert(property::LAYOUT.to_owned(), LAYOUT.to_owned());
    let _ = own::read(&book, &context);
});
