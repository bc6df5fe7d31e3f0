//! The core report: what people wrote into the one workbook is what every convention's report gets.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use chrono::NaiveDate;
use dunlin::catalogue::Catalogue;
use dunlin::core_report::{self, Core, CoreDraft, CoreRequest, take_apart};
use dunlin::crosswalk::Crosswalk;
use dunlin::model::{
    Answer, Attribution, CORE, ColumnKind, Draft, Finding, Item, Kind, Lang, Origin, Party, Period, Question, Repeat,
    Report, Row, Standing, Value, Years,
};
use dunlin::read::book::{Book, Cell};
use dunlin::read::{Context, Options, Reading, own, read_bytes};
use dunlin::write;
use proptest::prelude::*;

#[path = "../support/book.rs"]
mod book;
mod changing;
mod taking;
mod untidy;

struct World {
    catalogue: Catalogue,
    crosswalk: Crosswalk,
    core: Core,
}

static WORLD: LazyLock<World> = LazyLock::new(|| {
    let catalogue = Catalogue::builtin();
    let crosswalk = Crosswalk::load(&catalogue);
    let core = Core::assemble(&catalogue, &crosswalk).expect("the core report");
    World { catalogue, crosswalk, core }
});

impl World {
    fn write(&self, draft: &CoreDraft, lang: Lang) -> Vec<u8> {
        let placement = core_report::place(&self.core.format, &draft.drafted, &self.crosswalk);
        write::core(draft, &self.core, &placement, &self.crosswalk, lang).expect("a workbook")
    }

    fn read(&self, bytes: Vec<u8>) -> Reading {
        let options = Options::default();
        let context = Context { catalogue: &self.catalogue, crosswalk: &self.crosswalk, options: &options };
        read_bytes("core.xlsx", bytes, &context)
    }

    /// Reads a core workbook and writes it anew.
    fn again(&self, reports: Vec<Report>, lang: Lang) -> (CoreDraft, Vec<Finding>) {
        let carried = take_apart(reports);
        let request = CoreRequest {
            party: None,
            years: &Years::default(),
            lang,
            reports: &carried.others,
            previous: &[],
            base: &carried.kept,
            registers: &carried.registers,
            known: &BTreeSet::new(),
        };
        core_report::prefill(&self.core, &request, &self.catalogue, &self.crosswalk)
    }
}

#[derive(Debug, Clone)]
struct Seed {
    pick: usize,
    bits: u64,
    text: String,
    details: String,
}

fn text() -> impl Strategy<Value = String> {
    let any = prop_oneof![
        4 => "\\PC{1,60}",
        1 => "=[A-Z]{1,3}[0-9]\\([^\u{0}-\u{1f}]{0,9}",
        1 => "[-+@'\"=][a-z0-9 ]{0,9}\n\n- [a-zé]{1,9}\n\t[0-9]{1,12}",
        1 => Just("日本語 🦅 العربية; x".to_owned()),
    ];
    any.prop_map(|t| t.trim().to_owned()).prop_filter("not blank or torn", |t| !t.is_empty() && !t.contains('\u{fffd}'))
}

fn seed() -> impl Strategy<Value = Seed> {
    (any::<usize>(), any::<u64>(), text(), text()).prop_map(|(pick, bits, text, details)| Seed {
        pick,
        bits,
        text,
        details,
    })
}

fn value(q: &Question, s: &Seed) -> Option<Value> {
    let code = || q.options[s.bits as usize % q.options.len()].code.clone();
    match q.kind {
        Kind::Heading | Kind::Table => None,
        Kind::Single | Kind::YesNo | Kind::Indicator => Some(Value::Code(code())),
        Kind::Multi => {
            let ticked = q.options.iter().enumerate().filter(|(n, _)| s.bits >> (n % 60) & 1 == 1);
            Some(Value::Codes(ticked.map(|(_, o)| o.code.clone()).collect()))
        }
        Kind::Number => {
            let qualifier = (!q.options.is_empty()).then(code);
            Some(Value::Number { qualifier, number: Some((s.bits % 9_000) as f64), unit: q.unit.clone() })
        }
        Kind::Date => NaiveDate::from_ymd_opt(2000, 1, 1)
            .map(|d| Value::Date(d + chrono::Duration::days((s.bits % 9_000) as i64))),
        _ => Some(Value::Text(s.text.clone())),
    }
}

