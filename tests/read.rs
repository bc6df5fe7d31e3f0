//! Reading what people have: quirks of real files, and hostile ones.

use std::io::Write as _;

use dunlin::catalogue::Catalogue;
use dunlin::crosswalk::Crosswalk;
use dunlin::model::{Answer, Finding, Level, Period, Report, Value};
use dunlin::read::book::Cell;
use dunlin::read::open::{Content, Kind, Limits, NO_RESULT, open, open_bytes};
use dunlin::read::{Context, Options, Reading, read_bytes, read_file};
use rust_xlsxwriter::{Format, Formula, Workbook};

struct World {
    catalogue: Catalogue,
    crosswalk: Crosswalk,
    options: Options,
}

impl World {
    fn new() -> World {
        let catalogue = Catalogue::builtin();
        let crosswalk = Crosswalk::load(&catalogue);
        World { catalogue, crosswalk, options: Options::default() }
    }

    fn of(format: &str) -> World {
        let mut w = World::new();
        w.options.format = Some(format.to_owned());
        w
    }

    fn read(&self, bytes: impl Into<Vec<u8>>) -> Reading {
        let context = Context { catalogue: &self.catalogue, crosswalk: &self.crosswalk, options: &self.options };
        read_bytes("input", bytes.into(), &context)
    }
}

fn one(reading: &Reading) -> &Report {
    assert_eq!(reading.reports.len(), 1, "{:#?}", reading.findings);
    &reading.reports[0]
}

#[track_caller]
fn answer<'a>(report: &'a Report, question: &str) -> &'a Answer {
    let id = format!("{}/{question}", report.format);
    report.answer(&id, None).unwrap_or_else(|| panic!("no answer to {id} in {:#?}", report.answers))
}

fn code(c: &str) -> Option<Value> {
    Some(Value::Code(c.to_owned()))
}

fn text(t: &str) -> Option<Value> {
    Some(Value::Text(t.to_owned()))
}

fn number(q: &str, n: f64) -> Option<Value> {
    Some(Value::Number { qualifier: Some(q.to_owned()), number: Some(n), unit: None })
}

#[track_caller]
fn finding<'a>(findings: &'a [Finding], code: &str) -> &'a Finding {
    findings.iter().find(|f| f.code == code).unwrap_or_else(|| panic!("no finding {code} in {findings:#?}"))
}

fn xlsx(fill: impl FnOnce(&mut Workbook)) -> Vec<u8> {
    let mut book = Workbook::new();
    fill(&mut book);
    book.save_to_buffer().expect("a workbook")
}

/// A workbook with one sheet of texts.
fn sheet(rows: &[&[&str]]) -> Vec<u8> {
    xlsx(|b| {
        let s = b.add_worksheet();
        for (r, row) in rows.iter().enumerate() {
            for (c, t) in row.iter().enumerate() {
                if !t.is_empty() {
                    s.write_string(r as u32, c as u16, *t).expect("a cell");
                }
            }
        }
    })
}

fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).expect("a part");
        zip.write_all(bytes).expect("its bytes");
    }
    zip.finish().expect("a zip").into_inner()
}

fn book(bytes: impl Into<Vec<u8>>) -> (dunlin::read::book::Book, Vec<Finding>, Kind) {
    let input = open_bytes("input", bytes.into(), &Limits::default()).expect("opens");
    match input.content {
        Content::Book(b) => (b, input.findings, input.kind),
        Content::Bytes(_) => panic!("not a book"),
    }
}

fn refused(bytes: impl Into<Vec<u8>>) -> Finding {
    let f = open_bytes("input", bytes.into(), &Limits::default()).expect_err("refused");
    assert!(!f.hint.is_empty(), "{f}: a refusal says what to do");
    f
}

// Opening.

#[test]
fn text_tables_in_any_encoding_and_with_any_separator() {
    let rows = [["Numéro", "Question", "Réponse"], ["4.1", "Espèces; \"non indigènes\", oui?", "Oui"]];
    for separator in [",", ";", "\t", "|"] {
        let csv: String = rows
            .iter()
            .map(|r| r.map(|c| format!("\"{}\"", c.replace('"', "\"\""))).join(separator) + "\r\n")
            .collect();
        let utf16 = |be: bool, bom: bool| -> Vec<u8> {
            let mark = if bom { "\u{feff}" } else { "" };
            format!("{mark}{csv}")
                .encode_utf16()
                .flat_map(|u| if be { u.to_be_bytes() } else { u.to_le_bytes() })
                .collect()
        };
        let latin = encoding_rs::WINDOWS_1252.encode(&csv).0.into_owned();
        for (name, bytes) in [
            ("utf-8", csv.clone().into_bytes()),
            ("utf-8 with mark", format!("\u{feff}{csv}").into_bytes()),
            ("utf-16le", utf16(false, true)),
            ("utf-16be", utf16(true, true)),
            ("utf-16le without mark", utf16(false, false)),
            ("windows-1252", latin),
        ] {
            let (b, _, kind) = book(bytes);
            assert_eq!(kind, Kind::Csv, "{name}");
            let s = &b.sheets[0];
            assert_eq!(s.text(0, 0), "Numéro", "{name} {separator:?}");
            assert_eq!(s.text(1, 1), "Espèces; \"non indigènes\", oui?", "{name} {separator:?}");
            assert_eq!(s.place(1, 2), "line 2, column 3");
        }
    }
}

#[test]
fn quoted_line_breaks_and_uneven_rows_keep_their_lines() {
    let (b, _, _) = book("Report of Testland\n\nNo.;Question;Answer\n1;\"first\nsecond; third\";Yes\n2;x\n");
    let s = &b.sheets[0];
    assert_eq!(s.text(2, 2), "Answer");
    assert_eq!(s.text(3, 1), "first\nsecond; third");
    assert_eq!(s.text(5, 0), "2");
    let (b, _, _) = book("sep=|\na|b\n");
    assert_eq!(b.sheets[0].text(1, 1), "b");
}

#[test]
fn the_content_decides_and_not_the_name() {
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().join("report.xlsx");
    std::fs::write(&path, "a,b\n1,2\n").expect("written");
    assert_eq!(open(&path, &Limits::default()).expect("opens").kind, Kind::Csv);

    let html = "<html><head><style>td > b { }</style></head><body><table border=1><tr><th>No<th>Question<th>Answer\
        <tr><td rowspan=2>4.1<td>Fish &amp; birds &eacute;&nbsp;x<br>second<td>A=Yes\n<tr><td colspan=\"2\">wide</tr></table>";
    let (b, _, kind) = book(html);
    assert_eq!(kind, Kind::Html);
    let s = &b.sheets[0];
    assert_eq!(s.text(1, 1), "Fish & birds é\u{a0}x\nsecond");
    assert_eq!(s.text(1, 2), "A=Yes");
    assert_eq!(s.text(2, 1), "wide", "a cell below a tall one stands beside it");
    assert_eq!(s.merged, vec![(1, 0, 2, 0), (2, 1, 2, 2)]);

    for (bytes, kind) in [
        (b"%PDF-1.7\n".to_vec(), Kind::Pdf),
        (b"{\"header\": {\"schema\": \"x\"}}".to_vec(), Kind::Json),
        (b"<?xml version=\"1.0\"?><questionnaire/>".to_vec(), Kind::Xml),
        (
            zipped(&[("[Content_Types].xml", b"wordprocessingml.document.main"), ("word/document.xml", b"<w/>")]),
            Kind::Docx,
        ),
        (zipped(&[("mimetype", b"application/vnd.oasis.opendocument.text")]), Kind::Odt),
    ] {
        let w = World::new();
        assert_eq!(open_bytes("input", bytes.clone(), &Limits::default()).expect("opens").kind, kind);
        let reading = w.read(bytes);
        // Recognised for what it is; there is no report in it, and that is said.
        assert!(reading.reports.is_empty(), "{kind:?}");
        assert!(reading.findings.iter().any(|f| f.level == Level::Error && !f.hint.is_empty()), "{kind:?}");
    }
}

#[test]
fn opendocument_sheets_with_repeated_cells_cost_what_they_hold() {
    let content = "<office:document-content><table:table table:name=\"A\"><table:table-row><table:table-cell \
        office:value-type=\"string\"><text:p>one<text:s text:c=\"2\"/>two</text:p><text:p>three</text:p>\
        <office:annotation><text:p>note</text:p></office:annotation></table:table-cell>\
        <table:table-cell table:number-columns-repeated=\"2\" office:value-type=\"float\" office:value=\"4.1\"/>\
        <table:table-cell office:value-type=\"date\" office:date-value=\"2024-02-29T10:00:00\"/>\
        <table:table-cell table:number-columns-repeated=\"16000\"/></table:table-row>\
        <table:table-row table:number-rows-repeated=\"1000000\"><table:table-cell/></table:table-row>\
        <table:table-row><table:table-cell office:value-type=\"boolean\" office:boolean-value=\"true\"/></table:table-row>\
        </table:table></office:document-content>";
    let ods = |content: &str| {
        zipped(&[("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", content.as_bytes())])
    };
    let (b, _, kind) = book(ods(content));
    assert_eq!(kind, Kind::Ods);
    let s = &b.sheets[0];
    assert_eq!(s.text(0, 0), "one  two\nthree");
    assert_eq!(s.cell(0, 2), Some(&Cell::Number(4.1)));
    assert_eq!(s.text(0, 3), "2024-02-29");
    assert_eq!(s.cell(1_000_001, 0), Some(&Cell::Bool(true)));
    let bomb = content.replace("<table:table-row table:number-rows-repeated=\"1000000\"><table:table-cell/>", "<table:table-row table:number-rows-repeated=\"1048576\"><table:table-cell table:number-columns-repeated=\"1000\" office:value-type=\"float\" office:value=\"1\"/>");
    assert_eq!(refused(ods(&bomb)).code, "file-too-large");
}

