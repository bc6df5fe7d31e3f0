//! *Yes* beside a proposal takes it, word for word, and confirms the measures it tells of; nothing that was not
//! shown is ever taken.

use super::*;

const GUIDELINES: &str = "ramsar-cop14/4.2";

/// A candidate: nobody has confirmed it.
pub(crate) fn candidate(id: &str, title: &str, kind: &str, subject: &str, facet: &str, text: &str) -> Row {
    let cells = [
        ("id", id),
        ("title", title),
        ("kind", kind),
        ("status", "ongoing"),
        ("period", "2019-"),
        ("subjects", subject),
        ("facets", facet),
        ("text-en", text),
    ];
    cells.into_iter().map(|(c, t)| (c.to_owned(), t.to_owned())).collect()
}

/// Two candidates that one text box of CMS wants.
fn candidates() -> Vec<Row> {
    let of = |id, title, kind, text| candidate(id, title, kind, "awareness-campaigns", "migratory-species", text);
    vec![
        of("m-1", "Crane Days", "campaign", "Each autumn schools in ten towns count cranes with the rangers."),
        of("m-2", "Flyway School", "project", "The flyway school taught forty teachers how to show storks to pupils."),
    ]
}

/// A candidate that the guidelines of Ramsar want: a policy makes an option likely, a law does not.
pub(crate) fn guideline(kind: &str) -> Row {
    let text = "The crayfish guideline tells water managers how to keep lakes free of crayfish.";
    candidate("m-3", "Crayfish guideline", kind, "ias-policy", "wetlands", text)
}

/// The core report of a country with these measures.
pub(crate) fn offered(rows: Vec<Row>, lang: Lang) -> CoreDraft {
    let world = &*WORLD;
    let reports = world.read(world.write(&with_measures(world, rows), lang)).reports;
    world.again(reports, lang).0
}

pub(crate) fn draft_of<'a>(draft: &'a CoreDraft, question: &str) -> &'a Draft {
    draft.drafted.drafts.iter().find(|d| d.question == question).expect("a draft")
}

/// Boxes in which measures are offered, and nothing else is: question, text.
fn composed(draft: &CoreDraft) -> Vec<(String, String)> {
    let of = |d: &Draft| match d.offered.as_ref()?.value.as_ref()? {
        Value::Text(t) if d.item.is_none() => Some((d.question.clone(), t.clone())),
        _ => None,
    };
    draft.drafted.drafts.iter().filter_map(of).collect()
}

fn codes(reading: &Reading) -> Vec<&'static str> {
    reading.findings.iter().map(|f| f.code).collect()
}

fn answer_to<'a>(reading: &'a Reading, question: &str) -> Option<&'a Answer> {
    reading.reports.iter().find_map(|r| r.answer(question, None))
}

fn confirmed_rows(reading: &Reading) -> Vec<&str> {
    let answer = answer_to(reading, "core/measures").expect("the register");
    let rows = answer.rows.iter().filter(|r| r.get("confirmed").is_some_and(|c| c == "yes"));
    rows.map(|r| r["id"].as_str()).collect()
}

#[test]
fn yes_takes_a_text_of_measures_as_it_was_shown_and_confirms_them() {
    let world = &*WORLD;
    for (lang, yes) in [(Lang::En, "Yes"), (Lang::Fr, "oui"), (Lang::Es, "sí")] {
        let draft = offered(candidates(), lang);
        let boxes = composed(&draft);
        let (question, text) = boxes.first().expect("a box with an offer").clone();
        assert!(text.contains("cranes") && text.contains("storks"), "{text}");
        assert!(draft_of(&draft, &question).value.is_none(), "never in the cell by itself");
        let mut book = book::load(world.write(&draft, lang));
        // Unsaid, nothing happens.
        assert!(answer_to(&world.read_book(&book), &question).is_none());
        set(&mut book, &question, "value", "dunlin:confirmed", "no");
        assert!(answer_to(&world.read_book(&book), &question).is_none());
        set(&mut book, &question, "value", "dunlin:confirmed", yes);
        let reading = world.read_book(&book);
        assert_eq!(codes(&reading), [""; 0], "{:?}", reading.findings);
        let answer = answer_to(&reading, &question).expect("an answer");
        assert_eq!(answer.value, Some(Value::Text(text.clone())));
        assert!(answer.confirmed && answer.made.as_ref().is_some_and(|m| m.touched));
        assert_eq!(confirmed_rows(&reading), ["m-1", "m-2"]);
        let before = world.read_book(&book::load(world.write(&draft, lang)));
        let answers = |r: &Reading| r.reports.iter().map(|r| r.answers.len()).sum::<usize>();
        assert_eq!(answers(&reading), answers(&before) + 1, "one yes takes one box");
        // Written anew it is the country's own text, and not out of date by having been taken.
        let (again, _) = world.again(reading.reports.clone(), lang);
        let d = draft_of(&again, &question);
        assert_eq!((d.standing, d.value.clone()), (Standing::Kept, Some(Value::Text(text.clone()))));
        assert!(d.text.is_none() && d.sources.iter().all(|s| s.step != dunlin::model::Step::Disagrees), "{:?}", d.text);
        // From then on a change of a measure is told beside it, and the text stays.
        let mut book = book::load(world.write(&again, lang));
        let (n, r) = find(&book, "core/measures", "row:0");
        let c = column(&book, n, "dunlin:column:text-en").expect("a column");
        let new = "Each spring the turtles are counted instead.";
        book.sheets[n].rows.entry(r).or_default().insert(c, Cell::Text(new.to_owned()));
        let (third, _) = world.again(world.read_book(&book).reports, lang);
        let d = draft_of(&third, &question);
        assert_eq!(d.value, Some(Value::Text(text)));
        assert!(d.text.as_deref().is_some_and(|t| t.contains("turtles")), "{:?}", d.text);
    }
}

