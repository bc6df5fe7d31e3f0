//! A report as the online reporting system prints it, as text: extracted from its PDF, or copied.
//!
//! Questions are found by their number together with their wording, or by their wording alone.
//! Answers stand behind `›` or `›››`, options behind `☑` and `☐`. An option without any box is
//! named and never taken: which one was ticked cannot be known.

mod answers;
mod footer;
mod marks;
mod titles;
mod walk;
mod which;

use super::fold::fold;
use super::headings::{Role, role};
use super::matching::Index;
use super::notes::Notes;
use super::open::{Content, Input, Kind as FileKind};
use super::{Context, Reader, Reading};
use crate::model::{Level, Party, Period, Question, Report, Sentence, Value};

use crate::say;
use marks::{Mark, mark, may_be_marked};
use walk::Walk;
use which::{format, language};

/// Reads the text of a printed report.
pub struct OrsText;

impl Reader for OrsText {
    fn name(&self) -> &'static str {
        NAME
    }

    fn recognise(&self, input: &Input, _: &Context) -> bool {
        input.kind == FileKind::Text
    }

    fn read(&self, input: &mut Input, context: &Context) -> Reading {
        let Content::Bytes(bytes) = &input.content else { return Reading::default() };
        read_lines(&input.file, lines(&String::from_utf8_lossy(bytes)), context)
    }
}

const NAME: &str = "printed report of the online reporting system";
/// Most lines of a report.
const LINES: usize = 40_000;
/// Most bytes of all lines.
const BYTES: usize = 6 << 20;
/// Most letters of a line that are compared with wordings.
const WORDS: usize = 500;
/// How many findings of one code are listed before they are only counted.
const LISTED: usize = 40;

/// A line of the print.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Line {
    /// Page, where known.
    pub(super) page: Option<u32>,
    /// Line of the text, from 1.
    pub(super) line: usize,
    /// Its text.
    pub(super) text: String,
    /// Size of its letters in points; 0 where not known.
    pub(super) size: f64,
    /// A footer was taken out of it.
    pub(super) touched: bool,
}

impl Line {
    pub(super) fn new(page: Option<u32>, line: usize, text: String, size: f64) -> Line {
        Line { page, line, text, size, touched: false }
    }

    fn place(&self) -> String {
        self.page.map_or_else(|| format!("line {}", self.line), |p| format!("page {p}"))
    }
}

/// The lines of a text; a form feed begins a new page.
fn lines(text: &str) -> Vec<Line> {
    let paged = text.contains('\u{c}');
    let mut page = 1;
    let mut out = Vec::new();
    for (n, line) in text.split('\n').enumerate() {
        for (k, piece) in line.split('\u{c}').enumerate() {
            page += u32::from(k > 0);
            out.push(Line::new(paged.then_some(page), n + 1, piece.trim_end_matches('\r').to_owned(), 0.0));
        }
    }
    out
}

/// True where a text is the print of a report and not a table: its lines begin with the marks the
/// reporting system prints.
#[must_use]
pub fn is_print(text: &str) -> bool {
    let (mut marked, mut hints, mut all) = (0_usize, 0_usize, 0_usize);
    let lines = || text.lines().take(LINES).map(str::trim).filter(|l| !l.is_empty());
    for line in lines() {
        all += 1;
        // The beginning tells; a line of a table may be a megabyte long.
        let end = (0..=line.len().min(2000)).rev().find(|n| line.is_char_boundary(*n)).unwrap_or(0);
        let line = line.get(..end).unwrap_or(line);
        if !may_be_marked(line) {
            continue;
        }
        match mark(line) {
            Mark::Answer(_) | Mark::Options(_) => marked += 1,
            Mark::Hint | Mark::Attached => hints += 1,
            _ => {}
        }
    }
    if !((marked >= 2 || hints >= 2) && (marked + hints) * 30 >= all) {
        return false;
    }
    let is_cells = |l: &&str| l.contains('\t') || l.contains("\",\"") || l.contains("\";\"") || l.contains(";;");
    lines().filter(is_cells).count() * 4 < marked + hints
}

