//! Rows for a table of the form that has fewer blank ones than there are entries: copies of the last
//! blank row, each filled, behind it. Where a row cannot be copied without a doubt none is.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;
use std::ops::Range;

use zip::ZipArchive;

use super::apply;
use super::patch::{Edits, Patch};
use crate::read::word::document::{Document, part};
use crate::read::word::xml::{Ns, Tree, escape, is_on};

/// Rows that are added to one table at most.
pub(super) const MOST: usize = 1_000;

/// Elements of a blank row outside of the properties of its rows, cells, paragraphs, runs and controls.
const PLAIN: &[&str] = &[
    "tr",
    "trPr",
    "tblPrEx",
    "tc",
    "tcPr",
    "p",
    "pPr",
    "r",
    "rPr",
    "t",
    "tab",
    "br",
    "proofErr",
    "lastRenderedPageBreak",
    "fldChar",
    "ffData",
    "instrText",
    "bookmarkStart",
    "bookmarkEnd",
    "sdt",
    "sdtPr",
    "sdtEndPr",
    "sdtContent",
];

/// Elements whose content says how something looks or behaves.
const PROPERTIES: &[&str] = &["trPr", "tblPrEx", "tcPr", "pPr", "rPr", "ffData", "sdtPr", "sdtEndPr"];

/// Properties that tie a row to others, to tracked changes, or to data beside the text.
const TIED: &[&str] = &[
    "vMerge",
    "tblHeader",
    "sectPr",
    "ins",
    "del",
    "moveFrom",
    "moveTo",
    "cellIns",
    "cellDel",
    "cellMerge",
    "rPrChange",
    "pPrChange",
    "trPrChange",
    "tcPrChange",
    "tblPrExChange",
    "dataBinding",
];

/// What the document lets people change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Protection {
    None,
    /// Only its form fields and controls, in sections that are protected.
    Forms,
    Other,
}

/// Numbers and names that are not used yet, and what may be changed.
pub(super) struct Copies {
    protection: Protection,
    /// Names of bookmarks and fields; capitals do not tell them apart.
    names: BTreeSet<String>,
    bookmark: i64,
    controls: BTreeSet<i64>,
    control: i64,
}

impl Copies {
    pub(super) fn of(document: &Document, original: &[u8]) -> Copies {
        let mut copies = Copies {
            protection: protection(document, original),
            names: BTreeSet::new(),
            // Headers have bookmarks of their own, which count from the beginning.
            bookmark: 100_000,
            controls: BTreeSet::new(),
            control: 700_000_000,
        };
        for (n, node) in document.tree.nodes.iter().enumerate() {
            let number = || node.attribute("id").or_else(|| node.attribute("val")).and_then(|v| v.trim().parse().ok());
            match node.name.as_str() {
                "bookmarkStart" | "bookmarkEnd" => copies.bookmark = copies.bookmark.max(number().unwrap_or(0)),
                "id" if within(&document.tree, n, "sdtPr") => copies.controls.extend(number()),
                _ => {}
            }
            let name = match node.name.as_str() {
                "bookmarkStart" => node.attribute("name"),
                "name" if within(&document.tree, n, "ffData") => node.attribute("val"),
                _ => None,
            };
            copies.names.extend(name.map(str::to_lowercase));
        }
        copies
    }

    /// The element to be copied for a blank row: the row, or the item of a repeating section around it.
    /// `None` where that is not safe. `places` tells whether each cell of the row has a field or control.
    pub(super) fn unit(&self, document: &Document, cell: usize, places: bool) -> Option<usize> {
        let tree = &document.tree;
        let mut row = tree.get(cell)?.parent?;
        while !tree.get(row)?.is("tr") {
            row = tree.get(row)?.parent?;
        }
        let mut unit = row;
        let holder = tree.get(row)?.parent?;
        if !tree.get(holder)?.is("tbl") {
            // An item of a repeating section is what Word itself copies.
            unit = tree.get(holder)?.parent?;
            let properties = tree.child(unit, "sdtPr")?;
            let alone = tree.children(holder).count() == 1 && tree.get(unit)?.is("sdt");
            if !alone || !tree.children(properties).any(|(_, n)| n.name == "repeatingSectionItem") {
                return None;
            }
            let section = tree.get(tree.get(unit)?.parent?)?.parent?;
            let fixed = |n: usize| tree.inside(n).any(|(_, n)| n.name == "doNotAllowInsertDeleteSection");
            if tree.child(section, "sdtPr").is_none_or(fixed) {
                return None;
            }
        }
        let may = match self.protection {
            Protection::None => true,
            Protection::Forms => places || !in_protected_section(tree, unit),
            Protection::Other => false,
        };
        (may && plain(tree, unit)).then_some(unit)
    }

