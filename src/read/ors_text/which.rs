//! Which format a printed report is of, and the number a line begins with.

use std::collections::BTreeMap;

use super::super::Context;
use super::super::fold::{fold, number};
use super::super::matching::Index;
use super::super::notes::Notes;
use super::marks::{Mark, mark};
use super::{Line, WORDS};
use crate::model::{Format, Lang, Level};
use crate::say;
pub(super) fn names(convention: &str) -> &'static [&'static str] {
    match convention {
        "CBD" => &["cbd", "convention on biological diversity", "diversite biologique", "diversidad biologica"],
        "CMS" => &["cms", "migratory species", "especes migratrices", "especies migratorias"],
        "CITES" => &["cites"],
        "Ramsar" => &["ramsar", "convention on wetlands", "zones humides", "humedales"],
        _ => &[],
    }
}

/// Numbers under which the questions of a format are known.
pub(super) fn keys(format: &Format) -> BTreeMap<String, Vec<usize>> {
    let mut keys: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (i, q) in format.questions.iter().enumerate() {
        for name in [q.number.as_str(), q.key()].into_iter().chain(q.aliases.iter().map(String::as_str)) {
            let list = keys.entry(number(name)).or_default();
            if !list.contains(&i) {
                list.push(i);
            }
        }
    }
    keys.remove("");
    keys
}

/// Titles looked at to tell formats apart.
pub(super) const SAMPLE: usize = 250;

/// The format of a print, and whether the print names its edition.
pub(super) fn format<'a>(
    lines: &[Line],
    said: &str,
    context: &'a Context,
    notes: &mut Notes,
) -> Option<(&'a Format, bool)> {
    if let Some(id) = &context.options.format {
        return notes.stated(id, context.catalogue).map(|f| (f, true));
    }
    // The lines before a mark are titles.
    let mut titles: Vec<String> = Vec::new();
    let mut plain: Vec<&str> = Vec::new();
    for line in lines {
        match mark(&line.text) {
            Mark::Plain if line.text.trim().is_empty() => {}
            Mark::Plain => plain.push(line.text.trim()),
            _ => {
                if !plain.is_empty() {
                    let from = plain.len().saturating_sub(3);
                    titles.extend(plain.get(from..).unwrap_or_default().iter().map(|t| clip(t)));
                    plain.clear();
                }
            }
        }
        if titles.len() > SAMPLE {
            break;
        }
    }
    let mut best: Option<(f64, &Format, bool)> = None;
    let mut same_convention: BTreeMap<&str, usize> = BTreeMap::new();
    for f in context.catalogue.format_ids().filter_map(|id| context.catalogue.format(id)) {
        *same_convention.entry(f.convention.as_str()).or_default() += 1;
        let index = Index::new(f);
        let keys = keys(f);
        let (mut sum, mut numbered) = (0.0_f64, 0_usize);
        for t in &titles {
            let by_number = leading(t, None, &keys).map(|(qs, rest)| {
                let scores = index.scores(&rest);
                qs.iter().filter_map(|q| scores.iter().find(|(s, _)| s == q)).map(|(_, s)| *s).fold(0.0, f64::max)
            });
            let by_words = index.scores(t).first().map_or(0.0, |(_, s)| *s);
            let hit = by_number.unwrap_or(0.0) * 1.5;
            numbered += usize::from(hit > 0.3);
            sum += hit.min(1.0).max(if by_words >= 0.5 { by_words * 0.8 } else { 0.0 });
        }
        let share = sum / titles.len().max(1) as f64;
        let named = names(&f.convention).iter().any(|n| said.contains(&format!(" {n} ")));
        let edition = fold(&f.edition);
        let spaced = edition.find(|c: char| c.is_ascii_digit()).map(|p| format!("{} {}", &edition[..p], &edition[p..]));
        let stated = !edition.is_empty()
            && (said.contains(&format!(" {edition} ")) || spaced.is_some_and(|s| said.contains(&format!(" {s} "))));
        let rank = share + if named { 0.3 } else { 0.0 } + if named && stated { 0.2 } else { 0.0 };
        // A word or two in common is chance where the text names no convention.
        let enough = (share >= 0.12 && sum >= 2.0) || (named && share > 0.03) || numbered >= 5;
        if enough && best.as_ref().is_none_or(|(r, _, _)| rank > *r) {
            best = Some((rank, f, named && stated));
        }
    }
    let Some((_, found, stated)) = best else {
        notes.add(
            Level::Error,
            "format-unknown",
            String::new(),
            say!("the questions are of no report format that dunlin knows"),
            say!("say which format it is with --format, if it is a national report"),
        );
        return None;
    };
    if !stated && same_convention.get(found.convention.as_str()).is_some_and(|n| *n > 1) {
        notes.add(
            Level::Warning,
            "edition-assumed",
            String::new(),
            say!("the text does not say which edition it is; it fits {format} best", format = &found.id),
            say!("if it is another, say so with --format"),
        );
    }
    Some((found, stated))
}

pub(super) fn clip(text: &str) -> String {
    text.chars().take(WORDS).collect()
}

/// The language of the texts, by its commonest words.
pub(super) fn language(lines: &[Line]) -> Option<Lang> {
    let mut counts = [0_usize; 3];
    for word in lines.iter().take(4000).flat_map(|l| l.text.split_whitespace()) {
        match word {
            "the" | "and" | "of" | "has" => counts[0] += 1,
            "les" | "des" | "et" | "une" => counts[1] += 1,
            "los" | "las" | "del" | "y" => counts[2] += 1,
            _ => {}
        }
    }
    let (best, n) = Lang::ALL.into_iter().zip(counts).max_by_key(|(_, n)| *n)?;
    let sum: usize = counts.iter().sum();
    (n >= 10 && n * 2 > sum).then_some(best)
}

/// Questions whose number a line begins with, and the words behind it. `within` is the main
/// question that a letter alone belongs to.
pub(super) fn leading(
    line: &str,
    within: Option<&str>,
    keys: &BTreeMap<String, Vec<usize>>,
) -> Option<(Vec<usize>, String)> {
    let line = line.trim();
    let mut words = line.splitn(3, char::is_whitespace);
    let first = words.next()?;
    if first.len() > 16 {
        return None;
    }
    let second = words.next().unwrap_or("");
    let behind = line.get(first.len()..).unwrap_or("").trim();
    let letter = |w: &str| {
        let bare = w.trim_matches(['(', ')', '.']);
        (w.ends_with([')', '.']) && bare.len() <= 2 && !bare.is_empty() && bare.chars().all(|c| c.is_ascii_lowercase()))
            .then(|| bare.to_owned())
    };
    if let Some(l) = letter(first) {
        let main = within?;
        let list = [format!("{main}{l}"), format!("{main}.{l}")].iter().find_map(|k| keys.get(k).cloned())?;
        return Some((list, behind.to_owned()));
    }
    let capital = first.trim_end_matches(['.', ')', ':']);
    let capital = capital.len() == 1 && capital.chars().all(|c| c.is_ascii_uppercase());
    if !capital && !first.chars().any(|c| c.is_ascii_digit() || matches!(c, 'I' | 'V' | 'X')) {
        return None;
    }
    let key = number(first);
    if let Some(l) = letter(second)
        && let Some(list) = keys.get(&format!("{key}{l}"))
    {
        let rest = behind.get(second.len()..).unwrap_or("").trim();
        return Some((list.clone(), rest.to_owned()));
    }
    keys.get(&key).map(|list| (list.clone(), behind.to_owned()))
}
