//! What people wrote into the workbook is what dunlin reads back.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use dunlin::catalogue::Catalogue;
use dunlin::crosswalk::Crosswalk;
use dunlin::model::{
    Answer, ColumnKind, Draft, Drafted, Format, Item, Kind, Lang, Level, Origin, Party, Period, Question, Repeat,
    Report, Row, Standing, Value,
};
use dunlin::read::book::{Book, Cell};
use dunlin::read::{Context, Options, Reading, own};
use dunlin::write;
use proptest::prelude::*;

#[path = "support/book.rs"]
mod book;

use book::load;

struct World {
    catalogue: Catalogue,
    crosswalk: Crosswalk,
}

impl World {
    fn new() -> World {
        let catalogue = Catalogue::builtin();
        let crosswalk = Crosswalk::load(&catalogue);
        World { catalogue, crosswalk }
    }

    fn format(&self, id: &str) -> &Format {
        self.catalogue.format(id).expect("a built-in format")
    }

    fn book(&self, drafted: &Drafted, lang: Lang) -> Book {
        let format = self.format(&drafted.format);
        load(write::workbook(drafted, format, &self.crosswalk, lang).expect("a workbook"))
    }

    fn read(&self, book: &Book) -> Reading {
        assert!(own::is_own(book));
        let options = Options::default();
        own::read(book, &Context { catalogue: &self.catalogue, crosswalk: &self.crosswalk, options: &options })
    }
}

fn drafted(report: &Report) -> Drafted {
    Drafted {
        format: report.format.clone(),
        party: report.party,
        period: report.period,
        files: Vec::new(),
        items: report.items.clone(),
        drafts: report
            .answers
            .iter()
            .map(|a| Draft {
                standing: if a.confirmed { Standing::Kept } else { Standing::CarriedOver },
                value: a.value.clone(),
                details: a.details.clone(),
                rows: a.rows.clone(),
                ..Draft::gap(&a.question, a.item.clone())
            })
            .collect(),
    }
}

/// Answers without what a new file changes, in one order.
fn plain(report: &Report) -> Vec<Answer> {
    let mut list: Vec<Answer> =
        report.answers.iter().map(|a| Answer { origin: Origin::default(), lang: None, ..a.clone() }).collect();
    list.sort_by(|a, b| a.key().cmp(&b.key()));
    list
}

fn text() -> impl Strategy<Value = String> {
    let any = prop_oneof![
        4 => "\\PC{1,60}",
        1 => "=[A-Z]{1,3}[0-9]\\([^\u{0}-\u{1f}]{0,9}",
        1 => "[-+@'\"=][a-z0-9 ]{0,9}\n\n- [a-zé]{1,9}\n\t[0-9]{1,12}",
        1 => "_x00[0-9]{2}_[a-z]{0,3}(x|1|no|A=Yes|2024-02-29|1e5|007)",
        1 => Just("日本語 🦅 العربية".to_owned()),
    ];
    any.prop_map(|t| t.trim().to_owned()).prop_filter("not blank", |t| !t.is_empty())
}

#[derive(Debug, Clone)]
struct Seed {
    pick: prop::sample::Index,
    bits: u64,
    number: f64,
    day: i64,
    text: String,
    details: String,
    cell: String,
}

fn seed() -> impl Strategy<Value = Seed> {
    let number =
        prop_oneof![(-1_000_000i64..1_000_000).prop_map(|n| n as f64), (-1.0e15..1.0e15f64), (-1.0e-3..1.0e3f64),];
    (any::<prop::sample::Index>(), any::<u64>(), number, -40_000i64..80_000, text(), text(), text()).prop_map(
        |(pick, bits, number, day, text, details, cell)| Seed { pick, bits, number, day, text, details, cell },
    )
}

