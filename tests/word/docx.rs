//! Word documents made of raw XML, as small as Word, LibreOffice and python-docx accept them.

use std::io::{Cursor, Write as _};

use zip::write::SimpleFileOptions;

const W: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" \
    xmlns:w14=\"http://schemas.microsoft.com/office/word/2010/wordml\" \
    xmlns:wps=\"http://schemas.microsoft.com/office/word/2010/wordprocessingShape\" \
    xmlns:wp=\"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing\" \
    xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" \
    xmlns:v=\"urn:schemas-microsoft-com:vml\" \
    xmlns:mc=\"http://schemas.openxmlformats.org/markup-compatibility/2006\" mc:Ignorable=\"w14\"";

pub(crate) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// A run of text.
pub(crate) fn t(text: &str) -> String {
    format!("<w:r><w:t xml:space=\"preserve\">{}</w:t></w:r>", escape(text))
}

/// A run with formatting: `b`, `strike`.
pub(crate) fn styled(property: &str, text: &str) -> String {
    format!("<w:r><w:rPr><w:{property}/></w:rPr><w:t xml:space=\"preserve\">{}</w:t></w:r>", escape(text))
}

/// A paragraph of runs.
pub(crate) fn p(runs: &str) -> String {
    format!("<w:p>{runs}</w:p>")
}

/// A paragraph of text.
pub(crate) fn line(text: &str) -> String {
    p(&t(text))
}

/// Text struck out under *track changes*.
pub(crate) fn deleted(text: &str) -> String {
    format!(
        "<w:del w:id=\"7\" w:author=\"Testland\" w:date=\"2024-01-01T00:00:00Z\"><w:r><w:delText xml:space=\"preserve\">{}</w:delText></w:r></w:del>",
        escape(text)
    )
}

fn field(data: &str, code: &str, result: &str) -> String {
    format!(
        "<w:r><w:fldChar w:fldCharType=\"begin\"><w:ffData><w:name w:val=\"f\"/><w:enabled/><w:calcOnExit w:val=\"0\"/>{data}</w:ffData></w:fldChar></w:r>\
         <w:r><w:instrText xml:space=\"preserve\"> {code} </w:instrText></w:r>\
         <w:r><w:rPr><w:i/></w:rPr><w:fldChar w:fldCharType=\"separate\"/></w:r>{result}<w:r><w:fldChar w:fldCharType=\"end\"/></w:r>"
    )
}

/// Legacy text field; an empty one shows five wide blanks, as Word leaves it.
pub(crate) fn field_text(text: &str) -> String {
    field(
        "<w:textInput/>",
        "FORMTEXT",
        &t(if text.is_empty() { "\u{2002}\u{2002}\u{2002}\u{2002}\u{2002}" } else { text }),
    )
}

/// Legacy text field that takes so many characters.
pub(crate) fn field_short(max: usize) -> String {
    field(&format!("<w:textInput><w:maxLength w:val=\"{max}\"/></w:textInput>"), "FORMTEXT", "")
}

/// Legacy check box.
pub(crate) fn field_check(checked: bool) -> String {
    let state = if checked { "<w:checked/>" } else { "" };
    field(&format!("<w:checkBox><w:sizeAuto/><w:default w:val=\"0\"/>{state}</w:checkBox>"), "FORMCHECKBOX", "")
}

/// Legacy drop-down that shows an entry which nobody has chosen.
pub(crate) fn field_drop_shown(entries: &[&str], shown: usize) -> String {
    let entries: String = entries.iter().map(|e| format!("<w:listEntry w:val=\"{}\"/>", escape(e))).collect();
    field(&format!("<w:ddList><w:default w:val=\"{shown}\"/>{entries}</w:ddList>"), "FORMDROPDOWN", "")
}

/// Legacy drop-down.
pub(crate) fn field_drop(entries: &[&str], chosen: Option<usize>) -> String {
    let result = chosen.map_or_else(String::new, |n| format!("<w:result w:val=\"{n}\"/>"));
    let entries: String = entries.iter().map(|e| format!("<w:listEntry w:val=\"{}\"/>", escape(e))).collect();
    field(&format!("<w:ddList>{result}{entries}</w:ddList>"), "FORMDROPDOWN", "")
}

