//! What may be filled, carried over, suggested or must stay empty, on a small catalogue of the
//! user's own: two invented conventions whose links say exactly what is allowed.

use std::fs;
use std::path::Path;

use dunlin::catalogue::Catalogue;
use dunlin::crosswalk::Crosswalk;
use dunlin::model::{Answer, Draft, Finding, Lang, Level, Origin, Party, Period, Report, Standing, Step, Value};
use dunlin::prefill::{Request, prefill};

const ALPHA: &str = r#"
id = "alpha-1"
convention = "Alpha"
edition = "1"
title = { en = "Alpha", fr = "Alpha", es = "Alpha" }
period = "2021-2023"

[[section]]
id = "1"
label = { en = "One", fr = "Un", es = "Uno" }

[[options.degree]]
code = "A"
meaning = "fully"
en = "Fully"
fr = "Totalement"
es = "Totalmente"

[[options.degree]]
code = "B"
meaning = "no"
en = "No"
fr = "Non"
es = "No"

[[options.degree]]
code = "C"
meaning = "partly"
en = "Partly"
fr = "En partie"
es = "En parte"

[[options.degree]]
code = "X"
meaning = "unknown"
en = "Unknown"
fr = "Inconnu"
es = "Desconocido"

[[question]]
id = "policy"
number = "1"
section = "1"
kind = "single"
options = "degree"
time = "standing"
details = true
label = { en = "Policy", fr = "Politique", es = "Política" }

[[question]]
id = "events"
number = "2"
section = "1"
kind = "text"
time = "in-period"
label = { en = "Events", fr = "Événements", es = "Eventos" }

[[question]]
id = "why"
number = "1.1"
section = "1"
parent = "policy"
kind = "text"
condition = "policy in B"
time = "standing"
label = { en = "Why not", fr = "Pourquoi pas", es = "Por qué no" }
"#;

const BETA: &str = r#"
id = "beta-1"
convention = "Beta"
edition = "1"
title = { en = "Beta", fr = "Bêta", es = "Beta" }
period = "2021-2023"

[[section]]
id = "1"
label = { en = "One", fr = "Un", es = "Uno" }

[[options.yesno]]
code = "yes"
meaning = "yes"
en = "Yes"
fr = "Oui"
es = "Sí"

[[options.yesno]]
code = "no"
meaning = "no"
en = "No"
fr = "Non"
es = "No"

[[question]]
id = "law"
number = "1"
section = "1"
kind = "single"
options = "yesno"
time = "standing"
details = true
label = { en = "Law", fr = "Loi", es = "Ley" }

[[question]]
id = "act"
number = "2"
section = "1"
kind = "single"
options = "yesno"
time = "standing"
label = { en = "Act", fr = "Acte", es = "Acto" }

[[question]]
id = "story"
number = "3"
section = "1"
kind = "text"
time = "in-period"
label = { en = "Story", fr = "Récit", es = "Relato" }
"#;

const LINKS: &str = "subject_id\tpredicate_id\tpredicate_modifier\tobject_id\tmapping_justification\treviewer_label\tconfidence\tcomment\treuse\treuse_back\treview
alpha-1:policy\tskos:closeMatch\t\tbeta-1:law\tsemapv:ManualMappingCuration\tsecond reader\t0.9\tthe policy is the law\trecode\thint\tstands
alpha-1:policy\tskos:closeMatch\t\tbeta-1:act\tsemapv:ManualMappingCuration\tsecond reader\t0.9\tthe policy is the act\thint\trecode\tstands
alpha-1:events\tskos:relatedMatch\t\tbeta-1:story\tsemapv:ManualMappingCuration\t\t0.8\tthe events tell the story\tdraft\tdraft\t
";

const RECODES: &str = "from_question\tfrom_option\tto_question\tto_option\treason
alpha-1/policy\tA\tbeta-1/law\tyes\ta full policy is a law
alpha-1/policy\tC\tbeta-1/law\tyes\ta part is something of it
alpha-1/policy\tB\tbeta-1/law\tno\tnone
beta-1/act\tno\talpha-1/policy\tB\tnone
";

