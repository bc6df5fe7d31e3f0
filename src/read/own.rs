//! Reads dunlin's own workbook back, after people have worked in it: rows moved or sorted, columns
//! moved, sheets renamed, cells retyped. Hidden headings and ids say which cell is which.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};

use crate::core_report::{Core, format_of};
use crate::crosswalk::{Crosswalk, QRef};
use crate::model::own::{self, Part, heading, mark, property, row_text};
use crate::model::register::column;
use crate::model::{
    Answer, Attribution, CORE, Finding, Format, Item, Kind, Lang, Level, Made, Origin, Party, Period, Question, Repeat,
    Report, Row, Sentence, Standing, Value,
};
use crate::registers::list;
use crate::say;

use super::book::{Book, Cell, Sheet};
use super::own_offer::{self, Beside, Said, Taken};
use super::{Context, Reading, own_carried, own_core};

/// True for a workbook that dunlin wrote.
#[must_use]
pub fn is_own(book: &Book) -> bool {
    book.properties.contains_key(property::FORMAT) || own_sheet(book).is_some()
}

/// The sheet with what has no cell of its own. People may rename it, so its content counts.
fn own_sheet(book: &Book) -> Option<&Sheet> {
    book.sheets.iter().find(|s| s.text(0, 0) == property::FORMAT)
}

/// Reads the workbook. What cannot be used is among the findings, quoted with its place.
#[must_use]
pub fn read(book: &Book, context: &Context) -> Reading {
    let mut reading = Reading { kind: "dunlin workbook".to_owned(), ..Reading::default() };
    let own = own_sheet(book);
    let about = |name: &str| {
        let in_sheet = own.and_then(|s| {
            s.rows.keys().find(|&&r| s.text(r, 0) == name).map(|&r| s.text(r, 1)).filter(|t| !t.is_empty())
        });
        in_sheet.or_else(|| book.properties.get(name).map(|t| t.trim().to_owned())).unwrap_or_default()
    };
    let id = about(property::FORMAT);
    let assembled = if id == CORE { Core::assemble(context.catalogue, context.crosswalk) } else { None };
    let format = assembled.as_ref().map(|c| &c.format).or_else(|| context.catalogue.format(&id));
    let Some(format) = format else {
        reading.findings.push(
            Finding::new(
                Level::Error,
                "own-format",
                say!("the workbook is for the format \"{id}\", which is not known", id = &id),
            )
            .at(&book.file, "")
            .hint(say!("give the folder with this format's template with --catalogue")),
        );
        return reading;
    };
    let layout = about(property::LAYOUT);
    if !layout.is_empty() && !own::LAYOUTS.contains(&layout.as_str()) {
        reading.findings.push(
            Finding::new(
                Level::Warning,
                "own-layout",
                say!("the workbook was written by another version of dunlin (layout {layout})", layout = &layout),
            )
            .at(&book.file, "")
            .hint(say!("check that all answers arrived")),
        );
    }
    let lang = Lang::parse(&about(property::LANG)).or(context.options.lang);
    let mut report = Report::new(&format.id, &book.file);
    report.party = Party::parse(&about(property::PARTY)).or(context.options.party);
    report.period = Period::parse(&about(property::PERIOD)).or(context.options.period);
    report.lang = lang;

    let mut reader = Reader {
        file: &book.file,
        format,
        crosswalk: context.crosswalk,
        lang: lang.unwrap_or_default(),
        cells: BTreeMap::new(),
        items: own.map(items).unwrap_or_default(),
        own_targets: own.map(targets).unwrap_or_default(),
        taken: Taken::default(),
        findings: Vec::new(),
        misfits: Vec::new(),
    };
    let mut found = false;
    for sheet in &book.sheets {
        found |= reader.sheet(sheet);
    }
    if !found {
        reader.findings.push(
            Finding::new(Level::Error, "own-columns", say!("the hidden columns that tell questions apart are gone"))
                .at(&book.file, "")
                .hint(say!("copy the answers into a newly written workbook; save it as .xlsx or .ods, not as csv")),
        );
    }
    report.answers = reader.answers();
    reader.taken.confirm(&mut report.answers, &book.file, &mut reader.findings);
    report.items = reader.items(&report.answers);
    reading.findings.append(&mut reader.findings);
    match &assembled {
        None => reading.reports.push(report),
        Some(core) => {
            let periods = own.map(own_core::periods).unwrap_or_default();
            let items = own.map(own_core::formats_of_items).unwrap_or_default();
            "dunlin core report".clone_into(&mut reading.kind);
            reading.reports = own_core::reports(report, &core.conventions, &periods, &items);
            reading.carried = own_carried::reports(book);
        }
    }
    reading
}

