//! Five merges that tempt and are wrong.

use super::support::Lists;

const RAMSAR: &str = "ramsar-cop14";
const CMS: &str = "cms-cop14";
const CITES: &str = "cites-ir";
const CBD: &str = "cbd-nr7";

/// Everything confirmed and declared complete that might tempt.
fn tempting() -> Lists {
    Lists::new()
        .row("targets", "title=Wetlands and cranes, nbsap=NBSAP 2030, frameworks=GBF:T2, links=RAMSAR-SP4:T12; CITES-SV2021:O1.1")
        .row("measures", "title=NBSAP 2030, kind=plan, status=ongoing, period=2022-, subjects=nbsap-content; nbsap-adoption, facets=all-biodiversity, frameworks=GBF:T14")
        .row("measures", "title=Alien species policy, kind=policy, status=ongoing, period=2022-, subjects=ias-policy, facets=all-biodiversity, frameworks=GBF:T6")
        .row("indicators", "code=A.2, year=2020, value=1200, unit=km2")
        .row("support", "programme=Trade project, direction=received, source-type=gef, subjects=cites, period=2022-")
        .row("sites", "site=Delta, number=101, lists=ramsar; protected, management=yes")
        .row("assessments", "site=Delta, kind=effectiveness, year=2022")
        .complete("targets")
        .complete("sites")
        .complete("assessments")
        .complete("support:cites")
}

#[test]
fn what_the_nbsap_contains_is_not_one_answer() {
    for (format, id) in [(RAMSAR, "ramsar-cop14/1.1#i"), (CMS, "cms-cop14/XVI.1"), (CITES, "cites-ir/3.4.2a")] {
        assert_eq!(tempting().drafted(format).derived(id), "-", "{id}");
    }
    let made = tempting().with(RAMSAR, &[("ramsar-cop14/9.1", "A")]);
    assert_eq!(made.derived("ramsar-cop14/1.1#i"), "-");
}

#[test]
fn a_policy_on_invasive_species_is_not_a_wetland_policy_nor_powers() {
    assert_eq!(tempting().drafted(RAMSAR).derived("ramsar-cop14/4.2"), "-");
    assert_eq!(tempting().with(CBD, &[("cbd-nr7/6_1", "fully")]).derived("cbd-nr7/6_3"), "-");
    assert_eq!(tempting().drafted(CBD).derived("cbd-nr7/6_1"), "-");
    let wet = Lists::new()
        .row("measures", "title=P, kind=policy, status=ongoing, period=2022-, subjects=ias-policy, facets=wetlands");
    assert_eq!(wet.drafted(CBD).derived("cbd-nr7/6_1"), "-");
    assert_eq!(wet.drafted(RAMSAR).derived("ramsar-cop14/4.2"), "-", "offered only");
}

#[test]
fn the_extent_of_ecosystems_is_not_that_of_wetlands() {
    assert!(tempting().drafted(RAMSAR).draft("ramsar-cop14/8.6").rows.is_empty());
    assert_eq!(tempting().drafted(CBD).draft("cbd-nr7/indicator.A.2").rows.len(), 1);
    let wetlands = Lists::new().row("indicators", "code=8.6, year=2020, value=310, unit=km2");
    assert!(wetlands.drafted(CBD).draft("cbd-nr7/indicator.A.2").rows.is_empty());
}

#[test]
fn one_yes_does_not_serve_three_questions_on_funding() {
    assert_eq!(tempting().drafted(CITES).derived("cites-ir/3.1.1a"), "yes");
    assert_eq!(tempting().drafted(RAMSAR).derived("ramsar-cop14/17.5"), "-");
    assert_eq!(tempting().drafted(CMS).derived("cms-cop14/XIX.2"), "-");
}

#[test]
fn effectiveness_of_ramsar_sites_is_not_that_of_areas_for_migrants() {
    assert_eq!(tempting().drafted(RAMSAR).derived("ramsar-cop14/5.6"), "A");
    assert_eq!(tempting().drafted(CMS).derived("cms-cop14/XIII.4"), "-");
}
