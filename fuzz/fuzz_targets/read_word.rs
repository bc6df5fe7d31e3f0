//! Word forms: the body of a document, or a whole file.
#![no_main]

use dunlin::read::word::Word;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    match std::str::from_utf8(data) {
        Ok(body) => dunlin_fuzz::drive(&Word, &dunlin_fuzz::docx(body), "ramsar-cop13"),
        Err(_) => dunlin_fuzz::drive(&Word, data, "ramsar-cop13"),
    }
});
