//! What a line of a printed report is, by the marks the reporting system prints.

use crate::read::fold::fold;
use crate::read::values::{BLANKS, TICKS};

/// A line by its marks.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Mark {
    /// `››› text`: an answer, or nothing.
    Answer(String),
    /// `☑ A=Yes`: options with their ticks.
    Options(Vec<(bool, String)>),
    /// A row of a matrix: its name, and a box for each column, with or without a text.
    Row(String, Vec<(bool, String)>),
    /// What the system tells the respondent; no part of any answer.
    Hint,
    /// Names of attached files or links follow.
    Attached,
    /// Anything else.
    Plain,
}

const HINTS: &[&str] = &[
    "please select only one",
    "please select all that apply",
    "veuillez ne selectionner qu",
    "veuillez selectionner une seule",
    "seleccione solo una",
    "por favor seleccione solo una",
    "sirvase seleccionar solo una",
];

const ATTACHED: &[&str] = &[
    "you have attached the following",
    "vous avez joint les",
    "vous avez attache les",
    "usted ha adjuntado",
    "ha adjuntado los siguientes",
];

/// Boxes that people and programs write with letters, as one kind of box.
fn plain_boxes(text: &str) -> String {
    text.replace("[x]", "\u{2611}").replace("[X]", "\u{2611}").replace("[ ]", "\u{2610}").replace('\u{fe0f}', "")
}

/// False for a line that is sure to be neither an answer, nor an option, nor a hint: files of any kind
/// come in, and most of their lines begin with a letter that no mark and no hint begins with.
pub(super) fn may_be_marked(line: &str) -> bool {
    let line = line.trim_start();
    let hint =
        |first: u8| HINTS.iter().chain(ATTACHED).any(|h| h.as_bytes().first() == Some(&first.to_ascii_lowercase()));
    match line.as_bytes().first() {
        Some(b) if b.is_ascii_alphanumeric() => hint(*b),
        // Boxes are no ASCII, or stand in square brackets.
        Some(b) if *b != b'>' && line.is_ascii() && !line.contains('[') => {
            line.bytes().find(u8::is_ascii_alphanumeric).is_some_and(hint)
        }
        _ => true,
    }
}

/// What a line is.
pub(super) fn mark(line: &str) -> Mark {
    let text = plain_boxes(line.trim());
    for start in ["\u{203a}", ">>>", "\u{bb}\u{bb}\u{bb}"] {
        if text.starts_with(start) {
            return Mark::Answer(text.trim_start_matches(['\u{203a}', '>', '\u{bb}', ' ', '\u{a0}']).trim().to_owned());
        }
    }
    let is_box = |c: char| TICKS.contains(&c) || BLANKS.contains(&c);
    if let Some(first) = text.find(is_box) {
        let name = text[..first].trim().to_owned();
        let mut boxes = Vec::new();
        let mut rest = &text[first..];
        while let Some(mark) = rest.chars().next() {
            let after = &rest[mark.len_utf8()..];
            let end = after.find(is_box).unwrap_or(after.len());
            boxes.push((TICKS.contains(&mark), after[..end].trim().to_owned()));
            rest = &after[end..];
        }
        // A bullet within a sentence is no box of a matrix.
        let bullets = boxes.iter().all(|(t, _)| *t) && text[first..].starts_with(['\u{25a0}', '\u{25cf}']);
        if bullets {
            return Mark::Plain;
        }
        if name.is_empty() && !(boxes.len() > 1 && boxes.iter().all(|(_, t)| t.is_empty())) {
            return Mark::Options(boxes);
        }
        return Mark::Row(name, boxes);
    }
    let folded = fold(&text.chars().take(200).collect::<String>());
    if HINTS.iter().any(|h| folded.starts_with(h)) {
        return Mark::Hint;
    }
    if ATTACHED.iter().any(|h| folded.starts_with(h)) {
        return Mark::Attached;
    }
    Mark::Plain
}

/// Words that ask for more about the question before: what follows is details of its answer.
const PROMPTS: &[&str] = &[
    "additional information",
    "further information",
    "additional comments",
    "other comments",
    "comments",
    "details",
    "please provide",
    "please describe",
    "please specify",
    "please give",
    "please explain",
    "please add",
    "please indicate",
    "please elaborate",
    "if yes",
    "if no",
    "if other",
    "informations complementaires",
    "informations supplementaires",
    "renseignements complementaires",
    "commentaires",
    "veuillez",
    "precisez",
    "si oui",
    "si non",
    "informacion adicional",
    "informacion complementaria",
    "comentarios",
    "sirvase",
    "proporcione",
    "por favor",
    "en caso afirmativo",
];

/// True where a line asks for more about the question before.
pub(super) fn is_prompt(text: &str) -> bool {
    let folded = fold(&text.chars().take(200).collect::<String>());
    let words = folded.trim_start_matches(|c: char| c.is_ascii_digit() || c == ' ');
    PROMPTS.iter().any(|p| words.starts_with(p))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_with_a_mark_is_passed_over() {
        let lines =
            ["\u{203a} text", ">>> text", "\u{2611} A=Yes", "[x] Yes", "\u{25a0} a \u{25a1} b", "(\u{2611} Yes"];
        let hints = HINTS.iter().chain(ATTACHED).flat_map(|h| {
            let mut upper = h.chars();
            let upper: String = upper.next().into_iter().flat_map(char::to_uppercase).chain(upper).collect();
            [(*h).to_owned(), upper, format!("  \u{ab} {h}")]
        });
        for line in lines.map(str::to_owned).into_iter().chain(hints) {
            let plain = matches!(mark(&line), Mark::Plain | Mark::Row(..));
            assert!(may_be_marked(&line) || plain, "{line}");
        }
        assert!(!may_be_marked("Wetlands of the delta"));
    }
}
