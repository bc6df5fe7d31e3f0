//! Sharing the work: a core report out to experts and back, and sentences out to a translator and back.

#[path = "support/testland.rs"]
mod testland;

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Output;

use assert_cmd::Command;
use serde_json::{Value, json};
use testland::testland;

fn dunlin(dir: &Path, args: &[&str]) -> Output {
    Command::cargo_bin("dunlin").expect("built").current_dir(dir).args(args).output().expect("runs")
}

/// Runs a verb that is to succeed; what it printed.
fn done(dir: &Path, args: &[&str]) -> String {
    let output = dunlin(dir, args);
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{args:?}\n{out}\n{err}");
    format!("{out}{err}")
}

/// Edits a file as a person would, with another program's library.
fn edit(path: &Path, edits: &Value) {
    let list = path.with_extension("edits.json");
    std::fs::write(&list, edits.to_string()).expect("written");
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/independent/answer.py");
    let output = std::process::Command::new("python3").arg(script).arg(path).arg(&list).output();
    let output = output.expect("this test runs python3: sh tests/run sets it up");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    std::fs::remove_file(list).expect("removed");
}

/// Every answer of a core report by question and item.
fn answers(dir: &Path, file: &str) -> BTreeMap<(String, String), Value> {
    let output = dunlin(dir, &["read", file, "--json"]);
    let all: Value = serde_json::from_slice(&output.stdout).expect("json");
    let mut map = BTreeMap::new();
    for r in all["reports"].as_array().expect("reports") {
        for a in r["answers"].as_array().expect("answers") {
            let key = (a["question"].as_str().unwrap_or("").to_owned(), a["item"].as_str().unwrap_or("").to_owned());
            let mut a = a.clone();
            // Where an answer stands in a workbook is no part of what it says.
            a.as_object_mut().expect("an answer").remove("origin");
            map.insert(key, a);
        }
    }
    map
}

/// Names of the experts' workbooks that hold an answer to a question, without their endings.
fn holders(dir: &Path) -> BTreeMap<String, String> {
    let mut files: Vec<String> = std::fs::read_dir(dir)
        .expect("a folder")
        .flatten()
        .map(|e| e.file_name().to_string_lossy().into_owned())
        .filter(|n| n.ends_with(".xlsx") && !n.starts_with('_'))
        .collect();
    files.sort();
    let mut args = vec!["read", "--json"];
    args.extend(files.iter().map(String::as_str));
    let all: Value = serde_json::from_slice(&dunlin(dir, &args).stdout).expect("json");
    let mut map = BTreeMap::new();
    for r in all["reports"].as_array().expect("reports") {
        let file = r["file"].as_str().unwrap_or("").trim_end_matches(".xlsx").to_owned();
        for a in r["answers"].as_array().expect("answers") {
            map.insert(a["question"].as_str().unwrap_or("").to_owned(), file.clone());
        }
    }
    map
}

#[test]
fn what_experts_answer_comes_back_once_and_none_is_lost() {
    let temp = tempfile::tempdir().expect("a folder");
    let dir = temp.path();
    let files: Vec<String> = testland().iter().map(|f| f.to_string_lossy().into_owned()).collect();
    let mut args = vec!["prefill", "--to", "core", "-o", "core.xlsx"];
    args.extend(files.iter().map(String::as_str));
    dunlin(dir, &args);
    let before = answers(dir, "core.xlsx");
    assert!(before.len() > 500);

    let said = done(dir, &["split", "core.xlsx", "--by", "who", "-o", "experts", "--due", "31 March 2027"]);
    assert!(said.contains("_handed-out.tsv"), "{said}");
    let experts = dir.join("experts");

    // Nobody did anything: nothing changes, and merging again changes nothing either.
    let said = done(dir, &["merge", "experts", "-o", "merged.xlsx"]);
    assert_eq!(answers(dir, "merged.xlsx"), before);
    // National targets are known as tags in workbooks without the register of targets.
    assert!(!said.contains("no tag"), "{said}");

    // One expert in Excel, one in Word, one who answers another's question.
    let holders = holders(&experts);
    let (wetlands, wild) = (&holders["ramsar-cop14/9.1"], &holders["cms-cop14/IV.1"]);
    assert_ne!(wetlands, wild);
    edit(
        &experts.join(format!("{wetlands}.xlsx")),
        &json!([
            {"question": "ramsar-cop14/9.1", "column": "details", "text": "The policy was adopted in March."},
            {"question": "core/measures", "add": {"title": "Reed bed programme", "period": "2024-"}},
        ]),
    );
    edit(&experts.join(format!("{wild}.docx")), &json!([{"question": "cms-cop14/IV.1", "part": "v", "text": "No"}]));
    let said = done(dir, &["merge", "experts", "-o", "core.xlsx"]);
    assert!(said.contains("3 answers taken over"), "{said}");
    let after = answers(dir, "core.xlsx");
    let at = |q: &str| after.get(&(q.to_owned(), String::new())).cloned().unwrap_or_default();
    assert_eq!(at("ramsar-cop14/9.1")["details"], "The policy was adopted in March.");
    assert_eq!(at("ramsar-cop14/9.1")["value"], before[&("ramsar-cop14/9.1".to_owned(), String::new())]["value"]);
    assert!(at("ramsar-cop14/9.1")["attribution"]["confirmed_by"].is_string());
    assert_eq!(at("cms-cop14/IV.1")["value"], "no");
    let rows = at("core/measures")["rows"].as_array().cloned().unwrap_or_default();
    let row = rows.iter().find(|r| r["title"] == "Reed bed programme").expect("the measure came back");
    assert!(row["id"].as_str().is_some_and(|id| !id.is_empty()));
    for (key, a) in &before {
        if !["ramsar-cop14/9.1", "cms-cop14/IV.1", "core/measures"].contains(&key.0.as_str()) {
            assert_eq!(after.get(key), Some(a), "untouched");
        }
    }
    done(dir, &["merge", "experts", "-o", "core.xlsx"]);
    assert_eq!(answers(dir, "core.xlsx"), after, "merging twice is merging once");
    let bytes = std::fs::read(dir.join("core.xlsx")).expect("written");
    done(dir, &["merge", "experts", "-o", "core.xlsx"]);
    assert!(bytes == std::fs::read(dir.join("core.xlsx")).expect("written"), "the same bytes");

    // A second contributor differs from what is in the core report by now: both are shown, neither lost.
    let copy = experts.join(format!("{wetlands} (2).xlsx"));
    std::fs::copy(experts.join(format!("{wetlands}.xlsx")), &copy).expect("copied");
    edit(
        &copy,
        &json!([{"question": "ramsar-cop14/9.1", "column": "details", "text": "The policy is still a draft."}]),
    );
    let said = done(dir, &["merge", "experts", "-o", "core.xlsx"]);
    assert!(said.contains("merge-differs") || said.contains("differ"), "{said}");
    let after = answers(dir, "core.xlsx");
    let nine = &after[&("ramsar-cop14/9.1".to_owned(), String::new())];
    assert_eq!(nine["details"], "The policy was adopted in March.");
    let kept = after[&("core/contributions".to_owned(), String::new())]["rows"].as_array().cloned().unwrap_or_default();
    assert!(kept.iter().any(|r| r["details"] == "The policy is still a draft."), "{kept:?}");
}

