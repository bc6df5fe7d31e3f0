//! A report of the online reporting system as PDF: its text is taken out page by page and read as
//! [`super::ors_text`] reads it.
//!
//! The PDF is a stranger's: sizes are limited before and while it is unpacked, the work is counted,
//! and it is done in a thread of its own, so that neither a fault in the PDF library nor an endless
//! file harms the program.

mod cmap;
mod font;
mod page;

use std::sync::mpsc;
use std::time::Duration;

use lopdf::{Document, LoadOptions};

use super::open::{Content, Input, Kind};
use super::ors_text::{Line, is_marked, read_lines};
use super::{Context, Reader, Reading};
use crate::model::{Finding, Level, Sentence};
use crate::say;

/// Reads PDFs that hold text.
pub struct OrsPdf;

impl Reader for OrsPdf {
    fn name(&self) -> &'static str {
        "PDF of the online reporting system"
    }

    fn recognise(&self, input: &Input, _: &Context) -> bool {
        input.kind == Kind::Pdf
    }

    fn read(&self, input: &mut Input, context: &Context) -> Reading {
        let Content::Bytes(bytes) = &input.content else { return Reading::default() };
        let kind = self.name().to_owned();
        match text_of(bytes.clone()) {
            Ok(lines) if !is_marked(&lines) => {
                Reading { findings: vec![Failure::NotAPrint.finding(&input.file)], kind, ..Reading::default() }
            }
            Ok(lines) => Reading { kind, ..read_lines(&input.file, lines, context) },
            Err(why) => {
                Reading { kind, reports: Vec::new(), findings: vec![why.finding(&input.file)], ..Reading::default() }
            }
        }
    }
}

/// What a PDF may cost at most.
#[derive(Debug, Clone, Copy)]
struct Limits {
    /// Bytes of the file.
    file: usize,
    /// Bytes of one stream, unpacked.
    stream: usize,
    /// Bytes of the contents of all pages, unpacked.
    total: usize,
    /// Pages.
    pages: usize,
    /// Operations and letters of all pages.
    work: usize,
    /// Time for all of it.
    time: Duration,
}

const LIMITS: Limits = Limits {
    file: 64 << 20,
    stream: 32 << 20,
    total: 256 << 20,
    pages: 3000,
    work: 20_000_000,
    time: Duration::from_secs(120),
};

/// Stack of the thread that reads: deep nesting in a file needs some.
const STACK: usize = 32 << 20;

/// Why a PDF gave no text.
#[derive(Debug, Clone, PartialEq)]
enum Failure {
    Damaged,
    Locked,
    TooLarge(Sentence),
    NoText,
    NotAPrint,
}

impl Failure {
    fn finding(&self, file: &str) -> Finding {
        let (code, message, hint) = match self {
            Failure::Damaged => (
                "file-damaged",
                say!("the PDF is damaged or was cut short"),
                say!("download it again, or open it in a PDF program and print it into a new PDF"),
            ),
            Failure::Locked => (
                "file-locked",
                say!("the PDF is locked with a password"),
                say!("open it with the password and print it into a new PDF without one"),
            ),
            Failure::TooLarge(why) => (
                "file-too-large",
                say!("{why}: more than a national report can hold", why = why),
                say!("print the pages with the answers into a PDF of their own"),
            ),
            Failure::NotAPrint => (
                "pdf-not-print",
                say!("the PDF is no print of the online reporting system: nothing in it marks where answers begin"),
                say!(
                    "read the Word or Excel file it was made from; or copy the questions and answers into a workbook with the columns Number, Question, Answer, Details"
                ),
            ),
            Failure::NoText => (
                "pdf-no-text",
                say!("the PDF holds pictures of pages (a scan) and no text"),
                say!(
                    "take the PDF that the reporting system itself makes, or a Word or Excel file of the report; text recognition would lose the ticks"
                ),
            ),
        };
        Finding::new(Level::Error, code, message).at(file, "").hint(hint)
    }
}

/// The lines of a PDF, read in a thread of its own.
fn text_of(bytes: Vec<u8>) -> Result<Vec<Line>, Failure> {
    if bytes.len() > LIMITS.file {
        return Err(Failure::TooLarge(say!("the PDF has {size} MB", size = bytes.len() >> 20)));
    }
    let (send, receive) = mpsc::channel();
    let reader = std::thread::Builder::new().name("dunlin-pdf".to_owned()).stack_size(STACK).spawn(move || {
        let caught = std::panic::catch_unwind(|| extract(&bytes, &LIMITS));
        // The other side is gone only where the time is over.
        let _ = send.send(caught.unwrap_or(Err(Failure::Damaged)));
    });
    if reader.is_err() {
        return Err(Failure::TooLarge(say!("there is no memory left to read the PDF")));
    }
    match receive.recv_timeout(LIMITS.time) {
        Ok(result) => result,
        Err(mpsc::RecvTimeoutError::Timeout) => {
            Err(Failure::TooLarge(say!("reading the PDF takes more than {n} seconds", n = LIMITS.time.as_secs())))
        }
        Err(mpsc::RecvTimeoutError::Disconnected) => Err(Failure::Damaged),
    }
}

fn extract(bytes: &[u8], limits: &Limits) -> Result<Vec<Line>, Failure> {
    let options = LoadOptions { max_decompressed_size: Some(limits.stream), ..LoadOptions::default() };
    let locked = || bytes.windows(8).any(|w| w == b"/Encrypt");
    let doc = Document::load_mem_with_options(bytes, options).map_err(|e| match e {
        lopdf::Error::Decompress(lopdf::DecompressError::MemoryLimitExceeded { .. }) => {
            Failure::TooLarge(say!("a part of the PDF is packed far smaller than it is"))
        }
        _ if locked() => Failure::Locked,
        _ => Failure::Damaged,
    })?;
    if doc.is_encrypted() {
        return Err(Failure::Locked);
    }
    let mut reader = page::Reader::new(&doc, limits);
    let mut lines: Vec<Line> = Vec::new();
    let mut pages = 0_usize;
    for (n, id) in doc.page_iter().enumerate() {
        pages += 1;
        if pages > limits.pages {
            return Err(Failure::TooLarge(say!("the PDF has more than {n} pages", n = limits.pages)));
        }
        let number = u32::try_from(n + 1).unwrap_or(u32::MAX);
        for (size, text) in reader.page(id)? {
            let line = lines.len() + 1;
            lines.push(Line::new(Some(number), line, text, size));
        }
    }
    if pages == 0 {
        return Err(Failure::Damaged);
    }
    let letters: usize = lines.iter().map(|l| l.text.chars().filter(|c| c.is_alphanumeric()).count()).sum();
    // Scanners print a line of their own on a page, and nothing else.
    if letters < 20 * pages {
        return Err(Failure::NoText);
    }
    Ok(lines)
}

#[cfg(test)]
mod tests;
