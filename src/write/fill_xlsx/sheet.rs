//! One sheet as a text with known places: where each cell stands in it, and what has to be cut out
//! and put in to fill some of them. Nothing else of the text is touched.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use memchr::{memchr, memchr3, memmem};
use quick_xml::escape::{escape, unescape};

use super::{CellEdit, CellText, Fill, formula};
use crate::model::Sentence;
use crate::say;

/// Most UTF-16 units of a text in a cell.
const LONGEST: usize = 32_767;

/// Something to be put in the place of a piece of the text.
pub(super) type Splice = (Range<usize>, String);

/// A tag and where it stands.
#[derive(Debug, Clone)]
pub(super) struct Tag<'x> {
    /// Its name without prefix.
    pub(super) local: &'x str,
    pub(super) span: Range<usize>,
    pub(super) empty: bool,
    pub(super) close: bool,
}

impl Tag<'_> {
    pub(super) fn text<'a>(&self, xml: &'a str) -> &'a str {
        xml.get(self.span.clone()).unwrap_or("")
    }

    /// The namespace prefix with its colon, or nothing.
    pub(super) fn prefix<'a>(&self, xml: &'a str) -> &'a str {
        prefix_of(self.text(xml))
    }
}

/// The namespace prefix of a tag with its colon, or nothing.
fn prefix_of(tag: &str) -> &str {
    let name = tag.get(name_in(tag.as_bytes(), 0)).unwrap_or("");
    name.find(':').and_then(|p| name.get(..=p)).unwrap_or("")
}

/// Where the name of the tag that begins at a place stands.
fn name_in(bytes: &[u8], at: usize) -> Range<usize> {
    let start = at + 1 + usize::from(bytes.get(at + 1) == Some(&b'/'));
    let ends = |b: &u8| matches!(b, b' ' | b'\t' | b'\r' | b'\n' | b'/' | b'>');
    let length = bytes.get(start..).unwrap_or_default().iter().position(ends);
    start..length.map_or(bytes.len().max(start), |n| start + n)
}

/// The tags of a text, one after the other. Only they are looked at: a sheet is read many times faster
/// than by a reader that also takes its texts and attributes apart (a test holds that both see the same).
pub(super) struct Tags<'x> {
    xml: &'x str,
    at: usize,
    /// Names of the elements that are open.
    open: Vec<&'x str>,
    sound: Option<bool>,
}

impl<'x> Tags<'x> {
    pub(super) fn new(xml: &'x str) -> Tags<'x> {
        Tags { xml, at: 0, open: Vec::new(), sound: None }
    }

    /// Elements that are open.
    pub(super) fn depth(&self) -> usize {
        self.open.len()
    }

    /// False where the text is damaged; known when all tags were seen.
    pub(super) fn sound(&self) -> bool {
        self.sound == Some(true)
    }

    /// The next tag; `None` at the end, and where the text is damaged.
    fn step(&mut self) -> Option<Tag<'x>> {
        let bytes = self.xml.as_bytes();
        let after = |from: usize, end: &[u8]| {
            let rest = bytes.get(from..)?;
            Some(from + memmem::find(rest, end)? + end.len())
        };
        loop {
            let Some(start) = memchr(b'<', bytes.get(self.at..)?).map(|p| self.at + p) else {
                self.sound = Some(self.open.is_empty());
                return None;
            };
            match bytes.get(start + 1)? {
                b'?' => self.at = after(start + 2, b"?>")?,
                // No sheet declares a document type: entities could stand for anything.
                b'!' => {
                    let rest = bytes.get(start + 2..)?;
                    self.at = if rest.starts_with(b"--") {
                        after(start + 4, b"-->")?
                    } else if rest.starts_with(b"[CDATA[") {
                        after(start + 9, b"]]>")?
                    } else {
                        return None;
                    };
                }
                second => {
                    let close = *second == b'/';
                    let end = if close { after(start + 2, b">")? } else { end_of(bytes, start + 1)? };
                    let empty = !close && bytes.get(end - 2) == Some(&b'/');
                    self.at = end;
                    let name = self.xml.get(name_in(bytes, start)).filter(|n| !n.is_empty())?;
                    if close {
                        self.open.pop().filter(|open| *open == name)?;
                    } else if !empty {
                        self.open.push(name);
                    }
                    let local = match name.bytes().rposition(|b| b == b':') {
                        Some(colon) => name.get(colon + 1..).unwrap_or(name),
                        None => name,
                    };
                    return Some(Tag { local, span: start..end, empty, close });
                }
            }
        }
    }
}

