use lopdf::content::{Content, Operation};
use lopdf::{Document, Object, Stream, dictionary};

use super::{Failure, Limits, extract, text_of};
use crate::model::Value;
use crate::read::Options;
use crate::read::ors_text::tests::read;

/// A line of a page: letters' size, height on the page, text.
type Put<'a> = (i64, i64, &'a str);

/// A small PDF: a font whose codes of two bytes are the letters' own numbers, as a table says.
fn pdf(pages: &[Vec<Put>], edit: impl FnOnce(&mut Document)) -> Vec<u8> {
    let mut doc = Document::with_version("1.5");
    let table = b"1 begincodespacerange <0000> <FFFF> endcodespacerange 1 beginbfrange <0000> <FFFF> <0000> endbfrange";
    let table = doc.add_object(Stream::new(dictionary! {}, table.to_vec()));
    let below = doc.add_object(dictionary! { "Type" => "Font", "Subtype" => "CIDFontType2", "DW" => 500 });
    let font = doc.add_object(dictionary! {
        "Type" => "Font", "Subtype" => "Type0", "BaseFont" => "Invented", "Encoding" => "Identity-H",
        "DescendantFonts" => vec![below.into()], "ToUnicode" => table,
    });
    let resources = doc.add_object(dictionary! { "Font" => dictionary! { "F1" => font } });
    let tree = doc.new_object_id();
    let mut kids: Vec<Object> = Vec::new();
    for page in pages {
        let mut operations = vec![Operation::new("BT", vec![])];
        for (size, y, text) in page {
            let codes: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
            operations.push(Operation::new("Tf", vec!["F1".into(), (*size).into()]));
            operations.push(Operation::new("Tm", [1, 0, 0, 1, 50, *y].map(Object::from).to_vec()));
            operations.push(Operation::new("Tj", vec![Object::string_literal(codes)]));
        }
        operations.push(Operation::new("ET", vec![]));
        let mut stream = Stream::new(dictionary! {}, Content { operations }.encode().expect("content"));
        stream.compress().expect("packed");
        let content = doc.add_object(stream);
        kids.push(doc.add_object(dictionary! { "Type" => "Page", "Parent" => tree, "Contents" => content }).into());
    }
    let count = i64::try_from(kids.len()).expect("few pages");
    doc.objects.insert(
        tree,
        Object::Dictionary(dictionary! {
            "Type" => "Pages", "Kids" => kids, "Count" => count, "Resources" => resources,
            "MediaBox" => [0, 0, 595, 842].map(Object::from).to_vec(),
        }),
    );
    let catalog = doc.add_object(dictionary! { "Type" => "Catalog", "Pages" => tree });
    doc.trailer.set("Root", catalog);
    edit(&mut doc);
    let mut bytes = Vec::new();
    doc.save_to(&mut bytes).expect("a PDF");
    bytes
}

fn pages() -> Vec<Vec<Put<'static>>> {
    const FOOT: &str = "National report of Parties, CMS COP14 [Party: Testland, Testland]";
    vec![
        vec![(16, 700, "NATIONAL REPORT OF PARTIES, CMS COP14"), (7, 30, FOOT), (7, 20, "Page 1 of 2")],
        vec![
            (14, 800, "IV. Taking of species"),
            // Written from the bottom: the order on the page counts, not that in the file.
            (9, 700, "Act, and rangers watch over them."),
            (10, 780, "IV.1 Does the law forbid taking Appendix I species?"),
            (9, 765, "\u{2610} Yes for all Appendix I species"),
            (9, 752, "\u{2611} Yes for some species"),
            (10, 730, "Laws that forbid taking Appendix I species"),
            (9, 713, "\u{203a}\u{203a}\u{203a} The Wildlife"),
            (14, 670, "V. Awareness"),
            (10, 650, "V.2 Communication plan and Bird Day resolutions taken forward"),
            (9, 635, "\u{203a}\u{203a}\u{203a} A plan was made."),
            (7, 30, FOOT),
            (7, 20, "Page 2 of 2"),
        ],
    ]
}

