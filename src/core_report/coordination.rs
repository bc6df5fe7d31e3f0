//! How the focal points of the conventions work together: kept once in the registers, and told before in the
//! reports that ask for it. What they told is proposed where the country has not described it yet.

use super::{Core, CoreRequest};
use crate::model::{Draft, Source, Standing, Step, Value};

/// The description in the registers.
pub(super) const QUESTION: &str = "core/coordination";

/// Questions whether focal points work together, and those that ask how.
const TOLD: [(&str, &str); 2] = [("cms-cop14/VII.3", "cms-cop14/VII.3a"), ("cites-ir/3.3.1a", "cites-ir/3.3.1a.1")];

/// Proposes what old reports tell, each once, for a person to edit: what one convention was told of its own focal point
/// would otherwise stand in the report to the other.
pub(super) fn propose(draft: &mut Draft, core: &Core, request: &CoreRequest) {
    if draft.value.is_some() {
        return;
    }
    let party = request.party.or(request.registers.party);
    let mut reports: Vec<_> = request.reports.iter().chain(request.previous).chain(request.base).collect();
    reports.retain(|r| r.party.is_none() || party.is_none() || r.party == party);
    reports.sort_by(|a, b| b.period.map(|p| p.to).cmp(&a.period.map(|p| p.to)).then(a.file.cmp(&b.file)));
    let mut texts: Vec<String> = Vec::new();
    for (asked, told) in TOLD {
        // The newest report that answers at all: an older yes may be over.
        let Some(r) = reports.iter().find(|r| r.answer(asked, None).is_some_and(|a| a.value.is_some())) else {
            continue;
        };
        let says_yes = r.answer(asked, None).and_then(|a| a.value.as_ref()).is_some_and(|v| {
            v.codes().iter().any(|c| {
                core.format.question(asked).and_then(|q| q.option(c)).is_some_and(|o| o.meaning.as_str() == "yes")
            })
        });
        let answer = r.answer(told, None);
        let Some((a, Value::Text(text))) = answer.and_then(|a| Some((a, a.value.as_ref()?))).filter(|_| says_yes)
        else {
            continue;
        };
        let text = text.trim();
        if text.is_empty() || texts.iter().any(|t| t == text) {
            continue;
        }
        texts.push(text.to_owned());
        draft.sources.push(Source {
            question: told.to_owned(),
            item: None,
            party: r.party,
            period: r.period,
            file: r.file.clone(),
            place: a.origin.place.clone(),
            relation: "related".to_owned(),
            step: Step::Suggested,
            says: text.to_owned(),
            reason: String::new(),
            confirmed: a.confirmed,
        });
    }
    let blocks: Vec<String> = draft
        .sources
        .iter()
        .map(|s| {
            let number = core.format.question(&s.question).map_or(s.question.as_str(), |q| q.number.as_str());
            let period = s.period.map(|p| format!(", {p}")).unwrap_or_default();
            format!("[{number}{period}]\n{}", s.says)
        })
        .collect();
    if blocks.is_empty() {
        return;
    }
    draft.standing = Standing::Suggested;
    draft.text = Some(blocks.join("\n\n"));
}
