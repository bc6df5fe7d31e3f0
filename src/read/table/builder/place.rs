//! Where in the form a row stands: sections, blocks of a site, sub-headings and tables under way.

use std::collections::BTreeMap;

use super::super::super::book::Cell;
use super::super::super::fold::fold;
use super::super::super::headings::{Headings, Role, role};
use super::super::super::matching::stems;
use super::super::super::values;
use super::super::rows::Line;
use super::super::{column, item_id};
use super::Builder;
use crate::model::{Item, Kind, Question, Repeat, Row};

impl Builder<'_, '_, '_> {
    /// A row that answers nothing and names no question: a band that heads what follows. It may name
    /// a section, a site or a target. False where it may still be a question without a number.
    pub(super) fn band(&mut self, line: &Line) -> bool {
        let mut texts: Vec<String> = line.cells.values().map(Cell::text).filter(|t| !t.is_empty()).collect();
        texts.dedup();
        let mut text = texts.join(" ");
        if text.is_empty() {
            return true;
        }
        let single = texts.len() == 1;
        if !single && line.number_text().is_empty() {
            return false;
        }
        if line.number_text().is_empty() && (self.row_called(&text).is_some() || self.choice_called(&text)) {
            // A row or an option that was left blank.
            return false;
        }
        if let Some(section) = self.section_named(&text) {
            self.section = Some(section);
            self.current = 0;
            self.sub = None;
            self.table = None;
            // The number of a section says nothing to tell wordings apart.
            if text.split_whitespace().next().is_some_and(is_section) {
                text = text.split_whitespace().skip(2).collect::<Vec<_>>().join(" ");
            }
        } else if let Some((id, title)) = self.item_named(&text) {
            self.current = self.enter(id, &title, &title);
            self.sub = None;
            self.table = None;
        } else if line.number_text().is_empty()
            && self.index.find(&text, &self.place).is_some_and(|f| f.sure && f.score >= 0.6)
        {
            return false;
        }
        self.place.block = text;
        true
    }

    /// The section that a sheet's name or a band means: `Section 5 - Sites`, or the section's title.
    pub(super) fn section_named(&self, text: &str) -> Option<String> {
        let mut words = text.split_whitespace();
        if is_section(words.next()?) {
            let id = words.next()?.trim_matches(|c: char| !c.is_alphanumeric());
            return self.format.sections.iter().find(|s| s.id.eq_ignore_ascii_case(id)).map(|s| s.id.clone());
        }
        let text = fold(text);
        let named = |s: &&crate::model::Section| s.label.iter().any(|(_, l)| fold(l) == text);
        self.format.sections.iter().find(named).map(|s| s.id.clone())
    }

    /// The site that a band names: `Ramsar Site 9001 Lake Sample`, `Sitio Ramsar n.º 9001`.
    fn item_named(&self, text: &str) -> Option<(String, String)> {
        if !self.format.questions.iter().any(|q| q.repeat == Some(Repeat::Site)) {
            return None;
        }
        let mut words = text.split_whitespace().peekable();
        let mut site = false;
        while let Some(w) = words.peek() {
            match fold(w).as_str() {
                "site" | "sitio" => site = true,
                "ramsar" | "no" | "n" | "n o" | "number" | "numero" | "" => {}
                _ => break,
            }
            words.next();
        }
        let id = words.next()?.trim_matches(|c: char| !c.is_alphanumeric());
        let figures = !id.is_empty() && id.chars().all(|c| c.is_ascii_digit());
        let title = words.collect::<Vec<_>>().join(" ");
        let title = title.trim_start_matches(|c: char| !c.is_alphanumeric());
        let title = if title.is_empty() { id } else { title };
        (site && figures).then(|| (id.to_owned(), title.to_owned()))
    }

    /// Takes a row of sub-headings: texts that name the options or columns of the matrix above, or
    /// the columns of the table above. They hold until the next numbered question.
    pub(super) fn sub_headings(&mut self, line: &Line, h: &Headings) -> bool {
        if !line.number_text().is_empty() || line.cells.values().any(|c| !matches!(c, Cell::Text(_))) {
            return false;
        }
        let Some(last) = self.place.last else { return false };
        let question = self.question(last);
        let texts: Vec<(u32, String)> =
            line.cells.iter().map(|(c, t)| (*c, t.text())).filter(|(_, t)| !t.is_empty()).collect();
        if question.kind == Kind::Table && texts.len() >= 2 && texts.len() <= question.columns.len() {
            let mut columns: BTreeMap<u32, String> = BTreeMap::new();
            for (c, text) in &texts {
                match column_like(question, text) {
                    Some(code) if !columns.values().any(|k| *k == code) => {
                        columns.insert(*c, code);
                    }
                    _ => return false,
                }
            }
            self.table = Some((last, columns));
            return true;
        }
        if !line.question.is_empty() || question.kind != Kind::Heading || texts.is_empty() {
            return false;
        }
        let rows: Vec<&Question> = self.format.children(&question.id).collect();
        let mut sub = h.clone();
        sub.options.clear();
        for (c, text) in texts {
            if rows.iter().any(|r| values::option(r, &text).is_some()) {
                sub.options.insert(c, text);
                sub.others.remove(&c);
                sub.roles.remove(&c);
            } else if rows.iter().any(|r| column(r, &text).is_some()) {
                sub.others.insert(c, text);
                sub.roles.remove(&c);
            } else if role(&text).is_none() || role(&text) != h.roles.get(&c).copied() {
                return false;
            }
        }
        if sub.options.is_empty() && sub.others == h.others {
            return false;
        }
        self.sub = Some(sub);
        true
    }

    /// Takes a row of the table under way.
    pub(super) fn table_row(&mut self, line: &Line) -> bool {
        let Some((q, columns)) = self.table.take() else { return false };
        if !line.number_text().is_empty() {
            return false;
        }
        let row: Row = columns
            .iter()
            .filter_map(|(c, code)| Some((code.clone(), line.text(*c))).filter(|(_, t)| !t.is_empty()))
            .collect();
        let outside = line.cells.keys().any(|c| !columns.contains_key(c));
        let first = columns.keys().next().copied().unwrap_or(line.at);
        let several = columns.len() > 1;
        self.table = Some((q, columns));
        if row.is_empty() || (row.len() == 1 && line.cells.len() == 1 && several) || outside {
            // One text across the sheet is a band, not a row.
            return false;
        }
        let origin = self.origin(line, first);
        let answer = self.slot(q, 0, origin);
        if !answer.rows.contains(&row) {
            answer.rows.push(row);
        }
        true
    }

    /// The item of a row as position in the list of items plus one; 0: none.
    pub(super) fn item(&mut self, q: usize, line: &Line) -> usize {
        let Some(repeat) = self.question(q).repeat else { return 0 };
        if line.item.is_empty() {
            return self.current;
        }
        let id = item_id(&line.item, Some(repeat));
        let id = if id.is_empty() { line.item.trim().to_owned() } else { id };
        self.enter(id, &line.item_title, &line.item)
    }

    /// The position of an item plus one; it is added where it is new. A title said later is kept.
    fn enter(&mut self, id: String, title: &str, otherwise: &str) -> usize {
        let tidy = |t: &str| t.split_whitespace().collect::<Vec<_>>().join(" ");
        if let Some(p) = self.items.iter().position(|i| i.id == id) {
            if !title.trim().is_empty()
                && let Some(i) = self.items.get_mut(p)
                && (i.title == i.id || i.title.is_empty())
            {
                i.title = tidy(title);
            }
            return p + 1;
        }
        let frameworks = if id.starts_with("GBF:") { vec![id.clone()] } else { Vec::new() };
        let title = if title.trim().is_empty() { tidy(otherwise) } else { tidy(title) };
        self.items.push(Item { id, title, frameworks });
        self.items.len()
    }

    /// A row of a block that names the site or target the block is about.
    pub(super) fn names_item(&mut self, q: usize, line: &Line, h: &Headings) {
        let question = self.question(q);
        let (Some(repeat), true) = (question.repeat, line.item.is_empty()) else { return };
        let answer = h.columns(Role::Answer).chain(h.columns(Role::Details)).map(|c| line.text(c));
        let Some(text) = answer.into_iter().find(|t| !t.is_empty()) else { return };
        match role(&question.number.replace(['_', '-'], " ")) {
            Some(Role::Item) => {
                let id = item_id(&text, Some(repeat));
                let id = if id.is_empty() { text } else { id };
                self.current = self.enter(id.clone(), "", &id);
            }
            Some(Role::ItemTitle) => {
                if let Some(i) = self.current.checked_sub(1).and_then(|i| self.items.get_mut(i)) {
                    i.title = text.split_whitespace().collect::<Vec<_>>().join(" ");
                }
            }
            _ => {}
        }
    }
}

fn is_section(word: &str) -> bool {
    matches!(fold(word).as_str(), "section" | "seccion" | "part" | "partie" | "parte")
}

/// The column of a table that a short heading means: every word of it is in the column's own heading,
/// and in that of no other column.
fn column_like(question: &Question, heading: &str) -> Option<String> {
    if let Some(code) = column(question, heading) {
        return Some(code);
    }
    let words = stems(heading);
    if words.is_empty() {
        return None;
    }
    let fits = |text: &str| words.is_subset(&stems(text));
    let mut found = question.columns.iter().filter(|c| c.text.iter().any(|(_, t)| fits(t)));
    let first = found.next()?;
    found.next().is_none().then(|| first.code.clone())
}