#[test]
fn yes_takes_nothing_that_was_not_shown_and_says_so() {
    let world = &*WORLD;
    let draft = offered(candidates(), Lang::En);
    let (question, text) = composed(&draft).first().expect("a box with an offer").clone();
    let plain = book::load(world.write(&draft, Lang::En));
    let with = |change: &dyn Fn(&mut Book)| {
        let mut book = plain.clone();
        change(&mut book);
        world.read_book(&book)
    };
    let say = |book: &mut Book, word: &str| set(book, &question, "value", "dunlin:confirmed", word);
    // Nothing was offered there.
    let bare = draft.drafted.drafts.iter().find(|d| d.standing == Standing::Gap && d.question.starts_with("cites"));
    let bare = bare.expect("a gap").question.clone();
    let part =
        world.core.format.question(&bare).map_or("value", |q| if q.kind == Kind::Multi { "none" } else { "value" });
    let reading = with(&|b| set(b, &bare, part, "dunlin:confirmed", "yes"));
    assert_eq!(codes(&reading), ["own-yes"]);
    assert!(answer_to(&reading, &bare).is_none());
    // The person's own words win, and are what is confirmed.
    let reading = with(&|b| {
        say(b, "yes");
        set(b, &question, "value", "dunlin:answer", "Our own words.");
    });
    assert_eq!(codes(&reading), [""; 0]);
    assert_eq!(
        answer_to(&reading, &question).map(|a| a.value.clone()),
        Some(Some(Value::Text("Our own words.".into())))
    );
    assert!(confirmed_rows(&reading).is_empty());
    // Somebody rewrote the proposal, or took its mark away.
    for changed in ["Another text altogether.", text.as_str()] {
        let reading = with(&|b| {
            say(b, "yes");
            set(b, &question, "value", "dunlin:proposal", changed);
        });
        assert_eq!(codes(&reading), ["own-yes"], "{changed}");
        assert!(answer_to(&reading, &question).is_none());
    }
    // Neither yes nor no.
    let reading = with(&|b| say(b, "maybe"));
    assert_eq!(codes(&reading), ["own-confirmed"]);
    assert!(answer_to(&reading, &question).is_none());
    // A measure was changed, refused or deleted since: what was shown is taken, and said.
    let (n, first) = find(&plain, "core/measures", "row:0");
    let cell = |b: &mut Book, name: &str, text: &str| {
        let c = column(b, n, &format!("dunlin:column:{name}")).expect("a column");
        b.sheets[n].rows.entry(first).or_default().insert(c, Cell::Text(text.to_owned()));
    };
    let id = plain.sheets[n].text(first, column(&plain, n, "dunlin:column:id").expect("ids"));
    let changes: [&dyn Fn(&mut Book); 3] =
        [&|b| cell(b, "text-en", "It is all about turtles by now."), &|b| cell(b, "confirmed", "no"), &|b| {
            drop(b.sheets[n].rows.remove(&first))
        }];
    for (k, change) in changes.iter().enumerate() {
        let reading = with(&|b| {
            say(b, "yes");
            change(b);
        });
        // The register itself takes yes only.
        let wanted = if k == 1 { &["own-choice", "own-taken"][..] } else { &["own-taken"] };
        assert_eq!(codes(&reading), wanted, "{k}");
        assert_eq!(answer_to(&reading, &question).and_then(|a| a.value.clone()), Some(Value::Text(text.clone())));
        assert_eq!(confirmed_rows(&reading).contains(&id.as_str()), k == 0, "{k}");
    }
}

