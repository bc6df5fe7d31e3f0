use std::sync::OnceLock;

use proptest::prelude::*;

use super::is_print;
use crate::catalogue::Catalogue;
use crate::crosswalk::Crosswalk;
use crate::model::{Answer, Value};
use crate::read::{Context, Options, Reading, read_bytes};

pub(crate) fn read(file: &str, bytes: Vec<u8>, options: &Options) -> Reading {
    static WORLD: OnceLock<(Catalogue, Crosswalk)> = OnceLock::new();
    let (catalogue, crosswalk) = WORLD.get_or_init(|| {
        let catalogue = Catalogue::builtin();
        let crosswalk = Crosswalk::load(&catalogue);
        (catalogue, crosswalk)
    });
    read_bytes(file, bytes, &Context { catalogue, crosswalk, options })
}

fn text(t: &str) -> Reading {
    read("report.txt", t.as_bytes().to_vec(), &Options::default())
}

fn answer<'a>(r: &'a Reading, id: &str) -> Option<&'a Answer> {
    r.reports.iter().flat_map(|r| &r.answers).find(|a| a.question == id)
}

fn said(r: &Reading, id: &str) -> String {
    match answer(r, id).and_then(|a| a.value.as_ref()) {
        Some(Value::Text(t) | Value::Code(t)) => t.clone(),
        Some(Value::Codes(c)) => c.join(","),
        Some(Value::Number { qualifier, number, .. }) => format!("{qualifier:?} {number:?}"),
        Some(Value::Date(d)) => d.to_string(),
        None => String::new(),
    }
}

fn finding(r: &Reading, code: &str, place: &str, words: &str) -> bool {
    r.findings.iter().any(|f| f.code == code && f.place == place && f.message.contains(words))
}

const FOOT: &str =
    "2023 - National report of Parties on the Convention on Migratory Species, CMS COP14 [Party: Testland, Testland]";

/// Three pages as the system prints them, with footers in the middle of sentences.
fn cms() -> String {
    format!(
        "2023 - NATIONAL REPORT OF PARTIES (CMS COP14)\n\
         Introductory remarks.\n\
         {FOOT}\n\
         Page 1 of 3\n\
         I. ADMINISTRATIVE INFORMATION\n\
         Name of the country (Party)\n\
         \u{203a}\u{203a}\u{203a} Testland\n\
         IV. TAKING\n\
         IV.1 Does the law forbid taking Appendix I species?\n\
         Please select only one option\n\
         \u{2610} Yes for all Appendix I species\n\
         \u{2611} Yes for part of the country, or a particular territory\n\
         or territories\n\
         \u{2610} No\n\
         Laws that forbid taking Appendix I species\n\
         \u{203a}\u{203a}\u{203a} The Wildlife Act of 2011 forbids it. 4.2 million hectares are under the {FOOT} Page 2 of 3\n\
         Act, and rangers watch over them.\n\
         You have attached the following documents to this answer.\n\
         act_2011.pdf - the Act\n\
         IV.2 Exceptions granted to the taking ban\n\
         \u{2610} Yes\n\
         \u{2610} No\n\
         V. AWARENESS\n\
         V.1 Awareness-raising actions on migratory species\n\
         \u{2611} Campaigns on specific topics\u{2611} Special publications\n\
         \u{2610} Engagement of specific stakeholder groups\n\
         Details of the awareness actions\n\
         \u{203a}\u{203a}\u{203a}\n\
         Communication plan and Bird Day resolutions taken forward\n\
         \u{203a} A plan was made.\n\
         \u{203a} It was carried out.\n\
         {FOOT}\n\
         Page 3 of 3\n"
    )
}

