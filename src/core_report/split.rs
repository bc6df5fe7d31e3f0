//! Telling what came out of a core report from the other reports a user gave.

use std::collections::BTreeSet;

use crate::model::{CORE, Registers, Report};

/// Reports of a core report, and the others.
#[derive(Debug, Clone, Default)]
pub struct Carried {
    /// Registers of all core reports, those of the first before those of the next.
    pub registers: Registers,
    /// Conventions' reports that stood in a core report.
    pub kept: Vec<Report>,
    /// Everything else.
    pub others: Vec<Report>,
}

/// Takes apart what was read: a file that holds a report of format `core` is a core report, and the
/// conventions' reports in it are the country's present answers.
#[must_use]
pub fn split(reports: Vec<Report>) -> Carried {
    let files: BTreeSet<String> = reports.iter().filter(|r| r.format == CORE).map(|r| r.file.clone()).collect();
    let mut carried = Carried::default();
    for r in reports {
        if r.format == CORE {
            carried.registers.add(Registers::from_report(&r));
        } else if files.contains(&r.file) {
            carried.kept.push(r);
        } else {
            carried.others.push(r);
        }
    }
    carried
}

/// Adds the reports that core reports carry along, but for those the user gave as well.
#[must_use]
pub fn with_carried(mut reports: Vec<Report>, carried: Vec<Report>) -> Vec<Report> {
    for c in carried {
        let same = |r: &Report| (r.party, &r.format, r.period, &r.file) == (c.party, &c.format, c.period, &c.file);
        if !reports.iter().any(same) {
            reports.push(c);
        }
    }
    reports
}
