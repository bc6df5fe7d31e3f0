//! The parts of an Excel file: which sheet is in which, and the few small ones that change with it.

use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write as _};

use memchr::memmem;
use zip::read::ZipFile;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::sheet::{self, Tag, attribute, splice};
use crate::model::{Finding, Level, Sentence};
use crate::say;

/// Most bytes of one part that are unpacked.
const LIMIT: u64 = 256 << 20;

/// How hard changed parts are packed: harder makes them a little smaller, and takes much longer than
/// all the rest.
const LEVEL: i64 = 3;

/// Sheets up to this many bytes are unpacked as a whole to be searched for formulas.
const AT_ONCE: u64 = 1 << 20;

/// A sheet and the part it is in.
pub(super) struct SheetPart {
    pub(super) name: String,
    pub(super) part: String,
}

pub(super) struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    /// Bytes of the file.
    size: usize,
    workbook: String,
    /// Text of the workbook's own part, and what it points to.
    text: String,
    relations: Vec<Relation>,
    /// Worksheets in the order of the workbook.
    pub(super) sheets: Vec<SheetPart>,
    /// Changed parts; `None` for one that is taken out.
    changed: BTreeMap<String, Option<String>>,
}

/// The finding for a form that cannot be used.
pub(super) fn unreadable(why: Sentence) -> Finding {
    Finding::new(Level::Error, "form-unreadable", say!("the form cannot be filled: {why}", why = why))
        .hint(say!("open it in Excel, save it as an Excel workbook (.xlsx) without a password, and use that file"))
}

/// The folder of a part, and the part that holds its relations.
fn relations_of(part: &str) -> (&str, String) {
    let (folder, name) = part.rsplit_once('/').unwrap_or(("", part));
    let slash = if folder.is_empty() { "" } else { "/" };
    (folder, format!("{folder}{slash}_rels/{name}.rels"))
}

/// The part a relation points to.
fn resolve(folder: &str, target: &str) -> String {
    if let Some(absolute) = target.strip_prefix('/') {
        return absolute.to_owned();
    }
    let mut parts: Vec<&str> = folder.split('/').filter(|p| !p.is_empty()).collect();
    for piece in target.split('/') {
        match piece {
            "." | "" => {}
            ".." => {
                parts.pop();
            }
            p => parts.push(p),
        }
    }
    parts.join("/")
}

impl<'a> Package<'a> {
    pub(super) fn open(bytes: &'a [u8]) -> Result<Package<'a>, Finding> {
        if bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
            return Err(unreadable(say!("it is an Excel 97-2003 workbook, or locked with a password")));
        }
        let archive =
            ZipArchive::new(Cursor::new(bytes)).map_err(|_| unreadable(say!("it is no Excel workbook, or damaged")))?;
        let mut package = Package {
            archive,
            size: bytes.len(),
            workbook: String::new(),
            text: String::new(),
            relations: Vec::new(),
            sheets: Vec::new(),
            changed: BTreeMap::new(),
        };
        let root = package.relations("_rels/.rels", "")?;
        let workbook = root.into_iter().find(|r| r.kind == "officeDocument").map(|r| r.target);
        package.workbook = workbook.ok_or_else(|| unreadable(say!("it is no Excel workbook")))?;
        let xml =
            package.text(&package.workbook.clone())?.ok_or_else(|| unreadable(say!("it is no Excel workbook")))?;
        let (folder, name) = relations_of(&package.workbook);
        let folder = folder.to_owned();
        let relations = package.relations(&name, &folder)?;
        let tags = sheet::tags(&xml).ok_or_else(|| unreadable(say!("it is damaged")))?;
        if !tags.iter().any(|t| t.local == "sheets") {
            return Err(unreadable(say!("it is no Excel workbook")));
        }
        for t in tags.iter().filter(|t| t.local == "sheet" && !t.close) {
            let text = t.text(&xml);
            let of = |id: &str| relations.iter().find(|r| r.id == id && r.kind == "worksheet");
            if let (Some(name), Some(r)) = (attribute(text, "name"), sheet::relation_id(text).and_then(|i| of(&i))) {
                package.sheets.push(SheetPart { name: name.into_owned(), part: r.target.clone() });
            }
        }
        drop(tags);
        package.text = xml;
        package.relations = relations;
        Ok(package)
    }

