//! What `dunlin map check` finds wrong in templates and mappings. Each check is a function of its
//! own; add one to [`CHECKS`] and it runs.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::{Crosswalk, QRef, Relation, Reuse};
use crate::catalogue::Catalogue;
use crate::model::{Finding, Kind, Level, Polarity};

type Check = fn(&Crosswalk, &Catalogue, &mut Vec<Finding>);

const CHECKS: &[Check] = &[
    subjects_complete,
    every_question_has_one_main_subject,
    links_name_questions,
    links_are_reviewed,
    relations_allow_reuse,
    recodes_are_true,
    bounds_name_options,
    figures_name_questions,
    editions_name_questions,
    drafts_are_reviewed,
    super::rules::verify::rules_are_true,
];

/// All mistakes in templates and mapping tables, in the order of files and lines.
#[must_use]
pub fn verify(x: &Crosswalk, catalogue: &Catalogue) -> Vec<Finding> {
    let mut findings = catalogue.template_findings();
    findings.extend(x.findings.iter().cloned());
    for check in CHECKS {
        check(x, catalogue, &mut findings);
    }
    findings
}

fn at(f: Finding, place: &(String, u64)) -> Finding {
    f.at(&place.0, format!("line {}", place.1))
}

pub(super) fn error(message: String, place: &(String, u64), hint: &str) -> Finding {
    at(Finding::new(Level::Error, "mapping", message), place).hint(hint)
}

fn exists(catalogue: &Catalogue, q: &QRef) -> bool {
    catalogue.question(&q.question).is_some_and(|question| q.item.is_none() || question.repeat.is_some())
}

fn subjects_complete(x: &Crosswalk, _: &Catalogue, out: &mut Vec<Finding>) {
    let themes: HashSet<&str> = x.themes.iter().map(|t| t.id.as_str()).collect();
    let place = |what: &str, id: &str| (format!("mappings/subjects.toml ({what} {id})"), 0);
    for s in &x.subjects {
        if !themes.contains(s.theme.as_str()) {
            out.push(error(
                format!("there is no theme \"{}\"", s.theme),
                &place("subject", &s.id),
                "correct the theme",
            ));
        }
        for (name, l) in [("label", &s.label), ("who", &s.who)] {
            if l.en.is_empty() || l.fr.is_empty() || l.es.is_empty() {
                out.push(error(
                    format!("{name} is missing in a language"),
                    &place("subject", &s.id),
                    "give it in English, French and Spanish",
                ));
            }
        }
    }
    for (q, p) in x.placed() {
        if x.subject(&p.subject).is_none() {
            out.push(error(
                format!("{q}: there is no subject \"{}\"", p.subject),
                &(format!("mappings/{}.sssom.tsv", q.format()), 0),
                "add the subject to subjects.toml or correct its id",
            ));
        }
    }
}

fn every_question_has_one_main_subject(x: &Crosswalk, catalogue: &Catalogue, out: &mut Vec<Finding>) {
    let mut mains: HashMap<&QRef, usize> = HashMap::new();
    for (q, p) in x.placed() {
        *mains.entry(q).or_default() += usize::from(p.main);
        if !exists(catalogue, q) {
            out.push(error(
                format!("there is no question {q}"),
                &(format!("mappings/{}.sssom.tsv", q.format()), 0),
                "correct the id",
            ));
        }
    }
    for format in catalogue.targets() {
        for question in &format.questions {
            let q = QRef::new(&question.id, None);
            let n = mains.get(&q).copied().unwrap_or(0);
            if n == 0 && x.unplaced.iter().any(|(u, _)| *u == q) {
                continue;
            }
            if n != 1 {
                out.push(error(
                    format!("{} has {n} main subjects", question.id),
                    &(format!("mappings/{}.sssom.tsv", format.id), 0),
                    "give every question exactly one row with skos:broadMatch",
                ));
            }
        }
    }
}

