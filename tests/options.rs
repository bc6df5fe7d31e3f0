//! The options that commands share: each is shown only where it does something, does it, and is
//! refused in words elsewhere.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use dunlin::catalogue::Catalogue;
use dunlin::core_report::{Core, blank, place};
use dunlin::crosswalk::Crosswalk;
use dunlin::model::{Lang, Standing, Years};

const SHARED: [&str; 7] = ["--party", "--period", "--lang", "--format", "--catalogue", "--force", "--json"];

/// What each command shows in its help, checked by hand against what it does.
const SHOWN: &[(&str, &str)] = &[
    ("formats", "--lang --catalogue --json"),
    ("read", "--party --period --lang --format --catalogue --json"),
    ("prefill", "--party --period --lang --format --catalogue --force --json"),
    ("fill", "--party --period --lang --format --catalogue --force --json"),
    ("batch", "--party --period --lang --format --catalogue --force --json"),
    ("blank", "--party --period --lang --catalogue --force"),
    ("split", "--party --period --lang --catalogue --force"),
    ("merge", "--party --period --lang --catalogue"),
    ("translate", "--party --lang --catalogue --force"),
    ("check", "--party --period --lang --format --catalogue --json"),
    ("gaps", "--party --period --lang --format --catalogue --force --json"),
    ("compare", "--party --lang --format --catalogue --force --json"),
    ("map check", "--catalogue --json"),
    ("map pairs", "--catalogue --force --json"),
    ("map export", "--catalogue --force"),
    ("learn", "--lang --catalogue --force --json"),
];

/// Runs the program: exit code, standard output, standard error.
fn run(args: &[&str]) -> (u8, String, String) {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let args = std::iter::once("dunlin").chain(args.iter().copied()).map(OsString::from);
    let code = dunlin::cli::run(args, &mut out, &mut err);
    (code, String::from_utf8_lossy(&out).into_owned(), String::from_utf8_lossy(&err).into_owned())
}

fn words(text: &str) -> Vec<&str> {
    text.split(' ').collect()
}

/// The value an option is tried with.
fn value(option: &str) -> Option<&'static str> {
    match option {
        "--party" => Some("QN"),
        "--period" => Some("2011-2012"),
        "--lang" => Some("es"),
        "--format" => Some("cms-cop14"),
        "--catalogue" => Some("no-such-folder"),
        _ => None,
    }
}

#[test]
fn each_command_shows_the_options_that_do_something_and_refuses_the_others_in_words() {
    for (command, shown) in SHOWN {
        let (code, help, _) = run(&[&words(command)[..], &["--help"]].concat());
        assert_eq!(code, 0);
        let listed: BTreeSet<&str> = help
            .lines()
            .filter_map(|l| l.trim_start().split([' ', ',']).find(|w| w.starts_with("--")))
            .filter(|w| SHARED.contains(w))
            .collect();
        assert_eq!(listed, words(shown).into_iter().collect::<BTreeSet<_>>(), "{command}");
        assert!(help.contains("Examples:\n  dunlin ") && help.contains("Exit codes: 0 done, 1 "), "{command}\n{help}");
        let (_, short, _) = run(&[&words(command)[..], &["-h"]].concat());
        assert!(!short.contains("Examples:") && short.lines().count() < 30, "{command}\n{short}");
        // What it needs besides, so that nothing else is wrong.
        let needs: &[&str] = match *command {
            "blank" => &["cms-cop14", "-o", "x.xlsx"],
            "split" => &["x.xlsx", "--by", "who", "-o", "x"],
            "merge" => &["x", "-o", "x.xlsx"],
            "translate" => &["x.xlsx", "--to", "fr", "-o", "y.xlsx"],
            "compare" => &["x.xlsx", "y.xlsx"],
            "learn" => &["x.docx", "--as", "x-1", "-o", "x"],
            "read" | "check" => &["x.xlsx"],
            _ => &[],
        };
        for option in SHARED.into_iter().filter(|o| !words(shown).contains(o)) {
            let mut args = words(command);
            args.extend(needs);
            args.push(option);
            args.extend(value(option));
            let (code, out, err) = run(&args);
            assert_eq!((code, out.as_str()), (2, ""), "{args:?}\n{err}");
            // A language that was asked for is the one in which it is refused.
            let said =
                if option == "--lang" { "--lang no sirve de nada con" } else { &format!("{option} means nothing to") };
            assert!(err.contains(&format!("{said} dunlin {command}")), "{args:?}\n{err}");
        }
    }
    let (code, _, err) = run(&["gaps", "x.csv", "--force"]);
    assert!(code == 2 && err.contains("--force means nothing here"), "{err}");
    let (code, _, err) = run(&["gaps", "--many", "x", "--party", "QN"]);
    assert!(code == 2 && err.contains("--many"), "{err}");
}

#[test]
fn options_may_stand_before_the_command() {
    assert_eq!(run(&["--lang", "es", "formats"]), run(&["formats", "--lang", "es"]));
    assert_eq!(run(&["--json", "map", "check"]), run(&["map", "--json", "check"]));
    let (code, _, err) = run(&["--force", "formats"]);
    assert!(code == 2 && err.contains("--force means nothing to dunlin formats"), "{err}");
}

/// Everything below a folder.
fn files(dir: &Path, into: &mut BTreeMap<PathBuf, Vec<u8>>) {
    for e in std::fs::read_dir(dir).into_iter().flatten().flatten() {
        match e.path().is_dir() {
            true => files(&e.path(), into),
            false => {
                into.insert(e.path(), std::fs::read(e.path()).expect("readable"));
            }
        }
    }
}

