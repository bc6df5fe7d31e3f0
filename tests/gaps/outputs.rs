//! Pages and workbooks: whole, harmless, complete, the same each time.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use calamine::{Data, Reader as _, Xlsx};
use dunlin::gaps::{Gaps, Overview, compare};
use dunlin::model::{Lang, Report};
use dunlin::write::{gaps_html, gaps_xlsx};
use quick_xml::Reader;
use quick_xml::events::Event;

use super::tables::overview;
use super::{HOSTILE, Made, look, testland, testland_reports, world};

/// How often each element (with its class) stands in a page; panics where the page is not well-formed.
fn structure(html: &str) -> BTreeMap<String, usize> {
    let mut html = html.to_owned();
    for tag in ["style", "script"] {
        let (open, close) = (format!("<{tag}>"), format!("</{tag}>"));
        assert_eq!(html.matches(&format!("<{tag}")).count(), 1, "one {tag}");
        let (from, to) = (html.find(&open).expect("opens") + open.len(), html.find(&close).expect("closes"));
        html.replace_range(from..to, "");
    }
    let mut reader = Reader::from_str(&html);
    let mut all: BTreeMap<String, usize> = BTreeMap::new();
    let mut depth = 0_i32;
    loop {
        let event = reader.read_event().unwrap_or_else(|e| panic!("{e} at {}", reader.buffer_position()));
        let e = match &event {
            Event::Start(e) => {
                depth += 1;
                e
            }
            Event::Empty(e) => e,
            Event::End(_) => {
                depth -= 1;
                continue;
            }
            Event::Eof => break,
            _ => continue,
        };
        let mut name = e.name().as_ref().to_owned();
        for a in e.attributes() {
            let a = a.expect("an attribute");
            if a.key.as_ref() == "id" {
                name.push('#');
                name.push_str(&a.value);
            } else if a.key.as_ref() == "class" {
                name.push('.');
                name.push_str(&a.value.replace(' ', "."));
            }
            assert!(!a.key.as_ref().starts_with("on"), "no script in an attribute");
        }
        *all.entry(name).or_default() += 1;
    }
    assert_eq!(depth, 0, "every element is closed");
    all
}

pub(crate) fn hostile() -> Vec<Report> {
    vec![
        Made::of("cites-ir", "2021-2023", "<i>.csv").code("2.2.4b", "not-at-all").details(HOSTILE).0,
        Made::of("cms-cop14", "2020-2023", "m&m.csv").code("VIII.1", "yes").text("VIII.1a", HOSTILE).0,
        Made::of("cms-cop12", "2014-2017", "old.csv").code("IV.1", HOSTILE).0,
    ]
}

fn pages(lang: Lang) -> (Gaps, Overview) {
    let (catalogue, crosswalk) = world();
    let reports = testland_reports(&catalogue, &crosswalk);
    let request = dunlin::gaps::Request { party: None, period: None, lang, reports: &reports };
    (dunlin::gaps::gaps(&request, &catalogue, &crosswalk).0, overview(lang))
}

