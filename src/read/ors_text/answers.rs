//! What was said under a title becomes an answer.

use super::super::book::Cell;
use super::super::fold::{fold, number};
use super::super::values;
use super::marks::is_prompt;
use super::walk::{Current, Open, Walk};
use super::which::{clip, leading};
use super::{Line, quote};
use crate::model::{Answer, Kind, Lang, Level, Origin, Question, Sentence, Value};
use crate::say;
impl<'a> Walk<'a, '_, '_> {
    /// A row of a matrix.
    pub(super) fn row(&mut self, name: &str, below: &str, boxes: &[(bool, String)], line: &Line) {
        let main = self.place.main.and_then(|m| self.question(m));
        let within = main.map(|q| number(&q.number));
        let mut row = None;
        if let Some((list, rest)) = leading(name, within.as_deref(), &self.keys) {
            let scores = self.index.scores(&clip(&rest));
            row = list.into_iter().find(|q| scores.iter().any(|(s, v)| s == q && *v >= 0.2));
        }
        if row.is_none() && !name.is_empty() {
            let whole = format!("{name} {below}");
            row = [name, whole.trim()]
                .into_iter()
                .find_map(|n| self.index.find(&clip(n), &self.place).filter(|f| f.sure).map(|f| f.question));
        }
        // `☐ Yes ☑ No` behind the words of a question that is already open.
        let row = row.or(if name.is_empty() { self.current.question } else { None });
        let question = row.and_then(|r| self.question(r)).filter(|q| !q.options.is_empty() && q.repeat.is_none());
        let (Some(r), Some(q)) = (row, question) else {
            self.matrix_not_read(name, line);
            return;
        };
        let texts = boxes.iter().all(|(_, t)| !t.is_empty());
        let items: Vec<(bool, String, String)> = if texts {
            boxes.iter().map(|(t, text)| (*t, text.clone(), line.place())).collect()
        } else if boxes.len() == q.options.len() && self.head_names(q) {
            boxes.iter().zip(q.options.iter()).map(|((t, _), o)| (*t, o.code.clone(), line.place())).collect()
        } else {
            self.matrix_not_read(name, line);
            return;
        };
        // The head of the matrix serves all its rows.
        let head = std::mem::take(&mut self.current.head);
        self.close();
        self.place.last = Some(r);
        self.current = Current { question: Some(r), options: items, place: line.place(), ..Current::default() };
        self.close();
        self.current.head = head;
    }

    /// True where the lines above the rows name the options of a question, in its order.
    pub(super) fn head_names(&self, q: &Question) -> bool {
        let head = fold(&self.current.head);
        Lang::ALL.into_iter().any(|lang| {
            let mut at = 0;
            q.options.iter().all(|o| {
                let text = fold(o.text.get(lang));
                let found = head.get(at..).and_then(|h| h.find(&text)).filter(|_| !text.is_empty());
                at += found.unwrap_or(0) + text.len();
                found.is_some()
            })
        })
    }

    pub(super) fn matrix_not_read(&mut self, name: &str, line: &Line) {
        self.notes.add(
            Level::Warning,
            "matrix-not-read",
            line.place(),
            say!(
                "the row {quoted} of a table of boxes could not be read: it is not clear which column a box belongs to",
                quoted = quote(name)
            ),
            say!("copy the answers of this table by hand"),
        );
    }

