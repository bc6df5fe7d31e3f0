//! Registers: what old reports propose, and what measures give back to the boxes of every report.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::OnceLock;

use dunlin::catalogue::Catalogue;
use dunlin::crosswalk::Crosswalk;
use dunlin::model::{Entry, Item, Lang, Origin, Period, Polarity, Question, Registers, Repeat, Report, Row, Value};
use dunlin::read::{Context, Options, read_file};
use dunlin::registers::{Asking, Composed, Composer, candidates};
use proptest::prelude::*;

fn data() -> &'static (Catalogue, Crosswalk) {
    static DATA: OnceLock<(Catalogue, Crosswalk)> = OnceLock::new();
    DATA.get_or_init(|| {
        let c = Catalogue::builtin();
        let x = Crosswalk::load(&c);
        (c, x)
    })
}

fn question(id: &str) -> &'static Question {
    data().0.question(id).unwrap_or_else(|| panic!("{id}"))
}

const FILES: [&str; 9] = [
    "cbd-nr7-binary.csv",
    "cbd-nr7-headline.xlsx",
    "cbd-nr7-report.json",
    "cites-2018-2020.csv",
    "cites-2021-2023.xlsx",
    "cms-2014-2017-ors.csv",
    "cms-2020-2023.xlsx",
    "ramsar-2015-2017.docx",
    "ramsar-2018-2020.xlsx",
];

fn testland() -> &'static Vec<Report> {
    static REPORTS: OnceLock<Vec<Report>> = OnceLock::new();
    REPORTS.get_or_init(|| {
        let (catalogue, crosswalk) = data();
        let context = Context { catalogue, crosswalk, options: &Options::default() };
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/testland");
        FILES.iter().flat_map(|f| read_file(&folder.join(f), &context).reports).collect()
    })
}

fn proposed(reports: &[&Report], known: &Registers) -> Registers {
    candidates(reports, known, &data().0, &data().1)
}

fn measure(id: &str, cells: &[(&str, &str)]) -> Entry {
    let cells: Row = cells.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
    Entry { id: id.to_owned(), cells, confirmed: true, origin: Origin::default() }
}

fn registers(measures: Vec<Entry>) -> Registers {
    let mut r = Registers::default();
    r.lists.insert("measures".to_owned(), measures);
    r
}

fn asking(items: &[Item]) -> Asking<'_> {
    Asking { period: Some(Period { from: 2021, to: 2023 }), lang: Lang::En, party: None, items }
}

fn composed(r: &Registers, id: &str, item: Option<&str>, asking: Asking) -> Option<Composed> {
    Composer::new(r, asking, &data().1).compose(question(id), item)
}

#[test]
fn old_reports_propose_what_they_say_and_nothing_else() {
    let reports: Vec<&Report> = testland().iter().collect();
    let found = proposed(&reports, &Registers::default());
    let measures = found.rows("measures");
    assert!(measures.len() > 100, "{}", measures.len());
    let ids: BTreeSet<&str> = measures.iter().map(|m| m.id.as_str()).collect();
    assert_eq!(ids.len(), measures.len(), "every row has an id of its own");
    for e in found.lists.values().flatten() {
        assert!(!e.confirmed && !e.id.is_empty() && !e.origin.file.is_empty(), "{e:?}");
    }
    for m in measures {
        assert!(!m.get("title").is_empty() && !m.get("facets").is_empty() && !m.get("origin").is_empty(), "{m:?}");
    }
    let backwards: Vec<&Report> = reports.iter().rev().copied().collect();
    assert_eq!(
        proposed(&backwards, &Registers::default()).lists,
        found.lists,
        "the order of the files does not matter"
    );
    assert!(proposed(&reports, &found).is_empty(), "what is known is not proposed again");

    // One law told in several reports is one row.
    let twins = measures.iter().filter(|m| m.list("origin").count() > 1).count();
    assert!(twins >= 10, "{twins} rows with several origins");
    let act: Vec<_> = measures.iter().filter(|m| m.get("title").contains("Wildlife Trade Act")).collect();
    assert_eq!(act.len(), 1, "{act:?}");
    assert_eq!(act[0].get("kind"), "law");
    assert_eq!(act[0].get("period"), "2022");
}

