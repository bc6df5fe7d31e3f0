//! Which question of the earlier edition each new one continues: by number and wording, one to one.
//! Where two new questions share what one asked before, it was split, and neither inherits its answer.

use std::collections::{BTreeMap, BTreeSet};

use super::form::{Form, Seen};
use super::options::Sets;
use crate::crosswalk::{Relation, Reuse};
use crate::model::{ColumnKind, Format, Kind, Question, Repeat};
use crate::read::fold::{fold, number};
use crate::read::matching::{Index, MARGIN, stems};

/// Score of the wording that a link needs beside an equal number, and without one.
const WITH_NUMBER: f64 = 0.30;
const ALONE: f64 = 0.50;
/// Confidence from which an answer is carried over, to be confirmed.
const CARRIES: f64 = 0.72;
/// Score from which two wordings are the same question.
const SAME: f64 = 0.90;
/// What an equal number adds.
const NUMBER: f64 = 0.15;
/// Score that each part of a split question needs.
const PART: f64 = 0.40;

/// One link, from the earlier question to the new one.
#[derive(Debug, Clone)]
pub(super) struct Link {
    pub(super) new: usize,
    pub(super) old: usize,
    pub(super) relation: Relation,
    pub(super) reuse: Reuse,
    pub(super) confidence: f64,
    /// The wording leaves a doubt.
    pub(super) doubtful: bool,
    pub(super) split: bool,
    pub(super) moved: bool,
    /// Old code to new.
    pub(super) options: Vec<(String, String)>,
    pub(super) comment: String,
}

impl Link {
    /// True where the old answer is carried into the new question.
    pub(super) fn carries(&self) -> bool {
        self.reuse >= Reuse::Recode
    }
}

/// All links.
#[derive(Debug, Default)]
pub(super) struct Links {
    pub(super) links: Vec<Link>,
    /// The nearest old question of a new one that is linked with none, and its score.
    pub(super) nearest: BTreeMap<usize, (usize, f64)>,
}

/// A question as tables and findings name it.
pub(super) fn name(q: &Question) -> String {
    if q.number.is_empty() || q.number.starts_with('(') || q.parent.is_some() {
        q.key().replace('#', " ")
    } else {
        q.number.clone()
    }
}

/// Links by number and wording.
pub(super) fn links(form: &Form, old: &Format) -> Links {
    let index = Index::new(old);
    let keys: Vec<String> = old.questions.iter().map(|q| number(q.key())).collect();
    let numbers: Vec<String> = old.questions.iter().map(|q| number(&q.number)).collect();
    let mut links = Links::default();
    let mut taken_new: BTreeSet<usize> = BTreeSet::new();
    let mut taken_old: BTreeSet<usize> = BTreeSet::new();
    // Main questions first: rows are looked for below the question they belong to.
    for rows in [false, true] {
        let mut scored: Vec<Scored> = Vec::new();
        for (i, q) in form.questions.iter().enumerate().filter(|(_, q)| q.parent.is_some() == rows) {
            let above = q.parent.and_then(|p| links.of(p).next()).and_then(|l| old.questions.get(l.old));
            if rows && above.is_none() {
                continue;
            }
            let key = number(&q.key);
            let letter = q.key.rsplit_once('#').map_or("", |(_, l)| l);
            for (o, s) in index.scores(&q.wording) {
                let Some(question) = old.questions.get(o) else { continue };
                let fits = match above {
                    Some(a) => question.parent.as_deref() == Some(&a.id),
                    None => !question.id.contains('#'),
                };
                if !fits || (question.repeat == Some(Repeat::Site)) != (q.repeat == Some(Repeat::Site)) {
                    continue;
                }
                let same = if rows {
                    question.key().rsplit_once('#').is_some_and(|(_, l)| l == letter)
                } else {
                    !key.is_empty()
                        && !q.number.is_empty()
                        && (keys.get(o) == Some(&key) || numbers.get(o) == Some(&key))
                };
                scored.push(Scored { new: i, old: o, score: s, same });
            }
        }
        scored.sort_by(|a, b| {
            b.total().total_cmp(&a.total()).then(b.same.cmp(&a.same)).then(a.new.cmp(&b.new)).then(a.old.cmp(&b.old))
        });
        if !rows {
            split(&scored, form, old, &mut links, &mut taken_new, &mut taken_old);
        }
        for s in &scored {
            if taken_new.contains(&s.new) || taken_old.contains(&s.old) {
                continue;
            }
            let needed = if s.same || rows { WITH_NUMBER } else { ALONE };
            if s.score < needed {
                links.nearest.entry(s.new).or_insert((s.old, s.score));
                continue;
            }
            let runner_up = scored
                .iter()
                .filter(|o| o.new == s.new && o.old != s.old && !taken_old.contains(&o.old))
                .map(|o| o.score)
                .fold(0.0, f64::max);
            let confidence = s.total().min(0.99);
            let clear = s.same || s.score - runner_up >= MARGIN;
            taken_new.insert(s.new);
            taken_old.insert(s.old);
            links.nearest.remove(&s.new);
            links.links.push(Link {
                new: s.new,
                old: s.old,
                relation: if s.score >= SAME { Relation::Exact } else { Relation::Close },
                reuse: Reuse::Draft,
                confidence,
                doubtful: confidence < CARRIES || !clear,
                split: false,
                moved: !s.same,
                options: Vec::new(),
                comment: String::new(),
            });
        }
    }
    links.nearest.retain(|new, _| !taken_new.contains(new));
    links.links.sort_by_key(|l| (l.old, l.new));
    links
}