const BOUNDS: &str = r#"
[[bound]]
from = "beta-1/law"
when = ["yes"]
to = "alpha-1/policy"
excludes = ["B"]
certainty = "certain"
reason = { en = "a law is a policy", fr = "une loi est une politique", es = "una ley es una política" }
"#;

struct World {
    _folder: tempfile::TempDir,
    catalogue: Catalogue,
    crosswalk: Crosswalk,
}

fn world() -> World {
    let folder = tempfile::tempdir().unwrap();
    let put = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap_or(Path::new("."))).unwrap();
        fs::write(path, text).unwrap();
    };
    put("templates/alpha-1.toml", ALPHA);
    put("templates/beta-1.toml", BETA);
    put("mappings/links.sssom.tsv", LINKS);
    put("mappings/recodes.tsv", RECODES);
    put("mappings/bounds.toml", BOUNDS);
    let catalogue = Catalogue::with_folder(folder.path()).unwrap_or_else(|f| panic!("{f:?}"));
    let crosswalk = Crosswalk::load(&catalogue);
    World { _folder: folder, catalogue, crosswalk }
}

fn report(format: &str, file: &str, period: &str, answers: &[(&str, Value)]) -> Report {
    let mut r = Report::new(format, file);
    r.party = Party::parse("QM");
    r.period = Period::parse(period);
    for (q, v) in answers {
        let origin = Origin { file: file.to_owned(), place: format!("Sheet1!C{}", r.answers.len() + 2) };
        let mut a = Answer::new(format!("{format}/{q}"), origin);
        a.value = Some(v.clone());
        r.answers.push(a);
    }
    r
}

fn code(c: &str) -> Value {
    Value::Code(c.to_owned())
}

fn text(t: &str) -> Value {
    Value::Text(t.to_owned())
}

impl World {
    fn run(&self, to: &str, reports: &[Report], previous: &[Report], base: &[Report]) -> (Vec<Draft>, Vec<Finding>) {
        let target = self.catalogue.format(to).unwrap();
        let request =
            Request { target, party: None, period: None, lang: Lang::En, reports, previous, base, registers: None };
        let (d, f) = prefill(&request, &self.catalogue, &self.crosswalk);
        (d.drafts, f)
    }
}

fn draft<'a>(drafts: &'a [Draft], question: &str) -> &'a Draft {
    drafts.iter().find(|d| d.question == question).unwrap()
}

#[test]
fn a_recode_fills_what_follows_and_names_its_source() {
    let w = world();
    for (given, expected) in [("A", "yes"), ("C", "yes"), ("B", "no")] {
        let (drafts, _) =
            w.run("beta-1", &[report("alpha-1", "a.xlsx", "2021-2023", &[("policy", code(given))])], &[], &[]);
        let d = draft(&drafts, "beta-1/law");
        assert_eq!((d.standing, d.value.clone()), (Standing::Recoded, Some(code(expected))));
        let s = &d.sources[0];
        assert_eq!(
            (s.question.as_str(), s.file.as_str(), s.place.as_str(), s.step),
            ("alpha-1/policy", "a.xlsx", "Sheet1!C2", Step::Recoded)
        );
        assert_eq!(s.period, Period::parse("2021-2023"));
    }
}

#[test]
fn an_option_that_entails_nothing_fills_nothing() {
    let w = world();
    let (drafts, _) = w.run("beta-1", &[report("alpha-1", "a.xlsx", "2021-2023", &[("policy", code("X"))])], &[], &[]);
    let d = draft(&drafts, "beta-1/law");
    assert_eq!((d.standing, &d.value), (Standing::Gap, &None));
    // A yes never becomes a degree: the link back allows a hint only.
    let (drafts, _) = w.run("alpha-1", &[report("beta-1", "b.xlsx", "2021-2023", &[("law", code("yes"))])], &[], &[]);
    let d = draft(&drafts, "alpha-1/policy");
    assert_eq!((d.standing, &d.value), (Standing::Hint, &None));
    assert!(d.sources.iter().any(|s| s.step == Step::Hinted || s.step == Step::Bounded));
}