/// A small report that does not say whose it is or for when.
const ANSWERS: &str = "No.,Question,Answer,Comments
1.1.1a,New CITES-related policies or laws in the reporting period,Yes,
1.1.1a.2,Details of new policies or laws not yet sent to the Secretariat,A law of 2012,
1.3.1b,Trouble applying specific CoP Resolutions or Decisions this period,No,
1.4.1a,Reviews of species that could gain from a CITES listing,Yes,
1.5.1c,Recovery plans or conservation measures for native Appendix I species,Yes,
";

/// A core report that does not say whose it is, with one measure.
fn core_with_a_measure() -> Vec<u8> {
    let catalogue = Catalogue::builtin();
    let crosswalk = Crosswalk::load(&catalogue);
    let core = Core::assemble(&catalogue, &crosswalk).expect("built in");
    let mut draft = blank(&core, None, &Years::default(), &catalogue);
    let cells = [("id", "m1"), ("title", "A law on wetlands"), ("period", "2021"), ("text-en", "It protects marshes.")];
    for d in draft.drafted.drafts.iter_mut().filter(|d| d.question == "core/measures") {
        d.standing = Standing::Kept;
        d.rows = vec![cells.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect()];
    }
    let placement = place(&core.format, &draft.drafted, &crosswalk);
    dunlin::write::core(&draft, &core, &placement, &crosswalk, Lang::En).expect("a workbook")
}

/// Every option that a command shows changes what comes out: exit code, what is printed, or a file.
#[test]
fn each_option_shown_does_something() {
    let dir = tempfile::tempdir().expect("a folder");
    let at = |name: &str| dir.path().join(name).to_string_lossy().into_owned();
    std::fs::write(at("a.csv"), ANSWERS).expect("written");
    std::fs::write(at("b.csv"), ANSWERS.replace(",No,", ",Yes,")).expect("written");
    std::fs::create_dir(at("many")).expect("a folder");
    std::fs::write(at("many/a.csv"), ANSWERS).expect("written");
    std::fs::write(at("core.xlsx"), core_with_a_measure()).expect("written");
    let form = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/testland/ramsar-2015-2017.docx");
    let (a, b, core, out) = (at("a.csv"), at("b.csv"), at("core.xlsx"), at("out"));
    let xlsx = at("out/x.xlsx");
    let case = |command: &str| -> Vec<String> {
        let args: &[&str] = match command {
            "formats" => &["ramsar-cop14"],
            "read" | "check" => &[&a],
            "prefill" => &["--to", "cites-ir", "-o", &xlsx, &a],
            "fill" => &[form, "-o", &xlsx, &a],
            "batch" => &[&at("many"), "--to", "cites-ir", "-o", &out],
            "blank" => &["cites-ir", "-o", &xlsx],
            "split" => &[&core, "--by", "who", "-o", &out],
            "merge" => &[&core, "-o", &xlsx],
            "translate" => &[&core, "--to", "fr", "-o", &xlsx],
            "gaps" => &[&a, "-o", &at("out/x.html")],
            "compare" => &[&a, &b, "-o", &at("out/x.html")],
            "map pairs" | "map export" => &["-o", &at("out/x.tsv")],
            "learn" => &[form, "--as", "ramsar-new", "-o", &out],
            _ => &[],
        };
        command.split(' ').chain(args.iter().copied()).map(str::to_owned).collect()
    };
    let outcome = |args: &[String], before: Option<&BTreeMap<PathBuf, Vec<u8>>>| {
        let _ = std::fs::remove_dir_all(&out);
        std::fs::create_dir(&out).expect("a folder");
        if args.first().is_some_and(|c| c == "merge") {
            std::fs::copy(&core, &xlsx).expect("copied");
        }
        for (path, bytes) in before.into_iter().flatten() {
            std::fs::create_dir_all(path.parent().expect("below")).expect("a folder");
            std::fs::write(path, bytes).expect("written");
        }
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        let said = run(&args);
        let mut written = BTreeMap::new();
        files(Path::new(&out), &mut written);
        (said, written)
    };
    for (command, shown) in SHOWN {
        let plain_args = case(command);
        let plain = outcome(&plain_args, None);
        for option in words(shown) {
            let mut args = plain_args.clone();
            args.push(option.to_owned());
            args.extend(value(option).map(str::to_owned));
            if option == "--force" {
                let refused = outcome(&plain_args, Some(&plain.1));
                let replaced = outcome(&args, Some(&plain.1));
                assert!(plain.1.is_empty() || refused.0 != replaced.0, "{command} --force\n{:?}", replaced.0);
                assert!(!plain.1.is_empty(), "{command}\n{:?}", plain.0);
            } else {
                let said: String = format!("{:?}", plain.0).chars().take(600).collect();
                assert!(outcome(&args, None) != plain, "{command} {option} changes nothing\n{said}");
            }
        }
    }
}

#[test]
fn wrong_use_is_told_in_the_language_asked_for() {
    for (args, said) in [
        (vec!["gaps", "--lang", "fr", "--nonesuch"], "il n’y a pas ici d’option --nonesuch"),
        (vec!["--lang=es", "nonesuch"], "no hay ninguna orden «nonesuch»"),
        (vec!["read", "--lang", "fr"], "il manque <FILES>"),
        (vec!["batch", "x", "-o", "y", "--jobs", "many", "--lang", "es"], "«many» no es un valor de --jobs"),
        (vec!["gaps", "a", "--many", "b", "--lang", "fr"], "ne vont pas ensemble"),
    ] {
        let mut command = assert_cmd::Command::cargo_bin("dunlin").expect("built");
        let output = command.args(&args).output().expect("runs");
        let text = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.code() == Some(2) && text.contains(said) && text.contains("--help"), "{args:?}: {text}");
    }
}