/// Whoever corrects a proposal does not say yes to what it was: not to its option, and not to its words, whether they
/// still stand there whole or not. Spaces and line ends are no correction.
#[test]
fn yes_takes_nothing_of_a_proposal_that_somebody_corrected() {
    let world = &*WORLD;
    for lang in Lang::ALL {
        let draft = offered(vec![guideline("policy")], lang);
        let offer = draft_of(&draft, GUIDELINES).offered.clone().expect("an offer");
        let mut book = book::load(world.write(&draft, lang));
        set(&mut book, GUIDELINES, "value", "dunlin:confirmed", "yes");
        let (n, r) = find(&book, GUIDELINES, "value");
        let cell = |heading: &str| book.sheets[n].text(r, column(&book, n, heading).expect("a column"));
        let (shown, remembered) = (cell("dunlin:proposal"), cell("dunlin:offered"));
        let with = |proposal: &str, remembered: &str| {
            let mut book = book.clone();
            set(&mut book, GUIDELINES, "value", "dunlin:proposal", proposal);
            set(&mut book, GUIDELINES, "value", "dunlin:offered", remembered);
            world.read_book(&book)
        };
        let q = world.core.format.question(GUIDELINES).expect("a question");
        let option = |code: &str| format!("{code} = {}", q.option_text(code, lang));
        assert!(shown.contains(&option("A")), "{shown}");
        let corrected = [
            shown.replace(&option("A"), &option("B")),
            shown.replace(&option("A"), &format!("{}. NO LONGER TRUE: it was repealed.", option("A"))),
            format!("It is wrong to say that \"{shown}\""),
            format!("{shown}\nNot true."),
        ];
        for proposal in &corrected {
            let reading = with(proposal, &remembered);
            assert_eq!(codes(&reading), ["own-yes"], "{proposal}");
            assert!(answer_to(&reading, GUIDELINES).is_none() && confirmed_rows(&reading).is_empty(), "{proposal}");
        }
        // A workbook from before proposals were remembered whole: the option has to be seen at least.
        let mut parts: Vec<serde_json::Value> = serde_json::from_str(&remembered).expect("a list");
        parts.truncate(5);
        let old = serde_json::Value::Array(parts).to_string();
        assert_eq!(codes(&with(&corrected[0], &old)), ["own-yes"]);
        let spaced = format!(" {} \r\n", shown.replace('\n', "\r\n"));
        for (proposal, remembered) in [(&shown, &old), (&shown, &remembered), (&spaced, &remembered)] {
            let reading = with(proposal, remembered);
            assert_eq!(codes(&reading), [""; 0], "{:?}", reading.findings);
            assert_eq!(answer_to(&reading, GUIDELINES).map(|a| a.value.clone()), Some(offer.value.clone()));
        }
    }
}

/// An option that is only likely is accepted by yes, with the text beside it; beside a *no* of one's own no text
/// about deeds is put.
#[test]
fn yes_takes_a_likely_option_and_puts_no_deeds_under_a_no() {
    let world = &*WORLD;
    let draft = offered(vec![guideline("policy")], Lang::En);
    let offer = draft_of(&draft, GUIDELINES).offered.clone().expect("an offer");
    assert_eq!(offer.value, Some(Value::Code("A".to_owned())));
    assert!(offer.details.as_deref().is_some_and(|d| d.contains("crayfish")));
    let mut book = book::load(world.write(&draft, Lang::En));
    set(&mut book, GUIDELINES, "value", "dunlin:confirmed", "yes");
    let reading = world.read_book(&book);
    assert_eq!(codes(&reading), [""; 0]);
    let answer = answer_to(&reading, GUIDELINES).expect("an answer");
    assert_eq!((&answer.value, &answer.details), (&offer.value, &offer.details));
    assert_eq!(confirmed_rows(&reading), ["m-3"]);

    let draft = offered(vec![guideline("law")], Lang::En);
    let offer = draft_of(&draft, GUIDELINES).offered.clone().expect("an offer");
    assert!(offer.value.is_none() && offer.details.is_some());
    let q = world.core.format.question(GUIDELINES).expect("a question");
    let entry = |meaning: &str| {
        let code = &q.options.iter().find(|o| o.meaning.as_str() == meaning).expect("an option").code;
        dunlin::model::own::entries(q, Lang::En).into_iter().find(|(c, _)| c == code).map(|(_, e)| e).expect("an entry")
    };
    let mut book = book::load(world.write(&draft, Lang::En));
    set(&mut book, GUIDELINES, "value", "dunlin:confirmed", "yes");
    set(&mut book, GUIDELINES, "value", "dunlin:answer", &entry("no"));
    let reading = world.read_book(&book);
    assert_eq!(codes(&reading), ["own-yes"]);
    assert!(answer_to(&reading, GUIDELINES).is_some_and(|a| a.value.is_some() && a.details.is_none()));
    set(&mut book, GUIDELINES, "value", "dunlin:answer", &entry("yes"));
    let reading = world.read_book(&book);
    assert_eq!(codes(&reading), [""; 0]);
    assert_eq!(answer_to(&reading, GUIDELINES).and_then(|a| a.details.clone()), offer.details);
}

