//! Boxes that were made of measures or by a rule and then changed by a person: theirs, and never
//! rewritten. Where the lists have changed since, what would be made now is shown beside.

use std::collections::HashMap;

use crate::catalogue::Catalogue;
use crate::crosswalk::Crosswalk;
use crate::model::own::fingerprint;
use crate::model::{CORE, Draft, Drafted, Lang, Made, Report, Row, Source, Standing, Step, Value, value_text};
use crate::prefill::{self, Request};
use crate::registers::list;

/// Why a box is shown as stale.
fn reason(lang: Lang) -> &'static str {
    match lang {
        Lang::En => {
            "Your lists have changed since this answer was made of them and then edited; this is what they give now"
        }
        Lang::Fr => {
            "Vos registres ont changé depuis que cette réponse en a été tirée puis modifiée ; voici ce qu’ils donnent maintenant"
        }
        Lang::Es => {
            "Sus registros han cambiado desde que esta respuesta salió de ellos y se modificó; esto es lo que dan ahora"
        }
    }
}

/// What the lists give: in an empty cell, or beside it to be taken.
fn given(d: &Draft) -> Option<(Option<&Value>, Option<&str>, &[Row])> {
    if matches!(d.standing, Standing::Derived | Standing::Composed) {
        return Some((d.value.as_ref(), d.details.as_deref(), &d.rows));
    }
    let o = d.offered.as_ref().filter(|o| o.made.is_some())?;
    Some((o.value.as_ref(), o.details.as_deref(), &[]))
}

/// Marks what is stale. The other answers are as they were.
pub(super) fn mark(drafted: &mut Drafted, request: &Request, catalogue: &Catalogue, crosswalk: &Crosswalk) {
    let is_made = |a: &&crate::model::Answer| a.made.is_some();
    let made: HashMap<(String, Option<String>), Made> = request
        .base
        .iter()
        .flat_map(|r| r.answers.iter().filter(is_made))
        .filter_map(|a| Some(((a.question.clone(), a.item.clone()), a.made.clone()?)))
        .collect();
    if made.is_empty() {
        return;
    }
    // What would be made now shows where nobody has written anything.
    let base: Vec<Report> = request
        .base
        .iter()
        .map(|r| {
            let mut r = r.clone();
            r.answers.retain(|a| a.made.is_none());
            r
        })
        .collect();
    // What nobody has confirmed changes no answer a person took.
    let confirmed = request.registers.map(|r| {
        let mut r = r.clone();
        if let Some(rows) = r.lists.get_mut(list::MEASURES) {
            rows.retain(|e| e.confirmed);
        }
        r
    });
    let bare = Request { base: &base, registers: confirmed.as_ref(), ..request.clone() };
    let (now, _) = prefill::prefill(&bare, catalogue, crosswalk);
    let now: HashMap<(&str, Option<&str>), &Draft> =
        now.drafts.iter().map(|d| ((d.question.as_str(), d.item.as_deref()), d)).collect();
    for d in &mut drafted.drafts {
        let Some(m) = made.get(&(d.question.clone(), d.item.clone())) else { continue };
        d.made = Some(m.clone());
        let Some(new) = now.get(&(d.question.as_str(), d.item.as_deref())) else { continue };
        let here = fingerprint(d.value.as_ref(), d.details.as_deref(), &d.rows);
        let given = given(new);
        let written = given.as_ref().map_or_else(|| here.clone(), |(v, d, rows)| fingerprint(*v, *d, rows));
        if m.written.is_empty() {
            // Just taken: from here on it is told when the lists give something else.
            d.made = Some(Made { written, ..m.clone() });
            continue;
        }
        let Some((value, details, rows)) = given else { continue };
        if written == m.written || written == here {
            continue;
        }
        let rows = rows.iter().map(|r| r.values().cloned().collect::<Vec<_>>().join(" | "));
        let says: Vec<String> =
            value.map(value_text).into_iter().chain(details.map(str::to_owned)).chain(rows).collect();
        let source = Source {
            question: format!("{CORE}/measures"),
            item: None,
            party: drafted.party,
            period: None,
            file: String::new(),
            place: String::new(),
            relation: "same-question".to_owned(),
            step: Step::Disagrees,
            says: says.join("\n"),
            reason: reason(request.lang).to_owned(),
            confirmed: true,
        };
        // The rows it is made of say where it comes from.
        let from = new.sources.iter().find(|s| matches!(s.step, Step::Derived | Step::Composed));
        let source = match from {
            Some(f) => Source { step: Step::Disagrees, says: source.says, reason: source.reason, ..f.clone() },
            None => source,
        };
        let block = format!("{}\n({})", source.says, source.reason);
        d.text = Some(match d.text.take() {
            Some(text) => format!("{block}\n\n{text}"),
            None => block,
        });
        d.sources.push(source);
    }
}
