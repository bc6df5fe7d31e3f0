//! Gaps, contradictions and comparisons, held against a truth written by hand.

mod browser;
#[allow(dead_code)] // the copy sheet's tests paste, these do not
#[path = "../support/browser.rs"]
mod driver;
mod outputs;
mod tables;
#[path = "../support/testland.rs"]
mod testland;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use dunlin::catalogue::Catalogue;
use dunlin::crosswalk::Crosswalk;
use dunlin::gaps::{Contradiction, Gaps, Grade, Kind, Request, Time, gaps};
use dunlin::model::{Answer, Item, Lang, Origin, Party, Period, Report, Row, Value};
use dunlin::read::{Context, Options, read_file};

pub(crate) const HOSTILE: &str = "</blockquote><script>window.hostile = 1</script>=HYPERLINK(\"x\") \"it's\" & <b onclick=\"x()\">1 < 2</b>\u{2028}]]> -->";

pub(crate) fn world() -> (Catalogue, Crosswalk) {
    let catalogue = Catalogue::builtin();
    let crosswalk = Crosswalk::load(&catalogue);
    (catalogue, crosswalk)
}

pub(crate) fn testland() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/testland")
}

/// Every report of Testland, as read from whatever files hold them.
pub(crate) fn testland_reports(catalogue: &Catalogue, crosswalk: &Crosswalk) -> Vec<Report> {
    let options = Options::default();
    let context = Context { catalogue, crosswalk, options: &options };
    testland::testland().iter().flat_map(|f| read_file(f, &context).reports).collect()
}

/// A report of Testland written down by hand.
pub(crate) struct Made(pub(crate) Report);

impl Made {
    pub(crate) fn of(format: &str, years: &str, file: &str) -> Made {
        let mut r = Report::new(format, file);
        r.party = Party::parse("QM");
        r.period = Period::parse(years);
        Made(r)
    }

    fn push(mut self, key: &str, item: Option<&str>, value: Option<Value>) -> Made {
        let place = format!("line {}", self.0.answers.len() + 1);
        let origin = Origin { file: self.0.file.clone(), place };
        let mut a = Answer::new(format!("{}/{key}", self.0.format), origin);
        a.item = item.map(str::to_owned);
        a.value = value;
        if let Some(i) = item
            && self.0.item(i).is_none()
        {
            self.0.items.push(Item { id: i.to_owned(), title: String::new(), frameworks: Vec::new() });
        }
        self.0.answers.push(a);
        self
    }

    pub(crate) fn code(self, key: &str, code: &str) -> Made {
        self.push(key, None, Some(Value::Code(code.to_owned())))
    }

    pub(crate) fn site(self, key: &str, site: &str, code: &str) -> Made {
        self.push(key, Some(site), Some(Value::Code(code.to_owned())))
    }

    pub(crate) fn ticks(self, key: &str, codes: &[&str]) -> Made {
        self.push(key, None, Some(Value::Codes(codes.iter().map(|c| (*c).to_owned()).collect())))
    }

    pub(crate) fn text(self, key: &str, text: &str) -> Made {
        self.push(key, None, Some(Value::Text(text.to_owned())))
    }

    pub(crate) fn number(self, key: &str, qualifier: &str, n: f64) -> Made {
        let value = Value::Number { qualifier: Some(qualifier.to_owned()), number: Some(n), unit: None };
        self.push(key, None, Some(value))
    }

    pub(crate) fn rows(mut self, key: &str, rows: &[&[(&str, &str)]]) -> Made {
        self = self.push(key, None, None);
        if let Some(a) = self.0.answers.last_mut() {
            a.rows = rows
                .iter()
                .map(|r| r.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect::<Row>())
                .collect();
        }
        self
    }

    pub(crate) fn details(mut self, text: &str) -> Made {
        if let Some(a) = self.0.answers.last_mut() {
            a.details = Some(text.to_owned());
        }
        self
    }

