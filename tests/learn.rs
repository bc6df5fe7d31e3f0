//! The commonest real case from end to end: a convention adopts the next edition of its form, and the
//! report of the last cycle goes into it.

#[allow(dead_code)]
#[path = "word/docx.rs"]
mod docx;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::sync::LazyLock;

use assert_cmd::Command;
use dunlin::catalogue::Catalogue;
use dunlin::crosswalk::{Crosswalk, QRef};
use dunlin::model::{Format, Kind, Question, Repeat};
use dunlin::read::open::{Limits, open_bytes};
use dunlin::write::fill_xlsx::{CellEdit, Fill, patch};
use lopdf::content::{Content, Operation};
use lopdf::{Document, Object, Stream, dictionary};
use serde_json::Value;

/// A question of the invented next edition.
struct Next {
    number: String,
    wording: String,
    /// As a list prints them.
    options: Vec<String>,
    rows: Vec<(String, String)>,
    /// Number in the edition before; empty where it is new or a part.
    was: String,
}

static CATALOGUE_OF_TESTS: LazyLock<Catalogue> = LazyLock::new(Catalogue::builtin);

fn old() -> &'static Format {
    CATALOGUE_OF_TESTS.format("ramsar-cop14").expect("built in")
}

/// Wording that the secretariat might use: not dunlin's label, but about the same.
fn worded(q: &Question) -> String {
    let words: Vec<&str> = q.words.en.split(' ').take(4).collect();
    format!("In your country: {} ({})", q.label.en, words.join(", "))
}

fn options(q: &Question) -> Vec<String> {
    q.options.iter().map(|o| format!("{}={}", o.code, o.text.en)).collect()
}

const DROPPED: [&str; 2] = ["4.2", "9.5"];

/// The indicator questions of COP14 as COP15 might ask them: one split, two dropped, one new, and all
/// that follow renumbered; three with other options.
fn next() -> Vec<Next> {
    let mut all: Vec<Next> = Vec::new();
    let mut count: BTreeMap<&str, usize> = BTreeMap::new();
    let mut add =
        |section: &'static str, wording: String, options: Vec<String>, rows: Vec<(String, String)>, was: &str| {
            let n = count.entry(section).or_default();
            *n += 1;
            all.push(Next { number: format!("{section}.{n}"), wording, options, rows, was: was.to_owned() });
        };
    let changed: Vec<String> = ["A=Fully", "B=Partially", "C=No", "D=Planned"].map(str::to_owned).to_vec();
    let mains = old()
        .questions
        .iter()
        .filter(|q| q.section == "3" && q.parent.is_none() && q.repeat != Some(Repeat::Site) && q.number.contains('.'));
    for q in mains {
        let section = q.number.split('.').next().expect("a section");
        if DROPPED.contains(&q.number.as_str()) {
            continue;
        }
        if q.number == "2.1" {
            let two = [
                "Has the quantity of water that is available to wetlands been assessed?",
                "Has the quality of water that is required by wetlands been assessed?",
            ];
            for wording in two {
                add(section, wording.to_owned(), options(q), Vec::new(), "");
            }
            continue;
        }
        let rows: Vec<(String, String)> = old()
            .children(&q.id)
            .filter(|r| r.id.contains('#') && r.kind != Kind::Text)
            .map(|r| (r.id.rsplit('#').next().unwrap_or_default().to_owned(), r.label.en.clone()))
            .collect();
        let list = match q.number.as_str() {
            "5.1" | "11.3" => changed.clone(),
            "10.2" => ["A=Yes", "B=No", "C=Under way in some provinces"].map(str::to_owned).to_vec(),
            _ if !rows.is_empty() => {
                old().children(&q.id).find(|r| r.id.contains('#')).map(options).unwrap_or_default()
            }
            _ => options(q),
        };
        add(section, worded(q), list, rows, &q.number);
    }
    add(
        "19",
        "Which zeppelins does the Ministry of Balloons keep moored over lagoons?".to_owned(),
        Vec::new(),
        Vec::new(),
        "",
    );
    all
}

