//! The shape of a template file, exactly as it stands in `templates/*.toml`.
//!
//! Nothing here interprets anything: the loader turns these into the model's types and names
//! every mistake. The build script compiles the built-in templates through the same types, so this
//! file depends on nothing but serde.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// A text in dunlin's three languages; an empty string means "not known".
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RawLabels {
    /// English.
    pub en: String,
    /// French.
    pub fr: String,
    /// Spanish.
    pub es: String,
}

/// One template file: one edition of one convention's report format.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RawTemplate {
    /// Format id, the prefix of all its question ids: `ramsar-cop14`.
    pub id: String,
    /// `CBD`, `CMS`, `CITES`, `Ramsar`.
    pub convention: String,
    /// Edition as the convention names it: `COP14`.
    pub edition: String,
    /// Short title of the report.
    pub title: RawLabels,
    /// The years the edition covers, `2018-2020`; empty where each Party states its own.
    pub period: String,
    /// When the report was or is due, in words.
    pub due: RawLabels,
    /// Languages the official form exists in.
    pub languages: Vec<String>,
    /// Where the facts of this file come from.
    pub sources: Vec<String>,
    /// What a user has to know about unverified entries.
    pub unverified: Vec<RawLabels>,
    /// Written by `dunlin learn` and not finished by a mapping editor: labels may be missing in a
    /// language, and options may mean `unreviewed`.
    pub draft: bool,
    /// True where ids and labels are a known older edition that is only read, never written.
    pub read_only: bool,
    /// Sections in form order.
    pub section: Vec<RawSection>,
    /// Named option sets.
    pub options: BTreeMap<String, Vec<RawOption>>,
    /// Questions in form order.
    pub question: Vec<RawQuestion>,
}

/// A section of the form.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RawSection {
    /// Section id within the format.
    pub id: String,
    /// dunlin's short title.
    pub label: RawLabels,
}

/// One official answer option.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RawOption {
    /// Official code, or one assigned here (`assigned = true`).
    pub code: String,
    /// What the option says, independent of its letter.
    pub meaning: String,
    /// Official English text.
    pub en: String,
    /// French text.
    pub fr: String,
    /// Spanish text.
    pub es: String,
    /// Languages of the text that are dunlin's translation, not the form's.
    pub translated: Vec<String>,
    /// The form prints no code; this one was made here.
    pub assigned: bool,
}

/// One question, matrix row or follow-up.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RawQuestion {
    /// Id within the format, without its prefix: `4.1`, `1.1#a`, `2.2.1a.2`.
    pub id: String,
    /// Number as printed in the form.
    pub number: String,
    /// Section id.
    pub section: String,
    /// Id of the question this one is a row or a follow-up of.
    pub parent: String,
    /// `heading`, `single`, `multi`, `text`, `number`, `date`, `daterange`, `yesno`, `contact`,
    /// `file`, `links`, `table`, `indicator`.
    pub kind: String,
    /// Name of an option set.
    pub options: String,
    /// When the question is asked: `6_1 in partially,fully or 6_2 any-row-in yes`.
    pub condition: String,
    /// `gbf-target`, `gbf-goal`, `site`: the question is repeated per such item.
    pub repeat: String,
    /// Must be answered before the report can be sent.
    pub required: bool,
    /// The question has a box for details or additional information.
    pub details: bool,
    /// `standing`, `in-period`, `since-last`, `dated`.
    pub time: String,
    /// The secretariat fills this in before it sends the form.
    pub prefilled: bool,
    /// Holds names, phones or e-mails.
    pub personal: bool,
    /// Unit of a number, as the form has it.
    pub unit: String,
    /// Most words the form allows in the text or details box; 0: no limit known.
    pub limit_words: u32,
    /// Most list entries the form allows; 0: no limit known.
    pub limit_items: u32,
    /// What a text box wants: kinds of measures (`law`, `project` …) or what is told by measures
    /// (`institution`, `site`, `species`, `funding`), in the order in which it tells them; `general` for a
    /// general block that only a person can write; `beside` where a person has to see which of them the box asks
    /// for; `planned` where it tells what is planned; `links`
    /// where it tells which other conventions and agendas the measures serve.
    pub wants: Vec<String>,
    /// Framework targets the question serves: `GBF:T6`.
    pub frameworks: Vec<String>,
    /// Other numbers under which exports show the question.
    pub aliases: Vec<String>,
    /// Where the reporting system keeps the answer (path or group, and indicator).
    pub system: String,
    /// Wording, number or options were not verified in the official form.
    pub unverified: bool,
    /// A remark for mapping editors.
    pub note: String,
    /// Heading of the block of fields the question stands in.
    pub block: RawLabels,
    /// dunlin's own short label.
    pub label: RawLabels,
    /// A sentence or two that explain the question.
    pub about: RawLabels,
    /// Telling words of the official wording, separated by blanks.
    pub words: RawLabels,
    /// Official wording; only in templates of the user's own, never in built-in ones.
    pub official: RawLabels,
    /// Columns of a table, or text columns beside the ticks of a matrix row.
    pub columns: Vec<RawColumn>,
}

/// A column of a table or matrix row.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RawColumn {
    /// Code within the question.
    pub code: String,
    /// `text`, `number`, `tick`, `choice` (one option of a set), `tags` (several, separated by `;`).
    pub kind: String,
    /// Name of an option set, for `choice` and `tags`.
    pub options: String,
    /// Tags that stand in `mappings/`: `subjects`, `frameworks`.
    pub from: String,
    /// English heading.
    pub en: String,
    /// French heading.
    pub fr: String,
    /// Spanish heading.
    pub es: String,
    /// Languages of the heading that are dunlin's translation.
    pub translated: Vec<String>,
}
