//! Ticked options: boxes, crossed cells, drop-downs, and the options left after the others were
//! deleted.

use std::collections::BTreeSet;

use super::answers::{Layout, Reader, is_prompt, name, short};
use super::areas::Area;
use super::{Asked, Spot, shown};
use crate::model::{Kind, Question, Value};
use crate::read::headings::{Role, role};
use crate::read::word::document::{Document, SlotKind};
use crate::read::word::marks::{Mark, Token, ending, is_cross, option, parts, tokens};
use crate::read::{book, values};
use crate::say;

impl Reader<'_, '_> {
    #[allow(clippy::too_many_lines)]
    pub(super) fn choice(&mut self, q: &Question, area: &Area, asked: &mut Asked) {
        let document = self.finder.document;
        let place = asked.place.clone();
        let mut marks: Vec<(String, Mark, bool)> = Vec::new();
        let mut stray = 0_usize;
        let mut printed = BTreeSet::new();
        let mut chosen: Vec<String> = Vec::new();
        let mut text_slots: Vec<usize> = Vec::new();
        for &p in &area.paras {
            let Some(para) = document.paras.get(p) else { continue };
            let line = tokens(document, para);
            for token in &line {
                let Token::Slot(s) = token else { continue };
                let Some(entries) = document.slots.get(*s).and_then(crate::read::word::document::Slot::entries) else {
                    text_slots.push(*s);
                    continue;
                };
                let codes: Vec<Option<String>> =
                    entries.iter().map(|e| values::option(q, e).map(|o| o.code.clone())).collect();
                // A second list without options of the question asks something else.
                if codes.iter().flatten().count() == 0 {
                    continue;
                }
                if asked.places.list.is_none() {
                    self.drop_down(q, *s, &codes, &place, &mut chosen);
                    asked.places.list = Some((*s, codes));
                } else if shown(document, *s).is_some_and(|t| !is_prompt(&t)) {
                    // A second list under the question is another question's.
                    stray += 1;
                }
            }
            self.boxes(q, p, &line, &mut marks, &mut stray, &mut printed);
        }
        if q.kind == Kind::Number {
            self.figure(q, &text_slots, chosen.first(), &marks, asked);
            asked.places.marks = marks.into_iter().map(|(c, m, _)| (c, m)).collect();
            return;
        }
        let boxed = !marks.is_empty();
        chosen.extend(marks.iter().filter(|(_, _, on)| *on).map(|(c, _, _)| c.clone()));
        asked.places.marks = marks.into_iter().map(|(c, m, _)| (c, m)).collect();
        let chosen = values::in_order(q, &chosen);
        if stray > 0 {
            self.doubt(
                &place,
                say!(
                    "question {question}: {stray} tick(s) stand beside no option that is known, and were not used",
                    question = name(q),
                    stray = &stray
                ),
                say!("look at the form and enter the answer by hand"),
            );
        }
        if q.kind == Kind::Multi {
            // An untouched list of boxes is a blank, not "none of them".
            if !chosen.is_empty() {
                asked.value = Some(Value::Codes(chosen.clone()));
            }
        } else if let [one] = &chosen[..] {
            asked.value = Some(Value::Code(one.clone()));
        } else if chosen.len() > 1 {
            self.doubt(
                &place,
                say!(
                    "question {question}: {n} options are ticked where the form takes one; none was used",
                    question = name(q),
                    n = chosen.len()
                ),
                say!("tick the one that holds"),
            );
        }
        if !text_slots.is_empty() {
            let texts: Vec<String> = text_slots.iter().filter_map(|s| shown(document, *s)).collect();
            let list = asked.places.list.is_some() || boxed;
            if !list && asked.value.is_none() {
                // Older forms take the letter in a text field.
                asked.places.value = text_slots.first().map(|s| Spot::Slot(*s));
                if let Some(text) = texts.first() {
                    self.take(q, text, asked);
                }
            } else {
                if q.details && asked.places.details.is_none() {
                    asked.places.details = text_slots.first().map(|s| Spot::Slot(*s));
                }
                if !texts.is_empty() && q.columns.is_empty() {
                    asked.details = Some(texts.join("\n"));
                }
            }
            return;
        }
        if asked.places.list.is_none() && !boxed && stray == 0 && chosen.is_empty() {
            self.printed_options(q, area, asked);
        }
    }

