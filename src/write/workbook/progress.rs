//! What is still open, counted by formulas while people work: a column of each theme sheet that can be filtered,
//! and the sums on the first sheet.
//!
//! A question is open until something is written in one of its cells, or *yes* stands in Confirmed; one that
//! an answer makes needless is not. A row of formulas speaks of its own question by its hidden id, so that it
//! says the same wherever the row is moved. What a formula says when the workbook is opened is written with it.
//! No text of an input gets into a formula: cells are compared with the hidden cells that remember them.

use rust_xlsxwriter::utility;

use crate::model::{Standing, number_text};
use crate::write::Error;
use crate::write::words::W;

use super::Cx;
use super::cells::{self, Content, Style};
use super::page::Page;
use super::plan::{Level, Line, Plan};

/// Columns of a theme sheet that the formulas need.
#[derive(Debug, Clone, Copy)]
pub(super) struct At {
    pub(super) answer: u16,
    pub(super) details: Option<u16>,
    pub(super) confirmed: u16,
    /// The visible column.
    pub(super) open: u16,
    /// Hidden columns: question, item, what was written into the answer and the details.
    pub(super) question: u16,
    pub(super) item: u16,
    pub(super) written: u16,
    pub(super) written_details: u16,
    /// Hidden: whether somebody wrote into the row.
    pub(super) touched: u16,
    /// Hidden: 1 in the first row of a question.
    pub(super) main: u16,
    /// First and last row.
    pub(super) first: u32,
    pub(super) last: u32,
}

/// Where the first sheet finds what to count.
#[derive(Debug, Clone, Copy)]
pub(super) struct Count {
    pub(super) open: u16,
    pub(super) main: u16,
    pub(super) first: u32,
    pub(super) last: u32,
    /// How many are open at first.
    pub(super) now: usize,
}

/// What the condition of a question makes of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Asked {
    /// It has none, or it depends on what stands on another sheet.
    Always,
    /// It is not asked when this holds; true: it does as the workbook is written.
    Unless(String, bool),
}

fn cell(r: u32, c: u16) -> String {
    utility::row_col_to_cell(r, c)
}

fn range(first: u32, last: u32, c: u16) -> String {
    utility::cell_range_absolute(first, c, last, c)
}

/// True where a question of this standing waits for somebody.
fn waits(standing: Standing) -> bool {
    matches!(
        standing,
        Standing::Gap | Standing::Hint | Standing::Suggested | Standing::CarriedOver | Standing::Conflict
    )
}

impl At {
    fn column(&self, c: u16) -> String {
        range(self.first, self.last, c)
    }

