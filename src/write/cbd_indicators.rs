//! Data of the CBD's headline indicators: filled into the country's own workbook (the form that is
//! uploaded, its older form, the detailed templates), or as a new form that the tool takes.
//!
//! Rows that a person has filled in stay. Others are used in order, those first that already name
//! the year or the part; what is left goes into new rows below.

use std::collections::{BTreeMap, BTreeSet};

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format as CellFormat, Workbook};

use super::Error;
use super::cbd_json::Figures;
use super::fill_word::Place;
use super::fill_xlsx::{self, CellEdit, Fill, SheetCells};
use crate::model::ort::{letters, upload_column, without_prompt};
use crate::model::{Answer, Drafted, Finding, Format, Kind, Level, Question, Report, Row, Sentence, ort};
use crate::say;

/// A filled workbook.
#[derive(Debug, Clone, PartialEq)]
pub struct Filled {
    /// The file; where nothing was filled in, byte for byte the original.
    pub bytes: Vec<u8>,
    /// The rows of data that were filled in, in the order of the form's sheets.
    pub rows: Vec<FilledRow>,
    /// What could not be filled in, and what a person should know.
    pub findings: Vec<Finding>,
}

/// A row of data that was filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilledRow {
    /// Question id of the indicator.
    pub question: String,
    /// The cell of the value.
    pub place: String,
    /// Year, part, value and unit.
    pub written: String,
}

impl Filled {
    /// The rows with what their answers are worth and where these come from.
    #[must_use]
    pub fn places(&self, drafted: &Drafted) -> Vec<Place> {
        let place = |row: &FilledRow| {
            let draft = drafted.drafts.iter().find(|d| d.question == row.question)?;
            Some(Place {
                question: row.question.clone(),
                item: None,
                place: row.place.clone(),
                written: row.written.clone(),
                standing: draft.standing,
                sources: draft.sources.clone(),
            })
        };
        self.rows.iter().filter_map(place).collect()
    }
}

/// Fills the data of headline indicators into a workbook of the tool's, named `file` for the user.
/// Only indicators that the workbook has rows for are filled in; all of them where it has no rows
/// yet. Answers that nobody confirmed are left out.
///
/// # Errors
/// A finding where the file is no Excel workbook, is damaged, or has no table of indicator data.
pub fn fill_indicators(file: &str, original: &[u8], report: &Report, format: &Format) -> Result<Filled, Finding> {
    let named = |mut f: Finding| {
        if f.file.is_empty() {
            file.clone_into(&mut f.file);
        }
        f
    };
    let sheets = fill_xlsx::cells(original).map_err(named)?;
    let forms: Vec<Form> = sheets.iter().filter_map(Form::find).collect();
    if forms.is_empty() {
        return Err(Finding::new(
            Level::Error,
            "form-not-known",
            say!("the workbook has no sheet with the columns of indicator data: Indicator code, Year, Unit, Value"),
        )
        .at(file, "")
        .hint(say!("take the file that the reporting tool offers for the indicator")));
    }
    let mut filler = Filler {
        file,
        sheets: &sheets,
        edits: Vec::new(),
        rows: Vec::new(),
        findings: Vec::new(),
        unlisted: BTreeMap::new(),
        homeless: BTreeMap::new(),
    };
    for form in forms {
        filler.form(form, report, format);
    }
    let patched = fill_xlsx::patch_possible(original, &filler.edits).map_err(named)?;
    let (mut findings, mut rows) = (filler.findings, filler.rows);
    // A row whose value could not be written was not filled.
    rows.retain(|r| !patched.findings.iter().any(|f| f.place == r.place));
    findings.extend(patched.findings.into_iter().map(named));
    Ok(Filled { bytes: patched.bytes, rows, findings })
}

