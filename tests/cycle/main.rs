//! A second cycle by script: Testland's core report filled and sent, then the next one made of it, in which a tenth
//! of the facts changed. What a focal point has to do is counted cell by cell, and so is what the four forms would
//! take, filled one by one with last cycle's reports beside. No time is measured anywhere: seconds are a model.
//!
//! `docs/core-report.md` records the figures; a test holds that they are these.

#[path = "../support/testland.rs"]
mod testland;

mod count;
mod script;
mod worth;

use std::collections::BTreeMap;
use std::path::Path;

use assert_cmd::Command;
use dunlin::model::{Draft, Period, Time, Value};
use serde_json::Value as Json;

use count::{Done, Tally, Words};
use script::{Truth, World};
use testland::testland;

/// The years of the first cycle, which the files of Testland lead up to, and of the next.
const FIRST: &str = "2024-2026";
const NEXT: &str = "2027-2029";

pub(crate) fn period(text: &str) -> Period {
    Period::parse(text).expect("years")
}

/// Runs a command as a focal point types it; what it printed.
fn dunlin(dir: &Path, args: &[&str]) -> String {
    let output = Command::cargo_bin("dunlin").expect("built").current_dir(dir).args(args).output().expect("runs");
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{args:?}\n{out}\n{err}");
    out.into_owned()
}

