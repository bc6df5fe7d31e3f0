//! Row heights that grow with what is typed.
//!
//! A row without a height is shown one line high by LibreOffice; a row whose height is set the usual
//! way no longer grows in Excel when somebody types a longer answer. A height that is written but not
//! marked as set by hand (`customHeight`) does both, and rust_xlsxwriter cannot write one.
//!
//! A format said once for a row spares rust_xlsxwriter comparing it for each cell; the row itself
//! must not keep it, or it would show beyond the last column.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read as _, Write as _};

use memchr::memchr;
use memchr::memmem::{self, Finder};
use rayon::prelude::*;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

use super::rows::Rows;
use crate::write::Error;

/// How hard parts are packed: the usual level makes a workbook a seventh smaller for at least twice
/// the work.
const LEVEL: i64 = 2;

/// Parts of fewer bytes stay as the library packed them: to pack is mostly to get ready for it.
const SMALL: u64 = 8 << 10;

/// A part as the library packed it, or to be packed.
enum Part {
    Done(usize),
    Open(String, Vec<u8>, Option<Rows>),
}

/// Packs a workbook that the library packed in haste, without the mark "set by hand" on all rows
/// but the `fixed` ones of each sheet, in sheet order, and with `more` rows in some sheets (by the
/// number of their part, from 1).
pub(super) fn pack(book: &[u8], fixed: &[BTreeSet<u32>], mut more: BTreeMap<usize, Rows>) -> Result<Vec<u8>, Error> {
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
        let more = sheet(&name).and_then(|s| more.remove(&s));
        parts.push(Part::Open(name, bytes, more));
    }
    // Parts do not wait for each other; they are put together in the order of the library.
    let packed: Vec<Part> = parts
        .into_par_iter()
        .map(|part| match part {
            Part::Done(n) => Ok(Part::Done(n)),
            Part::Open(name, bytes, more) => {
                let bytes = match sheet(&name).and_then(|s| fixed.get(s.checked_sub(1)?)) {
                    Some(rows) => unfix_rows(&bytes, rows),
                    None => bytes,
                };
                let bytes = match more {
                    Some(rows) => rows.into_part(bytes),
                    None => bytes,
                };
                Ok(Part::Open(String::new(), one(name, &bytes)?, None))
            }
        })
        .collect::<Result<_, Error>>()?;
    let mut new = ZipWriter::new(Cursor::new(Vec::with_capacity(book.len())));
    for part in &packed {
        match part {
            Part::Done(n) => new.raw_copy_file(old.by_index(*n)?)?,
            Part::Open(_, bytes, _) => {
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

/// The part of a sheet without the marks "set by hand" and without formats of rows.
fn unfix_rows(xml: &[u8], fixed: &BTreeSet<u32>) -> Vec<u8> {
    let row = Finder::new("<row ");
    let mut out = Vec::with_capacity(xml.len());
    let mut rest = xml;
    while let Some(at) = row.find(rest) {
        let end = memchr(b'>', &rest[at..]).map_or(rest.len(), |e| at + e);
        out.extend_from_slice(&rest[..at]);
        let tag = &rest[at..end];
        let number = attribute(tag, b" r=\"")
            .and_then(|(_, n, _)| std::str::from_utf8(n).ok()?.parse::<u32>().ok()?.checked_sub(1));
        let mut kept = Vec::with_capacity(tag.len());
        match (attribute(tag, b" s=\""), attribute(tag, b" customFormat=\"")) {
            (Some((before, _, _)), Some((_, _, after))) => kept.extend([before, after].concat()),
            _ => kept.extend_from_slice(tag),
        }
        match attribute(&kept, b" customHeight=\"") {
            Some((before, _, after)) if !number.is_some_and(|n| fixed.contains(&n)) => {
                out.extend_from_slice(before);
                out.extend_from_slice(after);
            }
            _ => out.extend_from_slice(&kept),
        }
        rest = &rest[end..];
    }
    out.extend_from_slice(rest);
    out
}

/// What stands before an attribute of a tag, its value, and what stands after it.
fn attribute<'a>(tag: &'a [u8], begins: &[u8]) -> Option<(&'a [u8], &'a [u8], &'a [u8])> {
    let at = memmem::find(tag, begins)?;
    let value = tag.get(at + begins.len()..)?;
    let end = memchr(b'"', value)?;
    Some((&tag[..at], &value[..end], &value[end + 1..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unfix(xml: &str, fixed: &BTreeSet<u32>) -> String {
        String::from_utf8(unfix_rows(xml.as_bytes(), fixed)).expect("text")
    }

    #[test]
    fn no_row_keeps_a_format() {
        let xml = "<row r=\"1\" spans=\"1:2\" s=\"7\" customFormat=\"1\" ht=\"30\" customHeight=\"1\"><c r=\"A1\" s=\"7\"/></row>";
        assert_eq!(unfix(xml, &BTreeSet::new()), "<row r=\"1\" spans=\"1:2\" ht=\"30\"><c r=\"A1\" s=\"7\"/></row>");
    }

    #[test]
    fn only_rows_that_may_grow_lose_the_mark() {
        let xml = "<sheetData><row r=\"1\" ht=\"30\" customHeight=\"1\"><c r=\"A1\"/></row>\
                   <row r=\"2\" ht=\"240\" customHeight=\"1\"/><row r=\"3\"/></sheetData>";
        let out = unfix(xml, &BTreeSet::from([1]));
        assert_eq!(
            out,
            "<sheetData><row r=\"1\" ht=\"30\"><c r=\"A1\"/></row>\
             <row r=\"2\" ht=\"240\" customHeight=\"1\"/><row r=\"3\"/></sheetData>"
        );
    }
}
