//! What a country told whom: coverage, what one new answer would give, contradictions between
//! reports, questions asked more than once, and what changed from one report to the next.
//!
//! Everything here is drawn from the drafts of all conventions ([`crate::prefill`]) and from the
//! answers themselves. Answers to questions that ask for personal contacts are counted and never
//! quoted.

mod compare;
mod contradictions;
mod coverage;
mod figures;
mod many;
mod pool;
mod repeated;
mod words;
mod worth;

use serde::Serialize;

use crate::catalogue::Catalogue;
use crate::crosswalk::Crosswalk;
use crate::model::{CORE, Drafted, Finding, Format, Lang, Party, Period, Registers, Report};
use crate::prefill::{Request as Prefill, continues_in, prefill};

pub use compare::{Change, Changed, Comparison, compare};
pub use contradictions::{Contradiction, Grade, Kind, Place, Side, Time};
pub use coverage::{Asked, Class, Coverage, OfFormat, OfFramework, Row, Tally, Told};
pub use many::{Answered, Distribution, Many, ManyRow, OptionCount, Overview, many, slim};
pub use repeated::{Burden, First, Shared, SharedQuestion};
pub use words::framework_name;
pub use worth::{Measure, Worth, WorthQuestion};

/// What to look at.
pub struct Request<'a> {
    /// The Party; `None`: the one Party of the reports.
    pub party: Option<Party>,
    /// The period to look at; `None`: for each convention that of its newest report.
    pub period: Option<Period>,
    /// Language of labels and reasons.
    pub lang: Lang,
    /// Reports of any format.
    pub reports: &'a [Report],
}

/// One of the reports that were looked at.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Used {
    /// Format id.
    pub format: String,
    /// Convention.
    pub convention: String,
    /// Years covered.
    pub period: Option<Period>,
    /// File name.
    pub file: String,
    /// How many answers it holds.
    pub answers: usize,
}

/// Everything about one Party.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Gaps {
    /// The Party.
    pub party: Option<Party>,
    /// Language of labels and reasons.
    pub lang: Lang,
    /// Reports looked at, by convention and period.
    pub reports: Vec<Used>,
    /// What is answered, reusable and open.
    pub coverage: Coverage,
    /// Answers that do not go together.
    pub contradictions: Vec<Contradiction>,
    /// What one new answer, or one new measure, would give.
    pub worth: Worth,
    /// Questions asked more than once.
    pub burden: Burden,
}

/// Formats that are looked at: those that reports are written to, without the core report.
pub fn targets(catalogue: &Catalogue) -> impl Iterator<Item = &Format> {
    catalogue.targets().filter(|f| f.id != CORE)
}

/// The number a person looks for, of a question of any format: a row without one stands under its
/// title's.
#[must_use]
pub fn number(catalogue: &Catalogue, question: &str) -> String {
    let Some(q) = catalogue.question(question) else {
        return question.split_once('/').map_or(question, |(_, k)| k).to_owned();
    };
    if !q.number.is_empty() {
        return q.number.clone();
    }
    let title = q.parent.as_deref().and_then(|p| catalogue.question(p)).filter(|p| !p.number.is_empty());
    match (title, q.key().split_once('#')) {
        (Some(t), _) => t.number.clone(),
        (None, Some((title, _))) => title.to_owned(),
        (None, None) => q.key().to_owned(),
    }
}

/// The label of a question as it is understood alone: a row of a matrix after its title.
#[must_use]
pub fn label(catalogue: &Catalogue, question: &str, lang: Lang) -> String {
    let Some(q) = catalogue.question(question) else { return String::new() };
    let title = q.parent.as_deref().filter(|_| q.id.contains('#')).and_then(|p| catalogue.question(p));
    match title {
        Some(t) => {
            let colon = if lang == Lang::Fr { "\u{a0}:" } else { ":" };
            format!("{}{colon} {}", t.label.get(lang), q.label.get(lang))
        }
        None => q.label.get(lang).to_owned(),
    }
}

/// Looks at the reports of one Party.
#[must_use]
pub fn gaps(request: &Request, catalogue: &Catalogue, crosswalk: &Crosswalk) -> (Gaps, Vec<Finding>) {
    let mut findings: Vec<Finding> = Vec::new();
    let mut drafted: Vec<(&Format, Drafted)> = Vec::new();
    let mut registers = Registers::default();
    for core in request.reports.iter().filter(|r| r.format == CORE) {
        registers.add(Registers::from_report(core));
    }
    let mut party = request.party.or_else(|| most_reports(request.reports));
    for target in targets(catalogue) {
        let prefill_request = Prefill {
            target,
            party: request.party,
            period: request.period.or_else(|| newest(request.reports, party, target, crosswalk)),
            lang: request.lang,
            reports: request.reports,
            previous: &[],
            base: &[],
            registers: (!registers.is_empty()).then_some(&registers),
        };
        let (d, found) = prefill(&prefill_request, catalogue, crosswalk);
        party = party.or(d.party);
        for f in found {
            if !findings.contains(&f) {
                findings.push(f);
            }
        }
        drafted.push((target, d));
    }
    let ours: Vec<&Report> = request
        .reports
        .iter()
        .filter(|r| r.format != CORE && (r.party.is_none() || party.is_none() || r.party == party))
        .collect();
    let pool = pool::Pool::build(&ours, catalogue, crosswalk);
    let contradictions = contradictions::find(&pool, catalogue, crosswalk, request.lang);
    let mut worth = worth::worth(&drafted, catalogue, crosswalk, request.lang);
    let coverage = coverage::coverage(&drafted, &worth, catalogue, crosswalk, request.lang);
    worth::most_helpful(&mut worth);
    let burden = repeated::burden(&pool, catalogue, crosswalk, request.lang);
    let mut reports: Vec<Used> = ours
        .iter()
        .map(|r| Used {
            format: r.format.clone(),
            convention: catalogue.format(&r.format).map_or_else(|| r.format.clone(), |f| f.convention.clone()),
            period: r.period,
            file: r.file.clone(),
            answers: r.answers.iter().filter(|a| !a.is_blank()).count(),
        })
        .collect();
    reports.sort_by(|a, b| {
        a.convention.cmp(&b.convention).then(b.period.cmp(&a.period)).then_with(|| a.file.cmp(&b.file))
    });
    (Gaps { party, lang: request.lang, reports, coverage, contradictions, worth, burden }, findings)
}

/// Of several Parties the one with most reports, as drafts choose it; a finding says that a choice was
/// made.
fn most_reports(reports: &[Report]) -> Option<Party> {
    let mut count: std::collections::BTreeMap<Party, usize> = std::collections::BTreeMap::new();
    for p in reports.iter().filter_map(|r| r.party) {
        *count.entry(p).or_default() += 1;
    }
    count.into_iter().max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(&a.0))).map(|(p, _)| p)
}

/// The period of the newest report of a format itself; what came in an older edition is last cycle's.
fn newest(reports: &[Report], party: Option<Party>, target: &Format, crosswalk: &Crosswalk) -> Option<Period> {
    reports
        .iter()
        .filter(|r| r.party.is_none() || party.is_none() || r.party == party)
        .filter(|r| r.format == target.id && continues_in(r, target, crosswalk))
        .filter_map(|r| r.period)
        .max_by_key(|p| (p.to, p.from))
}
