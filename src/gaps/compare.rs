//! What changed between two cycles, or two versions of one report.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::contradictions::Place;
use super::coverage::quoted;
use super::pool::Pool;
use super::{Used, figures, label, number};
use crate::catalogue::Catalogue;
use crate::crosswalk::said::{Said, newest};
use crate::crosswalk::{Crosswalk, QRef};
use crate::model::{CORE, Finding, Lang, Level, Party, Polarity, Report, Value};
use crate::say;

/// What became of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Change {
    /// Another option, number, date or ticks.
    Value,
    /// Only the text or the rows differ.
    Words,
    /// Answered now, blank before.
    Answered,
    /// Blank now, answered before.
    Emptied,
    /// The options changed between the editions, so that the answers cannot be compared.
    Options,
    /// The newer form asks it for the first time.
    NewlyAsked,
    /// The newer form does not ask it any more.
    NoLongerAsked,
    /// The same answer in the same words.
    Same,
}

impl Change {
    /// All changes with their names in JSON.
    pub const ALL: [(Change, &'static str); 8] = [
        (Change::Value, "value"),
        (Change::Words, "words"),
        (Change::Answered, "answered"),
        (Change::Emptied, "emptied"),
        (Change::Options, "options"),
        (Change::NewlyAsked, "newly-asked"),
        (Change::NoLongerAsked, "no-longer-asked"),
        (Change::Same, "same"),
    ];

    /// Name in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        Change::ALL.iter().find(|c| c.0 == self).map_or("", |c| c.1)
    }
}

/// One answer that changed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Changed {
    /// Question id in the newer edition; of a question no longer asked, the older id.
    pub question: String,
    /// Item, for a repeated question.
    pub item: Option<String>,
    /// Its number.
    pub number: String,
    /// Its label.
    pub label: String,
    /// Convention.
    pub convention: String,
    /// Theme id.
    pub theme: String,
    /// What became of it.
    pub change: Change,
    /// `more` or `less` of what the question asks about, where the options or numbers say so.
    pub direction: Option<&'static str>,
    /// The older answer.
    pub old: Option<Place>,
    /// The newer answer.
    pub new: Option<Place>,
}

/// What changed between two reports.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Comparison {
    /// The Party.
    pub party: Option<Party>,
    /// Language of labels.
    pub lang: Lang,
    /// The older reports.
    pub old: Vec<Used>,
    /// The newer reports.
    pub new: Vec<Used>,
    /// How many answers of each kind of change.
    pub counts: BTreeMap<&'static str, usize>,
    /// Answers that changed, in the order of the forms; those that did not are only counted.
    pub changed: Vec<Changed>,
}

