//! The workbook: a first sheet that says what there is to do, a sheet for each section, sheets for
//! tables, sources and conflicts, and hidden columns by which [`crate::read`] finds every answer
//! again after people have worked in it.
//!
//! Input text is only ever written as text, never as a formula.

mod carried;
mod cells;
mod core;
mod core_front;
mod front;
mod pack;
mod page;
mod plan;
mod progress;
mod registers;
mod section;
mod tables;

use crate::model::{Map, Set};
use std::collections::{BTreeMap, BTreeSet};

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook};

use crate::core_report::{REGISTERS, format_of};
use crate::crosswalk::Crosswalk;
use crate::model::own::{self, property};
use crate::model::{
    CORE, Draft, Drafted, Format, Item, Kind, Lang, Party, Period, Question, Section, Source, Standing, Step, Value,
    number_text,
};

pub use core::core;

use super::Error;
use super::words::{W, fill, word};

use cells::Style;
use page::Page;

pub(super) use cells::clean;

/// What the sheets are made of.
struct Cx<'a> {
    drafted: &'a Drafted,
    format: &'a Format,
    crosswalk: &'a Crosswalk,
    lang: Lang,
    drafts: Map<(&'a str, Option<&'a str>), &'a Draft>,
    /// Names of section sheets, in the order of the form.
    section_sheets: Vec<(&'a Section, String)>,
    /// Question id of a table to the name of its sheet.
    table_sheets: BTreeMap<&'a str, String>,
    /// Names of the first sheet, of sources and of conflicts.
    front: String,
    sources: String,
    conflicts: String,
    /// What only a core report has.
    core: Option<core::Parts<'a>>,
}

/// Makes the workbook of a draft. The same draft gives the same bytes.
///
/// # Errors
/// Where the workbook breaks a limit of the file format.
pub fn workbook(drafted: &Drafted, format: &Format, crosswalk: &Crosswalk, lang: Lang) -> Result<Vec<u8>, Error> {
    assemble(&Cx::new(drafted, format, crosswalk, lang, None))
}

fn assemble(cx: &Cx) -> Result<Vec<u8>, Error> {
    let Cx { drafted, format, lang, .. } = *cx;
    let (made, sources) = rayon::join(|| Sheets::before_sources(cx), || registers::sources(cx));
    let (Sheets { mut sheets, lists }, sources) = (made?, sources?);
    sheets.push(sources);
    sheets.push(lists.sheet()?);

    let mut book = Workbook::new();
    let party = drafted.party.map(|p| p.code().to_owned()).unwrap_or_default();
    let period = drafted.period.or(format.period).map(|p| p.to_string()).unwrap_or_default();
    let layout = if cx.core.is_some() { own::CORE_LAYOUT } else { own::LAYOUT };
    let mut properties = DocProperties::new()
        .set_title(format.title.get(lang))
        .set_author("dunlin")
        // A fixed day: the same draft gives the same bytes.
        .set_creation_datetime(&ExcelDateTime::from_ymd(2000, 1, 1)?);
    for (name, value) in [
        (property::FORMAT, format.id.as_str()),
        (property::PARTY, &party),
        (property::PERIOD, &period),
        (property::LANG, lang.code()),
        (property::LAYOUT, layout),
    ] {
        if !value.is_empty() {
            properties = properties.set_custom_property(name, value);
        }
    }
    book.set_properties(&properties);
    for (n, (list, _)) in lists.lists.iter().enumerate() {
        let column = rust_xlsxwriter::utility::column_number_to_name(cells::column(n)?);
        let range = format!("='{}'!${column}$1:${column}${}", own::LISTS, list.len().max(1));
        book.define_name(list_name(n), &range)?;
    }
    sheets.push(own_sheet(cx, &party, &period, layout)?);
    if let Some(core) = cx.core.as_ref().filter(|c| !c.carried.is_empty()) {
        sheets.push(carried::sheet(core.carried)?);
    }
    let mut cells = Vec::with_capacity(sheets.len());
    for sheet in sheets {
        let (frame, own) = sheet.finish()?;
        book.push_worksheet(frame);
        cells.push(own);
    }
    // Packed in earnest when nothing changes any more.
    book.set_zip_compression_level(1);
    let bytes = book.save_to_buffer()?;
    drop(book);
    pack::pack(&bytes, cells)
}

/// Sheets people see, in their order.
struct Sheets {
    sheets: Vec<Page>,
    /// Lists of what cells take.
    lists: Lists,
}

