//! A sheet in the making.
//!
//! rust_xlsxwriter writes the frame of a sheet: columns, merged cells, lists, notes, protection, links, page set-up. The
//! cells are written here, for two reasons. The library keeps each cell apart, compares its look with all
//! others and its text with all texts, which for tens of thousands of cells takes most of the time a workbook takes;
//! here a look is a small number, and a text stands in its own cell (ECMA-376 part 1, 18.18.11, `inlineStr`). And a
//! row whose height is set by the library no longer grows in Excel when somebody types a longer answer, while a
//! row without a height is shown one line high by LibreOffice: a height that is written but not marked as set by
//! hand (`customHeight`) does both, and the library cannot write one.
//!
//! To learn by which number the file knows a look, the library writes one empty cell of each look into a row
//! below all others, which is left out of the sheet in the end.

use std::io::Write as _;

use memchr::{memchr, memchr3, memmem};
use rust_xlsxwriter::utility::column_number_to_name;
use rust_xlsxwriter::{Worksheet, XlsxError};

use super::cells::{self, Content, Look, Style};
use crate::model::Map;
use crate::write::Error;

/// Most UTF-16 units of text in one cell.
const MOST: usize = 32_767;

/// Most rows of a sheet.
const ROWS: usize = 1 << 20;

/// Contents are kept in pieces of at least this many bytes: one long piece would be copied as it grows.
const PIECE: usize = 48 << 10;

/// A sheet in the making.
pub(super) struct Page {
    /// What the library writes.
    pub(super) frame: Worksheet,
    looks: Vec<Look>,
    numbers: Map<Look, u16>,
    cells: Cells,
    /// True where a cell has a note.
    noted: bool,
}

/// The cells of a sheet, to be put into its frame.
#[derive(Default)]
pub(super) struct Cells {
    cells: Vec<Cell>,
    rows: Vec<Row>,
    /// Contents of cells as XML has them, in the order in which they were written.
    pieces: Vec<Vec<u8>>,
    /// Number of the row with the looks, as Excel counts; how many there are.
    pattern: u32,
    looks: usize,
}

struct Cell {
    row: u32,
    column: u16,
    /// Place of its look; none for one without any.
    look: Option<u16>,
    kind: Kind,
    /// Where its content stands.
    piece: usize,
    from: usize,
    to: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Blank,
    Text,
    Number,
    /// A formula whose result is a text.
    Formula,
    /// A formula whose result is a number.
    Count,
    /// What the library wrote there.
    Frame,
}

#[derive(Clone, Copy, Default)]
struct Row {
    height: Option<f64>,
    /// True where the height does not change with what is typed.
    fixed: bool,
    hidden: bool,
}

impl Page {
    /// An empty sheet of this name.
    pub(super) fn new(name: &str) -> Result<Page, Error> {
        let mut frame = Worksheet::new();
        frame.set_name(name)?;
        Ok(Page { frame, looks: Vec::new(), numbers: Map::default(), cells: Cells::default(), noted: false })
    }

    fn look(&mut self, look: Look) -> Result<Option<u16>, XlsxError> {
        if look == Look::from(Style::Bare) {
            return Ok(None);
        }
        if let Some(n) = self.numbers.get(&look) {
            return Ok(Some(*n));
        }
        let n = cells::column(self.looks.len())?;
        self.looks.push(look);
        self.numbers.insert(look, n);
        Ok(Some(n))
    }

    /// Writes a cell whose content `write` adds to what is there.
    fn push(
        &mut self,
        row: u32,
        column: u16,
        look: Look,
        kind: Kind,
        write: impl FnOnce(&mut Vec<u8>),
    ) -> Result<(), Error> {
        if usize::try_from(row).map_or(true, |n| n >= ROWS) {
            return Err(XlsxError::RowColumnLimitError.into());
        }
        let look = self.look(look)?;
        let pieces = &mut self.cells.pieces;
        if pieces.last().is_none_or(|p| p.len() + PIECE / 8 > p.capacity()) {
            pieces.push(Vec::with_capacity(PIECE));
        }
        let piece = pieces.len().saturating_sub(1);
        let (mut from, mut to) = (0, 0);
        if let Some(xml) = pieces.last_mut() {
            from = xml.len();
            write(xml);
            to = xml.len();
        }
        self.cells.cells.push(Cell { row, column, look, kind, piece, from, to });
        Ok(())
    }

