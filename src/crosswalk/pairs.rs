//! Derived question pairs: what `dunlin map pairs` prints.

use std::collections::{BTreeMap, HashSet};

use serde::Serialize;

use super::{Crosswalk, QRef, Relation, Reuse};
use crate::catalogue::Catalogue;

/// Two questions of different conventions that have a link or share a subject.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Pair {
    /// The question whose id sorts first.
    pub subject: String,
    /// The other.
    pub object: String,
    /// Relation from subject to object.
    pub relation: &'static str,
    /// The most that either may do for the other.
    pub reuse: &'static str,
    /// SSSOM justification.
    pub justification: String,
}

/// Every pair of questions of different conventions that has a link or shares a subject, sorted;
/// pairs checked to be *not* the same are left out. A pair without a link of its own is *related*
/// and allows a hint (chaining through a subject gives no more).
#[must_use]
pub fn pairs(x: &Crosswalk, catalogue: &Catalogue) -> Vec<Pair> {
    let convention = |q: &QRef| catalogue.format_of(&q.question).map(|f| f.convention.as_str());
    let answerable = |q: &QRef| catalogue.question(&q.question).is_some_and(super::super::model::Question::is_asked);
    let mut not: HashSet<(String, String)> = HashSet::new();
    let mut found: BTreeMap<(String, String), Pair> = BTreeMap::new();
    for l in &x.links {
        let (a, b) = (l.subject.to_string(), l.object.to_string());
        let key = if a < b { (a.clone(), b.clone()) } else { (b.clone(), a.clone()) };
        if l.not {
            not.insert(key);
            continue;
        }
        if convention(&l.subject) == convention(&l.object) {
            continue;
        }
        let relation = if a < b { l.relation } else { l.relation.inverse() };
        found.insert(
            key.clone(),
            Pair {
                subject: key.0,
                object: key.1,
                relation: relation.name(),
                reuse: l.reuse.max(l.back).name(),
                justification: l.justification.clone(),
            },
        );
    }
    for subject in &x.subjects {
        let questions = x.questions_of(&subject.id);
        // A repeated question stands here by its items; without them it would pair twice.
        let itemised: HashSet<&str> =
            questions.iter().filter(|(q, _)| q.item.is_some()).map(|(q, _)| q.question.as_str()).collect();
        let usable: Vec<(&QRef, Option<&str>)> = questions
            .iter()
            .map(|(q, _)| q)
            .filter(|q| answerable(q) && (q.item.is_some() || !itemised.contains(q.question.as_str())))
            .map(|q| (q, convention(q)))
            .collect();
        for (i, (a, ca)) in usable.iter().enumerate() {
            for (b, cb) in &usable[i + 1..] {
                if ca == cb {
                    continue;
                }
                let (a, b) = (a.to_string(), b.to_string());
                let key = if a < b { (a, b) } else { (b, a) };
                if not.contains(&key) {
                    continue;
                }
                found.entry(key.clone()).or_insert_with(|| Pair {
                    subject: key.0,
                    object: key.1,
                    relation: Relation::Related.name(),
                    reuse: Reuse::Hint.name(),
                    justification: "semapv:MappingChaining".to_owned(),
                });
            }
        }
    }
    found.retain(|key, _| !not.contains(key));
    found.into_values().collect()
}

/// The pairs as a table: header `subject object relation reuse justification`, tab-separated.
#[must_use]
pub fn pairs_tsv(pairs: &[Pair]) -> String {
    let mut out = String::from("subject\tobject\trelation\treuse\tjustification\n");
    for p in pairs {
        out.push_str(&[&p.subject, &p.object, p.relation, p.reuse, &p.justification].join("\t"));
        out.push('\n');
    }
    out
}
