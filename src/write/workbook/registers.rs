//! The sheets of all sources and of all conflicts.

use rust_xlsxwriter::Worksheet;

use crate::model::{Draft, Source, Step};
use crate::write::Error;
use crate::write::account::{is_conflict, shorten, sides};
use crate::write::words::{W, relation, standing, step};

use super::cells::{self, Content, Style};
use super::{Cx, convention_of, format_name, printed_number, source_number};

/// A sheet with headings, rows of text, filter and frozen headings.
fn list(
    name: &str,
    title: W,
    columns: &[(W, f64)],
    rows: Vec<(bool, Vec<String>)>,
    cx: &Cx,
) -> Result<Worksheet, Error> {
    let mut sheet = Worksheet::new();
    sheet.set_name(name)?;
    cells::text(&mut sheet, 0, 0, cx.word(title), Style::Subtitle)?;
    sheet.set_row_height(0, 24)?;
    let last = cells::column(columns.len())?.saturating_sub(1);
    cells::link(&mut sheet, 0, last, &cx.front, &format!("← {}", cx.front), Style::BareLink)?;
    for (c, (w, width)) in columns.iter().enumerate() {
        cells::text(&mut sheet, 1, cells::column(c)?, cx.word(*w), Style::Header)?;
        sheet.set_column_width(cells::column(c)?, *width)?;
    }
    let mut r = 2;
    for (band, row) in rows {
        let pieces: Vec<Vec<String>> = row.iter().map(|t| cells::pieces(&cells::clean(t))).collect();
        for more in 0..pieces.iter().map(Vec::len).max().unwrap_or(0).max(1) {
            for (c, p) in pieces.iter().enumerate() {
                let f = cells::format(if band { Style::Block } else { Style::Plain });
                let f = if band { f } else { f.set_font_size(10) };
                let content = p.get(more).map_or(Content::Blank, |t| Content::Text(t.clone()));
                cells::write(&mut sheet, r, cells::column(c)?, &content, &f)?;
            }
            let lines = pieces.iter().zip(columns).map(|(p, (_, width))| {
                if band { 1 } else { cells::lines(p.get(more).map_or("", String::as_str), width * 1.08) }
            });
            sheet.set_row_height(r, cells::height(lines.max().unwrap_or(0).max(1), 13.5))?;
            r += 1;
        }
    }
    sheet.autofilter(1, 0, r.saturating_sub(1).max(2), last)?;
    sheet.set_freeze_panes(2, 0)?;
    sheet.set_zoom(85);
    cells::protect(&mut sheet);
    sheet.set_print_area(0, 0, r.saturating_sub(1).max(2), last)?;
    cells::page(&mut sheet, Some((1, 1)), &format!("{} · {name}", cx.format.title.get(cx.lang)), cx.lang)?;
    Ok(sheet)
}

fn label_of(d: &Draft, cx: &Cx) -> (String, String) {
    let q = cx.format.question(&d.question);
    let number = q.map_or_else(|| d.question.clone(), |q| printed_number(q, cx.format));
    let label = q.map_or(String::new(), |q| q.wording(cx.lang).to_owned());
    match d.item.as_deref() {
        Some(item) => (number, format!("{label} ({})", cx.item_title(item))),
        None => (number, label),
    }
}

fn yes_no(yes: bool, cx: &Cx) -> String {
    cx.word(if yes { W::Yes } else { W::No }).to_owned()
}

