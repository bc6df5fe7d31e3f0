//! The text of a page: pieces where they stand, put together to lines.

use std::collections::BTreeMap;
use std::rc::Rc;

use lopdf::content::Content;
use lopdf::{Dictionary, Document, Object, ObjectId};

use super::font::Font;
use super::{Failure, Limits};
use crate::say;

type Fonts<'a> = BTreeMap<Vec<u8>, &'a Dictionary>;

/// A matrix as PDF writes it: a b c d e f.
#[derive(Debug, Clone, Copy)]
struct Matrix([f32; 6]);

impl Matrix {
    const ONE: Matrix = Matrix([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    /// First `self`, then `then`.
    fn then(self, then: Matrix) -> Matrix {
        let ([a, b, c, d, e, f], [ta, tb, tc, td, te, tf]) = (self.0, then.0);
        Matrix([
            a * ta + b * tc,
            a * tb + b * td,
            c * ta + d * tc,
            c * tb + d * td,
            e * ta + f * tc + te,
            e * tb + f * td + tf,
        ])
    }

    fn shift(x: f32, y: f32) -> Matrix {
        Matrix([1.0, 0.0, 0.0, 1.0, x, y])
    }

    fn of(operands: &[Object]) -> Option<Matrix> {
        let mut m = [0.0; 6];
        for (slot, o) in m.iter_mut().zip(operands) {
            *slot = number(o)?;
        }
        (operands.len() >= 6).then_some(Matrix(m))
    }
}

fn number(o: &Object) -> Option<f32> {
    o.as_float().ok().filter(|f| f.is_finite())
}

/// A piece of text on the page.
#[derive(Debug, Clone)]
struct Piece {
    x: f32,
    y: f32,
    end: f32,
    size: f32,
    text: String,
}

#[derive(Clone)]
struct Graphics<'a> {
    ctm: Matrix,
    font: Option<Rc<Font<'a>>>,
    size: f32,
    letter_space: f32,
    word_space: f32,
    scale: f32,
    leading: f32,
    rise: f32,
}

/// Reads pages, counting the work.
pub(super) struct Reader<'a> {
    doc: &'a Document,
    limits: &'a Limits,
    work: usize,
    bytes: usize,
    fonts: BTreeMap<usize, Rc<Font<'a>>>,
}

/// Most saved states of graphics, and forms within forms.
const DEPTH: usize = 64;
const FORMS: usize = 6;

