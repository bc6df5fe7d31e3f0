//! Files of the Online Reporting System, built here in its layouts with dunlin's own labels.

use std::sync::OnceLock;

use dunlin::catalogue::Catalogue;
use dunlin::crosswalk::Crosswalk;
use dunlin::model::{Answer, Lang, Report, Value};
use dunlin::read::{Context, Options, Reading, read_bytes};
use proptest::prelude::*;

/// What the tests look things up in.
struct World {
    catalogue: &'static Catalogue,
    crosswalk: &'static Crosswalk,
    options: Options,
}

impl World {
    fn new() -> World {
        static DATA: OnceLock<(Catalogue, Crosswalk)> = OnceLock::new();
        let (catalogue, crosswalk) = DATA.get_or_init(|| {
            let catalogue = Catalogue::builtin();
            let crosswalk = Crosswalk::load(&catalogue);
            (catalogue, crosswalk)
        });
        World { catalogue, crosswalk, options: Options::default() }
    }

    fn read(&self, file: &str, bytes: impl Into<Vec<u8>>) -> Reading {
        let context = Context { catalogue: self.catalogue, crosswalk: self.crosswalk, options: &self.options };
        read_bytes(file, bytes.into(), &context)
    }

    /// dunlin's label of a question.
    fn label(&self, id: &str) -> String {
        self.catalogue.question(id).unwrap_or_else(|| panic!("{id}")).label.en.clone()
    }

    /// The text of an option.
    fn option(&self, id: &str, code: &str) -> String {
        let q = self.catalogue.question(id).unwrap_or_else(|| panic!("{id}"));
        q.option(code).unwrap_or_else(|| panic!("{id} {code}")).text.en.clone()
    }
}

fn report<'r>(reading: &'r Reading, party: &str) -> &'r Report {
    let of = |r: &&Report| r.party.is_some_and(|p| p.code() == party);
    reading.reports.iter().find(of).unwrap_or_else(|| panic!("no report of {party}: {:#?}", reading.findings))
}

fn answer<'r>(reading: &'r Reading, party: &str, question: &str, item: Option<&str>) -> &'r Answer {
    report(reading, party)
        .answer(question, item)
        .unwrap_or_else(|| panic!("{party} {question} {item:?}\n{:#?}", reading.findings))
}

fn code(text: &str) -> Option<Value> {
    Some(Value::Code(text.to_owned()))
}

fn words(text: &str) -> Option<Value> {
    Some(Value::Text(text.to_owned()))
}

fn has(reading: &Reading, finding: &str) -> bool {
    reading.findings.iter().any(|f| f.code == finding)
}

const STAMP: &str = " [[timestamp: 2023-04-10 09:00:00 UTC]]";

/// Rows as a CSV file; a row may be shorter than the others.
fn csv_file(rows: &[Vec<String>], separator: u8) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new()
        .flexible(true)
        .delimiter(separator)
        .terminator(csv::Terminator::Any(b'\n'))
        .from_writer(Vec::new());
    for row in rows {
        writer.write_record(row).expect("a record");
    }
    writer.into_inner().expect("bytes")
}

fn row(cells: &[&str]) -> Vec<String> {
    cells.iter().map(|c| (*c).to_owned()).collect()
}

fn head() -> Vec<Vec<String>> {
    vec![
        row(&["Section", "Question", "ID", "Party: Testland", "Party: Samplia", "Jo Example", "Party: Kenya"]),
        row(&["Region", "", "", "Europe", "Asia", "Africa", "Africa"]),
        row(&["Country", "", "", "Testland", "Samplia", "Exampletania", "Kenya"]),
        row(&["e-mail", "", "", "a@testland.example", "b@samplia.example", "jo@example.org", "c@kenya.example"]),
    ]
}

