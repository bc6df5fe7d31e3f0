//! Text tables: the encoding and the separator are found out, then the records are read.

use std::borrow::Cow;
use std::io::{self, Read};

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
    let head = Head::of(text);
    let mut rows = Rows::new(&head, limits);
    rows.take(text.get(head.body..).unwrap_or(""), true)?;
    Ok(rows.sheet)
}

/// How a text table begins.
struct Head {
    separator: u8,
    /// Where the first record begins, and how many lines stand before it.
    body: usize,
    skipped: u32,
}

impl Head {
    fn of(whole: &str) -> Head {
        let text = whole.trim_start_matches('\u{feff}');
        let (stated, body, skipped) = match text.split_once('\n') {
            Some((first, rest)) if first.trim_end().len() == 5 && first.starts_with("sep=") => {
                (first.chars().nth(4), rest, 1)
            }
            _ => (None, text, 0),
        };
        let separator = stated.filter(char::is_ascii).unwrap_or_else(|| separator(body));
        let separator = u8::try_from(separator).unwrap_or(b',');
        Head { separator, body: whole.len() - body.len(), skipped }
    }
}

/// The rows of a text table, read piece by piece.
struct Rows<'l> {
    sheet: Sheet,
    separator: u8,
    limits: &'l Limits,
    left: usize,
    line: u32,
}

impl Rows<'_> {
    fn new<'l>(head: &Head, limits: &'l Limits) -> Rows<'l> {
        Rows { sheet: Sheet::default(), separator: head.separator, limits, left: limits.cells, line: head.skipped }
    }

    /// Reads the records of a piece, and says how much of it that is. A record that reaches to the end of
    /// a piece that is not the last may go on, and is left.
    fn take(&mut self, piece: &str, last: bool) -> Result<usize, String> {
        let bytes = piece.as_bytes();
        let mut records = Records::new(piece, self.separator);
        let mut fields = Vec::new();
        let mut done = 0;
        while let Some(start) = records.next(&mut fields) {
            let end = records.at();
            if !last && end >= bytes.len() {
                break;
            }
            // Lines are counted up to where each record begins.
            let row = self.line.saturating_add(u32::try_from(breaks(bytes, done, start)).unwrap_or(u32::MAX));
            self.line = row.saturating_add(u32::try_from(breaks(bytes, start, end)).unwrap_or(u32::MAX));
            done = end;
            self.row(row, &mut fields)?;
        }
        Ok(done)
    }

    fn row(&mut self, row: u32, fields: &mut Vec<Cow<str>>) -> Result<(), String> {
        let filled = |f: &str| !f.trim_matches(|c: char| c.is_whitespace() || c == '\0' || c == '\u{1a}').is_empty();
        let cells: Vec<(u32, Cell)> = fields
            .drain(..)
            .enumerate()
            .filter(|(_, f)| filled(f))
            .map(|(c, f)| (u32::try_from(c).unwrap_or(u32::MAX), text_cell(f.into_owned())))
            .collect();
        if cells.is_empty() {
            return Ok(());
        }
        self.left = (self.left.checked_sub(cells.len()))
            .ok_or_else(|| format!("it has more than {} filled cells", self.limits.cells))?;
        // In order of their columns: made at once instead of cell by cell.
        self.sheet.rows.insert(row, cells.into_iter().collect());
        if self.sheet.rows.len() > self.limits.rows {
            return Err(format!("sheet \"{}\" has more than {} filled rows", self.sheet.name, self.limits.rows));
        }
        Ok(())
    }
}

/// From this size on a file is read piece by piece where its beginning is that of a text table in UTF-8:
/// the whole file beside the texts of its cells would be twice the memory, and pages take longer to
/// get than to read.
pub(super) const LARGE: u64 = 4 << 20;

/// Of a large file so much tells whether it is the text of a printed report: its marks stand on each page.
const PRINT: usize = 1 << 19;

/// How much is read at once.
const BLOCK: usize = 1 << 21;

/// The cells of a large text table; `None` for a file that is something else, or that is not UTF-8
/// throughout: it has to be seen as a whole.
pub(super) fn large_table(mut source: impl Read, limits: &Limits) -> io::Result<Option<Result<Sheet, String>>> {
    let mut buffer = Vec::with_capacity(2 * BLOCK);
    more(&mut source, &mut buffer, BLOCK)?;
    let Some(head) = text_of(&buffer, false).filter(|t| is_table(t)).map(Head::of) else { return Ok(None) };
    in_pieces(source, buffer, BLOCK, &head, limits)
}

