//! The page of many Parties.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::parts::{self, Page, heat, sort, tenths};
use super::words::{self, put, say};
use crate::gaps::{Answered, ManyRow, Overview};
use crate::model::{Lang, Region};
use crate::write::copy_sheet::escape;

/// Writes the page.
#[must_use]
pub fn many(o: &Overview) -> String {
    let lang = o.lang;
    let mut p = Page::new(lang);
    let title = put(words::MANY_TITLE, lang, &[&o.parties.len().to_string(), &o.reports.len().to_string()]);
    p.head(
        words::MANY_KIND,
        &title,
        &o.conventions.join(" · "),
        &[("matrix", words::MATRIX), ("distribution", words::DISTRIBUTION)],
    );
    matrix(&mut p, o);
    distribution(&mut p, o);
    p.foot(&[put(words::MANY_FILES, lang, &[&o.files.to_string(), &o.without_party.to_string()])]);
    p.out
}

fn regions(o: &Overview, lang: Lang) -> Vec<(String, String)> {
    let used: BTreeSet<Option<Region>> = o.parties.iter().map(|r| r.region).collect();
    used.into_iter()
        .map(|r| match r {
            Some(r) => (r.name().to_owned(), r.label(lang).to_owned()),
            None => ("-".to_owned(), say(words::NO_REGION, lang).to_owned()),
        })
        .collect()
}

fn matrix(p: &mut Page, o: &Overview) {
    let lang = p.lang;
    p.section("matrix", words::MATRIX, say(words::MATRIX_LEAD, lang));
    p.line(&parts::heat_key());
    let years: BTreeSet<u16> = o.reports.iter().filter_map(|r| r.period).map(|p| p.to).collect();
    let years = years.into_iter().rev().map(|y| (y.to_string(), y.to_string())).collect();
    let conventions = o.conventions.iter().map(|c| (c.clone(), c.clone())).collect();
    for (id, rows, title, single) in
        [("party-list", &o.parties, words::ROWS_PARTIES, false), ("report-list", &o.reports, words::ROWS_REPORTS, true)]
    {
        let mut selects =
            vec![("region", words::REGION, regions(o, lang)), ("year", words::LAST_YEAR, Vec::clone(&years))];
        if single {
            selects.push(("convention", words::CONVENTION, Vec::clone(&conventions)));
        }
        let open = if single { "" } else { " open=\"open\"" };
        p.line(&format!("<details{open}><summary>{}</summary>", say(title, lang)));
        p.filters(id, &selects, true, "");
        p.line(&format!("<div class=\"scroll\"><table class=\"matrix\" id=\"{id}\"><thead><tr>"));
        p.line(&sort(say(words::PARTY, lang), false));
        p.line(&sort(say(words::REGION, lang), false));
        if single {
            p.line(&sort(say(words::CONVENTION, lang), false));
        }
        p.line(&sort(say(words::PERIOD, lang), true));
        if !single {
            p.line(&sort(say(words::REPORTS, lang), true));
            p.line(&turned(&format!("{}: {}", say(words::CONTRADICTIONS, lang), say(words::CERTAIN, lang))));
            p.line(&turned(&format!("{}: {}", say(words::CONTRADICTIONS, lang), say(words::LIKELY, lang))));
        }
        p.line(&sort(say(words::ALL, lang), true));
        for (_, label) in &o.themes {
            p.line(&turned(label));
        }
        p.line("</tr></thead><tbody>");
        for r in rows {
            row(p, r, o, single);
        }
        p.line("</tbody></table></div></details>");
    }
    p.end();
}

fn turned(label: &str) -> String {
    format!(
        "<th scope=\"col\" class=\"turn\" data-number=\"\"><button type=\"button\" class=\"sort\">{}</button></th>",
        escape(label)
    )
}

fn cell(a: Option<Answered>) -> String {
    match a.and_then(|a| Some((a, a.percent()?))) {
        None => "<td class=\"none\" data-v=\"\">–</td>".to_owned(),
        Some((a, n)) => {
            format!("<td class=\"{}\" data-v=\"{n}\" title=\"{}/{}\">{n}</td>", heat(n), a.answered, a.asked)
        }
    }
}

