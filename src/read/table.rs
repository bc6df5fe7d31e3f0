//! Tables that people make: questions and answers under headings, wherever they stand.

pub(super) mod detect;
mod rows;

use std::collections::{BTreeMap, BTreeSet};

use super::book::{Book, Cell};
use super::fold::{fold, number};
use super::headings::{Role, role};
use super::matching::{Index, Place, stems};
use super::open::{Input, NO_RESULT};
use super::values::{self, Parsed};
use super::{Context, Reader, Reading, called};
use crate::model::{
    Answer, Finding, Format, Item, Kind, Lang, Level, Origin, Party, Period, Question, Repeat, Report, Row, Value,
};

use rows::Line;

/// Reads any spreadsheet with columns for number or question and answer.
pub struct Table;

impl Reader for Table {
    fn name(&self) -> &'static str {
        "table of questions and answers"
    }

    fn recognise(&self, input: &Input, _: &Context) -> bool {
        input.book().is_some()
    }

    fn read(&self, input: &Input, context: &Context) -> Reading {
        input.book().map(|b| read_table(b, context)).unwrap_or_default()
    }
}

/// How many findings of one code are listed before they are only counted.
const LISTED: usize = 60;

/// Findings of one file; those that repeat are counted after a while.
struct Notes<'a> {
    file: &'a str,
    findings: Vec<Finding>,
    counts: BTreeMap<&'static str, (Level, usize)>,
}

impl Notes<'_> {
    fn add(&mut self, level: Level, code: &'static str, place: String, message: String, hint: &str) {
        let count = self.counts.entry(code).or_insert((level, 0));
        count.1 += 1;
        if count.1 <= LISTED {
            self.findings.push(Finding::new(level, code, message).at(self.file, place).hint(hint));
        }
    }

    fn close(mut self) -> Vec<Finding> {
        for (code, (level, count)) in &self.counts {
            if *count > LISTED {
                self.findings.push(
                    Finding::new(
                        *level,
                        code,
                        format!("{} more findings like those above are not listed", count - LISTED),
                    )
                    .at(self.file, "")
                    .hint("correct those that are listed and read the file again"),
                );
            }
        }
        self.findings
    }
}

/// A text quoted in a finding, cut where it is long.
pub(crate) fn quote(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut cut: String = text.chars().take(200).collect();
    if cut.len() < text.len() {
        cut.push('\u{2026}');
    }
    format!("\"{cut}\"")
}

/// Reads the tables of a book.
#[must_use]
pub fn read_table(book: &Book, context: &Context) -> Reading {
    let mut notes = Notes { file: &book.file, findings: Vec::new(), counts: BTreeMap::new() };
    let kind = Table.name().to_owned();
    let options: BTreeSet<String> = option_names(context);
    let tables = rows::collect(book, &|t: &str| options.contains(&fold(t)));
    if tables.lines.is_empty() {
        notes.add(
            Level::Error,
            "no-table",
            String::new(),
            "there is no table of questions and answers in the file".to_owned(),
            "give the columns headings such as Number, Question, Answer, Details and read the file again",
        );
        return Reading { kind, reports: Vec::new(), findings: notes.close() };
    }
    if let Some((s, row)) = tables.cut
        && let Some(sheet) = book.sheets.get(s)
    {
        notes.add(
            Level::Error,
            "too-many-rows",
            sheet.place(row, 0),
            format!("the file has more than {} rows of answers; nothing was read from here on", tables.lines.len()),
            "divide the file, one Party or one report each",
        );
    }
    for (s, sheet) in book.sheets.iter().enumerate() {
        if !sheet.rows.is_empty() && !tables.lines.iter().any(|l| l.sheet == s) && !tables.fronts.contains_key(&s) {
            notes.add(
                Level::Info,
                "sheet-not-read",
                sheet.name.clone(),
                format!("sheet \"{}\" has no headings of a table of questions and was not read", sheet.name),
                "",
            );
        }
    }
    let Some(formats) = detect::formats(book, &tables, context, &mut notes) else {
        return Reading { kind, reports: Vec::new(), findings: notes.close() };
    };
    let front = Front::read(book, &tables, &mut notes);
    let mut reports = Vec::new();
    for (id, found) in &formats {
        let Some(format) = context.catalogue.format(id) else { continue };
        let index = Index::new(format);
        // A file of a region holds several Parties; each has a report of its own.
        let mut groups: BTreeMap<String, Vec<&Line>> = BTreeMap::new();
        for line in tables.lines.iter().filter(|l| found.sheets.contains(&l.sheet)) {
            groups.entry(fold(&line.party)).or_default().push(line);
        }
        for (name, lines) in groups {
            let mut b = Builder::new(book, format, &index, &mut notes);
            b.lang = context.options.lang.or(front.lang);
            b.guess = b.lang.or_else(|| tables.heads.first().and_then(|h| h.lang));
            for line in lines {
                b.line(line, &tables.heads[line.head].headings);
            }
            let mut report = b.finish();
            let written = tables.lines.iter().find(|l| fold(&l.party) == name).map_or("", |l| l.party.as_str());
            party(&mut report, format, written, &front, context, &mut notes);
            period(&mut report, format, found.edition_stated, &front, context);
            if !report.answers.is_empty() {
                reports.push(report);
            }
        }
    }
    if reports.is_empty() {
        notes.add(
            Level::Warning,
            "no-answers",
            String::new(),
            "the table holds no answers that could be read".to_owned(),
            "check that the answers stand in the column headed Answer",
        );
    }
    Reading { kind, reports, findings: notes.close() }
}