/// Behind the tag: a mark within quotes does not end it.
fn end_of(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        at += memchr3(b'>', b'"', b'\'', bytes.get(at..)?)? + 1;
        match bytes.get(at - 1)? {
            b'>' => return Some(at),
            quote => at += memchr(*quote, bytes.get(at..)?)? + 1,
        }
    }
}

impl<'x> Iterator for Tags<'x> {
    type Item = Tag<'x>;

    fn next(&mut self) -> Option<Tag<'x>> {
        if self.sound.is_some() {
            return None;
        }
        let tag = self.step();
        if tag.is_none() {
            // Unless the end was reached, something is damaged.
            self.sound.get_or_insert(false);
        }
        tag
    }
}

/// All tags of a text; `None` where it is damaged.
pub(super) fn tags(xml: &str) -> Option<Vec<Tag<'_>>> {
    let mut tags = Tags::new(xml);
    let found = tags.by_ref().collect();
    tags.sound().then_some(found)
}

/// Where an attribute stands in a tag, with the blank before it; its name counts without prefix.
pub(super) fn attribute_span(tag: &str, name: &str) -> Option<Range<usize>> {
    attributes(tag).find(|(key, _, _)| is_named(key, name)).map(|(_, _, s)| s)
}

/// The value of an attribute, by its name without prefix.
pub(super) fn attribute<'t>(tag: &'t str, name: &str) -> Option<Cow<'t, str>> {
    attributes(tag).find(|(key, _, _)| is_named(key, name)).map(|(_, value, _)| plain(value))
}

fn is_named(key: &str, name: &str) -> bool {
    key.strip_suffix(name).is_some_and(|rest| rest.is_empty() || rest.ends_with(':'))
}

/// `r:id` of a tag, whatever the prefix.
pub(super) fn relation_id(tag: &str) -> Option<Cow<'_, str>> {
    attributes(tag).find(|(key, _, _)| key.ends_with(":id")).map(|(_, value, _)| plain(value))
}

/// The text of a rich or plain string: all its runs, without the readings of characters.
pub(super) fn joined(xml: &str, tags: &[Tag]) -> String {
    let mut out = String::new();
    let mut reading = false;
    for (n, t) in tags.iter().enumerate() {
        match t.local {
            "rPh" => reading = !t.close && !t.empty,
            "t" if !t.close && !t.empty && !reading => {
                let end = tags.get(n + 1).map_or(t.span.end, |c| c.span.start);
                out.push_str(&plain(xml.get(t.span.end..end).unwrap_or("")));
            }
            _ => {}
        }
    }
    out
}

fn content_of(xml: &str, tags: &[Tag], name: &str) -> String {
    let open = tags.iter().position(|t| t.local == name && !t.close && !t.empty);
    let found = open.and_then(|n| xml.get(tags.get(n)?.span.end..tags.get(n + 1)?.span.start));
    found.map(|t| plain(t).into_owned()).unwrap_or_default()
}

fn plain(value: &str) -> Cow<'_, str> {
    unescape(value).unwrap_or(Cow::Borrowed(value))
}

/// Attributes of a tag: name, raw value, and where they stand with the blank before.
fn attributes(tag: &str) -> impl Iterator<Item = (&str, &str, Range<usize>)> {
    let mut at = tag.bytes().position(|b| b.is_ascii_whitespace()).unwrap_or(tag.len());
    std::iter::from_fn(move || {
        let (start, rest) = (at, tag.get(at..)?);
        let blank = rest.len() - rest.trim_ascii_start().len();
        let rest = rest.trim_ascii_start();
        let (key, after) = rest.split_at(rest.bytes().position(|b| b == b'=')?);
        let after = after.get(1..)?;
        let gap = after.len() - after.trim_ascii_start().len();
        let after = after.trim_ascii_start();
        let quote = after.bytes().next().filter(|c| matches!(c, b'"' | b'\''))?;
        let end = after.bytes().skip(1).position(|b| b == quote)?;
        at = start + blank + key.len() + 1 + gap + end + 2;
        Some((key.trim_ascii(), after.get(1..=end)?, start..at))
    })
}

