//! Tables of the form: columns beside matrix rows, rows under headings, and a row for each site.

use std::collections::{BTreeMap, BTreeSet};

use super::answers::{Reader, is_prompt, name};
use super::areas::Area;
use super::finder::Finder;
use super::{Asked, BlankRow, Form, Places, Spot, shown};
use crate::model::{ColumnKind, Question, Repeat, Row, Value};
use crate::read::fold::{fold, number};
use crate::read::matching::stems;
use crate::read::values;
use crate::read::word::marks::{Mark, Token, is_cross, option, tokens};
use crate::say;

impl Reader<'_, '_> {
    /// Text columns beside a matrix row.
    pub(super) fn columns(&mut self, q: &Question, area: &Area, asked: &mut Asked) {
        let document = self.finder.document;
        let Some((t, r, own)) = document.paras.get(area.head).and_then(|p| p.cell) else { return };
        let cells = document.tables.get(t).and_then(|t| t.rows.get(r)).map_or(0, Vec::len);
        let mut row = Row::new();
        for c in own + 1..cells {
            let Some(code) = self.heading(t, r, c, &|text| column(q, text)) else { continue };
            if self.heading(t, r, c, &|text| option(q, text).map(|_| ())).is_some()
                && document.cell_text((t, r, c)).len() <= 1
            {
                continue;
            }
            let (text, spot) = self.cell(t, r, c);
            asked.places.columns.insert(code.clone(), spot);
            if let Some(text) = text {
                row.insert(code, text);
            }
        }
        if !row.is_empty() {
            asked.rows = vec![row];
        }
    }

    /// Text of a cell, and where text goes in it.
    pub(super) fn cell(&self, t: usize, r: usize, c: usize) -> (Option<String>, Spot) {
        let document = self.finder.document;
        let mut spot = Spot::Cell(t, r, c);
        let mut texts: Vec<String> = Vec::new();
        let mut ticked = false;
        if let Some(cell) = document.cell((t, r, c)) {
            for p in cell.paras.clone() {
                let Some(para) = document.paras.get(p) else { continue };
                for token in tokens(document, para) {
                    match token {
                        Token::Slot(s) => {
                            if spot == Spot::Cell(t, r, c) {
                                spot = Spot::Slot(s);
                            }
                            texts.extend(shown(document, s));
                        }
                        Token::Box { checked, mark } => {
                            ticked |= checked;
                            if let Mark::Slot(s) = mark {
                                spot = Spot::Slot(s);
                            }
                        }
                        Token::Words { text, .. } if !text.trim().is_empty() => texts.push(text.trim().to_owned()),
                        Token::Words { .. } => {}
                    }
                }
            }
        }
        if texts.is_empty() && ticked {
            texts.push("x".to_owned());
        }
        ((!texts.is_empty()).then(|| texts.join("\n")), spot)
    }

    /// Rows of a table under the question's columns.
    pub(super) fn table(&mut self, q: &Question, area: &Area, asked: &mut Asked) {
        let document = self.finder.document;
        let mut seen: BTreeSet<(usize, usize)> = BTreeSet::new();
        let mut heads: BTreeMap<usize, BTreeMap<usize, String>> = BTreeMap::new();
        let mut lost = None;
        for &p in &area.paras {
            let Some((t, r, _)) = document.paras.get(p).and_then(|p| p.cell) else { continue };
            if !seen.insert((t, r)) {
                continue;
            }
            let Some(cells) = document.tables.get(t).and_then(|t| t.rows.get(r)) else { continue };
            let Some(columns) = heads.get(&t) else {
                let found: BTreeMap<usize, String> = cells
                    .iter()
                    .enumerate()
                    .filter_map(|(c, cell)| Some((cell.column, column(q, &document.cell_text((t, r, c)))?)))
                    .collect();
                if found.len() >= 2.min(q.columns.len()) {
                    heads.insert(t, found);
                }
                continue;
            };
            let mut row = Row::new();
            let mut spots = BTreeMap::new();
            for (c, cell) in cells.iter().enumerate() {
                let Some(code) = columns.get(&cell.column) else {
                    lost = lost.or((!document.cell_text((t, r, c)).is_empty()).then_some((t, r, c)));
                    continue;
                };
                let (text, spot) = self.cell(t, r, c);
                spots.insert(code.clone(), spot);
                if let Some(text) = text {
                    let tick = q.columns.iter().any(|x| x.code == *code && x.kind == ColumnKind::Tick);
                    row.insert(code.clone(), if tick && is_cross(&text) { "x".to_owned() } else { text });
                }
            }
            if row.is_empty() {
                asked.places.rows.push(BlankRow { at: (t, r), spots });
            } else {
                asked.rows.push(row);
            }
        }
        if let Some((t, r, c)) = lost {
            let place = format!("table {}, row {}, cell {}", t + 1, r + 1, c + 1);
            self.doubt(
                &place,
                say!(
                    "question {question}: a column of its table is none that the form has; what stands in it was not read",
                    question = name(q)
                ),
                say!("check the heading of the column, and enter its texts by hand"),
            );
        }
    }
}

