//! The registers of a core report being written: rows of the file given, what old reports propose, what
//! was accepted by accepting a box, and which boxes a row feeds.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::{Core, CoreRequest, base_and_evidence};
use crate::catalogue::Catalogue;
use crate::crosswalk::Crosswalk;
use crate::model::{Answer, CORE, Draft, Entry, Registers, Report, Source, Value};
use crate::registers;

/// Column with the reports a row was told in.
const ORIGIN: &str = "origin";

/// Column with the boxes a row feeds.
const FEEDS: &str = "feeds";

/// Columns with sentences.
const TEXTS: [&str; 3] = ["text-en", "text-fr", "text-es"];

/// Shorter sentences may stand in a box by chance.
const TELLING: usize = 24;

/// Rows of the file given and rows that its new reports propose.
pub(super) fn gather(core: &Core, request: &CoreRequest, catalogue: &Catalogue, crosswalk: &Crosswalk) -> Registers {
    let mut all = request.registers.clone();
    accept(&mut all, core, request);
    let fresh: Vec<&Report> = request.reports.iter().chain(request.previous).filter(|r| !request.is_known(r)).collect();
    all.add(registers::candidates(&fresh, &all, catalogue, crosswalk));
    all
}

/// A person who takes a proposed text into a box has confirmed the measures whose sentences stand in it.
fn accept(all: &mut Registers, core: &Core, request: &CoreRequest) {
    let waiting = all.lists.values().flatten().any(|e| !e.confirmed && !e.get(FEEDS).is_empty());
    if !waiting {
        return;
    }
    let mut texts: BTreeMap<String, String> = BTreeMap::new();
    for id in &core.conventions {
        let (base, _) = base_and_evidence(request.base, id, request.years.of(id));
        for a in base.iter().flat_map(|r| &r.answers).filter(|a| a.confirmed) {
            let text = words(a);
            if !text.is_empty() {
                texts.insert(called(core, &a.question, a.item.as_deref()), text);
            }
        }
    }
    for entry in all.lists.values_mut().flatten().filter(|e| !e.confirmed) {
        let taken = entry.list(FEEDS).filter_map(|name| texts.get(name)).any(|text| {
            TEXTS.iter().map(|c| plain(entry.get(c))).any(|t| t.chars().count() >= TELLING && text.contains(&t))
        });
        entry.confirmed = taken;
    }
}

fn words(a: &Answer) -> String {
    let text = match &a.value {
        Some(Value::Text(t)) => t.as_str(),
        _ => "",
    };
    plain(&format!("{text} {}", a.details.as_deref().unwrap_or_default()))
}

/// Spaces and line ends do not tell texts apart.
fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A box as a person finds it: number, or id where the form prints none.
fn called(core: &Core, question: &str, item: Option<&str>) -> String {
    let number = core.format.question(question).map_or("", |q| q.number.as_str());
    // A number that stands at several questions names none of them.
    let name = if number.is_empty() || question.contains('#') { question } else { number };
    match item {
        Some(item) => format!("{name} [{item}]"),
        None => name.to_owned(),
    }
}

/// Writes beside each row which empty boxes it would feed, and puts rows that wait for a person in the
/// order of what they are worth: those that feed most boxes first, then those told most often.
pub(super) fn feed(all: &mut Registers, drafts: &[Draft], core: &Core) {
    let mut fed: BTreeMap<(&str, &str), BTreeSet<String>> = BTreeMap::new();
    for d in drafts {
        for Source { question, item, .. } in &d.sources {
            if let (Some(list), Some(id)) = (question.strip_prefix(CORE).and_then(|l| l.strip_prefix('/')), item) {
                fed.entry((list, id.as_str())).or_default().insert(called(core, &d.question, d.item.as_deref()));
            }
        }
    }
    for (list, rows) in &mut all.lists {
        if core.format.question(&format!("{CORE}/{list}")).is_none_or(|q| q.columns.iter().all(|c| c.code != FEEDS)) {
            continue;
        }
        for row in rows.iter_mut() {
            match fed.get(&(list.as_str(), row.id.as_str())) {
                Some(boxes) => {
                    let boxes: Vec<&str> = boxes.iter().map(String::as_str).collect();
                    row.cells.insert(FEEDS.to_owned(), boxes.join("; "));
                }
                None => {
                    row.cells.remove(FEEDS);
                }
            }
        }
        let worth = |e: &Entry| (e.list(FEEDS).count(), e.list(ORIGIN).count());
        // Rows a person confirmed keep the order they gave them.
        rows.sort_by_key(|e| (!e.confirmed, Reverse(if e.confirmed { (0, 0) } else { worth(e) })));
    }
}