/// A new form for one indicator that the reporting tool takes: the nine headings, and the rows of the
/// answer whose year and value are what the tool reads; the others are named.
///
/// # Errors
/// Where the workbook cannot be made.
pub fn upload_form(question: &Question, answer: &Answer) -> Result<(Vec<u8>, Vec<Finding>), Error> {
    let (mut book, mut findings) = (Workbook::new(), Vec::new());
    // A fixed day: the same data give the same bytes.
    book.set_properties(&DocProperties::new().set_creation_datetime(&ExcelDateTime::from_ymd(2000, 1, 1)?));
    let bold = CellFormat::new().set_bold();
    let sheet = book.add_worksheet();
    for (c, (_, heading)) in (0..).zip(ort::UPLOAD) {
        sheet.write_string_with_format(0, c, heading, &bold)?;
        sheet.set_column_width(c, if c == 1 { 50 } else { 18 })?;
    }
    let mut at = 1;
    for (n, row) in (1..).zip(&answer.rows) {
        let figures = Figures::of(row, answer.lang);
        let (Some(year), Some(value)) = (figures.year, figures.value) else {
            if !figures.is_blank() {
                findings.push(unusable(question, answer, n, &figures).at(&answer.origin.file, &answer.origin.place));
            }
            continue;
        };
        for (c, (code, _)) in (0..).zip(ort::UPLOAD) {
            match code {
                "code" => sheet.write_string(at, c, &question.number)?,
                "indicator" => sheet.write_string(at, c, question.wording(crate::model::Lang::En))?,
                "disaggregated" => sheet.write_string(at, c, if figures.disaggregated { "Yes" } else { "No" })?,
                "year" => sheet.write_number(at, c, f64::from(year))?,
                "value" => sheet.write_number(at, c, value)?,
                other => sheet.write_string(at, c, cell(row, other))?,
            };
        }
        at += 1;
    }
    Ok((book.save_to_buffer()?, findings))
}

fn cell<'a>(row: &'a Row, column: &str) -> &'a str {
    row.get(column).map_or("", |t| t.trim())
}

fn unusable(question: &Question, answer: &Answer, n: usize, figures: &Figures) -> Finding {
    let message = say!(
        "indicator {number}, row {n}: {wrong}; the row was left out",
        number = &question.number,
        n = &n,
        wrong = figures.wrong()
    );
    Finding::new(Level::Error, "indicator-row", message)
        .at("", &answer.origin.place)
        .hint(say!("write the year with four digits and the value as a number"))
}

/// A table of indicator data in a workbook.
struct Form<'a> {
    sheet: &'a SheetCells,
    head: u32,
    columns: BTreeMap<&'static str, u32>,
}

impl<'a> Form<'a> {
    fn find(sheet: &'a SheetCells) -> Option<Form<'a>> {
        let mut rows: BTreeMap<u32, BTreeMap<&'static str, u32>> = BTreeMap::new();
        for (&(row, column), cell) in sheet.cells.range(..(10, 0)) {
            if let Some(code) = upload_column(&cell.text) {
                rows.entry(row).or_default().entry(code).or_insert(column);
            }
        }
        let has = |c: &BTreeMap<&str, u32>| ["code", "year", "unit", "value"].iter().all(|k| c.contains_key(k));
        rows.into_iter().find(|(_, c)| has(c)).map(|(head, columns)| Form { sheet, head, columns })
    }

    /// A cell as a person would read it: without prompts and without what formulas show.
    fn text(&self, row: u32, column: &str) -> &'a str {
        let cell = self.columns.get(column).and_then(|c| self.sheet.cells.get(&(row, *c)));
        cell.filter(|c| c.formula.is_none()).map_or("", |c| without_prompt(&c.text))
    }

