//! What comes back from the experts, put together: each answer from whoever gave it, two that differ
//! side by side, none lost.
//!
//! Every expert's workbook is compared with the core report as it was handed out, so that only what
//! an expert changed counts; the changes then go onto the core report as it is now. That makes merging
//! twice the same as merging once.

use std::collections::{BTreeMap, BTreeSet};

use super::SENTENCES;
use crate::model::hash::short;
use crate::model::register::column;
use crate::model::{Answer, Attribution, CORE, Finding, Lang, Level, Origin, Registers, Report, Row, Value};
use crate::say;

/// Register of core in which differing and stray answers are kept until somebody settles them.
pub const CONTRIBUTIONS: &str = "contributions";

/// Why an answer is kept there: it was not handed out to the one who gave it.
pub const NOT_THEIRS: &str = "not-theirs";

/// One expert's workbook as it came back.
pub struct Contribution<'a> {
    /// Who answered: the name on its first sheet, else the one it was handed out to.
    pub who: String,
    /// When, in the expert's words; may be empty.
    pub on: String,
    /// File name as the user gave it.
    pub file: String,
    /// Its reports, `core` among them.
    pub reports: &'a [Report],
    /// True for a Word sheet, which holds only what the expert wrote: what is not in it was not touched.
    pub partial: bool,
    /// True for a question (and item) that was handed out to this expert.
    pub theirs: &'a dyn Fn(&str, Option<&str>) -> bool,
}

/// The core report with everything that came back in it.
#[derive(Debug, Default, PartialEq)]
pub struct Merged {
    /// The reports of the core workbook: `core` and one for each convention.
    pub reports: Vec<Report>,
    /// Answers taken over.
    pub taken: usize,
    /// Answers on which contributors, or a contributor and the core report, differ.
    pub differing: usize,
    /// Answers to questions that were not handed out to the one who answered.
    pub apart: usize,
    /// What a person has to know.
    pub findings: Vec<Finding>,
}

type Key = (String, Option<String>);

/// Everything of a question that an expert can write.
#[derive(Debug, Clone, PartialEq)]
struct Said {
    answer: Option<Answer>,
}

impl Said {
    fn of(reports: &[Report], key: &Key) -> Said {
        let answer = reports.iter().find_map(|r| r.answer(&key.0, key.1.as_deref())).filter(|a| !a.is_blank()).cloned();
        Said { answer }
    }

    /// A partial answer with what it does not say as it was.
    fn over(mut self, then: &Said) -> Said {
        if let (Some(a), Some(t)) = (&mut self.answer, &then.answer) {
            let figure = |v: &Option<Value>| match v {
                Some(Value::Number { qualifier, number, .. }) => Some((qualifier.clone(), *number)),
                _ => None,
            };
            if a.value.is_none() || (figure(&a.value).is_some() && figure(&a.value) == figure(&t.value)) {
                a.value.clone_from(&t.value);
            }
            if a.details.is_none() {
                a.details.clone_from(&t.details);
            }
            if a.rows.is_empty() {
                a.rows.clone_from(&t.rows);
            }
        }
        self
    }

    /// The same words; a blank is a word too.
    fn same(&self, other: &Said) -> bool {
        match (&self.answer, &other.answer) {
            (None, None) => true,
            (Some(a), Some(b)) => a.value == b.value && a.details == b.details && a.rows == b.rows,
            _ => false,
        }
    }

    /// The same words, and as well confirmed.
    fn settled_alike(&self, other: &Said) -> bool {
        self.same(other) && self.confirmed() == other.confirmed()
    }

    fn confirmed(&self) -> bool {
        self.answer.as_ref().is_some_and(|a| a.confirmed)
    }
}

