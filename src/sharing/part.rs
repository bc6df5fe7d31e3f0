//! The part of a core report that one expert is handed out.

use std::collections::BTreeSet;

use super::Handout;
use crate::core_report::{CoreDraft, Placed};
use crate::model::{CORE, Format, Report};

/// The register whose rows are shared out by their subjects.
const MEASURES: &str = "core/measures";

/// What an expert's workbook is made of.
#[derive(Debug, Clone)]
pub struct Given {
    /// Drafts of the expert's questions, and the measures of their subjects.
    pub draft: CoreDraft,
    /// Where they stand.
    pub placement: Vec<Placed>,
}

/// The part of a core report for one expert: the questions of all conventions about their subjects, the
/// measures tagged with them, and of the reports it was made from what was said about them. No contact
/// of a person goes along.
#[must_use]
pub fn part(draft: &CoreDraft, placement: &[Placed], format: &Format, handout: &Handout) -> Given {
    let subjects: BTreeSet<&str> = handout.subjects.iter().map(String::as_str).collect();
    let theirs =
        |p: &&Placed| (!p.subject.is_empty() && subjects.contains(p.subject.as_str())) || p.question == MEASURES;
    let placement: Vec<Placed> = placement.iter().filter(theirs).cloned().collect();
    let keys: BTreeSet<(&str, Option<&str>)> =
        placement.iter().map(|p| (p.question.as_str(), p.item.as_deref())).collect();
    let mut drafted = draft.drafted.clone();
    // A question may depend on one that somebody else is asked: its state counts, its words do not go along.
    let asked: BTreeSet<&str> = placement.iter().map(|p| p.question.as_str()).collect();
    let needed: BTreeSet<&str> = asked
        .iter()
        .filter_map(|q| format.question(q))
        .filter_map(|q| q.condition.as_ref())
        .flat_map(|c| c.any.iter().map(|t| t.question.as_str()))
        .collect();
    drafted
        .drafts
        .retain(|d| keys.contains(&(d.question.as_str(), d.item.as_deref())) || needed.contains(d.question.as_str()));
    for d in drafted.drafts.iter_mut().filter(|d| d.question == MEASURES) {
        d.rows.retain(|r| r.get("subjects").is_some_and(|t| t.split(';').any(|s| subjects.contains(s.trim()))));
    }
    let told: BTreeSet<(&str, Option<&str>)> = drafted
        .drafts
        .iter()
        .flat_map(|d| d.sources.iter().map(|s| (s.question.as_str(), s.item.as_deref())))
        .chain(keys.iter().copied())
        .collect();
    let personal = |id: &str| format.question(id).is_some_and(|q| q.personal);
    let carried: Vec<Report> = draft
        .carried
        .iter()
        .map(|r| {
            let mut r = r.clone();
            r.answers.retain(|a| told.contains(&a.key()) && !personal(&a.question));
            r
        })
        .filter(|r| !r.answers.is_empty())
        .collect();
    drafted.items.retain(|i| keys.iter().any(|(_, item)| *item == Some(i.id.as_str())));
    let (periods, targets) = (draft.periods.clone(), draft.targets.clone());
    Given { draft: CoreDraft { drafted, periods, carried, targets, handed: None }, placement }
}

/// What of a core report was handed out to somebody: a test for questions and items.
pub fn given<'a>(placement: &'a [Placed], handout: &'a Handout) -> impl Fn(&str, Option<&str>) -> bool + 'a {
    let keys: BTreeSet<(&str, Option<&str>)> = placement
        .iter()
        .filter(|p| handout.subjects.contains(&p.subject))
        .map(|p| (p.question.as_str(), p.item.as_deref()))
        .collect();
    move |question, item| question.starts_with(CORE) || keys.contains(&(question, item))
}
