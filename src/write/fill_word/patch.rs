//! Changes to a few places of a Word document's text: every byte beside them stays.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::model::{Finding, Lang, Level, Sentence};
use crate::read::word::Mark;
use crate::read::word::document::{Document, SlotKind};
use crate::read::word::form::Spot;
use crate::read::word::xml::{Ns, Tree, escape};

use super::store::Stores;
use crate::say;

/// Replacements in one part: range of its text, what comes there.
pub(super) type Edits = Vec<(Range<usize>, String)>;

/// What one draft changes; thrown away as a whole where any of it cannot be done.
#[derive(Default)]
pub(super) struct Patch {
    pub(super) edits: Edits,
    /// Characters of text elements to replace.
    pub(super) glyphs: BTreeMap<usize, BTreeMap<usize, char>>,
    /// Part of bound data to its replacements.
    pub(super) bound: Vec<(String, Range<usize>, String)>,
    /// Rows that are added to a table.
    pub(super) added: usize,
}

/// Why a place cannot be filled.
fn cannot(why: Sentence, hint: Sentence) -> Finding {
    Finding::new(Level::Warning, "fill-place", why).hint(hint)
}

fn by_hand(why: Sentence) -> Finding {
    cannot(why, say!("enter this answer by hand in Word"))
}

/// The text as markup inside a run: lines and tabs as Word has them.
fn text_markup(prefix: &str, text: &str, lines: bool) -> String {
    let mut out = String::new();
    let mut open = String::new();
    let close = |open: &mut String, out: &mut String| {
        if !open.is_empty() {
            out.push_str(&format!("<{prefix}t xml:space=\"preserve\">{}</{prefix}t>", escape(open)));
            open.clear();
        }
    };
    for c in text.replace("\r\n", "\n").chars() {
        match c {
            '\n' | '\r' if lines => {
                close(&mut open, &mut out);
                out.push_str(&format!("<{prefix}br/>"));
            }
            '\t' if lines => {
                close(&mut open, &mut out);
                out.push_str(&format!("<{prefix}tab/>"));
            }
            '\n' | '\r' | '\t' => open.push(' '),
            c => open.push(c),
        }
    }
    close(&mut open, &mut out);
    out
}

fn source(document: &Document, range: &Range<usize>) -> String {
    document.xml.get(range.clone()).unwrap_or_default().to_owned()
}

/// Formatting of a run, without the style of a placeholder.
fn run_properties(document: &Document, run: Option<usize>, placeholder: bool) -> String {
    let tree = &document.tree;
    let Some(rpr) = run.and_then(|r| tree.child(r, "rPr")) else { return String::new() };
    let Some(node) = tree.get(rpr) else { return String::new() };
    let style = tree.child(rpr, "rStyle").and_then(|s| tree.get(s));
    match style {
        Some(style) if placeholder => {
            source(document, &(node.outer.start..style.outer.start))
                + &source(document, &(style.outer.end..node.outer.end))
        }
        _ => source(document, &node.outer),
    }
}

/// The start tag of a self-closing element, opened.
fn opened(document: &Document, tag: &Range<usize>) -> String {
    let tag = source(document, tag);
    format!("{}>", tag.trim_end_matches('>').trim_end_matches('/').trim_end())
}

impl Patch {
    pub(super) fn replace(&mut self, range: Range<usize>, with: impl Into<String>) {
        self.edits.push((range, with.into()));
    }

    /// Puts content at the end of an element.
    fn append(&mut self, document: &Document, node: usize, content: &str) {
        let Some(n) = document.tree.get(node) else { return };
        if n.self_closing {
            let full = format!("{}{content}</{}{}>", opened(document, &n.tag), n.prefix, n.name);
            self.replace(n.outer.clone(), full);
        } else {
            self.replace(n.inner.end..n.inner.end, content);
        }
    }

    /// Puts content at the beginning of an element.
    fn prepend(&mut self, document: &Document, node: usize, content: &str) {
        let Some(n) = document.tree.get(node) else { return };
        if n.self_closing {
            self.append(document, node, content);
        } else {
            self.replace(n.inner.start..n.inner.start, content);
        }
    }