/// Puts contributions together. `handed_out` is the core report as it was split, `current` as it is now.
#[must_use]
pub fn merge(handed_out: &[Report], current: &[Report], contributions: &[Contribution]) -> Merged {
    let mut merged = Merged { reports: current.to_vec(), ..Merged::default() };
    let mut kept: Vec<(String, Row)> = Vec::new();
    let mut changes: BTreeMap<Key, Vec<(&Contribution, Said)>> = BTreeMap::new();
    for c in contributions {
        for key in keys(if c.partial { &[] } else { handed_out }, c.reports) {
            let then = Said::of(handed_out, &key);
            let now = if c.partial { Said::of(c.reports, &key).over(&then) } else { Said::of(c.reports, &key) };
            if then.settled_alike(&now) || (then.same(&now) && !now.confirmed()) {
                continue;
            }
            if (c.theirs)(&key.0, key.1.as_deref()) {
                changes.entry(key).or_default().push((c, now));
            } else if now.answer.is_some() && !Said::of(current, &key).same(&now) {
                // Somebody knew better than the plan: nothing is lost, and nothing is taken unasked.
                merged.apart += 1;
                kept.push(contribution(&key, c, &now, NOT_THEIRS));
                let place = now.answer.as_ref().map_or("", |a| a.origin.place.as_str());
                merged.findings.push(
                    Finding::new(
                        Level::Warning,
                        "merge-not-theirs",
                        say!("{who} answered {key}, which was not handed out to them", who = &c.who, key = &name(&key)),
                    )
                    .at(&c.file, place)
                    .hint(say!(
                        "the answer is kept in the sheet of contributions; copy it into the answer cell if it is right"
                    )),
                );
            }
        }
    }
    for (key, said) in changes {
        one(&key, &said, handed_out, current, &mut merged, &mut kept);
    }
    registers(handed_out, current, contributions, &mut merged, &mut kept);
    keep(&mut merged.reports, kept);
    merged
}

/// What contributors made of one question.
fn one(
    key: &Key,
    said: &[(&Contribution, Said)],
    handed_out: &[Report],
    current: &[Report],
    merged: &mut Merged,
    kept: &mut Vec<(String, Row)>,
) {
    let (then, now) = (Said::of(handed_out, key), Said::of(current, key));
    let Some((first, wanted)) = said.first() else { return };
    let agreed = said.iter().all(|(_, s)| s.same(wanted));
    // A row that was deleted looks like an answer that was emptied: neither takes an answer away.
    let emptied = wanted.answer.is_none() && now.answer.is_some();
    let free = now.same(&then) || now.same(wanted);
    if agreed && free && !emptied {
        if now.settled_alike(wanted) {
            return;
        }
        merged.taken += 1;
        let who = join(said.iter().map(|(c, _)| c.who.as_str()));
        let on = join(said.iter().map(|(c, _)| c.on.as_str()));
        put(&mut merged.reports, key, wanted, &who, &on, &first.file);
        return;
    }
    let mut differing = false;
    for (c, s) in said {
        if s.same(&now) {
            continue;
        }
        differing = true;
        kept.push(contribution(key, c, s, "differs"));
    }
    if differing {
        merged.differing += 1;
        let names = join(said.iter().map(|(c, _)| c.who.as_str()));
        let place = wanted.answer.as_ref().map_or("", |a| a.origin.place.as_str());
        merged.findings.push(
            Finding::new(
                Level::Warning,
                "merge-differs",
                say!(
                    "the answers to {key} differ ({names}); the core report's own answer stands",
                    key = &name(key),
                    names = &names
                ),
            )
            .at(&first.file, place)
            .hint(say!(
                "all of them stand side by side in the sheet of contributions; write the right one into the answer cell"
            )),
        );
    }
}

/// Writes an answer into its report, with who gave it.
fn put(reports: &mut Vec<Report>, key: &Key, said: &Said, who: &str, on: &str, file: &str) {
    let format = key.0.split_once('/').map_or("", |(f, _)| f).to_owned();
    let at = match reports.iter().position(|r| r.format == format) {
        Some(at) => at,
        None => {
            let mut r = Report::new(&format, file);
            r.party = reports.iter().find_map(|r| r.party);
            reports.push(r);
            reports.len() - 1
        }
    };
    let Some(report) = reports.get_mut(at) else { return };
    let old = report.answers.iter().position(|a| a.question == key.0 && a.item == key.1);
    let before = old.and_then(|i| report.answers.get(i)).map(|a| a.attribution.clone()).unwrap_or_default();
    match &said.answer {
        Some(a) => {
            let mut a = a.clone();
            let own = a.attribution.clone();
            a.attribution = Attribution {
                confirmed_by: own.confirmed_by.or_else(|| some(who)),
                confirmed_on: own.confirmed_on.or_else(|| some(on)),
                ..before
            };
            match old.and_then(|i| report.answers.get_mut(i)) {
                Some(place) => *place = a,
                None => report.answers.push(a),
            }
        }
        None => {
            if let Some(i) = old {
                report.answers.remove(i);
            }
        }
    }
}