    /// Writes an empty cell.
    pub(super) fn blank(&mut self, r: u32, c: u16, look: impl Into<Look>) -> Result<(), Error> {
        self.push(r, c, look.into(), Kind::Blank, |_| ())
    }

    /// Writes a text, whatever it begins with, without what a cell cannot hold.
    pub(super) fn text(&mut self, r: u32, c: u16, text: &str, look: impl Into<Look>) -> Result<(), Error> {
        if text.is_empty() {
            return self.blank(r, c, look);
        }
        if !cells::is_clean(text) {
            let clean = cells::clean(text);
            // Cleaned once more it is the same: this ends.
            return if clean == text {
                self.clean_text(r, c, text, look.into())
            } else {
                self.text(r, c, &clean, look)
            };
        }
        self.clean_text(r, c, text, look.into())
    }

    fn clean_text(&mut self, r: u32, c: u16, text: &str, look: Look) -> Result<(), Error> {
        if text.len() > MOST && text.encode_utf16().count() > MOST {
            return Err(XlsxError::MaxStringLengthExceeded.into());
        }
        self.push(r, c, look, Kind::Text, |xml| escape_text(text, xml))
    }

    /// Writes a content.
    pub(super) fn write(&mut self, r: u32, c: u16, content: &Content, look: impl Into<Look>) -> Result<(), Error> {
        match content {
            Content::Blank => self.blank(r, c, look),
            Content::Text(t) => self.text(r, c, t, look),
            Content::Number(n) => self.number(r, c, *n, look),
            Content::Date(d) => match cells::serial(*d) {
                Some(days) => self.number(r, c, days, look),
                None => self.text(r, c, &d.to_string(), look),
            },
        }
    }

    /// Writes a number.
    pub(super) fn number(&mut self, r: u32, c: u16, n: f64, look: impl Into<Look>) -> Result<(), Error> {
        if !n.is_finite() {
            return self.text(r, c, &n.to_string(), look);
        }
        self.push(r, c, look.into(), Kind::Number, |xml| {
            // Writing to memory cannot fail.
            let _ = write!(xml, "{n}");
        })
    }

    /// Writes a formula that gives a text, and what it gives at first. No text of an input belongs into a formula.
    pub(super) fn formula(
        &mut self,
        r: u32,
        c: u16,
        formula: &str,
        now: &str,
        look: impl Into<Look>,
    ) -> Result<(), Error> {
        self.any_formula(r, c, formula, now, look.into(), Kind::Formula)
    }

    /// Writes a formula that counts, and what it gives at first.
    pub(super) fn count(
        &mut self,
        r: u32,
        c: u16,
        formula: &str,
        now: usize,
        look: impl Into<Look>,
    ) -> Result<(), Error> {
        self.any_formula(r, c, formula, &now.to_string(), look.into(), Kind::Count)
    }

    fn any_formula(&mut self, r: u32, c: u16, formula: &str, now: &str, look: Look, kind: Kind) -> Result<(), Error> {
        self.push(r, c, look, kind, |xml| {
            xml.extend_from_slice(b"<f>");
            escape(formula.strip_prefix('=').unwrap_or(formula), xml);
            xml.extend_from_slice(b"</f><v>");
            escape(now, xml);
            xml.extend_from_slice(b"</v>");
        })
    }

    /// Writes a link to the top of a sheet of the same workbook.
    pub(super) fn link(&mut self, r: u32, c: u16, to: &str, text: &str, style: Style) -> Result<(), Error> {
        let target = format!("internal:'{}'!A1", to.replace('\'', "''"));
        self.frame.write_url_with_options(r, c, target.as_str(), text, "", Some(&Look::from(style).format()))?;
        self.push(r, c, Style::Bare.into(), Kind::Frame, |_| ())
    }

    /// Merges cells of a row and writes a text into them.
    pub(super) fn merge(&mut self, r: u32, from: u16, to: u16, text: &str, look: impl Into<Look>) -> Result<(), Error> {
        let look = look.into();
        self.frame.merge_range(r, from, r, to, "", &look.format())?;
        self.text(r, from, text, look)
    }

    /// Puts a note on a cell.
    pub(super) fn note(&mut self, r: u32, c: u16, text: &str) -> Result<(), Error> {
        self.frame.insert_note(r, c, &cells::note(text))?;
        self.noted = true;
        Ok(())
    }

