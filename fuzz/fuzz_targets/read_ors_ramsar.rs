//! The results workbook of the Online Reporting System: the sheet is a table of text.
#![no_main]

use dunlin::read::open::{Content, Limits, open_bytes};
use dunlin::read::ors_ramsar::Results;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    dunlin_fuzz::tolerate_caught_panics();
    let Ok(mut input) = open_bytes("fuzz", data.to_vec(), &Limits::default()) else { return };
    if let Content::Book(book) = &mut input.content
        && let Some(sheet) = book.sheets.first_mut()
    {
        sheet.name = "Data".to_owned();
    }
    dunlin_fuzz::read(&Results, &mut input, "ramsar-cop14", data.len());
});