#[test]
fn what_the_human_wrote_stays_and_a_difference_is_shown_beside_it() {
    let w = world();
    let base = report("beta-1", "half.xlsx", "2021-2023", &[("law", code("no"))]);
    let other = report("alpha-1", "a.xlsx", "2021-2023", &[("policy", code("A"))]);
    let (drafts, _) = w.run("beta-1", &[other], &[], &[base]);
    let d = draft(&drafts, "beta-1/law");
    assert_eq!((d.standing, d.value.clone()), (Standing::Kept, Some(code("no"))));
    assert!(d.sources.iter().any(|s| s.step == Step::Disagrees && s.question == "alpha-1/policy"));
    assert!(d.text.as_deref().unwrap_or("").contains("Fully"));
}

#[test]
fn a_standing_answer_is_carried_over_and_an_answer_about_the_period_is_only_shown() {
    let w = world();
    let old =
        report("alpha-1", "old.xlsx", "2018-2020", &[("policy", code("C")), ("events", text("A campaign in 2019"))]);
    let (drafts, findings) = w.run("alpha-1", &[old], &[], &[]);
    assert!(findings.is_empty(), "{findings:?}");
    let policy = draft(&drafts, "alpha-1/policy");
    assert_eq!((policy.standing, policy.value.clone()), (Standing::CarriedOver, Some(code("C"))));
    let events = draft(&drafts, "alpha-1/events");
    assert_eq!((events.standing, &events.value), (Standing::Suggested, &None));
    assert!(events.text.as_deref().unwrap_or("").contains("A campaign in 2019"));
    assert_eq!(events.sources[0].step, Step::LastCycle);
}

#[test]
fn the_newest_of_several_generations_counts_question_by_question() {
    let w = world();
    let older = report("alpha-1", "2014.xlsx", "2015-2017", &[("policy", code("B")), ("events", text("old"))]);
    let newer = report("alpha-1", "2018.xlsx", "2018-2020", &[("policy", code("C"))]);
    let (drafts, _) = w.run("alpha-1", &[], &[older, newer], &[]);
    assert_eq!(draft(&drafts, "alpha-1/policy").value, Some(code("C")));
    assert!(draft(&drafts, "alpha-1/events").text.as_deref().unwrap_or("").contains("old"));
}

#[test]
fn a_carried_over_answer_that_another_convention_contradicts_is_a_conflict_and_fills_nothing() {
    let w = world();
    let old = report("alpha-1", "old.xlsx", "2018-2020", &[("policy", code("A"))]);
    let other = report("beta-1", "b.xlsx", "2021-2023", &[("act", code("no"))]);
    let (drafts, _) = w.run("alpha-1", &[old, other], &[], &[]);
    let d = draft(&drafts, "alpha-1/policy");
    assert_eq!((d.standing, &d.value), (Standing::Conflict, &None));
    assert_eq!(d.sources.iter().filter(|s| s.step == Step::Disagrees).count(), 2);
}

#[test]
fn a_certain_bound_that_is_broken_empties_a_proposal_but_never_a_kept_answer() {
    let w = world();
    let law = report("beta-1", "b.xlsx", "2021-2023", &[("law", code("yes"))]);
    let old = report("alpha-1", "old.xlsx", "2018-2020", &[("policy", code("B"))]);
    let (drafts, _) = w.run("alpha-1", std::slice::from_ref(&law), &[old], &[]);
    assert_eq!(draft(&drafts, "alpha-1/policy").standing, Standing::Conflict);
    let base = report("alpha-1", "half.xlsx", "2021-2023", &[("policy", code("B"))]);
    let (drafts, _) = w.run("alpha-1", &[law], &[], &[base]);
    let d = draft(&drafts, "alpha-1/policy");
    assert_eq!((d.standing, d.value.clone()), (Standing::Kept, Some(code("B"))));
    assert!(d.sources.iter().any(|s| s.step == Step::Disagrees && s.reason.contains("a law is a policy")));
}

#[test]
fn text_is_suggested_in_the_sources_own_words_and_never_put_into_the_cell() {
    let w = world();
    let other = report("beta-1", "b.xlsx", "2021-2023", &[("story", text("Rangers were trained.\n=2+3"))]);
    let (drafts, _) = w.run("alpha-1", &[other], &[], &[]);
    let d = draft(&drafts, "alpha-1/events");
    assert_eq!((d.standing, &d.value), (Standing::Suggested, &None));
    let text = d.text.as_deref().unwrap_or("");
    assert!(text.contains("[Beta 3, 2021-2023: Story]\nRangers were trained.\n=2+3"), "{text}");
}

