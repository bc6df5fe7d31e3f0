//! The questionnaire CSV of the Online Reporting System: one file, one column for each respondent,
//! one row for each question, matrix row or ranking place.
//!
//! A question is found once for its row and then read for every respondent. Sections that are
//! repeated for species or sites show the name of the item in their titles; the rows of one question
//! are told apart by what differs between these titles.
//!
//! Where a text stands in English and in its original language, the original is the answer, with its
//! language where that is beyond doubt, and the English is kept beside it as
//! [`Answer::english`](crate::model::Answer::english): the original is what the Party submitted.

use std::collections::{BTreeMap, BTreeSet};

use super::book::{Cell, Sheet};
use super::fold::fold;
use super::notes::Notes;
use super::open::{Content, Input};
use super::ors::{Asked, Fill, Given, Matcher, Memo, Named, TITLE, Wanted, format_of, tidy};
use super::table::quote;
use super::{Context, Reader, Reading};
use crate::model::{Level, Origin, Party, Place};
use crate::say;

/// Reads the questionnaire CSV; saved as a workbook it is the same table.
pub struct Questionnaire;

impl Reader for Questionnaire {
    fn name(&self) -> &'static str {
        "answers of all respondents from the Online Reporting System (CSV)"
    }

    fn recognise(&self, input: &Input, _: &Context) -> bool {
        input.book().is_some_and(|b| b.sheets.iter().any(|s| Head::of(s).is_some()))
    }

    fn read(&self, input: &mut Input, context: &Context) -> Reading {
        let mut notes = Notes::new(&input.file);
        let mut reading = Reading { kind: self.name().to_owned(), ..Reading::default() };
        let Content::Book(book) = &mut input.content else { return reading };
        for sheet in &mut book.sheets {
            if let Some(head) = Head::of(sheet) {
                reading.reports.extend(questionnaire(&input.file, sheet, &head, context, &mut notes));
            }
        }
        reading.findings = notes.close();
        reading
    }
}

/// The rows before the answers.
struct Head {
    /// Column and country (or, without a country, name) of each respondent.
    respondents: Vec<(u32, String)>,
    /// First row after the head.
    body: u32,
}

impl Head {
    fn of(sheet: &Sheet) -> Option<Head> {
        let (&first, row) = sheet.rows.iter().next()?;
        let is = |c: u32, name: &str| matches!(row.get(&c), Some(Cell::Text(t)) if fold(t) == name);
        if !(is(0, "section") && is(1, "question") && is(2, "id")) {
            return None;
        }
        let mut names: BTreeMap<u32, String> = row.range(3..).map(|(c, t)| (*c, t.text())).collect();
        let mut known = false;
        let mut body = first + 1;
        for (&r, cells) in sheet.rows.range(first + 1..).take(4) {
            let label = fold(&cells.get(&0).map_or_else(String::new, Cell::text));
            // A question row has an identifier or a wording; these rows have neither.
            if cells.contains_key(&1) || cells.contains_key(&2) {
                break;
            }
            match label.as_str() {
                "country" => {
                    known = true;
                    names.extend(cells.range(3..).map(|(c, t)| (*c, t.text())));
                }
                "region" => {
                    known = true;
                    for c in cells.range(3..).map(|(c, _)| *c) {
                        names.entry(c).or_default();
                    }
                }
                // Addresses of people: not read.
                "e mail" | "email" => {}
                _ => break,
            }
            body = r + 1;
        }
        known.then(|| Head { respondents: names.into_iter().collect(), body })
    }
}

/// The cells of a row, by column.
type Cells = BTreeMap<u32, Cell>;

/// What a row of the body is.
struct Line {
    row: u32,
    id: String,
    title: String,
    path: usize,
    /// The row of a matrix.
    query: Option<String>,
    /// Place in a ranking.
    rank: bool,
    /// The texts that options ask for.
    texts: bool,
    item: Option<Named>,
}