impl Sheets {
    /// All but the sheet of sources, which needs none of them.
    fn before_sources(cx: &Cx) -> Result<Sheets, Error> {
        let mut lists = Lists::default();
        let mut sheets: Vec<Page> = Vec::new();
        let mut counts = Vec::new();
        let mut lives = Vec::new();
        let mut named = BTreeSet::new();
        for (section, name) in &cx.section_sheets {
            let placed = cx.core.as_ref().and_then(|c| c.placed.get(section.id.as_str()));
            let plan = match placed.filter(|_| section.id != REGISTERS) {
                Some(placed) => plan::theme(placed, &mut named, cx),
                None => plan::section(section, cx),
            };
            counts.push(plan.counts());
            let (sheet, live) = section::sheet(&plan, section, name, cx, &mut lists)?;
            lives.push(live);
            sheets.push(sheet);
            if section.id == REGISTERS && cx.core.is_some() {
                sheets.extend(tables::sheets(cx, Some(REGISTERS), &mut lists)?);
            }
        }
        sheets.extend(tables::sheets(cx, None, &mut lists)?);
        let front =
            if cx.core.is_some() { core_front::sheet(cx, &counts, &lives)? } else { front::sheet(cx, &counts)? };
        sheets.insert(0, front);
        sheets.push(registers::conflicts(cx)?);
        Ok(Sheets { sheets, lists })
    }
}

/// Makes the empty workbook of a format.
///
/// # Errors
/// Where the workbook breaks a limit of the file format.
pub fn blank(
    format: &Format,
    party: Option<Party>,
    period: Option<Period>,
    crosswalk: &Crosswalk,
    lang: Lang,
) -> Result<Vec<u8>, Error> {
    workbook(&Drafted::blank(format, party, period), format, crosswalk, lang)
}

impl<'a> Cx<'a> {
    fn new(
        drafted: &'a Drafted,
        format: &'a Format,
        crosswalk: &'a Crosswalk,
        lang: Lang,
        core: Option<core::Parts<'a>>,
    ) -> Cx<'a> {
        let mut drafts = Map::default();
        for d in &drafted.drafts {
            drafts.entry((d.question.as_str(), d.item.as_deref())).or_insert(d);
        }
        let mut names = Names::default();
        names.taken.insert(own::SHEET.to_owned());
        names.taken.insert(own::LISTS.to_owned());
        names.taken.insert(own::CARRIED.to_owned());
        let front = names.take(word(W::ReadMe, lang));
        let sources = names.take(word(W::Sources, lang));
        let conflicts = names.take(word(W::Conflicts, lang));
        let has = |s: &Section| core.as_ref().is_none_or(|c| c.placed.contains_key(s.id.as_str()));
        let section_sheets = format
            .sections
            .iter()
            .filter(|s| has(s))
            .map(|s| (s, names.take(&section_title(s, lang))))
            .collect::<Vec<_>>();
        let mut table_sheets = BTreeMap::new();
        let mut indicators: Option<String> = None;
        // A workbook with a part of the core report has only the tables of that part.
        for q in format.questions.iter().filter(|q| core.as_ref().is_none_or(|c| c.has(q))) {
            match q.kind {
                Kind::Table => {
                    let number = printed_number(q, format);
                    let name = if number.is_empty() { wording(q, lang) } else { &number };
                    table_sheets.insert(q.id.as_str(), names.take(name));
                }
                Kind::Indicator => {
                    let name = indicators.get_or_insert_with(|| names.take(word(W::Indicators, lang))).clone();
                    table_sheets.insert(q.id.as_str(), name);
                }
                _ => {}
            }
        }
        Cx { drafted, format, crosswalk, lang, drafts, section_sheets, table_sheets, front, sources, conflicts, core }
    }

    fn word(&self, w: W) -> &'static str {
        word(w, self.lang)
    }

    /// The draft of a question of an item.
    fn draft(&self, question: &str, item: Option<&str>) -> Option<&'a Draft> {
        self.drafts.get(&(question, item)).copied()
    }

    /// Years of the report a question belongs to.
    fn period_of(&self, question: &str) -> Option<Period> {
        let own = self.core.as_ref().and_then(|c| c.periods.get(format_of(question)).copied());
        own.or(self.drafted.period)
    }

    /// An item as people call it.
    fn item_title(&self, id: &str) -> String {
        let own = self.drafted.items.iter().find(|i| i.id == id).map_or("", |i| i.title.trim());
        let title = if own.is_empty() { self.crosswalk.framework_title(id, self.lang) } else { own };
        let name = if let Some(n) = id.strip_prefix("GBF:T") {
            fill(W::GbfTarget, self.lang, &[n])
        } else if let Some(n) = id.strip_prefix("GBF:GOAL-") {
            fill(W::GbfGoal, self.lang, &[n])
        } else if let Some(n) = id.strip_prefix("site-") {
            fill(W::SiteNumber, self.lang, &[n])
        } else {
            id.to_owned()
        };
        if title.is_empty() || title == name { name } else { format!("{name} – {title}") }
    }
}

