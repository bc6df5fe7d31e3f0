//! A Word document as a form: paragraphs and cells in the order of reading, with the places in them
//! that take an answer. What is deleted under *track changes*, hidden, or there a second time for
//! older versions of Word is left out.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::xml::{Bad, Ns, Tree, is_on};

/// Bytes of the main part and of a part with bound data.
const PART: u64 = 64 << 20;
/// Paragraphs of a document, of a cell, and cells of a row that are looked at. Forms have a few
/// thousand; Word itself allows 63 columns.
const PARAS: usize = 20_000;
const CELL: usize = 200;
const CELLS: usize = 64;
/// The main part of every document that Word writes, where its relationships name no other.
const MAIN: &str = "word/document.xml";

/// A place that takes an answer.
#[derive(Debug, Clone)]
pub(crate) struct Slot {
    pub(crate) kind: SlotKind,
    /// The `w:sdt`, or the `w:ffData` of a legacy field.
    pub(crate) node: usize,
    /// What stands in it, as shown; empty while a placeholder is shown.
    pub(crate) text: String,
    /// Elements with that text.
    pub(crate) texts: Vec<usize>,
    /// Runs with the field characters *separate* and *end* of a legacy field.
    pub(crate) separate: Option<usize>,
    pub(crate) end: Option<usize>,
}

/// What a place takes.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum SlotKind {
    /// Legacy text field and its longest text.
    FieldText { max: Option<usize> },
    /// Legacy check box.
    FieldCheck(bool),
    /// Legacy drop-down: its entries, and the chosen one.
    /// `shown` is the entry that stands there while nobody has chosen one.
    FieldDrop { entries: Vec<String>, chosen: Option<usize>, shown: usize },
    /// Content control for text.
    Text,
    /// Content control with a check box.
    Check(bool),
    /// Drop-down list or combo box: shown texts and stored values.
    Drop { entries: Vec<(String, String)> },
    /// Content control for a day; the day as stored.
    Date(Option<String>),
}

/// Text, or a place that takes an answer.
#[derive(Debug, Clone)]
pub(crate) enum Piece {
    Text(Run),
    Slot(usize),
}

/// Text with what it looks like.
#[derive(Debug, Clone)]
pub(crate) struct Run {
    pub(crate) text: String,
    /// The `w:t` or `w:sym`.
    pub(crate) node: usize,
    pub(crate) bold: bool,
    pub(crate) struck: bool,
}

/// A paragraph.
#[derive(Debug, Clone)]
pub(crate) struct Para {
    pub(crate) pieces: Vec<Piece>,
    /// Table, row and cell it stands in.
    pub(crate) cell: Option<(usize, usize, usize)>,
    /// Text struck out under *track changes*.
    pub(crate) deleted: String,
    pub(crate) heading: bool,
}

impl Para {
    /// Its own text, without what stands in places for answers.
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        for p in &self.pieces {
            match p {
                Piece::Text(r) => text.push_str(&r.text),
                Piece::Slot(_) => text.push(' '),
            }
        }
        text
    }
}

/// A cell.
#[derive(Debug, Clone)]
pub(crate) struct Cell {
    /// Column of the table's grid, from 0, and how many columns it covers.
    pub(crate) column: usize,
    pub(crate) span: usize,
    /// Its `w:tc`.
    pub(crate) node: usize,
    /// Its paragraphs.
    pub(crate) paras: std::ops::Range<usize>,
}

/// A table: rows of cells.
#[derive(Debug, Clone, Default)]
pub(crate) struct Table {
    pub(crate) rows: Vec<Vec<Cell>>,
}

/// A Word document.
#[derive(Debug, Default)]
pub(crate) struct Document {
    /// Name of the main part in the file.
    pub(crate) part: String,
    /// Its text.
    pub(crate) xml: String,
    pub(crate) tree: Tree,
    pub(crate) paras: Vec<Para>,
    pub(crate) slots: Vec<Slot>,
    pub(crate) tables: Vec<Table>,
    /// Text of headers and footers, a paragraph a line.
    pub(crate) margins: Vec<String>,
}

