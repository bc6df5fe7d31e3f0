//! The sheets of all sources and of all conflicts.

use crate::core_report::format_of;
use crate::model::{Draft, Step};
use crate::write::Error;
use crate::write::account::{is_conflict, shorten, sides};
use crate::write::words::{W, relation, standing, step};

use super::cells::{self, Look, Style};
use super::page::Page;
use super::{Cx, convention_of, format_name, printed_number, source_key, source_number};

/// The first row below the headings.
const FIRST: u32 = 2;

/// A sheet with headings, rows of text, filter and frozen headings.
struct List<'a> {
    page: Page,
    name: &'a str,
    columns: &'a [(W, f64)],
    /// True where cells have lines around them, empty ones too.
    lined: bool,
    /// The next row.
    r: u32,
}

impl<'a> List<'a> {
    fn new(name: &'a str, title: W, columns: &'a [(W, f64)], lined: bool, cx: &Cx) -> Result<List<'a>, Error> {
        let mut page = Page::new(name)?;
        page.text(0, 0, cx.word(title), Style::Subtitle)?;
        page.height(0, 24.0, false)?;
        let last = cells::column(columns.len())?.saturating_sub(1);
        page.link(0, last, &cx.front, &format!("← {}", cx.front), Style::BareLink)?;
        for (c, (w, width)) in columns.iter().enumerate() {
            page.text(1, cells::column(c)?, cx.word(*w), Style::Header)?;
            page.frame.set_column_width(cells::column(c)?, *width)?;
        }
        Ok(List { page, name, columns, lined, r: FIRST })
    }

    /// Adds a row, in further rows where a text does not fit a cell.
    fn row(&mut self, band: bool, texts: &[&str]) -> Result<(), Error> {
        if texts.iter().all(|t| cells::fits(t) && cells::is_clean(t)) {
            return self.line(band, texts);
        }
        let pieces: Vec<Vec<String>> = texts.iter().map(|t| cells::pieces(&cells::clean(t))).collect();
        for more in 0..pieces.iter().map(Vec::len).max().unwrap_or(0).max(1) {
            let line: Vec<&str> = pieces.iter().map(|p| p.get(more).map_or("", String::as_str)).collect();
            self.line(band, &line)?;
        }
        Ok(())
    }

    fn line(&mut self, band: bool, texts: &[&str]) -> Result<(), Error> {
        let mut lines = 1;
        for (text, (_, width)) in texts.iter().zip(self.columns).filter(|_| !band) {
            lines = lines.max(cells::lines(text, width * 1.08));
        }
        let look = match (band, self.lined) {
            (true, _) => Look::from(Style::Block),
            (false, true) => Look::from(Style::Plain).size(10),
            (false, false) => Look::from(Style::Text).size(10),
        };
        for (c, text) in texts.iter().enumerate().filter(|(_, t)| self.lined || !t.is_empty()) {
            self.page.text(self.r, cells::column(c)?, text, look)?;
        }
        self.page.height(self.r, cells::height(lines, 13.5), false)?;
        self.r += 1;
        Ok(())
    }

    fn close(self, cx: &Cx) -> Result<Page, Error> {
        let List { mut page, name, columns, r, .. } = self;
        let sheet = &mut page.frame;
        let last = cells::column(columns.len())?.saturating_sub(1);
        sheet.autofilter(1, 0, r.saturating_sub(1).max(2), last)?;
        sheet.set_freeze_panes(2, 0)?;
        sheet.set_zoom(85);
        cells::protect(sheet);
        sheet.set_print_area(0, 0, r.saturating_sub(1).max(2), last)?;
        cells::page(sheet, Some((1, 1)), &format!("{} · {name}", cx.format.title.get(cx.lang)), cx.lang)?;
        Ok(page)
    }
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

fn yes_no(yes: bool, cx: &Cx) -> &'static str {
    cx.word(if yes { W::Yes } else { W::No })
}

/// Every source of every draft, a row each.
pub(super) fn sources(cx: &Cx) -> Result<Page, Error> {
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
    let mut list = List::new(&cx.sources, W::Sources, &columns, false, cx)?;
    for d in cx.drafted.drafts.iter().filter(|d| !d.sources.is_empty()) {
        let (number, label) = label_of(d, cx);
        let label = shorten(&label, 90);
        let w = standing(d.standing, cx.lang);
        let mark = format!("{} {}", w.symbol, w.name);
        for s in &d.sources {
            let id = s.question.split_once('/').map_or("", |(f, _)| f);
            list.row(
                false,
                &[
                    &number,
                    &label,
                    &mark,
                    &convention_of(&s.question, cx.format),
                    &format_name(id),
                    &source_key(s),
                    s.item.as_deref().unwrap_or_default(),
                    s.party.as_ref().map(|p| p.code()).unwrap_or_default(),
                    &s.period.map(|p| p.to_string()).unwrap_or_default(),
                    &s.file,
                    &s.place,
                    relation(&s.relation, cx.lang),
                    step(s.step, cx.lang),
                    yes_no(s.confirmed, cx),
                    &s.says,
                    &s.reason,
                ],
            )?;
        }
    }
    list.close(cx)
}

/// Every conflict: a band with the question, then a row for each side.
pub(super) fn conflicts(cx: &Cx) -> Result<Page, Error> {
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
    let mut list = List::new(&cx.conflicts, W::Conflicts, &columns, true, cx)?;
    for d in cx.drafted.drafts.iter().filter(|d| is_conflict(d)) {
        let (number, label) = label_of(d, cx);
        let mut band = vec![""; columns.len()];
        let title = shorten(&format!("{number}  {label}"), 150);
        if let Some(cell) = band.first_mut() {
            *cell = &title;
        }
        list.row(true, &band)?;
        let filled = d.value.as_ref().zip(cx.format.question(&d.question));
        if let Some((value, q)) = filled {
            list.row(
                false,
                &[
                    &number,
                    &convention_of(&d.question, cx.format),
                    &format_name(format_of(&d.question)),
                    &number,
                    &cx.period_of(&d.question).map(|p| p.to_string()).unwrap_or_default(),
                    cx.word(W::ThisReport),
                    &super::value_words(value, q, cx.lang),
                    standing(d.standing, cx.lang).name,
                ],
            )?;
        }
        // What is in the cell stands for its own sources.
        for s in sides(d).into_iter().filter(|s| filled.is_none() || s.step == Step::Disagrees) {
            let id = s.question.split_once('/').map_or("", |(f, _)| f);
            list.row(
                false,
                &[
                    &number,
                    &convention_of(&s.question, cx.format),
                    &format_name(id),
                    &source_number(s),
                    &s.period.map(|p| p.to_string()).unwrap_or_default(),
                    &both(&s.file, &s.place, ", "),
                    // Why the two do not go together is half of what a person needs to decide.
                    &both(s.says.trim(), s.reason.trim(), "\n→ "),
                    step(s.step, cx.lang),
                ],
            )?;
        }
    }
    list.close(cx)
}

/// Two texts with something between them, or the one that is not empty.
fn both(a: &str, b: &str, between: &str) -> String {
    [a, b].into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join(between)
}