#[test]
fn the_reason_of_a_no_is_no_measure() {
    let reports: Vec<&Report> = testland().iter().collect();
    let found = proposed(&reports, &Registers::default());
    let all: Vec<String> = found
        .rows("measures")
        .iter()
        .flat_map(|m| ["text-en", "text-fr", "text-es"].map(|c| m.get(c).to_owned()))
        .collect();
    let mut checked = 0;
    for r in &reports {
        let Some(format) = data().0.format(&r.format) else { continue };
        for a in &r.answers {
            let Some(q) = format.question(&a.question) else { continue };
            let codes = a.value.as_ref().map_or_else(Vec::new, Value::codes);
            let negative = !codes.is_empty()
                && codes.iter().filter_map(|c| q.option(c)).all(|o| o.meaning.polarity() == Polarity::Negative);
            let Some(details) = a.details.as_deref().filter(|d| negative && d.split_whitespace().count() > 5) else {
                continue;
            };
            checked += 1;
            let line = details.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(!all.iter().any(|t| t.contains(&line)), "{}: {line}", a.question);
        }
    }
    assert!(checked > 5, "{checked} noes with a reason");
}

#[test]
fn other_registers_hold_what_answers_say() {
    let reports: Vec<&Report> = testland().iter().collect();
    let found = proposed(&reports, &Registers::default());
    for list in ["agreements", "people", "sites", "species", "targets", "indicators", "support"] {
        assert!(!found.rows(list).is_empty(), "{list}");
    }
    assert!(found.rows("agreements").iter().all(|a| ["party", "signatory", "range-state"].contains(&a.get("status"))));
    let target = found.rows("targets").iter().find(|t| t.id == "NT02");
    assert!(target.is_some_and(|t| t.has("frameworks", "GBF:T2")), "{:?}", found.rows("targets"));
    assert!(found.complete.is_empty() && found.facts.is_empty(), "no old report declares a list complete");
}

#[test]
fn a_part_feeds_the_whole_and_never_the_reverse() {
    let wetlands = measure(
        "m-1",
        &[
            ("title", "Clear Lake Hyacinth Plan"),
            ("kind", "plan"),
            ("period", "2020-"),
            ("subjects", "ias-policy"),
            ("facets", "wetlands"),
            ("frameworks", "GBF:T6"),
            ("text-en", "Hyacinth is cut on Clear Lake each year."),
        ],
    );
    let all = measure(
        "m-2",
        &[
            ("title", "Invasive Species Act"),
            ("kind", "law"),
            ("period", "2021"),
            ("subjects", "ias-policy"),
            ("facets", "all-biodiversity"),
            ("frameworks", "GBF:T6"),
            ("text-en", "The Invasive Species Act bans imports."),
        ],
    );
    let r = registers(vec![wetlands, all]);
    let ramsar = composed(&r, "ramsar-cop14/4.2", None, asking(&[])).expect("Ramsar 4.2");
    assert_eq!((ramsar.entries, ramsar.confirmed, ramsar.needs_general), (vec!["m-1".to_owned()], true, false));
    assert_eq!(ramsar.text, "Clear Lake Hyacinth Plan (2020-): Hyacinth is cut on Clear Lake each year.");
    let cbd = composed(&r, "cbd-nr7/III.mainActionsSummary", Some("GBF:T6"), asking(&[])).expect("CBD T6");
    assert_eq!(cbd.entries, ["m-2", "m-1"], "laws first");
    assert!(cbd.needs_general, "a target's box needs a general text besides");
    assert!(composed(&r, "cbd-nr7/III.mainActionsSummary", Some("GBF:T7"), asking(&[])).is_none());
    assert!(composed(&r, "ramsar-cop14/4.4", None, asking(&[])).is_none(), "that box wants no plans or laws");
}

#[test]
fn a_national_target_is_served_surely_only_where_it_is_the_only_one() {
    let m = measure(
        "m-1",
        &[
            ("title", "Hyacinth Plan"),
            ("kind", "plan"),
            ("period", "2021-"),
            ("subjects", "ias-policy"),
            ("facets", "wetlands"),
            ("frameworks", "GBF:T6"),
        ],
    );
    let r = registers(vec![m]);
    let target = |id: &str| Item { id: id.to_owned(), title: String::new(), frameworks: vec!["GBF:T6".to_owned()] };
    let q = "cbd-nr7/III.mainActionsSummary";
    assert!(composed(&r, q, Some("NT1"), asking(&[target("NT1")])).is_some_and(|c| c.confirmed));
    let two = [target("NT1"), target("NT2")];
    let shared = composed(&r, q, Some("NT1"), asking(&two)).expect("proposed");
    assert!(!shared.confirmed, "two national targets share the global one: only proposed");
}

