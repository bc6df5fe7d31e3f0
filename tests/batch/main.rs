//! `dunlin batch` on folder trees of anything: what it writes, what it names, and that stopping it at
//! any point changes nothing of the result.

mod archive;
mod stopping;

use std::fs;
use std::path::Path;
use std::process::Command;

use archive::{Tree, bytes_below, dunlin, json};
use dunlin::catalogue::Catalogue;
use dunlin::crosswalk::Crosswalk;
use dunlin::read::{Context, Options, read_file};

/// Everything that may be in a folder, hostile files included.
fn anything() -> Tree {
    let tree = Tree::new();
    tree.testland("testland");
    tree.copy("testland/ramsar-2018-2020.xlsx", "copies/sent again.xlsx");
    tree.put("ors/all.csv", &archive::respondents());
    tree.put("Samplia/cites.csv", &archive::cites("", "2018-2020", "no"));
    tree.put("Samplia/part of it.csv", &archive::cites_part("", "2018-2020", "no"));
    tree.put("Samplia/other version.csv", &archive::cites("", "2018-2020", "yes"));
    tree.put("cites of nobody.csv", &archive::cites("", "2015-2017", "yes"));
    let workbook = fs::read(tree.at("testland/ramsar-2018-2020.xlsx")).expect("copied");
    tree.put("bad/cut short.xlsx", &workbook[..workbook.len() / 2]);
    tree.put("bad/empty.csv", b"");
    tree.put("bad/noise.bin", &(0..5000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect::<Vec<_>>());
    tree.put("bad/deep.json", "[".repeat(100_000).as_bytes());
    tree.put("bad/<b>&\"quoted\" 'name' é.csv", b"a,b\n1,2\n");
    tree.put("bad/old.doc", &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, 0, 0, 0]);
    tree.put("~$open.xlsx", b"lock");
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(tree.dir(), tree.at("bad/loop")).expect("a link");
        std::os::unix::fs::symlink("nowhere.csv", tree.at("bad/broken link.csv")).expect("a link");
    }
    tree
}

#[test]
fn every_party_of_a_tree_gets_its_reports_and_everything_is_named() {
    let tree = anything();
    let output = dunlin(&["batch", "IN", "-o", "OUT", "--to", "all", "--json"], &tree);
    assert_eq!(output.status.code(), Some(1), "unusable files colour the exit code");
    let run = json(&output);
    assert_eq!(run, serde_json::from_slice::<serde_json::Value>(&tree.out("run.json")).expect("run.json"));

    let files = run["files"].as_array().expect("files");
    let file = |name: &str| files.iter().find(|f| f["file"] == name).unwrap_or_else(|| panic!("{name}"));
    let twice = [file("copies/sent again.xlsx"), file("testland/ramsar-2018-2020.xlsx")];
    assert!(twice[0]["copy_of"].is_null() && twice[1]["copy_of"] == "copies/sent again.xlsx", "the first name is read");
    for bad in files.iter().filter(|f| f["file"].as_str().is_some_and(|n| n.starts_with("bad/"))) {
        assert!(bad["unusable"].is_string(), "{bad}");
    }
    assert!(files.iter().all(|f| f["file"] != "~$open.xlsx"));

    let parties = run["parties"].as_array().expect("parties");
    let codes: Vec<&str> = parties.iter().map(|p| p["party"].as_str().unwrap_or("-")).collect();
    assert_eq!(codes, ["QM", "QN", "QP", "-"]);
    let read = |n: usize| parties[n]["read"].as_array().expect("read");
    assert_eq!(read(3)[0]["file"], "cites of nobody.csv");
    let part = read(1).iter().find(|r| r["file"] == "Samplia/part of it.csv").expect("read");
    assert_eq!(part["same_as"], "Samplia/cites.csv");
    // Testland's newest: its CITES report is kept, for the years it covers; Samplia's CMS report came
    // from the questionnaire of all.
    let written = |n: usize, format: &str| {
        let list = parties[n]["written"].as_array().expect("written");
        list.iter().find(|w| w["format"] == format).unwrap_or_else(|| panic!("{format}")).clone()
    };
    assert_eq!(written(0, "cites-ir")["period"], "2021-2023");
    assert_eq!(written(1, "cites-ir")["period"], "2018-2020");
    assert!(written(0, "cites-ir")["standings"]["kept"].as_u64() > Some(10));
    assert!(written(1, "cites-ir")["standings"]["conflict"].as_u64() >= Some(1), "two versions differ");
    assert!(written(2, "cms-cop14")["standings"]["kept"].as_u64() >= Some(1));

    let findings = String::from_utf8(tree.out("dataset/findings.csv")).expect("text");
    for code in
        ["duplicate-file", "duplicate-report", "reports-differ", "party-from-folder", "file-skipped", "file-damaged"]
    {
        assert!(findings.contains(&format!(",{code},")), "{code}");
    }
    #[cfg(unix)]
    for code in ["link-not-followed", "file-unreadable"] {
        assert!(findings.contains(&format!(",{code},")), "{code}");
    }

    // Every workbook is what its name says, read by dunlin as any other file.
    let catalogue = Catalogue::builtin();
    let crosswalk = Crosswalk::load(&catalogue);
    let context = Context { catalogue: &catalogue, crosswalk: &crosswalk, options: &Options::default() };
    for p in parties.iter().take(3) {
        let list = p["written"].as_array().expect("written");
        assert_eq!(list.len(), 4);
        for w in list {
            let reading = read_file(&tree.out_path(w["file"].as_str().expect("a name")), &context);
            assert_eq!(reading.reports.len(), 1, "{w}");
            assert_eq!(reading.reports[0].party.map(|p| p.code().to_owned()).as_deref(), p["party"].as_str());
            assert_eq!(reading.reports[0].format, w["format"].as_str().unwrap_or_default());
        }
    }

    // No contact and nobody's address in what is made for analysis, and none of its state is left.
    assert!(!tree.out_path(dunlin::batch::STATE).exists());
    let people: Vec<&str> = catalogue
        .format_ids()
        .filter_map(|id| catalogue.format(id))
        .flat_map(|f| f.questions.iter().filter(|q| q.personal).map(|q| q.id.as_str()))
        .collect();
    assert!(!people.is_empty());
    for table in ["answers", "drafts"] {
        let text = String::from_utf8(tree.out(&format!("dataset/{table}.csv"))).expect("text");
        let mut rows = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        let at = rows.headers().expect("a heading").iter().position(|h| h == "question").expect("a column");
        let asked: Vec<String> = rows.records().map(|r| r.expect("a row")[at].to_owned()).collect();
        assert!(asked.len() > 500, "{table}");
        assert!(asked.iter().all(|q| !people.contains(&q.as_str())), "{table}");
    }
    for (name, bytes) in bytes_below(&tree.out_path("")) {
        if name.ends_with(".xlsx") {
            continue;
        }
        let text = String::from_utf8_lossy(&bytes).into_owned();
        assert!(!text.contains("jo@example.org"), "{name}");
        assert!(!text.contains(&*tree.dir().to_string_lossy()), "{name} names a folder of this machine");
        assert!(!(name.ends_with(".html") && text.contains("<b>")), "{name}: a file's name is no markup");
    }

    independently(&tree);
}

