//! The first sheet of the core report: whose it is, how to work in it, and how far each theme is.

use rust_xlsxwriter::{ConditionalFormatDataBar, Formula, Worksheet};

use crate::core_report::REGISTERS;
use crate::model::file_name;
use crate::write::Error;
use crate::write::account::account;
use crate::write::words::W;

use super::Cx;
use super::cells::{self, Content, Style};
use super::front::{heading, legend, number, wide};
use super::progress::{self, Count};

/// Columns: name, more of the name, text, counts.
const NAME: u16 = 0;
const TEXT: u16 = 1;
const WIDE: u16 = 2;
const COUNT: u16 = 3;
const OPEN: u16 = 4;

pub(super) fn sheet(cx: &Cx, counts: &[(usize, usize)], lives: &[Option<Count>]) -> Result<Worksheet, Error> {
    let mut sheet = Worksheet::new();
    let s = &mut sheet;
    let lang = cx.lang;
    s.set_name(&cx.front)?;
    for (c, width) in [(NAME, 16.0), (TEXT, 32.0), (WIDE, 74.0), (COUNT, 12.0), (OPEN, 12.0)] {
        s.set_column_width(c, width)?;
    }
    s.set_screen_gridlines(false);
    let party = cx.drafted.party.map_or(String::new(), |p| format!(" · {}", p.name(lang)));
    cells::text(s, 0, NAME, &format!("{}{party}", cx.format.title.get(lang)), Style::Title)?;
    s.set_row_height(0, 32)?;
    cells::text(s, 1, NAME, cx.word(W::CoreMotto), Style::Text)?;
    cells::write(s, 1, NAME, &Content::Text(cx.word(W::CoreMotto).to_owned()), &unwrapped(Style::Text))?;

    let mut r = heading(s, 3, cx.word(W::HowTo))?;
    for (n, w) in [W::CoreHow1, W::CoreHow2, W::CoreHow3, W::CoreHow4, W::CoreHow5].into_iter().enumerate() {
        wide(s, r, NAME, &format!("{}.  {}", n + 1, cx.word(w)), Style::Text)?;
        r += 1;
    }

    r = heading(s, r + 1, cx.word(W::AccountHead))?;
    for line in account(cx.drafted, cx.format, cx.crosswalk, lang).lines() {
        wide(s, r, NAME, &line, Style::Text)?;
        r += 1;
    }
    wide(s, r, NAME, cx.word(W::CountedWhen), Style::Text)?;
    r += 1;

    r = heading(s, r + 1, cx.word(W::Themes))?;
    head(s, r, &[(COUNT, W::Count), (OPEN, W::Open)], cx)?;
    r += 1;
    let first = r;
    for (((section, name), (all, open)), live) in cx.section_sheets.iter().zip(counts).zip(lives) {
        if section.id == REGISTERS {
            continue;
        }
        row(s, r, name, section.label.get(lang), &subjects(&section.id, cx))?;
        number(s, r, COUNT, *all)?;
        match live {
            Some(live) => formula(s, r, OPEN, &progress::open(name, live, cx), live.now)?,
            None => number(s, r, OPEN, *open)?,
        }
        r += 1;
    }
    if r > first {
        let bar = ConditionalFormatDataBar::new().set_fill_color("#F2C879").set_solid_fill(true);
        s.add_conditional_format(first, OPEN, r - 1, OPEN, &bar)?;
    }
    wide(s, r, NAME, cx.word(W::CountedLive), Style::Text)?;
    r += 1;

    if let Some((_, name)) = cx.section_sheets.iter().find(|(s, _)| s.id == REGISTERS) {
        r = heading(s, r + 1, name)?;
        head(s, r, &[(COUNT, W::Rows), (OPEN, W::Open)], cx)?;
        r += 1;
        row(s, r, name, name, cx.word(W::RegistersAbout))?;
        cells::text(s, r, COUNT, "", Style::Plain)?;
        cells::text(s, r, OPEN, "", Style::Plain)?;
        r += 1;
        for q in cx.format.questions.iter().filter(|q| q.section == REGISTERS) {
            let Some(name) = cx.table_sheets.get(q.id.as_str()) else { continue };
            let rows = cx.draft(&q.id, None).map_or(&[][..], |d| d.rows.as_slice());
            let open = rows.iter().filter(|r| !super::core::is_confirmed(r)).count();
            row(s, r, name, q.label.get(lang), q.about.get(lang))?;
            match super::tables::area(q, cx).and_then(|a| a.rows(cx.word(W::Continued))) {
                Some((all, waiting)) => {
                    formula(s, r, COUNT, &all, rows.len())?;
                    formula(s, r, OPEN, &waiting, open)?;
                }
                None => {
                    number(s, r, COUNT, rows.len())?;
                    number(s, r, OPEN, open)?;
                }
            }
            r += 1;
        }
    }

    r = heading(s, r + 1, cx.word(W::Periods))?;
    for (id, period) in cx.core.iter().flat_map(|c| c.periods) {
        cells::text(s, r, NAME, &super::format_name(id), Style::Name)?;
        wide(s, r, TEXT, &period.to_string(), Style::Text)?;
        r += 1;
    }
    let names: Vec<&str> = cx.drafted.files.iter().map(|f| file_name(f)).collect();
    cells::text(s, r, NAME, cx.word(W::FilesUsed), Style::Name)?;
    let files = if names.is_empty() { cx.word(W::NoFiles).to_owned() } else { names.join(", ") };
    wide(s, r, TEXT, &files, Style::Text)?;
    r += 1;

    r = legend(s, r + 1, cx)?;

    r = heading(s, r + 1, cx.word(W::OtherSheets))?;
    let mut listed: Vec<&str> = Vec::new();
    for q in cx.format.questions.iter().filter(|q| q.section != REGISTERS) {
        let Some(name) = cx.table_sheets.get(q.id.as_str()) else { continue };
        if !listed.contains(&name.as_str()) {
            listed.push(name);
            let about = if q.kind == crate::model::Kind::Table { q.wording(lang) } else { "" };
            row(s, r, name, name, about)?;
            r += 1;
        }
    }
    for name in [&cx.conflicts, &cx.sources] {
        row(s, r, name, name, "")?;
        r += 1;
    }
    cells::protect(s);
    cells::page(s, None, cx.format.title.get(lang), lang)?;
    Ok(sheet)
}

