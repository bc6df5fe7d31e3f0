//! The page of one Party: for a director in a minute, for an analyst in an hour.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::parts::{self, Page, badge, heat, mini_bar, sort, standing_badge};
use super::words::{self, put, say};
use crate::catalogue::Catalogue;
use crate::crosswalk::Crosswalk;
use crate::gaps::{Class, Contradiction, First, Gaps, Grade, Row, Side, Tally};
use crate::model::{Lang, Period};
use crate::write::copy_sheet::escape;
use crate::write::words::{relation, step};

/// Most rows of the tables of what is worth answering.
const MOST: usize = 25;

/// Most rows of the table of measures.
const MOST_MEASURES: usize = 15;

/// Writes the page. `catalogue` names sections, `crosswalk` themes and targets.
#[must_use]
pub fn one(gaps: &Gaps, catalogue: &Catalogue, crosswalk: &Crosswalk) -> String {
    let mut p = Page::new(gaps.lang);
    let lang = gaps.lang;
    let party = gaps.party.map_or(say(words::PARTY_UNKNOWN, lang), |p| p.name(lang));
    let under: Vec<String> =
        gaps.coverage.conventions.iter().map(|c| format!("{} {}", c.convention, years(c.period, lang))).collect();
    p.head(
        words::KIND,
        party,
        &under.join(" · "),
        &[
            ("minute", words::MINUTE),
            ("heat", words::HEAT),
            ("contradictions", words::CONTRADICTIONS),
            ("worth", words::WORTH),
            ("targets", words::FRAMEWORKS),
            ("repeated", words::REPEATED),
            ("sections", words::SECTIONS),
            ("questions", words::QUESTIONS),
        ],
    );
    minute(&mut p, gaps);
    heat_map(&mut p, gaps);
    contradictions(&mut p, gaps, crosswalk);
    worth(&mut p, gaps, crosswalk);
    frameworks(&mut p, gaps);
    repeated(&mut p, gaps);
    sections(&mut p, gaps);
    questions(&mut p, gaps, catalogue, crosswalk);
    let files: Vec<String> =
        gaps.reports.iter().map(|r| format!("{} ({} {})", r.file, r.convention, years(r.period, lang))).collect();
    p.foot(&[format!("{}{}.", say(words::FILES, lang), files.join("; "))]);
    p.out
}

fn years(period: Option<Period>, lang: Lang) -> String {
    period.map_or_else(|| say(words::PERIOD_UNKNOWN, lang).to_owned(), |p| p.to_string())
}

fn grade(g: Grade, lang: Lang) -> String {
    match g {
        Grade::Certain => badge("certain", "!", say(words::CERTAIN, lang)),
        Grade::Likely => badge("likely", "?", say(words::LIKELY, lang)),
    }
}

fn minute(p: &mut Page, gaps: &Gaps) {
    let lang = p.lang;
    let t = &gaps.coverage.all;
    p.section("minute", words::MINUTE, "");
    let count = |g| gaps.contradictions.iter().filter(|c| c.grade == g).count();
    let (certain, likely) = (count(Grade::Certain), count(Grade::Likely));
    let tile = |class: &str, n: &str, text: &str| format!("<li class=\"{class}\"><strong>{n}</strong>{text}</li>");
    let tiles = [
        tile("asked", &t.asked.to_string(), say(words::ASKED, lang)),
        tile("answered", &format!("{} %", t.percent()), &format!("{} ({})", say(words::ANSWERED, lang), t.answered)),
        tile("reusable", &t.reusable.to_string(), say(words::REUSABLE, lang)),
        tile("open", &t.open.to_string(), say(words::OPEN, lang)),
        tile(
            "certain",
            &(certain + likely).to_string(),
            &put(words::N_CONTRADICTIONS, lang, &[&certain.to_string(), &likely.to_string()]),
        ),
    ];
    p.line(&format!("<ul class=\"tiles\">{}</ul>", tiles.concat()));
    look_first(p, gaps);
    p.line(&format!(
        "<h3>{}</h3><p class=\"lead\">{}</p>",
        say(words::STANDINGS, lang),
        say(words::STANDING_LEAD, lang)
    ));
    let rows: Vec<(String, &Tally)> = gaps
        .coverage
        .conventions
        .iter()
        .map(|c| (format!("{} {}", c.convention, years(c.period, lang)), &c.all))
        .collect();
    p.line(&format!(
        "<figure>{}{}</figure>",
        parts::standing_bars(&rows, lang),
        parts::standing_key(&gaps.coverage.all, lang)
    ));
    p.end();
}