fn answer(q: &Question, s: &Seed) -> Answer {
    let mut a = Answer::new(&q.id, Origin::default());
    let code = || q.options[s.bits as usize % q.options.len()].code.clone();
    a.value = match q.kind {
        Kind::Heading | Kind::Table => None,
        Kind::Single | Kind::YesNo | Kind::Indicator => Some(Value::Code(code())),
        Kind::Multi => {
            let ticked = q.options.iter().enumerate().filter(|(n, _)| s.bits >> (n % 60) & 1 == 1);
            Some(Value::Codes(ticked.map(|(_, o)| o.code.clone()).collect()))
        }
        Kind::Number => {
            let qualifier = (!q.options.is_empty() && s.bits & 1 == 0).then(code);
            let number = (qualifier.is_none() || s.bits & 2 == 0).then_some(s.number);
            let unit = if s.bits & 12 == 0 { Some("ha".to_owned()) } else { q.unit.clone() };
            Some(Value::Number { qualifier, number, unit })
        }
        Kind::Date => NaiveDate::from_ymd_opt(1970, 1, 1).map(|d| Value::Date(d + chrono::Duration::days(s.day))),
        _ => Some(Value::Text(s.text.clone())),
    };
    if q.details && s.bits & 16 == 0 {
        a.details = Some(s.details.clone());
    }
    let row = |n: usize| -> Row {
        q.columns
            .iter()
            .enumerate()
            .filter(|(c, _)| (s.bits >> (20 + (n + c) % 30)) & 1 == 0)
            .map(|(c, column)| {
                let cell = match column.kind {
                    ColumnKind::Tick => "x".to_owned(),
                    ColumnKind::Number if c % 2 == 0 => (s.bits % 3000).to_string(),
                    _ => format!("{}{}", s.cell, n),
                };
                (column.code.clone(), cell)
            })
            .collect()
    };
    let rows = match q.kind {
        Kind::Table | Kind::Indicator => s.bits as usize % 14,
        Kind::Heading => 0,
        _ => 1,
    };
    a.rows = (0..rows).map(row).filter(|r| !r.is_empty()).collect();
    a.item = match q.repeat {
        None => None,
        Some(Repeat::Site) => Some(["1023", "site-1"][(s.bits % 2) as usize].to_owned()),
        Some(r) => {
            let mut all = r.fixed_items();
            all.push("NT-01".to_owned());
            all.get(s.bits as usize % all.len()).cloned()
        }
    };
    a.confirmed = s.bits & 32 == 0;
    a
}

fn report(format: &Format, seeds: &[Seed]) -> Report {
    let mut report = Report::new(&format.id, "report.xlsx");
    report.party = Party::parse("QM");
    report.period = Some(Period { from: 2021, to: 2023 });
    if let Some(first) = seeds.first() {
        for (id, title, frameworks) in
            [("NT-01", &first.text, vec!["GBF:T6".to_owned(), "GBF:T7".to_owned()]), ("1023", &first.details, vec![])]
        {
            // An item's title stands in one line.
            let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
            report.items.push(Item { id: id.to_owned(), title, frameworks });
        }
    }
    for s in seeds {
        let q = s.pick.get(&format.questions);
        let a = answer(q, s);
        if !a.is_blank() && !report.answers.iter().any(|o| o.key() == a.key()) {
            report.answers.push(a);
        }
    }
    report
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn a_written_report_reads_back_the_same(
        format in any::<prop::sample::Index>(),
        lang in prop::sample::select(Lang::ALL.to_vec()),
        seeds in prop::collection::vec(seed(), 1..40),
    ) {
        let world = World::new();
        let targets: Vec<&Format> = world.catalogue.targets().collect();
        let format = format.get(&targets);
        let report = report(format, &seeds);
        let reading = world.read(&world.book(&drafted(&report), lang));
        prop_assert_eq!(&reading.findings, &Vec::new());
        let back = &reading.reports[0];
        prop_assert_eq!(plain(back), plain(&report));
        prop_assert_eq!(&back.items, &report.items);
        prop_assert_eq!((back.party, back.period, back.lang), (report.party, report.period, Some(lang)));
    }
}

/// Where a part of a question stands in a loaded workbook.
fn find(book: &Book, question: &str, part: &str, column: &str) -> (usize, u32, u32) {
    for (n, sheet) in book.sheets.iter().enumerate() {
        let at =
            |name: &str| sheet.rows.get(&0).and_then(|r| r.iter().find(|(_, c)| c.text() == name)).map(|(&c, _)| c);
        let (Some(q), Some(p), Some(c)) = (at("dunlin:question"), at("dunlin:part"), at(column)) else { continue };
        if let Some((&r, _)) =
            sheet.rows.iter().find(|(r, _)| sheet.text(**r, q) == question && sheet.text(**r, p) == part)
        {
            return (n, r, c);
        }
    }
    panic!("{question} {part} {column}")
}

