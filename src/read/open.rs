//! Opening a file: what it is, by its content and never by its name, and its cells.
//!
//! Everything a stranger's file could do to the machine is limited here, before anything of it is
//! unpacked: sizes and ratios in the directory of a zip file, cells and rows of a sheet.

mod excel;
pub(in crate::read) mod markup;
mod ods;
mod records;
mod text;

use std::io::{Cursor, Read, Seek};
use std::path::Path;

use zip::ZipArchive;

use super::book::Book;
use crate::model::{Finding, Level, Sentence};
use crate::say;

pub(super) use markup::plain_text;

/// What a file may cost at most.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Bytes of the file itself.
    pub file: u64,
    /// Bytes of all parts of a zip file, unpacked.
    pub total: u64,
    /// Unpacked to packed size of a part larger than `ratio_from`.
    pub ratio: u64,
    /// Parts up to this many bytes may have any ratio.
    pub ratio_from: u64,
    /// Parts of a zip file.
    pub parts: usize,
    /// Cells that are not blank, in all sheets.
    pub cells: usize,
    /// Rows that are not blank, in one sheet.
    pub rows: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            file: 256 << 20,
            total: 512 << 20,
            ratio: 200,
            ratio_from: 1 << 20,
            parts: 10_000,
            cells: 2_000_000,
            rows: 200_000,
        }
    }
}

/// A kind of file that is recognised; readers say which of them they read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Excel workbook (xlsx, xlsm).
    Xlsx,
    /// Excel 97-2003 workbook.
    Xls,
    /// OpenDocument spreadsheet.
    Ods,
    /// Text with separators.
    Csv,
    /// A web page with tables, often saved under the name of a workbook.
    Html,
    /// Word document.
    Docx,
    /// Word 97-2003 document.
    Doc,
    /// OpenDocument text.
    Odt,
    /// PDF.
    Pdf,
    /// The text of a printed report.
    Text,
    /// JSON.
    Json,
    /// XML.
    Xml,
}

impl Kind {
    /// The kind in words.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Kind::Xlsx => "Excel workbook",
            Kind::Xls => "Excel 97-2003 workbook",
            Kind::Ods => "OpenDocument spreadsheet",
            Kind::Csv => "text table (csv)",
            Kind::Html => "web page with a table",
            Kind::Docx => "Word document",
            Kind::Doc => "Word 97-2003 document",
            Kind::Odt => "OpenDocument text",
            Kind::Pdf => "PDF",
            Kind::Text => "text of a printed report",
            Kind::Json => "JSON file",
            Kind::Xml => "XML file",
        }
    }

    /// The kind in words, in each language.
    #[must_use]
    pub fn said(self) -> Sentence {
        Sentence::new(self.name(), Vec::new())
    }
}

/// What is in a file.
#[derive(Debug, Clone)]
pub enum Content {
    /// Cells.
    Book(Book),
    /// The bytes of a document that holds no cells: for readers of that kind.
    Bytes(Vec<u8>),
}

/// An opened file.
#[derive(Debug, Clone)]
pub struct Input {
    /// File name as the user gave it.
    pub file: String,
    /// What it is.
    pub kind: Kind,
    /// What is in it.
    pub content: Content,
    /// What was noticed while opening it.
    pub findings: Vec<Finding>,
}

impl Input {
    /// The cells, where it has cells.
    #[must_use]
    pub fn book(&self) -> Option<&Book> {
        match &self.content {
            Content::Book(b) => Some(b),
            Content::Bytes(_) => None,
        }
    }
}

/// What a formula cell without a saved result holds instead of a value.
pub const NO_RESULT: &str = "formula without a saved result";

/// Text of a csv or web table as a cell: spreadsheets write their errors into it as words.
fn text_cell(text: String) -> super::book::Cell {
    match text.trim() {
        "#REF!" | "#N/A" | "#VALUE!" | "#NAME?" | "#DIV/0!" | "#NULL!" | "#NUM!" => {
            super::book::Cell::Error(text.trim().to_owned())
        }
        _ => super::book::Cell::Text(text),
    }
}

type Opened = Result<Input, Finding>;