/// `AB` for 27.
pub(super) fn column_name(mut column: u32) -> String {
    let mut name = Vec::new();
    loop {
        name.push(char::from(b'A' + u8::try_from(column % 26).unwrap_or(0)));
        if column < 26 {
            break;
        }
        column = column / 26 - 1;
    }
    name.iter().rev().collect()
}

/// `AB12` as row and column, both from 0.
fn place(text: &str) -> Option<(u32, u32)> {
    let text = text.trim();
    let letters = text.find(|c: char| !c.is_ascii_alphabetic())?;
    let (name, digits) = text.split_at(letters);
    if !(1..=3).contains(&name.len()) {
        return None;
    }
    let column = name.bytes().fold(0_u32, |n, b| n * 26 + u32::from(b.to_ascii_uppercase() - b'A') + 1);
    let row: u32 = digits.parse().ok()?;
    ((1..=1_048_576).contains(&row) && column <= 16_384).then(|| (row - 1, column - 1))
}

/// A rectangle of cells.
#[derive(Debug, Clone, Copy)]
struct Area {
    top: u32,
    left: u32,
    bottom: u32,
    right: u32,
}

impl Area {
    fn parse(text: &str) -> Option<Area> {
        let text = text.replace('$', "");
        let (a, b) = text.split_once(':').unwrap_or((&text, &text));
        let ((top, left), (bottom, right)) = (place(a)?, place(b)?);
        Some(Area { top, left, bottom, right })
    }

    fn has(&self, row: u32, column: u32) -> bool {
        (self.top..=self.bottom).contains(&row) && (self.left..=self.right).contains(&column)
    }
}

struct Formula {
    span: Range<usize>,
    /// Number of the shared formula it belongs to.
    shared: Option<String>,
    /// Its own text, entities resolved; empty where it shares another's.
    text: String,
}

struct CellAt {
    column: u32,
    tag: Range<usize>,
    span: Range<usize>,
    formula: Option<Box<Formula>>,
    /// The saved value.
    value: Option<Range<usize>>,
}

struct RowAt {
    row: u32,
    tag: Range<usize>,
    span: Range<usize>,
    empty: bool,
    cells: Vec<CellAt>,
}

/// Where everything that matters stands in a sheet.
pub(super) struct Index<'x> {
    xml: &'x str,
    rows: Vec<RowAt>,
    data: Tag<'x>,
    /// End of the content of `sheetData`.
    data_end: usize,
    merged: Vec<Area>,
    arrays: Vec<Area>,
    protected: bool,
    dimension: Option<Tag<'x>>,
    /// First column, last column, style.
    styles: Vec<(u32, u32, String)>,
}

/// What is to be done to a sheet.
pub(super) struct Plan<'a> {
    pub(super) splices: Vec<Splice>,
    pub(super) refused: Vec<(&'a CellEdit, Sentence)>,
    pub(super) filled: usize,
    pub(super) over_formulas: bool,
    /// Cells whose formula stays.
    pub(super) kept_formulas: BTreeSet<(u32, u32)>,
}

