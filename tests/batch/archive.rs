//! Folder trees for the tests, made of Testland's files and of small tables in real layouts.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use assert_cmd::Command;
use dunlin::catalogue::Catalogue;
use tempfile::TempDir;

/// A folder with what is read (`IN`) and what is written (`OUT`).
pub(crate) struct Tree(TempDir);

impl Tree {
    pub(crate) fn new() -> Tree {
        let tree = Tree(tempfile::tempdir().expect("a folder"));
        fs::create_dir(tree.dir()).expect("a folder");
        tree
    }

    pub(crate) fn base(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn dir(&self) -> PathBuf {
        self.base().join("IN")
    }

    pub(crate) fn at(&self, name: &str) -> PathBuf {
        self.dir().join(name)
    }

    pub(crate) fn out_path(&self, name: &str) -> PathBuf {
        self.base().join("OUT").join(name)
    }

    pub(crate) fn out(&self, name: &str) -> Vec<u8> {
        fs::read(self.out_path(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
    }

    pub(crate) fn put(&self, name: &str, bytes: &[u8]) {
        let path = self.at(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, bytes).expect("written");
    }

    pub(crate) fn copy(&self, from: &str, to: &str) {
        self.put(to, &fs::read(self.at(from)).expect("there"));
    }

    /// The example of the project.
    pub(crate) fn testland(&self, under: &str) {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/testland");
        for entry in fs::read_dir(folder).expect("part of the project").flatten() {
            if entry.file_type().is_ok_and(|t| t.is_file()) {
                let name = format!("{under}/{}", entry.file_name().to_string_lossy());
                self.put(&name, &fs::read(entry.path()).expect("readable"));
            }
        }
    }
}

/// Runs the program beside the folders.
pub(crate) fn dunlin(args: &[&str], tree: &Tree) -> Output {
    Command::cargo_bin("dunlin").expect("built").current_dir(tree.base()).args(args).output().expect("runs")
}

pub(crate) fn json(output: &Output) -> serde_json::Value {
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|e| panic!("{e}\n{}", String::from_utf8_lossy(&output.stderr)))
}

/// Every file below a folder.
pub(crate) fn bytes_below(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut open = vec![dir.to_owned()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(&next).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(dir).expect("below").to_string_lossy().replace('\\', "/");
                found.insert(name, fs::read(&path).expect("readable"));
            }
        }
    }
    found
}

fn records(rows: &[Vec<String>]) -> Vec<u8> {
    let mut out = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    for row in rows {
        out.write_record(row).expect("memory");
    }
    out.into_inner().expect("memory")
}

fn row(cells: &[&str]) -> Vec<String> {
    cells.iter().map(|c| (*c).to_owned()).collect()
}

/// A CITES report as a table; `first` is how its first question is answered.
pub(crate) fn cites(party: &str, period: &str, first: &str) -> Vec<u8> {
    cites_rows(party, period, first, 40)
}

/// The beginning of the same report.
pub(crate) fn cites_part(party: &str, period: &str, first: &str) -> Vec<u8> {
    cites_rows(party, period, first, 15)
}

fn cites_rows(party: &str, period: &str, first: &str, most: usize) -> Vec<u8> {
    let catalogue = Catalogue::builtin();
    let format = catalogue.format("cites-ir").expect("built in");
    let mut rows = vec![row(&["CITES implementation report"])];
    if !party.is_empty() {
        rows.push(row(&["Party", party]));
    }
    rows.push(row(&["Period", period]));
    rows.push(row(&["No.", "Question", "Answer", "Details"]));
    let plain = |q: &&dunlin::model::Question| {
        q.kind.is_single_choice() && !q.number.is_empty() && q.option("yes").is_some() && q.option("no").is_some()
    };
    for (n, q) in format.questions.iter().filter(plain).take(most).enumerate() {
        let code = if n == 0 { first } else { ["yes", "no"][n % 2] };
        rows.push(row(&[&q.number, &q.label.en, &q.option(code).expect("an option").text.en, ""]));
    }
    records(&rows)
}

/// The questionnaire of all respondents of the Online Reporting System: Samplia and Exampletania.
pub(crate) fn respondents() -> Vec<u8> {
    let catalogue = Catalogue::builtin();
    let q = |key: &str| catalogue.question(&format!("cms-cop14/{key}")).expect("built in");
    let o = |key: &str, code: &str| q(key).option(code).expect("an option").text.en.clone();
    let stamp = " [[timestamp: 2023-04-10 09:00:00 UTC]]";
    let ban = ".--IV. Legal ban on taking";
    records(&[
        row(&["Section", "Question", "ID", "Party: Samplia", "Jo Example"]),
        row(&["Region", "", "", "Asia", "Africa"]),
        row(&["Country", "", "", "Samplia", "Exampletania"]),
        row(&["e-mail", "", "", "a@samplia.example", "jo@example.org"]),
        row(&[".CMS COP14 national report"]),
        row(&[
            ban,
            &q("IV.1").label.en,
            "IV.1",
            &format!("{}{stamp}", o("IV.1", "no")),
            &format!("{}{stamp}", o("IV.1", "yes-for-some-species")),
        ]),
        row(&[
            ban,
            &q("IV.1a").label.en,
            "IV.1a",
            &format!("=HYPERLINK(\"https://samplia.example\") is a text{stamp}"),
            &format!("The law of 2010{stamp}"),
        ]),
    ])
}