fn control(properties: &str, content: &str) -> String {
    format!("<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>")
}

const HOLDER: &str = "<w:r><w:rPr><w:rStyle w:val=\"PlaceholderText\"/></w:rPr><w:t>Click or tap here.</w:t></w:r>";

fn shown(text: &str) -> (String, &'static str) {
    if text.is_empty() { (HOLDER.to_owned(), "<w:showingPlcHdr/>") } else { (t(text), "") }
}

/// Text control; `more` are further properties such as a data binding.
pub(crate) fn control_text(text: &str, more: &str) -> String {
    let (content, holder) = shown(text);
    control(
        &format!("<w:rPr><w:b/></w:rPr><w:tag w:val=\"answer\"/>{more}{holder}<w:text w:multiLine=\"1\"/>"),
        &content,
    )
}

/// Drop-down control: shown text and stored value of each entry.
pub(crate) fn control_drop(entries: &[&str], chosen: &str) -> String {
    let (content, holder) = shown(chosen);
    let items: String = entries
        .iter()
        .enumerate()
        .map(|(n, e)| format!("<w:listItem w:displayText=\"{0}\" w:value=\"v{n}\"/>", escape(e)))
        .collect();
    let prompt = "<w:listItem w:displayText=\"Choose an item.\" w:value=\"\"/>";
    control(&format!("{holder}<w:dropDownList>{prompt}{items}</w:dropDownList>"), &content)
}

/// Check box control.
pub(crate) fn control_check(checked: bool) -> String {
    let (value, glyph) = if checked { ("1", "\u{2612}") } else { ("0", "\u{2610}") };
    control(
        &format!(
            "<w14:checkbox><w14:checked w14:val=\"{value}\"/><w14:checkedState w14:val=\"2612\" w14:font=\"MS Gothic\"/>\
             <w14:uncheckedState w14:val=\"2610\" w14:font=\"MS Gothic\"/></w14:checkbox>"
        ),
        &format!(
            "<w:r><w:rPr><w:rFonts w:ascii=\"MS Gothic\" w:eastAsia=\"MS Gothic\" w:hAnsi=\"MS Gothic\"/></w:rPr><w:t>{glyph}</w:t></w:r>"
        ),
    )
}

/// Date control.
pub(crate) fn control_date(day: Option<&str>) -> String {
    let (content, holder) = shown(day.unwrap_or(""));
    let full = day.map_or_else(String::new, |d| format!(" w:fullDate=\"{d}T00:00:00Z\""));
    control(
        &format!(
            "{holder}<w:date{full}><w:dateFormat w:val=\"d MMMM yyyy\"/><w:lid w:val=\"en-GB\"/><w:storeMappedDataAs w:val=\"dateTime\"/><w:calendar w:val=\"gregorian\"/></w:date>"
        ),
        &content,
    )
}