fn items(sheet: &Sheet) -> Vec<Item> {
    sheet
        .rows
        .keys()
        .filter(|&&r| sheet.text(r, 0) == own::ITEM_ROW)
        .map(|&r| Item {
            id: sheet.text(r, 1),
            title: sheet.text(r, 2),
            frameworks: sheet.text(r, 3).split_whitespace().map(str::to_owned).collect(),
        })
        .collect()
}

/// Ids of the national targets the country has.
fn targets(sheet: &Sheet) -> BTreeSet<String> {
    let rows = sheet.rows.keys().filter(|&&r| sheet.text(r, 0) == own::TARGET_ROW);
    rows.map(|&r| sheet.text(r, 1)).collect()
}

/// A cell that holds a part of an answer.
#[derive(Debug, Clone)]
struct Found {
    cell: Option<Cell>,
    place: String,
    /// What dunlin wrote there.
    written: String,
}

impl Found {
    /// The text with nothing trimmed: pieces of a long text are joined again.
    fn raw(&self) -> String {
        match &self.cell {
            Some(Cell::Text(t)) => t.clone(),
            Some(other) => other.text(),
            None => String::new(),
        }
    }

    fn text(&self) -> String {
        self.raw().trim().to_owned()
    }

    fn changed(&self) -> bool {
        mark(&self.text()) != self.written
    }
}

/// A row of a table as it stands.
#[derive(Debug, Clone)]
struct TableRow {
    number: usize,
    more: usize,
    raw: Row,
    place: String,
    written: String,
}

/// Everything found for one question of one item.
#[derive(Debug, Default)]
struct Cells {
    standing: Option<Standing>,
    parts: BTreeMap<Part, Found>,
    details: BTreeMap<usize, Found>,
    rows: Vec<TableRow>,
    confirmed: Said,
    /// What *yes* takes, and the proposal in which it stands, piece by piece.
    offered: String,
    proposal: BTreeMap<usize, String>,
    attribution: Attribution,
    made: Option<(Standing, String)>,
}

struct Reader<'a> {
    file: &'a str,
    format: &'a Format,
    crosswalk: &'a Crosswalk,
    lang: Lang,
    cells: BTreeMap<(usize, String, String), Cells>,
    items: Vec<Item>,
    /// Ids in the register of national targets.
    own_targets: BTreeSet<String>,
    /// Measures confirmed by taking proposals made of them.
    taken: Taken,
    findings: Vec<Finding>,
    /// What was typed into the answer cells of the question being read and is no answer to it.
    misfits: Vec<String>,
}

/// Columns of a sheet by their hidden headings.
#[derive(Default)]
struct Columns {
    answer: Option<u32>,
    details: Option<u32>,
    confirmed: Option<u32>,
    proposal: Option<u32>,
    offered: Option<u32>,
    item: Option<u32>,
    standing: Option<u32>,
    written: Option<u32>,
    written_details: Option<u32>,
    made: Option<u32>,
    who: Option<u32>,
    confirmed_by: Option<u32>,
    confirmed_on: Option<u32>,
    cleared_by: Option<u32>,
    cleared_on: Option<u32>,
    table: Vec<(u32, String)>,
}