    fn row(&mut self, r: u32) -> Result<&mut Row, XlsxError> {
        let n = usize::try_from(r).ok().filter(|n| *n < ROWS).ok_or(XlsxError::RowColumnLimitError)?;
        if self.cells.rows.len() <= n {
            self.cells.rows.resize(n + 1, Row::default());
        }
        self.cells.rows.get_mut(n).ok_or(XlsxError::RowColumnLimitError)
    }

    /// Sets the height of a row in points, which grows with what is typed unless it is fixed.
    pub(super) fn height(&mut self, r: u32, points: f64, fixed: bool) -> Result<(), Error> {
        let row = self.row(r)?;
        // As the library does: a whole number of pixels.
        row.height = Some((points / 0.75 + 0.5).floor() * 0.75);
        row.fixed = fixed;
        Ok(())
    }

    /// Hides a row.
    pub(super) fn hide_row(&mut self, r: u32) -> Result<(), Error> {
        self.row(r)?.hidden = true;
        Ok(())
    }

    /// The frame, and the cells for it.
    pub(super) fn finish(self) -> Result<(Worksheet, Cells), Error> {
        let Page { mut frame, looks, mut cells, noted, .. } = self;
        // How large a note is said to be follows from the heights of rows.
        for (n, row) in cells.rows.iter().enumerate().filter(|_| noted) {
            if let Some(height) = row.height {
                frame.set_row_height(cells::row(n)?, height)?;
            }
            if row.hidden {
                frame.set_row_hidden(cells::row(n)?)?;
            }
        }
        let below = cells.cells.iter().map(|c| c.row + 1).max().unwrap_or(0);
        for (n, look) in looks.iter().enumerate() {
            frame.write_blank(below, cells::column(n)?, &look.format())?;
        }
        // The last one written holds; most cells are written in order.
        cells.cells.sort_by_key(|c| (c.row, c.column));
        cells.pattern = below + 1;
        cells.looks = looks.len();
        Ok((frame, cells))
    }
}

/// A cell as the library wrote it.
struct Written<'a> {
    row: u32,
    column: u16,
    xml: &'a [u8],
}

impl Cells {
    /// The part of the sheet with these cells in it.
    pub(super) fn into_part(self, part: Vec<u8>) -> Vec<u8> {
        let places = || {
            let size = memmem::find(&part, b"<dimension ref=\"")? + 16;
            let size_end = size + memchr(b'"', part.get(size..)?)?;
            let open = b"<sheetData>";
            match memmem::find(&part, open) {
                Some(at) => {
                    let from = at + open.len();
                    Some((size, size_end, at, from, from + memmem::find(part.get(from..)?, b"</sheetData>")?))
                }
                None => {
                    let at = memmem::find(&part, b"<sheetData/>")?;
                    Some((size, size_end, at, at + 12, at + 12))
                }
            }
        };
        // Every sheet has them.
        let Some((size, size_end, data, from, to)) = places() else { return part };
        let written = written(&part[from..to]);
        let mut looks: Vec<&[u8]> = vec![b""; self.looks];
        for w in written.iter().filter(|w| w.row + 1 == self.pattern) {
            if let (Some(look), Some(n)) = (looks.get_mut(usize::from(w.column)), attribute(w.xml, b" s=\"")) {
                *look = n;
            }
        }
        let last = self.cells.iter().map(|c| c.column).chain(written.iter().map(|w| w.column)).max().unwrap_or(0);
        let names: Vec<String> = (0..=last).map(column_number_to_name).collect();
        let mut frame = written.iter().filter(|w| w.row + 1 != self.pattern).peekable();
        let mut out = Vec::with_capacity(
            part.len() + self.pieces.iter().map(Vec::len).sum::<usize>() + self.cells.len() * 50 + self.rows.len() * 40,
        );
        out.extend_from_slice(&part[..size]);
        let rows = self.cells.last().map_or(0, |c| c.row).max(frame.clone().last().map_or(0, |w| w.row));
        let _ = write!(out, "A1:{}{}", names.last().map_or("A", String::as_str), rows + 1);
        out.extend_from_slice(&part[size_end..data]);
        out.extend_from_slice(b"<sheetData>");
        let mut at = 0;
        let mut number = Vec::new();
        for r in 0..=rows {
            let start = at;
            while self.cells.get(at).is_some_and(|c| c.row == r) {
                at += 1;
            }
            let own = self.cells.get(start..at).unwrap_or_default();
            let row = usize::try_from(r).ok().and_then(|n| self.rows.get(n)).copied().unwrap_or_default();
            if own.is_empty() && row.height.is_none() && frame.peek().is_none_or(|w| w.row != r) {
                continue;
            }
            number.clear();
            let _ = write!(number, "{}", r + 1);
            out.extend_from_slice(b"<row r=\"");
            out.extend_from_slice(&number);
            out.push(b'"');
            if let Some(height) = row.height {
                let _ = write!(out, " ht=\"{height}\"");
            }
            if row.hidden {
                out.extend_from_slice(b" hidden=\"1\"");
            }
            if row.fixed {
                out.extend_from_slice(b" customHeight=\"1\"");
            }
            out.push(b'>');
            for (n, cell) in own.iter().enumerate() {
                // What is written over is gone.
                if own.get(n + 1).is_some_and(|next| next.column == cell.column) {
                    continue;
                }
                while let Some(w) = frame.next_if(|w| w.row == r && w.column <= cell.column) {
                    if w.column < cell.column || cell.kind == Kind::Frame {
                        out.extend_from_slice(w.xml);
                    }
                }
                if cell.kind != Kind::Frame {
                    let look = cell.look.and_then(|n| looks.get(usize::from(n)).copied()).unwrap_or_default();
                    let name = names.get(usize::from(cell.column)).map_or("", String::as_str);
                    let xml = self.pieces.get(cell.piece).and_then(|p| p.get(cell.from..cell.to)).unwrap_or_default();
                    self::cell(cell.kind, name, &number, look, xml, &mut out);
                }
            }
            while let Some(w) = frame.next_if(|w| w.row == r) {
                out.extend_from_slice(w.xml);
            }
            out.extend_from_slice(b"</row>");
        }
        out.extend_from_slice(b"</sheetData>");
        out.extend_from_slice(part[to..].strip_prefix(b"</sheetData>").unwrap_or(&part[to..]));
        out
    }
}