/// Three lines for those who read no further: what disagrees, where most is open, what to answer.
fn look_first(p: &mut Page, gaps: &Gaps) {
    let lang = p.lang;
    let mut lines: Vec<String> = Vec::new();
    let disagree: Vec<String> = gaps
        .contradictions
        .iter()
        .take(3)
        .map(|c| {
            let [a, b] = &c.sides;
            format!("{} ({} {} – {} {})", c.subject_label, a.convention, a.number, b.convention, b.number)
        })
        .collect();
    if !disagree.is_empty() {
        lines.push(put(words::LOOK_DISAGREE, lang, &[&disagree.join("; ")]));
    }
    let mut themes: Vec<&Row> = gaps.coverage.themes.iter().filter(|t| t.all.open > 0).collect();
    themes.sort_by_key(|t| std::cmp::Reverse(t.all.open));
    let open: Vec<String> = themes.iter().take(3).map(|t| format!("{} ({})", t.label, t.all.open)).collect();
    if !open.is_empty() {
        lines.push(put(words::LOOK_OPEN, lang, &[&open.join("; ")]));
    }
    if let Some(w) = gaps.worth.questions.first() {
        let n = (w.linked + w.subject_others).to_string();
        lines.push(put(words::LOOK_WORTH, lang, &[&w.convention, &w.number, &w.label, &n]));
    }
    if !lines.is_empty() {
        let items: String = lines.iter().map(|l| format!("<li>{}</li>", escape(l))).collect();
        p.line(&format!("<h3>{}</h3><ul class=\"plain\">{items}</ul>", say(words::LOOK, lang)));
    }
}

/// A cell of the heat map, which leads to its questions.
fn cell(t: Option<&Tally>, set: &str) -> String {
    match t.filter(|t| t.asked > 0) {
        None => "<td class=\"none\"><span class=\"cell\" aria-label=\"–\">–</span></td>".to_owned(),
        Some(t) => format!(
            "<td class=\"{}\"><a href=\"#questions\" data-set=\"{}\">{} %<small>{}/{}</small></a></td>",
            heat(t.percent()),
            escape(set),
            t.percent(),
            t.answered,
            t.asked
        ),
    }
}

fn conventions(gaps: &Gaps) -> Vec<&str> {
    gaps.coverage.conventions.iter().map(|c| c.convention.as_str()).collect()
}

fn grid(p: &mut Page, gaps: &Gaps, rows: &[Row], first: words::T, name: &str, with_id: bool) {
    let lang = p.lang;
    let conventions = conventions(gaps);
    let heads: String = conventions.iter().map(|c| format!("<th scope=\"col\">{}</th>", escape(c))).collect();
    p.line(&format!(
        "<div class=\"scroll\"><table class=\"heat\"><caption>{}</caption><thead><tr><th scope=\"col\">{}</th>{heads}<th scope=\"col\">{}</th><th scope=\"col\"><span class=\"vh\">{}</span></th></tr></thead><tbody>",
        say(words::HEAT_CAPTION, lang),
        say(first, lang),
        say(words::ALL, lang),
        say(words::STANDINGS, lang)
    ));
    for r in rows {
        let id = r.id.split_once(':').map_or(r.id.as_str(), |(_, l)| l);
        let label = if with_id { format!("<b>{}</b> {}", escape(id), escape(&r.label)) } else { escape(&r.label) };
        let mut line = format!("<tr><th scope=\"row\">{label}</th>");
        for c in &conventions {
            line.push_str(&cell(r.by_convention.get(*c), &format!("{name}={};convention={c}", r.id)));
        }
        line.push_str(&cell(Some(&r.all), &format!("{name}={}", r.id)));
        let _ = write!(line, "<td class=\"n\">{}</td></tr>", mini_bar(&r.all, lang));
        p.line(&line);
    }
    p.line("</tbody></table></div>");
}

