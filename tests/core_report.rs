//! The core report: what people wrote into the one workbook is what every convention's report gets.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use chrono::NaiveDate;
use dunlin::catalogue::Catalogue;
use dunlin::core_report::{self, Core, CoreDraft, CoreRequest, split};
use dunlin::crosswalk::Crosswalk;
use dunlin::model::{
    Answer, Attribution, CORE, ColumnKind, Draft, Finding, Item, Kind, Lang, Origin, Party, Period, Question, Repeat,
    Report, Row, Standing, Value,
};
use dunlin::read::{Context, Options, Reading, read_bytes};
use dunlin::write;
use proptest::prelude::*;

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
        let carried = split(reports);
        let request = CoreRequest {
            party: None,
            period: None,
            lang,
            reports: &carried.others,
            previous: &[],
            base: &carried.kept,
            registers: &carried.registers,
        };
        core_report::prefill(&self.core, &request, &self.catalogue, &self.crosswalk)
    }
}

#[derive(Debug, Clone)]
struct Seed {
    pick: prop::sample::Index,
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
    (any::<prop::sample::Index>(), any::<u64>(), text(), text()).prop_map(|(pick, bits, text, details)| Seed {
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
    let mut draft = core_report::blank(&world.core, Party::parse("QM"), None, &world.catalogue);
    draft.periods.insert("cites-ir".to_owned(), Period { from: 2021, to: 2023 });
    let asked: Vec<&Question> = world.core.format.questions.iter().filter(|q| q.is_asked()).collect();
    let mut answers: BTreeMap<(String, Option<String>), Answer> = BTreeMap::new();
    for s in seeds {
        let q = s.pick.get(&asked);
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
            // Sites a file only names are described in the next.
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
    let mut draft = core_report::blank(&world.core, Party::parse("QM"), None, &world.catalogue);
    draft.carried.push(old.clone());
    let reading = world.read(world.write(&draft, Lang::En));
    assert_eq!(reading.carried, [old.clone()]);
    assert!(reading.reports.iter().all(|r| r.format != "cms-cop12"), "not an answer of the core report itself");
    // The same report, given as a file too, is there once.
    assert_eq!(core_report::with_carried(vec![old.clone()], reading.carried), [old]);
}
