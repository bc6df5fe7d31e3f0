//! What old reports propose for the registers. Only what a report says becomes a row, and every row
//! waits for a person.

mod lists;
mod measures;
mod twins;

use crate::catalogue::Catalogue;
use crate::crosswalk::Crosswalk;
use crate::model::{CORE, Registers, Report};

use super::list;

/// Rows that old reports propose and that no register has yet: none confirmed, ids made of what they
/// say, what several reports tell in one row with several origins. The order of the reports does not
/// matter.
#[must_use]
pub fn candidates(reports: &[&Report], known: &Registers, catalogue: &Catalogue, crosswalk: &Crosswalk) -> Registers {
    let mut reports: Vec<&Report> = reports.iter().copied().filter(|r| r.format != CORE).collect();
    reports.sort_by(|a, b| {
        let key = |r: &Report| (r.format.clone(), r.period, r.file.clone());
        key(a).cmp(&key(b))
    });
    let mut found = Registers { party: reports.iter().find_map(|r| r.party), ..Registers::default() };
    let measures = measures::measures(&reports, known.rows(list::MEASURES), catalogue, crosswalk);
    if !measures.is_empty() {
        found.lists.insert(list::MEASURES.to_owned(), measures);
    }
    // The newest report comes first: of two holders of a role the later one holds it.
    let mut newest: Vec<_> = reports.iter().filter_map(|r| Some((*r, catalogue.format(&r.format)?))).collect();
    newest.sort_by_key(|(r, _)| std::cmp::Reverse(r.period.map(|p| p.to)));
    for (name, rows) in lists::lists(&newest, known) {
        found.lists.insert(name.to_owned(), rows);
    }
    found
}