impl<'x> Index<'x> {
    /// Reads a sheet; `None` where it is damaged or out of order.
    pub(super) fn new(xml: &'x str) -> Option<Index<'x>> {
        let mut tags = Tags::new(xml);
        let mut reading = RowReader::new(xml);
        let mut data: Option<(Tag<'x>, usize)> = None;
        let (mut merged, mut styles) = (Vec::new(), Vec::new());
        let (mut protected, mut dimension) = (false, None);
        while let Some(t) = tags.next() {
            if t.close {
                continue;
            }
            let text = t.text(xml);
            match t.local {
                "dimension" => dimension = Some(t),
                "col" => {
                    let number = |n| attribute(text, n).and_then(|v| v.parse::<u32>().ok());
                    if let (Some(a), Some(b), Some(s)) = (number("min"), number("max"), attribute(text, "style")) {
                        styles.push((a.saturating_sub(1), b.saturating_sub(1), s.into_owned()));
                    }
                }
                "mergeCell" => merged.extend(attribute(text, "ref").and_then(|r| Area::parse(&r))),
                "sheetProtection" => protected = attribute(text, "sheet").is_some_and(|s| s == "1" || s == "true"),
                // Extensions repeat names of elements for things of their own.
                "extLst" if !t.empty => {
                    let outside = tags.depth().saturating_sub(1);
                    while tags.depth() > outside && tags.next().is_some() {}
                }
                "sheetData" if data.is_none() => {
                    let mut data_end = t.span.end;
                    if !t.empty {
                        let outside = tags.depth().saturating_sub(1);
                        loop {
                            let inside = tags.next()?;
                            if tags.depth() == outside {
                                data_end = inside.span.start;
                                break;
                            }
                            reading.tag(&inside)?;
                        }
                    }
                    data = Some((t, data_end));
                }
                _ => {}
            }
        }
        let (data, data_end) = data.filter(|_| tags.sound())?;
        let RowReader { rows, arrays, .. } = reading;
        Some(Index { xml, rows, data, data_end, merged, arrays, protected, dimension, styles })
    }

    /// What stands in the cells that hold something.
    pub(super) fn texts(&self, strings: &[String]) -> BTreeMap<(u32, u32), CellText> {
        let xml = self.xml;
        let mut all = BTreeMap::new();
        for r in &self.rows {
            for c in &r.cells {
                let kind = attribute(xml.get(c.tag.clone()).unwrap_or(""), "t").unwrap_or_default();
                // The piece of a value or of a text within the cell is well-formed by itself.
                let value = c.value.clone().and_then(|v| xml.get(v)).and_then(|v| Some((v, tags(v)?)));
                let value = value.map(|(v, t)| content_of(v, &t, "v")).unwrap_or_default();
                let text = match kind.as_ref() {
                    "s" => value.trim().parse().ok().and_then(|n: usize| strings.get(n).cloned()).unwrap_or_default(),
                    "inlineStr" => {
                        let piece = xml.get(c.span.clone()).unwrap_or("");
                        tags(piece).map(|t| joined(piece, &t)).unwrap_or_default()
                    }
                    _ => value,
                };
                let formula = c.formula.as_ref().map(|f| f.text.clone());
                if !text.is_empty() || formula.is_some() {
                    all.insert((r.row, c.column), CellText { text, formula });
                }
            }
        }
        all
    }

    pub(super) fn has_formulas(&self) -> bool {
        self.rows.iter().any(|r| r.cells.iter().any(|c| c.formula.is_some()))
    }

    fn cell(&self, row: u32, column: u32) -> Option<&CellAt> {
        let r = self.rows.binary_search_by_key(&row, |r| r.row).ok().and_then(|n| self.rows.get(n))?;
        r.cells.binary_search_by_key(&column, |c| c.column).ok().and_then(|n| r.cells.get(n))
    }

    /// The style a new cell takes: that of its row, else of its column.
    fn style(&self, row: Option<&RowAt>, column: u32) -> Option<String> {
        let tag = row.and_then(|r| self.xml.get(r.tag.clone())).unwrap_or("");
        let of_row =
            attribute(tag, "customFormat").filter(|c| c == "1" || c == "true").and_then(|_| attribute(tag, "s"));
        of_row.map(Cow::into_owned).or_else(|| {
            let of = self.styles.iter().find(|(a, b, _)| (*a..=*b).contains(&column));
            of.map(|(_, _, s)| s.clone())
        })
    }

    /// Plans the edits. A cell that may not be filled is refused.
    pub(super) fn plan<'a>(&self, edits: &BTreeMap<(u32, u32), &'a CellEdit>, locked: &[bool]) -> Plan<'a> {
        let xml = self.xml;
        let mut plan = Plan {
            splices: Vec::new(),
            refused: Vec::new(),
            filled: 0,
            over_formulas: false,
            kept_formulas: BTreeSet::new(),
        };
        let mut overwritten: BTreeSet<(u32, u32)> = BTreeSet::new();
        let mut rows: BTreeMap<u32, Vec<&'a CellEdit>> = BTreeMap::new();
        for (&(row, column), &e) in edits {
            match self.refusal(e, locked) {
                Some(why) => plan.refused.push((e, why)),
                None => {
                    if self.cell(row, column).is_some_and(|c| c.formula.is_some()) {
                        overwritten.insert((row, column));
                    }
                    rows.entry(row).or_default().push(e);
                    plan.filled += 1;
                }
            }
        }
        plan.over_formulas = !overwritten.is_empty();
        for r in &self.rows {
            let formulas = r.cells.iter().filter(|c| c.formula.is_some()).map(|c| (r.row, c.column));
            plan.kept_formulas.extend(formulas.filter(|at| !overwritten.contains(at)));
        }
        if plan.filled == 0 {
            return plan;
        }
        self.unshare(&overwritten, &mut plan.splices);
        let prefix = self.data.prefix(xml);
        // New rows wait here for the place they belong to, which several of them may share.
        let mut inserted: BTreeMap<usize, String> = BTreeMap::new();
        for (&row, edits) in &rows {
            match self.rows.binary_search_by_key(&row, |r| r.row) {
                Ok(n) => {
                    if let Some(r) = self.rows.get(n) {
                        self.fill_row(prefix, r, edits, &mut plan.splices);
                    }
                }
                Err(n) => {
                    let at = self.rows.get(n).map_or(self.data_end, |r| r.span.start);
                    let cells: String = edits
                        .iter()
                        .map(|e| {
                            let style = self.style(None, e.column);
                            let kept = style.map_or_else(String::new, |s| format!(" s=\"{}\"", escape(&s)));
                            rendered(prefix, e, &kept)
                        })
                        .collect();
                    let number = u64::from(row) + 1;
                    inserted
                        .entry(at)
                        .or_default()
                        .push_str(&format!("<{prefix}row r=\"{number}\">{cells}</{prefix}row>"));
                }
            }
        }
        if self.data.empty {
            // `<sheetData/>` has to be opened.
            let text = self.data.text(xml);
            let open = text.strip_suffix("/>").unwrap_or(text).trim_end();
            let content: String = inserted.into_values().collect();
            plan.splices.push((self.data.span.clone(), format!("{open}>{content}</{prefix}sheetData>")));
        } else {
            plan.splices.extend(inserted.into_iter().map(|(at, text)| (at..at, text)));
        }
        self.widen(&rows, &mut plan.splices);
        plan
    }

