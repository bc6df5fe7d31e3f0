//! The Word sheet for an expert: the questions of a part of a core report, with controls to answer in.
//!
//! Every control carries a tag ([`crate::model::word_sheet`]) by which the answer is found again. Tables
//! are filled in the workbook beside it.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::core_report::{CoreDraft, Placed, format_of};
use crate::crosswalk::Crosswalk;
use crate::model::own::entries;
use crate::model::word_sheet::{HEAD, Part, tag};
use crate::model::{Draft, Format, Kind, Lang, Question, Source, Standing, Step, Value, number_text};
use crate::read::word::xml;

use super::Error;
use super::account::shorten;
use super::words::{W, fill, word};

/// Most sources shown above a question; the workbook has them all.
const MOST_SAID: usize = 4;

const TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/></Types>"#;

const RELS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>"#;

const DOCUMENT_RELS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>"#;

const STYLES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Calibri" w:hAnsi="Calibri" w:cs="Calibri"/><w:sz w:val="22"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after="80"/></w:pPr></w:pPrDefault></w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style><w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/><w:basedOn w:val="Normal"/><w:rPr><w:b/><w:color w:val="1F3864"/><w:sz w:val="36"/></w:rPr></w:style><w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/><w:basedOn w:val="Normal"/><w:pPr><w:keepNext/><w:spacing w:before="360" w:after="80"/><w:outlineLvl w:val="0"/></w:pPr><w:rPr><w:b/><w:color w:val="1F3864"/><w:sz w:val="28"/></w:rPr></w:style><w:style w:type="paragraph" w:styleId="Question"><w:name w:val="Question"/><w:basedOn w:val="Normal"/><w:pPr><w:keepNext/><w:spacing w:before="240" w:after="40"/></w:pPr><w:rPr><w:b/></w:rPr></w:style><w:style w:type="paragraph" w:styleId="Said"><w:name w:val="Said"/><w:basedOn w:val="Normal"/><w:pPr><w:keepNext/><w:spacing w:after="20"/><w:ind w:left="284"/></w:pPr><w:rPr><w:color w:val="595959"/><w:sz w:val="19"/></w:rPr></w:style><w:style w:type="paragraph" w:styleId="Answer"><w:name w:val="Answer"/><w:basedOn w:val="Normal"/><w:pPr><w:pBdr><w:left w:val="single" w:sz="18" w:space="6" w:color="8EAADB"/></w:pBdr><w:shd w:val="clear" w:color="auto" w:fill="F2F6FC"/><w:spacing w:after="20"/><w:ind w:left="284"/></w:pPr></w:style></w:styles>"#;

/// Writes the sheet. The same draft gives the same bytes.
///
/// # Errors
/// Where the parts cannot be put together.
pub fn expert_sheet(
    draft: &CoreDraft,
    format: &Format,
    placement: &[Placed],
    crosswalk: &Crosswalk,
    lang: Lang,
) -> Result<Vec<u8>, Error> {
    let mut sheet = Sheet { body: String::new(), lang, next: 1 };
    let handed = draft.handed.clone().unwrap_or_default();
    sheet.paragraph("Title", &[format.title.get(lang)]);
    let party = draft.drafted.party;
    if let Some(p) = party {
        sheet.paragraph("", &[&format!("{}: {}", word(W::Party, lang), p.name(lang))]);
    }
    if !handed.to.is_empty() {
        sheet.paragraph("", &[&format!("{}: {}", word(W::HandedTo, lang), handed.to)]);
    }
    if !handed.due.is_empty() {
        sheet.paragraph("", &[&format!("{}: {}", word(W::BackBy, lang), handed.due)]);
    }
    sheet.head(
        &format!("{HEAD}:{}:{}", party.map_or_else(String::new, |p| p.code().to_owned()), lang.code()),
        word(W::SheetHow, lang),
    );
    let mut subject = "";
    for p in placement.iter().filter(|p| !p.subject.is_empty()) {
        let Some(q) = format.question(&p.question) else { continue };
        let Some(d) = draft.drafted.drafts.iter().find(|d| d.question == p.question && d.item == p.item) else {
            continue;
        };
        if p.subject != subject {
            subject = &p.subject;
            let label = crosswalk.subjects.iter().find(|s| s.id == p.subject).map_or("", |s| s.label.get(lang));
            sheet.paragraph("Heading1", &[label]);
        }
        let item = d.item.as_deref().unwrap_or("");
        let title = draft.drafted.items.iter().find(|i| i.id == item).map_or("", |i| i.title.as_str());
        let title = if title.is_empty() { crosswalk.framework_title(item, lang) } else { title };
        sheet.question(q, d, format, &[item, title]);
    }
    sheet.package()
}

struct Sheet {
    body: String,
    lang: Lang,
    /// Number of the next control.
    next: usize,
}

/// Text that XML can hold, escaped.
fn safe(text: &str) -> String {
    let text: String = text
        .chars()
        .filter(|c| !c.is_control() || matches!(c, '\n' | '\t'))
        .filter(|c| !matches!(c, '\u{fffe}' | '\u{ffff}'))
        .collect();
    xml::escape(&text)
}

