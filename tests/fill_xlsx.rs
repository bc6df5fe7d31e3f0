//! Filling an Excel form in place: what is filled is there, and nothing else changes.

use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};
use std::path::PathBuf;
use std::process::Command;

use dunlin::write::fill_xlsx::{CellEdit, Fill, patch, patch_possible};
use proptest::prelude::*;
use rust_xlsxwriter::{DataValidation, Format, Formula, Note, Workbook};
use serde_json::json;

/// A form with what real ones have: lists, notes, merged cells, formulas on two sheets, protection.
fn form() -> Vec<u8> {
    let mut book = Workbook::new();
    let time = rust_xlsxwriter::ExcelDateTime::from_ymd(2024, 1, 1).expect("a day");
    book.set_properties(&rust_xlsxwriter::DocProperties::new().set_creation_datetime(&time));
    let open = Format::new().set_unlocked().set_background_color(0x00FF_FF00);
    let sheet = book.add_worksheet();
    sheet.set_name("Form & more").expect("a name");
    sheet.write(0, 0, "Question").expect("cell");
    sheet.write_with_format(3, 1, "", &open).expect("cell");
    sheet.write_with_format(4, 1, "old", &open).expect("cell");
    sheet.write_formula(5, 1, Formula::new("COUNTA(B4:B5)").set_result("99")).expect("cell");
    sheet.merge_range(7, 0, 8, 2, "merged", &open).expect("merged");
    let list = DataValidation::new().allow_list_strings(&["Yes", "No"]).expect("a list");
    sheet.add_data_validation(3, 1, 4, 1, &list).expect("a list");
    sheet.insert_note(3, 1, &Note::new("Choose")).expect("a note");
    let other = book.add_worksheet();
    other.set_name("Totals").expect("a name");
    other.write_formula(0, 0, Formula::new("'Form & more'!B6*2").set_result("198")).expect("cell");
    let locked = book.add_worksheet();
    locked.set_name("Locked").expect("a name");
    locked.write_with_format(0, 0, "", &open).expect("cell");
    locked.write(0, 1, "fixed").expect("cell");
    locked.protect();
    let bytes = book.save_to_buffer().expect("a workbook");
    // As Excel saves it: not marked to be calculated.
    let xml = text(&bytes, "xl/workbook.xml");
    assert!(xml.contains(" fullCalcOnLoad=\"1\""));
    with_part(&bytes, "xl/workbook.xml", &xml.replace(" fullCalcOnLoad=\"1\"", ""))
}

fn parts(bytes: &[u8]) -> BTreeMap<String, (Vec<u8>, Vec<u8>)> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a zip file");
    let mut all = BTreeMap::new();
    for n in 0..archive.len() {
        let (name, mut raw) = {
            let part = archive.by_index_raw(n).expect("a part");
            (part.name().expect("a name").into_owned(), part)
        };
        let mut packed = Vec::new();
        raw.read_to_end(&mut packed).expect("read");
        drop(raw);
        let mut text = Vec::new();
        archive.by_index(n).expect("a part").read_to_end(&mut text).expect("read");
        all.insert(name, (packed, text));
    }
    all
}

fn text(bytes: &[u8], part: &str) -> String {
    String::from_utf8(parts(bytes).remove(part).expect("the part").1).expect("text")
}

/// The form with one part replaced.
fn with_part(bytes: &[u8], part: &str, xml: &str) -> Vec<u8> {
    let mut new = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, (_, text)) in parts(bytes) {
        new.start_file(&name, zip::write::SimpleFileOptions::default()).expect("a part");
        new.write_all(if name == part { xml.as_bytes() } else { &text }).expect("written");
    }
    new.finish().expect("a zip file").into_inner()
}

fn edit(cell: (u32, u32), text: &str) -> CellEdit {
    CellEdit::new("Form & more", cell.0, cell.1, Fill::Text(text.to_owned()))
}

const SHEET: &str = "xl/worksheets/sheet1.xml";