fn links_name_questions(x: &Crosswalk, catalogue: &Catalogue, out: &mut Vec<Finding>) {
    let mut seen: BTreeMap<(String, String), u64> = BTreeMap::new();
    for l in &x.links {
        for q in [&l.subject, &l.object] {
            if !exists(catalogue, q) {
                out.push(error(format!("there is no question {q}"), &l.place, "correct the id"));
            }
        }
        if l.subject.format() == l.object.format() {
            out.push(error(
                format!("{} and {} are of one format", l.subject, l.object),
                &l.place,
                "links are between formats; within one format use bounds",
            ));
        }
        let (a, b) = (l.subject.to_string(), l.object.to_string());
        let key = if a < b { (a, b) } else { (b, a) };
        if let Some(line) = seen.insert(key, l.place.1) {
            out.push(error(
                format!("{} and {} are linked already in line {line}", l.subject, l.object),
                &l.place,
                "keep one row for a pair",
            ));
        }
    }
}

fn links_are_reviewed(x: &Crosswalk, _: &Catalogue, out: &mut Vec<Finding>) {
    // Those that a learnt form inherited are named together, with all that is unreviewed.
    for l in x.links.iter().filter(|l| !l.not && l.justification != super::INHERITED) {
        let strong = l.reuse.max(l.back) >= Reuse::Recode || matches!(l.relation, Relation::Exact | Relation::Close);
        if strong && l.reviewer.is_empty() {
            out.push(
                at(
                    Finding::new(
                        Level::Warning,
                        "mapping",
                        format!("{} and {}: nobody has tried to refute this link", l.subject, l.object),
                    ),
                    &l.place,
                )
                .hint("have a second reader check it and fill in reviewer_label and review"),
            );
        }
    }
}

/// The table of DESIGN: what each relation allows at most.
fn relations_allow_reuse(x: &Crosswalk, catalogue: &Catalogue, out: &mut Vec<Finding>) {
    for l in x.links.iter().filter(|l| !l.not) {
        for (reuse, from, to, relation) in
            [(l.reuse, &l.subject, &l.object, l.relation), (l.back, &l.object, &l.subject, l.relation.inverse())]
        {
            let most = match relation {
                Relation::Exact => Reuse::Copy,
                Relation::Close => Reuse::Recode,
                Relation::Broad | Relation::Narrow | Relation::Related => Reuse::Draft,
            };
            if reuse > most {
                out.push(error(
                    format!("a {} link from {from} to {to} cannot allow {}", relation.name(), reuse.name()),
                    &l.place,
                    "only exact links copy, only exact and close links recode",
                ));
            }
            if reuse == Reuse::Recode {
                let has = x.recodes.contains_key(&(from.to_string(), to.to_string()));
                let coded = catalogue.question(&from.question).is_some_and(|q| !q.options.is_empty());
                if coded && !has {
                    out.push(error(
                        format!("no options are recoded from {from} to {to}"),
                        &l.place,
                        "add rows to recodes.tsv or allow less",
                    ));
                }
            }
        }
    }
}

fn recodes_are_true(x: &Crosswalk, catalogue: &Catalogue, out: &mut Vec<Finding>) {
    for ((from, to), rows) in &x.recodes {
        let (from, to) = (QRef::parse(from), QRef::parse(to));
        let allowed = x.links_of(&from).any(|l| {
            let (_, reuse, other) = l.from_side(&from);
            !l.not && other == &to && reuse >= Reuse::Recode
        });
        let mut seen: HashMap<&str, &str> = HashMap::new();
        for r in rows {
            if !allowed {
                out.push(error(
                    format!("no link allows recoding {from} to {to}"),
                    &r.place,
                    "add the link with reuse recode, or delete the row",
                ));
            }
            if let Some(other) = seen.insert(&r.from, &r.to) {
                out.push(error(
                    format!("{from}: option {} is recoded to both {other} and {}", r.from, r.to),
                    &r.place,
                    "an option follows to one option or to none",
                ));
            }
            let source = catalogue.question(&from.question).and_then(|q| q.option(&r.from));
            let target = catalogue.question(&to.question).and_then(|q| q.option(&r.to));
            match (source, target) {
                (Some(s), Some(t)) => {
                    if !s.meaning.may_recode_to(&t.meaning) {
                        out.push(error(
                            format!("{from}: \"{}\" does not entail \"{}\" of {to}", s.meaning, t.meaning),
                            &r.place,
                            "a recode never turns a no into a yes, never invents a degree, and keeps the kinds of no answer apart",
                        ));
                    }
                }
                _ => out.push(error(
                    format!("{from} has no option {}, or {to} has no option {}", r.from, r.to),
                    &r.place,
                    "use the option codes of the templates",
                )),
            }
        }
    }
}

