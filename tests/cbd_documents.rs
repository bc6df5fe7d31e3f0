//! Documents of the CBD reporting tool: what is written is read back, and what the tool gives is
//! understood in every shape it comes in.

use std::collections::BTreeMap;

use dunlin::catalogue::Catalogue;
use dunlin::crosswalk::Crosswalk;
use dunlin::model::{
    Answer, Asked, Drafted, Format, Item, Kind, Lang, Level, Origin, Party, Period, Question, Repeat, Report, Row,
    Standing, Value, ort,
};
use dunlin::read::{Context, Options, Reading, read_bytes};
use dunlin::write::cbd_json::{answers, bundle, bundle_onto};
use proptest::prelude::*;
use serde_json::{Value as Json, json};

struct Bench {
    catalogue: Catalogue,
    crosswalk: Crosswalk,
}

impl Bench {
    fn new() -> Bench {
        let catalogue = Catalogue::builtin();
        let crosswalk = Crosswalk::load(&catalogue);
        Bench { catalogue, crosswalk }
    }

    fn format(&self) -> &Format {
        self.catalogue.format("cbd-nr7").expect("the format")
    }

    fn read(&self, json: &Json, options: &Options) -> Reading {
        let context = Context { catalogue: &self.catalogue, crosswalk: &self.crosswalk, options };
        read_bytes("documents.json", json.to_string().into_bytes(), &context)
    }
}

fn value(q: &Question, n: usize) -> Option<Value> {
    let code = |n: usize| q.options.get(n % q.options.len().max(1)).map(|o| o.code.clone());
    Some(match q.kind {
        Kind::Heading | Kind::Table => return None,
        Kind::Single | Kind::YesNo | Kind::Indicator => Value::Code(code(n)?),
        Kind::Multi => Value::Codes(q.options.iter().skip(n % 2).step_by(2).map(|o| o.code.clone()).collect()),
        Kind::Date => Value::Date("2027-02-28".parse().ok()?),
        Kind::Links => {
            Value::Text("The Wetland Act: https://testland.example/act?a=1&b=2\nhttps://testland.example".into())
        }
        _ => Value::Text(format!("Answer {n} of Testland: \"5 < 6\" & more.\nSecond line.\n\n- a point\n- another")),
    })
}

/// A report with an answer to everything that is asked, given the answers before; `turn` picks other
/// options.
fn full(format: &Format, turn: usize) -> Report {
    let mut report = Report::new("cbd-nr7", "testland.xlsx");
    report.party = Party::parse("QM");
    report.period = format.period;
    report.lang = Some(Lang::Fr);
    report.items = vec![
        Item {
            id: "NT01".into(),
            title: "NT01. By 2030, one third of the sea is protected".into(),
            frameworks: vec!["GBF:GOAL-A".into(), "GBF:T3".into()],
        },
        Item { id: "GBF:T6".into(), title: "GBF-T06".into(), frameworks: vec!["GBF:T6".into()] },
    ];
    let mut codes: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (n, q) in format.questions.iter().enumerate() {
        let given = |id: &str| codes.get(id).cloned();
        if q.condition.as_ref().is_some_and(|c| c.asked(format, &given) != Asked::Yes) {
            continue;
        }
        let Some(value) = value(q, n + turn) else { continue };
        codes.insert(q.id.clone(), value.codes().iter().map(|c| (*c).to_owned()).collect());
        let items: Vec<Option<&str>> = match q.repeat {
            Some(Repeat::Target) => vec![Some("NT01"), Some("GBF:T6")],
            Some(Repeat::Goal) => vec![Some("GBF:GOAL-A"), Some("GBF:GOAL-D")],
            _ => vec![None],
        };
        for item in items {
            let mut a = Answer::new(&q.id, Origin::default());
            a.item = item.map(str::to_owned);
            a.value = Some(value.clone());
            a.lang = Some(Lang::Fr);
            if q.kind == Kind::Indicator {
                a.details = Some("Counted in 2024.".into());
                if matches!(&value, Value::Code(c) if c == "national" || c == "availableDataset") {
                    a.rows = vec![
                        row(&[("year", "2020"), ("unit", "km2"), ("value", "1234.5"), ("disaggregated", "no")]),
                        row(&[
                            ("year", "2021"),
                            ("unit", "km2"),
                            ("value", "-3"),
                            ("disaggregated", "yes"),
                            ("type", "Biome"),
                            ("disaggregation", "T1 Forest"),
                            ("footnote", "=1+1"),
                        ]),
                    ];
                }
            }
            if matches!(q.key(), "b_1" | "13_1") {
                a.details = Some("A comment on the whole indicator.\n\nIn two paragraphs.".into());
            }
            report.answers.push(a);
        }
    }
    report
}

