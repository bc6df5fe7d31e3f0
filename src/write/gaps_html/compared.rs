//! The page of what changed between two reports.

use std::fmt::Write as _;

use super::parts::{Page, badge, sort};
use super::words::{self, say};
use crate::crosswalk::Crosswalk;
use crate::gaps::{Change, Changed, Comparison, Place, Used};
use crate::model::Lang;
use crate::write::copy_sheet::escape;

/// Writes the page.
#[must_use]
pub fn comparison(c: &Comparison, crosswalk: &Crosswalk) -> String {
    let lang = c.lang;
    let mut p = Page::new(lang);
    let party = c.party.map_or(say(words::PARTY_UNKNOWN, lang), |p| p.name(lang));
    let side = |list: &[Used]| {
        list.iter()
            .map(|u| format!("{} {} ({})", u.convention, u.period.map_or(String::new(), |p| p.to_string()), u.file))
            .collect::<Vec<_>>()
            .join("; ")
    };
    p.head(
        words::COMPARE_KIND,
        party,
        &format!("{} → {}", side(&c.old), side(&c.new)),
        &[("minute", words::MINUTE), ("changes", words::CHANGES)],
    );
    p.section("minute", words::MINUTE, "");
    p.line("<ul class=\"tiles\">");
    for (change, name) in Change::ALL {
        let n = c.counts.get(name).copied().unwrap_or_default();
        let class = match change {
            Change::Answered => "answered",
            Change::Emptied => "certain",
            Change::Value => "open",
            Change::Words => "reusable",
            _ => "asked",
        };
        p.line(&format!("<li class=\"{class}\"><strong>{n}</strong>{}</li>", say(words::change(change), lang)));
    }
    p.line("</ul>");
    p.end();
    changes(&mut p, c, crosswalk);
    p.foot(&[]);
    p.out
}

fn changes(p: &mut Page, c: &Comparison, crosswalk: &Crosswalk) {
    let lang = p.lang;
    p.section("changes", words::CHANGES, "");
    if c.changed.is_empty() {
        p.line(&format!("<p>{}</p>", say(words::NO_CHANGES, lang)));
        p.end();
        return;
    }
    let kinds = Change::ALL
        .iter()
        .filter(|(k, n)| *k != Change::Same && c.counts.contains_key(n))
        .map(|(k, n)| ((*n).to_owned(), say(words::change(*k), lang).to_owned()))
        .collect();
    let themes = crosswalk
        .themes
        .iter()
        .filter(|t| c.changed.iter().any(|x| x.theme == t.id))
        .map(|t| (t.id.clone(), t.label.get(lang).to_owned()))
        .collect();
    let mut conventions: Vec<(String, String)> =
        c.changed.iter().map(|x| (x.convention.clone(), x.convention.clone())).collect();
    conventions.sort();
    conventions.dedup();
    let directions = vec![
        ("more".to_owned(), say(words::MORE, lang).to_owned()),
        ("less".to_owned(), say(words::LESS, lang).to_owned()),
    ];
    p.filters(
        "change-list",
        &[
            ("change", words::CHANGE, kinds),
            ("direction", words::DIRECTION, directions),
            ("convention", words::CONVENTION, conventions),
            ("theme", words::THEME, themes),
        ],
        true,
        "",
    );
    p.line("<div class=\"scroll\"><table id=\"change-list\"><thead><tr>");
    for t in [words::NUMBER, words::QUESTION, words::CHANGE, words::OLDER, words::NEWER] {
        p.line(&sort(say(t, lang), false));
    }
    p.line("</tr></thead><tbody>");
    for x in &c.changed {
        row(p, x, lang);
    }
    p.line("</tbody></table></div>");
    p.end();
}

fn row(p: &mut Page, x: &Changed, lang: Lang) {
    let item = x.item.as_deref().map(|i| format!(" <b>{}</b>", escape(i))).unwrap_or_default();
    let direction = match x.direction {
        Some("more") => badge("more", "▲", say(words::MORE, lang)),
        Some(_) => badge("less", "▼", say(words::LESS, lang)),
        None => String::new(),
    };
    let mut line = format!(
        "<tr data-row=\"\" data-change=\"{0}\" data-direction=\"{1}\" data-convention=\"{2}\" data-theme=\"{3}\"><td>{2} {4}</td><th scope=\"row\">{5}{item}</th><td>{6} {direction}</td>",
        x.change.name(),
        x.direction.unwrap_or_default(),
        escape(&x.convention),
        escape(&x.theme),
        escape(&x.number),
        escape(&x.label),
        badge(x.change.name(), "", say(words::change(x.change), lang))
    );
    for side in [&x.old, &x.new] {
        let _ = write!(
            line,
            "<td>{}</td>",
            side.as_ref().map_or_else(|| format!("<i>{}</i>", say(words::BLANK, lang)), said)
        );
    }
    line.push_str("</tr>");
    p.line(&line);
}

fn said(place: &Place) -> String {
    let quote =
        if place.says.is_empty() { String::new() } else { format!("<blockquote>{}</blockquote>", escape(&place.says)) };
    format!("{quote}<span class=\"where\"><bdi>{}</bdi> {}</span>", escape(&place.file), escape(&place.place))
}
