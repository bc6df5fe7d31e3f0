//! The workbook of results of the Ramsar instance of the Online Reporting System: one row for each
//! Party, one column for each coded question. It is an Excel workbook under the name of an old one.
//!
//! The sheets with pivot tables repeat the data and are not read.

use std::collections::{BTreeMap, BTreeSet};

use super::book::{Book, Cell, Sheet};
use super::fold::{fold, number};
use super::notes::Notes;
use super::open::Input;
use super::ors::{Fill, Given, Matcher, Memo, Named, keys};
use super::table::quote;
use super::values;
use super::{Context, Reader, Reading};
use crate::model::{Format, Kind, Level, Origin, Party, Place, Report, Sentence};
use crate::say;

/// Reads the workbook of results.
pub struct Results;

impl Reader for Results {
    fn name(&self) -> &'static str {
        "results of all Parties from the Ramsar Online Reporting System (workbook)"
    }

    fn recognise(&self, input: &Input, _: &Context) -> bool {
        input.book().is_some_and(|b| data(b).is_some())
    }

    fn read(&self, input: &mut Input, context: &Context) -> Reading {
        let mut notes = Notes::new(&input.file);
        let reports = input
            .book()
            .and_then(data)
            .map(|(sheet, head)| results(&input.file, sheet, head, context, &mut notes))
            .unwrap_or_default();
        Reading { kind: self.name().to_owned(), reports, findings: notes.close(), ..Reading::default() }
    }
}

/// The sheet with the data and the row of its headings.
fn data(book: &Book) -> Option<(&Sheet, u32)> {
    book.sheets.iter().find_map(|s| {
        let (&row, _) = s.rows.iter().next()?;
        let is = |c: u32, name: &str| fold(&s.text(row, c)) == name;
        (is(0, "wider region") && is(1, "region") && is(2, "country")).then_some((s, row))
    })
}

/// What a column says.
struct Heading {
    column: u32,
    question: usize,
    /// It holds the qualifier.
    code: bool,
    item: Option<Named>,
}

/// A heading before a format is known: the numbers it may be, and the parts behind each.
fn spellings(heading: &str) -> Vec<(String, bool, Vec<String>)> {
    let mut parts: Vec<&str> = heading.split('|').map(str::trim).collect();
    let code = parts.iter().skip(1).position(|p| fold(p) == "code").map(|p| p + 1);
    if let Some(p) = code {
        parts.remove(p);
    }
    let Some((first, rest)) = parts.split_first() else { return Vec::new() };
    let own = |n: usize| rest.iter().skip(n).map(|p| (*p).to_owned()).collect();
    let mut found = Vec::new();
    if let Some(row) = rest.first() {
        found.push((number(&format!("{first}{row}")), code.is_some(), own(1)));
    }
    found.push((number(first), code.is_some(), own(0)));
    found
}

/// Columns of a format, and headings it does not have.
fn headings(format: &Format, sheet: &Sheet, head: u32) -> (Vec<Heading>, Vec<(u32, String)>) {
    let keys = keys(format);
    let mut found = Vec::new();
    let mut unknown = Vec::new();
    let row = sheet.rows.get(&head);
    for (&column, cell) in row.into_iter().flat_map(|r| r.range(3..)) {
        let text = cell.text();
        let hit = spellings(&text).into_iter().find_map(|(key, code, rest)| {
            let looping = !rest.is_empty();
            let of = |q: usize| format.questions.get(q);
            let question = keys
                .get(&key)?
                .iter()
                .copied()
                .filter(|q| of(*q).is_some_and(|q| !matches!(q.kind, Kind::Heading | Kind::Contact)))
                .filter(|q| looping || of(*q).is_some_and(|q| q.repeat.is_none()))
                .min_by_key(|q| of(*q).is_some_and(|q| q.repeat.is_some()) != looping)?;
            let item = looping.then(|| Named { title: rest.join(" > ") });
            Some(Heading { column, question, code, item })
        });
        match hit {
            Some(h) => found.push(h),
            None if text.is_empty() => {}
            None => unknown.push((column, text)),
        }
    }
    (found, unknown)
}

