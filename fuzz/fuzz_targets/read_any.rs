//! Any bytes as a file: recognised, read or refused, never a panic. Start from examples/testland.
#![no_main]

use std::sync::LazyLock;

use dunlin::catalogue::Catalogue;
use dunlin::crosswalk::Crosswalk;
use dunlin::read::{Context, Options, read_bytes};
use libfuzzer_sys::fuzz_target;

static WORLD: LazyLock<(Catalogue, Crosswalk)> = LazyLock::new(|| {
    let catalogue = Catalogue::builtin();
    let crosswalk = Crosswalk::load(&catalogue);
    (catalogue, crosswalk)
});

fuzz_target!(|data: &[u8]| {
    let options = Options::default();
    let context = Context { catalogue: &WORLD.0, crosswalk: &WORLD.1, options: &options };
    let _ = read_bytes("fuzz", data.to_vec(), &context);
});