/// True where lines bear the marks of the reporting system, and not only boxes, which other
/// documents have too.
pub(super) fn is_marked(lines: &[Line]) -> bool {
    let (mut own, mut all) = (0_usize, 0_usize);
    for line in lines.iter().take(LINES) {
        match mark(&line.text) {
            Mark::Answer(_) | Mark::Hint | Mark::Attached => (own, all) = (own + 1, all + 1),
            Mark::Options(_) | Mark::Row(..) => all += 1,
            Mark::Plain => {}
        }
    }
    own >= 1 && all >= 2
}

fn quote(text: &str) -> Sentence {
    let mut cut: String = text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(120).collect();
    if cut.chars().count() == 120 {
        cut.push('\u{2026}');
    }
    say!("\"{text}\"", text = cut)
}

/// Reads the lines of a print.
pub(super) fn read_lines(file: &str, mut lines: Vec<Line>, context: &Context) -> Reading {
    let mut notes = Notes::new(file).at_most(LISTED, say!("look through these parts of the report by eye"));
    let kind = NAME.to_owned();
    let bytes: usize = lines.iter().map(|l| l.text.len()).sum();
    if lines.len() > LINES || bytes > BYTES {
        notes.add(
            Level::Error,
            "file-too-large",
            String::new(),
            say!(
                "the text has {n} lines and {bytes} kB: more than a national report can hold",
                n = lines.len(),
                bytes = bytes >> 10
            ),
            say!("if it is really a report, save the part with the answers in a file of its own"),
        );
        return Reading { kind, reports: Vec::new(), findings: notes.close(), ..Reading::default() };
    }
    let footer = footer::remove(&mut lines);
    let said = said(&lines, &footer.title);
    let Some((format, edition)) = format(&lines, &said, context, &mut notes) else {
        return Reading { kind, reports: Vec::new(), findings: notes.close(), ..Reading::default() };
    };
    let index = Index::new(format);
    let mut walk = Walk::new(file, format, &index, &lines, &mut notes);
    walk.lang = context.options.lang.or_else(|| language(&lines));
    walk.run();
    let lang = walk.lang;
    let answers = walk.finish();
    let mut report = Report::new(&format.id, file);
    report.lang = lang;
    report.answers = answers;
    for a in &mut report.answers {
        a.lang = lang;
    }
    let asked = |wanted: &dyn Fn(&Question) -> bool| {
        report.answers.iter().find_map(|a| match (&a.value, format.question(&a.question)) {
            (Some(Value::Text(t)), Some(q)) if q.kind.is_textual() && wanted(q) => Some(t.clone()),
            _ => None,
        })
    };
    let named = footer.party.or_else(|| {
        asked(&|q| {
            let label = fold(&q.label.en);
            role(&q.label.en) == Some(Role::Party)
                || (label.contains("contracting party") && label.split(' ').count() <= 5)
        })
        .and_then(|t| Party::find(&t))
    });
    let years = asked(&|q| {
        let label = fold(&q.label.en);
        label.split(' ').count() <= 6
            && ["period covered", "reporting period", "period of report"].iter().any(|w| label.contains(w))
    })
    .and_then(|t| Period::parse(&t));
    report.party = context.options.party.or(named);
    report.period = context.options.period.or(years).or_else(|| edition.then_some(format.period).flatten());
    if let (Some(said), Some(stands)) = (context.options.party, named)
        && said != stands
    {
        notes.add(
            Level::Warning,
            "party-differs",
            String::new(),
            say!("you say this is a report of {said}, but the file names {stands}", said = &said, stands = &stands),
            say!("check that it is the right file"),
        );
    }
    let mut reports = Vec::new();
    if report.answers.is_empty() {
        notes.add(
            Level::Warning,
            "no-answers",
            String::new(),
            say!("the text holds no answers that could be read"),
            say!(
                "make the long PDF in the reporting system again, or copy the answers into a workbook with the columns Number, Question, Answer, Details"
            ),
        );
    } else {
        reports.push(report);
    }
    Reading { kind, reports, findings: notes.close(), ..Reading::default() }
}

/// Words of the text that may name a convention and an edition: the title and the first pages.
fn said(lines: &[Line], title: &str) -> String {
    let head: Vec<&str> =
        lines.iter().filter(|l| !l.text.trim().is_empty()).take(40).map(|l| l.text.as_str()).collect();
    format!(" {} ", fold(&format!("{title} {}", head.join(" "))))
}

#[cfg(test)]
pub(super) mod tests;
