//! Rows and reasons in words.

use super::Used;
use super::evaluate::View;
use crate::catalogue::Catalogue;
use crate::model::{CORE, Lang};
use crate::read::fold::fold;

/// Most rows a reason names; the rest is counted.
const MOST_NAMED: usize = 3;

/// What a row is called by in a reason. People are named by what they do, never by name.
pub(super) fn title(u: &Used) -> String {
    let e = u.entry;
    let parts: &[&str] = match u.list {
        "measures" | "targets" => &["title"],
        "indicators" => &["code", "year"],
        "species" | "invasive" => &["species"],
        "sites" => &["site"],
        "assessments" => &["site", "year"],
        "people" => &["institution"],
        "committees" => &["committee"],
        "agreements" => &["agreement"],
        "support" => &["programme"],
        _ => &[],
    };
    let title: Vec<&str> = parts.iter().map(|p| e.get(p)).filter(|t| !t.is_empty()).collect();
    if title.is_empty() { e.id.clone() } else { title.join(" ") }
}

/// A cell as it is written into a text.
pub(super) fn cell(catalogue: &Catalogue, u: Used, column: &str, lang: Lang) -> String {
    let known = catalogue
        .question(&format!("{CORE}/{}", u.list))
        .and_then(|q| q.columns.iter().find(|c| c.code == column))
        .filter(|c| !c.options.is_empty());
    let Some(known) = known else { return u.entry.get(column).to_owned() };
    let word = |t: &str| {
        let option = known.options.iter().find(|o| o.code.eq_ignore_ascii_case(t));
        option.map_or_else(|| t.to_owned(), |o| o.text.get(lang).to_owned())
    };
    u.entry.list(column).map(word).collect::<Vec<_>>().join("; ")
}

/// Fills the reason of a rule.
pub(super) fn reason(
    pattern: &str,
    entries: &[Used],
    number: Option<usize>,
    answers: &[String],
    view: &View,
) -> String {
    let mut titles: Vec<String> = Vec::new();
    for e in entries {
        let t = title(e);
        if !titles.iter().any(|o| fold(o) == fold(&t)) {
            titles.push(t);
        }
    }
    let more = titles.len().saturating_sub(MOST_NAMED);
    titles.truncate(MOST_NAMED);
    let mut named = titles.join(", ");
    if more > 0 {
        named.push_str(&format!(", + {more}"));
    }
    let lang = view.facts.lang;
    let period = view.facts.period.map_or_else(String::new, |p| p.to_string());
    let said: Vec<String> = answers
        .iter()
        .filter_map(|id| {
            let q = view.facts.catalogue.question(id)?;
            let given = (view.facts.answers)(id, &view.item.map(|i| vec![i.id.as_str()]).unwrap_or_default())
                .or_else(|| (view.facts.answers)(id, &[]))?;
            let texts: Vec<&str> = given.codes.iter().map(|c| q.option_text(c, lang)).collect();
            let number = if q.number.is_empty() { q.key() } else { q.number.as_str() };
            Some(format!("{number}: {}", texts.join("; ")))
        })
        .collect();
    pattern
        .replace("{rows}", &named)
        .replace("{n}", &number.unwrap_or(entries.len()).to_string())
        .replace("{period}", &period)
        .replace("{answer}", &said.join(", "))
}