fn heat_map(p: &mut Page, gaps: &Gaps) {
    let lang = p.lang;
    p.section("heat", words::HEAT, say(words::HEAT_LEAD, lang));
    p.line(&parts::heat_key());
    grid(p, gaps, &gaps.coverage.themes, words::THEME, "theme", false);
    p.end();
}

fn theme_options(crosswalk: &Crosswalk, lang: Lang) -> Vec<(String, String)> {
    crosswalk.themes.iter().map(|t| (t.id.clone(), t.label.get(lang).to_owned())).collect()
}

fn convention_options(gaps: &Gaps) -> Vec<(String, String)> {
    conventions(gaps).into_iter().map(|c| (c.to_owned(), c.to_owned())).collect()
}

fn contradictions(p: &mut Page, gaps: &Gaps, crosswalk: &Crosswalk) {
    let lang = p.lang;
    p.section("contradictions", words::CONTRADICTIONS, say(words::CONTRADICTIONS_LEAD, lang));
    if gaps.contradictions.is_empty() {
        let none = say(words::NO_CONTRADICTIONS, lang);
        p.line(&format!("<p>{none}</p>"));
        p.end();
        return;
    }
    p.line(&format!(
        "<ul class=\"key\"><li>{} {}</li><li>{} {}</li></ul>",
        grade(Grade::Certain, lang),
        say(words::CERTAIN_LONG, lang),
        grade(Grade::Likely, lang),
        say(words::LIKELY_LONG, lang)
    ));
    let grades = vec![
        ("certain".to_owned(), say(words::CERTAIN, lang).to_owned()),
        ("likely".to_owned(), say(words::LIKELY, lang).to_owned()),
    ];
    let used: Vec<(String, String)> = theme_options(crosswalk, lang)
        .into_iter()
        .filter(|(id, _)| gaps.contradictions.iter().any(|c| &c.theme == id))
        .collect();
    p.filters(
        "contradiction-list",
        &[
            ("grade", words::GRADE, grades),
            ("convention", words::CONVENTION, convention_options(gaps)),
            ("theme", words::THEME, used),
        ],
        true,
        "",
    );
    p.line("<div id=\"contradiction-list\">");
    for c in &gaps.contradictions {
        contradiction(p, c);
    }
    p.line("</div>");
    p.end();
}

fn contradiction(p: &mut Page, c: &Contradiction) {
    let lang = p.lang;
    let class = if c.grade == Grade::Certain { "certain" } else { "likely" };
    let [a, b] = &c.sides;
    p.line(&format!(
        "<article class=\"against {class}\" data-row=\"\" data-grade=\"{class}\" data-theme=\"{}\" data-convention=\"{} {}\">\
         <div class=\"head\">{}<h3>{} {} – {} {}</h3><span class=\"where\">{} · {}</span></div><div class=\"sides\">",
        escape(&c.theme),
        escape(&a.convention),
        escape(&b.convention),
        grade(c.grade, lang),
        escape(&a.convention),
        escape(&a.number),
        escape(&b.convention),
        escape(&b.number),
        escape(&c.subject_label),
        say(words::kind(c.kind), lang),
    ));
    for s in [a, b] {
        side(p, s);
    }
    let reasons: String = c
        .reasons
        .iter()
        .map(|r| format!("<p class=\"why\"><strong>{}:</strong> {}</p>", say(words::WHY, lang), escape(r)))
        .collect();
    let note = if c.note.is_empty() { String::new() } else { format!("<p class=\"periods\">{}</p>", escape(&c.note)) };
    p.line(&format!("</div>{reasons}{note}</article>"));
}

fn side(p: &mut Page, s: &Side) {
    let lang = p.lang;
    let _ = write!(
        p.out,
        "<div class=\"side\"><p class=\"name\"><span class=\"num\">{} {}</span> {}</p>",
        escape(&s.convention),
        escape(&s.number),
        escape(&s.label)
    );
    for place in s.places.iter().take(4) {
        let item = place.item.as_deref().map_or_else(String::new, |i| format!("{i} · "));
        let _ = write!(
            p.out,
            "<blockquote>{}</blockquote><p class=\"where\">{}{} · <bdi>{}</bdi> · {}</p>",
            escape(&place.says),
            escape(&item),
            escape(&years(place.period, lang)),
            escape(&place.file),
            escape(&place.place)
        );
    }
    let rest: Vec<String> =
        s.places.iter().skip(4).map(|x| x.item.clone().unwrap_or_else(|| format!("{} {}", x.file, x.place))).collect();
    if !rest.is_empty() {
        let _ = write!(p.out, "<p class=\"where\">{}</p>", escape(&put(words::AND_PLACES, lang, &[&rest.join(", ")])));
    }
    p.line("</div>");
}