/// The official Word form: a table a question, lists and text fields, a box for details.
fn word_form(chosen: &dyn Fn(&str) -> Option<usize>) -> Vec<u8> {
    use docx::*;
    let mut body = line("National report to the fifteenth meeting (COP15), Ramsar Convention");
    for q in next() {
        let entries: Vec<&str> = q.options.iter().map(String::as_str).collect();
        let mut rows = String::new();
        let head = line(&format!("{} {}", q.number, q.wording));
        if q.rows.is_empty() {
            let answer = if entries.is_empty() { field_text("") } else { field_drop(&entries, chosen(&q.number)) };
            rows.push_str(&row(&[head, p(&answer)]));
        } else {
            rows.push_str(&row(&[head, line("")]));
            for (letter, label) in &q.rows {
                rows.push_str(&row(&[line(&format!("{letter}) {label}")), p(&field_drop(&entries, None))]));
            }
        }
        let more = t(&format!("{} Additional information: ", q.number)) + &field_text("");
        rows.push_str(&row(&[p(&more), line("")]));
        body.push_str(&table(2, &rows));
    }
    docx(&body)
}

/// The same as a spreadsheet, with an answer where one is given.
fn sheet_form(answer: &dyn Fn(&str) -> Option<&'static str>) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("Indicators").expect("a name");
    sheet.write(0, 0, "Ramsar Convention, national report to COP15").expect("cell");
    for (c, head) in ["Number", "Question", "Options", "Answer", "Additional information"].iter().enumerate() {
        sheet.write(2, u16::try_from(c).expect("few"), *head).expect("cell");
    }
    let mut r = 3;
    for q in next() {
        sheet.write(r, 0, &q.number).expect("cell");
        sheet.write(r, 1, &q.wording).expect("cell");
        // Some forms print what may be answered, some offer it in the cell.
        if q.rows.is_empty() && r % 2 == 0 {
            sheet.write(r, 2, q.options.join("; ")).expect("cell");
        } else if q.rows.is_empty() && !q.options.is_empty() {
            let list = rust_xlsxwriter::DataValidation::new().allow_list_strings(&q.options).expect("a list");
            sheet.add_data_validation(r, 3, r, 3, &list).expect("a list");
        }
        if let Some(text) = answer(&q.number) {
            sheet.write(r, 3, text).expect("cell");
        }
        r += 1;
        for (letter, label) in &q.rows {
            sheet.write(r, 1, format!("{letter}) {label}")).expect("cell");
            sheet.write(r, 2, q.options.join("; ")).expect("cell");
            r += 1;
        }
    }
    book.save_to_buffer().expect("a workbook")
}

/// A PDF as the reporting system prints one: lines on pages, with letters' size and height.
fn pdf(pages: &[Vec<(i64, String)>]) -> Vec<u8> {
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
        let mut y = 800_i64;
        for (size, text) in page {
            let codes: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
            operations.push(Operation::new("Tf", vec!["F1".into(), (*size).into()]));
            operations.push(Operation::new("Tm", [1, 0, 0, 1, 50, y].map(Object::from).to_vec()));
            operations.push(Operation::new("Tj", vec![Object::string_literal(codes)]));
            y -= 15;
        }
        operations.push(Operation::new("ET", vec![]));
        let stream = Stream::new(dictionary! {}, Content { operations }.encode().expect("content"));
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
    let mut bytes = Vec::new();
    doc.save_to(&mut bytes).expect("a PDF");
    bytes
}

/// Testland's report to COP14: number, ticked option, additional information.
const ANSWERS: [(&str, &str, &str); 9] = [
    ("2.1", "A", "Gauges stand at every large wetland."),
    ("4.1", "C", "Seven invasive plants are listed."),
    ("4.2", "A", "A policy on invasive species is in force."),
    ("4.3", "B", ""),
    ("5.1", "C", "A list of priorities is kept."),
    ("8.1", "D", ""),
    ("9.4", "A", "Tools are shared among basins."),
    ("10.2", "C", ""),
    ("11.3", "A", "Values are part of every plan."),
];

