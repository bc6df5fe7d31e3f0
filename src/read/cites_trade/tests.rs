use std::sync::OnceLock;

use proptest::prelude::*;
use rust_xlsxwriter::Workbook;

use crate::catalogue::Catalogue;
use crate::crosswalk::Crosswalk;
use crate::model::{Finding, Kind, Lang, Level, Party, Standing, Value};
use crate::prefill::{Request, prefill};
use crate::read::{Context, Options, Reading, read_bytes};

const IMPORTS: &str = "App.|Species|Description of specimen|Term code|Quantity|Unit|Country of export or re-export |Number of export permit or re-export certificate|Country of origin of re-exports|Number of country of origin permit|Number of import permit|Purpose|Source|Year|Remarks";
const EXPORTS: &str = "App.|Species|Description of specimen|Term Code|Quantity|Unit|Country of destination |Number of export permit or re-export cerificate|Country of origin of re-exports|Number of country of origin permit|Purpose|Source|Year|Remarks";
const PRODUCTS: &str = "Appendix|Species|Description|Term code|Quantity|Unit|Country of destination|Country of origin of re-exports|Purpose|Source|Permits/certificates issued\u{a0}|Year";
const ILLEGAL: &str = "Date of seizure|Species|Description of specimen|Quantity|Unit|Location of incident|Detecting agency|Reason for seizure|Mode of transport|Method of concealment|Alleged country of origin|Country(ies) of transit|Alleged final destination|Nationality of offenders|Law under which charges were brought|Sanction|Disposal of confiscated specimens|Additional information";

/// A workbook of sheets; a cell that is a number is written as one.
fn workbook(sheets: &[(&str, &[&str])]) -> Vec<u8> {
    let mut book = Workbook::new();
    for (name, rows) in sheets {
        let sheet = book.add_worksheet().set_name(*name).expect("a name");
        for (r, row) in (0u32..).zip(*rows) {
            for (c, cell) in (0u16..).zip(row.split('|')) {
                if cell.is_empty() {
                    continue;
                }
                match cell.parse::<f64>() {
                    Ok(n) => sheet.write(r, c, n).expect("a cell"),
                    Err(_) => sheet.write(r, c, cell).expect("a cell"),
                };
            }
        }
    }
    book.save_to_buffer().expect("a workbook")
}

fn read(bytes: Vec<u8>, party: Option<&str>) -> Reading {
    static WORLD: OnceLock<(Catalogue, Crosswalk)> = OnceLock::new();
    let (catalogue, crosswalk) = WORLD.get_or_init(|| {
        let catalogue = Catalogue::builtin();
        let crosswalk = Crosswalk::load(&catalogue);
        (catalogue, crosswalk)
    });
    let options = Options { party: party.and_then(Party::parse), ..Options::default() };
    let context = Context { catalogue, crosswalk, options: &options };
    read_bytes("trade.xlsx", bytes, &context)
}

fn answer(reading: &Reading, question: &str) -> String {
    let found = reading.reports.iter().flat_map(|r| &r.answers).find(|a| a.question == question);
    match found.and_then(|a| a.value.as_ref()) {
        Some(Value::Number { number: Some(n), .. }) => n.to_string(),
        Some(Value::Text(t)) => t.clone(),
        _ => String::new(),
    }
}

fn has(findings: &[Finding], level: Level, code: &str, place: &str, words: &str) -> bool {
    findings.iter().any(|f| f.level == level && f.code == code && f.place == place && f.message.contains(words))
}

