//! Files that benches read and fill, made here.

#![allow(unreachable_pub, dead_code)] // a module of several benches: one fills, others read

use std::fmt::Write as _;

use dunlin::catalogue::Catalogue;
use dunlin::model::{Kind, Lang, Party};
use rust_xlsxwriter::Workbook;

/// Respondents of the questionnaire.
pub const RESPONDENTS: usize = 170;
/// Bytes of the questionnaire.
const SIZE: usize = 30_000_000;

/// A questionnaire of the CMS as the Online Reporting System exports it: long texts with commas,
/// quotes and line breaks, options, texts of options, translations, time stamps.
pub fn questionnaire(catalogue: &Catalogue) -> String {
    let format = catalogue.format("cms-cop14").expect("built in");
    let parties = parties();
    let head = |label: &str, cell: &dyn Fn(usize) -> String| {
        let mut line = format!("{label},,");
        (0..RESPONDENTS).for_each(|n| {
            let _ = write!(line, ",{}", cell(n));
        });
        line + "\n"
    };
    let mut out = String::with_capacity(SIZE + 100_000);
    out +=
        &head("Section", &|n| format!("\"Party: {}\"", parties[n % parties.len()])).replacen(",,", ",Question,ID", 1);
    out += &head("Region", &|_| "Africa".to_owned());
    out += &head("Country", &|n| format!("\"{}\"", parties[n % parties.len()]));
    let kinds = [Kind::Heading, Kind::Table];
    let asked: Vec<_> = format.questions.iter().filter(|q| q.repeat.is_none() && !kinds.contains(&q.kind)).collect();
    let texts = asked.iter().filter(|q| q.kind.is_textual()).count().max(1);
    let length = SIZE / texts / RESPONDENTS;
    for q in asked {
        let _ = write!(out, "\".{}\",\"{}\",{}", q.section, q.label.get(Lang::En).replace('"', "\"\""), q.key());
        for n in 0..RESPONDENTS {
            let answer = match q.options.get(n % q.options.len().max(1)) {
                Some(o) => o.text.get(Lang::En).to_owned(),
                None => {
                    let words = format!("Answer {n} of the country, with \"\"quotes\"\" and a list:\n- one, two; ");
                    words.repeat(length / words.len() + 1)
                }
            };
            let _ = write!(out, ",\"{answer} [[timestamp: 2023-04-1{} 09:00:00 UTC]]\"", n % 10);
        }
        out.push('\n');
    }
    out
}

/// Names of countries, as the system writes them.
fn parties() -> Vec<&'static str> {
    let letters = || (b'A'..=b'Z').map(char::from);
    letters()
        .flat_map(|a| letters().map(move |b| format!("{a}{b}")))
        .filter_map(|code| Party::parse(&code))
        .map(|p| p.name(Lang::En))
        .collect()
}

/// A form of some thousand rows with many sheets that are not touched.
pub fn form() -> Vec<u8> {
    let mut book = Workbook::new();
    for s in 0..6 {
        let sheet = book.add_worksheet();
        sheet.set_name(format!("Sheet{s}")).expect("a name");
        for row in 0..4000_u32 {
            for column in 0..12_u16 {
                sheet.write_string(row, column, format!("cell {row} {column} of sheet {s}")).expect("in range");
            }
        }
    }
    book.save_to_buffer().expect("a workbook")
}