fn questionnaire(
    file: &str,
    sheet: &mut Sheet,
    head: &Head,
    context: &Context,
    notes: &mut Notes,
) -> Vec<crate::model::Report> {
    let (mut lines, cells, mut paths, year) = lines(sheet, head);
    let headings: Vec<String> = {
        let mut seen = BTreeSet::new();
        paths.iter().flatten().filter(|t| seen.insert(*t)).cloned().collect()
    };
    let mut seen = BTreeSet::new();
    let asked: Vec<Asked> = lines
        .iter()
        .filter(|l| !l.texts && seen.insert((&l.id, &l.title)))
        .map(|l| Asked { id: l.id.clone(), title: l.title.clone() })
        .collect();
    if asked.is_empty() || head.respondents.is_empty() {
        notes.add(
            Level::Error,
            "no-answers",
            "",
            say!("the file has the heading of a questionnaire, and no questions or no respondents under it"),
            say!("export the questionnaire again"),
        );
        return Vec::new();
    }
    let Some((format, stated)) = format_of(&asked, &headings, year, context, notes) else { return Vec::new() };
    items(&mut lines, &mut paths);
    let matrices = titles(&lines, &cells, head);
    let mut m = Matcher::new(format);
    let mut filled: BTreeMap<u32, usize> = BTreeMap::new();
    cells.iter().flat_map(BTreeMap::keys).for_each(|c| *filled.entry(*c).or_default() += 1);
    let room = |column: &u32| filled.get(column).copied().unwrap_or(0).min(m.format.questions.len());
    let mut fills: Vec<Fill> =
        head.respondents.iter().map(|(column, _)| Fill::with_room(context, room(column))).collect();
    let mut looped: BTreeSet<String> = BTreeSet::new();
    let mut stray = 0_usize;
    for (line, mut cells) in lines.iter().zip(cells) {
        stray += cells.range(3..).filter(|(c, _)| head.respondents.binary_search_by_key(c, |r| &r.0).is_err()).count();
        let place = sheet.place(line.row, if line.title.is_empty() { 2 } else { 1 });
        let no_path = Vec::new();
        let path = paths.get(line.path).unwrap_or(&no_path);
        let answers = cells.range(3..).filter(|(_, c)| has_content(c)).count();
        if answers == 0 && line.texts {
            continue;
        }
        let wanted =
            Wanted { id: &line.id, title: &line.title, path, looping: line.item.is_some(), answers, place: &place };
        if let Some(q) = m.comment(&line.id, &line.title) {
            for (fill, (column, _)) in fills.iter_mut().zip(&head.respondents) {
                let Some(cell) = cells.get(column).map(Cell::text) else { continue };
                let origin = Origin { file: file.to_owned(), place: sheet.place(line.row, *column) };
                let given = parts(stamp(&cell).0);
                let texts = given.joined.into_iter().chain(given.others).chain(given.urls).chain(given.docs);
                for text in texts.map(str::trim).filter(|t| !t.is_empty()) {
                    fill.comment(&m, q, line.item.as_ref(), text, &origin);
                }
            }
            continue;
        }
        let Some(parent) = m.find(&wanted, notes) else { continue };
        if answers == 0 {
            continue;
        }
        let Some(question) = m.question(parent) else { continue };
        if line.item.is_none() && question.repeat.is_some() {
            notes.add(
                Level::Warning,
                "item-missing",
                place.clone(),
                say!(
                    "question {number} is asked for each site or target, and the file names none",
                    number = &question.number
                ),
                say!("look in the system for which one it was answered"),
            );
        }
        if line.item.is_some() && question.repeat.is_none() {
            looped.insert(if question.number.is_empty() { question.key() } else { &question.number }.to_owned());
        }
        let row = line.query.as_deref().and_then(|q| m.row(parent, q));
        if let (Some(query), None) = (&line.query, row)
            && m.format.children(&question.id).next().is_some()
            && matrices
                .get(&(line.id.as_str(), line.title.as_str()))
                .is_none_or(|t| t.keys().all(|title| m.row(parent, title).is_none()))
        {
            notes.add(
                Level::Warning,
                "question-unknown",
                place,
                say!(
                    "{quoted} is no row of question {number}; {n} {n|answer was|answers were} not used",
                    quoted = quote(query),
                    number = &question.number,
                    n = &answers
                ),
                say!(
                    "compare the rows of the question with the official form; if the file is of another edition, say so with --format"
                ),
            );
            continue;
        }
        let mut memo = Memo::new();
        // Made once: only its place differs from respondent to respondent.
        let mut origin = Origin { file: file.to_owned(), place: String::new() };
        let plain = question.kind.is_textual() && !line.texts && line.query.is_none();
        for (fill, (column, _)) in fills.iter_mut().zip(&head.respondents) {
            let Some(Cell::Text(cell)) = cells.get_mut(column) else {
                // A program that saved the file as a workbook may have made numbers of answers.
                if let Some(cell) = cells.get(column) {
                    let text = cell.text();
                    origin.place = sheet.place(line.row, *column);
                    if line.texts {
                        fill.option_text(&m, parent, line.item.as_ref(), &text, &origin, notes);
                    } else {
                        let given = Given { parts: vec![&text], joined: Some(&text), ..Given::default() };
                        fill.answer(&m, parent, line.item.as_ref(), &given, &origin, &mut memo, notes);
                    }
                }
                continue;
            };
            let (body, tail, _) = stamp(cell);
            if body.is_empty() && tail.is_empty() {
                continue;
            }
            origin.place = sheet.place(line.row, *column);
            if plain && tail.is_empty() && is_whole(body) {
                let text = only(cell);
                fill.whole(&m, parent, line.item.as_ref(), text, &origin, notes);
                continue;
            }
            if line.texts {
                fill.option_text(&m, parent, line.item.as_ref(), body, &origin, notes);
            } else if let Some(query) = &line.query {
                let known = matrices.get(&(line.id.as_str(), line.title.as_str()));
                let found = pairs(body, |t| known.is_none_or(|k| k.contains_key(t)));
                if row.is_none() && m.format.children(&question.id).next().is_some() {
                    // The form's columns are the rows here.
                    for (title, value) in found {
                        if let Some(row) = m.row(parent, title) {
                            let pair = [(query.as_str(), value)];
                            fill.matrix(&m, parent, Some(row), query, line.item.as_ref(), &pair, &origin, notes);
                        }
                    }
                } else {
                    fill.matrix(&m, parent, row, query, line.item.as_ref(), &found, &origin, notes);
                }
            } else {
                let mut given = if line.rank {
                    Given { parts: vec![body], joined: Some(body), ..Given::default() }
                } else {
                    parts(body)
                };
                for extra in tail.split('#').map(str::trim) {
                    if let Some(u) = extra.strip_prefix("URL:") {
                        given.urls.push(u.trim());
                    } else if let Some(d) = extra.strip_prefix("Doc:") {
                        given.docs.push(d.trim());
                    }
                }
                given.parts.retain(|p| !p.is_empty());
                given.joined = given.joined.filter(|j| !j.is_empty());
                fill.answer(&m, parent, line.item.as_ref(), &given, &origin, &mut memo, notes);
            }
        }
    }
    if stray > 0 {
        notes.add(
            Level::Warning,
            "cells-without-respondent",
            "",
            say!("{stray} cell(s) stand in columns without a respondent and were not used", stray = &stray),
            say!("export the questionnaire again; the rows of this file may have been shifted by hand"),
        );
    }
    if !looped.is_empty() {
        notes.add(
            Level::Info,
            "asked-once",
            "",
            say!(
                "these questions are repeated in the file and asked once in {format}; their answers were kept item by item: {names}",
                format = &format.id,
                names = looped.into_iter().take(20).collect::<Vec<_>>().join(", ")
            ),
            "",
        );
    }
    let documents: usize = fills.iter().map(|f| f.documents).sum();
    if documents > 0 {
        notes.add(
            Level::Info,
            "attachments-not-in-file",
            "",
            say!(
                "{documents} attached document(s) are named in the file and not in it; their names were kept",
                documents = &documents
            ),
            "",
        );
    }
    let period = context.options.period.or_else(|| stated.then_some(format.period).flatten());
    let alone = head.respondents.len() == 1;
    let mut silent = 0_usize;
    let mut parties: BTreeMap<Party, String> = BTreeMap::new();
    let mut reports = Vec::new();
    for (fill, (column, name)) in fills.into_iter().zip(&head.respondents) {
        if fill.is_empty() {
            silent += 1;
            continue;
        }
        let place = sheet.place(head.body.saturating_sub(1), *column);
        let party = party(name, &place, alone, context, notes);
        if let Some(first) = party.and_then(|p| parties.insert(p, place.clone())) {
            notes.add(
                Level::Warning,
                "party-twice",
                place,
                say!(
                    "two respondents are of the same country (the other: {first}); each gives a report of its own",
                    first = Place(&first)
                ),
                say!("find out in the system which of the two accounts is the Party's, and delete the other column"),
            );
        }
        reports.push(fill.finish(&m, file, party, period, notes));
    }
    if silent > 0 {
        notes.add(
            Level::Info,
            "respondent-without-answers",
            "",
            say!(
                "{silent} of {n} respondents have answered nothing and give no report",
                silent = &silent,
                n = head.respondents.len()
            ),
            "",
        );
    }
    if reports.is_empty() {
        notes.add(
            Level::Warning,
            "no-answers",
            "",
            say!("the questionnaire holds no answers that could be read"),
            say!("export it again after the answers were entered"),
        );
    }
    m.close(notes);
    reports
}