    /// What stands in a cell, prompts too.
    fn raw(&self, row: u32, column: &str) -> Option<&'a fill_xlsx::CellText> {
        self.columns.get(column).and_then(|c| self.sheet.cells.get(&(row, *c)))
    }

    /// True where a cell's formula only asks to choose: it, or the one it shares, shows a prompt.
    fn prompts(&self, row: u32, column: &str) -> bool {
        let Some(formula) = self.raw(row, column).and_then(|c| c.formula.as_deref()) else { return false };
        let column = self.columns.get(column);
        let mut others = self.sheet.cells.iter().filter(|((_, c), _)| Some(c) == column);
        formula.contains('[')
            || (formula.is_empty() && others.any(|(_, t)| t.formula.as_deref().is_some_and(|f| f.contains('['))))
    }

    /// True where a prompt stands in a cell as text.
    fn is_prompt(&self, row: u32, column: &str) -> bool {
        let standing = self.raw(row, column).filter(|c| c.formula.is_none());
        standing.is_some_and(|c| !c.text.trim().is_empty() && without_prompt(&c.text).is_empty())
    }

    fn last(&self) -> u32 {
        self.sheet.cells.keys().map(|(r, _)| *r).max().unwrap_or(self.head).max(self.head)
    }
}

struct Filler<'a> {
    file: &'a str,
    sheets: &'a [SheetCells],
    edits: Vec<CellEdit>,
    rows: Vec<FilledRow>,
    findings: Vec<Finding>,
    /// Values that no list of the form has, and kinds it has no column for, with the first place.
    unlisted: BTreeMap<String, String>,
    homeless: BTreeMap<String, String>,
}

