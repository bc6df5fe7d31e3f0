//! Figures: read out of numbers, rows and texts, brought to one unit, and compared with tolerance.

use std::collections::BTreeMap;

use super::contradictions::{Grade, Kind, Pair, Time, grade};
use super::pool::{Pool, period};
use super::words;
use crate::crosswalk::said::Said;
use crate::crosswalk::{Amount, Crosswalk, QRef};
use crate::model::{self, ColumnKind, Lang, Row, Value, number_text};

/// By how many per cent the same figure may differ between two files: rounding.
const SAME_FIGURE: f64 = 0.5;

/// A unit: what it measures, and how many of that dimension's base unit it is.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Unit {
    dimension: String,
    factor: f64,
}

/// Units that convert: names, dimension, factor to the dimension's base.
const UNITS: &[(&[&str], &str, f64)] = &[
    (
        &[
            "km2",
            "km²",
            "sq km",
            "sqkm",
            "square km",
            "square kilometre",
            "square kilometres",
            "square kilometers",
            "km carrés",
            "kilomètres carrés",
            "km cuadrados",
            "kilómetros cuadrados",
        ],
        "area",
        1.0,
    ),
    (&["ha", "hectare", "hectares", "hectárea", "hectáreas"], "area", 0.01),
    (&["m2", "m²", "square metres", "square meters", "mètres carrés", "metros cuadrados"], "area", 1e-6),
    (&["acre", "acres"], "area", 0.004_046_856_422_4),
    (&["km", "kilometres", "kilometers", "kilomètres", "kilómetros"], "length", 1.0),
    (&["m", "metres", "meters", "mètres", "metros"], "length", 0.001),
    (&["t", "tonne", "tonnes", "ton", "tons", "toneladas"], "mass", 1000.0),
    (&["kg", "kilogram", "kilograms", "kilogrammes", "kilogramos"], "mass", 1.0),
    (&["g", "grams", "grammes", "gramos"], "mass", 0.001),
    (&["%", "percent", "per cent", "percentage", "pour cent", "pourcentage", "por ciento", "porcentaje"], "share", 1.0),
];

/// Words that multiply the unit after them.
const MULTIPLIERS: &[(&str, f64)] = &[
    ("thousand", 1e3),
    ("thousands", 1e3),
    ("mille", 1e3),
    ("milliers", 1e3),
    ("miles", 1e3),
    ("mil", 1e3),
    ("million", 1e6),
    ("millions", 1e6),
    ("millón", 1e6),
    ("millones", 1e6),
    ("billion", 1e9),
    ("billions", 1e9),
    ("milliard", 1e9),
    ("milliards", 1e9),
];

/// Reads a unit; none at all is a count, and one nobody converts is its own dimension.
pub(super) fn unit(text: &str) -> Unit {
    let text = text.trim().to_lowercase();
    if let Some((_, dimension, factor)) = UNITS.iter().find(|(names, _, _)| names.contains(&text.as_str())) {
        return Unit { dimension: (*dimension).to_owned(), factor: *factor };
    }
    if let Some((over, under)) = text.split_once('/') {
        let (a, b) = (unit(over), unit(under));
        if b.factor > 0.0 {
            return Unit { dimension: format!("{}/{}", a.dimension, b.dimension), factor: a.factor / b.factor };
        }
    }
    let mut words: Vec<&str> = text.split_whitespace().collect();
    if let Some((first, factor)) = words.first().and_then(|w| MULTIPLIERS.iter().find(|(m, _)| m == w)) {
        words.retain(|w| w != first && *w != "de" && *w != "of");
        let rest = unit(&words.join(" "));
        return Unit { dimension: rest.dimension, factor: rest.factor * factor };
    }
    Unit { dimension: words.join(" "), factor: 1.0 }
}