fn report() -> Vec<u8> {
    let mut pages = Vec::new();
    for (n, some) in ANSWERS.chunks(3).enumerate() {
        let mut page: Vec<(i64, String)> = vec![(16, "RAMSAR NATIONAL REPORT TO COP14".to_owned())];
        if n == 0 {
            page.push((10, "Name of Contracting Party".to_owned()));
            page.push((9, "\u{203a}\u{203a}\u{203a} Testland".to_owned()));
        }
        for (number, code, details) in some {
            let q = old().question(&format!("ramsar-cop14/{number}")).expect("a question");
            page.push((10, format!("{number} {}", q.label.en)));
            for o in q.options.iter() {
                let tick = if o.code == *code { '\u{2611}' } else { '\u{2610}' };
                page.push((9, format!("{tick} {}={}", o.code, o.text.en)));
            }
            if !details.is_empty() {
                page.push((10, format!("{number} Additional information")));
                page.push((9, format!("\u{203a}\u{203a}\u{203a} {details}")));
            }
        }
        page.push((7, "Ramsar National Report to COP14 [Testland]".to_owned()));
        page.push((7, format!("Page {} of 3", n + 1)));
        pages.push(page);
    }
    pdf(&pages)
}

fn dunlin(args: &[&str]) -> Output {
    Command::cargo_bin("dunlin").expect("built").args(args).output().expect("runs")
}

fn both(o: &Output) -> String {
    format!("{}\n{}", String::from_utf8_lossy(&o.stdout), String::from_utf8_lossy(&o.stderr))
}

fn json(o: &Output) -> Value {
    serde_json::from_slice(&o.stdout).unwrap_or_else(|e| panic!("{e}\n{}", both(o)))
}

struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    fn new() -> Desk {
        Desk { folder: tempfile::tempdir().expect("a folder") }
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_string_lossy().into_owned()
    }

    fn put(&self, name: &str, bytes: &[u8]) -> String {
        let path = self.path(name);
        std::fs::write(&path, bytes).expect("written");
        path
    }

    fn text(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
    }
}

/// New number to the old one, from the table of editions; rows that carry nothing left out.
fn carried(table: &str) -> BTreeMap<String, String> {
    let cut = |id: &str| id.split_once('/').map_or("", |(_, k)| k).to_owned();
    table
        .lines()
        .filter(|l| l.starts_with("ramsar-"))
        .map(|l| l.split('\t').collect::<Vec<_>>())
        .filter(|c| matches!(c[3], "copy" | "recode"))
        .map(|c| (cut(c[1]), cut(c[0])))
        .collect()
}

const EDITIONS: &str = "mine/mappings/editions/ramsar-cop14--ramsar-cop15.tsv";

fn learnt(desk: &Desk, name: &str, form: &[u8]) -> Value {
    let form = desk.put(name, form);
    let out = dunlin(&["learn", &form, "--as", "ramsar-cop15", "-o", &desk.path("mine"), "--json"]);
    assert!(out.status.success(), "{}", both(&out));
    json(&out)
}

fn draft<'a>(drafted: &'a Value, question: &str) -> &'a Value {
    let id = format!("ramsar-cop15/{question}");
    let all = drafted["drafts"].as_array().expect("drafts");
    all.iter().find(|d| d["question"] == id.as_str()).unwrap_or_else(|| panic!("no draft of {id}"))
}

fn number_now(was: &str) -> String {
    next().into_iter().find(|q| q.was == was).map(|q| q.number).expect("continues")
}