fn row(cells: &[(&str, &str)]) -> Row {
    cells.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect()
}

type Said = (String, Option<String>, Option<Value>, Option<String>, Vec<Row>);

fn said(report: &Report) -> Vec<Said> {
    let mut all: Vec<Said> = report
        .answers
        .iter()
        .map(|a| (a.question.clone(), a.item.clone(), a.value.clone(), a.details.clone(), a.rows.clone()))
        .collect();
    all.sort_by(|a, b| (&a.0, &a.1).cmp(&(&b.0, &b.1)));
    all
}

#[test]
fn what_is_written_is_read_back() {
    let bench = Bench::new();
    for turn in 0..4 {
        let report = full(bench.format(), turn);
        assert!(report.answers.len() > 110, "{}", report.answers.len());
        let written = bundle(&report, bench.format(), Lang::En);
        assert_eq!(written, bundle(&report, bench.format(), Lang::En), "the same documents");
        let reading = bench.read(&written.documents, &Options::default());
        assert_eq!(reading.reports.len(), 1, "{:?}", reading.findings);
        let back = &reading.reports[0];
        for (a, b) in said(&report).iter().zip(said(back)) {
            assert_eq!(*a, b);
        }
        assert_eq!(said(&report).len(), said(back).len());
        assert!(reading.findings.iter().all(|f| f.level < Level::Warning), "{:?}", reading.findings);
        assert_eq!((back.party, back.lang, back.period), (Party::parse("QM"), Some(Lang::Fr), bench.format().period));
        let item = back.item("NT01").expect("the target");
        assert_eq!(item.title, "NT01. By 2030, one third of the sea is protected");
        assert!(item.frameworks.iter().any(|f| f == "GBF:T3") && item.frameworks.iter().any(|f| f == "GBF:GOAL-A"));
        // Read and written again, the documents are the same.
        assert_eq!(bundle(back, bench.format(), Lang::En).documents, written.documents);
    }
}