    pub(crate) fn unconfirmed(mut self) -> Made {
        if let Some(a) = self.0.answers.last_mut() {
            a.confirmed = false;
        }
        self
    }
}

pub(crate) fn look(reports: &[Report]) -> Gaps {
    let (catalogue, crosswalk) = world();
    let request = Request { party: None, period: None, lang: Lang::En, reports };
    gaps(&request, &catalogue, &crosswalk).0
}

fn found(reports: Vec<Made>) -> Vec<Contradiction> {
    let reports: Vec<Report> = reports.into_iter().map(|m| m.0).collect();
    look(&reports).contradictions
}

/// The two questions of a contradiction, in order of their ids.
fn pair(c: &Contradiction) -> (&str, &str) {
    let (a, b) = (c.sides[0].question.as_str(), c.sides[1].question.as_str());
    if a < b { (a, b) } else { (b, a) }
}

fn only(reports: Vec<Made>) -> Contradiction {
    let mut list = found(reports);
    assert_eq!(list.len(), 1, "{:#?}", list.iter().map(|c| (pair(c), &c.reasons)).collect::<Vec<_>>());
    list.remove(0)
}

#[test]
fn testland_contradicts_itself_where_it_was_planted_and_nowhere_else() {
    let (catalogue, crosswalk) = world();
    let g = look(&testland_reports(&catalogue, &crosswalk));
    let all: Vec<((&str, &str), Grade, Time)> = g.contradictions.iter().map(|c| (pair(c), c.grade, c.time)).collect();
    // Incentives; coordination, which shows in the texts only; species in wetlands; the law on taking.
    assert_eq!(
        all,
        [
            (("cites-ir/2.2.4b", "cms-cop14/VIII.1"), Grade::Likely, Time::SamePeriod),
            (("cites-ir/3.3.1a", "cms-cop14/VII.3"), Grade::Likely, Time::SamePeriod),
            (("cbd-nr7/9_1", "cms-cop14/IV.1"), Grade::Likely, Time::Overlapping),
            (("cbd-nr7/6_3", "ramsar-cop14/4.2"), Grade::Likely, Time::Different),
        ]
    );
    for c in &g.contradictions {
        assert_eq!(c.note.is_empty(), c.time == Time::SamePeriod, "{c:#?}");
        assert!(!c.reasons.is_empty() && c.reasons.iter().all(|r| !r.is_empty()));
        for s in &c.sides {
            assert!(!s.label.is_empty() && !s.number.is_empty() && !s.places.is_empty());
            assert!(s.places.iter().all(|p| !p.file.is_empty() && !p.place.is_empty() && !p.says.is_empty()), "{s:#?}");
        }
    }
    let coordination = &g.contradictions[1];
    let said: String = coordination.sides.iter().flat_map(|s| &s.places).map(|p| p.says.as_str()).collect();
    assert!(said.contains("CITES se reúnen") && said.contains("faute de temps"), "both wordings: {said}");
}

#[test]
fn an_answer_excludes_another_for_certain_within_one_period_only() {
    let cites = |years: &str| Made::of("cites-ir", years, "cites.xlsx").code("1.7.3a", "yes");
    let cbd = |years: &str| Made::of("cbd-nr7", years, "cbd.csv").ticks("5_1", &["none"]);
    let c = only(vec![cites("2024-2026"), cbd("2022-2026")]);
    assert_eq!((c.grade, c.kind, c.time), (Grade::Certain, Kind::Excluded, Time::SamePeriod));
    // A law may have been repealed since.
    let c = only(vec![cites("2021-2023"), cbd("2022-2026")]);
    assert_eq!((c.grade, c.time), (Grade::Likely, Time::Overlapping));
    let c = only(vec![cites("2018-2020"), cbd("2022-2026")]);
    assert!((c.grade, c.time) == (Grade::Likely, Time::Different) && c.note.contains("2018-2020"));
    // A law made later says nothing about before; an answer that nobody confirmed says nothing.
    assert!(found(vec![cites("2027-2029"), cbd("2022-2026")]).is_empty());
    assert!(found(vec![cites("2024-2026").unconfirmed(), cbd("2022-2026")]).is_empty());
    // What a later report of the convention answers anew is no longer its word.
    let later = Made::of("cites-ir", "2021-2023", "cites-2.xlsx").code("1.7.3a", "no");
    assert!(found(vec![cites("2018-2020"), later, cbd("2022-2026")]).is_empty());
    // A no of an earlier period may have been mended by the next.
    let no = Made::of("cbd-nr7", "2022-2026", "cbd.csv").code("9_1", "no");
    let bans = |y: &str| Made::of("cms-cop14", y, "cms.xlsx").code("IV.1", "yes-for-some-species");
    assert_eq!(only(vec![no, bans("2024-2026")]).grade, Grade::Likely);
    let no = Made::of("cbd-nr7", "2022-2026", "cbd.csv").code("9_1", "no");
    assert!(found(vec![no, bans("2027-2029")]).is_empty());
}

