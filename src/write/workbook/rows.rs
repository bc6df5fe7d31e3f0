//! Rows of one look in great number, such as those of all sources.
//!
//! The library keeps each cell apart, compares its look with all others and its text with all texts;
//! for tens of thousands of cells that are only to be read this takes most of the time a workbook
//! takes. The library therefore writes the frame of the sheet and its first row, and the others
//! follow here in the same look, as texts that stand in their own cells (ECMA-376 part 1, 18.18.11,
//! `inlineStr`).

use std::io::Write as _;

use memchr::memmem;
use rust_xlsxwriter::XlsxError;
use rust_xlsxwriter::utility::column_number_to_name;

use super::cells;

/// Stands for the number of the look, which the library gives when all is written.
const LOOK: u8 = 0;

/// Rows that follow the last one the library wrote.
pub(super) struct Rows {
    /// Names of the columns.
    columns: Vec<String>,
    /// Number of the row the look is taken from, as Excel counts.
    pattern: u32,
    last: u32,
    xml: Vec<u8>,
}

impl Rows {
    /// Rows that follow the row with this number (as Excel counts) and look like it.
    pub(super) fn after(pattern: u32, columns: usize) -> Result<Rows, XlsxError> {
        let columns = (0..columns).map(|n| cells::column(n).map(column_number_to_name)).collect::<Result<_, _>>()?;
        Ok(Rows { columns, pattern, last: pattern, xml: Vec::new() })
    }

    /// Adds a row. Texts are clean and fit a cell.
    pub(super) fn push(&mut self, texts: &[&str], height: f64) {
        self.last += 1;
        let xml = &mut self.xml;
        // As the library does: a height is a whole number of pixels.
        let height = (height / 0.75 + 0.5).floor() * 0.75;
        let row = self.last;
        // Writing to memory cannot fail.
        let _ = write!(xml, "<row r=\"{row}\" spans=\"1:{}\" ht=\"{height}\">", self.columns.len());
        let row = row.to_string();
        for (text, column) in texts.iter().zip(&self.columns).filter(|(t, _)| !t.is_empty()) {
            for part in [b"<c r=\"".as_slice(), column.as_bytes(), row.as_bytes(), b"\" s=\"", &[LOOK]] {
                xml.extend_from_slice(part);
            }
            xml.extend_from_slice(b"\" t=\"inlineStr\"><is><t xml:space=\"preserve\">");
            escape(text, xml);
            xml.extend_from_slice(b"</t></is></c>");
        }
        xml.extend_from_slice(b"</row>");
    }

    /// The part of the sheet with these rows in it.
    pub(super) fn into_part(self, part: Vec<u8>) -> Vec<u8> {
        let pattern = format!("<row r=\"{}\" ", self.pattern);
        let places = || {
            let end = memmem::find(&part, b"</sheetData>")?;
            let row = memmem::find(&part, pattern.as_bytes())?;
            let look = part.get(row..end)?;
            let at = memmem::find(look, b"<c r=")?;
            let look = look.get(at + memmem::find(look.get(at..)?, b" s=\"")? + 4..)?;
            let look = look.get(..memchr::memchr(b'"', look)?)?;
            let size = memmem::find(&part, b"<dimension ref=\"")? + 16;
            let size_end = size + memchr::memchr(b'"', part.get(size..)?)?;
            Some((end, look, size, size_end))
        };
        // A sheet without its first row has no others.
        let Some((end, look, size, size_end)) = places() else { return part };
        if self.last == self.pattern {
            return part;
        }
        let mut out = Vec::with_capacity(part.len() + self.xml.len() + self.xml.len() / 50);
        let name = self.columns.last().map_or("A", String::as_str);
        out.extend_from_slice(&part[..size]);
        let _ = write!(out, "A1:{name}{}", self.last);
        out.extend_from_slice(&part[size_end..end]);
        for (n, piece) in self.xml.split(|b| *b == LOOK).enumerate() {
            if n > 0 {
                out.extend_from_slice(look);
            }
            out.extend_from_slice(piece);
        }
        out.extend_from_slice(&part[end..]);
        out
    }
}

/// Writes a text as XML has it. What looks like Excel's way to write a character by its number
/// (`_x000D_`) is kept as it stands.
fn escape(text: &str, out: &mut Vec<u8>) {
    let bytes = text.as_bytes();
    let mut from = 0;
    for (at, b) in bytes.iter().enumerate() {
        let instead: &[u8] = match b {
            b'&' => b"&amp;",
            b'<' => b"&lt;",
            b'>' => b"&gt;",
            b'_' if is_number(bytes.get(at..).unwrap_or_default()) => b"_x005F_",
            _ => continue,
        };
        out.extend_from_slice(bytes.get(from..at).unwrap_or_default());
        out.extend_from_slice(instead);
        from = at + 1;
    }
    out.extend_from_slice(bytes.get(from..).unwrap_or_default());
}

fn is_number(text: &[u8]) -> bool {
    matches!(text, [b'_', b'x', a, b, c, d, b'_', ..] if [a, b, c, d].iter().all(|h| h.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_take_the_look_of_the_row_before() {
        let mut rows = Rows::after(3, 2).expect("few columns");
        rows.push(&["a < b & _x000D_", ""], 13.5);
        rows.push(&["", "\u{e9}_x"], 27.0);
        let part = "<dimension ref=\"A1:B3\"/><sheetData><row r=\"1\"/><row r=\"3\" spans=\"1:2\"><c r=\"A3\" s=\"19\" \
                    t=\"s\"><v>1</v></c></row></sheetData><autoFilter/>";
        let out = String::from_utf8(rows.into_part(part.as_bytes().to_vec())).expect("text");
        assert_eq!(
            out,
            "<dimension ref=\"A1:B5\"/><sheetData><row r=\"1\"/><row r=\"3\" spans=\"1:2\"><c r=\"A3\" s=\"19\" \
             t=\"s\"><v>1</v></c></row><row r=\"4\" spans=\"1:2\" ht=\"13.5\"><c r=\"A4\" s=\"19\" t=\"inlineStr\"><is>\
             <t xml:space=\"preserve\">a &lt; b &amp; _x005F_x000D_</t></is></c></row>\
             <row r=\"5\" spans=\"1:2\" ht=\"27\"><c r=\"B5\" s=\"19\" t=\"inlineStr\"><is><t xml:space=\"preserve\">\u{e9}_x\
             </t></is></c></row></sheetData><autoFilter/>"
        );
    }
}