impl Reader<'_> {
    fn warn(&mut self, code: &'static str, place: &str, message: impl Into<Sentence>, hint: impl Into<Sentence>) {
        self.findings.push(Finding::new(Level::Warning, code, message).at(self.file, place).hint(hint));
    }

    /// Collects the cells of a sheet; false where it has no hidden headings.
    fn sheet(&mut self, sheet: &Sheet) -> bool {
        let head = sheet.rows.iter().find_map(|(&r, cells)| {
            let question = cells.iter().find(|(_, c)| c.text() == heading::QUESTION)?;
            Some((r, *question.0))
        });
        let Some((head, question)) = head else { return false };
        let mut columns = Columns::default();
        let mut part = None;
        for (&c, cell) in sheet.rows.get(&head).into_iter().flatten() {
            let text = cell.text();
            match text.as_str() {
                heading::ANSWER => columns.answer = Some(c),
                heading::DETAILS => columns.details = Some(c),
                heading::CONFIRMED => columns.confirmed = Some(c),
                heading::PROPOSAL => columns.proposal = Some(c),
                heading::OFFERED => columns.offered = Some(c),
                heading::ITEM => columns.item = Some(c),
                heading::PART => part = Some(c),
                heading::STANDING => columns.standing = Some(c),
                heading::WRITTEN => columns.written = Some(c),
                heading::WRITTEN_DETAILS => columns.written_details = Some(c),
                heading::MADE => columns.made = Some(c),
                heading::WHO => columns.who = Some(c),
                heading::CONFIRMED_BY => columns.confirmed_by = Some(c),
                heading::CONFIRMED_ON => columns.confirmed_on = Some(c),
                heading::CLEARED_BY => columns.cleared_by = Some(c),
                heading::CLEARED_ON => columns.cleared_on = Some(c),
                _ => {
                    if let Some(code) = text.strip_prefix(heading::COLUMN) {
                        columns.table.push((c, code.to_owned()));
                    }
                }
            }
        }
        let Some(part) = part else { return false };
        // The question of the row above: rows added below a table have no ids of their own.
        let mut above: Option<(String, String)> = None;
        for &r in sheet.rows.keys().filter(|&&r| r > head) {
            let id = sheet.text(r, question);
            let part = Part::parse(&sheet.text(r, part));
            if let (false, Some(part)) = (id.is_empty(), part.clone()) {
                let item = columns.item.map_or_else(String::new, |c| sheet.text(r, c));
                if !columns.table.is_empty() {
                    above = Some((id.clone(), item.clone()));
                }
                self.row(sheet, r, id, item, part, &columns);
            } else if id.is_empty() && part != Some(Part::Band) {
                self.stray(sheet, r, &columns, above.as_ref());
            }
        }
        true
    }

    fn row(&mut self, sheet: &Sheet, r: u32, id: String, item: String, part: Part, columns: &Columns) {
        let at = |c: Option<u32>| c.and_then(|c| sheet.cell(r, c)).cloned();
        let text = |c: Option<u32>| c.map_or_else(String::new, |c| sheet.text(r, c));
        let place = |c: Option<u32>| sheet.place(r, c.unwrap_or(0));
        let Some(question) = self.format.question(&id) else {
            let answer = text(columns.answer);
            if !answer.is_empty() {
                self.warn(
                    "own-question",
                    &place(columns.answer),
                    say!(
                        "\"{quoted}\" answers {id}, which the format does not have",
                        quoted = quote(&answer),
                        id = &id
                    ),
                    say!("check the answer: it is left out"),
                );
            }
            return;
        };
        if part == Part::Item {
            if let (Some(known), Some(_)) = (self.items.iter_mut().find(|i| i.id == item), columns.answer) {
                known.title = text(columns.answer);
            }
            return;
        }
        let standing = Standing::parse(&text(columns.standing));
        let key = (self.format.position(&id), item, id);
        let cells = self.cells.entry(key).or_default();
        cells.standing = cells.standing.or(standing);
        if let Part::Row(number, more) = part {
            let row = table_row(sheet, r, number, more, &text(columns.written), columns);
            if format_of(&question.id) == CORE && question.key() == list::TARGETS {
                self.own_targets.extend(row.raw.get(column::ID).map(|id| id.trim().to_owned()));
            }
            cells.rows.push(row);
            return;
        }
        let mut twice = Vec::new();
        let found = Found { cell: at(columns.answer), place: place(columns.answer), written: text(columns.written) };
        if matches!(part, Part::Value | Part::Qualifier | Part::Number(_) | Part::None | Part::Details | Part::More(_))
        {
            let confirmed = Said::new(&text(columns.confirmed), place(columns.confirmed));
            cells.confirmed = std::mem::take(&mut cells.confirmed).or(confirmed);
            let n = if let Part::More(n) = part { n } else { 0 };
            cells.proposal.entry(n).or_insert_with(|| text(columns.proposal));
            if cells.offered.is_empty() {
                cells.offered = text(columns.offered);
            }
            let made = text(columns.made);
            if let Some((name, written)) = made.split_once(' ') {
                cells.made = cells.made.take().or(Standing::parse(name).map(|s| (s, written.to_owned())));
            }
            if !matches!(part, Part::More(_)) {
                let name = |c: Option<u32>| Some(text(c)).filter(|t| !t.is_empty());
                let to = &mut cells.attribution;
                for (field, c) in [
                    (&mut to.who, columns.who),
                    (&mut to.confirmed_by, columns.confirmed_by),
                    (&mut to.confirmed_on, columns.confirmed_on),
                    (&mut to.cleared_by, columns.cleared_by),
                    (&mut to.cleared_on, columns.cleared_on),
                ] {
                    if field.is_none() {
                        *field = name(c);
                    }
                }
            }
            // The number below a qualifier has no details of its own.
            if columns.details.is_some() && (question.options.is_empty() || !matches!(part, Part::Number(_))) {
                let details = Found {
                    cell: at(columns.details),
                    place: place(columns.details),
                    written: text(columns.written_details),
                };
                twice.extend(keep_first(&mut cells.details, n, details));
            }
        }
        twice.extend(keep_first(&mut cells.parts, part, found));
        for second in twice {
            self.twice(&second);
        }
    }

    /// A row that was copied with its hidden ids and then answered differently.
    fn twice(&mut self, found: &Found) {
        self.warn(
            "own-twice",
            &found.place,
            say!(
                "the question stands twice; this second answer is not used: \"{quoted}\"",
                quoted = quote(&found.text())
            ),
            say!("keep one of the two rows, with the answer that is right"),
        );
    }

    /// A row without an id: a further row of a table, or text that belongs to no question.
    fn stray(&mut self, sheet: &Sheet, r: u32, columns: &Columns, above: Option<&(String, String)>) {
        if let Some((id, item)) = above
            && self.format.question(id).is_some()
        {
            let row = table_row(sheet, r, usize::MAX, 0, "", columns);
            if !row.raw.is_empty() {
                let key = (self.format.position(id), item.clone(), id.clone());
                self.cells.entry(key).or_default().rows.push(row);
            }
            return;
        }
        let Some(c) = columns.answer else { return };
        let text = sheet.text(r, c);
        if !text.is_empty() {
            self.warn(
                "own-stray",
                &sheet.place(r, c),
                say!("this row belongs to no question: \"{quoted}\"", quoted = quote(&text)),
                say!("put the text into the answer cell of a question"),
            );
        }
    }

    /// The answers, in the order of the form, then of items.
    fn answers(&mut self) -> Vec<Answer> {
        let order: BTreeMap<String, usize> = self.items.iter().enumerate().map(|(n, i)| (i.id.clone(), n)).collect();
        let mut all: Vec<((usize, String, String), Cells)> = std::mem::take(&mut self.cells).into_iter().collect();
        let fixed: Vec<String> = Repeat::ALL.iter().flat_map(|(r, _)| r.fixed_items()).collect();
        // Items every Party has come first, then the Party's own in its order.
        let place = |item: &str| {
            let own = order.get(item).map_or(usize::MAX, |n| fixed.len() + n);
            (fixed.iter().position(|f| f == item).unwrap_or(own), item.to_owned())
        };
        all.sort_by_key(|((position, item, _), _)| (*position, place(item)));
        let mut answers = Vec::new();
        for ((_, item, id), cells) in all {
            let Some(question) = self.format.question(&id) else { continue };
            let answer = self.answer(question, item, &cells);
            if !answer.is_blank() || !answer.attribution.is_empty() {
                answers.push(answer);
            }
        }
        answers
    }

    fn answer(&mut self, question: &Question, item: String, cells: &Cells) -> Answer {
        // The cell of a question without a value of its own holds a link, not an answer.
        let parts = || cells.parts.iter().filter(|(p, _)| **p != Part::Details).map(|(_, f)| f);
        let place = parts()
            .filter(|f| f.cell.is_some())
            .chain(cells.details.values().filter(|f| f.cell.is_some()))
            .map(|f| f.place.clone())
            .chain(cells.rows.iter().filter(|r| !r.raw.is_empty()).map(|r| r.place.clone()))
            .next()
            .unwrap_or_default();
        let mut answer = Answer::new(&question.id, Origin { file: self.file.to_owned(), place });
        answer.item = (!item.is_empty()).then_some(item);
        answer.value = self.value(question, cells);
        answer.details = joined(cells.details.values());
        // Whoever wrote it meant something: nothing that was typed is lost.
        let misfits = std::mem::take(&mut self.misfits);
        for text in &misfits {
            let details = answer.details.take().unwrap_or_default();
            answer.details = Some(match details.as_str() {
                "" => text.clone(),
                d if d.contains(text.as_str()) => details,
                d => format!("{d}\n{text}"),
            });
        }
        answer.rows = self.rows(question, cells);
        answer.attribution = self.attribution(question, answer.item.as_deref(), cells);
        // A new answer above last cycle's details confirms neither: what still stands there as dunlin
        // wrote it was read by nobody until somebody says yes.
        let as_written =
            |found: &[&Found]| found.iter().any(|f| f.cell.is_some()) && !found.iter().any(|f| f.changed());
        let rest = as_written(&parts().collect::<Vec<_>>())
            || as_written(&cells.details.values().collect::<Vec<_>>())
            || (cells.rows.iter().any(|r| !r.raw.is_empty()) && !cells.rows.iter().any(TableRow::changed));
        answer.made = cells.made.clone().map(|(standing, written)| {
            let changed =
                parts().chain(cells.details.values()).any(Found::changed) || cells.rows.iter().any(TableRow::changed);
            let theirs = cells.standing != Some(standing)
                || answer.attribution.confirmed_by.is_some()
                || own_offer::keeps(&cells.confirmed, standing);
            Made { standing, touched: changed || theirs, written }
        });
        // Something that is neither yes nor no confirms nothing.
        let confirmed = cells.confirmed.yes.or_else(|| cells.confirmed.odd.as_ref().map(|_| false));
        answer.confirmed = cells.standing != Some(Standing::CarriedOver) || confirmed.unwrap_or(!rest);
        if cells.confirmed.yes == Some(false) && !answer.confirmed && rest && !answer.is_blank() {
            self.warn(
                "own-no",
                &answer.origin.place,
                say!("no stands beside an answer of the last report, and the answer still stands in its cell"),
                say!("write what is true now, or empty the cell; a no alone is not kept"),
            );
        }
        let proposal: Vec<&str> = cells.proposal.values().map(String::as_str).collect();
        let beside = Beside {
            question,
            said: &cells.confirmed,
            offered: &cells.offered,
            proposal: &proposal,
            lang: self.lang,
            file: self.file,
        };
        // Beside what somebody typed into the cell, a yes is not to the proposal.
        if misfits.is_empty() {
            beside.take(&mut answer, &mut self.taken, &mut self.findings);
        }
        answer
    }

    /// Who stands for the answer. Who usually knows, as dunlin wrote it, is nobody's word.
    fn attribution(&self, question: &Question, item: Option<&str>, cells: &Cells) -> Attribution {
        let mut attribution = cells.attribution.clone();
        let frameworks = self.items.iter().filter(|i| Some(i.id.as_str()) == item).flat_map(|i| &i.frameworks);
        let usual = item.into_iter().chain(frameworks.map(String::as_str)).map(Some).chain([None]);
        if let Some(who) = &attribution.who {
            let own = usual.filter_map(|i| self.crosswalk.main_subject(&QRef::new(&question.id, i)));
            if own.into_iter().any(|s| s.who.iter().any(|(_, w)| fold(w) == fold(who))) {
                attribution.who = None;
            }
        }
        attribution
    }

    fn value(&mut self, question: &Question, cells: &Cells) -> Option<Value> {
        let part = |p: &Part| cells.parts.get(p).filter(|f| !f.text().is_empty());
        match question.kind {
            Kind::Single | Kind::YesNo | Kind::Indicator => {
                let found = part(&Part::Value)?;
                self.option(question, found).map(Value::Code)
            }
            Kind::Multi => self.ticks(question, cells),
            Kind::Number => {
                let qualifier = part(&Part::Qualifier).and_then(|f| self.option(question, f));
                let line = cells.parts.iter().find_map(|(p, f)| match p {
                    Part::Number(unit) => Some((unit.clone(), f)),
                    _ => None,
                });
                let unit = line.as_ref().and_then(|(u, _)| u.clone());
                let number = line.filter(|(_, f)| !f.text().is_empty()).and_then(|(_, f)| self.number(f));
                if qualifier.is_none() && number.is_none() {
                    return None;
                }
                let unit = match unit {
                    None => question.unit.clone(),
                    Some(u) => (!u.is_empty()).then_some(u),
                };
                Some(Value::Number { qualifier, number, unit })
            }
            Kind::Date => {
                let found = part(&Part::Value)?;
                let date = found.cell.as_ref().and_then(|c| date(c, self.lang));
                if date.is_none() {
                    self.misfits.push(found.text());
                    self.warn(
                        "own-date",
                        &found.place,
                        say!(
                            "\"{quoted}\" is not a date, or may be read in two ways; it is kept as details",
                            quoted = quote(&found.text())
                        ),
                        say!("write the date as year-month-day, for example 2024-02-29"),
                    );
                }
                date.map(Value::Date)
            }
            _ => {
                let texts = cells.parts.iter().filter(|(p, _)| matches!(p, Part::Value | Part::More(_)));
                joined(texts.map(|(_, f)| f)).map(Value::Text)
            }
        }
    }

    fn ticks(&mut self, question: &Question, cells: &Cells) -> Option<Value> {
        let mut ticked: BTreeSet<&str> = BTreeSet::new();
        let mut odd: Vec<String> = Vec::new();
        for (part, found) in &cells.parts {
            let Part::Option(code) = part else { continue };
            let text = found.text().to_lowercase();
            match text.as_str() {
                "" | "no" | "non" | "n" | "0" | "-" | "–" | "false" | "faux" | "falso" | "☐" => {}
                "x" | "✓" | "✔" | "☑" | "☒" | "1" | "yes" | "y" | "oui" | "o" | "sí" | "si" | "s" | "true" | "vrai"
                | "verdadero" => {
                    ticked.insert(code);
                }
                _ => {
                    self.warn(
                        "own-tick",
                        &found.place,
                        say!("\"{quoted}\" is not a tick; it is not used", quoted = quote(&found.text())),
                        say!("write x to tick the option, or empty the cell"),
                    );
                    continue;
                }
            }
            if ticked.contains(code.as_str()) && question.option(code).is_none() {
                odd.push(code.clone());
            }
        }
        let none = cells.parts.get(&Part::None).filter(|f| !f.text().is_empty());
        let mut codes: Vec<String> =
            question.options.iter().filter(|o| ticked.contains(o.code.as_str())).map(|o| o.code.clone()).collect();
        codes.extend(odd);
        if let Some(found) = none {
            // The cell takes one entry only; any other text may still be the name of an option.
            let text = found.text();
            if !own::NO_OPTION.iter().any(|w| fold(w) == fold(&text)) {
                match find_option(question, &text, self.lang) {
                    Some(code) if !codes.contains(&code) => codes.push(code),
                    Some(_) => {}
                    None => {
                        self.no_option(found);
                        return (!codes.is_empty()).then_some(Value::Codes(codes));
                    }
                }
                let position = |c: &String| question.options.iter().position(|o| o.code == *c).unwrap_or(usize::MAX);
                codes.sort_by_key(position);
            } else if !codes.is_empty() {
                self.warn(
                    "own-tick",
                    &found.place,
                    say!(
                        "\"{quoted}\" is chosen, but options are ticked below; the ticks are used",
                        quoted = quote(&text)
                    ),
                    say!("empty the cell, or the ticks"),
                );
            }
            return Some(Value::Codes(codes));
        }
        (!codes.is_empty()).then_some(Value::Codes(codes))
    }

    fn no_option(&mut self, found: &Found) {
        self.misfits.push(found.text());
        self.warn(
            "own-option",
            &found.place,
            say!("\"{quoted}\" is not one of the options; it is kept as details", quoted = quote(&found.text())),
            say!("choose an entry of the drop-down list; put remarks into another cell"),
        );
    }

    fn option(&mut self, question: &Question, found: &Found) -> Option<String> {
        let mut texts = vec![found.text()];
        if let Some(Cell::Date(d)) = &found.cell {
            // A spreadsheet takes the option "2-5" for a day.
            texts.extend([format!("{}-{}", d.month(), d.day()), format!("{}-{}", d.day(), d.month())]);
        }
        let code = texts.iter().find_map(|t| find_option(question, t, self.lang));
        if code.is_none() {
            self.no_option(found);
        }
        code
    }

    fn number(&mut self, found: &Found) -> Option<f64> {
        let number = match &found.cell {
            Some(Cell::Number(n)) => Some(*n),
            _ => number(&found.text()),
        };
        if number.is_none() {
            self.misfits.push(found.text());
            self.warn(
                "own-number",
                &found.place,
                say!(
                    "\"{quoted}\" is not a number, or may be read in two ways; it is kept as details",
                    quoted = quote(&found.text())
                ),
                say!("write digits only, without a sign between thousands"),
            );
        }
        number
    }

    fn rows(&mut self, question: &Question, cells: &Cells) -> Vec<Row> {
        let mut rows: Vec<Row> = Vec::new();
        let mut places: Vec<String> = Vec::new();
        if matches!(question.kind, Kind::Table | Kind::Indicator) {
            let mut at = None;
            for row in &cells.rows {
                // A text too long for a cell goes on in the next row.
                if row.more > 0
                    && at == Some(row.number)
                    && let Some(last) = rows.last_mut()
                {
                    for (code, text) in &row.raw {
                        last.entry(code.clone()).or_default().push_str(text);
                    }
                    continue;
                }
                at = Some(row.number);
                rows.push(row.raw.clone());
                places.push(row.place.clone());
            }
        } else {
            let mut beside: BTreeMap<usize, Row> = BTreeMap::new();
            for (part, found) in &cells.parts {
                if let Part::Column(n, code, _) = part
                    && found.cell.is_some()
                {
                    beside.entry(*n).or_default().entry(code.clone()).or_default().push_str(&found.raw());
                }
            }
            rows.extend(beside.into_values());
        }
        for row in &mut rows {
            for text in row.values_mut() {
                *text = text.trim().to_owned();
            }
            row.retain(|_, t| !t.is_empty());
        }
        if format_of(&question.id) == CORE {
            return self.register(question, rows, places);
        }
        rows.retain(|r| !r.is_empty());
        rows
    }

    /// The rows of a register: choices and tags as codes, each row with an id of its own.
    fn register(&mut self, question: &Question, rows: Vec<Row>, places: Vec<String>) -> Vec<Row> {
        let mut register = own_core::Register { rows: Vec::new(), findings: Vec::new() };
        let own_targets: BTreeSet<String> =
            self.items.iter().map(|i| i.id.clone()).chain(self.own_targets.iter().cloned()).collect();
        let readers = if rows.is_empty() { Vec::new() } else { own_core::readers(question, self.crosswalk, self.lang) };
        for (mut row, place) in rows.into_iter().zip(places) {
            own_core::codes(&mut row, &readers, self.lang, &own_targets, (self.file, &place), &mut register.findings);
            // What only dunlin writes is no row a person wants to keep.
            if row.keys().any(|c| c != column::ID && c != column::CONFIRMED) {
                register.rows.push((row, place));
            }
        }
        own_core::ids(&mut register, question, self.file);
        self.findings.append(&mut register.findings);
        register.rows.into_iter().map(|(row, _)| row).collect()
    }

    /// Items, without the sites of the empty form that nobody named or answered for.
    fn items(&self, answers: &[Answer]) -> Vec<Item> {
        let answered: BTreeSet<&str> = answers.iter().filter_map(|a| a.item.as_deref()).collect();
        self.items
            .iter()
            .filter(|i| !i.title.is_empty() || !i.id.starts_with("site-") || answered.contains(i.id.as_str()))
            .cloned()
            .collect()
    }
}

