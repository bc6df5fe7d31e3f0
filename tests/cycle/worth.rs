//! What the registers give Testland: counted on its nine files, and recorded in `docs/core-report.md`.

use std::collections::{BTreeMap, BTreeSet};

use dunlin::core_report::{CoreDraft, CoreRequest, Figures, format_of};
use dunlin::model::{Draft, Item, Kind, Lang, Question, Registers, Report, Standing, Step, Value};
use dunlin::registers::{Asking, Composer};

use super::count::percent;
use super::script::World;
use super::{recorded, testland};

fn text_words(t: &str) -> usize {
    t.split_whitespace().count()
}

/// A box for text about what the country did or has.
fn is_box(q: &Question) -> bool {
    (q.kind == Kind::Text || q.details) && !q.personal && q.kind != Kind::Indicator
}

/// How many rows of the register stand among the sources of two or more conventions' drafts.
fn in_several(drafts: &[Draft]) -> usize {
    let mut told: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for d in drafts.iter().filter(|d| !d.question.starts_with("core/")) {
        for id in d.sources.iter().filter(|s| s.question == "core/measures").filter_map(|s| s.item.as_deref()) {
            told.entry(id).or_default().insert(format_of(&d.question));
        }
    }
    told.values().filter(|formats| formats.len() > 1).count()
}

/// Words of text answers, and those of them that were made of measures.
fn words(drafts: &[Draft], world: &World) -> (usize, usize) {
    let (mut all, mut composed) = (0, 0);
    for d in drafts.iter().filter(|d| !d.question.starts_with("core/") && d.standing.fills()) {
        let q = world.question(&d.question);
        let value = match &d.value {
            Some(Value::Text(t)) if q.kind == Kind::Text && !q.personal => text_words(t),
            _ => 0,
        };
        let details = d.details.as_deref().map_or(0, text_words);
        all += value + details;
        composed += if d.standing == Standing::Composed { value } else { 0 };
        let told = d.sources.iter().any(|s| s.step == Step::Composed);
        composed += if d.standing == Standing::Derived && told { details } else { 0 };
    }
    (composed, all)
}

/// Everything as the country's reports leave it; with `empty` no box has a text of its own.
fn core(world: &World, reports: &[Report], registers: &Registers) -> CoreDraft {
    let known = reports.iter().map(|r| (r.format.clone(), r.file.clone())).collect();
    let known = if registers.is_empty() { BTreeSet::new() } else { known };
    world.prefill(&CoreRequest {
        party: None,
        period: None,
        lang: Lang::En,
        reports,
        previous: &[],
        base: &[],
        registers,
        known: &known,
    })
}

/// The registers of a core report, every row confirmed.
fn confirmed(draft: &CoreDraft) -> Registers {
    let mut report = Report::new("core", "core.xlsx");
    report.party = draft.drafted.party;
    for d in draft.drafted.drafts.iter().filter(|d| d.question.starts_with("core/")) {
        let mut a = dunlin::model::Answer::new(&d.question, dunlin::model::Origin::default());
        (a.value, a.rows) = (d.value.clone(), d.rows.clone());
        report.answers.push(a);
    }
    let mut registers = Registers::from_report(&report);
    registers.lists.values_mut().flatten().for_each(|e| e.confirmed = true);
    registers
}

