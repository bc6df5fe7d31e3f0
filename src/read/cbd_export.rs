//! The public exports of the CBD's Online Reporting Tool, csv or workbook, and the workbooks in which
//! indicator data are uploaded to it.
//!
//! Whoever exports chooses the columns, so a file is known by its headings, in any order. The export
//! repeats rows, numbers nested questions by the question printed before them, and gives labels for
//! some answers and raw codes for others: all of that is undone here.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::book::{Book, Cell, Sheet};
use super::fold::{fold, number};
use super::matching::Index;
use super::open::Input;
use super::table::{item_id, quote, shown};
use super::values;
use super::{Context, Reader, Reading, called};
use crate::model::{
    Answer, Finding, Format, Item, Kind, Level, Origin, Party, Place, Question, Repeat, Report, Row, Sentence, Value,
};
use crate::say;

const FORMAT: &str = "cbd-nr7";

/// Reads exports of the CBD reporting tool.
pub struct Export;

impl Reader for Export {
    fn name(&self) -> &'static str {
        "export of the CBD reporting tool"
    }

    fn recognise(&self, input: &Input, context: &Context) -> bool {
        let other = context.options.format.as_deref().is_some_and(|f| f != FORMAT);
        !other && input.book().is_some_and(|b| b.sheets.iter().any(|s| head(s).is_some()))
    }

    fn read(&self, input: &mut Input, context: &Context) -> Reading {
        input.book().map(|b| read(b, context)).unwrap_or_default()
    }
}

/// Columns that are not answers themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Field {
    Published,
    Id,
    Government,
    Target,
    TargetType,
    Goals,
    Targets,
    Goal,
    Indicator,
    Code,
    Type,
    Source,
    SourceInfo,
    HasDisaggregation,
    DisaggregationType,
    Disaggregation,
    Comments,
    Year,
    Value,
    Unit,
    Footnote,
    Question,
    Response,
    /// Known, and of no use here.
    Skipped,
}

/// Headings in English, French and Spanish, folded and without blanks, so that field names of the
/// tool's own (`mainActionsSummary`) are known too.
const FIELDS: &[(Field, &[&str])] = &[
    (Field::Published, &["publishedon", "publiesur", "publiele", "publicadoel"]),
    (Field::Id, &["uniqueid", "identifiantunique", "identificadorunico"]),
    (Field::Government, &["government", "gouvernement", "gobierno", "country", "pays", "pais"]),
    (Field::Target, &["target", "cible", "meta", "nationaltarget", "objectifnational", "metanacional"]),
    (Field::TargetType, &["targettype", "typedecible", "typedobjectif", "tipodemeta"]),
    (Field::Goals, &["globalgoals", "globalgoal", "objectifsmondiaux", "objetivosmundiales"]),
    (Field::Targets, &["globaltargets", "globaltarget", "ciblesmondiales", "metasmundiales"]),
    (Field::Goal, &["goal", "objectif", "objetivo", "gbfgoal"]),
    (Field::Indicator, &["indicator", "indicateur", "indicador"]),
    (Field::Code, &["indicatorcode", "codedelindicateur", "codeindicateur", "codigodelindicador"]),
    (Field::Type, &["indicatortype", "typedindicateur", "tipodeindicador"]),
    (Field::Source, &["sourceofdata", "sourcedesdonnees", "fuentededatos", "fuentedelosdatos"]),
    (Field::SourceInfo, &["sourceofdatainfo"]),
    (Field::HasDisaggregation, &["hasdisaggregation", "doesthisdatarowrepresentadisaggregation"]),
    (
        Field::DisaggregationType,
        &["disaggregationtype", "typededesagregation", "tipodedesagregacion", "tipodedesglose"],
    ),
    (Field::Disaggregation, &["disaggregation", "desagregation", "ventilation", "desagregacion", "desglose"]),
    (Field::Comments, &["comments", "comment", "commentaires", "comentarios"]),
    (Field::Year, &["year", "annee", "ano"]),
    (Field::Value, &["value", "valeur", "valor"]),
    (Field::Unit, &["unit", "unite", "unidad"]),
    (Field::Footnote, &["footnote", "footnotes", "notedebasdepage", "notaalpie", "notaapiedepagina"]),
    (
        Field::Question,
        &["questionnumber", "numerodelaquestion", "numerodequestion", "numerodelapregunta", "numerodepregunta"],
    ),
    (Field::Response, &["response", "reponse", "respuesta"]),
    (
        Field::Skipped,
        &["url", "recordurl", "cbdregion", "region", "degreeofalignment", "degredalignement", "gradodeconformidad"],
    ),
];