fn worth(p: &mut Page, gaps: &Gaps, crosswalk: &Crosswalk) {
    let lang = p.lang;
    p.section("worth", words::WORTH, say(words::WORTH_LEAD, lang));
    p.line("<div class=\"scroll\"><table><thead><tr>");
    for (t, number) in [
        (words::CONVENTION, false),
        (words::NUMBER, false),
        (words::QUESTION, false),
        (words::BY_LINK, true),
        (words::BY_SUBJECT, true),
        (words::HELPS, false),
        (words::WHO, false),
    ] {
        p.line(&sort(say(t, lang), number));
    }
    p.line("</tr></thead><tbody>");
    for w in gaps.worth.questions.iter().take(MOST) {
        let item = w.item.as_deref().map(|i| format!(" ({i})")).unwrap_or_default();
        p.line(&format!(
            "<tr><td>{}</td><td class=\"k\">{}</td><th scope=\"row\">{}{}</th><td class=\"n\">{}</td><td class=\"n\">{}</td><td>{}</td><td>{}</td></tr>",
            escape(&w.convention),
            escape(&w.number),
            escape(&w.label),
            escape(&item),
            w.linked,
            w.subject_others,
            escape(&list(&w.helps, 6)),
            escape(&w.who)
        ));
    }
    p.line("</tbody></table></div>");
    p.line(&format!(
        "<h3>{}</h3><p class=\"lead\">{}</p>",
        say(words::MEASURES, lang),
        say(words::MEASURES_LEAD, lang)
    ));
    p.line("<div class=\"scroll\"><table><thead><tr>");
    for (t, number) in [
        (words::MEASURE, false),
        (words::SUBJECT, false),
        (words::THEME, false),
        (words::BOXES, true),
        (words::QUESTION, false),
    ] {
        p.line(&sort(say(t, lang), number));
    }
    p.line("</tr></thead><tbody>");
    for m in gaps.worth.measures.iter().take(MOST_MEASURES) {
        let theme = crosswalk.subject(&m.subject).map_or("", |s| s.theme.as_str());
        let theme = crosswalk.themes.iter().find(|t| t.id == theme).map_or("", |t| t.label.get(lang));
        p.line(&format!(
            "<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td><td class=\"n\">{}</td><td>{}</td></tr>",
            escape(&words::measure(&m.kind, lang)),
            escape(&m.subject_label),
            escape(theme),
            m.questions,
            escape(&list(&m.boxes, 8))
        ));
    }
    p.line("</tbody></table></div>");
    p.end();
}

/// The first of a list, and how many more.
fn list(items: &[String], most: usize) -> String {
    let mut text = items.iter().take(most).cloned().collect::<Vec<_>>().join(", ");
    if items.len() > most {
        let _ = write!(text, ", + {}", items.len() - most);
    }
    text
}

fn frameworks(p: &mut Page, gaps: &Gaps) {
    let lang = p.lang;
    p.section("targets", words::FRAMEWORKS, say(words::FRAMEWORKS_LEAD, lang));
    p.line(&parts::heat_key());
    for (n, f) in gaps.coverage.frameworks.iter().enumerate() {
        let open = if n == 0 { " open=\"open\"" } else { "" };
        p.line(&format!("<details{open}><summary>{} ({})</summary>", escape(&f.label), f.targets.len()));
        grid(p, gaps, &f.targets, words::TARGET, "target", true);
        p.line("</details>");
    }
    p.end();
}

fn place(f: Option<&First>, with_words: bool, lang: Lang) -> String {
    let Some(f) = f else { return "–".to_owned() };
    let mut text = format!("{} {}, {}", escape(&f.convention), escape(&f.number), escape(&years(f.period, lang)));
    if with_words {
        let _ = write!(text, " ({})", put(words::WORDS, lang, &[&f.words.to_string()]));
    }
    let _ = write!(text, "<br /><span class=\"where\"><bdi>{}</bdi> {}</span>", escape(&f.file), escape(&f.place));
    text
}

