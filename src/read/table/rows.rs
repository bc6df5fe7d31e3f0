//! Rows of tables, cut out of the sheets.

use std::collections::{BTreeMap, HashMap};

use super::super::book::{Book, Cell, Sheet};
use super::super::fold::{fold, looks_like_number, number};
use super::super::headings::{self, Headings, Role};
use crate::model::{Lang, number_text};

/// A heading row that was found.
pub(super) struct Head {
    pub(super) headings: Headings,
    /// Language of the headings.
    pub(super) lang: Option<Lang>,
}

/// A row below headings.
pub(super) struct Line {
    pub(super) sheet: usize,
    pub(super) row: u32,
    pub(super) head: usize,
    /// Column that stands for the row in messages.
    pub(super) at: u32,
    pub(super) cells: BTreeMap<u32, Cell>,
    pub(super) number: Option<Cell>,
    /// Keys the number may mean.
    pub(super) keys: Vec<String>,
    pub(super) letter: String,
    pub(super) question: String,
    pub(super) block: String,
    pub(super) item: String,
    pub(super) item_title: String,
    pub(super) party: String,
}

impl Line {
    pub(super) fn text(&self, column: u32) -> String {
        self.cells.get(&column).map_or_else(String::new, Cell::text)
    }

    pub(super) fn number_text(&self) -> String {
        self.number.as_ref().map_or_else(String::new, Cell::text)
    }

    /// What the row says as an answer or details, for messages; `None` where it says nothing.
    pub(super) fn says(&self, h: &Headings) -> Option<String> {
        let columns = h.columns(Role::Answer).chain(h.columns(Role::Details)).chain(h.options.keys().copied());
        let parts: Vec<String> = columns
            .filter_map(|c| self.cells.get(&c))
            .map(|c| match c {
                Cell::Error(e) => e.clone(),
                c => c.text(),
            })
            .filter(|t| !t.is_empty())
            .collect();
        (!parts.is_empty()).then(|| parts.join(" | "))
    }
}

/// Everything that was cut out of a book.
#[derive(Default)]
pub(super) struct Tables {
    pub(super) heads: Vec<Head>,
    pub(super) lines: Vec<Line>,
    /// Sheet to the first row that is no longer front matter.
    pub(super) fronts: BTreeMap<usize, u32>,
    /// Sheet and row from which on nothing was read, because there was too much.
    pub(super) cut: Option<(usize, u32)>,
}

/// Rows that are read of one file. The longest form has some 320 questions; a file of all Parties
/// stays far below this.
const MOST: usize = 100_000;

/// Merged regions by the rows they touch; tall ones head nothing.
fn regions(sheet: &Sheet) -> HashMap<u32, Vec<headings::Region>> {
    let mut map: HashMap<u32, Vec<headings::Region>> = HashMap::new();
    for &m in &sheet.merged {
        if m.2.saturating_sub(m.0) < 16 {
            for row in m.0..=m.2 {
                map.entry(row).or_default().push(m);
            }
        }
    }
    map
}

pub(super) fn collect(book: &Book, is_option: &dyn Fn(&str) -> bool, is_number: &dyn Fn(&str) -> bool) -> Tables {
    let mut t = Tables::default();
    for (s, sheet) in book.sheets.iter().enumerate() {
        let merged = merged(sheet);
        let regions = regions(sheet);
        let none = Vec::new();
        let mut head: Option<usize> = None;
        let mut across: Option<Across> = None;
        let mut from = 0;
        for (&row, cells) in &sheet.rows {
            if row < from {
                continue;
            }
            if let Some(h) = headings::at(sheet, row, regions.get(&row).unwrap_or(&none), is_option)
                && plausible(&h, head.map(|i| &t.heads[i].headings), cells)
            {
                if head.is_none() {
                    t.fronts.insert(s, row);
                }
                from = h.first;
                let lang = language(sheet, row);
                t.heads.push(Head { headings: h, lang });
                head = Some(t.heads.len() - 1);
                across = None;
                continue;
            }
            if let Some(a) = Across::at(sheet, row, is_number, &mut t.heads) {
                if head.is_none() && across.is_none() {
                    t.fronts.insert(s, row);
                }
                across = Some(a);
                continue;
            }
            if let Some(a) = &across {
                a.lines(s, row, cells, &mut t.lines);
                continue;
            }
            let Some(index) = head else { continue };
            if t.lines.len() >= MOST {
                t.cut = Some((s, row));
                break;
            }
            t.lines.push(line(sheet, s, row, index, cells, &t.heads[index].headings, &merged));
        }
        if head.is_none() && across.is_none() && sheet.rows.len() <= 60 {
            // A cover sheet: it may name the Party and the period.
            t.fronts.insert(s, u32::MAX);
        }
    }
    t
}

