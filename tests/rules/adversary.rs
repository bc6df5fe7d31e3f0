//! Counter-examples that made a rule fall or weaken: they must stay without an answer.

use super::support::Lists;

/// Cells of one row, the question they tempt to answer, and why they do not.
const FALLEN: &[(&str, &str, &str, &str)] = &[
    (
        "measures",
        "title=Small ponds rule, kind=policy, status=ongoing, period=2022-, subjects=wetland-policy, facets=wetlands",
        "ramsar-cop14/9.1",
        "a policy for small wetlands is not the wetland policy",
    ),
    (
        "measures",
        "title=Beetle list of one lake, kind=inventory, status=ended, period=2022, subjects=ias-inventory, facets=wetlands",
        "ramsar-cop14/4.1",
        "an inventory of one site is not national",
    ),
    (
        "measures",
        "title=Operation Claw, kind=enforcement, status=ended, period=2022, subjects=enforcement-operations, facets=trade",
        "cites-ir/1.7.3d",
        "one service alone is not multi-disciplinary",
    ),
    (
        "measures",
        "title=Wildlife Act, kind=law, status=ongoing, period=2010-, subjects=wild-species-law, facets=trade",
        "cites-ir/1.1.1a",
        "a law of 2010 was not developed in the period",
    ),
    (
        "measures",
        "title=Planned Act, kind=law, status=planned, period=2023, subjects=wild-species-law, facets=trade",
        "cites-ir/1.1.1a",
        "planned is not developed",
    ),
    (
        "measures",
        "title=World Wetlands Day 2023, kind=campaign, status=ended, period=2023, subjects=awareness-campaigns, facets=wetlands",
        "ramsar-cop14/16.8",
        "World Wetlands Day is asked about apart",
    ),
    (
        "assessments",
        "site=Delta, kind=ecological-character, year=2022",
        "ramsar-cop14/5.8",
        "an assessment need not be a description",
    ),
    (
        "committees",
        "committee=Ramsar Committee, convention=cbd",
        "ramsar-cop14/18.1",
        "one convention is not all that might be invited",
    ),
    (
        "support",
        "programme=School, direction=given, source-type=national, subjects=cites, period=2022, partner=NGO",
        "cites-ir/3.1.2a",
        "national support helps no other country",
    ),
    (
        "support",
        "programme=State budget, direction=received, source-type=national, subjects=migratory, period=2022",
        "cms-cop14/XIX.2",
        "a national budget is not received by the country",
    ),
    (
        "support",
        "programme=Old fund, direction=received, source-type=gef, subjects=cites, period=2012-2014",
        "cites-ir/3.1.1a",
        "it ended before the period",
    ),
    (
        "species",
        "species=Grus alba, group=birds, cites-appendix=I, change=stable",
        "cites-ir/3.4.1a#appendix-i",
        "no source is no data",
    ),
    (
        "agreements",
        "agreement=MedWet, kind=site-network, status=party",
        "ramsar-cop14/15.1",
        "a member need not be involved",
    ),
    (
        "agreements",
        "agreement=Convention on timber, kind=treaty, status=party",
        "cites-ir/1.6.1a",
        "a treaty on timber manages no shared species",
    ),
];

#[test]
fn counter_examples_stay_without_an_answer() {
    for (list, cells, id, why) in FALLEN {
        let format = id.split_once('/').expect("a format").0;
        assert_eq!(Lists::new().row(list, cells).drafted(format).derived(id), "-", "{id}: {why}");
    }
}

#[test]
fn a_no_that_a_whole_list_does_not_show_stays_a_proposal() {
    // A project on wetlands may have a CITES part: the list of support for CITES does not show it.
    let whole = Lists::new().complete("support:cites").complete("support:cites-in-nbsap");
    let made = whole.drafted("cites-ir");
    assert_eq!(made.derived("cites-ir/3.1.1a"), "-");
    assert!(made.offered("cites-ir/3.1.1a").contains("No"));
    assert_eq!(made.derived("cites-ir/3.4.2b"), "no");
}