/// The Party of a respondent. A name that is no country may be a person's and is never repeated.
fn party(name: &str, place: &str, alone: bool, context: &Context, notes: &mut Notes) -> Option<Party> {
    let found = Party::find(name);
    let said = context.options.party.filter(|_| alone);
    if let (Some(said), Some(stands)) = (said, found)
        && said != stands
    {
        notes.add(
            Level::Warning,
            "party-differs",
            place,
            say!("you say this is a report of {said}, but the file names {stands}", said = &said, stands = &stands),
            say!("check that it is the right file"),
        );
    }
    if found.is_none() && said.is_none() {
        notes.add(
            Level::Warning,
            "party-unknown",
            place,
            say!("the country of this respondent is no Party that dunlin knows by that name"),
            say!("write the two-letter code into the row Country and read the file again"),
        );
    }
    said.or(found)
}

/// Rows of the body with their cells and sections, and the last year in which an answer was entered.
/// The cells are taken out of the sheet.
fn lines(sheet: &mut Sheet, head: &Head) -> (Vec<Line>, Vec<Cells>, Vec<Vec<String>>, Option<u16>) {
    let mut lines: Vec<Line> = Vec::new();
    let mut all: Vec<Cells> = Vec::new();
    let mut paths: Vec<Vec<String>> = vec![Vec::new()];
    let mut stack: Vec<String> = Vec::new();
    let mut last: Option<String> = None;
    let mut year = None;
    for (row, cells) in sheet.rows.split_off(&head.body) {
        let section = match cells.get(&0) {
            Some(Cell::Text(t)) => t.as_str(),
            _ => "",
        };
        let (id, title) = (text(&cells, 2), text(&cells, 1));
        let id: String = id.chars().take(TITLE).collect();
        let heading = id.is_empty() && title.is_empty();
        if heading && cells.range(1..).next().is_some() {
            // Answers without a question: counted with the stray cells.
            continue;
        }
        if !section.is_empty() && (heading || last.as_deref() != Some(section)) {
            let (level, name) = level(section);
            // A form of more levels does not exist; a row of dashes does.
            let level = level.min(12);
            stack.truncate(level);
            stack.resize(level, String::new());
            stack.push(name);
            last = Some(section.to_owned());
            if paths.last() != Some(&stack) {
                paths.push(stack.clone());
            }
        }
        if heading {
            // The same section may begin again for the next item.
            last = None;
            continue;
        }
        let texts = title.ends_with("#Text") && (id.is_empty() || id.ends_with("#Text"));
        let bare = |t: String| match t.strip_suffix("#Text") {
            Some(b) if texts => b.trim_end().to_owned(),
            _ => t,
        };
        let (id, title) = (bare(id), bare(title));
        for (_, cell) in cells.range(3..) {
            if let Cell::Text(t) = cell {
                year = year.max(stamp(t).2);
            }
        }
        let mut line =
            Line { row, id, title: String::new(), path: paths.len() - 1, query: None, rank: false, texts, item: None };
        match bracketed(&title) {
            Some((base, query)) if query.starts_with("Ranking Answer #") => {
                line.title = tidy(base);
                line.rank = true;
            }
            Some((base, query)) => {
                let filled = cells.range(3..).any(|(_, c)| matches!(c, Cell::Text(t) if is_pairs(stamp(t).0)));
                if filled {
                    line.title = tidy(base);
                    line.query = Some(tidy(query));
                } else {
                    line.title = tidy(&title);
                }
            }
            None => line.title = tidy(&title),
        }
        lines.push(line);
        all.push(cells);
    }
    (lines, all, paths, year)
}

