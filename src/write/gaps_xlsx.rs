//! Workbooks about gaps: the tables of the pages, with the same filters and with native charts.

use rust_xlsxwriter::{
    Chart, ChartType, Color, ConditionalFormat3ColorScale, DocProperties, ExcelDateTime, Format, FormatAlign,
    FormatBorder, Workbook, Worksheet, XlsxError,
};

use super::gaps_html::words::{self, T, put, say};
use super::words::standing;
use crate::crosswalk::Crosswalk;
use crate::gaps::{Class, Comparison, First, Gaps, Grade, ManyRow, Overview, Place, Row, Side, Tally};
use crate::model::{Lang, Period, Region, Standing};
use crate::write::Error;

/// Most characters of a text in a cell.
const MOST: usize = 8_000;

/// Standings in the order of the stacked bars, with their colours.
const BARS: [(Standing, u32); 10] = [
    (Standing::Kept, 0x002F_7D4F),
    (Standing::Copied, 0x006F_9FD6),
    (Standing::Recoded, 0x004F_7FB6),
    (Standing::Derived, 0x008F_BFF0),
    (Standing::Composed, 0x003F_6FA0),
    (Standing::CarriedOver, 0x00F0_C35A),
    (Standing::Suggested, 0x00B3_9BDC),
    (Standing::Hint, 0x00B9_C3CC),
    (Standing::Conflict, 0x00C9_343D),
    (Standing::Gap, 0x00FF_FFFF),
];

/// What a cell holds. Text is always written as text, whatever it begins with.
enum Cell {
    Text(String),
    Count(usize),
    /// Per cent; `None`: nothing is asked.
    Percent(Option<usize>),
}

impl From<&str> for Cell {
    fn from(t: &str) -> Cell {
        Cell::Text(t.to_owned())
    }
}

impl From<String> for Cell {
    fn from(t: String) -> Cell {
        Cell::Text(t)
    }
}

impl From<usize> for Cell {
    fn from(n: usize) -> Cell {
        Cell::Count(n)
    }
}

/// A sheet with a title, headings, rows, filter and frozen headings. The headings stand in row 3.
struct Table {
    sheet: Worksheet,
    name: String,
    rows: u32,
    columns: u16,
}

const HEAD: u32 = 2;

fn count(n: usize) -> f64 {
    u32::try_from(n).map_or(f64::MAX, f64::from)
}

fn text(t: &str) -> String {
    super::workbook::clean(t).chars().take(MOST).collect()
}

fn years(p: Option<Period>) -> String {
    p.map_or_else(String::new, |p| p.to_string())
}

/// Names of sheets: at most 31 characters, none that Excel forbids.
fn sheet_name(t: &str) -> String {
    t.chars().filter(|c| !matches!(c, ':' | '\\' | '/' | '?' | '*' | '[' | ']' | '\'')).take(31).collect()
}

impl Table {
    fn new(name: T, title: &str, columns: &[(String, f64)], rows: Vec<Vec<Cell>>, lang: Lang) -> Result<Table, Error> {
        let name = sheet_name(say(name, lang));
        let mut sheet = Worksheet::new();
        sheet.set_name(&name)?;
        let border = |f: Format| f.set_border(FormatBorder::Thin).set_border_color(Color::RGB(0x00C9_CFD2));
        let top = |f: Format| f.set_align(FormatAlign::Top);
        let head = border(Format::new().set_bold().set_text_wrap())
            .set_background_color(Color::RGB(0x001F_4E5F))
            .set_font_color(Color::White)
            .set_align(FormatAlign::Center)
            .set_align(FormatAlign::VerticalCenter);
        let plain = top(border(Format::new().set_text_wrap()));
        let number = top(border(Format::new().set_num_format("0")));
        let percent = top(border(Format::new().set_num_format("0%")));
        sheet.write_string_with_format(0, 0, text(title), &Format::new().set_bold().set_font_size(14))?;
        let width = u16::try_from(columns.len()).map_err(|_| XlsxError::RowColumnLimitError)?;
        for (c, (label, w)) in (0_u16..).zip(columns) {
            sheet.write_string_with_format(HEAD, c, text(label), &head)?;
            sheet.set_column_width(c, *w)?;
        }
        sheet.set_row_height(HEAD, 32)?;
        let mut r = HEAD;
        for row in rows {
            r += 1;
            for (c, cell) in (0_u16..).zip(row) {
                match cell {
                    Cell::Text(t) if t.trim().is_empty() => sheet.write_blank(r, c, &plain)?,
                    Cell::Text(t) => sheet.write_string_with_format(r, c, text(&t), &plain)?,
                    Cell::Count(n) => sheet.write_number_with_format(r, c, count(n), &number)?,
                    Cell::Percent(Some(n)) => sheet.write_number_with_format(r, c, count(n) / 100.0, &percent)?,
                    Cell::Percent(None) => sheet.write_blank(r, c, &percent)?,
                };
            }
        }
        sheet.autofilter(HEAD, 0, r.max(HEAD + 1), width.saturating_sub(1))?;
        sheet.set_freeze_panes(HEAD + 1, 1)?;
        sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
        sheet.set_repeat_rows(HEAD, HEAD)?;
        Ok(Table { sheet, name, rows: r - HEAD, columns: width })
    }

