//! Properties of the built-in templates and mappings that a minister's signature rests on.

use std::collections::HashSet;

use dunlin::catalogue::Catalogue;
use dunlin::crosswalk::{Crosswalk, QRef, Relation, Reuse, export, pairs, verify};
use dunlin::model::{Kind, Level, Polarity};

fn world() -> (Catalogue, Crosswalk) {
    let catalogue = Catalogue::builtin();
    let crosswalk = Crosswalk::load(&catalogue);
    (catalogue, crosswalk)
}

#[test]
fn map_check_finds_nothing_wrong_in_what_is_built_in() {
    let (catalogue, crosswalk) = world();
    let wrong: Vec<String> =
        verify(&crosswalk, &catalogue).iter().filter(|f| f.level > Level::Info).map(ToString::to_string).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_forms_are_complete() {
    let (catalogue, _) = world();
    let count = |id: &str, pred: &dyn Fn(&dunlin::model::Question) -> bool| {
        catalogue.format(id).map_or(0, |f| f.questions.iter().filter(|q| pred(q)).count())
    };
    // Numbers of the forms: binary questions and headline indicators of NR7, lettered rows and
    // per-target and per-site questions of Ramsar, pressures and agreements of CMS, numbered
    // questions of CITES.
    assert_eq!(count("cbd-nr7", &|q| q.section == "binary" && q.kind != Kind::Heading), 83);
    assert_eq!(count("cbd-nr7", &|q| q.kind == Kind::Indicator), 27);
    assert_eq!(count("ramsar-cop14", &|q| q.section == "3" && q.parent.is_none()), 97);
    assert_eq!(count("ramsar-cop14", &|q| q.section == "3" && q.key().contains('#')), 57);
    assert_eq!(count("ramsar-cop14", &|q| q.section == "4"), 19 * 6);
    assert_eq!(count("ramsar-cop14", &|q| q.section == "5"), 13);
    assert_eq!(count("cms-cop14", &|q| q.key().starts_with("X.1#")), 33);
    assert_eq!(count("cms-cop14", &|q| q.key().starts_with("II.2#")), 26);
    assert_eq!(count("cites-ir", &|q| q.parent.is_none() && q.key().starts_with(|c: char| c.is_ascii_digit())), 81);
}

#[test]
fn recoding_never_turns_a_no_into_a_yes_and_never_invents_a_degree() {
    let (catalogue, crosswalk) = world();
    for ((from, to), rows) in &crosswalk.recodes {
        let (from, to) = (QRef::parse(from), QRef::parse(to));
        for r in rows {
            let a = &catalogue.question(&from.question).and_then(|q| q.option(&r.from)).expect("checked above").meaning;
            let b = &catalogue.question(&to.question).and_then(|q| q.option(&r.to)).expect("checked above").meaning;
            let case = format!("{from} {} ({a}) -> {to} {} ({b})", r.from, r.to);
            assert!(!(a.polarity() == Polarity::Negative && b.polarity() == Polarity::Positive), "{case}");
            assert!(!(a.polarity() == Polarity::Positive && b.polarity() == Polarity::Negative), "{case}");
            assert!(!(a.polarity() == Polarity::Open && a != b), "{case}");
            assert!(b.degree().is_none() || a.degree() == b.degree(), "{case}");
            assert!(!r.reason.is_empty(), "{case}: no reason");
        }
    }
}

#[test]
fn there_and_back_never_gains_information() {
    let (catalogue, crosswalk) = world();
    for ((from, to), rows) in &crosswalk.recodes {
        let (from, to) = (QRef::parse(from), QRef::parse(to));
        let meaning = |q: &QRef, code: &str| {
            catalogue.question(&q.question).and_then(|x| x.option(code)).map(|o| o.meaning.clone())
        };
        for r in rows {
            if let Some(back) = crosswalk.recode(&to, &from, &r.to) {
                let (start, end) = (meaning(&from, &r.from), meaning(&from, &back.to));
                let gained = match (&start, &end) {
                    (Some(s), Some(e)) => s != e && e.degree() > s.degree(),
                    _ => true,
                };
                assert!(!gained, "{from} {} -> {to} {} -> {}", r.from, r.to, back.to);
            }
        }
    }
}

#[test]
fn every_exact_and_close_link_and_every_copy_was_read_by_a_second_person() {
    let (_, crosswalk) = world();
    for l in crosswalk.links.iter().filter(|l| !l.not) {
        let strong = matches!(l.relation, Relation::Exact | Relation::Close) || l.reuse.max(l.back) >= Reuse::Recode;
        if strong {
            assert!(!l.reviewer.is_empty() && !l.review.is_empty(), "{} {}", l.subject, l.object);
        }
        assert!(!l.comment.is_empty(), "{} {}: no reason", l.subject, l.object);
    }
}

/// The five tempting but wrong merges: none of these pairs may fill a cell, in either direction.
#[test]
fn the_wrong_merges_stay_wrong() {
    let (_, crosswalk) = world();
    let groups: [&[&str]; 5] = [
        &["ramsar-cop14/1.1#i", "cms-cop14/XVI.1", "cites-ir/3.4.2a"],
        &["ramsar-cop14/4.2", "cbd-nr7/6_1"],
        &["ramsar-cop14/8.6", "cbd-nr7/indicator.A.2"],
        &["ramsar-cop14/17.5", "cms-cop14/XIX.2", "cites-ir/3.1.1a"],
        &["ramsar-cop14/5.6", "cms-cop14/XIII.4"],
    ];
    for group in groups {
        for (i, a) in group.iter().enumerate() {
            for b in &group[i + 1..] {
                let a = QRef::parse(a);
                for l in crosswalk.links_of(&a).filter(|l| [&l.subject, &l.object].iter().any(|q| q.to_string() == **b))
                {
                    assert!(l.not || l.reuse.max(l.back) <= Reuse::Draft, "{a} {b}");
                }
                assert!(!crosswalk.recodes.contains_key(&(a.to_string(), (*b).to_owned())));
                assert!(!crosswalk.recodes.contains_key(&((*b).to_owned(), a.to_string())));
            }
        }
    }
}

#[test]
fn pairs_are_sorted_unique_of_two_conventions_and_leave_the_not_rows_out() {
    let (catalogue, crosswalk) = world();
    let list = pairs(&crosswalk, &catalogue);
    assert!(list.len() > 1000, "{}", list.len());
    let mut seen = HashSet::new();
    for p in &list {
        assert!(p.subject < p.object, "{} {}", p.subject, p.object);
        assert!(seen.insert((&p.subject, &p.object)));
        let convention = |id: &str| catalogue.format_of(&QRef::parse(id).question).map(|f| f.convention.clone());
        assert_ne!(convention(&p.subject), convention(&p.object));
    }
    for l in crosswalk.links.iter().filter(|l| l.not) {
        let (a, b) = (l.subject.to_string(), l.object.to_string());
        assert!(!seen.contains(&(&a, &b)) && !seen.contains(&(&b, &a)), "{a} {b}");
    }
}

#[test]
fn the_sssom_export_is_a_valid_table() {
    let (catalogue, crosswalk) = world();
    let text = export(&crosswalk, &catalogue);
    let body: Vec<&str> = text.lines().skip_while(|l| l.starts_with('#')).collect();
    let width = body[0].split('\t').count();
    assert!(body[0].starts_with("subject_id\tsubject_label\tpredicate_id"));
    assert!(body.iter().all(|l| l.split('\t').count() == width));
    assert!(body[1..].windows(2).all(|w| w[0] <= w[1]), "rows are sorted");
    for id in body[1..].iter().flat_map(|l| {
        [l.split('\t').next(), l.split('\t').nth(if body[0].contains("predicate_modifier") { 4 } else { 3 })]
    }) {
        let prefix = id.and_then(|i| i.split_once(':')).map(|(p, _)| p).unwrap_or_default();
        assert!(text.contains(&format!("#  {prefix}: ")), "prefix {prefix} is declared");
    }
}