fn repeated(p: &mut Page, gaps: &Gaps) {
    let lang = p.lang;
    let b = &gaps.burden;
    let numbers = [b.questions, b.subjects, b.shared.len(), b.shared_questions].map(|n| n.to_string());
    let lead = put(words::REPEATED_LEAD, lang, &numbers.each_ref().map(String::as_str));
    p.section("repeated", words::REPEATED, &lead);
    let conventions = conventions(gaps);
    p.line("<div class=\"scroll\"><table><thead><tr>");
    p.line(&sort(say(words::SUBJECT, lang), false));
    for c in &conventions {
        p.line(&sort(c, true));
    }
    for t in [words::FIRST, words::FULLEST, words::WHO] {
        p.line(&sort(say(t, lang), false));
    }
    p.line("</tr></thead><tbody>");
    for s in &b.shared {
        let mut by: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for q in &s.questions {
            by.entry(&q.convention).or_default().push(format!("{} {}", q.number, q.label));
        }
        let inside: String = by
            .iter()
            .map(|(c, qs)| {
                let items: String = qs.iter().map(|q| format!("<li>{}</li>", escape(q))).collect();
                format!("<p><b>{}</b></p><ul class=\"plain\">{items}</ul>", escape(c))
            })
            .collect();
        let same: String = s
            .same
            .iter()
            .map(|[a, r, b]| format!("<li>{} – {}: {}</li>", escape(a), escape(b), escape(relation(r, lang))))
            .collect();
        let same = if same.is_empty() {
            String::new()
        } else {
            format!("<p><b>{}</b></p><ul class=\"plain\">{same}</ul>", say(words::SAME, lang))
        };
        let mut line = format!(
            "<tr><th scope=\"row\" data-v=\"{}\"><details><summary>{}</summary>{inside}{same}</details></th>",
            escape(&s.label),
            escape(&s.label)
        );
        for c in &conventions {
            let n = s.by_convention.get(*c).copied().unwrap_or_default();
            let _ = write!(line, "<td class=\"n\">{}</td>", if n == 0 { "–".to_owned() } else { n.to_string() });
        }
        let _ = write!(
            line,
            "<td>{}</td><td>{}</td><td>{}</td></tr>",
            place(s.first.as_ref(), false, lang),
            place(s.fullest.as_ref(), true, lang),
            escape(&s.who)
        );
        p.line(&line);
    }
    p.line("</tbody></table></div>");
    p.end();
}

fn sections(p: &mut Page, gaps: &Gaps) {
    let lang = p.lang;
    p.section("sections", words::SECTIONS, "");
    for c in &gaps.coverage.conventions {
        p.line(&format!(
            "<details><summary>{} {}: {} % ({}/{})</summary><div class=\"scroll\"><table><thead><tr>",
            escape(&c.convention),
            escape(&years(c.period, lang)),
            c.all.percent(),
            c.all.answered,
            c.all.asked
        ));
        p.line(&sort(say(words::SECTION, lang), false));
        for t in [words::ASKED, words::ANSWERED, words::REUSABLE, words::OPEN, words::PERCENT] {
            p.line(&sort(say(t, lang), true));
        }
        p.line("<th scope=\"col\"><span class=\"vh\">–</span></th></tr></thead><tbody>");
        for s in &c.sections {
            let t = &s.all;
            p.line(&format!(
                "<tr><th scope=\"row\"><b>{}</b> {}</th><td class=\"n\">{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td><td>{}</td></tr>",
                escape(&s.id),
                escape(&s.label),
                t.asked,
                t.answered,
                t.reusable,
                t.open,
                t.percent(),
                mini_bar(t, lang)
            ));
        }
        p.line("</tbody></table></div></details>");
    }
    p.end();
}