#[test]
fn every_fault_of_a_record_is_named_with_its_cell() {
    let bytes = workbook(&[
        (
            "imports",
            &[
                IMPORTS,
                "I|Panthera pardus|1 skin|TRO|1||NA|10000|||IM-1|H|W|2021|Tag 1",
                "II|Varanus salvator|shoes|LPS|4||CH|09CH1|CH|09MY2|IM-2|T|W|2021|",
                "II|Saiga tatarica||DER|0.52|kg|CN|-|XX||-|P|W|2021|shipment seized",
                "II|Madevallia hybrid||LIV|6||PE|11222|||IM-3|T|A|2021|",
                "I|Balaenoptera borealis||BOD|5||ZZ|IS23|||IM-4|S|W|2021|",
                "II|Hippocampus reidi||LIV|many||LK|2222|||IM-5|T|A|21|",
                "IV|Favia pallida||XYZ|2|KGM|QQ|3|||IM-6|K|9|2021|",
                "||||||||||||||",
            ],
        ),
        (
            "Exports & re-exports",
            &[
                EXPORTS,
                "II|Huso huso||LIV|120||CH |11EP20|||T|F|2021|",
                "II|Cyathea contaminans||DPL|200|KGM||11EP22|||T|C|2021|",
                "III|Canis aureus||LIV|1||CS|11EP1|IN|10OP1|Z|W|2021|",
                "II|Swietenia macrophylla||TIM|50|M3|DO|11EP23|MY||T|W|2021|",
                "II|Huso huso||LIV|120||CH|11EP20|||T|F|2021|",
                "II|Ara ararauna||LIV|1||QM|11EP12|QM||P|F|2021| chip",
            ],
        ),
        (
            "manufactured products",
            &[PRODUCTS, "II|Alligator mississippiensis|handbags|LPS|50||IT|US|T|W|27 certificates|2021"],
        ),
        ("notes", &["made by hand"]),
    ]);
    let reading = read(bytes, Some("QM"));
    let f = &reading.findings;
    let e = Level::Error;
    let w = Level::Warning;
    for (level, code, place, words) in [
        (w, "cites-pair", "imports!I3", "both CH"),
        (e, "cites-code", "imports!F4", "\"kg\""),
        (w, "cites-name", "imports!B5", "Masdevallia"),
        (w, "cites-former-code", "imports!G6", "ZZ"),
        (e, "cites-number", "imports!E7", "\"many\""),
        (e, "cites-number", "imports!N7", "\"21\""),
        (e, "cites-code", "imports!A8", "\"IV\""),
        (e, "cites-code", "imports!D8", "\"XYZ\""),
        (e, "cites-code", "imports!G8", "\"QQ\""),
        (e, "cites-code", "imports!L8", "\"K\""),
        (e, "cites-code", "imports!M8", "\"9\""),
        (e, "cites-blank", "Exports & re-exports!G3", "trading partner"),
        (w, "cites-former-code", "Exports & re-exports!G4", "CS"),
        (e, "cites-code", "Exports & re-exports!F5", "\"M3\""),
        (w, "cites-duplicate", "Exports & re-exports!B6", "Exports & re-exports!B2"),
        (Level::Info, "sheet-not-read", "notes", "notes"),
    ] {
        assert!(has(f, level, code, place, words), "{code} at {place}: {f:#?}");
    }
    // A blank behind a code is no fault, and a record without faults has no finding.
    assert!(!f.iter().any(|f| f.place.ends_with("!G2") || f.place == "imports!B2"), "{f:#?}");
    // A hint says what to write.
    assert!(f.iter().any(|f| f.place == "Exports & re-exports!F5" && &*f.hint == "write MTQ"));
    // The Party's own code is no country of the list: Testland is invented.
    assert!(has(f, e, "cites-code", "Exports & re-exports!G7", "QM"));

    assert_eq!(answer(&reading, "cites-annual/imports"), "7");
    assert_eq!(answer(&reading, "cites-annual/exports"), "6");
    assert!(answer(&reading, "cites-annual/exports.groups").contains("2021: fishes 2, birds 1, mammals 1"));
    assert!(answer(&reading, "cites-annual/exports.sources").contains("born in captivity 3"));
    assert!(answer(&reading, "cites-annual/products").contains("2021: reptiles exported or re-exported 1"));
    let report = &reading.reports[0];
    assert_eq!(report.period.map(|p| p.to_string()).as_deref(), Some("2021"));
    assert_eq!(report.answers[0].origin.place, "imports!B2 to imports!B8");
}

