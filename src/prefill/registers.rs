//! What follows from registers and from other answers of the report: derived values, ticks, rows and
//! texts, shown with their reason; what needs a confirmation first, or is likely only, beside the cell.

use std::collections::BTreeMap;

use super::evidence::in_time;
use super::{Begun, Run, words};
use crate::crosswalk::QRef;
use crate::crosswalk::rules::Need;
use crate::crosswalk::said::value_words;
use crate::model::{
    CORE, Draft, Format, Item, Kind, Offered, Question, Registers, Repeat, Source, Standing, Step, Value,
};
use crate::read::fold::fold;
use crate::registers::derive::{Derived, Facts, Given, derive};

/// Relation of a source that is a row of a register, or an answer something follows from.
pub(super) const RULE: &str = "rule";

/// Most rounds in which answers follow from answers; rules are checked not to run in circles.
const MOST_ROUNDS: usize = 8;

/// Answers so far: by question and item, the codes and whether they stand.
type Answers = BTreeMap<(String, Option<String>), Given>;

/// Sites and national targets of the registers that no report names.
pub(super) fn add_items(target: &Format, registers: &Registers, items: &mut [(Repeat, Vec<Item>)]) {
    for (repeat, list) in items {
        if !target.questions.iter().any(|q| q.repeat == Some(*repeat)) {
            continue;
        }
        let found: Vec<Item> = match repeat {
            Repeat::Site => registers
                .rows("sites")
                .iter()
                .filter(|e| e.confirmed && e.has("lists", "ramsar"))
                .map(|e| {
                    let id = if e.get("number").is_empty() { e.id.as_str() } else { e.get("number") };
                    Item { id: id.to_owned(), title: e.get("site").to_owned(), frameworks: Vec::new() }
                })
                .collect(),
            Repeat::Target => registers
                .rows("targets")
                .iter()
                .filter(|e| e.confirmed)
                .map(|e| Item {
                    id: e.id.clone(),
                    title: e.get("title").to_owned(),
                    frameworks: e.list("frameworks").map(str::to_owned).collect(),
                })
                .collect(),
            Repeat::Goal => Vec::new(),
        };
        for item in found.into_iter().filter(|i| !i.id.is_empty()) {
            let same = |o: &Item| o.id == item.id || (!item.title.is_empty() && fold(&o.title) == fold(&item.title));
            if !list.iter().any(same) {
                list.push(item);
            }
        }
    }
}

impl<'a> Run<'a> {
    /// Lets everything follow that does, round by round, then shows what would.
    pub(super) fn follow(&self, begun: &mut [Begun<'a>]) {
        let Some(registers) = self.registers else { return };
        let ruled: Vec<usize> = (0..begun.len())
            .filter(|&n| {
                begun.get(n).is_some_and(|b| {
                    b.q.is_asked() && self.crosswalk.rules(self.catalogue).of(&b.q.id).next().is_some()
                })
            })
            .collect();
        let mut done = vec![false; begun.len()];
        for _ in 0..MOST_ROUNDS {
            let answers = snapshot(begun);
            let mut changed = false;
            for &n in &ruled {
                let Some(b) = begun.get_mut(n) else { continue };
                if done.get(n).copied().unwrap_or(true) {
                    continue;
                }
                // A text for the details waits for the value it belongs to.
                let whole = |d: &&Derived| d.fills() && (d.value.is_some() || !d.rows.is_empty());
                for d in self.derived(b.q, b.item, registers, &answers).iter().filter(whole) {
                    self.put(b.q, &mut b.draft, d, registers, &answers);
                    changed = true;
                    if let Some(flag) = done.get_mut(n) {
                        *flag = true;
                    }
                }
            }
            if !changed {
                break;
            }
        }
        let answers = snapshot(begun);
        for &n in &ruled {
            let Some(b) = begun.get_mut(n) else { continue };
            let derived = self.derived(b.q, b.item, registers, &answers);
            for d in &derived {
                match (d.fills(), done.get(n)) {
                    (true, Some(true)) => {}
                    (true, _) => self.put(b.q, &mut b.draft, d, registers, &answers),
                    (false, _) => self.offer(b.q, &mut b.draft, d, registers, &answers),
                }
            }
        }
    }

    fn derived(
        &self,
        q: &Question,
        item: Option<&Item>,
        registers: &'a Registers,
        answers: &Answers,
    ) -> Vec<Derived<'a>> {
        let given = |question: &str, keys: &[&str]| self.given(q, question, keys, answers);
        let facts = Facts {
            registers,
            catalogue: self.catalogue,
            crosswalk: self.crosswalk,
            party: self.party,
            period: self.period,
            lang: self.lang,
            answers: &given,
        };
        derive(q, item, &facts)
    }