impl TableRow {
    fn changed(&self) -> bool {
        let trimmed: Row = self.raw.iter().map(|(c, t)| (c.clone(), t.trim().to_owned())).collect();
        mark(&row_text(&trimmed)) != self.written
    }
}

/// Puts a cell in its place. A second one that says something else is given back; a blank gives way.
fn keep_first<K: Ord>(map: &mut BTreeMap<K, Found>, key: K, found: Found) -> Option<Found> {
    match map.get_mut(&key) {
        None => {
            map.insert(key, found);
            None
        }
        Some(first) if first.text().is_empty() => {
            *first = found;
            None
        }
        Some(first) if found.text().is_empty() || found.text() == first.text() => None,
        Some(_) => Some(found),
    }
}

fn table_row(sheet: &Sheet, r: u32, number: usize, more: usize, written: &str, columns: &Columns) -> TableRow {
    let mut raw = Row::new();
    let mut place = None;
    for (c, code) in &columns.table {
        let Some(cell) = sheet.cell(r, *c) else { continue };
        let text = match cell {
            Cell::Text(t) => t.clone(),
            other => other.text(),
        };
        if text.trim().is_empty() {
            continue;
        }
        place.get_or_insert_with(|| sheet.place(r, *c));
        raw.insert(code.clone(), text);
    }
    let place = place.unwrap_or_else(|| sheet.place(r, 0));
    TableRow { number, more, raw, place, written: written.to_owned() }
}

