//! Makes a synthetic archive in the layouts real files have: many Parties, four conventions, six
//! cycles. The same arguments give the same files.
//!
//! `cargo bench --bench archive -- FOLDER [PARTIES]`; 196 Parties make about 4,700 reports and 600,000
//! answers. `benches/peer/batch.py` measures `dunlin batch` on it.
//!
//! - newest cycle: one questionnaire CSV of the Online Reporting System with all Parties for each of
//!   CMS and Ramsar, documents of the CBD reporting tool, a table with wordings for CITES;
//! - the cycle before: workbooks written by dunlin, or tables as xlsx;
//! - older cycles: tables as xlsx and csv.

#![allow(clippy::print_stdout, clippy::print_stderr)] // a program, not a library

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use dunlin::catalogue::Catalogue;
use dunlin::crosswalk::Crosswalk;
use dunlin::model::{
    Answer, Drafted, Format, Kind, Lang, Origin, Party, Period, Question, Report, Standing, Value, value_text,
};
use dunlin::write::cbd_json::bundle;
use dunlin::write::workbook;

/// Answers in a report at most; CMS and CBD ask fewer plain questions. Together 600,000 in 4,704 reports.
const ANSWERS: usize = 220;

/// Sentences a text is put together from.
const SENTENCES: [&str; 8] = [
    "The Wetland Act of 2019 protects every site of international importance and names the authority in charge.",
    "A national action plan was adopted in 2017 and is carried out with the help of two universities.",
    "Monitoring covers 31 sites; counts are made each January by the ministry and volunteers.",
    "Training was given to customs officers, rangers and prosecutors in three provinces.",
    "An inventory of invasive alien species lists 84 species, of which 12 are under control.",
    "Funds came from the state budget and from a project that ended in the period.",
    "- Campaign for schools\n- Radio programme in two languages\n- World Wetlands Day",
    "No measures were taken for lack of staff; they are planned for the next period.",
];

/// A small generator of numbers that look random and never change (SplitMix64).
struct Dice(u64);

impl Dice {
    fn of(parts: &[&str]) -> Dice {
        let bytes = parts.iter().flat_map(|p| p.bytes().chain([0]));
        Dice(bytes.fold(0xcbf2_9ce4_8422_2325, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0000_0100_0000_01b3)))
    }

    fn next(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % below.max(1) as u64).unwrap_or(0)
    }
}

/// The questions of a format that a plain row can answer, in form order.
fn asked(format: &Format) -> Vec<&Question> {
    format
        .questions
        .iter()
        .filter(|q| {
            matches!(q.kind, Kind::Single | Kind::YesNo | Kind::Text)
                && !q.personal
                && !q.number.is_empty()
                && q.repeat.is_none()
        })
        .filter(|q| q.kind == Kind::Text || !q.options.is_empty())
        .collect()
}

/// What a Party answers: mostly the same from cycle to cycle.
fn report(format: &Format, party: Party, period: Period, cycle: usize) -> Report {
    let mut report = Report::new(&format.id, "archive");
    report.party = Some(party);
    report.period = Some(period);
    report.lang = Some(Lang::En);
    let questions = asked(format);
    let keep = Dice::of(&[party.code(), &format.id, "which"]);
    let mut chosen: Vec<usize> = (0..questions.len()).collect();
    // A fixed shuffle; the first so many are answered.
    let mut dice = keep;
    for i in (1..chosen.len()).rev() {
        chosen.swap(i, dice.next(i + 1));
    }
    chosen.truncate(ANSWERS);
    chosen.sort_unstable();
    for q in chosen.into_iter().filter_map(|i| questions.get(i)) {
        let changed = Dice::of(&[party.code(), &q.id, "since"]).next(12);
        let state = if changed < cycle { "old" } else { "new" };
        let mut dice = Dice::of(&[party.code(), &q.id, state]);
        let mut text = || {
            let n = 1 + dice.next(3);
            (0..n).map(|_| SENTENCES[dice.next(SENTENCES.len())]).collect::<Vec<_>>().join(" ")
        };
        let mut a = Answer::new(&q.id, Origin::default());
        if q.kind == Kind::Text {
            a.value = Some(Value::Text(text()));
        } else {
            a.details = (q.details).then(text);
            a.value = q.options.get(dice.next(q.options.len())).map(|o| Value::Code(o.code.clone()));
        }
        report.answers.push(a);
    }
    report
}

/// The answer as people type it into a table.
fn typed(q: &Question, a: &Answer) -> String {
    match &a.value {
        Some(Value::Code(c)) => q.option_text(c, Lang::En).to_owned(),
        Some(v) => value_text(v),
        None => String::new(),
    }
}

fn head(format: &Format, r: &Report) -> [[String; 4]; 4] {
    let line = |a: String, b: &str| [a, b.to_owned(), String::new(), String::new()];
    [
        line(format!("{} national report {}", format.convention, format.edition), ""),
        line("Party".to_owned(), r.party.map_or("", |p| p.name(Lang::En))),
        line("Period".to_owned(), &r.period.map_or_else(String::new, |p| p.to_string())),
        ["No.", "Question", "Answer", "Details"].map(str::to_owned),
    ]
}

fn rows(format: &Format, r: &Report) -> Vec<[String; 4]> {
    let mut rows: Vec<[String; 4]> = head(format, r).into();
    for a in &r.answers {
        let Some(q) = format.question(&a.question) else { continue };
        let details = a.details.clone().unwrap_or_default();
        rows.push([q.number.clone(), q.label.get(Lang::En).to_owned(), typed(q, a), details]);
    }
    rows
}