#[test]
fn what_can_be_told_of_the_partys_own_trade_and_of_kingdoms() {
    let rows = [
        EXPORTS,
        "II|Phalaenopsis amabilis||LIV|1||GB|1|FR||T|C|2021|",
        "II|Falco peregrinus||LIV|1||FR|2|||T|A|2021|",
        "II|Falco peregrinus||LIV|1||GB|3|FR||T|W|2021|",
    ];
    let reading = read(workbook(&[("x", &rows)]), Some("FR"));
    for (place, words) in [
        ("x!L2", "source C"),
        ("x!L3", "source A"),
        ("x!G3", "importer are both FR"),
        ("x!I4", "country of origin are both FR"),
    ] {
        assert!(has(&reading.findings, Level::Warning, "cites-pair", place, words), "{place} {:#?}", reading.findings);
    }
    assert!(reading.findings.iter().all(|f| f.level < Level::Error));
}

#[test]
fn the_upload_form_is_read_whichever_side_it_is() {
    let header = "appendix,speciesname,termcode,quantity,unitcode,tradingpartner,countryoforigin,IMPORTexportpermit,originpermit,ifspermit,purposecode,sourcecode,year\n";
    let row = "ii,Vanda coerulea,liv,3,,th,,IMPORTx1,,,t,a,2020\n";
    for (import, question) in [("importpermit,", "cites-annual/imports"), ("", "cites-annual/exports")] {
        let cell = if import.is_empty() { "" } else { "p9," };
        let text = header.replace("IMPORT", import) + &row.replace("IMPORT", cell);
        let reading = read(text.into_bytes(), None);
        assert_eq!(answer(&reading, question), "1", "{:#?}", reading.findings);
        assert!(reading.findings.iter().all(|f| f.level < Level::Warning), "{:#?}", reading.findings);
    }
}

#[test]
fn seizures_are_summed_up_without_anything_about_persons() {
    let rows = [
        "Party: Testland",
        "Year: 2022",
        ILLEGAL,
        "25/03/2022|Manis spp.|SCA|12.5|KGM|Airport, house of Jane Doe|Customs|No permit|Air (flight)|In luggage of Jane Doe|CM, NG|ET|VN|Jane Doe (CM)|Wildlife Act|fine for Jane Doe|stored|Jane Doe was met",
        "2022-04-01|Python regius|live|3||Port|Police|No permit|sea container||Ghana|FR; Elbonia|unknown|||||",
        "sometime|Loxodonta africana|tusk|x|QQQ|Market|Police|sale|||||||||",
        "25/03/2022|Manis spp.|SCA|12.5|KGM|Airport, house of Jane Doe|Customs|No permit|Air (flight)|In luggage of Jane Doe|CM, NG|ET|VN|John Roe|Wildlife Act|fine for Jane Doe|stored|Jane Doe was met",
    ];
    let reading = read(workbook(&[("Illegal trade", &rows)]), None);
    let f = &reading.findings;
    for (level, code, place) in [
        (Level::Error, "cites-date", "Illegal trade!A6"),
        (Level::Error, "cites-number", "Illegal trade!D6"),
        (Level::Warning, "cites-code", "Illegal trade!E6"),
        (Level::Warning, "cites-code", "Illegal trade!L5"),
        (Level::Warning, "cites-duplicate", "Illegal trade!B7"),
    ] {
        assert!(has(f, level, code, place, ""), "{code} {place}: {f:#?}");
    }
    let report = &reading.reports[0];
    assert_eq!(report.party, Party::parse("QM"));
    assert_eq!(report.period.map(|p| p.to_string()).as_deref(), Some("2022"));
    assert_eq!(answer(&reading, "cites-illegal/seizures"), "4");
    let kinds = answer(&reading, "cites-illegal/seizures.specimens");
    assert!(kinds.contains("2022: scale 2, live 1") && kinds.contains("year not stated: tusk 1"), "{kinds}");
    let routes = answer(&reading, "cites-illegal/seizures.routes");
    assert!(routes.contains("Transport: air 2, sea 1") && routes.contains("Ghana 1"), "{routes}");
    assert!(answer(&reading, "cites-illegal/seizures.outcome").contains("2 state the law, 2 a sanction"));
    let everything = format!("{reading:?}");
    assert!(!everything.contains("Jane") && !everything.contains("Roe"), "{everything}");
}

