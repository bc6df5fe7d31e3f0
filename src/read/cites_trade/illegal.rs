//! Records of the annual illegal trade report. No validation rules of a receiving system are known:
//! what must be there is an error, doubtful codes are warnings.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Datelike;

use super::annual::counted;
use super::codes::{self, group};
use super::{
    Column, NO_GROUP, Notes, Record, Span, Summed, Tally, check_code, meant, number, quantity, quote, year_of,
};
use crate::model::{Lang, Level, Party, Place, Value};
use crate::read::book::Cell;
use crate::read::fold::fold;
use crate::read::values;
use crate::say;

/// What the records of an illegal trade report add up to.
#[derive(Debug, Default)]
pub(super) struct Illegal {
    records: usize,
    groups: Tally,
    kinds: Tally,
    origin: BTreeMap<String, usize>,
    transit: BTreeMap<String, usize>,
    destination: BTreeMap<String, usize>,
    transport: BTreeMap<String, usize>,
    stated: [usize; 3],
    span: Span,
    years: BTreeSet<u16>,
    seen: BTreeMap<Vec<String>, String>,
}

/// Words for means of transport: only these are kept, so that no free text slips through.
const MEANS: &[(&str, &[&str])] = &[
    ("mail", &["mail", "post", "postal", "courier", "parcel", "correo", "poste", "courrier"]),
    ("air", &["air", "airport", "plane", "aircraft", "flight", "aerien", "avion", "aereo"]),
    ("sea", &["sea", "ship", "vessel", "maritime", "boat", "port", "mer", "barco", "mar"]),
    ("rail", &["rail", "train", "tren"]),
    ("road", &["road", "land", "car", "truck", "vehicle", "bus", "route", "terre", "terrestre", "carretera"]),
];

impl Illegal {
    pub(super) fn record(&mut self, r: &Record, notes: &mut Notes) {
        let species = r.text(Column::Species);
        let at = r.place(Column::Species);
        for (column, name) in [
            (Column::Species, say!("species")),
            (Column::Quantity, say!("quantity")),
            (Column::Date, say!("date of seizure")),
        ] {
            if r.has(column) && r.cell(column).is_none() {
                notes.add(
                    Level::Error,
                    "cites-blank",
                    r.place(column),
                    say!("the record has no {name}", name = &name),
                    say!("fill it in; write spp. where only the genus or family is known"),
                );
            }
        }
        if let Some(cell) = r.cell(Column::Quantity)
            && quantity(cell).is_none()
        {
            notes.add(
                Level::Error,
                "cites-number",
                r.place(Column::Quantity),
                say!("the quantity {quoted} is not a number", quoted = quote(&r.text(Column::Quantity))),
                say!("write the number alone, and the unit in its own column"),
            );
        }
        let year = self.year(r, notes);
        let unit = r.code(Column::Unit);
        if !unit.is_empty() {
            check_code(r, Column::Unit, "unit", &unit, Level::Warning, notes);
        }
        let kind = kind(r, notes);
        if species.is_empty() {
            return;
        }
        self.records += 1;
        self.span.add(at.clone());
        self.years.extend(year);
        self.groups.add(year.unwrap_or(0), group(&species).unwrap_or(NO_GROUP));
        self.kinds.add(year.unwrap_or(0), &kind);
        for (column, counts) in [
            (Column::Origin, &mut self.origin),
            (Column::Transit, &mut self.transit),
            (Column::Destination, &mut self.destination),
        ] {
            for country in countries(r, column, notes) {
                *counts.entry(country).or_default() += 1;
            }
        }
        let how = fold(&r.text(Column::Transport));
        if let Some((name, _)) = MEANS.iter().find(|(_, words)| how.split(' ').any(|w| words.contains(&w))) {
            *self.transport.entry((*name).to_owned()).or_default() += 1;
        }
        for (n, column) in self.stated.iter_mut().zip([Column::Law, Column::Sanction, Column::Disposal]) {
            *n += usize::from(r.cell(column).is_some());
        }
        // Every column that is read makes the record what it is; the persons' column is not read.
        let key: Vec<String> =
            r.header.columns.keys().filter(|c| **c != Column::Persons).map(|c| fold(&r.text(*c))).collect();
        if let Some(first) = self.seen.get(&key) {
            notes.add(
                Level::Warning,
                "cites-duplicate",
                at,
                say!("the record is the same as that at {first}", first = Place(first)),
                say!("delete one of the two, unless there were two seizures"),
            );
        } else {
            self.seen.insert(key, at);
        }
    }