/// Folded texts of all options of all formats: they head ticked columns.
fn option_names(context: &Context) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for format in context.catalogue.format_ids().filter_map(|id| context.catalogue.format(id)) {
        for option in format.questions.iter().flat_map(|q| &q.options) {
            for (_, text) in option.text.iter() {
                let folded = fold(text);
                if !folded.is_empty() {
                    names.insert(format!("{} {folded}", fold(&option.code)));
                    names.insert(folded);
                }
            }
        }
    }
    for word in ["yes", "oui", "si", "no", "non", "no information", "not applicable"] {
        names.insert(word.to_owned());
    }
    names
}

/// What stands before the tables: Party, period, language.
#[derive(Default)]
struct Front {
    party: Option<Party>,
    period: Option<Period>,
    lang: Option<Lang>,
}

impl Front {
    fn read(book: &Book, tables: &rows::Tables, notes: &mut Notes) -> Front {
        let mut front = Front::default();
        for (s, upto) in &tables.fronts {
            let Some(sheet) = book.sheets.get(*s) else { continue };
            for (&r, cells) in sheet.rows.range(..upto) {
                for (&c, cell) in cells {
                    let text = cell.text();
                    let (label, inline) = match text.split_once(':') {
                        Some((l, v)) if !v.trim().is_empty() => (l.to_owned(), v.trim().to_owned()),
                        _ => (text.clone(), String::new()),
                    };
                    let Some(role) = role(&label) else { continue };
                    let value = if inline.is_empty() {
                        cells.range(c + 1..).next().map_or_else(String::new, |(_, v)| v.text())
                    } else {
                        inline
                    };
                    if value.is_empty() {
                        continue;
                    }
                    match role {
                        Role::Party if front.party.is_none() => {
                            front.party = Party::find(&value);
                            if front.party.is_none() {
                                notes.add(
                                    Level::Warning,
                                    "party-unknown",
                                    sheet.place(r, c),
                                    format!("{} is no Party that dunlin knows by that name", quote(&value)),
                                    "name the Party with --party and its two-letter code",
                                );
                            }
                        }
                        Role::Period if front.period.is_none() => front.period = Period::parse(&value),
                        Role::Language if front.lang.is_none() => front.lang = language(&value),
                        _ => {}
                    }
                }
            }
        }
        front
    }
}

fn language(text: &str) -> Option<Lang> {
    Lang::parse(text).or_else(|| match fold(text).as_str() {
        "english" | "anglais" | "ingles" => Some(Lang::En),
        "french" | "francais" | "frances" => Some(Lang::Fr),
        "spanish" | "espagnol" | "espanol" => Some(Lang::Es),
        _ => None,
    })
}

fn party(report: &mut Report, format: &Format, written: &str, front: &Front, context: &Context, notes: &mut Notes) {
    let mut found = Party::find(written);
    if found.is_none() && !written.is_empty() {
        notes.add(
            Level::Warning,
            "party-unknown",
            String::new(),
            format!("{} is no Party that dunlin knows by that name", quote(written)),
            "name the Party with --party and its two-letter code",
        );
    }
    if found.is_none() && written.is_empty() {
        found = front.party.or_else(|| {
            report.answers.iter().find_map(|a| {
                let q = format.question(&a.question)?;
                let label = fold(&q.label.en);
                let asks = q.kind.is_textual()
                    && (role(&q.label.en) == Some(Role::Party)
                        || (label.contains("contracting party") && label.split(' ').count() <= 5));
                match &a.value {
                    Some(Value::Text(t)) if asks => Party::find(t),
                    _ => None,
                }
            })
        });
    }
    report.party = context.options.party.or(found);
    if let (Some(said), Some(stands)) = (context.options.party, found)
        && said != stands
    {
        notes.add(
            Level::Warning,
            "party-differs",
            String::new(),
            format!("you say this is a report of {said}, but the file names {}", stands.name(Lang::En)),
            "check that it is the right file",
        );
    }
}

fn period(report: &mut Report, format: &Format, edition_stated: bool, front: &Front, context: &Context) {
    let asked = || {
        report.answers.iter().find_map(|a| {
            let q = format.question(&a.question)?;
            let label = fold(&q.label.en);
            let asks = (q.kind.is_textual() && label.split(' ').count() <= 6)
                && (label.contains("period covered")
                    || label.contains("reporting period")
                    || label.contains("period of report"));
            match &a.value {
                Some(Value::Text(t)) if asks => Period::parse(t),
                _ => None,
            }
        })
    };
    report.period = context
        .options
        .period
        .or(front.period)
        .or_else(asked)
        .or_else(|| edition_stated.then_some(format.period).flatten());
}

