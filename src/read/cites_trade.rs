//! The annual report of CITES trade and the annual illegal trade report: lists of records, not of
//! answers. Every record is checked by the rules of the receiving system as far as they are
//! published, and the lists are summed up as evidence beside the questions of other reports.
//!
//! Nothing about persons is kept: columns about offenders are not read at all, and free text (places,
//! agencies, concealment, laws, sanctions, remarks) is only counted.

mod annual;
mod codes;
mod illegal;

use std::collections::BTreeMap;

use super::book::{Book, Cell, Sheet};
use super::fold::fold;
use super::headings::{Role, role};
use super::notes::Notes;
use super::open::Input;
use super::{Context, Reader, Reading};
use crate::model::{Answer, Lang, Level, Origin, Party, Period, Report, Sentence, Value};

use crate::say;
use codes::State;

/// Reads workbooks and csv files of CITES trade.
pub struct Trade;

impl Reader for Trade {
    fn name(&self) -> &'static str {
        "CITES trade report"
    }

    fn recognise(&self, input: &Input, _: &Context) -> bool {
        input.book().is_some_and(|b| b.sheets.iter().any(|s| header(s).is_some()))
    }

    fn read(&self, input: &mut Input, context: &Context) -> Reading {
        input.book().map(|b| read_trade(b, context)).unwrap_or_default()
    }
}

/// Rows in which the headings are looked for.
const HEAD: usize = 30;
/// How many findings of one code are listed before they are only counted.
const LISTED: usize = 40;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Column {
    Appendix,
    Species,
    Description,
    Term,
    Quantity,
    Unit,
    ExportCountry,
    Destination,
    Partner,
    Origin,
    ExportPermit,
    OriginPermit,
    ImportPermit,
    Purpose,
    Source,
    Year,
    Remarks,
    Issued,
    // Of the illegal trade report.
    Date,
    Place,
    Agency,
    Reason,
    Transport,
    Concealment,
    Transit,
    Law,
    Sanction,
    Disposal,
    /// Nationality or names of offenders: never read.
    Persons,
}

/// What a table is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Table {
    Imports,
    Exports,
    ProductsImported,
    ProductsExported,
    Illegal,
}

/// Headings as the guidelines, samples and the upload tool write them, folded: whole, or beginning
/// with the word before the star.
const HEADINGS: &[(Column, &[&str])] = &[
    (Column::Persons, &["*offender", "*offenders", "nationality*", "name of*", "nationalite*", "nacionalidad*"]),
    (Column::Appendix, &["app", "appendix", "annexe", "apendice", "ap"]),
    (
        Column::Species,
        &[
            "species",
            "speciesname",
            "species name",
            "scientific name",
            "taxon",
            "espece",
            "especes",
            "especie",
            "especies",
        ],
    ),
    (Column::Term, &["term code", "termcode", "term", "code du terme", "codigo de termino"]),
    (Column::Description, &["description*", "descripcion*"]),
    (Column::Quantity, &["quantity*", "quantite*", "cantidad*"]),
    (Column::Unit, &["unit", "units", "unitcode", "unit code", "unite", "unidad"]),
    (Column::OriginPermit, &["number of country of origin permit*", "number of origin*", "originpermit"]),
    (Column::ImportPermit, &["number of import permit*", "importpermit", "import permit*"]),
    (Column::ExportPermit, &["number of export permit*", "exportpermit", "export permit*"]),
    (Column::Issued, &["permits certificates issued*"]),
    (
        Column::ExportCountry,
        &["country of export*", "exporting country*", "pays d exportation*", "pais de exportacion*"],
    ),
    (Column::Transit, &["country ies of transit*", "*country of transit", "*countries of transit"]),
    (
        Column::Destination,
        &[
            "country of destination*",
            "country of import*",
            "pays de destination*",
            "pais de destino*",
            "alleged final destination*",
            "alleged country of destination*",
            "alleged destination*",
        ],
    ),
    (
        Column::Origin,
        &["country of origin*", "countryoforigin", "alleged country of origin*", "pays d origine*", "pais de origen*"],
    ),
    (Column::Partner, &["tradingpartner", "trading partner"]),
    (Column::Purpose, &["purpose", "purposecode", "purpose code", "but", "proposito", "objeto"]),
    (Column::Source, &["source", "sourcecode", "source code", "origen"]),
    (Column::Year, &["year", "annee", "ano"]),
    (Column::Remarks, &["remarks", "remarques", "observaciones", "additional information*"]),
    (
        Column::Date,
        &["date of seizure*", "seizure date*", "date de saisie*", "date de la saisie*", "fecha de incautacion*"],
    ),
    (Column::Place, &["location of incident*", "location of seizure*", "lieu*", "lugar*"]),
    (Column::Agency, &["detecting agency*"]),
    (Column::Reason, &["reason for seizure*"]),
    (Column::Transport, &["mode of transport*", "means of transport*"]),
    (Column::Concealment, &["method of concealment*", "method of detection*"]),
    (Column::Law, &["law under which*"]),
    (Column::Sanction, &["sanction*"]),
    (Column::Disposal, &["disposal of*"]),
];