    /// Colours shares from nothing to all; the number stands in every cell too.
    fn shares(mut self, first: u16, last: u16) -> Result<Table, Error> {
        let scale = ConditionalFormat3ColorScale::new()
            .set_minimum(rust_xlsxwriter::ConditionalFormatType::Number, 0)
            .set_midpoint(rust_xlsxwriter::ConditionalFormatType::Number, 0.5)
            .set_maximum(rust_xlsxwriter::ConditionalFormatType::Number, 1)
            .set_minimum_color(Color::RGB(0x00FB_E3D6))
            .set_midpoint_color(Color::RGB(0x00FD_F0CF))
            .set_maximum_color(Color::RGB(0x008C_C39A));
        if self.rows > 0 {
            self.sheet.add_conditional_format(HEAD + 1, first, HEAD + self.rows, last, &scale)?;
        }
        Ok(self)
    }

    /// Bars of one column beside the table.
    fn bars(mut self, column: u16, title: &str) -> Result<Table, Error> {
        if self.rows == 0 {
            return Ok(self);
        }
        let (first, last, name) = (HEAD + 1, HEAD + self.rows, self.name.as_str());
        let mut chart = Chart::new(ChartType::Bar);
        chart
            .add_series()
            .set_categories((name, first, 0, last, 0))
            .set_values((name, first, column, last, column))
            .set_format(
                rust_xlsxwriter::ChartFormat::new()
                    .set_solid_fill(rust_xlsxwriter::ChartSolidFill::new().set_color(Color::RGB(0x002F_7D4F))),
            );
        chart.title().set_name(title);
        chart.legend().set_hidden();
        chart.x_axis().set_min(0).set_max(1).set_num_format("0%");
        chart.y_axis().set_reverse();
        chart.set_width(760).set_height(140 + 22 * self.rows.min(60));
        self.sheet.insert_chart(HEAD, self.columns + 1, &chart)?;
        Ok(self)
    }
}

fn book(title: &str, tables: Vec<Table>) -> Result<Vec<u8>, Error> {
    let mut book = Workbook::new();
    // A fixed day: the same reports give the same bytes.
    let properties = DocProperties::new()
        .set_title(text(title))
        .set_author("dunlin")
        .set_creation_datetime(&ExcelDateTime::from_ymd(2000, 1, 1)?);
    book.set_properties(&properties);
    for t in tables {
        book.push_worksheet(t.sheet);
    }
    Ok(book.save_to_buffer()?)
}

fn columns(list: &[(T, f64)], lang: Lang) -> Vec<(String, f64)> {
    list.iter().map(|(t, w)| (say(*t, lang).to_owned(), *w)).collect()
}

fn tally(t: &Tally) -> [Cell; 5] {
    [t.asked.into(), t.answered.into(), percent(t), t.reusable.into(), t.open.into()]
}

fn percent(t: &Tally) -> Cell {
    Cell::Percent((t.asked > 0).then(|| t.percent()))
}

const TALLY: [(T, f64); 5] = [
    (words::ASKED, 11.0),
    (words::ANSWERED, 11.0),
    (words::PERCENT, 11.0),
    (words::REUSABLE, 13.0),
    (words::OPEN, 11.0),
];

