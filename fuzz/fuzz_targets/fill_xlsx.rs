//! A workbook filled in place: filled or refused, and what comes out is a workbook that opens.
#![no_main]

use dunlin::read::open::{Limits, open_bytes};
use dunlin::write::fill_xlsx::{CellEdit, Fill, patch_possible};
use dunlin_fuzz::xlsx;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    dunlin_fuzz::tolerate_caught_panics();
    let original = match std::str::from_utf8(data) {
        Ok(sheet) => xlsx(sheet),
        Err(_) => data.to_vec(),
    };
    let edits = [
        CellEdit::new("Data", 0, 0, Fill::Text("<a & b>\u{1}".to_owned())),
        CellEdit::new("Data", 1, 3, Fill::Number(2.5)),
        CellEdit::new("Data", 40, 2, Fill::Text("below".to_owned())),
    ];
    let opened = open_bytes("form.xlsx", original.clone(), &Limits::default());
    if let (Ok(_), Ok(patched)) = (opened, patch_possible(&original, &edits)) {
        assert!(open_bytes("filled.xlsx", patched.bytes, &Limits::default()).is_ok());
    }
});
