//! A measure is edited: exactly the boxes it feeds change, and a box a person had edited stays and is told to be out
//! of date. The workbook is edited by another program, as a person does.

use std::path::PathBuf;
use std::process::Command;

use super::taking::{candidate, draft_of, guideline, offered};
use super::*;

/// Types into a workbook: question, item, hidden heading, text.
pub(crate) fn type_into(name: &str, bytes: &[u8], edits: &[(&str, Option<&str>, &str, &str)]) -> Vec<u8> {
    let dir = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    let [book, out, list] = ["in.xlsx", "out.xlsx", "json"].map(|end| dir.join(format!("{name}-{end}")));
    std::fs::write(&book, bytes).expect("written");
    std::fs::write(&list, serde_json::json!(edits).to_string()).expect("written");
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/independent/edit.py");
    let output = Command::new("python3").arg(script).args([&book, &out, &list]).output();
    let output = output.expect("this test runs python3: install Python 3, then `python3 -m pip install openpyxl`");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    std::fs::read(&out).expect("the edited workbook")
}

type Seen<'a> = (Standing, &'a Option<Value>, &'a Option<String>, &'a Option<String>);

fn seen(draft: &CoreDraft) -> BTreeMap<(String, Option<String>), Seen<'_>> {
    let own = draft.drafted.drafts.iter().filter(|d| !d.question.starts_with("core/"));
    own.map(|d| ((d.question.clone(), d.item.clone()), (d.standing, &d.value, &d.details, &d.text))).collect()
}

/// Boxes that tell of a measure.
fn fed(draft: &CoreDraft, id: &str) -> BTreeSet<(String, Option<String>)> {
    let tells = |d: &&Draft| {
        d.sources.iter().any(|s| s.question == "core/measures" && s.item.as_deref() == Some(id))
            && !d.question.starts_with("core/")
    };
    draft.drafted.drafts.iter().filter(tells).map(|d| (d.question.clone(), d.item.clone())).collect()
}

#[test]
fn editing_a_measure_changes_the_boxes_it_feeds_and_no_other() {
    let world = &*WORLD;
    let mut rows = vec![
        candidate(
            "m-1",
            "Crane Days",
            "campaign",
            "awareness-campaigns",
            "migratory-species",
            "Ten towns count cranes.",
        ),
        candidate("m-2", "Wetland fair", "campaign", "awareness-campaigns", "wetlands", "A fair shows wetlands."),
        guideline("law"),
    ];
    for row in &mut rows {
        row.insert("confirmed".to_owned(), "yes".to_owned());
    }
    let first = offered(rows, Lang::En);
    let of_one = fed(&first, "m-1");
    let of_three = fed(&first, "m-3");
    assert!(of_one.len() > 1 && !of_three.is_empty() && of_one.is_disjoint(&of_three), "{of_one:?} {of_three:?}");
    let own = "cms-cop14/V.1a";
    assert_eq!(draft_of(&first, own).standing, Standing::Composed);
    let bytes = world.write(&first, Lang::En);
    // A person words one box anew; nothing else changes by that.
    let words = "Ten towns count cranes, and the minister comes along.";
    let edited = type_into("words", &bytes, &[(own, None, "dunlin:answer", words)]);
    let (second, _) = world.again(world.read(edited.clone()).reports, Lang::En);
    let d = draft_of(&second, own);
    assert_eq!((d.standing, &d.value), (Standing::Kept, &Some(Value::Text(words.to_owned()))));
    assert!(d.text.is_none(), "not out of date: {:?}", d.text);
    // Then the measure.
    let new = "Twelve towns count storks.";
    let edit = ("core/measures", Some("m-1"), "dunlin:column:text-en", new);
    let reading = world.read(type_into("measure", &edited, &[edit]));
    assert_eq!(reading.findings, vec![]);
    let (third, _) = world.again(reading.reports, Lang::En);
    let (before, after) = (seen(&second), seen(&third));
    let changed: BTreeSet<_> =
        before.iter().filter(|(k, v)| after.get(*k) != Some(*v)).map(|(k, _)| k.clone()).collect();
    // An option rests on the measure being there, whatever it says; every text that tells it is told anew.
    let tells = |v: &Seen| format!("{v:?}").contains("Ten towns count cranes.");
    let told: BTreeSet<_> = before.iter().filter(|(k, v)| tells(v) || k.0 == own).map(|(k, _)| k.clone()).collect();
    assert!(told.len() > 2 && told.is_subset(&of_one), "{told:?}");
    assert_eq!(changed, told);
    for (question, item) in told.iter().filter(|(q, _)| q != own) {
        let d = third.drafted.drafts.iter().find(|d| (&d.question, &d.item) == (question, item)).expect("a draft");
        let all = format!("{:?} {:?} {:?}", d.value, d.details, d.text);
        assert!(all.contains("storks") && !all.contains("Ten towns count cranes."), "{question} {all}");
    }
    // The person's own words stay, and what would be made now stands beside, on the page too.
    let d = draft_of(&third, own);
    assert_eq!((d.standing, &d.value), (Standing::Kept, &Some(Value::Text(words.to_owned()))));
    let book = book::load(world.write(&third, Lang::En));
    let (n, r) = find(&book, own, "value");
    let cell = |name: &str| book.sheets[n].text(r, column(&book, n, name).expect("a column"));
    assert_eq!(cell("dunlin:answer"), words);
    assert_eq!(cell("dunlin:standing"), "kept");
    let beside = cell("dunlin:proposal");
    assert!(beside.contains("Twelve towns count storks.") && beside.contains("have changed"), "{beside}");
    assert!(cell("dunlin:offered").is_empty(), "a yes takes nothing over a person's words");
    // Taken in or left, it is told until the person agrees with the lists.
    let agreed = type_into("agreed", &world.write(&third, Lang::En), &[(own, None, "dunlin:answer", new)]);
    let (fourth, _) = world.again(world.read(agreed).reports, Lang::En);
    assert!(draft_of(&fourth, own).sources.iter().filter(|s| s.step == dunlin::model::Step::Disagrees).count() <= 1);
}

