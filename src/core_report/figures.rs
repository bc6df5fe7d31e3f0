//! What the core report is worth before any country fills it: counted on the templates and the mappings
//! alone, each time it is asked.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::{Core, format_of};
use crate::catalogue::Catalogue;
use crate::crosswalk::rules::Gives;
use crate::crosswalk::{Crosswalk, QRef};
use crate::model::{CORE, Format, Kind, Lang, Question, Repeat, Time};
use crate::registers::{Composable, composable};
use crate::sharing::{By, plan};

/// A number for each convention, by its name.
pub type ByConvention = BTreeMap<String, usize>;

/// The figures.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Figures {
    /// Questions, rows and follow-ups that take an answer; a repeated one counts once.
    pub questions: ByConvention,
    /// Looking things up.
    pub lookups: Lookups,
    /// Boxes for text: answers and details.
    pub boxes: Boxes,
    /// What rules can answer.
    pub derivable: Vec<Derivable>,
    /// Workbooks for experts, where each subject goes to whoever is named first for it.
    pub experts: usize,
    /// Questions whose last answer may stand until it changes.
    pub standing: ByConvention,
}

/// Looking things up: question by question, and subject by subject.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Lookups {
    /// Main questions of all forms, rows and follow-ups with them; one whose rows belong to several
    /// subjects counts once for each. A question that repeats for targets, goals or sites counts once.
    pub questions: usize,
    /// Subjects these belong to.
    pub subjects: usize,
    /// Sittings where each convention's questions about a subject are looked up together, but convention by
    /// convention.
    pub sittings: usize,
    /// Of the questions, those of subjects that two or more conventions ask about.
    pub shared_questions: usize,
    /// Those subjects.
    pub shared_subjects: usize,
}

impl Lookups {
    /// Look-ups saved where one sitting serves all questions of a shared subject.
    #[must_use]
    pub fn saved(&self) -> usize {
        self.shared_questions.saturating_sub(self.shared_subjects)
    }
}

/// Boxes for text, and those that measures can fill.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Boxes {
    /// All of them.
    pub all: Filled,
    /// Those of subjects that two or more conventions ask about.
    pub shared: Filled,
    /// Of these, the ones for an *if yes* and for additional information: a text with a condition, a text
    /// below another question, the details beside an answer.
    pub following: Filled,
    /// Of `following`, the ones that nothing composes, by number.
    pub following_left: Vec<String>,
    /// Comments on the data of an indicator, which are not among the boxes: they are about figures.
    pub data_comments: usize,
}

/// How many boxes measures fill.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Filled {
    /// Boxes.
    pub boxes: usize,
    /// Those whose text can stand in the cell, made of measures alone.
    pub composed: usize,
    /// Those that need a person's own words besides: the text stands beside the cell.
    pub proposed: usize,
}

impl Filled {
    fn add(&mut self, c: Composable) {
        self.boxes += 1;
        self.composed += usize::from(c == Composable::Whole);
        self.proposed += usize::from(c == Composable::Part);
    }
}

/// What rules can answer, of one kind of answer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Derivable {
    /// Kind of answer.
    pub what: What,
    /// Questions (of ticks: options) that confirmed rows answer in the cell.
    pub certain: ByConvention,
    /// Those that are answered beside the cell only.
    pub likely: ByConvention,
}

/// Kinds of answers that rules give.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum What {
    /// One option.
    Coded,
    /// Ticks of several-choice questions.
    Ticks,
    /// Numbers.
    Numbers,
    /// Tables, or rows beside an answer.
    Tables,
    /// Names and addresses.
    Contacts,
    /// Text boxes.
    Texts,
    /// Details beside an answer.
    Details,
}

impl What {
    /// All of them, in the order in which they are told.
    pub const ALL: [What; 7] =
        [What::Coded, What::Ticks, What::Numbers, What::Tables, What::Contacts, What::Texts, What::Details];
}

impl Figures {
    /// Counts.
    #[must_use]
    pub fn count(core: &Core, catalogue: &Catalogue, crosswalk: &Crosswalk) -> Figures {
        let format = &core.format;
        let asked: Vec<&Question> =
            format.questions.iter().filter(|q| q.is_asked() && format_of(&q.id) != CORE).collect();
        let mut figures = Figures::default();
        for q in &asked {
            *figures.questions.entry(convention(&q.id, core)).or_default() += 1;
            let standing = figures.standing.entry(convention(&q.id, core)).or_default();
            *standing += usize::from(q.time == Time::Standing);
        }
        let shared = shared(crosswalk, core);
        figures.lookups = lookups(&asked, &shared, format, crosswalk);
        figures.boxes = boxes(&asked, &shared, crosswalk);
        figures.derivable = derivable(core, catalogue, crosswalk);
        let subjects: BTreeSet<&str> = asked.iter().flat_map(|q| subjects(q, crosswalk)).collect();
        let subjects: Vec<&str> = subjects.into_iter().collect();
        figures.experts = plan(&By::Who, &subjects, crosswalk, Lang::En).len();
        figures
    }
}

