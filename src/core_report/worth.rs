//! What the registers give one country: counted on its own reports, each time it is asked.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::{Core, CoreDraft, CoreRequest, format_of, prefill};
use crate::catalogue::Catalogue;
use crate::crosswalk::Crosswalk;
use crate::model::{
    Answer, CORE, Draft, Finding, Item, Kind, Lang, Origin, Question, Registers, Report, Row, Standing, Step, Time,
    Value, Years,
};
use crate::registers::{Asking, Composer};

/// The figures. At *confirmed* every candidate was confirmed at a stroke, as no country would; no list is declared
/// complete.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Worth {
    /// Files that hold a report.
    pub files: usize,
    /// Candidate measures in them.
    pub measures: usize,
    /// Rows of the other registers, by the name of the list.
    pub lists: BTreeMap<String, usize>,
    /// Measures shown beside or told in boxes of two or more reports, nobody having confirmed any.
    pub in_several: usize,
    /// The same, all confirmed.
    pub in_several_confirmed: usize,
    /// Every box taken as empty and every measure as confirmed.
    pub boxes: TextBoxes,
    /// Words of text answers, the country's own texts kept, all confirmed.
    pub words: usize,
    /// Of these, words that come from measures.
    pub words_composed: usize,
    /// What rules derive from the registers alone, what the country told about these questions taken away.
    pub derived: Derived,
    /// Answers to standing questions in the files, of the formats that are written.
    pub standing: usize,
    /// All answers in them.
    pub answers: usize,
}

/// Boxes for text.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct TextBoxes {
    /// All of them, one for each item of a repeated question.
    pub all: usize,
    /// Boxes that get a text in the cell.
    pub in_cell: usize,
    /// Boxes that get one beside the cell.
    pub beside: usize,
    /// Measures told in two or more reports then.
    pub measures_in_several: usize,
    /// Words of the texts in the cell.
    pub words: usize,
}

/// What rules derive.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Derived {
    /// Coded answers.
    pub codes: usize,
    /// Ticks of questions with several choices.
    pub ticks: usize,
    /// Numbers.
    pub numbers: usize,
    /// Rows of tables.
    pub rows: usize,
}

impl Worth {
    /// Counts them on the reports of one Party, told as for a core report: of many Parties the one that is in every
    /// file. Findings say where that cannot be told.
    #[must_use]
    pub fn count(
        core: &Core,
        reports: &[Report],
        catalogue: &Catalogue,
        crosswalk: &Crosswalk,
    ) -> (Worth, Vec<Finding>) {
        let made = |reports: &[Report], registers: &Registers| made(core, reports, registers, catalogue, crosswalk);
        let draft = |reports: &[Report], registers: &Registers| made(reports, registers).0;
        let (first, findings) = made(reports, &Registers::default());
        let party = first.drafted.party;
        let reports: Vec<Report> = reports.iter().filter(|r| r.party.is_none() || r.party == party).cloned().collect();
        let reports = reports.as_slice();
        let registers = confirmed(&first);
        let all = draft(reports, &registers);
        let alone = draft(&[], &registers);
        let own = |a: &&Answer| format_of(&a.question) != CORE && (a.value.is_some() || !a.rows.is_empty());
        let answers: Vec<&Question> = reports
            .iter()
            .flat_map(|r| r.answers.iter().filter(own))
            .filter_map(|a| core.format.question(&a.question))
            .collect();
        let (words_composed, words) = words(&all.drafted.drafts, core);
        let files: BTreeSet<&str> = reports.iter().map(|r| r.file.as_str()).collect();
        let worth = Worth {
            files: files.len(),
            measures: registers.rows("measures").len(),
            lists: registers
                .lists
                .iter()
                .filter(|(name, list)| *name != "measures" && !list.is_empty())
                .map(|(name, list)| (name.clone(), list.len()))
                .collect(),
            in_several: in_several(&first.drafted.drafts),
            in_several_confirmed: in_several(&all.drafted.drafts),
            boxes: boxes(core, &all, &registers, crosswalk),
            words,
            words_composed,
            derived: derived(&alone.drafted.drafts, core),
            standing: answers.iter().filter(|q| q.time == Time::Standing).count(),
            answers: answers.len(),
        };
        (worth, findings)
    }
}

