//! Who is asked what: subjects to experts.

use std::collections::{BTreeMap, BTreeSet};

use crate::crosswalk::Crosswalk;
use crate::model::hash::short;
use crate::model::{Finding, Lang, Level};
use crate::say;

/// How a core report is split.
#[derive(Debug, Clone, PartialEq)]
pub enum By {
    /// One for each expert or institution that usually knows (the first one named for the subject).
    Who,
    /// One for each subject.
    Subject,
    /// As the country decided; what the plan leaves out goes by [`By::Who`].
    Plan(Plan),
}

/// Subject id to the expert, ministry or partner that is asked.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Plan {
    /// Who is asked, by subject id.
    pub who: BTreeMap<String, String>,
}

/// What one expert is handed out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handout {
    /// File name without its ending; no two are alike.
    pub file: String,
    /// The expert, ministry, agency or partner.
    pub name: String,
    /// Subject ids, in the order of the core report.
    pub subjects: Vec<String>,
}

/// Headings of the table of what was handed out, and of a plan.
const HEADINGS: [&str; 3] = ["file", "name", "subject"];

impl Plan {
    /// Reads a plan: rows with a subject (its id, or its name in one of the three languages) and who is
    /// asked, in either order of columns; a first row of headings is no row. What is not understood is
    /// a finding with its line.
    #[must_use]
    pub fn from_rows(rows: &[Vec<String>], file: &str, crosswalk: &Crosswalk) -> (Plan, Vec<Finding>) {
        let (mut plan, mut findings) = (Plan::default(), Vec::new());
        let known = |text: &str| {
            let text = text.trim();
            crosswalk.subjects.iter().find(|s| {
                s.id.eq_ignore_ascii_case(text)
                    || Lang::ALL.into_iter().any(|l| s.label.get(l).to_lowercase() == text.to_lowercase())
            })
        };
        for (n, row) in rows.iter().enumerate() {
            let cells: Vec<&str> = row.iter().map(|c| c.trim()).filter(|c| !c.is_empty()).collect();
            if cells.len() < 2 || cells.iter().any(|c| c.eq_ignore_ascii_case("subject")) {
                continue;
            }
            let place = format!("line {}", n + 1);
            let Some((at, subject)) = cells.iter().enumerate().find_map(|(i, c)| known(c).map(|s| (i, s))) else {
                let near = crosswalk
                    .subjects
                    .iter()
                    .max_by(|a, b| {
                        let like = |s: &str| cells.iter().map(|c| strsim::jaro_winkler(s, c)).fold(0.0, f64::max);
                        like(&a.id).total_cmp(&like(&b.id)).then(b.id.cmp(&a.id))
                    })
                    .map_or(String::new(), |s| format!("; the nearest is {}", s.id));
                findings.push(
                    Finding::new(
                        Level::Error,
                        "plan-subject",
                        say!("\"{cells}\" names no subject", cells = &cells.join(" | ")),
                    )
                    .at(file, &place)
                    .hint(say!("dunlin formats core lists the subjects{near}", near = &near)),
                );
                continue;
            };
            // Of several further cells the last is the name: a table of what was handed out has the file first.
            let name = cells.iter().enumerate().filter(|(i, _)| *i != at).map(|(_, c)| *c).next_back().unwrap_or("");
            match plan.who.get(&subject.id) {
                Some(other) if other != name => findings.push(
                    Finding::new(
                        Level::Error,
                        "plan-twice",
                        say!("{id} is given to {other} and to {name}", id = &subject.id, other = &other, name = &name),
                    )
                    .at(file, &place)
                    .hint(say!("give each subject to one expert; they may ask others")),
                ),
                _ => {
                    plan.who.insert(subject.id.clone(), name.to_owned());
                }
            }
        }
        (plan, findings)
    }
}

/// Shares out subjects. Each stands in exactly one hand-out; hand-outs come in the order of their first
/// subject.
#[must_use]
pub fn plan(by: &By, subjects: &[&str], crosswalk: &Crosswalk, lang: Lang) -> Vec<Handout> {
    let mut list: Vec<Handout> = Vec::new();
    for id in subjects {
        let subject = crosswalk.subjects.iter().find(|s| s.id == *id);
        let usual = || {
            let who = subject.map_or("", |s| s.who.get(lang));
            let first = who.split([',', ';']).next().unwrap_or("").trim();
            if first.is_empty() { (*id).to_owned() } else { first.to_owned() }
        };
        let name = match by {
            By::Who => usual(),
            By::Subject => subject.map_or_else(|| (*id).to_owned(), |s| s.label.get(lang).to_owned()),
            By::Plan(p) => p.who.get(*id).cloned().unwrap_or_else(usual),
        };
        match list.iter_mut().find(|h| h.name.to_lowercase() == name.to_lowercase()) {
            Some(h) => h.subjects.push((*id).to_owned()),
            None => {
                list.push(Handout { file: String::new(), name, subjects: vec![(*id).to_owned()] });
            }
        }
    }
    let mut taken = BTreeSet::new();
    for h in &mut list {
        let stem = slug(&h.name);
        let mut file = stem.clone();
        let mut n = 2;
        while !taken.insert(file.clone()) {
            file = format!("{stem}-{n}");
            n += 1;
        }
        h.file = file;
    }
    list
}

