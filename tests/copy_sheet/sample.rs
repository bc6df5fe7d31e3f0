//! A draft of an invented country's CMS report with every standing, long and short texts.

use std::collections::BTreeMap;

use dunlin::catalogue::Catalogue;
use dunlin::model::{Draft, Drafted, Kind, Party, Period, Question, Source, Standing, Step, Value};

const LAW: &str = "The Wildlife Act (No. 14 of 2016) prohibits the taking of all species on Appendix I of the Convention, at every stage of their life, including eggs and nests.\n\nPenalties were raised in 2021 by the Wildlife (Amendment) Act: up to five years of imprisonment, or a fine of 20,000 dollars. The \"List of Protected Animals\" (Schedule 2) is revised after each meeting of the Conference of the Parties; the last revision entered into force on 1 March 2022 & covers 41 species.";

const PROJECT: &str = "Three steps were taken in the period:\n- night patrols on the four nesting beaches (2019-2023, Coast Guard and communities);\n- turtle excluder devices on all 62 trawlers, checked in port since 2021;\n- a hotline for stranded animals, with 118 calls answered.";

fn source(question: &str, step: Step, relation: &str, file: &str, place: &str, says: &str) -> Source {
    Source {
        question: question.to_owned(),
        item: None,
        party: Party::parse("QM"),
        period: Some(Period { from: 2018, to: 2020 }),
        file: file.to_owned(),
        place: place.to_owned(),
        relation: relation.to_owned(),
        step,
        says: says.to_owned(),
        reason: String::new(),
        confirmed: true,
    }
}

fn value(q: &Question) -> Value {
    let code = |n: usize| q.options.get(n).or(q.options.first()).map_or_else(String::new, |o| o.code.clone());
    match q.kind {
        Kind::Multi => Value::Codes(vec![code(0), code(2)]),
        Kind::Date => Value::Date("1994-06-01".parse().expect("a date")),
        Kind::Number => Value::Number {
            qualifier: q.options.first().map(|o| o.code.clone()),
            number: Some(38.5),
            unit: q.unit.clone(),
        },
        _ if q.options.is_empty() => Value::Text(if q.position_is_odd() { PROJECT } else { LAW }.to_owned()),
        _ => Value::Code(code(0)),
    }
}

trait Odd {
    fn position_is_odd(&self) -> bool;
}

impl Odd for Question {
    fn position_is_odd(&self) -> bool {
        self.id.len() % 2 == 1
    }
}

/// One draft for each question of the form, standings in turn; conditions hold.
pub(crate) fn drafted(catalogue: &Catalogue, format: &str) -> Drafted {
    let format = catalogue.format(format).expect("a format");
    let cycle = [
        Standing::Kept,
        Standing::CarriedOver,
        Standing::Suggested,
        Standing::Recoded,
        Standing::Gap,
        Standing::Copied,
        Standing::Hint,
        Standing::Conflict,
        Standing::Kept,
    ];
    let mut drafts = Vec::new();
    let mut n = 0;
    for q in &format.questions {
        let mut d = Draft::gap(&q.id, None);
        if !q.is_asked() {
            d.standing = Standing::NotAsked;
            drafts.push(d);
            continue;
        }
        let row = q.number.is_empty();
        d.standing =
            if row { [Standing::Kept, Standing::CarriedOver, Standing::Gap][n % 3] } else { cycle[n % cycle.len()] };
        n += 1;
        if q.condition.is_some() && n % 4 == 0 {
            d.standing = Standing::NotAsked;
        }
        if d.standing.fills() {
            d.value = Some(value(q));
        }
        if matches!(q.kind, Kind::Contact) && d.standing.fills() {
            d.value = Some(Value::Text("Department of Wildlife, Testland".to_owned()));
        }
        if d.standing.fills() && q.details {
            d.details = Some(PROJECT.to_owned());
        }
        if d.standing.fills() && !q.columns.is_empty() {
            let rows = if q.kind == Kind::Table { 3 } else { 1 };
            for r in 0..rows {
                let row: BTreeMap<String, String> = q
                    .columns
                    .iter()
                    .map(|c| (c.code.clone(), format!("Chelonia mydas (App. I), site {}", r + 1)))
                    .collect();
                d.rows.push(row);
            }
            if q.kind == Kind::Table {
                d.value = None;
            }
        }
        let old = source(&q.id, Step::CarriedOver, "same-question", "CMS 2019 report.xlsx", "Form!D41", "No");
        let ramsar = source(
            "ramsar-cop14/4.1",
            Step::Suggested,
            "close",
            "Ramsar_COP14_Testland.xlsx",
            "Section 3!E112",
            "C = Partially\nAn inventory covers the four coastal wetlands.",
        );
        let cbd = Source {
            period: Some(Period { from: 2022, to: 2026 }),
            confirmed: false,
            reason: "same subject: control of invasive alien species".to_owned(),
            ..source("cbd-nr7/III.progressSummary", Step::Hinted, "same-subject", "nr7.json", "sectionIII[5]", PROJECT)
        };
        match d.standing {
            Standing::CarriedOver => d.sources = vec![old],
            Standing::Suggested => d.sources = vec![ramsar, cbd],
            Standing::Hint => d.sources = vec![cbd],
            Standing::Recoded => d.sources = vec![Source { step: Step::Recoded, ..ramsar }, cbd],
            Standing::Copied => d.sources = vec![Source { step: Step::Copied, relation: "exact".into(), ..ramsar }],
            Standing::Conflict => {
                d.sources = vec![Source { step: Step::Disagrees, ..old }, Source { step: Step::Disagrees, ..ramsar }];
            }
            _ => {}
        }
        if d.standing != Standing::Kept && d.standing != Standing::CarriedOver && !d.sources.is_empty() {
            d.text = Some(format!("[Ramsar 4.1, 2018-2020: Invasive species inventory]\nC = Partially\n{LAW}"));
        }
        drafts.push(d);
    }
    Drafted {
        format: format.id.clone(),
        party: Party::parse("QM"),
        period: Some(Period { from: 2019, to: 2023 }),
        files: vec!["CMS 2019 report.xlsx".into(), "Ramsar_COP14_Testland.xlsx".into(), "nr7.json".into()],
        items: Vec::new(),
        drafts,
    }
}
