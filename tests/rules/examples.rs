//! The ten worked examples of the study, each with what follows and what must not.

use dunlin::model::{Lang, Standing, Step};

use super::support::{Lists, answer, period};

const RAMSAR: &str = "ramsar-cop14";
const CMS: &str = "cms-cop14";
const CITES: &str = "cites-ir";
const CBD: &str = "cbd-nr7";

/// Example 1.
#[test]
fn a_wetland_policy_contains_wetland_issues() {
    for (policy, issues) in [("A", "A"), ("B", "B"), ("C", "D"), ("D", "D")] {
        let made = Lists::new().with(RAMSAR, &[("ramsar-cop14/9.1", policy)]);
        assert_eq!(made.derived("ramsar-cop14/1.1#a"), issues);
        assert_eq!(made.draft("ramsar-cop14/1.1#b").standing, Standing::Gap);
    }
    // A person's own answer stays, and what would follow is shown beside it.
    let made = Lists::new().with(RAMSAR, &[("ramsar-cop14/9.1", "A"), ("ramsar-cop14/1.1#a", "C")]);
    let d = made.draft("ramsar-cop14/1.1#a");
    assert_eq!(d.standing, Standing::Kept);
    assert_eq!(d.value.as_ref().map(dunlin::model::value_text).as_deref(), Some("C"));
    let other = d.sources.iter().find(|s| s.step == Step::Disagrees).expect("a disagreement");
    assert_eq!(other.says, "A = Yes");
    // An answer of the last cycle that nobody confirmed makes a proposal only.
    let mut report = dunlin::model::Report::new(RAMSAR, "own.xlsx");
    report.period = period(RAMSAR);
    let mut old = answer("ramsar-cop14/9.1", "A");
    old.confirmed = false;
    report.answers.push(old);
    let made = Lists::new().over(RAMSAR, &[report], &[], Lang::En);
    assert_eq!(made.derived("ramsar-cop14/1.1#a"), "-");
    assert!(made.offered("ramsar-cop14/1.1#a").contains("A = Yes"));
}

fn two_sites() -> Lists {
    Lists::new()
        .row("sites", "site=Delta, number=101, lists=ramsar, management=yes")
        .row("sites", "site=Lagoon, number=102, lists=ramsar, management=yes")
}

/// Example 2.
#[test]
fn all_some_and_no_ramsar_sites_are_assessed() {
    let one = two_sites().row("assessments", "site=Delta, kind=effectiveness, year=2022, tool=METT, score=71 %");
    let made = one.drafted(RAMSAR);
    assert_eq!(made.derived("ramsar-cop14/site.5.6[101]"), "A");
    assert_eq!(made.derived("ramsar-cop14/site.5.9[101]"), "2022, METT: 71 %");
    for id in ["ramsar-cop14/site.5.6[102]", "ramsar-cop14/5.6", "ramsar-cop14/5.9"] {
        assert_eq!(made.derived(id), "-", "{id}: the lists may not be whole");
    }

    let made = one.clone().complete("assessments").drafted(RAMSAR);
    assert_eq!(made.derived("ramsar-cop14/site.5.6[102]"), "B");
    assert_eq!((made.derived("ramsar-cop14/5.6"), made.derived("ramsar-cop14/5.9")), ("C".to_owned(), "C".to_owned()));
    assert!(made.draft("ramsar-cop14/5.9").details.as_deref().is_some_and(|d| d.contains("Delta, 2022, METT: 71 %")));

    let both = one.row("assessments", "site=102, kind=effectiveness, year=2023, tool=METT");
    assert_eq!(both.drafted(RAMSAR).derived("ramsar-cop14/5.6"), "-", "there may be a third site");
    let made = both.complete("sites").drafted(RAMSAR);
    assert_eq!((made.derived("ramsar-cop14/5.6"), made.derived("ramsar-cop14/5.9")), ("A".to_owned(), "A".to_owned()));
    assert!(made.why("ramsar-cop14/5.6").contains("declared complete"));

    let none = two_sites().complete("sites").complete("assessments").drafted(RAMSAR);
    assert_eq!((none.derived("ramsar-cop14/5.6"), none.derived("ramsar-cop14/5.9")), ("B".to_owned(), "B".to_owned()));
    // An assessment of a site nobody listed might be of one of these.
    let odd =
        two_sites().complete("sites").complete("assessments").row("assessments", "site=Dleta, kind=effectiveness");
    assert_eq!(odd.drafted(RAMSAR).derived("ramsar-cop14/5.6"), "-");
}

