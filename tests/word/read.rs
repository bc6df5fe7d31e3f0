//! Forms as Parties send them.

use dunlin::model::{Party, Period, Value};
use proptest::prelude::*;

use super::docx::*;
use super::{answer, code, codes, entries, label, read, report, text};

fn refs(list: &[String]) -> Vec<&str> {
    list.iter().map(String::as_str).collect()
}

/// A question of a Ramsar form: number, wording and list in a row, the box below.
fn ramsar(number: &str, chosen: Option<usize>, details: &str) -> String {
    let id = format!("ramsar-cop14/{number}");
    let list = entries(&id);
    row(&[line(&format!("{number} {}", label(&id))), p(&field_drop(&refs(&list), chosen))])
        + &row(&[p(&(t(&format!("{number} Additional information: ")) + &field_text(details))), line("")])
}

fn ramsar_form() -> String {
    let list = entries("ramsar-cop14/1.1#a");
    let number = entries("ramsar-cop14/5.3");
    let sites = ["5.6", "5.7"].map(|n| format!("{n} {}", label(&format!("ramsar-cop14/site.{n}"))));
    line("Ramsar national report to COP14")
        + &p(&(t("Name of Contracting Party: ") + &field_text("Testland")))
        + &p(&(t("Reporting period: ") + &field_text("2018 - 2020")))
        + &table(
            2,
            &(ramsar("4.1", Some(2), "Listed in 2019 & kept up <online>.")
                + &ramsar("4.2", Some(1), "")
                + &ramsar("4.3", None, "")
                + &row(&[
                    line(&format!("12.1 {}", label("ramsar-cop14/12.1"))),
                    p(&field_drop_shown(&refs(&entries("ramsar-cop14/12.1")), 1)),
                ])),
        )
        + &table(
            2,
            &(row(&[line(&format!("1.1 {}", label("ramsar-cop14/1.1"))), line("")])
                + &row(&[line(&format!("a) {}", label("ramsar-cop14/1.1#a"))), p(&field_drop(&refs(&list), Some(0)))])
                + &row(&[line(&format!("b) {}", label("ramsar-cop14/1.1#b"))), p(&field_drop(&refs(&list), Some(4)))])
                + &row(&[p(&(t("1.1 Additional information ") + &field_text("In the plan."))), line("")])),
        )
        + &p(&t(&format!("5.3 {}", label("ramsar-cop14/5.3"))))
        + &p(&(field_drop(&refs(&number), Some(0)) + &t(" Number: ") + &field_text("12")))
        + &p(&(t("5.3 Additional information: ") + &field_text("")))
        + &table(
            4,
            &(row(&[line("Site number"), line("Site name"), line(&sites[0]), line(&sites[1])])
                + &row(&[
                    line("0123"),
                    line("Grey Lake"),
                    p(&field_drop(&["A=Yes", "B=No"], Some(1))),
                    line("D - Planned"),
                ])
                + &row(&[line(""), line(""), p(&field_drop(&["A=Yes", "B=No"], None)), line("")])),
        )
}

