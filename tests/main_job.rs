//! The main job from end to end on Testland, through the program as a user calls it.

#[path = "support/testland.rs"]
mod testland;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Output;

use assert_cmd::Command;
use serde_json::Value;
use testland::testland;

const FORMATS: [&str; 4] = ["cbd-nr7", "cites-ir", "cms-cop14", "ramsar-cop14"];

fn dunlin(args: &[&str], files: &[PathBuf]) -> Output {
    Command::cargo_bin("dunlin").expect("built").args(args).args(files).output().expect("runs")
}

fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|e| {
        panic!("{e}\n{}\n{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
    })
}

fn text<'a>(v: &'a Value, key: &str) -> &'a str {
    v[key].as_str().unwrap_or("")
}

fn drafts(of: &Value) -> &Vec<Value> {
    of["drafts"].as_array().expect("drafts")
}

#[test]
fn formats_json_has_the_promised_keys_and_rows_are_questions_of_their_own() {
    for id in FORMATS {
        let f = json(&dunlin(&["formats", id, "--json"], &[]));
        for key in ["id", "convention", "edition", "questions"] {
            assert!(!f[key].is_null(), "{id} {key}");
        }
        let questions = f["questions"].as_array().expect("questions");
        for q in questions {
            for key in ["id", "number", "section", "kind", "label", "options", "required", "time", "subject"] {
                assert!(q.get(key).is_some_and(|v| !v.is_null()), "{} {key}", q["id"]);
            }
            assert!(q.get("limit").is_some());
            for lang in ["en", "fr", "es"] {
                assert!(!text(&q["label"], lang).is_empty(), "{} {lang}", q["id"]);
            }
            for o in q["options"].as_array().expect("options") {
                assert!(!text(o, "code").is_empty() && !text(o, "meaning").is_empty(), "{}", q["id"]);
            }
        }
        assert!(questions.iter().any(|q| text(q, "id").contains('#')) || id == "cbd-nr7");
    }
}

#[test]
fn prefill_to_all_prints_one_draft_for_every_question_and_names_its_sources() {
    let out = dunlin(&["prefill", "--to", "all", "--json"], &testland());
    assert!(matches!(out.status.code(), Some(0 | 1)), "{}", String::from_utf8_lossy(&out.stderr));
    let all = json(&out);
    let all = all.as_array().expect("a list");
    assert_eq!(all.iter().map(|d| text(d, "format")).collect::<Vec<_>>(), FORMATS);
    let steps =
        ["kept", "carried-over", "last-cycle", "copied", "recoded", "suggested", "hinted", "bounded", "disagrees"];
    for d in all {
        assert_eq!(text(d, "party"), "QM");
        let format = json(&dunlin(&["formats", text(d, "format"), "--json"], &[]));
        let drafted: BTreeSet<&str> = drafts(d).iter().map(|x| text(x, "question")).collect();
        for q in format["questions"].as_array().expect("questions") {
            assert!(drafted.contains(text(q, "id")), "{}", q["id"]);
        }
        for x in drafts(d) {
            let filled = matches!(text(x, "standing"), "kept" | "copied" | "recoded" | "carried-over");
            let sources = x["sources"].as_array().expect("sources");
            if filled {
                assert!(!sources.is_empty(), "{} is filled and names no source", x["question"]);
            }
            if matches!(text(x, "standing"), "gap" | "hint" | "suggested" | "conflict" | "not-asked") {
                assert!(x["value"].is_null(), "{} {}", x["question"], x["standing"]);
            }
            for s in sources {
                for key in ["question", "file", "place", "relation"] {
                    assert!(!text(s, key).is_empty(), "{} {key}", x["question"]);
                }
                assert!(steps.contains(&text(s, "step")), "{}", s["step"]);
            }
        }
    }
}

