//! Findings for a person to read: where dozens of questions lack the same thing, one finding for each
//! section of the form instead of one for each question.

use std::collections::BTreeMap;

use crate::model::{Finding, Format, Level, Sentence};
use crate::say;

/// From how many findings of one kind on they are told by section.
const MANY: usize = 10;

/// How many numbers a finding names.
const NAMED: usize = 6;

/// What many findings of one code say together; `None` for those that are told one by one.
fn together(code: &str, level: Level) -> Option<fn(usize) -> Sentence> {
    Some(match (code, level) {
        ("required-missing", Level::Blocker) => {
            |n| say!("{n} required {n|question has|questions have} no answer", n = n)
        }
        ("required-missing", _) => {
            |n| say!("{n} {n|question|questions} that the secretariat usually fills in {n|has|have} no answer", n = n)
        }
        ("follow-up-empty", _) => {
            |n| say!("{n} {n|question is|questions are} asked because of another answer, and empty", n = n)
        }
        ("not-confirmed", _) => {
            |n| say!("{n} {n|answer was|answers were} carried over from an earlier report and not confirmed", n = n)
        }
        _ => return None,
    })
}

/// The findings about a report, those that repeat told by section. The first of a group stands for it.
#[must_use]
pub fn grouped(findings: &[Finding], format: &Format) -> Vec<Finding> {
    let section = |f: &Finding| {
        let question = f.question().and_then(|q| format.question(q))?;
        format.sections.iter().find(|s| s.id == question.section)
    };
    let mut kinds: BTreeMap<(&str, Level, &str), usize> = BTreeMap::new();
    for f in findings.iter().filter(|f| section(f).is_some()) {
        *kinds.entry((f.code, f.level, &*f.hint)).or_default() += 1;
    }
    let mut told: BTreeMap<(&str, Level, &str, &str), Vec<&Finding>> = BTreeMap::new();
    let key = |f: &'_ Finding| {
        let many = kinds.iter().any(|((c, l, h), n)| *n > MANY && *c == f.code && *l == f.level && **h == *f.hint);
        (many && together(f.code, f.level).is_some()).then(|| section(f)).flatten()
    };
    for f in findings {
        if let Some(s) = key(f) {
            told.entry((f.code, f.level, &*f.hint, s.id.as_str())).or_default().push(f);
        }
    }
    let mut out: Vec<Finding> = Vec::new();
    for f in findings {
        let Some(s) = key(f) else {
            out.push(f.clone());
            continue;
        };
        let Some(group) = told.remove(&(f.code, f.level, &*f.hint, s.id.as_str())) else { continue };
        match (group.len(), together(f.code, f.level)) {
            (2.., Some(words)) => out.push(of_section(f, &group, format, s, words(group.len()))),
            _ => out.push(f.clone()),
        }
    }
    out
}

fn of_section(
    first: &Finding,
    group: &[&Finding],
    format: &Format,
    s: &crate::model::Section,
    what: Sentence,
) -> Finding {
    let mut numbers: Vec<&str> = Vec::new();
    for f in group {
        let question = f.question().and_then(|q| format.question(q));
        let number = question.map_or("", |q| format.number(q));
        if !numbers.contains(&number) {
            numbers.push(number);
        }
    }
    let more = numbers.len().saturating_sub(NAMED);
    numbers.truncate(NAMED);
    let named = match more {
        0 => say!("{numbers}", numbers = numbers),
        _ => say!("{numbers} and {more} more", numbers = numbers, more = more),
    };
    let message = say!("\"{section}\": {what}: {numbers}", section = &s.label, what = what, numbers = named);
    let mut found = first.clone().saying(message);
    found.place = format!("section {}", s.id);
    found.about_several()
}

#[cfg(test)]
mod tests {
    use super::super::testing::Bench;
    use super::*;
    use crate::model::{Lang, Value};

    #[test]
    fn many_missing_answers_are_told_by_section_and_nothing_else_is_hidden() {
        let mut b = Bench::of("cms-cop14");
        b.set("X.1#bycatch", Value::Code("nonsense".into()));
        let all = b.findings();
        let told = grouped(&all, b.format());
        let missing =
            |l: &[Finding]| l.iter().filter(|f| f.code == "required-missing" && f.level == Level::Blocker).count();
        assert!(missing(&all) > 30 && missing(&told) < 20, "{} {}", missing(&all), missing(&told));
        let others = |l: &[Finding]| -> Vec<String> {
            l.iter().filter(|f| together(f.code, f.level).is_none()).map(ToString::to_string).collect()
        };
        assert_eq!(others(&all), others(&told));
        // Every question is in one of the counts.
        let counted: usize = told
            .iter()
            .filter(|f| f.code == "required-missing" && f.level == Level::Blocker)
            .map(|f| match f.message.split_once("\": ").and_then(|(_, m)| m.split(' ').next()?.parse().ok()) {
                Some(n) if f.question().is_none() => n,
                _ => 1,
            })
            .sum();
        assert_eq!(counted, missing(&all));
        let fr = told.iter().find(|f| f.place.starts_with("section ") && f.level == Level::Blocker).expect("a group");
        assert!(fr.text(Lang::Fr).contains("sans réponse"), "{}", fr.text(Lang::Fr));
    }

    #[test]
    fn few_are_told_one_by_one() {
        let mut b = Bench::of("cms-cop14");
        let ids: Vec<(String, Value)> = b
            .format()
            .questions
            .iter()
            .filter(|q| q.required && q.is_asked())
            .map(|q| {
                let value = q.options.first().map_or(Value::Text("x".into()), |o| Value::Code(o.code.clone()));
                (q.key().to_owned(), value)
            })
            .collect();
        for (key, value) in ids.into_iter().skip(3) {
            b.set(&key, value);
        }
        let all = b.findings();
        let missing = |l: &[Finding]| l.iter().filter(|f| f.code == "required-missing").cloned().collect::<Vec<_>>();
        assert_eq!(missing(&all), missing(&grouped(&all, b.format())));
    }
}