/// A figure: a range in its dimension's base unit, since forms know *less than* and *more than*.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Figure {
    low: f64,
    high: f64,
    unit: Unit,
    year: Option<u16>,
    /// The row or the part of the text it is about.
    name: String,
    /// As it stands there.
    says: String,
}

/// Reads a number as people and programs write it: `2,310`, `2 310`, `2.310,5`, `0.88`.
pub(super) fn number(text: &str) -> Option<f64> {
    let text: String = text.chars().filter(|c| !matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '\'')).collect();
    if text.is_empty() || !text.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '-')) {
        return None;
    }
    let groups = |sep: char| {
        let parts: Vec<&str> = text.trim_start_matches('-').split(sep).collect();
        parts.len() > 1
            && parts.first().is_some_and(|p| (1..=3).contains(&p.len()) && *p != "0")
            && parts.iter().skip(1).all(|p| p.len() == 3 && p.chars().all(|c| c.is_ascii_digit()))
    };
    let plain = match (text.rfind(','), text.rfind('.')) {
        (Some(c), Some(d)) if c > d => text.replace('.', "").replace(',', "."),
        (Some(_), Some(_)) => text.replace(',', ""),
        (Some(_), None) if groups(',') => text.replace(',', ""),
        (Some(_), None) => text.replace(',', "."),
        (None, Some(_)) if text.matches('.').count() > 1 && groups('.') => text.replace('.', ""),
        _ => text,
    };
    plain.parse::<f64>().ok().filter(|n| n.is_finite())
}

fn range(qualifier: Option<&str>, n: f64) -> Option<(f64, f64)> {
    match qualifier {
        None | Some("exact") => Some((n, n)),
        Some("less-than") => Some((f64::NEG_INFINITY, n)),
        Some("more-than") => Some((n, f64::INFINITY)),
        Some(_) => None,
    }
}

/// Figures of an answer: the number, its rows, or the named parts of its text.
fn figures(said: &Said, year: Option<u16>) -> Vec<Figure> {
    let q = said.question;
    if let Some(Value::Number { qualifier, number: Some(n), unit: u }) = &said.value {
        let meaning = qualifier.as_deref().and_then(|c| q.option(c)).map(|o| o.meaning.as_str());
        let Some((low, high)) = range(meaning, *n) else { return Vec::new() };
        let name = u.as_deref().or(q.unit.as_deref()).unwrap_or_default();
        let unit = unit(name);
        let (low, high) = (low * unit.factor, high * unit.factor);
        return vec![Figure {
            low,
            high,
            unit,
            year,
            name: String::new(),
            says: format!("{} {name}", number_text(*n)),
        }];
    }
    if !said.answer.rows.is_empty() {
        return said.answer.rows.iter().filter_map(|r| of_row(said, r, year)).collect();
    }
    match (&said.value, &said.answer.details) {
        (Some(Value::Text(t)), _) => of_text(t, year),
        (None, Some(t)) => of_text(t, year),
        _ => Vec::new(),
    }
}

fn of_row(said: &Said, row: &Row, year: Option<u16>) -> Option<Figure> {
    let q = said.question;
    let column = q.columns.iter().find(|c| c.kind == ColumnKind::Number && c.code != "year")?;
    let n = number(row.get(&column.code)?)?;
    let unit_name = row.get("unit").map(String::as_str).filter(|u| !u.trim().is_empty()).or(q.unit.as_deref());
    let unit = unit(unit_name.unwrap_or_default());
    let qualifier = row.get("qualifier").map(|t| match t.trim().chars().next().map(|c| c.to_ascii_uppercase()) {
        None | Some('E') => "exact",
        Some('F' | '<') => "less-than",
        Some('G' | '>') => "more-than",
        Some(_) => "unknown",
    });
    let (low, high) = range(qualifier, n)?;
    let year = row.get("year").and_then(|y| y.trim().parse().ok()).or(year);
    let name: Vec<&str> = q
        .columns
        .iter()
        .filter(|c| !matches!(c.code.as_str(), "unit" | "footnote" | "qualifier" | "disaggregated" | "year"))
        .filter(|c| c.code != column.code)
        .filter_map(|c| row.get(&c.code))
        .map(|t| t.trim())
        .filter(|t| !t.is_empty())
        .collect();
    let name = name.join(", ");
    let head = if name.is_empty() { String::new() } else { format!("{name}: ") };
    let when = year.map_or_else(String::new, |y| format!(" ({y})"));
    let says = format!("{head}{} {}{when}", number_text(n), unit_name.unwrap_or_default());
    let (low, high) = (low * unit.factor, high * unit.factor);
    Some(Figure { low, high, unit, year, name, says: says.trim().to_owned() })
}