    /// Sets a text.
    pub(super) fn text(&mut self, document: &Document, stores: &Stores, spot: Spot, text: &str) -> Result<(), Finding> {
        match spot {
            Spot::Cell(t, r, c) => self.cell(document, (t, r, c), text),
            Spot::Slot(s) => {
                let slot = document.slots.get(s).ok_or_else(|| by_hand(say!("its place cannot be found again")))?;
                once(&document.tree, slot.node)?;
                match &slot.kind {
                    SlotKind::FieldText { max } => {
                        let length = text.encode_utf16().count();
                        if let Some(max) = max.filter(|m| length > *m) {
                            return Err(cannot(
                                say!(
                                    "the answer has {length} characters, and its field takes {max}",
                                    length = length,
                                    max = max
                                ),
                                say!("shorten the answer and fill the form again"),
                            ));
                        }
                        self.field(document, s, text)
                    }
                    SlotKind::Text => self.control(document, stores, s, text, text),
                    SlotKind::FieldCheck(_) | SlotKind::Check(_) => self.mark(document, stores, Mark::Slot(s)),
                    _ => Err(by_hand(say!("its place takes no text"))),
                }
            }
        }
    }

    /// Sets a day.
    pub(super) fn day(
        &mut self,
        document: &Document,
        stores: &Stores,
        slot: usize,
        day: chrono::NaiveDate,
        lang: Lang,
    ) -> Result<(), Finding> {
        let tree = &document.tree;
        let node =
            document.slots.get(slot).map(|s| s.node).ok_or_else(|| by_hand(say!("its place cannot be found again")))?;
        once(tree, node)?;
        let date = tree.path(node, &["sdtPr", "date"]).ok_or_else(|| by_hand(say!("its date control is damaged")))?;
        let pattern = tree.child(date, "dateFormat").and_then(|f| tree.get(f)).and_then(|f| f.attribute("val"));
        let shown = pattern.and_then(|p| date_text(p, day, lang)).unwrap_or_else(|| day.to_string());
        let full = format!("{day}T00:00:00Z");
        let n = tree.get(date).ok_or_else(|| by_hand(say!("its date control is damaged")))?;
        let tag = source(document, &n.tag);
        let name = format!("{}{}", n.prefix, n.name);
        let body = tag.trim_start_matches('<').get(name.len()..).unwrap_or_default();
        // The old day, if there is one, gives way to the new.
        let rest = match body.find("fullDate=") {
            Some(at) => {
                let start = body.get(..at).and_then(|b| b.rfind(char::is_whitespace)).unwrap_or(at);
                let quoted = at + "fullDate=".len();
                let quote = body.get(quoted..quoted + 1).unwrap_or("\"");
                let end = body.get(quoted + 1..).and_then(|r| r.find(quote)).map_or(body.len(), |e| quoted + 2 + e);
                format!("{}{}", body.get(..start).unwrap_or_default(), body.get(end..).unwrap_or_default())
            }
            None => body.to_owned(),
        };
        self.replace(n.tag.clone(), format!("<{name} {}fullDate=\"{full}\"{rest}", n.prefix));
        self.control(document, stores, slot, &shown, &day.to_string())
    }

    /// The result of a legacy text field.
    fn field(&mut self, document: &Document, s: usize, text: &str) -> Result<(), Finding> {
        let tree = &document.tree;
        let slot = document.slots.get(s).ok_or_else(|| by_hand(say!("its field cannot be found again")))?;
        let broken = || by_hand(say!("its form field is not complete"));
        let mut first = true;
        for &t in &slot.texts {
            let Some(n) = tree.get(t) else { continue };
            if first && n.is("t") {
                self.replace(n.outer.clone(), text_markup(&n.prefix, text, true));
                first = false;
            } else {
                self.replace(n.outer.clone(), "");
            }
        }
        if !first {
            return Ok(());
        }
        let end = slot.end.ok_or_else(broken)?;
        let begin = tree.get(slot.node).and_then(|n| n.parent).and_then(|f| tree.get(f)).and_then(|n| n.parent);
        if slot.separate == Some(end) || begin == Some(end) {
            return Err(broken());
        }
        let end_node = tree.get(end).ok_or_else(broken)?;
        let p = end_node.prefix.clone();
        let properties = run_properties(document, slot.separate.or(Some(end)), false);
        let mut runs = String::new();
        if slot.separate.is_none() {
            runs.push_str(&format!("<{p}r>{properties}<{p}fldChar {p}fldCharType=\"separate\"/></{p}r>"));
        }
        runs.push_str(&format!("<{p}r>{properties}{}</{p}r>", text_markup(&p, text, true)));
        self.replace(end_node.outer.start..end_node.outer.start, runs);
        Ok(())
    }

