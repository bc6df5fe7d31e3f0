//! The questions of a spreadsheet form: rows under headings for number, question and answer.

use super::form::{Form, Seen, Shown, slug};
use super::lists::Lists;
use super::options::{legend, listed};
use crate::catalogue::Catalogue;
use crate::read::book::Book;
use crate::read::matching::stems;
use crate::read::table::{FormRow, form_rows};
use crate::read::word::form::is_details;

/// Reads the rows of a spreadsheet.
pub(super) fn read(book: &Book, lists: &Lists, catalogue: &Catalogue) -> Form {
    let mut form = Form::default();
    let mut sheet: Option<usize> = None;
    let mut main: Option<usize> = None;
    let mut at: Option<usize> = None;
    for row in form_rows(book, catalogue) {
        if sheet != Some(row.sheet) {
            sheet = Some(row.sheet);
            let name = book.sheets.get(row.sheet).map_or("", |s| s.name.as_str());
            form.begin(if name.is_empty() { "1" } else { name });
            (main, at) = (None, None);
        }
        if is_details(&row.question) || is_details(&row.number) {
            if let Some(q) = at.and_then(|at| form.questions.get_mut(at)) {
                q.details = true;
            }
            continue;
        }
        if row.number.is_empty() && row.letter.is_empty() && row.alone {
            // A band across the sheet.
            if !row.question.is_empty() {
                form.begin(&row.question);
                (main, at) = (None, None);
            }
            continue;
        }
        if stems(&row.question).is_empty() {
            continue;
        }
        let part = form.part();
        let above = main.and_then(|m| form.questions.get(m)).map(|q| q.number.clone());
        let mut seen = match (above, row.letter.as_str()) {
            (Some(number), letter)
                if !letter.is_empty() && (row.number.is_empty() || row.number == number || is_letter(&row.number)) =>
            {
                let mut seen = Seen::new(&format!("{number}#{letter}"), &format!("{letter})"), &row.question, part);
                seen.parent = main;
                seen
            }
            _ if row.number.is_empty() => {
                let id = form.parts.get(part).map_or("", |p| &p.id);
                Seen::new(&format!("{id}.{}", slug(&row.question)), "", &row.question, part)
            }
            _ => Seen::new(&row.number, &row.number, &row.question, part),
        };
        options(&mut seen, &row);
        if seen.options.is_empty() {
            let name = book.sheets.get(row.sheet).map_or("", |s| s.name.as_str());
            seen.offer(lists.at(name, row.row, row.at).iter().cloned(), Shown::List);
        }
        seen.details = row.details;
        seen.text = seen.options.is_empty() && row.answer;
        at = Some(form.questions.len());
        if seen.parent.is_none() {
            main = at;
        }
        form.questions.push(seen);
    }
    // A question with rows below it is their title, and has no answer of its own.
    for i in 0..form.questions.len() {
        if form.has_rows(i)
            && let Some(q) = form.questions.get_mut(i)
            && q.options.is_empty()
        {
            q.text = false;
        }
    }
    form.title = book
        .sheets
        .iter()
        .flat_map(|s| s.rows.values())
        .flat_map(|r| r.values())
        .map(|c| c.text())
        .next()
        .unwrap_or_default();
    form
}

fn is_letter(number: &str) -> bool {
    number.chars().filter(|c| c.is_alphanumeric()).count() == 1
}

fn options(seen: &mut Seen, row: &FormRow) {
    if !row.ticks.is_empty() {
        seen.offer(row.ticks.iter().cloned(), Shown::Boxes);
        return;
    }
    let coded = legend(&row.options);
    let texts = if coded.is_empty() { listed(&row.options) } else { coded };
    if texts.len() >= 2 {
        seen.offer(texts, Shown::List);
    }
}