#[test]
fn what_registers_give_testland_is_what_the_page_says() {
    let world = World::new();
    let reports: Vec<Report> = testland().iter().flat_map(|f| world.read(f).reports).collect();
    let first = core(&world, &reports, &Registers::default());
    let registers = confirmed(&first);
    let all = core(&world, &reports, &registers);
    let rows = registers.rows("measures").len();
    let row = |what: &str, figure: String| format!("| {what} | {figure} |");
    let mut lines = vec![
        row("candidate measures in the nine files", rows.to_string()),
        row(
            "of these, shown beside or told in boxes of two or more reports, nobody having confirmed any",
            in_several(&first.drafted.drafts).to_string(),
        ),
        row("the same, all confirmed", in_several(&all.drafted.drafts).to_string()),
    ];

    // Every box taken as empty.
    let items: Vec<Item> = all.drafted.items.clone();
    let (mut boxes, mut told, mut beside, mut told_words) = (0, 0, 0, 0);
    let mut several: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (format, period) in world.core.conventions.iter().map(|f| (f, all.periods.get(f).copied())) {
        let asking = Asking { period, lang: Lang::En, party: all.drafted.party, items: &items };
        let composer = Composer::new(&registers, asking, &world.crosswalk);
        for d in all.drafted.drafts.iter().filter(|d| format_of(&d.question) == format) {
            let q = world.question(&d.question);
            if !is_box(q) {
                continue;
            }
            boxes += 1;
            let Some(c) = composer.compose(q, d.item.as_deref()) else { continue };
            if c.confirmed && !c.needs_general {
                told += 1;
                told_words += text_words(&c.text);
            } else {
                beside += 1;
            }
            for id in &c.entries {
                several.entry(id.clone()).or_default().insert(format.clone());
            }
        }
    }
    let (_, wrote) = words(&all.drafted.drafts, &world);
    let several = several.values().filter(|f| f.len() > 1).count();
    let of = |part: usize, whole: usize| format!("{part} of {whole} ({} %)", percent(part, whole));
    lines.push(row(
        "text boxes that get a text in the cell, every box taken as empty and every measure as confirmed",
        of(told, boxes),
    ));
    lines.push(row("text boxes that get one beside the cell", of(beside, boxes)));
    lines.push(row("measures told in two or more reports then", of(several, rows)));
    lines.push(row(
        "words of these texts in the cell, against the words of text answers Testland wrote itself",
        of(told_words, wrote),
    ));
    let (composed, sent) = words(&all.drafted.drafts, &world);
    lines.push(row(
        "words of text answers that come from measures, Testland's own texts kept, all confirmed",
        of(composed, sent),
    ));

    // What rules derive of the rows that the files gave, once confirmed; no list is declared complete.
    let derived = |all: &CoreDraft, which: &dyn Fn(&Draft, &Question) -> usize| -> usize {
        let of = all.drafted.drafts.iter().filter(|d| d.standing == Standing::Derived);
        of.map(|d| which(d, world.question(&d.question))).sum()
    };
    let single = |d: &Draft, q: &Question| usize::from(q.kind.is_single_choice() && d.value.is_some());
    let ticks = |d: &Draft, q: &Question| {
        if q.kind == Kind::Multi { d.value.as_ref().map_or(0, |v| v.codes().len()) } else { 0 }
    };
    let numbers = |d: &Draft, q: &Question| usize::from(q.kind == Kind::Number && d.value.is_some());
    let rows_of = |d: &Draft, _: &Question| d.rows.len();
    // From the registers alone: what the country told about these questions is taken away.
    let alone = core(&world, &[], &registers);
    for (what, count) in [
        ("coded answers derived from the registers alone", derived(&alone, &single)),
        ("ticks", derived(&alone, &ticks)),
        ("numbers", derived(&alone, &numbers)),
        ("table rows", derived(&alone, &rows_of)),
    ] {
        lines.push(row(what, count.to_string()));
    }
    recorded(&lines);
}

/// The figures that `dunlin formats core` prints are those the page records.
#[test]
fn what_templates_and_mappings_give_is_what_the_page_says() {
    let world = World::new();
    let f = Figures::count(&world.core, &world.catalogue, &world.crosswalk);
    let l = &f.lookups;
    assert!(l.subjects <= l.sittings && l.sittings <= l.questions && l.shared_subjects < l.subjects);
    for b in [f.boxes.all, f.boxes.shared, f.boxes.following] {
        assert!(b.composed + b.proposed <= b.boxes && b.composed > 0);
    }
    let row = |what: &str, figure: String| format!("| {what} | {figure} |");
    let boxes = |b: dunlin::core_report::Filled| {
        let all = b.composed + b.proposed;
        format!("{all} of {} ({} %), {} of them in part", b.boxes, percent(all, b.boxes), b.proposed)
    };
    let (standing, asked): (usize, usize) = (f.standing.values().sum(), f.questions.values().sum());
    recorded(&[
        row(
            "questions with their rows and follow-ups, and subjects they belong to",
            format!("{}, {}", l.questions, l.subjects),
        ),
        row(
            "of subjects that two or more conventions ask about",
            format!(
                "{}, {}: {} look-ups saved, {} % of all",
                l.shared_questions,
                l.shared_subjects,
                l.saved(),
                percent(l.saved(), l.questions)
            ),
        ),
        row(
            "sittings, subject by subject instead of convention by convention",
            format!(
                "{} instead of {}: {} % fewer",
                l.subjects,
                l.sittings,
                percent(l.sittings - l.subjects, l.sittings)
            ),
        ),
        row("experts' sheets, questions sent one by one", format!("{}, {}", f.experts, l.questions)),
        row("text boxes that measures can fill", boxes(f.boxes.all)),
        row("the same, of subjects that two or more conventions ask about", boxes(f.boxes.shared)),
        row("of these, for an *if yes* and for additional information", boxes(f.boxes.following)),
        row(
            "standing questions, whose last answer carries over",
            format!("{standing} of {asked} ({} %)", percent(standing, asked)),
        ),
    ]);
}