fn set(book: &mut Book, question: &str, part: &str, column: &str, cell: Option<Cell>) {
    let (s, r, c) = find(book, question, part, column);
    let row = book.sheets[s].rows.entry(r).or_default();
    match cell {
        Some(cell) => row.insert(c, cell),
        None => row.remove(&c),
    };
}

fn text_cell(t: &str) -> Option<Cell> {
    Some(Cell::Text(t.to_owned()))
}

fn blank_book(world: &World, format: &str, lang: Lang) -> Book {
    world.book(&Drafted::blank(world.format(format), Party::parse("QM"), None), lang)
}

#[test]
fn an_empty_workbook_has_no_answers_and_no_findings() {
    let world = World::new();
    for format in world.catalogue.targets() {
        let reading = world.read(&blank_book(&world, &format.id, Lang::Fr));
        assert_eq!(reading.findings, vec![]);
        assert_eq!(reading.reports[0].answers, vec![]);
        assert_eq!(reading.reports[0].items, vec![]);
    }
}

#[test]
fn rows_sorted_columns_moved_and_sheets_renamed_change_nothing() {
    let world = World::new();
    let format = world.format("ramsar-cop14");
    let q = format.questions.iter().find(|q| q.kind == Kind::Single && q.details).expect("a question");
    let mut report = Report::new("ramsar-cop14", "report.xlsx");
    let mut a = Answer::new(&q.id, Origin::default());
    a.value = Some(Value::Code("A".to_owned()));
    a.details = Some("See annex.".to_owned());
    report.answers.push(a);
    let mut book = world.book(&drafted(&report), Lang::En);
    for (n, sheet) in book.sheets.iter_mut().enumerate() {
        let head = sheet.rows.keys().copied().find(|&r| sheet.rows[&r].values().any(|c| c.text() == "dunlin:question"));
        let last = sheet.rows.keys().copied().max().unwrap_or(0);
        let rows = std::mem::take(&mut sheet.rows);
        for (r, cells) in rows {
            // Rows below the headings in reverse; two new columns at the left.
            let r = if head.is_some() && r > 2 { last + 3 - r } else { r };
            let shift = if head.is_some() { 2 } else { 0 };
            sheet.rows.insert(r, cells.into_iter().map(|(c, cell)| (c + shift, cell)).collect());
        }
        sheet.name = format!("Sheet {n}");
    }
    book.sheets.reverse();
    let reading = world.read(&book);
    assert_eq!(reading.findings, vec![]);
    assert_eq!(plain(&reading.reports[0]), plain(&report));
}

