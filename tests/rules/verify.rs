//! Mistakes in rules, named by file and line.

use std::fs;

use dunlin::catalogue::Catalogue;
use dunlin::crosswalk::rules::vocabulary::REGISTERS;
use dunlin::crosswalk::{Crosswalk, verify};
use dunlin::model::register::column;

use super::support::{catalogue, crosswalk};

#[test]
fn the_built_in_rules_have_no_mistake() {
    let found: Vec<String> = verify(crosswalk(), catalogue())
        .into_iter()
        .filter(|f| f.file.contains("rules"))
        .map(|f| format!("{} {}: {}", f.file, f.place, f.message))
        .collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn registers_have_the_columns_of_the_template() {
    for r in REGISTERS {
        let q = catalogue().question(&format!("core/{}", r.name)).expect(r.name);
        let reserved = [column::ID, column::CONFIRMED];
        let columns: Vec<&str> = q.columns.iter().map(|c| c.code.as_str()).filter(|c| !reserved.contains(c)).collect();
        for (code, values) in r.columns {
            let c = q.columns.iter().find(|c| c.code == *code).unwrap_or_else(|| panic!("{}.{code}", r.name));
            let options: Vec<&str> = c.options.iter().map(|o| o.code.as_str()).collect();
            assert_eq!(options, *values, "{}.{code}", r.name);
        }
        assert_eq!(columns.len(), r.columns.len(), "{}: {columns:?}", r.name);
    }
}

/// A rule, and what is said of it.
const WRONG: &[(&str, &str)] = &[
    (
        r#"to = "ramsar-cop14/99"
option = "A"
when = ["fact recipient = yes"]"#,
        "no such question",
    ),
    (
        r#"to = "ramsar-cop14/17.5"
option = "Q"
when = ["fact recipient = yes"]"#,
        "no option Q",
    ),
    (
        r#"to = "ramsar-cop14/17.5"
option = "A"
when = ["any supports: direction = received"]"#,
        "no register \"supports\"",
    ),
    (
        r#"to = "ramsar-cop14/17.5"
option = "A"
when = ["any support: directon = received"]"#,
        "no column \"directon\"",
    ),
    (
        r#"to = "ramsar-cop14/17.5"
option = "A"
when = ["any support: direction = recieved"]"#,
        "cannot be \"recieved\"",
    ),
    (
        r#"to = "ramsar-cop14/16.8"
option = "A"
when = ["any measures: subjects has swamps"]"#,
        "cannot be \"swamps\"",
    ),
    (
        r#"to = "ramsar-cop14/17.5"
option = "B"
when = ["none support: direction = received"]"#,
        "need not be complete",
    ),
    (
        r#"to = "ramsar-cop14/17.5"
option = "B"
when = ["any support: direction = given"]"#,
        "without a complete list",
    ),
    (
        r#"to = "ramsar-cop14/1.1#a"
option = "A"
when = ["answer ramsar-cop14/9.1 in B"]"#,
        "does not entail",
    ),
    (
        r#"to = "cbd-nr7/6_1"
option = "fully"
when = ["answer ramsar-cop14/4.2 in A"]"#,
        "another format",
    ),
    (
        r#"to = "ramsar-cop14/5.7"
count = "sites: lists has ramsar"
qualifier = "E""#,
        "without being complete",
    ),
    (
        r#"to = "ramsar-cop14/17.5"
option = "A"
when = ["some support"]"#,
        "begins with none of",
    ),
    (
        r#"to = "ramsar-cop14/17.5"
option = "A"
when = ["complete measures", "any measures: kind = law"]"#,
        "cannot be declared complete",
    ),
];

#[test]
fn every_mistake_is_named_by_file_and_line() {
    let dir = tempfile::tempdir().expect("a folder");
    fs::create_dir(dir.path().join("mappings")).expect("a folder");
    let reason = "reason = { en = \"x\", fr = \"x\", es = \"x\" }";
    for (rule, message) in WRONG {
        let text = format!("# mine\n\n[[rule]]\n{rule}\n{reason}\n");
        fs::write(dir.path().join("mappings/rules.toml"), text).expect("a file");
        let own = Catalogue::with_folder(dir.path()).expect("a catalogue");
        let found = verify(&Crosswalk::load(&own), &own);
        let hit = found.iter().find(|f| f.message.contains(message));
        let hit = hit.unwrap_or_else(|| panic!("{message}: {found:#?}"));
        assert!(hit.file.ends_with("mappings/rules.toml"), "{}", hit.file);
        assert_eq!(hit.place, "line 3", "{message}");
    }
    let two = format!(
        "[[rule]]\nto = \"ramsar-cop14/17.5\"\noption = \"A\"\nwhen = [\"any support: direction = received\"]\n{reason}\n\n[[rule]]\nto = \"ramsar-cop14/17.5\"\noption = \"Z\"\nwhen = [\"fact recipient = no\"]\n{reason}\n"
    );
    fs::write(dir.path().join("mappings/rules.toml"), two).expect("a file");
    let own = Catalogue::with_folder(dir.path()).expect("a catalogue");
    let found = verify(&Crosswalk::load(&own), &own);
    assert!(found.iter().any(|f| f.message.contains("can both hold") && f.place == "line 7"), "{found:#?}");
}
