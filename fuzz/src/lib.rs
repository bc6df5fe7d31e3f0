//! What the fuzz targets share: the built-in data, each reader driven directly with bytes that the
//! opener lets through, and Word files around the XML that is fuzzed.

use std::io::{Cursor, Write as _};
use std::sync::{LazyLock, Once};

use dunlin::catalogue::Catalogue;
use dunlin::crosswalk::Crosswalk;
use dunlin::read::open::{Input, Limits, open_bytes};
use dunlin::read::{Context, Options, Reader};
use zip::write::SimpleFileOptions;

static WORLD: LazyLock<(Catalogue, Crosswalk)> = LazyLock::new(|| {
    let catalogue = Catalogue::builtin();
    let crosswalk = Crosswalk::load(&catalogue);
    (catalogue, crosswalk)
});

/// The built-in templates.
pub fn catalogue() -> &'static Catalogue {
    &WORLD.0
}

/// The built-in crosswalk.
pub fn crosswalk() -> &'static Crosswalk {
    &WORLD.1
}

/// Libraries for spreadsheets and PDF may panic, and the readers catch that: only a panic that leaves
/// dunlin ends a run. libFuzzer's own hook ends it at any.
pub fn tolerate_caught_panics() {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| std::panic::set_hook(Box::new(|info| eprintln!("{info}"))));
}

/// Reads an input with one reader, whether it recognises it or not, as a format that the user named.
/// In one of eight runs the reader has to find out the format, which takes many times longer.
pub fn read(reader: &dyn Reader, input: &mut Input, format: &str, length: usize) {
    let format = (length % 8 != 0).then(|| format.to_owned());
    let options = Options { format, ..Options::default() };
    let context = Context { catalogue: &WORLD.0, crosswalk: &WORLD.1, options: &options };
    let _ = reader.recognise(input, &context);
    let _ = reader.read(input, &context);
}

/// The same for the bytes of a file: a spreadsheet, a document, or text.
pub fn drive(reader: &dyn Reader, data: &[u8], format: &str) {
    tolerate_caught_panics();
    if let Ok(mut input) = open_bytes("fuzz", data.to_vec(), &Limits::default()) {
        read(reader, &mut input, format, data.len());
    }
}

/// A Word file whose body is this XML.
pub fn docx(body: &str) -> Vec<u8> {
    const W: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" \
        xmlns:w14=\"http://schemas.microsoft.com/office/word/2010/wordml\"";
    package(&[
        ("[Content_Types].xml", "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Override PartName=\"/word/document.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/></Types>"),
        ("_rels/.rels", "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"word/document.xml\"/></Relationships>"),
        ("word/document.xml", &format!("<w:document {W}><w:body>{body}</w:body></w:document>")),
    ])
}

/// A workbook whose only sheet is this XML.
pub fn xlsx(sheet: &str) -> Vec<u8> {
    package(&[
        ("[Content_Types].xml", "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Override PartName=\"/xl/workbook.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/><Override PartName=\"/xl/worksheets/sheet1.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/></Types>"),
        ("_rels/.rels", "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"),
        ("xl/workbook.xml", "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets><sheet name=\"Data\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"),
        ("xl/_rels/workbook.xml.rels", "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"),
        ("xl/worksheets/sheet1.xml", sheet),
    ])
}

/// Parts that are not packed, so that a run costs little.
fn package(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let plain = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, text) in parts {
        out.start_file(*name, plain).expect("a part in memory");
        out.write_all(text.as_bytes()).expect("memory");
    }
    out.finish().expect("memory").into_inner()
}

/// A target for one reader that takes the bytes of a file.
#[macro_export]
macro_rules! fuzz_reader {
    ($reader:expr, $format:literal) => {
        libfuzzer_sys::fuzz_target!(|data: &[u8]| {
            $crate::drive(&$reader, data, $format);
        });
    };
}
