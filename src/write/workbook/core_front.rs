//! The first sheet of the core report: whose it is, how to work in it, and how far each theme is.

use rust_xlsxwriter::ConditionalFormatDataBar;

use crate::core_report::REGISTERS;
use crate::model::file_name;
use crate::write::Error;
use crate::write::account::account;
use crate::write::words::W;

use super::Cx;
use super::cells::{self, Look, Style};
use super::front::{heading, legend, number, wide};
use super::page::Page;
use super::progress::{self, Count};

/// Columns: name, more of the name, text, counts.
const NAME: u16 = 0;
const TEXT: u16 = 1;
const WIDE: u16 = 2;
const COUNT: u16 = 3;
const OPEN: u16 = 4;

pub(super) fn sheet(cx: &Cx, counts: &[(usize, usize)], lives: &[Option<Count>]) -> Result<Page, Error> {
    let mut page = Page::new(&cx.front)?;
    let s = &mut page;
    let lang = cx.lang;
    for (c, width) in [(NAME, 16.0), (TEXT, 32.0), (WIDE, 74.0), (COUNT, 12.0), (OPEN, 12.0)] {
        s.frame.set_column_width(c, width)?;
    }
    s.frame.set_screen_gridlines(false);
    let party = cx.drafted.party.map_or(String::new(), |p| format!(" · {}", p.name(lang)));
    s.text(0, NAME, &format!("{}{party}", cx.format.title.get(lang)), Style::Title)?;
    s.height(0, 32.0, false)?;
    s.text(1, NAME, cx.word(W::CoreMotto), Look::from(Style::Text).wrap(false).italic())?;

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
            Some(live) => s.count(r, OPEN, &progress::open(name, live, cx), live.now, Style::Plain)?,
            None => number(s, r, OPEN, *open)?,
        }
        r += 1;
    }
    if r > first {
        let bar = ConditionalFormatDataBar::new().set_fill_color("#F2C879").set_solid_fill(true);
        s.frame.add_conditional_format(first, OPEN, r - 1, OPEN, &bar)?;
    }
    wide(s, r, NAME, cx.word(W::CountedLive), Style::Text)?;
    r += 1;

    if let Some((_, name)) = cx.section_sheets.iter().find(|(s, _)| s.id == REGISTERS) {
        r = heading(s, r + 1, name)?;
        head(s, r, &[(COUNT, W::Rows), (OPEN, W::Open)], cx)?;
        r += 1;
        row(s, r, name, name, cx.word(W::RegistersAbout))?;
        s.text(r, COUNT, "", Style::Plain)?;
        s.text(r, OPEN, "", Style::Plain)?;
        r += 1;
        for q in cx.format.questions.iter().filter(|q| q.section == REGISTERS) {
            let Some(name) = cx.table_sheets.get(q.id.as_str()) else { continue };
            let rows = cx.draft(&q.id, None).map_or(&[][..], |d| d.rows.as_slice());
            let open = rows.iter().filter(|r| !super::core::is_confirmed(r)).count();
            row(s, r, name, q.label.get(lang), q.about.get(lang))?;
            match super::tables::area(q, cx).and_then(|a| a.rows(cx.word(W::Continued))) {
                Some((all, waiting)) => {
                    s.count(r, COUNT, &all, rows.len(), Style::Plain)?;
                    s.count(r, OPEN, &waiting, open, Style::Plain)?;
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
        s.text(r, NAME, &super::format_name(id), Style::Name)?;
        wide(s, r, TEXT, &period.to_string(), Style::Text)?;
        r += 1;
    }
    let names: Vec<&str> = cx.drafted.files.iter().map(|f| file_name(f)).collect();
    s.text(r, NAME, cx.word(W::FilesUsed), Style::Name)?;
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
    cells::protect(&mut s.frame);
    cells::page(&mut s.frame, None, cx.format.title.get(lang), lang)?;
    Ok(page)
}

fn head(page: &mut Page, r: u32, counts: &[(u16, W)], cx: &Cx) -> Result<(), Error> {
    for c in [NAME, TEXT, WIDE] {
        page.text(r, c, "", Style::Header)?;
    }
    for (c, w) in counts {
        page.text(r, *c, cx.word(*w), Style::Header)?;
    }
    Ok(())
}

/// A sheet with a link to it, under its whole name, and what is on it.
fn row(page: &mut Page, r: u32, to: &str, name: &str, about: &str) -> Result<(), Error> {
    // The name runs over the first two columns: it is longer than a standing.
    page.merge(r, NAME, TEXT, "", Style::Link)?;
    let name = if name.is_empty() { to } else { name };
    page.link(r, NAME, to, name, Style::Link)?;
    page.text(r, WIDE, about, Style::Plain)?;
    let lines = cells::lines(about, 74.0).max(cells::lines(name, 46.0)).max(1);
    page.height(r, cells::height(lines, 15.0), false)
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