fn some(text: &str) -> Option<String> {
    (!text.trim().is_empty()).then(|| text.trim().to_owned())
}

/// Different texts in one, in the order of the first.
fn join<'a>(texts: impl Iterator<Item = &'a str>) -> String {
    let mut list: Vec<&str> = Vec::new();
    for t in texts.map(str::trim).filter(|t| !t.is_empty()) {
        if !list.contains(&t) {
            list.push(t);
        }
    }
    list.join("; ")
}

fn name(key: &Key) -> String {
    match &key.1 {
        Some(item) => format!("{} [{item}]", key.0),
        None => key.0.clone(),
    }
}

/// Questions that either side answers, but for the registers' rows.
fn keys(a: &[Report], b: &[Report]) -> BTreeSet<Key> {
    let registers = |x: &Answer| x.question.starts_with("core/") && !x.rows.is_empty();
    a.iter()
        .chain(b)
        .flat_map(|r| &r.answers)
        .filter(|x| !registers(x))
        .map(|x| (x.question.clone(), x.item.clone()))
        .collect()
}

/// A row of the register of contributions. Its id is made of what it says, so that the same one is
/// never kept twice.
fn contribution(key: &Key, c: &Contribution, said: &Said, why: &str) -> (String, Row) {
    let (value, details) = match &said.answer {
        None => (String::new(), String::new()),
        Some(a) => (a.value.as_ref().map(crate::model::value_text).unwrap_or_default(), {
            let rows = a.rows.iter().map(crate::model::own::row_text).collect::<Vec<_>>().join("\n");
            [a.details.clone().unwrap_or_default(), rows]
                .into_iter()
                .filter(|t| !t.is_empty())
                .collect::<Vec<_>>()
                .join("\n")
        }),
    };
    row(key, c, &value, &details, why)
}

fn row(key: &Key, c: &Contribution, answer: &str, details: &str, why: &str) -> (String, Row) {
    let item = key.1.clone().unwrap_or_default();
    let id = format!("c-{}", short(&[&key.0, &item, &c.who, answer, details]));
    let cells = [
        ("question", key.0.as_str()),
        ("item", &item),
        ("contributor", &c.who),
        ("on", &c.on),
        ("answer", answer),
        ("details", details),
        ("why", why),
        ("file", &c.file),
    ];
    let row = cells.into_iter().filter(|(_, t)| !t.is_empty()).map(|(c, t)| (c.to_owned(), t.to_owned())).collect();
    (id, row)
}

