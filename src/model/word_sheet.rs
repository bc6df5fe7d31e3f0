//! What the Word sheet for an expert and its reader agree on: the tags of content controls.

use super::hash::short;

/// Tag of the control that says what the sheet is: `dunlin-core:<party>:<language>`.
pub const HEAD: &str = "dunlin-core";

/// Longest tag Word keeps.
const LONGEST: usize = 64;

/// Which part of an answer a control holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part<'a> {
    /// A text, an option, a day.
    Value,
    /// The qualifier of a number.
    Qualifier,
    /// A number.
    Number,
    /// Details.
    Details,
    /// *Confirmed* beside an answer of the last cycle.
    Confirmed,
    /// The tick of an option.
    Option(&'a str),
}

impl<'a> Part<'a> {
    fn name(self) -> String {
        match self {
            Part::Value => "v".to_owned(),
            Part::Qualifier => "q".to_owned(),
            Part::Number => "n".to_owned(),
            Part::Details => "d".to_owned(),
            Part::Confirmed => "c".to_owned(),
            Part::Option(code) => format!("o={code}"),
        }
    }

    fn parse(text: &'a str) -> Option<Part<'a>> {
        Some(match text {
            "v" => Part::Value,
            "q" => Part::Qualifier,
            "n" => Part::Number,
            "d" => Part::Details,
            "c" => Part::Confirmed,
            _ => Part::Option(text.strip_prefix("o=")?),
        })
    }
}

/// A tag, taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tag<'a> {
    /// Question id.
    pub question: &'a str,
    /// Item; empty for none.
    pub item: &'a str,
    /// Which part of the answer.
    pub part: Part<'a>,
    /// What dunlin wrote there, as [`fingerprint`] remembers it.
    pub written: &'a str,
}

/// The tag of a control, `d|question|item|part|written`; `None` where it would be longer than Word keeps.
#[must_use]
pub fn tag(question: &str, item: &str, part: Part, written: &str) -> Option<String> {
    let tag = format!("d|{question}|{item}|{}|{}", part.name(), fingerprint(written));
    (tag.encode_utf16().count() <= LONGEST).then_some(tag)
}

/// Reads a tag.
#[must_use]
pub fn parse(tag: &str) -> Option<Tag<'_>> {
    let mut parts = tag.strip_prefix("d|")?.split('|');
    let (question, item, part, written) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    Some(Tag { question, item, part: Part::parse(part)?, written })
}

/// A text in eight characters; blank for a blank.
#[must_use]
pub fn fingerprint(text: &str) -> String {
    let text: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.is_empty() {
        return String::new();
    }
    short(&[&text])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_read_back() {
        for part in [Part::Value, Part::Qualifier, Part::Number, Part::Details, Part::Confirmed, Part::Option("a=b")] {
            let t = tag("ramsar-cop14/1.1#a", "GBF:T6", part, "in place").expect("short enough");
            let back = parse(&t).expect("a tag");
            assert_eq!((back.question, back.item, back.part), ("ramsar-cop14/1.1#a", "GBF:T6", part));
            assert_eq!(back.written, fingerprint(" in  place "));
        }
        assert_eq!(tag(&"x".repeat(60), "", Part::Value, ""), None);
        assert_eq!(fingerprint(" \n"), "");
    }
}
