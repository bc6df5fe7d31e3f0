//! Boxes made of measures: an empty box gets its text, or a proposal where a general text is needed or
//! nothing is confirmed yet; a box that has one is told which measures it lacks.

use std::collections::BTreeMap;

use super::registers::RULE;
use super::{Begun, Run, words};
use crate::model::{CORE, Draft, Entry, Item, Kind, Offered, Question, Registers, Source, Standing, Step, Value};
use crate::registers::{Asking, Composed, Composer, list};

/// Most measures offered to a text that does not tell of them.
const MOST_MISSING: usize = 3;

impl<'a> Run<'a> {
    /// Composes every box, once all that follows stands.
    pub(super) fn compose(&self, begun: &mut [Begun<'a>]) {
        let Some(registers) = self.registers.filter(|r| !r.rows(list::MEASURES).is_empty()) else { return };
        let items: Vec<Item> = self.items.iter().flat_map(|(_, list)| list.iter().cloned()).collect();
        let asking = Asking { period: self.period, lang: self.lang, party: self.party, items: &items };
        let composer = Composer::new(registers, asking, self.crosswalk);
        let measures: BTreeMap<&str, &Entry> =
            registers.rows(list::MEASURES).iter().map(|e| (e.id.as_str(), e)).collect();
        let source = |id: &str, step: Step| {
            let e = measures.get(id)?;
            Some(Source {
                question: format!("{CORE}/{}", list::MEASURES),
                item: Some(e.id.clone()).filter(|i| !i.is_empty()),
                party: registers.party.or(self.party),
                period: None,
                file: if e.origin.file.is_empty() { registers.file.clone() } else { e.origin.file.clone() },
                place: e.origin.place.clone(),
                relation: RULE.to_owned(),
                step,
                says: e.get("title").to_owned(),
                reason: String::new(),
                confirmed: e.confirmed,
            })
        };
        for b in begun.iter_mut().filter(|b| b.q.is_asked() && !b.q.personal) {
            let item = b.item.map(|i| i.id.as_str());
            let textual = b.q.kind == Kind::Text;
            let held = match &b.draft.value {
                Some(Value::Text(t)) if textual => Some(t.clone()),
                _ if textual => None,
                _ => b.draft.details.clone(),
            };
            if let Some(text) = held.filter(|t| !t.trim().is_empty()) {
                if matches!(b.draft.standing, Standing::Kept | Standing::CarriedOver) {
                    let missing = composer.missing_from(&text, b.q, item);
                    let confirmed = missing.iter().filter(|id| measures.get(id.as_str()).is_some_and(|e| e.confirmed));
                    for id in confirmed.take(MOST_MISSING) {
                        b.draft.sources.extend(source(id, Step::Suggested).map(|mut s| {
                            s.reason = words::not_told(self.lang).to_owned();
                            s
                        }));
                    }
                    // A text that outlives what it tells of is a person's to mend.
                    let ended = composer.ended_in(&text);
                    let ended = ended.iter().filter(|id| measures.get(id.as_str()).is_some_and(|e| e.confirmed));
                    for id in ended {
                        b.draft.sources.extend(source(id, Step::Bounded).map(|mut s| {
                            s.reason = words::ended(self.lang).to_owned();
                            s
                        }));
                    }
                }
                continue;
            }
            if b.draft.standing == Standing::Conflict {
                continue;
            }
            // Deeds do not explain that nothing was done, or is known.
            if b.draft.value.as_ref().is_some_and(|v| b.q.denies(v)) {
                continue;
            }
            let Some(composed) = composer.compose(b.q, item) else { continue };
            let stands = composed.confirmed && !composed.needs_general;
            let open = matches!(b.draft.standing, Standing::Gap | Standing::Hint | Standing::Suggested);
            if stands && textual && open {
                b.draft.value = Some(Value::Text(composed.text.clone()));
                b.draft.standing = Standing::Composed;
                b.draft.sources.extend(composed.entries.iter().filter_map(|id| source(id, Step::Composed)));
            } else if stands && b.draft.standing == Standing::Derived && b.draft.value.is_some() {
                b.draft.details = Some(composed.text.clone());
                b.draft.sources.extend(composed.entries.iter().filter_map(|id| source(id, Step::Composed)));
            } else {
                self.propose_text(b.q, &mut b.draft, &composed, registers, &source);
            }
        }
    }

    fn propose_text(
        &self,
        q: &Question,
        draft: &mut Draft,
        composed: &Composed,
        registers: &Registers,
        source: &dyn Fn(&str, Step) -> Option<Source>,
    ) {
        let mut parts = composed.entries.iter().filter_map(|id| source(id, Step::Composed));
        let Some(mut head) = parts.next() else { return };
        let mut rest: Vec<Source> = parts.collect();
        // The first measure stands among the others; the head carries the text.
        let first = head.clone();
        rest.insert(0, first);
        head.step = Step::Suggested;
        head.item = None;
        head.file.clone_from(&registers.file);
        head.place = String::new();
        head.says.clone_from(&composed.text);
        head.confirmed = composed.confirmed;
        head.reason = match (composed.confirmed, composed.needs_general) {
            // Confirmed rows that may be about something else, or of another time, are for a person to judge.
            (false, _) if rest.iter().all(|s| s.confirmed) => words::likely(self.lang).to_owned(),
            (false, _) => words::candidates(self.lang).to_owned(),
            (true, true) => words::needs_general(self.lang).to_owned(),
            (true, false) => String::new(),
        };
        if matches!(draft.standing, Standing::Gap | Standing::Hint) {
            draft.standing = Standing::Suggested;
        }
        offer(q, draft, composed);
        draft.sources.push(head);
        draft.sources.extend(rest);
    }
}

/// A text of measures may be taken as it stands: into the answer, or into the details beside an option that a rule
/// offers.
fn offer(q: &Question, draft: &mut Draft, composed: &Composed) {
    let text = composed.text.clone();
    let offered = draft.offered.get_or_insert_with(Offered::default);
    let textual = q.kind == Kind::Text;
    let free = if textual { offered.value.is_none() } else { q.details && offered.details.is_none() };
    let denied = offered.value.as_ref().is_some_and(|v| q.denies(v));
    if !free || denied {
        return;
    }
    if textual {
        offered.value = Some(Value::Text(text.clone()));
    } else {
        offered.details = Some(text.clone());
    }
    offered.made = offered.made.or(Some(Standing::Composed));
    offered.measures.clone_from(&composed.entries);
    offered.shown.push(text);
}