fn cell(kind: Kind, column: &str, row: &[u8], look: &[u8], xml: &[u8], out: &mut Vec<u8>) {
    if kind == Kind::Blank && look.is_empty() {
        return;
    }
    for part in [b"<c r=\"".as_slice(), column.as_bytes(), row] {
        out.extend_from_slice(part);
    }
    if !look.is_empty() {
        out.extend_from_slice(b"\" s=\"");
        out.extend_from_slice(look);
    }
    let (before, after): (&[u8], &[u8]) = match kind {
        Kind::Blank | Kind::Frame => (b"\"/>", b""),
        Kind::Text => (b"\" t=\"inlineStr\"><is><t", b"</t></is></c>"),
        Kind::Number => (b"\"><v>", b"</v></c>"),
        Kind::Formula => (b"\" t=\"str\">", b"</c>"),
        Kind::Count => (b"\">", b"</c>"),
    };
    out.extend_from_slice(before);
    out.extend_from_slice(xml);
    out.extend_from_slice(after);
}

/// The cells of rows the library wrote, in their order.
fn written(rows: &[u8]) -> Vec<Written<'_>> {
    let mut out = Vec::new();
    let begin = b"<c r=\"";
    let mut at = memmem::find(rows, begin);
    while let Some(from) = at {
        let rest = rows.get(from + begin.len()..).unwrap_or_default();
        let next = memmem::find(rest, begin).map(|n| from + begin.len() + n);
        let xml = rows.get(from..next.unwrap_or(rows.len())).unwrap_or_default();
        let xml = memmem::find(xml, b"</row>").map_or(xml, |end| &xml[..end]);
        let name = rest.get(..memchr(b'"', rest).unwrap_or_default()).unwrap_or_default();
        if let Some((row, column)) = place(name) {
            out.push(Written { row, column, xml });
        }
        at = next;
    }
    out
}

/// Row and column of a cell by its name, counted from 0.
fn place(name: &[u8]) -> Option<(u32, u16)> {
    let letters = name.iter().take_while(|b| b.is_ascii_uppercase()).count();
    let column = name.iter().take(letters).try_fold(0u16, |n, b| {
        n.checked_mul(26)?.checked_add(u16::from(b - b'A') + 1) // A is 1
    })?;
    let row: u32 = std::str::from_utf8(name.get(letters..)?).ok()?.parse().ok()?;
    Some((row.checked_sub(1)?, column.checked_sub(1)?))
}

/// The value of an attribute of a tag.
fn attribute<'a>(tag: &'a [u8], begins: &[u8]) -> Option<&'a [u8]> {
    let value = tag.get(memmem::find(tag, begins)? + begins.len()..)?;
    value.get(..memchr(b'"', value)?)
}

