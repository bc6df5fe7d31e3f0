//! Drafts: what is proposed for each question of the report being written.

use serde::Serialize;

use super::{Attribution, Format, Lang, Made, Offered, Party, Period, Repeat, Row, Value};

/// What a draft is worth: the legend of the workbook.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// The human's own answer, untouched.
    Kept,
    /// Copied from an exactly matching question.
    Copied,
    /// Recoded by meaning.
    Recoded,
    /// Follows from registers by a rule.
    Derived,
    /// Text made of measures.
    Composed,
    /// From the last cycle, to be confirmed.
    CarriedOver,
    /// Text to edit.
    Suggested,
    /// Evidence beside the question.
    Hint,
    /// Sources disagree; nothing filled.
    Conflict,
    /// Nothing known.
    Gap,
    /// Its condition is false.
    NotAsked,
}

impl Standing {
    /// All standings in the order of the legend.
    pub const ALL: [(Standing, &'static str); 11] = [
        (Standing::Kept, "kept"),
        (Standing::Copied, "copied"),
        (Standing::Recoded, "recoded"),
        (Standing::Derived, "derived"),
        (Standing::Composed, "composed"),
        (Standing::CarriedOver, "carried-over"),
        (Standing::Suggested, "suggested"),
        (Standing::Hint, "hint"),
        (Standing::Conflict, "conflict"),
        (Standing::Gap, "gap"),
        (Standing::NotAsked, "not-asked"),
    ];

    /// Name in JSON and in hidden cells.
    #[must_use]
    pub fn name(self) -> &'static str {
        Standing::ALL.iter().find(|(s, _)| *s == self).map_or("", |(_, n)| n)
    }

    /// Reads a name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Standing> {
        Standing::ALL.iter().find(|(_, n)| *n == name).map(|(s, _)| *s)
    }

    /// True where the answer cell is filled from a source.
    #[must_use]
    pub fn fills(self) -> bool {
        matches!(
            self,
            Standing::Kept
                | Standing::Copied
                | Standing::Recoded
                | Standing::Derived
                | Standing::Composed
                | Standing::CarriedOver
        )
    }
}

/// What was done with a source. A closed list, documented in `docs/json.md`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    /// The answer stands as its author left it in the base file.
    Kept,
    /// The answer of the last cycle stands in the cell, to be confirmed.
    CarriedOver,
    /// The answer of the last cycle is shown beside an empty cell.
    LastCycle,
    /// The value was copied as it is.
    Copied,
    /// The option was recoded by its meaning.
    Recoded,
    /// The text was offered for editing.
    Suggested,
    /// The answer is shown as evidence.
    Hinted,
    /// A rule says that the answer follows from this row of a register, or from this answer.
    Derived,
    /// The text is made of this measure.
    Composed,
    /// The answer limits what can be true here.
    Bounded,
    /// The answer disagrees with what is in the cell or with another source.
    Disagrees,
}

/// One source of a draft: whose answer to what, where it stands, and what was done with it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Source {
    /// Question id of the source answer.
    pub question: String,
    /// Its item.
    pub item: Option<String>,
    /// Its Party.
    pub party: Option<Party>,
    /// Period of its report.
    pub period: Option<Period>,
    /// File name.
    pub file: String,
    /// Sheet and cell, line or path.
    pub place: String,
    /// How it relates to the target question: `exact`, `close`, `broad`, `narrow`, `related`,
    /// `same-question`, `same-subject`, `edition`.
    pub relation: String,
    /// What was done.
    pub step: Step,
    /// The source answer in words, as it stands there (label of the option, text).
    pub says: String,
    /// Why it helps or limits, in words; may be empty.
    pub reason: String,
    /// False where the source answer itself was carried over and never confirmed.
    pub confirmed: bool,
}

impl Source {
    /// The file without its folders, for where the whole path only takes room.
    #[must_use]
    pub fn file_name(&self) -> &str {
        file_name(&self.file)
    }
}