/// A CMS questionnaire of four respondents, one of whom said nothing.
fn cms(w: &World) -> Vec<Vec<String>> {
    let q = |key: &str| w.label(&format!("cms-cop14/{key}"));
    let o = |key: &str, code: &str| w.option(&format!("cms-cop14/{key}"), code);
    let mut rows = head();
    let mut add = |cells: &[&str]| rows.push(row(cells));
    let stamped = |t: &str| format!("{t}{STAMP}");
    add(&[".CMS COP14 national report"]);
    let ban = ".--IV. Legal ban on taking - This section depends on the option Yes\n                         being selected, for question X of Y";
    add(&[ban, &q("IV.1"), "IV.1", &stamped(&o("IV.1", "no")), &stamped(&o("IV.1", "yes-for-some-species")), STAMP]);
    add(&[
        ban,
        &q("IV.1a"),
        "IV.1a",
        &stamped("en: The law of 2010 ||\n ol: La loi de 2010 est en vigueur dans tout le pays et sur les lacs"),
        &stamped(
            "One # two, typed by the Party # Other:a third # URL: https://samplia.example/law # Doc: /files/7/law.pdf",
        ),
        &stamped("en: Only in English ||\n ol:"),
    ]);
    // As text, 10 comes before 2.
    let awareness = ".--V. Awareness";
    add(&[
        awareness,
        &q("V.1"),
        "V.1",
        &stamped(&format!(
            "{} # {} # Other:kites on the beach # URL: https://testland.example",
            o("V.1", "special-publications"),
            o("V.1", "campaigns-on-specific-topics")
        )),
        &stamped(&o("V.1", "no-actions-taken")),
        &stamped("a thing of no list"),
    ]);
    // Ends after the last respondent with details.
    add(&[awareness, &format!("{} #Text", q("V.1")), "V.1 #Text", "on cranes"]);
    let pressures = ".--X. Threats and pressures";
    let species = "Species/species groups affected";
    add(&[
        pressures,
        &format!("{}[Illegal hunting]", q("X.1")),
        "X.1",
        &stamped(&format!("{species}=[Crane [all] = I]&see=[a note]; more]&Overall severity=[2 = moderate]")),
        &stamped(&format!("{species}=[Ducks]&Overall severity=[3 = low]")),
        STAMP,
    ]);
    add(&[
        pressures,
        &format!("{}[Light pollution]", q("X.1")),
        "X.1",
        &stamped(&format!("{species}=[Turtles]&Overall severity=[1 = severe]")),
        STAMP,
    ]);
    add(&[pressures, "Is the moon made of cheese?", "ZZ.9", &stamped("Secret opinion"), &stamped("Quite")]);
    rows
}

#[test]
fn a_questionnaire_gives_a_report_for_each_party_in_either_separator() {
    let w = World::new();
    let rows = cms(&w);
    let reading = w.read("answers.csv", csv_file(&rows, b','));
    assert_eq!(reading.reports.len(), 3, "{:#?}", reading.findings);
    assert!(reading.reports.iter().all(|r| r.format == "cms-cop14" && r.period.is_some()));

    assert_eq!(answer(&reading, "QM", "cms-cop14/IV.1", None).value, code("no"));
    assert_eq!(answer(&reading, "QN", "cms-cop14/IV.1", None).value, code("yes-for-some-species"));
    // A time stamp alone is no answer.
    assert!(report(&reading, "QP").answer("cms-cop14/IV.1", None).is_none());

    // The original is the answer, its English stands beside it.
    let law = answer(&reading, "QM", "cms-cop14/IV.1a", None);
    assert_eq!(law.value, words("La loi de 2010 est en vigueur dans tout le pays et sur les lacs"));
    assert_eq!((law.lang, law.english.as_deref()), (Some(Lang::Fr), Some("The law of 2010")));
    let law = answer(&reading, "QP", "cms-cop14/IV.1a", None);
    assert_eq!((law.value.clone(), law.lang, law.english.clone()), (words("Only in English"), Some(Lang::En), None));
    // A text is not split at marks the Party may have typed, but what the system adds is.
    let law = answer(&reading, "QN", "cms-cop14/IV.1a", None);
    assert_eq!(law.value, words("One # two, typed by the Party"));
    assert_eq!(law.details.as_deref(), Some("a third\nhttps://samplia.example/law\nlaw.pdf"));

    // Several options, in the order of the form; the text beside them ticks "other".
    let v = answer(&reading, "QM", "cms-cop14/V.1", None);
    let codes = ["campaigns-on-specific-topics", "special-publications", "other"].map(str::to_owned).to_vec();
    assert_eq!(v.value, Some(Value::Codes(codes)));
    assert_eq!(v.details.as_deref(), Some("kites on the beach\nhttps://testland.example\non cranes"));
    // What is none of the options is kept as a text, and said.
    let v = answer(&reading, "QP", "cms-cop14/V.1", None);
    assert_eq!((v.value.clone(), v.details.as_deref()), (None, Some("a thing of no list")));
    assert!(has(&reading, "answer-not-an-option"));

    // A matrix: values hold the marks that end them.
    let hunting = answer(&reading, "QM", "cms-cop14/X.1#illegal-hunting", None);
    assert_eq!(hunting.value, code("2"));
    assert_eq!(
        hunting.rows.first().and_then(|r| r.get("species-affected")).map(String::as_str),
        Some("Crane [all] = I]&see=[a note]; more")
    );
    assert_eq!(answer(&reading, "QM", "cms-cop14/X.1#light-pollution", None).value, code("1"));
    assert!(report(&reading, "QN").answer("cms-cop14/X.1#light-pollution", None).is_none());

    // Said once for all respondents, without their words.
    let unknown: Vec<_> = reading.findings.iter().filter(|f| f.message.contains("made of cheese")).collect();
    assert!(matches!(&unknown[..], [f] if f.message.contains("2 answers")), "{unknown:#?}");
    assert!(has(&reading, "respondent-without-answers"));
    assert!(has(&reading, "attachments-not-in-file"));

    // Neither addresses nor the names of accounts come through.
    let all = format!("{:?}", reading);
    for personal in ["@", "Jo Example", "Secret opinion", "timestamp"] {
        assert!(!all.contains(personal), "{personal}");
    }

    let semicolons = w.read("answers.csv", csv_file(&rows, b';'));
    assert_eq!(semicolons.reports, reading.reports);
    assert_eq!(semicolons.findings, reading.findings);
}

