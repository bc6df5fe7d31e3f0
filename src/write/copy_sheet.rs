//! The copy sheet: one HTML page from which a person copies a report into a reporting system that
//! cannot import.
//!
//! The page is whole in itself: no font, script, style or image comes from elsewhere, and its
//! content security policy forbids it. All text is escaped here; the script moves text and never
//! makes markup. What was pasted is remembered by the browser under the Party, format, period and
//! question, with a fingerprint of the answer, so that a mark does not outlive the answer it was
//! made for.

mod card;
mod html;
mod words;

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;

use crate::catalogue::Catalogue;
use crate::crosswalk::Crosswalk;
use crate::model::{Draft, Drafted, Format, Lang, Question, Standing};

pub(crate) use html::escape;
use words::{T, say};

const STYLE: &str = include_str!("copy_sheet/page.css");
const SCRIPT: &str = include_str!("copy_sheet/page.js");

/// Writes the copy sheet of a draft, in the order of the official form. `catalogue` names the
/// conventions and questions that sources come from; `crosswalk` says who usually knows. Every draft
/// stands on the page once, whatever format its question is of.
#[must_use]
pub fn copy_sheet(
    drafted: &Drafted,
    format: &Format,
    catalogue: &Catalogue,
    crosswalk: &Crosswalk,
    lang: Lang,
) -> String {
    let mut page = Page {
        drafted,
        format,
        catalogue,
        crosswalk,
        lang,
        by_question: HashMap::new(),
        written: HashSet::new(),
        ids: 0,
        out: String::new(),
    };
    for (n, d) in drafted.drafts.iter().enumerate() {
        page.by_question.entry(&d.question).or_default().push(n);
    }
    page.write();
    page.out
}

struct Page<'a> {
    drafted: &'a Drafted,
    format: &'a Format,
    catalogue: &'a Catalogue,
    crosswalk: &'a Crosswalk,
    lang: Lang,
    by_question: HashMap<&'a str, Vec<usize>>,
    written: HashSet<usize>,
    ids: usize,
    out: String,
}