    /// The answer to another question: of this report, or of another convention's that is of the right
    /// time.
    fn given(&self, q: &Question, question: &str, keys: &[&str], answers: &Answers) -> Option<Given> {
        if question.split_once('/').is_some_and(|(f, _)| f != self.target.id) {
            let said = self.index.said(&QRef::new(question, None));
            let first = said.first()?;
            let codes: Vec<String> = first.value.as_ref()?.codes().into_iter().map(str::to_owned).collect();
            let agree = said.iter().all(|s| s.value == first.value && in_time(self, q, s));
            return agree.then(|| Given { codes, confirmed: said.iter().all(|s| s.answer.confirmed) });
        }
        let item = if keys.is_empty() { None } else { Some(self.item_called(question, keys)?) };
        answers.get(&(question.to_owned(), item)).cloned()
    }

    /// The item of a question that goes by one of these names.
    fn item_called(&self, question: &str, keys: &[&str]) -> Option<String> {
        let repeat = self.target.question(question)?.repeat?;
        let (_, list) = self.items.iter().find(|(r, _)| *r == repeat)?;
        let names = |i: &Item| keys.iter().any(|k| fold(k) == fold(&i.id) || fold(k) == fold(&i.title));
        list.iter().find(|i| names(i)).map(|i| i.id.clone())
    }

    /// Puts what follows into an empty cell, or says beside a filled one whether it agrees.
    fn put(&self, q: &Question, draft: &mut Draft, d: &Derived, registers: &Registers, answers: &Answers) {
        let open = matches!(draft.standing, Standing::Gap | Standing::Suggested | Standing::Hint);
        let sources = self.grounds(draft, d, registers, answers);
        let mut disagrees = false;
        let mut stands = false;
        if let Some(value) = &d.value {
            match &draft.value {
                Some(held) if agrees(held, value) => stands = true,
                Some(_) => disagrees = true,
                None if open => {
                    draft.value = Some(value.clone());
                    draft.standing = Standing::Derived;
                    stands = true;
                }
                None => disagrees = draft.standing == Standing::Conflict,
            }
        }
        if !d.rows.is_empty() {
            let held = |row: &crate::model::Row| {
                draft.rows.iter().any(|r| row.iter().all(|(c, t)| r.get(c).is_some_and(|o| o.trim() == t.trim())))
            };
            if draft.rows.is_empty() && (open || draft.standing == Standing::Derived) {
                draft.rows.clone_from(&d.rows);
                draft.standing = Standing::Derived;
                stands = true;
            } else if d.rows.iter().all(held) {
                stands = true;
            } else {
                disagrees = true;
            }
        }
        let mut text = None;
        // Details tell what was done, which an answer that says no denies.
        let denied = draft.value.as_ref().is_some_and(|v| q.denies(v));
        if let Some(details) = d.details.as_ref().filter(|_| !denied) {
            if draft.standing == Standing::Derived && draft.details.is_none() {
                draft.details = Some(details.clone());
                stands = true;
            } else if draft.details.is_none() {
                text = Some(details.clone());
            }
        }
        if disagrees {
            self.disagree(q, draft, d, sources);
            return;
        }
        let ticks_of_many = stands && q.kind == Kind::Multi && draft.standing == Standing::Derived;
        let text_alone = text.is_some() && !stands;
        let mut sources = sources;
        if let Some(first) = sources.first_mut() {
            first.reason.clone_from(&d.reason);
            if ticks_of_many {
                first.reason = format!("{} {}", first.reason, words::other_ticks(self.lang));
            }
        }
        if let (Some(text), true) = (text, text_alone) {
            let mut head = self.head(q, d, Step::Suggested, registers);
            head.says = text;
            head.reason.clone_from(&d.reason);
            if draft.standing == Standing::Gap || draft.standing == Standing::Hint {
                draft.standing = Standing::Suggested;
            }
            if draft.offered.is_none() {
                draft.offered = Some(Offered {
                    details: Some(head.says.clone()),
                    made: Some(Standing::Derived),
                    shown: vec![head.says.clone()],
                    ..Offered::default()
                });
            }
            draft.sources.push(head);
            for s in &mut sources {
                s.reason.clear();
            }
        }
        if stands || text_alone {
            draft.sources.extend(sources);
        }
    }

