//! A run that is stopped, asked or killed, and resumed, ends with the bytes of one that was not.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

use dunlin::batch::{Halt, Options, STATE, Watch, run};
use dunlin::catalogue::Catalogue;
use dunlin::crosswalk::Crosswalk;
use dunlin::model::Lang;

use crate::archive::{Tree, bytes_below, cites, cites_part, dunlin, respondents};

/// Few and small files, some broken, of three Parties.
fn small() -> Tree {
    let tree = Tree::new();
    tree.put("all.csv", &respondents());
    tree.put("Samplia/2018.csv", &cites("", "2018-2020", "no"));
    tree.put("Samplia/2021.csv", &cites("", "2021-2023", "yes"));
    tree.put("Samplia/2021 again.csv", &cites_part("", "2021-2023", "no"));
    tree.put("t/testland.csv", &cites("Testland", "2018-2020", "no"));
    tree.put("t/copy.csv", &cites("Testland", "2018-2020", "no"));
    tree.put("nobody.csv", &cites("", "2015-2017", "no"));
    tree.put("bad.xlsx", b"PK\x03\x04 and no more");
    tree
}

/// Says *stop* after so many questions.
struct After(AtomicUsize);

impl Watch for After {
    fn stop(&self) -> bool {
        self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |n| n.checked_sub(1)).is_err()
    }
}

struct World {
    catalogue: Catalogue,
    crosswalk: Crosswalk,
}

impl World {
    fn run(&self, tree: &Tree, out: &Path, jobs: usize, resume: bool, watch: &dyn Watch) -> Result<(), Halt> {
        let options = Options {
            dir: &tree.dir(),
            out,
            targets: self.catalogue.format("cites-ir").into_iter().collect(),
            party: None,
            period: None,
            lang: Lang::En,
            read_lang: None,
            format: None,
            jobs: Some(jobs),
            resume,
            force: false,
        };
        run(&options, &self.catalogue, &self.crosswalk, watch).map(|_| ())
    }
}

/// Numbers that look random and are the same on every machine.
fn dice(seed: u64) -> impl FnMut(usize) -> usize {
    let mut state = seed;
    move |below| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap_or(0) % below
    }
}

fn same(a: &BTreeMap<String, Vec<u8>>, b: &BTreeMap<String, Vec<u8>>, when: &str) {
    let names = |m: &BTreeMap<String, Vec<u8>>| m.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(a), names(b), "{when}");
    for (name, bytes) in a {
        assert!(b.get(name) == Some(bytes), "{name} differs {when}");
    }
}

#[test]
fn a_run_stopped_again_and_again_ends_as_one_that_was_not() {
    let catalogue = Catalogue::builtin();
    let crosswalk = Crosswalk::load(&catalogue);
    let w = World { catalogue, crosswalk };
    let tree = small();
    let never = After(AtomicUsize::new(usize::MAX));
    w.run(&tree, &tree.base().join("whole"), 1, false, &never).expect("to its end");
    let whole = bytes_below(&tree.base().join("whole"));
    assert!(
        whole.contains_key("QN/QN-cites-ir.xlsx") && whole.contains_key("dataset/answers.csv"),
        "{:?}",
        whole.keys()
    );
    let asked = usize::MAX - never.0.load(Ordering::Relaxed);

    for jobs in [2, 5] {
        let out = tree.base().join(format!("jobs-{jobs}"));
        w.run(&tree, &out, jobs, false, &After(AtomicUsize::new(usize::MAX))).expect("to its end");
        same(&whole, &bytes_below(&out), "with other workers");
    }

    let mut dice = dice(20_261_124);
    for round in 0..6 {
        let out = tree.base().join(format!("round-{round}"));
        let mut resume = false;
        let mut stops = 0;
        loop {
            match w.run(&tree, &out, 1 + round % 3, resume, &After(AtomicUsize::new(dice(asked)))) {
                Ok(()) => break,
                Err(Halt::Stopped) => stops += 1,
                Err(e) => panic!("{e:?}"),
            }
            resume = out.join(STATE).exists();
            assert!(!out.join("run.json").exists(), "the run report comes at the end");
            // Nearly whole is whole enough: the last stretch is left to run.
            if stops == 4 {
                w.run(&tree, &out, 2, resume, &After(AtomicUsize::new(usize::MAX))).expect("to its end");
                break;
            }
        }
        same(&whole, &bytes_below(&out), &format!("in round {round}, stopped {stops} times"));
    }
}