#[test]
fn sentences_go_out_to_a_translator_and_back() {
    let temp = tempfile::tempdir().expect("a folder");
    let dir = temp.path();
    done(dir, &["blank", "core", "--party", "QM", "-o", "core.xlsx"]);
    edit(
        &dir.join("core.xlsx"),
        &json!([
            {"question": "core/measures", "add": {"title": "Wetland Act", "period": "2020-", "text-en": "It protects wetlands."}},
            {"question": "core/measures", "add": {"title": "Forest Act", "period": "2021-", "text-en": "It protects wetlands."}},
        ]),
    );
    let said = done(dir, &["translate", "core.xlsx", "--to", "fr", "-o", "sentences.xlsx"]);
    assert!(said.contains("3 texts"), "each once: {said}");
    let rows = answers(dir, "sentences.xlsx")[&("core/sentences".to_owned(), String::new())]["rows"].clone();
    assert_eq!(rows.as_array().map(Vec::len), Some(3));
    // As it went out: a question, not an answer.
    done(dir, &["merge", "sentences.xlsx", "-o", "core.xlsx"]);
    assert!(!answers(dir, "core.xlsx").contains_key(&("core/sentences".to_owned(), String::new())));
    translate(&dir.join("sentences.xlsx"), "It protects wetlands.", "Elle protège les zones humides.");
    done(dir, &["merge", "sentences.xlsx", "-o", "core.xlsx"]);
    let rows = answers(dir, "core.xlsx")[&("core/sentences".to_owned(), String::new())]["rows"].clone();
    assert_eq!(rows.as_array().map(Vec::len), Some(1), "{rows}");
    assert_eq!(rows[0]["fr"], "Elle protège les zones humides.");
    let said = done(dir, &["translate", "core.xlsx", "--to", "fr", "-o", "more.xlsx"]);
    assert!(said.contains("2 texts"), "{said}");
    let said = dunlin(dir, &["translate", "core.xlsx", "--to", "de", "-o", "x.xlsx"]);
    assert_eq!(said.status.code(), Some(2));
}

/// Writes a translation beside its original.
fn translate(path: &Path, original: &str, translation: &str) {
    let script = "import sys, openpyxl\n\
        b = openpyxl.load_workbook(sys.argv[1])\n\
        for s in b.worksheets:\n\
        \x20   head = next((r for r in s.iter_rows(max_row=12) if any(c.value == 'dunlin:column:en' for c in r)), None)\n\
        \x20   if head is None: continue\n\
        \x20   at = {c.value: c.column for c in head}\n\
        \x20   for r in range(head[0].row + 1, s.max_row + 1):\n\
        \x20       if s.cell(r, at['dunlin:column:en']).value == sys.argv[2]:\n\
        \x20           s.cell(r, at['dunlin:column:fr']).value = sys.argv[3]\n\
        b.save(sys.argv[1])\n";
    let output =
        std::process::Command::new("python3").args(["-c", script]).arg(path).args([original, translation]).output();
    let output = output.expect("this test runs python3: sh tests/run sets it up");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