struct Scored {
    new: usize,
    old: usize,
    score: f64,
    same: bool,
}

impl Scored {
    fn total(&self) -> f64 {
        self.score + if self.same { NUMBER } else { 0.0 }
    }
}

/// Finds questions that became two or more: neighbours whose best match is the same old question, each
/// with words of it that the others lack, and none of them the old question itself.
fn split(
    scored: &[Scored],
    form: &Form,
    old: &Format,
    links: &mut Links,
    taken_new: &mut BTreeSet<usize>,
    taken_old: &mut BTreeSet<usize>,
) {
    let mut best: BTreeMap<usize, &Scored> = BTreeMap::new();
    for s in scored {
        let b = best.entry(s.new).or_insert(s);
        if s.score > b.score {
            *b = s;
        }
    }
    let mut parts: BTreeMap<usize, Vec<&Scored>> = BTreeMap::new();
    for s in best.values().filter(|s| s.score >= PART) {
        parts.entry(s.old).or_default().push(s);
    }
    for (o, parts) in parts {
        let Some(question) = old.questions.get(o) else { continue };
        if parts.len() < 2 || parts.iter().any(|s| s.score >= SAME) {
            continue;
        }
        let near = parts.windows(2).all(|w| match w {
            [a, b] => b.new - a.new <= 3,
            _ => true,
        });
        let mut asked = BTreeSet::new();
        for (_, text) in question.label.iter().chain(question.words.iter()).chain(question.official.iter()) {
            asked.extend(stems(text));
        }
        let own: Vec<BTreeSet<String>> = parts
            .iter()
            .filter_map(|s| form.questions.get(s.new))
            .map(|q| stems(&q.wording).intersection(&asked).cloned().collect())
            .collect();
        let each = own
            .iter()
            .enumerate()
            .all(|(i, a)| a.iter().any(|w| own.iter().enumerate().all(|(j, b)| i == j || !b.contains(w))));
        if !near || !each {
            continue;
        }
        taken_old.insert(o);
        for s in parts {
            taken_new.insert(s.new);
            links.links.push(Link {
                new: s.new,
                old: o,
                relation: Relation::Narrow,
                reuse: Reuse::Draft,
                confidence: s.score,
                doubtful: true,
                split: true,
                moved: !s.same,
                options: Vec::new(),
                comment: "the question was split; the answer then was to all of its parts".to_owned(),
            });
        }
    }
}

impl Links {
    /// Links of a new question.
    pub(super) fn of(&self, new: usize) -> impl Iterator<Item = &Link> {
        self.links.iter().filter(move |l| l.new == new)
    }