#[test]
fn people_type_options_dates_and_numbers_in_many_ways() {
    let world = World::new();
    let ramsar = world.format("ramsar-cop14");
    let abc = ramsar.questions.iter().find(|q| q.kind == Kind::Single && q.option("C").is_some()).expect("one");
    for (typed, code) in [
        ("A", Some("A")),
        ("a", Some("A")),
        (" b ", Some("B")),
        ("A = Yes", Some("A")),
        ("a - YES", Some("A")),
        ("Yes", Some("A")),
        ("A=Yes", Some("A")),
        ("Perhaps", None),
        ("A and B", None),
    ] {
        let mut book = blank_book(&world, "ramsar-cop14", Lang::Es);
        // Labels of the template may change; these are its English words, whatever they are.
        let typed = typed
            .replace("Yes", abc.option_text("A", Lang::En))
            .replace("YES", &abc.option_text("A", Lang::En).to_uppercase());
        set(&mut book, &abc.id, "value", "dunlin:answer", text_cell(&typed));
        let reading = world.read(&book);
        let value = reading.reports[0].answer(&abc.id, None).and_then(|a| a.value.clone());
        assert_eq!(value, code.map(|c| Value::Code(c.to_owned())), "{typed}");
        assert_eq!(reading.findings.len(), usize::from(code.is_none()), "{typed}: {:?}", reading.findings);
        if let Some(f) = reading.findings.first() {
            assert_eq!(f.level, Level::Warning);
            assert!(f.message.contains(&typed) && f.place.contains('!') && f.file == "report.xlsx", "{f}");
        }
    }

    let number = ramsar.questions.iter().find(|q| q.kind == Kind::Number).expect("a number");
    let day = world.format("cms-cop14").questions.iter().find(|q| q.kind == Kind::Date).expect("a date");
    for (typed, n) in [
        ("1 234,5", Some(1234.5)),
        ("12.5", Some(12.5)),
        ("1.234.567", Some(1_234_567.0)),
        ("1,234.50", Some(1234.5)),
        ("0,125", Some(0.125)),
        ("-3", Some(-3.0)),
        ("1,234", None),
        ("about 12", None),
        ("1.2.3", None),
    ] {
        let mut book = blank_book(&world, "ramsar-cop14", Lang::En);
        set(&mut book, &number.id, "number", "dunlin:answer", text_cell(typed));
        let reading = world.read(&book);
        let value = reading.reports[0].answer(&number.id, None).and_then(|a| a.value.clone());
        let wanted = n.map(|n| Value::Number { qualifier: None, number: Some(n), unit: number.unit.clone() });
        assert_eq!(value, wanted, "{typed}");
        assert_eq!(reading.findings.len(), usize::from(n.is_none()), "{typed}");
    }
    for (typed, lang, wanted) in [
        (Cell::Text("2024-02-29".to_owned()), Lang::En, Some((2024, 2, 29))),
        (Cell::Text("29/02/2024".to_owned()), Lang::En, Some((2024, 2, 29))),
        (Cell::Text("3.4.2024".to_owned()), Lang::En, None),
        (Cell::Text("3/4/2024".to_owned()), Lang::Fr, Some((2024, 4, 3))),
        (Cell::Text("1er août 2021".to_owned()), Lang::Fr, Some((2021, 8, 1))),
        (Cell::Text("5 de enero de 2021".to_owned()), Lang::Es, Some((2021, 1, 5))),
        (Cell::Text("March 7, 2021".to_owned()), Lang::En, Some((2021, 3, 7))),
        (Cell::Text("spring 2021".to_owned()), Lang::En, None),
        (Cell::Number(45_351.0), Lang::En, Some((2024, 2, 29))),
        (Cell::Number(2024.0), Lang::En, None),
    ] {
        let mut book = blank_book(&world, "cms-cop14", lang);
        set(&mut book, &day.id, "value", "dunlin:answer", Some(typed.clone()));
        let reading = world.read(&book);
        let value = reading.reports[0].answer(&day.id, None).and_then(|a| a.value.clone());
        let wanted = wanted.and_then(|(y, m, d)| NaiveDate::from_ymd_opt(y, m, d)).map(Value::Date);
        assert_eq!(value, wanted, "{typed:?}");
        assert_eq!(reading.findings.len(), usize::from(wanted.is_none()), "{typed:?}");
    }
}

#[test]
fn carried_over_counts_once_it_is_confirmed_or_changed() {
    let world = World::new();
    let format = world.format("cms-cop14");
    let q = format.questions.iter().find(|q| q.kind == Kind::Single).expect("a question");
    let m = format.questions.iter().find(|q| q.kind == Kind::Multi).expect("a question");
    let mut report = Report::new("cms-cop14", "report.xlsx");
    for (q, value) in [(q, Value::Code(q.options[0].code.clone())), (m, Value::Codes(vec![m.options[0].code.clone()]))]
    {
        let mut a = Answer::new(&q.id, Origin::default());
        a.value = Some(value);
        a.confirmed = false;
        report.answers.push(a);
    }
    let written = world.book(&drafted(&report), Lang::Es);
    let confirmed = |book: &Book, id: &str| world.read(book).reports[0].answer(id, None).map(|a| a.confirmed);
    assert_eq!(confirmed(&written, &q.id), Some(false));
    assert_eq!(confirmed(&written, &m.id), Some(false));
    for (word, counts) in [("sí", true), ("Yes", true), ("oui", true), ("no", false), ("later", false)] {
        let mut book = written.clone();
        set(&mut book, &q.id, "value", "dunlin:confirmed", text_cell(word));
        assert_eq!(confirmed(&book, &q.id), Some(counts), "{word}");
    }
    let mut book = written.clone();
    set(&mut book, &q.id, "value", "dunlin:answer", text_cell(&q.options[1].code));
    set(&mut book, &m.id, &format!("option:{}", m.options[1].code), "dunlin:answer", text_cell("X"));
    assert_eq!(confirmed(&book, &q.id), Some(true));
    assert_eq!(confirmed(&book, &m.id), Some(true));
    set(&mut book, &q.id, "value", "dunlin:answer", None);
    assert_eq!(confirmed(&book, &q.id), None, "an emptied cell is a blank");
}

