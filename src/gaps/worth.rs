//! What one new answer, or one new measure, would give: how many other open questions it would help.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::coverage::Class;
use super::{label, number};
use crate::catalogue::Catalogue;
use crate::crosswalk::{Crosswalk, QRef, Reuse};
use crate::model::{Drafted, Format, Item, Kind, Lang};
use crate::prefill::references;

/// Most questions and measures that are listed.
const MOST: usize = 200;

/// An open question and what an answer to it would give.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WorthQuestion {
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
    /// Subject id.
    pub subject: String,
    /// Who in a country usually knows.
    pub who: String,
    /// Other open questions that a link lets reuse its answer or text, or that it limits.
    pub linked: usize,
    /// Further open questions of the same subject it would be evidence for.
    pub subject_others: usize,
    /// The linked ones.
    pub helps: Vec<String>,
    #[serde(skip)]
    pub(super) subject_rank: usize,
}

/// A kind of measure under a subject that open text boxes ask for.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Measure {
    /// Subject id.
    pub subject: String,
    /// Its name.
    pub subject_label: String,
    /// Kind of measure: `law`, `project`.
    pub kind: String,
    /// Open questions whose text it could go into.
    pub questions: usize,
    /// Their conventions.
    pub conventions: Vec<String>,
    /// Their numbers, by convention.
    pub boxes: Vec<String>,
}

/// What to answer, and what to write down, first.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Worth {
    /// Open questions, the most helpful first.
    pub questions: Vec<WorthQuestion>,
    /// Measures, the most wanted first.
    pub measures: Vec<Measure>,
}

struct Open<'a> {
    convention: &'a str,
    refs: Vec<QRef>,
    question: &'a crate::model::Question,
    item: Option<&'a str>,
}

pub(super) fn worth(drafted: &[(&Format, Drafted)], catalogue: &Catalogue, crosswalk: &Crosswalk, lang: Lang) -> Worth {
    let mut open: Vec<Open> = Vec::new();
    for (format, d) in drafted {
        for draft in d.drafts.iter().filter(|x| Class::of(x.standing) == Class::Open) {
            let Some(question) = format.question(&draft.question).filter(|q| q.is_asked()) else { continue };
            let own = draft.item.as_deref().and_then(|id| d.items.iter().find(|i| i.id == id)).cloned();
            let bare = draft.item.as_deref().map(|id| Item {
                id: id.to_owned(),
                title: String::new(),
                frameworks: Vec::new(),
            });
            let refs = references(question, own.or(bare).as_ref());
            open.push(Open { convention: &format.convention, refs, question, item: draft.item.as_deref() });
        }
    }
    let mut by_ref: BTreeMap<&QRef, Vec<usize>> = BTreeMap::new();
    let mut by_subject: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
    for (n, o) in open.iter().enumerate() {
        for r in &o.refs {
            by_ref.entry(r).or_default().push(n);
        }
        if let Some(s) = o.refs.first().and_then(|r| crosswalk.main_subject(r)) {
            by_subject.entry(&s.id).or_default().insert(n);
        }
    }
    let mut bounds: BTreeMap<&QRef, BTreeSet<&QRef>> = BTreeMap::new();
    for b in &crosswalk.bounds {
        bounds.entry(&b.from).or_default().insert(&b.to);
    }
    let mut questions = Vec::new();
    for (n, o) in open.iter().enumerate() {
        // What is about a person, a file or a title serves its own form only.
        if o.question.personal || matches!(o.question.kind, Kind::Contact | Kind::File | Kind::Heading | Kind::Links) {
            continue;
        }
        let mut linked: BTreeSet<usize> = BTreeSet::new();
        for r in &o.refs {
            for link in crosswalk.links_of(r).filter(|l| !l.not) {
                let (_, reuse, other) = link.from_side(r);
                if reuse >= Reuse::Hint {
                    linked.extend(by_ref.get(other).into_iter().flatten());
                }
            }
            for to in bounds.get(r).into_iter().flatten() {
                linked.extend(by_ref.get(to).into_iter().flatten());
            }
        }
        linked.remove(&n);
        let subject = o.refs.first().and_then(|r| crosswalk.main_subject(r));
        let others = subject.and_then(|s| by_subject.get(s.id.as_str())).map_or(0, |all| {
            all.iter()
                .filter(|i| open.get(**i).is_some_and(|x| x.convention != o.convention) && !linked.contains(i))
                .count()
        });
        if linked.is_empty() && others == 0 {
            continue;
        }
        let helps: Vec<String> = linked
            .iter()
            .filter_map(|i| open.get(*i))
            .map(|x| format!("{} {}", x.convention, number(catalogue, &x.question.id)))
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect();
        questions.push(WorthQuestion {
            question: o.question.id.clone(),
            item: o.item.map(str::to_owned),
            number: number(catalogue, &o.question.id),
            label: label(catalogue, &o.question.id, lang),
            convention: o.convention.to_owned(),
            subject: subject.map_or(String::new(), |s| s.id.clone()),
            who: subject.map_or(String::new(), |s| s.who.get(lang).to_owned()),
            linked: linked.len(),
            subject_others: others,
            helps,
            subject_rank: n,
        });
    }
    questions.sort_by(|a, b| {
        // A link gives more than evidence of one subject does.
        let score = |w: &WorthQuestion| w.linked * 3 + w.subject_others;
        score(b).cmp(&score(a)).then(b.linked.cmp(&a.linked)).then(a.subject_rank.cmp(&b.subject_rank))
    });
    Worth { questions, measures: measures(&open, catalogue, crosswalk, lang) }
}

/// Keeps what is worth listing.
pub(super) fn most_helpful(worth: &mut Worth) {
    worth.questions.truncate(MOST);
}

/// Open boxes that ask for one kind of measure.
#[derive(Default)]
struct Wanted {
    conventions: BTreeSet<String>,
    boxes: BTreeSet<String>,
    questions: usize,
}

/// Kinds of measures that open text boxes ask for, by subject.
fn measures(open: &[Open], catalogue: &Catalogue, crosswalk: &Crosswalk, lang: Lang) -> Vec<Measure> {
    let mut wanted: BTreeMap<(&str, &str), Wanted> = BTreeMap::new();
    for o in open {
        let text = o.question.kind == Kind::Text || o.question.details;
        let Some(subject) = o.refs.first().and_then(|r| crosswalk.main_subject(r)).filter(|_| text) else { continue };
        // These ask for an account or a choice, not for a measure.
        for kind in o.question.wants.iter().filter(|w| !matches!(w.as_str(), "general" | "beside")) {
            let w = wanted.entry((&subject.id, kind)).or_default();
            w.conventions.insert(o.convention.to_owned());
            w.boxes.insert(format!("{} {}", o.convention, number(catalogue, &o.question.id)));
            w.questions += 1;
        }
    }
    let mut list: Vec<Measure> = wanted
        .into_iter()
        .map(|((subject, kind), w)| Measure {
            subject: subject.to_owned(),
            subject_label: crosswalk.subject(subject).map_or("", |s| s.label.get(lang)).to_owned(),
            kind: kind.to_owned(),
            questions: w.questions,
            conventions: w.conventions.into_iter().collect(),
            boxes: w.boxes.into_iter().collect(),
        })
        .collect();
    list.sort_by(|a, b| {
        b.conventions
            .len()
            .cmp(&a.conventions.len())
            .then(b.questions.cmp(&a.questions))
            .then_with(|| (&a.subject, &a.kind).cmp(&(&b.subject, &b.kind)))
    });
    list.truncate(MOST);
    list
}