impl<'a> Page<'a> {
    fn w(&self, t: T) -> &'static str {
        say(t, self.lang)
    }

    /// A new id within the page.
    fn id(&mut self, prefix: &str) -> String {
        self.ids += 1;
        format!("{prefix}{}", self.ids)
    }

    fn put(&mut self, text: &str) {
        self.out.push_str(text);
    }

    fn line(&mut self, text: &str) {
        self.out.push_str(text);
        self.out.push('\n');
    }

    fn write(&mut self) {
        let sections = self.body();
        let content = std::mem::take(&mut self.out);
        self.head();
        self.bar();
        self.navigation(&sections);
        self.line("<main id=\"report\" tabindex=\"-1\">");
        self.introduction();
        self.put(&content);
        let nothing = self.w(words::NOTHING);
        self.line(&format!("<p id=\"nothing\" class=\"empty\" hidden=\"hidden\">{nothing}</p>"));
        let files = if self.drafted.files.is_empty() {
            self.w(words::NO_FILES).to_owned()
        } else {
            self.drafted.files.iter().map(|f| format!("<bdi>{}</bdi>", escape(f))).collect::<Vec<_>>().join(", ")
        };
        let foot = format!("<footer><p>{}{files}.</p><p>{}</p></footer>", self.w(words::FILES), self.w(words::LOCAL));
        self.line(&foot);
        self.line("</main>\n</div>");
        let by_hand = format!(
            "<div id=\"by-hand\" role=\"dialog\" aria-modal=\"false\" aria-labelledby=\"by-hand-why\" hidden=\"hidden\">\
             <p id=\"by-hand-why\">{}</p><textarea id=\"by-hand-text\" readonly=\"readonly\" rows=\"8\" \
             aria-labelledby=\"by-hand-why\" dir=\"auto\"></textarea>\
             <button type=\"button\" id=\"by-hand-close\">{}</button></div>\n\
             <div id=\"said\" class=\"vh\" role=\"status\" aria-live=\"polite\"></div>",
            self.w(words::BY_HAND),
            self.w(words::CLOSE)
        );
        self.line(&by_hand);
        self.put("<script>\n");
        self.put(SCRIPT);
        self.line("</script>\n</body>\n</html>");
    }

    fn party(&self) -> &'static str {
        self.drafted.party.map_or_else(|| self.w(words::PARTY_UNKNOWN), |p| p.name(self.lang))
    }

    fn period(&self) -> String {
        self.drafted.period.map_or_else(|| self.w(words::PERIOD_UNKNOWN).to_owned(), |p| p.to_string())
    }

    fn head(&mut self) {
        let title = self.format.title.get(self.lang);
        let memory = format!(
            "dunlin|{}|{}|{}",
            self.drafted.party.map_or_else(|| "-".to_owned(), |p| p.to_string()),
            self.drafted.format,
            self.drafted.period.map_or_else(|| "-".to_owned(), |p| p.to_string())
        );
        let head = format!(
            "<!DOCTYPE html>\n<html lang=\"{lang}\" class=\"nojs\" data-memory=\"{memory}\">\n<head>\n\
             <meta charset=\"utf-8\"/>\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; \
             script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\"/>\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n\
             <meta name=\"referrer\" content=\"no-referrer\"/>\n\
             <title>{party}: {title}, {period}. {sheet}</title>\n<style>\n",
            lang = self.lang.code(),
            memory = escape(&memory),
            party = escape(self.party()),
            title = escape(title),
            period = escape(&self.period()),
            sheet = self.w(words::TITLE),
        );
        self.put(&head);
        self.put(STYLE);
        let body = format!(
            "</style>\n</head>\n<body data-progress=\"{progress}\" data-copied=\"{copied}\">\n\
             <a class=\"skip\" href=\"#report\">{skip}</a>\n\
             <header class=\"top\"><p class=\"kind\">{sheet}</p><h1>{title}</h1>\
             <p class=\"whose\"><strong>{party}</strong>, {period}{due}</p></header>\n",
            progress = self.w(words::PROGRESS),
            copied = self.w(words::COPIED),
            skip = self.w(words::SKIP),
            sheet = self.w(words::TITLE),
            title = escape(title),
            party = escape(self.party()),
            period = escape(&self.period()),
            due = if self.format.due.is_empty() {
                String::new()
            } else {
                format!("<span class=\"due\">{}{}</span>", self.w(words::DUE), escape(self.format.due.get(self.lang)))
            },
        );
        self.put(&body);
    }

    fn bar(&mut self) {
        let total = self.drafted.drafts.iter().filter(|d| self.takes_answer(d)).count();
        let progress = self.w(words::PROGRESS).replace("{n}", "0").replace("{m}", &total.to_string());
        let mut filters = String::new();
        for (id, text, checked) in
            [("all", words::ALL, " checked=\"checked\""), ("open", words::OPEN, ""), ("todo", words::TO_DO, "")]
        {
            let _ = write!(
                filters,
                "<label><input type=\"radio\" name=\"show\" id=\"show-{id}\" value=\"{id}\"{checked}/> <span>{}</span></label>",
                self.w(text)
            );
        }
        let bar = format!(
            "<div class=\"bar\" role=\"region\" aria-label=\"{}\">\
             <div class=\"progress\"><span id=\"progress\" aria-live=\"polite\">{progress}</span>\
             <progress id=\"bar\" max=\"{}\" value=\"0\" aria-labelledby=\"progress\"></progress></div>\
             <fieldset><legend>{}</legend>{filters}</fieldset>\
             <button type=\"button\" id=\"print\">{}</button>\
             <p id=\"forgets\" class=\"warn\" hidden=\"hidden\">{}</p></div>",
            self.w(words::BAR),
            total.max(1),
            self.w(words::SHOW),
            self.w(words::PRINT),
            self.w(words::FORGETS),
        );
        self.line(&bar);
    }

    fn navigation(&mut self, sections: &[(String, String, String)]) {
        let mut list = String::new();
        for (id, number, label) in sections {
            let _ = write!(
                list,
                "<li><a href=\"#{id}\"><span class=\"num\">{}</span> <span class=\"name\">{}</span> \
                 <span class=\"n\" data-section=\"{id}\"></span></a></li>",
                escape(number),
                escape(label)
            );
        }
        let heading = self.w(words::SECTIONS);
        self.line(&format!(
            "<div class=\"layout\">\n<nav aria-label=\"{heading}\"><p class=\"nav-title\" aria-hidden=\"true\">{heading}</p>\
             <ol>{list}</ol></nav>"
        ));
    }

    fn introduction(&mut self) {
        let mut legend = String::new();
        for (s, name) in Standing::ALL {
            let n = self
                .drafted
                .drafts
                .iter()
                .filter(|d| d.standing == s && self.format.question(&d.question).is_none_or(Question::is_asked))
                .count();
            if n > 0 {
                let (symbol, word, what) = words::standing(s, self.lang);
                let _ = write!(
                    legend,
                    "<li><span class=\"badge {name}\"><span aria-hidden=\"true\">{symbol}</span> {word}</span> \
                     <strong>{n}</strong> <span class=\"what\">{what}</span></li>"
                );
            }
        }
        let mut unverified = String::new();
        if !self.format.unverified.is_empty() {
            let _ = write!(unverified, "<details class=\"plain\"><summary>{}</summary><ul>", self.w(words::UNVERIFIED));
            for u in &self.format.unverified {
                let _ = write!(unverified, "<li>{}</li>", escape(u.get(self.lang)));
            }
            unverified.push_str("</ul></details>");
        }
        let intro = format!(
            "<section class=\"intro\"><p class=\"declaration\">{}</p><div class=\"two\"><div><h2>{}</h2><ol><li>{}</li><li>{}</li>\
             <li>{}</li></ol>{unverified}</div><div><h2>{}</h2><ul class=\"legend\">{legend}</ul></div></div></section>",
            self.w(words::DECLARATION),
            self.w(words::HOW),
            self.w(words::HOW_1),
            self.w(words::HOW_2),
            self.w(words::HOW_3),
            self.w(words::LEGEND),
        );
        self.line(&intro);
    }

    /// Writes all sections; gives id, number and title of each for the navigation.
    fn body(&mut self) -> Vec<(String, String, String)> {
        let format = self.format;
        let mut sections = Vec::new();
        for section in &format.sections {
            // A section's questions, those under a question of another section left to that one.
            let top: Vec<&Question> = format
                .questions
                .iter()
                .filter(|q| q.section == section.id)
                .filter(|q| q.parent.as_deref().is_none_or(|p| format.question(p).is_none()))
                .collect();
            let written = self.written.len();
            let before = std::mem::take(&mut self.out);
            self.questions(&top);
            let inner = std::mem::replace(&mut self.out, before);
            if self.written.len() > written {
                let id = self.id("s");
                let label = section.label.get(self.lang);
                // A word in small letters is the template's own name, not a number of the form.
                let number = if section.id.contains(char::is_lowercase) { "" } else { &section.id };
                self.section(&id, number, label, &inner);
                sections.push((id, number.to_owned(), label.to_owned()));
            }
        }
        // Whatever found no place above still has to be seen.
        let rest: Vec<usize> = (0..self.drafted.drafts.len()).filter(|n| !self.written.contains(n)).collect();
        if !rest.is_empty() {
            let before = std::mem::take(&mut self.out);
            for n in rest {
                self.card(n, 3, None);
            }
            let inner = std::mem::replace(&mut self.out, before);
            let id = self.id("s");
            let label = self.w(words::OTHERS);
            self.section(&id, "", label, &inner);
            sections.push((id, String::new(), label.to_owned()));
        }
        sections
    }

    fn section(&mut self, id: &str, number: &str, label: &str, inner: &str) {
        self.line(&format!(
            "<section class=\"section\" id=\"{id}\" aria-labelledby=\"{id}-h\">\
             <h2 id=\"{id}-h\"><span class=\"num\">{}</span> {}</h2>",
            escape(number),
            escape(label)
        ));
        self.put(inner);
        self.line("</section>");
    }

    /// Questions that belong to no other. A run of questions repeated for the same things is written
    /// item by item, as the forms are filled in.
    fn questions(&mut self, top: &[&'a Question]) {
        let mut n = 0;
        let mut block = "";
        while let Some(q) = top.get(n) {
            let heading = q.block.get(self.lang);
            if heading != block {
                block = heading;
                if !block.is_empty() {
                    self.line(&format!("<p class=\"block\">{}</p>", escape(block)));
                }
            }
            let Some(repeat) = q.repeat else {
                self.question(q, None, 3);
                n += 1;
                continue;
            };
            let run: Vec<&Question> = top[n..].iter().copied().take_while(|o| o.repeat == Some(repeat)).collect();
            n += run.len();
            let drafted = self.drafted;
            let mut items: Vec<Option<&str>> = Vec::new();
            let mut seen = HashSet::new();
            for q in &run {
                for &d in self.by_question.get(q.id.as_str()).into_iter().flatten() {
                    let item = drafted.drafts[d].item.as_deref();
                    if seen.insert(item) {
                        items.push(item);
                    }
                }
            }
            for item in items {
                if let Some(id) = item {
                    let title = self.item_title(id);
                    self.line(&format!("<div class=\"item\"><h3 class=\"item-title\"><bdi>{title}</bdi></h3>"));
                }
                for q in &run {
                    self.question(q, item, 3 + usize::from(item.is_some()));
                }
                if item.is_some() {
                    self.line("</div>");
                }
            }
        }
    }

    /// A question for an item, and the rows and follow-ups that belong to it.
    fn question(&mut self, q: &'a Question, item: Option<&str>, level: usize) {
        let drafted = self.drafted;
        let all = self.by_question.get(q.id.as_str()).cloned().unwrap_or_default();
        let of_item: Vec<usize> = all.iter().copied().filter(|&n| drafted.drafts[n].item.as_deref() == item).collect();
        // Repeated under a question that is not: all of its items stand here.
        let mine = if of_item.is_empty() && item.is_none() { all } else { of_item };
        for n in mine {
            let shown = if item.is_none() { drafted.drafts[n].item.as_deref() } else { None };
            self.card(n, level, shown);
        }
    }

    /// The card of a draft, with its rows and follow-ups inside. `item` is named on the card where
    /// no heading names it.
    fn card(&mut self, n: usize, level: usize, item: Option<&str>) {
        if !self.written.insert(n) {
            return;
        }
        let (drafted, format) = (self.drafted, self.format);
        let draft = &drafted.drafts[n];
        let question = format.question(&draft.question);
        let before = std::mem::take(&mut self.out);
        if let Some(q) = question {
            let children: Vec<&Question> = format.children(&q.id).collect();
            for child in children {
                // A row that is not repeated belongs to the first item's card, once.
                let of = if child.repeat.is_some() { draft.item.as_deref() } else { None };
                self.question(child, of, (level + 1).min(6));
            }
        }
        let inside = std::mem::replace(&mut self.out, before);
        let item = item.map(|id| self.item_title(id));
        self.write_card(draft, question, level, item.as_deref(), &inside);
    }

    /// An item in words, escaped.
    fn item_title(&self, id: &str) -> String {
        let own = self.drafted.items.iter().find(|i| i.id == id).map_or("", |i| i.title.as_str());
        let title = if own.is_empty() { self.crosswalk.framework_title(id, self.lang) } else { own };
        let name = if let Some(n) = id.strip_prefix("GBF:T") {
            self.w(words::TARGET).replace("{n}", n)
        } else if let Some(n) = id.strip_prefix("GBF:GOAL-") {
            self.w(words::GOAL).replace("{n}", n)
        } else if !id.is_empty() && id.chars().all(|c| c.is_ascii_digit()) {
            self.w(words::SITE).replace("{n}", id)
        } else {
            id.to_owned()
        };
        if title.is_empty() { escape(&name) } else { format!("{}: {}", escape(&name), escape(title)) }
    }

    /// True where a person enters something for the draft, and so can mark it as pasted.
    fn takes_answer(&self, d: &Draft) -> bool {
        d.standing != Standing::NotAsked && self.format.question(&d.question).is_none_or(Question::is_asked)
    }
}