/// Columns that answer a question directly: key of the question and headings.
const DIRECT: &[(&str, &[&str])] = &[
    ("I.contactDetails", &["contactdetails", "coordonnees", "datosdecontacto"]),
    ("I.contactPerson", &["contactperson", "personnearesscontacter", "personnedecontact", "personadecontacto"]),
    ("I.nationalAuthorities", &["nationalauthorities", "autoritesnationales", "autoridadesnacionales"]),
    ("I.processUndertaken", &["processundertaken"]),
    ("II.hasRevisedNbsap", &["hasrevisednbsap"]),
    ("II.anticipatedNbsapDate", &["anticipatednbsapdate"]),
    ("II.hasStakeholderEngagement", &["hasstakeholderengagement"]),
    ("II.stakeholders", &["stakeholders", "partiesprenantes", "partesinteresadas", "interesados"]),
    ("II.hasNbsapAdopted", &["hasnbsapadopted"]),
    ("II.hasNbsapAdoptedInfo", &["hasnbsapadoptedinfo"]),
    ("II.anticipatedNbsapAdoptionDate", &["anticipatednbsapadoptiondate"]),
    ("II.policyInstrument", &["policyinstrument", "instrumentdepolitique", "instrumentodepolitica"]),
    ("II.implementationProgress", &["implementationprogress"]),
    (
        "III.mainActionsSummary",
        &["mainactionssummary", "resumedesprincipalesactions", "resumendelasprincipalesacciones"],
    ),
    (
        "III.levelOfProgress",
        &["levelofprogress", "niveaudeprogres", "niveauxdeprogres", "niveldeprogreso", "niveldeavance"],
    ),
    ("III.progressSummary", &["progresssummary", "resumedesprogres", "resumendelprogreso", "resumendelosprogresos"]),
    (
        "III.keyChallengesSummary",
        &["keychallengessummary", "resumedesprincipauxdefis", "resumendelosprincipalesdesafios"],
    ),
    (
        "III.actionEffectivenessSummary",
        &["actioneffectivenesssummary", "resumedelefficacitedesactions", "resumendelaeficaciadelasacciones"],
    ),
    ("III.sdgRelationSummary", &["sdgrelationsummary"]),
    ("IV.summaryOfProgress", &["summaryofprogress"]),
    ("V.assessmentSummary", &["assessmentsummary"]),
    ("other.additionalDocuments", &["additionaldocuments", "documentsadditionnels", "documentosadicionales"]),
    (
        "other.additionalInformation",
        &["anyotherinformation", "touteautreinformation", "cualquierotrainformacion", "relevantinformation"],
    ),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tab {
    Binary,
    Data,
    Sections,
}

struct Head {
    row: u32,
    tab: Tab,
    fields: BTreeMap<Field, u32>,
    direct: BTreeMap<u32, &'static str>,
    unknown: Vec<String>,
}

/// The heading row of a sheet, among its first rows, and what the sheet is.
fn head(sheet: &Sheet) -> Option<Head> {
    sheet.rows.iter().take(10).find_map(|(&row, cells)| {
        let mut h =
            Head { row, tab: Tab::Sections, fields: BTreeMap::new(), direct: BTreeMap::new(), unknown: Vec::new() };
        let mut others: Vec<&Cell> = Vec::new();
        for (&c, cell) in cells {
            if !cell.is_short() {
                others.push(cell);
                continue;
            }
            let name: String = fold(&cell.text()).chars().filter(|c| !c.is_whitespace()).collect();
            if let Some((f, _)) = FIELDS.iter().find(|(_, names)| names.contains(&name.as_str())) {
                h.fields.entry(*f).or_insert(c);
            } else if let Some((q, _)) = DIRECT.iter().find(|(_, names)| names.contains(&name.as_str())) {
                h.direct.insert(c, q);
            } else if !name.is_empty() {
                others.push(cell);
            }
        }
        let has = |f: Field| h.fields.contains_key(&f);
        let from_tool = has(Field::Published) || has(Field::Id);
        let indicator = has(Field::Indicator) || has(Field::Code);
        if has(Field::Question) && has(Field::Response) && (indicator || from_tool) {
            h.tab = Tab::Binary;
        } else if indicator
            && has(Field::Year)
            && has(Field::Value)
            && (from_tool || (has(Field::Code) && has(Field::Unit)))
        {
            h.tab = Tab::Data;
        } else if !(from_tool || has(Field::Government)) || h.direct.is_empty() || has(Field::Response) {
            return None;
        }
        h.unknown = others.into_iter().map(Cell::text).collect();
        Some(h)
    })
}

/// When a row was published: day and time of day, as far as they can be compared.
type Published = (Option<NaiveDate>, String);

/// One value of a question as a row gives it.
struct Given {
    published: Published,
    value: Value,
    origin: Origin,
}

#[derive(Default)]
struct Part {
    party: Option<Party>,
    items: Vec<Item>,
    given: BTreeMap<(usize, Option<String>), Vec<Given>>,
    comments: BTreeMap<String, Vec<String>>,
    first_of: BTreeMap<String, usize>,
    comment_origin: BTreeMap<String, Origin>,
    data: BTreeMap<usize, Vec<(Published, Row, Origin)>>,
    notes: BTreeMap<usize, Vec<(String, Origin)>>,
    without_data: BTreeSet<usize>,
    others: BTreeSet<String>,
    last: Option<usize>,
}

struct Export_<'a> {
    book: &'a Book,
    context: &'a Context<'a>,
    format: &'a Format,
    index: Index<'a>,
    findings: Vec<Finding>,
    parts: BTreeMap<String, Part>,
}