#[test]
fn a_long_print_is_read_with_its_pages_and_without_its_footers() {
    let r = text(&cms());
    let report = &r.reports[0];
    assert_eq!(report.format, "cms-cop14", "{:#?}", r.findings);
    assert_eq!(report.party.map(|p| p.to_string()).as_deref(), Some("QM"));
    assert_eq!(said(&r, "cms-cop14/IV.1"), "yes-for-part-of-the-country", "{:#?}", r.findings);
    assert_eq!(
        said(&r, "cms-cop14/IV.1a"),
        "The Wildlife Act of 2011 forbids it. 4.2 million hectares are under the Act, and rangers watch over them."
    );
    assert_eq!(answer(&r, "cms-cop14/IV.1a").map(|a| a.origin.place.as_str()), Some("page 2"));
    assert_eq!(said(&r, "cms-cop14/V.1"), "campaigns-on-specific-topics,special-publications");
    assert_eq!(answer(&r, "cms-cop14/V.1").map(|a| a.origin.place.as_str()), Some("page 3"));
    assert_eq!(said(&r, "cms-cop14/V.2"), "A plan was made.\nIt was carried out.");
    // Nothing ticked, and an empty answer, are no answers.
    assert!(answer(&r, "cms-cop14/IV.2").is_none() && answer(&r, "cms-cop14/V.1a").is_none());
    assert!(finding(&r, "attached-files", "page 2", "act_2011.pdf"), "{:#?}", r.findings);
    assert!(!format!("{r:?}").contains("[Party"));
}

#[test]
fn a_lost_tick_is_named_and_never_inferred() {
    let plain = cms().replace("\u{2611} ", "").replace("\u{2610} ", "");
    let r = text(&plain);
    assert!(answer(&r, "cms-cop14/IV.1").is_none());
    assert!(finding(&r, "tick-lost", "page 2", "IV.1"), "{:#?}", r.findings);
    // One box lost among others: it may have been the ticked one.
    let one = cms().replace("\u{2611} Yes for part", "Yes for part");
    let r = text(&one);
    assert!(answer(&r, "cms-cop14/IV.1").is_none() && finding(&r, "tick-lost", "page 2", "IV.1"), "{:#?}", r.findings);
    // The text beside it stands all the same.
    assert!(said(&r, "cms-cop14/IV.1a").starts_with("The Wildlife Act"));
}

#[test]
fn rows_of_a_matrix_are_read_where_their_columns_are_named() {
    let head = "Ramsar National Report to COP14\n1.1 Wetland issues and benefits in other national strategies and plans\nPlease select only one per line\n";
    let rows = "a) National wetland policy or strategy \u{2610} \u{2611} \u{2610} \u{2610} \u{2610} \u{2610}\nb) Poverty eradication \u{2610} \u{2610} \u{2611} \u{2610} \u{2610} \u{2610}\n";
    let more = "3.1 Private sector encouraged to follow Ramsar wise use guidance?\n\u{2611} A=Yes\n3.1 Additional information\n\u{203a} With a handbook.\n2.6 Number of households or municipalities connected to sewers\n\u{2611} F=Less than #\n\u{203a}\u{203a}\u{203a} 1 200\n";
    let named = format!("{head}A=Yes B=No C=Partially D=Planned X=Unknown Y=Not Relevant\n{rows}{more}");
    let r = text(&named);
    assert_eq!(said(&r, "ramsar-cop14/1.1#a"), "B", "{:#?}", r.findings);
    assert_eq!(said(&r, "ramsar-cop14/1.1#b"), "C");
    assert_eq!(said(&r, "ramsar-cop14/3.1"), "A");
    assert_eq!(answer(&r, "ramsar-cop14/3.1").and_then(|a| a.details.as_deref()), Some("With a handbook."));
    assert_eq!(said(&r, "ramsar-cop14/2.6"), "Some(\"F\") Some(1200.0)");
    let r = text(&format!("{head}{rows}{more}"));
    assert!(answer(&r, "ramsar-cop14/1.1#a").is_none());
    assert!(finding(&r, "matrix-not-read", "line 4", "National wetland policy"), "{:#?}", r.findings);
}

#[test]
fn an_unknown_question_is_named_and_its_answer_goes_nowhere_else() {
    let with = cms().replace(
        "V.1 Awareness-raising actions on migratory species",
        "How many zeppelins crossed the border last Tuesday?\n\u{203a}\u{203a}\u{203a} Seven zeppelins.\nV.1 Awareness-raising actions on migratory species",
    );
    let r = text(&with);
    assert!(finding(&r, "question-not-found", "page 3", "zeppelins"), "{:#?}", r.findings);
    assert!(r.reports[0].answers.iter().all(|a| !format!("{a:?}").contains("zeppelin")));
    assert_eq!(said(&r, "cms-cop14/V.1"), "campaigns-on-specific-topics,special-publications");
}

