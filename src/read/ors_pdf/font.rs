//! Fonts: which letters the codes of a text are, and how wide they are.

use std::collections::BTreeMap;

use lopdf::{Dictionary, Document, Encoding, Object};

use super::cmap::Letters;

/// A font of a page.
pub(super) struct Font<'a> {
    /// Codes have two bytes.
    composite: bool,
    letters: Option<Letters>,
    base: Option<Encoding<'a>>,
    symbols: Symbols,
    widths: Widths,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Symbols {
    None,
    Dingbats,
    Wingdings,
}

#[derive(Debug, Default)]
struct Widths {
    single: BTreeMap<u32, f32>,
    ranges: Vec<(u32, u32, f32)>,
    other: f32,
}

impl Widths {
    fn of(&self, code: u32) -> f32 {
        if let Some(w) = self.single.get(&code) {
            return *w;
        }
        self.ranges.iter().find(|(a, b, _)| (*a..=*b).contains(&code)).map_or(self.other, |(_, _, w)| *w)
    }
}

/// Most entries of a table of widths.
const ENTRIES: usize = 70_000;

impl<'a> Font<'a> {
    pub(super) fn new(dict: &'a Dictionary, doc: &'a Document, limit: usize) -> Font<'a> {
        let composite = dict.get(b"Subtype").and_then(Object::as_name).is_ok_and(|n| n == b"Type0");
        let map = dict
            .get_deref(b"ToUnicode", doc)
            .and_then(Object::as_stream)
            .and_then(|s| s.get_plain_content_with_limit(limit))
            .ok()
            .map(|c| Letters::parse(&c));
        let base = dict.get_font_encoding_with_limit(doc, limit).ok();
        let name = dict.get_deref(b"BaseFont", doc).and_then(Object::as_name).unwrap_or_default();
        let name = String::from_utf8_lossy(name).to_lowercase();
        let symbols = if name.contains("dingbats") {
            Symbols::Dingbats
        } else if name.contains("wingdings") {
            Symbols::Wingdings
        } else {
            Symbols::None
        };
        let widths = if composite { composite_widths(dict, doc) } else { simple_widths(dict, doc) };
        Font { composite, letters: map, base, symbols, widths }
    }

    /// Letters of a text, and its width in units of the letter size. `spaces` counts the codes of a
    /// blank of one byte, `codes` all codes.
    pub(super) fn read(&self, bytes: &[u8], out: &mut String) -> Read {
        let mut read = Read::default();
        for code in bytes.chunks(if self.composite { 2 } else { 1 }) {
            let value = code.iter().fold(0_u32, |n, b| n << 8 | u32::from(*b));
            read.codes += 1;
            read.spaces += usize::from(code == b" ");
            read.width += self.widths.of(value) / 1000.0;
            self.letter(code, value, out);
        }
        read
    }

    fn letter(&self, code: &[u8], value: u32, out: &mut String) {
        let plain = || self.base.as_ref().and_then(|e| e.bytes_to_string(code).ok());
        let usable = |t: &String| !t.is_empty() && !t.contains('\u{fffd}');
        let mapped = self.letters.as_ref().and_then(|l| l.of(value)).filter(usable);
        let text = match mapped {
            Some(t) => t,
            None => match symbol(self.symbols, value) {
                Some(c) => c.to_string(),
                None => plain().filter(usable).unwrap_or_default(),
            },
        };
        for c in text.chars() {
            match c {
                // Private letters: the symbol fonts of office programs.
                '\u{f000}'..='\u{f0ff}' => {
                    let kind = if self.symbols == Symbols::None { Symbols::Wingdings } else { self.symbols };
                    out.push(symbol(kind, u32::from(c) - 0xf000).unwrap_or(' '));
                }
                '\u{fb00}' => out.push_str("ff"),
                '\u{fb01}' => out.push_str("fi"),
                '\u{fb02}' => out.push_str("fl"),
                '\u{fb03}' => out.push_str("ffi"),
                '\u{fb04}' => out.push_str("ffl"),
                '\u{274f}'..='\u{2752}' => out.push('\u{2610}'),
                c if c.is_control() => {}
                c => out.push(c),
            }
        }
    }
}

