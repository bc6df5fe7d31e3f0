//! Any bytes as a file: recognised, read or refused, never a panic. Start from examples/testland.
#![no_main]

use dunlin::read::{Context, Options, read_bytes};
use dunlin_fuzz::{catalogue, crosswalk};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    dunlin_fuzz::tolerate_caught_panics();
    let options = Options::default();
    let context = Context { catalogue: catalogue(), crosswalk: crosswalk(), options: &options };
    let _ = read_bytes("fuzz", data.to_vec(), &context);
});