#[test]
fn documents_are_those_the_tool_would_save() {
    let bench = Bench::new();
    let mut report = full(bench.format(), 0);
    // Answers that the tool would clear, and one that nobody confirmed.
    report
        .answers
        .retain(|a| !matches!(a.question.as_str(), "cbd-nr7/8_7" | "cbd-nr7/8_7_1" | "cbd-nr7/II.hasRevisedNbsap"));
    let mut set = |q: &str, v: Value| {
        report.answers.retain(|a| a.question != q);
        let mut a = Answer::new(q, Origin::default());
        a.value = Some(v);
        report.answers.push(a);
    };
    set("cbd-nr7/8_7", Value::Codes(vec!["mitigation".into()]));
    set("cbd-nr7/8_7_1", Value::Text("left over".into()));
    set("cbd-nr7/II.hasRevisedNbsap", Value::Code("yes".into()));
    set("cbd-nr7/II.anticipatedNbsapDate", Value::Date("2027-01-01".parse().expect("a day")));
    set("cbd-nr7/1_2", Value::Codes(vec!["forCostalMarinePlanning".into()]));
    set("cbd-nr7/1_1_a", Value::Code("fully".into()));
    set("cbd-nr7/9_3", Value::Codes(vec!["partially".into()]));
    set("cbd-nr7/6_1", Value::Code("fully".into()));
    if let Some(a) = report.answers.iter_mut().find(|a| a.question == "cbd-nr7/6_1") {
        a.confirmed = false;
    }
    let written = bundle(&report, bench.format(), Lang::En);
    let items = written.documents["Items"].as_array().expect("a list");
    let of =
        |schema: &str| items.iter().find(|i| i["type"] == schema).map(|i| &i["workingDocumentBody"]).expect("there");
    let (nr7, binary) = (of(ort::REPORT), of(ort::BINARY));
    assert_eq!(nr7["government"]["identifier"], "qm");
    assert_eq!(nr7["header"]["languages"], json!(["fr"]));
    assert!(nr7["sectionII"].get("anticipatedNbsapDate").is_none());
    assert!(nr7["sectionII"]["hasStakeholderEngagement"].is_boolean());
    assert!(
        nr7["sectionI"]["nationalAuthorities"]["fr"]
            .as_str()
            .is_some_and(|t| t.starts_with("<p>Answer") && t.contains("5 &lt; 6"))
    );
    // A global row and a national one, each with its own indicators.
    let rows = nr7["sectionIII"].as_array().expect("rows");
    let global = rows.iter().find(|r| r["targetType"] == "global").expect("a global row");
    assert_eq!(global["target"]["identifier"], "GBF-TARGET-06");
    assert_eq!(global["indicatorData"]["headline"][0]["indicator"]["identifier"], "GBF-INDICATOR-6.1");
    assert_eq!(global["indicatorData"]["binary"][0]["data"]["identifier"], binary["header"]["identifier"]);
    let national = rows.iter().find(|r| r["targetType"] == "national").expect("a national row");
    let target = of(ort::TARGET);
    assert_eq!(national["target"]["identifier"], target["header"]["identifier"]);
    assert_eq!(target["globalTargetAlignment"], json!([{ "identifier": "GBF-TARGET-03" }]));
    // Identifiers that do not follow from codes.
    let indicators: Vec<&str> =
        items.iter().filter_map(|i| i["workingDocumentBody"]["indicator"]["identifier"].as_str()).collect();
    assert_eq!(indicators.len(), 27);
    assert!(indicators.contains(&"GBF-INDICATOR-2.2") && indicators.contains(&"GBF-INDICATOR-B1"));
    // Goal C and Target 13 alike; lists and the tool's own spelling.
    assert_eq!(binary["binaryResponseGoalC"], binary["binaryResponseTarget13"]);
    assert_eq!(binary["binaryResponseTarget9"]["responses"]["9_3"], json!(["partially"]));
    assert_eq!(binary["binaryResponseTarget1"]["responses"]["1_2"], json!(["forCostalMarinePlanning"]));
    assert!(binary["binaryResponseTarget8"]["responses"].get("8_7_1").is_none());
    assert!(binary["binaryResponseTarget6"]["responses"].get("6_1").is_none());
    no_empties(&written.documents);
    let codes: Vec<&str> = written.findings.iter().map(|f| f.code).collect();
    for code in ["answer-not-asked", "not-confirmed", "target-new"] {
        assert!(codes.contains(&code), "{code}: {codes:?}");
    }
    // Data as numbers.
    let data = items.iter().find_map(|i| i["workingDocumentBody"].get("data")).expect("data");
    assert_eq!(data[0]["year"], json!(2020));
    assert_eq!(data[0]["value"], json!(1234.5));
    assert_eq!(data[0]["hasDisaggregation"], json!(false));
    assert_eq!(data[1]["value"], json!(-3));
}

fn no_empties(json: &Json) {
    match json {
        Json::Null => panic!("a null"),
        Json::String(t) => assert!(!t.is_empty()),
        Json::Array(l) => {
            assert!(!l.is_empty());
            l.iter().for_each(no_empties);
        }
        Json::Object(o) => {
            assert!(!o.is_empty());
            o.values().for_each(no_empties);
        }
        _ => {}
    }
}

#[test]
fn a_row_of_data_that_can_be_read_two_ways_is_left_out_and_named() {
    let bench = Bench::new();
    let mut report = Report::new("cbd-nr7", "t.xlsx");
    report.party = Party::parse("QM");
    let mut a = Answer::new("cbd-nr7/indicator.A.2", Origin::default());
    a.value = Some(Value::Code("national".into()));
    for (year, value) in [("2020", "1,234"), ("2O21", "5"), ("2022", "1 234,5"), ("2023", "about 7")] {
        a.rows.push(row(&[("year", year), ("unit", "ha"), ("value", value)]));
    }
    report.answers.push(a);
    let written = bundle(&report, bench.format(), Lang::En);
    let data = &written.documents["Items"][0]["workingDocumentBody"]["data"];
    assert_eq!(data.as_array().map(Vec::len), Some(1));
    assert_eq!(data[0]["value"], json!(1234.5));
    assert_eq!(written.findings.iter().filter(|f| f.code == "indicator-row").count(), 3);
}