    /// A copy of a row with these changes: everything in it that may be there only once is new.
    pub(super) fn copy(&mut self, document: &Document, unit: usize, patch: Patch) -> Option<String> {
        if !patch.glyphs.is_empty() || !patch.bound.is_empty() {
            return None;
        }
        let (root, own) = (document.tree.get(0)?, document.tree.get(unit)?.outer.clone());
        let edits: Option<Edits> = patch
            .edits
            .into_iter()
            .map(|(r, with)| Some((r.start.checked_sub(own.start)?..r.end.checked_sub(own.start)?, with)))
            .collect();
        let filled = apply(document.xml.get(own)?, edits?)?;
        // The root alone, so that prefixes mean what they mean in the document.
        let open = document.xml.get(root.tag.clone())?;
        let whole = format!("{open}{filled}</{}{}>", root.prefix, root.name);
        let tree = Tree::parse(&whole).ok()?;
        let edits = self.renewed(&tree, &whole)?;
        let copy = apply(&whole, edits)?;
        let end = copy.len().checked_sub(root.prefix.len() + root.name.len() + 3)?;
        copy.get(open.len()..end).map(str::to_owned)
    }

    /// New names and numbers for a copy.
    fn renewed(&mut self, tree: &Tree, xml: &str) -> Option<Edits> {
        let mut edits = Edits::new();
        let mut names: BTreeMap<&str, String> = BTreeMap::new();
        for (n, node) in tree.nodes.iter().enumerate() {
            if node.is("name") && within(tree, n, "ffData") {
                let old = node.attribute("val").unwrap_or_default();
                let new = self.name(old);
                edits.push((node.tag.clone(), with(xml.get(node.tag.clone())?, &[("val", Some(&new))])));
                // Two fields of one name: the bookmark is the first one's.
                names.entry(old).or_insert(new);
            }
        }
        let mut numbers: BTreeMap<&str, String> = BTreeMap::new();
        let ends: BTreeSet<&str> =
            tree.nodes.iter().filter(|n| n.is("bookmarkEnd")).filter_map(|n| n.attribute("id")).collect();
        for (n, node) in tree.nodes.iter().enumerate() {
            let tag = || xml.get(node.tag.clone());
            match node.name.as_str() {
                "tr" | "p" if node.attribute("paraId").or_else(|| node.attribute("textId")).is_some() => {
                    edits.push((node.tag.clone(), with(tag()?, &[("paraId", None), ("textId", None)])));
                }
                "id" if within(tree, n, "sdtPr") => {
                    let new = self.control().to_string();
                    edits.push((node.tag.clone(), with(tag()?, &[("val", Some(&new))])));
                }
                // A bookmark that is no field's is the original's alone.
                "bookmarkStart" => {
                    let (id, name) = (node.attribute("id")?, node.attribute("name").unwrap_or_default());
                    match names.remove(name).filter(|_| ends.contains(id)) {
                        Some(new) => {
                            self.bookmark = self.bookmark.checked_add(1)?;
                            let number = self.bookmark.to_string();
                            let tag = with(tag()?, &[("id", Some(&number)), ("name", Some(&new))]);
                            edits.push((node.tag.clone(), tag));
                            numbers.insert(id, number);
                        }
                        None => edits.push((node.outer.clone(), String::new())),
                    }
                }
                "bookmarkEnd" => match numbers.get(node.attribute("id")?) {
                    Some(number) => {
                        edits.push((node.tag.clone(), with(tag()?, &[("id", Some(number))])));
                    }
                    None => edits.push((node.outer.clone(), String::new())),
                },
                _ => {}
            }
        }
        Some(edits)
    }

    /// A name like another that nothing has yet; Word allows a field 20 characters.
    fn name(&mut self, like: &str) -> String {
        if like.is_empty() {
            return String::new();
        }
        let stem: String = like.trim_end_matches(|c: char| c.is_ascii_digit()).chars().take(13).collect();
        let stem = if stem.is_empty() { "Field".to_owned() } else { stem };
        let free = (1_u64..).map(|n| format!("{stem}{n}")).find(|n| !self.names.contains(&n.to_lowercase()));
        let name = free.unwrap_or(stem);
        self.names.insert(name.to_lowercase());
        name
    }

    fn control(&mut self) -> i64 {
        loop {
            self.control += 1;
            if self.controls.insert(self.control) {
                return self.control;
            }
        }
    }
}

fn within(tree: &Tree, node: usize, name: &str) -> bool {
    let parent = tree.get(node).and_then(|n| n.parent).and_then(|p| tree.get(p));
    parent.is_some_and(|p| p.is(name))
}