/// Words that head the box under a question.
const ADDITIONAL: &[&str] = &[
    "additional information",
    "further information",
    "additional details",
    "additional comments",
    "comments",
    "details",
    "information additionnelle",
    "informations additionnelles",
    "informations complementaires",
    "information complementaire",
    "renseignements complementaires",
    "renseignements additionnels",
    "informations supplementaires",
    "commentaires",
    "informacion adicional",
    "informacion complementaria",
    "comentarios",
    "comentarios adicionales",
    "detalles",
];

fn is_additional(text: &str) -> bool {
    let f = fold(text);
    if f.is_empty() || f.split(' ').count() > 7 {
        return false;
    }
    // The number may stand before or behind the words: "2.6 Additional information".
    let words: String = f.split(' ').filter(|w| !w.chars().any(|c| c.is_ascii_digit())).collect::<Vec<_>>().join(" ");
    ADDITIONAL.iter().any(|a| words == *a || (a.contains(' ') && words.starts_with(a)))
}

/// What a row of the file is.
enum Meant {
    /// A question.
    Question(usize),
    /// Details of a question before it.
    Details(usize),
    /// An option of the last question, ticked on a line of its own.
    Choice(usize, String),
    /// Nothing that is asked.
    Nothing,
}

struct Builder<'a, 'n, 'f> {
    book: &'a Book,
    format: &'a Format,
    index: &'a Index<'a>,
    notes: &'n mut Notes<'f>,
    keys: BTreeMap<String, Vec<usize>>,
    place: Place,
    answers: BTreeMap<(usize, usize), Answer>,
    items: Vec<Item>,
    lang: Option<Lang>,
    guess: Option<Lang>,
    by_wording: Vec<String>,
    unlike: Vec<String>,
    unused: BTreeMap<String, (usize, String)>,
    no_box: Vec<String>,
}