    fn refusal(&self, e: &CellEdit, locked: &[bool]) -> Option<Sentence> {
        if e.row >= 1_048_576 || e.column >= 16_384 {
            return Some(say!("there is no such cell in any sheet"));
        }
        match &e.fill {
            Fill::Text(t) if t.encode_utf16().count() > LONGEST => {
                return Some(say!("the text is longer than a cell can hold"));
            }
            Fill::Number(n) if !n.is_finite() => return Some(say!("it is no number")),
            _ => {}
        }
        if self.merged.iter().any(|a| a.has(e.row, e.column) && (a.top, a.left) != (e.row, e.column)) {
            return Some(say!("it is covered by the merged cell it belongs to"));
        }
        let cell = self.cell(e.row, e.column);
        if self.arrays.iter().any(|a| a.has(e.row, e.column))
            || (!e.over_formula && cell.is_some_and(|c| c.formula.is_some()))
        {
            return Some(say!("it holds a formula"));
        }
        if self.protected {
            let style = match cell {
                Some(c) => attribute(self.xml.get(c.tag.clone()).unwrap_or(""), "s").map(Cow::into_owned),
                None => {
                    let row = self.rows.iter().find(|r| r.row == e.row);
                    self.style(row, e.column)
                }
            };
            let style: usize = style.and_then(|s| s.parse().ok()).unwrap_or(0);
            if locked.get(style).copied().unwrap_or(true) {
                return Some(say!("the sheet is protected and the cell is locked"));
            }
        }
        None
    }

    /// Writes shared formulas out where the cell that carries one is overwritten.
    fn unshare(&self, overwritten: &BTreeSet<(u32, u32)>, splices: &mut Vec<Splice>) {
        let mut lost: BTreeMap<&str, (u32, u32, &str)> = BTreeMap::new();
        for &(row, column) in overwritten {
            if let Some(f) = self.cell(row, column).and_then(|c| c.formula.as_ref())
                && let Some(n) = f.shared.as_deref()
                && !f.text.is_empty()
            {
                lost.insert(n, (row, column, &f.text));
            }
        }
        for r in self.rows.iter().filter(|_| !lost.is_empty()) {
            for c in r.cells.iter().filter(|c| !overwritten.contains(&(r.row, c.column))) {
                let Some(f) = c.formula.as_ref().filter(|f| f.text.is_empty()) else { continue };
                let Some(&(row, column, text)) = f.shared.as_deref().and_then(|n| lost.get(n)) else { continue };
                let moved =
                    formula::shifted(text, i64::from(r.row) - i64::from(row), i64::from(c.column) - i64::from(column));
                let prefix = prefix_of(self.xml.get(f.span.clone()).unwrap_or(""));
                splices.push((f.span.clone(), format!("<{prefix}f>{}</{prefix}f>", escape(&moved))));
            }
        }
    }

