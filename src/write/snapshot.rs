//! A report as it was written, with a fingerprint: what was sent, and the base of the next cycle.

use serde_json::{Value as Json, json};

use crate::model::own::{SNAPSHOT, fingerprint, sha256};
use crate::model::{Draft, Drafted, Standing};

/// The snapshot of a report: its answers, each with a fingerprint of its own, and the SHA-256 of the
/// whole list as it stands in the file without blanks. Drafts without an answer in a cell are not in it.
#[must_use]
pub fn snapshot(drafted: &Drafted) -> String {
    let answers: Vec<Json> = drafted.drafts.iter().filter(|d| is_answered(d)).map(answer).collect();
    let answers = Json::from(answers);
    let whole = json!({
        "dunlin": SNAPSHOT,
        "format": drafted.format,
        "party": drafted.party.map(|p| p.to_string()),
        "period": drafted.period.map(|p| p.to_string()),
        "items": drafted.items,
        "sha256": sha256(&answers.to_string()),
        "answers": answers,
    });
    let mut text = serde_json::to_string_pretty(&whole).unwrap_or_default();
    text.push('\n');
    text
}

fn is_answered(d: &Draft) -> bool {
    d.value.is_some() || d.details.is_some() || !d.rows.is_empty()
}

fn answer(d: &Draft) -> Json {
    json!({
        "question": d.question,
        "item": d.item,
        "value": d.value,
        "details": d.details,
        "rows": d.rows,
        "confirmed": d.standing != Standing::CarriedOver,
        "mark": fingerprint(d.value.as_ref(), d.details.as_deref(), &d.rows),
    })
}
