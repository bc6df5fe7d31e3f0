//! Questions that several conventions ask about one subject: where it was asked first, where it is
//! answered most fully, and how many subjects the questions come down to.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::pool::Pool;
use super::{label, number, targets};
use crate::catalogue::Catalogue;
use crate::crosswalk::said::Said;
use crate::crosswalk::{Crosswalk, QRef, Relation};
use crate::model::{Lang, Period, Value};

/// A question of a shared subject.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SharedQuestion {
    /// Question id.
    pub question: String,
    /// Its number in the form.
    pub number: String,
    /// Its label.
    pub label: String,
    /// Convention.
    pub convention: String,
    /// Which part of the subject it asks about.
    pub facet: String,
}

/// Where something was asked or answered.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct First {
    /// Convention.
    pub convention: String,
    /// Number of the question.
    pub number: String,
    /// Question id.
    pub question: String,
    /// Years the report covers.
    pub period: Option<Period>,
    /// File name.
    pub file: String,
    /// Sheet and cell, line or path.
    pub place: String,
    /// Words of the answer.
    pub words: usize,
}

/// A subject that more than one convention asks about.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Shared {
    /// Subject id.
    pub subject: String,
    /// Its name.
    pub label: String,
    /// Theme id.
    pub theme: String,
    /// Who in a country usually knows.
    pub who: String,
    /// The questions, by convention.
    pub questions: Vec<SharedQuestion>,
    /// How many of them each convention asks.
    pub by_convention: BTreeMap<String, usize>,
    /// Pairs among them that ask the same thing or nearly, in words: `exact`, `close`, `broad` and
    /// `narrow`.
    pub same: Vec<[String; 3]>,
    /// Where this Party was asked first, as far as the files go back.
    pub first: Option<First>,
    /// Where it answers most fully, in words.
    pub fullest: Option<First>,
}

/// How often things are asked.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Burden {
    /// Questions of all forms.
    pub questions: usize,
    /// Subjects they come down to.
    pub subjects: usize,
    /// Questions about subjects that more than one convention asks about.
    pub shared_questions: usize,
    /// Those subjects, the most asked first.
    pub shared: Vec<Shared>,
}

/// Words of an answer in all its parts.
fn words(said: &Said) -> usize {
    let count = |t: &str| t.split_whitespace().count();
    let value = said.answer.value.as_ref().map_or(0, |v| match v {
        Value::Text(t) => count(t),
        Value::Codes(cs) => cs.len(),
        _ => 1,
    });
    let rows: usize = said.answer.rows.iter().flat_map(|r| r.values()).map(|t| count(t)).sum();
    value + said.answer.details.as_deref().map_or(0, count) + rows
}

fn first(said: &Said, catalogue: &Catalogue) -> First {
    First {
        convention: said.format.convention.clone(),
        number: number(catalogue, &said.question.id),
        question: said.question.id.clone(),
        period: said.report.period,
        file: said.report.file.clone(),
        place: said.answer.origin.place.clone(),
        words: words(said),
    }
}

pub(super) fn burden(pool: &Pool, catalogue: &Catalogue, crosswalk: &Crosswalk, lang: Lang) -> Burden {
    let mut by_subject: BTreeMap<&str, Vec<SharedQuestion>> = BTreeMap::new();
    let mut total = 0;
    for format in targets(catalogue) {
        for q in format.questions.iter().filter(|q| q.is_asked()) {
            total += 1;
            let qref = QRef::new(&q.id, None);
            let Some(subject) = crosswalk.main_subject(&qref) else { continue };
            let place = crosswalk.placements(&qref).iter().find(|p| p.main);
            by_subject.entry(&subject.id).or_default().push(SharedQuestion {
                question: q.id.clone(),
                number: number(catalogue, &q.id),
                label: label(catalogue, &q.id, lang),
                convention: format.convention.clone(),
                facet: place.map_or(String::new(), |p| p.facet.clone()),
            });
        }
    }
    let mut said: BTreeMap<&str, Vec<&Said>> = BTreeMap::new();
    for (q, list) in pool.all() {
        let Some(s) = crosswalk.main_subject(q) else { continue };
        said.entry(&s.id).or_default().extend(list.iter().filter(|x| !x.question.personal));
    }
    let subjects = by_subject.len();
    let mut shared: Vec<Shared> = Vec::new();
    for (id, questions) in by_subject {
        let mut by_convention: BTreeMap<String, usize> = BTreeMap::new();
        for q in &questions {
            *by_convention.entry(q.convention.clone()).or_default() += 1;
        }
        let Some(subject) = crosswalk.subject(id).filter(|_| by_convention.len() > 1) else { continue };
        let list = said.get(id).map_or(&[][..], Vec::as_slice);
        let earliest = list.iter().filter(|s| s.report.period.is_some()).min_by(|a, b| {
            let key = |s: &&&Said| (s.report.period.map(|p| (p.to, p.from)), s.format.position(&s.question.id));
            key(a).cmp(&key(b)).then_with(|| a.report.file.cmp(&b.report.file))
        });
        let fullest = list.iter().max_by(|a, b| {
            words(a)
                .cmp(&words(b))
                .then(a.year().cmp(&b.year()))
                .then_with(|| (&b.report.file, &b.question.id).cmp(&(&a.report.file, &a.question.id)))
        });
        shared.push(Shared {
            subject: id.to_owned(),
            label: subject.label.get(lang).to_owned(),
            theme: subject.theme.clone(),
            who: subject.who.get(lang).to_owned(),
            same: same(&questions, catalogue, crosswalk),
            questions,
            by_convention,
            first: earliest.map(|s| first(s, catalogue)),
            fullest: fullest.filter(|s| words(s) > 0).map(|s| first(s, catalogue)),
        });
    }
    shared.sort_by(|a, b| {
        b.by_convention
            .len()
            .cmp(&a.by_convention.len())
            .then(b.questions.len().cmp(&a.questions.len()))
            .then_with(|| a.subject.cmp(&b.subject))
    });
    Burden { questions: total, subjects, shared_questions: shared.iter().map(|s| s.questions.len()).sum(), shared }
}

/// Links among the questions that are more than *related*.
fn same(questions: &[SharedQuestion], catalogue: &Catalogue, crosswalk: &Crosswalk) -> Vec<[String; 3]> {
    let ids: BTreeSet<&str> = questions.iter().map(|q| q.question.as_str()).collect();
    let name = |q: &QRef| {
        let convention = catalogue.format_of(&q.question).map_or("", |f| f.convention.as_str());
        let item = q.item.as_deref().map_or_else(String::new, |i| format!(" {i}"));
        format!("{convention} {}{item}", number(catalogue, &q.question))
    };
    crosswalk
        .links
        .iter()
        .filter(|l| !l.not && l.relation != Relation::Related)
        .filter(|l| ids.contains(l.subject.question.as_str()) && ids.contains(l.object.question.as_str()))
        .map(|l| [name(&l.subject), l.relation.name().to_owned(), name(&l.object)])
        .collect()
}