#[test]
fn a_run_that_is_killed_goes_on_and_ends_as_one_that_was_not() {
    let tree = small();
    let program = assert_cmd::cargo::cargo_bin("dunlin");
    let args = |out: &str| ["batch", "IN", "--to", "cites-ir", "-o", out].map(str::to_owned);
    let whole = dunlin(&args("whole").each_ref().map(String::as_str), &tree);
    assert_eq!(whole.status.code(), Some(1), "one file is broken");
    let whole = bytes_below(&tree.base().join("whole"));
    let mut dice = dice(7);
    for round in 0..5 {
        let name = format!("killed-{round}");
        let out = tree.base().join(&name);
        // Killed when so many pieces of work are done; a faster run ends before, which is fine too.
        let pieces = 1 + dice(10);
        let mut child = Command::new(&program)
            .args(args(&name))
            .current_dir(tree.base())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("starts");
        let done = || {
            let count = |sub: &str| fs::read_dir(out.join(STATE).join(sub)).map_or(0, Iterator::count);
            count("read") + count("party")
        };
        while done() < pieces && child.try_wait().expect("a child").is_none() {
            std::thread::yield_now();
        }
        child.kill().expect("killed");
        child.wait().expect("gone");
        if out.join(STATE).exists() {
            let again = dunlin(&args(&name).each_ref().map(String::as_str), &tree);
            assert!(String::from_utf8_lossy(&again.stderr).contains("--resume"), "it is not begun anew by mistake");
            let mut other = args(&name).to_vec();
            other.extend(["--resume".to_owned(), "--period".to_owned(), "2019-2021".to_owned()]);
            let other = dunlin(&other.iter().map(String::as_str).collect::<Vec<_>>(), &tree);
            assert!(String::from_utf8_lossy(&other.stderr).contains("other options"), "two runs are not mixed");
            // Torn files and rests of files, as a power cut leaves them.
            for sub in ["read", "party"] {
                if let Some(Ok(first)) = fs::read_dir(out.join(STATE).join(sub)).expect("a folder").next() {
                    let bytes = fs::read(first.path()).expect("readable");
                    fs::write(first.path(), &bytes[..bytes.len() / 2]).expect("torn");
                }
            }
            fs::write(out.join(STATE).join("tmp/rest"), "x").expect("a rest");
            let mut more = args(&name).to_vec();
            more.push("--resume".to_owned());
            let resumed = dunlin(&more.iter().map(String::as_str).collect::<Vec<_>>(), &tree);
            assert_eq!(resumed.status.code(), Some(1), "{}", String::from_utf8_lossy(&resumed.stderr));
        }
        same(&whole, &bytes_below(&out), &format!("killed after {pieces} pieces"));
    }
}

#[test]
fn files_that_change_between_stopping_and_resuming_are_read_again() {
    let catalogue = Catalogue::builtin();
    let crosswalk = Crosswalk::load(&catalogue);
    let w = World { catalogue, crosswalk };
    let tree = small();
    let out = tree.base().join("changed");
    // Far enough that every file is read and a Party is written.
    let mut stopped = false;
    for n in (20..40).rev() {
        let trial = tree.base().join(format!("trial-{n}"));
        if w.run(&tree, &trial, 1, false, &After(AtomicUsize::new(n))).is_err() && trial.join("QM").exists() {
            fs::rename(&trial, &out).expect("moved");
            stopped = true;
            break;
        }
    }
    assert!(stopped);
    fs::remove_file(tree.at("t/testland.csv")).expect("removed");
    fs::remove_file(tree.at("t/copy.csv")).expect("removed");
    tree.put("Samplia/2021.csv", &cites("", "2021-2023", "no"));
    w.run(&tree, &out, 2, true, &After(AtomicUsize::new(usize::MAX))).expect("to its end");
    let anew = tree.base().join("anew");
    w.run(&tree, &anew, 2, false, &After(AtomicUsize::new(usize::MAX))).expect("to its end");
    same(&bytes_below(&anew), &bytes_below(&out), "after changes");
}
