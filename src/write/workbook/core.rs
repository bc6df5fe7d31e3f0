//! The workbook of the core report: the country's registers, and a sheet for each theme with the
//! questions of all conventions, subject by subject.
//!
//! Theme sheets have the columns of a convention's own workbook, and a few more at the right; hidden
//! ids are those of the conventions, so one reader serves both.

use std::collections::{BTreeMap, BTreeSet};

use crate::core_report::{Core, CoreDraft, Handed, Placed, format_of};
use crate::crosswalk::Crosswalk;
use crate::model::register::{YES, column};
use crate::model::{CORE, Draft, Drafted, Lang, Period, Question, Report, Row, Source, Step};
use crate::write::Error;
use crate::write::account::shorten;
use crate::write::words::{W, fill};

use super::{Cx, assemble, cells, source_head};

/// What a core report has besides drafts.
pub(super) struct Parts<'a> {
    /// Theme to its questions in order.
    pub(super) placed: BTreeMap<&'a str, Vec<&'a Placed>>,
    /// Years of each convention's report.
    pub(super) periods: &'a BTreeMap<String, Period>,
    /// Reports that are carried along.
    pub(super) carried: &'a [Report],
    /// Whom it is handed out to.
    pub(super) handed: Option<&'a Handed>,
    /// Ids of the country's national targets.
    pub(super) targets: &'a [String],
    /// Item to the formats that ask about it.
    items: BTreeMap<&'a str, BTreeSet<&'a str>>,
    /// Questions that stand on a sheet.
    questions: BTreeSet<&'a str>,
}

impl Parts<'_> {
    /// Formats that ask about an item.
    pub(super) fn formats_of(&self, item: &str) -> Vec<&str> {
        self.items.get(item).into_iter().flatten().copied().collect()
    }

    /// True where a question stands in this workbook.
    pub(super) fn has(&self, q: &Question) -> bool {
        self.questions.contains(q.id.as_str())
    }
}

/// Makes the workbook of a core report. `placement` says which questions stand in it, under which
/// subject and in which order: all of them as [`crate::core_report::place`] gives them, or any part
/// of that list, which then makes a workbook of that part alone.
///
/// # Errors
/// Where the workbook breaks a limit of the file format.
pub fn core(
    draft: &CoreDraft,
    core: &Core,
    placement: &[Placed],
    crosswalk: &Crosswalk,
    lang: Lang,
) -> Result<Vec<u8>, Error> {
    // A part of the report has the sources and contradictions of that part.
    let here: BTreeSet<(&str, Option<&str>)> =
        placement.iter().map(|p| (p.question.as_str(), p.item.as_deref())).collect();
    let is_here = |d: &&Draft| here.contains(&(d.question.as_str(), d.item.as_deref()));
    let drafts: Vec<Draft> = draft.drafted.drafts.iter().filter(is_here).cloned().collect();
    let used: BTreeSet<&str> = drafts.iter().filter_map(|d| d.item.as_deref()).collect();
    let items = draft.drafted.items.iter().filter(|i| used.contains(i.id.as_str())).cloned().collect();
    let whole = &draft.drafted;
    let drafted = Drafted {
        format: whole.format.clone(),
        party: whole.party,
        period: whole.period,
        files: whole.files.clone(),
        items,
        drafts,
    };
    let mut parts = Parts {
        placed: BTreeMap::new(),
        periods: &draft.periods,
        carried: &draft.carried,
        handed: draft.handed.as_ref(),
        targets: &draft.targets,
        items: BTreeMap::new(),
        questions: BTreeSet::new(),
    };
    for p in placement {
        parts.placed.entry(p.theme.as_str()).or_default().push(p);
        parts.questions.insert(p.question.as_str());
    }
    for d in &drafted.drafts {
        if let Some(item) = d.item.as_deref() {
            parts.items.entry(item).or_default().insert(format_of(&d.question));
        }
    }
    assemble(&Cx::new(&drafted, &core.format, crosswalk, lang, Some(parts)))
}

/// True where a person confirmed a row of a register.
pub(super) fn is_confirmed(row: &Row) -> bool {
    row.get(column::CONFIRMED).is_some_and(|c| c == YES)
}

/// Most sources shown under a subject; the sheet of sources has them all.
const MOST_SAID: usize = 12;

/// What was said about the questions of a subject so far, and to whom: each answer once, the newest
/// first, with its source; what disagrees is marked.
pub(super) fn said(group: &[&Placed], cx: &Cx) -> Option<String> {
    let mut seen: BTreeSet<(&str, Option<&str>, &str)> = BTreeSet::new();
    let mut list: Vec<&Source> = Vec::new();
    let mut disputed: BTreeSet<(&str, Option<&str>, &str)> = BTreeSet::new();
    for s in group.iter().filter_map(|p| cx.draft(&p.question, p.item.as_deref())).flat_map(|d| &d.sources) {
        let key = (s.question.as_str(), s.item.as_deref(), s.file.as_str());
        if s.step == Step::Disagrees {
            disputed.insert(key);
        }
        // What stands in the cell below as the country's own need not be told again; of the registers
        // the reason tells.
        let own = s.step == Step::Kept || format_of(&s.question) == CORE;
        if !own && !s.says.trim().is_empty() && seen.insert(key) {
            list.push(s);
        }
    }
    list.sort_by_key(|s| (std::cmp::Reverse(s.period.map(|p| p.to)), s.question.as_str(), s.item.as_deref()));
    let more = list.len().saturating_sub(MOST_SAID);
    let mut lines: Vec<String> = list
        .into_iter()
        .take(MOST_SAID)
        .map(|s| {
            let key = (s.question.as_str(), s.item.as_deref(), s.file.as_str());
            let sign = if disputed.contains(&key) { "!" } else { "▪" };
            let file = s.file_name();
            format!("{sign} {} ({file}): {}", source_head(s, cx.format, cx.lang), shorten(&s.says, 220))
        })
        .collect();
    if more > 0 {
        lines.push(fill(W::AndMore, cx.lang, &[&more.to_string(), &cx.sources]));
    }
    (!lines.is_empty()).then(|| cells::clean(&lines.join("\n")))
}
