//! Answers of one Party that do not go together, by the bounds, the exact and close links and the
//! figures of the crosswalk. One entry for each pair of questions and grade, whatever number of items
//! and files it shows in.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::figures;
use super::pool::{Pool, codes, period};
use super::{label, number, words};
use crate::catalogue::Catalogue;
use crate::crosswalk::said::Said;
use crate::crosswalk::{Bound, Crosswalk, Link, QRef, Relation};
use crate::model::{self, Answer, Lang, Period, Polarity, Question, Relative, Value};

/// Whether both answers can be true at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Grade {
    /// Both cannot be true.
    Certain,
    /// Both may be true; somebody should ask.
    Likely,
}

/// What does not go together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// An answer excludes another.
    Excluded,
    /// An answer shows that an option of another question should be ticked.
    NotTicked,
    /// Two questions that ask the same (or nearly) are answered differently.
    SameThing,
    /// One question is answered differently in two files about one period.
    SameQuestion,
    /// Figures that ought to agree do not.
    Figures,
}

/// How the periods of the two answers stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Time {
    /// Both end in the same year.
    SamePeriod,
    /// They share years.
    Overlapping,
    /// They share none.
    Different,
    /// At least one is not known.
    Unknown,
}

impl Time {
    /// How two periods stand to each other.
    #[must_use]
    pub fn between(a: Option<Period>, b: Option<Period>) -> Time {
        match (a, b) {
            (Some(a), Some(b)) if a.to == b.to => Time::SamePeriod,
            (Some(a), Some(b)) if a.from <= b.to && b.from <= a.to => Time::Overlapping,
            (Some(_), Some(_)) => Time::Different,
            _ => Time::Unknown,
        }
    }
}

/// Where one side of a contradiction stands, and what it says.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Place {
    /// Item, for a repeated question.
    pub item: Option<String>,
    /// Years the report covers.
    pub period: Option<Period>,
    /// File name.
    pub file: String,
    /// Sheet and cell, line or path.
    pub place: String,
    /// The answer in words, as it stands there.
    pub says: String,
}

/// One side: a question and what was answered to it, wherever.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Side {
    /// Question id, as the report's own edition has it.
    pub question: String,
    /// Its number in the form.
    pub number: String,
    /// Its label.
    pub label: String,
    /// Convention.
    pub convention: String,
    /// Format id.
    pub format: String,
    /// Every place.
    pub places: Vec<Place>,
}

/// Two answers that do not go together.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Contradiction {
    /// Whether both can be true.
    pub grade: Grade,
    /// What does not go together.
    pub kind: Kind,
    /// How the periods stand to each other.
    pub time: Time,
    /// Theme id of the first side's question.
    pub theme: String,
    /// Subject id of the first side's question.
    pub subject: String,
    /// Its name.
    pub subject_label: String,
    /// The two sides; the first is the one that several contradictions may share.
    pub sides: [Side; 2],
    /// Why they do not go together.
    pub reasons: Vec<String>,
    /// What is to be said about periods; empty for one period.
    pub note: String,
}

