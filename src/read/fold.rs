//! Folding texts and numbers, so that case, accents, no-break spaces and punctuation do not keep
//! apart what people write for the same thing.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The characters a character folds to, lower case and without marks; most need no table.
fn folded(c: char, mut each: impl FnMut(char)) {
    if c.is_ascii() {
        each(c.to_ascii_lowercase());
    } else {
        for d in std::iter::once(c).nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase) {
            each(d);
        }
    }
}

/// Lower case, without accents; everything but letters and digits is one blank.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut gap = false;
    let mut rest = text;
    loop {
        // Nearly all of a text is these.
        let word = rest.bytes().position(|b| !b.is_ascii_alphanumeric()).unwrap_or(rest.len());
        if word > 0 {
            if std::mem::take(&mut gap) && !out.is_empty() {
                out.push(' ');
            }
            let from = out.len();
            out.push_str(&rest[..word]);
            out[from..].make_ascii_lowercase();
        }
        let mut chars = rest[word..].chars();
        let Some(c) = chars.next() else { return out };
        rest = chars.as_str();
        if c.is_ascii() {
            gap = true;
            continue;
        }
        folded(c, |c| {
            // Zero-width characters stand inside words.
            if matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}') || is_combining_mark(c) {
                return;
            }
            if c.is_alphanumeric() {
                if gap && !out.is_empty() {
                    out.push(' ');
                }
                gap = false;
                match c {
                    'œ' => out.push_str("oe"),
                    'æ' => out.push_str("ae"),
                    'ß' => out.push_str("ss"),
                    c => out.push(c),
                }
            } else {
                gap = true;
            }
        });
    }
}

/// A question number as a key: `Q4.1.`, `4.1 `, `1.1 | a)`, `1.1a`, `1.1#a` fold to `4.1`, `4.1`,
/// `1.1a`, `1.1a`, `1.1a`.
#[must_use]
pub fn number(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        folded(c, |c| {
            if c.is_alphanumeric() {
                out.push(c);
            } else if matches!(c, '.' | '_' | '-' | '\u{2013}') && !out.is_empty() && !out.ends_with('.') {
                out.push('.');
            }
        });
    }
    let mut out = out.trim_end_matches('.');
    for prefix in
        ["question", "pregunta", "indicator", "indicateur", "indicador", "no.", "no", "num", "n.", "n", "q.", "q"]
    {
        if let Some(rest) = out.strip_prefix(prefix) {
            let rest = rest.trim_start_matches('.');
            if rest.starts_with(|c: char| c.is_ascii_digit()) || (prefix.len() > 3 && rest.contains('.')) {
                out = rest;
                break;
            }
        }
    }
    // A dot between a digit and its letter is no part of the number: 16.3.a is 16.3a.
    let bytes: Vec<char> = out.chars().collect();
    let mut tidy = String::with_capacity(out.len());
    for (i, c) in bytes.iter().enumerate() {
        if *c == '.'
            && i > 0
            && bytes[i - 1].is_ascii_digit()
            && bytes.get(i + 1).is_some_and(|n| n.is_ascii_lowercase())
            && !bytes.get(i + 2).is_some_and(char::is_ascii_alphabetic)
        {
            continue;
        }
        tidy.push(*c);
    }
    tidy
}

/// True where a text looks like the number of a question and not like a sentence.
#[must_use]
pub fn looks_like_number(text: &str) -> bool {
    let text = text.trim();
    text.len() <= 40 && text.split_whitespace().count() <= 4 && {
        let n = number(text);
        !n.is_empty() && (n.chars().any(|c| c.is_ascii_digit()) || n.chars().count() <= 4 || n.contains('.'))
    }
}

#[cfg(test)]
mod tests {
    use super::{fold, number};

    #[test]
    fn spellings_of_one_number_have_one_key() {
        for (text, key) in [
            ("4.1", "4.1"),
            (" 4.1. ", "4.1"),
            ("Q4.1", "4.1"),
            ("Question 4.1:", "4.1"),
            ("1.1 a)", "1.1a"),
            ("1.1 | a)", "1.1a"),
            ("1.1a", "1.1a"),
            ("1.1#a", "1.1a"),
            ("16.3.a", "16.3a"),
            ("X.1", "x.1"),
            ("IV.3a", "iv.3a"),
            ("2.2.1a.2", "2.2.1a.2"),
            ("1\u{a0}(a)", "1a"),
            ("n° 3.2", "3.2"),
        ] {
            assert_eq!(number(text), key, "{text:?}");
        }
    }

    #[test]
    fn case_accents_and_spaces_fold() {
        assert_eq!(fold("  Détails\u{a0}: N° "), "details n");
        assert_eq!(fold("PARTIALLY\n(in progress)"), "partially in progress");
        assert_eq!(fold("coope\u{301}ration"), "cooperation");
    }
}
