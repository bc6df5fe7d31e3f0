//! Answers: a value, its details, rows of a table, and where they came from.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use super::Lang;

/// The value of an answer. A blank is no value at all (`None` wherever a value is optional); *no*,
/// *not applicable*, *no information* and *unknown* are codes like any other.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// One official option code.
    Code(String),
    /// Option codes in the order of the form; empty means: answered, and nothing ticked.
    Codes(Vec<String>),
    /// Free text.
    Text(String),
    /// A day.
    Date(NaiveDate),
    /// A number with the form's qualifier (an option code such as `E`, `F`, `X`) and unit.
    /// `number` is `None` for a qualifier that needs none (unknown).
    Number {
        /// Option code of the qualifier, where the form has one.
        qualifier: Option<String>,
        /// The number.
        number: Option<f64>,
        /// Unit as the form prints it.
        unit: Option<String>,
    },
}

impl Value {
    /// Option codes of the value, none for texts and dates.
    #[must_use]
    pub fn codes(&self) -> Vec<&str> {
        match self {
            Value::Code(c) => vec![c],
            Value::Codes(cs) => cs.iter().map(String::as_str).collect(),
            Value::Number { qualifier: Some(q), .. } => vec![q],
            _ => Vec::new(),
        }
    }

    /// Words of a text value; 0 for anything else.
    #[must_use]
    pub fn words(&self) -> usize {
        match self {
            Value::Text(t) => t.split_whitespace().count(),
            _ => 0,
        }
    }
}

/// Prints a number without a trailing `.0`.
#[must_use]
pub fn number_text(n: f64) -> String {
    let mut t = format!("{n}");
    if t == "-0" {
        t = "0".to_owned();
    }
    t
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        match self {
            Value::Code(t) | Value::Text(t) => s.serialize_str(t),
            Value::Codes(cs) => cs.serialize(s),
            Value::Date(d) => s.collect_str(d),
            Value::Number { qualifier, number, unit } => {
                let mut st = s.serialize_struct("number", 3)?;
                st.serialize_field("qualifier", qualifier)?;
                st.serialize_field("number", number)?;
                st.serialize_field("unit", unit)?;
                st.end()
            }
        }
    }
}

/// A value as plain text: codes, digits, a day; for people who compare, not for forms.
#[must_use]
pub fn value_text(value: &Value) -> String {
    match value {
        Value::Code(t) | Value::Text(t) => t.clone(),
        Value::Codes(cs) => cs.join("; "),
        Value::Date(d) => d.to_string(),
        Value::Number { qualifier, number, unit } => {
            [qualifier.clone(), number.map(number_text), unit.clone().filter(|_| number.is_some())]
                .into_iter()
                .flatten()
                .filter(|t| !t.is_empty())
                .collect::<Vec<_>>()
                .join(" ")
        }
    }
}

/// Who stands for an answer: names and days as people write them into a core report.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Attribution {
    /// Who in the country knows the answer, where people named somebody else than who usually knows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub who: Option<String>,
    /// Who confirmed the answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confirmed_by: Option<String>,
    /// When.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confirmed_on: Option<String>,
    /// Who cleared it to be sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cleared_by: Option<String>,
    /// When.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cleared_on: Option<String>,
}

impl Attribution {
    /// True where nobody stands for the answer yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Attribution::default()
    }
}

/// A mark on an answer that a rule or measures made: what they had made of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Made {
    /// `Derived` or `Composed`.
    pub standing: super::Standing,
    /// A person changed or confirmed it since: it is theirs, and no longer made anew.
    pub touched: bool,
    /// Fingerprint of what was made, see [`super::own::fingerprint`]; empty where a person has just taken a
    /// proposal, and nobody has looked yet what the lists give with what that confirmed.
    pub written: String,
}

/// Where an answer was found.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Origin {
    /// File name as the user gave it.
    pub file: String,
    /// `Sheet!C12`, `line 12` or a path inside a document.
    pub place: String,
}

/// A row of a table, or the text columns of a matrix row: column code to text.
pub type Row = BTreeMap<String, String>;

/// One Party's answer to one question.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Answer {
    /// Question id, `ramsar-cop14/4.1`.
    pub question: String,
    /// Item of a repeated question: `GBF:T6`, a national target's id, a site number.
    pub item: Option<String>,
    /// The value; `None` where only details or rows were given.
    pub value: Option<Value>,
    /// Details or additional information.
    pub details: Option<String>,
    /// Rows of a table or of indicator data; a matrix row with text columns has at most one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rows: Vec<Row>,
    /// False for an answer carried over from an earlier cycle that nobody has confirmed yet.
    pub confirmed: bool,
    /// Language of the texts, where known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lang: Option<Lang>,
    /// English translation of the text, where the source keeps one beside the original.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub english: Option<String>,
    /// Who stands for it.
    #[serde(skip_serializing_if = "Attribution::is_empty")]
    pub attribution: Attribution,
    /// Set where a rule or measures made it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub made: Option<Made>,
    /// Where it was found.
    pub origin: Origin,
}

impl Answer {
    /// An empty answer to a question.
    #[must_use]
    pub fn new(question: impl Into<String>, origin: Origin) -> Answer {
        Answer {
            question: question.into(),
            item: None,
            value: None,
            details: None,
            rows: Vec::new(),
            confirmed: true,
            lang: None,
            english: None,
            attribution: Attribution::default(),
            made: None,
            origin,
        }
    }

    /// True where there is neither value nor details nor rows: a blank.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.value.is_none() && self.details.is_none() && self.rows.is_empty()
    }

    /// Key by which answers to the same thing are compared.
    #[must_use]
    pub fn key(&self) -> (&str, Option<&str>) {
        (&self.question, self.item.as_deref())
    }
}
