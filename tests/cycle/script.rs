//! What the focal point of Testland answers in the first cycle, and what is true in the next.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use dunlin::catalogue::Catalogue;
use dunlin::core_report::{self, Core, CoreDraft, CoreRequest, take_apart};
use dunlin::crosswalk::Crosswalk;
use dunlin::model::{Answer, Asked, CORE, Draft, Kind, Lang, Origin, Question, Report, Row, Standing, Time, Value};
use dunlin::read::{Context, Options, Reading, read_file};
use dunlin::write;

use super::{FIRST, NEXT, period};

pub(crate) struct World {
    pub(crate) catalogue: Catalogue,
    pub(crate) crosswalk: Crosswalk,
    pub(crate) core: Core,
}

/// Question and item.
pub(crate) type Key = (String, Option<String>);

/// What is true of one question.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Fact {
    pub(crate) value: Option<Value>,
    pub(crate) details: Option<String>,
    pub(crate) rows: Vec<Row>,
    /// It is one of the tenth that changed.
    pub(crate) new: bool,
}

impl Fact {
    pub(crate) fn has_answer(&self) -> bool {
        self.value.is_some() || !self.rows.is_empty()
    }
}

pub(crate) type Truth = BTreeMap<Key, Fact>;

pub(crate) fn key(d: &Draft) -> Key {
    (d.question.clone(), d.item.clone())
}

impl World {
    pub(crate) fn new() -> World {
        let catalogue = Catalogue::builtin();
        let crosswalk = Crosswalk::load(&catalogue);
        let core = Core::assemble(&catalogue, &crosswalk).expect("the core report");
        World { catalogue, crosswalk, core }
    }

    pub(crate) fn question(&self, id: &str) -> &Question {
        self.core.format.question(id).unwrap_or_else(|| panic!("{id}"))
    }

    /// Reads a file under its bare name, as a command run in its folder does.
    pub(crate) fn read(&self, path: &Path) -> Reading {
        let options = Options::default();
        let context = Context { catalogue: &self.catalogue, crosswalk: &self.crosswalk, options: &options };
        read_file(path, &context)
    }

    pub(crate) fn write(&self, draft: &CoreDraft) -> Vec<u8> {
        let placement = core_report::place(&self.core.format, &draft.drafted, &self.crosswalk);
        write::core(draft, &self.core, &placement, &self.crosswalk, Lang::En).expect("a workbook")
    }

    pub(crate) fn prefill(&self, request: &CoreRequest) -> CoreDraft {
        core_report::prefill(&self.core, request, &self.catalogue, &self.crosswalk).0
    }

    /// The next cycle's core report, made of the last one.
    pub(crate) fn next(&self, mut last: Reading, name: &str) -> CoreDraft {
        for r in &mut last.reports {
            name.clone_into(&mut r.file);
            r.answers.iter_mut().for_each(|a| name.clone_into(&mut a.origin.file));
        }
        let known = known(&last.carried);
        let told = core_report::evidence_along(&last.reports, last.carried);
        let previous = take_apart(last.reports).of_last_cycle();
        self.prefill(&CoreRequest {
            party: None,
            years: &Some(period(NEXT)).into(),
            lang: Lang::En,
            reports: &told,
            previous: &previous.kept,
            base: &[],
            registers: &previous.registers,
            known: &known,
        })
    }
}

fn known(carried: &[Report]) -> BTreeSet<(String, String)> {
    carried.iter().map(|r| (r.format.clone(), r.file.clone())).collect()
}

fn key_of(a: &Answer) -> Key {
    (a.question.clone(), a.item.clone())
}

/// Rounds in which answers open further questions.
const ROUNDS: usize = 4;