/// Example 2: section 5 for every site is counted.
#[test]
fn answers_about_every_site_are_counted() {
    let sites = two_sites().complete("sites");
    let all =
        [("ramsar-cop14/site.5.7[101]", "A"), ("ramsar-cop14/site.5.7[102]", "D"), ("ramsar-cop14/site.5.8[101]", "A")];
    let made = sites.with(RAMSAR, &all);
    assert_eq!(made.derived("ramsar-cop14/5.7"), "E 1 sites");
    assert_eq!(made.derived("ramsar-cop14/5.8"), "-", "one site has no answer");
    assert_eq!(two_sites().with(RAMSAR, &all).derived("ramsar-cop14/5.7"), "-", "there may be more sites");
}

/// Example 2: protected areas important for migratory species are another set, and in the period.
#[test]
fn the_migratory_facet_is_its_own() {
    let sites = Lists::new()
        .row("sites", "site=Delta, lists=protected; migratory")
        .row("sites", "site=Lagoon, lists=ramsar")
        .row("assessments", "site=Delta, kind=effectiveness, year=2022, tool=METT")
        .complete("sites");
    assert_eq!(sites.drafted(CMS).derived("cms-cop14/XIII.4"), "yes");
    assert_eq!(sites.drafted(CMS).derived("cms-cop14/XIII.4a"), "Delta, 2022, METT");
    let old = Lists::new()
        .row("sites", "site=Delta, lists=protected; migratory")
        .row("assessments", "site=Delta, kind=effectiveness, year=2015")
        .complete("sites");
    assert_eq!(old.drafted(CMS).derived("cms-cop14/XIII.4"), "-");
    assert_eq!(old.complete("assessments").drafted(CMS).derived("cms-cop14/XIII.4"), "no");
}

/// Example 3.
/// What was done does not explain that nothing was.
#[test]
fn no_deeds_are_told_beside_an_answer_that_says_no() {
    let project = "title=Salvinia biocontrol, kind=project, status=ongoing, period=2019-, subjects=ias-control, \
                   facets=wetlands, text-en=The project controlled Salvinia in the whole Delta.";
    for (control, answer, told) in [("controlled", "A", true), ("not", "B", false)] {
        let species = format!("species=Salvinia, risk=high, wetlands=yes, control={control}");
        let made = Lists::new().row("measures", project).row("invasive", &species).complete("invasive");
        let made = made.drafted(RAMSAR);
        assert_eq!(made.derived("ramsar-cop14/4.3"), answer);
        let d = made.draft("ramsar-cop14/4.3");
        let beside = format!("{:?}{:?}{:?}", d.details, d.text, d.offered);
        assert_eq!(beside.contains("whole Delta"), told, "{beside}");
    }
}

#[test]
fn control_of_invasive_species_by_species() {
    let row = |l: Lists, control: &str| {
        let species = format!("species=S {control}, risk=high, wetlands=yes, control={control}");
        l.row("invasive", &species)
    };
    let list = |controls: &[&str]| controls.iter().fold(Lists::new(), |l, c| row(l, c));
    for (controls, whole, fourth) in [
        (&["controlled"][..], "A", "B"),
        (&["not"], "B", "A"),
        (&["controlled", "not"], "C", "A"),
        (&["partly"], "C", "A"),
        (&["not", "planned"], "D", "A"),
        (&["unknown"], "X", "X"),
        (&["controlled", "unknown"], "-", "-"),
        (&[], "Y", "Y"),
    ] {
        let made = list(controls).complete("invasive").drafted(RAMSAR);
        assert_eq!(made.derived("ramsar-cop14/4.3"), whole, "{controls:?}");
        assert_eq!(made.derived("ramsar-cop14/4.4"), fourth, "{controls:?}");
        let open = list(controls).drafted(RAMSAR);
        let still = |code: &str, only: &str| if only.contains(code) { code.to_owned() } else { "-".to_owned() };
        assert_eq!(open.derived("ramsar-cop14/4.3"), still(whole, "C"), "{controls:?}, list open");
        assert_eq!(open.derived("ramsar-cop14/4.4"), still(fourth, "A"), "{controls:?}, list open");
    }
    // Of no risk, or not in wetlands: another matter. Not decided: nothing follows.
    let other = Lists::new().complete("invasive").row("invasive", "species=S, risk=other, wetlands=yes, control=not");
    assert_eq!(other.drafted(RAMSAR).derived("ramsar-cop14/4.3"), "Y");
    let open = Lists::new().complete("invasive").row("invasive", "species=S, wetlands=yes, control=not");
    assert_eq!(open.drafted(RAMSAR).derived("ramsar-cop14/4.3"), "-");
}