#[test]
fn what_is_about_a_period_is_never_carried_over() {
    let all = json(&dunlin(&["prefill", "--to", "all", "--json"], &testland()));
    let mut carried = 0;
    for d in all.as_array().expect("a list") {
        let format = json(&dunlin(&["formats", text(d, "format"), "--json"], &[]));
        let time: BTreeMap<&str, &str> = format["questions"]
            .as_array()
            .expect("questions")
            .iter()
            .map(|q| (text(q, "id"), text(q, "time")))
            .collect();
        for x in drafts(d).iter().filter(|x| text(x, "standing") == "carried-over") {
            carried += 1;
            assert_eq!(time.get(text(x, "question")), Some(&"standing"), "{}", x["question"]);
        }
    }
    assert!(carried > 50, "{carried}");
}

/// A country writes its next Ramsar report from last cycle's: standing answers stand in their cells.
#[test]
fn most_standing_answers_carry_over_from_one_cycle_to_the_next_and_none_is_confirmed() {
    let old: Vec<PathBuf> = testland().into_iter().filter(|p| p.ends_with("ramsar-2018-2020.xlsx")).collect();
    let read = json(&dunlin(&["read", "--json"], &old));
    let format = json(&dunlin(&["formats", "ramsar-cop14", "--json"], &[]));
    let standing: BTreeSet<&str> = format["questions"]
        .as_array()
        .expect("questions")
        .iter()
        .filter(|q| text(q, "time") == "standing")
        .map(|q| text(q, "id"))
        .collect();
    let answered: BTreeSet<(&str, &str)> = read["reports"][0]["answers"]
        .as_array()
        .expect("answers")
        .iter()
        .map(|a| (text(a, "question"), text(a, "item")))
        .filter(|(q, _)| standing.contains(q))
        .collect();
    let next = json(&dunlin(&["prefill", "--to", "ramsar-cop14", "--period", "2021-2024", "--json"], &old));
    let carried: BTreeSet<(&str, &str)> = drafts(&next)
        .iter()
        .filter(|d| text(d, "standing") == "carried-over")
        .map(|d| (text(d, "question"), text(d, "item")))
        .collect();
    let kept = answered.intersection(&carried).count();
    assert!(kept * 10 >= answered.len() * 7, "{kept} of {}", answered.len());
    // Written as a workbook and read back, not one of them counts as confirmed.
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("next.xlsx");
    let out = path.to_string_lossy().into_owned();
    dunlin(&["prefill", "--to", "ramsar-cop14", "--period", "2021-2024", "-o", &out], &old);
    let back = json(&dunlin(&["read", "--json"], &[path]));
    let answers = back["reports"][0]["answers"].as_array().expect("answers");
    assert_eq!(answers.len(), carried.len());
    assert!(answers.iter().all(|a| a["confirmed"] == false));
}

#[test]
fn the_same_input_gives_the_same_bytes_and_nothing_existing_is_replaced_unasked() {
    let folder = tempfile::tempdir().expect("a folder");
    let (a, b) = (folder.path().join("a"), folder.path().join("b"));
    let run = |dir: &Path, more: &[&str]| {
        let dir = format!("{}/", dir.display());
        let mut args = vec!["prefill", "--to", "all", "-o", &dir];
        args.extend(more);
        dunlin(&args, &testland())
    };
    run(&a, &[]);
    let mut reversed = testland();
    reversed.reverse();
    let dir = format!("{}/", b.display());
    dunlin(&["prefill", "--to", "all", "-o", &dir], &reversed);
    for id in FORMATS {
        let name = format!("QM-{id}.xlsx");
        let (x, y) = (std::fs::read(a.join(&name)).expect("written"), std::fs::read(b.join(&name)).expect("written"));
        assert!(x == y, "{name} depends on the order of files");
    }
    let before = std::fs::read(a.join("QM-cms-cop14.xlsx")).expect("written");
    let again = run(&a, &[]);
    assert_eq!(again.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&again.stderr).contains("--force"));
    assert_eq!(std::fs::read(a.join("QM-cms-cop14.xlsx")).expect("still there"), before);
    assert_ne!(run(&a, &["--force"]).status.code(), Some(2));
    let left: Vec<_> = std::fs::read_dir(&a).expect("folder").flatten().map(|e| e.file_name()).collect();
    assert_eq!(left.len(), 4, "{left:?}");
}

