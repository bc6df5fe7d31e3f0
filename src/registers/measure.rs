//! A row of `core/measures`, read once.

use crate::model::{Entry, Lang, Period};
use crate::read::fold::fold;

use super::doubts::refused;
use super::text::years;
use super::{column, words};

/// When something was: from a year to a year, or still going on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    pub from: u16,
    /// `None`: it goes on.
    pub to: Option<u16>,
}

impl Span {
    /// Reads `2021`, `2021-2023`, `2021-`, and days or words around the years.
    pub(super) fn parse(text: &str) -> Option<Span> {
        let period = Period::parse(text)?;
        let open = text.trim_end().ends_with(['-', '–', '—', '…']);
        let to = if open && period.from == period.to { None } else { Some(period.to) };
        Some(Span { from: period.from, to })
    }

    /// As the register writes it.
    pub(super) fn text(self) -> String {
        match self.to {
            Some(to) if to == self.from => self.from.to_string(),
            Some(to) => format!("{}-{to}", self.from),
            None => format!("{}-", self.from),
        }
    }
}

/// A measure ready to be asked.
pub(super) struct Measure<'a> {
    pub entry: &'a Entry,
    /// Kind code; empty where nobody said.
    pub kind: String,
    pub span: Option<Span>,
    pub status: String,
    /// Years of the reports a candidate came from.
    pub told: Vec<Period>,
    /// Title, folded.
    pub folded: String,
}

impl<'a> Measure<'a> {
    /// Reads a row; `None` where it says nothing yet.
    pub(super) fn new(entry: &'a Entry) -> Option<Measure<'a>> {
        let empty = entry.get(column::TITLE).is_empty() && column::TEXTS.iter().all(|(_, c)| entry.get(c).is_empty());
        if empty {
            return None;
        }
        Some(Measure {
            kind: entry.get(column::KIND).to_lowercase(),
            span: Span::parse(entry.get(column::PERIOD)),
            status: entry.get(column::STATUS).to_lowercase(),
            told: entry.list(column::ORIGIN).filter_map(told).collect(),
            folded: fold(entry.get(column::TITLE)),
            entry,
        })
    }

    /// Title, or the first words of its text.
    pub(super) fn title(&self) -> &'a str {
        let title = self.entry.get(column::TITLE);
        if title.is_empty() { self.any_text().map_or("", |(_, t)| t) } else { title }
    }