#[test]
fn workbooks_with_formulas_errors_dates_and_far_cells() {
    let bytes = xlsx(|b| {
        let s = b.add_worksheet().set_name("Réponses").expect("a name");
        let day = Format::new().set_num_format("yyyy-mm-dd");
        s.write_formula(0, 0, Formula::new("=1+1").set_result("2")).expect("a cell");
        s.write_formula(1, 0, Formula::new("=NA()").set_result("#N/A")).expect("a cell");
        s.write_datetime_with_format(2, 0, chrono::NaiveDate::from_ymd_opt(2024, 2, 29).expect("a day"), &day)
            .expect("a cell");
        s.write_boolean(3, 0, true).expect("a cell");
        s.write_string(4, 0, "=HYPERLINK(\"x\")").expect("a cell");
        s.write_string(5, 0, "  \u{627}\u{644}\u{637}\u{64a}\u{648}\u{631}\u{200f} e\u{301} ").expect("a cell");
        s.write_string(6, 0, "x".repeat(32_767)).expect("a cell");
        s.write_string(7, 0, "lost \u{fffd}").expect("a cell");
        s.write_number(1_048_575, 16_383, 1.0).expect("a cell");
        s.merge_range(9, 0, 10, 2, "wide", &Format::new()).expect("a region");
        b.set_properties(&rust_xlsxwriter::DocProperties::new().set_custom_property("dunlin-format", "ramsar & more"));
    });
    let (b, findings, kind) = book(bytes);
    assert_eq!(kind, Kind::Xlsx);
    let s = &b.sheets[0];
    assert_eq!(s.text(0, 0), "2");
    assert_eq!(s.cell(1, 0), Some(&Cell::Error("#N/A".to_owned())));
    assert_eq!(s.text(2, 0), "2024-02-29");
    assert_eq!(s.cell(3, 0), Some(&Cell::Bool(true)));
    assert_eq!(s.text(4, 0), "=HYPERLINK(\"x\")");
    assert_eq!(
        s.cell(5, 0),
        Some(&Cell::Text("  \u{627}\u{644}\u{637}\u{64a}\u{648}\u{631}\u{200f} e\u{301} ".to_owned()))
    );
    assert_eq!(s.text(6, 0).len(), 32_767);
    assert_eq!(s.cell(1_048_575, 16_383), Some(&Cell::Number(1.0)));
    assert_eq!(s.merged, vec![(9, 0, 10, 2)]);
    assert_eq!(b.properties.get("dunlin-format").map(String::as_str), Some("ramsar & more"));
    assert!(finding(&findings, "lost-characters").place.ends_with("A8"));
}

#[test]
fn a_formula_without_a_saved_result_is_seen() {
    let sheet_xml = "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>\
        <row r=\"1\"><c r=\"A1\"><f>1+1</f></c><c r=\"B1\" t=\"inlineStr\"><is><t>x</t></is></c></row></sheetData></worksheet>";
    let (b, _, _) = book(minimal_xlsx(sheet_xml));
    assert_eq!(b.sheets[0].cell(0, 0), Some(&Cell::Error(NO_RESULT.to_owned())));
    assert_eq!(b.sheets[0].text(0, 1), "x");
}

