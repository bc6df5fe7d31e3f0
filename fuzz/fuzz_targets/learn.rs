//! Official forms that dunlin has no template for: the body of a Word document, the only sheet of a
//! workbook, or a text table, by the first byte. Drafts must be such that they load again.
#![no_main]

use dunlin::learn::{Request, learn};
use dunlin::read::open::{Limits, open_bytes};
use dunlin_fuzz::{catalogue, crosswalk, docx, tolerate_caught_panics, xlsx};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    tolerate_caught_panics();
    let Some((kind, rest)) = data.split_first() else { return };
    let text = String::from_utf8_lossy(rest);
    let bytes = match kind % 3 {
        0 => docx(&text),
        1 => xlsx(&text),
        _ => rest.to_vec(),
    };
    let Ok(input) = open_bytes("fuzz", bytes.clone(), &Limits::default()) else { return };
    let request = Request { id: "ramsar-fuzz", after: Some("ramsar-cop14"), bytes: &bytes, lang: None };
    if let Ok(learnt) = learn(&input, &request, catalogue(), crosswalk()) {
        for file in &learnt.files {
            if file.path.extension().is_some_and(|x| x == "toml") {
                assert!(toml::from_str::<toml::Table>(&file.text).is_ok(), "{}", file.text);
            }
        }
    }
});