    /// A part as text; without its byte order mark. `None` where it is not there.
    pub(super) fn text(&mut self, name: &str) -> Result<Option<String>, Finding> {
        if let Some(changed) = self.changed.get(name) {
            return Ok(changed.clone());
        }
        let damaged = || unreadable(say!("it is damaged"));
        let Some(n) = self.position(name) else { return Ok(None) };
        let part = self.archive.by_index(n).map_err(|_| damaged())?;
        if part.size() > LIMIT {
            return Err(unreadable(say!("a part of it is larger than any form")));
        }
        as_text(unpacked(part).ok_or_else(damaged)?).map(Some)
    }

    /// The text of a sheet that may hold formulas. Most hold none, and are only passed over.
    pub(super) fn text_with_formulas(&mut self, name: &str) -> Result<Option<String>, Finding> {
        let damaged = || unreadable(say!("it is damaged"));
        let Some(n) = self.position(name) else { return Ok(None) };
        let part = self.archive.by_index(n).map_err(|_| damaged())?;
        if part.size() > LIMIT {
            return Err(unreadable(say!("a part of it is larger than any form")));
        }
        if part.size() > AT_ONCE {
            let found = may_hold_formulas(part.take(LIMIT)).map_err(|_| damaged())?;
            return if found { self.text(name) } else { Ok(None) };
        }
        // Unpacking a small part twice would cost more than keeping it.
        let bytes = unpacked(part).ok_or_else(damaged)?;
        if may_hold_formulas(bytes.as_slice()).map_err(|_| damaged())? { as_text(bytes).map(Some) } else { Ok(None) }
    }

    fn position(&self, name: &str) -> Option<usize> {
        let mut other = None;
        for (n, own) in self.archive.file_names().enumerate() {
            let own = own.ok()?;
            if own == name {
                return Some(n);
            }
            // Names of parts do not differ in case only.
            if own.eq_ignore_ascii_case(name) {
                other = Some(n);
            }
        }
        other
    }

    pub(super) fn replace(&mut self, name: &str, text: String) {
        self.changed.insert(name.to_owned(), Some(text));
    }

    fn relations(&mut self, part: &str, folder: &str) -> Result<Vec<Relation>, Finding> {
        let Some(xml) = self.text(part)? else { return Ok(Vec::new()) };
        let tags = sheet::tags(&xml).ok_or_else(|| unreadable(say!("it is damaged")))?;
        let list = tags.iter().filter(|t| t.local == "Relationship" && !t.close).filter_map(|t| {
            let text = t.text(&xml);
            let kind = attribute(text, "Type")?;
            Some(Relation {
                id: attribute(text, "Id").unwrap_or_default().into_owned(),
                kind: kind.rsplit('/').next().unwrap_or("").to_owned(),
                target: resolve(folder, &attribute(text, "Target")?),
            })
        });
        Ok(list.collect())
    }

    /// The text of the part of this kind that the workbook points to.
    fn related(&mut self, kind: &str) -> Result<Option<String>, Finding> {
        let part = self.relations.iter().find(|r| r.kind == kind).map(|r| r.target.clone());
        Ok(part.map(|part| self.text(&part)).transpose()?.flatten())
    }