fn bounds_name_options(x: &Crosswalk, catalogue: &Catalogue, out: &mut Vec<Finding>) {
    for b in &x.bounds {
        for (q, codes) in [(&b.from, vec![&b.when]), (&b.to, vec![&b.excludes, &b.ticks])] {
            let Some(question) = catalogue.question(&q.question) else {
                out.push(error(format!("there is no question {q}"), &b.place, "correct the id"));
                continue;
            };
            for code in codes.into_iter().flatten() {
                if question.option(code).is_none() {
                    out.push(error(
                        format!("{q} has no option {code}"),
                        &b.place,
                        "use the option codes of the template",
                    ));
                }
            }
        }
        if b.when.is_empty() || (b.excludes.is_empty() && b.ticks.is_empty()) {
            out.push(error("the bound says nothing".to_owned(), &b.place, "fill in when, and excludes or ticks"));
        }
        if !b.ticks.is_empty() {
            let negative = catalogue.question(&b.from.question).is_some_and(|q| {
                b.when.iter().filter_map(|c| q.option(c)).any(|o| o.meaning.polarity() == Polarity::Negative)
            });
            if negative {
                out.push(error(
                    "a no ticks nothing".to_owned(),
                    &b.place,
                    "ticks follow only from options that say something is there",
                ));
            }
        }
        if b.reason.en.is_empty() || b.reason.fr.is_empty() || b.reason.es.is_empty() {
            out.push(error(
                "the reason is missing in a language".to_owned(),
                &b.place,
                "give it in English, French and Spanish",
            ));
        }
    }
}

fn figures_name_questions(x: &Crosswalk, catalogue: &Catalogue, out: &mut Vec<Finding>) {
    for f in &x.figures {
        for side in [&f.from, &f.to] {
            let Some(question) = catalogue.question(&side.question) else {
                out.push(error(format!("there is no question {}", side.question), &f.place, "correct the id"));
                continue;
            };
            for code in side.count.iter().filter(|c| question.option(c).is_none()) {
                out.push(error(
                    format!("{} has no option {code}", side.question),
                    &f.place,
                    "use the option codes of the template",
                ));
            }
            let figures = matches!(question.kind, Kind::Number | Kind::Table | Kind::Indicator);
            if !figures && side.count.is_empty() && !question.details && !question.kind.is_textual() {
                out.push(error(
                    format!("{} asks for no figure", side.question),
                    &f.place,
                    "name a question that takes a number, rows or a text, or count its options",
                ));
            }
        }
        if f.from == f.to {
            out.push(error("a figure is compared with itself".to_owned(), &f.place, "name another for to"));
        }
        if !(0.0..=100.0).contains(&f.tolerance) {
            out.push(error("the tolerance is no percentage".to_owned(), &f.place, "write a number from 0 to 100"));
        }
        if f.reason.en.is_empty() || f.reason.fr.is_empty() || f.reason.es.is_empty() {
            out.push(error(
                "the reason is missing in a language".to_owned(),
                &f.place,
                "give it in English, French and Spanish",
            ));
        }
    }
}

fn editions_name_questions(x: &Crosswalk, catalogue: &Catalogue, out: &mut Vec<Finding>) {
    for e in &x.editions {
        for r in &e.rows {
            for q in [&r.from, &r.to] {
                if !exists(catalogue, q) {
                    out.push(error(format!("there is no question {q}"), &r.place, "correct the id"));
                }
            }
            let (old, new) = (catalogue.question(&r.from.question), catalogue.question(&r.to.question));
            let mut seen = HashSet::new();
            for (a, b) in &r.options {
                if !seen.insert(a) {
                    out.push(error(format!("option {a} is recoded to two"), &r.place, "an option continues as one"));
                }
                let (oa, ob) = (old.and_then(|q| q.option(a)), new.and_then(|q| q.option(b)));
                match (oa, ob) {
                    (Some(oa), Some(ob)) if !oa.meaning.may_recode_to(&ob.meaning) => out.push(error(
                        format!("\"{}\" does not entail \"{}\"", oa.meaning, ob.meaning),
                        &r.place,
                        "leave the option out; the answer is then shown beside the question",
                    )),
                    (Some(_), Some(_)) => {}
                    _ => out.push(error(
                        format!("there is no option {a} or {b}"),
                        &r.place,
                        "use the option codes of the templates",
                    )),
                }
            }
        }
    }
}