/// Texts of several cells as one; `None` where there is none.
fn joined<'a>(cells: impl Iterator<Item = &'a Found>) -> Option<String> {
    let text: String = cells.map(Found::raw).collect();
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// A text as it is quoted in a message.
fn quote(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() > 120 { line.chars().take(119).collect::<String>() + "…" } else { line }
}

/// Case and spaces do not tell entries apart.
fn fold(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// The option a text names: an entry of the drop-down list, in this or another language, the option's
/// text, or its code or letter. `None` where nothing fits, or two options do.
fn find_option(question: &Question, text: &str, lang: Lang) -> Option<String> {
    if let Some((code, _)) = own::entries(question, lang).into_iter().find(|(_, e)| e == text) {
        return Some(code.to_owned());
    }
    if let Some(o) = question.option(text) {
        return Some(o.code.clone());
    }
    let wanted = fold(text);
    let only = |fits: &dyn Fn(&crate::model::Choice) -> bool| {
        let mut hits = question.options.iter().filter(|o| fits(o));
        match (hits.next(), hits.next()) {
            (Some(o), None) => Some(o.code.clone()),
            _ => None,
        }
    };
    let languages = std::iter::once(lang).chain(Lang::ALL.into_iter().filter(|l| *l != lang));
    for l in languages {
        let entries = own::entries(question, l);
        let hit = only(&|o| {
            fold(o.text.exact(l)) == wanted && !wanted.is_empty()
                || entries.iter().any(|(c, e)| *c == o.code && fold(e) == wanted)
        });
        if hit.is_some() {
            return hit;
        }
    }
    if let Some(hit) = only(&|o| o.code.to_lowercase() == wanted) {
        return Some(hit);
    }
    // `A = Yes`, `A - yes`, `a: Yes`: the letter and the text of one option.
    let (letter, rest) = wanted.split_once(['=', '-', ':', '.', ')', ' '])?;
    let rest = rest.trim_start_matches(['=', '-', ':', '.', ')', ' ']);
    only(&|o| o.code.to_lowercase() == letter.trim() && Lang::ALL.into_iter().any(|l| fold(o.text.exact(l)) == rest))
}

/// A number as people type it: spaces between thousands, decimal comma or point. `None` where it may
/// be read in two ways (`1,234`).
pub(super) fn number(text: &str) -> Option<f64> {
    let plain: String =
        text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '\u{202F}' | '\u{A0}' | '\'' | '’')).collect();
    let (sign, digits) = match plain.strip_prefix(['-', '−']) {
        Some(d) => (-1.0, d),
        None => (1.0, plain.strip_prefix('+').unwrap_or(&plain)),
    };
    if !digits.starts_with(|c: char| c.is_ascii_digit())
        || !digits.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ','))
    {
        return None;
    }
    let last = digits.rfind(['.', ',']);
    let Some(last) = last else { return digits.parse::<f64>().ok().map(|n| sign * n) };
    let mark = digits[last..].chars().next()?;
    let (whole, fraction) = (&digits[..last], &digits[last + 1..]);
    let thousands = |s: &str, m: char| {
        let mut groups = s.split(m);
        groups.next().is_some_and(|g| (1..=3).contains(&g.len()) && !g.contains(['.', ',']))
            && groups.all(|g| g.len() == 3 && !g.contains(['.', ',']))
    };
    let other = if mark == '.' { ',' } else { '.' };
    let number = if whole.contains(mark) {
        // The same sign twice: it stands between thousands.
        if !thousands(digits, mark) {
            return None;
        }
        digits.replace(mark, "")
    } else if whole.contains(other) {
        if !thousands(whole, other) || fraction.is_empty() {
            return None;
        }
        format!("{}.{fraction}", whole.replace(other, ""))
    } else {
        let two_ways = fraction.len() == 3 && whole.len() <= 3 && whole != "0";
        if fraction.is_empty() || two_ways {
            return None;
        }
        format!("{whole}.{fraction}")
    };
    number.parse::<f64>().ok().map(|n| sign * n)
}

