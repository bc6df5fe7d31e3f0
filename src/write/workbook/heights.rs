//! Row heights that grow with what is typed.
//!
//! A row without a height is shown one line high by LibreOffice; a row whose height is set the usual
//! way no longer grows in Excel when somebody types a longer answer. A height that is written but not
//! marked as set by hand (`customHeight`) does both, and rust_xlsxwriter cannot write one.
//!
//! A format said once for a row spares rust_xlsxwriter comparing it for each cell; the row itself
//! must not keep it, or it would show beyond the last column.

use std::collections::BTreeSet;
use std::io::{Cursor, Read as _, Write as _};

use rayon::prelude::*;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

use crate::write::Error;

/// How hard parts are packed: the usual level makes a workbook a seventh smaller for at least twice
/// the work.
const LEVEL: i64 = 2;

/// Parts of fewer bytes stay as the library packed them: to pack is mostly to get ready for it.
const SMALL: u64 = 8 << 10;

/// A part as the library packed it, or to be packed.
enum Part {
    Done(usize),
    Open(String, Vec<u8>),
}

/// Packs a workbook that the library packed in haste, without the mark "set by hand" on all rows
/// but the `fixed` ones of each sheet, in sheet order.
pub(super) fn pack(book: &[u8], fixed: &[BTreeSet<u32>]) -> Result<Vec<u8>, Error> {
    let mut old = ZipArchive::new(Cursor::new(book))?;
    let mut parts = Vec::with_capacity(old.len());
    for n in 0..old.len() {
        let mut part = old.by_index(n)?;
        let name = part.name()?.into_owned();
        let rows = sheet(&name).and_then(|s| fixed.get(s.checked_sub(1)?));
        if rows.is_none() && part.size() < SMALL {
            parts.push(Part::Done(n));
            continue;
        }
        let mut bytes = Vec::with_capacity(usize::try_from(part.size()).unwrap_or_default());
        part.read_to_end(&mut bytes).map_err(zip::result::ZipError::Io)?;
        parts.push(Part::Open(name, bytes));
    }
    // Parts do not wait for each other; they are put together in the order of the library.
    let packed: Vec<Part> = parts
        .into_par_iter()
        .map(|part| match part {
            Part::Done(n) => Ok(Part::Done(n)),
            Part::Open(name, bytes) => {
                let bytes = match sheet(&name).and_then(|s| fixed.get(s.checked_sub(1)?)) {
                    Some(rows) => unfix_rows(&String::from_utf8_lossy(&bytes), rows).into_bytes(),
                    None => bytes,
                };
                Ok(Part::Open(String::new(), one(name, &bytes)?))
            }
        })
        .collect::<Result<_, Error>>()?;
    let mut new = ZipWriter::new(Cursor::new(Vec::with_capacity(book.len())));
    for part in &packed {
        match part {
            Part::Done(n) => new.raw_copy_file(old.by_index(*n)?)?,
            Part::Open(_, bytes) => {
                new.raw_copy_file(ZipArchive::new(Cursor::new(bytes.as_slice()))?.by_index(0)?)?;
            }
        }
    }
    Ok(new.finish()?.into_inner())
}

/// The number of a sheet's part, from 1.
fn sheet(name: &str) -> Option<usize> {
    name.strip_prefix("xl/worksheets/sheet")?.strip_suffix(".xml")?.parse().ok()
}

/// A package of one part.
fn one(name: String, bytes: &[u8]) -> Result<Vec<u8>, Error> {
    let mut new = ZipWriter::new(Cursor::new(Vec::with_capacity(bytes.len() / 8 + 512)));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(LEVEL))
        .last_modified_time(DateTime::default());
    new.start_file(name, options)?;
    new.write_all(bytes).map_err(zip::result::ZipError::Io)?;
    Ok(new.finish()?.into_inner())
}

fn unfix_rows(xml: &str, fixed: &BTreeSet<u32>) -> String {
    let mut out = String::with_capacity(xml.len());
    let mut rest = xml;
    while let Some(at) = rest.find("<row ") {
        let end = rest[at..].find('>').map_or(rest.len(), |e| at + e);
        let tag = &rest[at..end];
        let number = tag.split_once(" r=\"").and_then(|(_, r)| r.split('"').next()).and_then(|r| r.parse::<u32>().ok());
        out.push_str(&rest[..at]);
        let tag = match tag.split_once(" customFormat=\"1\"") {
            Some((before, after)) => match before.rsplit_once(" s=\"") {
                Some((before, _)) => {
                    out.push_str(before);
                    after
                }
                None => tag,
            },
            None => tag,
        };
        match tag.split_once(" customHeight=\"1\"") {
            Some((before, after)) if !number.is_some_and(|n| fixed.contains(&(n - 1))) => out.extend([before, after]),
            _ => out.push_str(tag),
        }
        rest = &rest[end..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_row_keeps_a_format() {
        let xml = "<row r=\"1\" spans=\"1:2\" s=\"7\" customFormat=\"1\" ht=\"30\" customHeight=\"1\"><c r=\"A1\" s=\"7\"/></row>";
        assert_eq!(
            unfix_rows(xml, &BTreeSet::new()),
            "<row r=\"1\" spans=\"1:2\" ht=\"30\"><c r=\"A1\" s=\"7\"/></row>"
        );
    }

    #[test]
    fn only_rows_that_may_grow_lose_the_mark() {
        let xml = "<sheetData><row r=\"1\" ht=\"30\" customHeight=\"1\"><c r=\"A1\"/></row>\
                   <row r=\"2\" ht=\"240\" customHeight=\"1\"/><row r=\"3\"/></sheetData>";
        let out = unfix_rows(xml, &BTreeSet::from([1]));
        assert_eq!(
            out,
            "<sheetData><row r=\"1\" ht=\"30\"><c r=\"A1\"/></row>\
             <row r=\"2\" ht=\"240\" customHeight=\"1\"/><row r=\"3\"/></sheetData>"
        );
    }
}