#[test]
fn a_ramsar_form_gives_lists_boxes_rows_numbers_and_sites() {
    let reading = read(docx(&ramsar_form()));
    let r = report(&reading);
    assert_eq!(r.format, "ramsar-cop14");
    assert_eq!(r.party, Party::parse("QM"));
    assert_eq!(r.period, Some(Period { from: 2018, to: 2020 }));
    assert_eq!(code(r, "ramsar-cop14/4.1").as_deref(), Some("C"));
    assert_eq!(
        answer(r, "ramsar-cop14/4.1").and_then(|a| a.details.as_deref()),
        Some("Listed in 2019 & kept up <online>.")
    );
    assert_eq!(code(r, "ramsar-cop14/4.2").as_deref(), Some("B"));
    // A list nobody touched shows an entry, and is no answer.
    assert_eq!((answer(r, "ramsar-cop14/4.3"), answer(r, "ramsar-cop14/12.1")), (None, None));
    assert!(
        reading.findings.iter().any(|f| f.code == "word-untouched" && f.message.ends_with("4.3, 12.1")),
        "{:?}",
        reading.findings
    );
    assert_eq!(code(r, "ramsar-cop14/1.1#a").as_deref(), Some("A"));
    assert_eq!(code(r, "ramsar-cop14/1.1#b").as_deref(), Some("X"));
    assert_eq!(answer(r, "ramsar-cop14/1.1").and_then(|a| a.details.as_deref()), Some("In the plan."));
    let Some(Value::Number { qualifier, number, .. }) = answer(r, "ramsar-cop14/5.3").and_then(|a| a.value.clone())
    else {
        panic!("{r:?}")
    };
    assert_eq!((qualifier.as_deref(), number), (Some("E"), Some(12.0)));
    let site = |q: &str| r.answer(&format!("ramsar-cop14/site.{q}"), Some("0123")).and_then(|a| a.value.clone());
    assert_eq!(site("5.6"), Some(Value::Code("B".to_owned())));
    assert_eq!(site("5.7"), Some(Value::Code("D".to_owned())));
    assert_eq!(site("site_name"), Some(Value::Text("Grey Lake".to_owned())));
    // Where an answer was found is told so that a person can look.
    let place = &answer(r, "ramsar-cop14/4.2").expect("an answer").origin.place;
    assert!(place.contains("4.2") && place.contains("table 1, row 3"), "{place}");
}

#[test]
fn letters_typed_into_an_unprotected_ramsar_form_are_read_beside_their_legend() {
    let ask = |n: &str, typed: &str| {
        row(&[line(&format!("{n} {}", label(&format!("ramsar-cop14/{n}")))), line(typed)])
            + &row(&[line(&entries(&format!("ramsar-cop14/{n}")).join("; ")), line("")])
    };
    let body = line("Ramsar national report to COP14")
        + &table(2, &(ask("4.1", "C") + &ask("4.2", "") + &ask("4.3", "X") + &ask("12.1", "B=No") + &ask("9.1", "Q")));
    let reading = read(docx(&body));
    let r = report(&reading);
    for (n, expected) in [("4.1", Some("C")), ("4.2", None), ("4.3", Some("X")), ("9.1", None)] {
        assert_eq!(code(r, &format!("ramsar-cop14/{n}")).as_deref(), expected, "{n}: {:?}", reading.findings);
    }
    assert!(
        reading.findings.iter().any(|f| f.code == "word-no-tick" && f.message.contains("4.2")),
        "{:?}",
        reading.findings
    );
}

/// Somebody lifted the protection and typed over the list; the legend stands under the question.
#[test]
fn an_option_typed_beside_its_legend_is_read_and_one_in_the_box_below_is_not() {
    let ask = |n: &str, typed: &str, below: &str| {
        let legend = entries(&format!("ramsar-cop14/{n}")).join("; ");
        let asked = line(&format!("{n} {}", label(&format!("ramsar-cop14/{n}")))) + &line(&legend);
        row(&[asked, line(typed)]) + &row(&[line(&format!("{n} Additional information:")), line(below)])
    };
    let body = line("Ramsar national report to COP14")
        + &table(
            2,
            &(ask("4.1", "C = Partially", "") + &ask("4.2", "A - Yes", "In force.") + &ask("12.1", "", "A - Yes")),
        );
    let reading = read(docx(&body));
    let r = report(&reading);
    for (n, expected) in [("4.1", Some("C")), ("4.2", Some("A")), ("12.1", None)] {
        assert_eq!(code(r, &format!("ramsar-cop14/{n}")).as_deref(), expected, "{n}: {:?}", reading.findings);
    }
}