/// Every source of every draft, a row each.
pub(super) fn sources(cx: &Cx) -> Result<Worksheet, Error> {
    let columns = [
        (W::Number, 9.0),
        (W::Question, 32.0),
        (W::StandingHead, 14.0),
        (W::Convention, 11.0),
        (W::FormatHead, 13.0),
        (W::Number, 11.0),
        (W::Item, 11.0),
        (W::Party, 7.0),
        (W::Period, 11.0),
        (W::File, 20.0),
        (W::Place, 14.0),
        (W::Relation, 16.0),
        (W::StepHead, 16.0),
        (W::Confirmed, 11.0),
        (W::Says, 50.0),
        (W::Reason, 30.0),
    ];
    let mut rows = Vec::new();
    for d in &cx.drafted.drafts {
        let (number, label) = label_of(d, cx);
        let label = shorten(&label, 90);
        let w = standing(d.standing, cx.lang);
        for s in &d.sources {
            let id = s.question.split_once('/').map_or("", |(f, _)| f);
            let bare = Source { item: None, ..s.clone() };
            rows.push((
                false,
                vec![
                    number.clone(),
                    label.clone(),
                    format!("{} {}", w.symbol, w.name),
                    convention_of(&s.question, cx.format),
                    format_name(id, cx.format),
                    source_number(&bare),
                    s.item.clone().unwrap_or_default(),
                    s.party.map(|p| p.code().to_owned()).unwrap_or_default(),
                    s.period.map(|p| p.to_string()).unwrap_or_default(),
                    s.file.clone(),
                    s.place.clone(),
                    relation(&s.relation, cx.lang).to_owned(),
                    step(s.step, cx.lang).to_owned(),
                    yes_no(s.confirmed, cx),
                    s.says.clone(),
                    s.reason.clone(),
                ],
            ));
        }
    }
    list(&cx.sources, W::Sources, &columns, rows, cx)
}

/// Every conflict: a band with the question, then a row for each side.
pub(super) fn conflicts(cx: &Cx) -> Result<Worksheet, Error> {
    let columns = [
        (W::Number, 10.0),
        (W::Convention, 14.0),
        (W::FormatHead, 15.0),
        (W::Number, 14.0),
        (W::Period, 12.0),
        (W::Place, 34.0),
        (W::Says, 70.0),
        (W::StepHead, 24.0),
    ];
    let mut rows = Vec::new();
    for d in cx.drafted.drafts.iter().filter(|d| is_conflict(d)) {
        let (number, label) = label_of(d, cx);
        let mut band = vec![String::new(); columns.len()];
        if let Some(cell) = band.first_mut() {
            *cell = shorten(&format!("{number}  {label}"), 150);
        }
        rows.push((true, band));
        let filled = d.value.as_ref().zip(cx.format.question(&d.question));
        if let Some((value, q)) = filled {
            rows.push((
                false,
                vec![
                    number.clone(),
                    cx.format.convention.clone(),
                    format_name(&cx.format.id, cx.format),
                    number.clone(),
                    cx.drafted.period.map(|p| p.to_string()).unwrap_or_default(),
                    cx.word(W::ThisReport).to_owned(),
                    super::value_words(value, q, cx.lang),
                    standing(d.standing, cx.lang).name.to_owned(),
                ],
            ));
        }
        // What is in the cell stands for its own sources.
        for s in sides(d).into_iter().filter(|s| filled.is_none() || s.step == Step::Disagrees) {
            let id = s.question.split_once('/').map_or("", |(f, _)| f);
            rows.push((
                false,
                vec![
                    number.clone(),
                    convention_of(&s.question, cx.format),
                    format_name(id, cx.format),
                    source_number(s),
                    s.period.map(|p| p.to_string()).unwrap_or_default(),
                    [s.file.as_str(), s.place.as_str()]
                        .into_iter()
                        .filter(|t| !t.is_empty())
                        .collect::<Vec<_>>()
                        .join(", "),
                    // Why the two do not go together is half of what a person needs to decide.
                    [s.says.trim(), s.reason.trim()]
                        .into_iter()
                        .filter(|t| !t.is_empty())
                        .collect::<Vec<_>>()
                        .join("\n→ "),
                    step(s.step, cx.lang).to_owned(),
                ],
            ));
        }
    }
    list(&cx.conflicts, W::Conflicts, &columns, rows, cx)
}