#[test]
fn only_filled_cells_of_a_draft_are_answers() {
    let bench = Bench::new();
    let mut drafted = Drafted::blank(bench.format(), Party::parse("QM"), Some(Period { from: 2022, to: 2026 }));
    for (q, standing) in [("6_1", Standing::Kept), ("6_2", Standing::CarriedOver), ("6_3", Standing::Hint)] {
        if let Some(d) = drafted.drafts.iter_mut().find(|d| d.question == format!("cbd-nr7/{q}")) {
            d.standing = standing;
            d.value = Some(Value::Code("fully".into()));
        }
    }
    let report = answers(&drafted, "draft.xlsx");
    assert_eq!(
        report.answers.iter().map(|a| (a.question.as_str(), a.confirmed)).collect::<Vec<_>>(),
        [("cbd-nr7/6_1", true), ("cbd-nr7/6_2", false)]
    );
    let responses = &bundle(&report, bench.format(), Lang::En).documents["Items"][0]["workingDocumentBody"]["binaryResponseTarget6"]
        ["responses"];
    assert_eq!(responses, &json!({ "6_1": "fully" }));
}

/// Documents as the tool gives them, of two governments, drafts and published, old names and new.
fn from_the_tool() -> Json {
    let guid = "11111111-2222-4333-8444-555555555555";
    json!({ "Count": 6, "Items": [
        { "identifier": "X1", "type": "nationalTarget7", "owner": "country:qm", "createdBy": { "email": "someone@example.org" },
          "body": { "header": { "schema": "nationalTarget7", "identifier": guid, "languages": ["en"] }, "government": { "identifier": "qm" },
            "title": { "en": "NT01. By 2030,  all land is planned" }, "description": { "en": "<p>x</p>" },
            "globalGoalAlignment": [{ "identifier": "GBF-GOAL-A" }],
            "globalTargetAlignment": [{ "identifier": "GBF-TARGET-01", "degreeOfAlignment": { "identifier": "AABF237C-F906-40D2-9595-5226C8B18A58" } }] } },
        { "type": "nationalReport7", "owner": "country:qm", "updatedOn": "2026-02-01", "workingDocumentBody": {
            "header": { "schema": "nationalReport7", "identifier": "X2", "languages": ["fr", "en"] }, "government": { "identifier": "qm" },
            "sectionI": { "nationalAuthorities": { "en": "<p>Ministry</p>", "fr": "<p>Ministère</p><p>de l&eacute;tat</p>" } },
            "sectionII": { "hasStakeholderEngagement": true, "hasNbsapAdopted": "inProgress",
              "stakeholders": [{ "identifier": "EC872EB8-02B0-46E7-AAB0-C79AC629356A" }, { "identifier": "UNKNOWN-GUID", "title": { "en": "Academia" } },
                { "identifier": ort::OTHER, "customValue": { "en": "Fishers" } }] },
            "sectionIII": [
              { "target": { "identifier": format!("{guid}@3") }, "targetType": "national", "mainActionsInfo": { "fr": "<ul><li>un</li><li>deux</li></ul>" },
                "levelOfProgress": { "en": "Progress towards target but at an  insufficient rate " },
                "indicatorData": { "headline": [] } },
              { "target": { "identifier": "GBF-TARGET-012" }, "targetType": "global", "levelOfProgress": { "identifier": "E49EF94E-0590-486C-903B-68C5E54EC089" } },
              { "progressSummary": { "fr": "nowhere" } }],
            "sectionIV": [{ "gbfGoal": { "identifier": "GBF-GOAL-B" }, "summaryOfProgress": { "fr": "<p>oui</p>" } }],
            "sectionV": { "assessmentSummaryInfo": { "fr": "<p>fin</p>" }, "novelty": 1 },
            "annex": { "fr": "<p>annexe</p>" } } },
        { "type": "nationalReport7BinaryIndicatorData", "body": {
            "header": { "schema": "nationalReport7BinaryIndicatorData", "identifier": "X3", "languages": ["en"] }, "government": { "identifier": "qm" },
            "binaryResponseGoalC": { "indicator": { "identifier": "KMGBF-INDICATOR-BIN-C-13" }, "responses": { "13_1": "fully" } },
            "binaryResponseTarget13": { "indicator": { "identifier": "KMGBF-INDICATOR-BIN-C-13" }, "responses": { "13_1": "fully" } },
            "binaryResponseTarget9": { "responses": { "9_3": "partially", "9_9": "fully" }, "comments": { "en": "<p>why</p>" } },
            "binaryResponseTarget6": { "responses": { "6_1": "yesFully" } } } },
        { "type": "nationalReport7IndicatorData", "updatedOn": "2026-01-01", "body": {
            "header": { "schema": "nationalReport7IndicatorData", "identifier": "X4", "languages": ["en"] }, "government": { "identifier": "qm" },
            "indicator": { "identifier": "GBF-INDICATOR-2.2" }, "sourceOfData": "national", "data": [{ "year": 2019, "unit": "ha", "value": 1 }] } },
        { "type": "nationalReport7IndicatorData", "updatedOn": "2026-01-02", "body": {
            "header": { "schema": "nationalReport7IndicatorData", "identifier": "X5", "languages": ["en"] }, "government": { "identifier": "qm" },
            "indicator": { "identifier": "GBF-INDICATOR-2.2" }, "sourceOfData": "availableDataset", "globalDescription": "<p>provider</p>",
            "comments": { "en": "<p>note</p>" },
            "data": [{ "indicatorCode": "2.1", "year": 2020, "unit": "ha", "value": 12.5, "hasDisaggregation": false }] } },
        { "header": { "schema": "nationalReport7IndicatorData", "identifier": "X6", "languages": ["en"] }, "government": { "identifier": "qn" },
          "indicator": { "identifier": "GBF-INDICATOR-143" }, "sourceOfData": "noData" },
        { "header": { "schema": "nationalReport7", "identifier": "X7", "languages": ["es"] }, "government": { "identifier": "qn" },
          "sectionV": { "assessmentSummary": { "es": "<p>Bien</p>" } } },
        { "type": "nbsap", "body": { "header": { "schema": "nbsap" }, "government": { "identifier": "qm" } } }
    ]})
}