fn questions(p: &mut Page, gaps: &Gaps, catalogue: &Catalogue, crosswalk: &Crosswalk) {
    let lang = p.lang;
    p.section("questions", words::QUESTIONS, "");
    let class = |c: Class| (c.name().to_owned(), say(words::class(c), lang).to_owned());
    let classes = [Class::Answered, Class::Reusable, Class::Open, Class::NotAsked].map(class).to_vec();
    let targets: Vec<(String, String)> = gaps
        .coverage
        .frameworks
        .iter()
        .filter(|f| f.id == "GBF")
        .flat_map(|f| &f.targets)
        .map(|t| (t.id.clone(), format!("{} {}", t.id, t.label)))
        .collect();
    let standings: Vec<(String, String)> = parts::BARS
        .iter()
        .filter(|s| gaps.coverage.all.of(**s) > 0)
        .map(|s| (s.name().to_owned(), crate::write::words::standing(*s, lang).name.to_owned()))
        .collect();
    let print = format!(
        "<label class=\"inline\"><input type=\"checkbox\" id=\"print-all\" />{}</label>",
        say(words::PRINT_ALL, lang)
    );
    p.filters(
        "question-list",
        &[
            ("convention", words::CONVENTION, convention_options(gaps)),
            ("theme", words::THEME, theme_options(crosswalk, lang)),
            ("class", words::STATE, classes),
            ("standing", words::STANDING, standings),
            ("target", words::TARGET, targets),
        ],
        true,
        &print,
    );
    p.line("<div id=\"question-list\" class=\"on-demand\">");
    let mut section = (String::new(), String::new());
    let mut open = false;
    for q in &gaps.coverage.questions {
        let here = (q.convention.clone(), q.section.clone());
        if here != section {
            if open {
                p.line("</div>");
            }
            let format = catalogue.format_of(&q.question);
            let title = format.and_then(|f| f.section(&q.section)).map_or("", |s| s.label.get(lang));
            p.line(&format!(
                "<div data-group=\"\"><h3>{} · {} {}</h3>",
                escape(&q.convention),
                escape(&q.section),
                escape(title)
            ));
            section = here;
            open = true;
        }
        let item = q.item.as_deref().map(|i| format!(" <b>{}</b>", escape(i))).unwrap_or_default();
        let _ = write!(
            p.out,
            "<details class=\"q\" data-row=\"\" data-convention=\"{}\" data-theme=\"{}\" data-class=\"{}\" data-standing=\"{}\" data-target=\"{}\">\
             <summary><span>{}</span><span class=\"num\">{}</span><span>{}{item}</span>{}</summary><div class=\"body\">",
            escape(&q.convention),
            escape(&q.theme),
            q.class.name(),
            q.standing.name(),
            escape(&q.targets.join(" ")),
            escape(&q.convention),
            escape(&q.number),
            escape(&q.label),
            standing_badge(q.standing, lang)
        );
        if !q.says.is_empty() {
            let head = if q.class == Class::Answered { words::SAYS } else { words::PROPOSED };
            let _ = write!(p.out, "<p><b>{}</b></p><blockquote>{}</blockquote>", say(head, lang), escape(&q.says));
        } else if q.sources.is_empty() && q.class == Class::Open {
            let _ = write!(p.out, "<p>{}</p>", say(words::NOTHING, lang));
        }
        if q.helps > 0 && q.class == Class::Open {
            let _ = write!(p.out, "<p>{}</p>", put(words::N_HELPS, lang, &[&q.helps.to_string()]));
        }
        if !q.sources.is_empty() {
            let _ = write!(p.out, "<p><b>{}</b></p><ol>", say(words::SOURCES, lang));
            for s in &q.sources {
                let _ = write!(
                    p.out,
                    "<li><span class=\"where\">{} {}, {} · <bdi>{}</bdi> {} · {} · {}</span>",
                    escape(&s.convention),
                    escape(&s.number),
                    escape(&years(s.period, lang)),
                    escape(&s.file),
                    escape(&s.place),
                    escape(relation(&s.relation, lang)),
                    step(s.step, lang)
                );
                if !s.says.is_empty() && s.says != q.says {
                    let _ = write!(p.out, "<blockquote>{}</blockquote>", escape(&s.says));
                }
                p.out.push_str("</li>");
            }
            p.out.push_str("</ol>");
        }
        p.line("</div></details>");
    }
    if open {
        p.line("</div>");
    }
    p.line("</div>");
    p.end();
}