/// Compares older with newer reports, each convention with itself.
#[must_use]
pub fn compare(
    old: &[Report],
    new: &[Report],
    catalogue: &Catalogue,
    crosswalk: &Crosswalk,
    lang: Lang,
) -> (Comparison, Vec<Finding>) {
    let mut findings = Vec::new();
    let old: Vec<&Report> = old.iter().filter(|r| r.format != CORE).collect();
    let new: Vec<&Report> = new.iter().filter(|r| r.format != CORE).collect();
    let parties: BTreeSet<Party> = old.iter().chain(&new).filter_map(|r| r.party).collect();
    if parties.len() > 1 {
        let names: Vec<&str> = parties.iter().map(|p| p.name(Lang::En)).collect();
        findings.push(
            Finding::new(
                Level::Error,
                "several-parties",
                say!("the files are of several Parties: {names}", names = &names.join(", ")),
            )
            .hint(say!("compare two reports of one Party")),
        );
    }
    let convention = |r: &Report| catalogue.format(&r.format).map(|f| f.convention.clone());
    let (in_old, in_new): (BTreeSet<_>, BTreeSet<_>) =
        (old.iter().filter_map(|r| convention(r)).collect(), new.iter().filter_map(|r| convention(r)).collect());
    for r in
        old.iter().chain(&new).filter(|r| convention(r).is_none_or(|c| !in_old.contains(&c) || !in_new.contains(&c)))
    {
        findings.push(
            Finding::new(
                Level::Warning,
                "nothing-to-compare",
                say!("there is no other report of this convention to compare with"),
            )
            .at(&r.file, "")
            .hint(say!("name an older and a newer report of one convention")),
        );
    }
    let both = |r: &&Report| convention(r).is_some_and(|c| in_old.contains(&c) && in_new.contains(&c));
    let old: Vec<&Report> = old.into_iter().filter(|r| both(r)).collect();
    let new: Vec<&Report> = new.into_iter().filter(|r| both(r)).collect();
    let changed = changes(&old, &new, catalogue, crosswalk, lang);
    let mut counts: BTreeMap<&'static str, usize> = BTreeMap::new();
    for c in &changed {
        *counts.entry(c.change.name()).or_default() += 1;
    }
    let used = |list: &[&Report]| -> Vec<Used> {
        list.iter()
            .map(|r| Used {
                format: r.format.clone(),
                convention: convention(r).unwrap_or_default(),
                period: r.period,
                file: r.file.clone(),
                answers: r.answers.iter().filter(|a| !a.is_blank()).count(),
            })
            .collect()
    };
    let comparison = Comparison {
        party: parties.first().copied(),
        lang,
        old: used(&old),
        new: used(&new),
        counts,
        changed: changed.into_iter().filter(|c| c.change != Change::Same).collect(),
    };
    (comparison, findings)
}

fn changes(old: &[&Report], new: &[&Report], catalogue: &Catalogue, crosswalk: &Crosswalk, lang: Lang) -> Vec<Changed> {
    let (before, after) = (Pool::build(old, catalogue, crosswalk), Pool::build(new, catalogue, crosswalk));
    // A national target is found under the global ones too; here each answer counts once, as its own.
    type Own<'s, 'a> = BTreeMap<QRef, &'s Said<'a>>;
    fn own<'s, 'a>(pool: &'s Pool<'a>) -> Own<'s, 'a> {
        let mut map: Own = BTreeMap::new();
        for (q, said) in pool.all() {
            for s in said.iter().filter(|s| s.answer.item == q.item) {
                map.entry(q.clone()).or_insert(s);
            }
        }
        map
    }
    let (before, after) = (own(&before), own(&after));
    let keys: BTreeSet<&QRef> = before.keys().chain(after.keys()).collect();
    let old_formats: BTreeSet<&str> = old.iter().map(|r| r.format.as_str()).collect();
    let mut list: Vec<Changed> = Vec::new();
    for key in keys {
        let (o, n) = (before.get(key).copied(), after.get(key).copied());
        let (change, direction) = match (o, n) {
            (Some(o), Some(n)) => differs(o, n),
            (Some(_), None) => (Change::Emptied, None),
            (None, Some(_)) if newly_asked(key, &old_formats, crosswalk) => (Change::NewlyAsked, None),
            (None, Some(_)) => (Change::Answered, None),
            (None, None) => continue,
        };
        list.push(changed(key, o, n, change, direction, catalogue, crosswalk, lang));
    }
    for report in old {
        let Some(format) = catalogue.format(&report.format) else { continue };
        for answer in report.answers.iter().filter(|a| !a.is_blank()) {
            let Some(question) = format.question(&answer.question) else { continue };
            let said = Said { report, answer, question, format, item: None, value: None, edition: None };
            let key = QRef::new(&answer.question, answer.item.as_deref());
            if newest(said.clone(), None, catalogue, crosswalk).is_empty() {
                list.push(changed(&key, Some(&said), None, Change::NoLongerAsked, None, catalogue, crosswalk, lang));
            }
        }
    }
    let position = |c: &Changed| catalogue.format_of(&c.question).map_or(usize::MAX, |f| f.position(&c.question));
    list.sort_by(|a, b| {
        a.convention
            .cmp(&b.convention)
            .then_with(|| position(a).cmp(&position(b)))
            .then_with(|| (&a.question, &a.item, a.change).cmp(&(&b.question, &b.item, b.change)))
    });
    list
}