#[test]
fn a_half_filled_workbook_keeps_its_answers_and_a_copy_sheet_shows_the_same() {
    let folder = tempfile::tempdir().expect("a folder");
    let half = folder.path().join("half.xlsx");
    let ramsar: Vec<PathBuf> = testland().into_iter().filter(|p| p.ends_with("ramsar-2018-2020.xlsx")).collect();
    dunlin(&["prefill", "--to", "ramsar-cop14", "-o", &half.to_string_lossy()], &ramsar);
    let first = json(&dunlin(&["read", "--json"], std::slice::from_ref(&half)));
    let base = half.to_string_lossy().into_owned();
    let second = json(&dunlin(&["prefill", "--to", "ramsar-cop14", "--json", "--base", &base], &testland()));
    let kept: BTreeMap<(&str, &str), &Value> =
        drafts(&second).iter().map(|d| ((text(d, "question"), text(d, "item")), d)).collect();
    for a in first["reports"][0]["answers"].as_array().expect("answers") {
        let d = kept.get(&(text(a, "question"), text(a, "item"))).expect("a draft");
        // A second file of the same period that says the same is named beside; nothing is lost.
        assert_eq!((text(d, "standing"), &d["value"]), ("kept", &a["value"]), "{}", a["question"]);
    }
    let sheet = folder.path().join("copy.html");
    let out = dunlin(&["prefill", "--to", "ramsar-cop14", "-o", &sheet.to_string_lossy()], &ramsar);
    assert_eq!(out.status.code(), Some(0), "{}", String::from_utf8_lossy(&out.stderr));
    let html = std::fs::read_to_string(&sheet).expect("written");
    assert!(html.contains("Testland") && !html.contains("http-equiv=\"refresh\""));
}

#[test]
fn the_planted_contradiction_is_shown_beside_the_humans_own_answer() {
    let all = json(&dunlin(&["prefill", "--to", "cms-cop14", "--json"], &testland()));
    let d = drafts(&all).iter().find(|d| text(d, "question") == "cms-cop14/IV.1").expect("asked");
    assert_eq!(text(d, "standing"), "kept");
    let all = json(&dunlin(&["prefill", "--to", "cbd-nr7", "--json"], &testland()));
    let law = drafts(&all).iter().find(|d| text(d, "question") == "cbd-nr7/9_1").expect("asked");
    assert_eq!(text(law, "standing"), "kept");
    assert!(
        law["sources"].as_array().expect("sources").iter().any(|s| text(s, "question") == "cms-cop14/IV.1"
            && matches!(text(s, "step"), "bounded" | "disagrees")
            && !text(s, "reason").is_empty()),
        "{law}"
    );
}

#[test]
fn wrong_use_is_told_from_errors_in_the_input() {
    let usage = |args: &[&str]| {
        let out = dunlin(args, &[]);
        assert_eq!(out.status.code(), Some(2), "{args:?}");
        assert!(out.stdout.is_empty());
        String::from_utf8_lossy(&out.stderr).into_owned()
    };
    assert!(usage(&["formats", "ramsar-cop15"]).contains("did you mean ramsar-cop1"));
    assert!(usage(&["prefill", "--to", "cms-cop14"]).contains("nothing to prefill from"));
    assert!(usage(&["prefill", "--to", "cms-cop14", "x.xlsx"]).contains("-o"));
    assert!(usage(&["prefill", "--to", "cms-cop14", "-o", "x.docx", "y.xlsx"]).contains(".xlsx"));
    assert!(usage(&["--party", "Atlantis", "read", "x.xlsx"]).contains("ISO 3166"));
    assert!(usage(&["--lang", "de", "formats"]).contains("en, fr or es"));
    assert!(usage(&["no-such-verb"]).contains("no-such-verb"));

    // A file that cannot be read is named, the others go on, and the exit code tells.
    let folder = tempfile::tempdir().expect("a folder");
    let bad = folder.path().join("bad.xlsx");
    std::fs::write(&bad, b"PK\x03\x04 this is no workbook").expect("written");
    let mut files = vec![bad];
    files.extend(testland().into_iter().filter(|p| p.ends_with("cites-2021-2023.xlsx")));
    let out = dunlin(&["read", "--json"], &files);
    assert_eq!(out.status.code(), Some(1));
    let read = json(&out);
    assert_eq!(read["reports"].as_array().expect("reports").len(), 1);
    assert!(
        read["findings"].as_array().expect("findings").iter().any(|f| text(f, "file").ends_with("bad.xlsx")
            && text(f, "level") == "ERROR"
            && !text(f, "hint").is_empty())
    );
}

