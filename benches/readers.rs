//! Reading and filling against the bare libraries on the same bytes: the questionnaire CSV of 170
//! respondents against the csv crate, and a workbook filled in place against unpacking and packing
//! the part that changes.
//!
//! The files are made here. `DUNLIN_SAMPLES` may name a folder with official workbooks of CBD
//! indicator data; each is then filled too.

#![allow(missing_docs)] // criterion's macros make public items

use std::fmt::Write as _;
use std::hint::black_box;
use std::io::{Cursor, Read as _, Write as _};
use std::path::PathBuf;

use calamine::{Reader as _, Xlsx, open_workbook_from_rs};
use criterion::{Criterion, criterion_group, criterion_main};
use dunlin::catalogue::Catalogue;
use dunlin::crosswalk::Crosswalk;
use dunlin::model::{Kind, Lang, Party};
use dunlin::read::{Context, Options, read_bytes};
use dunlin::write::fill_xlsx::{CellEdit, Fill, patch_possible};
use rust_xlsxwriter::Workbook;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

const RESPONDENTS: usize = 170;
/// Bytes of the questionnaire.
const SIZE: usize = 30_000_000;

/// A questionnaire of the CMS as the Online Reporting System exports it: long texts with commas,
/// quotes and line breaks, options, texts of options, translations, time stamps.
fn questionnaire(catalogue: &Catalogue) -> String {
    let format = catalogue.format("cms-cop14").expect("built in");
    let parties = parties();
    let head = |label: &str, cell: &dyn Fn(usize) -> String| {
        let mut line = format!("{label},,");
        (0..RESPONDENTS).for_each(|n| {
            let _ = write!(line, ",{}", cell(n));
        });
        line + "\n"
    };
    let mut out = String::with_capacity(SIZE + 100_000);
    out +=
        &head("Section", &|n| format!("\"Party: {}\"", parties[n % parties.len()])).replacen(",,", ",Question,ID", 1);
    out += &head("Region", &|_| "Africa".to_owned());
    out += &head("Country", &|n| format!("\"{}\"", parties[n % parties.len()]));
    let asked: Vec<_> = format.questions.iter().filter(|q| q.parent.is_none() && q.kind != Kind::Heading).collect();
    let texts = asked.iter().filter(|q| q.kind.is_textual()).count().max(1);
    let length = SIZE / texts / RESPONDENTS;
    for q in asked {
        let _ = write!(out, "\".{}\",\"{}\",{}", q.section, q.label.get(Lang::En).replace('"', "\"\""), q.number);
        for n in 0..RESPONDENTS {
            let answer = match q.options.get(n % q.options.len().max(1)) {
                Some(o) => o.text.get(Lang::En).to_owned(),
                None => {
                    let words = format!("Answer {n} of the country, with \"\"quotes\"\" and a list:\n- one, two; ");
                    words.repeat(length / words.len() + 1)
                }
            };
            let _ = write!(out, ",\"{answer} [[timestamp: 2023-04-1{} 09:00:00 UTC]]\"", n % 10);
        }
        out.push('\n');
    }
    out
}

/// Names of countries, as the system writes them.
fn parties() -> Vec<&'static str> {
    let letters = || (b'A'..=b'Z').map(char::from);
    letters()
        .flat_map(|a| letters().map(move |b| format!("{a}{b}")))
        .filter_map(|code| Party::parse(&code))
        .map(|p| p.name(Lang::En))
        .collect()
}

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

/// A form of some thousand rows with many sheets that are not touched.
fn form() -> Vec<u8> {
    let mut book = Workbook::new();
    for s in 0..6 {
        let sheet = book.add_worksheet();
        sheet.set_name(format!("Sheet{s}")).expect("a name");
        for row in 0..4000_u32 {
            for column in 0..12_u16 {
                sheet.write_string(row, column, format!("cell {row} {column} of sheet {s}")).expect("in range");
            }
        }
    }
    book.save_to_buffer().expect("a workbook")
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
