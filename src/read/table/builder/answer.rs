//! What the cells of a row say in answer to its question.

use super::super::super::book::Cell;
use super::super::super::fold::fold;
use super::super::super::headings::{Headings, Role};
use super::super::super::open::NO_RESULT;
use super::super::super::values::{self, Parsed};
use super::super::rows::Line;
use super::super::{column, quote};
use super::Builder;
use crate::model::{Arg, ColumnKind, Kind, Lang, Level, Question, Row, Value};
use crate::say;

impl Builder<'_, '_, '_> {
    /// Reads the cells of a row for its question.
    pub(super) fn answer(&mut self, q: usize, line: &Line, h: &Headings) {
        let question = self.question(q);
        self.names_item(q, line, h);
        let item = self.item(q, line);
        if question.repeat.is_some() && item == 0 && line.says(h).is_some() {
            self.notes.add(
                Level::Warning,
                "item-missing",
                self.origin(line, line.at).place,
                say!(
                    "question {question} is asked for each target or site, and the row names none",
                    question = &self.name(question)
                ),
                say!("add a column headed Target or Site"),
            );
        }
        let mut row = Row::new();
        let mut loose: Vec<(u32, String)> = Vec::new();
        for (&c, heading) in &h.others {
            let text = line.text(c);
            if text.is_empty() {
                continue;
            }
            match column(question, heading) {
                Some(code) => {
                    row.insert(code, text);
                }
                None => loose.push((c, heading.clone())),
            }
        }
        for (c, heading) in loose {
            let place = self.origin(line, c).place;
            let u = self.unused.entry(heading).or_insert((0, place));
            u.0 += 1;
        }
        let mut rest: Vec<String> = Vec::new();
        let mut valued = false;
        // Ticked columns.
        let mut ticks: Vec<String> = Vec::new();
        let mut denied = 0;
        // Where the answer stands: the ticked cell, not the first of the options.
        let mut at: Option<u32> = None;
        for (&c, heading) in &h.options {
            let Some(cell) = line.cells.get(&c) else { continue };
            let place = self.origin(line, c).place;
            match (values::ticked(cell), values::option(question, heading)) {
                (Some(false), Some(_)) => denied += usize::from(values::denied(cell)),
                (Some(false), None) => {}
                (Some(true), Some(o)) => {
                    at = at.or(Some(c));
                    ticks.push(o.code.clone());
                }
                (Some(true), None) => {
                    self.misfit(question, place, say!("a tick under {quoted}", quoted = quote(heading)), false)
                }
                (None, Some(o)) => {
                    let text = cell.text();
                    let code = o.code.clone();
                    if !text.is_empty() {
                        self.notes.add(
                            Level::Warning,
                            "tick-with-text",
                            place,
                            say!(
                                "{quoted} stands where a tick belongs; kept as a comment, and {quoted2} was not ticked",
                                quoted = quote(&text),
                                quoted2 = quote(heading)
                            ),
                            say!("write x in the cell if the option holds"),
                        );
                        rest.push(format!("{code}: {text}"));
                    }
                }
                (None, None) => {
                    let text = cell.text();
                    if !text.is_empty() {
                        self.misfit(question, place, quote(&text), false);
                    }
                }
            }
        }
        if !ticks.is_empty() {
            valued = true;
            let origin = self.origin(line, at.unwrap_or(line.at));
            match question.kind {
                Kind::Multi => self.value(q, item, Value::Codes(values::in_order(question, &ticks)), origin),
                _ if ticks.len() == 1 => self.value(q, item, Value::Code(ticks.remove(0)), origin),
                _ => self.misfit(
                    question,
                    origin.place,
                    say!("{n} ticks where one is asked for", n = ticks.len()),
                    false,
                ),
            }
        }
        if question.kind == Kind::Multi && denied > 0 && denied == h.options.len() {
            // "No" under every option: answered, and nothing holds.
            valued = true;
            let origin = self.origin(line, h.options.keys().next().copied().unwrap_or(line.at));
            self.value(q, item, Value::Codes(Vec::new()), origin);
        }
        // The answer column.
        for c in h.columns(Role::Answer) {
            let Some(cell) = line.cells.get(&c) else { continue };
            let origin = self.origin(line, c);
            if let Cell::Error(e) = cell {
                let (what, hint) = if e == NO_RESULT {
                    (
                        "the answer is a formula whose result was never saved".to_owned(),
                        "open the file in Excel, save it, and read it again",
                    )
                } else {
                    (format!("the answer is the error {e}"), "correct the formula, or type the answer")
                };
                self.notes.add(Level::Warning, "formula", origin.place, what, hint);
                continue;
            }
            if question.kind == Kind::Table {
                let text = cell.text();
                let free = question.columns.iter().find(|k| !row.contains_key(&k.code));
                match (figure_row(question, &text, self.own), free) {
                    (Some(figures), _) if row.is_empty() => row.extend(figures),
                    (_, Some(first)) if !row.is_empty() || question.columns.len() == 1 => {
                        let message = say!(
                            "question {question} is a table; the answer was put into its column {code}",
                            question = &self.name(question),
                            code = &first.code
                        );
                        self.notes.add(Level::Info, "answer-in-table", origin.place, message, "");
                        row.insert(first.code.clone(), text);
                    }
                    // One text for a whole table: which column it belongs to is not known.
                    _ => {
                        self.misfit(question, origin.place, quote(&text), true);
                        rest.push(text);
                    }
                }
                continue;
            }
            let mut parsed = values::parse(question, cell, self.own);
            self.extras(question, line, h, &mut parsed);
            if let Some(doubt) = parsed.doubt.take() {
                self.notes.add(
                    Level::Warning,
                    "answer-doubtful",
                    origin.place.clone(),
                    say!("question {question}: {doubt}", question = &self.name(question), doubt = &doubt),
                    say!("check the answer"),
                );
            }
            if parsed.value.is_none()
                && let Some(code) = number_column(question, cell)
                && !row.contains_key(&code)
            {
                // "If yes, how many?" beside the ticks.
                row.insert(code, cell.text());
                continue;
            }
            if let Some(v) = parsed.value.take() {
                valued = true;
                self.value(q, item, v, origin);
                if !parsed.rest.is_empty() {
                    rest.push(parsed.rest);
                }
            } else if !parsed.rest.is_empty() {
                let box_here = self.question(self.with_box(q)).details;
                if question.kind != Kind::Heading || !box_here {
                    self.misfit(question, origin.place, quote(&parsed.rest), box_here);
                }
                if box_here {
                    rest.push(parsed.rest);
                }
            }
        }
        // Details, from as many columns as there are.
        let texts: Vec<String> = h.columns(Role::Details).map(|c| line.text(c)).filter(|t| !t.is_empty()).collect();
        let origin = self.origin(line, h.column(Role::Details).unwrap_or(line.at));
        for c in h.columns(Role::Details).chain(h.columns(Role::Links)) {
            if let Some(Cell::Error(e)) = line.cells.get(&c) {
                let place = self.origin(line, c).place;
                self.notes.add(
                    Level::Warning,
                    "formula",
                    place,
                    say!("the text is {quoted}", quoted = quote(e)),
                    say!("type the text"),
                );
            }
        }
        let texts = self.comments((q, item), line, h, texts, valued || !rest.is_empty(), &mut row);
        rest.extend(texts);
        rest.extend(h.columns(Role::Links).map(|c| line.text(c)).filter(|t| !t.is_empty()));
        if question.kind == Kind::Table
            && !line.item.is_empty()
            && question.repeat.is_none()
            && let Some(first) = question.columns.iter().find(|k| !row.contains_key(&k.code))
        {
            row.insert(first.code.clone(), line.item.clone());
        }
        if !row.is_empty() {
            let origin = self.origin(line, line.at);
            let answer = self.slot(q, item, origin);
            if !answer.rows.contains(&row) {
                answer.rows.push(row);
            }
        }
        if !rest.is_empty() {
            let target = self.with_box(q);
            let text = rest.join("\n");
            if target == q {
                self.details(q, item, &text, origin);
            } else {
                // The box of a matrix serves all its rows: say which row the text is about.
                let lang = self.guess.unwrap_or(Lang::En);
                let row_name = match question.number.is_empty() {
                    true => question.label.get(lang).to_owned(),
                    false => question.number.clone(),
                };
                self.details(target, item, &format!("{row_name}: {text}"), origin);
            }
        }
    }

    /// Finds the place of what stands in the columns for comments. A row that asks for a text, a day
    /// or a number and has nothing else is answered there; a row of a matrix that has no box, but one
    /// column for text or for a number, has its text there. What is left is returned.
    fn comments(
        &mut self,
        (q, item): (usize, usize),
        line: &Line,
        h: &Headings,
        mut texts: Vec<String>,
        answered: bool,
        row: &mut Row,
    ) -> Vec<String> {
        let question = self.question(q);
        if texts.is_empty() {
            return texts;
        }
        if !answered && row.is_empty() {
            let cells: Vec<&Cell> = h.columns(Role::Details).filter_map(|c| line.cells.get(&c)).collect();
            let value = match (question.kind, &cells[..]) {
                (k, _) if k.is_textual() => Some(Value::Text(texts.join("\n"))),
                (Kind::Date | Kind::Number, [cell]) => {
                    let mut parsed = values::parse(question, cell, self.own);
                    self.extras(question, line, h, &mut parsed);
                    parsed.value.filter(|_| parsed.rest.is_empty() && parsed.doubt.is_none())
                }
                _ => None,
            };
            if let Some(value) = value {
                let origin = self.origin(line, h.column(Role::Details).unwrap_or(line.at));
                self.value(q, item, value, origin);
                return Vec::new();
            }
        }
        if question.details || question.kind == Kind::Table {
            return texts;
        }
        if let [c] = &h.columns(Role::Details).filter(|c| line.cells.contains_key(c)).collect::<Vec<_>>()[..]
            && let Some(cell) = line.cells.get(c)
            && let Some(code) = number_column(question, cell)
            && !row.contains_key(&code)
        {
            row.insert(code, cell.text());
            return Vec::new();
        }
        let mut open = question.columns.iter().filter(|c| c.kind == ColumnKind::Text && c.code != "other");
        if let (Some(column), None) = (open.next(), open.next())
            && !row.contains_key(&column.code)
        {
            row.insert(column.code.clone(), texts.join("\n"));
            texts.clear();
        }
        texts
    }

    /// Qualifier and unit in columns of their own.
    fn extras(&self, question: &Question, line: &Line, h: &Headings, parsed: &mut Parsed) {
        let Some(Value::Number { qualifier, unit, .. }) = &mut parsed.value else { return };
        if let Some(c) = h.column(Role::Qualifier)
            && let Some(o) = values::option(question, &line.text(c))
        {
            *qualifier = Some(o.code.clone());
        }
        if let Some(c) = h.column(Role::Unit) {
            let text = line.text(c);
            if !text.is_empty() {
                *unit = Some(text);
            }
        }
    }

    fn misfit(&mut self, question: &Question, place: String, what: impl Into<Arg>, kept: bool) {
        let what: Arg = what.into();
        self.notes.add(
            Level::Warning,
            "answer-not-an-option",
            place,
            say!(
                "question {question}: {what} fits no answer the form allows{end}",
                question = &self.name(question),
                what = what,
                end = crate::read::validate::kept(kept)
            ),
            crate::read::validate::wanted(question),
        );
    }
}