/// Example 4.
#[test]
fn focal_points_that_sit_together_are_coordinated() {
    // A wetland committee may seat both and coordinate neither.
    let seated = Lists::new()
        .row("committees", "committee=Wetland Committee, member=A, convention=cms")
        .row("committees", "committee=Wetland Committee, member=B, convention=cites");
    assert_eq!(seated.drafted(CMS).derived("cms-cop14/VII.3"), "-");
    assert_eq!(seated.drafted(CITES).derived("cites-ir/3.3.1a"), "-");
    let seated = seated.complete("committees");
    assert_eq!(seated.drafted(CMS).derived("cms-cop14/VII.3"), "-", "nor is it a no");
    assert_eq!(seated.drafted(CITES).derived("cites-ir/3.3.1a"), "-");
    let both = Lists::new()
        .row("committees", "committee=Biodiversity Committee, member=A, convention=cms, coordinates=yes")
        .row("committees", "committee=Biodiversity Committee, member=B, convention=cbd")
        .text("coordination", "The CMS and CBD focal points meet twice a year.");
    let made = both.drafted(CMS);
    assert_eq!(made.derived("cms-cop14/VII.3"), "yes");
    assert_eq!(made.derived("cms-cop14/VII.3a"), "The CMS and CBD focal points meet twice a year.");
    assert_eq!(both.drafted(CITES).derived("cites-ir/3.3.1a"), "-", "CITES is not among them");
    let apart = Lists::new()
        .row("committees", "committee=Wetland Committee, member=A, convention=cms")
        .row("committees", "committee=Trade Committee, member=B, convention=cites");
    assert_eq!(apart.drafted(CMS).derived("cms-cop14/VII.3"), "-", "two committees, and an open list");
    let whole = apart.complete("committees");
    assert!(whole.drafted(CMS).offered("cms-cop14/VII.3").contains("No"), "people may meet without a committee");
    assert!(whole.drafted(CITES).offered("cites-ir/3.3.1a").contains("No"));
    let told = whole.text("coordination", "They write to each other.");
    assert_eq!(told.drafted(CMS).derived("cms-cop14/VII.3"), "-", "there is coordination outside committees");
    assert_eq!(both.drafted(RAMSAR).derived("ramsar-cop14/16.6#b"), "-");
    assert_eq!(both.drafted(RAMSAR).derived("ramsar-cop14/18.1"), "-");
}

/// Example 5.
#[test]
fn agreements_fill_the_rows_they_name() {
    let l = Lists::new()
        .row("agreements", "agreement=African-Eurasian Waterbird Agreement (AEWA), kind=treaty, status=party, species-group=waterbirds")
        .row("agreements", "agreement=Dugong MOU, kind=mou, status=range-state")
        .row("agreements", "agreement=Agreement on birds and bats, kind=bilateral, status=not");
    let made = l.drafted(CMS);
    assert_eq!(made.derived("cms-cop14/II.2#aewa"), "party-signatory");
    assert_eq!(made.derived("cms-cop14/II.2#dugong"), "range-state-but-not-a-party");
    assert_eq!(made.derived("cms-cop14/II.2#eurobats"), "-", "a name is never guessed");
    assert_eq!(
        l.clone().complete("agreements").drafted(CMS).derived("cms-cop14/II.2#eurobats"),
        "-",
        "not listed is not: no range State"
    );
    assert_eq!(l.drafted(RAMSAR).derived("ramsar-cop14/18.9"), "A");
    // Whether an agreement is co-management is confirmed by a person.
    assert!(l.drafted(CITES).offered("cites-ir/1.6.1a").contains("Waterbird"));
    let none = Lists::new().row("agreements", "agreement=Dugong MOU, kind=mou, status=not");
    assert_eq!(none.drafted(CITES).derived("cites-ir/1.6.1a"), "-");
    assert!(none.clone().complete("agreements").drafted(CITES).offered("cites-ir/1.6.1a").contains("No"));
    assert_eq!(none.drafted(RAMSAR).derived("ramsar-cop14/18.9"), "-");
    let two = l.row("agreements", "agreement=AEWA, kind=treaty, status=range-state");
    assert_eq!(two.drafted(CMS).derived("cms-cop14/II.2#aewa"), "-", "the register contradicts itself");
}