/// A Ramsar questionnaire with a number in two rows, a section per site and one per species.
fn ramsar(w: &World) -> Vec<Vec<String>> {
    let q = |key: &str| w.label(&format!("ramsar-cop14/{key}"));
    let mut rows = head();
    let mut add = |cells: &[&str]| rows.push(row(cells));
    add(&[".Ramsar COP14 Section 3", &q("2.6"), "2.6", "E=# (exact)", "G=More than #", "X=Unknown"]);
    add(&[".Ramsar COP14 Section 3", &format!("{} #Text", q("2.6")), "2.6 #Text", "45", "1 200"]);
    add(&[".Ramsar COP14 Section 3", &q("2.1"), "2.1", "A=Yes", "B=No", "A=Yes # B=No"]);
    add(&[".Ramsar COP14 Section 3", &q("3.1"), "3.1", "C=Partially", "-", "D=Planned"]);
    add(&[".Ramsar COP14 Section 3", &q("4.1"), "4.1", "A=Yes", "B=No", "B=No"]);
    add(&[
        ".Ramsar COP14 Section 3",
        "2.1 Additional information",
        "2.1",
        "en: Soon ||\n ol: La loi est prête pour le vote",
    ]);
    for (species, value) in [("Anas testus", "A=Yes"), ("Grus samplia", "B=No")] {
        let section = format!(".--{species}");
        add(&[&section, &format!("{}: {species}", q("4.2")), "4.2", value]);
        add(&[".----Details", &q("4.3"), "4.3", value, value]);
    }
    for (site, value) in [("Site: Lake One (1234)", "A=Yes"), ("Site: Lake Two (99)", "B=No")] {
        let section = format!(".--{site}");
        let name = site.trim_start_matches("Site: ");
        add(&[&section, &format!("{} {name}", q("site.5.6")), "5.6", value]);
        add(&[&section, &q("site.11.1"), "11.1", "A=Yes", value]);
    }
    rows
}