/// What another convention was told answers its question, not this one: its text is to copy and edit, and no yes takes
/// it, neither in the core report nor in a convention's own workbook.
#[test]
fn yes_takes_no_text_that_another_convention_was_told() {
    let world = &*WORLD;
    let (question, told) = ("ramsar-cop14/A", "The flyway partnership was signed and the trawl fleet was banned.");
    let mut report = Report::new("cms-cop14", "cms.xlsx");
    (report.party, report.period) = (Party::parse("QM"), Period::parse("2024-2026"));
    let mut a = Answer::new("cms-cop14/HLS.1", Origin { file: "cms.xlsx".to_owned(), place: "A!B3".to_owned() });
    a.value = Some(Value::Text(told.to_owned()));
    report.answers.push(a);
    let (core, _) = world.again(vec![report.clone()], Lang::En);
    let target = world.catalogue.format("ramsar-cop14").expect("a format");
    let request = dunlin::prefill::Request {
        target,
        party: Party::parse("QM"),
        period: Period::parse("2024-2026"),
        lang: Lang::En,
        reports: std::slice::from_ref(&report),
        previous: &[],
        base: &[],
        registers: None,
    };
    let (own, _) = dunlin::prefill::prefill(&request, &world.catalogue, &world.crosswalk);
    let own_draft = own.drafts.iter().find(|d| d.question == question).expect("a draft");
    for d in [own_draft, draft_of(&core, question)] {
        assert!(d.text.as_deref().is_some_and(|t| t.contains(told)), "it stays beside the cell: {:?}", d.text);
        assert!(d.offered.is_none(), "{:?}", d.offered);
    }
    let books = [world.write(&core, Lang::En), write::workbook(&own, target, &world.crosswalk, Lang::En).expect("one")];
    for bytes in books {
        let mut book = book::load(bytes);
        set(&mut book, question, "value", "dunlin:confirmed", "yes");
        let reading = world.read_book(&book);
        assert_eq!(codes(&reading), ["own-yes"]);
        assert!(answer_to(&reading, question).is_none());
    }
}

/// Last cycle's words are offered again only where they still say something, of this period, of what was done.
#[test]
fn yes_takes_last_cycles_words_only_where_they_can_be_so_again() {
    let world = &*WORLD;
    let target = world.catalogue.format("cms-cop14").expect("a format");
    let (main_question, question) = ("cms-cop14/XII.3", "cms-cop14/XII.3a");
    let code = |m: &str| {
        let options = &target.question(main_question).expect("a question").options;
        options.iter().find(|o| o.meaning.as_str() == m).expect("an option").code.clone()
    };
    let plain = "Rangers count cranes with the schools of ten towns each autumn.";
    let offered = |main: &str, words: &str, confirmed: bool| {
        let mut report = Report::new("cms-cop14", "old.xlsx");
        (report.party, report.period) = (Party::parse("QM"), Period::parse("2021-2023"));
        for (q, value) in [(main_question, Value::Code(code(main))), (question, Value::Text(words.to_owned()))] {
            let mut a = Answer::new(q, Origin { file: "old.xlsx".to_owned(), place: "A!B3".to_owned() });
            (a.value, a.confirmed) = (Some(value), confirmed);
            report.answers.push(a);
        }
        let request = dunlin::prefill::Request {
            target,
            party: Party::parse("QM"),
            period: Period::parse("2024-2026"),
            lang: Lang::En,
            reports: &[],
            previous: std::slice::from_ref(&report),
            base: &[],
            registers: None,
        };
        let (drafted, _) = dunlin::prefill::prefill(&request, &world.catalogue, &world.crosswalk);
        let d = drafted.drafts.iter().find(|d| d.question == question).expect("a draft");
        assert!(d.value.is_none() && d.text.as_deref().is_some_and(|t| t.contains(words)), "it stands beside: {words}");
        d.offered.is_some()
    };
    assert!(offered("yes", plain, true));
    assert!(!offered("yes", plain, false), "nobody stood for it");
    assert!(!offered("no", plain, true), "it follows an answer that says no");
    for words in [
        "Forty schools were visited in the last three years.",
        "Depuis le dernier rapport, quarante écoles ont été visitées.",
        "Se visitarán cuarenta escuelas el próximo año.",
        "See our CITES report.",
        "n/a",
        "sin datos",
        "Die Schulen von zehn Orten zählen jeden Herbst die Kraniche mit den Wärtern",
    ] {
        assert!(!offered("yes", words, true), "{words}");
    }
}