#[test]
fn a_past_cycle_goes_into_the_next_edition() {
    for (name, form) in [("form.docx", word_form(&|_| None)), ("form.xlsx", sheet_form(&|_| None))] {
        let desk = Desk::new();
        let said = learnt(&desk, name, &form);
        let all = next();
        let rows: usize = all.iter().map(|q| q.rows.len()).sum();
        assert_eq!(said["counts"]["questions"], all.len() + rows, "{name}: {said:#}");
        assert_eq!(said["counts"]["split"], 2, "{name}: {said:#}");
        assert_eq!(said["counts"]["options_unknown"], 1);
        assert_eq!(said["after"], "ramsar-cop14");

        // Every question that moved is linked with the one it was, and with no other.
        let links = carried(&desk.text(EDITIONS));
        let mut wrong = Vec::new();
        for q in &all {
            let found = links.get(&q.number).map_or("", String::as_str);
            // A table that is asked as a text now lends its words only.
            let table = q.was == "8.6";
            if found != q.was && !(table && found.is_empty()) {
                wrong.push(format!("{} was {:?}, linked with {found:?}", q.number, q.was));
            }
        }
        assert!(wrong.is_empty(), "{name}: {wrong:#?}");
        let told = said["findings"].to_string();
        assert!(told.contains("learn-dropped") && told.contains("2.1 into 2.1 and 2.2"), "{told}");
        let head: String = desk.text(EDITIONS).lines().filter(|l| l.starts_with('#')).collect();
        assert!(DROPPED.iter().all(|d| head.contains(&format!(" {d}"))), "{head}");

        // Nothing is wrong with the drafts, and what is open is named.
        let check = dunlin(&["map", "check", "--catalogue", &desk.path("mine")]);
        assert!(check.status.success(), "{name}: {}", both(&check));
        let words = both(&check);
        for open in
            ["is a draft", "what this option means", "19.", "has no subject yet", "nobody has checked them: lines"]
        {
            assert!(words.contains(open), "{name}: {open}\n{words}");
        }
        let builtin = dunlin(&["map", "check"]);
        assert!(!both(&builtin).contains("is a draft"));

        // The old report carries over.
        let report = desk.put("old-report.pdf", &report());
        let new = desk.path("new.xlsx");
        let args = [
            "prefill",
            "--to",
            "ramsar-cop15",
            "--previous",
            &report,
            "--catalogue",
            &desk.path("mine"),
            "--period",
            "2021-2024",
        ];
        let out = dunlin(&[&args[..], &["-o", &new, "--json"]].concat());
        assert!(out.status.success(), "{name}: {}", both(&out));
        let drafted = json(&out);
        assert_eq!(drafted["party"], "QM");
        let moved = draft(&drafted, &number_now("4.1"));
        assert_eq!((&moved["standing"], &moved["value"]), (&"carried-over".into(), &"C".into()), "{moved:#}");
        assert_eq!(moved["details"], "Seven invasive plants are listed.");
        assert_eq!(moved["sources"][0]["question"], "ramsar-cop14/4.1");
        assert_ne!(number_now("9.4"), "");
        assert_eq!(draft(&drafted, &number_now("9.4"))["value"], "A");
        // In-period answers are shown, not filled; as they would be in the same edition.
        assert!(draft(&drafted, &number_now("4.3"))["value"].is_null());
        // Another letter for the same meaning.
        let recoded = draft(&drafted, &number_now("5.1"));
        assert_eq!((&recoded["standing"], &recoded["value"]), (&"carried-over".into(), &"B".into()), "{recoded:#}");
        // A yes is not fully; an option that nobody has judged takes nothing.
        for was in ["11.3", "10.2"] {
            let lost = draft(&drafted, &number_now(was));
            assert!(lost["value"].is_null(), "{lost:#}");
            assert_eq!(lost["sources"][0]["step"], "last-cycle", "{lost:#}");
        }
        // Neither part inherits the answer to the whole; both show it.
        for part in ["2.1", "2.2"] {
            let part = draft(&drafted, part);
            assert!(part["value"].is_null() && part["standing"] == "suggested", "{part:#}");
            assert!(part["text"].as_str().is_some_and(|t| t.contains("Gauges") && t.contains("split")), "{part:#}");
        }
        // What is asked no more is said once.
        assert!(!drafted.to_string().contains("A policy on invasive species"));
        let plain = dunlin(&[&args[..], &["-o", &desk.path("plain.html")]].concat());
        assert!(plain.status.success(), "{}", both(&plain));
        assert!(
            both(&plain).contains("asked no more in the new form, and their answers are not carried over: 1.0, 4.2")
        );
        // The official wording is what the country sees.
        let official = "Has the quality of water that is required by wetlands been assessed?";
        assert!(desk.text("plain.html").contains(official));
        assert!(sheets(Path::new(&new)).contains(official));

        // The workbook comes back with what is in it.
        let again = dunlin(&["read", &new, "--catalogue", &desk.path("mine"), "--json"]);
        assert!(again.status.success(), "{}", both(&again));
        let value = answered(&json(&again), &number_now("4.1"));
        assert_eq!(value, "C");
    }
}