#[test]
fn forms_that_cannot_be_filled_in_place_are_refused_with_advice_how_to_save_them() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut compound = vec![0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
    compound.resize(2048, 0);
    compound.extend("WordDocument".encode_utf16().flat_map(u16::to_le_bytes));
    compound.resize(4096, 0);
    let mut ods = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in [
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        (
            "content.xml",
            "<office:document-content xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\"><office:body><office:spreadsheet><table:table table:name=\"A\"><table:table-row><table:table-cell office:value-type=\"string\"><text:p>Year</text:p></table:table-cell></table:table-row></table:table></office:spreadsheet></office:body></office:document-content>",
        ),
        (
            "META-INF/manifest.xml",
            "<manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\"><manifest:file-entry manifest:full-path=\"/\" manifest:media-type=\"application/vnd.oasis.opendocument.spreadsheet\"/></manifest:manifest>",
        ),
    ] {
        ods.start_file(name, zip::write::SimpleFileOptions::default()).expect("a part");
        std::io::Write::write_all(&mut ods, text.as_bytes()).expect("written");
    }
    for (name, bytes, advice) in [
        ("form.doc", compound, "Word Document (.docx)"),
        ("form.ods", ods.finish().expect("a file").into_inner(), "Excel Workbook (.xlsx)"),
        // An export under the name of a workbook.
        ("form.xls", b"Indicator code,Year,Unit,Value\n3.1,2020,ha,\n".to_vec(), "Excel Workbook (.xlsx)"),
        ("form.xlsx", b"%PDF-1.7 a form as it is printed".to_vec(), "Word form (.docx)"),
    ] {
        let form = folder.path().join(name);
        std::fs::write(&form, bytes).expect("written");
        let filled = folder.path().join("filled");
        let (form, filled) = (form.to_string_lossy().into_owned(), filled.to_string_lossy().into_owned());
        let sources: Vec<PathBuf> = testland().into_iter().filter(|p| p.ends_with("cbd-nr7-headline.xlsx")).collect();
        let out = dunlin(&["fill", &form, "-o", &filled], &sources);
        assert_eq!(out.status.code(), Some(1), "{name}");
        let said = String::from_utf8_lossy(&out.stderr);
        assert!(said.contains(advice) && said.contains(name), "{name}: {said}");
        assert!(!Path::new(&filled).exists(), "{name}");
    }
}

#[test]
fn check_says_what_stops_a_blank_report() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("blank.xlsx");
    let out = dunlin(&["blank", "cites-ir", "--party", "KE", "-o", &path.to_string_lossy()], &[]);
    assert_eq!(out.status.code(), Some(0), "{}", String::from_utf8_lossy(&out.stderr));
    let out = dunlin(&["check", "--json"], &[path]);
    assert_eq!(out.status.code(), Some(1));
    let found = json(&out);
    assert!(found["findings"].as_array().expect("findings").iter().any(|f| text(f, "level") == "BLOCKER"));
}