fn text(cells: &Cells, column: u32) -> String {
    cells.get(&column).map_or_else(String::new, Cell::text)
}

fn has_content(cell: &Cell) -> bool {
    match cell {
        Cell::Text(t) if t.trim_start().starts_with("[[timestamp:") => {
            let (body, tail, _) = stamp(t);
            !(body.is_empty() && tail.is_empty())
        }
        _ => true,
    }
}

/// Level and title of a section cell: a dot, two dashes for each level, the title, and perhaps what
/// the section depends on.
fn level(cell: &str) -> (usize, String) {
    let cell = cell.trim();
    let title = cell.strip_prefix('.').unwrap_or(cell);
    let dashes = title.bytes().take_while(|b| *b == b'-').count();
    let level = if cell.starts_with('.') { dashes / 2 } else { 0 };
    let title = tidy(title.get(level * 2..).unwrap_or(title));
    let title = title.split(" - This section depends on the option ").next().unwrap_or("").trim();
    (level, title.to_owned())
}

/// `title[query]`: the bracket that closes at the end, with those inside it.
fn bracketed(title: &str) -> Option<(&str, &str)> {
    let inner = title.trim_end().strip_suffix(']')?;
    let mut depth = 0_usize;
    for (i, c) in inner.char_indices().rev() {
        match c {
            ']' => depth += 1,
            '[' if depth == 0 => return Some((inner.get(..i)?, inner.get(i + 1..)?)),
            '[' => depth -= 1,
            _ => {}
        }
    }
    // Brackets do not pair: the query begins at the first.
    inner.split_once('[')
}