#[test]
fn a_cms_form_gives_controls_follow_ups_matrices_and_tables() {
    let q = |n: &str| format!("{n} {}", label(&format!("cms-cop14/{n}")));
    let options = [
        "Yes for all Appendix I species",
        "Yes for some species",
        "Yes for part of the country, or a particular territory or territories",
        "No",
    ];
    let ticks: String =
        options.iter().enumerate().map(|(n, o)| p(&(control_check(n == 1) + &t(&format!(" {o}"))))).collect();
    let several = ["Campaigns on specific topics", "Special publications", "No actions taken"];
    let several: String =
        several.iter().enumerate().map(|(n, o)| p(&(field_check(n < 2) + &t(&format!(" {o}"))))).collect();
    let instrument = |name: &str, n: usize| {
        let mut cells = vec![line(label(&format!("cms-cop14/II.2#{name}")))];
        cells.extend((0..3).map(|c| line(if c == n { "X" } else { "" })));
        row(&cells)
    };
    let body = line("CMS national report COP14")
        + &p(&(t("Name of Party: ") + &control_text("Samplia", "")))
        + &p(&(t(&format!("{} ", q("I.2"))) + &control_date(Some("2001-03-01"))))
        + &line(&q("II.2"))
        + &table(
            4,
            &(row(&[
                line("Instrument"),
                line("Party/Signatory"),
                line("Range State, but not a Party/Signatory"),
                line("Not applicable (= not a Range State)"),
            ]) + &instrument("aewa", 0)
                + &instrument("sharks", 2)
                + &instrument("dugong", 9)),
        )
        + &line(&q("IV.1"))
        + &ticks
        + &line(&q("IV.1a"))
        + &p(&control_text("Wildlife Act\nRegulation 7", ""))
        + &p(&(t(&format!("{} ", q("IV.2"))) + &control_drop(&["Yes", "No"], "No")))
        + &p(&(t(&format!("{} ", q("IV.3"))) + &control_drop(&["Yes", "No"], "")))
        + &line(&q("V.1"))
        + &several
        + &line(&q("X.1"))
        + &table(
            3,
            &(row(&[line("Pressure"), line("Species affected"), line("Severity")])
                + &row(&[
                    line(label("cms-cop14/X.1#bycatch")),
                    line("Chelonia mydas"),
                    p(&control_drop(&["1", "2", "3"], "2")),
                ])),
        )
        + &line(&q("XI.1a"))
        + &table(
            3,
            &(row(&[line("Species or subspecies"), line("Change in status"), line("Source reference")])
                + &row(&[line("Saiga tatarica"), line("Increasing"), line("Survey 2021")])
                + &row(&[line(""), line(""), line("")])),
        );
    let reading = read(docx(&body));
    let r = report(&reading);
    assert_eq!(r.format, "cms-cop14", "{:?}", reading.findings);
    assert_eq!(r.party, Party::parse("QN"));
    assert_eq!(
        answer(r, "cms-cop14/I.2").and_then(|a| a.value.clone()),
        Some(Value::Date(chrono::NaiveDate::from_ymd_opt(2001, 3, 1).expect("a day")))
    );
    assert_eq!(code(r, "cms-cop14/II.2#aewa").as_deref(), Some("party-signatory"));
    assert_eq!(code(r, "cms-cop14/II.2#sharks").as_deref(), Some("not-applicable"));
    assert_eq!(answer(r, "cms-cop14/II.2#dugong"), None, "a row without a cross is a blank");
    assert_eq!(code(r, "cms-cop14/IV.1").as_deref(), Some("yes-for-some-species"));
    assert_eq!(text(r, "cms-cop14/IV.1a").as_deref(), Some("Wildlife Act\nRegulation 7"));
    assert_eq!(code(r, "cms-cop14/IV.2").as_deref(), Some("no"));
    assert_eq!(answer(r, "cms-cop14/IV.3"), None, "a placeholder is no answer");
    assert_eq!(
        answer(r, "cms-cop14/V.1").and_then(|a| a.value.clone()),
        Some(Value::Codes(vec!["campaigns-on-specific-topics".to_owned(), "special-publications".to_owned()]))
    );
    let bycatch = answer(r, "cms-cop14/X.1#bycatch").expect("a row");
    assert_eq!(bycatch.value, Some(Value::Code("2".to_owned())));
    assert_eq!(bycatch.rows[0]["species-affected"], "Chelonia mydas");
    let rows = &answer(r, "cms-cop14/XI.1a").expect("a table").rows;
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0]["species-subspecies"], "Saiga tatarica");
}