    /// Makes answers of what was read for the current question.
    pub(super) fn close(&mut self) {
        let current = std::mem::take(&mut self.current);
        self.open = Open::Nothing;
        let Some((index, q)) = current.question.and_then(|i| self.question(i).map(|q| (i, q))) else { return };
        if q.repeat.is_some() {
            self.notes.add(
                Level::Warning,
                "item-missing",
                current.place.clone(),
                say!(
                    "question {number} is asked for each target or site, and the print does not say for which",
                    number = &q.number
                ),
                say!("copy these answers into a workbook with a column headed Target or Site"),
            );
            return;
        }
        let mut codes: Vec<String> = Vec::new();
        let mut ticked_place = String::new();
        for (ticked, text, place) in &current.options {
            if !ticked {
                continue;
            }
            if ticked_place.is_empty() {
                ticked_place.clone_from(place);
            }
            match Walk::option(q, text) {
                Some((code, doubtful)) => {
                    if doubtful {
                        let message = say!(
                            "question {number}: {quoted} was read as {code}",
                            number = &q.number,
                            quoted = quote(text),
                            code = &code
                        );
                        self.notes.add(
                            Level::Warning,
                            "answer-doubtful",
                            place.clone(),
                            message,
                            say!("check the answer"),
                        );
                    }
                    codes.push(code);
                }
                None => self.misfit(q, place, text),
            }
        }
        if ticked_place.is_empty() && !current.lost.is_empty() {
            let names: Vec<&str> = current.lost.iter().map(|(t, _)| t.as_str()).take(8).collect();
            let place = current.lost.first().map(|(_, p)| p.clone()).unwrap_or_default();
            self.notes.add(
                Level::Warning,
                "tick-lost",
                place,
                say!(
                    "question {number}: the tick is lost: {quoted} stand there without a box; nothing was read",
                    number = &q.number,
                    quoted = quote(&names.join("; "))
                ),
                say!("look it up in the original, and enter the answer by hand"),
            );
        }
        let origin = |place: &str| Origin { file: self.file.to_owned(), place: place.to_owned() };
        let mut value = None;
        let mut at = ticked_place.clone();
        match q.kind {
            Kind::Multi if !codes.is_empty() => value = Some(Value::Codes(values::in_order(q, &codes))),
            Kind::Number => {
                value = codes.first().map(|c| Value::Number { qualifier: Some(c.clone()), number: None, unit: None })
            }
            _ if codes.len() == 1 => value = codes.pop().map(Value::Code),
            _ if codes.len() > 1 => {
                let message = say!(
                    "question {number}: {n} options are ticked where one is asked for; none was used",
                    number = &q.number,
                    n = codes.len()
                );
                self.notes.add(
                    Level::Warning,
                    "answer-not-an-option",
                    ticked_place,
                    message,
                    say!("look it up in the original"),
                );
            }
            _ => {}
        }
        let mut details: Vec<String> = Vec::new();
        let mut details_place = String::new();
        for (text, place) in current.texts {
            if text.is_empty() {
                continue;
            }
            let parsed = match (&value, q.kind) {
                (_, Kind::Heading | Kind::Table) => None,
                (Some(Value::Number { qualifier: Some(c), number: None, .. }), _) => {
                    values::figure(&text, self.lang).filter(|(_, rest, _)| rest.is_empty()).map(|(n, _, doubt)| {
                        let doubt = doubt.then(|| say!("{quoted} was read as {n}", quoted = quote(&text), n = &n));
                        (
                            Value::Number { qualifier: Some(c.clone()), number: Some(n), unit: None },
                            String::new(),
                            doubt,
                        )
                    })
                }
                (Some(Value::Text(t)), k) if k.is_textual() => {
                    Some((Value::Text(format!("{t}\n{text}")), String::new(), None))
                }
                (Some(_), _) => None,
                (None, _) => {
                    let p = values::parse(q, &Cell::Text(text.clone()), self.lang);
                    p.value.map(|v| (v, p.rest, p.doubt))
                }
            };
            match parsed {
                Some((v, rest, doubt)) => {
                    if at.is_empty() {
                        at.clone_from(&place);
                    }
                    value = Some(v);
                    if let Some(doubt) = doubt {
                        let message = say!("question {number}: {doubt}", number = &q.number, doubt = &doubt);
                        self.notes.add(
                            Level::Warning,
                            "answer-doubtful",
                            place.clone(),
                            message,
                            say!("check the answer"),
                        );
                    }
                    if !rest.is_empty() {
                        details.push(rest);
                        details_place = place;
                    }
                }
                None => {
                    details.push(text);
                    if details_place.is_empty() {
                        details_place = place;
                    }
                }
            }
        }
        let links = current.files.iter().any(|f| f.contains("://"));
        if value.is_none() && !current.files.is_empty() && (q.kind == Kind::File || (q.kind == Kind::Links && links)) {
            value = Some(Value::Text(current.files.join("\n")));
            at.clone_from(&current.place);
        } else if !current.files.is_empty() {
            let names = quote(&current.files.join("; "));
            self.notes.add(
                Level::Info,
                "attached-files",
                current.place.clone(),
                say!("question {number}: files or links were attached: {names}", number = &q.number, names = &names),
                say!("attach them again where the new form asks for them"),
            );
        }
        if let Some(v) = value {
            let o = origin(&at);
            self.put(index, o, |a| {
                let free = a.value.is_none();
                if free {
                    a.value = Some(v.clone());
                }
                free || a.value.as_ref() == Some(&v)
            });
        }
        if !details.is_empty() {
            let text = details.join("\n");
            let target = self.details_of(index, q);
            let o = origin(&details_place);
            let as_value = target != index && self.question(target).is_some_and(|t| t.kind == Kind::Text);
            self.put(target, o, |a| {
                if as_value {
                    a.value = Some(Value::Text(text.clone()));
                } else {
                    let d = a.details.get_or_insert_default();
                    if !d.is_empty() {
                        d.push('\n');
                    }
                    d.push_str(&text);
                }
                true
            });
        }
    }