/// True where no question of the older editions continues in this one.
fn newly_asked(q: &QRef, old: &BTreeSet<&str>, crosswalk: &Crosswalk) -> bool {
    if old.contains(q.format()) {
        return false;
    }
    !crosswalk.editions.iter().any(|e| e.to == q.format() && e.rows.iter().any(|r| r.to.question == q.question))
}

fn differs(old: &Said, new: &Said) -> (Change, Option<&'static str>) {
    if old.answer.value.is_some() && old.value.is_none() && new.value.is_some() {
        return (Change::Options, None);
    }
    let same_words = |a: Option<&str>, b: Option<&str>| {
        let plain = |t: Option<&str>| t.unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
        plain(a) == plain(b)
    };
    let texts = |s: &Said| match &s.value {
        Some(Value::Text(t)) => Some(t.clone()),
        _ => None,
    };
    let value_differs = match (&old.value, &new.value) {
        (Some(Value::Text(_)), Some(Value::Text(_))) | (None, None) => false,
        (Some(Value::Codes(a)), Some(Value::Codes(b))) => {
            a.iter().collect::<BTreeSet<_>>() != b.iter().collect::<BTreeSet<_>>()
        }
        (Some(Value::Number { qualifier: a, number: x, .. }), Some(Value::Number { qualifier: b, number: y, .. })) => {
            a != b || x != y
        }
        (a, b) => a != b,
    };
    if value_differs {
        return (Change::Value, direction(old, new));
    }
    let details = same_words(old.answer.details.as_deref(), new.answer.details.as_deref());
    if !same_words(texts(old).as_deref(), texts(new).as_deref()) || !details || old.answer.rows != new.answer.rows {
        return (Change::Words, None);
    }
    (Change::Same, None)
}

/// Whether the newer answer says that more, or less, of it is there.
fn direction(old: &Said, new: &Said) -> Option<&'static str> {
    let step = |s: &Said| -> Option<u8> {
        let Some(Value::Code(c)) = &s.value else { return None };
        // Codes are those of the newest edition, whose meanings the newer report has.
        let meaning = &new.question.option(c)?.meaning;
        if meaning.as_str() == "in-progress" {
            return Some(2);
        }
        match meaning.polarity() {
            Polarity::Negative => Some(match meaning.as_str() {
                "planned" | "in-preparation" => 1,
                _ => 0,
            }),
            Polarity::Positive => Some(match meaning.as_str() {
                "fully" | "yes-all" => 5,
                "mostly" => 4,
                _ if meaning.degree() == Some(1) => 2,
                _ => 3,
            }),
            _ => None,
        }
    };
    if let (Some(Value::Number { .. }), Some(Value::Number { .. })) = (&old.value, &new.value) {
        return figures::direction(old, new);
    }
    match (step(old)?, step(new)?) {
        (a, b) if a < b => Some("more"),
        (a, b) if a > b => Some("less"),
        _ => None,
    }
}

#[allow(clippy::too_many_arguments)] // each is a column of the row
fn changed(
    key: &QRef,
    old: Option<&Said>,
    new: Option<&Said>,
    change: Change,
    direction: Option<&'static str>,
    catalogue: &Catalogue,
    crosswalk: &Crosswalk,
    lang: Lang,
) -> Changed {
    let place = |s: &Said| Place {
        item: s.answer.item.clone(),
        period: s.report.period,
        file: s.report.file.clone(),
        place: s.answer.origin.place.clone(),
        says: quoted(s, lang),
    };
    Changed {
        question: key.question.clone(),
        item: key.item.clone(),
        number: number(catalogue, &key.question),
        label: label(catalogue, &key.question, lang),
        convention: catalogue.format_of(&key.question).map_or_else(String::new, |f| f.convention.clone()),
        theme: crosswalk.main_subject(key).map_or(String::new(), |s| s.theme.clone()),
        change,
        direction,
        old: old.map(place),
        new: new.map(place),
    }
}