/// True where the beginning of a file can be that of a text table only.
fn is_table(head: &str) -> bool {
    let magic = ["PK\u{3}\u{4}", "PK\u{5}\u{6}", "%PDF", "{\\rtf"];
    let start = head.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
    !magic.iter().any(|m| head.starts_with(m))
        && !start.is_empty()
        && !start.starts_with(['<', '{', '['])
        && (head.starts_with('\u{feff}') || printable(head))
        && !super::super::ors_text::is_print(
            text_of(head.as_bytes().get(..PRINT).unwrap_or(head.as_bytes()), false).unwrap_or(head),
        )
}

/// The text of a piece without a letter that its end cuts in two; `None` where it is no UTF-8 text.
fn text_of(piece: &[u8], last: bool) -> Option<&str> {
    match std::str::from_utf8(piece) {
        Ok(text) => Some(text),
        Err(e) if e.error_len().is_none() && !last => std::str::from_utf8(piece.get(..e.valid_up_to())?).ok(),
        Err(_) => None,
    }
}

/// Reads so many bytes more; fewer only at the end, which it says.
fn more(source: &mut impl Read, buffer: &mut Vec<u8>, count: usize) -> io::Result<bool> {
    Ok(source.by_ref().take(count as u64).read_to_end(buffer)? < count)
}

fn in_pieces(
    mut source: impl Read,
    mut buffer: Vec<u8>,
    block: usize,
    head: &Head,
    limits: &Limits,
) -> io::Result<Option<Result<Sheet, String>>> {
    let mut rows = Rows::new(head, limits);
    let (mut at, mut seen, mut last) = (head.body, 0, false);
    loop {
        let Some(text) = text_of(&buffer, last) else { return Ok(None) };
        if buffer.get(seen..).is_some_and(|new| memchr::memchr(0, new).is_some()) {
            return Ok(None);
        }
        match rows.take(text.get(at..).unwrap_or(""), last) {
            Ok(done) => at += done,
            Err(why) => return Ok(Some(Err(why))),
        }
        if last {
            return Ok(Some(Ok(rows.sheet)));
        }
        buffer.drain(..at.min(buffer.len()));
        (at, seen) = (0, buffer.len());
        // A record that is longer than a piece is not looked through again for each piece.
        last = more(&mut source, &mut buffer, block.max(seen))?;
    }
}

/// Line breaks in a piece of a file: Unix, Windows, and those of old Macs.
fn breaks(bytes: &[u8], from: usize, to: usize) -> usize {
    let passed = bytes.get(from..to).unwrap_or_default();
    let alone = memchr::memchr_iter(b'\r', passed).filter(|i| bytes.get(from + i + 1) != Some(&b'\n')).count();
    memchr::memchr_iter(b'\n', passed).count() + alone
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(3000))]

        #[test]
        fn a_table_read_in_pieces_is_the_table_read_at_once(
            text in "(sep=;\n)?[a\u{e9}\u{fffd},;\"\r\n ]{0,40}",
            block in 1_usize..9,
            mark in any::<bool>(),
        ) {
            let text = if mark { format!("\u{feff}{text}") } else { text };
            let limits = Limits::default();
            // The first piece reaches over what stands before the first record.
            let head = Head::of(&text);
            let first = text.as_bytes().get(..head.body.max(block.min(text.len()))).expect("in the text").to_vec();
            let rest = text.as_bytes().get(first.len()..).expect("in the text");
            let read = in_pieces(rest, first, block, &head, &limits).expect("memory");
            prop_assert_eq!(read, Some(table(&text, &limits)));
        }
    }

    #[test]
    fn what_is_no_text_table_in_utf_8_is_seen_as_a_whole() {
        let limits = Limits::default();
        let table = |bytes: &[u8]| large_table(bytes, &limits).expect("memory").map(|s| s.map(|s| s.rows.len()));
        let rows = "number,answer\n".repeat(300_000);
        assert!(matches!(table(rows.as_bytes()), Some(Err(why)) if why.contains("200000 filled rows")));
        let long = format!("a,\"{}\"\nb,c\n", "text, ".repeat(1_000_000));
        assert_eq!(table(long.as_bytes()), Some(Ok(2)));
        for other in ["<html>", "{\"a\":", "[1,", "PK\u{3}\u{4}", "%PDF-1.4", "{\\rtf1"] {
            assert_eq!(table(format!("{other}{long}").as_bytes()), None, "{other}");
        }
        for bytes in [&b"\xff"[..], b"\0", b"\xc3"] {
            assert_eq!(table(&[long.as_bytes(), bytes].concat()), None);
        }
    }
}