    fn drop_down(&mut self, q: &Question, s: usize, codes: &[Option<String>], place: &str, chosen: &mut Vec<String>) {
        let Some(slot) = self.finder.document.slots.get(s) else { return };
        let (text, code) = match &slot.kind {
            SlotKind::FieldDrop { entries, chosen: Some(n), .. } => {
                (entries.get(*n).cloned().unwrap_or_default(), codes.get(*n).cloned().flatten())
            }
            SlotKind::FieldDrop { shown, .. } => {
                // Word shows an entry of a list that nobody has touched. Only a prompt is safely a blank.
                if codes.get(*shown).is_some_and(Option::is_some) {
                    self.untouched.push((name(q), place.to_owned()));
                }
                return;
            }
            SlotKind::Drop { .. } => {
                let text = slot.text.trim().to_owned();
                let code = values::option(q, &text).map(|o| o.code.clone());
                (text, code)
            }
            _ => return,
        };
        match code {
            Some(code) => chosen.push(code),
            None if is_prompt(&text) => {}
            None => self.doubt(
                place,
                say!(
                    "question {question}: {quoted} is chosen, which is none of its options",
                    question = name(q),
                    quoted = short(&text)
                ),
                say!("check that the form is of this edition, and enter the answer by hand"),
            ),
        }
    }

    /// Boxes, crossed cells and typed crosses of a line, each with its option.
    fn boxes(
        &self,
        q: &Question,
        p: usize,
        line: &[Token],
        marks: &mut Vec<(String, Mark, bool)>,
        stray: &mut usize,
        printed: &mut BTreeSet<String>,
    ) {
        let document = self.finder.document;
        let Some(para) = document.paras.get(p) else { return };
        let blank = |t: &Token| matches!(t, Token::Words { text, .. } if text.trim().is_empty());
        let first_is_box = line.iter().find(|t| !blank(t)).is_some_and(|t| matches!(t, Token::Box { .. }));
        let boxes: Vec<usize> =
            line.iter().enumerate().filter(|(_, t)| matches!(t, Token::Box { .. })).map(|(i, _)| i).collect();
        let words = |from: usize, to: usize| -> String {
            line.get(from..to)
                .unwrap_or_default()
                .iter()
                .map(|t| match t {
                    Token::Words { text, .. } => text.as_str(),
                    _ => " ",
                })
                .collect::<String>()
                .trim()
                .to_owned()
        };
        let last_is_box = line.iter().rev().find(|t| !blank(t)).is_some_and(|t| matches!(t, Token::Box { .. }));
        let after: Vec<String> = boxes
            .iter()
            .enumerate()
            .map(|(n, &i)| words(i + 1, boxes.get(n + 1).copied().unwrap_or(line.len())))
            .collect();
        let before: Vec<String> = boxes
            .iter()
            .enumerate()
            .map(|(n, &i)| words(n.checked_sub(1).and_then(|n| boxes.get(n)).map_or(0, |b| b + 1), i))
            .collect();
        let code = |o: Option<&crate::model::Choice>| o.map(|o| o.code.clone());
        let behind: Vec<Option<String>> = after.iter().map(|w| code(option(q, w))).collect();
        let ahead: Vec<Option<String>> =
            before.iter().map(|w| code(option(q, &tail(q, w)).or_else(|| ending(q, w)))).collect();
        // Boxes stand before their words or behind them, all of a line the same way.
        let whole = |codes: &[Option<String>]| {
            codes.iter().all(Option::is_some) && codes.iter().collect::<BTreeSet<_>>().len() == codes.len()
        };
        let box_first = first_is_box
            || match (whole(&behind), whole(&ahead)) {
                (true, false) => true,
                (false, true) => false,
                _ => !last_is_box,
            };
        for (n, &i) in boxes.iter().enumerate() {
            let Some(Token::Box { mark, checked }) = line.get(i) else { continue };
            let alone = after.get(n).is_some_and(String::is_empty) && before.get(n).is_some_and(String::is_empty);
            let found = match if box_first { behind.get(n) } else { ahead.get(n) } {
                Some(Some(code)) => Some(code.clone()),
                _ if alone => para.cell.and_then(|cell| self.beside(q, cell)),
                _ => None,
            };
            match found {
                Some(code) if !marks.iter().any(|(c, m, _)| *c == code && m == mark) => {
                    // The same option again with another box is not the same question.
                    if marks.iter().any(|(c, _, _)| *c == code) {
                        *stray += usize::from(*checked);
                    } else {
                        marks.push((code, *mark, *checked));
                    }
                }
                Some(_) => {}
                None => *stray += usize::from(*checked),
            }
        }
        if !boxes.is_empty() {
            return;
        }
        let text = words(0, line.len());
        if line.iter().any(|t| matches!(t, Token::Slot(_))) {
            return;
        }
        if let Some(cell) = para.cell
            && (is_cross(&text) || text.is_empty())
            && document.cell(cell).is_some_and(|c| c.paras.len() <= 8)
            && document.cell_text(cell) == text
        {
            let crossed = is_cross(&text);
            // Where the form itself has a letter X, an X with no option beside it is that letter.
            if crossed && letter(q, &text).is_some() && self.beside(q, cell).is_none() {
                return;
            }
            match self.beside(q, cell) {
                Some(code) if !marks.iter().any(|(c, _, _)| *c == code) => {
                    marks.push((code, Mark::Cell(cell.0, cell.1, cell.2), crossed));
                }
                _ => *stray += usize::from(crossed),
            }
            return;
        }
        for part in parts(q, &text) {
            if is_cross(&part) {
                // Between two options it could be either's.
                *stray += 1;
                continue;
            }
            let crossed = part
                .strip_prefix(['x', 'X', '\u{d7}'])
                .filter(|r| r.starts_with(char::is_whitespace))
                .or_else(|| part.strip_suffix(['x', 'X', '\u{d7}']).filter(|r| r.ends_with([' ', '\u{a0}', ':'])));
            if let Some(rest) = crossed
                && let Some(o) = option(q, rest.trim_end_matches([':', ' ']))
                && option(q, &part).is_none_or(|w| w.code == o.code)
            {
                // All options stood above already: this line asks something else.
                if printed.len() == q.options.len() {
                    *stray += 1;
                } else {
                    marks.push((o.code.clone(), Mark::Typed, true));
                }
            }
        }
        printed.extend(parts(q, &text).iter().filter_map(|p| option(q, p)).map(|o| o.code.clone()));
    }