/// Text, what follows the time stamp, and the year of the stamp.
fn stamp(cell: &str) -> (&str, &str, Option<u16>) {
    let cell = cell.trim();
    let whole = (cell, "", None);
    // A stamp at the end is short: a long text need not be searched for one.
    let from = match cell.ends_with("]]") {
        true => (cell.len().saturating_sub(64)..cell.len()).find(|i| cell.is_char_boundary(*i)).unwrap_or(0),
        false => 0,
    };
    let Some(p) = last_stamp(cell.as_bytes(), from) else { return whole };
    let Some((body, rest)) = cell.split_at_checked(p) else { return whole };
    let Some(end) = memchr::memchr_iter(b']', rest.as_bytes()).find(|i| rest.as_bytes().get(i + 1) == Some(&b']'))
    else {
        return whole;
    };
    let tail = rest.get(end + 2..).unwrap_or("").trim();
    // A stamp in the middle of a sentence was typed by somebody.
    if !tail.is_empty() && !tail.starts_with('#') {
        return whole;
    }
    let year = rest.get(12..end).and_then(|t| t.trim().get(..4)).and_then(|y| y.parse().ok());
    (body.trim_end(), tail, year)
}

/// Where the last mark of a time stamp begins.
fn last_stamp(bytes: &[u8], from: usize) -> Option<usize> {
    let mut end = bytes.len();
    loop {
        let p = from + memchr::memrchr(b'[', bytes.get(from..end)?)?;
        if bytes.get(p..).is_some_and(|b| b.starts_with(b"[timestamp:")) && p > from && bytes.get(p - 1) == Some(&b'[')
        {
            return Some(p - 1);
        }
        end = p;
    }
}

