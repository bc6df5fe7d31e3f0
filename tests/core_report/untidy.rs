//! Theme sheets as people hand them back: sorted, with rows in between, renamed, rows copied with their hidden ids.

use super::*;

#[test]
fn theme_sheets_survive_sorting_inserting_copying_and_renaming() {
    let world = &*WORLD;
    let seeds: Vec<Seed> = (0..120_u64)
        .map(|n| Seed {
            pick: usize::try_from(n * 7).unwrap_or(0),
            bits: n.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 5,
            text: format!("Text {n}"),
            details: format!("Details {n}"),
        })
        .collect();
    let mut draft = generated(world, &seeds);
    let carried = "cms-cop14/IV.1";
    let q = world.core.format.question(carried).expect("a question");
    let d = draft.drafted.drafts.iter_mut().find(|d| d.question == carried).expect("a draft");
    *d = Draft {
        standing: Standing::CarriedOver,
        value: q.options.first().map(|o| Value::Code(o.code.clone())),
        ..Draft::gap(carried, None)
    };
    let mut book = book::load(world.write(&draft, Lang::En));
    set(&mut book, carried, "value", "dunlin:confirmed", "Yes");
    let tidy = world.read_book(&book);
    assert_eq!(tidy.findings, vec![]);
    // Every theme sheet upside down, two empty rows in between, under another name.
    let themes: Vec<usize> = (0..book.sheets.len()).filter(|&n| column(&book, n, "dunlin:answer").is_some()).collect();
    assert!(themes.len() > 20, "{}", themes.len());
    for &n in &themes {
        let sheet = &mut book.sheets[n];
        sheet.name = format!("Feuille {n}");
        let (head, rows): (Vec<_>, Vec<_>) = std::mem::take(&mut sheet.rows).into_iter().partition(|(r, _)| *r < 3);
        sheet.rows = head.into_iter().collect();
        for (k, (_, cells)) in rows.into_iter().rev().enumerate() {
            sheet.rows.insert(3 + u32::try_from(k).expect("a row") * 3, cells);
        }
    }
    let plain = |r: &Reading| -> Vec<Answer> {
        let mut list = read_back(r);
        // In which order rows of one question stand is theirs.
        list.iter_mut().for_each(|a| a.rows.sort());
        list
    };
    let untidy = world.read_book(&book);
    assert_eq!(untidy.findings, vec![]);
    assert_eq!(plain(&untidy), plain(&tidy));
    assert!(
        untidy.reports.iter().find_map(|r| r.answer(carried, None)).is_some_and(|a| a.confirmed),
        "yes moved along"
    );
    // A row copied with its ids and answered otherwise, a copy that says the same, and a remark in a row of its own.
    let (n, r) = find(&book, carried, "value");
    let at = column(&book, n, "dunlin:answer").expect("answers");
    let entries = dunlin::model::own::entries(q, Lang::En);
    let copy = book.sheets[n].rows[&r].clone();
    book.sheets[n].rows.insert(9_000, copy.clone());
    let mut other = copy;
    other.insert(at, Cell::Text(entries.last().expect("options").1.clone()));
    book.sheets[n].rows.insert(9_001, other);
    book.sheets[n].rows.insert(9_002, [(at, Cell::Text("Ask the ministry of water!".to_owned()))].into());
    let copied = world.read_book(&book);
    let found: Vec<(&str, &str)> = copied.findings.iter().map(|f| (f.code, f.place.as_str())).collect();
    let name = &book.sheets[n].name;
    let column = dunlin::read::book::column_name(at);
    let place = |r: u32| format!("{name}!{column}{r}");
    assert_eq!(found, [("own-twice", place(9_002).as_str()), ("own-stray", place(9_003).as_str())]);
    assert_eq!(plain(&copied), plain(&tidy), "the first answer stands");
}
