//! Workbooks of indicator data: read as people fill them in, and filled as the tool wants them.

use std::path::PathBuf;
use std::process::Command;

use dunlin::catalogue::Catalogue;
use dunlin::crosswalk::Crosswalk;
use dunlin::model::{Answer, Format, Level, Origin, Party, Report, Row, Value, ort};
use dunlin::read::{Context, Options, Reading, read_bytes};
use dunlin::write::cbd_indicators::{fill_indicators, upload_form};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Formula, Workbook};
use serde_json::json;

fn read(bytes: &[u8]) -> Reading {
    let catalogue = Catalogue::builtin();
    let crosswalk = Crosswalk::load(&catalogue);
    let options = Options { party: Party::parse("QM"), ..Options::default() };
    let context = Context { catalogue: &catalogue, crosswalk: &crosswalk, options: &options };
    read_bytes("data.xlsx", bytes.to_vec(), &context)
}

fn row(cells: &[(&str, &str)]) -> Row {
    cells.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect()
}

/// A cell of a test workbook: a number, a formula with its saved result, or a text.
fn put(sheet: &mut rust_xlsxwriter::Worksheet, r: u32, c: u16, text: &str) {
    if let Some((formula, result)) = text.strip_prefix('=').and_then(|f| f.split_once('~')) {
        sheet.write_formula(r, c, Formula::new(formula).set_result(result)).expect("a formula");
    } else if let Ok(n) = text.parse::<f64>() {
        sheet.write_number(r, c, n).expect("a number");
    } else if !text.is_empty() {
        sheet.write_string(r, c, text).expect("a text");
    }
}

fn book(sheets: &[(&str, &[&[&str]])]) -> Vec<u8> {
    let mut book = Workbook::new();
    book.set_properties(
        &DocProperties::new().set_creation_datetime(&ExcelDateTime::from_ymd(2024, 1, 1).expect("a day")),
    );
    for (name, rows) in sheets {
        let sheet = book.add_worksheet();
        sheet.set_name(*name).expect("a name");
        for (r, cells) in (0..).zip(*rows) {
            for (c, text) in (0..).zip(*cells) {
                put(sheet, r, c, text);
            }
        }
    }
    book.save_to_buffer().expect("a workbook")
}

const TITLE: &str = "Title of the form";
const PART: &str = "Does this data row represent a disaggregation";

/// As the detailed templates are made: prompts by formulas, lists of kinds in a second sheet.
fn detailed() -> Vec<u8> {
    let d = "=IF(C2=\"\",\"\",IF(C2=\"Yes\",\"[Please choose]\",\"Not applicable\"))~";
    let e = "=IF(D2=\"\",\"\",\"[Please describe]\")~";
    book(&[
        (
            "2.1",
            &[
                &[
                    "Indicator_code",
                    "Indicator ",
                    PART,
                    "Disaggregation type",
                    "Disaggregation",
                    "Year",
                    "Unit",
                    "Value",
                    "Footnote",
                ],
                &["2.1", TITLE, "", d, e],
                &["2.1", TITLE, "", &d.replace("C2", "C3"), &e.replace("D2", "D3")],
                &["2.1", TITLE, "", &d.replace("C2", "C4"), &e.replace("D2", "D4")],
            ],
        ),
        (
            "2.1 Category information",
            &[&["Biome - level 2", "Other"], &["T1 Forest  biome"], &["\u{200b}T2 Savanna biome"]],
        ),
    ])
}

/// The form with eight columns and its prompts.
fn old() -> Vec<u8> {
    let prompts = ["[Enter a year value]", "[Enter the currency type]", "[Enter a number]", "[Optional]"];
    let line = |part: &'static str, what: &'static str| -> Vec<&'static str> {
        ["C.1", " Benefits", part, what].into_iter().chain(prompts).collect()
    };
    let head: &[&str] = &["Indicator code", "Indicator ", PART, "Disaggregation ", "Year", "Unit", "Value", "Footnote"];
    book(&[("C1", &[head, &line("No", "no"), &line("Yes", "Benefits received by villages")])])
}

fn report(format: &Format, data: &[(&str, &[Row])]) -> Report {
    let mut report = Report::new(&format.id, "testland.json");
    report.party = Party::parse("QM");
    for (code, rows) in data {
        let mut a = Answer::new(
            format!("cbd-nr7/indicator.{code}"),
            Origin { file: "testland.json".into(), place: (*code).into() },
        );
        a.value = Some(Value::Code("national".into()));
        a.rows = rows.to_vec();
        report.answers.push(a);
    }
    report
}

fn whole(year: &str, value: &str) -> Row {
    row(&[("year", year), ("unit", "ha"), ("value", value), ("disaggregated", "no")])
}

fn check(name: &str, bytes: &[u8], expected: &serde_json::Value) {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, bytes).expect("written");
    let json = path.with_extension("json");
    std::fs::write(&json, expected.to_string()).expect("written");
    let python = std::env::var_os("DUNLIN_TEST_PYTHON").unwrap_or_else(|| "python3".into());
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/independent/check_cells.py");
    let output =
        Command::new(python).arg(script).arg(path).arg(json).output().expect("this test runs python3 with openpyxl");
    assert!(
        output.status.success(),
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}

