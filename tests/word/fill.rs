//! Official forms filled in place.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};
use std::process::Command;

use dunlin::model::{Draft, Drafted, Finding, Lang, Level, Party, Period, Source, Standing, Step, Value};
use dunlin::write::fill_word::{Filled, Place, fill};
use dunlin::write::sources_html;

use super::docx::*;
use super::{answer, code, entries, format, label, read, report, text};

fn source(step: Step, confirmed: bool) -> Source {
    Source {
        question: "cms-cop14/VII.2".to_owned(),
        item: None,
        party: Party::parse("QM"),
        period: Some(Period { from: 2020, to: 2023 }),
        file: "testland-cms.xlsx".to_owned(),
        place: "Answers!D42".to_owned(),
        relation: "exact".to_owned(),
        step,
        says: "Yes <b>&amp;</b>".to_owned(),
        reason: String::new(),
        confirmed,
    }
}

pub(crate) fn draft(question: &str, standing: Standing, value: Option<Value>) -> Draft {
    Draft { standing, value, sources: vec![source(Step::Copied, true)], ..Draft::gap(question, None) }
}

fn coded(question: &str, code: &str) -> Draft {
    draft(question, Standing::Recoded, Some(Value::Code(code.to_owned())))
}

fn worded(question: &str, text: &str) -> Draft {
    draft(question, Standing::Copied, Some(Value::Text(text.to_owned())))
}

pub(crate) fn report_of(format: &str, drafts: Vec<Draft>) -> Drafted {
    Drafted {
        format: format.to_owned(),
        party: Party::parse("QM"),
        period: Some(Period { from: 2021, to: 2023 }),
        files: Vec::new(),
        items: Vec::new(),
        drafts,
    }
}

pub(crate) fn drafted() -> Drafted {
    let mut details = coded("ramsar-cop14/4.1", "C");
    details.details = Some("Listed & mapped <2021>.\nSecond line".to_owned());
    let mut earlier = coded("ramsar-cop14/4.3", "A");
    earlier.standing = Standing::CarriedOver;
    let mut kept = coded("ramsar-cop14/9.1", "A");
    kept.standing = Standing::Kept;
    kept.sources = vec![source(Step::Kept, false)];
    let mut proposal = draft("ramsar-cop14/4.2", Standing::Suggested, None);
    proposal.text = Some("A proposal to edit".to_owned());
    report_of(
        "ramsar-cop14",
        vec![
            details,
            proposal,
            earlier,
            kept,
            coded("ramsar-cop14/1.1#a", "X"),
            Draft { details: Some("In the plan".to_owned()), value: None, ..coded("ramsar-cop14/1.1", "") },
            draft(
                "ramsar-cop14/5.3",
                Standing::Copied,
                Some(Value::Number { qualifier: Some("F".to_owned()), number: Some(12.5), unit: None }),
            ),
            coded("ramsar-cop14/12.1", "A"),
        ],
    )
}

fn list(id: &str) -> String {
    let list = entries(id);
    field_drop(&list.iter().map(String::as_str).collect::<Vec<_>>(), None)
}

fn ramsar_form() -> String {
    let ask = |n: &str| {
        let id = format!("ramsar-cop14/{n}");
        row(&[line(&format!("{n} {}", label(&id))), p(&list(&id))])
            + &row(&[p(&(t(&format!("{n} Additional information: ")) + &field_text(""))), line("")])
    };
    line("Ramsar national report to COP14")
        + &table(2, &(ask("4.1") + &ask("4.2") + &ask("4.3") + &ask("9.1")))
        + &table(
            2,
            &(row(&[line(&format!("1.1 {}", label("ramsar-cop14/1.1"))), line("")])
                + &row(&[line(&format!("a) {}", label("ramsar-cop14/1.1#a"))), p(&list("ramsar-cop14/1.1#a"))])
                + &row(&[p(&(t("1.1 Additional information ") + &field_text(""))), line("")])),
        )
        + &line(&format!("5.3 {}", label("ramsar-cop14/5.3")))
        + &p(&(list("ramsar-cop14/5.3") + &t(" Number: ") + &field_text("")))
}

