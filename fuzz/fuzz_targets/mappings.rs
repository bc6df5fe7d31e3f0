//! A template and a table of links of a user's own: mistakes are findings, never a panic.
#![no_main]

use dunlin::catalogue::{format_from_raw, parse_toml, raw::RawTemplate};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: String| {
    if let Ok(raw) = parse_toml::<RawTemplate>(&text, "fuzz.toml") {
        let _ = format_from_raw(raw, "fuzz.toml", &text);
    }
});
