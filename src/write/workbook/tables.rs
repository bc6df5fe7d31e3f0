//! Sheets of tables: one for each table question, one for all indicators.

use crate::core_report::REGISTERS;
use crate::model::own::{Part, heading, mark, row_text};
use crate::model::{Column, ColumnKind, Draft, Kind, Labels, Question, Row, Standing};
use crate::write::Error;
use crate::write::words::{W, standing};

use super::cells::{self, Content, Input, Look, Style};
use super::page::Page;
use super::progress::Area;
use super::{Cx, Lists, printed_number};

const TITLE: u32 = 1;
const HINT: u32 = 2;
const HEAD: u32 = 3;
const FIRST: u32 = 4;

/// Prefix of the questions that are registers.
const REGISTER: &str = "core/";

/// Empty rows below those filled in.
const EMPTY: usize = 10;

/// Rows further down that people may fill.
const ROOM: usize = 1_000;

/// The sheets, in the order of the form: of one section, or of all but the registers of a core report,
/// which have been written already.
pub(super) fn sheets(cx: &Cx, section: Option<&str>, lists: &mut Lists) -> Result<Vec<Page>, Error> {
    let mut sheets = Vec::new();
    let mut indicators_done = false;
    let here = |q: &&Question| match section {
        Some(s) => q.section == s,
        None => cx.core.is_none() || q.section != REGISTERS,
    };
    for q in cx.format.questions.iter().filter(here).filter(|q| cx.table_sheets.contains_key(q.id.as_str())) {
        match q.kind {
            Kind::Table => sheets.push(sheet(&[q], cx, lists)?),
            Kind::Indicator if !indicators_done => {
                indicators_done = true;
                let all: Vec<&Question> = cx
                    .format
                    .questions
                    .iter()
                    .filter(|q| q.kind == Kind::Indicator && cx.table_sheets.contains_key(q.id.as_str()))
                    .collect();
                sheets.push(sheet(&all, cx, lists)?);
            }
            _ => {}
        }
    }
    Ok(sheets)
}

/// The columns of some questions: theirs, then those that only the rows have.
fn columns(questions: &[&Question], drafts: &[Vec<&Draft>]) -> Vec<Column> {
    let mut list: Vec<Column> = Vec::new();
    for q in questions {
        for c in &q.columns {
            if !list.iter().any(|o| o.code == c.code) {
                list.push(c.clone());
            }
        }
    }
    for code in drafts.iter().flatten().flat_map(|d| &d.rows).flat_map(Row::keys) {
        if !list.iter().any(|o| o.code == *code) {
            let text = Labels { en: code.clone(), ..Labels::default() };
            list.push(Column::text(code, text));
        }
    }
    list
}

