//! Files without numbers, whose rows many questions share the wording of: the order of the rows tells
//! them apart where it is the order of the form, and nothing else does.

use dunlin::catalogue::Catalogue;
use dunlin::crosswalk::Crosswalk;
use dunlin::model::Kind;
use dunlin::read::{Context, Options, Reading, read_bytes};

/// A row: wording, answer, and the question it belongs to.
#[derive(Clone, PartialEq)]
struct Row {
    wording: String,
    answer: String,
    question: String,
}

struct Form {
    catalogue: Catalogue,
    crosswalk: Crosswalk,
    id: &'static str,
}

impl Form {
    fn new(id: &'static str) -> Form {
        let catalogue = Catalogue::builtin();
        let crosswalk = Crosswalk::load(&catalogue);
        Form { catalogue, crosswalk, id }
    }

    /// The form in its order: labels, and for the boxes of Ramsar's targets the six wordings that all
    /// nineteen of them share.
    fn rows(&self) -> Vec<Row> {
        let format = self.catalogue.format(self.id).expect("built in");
        let asked = format.questions.iter().filter(|q| q.repeat.is_none() && q.kind != Kind::Heading);
        let wording = |key: &str, label: &str| match key.strip_prefix('T').and_then(|k| k.split_once('.')) {
            Some((n, part)) if n.parse::<u8>().is_ok() => match part {
                "priority" => "Priority",
                "resourcing" => "Resources",
                "national_target" => "National target",
                "planned" => "Planned activities",
                "outcomes" => "Outcomes and contribution",
                _ => "Additional information",
            }
            .to_owned(),
            _ => label.to_owned(),
        };
        asked
            .map(|q| Row {
                wording: wording(q.key(), &q.label.en),
                answer: match q.options.first() {
                    Some(o) => o.text.en.clone(),
                    None if q.kind == Kind::Number => "5".to_owned(),
                    None if q.kind == Kind::Date => "2024-02-29".to_owned(),
                    None => "A few words".to_owned(),
                },
                question: q.id.clone(),
            })
            .collect()
    }

    /// What is read in each row.
    fn read(&self, rows: &[Row]) -> (Vec<Option<String>>, Reading) {
        let mut text = "Question\tAnswer\n".to_owned();
        for r in rows {
            text.push_str(&format!("{}\t{}\n", r.wording, r.answer));
        }
        let options = Options { format: Some(self.id.to_owned()), ..Options::default() };
        let context = Context { catalogue: &self.catalogue, crosswalk: &self.crosswalk, options: &options };
        let reading = read_bytes("input", text.into_bytes(), &context);
        let mut found = vec![None; rows.len()];
        for a in reading.reports.iter().flat_map(|r| &r.answers) {
            let line = a.origin.place.trim_start_matches("line ").split(',').next().and_then(|n| n.parse().ok());
            let line: usize = line.unwrap_or_else(|| panic!("{}", a.origin.place));
            found[line - 2] = Some(a.question.clone());
        }
        (found, reading)
    }

    /// The rows whose answer was taken for another question's.
    fn wrong<'a>(rows: &'a [Row], found: &'a [Option<String>]) -> Vec<(&'a str, &'a str)> {
        rows.iter()
            .zip(found)
            .filter_map(|(r, f)| f.as_deref().map(|f| (r.question.as_str(), f)))
            .filter(|(own, f)| own != f)
            .collect()
    }
}

fn is_target(row: &Row) -> bool {
    row.question.strip_prefix("ramsar-cop14/T").is_some_and(|k| k.starts_with(|c: char| c.is_ascii_digit()))
}

#[test]
fn equal_wordings_are_told_apart_by_the_order_of_the_rows() {
    let form = Form::new("ramsar-cop14");
    let rows = form.rows();
    let (found, reading) = form.read(&rows);
    assert_eq!(Form::wrong(&rows, &found), []);
    let targets: Vec<&Option<String>> = rows.iter().zip(&found).filter(|(r, _)| is_target(r)).map(|(_, f)| f).collect();
    assert_eq!(targets.len(), 114);
    assert!(targets.iter().all(|f| f.is_some()), "{:#?}", reading.findings);

    // Rows that say nothing count too.
    let mut blank = rows.clone();
    for r in blank.iter_mut().filter(|r| is_target(r) && !r.wording.starts_with('P')) {
        r.answer.clear();
    }
    let (found, _) = form.read(&blank);
    assert_eq!(Form::wrong(&blank, &found), []);
    let read = blank.iter().zip(&found).filter(|(r, f)| is_target(r) && f.is_some()).count();
    assert_eq!(read, 38, "priority and planned activities of each target");
}