    fn fill_row(&self, prefix: &str, row: &RowAt, edits: &[&CellEdit], splices: &mut Vec<Splice>) {
        let xml = self.xml;
        let mut inserted: BTreeMap<usize, String> = BTreeMap::new();
        let mut new: Vec<u32> = Vec::new();
        for e in edits {
            match row.cells.binary_search_by_key(&e.column, |c| c.column) {
                Ok(n) => {
                    let Some(c) = row.cells.get(n) else { continue };
                    let tag = xml.get(c.tag.clone()).unwrap_or("");
                    // Style and what else Excel keeps with a cell; not what belongs to its old value.
                    let kept: String = attributes(tag)
                        .filter(|(key, _, _)| !matches!(*key, "r" | "t" | "cm" | "vm"))
                        .filter_map(|(_, _, s)| tag.get(s))
                        .collect();
                    splices.push((c.span.clone(), rendered(prefix, e, &kept)));
                }
                Err(n) => {
                    let at = match row.cells.get(n) {
                        Some(c) => c.span.start,
                        None if row.empty => row.span.end,
                        None => row.cells.last().map_or(row.tag.end, |c| c.span.end),
                    };
                    let style = self.style(Some(row), e.column);
                    let kept = style.map_or_else(String::new, |s| format!(" s=\"{}\"", escape(&s)));
                    inserted.entry(at).or_default().push_str(&rendered(prefix, e, &kept));
                    new.push(e.column);
                }
            }
        }
        let tag = xml.get(row.tag.clone()).unwrap_or("");
        // A row says which columns it reaches over; where that is no longer true it need not say it.
        let spans = attribute(tag, "spans").unwrap_or_default();
        let narrow = spans.split_whitespace().any(|s| {
            let (a, b) = s.split_once(':').unwrap_or((s, s));
            let (a, b): (u32, u32) = (a.parse().unwrap_or(0), b.parse().unwrap_or(0));
            new.iter().any(|c| !(a..=b).contains(&(c + 1)))
        });
        let cut = if narrow { attribute_span(tag, "spans") } else { None };
        if row.empty {
            let mut open = tag.strip_suffix("/>").unwrap_or(tag).trim_end().to_owned();
            if let Some(s) = cut {
                open.replace_range(s, "");
            }
            let content: String = inserted.into_values().collect();
            splices.push((row.span.clone(), format!("{open}>{content}</{prefix}row>")));
            return;
        }
        if let Some(s) = cut {
            splices.push((row.tag.start + s.start..row.tag.start + s.end, String::new()));
        }
        splices.extend(inserted.into_iter().map(|(at, text)| (at..at, text)));
    }

    /// The stated extent of the sheet grows with cells outside it.
    fn widen(&self, rows: &BTreeMap<u32, Vec<&CellEdit>>, splices: &mut Vec<Splice>) {
        let Some(tag) = &self.dimension else { return };
        let text = tag.text(self.xml);
        let (Some(stated), Some(s)) = (attribute(text, "ref"), attribute_span(text, "ref")) else { return };
        let Some(mut area) = Area::parse(&stated) else { return };
        let before = (area.top, area.left, area.bottom, area.right);
        for e in rows.values().flatten() {
            area.top = area.top.min(e.row);
            area.left = area.left.min(e.column);
            area.bottom = area.bottom.max(e.row);
            area.right = area.right.max(e.column);
        }
        if before != (area.top, area.left, area.bottom, area.right) {
            let name = |row: u32, column: u32| format!("{}{}", column_name(column), row + 1);
            let to = format!(" ref=\"{}:{}\"", name(area.top, area.left), name(area.bottom, area.right));
            splices.push((tag.span.start + s.start..tag.span.start + s.end, to));
        }
    }

    /// Takes the saved results of formulas out.
    pub(super) fn without_results(&self, kept: &BTreeSet<(u32, u32)>) -> Vec<Splice> {
        let xml = self.xml;
        let mut splices = Vec::new();
        for r in &self.rows {
            for c in r.cells.iter().filter(|c| kept.contains(&(r.row, c.column))) {
                let Some(value) = c.value.clone() else { continue };
                splices.push((value, String::new()));
                if let Some(s) = attribute_span(xml.get(c.tag.clone()).unwrap_or(""), "t") {
                    splices.push((c.tag.start + s.start..c.tag.start + s.end, String::new()));
                }
            }
        }
        splices
    }
}