fn read(book: &Book, context: &Context) -> Reading {
    let kind = Export.name().to_owned();
    let Some(format) = context.catalogue.format(FORMAT) else {
        let f = Finding::new(
            Level::Error,
            "format-not-known",
            say!("the catalogue has no format {format}", format = FORMAT),
        )
        .at(&book.file, "");
        return Reading { kind, reports: Vec::new(), findings: vec![f], ..Reading::default() };
    };
    let mut e =
        Export_ { book, context, format, index: Index::new(format), findings: Vec::new(), parts: BTreeMap::new() };
    for sheet in &book.sheets {
        let Some(h) = head(sheet) else {
            if !sheet.rows.is_empty() {
                e.note(
                    Level::Info,
                    "sheet-not-read",
                    sheet.name.clone(),
                    say!("sheet {quoted} is no table of an export and was not read", quoted = quote(&sheet.name)),
                );
            }
            continue;
        };
        if !h.unknown.is_empty() {
            let names: Vec<Sentence> = h.unknown.iter().take(12).map(|n| quote(n)).collect();
            e.note(
                Level::Info,
                "column-not-used",
                sheet.place(h.row, 0),
                say!("columns that no question of {format} needs: {names}", format = FORMAT, names = names),
            );
        }
        for &row in sheet.rows.keys().filter(|r| **r > h.row) {
            e.row(sheet, &h, row);
        }
    }
    let mut reports = Vec::new();
    for (_, part) in std::mem::take(&mut e.parts) {
        let report = e.report(part);
        if !report.answers.is_empty() || !report.items.is_empty() {
            reports.push(report);
        }
    }
    if reports.is_empty() {
        e.findings.push(
            Finding::new(Level::Warning, "no-answers", say!("the export holds no answers"))
                .at(&book.file, "")
                .hint(say!("check in the reporting tool that the report is published")),
        );
    }
    Reading { kind, reports, findings: e.findings, ..Reading::default() }
}