pub(crate) fn part(bytes: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a zip file");
    let mut text = String::new();
    archive.by_name(name).expect(name).read_to_string(&mut text).expect("text");
    text
}

/// Every part with its packed bytes.
fn packed(bytes: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a zip file");
    (0..archive.len())
        .map(|i| {
            let mut file = archive.by_index_raw(i).expect("a part");
            let mut raw = Vec::new();
            file.read_to_end(&mut raw).expect("bytes");
            (file.name().expect("a name").into_owned(), raw)
        })
        .collect()
}

fn names(bytes: &[u8]) -> Vec<String> {
    let archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a zip file");
    archive.file_names().map(|n| n.expect("a name").into_owned()).collect()
}

pub(crate) fn changed(before: &[u8], after: &[u8]) -> Vec<String> {
    let (before, after) = (packed(before), packed(after));
    assert_eq!(before.keys().collect::<Vec<_>>(), after.keys().collect::<Vec<_>>());
    before.iter().filter(|(name, raw)| after[*name] != **raw).map(|(name, _)| name.clone()).collect()
}

/// The text without what a legacy form holds as answers.
fn skeleton(xml: &str) -> String {
    let mut out = String::new();
    let mut rest = xml;
    for (start, end) in [("<w:t ", "</w:t>"), ("<w:result ", "/>"), ("<w:br/>", ""), ("<w:checked/>", "")] {
        out.clear();
        while let Some(at) = rest.find(start) {
            out.push_str(&rest[..at]);
            let tail = &rest[at + start.len()..];
            rest = &tail[tail.find(end).expect("closed") + end.len()..];
        }
        out.push_str(rest);
        rest = Box::leak(out.clone().into_boxed_str());
    }
    rest.to_owned()
}

pub(crate) fn found<'a>(filled: &'a Filled, code: &str) -> Vec<&'a Finding> {
    filled.findings.iter().filter(|f| f.code == code).collect()
}

#[test]
fn legacy_fields_are_filled_and_every_other_byte_stays() {
    let form = docx(&ramsar_form());
    let filled = fill(&form, &drafted(), format("ramsar-cop14"), Lang::En).expect("filled");
    let reading = read(filled.bytes.clone());
    let r = report(&reading);
    assert_eq!(code(r, "ramsar-cop14/4.1").as_deref(), Some("C"), "{:?}", filled.findings);
    assert_eq!(
        answer(r, "ramsar-cop14/4.1").and_then(|a| a.details.clone()).as_deref(),
        Some("Listed & mapped <2021>.\nSecond line")
    );
    assert_eq!(code(r, "ramsar-cop14/1.1#a").as_deref(), Some("X"));
    assert_eq!(answer(r, "ramsar-cop14/1.1").and_then(|a| a.details.clone()).as_deref(), Some("In the plan"));
    let number = Value::Number { qualifier: Some("F".to_owned()), number: Some(12.5), unit: None };
    assert_eq!(answer(r, "ramsar-cop14/5.3").and_then(|a| a.value.clone()), Some(number));
    assert_eq!(r.answers.len(), 4, "proposals and what is not confirmed are not written: {:?}", r.answers);
    assert!(!part(&filled.bytes, "word/document.xml").contains("A proposal"));
    // The account of what was done.
    let places: Vec<&str> = filled.filled.iter().map(|p| p.question.as_str()).collect();
    assert_eq!(places, ["ramsar-cop14/4.1", "ramsar-cop14/1.1#a", "ramsar-cop14/1.1", "ramsar-cop14/5.3"]);
    assert!(filled.filled[0].written.starts_with("C: Partially\nListed"), "{:?}", filled.filled[0]);
    assert_eq!(filled.filled[0].sources.len(), 1);
    let missing = found(&filled, "fill-not-found");
    assert!(missing.len() == 1 && missing[0].message.contains("12.1"), "{:?}", filled.findings);
    let waiting = found(&filled, "fill-unconfirmed");
    assert!(waiting.len() == 1 && waiting[0].message.starts_with('2') && waiting[0].level == Level::Info);
    // Nothing but the answers is another.
    assert_eq!(changed(&form, &filled.bytes), ["word/document.xml"]);
    assert_eq!(names(&form), names(&filled.bytes));
    let (before, after) = (part(&form, "word/document.xml"), part(&filled.bytes, "word/document.xml"));
    assert_eq!(skeleton(&before), skeleton(&after));
    assert!(
        before.contains("documentProtection")
            || part(&filled.bytes, "word/settings.xml").contains("documentProtection")
    );
    // The same input gives the same bytes, and filling again changes nothing.
    assert_eq!(filled.bytes, fill(&form, &drafted(), format("ramsar-cop14"), Lang::En).expect("again").bytes);
    let again = fill(&filled.bytes, &drafted(), format("ramsar-cop14"), Lang::En).expect("again");
    assert_eq!(again.bytes, filled.bytes);
    assert_eq!(again.filled, []);
}