fn minimal_xlsx(sheet: &str) -> Vec<u8> {
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    zipped(&[
        ("[Content_Types].xml", b"<Types><Default Extension=\"xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/></Types>"),
        ("_rels/.rels", format!("<Relationships><Relationship Id=\"r1\" Type=\"{rel}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>").as_bytes()),
        ("xl/workbook.xml", format!("<workbook xmlns=\"{main}\" xmlns:r=\"{rel}\"><sheets><sheet name=\"S\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>").as_bytes()),
        ("xl/_rels/workbook.xml.rels", format!("<Relationships><Relationship Id=\"r1\" Type=\"{rel}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>").as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ])
}

#[test]
fn empty_formatted_rows_cost_nothing() {
    let rows: String = (1..=100_000)
        .map(|r| format!("<row r=\"{r}\" s=\"1\" customFormat=\"1\"><c r=\"A{r}\" s=\"1\"/></row>"))
        .collect();
    let (b, _, _) = book(minimal_xlsx(&format!("<worksheet><sheetData>{rows}</sheetData></worksheet>")));
    assert!(b.sheets[0].rows.is_empty());
}

#[test]
fn files_that_cannot_be_used_say_why() {
    assert_eq!(refused("").code, "file-empty");
    assert_eq!(refused(" \r\n").code, "file-empty");
    let good = sheet(&[&["No.", "Question", "Answer"], &["4.1", "x", "A"]]);
    assert_eq!(refused(&good[..good.len() / 2]).code, "file-damaged");
    assert_eq!(refused(zipped(&[("a.txt", b"x")])).code, "file-unknown");
    assert_eq!(refused((0..=255_u8).cycle().take(4000).collect::<Vec<_>>()).code, "file-unknown");
    assert_eq!(refused(b"<html><body>no table</body></html>".to_vec()).code, "file-unknown");

    let ole = |name: &str| {
        let mut bytes = vec![0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
        bytes.resize(1024, 0);
        bytes.extend(name.encode_utf16().flat_map(u16::to_le_bytes));
        bytes.resize(2048, 0);
        bytes
    };
    let locked = refused(ole("EncryptedPackage"));
    assert_eq!(locked.code, "file-locked");
    assert!(locked.hint.contains("Encrypt with Password"));
    assert_eq!(refused(ole("Workbook")).code, "file-damaged");
    assert_eq!(refused(ole("Contents")).code, "file-unknown");
    assert_eq!(refused(ole("")[..600].to_vec()).code, "file-damaged");

    let bomb = vec![b' '; 8 << 20];
    let f = refused(zipped(&[("[Content_Types].xml", b"spreadsheetml"), ("xl/sharedStrings.xml", &bomb)]));
    assert_eq!(f.code, "file-too-large");
    let small = Limits { cells: 10, ..Limits::default() };
    assert_eq!(
        open_bytes("input", "a,b\n".repeat(10).into_bytes(), &small).expect_err("too many").code,
        "file-too-large"
    );
    let small = Limits { total: 1000, ..Limits::default() };
    assert_eq!(open_bytes("input", good, &small).expect_err("too large").code, "file-too-large");
    let small = Limits { rows: 5, ..Limits::default() };
    assert_eq!(
        open_bytes("input", "a,b\n".repeat(10).into_bytes(), &small).expect_err("too long").code,
        "file-too-large"
    );

    let w = World::new();
    let context = Context { catalogue: &w.catalogue, crosswalk: &w.crosswalk, options: &w.options };
    let reading = read_file(std::path::Path::new("no/such/file.xlsx"), &context);
    assert_eq!(reading.findings[0].code, "file-unreadable");
    assert_eq!(reading.findings[0].file, "no/such/file.xlsx");
}

// Tables that people make.

#[test]
fn a_ramsar_table_with_front_matter_and_boxes_below() {
    let w = World::new();
    let reading = w.read(sheet(&[
        &["National report to the Ramsar Convention, COP14"],
        &["Name of Contracting Party:", "Samplia"],
        &["Period covered: 2018-2020"],
        &[],
        &["", "No.", "Question", "Answer", "Comments"],
        &["", "2.6", "Households linked to sewage", "E=120", ""],
        &["", "2.6", "Additional information", "Counted in 2019"],
        &["", "2.7", "Sewerage coverage", "> 45", "estimate"],
        &["", "4.1", "Inventory of invasive species", "A=Yes"],
        &["", "4.2", "Policies on invasive species", "C - Partially"],
        &["", "1.1", "Wetlands in other strategies"],
        &["", "a)", "Wetland management policy", "B"],
        &["", "b)", "Strategies against poverty", "Not Relevant", "no such strategy"],
        &["", "", "Additional information", "More on all of 1.1"],
        &["", "Q8.1.", "Complete wetland inventory", "In Progress"],
        &["", "8.5 | a)", "Ramsar Sites", "P=Status Improved"],
        &["", "No.", "Question", "Answer", "Comments"],
        &["", "9.1", "Wetland policy", "Yes. Adopted in 2011"],
    ]));
    let r = one(&reading);
    assert_eq!(r.format, "ramsar-cop14");
    assert_eq!(r.party.map(|p| p.to_string()).as_deref(), Some("QN"));
    assert_eq!(r.period, Some(Period { from: 2018, to: 2020 }));
    assert_eq!(answer(r, "2.6").value, number("E", 120.0));
    assert_eq!(answer(r, "2.6").details.as_deref(), Some("Counted in 2019"));
    assert_eq!(answer(r, "2.6").origin.place, "Sheet1!D6");
    assert_eq!(answer(r, "2.7").value, number("G", 45.0));
    assert_eq!(answer(r, "2.7").details.as_deref(), Some("estimate"));
    assert_eq!(answer(r, "4.1").value, code("A"));
    assert_eq!(answer(r, "4.2").value, code("C"));
    assert_eq!(answer(r, "1.1#a").value, code("B"));
    assert_eq!(answer(r, "1.1#b").value, code("Y"));
    assert_eq!(answer(r, "1.1").details.as_deref(), Some("1.1 b): no such strategy\nMore on all of 1.1"));
    assert_eq!(answer(r, "8.1").value, code("C"));
    assert_eq!(answer(r, "8.5#a").value, code("P"));
    assert_eq!(answer(r, "9.1").value, code("A"));
    assert_eq!(answer(r, "9.1").details.as_deref(), Some("Adopted in 2011"));
    assert!(!reading.findings.iter().any(|f| f.code == "edition-assumed"), "{:#?}", reading.findings);
}

#[test]
fn answers_in_every_shape_people_write_them() {
    let w = World::of("ramsar-cop14");
    let reading = w.read(
        "Nº;Pregunta;Respuesta;Comentarios\n\
         2.6;;\"1 234,5\";\n2.7;;menos de 5;\n2.8;;X;\n2.11;;G: 1.234;\n5.3;;E=120 sites;\n5.4;;\"about 12\";\n5.7;;more than;\n\
         4.1;;a;\n4.2;;A=No;\n4.3;;Perhaps;see below\n3.1;;Yes, but late;\n5.1;;\"☐ Yes ☑ No ☐ Partially\";\n7.1;;C=Some Sites;\n7.3;;Z;\n\
         9.1;;- ;\n12.1;;Yes?;\n12.2;;#REF!;\n9.2;;\"=1+1\";\n11.3;;@Yes;\n8.6;;x;\n",
    );
    let r = one(&reading);
    let n = |q: Option<&str>, n: Option<f64>, u: Option<&str>| {
        Some(Value::Number { qualifier: q.map(str::to_owned), number: n, unit: u.map(str::to_owned) })
    };
    assert_eq!(answer(r, "2.6").value, n(Some("E"), Some(1234.5), None));
    assert_eq!(answer(r, "2.7").value, n(Some("F"), Some(5.0), None));
    assert_eq!(answer(r, "2.8").value, n(Some("X"), None, None), "a qualifier without a number");
    assert_eq!(answer(r, "2.11").value, n(Some("G"), Some(1234.0), None), "a Spanish point groups thousands");
    assert_eq!(answer(r, "5.3").value, n(Some("E"), Some(120.0), Some("sites")));
    assert_eq!(answer(r, "5.4").value, None);
    assert_eq!(answer(r, "5.4").details.as_deref(), Some("about 12"), "kept as details, not guessed");
    assert_eq!(answer(r, "5.7").value, n(Some("G"), None, None));
    assert_eq!(answer(r, "4.1").value, code("A"));
    assert_eq!(answer(r, "4.2").value, None, "a letter with the text of another option is neither");
    assert_eq!(answer(r, "4.3").details.as_deref(), Some("Perhaps\nsee below"));
    assert_eq!(answer(r, "3.1").value, None, "yes with a reservation is not yes");
    assert_eq!(answer(r, "3.1").details.as_deref(), Some("Yes, but late"));
    assert_eq!(answer(r, "5.1").value, code("B"));
    assert_eq!(answer(r, "7.1").value, code("C"));
    assert_eq!(answer(r, "7.3").value, code("Z"));
    assert_eq!(answer(r, "9.2").details.as_deref(), Some("=1+1"));
    let misfits: Vec<&str> =
        reading.findings.iter().filter(|f| f.code == "answer-not-an-option").map(|f| f.place.as_str()).collect();
    for line in [7, 10, 11, 12, 16, 17, 19, 21] {
        // Each is named with its place.
        assert!(misfits.contains(&format!("line {line}, column 3").as_str()), "line {line}: {misfits:?}");
    }
    assert_eq!(answer(r, "8.6").details.as_deref(), Some("x"), "which column of the table it is, nobody knows");
    assert_eq!(finding(&reading.findings, "formula").place, "line 18, column 3");
    assert!(finding(&reading.findings, "answer-not-an-option").message.contains("kept as details"));
}

#[test]
fn ticked_columns_and_choices_of_several() {
    let w = World::of("cites-ir");
    let reading = w.read(xlsx(|b| {
        let s = b.add_worksheet();
        s.write_row(0, 0, ["Nº", "Question", "", "", "", "Détails"]).expect("a row");
        s.merge_range(0, 2, 0, 4, "Answer", &Format::new()).expect("a region");
        s.write_row(1, 2, ["Yes", "No", "No information"]).expect("a row");
        for (r, (number, column, tick)) in [
            ("1.7.3a", 2, "x"),
            ("1.7.3b", 3, "✓"),
            ("1.7.3c", 4, "X"),
            ("1.7.3e", 2, "☑"),
            ("1.1.1a", 4, "x"),
            ("1.7.4b", 2, "in part"),
        ]
        .iter()
        .enumerate()
        {
            let r = r as u32 + 2;
            s.write_string(r, 0, *number).expect("a cell");
            s.write_string(r, *column, *tick).expect("a cell");
        }
        s.write_string(8, 0, "1.7.5a").expect("a cell");
        s.write_boolean(8, 2, false).expect("a cell");
        s.write_boolean(8, 3, true).expect("a cell");
        s.write_string(8, 5, "none yet").expect("a cell");
        s.write_string(9, 0, "1.7.5b").expect("a cell");
        s.write_number(9, 2, 1).expect("a cell");
        s.write_number(9, 3, 1).expect("a cell");
    }));
    let r = one(&reading);
    assert_eq!(answer(r, "1.7.3a").value, code("yes"));
    assert_eq!(answer(r, "1.7.3b").value, code("no"));
    assert_eq!(answer(r, "1.7.3c").value, code("no-information"));
    assert_eq!(answer(r, "1.7.3e").value, code("yes"));
    assert_eq!(answer(r, "1.7.5a").value, code("no"));
    assert_eq!(answer(r, "1.7.5a").details.as_deref(), Some("none yet"));
    assert!(r.answer("cites-ir/1.1.1a", None).is_none(), "the question has no such option");
    assert_eq!(answer(r, "1.7.4b").value, None, "a text is no tick");
    assert_eq!(answer(r, "1.7.4b").details.as_deref(), Some("yes: in part"));
    assert!(r.answer("cites-ir/1.7.5b", None).is_none(), "two ticks are no answer");
    assert_eq!(finding(&reading.findings, "tick-with-text").place, "Sheet1!C8");

    let reading = w.read(sheet(&[
        &["Number", "Answer"],
        &["1.5.1b", "Banning export; Revised harvest or export quotas\nOther: fences"],
        &["1.5.2b", "Virtual College, IUCN Checklist, Resolution Conf. 16.7"],
        &["1.7.5d", "Euthanasia; to the moon"],
        &["1.5.2c", "case by case."],
    ]));
    let r = one(&reading);
    let codes = |c: &[&str]| Some(Value::Codes(c.iter().map(|c| (*c).to_owned()).collect()));
    assert_eq!(answer(r, "1.5.1b").value, codes(&["revised-harvest-or-export-quotas", "banning-export", "other"]));
    assert_eq!(answer(r, "1.5.1b").details.as_deref(), Some("fences"));
    assert_eq!(answer(r, "1.5.2b").value, codes(&["virtual-college", "iucn-checklist", "resolution-conf-16-7"]));
    assert_eq!(answer(r, "1.7.5d").value, codes(&["euthanasia"]));
    assert_eq!(answer(r, "1.7.5d").details.as_deref(), Some("to the moon"));
    assert_eq!(answer(r, "1.5.2c").value, code("case-by-case"));
}

/// A label of the built-in template, so that the test follows it when it is reworded.
fn label(w: &World, id: &str) -> String {
    let q = w.catalogue.format_of(id).and_then(|f| f.question(id)).unwrap_or_else(|| panic!("{id}"));
    q.label.en.clone()
}

#[test]
fn wordings_stand_in_for_numbers_and_overrule_wrong_ones() {
    let w = World::of("ramsar-cop14");
    let l = |q: &str| label(&w, &format!("ramsar-cop14/{q}"));
    let reading = w.read(xlsx(|b| {
        let s = b.add_worksheet();
        s.write_row(0, 0, ["No.", "Question", "Answer"]).expect("a row");
        // 2.10 became 2.1, once with its words and once without.
        s.write_number(1, 0, 2.1).expect("a cell");
        s.write_string(1, 1, l("2.10")).expect("a cell");
        s.write_string(1, 2, "Obsolete").expect("a cell");
        s.write_number(2, 0, 4.1).expect("a cell");
        s.write_string(2, 2, "A").expect("a cell");
        // A number of another edition.
        s.write_string(3, 0, "4.4").expect("a cell");
        s.write_string(3, 1, l("4.5")).expect("a cell");
        s.write_string(3, 2, "D").expect("a cell");
        // No number.
        s.write_string(4, 1, l("19.1").to_uppercase()).expect("a cell");
        s.write_string(4, 2, "Planned").expect("a cell");
        s.write_string(5, 1, "Something that is asked nowhere at all").expect("a cell");
        s.write_string(5, 2, "Yes").expect("a cell");
        s.write_string(6, 0, "99.9").expect("a cell");
        s.write_string(6, 2, "lost?").expect("a cell");
        // A formula as an answer.
        s.write_string(7, 0, "16.7").expect("a cell");
        s.write_formula(7, 2, Formula::new("=A1").set_result("#REF!")).expect("a cell");
    }));
    let r = one(&reading);
    assert_eq!(answer(r, "2.10").value, code("Q"));
    assert!(r.answer("ramsar-cop14/2.1", None).is_none());
    assert_eq!(answer(r, "4.1").value, code("A"));
    assert_eq!(answer(r, "4.5").value, code("D"));
    assert_eq!(finding(&reading.findings, "number-and-wording").place, "Sheet1!C4");
    assert_eq!(answer(r, "19.1").value, code("D"));
    let at = |place: &str| reading.findings.iter().find(|f| f.place == place).expect("a finding at the place");
    assert!(at("Sheet1!C6").message.contains("not used: \"Yes\""), "a wording that is no question is not guessed");
    assert!(at("Sheet1!C7").message.contains("99.9") && at("Sheet1!C7").message.contains("lost?"));
    assert_eq!(finding(&reading.findings, "formula").place, "Sheet1!C8");

    // "Code" is the answer where another column holds the numbers.
    let french = w.read("N° ;Libellé;Code;Observations\n4.1;;A;déjà fait\n".to_owned());
    assert_eq!(answer(one(&french), "4.1").value, code("A"));
    assert_eq!(answer(one(&french), "4.1").details.as_deref(), Some("déjà fait"));

    let order = w.read(xlsx(|b| {
        let s = b.add_worksheet();
        s.write_row(0, 0, ["No.", "Question", "Answer"]).expect("a row");
        for (r, (n, a)) in [(2.1, "A"), (2.9, "B"), (2.1, "Obsolete"), (2.11, "X")].iter().enumerate() {
            s.write_number(r as u32 + 1, 0, *n).expect("a cell");
            s.write_string(r as u32 + 1, 2, *a).expect("a cell");
        }
    }));
    let r = one(&order);
    assert_eq!(answer(r, "2.1").value, code("A"));
    assert_eq!(answer(r, "2.10").value, code("Q"));
    assert_eq!(finding(&order.findings, "number-shortened").place, "Sheet1!C4");
}

#[test]
fn every_option_of_every_form_is_read_back_in_every_language() {
    use dunlin::model::{Kind as Ask, Lang};
    let world = World::new();
    for format in world.catalogue.targets() {
        let w = World::of(&format.id);
        for lang in Lang::ALL {
            for with_code in [false, true] {
                let mut csv = String::from("Number;Answer\n");
                let mut expected: Vec<(String, Value)> = Vec::new();
                for (i, q) in format.questions.iter().enumerate() {
                    if q.repeat.is_some() || q.options.is_empty() || matches!(q.kind, Ask::Heading | Ask::Indicator) {
                        continue;
                    }
                    let option = &q.options[i % q.options.len()];
                    let label = option.text.get(lang);
                    let cell = match (with_code, label.contains('#')) {
                        (true, false) if option.code.len() <= 2 => format!("{}={label}", option.code),
                        (_, true) => continue,
                        _ => label.to_owned(),
                    };
                    let value = match q.kind {
                        Ask::Multi => Value::Codes(vec![option.code.clone()]),
                        Ask::Number => Value::Number { qualifier: Some(option.code.clone()), number: None, unit: None },
                        _ => Value::Code(option.code.clone()),
                    };
                    csv.push_str(&format!("\"{}\";\"{}\"\n", q.key(), cell.replace('"', "\"\"")));
                    expected.push((q.id.clone(), value));
                }
                let reading = w.read(csv);
                for (id, value) in expected {
                    let got = one(&reading).answer(&id, None).and_then(|a| a.value.clone());
                    assert_eq!(got, Some(value), "{id} in {lang}");
                }
            }
        }
    }
}

#[test]
fn the_place_tells_equal_wordings_apart() {
    let w = World::of("ramsar-cop14");
    let q = |id: &str| {
        w.catalogue.format("ramsar-cop14").and_then(|f| f.question(&format!("ramsar-cop14/{id}"))).expect("a question")
    };
    let email = |id: &str| (q(id).block.en.clone(), q(id).label.en.clone());
    let ((b1, l1), (b2, l2)) = (email("1.STRP.email"), email("1.CEPA-GOV.email"));
    let reading = w.read(sheet(&[
        &["Question", "Answer"],
        &[&b1],
        &[&l1, "strp@example.org"],
        &[&b2],
        &[&l2, "cepa@example.org"],
        &[&label(&w, "ramsar-cop14/3.2")],
        &[&label(&w, "ramsar-cop14/3.2#a"), "A"],
        &[&label(&w, "ramsar-cop14/3.2#b"), "B"],
        &[&label(&w, "ramsar-cop14/16.2")],
        &[&label(&w, "ramsar-cop14/16.2#a"), "3"],
    ]));
    let r = one(&reading);
    assert_eq!(answer(r, "1.STRP.email").value, text("strp@example.org"));
    assert_eq!(answer(r, "1.CEPA-GOV.email").value, text("cepa@example.org"));
    assert_eq!(answer(r, "3.2#a").value, code("A"));
    assert_eq!(answer(r, "3.2#b").value, code("B"));
    assert_eq!(answer(r, "16.2#a").value, number("E", 3.0));
    assert_eq!(r.answers.len(), 5, "{:#?}", r.answers);

    // The boxes of the targets are worded alike; the heading above them tells which target.
    let reading = w.read(sheet(&[
        &["Question", "Answer"],
        &["Target 5"],
        &["Priority", "High"],
        &["Target 12: restoration"],
        &["Priority", "C=Low"],
    ]));
    let r = one(&reading);
    assert_eq!(answer(r, "T5.priority").value, code("A"));
    assert_eq!(answer(r, "T12.priority").value, code("C"));
    assert_eq!(r.answers.len(), 2);
}

#[test]
fn the_format_is_found_and_said_where_it_is_a_guess() {
    let w = World::new();
    let rows: Vec<String> = ["IV.1", "IV.2", "V.1", "XII.1", "XII.2", "XIX.2", "XIII.5"]
        .iter()
        .map(|n| format!("{n},{},Yes\n", label(&w, &format!("cms-cop14/{n}")).replace(',', " ")))
        .collect();
    let reading = w.read(format!("Number,Question,Answer\n{}", rows.concat()));
    assert_eq!(one(&reading).format, "cms-cop14");
    let f = finding(&reading.findings, "edition-assumed");
    assert_eq!(f.level, Level::Warning);
    assert!(f.message.contains("next: "));
    assert_eq!(one(&reading).period, None);

    let reading =
        w.read("Number,Question,Answer\n1,Best football team,Testland\n2,Colour of the sky,blue\n".to_owned());
    assert!(reading.reports.is_empty());
    assert!(finding(&reading.findings, "format-unknown").hint.contains("--format"));

    let mut w = World::of("no-such-format");
    let reading = w.read("Number,Question,Answer\n4.1,x,A\n".to_owned());
    assert!(finding(&reading.findings, "format-not-known").hint.contains("ramsar-cop14"));
    w.options.format = Some("ramsar-cop14".to_owned());
    w.options.party = dunlin::model::Party::parse("QM");
    let reading =
        w.read("Country,Number,Question,Answer\nSamplia,4.1,,A\nSamplia,4.1,,B\nAtlantis,4.1,,C\n".to_owned());
    assert_eq!(reading.reports.len(), 2, "Parties are kept apart");
    assert_eq!(finding(&reading.findings, "answered-twice").place, "line 3, column 4");
    finding(&reading.findings, "party-differs");
    finding(&reading.findings, "party-unknown");
    assert!(w.read("a,b\n1,2\n".to_owned()).findings.iter().any(|f| f.code == "no-table"));
}

#[test]
fn sites_targets_and_columns_of_rows() {
    let w = World::of("ramsar-cop14");
    let reading = w.read(
        "No.,Question,Ramsar Site number,Site name,Answer\n5.7,,1234,Blue Lake,A\n5.7,,,,E=3\n8.5,,1234,Blue Lake,P\n"
            .to_owned(),
    );
    let r = one(&reading);
    assert_eq!(r.items[0].id, "1234");
    assert_eq!(r.items[0].title, "Blue Lake");
    assert_eq!(r.answer("ramsar-cop14/site.5.7", Some("1234")).expect("the site").value, code("A"));
    assert_eq!(answer(r, "5.7").value, number("E", 3.0));
    assert_eq!(r.answer("ramsar-cop14/site.8.5", Some("1234")).expect("the site").value, code("P"));

    let w = World::of("cbd-nr7");
    let reading = w.read(
        "Number,Target,Answer\nIII.progressSummary,Target 6,text six\nIII.progressSummary,NT01. By 2030 all is well,text one\n\
         III.levelOfProgress,GBF-T06. Reduce,No  significant change \nIII.progressSummary,,lost\n"
            .to_owned(),
    );
    let r = one(&reading);
    let at = |q: &str, i: &str| r.answer(&format!("cbd-nr7/III.{q}"), Some(i)).expect("the target").value.clone();
    assert_eq!(at("progressSummary", "GBF:T6"), text("text six"));
    assert_eq!(at("progressSummary", "NT01"), text("text one"));
    assert_eq!(at("levelOfProgress", "GBF:T6"), code("2D241E0A-1D17-4A0A-9D52-B570D34B23BF"));
    finding(&reading.findings, "item-missing");

    let w = World::of("cms-cop14");
    let reading = w.read(
        "Number,Question,Answer,Species affected\nX.1,Bycatch,2 = moderate,Turtles\nX.1,Illegal trade,severe,\n"
            .to_owned(),
    );
    let r = one(&reading);
    assert_eq!(answer(r, "X.1#bycatch").value, code("2"));
    assert_eq!(answer(r, "X.1#illegal-trade").value, code("1"));
    assert!(reading.findings.iter().any(|f| f.code == "column-not-used") || !answer(r, "X.1#bycatch").rows.is_empty());
}

// The export of the CBD reporting tool.

#[test]
fn binary_indicators_of_an_export() {
    let w = World::new();
    let reading = w.read(
        "\u{feff}\"Question Number\",\"Response\",\"Published on\",\"Unique ID\",\"Target\",\"Indicator\",\"Indicator Code\",\"Comments\",\"Government\",\"Mood\"\n\
         \"6.1\",\"Partially\",\"28-Feb-2026 18:58\",\"ORT-NR7BID-QM-1-1\",\"NT01. All is well\",\"6.b Invasive species\",\"6.b\",\"Law under review\",\"Testland\",\"good\"\n\
         \"6.1\",\"Partially\",\"28-Feb-2026 18:58\",\"ORT-NR7BID-QM-1-1\",\"NT02. All is better\",\"6.b Invasive species\",\"6.b\",\"Law under review\",\"Testland\",\"\"\n\
         \"6.2\",\"Under  development \",\"28-Feb-2026 18:58\",\"\",\"\",\"6.b Invasive species\",\"6.b\",\"\",\"Testland\",\"\"\n\
         \"6.2\",\"Fully\",\"01-Mar-2026 09:00\",\"\",\"\",\"6.b Invasive species\",\"6.b\",\"\",\"Testland\",\"\"\n\
         \"6.3\",\"no\",\"28-Feb-2026 18:58\",\"\",\"\",\"6.b\",\"6.b\",\"\",\"Testland\",\"\"\n\
         \"6.3\",\"fully\",\"28-Feb-2026 18:58\",\"\",\"\",\"6.b\",\"6.b\",\"\",\"Testland\",\"\"\n\
         \"1\",\"Yes\",\"\",\"\",\"\",\"\",\"1.b\",\"\",\"Testland\",\"\"\n\
         \"1 (a)\",\"Partially\",\"\",\"\",\"\",\"\",\"1.b\",\"\",\"Testland\",\"\"\n\
         \"8.7\",\"mitigation; adaptation\",\"\",\"\",\"\",\"\",\"8.b\",\"\",\"Testland\",\"\"\n\
         \"9.3\",\"underDevelopment\",\"\",\"\",\"\",\"\",\"9.b\",\"\",\"Testland\",\"\"\n\
         \"\",\"mining; energy\",\"\",\"\",\"\",\"\",\"14.b\",\"\",\"Testland\",\"\"\n\
         \"20.5.1 (a)\",\"womenGirls; other\",\"\",\"\",\"\",\"\",\"22.b\",\"\",\"Testland\",\"\"\n\
         \"22.1(a)(other)\",\"fishers; herders\",\"\",\"\",\"\",\"\",\"22.b\",\"\",\"Testland\",\"\"\n\
         \"22.1(a)(other) (b)\",\"rightsOverResources\",\"\",\"\",\"\",\"\",\"22.b\",\"\",\"Testland\",\"\"\n\
         \"20.5 (c)\",\"No\",\"\",\"\",\"\",\"\",\"22.b\",\"\",\"Testland\",\"\"\n\
         \"6.1\",\"No\",\"\",\"\",\"\",\"\",\"6.b\",\"\",\"Samplia\",\"\"\n\
         \"77.7\",\"Yes\",\"\",\"\",\"\",\"\",\"77.b\",\"\",\"Samplia\",\"\"\n\
         \"6.2\",\"mostly\",\"\",\"\",\"\",\"\",\"6.b\",\"\",\"Samplia\",\"\"\n"
            .to_owned(),
    );
    assert_eq!(reading.reports.len(), 2, "{:#?}", reading.findings);
    let r = &reading.reports[0];
    assert_eq!(r.party.map(|p| p.to_string()).as_deref(), Some("QM"));
    assert_eq!(r.period, Some(Period { from: 2022, to: 2026 }));
    let codes = |c: &[&str]| Some(Value::Codes(c.iter().map(|c| (*c).to_owned()).collect()));
    for (q, value) in [
        ("6_1", code("partially")),
        ("6_2", code("fully")),
        ("6_3", code("no")),
        ("1", code("yes")),
        ("1_1_a", code("partially")),
        ("8_7", codes(&["mitigation", "adaptation"])),
        ("9_3", codes(&["underDevelopment"])),
        ("14_3_a", codes(&["energy", "mining"])),
        ("22_1_a", codes(&["womenGirls", "other"])),
        ("22_1_a_1", text("fishers; herders")),
        ("22_1_b", codes(&["rightsOverResources"])),
        ("22_1_c", code("no")),
    ] {
        assert_eq!(answer(r, q).value, value, "{q}");
    }
    assert_eq!(r.answers.len(), 12);
    assert_eq!(answer(r, "6_1").details.as_deref(), Some("Law under review"), "the comment of the indicator, once");
    finding(&reading.findings, "comment-of-group");
    let twice: Vec<(Level, &str)> =
        reading.findings.iter().filter(|f| f.code == "answered-twice").map(|f| (f.level, f.place.as_str())).collect();
    assert_eq!(twice, [(Level::Info, "line 4, column 2"), (Level::Warning, "line 7, column 2")]);
    assert!(finding(&reading.findings, "column-not-used").message.contains("Mood"));
    let r = &reading.reports[1];
    assert_eq!(answer(r, "6_1").value, code("no"));
    assert_eq!(r.answers.len(), 1);
    assert!(finding(&reading.findings, "question-unknown").message.contains("77.7"));
    assert!(finding(&reading.findings, "answer-not-an-option").message.contains("mostly"));
}

#[test]
fn targets_goals_and_indicator_data_of_an_export() {
    let w = World::new();
    let reading = w.read(xlsx(|b| {
        let s = b.add_worksheet();
        for (r, row) in [
            ["Unique ID", "Target Type", "Target", "Global Targets", "Progress Summary", "Level of Progress"],
            [
                "ORT-NR7-QM-1-1",
                "National",
                "NT01.  By 2030, all\u{a0}is well",
                "GBF-T03. Conserve; GBF-T11. Restore",
                "text",
                "Progress towards target but at an  insufficient rate ",
            ],
            ["ORT-NR7-QM-1-1", "Global", "", "GBF-T05. Trade", "other text", "Unknown"],
            ["ORT-NR7-QM-1-1", "National", "Clean rivers for all", "", "third", ""],
            ["ORT-NR7-QM-1-1", "National", "", "", "lost", ""],
        ]
        .iter()
        .enumerate()
        {
            s.write_row(r as u32, 0, *row).expect("a row");
        }
        let s = b.add_worksheet();
        s.write_row(0, 0, ["Published on", "Unique ID", "goal", "Summary of Progress"]).expect("a row");
        s.write_row(1, 0, ["28-Feb-2026 18:58", "ORT-NR7-QM-1-1", "GBF-GOAL-A. Integrity", "goal text"])
            .expect("a row");
        let s = b.add_worksheet();
        s.write_row(
            0,
            0,
            ["Unique ID", "Has Revised NBSAP", "Anticipated NBSAP Date", "Stakeholders", "Has Stakeholder Engagement"],
        )
        .expect("a row");
        s.write_row(1, 0, ["ORT-NR7-QM-1-1", "In Progress", "31 December 2026", "Academia; Citizens at large", "Yes"])
            .expect("a row");
        let s = b.add_worksheet();
        s.write_row(
            0,
            0,
            [
                "Indicator",
                "Indicator Type",
                "Value",
                "Year",
                "Unit",
                "Disaggregation",
                "Footnote",
                "Comments",
                "Source of Data",
                "Unique ID",
            ],
        )
        .expect("a row");
        let rows = [
            [
                "D.2 Public funding",
                "headline",
                "309.6",
                "2022",
                "billion",
                "",
                "a note",
                "",
                "national",
                "ORT-NR7ID-QM-2-1",
            ],
            [
                "D.2 Public funding",
                "headline",
                "309.6",
                "2022",
                "billion",
                "",
                "a note",
                "",
                "national",
                "ORT-NR7ID-QM-2-1",
            ],
            [
                "D.2 Public funding",
                "headline",
                "242",
                "2021",
                "billion",
                "forest",
                "",
                "",
                "national",
                "ORT-NR7ID-QM-2-1",
            ],
            ["7.1 Eutrophication", "", "", "", "", "", "", "not measured", "", "ORT-NR7ID-QM-3-1"],
            ["A.1 Red list", "", "", "", "", "", "", "", "", "ORT-NR7ID-QM-4-1"],
            ["Happiness of birds", "national", "7", "2020", "points", "", "", "", "", "ORT-NR7ID-QM-5-1"],
        ];
        for (r, row) in rows.iter().enumerate() {
            s.write_row(r as u32 + 1, 0, *row).expect("a row");
        }
    }));
    let r = one(&reading);
    let items: Vec<(&str, Vec<&str>)> =
        r.items.iter().map(|i| (i.id.as_str(), i.frameworks.iter().map(String::as_str).collect())).collect();
    assert_eq!(
        items,
        [
            ("NT01", vec!["GBF:T3", "GBF:T11"]),
            ("GBF:T5", vec!["GBF:T5"]),
            ("clean-rivers-for-all", vec![]),
            ("GBF:GOAL-A", vec!["GBF:GOAL-A"]),
        ]
    );
    assert_eq!(r.items[0].title, "NT01. By 2030, all is well");
    let at = |q: &str, i: &str| r.answer(&format!("cbd-nr7/{q}"), Some(i)).expect("the item").value.clone();
    assert_eq!(at("III.levelOfProgress", "NT01"), code("486C27A7-6BDF-460D-92F8-312D337EC6E2"));
    assert_eq!(at("III.progressSummary", "GBF:T5"), text("other text"));
    assert_eq!(at("III.progressSummary", "clean-rivers-for-all"), text("third"));
    assert_eq!(at("IV.summaryOfProgress", "GBF:GOAL-A"), text("goal text"));
    finding(&reading.findings, "item-missing");
    assert_eq!(answer(r, "II.hasRevisedNbsap").value, code("inProgress"));
    assert_eq!(answer(r, "II.hasStakeholderEngagement").value, code("true"));
    assert_eq!(
        answer(r, "II.anticipatedNbsapDate").value,
        chrono::NaiveDate::from_ymd_opt(2026, 12, 31).map(Value::Date)
    );
    assert_eq!(answer(r, "II.stakeholders").value.as_ref().map(|v| v.codes().len()), Some(2));
    let d2 = answer(r, "indicator.D.2");
    assert_eq!(d2.value, code("national"));
    let rows: Vec<(&str, &str, Option<&String>)> =
        d2.rows.iter().map(|r| (r["year"].as_str(), r["value"].as_str(), r.get("disaggregated"))).collect();
    assert_eq!(rows, [("2022", "309.6", None), ("2021", "242", Some(&"yes".to_owned()))]);
    assert_eq!(answer(r, "indicator.7.1").details.as_deref(), Some("not measured"));
    assert!(answer(r, "indicator.7.1").rows.is_empty());
    assert!(r.answer("cbd-nr7/indicator.A.1", None).is_none());
    assert!(finding(&reading.findings, "indicator-without-data").message.contains("A.1, 7.1"));
    assert!(finding(&reading.findings, "indicator-not-asked").message.contains("Happiness"));
}

// Nothing a file holds may panic.

mod never_panics {
    use super::*;
    use proptest::prelude::*;

    /// Loaded once: the cases are many.
    fn world() -> &'static World {
        static WORLD: std::sync::OnceLock<World> = std::sync::OnceLock::new();
        WORLD.get_or_init(|| World::of("cbd-nr7"))
    }

    fn fixtures() -> Vec<Vec<u8>> {
        let mut all = vec![
            sheet(&[
                &["No.", "Question", "Answer", "Yes", "No", "Comments", "Target", "Country"],
                &["1.1 a)", "x", "A=Yes", "x", "", "1,5 km", "GBF-T03.", "Samplia"],
                &["2.6", "Additional information", "E=1.234"],
            ]),
            minimal_xlsx("<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>No.</t></is></c></row></sheetData></worksheet>"),
            b"<table><tr><td colspan=3 rowspan='2'>No.<td>Answer<tr><th>&#x41;&amp;".to_vec(),
            "Question Number,Response,Unique ID,Indicator Code\n1 (a),Yes; no,ORT-NR7-QM-1,1.b\n".into(),
            "Indicator,Value,Year,Unique ID,Unit\nD.2 x,1,2,ORT-NR7ID-QM-1-1,t\n".into(),
            "sep=;\nNumber;Question;Answer\n\"4.1\";\"a\"\"b\";☑ Yes ☐ No\n".into(),
            zipped(&[("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", b"<office:document-content><table:table table:name='A'><table:table-row><table:table-cell office:value-type='float' office:value='4.1' table:number-columns-repeated='3'/></table:table-row></table:table></office:document-content>")]),
        ];
        let mut ole = vec![0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
        ole.resize(1024, 7);
        ole.extend("Workbook".encode_utf16().flat_map(u16::to_le_bytes));
        ole.resize(3072, 0);
        all.push(ole);
        all
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn on_any_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..2000)) {
            let _ = world().read(bytes);
        }

        #[test]
        fn on_broken_fixtures(which in 0_usize..8, at in any::<prop::sample::Index>(), with in any::<u8>(), cut in any::<prop::sample::Index>()) {
            let all = fixtures();
            let mut bytes = all[which % all.len()].clone();
            let i = at.index(bytes.len());
            bytes[i] = with;
            let _ = world().read(bytes.clone());
            bytes.truncate(cut.index(bytes.len()));
            let _ = world().read(bytes);
        }

        #[test]
        fn on_any_cells(number in ".{0,12}", question in ".{0,40}", answer in ".{0,40}", details in ".{0,20}") {
            let q = |t: &str| format!("\"{}\"", t.replace('"', "\"\""));
            let _ = world().read(format!("Number,Question,Answer,Details,Target\nX.1,,,,\n{},{},{},{},{}\n", q(&number), q(&question), q(&answer), q(&details), q(&question)));
        }
    }
}