/// A cell as text; placeholders of the templates, `[Enter a year value]`, are no values.
fn cell_text(sheet: &Sheet, row: u32, column: u32) -> String {
    let text = sheet.text(row, column);
    let text = text.trim_start_matches(['\u{200b}', '\u{feff}']);
    if text.starts_with('[') && text.ends_with(']') { String::new() } else { text.to_owned() }
}

fn spaces(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl Export_<'_> {
    fn note(&mut self, level: Level, code: &'static str, place: String, message: Sentence) {
        self.findings.push(Finding::new(level, code, message).at(&self.book.file, place));
    }

    fn row(&mut self, sheet: &Sheet, h: &Head, row: u32) {
        let get = |f: Field| h.fields.get(&f).map_or_else(String::new, |c| cell_text(sheet, row, *c));
        let origin = |c: u32| Origin { file: self.book.file.clone(), place: sheet.place(row, c) };
        let named = get(Field::Government);
        let party = Party::find(&named).or_else(|| of_id(&get(Field::Id))).or(self.context.options.party);
        if party.is_none() && !named.is_empty() && !self.parts.contains_key(&fold(&named)) {
            let finding = Finding::new(
                Level::Warning,
                "party-unknown",
                say!("{quoted} is no Party that dunlin knows by that name", quoted = quote(&named)),
            )
            .at(&self.book.file, sheet.place(row, 0))
            .hint(say!("name the Party with --party and its two-letter code"));
            self.findings.push(finding);
        }
        let key = party.map_or_else(|| fold(&named), |p| p.to_string());
        let published = published(h.fields.get(&Field::Published).and_then(|c| sheet.cell(row, *c)));
        let mut part = self.parts.remove(&key).unwrap_or_default();
        part.party = party;
        match h.tab {
            Tab::Binary => {
                let code = indicator_code(&get(Field::Code), &get(Field::Indicator));
                let at = origin(h.fields.get(&Field::Response).copied().unwrap_or(0));
                self.binary(
                    &mut part,
                    &code,
                    &get(Field::Question),
                    &get(Field::Response),
                    &get(Field::Comments),
                    published,
                    at,
                );
            }
            Tab::Data => {
                let at = origin(h.fields.get(&Field::Value).copied().unwrap_or(0));
                self.data(&mut part, &get, published, at);
            }
            Tab::Sections => {
                for (&c, key) in &h.direct {
                    let Some(q) = self.format.index.get(&format!("{FORMAT}/{key}")).copied() else { continue };
                    let Some(cell) = sheet.cell(row, c) else { continue };
                    let at = origin(c);
                    let item = self.item(&mut part, q, &get, &at);
                    if item.is_none() && self.format.questions[q].repeat.is_some() {
                        self.note(
                            Level::Warning,
                            "item-missing",
                            at.place.clone(),
                            say!("the row names no target or goal; not used: {quoted}", quoted = quote(&cell.text())),
                        );
                        continue;
                    }
                    self.give(&mut part, q, item, cell, published.clone(), at);
                }
            }
        }
        self.parts.insert(key, part);
    }

    /// The item a row of sections III and IV is about.
    fn item(&mut self, part: &mut Part, q: usize, get: &dyn Fn(Field) -> String, at: &Origin) -> Option<String> {
        let repeat = self.format.questions[q].repeat?;
        let (goals, targets) = (get(Field::Goals), get(Field::Targets));
        if repeat == Repeat::Goal {
            let text = [get(Field::Goal), get(Field::Target), goals].into_iter().find(|t| !t.is_empty())?;
            let id = frameworks(&text)
                .into_iter()
                .find(|f| f.starts_with("GBF:GOAL"))
                .unwrap_or_else(|| item_id(&text, Some(repeat)));
            if id.is_empty() {
                return None;
            }
            if !part.items.iter().any(|i| i.id == id) {
                part.items.push(Item { title: spaces(&text), frameworks: vec![id.clone()], id: id.clone() });
            }
            return Some(id);
        }
        let title = spaces(&get(Field::Target));
        let global = matches!(fold(&get(Field::TargetType)).as_str(), "global" | "mondial" | "mundial");
        let mut linked = frameworks(&targets);
        linked.extend(frameworks(&goals));
        let own = frameworks(&title);
        let id = if let Some(id) = own.iter().find(|f| f.starts_with("GBF:T")) {
            id.clone()
        } else if global && let Some(id) = linked.iter().find(|f| f.starts_with("GBF:T")) {
            id.clone()
        } else if title.is_empty() {
            return None;
        } else {
            label(&title)
        };
        let title = if title.is_empty() { spaces(&targets) } else { title };
        if id.starts_with("GBF:") && !linked.contains(&id) {
            linked.insert(0, id.clone());
        }
        linked.dedup();
        // Two targets may carry one label by mistake; they stay two.
        let mut unique = id.clone();
        let mut n = 2;
        while let Some(other) = part.items.iter().find(|i| i.id == unique) {
            if other.title == title || id.starts_with("GBF:") {
                return Some(unique);
            }
            unique = format!("{id}-{n}");
            n += 1;
        }
        if unique != id {
            let message = say!(
                "two targets are labelled {id}; the second is called {unique}: {quoted}",
                id = &id,
                unique = &unique,
                quoted = quote(&title)
            );
            self.note(Level::Warning, "target-label-twice", at.place.clone(), message);
        }
        part.items.push(Item { id: unique.clone(), title, frameworks: linked });
        Some(unique)
    }

    /// Takes a value for a question, read from a cell.
    fn give(
        &mut self,
        part: &mut Part,
        q: usize,
        item: Option<String>,
        cell: &Cell,
        published: Published,
        origin: Origin,
    ) {
        let question = &self.format.questions[q];
        if let Cell::Error(e) = cell {
            self.note(
                Level::Warning,
                "formula",
                origin.place.clone(),
                say!("question {question}: the cell holds {quoted}", question = called(question), quoted = quote(e)),
            );
            return;
        }
        let cell = match cell {
            // Labels carry double blanks and blanks at the end.
            Cell::Text(t) if !question.kind.is_textual() => {
                Cell::Text(t.lines().map(spaces).collect::<Vec<_>>().join("\n"))
            }
            c => c.clone(),
        };
        let parsed = values::parse(question, &cell, None);
        if let Some(doubt) = parsed.doubt {
            self.note(
                Level::Warning,
                "answer-doubtful",
                origin.place.clone(),
                say!("question {question}: {doubt}", question = called(question), doubt = doubt),
            );
        }
        match parsed.value {
            Some(value) => part.given.entry((q, item)).or_default().push(Given { published, value, origin }),
            None if parsed.rest.is_empty() => {}
            None => self.note(
                Level::Warning,
                "answer-not-an-option",
                origin.place,
                say!(
                    "question {question}: {what} fits no answer the form allows{end}",
                    question = called(question),
                    what = quote(&parsed.rest),
                    end = super::validate::kept(false)
                ),
            ),
        }
    }

    #[allow(clippy::too_many_arguments)]
    fn binary(
        &mut self,
        part: &mut Part,
        code: &str,
        printed: &str,
        response: &str,
        comments: &str,
        published: Published,
        origin: Origin,
    ) {
        let found = self.binary_question(part, code, printed);
        let group = if code.is_empty() {
            found.map_or_else(String::new, |q| group(&self.format.questions[q]))
        } else {
            code.to_owned()
        };
        if !comments.is_empty() {
            let list = part.comments.entry(group.clone()).or_default();
            if !list.iter().any(|c| c == comments) {
                list.push(comments.to_owned());
            }
            part.comment_origin.entry(group.clone()).or_insert_with(|| origin.clone());
        }
        let Some(q) = found else {
            if !response.is_empty() {
                self.note(
                    Level::Warning,
                    "question-unknown",
                    origin.place,
                    say!(
                        "question {quoted} of indicator {code} is not known; not used: {quoted2}",
                        quoted = quote(printed),
                        code = &code,
                        quoted2 = quote(response)
                    ),
                );
            }
            return;
        };
        part.last = Some(q);
        let first = part.first_of.entry(group).or_insert(q);
        *first = (*first).min(q);
        if !response.is_empty() {
            self.give(part, q, None, &Cell::Text(response.to_owned()), published, origin);
        }
    }

    /// The question behind a printed number. Nested numbers are those of the question printed before
    /// plus a letter; where that does not help, indicator, order and letter do.
    fn binary_question(&self, part: &Part, code: &str, printed: &str) -> Option<usize> {
        let is_binary = |q: &usize| {
            self.format.questions[*q].section == "binary" && self.format.questions[*q].kind != Kind::Heading
        };
        let prefix = code.split('.').next().unwrap_or("").to_ascii_lowercase();
        let mine = |q: &usize| {
            let own = group(&self.format.questions[*q]);
            prefix.is_empty() || own == prefix || (prefix == "c" && own == "13")
        };
        let key = number(printed);
        if key.is_empty() {
            // The sectors of 14.3 are exported without a number.
            return (prefix == "14").then(|| self.format.index.get(&format!("{FORMAT}/14_3_a")).copied()).flatten();
        }
        let all: Vec<usize> = self.index.keys().get(&key).into_iter().flatten().copied().filter(is_binary).collect();
        if let Some(q) = all.iter().find(|q| mine(q)).or(if all.len() == 1 { all.first() } else { None }) {
            return Some(*q);
        }
        let letter =
            printed.trim().strip_suffix(')').and_then(|p| p.rsplit('(').next()).filter(|l| l.chars().count() == 1)?;
        let from = part.last.map_or(0, |l| l + 1);
        let nested = |q: &usize| {
            let question = &self.format.questions[*q];
            is_binary(q) && mine(q) && question.parent.is_some() && question.key().ends_with(&format!("_{letter}"))
        };
        let list: Vec<usize> = (0..self.format.questions.len()).filter(nested).collect();
        list.iter().copied().find(|q| *q >= from).or(if list.len() == 1 { list.first().copied() } else { None })
    }

    fn data(&mut self, part: &mut Part, get: &dyn Fn(Field) -> String, published: Published, origin: Origin) {
        let (name, kind) = (get(Field::Indicator), fold(&get(Field::Type)));
        let code = indicator_code(&get(Field::Code), &name);
        let headline = kind.is_empty()
            || kind.starts_with("headline")
            || kind.starts_with("principal")
            || kind.starts_with("cabecera");
        let question = self.format.index.get(&format!("{FORMAT}/indicator.{}", code.to_uppercase())).copied();
        let Some(q) = question.filter(|_| headline) else {
            let what = if name.is_empty() { code } else { spaces(&name) };
            if !what.is_empty() {
                part.others.insert(what);
            }
            return;
        };
        let source = get(Field::Source);
        if !source.is_empty() {
            self.give(part, q, None, &Cell::Text(source), published.clone(), origin.clone());
        }
        for text in [get(Field::SourceInfo), get(Field::Comments)] {
            let list = part.notes.entry(q).or_default();
            if !text.is_empty() && !list.iter().any(|(t, _)| *t == text) {
                list.push((text, origin.clone()));
            }
        }
        let (year, value) = (get(Field::Year), get(Field::Value));
        if year.is_empty() && value.is_empty() {
            part.without_data.insert(q);
            return;
        }
        let disaggregation = get(Field::Disaggregation);
        let stated = fold(&get(Field::HasDisaggregation));
        let disaggregated = match stated.as_str() {
            "yes" | "true" | "oui" | "si" | "1" => "yes",
            "no" | "false" | "non" | "0" => "no",
            _ if !disaggregation.is_empty() => "yes",
            _ => "",
        };
        let mut row = Row::new();
        for (column, text) in [
            ("disaggregated", disaggregated.to_owned()),
            ("type", get(Field::DisaggregationType)),
            ("disaggregation", disaggregation),
            ("year", year),
            ("unit", get(Field::Unit)),
            ("value", value),
            ("footnote", get(Field::Footnote)),
        ] {
            if !text.is_empty() {
                row.insert(column.to_owned(), text);
            }
        }
        part.data.entry(q).or_default().push((published, row, origin));
    }

    fn report(&mut self, part: Part) -> Report {
        let mut report = Report::new(FORMAT, &self.book.file);
        report.party = part.party;
        report.lang = self.context.options.lang;
        // The edition has one cycle; its period is that of every report in it.
        report.period = self.context.options.period.or(self.format.period);
        if let (Some(said), Some(stands)) = (self.context.options.party, part.party)
            && said != stands
        {
            self.note(
                Level::Warning,
                "party-differs",
                String::new(),
                say!("you say these are reports of {said}, but rows are of {stands}", said = &said, stands = &stands),
            );
        }
        let mut answers: BTreeMap<(usize, Option<String>), Answer> = BTreeMap::new();
        for ((q, item), mut given) in part.given {
            // Stable: of rows published together the first stands first.
            given.sort_by(|a, b| b.published.cmp(&a.published));
            let mut given = given.into_iter();
            let Some(best) = given.next() else { continue };
            if let Some(other) = given.find(|g| g.value != best.value) {
                let together = other.published == best.published;
                let (level, why) = if together {
                    (Level::Warning, say!("published at the same time; the first was used"))
                } else {
                    (Level::Info, say!("the one published last was used"))
                };
                let message = say!(
                    "question {question} is answered twice and differently: {quoted} at {place}, {quoted2} here; {why}",
                    question = called(&self.format.questions[q]),
                    quoted = quote(&shown(&best.value)),
                    place = Place(&best.origin.place),
                    quoted2 = quote(&shown(&other.value)),
                    why = why
                );
                self.note(level, "answered-twice", other.origin.place, message);
            }
            let mut answer = Answer::new(&self.format.questions[q].id, best.origin);
            answer.item.clone_from(&item);
            answer.value = Some(best.value);
            answers.insert((q, item), answer);
        }
        let answer_of = |answers: &mut BTreeMap<(usize, Option<String>), Answer>, q: usize, origin: &Origin| {
            answers.entry((q, None)).or_insert_with(|| Answer::new(&self.format.questions[q].id, origin.clone()));
        };
        for (q, rows) in part.data {
            let newest = rows.iter().map(|r| r.0.clone()).max();
            let mut older = 0;
            for (published, row, origin) in rows {
                if Some(&published) != newest.as_ref() {
                    older += 1;
                    continue;
                }
                answer_of(&mut answers, q, &origin);
                if let Some(a) = answers.get_mut(&(q, None))
                    && !a.rows.contains(&row)
                {
                    a.rows.push(row);
                }
            }
            if older > 0 {
                let message = say!(
                    "indicator {question}: {older} row(s) of an earlier publication were left out",
                    question = called(&self.format.questions[q]),
                    older = &older
                );
                self.findings.push(Finding::new(Level::Info, "answered-twice", message).at(&self.book.file, ""));
            }
        }
        for (q, texts) in part.notes {
            let Some((_, origin)) = texts.first() else { continue };
            answer_of(&mut answers, q, origin);
            if let Some(a) = answers.get_mut(&(q, None)) {
                a.details = Some(texts.iter().map(|(t, _)| t.as_str()).collect::<Vec<_>>().join("\n"));
            }
        }
        let mut moved = Vec::new();
        for (group, texts) in part.comments {
            let first = part.first_of.get(&group).copied();
            let Some((q, origin)) = first.zip(part.comment_origin.get(&group)) else { continue };
            answer_of(&mut answers, q, origin);
            if let Some(a) = answers.get_mut(&(q, None)) {
                a.details = Some(texts.join("\n"));
            }
            moved.push(say!("{group} at {question}", group = &group, question = called(&self.format.questions[q])));
        }
        let file = self.book.file.clone();
        let mut info = |code: &'static str, message: Sentence| {
            self.findings.push(Finding::new(Level::Info, code, message).at(&file, ""));
        };
        if !moved.is_empty() {
            info(
                "comment-of-group",
                say!(
                    "the comments on binary indicators belong to all their questions; they stand as details of the first: {names}",
                    names = moved
                ),
            );
        }
        let bare: Vec<&str> = part
            .without_data
            .iter()
            .filter(|q| answers.get(&(**q, None)).is_none_or(|a| a.rows.is_empty()))
            .map(|q| called(&self.format.questions[*q]))
            .collect();
        if !bare.is_empty() {
            info("indicator-without-data", say!("indicators listed without data: {names}", names = bare));
        }
        if !part.others.is_empty() {
            let names: Vec<Sentence> = part.others.iter().take(10).map(|n| quote(n)).collect();
            let more = part.others.len().saturating_sub(10);
            let more = if more > 0 { say!(" and {more} more", more = more) } else { Sentence::default() };
            info(
                "indicator-not-asked",
                say!(
                    "{n} indicator(s) that are no headline indicators have no place in {format} here and were not read: {names}{more}",
                    n = part.others.len(),
                    format = FORMAT,
                    names = names,
                    more = more
                ),
            );
        }
        for a in answers.values_mut() {
            a.lang = report.lang;
        }
        report.items = part.items;
        report.answers = answers.into_values().filter(|a| !a.is_blank()).collect();
        report
    }
}