fn report(format: &str, answers: &[(&str, &str)]) -> dunlin::model::Report {
    let mut r = dunlin::model::Report::new(format, "theirs.xlsx");
    r.party = dunlin::model::Party::parse("QM");
    r.period = period(CBD);
    r.answers = answers.iter().map(|(id, code)| answer(id, code)).collect();
    r
}

/// Example 6.
#[test]
fn law_on_offences_ticks_international_trade_and_nothing_unticks_it() {
    let yes = report(CITES, &[("cites-ir/1.7.3a", "yes")]);
    let made = Lists::new().over(CBD, &[], &[yes], Lang::En);
    assert_eq!(made.derived("cbd-nr7/5_1"), "internationalTrade");
    assert!(made.why("cbd-nr7/5_1").contains("say nothing"), "the other boxes stay open");
    for code in ["no", "no-information"] {
        let made = Lists::new().over(CBD, &[], &[report(CITES, &[("cites-ir/1.7.3a", code)])], Lang::En);
        assert_eq!(made.derived("cbd-nr7/5_1"), "-");
    }
    let taking = report(CMS, &[("cms-cop14/IV.1", "yes-for-all-appendix-i-species")]);
    let made = Lists::new().over(CBD, &[], &[taking], Lang::En);
    assert_eq!(made.derived("cbd-nr7/9_1"), "-", "a bound sets no degree");
    assert!(made.draft("cbd-nr7/9_1").sources.iter().any(|s| s.step == Step::Bounded));
}

/// Example 7.
#[test]
fn a_sector_that_takes_up_wetlands_is_offered_as_a_tick() {
    let theirs =
        report(RAMSAR, &[("ramsar-cop14/1.1#h", "C"), ("ramsar-cop14/1.1#f", "B"), ("ramsar-cop14/1.1#j", "A")]);
    let made = Lists::new().over(CBD, &[], &[theirs], Lang::Fr);
    // Wetlands in a policy are not all values of biodiversity: a person ticks, with the reason at hand.
    let offered = made.offered("cbd-nr7/14_3_a");
    assert!(offered.contains("Agriculture") && offered.contains("Convention de Ramsar"), "{offered}");
    assert!(!offered.contains("Foresterie") && !offered.contains("Sylviculture"), "{offered}");
    assert_eq!(made.derived("cbd-nr7/14_3"), "-");
    let closed = report(RAMSAR, &[("ramsar-cop14/1.1#h", "A")]);
    let mut own = dunlin::model::Report::new(CBD, "own.xlsx");
    own.period = period(CBD);
    own.answers.push(answer("cbd-nr7/14_3", "no"));
    let made = Lists::new().over(CBD, &[own], &[closed], Lang::En);
    assert_eq!(made.draft("cbd-nr7/14_3_a").standing, Standing::NotAsked);
}

/// Example 8.
#[test]
fn incentives_stay_each_conventions_own() {
    let measure = "title=Meadow payments, kind=incentive, subjects=positive-incentives, status=ongoing, period=2022-";
    let l = Lists::new().row("measures", &format!("{measure}, facets=wetlands"));
    assert_eq!(l.drafted(RAMSAR).derived("ramsar-cop14/3.3"), "A");
    assert_eq!(l.drafted(RAMSAR).derived("ramsar-cop14/3.4"), "-");
    assert_eq!(l.drafted(CMS).derived("cms-cop14/VIII.2"), "-");
    assert_eq!(l.drafted(CITES).derived("cites-ir/2.2.4a#certification"), "-");
    let wide = Lists::new().row("measures", &format!("{measure}, facets=wetlands; marine"));
    assert_eq!(wide.drafted(RAMSAR).derived("ramsar-cop14/3.3"), "-", "it may be the sea it rewards");
    let migratory = Lists::new().row("measures", &format!("{measure}, facets=migratory-species"));
    assert!(
        migratory.drafted(CMS).offered("cms-cop14/VIII.2").contains("Meadow payments"),
        "benefit is judged by a person"
    );
}