const CITES_FR: &[&str] =
    &["N°", "Question", "Oui", "Non", "Pas d'information", "Sans objet", "Autre réponse", "Commentaires"];

#[track_caller]
fn codes(answer: &Answer) -> Vec<&str> {
    answer.value.as_ref().map(Value::codes).unwrap_or_else(|| panic!("no value: {answer:?}"))
}

#[track_caller]
fn cell<'a>(answer: &'a Answer, column: &str) -> &'a str {
    answer.rows.first().and_then(|r| r.get(column)).unwrap_or_else(|| panic!("no {column} in {answer:?}"))
}

#[test]
fn ticked_columns_with_sub_headings_other_answers_and_comments() {
    let w = World::of("cites-ir");
    let reading = w.read(sheet(&[
        &["Partie : Samplia"],
        CITES_FR,
        &["Section 1.1"],
        &["H1", "Partie auteur du rapport", "", "", "", "", "", "Samplia"],
        &["1.1.1a", "Nouvelles politiques ou lois", "X", "", "", "", "", "Deux lois"],
        &["1.5.1a", "Études nationales sur les espèces des annexes I et II"],
        &["", "État des populations de l'annexe II", "☑", "", "", "", "4", ""],
        &["1.6.3a", "Renforcement des capacités reçu"],
        &["", "", "Avis/orientations oraux ou écrits", "Assistance technique", "Assistance financière", "Formation"],
        &["", "Négociants"],
        &["", "Pêcheurs"],
        &["", "Personnel de l'organe de gestion", "x", "", "", "☑", "", "Réseau régional"],
        &["", "Grand public", "", "", "☐", ""],
        &["1.7.3f", "Dispositions légales utilisables"],
        &["", "Corruption", "", "", "x"],
        &["1.7.5d", "Destination des spécimens confisqués"],
        &["", "Renvoi au pays d'exportation", "X"],
        &["", "Centres de sauvegarde désignés", "", "x"],
        &["", "Euthanasie", "x", "", "", "", "", "deux serpents"],
        &["2.2.1d", "Ressources suffisantes des autorités CITES"],
        &["", "", "Organe(s) de gestion", "Autorité(s) scientifique(s)", "Autorité(s) de lutte contre la fraude"],
        &["", "Financement", "Non", "Non", "Oui"],
        &["", "Personnel", "Non", "Non", "Non"],
        &["2.2.4b", "Degré de suppression des incitations néfastes", "", "", "", "", "Pas du tout", "Rien"],
        &["3.4.1a", "Données montrant un état stable ou meilleur"],
        &["", "Annexe II", "", "", "x"],
        &["", "Annexe III", "", "", "", "x"],
        &["", "Total des questions répondues", "12"],
    ]));
    let r = one(&reading);
    assert_eq!(r.party.map(|p| p.to_string()).as_deref(), Some("QN"));
    assert_eq!(
        (&answer(r, "H1").value, &answer(r, "H1").details),
        (&text("Samplia"), &None),
        "the comment is the answer"
    );
    assert_eq!(codes(answer(r, "1.1.1a")), ["yes"]);
    assert_eq!(answer(r, "1.1.1a").details.as_deref(), Some("Deux lois"));
    assert_eq!(cell(answer(r, "1.5.1a#the-population-status-of-appendix"), "if-yes-how-many"), "4");
    let staff = answer(r, "1.6.3a#staff-of-management-authority");
    assert_eq!(codes(staff), ["oral-or-written-advice-guidance", "training"]);
    assert_eq!(cell(staff, "what-were-the-external-sources"), "Réseau régional");
    assert!(r.answer("cites-ir/1.6.3a#public", None).is_none(), "an empty box is no answer");
    assert_eq!(codes(answer(r, "1.7.3f#corruption")), ["no-information"], "the sub-headings end before it");
    assert_eq!(codes(answer(r, "1.7.5d")), ["return-to-country-of-export", "euthanasia"]);
    assert_eq!(answer(r, "1.7.5d").details.as_deref(), Some("Euthanasie: deux serpents"));
    assert_eq!(codes(answer(r, "2.2.1d#funding")), ["enforcement-authority"]);
    assert_eq!(answer(r, "2.2.1d#staff").value, Some(Value::Codes(Vec::new())), "no under every option");
    assert_eq!(codes(answer(r, "2.2.4b")), ["not-at-all"]);
    assert_eq!(codes(answer(r, "3.4.1a#appendix-iii")), ["not-applicable"]);
    assert!(r.answer("cites-ir/3.4.1a#appendix-ii", None).is_none(), "no information is not not applicable");
    let misfit = finding(&reading.findings, "answer-not-an-option");
    assert!(misfit.message.contains("3.4.1a “Annexe II”: a tick under \"Pas d'information\""), "{misfit}");
    assert!(misfit.place.ends_with("!E26"), "{misfit}");
    assert!(finding(&reading.findings, "total-not-read").place.ends_with("28"));
}

