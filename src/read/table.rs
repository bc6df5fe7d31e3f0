//! Tables that people make: questions and answers under headings, wherever they stand.

pub(super) mod detect;
mod rows;

use std::collections::{BTreeMap, HashSet};

use super::book::{Book, Cell};
use super::fold::{fold, number};
use super::headings::{Headings, Role, role};
use super::matching::{Index, Place, stems};
use super::open::{Input, NO_RESULT};
use super::values::{self, Parsed};
use super::{Context, Reader, Reading};
use crate::model::{
    Answer, ColumnKind, Finding, Format, Item, Kind, Lang, Level, Origin, Party, Period, Question, Repeat, Report, Row,
    Value,
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
    let options = option_names(context);
    let numbers = std::cell::LazyCell::new(|| detect::numbers(context));
    let tables = rows::collect(
        book,
        &|t: &str| {
            // No option is as long as an answer in words.
            t.len() <= 300 && {
                let t = fold(t);
                options.contains(&t) || values::heads_ticks(&t)
            }
        },
        &|t: &str| numbers.contains(t),
    );
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
    let front = Front::read(book, &tables, &mut notes);
    let stated = context.options.period.or(front.period);
    let known = detect::Known::new(context, front.lang.or_else(|| tables.heads.first().and_then(|h| h.lang)));
    let Some(formats) = detect::formats(book, &tables, stated, &known, context, &mut notes) else {
        return Reading { kind, reports: Vec::new(), findings: notes.close() };
    };
    let mut reports = Vec::new();
    for (id, found) in &formats {
        let Some(format) = context.catalogue.format(id) else { continue };
        let (Some(index), Some(keys)) = (known.index(id), known.keys(id)) else { continue };
        // A file of a region holds several Parties; each has a report of its own.
        let mut groups: BTreeMap<String, Vec<&Line>> = BTreeMap::new();
        for line in tables.lines.iter().filter(|l| found.sheets.contains(&l.sheet)) {
            groups.entry(fold(&line.party)).or_default().push(line);
        }
        for (name, lines) in groups {
            let mut b = Builder::new(book, format, index, keys, &mut notes);
            b.lang = context.options.lang.or(front.lang);
            b.guess = b.lang.or_else(|| tables.heads.first().and_then(|h| h.lang));
            index.expect(b.guess);
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
fn option_names(context: &Context) -> HashSet<String> {
    let mut texts: HashSet<(&str, &str)> = HashSet::new();
    for format in context.catalogue.format_ids().filter_map(|id| context.catalogue.format(id)) {
        for option in format.questions.iter().flat_map(|q| &q.options) {
            texts.extend(option.text.iter().map(|(_, text)| (option.code.as_str(), text)));
        }
    }
    let mut names = HashSet::new();
    for (code, text) in texts {
        let folded = fold(text);
        if !folded.is_empty() {
            names.insert(format!("{} {folded}", fold(code)));
            names.insert(folded);
        }
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
    /// An option of the last question on a line of its own, ticked or not.
    Choice(usize, Option<String>),
    /// Nothing that is asked.
    Nothing,
}

struct Builder<'a, 'n, 'f> {
    book: &'a Book,
    format: &'a Format,
    index: &'a Index<'a>,
    notes: &'n mut Notes<'f>,
    keys: &'a BTreeMap<String, Vec<usize>>,
    place: Place,
    answers: BTreeMap<(usize, usize), Answer>,
    items: Vec<Item>,
    lang: Option<Lang>,
    guess: Option<Lang>,
    by_wording: Vec<String>,
    unlike: Vec<String>,
    unused: BTreeMap<String, (usize, String)>,
    no_box: Vec<String>,
    /// The sheet the rows are in now.
    sheet: Option<usize>,
    /// Section named by the sheet or by the last band across it.
    section: Option<String>,
    /// Headings of the rows below a row of sub-headings.
    sub: Option<Headings>,
    /// A table under way: its question, and which column of the sheet is which of its columns.
    table: Option<(usize, BTreeMap<u32, String>)>,
    /// The site or target whose block the rows are in, as position in the list of items plus one.
    current: usize,
}

impl<'a, 'n, 'f> Builder<'a, 'n, 'f> {
    fn new(
        book: &'a Book,
        format: &'a Format,
        index: &'a Index<'a>,
        keys: &'a BTreeMap<String, Vec<usize>>,
        notes: &'n mut Notes<'f>,
    ) -> Builder<'a, 'n, 'f> {
        Builder {
            book,
            format,
            index,
            notes,
            keys,
            place: Place::default(),
            answers: BTreeMap::new(),
            items: Vec::new(),
            lang: None,
            guess: None,
            by_wording: Vec::new(),
            unlike: Vec::new(),
            unused: BTreeMap::new(),
            no_box: Vec::new(),
            sheet: None,
            section: None,
            sub: None,
            table: None,
            current: 0,
        }
    }

    /// A question as a message calls it: a row of a matrix has no number of its own.
    fn name(&self, question: &Question) -> String {
        if !question.number.is_empty() {
            return question.number.clone();
        }
        let lang = self.guess.unwrap_or(Lang::En);
        let label = question.label.get(lang);
        match question.parent.as_deref().and_then(|p| self.format.question(p)) {
            Some(p) if !p.number.is_empty() => format!("{} \u{201c}{label}\u{201d}", p.number),
            _ => format!("\u{201c}{label}\u{201d}"),
        }
    }

    fn question(&self, i: usize) -> &'a Question {
        &self.format.questions[i]
    }

    fn origin(&self, line: &Line, column: u32) -> Origin {
        let place = self.book.sheets.get(line.sheet).map(|s| s.place(line.row, column)).unwrap_or_default();
        Origin { file: self.book.file.clone(), place }
    }

    fn line(&mut self, line: &Line, h: &Headings) {
        if self.sheet != Some(line.sheet) {
            self.sheet = Some(line.sheet);
            self.sub = None;
            self.table = None;
            self.current = 0;
            self.place.block.clear();
            let name = self.book.sheets.get(line.sheet).map_or("", |s| s.name.as_str());
            self.section = self.section_named(name);
        }
        if !line.block.is_empty() {
            self.place.block.clone_from(&line.block);
        }
        let answered = line.says(h);
        let place = self.origin(line, line.at).place;
        if self.sub_headings(line, h) || self.table_row(line) {
            return;
        }
        let numbered = self.numbered(line);
        if numbered.is_empty() && answered.is_none() && self.band(line) {
            return;
        }
        if !numbered.is_empty() && line.keys.iter().any(|k| k.chars().any(|c| c.is_ascii_digit())) {
            self.sub = None;
            if numbered.iter().all(|q| self.question(*q).repeat.is_none()) {
                self.current = 0;
            }
        }
        if numbered.is_empty() && is_total(line) {
            self.notes.add(
                Level::Info,
                "total-not-read",
                place,
                format!("a row of totals is no answer and was not read: {}", quote(&answered.unwrap_or_default())),
                "",
            );
            return;
        }
        self.place.item = !line.item.is_empty() || self.current > 0;
        match self.meant(line, h, numbered, &place, answered.as_deref()) {
            Meant::Question(q) => match self.sub.take() {
                Some(sub) => {
                    self.answer(q, line, &sub);
                    self.sub = Some(sub);
                }
                None => self.answer(q, line, h),
            },
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
                match (self.question(q).kind, code) {
                    (_, None) => {}
                    (Kind::Multi, Some(code)) => self.value(q, item, Value::Codes(vec![code]), origin.clone()),
                    (_, Some(code)) => self.value(q, item, Value::Code(code), origin.clone()),
                }
                let texts: Vec<String> =
                    h.columns(Role::Details).map(|c| line.text(c)).filter(|t| !t.is_empty()).collect();
                if !texts.is_empty() {
                    // Said of one option: the box of the question serves all of them.
                    let text = format!("{}: {}", line.question.trim_end_matches([' ', ':']), texts.join("\n"));
                    self.details(self.with_box(q), item, &text, origin);
                }
            }
            Meant::Nothing => {}
        }
    }

    /// A row that answers nothing and names no question: a band that heads what follows. It may name
    /// a section, a site or a target. False where it may still be a question without a number.
    fn band(&mut self, line: &Line) -> bool {
        let mut texts: Vec<String> = line.cells.values().map(Cell::text).filter(|t| !t.is_empty()).collect();
        texts.dedup();
        let mut text = texts.join(" ");
        if text.is_empty() {
            return true;
        }
        let single = texts.len() == 1;
        if !single && line.number_text().is_empty() {
            return false;
        }
        if let Some(section) = self.section_named(&text) {
            self.section = Some(section);
            self.current = 0;
            // The number of a section says nothing to tell wordings apart.
            if text.split_whitespace().next().is_some_and(is_section) {
                text = text.split_whitespace().skip(2).collect::<Vec<_>>().join(" ");
            }
        } else if let Some((id, title)) = self.item_named(&text) {
            self.current = self.enter(id, &title, &title);
        } else if line.number_text().is_empty()
            && self.index.find(&text, &self.place).is_some_and(|f| f.sure && f.score >= 0.6)
        {
            return false;
        }
        self.sub = None;
        self.table = None;
        self.place.block = text;
        true
    }

    /// The section that a sheet's name or a band means: `Section 5 - Sites`, or the section's title.
    fn section_named(&self, text: &str) -> Option<String> {
        let mut words = text.split_whitespace();
        if is_section(words.next()?) {
            let id = words.next()?.trim_matches(|c: char| !c.is_alphanumeric());
            return self.format.sections.iter().find(|s| s.id.eq_ignore_ascii_case(id)).map(|s| s.id.clone());
        }
        let text = fold(text);
        let named = |s: &&crate::model::Section| s.label.iter().any(|(_, l)| fold(l) == text);
        self.format.sections.iter().find(named).map(|s| s.id.clone())
    }

    /// The site that a band names: `Ramsar Site 9001 Lake Sample`, `Sitio Ramsar n.º 9001`.
    fn item_named(&self, text: &str) -> Option<(String, String)> {
        if !self.format.questions.iter().any(|q| q.repeat == Some(Repeat::Site)) {
            return None;
        }
        let mut words = text.split_whitespace().peekable();
        let mut site = false;
        while let Some(w) = words.peek() {
            match fold(w).as_str() {
                "site" | "sitio" => site = true,
                "ramsar" | "no" | "n" | "n o" | "number" | "numero" | "" => {}
                _ => break,
            }
            words.next();
        }
        let id = words.next()?.trim_matches(|c: char| !c.is_alphanumeric());
        let figures = !id.is_empty() && id.chars().all(|c| c.is_ascii_digit());
        let title = words.collect::<Vec<_>>().join(" ");
        let title = title.trim_start_matches(|c: char| !c.is_alphanumeric());
        (site && figures).then(|| (id.to_owned(), title.to_owned()))
    }

    /// Takes a row of sub-headings: texts that name the options or columns of the matrix above, or
    /// the columns of the table above. They hold until the next numbered question.
    fn sub_headings(&mut self, line: &Line, h: &Headings) -> bool {
        if !line.number_text().is_empty() || line.cells.values().any(|c| !matches!(c, Cell::Text(_))) {
            return false;
        }
        let Some(last) = self.place.last else { return false };
        let question = self.question(last);
        let texts: Vec<(u32, String)> =
            line.cells.iter().map(|(c, t)| (*c, t.text())).filter(|(_, t)| !t.is_empty()).collect();
        if question.kind == Kind::Table && texts.len() >= 2 && texts.len() <= question.columns.len() {
            let mut columns: BTreeMap<u32, String> = BTreeMap::new();
            for (c, text) in &texts {
                match column_like(question, text) {
                    Some(code) if !columns.values().any(|k| *k == code) => {
                        columns.insert(*c, code);
                    }
                    _ => return false,
                }
            }
            self.table = Some((last, columns));
            return true;
        }
        if !line.question.is_empty() || question.kind != Kind::Heading || texts.is_empty() {
            return false;
        }
        let rows: Vec<&Question> = self.format.children(&question.id).collect();
        let mut sub = h.clone();
        sub.options.clear();
        for (c, text) in texts {
            if rows.iter().any(|r| values::option(r, &text).is_some()) {
                sub.options.insert(c, text);
                sub.others.remove(&c);
                sub.roles.remove(&c);
            } else if rows.iter().any(|r| column(r, &text).is_some()) {
                sub.others.insert(c, text);
                sub.roles.remove(&c);
            } else if role(&text).is_none() || role(&text) != h.roles.get(&c).copied() {
                return false;
            }
        }
        if sub.options.is_empty() && sub.others == h.others {
            return false;
        }
        self.sub = Some(sub);
        true
    }

    /// Takes a row of the table under way.
    fn table_row(&mut self, line: &Line) -> bool {
        let Some((q, columns)) = self.table.take() else { return false };
        if !line.number_text().is_empty() {
            return false;
        }
        let row: Row = columns
            .iter()
            .filter_map(|(c, code)| Some((code.clone(), line.text(*c))).filter(|(_, t)| !t.is_empty()))
            .collect();
        let outside = line.cells.keys().any(|c| !columns.contains_key(c));
        if row.is_empty() || (row.len() == 1 && line.cells.len() == 1 && columns.len() > 1) || outside {
            // One text across the sheet is a band, not a row.
            return false;
        }
        let first = columns.keys().next().copied().unwrap_or(line.at);
        let origin = self.origin(line, first);
        self.table = Some((q, columns));
        let answer = self.slot(q, 0, origin);
        if !answer.rows.contains(&row) {
            answer.rows.push(row);
        }
        true
    }

    /// Which question a row is about.
    fn meant(&mut self, line: &Line, h: &Headings, numbered: Vec<usize>, place: &str, answered: Option<&str>) -> Meant {
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
            // The next field of the form may ask for just this.
            let next =
                self.place.last.map(|l| l + 1).filter(|n| numbered.is_empty() && *n < self.format.questions.len());
            if let (Some(last), Some(n)) = (self.place.last, next)
                && self.question(n).parent == self.question(last).parent
                && number(&self.question(n).number).ends_with(".additional")
            {
                return self.at(n);
            }
            let target = numbered.first().copied().or(self.place.last);
            if let Some(q) = target {
                return Meant::Details(self.with_box(q));
            }
        }
        let text = line.question.as_str();
        let known = stems(text).len();
        if let Some(q) = self.choose(&numbered, line, place) {
            // A quick look settles most rows; the index is only asked where it does not.
            let alike = self.index.resembles(q, text) >= 0.7;
            let own = if alike || text.is_empty() { 0.7 } else { self.index.score(q, text) };
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
                    let (number, meant) = (line.number_text(), self.name(self.question(f.question)));
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
                    self.unlike.push(self.name(self.question(q)));
                }
            }
            // "1.1" beside the text of one of its rows.
            if self.question(q).kind == Kind::Heading
                && !text.is_empty()
                && let own = if alike { self.index.resembles(q, text) } else { own }
                && own < 0.9
                && let Some(child) = self.child(q, text, self.index.score(q, text))
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
            let code = o.code.clone();
            let answer: Vec<&Cell> = h.columns(Role::Answer).filter_map(|c| line.cells.get(&c)).collect();
            match answer.first().and_then(|c| values::ticked(c)).or_else(|| chosen(line, h)) {
                Some(true) => return Meant::Choice(q, Some(code)),
                Some(false) => return Meant::Choice(q, None),
                None if answer.is_empty() && !h.options.keys().any(|c| line.cells.contains_key(c)) => {
                    return Meant::Choice(q, None);
                }
                None => {}
            }
        }
        if let Some(row) = self.row_called(text)
            && line.number_text().is_empty()
        {
            return self.at(row);
        }
        let Some(found) = self.index.find(text, &self.place) else {
            if let Some(said) = answered {
                self.unknown(place, text, said);
            }
            return Meant::Nothing;
        };
        if found.sure {
            if line.number.is_some() && !line.number_text().is_empty() {
                let (number, meant) = (line.number_text(), self.name(self.question(found.question)));
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
                self.by_wording.push(self.name(self.question(found.question)));
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
            let item = !line.item.is_empty() || self.current > 0;
            let section = self.section.as_deref();
            let mut fit: Vec<usize> = Vec::new();
            if !item {
                fit.extend(list.iter().copied().filter(|q| Some(self.question(*q).section.as_str()) == section));
            }
            if fit.is_empty() {
                fit.extend(list.iter().copied().filter(|q| self.question(*q).repeat.is_some() == item));
            }
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
                let meant = self.name(self.question(chosen));
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

    /// The row or follow-up of the last main question that has just this label.
    fn row_called(&self, text: &str) -> Option<usize> {
        let main = self.place.main?;
        let id = &self.question(main).id;
        let text = fold(text);
        let mut found = None;
        for (i, q) in self.format.questions.iter().enumerate() {
            if q.parent.as_ref() == Some(id)
                && q.label.iter().chain(q.official.iter()).any(|(_, l)| l.len() <= text.len() * 2 && fold(l) == text)
            {
                if found.is_some() {
                    return None;
                }
                found = Some(i);
            }
        }
        found
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
        let Some(repeat) = self.question(q).repeat else { return 0 };
        if line.item.is_empty() {
            return self.current;
        }
        let id = item_id(&line.item, Some(repeat));
        let id = if id.is_empty() { line.item.trim().to_owned() } else { id };
        self.enter(id, &line.item_title, &line.item)
    }

    /// The position of an item plus one; it is added where it is new. A title said later is kept.
    fn enter(&mut self, id: String, title: &str, otherwise: &str) -> usize {
        let tidy = |t: &str| t.split_whitespace().collect::<Vec<_>>().join(" ");
        if let Some(p) = self.items.iter().position(|i| i.id == id) {
            if !title.trim().is_empty()
                && let Some(i) = self.items.get_mut(p)
                && (i.title == i.id || i.title.is_empty())
            {
                i.title = tidy(title);
            }
            return p + 1;
        }
        let frameworks = if id.starts_with("GBF:") { vec![id.clone()] } else { Vec::new() };
        let title = if title.trim().is_empty() { tidy(otherwise) } else { tidy(title) };
        self.items.push(Item { id, title, frameworks });
        self.items.len()
    }

    /// A row of a block that names the site or target the block is about.
    fn names_item(&mut self, q: usize, line: &Line, h: &Headings) {
        let question = self.question(q);
        let (Some(repeat), true) = (question.repeat, line.item.is_empty()) else { return };
        let answer = h.columns(Role::Answer).chain(h.columns(Role::Details)).map(|c| line.text(c));
        let Some(text) = answer.into_iter().find(|t| !t.is_empty()) else { return };
        match role(&question.number.replace(['_', '-'], " ")) {
            Some(Role::Item) => {
                let id = item_id(&text, Some(repeat));
                let id = if id.is_empty() { text } else { id };
                self.current = self.enter(id.clone(), "", &id);
            }
            Some(Role::ItemTitle) => {
                if let Some(i) = self.current.checked_sub(1).and_then(|i| self.items.get_mut(i)) {
                    i.title = text.split_whitespace().collect::<Vec<_>>().join(" ");
                }
            }
            _ => {}
        }
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
            self.no_box.push(self.name(self.question(q)));
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
        let named = self.name(question);
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
                    named,
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
    fn answer(&mut self, q: usize, line: &Line, h: &Headings) {
        let question = self.question(q);
        self.names_item(q, line, h);
        let item = self.item(q, line);
        if question.repeat.is_some() && item == 0 && line.says(h).is_some() {
            self.notes.add(
                Level::Warning,
                "item-missing",
                self.origin(line, line.at).place,
                format!("question {} is asked for each target or site, and the row names none", self.name(question)),
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
        let mut valued = false;
        // Ticked columns.
        let mut ticks: Vec<String> = Vec::new();
        let mut denied = 0;
        for (&c, heading) in &h.options {
            let Some(cell) = line.cells.get(&c) else { continue };
            let place = self.origin(line, c).place;
            match (values::ticked(cell), values::option(question, heading)) {
                (Some(false), Some(_)) => denied += usize::from(values::denied(cell)),
                (Some(false), None) => {}
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
            valued = true;
            let origin = self.origin(line, h.options.keys().next().copied().unwrap_or(line.at));
            match question.kind {
                Kind::Multi => self.value(q, item, Value::Codes(values::in_order(question, &ticks)), origin),
                _ if ticks.len() == 1 => self.value(q, item, Value::Code(ticks.remove(0)), origin),
                _ => {
                    self.misfit(question, origin.place, &format!("{} ticks where one is asked for", ticks.len()), false)
                }
            }
        }
        if question.kind == Kind::Multi && denied > 0 && denied == h.options.len() {
            // "No" under every option: answered, and nothing holds.
            valued = true;
            let origin = self.origin(line, h.options.keys().next().copied().unwrap_or(line.at));
            self.value(q, item, Value::Codes(Vec::new()), origin);
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
                let text = cell.text();
                let free = question.columns.iter().find(|k| !row.contains_key(&k.code));
                match (figure_row(question, &text, self.guess), free) {
                    (Some(figures), _) if row.is_empty() => row.extend(figures),
                    (_, Some(first)) if !row.is_empty() || question.columns.len() == 1 => {
                        let message = format!(
                            "question {} is a table; the answer was put into its column {}",
                            self.name(question),
                            first.code
                        );
                        self.notes.add(Level::Info, "answer-in-table", origin.place, message, "");
                        row.insert(first.code.clone(), text);
                    }
                    // One text for a whole table: which column it belongs to is not known.
                    _ => {
                        self.misfit(question, origin.place, &quote(&text), true);
                        rest.push(text);
                    }
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
                    format!("question {}: {doubt}", self.name(question)),
                    "check the answer",
                );
            }
            if parsed.value.is_none()
                && let Some(code) = number_column(question, cell)
                && !row.contains_key(&code)
            {
                // "If yes, how many?" beside the ticks.
                row.insert(code, cell.text());
                continue;
            }
            if let Some(v) = parsed.value.take() {
                valued = true;
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
        let texts = self.comments(q, item, line, h, texts, valued || !rest.is_empty(), &mut row);
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
                let lang = self.guess.unwrap_or(Lang::En);
                let row_name = match question.number.is_empty() {
                    true => question.label.get(lang).to_owned(),
                    false => question.number.clone(),
                };
                self.details(target, item, &format!("{row_name}: {text}"), origin);
            }
        }
    }

    /// Finds the place of what stands in the columns for comments. A row that asks for a text, a day
    /// or a number and has nothing else is answered there; a row of a matrix that has no box, but one
    /// column for text or for a number, has its text there. What is left is returned.
    fn comments(
        &mut self,
        q: usize,
        item: usize,
        line: &Line,
        h: &Headings,
        mut texts: Vec<String>,
        answered: bool,
        row: &mut Row,
    ) -> Vec<String> {
        let question = self.question(q);
        if texts.is_empty() {
            return texts;
        }
        if !answered && row.is_empty() {
            let cells: Vec<&Cell> = h.columns(Role::Details).filter_map(|c| line.cells.get(&c)).collect();
            let value = match (question.kind, &cells[..]) {
                (k, _) if k.is_textual() => Some(Value::Text(texts.join("\n"))),
                (Kind::Date | Kind::Number, [cell]) => {
                    let mut parsed = values::parse(question, cell, self.guess);
                    self.extras(question, line, h, &mut parsed);
                    parsed.value.filter(|_| parsed.rest.is_empty() && parsed.doubt.is_none())
                }
                _ => None,
            };
            if let Some(value) = value {
                let origin = self.origin(line, h.column(Role::Details).unwrap_or(line.at));
                self.value(q, item, value, origin);
                return Vec::new();
            }
        }
        if question.details || question.kind == Kind::Table {
            return texts;
        }
        if let [c] = &h.columns(Role::Details).filter(|c| line.cells.contains_key(c)).collect::<Vec<_>>()[..]
            && let Some(cell) = line.cells.get(c)
            && let Some(code) = number_column(question, cell)
            && !row.contains_key(&code)
        {
            row.insert(code, cell.text());
            return Vec::new();
        }
        let mut open = question.columns.iter().filter(|c| c.kind == ColumnKind::Text && c.code != "other");
        if let (Some(column), None) = (open.next(), open.next())
            && !row.contains_key(&column.code)
        {
            row.insert(column.code.clone(), texts.join("\n"));
            texts.clear();
        }
        texts
    }

    /// Qualifier and unit in columns of their own.
    fn extras(&self, question: &Question, line: &Line, h: &Headings, parsed: &mut Parsed) {
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
            format!("question {}: {what} fits no answer the form allows{end}", self.name(question)),
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

fn is_section(word: &str) -> bool {
    matches!(fold(word).as_str(), "section" | "seccion" | "part" | "partie" | "parte")
}

/// A row of sums below a table: "Total of questions answered".
fn is_total(line: &Line) -> bool {
    let text = if line.question.is_empty() { line.number_text() } else { line.question.clone() };
    [fold(&text), fold(&line.number_text())].iter().any(|t| t.split(' ').next() == Some("total"))
}

/// Whether an option on a line of its own is chosen, by the one column that is ticked: "yes" and "no"
/// stand above the columns.
fn chosen(line: &Line, h: &Headings) -> Option<bool> {
    let mut ticked = h
        .options
        .iter()
        .filter(|(c, _)| line.cells.get(c).and_then(values::ticked) == Some(true))
        .map(|(_, name)| name);
    let (name, None) = (ticked.next()?, ticked.next()) else { return None };
    values::ticked(&Cell::Text(name.clone()))
}

/// A figure for a whole table: `E=6240` where one column takes a number and another its qualifier.
fn figure_row(question: &Question, text: &str, lang: Option<Lang>) -> Option<Row> {
    let mut columns = question.columns.iter().filter(|c| c.kind == ColumnKind::Number);
    let (column, None) = (columns.next()?, columns.next()) else { return None };
    let (letter, figure) = match text.split_once('=') {
        Some((l, f)) => (l.trim(), f),
        None => ("", text),
    };
    let (n, rest, false) = values::figure(figure, lang)? else { return None };
    let unit = rest.is_empty() || question.unit.as_deref().is_some_and(|u| fold(u) == fold(&rest));
    let qualifier = question.columns.iter().find(|c| c.code == "qualifier");
    if !unit || (!letter.is_empty() && (letter.len() > 1 || qualifier.is_none())) {
        return None;
    }
    let mut row = Row::from([(column.code.clone(), crate::model::number_text(n))]);
    if let (Some(q), false) = (qualifier, letter.is_empty()) {
        row.insert(q.code.clone(), letter.to_owned());
    }
    Some(row)
}

/// The only column of a question that takes a number, where the cell holds one and nothing else.
fn number_column(question: &Question, cell: &Cell) -> Option<String> {
    let mut columns = question.columns.iter().filter(|c| c.kind == ColumnKind::Number);
    let (column, None) = (columns.next()?, columns.next()) else { return None };
    let number = match cell {
        Cell::Number(_) => true,
        Cell::Text(t) => t.trim().parse::<u32>().is_ok(),
        _ => false,
    };
    number.then(|| column.code.clone())
}

/// The column of a table that a short heading means: every word of it is in the column's own heading,
/// and in that of no other column.
fn column_like(question: &Question, heading: &str) -> Option<String> {
    if let Some(code) = column(question, heading) {
        return Some(code);
    }
    let words = stems(heading);
    if words.is_empty() {
        return None;
    }
    let fits = |text: &str| words.is_subset(&stems(text));
    let mut found = question.columns.iter().filter(|c| c.text.iter().any(|(_, t)| fits(t)));
    let first = found.next()?;
    found.next().is_none().then(|| first.code.clone())
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