/// Runs with line breaks.
fn runs(text: &str) -> String {
    let lines: Vec<String> =
        text.split('\n').map(|l| format!("<w:t xml:space=\"preserve\">{}</w:t>", safe(l))).collect();
    format!("<w:r>{}</w:r>", lines.join("<w:br/>"))
}

impl Sheet {
    fn paragraph(&mut self, style: &str, texts: &[&str]) {
        let style =
            if style.is_empty() { String::new() } else { format!("<w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr>") };
        let runs: String = texts.iter().map(|t| runs(t)).collect();
        let _ = write!(self.body, "<w:p>{style}{runs}</w:p>");
    }

    /// A paragraph with controls and texts between them.
    fn answer(&mut self, inner: &str) {
        let _ = write!(self.body, "<w:p><w:pPr><w:pStyle w:val=\"Answer\"/></w:pPr>{inner}</w:p>");
    }

    /// A control: its properties, what is shown in it.
    fn control(&mut self, tag: &str, properties: &str, shown: &str, placeholder: bool) -> String {
        let id = self.next;
        self.next += 1;
        let place = if placeholder { "<w:showingPlcHdr/>" } else { "" };
        let run = if placeholder {
            format!(
                "<w:r><w:rPr><w:color w:val=\"7F7F7F\"/></w:rPr><w:t xml:space=\"preserve\">{}</w:t></w:r>",
                safe(shown)
            )
        } else {
            runs(shown)
        };
        format!(
            "<w:sdt><w:sdtPr><w:tag w:val=\"{}\"/><w:id w:val=\"{id}\"/>{place}{properties}</w:sdtPr><w:sdtContent>{run}</w:sdtContent></w:sdt>",
            safe(tag)
        )
    }

    /// What the sheet is, in a control that nobody can change.
    fn head(&mut self, tag: &str, how: &str) {
        let control = self.control(tag, "<w:lock w:val=\"sdtContentLocked\"/><w:text w:multiLine=\"1\"/>", how, false);
        let _ = write!(self.body, "<w:p>{control}</w:p>");
    }

    fn text(&mut self, tag: &str, text: &str) -> String {
        let write_here = word(W::WriteHere, self.lang);
        let shown = if text.is_empty() { write_here } else { text };
        self.control(tag, "<w:text w:multiLine=\"1\"/>", shown, text.is_empty())
    }

    fn check(&mut self, tag: &str, on: bool) -> String {
        let value = u8::from(on);
        let properties = format!(
            "<w14:checkbox><w14:checked w14:val=\"{value}\"/><w14:checkedState w14:val=\"2612\" w14:font=\"MS Gothic\"/><w14:uncheckedState w14:val=\"2610\" w14:font=\"MS Gothic\"/></w14:checkbox>"
        );
        self.control(tag, &properties, if on { "☒" } else { "☐" }, false)
    }

    fn list(&mut self, tag: &str, q: &Question, chosen: Option<&str>) -> String {
        let entries = entries(q, self.lang);
        let mut items = String::new();
        for (code, entry) in &entries {
            let _ = write!(
                items,
                "<w:listItem w:displayText=\"{}\" w:value=\"{}\"/>",
                safe(&shorten(entry, 240)).replace('\n', " "),
                safe(code)
            );
        }
        let shown = chosen.and_then(|c| entries.iter().find(|(code, _)| *code == c)).map(|(_, e)| shorten(e, 240));
        let choose = word(W::ChooseOne, self.lang);
        let properties = format!("<w:dropDownList>{items}</w:dropDownList>");
        self.control(tag, &properties, shown.as_deref().unwrap_or(choose), shown.is_none())
    }

    fn question(&mut self, q: &Question, d: &Draft, format: &Format, item: &[&str; 2]) {
        let lang = self.lang;
        let [id, title] = *item;
        let about = [id, title].into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join(" – ");
        let about = if about.is_empty() { String::new() } else { format!("  [{about}]") };
        let label = format!("{}  {}{about}", super::workbook::printed(q, format), q.wording(lang));
        self.paragraph("Question", &[label.trim()]);
        if d.standing == Standing::NotAsked {
            self.paragraph("Said", &[word(W::OnlyIf, lang)]);
        }
        self.said(d, format);
        if matches!(q.kind, Kind::Table) {
            self.answer(&runs(word(W::InWorkbook, lang)));
            return;
        }
        // A control whose tag is too long for Word cannot be found again: better none.
        let Some(parts) = self.controls(q, d, id) else {
            self.answer(&runs(word(W::InWorkbook, lang)));
            return;
        };
        for p in parts {
            self.answer(&p);
        }
    }

