//! Reading against the bare library on the same bytes: the questionnaire CSV of 170 respondents
//! against the csv crate. The file is made here.

#![allow(missing_docs)] // criterion's macros make public items

use std::hint::black_box;
use std::io::Cursor;

use criterion::{Criterion, criterion_group, criterion_main};
use dunlin::catalogue::Catalogue;
use dunlin::crosswalk::Crosswalk;
use dunlin::read::{Context, Options, read_bytes};

use made::{RESPONDENTS, questionnaire};

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

criterion_group!(benches, reading);
criterion_main!(benches);