#[test]
fn items_of_one_pair_are_one_contradiction_and_questions_that_share_a_side_stand_together() {
    let ramsar = Made::of("ramsar-cop14", "2018-2020", "ramsar.xlsx")
        .code("5.9", "B")
        .site("site.5.6", "9001", "A")
        .site("site.5.6", "9002", "A")
        .site("site.5.6", "9003", "B");
    let list = found(vec![ramsar]);
    let c = list.iter().find(|c| pair(c) == ("ramsar-cop14/5.9", "ramsar-cop14/site.5.6")).expect("found");
    assert_eq!((c.grade, list.len()), (Grade::Certain, 1));
    let sites = c.sides.iter().find(|s| s.question.ends_with("site.5.6")).expect("a side");
    let items: Vec<Option<&str>> = sites.places.iter().map(|p| p.item.as_deref()).collect();
    assert_eq!(items, [Some("9001"), Some("9002")]);

    // Four answers against one: four pairs, one after the other, the shared answer first.
    let cbd = Made::of("cbd-nr7", "2022-2026", "cbd.csv").code("9_1", "no");
    let cites = Made::of("cites-ir", "2024-2026", "cites.csv")
        .code("1.5.3a", "yes")
        .code("1.6.2a", "yes")
        .code("1.7.3a", "yes");
    let cms = Made::of("cms-cop14", "2024-2026", "cms.csv").code("IV.1", "yes-for-all-appendix-i-species");
    let list = found(vec![cbd, cites, cms]);
    assert_eq!(list.len(), 4);
    assert!(list.iter().all(|c| c.sides[0].question == "cbd-nr7/9_1" && c.grade == Grade::Likely));
}

#[test]
fn a_tick_that_follows_for_certain_is_missed_and_one_that_may_follow_is_not() {
    let cites = |q: &str| Made::of("cites-ir", "2024-2026", "cites.csv").code(q, "yes");
    let cbd = |ticks: &[&str]| Made::of("cbd-nr7", "2022-2026", "cbd.csv").ticks("5_1", ticks);
    let c = only(vec![cites("1.7.3a"), cbd(&["terrestrialSpecies"])]);
    assert_eq!((c.grade, c.kind), (Grade::Certain, Kind::NotTicked));
    assert!(found(vec![cites("1.7.3a"), cbd(&["terrestrialSpecies", "internationalTrade"])]).is_empty());
    assert!(found(vec![cites("1.5.3a"), cbd(&["terrestrialSpecies"])]).is_empty(), "only likely");
}

#[test]
fn coordination_is_denied_only_where_the_other_text_names_the_convention() {
    let cites = |code: &str| Made::of("cites-ir", "2021-2023", "cites.csv").code("3.3.1a", code);
    let cms = |text: &str| Made::of("cms-cop14", "2020-2023", "cms.csv").code("VII.3", "yes").text("VII.3a", text);
    assert_eq!(only(vec![cites("no"), cms("Meets the focal point of cites twice a year.")]).grade, Grade::Likely);
    assert!(found(vec![cites("no"), cms("Meets the focal point of Ramsar. It excites nobody.")]).is_empty());
    assert!(found(vec![cites("no-information"), cms("Meets CITES.")]).is_empty());
    let back = Made::of("cites-ir", "2021-2023", "cites.csv")
        .code("3.3.1a", "yes")
        .text("3.3.1a.1", "Réunions avec le point focal de la CMS.");
    assert_eq!(
        only(vec![back, Made::of("cms-cop14", "2020-2023", "cms.csv").code("VII.3", "no")]).kind,
        Kind::Excluded
    );
}

