//! What is answered, reusable and open: by convention, section, theme and framework target.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::Serialize;

use super::words::{framework_name, framework_order};
use super::worth::Worth;
use super::{label, number};
use crate::catalogue::Catalogue;
use crate::check::holds_contact;
use crate::crosswalk::said::{Said, value_words};
use crate::crosswalk::{Crosswalk, QRef};
use crate::model::{Draft, Drafted, Format, Lang, Period, Question, Source, Standing, Step};

/// What a question needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    /// The report answers it.
    Answered,
    /// Something of the country's own fills it or gives a text to edit.
    Reusable,
    /// Nobody has answered it, or reports disagree.
    Open,
    /// Its condition is false.
    NotAsked,
}

impl Class {
    /// The class of a standing.
    #[must_use]
    pub fn of(standing: Standing) -> Class {
        match standing {
            Standing::Kept => Class::Answered,
            Standing::Copied
            | Standing::Recoded
            | Standing::Derived
            | Standing::Composed
            | Standing::CarriedOver
            | Standing::Suggested => Class::Reusable,
            Standing::Hint | Standing::Conflict | Standing::Gap => Class::Open,
            Standing::NotAsked => Class::NotAsked,
        }
    }

    /// Name in JSON and in pages.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Class::Answered => "answered",
            Class::Reusable => "reusable",
            Class::Open => "open",
            Class::NotAsked => "not-asked",
        }
    }
}

/// Counts of questions. `asked` is the sum of answered, reusable and open.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// Questions asked.
    pub asked: usize,
    /// Answered in the report itself.
    pub answered: usize,
    /// Filled, or with a text to edit, from the country's own other answers.
    pub reusable: usize,
    /// Neither.
    pub open: usize,
    /// By standing; none with 0, those not asked too.
    pub by_standing: BTreeMap<&'static str, usize>,
}

impl Tally {
    fn add(&mut self, standing: Standing) {
        *self.by_standing.entry(standing.name()).or_default() += 1;
        let count = match Class::of(standing) {
            Class::Answered => &mut self.answered,
            Class::Reusable => &mut self.reusable,
            Class::Open => &mut self.open,
            Class::NotAsked => return,
        };
        *count += 1;
        self.asked += 1;
    }

    /// Per cent of the questions asked that are answered, rounded down: 100 means all.
    #[must_use]
    pub fn percent(&self) -> usize {
        (self.answered * 100).checked_div(self.asked).unwrap_or_default()
    }

    /// How many have a standing.
    #[must_use]
    pub fn of(&self, standing: Standing) -> usize {
        self.by_standing.get(standing.name()).copied().unwrap_or_default()
    }
}

/// A line of a coverage table: a section, a theme, a target.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Row {
    /// Its id.
    pub id: String,
    /// Its name.
    pub label: String,
    /// All conventions together.
    pub all: Tally,
    /// By convention.
    pub by_convention: BTreeMap<String, Tally>,
}

/// Coverage of one convention's form.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OfFormat {
    /// Format id.
    pub format: String,
    /// Convention.
    pub convention: String,
    /// Title of the form.
    pub title: String,
    /// Years looked at.
    pub period: Option<Period>,
    /// All of it.
    pub all: Tally,
    /// By section.
    pub sections: Vec<Row>,
}

/// Coverage of one framework.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OfFramework {
    /// Framework id: `GBF`.
    pub id: String,
    /// Its name.
    pub label: String,
    /// By target, goal or objective.
    pub targets: Vec<Row>,
}

/// A source of what is proposed, in short.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Told {
    /// Question id.
    pub question: String,
    /// Its number.
    pub number: String,
    /// Convention.
    pub convention: String,
    /// Years its report covers.
    pub period: Option<Period>,
    /// File name.
    pub file: String,
    /// Sheet and cell, line or path.
    pub place: String,
    /// How it relates to the question.
    pub relation: String,
    /// What was done.
    pub step: Step,
    /// Its words, shortened; empty where it is about a person.
    pub says: String,
}

/// One question of one convention, with what is known.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Asked {
    /// Question id.
    pub question: String,
    /// Item, for a repeated question.
    pub item: Option<String>,
    /// Its number in the form.
    pub number: String,
    /// Its label.
    pub label: String,
    /// Convention.
    pub convention: String,
    /// Section id.
    pub section: String,
    /// Theme id.
    pub theme: String,
    /// Subject id.
    pub subject: String,
    /// Its standing in the draft.
    pub standing: Standing,
    /// What it needs.
    pub class: Class,
    /// Framework targets it is aligned with.
    pub targets: Vec<String>,
    /// What stands in the cell, in words and shortened; empty where it is about a person.
    pub says: String,
    /// How many other open questions an answer would help.
    pub helps: usize,
    /// Where that comes from.
    pub sources: Vec<Told>,
}