#[test]
fn numbers_in_two_rows_and_sections_repeated_for_sites_and_species() {
    let w = World::new();
    let reading = w.read("x", csv_file(&ramsar(&w), b','));
    let number = |q: &str, n: Option<f64>| Some(Value::Number { qualifier: Some(q.to_owned()), number: n, unit: None });
    assert_eq!(answer(&reading, "QM", "ramsar-cop14/2.6", None).value, number("E", Some(45.0)));
    assert_eq!(answer(&reading, "QN", "ramsar-cop14/2.6", None).value, number("G", Some(1200.0)));
    assert_eq!(answer(&reading, "QP", "ramsar-cop14/2.6", None).value, number("X", None));
    // Two options where one is asked for are both kept, and neither is the answer.
    let two = answer(&reading, "QP", "ramsar-cop14/2.1", None);
    assert_eq!((two.value.clone(), two.details.as_deref()), (None, Some("A; B")));

    // The row below a question is its box.
    let water = answer(&reading, "QM", "ramsar-cop14/2.1", None);
    assert_eq!((water.value.clone(), water.details.as_deref()), (code("A"), Some("La loi est prête pour le vote")));
    assert_eq!((water.lang, water.english.as_deref()), (Some(Lang::Fr), Some("Soon")));

    assert_eq!(answer(&reading, "QM", "ramsar-cop14/site.5.6", Some("1234")).value, code("A"));
    assert_eq!(answer(&reading, "QM", "ramsar-cop14/site.5.6", Some("99")).value, code("B"));
    assert_eq!(answer(&reading, "QN", "ramsar-cop14/site.11.1", Some("99")).value, code("B"));
    let sites = |p: &str| report(&reading, p).items.iter().map(|i| i.title.clone()).collect::<Vec<_>>();
    assert_eq!(sites("QM"), ["Anas testus", "Grus samplia", "Lake One (1234)", "Lake Two (99)"]);
    // A Party has the items it answered for, and no others.
    assert!(sites("QP").is_empty());
    // Asked once in the form: kept for each species, and said. The inner section has one name for all.
    assert_eq!(answer(&reading, "QM", "ramsar-cop14/4.2", Some("Grus samplia")).value, code("B"));
    assert_eq!(answer(&reading, "QN", "ramsar-cop14/4.3", Some("Anas testus")).value, code("A"));
    assert!(reading.findings.iter().any(|f| f.code == "asked-once" && f.message.contains("4.2")));
}

#[test]
fn places_of_a_ranking_are_options_and_the_language_may_be_another() {
    let w = World::new();
    let mut rows = cms(&w);
    let q = w.catalogue.question("cms-cop14/XV.1a").expect("a question");
    let options: Vec<String> = q.options.iter().map(|o| o.code.clone()).collect();
    for (n, at) in [(1, 1), (2, 0)] {
        let title = format!("{}[Ranking Answer #{n}]", q.label.fr);
        let text =
            format!("{}{STAMP}#URL: https://testland.example/{n}", q.option(&options[at]).expect("an option").text.en);
        rows.push(row(&[".XV", &title, "", &text]));
    }
    rows.push(row(&[".XV", &format!("{}[Ranking Answer #3]", q.label.fr), ""]));
    let reading = w.read("x", csv_file(&rows, b';'));
    let a = answer(&reading, "QM", "cms-cop14/XV.1a", None);
    assert_eq!(a.value, Some(Value::Codes(options[..2].to_vec())));
    assert_eq!(a.details.as_deref(), Some("https://testland.example/1\nhttps://testland.example/2"));
    assert!(has(&reading, "matched-by-wording"));

    // One respondent: the user may say whose report it is.
    let mut w = World::new();
    w.options.party = dunlin::model::Party::parse("QP");
    w.options.lang = Some(Lang::Es);
    let one: Vec<Vec<String>> = cms(&w).into_iter().map(|r| r.into_iter().take(4).collect()).collect();
    let reading = w.read("x", csv_file(&one, b','));
    assert_eq!(answer(&reading, "QP", "cms-cop14/IV.1", None).lang, Some(Lang::Es));
    assert!(has(&reading, "party-differs"));
}

#[test]
fn a_questionnaire_of_another_instrument_is_named_and_not_forced_into_a_format() {
    let w = World::new();
    let mut rows = head();
    for (id, title) in [
        ("1", "Confirm the taxonomy of waterbird populations"),
        ("2", "Lead shot phased out?"),
        ("2.1", "Emergency measures for stranded geese"),
        ("3", "Flyway network of colonies"),
        ("4.1", "Hunting bag statistics"),
    ] {
        rows.push(row(&[".AEWA implementation", title, id, "Yes", "No"]));
    }
    let reading = w.read("aewa.csv", csv_file(&rows, b','));
    assert!(reading.reports.is_empty());
    let f = reading.findings.iter().find(|f| f.code == "format-unknown").expect("a finding");
    assert!(f.message.contains("AEWA") && f.is_error() && !f.hint.is_empty(), "{f}");
}