#[test]
fn an_answer_whose_condition_is_false_says_nothing() {
    let with = |code: &str| {
        Made::of("cms-cop14", "2020-2023", "cms.csv")
            .code("XVII.1", "no")
            .code("XVII.2", code)
            .ticks("XVII.2a", &["formal-recognition-of-rights"])
    };
    let cbd = || Made::of("cbd-nr7", "2022-2026", "cbd.csv").code("22_1_b", "notApplicable");
    let asked = found(vec![with("yes"), cbd()]);
    assert!(asked.iter().any(|c| pair(c).1 == "cms-cop14/XVII.2a"), "{asked:#?}");
    assert!(found(vec![with("no"), cbd()]).is_empty());
}

#[test]
fn one_question_of_two_files_is_compared_by_its_codes_and_figures() {
    let a = || Made::of("cbd-nr7", "2022-2026", "a.csv");
    let b = || Made::of("cbd-nr7", "2022-2026", "b.csv");
    let c = only(vec![a().code("14_2", "no"), b().code("14_2", "underDevelopment")]);
    assert_eq!((c.grade, c.kind), (Grade::Certain, Kind::SameQuestion));
    assert!(found(vec![a().code("14_2", "no").details("x"), b().code("14_2", "no").details("y")]).is_empty());
    assert!(found(vec![a().ticks("5_1", &["x", "y"]), b().ticks("5_1", &["y", "x"])]).is_empty());
    let last = Made::of("cites-ir", "2018-2020", "a.csv").code("1.7.3a", "no");
    assert!(found(vec![last, Made::of("cites-ir", "2021-2023", "b.csv").code("1.7.3a", "yes")]).is_empty(), "progress");

    let extent = |file: &str, years: &str, value: &str, unit: &str| {
        let row: &[(&str, &str)] = &[("year", "2020"), ("value", value), ("unit", unit), ("disaggregated", "no")];
        Made::of("cbd-nr7", years, file).rows("indicator.A.2", &[row])
    };
    let c = only(vec![extent("a.csv", "2022-2026", "58210", "km2"), extent("b.csv", "2022-2026", "5821", "ha")]);
    assert_eq!((c.grade, c.kind), (Grade::Certain, Kind::Figures));
    assert!(c.sides.iter().flat_map(|s| &s.places).any(|p| p.says == "58210 km2 (2020)"), "{c:#?}");
    assert!(
        found(vec![extent("a.csv", "2022-2026", "58210", "km2"), extent("b.csv", "2022-2026", "5,820,000", "ha")])
            .is_empty()
    );
    assert!(
        found(vec![extent("a.csv", "2022-2026", "58210", "km2"), extent("b.csv", "2022-2026", "58", "percent")])
            .is_empty()
    );
    // A revised series across two reports is worth asking about, and says that the reports differ.
    let c = only(vec![extent("a.csv", "2017-2021", "61000", "km2"), extent("b.csv", "2022-2026", "58210", "km2")]);
    assert!(c.grade == Grade::Likely && c.time == Time::Different && !c.note.is_empty());
}