#[test]
fn documents_of_the_tool_are_understood() {
    let bench = Bench::new();
    let reading = bench.read(&from_the_tool(), &Options::default());
    assert_eq!(reading.reports.len(), 2, "{:?}", reading.findings);
    let (qm, qn) = (&reading.reports[0], &reading.reports[1]);
    assert_eq!((qm.party, qn.party), (Party::parse("QM"), Party::parse("QN")));
    let get = |q: &str, item: Option<&str>| {
        let a = qm.answer(&format!("cbd-nr7/{q}"), item);
        a.unwrap_or_else(|| panic!("no answer to {q} {item:?}: {:#?}", qm.answers))
    };
    let text = |t: &str| Some(Value::Text(t.to_owned()));
    assert_eq!(get("I.nationalAuthorities", None).value, text("Ministère\n\nde létat"));
    assert_eq!(get("I.nationalAuthorities", None).lang, Some(Lang::Fr));
    assert_eq!(get("II.hasStakeholderEngagement", None).value, Some(Value::Code("true".into())));
    assert_eq!(
        get("II.stakeholders", None).value,
        Some(Value::Codes(vec!["EC872EB8-02B0-46E7-AAB0-C79AC629356A".into(), "academia".into(), ort::OTHER.into()]))
    );
    // Only English has it: it is read, and says so.
    assert_eq!(get("II.stakeholders.other", None).value, text("Fishers"));
    assert_eq!(get("II.stakeholders.other", None).lang, Some(Lang::En));
    assert_eq!(get("III.mainActionsSummary", Some("NT01")).value, text("- un\n- deux"));
    assert_eq!(
        get("III.levelOfProgress", Some("NT01")).value,
        Some(Value::Code("486C27A7-6BDF-460D-92F8-312D337EC6E2".into()))
    );
    assert_eq!(
        get("III.levelOfProgress", Some("GBF:T12")).value,
        Some(Value::Code("E49EF94E-0590-486C-903B-68C5E54EC089".into()))
    );
    assert_eq!(get("IV.summaryOfProgress", Some("GBF:GOAL-B")).value, text("oui"));
    assert_eq!(get("V.assessmentSummary", None).value, text("fin"));
    assert_eq!(
        get("V.assessmentSummary", None).origin.place,
        "Items[1].workingDocumentBody.sectionV.assessmentSummaryInfo"
    );
    assert_eq!(get("other.additionalInformation", None).value, text("annexe"));
    assert_eq!(get("9_3", None).value, Some(Value::Codes(vec!["partially".into()])));
    assert_eq!(get("9_3", None).details.as_deref(), Some("why"));
    assert_eq!(qm.answers.iter().filter(|a| a.question == "cbd-nr7/13_1").count(), 1);
    let data = get("indicator.2.1", None);
    assert_eq!(data.value, Some(Value::Code("availableDataset".into())));
    assert_eq!(data.rows, [row(&[("year", "2020"), ("unit", "ha"), ("value", "12.5"), ("disaggregated", "no")])]);
    let item = qm.item("NT01").expect("the target");
    assert_eq!(item.title, "NT01. By 2030, all land is planned");
    assert_eq!(item.frameworks, ["GBF:GOAL-A", "GBF:T1", "ORT:11111111-2222-4333-8444-555555555555"]);
    assert_eq!(qn.answers.len(), 1);
    let codes: Vec<&str> = reading.findings.iter().map(|f| f.code).collect();
    for code in [
        "other-languages",
        "document-draft",
        "document-twice",
        "document-not-read",
        "field-not-read",
        "item-missing",
        "question-unknown",
        "answer-not-an-option",
        "indicator-not-asked",
        "comment-of-group",
    ] {
        assert!(codes.contains(&code), "{code}: {codes:?}");
    }
    let all = format!("{:?}", reading);
    assert!(!all.contains("someone@example.org"), "people named in envelopes are not kept");

    // The language asked for wins, where the text stands in it.
    let reading = bench.read(&from_the_tool(), &Options { lang: Some(Lang::En), ..Options::default() });
    let authorities = reading.reports[0].answer("cbd-nr7/I.nationalAuthorities", None).and_then(|a| a.value.clone());
    assert_eq!(authorities, text("Ministry"));

    // What refers to the country's own documents goes on doing so, and does not write over them.
    let again = bundle(&reading.reports[0], bench.format(), Lang::En).documents;
    let items = again["Items"].as_array().expect("a list");
    assert!(items.iter().all(|i| i["type"] != ort::TARGET));
    let nr7 = items.iter().find(|i| i["type"] == ort::REPORT).expect("a report");
    assert_eq!(
        nr7["workingDocumentBody"]["sectionIII"][0]["target"]["identifier"],
        "11111111-2222-4333-8444-555555555555"
    );
}

