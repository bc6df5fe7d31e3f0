//! `dunlin formats`: the formats built in, or the questions of one.

use std::path::PathBuf;

use clap::Args;
use serde::Serialize;

use super::read::read_all;
use super::ui::Ui;
use super::{Outcome, Settings, figures, gaps, known_format, usage};
use crate::core_report::{Core, Figures, Worth};
use crate::crosswalk::{Crosswalk, QRef};
use crate::model::{CORE, Condition, Finding, Format, Labels, Question, Report};
use crate::say;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// A format, to list its questions
    format: Option<String>,
    /// With core: reports of one Party, to count what a core report would give it
    files: Vec<PathBuf>,
}

#[derive(Serialize)]
struct FormatRow<'a> {
    id: &'a str,
    convention: &'a str,
    edition: &'a str,
    title: &'a Labels,
    period: Option<String>,
    read_only: bool,
    questions: usize,
}

#[derive(Serialize)]
struct FormatJson<'a> {
    id: &'a str,
    convention: &'a str,
    edition: &'a str,
    title: &'a Labels,
    period: Option<String>,
    due: &'a Labels,
    read_only: bool,
    languages: &'a [String],
    sources: &'a [String],
    unverified: &'a [Labels],
    sections: Vec<SectionJson<'a>>,
    questions: Vec<QuestionJson<'a>>,
    /// Of the core report only.
    #[serde(skip_serializing_if = "Option::is_none")]
    figures: Option<Figures>,
    /// Of the core report only, where reports of a Party are named.
    #[serde(skip_serializing_if = "Option::is_none")]
    worth: Option<Worth>,
}

#[derive(Serialize)]
struct SectionJson<'a> {
    id: &'a str,
    label: &'a Labels,
}

#[derive(Serialize)]
struct QuestionJson<'a> {
    id: &'a str,
    number: &'a str,
    section: &'a str,
    parent: Option<&'a str>,
    kind: &'static str,
    label: &'a Labels,
    options: Vec<OptionJson<'a>>,
    columns: Vec<ColumnJson<'a>>,
    condition: Option<String>,
    repeat: Option<&'static str>,
    required: bool,
    details: bool,
    time: &'static str,
    limit: Option<LimitJson>,
    unit: Option<&'a str>,
    subject: Option<String>,
    frameworks: &'a [String],
    wants: &'a [String],
    prefilled: bool,
    personal: bool,
    unverified: bool,
}

#[derive(Serialize)]
struct OptionJson<'a> {
    code: &'a str,
    label: &'a Labels,
    meaning: &'a str,
    assigned: bool,
    translated: Vec<&'static str>,
}

#[derive(Serialize)]
struct ColumnJson<'a> {
    code: &'a str,
    label: &'a Labels,
}

#[derive(Serialize)]
struct LimitJson {
    words: Option<u32>,
    items: Option<u32>,
}

pub(super) fn run(a: &Arguments, s: &Settings, ui: &mut Ui) -> Outcome {
    let Some(id) = &a.format else {
        list(s, ui);
        return Ok(());
    };
    known_format(&s.catalogue, id)?;
    if id != CORE && !a.files.is_empty() {
        return Err(usage(
            say!("what reports give is counted for the core report only"),
            say!("write dunlin formats core and then the reports of one Party; dunlin read tells what a file is"),
        ));
    }
    let crosswalk = s.crosswalk();
    let core = if id == CORE { Core::assemble(&s.catalogue, crosswalk) } else { None };
    let (mut findings, mut reports): (Vec<Finding>, Vec<Report>) = (Vec::new(), Vec::new());
    for reading in read_all(&a.files, s, crosswalk) {
        findings.extend(reading.findings);
        reports.extend(reading.reports);
    }
    if let Some(f) = core.as_ref().map(|c| &c.format).or_else(|| s.catalogue.format(id)) {
        let figures = core.as_ref().map(|c| Figures::count(c, &s.catalogue, crosswalk));
        let worth = core.as_ref().filter(|_| !a.files.is_empty());
        let worth = worth.map(|c| Worth::count(c, &reports, &s.catalogue, crosswalk)).map(|(worth, found)| {
            findings.extend(found);
            worth
        });
        one(f, figures, worth, crosswalk, s, ui);
    }
    gaps::end(&findings, s, ui)
}