/// DuckDB reads the tables and runs the queries of the documentation.
fn independently(tree: &Tree) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let output = Command::new("python3")
        .arg(root.join("tests/independent/check_dataset.py"))
        .args([tree.out_path(""), root.join("docs/analysis.md")])
        .output()
        .expect("this test runs python3: install Python 3, then `python3 -m pip install duckdb`");
    assert!(
        output.status.success(),
        "{}{}\n(this test needs duckdb: `python3 -m pip install duckdb`)",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}

#[test]
fn nothing_is_replaced_unless_asked_and_nothing_but_what_a_run_wrote() {
    let tree = Tree::new();
    tree.put("QN/cites.csv", &archive::cites("", "2018-2020", "no"));
    let batch = |more: &[&str]| {
        let mut args = vec!["batch", "IN", "-o", "OUT", "--to", "cites-ir"];
        args.extend(more);
        let output = dunlin(&args, &tree);
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    // Into a folder with something of somebody's.
    fs::create_dir_all(tree.out_path("QN")).expect("a folder");
    fs::write(tree.out_path("QN/my notes.txt"), "mine").expect("a file");
    let (code, said) = batch(&[]);
    assert!(code == Some(1) && said.contains("--force"), "{said}");
    assert_eq!(batch(&["--force"]).0, Some(0));
    let first = bytes_below(&tree.out_path(""));
    assert!(first.contains_key("QN/QN-cites-ir.xlsx") && first.contains_key("QN/my notes.txt"));

    // The run came to its end: there is nothing to go on with, and nothing changes.
    let (code, said) = batch(&["--resume"]);
    assert!(code == Some(1) && said.contains("came to its end"), "{said}");
    assert_eq!(bytes_below(&tree.out_path("")), first);

    // Anew, for another Party: what was Samplia's is gone, what is somebody's stays.
    fs::remove_dir_all(tree.at("QN")).expect("removed");
    tree.put("QP/cites.csv", &archive::cites("", "2018-2020", "no"));
    assert_eq!(batch(&["--force"]).0, Some(0));
    let second = bytes_below(&tree.out_path(""));
    assert!(!second.contains_key("QN/QN-cites-ir.xlsx") && second.contains_key("QP/QP-cites-ir.xlsx"));
    assert_eq!(second.get("QN/my notes.txt").map(Vec::as_slice), Some(&b"mine"[..]));

    for (args, about) in [
        (&["batch", "IN", "-o", "IN", "--to", "all"][..], "around the reports"),
        (&["batch", "IN/nowhere", "-o", "OUT2", "--to", "all"], "no such folder"),
        (&["batch", "IN", "-o", "OUT2", "--to", "ramsar-cop13"], "older edition"),
        (&["batch", "IN", "-o", "OUT2", "--to", "all", "--jobs", "0"], "no workers"),
    ] {
        let output = dunlin(args, &tree);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && said.contains(about), "{said}");
        assert!(!tree.base().join("OUT2").exists());
    }
}
