//! Boxes that were made of measures or by a rule and then changed by a person: theirs, and never
//! rewritten. Where the lists have changed since, what would be made now is shown beside.

use std::collections::HashMap;

use crate::catalogue::Catalogue;
use crate::crosswalk::Crosswalk;
use crate::model::own::fingerprint;
use crate::model::{CORE, Draft, Drafted, Lang, Made, Report, Source, Standing, Step, value_text};
use crate::prefill::{self, Request};

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
    let bare = Request { base: &base, ..request.clone() };
    let (now, _) = prefill::prefill(&bare, catalogue, crosswalk);
    let now: HashMap<(&str, Option<&str>), &Draft> =
        now.drafts.iter().map(|d| ((d.question.as_str(), d.item.as_deref()), d)).collect();
    for d in &mut drafted.drafts {
        let Some(m) = made.get(&(d.question.clone(), d.item.clone())) else { continue };
        d.made = Some(m.clone());
        let Some(new) = now.get(&(d.question.as_str(), d.item.as_deref())) else { continue };
        if !matches!(new.standing, Standing::Derived | Standing::Composed) {
            continue;
        }
        let written = fingerprint(new.value.as_ref(), new.details.as_deref(), &new.rows);
        let here = fingerprint(d.value.as_ref(), d.details.as_deref(), &d.rows);
        if written == m.written || written == here {
            continue;
        }
        let rows = new.rows.iter().map(|r| r.values().cloned().collect::<Vec<_>>().join(" | "));
        let says: Vec<String> =
            new.value.as_ref().map(value_text).into_iter().chain(new.details.clone()).chain(rows).collect();
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