/// A row of a table; of a register only what its lists allow, with an id.
fn row(q: &Question, s: &Seed, n: usize, world: &World) -> Row {
    let mut row = Row::new();
    for (c, column) in q.columns.iter().enumerate() {
        let bits = s.bits >> ((n * 3 + c) % 48);
        if bits & 1 == 0 && c > 0 {
            continue;
        }
        let tags = || world.crosswalk.tags(column, Lang::En);
        let text = match column.kind {
            ColumnKind::Tick => "x".to_owned(),
            ColumnKind::Number => (bits % 3000).to_string(),
            ColumnKind::Choice => {
                let tags = tags();
                tags[bits as usize % tags.len()].0.clone()
            }
            ColumnKind::Tags => {
                let tags = tags();
                let picked: BTreeSet<usize> = [bits as usize % tags.len(), (bits >> 7) as usize % tags.len()].into();
                picked.into_iter().map(|n| tags[n].0.clone()).collect::<Vec<_>>().join("; ")
            }
            ColumnKind::Text => format!("{} {n}", s.text),
        };
        row.insert(column.code.clone(), text);
    }
    if q.id.starts_with("core/") {
        row.insert("id".to_owned(), format!("r-{n}"));
        row.insert("lead".to_owned(), s.details.clone());
        // dunlin's own column, written anew each time; rows a person confirmed keep their order.
        row.remove("feeds");
        if q.columns.iter().any(|c| c.code == "feeds") {
            row.insert("confirmed".to_owned(), "yes".to_owned());
        }
        row.retain(|c, _| q.columns.iter().any(|k| k.code == *c));
        if row.keys().all(|c| c == "id" || c == "confirmed") {
            row.insert(q.columns[1].code.clone(), "x".to_owned());
            if q.columns[1].kind != ColumnKind::Text {
                row.clear();
            }
        }
    }
    row
}

fn answer(q: &Question, s: &Seed, world: &World) -> Answer {
    let mut a = Answer::new(&q.id, Origin::default());
    a.value = value(q, s);
    if q.details && s.bits & 16 == 0 {
        a.details = Some(s.details.clone());
    }
    let rows = match q.kind {
        Kind::Table | Kind::Indicator => s.bits as usize % 14,
        Kind::Heading => 0,
        _ => usize::from(!q.columns.is_empty()),
    };
    a.rows = (0..rows).map(|n| row(q, s, n, world)).filter(|r| !r.is_empty()).collect();
    a.item = match q.repeat {
        None => None,
        Some(Repeat::Site) => Some("1023".to_owned()),
        Some(r) => {
            let mut all = r.fixed_items();
            all.push("NT-01".to_owned());
            all.get(s.bits as usize % all.len()).cloned()
        }
    };
    let is_core = q.id.starts_with("core/");
    a.confirmed = is_core || s.bits & 32 == 0;
    if s.bits & 64 == 0 && !is_core && q.is_asked() {
        a.attribution = Attribution {
            who: (s.bits & 128 == 0).then(|| "the wetland unit".to_owned()),
            confirmed_by: Some(s.details.split_whitespace().collect::<Vec<_>>().join(" ")),
            confirmed_on: Some("2024-05-02".to_owned()),
            ..Attribution::default()
        };
    }
    a
}