/// Reads the rows of a sheet, tag by tag.
struct RowReader<'x> {
    xml: &'x str,
    rows: Vec<RowAt>,
    arrays: Vec<Area>,
    /// End of the opening tag of a formula, and where it stands.
    formula: Option<(usize, Range<usize>)>,
    value: Option<usize>,
    in_row: bool,
    in_cell: bool,
}

impl<'x> RowReader<'x> {
    fn new(xml: &'x str) -> RowReader<'x> {
        RowReader {
            xml,
            rows: Vec::new(),
            arrays: Vec::new(),
            formula: None,
            value: None,
            in_row: false,
            in_cell: false,
        }
    }

    /// The next tag; `None` where the sheet is out of order.
    fn tag(&mut self, t: &Tag) -> Option<()> {
        let text = t.text(self.xml);
        let rows = &mut self.rows;
        match (t.local, t.close) {
            ("row", false) => {
                let stated = attribute(text, "r").map(|r| r.parse::<u32>().ok()?.checked_sub(1));
                let next = rows.last().map_or(0, |r| r.row.saturating_add(1));
                let row = stated.unwrap_or(Some(next))?;
                if self.in_row || row < next {
                    return None;
                }
                // Rows of a table are as long as those before.
                let cells = Vec::with_capacity(if t.empty { 0 } else { rows.last().map_or(0, |r| r.cells.len()) });
                rows.push(RowAt { row, tag: t.span.clone(), span: t.span.clone(), empty: t.empty, cells });
                self.in_row = !t.empty;
            }
            ("row", true) => {
                rows.last_mut()?.span.end = t.span.end;
                self.in_row = false;
            }
            ("c", false) => {
                let r = rows.last_mut().filter(|_| self.in_row && !self.in_cell)?;
                let next = r.cells.last().map_or(0, |c| c.column.saturating_add(1));
                let column = match attribute(text, "r") {
                    Some(name) => place(&name).filter(|(row, _)| *row == r.row)?.1,
                    None => next,
                };
                if column < next {
                    return None;
                }
                r.cells.push(CellAt { column, tag: t.span.clone(), span: t.span.clone(), formula: None, value: None });
                self.in_cell = !t.empty;
            }
            ("c", true) => {
                rows.last_mut()?.cells.last_mut()?.span.end = t.span.end;
                self.in_cell = false;
            }
            ("f", false) if self.in_cell => {
                let kind = attribute(text, "t").unwrap_or_default();
                if matches!(kind.as_ref(), "array" | "dataTable") {
                    self.arrays.extend(attribute(text, "ref").and_then(|r| Area::parse(&r)));
                }
                let shared = (kind == "shared").then(|| attribute(text, "si").unwrap_or_default().into_owned());
                let cell = rows.last_mut()?.cells.last_mut()?;
                cell.formula = Some(Box::new(Formula { span: t.span.clone(), shared, text: String::new() }));
                if !t.empty {
                    self.formula = Some((t.span.end, t.span.clone()));
                }
            }
            ("f", true) if self.in_cell => {
                let (from, span) = self.formula.take()?;
                let f = rows.last_mut()?.cells.last_mut()?.formula.as_mut()?;
                f.text = plain(self.xml.get(from..t.span.start)?).into_owned();
                f.span = span.start..t.span.end;
            }
            ("v", false) if self.in_cell => {
                if t.empty {
                    rows.last_mut()?.cells.last_mut()?.value = Some(t.span.clone());
                } else {
                    self.value = Some(t.span.start);
                }
            }
            ("v", true) if self.in_cell => {
                rows.last_mut()?.cells.last_mut()?.value = Some(self.value.take()?..t.span.end);
            }
            _ => {}
        }
        Some(())
    }
}

/// A cell as XML. `kept` are attributes that stay, each with a blank before it.
fn rendered(prefix: &str, e: &CellEdit, kept: &str) -> String {
    let name = format!("{}{}", column_name(e.column), u64::from(e.row) + 1);
    match &e.fill {
        Fill::Number(n) => format!("<{prefix}c r=\"{name}\"{kept}><{prefix}v>{n}</{prefix}v></{prefix}c>"),
        Fill::Text(t) if t.is_empty() => format!("<{prefix}c r=\"{name}\"{kept}/>"),
        Fill::Text(t) => format!(
            "<{prefix}c r=\"{name}\"{kept} t=\"inlineStr\"><{prefix}is><{prefix}t xml:space=\"preserve\">{}</{prefix}t></{prefix}is></{prefix}c>",
            content(t)
        ),
    }
}

/// A text as content of a cell: without characters that XML cannot hold, with one kind of line end,
/// and with what Excel would take for an escaped character escaped itself.
fn content(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let clean: String = text
        .chars()
        .filter(|c| matches!(c, '\t' | '\n') || (*c >= ' ' && !matches!(c, '\u{fffe}' | '\u{ffff}')))
        .collect();
    let mut out = String::with_capacity(clean.len());
    let mut rest = clean.as_str();
    while let Some(p) = rest.find("_x") {
        let (before, from) = rest.split_at(p);
        out.push_str(before);
        let code = from.get(2..7).unwrap_or("");
        if code.len() == 5 && code.ends_with('_') && code.chars().take(4).all(|c| c.is_ascii_hexdigit()) {
            out.push_str("_x005F");
        }
        out.push_str("_x");
        rest = from.get(2..).unwrap_or("");
    }
    out.push_str(rest);
    escape(&out).into_owned()
}

/// Puts pieces in place of others. The places do not overlap; where two begin at the same place the
/// one that is empty comes first.
pub(super) fn splice(text: &str, mut splices: Vec<Splice>) -> String {
    splices.sort_by_key(|(r, _)| (r.start, r.end));
    let mut out = String::with_capacity(text.len() + splices.iter().map(|(_, t)| t.len()).sum::<usize>());
    let mut from = 0;
    for (range, piece) in splices {
        out.push_str(text.get(from..range.start).unwrap_or(""));
        out.push_str(&piece);
        from = range.end.max(from);
    }
    out.push_str(text.get(from..).unwrap_or(""));
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use quick_xml::Reader;
    use quick_xml::events::Event;

    use super::*;

    /// Name, place, empty, closing.
    type Seen = (String, Range<usize>, bool, bool);

    /// What a reader of whole XML sees.
    fn seen(xml: &str) -> Option<Vec<Seen>> {
        let mut reader = Reader::from_str(xml);
        let (mut all, mut depth, mut from) = (Vec::new(), 0_usize, 0);
        loop {
            let event = reader.read_event().ok()?;
            let to = usize::try_from(reader.buffer_position()).ok()?;
            let (name, empty, close) = match &event {
                Event::Start(e) => (Some(e.name().local_name().as_ref().to_owned()), false, false),
                Event::Empty(e) => (Some(e.name().local_name().as_ref().to_owned()), true, false),
                Event::End(e) => (Some(e.name().local_name().as_ref().to_owned()), false, true),
                Event::Eof => return (depth == 0).then_some(all),
                _ => (None, false, false),
            };
            if let Some(name) = name {
                depth = if close { depth.checked_sub(1)? } else { depth + usize::from(!empty) };
                all.push((name, from..to, empty, close));
            }
            from = to;
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4000))]