#[test]
fn the_page_of_one_party_holds_everything_in_each_language() {
    let (catalogue, crosswalk) = world();
    for lang in Lang::ALL {
        let (g, o) = pages(lang);
        let html = gaps_html::one(&g, &catalogue, &crosswalk);
        assert_eq!(html, gaps_html::one(&g, &catalogue, &crosswalk), "the same bytes");
        let all = structure(&html);
        let n = |name: &str| all.get(name).copied().unwrap_or_default();
        for id in ["minute", "heat", "contradictions", "worth", "targets", "repeated", "sections", "questions"] {
            assert_eq!(n(&format!("section#{id}")), 1, "{id}");
        }
        assert_eq!(n("article.against.likely"), g.contradictions.len());
        assert_eq!(n("details.q"), g.coverage.questions.len());
        let cells: usize = ["h0", "h1", "h2", "h3", "h4", "h5", "none"].iter().map(|c| n(&format!("td.{c}"))).sum();
        let rows = g.coverage.themes.len() + g.coverage.frameworks.iter().map(|f| f.targets.len()).sum::<usize>();
        assert_eq!(cells, rows * (g.coverage.conventions.len() + 1), "every theme and target with every convention");
        assert!(html.contains(&format!("<html lang=\"{lang}\">")) && html.contains("default-src 'none'"));
        assert!(
            !html.contains("http:") && !html.contains("https:") && !html.contains("src="),
            "nothing from elsewhere"
        );
        assert!(!html.contains("{1}") || html.matches("{1}").count() <= 4, "only patterns for the script");

        let html = gaps_html::many(&o);
        let all = structure(&html);
        let n = |name: &str| all.get(name).copied().unwrap_or_default();
        assert_eq!((n("table.matrix#party-list"), n("details.q")), (1, o.questions.len()));
    }
}

#[test]
fn nothing_of_an_answer_becomes_markup_or_a_formula() {
    let (catalogue, crosswalk) = world();
    let reports = hostile();
    let g = look(&reports);
    assert_eq!(g.contradictions.len(), 1);
    let html = gaps_html::one(&g, &catalogue, &crosswalk);
    assert!(structure(&html).keys().all(|k| k != "b" || html.contains("<b>")));
    assert!(!html.contains("<script>window.hostile") && html.contains("&lt;script&gt;window.hostile"));
    assert!(!html.contains("<i>.csv") && html.contains("&lt;i&gt;.csv"));
    let (c, _) = compare(&reports[1..2], &reports[1..2], &catalogue, &crosswalk, Lang::En);
    assert!(c.changed.is_empty());
    let older = Made::of("cms-cop14", "2014-2017", "o.csv").code("VIII.1", "no").0;
    let (c, _) = compare(&[older], &reports[1..2], &catalogue, &crosswalk, Lang::En);
    let html = gaps_html::comparison(&c, &crosswalk);
    structure(&html);
    assert!(!html.contains("<script>window.hostile") && html.contains("&lt;script&gt;window.hostile"));
    for bytes in [
        gaps_xlsx::one(&g, &crosswalk).expect("a workbook"),
        gaps_xlsx::comparison(&c, &crosswalk).expect("a workbook"),
    ] {
        let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).expect("a package");
        for n in 0..zip.len() {
            let mut part = zip.by_index(n).expect("a part");
            let mut text = String::new();
            if part.read_to_string(&mut text).is_ok() {
                assert!(!text.contains("<f>"), "{:?}: a formula", part.name());
            }
        }
    }
}

#[test]
fn workbooks_hold_the_same_tables_with_charts() {
    let (_, crosswalk) = world();
    let (g, o) = pages(Lang::En);
    let bytes = gaps_xlsx::one(&g, &crosswalk).expect("a workbook");
    assert_eq!(bytes, gaps_xlsx::one(&g, &crosswalk).expect("a workbook"), "the same bytes");
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes.clone())).expect("opens");
    let names = book.sheet_names();
    assert_eq!(
        names,
        [
            "In one minute",
            "Themes and conventions",
            "Targets",
            "Sections",
            "Contradictions",
            "Worth answering first",
            "Measures worth writing down",
            "Asked more than once",
            "All questions"
        ]
    );
    let mut rows = |name: &str| {
        let range = book.worksheet_range(name).expect("a sheet");
        (range.height() - 3, range.get_value((3, 0)).cloned().unwrap_or(Data::Empty))
    };
    assert_eq!(rows("In one minute"), (4, Data::String("CBD".into())));
    assert_eq!(rows("Themes and conventions").0, g.coverage.themes.len());
    assert_eq!(rows("Contradictions").0, g.contradictions.len());
    assert_eq!(rows("All questions").0, g.coverage.questions.len());
    assert_eq!(rows("Asked more than once").0, g.burden.shared.len());
    let value = book.worksheet_range("In one minute").expect("a sheet").get_value((3, 3)).cloned();
    let cbd = g.coverage.conventions.first().expect("CBD").all.answered;
    assert_eq!(value, Some(Data::Float(f64::from(u32::try_from(cbd).expect("small")))));
    let charts = |bytes: Vec<u8>| {
        let zip = zip::ZipArchive::new(Cursor::new(bytes)).expect("a package");
        zip.file_names().filter(|n| format!("{n:?}").contains("xl/charts/chart")).count()
    };
    assert_eq!(charts(bytes), 2, "by standing, and by theme");
    assert_eq!(charts(gaps_xlsx::many(&o).expect("a workbook")), 2);
    for lang in [Lang::Fr, Lang::Es] {
        let (g, o) = pages(lang);
        gaps_xlsx::one(&g, &crosswalk).expect("a workbook");
        gaps_xlsx::many(&o).expect("a workbook");
    }
}