fn column(heading: &str) -> Option<Column> {
    if heading.chars().count() > 120 {
        return None;
    }
    let folded = fold(heading);
    if folded.is_empty() {
        return None;
    }
    HEADINGS
        .iter()
        .find(|(_, names)| {
            names.iter().any(|n| match (n.strip_prefix('*'), n.strip_suffix('*')) {
                (Some(end), _) => folded.ends_with(end),
                (_, Some(start)) => folded.starts_with(start),
                _ => folded == *n,
            })
        })
        .map(|(c, _)| *c)
}

/// Headings of a table found in a sheet.
struct Header {
    row: u32,
    table: Table,
    columns: BTreeMap<Column, u32>,
}

fn header(sheet: &Sheet) -> Option<Header> {
    for (&row, cells) in sheet.rows.iter().take(HEAD) {
        let mut columns: BTreeMap<Column, u32> = BTreeMap::new();
        for (&c, cell) in cells.iter().take(80) {
            if let Cell::Text(t) = cell
                && let Some(column) = column(t)
            {
                columns.entry(column).or_insert(c);
            }
        }
        let has = |c: Column| columns.contains_key(&c);
        if !has(Column::Species) || !has(Column::Quantity) {
            continue;
        }
        let particular = [Column::Place, Column::Agency, Column::Reason, Column::Transport, Column::Disposal];
        let illegal = particular.into_iter().filter(|c| has(*c)).count();
        if illegal >= 2 || (illegal == 1 && has(Column::Date)) {
            return Some(Header { row, table: Table::Illegal, columns });
        }
        if !has(Column::Term) || !has(Column::Source) || !has(Column::Purpose) {
            continue;
        }
        let exports = if has(Column::Destination) {
            true
        } else if has(Column::ExportCountry) {
            false
        } else if has(Column::Partner) {
            // The upload form of importers has one column more.
            !has(Column::ImportPermit)
        } else {
            continue;
        };
        let permits = has(Column::ExportPermit) || has(Column::ImportPermit) || has(Column::OriginPermit);
        let products = has(Column::Issued) || !permits;
        let table = match (products, exports) {
            (true, true) => Table::ProductsExported,
            (true, false) => Table::ProductsImported,
            (false, true) => Table::Exports,
            (false, false) => Table::Imports,
        };
        return Some(Header { row, table, columns });
    }
    None
}

/// One record: a row of a table.
struct Record<'a> {
    sheet: &'a Sheet,
    row: u32,
    header: &'a Header,
    cells: &'a BTreeMap<u32, Cell>,
}

impl Record<'_> {
    fn cell(&self, column: Column) -> Option<&Cell> {
        let cell = self.cells.get(self.header.columns.get(&column)?)?;
        (!tidy(&cell.text()).is_empty()).then_some(cell)
    }

    /// Text of a cell without the blanks around it, no-break spaces among them.
    fn text(&self, column: Column) -> String {
        self.cell(column).map_or_else(String::new, |c| tidy(&c.text()))
    }

    /// A code as the receiving system reads it: trimmed, in capitals.
    fn code(&self, column: Column) -> String {
        self.text(column).to_uppercase()
    }

    fn place(&self, column: Column) -> String {
        self.sheet.place(self.row, self.header.columns.get(&column).copied().unwrap_or(0))
    }

    fn has(&self, column: Column) -> bool {
        self.header.columns.contains_key(&column)
    }

    fn is_blank(&self) -> bool {
        self.header.columns.iter().filter(|(c, _)| **c != Column::Persons).all(|(c, _)| self.cell(*c).is_none())
    }
}