/// The column of a question a heading names.
pub(super) fn column(q: &Question, heading: &str) -> Option<String> {
    let folded = fold(heading);
    if folded.is_empty() {
        return None;
    }
    let exact = q.columns.iter().find(|c| fold(&c.code) == folded || c.text.iter().any(|(_, t)| fold(t) == folded));
    if let Some(c) = exact {
        return Some(c.code.clone());
    }
    let have = stems(heading);
    let mut ranked: Vec<(f64, &str)> = q
        .columns
        .iter()
        .map(|c| {
            // A form often prints only the beginning of a long heading.
            let heads = c.text.iter().map(|(_, t)| t.split(['(', '[', ';', ',']).next().unwrap_or(t));
            let best = c
                .text
                .iter()
                .map(|(_, t)| t)
                .chain(heads)
                .chain([c.code.as_str()])
                .map(|t| {
                    let want = stems(t);
                    let both = want.intersection(&have).count() as f64;
                    if both == 0.0 { 0.0 } else { both / (want.len() as f64 * have.len() as f64).sqrt() }
                })
                .fold(0.0, f64::max);
            (best, c.code.as_str())
        })
        .collect();
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0));
    match ranked[..] {
        [(s, code), (t, _), ..] if s >= 0.6 && s - t >= 0.15 => Some(code.to_owned()),
        [(s, code)] if s >= 0.6 => Some(code.to_owned()),
        _ => None,
    }
}

/// Tables with a row for each Ramsar Site: their answers, and the tables they stand in.
pub(super) fn sites(finder: &Finder, form: &mut Form, file: &str) -> BTreeSet<usize> {
    let document = finder.document;
    let format = finder.format;
    let questions: Vec<(usize, &Question)> =
        format.questions.iter().enumerate().filter(|(_, q)| q.repeat == Some(Repeat::Site)).collect();
    let mut found = BTreeSet::new();
    if questions.is_empty() {
        return found;
    }
    let which = |text: &str| -> Option<(usize, &Question)> {
        let text = text.trim();
        let first = text.split_whitespace().next().unwrap_or_default();
        let folded = fold(text);
        let key = number(first);
        questions.iter().copied().find(|(_, q)| {
            (first.chars().any(|c| c.is_ascii_digit()) && number(&q.number) == key)
                || q.label.iter().any(|(_, l)| fold(l) == folded)
                || (q.number.starts_with("site_")
                    && stems(text).len() <= 5
                    && fold(&q.number).split(' ').all(|w| folded.split(' ').any(|f| f == w)))
        })
    };
    for (t, table) in document.tables.iter().enumerate() {
        let mut heads: BTreeMap<usize, (usize, &Question)> = BTreeMap::new();
        for (r, row) in table.rows.iter().enumerate() {
            if heads.is_empty() {
                let candidate: BTreeMap<usize, (usize, &Question)> = row
                    .iter()
                    .enumerate()
                    .filter_map(|(c, cell)| Some((cell.column, which(&document.cell_text((t, r, c)))?)))
                    .collect();
                let named = candidate.values().any(|(_, q)| q.number.starts_with("site_"));
                if named && candidate.len() >= 3 {
                    heads = candidate;
                    found.insert(t);
                }
                continue;
            }
            let mut reader = Reader::new(finder, file, Form::default());
            let mut line: Vec<Asked> = Vec::new();
            for (c, cell) in row.iter().enumerate() {
                let Some((at, q)) = heads.get(&cell.column) else { continue };
                let (text, spot) = reader.cell(t, r, c);
                let mut asked = Asked {
                    question: *at,
                    item: None,
                    value: None,
                    details: None,
                    rows: Vec::new(),
                    place: format!("table {}, row {}, cell {}", t + 1, r + 1, c + 1),
                    places: Places::default(),
                };
                if let Spot::Slot(s) = spot
                    && let Some(entries) = document.slots.get(s).and_then(crate::read::word::document::Slot::entries)
                {
                    let codes = entries.iter().map(|e| values::option(q, e).map(|o| o.code.clone())).collect();
                    asked.places.list = Some((s, codes));
                } else {
                    asked.places.value = Some(spot);
                }
                if let Some(text) = text.filter(|t| !is_prompt(t)) {
                    reader.take(q, &text, &mut asked);
                }
                line.push(asked);
            }
            form.findings.append(&mut reader.form.findings);
            let of = |number: &str| {
                line.iter().find(|a| finder.question(a.question).is_some_and(|q| q.number == number)).and_then(|a| {
                    match &a.value {
                        Some(Value::Text(t)) => Some(t.clone()),
                        _ => None,
                    }
                })
            };
            let (id, name) = (of("site_number"), of("site_name"));
            let Some(item) = id.or_else(|| name.clone()) else { continue };
            form.items.push((item.clone(), name.unwrap_or_default()));
            form.asked.extend(line.into_iter().map(|a| Asked { item: Some(item.clone()), ..a }));
        }
    }
    found
}