    /// For each cell style, whether it is locked where the sheet is protected.
    pub(super) fn locked_styles(&mut self) -> Result<Vec<bool>, Finding> {
        let mut locked = Vec::new();
        let Some(xml) = self.related("styles")? else { return Ok(locked) };
        let mut inside = false;
        for t in sheet::tags(&xml).ok_or_else(|| unreadable(say!("its styles are damaged")))? {
            match t.local {
                "cellXfs" => inside = !t.close && !t.empty,
                "xf" if inside && !t.close => locked.push(true),
                "protection" if inside && !t.close => {
                    if let (Some(last), Some(l)) = (locked.last_mut(), attribute(t.text(&xml), "locked")) {
                        *last = l != "0" && l != "false";
                    }
                }
                _ => {}
            }
        }
        Ok(locked)
    }

    /// Texts that cells refer to by number.
    pub(super) fn shared_strings(&mut self) -> Result<Vec<String>, Finding> {
        let Some(xml) = self.related("sharedStrings")? else { return Ok(Vec::new()) };
        let tags = sheet::tags(&xml).ok_or_else(|| unreadable(say!("its texts are damaged")))?;
        let (mut all, mut from) = (Vec::new(), 0);
        for (n, t) in tags.iter().enumerate().filter(|(_, t)| t.local == "si") {
            if t.empty {
                all.push(String::new());
            } else if t.close {
                all.push(sheet::joined(&xml, tags.get(from..n).unwrap_or(&[])));
            } else {
                from = n;
            }
        }
        Ok(all)
    }

    /// Marks the workbook to be calculated when it is opened.
    pub(super) fn calculate_on_load(&mut self) -> Result<(), Finding> {
        let name = self.workbook.clone();
        let xml = std::mem::take(&mut self.text);
        let tags = sheet::tags(&xml).ok_or_else(|| unreadable(say!("it is damaged")))?;
        let mut splices = Vec::new();
        if let Some(t) = tags.iter().find(|t| t.local == "calcPr" && !t.close) {
            if attribute(t.text(&xml), "fullCalcOnLoad").is_some_and(|v| v == "1" || v == "true") {
                return Ok(());
            }
            match sheet::attribute_span(t.text(&xml), "fullCalcOnLoad") {
                Some(s) => {
                    splices.push((t.span.start + s.start..t.span.start + s.end, " fullCalcOnLoad=\"1\"".to_owned()))
                }
                None => {
                    let end = t.span.end - if t.empty { 2 } else { 1 };
                    splices.push((end..end, " fullCalcOnLoad=\"1\"".to_owned()));
                }
            }
        } else {
            // Elements stand in a fixed order: after the last of those that come before.
            let before = ["sheets", "functionGroups", "externalReferences", "definedNames"];
            if let Some(t) = tags.iter().rfind(|t| before.contains(&t.local) && (t.close || t.empty)) {
                let tag = format!("<{}calcPr fullCalcOnLoad=\"1\"/>", t.prefix(&xml));
                splices.push((t.span.end..t.span.end, tag));
            }
        }
        self.replace(&name, splice(&xml, splices));
        Ok(())
    }

    /// Takes out the order of calculation, which names cells that hold no formula any more. Excel
    /// makes a new one.
    pub(super) fn drop_calculation_chain(&mut self) -> Result<(), Finding> {
        let (_, relations) = relations_of(&self.workbook);
        let Some(chain) = self.relations.iter().find(|r| r.kind == "calcChain").map(|r| r.target.clone()) else {
            return Ok(());
        };
        let is_chain = |tag: &Tag, xml: &str| {
            let text = tag.text(xml);
            let of = |a: &str| attribute(text, a).unwrap_or_default();
            match tag.local {
                "Relationship" => of("Type").ends_with("/calcChain"),
                "Override" => of("PartName").trim_start_matches('/').eq_ignore_ascii_case(&chain),
                _ => false,
            }
        };
        for part in [relations.as_str(), "[Content_Types].xml"] {
            let Some(xml) = self.text(part)? else { continue };
            let tags = sheet::tags(&xml).ok_or_else(|| unreadable(say!("it is damaged")))?;
            let mut cut = Vec::new();
            for (n, t) in tags.iter().enumerate().filter(|(_, t)| !t.close && is_chain(t, &xml)) {
                let end = if t.empty { t.span.end } else { tags.get(n + 1).map_or(t.span.end, |c| c.span.end) };
                cut.push((t.span.start..end, String::new()));
            }
            self.replace(part, splice(&xml, cut));
        }
        self.changed.insert(chain, None);
        Ok(())
    }

