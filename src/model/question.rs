//! Formats and their questions, as loaded from templates.

use super::map::Map;
use std::any::Any;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::{Labels, Lang, Meaning, Period, Polarity, Value};

/// What kind of answer a question takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// No answer of its own: a title over rows or follow-ups (it may have a details box).
    Heading,
    /// Exactly one option.
    Single,
    /// Any number of options.
    Multi,
    /// Free text.
    Text,
    /// A number, with a qualifier where the question has options.
    Number,
    /// A day.
    Date,
    /// A period of time, kept as text.
    DateRange,
    /// Yes or no, stored by the system as a truth value.
    YesNo,
    /// Name, address, phone, e-mail or organisation: text that is not reused elsewhere.
    Contact,
    /// A file to attach; the answer names it.
    File,
    /// Links, one a line.
    Links,
    /// Rows under the question's columns.
    Table,
    /// A headline indicator: where the data come from, and rows of data.
    Indicator,
}

impl Kind {
    /// Every kind with its name in templates and in JSON.
    pub const ALL: [(Kind, &'static str); 13] = [
        (Kind::Heading, "heading"),
        (Kind::Single, "single"),
        (Kind::Multi, "multi"),
        (Kind::Text, "text"),
        (Kind::Number, "number"),
        (Kind::Date, "date"),
        (Kind::DateRange, "daterange"),
        (Kind::YesNo, "yesno"),
        (Kind::Contact, "contact"),
        (Kind::File, "file"),
        (Kind::Links, "links"),
        (Kind::Table, "table"),
        (Kind::Indicator, "indicator"),
    ];

    /// Name in templates and in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        Kind::ALL.iter().find(|(k, _)| *k == self).map_or("", |(_, n)| n)
    }

    /// Reads a name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Kind> {
        Kind::ALL.iter().find(|(_, n)| *n == name).map(|(k, _)| *k)
    }

    /// True where the answer is one option code (single, yes/no, indicator source).
    #[must_use]
    pub fn is_single_choice(self) -> bool {
        matches!(self, Kind::Single | Kind::YesNo | Kind::Indicator)
    }

    /// True where the answer is free text in the answer cell.
    #[must_use]
    pub fn is_textual(self) -> bool {
        matches!(self, Kind::Text | Kind::DateRange | Kind::Contact | Kind::File | Kind::Links)
    }
}

/// Time of a question: whether an old answer may stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Time {
    /// Still true until it changes; may be carried over, to be confirmed.
    Standing,
    /// What happened in the reporting period.
    InPeriod,
    /// What changed since the last report.
    SinceLast,
    /// A state at a date: numbers, extents, assessments.
    Dated,
}

impl Time {
    /// Every time with its name.
    pub const ALL: [(Time, &'static str); 4] = [
        (Time::Standing, "standing"),
        (Time::InPeriod, "in-period"),
        (Time::SinceLast, "since-last"),
        (Time::Dated, "dated"),
    ];

    /// Name in templates and in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        Time::ALL.iter().find(|(k, _)| *k == self).map_or("", |(_, n)| n)
    }

    /// Reads a name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Time> {
        Time::ALL.iter().find(|(_, n)| *n == name).map(|(k, _)| *k)
    }
}

/// What a question is repeated for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repeat {
    /// Each national target, or each GBF target no national target is aligned with.
    Target,
    /// Each GBF goal A to D.
    Goal,
    /// Each Ramsar Site.
    Site,
}

impl Repeat {
    /// Every repeat with its name in templates.
    pub const ALL: [(Repeat, &'static str); 3] =
        [(Repeat::Target, "gbf-target"), (Repeat::Goal, "gbf-goal"), (Repeat::Site, "site")];

    /// Name in templates.
    #[must_use]
    pub fn name(self) -> &'static str {
        Repeat::ALL.iter().find(|(k, _)| *k == self).map_or("", |(_, n)| n)
    }

    /// Reads a name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Repeat> {
        Repeat::ALL.iter().find(|(_, n)| *n == name).map(|(k, _)| *k)
    }

    /// Items that every Party has; sites are each Party's own.
    #[must_use]
    pub fn fixed_items(self) -> Vec<String> {
        match self {
            Repeat::Target => (1..=23).map(|n| format!("GBF:T{n}")).collect(),
            Repeat::Goal => ["A", "B", "C", "D"].iter().map(|g| format!("GBF:GOAL-{g}")).collect(),
            Repeat::Site => Vec::new(),
        }
    }
}