/// What is answered, reusable and open.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Coverage {
    /// All conventions together.
    pub all: Tally,
    /// By convention.
    pub conventions: Vec<OfFormat>,
    /// By theme.
    pub themes: Vec<Row>,
    /// By framework target.
    pub frameworks: Vec<OfFramework>,
    /// Every question.
    pub questions: Vec<Asked>,
}

/// Most characters of a quotation.
const MOST: usize = 320;

/// A text in one piece of at most [`MOST`] characters, cut at a word.
pub(super) fn short(text: &str) -> String {
    let text = text.trim();
    let Some((end, _)) = text.char_indices().nth(MOST) else { return text.to_owned() };
    let head = text.get(..end).unwrap_or(text);
    let cut = head.rfind(char::is_whitespace).filter(|c| *c > end / 2).unwrap_or(end);
    format!("{} […]", head.get(..cut).unwrap_or(head).trim_end())
}

/// Words that may be shown to anybody: a text with an e-mail address or a phone number is not.
pub(super) fn public(text: &str) -> String {
    if holds_contact(text) { "[…]".to_owned() } else { short(text) }
}

/// What an answer says, for tables that anybody may read.
pub(super) fn quoted(said: &Said, lang: Lang) -> String {
    if said.question.personal || said.question.kind == crate::model::Kind::Contact {
        return String::new();
    }
    public(&said.says(lang))
}

fn is_private(q: &Question) -> bool {
    q.personal || q.kind == crate::model::Kind::Contact
}

pub(super) fn coverage(
    drafted: &[(&Format, Drafted)],
    worth: &Worth,
    catalogue: &Catalogue,
    crosswalk: &Crosswalk,
    lang: Lang,
) -> Coverage {
    let helps: HashMap<(&str, Option<&str>), usize> = worth
        .questions
        .iter()
        .map(|w| ((w.question.as_str(), w.item.as_deref()), w.linked + w.subject_others))
        .collect();
    let mut all = Tally::default();
    let mut conventions = Vec::new();
    let mut themes: BTreeMap<&str, Row> = BTreeMap::new();
    let mut targets: BTreeMap<String, Row> = BTreeMap::new();
    let mut questions = Vec::new();
    for (format, d) in drafted {
        let mut of_format = Tally::default();
        let mut sections: BTreeMap<&str, Row> = BTreeMap::new();
        for draft in &d.drafts {
            let Some(q) = format.question(&draft.question).filter(|q| q.is_asked()) else { continue };
            let qref = QRef::new(&draft.question, draft.item.as_deref());
            let subject = subject_of(d, draft, &qref, crosswalk);
            let theme = subject.map_or("", |s| s.theme.as_str());
            all.add(draft.standing);
            of_format.add(draft.standing);
            let section = format.section(&q.section).map_or("", |s| s.label.get(lang));
            add(sections.entry(&q.section), &q.section, section, &format.convention, draft.standing);
            let label = crosswalk.themes.iter().find(|t| t.id == theme).map_or("", |t| t.label.get(lang));
            add(themes.entry(theme), theme, label, &format.convention, draft.standing);
            let mut aligned = aligned(q, draft, d, subject.map_or(&[][..], |s| &s.frameworks));
            // Some forms also name their own lists of choices there.
            aligned.retain(|t| crosswalk.frameworks.contains_key(t));
            for t in &aligned {
                let title = crosswalk.framework_title(t, lang);
                add(targets.entry(t.clone()), t, title, &format.convention, draft.standing);
            }
            let mut row = asked(q, draft, format, theme, subject.map_or("", |s| &s.id), &helps, catalogue, lang);
            row.targets = aligned.into_iter().collect();
            questions.push(row);
        }
        let mut list: Vec<Row> = sections.into_values().collect();
        list.sort_by_key(|r| format.sections.iter().position(|s| s.id == r.id));
        conventions.push(OfFormat {
            format: format.id.clone(),
            convention: format.convention.clone(),
            title: format.title.get(lang).to_owned(),
            period: d.period,
            all: of_format,
            sections: list,
        });
    }
    let mut theme_rows: Vec<Row> = themes.into_values().collect();
    theme_rows.sort_by_key(|r| crosswalk.themes.iter().position(|t| t.id == r.id));
    Coverage { all, conventions, themes: theme_rows, frameworks: frameworks(targets, lang), questions }
}

/// The main subject; for a national target that of the global targets it is aligned with.
fn subject_of<'c>(
    d: &Drafted,
    draft: &Draft,
    q: &QRef,
    crosswalk: &'c Crosswalk,
) -> Option<&'c crate::crosswalk::Subject> {
    let item = draft.item.as_deref().and_then(|id| d.items.iter().find(|i| i.id == id));
    let of_targets = item.into_iter().flat_map(|i| &i.frameworks).find_map(|f| {
        let as_target = QRef::new(&draft.question, Some(f));
        crosswalk.has_place(&as_target).then(|| crosswalk.main_subject(&as_target)).flatten()
    });
    if crosswalk.has_place(q) { crosswalk.main_subject(q) } else { of_targets.or_else(|| crosswalk.main_subject(q)) }
}