#[test]
fn numbers_alone_do_not_make_a_question() {
    let w = World::new();
    let mut rows = ramsar(&w);
    // The number of one question over the words of another: the words are right.
    let words = w.label("ramsar-cop14/12.2");
    rows.push(row(&[".Ramsar COP14 Section 3", &words, "13.2", "A=Yes", "B=No"]));
    let reading = w.read("x", csv_file(&rows, b','));
    assert_eq!(answer(&reading, "QM", "ramsar-cop14/12.2", None).value, code("A"));
    assert!(has(&reading, "number-and-wording"));
    assert!(report(&reading, "QM").answer("ramsar-cop14/13.2", None).is_none());
}

#[test]
fn damaged_questionnaires_are_read_as_far_as_they_go() {
    let w = World::new();
    let mut rows = cms(&w);
    rows.push(row(&["", "", "", "an answer to nothing"]));
    rows.push(row(&[".", "[", "]", "x=[", "]&=[", "[[timestamp:"]));
    rows.push(row(&[&format!(".{}deep", "-".repeat(9999)), "][", "IV.1", "en: ||ol:", " # # Other: # Doc: "]));
    rows.push(row(&[".x", "a[b]", "1", "c=[d]", "e", "f", "g", "beyond the last respondent"]));
    let reading = w.read("x", csv_file(&rows, b','));
    assert_eq!(reading.reports.len(), 3);
    assert!(has(&reading, "cells-without-respondent"));
    // Without the address row the rest is the same.
    let mut fewer = cms(&w);
    fewer.remove(3);
    assert_eq!(w.read("x", csv_file(&fewer, b',')).reports.len(), 3);
    // A head and nothing under it.
    let empty = w.read("x", csv_file(&head(), b','));
    assert!(has(&empty, "no-answers") && empty.reports.is_empty());
}

/// Rows as the workbook of results, with a sheet of pivot tables.
fn results(headings: &[&str], rows: &[&[&str]]) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let pivot = book.add_worksheet();
    pivot.set_name("Goal 1").expect("a name");
    pivot.write(0, 0, "1.1").expect("a cell");
    let sheet = book.add_worksheet();
    sheet.set_name("Data").expect("a name");
    for (r, row) in std::iter::once(&headings).chain(rows).enumerate() {
        for (c, text) in row.iter().enumerate() {
            let at = (u32::try_from(r).expect("small"), u16::try_from(c).expect("small"));
            match text.strip_prefix("n:") {
                Some(n) => sheet.write(at.0, at.1, n.parse::<f64>().expect("a number")),
                None => sheet.write(at.0, at.1, *text),
            }
            .expect("a cell");
        }
    }
    book.save_to_buffer().expect("bytes")
}

