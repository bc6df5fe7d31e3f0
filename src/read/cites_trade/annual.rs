//! Records of the annual report: checked by the rules of the receiving system, and summed up.

use std::collections::{BTreeMap, BTreeSet};

use super::codes::{self, group, is_plant, near_genus};
use super::{
    Column, NO_GROUP, Notes, Record, Span, Summed, Table, Tally, check_code, number, quantity, quote, year_of,
};
use crate::model::{Level, Party, Place, Sentence, Value};
use crate::say;

/// One side of the trade.
#[derive(Debug, Default)]
struct Side {
    records: usize,
    groups: Tally,
    sources: BTreeMap<String, usize>,
    purposes: BTreeMap<String, usize>,
    span: Span,
}

/// What the records of an annual report add up to.
#[derive(Debug, Default)]
pub(super) struct Annual {
    imports: Side,
    exports: Side,
    products: Tally,
    products_span: Span,
    seized: usize,
    seized_span: Span,
    years: BTreeSet<u16>,
    seen: BTreeMap<String, String>,
}

/// Columns that make two records the same shipment.
const SAME: [Column; 14] = [
    Column::Appendix,
    Column::Species,
    Column::Term,
    Column::Quantity,
    Column::Unit,
    Column::ExportCountry,
    Column::Destination,
    Column::Partner,
    Column::Origin,
    Column::ExportPermit,
    Column::ImportPermit,
    Column::Purpose,
    Column::Source,
    Column::Year,
];

impl Annual {
    pub(super) fn record(&mut self, r: &Record, party: Option<Party>, notes: &mut Notes) {
        let table = r.header.table;
        let partner = [Column::Partner, Column::ExportCountry, Column::Destination]
            .into_iter()
            .find(|c| r.has(*c))
            .unwrap_or(Column::Partner);
        let year = year_of(&r.text(Column::Year));
        if primary(r, partner, notes) {
            self.secondary(r, partner, party, notes);
        }
        let species = r.text(Column::Species);
        if species.is_empty() {
            return;
        }
        let group = group(&species).unwrap_or(NO_GROUP);
        self.years.extend(year);
        let at = r.place(Column::Species);
        let source = r.code(Column::Source);
        if source == "I" {
            self.seized += 1;
            self.seized_span.add(at.clone());
        }
        let side = match table {
            Table::Imports => &mut self.imports,
            Table::Exports => &mut self.exports,
            _ => {
                let way = if table == Table::ProductsImported { "imported" } else { "exported or re-exported" };
                self.products.add(year.unwrap_or(0), &format!("{group} {way}"));
                self.products_span.add(at);
                return;
            }
        };
        side.records += 1;
        side.groups.add(year.unwrap_or(0), group);
        side.span.add(at);
        let name = |kind: &str, value: &str| codes::code(kind, value).map_or("not stated or not a code", |c| c.name);
        *side.sources.entry(name("source", &source).to_owned()).or_default() += 1;
        *side.purposes.entry(name("purpose", &r.code(Column::Purpose)).to_lowercase()).or_default() += 1;
    }

    /// Warnings of the receiving system, as far as they can be computed from the record itself.
    fn secondary(&mut self, r: &Record, partner: Column, party: Option<Party>, notes: &mut Notes) {
        let (with, origin) = (r.code(partner), r.code(Column::Origin));
        let exports = matches!(r.header.table, Table::Exports | Table::ProductsExported);
        if !origin.is_empty() && origin == with && origin != "XX" {
            let what = if exports {
                say!("the country of destination and the country of origin are both {origin}", origin = &origin)
            } else {
                say!("the exporter and the country of origin are both {own}", own = &origin)
            };
            notes.add(
                Level::Warning,
                "cites-pair",
                r.place(Column::Origin),
                what,
                say!("give the country of origin only for a re-export from another country; check both codes"),
            );
        }
        if let Some(own) = party.map(|p| p.to_string()) {
            if with == own {
                notes.add(
                    Level::Warning,
                    "cites-pair",
                    r.place(partner),
                    say!("the exporter and the importer are both {own}, the Party that reports", own = &own),
                    say!("trade within the country is not reported; check the code"),
                );
            }
            if exports && origin == own {
                notes.add(
                    Level::Warning,
                    "cites-pair",
                    r.place(Column::Origin),
                    say!("the exporter and the country of origin are both {own}", own = &own),
                    say!("leave the country of origin blank for the country's own exports"),
                );
            }
        }
        let species = r.text(Column::Species);
        if let Some(g) = group(&species) {
            let source = r.code(Column::Source);
            let odd = if is_plant(g) { matches!(source.as_str(), "C" | "R") } else { source == "A" };
            if odd {
                notes.add(
                    Level::Warning,
                    "cites-pair",
                    r.place(Column::Source),
                    say!(
                        "source {source} does not go with {quoted} ({group})",
                        source = &source,
                        quoted = quote(&species),
                        group = group_name(g)
                    ),
                    say!(
                        "animals are never artificially propagated (A); plants are never bred in captivity (C) or ranched (R)"
                    ),
                );
            }
        } else if let Some(near) = near_genus(&species) {
            notes.add(
                Level::Warning,
                "cites-name",
                r.place(Column::Species),
                say!("{quoted} may be misspelt: there is a genus {near}", quoted = quote(&species), near = &near),
                say!("check the name in the Checklist of CITES species"),
            );
        }
        let no_permit = |c| matches!(r.text(c).as_str(), "-" | "\u{2013}");
        if no_permit(Column::ExportPermit) && r.code(Column::Source) != "I" {
            notes.add(
                Level::Warning,
                "cites-seizure",
                r.place(Column::ExportPermit),
                say!("the record has a dash for the permit, as seizures have, and its source is not I"),
                say!("give source I for seized specimens, and report the seizure in the illegal trade report"),
            );
        }
        let key: Vec<String> = SAME.into_iter().map(|c| r.code(c)).collect();
        // A summary of a type of product may rightly stand twice with another description.
        let key = format!("{:?}|{}|{}", r.header.table, key.join("|"), r.code(Column::Description));
        let at = r.place(Column::Species);
        if let Some(first) = self.seen.get(&key) {
            notes.add(
                Level::Warning,
                "cites-duplicate",
                at,
                say!("the record is the same as that at {first}", first = Place(first)),
                say!("delete one of the two, unless there were two shipments"),
            );
        } else {
            self.seen.insert(key, at);
        }
    }

