//! Drafts for the core report: those of every convention together, and the registers.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rayon::prelude::*;

use super::{Core, base_and_evidence, coordination, format_of, lists, stale, told_to_others};
use crate::catalogue::Catalogue;
use crate::crosswalk::Crosswalk;
use crate::model::register::column;
use crate::model::{
    Attribution, CORE, Draft, Drafted, Entry, Finding, Lang, Party, Period, Question, Registers, Relative, Report,
    Source, Standing, Step, Years, value_text,
};
use crate::prefill::{self, Request};
use crate::sharing::{CONTRIBUTIONS, NOT_THEIRS};

/// What to write into the core report, and from what.
#[derive(Debug, Clone, Copy)]
pub struct CoreRequest<'a> {
    /// The Party; `None`: the one Party of the reports.
    pub party: Option<Party>,
    /// Years of the conventions' reports; where they are not said: those of the core report given, else those
    /// the format fixes.
    pub years: &'a Years,
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
    /// Reports, by format and file, that the core report given was made from: what they propose for the
    /// registers was proposed then, and a row deleted since stays away.
    pub known: &'a BTreeSet<(String, String)>,
}

impl CoreRequest<'_> {
    /// True for a report whose proposals were made before.
    pub(super) fn is_known(&self, r: &Report) -> bool {
        self.known.contains(&(r.format.clone(), r.file.clone()))
    }
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
    /// Ids of the country's national targets, by which rows of registers may be tagged.
    pub targets: Vec<String>,
    /// Whom a part of it is handed out to.
    pub handed: Option<Handed>,
}

/// The register of national targets.
const TARGETS: &str = "core/targets";