#[test]
fn a_column_of_numbers_headed_no_beside_yes_and_no() {
    let w = World::of("cites-ir");
    for first in ["No.", "No", "Nº"] {
        let reading = w.read(sheet(&[
            &[first, "Question", "Yes", "No", "Don't know", "N/A", "Other answer", "Comments"],
            &["1.1.1a", "New CITES-related policies", "", "x"],
            &["1.2.1a", "Permit procedures"],
            &["", "Standard permit procedures exist", "x"],
            &["1.3.1b", "Trouble applying Resolutions", "1", "", "", "", "", "Yes, some"],
            &["1.5.1a", "Studies"],
            &["", "Appendix II population status", "", "", "", "x"],
        ]));
        let r = one(&reading);
        assert_eq!(codes(answer(r, "1.1.1a")), ["no"], "{first}");
        assert_eq!(codes(answer(r, "1.3.1b")), ["yes"], "{first}");
        assert_eq!(codes(answer(r, "1.5.1a#the-population-status-of-appendix")), ["not-applicable"], "{first}");
        assert!(!reading.findings.iter().any(|f| f.level > Level::Info), "{first}: {:#?}", reading.findings);
    }
}

#[test]
fn tables_under_their_question_and_answers_with_codes() {
    let w = World::of("cms-cop14");
    let reading = w.read(sheet(&[
        &["N.º", "Pregunta", "Respuesta", "Comentarios"],
        &["III.2", "Lista del Apéndice II", "No, se necesitan modificaciones"],
        &["V.1", "Acciones de concienciación", "Campañas sobre temas específicos\n- Publicaciones especiales"],
        &["X.1", "Presiones"],
        &["", "Caza ilegal", "1 (severa)", "Grullas"],
        &["", "Caza legal", "Moderada"],
        &["", "Comercio ilegal", "1 (baja)", "Loros"],
        &["XI.1d", "Cambios de estado de las aves"],
        &["", "Especie", "Cambio", "Fuente"],
        &["", "Calidris ferruginea", "Disminuye", "Censo"],
        &["", "Grus grus"],
        &["", "Gyps africanus", "Estable"],
        &["XI.1e", "Cambios de estado de los reptiles"],
        &["", "Chelonia mydas", "Nidos en aumento", "Consejo"],
        &["XII.1", "Nuevos Acuerdos", "No"],
    ]));
    let r = one(&reading);
    assert_eq!(codes(answer(r, "III.2")), ["no-amendments-are-needed-and-these"]);
    assert_eq!(codes(answer(r, "V.1")).len(), 2);
    assert_eq!(codes(answer(r, "X.1#illegal-hunting")), ["1"]);
    assert_eq!(cell(answer(r, "X.1#illegal-hunting"), "species-affected"), "Grullas");
    assert_eq!(codes(answer(r, "X.1#legal-hunting")), ["2"]);
    assert_eq!(answer(r, "X.1#illegal-trade").value, None, "the number says one thing and the word another");
    let birds = &answer(r, "XI.1d").rows;
    assert_eq!(birds.len(), 2);
    assert_eq!(birds[0]["species-subspecies"], "Calidris ferruginea");
    assert_eq!(birds[0]["source-reference"], "Censo");
    assert_eq!(birds[1]["change-in-status"], "Estable");
    assert!(r.answer("cms-cop14/XI.1e", None).is_none(), "a table without headings is not guessed");
    assert!(finding(&reading.findings, "question-unknown").message.contains("Chelonia mydas"));
    assert_eq!(codes(answer(r, "XII.1")), ["no"]);
}