    /// The file: changed parts packed anew, all others copied as they are packed.
    pub(super) fn finish(mut self) -> Result<Vec<u8>, Finding> {
        let failed = |_| unreadable(say!("its parts cannot be put together again"));
        let comment = self.archive.comment().to_vec();
        let mut changed: BTreeMap<usize, Option<String>> = BTreeMap::new();
        for (name, text) in std::mem::take(&mut self.changed) {
            if let Some(n) = self.position(&name) {
                changed.insert(n, text);
            }
        }
        let size = self.size;
        let mut new = ZipWriter::new(Cursor::new(Vec::with_capacity(size + size / 8)));
        new.set_raw_comment(comment.into_boxed_slice()).map_err(failed)?;
        for n in 0..self.archive.len() {
            let part = self.archive.by_index_raw(n).map_err(failed)?;
            match changed.get(&n) {
                None => new.raw_copy_file(part).map_err(failed)?,
                Some(None) => {}
                Some(Some(text)) => {
                    let name = part.name().map_err(failed)?.into_owned();
                    let options = SimpleFileOptions::default()
                        .compression_method(CompressionMethod::Deflated)
                        .compression_level(Some(LEVEL))
                        .last_modified_time(part.last_modified().unwrap_or_default());
                    new.start_file(name, options).map_err(failed)?;
                    new.write_all(text.as_bytes()).map_err(|_| unreadable(say!("its parts cannot be packed")))?;
                }
            }
        }
        Ok(new.finish().map_err(failed)?.into_inner())
    }
}

/// The bytes of a part; its stated size was checked, and is true of nearly all.
fn unpacked(part: ZipFile<'_, Cursor<&[u8]>>) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(usize::try_from(part.size().min(part.compressed_size() * 32)).ok()? + 32);
    part.take(LIMIT).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

fn as_text(bytes: Vec<u8>) -> Result<String, Finding> {
    let mut text = String::from_utf8(bytes).map_err(|_| unreadable(say!("it is not in UTF-8")))?;
    if text.starts_with('\u{feff}') {
        text.drain(..'\u{feff}'.len_utf8());
    }
    Ok(text)
}

/// True where a sheet may hold formulas, whatever their prefix; where it is in an encoding in which
/// that cannot be seen, it may.
fn may_hold_formulas(mut part: impl Read) -> std::io::Result<bool> {
    const BLOCK: usize = 1 << 15;
    // The end of a block stays for what begins there.
    const KEPT: usize = 2;
    let marks = [memmem::Finder::new("<f"), memmem::Finder::new(":f")];
    let mut block = vec![0_u8; KEPT + BLOCK];
    let mut kept = 0;
    loop {
        let (mut end, mut last) = (kept, false);
        while end < block.len() && !last {
            let Some(free) = block.get_mut(end..) else { break };
            match part.read(free)? {
                0 => last = true,
                n => end += n,
            }
        }
        let text = block.get(..end).unwrap_or_default();
        let ends = |at: usize| text.get(at + 2).is_some_and(|b| b.is_ascii_whitespace() || matches!(b, b'>' | b'/'));
        if memchr::memchr(0, text).is_some() || marks.iter().any(|m| m.find_iter(text).any(ends)) {
            return Ok(true);
        }
        if last {
            return Ok(false);
        }
        block.copy_within(end - KEPT..end, 0);
        kept = KEPT;
    }
}

struct Relation {
    id: String,
    kind: String,
    target: String,
}