#[test]
fn time_and_state_decide() {
    let m = |id: &str, period: &str, status: &str| {
        measure(
            id,
            &[
                ("title", id),
                ("kind", "campaign"),
                ("period", period),
                ("status", status),
                ("subjects", "awareness-campaigns"),
                ("facets", "wetlands"),
                ("text-en", "Schools planted reeds along the river."),
            ],
        )
    };
    let r = registers(vec![
        m("old", "2016-2018", ""),
        m("now", "2022", ""),
        m("plan", "2022", "planned"),
        m("when", "", ""),
    ]);
    let c = composed(&r, "ramsar-cop14/16.8", None, asking(&[])).expect("16.8");
    assert_eq!(c.entries, ["now"]);
    assert_eq!(c.offered, ["when"], "what has no years is offered, not told");
    let planned = composed(&r, "ramsar-cop14/T16.planned", None, asking(&[])).expect("planned");
    assert_eq!(planned.entries, ["plan"]);
    let k = Composer::new(&r, asking(&[]), &data().1);
    assert_eq!(k.missing_from("In May now was held.", question("ramsar-cop14/16.8"), None), ["now", "when"]);
    assert_eq!(k.missing_from("Schools planted reeds along the river.", question("ramsar-cop14/16.8"), None), [""; 0]);
    assert_eq!(k.ended_in("Schools planted reeds along the river."), ["old"]);
}

/// A confirmed row says that the measure is so, not that it answers every box of its subject.
#[test]
fn a_measure_is_told_unasked_only_where_the_box_asks_for_such_measures() {
    let row = |kind: &str| {
        measure(
            "m-1",
            &[
                ("title", "Wildlife Trade Act"),
                ("kind", kind),
                ("status", "ongoing"),
                ("period", "2020-"),
                ("text-en", "It makes trafficking a crime."),
                ("subjects", "wildlife-offences-law"),
                ("facets", "cites-listed"),
            ],
        )
    };
    let law = registers(vec![row("law")]);
    // A law with this subject may be about something else too: a person has to see it.
    let asked = composed(&law, "cites-ir/1.7.3a.1", None, asking(&[])).expect("the box on that law");
    assert!(asked.confirmed && asked.needs_general);
    let operation = registers(vec![row("enforcement")]);
    let asked = composed(&operation, "cites-ir/1.7.1a.1", None, asking(&[]));
    assert!(asked.is_none_or(|c| c.confirmed));
    // Criteria for a crime to be serious: the law may hold them, its summary does not tell them.
    let criteria = composed(&law, "cites-ir/1.7.3b.1", None, asking(&[])).expect("offered");
    assert!(criteria.needs_general);
    // Nobody said what it is: it may be anything.
    let unnamed = registers(vec![row("")]);
    assert!(composed(&unnamed, "cites-ir/1.7.3a.1", None, asking(&[])).is_some_and(|c| !c.confirmed));
}

#[test]
fn candidates_are_shown_only_until_something_is_confirmed() {
    let mut a = measure(
        "m-1",
        &[
            ("title", "Reed Festival of Test"),
            ("kind", "campaign"),
            ("period", "2021"),
            ("subjects", "awareness-campaigns"),
            ("facets", "wetlands"),
        ],
    );
    let mut b = a.clone();
    b.id = "m-2".to_owned();
    b.cells.insert("title".to_owned(), "Frog Week of Test".to_owned());
    a.confirmed = false;
    b.confirmed = false;
    let both = composed(&registers(vec![a.clone(), b.clone()]), "ramsar-cop14/16.8", None, asking(&[])).expect("16.8");
    assert!(!both.confirmed && both.entries.len() == 2);
    b.confirmed = true;
    let one = composed(&registers(vec![a, b]), "ramsar-cop14/16.8", None, asking(&[])).expect("16.8");
    assert_eq!((one.entries, one.offered, one.confirmed), (vec!["m-2".to_owned()], vec!["m-1".to_owned()], true));
}