impl Filler<'_> {
    fn note(&mut self, level: Level, code: &'static str, place: String, message: Sentence, hint: Sentence) {
        self.findings.push(Finding::new(level, code, message).at(self.file, place).hint(hint));
    }

    fn form(&mut self, form: Form, report: &Report, format: &Format) {
        let mut next = form.last() + 1;
        let mut free: BTreeMap<String, Vec<u32>> = BTreeMap::new();
        let mut taken: BTreeMap<String, Vec<u32>> = BTreeMap::new();
        for row in form.head + 1..next {
            let code = form.text(row, "code").to_uppercase();
            if code.is_empty() {
                continue;
            }
            let blank = form.text(row, "value").is_empty();
            if blank { &mut free } else { &mut taken }.entry(code).or_default().push(row);
        }
        let known: BTreeSet<String> = free.keys().chain(taken.keys()).cloned().collect();
        let before = self.rows.len();
        let mut open = Vec::new();
        for q in format.questions.iter().filter(|q| q.kind == Kind::Indicator) {
            let code = q.number.to_uppercase();
            let Some(a) = report.answer(&q.id, None).filter(|a| !a.rows.is_empty()) else { continue };
            if !known.is_empty() && !known.contains(&code) {
                continue;
            }
            if !a.confirmed {
                open.push(q.number.clone());
                continue;
            }
            let mut slots = free.remove(&code).unwrap_or_default();
            let own = taken.get(&code).cloned().unwrap_or_default();
            for (n, row) in (1..).zip(&a.rows) {
                let figures = Figures::of(row, a.lang.or(report.lang));
                let (Some(year), Some(value)) = (figures.year, figures.value) else {
                    if !figures.is_blank() {
                        self.findings.push(unusable(q, a, n, &figures).at(&a.origin.file, &a.origin.place));
                    }
                    continue;
                };
                if let Some(kept) = own.iter().find(|r| is_same(&form, **r, row, year)) {
                    if fill_xlsx::number(form.text(*kept, "value")) != Some(value) {
                        let place = form.sheet.place(*kept, form.columns.get("value").copied().unwrap_or(0));
                        let message = say!(
                            "indicator {number}: the form has another value for {year}; it was kept, and {value} was not written",
                            number = &q.number,
                            year = &year,
                            value = &value
                        );
                        self.note(Level::Warning, "row-kept", place, message, say!("decide which of the two is right"));
                    }
                    continue;
                }
                let slot = choose(&form, &slots, row, year, figures.disaggregated);
                let at = match slot {
                    Some(p) => slots.remove(p),
                    None => {
                        next += 1;
                        next - 1
                    }
                };
                self.write(&form, q, at, row, year, value, figures.disaggregated);
                let written = [
                    year.to_string(),
                    cell(row, "disaggregation").to_owned(),
                    value.to_string(),
                    cell(row, "unit").to_owned(),
                ];
                self.rows.push(FilledRow {
                    question: q.id.clone(),
                    place: form.sheet.place(at, form.columns.get("value").copied().unwrap_or(0)),
                    written: written.into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join(" · "),
                });
            }
        }
        if !open.is_empty() {
            let message = say!("data that nobody confirmed were left out: {names}", names = open.join(", "));
            self.note(
                Level::Warning,
                "not-confirmed",
                form.sheet.name.clone(),
                message,
                say!("confirm them, one by one"),
            );
        }
        if self.rows.len() == before {
            let message = say!("nothing was filled in: the report has no further data of the indicators in this form");
            self.note(Level::Info, "nothing-to-fill", form.sheet.name.clone(), message, Sentence::default());
            return;
        }
        let unlisted = std::mem::take(&mut self.unlisted);
        if let Some((_, place)) = unlisted.first_key_value() {
            let names: Vec<&str> = unlisted.keys().map(String::as_str).collect();
            let message = say!(
                "not among the values that the form's lists allow, and written all the same: {names}",
                names = names.join("; ")
            );
            self.note(
                Level::Warning,
                "not-in-list",
                place.clone(),
                message,
                say!("choose the value of the list that says the same"),
            );
        }
        let homeless = std::mem::take(&mut self.homeless);
        if let Some((_, place)) = homeless.first_key_value() {
            let names: Vec<&str> = homeless.keys().map(String::as_str).collect();
            let message =
                say!("the form has no column for the type of disaggregation: {names}", names = names.join("; "));
            self.note(
                Level::Warning,
                "not-in-form",
                place.clone(),
                message,
                say!("take the present form of the reporting tool"),
            );
        }
        let exact = ort::UPLOAD.iter().enumerate().all(|(c, (_, heading))| {
            let found = form.sheet.cells.get(&(form.head, u32::try_from(c).unwrap_or(0)));
            form.head == 0 && found.is_some_and(|f| f.text.trim().eq_ignore_ascii_case(heading))
        });
        if !exact {
            let message = say!("the headings are not those that the reporting tool takes for an upload");
            let hint = say!(
                "attach this file to the report; for the upload take the form that the tool makes for the indicator"
            );
            self.note(Level::Warning, "form-not-uploadable", form.sheet.place(form.head, 0), message, hint);
        }
    }

    #[allow(clippy::too_many_arguments)]
    fn write(&mut self, form: &Form, q: &Question, at: u32, row: &Row, year: u16, value: f64, part: bool) {
        let new = form.text(at, "code").is_empty();
        let mut put = |column: &str, fill: Fill| {
            if let Some(&c) = form.columns.get(column) {
                self.edits.push(CellEdit::new(&form.sheet.name, at, c, fill));
            }
        };
        if new {
            // A title that stands in the form is the form's.
            let title = (form.head + 1..at)
                .find(|r| form.text(*r, "code").eq_ignore_ascii_case(&q.number))
                .map_or_else(|| q.label.en.clone(), |r| form.text(r, "indicator").to_owned());
            put("code", Fill::Text(q.number.clone()));
            put("indicator", Fill::Text(title));
        }
        if form.text(at, "disaggregated").is_empty() {
            put("disaggregated", Fill::Text(if part { "Yes" } else { "No" }.to_owned()));
        }
        if form.text(at, "year").is_empty() {
            put("year", Fill::Number(f64::from(year)));
        }
        put("value", Fill::Number(value));
        for column in ["unit", "footnote"] {
            let text = cell(row, column);
            // A prompt that is not answered must not be sent.
            if !text.is_empty() || form.is_prompt(at, column) {
                put(column, Fill::Text(text.to_owned()));
            }
        }
        for column in ["type", "disaggregation"] {
            if (!part || cell(row, column).is_empty()) && form.is_prompt(at, column) {
                put(column, Fill::Text(String::new()));
            }
        }
        if !part {
            return;
        }
        let mut heading = None;
        let place = form.sheet.place(at, form.columns.get("disaggregation").copied().unwrap_or(0));
        for column in ["type", "disaggregation"] {
            let text = cell(row, column);
            if text.is_empty() {
                continue;
            }
            if !form.columns.contains_key(column) {
                self.homeless.entry(text.to_owned()).or_insert_with(|| place.clone());
                continue;
            }
            let listed = match column {
                "type" => {
                    let found = kinds(self.sheets).into_iter().find(|(_, _, t)| letters(t) == letters(text));
                    heading = found.map(|(s, c, _)| (s, c));
                    found.map(|(_, _, t)| t)
                }
                _ => heading.map_or(Some(text), |(s, c)| {
                    let mut allowed = allowed(s, c).peekable();
                    // A kind without a list is described in words.
                    if allowed.peek().is_none() { Some(text) } else { allowed.find(|t| letters(t) == letters(text)) }
                }),
            };
            let has_lists = !kinds(self.sheets).is_empty();
            if listed.is_none() && has_lists {
                self.unlisted.entry(text.to_owned()).or_insert_with(|| place.clone());
            }
            // The formulas of these cells only ask to choose.
            let prompts = form.prompts(at, column);
            if form.text(at, column).is_empty() {
                let mut e = CellEdit::new(
                    &form.sheet.name,
                    at,
                    form.columns.get(column).copied().unwrap_or(0),
                    Fill::Text(listed.unwrap_or(text).to_owned()),
                );
                e.over_formula = prompts;
                self.edits.push(e);
            }
        }
    }
}