fn convention(question: &str, core: &Core) -> String {
    core.names.get(format_of(question)).cloned().unwrap_or_default()
}

/// The main subjects of a question: of one that repeats for targets or goals, those of its items.
fn subjects<'a>(q: &Question, crosswalk: &'a Crosswalk) -> BTreeSet<&'a str> {
    let items = q.repeat.map_or_else(Vec::new, Repeat::fixed_items);
    let places = items.iter().map(|i| Some(i.as_str())).chain([None]);
    places.filter_map(|i| crosswalk.main_subject(&QRef::new(&q.id, i))).map(|s| s.id.as_str()).collect()
}

/// Subjects that two or more conventions ask about.
fn shared<'a>(crosswalk: &'a Crosswalk, core: &Core) -> BTreeSet<&'a str> {
    let mut asking: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for q in core.format.questions.iter().filter(|q| q.is_asked()) {
        for s in subjects(q, crosswalk) {
            asking.entry(s).or_default().insert(format_of(&q.id));
        }
    }
    asking.into_iter().filter(|(_, formats)| formats.len() > 1).map(|(s, _)| s).collect()
}

fn lookups(asked: &[&Question], shared: &BTreeSet<&str>, format: &Format, crosswalk: &Crosswalk) -> Lookups {
    let mut questions: BTreeSet<(&str, &str)> = BTreeSet::new();
    for q in asked {
        if let Some(s) = crosswalk.main_subject(&QRef::new(&q.id, None)) {
            questions.insert((&s.id, top(q, format)));
        }
    }
    let sittings: BTreeSet<(&str, &str)> = questions.iter().map(|(s, q)| (*s, format_of(q))).collect();
    let subjects: BTreeSet<&str> = questions.iter().map(|(s, _)| *s).collect();
    Lookups {
        questions: questions.len(),
        subjects: subjects.len(),
        sittings: sittings.len(),
        shared_questions: questions.iter().filter(|(s, _)| shared.contains(s)).count(),
        shared_subjects: subjects.intersection(shared).count(),
    }
}

/// The main question that a row or a follow-up belongs to.
fn top<'a>(q: &'a Question, format: &'a Format) -> &'a str {
    let mut at = q;
    // Parents stand before their children; the ceiling only guards against a circle in user data.
    for _ in 0..8 {
        match at.parent.as_deref().and_then(|p| format.question(p)) {
            Some(p) => at = p,
            None => break,
        }
    }
    &at.id
}

fn boxes(asked: &[&Question], shared: &BTreeSet<&str>, crosswalk: &Crosswalk) -> Boxes {
    let mut boxes = Boxes::default();
    for q in asked.iter().filter(|q| is_box(q)) {
        if q.kind == Kind::Indicator {
            boxes.data_comments += 1;
            continue;
        }
        let c = composable(q, crosswalk);
        boxes.all.add(c);
        if !subjects(q, crosswalk).iter().any(|s| shared.contains(s)) {
            continue;
        }
        boxes.shared.add(c);
        if q.kind != Kind::Text || q.parent.is_some() || q.condition.is_some() {
            boxes.following.add(c);
            if c == Composable::No {
                boxes.following_left.push(if q.number.is_empty() { q.id.clone() } else { q.number.clone() });
            }
        }
    }
    boxes
}

/// True for a box that takes free text about what the country did or has.
fn is_box(q: &Question) -> bool {
    (q.kind == Kind::Text || q.details) && !q.personal
}

fn derivable(core: &Core, catalogue: &Catalogue, crosswalk: &Crosswalk) -> Vec<Derivable> {
    let mut found: BTreeMap<(What, bool), BTreeSet<(String, String)>> = BTreeMap::new();
    for rule in &crosswalk.rules(catalogue).all {
        let Some(q) = core.format.question(&rule.to) else { continue };
        let (what, option) = match &rule.gives {
            Gives::Option(code) if q.kind == Kind::Multi => (What::Ticks, code.as_str()),
            Gives::Option(_) => (What::Coded, ""),
            Gives::Count { .. } => (What::Numbers, ""),
            Gives::Table { .. } => (What::Tables, ""),
            Gives::Text { .. } if q.personal || q.kind == Kind::Contact => (What::Contacts, ""),
            Gives::Text { .. } if q.kind.is_textual() => (What::Texts, ""),
            Gives::Text { .. } => (What::Details, ""),
        };
        found.entry((what, rule.likely)).or_default().insert((q.id.clone(), option.to_owned()));
    }
    let by_convention = |what: What, likely: bool| {
        let mut counts = ByConvention::new();
        // What one rule answers in the cell is not told again where another shows it beside.
        let certain = found.get(&(what, false)).filter(|_| likely);
        for (id, option) in found.get(&(what, likely)).into_iter().flatten() {
            if certain.is_none_or(|c| !c.contains(&(id.clone(), option.clone()))) {
                *counts.entry(convention(id, core)).or_default() += 1;
            }
        }
        counts
    };
    What::ALL
        .into_iter()
        .map(|what| Derivable { what, certain: by_convention(what, false), likely: by_convention(what, true) })
        .collect()
}
