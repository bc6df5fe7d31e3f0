//! Lists longer than the form allows.

use super::{Case, Check, Notes};
use crate::model::{Level, Value};
use crate::say;

/// A list has more entries than the form allows: bullets, numbered lines or rows; a text without
/// bullets counts by its lines, and then only a person can say (WARNING).
///
/// Example: seven bullets in CMS HLS.1, which takes five.
pub(super) struct TooManyEntries;

/// `- x`, `• x`, `3. x`, `(b) x`, `iv) x`
fn is_entry(line: &str) -> bool {
    let line = line.trim_start();
    if line.starts_with(['-', '*', '•', '·', '–', '—', '▪', '◦', '●', 'o']) {
        let mut chars = line.chars();
        let first = chars.next();
        return first != Some('o') && chars.next().is_some_and(|c| !c.is_ascii_digit());
    }
    let line = line.strip_prefix('(').unwrap_or(line);
    let mark: String = line.chars().take_while(|c| c.is_ascii_alphanumeric()).take(5).collect();
    let is_number = !mark.is_empty()
        && (mark.len() <= 2 && mark.chars().all(|c| c.is_ascii_digit())
            || mark.len() == 1
            || mark.len() <= 4 && mark.chars().all(|c| matches!(c, 'i' | 'v' | 'x')));
    let rest = line.get(mark.len()..).unwrap_or_default();
    is_number && rest.starts_with([')', '.', ':']) && rest.chars().nth(1).is_some_and(char::is_whitespace)
}

impl Check for TooManyEntries {
    fn code(&self) -> &'static str {
        "too-many-entries"
    }

    fn level(&self) -> Level {
        Level::Error
    }

    fn about(&self) -> &'static str {
        "A list has more entries than the form allows (WARNING where only lines tell the entries apart)."
    }

    fn run(&self, case: &Case, notes: &mut Notes) {
        for (a, q) in case.answered() {
            let Some(limit) = q.limit_items else { continue };
            let limit = limit as usize;
            let (mut level, mut count) = (self.level(), a.rows.len());
            if let Some(Value::Text(t)) = &a.value {
                let marked = t.lines().filter(|l| is_entry(l)).count();
                let lines = t.lines().filter(|l| !l.trim().is_empty()).count();
                if marked > limit {
                    count = marked;
                } else if marked == 0 && lines > limit {
                    (level, count) = (Level::Warning, lines);
                }
            }
            if count > limit {
                notes.question_at(
                    level,
                    case,
                    q,
                    a.item.as_deref(),
                    say!("it has {count} entries, and the form allows {limit}", count = count, limit = limit),
                    say!("keep the most important ones"),
                );
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::Bench;
    use super::*;

    #[test]
    fn bullets_over_the_limit_are_errors_and_bare_lines_warnings() {
        let mut b = Bench::of("cms-cop14");
        let mut say = |t: &str| {
            b.text("HLS.1", t);
            b.run(&TooManyEntries).iter().map(|f| (f.level, f.message.contains('6'))).collect::<Vec<_>>()
        };
        assert_eq!(say(&"- one\nmore about it\n".repeat(5)), []);
        assert_eq!(say(&"- one\nmore about it\n".repeat(6)), [(Level::Error, true)]);
        assert_eq!(say("1. a\n2. b\n3. c\n4) d\n(5) e\nvi) f"), [(Level::Error, true)]);
        assert_eq!(say(&"A sentence.\n\n".repeat(6)), [(Level::Warning, true)]);
        assert_eq!(say("2019 was dry.\n-5 degrees\nof it\nA. Smith\nfour\n"), []);
    }
}
