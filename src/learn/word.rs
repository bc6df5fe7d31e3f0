//! The questions of a Word form: what is numbered and what stands below it until the next number.

use std::collections::BTreeMap;

use super::form::{Form, Seen, Shown, lettered, numbered, slug};
use super::options::legend;
use super::sites;
use crate::model::Finding;
use crate::read::matching::stems;
use crate::read::word::document::{Document, Para};
use crate::read::word::form::{is_details, is_no_entry};
use crate::read::word::marks::{Token, is_cross, tokens};
use crate::read::word::refused;

/// Reads a Word form.
pub(super) fn read(bytes: &[u8], file: &str) -> Result<Form, Box<Finding>> {
    let document = Document::read(bytes).map_err(|bad| Box::new(refused(bad, file)))?;
    let sites = sites::tables(&document);
    let mut reader = Reader { document: &document, sites, form: Form::default(), main: None, at: None, details: false };
    reader.form.title = document
        .paras
        .iter()
        .map(|p| p.text().split_whitespace().collect::<Vec<_>>().join(" "))
        .find(|t| t.chars().filter(|c| c.is_alphabetic()).count() > 5)
        .unwrap_or_default();
    for p in 0..document.paras.len() {
        reader.paragraph(p);
    }
    reader.tables();
    sites::add(&document, &reader.sites, &mut reader.form);
    Ok(reader.form)
}

struct Reader<'a> {
    document: &'a Document,
    /// Tables with a row for each site, which are read by themselves.
    sites: BTreeMap<usize, usize>,
    form: Form,
    /// The last numbered question.
    main: Option<usize>,
    /// The question whose place this is.
    at: Option<usize>,
    /// Inside its box for details.
    details: bool,
}