    /// The option of a cell that holds a mark alone: its column's heading, or the cell beside it.
    fn beside(&self, q: &Question, (t, r, c): (usize, usize, usize)) -> Option<String> {
        let document = self.finder.document;
        let row = document.tables.get(t)?.rows.get(r)?;
        // Where options stand in the row itself, a mark stands before or behind each of them.
        let of = |c: usize| option(q, &document.cell_text((t, r, c))).map(|o| o.code.clone());
        let own: Vec<usize> = (0..row.len()).filter(|&i| of(i).is_some()).collect();
        if let (Some(&first), Some(&last)) = (own.first(), own.last()) {
            let ticks: Vec<usize> = (0..row.len()).filter(|&i| self.is_mark(t, r, i)).collect();
            let before = match ticks.first() {
                Some(tick) => *tick < first,
                // Without boxes, only the side on which there is a cell for each option can be meant.
                None => {
                    let blank =
                        |c: Option<usize>| c.is_some_and(|c| c < row.len() && document.cell_text((t, r, c)).len() <= 1);
                    match (blank(first.checked_sub(1)), blank(last.checked_add(1))) {
                        (true, false) => true,
                        (false, true) => false,
                        _ => return None,
                    }
                }
            };
            return if before { of(c + 1) } else { c.checked_sub(1).and_then(of) };
        }
        let cell = row.get(c)?;
        for up in (r.saturating_sub(80)..r).rev() {
            let over = document.tables.get(t)?.rows.get(up)?;
            let Some(n) = over.iter().position(|o| o.column <= cell.column && cell.column < o.column + o.span) else {
                continue;
            };
            let text = document.cell_text((t, up, n));
            // Marks of other rows stand between; the first text is the heading, or there is none.
            if text.is_empty() || is_cross(&text) || self.is_mark(t, up, n) {
                continue;
            }
            // One option alone above is an answer to something else, not the head of a column.
            let heads =
                (0..over.len()).filter(|&i| option(q, &document.cell_text((t, up, i))).is_some()).take(2).count();
            return option(q, &text).filter(|_| heads == 2).map(|o| o.code.clone());
        }
        None
    }