impl<'a> Reader<'a> {
    pub(super) fn new(doc: &'a Document, limits: &'a Limits) -> Reader<'a> {
        Reader { doc, limits, work: 0, bytes: 0, fonts: BTreeMap::new() }
    }

    fn spend(&mut self, work: usize, bytes: usize) -> Result<(), Failure> {
        self.work = self.work.saturating_add(work);
        self.bytes = self.bytes.saturating_add(bytes);
        if self.work > self.limits.work || self.bytes > self.limits.total {
            return Err(Failure::TooLarge(say!("the pages of the PDF hold too much")));
        }
        Ok(())
    }

    /// Lines of a page from top to bottom, each with the size of its letters; an empty line stands
    /// for a wider gap.
    pub(super) fn page(&mut self, id: ObjectId) -> Result<Vec<(f64, String)>, Failure> {
        let content = self
            .doc
            .get_page_content_with_limit(id, self.limits.stream)
            .map_err(|_| Failure::TooLarge(say!("a page of the PDF is packed far smaller than it is")))?;
        let fonts = self.doc.get_page_fonts(id).unwrap_or_default();
        let resources = self.resources(id);
        let mut pieces = Vec::new();
        self.content(&content, &fonts, resources, Matrix::ONE, 0, &mut pieces)?;
        Ok(lines(pieces))
    }

    fn resources(&self, id: ObjectId) -> Option<&'a Dictionary> {
        let (direct, ids) = self.doc.get_page_resources(id).ok()?;
        direct.or_else(|| ids.into_iter().find_map(|i| self.doc.get_dictionary(i).ok()))
    }

    fn font(&mut self, dict: &'a Dictionary) -> Rc<Font<'a>> {
        let (doc, limit) = (self.doc, self.limits.stream);
        // The document is not changed while it is read: a dictionary is known by where it stands.
        let key = std::ptr::from_ref(dict) as usize;
        Rc::clone(self.fonts.entry(key).or_insert_with(|| Rc::new(Font::new(dict, doc, limit))))
    }

    fn content(
        &mut self,
        content: &[u8],
        fonts: &Fonts<'a>,
        resources: Option<&'a Dictionary>,
        ctm: Matrix,
        depth: usize,
        pieces: &mut Vec<Piece>,
    ) -> Result<(), Failure> {
        self.spend(1, content.len())?;
        let mut g = Graphics {
            ctm,
            font: None,
            size: 0.0,
            letter_space: 0.0,
            word_space: 0.0,
            scale: 1.0,
            leading: 0.0,
            rise: 0.0,
        };
        let mut saved: Vec<Graphics> = Vec::new();
        let (mut tm, mut line) = (Matrix::ONE, Matrix::ONE);
        for operation in Content::decode_iter(content) {
            // What cannot be read ends the page; what was read before it stands.
            let Ok(operation) = operation else { break };
            self.spend(1 + operation.operands.len(), 0)?;
            let o = &operation.operands;
            let n = |i: usize| o.get(i).and_then(number).unwrap_or(0.0);
            match operation.operator.as_str() {
                "q" if saved.len() < DEPTH => saved.push(g.clone()),
                "Q" => {
                    if let Some(s) = saved.pop() {
                        g = s;
                    }
                }
                "cm" => {
                    if let Some(m) = Matrix::of(o) {
                        g.ctm = m.then(g.ctm);
                    }
                }
                "BT" => (tm, line) = (Matrix::ONE, Matrix::ONE),
                "Tf" => {
                    g.size = n(1);
                    let dict = o.first().and_then(|o| o.as_name().ok()).and_then(|name| fonts.get(name).copied());
                    g.font = dict.map(|d| self.font(d));
                }
                "Tc" => g.letter_space = n(0),
                "Tw" => g.word_space = n(0),
                "Tz" => g.scale = n(0) / 100.0,
                "TL" => g.leading = n(0),
                "Ts" => g.rise = n(0),
                "Td" | "TD" => {
                    if operation.operator == "TD" {
                        g.leading = -n(1);
                    }
                    line = Matrix::shift(n(0), n(1)).then(line);
                    tm = line;
                }
                "Tm" => {
                    if let Some(m) = Matrix::of(o) {
                        (tm, line) = (m, m);
                    }
                }
                "T*" => {
                    line = Matrix::shift(0.0, -g.leading).then(line);
                    tm = line;
                }
                "Tj" => self.show(&g, &mut tm, o, pieces)?,
                "'" | "\"" => {
                    if operation.operator == "\"" {
                        g.word_space = n(0);
                        g.letter_space = n(1);
                    }
                    line = Matrix::shift(0.0, -g.leading).then(line);
                    tm = line;
                    self.show(&g, &mut tm, o.last().map(std::slice::from_ref).unwrap_or_default(), pieces)?;
                }
                "TJ" => {
                    if let Some(list) = o.first().and_then(|o| o.as_array().ok()) {
                        self.show(&g, &mut tm, list, pieces)?;
                    }
                }
                "Do" if depth < FORMS => {
                    let name = o.first().and_then(|o| o.as_name().ok()).unwrap_or_default();
                    self.form(name, resources, g.ctm, depth, pieces)?;
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn form(
        &mut self,
        name: &[u8],
        resources: Option<&'a Dictionary>,
        ctm: Matrix,
        depth: usize,
        pieces: &mut Vec<Piece>,
    ) -> Result<(), Failure> {
        let doc = self.doc;
        let found = resources
            .and_then(|r| r.get_deref(b"XObject", doc).ok())
            .and_then(|o| o.as_dict().ok())
            .and_then(|d| d.get_deref(name, doc).ok())
            .and_then(|o| o.as_stream().ok());
        let Some(stream) = found else { return Ok(()) };
        if !stream.dict.get(b"Subtype").and_then(Object::as_name).is_ok_and(|n| n == b"Form") {
            return Ok(());
        }
        let Ok(content) = stream.get_plain_content_with_limit(self.limits.stream) else { return Ok(()) };
        let own = stream.dict.get_deref(b"Resources", doc).and_then(Object::as_dict).ok().or(resources);
        let mut fonts = Fonts::new();
        let list = own.and_then(|r| r.get_deref(b"Font", doc).ok()).and_then(|o| o.as_dict().ok());
        for (key, value) in list.into_iter().flat_map(Dictionary::iter) {
            if let Ok(dict) = doc.dereference(value).and_then(|(_, o)| o.as_dict()) {
                fonts.insert(key.clone(), dict);
            }
        }
        let matrix = stream.dict.get_deref(b"Matrix", doc).and_then(Object::as_array).ok().and_then(|m| Matrix::of(m));
        self.content(&content, &fonts, own, matrix.unwrap_or(Matrix::ONE).then(ctm), depth + 1, pieces)
    }

    /// Shows texts with shifts between them as one piece.
    fn show(
        &mut self,
        g: &Graphics,
        tm: &mut Matrix,
        items: &[Object],
        pieces: &mut Vec<Piece>,
    ) -> Result<(), Failure> {
        let Some(font) = g.font.clone() else { return Ok(()) };
        let start = Matrix::shift(0.0, g.rise).then(*tm).then(g.ctm);
        let mut text = String::new();
        for item in items {
            match item {
                Object::String(bytes, _) => {
                    self.spend(bytes.len(), 0)?;
                    let read = font.read(bytes, &mut text);
                    let width =
                        read.width * g.size + read.codes as f32 * g.letter_space + read.spaces as f32 * g.word_space;
                    *tm = Matrix::shift(width * g.scale, 0.0).then(*tm);
                }
                other => {
                    let Some(n) = number(other) else { continue };
                    // A wide shift stands for a blank.
                    if n < -200.0 && !text.is_empty() && !text.ends_with(' ') {
                        text.push(' ');
                    }
                    *tm = Matrix::shift(-n / 1000.0 * g.size * g.scale, 0.0).then(*tm);
                }
            }
        }
        if text.is_empty() {
            return Ok(());
        }
        let end = tm.then(g.ctm);
        let size = g.size.abs() * (start.0[2].powi(2) + start.0[3].powi(2)).sqrt();
        if [start.0[4], start.0[5], end.0[4], size].iter().all(|v| v.is_finite()) {
            pieces.push(Piece { x: start.0[4], y: start.0[5], end: end.0[4], size, text });
        }
        Ok(())
    }
}

/// Pieces put together to lines from top to bottom.
fn lines(mut pieces: Vec<Piece>) -> Vec<(f64, String)> {
    // Pieces of one line differ a little in height; those of the same height keep their order.
    pieces.sort_by(|a, b| b.y.total_cmp(&a.y));
    let mut rows: Vec<Vec<Piece>> = Vec::new();
    for p in pieces {
        let near = rows
            .last()
            .and_then(|r| r.first())
            .is_some_and(|f| (f.y - p.y).abs() <= 0.35 * f.size.max(p.size).max(1.0));
        match rows.last_mut() {
            Some(row) if near => row.push(p),
            _ => rows.push(vec![p]),
        }
    }
    // A gap clearly wider than most on the page parts paragraphs.
    let heights: Vec<f32> = rows.iter().filter_map(|r| r.first()).map(|p| p.y).collect();
    let mut gaps: Vec<f32> = heights.iter().zip(heights.iter().skip(1)).map(|(a, b)| a - b).collect();
    gaps.sort_by(f32::total_cmp);
    let usual = gaps.get(gaps.len() / 2).copied().unwrap_or(0.0);
    let mut out: Vec<(f64, String)> = Vec::new();
    let mut before: Option<f32> = None;
    for mut row in rows {
        row.sort_by(|a, b| a.x.total_cmp(&b.x));
        let mut text = String::new();
        let mut end: Option<f32> = None;
        let mut sizes: BTreeMap<u32, usize> = BTreeMap::new();
        for p in &row {
            if let Some(e) = end
                && p.x - e > 0.15 * p.size
                && !text.ends_with(' ')
            {
                text.push(' ');
            }
            text.push_str(&p.text);
            end = Some(end.map_or(p.end, |e| e.max(p.end)));
            *sizes.entry((p.size * 10.0).clamp(0.0, 1e6) as u32).or_default() += p.text.chars().count();
        }
        let size = sizes.iter().max_by_key(|(_, n)| **n).map_or(0.0, |(s, _)| f64::from(*s) / 10.0);
        let y = row.first().map_or(0.0, |p| p.y);
        let text = text.trim();
        if text.is_empty() {
            continue;
        }
        if before.is_some_and(|above| above - y > 1.4 * usual && above - y > 1.4 * size as f32) {
            out.push((0.0, String::new()));
        }
        before = Some(y);
        out.push((size, text.to_owned()));
    }
    out
}