/// Parts of a text that name something and give it an area: "inland 3,620 km2; human-made 310 km2".
fn of_text(text: &str, year: Option<u16>) -> Vec<Figure> {
    let mut found = Vec::new();
    for part in text.split([';', '\n']) {
        let chars: Vec<char> = part.chars().collect();
        let Some(start) = chars.iter().position(char::is_ascii_digit) else { continue };
        let mut end = start;
        while let Some(c) = chars.get(end) {
            let next = chars.get(end + 1).is_some_and(char::is_ascii_digit);
            if c.is_ascii_digit() || (matches!(c, '.' | ',' | ' ' | '\u{a0}' | '\u{202f}') && next) {
                end += 1;
            } else {
                break;
            }
        }
        let figure: String = chars.iter().skip(start).take(end - start).collect();
        let rest: String = chars.iter().skip(end).collect();
        let word: String =
            rest.trim_start().chars().take_while(|c| c.is_alphanumeric() || matches!(c, '²' | '%')).collect();
        let unit = unit(&word);
        let name: String = chars.iter().take(start).collect();
        if let (Some(n), "area") = (number(&figure), unit.dimension.as_str())
            && !name.trim().is_empty()
        {
            let (low, high) = (n * unit.factor, n * unit.factor);
            let says = format!("{} {} {word}", name.trim(), figure.trim());
            found.push(Figure { low, high, unit, year, name: name.trim().to_owned(), says });
        }
    }
    found
}

/// True where two numbers differ by more than the tolerance, in units that convert.
pub(super) fn numbers_differ(a: &Said, b: &Said, tolerance: f64) -> bool {
    let (x, y) = (figures(a, None), figures(b, None));
    matches!((x.first(), y.first()), (Some(x), Some(y)) if x.unit.dimension == y.unit.dimension && apart(x, y, tolerance))
}

/// Whether the newer of two exact numbers is more or less than the older.
pub(super) fn direction(old: &Said, new: &Said) -> Option<&'static str> {
    let (x, y) = (figures(old, None), figures(new, None));
    let (x, y) = (x.first()?, y.first()?);
    if x.unit.dimension != y.unit.dimension || x.low != x.high || y.low != y.high {
        return None;
    }
    match x.low.partial_cmp(&y.low)? {
        std::cmp::Ordering::Less => Some("more"),
        std::cmp::Ordering::Greater => Some("less"),
        std::cmp::Ordering::Equal => None,
    }
}

/// True where two ranges lie further apart than the tolerance.
fn apart(x: &Figure, y: &Figure, tolerance: f64) -> bool {
    more(x, y, tolerance) || more(y, x, tolerance)
}

/// True where `x` is more than `y`, beyond the tolerance.
fn more(x: &Figure, y: &Figure, tolerance: f64) -> bool {
    // A figure with a strict limit ("less than 3") cannot be reached.
    let slack = y.high.abs().max(x.low.abs()) * tolerance / 100.0;
    let strict = y.low < y.high && y.high.is_finite() && x.low == x.high;
    x.low > y.high + slack + f64::EPSILON || (strict && tolerance == 0.0 && x.low >= y.high)
}

