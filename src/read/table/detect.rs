//! Which format, in which edition, a table is.

use crate::model::Map;
use std::collections::{BTreeMap, BTreeSet};

use super::super::Context;
use super::super::book::Book;
use super::super::fold::fold;
use super::super::matching::{ALIKE, Index, stems};
use super::{Notes, rows};
use crate::model::{Lang, Level, Period};
use crate::say;

/// Sheets of a format.
pub(super) struct Found {
    pub(super) sheets: BTreeSet<usize>,
    /// The file, or the user, names the edition.
    pub(super) edition_stated: bool,
}

/// The formats a file may be in, by what their questions are recognised by.
pub(super) struct Known<'a> {
    formats: BTreeMap<&'a str, Index<'a>>,
}

impl<'a> Known<'a> {
    pub(super) fn new(context: &Context<'a>, lang: Option<Lang>) -> Known<'a> {
        let asked = context.options.format.as_deref();
        let formats = context.catalogue.format_ids().filter(|id| asked.is_none_or(|a| a == *id));
        let formats = formats
            .filter_map(|id| context.catalogue.format(id))
            .map(|f| {
                let index = Index::new(f);
                index.expect(lang);
                (f.id.as_str(), index)
            })
            .collect();
        Known { formats }
    }

    pub(super) fn index(&self, id: &str) -> Option<&Index<'a>> {
        self.formats.get(id)
    }
}

/// Rows of each sheet looked at to tell formats apart.
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
    known: &Known,
    context: &Context,
    notes: &mut Notes,
) -> Option<BTreeMap<String, Found>> {
    let every: BTreeSet<usize> = tables.lines.iter().map(|l| l.sheet).collect();
    if let Some(id) = &context.options.format {
        notes.stated(id, context.catalogue)?;
        return Some(BTreeMap::from([(id.clone(), Found { sheets: every, edition_stated: true })]));
    }
    let said = said(book, tables);
    let by_number = by_number(tables, known);
    let lines: Vec<(&rows::Line, BTreeSet<String>)> = sample(tables).map(|l| (l, stems(&l.question))).collect();
    let mut fits: Vec<Fit> = context
        .catalogue
        .format_ids()
        .filter_map(|id| context.catalogue.format(id))
        .filter_map(|f| known.index(&f.id))
        .map(|index| fit(index, &lines, by_number, &said))
        .collect();
    // The period decides between editions that ask nearly the same.
    let dated = |f: &Fit| period.is_some() && context.catalogue.format(&f.id).is_some_and(|f| f.period == period);
    let rank = |f: &Fit| {
        f.all
            + if f.named { 0.15 } else { 0.0 }
            + if f.edition { 0.10 } else { 0.0 }
            + if dated(f) { 0.05 } else { 0.0 }
    };
    // Where nothing tells two editions apart, it is the one in use.
    let old = |f: &Fit| context.catalogue.format(&f.id).is_some_and(|f| f.read_only);
    fits.sort_by(|a, b| rank(b).total_cmp(&rank(a)).then(old(a).cmp(&old(b))).then(a.id.cmp(&b.id)));
    let best = fits.first()?;
    if best.all < 0.2 || rank(best) < 0.25 {
        notes.add(
            Level::Error,
            "format-unknown",
            String::new(),
            say!(
                "the questions are of no report format that dunlin knows (closest: {format}, {share} % of the rows)",
                format = &best.id,
                share = format!("{:.0}", best.all * 100.0)
            ),
            say!("say which format it is with --format, or give the column of question numbers the heading Number"),
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
            .map(|o| say!("; next: {format} with {share} %", format = &o.id, share = format!("{:.0}", o.all * 100.0)));
        // With one edition of a convention there is little to choose.
        let of = |id: &str| context.catalogue.format(id).map(|f| f.convention.clone());
        let single = fit.named && context.catalogue.format_ids().filter(|o| of(o) == of(id)).count() == 1;
        notes.add(
            if single { Level::Info } else { Level::Warning },
            "edition-assumed",
            String::new(),
            say!(
                "the file does not say which edition it is; it fits {format} best ({share} % of {rows} rows{other})",
                format = id,
                share = format!("{:.0}", fit.all * 100.0),
                rows = fit.rows,
                other = other.unwrap_or_default()
            ),
            say!("if it is another, say so with --format"),
        );
    }
    Some(found)
}

fn share(f: &Fit, sheet: usize) -> f64 {
    f.sheets.get(&sheet).copied().unwrap_or(0.0)
}

/// The first rows of each sheet.
fn sample(tables: &rows::Tables) -> impl Iterator<Item = &rows::Line> {
    let mut counts: Map<usize, usize> = Map::default();
    tables.lines.iter().filter(move |l| {
        let n = counts.entry(l.sheet).or_default();
        *n += 1;
        *n <= SAMPLE
    })
}

/// True where the numbers of the rows tell the format, on every sheet: then no wording is looked at.
fn by_number(tables: &rows::Tables, known: &Known) -> bool {
    let mut sheets: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
    let mut figures = 0;
    for line in sample(tables) {
        let known = |k: &&String| known.formats.values().any(|f| f.keys().contains_key(*k));
        let key = line.keys.iter().find(known);
        let s = sheets.entry(line.sheet).or_default();
        s.0 += usize::from(key.is_some());
        s.1 += 1;
        figures += usize::from(key.is_some_and(|k| k.chars().any(|c| c.is_ascii_digit())));
    }
    figures >= 8 && sheets.values().all(|(n, all)| n * 4 >= *all || *all < 4)
}

fn fit(index: &Index, lines: &[(&rows::Line, BTreeSet<String>)], by_number: bool, said: &str) -> Fit {
    let (format, keys) = (index.format(), index.keys());
    let mut sheets: BTreeMap<usize, (f64, usize)> = BTreeMap::new();
    let (mut sum, mut n) = (0.0, 0_usize);
    for (line, stems) in lines {
        let words = stems.len();
        // A single cell is a band across the sheet more often than a question.
        if line.cells.len() < 2 || (line.keys.is_empty() && (words == 0 || by_number)) {
            continue;
        }
        let candidates: Vec<usize> = line.keys.iter().filter_map(|k| keys.get(k)).flatten().copied().collect();
        // A number that many formats have says little without its words.
        let plain = line.keys.iter().all(|k| !k.contains('.'));
        let points = match (candidates.is_empty(), words) {
            (false, 0) => {
                if plain {
                    0.2
                } else {
                    0.6
                }
            }
            (false, _) => {
                let own = candidates.iter().map(|c| index.shares(*c, stems)).fold(0.0_f64, f64::max);
                (if plain { 0.1 } else { 0.3 }) + 0.7 * (own / ALIKE).min(1.0)
            }
            (true, 0) => 0.0,
            (true, _) if by_number => 0.0,
            (true, 1 | 2) if !line.keys.is_empty() => 0.0,
            (true, _) => {
                let best = index.scores(&line.question).first().map_or(0.0, |s| s.1);
                if best >= 0.42 { 0.8 * best.min(1.0) } else { 0.0 }
            }
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