/// A name that every file system takes: small letters of the English alphabet, digits, hyphens.
fn slug(name: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    let mut out = String::new();
    for c in name.nfkd().filter(|c| !unicode_normalization::char::is_combining_mark(*c)) {
        if c.is_ascii_alphanumeric() {
            out.push(c.to_ascii_lowercase());
        } else if !out.ends_with('-') && !out.is_empty() && out.len() < 60 {
            out.push('-');
        }
        if out.len() >= 60 {
            break;
        }
    }
    let out = out.trim_matches('-').to_owned();
    // Windows keeps these for devices, and a name of another alphabet leaves nothing.
    let device = matches!(out.as_str(), "con" | "prn" | "aux" | "nul")
        || (out.len() == 4 && (out.starts_with("com") || out.starts_with("lpt")));
    if out.is_empty() || device { format!("expert-{}", short(&[name])) } else { out }
}

/// The table of what was handed out, a subject a line: `file`, `name`, `subject`, with tabs between.
#[must_use]
pub fn to_table(handouts: &[Handout]) -> String {
    let mut out = HEADINGS.join("\t");
    out.push('\n');
    let clean = |t: &str| t.split_whitespace().collect::<Vec<_>>().join(" ");
    for h in handouts {
        for s in &h.subjects {
            out.push_str(&format!("{}\t{}\t{s}\n", h.file, clean(&h.name)));
        }
    }
    out
}

/// Reads the table of what was handed out.
///
/// # Errors
/// The line that is no row of such a table.
pub fn handed_out(table: &str) -> Result<Vec<Handout>, usize> {
    let mut list: Vec<Handout> = Vec::new();
    for (n, line) in table.lines().enumerate().skip(1).filter(|(_, l)| !l.trim().is_empty()) {
        let mut cells = line.split('\t').map(str::trim);
        let (Some(file), Some(name), Some(subject)) = (cells.next(), cells.next(), cells.next()) else {
            return Err(n + 1);
        };
        match list.iter_mut().find(|h| h.file == file) {
            Some(h) => h.subjects.push(subject.to_owned()),
            None => {
                list.push(Handout { file: file.to_owned(), name: name.to_owned(), subjects: vec![subject.to_owned()] })
            }
        }
    }
    Ok(list)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::Catalogue;

    #[test]
    fn every_subject_is_handed_out_once_and_the_table_reads_back() {
        let crosswalk = Crosswalk::load(&Catalogue::builtin());
        let subjects: Vec<&str> = crosswalk.subjects.iter().map(|s| s.id.as_str()).collect();
        for by in [By::Who, By::Subject] {
            for lang in Lang::ALL {
                let list = plan(&by, &subjects, &crosswalk, lang);
                let mut given: Vec<&str> = list.iter().flat_map(|h| h.subjects.iter().map(String::as_str)).collect();
                assert_eq!(given.len(), subjects.len());
                given.sort_unstable();
                given.dedup();
                assert_eq!(given.len(), subjects.len());
                assert_eq!(handed_out(&to_table(&list)), Ok(list));
            }
        }
    }

    #[test]
    fn a_plan_names_subjects_by_id_or_name_and_says_what_it_does_not_know() {
        let crosswalk = Crosswalk::load(&Catalogue::builtin());
        let (a, b) = (&crosswalk.subjects[0], &crosswalk.subjects[5]);
        let row = |x: &str, y: &str| vec![x.to_owned(), y.to_owned()];
        let rows = [
            row("subject", "who"),
            row(&a.id, "Bird Society"),
            row("Ministry of Water", b.label.get(Lang::Fr)),
            row("not a subject", "Somebody"),
            row(&a.id, "Somebody Else"),
        ];
        let (plan, findings) = Plan::from_rows(&rows, "plan.csv", &crosswalk);
        assert_eq!(plan.who.get(&a.id).map(String::as_str), Some("Bird Society"));
        assert_eq!(plan.who.get(&b.id).map(String::as_str), Some("Ministry of Water"));
        let found: Vec<(&str, &str)> = findings.iter().map(|f| (f.code, f.place.as_str())).collect();
        assert_eq!(found, [("plan-subject", "line 4"), ("plan-twice", "line 5")]);
    }

    #[test]
    fn file_names_suit_every_system() {
        assert_eq!(slug("Ministère de l’Eau (régions)"), "ministere-de-l-eau-regions");
        assert!(slug("Wasser/..\\x").chars().all(|c| c.is_ascii_alphanumeric() || c == '-'));
        assert!(slug("水利部").starts_with("expert-"));
        assert!(slug("CON").starts_with("expert-"));
    }
}