#[test]
fn the_text_of_a_pdf_is_read_as_a_print_with_pages() {
    let reading = read("report.pdf", pdf(&pages(), |_| ()), &Options::default());
    let report = reading.reports.first().unwrap_or_else(|| panic!("{:#?}", reading.findings));
    let value = |id: &str| report.answers.iter().find(|a| a.question == id).and_then(|a| a.value.clone());
    assert_eq!(report.format, "cms-cop14");
    assert_eq!(report.party.map(|p| p.to_string()).as_deref(), Some("QM"));
    assert_eq!(value("cms-cop14/IV.1"), Some(Value::Code("yes-for-some-species".to_owned())));
    // The heading of the next section, known by its larger letters, is no part of the answer.
    assert_eq!(
        value("cms-cop14/IV.1a"),
        Some(Value::Text("The Wildlife Act, and rangers watch over them.".to_owned()))
    );
    assert_eq!(value("cms-cop14/V.2"), Some(Value::Text("A plan was made.".to_owned())));
    assert!(report.answers.iter().all(|a| a.origin.place == "page 2"));
}

#[test]
fn a_scan_is_refused_with_advice() {
    let scan = pdf(&[vec![(8, 20, "Scanner 3000")], vec![], vec![]], |_| ());
    let reading = read("scan.pdf", scan, &Options::default());
    assert!(reading.reports.is_empty());
    assert!(reading.findings.iter().any(|f| f.code == "pdf-no-text" && !f.hint.is_empty()), "{:#?}", reading.findings);
}

#[test]
fn a_pdf_of_something_else_is_refused_with_advice() {
    let letter = pdf(&[vec![(10, 700, "Dear colleague, please find the soup survey attached, with thanks.")]], |_| ());
    let reading = read("letter.pdf", letter, &Options::default());
    assert!(reading.reports.is_empty());
    assert!(reading.findings.iter().any(|f| f.code == "pdf-not-print" && f.hint.contains("Word")));
}

#[test]
fn what_is_packed_too_small_or_goes_on_too_long_is_refused() {
    let small = Limits { stream: 2000, ..super::LIMITS };
    let much = pdf(&[vec![(10, 700, &"a".repeat(5000))]], |_| ());
    assert!(matches!(extract(&much, &small), Err(Failure::TooLarge(_))));
    let work = Limits { work: 10, ..super::LIMITS };
    assert!(matches!(extract(&pdf(&pages(), |_| ()), &work), Err(Failure::TooLarge(_))));
    let few = Limits { pages: 1, ..super::LIMITS };
    assert!(matches!(extract(&pdf(&pages(), |_| ()), &few), Err(Failure::TooLarge(_))));
}

#[test]
fn pages_that_name_themselves_end() {
    let circle = pdf(&pages(), |doc| {
        let id = doc.page_iter().next().expect("a page");
        let form =
            doc.add_object(Stream::new(dictionary! { "Type" => "XObject", "Subtype" => "Form" }, b"/X Do".to_vec()));
        let page = doc.get_dictionary_mut(id).expect("a page");
        page.set("Resources", dictionary! { "XObject" => dictionary! { "X" => form } });
        let content = doc.add_object(Stream::new(dictionary! {}, b"/X Do /X Do".to_vec()));
        doc.get_dictionary_mut(id).expect("a page").set("Contents", content);
        let tree = doc.catalog().and_then(|c| c.get(b"Pages")).and_then(Object::as_reference).expect("a tree");
        let kids = vec![Object::from(id), Object::from(tree)];
        doc.get_dictionary_mut(tree).expect("a tree").set("Kids", kids);
    });
    assert!(text_of(circle).is_err());
}

#[test]
fn damage_anywhere_gives_a_finding_and_no_harm() {
    let whole = pdf(&pages(), |_| ());
    // Every 97th byte changed, and every 203rd length cut: a fixed sample of damage.
    for at in (5..whole.len()).step_by(97) {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x55;
        let _ = text_of(bytes);
    }
    for length in (8..whole.len()).step_by(203) {
        let reading = read("cut.pdf", whole[..length].to_vec(), &Options::default());
        assert!(!reading.findings.is_empty() || !reading.reports.is_empty());
    }
    let reading = read("x.pdf", b"%PDF-1.7\nnothing".to_vec(), &Options::default());
    assert!(reading.findings.iter().any(|f| f.code == "file-damaged"));
    let reading = read("x.pdf", b"%PDF-1.7\ntrailer << /Encrypt 1 0 R >>".to_vec(), &Options::default());
    assert!(reading.findings.iter().any(|f| f.code == "file-locked"));
}
