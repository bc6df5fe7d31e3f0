//! Reporting periods, to the year.

use serde::{Serialize, Serializer};
use std::collections::BTreeMap;

/// The years a report covers, both included. Forms differ in days and months; years are what can be
/// compared between them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Period {
    /// First year.
    pub from: u16,
    /// Last year; the same as `from` for a single year.
    pub to: u16,
}

/// How the period of a source stands to the period of the report being written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relative {
    /// The source covers an earlier period.
    Earlier,
    /// The same period.
    Same,
    /// A later period.
    Later,
    /// At least one of the two is not known.
    Unknown,
}

impl Period {
    /// Reads `2018-2020`, `2018/2020`, `2018 to 2020`, `2021`, or any text that names one or two
    /// years between 1970 and 2100 ("January 2018 - December 2020"). `None` where there is no year
    /// or where the years run backwards.
    #[must_use]
    pub fn parse(text: &str) -> Option<Period> {
        let mut years = Vec::new();
        let mut digits = String::new();
        for c in text.chars().chain(std::iter::once(' ')) {
            if c.is_ascii_digit() {
                digits.push(c);
                continue;
            }
            if digits.len() == 4
                && let Ok(y) = digits.parse::<u16>()
                && (1970..=2100).contains(&y)
            {
                years.push(y);
            }
            digits.clear();
        }
        let (from, to) = (*years.first()?, *years.last()?);
        (from <= to).then_some(Period { from, to })
    }

    /// How `source` stands to `target`: same where both end in the same year, else by the last year.
    #[must_use]
    pub fn relative(source: Option<Period>, target: Option<Period>) -> Relative {
        match (source, target) {
            (Some(s), Some(t)) if s.to == t.to => Relative::Same,
            (Some(s), Some(t)) if s.to < t.to => Relative::Earlier,
            (Some(_), Some(_)) => Relative::Later,
            _ => Relative::Unknown,
        }
    }
}

impl std::fmt::Display for Period {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.from == self.to { write!(f, "{}", self.to) } else { write!(f, "{}-{}", self.from, self.to) }
    }
}

impl Serialize for Period {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

/// The years of reports that are written together: the same for all, and others for some formats.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Years {
    /// Those of every report that is not named in `each`.
    pub all: Option<Period>,
    /// Those of one format, by its id.
    pub each: BTreeMap<String, Period>,
}

impl Years {
    /// The years of the report in this format, where they were said.
    #[must_use]
    pub fn of(&self, format: &str) -> Option<Period> {
        self.each.get(format).copied().or(self.all)
    }
}

impl From<Option<Period>> for Years {
    fn from(all: Option<Period>) -> Years {
        Years { all, each: BTreeMap::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_years_out_of_words_and_refuses_nonsense() {
        assert_eq!(Period::parse("2018-2020"), Some(Period { from: 2018, to: 2020 }));
        assert_eq!(Period::parse("1 January 2021 to 31 December 2023"), Some(Period { from: 2021, to: 2023 }));
        assert_eq!(Period::parse("2022"), Some(Period { from: 2022, to: 2022 }));
        assert_eq!(Period::parse("2023-2021"), None);
        assert_eq!(Period::parse("12345, n/a"), None);
        assert_eq!(Period { from: 2022, to: 2022 }.to_string(), "2022");
    }
}