#[test]
fn figures_that_ought_to_agree_are_compared_in_one_unit_with_tolerance() {
    let ramsar = || Made::of("ramsar-cop14", "2018-2020", "ramsar.xlsx");
    let c = only(vec![ramsar().number("5.3", "E", 2.0).number("5.4", "E", 3.0)]);
    assert_eq!((c.grade, c.kind), (Grade::Certain, Kind::Figures));
    assert!(found(vec![ramsar().number("5.3", "E", 2.0).number("5.4", "E", 2.0)]).is_empty());
    assert!(found(vec![ramsar().number("5.3", "G", 2.0).number("5.4", "E", 3.0)]).is_empty(), "more than 2");
    assert!(found(vec![ramsar().number("5.3", "X", 2.0).number("5.4", "E", 3.0)]).is_empty(), "unknown");

    let sites = |q: &str, qualifier: &str, n: f64, yes: usize| {
        let mut r = ramsar().number(q.trim_start_matches("site."), qualifier, n);
        for s in 0..3 {
            r = r.site(q, &format!("900{s}"), if s < yes { "A" } else { "B" });
        }
        found(vec![r])
    };
    assert_eq!(sites("site.5.7", "E", 2.0, 3).len(), 1);
    assert!(sites("site.5.7", "E", 2.0, 2).is_empty() && sites("site.5.7", "E", 5.0, 3).is_empty());
    assert_eq!(sites("site.5.8", "F", 3.0, 3).len(), 1, "less than three");
    assert!(sites("site.5.8", "F", 3.0, 2).is_empty());

    // Wetlands: a part against the whole, from rows and from words, in km2 and ha, for one year.
    let text = "Marine and coastal 2,310 km2; inland 362 000 ha; human-made 310 km2. Change: -1.4 %.";
    let part = |name: &str, year: &str, value: &str, unit: &str| {
        let row: &[(&str, &str)] = &[
            ("year", year),
            ("value", value),
            ("unit", unit),
            ("disaggregated", "yes"),
            ("type", "Ecosystem"),
            ("disaggregation", name),
        ];
        Made::of("cbd-nr7", "2022-2026", "cbd.xlsx").rows("indicator.A.2", &[row])
    };
    let said = || ramsar().push("8.6", None, None).details(text);
    let c = only(vec![said(), part("Lakes and marshes", "2020", "5200", "km2")]);
    assert_eq!((c.grade, c.kind, pair(&c).1), (Grade::Likely, Kind::Figures, "ramsar-cop14/8.6"));
    assert!(c.reasons[0].contains("tolerance 5 %"));
    assert!(found(vec![said(), part("Lakes and marshes", "2020", "3620", "km2")]).is_empty());
    assert!(found(vec![said(), part("Lakes and marshes", "2020", "3700", "km2")]).is_empty(), "within tolerance");
    assert!(found(vec![said(), part("Lakes and marshes", "2025", "5200", "km2")]).is_empty(), "another year");
    assert!(found(vec![said(), part("Forest", "2020", "5200", "km2")]).is_empty(), "no wetland");
    assert!(found(vec![said(), part("Mangrove", "2020", "41200", "ha")]).is_empty());
    assert_eq!(found(vec![said(), part("Manglares", "2020", "3000", "km2")]).len(), 1);
    let rows = ramsar().rows(
        "8.6",
        &[
            &[("type", "Inland: lakes"), ("qualifier", "E"), ("extent-km2", "3000")],
            &[("type", "Inland: rivers"), ("qualifier", "E"), ("extent-km2", "620")],
        ],
    );
    assert!(found(vec![rows, part("Lakes and marshes", "2020", "3500", "km2")]).is_empty(), "no more than their sum");
}

