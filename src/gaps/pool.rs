//! Every answer of one Party, by the question (and item) of the newest edition.

use std::collections::BTreeMap;

use crate::catalogue::Catalogue;
use crate::crosswalk::said::{Said, newest, references};
use crate::crosswalk::{Crosswalk, QRef};
use crate::model::{Answer, Asked, Format, Period, Question, Report, Value};

/// Answers of one Party. Unlike what a draft draws on, older answers stay.
pub(super) struct Pool<'a> {
    by_question: BTreeMap<QRef, Vec<Said<'a>>>,
    newest: BTreeMap<QRef, u16>,
}

impl<'a> Pool<'a> {
    /// Gathers every answer that its own report asks for: one whose condition is false says nothing.
    pub(super) fn build(reports: &[&'a Report], catalogue: &'a Catalogue, crosswalk: &'a Crosswalk) -> Pool<'a> {
        let mut by_question: BTreeMap<QRef, Vec<Said<'a>>> = BTreeMap::new();
        for report in reports {
            let Some(format) = catalogue.format(&report.format) else { continue };
            let codes = Codes::of(report);
            for answer in report.answers.iter().filter(|a| !a.is_blank()) {
                let Some(question) = format.question(&answer.question) else { continue };
                if !codes.asked(format, question, answer) {
                    continue;
                }
                let item = answer.item.as_deref().and_then(|id| report.item(id));
                let said = Said { report, answer, question, format, item, value: answer.value.clone(), edition: None };
                for (target, said) in newest(said, None, catalogue, crosswalk) {
                    for q in references(&target, &said, catalogue) {
                        by_question.entry(q).or_default().push(said.clone());
                    }
                }
            }
        }
        for said in by_question.values_mut() {
            said.sort_by(|a, b| {
                (std::cmp::Reverse(a.year()), &a.report.file, &a.answer.origin, &a.answer.item).cmp(&(
                    std::cmp::Reverse(b.year()),
                    &b.report.file,
                    &b.answer.origin,
                    &b.answer.item,
                ))
            });
        }
        let newest = by_question
            .iter()
            .map(|(q, said)| (q.clone(), said.iter().map(Said::year).max().unwrap_or_default()))
            .collect();
        Pool { by_question, newest }
    }

    /// What was said to a question, newest first.
    pub(super) fn said(&self, q: &QRef) -> &[Said<'a>] {
        self.by_question.get(q).map_or(&[], Vec::as_slice)
    }

    /// Every question with what was said to it.
    pub(super) fn all(&self) -> impl Iterator<Item = (&QRef, &[Said<'a>])> {
        self.by_question.iter().map(|(q, s)| (q, s.as_slice()))
    }

    /// True where no later report of the convention answers the question anew.
    pub(super) fn is_newest(&self, q: &QRef, said: &Said) -> bool {
        self.newest.get(q).is_none_or(|y| *y == said.year())
    }
}

/// Years of a said answer's report.
pub(super) fn period(said: &Said) -> Option<Period> {
    said.report.period
}

/// Option codes of a report, for conditions.
struct Codes<'a> {
    by_key: BTreeMap<(&'a str, Option<&'a str>), Vec<String>>,
}

impl<'a> Codes<'a> {
    fn of(report: &'a Report) -> Codes<'a> {
        let mut by_key = BTreeMap::new();
        for a in report.answers.iter() {
            if let Some(v) = &a.value {
                by_key.entry(a.key()).or_insert_with(|| v.codes().into_iter().map(str::to_owned).collect());
            }
        }
        Codes { by_key }
    }

    fn asked(&self, format: &Format, question: &Question, answer: &Answer) -> bool {
        let Some(condition) = &question.condition else { return true };
        let item = answer.item.as_deref();
        let lookup = |id: &str| self.by_key.get(&(id, item)).or_else(|| self.by_key.get(&(id, None))).cloned();
        condition.asked(format, &lookup) != Asked::No
    }
}

/// Option codes of a said answer in the newest edition.
pub(super) fn codes<'s>(said: &'s Said) -> Vec<&'s str> {
    said.value.as_ref().map_or_else(Vec::new, Value::codes)
}
