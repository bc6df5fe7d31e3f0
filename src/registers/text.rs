//! Texts as measures are made of: entries, sentences, words to compare by, languages, stable ids.

use std::collections::BTreeSet;

use crate::model::Lang;
use crate::model::hash::{SEED, fnv as fnv64};
use crate::read::fold::fold;

use super::words;

/// Most characters of one text that are looked at; nobody writes a longer box.
const MOST_CHARS: usize = 60_000;

/// Paragraphs and list entries of a text, without their bullets and numbers.
pub(super) fn entries(text: &str) -> Vec<String> {
    let text: String = text.chars().take(MOST_CHARS).collect();
    let mut found = Vec::new();
    for line in text.lines() {
        for part in numbered(line) {
            let part = unbulleted(part.trim());
            if !part.is_empty() {
                found.push(part.split_whitespace().collect::<Vec<_>>().join(" "));
            }
        }
    }
    found
}

/// A line `1) … 2) … 3) …` as its entries; any other line whole.
fn numbered(line: &str) -> Vec<&str> {
    let mut cuts = Vec::new();
    let mut from = 0;
    for n in 1..100u32 {
        let marks = [format!("({n}) "), format!("{n}) ")];
        let rest = line.get(from..).unwrap_or("");
        let next = marks.iter().filter_map(|m| rest.find(m.as_str()).map(|at| (at, m.len()))).min();
        match next {
            // The number begins the line or follows a blank; "Annex 1) " would cut in the wrong place.
            Some((at, len)) if from + at == 0 || line[..from + at].ends_with([' ', '\t', '\u{a0}', ';', '.', ':']) => {
                cuts.push(from + at);
                from += at + len;
            }
            _ => break,
        }
    }
    if cuts.len() < 2 {
        return vec![line];
    }
    let mut parts = vec![&line[..cuts[0]]];
    for (i, &at) in cuts.iter().enumerate() {
        parts.push(&line[at..cuts.get(i + 1).copied().unwrap_or(line.len())]);
    }
    parts
}

/// An entry without its bullet, number or letter.
fn unbulleted(text: &str) -> &str {
    let text = unlabelled(text);
    let bullet = |c: char| matches!(c, '-' | '*' | '•' | '·' | '–' | '—' | '◦' | '▪' | '►' | '➢' | '=' | '+' | '\'');
    let text = text.trim_start_matches(|c: char| bullet(c) || c.is_whitespace());
    let rest = text.trim_start_matches('(');
    let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let head = if (1..=2).contains(&digits) {
        digits
    } else if rest.starts_with(|c: char| c.is_ascii_lowercase()) && rest[1..].starts_with(')') {
        1
    } else {
        return text;
    };
    match rest[head..].chars().next() {
        Some(')') => rest[head + 1..].trim_start(),
        Some('.') if rest[head + 1..].starts_with(' ') => rest[head + 1..].trim_start(),
        _ => text,
    }
}

/// A text without the number of the row it was written for: `16.6 b): …`.
fn unlabelled(text: &str) -> &str {
    let Some((label, rest)) = text.split_once(": ") else { return text };
    let number = |c: char| c.is_ascii_digit() || matches!(c, '.' | ' ' | ')' | '(');
    let letters = label.chars().filter(|c| !number(*c)).count();
    let dotted = label.starts_with(|c: char| c.is_ascii_digit()) && label.contains('.');
    if dotted && letters <= 1 && label.len() <= 10 { rest.trim_start() } else { text }
}

/// Sentences of a paragraph. A full stop ends one only before a blank and a capital letter, and not
/// after an abbreviation.
pub(super) fn sentences(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut start = 0;
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    for (i, &(at, c)) in chars.iter().enumerate() {
        if !matches!(c, '.' | '!' | '?' | '。' | '؟' | '…') {
            continue;
        }
        let next = chars.get(i + 1).map(|n| n.1);
        let after = chars.iter().skip(i + 1).map(|n| n.1).find(|c| !c.is_whitespace());
        let ends = c == '。'
            || next.is_none()
            || next.is_some_and(char::is_whitespace)
                && after.is_none_or(|a| {
                    a.is_uppercase() || matches!(a, '"' | '«' | '“' | '¿' | '¡' | '(') || !a.is_ascii()
                });
        if ends && !(c == '.' && abbreviated(&text[start..at])) {
            let end = at + c.len_utf8();
            let s = text[start..end].trim();
            if !s.is_empty() {
                found.push(s);
            }
            start = end;
        }
    }
    let rest = text[start..].trim();
    if !rest.is_empty() {
        found.push(rest);
    }
    found
}

fn abbreviated(before: &str) -> bool {
    let word = before.rsplit(|c: char| c.is_whitespace() || c == '(').next().unwrap_or("");
    let lower = word.to_lowercase();
    words::ABBREVIATIONS.contains(&lower.as_str())
        || (word.chars().count() == 1 && word.chars().all(char::is_uppercase))
}