fn table_csv(format: &Format, r: &Report) -> Vec<u8> {
    let mut out = csv::Writer::from_writer(Vec::new());
    for row in rows(format, r) {
        out.write_record(row).expect("memory");
    }
    out.into_inner().expect("memory")
}

fn table_xlsx(format: &Format, r: &Report) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (n, row) in rows(format, r).iter().enumerate() {
        for (c, text) in row.iter().enumerate().filter(|(_, t)| !t.is_empty()) {
            let (n, c) = (u32::try_from(n).expect("few"), u16::try_from(c).expect("few"));
            sheet.write_string(n, c, text).expect("a cell");
        }
    }
    book.save_to_buffer().expect("memory")
}

fn own(format: &Format, r: &Report, crosswalk: &Crosswalk) -> Vec<u8> {
    let mut drafted = Drafted::blank(format, r.party, r.period);
    for d in &mut drafted.drafts {
        if let Some(a) = r.answer(&d.question, d.item.as_deref()) {
            d.value.clone_from(&a.value);
            d.details.clone_from(&a.details);
            d.standing = Standing::Kept;
        }
    }
    workbook(&drafted, format, crosswalk, Lang::En).expect("a workbook")
}

/// All Parties' answers to one format in the layout of the Online Reporting System.
fn questionnaire(format: &Format, reports: &[Report]) -> Vec<u8> {
    const STAMP: &str = " [[timestamp: 2020-04-10 09:00:00 UTC]]";
    let mut out = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    let names = || reports.iter().map(|r| r.party.map_or("", |p| p.name(Lang::En)).to_owned());
    let line =
        |first: [&str; 3], rest: Vec<String>| first.map(str::to_owned).into_iter().chain(rest).collect::<Vec<_>>();
    let mut write = |row: Vec<String>| out.write_record(row).expect("memory");
    write(line(["Section", "Question", "ID"], names().map(|n| format!("Party: {n}")).collect()));
    write(line(["Region", "", ""], reports.iter().map(|_| "Region".to_owned()).collect()));
    write(line(["Country", "", ""], names().collect()));
    write(line([&format!(".{} {} national report", format.convention, format.edition), "", ""], Vec::new()));
    let answers: Vec<BTreeMap<&str, &Answer>> =
        reports.iter().map(|r| r.answers.iter().map(|a| (a.question.as_str(), a)).collect()).collect();
    for q in asked(format) {
        let section = format.section(&q.section).map_or("", |s| s.label.get(Lang::En));
        let path = format!(".--{} {section}", q.section);
        let mut line_of = |title: &str, id: &str, of: &dyn Fn(&Answer) -> Option<String>| {
            let cells: Vec<String> = answers
                .iter()
                .map(|a| a.get(q.id.as_str()).and_then(|a| of(a)).map_or_else(String::new, |t| format!("{t}{STAMP}")))
                .collect();
            if cells.iter().any(|c| !c.is_empty()) {
                write(line([&path, title, id], cells));
            }
        };
        let label = q.label.get(Lang::En);
        line_of(label, &q.number, &|a| Some(typed(q, a)));
        line_of(&format!("{label} #Text"), &format!("{} #Text", q.number), &|a| a.details.clone());
    }
    out.into_inner().expect("memory")
}

fn save(path: PathBuf, bytes: &[u8]) {
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    fs::write(path, bytes).expect("written");
}

fn main() {
    let args: Vec<String> = std::env::args().skip(1).filter(|a| !a.starts_with("--")).collect();
    let Some(folder) = args.first() else {
        eprintln!("cargo bench --bench archive -- FOLDER [PARTIES]");
        return;
    };
    let folder = Path::new(folder);
    let parties: usize = args.get(1).and_then(|n| n.parse().ok()).unwrap_or(196);
    let letters = || 'A'..='Z';
    let parties: Vec<Party> = letters()
        .flat_map(|a| letters().map(move |b| format!("{a}{b}")))
        .filter_map(|code| Party::parse(&code))
        .take(parties)
        .collect();
    let catalogue = Catalogue::builtin();
    let crosswalk = Crosswalk::load(&catalogue);
    let (mut reports, mut answers) = (0, 0);
    for (id, newest, years) in
        [("cms-cop14", 2023, 5), ("ramsar-cop14", 2020, 3), ("cites-ir", 2023, 3), ("cbd-nr7", 2026, 5)]
    {
        let format = catalogue.format(id).expect("built in");
        let mut current = Vec::new();
        for &party in &parties {
            for cycle in 0..6_usize {
                let to = newest - 3 * u16::try_from(cycle).expect("six");
                let from = if cycle == 0 { to + 1 - years } else { to - 2 };
                let r = report(format, party, Period { from, to }, cycle);
                reports += 1;
                answers += r.answers.len();
                let name = |ext: &str| folder.join(format!("{}/{}/{}-{to}.{ext}", format.convention, to, party.code()));
                let half = Dice::of(&[party.code(), id]).next(2) == 0;
                match (cycle, id) {
                    (0, "cms-cop14" | "ramsar-cop14") => current.push(r),
                    (0, "cbd-nr7") => {
                        let text = serde_json::to_vec_pretty(&bundle(&r, format, Lang::En).documents);
                        save(name("json"), &text.expect("plain data"));
                    }
                    (1, _) if half => save(name("xlsx"), &own(format, &r, &crosswalk)),
                    (0..=2, _) => save(name("xlsx"), &table_xlsx(format, &r)),
                    _ => save(name("csv"), &table_csv(format, &r)),
                }
            }
        }
        if !current.is_empty() {
            save(folder.join(format!("{}/all-respondents.csv", format.convention)), &questionnaire(format, &current));
        }
    }
    println!("{reports} reports, {answers} answers of {} Parties", parties.len());
}