#[test]
fn forms_nobody_filled_in_hold_no_data() {
    for bytes in [detailed(), old()] {
        let reading = read(&bytes);
        assert_eq!((reading.kind.as_str(), reading.reports.len()), ("indicator data for the CBD reporting tool", 0));
        assert!(reading.findings.iter().any(|f| f.code == "no-answers"));
    }
}

#[test]
fn what_people_write_into_the_forms_is_read() {
    let head: &[&str] = &[
        "INDICATOR  code",
        "Indicator",
        PART,
        "Disaggregation type",
        "Disaggregation",
        "Year",
        "Unit",
        "Value",
        "Footnote",
        "our notes",
    ];
    let reading = read(&book(&[
        (
            "Data",
            &[
                head,
                &[
                    "2.1",
                    TITLE,
                    "No",
                    "=\"x\"~Not applicable",
                    "=\"x\"~Not applicable",
                    "2020",
                    "ha",
                    "12.5",
                    "[Optional]",
                    "n",
                ],
                &["2.1", TITLE, "YES", "Biome", "\u{200b}T2 Savanna biome", "2021", " ha ", "1 234", "est."],
                &["2.1", TITLE, " - ", "", "", "2022", "[unit]", "", ""],
                &["GBF-INDICATOR-B1", TITLE, "", "", "", "2020", "t", "=40+2~42"],
                &["A.CT.1", TITLE, "", "", "", "2020", "t", "1"],
                &["", "", "", "", "", "2020", "t", "1"],
            ],
        ),
        ("Readme", &[&["Hello"]]),
        ("2.1 Category information", &[&["Biome"], &["T1"]]),
    ]));
    assert_eq!(reading.reports.len(), 1, "{:?}", reading.findings);
    let report = &reading.reports[0];
    let rows = |code: &str| report.answer(&format!("cbd-nr7/indicator.{code}"), None).map(|a| a.rows.clone());
    assert_eq!(
        rows("2.1"),
        Some(vec![
            row(&[("disaggregated", "no"), ("year", "2020"), ("unit", "ha"), ("value", "12.5")]),
            row(&[
                ("disaggregated", "yes"),
                ("type", "Biome"),
                ("disaggregation", "T2 Savanna biome"),
                ("year", "2021"),
                ("unit", "ha"),
                ("value", "1 234"),
                ("footnote", "est.")
            ]),
        ])
    );
    assert_eq!(rows("B.1"), Some(vec![row(&[("year", "2020"), ("unit", "t"), ("value", "42")])]));
    assert_eq!((report.party, report.answers.len()), (Party::parse("QM"), 2));
    assert_eq!(report.answers[1].origin.place, "Data!H2");
    let codes: Vec<&str> = reading.findings.iter().map(|f| f.code).collect();
    assert_eq!(codes, ["indicator-not-known", "sheet-not-read", "indicator-not-asked"], "{:?}", reading.findings);
}

#[test]
fn a_detailed_template_is_filled_with_the_words_of_its_lists() {
    let catalogue = Catalogue::builtin();
    let format = catalogue.format("cbd-nr7").expect("the format");
    let part = |kind: &str, what: &str, value: &str| {
        row(&[
            ("year", "2021"),
            ("unit", "ha"),
            ("value", value),
            ("disaggregated", "yes"),
            ("type", kind),
            ("disaggregation", what),
        ])
    };
    let rows = [
        part("BIOME - Level 2", "t2 savanna biome", "40"),
        whole("2021", "100.5"),
        part("Other", "islands", "3"),
        part("Biome - level 2", "T9 Moon biome", "1"),
    ];
    let report = report(format, &[("2.1", &rows), ("C.1", &[whole("2020", "5")])]);
    let form = detailed();
    let filled = fill_indicators("form.xlsx", &form, &report, format).expect("filled");
    let places: Vec<(&str, &str)> = filled.rows.iter().map(|r| (r.place.as_str(), r.written.as_str())).collect();
    assert_eq!(places[1], ("2.1!H3", "2021 · 100.5 · ha"));
    assert_eq!(places.len(), 4);
    check(
        "detailed.xlsx",
        &filled.bytes,
        &json!({
            "cells": {
                "2.1!C2": "Yes", "2.1!D2": "Biome - level 2", "2.1!E2": "\u{200b}T2 Savanna biome", "2.1!F2": 2021, "2.1!H2": 40,
                "2.1!C3": "No", "2.1!F3": 2021, "2.1!G3": "ha", "2.1!H3": 100.5,
                "2.1!D4": "Other", "2.1!E4": "islands",
                "2.1!A5": "2.1", "2.1!B5": TITLE, "2.1!E5": "T9 Moon biome", "2.1!H5": 1,
            },
            "formulas": { "2.1!D3": "=IF(C3=\"\",\"\",IF(C3=\"Yes\",\"[Please choose]\",\"Not applicable\"))" },
        }),
    );
    let codes: Vec<&str> = filled.findings.iter().map(|f| f.code).collect();
    assert_eq!(codes, ["not-in-list", "form-not-uploadable"], "{:?}", filled.findings);
    // What was filled in is read back, and filling again changes nothing.
    let back = read(&filled.bytes);
    let values: Vec<&str> = back.reports[0].answers[0].rows.iter().map(|r| r["value"].as_str()).collect();
    assert_eq!(values, ["40", "100.5", "3", "1"]);
    let again = fill_indicators("form.xlsx", &filled.bytes, &report, format).expect("filled");
    assert_eq!((again.rows.len(), again.bytes == filled.bytes), (0, true));
}

