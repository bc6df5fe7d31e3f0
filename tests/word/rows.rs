//! Tables of forms that have fewer blank rows than there are entries.

use std::collections::BTreeSet;

use dunlin::model::{Drafted, Lang, Row, Standing};
use dunlin::write::fill_word::{Filled, fill};

use super::docx::*;
use super::fill::{changed, draft, found, part, report_of};
use super::{answer, format, label, read, report};

const QUESTION: &str = "cms-cop14/XI.1a";

/// A cell whose field has a bookmark, as Word makes it.
fn marked_field() -> String {
    p(&format!(
        "<w:bookmarkStart w:id=\"3\" w:name=\"Text12\"/>{}<w:bookmarkEnd w:id=\"3\"/><w:bookmarkStart w:id=\"4\" w:name=\"_GoBack\"/><w:bookmarkEnd w:id=\"4\"/>",
        field_text("").replace("<w:name w:val=\"f\"/>", "<w:name w:val=\"Text12\"/>")
    ))
}

/// A cell with a control, as Word makes it.
fn numbered_control(more: &str) -> String {
    let control = control_text("", more).replace("<w:sdtPr>", "<w:sdtPr><w:id w:val=\"-77\"/>");
    p(&control).replacen("<w:p>", "<w:p w14:paraId=\"1A2B3C4D\" w14:textId=\"77777777\">", 1)
}

fn form_of(blank: &str) -> String {
    let head = row(&[line("Species or subspecies"), line("Change in status"), line("Source reference")]);
    line("CMS national report COP14")
        + &p(&(t(&format!("IV.2 {} ", label("cms-cop14/IV.2"))) + &control_drop(&["Yes", "No"], "")))
        + &line(&format!("XI.1a {}", label(QUESTION)))
        + &table(3, &(head + blank))
        + &line("below")
}

/// A form whose table has one blank row of these cells.
pub(super) fn form_with_fields() -> String {
    form_of(&row(&[marked_field(), numbered_control(""), p(&field_text(""))]))
}

fn entry(name: &str) -> Row {
    [("species-subspecies", name), ("change-in-status", "Increasing & more"), ("source-reference", "Atlas")]
        .into_iter()
        .map(|(k, v)| (k.to_owned(), v.to_owned()))
        .collect()
}

fn entries() -> Vec<Row> {
    ["Saiga tatarica", "Gazella subgutturosa", "Equus hemionus"].map(entry).to_vec()
}

pub(super) fn drafts() -> Drafted {
    let mut species = draft(QUESTION, Standing::Kept, None);
    species.rows = entries();
    report_of("cms-cop14", vec![species])
}

/// The form in a file whose settings have this protection.
fn file(body: &str, protection: &str) -> Vec<u8> {
    let mut parts = parts(body);
    for (name, text) in &mut parts {
        if *name == "word/settings.xml" {
            *text = text.replace("w:edit=\"forms\" w:enforcement=\"1\"", protection);
        }
    }
    zip(&parts)
}

const FORMS: &str = "w:edit=\"forms\" w:enforcement=\"1\"";

fn filled(form: &[u8]) -> Filled {
    fill(form, &drafts(), format("cms-cop14"), Lang::En).expect("a form")
}

fn values<'x>(xml: &'x str, before: &str) -> Vec<&'x str> {
    xml.split(before).skip(1).map(|rest| rest.split('"').next().unwrap_or("")).collect()
}

/// How many values are those of another before.
fn twice(xml: &str, before: &str) -> usize {
    let all = values(xml, before);
    all.len() - all.iter().collect::<BTreeSet<_>>().len()
}