    /// Two say different things: a person's own answer stays, and so do ticks and tables of the last
    /// cycle; a single answer that nobody has confirmed gives way to neither.
    fn disagree(&self, q: &Question, draft: &mut Draft, d: &Derived, mut sources: Vec<Source>) {
        let registers_say = |step| {
            let mut head = sources.first().cloned().unwrap_or_else(|| self.head(q, d, step, &Registers::default()));
            head.step = step;
            head.says = self.says(q, d);
            head.reason.clone_from(&d.reason);
            head
        };
        let head = registers_say(Step::Disagrees);
        let single = d.value.is_some() && q.kind != Kind::Multi && d.rows.is_empty();
        if single && draft.standing != Standing::Kept {
            draft.dispute();
        }
        draft.sources.push(head);
        if !sources.is_empty() {
            sources.remove(0);
        }
        draft.sources.extend(sources);
    }

    /// Shows beside the cell what would follow.
    fn offer(&self, q: &Question, draft: &mut Draft, d: &Derived, registers: &Registers, answers: &Answers) {
        let wanted = d.value.is_some() && draft.value.is_none()
            || !d.rows.is_empty() && draft.rows.is_empty()
            || d.details.is_some() && draft.details.is_none() && draft.standing != Standing::Conflict;
        if !wanted || draft.standing == Standing::Kept {
            return;
        }
        let mut sources = self.grounds(draft, d, registers, answers);
        let mut head = sources.first().cloned().unwrap_or_else(|| self.head(q, d, Step::Suggested, registers));
        head.step = Step::Suggested;
        head.says = self.says(q, d);
        let why = if d.likely { words::likely(self.lang) } else { words::candidates(self.lang) };
        head.reason = if d.reason.is_empty() { why.to_owned() } else { format!("{} [{why}]", d.reason) };
        if matches!(draft.standing, Standing::Gap | Standing::Hint) {
            draft.standing = Standing::Suggested;
        }
        // Rows of a table are seen too briefly beside the cell to be taken from there.
        if draft.offered.is_none() && d.rows.is_empty() {
            draft.offered = Some(Offered {
                value: d.value.clone().filter(|_| draft.value.is_none()),
                details: d.details.clone().filter(|_| draft.details.is_none()),
                made: Some(Standing::Derived),
                shown: vec![head.says.clone()],
                ..Offered::default()
            });
        }
        draft.sources.push(head);
        if !sources.is_empty() {
            sources.remove(0);
        }
        for s in &mut sources {
            s.step = Step::Hinted;
        }
        draft.sources.extend(sources);
    }

    /// What is derived, in words.
    fn says(&self, q: &Question, d: &Derived) -> String {
        let mut parts: Vec<String> = d.value.iter().map(|v| value_words(v, q, self.lang)).collect();
        parts.extend(d.rows.iter().map(|r| r.values().map(String::as_str).collect::<Vec<_>>().join(" | ")));
        parts.extend(d.details.clone());
        parts.join("\n")
    }