/// The core report as these leave it.
fn made(
    core: &Core,
    reports: &[Report],
    registers: &Registers,
    catalogue: &Catalogue,
    crosswalk: &Crosswalk,
) -> (CoreDraft, Vec<Finding>) {
    let known = reports.iter().map(|r| (r.format.clone(), r.file.clone())).collect();
    let known = if registers.is_empty() { BTreeSet::new() } else { known };
    let request = CoreRequest {
        party: None,
        years: &Years::default(),
        lang: Lang::En,
        reports,
        previous: &[],
        base: &[],
        registers,
        known: &known,
    };
    prefill(core, &request, catalogue, crosswalk)
}

/// The registers of a core report, every row confirmed.
fn confirmed(draft: &CoreDraft) -> Registers {
    let mut report = Report::new(CORE, "core.xlsx");
    report.party = draft.drafted.party;
    for d in draft.drafted.drafts.iter().filter(|d| format_of(&d.question) == CORE) {
        let mut a = Answer::new(&d.question, Origin::default());
        (a.value, a.rows) = (d.value.clone(), d.rows.clone());
        report.answers.push(a);
    }
    let mut registers = Registers::from_report(&report);
    registers.lists.values_mut().flatten().for_each(|e| e.confirmed = true);
    registers
}

/// How many measures stand among the sources of two or more conventions' drafts.
fn in_several(drafts: &[Draft]) -> usize {
    let mut told: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for d in drafts.iter().filter(|d| format_of(&d.question) != CORE) {
        for id in d.sources.iter().filter(|s| s.question == "core/measures").filter_map(|s| s.item.as_deref()) {
            told.entry(id).or_default().insert(format_of(&d.question));
        }
    }
    told.values().filter(|formats| formats.len() > 1).count()
}

/// A box for text about what the country did or has.
fn is_box(q: &Question) -> bool {
    (q.kind == Kind::Text || q.details) && !q.personal && q.kind != Kind::Indicator
}

fn count_words(t: &str) -> usize {
    t.split_whitespace().count()
}

fn boxes(core: &Core, all: &CoreDraft, registers: &Registers, crosswalk: &Crosswalk) -> TextBoxes {
    let items: &[Item] = &all.drafted.items;
    let mut boxes = TextBoxes::default();
    let mut several: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for format in &core.conventions {
        let period = all.periods.get(format).copied();
        let asking = Asking { period, lang: Lang::En, party: all.drafted.party, items };
        let composer = Composer::new(registers, asking, crosswalk);
        for d in all.drafted.drafts.iter().filter(|d| format_of(&d.question) == format) {
            let Some(q) = core.format.question(&d.question).filter(|q| is_box(q)) else { continue };
            boxes.all += 1;
            let Some(c) = composer.compose(q, d.item.as_deref()) else { continue };
            if c.confirmed && !c.needs_general {
                boxes.in_cell += 1;
                boxes.words += count_words(&c.text);
            } else {
                boxes.beside += 1;
            }
            for id in &c.entries {
                several.entry(id.clone()).or_default().insert(format.clone());
            }
        }
    }
    boxes.measures_in_several = several.values().filter(|f| f.len() > 1).count();
    boxes
}

/// Words of text answers that were made of measures, and of all text answers.
fn words(drafts: &[Draft], core: &Core) -> (usize, usize) {
    let (mut all, mut composed) = (0, 0);
    for d in drafts.iter().filter(|d| d.standing.fills()) {
        let Some(q) = core.format.question(&d.question).filter(|_| format_of(&d.question) != CORE) else { continue };
        let value = match &d.value {
            Some(Value::Text(t)) if q.kind == Kind::Text && !q.personal => count_words(t),
            _ => 0,
        };
        let details = d.details.as_deref().map_or(0, count_words);
        all += value + details;
        composed += if d.standing == Standing::Composed { value } else { 0 };
        let told = d.sources.iter().any(|s| s.step == Step::Composed);
        composed += if d.standing == Standing::Derived && told { details } else { 0 };
    }
    (composed, all)
}

fn derived(drafts: &[Draft], core: &Core) -> Derived {
    let mut out = Derived::default();
    for d in drafts.iter().filter(|d| d.standing == Standing::Derived) {
        let Some(q) = core.format.question(&d.question) else { continue };
        let value = d.value.as_ref();
        out.codes += usize::from(q.kind.is_single_choice() && value.is_some());
        out.ticks += if q.kind == Kind::Multi { value.map_or(0, |v| v.codes().len()) } else { 0 };
        out.numbers += usize::from(q.kind == Kind::Number && value.is_some());
        out.rows += d.rows.iter().filter(|r: &&Row| !r.is_empty()).count();
    }
    out
}
