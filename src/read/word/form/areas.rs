//! Cuts the form into what belongs to each question.

use std::collections::BTreeSet;

use super::Form;
use super::finder::{Finder, Hit, is_details};
use super::tables::column;
use crate::model::{Finding, Level, Sentence};
use crate::read::matching::stems;
use crate::read::word::document::Document;
use crate::read::word::marks::{option, parts};
use crate::say;

/// What belongs to one question.
#[derive(Debug, Clone)]
pub(super) struct Area {
    pub(super) question: usize,
    /// The paragraph with its number or wording.
    pub(super) head: usize,
    /// The paragraph with its wording, where its number stands in a cell of its own.
    pub(super) wording: Option<usize>,
    pub(super) paras: Vec<usize>,
    /// Paragraphs of the box for details.
    pub(super) details: Vec<usize>,
}

/// The paragraph that words a question whose number fills a cell of its own.
fn wording(document: &Document, p: usize) -> Option<usize> {
    let para = document.paras.get(p)?;
    let (t, r, c) = para.cell?;
    if !stems(para.text().trim().split_once(char::is_whitespace).map_or("", |(_, rest)| rest)).is_empty() {
        return None;
    }
    let beside = document.cell((t, r, c + 1))?.paras.clone();
    beside.into_iter().find(|p| document.paras.get(*p).is_some_and(|p| !stems(&p.text()).is_empty()))
}

/// Cuts the form into what belongs to each question.
pub(super) fn areas(finder: &Finder, form: &mut Form, file: &str, skip: &BTreeSet<usize>) -> Vec<Area> {
    let document = finder.document;
    let mut areas: Vec<Area> = Vec::new();
    let mut main: Option<usize> = None;
    let mut open = false;
    let mut in_details = false;
    let mut row_of: Option<(usize, usize)> = None;
    let mut strangers: Vec<(String, String)> = Vec::new();
    for p in 0..document.paras.len() {
        let Some(para) = document.paras.get(p) else { break };
        if para.cell.is_some_and(|(t, _, _)| skip.contains(&t)) {
            continue;
        }
        let text = para.text();
        let words = text.trim();
        let current = areas.last().filter(|_| open).map(|a| a.question);
        match finder.numbered(p, main) {
            Hit::Question(q, _) => {
                main = Some(finder.main_of(q));
                areas.push(Area {
                    question: q,
                    head: p,
                    wording: wording(document, p),
                    paras: vec![p],
                    details: Vec::new(),
                });
                (open, in_details) = (true, false);
                row_of = para.cell.map(|(t, r, _)| (t, r));
                continue;
            }
            Hit::Details(q) => {
                areas.push(Area { question: q, head: p, wording: None, paras: Vec::new(), details: vec![p] });
                main = Some(finder.main_of(q));
                (open, in_details) = (true, true);
                row_of = para.cell.map(|(t, r, _)| (t, r));
                continue;
            }
            Hit::Stranger(number) => {
                strangers.push((number, document.place(p)));
                open = false;
                continue;
            }
            Hit::Nothing => {}
        }
        let own = areas.last().filter(|_| open).and_then(|a| finder.question(a.question));
        let is_option = own.is_some_and(|q| parts(q, words).iter().any(|w| option(q, w).is_some()));
        let is_heading = para.cell.is_some() && own.is_some_and(|q| column(q, words).is_some());
        let first_cell = para.cell.is_none_or(|(t, r, c)| {
            // The row's name is its first text; a cell to the right of one is an answer.
            (0..c).all(|left| document.cell_text((t, r, left)).is_empty()) || row_of != Some((t, r))
        });
        if !words.is_empty()
            && first_cell
            && !is_option
            && !is_heading
            && let Some(q) = finder.worded(words, main, current)
            && Some(q) != current
        {
            main = Some(finder.main_of(q));
            areas.push(Area {
                question: q,
                head: p,
                wording: wording(document, p),
                paras: vec![p],
                details: Vec::new(),
            });
            (open, in_details) = (true, false);
            row_of = para.cell.map(|(t, r, _)| (t, r));
            continue;
        }
        if !open {
            continue;
        }
        if para.heading && para.cell.is_none() && !words.is_empty() && !is_option {
            open = false;
            continue;
        }
        if is_details(words) {
            in_details = true;
        } else if let (Some((t, r, c)), Some((rt, rr))) = (para.cell, row_of)
            && (t, r) != (rt, rr)
            && t == rt
            && c == 0
            && !words.is_empty()
            && !is_option
            && own.is_some_and(|q| q.parent.is_some() && !q.options.is_empty())
            && !in_details
        {
            // A row that is none of the matrix's rows: its ticks are not those of the row above.
            strangers.push((words.chars().take(60).collect(), document.place(p)));
            open = false;
            continue;
        }
        if let Some(area) = areas.last_mut() {
            if in_details { area.details.push(p) } else { area.paras.push(p) }
        }
    }
    if !strangers.is_empty() {
        let shown: Vec<Sentence> = strangers.iter().take(12).map(|(n, _)| say!("\"{text}\"", text = n)).collect();
        let more = strangers.len().saturating_sub(shown.len());
        let more = if more > 0 { say!(" and {more} more", more = more) } else { Sentence::default() };
        form.findings.push(
            Finding::new(
                Level::Warning,
                "word-question",
                say!(
                    "{n} place(s) look like questions, but number and wording fit none of {format}; nothing there was used: {names}{more}",
                    n = strangers.len(),
                    format = &finder.format.id,
                    names = shown,
                    more = more
                ),
            )
            .at(file, strangers.first().map_or("", |(_, p)| p.as_str()))
            .hint(say!("if the form is of another edition, name it with --format")),
        );
    }
    areas
}
