//! What no rule may do, over registers made at random.

use std::collections::BTreeMap;

use dunlin::model::{Draft, Meaning, Polarity, Standing, Value};
use proptest::prelude::*;

use super::support::{Lists, Made, catalogue};

const FORMATS: [&str; 4] = ["cbd-nr7", "cites-ir", "cms-cop14", "ramsar-cop14"];
const COMPLETE: [&str; 11] = [
    "sites",
    "assessments",
    "agreements",
    "committees",
    "invasive",
    "support:wetlands",
    "support:migratory",
    "support:cites",
    "support:cites-in-nbsap",
    "species:cites-i",
    "species:cites-ii",
];

/// A row, as register, cells and whether it is confirmed.
type Line = (String, String, bool);

fn row() -> impl Strategy<Value = Line> {
    let pick = |values: &'static [&'static str]| prop::sample::select(values.to_vec());
    let cells = prop_oneof![
        (pick(&["received", "given", ""]), pick(&["gef", "development-agency", "multilateral", "bilateral", "national", ""]), pick(&["wetlands", "migratory", "cites; cites-in-nbsap", "other", ""]), pick(&["2022", "2010", "2020-", ""]))
            .prop_map(|(d, s, t, p)| ("support", format!("programme=P, direction={d}, source-type={s}, subjects={t}, period={p}, partner=Samplia, species=Grus alba"))),
        (pick(&["high", "other", ""]), pick(&["controlled", "partly", "not", "planned", "unknown", ""]), pick(&["yes", ""]))
            .prop_map(|(r, c, w)| ("invasive", format!("species=S, risk={r}, control={c}, wetlands={w}"))),
        (pick(&["Delta", "Lagoon", "Marsh"]), pick(&["ramsar", "protected; migratory", "ramsar; migratory; protected", ""]))
            .prop_map(|(s, l)| ("sites", format!("site={s}, lists={l}"))),
        (pick(&["Delta", "Lagoon", "Nowhere", ""]), pick(&["effectiveness", "value", ""]), pick(&["2022", "2010", ""]))
            .prop_map(|(s, k, y)| ("assessments", format!("site={s}, kind={k}, year={y}"))),
        (pick(&["One", "Two"]), pick(&["cms", "cbd", "cites", ""])).prop_map(|(c, v)| ("committees", format!("committee={c}, convention={v}"))),
        (pick(&["AEWA", "Sharks MOU", "Other"]), pick(&["party", "range-state", "not", "pary", ""]), pick(&["mou", "treaty", "site-network", ""]))
            .prop_map(|(a, s, k)| ("agreements", format!("agreement={a}, status={s}, kind={k}, species-group=birds"))),
        (pick(&["I", "II", ""]), pick(&["improved", "stable", "declined", "unknown", ""]), pick(&["Atlas", ""]), pick(&["yes", ""]))
            .prop_map(|(a, c, s, m)| ("species", format!("species=Grus alba, group=birds, cites-appendix={a}, cms-appendix={a}, change={c}, source={s}, major={m}, period=2022"))),
        (pick(&["incentive", "campaign", "law", "policy", "training"]), pick(&["positive-incentives", "awareness-campaigns", "convention-legislation", "wetland-policy"]), pick(&["wetlands", "migratory-species", "trade", "wetlands; trade", ""]), pick(&["ongoing", "planned", ""]))
            .prop_map(|(k, s, f, t)| ("measures", format!("title=World Wetlands Day, kind={k}, subjects={s}, facets={f}, status={t}, period=2022-"))),
    ];
    (cells, prop::bool::weighted(0.8)).prop_map(|((list, cells), confirmed)| (list.to_owned(), cells, confirmed))
}

fn lists(rows: &[Line], complete: &[&str]) -> Lists {
    let mut l = Lists::new();
    for (list, cells, confirmed) in rows {
        l = if *confirmed { l.row(list, cells) } else { l.candidate(list, cells) };
    }
    complete.iter().fold(l, |l, c| l.complete(c))
}