fn tidy(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A short value quoted in a finding; long ones may hold anything and are not repeated.
fn quote(text: &str) -> Sentence {
    if text.chars().count() <= 40 { say!("\"{text}\"", text = text) } else { say!("the text") }
}

/// What is counted: year (0: not known) to a word to how often.
#[derive(Debug, Default)]
struct Tally {
    years: BTreeMap<u16, BTreeMap<String, usize>>,
}

impl Tally {
    fn add(&mut self, year: u16, what: &str) {
        *self.years.entry(year).or_default().entry(what.to_owned()).or_default() += 1;
    }

    /// `2021: reptiles 5, birds 2`, a line a year, the most frequent first.
    fn text(&self) -> Option<String> {
        let mut lines = Vec::new();
        for (year, counts) in &self.years {
            let mut list: Vec<(&String, &usize)> = counts.iter().collect();
            list.sort_by(|a, b| b.1.cmp(a.1).then(a.0.cmp(b.0)));
            let rest: usize = list.iter().skip(MOST).map(|(_, n)| **n).sum();
            let mut parts: Vec<String> = list.iter().take(MOST).map(|(w, n)| format!("{w} {n}")).collect();
            if rest > 0 {
                parts.push(format!("others {rest}"));
            }
            let parts = parts.join(", ");
            lines.push(if *year == 0 { format!("year not stated: {parts}") } else { format!("{year}: {parts}") });
        }
        (!lines.is_empty()).then(|| lines.join("\n"))
    }
}

/// Kinds named in one line of a sum.
const MOST: usize = 15;
/// Name of the group where the genus is not in dunlin's list.
const NO_GROUP: &str = "species of other groups";

/// Reads the trade tables of a book.
fn read_trade(book: &Book, context: &Context) -> Reading {
    let mut notes =
        Notes::new(&book.file).at_most(LISTED, say!("correct those that are listed and read the file again"));
    let mut trade = annual::Annual::default();
    let mut illegal = illegal::Illegal::default();
    let stated = front(book);
    let party = context.options.party.or(stated.0);
    for sheet in &book.sheets {
        let Some(header) = header(sheet) else {
            if !sheet.rows.is_empty() {
                notes.add(
                    Level::Info,
                    "sheet-not-read",
                    sheet.name.clone(),
                    say!(
                        "sheet {quoted} has no headings of a CITES trade report and was not read",
                        quoted = quote(&sheet.name)
                    ),
                    "",
                );
            }
            continue;
        };
        for (&row, cells) in sheet.rows.range(header.row.saturating_add(1)..) {
            let record = Record { sheet, row, header: &header, cells };
            if record.is_blank() {
                continue;
            }
            if header.table == Table::Illegal {
                illegal.record(&record, &mut notes);
            } else {
                trade.record(&record, party, &mut notes);
            }
        }
    }
    let mut reports = Vec::new();
    for (format, answers, years) in
        [("cites-annual", trade.answers(), trade.years()), ("cites-illegal", illegal.answers(), illegal.years())]
    {
        if answers.is_empty() {
            continue;
        }
        let mut report = Report::new(format, &book.file);
        report.party = party;
        let span = match (years.first(), years.last()) {
            (Some(from), Some(to)) => Some(Period { from: *from, to: *to }),
            _ => None,
        };
        if years.len() > 1 {
            notes.add(
                Level::Warning,
                "cites-years",
                String::new(),
                say!("the records are of {n} years; an annual report covers one", n = years.len()),
                say!("check the years, or send one file a year"),
            );
        }
        report.period = context.options.period.or(span).or(stated.1);
        report.lang = Some(Lang::En);
        for (question, value, place) in answers {
            let mut answer = Answer::new(format!("{format}/{question}"), Origin { file: book.file.clone(), place });
            answer.value = Some(value);
            answer.lang = Some(Lang::En);
            report.answers.push(answer);
        }
        reports.push(report);
    }
    if reports.is_empty() {
        notes.add(
            Level::Warning,
            "cites-no-records",
            String::new(),
            say!("the headings are those of a CITES trade report, but there are no records under them"),
            say!("if no trade or no seizure occurred, say so in the report; an empty table does not say it"),
        );
    }
    Reading { kind: Trade.name().to_owned(), reports, findings: notes.close(), ..Reading::default() }
}

/// Party and period named above the headings of a sheet.
fn front(book: &Book) -> (Option<Party>, Option<Period>) {
    let (mut party, mut period) = (None, None);
    for sheet in &book.sheets {
        let upto = header(sheet).map_or(HEAD as u32, |h| h.row);
        for cells in sheet.rows.range(..upto).take(HEAD).map(|(_, c)| c) {
            for (&c, cell) in cells {
                let text = cell.text();
                let (label, inline) = text.split_once(':').unwrap_or((&text, ""));
                let value = || {
                    if inline.trim().is_empty() {
                        cells.range(c.saturating_add(1)..).next().map_or_else(String::new, |(_, v)| v.text())
                    } else {
                        inline.trim().to_owned()
                    }
                };
                if fold(label) == "year" || role(label) == Some(Role::Period) {
                    period = period.or_else(|| Period::parse(&value()));
                } else if role(label) == Some(Role::Party) {
                    party = party.or_else(|| Party::find(&value()));
                }
            }
        }
    }
    (party, period)
}

/// What a list of codes is called in findings.
fn list_name(kind: &str) -> Sentence {
    match kind {
        "term" => say!("term codes"),
        "unit" => say!("unit codes"),
        "source" => say!("source codes"),
        "purpose" => say!("purpose codes"),
        "appendix" => say!("Appendices (I, II, III)"),
        _ => say!("country codes"),
    }
}

/// The code a value stands for that is not in its list, where that is plain.
fn meant(kind: &str, value: &str) -> Option<&'static str> {
    let found = match (kind, value) {
        ("unit", "G") => "GRM",
        ("unit", "KG" | "KGS" | "KILO" | "KILOS") => "KGM",
        ("unit", "L") => "LTR",
        ("unit", "ML") => "MLT",
        ("unit", "M") => "MTR",
        ("unit", "CM3") => "CMQ",
        ("unit", "M2") => "MTK",
        ("unit", "M3" | "CBM") => "MTQ",
        ("unit", "NO" | "NO." | "NR" | "N" | "PCS." | "SPECIMENS") => "NAR",
        ("appendix", "1") => "I",
        ("appendix", "2") => "II",
        ("appendix", "3") => "III",
        ("country", "UK") => "GB",
        ("country", "EL") => "GR",
        _ => return None,
    };
    Some(found)
}