/// The number of the target or goal a binary question belongs to: `22` for `22_1_a`.
fn group(question: &Question) -> String {
    question.key().split('_').next().unwrap_or("").to_owned()
}

/// `ORT-NR7-MN-288707-2`: the two letters after the kind of document.
fn of_id(id: &str) -> Option<Party> {
    id.split('-').skip(2).find(|p| p.len() == 2).and_then(Party::parse)
}

/// `28-Feb-2026 18:58`.
fn published(cell: Option<&Cell>) -> Published {
    match cell {
        Some(Cell::Date(d)) => (Some(*d), String::new()),
        Some(c) => {
            let text = c.text();
            let day =
                text.split([' ', 'T']).next().and_then(values::day).or_else(|| values::day(&text)).map(|(d, _)| d);
            let time = text.split([' ', 'T']).find(|w| w.contains(':')).unwrap_or("").to_owned();
            (day, time)
        }
        None => (None, String::new()),
    }
}

/// The code of an indicator, from its own column or from before its title.
fn indicator_code(code: &str, name: &str) -> String {
    let word = if code.is_empty() { name.split_whitespace().next().unwrap_or("") } else { code };
    let word = word.trim_end_matches(['.', ':']);
    let short = word.chars().count() <= 8 && (word.contains('.') || !code.is_empty());
    if short { word.to_owned() } else { String::new() }
}