/// A number that a formula counts, with what it is at first.
fn formula(sheet: &mut Worksheet, r: u32, c: u16, formula: &str, now: usize) -> Result<(), Error> {
    let f = Formula::new(formula).set_result(now.to_string());
    sheet.write_formula_with_format(r, c, f, &cells::format(Style::Plain))?;
    Ok(())
}

fn unwrapped(style: Style) -> rust_xlsxwriter::Format {
    cells::format(style).unset_text_wrap().set_italic()
}

fn head(sheet: &mut Worksheet, r: u32, counts: &[(u16, W)], cx: &Cx) -> Result<(), Error> {
    for c in [NAME, TEXT, WIDE] {
        cells::text(sheet, r, c, "", Style::Header)?;
    }
    for (c, w) in counts {
        cells::text(sheet, r, *c, cx.word(*w), Style::Header)?;
    }
    Ok(())
}

/// A sheet with a link to it, under its whole name, and what is on it.
fn row(sheet: &mut Worksheet, r: u32, to: &str, name: &str, about: &str) -> Result<(), Error> {
    // The name runs over the first two columns: it is longer than a standing.
    sheet.merge_range(r, NAME, r, TEXT, "", &cells::format(Style::Link))?;
    let name = if name.is_empty() { to } else { name };
    cells::link(sheet, r, NAME, to, name, Style::Link)?;
    cells::text(sheet, r, WIDE, about, Style::Plain)?;
    let lines = cells::lines(about, 74.0).max(cells::lines(name, 46.0)).max(1);
    sheet.set_row_height(r, cells::height(lines, 15.0))?;
    Ok(())
}

/// The subjects of a theme, as they follow each other on its sheet.
fn subjects(theme: &str, cx: &Cx) -> String {
    let placed = cx.core.as_ref().and_then(|c| c.placed.get(theme));
    let mut names: Vec<&str> = Vec::new();
    for p in placed.into_iter().flatten() {
        let name = cx.crosswalk.subject(&p.subject).map_or("", |s| s.label.get(cx.lang));
        if !name.is_empty() && names.last() != Some(&name) {
            names.push(name);
        }
    }
    names.join(" · ")
}