    /// The controls of a question, a paragraph each.
    fn controls(&mut self, q: &Question, d: &Draft, item: &str) -> Option<Vec<String>> {
        let lang = self.lang;
        let mut list = Vec::new();
        let make = |part: Part, written: &str| tag(&q.id, item, part, written);
        let code = match &d.value {
            Some(Value::Code(c)) => Some(c.as_str()),
            Some(Value::Number { qualifier, .. }) => qualifier.as_deref(),
            _ => None,
        };
        let entry = |code: Option<&str>| {
            let all = entries(q, lang);
            code.and_then(|c| all.iter().find(|(k, _)| *k == c).map(|(_, e)| shorten(e, 240))).unwrap_or_default()
        };
        match q.kind {
            Kind::Heading | Kind::Table => {}
            Kind::Single | Kind::YesNo | Kind::Indicator => {
                list.push(self.list(&make(Part::Value, &entry(code))?, q, code));
            }
            Kind::Multi => {
                let codes = d.value.as_ref().map(Value::codes);
                let ticked = |c: &str| codes.as_ref().is_some_and(|cs| cs.contains(&c));
                for (code, entry) in entries(q, lang) {
                    let on = ticked(code);
                    let tag = make(Part::Option(code), if on { "x" } else { "" })?;
                    list.push(format!("{}{}", self.check(&tag, on), runs(&format!(" {entry}"))));
                }
                let none = codes.as_ref().is_some_and(Vec::is_empty);
                let tag = make(Part::Option(""), if none { "x" } else { "" })?;
                list.push(format!("{}{}", self.check(&tag, none), runs(&format!(" {}", word(W::NoOption, lang)))));
            }
            Kind::Number => {
                if !q.options.is_empty() {
                    list.push(self.list(&make(Part::Qualifier, &entry(code))?, q, code));
                }
                let n = match &d.value {
                    Some(Value::Number { number: Some(n), .. }) => number_text(*n),
                    _ => String::new(),
                };
                let control = self.text(&make(Part::Number, &n)?, &n);
                list.push(format!("{control}{}", runs(&format!(" {}", q.unit.as_deref().unwrap_or("")))));
            }
            _ => {
                let text = d.value.as_ref().map(crate::model::value_text).unwrap_or_default();
                list.push(self.text(&make(Part::Value, &text)?, &text));
            }
        }
        if q.details {
            let text = d.details.clone().unwrap_or_default();
            let control = self.text(&make(Part::Details, &text)?, &text);
            list.push(format!("{}{control}", runs(&format!("{}: ", word(W::Details, lang)))));
        }
        if d.standing == Standing::CarriedOver {
            let control = self.check(&make(Part::Confirmed, "")?, false);
            list.push(format!("{control}{}", runs(&format!(" {}", word(W::StillTrue, lang)))));
        }
        Some(list)
    }

    /// What was said before, each answer once, the newest first.
    fn said(&mut self, d: &Draft, format: &Format) {
        let mut list: Vec<&Source> = Vec::new();
        for s in &d.sources {
            let known = list.iter().any(|l| l.question == s.question && l.item == s.item && l.says == s.says);
            if s.step != Step::Kept && !known && !s.says.trim().is_empty() {
                list.push(s);
            }
        }
        list.sort_by_key(|s| std::cmp::Reverse(s.period.map(|p| p.to)));
        let more = list.len().saturating_sub(MOST_SAID);
        for s in list.into_iter().take(MOST_SAID) {
            let head = super::workbook::head_of(s, format, self.lang);
            let sign = if s.step == Step::Disagrees { "!" } else { "▪" };
            self.paragraph("Said", &[&format!("{sign} {head}: {}", shorten(&s.says, 300))]);
        }
        if more > 0 {
            self.paragraph("Said", &[&fill(W::MoreInWorkbook, self.lang, &[&more.to_string()])]);
        }
        if let Some(text) = d.text.as_deref().filter(|t| !t.trim().is_empty() && d.value.is_none())
            && d.standing == Standing::Suggested
            && format_of(&d.question) != crate::model::CORE
        {
            self.paragraph("Said", &[word(W::Proposal, self.lang), ": ", &shorten(text, 1200)]);
        }
    }

    fn package(self) -> Result<Vec<u8>, Error> {
        let document = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" xmlns:w14=\"http://schemas.microsoft.com/office/word/2010/wordml\" xmlns:mc=\"http://schemas.openxmlformats.org/markup-compatibility/2006\" mc:Ignorable=\"w14\"><w:body>{}<w:sectPr><w:pgSz w:w=\"11906\" w:h=\"16838\"/><w:pgMar w:top=\"1134\" w:right=\"1134\" w:bottom=\"1134\" w:left=\"1134\" w:header=\"567\" w:footer=\"567\" w:gutter=\"0\"/></w:sectPr></w:body></w:document>",
            self.body
        );
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        // The same draft gives the same bytes: no time of day goes into the package.
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .last_modified_time(zip::DateTime::default());
        for (name, text) in [
            ("[Content_Types].xml", TYPES),
            ("_rels/.rels", RELS),
            ("word/document.xml", &document),
            ("word/_rels/document.xml.rels", DOCUMENT_RELS),
            ("word/styles.xml", STYLES),
        ] {
            zip.start_file(name, options)?;
            zip.write_all(text.as_bytes()).map_err(zip::result::ZipError::from)?;
        }
        Ok(zip.finish()?.into_inner())
    }
}