#[test]
fn what_is_written_onto_the_tools_own_documents_leaves_the_rest_of_them() {
    let bench = Bench::new();
    let existing = from_the_tool();
    let mut report = bench.read(&existing, &Options::default()).reports.remove(0);
    let mut set = |q: &str, item: Option<&str>, v: Value| {
        report.answers.retain(|a| a.question != q || a.item.as_deref() != item);
        let mut a = Answer::new(q, Origin::default());
        (a.item, a.value, a.lang) = (item.map(str::to_owned), Some(v), Some(Lang::Fr));
        report.answers.push(a);
    };
    set("cbd-nr7/I.nationalAuthorities", None, Value::Text("Minist\u{e8}re nouveau".into()));
    set("cbd-nr7/III.levelOfProgress", Some("NT01"), Value::Code("achieved".into()));
    set("cbd-nr7/9_3", None, Value::Codes(vec!["no".into()]));
    let written = bundle_onto(&report, bench.format(), Lang::En, &existing);
    let items = written.documents["Items"].as_array().expect("a list");
    let identifiers: Vec<&str> = items.iter().filter_map(|i| i["identifier"].as_str()).collect();
    assert_eq!(identifiers, ["X2", "X3", "X5"], "no second document about the same thing");
    let (nr7, binary, data) =
        (&items[0]["workingDocumentBody"], &items[1]["workingDocumentBody"], &items[2]["workingDocumentBody"]);
    assert_eq!(nr7["header"]["languages"], json!(["fr", "en"]));
    assert_eq!(
        nr7["sectionI"]["nationalAuthorities"],
        json!({ "en": "<p>Ministry</p>", "fr": "<p>Minist\u{e8}re nouveau</p>" })
    );
    // A choice whose identifier dunlin does not know was a person's, and stays.
    assert!(nr7["sectionII"]["stakeholders"].to_string().contains("UNKNOWN-GUID"));
    // A level that is to be chosen by hand does not stand there as it was, nor what has an old name.
    let row = &nr7["sectionIII"][0];
    assert!(row.get("levelOfProgress").is_none() && row.get("mainActionsInfo").is_none(), "{row}");
    assert_eq!(row["mainActionsSummary"]["fr"], "<p>- un<br>- deux</p>");
    assert!(row["target"]["identifier"].as_str().is_some_and(|t| t.ends_with("@3")));
    assert_eq!(nr7["sectionV"]["novelty"], json!(1));
    assert!(nr7.get("annex").is_none());
    assert_eq!(binary["binaryResponseTarget9"]["responses"]["9_3"], json!(["no"]));
    // An answer that is none of the form's is not dunlin's to take away.
    assert_eq!(binary["binaryResponseTarget6"]["responses"]["6_1"], "yesFully");
    assert_eq!(data["globalDescription"], "<p>provider</p>");
    let codes: Vec<&str> = written.findings.iter().map(|f| f.code).collect();
    assert_eq!(codes, ["document-updated", "choose-by-hand"]);
    // Read and written once more, nothing changes.
    let back = bench.read(&written.documents, &Options::default()).reports.remove(0);
    let item = |r: &Report| {
        r.answer("cbd-nr7/III.levelOfProgress", Some("11111111-2222-4333-8444-555555555555"))
            .and_then(|a| a.value.clone())
    };
    assert_eq!(item(&back), Some(Value::Code("achieved".into())));
    assert_eq!(bundle_onto(&back, bench.format(), Lang::En, &written.documents).documents["Items"][2], items[2]);
}