    pub(super) fn years(&self) -> Vec<u16> {
        self.years.iter().copied().collect()
    }

    pub(super) fn answers(&self) -> Summed {
        let mut out = Summed::new();
        for (side, names) in [
            (&self.imports, ["imports", "imports.groups", "imports.sources"]),
            (&self.exports, ["exports", "exports.groups", "exports.sources"]),
        ] {
            if side.records == 0 {
                continue;
            }
            let place = side.span.text();
            out.push((names[0], number(side.records), place.clone()));
            if let Some(t) = side.groups.text() {
                out.push((names[1], Value::Text(format!("Records by group of species. {t}")), place.clone()));
            }
            let t = format!("Records by source: {}. By purpose: {}.", counted(&side.sources), counted(&side.purposes));
            out.push((names[2], Value::Text(t), place));
        }
        if let Some(t) = self.products.text() {
            out.push(("products", Value::Text(format!("Lines of the summary. {t}")), self.products_span.text()));
        }
        if self.seized > 0 {
            out.push(("seized", number(self.seized), self.seized_span.text()));
        }
        out
    }
}

pub(super) fn counted(counts: &BTreeMap<String, usize>) -> String {
    let mut list: Vec<(&String, &usize)> = counts.iter().collect();
    list.sort_by(|a, b| b.1.cmp(a.1).then(a.0.cmp(b.0)));
    list.into_iter().map(|(w, n)| format!("{w} {n}")).collect::<Vec<_>>().join(", ")
}

/// Errors that block a submission; true where there is none.
fn primary(r: &Record, partner: Column, notes: &mut Notes) -> bool {
    let mut good = true;
    let summary_without_year = r.header.table == Table::ProductsImported && !r.has(Column::Year);
    let must = [
        (partner, say!("trading partner")),
        (Column::Term, say!("term code")),
        (Column::Species, say!("species")),
        (Column::Appendix, say!("Appendix")),
        (Column::Quantity, say!("quantity")),
        (Column::Year, say!("year")),
    ];
    for (column, name) in must {
        if r.cell(column).is_some() || (column == Column::Year && summary_without_year) {
            continue;
        }
        good = false;
        notes.add(
            Level::Error,
            "cites-blank",
            r.place(if r.has(column) { column } else { Column::Species }),
            say!("the record has no {name}", name = &name),
            say!("fill it in; the receiving system refuses the report without it"),
        );
    }
    if let Some(cell) = r.cell(Column::Quantity)
        && quantity(cell).is_none()
    {
        good = false;
        notes.add(
            Level::Error,
            "cites-number",
            r.place(Column::Quantity),
            say!("the quantity {quoted} is not a number", quoted = quote(&r.text(Column::Quantity))),
            say!("write the number alone, and the unit in its own column"),
        );
    }
    let year = r.text(Column::Year);
    if !year.is_empty() && year_of(&year).is_none() {
        good = false;
        notes.add(
            Level::Error,
            "cites-number",
            r.place(Column::Year),
            say!("{quoted} is not a year of four digits", quoted = quote(&year)),
            say!("write the year of the trade, such as 2022"),
        );
    }
    for (column, kind) in [
        (Column::Appendix, "appendix"),
        (Column::Term, "term"),
        (Column::Unit, "unit"),
        (partner, "country"),
        (Column::Origin, "country"),
        (Column::Purpose, "purpose"),
        (Column::Source, "source"),
    ] {
        let value = r.code(column);
        if !value.is_empty() && !check_code(r, column, kind, &value, Level::Error, notes) {
            good = false;
        }
    }
    good
}

/// A group of species in words.
fn group_name(group: &str) -> Sentence {
    match group {
        "amphibians" => say!("amphibians"),
        "birds" => say!("birds"),
        "corals and other invertebrates" => say!("corals and other invertebrates"),
        "fishes" => say!("fishes"),
        "mammals" => say!("mammals"),
        "orchids" => say!("orchids"),
        "other plants" => say!("other plants"),
        "reptiles" => say!("reptiles"),
        _ => say!("timber and trees"),
    }
}