#[track_caller]
fn of_item<'a>(report: &'a Report, question: &str, item: &str) -> &'a Answer {
    let id = format!("{}/{question}", report.format);
    report.answer(&id, Some(item)).unwrap_or_else(|| panic!("no answer to {id} of {item} in {:#?}", report.answers))
}

#[test]
fn blocks_of_sites_below_each_other_and_sites_as_rows() {
    let w = World::new();
    let heads: &[&str] = &["No.", "Question", "Answer", "Additional information"];
    let reading = w.read(xlsx(|b| {
        let mut write = |name: &str, rows: &[&[&str]]| {
            let s = b.add_worksheet().set_name(name).expect("a name");
            for (r, row) in rows.iter().enumerate() {
                for (c, t) in row.iter().enumerate().filter(|(_, t)| !t.is_empty()) {
                    s.write_string(r as u32, c as u16, *t).expect("a cell");
                }
            }
        };
        write(
            "Indicators",
            &[
                &["Ramsar COP14: Samplia"],
                heads,
                &["4.1", "National inventory of invasive species", "A"],
                &["5.7", "Number of Ramsar Sites with a cross-sectoral committee", "E=3"],
                &["5.8", "Number of Ramsar Sites described", "E=2"],
                &["8.5 a)", "Ramsar Sites", "N=Deteriorated"],
                &["8.6", "Wetland extent", "E=6240"],
                &["11.1", "Wetland services researched", "C1"],
            ],
        );
        write(
            "Section 5 - Sites",
            &[
                heads,
                &["Ramsar Site 9001 Lake Sample"],
                &["site_number", "Official number", "9001"],
                &["site_name", "Official name", "Lake Sample on the Hill"],
                &["5.7", "Committee for this Site?", "A"],
                &["11.1", "Services of this Site assessed?", "D=Planned"],
                &["comments", "Further remarks", "", "low water"],
                &["Sitio Ramsar n.º 9002"],
                &["5.7", "Committee for this Site?", "B=No"],
            ],
        );
        write(
            "All sites",
            &[
                &["Site number", "Site name", "5.7 Committee?", "5.8", "11.1"],
                &["9003", "Long Bay", "D", "A=Yes", ""],
                &["9004", "Delta", "", "B", "C=Partially"],
            ],
        );
    }));
    let r = one(&reading);
    assert_eq!(r.format, "ramsar-cop14");
    let items: Vec<(&str, &str)> = r.items.iter().map(|i| (i.id.as_str(), i.title.as_str())).collect();
    assert_eq!(items, [("9001", "Lake Sample on the Hill"), ("9002", "9002"), ("9003", "Long Bay"), ("9004", "Delta")]);
    assert_eq!(answer(r, "5.7").value, number("E", 3.0));
    assert_eq!(answer(r, "11.1").value, code("C1"));
    assert_eq!(answer(r, "8.5#a").value, code("N"));
    assert_eq!((cell(answer(r, "8.6"), "extent-km2"), cell(answer(r, "8.6"), "qualifier")), ("6240", "E"));
    assert_eq!(of_item(r, "site.5.7", "9001").value, code("A"));
    assert_eq!(of_item(r, "site.11.1", "9001").value, code("D"));
    assert_eq!(of_item(r, "site.comments", "9001").value, text("low water"));
    assert_eq!(of_item(r, "site.5.7", "9002").value, code("B"));
    assert_eq!(of_item(r, "site.5.7", "9003").value, code("D"));
    assert_eq!(of_item(r, "site.5.8", "9003").value, code("A"));
    assert_eq!(of_item(r, "site.5.8", "9004").origin.place, "All sites!D3");
    assert_eq!(of_item(r, "site.11.1", "9004").value, code("C"));
    assert!(!reading.findings.iter().any(|f| f.level > Level::Info), "{:#?}", reading.findings);
}