/// A figure for a whole table: `E=6240` where one column takes a number and another its qualifier.
fn figure_row(question: &Question, text: &str, lang: Option<Lang>) -> Option<Row> {
    let mut columns = question.columns.iter().filter(|c| c.kind == ColumnKind::Number);
    let (column, None) = (columns.next()?, columns.next()) else { return None };
    let (letter, figure) = match text.split_once('=') {
        Some((l, f)) => (l.trim(), f),
        None => ("", text),
    };
    let (n, rest, false) = values::figure(figure, lang)? else { return None };
    let unit = rest.is_empty() || question.unit.as_deref().is_some_and(|u| fold(u) == fold(&rest));
    let qualifier = question.columns.iter().find(|c| c.code == "qualifier");
    if !unit || (!letter.is_empty() && (letter.len() > 1 || qualifier.is_none())) {
        return None;
    }
    let mut row = Row::from([(column.code.clone(), crate::model::number_text(n))]);
    if let (Some(q), false) = (qualifier, letter.is_empty()) {
        row.insert(q.code.clone(), letter.to_owned());
    }
    Some(row)
}

/// The only column of a question that takes a number, where the cell holds one and nothing else.
fn number_column(question: &Question, cell: &Cell) -> Option<String> {
    let mut columns = question.columns.iter().filter(|c| c.kind == ColumnKind::Number);
    let (column, None) = (columns.next()?, columns.next()) else { return None };
    let number = match cell {
        Cell::Number(_) => true,
        Cell::Text(t) => t.trim().parse::<u32>().is_ok(),
        _ => false,
    };
    number.then(|| column.code.clone())
}