/// All that the sheets of a workbook say.
fn sheets(path: &Path) -> String {
    let bytes = std::fs::read(path).expect("a workbook");
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("a zip file");
    let mut text = String::new();
    for n in 0..archive.len() {
        let mut part = archive.by_index(n).expect("a part");
        if part.name().expect("a name").starts_with("xl/worksheets/") && part.is_file() {
            std::io::Read::read_to_string(&mut part, &mut text).expect("text");
        }
    }
    text
}

/// The value of a question in what `dunlin read --json` says.
fn answered(read: &Value, number: &str) -> Value {
    let id = format!("ramsar-cop15/{number}");
    fn find(v: &Value, id: &str) -> Option<Value> {
        match v {
            Value::Object(o) if o.get("question").is_some_and(|q| q == id) => o.get("value").cloned(),
            Value::Object(o) => o.values().find_map(|v| find(v, id)),
            Value::Array(a) => a.iter().find_map(|v| find(v, id)),
            _ => None,
        }
    }
    find(read, &id).unwrap_or_else(|| panic!("no answer to {id} in {read:#}"))
}

#[test]
fn filled_forms_of_the_learnt_edition_are_read_and_filled() {
    let desk = Desk::new();
    learnt(&desk, "form.docx", &word_form(&|_| None));
    let mine = desk.path("mine");
    let now = number_now("9.4");
    let filled = desk.put("filled.docx", &word_form(&|n| (n == now).then_some(1)));
    let read = dunlin(&["read", &filled, "--format", "ramsar-cop15", "--catalogue", &mine, "--json"]);
    assert_eq!(answered(&json(&read), &now), "B");
    let filled = desk.put("filled.xlsx", &sheet_form(&|n| (n == number_now("5.1")).then_some("C=No")));
    let read = dunlin(&["read", &filled, "--format", "ramsar-cop15", "--catalogue", &mine, "--json"]);
    assert_eq!(answered(&json(&read), &number_now("5.1")), "C");
}

/// Says in a workbook, as a person does, that what was carried over still holds.
fn confirm(path: &str, question: &str) {
    let bytes = std::fs::read(path).expect("a workbook");
    let input = open_bytes(path, bytes.clone(), &Limits::default()).expect("opens");
    let edit = input.book().into_iter().flat_map(|b| &b.sheets).find_map(|sheet| {
        let head = sheet.rows.values().find(|r| r.values().any(|c| c.text() == "dunlin:question"))?;
        let column = |name: &str| head.iter().find(|(_, c)| c.text() == name).map(|(c, _)| *c);
        let (asked, confirmed) = (column("dunlin:question")?, column("dunlin:confirmed")?);
        let row = sheet.rows.iter().find(|(_, r)| r.get(&asked).is_some_and(|c| c.text() == question))?.0;
        Some(CellEdit::new(&sheet.name, *row, confirmed, Fill::Text("yes".to_owned())))
    });
    let edit = edit.unwrap_or_else(|| panic!("{question} is not in {path}"));
    std::fs::write(path, patch(&bytes, &[edit]).expect("confirmed")).expect("written");
}