#[test]
fn fields_of_a_target_below_its_title_and_forms_of_sites_alone() {
    let w = World::new();
    let reading = w.read(
        "Ramsar national report COP14;;\nQuestion;Answer;Details\n\
         Target 3: Public and private good practice;;\nPriority;High;\nAdditional information;late start;\n\
         Target 4: Control of invasive alien species;;\nPriority of the target;B;\nAdditional information;;none yet\n",
    );
    let r = one(&reading);
    assert_eq!(answer(r, "T3.priority").value, code("A"));
    assert_eq!(answer(r, "T3.additional").value, text("late start"));
    assert_eq!(answer(r, "T4.priority").value, code("B"));
    assert_eq!(answer(r, "T4.additional").value, text("none yet"));

    let reading = w.read("Site number;Site name;5.6;5.7;8.5\n9001;Lake;A;D=Planned;N\n9002;Bay;B;;O\n");
    let r = one(&reading);
    assert_eq!(r.format, "ramsar-cop14", "of two editions that fit alike, the one in use");
    assert_eq!(of_item(r, "site.8.5", "9002").value, code("O"));
}

#[test]
fn a_row_for_each_party_gives_a_report_for_each() {
    let w = World::of("ramsar-cop14");
    let reading = w.read("Country,4.1,4.2,2.6,Region\nSamplia,A,C,E=12,East\nExampletania,B=No,,X,West\n");
    assert_eq!(reading.reports.len(), 2, "{:#?}", reading.findings);
    let of = |p: &str| reading.reports.iter().find(|r| r.party.is_some_and(|x| x.to_string() == p)).expect("a report");
    assert_eq!(answer(of("QN"), "4.2").value, code("C"));
    assert_eq!(answer(of("QN"), "2.6").value, number("E", 12.0));
    assert_eq!(answer(of("QP"), "4.1").value, code("B"));
    assert!(of("QP").answer("ramsar-cop14/4.2", None).is_none());
    assert!(finding(&reading.findings, "column-not-used").message.contains("Region"));
}

#[test]
fn questions_without_numbers_are_known_by_their_words_or_left_alone() {
    let w = World::new();
    let reading = w.read(sheet(&[
        &["Ramsar, COP14"],
        &["Question", "Answer"],
        &["Has a wetland policy, strategy or action plan been established?", "A"],
        &["Do you have a national inventory of invasive species that impact wetlands?", "Yes"],
        &["Has an assessment been made of the quantity and quality of water available?", "B"],
        &["Wetlands and other things", "A"],
        &["Who won the cup?", "B"],
        &["Is the national wetland inventroy complete?", "In progress"],
    ]));
    let r = one(&reading);
    assert_eq!(answer(r, "4.1").value, code("A"));
    assert_eq!(answer(r, "2.1").value, code("B"));
    assert_eq!(answer(r, "8.1").value, code("C"), "a misspelt word");
    assert!(reading.findings.iter().any(|f| f.code == "question-unknown" && f.message.contains("cup")));
    assert!(reading.findings.iter().any(|f| f.code.starts_with("question-") && f.message.contains("other things")));
    assert!(finding(&reading.findings, "matched-by-wording").message.contains("8.1"));
}