        #[test]
        fn tags_are_those_of_a_reader_of_whole_xml(
            pieces in proptest::collection::vec(
                prop_oneof![
                    Just("<a>"), Just("</a>"), Just("<x:b c=\"d>\">"), Just("</x:b>"), Just("<f a='\"/>' />"), Just("<v/>"),
                    Just("text &amp; \u{e9}"), Just("<!-- <a> -->"), Just("<![CDATA[<a>]]>"), Just("<?p <a>?>"), Just(">"),
                ],
                0..12,
            )
        ) {
            let xml = format!("<a>{}</a>", pieces.concat());
            let ours = tags(&xml).map(|tags| {
                tags.into_iter().map(|t| (t.local.to_owned(), t.span, t.empty, t.close)).collect::<Vec<_>>()
            });
            prop_assert_eq!(ours, seen(&xml));
        }
    }

    #[test]
    fn what_is_cut_off_or_out_of_order_is_damaged() {
        for xml in [
            "<a>",
            "<a",
            "<a b=\">",
            "</a>",
            "<a></b>",
            "<a><b></a></b>",
            "<a><!-- </a>",
            "<!DOCTYPE a><a/>",
            "<>",
            "<a/><",
        ] {
            assert!(tags(xml).is_none(), "{xml}");
        }
        assert_eq!(tags("").map(|t| t.len()), Some(0));
    }
}
