//! What the workbook dunlin writes and the reader of that workbook agree on: hidden headings, the
//! names of the parts of an answer, the words of drop-downs, and how a written cell is remembered.

use sha2::{Digest as _, Sha256};

use super::hash::{SEED, fnv};
use super::{Choice, Lang, Question, Row, Value, value_text};

/// Version of the workbook's layout; a change of the hidden columns raises it.
pub const LAYOUT: &str = "2";

/// Version of the layout of a core report's workbook.
pub const CORE_LAYOUT: &str = "2";

/// Layouts that are read without loss. Version 1 had no column for what *yes* takes of a proposal.
pub const LAYOUTS: [&str; 2] = ["1", "2"];

/// Name of the very hidden sheet that carries what has no cell of its own.
pub const SHEET: &str = "dunlin";

/// Name of the very hidden sheet with the reports a core report was made from.
pub const CARRIED: &str = "dunlin-reports";

/// First cells of the rows of [`CARRIED`].
pub mod carried {
    /// The first row, and its version.
    pub const HEAD: &str = "dunlin.reports";
    /// Version of the sheet.
    pub const VERSION: &str = "1";
    /// A report: Party, format, period, language, file. What follows belongs to it.
    pub const REPORT: &str = "report";
    /// An item of the report: id, title, framework targets.
    pub const ITEM: &str = "item";
    /// An answer: question, item, kind of value, value, details, confirmed, language, English, place.
    pub const ANSWER: &str = "answer";
    /// A row of the answer's table, as JSON.
    pub const ROW: &str = "row";
    /// More of a text of the row above that is too long for a cell: column, text.
    pub const MORE: &str = "more";
}

/// Name of the very hidden sheet with the entries of all drop-downs.
pub const LISTS: &str = "dunlin-lists";

/// First cell of a row of [`SHEET`] that holds an item: id, title, framework targets.
pub const ITEM_ROW: &str = "item";

/// First cell of a row of [`SHEET`] with the id of a national target of the country, which rows of registers are tagged with;
/// a part of a core report has no register of targets of its own.
pub const TARGET_ROW: &str = "target";

/// "No option applies" of a question with several choices, in each language.
pub const NO_OPTION: [&str; 3] = ["none of the options", "aucune des options", "ninguna de las opciones"];

/// Headings in a hidden row above the visible headings; they tell columns apart wherever they are
/// moved and whatever they are renamed to.
pub mod heading {
    /// The answer cell.
    pub const ANSWER: &str = "dunlin:answer";
    /// The details cell.
    pub const DETAILS: &str = "dunlin:details";
    /// The proposal beside them.
    pub const PROPOSAL: &str = "dunlin:proposal";
    /// The confirmed cell.
    pub const CONFIRMED: &str = "dunlin:confirmed";
    /// Hidden: question id.
    pub const QUESTION: &str = "dunlin:question";
    /// Hidden: item.
    pub const ITEM: &str = "dunlin:item";
    /// Hidden: which part of the answer the row holds, see [`super::Part`].
    pub const PART: &str = "dunlin:part";
    /// Hidden: standing.
    pub const STANDING: &str = "dunlin:standing";
    /// Hidden: what dunlin wrote into the answer cell, or into all cells of a table row.
    pub const WRITTEN: &str = "dunlin:written";
    /// Hidden: what dunlin wrote into the details cell.
    pub const WRITTEN_DETAILS: &str = "dunlin:written-details";
    /// Hidden: what a rule or measures made of the answer.
    pub const MADE: &str = "dunlin:made";
    /// Hidden: what *yes* takes of the proposal, see [`crate::model::offer::Remembered`].
    pub const OFFERED: &str = "dunlin:offered";
    /// Hidden, in a core report: whether somebody wrote into the row.
    pub const TOUCHED: &str = "dunlin:touched";
    /// Hidden, in a core report: the first row of a question.
    pub const MAIN: &str = "dunlin:main";
    /// Who in the country knows the answer.
    pub const WHO: &str = "dunlin:who";
    /// Who confirmed the answer.
    pub const CONFIRMED_BY: &str = "dunlin:confirmed-by";
    /// When it was confirmed.
    pub const CONFIRMED_ON: &str = "dunlin:confirmed-on";
    /// Who cleared the answer for sending.
    pub const CLEARED_BY: &str = "dunlin:cleared-by";
    /// When it was cleared.
    pub const CLEARED_ON: &str = "dunlin:cleared-on";
    /// Prefix of a table column, before its code.
    pub const COLUMN: &str = "dunlin:column:";
}