#[test]
fn an_empty_table_says_neither_trade_nor_none() {
    let reading = read(workbook(&[("imports", &[IMPORTS])]), None);
    assert!(reading.reports.is_empty());
    assert!(has(&reading.findings, Level::Warning, "cites-no-records", "", ""));
}

#[test]
fn a_thousand_like_faults_are_counted_and_not_listed() {
    let mut rows = vec![EXPORTS.to_owned()];
    rows.extend((0..1000).map(|n| format!("II|Huso huso||LIV|1|KILO|CH|{n}|||T|W|2021|")));
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let reading = read(workbook(&[("x", &rows)]), None);
    assert!(reading.findings.len() < 60);
    assert!(has(&reading.findings, Level::Error, "cites-code", "", "960 more"));
}

#[test]
fn the_built_in_questions_take_what_is_summed_up() {
    let catalogue = Catalogue::builtin();
    for id in ["cites-annual", "cites-illegal"] {
        let format = catalogue.format(id).expect("built in");
        assert!(format.read_only && format.questions.iter().all(|q| matches!(q.kind, Kind::Number | Kind::Text)));
    }
}

#[test]
fn sums_stand_beside_questions_on_use_and_enforcement_and_fill_nothing() {
    let catalogue = Catalogue::builtin();
    let crosswalk = Crosswalk::load(&catalogue);
    let exports = [EXPORTS, "II|Ara ararauna||LIV|1||US|1|||P|F|2021|"];
    let seized = [ILLEGAL, "25/03/2022|Manis spp.|SCA|12.5|KGM|||||||||||||"];
    let reports = read(workbook(&[("a", &exports), ("b", &seized)]), Some("FR")).reports;
    for (target, wanted) in [
        ("cms-cop14", "cites-annual/exports.groups"),
        ("cites-ir", "cites-annual/exports.groups"),
        ("cites-ir", "cites-illegal/seizures.groups"),
        ("cbd-nr7", "cites-illegal/seizures.groups"),
    ] {
        let target = catalogue.format(target).expect("built in");
        let request = Request {
            target,
            party: None,
            period: None,
            lang: Lang::En,
            reports: &reports,
            previous: &[],
            base: &[],
            registers: None,
        };
        let (drafted, _) = prefill(&request, &catalogue, &crosswalk);
        let beside: Vec<_> = drafted.drafts.iter().filter(|d| d.sources.iter().any(|s| s.question == wanted)).collect();
        assert!(!beside.is_empty(), "{wanted} stands nowhere in {}", target.id);
        assert!(beside.iter().all(|d| !d.standing.fills() && d.standing != Standing::Suggested && d.value.is_none()));
    }
}

proptest! {
    #[test]
    fn any_cells_under_the_headings_are_read_without_harm(cells in proptest::collection::vec(".{0,12}", 0..40)) {
        for header in [IMPORTS, PRODUCTS, ILLEGAL] {
            let width = header.split('|').count();
            let mut text = header.replace('|', "\t") + "\n";
            for row in cells.chunks(width) {
                text.push_str(&row.join("\t").replace('"', ""));
                text.push('\n');
            }
            let a = read(text.clone().into_bytes(), Some("FR"));
            let b = read(text.into_bytes(), Some("FR"));
            prop_assert_eq!(format!("{a:?}"), format!("{b:?}"));
        }
    }
}
