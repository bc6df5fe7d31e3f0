//! Reports and findings in the compact form in which they wait in the state folder between the two
//! passes. The model's own serialisation is for people and scripts, and cannot be read back.

use serde::{Deserialize, Serialize};

use crate::model::{
    Answer, Attribution, Finding, Item, Lang, Made, Origin, Party, Period, Report, Row, Standing, Value,
};

/// A finding as it waits; its code is kept as text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Note {
    /// Level, in capitals.
    pub(super) level: String,
    /// Code.
    pub(super) code: String,
    /// File.
    pub(super) file: String,
    /// Place in it.
    pub(super) place: String,
    /// What is wrong.
    pub(super) message: String,
    /// What to do.
    pub(super) hint: String,
}

impl From<&Finding> for Note {
    fn from(f: &Finding) -> Note {
        Note {
            level: f.level.to_string(),
            code: f.code.to_owned(),
            file: f.file.clone(),
            place: f.place.clone(),
            message: f.message.clone(),
            hint: f.hint.to_string(),
        }
    }
}

#[derive(Serialize, Deserialize)]
enum Val {
    Code(String),
    Codes(Vec<String>),
    Text(String),
    Date(i32),
    Number(Option<String>, Option<f64>, Option<String>),
}

#[derive(Serialize, Deserialize)]
struct Ans {
    question: String,
    item: Option<String>,
    value: Option<Val>,
    details: Option<String>,
    rows: Vec<Row>,
    confirmed: bool,
    lang: Option<Lang>,
    english: Option<String>,
    attribution: [Option<String>; 5],
    made: Option<(String, bool, String)>,
    place: String,
}

#[derive(Serialize, Deserialize)]
struct Rep {
    party: Option<String>,
    format: String,
    period: Option<(u16, u16)>,
    lang: Option<Lang>,
    file: String,
    items: Vec<(String, String, Vec<String>)>,
    answers: Vec<Ans>,
}

/// The first day of the calendar days are counted from.
fn days(date: chrono::NaiveDate) -> i32 {
    chrono::Datelike::num_days_from_ce(&date)
}

fn value(v: &Value) -> Val {
    match v {
        Value::Code(c) => Val::Code(c.clone()),
        Value::Codes(cs) => Val::Codes(cs.clone()),
        Value::Text(t) => Val::Text(t.clone()),
        Value::Date(d) => Val::Date(days(*d)),
        Value::Number { qualifier, number, unit } => Val::Number(qualifier.clone(), *number, unit.clone()),
    }
}

fn value_back(v: Val) -> Option<Value> {
    Some(match v {
        Val::Code(c) => Value::Code(c),
        Val::Codes(cs) => Value::Codes(cs),
        Val::Text(t) => Value::Text(t),
        Val::Date(d) => Value::Date(chrono::NaiveDate::from_num_days_from_ce_opt(d)?),
        Val::Number(qualifier, number, unit) => Value::Number { qualifier, number, unit },
    })
}

/// Reports in their compact form. Every field is named, so that one that is added is not forgotten.
///
/// # Errors
/// None that plain data can meet.
pub(super) fn encode(reports: &[&Report]) -> postcard::Result<Vec<u8>> {
    let answer = |a: &Answer| {
        let Answer { question, item, value: given, details, rows, confirmed, lang, english, attribution, made, origin } =
            a;
        let Attribution { who, confirmed_by, confirmed_on, cleared_by, cleared_on } = attribution;
        Ans {
            question: question.clone(),
            item: item.clone(),
            value: given.as_ref().map(value),
            details: details.clone(),
            rows: rows.clone(),
            confirmed: *confirmed,
            lang: *lang,
            english: english.clone(),
            attribution: [who, confirmed_by, confirmed_on, cleared_by, cleared_on].map(Clone::clone),
            made: made
                .as_ref()
                .map(|Made { standing, touched, written }| (standing.name().to_owned(), *touched, written.clone())),
            place: origin.place.clone(),
        }
    };
    let list: Vec<Rep> = reports
        .iter()
        .map(|r| {
            let Report { party, format, period, lang, file, items, answers } = r;
            Rep {
                party: party.map(|p| p.code().to_owned()),
                format: format.clone(),
                period: period.map(|p| (p.from, p.to)),
                lang: *lang,
                file: file.clone(),
                items: items.iter().map(|i| (i.id.clone(), i.title.clone(), i.frameworks.clone())).collect(),
                answers: answers.iter().map(answer).collect(),
            }
        })
        .collect();
    postcard::to_allocvec(&list)
}

/// Reports from their compact form.
///
/// # Errors
/// Where the bytes are no such form.
pub(super) fn decode(bytes: &[u8]) -> postcard::Result<Vec<Report>> {
    let list: Vec<Rep> = postcard::from_bytes(bytes)?;
    Ok(list
        .into_iter()
        .map(|r| Report {
            party: r.party.as_deref().and_then(Party::parse),
            format: r.format,
            period: r.period.map(|(from, to)| Period { from, to }),
            lang: r.lang,
            items: r.items.into_iter().map(|(id, title, frameworks)| Item { id, title, frameworks }).collect(),
            answers: r
                .answers
                .into_iter()
                .map(|a| {
                    let [who, confirmed_by, confirmed_on, cleared_by, cleared_on] = a.attribution;
                    Answer {
                        question: a.question,
                        item: a.item,
                        value: a.value.and_then(value_back),
                        details: a.details,
                        rows: a.rows,
                        confirmed: a.confirmed,
                        lang: a.lang,
                        english: a.english,
                        attribution: Attribution { who, confirmed_by, confirmed_on, cleared_by, cleared_on },
                        made: a.made.and_then(|(standing, touched, written)| {
                            Standing::parse(&standing).map(|standing| Made { standing, touched, written })
                        }),
                        origin: Origin { file: r.file.clone(), place: a.place },
                    }
                })
                .collect(),
            file: r.file,
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reports_come_back_as_they_were() {
        let mut r = Report::new("cms-cop14", "a.csv");
        r.party = Party::parse("QM");
        r.period = Some(Period { from: 2020, to: 2023 });
        r.lang = Some(Lang::Fr);
        r.items.push(Item { id: "NT1".into(), title: "Un".into(), frameworks: vec!["GBF:T1".into()] });
        let origin = Origin { file: "a.csv".into(), place: "line 3".into() };
        for (n, v) in [
            None,
            Some(Value::Code("A".into())),
            Some(Value::Codes(Vec::new())),
            Some(Value::Text("é".into())),
            Some(Value::Date(chrono::NaiveDate::from_ymd_opt(2024, 2, 29).expect("a day"))),
            Some(Value::Number { qualifier: Some("E".into()), number: Some(0.1), unit: None }),
        ]
        .into_iter()
        .enumerate()
        {
            let mut a = Answer::new(format!("cms-cop14/{n}"), origin.clone());
            a.value = v;
            a.details = Some("d".into());
            a.rows = vec![Row::from([("c".into(), "t".into())])];
            a.confirmed = n % 2 == 0;
            a.english = Some("e".into());
            a.attribution.cleared_on = Some("2024".into());
            a.made = Some(Made { standing: Standing::Derived, touched: true, written: "x".into() });
            a.item = Some("NT1".into());
            r.answers.push(a);
        }
        assert_eq!(decode(&encode(&[&r]).expect("plain data")).expect("whole"), vec![r]);
    }
}
