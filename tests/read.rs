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
        assert_eq!(reading.kind, kind.name());
        assert_eq!(finding(&reading.findings, "kind-not-read").level, Level::Error);
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
        &["", "Personnel de l'organe de gestion", "x", "", "", "☑", "", "Réseau régional"],
        &["", "Négociants", "", "", "☐", ""],
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
    assert!(r.answer("cites-ir/1.6.3a#traders", None).is_none(), "an empty box is no answer");
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
    assert!(misfit.place.ends_with("!E24"), "{misfit}");
    assert!(finding(&reading.findings, "total-not-read").place.contains("26"));
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
    assert_eq!(items, [("9001", "Lake Sample on the Hill"), ("9002", ""), ("9003", "Long Bay"), ("9004", "Delta")]);
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

/// The invented country's files hold what an office has; what is not read of them is known.
#[test]
fn every_cell_of_testland_is_read_or_named() {
    let w = World::new();
    let context = Context { catalogue: &w.catalogue, crosswalk: &w.crosswalk, options: &w.options };
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/testland");
    for (file, format, answers, named) in [
        ("ramsar-2018-2020.xlsx", "ramsar-cop14", 257, &["Section 3 - Indicators!C54"][..]),
        ("ramsar-2015-2017.csv", "ramsar-cop13", 163, &["", "line 88, column 3"]),
        ("cms-2020-2023.xlsx", "cms-cop14", 174, &["Informe CMS!C166"]),
        ("cms-2014-2017.ods", "cms-cop12", 47, &[""]),
        ("cites-2021-2023.xlsx", "cites-ir", 197, &["Rapport d'application!G301"]),
        ("cites-2018-2020.csv", "cites-ir", 140, &["line 193, column 5"]),
    ] {
        let reading = read_file(&folder.join(file), &context);
        let r = one(&reading);
        assert_eq!((r.format.as_str(), r.answers.len()), (format, answers), "{file}");
        assert_eq!(r.party.map(|p| p.to_string()).as_deref(), Some("QM"), "{file}");
        let places: Vec<&str> =
            reading.findings.iter().filter(|f| f.level > Level::Info).map(|f| f.place.as_str()).collect();
        assert_eq!(places, named, "{file}: {:#?}", reading.findings);
    }
}
