//! Tables that people make: questions and answers under headings, wherever they stand.
//!
//! Layouts that are understood: a row for each question, with the answer in one column or ticked
//! under the names of the options; a matrix with a row of sub-headings of its own; a small table of
//! rows under its question; options of a question on rows of their own; a block of rows for each site
//! or target; and a row for each site, target or Party with a column for each question.

mod builder;
mod detect;
mod rows;

use std::collections::BTreeMap;

use super::book::Book;
use super::fold::fold;
use super::headings::{Role, role};
use super::matching::Index;
use super::notes::Notes;
use super::open::Input;
use super::values;
use super::{Context, Reader, Reading};
use crate::model::{Format, Lang, Level, Party, Period, Question, Repeat, Report, Sentence, Value};
use crate::say;

use builder::Builder;
use rows::Line;

/// Reads any spreadsheet with columns for number or question and answer.
pub struct Table;

impl Reader for Table {
    fn name(&self) -> &'static str {
        "table of questions and answers"
    }

    fn recognise(&self, input: &Input, _: &Context) -> bool {
        input.book().is_some()
    }

    fn read(&self, input: &mut Input, context: &Context) -> Reading {
        input.book().map(|b| read_table(b, context)).unwrap_or_default()
    }
}

/// A text quoted in a finding, cut where it is long.
pub(crate) fn quote(text: &str) -> Sentence {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut cut: String = text.chars().take(200).collect();
    if cut.len() < text.len() {
        cut.push('\u{2026}');
    }
    say!("\"{text}\"", text = cut)
}

/// Reads the tables of a book.
#[must_use]
pub fn read_table(book: &Book, context: &Context) -> Reading {
    let mut notes = Notes::new(&book.file);
    let kind = Table.name().to_owned();
    let all = indices(context.catalogue);
    let tables = rows::collect(book, &|t: &str| heads_ticks(t, &all), &|t: &str| all.iter().any(|i| i.is_figure(t)));
    if tables.lines.is_empty() {
        notes.add(
            Level::Error,
            "no-table",
            String::new(),
            say!("there is no table of questions and answers in the file").to_owned(),
            say!("give the columns headings such as Number, Question, Answer, Details and read the file again"),
        );
        return Reading { kind, reports: Vec::new(), findings: notes.close(), ..Reading::default() };
    }
    if let Some((s, row)) = tables.cut
        && let Some(sheet) = book.sheets.get(s)
    {
        notes.add(
            Level::Error,
            "too-many-rows",
            sheet.place(row, 0),
            say!("the file has more than {n} rows of answers; nothing was read from here on", n = &tables.lines.len()),
            say!("divide the file, one Party or one report each"),
        );
    }
    for (s, sheet) in book.sheets.iter().enumerate() {
        if !sheet.rows.is_empty() && !tables.lines.iter().any(|l| l.sheet == s) && !tables.fronts.contains_key(&s) {
            notes.add(
                Level::Info,
                "sheet-not-read",
                sheet.name.clone(),
                say!("sheet \"{sheet}\" has no headings of a table of questions and was not read", sheet = &sheet.name),
                "",
            );
        }
    }
    let front = Front::read(book, &tables, &mut notes);
    let stated = context.options.period.or(front.period);
    let known = detect::Known::new(context, front.lang.or_else(|| tables.heads.first().and_then(|h| h.lang)));
    let Some(formats) = detect::formats(book, &tables, stated, &known, context, &mut notes) else {
        return Reading { kind, reports: Vec::new(), findings: notes.close(), ..Reading::default() };
    };
    let mut reports = Vec::new();
    for (id, found) in &formats {
        let Some(format) = context.catalogue.format(id) else { continue };
        let Some(index) = known.index(id) else { continue };
        // A file of a region holds several Parties; each has a report of its own.
        let mut groups: BTreeMap<String, Vec<&Line>> = BTreeMap::new();
        for line in tables.lines.iter().filter(|l| found.sheets.contains(&l.sheet)) {
            groups.entry(fold(&line.party)).or_default().push(line);
        }
        for (name, lines) in groups {
            let mut b = Builder::new(book, format, index, &mut notes);
            b.lang = context.options.lang.or(front.lang);
            b.own = front.lang.or_else(|| tables.heads.first().and_then(|h| h.lang));
            b.guess = b.lang.or_else(|| tables.heads.first().and_then(|h| h.lang));
            index.expect(b.guess);
            b.read(&lines, &tables.heads);
            let mut report = b.finish();
            let written = tables.lines.iter().find(|l| fold(&l.party) == name).map_or("", |l| l.party.as_str());
            party(&mut report, format, written, &front, context, &mut notes);
            period(&mut report, format, found.edition_stated, &front, context);
            if !report.answers.is_empty() {
                reports.push(report);
            }
        }
    }
    if reports.is_empty() {
        notes.add(
            Level::Warning,
            "no-answers",
            String::new(),
            say!("the table holds no answers that could be read").to_owned(),
            say!("check that the answers stand in the column headed Answer"),
        );
    }
    Reading { kind, reports, findings: notes.close(), ..Reading::default() }
}

