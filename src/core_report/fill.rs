//! Drafts for the core report: those of every convention together, and the registers.

use std::collections::{BTreeMap, HashMap};

use rayon::prelude::*;

use super::{Core, base_and_evidence, format_of, stale};
use crate::catalogue::Catalogue;
use crate::crosswalk::Crosswalk;
use crate::model::{
    Attribution, CORE, Draft, Drafted, Finding, Lang, Party, Period, Registers, Relative, Report, Standing,
};
use crate::prefill::{self, Request};

/// What to write into the core report, and from what.
#[derive(Debug, Clone, Copy)]
pub struct CoreRequest<'a> {
    /// The Party; `None`: the one Party of the reports.
    pub party: Option<Party>,
    /// Years of every convention's report; `None`: those of the core report given, else those the
    /// format fixes.
    pub period: Option<Period>,
    /// Language of labels and reasons.
    pub lang: Lang,
    /// Reports of any convention.
    pub reports: &'a [Report],
    /// Reports of the last cycle.
    pub previous: &'a [Report],
    /// Reports whose answers are kept: those of a core report among them.
    pub base: &'a [Report],
    /// Registers of the core report given.
    pub registers: &'a Registers,
}

/// A core report being written.
#[derive(Debug, Clone, PartialEq)]
pub struct CoreDraft {
    /// Drafts of the registers, then of each convention.
    pub drafted: Drafted,
    /// Years that each convention's report covers, by format.
    pub periods: BTreeMap<String, Period>,
    /// The reports it was made from, which the workbook carries along: evidence for the next time and
    /// for those the work is shared with.
    pub carried: Vec<Report>,
}

impl CoreDraft {
    /// The draft of one convention's report: what the core report says to its questions.
    #[must_use]
    pub fn of(&self, format: &str) -> Drafted {
        let drafts: Vec<Draft> =
            self.drafted.drafts.iter().filter(|d| format_of(&d.question) == format).cloned().collect();
        let items = self
            .drafted
            .items
            .iter()
            .filter(|i| drafts.iter().any(|d| d.item.as_deref() == Some(i.id.as_str())))
            .cloned()
            .collect();
        Drafted {
            format: format.to_owned(),
            party: self.drafted.party,
            period: self.periods.get(format).copied(),
            files: self.drafted.files.clone(),
            items,
            drafts,
        }
    }
}

/// The empty core report.
#[must_use]
pub fn blank(core: &Core, party: Option<Party>, period: Option<Period>, catalogue: &Catalogue) -> CoreDraft {
    let drafted = Drafted::blank(&core.format, party, None);
    let mut periods = BTreeMap::new();
    for id in &core.conventions {
        if let Some(p) = period.or_else(|| catalogue.format(id)?.period) {
            periods.insert(id.clone(), p);
        }
    }
    CoreDraft { drafted, periods, carried: Vec::new() }
}

/// True where the answers of a report read from a core report are those of the report being written;
/// else they are last cycle's.
#[must_use]
pub fn is_current(report: &Report, period: Option<Period>) -> bool {
    period.is_none() || matches!(Period::relative(report.period, period), Relative::Same | Relative::Unknown)
}

/// Writes a draft for every question of every convention, and the registers as they stand.
#[must_use]
pub fn prefill(
    core: &Core,
    request: &CoreRequest,
    catalogue: &Catalogue,
    crosswalk: &Crosswalk,
) -> (CoreDraft, Vec<Finding>) {
    let made: Vec<(Drafted, Vec<Finding>)> = core
        .conventions
        .par_iter()
        .filter_map(|id| {
            let target = catalogue.format(id)?;
            let (base, evidence) = base_and_evidence(request.base, id, request.period);
            let reports: Vec<Report> = request.reports.iter().cloned().chain(evidence).collect();
            let one = Request {
                target,
                party: request.party,
                period: request.period,
                lang: request.lang,
                reports: &reports,
                previous: request.previous,
                base: &base,
            };
            let (mut drafted, findings) = prefill::prefill(&one, catalogue, crosswalk);
            stale::mark(&mut drafted, &one, catalogue, crosswalk);
            Some((drafted, findings))
        })
        .collect();
    let mut drafted = Drafted {
        format: CORE.to_owned(),
        party: request.party.or(request.registers.party),
        period: None,
        files: Vec::new(),
        items: Vec::new(),
        drafts: registers(core, request),
    };
    let mut periods = BTreeMap::new();
    let mut findings: Vec<Finding> = Vec::new();
    for (d, found) in made {
        // Four targets meet the same files: what is said of a file is said once.
        for f in found {
            if !findings.contains(&f) {
                findings.push(f);
            }
        }
        drafted.party = drafted.party.or(d.party);
        if let Some(p) = d.period {
            periods.insert(d.format, p);
        }
        drafted.files.extend(d.files);
        for item in d.items {
            if !drafted.items.iter().any(|i| i.id == item.id) {
                drafted.items.push(item);
            }
        }
        drafted.drafts.extend(d.drafts);
    }
    attribute(&mut drafted, request);
    if !request.registers.file.is_empty() {
        drafted.files.push(request.registers.file.clone());
    }
    drafted.files.sort();
    drafted.files.dedup();
    let carried = request.reports.iter().chain(request.previous).cloned().collect();
    (CoreDraft { drafted, periods, carried }, findings)
}

/// Names and days that people wrote beside an answer stay with it. Who knows stays from cycle to cycle;
/// who confirmed an old answer says nothing about the new one.
fn attribute(drafted: &mut Drafted, request: &CoreRequest) {
    let mut known: HashMap<(&str, Option<&str>), Attribution> = HashMap::new();
    for r in request.base.iter().chain(request.previous) {
        let now = is_current(r, request.period) && request.base.iter().any(|b| std::ptr::eq(b, r));
        for a in r.answers.iter().filter(|a| !a.attribution.is_empty()) {
            let whole = &a.attribution;
            let kept =
                if now { whole.clone() } else { Attribution { who: whole.who.clone(), ..Attribution::default() } };
            known.entry(a.key()).or_insert(kept);
        }
    }
    for d in &mut drafted.drafts {
        if let Some(a) = known.get(&(d.question.as_str(), d.item.as_deref())) {
            d.attribution = a.clone();
        }
    }
}

/// A draft for every register and for what is asked about it: the rows of all core reports given, and
/// the first one's answers.
fn registers(core: &Core, request: &CoreRequest) -> Vec<Draft> {
    let rows = request.registers.clone().into_answers();
    let said: Vec<&Report> = request.base.iter().chain(request.previous).filter(|r| r.format == CORE).collect();
    core.registers()
        .map(|q| {
            let own = said.iter().find_map(|r| r.answer(&q.id, None).filter(|a| a.value.is_some()));
            let row = rows.iter().find(|a| a.question == q.id);
            let value = own.or(row).and_then(|a| a.value.clone());
            let rows = row.map(|a| a.rows.clone()).unwrap_or_default();
            let standing = if value.is_some() || !rows.is_empty() { Standing::Kept } else { Standing::Gap };
            Draft { standing, value, rows, ..Draft::gap(&q.id, None) }
        })
        .collect()
}
