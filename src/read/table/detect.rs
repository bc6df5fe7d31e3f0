//! Which format, in which edition, a table is.

use std::collections::{BTreeMap, BTreeSet};

use super::super::Context;
use super::super::book::Book;
use super::super::fold::{fold, number};
use super::super::matching::{Index, stems};
use super::{Notes, rows};
use crate::model::{Format, Level, Period};

/// Sheets of a format.
pub(super) struct Found {
    pub(super) sheets: BTreeSet<usize>,
    /// The file, or the user, names the edition.
    pub(super) edition_stated: bool,
}

/// Numbers under which the questions of a format are known.
pub(super) fn keys(format: &Format) -> BTreeMap<String, Vec<usize>> {
    let mut keys: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (i, q) in format.questions.iter().enumerate() {
        for name in [q.number.as_str(), q.key()].into_iter().chain(q.aliases.iter().map(String::as_str)) {
            let key = number(name);
            if key.is_empty() {
                continue;
            }
            let list = keys.entry(key).or_default();
            if !list.contains(&i) {
                list.push(i);
            }
        }
    }
    keys
}

/// Numbers of the questions of all formats that hold a figure: they may head columns.
pub(super) fn numbers(context: &Context) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for q in context.catalogue.format_ids().filter_map(|id| context.catalogue.format(id)).flat_map(|f| &f.questions) {
        for name in [q.number.as_str(), q.key()] {
            let key = number(name);
            if key.contains('.') && key.chars().any(|c| c.is_ascii_digit()) {
                all.insert(key);
            }
        }
    }
    all
}

/// Rows looked at to tell formats apart.
const SAMPLE: usize = 400;

struct Fit {
    id: String,
    /// Share of rows with a question of the format, 0 to 1, for each sheet and for all.
    sheets: BTreeMap<usize, f64>,
    all: f64,
    rows: usize,
    named: bool,
    edition: bool,
}

/// Words of the file that may name a convention and an edition.
fn said(book: &Book, tables: &rows::Tables) -> String {
    let mut said = String::new();
    for p in &book.properties {
        said.push_str(p.1);
        said.push(' ');
    }
    for (s, sheet) in book.sheets.iter().enumerate() {
        said.push_str(&sheet.name);
        said.push(' ');
        let upto = tables.fronts.get(&s).copied().unwrap_or(0).min(40);
        for (_, cells) in sheet.rows.range(..upto) {
            for cell in cells.values() {
                said.push_str(&cell.text());
                said.push(' ');
            }
        }
    }
    format!(" {} ", fold(&said))
}

fn names(convention: &str) -> Vec<&'static str> {
    match convention {
        "CBD" => {
            vec!["cbd", "cdb", "convention on biological diversity", "diversite biologique", "diversidad biologica"]
        }
        "CMS" => vec!["cms", "migratory species", "especes migratrices", "especies migratorias"],
        "CITES" => vec!["cites"],
        "Ramsar" => vec!["ramsar", "convention on wetlands", "zones humides", "humedales"],
        _ => Vec::new(),
    }
}