/// One core report: items, periods, and answers to any questions of it.
fn generated(world: &World, seeds: &[Seed]) -> CoreDraft {
    let mut draft = core_report::blank(&world.core, Party::parse("QM"), &Years::default(), &world.catalogue);
    draft.periods.insert("cites-ir".to_owned(), Period { from: 2021, to: 2023 });
    let asked: Vec<&Question> = world.core.format.questions.iter().filter(|q| q.is_asked()).collect();
    let mut answers: BTreeMap<(String, Option<String>), Answer> = BTreeMap::new();
    for s in seeds {
        let q = asked[s.pick % asked.len()];
        let a = answer(q, s, world);
        if !a.is_blank() {
            answers.entry((a.question.clone(), a.item.clone())).or_insert(a);
        }
    }
    let items = [("NT-01", vec!["GBF:T6".to_owned(), "GBF:T7".to_owned()]), ("1023", Vec::new())];
    let own = items.map(|(id, frameworks)| Item { id: id.to_owned(), title: format!("Title of {id}"), frameworks });
    draft.drafted.items =
        own.into_iter().filter(|i| answers.keys().any(|(_, item)| item.as_deref() == Some(i.id.as_str()))).collect();
    // The empty form has three sites to be named; a country with sites has its own.
    draft.drafted.drafts.retain(|d| d.item.as_deref().is_none_or(|i| !i.starts_with("site-")));
    for (key, a) in answers {
        let drafts = &mut draft.drafted.drafts;
        let at = drafts.iter().position(|d| (&d.question, &d.item) == (&key.0, &key.1));
        let at = at.unwrap_or_else(|| {
            drafts.push(Draft::gap(&key.0, key.1.clone()));
            drafts.len() - 1
        });
        drafts[at] = Draft {
            standing: if a.confirmed { Standing::Kept } else { Standing::CarriedOver },
            value: a.value,
            details: a.details,
            rows: a.rows,
            attribution: a.attribution,
            ..Draft::gap(&key.0, key.1)
        };
    }
    draft
}

/// Everything said in a core report: question, item, value, details, rows, confirmed, names.
fn said(draft: &CoreDraft) -> Vec<Answer> {
    let mut list: Vec<Answer> = draft
        .drafted
        .drafts
        .iter()
        .map(|d| {
            let mut a = Answer::new(&d.question, Origin::default());
            a.item.clone_from(&d.item);
            a.value.clone_from(&d.value);
            a.details.clone_from(&d.details);
            a.rows.clone_from(&d.rows);
            a.confirmed = d.standing != Standing::CarriedOver;
            a.attribution.clone_from(&d.attribution);
            a
        })
        .filter(|a| !a.is_blank())
        .collect();
    list.sort_by(|a, b| a.key().cmp(&b.key()));
    list
}

fn read_back(reading: &Reading) -> Vec<Answer> {
    let mut list: Vec<Answer> = reading
        .reports
        .iter()
        .flat_map(|r| &r.answers)
        .map(|a| Answer { origin: Origin::default(), lang: None, ..a.clone() })
        .collect();
    list.sort_by(|a, b| a.key().cmp(&b.key()));
    list
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, max_shrink_iters: 60, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn a_written_core_report_reads_back_the_same(
        lang in prop::sample::select(Lang::ALL.to_vec()),
        seeds in prop::collection::vec(seed(), 1..60),
    ) {
        let world = &*WORLD;
        let draft = generated(world, &seeds);
        let reading = world.read(world.write(&draft, lang));
        prop_assert_eq!(&reading.findings, &Vec::new());
        let formats: Vec<&str> = reading.reports.iter().map(|r| r.format.as_str()).collect();
        prop_assert_eq!(formats, ["core", "cbd-nr7", "cites-ir", "cms-cop14", "ramsar-cop14"]);
        prop_assert_eq!(read_back(&reading), said(&draft));
        for r in &reading.reports {
            prop_assert_eq!((r.party, r.lang), (Party::parse("QM"), Some(lang)));
            prop_assert_eq!(r.period, draft.periods.get(&r.format).copied());
            if r.format != CORE {
                prop_assert_eq!(&r.items, &draft.of(&r.format).items);
            }
        }
        // Written anew from what was read, nothing a person wrote is lost or changed.
        let (again, _) = world.again(reading.reports, lang);
        let mut before = said(&draft);
        let mut after = said(&again);
        for a in before.iter_mut().chain(&mut after) {
            a.rows.iter_mut().for_each(|r| drop(r.remove("feeds")));
            a.rows.sort();
        }
        // What nobody confirmed may turn into a conflict with another convention's answer.
        for a in before.iter().filter(|a| a.confirmed) {
            prop_assert!(after.contains(a), "{:?} was {:?}", after.iter().find(|b| b.key() == a.key()), a);
        }
        prop_assert_eq!(&again.periods, &draft.periods);
    }
}