#[test]
fn the_official_form_of_a_learnt_edition_is_filled_in_place_with_what_was_confirmed() {
    let desk = Desk::new();
    let form = word_form(&|_| None);
    learnt(&desk, "form.docx", &form);
    let (mine, report, new) = (desk.path("mine"), desk.put("old-report.pdf", &report()), desk.path("new.xlsx"));
    let base = ["--catalogue", &mine, "--lang", "en"];
    let prefilled = ["prefill", "--to", "ramsar-cop15", "--previous", &report, "--period", "2021-2024", "-o", &new];
    let out = dunlin(&[&prefilled[..], &base].concat());
    assert!(out.status.success(), "{}", both(&out));
    let fill = |to: &str| {
        let to = desk.path(to);
        let official = desk.path("form.docx");
        let out = dunlin(&[&["fill", &official, "-o", &to, "--to", "ramsar-cop15", &new], &base[..]].concat());
        assert!(out.status.success(), "{}", both(&out));
        (both(&out), to)
    };
    // What nobody confirmed stays out of an official form, which is then what it was.
    let (words, unfilled) = fill("unfilled.docx");
    assert!(words.contains("nobody has confirmed"), "{words}");
    assert_eq!(std::fs::read(unfilled).expect("written"), form);
    // Another number, and another letter for the same meaning.
    let (moved, recoded, open) = (number_now("4.1"), number_now("5.1"), number_now("9.4"));
    for number in [&moved, &recoded] {
        confirm(&new, &format!("ramsar-cop15/{number}"));
    }
    let (words, filled) = fill("filled.docx");
    assert!(words.contains("2 places filled in"), "{words}");
    let read = dunlin(&[&["read", &filled, "--format", "ramsar-cop15", "--json"], &base[..]].concat());
    let read = json(&read);
    assert_eq!((answered(&read, &moved), answered(&read, &recoded)), ("C".into(), "B".into()));
    let text = read.to_string();
    assert!(text.contains("Seven invasive plants are listed."), "{read:#}");
    assert!(!text.contains(&format!("\"ramsar-cop15/{open}\"")), "not confirmed: {read:#}");
    assert!(desk.text("filled.docx.sources.html").contains("new.xlsx"));
}

/// A form whose last section has a row for each site.
fn form_with_sites(rows: &[[&str; 3]]) -> Vec<u8> {
    use docx::*;
    let mut body = line("National report to the fifteenth meeting (COP15), Ramsar Convention");
    for q in next().into_iter().filter(|q| q.rows.is_empty()).take(6) {
        let entries: Vec<&str> = q.options.iter().map(String::as_str).collect();
        let head = line(&format!("{} {}", q.number, q.wording));
        body.push_str(&table(2, &row(&[head, p(&field_drop(&entries, None))])));
    }
    let asked = |id: &str| &old().question(&format!("ramsar-cop14/site.{id}")).expect("by site").label.en;
    let list = ["A=Yes", "B=No"];
    let head = ["Site name", "Site number"].map(line);
    let mut all = row(&[&head[..], &[line(&format!("5.6 {}", asked("5.6"))), line("Colour of the hide")]].concat());
    for [name, number, answer] in rows {
        let chosen = list.iter().position(|o| o.starts_with(answer)).filter(|_| !answer.is_empty());
        all.push_str(&row(&[line(name), line(number), p(&field_drop(&list, chosen)), line("")]));
    }
    docx(&(body + &table(4, &all)))
}