/// The workbook of one Party.
///
/// # Errors
/// Where the workbook cannot be made; it holds nothing that would make it fail.
pub fn one(gaps: &Gaps, crosswalk: &Crosswalk) -> Result<Vec<u8>, Error> {
    let lang = gaps.lang;
    let party = gaps.party.map_or(say(words::PARTY_UNKNOWN, lang), |p| p.name(lang));
    let title = format!("{party}: {}", say(words::KIND, lang));
    let tables = vec![
        overview(gaps, &title)?,
        rows(gaps, words::HEAT, words::THEME, &gaps.coverage.themes)?,
        targets(gaps)?,
        sections(gaps)?,
        contradictions(gaps, crosswalk)?,
        worth(gaps)?,
        measures(gaps)?,
        repeated(gaps)?,
        questions(gaps, crosswalk)?,
    ];
    book(&title, tables)
}

fn overview(gaps: &Gaps, title: &str) -> Result<Table, Error> {
    let lang = gaps.lang;
    let used: Vec<(Standing, u32)> = BARS.into_iter().filter(|(s, _)| gaps.coverage.all.of(*s) > 0).collect();
    let mut heads = columns(&[(words::CONVENTION, 22.0), (words::PERIOD, 13.0)], lang);
    heads.extend(columns(&TALLY, lang));
    heads.extend(used.iter().map(|(s, _)| (standing(*s, lang).name.to_owned(), 11.0)));
    let list = gaps
        .coverage
        .conventions
        .iter()
        .map(|c| {
            let mut row: Vec<Cell> = vec![c.convention.as_str().into(), years(c.period).into()];
            row.extend(tally(&c.all));
            row.extend(used.iter().map(|(s, _)| c.all.of(*s).into()));
            row
        })
        .collect();
    let mut t = Table::new(words::MINUTE, title, &heads, list, lang)?;
    let (first, last) = (HEAD + 1, HEAD + t.rows);
    let grades = |g: Grade| gaps.contradictions.iter().filter(|c| c.grade == g).count().to_string();
    let line = put(words::N_CONTRADICTIONS, lang, &[&grades(Grade::Certain), &grades(Grade::Likely)]);
    t.sheet.write_string(1, 0, line)?;
    if t.rows > 0 {
        let mut chart = Chart::new(ChartType::BarPercentStacked);
        for (n, (_, colour)) in (7_u16..).zip(&used) {
            chart
                .add_series()
                .set_name((t.name.as_str(), HEAD, n))
                .set_categories((t.name.as_str(), first, 0, last, 0))
                .set_values((t.name.as_str(), first, n, last, n))
                .set_format(
                    rust_xlsxwriter::ChartFormat::new()
                        .set_solid_fill(rust_xlsxwriter::ChartSolidFill::new().set_color(Color::RGB(*colour)))
                        .set_border(
                            rust_xlsxwriter::ChartLine::new().set_color(Color::RGB(0x0060_6A70)).set_width(0.75),
                        ),
                );
        }
        chart.title().set_name(say(words::STANDINGS, lang));
        chart.y_axis().set_reverse();
        chart.set_width(900).set_height(360);
        t.sheet.insert_chart(last + 2, 0, &chart)?;
    }
    Ok(t)
}

fn rows(gaps: &Gaps, name: T, first: T, list: &[Row]) -> Result<Table, Error> {
    let lang = gaps.lang;
    let conventions: Vec<&str> = gaps.coverage.conventions.iter().map(|c| c.convention.as_str()).collect();
    let mut heads = columns(&[(first, 44.0)], lang);
    heads.extend(conventions.iter().map(|c| ((*c).to_owned(), 11.0)));
    heads.extend(columns(&[(words::ALL, 11.0)], lang));
    heads.extend(columns(&TALLY, lang).into_iter().enumerate().filter(|(n, _)| *n != 2).map(|(_, c)| c));
    let data = list
        .iter()
        .map(|r| {
            let mut row: Vec<Cell> = vec![r.label.as_str().into()];
            row.extend(conventions.iter().map(|c| r.by_convention.get(*c).map_or(Cell::Percent(None), percent)));
            row.push(percent(&r.all));
            row.extend([r.all.asked.into(), r.all.answered.into(), r.all.reusable.into(), r.all.open.into()]);
            row
        })
        .collect();
    let last = u16::try_from(conventions.len()).unwrap_or(0) + 1;
    Table::new(name, say(words::HEAT_LEAD, lang), &heads, data, lang)?
        .shares(1, last)?
        .bars(last, say(words::PERCENT, lang))
}