pub(super) fn find<'s, 'a>(pool: &'s Pool<'a>, crosswalk: &'s Crosswalk, lang: Lang, out: &mut Vec<Pair<'s, 'a>>) {
    for f in &crosswalk.figures {
        let (from, mut to) = (side(pool, &f.from), side(pool, &f.to));
        if f.at_most {
            to = summed(to);
        }
        for (qa, a, x) in &from {
            for (qb, b, y) in &to {
                if x.unit.dimension != y.unit.dimension || !same_time(a, b, x, y) {
                    continue;
                }
                let breaks = if f.at_most { more(x, y, f.tolerance) } else { apart(x, y, f.tolerance) };
                if breaks && a.answer.confirmed && b.answer.confirmed {
                    let mut reason = f.reason.get(lang).to_owned();
                    if f.tolerance > 0.0 {
                        reason = format!("{reason} ({})", words::tolerance(lang, f.tolerance));
                    }
                    out.push(Pair {
                        grade: grade(f.certain, a, b),
                        kind: Kind::Figures,
                        a: (qa, a, x.says.clone()),
                        b: (qb, b, y.says.clone()),
                        reason,
                    });
                }
            }
        }
    }
    same_figures(pool, lang, out);
}

/// Rows of one answer, unit and year together: a part may be more than one row and still not more
/// than all.
fn summed<'s, 'a>(list: Vec<(&'s QRef, &'s Said<'a>, Figure)>) -> Vec<(&'s QRef, &'s Said<'a>, Figure)> {
    let mut out: Vec<(&'s QRef, &'s Said<'a>, Figure)> = Vec::new();
    for (q, s, f) in list {
        let same = out.iter_mut().find(|(_, o, g)| {
            std::ptr::eq(*o, s) && g.unit.dimension == f.unit.dimension && g.year == f.year && !f.name.is_empty()
        });
        match same {
            Some((_, _, g)) => {
                g.low += f.low;
                g.high += f.high;
                g.says = format!("{}; {}", g.says, f.says);
            }
            None => out.push((q, s, f)),
        }
    }
    out
}

/// Figures are about one year, or, where they name none, about one period.
fn same_time(a: &Said, b: &Said, x: &Figure, y: &Figure) -> bool {
    match (x.year, y.year) {
        (Some(x), Some(y)) => x == y,
        _ => Time::between(period(a), period(b)) == Time::SamePeriod,
    }
}

/// The figures of one side. Items are counted within one report.
fn side<'s, 'a>(pool: &'s Pool<'a>, amount: &Amount) -> Vec<(&'s QRef, &'s Said<'a>, Figure)> {
    let mut found = Vec::new();
    let plain = QRef::new(&amount.question, None);
    let Some((key, said)) = pool.all().find(|(q, _)| **q == plain) else { return found };
    if !amount.count.is_empty() {
        let mut reports: BTreeMap<&str, Vec<&'s Said<'a>>> = BTreeMap::new();
        for s in said {
            reports.entry(&s.report.file).or_default().push(s);
        }
        for items in reports.into_values() {
            let hit = |s: &&Said| {
                s.value.as_ref().is_some_and(|v| v.codes().iter().any(|c| amount.count.iter().any(|w| w == c)))
            };
            let counted: Vec<&&'s Said<'a>> = items.iter().filter(|s| hit(s)).collect();
            let Some(first) = counted.first() else { continue };
            let mut names: Vec<&str> = counted.iter().filter_map(|s| s.answer.item.as_deref()).collect();
            names.sort_unstable();
            names.dedup();
            #[allow(clippy::cast_precision_loss)] // never more than a few thousand Sites
            let n = names.len() as f64;
            let says = format!("{}: {}", names.len(), names.join(", "));
            let figure = Figure { low: n, high: n, unit: unit(""), year: amount.year, name: String::new(), says };
            found.push((key, **first, figure));
        }
        return found;
    }
    for s in said.iter().filter(|s| s.edition.is_none()) {
        for mut f in figures(s, amount.year) {
            if amount.rows.is_empty() && f.name.is_empty() || amount.is_about(&f.name) {
                // Counts print a unit ("sites") that tells nothing.
                if s.question.kind == model::Kind::Number && f.unit.factor == 1.0 && !is_measured(&f.unit) {
                    f.unit = unit("");
                }
                found.push((key, s, f));
            }
        }
    }
    found
}

fn is_measured(unit: &Unit) -> bool {
    UNITS.iter().any(|(_, d, _)| *d == unit.dimension)
}

/// The same row for the same year in two files.
fn same_figures<'s, 'a>(pool: &'s Pool<'a>, lang: Lang, out: &mut Vec<Pair<'s, 'a>>) {
    for (q, said) in pool.all() {
        let rows: Vec<(&Said, Vec<Figure>)> = said
            .iter()
            .filter(|s| s.answer.confirmed && !s.answer.rows.is_empty() && !s.question.personal)
            .map(|s| (s, figures(s, None)))
            .collect();
        for (n, (a, xs)) in rows.iter().enumerate() {
            for (b, ys) in rows.iter().skip(n + 1) {
                if a.report.file == b.report.file || a.answer.item != b.answer.item {
                    continue;
                }
                for x in xs.iter().filter(|x| x.year.is_some()) {
                    // Several rows of one name are parts that only their notes tell apart.
                    let alike =
                        |f: &&Figure| f.year == x.year && f.name == x.name && f.unit.dimension == x.unit.dimension;
                    let mut same = ys.iter().filter(alike);
                    let (Some(y), None, 1) = (same.next(), same.next(), xs.iter().filter(alike).count()) else {
                        continue;
                    };
                    if apart(x, y, SAME_FIGURE) {
                        let reason = format!("{} ({})", words::same_figure(lang), words::tolerance(lang, SAME_FIGURE));
                        let grade = match Time::between(period(a), period(b)) {
                            Time::SamePeriod => Grade::Certain,
                            _ => Grade::Likely,
                        };
                        out.push(Pair {
                            grade,
                            kind: Kind::Figures,
                            a: (q, a, x.says.clone()),
                            b: (q, b, y.says.clone()),
                            reason,
                        });
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_units_as_offices_write_them() {
        for (text, n) in [
            ("2,310", 2310.0),
            ("2 310", 2310.0),
            ("2.310,5", 2310.5),
            ("2,310.5", 2310.5),
            ("0.879", 0.879),
            ("0,879", 0.879),
            ("1.234.567", 1_234_567.0),
            ("19.8", 19.8),
            ("-1.4", -1.4),
        ] {
            assert_eq!(number(text), Some(n), "{text}");
        }
        assert_eq!(number("12 to 14"), None);
        let same = |a: &str, b: &str| unit(a).dimension == unit(b).dimension;
        assert!(same("km2", "Hectares") && same("kg/ha", "t/km2") && same("million USD", "usd"));
        assert!(!same("km2", "km") && !same("percent", "ha") && !same("USD", "EUR"));
        assert!((unit("million USD").factor - 1e6).abs() < 1e-9);
        assert!((unit("kg/ha").factor - 100.0).abs() < 1e-9 && (unit("t/km2").factor - 1000.0).abs() < 1e-9);
    }

    #[test]
    fn parts_of_a_text_are_figures_and_dates_are_none() {
        let text = "Marine and coastal 2,310 km2; inland 362 000 ha; human-made 310 km². Change over three years: -1.4 %. Source: 2020.";
        let found = of_text(text, Some(2020));
        let named: Vec<(&str, f64)> = found.iter().map(|f| (f.name.as_str(), f.low)).collect();
        assert_eq!(named, [("Marine and coastal", 2310.0), ("inland", 3620.0), ("human-made", 310.0)]);
        assert!(of_text("finished in February 2020, 12 provinces; 310 km2", None).is_empty());
    }
}
