//! Rows of a matrix.

use super::super::fold::fold;
use super::super::matching::stems;
use super::super::notes::Notes;
use super::super::table::quote;
use super::super::values;
use super::fill::{Fill, Given, Named, misfit};
use super::matcher::Matcher;
use crate::model::{Column, Kind, Origin, Row, Value};
use crate::say;
impl Fill {
    /// A row of a matrix: what stands under each of its options or columns.
    #[expect(clippy::too_many_arguments, reason = "one respondent, one row, and where both stand")]
    pub(in crate::read) fn matrix(
        &mut self,
        m: &Matcher,
        parent: usize,
        row: Option<usize>,
        query: &str,
        named: Option<&Named>,
        pairs: &[(&str, &str)],
        origin: &Origin,
        notes: &mut Notes,
    ) {
        let q = row.unwrap_or(parent);
        let Some(question) = m.question(q) else { return };
        let item = self.item(question, named);
        if question.kind == Kind::Table {
            let mut cells = Row::new();
            for (title, value) in pairs {
                let column = column(&question.columns, title)
                    .or_else(|| question.columns.iter().skip(1).find(|c| !cells.contains_key(&c.code)));
                match column {
                    Some(c) => {
                        cells.insert(c.code.clone(), value.trim().to_owned());
                    }
                    None => self.details(m, q, item, &format!("{query}: {title}: {value}"), origin),
                }
            }
            if let Some(first) = question.columns.first().filter(|c| row.is_none() && !cells.contains_key(&c.code)) {
                cells.insert(first.code.clone(), query.to_owned());
            }
            let answer = self.slot(m, q, item, origin);
            if !cells.is_empty() && !answer.rows.contains(&cells) {
                answer.rows.push(cells);
            }
            return;
        }
        let mut cells = Row::new();
        let mut codes: Vec<String> = Vec::new();
        let mut left: Vec<(&str, &str)> = Vec::new();
        for &(title, value) in pairs {
            let value = value.trim();
            if value.is_empty() {
                continue;
            }
            let tick = value.eq_ignore_ascii_case("x") || fold(value) == fold(title);
            if tick && let Some(o) = values::option(question, title) {
                codes.push(o.code.clone());
            } else if let Some(c) = column(&question.columns, title) {
                cells.insert(c.code.clone(), value.to_owned());
            } else if !question.options.is_empty() && question.kind != Kind::Number {
                match values::option(question, value) {
                    Some(o) => codes.push(o.code.clone()),
                    None => left.push((title, value)),
                }
            } else {
                match question.kind {
                    Kind::Number | Kind::Date => {
                        self.figure(m, q, item, value, origin, notes);
                    }
                    k if k.is_textual() => {
                        let given = Given { parts: vec![value], ..Given::default() };
                        self.text(m, q, item, &given, origin, notes);
                    }
                    _ => left.push((title, value)),
                }
            }
        }
        if !codes.is_empty() {
            let codes = values::in_order(question, &codes);
            match (&codes[..], question.kind) {
                (_, Kind::Multi) => self.value(m, q, item, Value::Codes(codes), origin, notes),
                ([one], k) if k.is_single_choice() => {
                    self.value(m, q, item, Value::Code(one.clone()), origin, notes);
                }
                ([one], Kind::Number) => {
                    let v = Value::Number { qualifier: Some(one.clone()), number: None, unit: None };
                    self.value(m, q, item, v, origin, notes);
                }
                _ => {
                    misfit(question, say!("{n} options where one is asked for", n = codes.len()), true, origin, notes);
                    self.details(m, q, item, &codes.join("; "), origin);
                }
            }
        }
        for (title, value) in left {
            let free: Vec<&Column> = question.columns.iter().filter(|c| !cells.contains_key(&c.code)).collect();
            if let [one] = free[..] {
                cells.insert(one.code.clone(), value.to_owned());
            } else {
                if !question.options.is_empty() {
                    misfit(question, quote(&format!("{title}: {value}")), true, origin, notes);
                }
                self.details(m, q, item, &format!("{title}: {value}"), origin);
            }
        }
        if !cells.is_empty() {
            let answer = self.slot(m, q, item, origin);
            match answer.rows.first_mut() {
                Some(old) => {
                    for (code, text) in cells {
                        old.entry(code).or_insert(text);
                    }
                }
                None => answer.rows.push(cells),
            }
        }
    }
}

/// The column that a heading names: the same words, or all words of the shorter in the longer.
pub(super) fn column<'q>(columns: &'q [Column], heading: &str) -> Option<&'q Column> {
    let folded = fold(heading);
    if folded.is_empty() || columns.is_empty() {
        return None;
    }
    let same = |c: &&Column| fold(&c.code) == folded || c.text.iter().any(|(_, t)| fold(t) == folded);
    if let Some(c) = columns.iter().find(same) {
        return Some(c);
    }
    let words = stems(heading);
    let like = |c: &&Column| {
        c.text.iter().any(|(_, t)| {
            let own = stems(t);
            !own.is_empty() && !words.is_empty() && (own.is_subset(&words) || words.is_subset(&own))
        })
    };
    let mut found = columns.iter().filter(like);
    let first = found.next()?;
    found.next().is_none().then_some(first)
}
