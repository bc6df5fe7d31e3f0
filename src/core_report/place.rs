//! Where every question of every convention stands in the core report.

use std::collections::{BTreeSet, HashMap};

use super::{ELSEWHERE, REGISTERS, format_of};
use crate::crosswalk::{Crosswalk, QRef};
use crate::model::{CORE, Drafted, Format, Item};

/// A question (of an item) and the subject under which it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    /// Theme id, the sheet it stands on.
    pub theme: String,
    /// Subject id; empty where the crosswalk has none for it.
    pub subject: String,
    /// Question id.
    pub question: String,
    /// Item of a repeated question.
    pub item: Option<String>,
}

/// Theme, subject, run of a form, item, position in the form.
type Order = (usize, usize, usize, usize, usize);

/// Places everything that is drafted: the registers, then by theme, then subject, then convention,
/// then in the order of the form, the items of repeated questions one after the other. A target's
/// questions stand in the subject the crosswalk gives this target; a national target's in that of the
/// first global target it is aligned with.
#[must_use]
pub fn place(format: &Format, drafted: &Drafted, crosswalk: &Crosswalk) -> Vec<Placed> {
    let runs = runs(format);
    let items: HashMap<&str, (usize, &Item)> =
        drafted.items.iter().enumerate().map(|(n, i)| (i.id.as_str(), (n, i))).collect();
    let subjects: HashMap<&str, usize> =
        crosswalk.subjects.iter().enumerate().map(|(n, s)| (s.id.as_str(), n)).collect();
    let themes: HashMap<&str, usize> = crosswalk.themes.iter().enumerate().map(|(n, t)| (t.id.as_str(), n)).collect();
    // Items in the Party's order; those no file describes come as they are met.
    let mut order: HashMap<&str, usize> = items.iter().map(|(id, (n, _))| (*id, *n)).collect();
    for id in drafted.drafts.iter().filter_map(|d| d.item.as_deref()) {
        let next = order.len();
        order.entry(id).or_insert(next);
    }
    let mut list: Vec<(Order, Placed)> = Vec::new();
    for d in &drafted.drafts {
        // A heading has nothing to answer: it is shown above its rows, wherever they stand.
        let Some(q) = format.question(&d.question).filter(|q| q.is_asked()) else { continue };
        let position = format.position(&d.question);
        if format_of(&d.question) == CORE {
            let placed = Placed {
                theme: REGISTERS.to_owned(),
                subject: String::new(),
                question: d.question.clone(),
                item: None,
            };
            list.push(((0, 0, position, 0, 0), placed));
            continue;
        }
        let item = d.item.as_deref().and_then(|id| items.get(id).copied());
        let subject = subject(&d.question, d.item.as_deref(), item.map(|(_, i)| i), crosswalk);
        let (theme, id) = subject.map_or((ELSEWHERE, ""), |s| (s.theme.as_str(), s.id.as_str()));
        let run = if q.repeat.is_some() { runs.get(position).copied().unwrap_or(position) } else { position };
        let key = (
            themes.get(theme).map_or(usize::MAX, |n| n + 1),
            subjects.get(id).copied().unwrap_or(usize::MAX),
            run,
            d.item.as_deref().and_then(|id| order.get(id)).copied().unwrap_or(0),
            position,
        );
        list.push((
            key,
            Placed {
                theme: theme.to_owned(),
                subject: id.to_owned(),
                question: d.question.clone(),
                item: d.item.clone(),
            },
        ));
    }
    list.sort_by_key(|(order, _)| *order);
    list.into_iter().map(|(_, p)| p).collect()
}

/// The main subject of a question; of an item's the one the crosswalk gives the item, or a target the
/// item is aligned with.
fn subject<'a>(
    question: &str,
    id: Option<&str>,
    item: Option<&Item>,
    crosswalk: &'a Crosswalk,
) -> Option<&'a crate::crosswalk::Subject> {
    let own = id.filter(|i| crosswalk.has_place(&QRef::new(question, Some(i))));
    let aligned = || {
        let list = item.into_iter().flat_map(|i| &i.frameworks).map(String::as_str);
        list.into_iter().find(|f| crosswalk.has_place(&QRef::new(question, Some(f))))
    };
    crosswalk.main_subject(&QRef::new(question, own.or_else(aligned)))
}

/// For every question the position of the first of its run: neighbours that repeat for the same.
fn runs(format: &Format) -> Vec<usize> {
    let mut runs: Vec<usize> = Vec::with_capacity(format.questions.len());
    let mut last: Option<&crate::model::Question> = None;
    for (n, q) in format.questions.iter().enumerate() {
        let goes_on =
            q.repeat.is_some() && last.is_some_and(|l| l.repeat == q.repeat && format_of(&l.id) == format_of(&q.id));
        let start = if goes_on { runs.last().copied().unwrap_or(n) } else { n };
        runs.push(start);
        last = Some(q);
    }
    runs
}

/// The part of a placement that a report to one convention needs: the subjects its questions stand in,
/// with what the other conventions ask there, and the registers.
#[must_use]
pub fn only_for(placement: Vec<Placed>, format: &str) -> Vec<Placed> {
    let subjects: BTreeSet<(String, String)> = placement
        .iter()
        .filter(|p| format_of(&p.question) == format)
        .map(|p| (p.theme.clone(), p.subject.clone()))
        .collect();
    let mut list = placement;
    list.retain(|p| p.theme == REGISTERS || subjects.contains(&(p.theme.clone(), p.subject.clone())));
    list
}