/// Names of custom document properties.
pub mod property {
    /// Format id.
    pub const FORMAT: &str = "dunlin.format";
    /// Party code.
    pub const PARTY: &str = "dunlin.party";
    /// Period.
    pub const PERIOD: &str = "dunlin.period";
    /// Prefix of the period of one convention's report in a core report, before the format id.
    pub const PERIOD_OF: &str = "dunlin.period.";
    /// Language of headings and labels.
    pub const LANG: &str = "dunlin.lang";
    /// Layout version.
    pub const LAYOUT: &str = "dunlin.layout";
}

/// Which part of an answer a row of the workbook holds.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// A band or heading: nothing to read.
    Band,
    /// The value: an option, a text or a day.
    Value,
    /// The qualifier of a number.
    Qualifier,
    /// A number; `Some` where its unit is not the form's (empty: it has none).
    Number(Option<String>),
    /// No value of its own, only the details cell: a heading, the line of a table.
    Details,
    /// "No option applies" of a question with several choices.
    None,
    /// A tick for one option.
    Option(String),
    /// A cell beside a matrix row: row (0 but in odd sources), column code, and which continuation.
    Column(usize, String, usize),
    /// Continuation of a text that is too long for one cell: 1 is the second cell.
    More(usize),
    /// A row of a table and which continuation of it.
    Row(usize, usize),
    /// The title of an item that the Party names, such as a site.
    Item,
}

impl std::fmt::Display for Part {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Part::Band => f.write_str("band"),
            Part::Value => f.write_str("value"),
            Part::Qualifier => f.write_str("qualifier"),
            Part::Number(None) => f.write_str("number"),
            Part::Number(Some(unit)) => write!(f, "number:{unit}"),
            Part::Details => f.write_str("details"),
            Part::None => f.write_str("none"),
            Part::Option(code) => write!(f, "option:{code}"),
            Part::Column(0, code, 0) => write!(f, "col:{code}"),
            Part::Column(n, code, 0) => write!(f, "col{n}:{code}"),
            Part::Column(n, code, more) => write!(f, "col{n}+{more}:{code}"),
            Part::More(n) => write!(f, "more:{n}"),
            Part::Row(n, 0) => write!(f, "row:{n}"),
            Part::Row(n, more) => write!(f, "row:{n}+{more}"),
            Part::Item => f.write_str("item"),
        }
    }
}

impl Part {
    /// Reads what `Display` writes.
    #[must_use]
    pub fn parse(text: &str) -> Option<Part> {
        let (name, rest) = match text.split_once(':') {
            Some((n, r)) => (n, Some(r)),
            None => (text, None),
        };
        Some(match (name, rest) {
            ("band", None) => Part::Band,
            ("value", None) => Part::Value,
            ("qualifier", None) => Part::Qualifier,
            ("number", unit) => Part::Number(unit.map(str::to_owned)),
            ("details", None) => Part::Details,
            ("none", None) => Part::None,
            ("item", None) => Part::Item,
            ("option", Some(code)) => Part::Option(code.to_owned()),
            ("col", Some(code)) => Part::Column(0, code.to_owned(), 0),
            ("more", Some(n)) => Part::More(n.parse().ok()?),
            ("row", Some(r)) => match r.split_once('+') {
                Some((n, more)) => Part::Row(n.parse().ok()?, more.parse().ok()?),
                None => Part::Row(r.parse().ok()?, 0),
            },
            (c, Some(code)) => {
                let (n, more) = c.strip_prefix("col")?.split_once('+').unwrap_or((&c[3..], "0"));
                Part::Column(n.parse().ok()?, code.to_owned(), more.parse().ok()?)
            }
            _ => return None,
        })
    }
}