/// The rest of an element of text: spaces at its ends and line breaks are kept only where it says so.
fn escape_text(text: &str, out: &mut Vec<u8>) {
    let space = |b: Option<&u8>| b.is_some_and(|b| matches!(b, b' ' | b'\t' | b'\n'));
    let bytes = text.as_bytes();
    let keep = space(bytes.first()) || space(bytes.last());
    out.extend_from_slice(if keep { b" xml:space=\"preserve\">" } else { b">" });
    escape(text, out);
}

/// Writes a text as XML has it. What looks like Excel's way to write a character by its number
/// (`_x000D_`) is kept as it stands.
fn escape(text: &str, out: &mut Vec<u8>) {
    let bytes = text.as_bytes();
    if memchr3(b'&', b'<', b'>', bytes).is_none() && memchr(b'_', bytes).is_none() {
        out.extend_from_slice(bytes);
        return;
    }
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

    /// The rows of a sheet whose frame the library might have written like this.
    fn rows(page: Page, frame: &str) -> String {
        let part = format!("<dimension ref=\"A1\"/>{frame}<autoFilter/>");
        let (_, cells) = page.finish().expect("few looks");
        String::from_utf8(cells.into_part(part.into_bytes())).expect("text")
    }

    #[test]
    fn cells_have_the_number_of_their_look() {
        let mut page = Page::new("A").expect("a name");
        page.text(1, 1, "a < b & _x000D_", Style::Plain).expect("short");
        page.text(1, 0, " \u{e9}_x", Style::Small).expect("short");
        page.number(2, 0, 1.5, Style::Bare).expect("few looks");
        page.formula(2, 1, "=IF(A1<\"\",1,0)", "still", Style::Small).expect("few looks");
        let frame =
            "<sheetData><row r=\"4\" spans=\"1:2\"><c r=\"A4\" s=\"19\"/><c r=\"B4\" s=\"7\"/></row></sheetData>";
        assert_eq!(
            rows(page, frame),
            "<dimension ref=\"A1:B3\"/><sheetData>\
             <row r=\"2\"><c r=\"A2\" s=\"7\" t=\"inlineStr\"><is><t xml:space=\"preserve\"> \u{e9}_x</t></is></c>\
             <c r=\"B2\" s=\"19\" t=\"inlineStr\"><is><t>a &lt; b &amp; _x005F_x000D_</t></is></c></row>\
             <row r=\"3\"><c r=\"A3\"><v>1.5</v></c>\
             <c r=\"B3\" s=\"7\" t=\"str\"><f>IF(A1&lt;\"\",1,0)</f><v>still</v></c></row></sheetData><autoFilter/>"
        );
    }

    #[test]
    fn the_last_one_written_holds_and_links_are_the_librarys() {
        let mut page = Page::new("A").expect("a name");
        page.blank(0, 0, Style::Plain).expect("few looks");
        page.text(0, 0, "over", Style::Plain).expect("short");
        page.text(0, 2, "under", Style::Plain).expect("short");
        page.link(0, 2, "B", "to B", Style::Link).expect("a name");
        let frame = "<sheetData><row r=\"1\"><c r=\"B1\" s=\"1\"/><c r=\"C1\" s=\"3\" t=\"s\"><v>0</v></c></row>\
                     <row r=\"2\"><c r=\"A2\" s=\"2\"/></row></sheetData>";
        assert_eq!(
            rows(page, frame),
            "<dimension ref=\"A1:C1\"/><sheetData><row r=\"1\"><c r=\"A1\" s=\"2\" t=\"inlineStr\"><is><t>over</t></is></c>\
             <c r=\"B1\" s=\"1\"/><c r=\"C1\" s=\"3\" t=\"s\"><v>0</v></c></row></sheetData><autoFilter/>"
        );
    }

    #[test]
    fn only_fixed_rows_are_marked_as_set_by_hand() {
        let mut page = Page::new("A").expect("a name");
        page.height(0, 30.2, false).expect("few rows");
        page.height(1, 240.0, true).expect("few rows");
        page.text(1, 0, "x", Style::Bare).expect("short");
        assert_eq!(
            rows(page, "<sheetData/>"),
            "<dimension ref=\"A1:A2\"/><sheetData><row r=\"1\" ht=\"30\"></row>\
             <row r=\"2\" ht=\"240\" customHeight=\"1\"><c r=\"A2\" t=\"inlineStr\"><is><t>x</t></is></c></row></sheetData><autoFilter/>"
        );
    }
}