/// A part of the file as text; `None` where it is not there.
pub(crate) fn part(archive: &mut ZipArchive<Cursor<&[u8]>>, name: &str) -> Result<Option<String>, Bad> {
    let Ok(file) = archive.by_name(name) else { return Ok(None) };
    let mut bytes = Vec::new();
    file.take(PART + 1).read_to_end(&mut bytes).map_err(|_| Bad::Damaged)?;
    if bytes.len() as u64 > PART {
        return Err(Bad::TooLarge);
    }
    String::from_utf8(bytes).map(Some).map_err(|_| Bad::Damaged)
}

impl Document {
    /// Reads the main part of a docx file.
    pub(crate) fn read(bytes: &[u8]) -> Result<Document, Bad> {
        let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Bad::Damaged)?;
        let name = main_part(&mut archive)?;
        let xml = part(&mut archive, &name)?.ok_or(Bad::Damaged)?;
        let mut document = Document::of(name, xml)?;
        let mut margins: Vec<String> = archive
            .file_names()
            .filter_map(Result::ok)
            .map(std::borrow::Cow::into_owned)
            .filter(|n| {
                let file = n.rsplit('/').next().unwrap_or(n);
                (file.starts_with("header") || file.starts_with("footer")) && file.ends_with(".xml")
            })
            .collect();
        margins.sort();
        for name in margins.iter().take(24) {
            // A damaged header loses its text, not the report.
            if let Ok(Some(xml)) = part(&mut archive, name)
                && let Ok(margin) = Document::of(name.clone(), xml)
            {
                document.margins.extend(margin.paras.iter().map(Para::text).filter(|t| !t.trim().is_empty()));
            }
        }
        Ok(document)
    }

    fn of(part: String, xml: String) -> Result<Document, Bad> {
        let tree = Tree::parse(&xml)?;
        let mut walk =
            Walk { tree: &tree, out: Document::default(), fields: Vec::new(), open: Vec::new(), boxes: Vec::new() };
        let body = tree.child(0, "body").unwrap_or(0);
        walk.blocks(body, None);
        let mut out = walk.out;
        if out.paras.len() > PARAS {
            return Err(Bad::TooLarge);
        }
        out.part = part;
        out.xml = xml;
        out.tree = tree;
        out.settle();
        Ok(out)
    }

    /// A cell.
    pub(crate) fn cell(&self, (t, r, c): (usize, usize, usize)) -> Option<&Cell> {
        self.tables.get(t)?.rows.get(r)?.get(c)
    }

    /// Text of a cell, a paragraph a line.
    pub(crate) fn cell_text(&self, at: (usize, usize, usize)) -> String {
        let Some(cell) = self.cell(at) else { return String::new() };
        let paras = self.paras.get(cell.paras.clone()).unwrap_or_default();
        let lines: Vec<String> = paras.iter().take(CELL).map(Para::text).collect();
        lines.join("\n").trim().to_owned()
    }

    /// True where a cell has places for answers.
    pub(crate) fn cell_has_slot(&self, at: (usize, usize, usize)) -> bool {
        self.cell(at).is_some_and(|cell| {
            self.paras
                .get(cell.paras.clone())
                .unwrap_or_default()
                .iter()
                .any(|p| p.pieces.iter().any(|p| matches!(p, Piece::Slot(_))))
        })
    }

    /// Where a paragraph stands, as a person finds it.
    pub(crate) fn place(&self, para: usize) -> String {
        match self.paras.get(para).and_then(|p| p.cell) {
            Some((t, r, c)) => format!("table {}, row {}, cell {}", t + 1, r + 1, c + 1),
            None => format!("paragraph {}", para + 1),
        }
    }
}

/// The main part, as the relationships of the package name it.
fn main_part(archive: &mut ZipArchive<Cursor<&[u8]>>) -> Result<String, Bad> {
    let Some(rels) = part(archive, "_rels/.rels")? else { return Ok(MAIN.to_owned()) };
    let tree = Tree::parse(&rels)?;
    let target = tree.nodes.iter().find_map(|n| {
        let is = n.name == "Relationship" && n.attribute("Type").is_some_and(|t| t.ends_with("/officeDocument"));
        is.then(|| n.attribute("Target")).flatten()
    });
    Ok(target.map_or_else(|| MAIN.to_owned(), |t| t.trim_start_matches('/').to_owned()))
}

struct Field {
    /// The slot, for a form field.
    slot: Option<usize>,
    result: bool,
}