/// Evidence outlives the files it came from.
#[test]
fn the_reports_a_core_report_was_made_from_come_along() {
    let world = &*WORLD;
    let mut old = Report::new("cms-cop12", "Old report.docx");
    old.party = Party::parse("QM");
    old.period = Period::parse("2014-2017");
    old.lang = Some(Lang::Fr);
    old.items.push(Item { id: "NT1".to_owned(), title: "Nos zones".to_owned(), frameworks: vec!["GBF:T3".to_owned()] });
    let values = [
        Some(Value::Code("yes".to_owned())),
        Some(Value::Codes(vec!["a; b".to_owned(), "c".to_owned()])),
        Some(Value::Text(format!("=1+1 {} \n end", "long ".repeat(20_000)))),
        NaiveDate::from_ymd_opt(2016, 2, 29).map(Value::Date),
        Some(Value::Number { qualifier: Some("E".to_owned()), number: Some(1.5), unit: Some("km²".to_owned()) }),
        None,
    ];
    for (n, value) in values.into_iter().enumerate() {
        let origin = Origin { file: old.file.clone(), place: format!("page {n}") };
        let mut a = Answer::new(format!("cms-cop12/{n}"), origin);
        a.item = (n == 1).then(|| "NT1".to_owned());
        a.value = value;
        a.details = (n > 2).then(|| "détails".to_owned());
        a.confirmed = n != 3;
        a.lang = (n == 2).then_some(Lang::Es);
        a.english = (n == 2).then(|| "in English".to_owned());
        if n == 5 {
            a.rows.push(Row::from([("a".to_owned(), "1\n2".to_owned()), ("b".to_owned(), "\"".to_owned())]));
        }
        old.answers.push(a);
    }
    let mut draft = core_report::blank(&world.core, Party::parse("QM"), &Years::default(), &world.catalogue);
    draft.carried.push(old.clone());
    let reading = world.read(world.write(&draft, Lang::En));
    assert_eq!(reading.carried, [old.clone()]);
    assert!(reading.reports.iter().all(|r| r.format != "cms-cop12"), "not an answer of the core report itself");
    // The same report, given as a file too, is there once.
    assert_eq!(core_report::with_carried(vec![old.clone()], reading.carried), [old]);
}

/// Where a heading of the hidden row stands on a sheet.
fn column(book: &Book, sheet: usize, name: &str) -> Option<u32> {
    let head = book.sheets[sheet].rows.get(&0)?;
    head.iter().find(|(_, c)| c.text() == name).map(|(&c, _)| c)
}

/// The sheet and row of a part of a question.
fn find(book: &Book, question: &str, part: &str) -> (usize, u32) {
    for n in 0..book.sheets.len() {
        let (Some(q), Some(p)) = (column(book, n, "dunlin:question"), column(book, n, "dunlin:part")) else { continue };
        let sheet = &book.sheets[n];
        if let Some(&r) = sheet.rows.keys().find(|&&r| sheet.text(r, q) == question && sheet.text(r, p) == part) {
            return (n, r);
        }
    }
    panic!("{question} {part}")
}

fn set(book: &mut Book, question: &str, part: &str, name: &str, text: &str) {
    let (s, r) = find(book, question, part);
    let c = column(book, s, name).expect("a column");
    book.sheets[s].rows.entry(r).or_default().insert(c, Cell::Text(text.to_owned()));
}

impl World {
    fn read_book(&self, book: &Book) -> Reading {
        let options = Options::default();
        own::read(book, &Context { catalogue: &self.catalogue, crosswalk: &self.crosswalk, options: &options })
    }
}

fn measure(id: &str, title: &str) -> Row {
    let cells = [
        ("id", id),
        ("title", title),
        ("kind", "law"),
        ("period", "2021-"),
        ("subjects", "ias-control; wetland-policy"),
        ("facets", "wetlands"),
        ("frameworks", "GBF:T6"),
        ("confirmed", "yes"),
    ];
    cells.into_iter().map(|(c, t)| (c.to_owned(), t.to_owned())).collect()
}

fn with_measures(world: &World, rows: Vec<Row>) -> CoreDraft {
    let mut draft = core_report::blank(&world.core, Party::parse("QM"), &Years::default(), &world.catalogue);
    let d = draft.drafted.drafts.iter_mut().find(|d| d.question == "core/measures").expect("the register");
    d.standing = Standing::Kept;
    d.rows = rows;
    draft
}