#[test]
fn the_workbook_of_results_gives_a_report_for_each_country() {
    let w = World::new();
    let headings = [
        "Wider Region",
        "Region",
        "Country",
        "1.1 | a)",
        "1.1 | b)",
        "2.1",
        "2.6 | code",
        "2.6",
        "2.7 | code",
        "2.7",
        "2.16",
        "3.1",
        "4.4",
        "9.9",
        "5.6 | Lake One (12)",
        "77.7",
    ];
    let reading = w.read(
        "RAMSAR_Report.xls",
        results(
            &headings,
            &[
                &[
                    "Asia/Oceania",
                    "Asia",
                    "Samplia",
                    "A ",
                    "C",
                    "B",
                    "E",
                    "n:120",
                    "-",
                    "X",
                    "A",
                    "-",
                    "B",
                    "C1",
                    "A",
                    "-",
                ],
                &[
                    "Europe", "Europe", "Testland", "-", "-", "-", "F", "1 500", "E", "-", "-", "UNKNOWN", "-", "-",
                    "-", "A",
                ],
                &["Africa", "Africa", "Exampletania", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-"],
                &["Africa", "Africa", "Atlantis", "A", "-", "-", "X", "X", "-", "-", "-", "-", "-", "-", "-", "-"],
            ],
        ),
    );
    assert_eq!(reading.reports.len(), 3, "{:#?}", reading.findings);
    let number = |q: &str, n: Option<f64>| Some(Value::Number { qualifier: Some(q.to_owned()), number: n, unit: None });
    assert_eq!(reading.reports[0].format, "ramsar-cop14");
    assert_eq!(answer(&reading, "QN", "ramsar-cop14/1.1#a", None).value, code("A"));
    assert_eq!(answer(&reading, "QN", "ramsar-cop14/2.6", None).value, number("E", Some(120.0)));
    // The letter in the column of the value.
    assert_eq!(answer(&reading, "QN", "ramsar-cop14/2.7", None).value, number("X", None));
    assert_eq!(answer(&reading, "QN", "ramsar-cop14/site.5.6", Some("12")).value, code("A"));
    assert_eq!(answer(&reading, "QM", "ramsar-cop14/2.6", None).value, number("F", Some(1500.0)));
    // A qualifier without its number is doubtful; UNKNOWN is the system's word, not an answer.
    assert!(reading.findings.iter().any(|f| f.code == "answer-doubtful" && f.message.contains("2.7")));
    assert!(has(&reading, "answer-without-code"));
    assert!(report(&reading, "QM").answer("ramsar-cop14/3.1", None).is_none());
    assert!(reading.findings.iter().any(|f| f.code == "question-unknown" && f.message.contains("77.7")));
    // In both columns it is said once; a country that nobody knows keeps its report.
    let atlantis = reading.reports.iter().find(|r| r.party.is_none()).expect("a report");
    assert_eq!(atlantis.answer("ramsar-cop14/2.6", None).and_then(|a| a.value.clone()), number("X", None));
    assert!(has(&reading, "party-unknown") && has(&reading, "edition-assumed"));
    assert!(has(&reading, "respondent-without-answers"));
    assert!(!has(&reading, "answered-twice"));
}

/// Questions with the answers of two users, as JSON.
fn api(w: &World) -> serde_json::Value {
    let q = |key: &str| w.label(&format!("cms-cop14/{key}"));
    let o = |key: &str, code: &str| w.option(&format!("cms-cop14/{key}"), code);
    let said = |user: u32, text: &str| serde_json::json!({"answer": {"user_id": user, "answer_text": text, "details_text": null, "matrix_answer": null}});
    let cell = |user: u32, query: &str, option: &str, text: &str| {
        serde_json::json!({"answer": {"user_id": user, "answer_text": null,
        "matrix_answer": {"query": query, "option": option, "answer": text}}})
    };
    let question = |id: u32, title: &str, path: &[&str], kind: &str, answers: serde_json::Value| {
        serde_json::json!({"question": {"id": id, "section_id": 2, "looping_section_id": null, "title": title, "language": "EN",
            "path": path, "type": kind, "is_mandatory": true, "options": null, "answers": answers, "looping_contexts": []}})
    };
    let mut details = said(7, &o("V.1", "other"));
    details["answer"]["details_text"] = "kites &amp; drums".into();
    let names = &["CMS COP14", "Legal ban&nbsp;on\r\n taking &gt; I"];
    serde_json::json!([
        {"questionnaire": {"id": 9, "title": "CMS report to COP14", "language": "EN", "respondents": [
            {"respondent": {"id": 1, "user_id": 7, "full_name": "Party: Testland"}},
            {"respondent": {"id": 7, "user_id": 8, "full_name": "Jo Example", "country": "Samplia"}}]}},
        question(1, &q("IV.1").replace(' ', "&nbsp;"), names, "MultiAnswer",
            serde_json::json!([said(7, &o("IV.1", "no")), said(8, &o("IV.1", "yes-for-some-species"))])),
        question(2, &q("IV.1a"), names, "TextAnswer", serde_json::json!([said(7, "R&amp;D < law"), said(8, "")])),
        question(3, &q("V.1"), &["CMS COP14", "Awareness"], "MultiAnswer",
            serde_json::json!([said(7, &o("V.1", "special-publications")), details])),
        {"questions": [question(4, &q("X.1"), &["CMS COP14", "Pressures"], "MatrixAnswer", serde_json::json!([
            cell(7, "Illegal hunting", "Species/species groups affected", "Cranes"),
            cell(7, "Illegal hunting", "Severity", "2 = moderate"),
            cell(8, "Light pollution", "Severity", "1 = severe")]))]},
        {"question": {"id": 5, "looping_section_id": 3, "title": q("VIII.1a"), "path": ["CMS COP14", "#[Species &gt; Family]"],
            "type": "TextAnswer", "answers": [], "looping_contexts": [
            {"looping_context": {"looping_identifier": "1S2", "looping_path": ["Ducks &gt; all", "Anas testus"],
                "answers": [said(7, "less lead")]}}]}},
    ])
}

/// The same questions as the system writes them in XML.
fn as_xml(json: &serde_json::Value) -> String {
    let escape = |t: &str| t.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let field = |name: &str, v: &serde_json::Value| match v {
        serde_json::Value::Null => format!("<{name}/>"),
        serde_json::Value::String(t) => format!("<{name}>{}</{name}>", escape(t)),
        other => format!("<{name}>{}</{name}>", escape(&other.to_string())),
    };
    let answer = |a: &serde_json::Value| {
        let a = &a["answer"];
        let matrix = match a["matrix_answer"].as_object() {
            Some(m) => {
                format!("<matrix_answer>{}</matrix_answer>", m.iter().map(|(k, v)| field(k, v)).collect::<String>())
            }
            None => "<matrix_answer/>".to_owned(),
        };
        format!(
            "<answer>{}{}{}{matrix}</answer>\n",
            field("user_id", &a["user_id"]),
            field("answer_text", &a["answer_text"]),
            field("details_text", &a["details_text"])
        )
    };
    let mut out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<saved>\n".to_owned();
    for part in json.as_array().expect("a list") {
        if let Some(q) = part.get("questionnaire") {
            out += &format!("<questionnaires><questionnaire>{}<respondents>", field("title", &q["title"]));
            for r in q["respondents"].as_array().expect("a list") {
                let r = r["respondent"].as_object().expect("an object");
                out += &format!("<respondent>{}</respondent>", r.iter().map(|(k, v)| field(k, v)).collect::<String>());
            }
            out += "</respondents></questionnaire></questionnaires>\n";
            continue;
        }
        let q = part.get("question").unwrap_or_else(|| &part["questions"][0]["question"]);
        out += "<question>";
        for name in ["id", "looping_section_id", "title", "path", "type"] {
            out += &field(name, &q[name]);
        }
        let answers: String = q["answers"].as_array().expect("a list").iter().map(answer).collect();
        out += &format!("<answers>{answers}</answers><looping_answers>");
        for c in q["looping_contexts"].as_array().expect("a list") {
            let c = &c["looping_context"];
            let answers: String = c["answers"].as_array().expect("a list").iter().map(answer).collect();
            out +=
                &format!("<looping_context>{}{answers}</looping_context>", field("looping_path", &c["looping_path"]));
        }
        out += "</looping_answers></question>\n";
    }
    out + "</saved>"
}

#[test]
fn answers_saved_from_the_api_are_the_same_in_json_and_xml() {
    let w = World::new();
    let json = api(&w);
    let reading = w.read("saved", json.to_string());
    assert_eq!(reading.reports.len(), 2, "{:#?}", reading.findings);
    assert_eq!(answer(&reading, "QM", "cms-cop14/IV.1", None).value, code("no"));
    assert_eq!(answer(&reading, "QN", "cms-cop14/IV.1", None).value, code("yes-for-some-species"));
    assert_eq!(answer(&reading, "QM", "cms-cop14/IV.1a", None).value, words("R&D < law"));
    assert!(report(&reading, "QN").answer("cms-cop14/IV.1a", None).is_none());
    let v = answer(&reading, "QM", "cms-cop14/V.1", None);
    assert_eq!(v.value, Some(Value::Codes(vec!["special-publications".to_owned(), "other".to_owned()])));
    assert_eq!(v.details.as_deref(), Some("kites & drums"));
    let hunting = answer(&reading, "QM", "cms-cop14/X.1#illegal-hunting", None);
    assert_eq!(hunting.value, code("2"));
    assert_eq!(hunting.rows.first().and_then(|r| r.get("species-affected")).map(String::as_str), Some("Cranes"));
    assert_eq!(answer(&reading, "QN", "cms-cop14/X.1#light-pollution", None).value, code("1"));
    let item = Some("Ducks > all > Anas testus");
    assert_eq!(answer(&reading, "QM", "cms-cop14/VIII.1a", item).value, words("less lead"));
    assert!(!format!("{reading:?}").contains("Jo Example"));

    let xml = w.read("saved", as_xml(&json));
    assert_eq!(xml.reports, reading.reports, "{:#?}", xml.findings);

    // Answers that name the respondent instead of a user.
    let named = json.to_string().replace("\"user_id\":7", "\"respondent\":\"Party: Exampletania\"");
    assert_eq!(answer(&w.read("saved", named), "QP", "cms-cop14/IV.1", None).value, code("no"));

    // Cut off in the middle: what stands before the cut is read, and the cut is said.
    let text = as_xml(&json);
    let cut = w.read("saved", text.get(..text.len() * 2 / 3).expect("ASCII"));
    assert!(has(&cut, "file-damaged") || !cut.reports.is_empty());
    assert_eq!(answer(&cut, "QM", "cms-cop14/IV.1", None).value, code("no"));

    // Without answers, what to do is said.
    let only = w.read("saved", serde_json::json!([json[0]]).to_string());
    let f = only.findings.iter().find(|f| f.code == "no-answers").expect("a finding");
    assert!(only.reports.is_empty() && f.hint.contains("questions/"), "{f}");
}

/// Texts made of the marks that the layouts use.
fn marks() -> impl Strategy<Value = String> {
    let mark = prop::sample::select(vec![
        " # ",
        "Other:",
        "URL: ",
        "Doc: ",
        "[[timestamp: 2020",
        "]]",
        "[",
        "]",
        "=[",
        "]&",
        "x",
        "en:",
        "||",
        "ol:",
        " #Text",
        "#[",
        ".",
        "--",
        "4.1",
        "2.6",
        "X.1",
        "IV.1",
        "A=Yes",
        "E",
        "code",
        " | ",
        "-",
        "é",
        "\u{1F986}",
        "\n",
        "&amp;",
        "<",
        ">",
        "&",
        "\"",
        "Lake One",
        "Ranking Answer #1",
        "Yes",
        "12",
    ]);
    prop::collection::vec(mark, 0..7).prop_map(|m| m.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn no_questionnaire_breaks_the_reader(
        body in prop::collection::vec(prop::collection::vec(marks(), 0..8), 0..12),
        forced in any::<bool>(),
        separator in prop::sample::select(vec![b',', b';']),
    ) {
        let mut w = World::new();
        w.options.format = forced.then(|| "cms-cop14".to_owned());
        let mut rows = head();
        rows.extend(body);
        let bytes = csv_file(&rows, separator);
        let once = w.read("x", bytes.clone());
        let twice = w.read("x", bytes);
        prop_assert_eq!(once.reports, twice.reports);
        prop_assert_eq!(once.findings, twice.findings);
    }

    #[test]
    fn no_workbook_of_results_breaks_the_reader(
        headings in prop::collection::vec(marks(), 0..8),
        body in prop::collection::vec(prop::collection::vec(marks(), 0..10), 0..5),
        forced in any::<bool>(),
    ) {
        let mut w = World::new();
        w.options.format = forced.then(|| "ramsar-cop13".to_owned());
        let mut all = vec!["Wider Region", "Region", "Country"];
        all.extend(headings.iter().map(String::as_str));
        let rows: Vec<Vec<&str>> = body.iter().map(|r| r.iter().map(String::as_str).collect()).collect();
        let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
        let reading = w.read("x", results(&all, &rows));
        prop_assert!(reading.reports.len() <= rows.len());
    }

    #[test]
    fn no_saved_answer_breaks_the_reader(
        title in marks(), path in prop::collection::vec(marks(), 0..3),
        texts in prop::collection::vec((0_u8..3, marks(), marks(), marks()), 0..6),
        forced in any::<bool>(), cut in 0.0..1.0_f64,
    ) {
        let mut w = World::new();
        w.options.format = forced.then(|| "cms-cop14".to_owned());
        let answers: Vec<_> = texts.iter().map(|(user, a, b, c)| serde_json::json!({"answer": {
            "user_id": user, "answer_text": a, "details_text": b,
            "matrix_answer": if user % 2 == 0 { serde_json::Value::Null } else { serde_json::json!({"query": a, "option": b, "answer": c}) }}})).collect();
        let json = serde_json::json!([{"question": {"id": 1, "looping_section_id": 1, "title": title, "path": path, "type": "TextAnswer",
            "answers": answers, "looping_contexts": [{"looping_context": {"looping_path": path, "answers": answers}}]}}]);
        let reading = w.read("x", json.to_string());
        let xml = as_xml(&json);
        let again = w.read("x", xml.clone());
        prop_assert_eq!(reading.reports.len(), again.reports.len());
        let at = (xml.len() as f64 * cut) as usize;
        let _ = w.read("x", xml.as_bytes().get(..at).unwrap_or_default().to_vec());
    }
}
