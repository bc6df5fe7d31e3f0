//! Reads the Word sheet that an expert was handed out with a part of a core report: the answers that the
//! expert wrote or ticked, and nothing else.

use std::collections::BTreeMap;

use crate::core_report::{Core, format_of};
use crate::model::word_sheet::{HEAD, Part, fingerprint, parse};
use crate::model::{Answer, CORE, Finding, Kind, Lang, Level, Origin, Party, Question, Report, Sentence, Value};

use super::super::own::{date_text, number};
use super::super::{Context, Reading};
use super::document::{Document, Slot, SlotKind};
use crate::say;

/// What such a sheet is called.
pub(crate) const KIND: &str = "dunlin Word sheet";

/// Everything found for a question of an item.
#[derive(Default)]
struct Found<'a> {
    texts: BTreeMap<Part<'a>, (&'a Slot, &'a str)>,
    at: usize,
}

/// Reads the sheet; `None` for any other Word document.
pub(super) fn read(document: &Document, file: &str, context: &Context) -> Option<Reading> {
    let tag = |slot: &Slot| {
        let at = document.tree.path(slot.node, &["sdtPr", "tag"])?;
        document.tree.get(at)?.attribute("val")
    };
    let head = document.slots.iter().find_map(|s| tag(s)?.strip_prefix(HEAD))?;
    let mut head = head.split(':').skip(1);
    let party = head.next().and_then(Party::parse);
    let lang = head.next().and_then(Lang::parse).unwrap_or_default();
    let core = Core::assemble(context.catalogue, context.crosswalk)?;
    let mut found: BTreeMap<(usize, &str, &str), Found> = BTreeMap::new();
    for (n, slot) in document.slots.iter().enumerate() {
        let Some(tag) = tag(slot).and_then(parse) else { continue };
        let key = (core.format.position(tag.question), tag.question, tag.item);
        let entry = found.entry(key).or_insert_with(|| Found { at: n, ..Found::default() });
        // A control that was copied with its tag: the first one counts, as in a workbook.
        entry.texts.entry(tag.part).or_insert((slot, tag.written));
    }
    let mut reading = Reading { kind: KIND.to_owned(), ..Reading::default() };
    let mut reports: BTreeMap<&str, Report> = BTreeMap::new();
    // An empty sheet is still a sheet of a core report.
    reports.insert(CORE, Report::new(CORE, file));
    for ((_, id, item), cells) in &found {
        let Some(question) = core.format.question(id) else { continue };
        let place = format!("control {}, {}", cells.at + 1, super::super::called(question));
        let mut a = Answer::new(*id, Origin { file: file.to_owned(), place });
        a.item = (!item.is_empty()).then(|| (*item).to_owned());
        a.value = value(question, cells, lang, &a.origin, &mut reading.findings);
        a.details = cells.texts.get(&Part::Details).map(|(s, _)| s.text.trim().to_owned()).filter(|t| !t.is_empty());
        // A sheet holds only a part of what a workbook does: what still stands there as dunlin wrote it
        // is no answer of the expert's until the tick says so.
        let ticked = cells.texts.get(&Part::Confirmed).is_some_and(|(s, _)| s.kind == SlotKind::Check(true));
        if a.is_blank() || !(ticked || cells.changed()) {
            continue;
        }
        reports.entry(format_of(id)).or_insert_with(|| Report::new(format_of(id), file)).answers.push(a);
    }
    for mut r in reports.into_values() {
        r.party = party.or(context.options.party);
        r.lang = Some(lang);
        reading.reports.push(r);
    }
    Some(reading)
}

impl Found<'_> {
    /// True where somebody wrote over what dunlin wrote.
    fn changed(&self) -> bool {
        self.texts.iter().any(|(part, (slot, written))| match part {
            Part::Confirmed => false,
            Part::Option(_) => fingerprint(if slot.kind == SlotKind::Check(true) { "x" } else { "" }) != *written,
            _ => fingerprint(&slot.text) != *written,
        })
    }
}

fn value(
    question: &Question,
    cells: &Found,
    lang: Lang,
    origin: &Origin,
    findings: &mut Vec<Finding>,
) -> Option<Value> {
    let text = |part: Part| cells.texts.get(&part).map(|(s, _)| s.text.trim()).filter(|t| !t.is_empty());
    let mut warn = |code: &'static str, message: Sentence, hint: Sentence| {
        findings.push(Finding::new(Level::Warning, code, message).at(&origin.file, &origin.place).hint(hint));
    };
    let mut option = |part: Part| {
        let (slot, _) = cells.texts.get(&part)?;
        let shown = slot.text.trim();
        if shown.is_empty() {
            return None;
        }
        let code = match &slot.kind {
            SlotKind::Drop { entries } => entries.iter().find(|(s, _)| s.trim() == shown).map(|(_, v)| v.as_str()),
            _ => None,
        };
        let code = code.filter(|c| question.option(c).is_some());
        if code.is_none() {
            let said: String = shown.chars().take(120).collect();
            warn(
                "own-option",
                say!("\"{quoted}\" is not one of the options; it is not used", quoted = &said),
                say!("choose an entry of the list; put remarks into the details"),
            );
        }
        code.map(str::to_owned)
    };
    match question.kind {
        Kind::Single | Kind::YesNo | Kind::Indicator => option(Part::Value).map(Value::Code),
        Kind::Multi => {
            let ticked =
                |code: &str| cells.texts.get(&Part::Option(code)).is_some_and(|(s, _)| s.kind == SlotKind::Check(true));
            let codes: Vec<String> =
                question.options.iter().filter(|o| ticked(&o.code)).map(|o| o.code.clone()).collect();
            (!codes.is_empty() || ticked("")).then_some(Value::Codes(codes))
        }
        Kind::Number => {
            let qualifier = if question.options.is_empty() { None } else { option(Part::Qualifier) };
            let typed = text(Part::Number);
            let n = typed.and_then(number);
            if let (Some(t), None) = (typed, n) {
                let said: String = t.chars().take(120).collect();
                warn(
                    "own-number",
                    say!("\"{quoted}\" is not a number, or may be read in two ways; it is not used", quoted = &said),
                    say!("write digits only, without a sign between thousands"),
                );
            }
            (qualifier.is_some() || n.is_some()).then(|| Value::Number {
                qualifier,
                number: n,
                unit: n.and(question.unit.clone()),
            })
        }
        Kind::Date => {
            let typed = text(Part::Value)?;
            let day = date_text(typed, lang);
            if day.is_none() {
                let said: String = typed.chars().take(120).collect();
                warn(
                    "own-date",
                    say!("\"{quoted}\" is not a date, or may be read in two ways; it is not used", quoted = &said),
                    say!("write the date as year-month-day, for example 2024-02-29"),
                );
            }
            day.map(Value::Date)
        }
        Kind::Heading | Kind::Table => None,
        _ => text(Part::Value).map(|t| Value::Text(t.to_owned())),
    }
}