struct Walk<'a> {
    tree: &'a Tree,
    out: Document,
    fields: Vec<Field>,
    /// Content controls that are open.
    open: Vec<usize>,
    /// Text boxes met in the paragraph.
    boxes: Vec<usize>,
}

type At = Option<(usize, usize, usize)>;

impl Walk<'_> {
    fn blocks(&mut self, node: usize, cell: At) {
        let tree = self.tree;
        for (c, n) in tree.children(node) {
            match (n.ns, n.name.as_str()) {
                (Ns::W, "p") => self.paragraph(c, cell),
                (Ns::W, "tbl") => self.table(c),
                (Ns::W, "sdt") => {
                    let content = tree.child(c, "sdtContent");
                    if let Some(slot) = self.control(c) {
                        self.push(Para {
                            pieces: vec![Piece::Slot(slot)],
                            cell,
                            deleted: String::new(),
                            heading: false,
                        });
                        if let Some(content) = content {
                            self.open.push(slot);
                            self.blocks(content, cell);
                            self.open.pop();
                        }
                    } else if let Some(content) = content {
                        self.blocks(content, cell);
                    }
                }
                (Ns::Mc, "AlternateContent") => {
                    if let Some(chosen) = self.chosen(c) {
                        self.blocks(chosen, cell);
                    }
                }
                (Ns::W, "ins" | "moveTo" | "customXml" | "smartTag" | "sdtContent") => self.blocks(c, cell),
                _ => {}
            }
        }
    }

    /// Word writes the same twice, for itself and for older versions: the first is the one it shows.
    fn chosen(&self, node: usize) -> Option<usize> {
        let of = |name: &str| self.tree.children(node).find(|(_, n)| n.ns == Ns::Mc && n.name == name).map(|(c, _)| c);
        of("Choice").or_else(|| of("Fallback"))
    }

    fn push(&mut self, para: Para) {
        self.out.paras.push(para);
    }

    fn paragraph(&mut self, node: usize, cell: At) {
        let ppr = self.tree.child(node, "pPr");
        let style = ppr
            .and_then(|p| self.tree.child(p, "pStyle"))
            .and_then(|s| self.tree.get(s))
            .and_then(|s| s.attribute("val"))
            .unwrap_or_default()
            .to_lowercase();
        let heading = ["heading", "titre", "titulo", "ttulo", "título", "title"].iter().any(|h| style.starts_with(h));
        let mut para = Para { pieces: Vec::new(), cell, deleted: String::new(), heading };
        // A field or control that spans paragraphs has a line for each.
        for slot in self.open.iter().chain(self.fields.iter().filter_map(|f| f.slot.as_ref())) {
            if let Some(s) = self.out.slots.get_mut(*slot)
                && !s.text.is_empty()
            {
                s.text.push('\n');
            }
        }
        let outer = std::mem::take(&mut self.boxes);
        self.inline(node, &mut para);
        let boxes = std::mem::replace(&mut self.boxes, outer);
        if self.open.is_empty() {
            self.push(para);
        }
        for b in boxes {
            self.blocks(b, cell);
        }
    }

    fn inline(&mut self, node: usize, para: &mut Para) {
        let tree = self.tree;
        for (c, n) in tree.children(node) {
            match (n.ns, n.name.as_str()) {
                (Ns::W, "r") => self.run(c, c, para),
                (Ns::W, "del" | "moveFrom") => {
                    for (_, t) in tree.inside(c).filter(|(_, t)| t.is("delText") || t.is("t")) {
                        para.deleted.push_str(&t.text);
                    }
                    para.deleted.push('\n');
                }
                (Ns::W, "sdt") => {
                    let content = tree.child(c, "sdtContent");
                    let slot = self.control(c);
                    if let Some(slot) = slot {
                        para.pieces.push(Piece::Slot(slot));
                        self.open.push(slot);
                    }
                    if let Some(content) = content {
                        self.inline(content, para);
                    }
                    if slot.is_some() {
                        self.open.pop();
                    }
                }
                (Ns::Mc, "AlternateContent") => {
                    if let Some(chosen) = self.chosen(c) {
                        self.inline(chosen, para);
                    }
                }
                (Ns::W, "hyperlink" | "ins" | "moveTo" | "smartTag" | "fldSimple" | "customXml" | "dir" | "bdo") => {
                    self.inline(c, para);
                }
                _ => {}
            }
        }
    }

    fn run(&mut self, node: usize, run: usize, para: &mut Para) {
        let tree = self.tree;
        let rpr = tree.child(run, "rPr");
        if tree.on(rpr, "vanish") && !tree.inside(run).any(|(_, n)| n.is("fldChar")) {
            return;
        }
        let bold = tree.on(rpr, "b");
        let struck = tree.on(rpr, "strike") || tree.on(rpr, "dstrike");
        for (c, n) in tree.children(node) {
            match (n.ns, n.name.as_str()) {
                (Ns::W, "t") => self.put(&n.text, c, bold, struck, para),
                (Ns::W, "tab") => self.put("\t", c, bold, struck, para),
                (Ns::W, "br") if n.attribute("type").is_none() => self.put("\n", c, bold, struck, para),
                (Ns::W, "cr") => self.put("\n", c, bold, struck, para),
                (Ns::W, "noBreakHyphen") => self.put("-", c, bold, struck, para),
                (Ns::W, "sym") => {
                    if let Some(glyph) = symbol(n.attribute("font"), n.attribute("char")) {
                        self.put(glyph, c, bold, struck, para);
                    }
                }
                (Ns::W, "fldChar") => self.field(c, run, para),
                (Ns::W, "drawing" | "pict" | "object") => self.text_boxes(c),
                (Ns::Mc, "AlternateContent") => {
                    if let Some(chosen) = self.chosen(c) {
                        self.run(chosen, run, para);
                    }
                }
                _ => {}
            }
        }
    }

    fn text_boxes(&mut self, node: usize) {
        let mut end = 0;
        for (c, n) in self.tree.inside(node) {
            // A text box in a text box is met when the outer one is read.
            if n.is("txbxContent") && n.outer.start >= end {
                end = n.outer.end;
                self.boxes.push(c);
            }
        }
    }

    fn put(&mut self, text: &str, node: usize, bold: bool, struck: bool, para: &mut Para) {
        if self.fields.iter().any(|f| !f.result) {
            return;
        }
        let slot = self.fields.iter().rev().find_map(|f| f.slot).or_else(|| self.open.last().copied());
        match slot {
            Some(slot) => {
                if let Some(s) = self.out.slots.get_mut(slot) {
                    s.text.push_str(text);
                    s.texts.push(node);
                }
            }
            None => para.pieces.push(Piece::Text(Run { text: text.to_owned(), node, bold, struck })),
        }
    }

    fn field(&mut self, node: usize, run: usize, para: &mut Para) {
        let Some(n) = self.tree.get(node) else { return };
        match n.attribute("fldCharType") {
            Some("begin") => {
                let slot = self.tree.child(node, "ffData").and_then(|data| self.form_field(data));
                if let Some(slot) = slot
                    && self.open.is_empty()
                {
                    para.pieces.push(Piece::Slot(slot));
                }
                self.fields.push(Field { slot, result: false });
            }
            Some("separate") => {
                if let Some(f) = self.fields.last_mut() {
                    f.result = true;
                    if let Some(s) = f.slot.and_then(|s| self.out.slots.get_mut(s)) {
                        s.separate = Some(run);
                    }
                }
            }
            Some("end") => {
                if let Some(f) = self.fields.pop()
                    && let Some(s) = f.slot.and_then(|s| self.out.slots.get_mut(s))
                {
                    s.end = Some(run);
                    // Word's empty field shows five wide blanks; its default text is no answer.
                    let default = self
                        .tree
                        .path(s.node, &["textInput", "default"])
                        .and_then(|d| self.tree.get(d))
                        .and_then(|d| d.attribute("val"));
                    if s.text.trim().is_empty() || default.is_some_and(|d| d.trim() == s.text.trim()) {
                        s.text.clear();
                    }
                }
            }
            _ => {}
        }
    }

    fn form_field(&mut self, data: usize) -> Option<usize> {
        let tree = self.tree;
        let number = |at: usize, name: &str| -> Option<usize> {
            tree.child(at, name).and_then(|c| tree.get(c))?.attribute("val")?.trim().parse().ok()
        };
        let kind = if let Some(t) = tree.child(data, "textInput") {
            SlotKind::FieldText { max: number(t, "maxLength").filter(|m| *m > 0) }
        } else if let Some(c) = tree.child(data, "checkBox") {
            let state = tree.child(c, "checked").or_else(|| tree.child(c, "default"));
            SlotKind::FieldCheck(state.and_then(|s| tree.get(s)).is_some_and(|s| is_on(s.attribute("val"))))
        } else if let Some(d) = tree.child(data, "ddList") {
            let entries = tree
                .children(d)
                .filter(|(_, n)| n.is("listEntry"))
                .map(|(_, n)| n.attribute("val").unwrap_or_default().trim().to_owned())
                .collect();
            // Word writes no result for the entry that it showed from the start, chosen or not.
            SlotKind::FieldDrop { entries, chosen: number(d, "result"), shown: number(d, "default").unwrap_or(0) }
        } else {
            return None;
        };
        Some(self.slot(kind, data))
    }

    fn slot(&mut self, kind: SlotKind, node: usize) -> usize {
        self.out.slots.push(Slot { kind, node, text: String::new(), texts: Vec::new(), separate: None, end: None });
        self.out.slots.len() - 1
    }

    /// The slot of a content control that takes an answer; `None` for one that only groups.
    fn control(&mut self, sdt: usize) -> Option<usize> {
        if !self.open.is_empty() {
            return None;
        }
        let tree = self.tree;
        let pr = tree.child(sdt, "sdtPr")?;
        let mut kind = None;
        for (c, n) in tree.children(pr) {
            kind = match (n.ns, n.name.as_str()) {
                (Ns::W14, "checkbox") => Some(SlotKind::Check(
                    tree.children(c).find(|(_, n)| n.name == "checked").is_some_and(|(_, n)| is_on(n.attribute("val"))),
                )),
                (Ns::W, "dropDownList" | "comboBox") => {
                    let entries = tree
                        .children(c)
                        .filter(|(_, n)| n.is("listItem"))
                        .map(|(_, n)| {
                            let value = n.attribute("value").unwrap_or_default();
                            let shown = n.attribute("displayText").unwrap_or(value);
                            (shown.trim().to_owned(), value.to_owned())
                        })
                        .collect();
                    Some(SlotKind::Drop { entries })
                }
                (Ns::W, "date") => Some(SlotKind::Date(n.attribute("fullDate").map(str::to_owned))),
                (Ns::W, "text") => Some(SlotKind::Text),
                (
                    Ns::W,
                    "docPartObj" | "docPartList" | "group" | "picture" | "equation" | "citation" | "bibliography",
                ) => {
                    return None;
                }
                (Ns::Other, "repeatingSection" | "repeatingSectionItem") => return None,
                _ => continue,
            };
        }
        let content = tree.child(sdt, "sdtContent");
        if kind.is_none() {
            // Rich text: a place for an answer, unless it holds places of its own.
            let groups = content.is_some_and(|c| {
                tree.inside(c).skip(1).any(|(_, n)| n.is("sdt") || n.is("ffData") || n.is("tbl") || n.is("tr"))
            });
            if groups {
                return None;
            }
        }
        let slot = self.slot(kind.unwrap_or(SlotKind::Text), sdt);
        Some(slot)
    }

    fn table(&mut self, node: usize) {
        let t = self.out.tables.len();
        self.out.tables.push(Table::default());
        self.rows(node, t);
    }

    fn rows(&mut self, node: usize, t: usize) {
        let tree = self.tree;
        for (c, n) in tree.children(node) {
            match (n.ns, n.name.as_str()) {
                (Ns::W, "tr") => {
                    let pr = tree.child(c, "trPr");
                    if pr.is_some_and(|p| tree.child(p, "del").is_some()) {
                        continue;
                    }
                    let before = pr
                        .and_then(|p| tree.child(p, "gridBefore"))
                        .and_then(|b| tree.get(b))
                        .and_then(|b| b.attribute("val"))
                        .and_then(|v| v.parse::<usize>().ok())
                        .unwrap_or(0);
                    let Some(table) = self.out.tables.get_mut(t) else { return };
                    table.rows.push(Vec::new());
                    let r = table.rows.len() - 1;
                    let mut column = before.min(1000);
                    self.cells(c, (t, r), &mut column, None);
                }
                (Ns::W, "sdt") => {
                    if let Some(content) = tree.child(c, "sdtContent") {
                        self.rows(content, t);
                    }
                }
                (Ns::W, "ins" | "moveTo" | "customXml") => self.rows(c, t),
                _ => {}
            }
        }
    }

    fn cells(&mut self, node: usize, (t, r): (usize, usize), column: &mut usize, slot: Option<usize>) {
        let tree = self.tree;
        for (c, n) in tree.children(node) {
            match (n.ns, n.name.as_str()) {
                (Ns::W, "tc") => {
                    let pr = tree.child(c, "tcPr");
                    if pr.is_some_and(|p| tree.child(p, "cellDel").is_some()) {
                        continue;
                    }
                    let span = pr
                        .and_then(|p| tree.child(p, "gridSpan"))
                        .and_then(|s| tree.get(s))
                        .and_then(|s| s.attribute("val"))
                        .and_then(|v| v.parse::<usize>().ok())
                        .unwrap_or(1)
                        .clamp(1, 1000);
                    let Some(row) = self.out.tables.get_mut(t).and_then(|t| t.rows.get_mut(r)) else { return };
                    if row.len() >= CELLS {
                        return;
                    }
                    let at = (t, r, row.len());
                    let start = self.out.paras.len();
                    row.push(Cell { column: *column, span, node: c, paras: start..start });
                    *column = column.saturating_add(span);
                    let fields = self.fields.len();
                    if let Some(slot) = slot {
                        self.push(Para {
                            pieces: vec![Piece::Slot(slot)],
                            cell: Some(at),
                            deleted: String::new(),
                            heading: false,
                        });
                        self.open.push(slot);
                        self.blocks(c, Some(at));
                        self.open.pop();
                    } else {
                        self.blocks(c, Some(at));
                    }
                    // A field that is not closed in its cell is damaged, and ends with it.
                    self.fields.truncate(fields);
                    let end = self.out.paras.len();
                    if let Some(cell) =
                        self.out.tables.get_mut(t).and_then(|t| t.rows.get_mut(r)).and_then(|r| r.get_mut(at.2))
                    {
                        cell.paras = start..end;
                    }
                }
                (Ns::W, "sdt") => {
                    let slot = self.control(c);
                    if let Some(content) = tree.child(c, "sdtContent") {
                        self.cells(content, (t, r), column, slot);
                    }
                }
                (Ns::W, "ins" | "moveTo" | "customXml") => self.cells(c, (t, r), column, slot),
                _ => {}
            }
        }
    }
}

