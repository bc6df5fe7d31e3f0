//! The commonest real case from end to end: a convention adopts the next edition of its form, and the
//! report of the last cycle goes into it.

#[allow(dead_code)]
#[path = "word/docx.rs"]
mod docx;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Output;

use assert_cmd::Command;
use dunlin::catalogue::Catalogue;
use dunlin::model::{Format, Kind, Question, Repeat};
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

fn old() -> &'static Format {
    static CATALOGUE: std::sync::OnceLock<Catalogue> = std::sync::OnceLock::new();
    CATALOGUE.get_or_init(Catalogue::builtin).format("ramsar-cop14").expect("built in")
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
            for o in &q.options {
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
        assert!(shared_strings(Path::new(&new)).contains(official));

        // The workbook comes back with what is in it.
        let again = dunlin(&["read", &new, "--catalogue", &desk.path("mine"), "--json"]);
        assert!(again.status.success(), "{}", both(&again));
        let value = answered(&json(&again), &number_now("4.1"));
        assert_eq!(value, "C");
    }
}

fn shared_strings(path: &Path) -> String {
    let bytes = std::fs::read(path).expect("a workbook");
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("a zip file");
    let mut text = String::new();
    std::io::Read::read_to_string(&mut archive.by_name("xl/sharedStrings.xml").expect("strings"), &mut text)
        .expect("text");
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