fn targets(gaps: &Gaps) -> Result<Table, Error> {
    let lang = gaps.lang;
    let conventions: Vec<&str> = gaps.coverage.conventions.iter().map(|c| c.convention.as_str()).collect();
    let mut heads = columns(&[(words::TARGET, 18.0), (words::FRAMEWORKS, 48.0), (words::QUESTION, 44.0)], lang);
    heads.extend(conventions.iter().map(|c| ((*c).to_owned(), 11.0)));
    heads.extend(columns(&TALLY, lang));
    let mut data = Vec::new();
    for f in &gaps.coverage.frameworks {
        for t in &f.targets {
            let mut row: Vec<Cell> = vec![t.id.as_str().into(), f.label.as_str().into(), t.label.as_str().into()];
            row.extend(conventions.iter().map(|c| t.by_convention.get(*c).map_or(Cell::Percent(None), percent)));
            row.extend(tally(&t.all));
            data.push(row);
        }
    }
    let last = u16::try_from(conventions.len()).unwrap_or(0);
    let share = last + 5;
    Table::new(words::FRAMEWORKS, say(words::FRAMEWORKS_LEAD, lang), &heads, data, lang)?
        .shares(3, 2 + last)?
        .shares(share, share)
}

fn sections(gaps: &Gaps) -> Result<Table, Error> {
    let lang = gaps.lang;
    let mut heads = columns(&[(words::SECTION, 12.0), (words::CONVENTION, 12.0), (words::QUESTION, 50.0)], lang);
    heads.extend(columns(&TALLY, lang));
    let mut data = Vec::new();
    for c in &gaps.coverage.conventions {
        for s in &c.sections {
            let mut row: Vec<Cell> = vec![s.id.as_str().into(), c.convention.as_str().into(), s.label.as_str().into()];
            row.extend(tally(&s.all));
            data.push(row);
        }
    }
    Table::new(words::SECTIONS, say(words::SECTIONS, lang), &heads, data, lang)?.shares(5, 5)
}

fn theme_label(crosswalk: &Crosswalk, id: &str, lang: Lang) -> String {
    crosswalk.themes.iter().find(|t| t.id == id).map_or("", |t| t.label.get(lang)).to_owned()
}

fn side(s: &Side) -> [Cell; 6] {
    let join = |f: &dyn Fn(&Place) -> String| {
        let mut list: Vec<String> = s.places.iter().map(f).filter(|t| !t.is_empty()).collect();
        list.dedup();
        list.join("\n")
    };
    let item = |p: &Place| p.item.as_deref().map_or_else(String::new, |i| format!("[{i}] "));
    [
        format!("{} {}", s.convention, s.number).into(),
        s.label.as_str().into(),
        join(&|p| format!("{}{}", item(p), p.says)).into(),
        join(&|p| years(p.period)).into(),
        join(&|p| p.file.clone()).into(),
        join(&|p| p.place.clone()).into(),
    ]
}

fn contradictions(gaps: &Gaps, crosswalk: &Crosswalk) -> Result<Table, Error> {
    let lang = gaps.lang;
    let one = [
        (words::NUMBER, 13.0),
        (words::QUESTION, 30.0),
        (words::SAYS, 44.0),
        (words::PERIOD, 11.0),
        (FILE, 22.0),
        (PLACE, 22.0),
    ];
    let mut heads = columns(&[(words::GRADE, 10.0), (words::THEME, 24.0), (words::SUBJECT, 24.0)], lang);
    heads.extend(columns(&one, lang));
    heads.extend(columns(&one, lang));
    heads.extend(columns(&[(words::WHY, 50.0), (words::PERIOD, 34.0)], lang));
    let data = gaps
        .contradictions
        .iter()
        .map(|c| {
            let grade = if c.grade == Grade::Certain { words::CERTAIN } else { words::LIKELY };
            let mut row: Vec<Cell> = vec![
                say(grade, lang).into(),
                theme_label(crosswalk, &c.theme, lang).into(),
                c.subject_label.as_str().into(),
            ];
            let [a, b] = &c.sides;
            row.extend(side(a));
            row.extend(side(b));
            row.extend([c.reasons.join("\n").into(), c.note.as_str().into()]);
            row
        })
        .collect();
    Table::new(words::CONTRADICTIONS, say(words::CONTRADICTIONS_LEAD, lang), &heads, data, lang)
}

