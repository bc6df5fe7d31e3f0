//! E-mail addresses and phone numbers where nobody asks for them.

use super::case::texts;
use super::{Case, Check, Notes};
use crate::model::{Kind, Level};
use crate::say;

/// A text of a question that does not ask for contacts holds an e-mail address or a phone number;
/// reports are published.
///
/// Example: "contact J. Doe, +000 123 456 789" in the details of an answer. The finding does not
/// repeat it.
pub(super) struct PersonalData;

/// True for a text with an e-mail address or a phone number.
pub(crate) fn holds_contact(text: &str) -> bool {
    has_email(text) || has_phone(text)
}

fn has_email(text: &str) -> bool {
    text.split(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '(' | ')' | ',' | ';' | '"' | ':' | '/')).any(
        |w| {
            let Some((name, host)) = w.trim_end_matches(['.', '!', '?']).split_once('@') else { return false };
            !name.is_empty()
                && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '_' | '%' | '+' | '-'))
                && host.rsplit_once('.').is_some_and(|(d, tld)| {
                    !d.is_empty() && tld.len() >= 2 && tld.chars().all(char::is_alphabetic) && !d.contains('@')
                })
        },
    )
}

/// `+` and nine to fifteen digits, or seven and more after a word for telephone.
fn has_phone(text: &str) -> bool {
    let digits = |rest: &str| {
        rest.chars()
            .take_while(|c| c.is_ascii_digit() || matches!(c, ' ' | '\u{a0}' | '-' | '.' | '(' | ')' | '/'))
            .filter(char::is_ascii_digit)
            .count()
    };
    let plus = text.match_indices('+').any(|(i, _)| (9..=15).contains(&digits(&text[i + 1..])));
    let lower = text.to_lowercase();
    let word = ["tel", "tél", "phone", "mobile", "fax", "teléfono", "téléphone", "cell"].iter().any(|w| {
        lower.match_indices(w).any(|(i, _)| {
            let before = lower[..i].chars().next_back();
            let rest = lower[i + w.len()..].trim_start_matches(['.', ':', ' ', '\u{a0}', '+', '°']);
            before.is_none_or(|c| !c.is_alphanumeric()) && digits(rest) >= 7
        })
    });
    plus || word
}

impl Check for PersonalData {
    fn code(&self) -> &'static str {
        "personal-data"
    }

    fn level(&self) -> Level {
        Level::Warning
    }

    fn about(&self) -> &'static str {
        "A text that does not ask for contacts holds an e-mail address or a phone number."
    }

    fn run(&self, case: &Case, notes: &mut Notes) {
        for (a, q) in case.answered() {
            if q.personal || matches!(q.kind, Kind::Contact | Kind::Links) {
                continue;
            }
            for (what, text) in texts(q, a) {
                let found = match (has_email(text), has_phone(text)) {
                    (true, true) => say!("an e-mail address and a phone number"),
                    (true, false) => say!("an e-mail address"),
                    (false, true) => say!("what looks like a phone number"),
                    (false, false) => continue,
                };
                notes.question(
                    case,
                    q,
                    a.item.as_deref(),
                    say!("{what} holds {found}, and reports are published", what = what, found = found),
                    say!("name the institution instead, unless the person agreed"),
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
    fn addresses_and_numbers_are_noticed_and_never_repeated() {
        let mut b = Bench::of("cms-cop14");
        for (text, found) in [
            ("Write to <info.office@example.org>.", true),
            ("Tél. : 012 345 67 89", true),
            ("call (+000) 123", false),
            ("+000 (12) 345-6789", true),
            ("ratified 2018-2020, 12 500 ha, +3.5 degrees, 2019-2023", false),
            ("see https://maps.example.org/@12.34,56.78,9z and @example", false),
            ("Hotel 1234567 beds", false),
            ("a@b", false),
        ] {
            b.text("HLS.1", text);
            let f = b.run(&PersonalData);
            assert_eq!(!f.is_empty(), found, "{text}");
            assert!(f.iter().all(|f| !f.message.contains("office") && !f.message.contains("345")));
        }
        b.text("HLS.1", "none");
        b.text("I.4d", "info@example.org");
        assert!(b.run(&PersonalData).is_empty(), "a contact question asks for it");
    }
}