/// A day as people type it. `None` where day and month may be either.
fn date(cell: &Cell, lang: Lang) -> Option<NaiveDate> {
    match cell {
        Cell::Date(d) => Some(*d),
        // A day retyped without its format is a count of days since 1900; a small number is a year.
        Cell::Number(n) if n.fract() == 0.0 && (20_000.0..=100_000.0).contains(n) => {
            #[allow(clippy::cast_possible_truncation)]
            let days = chrono::Duration::days(*n as i64);
            NaiveDate::from_ymd_opt(1899, 12, 30)?.checked_add_signed(days)
        }
        Cell::Text(t) => date_text(t.trim(), lang),
        _ => None,
    }
}

const MONTHS: [[&str; 3]; 12] = [
    ["jan", "janv", "ene"],
    ["feb", "fév", "feb"],
    ["mar", "mars", "mar"],
    ["apr", "avr", "abr"],
    ["may", "mai", "may"],
    ["jun", "juin", "jun"],
    ["jul", "juil", "jul"],
    ["aug", "août", "ago"],
    ["sep", "sept", "sep"],
    ["oct", "oct", "oct"],
    ["nov", "nov", "nov"],
    ["dec", "déc", "dic"],
];

pub(super) fn date_text(text: &str, lang: Lang) -> Option<NaiveDate> {
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty() && !matches!(*w, "de" | "del" | "of"))
        .collect();
    let [a, b, c] = words[..] else { return None };
    let n = |w: &str| w.trim_end_matches("er").trim_end_matches("th").parse::<u32>().ok();
    let month = |w: &str| {
        MONTHS.iter().position(|names| names.iter().any(|m| w.starts_with(m))).and_then(|p| u32::try_from(p + 1).ok())
    };
    let ymd =
        |y: u32, m: u32, d: u32| (y >= 1000).then(|| NaiveDate::from_ymd_opt(i32::try_from(y).ok()?, m, d)).flatten();
    match (n(a), n(b), n(c)) {
        (Some(y), Some(m), Some(d)) if a.len() == 4 => ymd(y, m, d),
        (Some(x), Some(z), Some(y)) if c.len() == 4 => match (x > 12, z > 12) {
            (true, _) => ymd(y, z, x),
            (_, true) => ymd(y, x, z),
            // French and Spanish write the day first; in English both are common.
            _ if x == z || lang != Lang::En => ymd(y, z, x),
            _ => None,
        },
        (Some(d), None, Some(y)) => ymd(y, month(b)?, d),
        (None, Some(d), Some(y)) => ymd(y, month(a)?, d),
        _ => None,
    }
}

/// The reader of dunlin's own workbooks.
pub struct Own;

impl super::Reader for Own {
    fn name(&self) -> &'static str {
        "workbook written by dunlin"
    }

    fn recognise(&self, input: &super::open::Input, _: &Context) -> bool {
        input.book().is_some_and(is_own)
    }

    fn read(&self, input: &mut super::open::Input, context: &Context) -> Reading {
        input.book().map(|book| read(book, context)).unwrap_or_default()
    }
}