fn row(p: &mut Page, r: &ManyRow, o: &Overview, single: bool) {
    let lang = p.lang;
    let region = r.region.map_or("-", Region::name);
    let year = r.period.map_or_else(String::new, |p| p.to.to_string());
    let mut line = format!(
        "<tr data-row=\"\" data-region=\"{region}\" data-year=\"{year}\" data-convention=\"{}\"><th scope=\"row\">{}</th><td class=\"l\">{}</td>",
        escape(r.convention.as_deref().unwrap_or_default()),
        escape(&r.name),
        r.region.map_or(say(words::NO_REGION, lang), |x| x.label(lang))
    );
    if single {
        let _ = write!(line, "<td class=\"l\">{}</td>", escape(r.convention.as_deref().unwrap_or_default()));
    }
    let period = r.period.map_or_else(|| "–".to_owned(), |p| p.to_string());
    let _ = write!(line, "<td class=\"l\" data-v=\"{year}\">{period}</td>");
    if !single {
        let _ = write!(line, "<td>{}</td><td>{}</td><td>{}</td>", r.reports, r.certain, r.likely);
    }
    line.push_str(&cell(Some(r.all)));
    for (id, _) in &o.themes {
        line.push_str(&cell(r.themes.get(id).copied()));
    }
    line.push_str("</tr>");
    p.line(&line);
}

fn pairs(map: &BTreeMap<String, usize>) -> String {
    map.iter().map(|(k, v)| format!("{k}={v}")).collect::<Vec<_>>().join(" ")
}

fn distribution(p: &mut Page, o: &Overview) {
    let lang = p.lang;
    p.section("distribution", words::DISTRIBUTION, say(words::DISTRIBUTION_LEAD, lang));
    let options: String = regions(o, lang)
        .iter()
        .map(|(id, label)| format!("<option value=\"{id}\">{}</option>", escape(label)))
        .collect();
    let region = format!(
        "<label>{}<select id=\"dist-region\"><option value=\"\">{}</option>{options}</select></label>",
        say(words::REGION, lang),
        say(words::ALL, lang)
    );
    let conventions = o.conventions.iter().map(|c| (c.clone(), c.clone())).collect();
    p.filters(
        "dist-list",
        &[("convention", words::CONVENTION, conventions), ("theme", words::THEME, o.themes.clone())],
        true,
        &region,
    );
    p.line("<div id=\"dist-list\" class=\"on-demand\">");
    for q in &o.questions {
        let total: usize = q.answered.values().sum();
        let _ = write!(
            p.out,
            "<details class=\"q\" data-row=\"\" data-convention=\"{}\" data-theme=\"{}\" data-answered=\"{}\"><summary><span>{}</span><span class=\"num\">{}</span><span>{}</span><span>{} <b class=\"total\">{total}</b></span></summary><div class=\"body\"><div class=\"dist\">",
            escape(&q.convention),
            escape(&q.theme),
            escape(&pairs(&q.answered)),
            escape(&q.convention),
            escape(&q.number),
            escape(&q.label),
            say(words::N_ANSWER, lang)
        );
        for (n, x) in q.options.iter().enumerate() {
            let count: usize = x.parties.values().sum();
            let width = (count * 2000).checked_div(total).unwrap_or_default();
            let _ = write!(
                p.out,
                "<span>{}</span><svg viewBox=\"0 0 200 16\" preserveAspectRatio=\"none\" aria-hidden=\"true\" data-o=\"{n}\" data-n=\"{}\"><rect class=\"bar-back\" x=\"0\" y=\"2\" width=\"200\" height=\"12\"></rect><rect class=\"bar\" x=\"0\" y=\"2\" width=\"{}\" height=\"12\"></rect></svg><b data-of=\"{n}\">{count}</b>",
                escape(&x.label),
                escape(&pairs(&x.parties)),
                tenths(width)
            );
        }
        p.line("</div></div></details>");
    }
    p.line("</div>");
    p.end();
}
