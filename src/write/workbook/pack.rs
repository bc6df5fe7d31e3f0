//! Puts the cells into the frames of sheets that the library wrote, and packs the workbook.

use std::io::{Cursor, Read as _, Write as _};

use rayon::prelude::*;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

use super::page::Cells;
use crate::write::Error;

/// How hard parts are packed: the usual level makes a workbook a seventh smaller for at least twice
/// the work.
const LEVEL: i64 = 2;

/// Parts of fewer bytes stay as the library packed them: to pack is mostly to get ready for it.
const SMALL: u64 = 8 << 10;

/// A part as the library packed it, or to be packed.
enum Part {
    Done(usize),
    Open(String, Vec<u8>, Option<Cells>),
}

/// Packs a workbook that the library packed in haste, with the cells of its sheets, in their order.
pub(super) fn pack(book: &[u8], cells: Vec<Cells>) -> Result<Vec<u8>, Error> {
    let mut cells: Vec<Option<Cells>> = cells.into_iter().map(Some).collect();
    let mut old = ZipArchive::new(Cursor::new(book))?;
    let mut parts = Vec::with_capacity(old.len());
    for n in 0..old.len() {
        let mut part = old.by_index(n)?;
        let name = part.name()?.into_owned();
        let cells = sheet(&name).and_then(|s| cells.get_mut(s.checked_sub(1)?)?.take());
        if cells.is_none() && part.size() < SMALL {
            parts.push(Part::Done(n));
            continue;
        }
        let mut bytes = Vec::with_capacity(usize::try_from(part.size()).unwrap_or_default());
        part.read_to_end(&mut bytes).map_err(zip::result::ZipError::Io)?;
        parts.push(Part::Open(name, bytes, cells));
    }
    // Parts do not wait for each other; they are put together in the order of the library.
    let packed: Vec<Part> = parts
        .into_par_iter()
        .map(|part| match part {
            Part::Done(n) => Ok(Part::Done(n)),
            Part::Open(name, bytes, cells) => {
                let bytes = match cells {
                    Some(cells) => cells.into_part(bytes),
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
