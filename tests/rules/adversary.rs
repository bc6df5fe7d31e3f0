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
