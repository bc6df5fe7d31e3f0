//! Tables with a row for each site: their headings are questions that are asked again for every site.
//!
//! A table is one only where a heading names the site and another its official number, and the cells
//! below are for answers; any other table is not taken for one.

use std::collections::BTreeMap;

use super::form::{Form, Seen, Shown, numbered, slug};
use crate::model::Repeat;
use crate::read::fold::fold;
use crate::read::word::document::{Document, Slot};
use crate::read::word::form::is_no_entry;
use crate::read::word::marks::{Token, tokens};

/// Words for a site's name and for its number.
const SITE: &[&str] = &["site", "sitio"];
const NAME: &[&str] = &["name", "nom", "nombre"];
const NUMBER: &[&str] = &["number", "no", "numero"];

/// Tables of sites, with the row of their headings.
pub(super) fn tables(document: &Document) -> BTreeMap<usize, usize> {
    let mut found = BTreeMap::new();
    for (t, table) in document.tables.iter().enumerate() {
        for (r, pair) in table.rows.windows(2).enumerate().take(4) {
            let [head, below] = pair else { continue };
            let texts: Vec<String> = (0..head.len()).map(|c| document.cell_text((t, r, c))).collect();
            let one = |words: &[&str]| texts.iter().filter(|x| names_site(x, words)).count() == 1;
            let free = |c: usize| document.cell_has_slot((t, r + 1, c)) || document.cell_text((t, r + 1, c)).is_empty();
            let filled_in = below.len() == head.len() && (0..below.len()).all(free);
            if head.len() >= 3 && texts.iter().all(|x| !x.is_empty()) && one(NAME) && one(NUMBER) && filled_in {
                found.insert(t, r);
                break;
            }
        }
    }
    found
}

fn names_site(heading: &str, words: &[&str]) -> bool {
    let folded = fold(heading);
    let has = |list: &[&str]| folded.split(' ').any(|w| list.contains(&w));
    folded.split(' ').count() <= 6 && has(SITE) && has(words)
}

/// Adds the questions of the tables of sites to a form.
pub(super) fn add(document: &Document, tables: &BTreeMap<usize, usize>, form: &mut Form) {
    for (&t, &r) in tables {
        let Some(head) = document.tables.get(t).and_then(|t| t.rows.get(r)) else { continue };
        let part = form.part();
        for (c, cell) in head.iter().enumerate() {
            let text = document.cell_text((t, r, c));
            let (key, number, wording) = match numbered(&text) {
                _ if names_site(&text, NAME) => ("site_name".to_owned(), "site_name".to_owned(), text),
                _ if names_site(&text, NUMBER) => ("site_number".to_owned(), "site_number".to_owned(), text),
                // A bare number stands for the question that has it in the form.
                Some((number, words)) if words.is_empty() => {
                    let known = form.questions.iter().find(|q| q.number == number && q.repeat.is_none());
                    (number.clone(), number, known.map_or(text, |q| q.wording.clone()))
                }
                Some((number, words)) => (number.clone(), number, words),
                None => (slug(&text), String::new(), text),
            };
            let mut seen = Seen::new(&format!("site.{key}"), &number, &wording, part);
            seen.repeat = Some(Repeat::Site);
            seen.order = cell.paras.start;
            let entries: Vec<String> = slots(document, (t, r + 1, c))
                .filter_map(Slot::entries)
                .flatten()
                .filter(|e| !is_no_entry(e))
                .map(str::to_owned)
                .collect();
            seen.offer(entries, Shown::List);
            seen.text = seen.options.is_empty();
            form.questions.push(seen);
        }
    }
}

/// The fields and controls of a cell.
fn slots(document: &Document, at: (usize, usize, usize)) -> impl Iterator<Item = &Slot> {
    let paras = document.cell(at).and_then(|cell| document.paras.get(cell.paras.clone())).unwrap_or_default();
    paras.iter().flat_map(|p| tokens(document, p)).filter_map(|t| match t {
        Token::Slot(s) => document.slots.get(s),
        _ => None,
    })
}
