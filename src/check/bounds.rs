//! Answers of one report that contradict each other.

use super::case::option_name;
use super::{Case, Check, Notes};
use crate::crosswalk::{Bound, QRef};
use crate::model::{Answer, Kind, Level, Question, Sentence};
use crate::say;

/// An answer limits another answer of the same report, and the other breaks the limit. Limits are
/// data, in `mappings/bounds.toml`.
///
/// Example: *every Site has a management plan* and, further down, *no Site has one*.
pub(super) struct Bounds;

/// True where a reference means the answer: a question without an item means all of its items.
fn means(r: &QRef, a: &Answer) -> bool {
    r.question == a.question && (r.item.is_none() || r.item == a.item)
}

fn broken(bound: &Bound, q: &Question, a: &Answer) -> Option<Sentence> {
    let codes = a.value.as_ref().map_or_else(Vec::new, |v| v.codes());
    if let Some(c) = codes.iter().find(|c| bound.excludes.iter().any(|e| e == *c)) {
        return Some(say!("{option} cannot be true", option = option_name(q, c)));
    }
    if q.kind != Kind::Multi || a.value.is_none() {
        return None;
    }
    let missing: Vec<Sentence> =
        bound.ticks.iter().filter(|t| !codes.contains(&t.as_str())).map(|t| option_name(q, t)).collect();
    (!missing.is_empty()).then(|| say!("{options} should be ticked too", options = missing))
}

impl Check for Bounds {
    fn code(&self) -> &'static str {
        "answers-contradict"
    }

    fn level(&self) -> Level {
        Level::Error
    }

    fn about(&self) -> &'static str {
        "Two answers of the report contradict each other (WARNING where that is only likely)."
    }

    fn run(&self, case: &Case, notes: &mut Notes) {
        for bound in &case.crosswalk.bounds {
            if bound.from.format() != case.format.id || bound.to.format() != case.format.id {
                continue;
            }
            for (from, from_q) in case.answered().filter(|(a, _)| means(&bound.from, a)) {
                let codes = from.value.as_ref().map_or_else(Vec::new, |v| v.codes());
                let Some(code) = codes.iter().find(|c| bound.when.iter().any(|w| w == *c)) else { continue };
                if bound.named_in(case.report, case.format, from).is_none() {
                    continue;
                }
                for (to, to_q) in case.answered().filter(|(a, _)| means(&bound.to, a)) {
                    // Of two repeated questions, an item's answers limit that item only.
                    if from.item.is_some()
                        && to.item.is_some()
                        && bound.from.item == bound.to.item
                        && from.item != to.item
                    {
                        continue;
                    }
                    let Some(what) = broken(bound, to_q, to) else { continue };
                    let (number, answer) = (case.number(from_q), option_name(from_q, code));
                    let because = say!(
                        "{what}, since {number} is answered {answer}",
                        what = what,
                        number = number,
                        answer = answer
                    );
                    let message = match bound.reason.is_empty() {
                        true => because,
                        false => say!("{what} ({reason})", what = because, reason = &bound.reason),
                    };
                    notes.question_at(
                        if bound.certain { Level::Error } else { Level::Warning },
                        case,
                        to_q,
                        to.item.as_deref(),
                        message,
                        say!("correct the answer that is not true"),
                    );
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::Bench;
    use super::*;
    use crate::model::{Labels, Value};

    fn bound(certain: bool) -> Bound {
        Bound {
            from: QRef::parse("cms-cop14/IV.1"),
            when: vec!["no".into()],
            to: QRef::parse("cms-cop14/IV.2"),
            excludes: vec!["yes".into()],
            ticks: Vec::new(),
            certain,
            same_period: false,
            mentions: Vec::new(),
            unreviewed: false,
            reason: Labels { en: "exceptions need a prohibition".into(), ..Labels::default() },
            place: ("mappings/bounds.toml".into(), 1),
        }
    }

    #[test]
    fn certain_limits_are_errors_and_likely_ones_warnings() {
        for (certain, level) in [(true, Level::Error), (false, Level::Warning)] {
            let mut b = Bench::of("cms-cop14");
            b.crosswalk.bounds.push(bound(certain));
            b.code("IV.2", "yes");
            assert!(b.run(&Bounds).is_empty());
            b.code("IV.1", "no");
            let f = b.run(&Bounds);
            assert_eq!((f.len(), f[0].level), (1, level));
            assert!(f[0].message.starts_with("IV.2 ") && f[0].message.contains("since IV.1 is answered \"No\""));
            b.code("IV.2", "no");
            assert!(b.run(&Bounds).is_empty());
        }
    }

    #[test]
    fn ticks_that_follow_are_missed_and_items_are_kept_apart() {
        let mut b = Bench::of("cms-cop14");
        let mut ticks = bound(true);
        ticks.to = QRef::parse("cms-cop14/V.1");
        ticks.excludes.clear();
        ticks.ticks = vec!["other".into()];
        b.crosswalk.bounds.push(ticks);
        b.code("IV.1", "no");
        assert!(b.run(&Bounds).is_empty(), "V.1 has no answer yet");
        b.set("V.1", Value::Codes(vec!["special-publications".into()]));
        assert!(b.run(&Bounds)[0].message.contains("should be ticked too"));
        b.set("V.1", Value::Codes(vec!["other".into()]));
        assert!(b.run(&Bounds).is_empty());

        let mut b = Bench::of("ramsar-cop14");
        let mut site = bound(true);
        site.from = QRef::parse("ramsar-cop14/site.5.6");
        site.to = QRef::parse("ramsar-cop14/site.5.7");
        (site.when, site.excludes) = (vec!["B".into()], vec!["A".into()]);
        b.crosswalk.bounds.push(site);
        b.set_for("site.5.6", "101", Value::Code("B".into()));
        b.set_for("site.5.7", "102", Value::Code("A".into()));
        assert!(b.run(&Bounds).is_empty(), "two sites");
        b.set_for("site.5.7", "101", Value::Code("A".into()));
        assert_eq!(b.run(&Bounds).len(), 1);
    }
}