const BINDING: &str = "<w:dataBinding w:prefixMappings=\"xmlns:f='urn:form'\" w:xpath=\"/f:form[1]/f:note[1]\" w:storeItemID=\"{AAAAAAAA-0000-0000-0000-000000000001}\"/>";

fn cms_form() -> String {
    let q = |n: &str| format!("{n} {}", label(&format!("cms-cop14/{n}")));
    let options = [
        "Yes for all Appendix I species",
        "Yes for some species",
        "Yes for part of the country, or a particular territory or territories",
        "No",
    ];
    let ticks: String = options.iter().map(|o| p(&(control_check(false) + &t(&format!(" {o}"))))).collect();
    let instrument = |name: &str| {
        let mut cells = vec![line(label(&format!("cms-cop14/II.2#{name}")))];
        cells.extend((0..3).map(|_| String::new()));
        row(&cells)
    };
    let mut form = line("CMS national report COP14")
        + &p(&(t(&format!("{} ", q("I.2"))) + &control_date(None)))
        + &line(&q("II.2"))
        + &table(
            4,
            &(row(&[
                line("Instrument"),
                line("Party/Signatory"),
                line("Range State, but not a Party/Signatory"),
                line("Not applicable (= not a Range State)"),
            ]) + &instrument("aewa")
                + &instrument("sharks")),
        )
        + &line(&q("IV.1"))
        + &ticks
        + &line(&q("IV.1a"))
        + &p(&control_text("", BINDING));
    form += &(p(&(t(&format!("{} ", q("IV.2"))) + &control_drop(&["Yes", "No"], "")))
        + &p(&(t(&format!("{} ", q("IV.3"))) + &control_drop(&["Yes", "No"], "Yes")))
        + &p(&(t(&format!("{} ", q("VI.1"))) + &control_drop(&["Yes", "No", "Perhaps"], "")))
        + &line(&q("VI.1a"))
        + &p(&field_short(5))
        + &line(&q("VI.3"))
        + &text_box(&p(&control_text("", "")), &p(&control_text("", "")))
        + &line(&q("VII.2"))
        + &line("\u{2610} Yes   \u{2610} No")
        + &line(&q("VII.3"))
        + &line("Yes / No")
        + &line(&q("VII.4"))
        + &line("[ ] Yes   [ ] No")
        + &line(&q("X.1"))
        + &table(
            3,
            &(row(&[line("Pressure"), line("Species affected"), line("Severity")])
                + &row(&[line(label("cms-cop14/X.1#bycatch")), String::new(), p(&control_drop(&["1", "2", "3"], ""))])),
        )
        + &line(&q("XI.1a"))
        + &table(
            3,
            &(row(&[line("Species or subspecies"), line("Change in status"), line("Source reference")])
                + &row(&[String::new(), String::new(), String::new()])),
        )
        + &line(&q("XI.1b"))
        + &table(3, &row(&[line("Species or subspecies"), line("Change in status"), line("Source reference")])));
    form
}