/// A row of a spreadsheet form as it asks, whatever format it is of.
#[derive(Debug, Clone)]
pub(crate) struct FormRow {
    pub(crate) sheet: usize,
    /// Row, and the column of the answer.
    pub(crate) row: u32,
    pub(crate) at: u32,
    /// Number as written; empty where there is none.
    pub(crate) number: String,
    /// Letter of a sub-item.
    pub(crate) letter: String,
    /// Wording without the number.
    pub(crate) question: String,
    /// Text of a column headed "Options" or the like.
    pub(crate) options: String,
    /// Headings of ticked columns.
    pub(crate) ticks: Vec<String>,
    /// There is a column for the answer, and one for details.
    pub(crate) answer: bool,
    pub(crate) details: bool,
    /// The row has one filled cell.
    pub(crate) alone: bool,
}

/// Headings of a column that lists what may be answered.
const OPTIONS: &[&str] = &[
    "options",
    "option list",
    "answer options",
    "possible answers",
    "allowed values",
    "choices",
    "list of options",
    "options de reponse",
    "reponses possibles",
    "opciones",
    "opciones de respuesta",
    "respuestas posibles",
];

/// The rows of a spreadsheet that ask something.
pub(crate) fn form_rows(book: &Book, catalogue: &crate::catalogue::Catalogue) -> Vec<FormRow> {
    let all = indices(catalogue);
    let tables = rows::collect(book, &|t: &str| heads_ticks(t, &all), &|_| false);
    let mut found = Vec::new();
    for line in &tables.lines {
        let (Some(sheet), Some(head)) = (book.sheets.get(line.sheet), tables.heads.get(line.head)) else { continue };
        let h = &head.headings;
        let listed = sheet.rows.get(&h.first.saturating_sub(1)).into_iter().flatten();
        let listed = listed.filter(|(_, cell)| OPTIONS.contains(&fold(&cell.text()).as_str())).map(|(c, _)| *c).next();
        let number = line.number_text();
        let alone = line.cells.len() <= 1;
        let only = || line.cells.values().next().map_or_else(String::new, super::book::Cell::text);
        found.push(FormRow {
            sheet: line.sheet,
            row: line.row,
            at: line.at,
            number: if line.keys.is_empty() { String::new() } else { number.trim_end_matches(['.', ':']).to_owned() },
            letter: line.letter.clone(),
            question: if alone && line.keys.is_empty() { only() } else { line.question.clone() },
            options: listed.map_or_else(String::new, |c| line.text(c)),
            ticks: h.options.values().cloned().collect(),
            answer: h.column(Role::Answer).is_some(),
            details: h.column(Role::Details).is_some(),
            alone,
        });
    }
    found
}

/// What all formats' questions and options are recognised by.
fn indices(catalogue: &crate::catalogue::Catalogue) -> Vec<Index<'_>> {
    catalogue.format_ids().filter_map(|id| catalogue.format(id)).map(Index::new).collect()
}

/// True for a text that heads a ticked column.
fn heads_ticks(text: &str, all: &[Index]) -> bool {
    // No option is as long as an answer in words.
    text.len() <= 300 && {
        let text = fold(text);
        all.iter().any(|i| i.is_option(&text)) || values::heads_ticks(&text)
    }
}

/// What stands before the tables: Party, period, language.
#[derive(Default)]
struct Front {
    party: Option<Party>,
    period: Option<Period>,
    lang: Option<Lang>,
}

impl Front {
    fn read(book: &Book, tables: &rows::Tables, notes: &mut Notes) -> Front {
        let mut front = Front::default();
        for (s, upto) in &tables.fronts {
            let Some(sheet) = book.sheets.get(*s) else { continue };
            for (&r, cells) in sheet.rows.range(..upto) {
                for (&c, cell) in cells {
                    let text = cell.text();
                    let (label, inline) = match text.split_once(':') {
                        Some((l, v)) if !v.trim().is_empty() => (l.to_owned(), v.trim().to_owned()),
                        _ => (text.clone(), String::new()),
                    };
                    let Some(role) = role(&label) else { continue };
                    let value = if inline.is_empty() {
                        cells.range(c + 1..).next().map_or_else(String::new, |(_, v)| v.text())
                    } else {
                        inline
                    };
                    if value.is_empty() {
                        continue;
                    }
                    match role {
                        Role::Party if front.party.is_none() => {
                            front.party = Party::find(&value);
                            if front.party.is_none() {
                                notes.add(
                                    Level::Warning,
                                    "party-unknown",
                                    sheet.place(r, c),
                                    say!("{quoted} is no Party that dunlin knows by that name", quoted = quote(&value)),
                                    say!("name the Party with --party and its two-letter code"),
                                );
                            }
                        }
                        Role::Period if front.period.is_none() => front.period = Period::parse(&value),
                        Role::Language if front.lang.is_none() => front.lang = language(&value),
                        _ => {}
                    }
                }
            }
        }
        front
    }
}