/// The cells of a table row as one text: what [`mark`] remembers of it.
#[must_use]
pub fn row_text(row: &Row) -> String {
    row.iter().map(|(code, text)| format!("{code}={text}")).collect::<Vec<_>>().join(" | ")
}

/// What a hidden cell remembers of a written cell: a short text itself, of a long one only a
/// fingerprint, so that a later reading can tell whether a person changed it.
#[must_use]
pub fn mark(text: &str) -> String {
    let text = text.trim();
    if text.chars().count() <= 80 && !text.starts_with("fnv:") {
        return text.to_owned();
    }
    hash(text.bytes())
}

/// A fingerprint that says what it is, so that no text is taken for one.
fn hash(bytes: impl Iterator<Item = u8>) -> String {
    format!("fnv:{:016x}", fnv(SEED, bytes))
}

/// What a snapshot of a report says it is.
pub const SNAPSHOT: &str = "snapshot-1";

/// The SHA-256 of a text in hexadecimal digits.
#[must_use]
pub fn sha256(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().map(|b| format!("{b:02x}")).collect()
}

/// A fingerprint of an answer, whatever the language of the workbook it stands in.
#[must_use]
pub fn fingerprint(value: Option<&Value>, details: Option<&str>, rows: &[Row]) -> String {
    let value = value.map(value_text).unwrap_or_default();
    let rows: Vec<String> = rows.iter().map(row_text).collect();
    let parts = [value.trim(), details.unwrap_or_default().trim()];
    let all = parts.into_iter().chain(rows.iter().map(String::as_str));
    hash(all.flat_map(|t| std::iter::once(0x1f).chain(t.bytes())))
}

/// True where a form prints this code before the text of the option (`A=Yes`).
fn is_official_letter(choice: &Choice) -> bool {
    !choice.assigned
        && choice.code.len() <= 3
        && choice.code.starts_with(|c: char| c.is_ascii_uppercase())
        && choice.code.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit())
}

/// The options of a question as a drop-down shows them: code and entry, in the order of the form.
/// Where the form prints letters the entry reads `A=Yes`, else it is the option's text; two options
/// with the same text are told apart by their code.
#[must_use]
pub fn entries(question: &Question, lang: Lang) -> Vec<(&str, String)> {
    let letters = !question.options.is_empty() && question.options.iter().all(is_official_letter);
    let mut list: Vec<(&str, String)> = question
        .options
        .iter()
        .map(|o| {
            let text = o.text.get(lang).split_whitespace().collect::<Vec<_>>().join(" ");
            let entry = match (letters, text.is_empty()) {
                (_, true) => o.code.clone(),
                (true, false) => format!("{}={text}", o.code),
                (false, false) => text,
            };
            (o.code.as_str(), entry)
        })
        .collect();
    let twice: Vec<bool> = list
        .iter()
        .map(|(_, e)| list.iter().filter(|(_, o)| o.to_lowercase() == e.to_lowercase()).count() > 1)
        .collect();
    for ((code, entry), twice) in list.iter_mut().zip(twice) {
        if twice {
            *entry = format!("{entry} ({code})");
        }
    }
    list
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_read_back_what_they_print() {
        for part in [
            Part::Band,
            Part::Value,
            Part::Qualifier,
            Part::Number(None),
            Part::Number(Some(String::new())),
            Part::Number(Some("ha: dry".to_owned())),
            Part::Details,
            Part::None,
            Part::Item,
            Part::Option("a:b".to_owned()),
            Part::Column(0, "species".to_owned(), 0),
            Part::Column(0, "species".to_owned(), 1),
            Part::Column(2, "species: b".to_owned(), 0),
            Part::More(3),
            Part::Row(12, 0),
            Part::Row(12, 1),
        ] {
            assert_eq!(Part::parse(&part.to_string()), Some(part));
        }
        assert_eq!(Part::parse("cold:x"), None);
        assert_eq!(Part::parse("row:x"), None);
    }
}