/// Opens a file: recognises it by its content and reads its cells.
///
/// # Errors
/// A finding that says why the file cannot be used and what to do: missing, empty, damaged, locked
/// by a password, too large, of no known kind.
pub fn open(path: &Path, limits: &Limits) -> Opened {
    let file = path.display().to_string();
    let unreadable = |e: &std::io::Error| {
        let (why, hint) = match e.kind() {
            std::io::ErrorKind::NotFound => (say!("there is no such file"), say!("check the name and the folder")),
            std::io::ErrorKind::PermissionDenied => (
                say!("the file may not be read"),
                say!("close it in other programs, or copy it to a folder of your own"),
            ),
            _ => (say!("the file cannot be read"), say!("copy it to this computer and try the copy")),
        };
        Finding::new(Level::Error, "file-unreadable", why).at(&file, "").hint(hint)
    };
    let meta = std::fs::metadata(path).map_err(|e| unreadable(&e))?;
    if meta.is_dir() {
        return Err(Finding::new(Level::Error, "file-unreadable", say!("this is a folder, not a file"))
            .at(&file, "")
            .hint(say!("name the files in it")));
    }
    if meta.len() > limits.file {
        return Err(too_large(&file, &format!("the file has {} MB", meta.len() >> 20)));
    }
    let mut source = std::fs::File::open(path).map_err(|e| unreadable(&e))?;
    if meta.len() >= text::LARGE {
        let table = text::large_table((&mut source).take(limits.file), limits).map_err(|e| unreadable(&e))?;
        if let Some(table) = table {
            let sheets = vec![table.map_err(|why| too_large(&file, &why))?];
            let book = Book { file: file.clone(), sheets, ..Book::default() };
            return Ok(finish(&file, Kind::Csv, book, Vec::new()));
        }
        source.rewind().map_err(|e| unreadable(&e))?;
    }
    let mut bytes = Vec::with_capacity(usize::try_from(meta.len()).unwrap_or(0).saturating_add(1));
    source.take(limits.file + 1).read_to_end(&mut bytes).map_err(|e| unreadable(&e))?;
    open_bytes(&file, bytes, limits)
}

/// Opens a file whose bytes are at hand; `file` is the name shown to the user.
///
/// # Errors
/// As [`open`].
pub fn open_bytes(file: &str, bytes: Vec<u8>, limits: &Limits) -> Opened {
    if bytes.iter().all(|b| b.is_ascii_whitespace() || *b == 0) {
        return Err(Finding::new(Level::Error, "file-empty", say!("the file is empty"))
            .at(file, "")
            .hint(say!("copy it again from where it came from; the copy may have been interrupted")));
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return zipped(file, bytes, limits);
    }
    if bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) {
        return compound(file, bytes, limits);
    }
    if bytes.starts_with(b"%PDF") {
        return Ok(document(file, Kind::Pdf, bytes));
    }
    if bytes.starts_with(b"{\\rtf") {
        return Err(old_word(file, "a rich text document (.rtf)"));
    }
    let Some(decoded) = text::decode(&bytes) else {
        return Err(unknown(file, "the content is of no kind that dunlin knows"));
    };
    let start = decoded.text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
    if start.starts_with('<') {
        let head: String = start.chars().take(64 << 10).collect::<String>().to_ascii_lowercase();
        if head.contains("<table") || head.contains("<html") {
            let sheets = markup::tables(&decoded.text, limits).map_err(|why| too_large(file, &why))?;
            if sheets.is_empty() {
                return Err(unknown(file, "this is a web page without a table"));
            }
            let book = Book { file: file.to_owned(), sheets, ..Book::default() };
            return Ok(finish(file, Kind::Html, book, decoded.findings(file)));
        }
        return Ok(document(file, Kind::Xml, bytes));
    }
    if (start.starts_with('{') || start.starts_with('['))
        && serde_json::from_str::<serde::de::IgnoredAny>(start).is_ok()
    {
        return Ok(document(file, Kind::Json, bytes));
    }
    if super::ors_text::is_print(&decoded.text) {
        let findings = decoded.findings(file);
        let bytes = decoded.text.into_owned().into_bytes();
        return Ok(Input { findings, ..document(file, Kind::Text, bytes) });
    }
    let sheet = text::table(&decoded.text, limits).map_err(|why| too_large(file, &why))?;
    let book = Book { file: file.to_owned(), sheets: vec![sheet], ..Book::default() };
    Ok(finish(file, Kind::Csv, book, decoded.findings(file)))
}

fn document(file: &str, kind: Kind, bytes: Vec<u8>) -> Input {
    Input { file: file.to_owned(), kind, content: Content::Bytes(bytes), findings: Vec::new() }
}

fn too_large(file: &str, why: &str) -> Finding {
    Finding::new(Level::Error, "file-too-large", say!("{why}: more than a national report can hold", why = &why))
        .at(file, "")
        .hint(say!("if the file is really a report, copy its used cells into a new workbook and read that one"))
}

fn unknown(file: &str, what: &str) -> Finding {
    Finding::new(Level::Error, "file-unknown", what.to_owned())
        .at(file, "")
        .hint(say!("open it in the program it came from and save it as an Excel workbook (.xlsx) or as csv"))
}

fn damaged(file: &str, what: &str) -> Finding {
    Finding::new(Level::Error, "file-damaged", say!("{what} is damaged or was cut short", what = Sentence::from(what)))
        .at(file, "")
        .hint(say!("copy or download it again, or open it in its own program and save it under a new name"))
}

fn old_word(file: &str, what: &str) -> Finding {
    Finding::new(
        Level::Error,
        "file-old-word",
        say!("this is {what}, whose fields and ticks cannot be read", what = &what),
    )
    .at(file, "")
    .hint(say!("open it in Word, choose File > Save As and the type Word Document (.docx), and use that file"))
}

