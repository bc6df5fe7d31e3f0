//! Filling an official Excel form in place: the cells asked for are written, and everything else in
//! the file stays byte for byte what it was.
//!
//! Parts that are not touched are copied as they are packed. In the part of a sheet only the cells
//! that are filled are replaced, keeping their style; the results that formulas had before are taken
//! out, because they are no longer true, and the workbook is marked to be calculated when it is
//! opened. A cell with a formula, a covered cell of a merged region and a locked cell of a protected
//! sheet are never filled.

mod formula;
mod package;
mod sheet;

use std::collections::BTreeMap;

use crate::model::{Finding, Level, Sentence};

use crate::say;
use package::Package;
use package::unreadable;

/// What a cell is filled with.
#[derive(Debug, Clone, PartialEq)]
pub enum Fill {
    /// A text; it is never taken for a formula. An empty text leaves the cell blank.
    Text(String),
    /// A number.
    Number(f64),
}

/// A cell to be filled. Rows and columns count from 0.
#[derive(Debug, Clone, PartialEq)]
pub struct CellEdit {
    /// Name of the sheet.
    pub sheet: String,
    /// Row.
    pub row: u32,
    /// Column.
    pub column: u32,
    /// What to put into it.
    pub fill: Fill,
    /// The form means its formula to be typed over: it only prompts. All other formulas stay.
    pub over_formula: bool,
}

impl CellEdit {
    /// An edit that leaves formulas alone.
    #[must_use]
    pub fn new(sheet: impl Into<String>, row: u32, column: u32, fill: Fill) -> CellEdit {
        CellEdit { sheet: sheet.into(), row, column, fill, over_formula: false }
    }

    fn place(&self) -> String {
        format!("{}!{}{}", self.sheet, sheet::column_name(self.column), u64::from(self.row) + 1)
    }
}

/// A filled file, and the cells that could not be filled.
#[derive(Debug, Clone, PartialEq)]
pub struct Patched {
    /// The file.
    pub bytes: Vec<u8>,
    /// One finding (`cell-not-filled`) for each edit that was not made. The file's name is for the
    /// caller to add.
    pub findings: Vec<Finding>,
}

/// Fills cells of an Excel workbook; all of them, or none.
///
/// # Errors
/// A finding where the file is no Excel workbook or is damaged, and where a cell may not be filled:
/// it holds a formula, is covered by a merged region, is locked, or the text is too long for a cell.
pub fn patch(original: &[u8], edits: &[CellEdit]) -> Result<Vec<u8>, Finding> {
    let patched = patch_possible(original, edits)?;
    match patched.findings.into_iter().next() {
        Some(finding) => Err(finding),
        None => Ok(patched.bytes),
    }
}

/// Fills those cells that may be filled, and names the others. Where none is filled the bytes are
/// those of the original. Of several edits of one cell the last counts.
///
/// # Errors
/// A finding where the file is no Excel workbook or is damaged.
pub fn patch_possible(original: &[u8], edits: &[CellEdit]) -> Result<Patched, Finding> {
    if edits.is_empty() {
        return Ok(Patched { bytes: original.to_vec(), findings: Vec::new() });
    }
    let mut package = Package::open(original)?;
    let mut findings = Vec::new();
    let refuse = |e: &CellEdit, why: &Sentence| {
        Finding::new(Level::Warning, "cell-not-filled", say!("the cell was not filled: {why}", why = why))
            .at("", e.place())
            .hint(say!("type it in by hand, if the form allows it"))
    };
    let mut by_sheet: BTreeMap<usize, BTreeMap<(u32, u32), &CellEdit>> = BTreeMap::new();
    for e in edits {
        match package.sheets.iter().position(|s| s.name == e.sheet) {
            Some(n) => {
                by_sheet.entry(n).or_default().insert((e.row, e.column), e);
            }
            None => findings.push(refuse(e, &say!("there is no such sheet"))),
        }
    }
    // Formulas of any sheet may depend on what is filled.
    let parts: Vec<String> = package.sheets.iter().map(|s| s.part.clone()).collect();
    let mut texts = Vec::new();
    for (n, part) in parts.into_iter().enumerate() {
        let edits = by_sheet.remove(&n).unwrap_or_default();
        let xml = if edits.is_empty() { package.text_with_formulas(&part)? } else { package.text(&part)? };
        texts.extend(xml.map(|xml| (part, xml, edits)));
    }
    // Which cells are locked matters only where a sheet is protected.
    let protected = texts.iter().any(|(_, xml, edits)| !edits.is_empty() && xml.contains("sheetProtection"));
    let styles = if protected { package.locked_styles()? } else { Vec::new() };
    let mut plans = Vec::new();
    let (mut formulas, mut filled, mut over) = (false, false, false);
    for (part, xml, edits) in &texts {
        let index = sheet::Index::new(xml).ok_or_else(|| unreadable(say!("a sheet in it is damaged")))?;
        formulas |= index.has_formulas();
        let plan = index.plan(edits, &styles);
        for (edit, why) in &plan.refused {
            findings.push(refuse(edit, why));
        }
        filled |= plan.filled > 0;
        over |= plan.over_formulas;
        plans.push((part, xml, index, plan.splices, plan.kept_formulas));
    }
    if !filled {
        return Ok(Patched { bytes: original.to_vec(), findings });
    }
    for (part, xml, index, mut splices, kept) in plans {
        splices.extend(index.without_results(&kept));
        if !splices.is_empty() {
            package.replace(part, sheet::splice(xml, splices));
        }
    }
    if formulas {
        package.calculate_on_load()?;
    }
    if over {
        package.drop_calculation_chain()?;
    }
    Ok(Patched { bytes: package.finish()?, findings })
}

/// A cell of a form as it stands there.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct CellText {
    /// The text or number; of a formula, its saved result.
    pub(super) text: String,
    /// The formula; empty where it shares that of another cell.
    pub(super) formula: Option<String>,
}

/// The cells of a sheet that hold something. Rows and columns count from 0.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct SheetCells {
    /// Name of the sheet.
    pub(super) name: String,
    /// Cells by row and column.
    pub(super) cells: BTreeMap<(u32, u32), CellText>,
}

impl SheetCells {
    /// `Sheet1!C12`.
    pub(super) fn place(&self, row: u32, column: u32) -> String {
        format!("{}!{}{}", self.name, sheet::column_name(column), u64::from(row) + 1)
    }
}

/// The cells of a form, to find out what is to be filled.
pub(super) fn cells(original: &[u8]) -> Result<Vec<SheetCells>, Finding> {
    let mut package = Package::open(original)?;
    let strings = package.shared_strings()?;
    let parts: Vec<(String, String)> = package.sheets.iter().map(|s| (s.name.clone(), s.part.clone())).collect();
    let mut all = Vec::new();
    for (name, part) in parts {
        let Some(xml) = package.text(&part)? else { continue };
        let index = sheet::Index::new(&xml).ok_or_else(|| unreadable(say!("a sheet in it is damaged")))?;
        all.push(SheetCells { name, cells: index.texts(&strings) });
    }
    Ok(all)
}

/// A number as Excel stores it, or as typed with a dot.
pub(super) fn number(text: &str) -> Option<f64> {
    text.trim().parse().ok().filter(|n: &f64| n.is_finite())
}
