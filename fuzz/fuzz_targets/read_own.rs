//! dunlin's own workbook with its cells changed at will: never a panic.
#![no_main]

use std::sync::LazyLock;

use dunlin::catalogue::Catalogue;
use dunlin::crosswalk::Crosswalk;
use dunlin::read::book::{Book, Cell, Sheet};
use dunlin::read::own;
use dunlin::read::{Context, Options};
use libfuzzer_sys::fuzz_target;

static WORLD: LazyLock<(Catalogue, Crosswalk)> = LazyLock::new(|| {
    let catalogue = Catalogue::builtin();
    let crosswalk = Crosswalk::load(&catalogue);
    (catalogue, crosswalk)
});

fuzz_target!(|cells: Vec<(u8, u8, String)>| {
    let options = Options::default();
    let context = Context { catalogue: &WORLD.0, crosswalk: &WORLD.1, options: &options };
    let mut sheet = Sheet { name: "A".to_owned(), ..Sheet::default() };
    for (row, column, text) in cells {
        sheet.rows.entry(row.into()).or_default().insert(column.into(), Cell::Text(text));
    }
    let mut book = Book { file: "fuzz.xlsx".to_owned(), sheets: vec![sheet], ..Book::default() };
    for name in ["dunlin-format", "dunlin_format", "dunlin format"] {
        book.properties.insert(name.to_owned(), "ramsar-cop14".to_owned());
    }
    let _ = own::read(&book, &context);
});