/// Rows of registers: added ones come in, changed cells where only one changed them.
fn registers(
    handed_out: &[Report],
    current: &[Report],
    contributions: &[Contribution],
    merged: &mut Merged,
    kept: &mut Vec<(String, Row)>,
) {
    let (then, now) = (rows(handed_out), rows(current));
    let mut out = now.clone();
    let mut cells: Cells = BTreeMap::new();
    for c in contributions {
        for ((list, id), theirs) in rows(c.reports) {
            if list == CONTRIBUTIONS {
                continue;
            }
            // A sentence that nobody translated yet is a question, not an answer.
            if list == SENTENCES && Lang::ALL.into_iter().filter(|l| theirs.contains_key(l.code())).count() < 2 {
                continue;
            }
            match then.get(&(list.clone(), id.clone())) {
                None => {
                    let entry = out.entry((list, id));
                    if let std::collections::btree_map::Entry::Vacant(free) = entry {
                        free.insert(theirs);
                        merged.taken += 1;
                    }
                }
                Some(before) => {
                    let columns: BTreeSet<&String> = before.keys().chain(theirs.keys()).collect();
                    for column in columns {
                        let was = before.get(column).map_or("", String::as_str);
                        let is = theirs.get(column).map_or("", String::as_str);
                        if was != is {
                            let key = (list.clone(), id.clone(), column.clone());
                            cells.entry(key).or_default().push((c, is.to_owned()));
                        }
                    }
                }
            }
        }
    }
    for ((list, id, column), wanted) in cells {
        let Some((_, first)) = wanted.first() else { continue };
        let was = then.get(&(list.clone(), id.clone())).and_then(|r| r.get(&column)).map_or("", String::as_str);
        let Some(here) = out.get_mut(&(list.clone(), id.clone())) else { continue };
        let is = here.get(&column).map_or("", String::as_str).to_owned();
        let agreed = wanted.iter().all(|(_, w)| w == first);
        let confirmed = here.get(column::CONFIRMED).is_some();
        if agreed && is == *first {
            continue;
        }
        if agreed && is == was && !(first.is_empty() && confirmed) {
            if first.is_empty() {
                here.remove(&column);
            } else {
                here.insert(column, first.clone());
            }
            merged.taken += 1;
            continue;
        }
        let key = (format!("{CORE}/{list}"), Some(id.clone()));
        let mut differing = false;
        for (c, w) in wanted.iter().filter(|(_, w)| *w != is) {
            differing = true;
            kept.push(row(&key, c, w, &column, "differs"));
        }
        if differing {
            merged.differing += 1;
            let names = join(wanted.iter().map(|(c, _)| c.who.as_str()));
            merged.findings.push(
                Finding::new(
                    Level::Warning,
                    "merge-differs",
                    say!("the entries for {column} of {id} in {list} differ ({names}); the core report's own stands", column = &column, id = &id, list = &list, names = &names),
                )
                .at(wanted.first().map_or(String::new(), |(c, _)| c.file.clone()), "")
                .hint(say!("all of them stand side by side in the sheet of contributions; write the right one into the register")),
            );
        }
    }
    if out != now {
        write_rows(&mut merged.reports, &now, out);
    }
}

type Rows = BTreeMap<(String, String), Row>;

/// List, row id and column to what contributors want there.
type Cells<'a> = BTreeMap<(String, String, String), Vec<(&'a Contribution<'a>, String)>>;

/// Rows of all registers by list and id; rows without an id are told apart by what they say.
fn rows(reports: &[Report]) -> Rows {
    let mut all = Rows::new();
    for r in reports.iter().filter(|r| r.format == CORE) {
        for (list, entries) in Registers::from_report(r).lists {
            for e in entries {
                let mut row = e.cells;
                if e.confirmed {
                    row.insert(column::CONFIRMED.to_owned(), "yes".to_owned());
                }
                let id = if e.id.is_empty() {
                    let texts: Vec<&str> = row.values().map(String::as_str).collect();
                    format!("r-{}", short(&texts))
                } else {
                    e.id
                };
                all.entry((list.clone(), id)).or_insert(row);
            }
        }
    }
    all
}

/// Puts changed rows back in their places; new ones follow in the order of their ids.
fn write_rows(reports: &mut Vec<Report>, before: &Rows, mut after: Rows) {
    let report = core(reports);
    for a in report.answers.iter_mut() {
        let Some(list) = a.question.strip_prefix("core/").map(str::to_owned) else { continue };
        if a.rows.is_empty() {
            continue;
        }
        for row in &mut a.rows {
            let Some(id) = row.get(column::ID).cloned() else { continue };
            if let Some(mut new) = after.remove(&(list.clone(), id.clone())) {
                new.insert(column::ID.to_owned(), id);
                *row = new;
            }
        }
        let added: Vec<(String, String)> =
            after.keys().filter(|k| k.0 == list && !before.contains_key(*k)).cloned().collect();
        for key in added {
            if let Some(mut new) = after.remove(&key) {
                new.insert(column::ID.to_owned(), key.1);
                a.rows.push(new);
            }
        }
    }
    let mut lists: BTreeMap<String, Vec<Row>> = BTreeMap::new();
    for ((list, id), mut row) in after.into_iter().filter(|(k, _)| !before.contains_key(k)) {
        row.insert(column::ID.to_owned(), id);
        lists.entry(list).or_default().push(row);
    }
    for (list, rows) in lists {
        let mut a = Answer::new(format!("{CORE}/{list}"), Origin { file: report.file.clone(), place: String::new() });
        a.rows = rows;
        report.answers.push(a);
    }
}

