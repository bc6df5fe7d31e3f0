//! The parts that all pages about gaps share: head, filters, cells, bars.

use std::fmt::Write as _;

use super::words::{self, T, say};
use crate::gaps::Tally;
use crate::model::{Lang, Standing};
use crate::write::copy_sheet::escape;
use crate::write::words::standing;

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// Values and labels of a select.
pub(super) type Options = Vec<(String, String)>;

/// A page as it grows. Everything that comes from a file goes through [`escape`].
pub(super) struct Page {
    pub(super) lang: Lang,
    pub(super) out: String,
}

impl Page {
    pub(super) fn new(lang: Lang) -> Page {
        Page { lang, out: String::new() }
    }

    pub(super) fn w(&self, t: T) -> &'static str {
        say(t, self.lang)
    }

    pub(super) fn line(&mut self, text: &str) {
        self.out.push_str(text);
        self.out.push('\n');
    }

    /// Everything before the content; `parts` are ids and names of the sections.
    pub(super) fn head(&mut self, kind: T, title: &str, under: &str, parts: &[(&str, T)]) {
        let (lang, kind, title) = (self.lang, self.w(kind), escape(title));
        self.line(&format!(
            "<!DOCTYPE html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\" />\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\" />\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'\" />\n\
             <title>{title}: {kind}</title>\n<style>\n{STYLE}</style>\n</head>\n<body class=\"nojs\">"
        ));
        let (skip, names) = (self.w(words::SKIP), self.w(words::PARTS));
        self.line(&format!(
            "<a class=\"skip\" href=\"#content\">{skip}</a>\n<header class=\"top\"><p class=\"kind\">{kind}</p><h1>{title}</h1><p>{}</p></header>",
            escape(under)
        ));
        let links: String =
            parts.iter().map(|(id, t)| format!("<li><a href=\"#{id}\">{}</a></li>", self.w(*t))).collect();
        self.line(&format!(
            "<nav aria-label=\"{names}\"><ul>{links}</ul></nav>\n<main id=\"content\" tabindex=\"-1\">"
        ));
    }

    /// Everything after the content.
    pub(super) fn foot(&mut self, lines: &[String]) {
        let local = self.w(words::LOCAL);
        let lines: String = lines.iter().map(|l| format!("<p>{}</p>", escape(l))).collect();
        self.line(&format!(
            "<footer>{lines}<p>{local}</p></footer>\n</main>\n<script>\n{SCRIPT}</script>\n</body>\n</html>"
        ));
    }

    pub(super) fn section(&mut self, id: &str, title: T, lead: &str) {
        let title = self.w(title);
        self.line(&format!("<section id=\"{id}\" aria-labelledby=\"{id}-title\">\n<h2 id=\"{id}-title\">{title}</h2>"));
        if !lead.is_empty() {
            self.line(&format!("<p class=\"lead\">{}</p>", escape(lead)));
        }
    }

    pub(super) fn end(&mut self) {
        self.line("</section>");
    }

    /// Filters over a list: selects of (name, title, options), and a search.
    pub(super) fn filters(&mut self, list: &str, selects: &[(&str, T, Options)], search: bool, more: &str) {
        let _ = write!(self.out, "<form class=\"filters\" data-list=\"{list}\" aria-controls=\"{list}\">");
        for (name, title, options) in selects {
            let (title, all) = (self.w(*title), self.w(words::ALL));
            let _ = write!(self.out, "<label>{title}<select name=\"{name}\"><option value=\"\">{all}</option>");
            for (value, label) in options {
                let _ = write!(self.out, "<option value=\"{}\">{}</option>", escape(value), escape(label));
            }
            self.out.push_str("</select></label>");
        }
        if search {
            let title = self.w(words::SEARCH);
            let _ = write!(self.out, "<label>{title}<input type=\"search\" name=\"text\" /></label>");
        }
        self.out.push_str(more);
        let (reset, shown) = (self.w(words::RESET), self.w(words::SHOWN));
        self.line(&format!(
            "<button type=\"reset\">{reset}</button><output class=\"count\" data-pattern=\"{}\"></output></form>",
            escape(shown)
        ));
    }
}

/// A heading of a column that sorts.
pub(super) fn sort(label: &str, number: bool) -> String {
    let attribute = if number { " data-number=\"\"" } else { "" };
    format!("<th scope=\"col\"{attribute}><button type=\"button\" class=\"sort\">{}</button></th>", escape(label))
}

/// The class of a share, from nothing to all.
pub(super) fn heat(percent: usize) -> &'static str {
    match percent {
        0..20 => "h0",
        20..40 => "h1",
        40..60 => "h2",
        60..80 => "h3",
        80..100 => "h4",
        _ => "h5",
    }
}

/// What the colours of shares mean.
pub(super) fn heat_key() -> String {
    let steps =
        [("h0", "0–19 %"), ("h1", "20–39 %"), ("h2", "40–59 %"), ("h3", "60–79 %"), ("h4", "80–99 %"), ("h5", "100 %")];
    let items: String = steps.iter().map(|(c, t)| format!("<li><i class=\"{c}\"></i>{t}</li>")).collect();
    format!("<ul class=\"key\">{items}</ul>")
}

