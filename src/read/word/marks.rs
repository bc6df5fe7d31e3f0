//! The line of a form as pieces: words, boxes to tick, and places that take text.

use super::document::{Document, Para, Piece, SlotKind};
use crate::model::{Choice, Question};
use crate::read::fold::fold;
use crate::read::values;

/// A mark beside an option, and how a filler sets it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mark {
    /// A check box, legacy or control.
    Slot(usize),
    /// A box character: the element, and which character of its text.
    Glyph(usize, usize),
    /// `[ ]`: the element, and the character inside the brackets.
    Bracket(usize, usize),
    /// A cell to be crossed.
    Cell(usize, usize, usize),
    /// An `X` typed beside the words; a filler has nowhere to put one.
    Typed,
}

/// A piece of a line.
#[derive(Debug, Clone)]
pub(crate) enum Token {
    Words {
        text: String,
        bold: bool,
        struck: bool,
    },
    Box {
        mark: Mark,
        checked: bool,
    },
    /// A place that takes text or a drop-down.
    Slot(usize),
}

/// A character that shows a box: empty or ticked.
pub(super) fn glyph(c: char) -> Option<bool> {
    match c {
        '\u{2610}' | '\u{25a1}' | '\u{25a2}' | '\u{25fb}' | '\u{2b1c}' => Some(false),
        '\u{2611}' | '\u{2612}' | '\u{2713}' | '\u{2714}' | '\u{2717}' | '\u{2718}' | '\u{1f5f9}' | '\u{1f5f7}' => {
            Some(true)
        }
        _ => None,
    }
}

/// Cuts a paragraph into pieces.
pub(crate) fn tokens(document: &Document, para: &Para) -> Vec<Token> {
    let mut out: Vec<Token> = Vec::new();
    for piece in &para.pieces {
        match piece {
            Piece::Slot(s) => match document.slots.get(*s).map(|s| &s.kind) {
                Some(SlotKind::FieldCheck(c) | SlotKind::Check(c)) => {
                    out.push(Token::Box { mark: Mark::Slot(*s), checked: *c });
                }
                _ => out.push(Token::Slot(*s)),
            },
            Piece::Text(run) => {
                let chars: Vec<char> = run.text.chars().collect();
                let mut i = 0;
                while let Some(&c) = chars.get(i) {
                    if let Some(checked) = glyph(c) {
                        out.push(Token::Box { mark: Mark::Glyph(run.node, i), checked });
                    } else if matches!(c, '[' | '(')
                        && let Some((inside, checked, len)) = bracket(&chars, i)
                    {
                        out.push(Token::Box { mark: Mark::Bracket(run.node, inside), checked });
                        i += len;
                        continue;
                    } else {
                        match out.last_mut() {
                            Some(Token::Words { text, bold, struck }) if *bold == run.bold && *struck == run.struck => {
                                text.push(c)
                            }
                            _ => out.push(Token::Words { text: c.to_string(), bold: run.bold, struck: run.struck }),
                        }
                    }
                    i += 1;
                }
            }
        }
    }
    out
}

/// `[ ]`, `[x]`, `(x)`: where the mark stands, whether it is there, and the length of all of it.
fn bracket(chars: &[char], at: usize) -> Option<(usize, bool, usize)> {
    let close = if chars.get(at) == Some(&'[') { ']' } else { ')' };
    let end = (at + 1..at + 5).find(|&i| chars.get(i) == Some(&close))?;
    let inside: String = chars.get(at + 1..end)?.iter().collect();
    let mark = inside.trim();
    let checked = match mark {
        "" if inside.is_empty() => return None,
        "" => false,
        "x" | "X" | "\u{d7}" => true,
        _ => return None,
    };
    // An unticked pair of round brackets is too common to be a box.
    if !checked && close == ')' {
        return None;
    }
    Some((at + 1, checked, end + 1 - at))
}

/// True for a text that is nothing but a typed cross or tick.
pub(crate) fn is_cross(text: &str) -> bool {
    matches!(
        text.trim(),
        "x" | "X"
            | "xx"
            | "XX"
            | "\u{d7}"
            | "\u{2713}"
            | "\u{2714}"
            | "\u{2612}"
            | "\u{2611}"
            | "\u{2717}"
            | "\u{2718}"
    )
}

/// The option a text is, or begins with before a remark: `Yes (please give details)`.
pub(super) fn option<'a>(question: &'a Question, text: &str) -> Option<&'a Choice> {
    let text = text.trim().trim_start_matches(['-', '\u{2013}', '\u{2022}', '\u{b7}', '\t']).trim();
    if text.is_empty() {
        return None;
    }
    if let Some(o) = values::option(question, text) {
        return Some(o);
    }
    // A comma does not end an option: "No, but planned" is not "No".
    let end = text
        .find([':', ';', '(', '\n', '\u{2192}', '\u{21d2}'])
        .or_else(|| text.find(". "))
        .or_else(|| text.find(" - "))?;
    let found = values::option(question, text.get(..end)?)?;
    // "A=Yes; B=No": a legend is none of its options.
    let legend = text.get(end..)?.split([';', '\n', ':', '(']).any(|p| values::option(question, p).is_some());
    (!legend).then_some(found)
}

/// The option a text ends with: `Is there a plan? Yes`. The longest counts.
pub(super) fn ending<'a>(question: &'a Question, text: &str) -> Option<&'a Choice> {
    let folded = fold(text);
    let mut best: Option<(usize, &Choice)> = None;
    for o in question.options.iter() {
        for (_, t) in o.text.iter() {
            let name = fold(t);
            let ends = folded.strip_suffix(name.as_str()).is_some_and(|r| r.is_empty() || r.ends_with(' '));
            if ends && !name.is_empty() && best.is_none_or(|(len, _)| name.len() > len) {
                best = Some((name.len(), o));
            }
        }
    }
    best.map(|(_, o)| o)
}

/// Parts of a line that may each be an option of a question.
pub(super) fn parts(question: &Question, text: &str) -> Vec<String> {
    let mut out = vec![String::new()];
    let mut blanks = 0;
    for c in text.chars() {
        blanks = if c == ' ' || c == '\u{a0}' { blanks + 1 } else { 0 };
        if matches!(c, '\n' | '\t' | ';') || blanks >= 3 {
            out.push(String::new());
        } else if let Some(last) = out.last_mut() {
            last.push(c);
        }
    }
    let mut parts = Vec::new();
    for part in out {
        // A slash parts options, and stands inside some.
        if option(question, &part).is_some() {
            parts.push(part.trim().to_owned());
        } else {
            parts.extend(part.split('/').map(str::trim).filter(|p| !p.is_empty()).map(str::to_owned));
        }
    }
    parts
}