#[test]
fn an_unconfirmed_answer_of_another_report_fills_nothing() {
    let w = world();
    let mut other = report("alpha-1", "a.xlsx", "2021-2023", &[("policy", code("A"))]);
    other.answers[0].confirmed = false;
    let (drafts, _) = w.run("beta-1", &[other], &[], &[]);
    let d = draft(&drafts, "beta-1/law");
    assert_eq!((d.standing, &d.value), (Standing::Hint, &None));
}

#[test]
fn an_answer_too_old_to_stand_is_evidence_only() {
    let w = world();
    let (drafts, _) = w.run("beta-1", &[report("alpha-1", "a.xlsx", "2012-2014", &[("policy", code("A"))])], &[], &[]);
    assert_eq!(draft(&drafts, "beta-1/law").standing, Standing::Hint);
}

#[test]
fn a_question_whose_condition_is_false_is_not_asked() {
    let w = world();
    let base = report("alpha-1", "half.xlsx", "2021-2023", &[("policy", code("A"))]);
    let (drafts, _) = w.run("alpha-1", &[], &[], &[base]);
    assert_eq!(draft(&drafts, "alpha-1/why").standing, Standing::NotAsked);
    let base = report("alpha-1", "half.xlsx", "2021-2023", &[("policy", code("B"))]);
    let (drafts, _) = w.run("alpha-1", &[], &[], &[base]);
    assert_eq!(draft(&drafts, "alpha-1/why").standing, Standing::Gap);
}

#[test]
fn an_unknown_period_is_taken_as_earlier_with_a_warning_and_other_parties_are_left_out() {
    let w = world();
    let mut mine = report("alpha-1", "mine.xlsx", "", &[("policy", code("A"))]);
    mine.period = None;
    let (drafts, findings) = w.run("alpha-1", &[mine.clone()], &[], &[]);
    assert_eq!(draft(&drafts, "alpha-1/policy").standing, Standing::CarriedOver);
    assert!(findings.iter().any(|f| f.code == "period-unknown" && f.file == "mine.xlsx"));
    let mut theirs = report("beta-1", "theirs.xlsx", "2021-2023", &[("act", code("no"))]);
    theirs.party = Party::parse("QN");
    let target = w.catalogue.format("alpha-1").unwrap();
    let reports = [mine, theirs];
    let request = Request {
        target,
        party: Party::parse("QM"),
        period: None,
        lang: Lang::En,
        reports: &reports,
        previous: &[],
        base: &[],
        registers: None,
    };
    let (d, findings) = prefill(&request, &w.catalogue, &w.crosswalk);
    assert!(!d.files.contains(&"theirs.xlsx".to_owned()));
    assert!(findings.iter().any(|f| f.code == "other-party" && f.file == "theirs.xlsx"));
}

#[test]
fn an_export_of_many_parties_is_read_for_the_one_that_all_files_are_of() {
    let w = world();
    let of = |file: &str, party: &str| {
        let mut r = report("beta-1", file, "2021-2023", &[("act", code("no"))]);
        r.party = Party::parse(party);
        r
    };
    let run = |reports: &[Report]| {
        let request = Request {
            target: w.catalogue.format("alpha-1").unwrap(),
            party: None,
            period: None,
            lang: Lang::En,
            reports,
            previous: &[],
            base: &[],
            registers: None,
        };
        prefill(&request, &w.catalogue, &w.crosswalk)
    };
    let level = |findings: &[Finding], code: &str| findings.iter().find(|f| f.code == code).map(|f| f.level);
    // Samplia has as many reports, and is not in every file.
    let (d, findings) = run(&[
        of("all.csv", "QM"),
        of("all.csv", "QN"),
        of("mine.xlsx", "QM"),
        of("all2.csv", "QM"),
        of("all2.csv", "QN"),
        of("all3.csv", "QN"),
        of("all3.csv", "QM"),
    ]);
    assert_eq!(d.party, Party::parse("QM"));
    assert_eq!(level(&findings, "several-parties"), None);
    assert_eq!(level(&findings, "other-party"), Some(Level::Info));
    // Nobody can tell which of the two is meant, or that either is.
    let (_, findings) = run(&[of("all.csv", "QM"), of("all.csv", "QN")]);
    assert_eq!(level(&findings, "several-parties"), Some(Level::Error));
    let (_, findings) = run(&[of("a.csv", "QM"), of("b.csv", "QN")]);
    assert_eq!(level(&findings, "several-parties"), Some(Level::Error));
}