fn locked(file: &str) -> Finding {
    Finding::new(Level::Error, "file-locked", say!("the file is locked with a password")).at(file, "").hint(say!(
        "open it in Excel, choose File > Info > Protect Workbook > Encrypt with Password, empty the box, and save"
    ))
}

/// Adds what all books have in common: characters that were lost before the file came here.
fn finish(file: &str, kind: Kind, book: Book, mut findings: Vec<Finding>) -> Input {
    let lost_one = memchr::memmem::Finder::new("\u{fffd}");
    let mut lost = 0_usize;
    let mut first = String::new();
    for sheet in &book.sheets {
        for (&r, row) in &sheet.rows {
            for (&c, cell) in row {
                if matches!(cell, super::book::Cell::Text(t) if lost_one.find(t.as_bytes()).is_some()) {
                    lost += 1;
                    if first.is_empty() {
                        first = sheet.place(r, c);
                    }
                }
            }
        }
    }
    if lost > 0 {
        findings.push(
            Finding::new(
                Level::Warning,
                "lost-characters",
                say!("{lost} cell(s) hold the mark \u{fffd}, which stands for a character that was lost", lost = &lost),
            )
            .at(file, first)
            .hint(say!("save the original again as UTF-8, or correct these texts after reading")),
        );
    }
    Input { file: file.to_owned(), kind, content: Content::Book(book), findings }
}

fn zipped(file: &str, bytes: Vec<u8>, limits: &Limits) -> Opened {
    let mut archive =
        ZipArchive::new(Cursor::new(bytes.as_slice())).map_err(|_| damaged(file, "the file (a zip container)"))?;
    if archive.len() > limits.parts {
        return Err(too_large(file, &format!("it is made of {} parts", archive.len())));
    }
    let mut total = 0_u64;
    let mut names = Vec::new();
    for i in 0..archive.len() {
        let part = archive.by_index_raw(i).map_err(|_| damaged(file, "the file (a zip container)"))?;
        let (size, packed) = (part.size(), part.compressed_size());
        total = total.saturating_add(size);
        if total > limits.total {
            return Err(too_large(file, &format!("unpacked it would need more than {} MB", limits.total >> 20)));
        }
        if size > limits.ratio_from && size / packed.max(1) > limits.ratio {
            return Err(too_large(
                file,
                &format!("a part of it is packed {} times smaller than it is", size / packed.max(1)),
            ));
        }
        if part.encrypted() {
            return Err(locked(file));
        }
        if let Ok(name) = part.name() {
            names.push(name.into_owned());
        }
    }
    let mimetype = part_text(&mut archive, "mimetype").unwrap_or_default();
    let types = part_text(&mut archive, "[Content_Types].xml").unwrap_or_default();
    drop(archive);
    if mimetype.contains("opendocument.spreadsheet") {
        let (book, findings) = ods::read(file, &bytes, limits)?;
        return Ok(finish(file, Kind::Ods, book, findings));
    }
    if mimetype.contains("opendocument.text") {
        return Ok(document(file, Kind::Odt, bytes));
    }
    if types.contains("ms-excel.sheet.binary") {
        return Err(unknown(file, "this is a binary Excel workbook (.xlsb)"));
    }
    if types.contains("spreadsheetml") || names.iter().any(|n| n.ends_with("xl/workbook.xml")) {
        let (book, findings) = excel::read_xlsx(file, &bytes, limits)?;
        return Ok(finish(file, Kind::Xlsx, book, findings));
    }
    if types.contains("wordprocessingml") {
        return Ok(document(file, Kind::Docx, bytes));
    }
    if types.contains("presentationml") {
        return Err(unknown(file, "this is a presentation"));
    }
    Err(Finding::new(Level::Error, "file-unknown", say!("this is a zip file, not a report"))
        .at(file, "")
        .hint(say!("unpack it and name the files in it")))
}

/// A part of a zip file as text; declared sizes were checked before.
fn part_text<R: Read + Seek>(archive: &mut ZipArchive<R>, name: &str) -> Option<String> {
    let mut part = archive.by_name(name).ok()?;
    let mut bytes = Vec::new();
    part.read_to_end(&mut bytes).ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

fn compound(file: &str, bytes: Vec<u8>, limits: &Limits) -> Opened {
    let has = |name: &str| {
        let wanted: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).chain([0, 0]).collect();
        // Directory entries of a compound file are 128 bytes and begin with their name.
        bytes.chunks(128).skip(4).any(|entry| entry.starts_with(&wanted))
    };
    if has("EncryptedPackage") {
        return Err(locked(file));
    }
    if has("WordDocument") {
        return Err(old_word(file, "a Word 97-2003 document (.doc)"));
    }
    if has("Workbook") || has("Book") {
        let (book, findings) = excel::read_xls(file, bytes, limits)?;
        return Ok(finish(file, Kind::Xls, book, findings));
    }
    Err(if bytes.len() < 1536 {
        damaged(file, "the file (an old Office document)")
    } else {
        unknown(file, "this is an old Office document without a workbook in it")
    })
}