/// What people do to a register in a spreadsheet: sort, copy, insert, rename, misspell.
#[test]
fn registers_survive_sorting_copying_inserting_and_spelling() {
    let world = &*WORLD;
    let rows = vec![measure("m-1", "Wetland Act"), measure("m-2", "Alien Species Plan")];
    let mut book = book::load(world.write(&with_measures(world, rows.clone()), Lang::Fr));
    let (n, first) = find(&book, "core/measures", "row:0");
    let at = |book: &Book, name: &str| column(book, n, &format!("dunlin:column:{name}")).expect("a column");
    let (title, facets, kind) = (at(&book, "title"), at(&book, "facets"), at(&book, "kind"));
    assert_eq!(book.sheets[n].text(first, kind), "loi ou règlement", "lists stand in the language of the workbook");
    let sheet = &mut book.sheets[n];
    sheet.name = "Nos mesures".to_owned();
    // Sorted: the second row first. Copied with its hidden ids and its own: the second again at the end.
    let (one, two) = (sheet.rows.remove(&first).expect("a row"), sheet.rows.remove(&(first + 1)).expect("a row"));
    sheet.rows.insert(first, two.clone());
    sheet.rows.insert(first + 1, one);
    let mut copy = two;
    copy.insert(title, Cell::Text("Alien Species Plan, new".to_owned()));
    copy.insert(facets, Cell::Text("zones humide".to_owned()));
    copy.insert(kind, Cell::Text("décret".to_owned()));
    sheet.rows.insert(first + 40, copy);
    // Inserted: a row with nothing hidden in it.
    let new = [(title, Cell::Text("Otter campaign".to_owned())), (facets, Cell::Text("Wetlands;wetlands".to_owned()))];
    sheet.rows.insert(first + 41, new.into());
    let reading = world.read_book(&book);
    let found: Vec<(&str, &str)> = reading.findings.iter().map(|f| (f.code, f.place.as_str())).collect();
    let codes: Vec<&str> = found.iter().map(|(c, _)| *c).collect();
    assert_eq!(codes, ["own-choice", "own-tag", "own-copied"], "{:?}", reading.findings);
    assert!(found.iter().all(|(_, place)| place.starts_with("Nos mesures!")));
    assert!(reading.findings[1].hint.contains("zones humides"), "{:?}", reading.findings[1]);
    let answer = reading.reports[0].answer("core/measures", None).expect("the register");
    let read: Vec<(&str, &str)> = answer.rows.iter().map(|r| (r["id"].as_str(), r["title"].as_str())).collect();
    assert_eq!(&read[..2], [("m-2", "Alien Species Plan"), ("m-1", "Wetland Act")]);
    assert_eq!(answer.rows[1], rows[0]);
    assert_eq!((read[2].1, answer.rows[2]["kind"].as_str()), ("Alien Species Plan, new", "décret"), "nothing is lost");
    assert_eq!(answer.rows[3]["facets"], "wetlands");
    assert_eq!(answer.rows[3]["confirmed"], "yes", "a row a person adds is their word");
    let ids: BTreeSet<&str> = read.iter().map(|(id, _)| *id).collect();
    assert_eq!(ids.len(), 4, "{ids:?}");
    assert!(!ids.contains(""));
    // The same file gives the same ids; the next workbook keeps them.
    let again = world.read_book(&book);
    assert_eq!(again.reports, reading.reports);
    let (next, _) = world.again(reading.reports.clone(), Lang::En);
    let back = world.read(world.write(&next, Lang::En));
    let kept = back.reports[0].answer("core/measures", None).expect("the register");
    assert!(kept.rows.iter().any(|r| r.contains_key("feeds")), "a measure says which boxes it feeds");
    let plain = |rows: &[Row]| -> Vec<Row> {
        let mut rows = rows.to_vec();
        rows.iter_mut().for_each(|r| drop(r.remove("feeds")));
        rows
    };
    assert_eq!(plain(&kept.rows), plain(&answer.rows));
}