/// One official option of a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// Official code, or one assigned by the template.
    pub code: String,
    /// Text in the form.
    pub text: Labels,
    /// What it says, independent of its letter.
    pub meaning: Meaning,
    /// Languages of `text` that are dunlin's translation.
    pub translated: Vec<Lang>,
    /// The form prints no code.
    pub assigned: bool,
    /// What other rooms derive from the option.
    pub memo: Memo,
}

/// A column of a table or of a matrix row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Code within the question.
    pub code: String,
    /// What it holds.
    pub kind: ColumnKind,
    /// Heading.
    pub text: Labels,
    /// What a choice or a tag may be.
    pub options: Arc<[Choice]>,
    /// Where the tags stand that have no option set.
    pub from: TagSource,
}

impl Column {
    /// A column of free text without a heading of the form's.
    #[must_use]
    pub fn text(code: &str, text: Labels) -> Column {
        Column {
            code: code.to_owned(),
            kind: ColumnKind::Text,
            text,
            options: Arc::default(),
            from: TagSource::Options,
        }
    }
}

/// Where the tags of a column stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TagSource {
    /// The column's own option set.
    #[default]
    Options,
    /// Subjects of the crosswalk.
    Subjects,
    /// Targets and goals of the frameworks.
    Frameworks,
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnKind {
    /// Free text.
    Text,
    /// A number.
    Number,
    /// A tick: `x` or nothing.
    Tick,
    /// One option of a closed list.
    Choice,
    /// Tags, separated by [`super::register::LIST`].
    Tags,
}

/// One test of a condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Test {
    /// Question id whose answer decides.
    pub question: String,
    /// Any row of the matrix instead of the question itself.
    pub any_row: bool,
    /// True where the answer must *not* be among the codes.
    pub negated: bool,
    /// Option codes.
    pub codes: Vec<String>,
}

/// When a question is asked: any of its tests is true.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// Alternatives.
    pub any: Vec<Test>,
}

/// A section of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// Id within the format.
    pub id: String,
    /// dunlin's short title.
    pub label: Labels,
}

/// One question of a format: main question, matrix row or follow-up.
#[derive(Debug, Clone)]
pub struct Question {
    /// `ramsar-cop14/4.1`.
    pub id: String,
    /// Number as printed.
    pub number: String,
    /// Section id.
    pub section: String,
    /// Question id this one belongs to.
    pub parent: Option<String>,
    /// What kind of answer it takes.
    pub kind: Kind,
    /// Official options.
    pub options: Arc<[Choice]>,
    /// Columns of a table, or text columns beside a row's choice.
    pub columns: Vec<Column>,
    /// When it is asked; `None`: always.
    pub condition: Option<Condition>,
    /// What it repeats for.
    pub repeat: Option<Repeat>,
    /// Must be answered before the report can be sent.
    pub required: bool,
    /// Has a box for details or additional information.
    pub details: bool,
    /// Whether an old answer may stand.
    pub time: Time,
    /// The secretariat fills it in.
    pub prefilled: bool,
    /// Names, phones, e-mails.
    pub personal: bool,
    /// Unit of a number.
    pub unit: Option<String>,
    /// Most words of the text or details.
    pub limit_words: Option<u32>,
    /// Most list entries.
    pub limit_items: Option<u32>,
    /// What a text box wants.
    pub wants: Vec<String>,
    /// Framework targets.
    pub frameworks: Vec<String>,
    /// Other numbers in exports.
    pub aliases: Vec<String>,
    /// Place in the reporting system.
    pub system: String,
    /// Not verified in the official form.
    pub unverified: bool,
    /// Remark for editors.
    pub note: String,
    /// Heading of the block it stands in.
    pub block: Labels,
    /// Short label.
    pub label: Labels,
    /// A sentence or two that explain it.
    pub about: Labels,
    /// Telling words of the official wording.
    pub words: Labels,
    /// Official wording, in templates of the user's own.
    pub official: Labels,
}

impl Question {
    /// The id without the format.
    #[must_use]
    pub fn key(&self) -> &str {
        self.id.split_once('/').map_or(self.id.as_str(), |(_, k)| k)
    }

    /// The option with this code.
    #[must_use]
    pub fn option(&self, code: &str) -> Option<&Choice> {
        self.options.iter().find(|o| o.code == code)
    }

    /// True for an answer all of whose options say no, not applicable or not known: nothing was done of which a text
    /// could tell.
    #[must_use]
    pub fn denies(&self, value: &Value) -> bool {
        let mut options = value.codes().into_iter().filter_map(|c| self.option(c)).peekable();
        options.peek().is_some()
            && options.all(|o| !matches!(o.meaning.polarity(), Polarity::Positive | Polarity::Other))
    }

