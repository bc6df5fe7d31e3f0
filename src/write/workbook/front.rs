//! The first sheet: whose report this is, what there is to do, how, and what the colours mean.

use crate::model::{Kind, Standing};
use crate::write::Error;
use crate::write::account::account;
use crate::write::words::{W, standing};

use super::Cx;
use super::cells::{self, Style};
use super::page::Page;

/// Columns: symbol or name, name, sentence, count, count.
const NAME: u16 = 0;
const TEXT: u16 = 1;
const WIDE: u16 = 2;
const COUNT: u16 = 3;
const OPEN: u16 = 4;

/// Width of the column of whose answer it is, and of the merged cells beside it, in characters.
const WHO_WIDTH: f64 = 32.0;
const WIDE_WIDTH: f64 = 98.0 * 1.05;

/// A line of the list of sheets.
struct Row<'a> {
    name: &'a str,
    about: &'a str,
    /// Questions, and how many are to do.
    count: Option<(usize, usize)>,
}

/// Writes the sheet. `counts` are questions and open questions of each section sheet.
pub(super) fn sheet(cx: &Cx, counts: &[(usize, usize)]) -> Result<Page, Error> {
    let mut page = Page::new(&cx.front)?;
    let s = &mut page;
    for (c, width) in [(NAME, 16.0), (TEXT, WHO_WIDTH), (WIDE, 74.0), (COUNT, 12.0), (OPEN, 12.0)] {
        s.frame.set_column_width(c, width)?;
    }
    s.frame.set_screen_gridlines(false);
    let lang = cx.lang;
    s.text(0, NAME, cx.format.title.get(lang), Style::Title)?;
    s.height(0, 30.0, false)?;

    let mut r = 1;
    let unknown = cx.word(W::NotKnown);
    let party = cx.drafted.party.map_or(unknown.to_owned(), |p| format!("{} ({})", p.name(lang), p.code()));
    let period = cx.drafted.period.or(cx.format.period).map_or(unknown.to_owned(), |p| p.to_string());
    let files = if cx.drafted.files.is_empty() { cx.word(W::NoFiles).to_owned() } else { cx.drafted.files.join(", ") };
    let mut facts = vec![
        (W::Party, party),
        (W::Period, period),
        (W::FormatHead, format!("{} {} ({})", cx.format.convention, cx.format.edition, cx.format.id)),
    ];
    let handed = cx.core.as_ref().and_then(|c| c.handed);
    if let Some(h) = handed {
        facts.insert(0, (W::HandedTo, h.to.clone()));
        if !h.due.is_empty() {
            facts.insert(1, (W::BackBy, h.due.clone()));
        }
    }
    if !cx.format.due.is_empty() && handed.is_none() {
        facts.push((W::Due, cx.format.due.get(cx.lang).to_owned()));
    }
    facts.push((W::FilesUsed, files));
    for (w, value) in facts {
        s.text(r, NAME, cx.word(w), Style::Name)?;
        wide(s, r, TEXT, &value, Style::Text)?;
        r += 1;
    }

    let account = account(cx.drafted, cx.format, cx.crosswalk, lang);
    r = heading(s, r + 1, cx.word(W::AccountHead))?;
    for line in account.lines() {
        wide(s, r, NAME, &line, Style::Text)?;
        r += 1;
    }
    if !account.striking.is_empty() {
        wide(s, r, NAME, cx.word(W::AccConflictsMost), Style::Name)?;
        r += 1;
        for c in &account.striking {
            wide(s, r, NAME, &format!("{}  {}", c.number, c.label), Style::Strong)?;
            r += 1;
            for side in &c.sides {
                s.text(r, NAME, "", Style::Plain)?;
                s.text(r, TEXT, &side.who, Style::Plain)?;
                wide(s, r, WIDE, &side.says, Style::Plain)?;
                // Whose answer it is may need more lines than the answer.
                let lines = cells::lines(&side.who, WHO_WIDTH).max(cells::lines(&side.says, WIDE_WIDTH)).max(1);
                s.height(r, cells::height(lines, 15.0), false)?;
                r += 1;
            }
        }
        s.link(r, NAME, &cx.conflicts, &format!("→ {}", cx.conflicts), Style::BareLink)?;
        r += 1;
    }

    r = heading(s, r + 1, cx.word(W::HowTo))?;
    for (n, w) in [W::How1, W::How2, W::How3].into_iter().enumerate() {
        wide(s, r, NAME, &format!("{}.  {}", n + 1, cx.word(w)), Style::Text)?;
        r += 1;
    }

    r = legend(s, r + 1, cx)?;

    r = heading(s, r + 1, cx.word(W::Sheets))?;
    for (c, text) in [(NAME, ""), (TEXT, ""), (WIDE, ""), (COUNT, cx.word(W::Count)), (OPEN, cx.word(W::Open))] {
        s.text(r, c, text, Style::Header)?;
    }
    r += 1;
    let mut names: Vec<Row> = Vec::new();
    for (n, (section, name)) in cx.section_sheets.iter().enumerate() {
        names.push(Row { name, about: section.label.get(lang), count: counts.get(n).copied() });
    }
    for q in &cx.format.questions {
        if let Some(name) = cx.table_sheets.get(q.id.as_str())
            && !names.iter().any(|r| r.name == name)
        {
            let about = if q.kind == Kind::Table { q.wording(lang) } else { "" };
            names.push(Row { name, about, count: None });
        }
    }
    names.extend([&cx.conflicts, &cx.sources].map(|name| Row { name, about: "", count: None }));
    for Row { name, about, count } in names {
        // The name runs over the first two columns: sheet names are longer than a standing.
        s.merge(r, NAME, TEXT, "", Style::Link)?;
        s.link(r, NAME, name, name, Style::Link)?;
        s.text(r, WIDE, about, Style::Plain)?;
        s.height(r, cells::height(cells::lines(about, 74.0).max(1), 15.0), false)?;
        for (c, count) in [(COUNT, count.map(|c| c.0)), (OPEN, count.map(|c| c.1))] {
            match count {
                Some(n) => number(s, r, c, n)?,
                None => s.text(r, c, "", Style::Plain)?,
            }
        }
        r += 1;
    }

    if !cx.format.unverified.is_empty() {
        r = heading(s, r + 1, cx.word(W::Unverified))?;
        for note in &cx.format.unverified {
            wide(s, r, NAME, &format!("• {}", note.get(lang)), Style::Text)?;
            r += 1;
        }
    }
    cells::protect(&mut s.frame);
    cells::page(&mut s.frame, None, cx.format.title.get(lang), lang)?;
    Ok(page)
}