/// True where an answer is one text, without parts, links, or a translation.
fn is_whole(body: &str) -> bool {
    let bytes = body.as_bytes();
    let joint = |i: usize| bytes.get(i.wrapping_sub(1)) == Some(&b' ') && bytes.get(i + 1) == Some(&b' ');
    !body.starts_with("en:")
        && !MARKS.iter().any(|m| body.starts_with(m))
        && !memchr::memchr_iter(b'#', bytes).any(joint)
}

/// The text of a cell without its time stamp, taken out of it.
fn only(cell: &mut String) -> String {
    let mut text = std::mem::take(cell);
    let body = stamp(&text).0.len();
    let start = text.len() - text.trim_start().len();
    text.truncate(start + body);
    text.drain(..start);
    text
}

/// What stands before a text that is no answer proper.
const MARKS: [&str; 3] = ["Other:", "URL: ", "Doc: "];

/// Parts of an answer cell.
fn parts(body: &str) -> Given<'_> {
    let mark = |at: usize| {
        let rest = body.get(at..)?;
        let m = MARKS.iter().position(|m| rest.starts_with(m))?;
        // "Other: ..." with a blank was typed by the respondent.
        (m > 0 || !rest.get(6..).is_some_and(|r| r.starts_with(' '))).then_some(m)
    };
    let mut given = Given::default();
    let mut found: Vec<(usize, usize)> = mark(0).map(|m| (0, m)).into_iter().collect();
    // Searching for one sign is many times faster than for three, and most texts have none.
    let bytes = body.as_bytes();
    let joined = |i: &usize| bytes.get(i.wrapping_sub(1)) == Some(&b' ') && bytes.get(i + 1) == Some(&b' ');
    let joints: Vec<usize> = memchr::memchr_iter(b'#', bytes).filter(joined).map(|i| i - 1).collect();
    found.extend(joints.iter().filter_map(|i| mark(i + 3).map(|m| (i + 3, m))));
    let main = match found.first() {
        Some((0, _)) => "",
        Some((at, _)) => body.get(..at - 3).unwrap_or(""),
        None => body,
    };
    if !main.trim().is_empty() {
        given.joined = Some(main);
        given.parts = match joints.is_empty() {
            true => vec![main.trim()],
            false => main.split(" # ").map(str::trim).filter(|p| !p.is_empty()).collect(),
        };
    }
    for (n, &(at, m)) in found.iter().enumerate() {
        let end = found.get(n + 1).map_or(body.len(), |(next, _)| next - 3);
        let text = body.get(at + MARKS[m].len()..end).unwrap_or("").trim();
        match m {
            _ if text.is_empty() => {}
            0 => given.others.push(text),
            1 => given.urls.push(text),
            _ => given.docs.push(text),
        }
    }
    given
}