/// Whom a part of a core report is handed out to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Handed {
    /// The expert, ministry, agency or partner.
    pub to: String,
    /// The day by which it is to come back, as the user wrote it; may be empty.
    pub due: String,
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
pub fn blank(core: &Core, party: Option<Party>, years: &Years, catalogue: &Catalogue) -> CoreDraft {
    let drafted = Drafted::blank(&core.format, party, None);
    let mut periods = BTreeMap::new();
    for id in &core.conventions {
        if let Some(p) = years.of(id).or_else(|| catalogue.format(id)?.period) {
            periods.insert(id.clone(), p);
        }
    }
    CoreDraft { drafted, periods, carried: Vec::new(), targets: Vec::new(), handed: None }
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
    let mut lists = lists::gather(core, request, catalogue, crosswalk);
    let made: Vec<(Drafted, Vec<Finding>)> = core
        .conventions
        .par_iter()
        .filter_map(|id| {
            let target = catalogue.format(id)?;
            let (base, evidence) = base_and_evidence(request.base, id, request.years.of(id));
            let mut reports: Vec<Report> = request.reports.iter().cloned().chain(evidence).collect();
            reports.extend(told_to_others(request.previous, target, crosswalk));
            let one = Request {
                target,
                party: request.party,
                period: request.years.of(id),
                lang: request.lang,
                reports: &reports,
                previous: request.previous,
                base: &base,
                registers: Some(&lists),
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
        drafts: Vec::new(),
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
    contributions(&mut drafted, core, request);
    lists::feed(&mut lists, &drafted.drafts, core);
    drafted.drafts.splice(0..0, registers(core, request, lists));
    if !request.registers.file.is_empty() {
        drafted.files.push(request.registers.file.clone());
    }
    drafted.files.sort();
    drafted.files.dedup();
    // What other Parties told is no business of this one's core report.
    let ours = |r: &&Report| r.party.is_none() || drafted.party.is_none() || r.party == drafted.party;
    // The registers of the last cycle have gone on into this one's.
    let told = request.reports.iter().chain(request.previous).filter(|r| r.format != CORE);
    let carried = told.filter(ours).cloned().collect();
    let targets = drafted.drafts.iter().filter(|d| d.question == TARGETS);
    let targets = targets.flat_map(|d| d.rows.iter().filter_map(|r| r.get(column::ID)));
    let targets = targets.map(|id| id.trim().to_owned()).collect();
    (CoreDraft { drafted, periods, carried, targets, handed: None }, findings)
}

/// Names and days that people wrote beside an answer stay with it. Who knows stays from cycle to cycle;
/// who confirmed an old answer says nothing about the new one.
fn attribute(drafted: &mut Drafted, request: &CoreRequest) {
    let mut known: HashMap<(&str, Option<&str>), Attribution> = HashMap::new();
    for r in request.base.iter().chain(request.previous) {
        let now = is_current(r, request.years.of(&r.format)) && request.base.iter().any(|b| std::ptr::eq(b, r));
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

/// Answers of contributors that nobody settled yet stand beside the cell as sides of a conflict, until
/// one of them is in it.
fn contributions(drafted: &mut Drafted, core: &Core, request: &CoreRequest) {
    let rows = request.registers.rows(CONTRIBUTIONS).iter().filter(|e| e.get("settled").is_empty());
    let mut open: BTreeMap<(&str, &str), Vec<&Entry>> = BTreeMap::new();
    for e in rows.filter(|e| e.get("why") != NOT_THEIRS) {
        open.entry((e.get("question"), e.get("item"))).or_default().push(e);
    }
    for d in &mut drafted.drafts {
        let Some(sides) = open.get(&(d.question.as_str(), d.item.as_deref().unwrap_or(""))) else { continue };
        let stands = d.value.as_ref().map(value_text).unwrap_or_default();
        let details = d.details.as_deref().unwrap_or("");
        let taken = |e: &&Entry| e.get("answer") == stands && e.get("details") == details.trim();
        if sides.iter().any(taken) && d.standing == Standing::Kept {
            continue;
        }
        for e in sides {
            d.sources.push(Source {
                question: d.question.clone(),
                item: d.item.clone(),
                party: drafted.party,
                period: None,
                file: e.get("file").to_owned(),
                place: [e.get("contributor"), e.get("on")]
                    .into_iter()
                    .filter(|t| !t.is_empty())
                    .collect::<Vec<_>>()
                    .join(", "),
                relation: "same-question".to_owned(),
                step: Step::Disagrees,
                says: says(e, core.format.question(&d.question), request.lang),
                reason: String::new(),
                confirmed: true,
            });
        }
        if !d.standing.fills() {
            d.standing = Standing::Conflict;
        }
    }
}

/// A contributor's answer in words.
fn says(e: &Entry, question: Option<&Question>, lang: Lang) -> String {
    let label = |code: &str| question.and_then(|q| q.option(code)).map(|o| o.text.get(lang).to_owned());
    let answer: Vec<String> = e
        .get("answer")
        .split("; ")
        .map(|c| label(c).unwrap_or_else(|| c.to_owned()))
        .filter(|t| !t.is_empty())
        .collect();
    let text = [answer.join("; "), e.get("details").to_owned()];
    let text = text.iter().filter(|t| !t.is_empty()).cloned().collect::<Vec<_>>().join("\n");
    let blank = match lang {
        Lang::En => "(empty)",
        Lang::Fr => "(vide)",
        Lang::Es => "(vacía)",
    };
    if text.is_empty() { blank.to_owned() } else { text }
}

/// A draft for every register and for what is asked about it: the rows of all core reports given, and
/// the first one's answers.
fn registers(core: &Core, request: &CoreRequest, lists: Registers) -> Vec<Draft> {
    let rows = lists.into_answers();
    let said: Vec<&Report> = request.base.iter().chain(request.previous).filter(|r| r.format == CORE).collect();
    core.registers()
        .map(|q| {
            let own = said.iter().find_map(|r| r.answer(&q.id, None).filter(|a| a.value.is_some()));
            let row = rows.iter().find(|a| a.question == q.id);
            let value = own.or(row).and_then(|a| a.value.clone());
            let rows = row.map(|a| a.rows.clone()).unwrap_or_default();
            let standing = match own {
                Some(a) if !a.confirmed => Standing::CarriedOver,
                _ if value.is_some() || !rows.is_empty() => Standing::Kept,
                _ => Standing::Gap,
            };
            let mut draft = Draft { standing, value, rows, ..Draft::gap(&q.id, None) };
            if q.id == coordination::QUESTION {
                coordination::propose(&mut draft, core, request);
            }
            draft
        })
        .collect()
}