    fn year(&self, r: &Record, notes: &mut Notes) -> Option<u16> {
        let cell = r.cell(Column::Date);
        let day = match cell {
            Some(Cell::Date(d)) => Some(*d),
            Some(c) => values::day(&c.text()).map(|(d, _)| d),
            None => return year_of(&r.text(Column::Year)),
        };
        let year = day.and_then(|d| u16::try_from(d.year()).ok()).filter(|y| (1975..=2100).contains(y));
        if year.is_none() {
            notes.add(
                Level::Error,
                "cites-date",
                r.place(Column::Date),
                say!("{quoted} is not a day", quoted = quote(&r.text(Column::Date))),
                say!("write day, month and year: 25/03/2022"),
            );
        }
        year.or_else(|| year_of(&r.text(Column::Year)))
    }

    pub(super) fn years(&self) -> Vec<u16> {
        self.years.iter().copied().collect()
    }

    pub(super) fn answers(&self) -> Summed {
        let mut out = Summed::new();
        if self.records == 0 {
            return out;
        }
        let place = self.span.text();
        out.push(("seizures", number(self.records), place.clone()));
        if let Some(t) = self.groups.text() {
            out.push(("seizures.groups", Value::Text(format!("Records by group of species. {t}")), place.clone()));
        }
        if let Some(t) = self.kinds.text() {
            out.push(("seizures.specimens", Value::Text(format!("Records by kind of specimen. {t}")), place.clone()));
        }
        let routes: Vec<String> = [
            ("Alleged origin", &self.origin),
            ("Transit", &self.transit),
            ("Alleged destination", &self.destination),
            ("Transport", &self.transport),
        ]
        .into_iter()
        .filter(|(_, c)| !c.is_empty())
        .map(|(name, c)| format!("{name}: {}.", counted(c)))
        .collect();
        if !routes.is_empty() {
            out.push(("seizures.routes", Value::Text(routes.join(" ")), place.clone()));
        }
        let [law, sanction, disposal] = self.stated;
        if law + sanction + disposal > 0 {
            let t = format!(
                "Of {} records, {law} state the law, {sanction} a sanction, {disposal} what became of the specimens.",
                self.records
            );
            out.push(("seizures.outcome", Value::Text(t), place));
        }
        out
    }
}

/// The kind of specimen: by its term code; other words are counted together.
fn kind(r: &Record, notes: &mut Notes) -> String {
    let column = if r.cell(Column::Term).is_some() { Column::Term } else { Column::Description };
    let text = r.code(column);
    if text.is_empty() {
        return "kind not stated".to_owned();
    }
    let first = text.split(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
    if let Some(c) = codes::code("term", first) {
        return c.name.to_lowercase();
    }
    // "Live" and "ivory" are words of people; three letters are meant as a code.
    if text.chars().count() == 3 && text.chars().all(|c| c.is_ascii_alphabetic()) {
        check_code(r, column, "term", &text, Level::Warning, notes);
    }
    let words = fold(&text);
    let named = codes::all("term")
        .filter_map(|code| codes::code("term", code))
        .map(|c| c.name.to_lowercase())
        .find(|n| words.trim_end_matches('s') == n.trim_end_matches('s'));
    named.unwrap_or_else(|| "described in words".to_owned())
}

/// Countries of a cell: ISO codes or names, several of them; anything else is named and left out.
fn countries(r: &Record, column: Column, notes: &mut Notes) -> Vec<String> {
    let text = r.text(column);
    let mut found: Vec<String> = Vec::new();
    if text.is_empty() {
        return found;
    }
    let whole = Party::find(&text);
    let pieces: Vec<&str> = if whole.is_some() {
        vec![text.as_str()]
    } else {
        let by_mark: Vec<&str> = text.split([',', ';', '/', '+', '&', '>', '|']).map(str::trim).collect();
        let all_codes = text.split_whitespace().all(|w| w.len() == 2);
        if by_mark.len() == 1 && all_codes { text.split_whitespace().collect() } else { by_mark }
    };
    for piece in pieces.into_iter().filter(|p| !matches!(*p, "" | "-" | "\u{2013}")) {
        let upper = piece.to_uppercase();
        let known = matches!(fold(piece).as_str(), "unknown" | "not known" | "inconnu" | "desconocido");
        let code = if known {
            Some("XX".to_owned())
        } else if codes::code("country", &upper).is_some() {
            Some(upper.clone())
        } else {
            meant("country", &upper).map(str::to_owned).or_else(|| Party::find(piece).map(|p| p.to_string()))
        };
        match code {
            Some(c) => {
                let name = match codes::code("country", &c) {
                    _ if c == "XX" => "unknown".to_owned(),
                    Some(k) => k.name.to_owned(),
                    None => Party::parse(&c).map_or(c.clone(), |p| p.name(Lang::En).to_owned()),
                };
                if !found.contains(&name) {
                    found.push(name);
                }
            }
            None => notes.add(
                Level::Warning,
                "cites-code",
                r.place(column),
                say!("the cell holds something that is no country"),
                say!("write ISO codes of two letters with commas between them, XX where the country is unknown"),
            ),
        }
    }
    found
}
