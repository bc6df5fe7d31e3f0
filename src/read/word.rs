//! Reads a Word form (.docx) of a national report: its fields, controls, boxes and cells.

pub(crate) mod document;
pub(crate) mod form;
pub(crate) mod marks;
pub(crate) mod sheet;
pub(crate) mod xml;

pub(crate) use marks::Mark;

use super::matching::Index;
use super::open::{Content, Input, Kind as FileKind};
use super::{Context, Reader, Reading};
use crate::model::{Answer, Finding, Format, Item, Kind, Level, Origin, Party, Period, Report, Value};

use crate::say;
use document::Document;
use xml::Bad;

/// Word forms.
pub struct Word;

impl Reader for Word {
    fn name(&self) -> &'static str {
        "Word form"
    }

    fn recognise(&self, input: &Input, _: &Context) -> bool {
        input.kind == FileKind::Docx
    }

    fn read(&self, input: &mut Input, context: &Context) -> Reading {
        match &input.content {
            Content::Bytes(bytes) => read(&input.file, bytes, context),
            Content::Book(_) => Reading::default(),
        }
    }
}

/// Why a Word file cannot be used, as a finding.
pub(crate) fn refused(bad: Bad, file: &str) -> Finding {
    match bad {
        Bad::Damaged => Finding::new(
            Level::Error,
            "file-damaged",
            say!("the text of the Word document is damaged or was cut short"),
        )
        .at(file, "")
        .hint(say!("open it in Word and save it under a new name as a Word document (.docx)")),
        Bad::TooLarge => Finding::new(
            Level::Error,
            "file-too-large",
            say!("the Word document holds more than a national report can"),
        )
        .at(file, "")
        .hint(say!("remove pictures and annexes, save it again and read that file")),
    }
}

/// Formats that a Word form may be of.
fn formats<'a>(context: &Context<'a>) -> Vec<&'a Format> {
    match context.options.format.as_deref().and_then(|f| context.catalogue.format(f)) {
        Some(format) => vec![format],
        None => context.catalogue.format_ids().filter_map(|id| context.catalogue.format(id)).collect(),
    }
}

/// Reads a Word form; `file` is the name shown to the user.
fn read(file: &str, bytes: &[u8], context: &Context) -> Reading {
    let mut reading = Reading { kind: "Word form".to_owned(), ..Reading::default() };
    let document = match Document::read(bytes) {
        Ok(d) => d,
        Err(bad) => {
            reading.findings.push(refused(bad, file));
            return reading;
        }
    };
    if let Some(sheet) = sheet::read(&document, file, context) {
        return sheet;
    }
    let candidates = formats(context);
    let stated = context.options.format.is_some();
    let format = match (&candidates[..], stated) {
        ([one], true) => Some(*one),
        (all, _) => form::recognise(&document, all),
    };
    let Some(format) = format else {
        reading.findings.push(
            Finding::new(
                Level::Error,
                "word-format",
                say!("no question of a known report format was found in this Word document"),
            )
            .at(file, "")
            .hint(say!("if it is a national report, say which with --format; the list is in dunlin formats")),
        );
        return reading;
    };
    let index = Index::new(format);
    let found = form::read(&document, format, &index, file);
    let lang = context.options.lang;
    let mut report = Report::new(&format.id, file);
    report.lang = lang;
    for (id, title) in &found.items {
        if report.item(id).is_none() {
            report.items.push(Item { id: id.clone(), title: title.clone(), frameworks: Vec::new() });
        }
    }
    for asked in &found.asked {
        let Some(q) = format.questions.get(asked.question) else { continue };
        let mut answer = Answer::new(&q.id, Origin { file: file.to_owned(), place: asked.place.clone() });
        answer.item.clone_from(&asked.item);
        answer.value.clone_from(&asked.value);
        answer.details.clone_from(&asked.details);
        answer.rows.clone_from(&asked.rows);
        answer.lang = lang;
        if !answer.is_blank() {
            report.answers.push(answer);
        }
    }
    reading.findings.extend(found.findings);
    party(&mut report, format, found.party.as_deref(), context, &mut reading.findings);
    let asked = report.answers.iter().find_map(|a| match (&a.value, format.question(&a.question)?.kind) {
        (Some(Value::Text(t)), Kind::DateRange) => Period::parse(t),
        _ => None,
    });
    // The edition's own years stand only where nothing in the form says otherwise.
    report.period =
        context.options.period.or(asked).or(found.period.as_deref().and_then(Period::parse)).or(format.period);
    reading.reports.push(report);
    reading
}

fn party(report: &mut Report, format: &Format, header: Option<&str>, context: &Context, findings: &mut Vec<Finding>) {
    // The forms ask for the Party in their first section.
    let asked = report.answers.iter().find_map(|a| {
        let q = format.question(&a.question)?;
        match &a.value {
            Some(Value::Text(t)) if q.section == "1" || q.section == "I" || q.section == "header" => Party::find(t),
            _ => None,
        }
    });
    let found = header.and_then(Party::find).or(asked);
    if found.is_none()
        && let Some(text) = header
        && context.options.party.is_none()
    {
        findings.push(
            Finding::new(
                Level::Warning,
                "party-unknown",
                say!("{quoted} is no Party that dunlin knows by that name", quoted = super::table::quote(text)),
            )
            .at(&report.file, "")
            .hint(say!("name the Party with --party and its two-letter code")),
        );
    }
    if let (Some(said), Some(stands)) = (context.options.party, found)
        && said != stands
    {
        findings.push(
            Finding::new(
                Level::Warning,
                "party-differs",
                say!("you say this is a report of {said}, but the file names {stands}", said = &said, stands = &stands),
            )
            .at(&report.file, "")
            .hint(say!("check that it is the right file")),
        );
    }
    report.party = context.options.party.or(found);
}