#[test]
fn two_languages_stand_as_they_are_or_translated_and_never_unmarked() {
    let base = [
        ("title", "Loi 7/2016"),
        ("kind", "law"),
        ("period", "2016"),
        ("subjects", "convention-legislation"),
        ("facets", "wetlands"),
    ];
    let fr = "La loi protège les mangroves. Elle interdit le remblai.";
    let mut cells = base.to_vec();
    cells.push(("text-fr", fr));
    let mut r = registers(vec![measure("m-1", &cells)]);
    let english = composed(&r, "ramsar-cop14/9.2", None, asking(&[])).expect("9.2");
    assert_eq!(english.text, format!("Loi 7/2016 (2016): [in French] {fr}"));
    assert_eq!(english.untranslated, ["m-1"]);
    let french = composed(&r, "ramsar-cop14/9.2", None, Asking { lang: Lang::Fr, ..asking(&[]) }).expect("9.2");
    assert!(french.text.ends_with(fr) && !french.text.contains('['), "{}", french.text);
    let row = |id: &str, en: &str, fr: &str| measure(id, &[("en", en), ("fr", fr)]);
    r.lists.insert(
        "sentences".to_owned(),
        vec![
            row("t-1", "The law protects mangroves.", "La loi protège les mangroves."),
            row("t-2", "It forbids filling.", "Elle interdit le remblai."),
        ],
    );
    let english = composed(&r, "ramsar-cop14/9.2", None, asking(&[])).expect("9.2");
    assert_eq!(english.text, "Loi 7/2016 (2016): The law protects mangroves. It forbids filling.");
    assert!(english.untranslated.is_empty());
}

#[test]
fn the_box_on_other_agreements_names_goals_and_measures() {
    let m = |id: &str, title: &str, facet: &str| {
        measure(
            id,
            &[
                ("title", title),
                ("kind", "plan"),
                ("period", "2021-2023"),
                ("subjects", "ias-control"),
                ("facets", facet),
                ("frameworks", "GBF:T6"),
            ],
        )
    };
    let r = registers(vec![
        m("m-1", "Hyacinth Plan", "wetlands"),
        m("m-2", "Island Rats Plan", "migratory-species"),
        m("m-3", "Border Plan", "all-biodiversity"),
    ]);
    let c = composed(&r, "cbd-nr7/III.sdgRelationSummary", Some("GBF:T6"), asking(&[])).expect("composed");
    let lines: Vec<&str> = c.text.lines().collect();
    assert_eq!(lines.len(), 3, "{}", c.text);
    assert!(
        lines[0].starts_with("Ramsar Convention (T4 ") && lines[0].ends_with("Hyacinth Plan (2021-2023)."),
        "{}",
        lines[0]
    );
    assert!(
        lines[1].starts_with("Convention on Migratory Species")
            && lines[1].contains("Island Rats Plan")
            && !lines[1].contains("Border"),
        "{}",
        lines[1]
    );
    assert!(
        lines[2].starts_with("Sustainable Development Goals (15.8") && lines[2].contains("Border Plan"),
        "{}",
        lines[2]
    );
    assert!(c.confirmed && !c.needs_general);
}

#[test]
fn hostile_rows_are_only_text() {
    let long = "x".repeat(20_000);
    let words = "word ".repeat(3_000);
    let rows = [
        vec![("title", "=HYPERLINK(\"http://x\")"), ("text-en", "<script>alert(1)</script> {n} {0}")],
        vec![("title", long.as_str()), ("text-en", words.as_str())],
        vec![("title", "\u{202e}\u{0}\u{feff}"), ("text-en", "\u{fffd}")],
        vec![("title", ";;;"), ("frameworks", ";;;GBF:"), ("period", "9999-1")],
        vec![("title", "T"), ("period", "2023-2021"), ("kind", "LAW"), ("status", "?!")],
    ];
    let entries = rows.iter().enumerate().map(|(n, cells)| {
        let mut e = measure(if n > 2 { "" } else { "same" }, cells);
        e.cells.insert("subjects".to_owned(), "convention-legislation; ;no-such-subject".to_owned());
        e.cells.insert("facets".to_owned(), "wetlands;;\u{0}".to_owned());
        e
    });
    let r = registers(entries.collect());
    for id in ["ramsar-cop14/9.2", "ramsar-cop14/A", "cms-cop14/VII.4a", "cites-ir/1.1.1a.2"] {
        if let Some(c) = composed(&r, id, None, asking(&[])) {
            let limit = question(id).limit_words.unwrap_or(u32::MAX) as usize;
            assert!(c.text.split_whitespace().count() <= limit, "{id}");
        }
    }
    let mut report = Report::new("ramsar-cop14", "a;b\n.xlsx");
    for (n, text) in [
        long.as_str(),
        words.as_str(),
        "(1) (2) (3) a) b)",
        "\u{0}\u{202e};;;; ; ;",
        "«««« \"\" “”",
        "Act Act Act Act Act 9999/99999",
        "1) 1) 2) 2) é) 3)",
    ]
    .iter()
    .enumerate()
    {
        let mut a = dunlin::model::Answer::new("ramsar-cop14/A", Origin { file: String::new(), place: n.to_string() });
        a.value = Some(Value::Text((*text).to_owned()));
        report.answers.push(a);
    }
    let found = proposed(&[&report], &Registers::default());
    assert!(found.rows("measures").iter().all(|m| m.list("origin").count() > 0));
}