/// True where an element holds nothing that may not stand in the document twice.
fn plain(tree: &Tree, unit: usize) -> bool {
    let (mut begun, mut ended) = (0_usize, 0_usize);
    let mut end = 0;
    for (n, node) in tree.inside(unit) {
        if TIED.contains(&node.name.as_str()) && is_on(node.attribute("val")) {
            return false;
        }
        if node.outer.start < end {
            // Within properties.
            continue;
        }
        if node.ns != Ns::W || !PLAIN.contains(&node.name.as_str()) {
            return false;
        }
        if PROPERTIES.contains(&node.name.as_str()) {
            end = node.outer.end;
        }
        match (node.name.as_str(), node.attribute("fldCharType")) {
            ("fldChar", Some("begin")) if tree.child(n, "ffData").is_some() => begun += 1,
            ("fldChar", Some("begin")) => return false,
            ("fldChar", Some("end")) => ended += 1,
            ("instrText", _) if !node.text.trim_start().starts_with("FORM") => return false,
            _ => {}
        }
    }
    begun == ended
}

/// True where the section of an element lets people fill in fields only.
fn in_protected_section(tree: &Tree, unit: usize) -> bool {
    let end = tree.get(unit).map_or(0, |n| n.outer.end);
    // A section is described at its end.
    let section = tree.nodes.iter().enumerate().find(|(_, n)| n.is("sectPr") && n.outer.start >= end);
    let stated = section.and_then(|(s, _)| tree.child(s, "formProt")).and_then(|p| tree.get(p));
    stated.is_none_or(|p| is_on(p.attribute("val")))
}

fn protection(document: &Document, original: &[u8]) -> Protection {
    let Ok(mut archive) = ZipArchive::new(Cursor::new(original)) else { return Protection::Other };
    let (folder, name) = document.part.rsplit_once('/').unwrap_or(("", &document.part));
    let slash = if folder.is_empty() { "" } else { "/" };
    let mut target = None;
    if let Ok(Some(xml)) = part(&mut archive, &format!("{folder}{slash}_rels/{name}.rels"))
        && let Ok(tree) = Tree::parse(&xml)
    {
        let found = tree.nodes.iter().find(|n| n.attribute("Type").is_some_and(|t| t.ends_with("/settings")));
        target = found.and_then(|n| n.attribute("Target")).map(str::to_owned);
    }
    let Some(target) = target else { return Protection::None };
    let settings = match target.strip_prefix('/') {
        Some(absolute) => absolute.to_owned(),
        None => format!("{folder}{slash}{target}"),
    };
    let tree = match part(&mut archive, &settings) {
        Ok(Some(xml)) => Tree::parse(&xml),
        Ok(None) => return Protection::None,
        Err(bad) => Err(bad),
    };
    let Ok(tree) = tree else { return Protection::Other };
    let stated = tree.child(0, "documentProtection").and_then(|p| tree.get(p));
    match stated.filter(|p| p.attribute("enforcement").is_some_and(|e| is_on(Some(e)))) {
        None => Protection::None,
        Some(p) => match p.attribute("edit") {
            Some("forms") => Protection::Forms,
            Some("none") | None => Protection::None,
            Some(_) => Protection::Other,
        },
    }
}

/// A tag with attributes, by their names without prefix, given other values, or taken out.
fn with(tag: &str, changes: &[(&str, Option<&str>)]) -> String {
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    let bytes = tag.as_bytes();
    let mut at = bytes.iter().position(u8::is_ascii_whitespace).unwrap_or(tag.len());
    while let Some(equals) = tag.get(at..).and_then(|rest| rest.find('=')).map(|p| at + p) {
        let key = tag.get(at..equals).unwrap_or("").trim();
        let Some(open) = tag.get(equals..).and_then(|rest| rest.find(['"', '\''])).map(|p| equals + p) else { break };
        let quote = bytes.get(open).copied().unwrap_or(b'"');
        let Some(close) = bytes.iter().skip(open + 1).position(|b| *b == quote).map(|p| open + 1 + p) else { break };
        let local = key.rsplit(':').next().unwrap_or(key);
        match changes.iter().find(|(name, _)| *name == local) {
            Some((_, Some(new))) => edits.push((open + 1..close, escape(new))),
            Some((_, None)) => edits.push((at..close + 1, String::new())),
            None => {}
        }
        at = close + 1;
    }
    apply(tag, edits).unwrap_or_else(|| tag.to_owned())
}

#[cfg(test)]
mod tests {
    use super::with;

    #[test]
    fn attributes_change_and_nothing_else() {
        let tag = "<w:p w14:paraId='1' w:rsidR=\"a=b\" w14:textId = \"2\"/>";
        assert_eq!(with(tag, &[("paraId", None), ("textId", None)]), "<w:p w:rsidR=\"a=b\"/>");
        assert_eq!(with("<w:id w:val=\"-5\"/>", &[("val", Some("7&"))]), "<w:id w:val=\"7&amp;\"/>");
        assert_eq!(with("<w:tr>", &[("val", None)]), "<w:tr>");
    }
}