fn meanings(d: &Draft) -> Vec<Meaning> {
    let codes = d.value.as_ref().map_or_else(Vec::new, Value::codes);
    let q = catalogue().question(&d.question).expect("a question");
    codes.iter().filter_map(|c| q.option(c)).map(|o| o.meaning.clone()).collect()
}

fn derived(made: &Made) -> BTreeMap<(String, Option<String>), &Draft> {
    made.0
        .drafts
        .iter()
        .filter(|d| d.standing == Standing::Derived)
        .map(|d| ((d.question.clone(), d.item.clone()), d))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, rng_seed: prop::test_runner::RngSeed::Fixed(20), ..ProptestConfig::default() })]

    #[test]
    fn no_no_and_no_whole_from_open_lists(rows in prop::collection::vec(row(), 0..14)) {
        for format in FORMATS {
            let made = lists(&rows, &[]).drafted(format);
            for (_, d) in derived(&made) {
                for m in meanings(d) {
                    let no = matches!(m.polarity(), Polarity::Negative | Polarity::NotApplicable | Polarity::Open);
                    prop_assert!(!no, "{} says {m} from open lists: {rows:?}", d.question);
                    prop_assert!(m.degree() != Some(2), "{} says {m}", d.question);
                }
            }
        }
    }

    #[test]
    fn removing_rows_never_makes_a_yes(rows in prop::collection::vec(row(), 1..12), gone in any::<prop::sample::Index>(), whole in any::<bool>()) {
        let complete: &[&str] = if whole { &COMPLETE } else { &[] };
        let n = gone.index(rows.len());
        let mut fewer = rows.clone();
        fewer.remove(n);
        for format in FORMATS {
            let (all, less) = (lists(&rows, complete).drafted(format), lists(&fewer, complete).drafted(format));
            let before = derived(&all);
            for (key, d) in derived(&less) {
                let positive = meanings(d).iter().any(|m| m.polarity() == Polarity::Positive);
                // In a list declared whole, a row that held back "all of them", or that contradicted the
                // others, may go; nothing else makes a yes.
                let was_no = before.get(&key).is_some_and(|b| {
                    meanings(b).iter().any(|m| m.polarity() == Polarity::Negative) && positive
                });
                prop_assert!(!was_no || whole, "{} became yes without {:?}", d.question, rows[n]);
                if !whole && positive {
                    let contradiction = before.contains_key(&key) || rows[n].0 == "agreements";
                    prop_assert!(contradiction, "{} became yes without {:?}: {rows:?}", d.question, rows[n]);
                }
            }
        }
    }

    #[test]
    fn the_order_of_rows_changes_nothing(rows in prop::collection::vec(row(), 0..12), whole in any::<bool>()) {
        let complete: &[&str] = if whole { &COMPLETE } else { &[] };
        let mut turned = rows.clone();
        turned.reverse();
        for format in FORMATS {
            let (a, b) = (lists(&rows, complete).drafted(format), lists(&turned, complete).drafted(format));
            for (x, y) in a.0.drafts.iter().zip(&b.0.drafts).filter(|(x, _)| !x.question.contains("/site.")) {
                prop_assert_eq!((&x.question, x.standing, &x.value, &x.details), (&y.question, y.standing, &y.value, &y.details));
                prop_assert_eq!(&x.rows, &y.rows);
            }
        }
    }

    #[test]
    fn candidates_fill_nothing(rows in prop::collection::vec(row(), 0..12)) {
        let rows: Vec<Line> = rows.into_iter().map(|(l, c, _)| (l, c, false)).collect();
        for format in FORMATS {
            let made = lists(&rows, &[]).drafted(format);
            for (_, d) in derived(&made) {
                prop_assert!(d.sources.iter().all(|s| s.confirmed), "{} rests on a candidate", d.question);
            }
        }
    }
}