#[test]
fn every_question_has_a_draft_whatever_is_given() {
    let w = world();
    for to in ["cbd-nr7", "ramsar-cop14", "cms-cop14", "cites-ir"] {
        let (drafts, _) = w.run(to, &[report("alpha-1", "a.xlsx", "2021-2023", &[("policy", code("A"))])], &[], &[]);
        let format = w.catalogue.format(to).unwrap();
        for q in &format.questions {
            assert!(drafts.iter().any(|d| d.question == q.id), "{}", q.id);
        }
    }
}

#[test]
fn the_file_the_user_works_in_wins_over_another_of_the_same_period() {
    let w = world();
    let base = report("alpha-1", "half.xlsx", "2021-2023", &[("policy", code("C"))]);
    let other = report("alpha-1", "sent.xlsx", "2021-2023", &[("policy", code("B"))]);
    let (drafts, _) = w.run("alpha-1", std::slice::from_ref(&other), &[], std::slice::from_ref(&base));
    let d = draft(&drafts, "alpha-1/policy");
    assert_eq!((d.standing, d.value.clone()), (Standing::Kept, Some(code("C"))));
    assert!(d.sources.iter().any(|s| s.file == "sent.xlsx" && s.step == Step::Disagrees));
    // Two files nobody chose between are a conflict.
    let (drafts, _) = w.run("alpha-1", &[other, base], &[], &[]);
    assert_eq!(draft(&drafts, "alpha-1/policy").standing, Standing::Conflict);
}

#[test]
fn words_of_their_own_time_are_offered_and_not_filled_in() {
    let w = world();
    for (details, stays) in [
        ("Adopted by decree, one chapter on wetlands.", true),
        ("Planned for 2019.", false),
        ("Aucune réunion dans la période.", false),
        ("The Act of 1998.", true),
        ("It will be adopted in the next session of Parliament.", false),
        ("Sera adoptée par décret.", false),
        ("Se adoptará por ley.", false),
        ("Two chapters were added in the last three years.", false),
    ] {
        let mut old = report("alpha-1", "old.xlsx", "2018-2020", &[("policy", code("C"))]);
        old.answers[0].details = Some(details.to_owned());
        let (drafts, _) = w.run("alpha-1", &[], &[old], &[]);
        let d = draft(&drafts, "alpha-1/policy");
        assert_eq!((d.standing, d.value.clone()), (Standing::CarriedOver, Some(code("C"))), "{details}");
        assert_eq!(d.details.as_deref() == Some(details), stays, "{details}");
        assert_eq!(d.text.as_deref().is_some_and(|t| t.contains(details)), !stays, "{details}");
    }
}

#[test]
fn an_older_follow_up_is_only_shown_where_the_main_question_was_answered_since() {
    let w = world();
    let older = report("alpha-1", "2015.xlsx", "2015-2017", &[("policy", code("B")), ("why", text("No money"))]);
    let newer = report("alpha-1", "2018.xlsx", "2018-2020", &[("policy", code("B"))]);
    let (drafts, _) = w.run("alpha-1", &[], &[older.clone(), newer], &[]);
    let d = draft(&drafts, "alpha-1/why");
    assert_eq!((d.standing, &d.value), (Standing::Suggested, &None));
    assert!(d.text.as_deref().is_some_and(|t| t.contains("No money")));
    let (drafts, _) = w.run("alpha-1", &[], &[older], &[]);
    assert_eq!(draft(&drafts, "alpha-1/why").standing, Standing::CarriedOver);
}