impl<'a, 'n, 'f> Builder<'a, 'n, 'f> {
    fn new(book: &'a Book, format: &'a Format, index: &'a Index<'a>, notes: &'n mut Notes<'f>) -> Builder<'a, 'n, 'f> {
        Builder {
            book,
            format,
            index,
            notes,
            keys: detect::keys(format),
            place: Place::default(),
            answers: BTreeMap::new(),
            items: Vec::new(),
            lang: None,
            guess: None,
            by_wording: Vec::new(),
            unlike: Vec::new(),
            unused: BTreeMap::new(),
            no_box: Vec::new(),
        }
    }

    fn question(&self, i: usize) -> &'a Question {
        &self.format.questions[i]
    }

    fn origin(&self, line: &Line, column: u32) -> Origin {
        let place = self.book.sheets.get(line.sheet).map(|s| s.place(line.row, column)).unwrap_or_default();
        Origin { file: self.book.file.clone(), place }
    }

    fn line(&mut self, line: &Line, h: &super::headings::Headings) {
        let place = self.origin(line, line.at).place;
        if !line.block.is_empty() {
            self.place.block.clone_from(&line.block);
        }
        self.place.item = !line.item.is_empty();
        let answered = line.says(h);
        match self.meant(line, h, &place, answered.as_deref()) {
            Meant::Question(q) => self.answer(q, line, h),
            Meant::Details(q) => {
                let text: Vec<String> = h
                    .columns(Role::Answer)
                    .chain(h.columns(Role::Details))
                    .map(|c| line.text(c))
                    .filter(|t| !t.is_empty())
                    .collect();
                if !text.is_empty() {
                    let origin = self.origin(line, line.at);
                    let item = self.item(q, line);
                    self.details(q, item, &text.join("\n"), origin);
                }
            }
            Meant::Choice(q, code) => {
                let origin = self.origin(line, line.at);
                let item = self.item(q, line);
                let value = match self.question(q).kind {
                    Kind::Multi => Value::Codes(vec![code]),
                    _ => Value::Code(code),
                };
                self.value(q, item, value, origin);
            }
            Meant::Nothing => {
                let single = line.cells.len() == 1;
                if single && answered.is_none() {
                    // A line with one text is a heading of what follows.
                    self.place.block.clone_from(&line.question);
                }
            }
        }
    }

    /// Which question a row is about.
    fn meant(&mut self, line: &Line, h: &super::headings::Headings, place: &str, answered: Option<&str>) -> Meant {
        let numbered = self.numbered(line);
        if is_additional(&line.question) || (line.question.is_empty() && is_additional(&line.number_text())) {
            let own = numbered.iter().copied().find(|&q| {
                self.question(q)
                    .label
                    .iter()
                    .any(|(_, l)| fold(l).contains("additional") || fold(l).contains("comment"))
            });
            if let Some(q) = own
                && !self.answers.keys().any(|(k, _)| *k == q)
            {
                return self.at(q);
            }
            let target = numbered.first().copied().or(self.place.last);
            if let Some(q) = target {
                return Meant::Details(self.with_box(q));
            }
        }
        let text = line.question.as_str();
        let known = stems(text).len();
        if let Some(q) = self.choose(&numbered, line, place) {
            let own = self.index.score(q, text);
            if known >= 3 && own < 0.6 {
                // The number says one thing, the words may say another: then the words are right,
                // because numbers move between editions and spreadsheets turn 2.10 into 2.1.
                let elsewhere = self.index.find(text, &Place { main: None, last: None, ..self.place.clone() });
                if let Some(f) = elsewhere
                    && f.sure
                    && f.score >= 0.6
                    && f.score - own >= 0.35
                    && f.question != q
                    && self.question(q).parent.as_deref() != Some(self.question(f.question).id.as_str())
                    && self.question(f.question).parent.as_deref() != Some(self.question(q).id.as_str())
                {
                    let (number, meant) = (line.number_text(), called(self.question(f.question)).to_owned());
                    self.notes.add(
                        Level::Warning,
                        "number-and-wording",
                        place.to_owned(),
                        format!(
                            "the number says {number}, the words are those of question {meant} ({:.0} %): read as {meant}",
                            f.score * 100.0
                        ),
                        "check the number; if the file is of another edition, say so with --format",
                    );
                    return self.at(f.question);
                }
                if known >= 5 && own < 0.05 {
                    self.unlike.push(called(self.question(q)).to_owned());
                }
            }
            // "1.1" beside the text of one of its rows.
            if self.question(q).kind == Kind::Heading
                && !text.is_empty()
                && let Some(child) = self.child(q, text, own)
            {
                return self.at(child);
            }
            return self.at(q);
        }
        if text.is_empty() {
            if let Some(said) = answered {
                let number = line.number_text();
                let what = if number.is_empty() {
                    "a row without a number or a question".to_owned()
                } else {
                    format!("number {number} is not in {}", self.format.id)
                };
                self.notes.add(
                    Level::Warning,
                    "question-unknown",
                    place.to_owned(),
                    format!("{what}; not used: {}", quote(said)),
                    "write the question's number or wording beside it and read the file again",
                );
            }
            return Meant::Nothing;
        }
        if let Some(q) = self.place.last
            && let Some(o) = values::option(self.question(q), text)
        {
            let answer: Vec<&Cell> = h.columns(Role::Answer).filter_map(|c| line.cells.get(&c)).collect();
            match answer.first().and_then(|c| values::ticked(c)) {
                Some(true) => return Meant::Choice(q, o.code.clone()),
                Some(false) => return Meant::Nothing,
                None if answer.is_empty() => return Meant::Nothing,
                None => {}
            }
        }
        let Some(found) = self.index.find(text, &self.place) else {
            if let Some(said) = answered {
                self.unknown(place, text, said);
            }
            return Meant::Nothing;
        };
        if found.sure {
            if line.number.is_some() && !line.number_text().is_empty() {
                let (number, meant) = (line.number_text(), called(self.question(found.question)).to_owned());
                self.notes.add(
                    Level::Warning,
                    "number-unknown",
                    place.to_owned(),
                    format!(
                        "number {number} is not in {}; by its words it is question {meant} ({:.0} %)",
                        self.format.id,
                        found.score * 100.0
                    ),
                    "check the number; if the file is of another edition, say so with --format",
                );
            } else {
                self.by_wording.push(called(self.question(found.question)).to_owned());
            }
            return self.at(found.question);
        }
        if let Some(said) = answered {
            if found.score < 0.25 {
                self.unknown(place, text, said);
            } else {
                let best = self.question(found.question);
                let other = found.runner_up.map_or_else(String::new, |(q, s)| {
                    format!(", then {} ({:.0} %)", self.format.questions[q].id, s * 100.0)
                });
                let message = format!(
                    "{} is most likely {} ({:.0} %){other}: too doubtful, not used: {}",
                    quote(text),
                    best.id,
                    found.score * 100.0,
                    quote(said)
                );
                self.notes.add(
                    Level::Warning,
                    "question-doubtful",
                    place.to_owned(),
                    message,
                    "write the question's number beside it and read the file again",
                );
            }
        }
        Meant::Nothing
    }

    fn unknown(&mut self, place: &str, text: &str, said: &str) {
        self.notes.add(
            Level::Warning,
            "question-unknown",
            place.to_owned(),
            format!("{} is no question of {}; not used: {}", quote(text), self.format.id, quote(said)),
            "write the question's number beside it if it is one, and read the file again",
        );
    }

    /// Notes where the file is now.
    fn at(&mut self, q: usize) -> Meant {
        self.place.last = Some(q);
        let question = self.question(q);
        let has_children = self.format.questions.get(q + 1).is_some_and(|n| n.parent.as_deref() == Some(&question.id));
        if question.parent.is_none() || has_children {
            self.place.main = Some(q);
        } else if let Some(p) = question.parent.as_deref() {
            self.place.main = self.format.index.get(p).copied();
        }
        Meant::Question(q)
    }

    /// Questions the number of a row may be, the likeliest first.
    fn numbered(&self, line: &Line) -> Vec<usize> {
        let mut found: Vec<usize> = Vec::new();
        let mut add = |q: usize| {
            if !found.contains(&q) {
                found.push(q);
            }
        };
        for key in &line.keys {
            if !line.letter.is_empty() {
                let whole = number(&format!("{key}{}", line.letter));
                self.keys.get(&whole).into_iter().flatten().for_each(|q| add(*q));
            }
            // "a)" below 1.1 is 1.1 a).
            if key.chars().count() <= 3 && key.chars().all(char::is_alphabetic) {
                self.below(self.place.main, key).into_iter().for_each(&mut add);
            }
        }
        // A letter below a question with such a row is never a question of another part.
        let short = line.keys.iter().all(|k| k.chars().count() <= 3 && k.chars().all(char::is_alphabetic));
        if short && !found.is_empty() {
            return found;
        }
        for key in &line.keys {
            for q in self.keys.get(key).into_iter().flatten() {
                if !found.contains(q) {
                    found.push(*q);
                }
            }
        }
        found
    }

    /// Rows with a letter below a main question or the questions above it.
    fn below(&self, main: Option<usize>, letter: &str) -> Vec<usize> {
        let mut found = Vec::new();
        let mut parent = main;
        for _ in 0..3 {
            let Some(p) = parent else { break };
            let q = self.question(p);
            let whole = format!("{}{letter}", number(&q.number));
            for child in self.format.children(&q.id) {
                let own = number(&child.number);
                if (own == letter || own == whole || number(child.key()) == whole)
                    && let Some(i) = self.format.index.get(&child.id)
                {
                    found.push(*i);
                }
            }
            if !found.is_empty() {
                break;
            }
            parent = q.parent.as_deref().and_then(|p| self.format.index.get(p).copied());
        }
        found
    }

    /// The one of several questions with the same number that is meant.
    fn choose(&mut self, numbered: &[usize], line: &Line, place: &str) -> Option<usize> {
        let mut list: Vec<usize> = numbered.to_vec();
        if list.len() > 1 {
            let item = !line.item.is_empty();
            let fit: Vec<usize> = list.iter().copied().filter(|q| self.question(*q).repeat.is_some() == item).collect();
            if !fit.is_empty() {
                list = fit;
            }
        }
        if list.len() > 1 && !line.question.is_empty() {
            let scores = self.index.scores(&line.question);
            let of = |q: usize| scores.iter().find(|s| s.0 == q).map_or(0.0, |s| s.1);
            let best = list.iter().copied().max_by(|a, b| of(*a).total_cmp(&of(*b)).then(b.cmp(a)))?;
            if list.iter().all(|q| *q == best || of(best) - of(*q) > 0.1) {
                return Some(best);
            }
        }
        if list.len() > 1 {
            // Spreadsheets show 2.10 as 2.1: the order of the rows tells which it is.
            let next = self.place.last.map_or(0, |l| l + 1);
            let free = |q: &usize| !self.answers.keys().any(|(k, _)| k == q);
            let ahead = list.iter().copied().filter(|q| free(q) && *q >= next).min_by_key(|q| q - next);
            let chosen = ahead.or_else(|| list.first().copied())?;
            let numeric = matches!(line.number, Some(Cell::Number(_)));
            if numeric && chosen != list[0] {
                let meant = called(self.question(chosen)).to_owned();
                self.notes.add(
                    Level::Warning,
                    "number-shortened",
                    place.to_owned(),
                    format!(
                        "the number {} was read as {meant}, because of its place among the rows",
                        line.number_text()
                    ),
                    "format the column of numbers as text, so that 2.10 does not become 2.1",
                );
            }
            return Some(chosen);
        }
        list.first().copied()
    }

    /// The row of a matrix that a text beside the matrix's number names.
    fn child(&self, parent: usize, text: &str, own: f64) -> Option<usize> {
        let id = &self.question(parent).id;
        let scores = self.index.scores(text);
        let mut best: Option<(usize, f64)> = None;
        let mut second = 0.0_f64;
        for (q, s) in scores {
            if self.question(q).parent.as_ref() != Some(id) {
                continue;
            }
            match best {
                None => best = Some((q, s)),
                Some(_) => {
                    second = second.max(s);
                }
            }
        }
        best.filter(|(_, s)| *s >= 0.5 && *s > own + 0.05 && s - second >= 0.05).map(|(q, _)| q)
    }

    /// The question whose box holds the details of `q`.
    fn with_box(&self, q: usize) -> usize {
        if self.question(q).details {
            return q;
        }
        self.question(q)
            .parent
            .as_deref()
            .and_then(|p| self.format.index.get(p).copied())
            .filter(|p| self.question(*p).details)
            .unwrap_or(q)
    }

    /// The item of a row as position in the list of items plus one; 0: none.
    fn item(&mut self, q: usize, line: &Line) -> usize {
        if line.item.is_empty() || self.question(q).repeat.is_none() {
            return 0;
        }
        let id = item_id(&line.item, self.question(q).repeat);
        let id = if id.is_empty() { line.item.trim().to_owned() } else { id };
        if let Some(p) = self.items.iter().position(|i| i.id == id) {
            return p + 1;
        }
        let title = if line.item_title.is_empty() { &line.item } else { &line.item_title };
        let frameworks = if id.starts_with("GBF:") { vec![id.clone()] } else { Vec::new() };
        self.items.push(Item { id, title: title.split_whitespace().collect::<Vec<_>>().join(" "), frameworks });
        self.items.len()
    }

    fn slot(&mut self, q: usize, item: usize, origin: Origin) -> &mut Answer {
        let id = self.question(q).id.clone();
        let name = item.checked_sub(1).and_then(|i| self.items.get(i)).map(|i| i.id.clone());
        let lang = self.lang;
        self.answers.entry((q, item)).or_insert_with(|| {
            let mut a = Answer::new(id, origin);
            a.item = name;
            a.lang = lang;
            a
        })
    }

    fn details(&mut self, q: usize, item: usize, text: &str, origin: Origin) {
        if !self.question(q).details {
            self.no_box.push(called(self.question(q)).to_owned());
        }
        let answer = self.slot(q, item, origin);
        match &mut answer.details {
            Some(d) if d.contains(text) => {}
            Some(d) => {
                d.push('\n');
                d.push_str(text);
            }
            None => answer.details = Some(text.to_owned()),
        }
    }

    fn value(&mut self, q: usize, item: usize, value: Value, origin: Origin) {
        let place = origin.place.clone();
        let question = self.question(q);
        let answer = self.slot(q, item, origin);
        match (&mut answer.value, value) {
            (Some(Value::Codes(old)), Value::Codes(new)) => {
                old.extend(new);
                *old = values::in_order(question, old);
            }
            (Some(old), new) if *old == new => {}
            (Some(old), new) => {
                let message = format!(
                    "question {} is answered twice and differently: {} at {}, {} here; the first was used",
                    called(question),
                    quote(&shown(old)),
                    answer.origin.place,
                    quote(&shown(&new))
                );
                self.notes.add(
                    Level::Warning,
                    "answered-twice",
                    place,
                    message,
                    "delete one of the two and read the file again",
                );
            }
            (none, new) => *none = Some(new),
        }
    }

    /// Reads the cells of a row for its question.
    fn answer(&mut self, q: usize, line: &Line, h: &super::headings::Headings) {
        let question = self.question(q);
        let item = self.item(q, line);
        if question.repeat.is_some() && item == 0 && line.says(h).is_some() {
            self.notes.add(
                Level::Warning,
                "item-missing",
                self.origin(line, line.at).place,
                format!("question {} is asked for each target or site, and the row names none", called(question)),
                "add a column headed Target or Site",
            );
        }
        let mut row = Row::new();
        let mut loose: Vec<(u32, String)> = Vec::new();
        for (&c, heading) in &h.others {
            let text = line.text(c);
            if text.is_empty() {
                continue;
            }
            match column(question, heading) {
                Some(code) => {
                    row.insert(code, text);
                }
                None => loose.push((c, heading.clone())),
            }
        }
        for (c, heading) in loose {
            let place = self.origin(line, c).place;
            let u = self.unused.entry(heading).or_insert((0, place));
            u.0 += 1;
        }
        let mut rest: Vec<String> = Vec::new();
        // Ticked columns.
        let mut ticks: Vec<String> = Vec::new();
        for (&c, heading) in &h.options {
            let Some(cell) = line.cells.get(&c) else { continue };
            let place = self.origin(line, c).place;
            match (values::ticked(cell), values::option(question, heading)) {
                (Some(false), _) => {}
                (Some(true), Some(o)) => ticks.push(o.code.clone()),
                (Some(true), None) => self.misfit(question, place, &format!("a tick under {}", quote(heading)), false),
                (None, Some(o)) => {
                    let text = cell.text();
                    let code = o.code.clone();
                    if !text.is_empty() {
                        self.notes.add(
                            Level::Warning,
                            "tick-with-text",
                            place,
                            format!(
                                "{} stands where a tick belongs; kept as a comment, and {} was not ticked",
                                quote(&text),
                                quote(heading)
                            ),
                            "write x in the cell if the option holds",
                        );
                        rest.push(format!("{code}: {text}"));
                    }
                }
                (None, None) => {
                    let text = cell.text();
                    if !text.is_empty() {
                        self.misfit(question, place, &quote(&text), false);
                    }
                }
            }
        }
        if !ticks.is_empty() {
            let origin = self.origin(line, h.options.keys().next().copied().unwrap_or(line.at));
            match question.kind {
                Kind::Multi => self.value(q, item, Value::Codes(values::in_order(question, &ticks)), origin),
                _ if ticks.len() == 1 => self.value(q, item, Value::Code(ticks.remove(0)), origin),
                _ => {
                    self.misfit(question, origin.place, &format!("{} ticks where one is asked for", ticks.len()), false)
                }
            }
        }
        // The answer column.
        for c in h.columns(Role::Answer) {
            let Some(cell) = line.cells.get(&c) else { continue };
            let origin = self.origin(line, c);
            if let Cell::Error(e) = cell {
                let (what, hint) = if e == NO_RESULT {
                    (
                        "the answer is a formula whose result was never saved".to_owned(),
                        "open the file in Excel, save it, and read it again",
                    )
                } else {
                    (format!("the answer is the error {e}"), "correct the formula, or type the answer")
                };
                self.notes.add(Level::Warning, "formula", origin.place, what, hint);
                continue;
            }
            if question.kind == Kind::Table {
                if let Some(first) = question.columns.iter().find(|k| !row.contains_key(&k.code)) {
                    row.insert(first.code.clone(), cell.text());
                    let message = format!(
                        "question {} is a table; the answer was put into its column {}",
                        called(question),
                        first.code
                    );
                    self.notes.add(Level::Info, "answer-in-table", origin.place, message, "");
                } else {
                    rest.push(cell.text());
                }
                continue;
            }
            let mut parsed = values::parse(question, cell, self.guess);
            self.extras(question, line, h, &mut parsed);
            if let Some(doubt) = parsed.doubt.take() {
                self.notes.add(
                    Level::Warning,
                    "answer-doubtful",
                    origin.place.clone(),
                    format!("question {}: {doubt}", called(question)),
                    "check the answer",
                );
            }
            if let Some(v) = parsed.value.take() {
                self.value(q, item, v, origin);
                if !parsed.rest.is_empty() {
                    rest.push(parsed.rest);
                }
            } else if !parsed.rest.is_empty() {
                let box_here = self.question(self.with_box(q)).details;
                if question.kind != Kind::Heading || !box_here {
                    self.misfit(question, origin.place, &quote(&parsed.rest), box_here);
                }
                if box_here {
                    rest.push(parsed.rest);
                }
            }
        }
        // Details, from as many columns as there are.
        let texts: Vec<String> = h.columns(Role::Details).map(|c| line.text(c)).filter(|t| !t.is_empty()).collect();
        let origin = self.origin(line, h.column(Role::Details).unwrap_or(line.at));
        for c in h.columns(Role::Details).chain(h.columns(Role::Links)) {
            if let Some(Cell::Error(e)) = line.cells.get(&c) {
                let place = self.origin(line, c).place;
                self.notes.add(Level::Warning, "formula", place, format!("the text is {}", quote(e)), "type the text");
            }
        }
        rest.extend(texts);
        rest.extend(h.columns(Role::Links).map(|c| line.text(c)).filter(|t| !t.is_empty()));
        if question.kind == Kind::Table
            && !line.item.is_empty()
            && question.repeat.is_none()
            && let Some(first) = question.columns.iter().find(|k| !row.contains_key(&k.code))
        {
            row.insert(first.code.clone(), line.item.clone());
        }
        if !row.is_empty() {
            let origin = self.origin(line, line.at);
            let answer = self.slot(q, item, origin);
            if !answer.rows.contains(&row) {
                answer.rows.push(row);
            }
        }
        if !rest.is_empty() {
            let target = self.with_box(q);
            let text = rest.join("\n");
            if target == q {
                self.details(q, item, &text, origin);
            } else {
                // The box of a matrix serves all its rows: say which row the text is about.
                let row_name =
                    if question.number.is_empty() { question.label.en.clone() } else { question.number.clone() };
                self.details(target, item, &format!("{row_name}: {text}"), origin);
            }
        }
    }

    /// Qualifier and unit in columns of their own.
    fn extras(&self, question: &Question, line: &Line, h: &super::headings::Headings, parsed: &mut Parsed) {
        let Some(Value::Number { qualifier, unit, .. }) = &mut parsed.value else { return };
        if let Some(c) = h.column(Role::Qualifier)
            && let Some(o) = values::option(question, &line.text(c))
        {
            *qualifier = Some(o.code.clone());
        }
        if let Some(c) = h.column(Role::Unit) {
            let text = line.text(c);
            if !text.is_empty() {
                *unit = Some(text);
            }
        }
    }

    fn misfit(&mut self, question: &Question, place: String, what: &str, kept: bool) {
        let options: Vec<String> =
            question.options.iter().take(8).map(|o| format!("{} ({})", o.code, o.text.get(Lang::En))).collect();
        let wanted = match question.kind {
            Kind::Number => "a number".to_owned(),
            Kind::Date => "a day, such as 2024-02-29".to_owned(),
            Kind::Heading => "nothing; its rows are answered".to_owned(),
            _ if options.is_empty() => question.kind.name().to_owned(),
            _ => options.join(", "),
        };
        let end = if kept { "; the text was kept as details" } else { "; it was not used" };
        self.notes.add(
            Level::Warning,
            "answer-not-an-option",
            place,
            format!("question {}: {what} fits no answer the form allows{end}", called(question)),
            &format!("the form takes: {wanted}"),
        );
    }

    fn finish(self) -> Report {
        let mut report = Report::new(&self.format.id, &self.book.file);
        report.lang = self.lang;
        if !self.by_wording.is_empty() {
            let n = self.by_wording.len();
            let message = format!(
                "{n} question(s) without a usable number were recognised by their words: {}",
                list(&self.by_wording)
            );
            self.notes.add(Level::Info, "matched-by-wording", String::new(), message, "");
        }
        if !self.unlike.is_empty() {
            let message = format!(
                "{} question(s) were taken by their number although their words are unlike those of {}: {}",
                self.unlike.len(),
                self.format.id,
                list(&self.unlike)
            );
            self.notes.add(
                Level::Warning,
                "wording-unlike",
                String::new(),
                message,
                "check that the file is of this edition; say so with --format if not",
            );
        }
        if !self.no_box.is_empty() {
            let message = format!(
                "comments on questions that have no box for them were kept beside the answers: {}",
                list(&self.no_box)
            );
            self.notes.add(Level::Info, "comment-without-box", String::new(), message, "");
        }
        for (heading, (n, place)) in &self.unused {
            let message =
                format!("the column {} belongs to no question; its {n} filled cell(s) were not used", quote(heading));
            self.notes.add(Level::Info, "column-not-used", place.clone(), message, "");
        }
        report.items = self.items;
        report.answers = self.answers.into_values().filter(|a| !a.is_blank()).collect();
        report
    }
}