#[test]
fn exact_and_close_links_are_held_against_each_other() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(folder.path().join("mappings")).expect("made");
    let links = "subject_id\tpredicate_id\tpredicate_modifier\tobject_id\tmapping_justification\treviewer_label\tconfidence\tcomment\tcomment_es\tcomment_fr\treuse\treuse_back\treview\n\
        cites-ir:3.4.2a\tskos:exactMatch\t\tcms-cop14:XVI.1\tsemapv:ManualMappingCuration\tx\t1\tSame.\tIgual.\tIdem.\thint\thint\tstands\n\
        cites-ir:3.1.1a\tskos:closeMatch\t\tcms-cop14:XIX.2\tsemapv:ManualMappingCuration\tx\t1\tNear.\tCerca.\tProche.\thint\thint\tstands\n";
    std::fs::write(folder.path().join("mappings/links.sssom.tsv"), links).expect("written");
    let catalogue = Catalogue::with_folder(folder.path()).unwrap_or_else(|f| panic!("{f:?}"));
    let crosswalk = Crosswalk::load(&catalogue);
    let see = |cites: Made, cms: Made| {
        let reports = [cites.0, cms.0];
        let request = Request { party: None, period: None, lang: Lang::En, reports: &reports };
        let list = gaps(&request, &catalogue, &crosswalk).0.contradictions;
        list.into_iter().filter(|c| c.kind == Kind::SameThing).map(|c| (c.grade, c.time)).collect::<Vec<_>>()
    };
    let cites = |q: &str, code: &str| Made::of("cites-ir", "2021-2023", "cites.csv").code(q, code);
    let cms = |years: &str, q: &str, code: &str| Made::of("cms-cop14", years, "cms.csv").code(q, code);
    assert_eq!(see(cites("3.4.2a", "yes"), cms("2020-2023", "XVI.1", "no")), [(Grade::Certain, Time::SamePeriod)]);
    assert!(see(cites("3.4.2a", "yes"), cms("2020-2023", "XVI.1", "yes")).is_empty());
    assert!(see(cites("3.4.2a", "yes"), cms("2014-2017", "XVI.1", "no")).is_empty(), "another period");
    assert_eq!(see(cites("3.1.1a", "yes"), cms("2020-2023", "XIX.2", "no")), [(Grade::Likely, Time::SamePeriod)]);
}

#[test]
fn what_is_counted_adds_up() {
    let (catalogue, crosswalk) = world();
    let reports = testland_reports(&catalogue, &crosswalk);
    let g = look(&reports);
    let c = &g.coverage;
    let sum = |f: &dyn Fn(&dunlin::gaps::Tally) -> usize, list: &mut dyn Iterator<Item = &dunlin::gaps::Tally>| {
        list.map(f).sum::<usize>()
    };
    for (name, f) in [
        ("asked", &(|t: &dunlin::gaps::Tally| t.asked) as &dyn Fn(&dunlin::gaps::Tally) -> usize),
        ("answered", &|t| t.answered),
        ("open", &|t| t.open),
    ] {
        let total = f(&c.all);
        assert_eq!(sum(f, &mut c.conventions.iter().map(|x| &x.all)), total, "{name} by convention");
        assert_eq!(sum(f, &mut c.themes.iter().map(|x| &x.all)), total, "{name} by theme");
        let sections = &mut c.conventions.iter().flat_map(|x| &x.sections).map(|x| &x.all);
        assert_eq!(sum(f, sections), total, "{name} by section");
        assert_eq!(sum(f, &mut c.themes.iter().flat_map(|x| x.by_convention.values())), total, "{name} of cells");
    }
    assert_eq!(c.all.asked, c.all.answered + c.all.reusable + c.all.open);
    assert!(c.questions.len() > c.all.asked, "those not asked are listed too");
    // What a report answers is answered: every answer to a current form, none of an earlier cycle.
    let cms = c.conventions.iter().find(|x| x.convention == "CMS").expect("CMS");
    let told = reports.iter().find(|r| r.format == "cms-cop14").expect("read");
    let current = told.answers.iter().filter(|a| !a.is_blank()).count();
    assert_eq!((cms.all.answered, cms.period), (current, told.period));
    // A target of one form only is counted in that form only; every target of the GBF is there.
    let gbf = c.frameworks.first().expect("frameworks");
    assert_eq!((gbf.id.as_str(), gbf.targets.iter().filter(|t| t.id.starts_with("GBF:T")).count()), ("GBF", 23));
    let order: Vec<&str> = gbf.targets.iter().map(|t| t.id.as_str()).collect();
    assert_eq!(order[..6], ["GBF:GOAL-A", "GBF:GOAL-B", "GBF:GOAL-C", "GBF:GOAL-D", "GBF:T1", "GBF:T2"]);
    let wanted: BTreeSet<&str> = ["GBF", "SDG", "CMS-SPMS2024", "RAMSAR-SP4", "CITES-SV2021"].into();
    assert!(wanted.iter().all(|w| c.frameworks.iter().any(|f| f.id == *w)));

    let b = &g.burden;
    assert!(b.subjects < b.questions && b.shared.iter().all(|s| s.by_convention.len() > 1));
    assert_eq!(b.shared_questions, b.shared.iter().map(|s| s.questions.len()).sum::<usize>());
    // The cycle before was asked first: the oldest Testland report that speaks of control measures.
    let control = b.shared.iter().find(|s| s.questions.iter().any(|q| q.question == "cbd-nr7/6_3")).expect("shared");
    assert_eq!(control.first.as_ref().map(|f| f.period.map(|p| p.to_string())), Some(Some("2015-2017".to_owned())));
    assert!(control.fullest.as_ref().is_some_and(|f| f.words > 20));
}