/// Text in a text box: once for Word, once for older versions.
pub(crate) fn text_box(content: &str, older: &str) -> String {
    format!(
        "<w:p><w:r><mc:AlternateContent><mc:Choice Requires=\"wps\"><w:drawing><wp:inline><wp:extent cx=\"3000000\" cy=\"900000\"/><wp:docPr id=\"9\" name=\"Box\"/>\
         <a:graphic><a:graphicData uri=\"http://schemas.microsoft.com/office/word/2010/wordprocessingShape\"><wps:wsp><wps:cNvSpPr txBox=\"1\"/><wps:spPr/>\
         <wps:txbx><w:txbxContent>{content}</w:txbxContent></wps:txbx><wps:bodyPr/></wps:wsp></a:graphicData></a:graphic></wp:inline></w:drawing></mc:Choice>\
         <mc:Fallback><w:pict><v:shape><v:textbox><w:txbxContent>{older}</w:txbxContent></v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
}

/// A cell of paragraphs.
pub(crate) fn cell(content: &str) -> String {
    let content = if content.is_empty() { "<w:p/>" } else { content };
    format!("<w:tc><w:tcPr><w:tcW w:w=\"2400\" w:type=\"dxa\"/></w:tcPr>{content}</w:tc>")
}

/// A row of cells given by their paragraphs.
pub(crate) fn row(cells: &[String]) -> String {
    format!("<w:tr>{}</w:tr>", cells.iter().map(|c| cell(c)).collect::<String>())
}

/// A table of rows.
pub(crate) fn table(columns: usize, rows: &str) -> String {
    let grid = "<w:gridCol w:w=\"2400\"/>".repeat(columns);
    format!(
        "<w:tbl><w:tblPr><w:tblW w:w=\"0\" w:type=\"auto\"/><w:tblBorders><w:top w:val=\"single\" w:sz=\"4\"/><w:left w:val=\"single\" w:sz=\"4\"/>\
         <w:bottom w:val=\"single\" w:sz=\"4\"/><w:right w:val=\"single\" w:sz=\"4\"/><w:insideH w:val=\"single\" w:sz=\"4\"/><w:insideV w:val=\"single\" w:sz=\"4\"/></w:tblBorders></w:tblPr>\
         <w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl><w:p/>"
    )
}

/// The parts of a document with this body.
pub(crate) fn parts(body: &str) -> Vec<(&'static str, String)> {
    let xml = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
    let types = "application/vnd.openxmlformats-officedocument.wordprocessingml";
    let rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006";
    vec![
        (
            "[Content_Types].xml",
            format!(
                "{xml}<Types xmlns=\"{package}/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
                 <Default Extension=\"xml\" ContentType=\"application/xml\"/><Override PartName=\"/word/document.xml\" ContentType=\"{types}.document.main+xml\"/>\
                 <Override PartName=\"/word/styles.xml\" ContentType=\"{types}.styles+xml\"/><Override PartName=\"/word/settings.xml\" ContentType=\"{types}.settings+xml\"/>\
                 <Override PartName=\"/customXml/itemProps1.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.customXmlProperties+xml\"/></Types>"
            ),
        ),
        (
            "_rels/.rels",
            format!("{xml}<Relationships xmlns=\"{package}/relationships\"><Relationship Id=\"rId1\" Type=\"{rel}/officeDocument\" Target=\"word/document.xml\"/></Relationships>"),
        ),
        ("word/document.xml", format!("{xml}<w:document {W}><w:body>{body}<w:sectPr/></w:body></w:document>")),
        (
            "word/_rels/document.xml.rels",
            format!(
                "{xml}<Relationships xmlns=\"{package}/relationships\"><Relationship Id=\"rId1\" Type=\"{rel}/styles\" Target=\"styles.xml\"/>\
                 <Relationship Id=\"rId2\" Type=\"{rel}/settings\" Target=\"settings.xml\"/><Relationship Id=\"rId3\" Type=\"{rel}/customXml\" Target=\"../customXml/item1.xml\"/></Relationships>"
            ),
        ),
        (
            "word/styles.xml",
            format!("{xml}<w:styles {W}><w:style w:type=\"character\" w:styleId=\"PlaceholderText\"><w:name w:val=\"Placeholder Text\"/><w:rPr><w:color w:val=\"808080\"/></w:rPr></w:style></w:styles>"),
        ),
        (
            "word/settings.xml",
            format!("{xml}<w:settings {W}><w:documentProtection w:edit=\"forms\" w:enforcement=\"1\"/></w:settings>"),
        ),
        ("customXml/item1.xml", "<form xmlns=\"urn:form\"><note/><party>old</party></form>".to_owned()),
        (
            "customXml/itemProps1.xml",
            "<ds:datastoreItem xmlns:ds=\"http://schemas.openxmlformats.org/officeDocument/2006/customXml\" ds:itemID=\"{AAAAAAAA-0000-0000-0000-000000000001}\"/>".to_owned(),
        ),
        (
            "customXml/_rels/item1.xml.rels",
            format!("{xml}<Relationships xmlns=\"{package}/relationships\"><Relationship Id=\"rId1\" Type=\"{rel}/customXmlProps\" Target=\"itemProps1.xml\"/></Relationships>"),
        ),
    ]
}

/// A docx file of these parts.
pub(crate) fn zip(parts: &[(&str, String)]) -> Vec<u8> {
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        out.start_file(*name, SimpleFileOptions::default()).expect("a part");
        out.write_all(text.as_bytes()).expect("written");
    }
    out.finish().expect("a zip file").into_inner()
}

/// A docx file with this body.
pub(crate) fn docx(body: &str) -> Vec<u8> {
    zip(&parts(body))
}
