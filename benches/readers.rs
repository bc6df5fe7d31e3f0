//! Reading and filling against the bare libraries on the same bytes: the questionnaire CSV of 170
//! respondents against the csv crate, and a workbook filled in place against unpacking and packing
//! the part that changes.
//!
//! The files are made here. `DUNLIN_SAMPLES` may name a folder with official workbooks of CBD
//! indicator data; each is then filled too.

#![allow(missing_docs)] // criterion's macros make public items

use std::hint::black_box;
use std::io::{Cursor, Read as _, Write as _};
use std::path::PathBuf;

use calamine::{Reader as _, Xlsx, open_workbook_from_rs};
use criterion::{Criterion, criterion_group, criterion_main};
use dunlin::catalogue::Catalogue;
use dunlin::crosswalk::Crosswalk;
use dunlin::read::{Context, Options, read_bytes};
use dunlin::write::fill_xlsx::{CellEdit, Fill, patch_possible};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use made::{RESPONDENTS, form, questionnaire};

mod made;

fn reading(c: &mut Criterion) {
    let catalogue = Catalogue::builtin();
    let crosswalk = Crosswalk::load(&catalogue);
    let text = questionnaire(&catalogue);
    let options = Options::default();
    let context = Context { catalogue: &catalogue, crosswalk: &crosswalk, options: &options };
    let read = || read_bytes("questionnaire.csv", text.clone().into_bytes(), &context).reports;
    let reports = read();
    assert_eq!(reports.len(), RESPONDENTS, "the questionnaire is read");
    let name = format!(
        "questionnaire CSV, {} MB, {} respondents, {} answers",
        text.len() / 1_000_000,
        reports.len(),
        reports.iter().map(|r| r.answers.len()).sum::<usize>()
    );
    drop(reports);
    let mut group = c.benchmark_group(name);
    group.sample_size(10);
    group.bench_function("dunlin", |b| b.iter(|| black_box(read())));
    let reader = |bytes: &'_ [u8]| {
        csv::ReaderBuilder::new().flexible(true).has_headers(false).from_reader(Cursor::new(bytes.to_vec()))
    };
    group.bench_function("csv crate alone, records passed over", |b| {
        b.iter(|| {
            let mut reader = reader(text.as_bytes());
            let (mut record, mut n) = (csv::ByteRecord::new(), 0);
            while reader.read_byte_record(&mut record).expect("in memory") {
                n += record.len();
            }
            black_box(n)
        });
    });
    group.bench_function("csv crate alone, cells kept as strings", |b| {
        b.iter(|| {
            let rows: Vec<Vec<String>> = reader(text.as_bytes())
                .records()
                .map(|r| r.expect("in memory").iter().map(str::to_owned).collect())
                .collect();
            black_box(rows)
        });
    });
    group.finish();
}

/// One part unpacked and packed again, all others copied: what no filling can do without.
fn one_part_again(original: &[u8], part: &str) -> Vec<u8> {
    let mut archive = ZipArchive::new(Cursor::new(original)).expect("a zip file");
    let mut out = ZipWriter::new(Cursor::new(Vec::with_capacity(original.len())));
    for n in 0..archive.len() {
        let mut file = archive.by_index(n).expect("a part");
        if file.name().is_ok_and(|name| name == part) {
            let mut text = Vec::new();
            file.read_to_end(&mut text).expect("unpacked");
            drop(file);
            out.start_file(part, SimpleFileOptions::default()).expect("a part");
            out.write_all(&text).expect("packed");
        } else {
            out.raw_copy_file(file).expect("copied");
        }
    }
    out.finish().expect("a zip file").into_inner()
}

fn filling(c: &mut Criterion) {
    let mut forms = vec![("made here".to_owned(), form())];
    if let Some(folder) = std::env::var_os("DUNLIN_SAMPLES").map(PathBuf::from) {
        let mut files: Vec<PathBuf> = std::fs::read_dir(&folder)
            .into_iter()
            .flatten()
            .flatten()
            .map(|e| e.path())
            .filter(|p| p.extension().is_some_and(|x| x == "xlsx"))
            .collect();
        files.sort();
        for f in files {
            let name = f.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if let Ok(bytes) = std::fs::read(&f) {
                forms.push((name, bytes));
            }
        }
    }
    for (name, original) in forms {
        let Ok(book) = open_workbook_from_rs::<Xlsx<_>, _>(Cursor::new(&original)) else { continue };
        let Some(sheet) = book.sheet_names().into_iter().next() else { continue };
        let edits: Vec<CellEdit> =
            (0..20).map(|n| CellEdit::new(&sheet, 5000 + n, 2, Fill::Text("filled in".to_owned()))).collect();
        let mut group = c.benchmark_group(format!("workbook filled in place, {name}"));
        group.sample_size(10);
        group.bench_function("dunlin", |b| b.iter(|| black_box(patch_possible(&original, &edits).expect("filled"))));
        group.bench_function("the sheet unpacked and packed, no more", |b| {
            b.iter(|| black_box(one_part_again(&original, "xl/worksheets/sheet1.xml")));
        });
        group.finish();
    }
}

criterion_group!(benches, reading, filling);
criterion_main!(benches);
