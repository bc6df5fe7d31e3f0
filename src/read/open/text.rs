//! Text tables: the encoding and the separator are found out, then the records are read.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use super::super::book::{Cell, Sheet};
use super::records::Records;
use super::{Limits, text_cell};
use crate::model::{Finding, Level};
use crate::say;

/// A text with the encoding it was in.
pub(super) struct Decoded<'a> {
    pub(super) text: Cow<'a, str>,
    encoding: &'static Encoding,
    guessed: bool,
}

impl Decoded<'_> {
    /// Says that an encoding was guessed.
    pub(super) fn findings(&self, file: &str) -> Vec<Finding> {
        if !self.guessed {
            return Vec::new();
        }
        vec![
            Finding::new(
                Level::Info,
                "encoding-guessed",
                say!(
                    "the file does not say how its letters are stored; read as {encoding}",
                    encoding = &self.encoding.name()
                ),
            )
            .at(file, "")
            .hint(say!("look at a word with an accent; if it is wrong, save the file as UTF-8 and read it again")),
        ]
    }
}

/// The bytes as text; `None` where they are no text.
pub(super) fn decode(bytes: &[u8]) -> Option<Decoded<'_>> {
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        let (text, _) = encoding.decode_without_bom_handling(bytes.get(length..).unwrap_or_default());
        return Some(Decoded { text, encoding, guessed: false });
    }
    if let Ok(text) = std::str::from_utf8(bytes)
        && memchr::memchr(0, bytes).is_none()
    {
        return printable(text).then_some(Decoded { text: Cow::Borrowed(text), encoding: UTF_8, guessed: false });
    }
    // UTF-16 without a mark: every other byte of Latin text is zero.
    let sample = bytes.get(..4096).unwrap_or(bytes);
    let zeros = |odd: usize| sample.iter().skip(odd).step_by(2).filter(|b| **b == 0).count() * 5;
    let half = sample.len() / 2;
    let wide = match (zeros(0) > half * 2, zeros(1) > half * 2) {
        (false, true) => Some(UTF_16LE),
        (true, false) => Some(UTF_16BE),
        _ => None,
    };
    if let Some(encoding) = wide {
        let (text, _) = encoding.decode_without_bom_handling(bytes);
        return printable(&text).then_some(Decoded { text, encoding, guessed: true });
    }
    if sample.contains(&0) {
        return None;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let encoding = detector.guess(None, Utf8Detection::Deny);
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    printable(&text).then_some(Decoded { text, encoding, guessed: true })
}

/// False for binary content: control characters that no text table has.
fn printable(text: &str) -> bool {
    let (mut odd, mut all) = (0_usize, 0_usize);
    for c in text.chars().take(8192) {
        all += 1;
        odd +=
            usize::from(c.is_control() && !matches!(c, '\r' | '\n' | '\t' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{1a}'));
    }
    odd * 50 <= all
}

const SEPARATORS: [char; 4] = [',', ';', '\t', '|'];

/// The character between the cells: the one that occurs equally often outside quotes in the most
/// records. A header without it is no table of that separator.
fn separator(text: &str) -> char {
    let mut counts: Vec<[usize; 4]> = vec![[0; 4]];
    let mut fresh = true;
    let bytes = text.as_bytes();
    let bytes = bytes.get(..1 << 20).unwrap_or(bytes);
    let mut at = 0;
    while let Some(&b) = bytes.get(at) {
        at += 1;
        match b {
            // A quote opens a field only at its beginning: 5" pipes are not quotes.
            b'"' if fresh => {
                fresh = false;
                // To the quote that closes it, over those that stand twice.
                loop {
                    at += bytes.get(at..).and_then(|rest| memchr::memchr(b'"', rest)).map_or(bytes.len(), |p| p + 1);
                    if bytes.get(at) != Some(&b'"') {
                        break;
                    }
                    at += 1;
                }
            }
            b'\n' => {
                counts.push([0; 4]);
                fresh = true;
                if counts.len() > 60 {
                    break;
                }
            }
            _ => match (SEPARATORS.iter().position(|s| *s == char::from(b)), counts.last_mut()) {
                (Some(i), Some(last)) => {
                    last[i] += 1;
                    fresh = true;
                }
                _ => fresh &= matches!(b, b' ' | b'\r'),
            },
        }
    }
    counts.retain(|c| c.iter().any(|n| *n > 0));
    let mut best = (0_usize, 0_usize, ',');
    for (i, s) in SEPARATORS.into_iter().enumerate() {
        let mut tally: std::collections::BTreeMap<usize, usize> = std::collections::BTreeMap::new();
        for c in &counts {
            if c[i] > 0 {
                *tally.entry(c[i]).or_default() += 1;
            }
        }
        let Some((&columns, &records)) = tally.iter().max_by_key(|(columns, records)| (**records, **columns)) else {
            continue;
        };
        if (records, columns) > (best.0, best.1) {
            best = (records, columns, s);
        }
    }
    best.2
}

/// The cells of a text table. Rows are the lines of the file.
pub(super) fn table(text: &str, limits: &Limits) -> Result<Sheet, String> {
    let text = text.trim_start_matches('\u{feff}');
    let (stated, body, skipped) = match text.split_once('\n') {
        Some((first, rest)) if first.trim_end().len() == 5 && first.starts_with("sep=") => {
            (first.chars().nth(4), rest, 1_u32)
        }
        _ => (None, text, 0),
    };
    let separator = stated.filter(char::is_ascii).unwrap_or_else(|| separator(body));
    let mut sheet = Sheet::default();
    let mut left = limits.cells;
    let mut records = Records::new(body, u8::try_from(separator).unwrap_or(b','));
    let mut fields = Vec::new();
    // Lines are counted up to where each record begins.
    let bytes = body.as_bytes();
    let (mut line, mut seen) = (skipped, 0_usize);
    while let Some(start) = records.next(&mut fields) {
        line = line.saturating_add(u32::try_from(breaks(bytes, seen, start)).unwrap_or(u32::MAX));
        seen = start;
        let filled = |f: &str| !f.trim_matches(|c: char| c.is_whitespace() || c == '\0' || c == '\u{1a}').is_empty();
        let cells: Vec<(u32, Cell)> = fields
            .drain(..)
            .enumerate()
            .filter(|(_, f)| filled(f))
            .map(|(c, f)| (u32::try_from(c).unwrap_or(u32::MAX), text_cell(f.into_owned())))
            .collect();
        if cells.is_empty() {
            continue;
        }
        left =
            left.checked_sub(cells.len()).ok_or_else(|| format!("it has more than {} filled cells", limits.cells))?;
        // In order of their columns: made at once instead of cell by cell.
        sheet.rows.insert(line, cells.into_iter().collect());
        if sheet.rows.len() > limits.rows {
            return Err(format!("sheet \"{}\" has more than {} filled rows", sheet.name, limits.rows));
        }
    }
    Ok(sheet)
}

/// Line breaks in a piece of a file: Unix, Windows, and those of old Macs.
fn breaks(bytes: &[u8], from: usize, to: usize) -> usize {
    let passed = bytes.get(from..to).unwrap_or_default();
    let alone = memchr::memchr_iter(b'\r', passed).filter(|i| bytes.get(from + i + 1) != Some(&b'\n')).count();
    memchr::memchr_iter(b'\n', passed).count() + alone
}
