//! What was declared, told and confirmed in one cycle says nothing of the next until somebody says it again.

use dunlin::core_report::{self, Carried, Core, CoreDraft, CoreRequest, take_apart};
use dunlin::model::{CORE, Draft, Lang, Party, Period, Report, Standing, Value};
use dunlin::read::{Context, Options, read_file};
use dunlin::write;

use super::support::{Lists, catalogue, crosswalk};

const NEXT: Period = Period { from: 2027, to: 2029 };

/// Registers of 2024-2026, with everything declared.
fn last() -> Carried {
    let lists = Lists::new()
        .row("support", "programme=Old fund, direction=received, source-type=gef, subjects=migratory, period=2025")
        .row("measures", "title=Crane Campaign, kind=campaign, status=ongoing, period=2024-2025, subjects=awareness-campaigns, facets=migratory-species, text-en=The Crane Campaign reached nine schools in 2025.")
        .row("measures", "title=Stork Hours, kind=campaign, status=ongoing, period=2024-, subjects=awareness-campaigns, facets=migratory-species, text-en=The Stork Hours filled a hall in 2025.")
        .complete("support:migratory")
        .complete("committees")
        .fact("recipient", false)
        .text("coordination", "The CMS and CITES focal points met twice in 2025.");
    let mut report = Report::new(CORE, "core.xlsx");
    report.party = Party::parse("QM");
    report.answers = lists.0.into_answers();
    take_apart(vec![report])
}

fn made(previous: &Carried, base: &Carried) -> (Core, CoreDraft) {
    let core = Core::assemble(catalogue(), crosswalk()).expect("the core report");
    let mut registers = base.registers.clone();
    registers.add(previous.registers.clone());
    let request = CoreRequest {
        party: Party::parse("QM"),
        years: &Some(NEXT).into(),
        lang: Lang::En,
        reports: &[],
        previous: &previous.kept,
        base: &base.kept,
        registers: &registers,
        known: &std::collections::BTreeSet::new(),
    };
    let draft = core_report::prefill(&core, &request, catalogue(), crosswalk()).0;
    (core, draft)
}

fn of<'d>(draft: &'d CoreDraft, id: &str) -> &'d Draft {
    draft.drafted.drafts.iter().find(|d| d.question == id && d.item.is_none()).expect("a draft")
}

#[test]
fn a_new_cycle_confirms_nothing_of_the_last_one() {
    let (core, next) = made(&last().of_last_cycle(), &Carried::default());
    for id in ["core/support.complete", "core/committees.complete", "core/recipient", "core/coordination"] {
        assert_eq!(of(&next, id).standing, Standing::CarriedOver, "{id}");
        assert!(of(&next, id).value.is_some(), "{id} stands in its cell");
    }
    let silent = ["cms-cop14/XIX.2", "cms-cop14/VII.3", "cms-cop14/VII.3a", "cites-ir/3.3.1a.1", "ramsar-cop14/17.5"];
    let derived = |d: &CoreDraft, id: &str| of(d, id).standing == Standing::Derived;
    for id in silent {
        assert!(!derived(&next, id), "{id}");
    }
    assert_ne!(of(&next, "cms-cop14/V.1a").standing, Standing::Composed, "its years are over");

    // Written and read again, nothing of it counts before somebody says yes.
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().join("next.xlsx");
    let placement = core_report::place(&core.format, &next.drafted, crosswalk());
    let bytes = write::core(&next, &core, &placement, crosswalk(), Lang::En).expect("a workbook");
    std::fs::write(&path, bytes).expect("written");
    let options = Options::default();
    let context = Context { catalogue: catalogue(), crosswalk: crosswalk(), options: &options };
    let mut read = read_file(&path, &context);
    let back = take_apart(read.reports.clone());
    assert!(back.registers.complete.is_empty() && back.registers.facts.is_empty() && back.registers.texts.is_empty());
    assert_eq!(back.registers.rows("measures").len(), 2, "rows stay");
    let (_, again) = made(&Carried::default(), &back);
    assert_eq!(of(&again, "core/support.complete").standing, Standing::CarriedOver);

    // Declared anew, an empty list says no.
    for r in read.reports.iter_mut().filter(|r| r.format == CORE) {
        r.answers.iter_mut().for_each(|a| a.confirmed = true);
    }
    let (_, said) = made(&Carried::default(), &take_apart(read.reports));
    assert_eq!(of(&said, "cms-cop14/XIX.2").value, Some(Value::Code("no".to_owned())));
    assert_eq!(of(&said, "core/support.complete").standing, Standing::Kept);
}
