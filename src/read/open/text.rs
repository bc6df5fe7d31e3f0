//! Text tables: the encoding and the separator are found out, then the csv crate reads the records.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use super::super::book::Sheet;
use super::excel::put;
use super::{Limits, text_cell};
use crate::model::{Finding, Level};

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
                format!("the file does not say how its letters are stored; read as {}", self.encoding.name()),
            )
            .at(file, "")
            .hint("look at a word with an accent; if it is wrong, save the file as UTF-8 and read it again"),
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
        && !text.contains('\0')
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
    let (mut quoted, mut fresh) = (false, true);
    for c in text.chars().take(1 << 20) {
        if c == '"' {
            // A quote opens a field only at its beginning: 5" pipes are not quotes.
            if quoted || fresh {
                quoted = !quoted;
            }
            fresh = false;
            continue;
        }
        if quoted {
            continue;
        }
        if c == '\n' {
            counts.push([0; 4]);
            fresh = true;
            if counts.len() > 60 {
                break;
            }
            continue;
        }
        if let Some(i) = SEPARATORS.iter().position(|s| *s == c)
            && let Some(last) = counts.last_mut()
        {
            last[i] += 1;
            fresh = true;
        } else if c != ' ' && c != '\r' {
            fresh = false;
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
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(u8::try_from(separator).unwrap_or(b','))
        .from_reader(body.as_bytes());
    let mut record = csv::StringRecord::new();
    // The reader's own line numbers are off after blank lines and Windows line ends: lines are counted
    // here, up to where each record begins.
    let bytes = body.as_bytes();
    let (mut line, mut seen) = (skipped, 0_usize);
    // Reading from memory fails only where a record is no UTF-8, and it is.
    while reader.read_record(&mut record).unwrap_or(false) {
        let mut start = record.position().and_then(|p| usize::try_from(p.byte()).ok()).unwrap_or(seen);
        while matches!(bytes.get(start), Some(b'\r' | b'\n')) {
            start += 1;
        }
        let passed = bytes.get(seen..start).unwrap_or_default();
        line = line.saturating_add(u32::try_from(passed.iter().filter(|b| **b == b'\n').count()).unwrap_or(u32::MAX));
        if passed.contains(&b'\r') {
            let lone = (seen..start).filter(|i| bytes.get(*i) == Some(&b'\r') && bytes.get(i + 1) != Some(&b'\n'));
            line = line.saturating_add(u32::try_from(lone.count()).unwrap_or(u32::MAX));
        }
        seen = seen.max(start);
        let row = line;
        for (c, field) in record.iter().enumerate() {
            if field.trim_matches(|c: char| c.is_whitespace() || c == '\0' || c == '\u{1a}').is_empty() {
                continue;
            }
            let column = u32::try_from(c).unwrap_or(u32::MAX);
            put(&mut sheet, row, column, text_cell(field.to_owned()), &mut left, limits)?;
        }
    }
    Ok(sheet)
}