    /// True for a cell that holds a box and no words.
    fn is_mark(&self, t: usize, r: usize, c: usize) -> bool {
        let document = self.finder.document;
        let Some(cell) = document.cell((t, r, c)) else { return false };
        let mut found = false;
        for p in cell.paras.clone().take(8) {
            let Some(para) = document.paras.get(p) else { continue };
            for token in tokens(document, para) {
                match token {
                    Token::Box { .. } => found = true,
                    Token::Words { text, .. } if text.trim().is_empty() => {}
                    _ => return false,
                }
            }
        }
        found
    }

    /// What the nearest text above a cell means, in its columns.
    pub(super) fn heading<T>(&self, t: usize, r: usize, c: usize, means: &dyn Fn(&str) -> Option<T>) -> Option<T> {
        let document = self.finder.document;
        let table = document.tables.get(t)?;
        let cell = table.rows.get(r)?.get(c)?;
        for up in (r.saturating_sub(80)..r).rev() {
            let over = table
                .rows
                .get(up)?
                .iter()
                .enumerate()
                .find(|(_, o)| o.column <= cell.column && cell.column < o.column + o.span);
            let Some((n, _)) = over else { continue };
            let text = document.cell_text((t, up, n));
            if let Some(found) = means(&text) {
                return Some(found);
            }
        }
        None
    }

    /// A number with its qualifier.
    fn figure(
        &mut self,
        q: &Question,
        slots: &[usize],
        qualifier: Option<&String>,
        marks: &[(String, Mark, bool)],
        asked: &mut Asked,
    ) {
        let document = self.finder.document;
        let qualifier = qualifier.cloned().or_else(|| marks.iter().find(|(_, _, on)| *on).map(|(c, _, _)| c.clone()));
        asked.places.value = slots.first().map(|s| Spot::Slot(*s));
        let text = slots.first().and_then(|s| shown(document, *s));
        let number = match &text {
            None => None,
            Some(text) => {
                let plain = Question { options: std::sync::Arc::default(), ..q.clone() };
                let parsed = values::parse(&plain, &book::Cell::Text(text.clone()), None);
                let has_list = asked.places.list.is_some() || !marks.is_empty();
                match parsed.value {
                    Some(Value::Number { number: Some(n), unit, .. }) if has_list => {
                        let doubt = parsed.doubt;
                        if let Some(d) = doubt {
                            self.doubt(
                                &asked.place.clone(),
                                say!("question {question}: {doubt}", question = name(q), doubt = d),
                                say!("correct the number where it was read wrongly"),
                            );
                        }
                        Some((n, unit))
                    }
                    _ => {
                        // "E=120" typed as one text.
                        self.take(q, text, asked);
                        if asked.value.is_some() {
                            return;
                        }
                        None
                    }
                }
            }
        };
        if number.is_some() || qualifier.is_some() {
            let (number, unit) = number.map_or((None, None), |(n, u)| (Some(n), u));
            asked.value = Some(Value::Number { qualifier, number, unit });
        }
        if q.details && asked.places.details.is_none() {
            asked.places.details = slots.get(1).map(|s| Spot::Slot(*s));
            if let Some(text) = slots.get(1).and_then(|s| shown(document, *s)) {
                asked.details = Some(text);
            }
        }
    }