/// Example 9.
#[test]
fn species_fill_tables_and_say_whether_data_exist() {
    let l = Lists::new()
        .row("species", "species=Grus alba, group=birds, cms-appendix=I, cites-appendix=I, change=improved, period=2021-2022, major=yes, source=Crane Count 2022")
        .row("species", "species=Falco niger, group=Oiseaux, cms-appendix=II, cites-appendix=none, change=declined, period=2015, major=yes, source=Atlas")
        .row("species", "species=Lutra lutra, group=terrestrial mammals, cites-appendix=II, change=declined, period=2022, source=Survey");
    let made = l.drafted(CMS);
    let birds = made.draft("cms-cop14/XI.1d");
    assert_eq!(birds.standing, Standing::Derived);
    assert_eq!(birds.rows.len(), 1, "the falcon's change was before the period");
    assert_eq!(birds.rows[0]["change-in-status"], "improved (2021-2022)");
    assert_eq!(made.draft("cms-cop14/XI.1a").standing, Standing::Gap);
    let made = l.drafted(CITES);
    assert_eq!(made.derived("cites-ir/3.4.1a#appendix-i"), "yes");
    assert_eq!(made.derived("cites-ir/3.4.1a#appendix-ii"), "-");
    assert_eq!(made.derived("cites-ir/3.4.1a#appendix-iii"), "-");
    assert_eq!(made.draft("cites-ir/3.4.1a.1").rows.len(), 1);
    let made = l.complete("species:cites-ii").complete("species:cites-iii").drafted(CITES);
    assert_eq!(made.derived("cites-ir/3.4.1a#appendix-ii"), "no");
    assert_eq!(made.derived("cites-ir/3.4.1a#appendix-iii"), "not-applicable");
}

/// Example 10.
#[test]
fn support_counts_only_for_what_it_is_for() {
    let wetlands = Lists::new().row(
        "support",
        "programme=Delta Fund, direction=received, source-type=development-agency, subjects=wetlands, period=2022-2023",
    );
    let made = wetlands.drafted(RAMSAR);
    assert_eq!(made.derived("ramsar-cop14/17.5"), "A");
    assert!(made.why("ramsar-cop14/17.5").contains("Delta Fund"));
    assert_eq!(wetlands.drafted(CMS).derived("cms-cop14/XIX.2"), "-");
    assert_eq!(wetlands.drafted(CITES).derived("cites-ir/3.1.1a"), "-");
    let migratory = Lists::new()
        .row("support", "programme=Flyway, direction=received, source-type=gef, subjects=migratory, period=2020-, species=Grus alba")
        .row("support", "programme=Given, direction=given, source-type=ngo, subjects=migratory, period=2022");
    let made = migratory.drafted(CMS);
    assert_eq!(made.derived("cms-cop14/XIX.2"), "yes");
    assert_eq!(made.derived("cms-cop14/XIX.2a"), "the-global-environment-facility");
    assert_eq!(made.derived("cms-cop14/XIX.2c"), "Grus alba");
    assert_eq!(made.derived("cms-cop14/XIX.2d"), "-");
    assert_eq!(migratory.drafted(RAMSAR).derived("ramsar-cop14/17.5"), "-");
    let cites = Lists::new().row(
        "support",
        "programme=Ivory, direction=received, source-type=gef, subjects=cites; cites-in-nbsap, period=2022",
    );
    assert_eq!(cites.drafted(CITES).derived("cites-ir/3.1.1a"), "yes");
    assert_eq!(cites.drafted(CITES).derived("cites-ir/3.4.2b"), "yes");
    assert_eq!(cites.drafted(CITES).derived("cites-ir/3.1.1b"), "-");
    // No only from a list declared complete for that subject, and only for a country that receives.
    let none = Lists::new().complete("support:wetlands").complete("support:migratory");
    assert_eq!(none.drafted(CMS).derived("cms-cop14/XIX.2"), "no");
    assert_eq!(none.drafted(CITES).derived("cites-ir/3.4.2b"), "-");
    assert_eq!(none.drafted(RAMSAR).derived("ramsar-cop14/17.5"), "-");
    assert_eq!(none.clone().fact("recipient", true).drafted(RAMSAR).derived("ramsar-cop14/17.5"), "B");
    assert_eq!(none.fact("recipient", false).drafted(RAMSAR).derived("ramsar-cop14/17.5"), "Z");
}