/// 0 to 1: headings that a format has, and whose first answers it allows.
fn fit(format: &Format, sheet: &Sheet, head: u32) -> f64 {
    let (found, unknown) = headings(format, sheet, head);
    let all = found.len() + unknown.len();
    let mut points = 0.0;
    for h in &found {
        let Some(question) = format.questions.get(h.question) else { continue };
        let mut seen: BTreeSet<String> = BTreeSet::new();
        for (_, row) in sheet.rows.range(head + 1..).take(200) {
            seen.extend(row.get(&h.column).map(Cell::text).filter(|t| t != "-" && !t.is_empty()));
            if seen.len() > 12 {
                break;
            }
        }
        let good = seen.iter().filter(|t| values::parse(question, &Cell::Text((*t).clone()), None).value.is_some());
        points += match seen.len() {
            0 => 0.8,
            n => 0.4 + 0.6 * good.count() as f64 / n as f64,
        };
    }
    if all == 0 { 0.0 } else { points / all as f64 }
}

fn format_of<'a>(sheet: &Sheet, head: u32, context: &Context<'a>, notes: &mut Notes) -> Option<(&'a Format, bool)> {
    if let Some(id) = &context.options.format {
        return notes.stated(id, context.catalogue).map(|f| (f, true));
    }
    let mut fits: Vec<(&Format, f64)> = context
        .catalogue
        .format_ids()
        .filter_map(|id| context.catalogue.format(id))
        .filter(|f| f.convention == "Ramsar")
        .map(|f| (f, fit(f, sheet, head)))
        .collect();
    // Of two that fit alike the later edition.
    fits.sort_by(|a, b| {
        b.1.total_cmp(&a.1).then(b.0.period.map(|p| p.to).cmp(&a.0.period.map(|p| p.to))).then(a.0.id.cmp(&b.0.id))
    });
    let &(best, share) = fits.first()?;
    if share < 0.4 {
        notes.add(
            Level::Error,
            "format-unknown",
            "",
            say!(
                "the columns of the workbook are of no Ramsar report format that dunlin knows (closest: {format}, {share} %)",
                format = &best.id,
                share = format!("{:.0}", share * 100.0)
            ),
            say!("say which format it is with --format"),
        );
        return None;
    }
    let next = fits.get(1).map_or_else(Sentence::default, |(f, s)| {
        say!("; next: {format} with {share} %", format = &f.id, share = format!("{:.0}", s * 100.0))
    });
    notes.add(
        Level::Warning,
        "edition-assumed",
        "",
        say!(
            "the file does not say which edition it is; it fits {format} best ({share} % of its columns{next})",
            format = &best.id,
            share = format!("{:.0}", share * 100.0),
            next = &next
        ),
        say!("if it is another, say so with --format"),
    );
    Some((best, false))
}