    /// The content of a content control: `shown` in the text, `stored` in bound data.
    fn control(
        &mut self,
        document: &Document,
        stores: &Stores,
        s: usize,
        shown: &str,
        stored: &str,
    ) -> Result<(), Finding> {
        let tree = &document.tree;
        let node =
            document.slots.get(s).map(|s| s.node).ok_or_else(|| by_hand(say!("its place cannot be found again")))?;
        let broken = || by_hand(say!("its content control is damaged"));
        let pr = tree.child(node, "sdtPr").ok_or_else(broken)?;
        let content = tree.child(node, "sdtContent").ok_or_else(broken)?;
        let holder = self.unlock(document, stores, pr, stored)?;
        let single = tree
            .child(pr, "text")
            .and_then(|t| tree.get(t))
            .is_some_and(|t| !t.attribute("multiLine").is_some_and(|m| m == "1" || m == "true"));
        let prefix = tree.get(node).map_or_else(|| "w:".to_owned(), |n| n.prefix.clone());
        let run = tree.inside(content).find(|(_, n)| n.is("r")).map(|(r, _)| r);
        // While a placeholder stands there, the control itself says how its text looks.
        let own = tree.child(pr, "rPr").and_then(|r| tree.get(r)).map(|r| source(document, &r.outer));
        let properties = match own {
            Some(own) if holder => own,
            _ => run_properties(document, run, holder),
        };
        let new = format!("<{prefix}r>{properties}{}</{prefix}r>", text_markup(&prefix, shown, !single));
        let paragraphs: Vec<usize> = tree.inside(content).filter(|(_, n)| n.is("p")).map(|(p, _)| p).collect();
        let Some((&first, others)) = paragraphs.split_first() else {
            let n = tree.get(content).ok_or_else(broken)?;
            if n.self_closing {
                self.append(document, content, &new);
            } else {
                self.replace(n.inner.clone(), new);
            }
            return Ok(());
        };
        let n = tree.get(first).ok_or_else(broken)?;
        if n.self_closing {
            self.append(document, first, &new);
        } else {
            let start = tree.child(first, "pPr").and_then(|p| tree.get(p)).map_or(n.inner.start, |p| p.outer.end);
            self.replace(start..n.inner.end, new);
        }
        for &p in others {
            if let Some(n) = tree.get(p) {
                self.replace(n.outer.clone(), "");
            }
        }
        Ok(())
    }

    /// Takes the mark of a placeholder away, and writes bound data; true where a placeholder stood.
    fn unlock(&mut self, document: &Document, stores: &Stores, pr: usize, stored: &str) -> Result<bool, Finding> {
        let tree = &document.tree;
        let mut holder = false;
        for (_, n) in tree.children(pr) {
            match n.name.as_str() {
                "lock" if matches!(n.attribute("val"), Some("contentLocked" | "sdtContentLocked")) => {
                    return Err(by_hand(say!("its content control is locked against changes")));
                }
                "showingPlcHdr" if n.ns == Ns::W => {
                    holder = tree.on(Some(pr), "showingPlcHdr");
                    self.replace(n.outer.clone(), "");
                }
                "dataBinding" => {
                    let (part, range, with) = stores
                        .set(
                            n.attribute("storeItemID").unwrap_or_default(),
                            n.attribute("xpath").unwrap_or_default(),
                            stored,
                        )
                        .ok_or_else(|| by_hand(say!("Word keeps its answer in data that cannot be written here")))?;
                    self.bound.push((part, range, with));
                }
                _ => {}
            }
        }
        Ok(holder)
    }