#[test]
fn last_cycles_ignorance_is_not_offered_for_confirmation_and_a_later_report_not_carried_back() {
    let w = world();
    let old = report("alpha-1", "old.xlsx", "2018-2020", &[("policy", code("X"))]);
    let (drafts, _) = w.run("alpha-1", &[], &[old], &[]);
    let d = draft(&drafts, "alpha-1/policy");
    assert_eq!((d.standing, &d.value), (Standing::Hint, &None));
    let later = report("alpha-1", "later.xlsx", "2024-2026", &[("policy", code("A"))]);
    let (drafts, findings) = w.run("alpha-1", &[], &[later], &[]);
    assert_eq!(draft(&drafts, "alpha-1/policy").standing, Standing::Gap);
    assert!(findings.iter().any(|f| f.code == "previous-is-later" && f.level == Level::Error));
}

/// The conventions' years differ: each report of a core report gets its own.
#[test]
fn each_report_has_the_years_said_for_it() {
    let temp = tempfile::tempdir().expect("a folder");
    let dunlin = |args: &[&str]| {
        let mut command = assert_cmd::Command::cargo_bin("dunlin").expect("built");
        let output = command.current_dir(temp.path()).args(args).output().expect("runs");
        (output.status.success(), String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned())
    };
    let years = ["--period", "2024-2026", "--period", "ramsar-cop14=2022-2024"];
    let of = |args: &[&str]| dunlin(&[args, &years[..]].concat());
    let (done, said) = of(&["blank", "core", "--party", "QM", "-o", "core.xlsx"]);
    assert!(done, "{said}");
    // They stay with the workbook.
    let (_, read) = dunlin(&["read", "core.xlsx", "--json"]);
    let read: serde_json::Value = serde_json::from_str(&read).expect("json");
    let mut found: Vec<(String, String)> = Vec::new();
    for r in read["reports"].as_array().expect("reports") {
        let text = |name: &str| r[name].as_str().unwrap_or_default().to_owned();
        found.push((text("format"), text("period")));
    }
    found.retain(|(format, _)| format != "core");
    let expected = [
        ("cbd-nr7", "2024-2026"),
        ("cites-ir", "2024-2026"),
        ("cms-cop14", "2024-2026"),
        ("ramsar-cop14", "2022-2024"),
    ];
    found.sort();
    assert_eq!(found, expected.map(|(f, p)| (f.to_owned(), p.to_owned())));
    // And one form takes its own too.
    let (done, said) = of(&["blank", "ramsar-cop14", "-o", "ramsar.xlsx"]);
    assert!(done && dunlin(&["read", "ramsar.xlsx"]).1.contains("2022-2024"), "{said}");

    for (wrong, why) in [
        (vec!["--period", "ramsar=2022-2024"], "there is no format \"ramsar\""),
        (vec!["--period", "2021-2023", "--period", "2024-2026"], "twice"),
        (vec!["--period", "cms-cop14=soon"], "\"soon\" is not a period"),
    ] {
        let (done, said) = dunlin(&[&["blank", "core", "-o", "no.xlsx"][..], &wrong].concat());
        assert!(!done && said.contains(why), "{said}");
    }
    let (done, said) = dunlin(&["gaps", "core.xlsx", "--period", "cms-cop14=2020-2023"]);
    assert!(!done && said.contains("the years of all reports"), "{said}");
}

/// Words of another language are marked wherever they stand in a report or beside its cells.
#[test]
fn what_is_in_another_language_says_so() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/testland");
    let drafts = |lang: &str| -> Vec<serde_json::Value> {
        let mut command = assert_cmd::Command::cargo_bin("dunlin").expect("built");
        let files = ["cms-2020-2023.xlsx", "cites-2021-2023.xlsx"].map(|f| folder.join(f));
        let args = ["prefill", "--to", "cites-ir", "--json", "--period", "2024-2026", "--lang", lang];
        let output = command.args(args).args(files).output().expect("runs");
        let all: serde_json::Value = serde_json::from_slice(&output.stdout).expect("json");
        all["drafts"].as_array().cloned().unwrap_or_default()
    };
    // The report to CMS is in Spanish, the last one to CITES in French.
    let heads = |lang: &str, mark: &str| -> usize {
        drafts(lang)
            .iter()
            .filter_map(|d| d["text"].as_str())
            .flat_map(str::lines)
            .filter(|l| l.starts_with('[') && l.trim_end_matches([']', '►']).ends_with(mark))
            .count()
    };
    assert!(heads("en", "· in Spanish") > 20 && heads("en", "· in French") > 5);
    assert_eq!((heads("es", "· en español"), heads("fr", "· en français")), (0, 0));
    assert!(heads("es", "· en francés") > 5 && heads("fr", "· en espagnol") > 20);
    assert_eq!(heads("en", "· in English"), 0);
}