/// The first core report, filled: what stands in a cell is confirmed; where last cycle's answer stands beside an
/// empty one it is so again, its years brought up to date; what nobody ever answered gets a plain answer. Every
/// measure is confirmed.
pub(crate) fn filled(world: &World, first: Reading) -> CoreDraft {
    let known = known(&first.carried);
    let mut carried = take_apart(first.reports);
    for list in carried.registers.lists.values_mut() {
        list.iter_mut().for_each(|e| e.confirmed = true);
    }
    for r in carried.kept.iter_mut().filter(|r| r.format == CORE) {
        for row in r.answers.iter_mut().flat_map(|a| &mut a.rows) {
            row.insert("confirmed".to_owned(), "yes".to_owned());
        }
    }
    let old = first.carried;
    let mut given = BTreeSet::new();
    for round in 0..=ROUNDS {
        let draft = world.prefill(&CoreRequest {
            party: None,
            years: &Some(period(FIRST)).into(),
            lang: Lang::En,
            reports: &old,
            previous: &[],
            base: &carried.kept,
            registers: &carried.registers,
            known: &known,
        });
        if round == ROUNDS {
            return draft;
        }
        for d in draft.drafted.drafts.iter().filter(|d| !d.question.starts_with("core/")) {
            let q = world.question(&d.question);
            let Some(mut answer) = answered(q, d, &old) else { continue };
            answer.item.clone_from(&d.item);
            let format = core_report::format_of(&d.question);
            let Some(report) = carried.kept.iter_mut().find(|r| r.format == format) else { continue };
            report.answers.retain(|a| a.key() != answer.key());
            given.insert(key_of(&answer));
            report.answers.push(answer);
        }
        // What an answer above makes needless is asked of nobody.
        for report in &mut carried.kept {
            let codes: BTreeMap<_, Vec<String>> = report
                .answers
                .iter()
                .filter_map(|a| Some((key_of(a), a.value.as_ref()?.codes().into_iter().map(str::to_owned).collect())))
                .collect();
            report.answers.retain(|a| {
                let of = |id: &str, item: Option<&str>| codes.get(&(id.to_owned(), item.map(str::to_owned))).cloned();
                let lookup = |id: &str| of(id, a.item.as_deref()).or_else(|| of(id, None));
                let condition = world.core.format.question(&a.question).and_then(|q| q.condition.as_ref());
                !given.contains(&key_of(a))
                    || condition.is_none_or(|c| c.asked(&world.core.format, &lookup) != Asked::No)
            });
        }
    }
    unreachable!("the last round returns")
}

/// The answer of the first cycle; `None` where it stands as it is, or where there is nothing to say.
fn answered(q: &Question, d: &Draft, old: &[Report]) -> Option<Answer> {
    // What follows and what is made of measures is left as dunlin makes it.
    if matches!(d.standing, Standing::Kept | Standing::Derived | Standing::Composed | Standing::NotAsked) {
        return None;
    }
    let mut answer = Answer::new(&q.id, Origin::default());
    if d.value.is_some() || d.details.is_some() || !d.rows.is_empty() {
        (answer.value, answer.details, answer.rows) = (d.value.clone(), d.details.clone(), d.rows.clone());
        if answer.details.is_none() {
            // Words left out as speaking of their own time.
            answer.details = last(q, d, old).and_then(|a| a.details);
        }
    } else if let Some(a) = last(q, d, old) {
        (answer.value, answer.details, answer.rows) = (a.value, a.details, a.rows);
    }
    if !q.details {
        // A remark the form has no box for.
        answer.details = None;
    }
    if answer.value.is_none() {
        answer.value = plain(q);
    }
    if let Some(Value::Number { unit, .. }) = &mut answer.value {
        *unit = unit.take().or_else(|| q.unit.clone());
    }
    (!answer.is_blank()).then_some(answer)
}

/// The last answer to the very question, with its years moved into the new period.
fn last(q: &Question, d: &Draft, old: &[Report]) -> Option<Answer> {
    let reports = old.iter().filter(|r| Some(r.format.as_str()) == q.id.split('/').next());
    let (report, answer) = reports
        .filter_map(|r| Some((r, r.answer(&q.id, d.item.as_deref()).filter(|a| !a.is_blank())?)))
        .max_by_key(|(r, _)| r.period.map(|p| p.to))?;
    let (from, to) = report.period.map_or((2018, 2023), |p| (p.from, p.to));
    let mut answer = answer.clone();
    let moved = |t: &str| shifted(t, from, period(FIRST).to.saturating_sub(to));
    if let Some(Value::Text(t)) = &answer.value {
        answer.value = Some(Value::Text(moved(t)));
    }
    answer.details = answer.details.map(|t| moved(&t));
    Some(answer)
}