/// A table with a row for each site, target or Party, and a column for each question.
struct Across {
    item: Option<u32>,
    title: Option<u32>,
    party: Option<u32>,
    /// Column to the question's cell and the head that says that the answer stands there.
    columns: Vec<(u32, Cell, usize)>,
}

impl Across {
    fn at(sheet: &Sheet, row: u32, is_number: &dyn Fn(&str) -> bool, heads: &mut Vec<Head>) -> Option<Across> {
        let cells = sheet.rows.get(&row)?;
        if cells.len() < 3 {
            return None;
        }
        let names_row = |c: &Cell| matches!(headings::role(&c.text()), Some(Role::Item | Role::Party));
        if !cells.values().any(names_row) {
            return None;
        }
        let mut a = Across { item: None, title: None, party: None, columns: Vec::new() };
        let mut others = BTreeMap::new();
        let mut questions: Vec<(u32, Cell)> = Vec::new();
        for (&c, cell) in cells {
            let text = cell.text();
            match headings::role(&text) {
                Some(Role::Item) if a.item.is_none() => a.item = Some(c),
                Some(Role::ItemTitle) if a.title.is_none() => a.title = Some(c),
                Some(Role::Party) if a.party.is_none() => a.party = Some(c),
                _ => {
                    let (keys, _, _) = numbers(Some(cell), String::new());
                    match keys.iter().any(|k| is_number(k)) {
                        true => questions.push((c, cell.clone())),
                        false => {
                            others.insert(c, text);
                        }
                    }
                }
            }
        }
        if questions.len() < 2 || (a.item.is_none() && a.party.is_none()) || questions.len() <= others.len() {
            return None;
        }
        for (c, cell) in questions {
            let headings = Headings {
                first: row + 1,
                roles: BTreeMap::from([(c, Role::Answer)]),
                others: std::mem::take(&mut others),
                ..Headings::default()
            };
            heads.push(Head { headings, lang: None });
            a.columns.push((c, cell, heads.len() - 1));
        }
        Some(a)
    }

    fn lines(&self, sheet: usize, row: u32, cells: &BTreeMap<u32, Cell>, lines: &mut Vec<Line>) {
        let text = |c: Option<u32>| c.and_then(|c| cells.get(&c)).map_or_else(String::new, Cell::text);
        for (c, number, head) in &self.columns {
            if !cells.contains_key(c) {
                continue;
            }
            let (keys, number, question) = numbers(Some(number), String::new());
            lines.push(Line {
                sheet,
                row,
                head: *head,
                at: *c,
                cells: cells.clone(),
                number,
                keys,
                letter: String::new(),
                question,
                block: String::new(),
                item: text(self.item),
                item_title: text(self.title),
                party: text(self.party),
            });
        }
    }
}

/// Headings, and not a row of answers that happens to hold such words. "No" heads numbers and is an
/// answer.
fn plausible(h: &Headings, before: Option<&Headings>, cells: &BTreeMap<u32, Cell>) -> bool {
    let bare = h.columns(Role::Number).any(|c| {
        cells.get(&c).is_some_and(|t| {
            matches!(fold(&t.text()).as_str(), "no" | "n" | "q") && !t.text().contains(['.', '\u{b0}', '\u{ba}'])
        })
    });
    let clear = h.column(Role::Question).is_some() || h.column(Role::Answer).is_some() || h.options.len() >= 2;
    if bare && !(clear && h.roles.len() + h.options.len() >= 3) {
        return false;
    }
    match before {
        None => true,
        Some(b) => {
            let same = h.roles.iter().filter(|(c, r)| b.roles.get(c) == Some(*r)).count();
            same >= 2 || (h.roles.len() >= 3 && clear)
        }
    }
}

/// The language of a heading row, by its words for answers and comments.
fn language(sheet: &Sheet, row: u32) -> Option<Lang> {
    sheet.rows.get(&row)?.values().find_map(|c| {
        let f = fold(&c.text());
        let first = f.split(' ').next().unwrap_or("");
        match first {
            "reponse" | "reponses" | "valeur" | "autre" | "commentaires" | "oui" => Some(Lang::Fr),
            "respuesta" | "respuestas" | "valor" | "otra" | "comentarios" | "pregunta" | "si" => Some(Lang::Es),
            "answer" | "answers" | "response" | "responses" | "other" | "comments" | "yes" => Some(Lang::En),
            _ => None,
        }
    })
}

/// Cells covered by a merged region, with the cell that holds their text. Very large regions are
/// titles and colours, not values that reach over rows.
fn merged(sheet: &Sheet) -> HashMap<(u32, u32), (u32, u32)> {
    let mut map = HashMap::new();
    for &(top, left, bottom, right) in &sheet.merged {
        let size = u64::from(bottom.saturating_sub(top)) * u64::from(right.saturating_sub(left).max(1));
        if size > 5_000 || map.len() > 200_000 {
            continue;
        }
        for r in top..=bottom {
            for c in left..=right.min(left.saturating_add(64)) {
                if (r, c) != (top, left) {
                    map.insert((r, c), (top, left));
                }
            }
        }
    }
    map
}