impl Reader<'_> {
    fn beside(&self, para: &Para) -> String {
        para.cell.map_or_else(String::new, |(t, r, c)| self.document.cell_text((t, r, c + 1)))
    }

    fn paragraph(&mut self, p: usize) {
        let document = self.document;
        let Some(para) = document.paras.get(p) else { return };
        if para.cell.is_some_and(|(t, _, _)| self.sites.contains_key(&t)) {
            return;
        }
        let text = para.text();
        let text = text.trim();
        let line = tokens(document, para);
        if let Some((number, rest)) = numbered(text) {
            let wording = if stems(&rest).is_empty() { self.beside(para) } else { rest };
            let same = self.form.questions.iter().position(|q| q.number == number && q.parent.is_none());
            if is_details(&wording) {
                self.at = same.or(self.at);
                self.details = true;
                self.places(para, &line);
                return;
            }
            if stems(&wording).len() >= 2 && same.is_none() {
                if para.heading && !number.contains('.') {
                    self.section(text);
                    return;
                }
                let part = self.form.part();
                let mut seen = Seen::new(&number, &number, &self.before_box(&wording, &line), part);
                seen.order = p;
                self.main = Some(self.form.questions.len());
                self.add(seen, None);
                self.places(para, &line);
                return;
            }
        }
        if para.heading && para.cell.is_none() && !text.is_empty() && numbered(text).is_none() {
            self.section(text);
            return;
        }
        let boxed = line.iter().any(|t| matches!(t, Token::Box { .. }));
        if let (Some((letter, rest)), Some(main), false) =
            (lettered(text), self.main, boxed && !self.row_has_more(para))
            && !stems(&rest).is_empty()
            && (para.cell.is_some() || line.iter().any(|t| matches!(t, Token::Slot(_))))
        {
            let (part, number) = (self.form.part(), self.form.questions.get(main).map_or("", |q| &q.number).to_owned());
            let mut seen = Seen::new(&format!("{number}#{letter}"), &format!("{letter})"), &rest, part);
            seen.parent = Some(main);
            seen.order = p;
            self.add(seen, Some(main));
            self.places(para, &line);
            return;
        }
        if is_details(text) && self.at.is_some() {
            self.details = true;
        }
        if self.at.is_none() && self.field(p, para, text, &line) {
            return;
        }
        self.places(para, &line);
    }

    /// The words before the first box of a line: what comes after is its options.
    fn before_box(&self, wording: &str, line: &[Token]) -> String {
        let mut words = String::new();
        for token in line {
            match token {
                Token::Words { text, .. } => words.push_str(text),
                Token::Slot(_) => words.push(' '),
                Token::Box { .. } => break,
            }
        }
        match numbered(&words) {
            Some((_, rest)) if !stems(&rest).is_empty() => rest,
            _ => wording.lines().next().unwrap_or(wording).to_owned(),
        }
    }

    /// True where the row of a cell has cells to its right: it is a row of a matrix.
    fn row_has_more(&self, para: &Para) -> bool {
        para.cell.is_some_and(|(t, r, c)| self.document.cell((t, r, c + 1)).is_some())
    }

    fn add(&mut self, seen: Seen, main: Option<usize>) {
        self.at = Some(self.form.questions.len());
        self.main = main.or(self.at);
        self.details = false;
        self.form.questions.push(seen);
    }

    fn section(&mut self, title: &str) {
        self.form.begin(title);
        (self.at, self.main, self.details) = (None, None, false);
    }

    /// `Name of the authority: ____`, before the first number of a section.
    fn field(&mut self, p: usize, para: &Para, text: &str, line: &[Token]) -> bool {
        let label = text.split(':').next().unwrap_or(text).trim();
        let words = label.split_whitespace().count();
        let own = line.iter().any(|t| self.takes_text(t));
        let right = para.cell.is_some_and(|(t, r, c)| {
            self.document.cell((t, r, c + 1)).is_some_and(|cell| {
                self.document
                    .paras
                    .get(cell.paras.clone())
                    .unwrap_or_default()
                    .iter()
                    .any(|p| tokens(self.document, p).iter().any(|t| self.takes_text(t)))
            })
        });
        if !(1..=14).contains(&words) || stems(label).is_empty() || !(own || right) {
            return false;
        }
        let part = self.form.part();
        let id = self.form.parts.get(part).map_or("", |p| &p.id).to_owned();
        let mut seen = Seen::new(&format!("{id}.{}", slug(label)), "", label, part);
        seen.text = true;
        seen.order = p;
        self.form.questions.push(seen);
        true
    }

    fn takes_text(&self, token: &Token) -> bool {
        matches!(token, Token::Slot(s) if self.document.slots.get(*s).is_some_and(|s| s.takes_text()))
    }

    /// Options and places for text of a paragraph, given to the question they stand under.
    fn places(&mut self, para: &Para, line: &[Token]) {
        let Some(at) = self.at else { return };
        let document = self.document;
        let details = self.details;
        let Some(q) = self.form.questions.get_mut(at) else { return };
        if details {
            q.details = true;
            return;
        }
        for (n, token) in line.iter().enumerate() {
            match token {
                Token::Slot(s) => {
                    let Some(slot) = document.slots.get(*s) else { continue };
                    match slot.entries() {
                        Some(entries) => {
                            let entries = entries.into_iter().filter(|e| !is_no_entry(e)).map(str::to_owned);
                            q.offer(entries, Shown::List);
                        }
                        None => q.text = true,
                    }
                }
                Token::Box { .. } => {
                    let words: String = line
                        .iter()
                        .skip(n + 1)
                        .take_while(|t| !matches!(t, Token::Box { .. }))
                        .filter_map(|t| match t {
                            Token::Words { text, .. } => Some(text.as_str()),
                            _ => None,
                        })
                        .collect();
                    let words = if words.trim().is_empty() {
                        // A box in a cell of its own stands before the words of the next.
                        para.cell.map_or_else(String::new, |(t, r, c)| document.cell_text((t, r, c + 1)))
                    } else {
                        words
                    };
                    let words = words.trim().trim_end_matches([';', ',']).to_owned();
                    if words.chars().count() <= 300 && !is_cross(&words) {
                        q.offer([words], Shown::Boxes);
                    }
                }
                Token::Words { text, .. } => {
                    let found = legend(text);
                    if found.len() >= 2 {
                        // A list of bare letters is explained by its legend.
                        if q.options.iter().all(|o| o.chars().count() <= 2) {
                            q.options.clear();
                        }
                        q.offer(found, Shown::List);
                    }
                }
            }
        }
        // A blank cell takes text.
        if q.options.is_empty()
            && let Some(cell) = para.cell
            && line.iter().all(|t| matches!(t, Token::Words { text, .. } if text.trim().is_empty()))
            && document.cell_text(cell).is_empty()
        {
            q.text = true;
        }
    }

    /// Headings over blank rows, below a question without options.
    fn tables(&mut self) {
        let document = self.document;
        for (t, table) in document.tables.iter().enumerate().filter(|(t, _)| !self.sites.contains_key(t)) {
            for (r, pair) in table.rows.windows(2).enumerate() {
                let [head, below] = pair else { continue };
                let texts: Vec<String> = (0..head.len()).map(|c| document.cell_text((t, r, c))).collect();
                let short = texts.iter().all(|x| !x.is_empty() && x.split_whitespace().count() <= 12);
                let blank =
                    below.len() == head.len() && (0..below.len()).all(|c| document.cell_text((t, r + 1, c)).is_empty());
                if head.len() < 2 || !short || !blank || numbered(&texts[0]).is_some() || lettered(&texts[0]).is_some()
                {
                    continue;
                }
                let Some(first) = head.first().map(|c| c.paras.start) else { continue };
                // The last question before the table.
                let before = self.form.questions.iter().rposition(|q| q.order < first);
                if let Some(q) = before.and_then(|b| self.form.questions.get_mut(b))
                    && q.options.is_empty()
                    && q.columns.is_empty()
                {
                    q.columns = texts.iter().map(|x| x.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
                    q.text = false;
                }
            }
        }
    }
}