    /// Where the text behind a question's options goes: its own box, or its only follow-up for text.
    pub(super) fn details_of(&self, index: usize, q: &Question) -> usize {
        if q.details {
            return index;
        }
        let mut texts = self
            .format
            .children(&q.id)
            .filter(|c| c.kind == Kind::Text)
            .map(|c| self.format.position(&c.id))
            .filter(|p| !self.answers.contains_key(p));
        match (texts.next(), texts.next()) {
            (Some(one), None) => one,
            _ => index,
        }
    }

    /// The option a ticked text is, and whether only its beginning fits: lines behind it may be no
    /// part of it.
    pub(super) fn option(q: &Question, text: &str) -> Option<(String, bool)> {
        let lines: Vec<&str> = text.lines().collect();
        let find = |n: usize| values::option(q, &lines.get(..n)?.join(" ")).map(|o| o.code.clone());
        if let Some(code) = find(lines.len()) {
            return Some((code, false));
        }
        // What asks for more behind an option is no part of it.
        let prompt = lines.get(1).is_some_and(|l| is_prompt(l));
        if let Some(code) = (1..lines.len()).rev().find_map(find) {
            return Some((code, !prompt));
        }
        let (head, _) = text.split_once(':')?;
        values::option(q, head).map(|o| (o.code.clone(), true))
    }

    pub(super) fn misfit(&mut self, q: &Question, place: &str, text: &str) {
        let options: Vec<&str> = q.options.iter().take(8).map(|o| o.text.get(Lang::En)).collect();
        self.notes.add(
            Level::Warning,
            "answer-not-an-option",
            place.to_owned(),
            say!(
                "question {number}: {quoted} is ticked, and the form has no such option",
                number = &q.number,
                quoted = quote(text)
            ),
            say!("the form takes: {options}", options = options.join("; ")),
        );
    }

    pub(super) fn put(&mut self, index: usize, origin: Origin, set: impl FnOnce(&mut Answer) -> bool) {
        let Some(q) = self.question(index) else { return };
        let place = origin.place.clone();
        let answer = self.answers.entry(index).or_insert_with(|| Answer::new(&q.id, origin));
        if !set(answer) {
            let message = say!(
                "question {number} is answered twice and differently; the first answer was used",
                number = &q.number
            );
            self.notes.add(Level::Warning, "answered-twice", place, message, say!("look it up in the original"));
        }
    }

    pub(super) fn finish(self) -> Vec<Answer> {
        if !self.by_wording.is_empty() {
            let list: Vec<&str> = self.by_wording.iter().map(String::as_str).take(12).collect();
            let more = self.by_wording.len().saturating_sub(12);
            let end = if more > 0 { say!(" and {more} more", more = more) } else { Sentence::default() };
            self.notes.add(
                Level::Info,
                "matched-by-wording",
                String::new(),
                say!(
                    "{n} question(s) were recognised by their words: {names}{end}",
                    n = self.by_wording.len(),
                    names = list,
                    end = end
                ),
                "",
            );
        }
        self.answers.into_values().filter(|a| !a.is_blank()).collect()
    }
}
