//! Telling what came out of a core report from the other reports a user gave.

use std::collections::BTreeSet;

use super::is_current;
use crate::crosswalk::Crosswalk;
use crate::model::{CORE, Format, Period, Registers, Relative, Report, Years};
use crate::prefill::continues_in;

/// Reports of a core report, and the others.
#[derive(Debug, Clone, Default)]
pub struct Carried {
    /// Registers of all core reports, those of the first before those of the next.
    pub registers: Registers,
    /// Reports that stood in a core report: the registers as they were answered, and each convention's.
    pub kept: Vec<Report>,
    /// Everything else.
    pub others: Vec<Report>,
}

/// Takes apart what was read: a file that holds a report of format `core` is a core report, and the
/// conventions' reports in it are the country's present answers.
#[must_use]
pub fn take_apart(reports: Vec<Report>) -> Carried {
    let files: BTreeSet<String> = reports.iter().filter(|r| r.format == CORE).map(|r| r.file.clone()).collect();
    let mut carried = Carried::default();
    for r in reports {
        if r.format == CORE {
            carried.registers.add(Registers::from_report(&r));
            carried.kept.push(r);
        } else if files.contains(&r.file) {
            carried.kept.push(r);
        } else {
            carried.others.push(r);
        }
    }
    carried
}

impl Carried {
    /// As the last cycle's: rows go on; what is declared of the lists has to be confirmed for the new years.
    #[must_use]
    pub fn of_last_cycle(mut self) -> Carried {
        self.registers = self.registers.of_last_cycle();
        for r in self.kept.iter_mut().filter(|r| r.format == CORE) {
            r.answers.iter_mut().for_each(|a| a.confirmed = false);
        }
        self
    }

    /// The same where nothing that stood in the core report is of the years being written.
    #[must_use]
    pub fn for_years(self, years: &Years) -> Carried {
        let mut told = self.kept.iter().filter(|r| r.format != CORE).peekable();
        if told.peek().is_some() && told.all(|r| !is_current(r, years.of(&r.format))) {
            return self.of_last_cycle();
        }
        self
    }
}

/// Adds the reports that core reports carry along, but for those the user gave as well. A report whose
/// answers the core report holds itself is not added: what a person changed or emptied there would come
/// back from it. Of an earlier core report among them only the conventions' reports are added, as last
/// cycle's: its registers have gone on into this one, and it is no present answer of the country.
#[must_use]
pub fn with_carried(mut reports: Vec<Report>, carried: Vec<Report>) -> Vec<Report> {
    let told = evidence_along(&reports, carried);
    reports.extend(told);
    reports
}

/// The reports that core reports carry along and that are evidence beside them: see [`with_carried`].
#[must_use]
pub fn evidence_along(reports: &[Report], carried: Vec<Report>) -> Vec<Report> {
    let files: BTreeSet<&str> = reports.iter().filter(|r| r.format == CORE).map(|r| r.file.as_str()).collect();
    let held: Vec<(&str, Option<Period>)> =
        reports.iter().filter(|r| files.contains(r.file.as_str())).map(|r| (r.format.as_str(), r.period)).collect();
    let mut told: Vec<Report> = Vec::new();
    for c in carried.into_iter().filter(|c| c.format != CORE) {
        let same = |r: &Report| (r.party, &r.format, r.period, &r.file) == (c.party, &c.format, c.period, &c.file);
        let own = held.iter().any(|(f, p)| *f == c.format && Period::relative(c.period, *p) == Relative::Same);
        if !own && !reports.iter().chain(&told).any(same) {
            told.push(c);
        }
    }
    told
}

/// Of last cycle's reports those to other conventions: evidence for this one's.
#[must_use]
pub fn told_to_others(previous: &[Report], target: &Format, crosswalk: &Crosswalk) -> Vec<Report> {
    let others = previous.iter().filter(|r| r.format != CORE && !continues_in(r, target, crosswalk));
    others.cloned().collect()
}

/// What of a core report's reports is the base of one convention's report, and what is evidence for it.
/// Answers about an earlier period are last cycle's and come with the evidence.
#[must_use]
pub fn base_and_evidence(kept: &[Report], format: &str, period: Option<Period>) -> (Vec<Report>, Vec<Report>) {
    kept.iter()
        .filter(|r| r.format != CORE)
        .map(|r| if is_current(r, period) { without_made(r.clone()) } else { r.clone() })
        .partition(|r| r.format == format && is_current(r, period))
}

/// What rules and measures made is made anew, unless a person has changed or confirmed it since.
fn without_made(mut report: Report) -> Report {
    for a in &mut report.answers {
        if a.made.as_ref().is_some_and(|m| !m.touched) {
            (a.value, a.details, a.made) = (None, None, None);
            a.rows.clear();
        }
    }
    report.answers.retain(|a| !a.is_blank() || !a.attribution.is_empty());
    report
}