/// Edits a workbook as a person would, with another program's library.
fn edit(path: &Path, edits: &[Json]) {
    let list = path.with_extension("edits.json");
    std::fs::write(&list, Json::from(edits.to_vec()).to_string()).expect("written");
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/independent/answer.py");
    let output = std::process::Command::new("python3").arg(script).arg(path).arg(&list).output();
    let output = output.expect("this test runs python3: sh tests/run sets it up");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// Everything the script did, counted.
struct Cycle {
    tally: Tally,
    forms: Tally,
    words: Words,
}

fn cycle(world: &World, dir: &Path) -> Cycle {
    // The first cycle: the old reports into one workbook, which is filled and sent.
    let files: Vec<String> = testland().iter().map(|f| f.to_string_lossy().into_owned()).collect();
    let mut args = vec!["prefill", "--to", "core", "--period", FIRST, "-o", "core.xlsx"];
    args.extend(files.iter().map(String::as_str));
    dunlin(dir, &args);
    let first = script::filled(world, world.read(&dir.join("core.xlsx")));
    std::fs::write(dir.join("core.xlsx"), world.write(&first)).expect("written");
    dunlin(dir, &["prefill", "--to", "all", "--snapshot", "-o", "sent/", "core.xlsx"]);
    let before = script::said(&first.drafted.drafts);

    // The next cycle.
    dunlin(dir, &["prefill", "--to", "core", "--previous", "core.xlsx", "--period", NEXT, "-o", "next.xlsx"]);
    let next = world.next(world.read(&dir.join("core.xlsx")), "core.xlsx");
    assert!(
        world.write(&next) == std::fs::read(dir.join("next.xlsx")).expect("written"),
        "what is counted is what is written"
    );
    for d in &next.drafted.drafts {
        is_so_again_if_at_all(d, world);
    }
    let now = script::changed(&before, world);

    let mut done = Done::default();
    for d in next.drafted.drafts.iter().filter(|d| !d.question.starts_with("core/")) {
        done.settle(d, &before, &now, world);
    }
    edit(&dir.join("next.xlsx"), &done.edits);
    let printed = dunlin(dir, &["prefill", "--to", "all", "--snapshot", "--json", "-o", "sent-next/", "next.xlsx"]);
    let sent: Json = serde_json::from_str(&printed).expect("json");
    stands(&sent, &now);
    Cycle { forms: count::forms(&before, &now), words: count::sent_words(&sent, world), tally: done.tally }
}

/// Of last cycle's answers *yes* takes options and words only, and of a question about the period no words that tell
/// of a year in it.
fn is_so_again_if_at_all(d: &Draft, world: &World) {
    let Some(o) = d.offered.as_ref().filter(|o| o.made.is_none()) else { return };
    let q = world.question(&d.question);
    assert!(d.value.is_none() && d.details.is_none(), "{}: never in the cell by itself", d.question);
    assert!(!matches!(o.value, Some(Value::Number { .. } | Value::Date(_))), "{}", d.question);
    let text = if let Some(Value::Text(t)) = &o.value { t.as_str() } else { "" };
    let words = [text, o.details.as_deref().unwrap_or_default()];
    for t in words.into_iter().chain(o.columns.iter().flat_map(|r| r.values()).map(String::as_str)) {
        let moved = script::shifted(t, period(FIRST).from, 1);
        assert!(q.time == Time::Standing || moved == t, "{}: {t}", d.question);
    }
}

/// What was sent says what is true now.
fn stands(sent: &Json, now: &Truth) {
    let mut found: BTreeMap<(String, String), &Json> = BTreeMap::new();
    for d in sent.as_array().into_iter().flatten().flat_map(|r| r["drafts"].as_array().into_iter().flatten()) {
        let text = |name: &str| d[name].as_str().unwrap_or_default().to_owned();
        found.insert((text("question"), text("item")), d);
    }
    let mut wrong = Vec::new();
    for (key, fact) in now {
        let d = found.get(&(key.0.clone(), key.1.clone().unwrap_or_default())).copied().unwrap_or(&Json::Null);
        if d["standing"] == "not-asked" {
            continue;
        }
        let value = serde_json::to_value(&fact.value).expect("json");
        if d["value"] != value || d["details"].as_str() != fact.details.as_deref() {
            wrong.push(format!(
                "{key:?} {} is {} {}, not {value} {:?}",
                d["standing"], d["value"], d["details"], fact.details
            ));
        }
    }
    assert!(wrong.is_empty(), "{} of {}\n{}", wrong.len(), now.len(), wrong.join("\n"));
}

#[test]
fn a_second_cycle_is_mostly_confirming() {
    let temp = tempfile::tempdir().expect("a folder");
    let c = cycle(&World::new(), temp.path());
    assert!(c.tally.confirm * 2 > c.tally.cells, "{:?}", c.tally);
    assert_eq!(c.tally.cells, c.tally.nothing + c.tally.confirm + c.tally.other);
    recorded(&lines(&c));
}

/// The figures, as `docs/core-report.md` has them.
fn lines(c: &Cycle) -> Vec<String> {
    let (t, f) = (&c.tally, &c.forms);
    let row = |what: &str, a: &str, b: &str| format!("| {what} | {a} | {b} |");
    let of = |part: usize| format!("{part} ({} %)", count::percent(part, t.cells));
    let both = |what: &str, a: usize, b: usize| row(what, &a.to_string(), &b.to_string());
    let hours = |tenths: usize| format!("{}.{}", tenths / 10, tenths % 10);
    vec![
        both("questions with an answer", t.questions, f.questions),
        both("cells: answers, and details beside them", t.cells, f.cells),
        row("nothing to do", &of(t.nothing), &of(f.nothing)),
        row("only to confirm", &of(t.confirm), &of(f.confirm)),
        row("anything else", &of(t.other), &of(f.other)),
        row("of these, the fact changed", &of(t.changed), &of(f.changed)),
        row("words of the period brought up to date", &of(t.updated), &of(f.updated)),
        row("as it was, and given again", &of(t.again), &of(f.again)),
        both("*yes* chosen", t.yes, f.yes),
        both("options chosen, ticks, figures", t.chosen, f.chosen),
        both("texts copied", t.copied, f.copied),
        both("texts written or changed", t.written, f.written),
        both("all acts", t.acts(), f.acts()),
        both("words typed", t.typed, f.typed),
        row(
            "words of text answers sent that come from measures",
            &format!("{} of {}", c.words.composed, c.words.all),
            "none",
        ),
        row("hours by the model", &hours(t.tenths_of_hours(false)), &hours(f.tenths_of_hours(true))),
    ]
}

/// Every line stands in the page that records figures.
fn recorded(lines: &[String]) {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/core-report.md");
    let page = std::fs::read_to_string(page).expect("the page");
    let gone: Vec<&String> = lines.iter().filter(|l| !page.lines().any(|p| p == l.as_str())).collect();
    assert!(gone.is_empty(), "docs/core-report.md does not have\n{}", lines.join("\n"));
}