#[test]
fn map_pairs_prints_the_promised_table() {
    let out = dunlin(&["map", "pairs"], &[]);
    let table = String::from_utf8(out.stdout).expect("UTF-8");
    let mut lines = table.lines();
    assert_eq!(lines.next(), Some("subject\tobject\trelation\treuse\tjustification"));
    assert!(lines.clone().any(|l| l.starts_with("cbd-nr7/III.") && l.contains("[GBF:T")));
    let rows: Vec<Vec<&str>> = lines.map(|l| l.split('\t').collect()).collect();
    assert!(rows.iter().all(|r| r.len() == 5 && r[0] < r[1]));
    let list = json(&dunlin(&["map", "pairs", "--json"], &[]));
    assert_eq!(list.as_array().map(Vec::len), Some(rows.len()));
}

#[test]
fn a_cbd_form_is_filled_in_place_and_the_tools_documents_are_read_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let cbd: Vec<PathBuf> = testland().into_iter().filter(|p| p.to_string_lossy().contains("cbd-nr7-")).collect();

    // The upload form of one indicator, as the tool hands it out.
    let form = folder.path().join("form.xlsx");
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    let headings = [
        "Indicator code",
        "Indicator",
        "Does this data row represent a disaggregation",
        "Disaggregation type",
        "Disaggregation",
        "Year",
        "Unit",
        "Value",
        "Footnote",
    ];
    for (column, heading) in headings.iter().enumerate() {
        sheet.write_string(0, u16::try_from(column).expect("nine"), *heading).expect("a heading");
    }
    sheet.write_string(1, 0, "3.1").expect("a code");
    book.save(&form).expect("saved");
    let filled = folder.path().join("filled.xlsx");
    let (form, filled) = (form.to_string_lossy().into_owned(), filled.to_string_lossy().into_owned());
    let out = dunlin(&["fill", &form, "-o", &filled], &cbd);
    assert_eq!(out.status.code(), Some(0), "{}", String::from_utf8_lossy(&out.stderr));
    let rows = |v: &Value| {
        let answers =
            v["reports"].as_array().expect("reports").iter().flat_map(|r| r["answers"].as_array().expect("answers"));
        answers
            .filter(|a| text(a, "question") == "cbd-nr7/indicator.3.1")
            .flat_map(|a| a["rows"].as_array().cloned().unwrap_or_default())
            .map(|r| (text(&r, "year").to_owned(), text(&r, "value").to_owned()))
            .collect::<BTreeSet<_>>()
    };
    // An official form has no room for sources: they stand in a page beside it.
    let page = std::fs::read_to_string(format!("{filled}.sources.html")).expect("written");
    assert!(page.contains("cbd-nr7-headline.xlsx"), "{page}");
    let back = json(&dunlin(&["read", "--json"], &[PathBuf::from(&filled)]));
    let there = json(&dunlin(&["read", "--json"], &cbd));
    assert!(!rows(&there).is_empty());
    assert_eq!(rows(&back), rows(&there));

    // The documents of the reporting tool say what the report says.
    let bundle = folder.path().join("bundle.json");
    let path = bundle.to_string_lossy().into_owned();
    let out = dunlin(&["prefill", "--to", "cbd-nr7", "-o", &path], &cbd);
    assert!(matches!(out.status.code(), Some(0 | 1)), "{}", String::from_utf8_lossy(&out.stderr));
    let back = json(&dunlin(&["read", "--json"], &[bundle]));
    let codes = |v: &Value| {
        v["reports"]
            .as_array()
            .expect("reports")
            .iter()
            .flat_map(|r| r["answers"].as_array().expect("answers"))
            .filter(|a| !text(a, "question").contains("indicator.") && a["value"].is_string() && a["item"].is_null())
            .map(|a| (text(a, "question").to_owned(), text(a, "value").to_owned()))
            .collect::<BTreeSet<_>>()
    };
    let (was, is) = (codes(&there), codes(&back));
    // An answer whose condition is false is cleared, as the tool would; nothing is added.
    assert!(is.is_subset(&was));
    assert!(is.len() * 10 >= was.len() * 9, "{} of {}", is.len(), was.len());
}