fn list(names: &[String]) -> String {
    let mut once: Vec<&str> = Vec::new();
    for n in names {
        if !once.contains(&n.as_str()) {
            once.push(n);
        }
    }
    let more = once.len().saturating_sub(12);
    let mut text = once.into_iter().take(12).collect::<Vec<_>>().join(", ");
    if more > 0 {
        text.push_str(&format!(" and {more} more"));
    }
    text
}

pub(crate) fn shown(value: &Value) -> String {
    match value {
        Value::Code(t) | Value::Text(t) => t.clone(),
        Value::Codes(cs) => cs.join("; "),
        Value::Date(d) => d.to_string(),
        Value::Number { qualifier, number, unit } => {
            let n = number.map(crate::model::number_text);
            [qualifier.clone(), n, unit.clone()].into_iter().flatten().collect::<Vec<_>>().join(" ")
        }
    }
}

/// The column of a question that a heading names.
fn column(question: &Question, heading: &str) -> Option<String> {
    let folded = fold(heading);
    question
        .columns
        .iter()
        .find(|c| fold(&c.code) == folded || c.text.iter().any(|(_, t)| fold(t) == folded))
        .map(|c| c.code.clone())
}

/// `GBF:T6` for `Target 6`, `GBF-T06. ...`, `6`; `NT01` for `NT01. By 2030 ...`; empty where the text
/// holds no short name.
pub(super) fn item_id(text: &str, repeat: Option<Repeat>) -> String {
    let text = text.trim();
    let head = text.split(['.', ':', ',', '\u{2013}', '\n']).next().unwrap_or("").trim();
    let folded = fold(head);
    let compact: String = folded.chars().filter(|c| !c.is_whitespace()).collect();
    let words: Vec<&str> = folded.split(' ').collect();
    match repeat {
        Some(Repeat::Target) => {
            let whole = fold(text.split_whitespace().next().unwrap_or(""));
            for f in [compact.as_str(), whole.replace(' ', "").as_str()] {
                for prefix in [
                    "gbftarget",
                    "kmgbftarget",
                    "gbft",
                    "gbfobjectif",
                    "globaltarget",
                    "target",
                    "cible",
                    "meta",
                    "t",
                    "",
                ] {
                    if let Some(n) = f.strip_prefix(prefix).and_then(|n| n.parse::<u8>().ok())
                        && (1..=23).contains(&n)
                    {
                        return format!("GBF:T{n}");
                    }
                }
            }
            let label = words.join("");
            let digits = label.trim_start_matches(|c: char| c.is_ascii_alphabetic());
            if label.len() <= 10
                && !digits.is_empty()
                && digits.chars().all(|c| c.is_ascii_digit())
                && digits.len() < label.len()
            {
                return label.to_ascii_uppercase();
            }
            String::new()
        }
        Some(Repeat::Goal) => {
            for prefix in ["gbfgoal", "goal", "objectif", "objetivo", "gbfg", ""] {
                if let Some(g @ ("a" | "b" | "c" | "d")) = compact.strip_prefix(prefix) {
                    return format!("GBF:GOAL-{}", g.to_ascii_uppercase());
                }
            }
            String::new()
        }
        Some(Repeat::Site) => head.to_owned(),
        None => String::new(),
    }
}