/// What a rule made is made anew until somebody changes or confirms it; then it is theirs.
#[test]
fn a_box_made_by_dunlin_is_a_persons_once_touched() {
    let world = &*WORLD;
    let mut draft = core_report::blank(&world.core, Party::parse("QM"), &Years::default(), &world.catalogue);
    let ids = ["cms-cop14/VII.3", "cms-cop14/IV.1", "ramsar-cop14/4.2"];
    for (n, id) in ids.iter().enumerate() {
        let q = world.core.format.question(id).expect("a question");
        let d = draft.drafted.drafts.iter_mut().find(|d| d.question == *id).expect("a draft");
        d.standing = if n == 2 { Standing::Composed } else { Standing::Derived };
        d.value = q.options.first().map(|o| Value::Code(o.code.clone()));
    }
    let mut book = book::load(world.write(&draft, Lang::Es));
    set(&mut book, ids[1], "value", "dunlin:confirmed-by", "A. Expert");
    set(&mut book, ids[2], "value", "dunlin:details", "And more of it.");
    let reading = world.read_book(&book);
    assert_eq!(reading.findings, vec![]);
    let made = |reports: &[Report], id: &str| {
        let a = reports.iter().find_map(|r| r.answer(id, None)).expect("an answer");
        a.made.clone().expect("made by dunlin")
    };
    let touched = ids.map(|id| made(&reading.reports, id).touched);
    assert_eq!(touched, [false, true, true]);
    // Untouched and without lists from which it would follow, it is gone; the others stay, and are
    // remembered as having been made, in whatever language they are written next.
    let (again, _) = world.again(reading.reports.clone(), Lang::Fr);
    let standing = |id: &str| again.drafted.drafts.iter().find(|d| d.question == id).expect("a draft").standing;
    assert_ne!(standing(ids[0]), Standing::Kept);
    assert_eq!((standing(ids[1]), standing(ids[2])), (Standing::Kept, Standing::Kept));
    let back = world.read(world.write(&again, Lang::Fr));
    for id in &ids[1..] {
        let (old, new) = (made(&reading.reports, id), made(&back.reports, id));
        assert!(new.touched);
        assert_eq!(old.written, new.written);
    }
}

#[test]
fn a_report_narrowed_to_one_convention_has_its_subjects_whole() {
    let world = &*WORLD;
    let draft = core_report::blank(&world.core, Party::parse("QM"), &Years::default(), &world.catalogue);
    let all = core_report::place(&world.core.format, &draft.drafted, &world.crosswalk);
    let asked = world.core.format.questions.iter().filter(|q| q.is_asked()).count();
    let placed: BTreeSet<&str> = all.iter().map(|p| p.question.as_str()).collect();
    assert_eq!(placed.len(), asked, "every question has its place");
    let part = core_report::only_for(all.clone(), "cms-cop14");
    assert!(part.len() < all.len());
    let of = |list: &[core_report::Placed], format: &str| {
        list.iter().filter(|p| core_report::format_of(&p.question) == format).count()
    };
    assert_eq!(of(&part, "cms-cop14"), of(&all, "cms-cop14"));
    assert!(of(&part, "cites-ir") > 0 && of(&part, "cites-ir") < of(&all, "cites-ir"));
    let bytes = write::core(&draft, &world.core, &part, &world.crosswalk, Lang::En).expect("a workbook");
    let reading = world.read(bytes.clone());
    assert_eq!((reading.findings, reading.reports.len()), (vec![], 5));
    assert_eq!(bytes, write::core(&draft, &world.core, &part, &world.crosswalk, Lang::En).expect("the same bytes"));
    // A target's fields stand in the subject the crosswalk gives the target.
    let t6 = all.iter().find(|p| p.question == "cbd-nr7/III.progressSummary" && p.item.as_deref() == Some("GBF:T6"));
    assert_eq!(t6.map(|p| p.subject.as_str()), Some("ias-control"));
}