/// Words to compare by: folded, small words left out.
pub(super) fn tokens(text: &str) -> Vec<String> {
    fold(text).split(' ').filter(|w| !w.is_empty() && !words::SMALL.contains(w)).map(str::to_owned).collect()
}

/// Pairs of neighbouring words, and single words where there is only one.
pub(super) fn shingles(tokens: &[String]) -> BTreeSet<String> {
    if tokens.len() < 2 {
        return tokens.iter().cloned().collect();
    }
    tokens.windows(2).map(|w| w.join(" ")).collect()
}

/// How much two sets have in common, 0 to 1.
pub(super) fn jaccard<T: Ord>(a: &BTreeSet<T>, b: &BTreeSet<T>) -> f64 {
    let both = a.intersection(b).count();
    let all = a.len() + b.len() - both;
    if all == 0 { 0.0 } else { both as f64 / all as f64 }
}

/// The language of a text by its small words; `None` where they leave a doubt.
pub(super) fn language(text: &str) -> Option<Lang> {
    let [(first, lang), (second, _), _] = Lang::small_words(text);
    (first > second).then_some(lang)
}

/// True where most letters are of a script none of the three languages is written in.
pub(super) fn foreign(text: &str) -> bool {
    let (mut latin, mut other) = (0usize, 0usize);
    for c in text.chars().filter(|c| c.is_alphabetic()) {
        if (c as u32) < 0x250 || ('\u{1e00}'..='\u{1eff}').contains(&c) { latin += 1 } else { other += 1 }
    }
    other > latin
}

/// Years a text names, in its order.
pub(super) fn years(text: &str) -> Vec<(usize, u16)> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        if !bytes[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let len = bytes[at..].iter().take_while(|b| b.is_ascii_digit()).count();
        // 1,800 and 2.014 are numbers; so are 2018 ha and 2020 km.
        let glued = at > 0 && matches!(bytes[at - 1], b',' | b'.') && at > 1 && bytes[at - 2].is_ascii_digit();
        let decimal =
            matches!(bytes.get(at + len), Some(b',' | b'.')) && bytes.get(at + len + 1).is_some_and(u8::is_ascii_digit);
        if len == 4
            && !glued
            && !decimal
            && let Ok(y) = text[at..at + len].parse::<u16>()
            && (1950..=2100).contains(&y)
            && !counted(&text[at + len..])
        {
            found.push((at, y));
        }
        at += len;
    }
    found
}

/// True where a unit or a counted thing follows, so that the number before is no year.
fn counted(after: &str) -> bool {
    let word = fold(after.split_whitespace().next().unwrap_or(""));
    after.starts_with([' ', '\u{a0}']) && words::UNITS.contains(&word.as_str())
}

/// A stable number of a text.
pub(super) fn fnv(text: &str) -> u32 {
    let h = fnv64(SEED, text.bytes());
    // Both halves count.
    u32::try_from((h >> 32) ^ (h & 0xffff_ffff)).unwrap_or_default()
}

/// Words of a text as the forms count them.
pub(super) fn count(text: &str) -> usize {
    text.split_whitespace().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_fall_into_entries_and_sentences() {
        let t = "- First law, of 2014\n\n2) Second plan\nIn three steps: 1) maps; 2) talks; 3) Fences.";
        let want = ["First law, of 2014", "Second plan", "In three steps:", "maps;", "talks;", "Fences."];
        assert_eq!(entries(t), want);
        assert_eq!(entries("16.6 b): Deux envois"), ["Deux envois"]);
        assert_eq!(entries("2014 was dry.\n3 sites"), ["2014 was dry.", "3 sites"]);
        let s = sentences("The Act No. 7/2016 holds. Mr. A. Test left 1.5 km of it. ¿Y luego? Nada");
        assert_eq!(s, ["The Act No. 7/2016 holds.", "Mr. A. Test left 1.5 km of it.", "¿Y luego?", "Nada"]);
        assert_eq!(entries(&"é".repeat(MOST_CHARS + 9)).len(), 1);
    }

    #[test]
    fn years_are_not_amounts() {
        let y = |t: &str| years(t).into_iter().map(|(_, y)| y).collect::<Vec<_>>();
        assert_eq!(y("from 2018 to 2020, 2,014 ha, 2014 ha, 12018, art. 2021.5"), [2018, 2020]);
        assert_eq!(y("Act 7/2016; en 2020."), [2016, 2020]);
    }

    #[test]
    fn languages_and_scripts() {
        assert_eq!(language("La loi sur l'eau est en vigueur dans le pays"), Some(Lang::Fr));
        assert_eq!(language("La ley de aguas está en vigor y se aplica en el país"), Some(Lang::Es));
        assert_eq!(language("The law has been in force"), Some(Lang::En));
        assert_eq!(language("GEF"), None);
        assert!(foreign("قانون الأراضي الرطبة") && !foreign("Loi (قانون) sur les zones humides"));
    }
}