    /// Types into an empty cell.
    fn cell(&mut self, document: &Document, at: (usize, usize, usize), text: &str) -> Result<(), Finding> {
        let tree = &document.tree;
        let cell = document.cell(at).ok_or_else(|| by_hand(say!("its cell cannot be found again")))?;
        once(tree, cell.node)?;
        let p = tree.child(cell.node, "p").ok_or_else(|| by_hand(say!("its cell is not a plain one")))?;
        let prefix = tree.get(p).map_or_else(|| "w:".to_owned(), |n| n.prefix.clone());
        // The paragraph's own mark says how what is typed there looks.
        let mut properties = String::new();
        if let Some(mark) = tree.path(p, &["pPr", "rPr"]) {
            for (_, n) in tree.children(mark) {
                if !matches!(n.name.as_str(), "ins" | "del" | "moveFrom" | "moveTo" | "rPrChange") {
                    properties.push_str(&source(document, &n.outer));
                }
            }
        }
        if !properties.is_empty() {
            properties = format!("<{prefix}rPr>{properties}</{prefix}rPr>");
        }
        let run = format!("<{prefix}r>{properties}{}</{prefix}r>", text_markup(&prefix, text, true));
        self.append(document, p, &run);
        Ok(())
    }

    /// Sets a tick.
    pub(super) fn mark(&mut self, document: &Document, stores: &Stores, mark: Mark) -> Result<(), Finding> {
        let tree = &document.tree;
        match mark {
            Mark::Typed => Err(by_hand(say!("its options have no boxes"))),
            Mark::Cell(t, r, c) => self.cell(document, (t, r, c), "X"),
            Mark::Bracket(node, at) => {
                once(tree, node)?;
                self.glyphs.entry(node).or_default().insert(at, 'x');
                Ok(())
            }
            Mark::Glyph(node, at) => {
                once(tree, node)?;
                let n = tree.get(node).ok_or_else(|| by_hand(say!("its box cannot be found again")))?;
                if n.is("sym") {
                    let font = n.attribute("font").unwrap_or_default();
                    let code = if font.eq_ignore_ascii_case("wingdings 2") { "F052" } else { "F0FE" };
                    let p = &n.prefix;
                    self.replace(n.outer.clone(), format!("<{p}sym {p}font=\"{}\" {p}char=\"{code}\"/>", escape(font)));
                } else {
                    self.glyphs.entry(node).or_default().insert(at, '\u{2612}');
                }
                Ok(())
            }
            Mark::Slot(s) => self.check(document, stores, s),
        }
    }

    fn check(&mut self, document: &Document, stores: &Stores, s: usize) -> Result<(), Finding> {
        let tree = &document.tree;
        let broken = || by_hand(say!("its check box is damaged"));
        let slot = document.slots.get(s).ok_or_else(broken)?;
        once(tree, slot.node)?;
        if matches!(slot.kind, SlotKind::FieldCheck(_)) {
            let data = tree.child(slot.node, "checkBox").ok_or_else(broken)?;
            let prefix = tree.get(data).map_or_else(|| "w:".to_owned(), |n| n.prefix.clone());
            let checked = format!("<{prefix}checked/>");
            match tree.child(data, "checked").and_then(|c| tree.get(c)) {
                Some(old) => self.replace(old.outer.clone(), checked),
                // Last in the order the schema fixes.
                None => self.append(document, data, &checked),
            }
            return Ok(());
        }
        let pr = tree.child(slot.node, "sdtPr").ok_or_else(broken)?;
        self.unlock(document, stores, pr, "true")?;
        let (state, node) =
            tree.children(pr).find(|(_, n)| n.ns == Ns::W14 && n.name == "checkbox").ok_or_else(broken)?;
        let p = &node.prefix;
        let checked = format!("<{p}checked {p}val=\"1\"/>");
        match tree.children(state).find(|(_, n)| n.name == "checked") {
            Some((_, old)) => self.replace(old.outer.clone(), checked),
            None => self.prepend(document, state, &checked),
        }
        let shown = tree.children(state).find(|(_, n)| n.name == "checkedState").map(|(_, n)| n);
        let code = shown.and_then(|n| n.attribute("val")).unwrap_or("2612");
        let font = shown.and_then(|n| n.attribute("font")).unwrap_or("MS Gothic");
        let value = u32::from_str_radix(code, 16).map_err(|_| broken())?;
        let content = tree.child(slot.node, "sdtContent").ok_or_else(broken)?;
        let glyph = tree.inside(content).find(|(_, n)| n.is("t") || n.is("sym")).map(|(_, n)| n).ok_or_else(broken)?;
        let p = &glyph.prefix;
        // Symbol fonts keep their characters in a range of their own.
        let new = if font.to_lowercase().starts_with("wingdings") || (0xF000..=0xF0FF).contains(&value) {
            format!("<{p}sym {p}font=\"{}\" {p}char=\"{:04X}\"/>", escape(font), 0xF000 | (value & 0xFF))
        } else {
            format!("<{p}t>{}</{p}t>", char::from_u32(value).ok_or_else(broken)?)
        };
        self.replace(glyph.outer.clone(), new);
        Ok(())
    }