#[test]
fn a_snapshot_is_the_next_cycles_base_and_tells_when_it_was_changed() {
    let world = &*WORLD;
    let seeds: Vec<Seed> = (0..80_u64)
        .map(|n| Seed {
            pick: usize::try_from(n * 13).unwrap_or(0),
            bits: n.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 3,
            text: format!("Text {n} \"é\"\n=2"),
            details: format!("Details {n}"),
        })
        .collect();
    let draft = generated(world, &seeds);
    for format in &world.core.conventions {
        let one = draft.of(format);
        let text = write::snapshot(&one);
        let options = Options::default();
        let context = Context { catalogue: &world.catalogue, crosswalk: &world.crosswalk, options: &options };
        let reading = read_bytes("QM.snapshot.json", text.clone().into_bytes(), &context);
        assert_eq!(reading.findings, vec![], "{format}");
        let report = &reading.reports[0];
        assert_eq!((&report.format, report.party, report.period), (format, one.party, one.period));
        let plain =
            |a: &Answer| (a.question.clone(), a.item.clone(), a.value.clone(), a.details.clone(), a.rows.clone());
        let mut wanted: Vec<_> =
            said(&draft).iter().filter(|a| a.question.starts_with(format.as_str())).map(plain).collect();
        let mut got: Vec<_> = report.answers.iter().map(plain).collect();
        wanted.sort_by(|a, b| (&a.0, &a.1).cmp(&(&b.0, &b.1)));
        got.sort_by(|a, b| (&a.0, &a.1).cmp(&(&b.0, &b.1)));
        assert_eq!(got, wanted, "{format}");
        if let Some(details) = report.answers.iter().find_map(|a| a.details.clone()) {
            let changed = text.replacen(&details, "Something else", 1);
            let reading = read_bytes("QM.snapshot.json", changed.into_bytes(), &context);
            assert!(reading.findings.iter().all(|f| f.code == "snapshot-changed"), "{:?}", reading.findings);
            assert_eq!(reading.findings.len(), 2);
        }
    }
}

/// Filled once, nothing is left to ask: every question of every convention has its answer or is not asked.
#[test]
fn a_core_report_filled_in_leaves_no_gap_in_any_report() {
    let world = &*WORLD;
    let mut draft = core_report::blank(&world.core, Party::parse("QM"), &Years::default(), &world.catalogue);
    for (n, d) in draft.drafted.drafts.iter_mut().enumerate() {
        let q = world.core.format.question(&d.question).expect("of the format");
        if d.question.starts_with("core/") {
            continue;
        }
        let code = || q.options.first().map(|o| o.code.clone());
        d.standing = Standing::Kept;
        d.value = match q.kind {
            Kind::Heading | Kind::Table => None,
            Kind::Single | Kind::YesNo | Kind::Indicator => code().map(Value::Code),
            Kind::Multi => Some(Value::Codes(code().into_iter().collect())),
            Kind::Number => Some(Value::Number { qualifier: code(), number: Some(7.0), unit: q.unit.clone() }),
            Kind::Date => NaiveDate::from_ymd_opt(2024, 2, 29).map(Value::Date),
            _ => Some(Value::Text(format!("Answer {n}."))),
        };
        if matches!(q.kind, Kind::Heading) {
            d.details = Some("Said here.".to_owned());
        }
        if let (Kind::Table, Some(c)) = (q.kind, q.columns.first()) {
            d.rows = vec![Row::from([(c.code.clone(), "x".to_owned())])];
        }
    }
    let reading = world.read(world.write(&draft, Lang::En));
    let carried = take_apart(reading.reports);
    let mut asked = 0;
    for id in &world.core.conventions {
        let target = world.catalogue.format(id).expect("a format");
        let (base, reports) = core_report::base_and_evidence(&carried.kept, id, None);
        let request = dunlin::prefill::Request {
            target,
            party: None,
            period: None,
            lang: Lang::En,
            reports: &reports,
            previous: &[],
            base: &base,
            registers: Some(&carried.registers),
        };
        let (drafted, _) = dunlin::prefill::prefill(&request, &world.catalogue, &world.crosswalk);
        for d in &drafted.drafts {
            let q = target.question(&d.question).expect("of the format");
            // A file is attached by a person.
            if d.standing == Standing::NotAsked || q.kind == Kind::File {
                continue;
            }
            asked += 1;
            assert_eq!(d.standing, Standing::Kept, "{} {:?}", d.question, d.item);
        }
    }
    assert!(asked > 600, "{asked}");
}
