//! A report: one Party's answers to one format for one period.

use serde::Serialize;

use super::{Answer, Lang, Party, Period};

/// Something a question is repeated for, as the country defines it: a national target, a site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Item {
    /// Id used in answers: `GBF:T6`, `NT01`, a site number.
    pub id: String,
    /// Its title as the source writes it.
    pub title: String,
    /// Framework targets it is aligned with: `GBF:T6`.
    pub frameworks: Vec<String>,
}

/// One Party's answers to one format for one period, as read from one file.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// The Party, where the file or the user says.
    pub party: Option<Party>,
    /// Format id.
    pub format: String,
    /// Years covered, where known.
    pub period: Option<Period>,
    /// Language of its texts, where known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lang: Option<Lang>,
    /// File name as the user gave it.
    pub file: String,
    /// Items that repeated questions are asked for, in the file's order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<Item>,
    /// Answers in the order of the format, then of items.
    pub answers: Vec<Answer>,
}

impl Report {
    /// An empty report.
    #[must_use]
    pub fn new(format: impl Into<String>, file: impl Into<String>) -> Report {
        Report {
            party: None,
            format: format.into(),
            period: None,
            lang: None,
            file: file.into(),
            items: Vec::new(),
            answers: Vec::new(),
        }
    }

    /// The answer to a question (of an item), if there is one.
    #[must_use]
    pub fn answer(&self, question: &str, item: Option<&str>) -> Option<&Answer> {
        self.answers.iter().find(|a| a.question == question && a.item.as_deref() == item)
    }

    /// The item with this id.
    #[must_use]
    pub fn item(&self, id: &str) -> Option<&Item> {
        self.items.iter().find(|i| i.id == id)
    }
}
