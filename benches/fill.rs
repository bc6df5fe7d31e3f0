//! A workbook filled in place against what no filling can do without: the parts that change unpacked and
//! packed again, all others copied as they are packed. Which parts change is seen in what dunlin wrote:
//! the sheet that is filled, sheets whose formulas lose their stale results, the workbook that asks to be
//! calculated. Processor time of one filling, the sides in turn, the least of many rounds; both sides
//! have the allocator that the program has, mimalloc.
//!
//! `cargo bench --bench fill`; it needs `/proc`. `DUNLIN_SAMPLES` may name a folder with official
//! workbooks of CBD indicator data; each is then filled too.

use std::collections::BTreeSet;
use std::hint::black_box;
use std::io::{Cursor, Read as _, Write as _};
use std::path::PathBuf;
use std::{env, fs};

use calamine::{Reader as _, Xlsx, open_workbook_from_rs};
use dunlin::write::fill_xlsx::{CellEdit, Fill, patch_possible};
use mimalloc::MiMalloc;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use made::form;

mod made;

#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

const ROUNDS: usize = 15;

/// The first sheet of a workbook.
const SHEET: &str = "xl/worksheets/sheet1.xml";

#[allow(clippy::print_stdout)] // a bench talks to the terminal
fn main() {
    for (name, original) in forms() {
        let Ok(book) = open_workbook_from_rs::<Xlsx<_>, _>(Cursor::new(&original)) else { continue };
        let Some(sheet) = book.sheet_names().into_iter().next() else { continue };
        let edits: Vec<CellEdit> =
            (0..20).map(|n| CellEdit::new(&sheet, 5000 + n, 2, Fill::Text("filled in".to_owned()))).collect();
        let filled = patch_possible(&original, &edits).expect("filled").bytes;
        let changed = changed(&original, &filled);
        let one: BTreeSet<String> = [SHEET.to_owned()].into();
        let dunlin = || black_box(patch_possible(&original, &edits).expect("filled").bytes.len());
        let bare = |parts, level| move |original: &[u8]| black_box(again(original, parts, level).len());
        let (all, light, single) = (bare(&changed, None), bare(&changed, Some(3)), bare(&one, None));
        let sides: [(&str, &dyn Fn() -> usize); 4] = [
            ("dunlin", &dunlin),
            ("the parts that change, packed as usual (6)", &|| all(&original)),
            ("the parts that change, packed as dunlin packs them (3)", &|| light(&original)),
            ("the sheet alone, packed as usual (6)", &|| single(&original)),
        ];
        if let Some(side) = env::args().nth(1).and_then(|n| n.parse::<usize>().ok()) {
            // For a profiler: one side, of the files that a name is of, a hundred times.
            let wanted = env::args().nth(2).is_none_or(|of| name.contains(&of));
            for (_, run) in sides.iter().skip(side).take(usize::from(wanted)) {
                (0..100).for_each(|_| assert!(run() > 0));
            }
            continue;
        }
        let times = if original.len() > 500_000 { 5 } else { 2000 };
        let mut least = [f64::MAX; 4];
        for _ in 0..ROUNDS {
            for ((_, run), least) in sides.iter().zip(&mut least) {
                let before = busy();
                (0..times).for_each(|_| assert!(run() > 0));
                *least = least.min((busy() - before) / f64::from(times));
            }
        }
        println!(
            "{name}: {} bytes, {} of its parts change; with them {} bytes",
            original.len(),
            changed.len(),
            filled.len()
        );
        for ((side, _), time) in sides.iter().zip(least) {
            println!("  {:>8.3} ms  {:>5.2}  {side}", time / 1e6, least[0] / time);
        }
    }
}

fn forms() -> Vec<(String, Vec<u8>)> {
    let mut forms = vec![("made here, six sheets of 4,000 rows".to_owned(), form())];
    let Some(folder) = env::var_os("DUNLIN_SAMPLES").map(PathBuf::from) else { return forms };
    let mut files: Vec<PathBuf> = fs::read_dir(&folder)
        .into_iter()
        .flatten()
        .flatten()
        .map(|e| e.path())
        .filter(|p| p.extension().is_some_and(|x| x == "xlsx"))
        .collect();
    files.sort();
    for f in files {
        let name = f.file_name().unwrap_or_default().to_string_lossy().into_owned();
        forms.extend(fs::read(&f).ok().map(|bytes| (name, bytes)));
    }
    forms
}

/// Parts that are not what they were.
fn changed(before: &[u8], after: &[u8]) -> BTreeSet<String> {
    let parts = |bytes: &[u8]| -> Vec<(String, Vec<u8>)> {
        let mut archive = ZipArchive::new(Cursor::new(bytes.to_vec())).expect("a zip file");
        (0..archive.len())
            .map(|n| {
                let mut file = archive.by_index(n).expect("a part");
                let mut text = Vec::new();
                file.read_to_end(&mut text).expect("unpacked");
                (file.name().expect("a name").into_owned(), text)
            })
            .collect()
    };
    let after = parts(after);
    parts(before).into_iter().filter(|part| !after.contains(part)).map(|(name, _)| name).collect()
}

/// Some parts unpacked and packed again, all others copied.
fn again(original: &[u8], parts: &BTreeSet<String>, level: Option<i64>) -> Vec<u8> {
    let mut archive = ZipArchive::new(Cursor::new(original)).expect("a zip file");
    let mut out = ZipWriter::new(Cursor::new(Vec::with_capacity(original.len())));
    for n in 0..archive.len() {
        let mut file = archive.by_index(n).expect("a part");
        let name = file.name().expect("a name").into_owned();
        if parts.contains(&name) {
            let mut text = Vec::new();
            file.read_to_end(&mut text).expect("unpacked");
            drop(file);
            let options = SimpleFileOptions::default().compression_level(level);
            out.start_file(name, options).expect("a part");
            out.write_all(&text).expect("packed");
        } else {
            out.raw_copy_file(file).expect("copied");
        }
    }
    out.finish().expect("a zip file").into_inner()
}

/// Nanoseconds that this thread had a processor.
fn busy() -> f64 {
    let said = fs::read_to_string("/proc/thread-self/schedstat").expect("Linux");
    said.split(' ').next().and_then(|n| n.parse().ok()).unwrap_or_default()
}