const FILE: T = ["File", "Fichier", "Archivo"];
const PLACE: T = ["Place", "Emplacement", "Lugar"];

fn worth(gaps: &Gaps) -> Result<Table, Error> {
    let lang = gaps.lang;
    let heads = columns(
        &[
            (words::NUMBER, 13.0),
            (words::CONVENTION, 12.0),
            (words::ITEM, 12.0),
            (words::QUESTION, 50.0),
            (words::BY_LINK, 11.0),
            (words::BY_SUBJECT, 11.0),
            (words::HELPS, 40.0),
            (words::WHO, 40.0),
        ],
        lang,
    );
    let data = gaps
        .worth
        .questions
        .iter()
        .map(|w| {
            vec![
                w.number.as_str().into(),
                w.convention.as_str().into(),
                w.item.clone().unwrap_or_default().into(),
                w.label.as_str().into(),
                w.linked.into(),
                w.subject_others.into(),
                w.helps.join(", ").into(),
                w.who.as_str().into(),
            ]
        })
        .collect();
    Table::new(words::WORTH, say(words::WORTH_LEAD, lang), &heads, data, lang)
}

fn measures(gaps: &Gaps) -> Result<Table, Error> {
    let lang = gaps.lang;
    let heads = columns(
        &[
            (words::MEASURE, 24.0),
            (words::SUBJECT, 44.0),
            (words::CONVENTION, 24.0),
            (words::BOXES, 12.0),
            (words::QUESTION, 60.0),
        ],
        lang,
    );
    let data = gaps
        .worth
        .measures
        .iter()
        .map(|m| {
            vec![
                words::measure(&m.kind, lang).into(),
                m.subject_label.as_str().into(),
                m.conventions.join(", ").into(),
                m.questions.into(),
                m.boxes.join(", ").into(),
            ]
        })
        .collect();
    Table::new(words::MEASURES, say(words::MEASURES_LEAD, lang), &heads, data, lang)
}

fn place(f: Option<&First>) -> [Cell; 3] {
    f.map_or([Cell::from(""), Cell::from(""), Cell::from("")], |f| {
        [
            format!("{} {}", f.convention, f.number).into(),
            years(f.period).into(),
            format!("{} {}", f.file, f.place).into(),
        ]
    })
}

fn repeated(gaps: &Gaps) -> Result<Table, Error> {
    let lang = gaps.lang;
    let b = &gaps.burden;
    let conventions: Vec<&str> = gaps.coverage.conventions.iter().map(|c| c.convention.as_str()).collect();
    let mut heads = columns(&[(words::SUBJECT, 44.0)], lang);
    heads.extend(conventions.iter().map(|c| ((*c).to_owned(), 9.0)));
    let where_ = |t: T| [(t, 16.0), (words::PERIOD, 11.0), (FILE, 28.0)];
    heads.extend(columns(&where_(words::FIRST), lang));
    heads.extend(columns(&where_(words::FULLEST), lang));
    heads.extend(columns(&[(words::QUESTIONS, 60.0), (words::WHO, 34.0)], lang));
    let data = b
        .shared
        .iter()
        .map(|s| {
            let mut row: Vec<Cell> = vec![s.label.as_str().into()];
            row.extend(conventions.iter().map(|c| s.by_convention.get(*c).copied().unwrap_or_default().into()));
            row.extend(place(s.first.as_ref()));
            row.extend(place(s.fullest.as_ref()));
            let list: Vec<String> = s.questions.iter().map(|q| format!("{} {}", q.convention, q.number)).collect();
            row.extend([list.join(", ").into(), s.who.as_str().into()]);
            row
        })
        .collect();
    let numbers = [b.questions, b.subjects, b.shared.len(), b.shared_questions].map(|n| n.to_string());
    let lead = put(words::REPEATED_LEAD, lang, &numbers.each_ref().map(String::as_str));
    Table::new(words::REPEATED, &lead, &heads, data, lang)
}