/// A no beside last cycle's answer is not passed over in silence.
#[test]
fn a_no_beside_an_answer_that_stands_is_named() {
    let temp = tempfile::tempdir().expect("a folder");
    let dir = temp.path();
    std::fs::write(dir.join("old.csv"), "Number,Answer,Period\n9.1,A,\n").expect("written");
    let dunlin = |args: &[&str]| {
        let mut command = assert_cmd::Command::cargo_bin("dunlin").expect("built");
        let output = command.current_dir(dir).args(args).output().expect("runs");
        String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned()
    };
    let new = ["prefill", "--to", "ramsar-cop14", "--party", "QM", "--format", "ramsar-cop14", "--period", "2022-2024"];
    let said = dunlin(&[&new[..], &["--previous", "old.csv", "-o", "a.xlsx"]].concat());
    for (word, named) in [("no", true), ("yes", false)] {
        let edits = serde_json::json!([
            {"question": "ramsar-cop14/9.1", "part": "value", "column": "confirmed", "text": word},
        ]);
        std::fs::write(dir.join("edits.json"), edits.to_string()).expect("written");
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/independent/answer.py");
        let edit =
            std::process::Command::new("python3").current_dir(dir).args([script, "a.xlsx", "edits.json"]).output();
        assert!(edit.expect("this test runs python3: sh tests/run sets it up").status.success(), "{said}");
        let read = dunlin(&["read", "a.xlsx"]);
        assert_eq!(read.contains("no stands beside an answer of the last report"), named, "{read}");
    }
}

/// What somebody types into an answer cell and is no answer the form takes stays with the question, whatever is done
/// with the workbook afterwards.
#[test]
fn words_in_an_answer_cell_are_never_lost() {
    let temp = tempfile::tempdir().expect("a folder");
    let dir = temp.path();
    let dunlin = |args: &[&str]| {
        let mut command = assert_cmd::Command::cargo_bin("dunlin").expect("built");
        let output = command.current_dir(dir).args(args).output().expect("runs");
        (output.stdout.clone(), String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned())
    };
    dunlin(&["blank", "ramsar-cop14", "--party", "QM", "--period", "2018-2020", "-o", "a.xlsx"]);
    let typed = "Only in the northern basins, since the drought";
    let edits = serde_json::json!([
        {"question": "ramsar-cop14/9.3", "part": "value", "column": "answer", "text": typed},
        {"question": "ramsar-cop14/5.3", "part": "number", "column": "answer", "text": "between 3 and 5"},
    ]);
    std::fs::write(dir.join("edits.json"), edits.to_string()).expect("written");
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/independent/answer.py");
    let edited = std::process::Command::new("python3").current_dir(dir).args([script, "a.xlsx", "edits.json"]).output();
    assert!(edited.expect("this test runs python3: sh tests/run sets it up").status.success());

    let (_, said) = dunlin(&["prefill", "--to", "ramsar-cop14", "--base", "a.xlsx", "-o", "b.xlsx"]);
    assert!(said.contains("kept as details"), "{said}");
    for file in ["a.xlsx", "b.xlsx"] {
        let (json, said) = dunlin(&["read", file, "--json"]);
        let read: serde_json::Value = serde_json::from_slice(&json).expect("json");
        let answers = read["reports"][0]["answers"].as_array().expect("answers");
        for (q, text) in [("9.3", typed), ("5.3", "between 3 and 5")] {
            let a = answers.iter().find(|a| a["question"] == format!("ramsar-cop14/{q}"));
            let a = a.unwrap_or_else(|| panic!("{file} {q}: {said}"));
            assert!(a["value"].is_null() && a["details"] == text, "{file}: {a}");
        }
    }
}