    /// Questions of the earlier edition that took an answer and continue nowhere. Questions by site
    /// are looked for only where a table of sites was seen.
    pub(super) fn dropped<'a>(&self, form: &Form, old: Option<&'a Format>) -> Vec<&'a Question> {
        let Some(old) = old else { return Vec::new() };
        let linked: BTreeSet<usize> = self.links.iter().map(|l| l.old).collect();
        let sites = form.questions.iter().any(|q| q.repeat == Some(Repeat::Site));
        old.questions
            .iter()
            .enumerate()
            .filter(|(i, q)| q.is_asked() && (sites || q.repeat != Some(Repeat::Site)) && !linked.contains(i))
            .map(|(_, q)| q)
            .collect()
    }

    /// Old questions that were split, with the names of their parts.
    pub(super) fn splits(&self, form: &Form) -> BTreeMap<usize, Vec<String>> {
        let mut all: BTreeMap<usize, Vec<String>> = BTreeMap::new();
        for l in self.links.iter().filter(|l| l.split) {
            all.entry(l.old).or_default().extend(form.questions.get(l.new).map(Seen::name));
        }
        all
    }

    /// What each link allows, now that the options are known: codes that changed are paired by equal
    /// meaning, a question of another kind lends its words only.
    pub(super) fn settled(mut self, form: &Form, sets: &Sets, old: Option<&Format>) -> Links {
        let Some(old) = old else { return self };
        for l in self.links.iter_mut().filter(|l| !l.split) {
            let Some(before) = old.questions.get(l.old) else { continue };
            let kind = sets.kind(form, l.new, Some(before));
            let same_kind = class(kind) == class(before.kind);
            if l.doubtful {
                l.comment = "number or wording leave a doubt whether it is the same question".to_owned();
                l.relation = Relation::Close;
                continue;
            }
            if !same_kind {
                l.comment = "another kind of answer is asked now".to_owned();
                l.relation = Relation::Close;
                continue;
            }
            let options = sets.options(l.new);
            if kind == Kind::Table {
                let known = form.questions.get(l.new).map(|q| columns(q, Some(before))).unwrap_or_default();
                let all = known.len() == before.columns.len()
                    && before.columns.iter().all(|b| known.iter().any(|c| c.code == b.code));
                if !all {
                    l.comment = "the columns of the table are others now".to_owned();
                    l.relation = Relation::Close;
                    continue;
                }
            }
            if before.options.is_empty() {
                l.reuse = Reuse::Copy;
                continue;
            }
            let mut lost: Vec<&str> = Vec::new();
            let mut moved = false;
            for o in before.options.iter() {
                match options.iter().find(|n| n.meaning == o.meaning.as_str()) {
                    Some(n) => {
                        moved |= n.code != o.code;
                        l.options.push((o.code.clone(), n.code.clone()));
                    }
                    None => lost.push(&o.code),
                }
            }
            if !moved {
                l.options.clear();
            }
            if lost.is_empty() && !moved {
                l.reuse = Reuse::Copy;
            } else {
                l.reuse = Reuse::Recode;
                l.relation = Relation::Close;
            }
            if !lost.is_empty() {
                l.comment = format!("options then that are none of now: {}", lost.join(", "));
            }
        }
        self
    }
}

/// A column of the new form.
pub(super) struct Head {
    pub(super) code: String,
    pub(super) kind: ColumnKind,
    pub(super) text: String,
}

/// The columns of a table: where the heading is that of an earlier column, with its code.
pub(super) fn columns(q: &Seen, before: Option<&Question>) -> Vec<Head> {
    let mut heads: Vec<Head> = Vec::new();
    for (n, text) in q.columns.iter().enumerate() {
        let folded = fold(text);
        let known = before
            .into_iter()
            .flat_map(|b| &b.columns)
            .find(|c| c.text.iter().any(|(_, t)| fold(t) == folded) && !heads.iter().any(|h| h.code == c.code));
        heads.push(match known {
            Some(c) => Head { code: c.code.clone(), kind: c.kind, text: text.clone() },
            None => Head { code: format!("c{}", n + 1), kind: ColumnKind::Text, text: text.clone() },
        });
    }
    heads
}

/// Kinds whose answers can stand for each other.
fn class(kind: Kind) -> u8 {
    match kind {
        Kind::Heading => 0,
        Kind::Single | Kind::YesNo | Kind::Indicator => 1,
        Kind::Multi => 2,
        Kind::Text | Kind::DateRange | Kind::Contact | Kind::File | Kind::Links => 3,
        Kind::Number => 4,
        Kind::Date => 5,
        Kind::Table => 6,
    }
}