/// Boxes and ticks of the symbol fonts that forms use.
fn symbol(font: Option<&str>, code: Option<&str>) -> Option<&'static str> {
    let code = u32::from_str_radix(code?, 16).ok()? & 0xFF;
    Some(match (font?.to_lowercase().as_str(), code) {
        ("wingdings", 0x6F | 0x71 | 0x72 | 0xA8) | ("wingdings 2", 0x2A | 0xA3) => "\u{2610}",
        ("wingdings", 0x78 | 0xFB | 0xFD) | ("wingdings 2", 0x51 | 0x53 | 0x54) => "\u{2612}",
        ("wingdings", 0xFC | 0xFE) | ("wingdings 2", 0x50 | 0x52) => "\u{2611}",
        _ => return None,
    })
}

impl Slot {
    /// True for a place that takes text.
    pub(crate) fn takes_text(&self) -> bool {
        matches!(self.kind, SlotKind::FieldText { .. } | SlotKind::Text | SlotKind::Date(_))
    }

    /// State of a check box.
    pub(crate) fn checked(&self) -> Option<bool> {
        match self.kind {
            SlotKind::FieldCheck(c) | SlotKind::Check(c) => Some(c),
            _ => None,
        }
    }

    /// Texts of a drop-down as shown.
    pub(crate) fn entries(&self) -> Option<Vec<&str>> {
        match &self.kind {
            SlotKind::FieldDrop { entries, .. } => Some(entries.iter().map(String::as_str).collect()),
            SlotKind::Drop { entries } => Some(entries.iter().map(|(shown, _)| shown.as_str()).collect()),
            _ => None,
        }
    }
}

impl Document {
    /// Clears what only a placeholder says; called once after the walk.
    fn settle(&mut self) {
        for slot in &mut self.slots {
            let pr = self.tree.child(slot.node, "sdtPr");
            if pr.is_some_and(|p| self.tree.on(Some(p), "showingPlcHdr")) {
                slot.text.clear();
                if let SlotKind::Date(d) = &mut slot.kind {
                    *d = None;
                }
            }
        }
    }
}