fn species(name: &str) -> dunlin::model::Row {
    [("species-subspecies", name), ("change-in-status", "Increasing")]
        .into_iter()
        .map(|(k, v)| (k.to_owned(), v.to_owned()))
        .collect()
}

fn cms_drafts() -> Drafted {
    let day = Value::Date(chrono::NaiveDate::from_ymd_opt(2001, 3, 1).expect("a day"));
    let mut bycatch = coded("cms-cop14/X.1#bycatch", "2");
    bycatch.rows = vec![[("species-affected".to_owned(), "Chelonia mydas".to_owned())].into()];
    let mut mammals = draft("cms-cop14/XI.1a", Standing::Kept, None);
    mammals.rows = vec![species("Saiga tatarica")];
    let mut whales = draft("cms-cop14/XI.1b", Standing::Kept, None);
    whales.rows = vec![species("Eubalaena glacialis")];
    report_of(
        "cms-cop14",
        vec![
            draft("cms-cop14/I.2", Standing::Copied, Some(day)),
            coded("cms-cop14/II.2#aewa", "party-signatory"),
            coded("cms-cop14/IV.1", "yes-for-some-species"),
            worded("cms-cop14/IV.1a", "Wildlife Act\n& \"Regulation\" <7>"),
            coded("cms-cop14/IV.2", "no"),
            coded("cms-cop14/IV.3", "no"),
            coded("cms-cop14/VI.1", "yes"),
            worded("cms-cop14/VI.1a", "longer than five"),
            worded("cms-cop14/VI.3", "Support"),
            coded("cms-cop14/VII.2", "yes"),
            coded("cms-cop14/VII.3", "yes"),
            coded("cms-cop14/VII.4", "no"),
            bycatch,
            mammals,
            whales,
        ],
    )
}

#[test]
fn controls_boxes_and_cells_are_filled_and_what_does_not_fit_is_told() {
    let form = docx(&cms_form());
    let filled = fill(&form, &cms_drafts(), format("cms-cop14"), Lang::En).expect("filled");
    let reading = read(filled.bytes.clone());
    let r = report(&reading);
    for (q, expected) in [
        ("II.2#aewa", Some("party-signatory")),
        ("IV.1", Some("yes-for-some-species")),
        ("IV.2", Some("no")),
        ("IV.3", Some("yes")),
        ("VI.1", None),
        ("VII.2", Some("yes")),
        ("VII.3", None),
        ("VII.4", Some("no")),
        ("X.1#bycatch", Some("2")),
    ] {
        assert_eq!(code(r, &format!("cms-cop14/{q}")).as_deref(), expected, "{q}: {:?}", filled.findings);
    }
    assert_eq!(answer(r, "cms-cop14/I.2").and_then(|a| a.value.clone()), cms_drafts().drafts[0].value);
    assert_eq!(text(r, "cms-cop14/IV.1a").as_deref(), Some("Wildlife Act\n& \"Regulation\" <7>"));
    assert_eq!(answer(r, "cms-cop14/X.1#bycatch").map(|a| a.rows.len()), Some(1));
    assert_eq!(answer(r, "cms-cop14/XI.1a").map(|a| a.rows.clone()), Some(vec![species("Saiga tatarica")]));
    assert_eq!(text(r, "cms-cop14/VI.3"), None);
    // What a person chose stays; other options, too little room, a text box, no boxes, too few rows.
    for (code, number) in [
        ("fill-occupied", "IV.3"),
        ("fill-options", "VI.1"),
        ("fill-place", "VI.1a"),
        ("fill-place", "VI.3"),
        ("fill-place", "VII.3"),
        ("fill-rows", "XI.1b"),
    ] {
        let all = found(&filled, code);
        assert!(
            all.iter().any(|f| f.message.starts_with(&format!("question {number}: "))
                && !f.hint.is_empty()
                && !f.place.is_empty()),
            "{code} {number}: {:?}",
            filled.findings
        );
    }
    // Bound data has the text too, and keeps the rest of its part.
    assert_eq!(changed(&form, &filled.bytes), ["customXml/item1.xml", "word/document.xml"]);
    assert_eq!(
        part(&filled.bytes, "customXml/item1.xml"),
        "<form xmlns=\"urn:form\"><note>Wildlife Act\n&amp; &quot;Regulation&quot; &lt;7&gt;</note><party>old</party></form>"
    );
    let xml = part(&filled.bytes, "word/document.xml");
    assert!(xml.contains("w:fullDate=\"2001-03-01T00:00:00Z\"") && xml.contains("1 March 2001"), "{xml}");
    // Placeholders are gone where something was written, and only there.
    let before = part(&form, "word/document.xml");
    let count = |xml: &str, what: &str| xml.matches(what).count();
    assert_eq!(count(&before, "<w:showingPlcHdr/>") - count(&xml, "<w:showingPlcHdr/>"), 4);
    assert_eq!(count(&before, "PlaceholderText") - count(&xml, "PlaceholderText"), 4);
    assert_eq!(count(&xml, "w14:val=\"1\""), 1);
    // A control's own formatting is used for its text.
    assert!(xml.contains("<w:r><w:rPr><w:b/></w:rPr><w:t xml:space=\"preserve\">Wildlife Act</w:t><w:br/>"), "{xml}");
}