#[test]
fn one_answer_is_worth_the_open_questions_it_helps() {
    // Everything is open: the question on the law of CITES helps by its bounds, all by their subjects.
    let g = look(&[Made::of("cites-ir", "2021-2023", "cites.csv").code("2.2.4b", "not-at-all").0]);
    let w = &g.worth.questions;
    assert!(
        w.iter().zip(w.iter().skip(1)).all(|(a, b)| a.linked * 3 + a.subject_others >= b.linked * 3 + b.subject_others)
    );
    assert!(w.iter().all(|q| q.question != "cites-ir/2.2.4b"), "answered already");
    let law = g.coverage.questions.iter().find(|q| q.question == "cites-ir/1.7.3a").expect("asked");
    assert!(law.helps >= 2, "5.1 and 9.1 of the CBD: {}", law.helps);
    // A measure serves boxes of several conventions, and each of them asks for it.
    let m = g.worth.measures.first().expect("measures");
    assert!(m.conventions.len() >= 3 && m.questions >= m.conventions.len() && m.kind != "general");
}

#[test]
fn what_is_about_persons_is_counted_and_never_quoted() {
    let (catalogue, crosswalk) = world();
    let reports = testland_reports(&catalogue, &crosswalk);
    let mut secrets: Vec<String> = Vec::new();
    for r in &reports {
        for a in &r.answers {
            let personal = catalogue.question(&a.question).is_some_and(|q| q.personal);
            if let (true, Some(Value::Text(t))) = (personal, &a.value)
                && t.chars().count() > 8
            {
                secrets.push(t.clone());
            }
        }
    }
    // What an institution is called may stand anywhere.
    let texts: Vec<String> = reports
        .iter()
        .flat_map(|r| &r.answers)
        .filter(|a| catalogue.question(&a.question).is_some_and(|q| !q.personal))
        .map(|a| format!("{:?} {:?} {:?}", a.value, a.details, a.rows))
        .collect();
    secrets.retain(|s| !texts.iter().any(|t| t.contains(s.as_str())));
    assert!(secrets.len() > 5, "Testland names people");
    let g = look(&reports);
    let json = serde_json::to_string(&g).expect("JSON");
    let html = dunlin::write::gaps_html::one(&g, &catalogue, &crosswalk);
    for s in &secrets {
        let quoted = serde_json::to_string(s).expect("JSON");
        assert!(!json.contains(quoted.trim_matches('"')) && !html.contains(s.as_str()), "{s}");
    }
    let told = Made::of("cites-ir", "2021-2023", "c.csv").code("2.2.4b", "not-at-all").details("Ask jo@example.org.");
    let cms = Made::of("cms-cop14", "2020-2023", "m.csv").code("VIII.1", "yes");
    let reports = [told.0, cms.0];
    let g = look(&reports);
    assert_eq!(g.contradictions.len(), 1);
    assert!(!serde_json::to_string(&g).expect("JSON").contains("jo@example.org"));
}