    /// The text of the option with this code, or the code itself.
    #[must_use]
    pub fn option_text<'a>(&'a self, code: &'a str, lang: Lang) -> &'a str {
        self.option(code).map_or(code, |o| o.text.get(lang))
    }

    /// The official wording where the template has it, else the label.
    #[must_use]
    pub fn wording(&self, lang: Lang) -> &str {
        if self.official.is_empty() { self.label.get(lang) } else { self.official.get(lang) }
    }

    /// True where a person can enter something for the question.
    #[must_use]
    pub fn is_asked(&self) -> bool {
        self.kind != Kind::Heading || self.details
    }
}

/// One edition of one convention's report format.
#[derive(Debug, Clone)]
pub struct Format {
    /// `ramsar-cop14`.
    pub id: String,
    /// `Ramsar`.
    pub convention: String,
    /// `COP14`.
    pub edition: String,
    /// Short title.
    pub title: Labels,
    /// Years the edition covers, where it fixes them.
    pub period: Option<Period>,
    /// When due, in words.
    pub due: Labels,
    /// Languages of the official form.
    pub languages: Vec<String>,
    /// Sources of the template's facts.
    pub sources: Vec<String>,
    /// What is unverified.
    pub unverified: Vec<Labels>,
    /// A known older edition, only read.
    pub read_only: bool,
    /// Sections in form order.
    pub sections: Vec<Section>,
    /// Questions in form order.
    pub questions: Vec<Question>,
    /// Question id to index.
    pub index: Map<String, usize>,
    /// What files in this format are recognised by.
    pub wordings: Passing,
}

/// What is derived from a thing once and then kept with it. A copy begins without: it may be changed.
/// Two things do not differ by it.
#[derive(Default)]
pub struct Memo(OnceLock<Kept>);

/// What is kept: each room knows its own.
type Kept = Arc<dyn Any + Send + Sync>;

impl Memo {
    /// What is kept, made if there is nothing yet.
    pub fn get_or_init(&self, make: impl FnOnce() -> Kept) -> &Kept {
        self.0.get_or_init(make)
    }
}

/// A [`Memo`] that can be emptied when what is kept has served its purpose.
#[derive(Default)]
pub struct Passing(Mutex<Option<Kept>>);

impl Passing {
    /// What is kept, made if there is nothing (any more).
    pub fn get_or_init(&self, make: impl FnOnce() -> Kept) -> Kept {
        // Whoever panicked here left either nothing or a whole thing.
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(kept.get_or_insert_with(make))
    }

    /// Keeps it no longer; who uses it still may go on.
    pub fn forget(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
    }
}

impl Clone for Passing {
    fn clone(&self) -> Passing {
        Passing::default()
    }
}

impl std::fmt::Debug for Passing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Passing")
    }
}

impl PartialEq for Memo {
    fn eq(&self, _: &Memo) -> bool {
        true
    }
}

impl Eq for Memo {}

impl Clone for Memo {
    fn clone(&self) -> Memo {
        Memo::default()
    }
}

impl std::fmt::Debug for Memo {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Memo")
    }
}

impl Format {
    /// The question with this id.
    #[must_use]
    pub fn question(&self, id: &str) -> Option<&Question> {
        self.index.get(id).map(|&i| &self.questions[i])
    }

    /// Position of a question in the form.
    #[must_use]
    pub fn position(&self, id: &str) -> usize {
        self.index.get(id).copied().unwrap_or(usize::MAX)
    }

    /// Rows and follow-ups of a question, in form order.
    pub fn children<'a>(&'a self, id: &'a str) -> impl Iterator<Item = &'a Question> {
        self.questions.iter().filter(move |q| q.parent.as_deref() == Some(id))
    }

    /// The number of a question as printed; that of the question it belongs to where it has none, and its
    /// key where nothing above it has one.
    #[must_use]
    pub fn number<'a>(&'a self, question: &'a Question) -> &'a str {
        let mut q = question;
        for _ in 0..8 {
            if !q.number.is_empty() {
                return &q.number;
            }
            match q.parent.as_deref().and_then(|p| self.question(p)) {
                Some(p) => q = p,
                None => break,
            }
        }
        question.key()
    }

    /// The section with this id.
    #[must_use]
    pub fn section(&self, id: &str) -> Option<&Section> {
        self.sections.iter().find(|s| s.id == id)
    }
}