/// Boxes of all four reports with what is composed for them.
fn boxes(r: &Registers) -> BTreeMap<(String, Option<String>), Composed> {
    let k = Composer::new(r, asking(&[]), &data().1);
    let mut all = BTreeMap::new();
    for format in ["ramsar-cop14", "cms-cop14", "cbd-nr7", "cites-ir"] {
        for q in &data().0.format(format).expect("built in").questions {
            let items: Vec<Option<String>> = match q.repeat {
                None => vec![None],
                Some(Repeat::Site) => continue,
                Some(repeat) => repeat.fixed_items().into_iter().map(Some).collect(),
            };
            for item in items {
                if let Some(c) = k.compose(q, item.as_deref()) {
                    all.insert((q.id.clone(), item), c);
                }
            }
        }
    }
    all
}

prop_compose! {
    fn any_measure()(
        subject in prop::sample::select(vec!["ias-control", "awareness-campaigns", "restoration", "convention-legislation", "capacity-building"]),
        facet in prop::sample::select(vec!["wetlands", "migratory-species", "all-biodiversity", "cites-listed", ""]),
        kind in prop::sample::select(vec!["law", "plan", "project", "campaign", "training", "", "other"]),
        period in prop::sample::select(vec!["2022", "2019-", "2015-2017", "", "2020-2024"]),
        status in prop::sample::select(vec!["", "", "planned", "ended", "ongoing"]),
        target in prop::sample::select(vec!["GBF:T6", "GBF:T2", "", "GBF:T20; GBF:T21"]),
        words in prop::collection::vec("[a-z]{2,8}", 1..40),
        confirmed in any::<bool>(),
    ) -> Entry {
        let mut e = measure("", &[("subjects", subject), ("facets", facet), ("kind", kind), ("period", period), ("status", status), ("frameworks", target)]);
        e.cells.insert("text-en".to_owned(), format!("{}.", words.join(" ")));
        e.confirmed = confirmed;
        e
    }
}

fn numbered(rows: Vec<Entry>) -> Vec<Entry> {
    let named = |(n, mut e): (usize, Entry)| {
        e.id = format!("m-{n:02}");
        e.cells.insert("title".to_owned(), format!("Measure Number{n:02} of Test"));
        e
    };
    rows.into_iter().enumerate().map(named).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn editing_one_measure_changes_exactly_the_boxes_it_feeds(
        rows in prop::collection::vec(any_measure(), 1..30).prop_map(numbered),
        pick in any::<prop::sample::Index>(),
        turn in 0usize..30,
    ) {
        let before = boxes(&registers(rows.clone()));
        let mut turned = rows.clone();
        turned.rotate_left(turn % rows.len());
        prop_assert_eq!(&boxes(&registers(turned)), &before, "the order of the rows does not matter");
        for ((id, _), c) in &before {
            let limit = question(id).limit_words.unwrap_or(u32::MAX) as usize;
            prop_assert!(c.text.split_whitespace().count() <= limit);
            let mut once: Vec<&String> = c.entries.iter().chain(&c.left).chain(&c.offered).collect();
            once.sort();
            let all = once.len();
            once.dedup();
            prop_assert_eq!(once.len(), all, "each measure once");
            if c.confirmed {
                prop_assert!(c.entries.iter().all(|e| rows.iter().any(|r| r.id == *e && r.confirmed)));
            }
        }
        let at = pick.index(rows.len());
        let mut edited = rows.clone();
        let id = edited[at].id.clone();
        edited[at].cells.insert("title".to_owned(), "Renamed Measure of Test".to_owned());
        let after = boxes(&registers(edited));
        for (key, c) in &before {
            let told = c.entries.contains(&id);
            let named = c.left.contains(&id);
            let changed = after.get(key).map(|a| &a.text) != Some(&c.text);
            prop_assert!(!told || changed, "{:?} tells of it and did not change", key);
            prop_assert!(told || named || !changed, "{:?} does not tell of it and changed", key);
        }
        prop_assert_eq!(before.len(), after.len());
    }
}