pub(super) fn heading(page: &mut Page, r: u32, text: &str) -> Result<u32, Error> {
    page.text(r, NAME, text, Style::Subtitle)?;
    page.height(r, 24.0, false)?;
    Ok(r + 1)
}

/// What the standings mean, how many questions have each, and what is to do; gives the next row.
pub(super) fn legend(s: &mut Page, r: u32, cx: &Cx) -> Result<u32, Error> {
    let mut r = heading(s, r, cx.word(W::Legend))?;
    for (c, w) in [(NAME, W::StandingHead), (TEXT, W::ToDo), (WIDE, W::Meaning), (COUNT, W::Count)] {
        s.text(r, c, cx.word(w), Style::Header)?;
    }
    r += 1;
    for (st, _) in Standing::ALL {
        let w = standing(st, cx.lang);
        s.text(r, NAME, &format!("{} {}", w.symbol, w.name), Style::Mark(st))?;
        s.text(r, TEXT, w.to_do, Style::Plain)?;
        s.text(r, WIDE, w.sentence, Style::Plain)?;
        number(s, r, COUNT, cx.drafted.count(st))?;
        r += 1;
    }
    Ok(r)
}

pub(super) fn number(page: &mut Page, r: u32, c: u16, n: usize) -> Result<(), Error> {
    #[allow(clippy::cast_precision_loss)]
    page.number(r, c, n as f64, Style::Plain)
}

/// A text over all columns from `from`, as high as it needs: merged cells do not grow by themselves.
pub(super) fn wide(page: &mut Page, r: u32, from: u16, text: &str, style: Style) -> Result<(), Error> {
    let width = match from {
        NAME => 146.0 * 1.05,
        TEXT => 130.0 * 1.05,
        _ => WIDE_WIDTH,
    };
    let text = super::cut(&cells::clean(text), cells::CELL);
    page.merge(r, from, OPEN, &text, style)?;
    page.height(r, cells::height(cells::lines(&text, width).max(1), 15.0), false)
}