fn sheet(questions: &[&Question], cx: &Cx, lists: &mut Lists) -> Result<Page, Error> {
    let one = match questions {
        [one] if one.kind == Kind::Table => Some(*one),
        _ => None,
    };
    let name = questions.first().and_then(|q| cx.table_sheets.get(q.id.as_str())).map_or("-", String::as_str);
    let mut page = Page::new(name)?;
    let drafts: Vec<Vec<&Draft>> =
        questions.iter().map(|q| cx.drafted.drafts.iter().filter(|d| d.question == q.id).collect()).collect();
    let columns = columns(questions, &drafts);
    let hidden = cells::column(columns.len() + 2)?;
    let last = hidden - 1;

    page.hide_row(0)?;
    for (n, h) in
        [heading::QUESTION, heading::ITEM, heading::PART, heading::STANDING, heading::WRITTEN].iter().enumerate()
    {
        let c = hidden + cells::column(n)?;
        page.text(0, c, h, Style::Hidden)?;
        page.frame.set_column_hidden(c)?;
    }
    let title = match one {
        Some(q) => format!("{} {}", printed_number(q, cx.format), super::wording(q, cx.lang)),
        None => cx.word(W::Indicators).to_owned(),
    };
    // A long title would run over the page: it wraps over all columns.
    page.merge(TITLE, 0, last, &title, Look::from(Style::Subtitle).wrap(true))?;
    let wide: f64 = columns.iter().map(|c| width(c, columns.len())).sum::<f64>() + 24.0;
    page.height(TITLE, cells::height(cells::lines(&title, wide * 0.8), 18.0), false)?;
    let text = match one {
        Some(q) if cx.core.is_some() && q.id.starts_with(REGISTER) => {
            format!("{} {}", q.about.get(cx.lang), cx.word(W::RowsOpen))
        }
        _ => cx.word(W::QuestionInSheet).to_owned(),
    };
    page.text(HINT, 0, &text, Look::from(Style::Text).size(10).wrap(false))?;
    let back = one
        .or(questions.first().copied())
        .and_then(|q| cx.section_sheets.iter().find(|(s, _)| s.id == q.section))
        .map_or(cx.front.as_str(), |(_, n)| n.as_str());
    let text = crate::write::words::fill(W::BackTo, cx.lang, &[back]);
    page.link(HINT, last.saturating_sub(1), back, &text, Style::BareLink)?;

    let head = if one.is_some() { cx.word(W::Row) } else { cx.word(W::Number) };
    page.text(HEAD, 0, head, Style::Header)?;
    page.frame.set_column_width(0, 9.5)?;
    for (n, c) in columns.iter().enumerate() {
        let at = cells::column(n + 1)?;
        page.text(HEAD, at, c.text.get(cx.lang), Style::Header)?;
        page.text(0, at, &format!("{}{}", heading::COLUMN, c.code), Style::Hidden)?;
        page.frame.set_column_width(at, width(c, columns.len()))?;
    }
    for r in [TITLE, HINT, HEAD] {
        page.text(r, hidden + 2, &Part::Band.to_string(), Style::Hidden)?;
    }
    page.text(HEAD, last, cx.word(W::StandingHead), Style::Header)?;
    page.frame.set_column_width(last, 15)?;
    let lines = columns.iter().map(|c| cells::lines(c.text.get(cx.lang), width(c, columns.len()) * 0.9)).max();
    page.height(HEAD, cells::height(lines.unwrap_or(1).max(1), 15.0) + 4.0, false)?;

    let mut r = FIRST;
    for (q, drafts) in questions.iter().zip(&drafts) {
        let blank = Draft::gap(&q.id, None);
        let drafts = if drafts.is_empty() { vec![&blank] } else { drafts.clone() };
        for draft in drafts {
            if one.is_none() || draft.item.is_some() {
                for c in 0..=last {
                    page.blank(r, c, Style::Block)?;
                }
                let item = draft.item.as_deref().map(|i| format!(" · {}", cx.item_title(i))).unwrap_or_default();
                let band = format!("{} {}", printed_number(q, cx.format), super::wording(q, cx.lang));
                page.text(r, 0, &format!("{band}{item}"), Style::Block)?;
                page.text(r, hidden + 2, &Part::Band.to_string(), Style::Hidden)?;
                r += 1;
            }
            for n in 0..draft.rows.len() + EMPTY {
                r = row(&mut page, r, n, draft, &columns, hidden, cx)?;
            }
        }
    }
    // A whole column at a time: fewer rules, and rows typed further down are checked too.
    let end = r.saturating_sub(1).max(FIRST);
    let sheet = &mut page.frame;
    for (n, c) in columns.iter().enumerate() {
        let (input, prompt) = input(c, cx);
        let at = cells::column(n + 1)?;
        if let Some(v) = cells::validation(&input, &prompt, c.text.get(cx.lang), cx.lang, lists)? {
            sheet.add_data_validation(FIRST, at, end, at, &v)?;
        }
    }
    if one.is_some() {
        sheet.autofilter(HEAD, 0, end, last)?;
    }
    // The title of a row of a register stays in sight.
    let is_register = cx.core.is_some() && one.is_some_and(|q| q.id.starts_with(REGISTER));
    sheet.set_freeze_panes(FIRST, if is_register { 3 } else { 1 })?;
    sheet.set_zoom(90);
    cells::protect(sheet);
    cells::page(sheet, Some((HEAD, HEAD)), &format!("{} · {name}", cx.format.title.get(cx.lang)), cx.lang)?;
    if is_register && wide > 260.0 {
        sheet.set_print_fit_to_pages(2, 0);
    }
    sheet.set_print_area(TITLE, 0, end, last)?;
    Ok(page)
}

/// Where the rows of a table of the core report stand.
pub(super) fn area(q: &Question, cx: &Cx) -> Option<Area> {
    let name = cx.table_sheets.get(q.id.as_str())?;
    let same = |o: &&Question| cx.table_sheets.get(o.id.as_str()) == Some(name);
    let questions: Vec<&Question> = cx.format.questions.iter().filter(same).collect();
    let drafts: Vec<Vec<&Draft>> =
        questions.iter().map(|q| cx.drafted.drafts.iter().filter(|d| d.question == q.id).collect()).collect();
    let columns = columns(&questions, &drafts);
    let rows: usize = drafts.iter().flatten().map(|d| d.rows.len() + EMPTY + 1).sum();
    let several = questions.len() > 1 || q.repeat.is_some();
    Some(Area {
        sheet: name.clone(),
        first: FIRST,
        // A long text takes several rows, and people add rows.
        last: FIRST + cells::row(rows * 2 + ROOM).ok()?,
        question: several.then(|| cells::column(columns.len() + 2).ok()).flatten(),
        columns: columns
            .into_iter()
            .enumerate()
            .map(|(n, c)| Some((cells::column(n + 1).ok()?, c.code)))
            .collect::<Option<_>>()?,
    })
}