/// Checks a code; `level` is what a code outside the list is worth.
fn check_code(record: &Record, column: Column, kind: &str, value: &str, level: Level, notes: &mut Notes) -> bool {
    match codes::code(kind, value) {
        Some(c) if c.state == State::Former => {
            let hint = match (kind, value) {
                ("country", "ZZ") => say!("write HS for introduction from the sea"),
                ("unit", "KIL") => say!("write KGM"),
                _ => say!("use a code of the present list"),
            };
            notes.add(
                Level::Warning,
                "cites-former-code",
                record.place(column),
                say!(
                    "{quoted} ({name}) is one of the former {kind}",
                    quoted = quote(&record.text(column)),
                    name = c.name,
                    kind = list_name(kind)
                ),
                hint,
            );
            true
        }
        Some(_) => true,
        None => {
            let hint = match meant(kind, value) {
                Some(code) => say!("write {code}", code = code),
                None => say!("use a code of the guidelines"),
            };
            notes.add(
                level,
                "cites-code",
                record.place(column),
                say!("{quoted} is none of the {kind}", quoted = quote(&record.text(column)), kind = list_name(kind)),
                hint,
            );
            false
        }
    }
}

/// A year between 1975, when the Convention entered into force, and 2100.
fn year_of(text: &str) -> Option<u16> {
    (text.len() == 4).then(|| text.parse::<u16>().ok()).flatten().filter(|y| (1975..=2100).contains(y))
}

/// A quantity: a number above zero or zero, not negative.
fn quantity(cell: &Cell) -> Option<f64> {
    match cell {
        Cell::Number(n) if n.is_finite() && *n >= 0.0 => Some(*n),
        Cell::Text(t) => {
            let (n, rest, _) = super::values::figure(t, None)?;
            (rest.is_empty() && n >= 0.0).then_some(n)
        }
        _ => None,
    }
}

type Summed = Vec<(&'static str, Value, String)>;

fn number(n: usize) -> Value {
    Value::Number { qualifier: None, number: Some(n as f64), unit: Some("records".to_owned()) }
}

/// First and last place of the records a sum is made of.
#[derive(Debug, Default)]
struct Span {
    first: String,
    last: String,
}

impl Span {
    fn add(&mut self, place: String) {
        if self.first.is_empty() {
            self.first.clone_from(&place);
        }
        self.last = place;
    }

    fn text(&self) -> String {
        if self.first == self.last { self.first.clone() } else { format!("{} to {}", self.first, self.last) }
    }
}

#[cfg(test)]
mod tests;