    /// Options printed without any box: one left after the others were deleted, or nothing to see.
    fn printed_options(&mut self, q: &Question, area: &Area, asked: &mut Asked) {
        let document = self.finder.document;
        let mut live: BTreeSet<String> = BTreeSet::new();
        let mut gone: BTreeSet<String> = BTreeSet::new();
        let mut bold: BTreeSet<String> = BTreeSet::new();
        let mut layout = Layout::Lines;
        let mut answer_column = None;
        for &p in &area.paras {
            let Some(para) = document.paras.get(p) else { continue };
            for part in parts(q, &para.deleted) {
                gone.extend(option(q, &part).map(|o| o.code.clone()));
            }
            for token in tokens(document, para) {
                let Token::Words { text, bold: b, struck } = token else { continue };
                for part in parts(q, &text) {
                    let Some(o) = option(q, &part) else { continue };
                    if struck {
                        gone.insert(o.code.clone());
                        continue;
                    }
                    live.insert(o.code.clone());
                    if b {
                        bold.insert(o.code.clone());
                    }
                    if let Some((t, r, c)) = para.cell {
                        let cells = document.tables.get(t).and_then(|t| t.rows.get(r)).map_or(0, Vec::len);
                        layout = Layout::Cell(cells, c);
                        if self.heading(t, r, c, &|h| (role(h) == Some(Role::Answer)).then_some(())).is_some() {
                            answer_column = Some(document.cell_text((t, r, c)));
                        }
                    }
                }
            }
        }
        let all: BTreeSet<String> = q.options.iter().map(|o| o.code.clone()).collect();
        // A letter alone in a cell was typed: the form prints letters with their words.
        let letters: BTreeSet<&str> = area
            .paras
            .iter()
            .filter_map(|p| document.paras.get(*p)?.cell)
            .filter_map(|cell| letter(q, &document.cell_text(cell)))
            .collect();
        if letters.len() == 1 {
            asked.value = letters.first().map(|c| Value::Code((*c).to_owned()));
            return;
        }
        if let Some(text) = answer_column {
            // A column headed "Answer" holds what somebody typed.
            self.take(q, &text, asked);
            return;
        }
        if let Some(code) = beside_legend(document, q, area) {
            asked.value = Some(Value::Code(code));
            return;
        }
        let place = asked.place.clone();
        let codes: Vec<String> = all.iter().cloned().collect();
        if live == all {
            self.printed.push((codes, layout));
            if gone.is_empty() {
                if bold.len() == 1 {
                    self.doubt(
                        &place,
                        say!(
                            "question {question}: no option is ticked; one is in bold type, which was not read as a tick",
                            question = name(q)
                        ),
                        say!("tick the option or enter the answer by hand"),
                    );
                } else {
                    self.unmarked.push((name(q), place));
                }
            }
            return;
        }
        let Some(one) = live.iter().next().filter(|_| live.len() == 1) else {
            if live.len() > 1 {
                self.unmarked.push((name(q), place));
            }
            return;
        };
        if q.kind == Kind::Multi {
            self.doubt(
                &place,
                say!(
                    "question {question}: one option is left, but more could have been; it was not used",
                    question = name(q)
                ),
                say!("enter the answer by hand"),
            );
            return;
        }
        let seen: BTreeSet<String> = live.union(&gone).cloned().collect();
        if seen == all && !gone.contains(one) {
            asked.value = Some(Value::Code(one.clone()));
            return;
        }
        self.alone.push((self.form.asked.len(), one.clone(), codes, layout, place));
    }
}

/// The last part of the words before a box that is an option.
fn tail(q: &Question, before: &str) -> String {
    let all = parts(q, before);
    match all.last() {
        Some(last) if option(q, last).is_some() => last.clone(),
        _ => before.to_owned(),
    }
}

/// The official letter a text is, and nothing else.
fn letter<'q>(q: &'q Question, text: &str) -> Option<&'q str> {
    let text = text.trim();
    q.options.iter().find(|o| !o.assigned && o.code == text).map(|o| o.code.as_str())
}

/// An option typed over the list of an unprotected form: it stands alone in a cell, and the legend
/// with all options in another cell of the same row.
fn beside_legend(document: &Document, q: &Question, area: &Area) -> Option<String> {
    let cells: BTreeSet<(usize, usize, usize)> =
        area.paras.iter().filter_map(|p| document.paras.get(*p)?.cell).collect();
    let mut typed: Vec<((usize, usize), &str)> = Vec::new();
    let mut legends: BTreeSet<(usize, usize)> = BTreeSet::new();
    for cell in cells {
        let text = document.cell_text(cell);
        if let Some(o) = values::option(q, &text) {
            typed.push(((cell.0, cell.1), &o.code));
        }
        let printed: BTreeSet<&str> =
            parts(q, &text).iter().filter_map(|p| option(q, p)).map(|o| o.code.as_str()).collect();
        if printed.len() > 1 && printed.len() == q.options.len() {
            legends.insert((cell.0, cell.1));
        }
    }
    match typed[..] {
        [(row, code)] if legends.contains(&row) && q.kind.is_single_choice() => Some(code.to_owned()),
        _ => None,
    }
}
