//! Reads the reports that a core report's workbook carries along.

use crate::model::offer::value_of;
use crate::model::own::carried as row;
use crate::model::{Answer, Item, Lang, Origin, Party, Period, Report, Row};

use super::book::{Book, Cell, Sheet};

/// Columns of a row, first its kind.
const COLUMNS: usize = 10;

/// The reports; none where the sheet is gone, which loses evidence but no answer.
pub(super) fn reports(book: &Book) -> Vec<Report> {
    let Some(sheet) = book.sheets.iter().find(|s| s.text(0, 0) == row::HEAD && s.text(0, 1) == row::VERSION) else {
        return Vec::new();
    };
    let mut reports: Vec<Report> = Vec::new();
    for texts in rows(sheet) {
        let text = |n: usize| texts.get(n).map_or("", String::as_str);
        let some = |n: usize| Some(text(n).to_owned()).filter(|t| !t.is_empty());
        if text(0) == row::REPORT {
            let mut r = Report::new(text(2), text(5));
            r.party = Party::parse(text(1));
            r.period = Period::parse(text(3));
            r.lang = Lang::parse(text(4));
            reports.push(r);
            continue;
        }
        let Some(report) = reports.last_mut() else { continue };
        match text(0) {
            row::ITEM => report.items.push(Item {
                id: text(1).to_owned(),
                title: text(2).to_owned(),
                frameworks: text(3).split_whitespace().map(str::to_owned).collect(),
            }),
            row::ANSWER => {
                let origin = Origin { file: report.file.clone(), place: text(9).to_owned() };
                let mut a = Answer::new(text(1), origin);
                a.item = some(2);
                a.value = value_of(text(3), text(4));
                a.details = some(5);
                a.confirmed = text(6) == "yes";
                a.lang = Lang::parse(text(7));
                a.english = some(8);
                report.answers.push(a);
            }
            row::ROW => {
                let cells: Option<Row> = serde_json::from_str(text(1)).ok();
                if let (Some(a), Some(cells)) = (report.answers.last_mut(), cells) {
                    a.rows.push(cells);
                }
            }
            _ => {}
        }
    }
    reports
}

/// The rows below the first, long texts put together again.
fn rows(sheet: &Sheet) -> Vec<Vec<String>> {
    let mut list: Vec<Vec<String>> = Vec::new();
    for (&r, cells) in sheet.rows.iter().skip(1) {
        // Spaces at a seam belong to the text.
        let raw = |c: u32| match cells.get(&c) {
            Some(Cell::Text(t)) => t.clone(),
            Some(other) => other.text(),
            None => String::new(),
        };
        if sheet.text(r, 0) == row::MORE {
            let column = sheet.text(r, 1).parse::<usize>().ok();
            if let (Some(last), Some(column)) = (list.last_mut(), column)
                && let Some(text) = last.get_mut(column)
            {
                text.push_str(&raw(2));
            }
            continue;
        }
        list.push((0..COLUMNS).map(|c| raw(u32::try_from(c).unwrap_or(u32::MAX))).collect());
    }
    list
}
