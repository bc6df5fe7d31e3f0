//! Any text as a table or an export of one given format: values parsed or reported, never a panic.
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

fuzz_target!(|input: (u8, String)| {
    let (which, body) = input;
    let format = ["cbd-nr7", "ramsar-cop14", "cms-cop14", "cites-ir"][usize::from(which) % 4];
    let options = Options { format: Some(format.to_owned()), ..Options::default() };
    let context = Context { catalogue: &WORLD.0, crosswalk: &WORLD.1, options: &options };
    let text = format!("Number,Question,Answer,Details\n{body}");
    let _ = read_bytes("fuzz.csv", text.into_bytes(), &context);
});