#[test]
fn a_new_answer_does_not_confirm_last_cycles_details() {
    let world = World::new();
    let format = world.format("ramsar-cop14");
    let q = format.questions.iter().find(|q| q.kind == Kind::Single && q.details).expect("a question");
    let mut report = Report::new("ramsar-cop14", "report.xlsx");
    let mut a = Answer::new(&q.id, Origin::default());
    a.value = Some(Value::Code(q.options[0].code.clone()));
    a.details = Some("Nobody looked at it".to_owned());
    a.confirmed = false;
    report.answers.push(a);
    let written = world.book(&drafted(&report), Lang::En);
    let confirmed = |book: &Book| world.read(book).reports[0].answer(&q.id, None).map(|a| a.confirmed);
    let mut book = written.clone();
    set(&mut book, &q.id, "value", "dunlin:answer", text_cell(&q.options[1].code));
    assert_eq!(confirmed(&book), Some(false));
    set(&mut book, &q.id, "value", "dunlin:details", text_cell("All were assessed in 2023"));
    assert_eq!(confirmed(&book), Some(true));
    set(&mut book, &q.id, "value", "dunlin:confirmed", text_cell("no"));
    assert_eq!(confirmed(&book), Some(false), "an explicit no counts");
}

#[test]
fn a_copied_row_is_used_once_and_a_differing_copy_is_reported() {
    let world = World::new();
    let mut book = blank_book(&world, "ramsar-cop14", Lang::En);
    let format = world.format("ramsar-cop14");
    let q = format.questions.iter().find(|q| q.kind == Kind::Text).expect("a text");
    let (s, r, c) = find(&book, &q.id, "value", "dunlin:answer");
    let mut copy = book.sheets[s].rows[&r].clone();
    copy.insert(c, Cell::Text("second".to_owned()));
    book.sheets[s].rows.insert(90_000, copy.clone());
    let reading = world.read(&book);
    assert_eq!(reading.findings, vec![], "the first row is blank: nothing differs");
    assert_eq!(reading.reports[0].answers[0].value, Some(Value::Text("second".to_owned())));

    set(&mut book, &q.id, "value", "dunlin:answer", text_cell("first"));
    copy.insert(c, Cell::Text("first".to_owned()));
    book.sheets[s].rows.insert(90_001, copy);
    let reading = world.read(&book);
    assert_eq!(reading.reports[0].answers[0].value, Some(Value::Text("first".to_owned())));
    assert_eq!(reading.findings.len(), 1);
    assert!(reading.findings[0].message.contains("second"), "{}", reading.findings[0]);
    assert!(reading.findings[0].place.ends_with("90001"), "{}", reading.findings[0]);
}