#[test]
fn two_ticks_where_one_is_asked_for_are_not_decided() {
    let two = cms().replace("\u{2610} Yes for all", "\u{2611} Yes for all");
    let r = text(&two);
    assert!(answer(&r, "cms-cop14/IV.1").is_none());
    assert!(finding(&r, "answer-not-an-option", "page 2", "2 options"), "{:#?}", r.findings);
}

#[test]
fn pages_of_a_text_with_form_feeds() {
    let paged = cms().replace("Page 1 of 3\n", "\u{c}").replace("Page 2 of 3", "").replace("Page 3 of 3\n", "");
    let r = text(&paged);
    assert_eq!(answer(&r, "cms-cop14/IV.1").map(|a| a.origin.place.as_str()), Some("page 2"), "{:#?}", r.findings);
}

#[test]
fn a_footer_that_stands_once_takes_nothing_else_with_it() {
    let r = text(
        "CMS COP14\nIV.1 Does the law forbid taking Appendix I species?\n\u{2611} No\nV.2 Communication plan and Bird Day resolutions taken forward\n\u{203a} A plan [draft] was made.\nNational report, CMS COP14 [Party: Testland, Testland] Page 1 of 1\n",
    );
    assert_eq!(said(&r, "cms-cop14/IV.1"), "no", "{:#?}", r.findings);
    assert_eq!(said(&r, "cms-cop14/V.2"), "A plan [draft] was made.");
}

#[test]
fn tables_and_letters_are_no_prints() {
    assert!(is_print(&cms()));
    assert!(!is_print(
        "Number,Question,Answer\n1.1,\"Taking\",\"\u{2611} Yes\n\u{2610} No\"\n1.2,\"Ban\",\"\u{2611} Yes\n\u{2610} No\",\"x\",\"y\"\n"
    ));
    assert!(!is_print("Dear colleague,\nplease find the report attached.\n"));
}

#[test]
fn a_print_of_another_form_is_refused_with_advice() {
    let r = text(
        "Soup survey\nWhich soup do you like?\n\u{2611} Leek\n\u{2610} Onion\nWhy?\n\u{203a}\u{203a}\u{203a} It is green.\n",
    );
    assert!(r.reports.is_empty() && finding(&r, "format-unknown", "", "no report format"), "{:#?}", r.findings);
}

#[test]
fn endless_texts_are_refused() {
    let r = text(&"\u{2611} x\n".repeat(60_000));
    assert!(finding(&r, "file-too-large", "", "lines"));
    let r = text(&format!("\u{203a} a\n\u{203a} b\n{}", "wetland ".repeat(1 << 20)));
    assert!(finding(&r, "file-too-large", "", "kB"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// Lines in any order, cut anywhere: never a panic, always the same result.
    #[test]
    fn any_mixture_of_lines_is_read_without_harm(
        order in proptest::collection::vec(0..60_usize, 0..60),
        junk in ".{0,30}",
        cut in 0..2000_usize,
    ) {
        let whole = cms();
        let lines: Vec<&str> = whole.lines().collect();
        let mut mixed = String::from("\u{203a} a\n\u{203a} b\nCMS COP14\n");
        for n in order {
            mixed.push_str(lines.get(n % (lines.len() + 1)).copied().unwrap_or(&junk));
            mixed.push('\n');
        }
        let mixed: String = mixed.chars().take(mixed.chars().count().saturating_sub(cut % 40)).collect();
        let (a, b) = (text(&mixed), text(&mixed));
        prop_assert_eq!(format!("{a:?}"), format!("{b:?}"));
        for report in &a.reports {
            for answer in &report.answers {
                let all = format!("{answer:?}");
                prop_assert!(!all.contains("\u{2611}") || junk.contains('\u{2611}'), "{}", all);
            }
        }
    }
}