/// A text whose years from `from` on are so many years later.
pub(crate) fn shifted(text: &str, from: u16, by: u16) -> String {
    let mut out = String::new();
    let mut word = String::new();
    for c in text.chars().chain(['\n']) {
        if c.is_alphanumeric() {
            word.push(c);
            continue;
        }
        match word.parse::<u16>() {
            Ok(y) if word.len() == 4 && (from..=2100).contains(&y) => out.push_str(&(y + by).to_string()),
            _ => out.push_str(&word),
        }
        word.clear();
        out.push(c);
    }
    out.pop();
    out
}

/// An answer to what nobody ever answered.
fn plain(q: &Question) -> Option<Value> {
    let code = || q.options.first().map(|o| o.code.clone());
    Some(match q.kind {
        Kind::Heading | Kind::Table | Kind::File | Kind::Links | Kind::DateRange | Kind::Date => return None,
        Kind::Single | Kind::YesNo | Kind::Indicator => Value::Code(code()?),
        Kind::Multi => Value::Codes(vec![code()?]),
        Kind::Number => Value::Number { qualifier: code(), number: Some(7.0), unit: q.unit.clone() },
        Kind::Contact => Value::Text("Ministry of Environment".to_owned()),
        Kind::Text if q.personal => Value::Text("Ministry of Environment".to_owned()),
        // Of what was done in a period every other text says when.
        Kind::Text if q.time != Time::Standing && q.id.len().is_multiple_of(2) => Value::Text(format!(
            "In {} the ministry of environment gave this task to the parks service.",
            period(FIRST).from
        )),
        Kind::Text => Value::Text("The ministry of environment and the parks service share this task.".to_owned()),
    })
}

/// What a report says.
pub(crate) fn said(drafts: &[Draft]) -> Truth {
    let answered = drafts.iter().filter(|d| !d.question.starts_with("core/") && d.standing.fills());
    answered
        .map(|d| {
            let fact = Fact { value: d.value.clone(), details: d.details.clone(), rows: d.rows.clone(), new: false };
            (key(d), fact)
        })
        .collect()
}

/// What a new fact is told with.
const NEWS: &str = "The agency for nature took this over, with a budget and eleven posts of its own, and reports to parliament each spring.";

/// The next cycle: a tenth of the facts changed. The others are as they were; texts that tell of the years of a
/// period tell of the new ones.
pub(crate) fn changed(before: &Truth, world: &World) -> Truth {
    let mut order: Vec<&Key> = before.keys().collect();
    order.sort_by_key(|k| (world.core.format.position(&k.0), k.1.clone()));
    let (from, by) = (period(FIRST).from, period(NEXT).to - period(FIRST).to);
    let mut now = Truth::new();
    for (n, k) in order.into_iter().enumerate() {
        let q = world.question(&k.0);
        let mut fact = before[k].clone();
        fact.new = n % 10 == 4 && renew(&mut fact, q);
        if !fact.new && q.time != Time::Standing {
            if let Some(Value::Text(t)) = &fact.value {
                fact.value = Some(Value::Text(shifted(t, from, by)));
            }
            fact.details = fact.details.map(|t| shifted(&t, from, by));
        }
        now.insert(k.clone(), fact);
    }
    now
}

/// Changes a fact; false where there is nothing to change it to.
fn renew(fact: &mut Fact, q: &Question) -> bool {
    let other = |code: &str| {
        let at = q.options.iter().position(|o| o.code == code)?;
        q.options.get((at + 1) % q.options.len()).map(|o| o.code.clone())
    };
    match &mut fact.value {
        Some(Value::Code(c)) => *c = other(c).unwrap_or_default(),
        Some(Value::Codes(cs)) => {
            let more = q.options.iter().map(|o| o.code.clone()).find(|c| !cs.contains(c));
            match more {
                Some(c) => {
                    cs.push(c);
                    let at = |c: &String| q.options.iter().position(|o| o.code == *c);
                    cs.sort_by_key(at);
                }
                None => cs.truncate(1),
            }
        }
        Some(Value::Number { number: Some(n), .. }) => *n += 3.0,
        Some(Value::Text(t)) => NEWS.clone_into(t),
        _ => return false,
    }
    if fact.details.is_some() {
        fact.details = Some(NEWS.to_owned());
    }
    true
}