/// What `dunlin learn` proposed and nobody has checked: a finding for each question without a
/// subject, and one a file for the rest.
fn drafts_are_reviewed(x: &Crosswalk, catalogue: &Catalogue, out: &mut Vec<Finding>) {
    let warning = |message: String, place: &(String, u64), hint: &str| {
        at(Finding::new(Level::Warning, "unreviewed", message), place).hint(hint)
    };
    for (q, place) in &x.unplaced {
        if !exists(catalogue, q) {
            out.push(error(format!("there is no question {q}"), place, "correct the id"));
        } else if !x.placements(q).iter().any(|p| p.main) {
            out.push(warning(
                format!("{q} has no subject yet"),
                place,
                "write subject: and the id of a subject in subjects.toml in place of sssom:NoTermFound",
            ));
        }
    }
    let mut inherited: BTreeMap<&str, Vec<u64>> = BTreeMap::new();
    for (_, (file, line)) in &x.inherited {
        inherited.entry(file).or_default().push(*line);
    }
    for (file, lines) in inherited {
        out.push(warning(
            format!("{} subject(s) were inherited and nobody has checked them: {}", lines.len(), spans(&lines)),
            &(file.to_owned(), lines.first().copied().unwrap_or(0)),
            "where the subject fits, fill in reviewer_label; where not, correct it",
        ));
    }
    let mut open: BTreeMap<(&str, &str), Vec<u64>> = BTreeMap::new();
    for l in x.links.iter().filter(|l| l.justification == super::INHERITED && l.reviewer.is_empty()) {
        open.entry((&l.place.0, "link(s)")).or_default().push(l.place.1);
    }
    for b in x.bounds.iter().filter(|b| b.unreviewed) {
        open.entry((&b.place.0, "bound(s)")).or_default().push(b.place.1);
    }
    for ((file, what), lines) in open {
        out.push(warning(
            format!(
                "{} {what} were taken over from the edition before and nobody has checked them: {}",
                lines.len(),
                spans(&lines)
            ),
            &(file.to_owned(), lines.first().copied().unwrap_or(0)),
            match what {
                "link(s)" => {
                    "where the link holds for the new wording, fill in reviewer_label; where not, delete the row"
                }
                _ => {
                    "where the bound holds for the new wording, delete its line unreviewed; where not, delete the bound"
                }
            },
        ));
    }
    for e in &x.editions {
        let open: Vec<_> = e.rows.iter().filter(|r| r.is_unreviewed()).collect();
        let Some(first) = open.first() else { continue };
        let lines: Vec<u64> = open.iter().map(|r| r.place.1).collect();
        let doubtful: Vec<u64> = open.iter().filter(|r| r.reuse < Reuse::Recode).map(|r| r.place.1).collect();
        let doubtful = if doubtful.is_empty() {
            String::new()
        } else {
            format!("; look first at those that carry nothing into a cell: {}", spans(&doubtful))
        };
        out.push(warning(
            format!(
                "{} of {} rows from {} to {} were proposed and nobody has checked them: {}{doubtful}",
                open.len(),
                e.rows.len(),
                e.from,
                e.to,
                spans(&lines)
            ),
            &first.place,
            "compare both questions; where the row is right fill in reviewer_label, else correct or delete it",
        ));
    }
}

/// Lines in short: `lines 4 to 9, 12`.
fn spans(lines: &[u64]) -> String {
    let mut runs: Vec<(u64, u64)> = Vec::new();
    for &n in lines {
        match runs.last_mut() {
            Some((_, end)) if *end + 1 == n || *end == n => *end = n,
            _ => runs.push((n, n)),
        }
    }
    let shown = runs.iter().map(|(a, b)| if a == b { a.to_string() } else { format!("{a} to {b}") });
    format!("lines {}", shown.collect::<Vec<_>>().join(", "))
}