/// One pair of answers before it is put together with others like it.
pub(super) struct Pair<'s, 'a> {
    pub(super) grade: Grade,
    pub(super) kind: Kind,
    pub(super) a: (&'s QRef, &'s Said<'a>, String),
    pub(super) b: (&'s QRef, &'s Said<'a>, String),
    pub(super) reason: String,
}

pub(super) fn find(pool: &Pool, catalogue: &Catalogue, crosswalk: &Crosswalk, lang: Lang) -> Vec<Contradiction> {
    let mut pairs: Vec<Pair> = Vec::new();
    for bound in &crosswalk.bounds {
        bounded(pool, bound, lang, &mut pairs);
    }
    for link in crosswalk.links.iter().filter(|l| !l.not) {
        linked(pool, link, crosswalk, lang, &mut pairs);
    }
    same_question(pool, lang, &mut pairs);
    figures::find(pool, crosswalk, lang, &mut pairs);
    gather(pairs, catalogue, crosswalk, lang)
}

/// The answer in words; never that of a question about persons.
fn says(said: &Said, lang: Lang) -> String {
    let says = super::coverage::quoted(said, lang);
    if says.is_empty() || said.answer.details.is_some() || !matches!(said.value, Some(Value::Code(_))) {
        return says;
    }
    // A bare option is best understood by the text that follows it.
    let follow_ups = said.format.children(&said.question.id).filter(|q| q.kind == model::Kind::Text && !q.personal);
    let text = follow_ups.filter_map(|q| said.report.answer(&q.id, said.answer.item.as_deref())).find_map(|a| match &a
        .value
    {
        Some(Value::Text(t)) if !t.trim().is_empty() => Some(super::coverage::public(t)),
        _ => None,
    });
    text.map_or(says.clone(), |t| format!("{says}\n{t}"))
}

/// Carried over and never confirmed is no statement; a contact is nobody's business here.
fn speaks(said: &Said) -> bool {
    said.answer.confirmed && !said.question.personal
}

/// True where two answers may be held against each other at all: about one period, or, where what
/// `from` says still holds later, `to` is not about an earlier one and both are the last word.
fn comparable(pool: &Pool, from: (&QRef, &Said), to: (&QRef, &Said), same_period: bool) -> bool {
    match Period::relative(period(from.1), period(to.1)) {
        Relative::Same => true,
        _ if same_period || from.1.format.convention == to.1.format.convention => false,
        Relative::Later => false,
        Relative::Earlier | Relative::Unknown => pool.is_newest(from.0, from.1) && pool.is_newest(to.0, to.1),
    }
}

/// A law may have been repealed since: only within one period is a contradiction certain.
pub(super) fn grade(certain: bool, a: &Said, b: &Said) -> Grade {
    if certain && Time::between(period(a), period(b)) == Time::SamePeriod { Grade::Certain } else { Grade::Likely }
}

fn bounded<'s, 'a>(pool: &'s Pool<'a>, bound: &'s Bound, lang: Lang, out: &mut Vec<Pair<'s, 'a>>) {
    for from in pool.said(&bound.from).iter().filter(|s| speaks(s)) {
        if !codes(from).iter().any(|c| bound.when.iter().any(|w| w == c)) {
            continue;
        }
        let Some(names) = bound.named_in(from.report, from.format, from.answer) else { continue };
        for to in pool.said(&bound.to).iter().filter(|s| speaks(s)) {
            // Of two repeated questions, an item's answers limit that item only.
            let items = (&from.answer.item, &to.answer.item);
            if items.0.is_some() && items.1.is_some() && bound.from.item == bound.to.item && items.0 != items.1 {
                continue;
            }
            if !comparable(pool, (&bound.from, from), (&bound.to, to), bound.same_period) {
                continue;
            }
            let held = codes(to);
            let (kind, to_says) = if held.iter().any(|c| bound.excludes.iter().any(|e| e == c)) {
                (Kind::Excluded, says(to, lang))
            } else if bound.certain && to.question.kind == model::Kind::Multi && to.value.is_some() {
                // A tick that only probably follows is a hint in the draft and no contradiction.
                let missing: Vec<&str> = bound
                    .ticks
                    .iter()
                    .filter(|t| !held.contains(&t.as_str()))
                    .map(|t| to.question.option_text(t, lang))
                    .collect();
                if missing.is_empty() {
                    continue;
                }
                let head = words::not_ticked(lang);
                (Kind::NotTicked, format!("{}\n{head}: {}", says(to, lang), missing.join("; ")))
            } else {
                continue;
            };
            let mut from_says = says(from, lang);
            if let Some(text) = names.and_then(|a: &Answer| match &a.value {
                Some(Value::Text(t)) => Some(t.as_str()),
                _ => a.details.as_deref(),
            }) {
                let text = super::coverage::public(text);
                if !from_says.contains(&text) {
                    from_says = format!("{from_says}\n{text}");
                }
            }
            out.push(Pair {
                grade: grade(bound.certain, from, to),
                kind,
                a: (&bound.to, to, to_says),
                b: (&bound.from, from, from_says),
                reason: bound.reason.get(lang).to_owned(),
            });
        }
    }
}

fn linked<'s, 'a>(pool: &'s Pool<'a>, link: &'s Link, crosswalk: &Crosswalk, lang: Lang, out: &mut Vec<Pair<'s, 'a>>) {
    let exact = match link.relation {
        Relation::Exact => true,
        Relation::Close => false,
        _ => return,
    };
    for a in pool.said(&link.subject).iter().filter(|s| speaks(s)) {
        for b in pool.said(&link.object).iter().filter(|s| speaks(s)) {
            // Standing facts are compared while their periods touch; anything else within one period.
            let time = Time::between(period(a), period(b));
            let lasting = a.question.time == model::Time::Standing && b.question.time == model::Time::Standing;
            let last = pool.is_newest(&link.subject, a) && pool.is_newest(&link.object, b);
            if !(time == Time::SamePeriod || time == Time::Overlapping && lasting && last) {
                continue;
            }
            let Some(certain) = differ(a, b, link, exact, crosswalk) else { continue };
            let base = if exact { words::same_thing(lang) } else { words::nearly_same(lang) };
            let reason = format!("{base} {}", link.comment.get(lang));
            out.push(Pair {
                grade: grade(certain, a, b),
                kind: Kind::SameThing,
                a: (&link.subject, a, says(a, lang)),
                b: (&link.object, b, says(b, lang)),
                reason: reason.trim().to_owned(),
            });
        }
    }
}

/// Whether two answers to linked questions differ, and whether that is certain. Free text is never
/// compared.
fn differ(a: &Said, b: &Said, link: &Link, exact: bool, crosswalk: &Crosswalk) -> Option<bool> {
    match (&a.value, &b.value) {
        (Some(Value::Code(x)), Some(Value::Code(y))) => {
            let recoded = crosswalk.recode(&link.subject, &link.object, x).map(|r| r.to != *y);
            let back = crosswalk.recode(&link.object, &link.subject, y).map(|r| r.to != *x);
            if let Some(differs) = recoded.or(back) {
                return differs.then_some(exact);
            }
            let meaning = |q: &Question, c: &str| q.option(c).map(|o| o.meaning.clone());
            // In the words of the newest edition, where the codes are too.
            let (ma, mb) = (meaning(a.question, x)?, meaning(b.question, y)?);
            match (ma.polarity(), mb.polarity()) {
                (Polarity::Positive, Polarity::Negative) | (Polarity::Negative, Polarity::Positive) => Some(exact),
                (Polarity::Positive, Polarity::Positive) if exact => match (ma.degree(), mb.degree()) {
                    (Some(x), Some(y)) if x != y => Some(false),
                    _ => None,
                },
                _ => None,
            }
        }
        (Some(Value::Date(x)), Some(Value::Date(y))) if exact && x != y => Some(true),
        (Some(Value::Number { .. }), Some(Value::Number { .. })) => {
            figures::numbers_differ(a, b, if exact { 0.5 } else { 5.0 }).then_some(exact)
        }
        _ => None,
    }
}

fn same_question<'s, 'a>(pool: &'s Pool<'a>, lang: Lang, out: &mut Vec<Pair<'s, 'a>>) {
    for (q, said) in pool.all() {
        for (n, a) in said.iter().enumerate().filter(|(_, s)| speaks(s)) {
            for b in said.iter().skip(n + 1).filter(|s| speaks(s)) {
                let one_thing = a.answer.item == b.answer.item && a.report.file != b.report.file;
                if !one_thing
                    || a.report.period.is_none()
                    || a.report.period.map(|p| p.to) != b.report.period.map(|p| p.to)
                {
                    continue;
                }
                let differs = match (&a.value, &b.value) {
                    (Some(Value::Code(x)), Some(Value::Code(y))) => x != y,
                    (Some(Value::Codes(x)), Some(Value::Codes(y))) => {
                        x.iter().collect::<BTreeSet<_>>() != y.iter().collect::<BTreeSet<_>>()
                    }
                    (Some(Value::Date(x)), Some(Value::Date(y))) => x != y,
                    (Some(Value::Number { .. }), Some(Value::Number { .. })) => figures::numbers_differ(a, b, 0.0),
                    _ => false,
                };
                if differs {
                    out.push(Pair {
                        grade: Grade::Certain,
                        kind: Kind::SameQuestion,
                        a: (q, a, says(a, lang)),
                        b: (q, b, says(b, lang)),
                        reason: words::same_question(lang).to_owned(),
                    });
                }
            }
        }
    }
}

fn place(said: &Said, says: &str) -> Place {
    Place {
        item: said.answer.item.clone(),
        period: said.report.period,
        file: said.report.file.clone(),
        place: said.answer.origin.place.clone(),
        says: says.to_owned(),
    }
}

fn side(said: &Said, says: &str, catalogue: &Catalogue, lang: Lang) -> Side {
    Side {
        question: said.question.id.clone(),
        number: number(catalogue, &said.question.id),
        label: label(catalogue, &said.question.id, lang),
        convention: said.format.convention.clone(),
        format: said.format.id.clone(),
        places: vec![place(said, says)],
    }
}

/// Puts pairs of one question pair and grade together. The side that most pairs of a grade share
/// stands first, so that what speaks against one answer stands in one place.
fn gather(pairs: Vec<Pair>, catalogue: &Catalogue, crosswalk: &Crosswalk, lang: Lang) -> Vec<Contradiction> {
    let mut best: BTreeMap<(String, String), Grade> = BTreeMap::new();
    // One pair of answers may break several bounds: the strongest grade counts.
    let answer = |s: &Said| format!("{}\u{1f}{}\u{1f}{:?}", s.report.file, s.answer.question, s.answer.item);
    let both = |p: &Pair| {
        let (a, b) = (answer(p.a.1), answer(p.b.1));
        if a < b { (a, b) } else { (b, a) }
    };
    for p in &pairs {
        let grade = best.entry(both(p)).or_insert(p.grade);
        *grade = (*grade).min(p.grade);
    }
    let mut shared: BTreeMap<(Grade, &str), BTreeSet<&str>> = BTreeMap::new();
    for p in &pairs {
        for (x, y) in [(p.a.0, p.b.0), (p.b.0, p.a.0)] {
            shared.entry((p.grade, &x.question)).or_default().insert(&y.question);
        }
    }
    let partners = |grade: Grade, q: &QRef| shared.get(&(grade, q.question.as_str())).map_or(0, BTreeSet::len);
    let mut found: BTreeMap<(Grade, String, String), (Contradiction, usize)> = BTreeMap::new();
    for p in &pairs {
        if best.get(&both(p)) != Some(&p.grade) {
            continue;
        }
        let (na, nb) = (partners(p.grade, p.a.0), partners(p.grade, p.b.0));
        // Between two of equal weight the order must not depend on which bound came first.
        let swap = nb > na || (nb == na && p.b.0 < p.a.0);
        let (first, second) = if swap { (&p.b, &p.a) } else { (&p.a, &p.b) };
        let key = (p.grade, first.0.question.clone(), second.0.question.clone());
        let time = Time::between(period(first.1), period(second.1));
        let subject = crosswalk.main_subject(first.0);
        let weight = partners(p.grade, first.0);
        let (entry, _) = found.entry(key).or_insert_with(|| {
            let c = Contradiction {
                grade: p.grade,
                kind: p.kind,
                time,
                theme: subject.map_or(String::new(), |s| s.theme.clone()),
                subject: subject.map_or(String::new(), |s| s.id.clone()),
                subject_label: subject.map_or(String::new(), |s| s.label.get(lang).to_owned()),
                sides: [side(first.1, &first.2, catalogue, lang), side(second.1, &second.2, catalogue, lang)],
                reasons: Vec::new(),
                note: note(time, first.1, second.1, lang),
            };
            (c, weight)
        });
        for (side, new) in entry.sides.iter_mut().zip([first, second]) {
            let place = place(new.1, &new.2);
            if !side.places.contains(&place) {
                side.places.push(place);
            }
        }
        if !entry.reasons.contains(&p.reason) {
            entry.reasons.push(p.reason.clone());
        }
        if time < entry.time {
            entry.time = time;
            entry.note = note(time, first.1, second.1, lang);
        }
    }
    let mut list: Vec<(Contradiction, usize)> = found.into_values().collect();
    list.sort_by(|(x, nx), (y, ny)| {
        (x.grade, x.time)
            .cmp(&(y.grade, y.time))
            .then(ny.cmp(nx))
            .then_with(|| x.sides[0].question.cmp(&y.sides[0].question))
            .then_with(|| x.sides[1].question.cmp(&y.sides[1].question))
    });
    // What shares its first side stays together, where its strongest member stands.
    let mut out: Vec<Contradiction> = Vec::new();
    let mut rest: Vec<Contradiction> = list.into_iter().map(|(c, _)| c).collect();
    while !rest.is_empty() {
        let head = rest.remove(0);
        let (mut same, other): (Vec<_>, Vec<_>) =
            rest.into_iter().partition(|c| c.grade == head.grade && c.sides[0].question == head.sides[0].question);
        out.push(head);
        out.append(&mut same);
        rest = other;
    }
    out
}

fn note(time: Time, a: &Said, b: &Said, lang: Lang) -> String {
    let one = |s: &Said| {
        let years = s.report.period.map_or_else(String::new, |p| format!(" {p}"));
        format!("{}{years}", s.format.convention)
    };
    let (first, second) = if a.year() <= b.year() { (a, b) } else { (b, a) };
    words::about_periods(lang, time, &one(first), &one(second))
}