/// A matrix row of CITES: the row's name and a mark under each heading.
fn cites_row(id: &str, marks: [&str; 3]) -> String {
    row(&[line(label(id)), line(marks[0]), line(marks[1]), line(marks[2])])
}

#[test]
fn a_cites_form_gives_boxes_crosses_and_what_was_left_undeleted() {
    let q = |n: &str| format!("{n} {}", label(&format!("cites-ir/{n}")));
    let head = row(&[line(""), line("Yes"), line("No"), line("No information")]);
    let ask = |n: &str, answer: String| row(&[line(n), line(label(&format!("cites-ir/{n}"))), answer]);
    let body = line("CITES implementation report")
        + &table(
            2,
            &(row(&[line("Party"), line("Exampletania")])
                + &row(&[line("Period covered in this report"), line("1 January 2021 to 31 December 2023")])),
        )
        + &table(
            3,
            &(ask("1.1.1a", line("Yes \u{2612}   No \u{2610}"))
                + &ask("1.1.1b", line("\u{2610} Yes  \u{2611} No"))
                + &ask("1.3.1b", line("Yes X   No"))
                + &ask("1.4.1a", p(&(t("Yes") + &deleted(" / No"))))
                + &ask("1.5.1d", p(&(styled("strike", "Yes") + &t(" / ") + &t("No"))))
                + &ask("1.5.3a", line("Yes / No"))
                + &ask("1.5.3b", line("Yes"))
                + &ask("1.6.1a", p(&(styled("b", "Yes") + &t(" / No"))))
                + &ask("1.7.3a", line("[ ] Yes   [ ] No   [x] No information"))
                + &ask("1.7.3e", line("Yes") + &line("x No") + &line("No information"))
                + &ask("1.7.3b", line("\u{2610} Yes   \u{2610} No   \u{2610} No information"))
                + &ask(
                    "1.7.3c",
                    p(&(t("Yes ")
                        + "<w:r><w:sym w:font=\"Wingdings\" w:char=\"F0A8\"/></w:r>"
                        + &t("   No ")
                        + "<w:r><w:sym w:font=\"Wingdings\" w:char=\"F0FE\"/></w:r>"
                        + &t("   No information ")
                        + "<w:r><w:sym w:font=\"Wingdings\" w:char=\"F0A8\"/></w:r>")),
                )),
        )
        // Boxes in one line with the question, before or behind their words.
        + &line(&format!("{} \u{2610} Yes \u{2610} No \u{2612} No information", q("3.1.2a")))
        + &line(&format!("{} Yes \u{2610} No \u{2612} No information \u{2610}", q("3.3.1a")))
        + &line(&q("3.5.1a"))
        + &table(7, &row(&[line(""), line("\u{2610}"), line("Yes"), line("\u{2612}"), line("No"), line("\u{2610}"), line("No information")]))
        + &line(&q("GF4"))
        + &table(7, &row(&[line(""), line("Yes"), line("\u{2610}"), line("No"), line("\u{2612}"), line("No information"), line("\u{2610}")]))
        // Crosses between words could be either's.
        + &line(&q("GF5"))
        + &table(7, &row(&[line(""), line("Yes"), line(""), line("No"), line("x"), line("No information"), line("")]))
        + &line(&q("1.2.1a"))
        + &table(
            4,
            &(head
                + &cites_row("cites-ir/1.2.1a#do-you-have-standard-operating", ["", "\u{2713}", ""])
                + &cites_row("cites-ir/1.2.1a#are-the-procedures-publicly-available", ["", "", "x"])),
        )
        + &line(label("cites-ir/3.4.1b"))
        // An older copy of a text box that differs must not be read as well.
        + &text_box(
            &(line(&q("3.4.2a")) + &line("\u{2612} Yes   \u{2610} No   \u{2610} No information")),
            &(line(&q("3.4.2a")) + &line("\u{2610} Yes   \u{2612} No   \u{2610} No information")),
        )
        + &line(&q("3.4.2b"))
        + &table(
            6,
            &row(&[
                line("Yes"),
                line("\u{2610}"),
                line("No"),
                line("\u{2612}"),
                line("No information"),
                line("\u{2610}"),
            ]),
        );
    let reading = read(docx(&body));
    let r = report(&reading);
    assert_eq!(r.format, "cites-ir", "{:?}", reading.findings);
    assert_eq!(r.party, Party::parse("QP"));
    assert_eq!(r.period, Some(Period { from: 2021, to: 2023 }));
    for (n, expected) in [
        ("1.1.1a", Some("yes")),
        ("1.1.1b", Some("no")),
        ("1.3.1b", Some("yes")),
        // The deletion is on record, or the text struck out: the form shows what was there.
        ("1.4.1a", Some("yes")),
        ("1.5.1d", Some("no")),
        // No mark at all is no answer, whatever stands beside it.
        ("1.5.3a", None),
        // All options are printed in the same place of 1.5.3a: here the others were deleted.
        ("1.5.3b", Some("yes")),
        ("1.6.1a", None),
        ("1.7.3a", Some("no-information")),
        ("1.7.3b", None),
        ("1.7.3e", Some("no")),
        ("1.7.3c", Some("no")),
        ("1.2.1a#do-you-have-standard-operating", Some("no")),
        ("1.2.1a#are-the-procedures-publicly-available", Some("no-information")),
        ("3.1.2a", Some("no-information")),
        ("3.3.1a", Some("no")),
        ("3.5.1a", Some("no")),
        ("GF4", Some("no")),
        ("GF5", None),
        ("3.4.2a", Some("yes")),
        ("3.4.2b", Some("no")),
    ] {
        assert_eq!(code(r, &format!("cites-ir/{n}")).as_deref(), expected, "{n}: {:?}", reading.findings);
    }
    assert!(!reading.findings.iter().any(|f| f.message.contains("3.4.2a")), "{:?}", reading.findings);
    let no_tick = reading.findings.iter().find(|f| f.code == "word-no-tick").expect("told");
    assert!(no_tick.message.contains("1.5.3a"), "{no_tick}");
    assert!(
        reading
            .findings
            .iter()
            .any(|f| f.code == "word-doubtful" && f.message.contains("1.6.1a") && f.message.contains("bold"))
    );
}