/// True where a text is of the form `Option=[value]&...`.
fn is_pairs(body: &str) -> bool {
    body.ends_with(']') && body.find("=[").is_some_and(|p| p > 0 && p < 400)
}

/// Options and values of a matrix cell. A value may hold the marks that end it: a new option begins
/// only where its title is one that `known` accepts.
fn pairs(body: &str, known: impl Fn(&str) -> bool) -> Vec<(&str, &str)> {
    let mut found = Vec::new();
    let Some((mut title, mut rest)) = body.split_once("=[") else { return found };
    loop {
        let next = rest.match_indices("]&").find_map(|(i, _)| {
            // Looked for only as far as a title may be long: a file may hold any number of these marks.
            let after = rest.get(i + 2..)?;
            let upto = (0..=400.min(after.len())).rev().find(|n| after.is_char_boundary(*n))?;
            let end = after.get(..upto)?.find("=[")?;
            let (next, after) = (after.get(..end)?, after.get(end + 2..)?);
            known(next.trim()).then_some((i, next, after))
        });
        match next {
            Some((end, next, after)) if found.len() < 500 => {
                found.push((title.trim(), rest.get(..end).unwrap_or("")));
                (title, rest) = (next, after);
            }
            _ => {
                found.push((title.trim(), rest.strip_suffix(']').unwrap_or(rest)));
                return found;
            }
        }
    }
}

/// Titles of the options of each matrix, learned from all its cells: those that begin a cell, and
/// those that occur more than once. In a file with hardly any cells every title counts.
fn titles<'l>(
    lines: &'l [Line],
    cells: &[Cells],
    head: &Head,
) -> BTreeMap<(&'l str, &'l str), BTreeMap<String, usize>> {
    /// How often each title occurs, those that begin a cell, and the number of cells.
    type Counts = (BTreeMap<String, usize>, BTreeSet<String>, usize);
    let mut all: BTreeMap<(&str, &str), Counts> = BTreeMap::new();
    for (line, row) in lines.iter().zip(cells).filter(|(l, _)| l.query.is_some()) {
        let (counts, first, cells) = all.entry((&line.id, &line.title)).or_default();
        for (column, _) in &head.respondents {
            let Some(Cell::Text(t)) = row.get(column) else { continue };
            let body = stamp(t).0;
            if !is_pairs(body) {
                continue;
            }
            *cells += 1;
            for (n, (title, _)) in pairs(body, |_| true).into_iter().enumerate() {
                if n == 0 {
                    first.insert(title.to_owned());
                }
                *counts.entry(title.to_owned()).or_default() += 1;
            }
        }
    }
    all.into_iter()
        .map(|(key, (mut counts, first, cells))| {
            if cells > 2 {
                counts.retain(|t, n| *n > 1 || first.contains(t));
            }
            (key, counts)
        })
        .collect()
}