    /// Writes the formulas of a sheet. `asked` says of the question that begins at a line when it is asked, `rows`
    /// gives a formula that is above 0 where its table has rows.
    pub(super) fn write(
        &self,
        page: &mut Page,
        plan: &Plan,
        asked: &dyn Fn(usize) -> Asked,
        rows: &dyn Fn(&Line) -> Option<String>,
        cx: &Cx,
    ) -> Result<Count, Error> {
        // What the question of the lines below says: its formula is that of all its rows.
        let mut now: Option<(Vec<String>, &'static str)> = None;
        let mut open = 0;
        for (n, line) in plan.lines.iter().enumerate() {
            let r = self.first + cells::row(n)?;
            match line.level {
                Level::Main => {
                    page.number(r, self.main, 1.0, Style::Hidden)?;
                    now = self.closed(line, asked(n), rows, cx);
                    open += usize::from(now.as_ref().is_some_and(|(_, value)| !value.is_empty()));
                }
                Level::Sub => {}
                _ => now = None,
            }
            let Some((closed, value)) = &now else {
                if matches!(line.level, Level::Main | Level::Sub) {
                    page.text(r, self.open, "", Style::Small)?;
                }
                continue;
            };
            if let Some(touched) = self.touched_by(r, line) {
                page.count(r, self.touched, &format!("IF({touched},1,0)"), 0, Style::Hidden)?;
            }
            let (question, item) = (cell(r, self.question), cell(r, self.item));
            let own = match line.item {
                Some(_) => format!("{},{question},{},{item}", self.column(self.question), self.column(self.item)),
                None => format!("{},{question}", self.column(self.question)),
            };
            let mut tests = vec![
                format!("COUNTIFS({own},{},1)>0", self.column(self.touched)),
                format!("COUNTIFS({own},{},\"{}\")>0", self.column(self.confirmed), cx.word(W::Yes)),
            ];
            tests.extend(closed.iter().cloned());
            let f = format!("IF(OR({}),\"\",\"{}\")", tests.join(","), cx.word(W::StillOpen));
            page.formula(r, self.open, &f, value, Style::Small)?;
        }
        Ok(Count { open: self.open, main: self.main, first: self.first, last: self.last, now: open })
    }

    /// Further tests that close a question, and what its cells say at first; `None` for one that waits for nobody.
    fn closed(
        &self,
        line: &Line,
        asked: Asked,
        rows: &dyn Fn(&Line) -> Option<String>,
        cx: &Cx,
    ) -> Option<(Vec<String>, &'static str)> {
        let standing = line.standing.unwrap_or(Standing::Gap);
        let mut tests: Vec<String> = Vec::new();
        let value = match asked {
            Asked::Unless(not, holds) if waits(standing) || standing == Standing::NotAsked => {
                // One that is not asked may come to be.
                tests.push(not);
                if holds { "" } else { cx.word(W::StillOpen) }
            }
            _ if waits(standing) => cx.word(W::StillOpen),
            _ => return None,
        };
        // Rows that are to be confirmed are closed by a yes.
        if standing != Standing::CarriedOver {
            tests.extend(rows(line).map(|rows| format!("{rows}>0")));
        }
        Some((tests, value))
    }

    /// Whether somebody wrote into a row.
    fn touched_by(&self, r: u32, line: &Line) -> Option<String> {
        let mut tests = Vec::new();
        if line.input != cells::Input::Locked && line.link.is_none() {
            tests.extend(differs(&cell(r, self.answer), &cell(r, self.written), &line.content));
        }
        if let (Some(c), true) = (self.details, line.details_open) {
            let content = Content::Text(line.details.clone());
            tests.extend(differs(&cell(r, c), &cell(r, self.written_details), &content));
        }
        (!tests.is_empty()).then(|| format!("OR({})", tests.join(",")))
    }
}

/// Whether a cell holds something else than was written; of a long text only its length tells.
fn differs(cell: &str, written: &str, content: &Content) -> Option<String> {
    match content {
        Content::Blank => Some(format!("{cell}<>\"\"")),
        Content::Text(t) if t.is_empty() => Some(format!("{cell}<>\"\"")),
        Content::Text(t) if crate::model::own::mark(t) == *t => Some(format!("NOT(EXACT({cell},{written}))")),
        // Programs count characters beyond the first plane differently.
        Content::Text(t) if t.chars().all(|c| c.len_utf16() == 1) => {
            Some(format!("LEN({cell})<>{}", t.chars().count()))
        }
        Content::Text(_) => None,
        Content::Number(n) => Some(format!("{cell}<>{}", number_text(*n))),
        Content::Date(d) => {
            let days = d.signed_duration_since(chrono::NaiveDate::from_ymd_opt(1899, 12, 30)?).num_days();
            Some(format!("{cell}<>{days}"))
        }
    }
}

/// A reference to a part of another sheet.
pub(super) fn on_sheet(name: &str, range: &str) -> String {
    format!("'{}'!{range}", name.replace('\'', "''"))
}

/// The number of open questions of a sheet, as a formula.
pub(super) fn open(sheet: &str, c: &Count, cx: &Cx) -> String {
    let of = |column| on_sheet(sheet, &range(c.first, c.last, column));
    format!("=COUNTIFS({},\"{}\",{},1)", of(c.open), cx.word(W::StillOpen), of(c.main))
}

/// Where the rows of a table stand.
#[derive(Debug, Clone)]
pub(super) struct Area {
    pub(super) sheet: String,
    /// First and last row, with room for rows that people add.
    pub(super) first: u32,
    pub(super) last: u32,
    /// Columns that people fill in, by their codes.
    pub(super) columns: Vec<(u16, String)>,
    /// Hidden column with the id of the question, where several stand on the sheet.
    pub(super) question: Option<u16>,
}

impl Area {
    fn of(&self, c: u16) -> String {
        on_sheet(&self.sheet, &range(self.first, self.last, c))
    }

    /// How many cells of a question are filled in, as a formula.
    pub(super) fn filled(&self, question: &str) -> Option<String> {
        let (first, last) = (self.columns.first()?.0, self.columns.last()?.0);
        let all = on_sheet(&self.sheet, &utility::cell_range_absolute(self.first, first, self.last, last));
        Some(match self.question {
            None => format!("COUNTA({all})"),
            Some(c) => format!("SUMPRODUCT(({}={question})*({all}<>\"\"))", self.of(c)),
        })
    }

    /// Rows of a register, and those that nobody confirmed, as formulas. A row with nothing but an id is none; what is
    /// too long for a cell goes on in further rows, which are called `continued`.
    pub(super) fn rows(&self, continued: &str) -> Option<(String, String)> {
        let said: Vec<String> = self
            .columns
            .iter()
            .filter(|(_, code)| !matches!(code.as_str(), "id" | "confirmed"))
            .map(|(c, _)| format!("({}<>\"\")", self.of(*c)))
            .collect();
        if said.is_empty() {
            return None;
        }
        let row = format!("(({})>0)*({}<>\"{continued}\")", said.join("+"), self.of(0));
        let open = match self.columns.iter().find(|(_, code)| code == "confirmed") {
            Some((c, _)) => format!("=SUMPRODUCT({row}*({}=\"\"))", self.of(*c)),
            None => format!("=SUMPRODUCT({row})"),
        };
        Some((format!("=SUMPRODUCT({row})"), open))
    }
}