/// Registers, whole lists among them, and the questions they tempt to answer, with what is right.
#[test]
fn what_a_sceptic_found_follows_no_more() {
    let none = |l: &Lists, id: &str, why: &str| {
        let format = id.split_once('/').expect("a format").0;
        assert_eq!(l.drafted(format).derived(id), "-", "{id}: {why}");
    };
    let l = Lists::new;

    let ias = l().row("invasive", "species=Salvinia, risk=high, control=not").complete("invasive");
    none(&ias, "ramsar-cop14/4.3", "whether it is in wetlands is blank");
    none(&ias, "ramsar-cop14/4.4", "whether it is in wetlands is blank");
    let seats = l()
        .row("committees", "committee=NBC, member=CMS focal point, coordinates=yes")
        .row("committees", "committee=NBC, member=CITES authority, coordinates=yes")
        .complete("committees");
    for id in ["cms-cop14/VII.3", "cites-ir/3.3.1a"] {
        none(&seats, id, "whose focal points they are is blank");
        let format = id.split_once('/').expect("a format").0;
        assert_eq!(seats.drafted(format).offered(id), "", "{id}");
    }
    let species = l().row("species", "species=Grus alba, change=stable").complete("species:cites-i");
    none(&species, "cites-ir/3.4.1a#appendix-i", "its Appendix is blank");
    none(&species, "cites-ir/1.5.1c", "its Appendix is blank");
    let lion = l()
        .row("species", "species=Panthera leo, cites-appendix=I, change=improved, period=1998-2002, source=Old book")
        .row("species", "species=Panthera leo, cites-appendix=I, change=declined, period=2020-2023, source=Count");
    none(&lion, "cites-ir/3.4.1a#appendix-i", "the newest row counts");
    assert!(lion.drafted("cites-ir").draft("cites-ir/3.4.1a.1").rows.is_empty());
    let stable =
        l().row("species", "species=Grus alba, group=birds, cms-appendix=I, change=stable, major=yes, period=2022");
    assert!(stable.drafted("cms-cop14").draft("cms-cop14/XI.1d").rows.is_empty(), "stable is no major change");

    let course = |row: &str| l().row("measures", row);
    let ndf = "title=NDF course, kind=training, subjects=non-detriment-findings, status=ongoing";
    none(&course(&format!("{ndf}, period=2026-2028")), "cites-ir/1.8.1a#the-making-of-non-detriment", "not begun");
    none(
        &course(&format!("{ndf}, period=2010-2012")),
        "cites-ir/1.8.1a#the-making-of-non-detriment",
        "its years are over",
    );
    let wetlands = "facets=wetlands, status=ended, period=2023";
    let day = |title: &str| course(&format!("title={title}, kind=campaign, subjects=awareness-campaigns, {wetlands}"));
    for title in ["World Wetland Day 2023", "Journées mondiales des zones humides", "Días Mundiales de los Humedales"]
    {
        none(&day(title), "ramsar-cop14/16.8", title);
        assert_eq!(day(title).drafted("ramsar-cop14").derived("ramsar-cop14/16.7"), "A", "{title}");
    }
    none(&day("World Wetlands Day 2023 (cancelled because of the cyclone)"), "ramsar-cop14/16.7", "cancelled");
    let incentive = "kind=incentive, subjects=positive-incentives, facets=wetlands, period=2023";
    for (title, status) in
        [("Payment for wetlands (bill rejected by Parliament)", "ended"), ("Reed bonus", "cancelled")]
    {
        none(&course(&format!("title={title}, status={status}, {incentive}")), "ramsar-cop14/3.3", title);
    }
    let old = format!("title=Reed bonus, status=ongoing, text-en=In 2012 it paid for nine ponds., {incentive}");
    none(&course(&old), "ramsar-cop14/3.3", "what it tells is of other years");

    let sites = |more: &str| {
        l().row("sites", "site=Delta, number=101, lists=ramsar, management=yes")
            .row("sites", &format!("site=Lagoon, number=102, lists=ramsar{more}"))
            .complete("sites")
            .complete("assessments")
    };
    let assessed = |l: Lists, year: &str| l.row("assessments", &format!("site=Delta, kind=effectiveness, year={year}"));
    none(&assessed(sites(""), "2029 (planned)"), "ramsar-cop14/site.5.6[101]", "planned");
    none(&assessed(sites(""), "2029"), "ramsar-cop14/site.5.6[101]", "after the report");
    none(&assessed(sites(""), "2023"), "ramsar-cop14/5.6", "whether the other Site is managed is open");
    let unmanaged = assessed(sites(", management=no"), "2023").drafted("ramsar-cop14");
    assert_eq!(unmanaged.derived("ramsar-cop14/5.6"), "A", "every Site that is managed was assessed");
    let migrants = l()
        .row("sites", "site=Delta, lists=protected; migratory")
        .row("assessments", "site=Delta, kind=effectiveness, year=2022-2024, tool=METT (to start in 2024)")
        .complete("sites");
    none(&migrants, "cms-cop14/XIII.4", "not made yet");

    for (name, id) in [("National bird club (AEWA)", "aewa"), ("Hunters' charter (Sharks)", "sharks")] {
        none(&l().row("agreements", &format!("agreement={name}, status=party")), &format!("cms-cop14/II.2#{id}"), name);
    }
    let club = l().row("agreements", "agreement=National bird club (AEWA), status=party");
    none(&club, "ramsar-cop14/18.9", "a club is no agreement");
    let two = l()
        .row("agreements", "agreement=AEWA, status=party")
        .row("agreements", "agreement=African-Eurasian Waterbird Agreement, status=range-state");
    none(&two, "ramsar-cop14/18.9", "two rows contradict each other");
    let network =
        l().row("agreements", "agreement=Wader sites, kind=site-network, status=party").complete("agreements");
    none(&network, "cites-ir/1.6.1a", "a network may well be co-management");

    for cells in [
        "code=3.1 (Samplia only), year=2022, value=30",
        "code=3.1, year=2031, value=30",
        "code=3.1, year=2022, value=n/a",
        "code=3.1, year=2022, value=projected 30",
        "code=3.1, year=2022, value=30, disaggregation=none",
    ] {
        let made = l().row("indicators", cells).drafted("cbd-nr7");
        assert!(made.draft("cbd-nr7/indicator.3.1").rows.is_empty(), "{cells}");
    }

    let given = l().row("support", "programme=Wader aid, direction=given, source-type=bilateral, partner=WWF Testland, subjects=migratory; cites, period=2022");
    none(&given, "cites-ir/3.1.2a", "a partner is no country");
    none(&given, "cms-cop14/XIX.1", "a partner is no country");
    let gef = "direction=received, source-type=gef, subjects=migratory, period=2022";
    none(
        &l().row("support", &format!("programme=GEF-9 Cranes (proposal submitted), {gef}")),
        "cms-cop14/XIX.2",
        "not given",
    );
    none(&l().row("support", &format!("programme=Cranes, status=planned, {gef}")), "cms-cop14/XIX.2", "planned");
    let aid = l()
        .row(
            "support",
            "programme=P, direction=received, source-type=development-agency, subjects=wetlands, period=2023",
        )
        .fact("recipient", false);
    none(&aid, "ramsar-cop14/17.5", "no recipient, and received");
    assert_eq!(aid.drafted("ramsar-cop14").draft("ramsar-cop14/17.5").details, None);

    let words = l().text("coordination", "The CMS and Ramsar focal points share an office.");
    let cites = words.with("cites-ir", &[("cites-ir/3.3.1a", "yes")]);
    assert_eq!(cites.draft("cites-ir/3.3.1a.1").value, None, "it does not tell of CITES");
    assert_eq!(words.drafted("cms-cop14").derived("cms-cop14/VII.3a"), "-", "nobody said yes");
    let cms = words.with("cms-cop14", &[("cms-cop14/VII.3", "yes")]);
    assert_eq!(cms.derived("cms-cop14/VII.3a"), "The CMS and Ramsar focal points share an office.");
}

#[test]
fn what_was_refused_is_told_in_no_cell() {
    let law = "kind=law, period=2022, subjects=positive-incentives, facets=migratory-species";
    let told = |title: &str, more: &str, text: &str| {
        let l = Lists::new().row("measures", &format!("title={title}, {law}{more}, text-en={text}"));
        let drafted = l.with("cms-cop14", &[("cms-cop14/VIII.2", "yes")]);
        drafted.draft("cms-cop14/VIII.2a").standing == dunlin::model::Standing::Composed
    };
    assert!(told("Crane Act", "", "The Crane Act pays farmers for cranes."));
    for text in [
        "The Crane Act has not been passed.",
        "The Crane Act was rejected by Parliament.",
        "The Crane Act is a draft of a bird club.",
        "La ley fue rechazada.",
    ] {
        assert!(!told("Crane Act", "", text), "{text}");
    }
    assert!(
        told("Crane Act", ", status=ongoing", "The Crane Act was rejected once and then passed."),
        "a person said so"
    );
    assert!(!told("Crane Act", ", status=cancelled", "The Crane Act pays farmers for cranes."));
    assert!(!told("Crane Act (annulled)", ", status=ongoing", "The Crane Act pays farmers for cranes."));
}
