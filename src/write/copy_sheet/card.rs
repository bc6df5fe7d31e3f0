//! One question on the page: its answer as the form shows it, its standing, its sources.

use std::fmt::Write as _;

use super::Page;
use super::html::{escape, fingerprint, tsv};
use super::words;
use crate::crosswalk::QRef;
use crate::model::{
    Choice, ColumnKind, Condition, Draft, Kind, Question, Row, Source, Standing, Step, Value, number_text,
};
use crate::write::words::{relation, step};

/// A card with no more than this many characters of answer, proposal and sources stays on one page of
/// a print; a longer one may begin on one page and end on the next.
const WHOLE_ON_PAPER: usize = 1800;

/// Options that together are no longer than this many characters stand in one line.
const INLINE_OPTIONS: usize = 120;

impl Page<'_> {
    pub(super) fn write_card(
        &mut self,
        draft: &Draft,
        question: Option<&Question>,
        level: usize,
        item: Option<&str>,
        inside: &str,
    ) {
        let asked = self.takes_answer(draft);
        let id = self.id("q");
        let number = question.map_or("", |q| q.number.as_str());
        let label = question.map_or(draft.question.as_str(), |q| q.wording(self.lang));
        let is_title = question.is_some_and(|q| !q.is_asked());
        let mut heading = String::new();
        if !number.is_empty() {
            let _ = write!(heading, "<span class=\"num\">{}</span> ", escape(number));
        }
        let _ = write!(heading, "<span dir=\"auto\">{}</span>", escape(label));
        if let Some(item) = item {
            let _ = write!(heading, " <bdi class=\"of-item\">{item}</bdi>");
        }

        if let Some(q) = question.filter(|q| q.is_asked()) {
            if q.required {
                let _ = write!(heading, " <span class=\"flag\">{}</span>", self.w(words::REQUIRED));
            }
            if q.prefilled {
                let _ = write!(heading, " <span class=\"flag\">{}</span>", self.w(words::SECRETARIAT));
            }
        }

        if is_title {
            self.line(&format!(
                "<article class=\"q title\" id=\"{id}\"><div class=\"head\"><h{level}>{heading}</h{level}></div>"
            ));
            self.follow(inside);
            self.line("</article>");
            return;
        }
        if !asked {
            self.not_asked(draft, question, &id, level, &heading);
            self.follow(inside);
            self.line("</article>");
            return;
        }

        let mut body = String::new();
        let too_long = self.answer(&mut body, draft, question, number, label);
        let disagrees = draft.sources.iter().any(|s| s.step == Step::Disagrees);
        let todo = too_long
            || disagrees
            || matches!(
                draft.standing,
                Standing::CarriedOver | Standing::Suggested | Standing::Hint | Standing::Conflict | Standing::Gap
            );
        let print = serde_json::to_string(&(&draft.value, &draft.details, &draft.rows)).unwrap_or_default();
        let key = QRef::new(&draft.question, draft.item.as_deref()).to_string();
        let is_row = question.is_some_and(|q| q.number.is_empty() && q.parent.is_some());
        let row = if is_row { " row" } else { "" };
        let shown = body.len() + draft.text.as_deref().map_or(0, str::len) + 160 * draft.sources.len();
        let whole = if inside.is_empty() && shown <= WHOLE_ON_PAPER { " whole" } else { "" };
        let (symbol, word, what) = words::standing(draft.standing, self.lang);
        self.line(&format!(
            "<article class=\"q{row}{whole} is-{standing}\" id=\"{id}\" data-q=\"{key}\" data-print=\"{print}\"{todo}>\
             <div class=\"head\"><h{level} id=\"{id}-h\">{heading}</h{level}>\
             <div class=\"state\"><span class=\"badge {standing}\" title=\"{what}\"><span aria-hidden=\"true\">{symbol}</span> {word}</span>\
             <label class=\"tick\"><input type=\"checkbox\" id=\"{id}-done\" data-done=\"{id}\" autocomplete=\"off\" \
             aria-describedby=\"{id}-h\"/> {pasted}</label></div></div>\
             <p class=\"warn\" id=\"{id}-changed\" hidden=\"hidden\">{changed}</p>",
            standing = draft.standing.name(),
            key = escape(&key),
            print = fingerprint(&print),
            todo = if todo { " data-todo=\"todo\"" } else { "" },
            pasted = self.w(words::PASTED),
            changed = self.w(words::CHANGED),
        ));
        let mut notes = String::new();
        match draft.standing {
            Standing::CarriedOver => {
                let _ = write!(
                    notes,
                    "<p class=\"warn carried\">{}</p>",
                    self.w(if is_row { words::CARRIED_ROW } else { words::CARRIED })
                );
            }
            Standing::Conflict => {
                let _ = write!(notes, "<p class=\"warn conflict\">{}</p>", self.w(words::CONFLICT));
            }
            _ if disagrees => {
                let _ = write!(notes, "<p class=\"warn conflict\">{}</p>", self.w(words::DISAGREES));
            }
            _ => {}
        }
        self.put(&notes);
        self.line("<div class=\"body\">");
        self.put(&body);
        self.knows(draft, question);
        if let Some(c) = question.and_then(|q| q.condition.as_ref()) {
            let text = self.condition(c);
            self.line(&format!("<p class=\"aside\">{text}</p>"));
        }
        self.proposal(draft, number);
        self.sources(draft);
        self.line("</div>");
        self.follow(inside);
        self.line("</article>");
    }

    fn follow(&mut self, inside: &str) {
        if !inside.is_empty() {
            self.line("<div class=\"follow group\">");
            self.put(inside);
            self.line("</div>");
        }
    }

    fn not_asked(&mut self, draft: &Draft, question: Option<&Question>, id: &str, level: usize, heading: &str) {
        let (symbol, word, what) = words::standing(Standing::NotAsked, self.lang);
        self.line(&format!(
            "<article class=\"q not-asked-q\" id=\"{id}\"><details class=\"closed\"><summary>\
             <span class=\"title-line\" role=\"heading\" aria-level=\"{level}\">{heading}</span> \
             <span class=\"badge not-asked\"><span aria-hidden=\"true\">{symbol}</span> {word}</span></summary>\
             <p class=\"aside\">{what}</p>"
        ));
        if let Some(c) = question.and_then(|q| q.condition.as_ref()) {
            let text = self.condition(c);
            self.line(&format!("<p class=\"aside\">{text}</p>"));
        }
        self.proposal(draft, question.map_or("", |q| q.number.as_str()));
        self.sources(draft);
        self.line("</details>");
    }

    /// Subject, and who usually knows, where nobody has answered yet.
    fn knows(&mut self, draft: &Draft, question: Option<&Question>) {
        if !matches!(draft.standing, Standing::Gap | Standing::Hint | Standing::Suggested | Standing::Conflict) {
            return;
        }
        let lang = self.lang;
        let Some(subject) = self.crosswalk.main_subject(&QRef::new(&draft.question, draft.item.as_deref())) else {
            return;
        };
        // Under a question of the same subject it would only be said again.
        if let Some(parent) = question.and_then(|q| q.parent.as_deref())
            && self.crosswalk.main_subject(&QRef::new(parent, None)).is_some_and(|s| s.id == subject.id)
        {
            return;
        }
        let mut text = format!("{}{}", self.w(words::SUBJECT), escape(subject.label.get(lang)));
        if !subject.who.is_empty() {
            let _ = write!(text, ". {}{}", self.w(words::WHO), escape(subject.who.get(lang)));
        }
        self.line(&format!("<p class=\"aside\">{text}</p>"));
    }

    /// Writes the answer as the form shows it; true where a text is over its limit.
    fn answer(
        &mut self,
        out: &mut String,
        draft: &Draft,
        question: Option<&Question>,
        number: &str,
        label: &str,
    ) -> bool {
        let name = if number.is_empty() { label } else { number };
        let mut too_long = false;
        let kind = question.map_or(Kind::Text, |q| q.kind);
        let options = question.map_or(&[][..], |q| &q.options);
        let blank = draft.value.is_none() && draft.details.is_none() && draft.rows.is_empty();
        let chosen: Vec<&str> = draft.value.as_ref().map_or_else(Vec::new, Value::codes);
        if !options.is_empty() {
            self.options(out, options, &chosen, kind == Kind::Multi);
        }
        match &draft.value {
            Some(Value::Code(_) | Value::Codes(_)) => {
                for code in chosen.iter().filter(|c| !options.iter().any(|o| o.code == **c)) {
                    let _ = writeln!(
                        out,
                        "<p class=\"warn conflict\"><bdi>{}</bdi>: {}</p>",
                        escape(code),
                        self.w(words::NO_OPTION)
                    );
                }
                if chosen.is_empty() {
                    let _ = writeln!(out, "<p class=\"aside strong\">{}</p>", self.w(words::NOTHING_TICKED));
                }
            }
            Some(Value::Text(t)) => too_long |= self.text(out, words::ANSWER, t, question, name, true),
            Some(Value::Date(d)) => self.short(out, words::ANSWER, &d.to_string(), "", name),
            Some(Value::Number { number: Some(n), unit, .. }) => {
                let unit = unit.as_deref().or(question.and_then(|q| q.unit.as_deref())).unwrap_or("");
                self.short(out, words::NUMBER, &number_text(*n), unit, name);
            }
            Some(Value::Number { number: None, .. }) => {}
            None if blank && kind != Kind::Heading => {
                let limit = question.map_or_else(String::new, |q| self.limit(q));
                let _ = writeln!(out, "<p class=\"empty\">{} {limit}</p>", self.w(words::NO_ANSWER));
            }
            None => {}
        }
        if !draft.rows.is_empty() {
            self.rows(out, &draft.rows, question, name);
        }
        if let Some(d) = &draft.details {
            too_long |= self.text(out, words::DETAILS, d, question, name, draft.value.is_none());
        }
        too_long
    }

    fn options(&self, out: &mut String, options: &[Choice], chosen: &[&str], several: bool) {
        let length: usize = options.iter().map(|o| o.text.get(self.lang).chars().count() + 5).sum();
        let inline = if length <= INLINE_OPTIONS { " inline" } else { "" };
        let _ = writeln!(out, "<ul class=\"options{inline}\">");
        for o in options {
            let on = chosen.contains(&o.code.as_str());
            let text = o.text.get(self.lang);
            let code = if !o.assigned && o.code.chars().count() <= 3 && text != o.code {
                format!("<span class=\"code\">{}</span> ", escape(&o.code))
            } else {
                String::new()
            };
            let _ = writeln!(
                out,
                "<li{class}><span class=\"mark {shape}\" role=\"img\" aria-label=\"{said}\">{tick}</span> <span dir=\"auto\">{code}{text}</span></li>",
                class = if on { " class=\"on\"" } else { "" },
                shape = if several { "box" } else { "radio" },
                said = self.w(if on { words::CHOSEN } else { words::NOT_CHOSEN }),
                tick = if on && several { "✓" } else { "" },
                text = escape(text),
            );
        }
        out.push_str("</ul>\n");
    }

    /// A text in a box, its copy button and its length; true where it is too long. A leading line
    /// break of the element is dropped by every browser, so that one of the text is kept.
    fn text(
        &mut self,
        out: &mut String,
        what: words::T,
        text: &str,
        question: Option<&Question>,
        name: &str,
        main: bool,
    ) -> bool {
        let id = self.id("t");
        let (count, too_long) = self.length(text, question, main);
        let over = if too_long { " over" } else { "" };
        let what = self.w(what);
        let _ = writeln!(
            out,
            "<div class=\"entry\"><p class=\"what\" id=\"{id}-l\">{what}</p>\
             <pre class=\"text{over}\" id=\"{id}\" dir=\"auto\" tabindex=\"0\" aria-labelledby=\"{id}-l\">\n{}</pre>\
             <p class=\"tools\">{}{count}</p></div>",
            escape(text),
            self.copy_button(&id, words::COPY, &format!("{what}, {name}")),
        );
        too_long
    }

    fn copy_button(&self, of: &str, text: words::T, name: &str) -> String {
        format!(
            "<button type=\"button\" class=\"copy\" id=\"{of}-c\" data-copy=\"{of}\"><span class=\"say\">{}</span>\
             <span class=\"said\" aria-hidden=\"true\">✓ {}</span><span class=\"vh\"> ({})</span></button>",
            self.w(text),
            self.w(words::COPIED),
            escape(name)
        )
    }

    /// A number or a date.
    fn short(&mut self, out: &mut String, what: words::T, value: &str, unit: &str, name: &str) {
        let id = self.id("t");
        let what = self.w(what);
        let _ = writeln!(
            out,
            "<div class=\"entry short\"><p class=\"what\" id=\"{id}-l\">{what}</p>\
             <span class=\"text\" id=\"{id}\" aria-labelledby=\"{id}-l\">{}</span> <span class=\"unit\">{}</span> {}</div>",
            escape(value),
            escape(unit),
            self.copy_button(&id, words::COPY, &format!("{what}, {name}")),
        );
    }

    fn limit(&self, q: &Question) -> String {
        let mut limits = Vec::new();
        if let Some(n) = q.limit_words {
            limits.push(self.w(words::LIMIT_WORDS).replace("{n}", &n.to_string()));
        }
        if let Some(n) = q.limit_items {
            limits.push(self.w(words::LIMIT_ITEMS).replace("{n}", &n.to_string()));
        }
        if limits.is_empty() { String::new() } else { format!("({})", limits.join(", ")) }
    }

    /// Words and characters of a text against its limits.
    fn length(&self, text: &str, question: Option<&Question>, main: bool) -> (String, bool) {
        let words_n = text.split_whitespace().count();
        let chars_n = text.replace("\r\n", "\n").chars().count();
        let mut parts = vec![
            format!("{words_n} {}", self.w(if words_n == 1 { words::WORD } else { words::WORDS })),
            format!("{chars_n} {}", self.w(if chars_n == 1 { words::CHARACTER } else { words::CHARACTERS })),
        ];
        let limits = question.map_or_else(String::new, |q| self.limit(q));
        let mut warnings = Vec::new();
        if question.and_then(|q| q.limit_words).is_some_and(|l| words_n > l as usize) {
            warnings.push(self.w(words::TOO_LONG));
        }
        if main && let Some(most) = question.and_then(|q| q.limit_items) {
            let lines = text.lines().filter(|l| !l.trim().is_empty()).count();
            parts.push(self.w(words::LINES).replace("{n}", &lines.to_string()));
            if lines > most as usize {
                warnings.push(self.w(words::TOO_MANY));
            }
        }
        let over = !warnings.is_empty();
        let warning = if over {
            format!(" <strong class=\"too-long\">! {}</strong>", warnings.join(", "))
        } else {
            String::new()
        };
        (format!("<span class=\"count\">{} {limits}</span>{warning}", parts.join(", ")), over)
    }

    /// Rows as a table with a button that copies it; the one row of a matrix question as boxes.
    fn rows(&mut self, out: &mut String, rows: &[Row], question: Option<&Question>, name: &str) {
        let lang = self.lang;
        let kind = question.map_or(Kind::Table, |q| q.kind);
        // Columns of the form, then whatever else the rows hold.
        let mut columns: Vec<(String, String, bool)> = question
            .map_or(&[][..], |q| &q.columns)
            .iter()
            .map(|c| (c.code.clone(), c.text.get(lang).to_owned(), c.kind == ColumnKind::Tick))
            .collect();
        for code in rows.iter().flat_map(Row::keys) {
            if !columns.iter().any(|(c, _, _)| c == code) {
                columns.push((code.clone(), code.clone(), false));
            }
        }
        if let ([row], false) = (rows, matches!(kind, Kind::Table | Kind::Indicator)) {
            for (code, heading, _) in &columns {
                let Some(cell) = row.get(code).filter(|c| !c.is_empty()) else { continue };
                let id = self.id("t");
                let (count, _) = self.length(cell, None, false);
                let _ = writeln!(
                    out,
                    "<div class=\"entry\"><p class=\"what\" id=\"{id}-l\">{}</p>\
                     <pre class=\"text\" id=\"{id}\" dir=\"auto\" tabindex=\"0\" aria-labelledby=\"{id}-l\">\n{}</pre>\
                     <p class=\"tools\">{}{count}</p></div>",
                    escape(heading),
                    escape(cell),
                    self.copy_button(&id, words::COPY, &format!("{heading}, {name}")),
                );
            }
            return;
        }
        let id = self.id("t");
        let _ = write!(
            out,
            "<div class=\"entry table\"><div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{}\"><table><thead><tr><th scope=\"col\">{}</th>",
            escape(name),
            self.w(words::ROW)
        );
        for (_, heading, _) in &columns {
            let _ = write!(out, "<th scope=\"col\">{}</th>", escape(heading));
        }
        out.push_str("</tr></thead><tbody>");
        for (n, row) in rows.iter().enumerate() {
            let _ = write!(out, "<tr><th scope=\"row\">{}</th>", n + 1);
            for (code, _, tick) in &columns {
                let cell = row.get(code).map_or("", String::as_str);
                let shown = if *tick && cell.trim().eq_ignore_ascii_case("x") { "✓" } else { cell };
                let _ = write!(out, "<td dir=\"auto\">{}</td>", escape(shown));
            }
            out.push_str("</tr>");
        }
        let cells: Vec<Vec<&str>> = rows
            .iter()
            .map(|r| columns.iter().map(|(code, _, _)| r.get(code).map_or("", String::as_str)).collect())
            .collect();
        let _ = writeln!(
            out,
            "</tbody></table></div><pre id=\"{id}\" hidden=\"hidden\">\n{}</pre><p class=\"tools\">{}</p></div>",
            escape(&tsv(&cells)),
            self.copy_button(&id, words::COPY_TABLE, name),
        );
    }

    /// The proposal beside the answer, open where there is no answer yet.
    fn proposal(&mut self, draft: &Draft, number: &str) {
        let Some(text) = draft.text.as_deref().filter(|t| !t.trim().is_empty()) else { return };
        let id = self.id("t");
        let open = match draft.standing {
            Standing::Suggested | Standing::Hint | Standing::Conflict => " open=\"open\"",
            _ => "",
        };
        let title = if draft.standing == Standing::Hint { words::EVIDENCE } else { words::PROPOSAL };
        // What may be pasted is the words of a text to edit alone, without headings and reasons.
        let editable = draft.sources.iter().filter(|s| matches!(s.step, Step::Suggested | Step::LastCycle));
        let mut words_alone: Vec<&str> = editable.map(|s| s.says.trim()).filter(|t| !t.is_empty()).collect();
        words_alone.dedup();
        let mut tools = String::new();
        if words_alone.is_empty() && draft.sources.is_empty() {
            tools = self.copy_button(&id, words::COPY_PROPOSAL, number);
        }
        for (n, text) in words_alone.iter().enumerate() {
            let of = self.id("t");
            let name = if words_alone.len() > 1 { format!("{number}, {}", n + 1) } else { number.to_owned() };
            tools.push_str(&format!("<pre hidden=\"hidden\" id=\"{of}\">\n{}</pre>", escape(text)));
            tools.push_str(&self.copy_button(&of, words::COPY_PROPOSAL, &name));
        }
        self.line(&format!(
            "<details class=\"proposal\"{open}><summary>{}</summary><p class=\"aside\">{}</p>\
             <pre class=\"text\" id=\"{id}\" dir=\"auto\" tabindex=\"0\" aria-label=\"{}\">\n{}</pre>\
             <div class=\"tools\">{tools}</div></details>",
            self.w(title),
            self.w(words::PROPOSAL_NOTE),
            self.w(title),
            escape(text),
        ));
    }

    fn sources(&mut self, draft: &Draft) {
        if draft.sources.is_empty() {
            return;
        }
        let title = self.w(words::SOURCES).replace("{n}", &draft.sources.len().to_string());
        let mut list = String::new();
        for s in &draft.sources {
            self.source(&mut list, s);
        }
        self.line(&format!("<details class=\"sources\"><summary>{title}</summary><ol>{list}</ol></details>"));
    }

    fn source(&self, out: &mut String, s: &Source) {
        let lang = self.lang;
        let format = self.catalogue.format_of(&s.question);
        let question = self.catalogue.question(&s.question);
        let convention = format.map_or_else(
            || s.question.split_once('/').map_or("", |(f, _)| f).to_owned(),
            |f| format!("{} {}", f.convention, f.edition),
        );
        let number = question
            .map(|q| if q.number.is_empty() { q.label.get(lang) } else { &q.number })
            .unwrap_or_else(|| s.question.split_once('/').map_or(s.question.as_str(), |(_, k)| k));
        let item = s.item.as_deref().map_or_else(String::new, |i| format!(" [{}]", escape(i)));
        let party = match s.party {
            Some(p) if self.drafted.party != Some(p) => format!("{}, ", escape(p.name(lang))),
            _ => String::new(),
        };
        let period = s.period.map_or_else(|| self.w(words::PERIOD_UNKNOWN).to_owned(), |p| p.to_string());
        let place = if s.place.is_empty() { String::new() } else { format!(", <bdi>{}</bdi>", escape(&s.place)) };
        let _ = write!(
            out,
            "<li><p class=\"origin\"><strong>{} <bdi>{}</bdi>{item}</strong>, {party}{period}. \
             <span class=\"file\"><bdi>{}</bdi>{place}</span>. <span class=\"relation\">{}; {}{}</span></p>",
            escape(convention.trim()),
            escape(number),
            escape(&s.file),
            escape(relation(&s.relation, lang)),
            step(s.step, lang),
            if s.confirmed { String::new() } else { format!("; {}", self.w(words::UNCONFIRMED)) },
        );
        if !s.says.trim().is_empty() {
            let _ = write!(out, "<blockquote dir=\"auto\">{}</blockquote>", escape(s.says.trim()));
        }
        if !s.reason.is_empty() {
            let _ = write!(out, "<p class=\"reason\" dir=\"auto\">{}</p>", escape(&s.reason));
        }
        out.push_str("</li>\n");
    }

    /// A condition in words, escaped.
    fn condition(&self, c: &Condition) -> String {
        let lang = self.lang;
        let mut parts = Vec::new();
        for t in &c.any {
            let on = self.format.question(&t.question);
            let number =
                on.map_or(t.question.as_str(), |q| if q.number.is_empty() { q.label.get(lang) } else { &q.number });
            let asked = if t.any_row { self.format.children(&t.question).next().or(on) } else { on };
            let codes: Vec<String> = t
                .codes
                .iter()
                .map(|c| format!("<q>{}</q>", escape(asked.map_or(c.as_str(), |q| q.option_text(c, lang)))))
                .collect();
            parts.push(format!(
                "{}<bdi>{}</bdi>{}{}",
                if t.any_row { self.w(words::ANY_ROW) } else { "" },
                escape(number),
                self.w(if t.negated { words::IS_NOT } else { words::IS }),
                codes.join(self.w(words::OR))
            ));
        }
        format!("{}{}.", self.w(words::ONLY_IF), parts.join(self.w(words::OR)))
    }
}