#[test]
fn a_form_with_nothing_to_fill_comes_back_as_it_was() {
    let form = docx(&ramsar_form());
    let f = format("ramsar-cop14");
    let blank = Drafted::blank(f, Party::parse("QM"), None);
    let same = fill(&form, &blank, f, Lang::En).expect("nothing");
    assert_eq!((same.bytes, same.filled.len(), same.findings), (form.clone(), 0, Vec::new()));
    let mut waiting = drafted();
    waiting.drafts.retain(|d| !d.standing.fills() || d.standing == Standing::CarriedOver);
    assert_eq!(fill(&form, &waiting, f, Lang::En).expect("nothing").bytes, form);
    // What is no form at all is refused with a reason.
    for (bytes, code) in [
        (b"%PDF-1.7".to_vec(), "fill-kind"),
        (docx(&line("Minutes")), "fill-form"),
        (form[..form.len() / 2].to_vec(), "file-damaged"),
        (b"{\\rtf1}".to_vec(), "file-old-word"),
    ] {
        let f = fill(&bytes, &drafted(), f, Lang::En).expect_err(code);
        assert_eq!(f.code, code);
        assert!(!f.hint.is_empty());
    }
}

#[test]
fn python_docx_opens_the_filled_forms_and_sees_the_answers() {
    let dir = std::path::PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    let mut command = Command::new(std::env::var("DUNLIN_TEST_PYTHON").unwrap_or_else(|_| "python3".to_owned()));
    command.arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/independent/check_word.py"));
    for (name, body, drafts, expected) in [
        ("ramsar", ramsar_form(), drafted(), serde_json::json!({"result 2": 1, "Second line": 1, "12.5": 1})),
        (
            "cms",
            cms_form(),
            cms_drafts(),
            serde_json::json!({"checked": 1, "Wildlife Act": 1, "Chelonia mydas": 1, "X": 1, "[x] No": 1, "\u{2612} Yes": 1, "1 March 2001": 1}),
        ),
        (
            "rows",
            super::rows::form_with_fields(),
            super::rows::drafts(),
            serde_json::json!({"rows added": 2, "Saiga tatarica": 1, "Equus hemionus": 1, "Atlas": 3}),
        ),
    ] {
        let form = docx(&body);
        let filled = fill(&form, &drafts, format(&drafts.format), Lang::En).expect("filled");
        let (before, after, expectation) = (
            dir.join(format!("{name}.docx")),
            dir.join(format!("{name}-filled.docx")),
            dir.join(format!("{name}-word.json")),
        );
        std::fs::write(&before, form).expect("written");
        std::fs::write(&after, &filled.bytes).expect("written");
        std::fs::write(&expectation, expected.to_string()).expect("written");
        command.args([before, after, expectation]);
    }
    let output =
        command.output().expect("this test runs Python 3: install it, then `python3 -m pip install python-docx`");
    assert!(
        output.status.success(),
        "{}{}\n(this test needs python-docx: `python3 -m pip install python-docx`)",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}

#[test]
fn the_page_of_sources_names_every_place_and_escapes_what_it_shows() {
    let f = format("ramsar-cop14");
    let place = Place {
        question: "ramsar-cop14/4.1".to_owned(),
        item: None,
        place: "question 4.1 (table 1, row 1, cell 1)".to_owned(),
        written: "C: Partially\n<script>alert(1)</script>".to_owned(),
        standing: Standing::Recoded,
        sources: vec![source(Step::Recoded, true)],
    };
    let page = sources_html("a\"<b>.docx", std::slice::from_ref(&place), &drafted(), f, Lang::Fr);
    for part in [
        "<html lang=\"fr\">",
        "a&quot;&lt;b&gt;.docx",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "Yes &lt;b&gt;&amp;amp;&lt;/b&gt;",
        "testland-cms.xlsx · Answers!D42 · la même question",
        "table 1, row 1, cell 1",
        "recodée",
        "2021-2023",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    assert!(!page.contains("<script") && !page.contains("http://") && !page.contains("https://"));
    assert!(sources_html("x.docx", &[], &drafted(), f, Lang::En).contains("Nothing was filled."));
}

/// What dunlin derives of a core report's lists is told as derived in an official form, and nobody's own answer.
#[test]
fn a_form_filled_from_a_core_report_tells_what_was_derived() {
    let temp = tempfile::tempdir().expect("a folder");
    let dir = temp.path();
    let dunlin = |args: &[&str]| {
        let mut command = assert_cmd::Command::cargo_bin("dunlin").expect("built");
        let output = command.current_dir(dir).args(args).output().expect("runs");
        let all = [output.stdout.clone(), output.stderr].concat();
        assert!(output.status.success(), "{args:?}\n{}", String::from_utf8_lossy(&all));
        output.stdout
    };
    std::fs::write(dir.join("form.docx"), docx(&cms_form())).expect("written");
    dunlin(&["blank", "core", "--party", "QM", "--period", "2020-2023", "-o", "core.xlsx"]);
    let rows = serde_json::json!([
        {"question": "core/agreements", "add": {"agreement": "AEWA", "kind": "Treaty", "status": "Party"}},
        {"question": "cms-cop14/IV.2", "part": "value", "column": "answer", "text": "No"},
    ]);
    std::fs::write(dir.join("rows.json"), rows.to_string()).expect("written");
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/independent/answer.py");
    let edited = Command::new("python3").current_dir(dir).args([script, "core.xlsx", "rows.json"]).output();
    let edited = edited.expect("this test runs python3: sh tests/run sets it up");
    assert!(edited.status.success(), "{}", String::from_utf8_lossy(&edited.stderr));

    // The lists were filled in after the workbook was made: the form has what an export would have.
    let printed = dunlin(&["fill", "form.docx", "core.xlsx", "-o", "filled.docx", "--json"]);
    let drafted: serde_json::Value = serde_json::from_slice(&printed).expect("json");
    let standing = |q: &str| {
        let list = drafted["drafts"].as_array().expect("drafts");
        list.iter().find(|d| d["question"] == q).map(|d| d["standing"].clone()).unwrap_or_default()
    };
    assert_eq!(standing("cms-cop14/II.2#aewa"), "derived");
    assert_eq!(standing("cms-cop14/IV.2"), "kept");
    let r = read(std::fs::read(dir.join("filled.docx")).expect("written"));
    assert_eq!(code(report(&r), "cms-cop14/II.2#aewa").as_deref(), Some("party-signatory"));
    let page = std::fs::read_to_string(dir.join("filled.docx.sources.html")).expect("written");
    assert!(page.contains("derived"), "{page}");
}