fn questions(gaps: &Gaps, crosswalk: &Crosswalk) -> Result<Table, Error> {
    let lang = gaps.lang;
    let heads = columns(
        &[
            (words::NUMBER, 13.0),
            (words::CONVENTION, 12.0),
            (words::ITEM, 12.0),
            (words::QUESTION, 50.0),
            (words::THEME, 26.0),
            (words::SUBJECT, 26.0),
            (words::STATE, 16.0),
            (words::STANDING, 14.0),
            (words::HELPS, 9.0),
            (words::SAYS, 50.0),
            (words::SOURCES, 50.0),
        ],
        lang,
    );
    let data = gaps
        .coverage
        .questions
        .iter()
        .map(|q| {
            let sources: Vec<String> = q
                .sources
                .iter()
                .map(|s| format!("{} {} {} {} {}", s.convention, s.number, years(s.period), s.file, s.place))
                .collect();
            let class: Class = q.class;
            vec![
                q.number.as_str().into(),
                q.convention.as_str().into(),
                q.item.clone().unwrap_or_default().into(),
                q.label.as_str().into(),
                theme_label(crosswalk, &q.theme, lang).into(),
                crosswalk.subject(&q.subject).map_or("", |s| s.label.get(lang)).into(),
                say(words::class(class), lang).into(),
                standing(q.standing, lang).name.into(),
                q.helps.into(),
                q.says.as_str().into(),
                sources.join("\n").into(),
            ]
        })
        .collect();
    Table::new(words::QUESTIONS, say(words::QUESTIONS, lang), &heads, data, lang)
}

/// The workbook of many Parties.
///
/// # Errors
/// Where the workbook cannot be made.
pub fn many(o: &Overview) -> Result<Vec<u8>, Error> {
    let lang = o.lang;
    let title = put(words::MANY_TITLE, lang, &[&o.parties.len().to_string(), &o.reports.len().to_string()]);
    let tables = vec![
        matrix(o, &o.parties, words::ROWS_PARTIES, &title)?,
        matrix(o, &o.reports, words::ROWS_REPORTS, &title)?,
        distribution(o)?,
    ];
    book(&title, tables)
}

fn matrix(o: &Overview, rows: &[ManyRow], name: T, title: &str) -> Result<Table, Error> {
    let lang = o.lang;
    let mut heads = columns(
        &[
            (words::PARTY, 26.0),
            (words::REGION, 22.0),
            (words::CONVENTION, 12.0),
            (words::PERIOD, 11.0),
            (words::REPORTS, 9.0),
            (words::CERTAIN, 9.0),
            (words::LIKELY, 9.0),
            (words::ALL, 9.0),
        ],
        lang,
    );
    heads.extend(o.themes.iter().map(|(_, t)| (t.clone(), 12.0)));
    let data = rows
        .iter()
        .map(|r| {
            let mut row: Vec<Cell> = vec![
                r.name.as_str().into(),
                r.region.map_or("", |x: Region| x.label(lang)).into(),
                r.convention.clone().unwrap_or_default().into(),
                years(r.period).into(),
                r.reports.into(),
                r.certain.into(),
                r.likely.into(),
                Cell::Percent(r.all.percent()),
            ];
            row.extend(o.themes.iter().map(|(id, _)| Cell::Percent(r.themes.get(id).and_then(|a| a.percent()))));
            row
        })
        .collect();
    let last = u16::try_from(o.themes.len()).unwrap_or(0) + 7;
    Table::new(name, title, &heads, data, lang)?.shares(7, last)?.bars(7, say(words::PERCENT, lang))
}