/// What was read of a text.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Read {
    pub(super) width: f32,
    pub(super) codes: usize,
    pub(super) spaces: usize,
}

fn symbol(kind: Symbols, code: u32) -> Option<char> {
    match (kind, code) {
        (Symbols::Dingbats, 0x33 | 0x34) => Some('\u{2713}'),
        (Symbols::Dingbats, 0x35..=0x38) => Some('\u{2717}'),
        (Symbols::Dingbats, 0x6e) => Some('\u{25a0}'),
        (Symbols::Dingbats, 0x6f..=0x72) => Some('\u{2610}'),
        (Symbols::Wingdings, 0xfe) => Some('\u{2611}'),
        (Symbols::Wingdings, 0xfd | 0x78) => Some('\u{2612}'),
        (Symbols::Wingdings, 0xfc) => Some('\u{2713}'),
        (Symbols::Wingdings, 0xfb) => Some('\u{2717}'),
        (Symbols::Wingdings, 0xa8 | 0x6f) => Some('\u{2610}'),
        _ => None,
    }
}

fn float(object: &Object, doc: &Document) -> Option<f32> {
    doc.dereference(object).ok()?.1.as_float().ok().filter(|f| f.is_finite())
}

fn simple_widths(dict: &Dictionary, doc: &Document) -> Widths {
    let mut widths = Widths { other: 500.0, ..Widths::default() };
    if let Some(w) = dict
        .get_deref(b"FontDescriptor", doc)
        .and_then(Object::as_dict)
        .and_then(|d| d.get(b"MissingWidth"))
        .ok()
        .and_then(|o| float(o, doc))
        && w > 0.0
    {
        widths.other = w;
    }
    let first = dict.get_deref(b"FirstChar", doc).and_then(Object::as_i64).ok().and_then(|f| u32::try_from(f).ok());
    if let (Some(first), Ok(list)) = (first, dict.get_deref(b"Widths", doc).and_then(Object::as_array)) {
        for (n, w) in (first..).zip(list.iter().take(256)) {
            if let Some(w) = float(w, doc) {
                widths.single.insert(n, w);
            }
        }
    }
    widths
}

fn composite_widths(dict: &Dictionary, doc: &Document) -> Widths {
    let mut widths = Widths { other: 1000.0, ..Widths::default() };
    let below = dict
        .get_deref(b"DescendantFonts", doc)
        .and_then(Object::as_array)
        .ok()
        .and_then(|l| l.first())
        .and_then(|o| doc.dereference(o).ok())
        .and_then(|(_, o)| o.as_dict().ok());
    let Some(below) = below else { return widths };
    if let Some(w) = below.get(b"DW").ok().and_then(|o| float(o, doc)) {
        widths.other = w;
    }
    let Ok(list) = below.get_deref(b"W", doc).and_then(Object::as_array) else { return widths };
    let whole = |o: &Object| float(o, doc).filter(|f| *f >= 0.0 && *f < 1e6).map(|f| f as u32);
    let mut items = list.iter().take(ENTRIES);
    while let Some(first) = items.next().and_then(whole) {
        let Some(second) = items.next() else { break };
        if let Ok(each) = doc.dereference(second).and_then(|(_, o)| o.as_array()) {
            for (n, w) in (first..).zip(each.iter().take(ENTRIES)) {
                if let Some(w) = float(w, doc) {
                    widths.single.insert(n, w);
                }
            }
        } else if let (Some(last), Some(w)) = (whole(second), items.next().and_then(|o| float(o, doc)))
            && widths.ranges.len() < 2000
        {
            widths.ranges.push((first, last, w));
        }
    }
    widths
}