    /// Chooses an entry of a drop-down.
    pub(super) fn choose(
        &mut self,
        document: &Document,
        stores: &Stores,
        s: usize,
        entry: usize,
    ) -> Result<(), Finding> {
        let tree = &document.tree;
        let broken = || by_hand(say!("its list is damaged"));
        let slot = document.slots.get(s).ok_or_else(broken)?;
        once(tree, slot.node)?;
        match &slot.kind {
            SlotKind::FieldDrop { entries, .. } => {
                let data = tree.child(slot.node, "ddList").ok_or_else(broken)?;
                let prefix = tree.get(data).map_or_else(|| "w:".to_owned(), |n| n.prefix.clone());
                let result = format!("<{prefix}result {prefix}val=\"{entry}\"/>");
                match tree.child(data, "result").and_then(|c| tree.get(c)) {
                    Some(old) => self.replace(old.outer.clone(), result),
                    None => self.prepend(document, data, &result),
                }
                // Some programs also keep the entry's text as the result of the field.
                if !slot.texts.is_empty() {
                    let text = entries.get(entry).ok_or_else(broken)?.clone();
                    self.field(document, s, &text)?;
                }
                Ok(())
            }
            SlotKind::Drop { entries } => {
                let (shown, value) = entries.get(entry).ok_or_else(broken)?.clone();
                self.control(document, stores, s, &shown, &value)
            }
            _ => Err(broken()),
        }
    }
}

/// Word keeps what stands in text boxes twice; changing one of them would leave two answers.
fn once(tree: &Tree, node: usize) -> Result<(), Finding> {
    let mut at = Some(node);
    while let Some(n) = at.and_then(|a| tree.get(a)) {
        if n.ns == Ns::Mc || n.is("txbxContent") {
            return Err(by_hand(say!("its place stands in a text box")));
        }
        at = n.parent;
    }
    Ok(())
}

/// A day in Word's own pattern; `None` for a pattern with anything but days, months and years.
fn date_text(pattern: &str, day: chrono::NaiveDate, lang: Lang) -> Option<String> {
    use chrono::Datelike;
    let chars: Vec<char> = pattern.chars().collect();
    let mut out = String::new();
    let mut i = 0;
    while let Some(&c) = chars.get(i) {
        if !matches!(c, 'd' | 'M' | 'y' | '\'') {
            if c.is_alphabetic() {
                return None;
            }
            out.push(c);
            i += 1;
            continue;
        }
        if c == '\'' {
            let end = chars.iter().skip(i + 1).position(|c| *c == '\'')? + i + 1;
            out.extend(chars.get(i + 1..end)?);
            i = end + 1;
            continue;
        }
        let n = chars.iter().skip(i).take_while(|x| **x == c).count();
        match (c, n) {
            ('d', 1) => out.push_str(&day.day().to_string()),
            ('d', 2) => out.push_str(&format!("{:02}", day.day())),
            ('M', 1) => out.push_str(&day.month().to_string()),
            ('M', 2) => out.push_str(&format!("{:02}", day.month())),
            ('M', 4) => out.push_str(month(day.month0() as usize, lang)?),
            ('y', 2) => out.push_str(&format!("{:02}", day.year().rem_euclid(100))),
            ('y', 4) => out.push_str(&format!("{:04}", day.year())),
            _ => return None,
        }
        i += n;
    }
    Some(out)
}

fn month(n: usize, lang: Lang) -> Option<&'static str> {
    let names = match lang {
        Lang::En => "January February March April May June July August September October November December",
        Lang::Fr => "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
        Lang::Es => "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    };
    names.split(' ').nth(n)
}
