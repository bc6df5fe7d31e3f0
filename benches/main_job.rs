//! The main job: one Party's reports in, four workbooks out; the same for two hundred Parties; and,
//! as a floor, calamine, csv and rust_xlsxwriter alone on the same cells: those of the tables, since
//! no library reads the other files.
//!
//! `cargo bench` prints times; `docs/performance.md` records ratios with machine and date.

#![allow(missing_docs)] // criterion's macros make public items

use std::hint::black_box;
use std::io::Cursor;
use std::path::PathBuf;

use calamine::{Data, Reader, open_workbook_auto_from_rs};
use criterion::{Criterion, criterion_group, criterion_main};
use dunlin::catalogue::Catalogue;
use dunlin::crosswalk::Crosswalk;
use dunlin::model::{Lang, Party, Report};
use dunlin::prefill::{Request, prefill};
use dunlin::read::{Context, Options, read_bytes};
use dunlin::write::workbook;
use rust_xlsxwriter::Workbook;

struct World {
    catalogue: Catalogue,
    crosswalk: Crosswalk,
    files: Vec<(String, Vec<u8>)>,
}

fn world() -> World {
    let catalogue = Catalogue::builtin();
    let crosswalk = Crosswalk::load(&catalogue);
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("examples/testland");
    let mut files: Vec<(String, Vec<u8>)> = std::fs::read_dir(folder)
        .expect("the example is part of the project")
        .flatten()
        .filter(|e| e.path().extension().is_some_and(|x| x != "md"))
        .map(|e| (e.file_name().to_string_lossy().into_owned(), std::fs::read(e.path()).expect("readable")))
        .collect();
    files.sort();
    World { catalogue, crosswalk, files }
}

impl World {
    /// The same with the files that are tables of questions and answers.
    fn tables(mut self) -> World {
        self.files.retain(|(name, _)| (name.ends_with(".csv") || name.ends_with(".xlsx")) && !name.contains("-ors"));
        self
    }

    fn read(&self, party: Option<Party>) -> Vec<Report> {
        let options = Options { party, ..Options::default() };
        let context = Context { catalogue: &self.catalogue, crosswalk: &self.crosswalk, options: &options };
        self.files.iter().flat_map(|(name, bytes)| read_bytes(name, bytes.clone(), &context).reports).collect()
    }

    fn write(&self, reports: &[Report], party: Option<Party>) -> Vec<Vec<u8>> {
        self.catalogue
            .targets()
            .map(|target| {
                let request = Request {
                    target,
                    party,
                    period: None,
                    lang: Lang::En,
                    reports,
                    previous: &[],
                    base: &[],
                    registers: None,
                };
                let (drafted, _) = prefill(&request, &self.catalogue, &self.crosswalk);
                workbook(&drafted, target, &self.crosswalk, Lang::En).expect("a workbook")
            })
            .collect()
    }
}

/// All cells of spreadsheets, read by calamine or csv alone.
fn cells(files: &[(String, Vec<u8>)]) -> Vec<Vec<(u32, u16, String)>> {
    let mut sheets = Vec::new();
    for (name, bytes) in files {
        if name.ends_with(".csv") {
            let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes.as_slice());
            let mut cells = Vec::new();
            for (r, record) in reader.byte_records().flatten().enumerate() {
                for (c, text) in record.iter().enumerate() {
                    if let (Ok(r), Ok(c)) = (u32::try_from(r), u16::try_from(c)) {
                        cells.push((r, c, String::from_utf8_lossy(text).into_owned()));
                    }
                }
            }
            sheets.push(cells);
            continue;
        }
        let Ok(mut book) = open_workbook_auto_from_rs(Cursor::new(bytes.clone())) else { continue };
        for sheet in book.sheet_names() {
            let Ok(range) = book.worksheet_range(&sheet) else { continue };
            let cells = range
                .used_cells()
                .filter(|(_, _, v)| !matches!(v, Data::Empty))
                .filter_map(|(r, c, v)| Some((u32::try_from(r).ok()?, u16::try_from(c).ok()?, v.to_string())))
                .collect();
            sheets.push(cells);
        }
    }
    sheets
}

/// Cells written by rust_xlsxwriter alone.
fn write_plain(sheets: &[Vec<(u32, u16, String)>]) -> Vec<u8> {
    let mut book = Workbook::new();
    for cells in sheets {
        let sheet = book.add_worksheet();
        for (r, c, text) in cells {
            let _ = sheet.write_string(*r, *c, text);
        }
    }
    book.save_to_buffer().expect("a workbook")
}

fn bench(c: &mut Criterion) {
    let w = world();
    let reports = w.read(None);
    let tables = world().tables();
    let outputs: Vec<(String, Vec<u8>)> =
        tables.write(&tables.read(None), None).into_iter().enumerate().map(|(n, b)| (format!("{n}.xlsx"), b)).collect();
    let output_cells: Vec<Vec<Vec<(u32, u16, String)>>> =
        outputs.iter().map(|o| cells(std::slice::from_ref(o))).collect();

    let mut group = c.benchmark_group("one Party");
    group.sample_size(10);
    group.bench_function("read", |b| b.iter(|| black_box(w.read(None))));
    group.bench_function("prefill and write", |b| b.iter(|| black_box(w.write(&reports, None))));
    group.bench_function("read, prefill and write", |b| b.iter(|| black_box(w.write(&w.read(None), None))));
    group.finish();

    let mut group = c.benchmark_group("one Party, tables");
    group.sample_size(10);
    group.bench_function("dunlin", |b| b.iter(|| black_box(tables.write(&tables.read(None), None))));
    group.bench_function("calamine, csv and rust_xlsxwriter alone", |b| {
        b.iter(|| {
            black_box(cells(&tables.files));
            for sheets in &output_cells {
                black_box(write_plain(sheets));
            }
        });
    });
    group.finish();

    let mut group = c.benchmark_group("two hundred Parties");
    group.sample_size(10);
    group.bench_function("read, prefill and write", |b| {
        b.iter(|| {
            for _ in 0..200 {
                black_box(w.write(&w.read(None), None));
            }
        });
    });
    group.finish();
}

criterion_group!(benches, bench);
criterion_main!(benches);