fn line(
    sheet: &Sheet,
    s: usize,
    row: u32,
    head: usize,
    cells: &BTreeMap<u32, Cell>,
    h: &Headings,
    merged: &HashMap<(u32, u32), (u32, u32)>,
) -> Line {
    // A value merged over several rows holds for each of them.
    let find = |c: u32| -> Option<Cell> {
        cells.get(&c).cloned().or_else(|| {
            let &(r0, c0) = merged.get(&(row, c))?;
            if c0 == c { sheet.cell(r0, c0).cloned() } else { None }
        })
    };
    let text = |role: Role| h.column(role).and_then(find).map_or_else(String::new, |c| c.text());
    let mut letter = text(Role::Letter);
    let (mut keys, mut number_cell, mut question) =
        numbers(h.column(Role::Number).and_then(find).as_ref(), text(Role::Question));
    if letter.is_empty()
        && let Some((l, rest)) = lettered(&question)
    {
        letter = l;
        question = rest;
        if keys.is_empty() {
            keys.push(letter.clone());
            number_cell = Some(Cell::Text(format!("{letter})")));
        }
    }
    keys.retain(|k| !k.is_empty());
    let at = h
        .column(Role::Answer)
        .or_else(|| h.column(Role::Details))
        .or_else(|| h.options.keys().next().copied())
        .unwrap_or(0);
    Line {
        sheet: s,
        row,
        head,
        at,
        cells: cells.clone(),
        number: number_cell,
        keys,
        letter,
        question,
        block: text(Role::Block),
        item: text(Role::Item),
        item_title: text(Role::ItemTitle),
        party: text(Role::Party),
    }
}

/// What the cell of the number and the words of a question say: the keys the number may mean, the
/// number as written, and the words without it.
fn numbers(cell: Option<&Cell>, mut question: String) -> (Vec<String>, Option<Cell>, String) {
    let mut keys = Vec::new();
    let mut written = cell.cloned();
    match cell {
        Some(Cell::Text(t)) => {
            // A long number cell holds number and question in one.
            let parts = split(t);
            let worded = parts
                .as_ref()
                .is_some_and(|(_, rest)| rest.split(|c: char| !c.is_alphabetic()).any(|w| w.chars().count() >= 4));
            if looks_like_number(t) && !worded {
                keys.push(number(t));
            } else if let Some((n, rest)) = parts {
                keys.push(number(&n));
                if question.is_empty() {
                    question = rest;
                }
            } else {
                keys.push(number(t));
                if question.is_empty() {
                    question.clone_from(t);
                }
            }
        }
        Some(Cell::Number(n)) => {
            let text = number_text(*n);
            if text.split_once('.').is_some_and(|(_, d)| d.len() == 1) {
                keys.push(text.clone());
                keys.push(format!("{text}0"));
            } else {
                keys.push(text);
            }
        }
        _ => {}
    }
    if keys.is_empty()
        && let Some((n, rest)) = split(&question)
    {
        keys.push(number(&n));
        written = Some(Cell::Text(n));
        question = rest;
    }
    keys.retain(|k| !k.is_empty());
    (keys, written, question)
}

/// `4.1 Does your country ...`: number and words.
fn split(text: &str) -> Option<(String, String)> {
    let text = text.trim();
    let (first, rest) = text.split_once(char::is_whitespace)?;
    let (first, rest) = match fold(first).as_str() {
        "question" | "q" | "pregunta" => rest.trim_start().split_once(char::is_whitespace)?,
        _ => (first, rest),
    };
    let n = number(first);
    let digits = n.chars().any(|c| c.is_ascii_digit());
    let dotted = n.contains('.') || first.ends_with(['.', ')', ':']) || n.chars().any(char::is_alphabetic);
    let year = n.len() == 4 && n.chars().all(|c| c.is_ascii_digit());
    (digits && dotted && !year && n.chars().count() <= 12 && rest.chars().any(char::is_alphabetic))
        .then(|| (first.to_owned(), rest.trim_start_matches([' ', '|', '-', '\u{2013}', '.', ')', ':']).to_owned()))
}

/// `a) Ramsar Sites`, `(b) other wetlands`: letter and words.
fn lettered(text: &str) -> Option<(String, String)> {
    let text = text.trim();
    let open = text.strip_prefix('(').unwrap_or(text);
    let end = open.find([')', '.'])?;
    let letter = open.get(..end)?;
    let rest = open.get(end + 1..)?;
    let small = letter.chars().count() <= 2 && !letter.is_empty() && letter.chars().all(|c| c.is_ascii_lowercase());
    (small
        && (rest.starts_with(char::is_whitespace) || open.as_bytes().get(end) == Some(&b')'))
        && !rest.trim().is_empty())
    .then(|| (letter.to_owned(), rest.trim().to_owned()))
}