fn check(files: &[(&str, &[u8], serde_json::Value)]) {
    let dir = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    let mut args = Vec::new();
    for (name, bytes, expected) in files {
        let path = dir.join(name);
        std::fs::write(&path, bytes).expect("written");
        let json = path.with_extension("json");
        std::fs::write(&json, expected.to_string()).expect("written");
        args.extend([path, json]);
    }
    let python = std::env::var_os("DUNLIN_TEST_PYTHON").unwrap_or_else(|| "python3".into());
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/independent/check_cells.py");
    let output = Command::new(python).arg(script).args(&args).output().expect("this test runs python3 with openpyxl");
    assert!(
        output.status.success(),
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}

#[test]
fn what_is_filled_is_there_and_nothing_else_changes() {
    let form = form();
    let edits = [
        edit((3, 1), "Yes"),
        edit((4, 1), " =1+1 <&> \"é\"\nnext _x0041_ "),
        CellEdit::new("Form & more", 2, 4, Fill::Number(12.5)),
        edit((20, 1), "a new row"),
        edit((7, 0), "top left"),
        CellEdit::new("Locked", 0, 0, Fill::Number(-3.0)),
    ];
    let filled = patch(&form, &edits).expect("filled");
    assert_eq!(filled, patch(&form, &edits).expect("again"), "the same bytes");
    let (before, after) = (parts(&form), parts(&filled));
    assert_eq!(before.keys().collect::<Vec<_>>(), after.keys().collect::<Vec<_>>());
    let changed: Vec<&str> = before.iter().filter(|(n, p)| after[*n] != **p).map(|(n, _)| n.as_str()).collect();
    // The sheets that are filled, the one whose formula depends on them, and the mark to calculate.
    assert_eq!(changed, ["xl/workbook.xml", SHEET, "xl/worksheets/sheet2.xml", "xl/worksheets/sheet3.xml"]);
    let sheet = text(&filled, SHEET);
    assert!(!sheet.contains("<v>99</v>") && sheet.contains("COUNTA(B4:B5)"), "{sheet}");
    assert!(text(&filled, "xl/workbook.xml").contains("fullCalcOnLoad=\"1\""));
    // What differs in the sheet is exactly the cells, the result and the extent.
    let old = text(&form, SHEET);
    let (head, tail) = (&old[..old.find("<dimension").expect("it")], &old[old.find("</sheetData>").expect("it")..]);
    assert!(sheet.starts_with(head) && sheet.ends_with(tail));
    let style = |xml: &str, cell: &str| xml.split(&format!("<c r=\"{cell}\" s=\"")).nth(1).map(|r| r[..1].to_owned());
    assert_eq!(style(&sheet, "B5"), style(&old, "B5"));
    check(&[(
        "filled.xlsx",
        &filled,
        json!({
            "cells": {
                "Form & more!B4": "Yes", "Form & more!E3": 12.5, "Form & more!B21": "a new row",
                "Form & more!A8": "top left", "Form & more!A1": "Question", "Locked!A1": -3, "Locked!B1": "fixed",
            },
            "formulas": { "Form & more!B6": "=COUNTA(B4:B5)", "Totals!A1": "='Form & more'!B6*2" },
            "lists": { "Form & more": 1 },
            "merged": { "Form & more": ["A8:C9"] },
        }),
    )]);
    // dunlin's own reader sees the text as it was given, blanks and all but at the ends.
    let context_text = read_cell(&filled, 4, 1);
    assert_eq!(context_text, "=1+1 <&> \"é\"\nnext _x0041_");
}

fn read_cell(bytes: &[u8], row: u32, column: u32) -> String {
    let limits = dunlin::read::open::Limits::default();
    let input = dunlin::read::open::open_bytes("f.xlsx", bytes.to_vec(), &limits).expect("opened");
    input.book().expect("a book").sheets[0].text(row, column)
}

#[test]
fn nothing_to_fill_is_the_same_file() {
    let form = form();
    assert_eq!(patch(&form, &[]).expect("nothing"), form);
    let refused =
        patch_possible(&form, &[edit((5, 1), "no"), CellEdit::new("Nowhere", 0, 0, Fill::Number(1.0))]).expect("read");
    assert_eq!(refused.bytes, form);
    assert_eq!(refused.findings.len(), 2);
}

#[test]
fn formulas_merged_and_locked_cells_are_left_alone_and_named() {
    let form = form();
    for (e, place, why) in [
        (edit((5, 1), "x"), "Form & more!B6", "formula"),
        (edit((8, 2), "x"), "Form & more!C9", "merged"),
        (CellEdit::new("Locked", 0, 1, Fill::Number(1.0)), "Locked!B1", "locked"),
        (CellEdit::new("Locked", 9, 9, Fill::Number(1.0)), "Locked!J10", "locked"),
        (edit((3, 1), &"x".repeat(32_768)), "Form & more!B4", "longer"),
        (CellEdit::new("Form & more", 3, 1, Fill::Number(f64::NAN)), "Form & more!B4", "no number"),
        (edit((1_048_576, 1), "x"), "Form & more!B1048577", "no such cell"),
    ] {
        let finding = patch(&form, std::slice::from_ref(&e)).expect_err(place);
        assert_eq!((finding.code, finding.place.as_str()), ("cell-not-filled", place));
        assert!(finding.message.contains(why), "{finding}");
        // The others are filled all the same where that is asked for.
        let patched = patch_possible(&form, &[e, edit((3, 1), "Yes")]).expect("filled");
        if place != "Form & more!B4" {
            assert_eq!((patched.findings.len(), read_cell(&patched.bytes, 3, 1).as_str()), (1, "Yes"));
        }
    }
    for bytes in [&b"no zip"[..], b"", &[0xD0, 0xCF, 0x11, 0xE0, 0, 0], &form[..form.len() / 2]] {
        assert_eq!(patch(bytes, &[edit((0, 0), "x")]).expect_err("no workbook").code, "form-unreadable");
    }
}

#[test]
fn odd_but_valid_sheets_are_filled_in_order() {
    let form = form();
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let cells = |xml: &str| {
        let filled = patch(
            &with_part(&form, SHEET, xml),
            &[edit((0, 0), "A1"), edit((0, 2), "C1"), edit((1, 1), "B2"), edit((3, 0), "A4"), edit((3, 5), "F4")],
        )
        .expect(xml);
        (text(&filled, SHEET), filled)
    };
    let expected = json!({ "cells": {
        "Form & more!A1": "A1", "Form & more!C1": "C1", "Form & more!B2": "B2", "Form & more!A4": "A4", "Form & more!F4": "F4",
    } });
    let mut files = Vec::new();
    for (n, sheet_data) in [
        "<x:sheetData/>".to_owned(),
        "<x:sheetData></x:sheetData>".to_owned(),
        // Rows and cells without their names, empty forms, a row that ends with nothing.
        "<x:sheetData><x:row><x:c><x:v>1</x:v></x:c><x:c/></x:row>\n<x:row/><x:row r='4' spans='1:2'><x:c r='B4'><x:v>2</x:v></x:c></x:row></x:sheetData>".to_owned(),
        "<x:sheetData><x:row r=\"4\"/></x:sheetData>".to_owned(),
    ]
    .into_iter()
    .enumerate()
    {
        let xml = format!("\u{feff}<?xml version=\"1.0\"?><x:worksheet xmlns:x=\"{main}\"><x:dimension ref=\"A1\"/>{sheet_data}<x:extLst><x:ext uri=\"{{0}}\"><x:row/></x:ext></x:extLst></x:worksheet>");
        let (sheet, filled) = cells(&xml);
        assert!(sheet.contains("<x:dimension ref=\"A1:F4\"/>") && !sheet.contains("spans"), "{sheet}");
        let mut expected = expected.clone();
        if n == 2 {
            expected["cells"]["Form & more!B4"] = json!(2);
        }
        files.push((format!("odd-{n}.xlsx"), filled, expected));
    }
    let files: Vec<(&str, &[u8], serde_json::Value)> =
        files.iter().map(|(n, b, e)| (n.as_str(), b.as_slice(), e.clone())).collect();
    check(&files);
    // Out of order, or cut short: refused.
    for sheet_data in [
        "<sheetData><row r=\"2\"/><row r=\"1\"/></sheetData>",
        "<sheetData><row r=\"1\">",
        "<sheetData><row r=\"1\"><c r=\"A2\"/></row></sheetData>",
    ] {
        let xml = format!("<worksheet xmlns=\"{main}\">{sheet_data}</worksheet>");
        assert_eq!(
            patch(&with_part(&form, SHEET, &xml), &[edit((0, 0), "x")]).expect_err("damaged").code,
            "form-unreadable"
        );
    }
}

#[test]
fn a_prompt_may_be_typed_over_and_the_cells_that_shared_its_formula_keep_theirs() {
    let form = form();
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let xml = format!(
        "<worksheet xmlns=\"{main}\"><sheetData>\
         <row r=\"2\"><c r=\"C2\"><v>1</v></c><c r=\"D2\" s=\"1\" t=\"str\"><f t=\"shared\" ref=\"D2:D4\" si=\"0\">IF(C2=\"\",\"\",\"[choose C2 &lt;]\")</f><v>[choose]</v></c></row>\
         <row r=\"3\"><c r=\"D3\" t=\"str\"><f t=\"shared\" si=\"0\"/><v></v></c></row>\
         <row r=\"4\"><c r=\"D4\" t=\"str\"><f t=\"shared\" si=\"0\"/><v/></c><c r=\"E4\"><f t=\"array\" ref=\"E4:F4\">A1:B1</f><v>0</v></c><c r=\"F4\"><v>0</v></c></row>\
         </sheetData></worksheet>"
    );
    // A chain of calculation that names the cell.
    let chained = with_part(&form, SHEET, &xml);
    let types = text(&chained, "[Content_Types].xml")
        .replace("</Types>", "<Override PartName=\"/xl/calcChain.xml\" ContentType=\"x/y\"/></Types>");
    let rels = text(&chained, "xl/_rels/workbook.xml.rels").replace(
        "</Relationships>",
        "<Relationship Id=\"rId99\" Type=\"http://x/relationships/calcChain\" Target=\"calcChain.xml\"/></Relationships>",
    );
    let mut new = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, (_, old)) in parts(&chained) {
        new.start_file(&name, zip::write::SimpleFileOptions::default()).expect("a part");
        let bytes = match name.as_str() {
            "[Content_Types].xml" => types.as_bytes(),
            "xl/_rels/workbook.xml.rels" => rels.as_bytes(),
            _ => &old,
        };
        new.write_all(bytes).expect("written");
    }
    new.start_file("xl/calcChain.xml", zip::write::SimpleFileOptions::default()).expect("a part");
    new.write_all(b"<calcChain><c r=\"D2\" i=\"1\"/></calcChain>").expect("written");
    let chained = new.finish().expect("a zip file").into_inner();

    let mut over = edit((1, 3), "Biome");
    over.over_formula = true;
    assert_eq!(patch(&chained, &[edit((1, 3), "Biome")]).expect_err("a formula").code, "cell-not-filled");
    assert_eq!(patch(&chained, &[edit((3, 5), "x")]).expect_err("within an array").code, "cell-not-filled");
    let filled = patch(&chained, std::slice::from_ref(&over)).expect("told to");
    let sheet = text(&filled, SHEET);
    assert!(sheet.contains("<f>IF(C3=&quot;&quot;,&quot;&quot;,&quot;[choose C2 &lt;]&quot;)</f>"), "{sheet}");
    assert!(sheet.contains("IF(C4="), "{sheet}");
    assert!(!sheet.contains("shared") && !sheet.contains("t=\"str\""), "{sheet}");
    assert!(!parts(&filled).contains_key("xl/calcChain.xml"));
    for part in ["[Content_Types].xml", "xl/_rels/workbook.xml.rels"] {
        assert!(!text(&filled, part).contains("calcChain"), "{part}");
    }
    check(&[(
        "prompt.xlsx",
        &filled,
        json!({ "cells": { "Form & more!D2": "Biome" }, "formulas": { "Form & more!D3": "=IF(C3=\"\",\"\",\"[choose C2 <]\")" } }),
    )]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Any text comes back as it was, but for blanks at its ends and what XML cannot hold; a damaged
    /// file is a finding and no panic.
    #[test]
    fn any_text_comes_back(t in "[ -~\u{e9}\u{4e2d}\u{1f426}\t\n_x0-9A-F]{0,60}", row in 0_u32..40, column in 0_u32..9, broken in 0_usize..6000) {
        let form = form();
        let patched = patch_possible(&form, &[edit((row, column), &t)]).expect("a workbook");
        if patched.findings.is_empty() && !t.is_empty() {
            prop_assert_eq!(read_cell(&patched.bytes, row, column), t.trim());
        }
        let mut damaged = form.clone();
        let n = broken % damaged.len();
        damaged[n] ^= 0x55;
        let _ = patch_possible(&damaged, &[edit((row, column), &t)]);
    }
}