    /// Its text in a language.
    pub(super) fn text(&self, lang: Lang) -> &'a str {
        column::TEXTS.iter().find(|(l, _)| *l == lang).map_or("", |(_, c)| self.entry.get(c))
    }

    /// Its first text in any language.
    pub(super) fn any_text(&self) -> Option<(Lang, &'a str)> {
        column::TEXTS.iter().map(|(l, c)| (*l, self.entry.get(c))).find(|(_, t)| !t.is_empty())
    }

    /// True for what is not there yet.
    pub(super) fn planned(&self) -> bool {
        matches!(self.status.as_str(), "planned" | "in-preparation")
    }

    /// True for what was given up or refused, told in no report.
    pub(super) fn cancelled(&self) -> bool {
        self.status == "cancelled"
    }

    /// True where words say that it was refused or is not there yet, and no person has said what its state is.
    pub(super) fn uncertain(&self) -> bool {
        let texts = || column::TEXTS.iter().any(|(_, c)| refused(self.entry.get(c)));
        refused(self.entry.get(column::TITLE)) || self.status.is_empty() && texts()
    }

    /// True where it ended before the period began. One year says of a law or an inventory when it was
    /// made, not that it is over.
    pub(super) fn ended(&self, period: Option<Period>) -> bool {
        if self.status == "ended" {
            // What ended within the period was there in it; without years, what a report of these years
            // tells of was there in them.
            if let (None, Some(p)) = (self.span, period)
                && self.told.iter().any(|t| t.from <= p.to && t.to >= p.from)
            {
                return false;
            }
            return !matches!((self.span.and_then(|s| s.to), period), (Some(to), Some(p)) if to >= p.from);
        }
        if self.status == "ongoing" {
            return false;
        }
        let (Some(span), Some(p)) = (self.span, period) else { return false };
        let Some(to) = span.to else { return false };
        let made_once = span.from == to && words::kind(&self.kind).is_none_or(|k| k.stays);
        to < p.from && !made_once
    }

    /// True for what is called ongoing though the years say that it ended before the period: somebody has to look.
    pub(super) fn outlived(&self, p: Period) -> bool {
        let stays = words::kind(&self.kind).is_none_or(|k| k.stays);
        self.status == "ongoing"
            && self.span.is_some_and(|s| s.to.is_some_and(|to| to < p.from && !(s.from == to && stays)))
    }

    /// True where its sentences tell of years before the period, and of none since.
    pub(super) fn told_of_old(&self, p: Period) -> bool {
        let mut named = column::TEXTS.iter().flat_map(|(_, c)| years(self.entry.get(c))).map(|(_, y)| y).peekable();
        named.peek().is_some() && named.all(|y| y < p.from)
    }

    /// True where it went on in the period; `None` where nothing says when it was.
    pub(super) fn during(&self, period: Option<Period>) -> Option<bool> {
        let p = period?;
        if let Some(s) = self.span {
            if self.status == "ended" && s.to.is_none() {
                // It is over, and nobody says whether it was by then.
                return (s.from > p.to).then_some(false);
            }
            if self.outlived(p) {
                return None;
            }
            let to = if self.status == "ongoing" { None } else { s.to };
            return Some(s.from <= p.to && to.is_none_or(|to| to >= p.from));
        }
        // A report tells of its own years: what was told only of others did not happen in these.
        if !self.told.is_empty() && self.told.iter().all(|t| t.to < p.from || t.from > p.to) {
            return Some(false);
        }
        None
    }

    /// When it was, for a reader; nothing where it is over and nobody says since when, so that it does not look as
    /// if it went on.
    pub(super) fn years(&self) -> Option<String> {
        self.span.filter(|s| s.to.is_some() || self.status != "ended").map(Span::text)
    }

    /// By what newer ones come first.
    pub(super) fn year(&self) -> u16 {
        match self.span {
            Some(Span { to: None, from }) => from,
            Some(Span { to: Some(to), .. }) => to,
            None => self.told.iter().map(|t| t.to).max().unwrap_or(0),
        }
    }
}

/// The years of the report an origin names: `Ramsar 4.4, 2021-2023, file, place`.
fn told(origin: &str) -> Option<Period> {
    origin
        .split(',')
        .skip(1)
        .map(str::trim)
        .find(|p| p.starts_with(|c: char| c.is_ascii_digit()))
        .and_then(Period::parse)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Row;

    fn entry(cells: &[(&str, &str)]) -> Entry {
        let cells: Row = cells.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        Entry { id: "m-1".to_owned(), cells, ..Entry::default() }
    }

    #[test]
    fn periods_say_what_ended_and_what_went_on() {
        let p = Some(Period { from: 2021, to: 2023 });
        let m = |kind: &str, period: &str, status: &str| {
            let e = entry(&[("title", "T"), ("kind", kind), ("period", period), ("status", status)]);
            let m = Measure::new(&e).map(|m| (m.ended(p), m.during(p)));
            m.expect("a measure")
        };
        assert_eq!(m("law", "2016", ""), (false, Some(false)), "a law of 2016 stands, and was not made in the period");
        assert_eq!(m("project", "2016", ""), (true, Some(false)));
        assert_eq!(m("project", "2018-", ""), (false, Some(true)));
        assert_eq!(m("plan", "2014-2020", ""), (true, Some(false)));
        assert_eq!(m("plan", "2014-2020", "ongoing"), (false, None), "the years are over, and it is said to go on");
        assert_eq!(m("law", "2014", "ongoing"), (false, Some(true)), "one year says when it was made");
        assert_eq!(m("project", "2019-2021", "ended"), (false, Some(true)), "it ended within the period");
        assert_eq!(m("law", "", "ended"), (true, None));
        assert_eq!(m("project", "2018-", "ended"), (true, None), "over, and nobody says since when");
        assert_eq!(m("project", "2025-", "ended"), (true, Some(false)));
        let e = entry(&[
            ("title", "T"),
            ("origin", "Ramsar 4.3, 2015-2017, a.csv, line 4; CMS V.1a, 2014-2017, b.ods, S!A1"),
        ]);
        assert_eq!(Measure::new(&e).and_then(|m| m.during(p)), Some(false));
        assert!(Measure::new(&entry(&[("title", " ")])).is_none());
        assert_eq!(Span::parse("since 2021-").map(Span::text).as_deref(), Some("2021-"));
    }
}
