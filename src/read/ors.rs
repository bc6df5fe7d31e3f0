//! What the readers of files from the Online Reporting System (ORS) share: finding out which format a
//! questionnaire is, finding its questions, and filling the reports of its respondents.
//!
//! A question is looked up once, however many respondents answered it.

mod fill;
mod matcher;
mod matrix;
mod which;

pub(super) use fill::{Fill, Given, Memo, Named};
pub(super) use matcher::{Matcher, Wanted};
pub(super) use which::{Asked, format_of, keys};

/// Characters of a title that are looked at: no question is longer.
pub(super) const TITLE: usize = 1200;

/// One line of text: white space squeezed, tags and placeholders of a form's author removed.
pub(super) fn tidy(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(p) = rest.find(['<', '#']) {
        plain.push_str(rest.get(..p).unwrap_or(""));
        let found = rest.get(p..).unwrap_or("");
        let tag = found.starts_with('<')
            && found.get(1..).is_some_and(|r| r.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/'));
        let end = match (tag, found.starts_with("#[")) {
            (true, _) => found.char_indices().take(200).find(|(_, c)| *c == '>').map(|(i, _)| i),
            (_, true) => found.char_indices().take(200).find(|(_, c)| *c == ']').map(|(i, _)| i),
            _ => None,
        };
        if let Some(e) = end {
            plain.push(' ');
            rest = found.get(e + 1..).unwrap_or("");
        } else {
            plain.push_str(found.get(..1).unwrap_or(""));
            rest = found.get(1..).unwrap_or("");
        }
    }
    plain.push_str(rest);
    let line = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(TITLE) {
        Some((end, _)) => line.get(..end).unwrap_or("").to_owned(),
        None => line,
    }
}

/// `en: English ||` line break ` ol: original`, once for each field of the answer: English and
/// original. `None` where the text is not of this form.
pub(super) fn translated(text: &str) -> Option<(String, String)> {
    let mut rest = text.trim();
    if !rest.starts_with("en:") {
        return None;
    }
    let (mut english, mut original): (Vec<&str>, Vec<&str>) = (Vec::new(), Vec::new());
    while let Some(body) = rest.strip_prefix("en:") {
        let (at, after) = body.match_indices("||").find_map(|(i, _)| {
            let after = body.get(i + 2..)?.trim_start();
            after.strip_prefix("ol:").map(|o| (i, o))
        })?;
        let end = after.find(" # en:").unwrap_or(after.len());
        english.push(body.get(..at).unwrap_or("").trim());
        original.push(after.get(..end).unwrap_or("").trim());
        rest = after.get(end + 3..).unwrap_or("");
    }
    let join = |mut t: Vec<&str>| {
        t.retain(|t| !t.is_empty());
        t.join("\n")
    };
    Some((join(english), join(original)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Repeat;

    #[test]
    fn originals_stand_beside_their_english() {
        let t = |s: &str| translated(s).map(|(e, o)| format!("{e}|{o}"));
        assert_eq!(t("en: A law ||\n ol: Une loi").as_deref(), Some("A law|Une loi"));
        assert_eq!(t("en: A ||\n ol: B # en: C ||\n ol: D").as_deref(), Some("A\nC|B\nD"));
        assert_eq!(t("en: only English ||\n ol:").as_deref(), Some("only English|"));
        assert_eq!(t("en: a || b ||\n ol: c || d").as_deref(), Some("a || b|c || d"));
        assert_eq!(t("en: not a translation"), None);
        assert_eq!(t("open: x ||\n ol: y"), None);
    }

    #[test]
    fn titles_lose_tags_and_placeholders_and_nothing_else() {
        assert_eq!(tidy("  <b>Lead\n shot</b> < 5 # &c  #[Family] x"), "Lead shot < 5 # &c x");
        assert_eq!(tidy("a <"), "a <");
        assert_eq!(tidy("#[open"), "#[open");
    }

    #[test]
    fn a_site_is_known_by_its_number_where_it_has_one() {
        let id = |t: &str| Named { title: t.to_owned() }.id(Some(Repeat::Site));
        assert_eq!(id("Lake One (1234)"), "1234");
        assert_eq!(id("1234 - Lake One"), "1234");
        assert_eq!(id("Lake One"), "Lake One");
        assert_eq!(id("Marsh of the 7 springs"), "Marsh of the 7 springs");
    }
}