#[test]
fn one_option_alone_is_no_answer_where_nothing_shows_that_others_were_there() {
    let body = line("CITES implementation report")
        + &line(&format!("1.1.1a {}", label("cites-ir/1.1.1a")))
        + &line("Yes")
        + &line(&format!("1.1.1b {}", label("cites-ir/1.1.1b")))
        + &line("\u{2612} Yes")
        + &line("\u{2612} No");
    let reading = read(docx(&body));
    assert_eq!(report(&reading).answers, [], "{:?}", reading.findings);
    assert_eq!(codes(&reading).iter().filter(|c| **c == "word-doubtful").count(), 2, "{:?}", reading.findings);
}

#[test]
fn a_number_with_the_wording_of_another_question_decides_nothing() {
    // 4.4 of one edition is 4.5 of the next.
    let list = entries("ramsar-cop14/4.4");
    let body = line("Ramsar national report to COP14")
        + &table(2, &ramsar("4.1", Some(0), ""))
        + &table(2, &ramsar("4.2", Some(0), ""))
        + &p(&t(&format!("4.4 {}", label("ramsar-cop14/12.1"))))
        + &p(&field_drop(&refs(&list), Some(0)))
        + &p(&t("4.6 An invented question on lakes, marshes and rivers"))
        + &p(&field_drop(&refs(&list), Some(1)));
    let reading = read(docx(&body));
    let r = report(&reading);
    assert_eq!(
        r.answers.iter().map(|a| a.question.as_str()).collect::<Vec<_>>(),
        ["ramsar-cop14/4.1", "ramsar-cop14/4.2"]
    );
    let f = reading.findings.iter().find(|f| f.code == "word-question").expect("told");
    assert!(f.message.contains("4.4") && f.message.contains("4.6"), "{f}");
}