impl Draft {
    /// The language of words in the cell that nobody wrote for this report, where it is another than the report's.
    #[must_use]
    pub fn foreign(&self, lang: Lang) -> Option<Lang> {
        if self.standing == Standing::Kept || !self.standing.fills() {
            return None;
        }
        let text = if let Some(Value::Text(t)) = &self.value { t.as_str() } else { "" };
        let texts = [text, self.details.as_deref().unwrap_or_default()];
        texts.into_iter().filter_map(Lang::of_text).find(|l| *l != lang)
    }
}

/// A file without its folders, whichever system named it.
#[must_use]
pub fn file_name(file: &str) -> &str {
    file.rsplit(['/', '\\']).next().unwrap_or(file)
}

/// The proposal for one question of the report being written.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Draft {
    /// Question id of the target.
    pub question: String,
    /// Its item.
    pub item: Option<String>,
    /// What it is worth.
    pub standing: Standing,
    /// What stands in the answer cell.
    pub value: Option<Value>,
    /// What stands in the details cell.
    pub details: Option<String>,
    /// Rows of a table that stand in the form.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rows: Vec<Row>,
    /// The proposal shown beside the answer cell, never in it.
    pub text: Option<String>,
    /// What of the proposal *yes* takes as the answer; never in the cell by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offered: Option<Offered>,
    /// Where all that comes from.
    pub sources: Vec<Source>,
    /// Who knows, confirmed and cleared it, where people said so.
    #[serde(skip_serializing_if = "Attribution::is_empty")]
    pub attribution: Attribution,
    /// Set where a rule or measures had made the answer before a person changed it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub made: Option<Made>,
}

impl Draft {
    /// Sources disagree: all of them stand side by side and nothing is filled.
    pub fn dispute(&mut self) {
        self.standing = Standing::Conflict;
        self.value = None;
        self.details = None;
        self.rows.clear();
        for s in &mut self.sources {
            s.step = Step::Disagrees;
        }
    }

    /// A gap.
    #[must_use]
    pub fn gap(question: impl Into<String>, item: Option<String>) -> Draft {
        Draft {
            question: question.into(),
            item,
            standing: Standing::Gap,
            value: None,
            details: None,
            rows: Vec::new(),
            text: None,
            offered: None,
            sources: Vec::new(),
            attribution: Attribution::default(),
            made: None,
        }
    }
}

/// Sites of an empty report; the Party writes their names over them.
const BLANK_SITES: [&str; 3] = ["site-1", "site-2", "site-3"];

/// A report being written: one draft for every question of the target, for every item.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Drafted {
    /// Format id.
    pub format: String,
    /// The Party.
    pub party: Option<Party>,
    /// Years covered.
    pub period: Option<Period>,
    /// Files used, as the user named them.
    pub files: Vec<String>,
    /// Items of repeated questions, with titles.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<super::Item>,
    /// Drafts in form order.
    pub drafts: Vec<Draft>,
}

impl Drafted {
    /// The empty report: a gap for every question of the format, for every item that every Party
    /// has, and for three sites to be named. A format's own period wins over none.
    #[must_use]
    pub fn blank(format: &Format, party: Option<Party>, period: Option<Period>) -> Drafted {
        let mut drafts = Vec::new();
        let mut sites = false;
        for q in format.questions.iter().filter(|q| q.is_asked()) {
            match q.repeat {
                None => drafts.push(Draft::gap(&q.id, None)),
                Some(Repeat::Site) => {
                    sites = true;
                    drafts.extend(BLANK_SITES.map(|s| Draft::gap(&q.id, Some(s.to_owned()))));
                }
                Some(r) => drafts.extend(r.fixed_items().into_iter().map(|i| Draft::gap(&q.id, Some(i)))),
            }
        }
        let items = if sites {
            BLANK_SITES.map(|s| super::Item { id: s.to_owned(), title: String::new(), frameworks: Vec::new() }).to_vec()
        } else {
            Vec::new()
        };
        Drafted { format: format.id.clone(), party, period: period.or(format.period), files: Vec::new(), items, drafts }
    }

    /// How many drafts have a standing.
    #[must_use]
    pub fn count(&self, standing: Standing) -> usize {
        self.drafts.iter().filter(|d| d.standing == standing).count()
    }
}