/// What a column takes: of a closed list the list itself, of tags any text with the words beside.
fn input(c: &Column, cx: &Cx) -> (Input, String) {
    match c.kind {
        ColumnKind::Choice => {
            (Input::List(cx.crosswalk.tags(c, cx.lang).into_iter().map(|(_, name)| name).collect()), String::new())
        }
        ColumnKind::Tags => {
            let names: Vec<String> = cx.crosswalk.tags(c, cx.lang).into_iter().map(|(_, name)| name).collect();
            let some = names.iter().take(12).cloned().collect::<Vec<_>>().join("; ");
            (Input::Text, crate::write::words::fill(W::PromptTags, cx.lang, &[&some]))
        }
        _ => (super::plan::typed(c.kind, "").0, String::new()),
    }
}

fn width(c: &Column, of: usize) -> f64 {
    match c.kind {
        ColumnKind::Choice if c.options.len() < 2 => 10.0,
        ColumnKind::Choice => 16.0,
        ColumnKind::Tags => 24.0,
        ColumnKind::Text if of > 5 => match c.code.as_str() {
            "id" | "year" | "number" | "since" | "currency" => 12.0,
            "text-en" | "text-fr" | "text-es" => 42.0,
            "title" | "species" | "institution" | "programme" | "result" => 30.0,
            _ => 22.0,
        },
        ColumnKind::Number => 14.0,
        ColumnKind::Tick => 10.0,
        ColumnKind::Text => 40.0,
    }
}

/// True for what dunlin writes into a register: long lists of places, which must not make rows high.
fn is_own(c: &Column) -> bool {
    matches!(c.code.as_str(), "origin" | "feeds")
}

/// Writes one row of a table, in further rows where a text does not fit a cell; gives the next row.
fn row(
    page: &mut Page,
    first: u32,
    n: usize,
    draft: &Draft,
    columns: &[Column],
    hidden: u16,
    cx: &Cx,
) -> Result<u32, Error> {
    let none = Row::new();
    let data = draft.rows.get(n).unwrap_or(&none);
    let filled = !data.is_empty();
    // A row of a register stands for itself: confirmed, or proposed from an old report.
    let is_register = cx.core.is_some() && draft.question.starts_with(REGISTER);
    let standing_of_row = match is_register {
        true if super::core::is_confirmed(data) => Standing::Kept,
        true => Standing::Suggested,
        false => draft.standing,
    };
    let look = if filled { standing_of_row } else { Standing::Gap };
    let pieces: Vec<(&Column, Input, Content, Vec<String>)> = columns
        .iter()
        .map(|c| {
            let shown = cx.crosswalk.show_tags(c, data.get(&c.code).map_or("", String::as_str), cx.lang);
            let (input, content) = super::plan::typed(c.kind, &shown);
            let pieces = match &content {
                Content::Text(t) => cells::pieces(t),
                _ => Vec::new(),
            };
            (c, input, content, pieces)
        })
        .collect();
    let rows = pieces.iter().map(|p| p.3.len()).max().unwrap_or(0).max(1);
    for more in 0..rows {
        let r = first + cells::row(more)?;
        let label = if more == 0 { (n + 1).to_string() } else { cx.word(W::Continued).to_owned() };
        page.text(r, 0, &label, Style::Small)?;
        let mut written = Row::new();
        for (i, (c, input, content, pieces)) in pieces.iter().enumerate() {
            let content = match content {
                Content::Text(_) => pieces.get(more).map_or(Content::Blank, |p| Content::Text(p.clone())),
                other if more == 0 => other.clone(),
                _ => Content::Blank,
            };
            let text = content.text();
            if !text.trim().is_empty() {
                written.insert(c.code.clone(), text.trim().to_owned());
            }
            let look = Look::open(look, input, &content);
            let look = if is_register && is_own(c) { look.wrap(false) } else { look };
            page.write(r, cells::column(i + 1)?, &content, look)?;
        }
        if filled {
            let w = standing(standing_of_row, cx.lang);
            let mark = Look::from(Style::Mark(standing_of_row)).bold(false).size(9);
            let name = if is_register && look == Standing::Suggested { cx.word(W::Candidate) } else { w.name };
            page.text(r, hidden - 1, &format!("{} {name}", w.symbol), mark)?;
        } else {
            page.text(r, hidden - 1, "", Style::Plain)?;
        }
        let told = pieces.iter().filter(|(c, ..)| !is_register || !is_own(c));
        let lines = told.map(|(c, _, content, _)| cells::lines(&content.text(), width(c, columns.len())));
        page.height(r, cells::height(lines.max().unwrap_or(0).max(1), 15.0), false)?;
        let values = [
            draft.question.as_str(),
            draft.item.as_deref().unwrap_or(""),
            &Part::Row(n, more).to_string(),
            draft.standing.name(),
            &mark(&row_text(&written)),
        ];
        for (i, value) in values.into_iter().enumerate() {
            if !value.is_empty() {
                page.text(r, hidden + cells::column(i)?, value, Style::Hidden)?;
            }
        }
    }
    Ok(first + cells::row(rows)?)
}