#[test]
fn what_is_no_usable_form_is_refused_in_plain_words() {
    // A document about something else.
    let reading = read(docx(&line("Minutes of a meeting")));
    assert_eq!(codes(&reading), ["word-format"]);
    // The old binary kind, and rich text.
    let mut old = vec![0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
    old.resize(2048, 0);
    let name: Vec<u8> = "WordDocument".encode_utf16().flat_map(u16::to_le_bytes).collect();
    old[1024..1024 + name.len()].copy_from_slice(&name);
    for bytes in [old, b"{\\rtf1 text}".to_vec()] {
        let reading = read(bytes);
        assert_eq!(codes(&reading), ["file-old-word"]);
        assert!(reading.findings[0].hint.contains("Save As") && reading.findings[0].hint.contains(".docx"));
    }
    // XML bombs, endless nesting, broken XML, a missing part.
    let part = |xml: String| {
        let mut all = parts("");
        all.iter_mut().filter(|(n, _)| *n == "word/document.xml").for_each(|(_, x)| x.clone_from(&xml));
        codes(&read(zip(&all)))
    };
    assert_eq!(part("<!DOCTYPE w [<!ENTITY a \"b\">]><w>&a;</w>".to_owned()), ["file-damaged"]);
    assert_eq!(part("<a>".repeat(100_000)), ["file-too-large"]);
    assert_eq!(part("<a><b></a>".to_owned()), ["file-damaged"]);
    let none: Vec<_> = parts("").into_iter().filter(|(n, _)| *n != "word/document.xml").collect();
    assert_eq!(codes(&read(zip(&none))), ["file-damaged"]);
    let mut big = parts("");
    big.push(("word/media/x.bin", "0".repeat(40 << 20)));
    assert_eq!(codes(&read(zip(&big))), ["file-too-large"]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn damaged_forms_never_stop_the_program(cuts in prop::collection::vec((0.0..1.0_f64, 0_usize..60, "[<>/a-z\"= ]{0,8}"), 1..6)) {
        let mut all = parts(&ramsar_form());
        for (_, xml) in all.iter_mut().filter(|(n, _)| *n == "word/document.xml") {
            let mut chars: Vec<char> = xml.chars().collect();
            for (at, len, with) in &cuts {
                let at = (chars.len() as f64 * at) as usize;
                let end = (at + len).min(chars.len());
                chars.splice(at..end, with.chars());
            }
            *xml = chars.into_iter().collect();
        }
        let bytes = zip(&all);
        let drafted = super::fill::drafted();
        let _ = dunlin::write::fill_word::fill(&bytes, &drafted, super::format("ramsar-cop14"), dunlin::model::Lang::En);
        let reading = read(bytes);
        prop_assert!(!reading.reports.is_empty() || !reading.findings.is_empty());
    }

    #[test]
    fn flipped_bytes_of_the_file_never_stop_the_program(flips in prop::collection::vec((0.0..1.0_f64, any::<u8>()), 1..8)) {
        let mut bytes = docx(&ramsar_form());
        for (at, with) in flips {
            let at = (bytes.len() as f64 * at) as usize;
            if let Some(b) = bytes.get_mut(at) {
                *b = with;
            }
        }
        let reading = read(bytes);
        prop_assert!(!reading.reports.is_empty() || !reading.findings.is_empty());
    }
}
