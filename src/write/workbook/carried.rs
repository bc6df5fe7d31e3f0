//! The very hidden sheet with the reports a core report was made from.

use crate::model::offer::value_parts;
use crate::model::own::{self, carried as row};
use crate::model::{Answer, Report};
use crate::write::Error;

use super::cells::{self, Style};
use super::page::Page;

/// Writes reports so that they read back as they were.
pub(super) fn sheet(reports: &[Report]) -> Result<Page, Error> {
    let mut out = Rows { page: Page::new(own::CARRIED)?, next: 0 };
    out.page.frame.set_very_hidden(true);
    out.write(&[row::HEAD, row::VERSION])?;
    for r in reports {
        let party = r.party.map(|p| p.code().to_owned()).unwrap_or_default();
        let period = r.period.map(|p| p.to_string()).unwrap_or_default();
        out.write(&[row::REPORT, &party, &r.format, &period, r.lang.map_or("", |l| l.code()), &r.file])?;
        for i in &r.items {
            out.write(&[row::ITEM, &i.id, &i.title, &i.frameworks.join(" ")])?;
        }
        for a in &r.answers {
            answer(&mut out, a)?;
        }
    }
    Ok(out.page)
}

fn answer(out: &mut Rows, a: &Answer) -> Result<(), Error> {
    let (kind, value) = a.value.as_ref().map(value_parts).unwrap_or_default();
    out.write(&[
        row::ANSWER,
        &a.question,
        a.item.as_deref().unwrap_or(""),
        kind,
        &value,
        a.details.as_deref().unwrap_or(""),
        if a.confirmed { "yes" } else { "no" },
        a.lang.map_or("", |l| l.code()),
        a.english.as_deref().unwrap_or(""),
        &a.origin.place,
    ])?;
    for r in &a.rows {
        out.write(&[row::ROW, &json(r)])?;
    }
    Ok(())
}

/// JSON of lists and maps of texts, which always have such a form.
fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

struct Rows {
    page: Page,
    next: usize,
}

impl Rows {
    fn write(&mut self, texts: &[&str]) -> Result<(), Error> {
        let mut more: Vec<(usize, String)> = Vec::new();
        let at = cells::row(self.next)?;
        self.next += 1;
        for (c, text) in texts.iter().enumerate().filter(|(_, t)| !t.is_empty()) {
            let mut pieces = cells::pieces(&cells::clean(text)).into_iter();
            if let Some(first) = pieces.next() {
                self.page.text(at, cells::column(c)?, &first, Style::Bare)?;
            }
            more.extend(pieces.map(|p| (c, p)));
        }
        for (c, piece) in more {
            let at = cells::row(self.next)?;
            self.next += 1;
            self.page.text(at, 0, row::MORE, Style::Bare)?;
            self.page.text(at, 1, &c.to_string(), Style::Bare)?;
            self.page.text(at, 2, &piece, Style::Bare)?;
        }
        Ok(())
    }
}
