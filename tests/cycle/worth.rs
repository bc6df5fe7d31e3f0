//! What the registers give Testland: counted on its nine files, and recorded in `docs/core-report.md`.

use dunlin::core_report::{Figures, Worth};
use dunlin::model::{Level, Report};

use super::count::percent;
use super::script::World;
use super::{recorded, testland};

#[test]
fn what_registers_give_testland_is_what_the_page_says() {
    let world = World::new();
    let reports: Vec<Report> = testland().iter().flat_map(|f| world.read(f).reports).collect();
    let (g, findings) = Worth::count(&world.core, &reports, &world.catalogue, &world.crosswalk);
    assert!(findings.iter().all(|f| f.level < Level::Error), "{findings:#?}");
    let row = |what: &str, figure: String| format!("| {what} | {figure} |");
    let of = |part: usize, whole: usize| format!("{part} of {whole} ({} %)", percent(part, whole));
    recorded(&[
        row("candidate measures in the files", g.measures.to_string()),
        row(
            "of these, shown beside or told in boxes of two or more reports, nobody having confirmed any",
            g.in_several.to_string(),
        ),
        row("the same, all confirmed", g.in_several_confirmed.to_string()),
        row(
            "text boxes that get a text in the cell, every box taken as empty and every measure as confirmed",
            of(g.boxes.in_cell, g.boxes.all),
        ),
        row("text boxes that get one beside the cell", of(g.boxes.beside, g.boxes.all)),
        row("measures told in two or more reports then", of(g.boxes.measures_in_several, g.measures)),
        row(
            "words of these texts in the cell, against the words of text answers the Party wrote itself",
            of(g.boxes.words, g.words),
        ),
        row(
            "words of text answers that come from measures, the Party's own texts kept, all confirmed",
            of(g.words_composed, g.words),
        ),
        row("coded answers derived from the registers alone", g.derived.codes.to_string()),
        row("ticks", g.derived.ticks.to_string()),
        row("numbers", g.derived.numbers.to_string()),
        row("table rows", g.derived.rows.to_string()),
        row("answers to standing questions, which carry over", of(g.standing, g.answers)),
    ]);
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