/// Standings that a bar shows, in the order from answered to open.
pub(super) const BARS: [Standing; 10] = [
    Standing::Kept,
    Standing::Copied,
    Standing::Recoded,
    Standing::Derived,
    Standing::Composed,
    Standing::CarriedOver,
    Standing::Suggested,
    Standing::Hint,
    Standing::Conflict,
    Standing::Gap,
];

/// What the parts of the bars mean; those that occur.
pub(super) fn standing_key(all: &Tally, lang: Lang) -> String {
    let mut out = String::from("<ul class=\"key\">");
    for s in BARS.iter().filter(|s| all.of(**s) > 0) {
        let w = standing(*s, lang);
        let _ = write!(
            out,
            "<li><i class=\"s-{}\" aria-hidden=\"true\"></i>{} {} ({})</li>",
            s.name(),
            w.symbol,
            escape(w.name),
            all.of(*s)
        );
    }
    out.push_str("</ul>");
    out
}

/// Bars by standing, one a convention, as one drawing with a title for those who cannot see it.
pub(super) fn standing_bars(rows: &[(String, &Tally)], lang: Lang) -> String {
    const LEFT: usize = 190;
    const WIDTH: usize = 700;
    let height = rows.len() * 40 + 6;
    let titles: Vec<String> = rows
        .iter()
        .map(|(name, t)| words::put(words::CHART_TITLE, lang, &[name, &t.answered.to_string(), &t.asked.to_string()]))
        .collect();
    let mut out = format!(
        "<svg class=\"bars\" viewBox=\"0 0 1000 {height}\" role=\"img\" aria-label=\"{}\" font-size=\"15\">",
        escape(&titles.join("; "))
    );
    for (n, (name, t)) in rows.iter().enumerate() {
        let y = n * 40 + 4;
        let _ = write!(out, "<text x=\"0\" y=\"{}\">{}</text>", y + 21, escape(name));
        // Widths come from running sums, so that rounding leaves no gap.
        let mut before = 0;
        for s in BARS {
            let count = t.of(s);
            if count == 0 {
                continue;
            }
            let x = |n: usize| (n * WIDTH * 10).checked_div(t.asked).unwrap_or_default();
            let (from, to) = (x(before), x(before + count));
            before += count;
            let w = standing(s, lang);
            let _ = write!(
                out,
                "<rect class=\"s-{}\" x=\"{}\" y=\"{y}\" width=\"{}\" height=\"30\"><title>{}: {} {count}</title></rect>",
                s.name(),
                tenths(LEFT * 10 + from),
                tenths(to - from),
                escape(name),
                escape(w.name)
            );
            if to - from >= 320 {
                let dark = if matches!(s, Standing::Kept | Standing::Conflict) { " class=\"on-dark\"" } else { "" };
                let _ = write!(
                    out,
                    "<text{dark} x=\"{}\" y=\"{}\" text-anchor=\"middle\" aria-hidden=\"true\">{} {count}</text>",
                    tenths(LEFT * 10 + usize::midpoint(from, to)),
                    y + 21,
                    w.symbol
                );
            }
        }
        let _ = write!(out, "<text x=\"{}\" y=\"{}\">{} %</text>", LEFT + WIDTH + 14, y + 21, t.percent());
    }
    out.push_str("</svg>");
    out
}

/// A small bar of a table row: answered, reusable, open.
pub(super) fn mini_bar(t: &Tally, lang: Lang) -> String {
    let label = format!(
        "{} {}, {} {}, {} {}",
        t.answered,
        say(words::ANSWERED, lang),
        t.reusable,
        say(words::REUSABLE, lang),
        t.open,
        say(words::OPEN, lang)
    );
    let x = |n: usize| (n * 2000).checked_div(t.asked).unwrap_or_default();
    let mut out = format!(
        "<svg class=\"mini\" viewBox=\"0 0 200 16\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"{label}\">"
    );
    let mut before = 0;
    for (class, n) in [("bar", t.answered), ("bar-2", t.reusable), ("bar-3", t.open)] {
        if n > 0 {
            let (from, to) = (x(before), x(before + n));
            let _ = write!(
                out,
                "<rect class=\"{class}\" x=\"{}\" y=\"1\" width=\"{}\" height=\"14\"></rect>",
                tenths(from),
                tenths(to - from)
            );
        }
        before += n;
    }
    out.push_str("</svg>");
    out
}

/// A number of tenths as a decimal.
pub(super) fn tenths(n: usize) -> String {
    if n.is_multiple_of(10) { (n / 10).to_string() } else { format!("{}.{}", n / 10, n % 10) }
}

pub(super) fn badge(class: &str, symbol: &str, name: &str) -> String {
    let symbol = if symbol.is_empty() { String::new() } else { format!("<span aria-hidden=\"true\">{symbol}</span> ") };
    format!("<span class=\"badge {class}\">{symbol}{}</span>", escape(name))
}

pub(super) fn standing_badge(s: Standing, lang: Lang) -> String {
    let w = standing(s, lang);
    badge(s.name(), w.symbol, w.name)
}
