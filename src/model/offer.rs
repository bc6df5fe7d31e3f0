//! What a person takes as the answer by saying *yes* beside a proposal.

use chrono::NaiveDate;
use serde::Serialize;

use super::own::{fingerprint, mark};
use super::register::column;
use super::{Row, Standing, Value};

/// The sign before what *yes* takes of a proposal.
pub const SIGN: char = '►';

/// The part of a proposal that may be taken as it is: at most one for a question, and only where its words stand
/// in the proposal.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Offered {
    /// What would stand in the answer cell.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<Value>,
    /// What would stand in the details cell.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub details: Option<String>,
    /// What would stand in the columns beside the answer of a matrix row.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<Row>,
    /// Ids of the measures a text is made of: taking it confirms them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub measures: Vec<String>,
    /// `Composed` of measures or `Derived` by a rule; `None`: last cycle's answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub made: Option<Standing>,
    /// Its words, block by block, as the proposal shows them.
    #[serde(skip)]
    pub shown: Vec<String>,
    /// Where in the proposal each of these stands, in bytes.
    #[serde(skip)]
    pub at: Vec<usize>,
}

/// An offer as a workbook remembers it, in a hidden cell beside the proposal.
#[derive(Debug, Clone, PartialEq)]
pub struct Remembered {
    /// What was offered.
    pub offered: Offered,
    /// What stood in the row of each of its measures, in their order.
    pub rows: Vec<String>,
    /// The whole proposal as it was written, see [`proposal_mark`]; empty in workbooks from before it was kept.
    pub seen: String,
}

/// A fingerprint of a proposal, cell by cell as it stands in a workbook. Only how it is spaced and broken into lines
/// does not count: other programs change that by themselves.
#[must_use]
pub fn proposal_mark<'a>(cells: impl Iterator<Item = &'a str>) -> String {
    let plain: Vec<String> = cells.map(|c| c.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    mark(plain.into_iter().filter(|c| !c.is_empty()).collect::<Vec<_>>().join("\n").as_str())
}

/// Kind and text of a value, from which [`value_of`] makes it again.
#[must_use]
pub fn value_parts(value: &Value) -> (&'static str, String) {
    match value {
        Value::Code(c) => ("code", c.clone()),
        Value::Codes(cs) => ("codes", json(cs)),
        Value::Text(t) => ("text", t.clone()),
        Value::Date(d) => ("date", d.to_string()),
        Value::Number { qualifier, number, unit } => ("number", json(&(qualifier, number, unit))),
    }
}

/// A value from its kind and text; `None` where they are not those of one.
#[must_use]
pub fn value_of(kind: &str, text: &str) -> Option<Value> {
    Some(match kind {
        "code" => Value::Code(text.to_owned()),
        "codes" => Value::Codes(serde_json::from_str(text).ok()?),
        "text" => Value::Text(text.to_owned()),
        "date" => Value::Date(text.parse::<NaiveDate>().ok()?),
        "number" => {
            let (qualifier, number, unit) = serde_json::from_str(text).ok()?;
            Value::Number { qualifier, number, unit }
        }
        _ => return None,
    })
}

/// JSON of lists and maps of texts, which always have such a form.
fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// A fingerprint of what a row of a register says: not of whether it is confirmed, nor of what it feeds.
#[must_use]
pub fn row_mark(row: &Row) -> String {
    let said: Row = row
        .iter()
        .filter(|(c, t)| !matches!(c.as_str(), column::CONFIRMED | "feeds") && !t.trim().is_empty())
        .map(|(c, t)| (c.clone(), t.trim().to_owned()))
        .collect();
    fingerprint(None, None, &[said])
}

impl Remembered {
    /// As a hidden cell holds it.
    #[must_use]
    pub fn to_cell(&self) -> String {
        let o = &self.offered;
        let value = o.value.as_ref().map(value_parts);
        let rows: Vec<(&String, &String)> = o.measures.iter().zip(&self.rows).collect();
        json(&(value, &o.details, o.made.map(Standing::name), rows, &o.columns, &self.seen))
    }

    /// Reads what [`Remembered::to_cell`] writes.
    #[must_use]
    pub fn parse(cell: &str) -> Option<Remembered> {
        type Parts =
            (Option<(String, String)>, Option<String>, Option<String>, Vec<(String, String)>, Vec<Row>, String);
        // The fingerprint of the proposal came later.
        let cell = match serde_json::from_str::<Vec<serde_json::Value>>(cell).ok()? {
            mut parts if parts.len() == 5 => {
                parts.push(serde_json::Value::String(String::new()));
                serde_json::Value::Array(parts)
            }
            parts => serde_json::Value::Array(parts),
        };
        let (value, details, made, rows, columns, seen): Parts = serde_json::from_value(cell).ok()?;
        let value = match value {
            Some((kind, text)) => Some(value_of(&kind, &text)?),
            None => None,
        };
        let (measures, rows) = rows.into_iter().unzip();
        let made = made.as_deref().and_then(Standing::parse);
        let offered = Offered { value, details, columns, measures, made, ..Offered::default() };
        Some(Remembered { offered, rows, seen })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_offer_comes_back_from_its_cell_and_nothing_else_does() {
        let values = [
            None,
            Some(Value::Code("A".to_owned())),
            Some(Value::Codes(vec!["a; b".to_owned(), "c".to_owned()])),
            Some(Value::Text("Two \"lines\"\n=1+1".to_owned())),
            NaiveDate::from_ymd_opt(2024, 2, 29).map(Value::Date),
            Some(Value::Number { qualifier: Some("E".to_owned()), number: Some(1.5), unit: None }),
        ];
        for value in values {
            let offered = Offered {
                value,
                details: Some("d".to_owned()),
                columns: vec![Row::from([("a".to_owned(), "b\n\"c".to_owned())])],
                measures: vec!["m-1".to_owned()],
                made: Some(Standing::Composed),
                ..Offered::default()
            };
            let r = Remembered { offered, rows: vec!["fnv:1".to_owned()], seen: "fnv:2".to_owned() };
            assert_eq!(Remembered::parse(&r.to_cell()), Some(r));
        }
        for torn in ["", "yes", "[null,null,null]", "[[\"date\",\"x\"],null,null,[],[]]"] {
            assert_eq!(Remembered::parse(torn), None, "{torn}");
        }
    }
}