pub(super) fn formats(
    book: &Book,
    tables: &rows::Tables,
    period: Option<Period>,
    context: &Context,
    notes: &mut Notes,
) -> Option<BTreeMap<String, Found>> {
    let every: BTreeSet<usize> = tables.lines.iter().map(|l| l.sheet).collect();
    if let Some(id) = &context.options.format {
        if context.catalogue.format(id).is_none() {
            let known: Vec<&str> = context.catalogue.format_ids().collect();
            notes.add(
                Level::Error,
                "format-not-known",
                String::new(),
                format!("there is no format \"{id}\""),
                &format!("use one of {}", known.join(", ")),
            );
            return None;
        }
        return Some(BTreeMap::from([(id.clone(), Found { sheets: every, edition_stated: true })]));
    }
    let said = said(book, tables);
    let mut fits: Vec<Fit> = context
        .catalogue
        .format_ids()
        .filter_map(|id| context.catalogue.format(id))
        .map(|f| fit(f, tables, &said))
        .collect();
    // The period decides between editions that ask nearly the same.
    let dated = |f: &Fit| {
        period.is_some() && context.catalogue.format(&f.id).is_some_and(|f| f.period == period)
    };
    let rank = |f: &Fit| {
        f.all
            + if f.named { 0.15 } else { 0.0 }
            + if f.edition { 0.10 } else { 0.0 }
            + if dated(f) { 0.05 } else { 0.0 }
    };
    fits.sort_by(|a, b| rank(b).total_cmp(&rank(a)).then(a.id.cmp(&b.id)));
    let best = fits.first()?;
    if best.all < 0.2 || rank(best) < 0.25 {
        notes.add(
            Level::Error,
            "format-unknown",
            String::new(),
            format!(
                "the questions are of no report format that dunlin knows (closest: {}, {:.0} % of the rows)",
                best.id,
                best.all * 100.0
            ),
            "say which format it is with --format, or give the column of question numbers the heading Number",
        );
        return None;
    }
    let mut found: BTreeMap<String, Found> = BTreeMap::new();
    for sheet in every {
        let own = fits.iter().max_by(|a, b| share(a, sheet).total_cmp(&share(b, sheet)).then(b.id.cmp(&a.id)));
        let id = match own {
            // Only a clear case makes a sheet of a book another convention's report.
            Some(o) if share(o, sheet) >= 0.5 && share(o, sheet) - share(best, sheet) >= 0.3 => &o.id,
            _ => &best.id,
        };
        let edition = fits.iter().find(|f| f.id == *id).is_some_and(|f| f.edition);
        found
            .entry(id.clone())
            .or_insert(Found { sheets: BTreeSet::new(), edition_stated: edition })
            .sheets
            .insert(sheet);
    }
    for (id, f) in &found {
        let Some(fit) = fits.iter().find(|f| f.id == *id) else { continue };
        if f.edition_stated {
            continue;
        }
        let other = fits
            .iter()
            .find(|o| o.id != *id)
            .map_or_else(String::new, |o| format!("; next: {} with {:.0} %", o.id, o.all * 100.0));
        notes.add(
            Level::Warning,
            "edition-assumed",
            String::new(),
            format!(
                "the file does not say which edition it is; it fits {id} best ({:.0} % of {} rows{other})",
                fit.all * 100.0,
                fit.rows
            ),
            "if it is another, say so with --format",
        );
    }
    Some(found)
}

fn share(f: &Fit, sheet: usize) -> f64 {
    f.sheets.get(&sheet).copied().unwrap_or(0.0)
}

fn fit(format: &Format, tables: &rows::Tables, said: &str) -> Fit {
    let keys = keys(format);
    let index = Index::new(format);
    let mut sheets: BTreeMap<usize, (f64, usize)> = BTreeMap::new();
    let (mut sum, mut n) = (0.0, 0_usize);
    for line in tables.lines.iter().take(SAMPLE) {
        let known = stems(&line.question).len();
        if line.keys.is_empty() && known == 0 {
            continue;
        }
        let candidates: Vec<usize> = line.keys.iter().filter_map(|k| keys.get(k)).flatten().copied().collect();
        let scores = if known == 0 { Vec::new() } else { index.scores(&line.question) };
        let best = scores.first().map_or(0.0, |s| s.1);
        let own =
            candidates.iter().filter_map(|c| scores.iter().find(|s| s.0 == *c).map(|s| s.1)).fold(0.0_f64, f64::max);
        // A number that many formats have says little without its words.
        let points = match (candidates.is_empty(), known) {
            (false, 0) => 0.6,
            (false, _) => 0.3 + 0.7 * (own * 1.6).min(1.0),
            (true, 0) => 0.0,
            (true, 1 | 2) if !line.keys.is_empty() => 0.0,
            (true, _) if best >= 0.42 => 0.8 * best.min(1.0),
            (true, _) => 0.0,
        };
        sum += points;
        n += 1;
        let s = sheets.entry(line.sheet).or_insert((0.0, 0));
        s.0 += points;
        s.1 += 1;
    }
    let has = |name: &str| said.contains(&format!(" {name} "));
    let named = names(&format.convention).into_iter().any(has);
    let edition = fold(&format.edition);
    let edition = !edition.is_empty()
        && (has(&edition)
            || edition
                .strip_prefix("cop")
                .is_some_and(|n| has(&format!("cop {n}")) || has(&format!("cdp{n}")) || has(&format!("cdp {n}")))
            || has(&fold(&format.id)));
    Fit {
        id: format.id.clone(),
        all: if n == 0 { 0.0 } else { sum / n as f64 },
        rows: n,
        sheets: sheets.into_iter().map(|(s, (p, c))| (s, p / c.max(1) as f64)).collect(),
        named,
        edition: edition && (named || has(&fold(&format.id))),
    }
}