    /// A source for a rule that rests on no row: on a fact, or on a list without one.
    fn head(&self, q: &Question, d: &Derived, step: Step, registers: &Registers) -> Source {
        let of_list = self.crosswalk.rules(self.catalogue).of(&q.id).find_map(|r| {
            r.needs.iter().find_map(|n| match n {
                Need::Complete(list) => list.split(':').next().map(|l| format!("{CORE}/{l}")),
                Need::Fact { name, .. } | Need::Text { name, .. } | Need::Mentions { name, .. } => {
                    Some(format!("{CORE}/{name}"))
                }
                _ => None,
            })
        });
        Source {
            question: of_list.unwrap_or_else(|| q.id.clone()),
            item: None,
            party: self.party,
            period: None,
            file: registers.file.clone(),
            place: String::new(),
            relation: RULE.to_owned(),
            step,
            says: self.says(q, d),
            reason: String::new(),
            confirmed: d.confirmed,
        }
    }

    /// The rows and answers something follows from.
    fn grounds(&self, draft: &Draft, d: &Derived, registers: &Registers, answers: &Answers) -> Vec<Source> {
        let Some(q) = self.target.question(&draft.question) else { return Vec::new() };
        let mut found: Vec<Source> = d
            .entries
            .iter()
            .map(|u| Source {
                question: format!("{CORE}/{}", u.list),
                item: Some(u.entry.id.clone()).filter(|i| !i.is_empty()),
                party: registers.party.or(self.party),
                period: None,
                file: if u.entry.origin.file.is_empty() { registers.file.clone() } else { u.entry.origin.file.clone() },
                place: u.entry.origin.place.clone(),
                relation: RULE.to_owned(),
                step: Step::Derived,
                says: u.title(),
                reason: String::new(),
                confirmed: u.entry.confirmed,
            })
            .collect();
        for id in &d.answers {
            let Some(other) = self.catalogue.question(id) else { continue };
            let keys: Vec<&str> =
                if other.repeat.is_some() { draft.item.as_deref().into_iter().collect() } else { Vec::new() };
            if let Some(said) = self.index.said(&QRef::new(id, None)).first() {
                found.push(self.source(said, RULE, Step::Derived));
            } else if let Some(given) = self.given(q, id, &keys, answers) {
                let value = match &given.codes[..] {
                    [one] => Value::Code(one.clone()),
                    _ => Value::Codes(given.codes.clone()),
                };
                found.push(Source {
                    question: id.clone(),
                    item: keys.first().map(|k| (*k).to_owned()),
                    party: self.party,
                    period: self.period,
                    file: String::new(),
                    place: String::new(),
                    relation: RULE.to_owned(),
                    step: Step::Derived,
                    says: value_words(&value, other, self.lang),
                    reason: String::new(),
                    confirmed: given.confirmed,
                });
            }
        }
        if found.is_empty() {
            found.push(self.head(q, d, Step::Derived, registers));
        }
        found
    }
}

/// True where what is held is what follows; ticks that follow must be among those held.
fn agrees(held: &Value, follows: &Value) -> bool {
    match (held, follows) {
        (Value::Codes(held), Value::Codes(ticks)) => ticks.iter().all(|t| held.contains(t)),
        (Value::Text(a), Value::Text(b)) => fold(a) == fold(b),
        (Value::Number { number: a, qualifier: p, .. }, Value::Number { number: b, qualifier: q, .. }) => {
            a == b && p == q
        }
        _ => held == follows,
    }
}

fn snapshot(begun: &[Begun]) -> Answers {
    let mut answers = Answers::new();
    for b in begun {
        let Some(value) = &b.draft.value else { continue };
        let confirmed = match b.draft.standing {
            Standing::Kept | Standing::Copied | Standing::Recoded | Standing::Derived => true,
            Standing::CarriedOver => false,
            _ => continue,
        };
        let codes = value.codes().into_iter().map(str::to_owned).collect();
        answers.insert((b.draft.question.clone(), b.draft.item.clone()), Given { codes, confirmed });
    }
    answers
}