#[test]
fn a_row_for_each_site_is_learnt_as_questions_asked_again() {
    let desk = Desk::new();
    let said = learnt(&desk, "form.docx", &form_with_sites(&[["", "", ""]]));
    assert_eq!(said["counts"]["repeated"], 4, "{said:#}");
    assert!(!said["findings"].to_string().contains("learn-repeated"));
    let template = desk.text("mine/templates/ramsar-cop15.toml");
    assert_eq!(template.matches("repeat = \"site\"").count(), 4, "{template}");
    let links = carried(&desk.text(EDITIONS));
    for key in ["site.site_name", "site.site_number", "site.5.6"] {
        assert_eq!(links.get(key).map(String::as_str), Some(key), "{links:?}");
    }
    assert!(!links.contains_key("site.colour-of-the-hide"));
    let mine = desk.path("mine");
    let check = dunlin(&["map", "check", "--catalogue", &mine]);
    assert!(check.status.success(), "{}", both(&check));
    // The rows of a filled form are answers for their sites.
    let filled = form_with_sites(&[["Grey Lake", "0123", "B"], ["Long Marsh", "0124", "A"], ["", "", ""]]);
    let filled = desk.put("filled.docx", &filled);
    let read = json(&dunlin(&["read", &filled, "--format", "ramsar-cop15", "--catalogue", &mine, "--json"]));
    let answers = read["reports"][0]["answers"].as_array().expect("answers");
    for (item, value) in [("0123", "B"), ("0124", "A")] {
        let found = answers.iter().find(|a| a["question"] == "ramsar-cop15/site.5.6" && a["item"] == item);
        assert_eq!(found.unwrap_or_else(|| panic!("{read:#}"))["value"], value);
    }
    // A form without such a table says that nothing of the kind was told.
    let said = learnt(&Desk::new(), "form.docx", &word_form(&|_| None));
    assert!(said["findings"].to_string().contains("learn-repeated"), "{said:#}");
}

#[test]
fn links_to_other_conventions_hold_where_a_question_is_asked_as_before() {
    let desk = Desk::new();
    let said = learnt(&desk, "form.docx", &word_form(&|_| None));
    let counts = |name: &str| said["counts"][name].as_u64().expect("a count");
    assert!(counts("links_inherited") > 0 && counts("links_left_out") > 0, "{said:#}");
    assert!(counts("bounds_inherited") > 0 && counts("bounds_left_out") > 0, "{said:#}");
    let table = desk.text("mine/mappings/links-ramsar-cop15.sssom.tsv");
    let mine = desk.path("mine");
    let check = dunlin(&["map", "check", "--catalogue", &mine]);
    assert!(check.status.success(), "{}", both(&check));
    for open in ["link(s) were taken over", "bound(s) were taken over"] {
        assert!(both(&check).contains(open), "{}", both(&check));
    }
    // Each is a link of before, between a question that is asked as before and one of another convention.
    let crosswalk = Crosswalk::load(&Catalogue::builtin());
    let was = carried(&desk.text(EDITIONS));
    let mut texts = Vec::new();
    for line in table.lines().filter(|l| !l.starts_with('#') && !l.starts_with("subject_id")) {
        let cells: Vec<&str> = line.split('\t').collect();
        let old = |curie: &str| match curie.strip_prefix("ramsar-cop15:") {
            Some(key) => QRef::new(&format!("ramsar-cop14/{}", was.get(key).expect("continues")), None),
            None => QRef::parse(curie),
        };
        let (subject, object) = (old(cells[0]), old(cells[3]));
        let link = crosswalk.links.iter().find(|l| l.subject == subject && l.object == object).expect("of before");
        assert_eq!((link.relation.predicate(), link.not), (cells[1], cells[2] == "Not"), "{line}");
        assert!(cells[5].is_empty() && cells[12].starts_with("unreviewed"), "{line}");
        if !link.not && cells[0].starts_with("cms-cop14:") && cells[3].starts_with("ramsar-cop15:") {
            texts.push((link.relation.name(), subject.question, QRef::parse(cells[3]).question));
        }
    }
    // An answer to another convention stands beside the new question, with the relation of before.
    let (relation, from, to) = texts.first().expect("a link from the CMS");
    let number = from.split_once('/').expect("an id").1;
    let question = CATALOGUE_OF_TESTS.question(from).expect("known");
    let answer = question.options.first().map_or("A text.", |o| o.text.en.as_str());
    let sheet = format!("Number,Question,Answer\n{number},\"{}\",\"{answer}\"\n", question.label.en.replace('"', "'"));
    let other = desk.put("cms.csv", sheet.as_bytes());
    let out = dunlin(&[
        "prefill",
        "--to",
        "ramsar-cop15",
        &other,
        "--catalogue",
        &mine,
        "--party",
        "QM",
        "--period",
        "2021-2024",
        "--json",
        "-o",
        &desk.path("new.html"),
    ]);
    assert!(out.status.success(), "{}", both(&out));
    let drafted = json(&out);
    let draft = draft(&drafted, to.split_once('/').expect("an id").1);
    let source = draft["sources"].as_array().expect("sources").iter().find(|s| s["question"] == from.as_str());
    assert_eq!(source.unwrap_or_else(|| panic!("{draft:#}"))["relation"], *relation);
}