#[test]
fn texts_longer_than_a_cell_are_not_lost() {
    let world = World::new();
    let long = "wetland restoration in the delta, year after year. ".repeat(1_500).trim().to_owned();
    assert!(long.len() > 70_000);
    let ramsar = world.format("ramsar-cop14");
    let text = ramsar.questions.iter().find(|q| q.kind == Kind::Text && q.repeat.is_none()).expect("a text");
    let choice = ramsar.questions.iter().find(|q| q.kind == Kind::Single && q.details).expect("a choice");
    let table = ramsar.questions.iter().find(|q| q.kind == Kind::Table).expect("a table");
    let mut report = Report::new("ramsar-cop14", "report.xlsx");
    let mut a = Answer::new(&text.id, Origin::default());
    a.value = Some(Value::Text(long.clone()));
    report.answers.push(a);
    let mut a = Answer::new(&choice.id, Origin::default());
    a.value = Some(Value::Code(choice.options[0].code.clone()));
    a.details = Some(long.clone());
    report.answers.push(a);
    let mut a = Answer::new(&table.id, Origin::default());
    a.rows = vec![
        Row::from([(table.columns[0].code.clone(), long.clone()), (table.columns[1].code.clone(), "E".to_owned())]),
        Row::from([(table.columns[0].code.clone(), "short".to_owned())]),
    ];
    report.answers.push(a);
    let reading = world.read(&world.book(&drafted(&report), Lang::En));
    assert_eq!(reading.findings, vec![]);
    assert_eq!(plain(&reading.reports[0]), plain(&report));

    let cms = world.format("cms-cop14");
    let beside = cms.questions.iter().find(|q| q.kind == Kind::Single && !q.columns.is_empty()).expect("a row");
    let mut report = Report::new("cms-cop14", "report.xlsx");
    let mut a = Answer::new(&beside.id, Origin::default());
    a.rows = vec![Row::from([(beside.columns[0].code.clone(), long)])];
    report.answers.push(a);
    let reading = world.read(&world.book(&drafted(&report), Lang::En));
    assert_eq!(plain(&reading.reports[0]), plain(&report));
}

#[test]
fn sites_are_named_by_the_party_and_rows_may_be_added_below_a_table() {
    let world = World::new();
    let format = world.format("ramsar-cop14");
    let mut book = blank_book(&world, "ramsar-cop14", Lang::En);
    let site = format.questions.iter().find(|q| q.repeat == Some(Repeat::Site)).expect("a site question");
    set(&mut book, &site.id, "item", "dunlin:answer", text_cell("Delta of the Test River"));
    let table = format.questions.iter().find(|q| q.kind == Kind::Table).expect("a table");
    let (s, r, _) = find(&book, &table.id, "row:9", "dunlin:question");
    let column = find(&book, &table.id, "row:0", &format!("dunlin:column:{}", table.columns[0].code)).2;
    for (r, text) in [(r, "tenth"), (r + 1, "eleventh"), (r + 2, "twelfth")] {
        book.sheets[s].rows.entry(r).or_default().insert(column, Cell::Text(text.to_owned()));
    }
    let reading = world.read(&book);
    assert_eq!(reading.findings, vec![]);
    let report = &reading.reports[0];
    assert_eq!(report.items.iter().map(|i| i.title.as_str()).collect::<Vec<_>>(), ["Delta of the Test River"]);
    let rows = &report.answer(&table.id, None).expect("rows").rows;
    let texts: Vec<&String> = rows.iter().flat_map(Row::values).collect();
    assert_eq!(texts, ["tenth", "eleventh", "twelfth"]);
}

#[test]
fn what_belongs_to_no_question_is_said() {
    let world = World::new();
    let mut book = blank_book(&world, "cites-ir", Lang::En);
    let q = world.format("cites-ir").questions.iter().find(|q| q.kind == Kind::Text).expect("a text");
    let (s, r, c) = find(&book, &q.id, "value", "dunlin:answer");
    book.sheets[s].rows.insert(90_000, BTreeMap::from([(c, Cell::Text("A remark".to_owned()))]));
    let question = find(&book, &q.id, "value", "dunlin:question").2;
    let mut row = book.sheets[s].rows[&r].clone();
    row.insert(question, Cell::Text("cites-ir/no-such".to_owned()));
    row.insert(c, Cell::Text("Lost?".to_owned()));
    book.sheets[s].rows.insert(90_001, row);
    let reading = world.read(&book);
    let all: Vec<String> = reading.findings.iter().map(ToString::to_string).collect();
    assert_eq!(all.len(), 2, "{all:?}");
    assert!(all[0].contains("A remark") && all[1].contains("Lost?"), "{all:?}");

    for sheet in &mut book.sheets {
        sheet.rows.remove(&0);
    }
    book.properties.insert("dunlin.format".to_owned(), "cites-ir".to_owned());
    let reading = world.read(&book);
    assert!(reading.findings.iter().any(|f| f.code == "own-columns"), "{:?}", reading.findings);
    book.properties.insert("dunlin.format".to_owned(), "cites-2040".to_owned());
    let reading = world.read(&book);
    assert!(reading.reports.is_empty() && reading.findings[0].message.contains("cites-2040"));
}