fn results(file: &str, sheet: &Sheet, head: u32, context: &Context, notes: &mut Notes) -> Vec<Report> {
    let Some((format, stated)) = format_of(sheet, head, context, notes) else { return Vec::new() };
    let (columns, unknown) = headings(format, sheet, head);
    for (column, heading) in unknown {
        let filled =
            sheet.rows.range(head + 1..).filter(|(_, r)| r.get(&column).is_some_and(|c| c.text() != "-")).count();
        if filled > 0 {
            notes.add(
                Level::Warning,
                "question-unknown",
                sheet.place(head, column),
                say!(
                    "{quoted} is no question of {format}; {n} {n|answer was|answers were} not used",
                    quoted = quote(&heading),
                    format = &format.id,
                    n = filled
                ),
                say!("if the file is of another edition, say so with --format"),
            );
        }
    }
    let m = Matcher::new(format);
    let mut memo = Memo::new();
    let mut silent = 0_usize;
    let mut seen: BTreeMap<Party, String> = BTreeMap::new();
    let mut reports = Vec::new();
    let many = sheet.rows.range(head + 1..).count() > 1;
    for (&row, cells) in sheet.rows.range(head + 1..) {
        let mut fill = Fill::new(context);
        // Qualifiers first: which of its two columns comes first is no matter then.
        for h in columns.iter().filter(|h| h.code).chain(columns.iter().filter(|h| !h.code)) {
            let Some(cell) = cells.get(&h.column) else { continue };
            let text = cell.text();
            let origin = Origin { file: file.to_owned(), place: sheet.place(row, h.column) };
            if matches!(cell, Cell::Error(_)) {
                notes.add(
                    Level::Warning,
                    "answer-doubtful",
                    origin.place,
                    say!("the answer is an error value"),
                    say!("type the answer into the cell"),
                );
                continue;
            }
            if text.is_empty() || text == "-" {
                continue;
            }
            let Some(question) = m.question(h.question) else { continue };
            if text == "UNKNOWN" && question.option("UNKNOWN").is_none() {
                notes.add(
                    Level::Warning,
                    "answer-without-code",
                    origin.place,
                    say!(
                        "question {number}: the system wrote UNKNOWN, because the chosen option has no letter; it is not the answer \"unknown\"",
                        number = &question.number
                    ),
                    say!("look the answer up in the system"),
                );
                continue;
            }
            let item = h.item.as_ref();
            // Older files have the letter in the value's column, or in both.
            let letter = values::option(question, &text).is_some();
            if h.code || letter || question.kind == Kind::Number {
                let given = Given { parts: vec![&text], joined: Some(&text), ..Given::default() };
                fill.answer(&m, h.question, item, &given, &origin, &mut memo, notes);
            } else if columns.iter().any(|o| o.code && o.question == h.question) {
                fill.option_text(&m, h.question, item, &text, &origin, notes);
            } else {
                let given = Given { parts: vec![&text], joined: Some(&text), ..Given::default() };
                fill.answer(&m, h.question, item, &given, &origin, &mut memo, notes);
            }
        }
        if fill.is_empty() {
            silent += usize::from(cells.contains_key(&2));
            continue;
        }
        let country = sheet.text(row, 2);
        let found = Party::find(&country);
        let place = sheet.place(row, 2);
        let said = context.options.party.filter(|_| !many);
        if let (Some(said), Some(stands)) = (said, found)
            && said != stands
        {
            let message =
                say!("you say this is a report of {said}, but the file names {stands}", said = &said, stands = stands);
            notes.add(Level::Warning, "party-differs", place.clone(), message, say!("check that it is the right file"));
        }
        let party = said.or(found);
        match party {
            None => notes.add(
                Level::Warning,
                "party-unknown",
                place,
                say!("{quoted} is no Party that dunlin knows by that name", quoted = quote(&country)),
                say!("write the two-letter code into the column Country and read the file again"),
            ),
            Some(p) => {
                if let Some(first) = seen.insert(p, place.clone()) {
                    let message = say!(
                        "there are two rows of this country (the other: {first}); each gives a report of its own",
                        first = Place(&first)
                    );
                    notes.add(
                        Level::Warning,
                        "party-twice",
                        place,
                        message,
                        say!("delete the row that is not the Party's"),
                    );
                }
            }
        }
        let period = context.options.period.or_else(|| stated.then_some(format.period).flatten());
        reports.push(fill.finish(&m, file, party, period, notes));
    }
    if silent > 0 {
        notes.add(
            Level::Info,
            "respondent-without-answers",
            "",
            say!("{silent} row(s) hold no answer and give no report", silent = &silent),
            "",
        );
    }
    if reports.is_empty() {
        notes.add(
            Level::Warning,
            "no-answers",
            "",
            say!("the workbook holds no answers that could be read"),
            say!("export it again after reports were submitted"),
        );
    }
    m.close(notes);
    reports
}
