//! Two reports compared, and many Parties side by side.

use dunlin::gaps::{Change, Changed, Comparison, Overview, compare, many, slim};
use dunlin::model::{Lang, Party, Region, Report};

use super::{Made, testland_reports, world};

fn compared(old: Made, new: Made) -> Comparison {
    let (catalogue, crosswalk) = world();
    compare(&[old.0], &[new.0], &catalogue, &crosswalk, Lang::En).0
}

fn of<'a>(c: &'a Comparison, question: &str) -> &'a Changed {
    c.changed.iter().find(|x| x.question == question).unwrap_or_else(|| panic!("{question}: {:#?}", c.changed))
}

#[test]
fn two_versions_of_one_report() {
    let old = Made::of("cites-ir", "2021-2023", "old.csv")
        .code("1.7.3a", "no")
        .code("2.2.4b", "not-at-all")
        .details("Nothing was  changed.")
        .code("1.5.3a", "yes")
        .text("1.5.3a.2", "Quotas for two species.")
        .number("3.3.2a", "", 3.0);
    let new = Made::of("cites-ir", "2021-2023", "new.csv")
        .code("1.7.3a", "yes")
        .code("2.2.4b", "not-at-all")
        .details("Nothing was changed.")
        .code("1.6.2a", "yes")
        .text("1.5.3a.2", "Quotas for three species.")
        .number("3.3.2a", "", 2.0);
    let c = compared(old, new);
    let one = |q: &str| (of(&c, q).change, of(&c, q).direction);
    assert_eq!(one("cites-ir/1.7.3a"), (Change::Value, Some("more")));
    assert_eq!(one("cites-ir/3.3.2a"), (Change::Value, Some("less")));
    assert_eq!(one("cites-ir/1.5.3a"), (Change::Emptied, None));
    assert_eq!(one("cites-ir/1.6.2a"), (Change::Answered, None));
    assert!(c.changed.iter().all(|x| x.question != "cites-ir/2.2.4b"), "spaces are no change");
    assert_eq!(c.counts.get("same"), Some(&1));
    let told = of(&c, "cites-ir/1.7.3a");
    assert_eq!(told.old.as_ref().map(|p| (p.says.as_str(), p.file.as_str())), Some(("No", "old.csv")));
    assert_eq!(told.new.as_ref().map(|p| (p.says.as_str(), p.place.as_str())), Some(("Yes", "line 1")));
}

#[test]
fn two_cycles_whose_editions_differ() {
    let (catalogue, crosswalk) = world();
    let reports = testland_reports(&catalogue, &crosswalk);
    let ramsar: Vec<Report> = reports.into_iter().filter(|r| r.format.starts_with("ramsar-")).collect();
    let (old, new): (Vec<Report>, Vec<Report>) = ramsar.into_iter().partition(|r| r.format == "ramsar-cop13");
    assert!(!old.is_empty() && !new.is_empty());
    let (c, findings) = compare(&old, &new, &catalogue, &crosswalk, Lang::En);
    assert!(findings.is_empty(), "{findings:?}");
    let one = |q: &str| (of(&c, q).change, of(&c, q).direction);
    assert_eq!(one("ramsar-cop14/4.2"), (Change::Value, Some("more")), "planned, then yes");
    assert_eq!(one("ramsar-cop14/8.1"), (Change::Value, Some("more")), "partly, then yes");
    assert_eq!(one("ramsar-cop14/4.3").0, Change::Options, "a number before, an option now");
    let total: usize = c.counts.values().sum();
    assert_eq!(total, c.changed.len() + c.counts.get("same").copied().unwrap_or_default());
    // Another convention is not compared, and another Party is an error.
    let mut other = Made::of("cites-ir", "2021-2023", "x.csv").code("1.7.3a", "yes").0;
    other.party = Party::parse("QN");
    let (c, findings) = compare(&old, &[other], &catalogue, &crosswalk, Lang::En);
    assert!(c.changed.is_empty() && findings.iter().any(|f| f.code == "several-parties"));
    assert!(findings.iter().any(|f| f.code == "nothing-to-compare"));
}

fn of_party(code: &str, mut m: Made) -> Report {
    m.0.party = Party::parse(code);
    m.0
}

pub(crate) fn overview(lang: Lang) -> Overview {
    let (catalogue, crosswalk) = world();
    let mut m = many(&catalogue, &crosswalk, lang);
    let ramsar = |years: &str| Made::of("ramsar-cop14", years, "r.xlsx");
    let files = vec![
        of_party("QM", ramsar("2018-2020").number("5.3", "E", 2.0).number("5.4", "E", 3.0).code("4.2", "A")),
        of_party("QM", Made::of("ramsar-cop13", "2015-2017", "old.csv").code("4.2", "D")),
        of_party("QM", Made::of("cbd-nr7", "2022-2026", "c.csv").code("6_3", "no")),
        of_party("QN", ramsar("2018-2020").code("4.2", "B").text("4.1", "Text")),
        of_party("QP", ramsar("2018-2020").code("4.2", "A")),
    ];
    for r in files {
        m.add(vec![slim(r, &crosswalk)]);
    }
    m.add(Vec::new());
    m.finish()
}

#[test]
fn many_parties_stand_side_by_side() {
    let o = overview(Lang::En);
    assert_eq!((o.files, o.without_party, o.parties.len(), o.reports.len()), (6, 1, 3, 5));
    let qm = o.parties.iter().find(|r| r.party.code() == "QM").expect("Testland");
    assert_eq!((qm.region, qm.reports), (Some(Region::Africa), 2), "the newest report to each convention");
    assert_eq!((qm.certain, qm.likely), (1, 1), "figures of Ramsar; species of Ramsar and the CBD");
    assert_eq!(qm.all.answered, 4);
    let species = qm.themes.get("invasive-species").expect("a theme");
    assert!(species.answered == 2 && species.asked > 10);
    let old = o.reports.iter().find(|r| r.format.as_deref() == Some("ramsar-cop13")).expect("a row");
    assert_eq!(old.themes.get("invasive-species").map(|a| a.answered), Some(1), "an older edition has themes too");
    let q = o.questions.iter().find(|q| q.question == "ramsar-cop14/4.2").expect("asked");
    assert_eq!(q.answered.values().sum::<usize>(), 3);
    let yes = q.options.iter().find(|x| x.code == "A").expect("an option");
    let by: Vec<(&str, usize)> = yes.parties.iter().map(|(r, n)| (r.as_str(), *n)).collect();
    assert_eq!(by, [("africa", 1), ("latin-america-caribbean", 1)]);
    assert!(o.questions.iter().all(|q| !q.label.is_empty()));
}