/// Names of sheets: at most 31 characters, none that Excel forbids, no two alike.
#[derive(Default)]
struct Names {
    taken: Set<String>,
}

impl Names {
    fn take(&mut self, wanted: &str) -> String {
        let clean: String = wanted
            .chars()
            .map(|c| if matches!(c, ':' | '\\' | '/' | '?' | '*' | '[' | ']') || c.is_control() { ' ' } else { c })
            .collect();
        let clean = clean.split_whitespace().collect::<Vec<_>>().join(" ");
        let clean = clean.trim_matches('\'');
        let clean = if clean.is_empty() || clean.eq_ignore_ascii_case("history") { "-" } else { clean };
        let mut n = 1;
        loop {
            let ending = if n == 1 { String::new() } else { format!(" ({n})") };
            let name = format!("{}{ending}", cut(clean, 31 - ending.len()));
            if self.taken.insert(name.to_lowercase()) {
                return name;
            }
            n += 1;
        }
    }
}

/// The beginning of a text in at most `most` UTF-16 units, cut between words where that loses little.
fn cut(text: &str, most: usize) -> String {
    if text.encode_utf16().count() <= most {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut length = 0;
    for c in text.chars() {
        length += c.len_utf16();
        if length > most - 1 {
            break;
        }
        out.push(c);
    }
    if let Some(space) = out.rfind(' ')
        && space > most / 2
    {
        out.truncate(space);
    }
    out.trim_end_matches([' ', ',', ';', '\'', '’', '(', '-', '–']).to_owned() + "…"
}

/// A section as its sheet is called: number and title. Ids that are words (`header`) are no numbers.
fn section_title(section: &Section, lang: Lang) -> String {
    let label = section.label.get(lang);
    let id = section.id.as_str();
    let is_number = id.len() <= 6 && (id.contains(|c: char| c.is_ascii_digit()) || id.to_uppercase() == id);
    let bare = label.split_whitespace().last().is_some_and(|w| w.trim_end_matches(':') == id);
    if is_number && !bare { format!("{id} {label}") } else { label.to_owned() }
}

/// The number of a question as printed; a row of a matrix has its parent's.
pub(super) fn printed_number(q: &Question, format: &Format) -> String {
    let mut at = q;
    for _ in 0..8 {
        if !at.number.is_empty() {
            return at.number.clone();
        }
        match at.parent.as_deref().and_then(|p| format.question(p)) {
            Some(p) => at = p,
            None => break,
        }
    }
    String::new()
}

/// The wording of a question, without the number that stands beside it.
fn wording(q: &Question, lang: Lang) -> &str {
    let text = q.wording(lang);
    text.strip_prefix(q.number.as_str())
        .filter(|_| !q.number.is_empty())
        .and_then(|t| t.strip_prefix(' '))
        .unwrap_or(text)
}

/// A format as people call it: `CMS COP14`.
fn format_name(id: &str) -> String {
    let (convention, edition) = id.split_once('-').unwrap_or((id, ""));
    format!("{} {}", convention_name(convention), edition.to_uppercase()).trim().to_owned()
}

fn convention_name(word: &str) -> String {
    // Acronyms are written in capitals; Ramsar is a town.
    if word == "ramsar" { "Ramsar".to_owned() } else { word.to_uppercase() }
}

/// The convention of a question id.
fn convention_of(question: &str, format: &Format) -> String {
    let id = question.split_once('/').map_or(question, |(f, _)| f);
    if id == format.id {
        return format.convention.clone();
    }
    convention_name(id.split_once('-').map_or(id, |(c, _)| c))
}

/// The number of a source question as people read it.
fn source_number(source: &Source) -> String {
    let key = source_key(source);
    match &source.item {
        Some(item) => format!("{key} [{item}]"),
        None => key,
    }
}

/// The same without its item.
fn source_key(source: &Source) -> String {
    source.question.split_once('/').map_or(source.question.as_str(), |(_, k)| k).replace('#', " ")
}

/// `CMS COP14 IV.3, 2017-2019`.
pub(super) fn source_head(source: &Source, format: &Format, lang: Lang) -> String {
    let id = source.question.split_once('/').map_or(source.question.as_str(), |(f, _)| f);
    // A row of the country's own lists: the list and the id of the row.
    if id == CORE && source.period.is_none() {
        let list = format.question(&source.question).map_or_else(|| word(W::Registers, lang), |q| q.wording(lang));
        return match &source.item {
            Some(item) => format!("{list} [{item}]"),
            None => list.to_owned(),
        };
    }
    // A question of this very form has a printed number; of others only the id is at hand.
    let number = match (format.question(&source.question), &source.item) {
        (Some(q), None) if id == format.id => printed_number(q, format),
        _ => source_number(source),
    };
    let mut head = format!("{} {number}", format_name(id));
    if let Some(p) = source.period {
        head.push_str(&format!(", {p}"));
    }
    head
}

/// The number of a question as printed, for other outputs of a core report.
pub(in crate::write) fn printed(q: &Question, format: &Format) -> String {
    printed_number(q, format)
}

/// `CMS COP14 IV.3, 2017-2019`, for other outputs of a core report.
pub(in crate::write) fn head_of(source: &Source, format: &Format, lang: Lang) -> String {
    source_head(source, format, lang)
}

/// A value in words, for people.
pub(super) fn value_words(value: &Value, question: &Question, lang: Lang) -> String {
    let entries = own::entries(question, lang);
    let entry = |code: &str| entries.iter().find(|(c, _)| *c == code).map_or(code.to_owned(), |(_, e)| e.clone());
    match value {
        Value::Code(c) => entry(c),
        Value::Codes(cs) if cs.is_empty() => word(W::NoOption, lang).to_owned(),
        Value::Codes(cs) => cs.iter().map(|c| entry(c)).collect::<Vec<_>>().join("; "),
        Value::Text(t) => t.clone(),
        Value::Date(d) => d.to_string(),
        Value::Number { qualifier, number, unit } => [
            qualifier.as_deref().map(entry),
            number.map(number_text),
            number.and(unit.clone()).filter(|u| !u.is_empty()),
        ]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" "),
    }
}