/// True where a row of the form is about the same year and part.
fn is_same(form: &Form, at: u32, row: &Row, year: u16) -> bool {
    fill_xlsx::number(form.text(at, "year")) == Some(f64::from(year))
        && letters(part_of(form.text(at, "disaggregation"))) == letters(part_of(cell(row, "disaggregation")))
        && (form.text(at, "unit").is_empty() || letters(form.text(at, "unit")) == letters(cell(row, "unit")))
}

/// The part a cell names; the templates write "Not applicable" or "no" for the whole.
fn part_of(text: &str) -> &str {
    if matches!(letters(text).as_str(), "no" | "notapplicable") { "" } else { text }
}

/// The free row that fits best: one that already names the year, or the part.
fn choose(form: &Form, slots: &[u32], row: &Row, year: u16, part: bool) -> Option<usize> {
    let fit = |at: u32| -> Option<i32> {
        let mut score = 0;
        let stated = form.text(at, "year");
        if !stated.is_empty() {
            if fill_xlsx::number(stated) != Some(f64::from(year)) {
                return None;
            }
            score += 4;
        }
        match letters(form.text(at, "disaggregated")).as_str() {
            "yes" if part => score += 1,
            "no" if !part => score += 1,
            "" => {}
            _ => return None,
        }
        for (column, weight) in [("type", 1), ("disaggregation", 2)] {
            let stated = part_of(form.text(at, column));
            if !stated.is_empty() {
                if letters(stated) != letters(cell(row, column)) {
                    return None;
                }
                score += weight;
            }
        }
        let unit = form.text(at, "unit");
        (unit.is_empty() || letters(unit) == letters(cell(row, "unit"))).then_some(score)
    };
    let mut best: Option<(i32, usize)> = None;
    for (p, at) in slots.iter().enumerate() {
        if let Some(score) = fit(*at)
            && best.is_none_or(|(b, _)| score > b)
        {
            best = Some((score, p));
        }
    }
    best.map(|(_, p)| p)
}

/// Kinds of disaggregation in the first row of a sheet with categories.
fn kinds(sheets: &[SheetCells]) -> Vec<(&SheetCells, u32, &str)> {
    let lists = sheets.iter().filter(|s| s.name.to_lowercase().contains("category"));
    lists.flat_map(|s| s.cells.range(..(1, 0)).map(move |((_, c), t)| (s, *c, t.text.trim()))).collect()
}

/// Values below a kind.
fn allowed(sheet: &SheetCells, column: u32) -> impl Iterator<Item = &str> {
    let below = sheet.cells.iter().filter(move |((r, c), _)| *r > 0 && *c == column);
    below.map(|(_, t)| t.text.as_str()).filter(|t| !t.trim().is_empty())
}