fn language(text: &str) -> Option<Lang> {
    Lang::parse(text).or_else(|| match fold(text).as_str() {
        "english" | "anglais" | "ingles" => Some(Lang::En),
        "french" | "francais" | "frances" => Some(Lang::Fr),
        "spanish" | "espagnol" | "espanol" => Some(Lang::Es),
        _ => None,
    })
}

fn party(report: &mut Report, format: &Format, written: &str, front: &Front, context: &Context, notes: &mut Notes) {
    let mut found = Party::find(written);
    if found.is_none() && !written.is_empty() {
        notes.add(
            Level::Warning,
            "party-unknown",
            String::new(),
            say!("{quoted} is no Party that dunlin knows by that name", quoted = quote(written)),
            say!("name the Party with --party and its two-letter code"),
        );
    }
    if found.is_none() && written.is_empty() {
        found = front.party.or_else(|| {
            report.answers.iter().find_map(|a| {
                let q = format.question(&a.question)?;
                let label = fold(&q.label.en);
                let asks = q.kind.is_textual()
                    && (role(&q.label.en) == Some(Role::Party)
                        || (label.contains("contracting party") && label.split(' ').count() <= 5));
                match &a.value {
                    Some(Value::Text(t)) if asks => Party::find(t),
                    _ => None,
                }
            })
        });
    }
    report.party = context.options.party.or(found);
    if let (Some(said), Some(stands)) = (context.options.party, found)
        && said != stands
    {
        notes.add(
            Level::Warning,
            "party-differs",
            String::new(),
            say!("you say this is a report of {said}, but the file names {stands}", said = &said, stands = stands),
            say!("check that it is the right file"),
        );
    }
}

fn period(report: &mut Report, format: &Format, edition_stated: bool, front: &Front, context: &Context) {
    let asked = || {
        report.answers.iter().find_map(|a| {
            let q = format.question(&a.question)?;
            let label = fold(&q.label.en);
            let asks = (q.kind.is_textual() && label.split(' ').count() <= 6)
                && (label.contains("period covered")
                    || label.contains("reporting period")
                    || label.contains("period of report"));
            match &a.value {
                Some(Value::Text(t)) if asks => Period::parse(t),
                _ => None,
            }
        })
    };
    report.period = context
        .options
        .period
        .or(front.period)
        .or_else(asked)
        .or_else(|| edition_stated.then_some(format.period).flatten());
}

pub(crate) fn shown(value: &Value) -> String {
    match value {
        Value::Code(t) | Value::Text(t) => t.clone(),
        Value::Codes(cs) => cs.join("; "),
        Value::Date(d) => d.to_string(),
        Value::Number { qualifier, number, unit } => {
            let n = number.map(crate::model::number_text);
            [qualifier.clone(), n, unit.clone()].into_iter().flatten().collect::<Vec<_>>().join(" ")
        }
    }
}

/// The column of a question that a heading names.
fn column(question: &Question, heading: &str) -> Option<String> {
    let folded = fold(heading);
    question
        .columns
        .iter()
        .find(|c| fold(&c.code) == folded || c.text.iter().any(|(_, t)| fold(t) == folded))
        .map(|c| c.code.clone())
}

/// `GBF:T6` for `Target 6`, `GBF-T06. ...`, `6`; `NT01` for `NT01. By 2030 ...`; empty where the text
/// holds no short name.
pub(super) fn item_id(text: &str, repeat: Option<Repeat>) -> String {
    let text = text.trim();
    let head = text.split(['.', ':', ',', '\u{2013}', '\n']).next().unwrap_or("").trim();
    let folded = fold(head);
    let compact: String = folded.chars().filter(|c| !c.is_whitespace()).collect();
    let words: Vec<&str> = folded.split(' ').collect();
    match repeat {
        Some(Repeat::Target) => {
            let whole = fold(text.split_whitespace().next().unwrap_or(""));
            for f in [compact.as_str(), whole.replace(' ', "").as_str()] {
                for prefix in [
                    "gbftarget",
                    "kmgbftarget",
                    "gbft",
                    "gbfobjectif",
                    "globaltarget",
                    "target",
                    "cible",
                    "meta",
                    "t",
                    "",
                ] {
                    if let Some(n) = f.strip_prefix(prefix).and_then(|n| n.parse::<u8>().ok())
                        && (1..=23).contains(&n)
                    {
                        return format!("GBF:T{n}");
                    }
                }
            }
            let label = words.join("");
            let digits = label.trim_start_matches(|c: char| c.is_ascii_alphabetic());
            if label.len() <= 10
                && !digits.is_empty()
                && digits.chars().all(|c| c.is_ascii_digit())
                && digits.len() < label.len()
            {
                return label.to_ascii_uppercase();
            }
            String::new()
        }
        Some(Repeat::Goal) => {
            for prefix in ["gbfgoal", "goal", "objectif", "objetivo", "gbfg", ""] {
                if let Some(g @ ("a" | "b" | "c" | "d")) = compact.strip_prefix(prefix) {
                    return format!("GBF:GOAL-{}", g.to_ascii_uppercase());
                }
            }
            String::new()
        }
        Some(Repeat::Site) => head.to_owned(),
        None => String::new(),
    }
}