#[test]
fn what_a_person_filled_in_stays_and_prompts_that_are_not_answered_go() {
    let catalogue = Catalogue::builtin();
    let format = catalogue.format("cbd-nr7").expect("the format");
    let villages = row(&[
        ("year", "2021"),
        ("unit", "EUR"),
        ("value", "7"),
        ("disaggregated", "yes"),
        ("disaggregation", "benefits received by villages"),
    ]);
    let total = row(&[("year", "2021"), ("unit", "EUR"), ("value", "9"), ("disaggregated", "no")]);
    let mut report = report(format, &[("C.1", &[villages, total])]);
    let filled = fill_indicators("old.xlsx", &old(), &report, format).expect("filled");
    check(
        "old.xlsx",
        &filled.bytes,
        &json!({ "cells": {
        "C1!E2": 2021, "C1!F2": "EUR", "C1!G2": 9, "C1!H2": null, "C1!D3": "Benefits received by villages", "C1!G3": 7, "C1!H3": null,
    } }),
    );
    assert!(filled.findings.iter().any(|f| f.code == "form-not-uploadable"));
    // A later report with another value does not overwrite what stands there.
    report.answers[0].rows[1] = row(&[("year", "2021"), ("unit", "EUR"), ("value", "10"), ("disaggregated", "no")]);
    let again = fill_indicators("old.xlsx", &filled.bytes, &report, format).expect("filled");
    assert_eq!(again.bytes, filled.bytes);
    let kept = again.findings.iter().find(|f| f.code == "row-kept").expect("it is named");
    assert_eq!((kept.level, kept.file.as_str(), kept.place.as_str()), (Level::Warning, "old.xlsx", "C1!G2"));
    // What nobody confirmed stays out, and a file that is no form is refused.
    report.answers[0].confirmed = false;
    let none = fill_indicators("old.xlsx", &old(), &report, format).expect("nothing to fill");
    assert_eq!((none.rows.len(), none.bytes), (0, old()));
    assert!(none.findings.iter().any(|f| f.code == "not-confirmed"));
    for (bytes, code) in
        [(book(&[("a", &[&["Year", "Value"]])]), "form-not-known"), (b"PK\x03\x04".to_vec(), "form-unreadable")]
    {
        let finding = fill_indicators("x.xlsx", &bytes, &report, format).expect_err(code);
        assert_eq!((finding.code, finding.file.as_str()), (code, "x.xlsx"));
    }
}

#[test]
fn a_new_form_is_what_the_tool_takes() {
    let catalogue = Catalogue::builtin();
    let format = catalogue.format("cbd-nr7").expect("the format");
    let report = report(format, &[("2.1", &[whole("2020", "1.5"), whole("20", "x"), whole("2021", "=1+1")])]);
    let question = format.question("cbd-nr7/indicator.2.1").expect("it");
    let (bytes, findings) = upload_form(question, &report.answers[0]).expect("a form");
    assert_eq!(bytes, upload_form(question, &report.answers[0]).expect("again").0, "the same bytes");
    assert_eq!(findings.iter().map(|f| f.code).collect::<Vec<_>>(), ["indicator-row", "indicator-row"]);
    let mut cells = serde_json::Map::new();
    for (c, (_, heading)) in "ABCDEFGHI".chars().zip(ort::UPLOAD) {
        cells.insert(format!("Sheet1!{c}1"), json!(heading));
    }
    cells.extend([
        ("Sheet1!A2".to_owned(), json!("2.1")),
        ("Sheet1!F2".to_owned(), json!(2020)),
        ("Sheet1!H2".to_owned(), json!(1.5)),
    ]);
    cells.insert("Sheet1!A3".to_owned(), json!(null));
    check("upload.xlsx", &bytes, &json!({ "cells": cells }));
    // Filled in place of the form that the tool makes: it may be uploaded.
    let more = fill_indicators("scbd.xlsx", &bytes, &self::report(format, &[("2.1", &[whole("2022", "3")])]), format)
        .expect("filled");
    assert_eq!(more.rows.len(), 1);
    assert!(more.findings.is_empty(), "{:?}", more.findings);
    assert_eq!(read(&more.bytes).reports[0].answers[0].rows.len(), 2);
}