/// Names the items of repeated sections. The rows of one question in a repeated section have the same
/// identifier, and titles of sections that differ by the item's name. The names are taken out of the
/// titles, so that the question is found once.
fn items(lines: &mut [Line], paths: &mut Vec<Vec<String>>) {
    /// Identifier, row of a matrix, texts of options, place in a ranking.
    type Same<'l> = (&'l str, Option<&'l str>, bool, Option<&'l str>);
    let mut groups: BTreeMap<Same, Vec<usize>> = BTreeMap::new();
    for (n, l) in lines.iter().enumerate() {
        // Only an identifier with a figure is one: "Comments" may stand in every section.
        if l.id.contains(|c: char| c.is_ascii_digit()) {
            let rank = l.rank.then_some(l.title.as_str());
            groups.entry((&l.id, l.query.as_deref(), l.texts, rank)).or_default().push(n);
        }
    }
    // Sections by the identifiers under them: items of one section are asked the same.
    let mut under: BTreeMap<usize, BTreeSet<&str>> = BTreeMap::new();
    for l in lines.iter() {
        under.entry(l.path).or_default().insert(&l.id);
    }
    let alike = |a: usize, b: usize| match (under.get(&a), under.get(&b)) {
        (Some(a), Some(b)) => a.intersection(b).count() * 10 >= a.union(b).count() * 6,
        _ => false,
    };
    let mut named: Vec<(usize, String, String, Vec<usize>)> = Vec::new();
    for group in groups.values().filter(|g| g.len() > 1) {
        let own: Vec<(&Line, &Vec<String>)> =
            group.iter().filter_map(|n| lines.get(*n)).filter_map(|l| Some((l, paths.get(l.path)?))).collect();
        let Some(&(first, path)) = own.first() else { continue };
        if own.len() != group.len() || own.iter().any(|(l, o)| o.len() != path.len() || !alike(l.path, first.path)) {
            continue;
        }
        let levels: Vec<usize> =
            (0..path.len()).filter(|l| own.iter().any(|(_, o)| o.get(*l) != path.get(*l))).collect();
        if levels.is_empty() {
            continue;
        }
        let prefix: Vec<usize> = levels.iter().map(|l| label(own.iter().filter_map(|(_, o)| o.get(*l)))).collect();
        let mut found: Vec<(String, String)> = Vec::new();
        for (line, o) in &own {
            let name: Vec<&str> = levels
                .iter()
                .zip(&prefix)
                .filter_map(|(l, cut)| o.get(*l)?.get(*cut..))
                .map(str::trim)
                .filter(|t| !t.is_empty())
                .collect();
            found.push((name.join(" > "), without(&line.title, &name)));
        }
        // The same number with another wording is another question.
        let wording = found.first().map(|f| fold(&f.1));
        if found.iter().any(|f| f.0.is_empty() || Some(fold(&f.1)) != wording) {
            continue;
        }
        for (n, (name, title)) in group.iter().zip(found) {
            named.push((*n, name, title, levels.clone()));
        }
    }
    // The path without the item's name, for finding the question.
    let mut bare: BTreeMap<(usize, Vec<usize>), usize> = BTreeMap::new();
    for (n, name, title, levels) in named {
        let Some(line) = lines.get_mut(n) else { continue };
        line.title = title;
        let at = *bare.entry((line.path, levels.clone())).or_insert_with(|| {
            let mut path = paths.get(line.path).cloned().unwrap_or_default();
            for l in &levels {
                if let Some(t) = path.get_mut(*l) {
                    t.clear();
                }
            }
            paths.push(path);
            paths.len() - 1
        });
        line.path = at;
        line.item = Some(Named { title: name });
    }
}

/// A title without the names of items, where they stand in it as whole words.
fn without(title: &str, names: &[&str]) -> String {
    let mut title: String = title.chars().take(TITLE).collect();
    for name in names {
        let mut at = 0;
        while let Some(p) = title.get(at..).and_then(|t| t.find(name)).map(|p| p + at) {
            let end = p + name.len();
            let before = title.get(..p).and_then(|t| t.chars().next_back());
            let after = title.get(end..).and_then(|t| t.chars().next());
            if [before, after].iter().flatten().any(|c| c.is_alphanumeric()) {
                at = end;
            } else {
                title.replace_range(p..end, " ");
                at = p + 1;
            }
        }
    }
    title.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// How many bytes of the titles are a label that all have, up to its colon or dash: `Site: `.
fn label<'t>(mut titles: impl Iterator<Item = &'t String>) -> usize {
    let Some(first) = titles.next() else { return 0 };
    let shared =
        titles.fold(first.len(), |n, t| first.bytes().zip(t.bytes()).take(n).take_while(|(a, b)| a == b).count());
    let head = (0..=shared).rev().find_map(|n| first.get(..n)).unwrap_or("");
    [": ", " - ", " \u{2013} "].iter().filter_map(|s| head.rfind(s).map(|p| p + s.len())).max().unwrap_or(0)
}