fn list(s: &Settings, ui: &mut Ui) {
    let formats: Vec<&Format> = s.catalogue.format_ids().filter_map(|id| s.catalogue.format(id)).collect();
    if s.json {
        let rows: Vec<FormatRow> = formats
            .iter()
            .map(|f| FormatRow {
                id: &f.id,
                convention: &f.convention,
                edition: &f.edition,
                title: &f.title,
                period: f.period.map(|p| p.to_string()),
                read_only: f.read_only,
                questions: f.questions.len(),
            })
            .collect();
        ui.json(&rows);
        return;
    }
    for f in formats {
        let note = if f.read_only { " (read, not written)" } else { "" };
        ui.line(&format!("{:<14} {:>4} questions  {}{note}", f.id, f.questions.len(), f.title.get(s.lang())));
    }
}

fn one(f: &Format, figures: Option<Figures>, worth: Option<Worth>, crosswalk: &Crosswalk, s: &Settings, ui: &mut Ui) {
    if s.json {
        ui.json(&FormatJson {
            id: &f.id,
            convention: &f.convention,
            edition: &f.edition,
            title: &f.title,
            period: f.period.map(|p| p.to_string()),
            due: &f.due,
            read_only: f.read_only,
            languages: &f.languages,
            sources: &f.sources,
            unverified: &f.unverified,
            sections: f.sections.iter().map(|s| SectionJson { id: &s.id, label: &s.label }).collect(),
            questions: f.questions.iter().map(|q| question(q, crosswalk)).collect(),
            figures,
            worth,
        });
        return;
    }
    let lang = s.lang();
    ui.line(&format!("{}: {} ({} questions)", f.id, f.title.get(lang), f.questions.len()));
    // Whoever names reports wants the figures.
    for section in f.sections.iter().filter(|_| worth.is_none()) {
        ui.line(&format!("\n{} {}", section.id, section.label.get(lang)));
        for q in f.questions.iter().filter(|q| q.section == section.id) {
            let indent = if q.parent.is_some() { "    " } else { "  " };
            let options: Vec<&str> = q.options.iter().map(|o| o.code.as_str()).collect();
            let options = if options.is_empty() { String::new() } else { format!(" [{}]", options.join(" ")) };
            let number = if q.number.is_empty() { q.key() } else { &q.number };
            ui.line(&format!("{indent}{number}  {}  <{}>{options}", q.label.get(lang), q.kind.name()));
        }
    }
    if let Some(figures) = figures {
        ui.line("");
        for line in figures::lines(&figures, lang) {
            ui.line(&line);
        }
    }
    if let Some(worth) = worth {
        ui.line("");
        for line in figures::given(&worth, lang) {
            ui.line(&line);
        }
    }
}

fn question<'a>(q: &'a Question, crosswalk: &Crosswalk) -> QuestionJson<'a> {
    QuestionJson {
        id: &q.id,
        number: &q.number,
        section: &q.section,
        parent: q.parent.as_deref(),
        kind: q.kind.name(),
        label: &q.label,
        options: q
            .options
            .iter()
            .map(|o| OptionJson {
                code: &o.code,
                label: &o.text,
                meaning: o.meaning.as_str(),
                assigned: o.assigned,
                translated: o.translated.iter().map(|l| l.code()).collect(),
            })
            .collect(),
        columns: q.columns.iter().map(|c| ColumnJson { code: &c.code, label: &c.text }).collect(),
        condition: q.condition.as_ref().map(condition),
        repeat: q.repeat.map(crate::model::Repeat::name),
        required: q.required,
        details: q.details,
        time: q.time.name(),
        limit: (q.limit_words.is_some() || q.limit_items.is_some())
            .then_some(LimitJson { words: q.limit_words, items: q.limit_items }),
        unit: q.unit.as_deref(),
        subject: crosswalk.main_subject(&QRef::new(&q.id, None)).map(|s| s.id.clone()),
        frameworks: &q.frameworks,
        wants: &q.wants,
        prefilled: q.prefilled,
        personal: q.personal,
        unverified: q.unverified,
    }
}

fn condition(c: &Condition) -> String {
    c.any
        .iter()
        .map(|t| {
            let verb = match (t.any_row, t.negated) {
                (true, _) => "any-row-in",
                (false, true) => "not-in",
                (false, false) => "in",
            };
            format!("{} {verb} {}", t.question, t.codes.join(","))
        })
        .collect::<Vec<_>>()
        .join(" or ")
}