#[test]
fn numbers_that_lost_a_zero_and_letters_of_another_meaning() {
    let w = World::of("ramsar-cop14");
    let reading = w.read(xlsx(|b| {
        let s = b.add_worksheet();
        for (c, t) in ["No.", "Question", "Answer"].iter().enumerate() {
            s.write_string(0, c as u16, *t).expect("a cell");
        }
        for (r, (n, q, a)) in [
            (2.1, "Assessment of water quantity and quality", "C=Partially"),
            (2.9, "Constructed wetlands to treat wastewater", "A"),
            (2.1, "", "A"),
            (4.1, "Inventory of invasive species", "A=No"),
            (4.3, "High-risk species controlled", "Yes, mostly"),
        ]
        .iter()
        .enumerate()
        {
            s.write_number(r as u32 + 1, 0, *n).expect("a cell");
            s.write_string(r as u32 + 1, 1, *q).expect("a cell");
            s.write_string(r as u32 + 1, 2, *a).expect("a cell");
        }
    }));
    let r = one(&reading);
    assert_eq!(answer(r, "2.1").value, code("C"));
    assert_eq!(answer(r, "2.10").value, code("A"));
    assert!(finding(&reading.findings, "number-shortened").message.contains("2.10"));
    let off: Vec<&str> = reading
        .findings
        .iter()
        .filter(|f| f.code == "answer-not-an-option")
        .map(|f| f.message.split(' ').nth(1).unwrap_or_default())
        .collect();
    assert_eq!(off, ["4.1:", "4.3:"], "a letter with another option's text is neither");
}

#[test]
fn the_period_decides_between_editions_and_the_user_over_both() {
    let rows = |period: &str| {
        sheet(&[
            &["Rapport national Ramsar"],
            &["Période : ", period],
            &["N°", "Question", "Réponse"],
            &["2.1", "Évaluation de la quantité et qualité d'eau pour les zones humides", "A"],
            &["9.1", "Politique des zones humides favorisant l'utilisation rationnelle", "B"],
            &["12.1", "Sites prioritaires de restauration", "C"],
        ])
    };
    let w = World::new();
    assert_eq!(one(&w.read(rows("2015-2017"))).format, "ramsar-cop13");
    assert_eq!(one(&w.read(rows("2018-2020"))).format, "ramsar-cop14");
    assert_eq!(one(&World::of("ramsar-cop14").read(rows("2015-2017"))).format, "ramsar-cop14");
}

/// A person who looks the source up must find the tick, not an empty cell beside it.
#[test]
fn a_ticked_answer_stands_at_the_ticked_cell() {
    let w = World::new();
    let context = Context { catalogue: &w.catalogue, crosswalk: &w.crosswalk, options: &w.options };
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/testland/cites-2021-2023.xlsx");
    let reading = read_file(&file, &context);
    let report = one(&reading);
    for (question, code, place) in [
        ("cites-ir/1.1.1a", "yes", "Rapport d'application!C12"),
        ("cites-ir/1.1.1b", "no", "Rapport d'application!D15"),
        ("cites-ir/2.2.4a#certification", "no", "Rapport d'application!D213"),
    ] {
        let answer = report.answer(question, None).expect("answered");
        assert_eq!(answer.value, Some(Value::Code(code.to_owned())), "{question}");
        assert_eq!(answer.origin.place, place, "{question}");
    }
}

/// The invented country's files hold what an office has; what is not read of them is known.
#[test]
fn every_cell_of_testland_is_read_or_named() {
    let w = World::new();
    let context = Context { catalogue: &w.catalogue, crosswalk: &w.crosswalk, options: &w.options };
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/testland");
    for (file, format, answers, named) in [
        ("ramsar-2018-2020.xlsx", "ramsar-cop14", 257, &["Section 3 - Indicators!C54"][..]),
        ("ramsar-2015-2017.docx", "ramsar-cop13", 163, &[]),
        ("cms-2020-2023.xlsx", "cms-cop14", 174, &["Informe CMS!C166"]),
        ("cms-2014-2017-ors.csv", "cms-cop12", 47, &[]),
        ("cbd-nr7-report.json", "cbd-nr7", 40, &[]),
        ("cites-2021-2023.xlsx", "cites-ir", 198, &[]),
        ("cites-2018-2020.csv", "cites-ir", 140, &["line 193, column 5"]),
    ] {
        let reading = read_file(&folder.join(file), &context);
        // The export of the reporting system has Samplia beside Testland.
        let ours: Vec<&Report> = reading.reports.iter().filter(|r| r.party.is_some_and(|p| p.code() == "QM")).collect();
        let [r] = ours[..] else { panic!("{file}: {:#?}", reading.findings) };
        assert_eq!(reading.reports.len(), if file.contains("-ors") { 2 } else { 1 }, "{file}");
        assert_eq!((r.format.as_str(), r.answers.len()), (format, answers), "{file}");
        let places: Vec<&str> =
            reading.findings.iter().filter(|f| f.level > Level::Info).map(|f| f.place.as_str()).collect();
        assert_eq!(places, named, "{file}: {:#?}", reading.findings);
    }
}

#[test]
fn a_wording_that_says_the_opposite_answers_nothing() {
    let cases: [(&str, &[&str]); 3] = [
        (
            "ramsar-cop14",
            &[
                "Has a policy that promotes the wise use of wetlands not been established?",
                "Has no assessment been made of the effectiveness of Ramsar Site management?",
                "Were World Wetlands Day activities never carried out?",
                "Have actions been taken to implement perverse incentive measures which discourage wise use?",
                "Are there invasive species of high risk to wetland ecosystems that have been controlled through management actions?",
                "Does the country lack a national inventory of invasive alien species that impact wetlands?",
                "Have incentive measures which encourage conservation and wise use been removed?",
                "Has the country refused a national inventory of its wetlands?",
                "How many Ramsar Sites are without a cross-sectoral management committee?",
                "Will a national wetland inventory be completed?",
                "Le pays ne dispose-t-il d'aucun inventaire national des zones humides ?",
                "\u{bf}Falta un inventario nacional de humedales?",
            ],
        ),
        (
            "cms-cop14",
            &[
                "Is the taking of Appendix II species prohibited by national or territorial legislation?",
                "Is the taking of Appendix I species permitted by national or territorial legislation?",
                "Are there no financial resources for conservation activities specifically benefiting migratory species?",
            ],
        ),
        (
            "cites-ir",
            &[
                "Have you received technical or financial assistance from another country in relation to CITES?",
                "Were there no criminal prosecutions of significant CITES-related offences?",
                "Have incentives harmful to biodiversity been introduced?",
                "Has CITES relevant policy or legislation been repealed in the period of this report?",
            ],
        ),
    ];
    for (format, wordings) in cases {
        let world = World::of(format);
        for wording in wordings {
            let reading = world.read(format!("Question\tAnswer\n{wording}\tYes\n"));
            let read: Vec<&Answer> = reading.reports.iter().flat_map(|r| &r.answers).collect();
            assert!(read.is_empty(), "{wording}: {read:#?}");
            assert_eq!(finding(&reading.findings, "question-doubtful").level, Level::Warning, "{wording}");
        }
    }
    // The same words the right way round are known, and so is a question that says *not* itself.
    for (format, wording, question) in [
        ("ramsar-cop14", "Has a national wetland inventory been completed?", "8.1"),
        (
            "ramsar-cop14",
            "Have actions been taken to remove perverse incentive measures which discourage wise use?",
            "3.4",
        ),
        ("cms-cop14", "Is the taking of Appendix I species prohibited by national or territorial legislation?", "IV.1"),
        (
            "cites-ir",
            "Have you provided technical or financial assistance to another country in relation to CITES?",
            "3.1.2a",
        ),
    ] {
        let reading = World::of(format).read(format!("Question\tAnswer\n{wording}\tNo\n"));
        assert!(one(&reading).answers.iter().any(|a| a.question == format!("{format}/{question}")), "{wording}");
    }
    let said =
        World::of("ramsar-cop14").read("Question\tAnswer\nWill a national wetland inventory be completed?\tYes\n");
    assert!(finding(&said.findings, "question-doubtful").message.contains("it says \"will\""), "{:#?}", said.findings);
}

/// What a figure of a file means does not follow from the language somebody reads it in, and a range is no figure.
#[test]
fn figures_mean_what_the_file_says_whatever_the_language_of_the_run() {
    let temp = tempfile::tempdir().expect("a folder");
    let rows = [
        ("5.3", "12"),
        ("5.4", "1,000"),
        ("5.5", "40-50"),
        ("5.7", "2 or 3"),
        ("5.8", "7 (two of them shared)"),
        ("9.1", "A - No"),
        ("9.2", "A - The Water Act was amended."),
    ];
    let mut text = String::from("Number,Answer\n");
    for (number, answer) in rows {
        text.push_str(&format!("{number},\"{answer}\"\n"));
    }
    std::fs::write(temp.path().join("half.csv"), text).expect("written");
    for lang in ["en", "fr", "es"] {
        let mut command = assert_cmd::Command::cargo_bin("dunlin").expect("built");
        let args = ["read", "half.csv", "--format", "ramsar-cop14", "--party", "QM", "--json", "--lang", lang];
        let output = command.current_dir(temp.path()).args(args).output().expect("runs");
        let read: serde_json::Value = serde_json::from_slice(&output.stdout).expect("json");
        let answers = read["reports"][0]["answers"].as_array().expect("answers");
        let value = |q: &str| {
            let a = answers.iter().find(|a| a["question"] == format!("ramsar-cop14/{q}"));
            a.map(|a| a["value"].clone()).unwrap_or_default()
        };
        assert_eq!(value("5.3")["number"], 12.0, "{lang}");
        assert_eq!(value("5.8")["number"], 7.0, "{lang}");
        // An English file: a comma parts thousands.
        assert_eq!(value("5.4")["number"], 1000.0, "{lang}");
        for q in ["5.5", "5.7", "9.1"] {
            assert!(value(q).is_null(), "{lang} {q}: {}", value(q));
        }
        assert_eq!(value("9.2"), "A", "{lang}");
    }
}