#[test]
fn one_bare_document_and_an_envelope_are_enough_and_nonsense_is_no_panic() {
    let bench = Bench::new();
    let bare = json!({ "sectionV": { "assessmentSummary": { "en": "<p>Well.</p>" } } });
    let options = Options { party: Party::parse("QM"), ..Options::default() };
    for json in [bare.clone(), json!({ "type": "nationalReport7", "body": bare }), json!([bare.clone()])] {
        let reading = bench.read(&json, &options);
        assert_eq!(reading.reports.len(), 1, "{json}");
        assert_eq!((reading.reports[0].answers.len(), reading.reports[0].party), (1, Party::parse("QM")));
    }
    for json in [
        json!({ "header": { "schema": "nationalReport7" }, "sectionI": 5, "sectionIII": { "a": 1 }, "sectionII": { "stakeholders": [null, 3, [[]], { "identifier": 4 }] } }),
        json!({ "header": { "schema": "nationalReport7BinaryIndicatorData" }, "binaryResponseTarget6": { "responses": [1], "comments": "x" } }),
        json!({ "header": { "schema": "nationalReport7IndicatorData" }, "indicator": [], "data": {} }),
        json!({ "header": { "schema": "nationalTarget7", "identifier": "é@" }, "title": { "en": "é." }, "globalTargetAlignment": "x" }),
        json!({ "type": "nationalReport7", "identifier": "no body" }),
    ] {
        let _ = bench.read(&json, &Options::default());
    }
    // A list without bodies says what to ask the tool for.
    let reading =
        bench.read(&json!({ "Items": [{ "type": "nationalReport7", "identifier": "X" }] }), &Options::default());
    assert!(
        reading.findings.iter().any(|f| f.code == "no-answers" && f.hint.contains("body=true")),
        "{:?}",
        reading.findings
    );
}

/// Puts something else in the place of the nth value of a document.
fn replace(json: &mut Json, n: &mut usize, with: &Json) {
    if *n == 0 {
        *json = with.clone();
    }
    *n = n.wrapping_sub(1);
    match json {
        Json::Array(l) => l.iter_mut().for_each(|v| replace(v, n, with)),
        Json::Object(o) => o.values_mut().for_each(|v| replace(v, n, with)),
        _ => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Whatever stands in the place of a value: the rest is read, written again onto it, and no panic.
    /// The first three values are the whole, its count and its list.
    #[test]
    fn one_odd_value_does_not_stop_the_rest(n in 3_usize..170, odd in 0_usize..6) {
        let bench = Bench::new();
        let mut documents = from_the_tool();
        let with = [json!(null), json!(-1e300), json!("\u{e9}<b"), json!([[{}]]), json!({ "en": { "identifier": [] } }), json!(false)];
        replace(&mut documents, &mut n.clone(), &with[odd]);
        let reading = bench.read(&documents, &Options::default());
        prop_assert!(!reading.reports.is_empty());
        for report in &reading.reports {
            let onto = bundle_onto(report, bench.format(), Lang::Es, &documents);
            no_empties(&onto.documents["Items"].as_array().map_or(json!(1), |l| if l.is_empty() { json!(1) } else { json!(l) }));
        }
    }
}