fn dunlin() -> assert_cmd::Command {
    let mut c = assert_cmd::Command::cargo_bin("dunlin").expect("built");
    c.current_dir(testland());
    c
}

#[test]
fn the_command_line_writes_each_kind_and_says_what_it_found() {
    let dir = tempfile::tempdir().expect("a folder");
    let out = |name: &str| dir.path().join(name).display().to_string();
    let mut files: Vec<String> = std::fs::read_dir(testland())
        .expect("a folder")
        .flatten()
        .map(|e| e.file_name().to_string_lossy().into_owned())
        .filter(|n| n != "README.md")
        .collect();
    files.sort();
    let run = dunlin()
        .arg("gaps")
        .args(&files)
        .args(["-o", &out("g.html"), "--lang", "fr", "--party", "QM"])
        .assert()
        .success();
    let said = String::from_utf8_lossy(&run.get_output().stdout).into_owned();
    assert!(
        said.contains("contradictions : 0 certaines, 4 probables") && said.contains("CITES 3.3.1a / CMS VII.3"),
        "{said}"
    );
    assert!(std::fs::read_to_string(out("g.html")).expect("written").contains("<html lang=\"fr\">"));
    dunlin().arg("gaps").args(&files).args(["-o", &out("g.html")]).assert().code(1);
    dunlin().arg("gaps").args(&files).args(["-o", &out("g.txt")]).assert().code(2);
    dunlin().arg("gaps").assert().code(2);
    dunlin().args(["gaps", "--many", ".", "-o", &out("m.xlsx")]).assert().code(1);
    dunlin().args(["gaps", "--many", ".", "-o", &out("m.json")]).assert().code(1);
    assert!(std::fs::read(out("m.xlsx")).expect("written").starts_with(b"PK"));
    let many: serde_json::Value =
        serde_json::from_slice(&std::fs::read(out("m.json")).expect("written")).expect("JSON");
    let parties: Vec<&str> =
        many["parties"].as_array().expect("a list").iter().filter_map(|p| p["party"].as_str()).collect();
    assert!(parties.contains(&"QM"), "{parties:?}");
    dunlin().args(["gaps", "--many", "nowhere"]).assert().code(1);
    let empty = tempfile::tempdir().expect("a folder");
    dunlin().args(["gaps", "--many"]).arg(empty.path()).assert().code(1);

    let of = |word: &str| files.iter().filter(|f| f.starts_with(word)).cloned().collect::<Vec<_>>();
    let ramsar = of("ramsar-");
    let run = dunlin().arg("compare").args(&ramsar[..2]).args(["-o", &out("c.html"), "--json"]).assert().success();
    let c: serde_json::Value = serde_json::from_slice(&run.get_output().stdout).expect("JSON");
    assert!(c["changed"].as_array().is_some_and(|l| l.len() > 100) && c["counts"]["same"].is_u64());
    dunlin().arg("compare").args(&ramsar[..2]).args(["-o", &out("c.xlsx")]).assert().success();
}