/// True where the answer cell comes from somewhere else than the human's own file.
fn is_reused(standing: Standing) -> bool {
    standing.fills() && standing != Standing::Kept
}

/// True for a source that is shown in the proposal, not in the answer cell.
fn is_beside(source: &Source, draft: &Draft) -> bool {
    draft.standing == Standing::Conflict
        || matches!(source.step, Step::LastCycle | Step::Suggested | Step::Hinted | Step::Bounded | Step::Disagrees)
}

/// Drop-down lists: each different one stands once on a very hidden sheet and has a name.
#[derive(Default)]
struct Lists {
    lists: Vec<(Vec<String>, String)>,
    index: Map<Vec<String>, usize>,
}

fn list_name(n: usize) -> String {
    format!("dunlin_list_{}", n + 1)
}

impl Lists {
    /// The name of the list with these entries.
    fn name(&mut self, entries: &[String]) -> String {
        if let Some(&n) = self.index.get(entries) {
            return list_name(n);
        }
        let n = self.lists.len();
        self.index.insert(entries.to_vec(), n);
        self.lists.push((entries.to_vec(), list_name(n)));
        list_name(n)
    }

    fn sheet(&self) -> Result<Page, Error> {
        let mut page = Page::new(own::LISTS)?;
        page.frame.set_very_hidden(true);
        for (column, (entries, _)) in self.lists.iter().enumerate() {
            for (row, entry) in entries.iter().enumerate() {
                page.text(cells::row(row)?, cells::column(column)?, &cut(entry, 32_000), Style::Bare)?;
            }
        }
        Ok(page)
    }
}

/// What has no cell of its own: the properties once more (some programs drop them) and the items.
fn own_sheet(cx: &Cx, party: &str, period: &str, layout: &str) -> Result<Page, Error> {
    let mut page = Page::new(own::SHEET)?;
    page.frame.set_very_hidden(true);
    let mut write = |row: u32, column: u16, text: &str| page.text(row, column, text, Style::Bare);
    let mut row = 0;
    for (name, value) in [
        (property::FORMAT, cx.format.id.as_str()),
        (property::PARTY, party),
        (property::PERIOD, period),
        (property::LANG, cx.lang.code()),
        (property::LAYOUT, layout),
    ] {
        write(row, 0, name)?;
        write(row, 1, value)?;
        row += 1;
    }
    for (id, period) in cx.core.iter().flat_map(|c| c.periods) {
        write(row, 0, &format!("{}{id}", property::PERIOD_OF))?;
        write(row, 1, &period.to_string())?;
        row += 1;
    }
    for id in cx.core.iter().flat_map(|c| c.targets) {
        write(row, 0, own::TARGET_ROW)?;
        write(row, 1, &cut(&cells::clean(id), 32_000))?;
        row += 1;
    }
    for Item { id, title, frameworks } in &cx.drafted.items {
        write(row, 0, own::ITEM_ROW)?;
        write(row, 1, &cut(&cells::clean(id), 32_000))?;
        write(row, 2, &cut(&cells::clean(title), 32_000))?;
        write(row, 3, &cut(&cells::clean(&frameworks.join(" ")), 32_000))?;
        if let Some(core) = &cx.core {
            write(row, 4, &core.formats_of(id).join(" "))?;
        }
        row += 1;
    }
    Ok(page)
}