#[test]
fn a_row_more_or_less_leaves_equal_wordings_alone_and_says_so() {
    let form = Form::new("ramsar-cop14");
    let whole = form.rows();
    let seventh = |r: &Row| r.question.starts_with("ramsar-cop14/T7.");
    // A target left out: from there on no row says which target it is about.
    let without: Vec<Row> = whole.iter().filter(|r| !seventh(r)).cloned().collect();
    // A row that the form does not have.
    let mut with = whole.clone();
    let at = with.iter().position(seventh).expect("there");
    with.insert(at, Row { wording: "Remarks of the ministry".into(), answer: "None".into(), question: String::new() });
    // Two rows in each other's place.
    let mut swapped = whole.clone();
    swapped.swap(at + 1, at + 3);
    for rows in [without, with, swapped] {
        let (found, reading) = form.read(&rows);
        assert_eq!(Form::wrong(&rows, &found), []);
        let lost = rows.iter().zip(&found).filter(|(r, f)| is_target(r) && f.is_none()).count();
        // After sixty of a kind they are counted instead of listed.
        let doubts = reading.findings.iter().filter(|f| f.code.starts_with("question-"));
        let said: usize = doubts
            .map(|f| f.message.split_once(" more findings like").map_or(1, |(n, _)| n.parse().expect("a number")))
            .sum();
        assert!(lost > 60 && said >= lost, "{lost} rows not read, {said} of them said");
    }
}

#[test]
fn shuffled_rows_never_answer_another_question() {
    for id in ["ramsar-cop14", "cms-cop14", "cites-ir"] {
        let form = Form::new(id);
        let rows = form.rows();
        for seed in 1..=12_u64 {
            let mut shuffled = rows.clone();
            let mut state = seed;
            for i in (1..shuffled.len()).rev() {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                shuffled.swap(i, (state >> 33) as usize % (i + 1));
            }
            let (found, _) = form.read(&shuffled);
            assert_eq!(Form::wrong(&shuffled, &found), [], "{id}, seed {seed}");
        }
    }
}

#[test]
fn rows_with_a_letter_show_it_and_match_with_it_and_without() {
    let form = Form::new("cites-ir");
    let format = form.catalogue.format(form.id).expect("built in");
    let rows: Vec<_> = format.children("cites-ir/1.5.1e").filter(|q| q.id.contains('#')).collect();
    let numbers: Vec<&str> = rows.iter().map(|q| q.number.as_str()).collect();
    assert_eq!(numbers, ["1.5.1e A", "1.5.1e B", "1.5.1e C", "1.5.1e D", "1.5.1e E", "1.5.1e F"]);
    // Foreign files number the rows by their title, by the letter behind it, or by the letter below it.
    let title = format.question("cites-ir/1.5.1e").map_or("", |q| q.label.en.as_str());
    for numbering in ["title", "whole", "letter"] {
        let mut text = format!("Number\tQuestion\tAnswer\n1.5.1d\t\tYes\n1.5.1e\t{title}\t\n");
        for (q, letter) in rows.iter().zip(["A.", "B.", "C.", "D.", "E.", "F."]) {
            let (number, label) = match numbering {
                "title" => ("1.5.1e".to_owned(), format!("{letter} {}", q.label.en)),
                "whole" => (q.number.clone(), q.label.en.clone()),
                _ => (letter.to_owned(), q.label.en.clone()),
            };
            text.push_str(&format!("{number}\t{label}\tNo\n"));
        }
        let options = Options { format: Some(form.id.to_owned()), ..Options::default() };
        let context = Context { catalogue: &form.catalogue, crosswalk: &form.crosswalk, options: &options };
        let reading = read_bytes("input", text.into_bytes(), &context);
        for q in &rows {
            let found = reading.reports.iter().any(|r| r.answer(&q.id, None).is_some_and(|a| a.value.is_some()));
            assert!(found, "{numbering}: {} is not read\n{:#?}", q.number, reading.findings);
        }
    }
}