#[test]
fn learning_is_repeatable_and_replaces_nothing_unasked() {
    let desk = Desk::new();
    learnt(&desk, "form.docx", &word_form(&|_| None));
    let files = ["mine/templates/ramsar-cop15.toml", EDITIONS, "mine/mappings/ramsar-cop15.sssom.tsv"];
    let first: Vec<String> = files.iter().map(|f| desk.text(f)).collect();
    std::fs::write(desk.path(files[0]), "# an editor's work\n").expect("written");
    let form = desk.path("form.docx");
    let args = ["learn", &form, "--as", "ramsar-cop15", "-o", &desk.path("mine")];
    let refused = dunlin(&args);
    assert!(!refused.status.success() && both(&refused).contains("--force"), "{}", both(&refused));
    assert_eq!(desk.text(files[0]), "# an editor's work\n");
    let forced = dunlin(&[&args[..], &["--force"]].concat());
    assert!(forced.status.success(), "{}", both(&forced));
    let again: Vec<String> = files.iter().map(|f| desk.text(f)).collect();
    assert_eq!(first, again);
    // A person can read it: one thing a line, nothing folded up.
    assert!(again[0].lines().all(|l| !l.contains('\u{b}')) && again[0].contains("\nmeaning = \"unreviewed\"\n"));
    // A known edition is not learnt over.
    let known = dunlin(&["learn", &form, "--as", "ramsar-cop14", "-o", &desk.path("other")]);
    assert_eq!(known.status.code(), Some(2), "{}", both(&known));
    assert!(!PathBuf::from(desk.path("other")).exists());
}

#[test]
fn what_is_no_form_is_refused_in_plain_words() {
    let desk = Desk::new();
    let letter = docx::docx(&(docx::line("Dear colleague,") + &docx::line("please find the soup survey attached.")));
    let mut book = rust_xlsxwriter::Workbook::new();
    book.add_worksheet().write(0, 0, "Soup").expect("cell");
    let book = book.save_to_buffer().expect("a workbook");
    for (name, bytes, code) in [
        ("letter.docx", letter, "no report form"),
        ("soup.xlsx", book, "no report form"),
        ("print.pdf", report(), "cannot be learnt"),
        ("cut.docx", b"PK\x03\x04 no".to_vec(), "damaged"),
    ] {
        let path = desk.put(name, &bytes);
        let out = dunlin(&["learn", &path, "--as", "ramsar-cop15", "-o", &desk.path("none")]);
        assert_eq!(out.status.code(), Some(1), "{name}: {}", both(&out));
        let words = both(&out);
        assert!(words.contains(name) && words.contains(code) && words.contains("->"), "{name}: {words}");
        assert!(!PathBuf::from(desk.path("none")).exists(), "{name}");
    }
}

#[test]
fn an_unfinished_template_that_calls_itself_finished_is_wrong_line_by_line() {
    let desk = Desk::new();
    learnt(&desk, "form.docx", &word_form(&|_| None));
    let path = desk.path("mine/templates/ramsar-cop15.toml");
    let text = desk.text("mine/templates/ramsar-cop15.toml");
    let done: String = text.lines().filter(|l| !l.starts_with("draft")).map(|l| format!("{l}\n")).collect();
    std::fs::write(path, &done).expect("written");
    let check = dunlin(&["map", "check", "--catalogue", &desk.path("mine")]);
    assert_eq!(check.status.code(), Some(1));
    let line = done.lines().position(|l| l == "meaning = \"unreviewed\"").expect("one") + 1;
    let words = both(&check);
    assert!(words.contains(&format!("line {line}: nobody has said yet what this option means")), "{words}");
}
