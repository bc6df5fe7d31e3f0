//! What a reader of the report sees: reasons, sources, follow-ups, contacts.

use dunlin::model::{Lang, Standing, Step};

use super::support::Lists;

#[test]
fn reasons_and_sources_name_the_rows_in_the_language_of_the_report() {
    let l = Lists::new().row(
        "support",
        "programme=Fonds du delta, direction=received, source-type=gef, subjects=migratory, period=2022",
    );
    let made = l.over("cms-cop14", &[], &[], Lang::Fr);
    let d = made.draft("cms-cop14/XIX.2");
    let s = d.sources.iter().find(|s| s.step == Step::Derived).expect("a source");
    assert_eq!((s.question.as_str(), s.item.as_deref()), ("core/support", Some("support-1")));
    assert_eq!((s.file.as_str(), s.place.as_str(), s.says.as_str()), ("core.xlsx", "support!2", "Fonds du delta"));
    assert!(d.text.as_deref().is_some_and(|t| t.contains("Registres") && t.contains("Fonds du delta")));
    // What depends on the yes is asked now, and what a no would ask is not.
    assert_eq!(made.draft("cms-cop14/XIX.2d").standing, Standing::Gap);
    let none = Lists::new().complete("support:migratory").drafted("cms-cop14");
    assert_eq!(none.draft("cms-cop14/XIX.2d").standing, Standing::NotAsked);
}

#[test]
fn a_candidate_is_offered_and_says_that_it_waits() {
    let l = Lists::new()
        .candidate("support", "programme=Flyway, direction=received, source-type=gef, subjects=migratory, period=2022");
    let made = l.drafted("cms-cop14");
    assert_eq!(made.draft("cms-cop14/XIX.2").standing, Standing::Suggested);
    let text = made.offered("cms-cop14/XIX.2");
    assert!(text.contains("Yes") && text.contains("confirmed"), "{text}");
    // It also keeps a complete list from saying no.
    assert_ne!(l.complete("support:migratory").drafted("cms-cop14").derived("cms-cop14/XIX.2"), "no");
}

#[test]
fn a_contact_comes_from_its_role_and_only_from_one() {
    let one = Lists::new().row("people", "name=A. Person, post=Director, institution=Wetland Office, roles=ramsar-authority; cms-focal-point, email=a@example.org");
    let made = one.drafted("ramsar-cop14");
    assert_eq!(made.derived("ramsar-cop14/1.AA.head-of-administrative-authority-name-and"), "A. Person, Director");
    assert_eq!(made.derived("ramsar-cop14/1.AA.telephone-fax"), "-");
    assert_eq!(made.derived("ramsar-cop14/1.NFP.email"), "-");
    assert_eq!(one.drafted("cms-cop14").derived("cms-cop14/I.5e"), "a@example.org");
    assert!(made.draft("ramsar-cop14/1.AA.email").sources.iter().all(|s| !s.says.contains("Person")));
    let two =
        one.row("people", "name=B. Person, institution=Wetland Office, roles=ramsar-authority, email=b@example.org");
    let made = two.drafted("ramsar-cop14");
    assert_eq!(made.derived("ramsar-cop14/1.AA.email"), "-");
    assert_eq!(made.derived("ramsar-cop14/1.AA.name-of-administrative-authority"), "Wetland Office");
}

#[test]
fn indicator_values_become_rows() {
    let l = Lists::new()
        .row("indicators", "code=A.2, year=2020, value=1200, unit=km2")
        .row("indicators", "code=A.2, year=2020, value=300, unit=km2, disaggregation=mangroves")
        .row("indicators", "code=A.20, year=2020, value=1, unit=km2");
    let made = l.drafted("cbd-nr7");
    let rows = &made.draft("cbd-nr7/indicator.A.2").rows;
    assert_eq!(rows.len(), 2);
    assert!(rows.iter().any(|r| r["disaggregated"] == "yes" && r["disaggregation"] == "mangroves"));
    assert!(made.draft("cbd-nr7/indicator.A.2").value.is_none(), "whose data they are is for a person to say");
}

#[test]
fn boxes_are_composed_of_confirmed_measures_and_offered_of_candidates() {
    let cells = "title=Crane law, kind=law, status=ongoing, period=2020-, subjects=positive-incentives, facets=migratory-species, text-en=The law pays farmers for cranes.";
    let yes = [("cms-cop14/VIII.2", "yes")];
    let made = Lists::new().row("measures", cells).with("cms-cop14", &yes);
    let d = made.draft("cms-cop14/VIII.2a");
    assert_eq!(d.standing, Standing::Composed);
    assert!(d.value.as_ref().map(dunlin::model::value_text).is_some_and(|t| t.contains("Crane law")));
    assert!(d.sources.iter().any(|s| s.step == Step::Composed && s.item.as_deref() == Some("measures-1")));
    let made = Lists::new().candidate("measures", cells).with("cms-cop14", &yes);
    assert_eq!(made.draft("cms-cop14/VIII.2a").standing, Standing::Suggested);
    assert!(made.offered("cms-cop14/VIII.2a").contains("Crane law"));
    // Where there is said to be no incentive, the box is not asked.
    let made = Lists::new()
        .row("measures", cells)
        .with("cms-cop14", &[("cms-cop14/VIII.2", "no-but-there-is-scope-to-develop-incentives")]);
    assert_eq!(made.draft("cms-cop14/VIII.2a").standing, Standing::NotAsked);
}
