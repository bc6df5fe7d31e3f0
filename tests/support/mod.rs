//! A draft with every standing in it, for tests that look at the workbook as a whole.

use chrono::NaiveDate;
use dunlin::model::{
    Column, ColumnKind, Draft, Drafted, Format, Item, Kind, Offered, Party, Period, Question, Repeat, Row, Source,
    Standing, Step, Value,
};

/// A valid answer to a question, a different one for each `n`.
pub(crate) fn value(q: &Question, n: usize) -> Option<Value> {
    let code = |n: usize| q.options.get(n % q.options.len().max(1)).map(|o| o.code.clone());
    Some(match q.kind {
        Kind::Heading | Kind::Table => return None,
        Kind::Single | Kind::YesNo | Kind::Indicator => Value::Code(code(n)?),
        Kind::Multi => Value::Codes(q.options.iter().skip(n % 2).step_by(2).map(|o| o.code.clone()).collect()),
        Kind::Number => Value::Number { qualifier: code(n), number: Some(120.5), unit: q.unit.clone() },
        Kind::Date => Value::Date(NaiveDate::from_ymd_opt(2024, 2, 29)?),
        _ => Value::Text(
            "=SUM(A1) is text here. The Wetland Act (2019) protects all wetlands of international importance; \
             an inventory was finished in 2021 and covers 84 sites.\n- second line"
                .to_owned(),
        ),
    })
}

fn row(columns: &[Column], n: usize) -> Row {
    columns
        .iter()
        .map(|c| {
            let text = match c.kind {
                ColumnKind::Number => (2018 + n).to_string(),
                ColumnKind::Tick => "x".to_owned(),
                ColumnKind::Choice => c.options.first().map_or_else(String::new, |o| o.code.clone()),
                ColumnKind::Text | ColumnKind::Tags => format!("Entry {} of {}", n + 1, c.code),
            };
            (c.code.clone(), text)
        })
        .collect()
}

fn source(question: &str, step: Step, relation: &str, says: &str, earlier: bool) -> Source {
    Source {
        question: question.to_owned(),
        item: None,
        party: Party::parse("QM"),
        period: Some(if earlier { Period { from: 2015, to: 2017 } } else { Period { from: 2018, to: 2020 } }),
        file: "testland-cms-cop14.xlsx".to_owned(),
        place: "Answers!D42".to_owned(),
        relation: relation.to_owned(),
        step,
        says: says.to_owned(),
        reason: String::new(),
        confirmed: true,
    }
}

/// Every standing in turn, over all questions of a format.
pub(crate) fn drafted(format: &Format) -> Drafted {
    let mut drafted = Drafted::blank(format, Party::parse("QM"), Some(Period { from: 2021, to: 2024 }));
    drafted.files = vec!["testland-cms-cop14.xlsx".to_owned(), "testland-last.xlsx".to_owned()];
    if format.questions.iter().any(|q| q.repeat == Some(Repeat::Target)) {
        drafted.items.push(Item {
            id: "GBF:T6".to_owned(),
            title: "Halve the rate of introduction of invasive alien species".to_owned(),
            frameworks: vec!["GBF:T6".to_owned()],
        });
    }
    for (n, d) in drafted.drafts.iter_mut().enumerate() {
        let Some(q) = format.question(&d.question) else { continue };
        // Several times over: real drafts are mostly gaps and carried-over answers.
        let turn = [
            Standing::CarriedOver,
            Standing::Gap,
            Standing::Kept,
            Standing::CarriedOver,
            Standing::Hint,
            Standing::Suggested,
            Standing::Gap,
            Standing::Recoded,
            Standing::Conflict,
            Standing::Copied,
            Standing::Gap,
            Standing::NotAsked,
        ];
        d.standing = turn[n % turn.len()];
        fill(d, q, n);
    }
    drafted
}

fn fill(d: &mut Draft, q: &Question, n: usize) {
    let text = "A national strategy for invasive alien species was adopted in 2019. It names 31 priority species and \
                gives the Ministry of Environment the lead; control work runs in 12 protected areas.";
    let own = d.question.clone();
    if d.standing.fills() {
        d.value = value(q, n);
        if q.details {
            d.details = Some("Details: see the Wetland Act, section 4.".to_owned());
        }
        if !q.columns.is_empty() && q.kind != Kind::Heading {
            d.rows = (0..if matches!(q.kind, Kind::Table | Kind::Indicator) { 3 } else { 1 })
                .map(|i| row(&q.columns, i))
                .collect();
        }
    }
    match d.standing {
        Standing::Kept => d.sources.push(source(&own, Step::Kept, "same-question", "Yes", false)),
        Standing::Copied => d.sources.push(source("cms-cop14/I.2", Step::Copied, "exact", text, false)),
        Standing::Recoded => d.sources.push(source("cbd-nr7/6_1", Step::Recoded, "close", "Fully", false)),
        Standing::CarriedOver => {
            let mut s = source(&own, Step::CarriedOver, "same-question", "Yes", true);
            s.confirmed = false;
            d.sources.push(s);
            if n.is_multiple_of(24) {
                d.sources.push(source("cms-cop14/IV.1", Step::Disagrees, "close", "No", false));
            }
        }
        Standing::Suggested => {
            d.text = Some(text.to_owned());
            // Of a box for text *yes* takes it.
            d.offered = (q.kind == Kind::Text).then(|| Offered {
                value: Some(Value::Text(text.to_owned())),
                shown: vec![text.to_owned()],
                at: vec![0],
                ..Offered::default()
            });
            d.sources.push(source("cms-cop14/IV.1a", Step::Suggested, "related", text, false));
        }
        Standing::Hint => {
            d.sources.push(source(&own, Step::LastCycle, "same-question", "Planned", true));
            let mut s = source("cites-ir/1.7.1a", Step::Bounded, "same-subject", "Yes", false);
            s.reason = "An enforcement strategy exists, so *no* cannot be true here.".to_owned();
            d.sources.push(s);
            for k in 0..n % 7 {
                d.sources.push(source(&format!("cbd-nr7/6_{k}"), Step::Hinted, "same-subject", text, false));
            }
        }
        Standing::Conflict => {
            d.sources.push(source(&own, Step::LastCycle, "same-question", "Yes", true));
            d.sources.push(source("cms-cop14/IV.1", Step::Disagrees, "close", "Yes for all Appendix I species", false));
            d.sources.push(source("cbd-nr7/5_1", Step::Disagrees, "close", "No", false));
        }
        _ => {}
    }
}
