//! Row heights that grow with what is typed.
//!
//! A row without a height is shown one line high by LibreOffice; a row whose height is set the usual
//! way no longer grows in Excel when somebody types a longer answer. A height that is written but not
//! marked as set by hand (`customHeight`) does both, and rust_xlsxwriter cannot write one.

use std::collections::BTreeSet;
use std::io::{Cursor, Read as _, Write as _};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

use crate::write::Error;

/// Takes the mark "set by hand" from all rows but the `fixed` ones of each sheet, in sheet order.
pub(super) fn unfix(book: &[u8], fixed: &[BTreeSet<u32>]) -> Result<Vec<u8>, Error> {
    let mut old = ZipArchive::new(Cursor::new(book))?;
    let mut new = ZipWriter::new(Cursor::new(Vec::with_capacity(book.len())));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default());
    for n in 0..old.len() {
        let mut part = old.by_index(n)?;
        let name = part.name()?.into_owned();
        let sheet = name
            .strip_prefix("xl/worksheets/sheet")
            .and_then(|s| s.strip_suffix(".xml"))
            .and_then(|s| s.parse::<usize>().ok());
        let Some(rows) = sheet.and_then(|s| fixed.get(s.checked_sub(1)?)) else {
            new.raw_copy_file(part)?;
            continue;
        };
        let mut xml = String::new();
        part.read_to_string(&mut xml).map_err(zip::result::ZipError::Io)?;
        new.start_file(name, options)?;
        new.write_all(unfix_rows(&xml, rows).as_bytes()).map_err(zip::result::ZipError::Io)?;
    }
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
        if number.is_some_and(|n| fixed.contains(&(n - 1))) {
            out.push_str(tag);
        } else {
            out.push_str(&tag.replace(" customHeight=\"1\"", ""));
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
