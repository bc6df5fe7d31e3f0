//! The lists that cells of an Excel form offer: what may be answered there.

use std::collections::BTreeMap;
use std::io::Cursor;

use zip::ZipArchive;

use crate::read::book::Book;
use crate::read::word::document::part;
use crate::read::word::xml::Tree;

/// Bytes of a sheet whose lists are looked for; a form is far smaller.
const SHEET: usize = 16 << 20;
/// Most entries of a list.
const ENTRIES: usize = 300;

/// First row and column, last row and column; from 0.
type Area = (u32, u32, u32, u32);

/// Cells, and what they offer.
type Offer = (Vec<Area>, Vec<String>);

/// Lists of a workbook, by sheet.
#[derive(Debug, Default)]
pub(super) struct Lists {
    sheets: BTreeMap<String, Vec<Offer>>,
}

impl Lists {
    /// Reads the lists of an Excel workbook. A part that cannot be read has none.
    pub(super) fn read(bytes: &[u8], book: &Book) -> Lists {
        let mut lists = Lists::default();
        let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else { return lists };
        let mut tree = |name: &str| -> Option<Tree> {
            let xml = part(&mut archive, name).ok()??;
            if xml.len() > SHEET { None } else { Tree::parse(&xml).ok() }
        };
        let (Some(workbook), Some(rels)) = (tree("xl/workbook.xml"), tree("xl/_rels/workbook.xml.rels")) else {
            return lists;
        };
        let names: BTreeMap<&str, &str> = workbook
            .nodes
            .iter()
            .filter(|n| n.name == "definedName")
            .filter_map(|n| Some((n.attribute("name")?, n.text.trim())))
            .collect();
        for sheet in workbook.nodes.iter().filter(|n| n.name == "sheet") {
            let (Some(name), Some(id)) = (sheet.attribute("name"), sheet.attribute("id")) else { continue };
            let target = rels
                .nodes
                .iter()
                .find(|r| r.name == "Relationship" && r.attribute("Id") == Some(id))
                .and_then(|r| r.attribute("Target"));
            let Some(target) = target else { continue };
            let path = match target.strip_prefix('/') {
                Some(whole) => whole.to_owned(),
                None => format!("xl/{target}"),
            };
            let Some(found) = tree(&path) else { continue };
            let mut all = Vec::new();
            for (i, _) in found
                .nodes
                .iter()
                .enumerate()
                .filter(|(_, n)| n.name == "dataValidation" && n.attribute("type") == Some("list"))
            {
                let below = |name: &str| found.inside(i).find(|(_, n)| n.name == name).map(|(_, n)| n);
                let formula = below("f").or_else(|| below("formula1")).map_or("", |n| n.text.trim());
                let places = found
                    .nodes
                    .get(i)
                    .and_then(|n| n.attribute("sqref"))
                    .or_else(|| below("sqref").map(|n| n.text.as_str()))
                    .unwrap_or_default();
                let entries = entries(formula, name, &names, book);
                if entries.len() >= 2 {
                    all.push((places.split_whitespace().filter_map(area).collect(), entries));
                }
            }
            lists.sheets.insert(name.to_owned(), all);
        }
        lists
    }

    /// What a cell offers; empty where it has no list.
    pub(super) fn at(&self, sheet: &str, row: u32, column: u32) -> &[String] {
        let all = self.sheets.get(sheet).map_or(&[][..], Vec::as_slice);
        all.iter()
            .find(|(areas, _)| areas.iter().any(|a| (a.0..=a.2).contains(&row) && (a.1..=a.3).contains(&column)))
            .map_or(&[], |(_, entries)| entries.as_slice())
    }
}

/// `"Yes,No"`, `Lists!$A$1:$A$4`, or the name of a region.
fn entries(formula: &str, sheet: &str, names: &BTreeMap<&str, &str>, book: &Book) -> Vec<String> {
    let formula = formula.trim_start_matches('=');
    let formula = names.get(formula).copied().unwrap_or(formula);
    if let Some(text) = formula.strip_prefix('"').and_then(|f| f.strip_suffix('"')) {
        return text.split(',').map(|t| t.trim().to_owned()).filter(|t| !t.is_empty()).take(ENTRIES).collect();
    }
    let (sheet, cells) = match formula.rsplit_once('!') {
        Some((s, cells)) => (s.trim_matches('\'').replace("''", "'"), cells),
        None => (sheet.to_owned(), formula),
    };
    let (Some(area), Some(sheet)) = (area(cells), book.sheets.iter().find(|s| s.name == sheet)) else {
        return Vec::new();
    };
    sheet
        .rows
        .range(area.0..=area.2)
        .flat_map(|(_, cells)| cells.range(area.1..=area.3))
        .map(|(_, cell)| cell.text())
        .filter(|t| !t.is_empty())
        .take(ENTRIES)
        .collect()
}

/// `$A$1:$B$4` or `C7`.
fn area(text: &str) -> Option<Area> {
    let corner = |t: &str| -> Option<(u32, u32)> {
        let t: String = t.chars().filter(|c| *c != '$').collect();
        let digits = t.find(|c: char| c.is_ascii_digit())?;
        let (letters, row) = t.split_at(digits);
        if letters.is_empty() || letters.len() > 3 {
            return None;
        }
        let mut column = 0_u32;
        for c in letters.chars() {
            column = column * 26 + (c.to_ascii_uppercase() as u32).checked_sub(64).filter(|n| (1..=26).contains(n))?;
        }
        Some((row.parse::<u32>().ok()?.checked_sub(1)?, column.checked_sub(1)?))
    };
    let (from, to) = text.split_once(':').unwrap_or((text, text));
    let ((r0, c0), (r1, c1)) = (corner(from)?, corner(to)?);
    (r0 <= r1 && c0 <= c1).then_some((r0, c0, r1, c1))
}