fn distribution(o: &Overview) -> Result<Table, Error> {
    let lang = o.lang;
    let mut heads = columns(
        &[
            (words::NUMBER, 13.0),
            (words::CONVENTION, 12.0),
            (words::QUESTION, 50.0),
            (words::OPTION, 40.0),
            (words::PARTIES, 10.0),
        ],
        lang,
    );
    heads.extend(Region::ALL.iter().map(|(r, _)| (r.label(lang).to_owned(), 12.0)));
    heads.extend(columns(&[(words::NO_REGION, 12.0)], lang));
    let mut data = Vec::new();
    for q in &o.questions {
        let all = (say(words::ANSWERED, lang), &q.answered);
        for (label, parties) in std::iter::once(all).chain(q.options.iter().map(|x| (x.label.as_str(), &x.parties))) {
            let mut row: Vec<Cell> = vec![
                q.number.as_str().into(),
                q.convention.as_str().into(),
                q.label.as_str().into(),
                label.into(),
                parties.values().sum::<usize>().into(),
            ];
            row.extend(Region::ALL.iter().map(|(r, _)| parties.get(r.name()).copied().unwrap_or_default().into()));
            row.push(parties.get("-").copied().unwrap_or_default().into());
            data.push(row);
        }
    }
    Table::new(words::DISTRIBUTION, say(words::DISTRIBUTION_LEAD, lang), &heads, data, lang)
}

/// The workbook of what changed.
///
/// # Errors
/// Where the workbook cannot be made.
pub fn comparison(c: &Comparison, crosswalk: &Crosswalk) -> Result<Vec<u8>, Error> {
    let lang = c.lang;
    let party = c.party.map_or(say(words::PARTY_UNKNOWN, lang), |p| p.name(lang));
    let title = format!("{party}: {}", say(words::COMPARE_KIND, lang));
    let counts: Vec<Vec<Cell>> = crate::gaps::Change::ALL
        .iter()
        .map(|(k, n)| vec![say(words::change(*k), lang).into(), c.counts.get(n).copied().unwrap_or_default().into()])
        .collect();
    let heads = columns(&[(words::CHANGE, 40.0), (words::COUNT, 14.0)], lang);
    let mut summary = Table::new(words::MINUTE, &title, &heads, counts, lang)?;
    let (first, last) = (HEAD + 1, HEAD + summary.rows);
    let mut chart = Chart::new(ChartType::Bar);
    chart.add_series().set_categories((summary.name.as_str(), first, 0, last, 0)).set_values((
        summary.name.as_str(),
        first,
        1,
        last,
        1,
    ));
    chart.title().set_name(say(words::CHANGES, lang));
    chart.legend().set_hidden();
    chart.y_axis().set_reverse();
    chart.set_width(640).set_height(320);
    summary.sheet.insert_chart(HEAD, 3, &chart)?;
    let heads = columns(
        &[
            (words::NUMBER, 13.0),
            (words::CONVENTION, 12.0),
            (words::ITEM, 12.0),
            (words::QUESTION, 44.0),
            (words::THEME, 26.0),
            (words::CHANGE, 22.0),
            (words::DIRECTION, 10.0),
            (words::OLDER, 50.0),
            (PLACE, 26.0),
            (words::NEWER, 50.0),
            (PLACE, 26.0),
        ],
        lang,
    );
    let where_ = |p: &Option<Place>| p.as_ref().map_or_else(String::new, |p| format!("{} {}", p.file, p.place));
    let says = |p: &Option<Place>| p.as_ref().map_or_else(String::new, |p| p.says.clone());
    let data = c
        .changed
        .iter()
        .map(|x| {
            let direction = match x.direction {
                Some("more") => say(words::MORE, lang),
                Some(_) => say(words::LESS, lang),
                None => "",
            };
            vec![
                x.number.as_str().into(),
                x.convention.as_str().into(),
                x.item.clone().unwrap_or_default().into(),
                x.label.as_str().into(),
                theme_label(crosswalk, &x.theme, lang).into(),
                say(words::change(x.change), lang).into(),
                direction.into(),
                says(&x.old).into(),
                where_(&x.old).into(),
                says(&x.new).into(),
                where_(&x.new).into(),
            ]
        })
        .collect();
    let changes = Table::new(words::CHANGES, &title, &heads, data, lang)?;
    book(&title, vec![summary, changes])
}