fn add(
    entry: std::collections::btree_map::Entry<'_, impl Ord, Row>,
    id: &str,
    label: &str,
    convention: &str,
    standing: Standing,
) {
    let row = entry.or_insert_with(|| Row {
        id: id.to_owned(),
        label: label.to_owned(),
        all: Tally::default(),
        by_convention: BTreeMap::new(),
    });
    row.all.add(standing);
    row.by_convention.entry(convention.to_owned()).or_default().add(standing);
}

/// Framework targets of a question: those its form names, those of its item, those of its subject.
fn aligned(q: &Question, draft: &Draft, d: &Drafted, of_subject: &[String]) -> BTreeSet<String> {
    let item = draft.item.as_deref();
    let of_item = item.and_then(|id| d.items.iter().find(|i| i.id == id)).map_or(&[][..], |i| &i.frameworks);
    let mut targets: BTreeSet<String> = q.frameworks.iter().chain(of_item).cloned().collect();
    if item.is_some() {
        // About one target; the question's subject may name others.
        targets.extend(item.filter(|i| i.starts_with("GBF:")).map(str::to_owned));
    }
    if item.is_none() || of_item.is_empty() {
        targets.extend(of_subject.iter().cloned());
    }
    targets
}

fn frameworks(targets: BTreeMap<String, Row>, lang: Lang) -> Vec<OfFramework> {
    let mut by_framework: BTreeMap<String, Vec<Row>> = BTreeMap::new();
    for (id, row) in targets {
        let framework = id.split_once(':').map_or(id.as_str(), |(f, _)| f).to_owned();
        by_framework.entry(framework).or_default().push(row);
    }
    let mut list: Vec<OfFramework> = by_framework
        .into_iter()
        .map(|(id, mut targets)| {
            targets.sort_by_key(|r| natural(&r.id));
            OfFramework { label: framework_name(&id, lang).to_owned(), id, targets }
        })
        .collect();
    list.sort_by_key(|f| (framework_order(&f.id), f.id.clone()));
    list
}

/// Goals, then targets, their numbers as numbers.
fn natural(id: &str) -> (bool, Vec<(u64, String)>) {
    let local = id.split_once(':').map_or(id, |(_, l)| l);
    let mut parts = Vec::new();
    for piece in local.split(['.', '-']) {
        let digits: String = piece.chars().filter(char::is_ascii_digit).collect();
        let letters: String = piece.chars().filter(|c| !c.is_ascii_digit()).collect();
        parts.push((digits.parse().unwrap_or(0), letters));
    }
    (!local.starts_with("GOAL") && !local.starts_with('G'), parts)
}

#[allow(clippy::too_many_arguments)] // each is a column of the row
fn asked(
    q: &Question,
    draft: &Draft,
    format: &Format,
    theme: &str,
    subject: &str,
    helps: &HashMap<(&str, Option<&str>), usize>,
    catalogue: &Catalogue,
    lang: Lang,
) -> Asked {
    let says = if is_private(q) {
        String::new()
    } else {
        let value = draft.value.as_ref().map(|v| value_words(v, q, lang));
        let parts: Vec<String> = value.into_iter().chain(draft.details.clone()).collect();
        let rows = draft.rows.iter().take(3).map(|r| r.values().cloned().collect::<Vec<_>>().join(" | "));
        public(&parts.into_iter().chain(rows).filter(|t| !t.trim().is_empty()).collect::<Vec<_>>().join("\n"))
    };
    Asked {
        question: draft.question.clone(),
        item: draft.item.clone(),
        number: number(catalogue, &draft.question),
        label: label(catalogue, &q.id, lang),
        convention: format.convention.clone(),
        section: q.section.clone(),
        theme: theme.to_owned(),
        subject: subject.to_owned(),
        standing: draft.standing,
        class: Class::of(draft.standing),
        targets: Vec::new(),
        says,
        helps: helps.get(&(draft.question.as_str(), draft.item.as_deref())).copied().unwrap_or_default(),
        sources: draft.sources.iter().map(|s| told(s, catalogue, is_private(q))).collect(),
    }
}

fn told(s: &Source, catalogue: &Catalogue, private: bool) -> Told {
    let question = catalogue.question(&s.question);
    let hide = private || question.is_none_or(is_private);
    Told {
        question: s.question.clone(),
        number: number(catalogue, &s.question),
        convention: catalogue.format_of(&s.question).map_or_else(String::new, |f| f.convention.clone()),
        period: s.period,
        file: s.file.clone(),
        place: s.place.clone(),
        relation: s.relation.clone(),
        step: s.step,
        says: if hide { String::new() } else { public(&s.says) },
    }
}