/// The report of the registers.
fn core(reports: &mut Vec<Report>) -> &mut Report {
    let at = match reports.iter().position(|r| r.format == CORE) {
        Some(at) => at,
        None => {
            let mut r = Report::new(CORE, reports.first().map_or("", |r| r.file.as_str()));
            r.party = reports.iter().find_map(|r| r.party);
            reports.insert(0, r);
            0
        }
    };
    &mut reports[at]
}

/// Adds what is not taken to the register of contributions, each once.
fn keep(reports: &mut Vec<Report>, kept: Vec<(String, Row)>) {
    if kept.is_empty() {
        return;
    }
    let report = core(reports);
    let question = format!("{CORE}/{CONTRIBUTIONS}");
    let at = match report.answers.iter().position(|a| a.question == question) {
        Some(at) => at,
        None => {
            let origin = Origin { file: report.file.clone(), place: String::new() };
            report.answers.push(Answer::new(&question, origin));
            report.answers.len() - 1
        }
    };
    let Some(a) = report.answers.get_mut(at) else { return };
    let kept: BTreeMap<String, Row> = kept.into_iter().collect();
    for (id, mut row) in kept {
        if a.rows.iter().any(|r| r.get(column::ID) == Some(&id)) {
            continue;
        }
        row.insert(column::ID.to_owned(), id);
        a.rows.push(row);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(format: &str, answers: &[(&str, &str, bool)]) -> Report {
        let mut r = Report::new(format, "core.xlsx");
        for (q, text, confirmed) in answers {
            let mut a = Answer::new(format!("{format}/{q}"), Origin::default());
            a.value = Some(Value::Text((*text).to_owned()));
            a.confirmed = *confirmed;
            r.answers.push(a);
        }
        r
    }

    fn from<'a>(who: &str, reports: &'a [Report], theirs: &'a dyn Fn(&str, Option<&str>) -> bool) -> Contribution<'a> {
        Contribution {
            who: who.to_owned(),
            on: String::new(),
            file: format!("{who}.xlsx"),
            reports,
            partial: false,
            theirs,
        }
    }

    fn said<'a>(reports: &'a [Report], q: &str) -> Option<(&'a str, bool, Option<&'a str>)> {
        reports.iter().flat_map(|r| &r.answers).find(|a| a.question == q).and_then(|a| match &a.value {
            Some(Value::Text(t)) => Some((t.as_str(), a.confirmed, a.attribution.confirmed_by.as_deref())),
            _ => None,
        })
    }

    fn kept(reports: &[Report]) -> Vec<Row> {
        reports
            .iter()
            .flat_map(|r| &r.answers)
            .filter(|a| a.question == "core/contributions")
            .flat_map(|a| a.rows.clone())
            .collect()
    }

    #[test]
    fn changes_come_in_with_who_made_them_and_merging_twice_is_merging_once() {
        let before = [report("x", &[("1", "old", false), ("2", "same", true), ("3", "base", true)])];
        let ann = [report("x", &[("1", "old", true), ("2", "same", true), ("3", "ann", true)])];
        let bob = [report("x", &[("1", "old", false), ("2", "same", true), ("3", "bob", true), ("4", "new", true)])];
        let all = |_: &str, _: Option<&str>| true;
        let list = [from("Ann", &ann, &all), from("Bob", &bob, &all)];
        let once = merge(&before, &before, &list);
        assert_eq!(said(&once.reports, "x/1"), Some(("old", true, Some("Ann"))), "a confirmation is a change");
        assert_eq!(said(&once.reports, "x/2"), Some(("same", true, None)));
        assert_eq!(said(&once.reports, "x/3"), Some(("base", true, None)), "two that differ fill nothing");
        assert_eq!(said(&once.reports, "x/4"), Some(("new", true, Some("Bob"))));
        assert_eq!((once.taken, once.differing, once.apart), (2, 1, 0));
        let sides: Vec<String> =
            kept(&once.reports).iter().map(|r| format!("{} {}", r["contributor"], r["answer"])).collect();
        assert_eq!(sides.len(), 2, "{sides:?}");
        assert!(sides.contains(&"Ann ann".to_owned()) && sides.contains(&"Bob bob".to_owned()));
        let twice = merge(&before, &once.reports, &list);
        assert_eq!(twice.reports, once.reports);
        assert_eq!(twice.taken, 0);
    }

    #[test]
    fn the_core_reports_own_later_word_is_not_overwritten() {
        let before = [report("x", &[("1", "old", true)])];
        let now = [report("x", &[("1", "mine", true)])];
        let ann = [report("x", &[("1", "ann", true)])];
        let all = |_: &str, _: Option<&str>| true;
        let merged = merge(&before, &now, &[from("Ann", &ann, &all)]);
        assert_eq!(said(&merged.reports, "x/1"), Some(("mine", true, None)));
        assert_eq!((merged.taken, merged.differing), (0, 1));
    }

    #[test]
    fn emptying_takes_nothing_away_but_is_shown() {
        let before = [report("x", &[("1", "sure", true), ("2", "old", false)])];
        let ann = [report("x", &[])];
        let all = |_: &str, _: Option<&str>| true;
        let merged = merge(&before, &before, &[from("Ann", &ann, &all)]);
        assert_eq!(said(&merged.reports, "x/1"), Some(("sure", true, None)));
        assert_eq!(said(&merged.reports, "x/2"), Some(("old", false, None)));
        assert_eq!((merged.taken, merged.differing, kept(&merged.reports).len()), (0, 2, 2));
    }

    #[test]
    fn answers_to_other_peoples_questions_are_kept_apart() {
        let before = [report("x", &[("1", "old", true)])];
        let ann = [report("x", &[("1", "ann", true), ("2", "more", true)])];
        let second = |q: &str, _: Option<&str>| q == "x/2";
        let merged = merge(&before, &before, &[from("Ann", &ann, &second)]);
        assert_eq!(said(&merged.reports, "x/1"), Some(("old", true, None)));
        assert_eq!(said(&merged.reports, "x/2"), Some(("more", true, Some("Ann"))));
        assert_eq!(merged.apart, 1);
        assert_eq!(kept(&merged.reports).first().and_then(|r| r.get("why")).map(String::as_str), Some("not-theirs"));
    }

    #[test]
    fn register_rows_are_merged_cell_by_cell() {
        let list = |rows: &[(&str, &str, &str)]| {
            let mut r = Report::new(CORE, "core.xlsx");
            let mut a = Answer::new("core/measures", Origin::default());
            for (id, title, place) in rows {
                let cells = [("id", *id), ("title", *title), ("place", *place)];
                a.rows.push(
                    cells.iter().filter(|c| !c.1.is_empty()).map(|(c, t)| ((*c).to_owned(), (*t).to_owned())).collect(),
                );
            }
            r.answers.push(a);
            [r]
        };
        let before = list(&[("m-1", "Act", ""), ("m-2", "Plan", "")]);
        let ann = list(&[("m-2", "Plan", "North"), ("m-1", "Act", ""), ("", "Count", "")]);
        let bob = list(&[("m-1", "Law", ""), ("m-2", "Plan", "South")]);
        let all = |_: &str, _: Option<&str>| true;
        let contributions = [from("Ann", &ann, &all), from("Bob", &bob, &all)];
        let once = merge(&before, &before, &contributions);
        let rows = &once.reports[0].answers[0].rows;
        let titles: Vec<&str> = rows.iter().map(|r| r["title"].as_str()).collect();
        assert_eq!(titles, ["Law", "Plan", "Count"], "{rows:?}");
        assert_eq!(rows[1].get("place"), None, "two differ");
        assert!(rows[2]["id"].starts_with("r-"));
        assert_eq!(once.differing, 1);
        assert_eq!(merge(&before, &once.reports, &contributions).reports, once.reports);
    }
}