/// What is over is not told as going on.
#[test]
fn a_measure_that_ended_before_the_report_is_doubted_where_a_text_tells_of_it() {
    let world = &*WORLD;
    let of = |period: &str, status: &str| {
        let text = "Each autumn schools in ten towns count cranes with the rangers.";
        let mut row = candidate("m-1", "Crane Days", "campaign", "awareness-campaigns", "migratory-species", text);
        row.insert("period".to_owned(), period.to_owned());
        row.insert("status".to_owned(), status.to_owned());
        row.insert("confirmed".to_owned(), "yes".to_owned());
        row
    };
    let own = "cms-cop14/V.1a";
    let told = |row: Row, words: &str| {
        let mut draft = offered(vec![row], Lang::En);
        let d = draft.drafted.drafts.iter_mut().find(|d| d.question == own).expect("a draft");
        *d = Draft { standing: Standing::Kept, value: Some(Value::Text(words.to_owned())), ..Draft::gap(own, None) };
        let (again, _) = world.again(world.read(world.write(&draft, Lang::En)).reports, Lang::En);
        let d = draft_of(&again, own);
        assert_eq!((d.standing, &d.value), (Standing::Kept, &Some(Value::Text(words.to_owned()))));
        d.text.as_deref().is_some_and(|t| t.contains("had ended before"))
    };
    let words = "We hold the Crane Days every year.";
    assert!(told(of("2011-2014", "ended"), words));
    assert!(told(of("2011-2014", ""), words), "the years alone say so");
    assert!(!told(of("2011-", "ongoing"), words));
    assert!(!told(of("2011-2014", "ended"), "The Crane Days were held until 2014."), "the text says so itself");
    assert!(!told(of("2011-2014", "ended"), "We count birds."), "it is not told of");
    let unconfirmed = {
        let mut row = of("2011-2014", "ended");
        row.remove("confirmed");
        row
    };
    assert!(!told(unconfirmed, words), "what nobody confirmed casts no doubt");
    // Nor is it told in a text made for the box, and one that is over without a year is told without years.
    let made = |row: Row| draft_of(&offered(vec![row], Lang::En), own).clone();
    assert!(made(of("2011-2014", "ended")).text.is_none());
    let open = made(of("2019-", "ended"));
    assert!(open.value.is_none() && open.text.is_some_and(|t| !t.contains("2019")), "perhaps, and for a person to say");
}

/// How focal points work together is proposed from the reports that told it.
#[test]
fn coordination_told_by_one_report_stands_beside_the_registers() {
    let world = &*WORLD;
    let told = "The focal points of CMS and CITES meet twice a year.";
    let report = |said: &str, told: &str| {
        let mut r = Report::new("cms-cop14", "cms.xlsx");
        r.party = Party::parse("QM");
        r.period = Period::parse("2020-2023");
        for (q, v) in
            [("cms-cop14/VII.3", Value::Code(said.to_owned())), ("cms-cop14/VII.3a", Value::Text(told.to_owned()))]
        {
            let mut a = Answer::new(q, Origin { file: "cms.xlsx".to_owned(), place: "A!B3".to_owned() });
            a.value = Some(v);
            r.answers.push(a);
        }
        r
    };
    let q = world.core.format.question("cms-cop14/VII.3").expect("a question");
    let code = |m: &str| q.options.iter().find(|o| o.meaning.as_str() == m).expect("an option").code.clone();
    let (draft, _) = world.again(vec![report(&code("no"), told)], Lang::En);
    assert_eq!(draft_of(&draft, "core/coordination").standing, Standing::Gap);
    let (draft, _) = world.again(vec![report(&code("yes"), told)], Lang::En);
    let d = draft_of(&draft, "core/coordination");
    assert!(
        d.value.is_none() && d.text.as_deref().is_some_and(|t| t.contains("CMS VII.3a, 2020-2023")),
        "{:?}",
        d.text
    );
    // What CMS was told of its own focal point would stand in the report to CITES too: it is for a person to edit.
    assert!(d.offered.is_none(), "there is nothing for a yes to take");
}