#[test]
fn a_table_gets_as_many_rows_as_there_are_entries() {
    let plain = row(&[String::new(), String::new(), String::new()]);
    let item = format!(
        "<w:sdt><w:sdtPr><w:id w:val=\"9\"/><w15:repeatingSection xmlns:w15=\"urn:w15\"/></w:sdtPr><w:sdtContent>\
         <w:sdt><w:sdtPr><w:id w:val=\"10\"/><w15:repeatingSectionItem xmlns:w15=\"urn:w15\"/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt></w:sdtContent></w:sdt>",
        row(&[numbered_control(""), numbered_control(""), numbered_control("")])
    );
    for (what, body, protection) in [
        ("fields in a protected form", form_with_fields(), FORMS),
        ("plain cells in an open form", form_of(&plain), "w:edit=\"readOnly\" w:enforcement=\"0\""),
        ("an item of a repeating section", form_of(&item), FORMS),
    ] {
        let form = file(&body, protection);
        let filled = filled(&form);
        let reading = read(filled.bytes.clone());
        assert_eq!(answer(report(&reading), QUESTION).map(|a| a.rows.clone()), Some(entries()), "{what}");
        assert_eq!(changed(&form, &filled.bytes), ["word/document.xml"], "{what}");
        let told = found(&filled, "fill-rows-added");
        assert!(matches!(told[..], [f] if f.message.contains("; 2 were added")), "{what}: {:?}", filled.findings);
        let (before, after) = (part(&form, "word/document.xml"), part(&filled.bytes, "word/document.xml"));
        assert_eq!(after.matches("<w:tr>").count(), before.matches("<w:tr>").count() + 2, "{what}");
        assert!(after.ends_with(&before[before.find("</w:tbl>").expect("a table")..]), "{what}: what follows stays");
        // Nothing that may be there only once is there twice.
        for once in [
            "<w:bookmarkStart w:id=\"",
            "w:name=\"",
            "w14:paraId=\"",
            "<w:name w:val=\"Text",
            "<w:sdtPr><w:id w:val=\"",
        ] {
            assert_eq!(twice(&after, once), twice(&before, once), "{what}: {once} {:?}", values(&after, once));
        }
        assert_eq!(after.matches("<w:bookmarkStart").count(), after.matches("<w:bookmarkEnd").count(), "{what}");
        // The same again changes nothing.
        let again = fill(&filled.bytes, &drafts(), format("cms-cop14"), Lang::En).expect("a form");
        assert_eq!(again.bytes, filled.bytes, "{what}");
    }
    let bookmarks = part(&filled(&file(&form_with_fields(), FORMS)).bytes, "word/document.xml");
    assert_eq!(values(&bookmarks, "w:name=\"Text"), ["12", "1", "2"], "each field has its bookmark");
}

#[test]
fn a_row_that_cannot_be_copied_safely_is_not() {
    let cells = || [marked_field(), numbered_control(""), p(&field_text(""))];
    let plain = row(&[String::new(), String::new(), String::new()]);
    let fields = row(&cells());
    let bound =
        "<w:dataBinding w:xpath=\"/f:form[1]/f:note[1]\" w:storeItemID=\"{AAAAAAAA-0000-0000-0000-000000000001}\"/>";
    let open = "<w:tr>";
    for (what, blank, protection) in [
        ("plain cells of a protected form", plain.clone(), FORMS),
        ("a form that is only to be read", fields.clone(), "w:edit=\"readOnly\" w:enforcement=\"1\""),
        ("changes are tracked", fields.clone(), "w:edit=\"trackedChanges\" w:enforcement=\"1\""),
        ("data beside the text", row(&[marked_field(), numbered_control(bound), p(&field_text(""))]), FORMS),
        ("merged with the row above", fields.replacen("<w:tcPr>", "<w:tcPr><w:vMerge/>", 1), FORMS),
        ("a tracked row", fields.replacen(open, "<w:tr><w:trPr><w:ins w:id=\"1\" w:author=\"T\"/></w:trPr>", 1), FORMS),
        ("a picture", fields.replacen("</w:p>", "<w:r><w:pict/></w:r></w:p>", 1), FORMS),
        ("another field", fields.replacen("FORMTEXT", "REF Text1", 1), FORMS),
    ] {
        let form = file(&form_of(&blank), protection);
        let filled = filled(&form);
        assert_eq!(filled.bytes, form, "{what}");
        let told = found(&filled, "fill-rows");
        assert!(matches!(told[..], [f] if !f.hint.is_empty()), "{what}: {:?}", filled.findings);
        assert_eq!(found(&filled, "fill-rows-added").len(), 0, "{what}");
    }
    // The same row in a section that is not protected.
    let body = form_of(&plain) + "<w:p><w:pPr><w:sectPr><w:formProt w:val=\"0\"/></w:sectPr></w:pPr></w:p>";
    assert_eq!(found(&filled(&file(&body, FORMS)), "fill-rows-added").len(), 1);
}