/// Targets and goals of the Framework that a text names: `GBF-T03. ...; GBF-TARGET-11`, `Goal A`.
fn frameworks(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let upper = text.to_ascii_uppercase();
    let mut rest = upper.as_str();
    while let Some(p) = rest.find("GBF-") {
        rest = rest.get(p + 4..).unwrap_or("");
        let word: String =
            rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-').filter(|c| *c != '-').collect();
        let goal = word.strip_prefix("GOAL").or_else(|| word.strip_prefix('G')).unwrap_or("");
        let target = word.strip_prefix("TARGET").or_else(|| word.strip_prefix('T')).unwrap_or("");
        let id = if let Ok(n @ 1..=23) = target.parse::<u8>() {
            format!("GBF:T{n}")
        } else if matches!(goal, "A" | "B" | "C" | "D") {
            format!("GBF:GOAL-{goal}")
        } else {
            continue;
        };
        if !found.contains(&id) {
            found.push(id);
        }
    }
    found
}

/// The id of a national target: the label before its title (`NT01. By 2030, ...`), else its first
/// words.
fn label(title: &str) -> String {
    let head = title.split(['.', ':', '\u{2013}']).next().unwrap_or("").trim();
    let compact: String = head.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_uppercase();
    let digits = compact.trim_start_matches(|c: char| c.is_alphabetic());
    let labelled = !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit()) && digits.len() <= 3;
    if labelled && head.chars().count() <= 24 {
        let letters = &compact[..compact.len() - digits.len()];
        return match letters {
            "" | "NATIONALTARGET" | "TARGET" | "OBJECTIFNATIONAL" | "OBJECTIF" | "CIBLENATIONALE" | "CIBLE"
            | "METANACIONAL" | "META" => {
                format!("NT{digits:0>2}")
            }
            _ => compact,
        };
    }
    let slug: Vec<String> = fold(title).split(' ').take(6).map(str::to_owned).collect();
    slug.join("-")
}
