//! Which format a questionnaire is, by the numbers and the wording of its questions.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::super::Context;
use super::super::fold::{fold, number};
use super::super::matching::stems;
use super::super::notes::Notes;
use super::super::table::quote;
use crate::model::{Format, Lang, Level, Question};
/// A question as a questionnaire has it, for finding out which format it is.
pub(in crate::read) struct Asked {
    /// Identifier the form's author gave it; may be empty.
    pub(in crate::read) id: String,
    /// Its wording.
    pub(in crate::read) title: String,
}

/// What a format's question is known by, in sets of word stems.
pub(super) struct Wordings {
    pub(super) labels: BTreeSet<String>,
    pub(super) sets: Vec<BTreeSet<String>>,
}

impl Wordings {
    pub(super) fn of(q: &Question) -> Wordings {
        let mut labels = BTreeSet::new();
        let mut sets = Vec::new();
        for lang in Lang::ALL {
            let (label, official) = (q.label.exact(lang), q.official.exact(lang));
            labels.extend([fold(label), fold(official)]);
            let (words, label) = (stems(q.words.exact(lang)), stems(label));
            sets.push(words.union(&label).cloned().collect());
            sets.extend([words, label, stems(official)]);
        }
        sets.retain(|s: &BTreeSet<String>| !s.is_empty());
        labels.remove("");
        Wordings { labels, sets }
    }

    /// 0 to 1: how much of the question's words a text has, and the other way round.
    pub(super) fn fit(&self, folded: &str, words: &BTreeSet<String>) -> f64 {
        if self.labels.contains(folded) {
            return 1.0;
        }
        let score = |own: &BTreeSet<String>| {
            let shared = own.intersection(words).count() as f64;
            shared / (own.len() as f64 * words.len().max(1) as f64).sqrt()
        };
        self.sets.iter().map(score).fold(0.0, f64::max)
    }
}

/// Numbers under which the questions of a format are known.
pub(in crate::read) fn keys(format: &Format) -> BTreeMap<String, Vec<usize>> {
    let mut keys: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (i, q) in format.questions.iter().enumerate() {
        for name in [q.number.as_str(), q.key()].into_iter().chain(q.aliases.iter().map(String::as_str)) {
            let key = number(name);
            let list = keys.entry(key).or_default();
            if !list.contains(&i) {
                list.push(i);
            }
        }
    }
    keys.remove("");
    keys
}

/// Names by which a questionnaire says whose it is.
pub(super) fn names(convention: &str) -> &'static [&'static str] {
    match convention {
        "CBD" => &["cbd", "convention on biological diversity"],
        "CMS" => &["cms", "convention on migratory species", "convention on the conservation of migratory species"],
        "CITES" => &["cites"],
        "Ramsar" => &["ramsar", "convention on wetlands"],
        _ => &[],
    }
}

/// Other instruments that use the same system, and that dunlin has no template for.
pub(super) const OTHERS: &[(&str, &[&str])] = &[
    ("AEWA", &["aewa", "african eurasian migratory waterbirds", "african eurasian waterbird"]),
    ("ASCOBANS", &["ascobans"]),
    ("ACCOBAMS", &["accobams"]),
    ("EUROBATS", &["eurobats"]),
    ("Bern Convention", &["bern convention", "convention de berne"]),
    ("IAC sea turtles", &["inter american convention", "iac"]),
    ("ITPGRFA", &["itpgrfa", "plant genetic resources for food and agriculture"]),
    ("IWC", &["iwc", "international whaling commission"]),
    ("Protocol on Water and Health", &["protocol on water and health"]),
];

/// Questions looked at to tell formats apart.
pub(super) const SAMPLE: usize = 240;

/// The format of a questionnaire, and whether the file or the user names its edition. `headings` are
/// the titles of its sections, `year` the last year in which answers were entered. Says why where
/// there is none.
pub(in crate::read) fn format_of<'a>(
    asked: &[Asked],
    headings: &[String],
    year: Option<u16>,
    context: &Context<'a>,
    notes: &mut Notes,
) -> Option<(&'a Format, bool)> {
    if let Some(id) = &context.options.format {
        return notes.stated(id, context.catalogue).map(|f| (f, true));
    }
    // Evenly spread, because the first questions of all forms ask for names and addresses.
    let step = asked.len().div_ceil(SAMPLE).max(1);
    let sample: Vec<(String, String, BTreeSet<String>)> = asked
        .iter()
        .step_by(step)
        .map(|a| (number(&a.id), fold(&a.title), stems(&a.title)))
        .filter(|(id, _, words)| !(id.is_empty() && words.is_empty()))
        .collect();
    let said: String = headings.iter().map(|h| format!(" {} ", fold(h))).collect();
    let has = |name: &str| said.contains(&format!(" {name} "));
    struct Fit<'a> {
        format: &'a Format,
        share: f64,
        rank: f64,
        named: bool,
        stated: bool,
    }
    let mut fits: Vec<Fit> = Vec::new();
    for format in context.catalogue.format_ids().filter_map(|id| context.catalogue.format(id)) {
        let share = share(format, &sample);
        let named = names(&format.convention).iter().any(|n| has(n));
        let edition = fold(&format.edition);
        let stated = named
            && !edition.is_empty()
            && (has(&edition) || edition.strip_prefix("cop").is_some_and(|n| has(&format!("cop {n}"))));
        // Answers are entered at the end of the period a report covers, or soon after it.
        let timely = match (format.period, year) {
            (Some(p), Some(y)) => (p.to..=p.to.saturating_add(2)).contains(&y),
            _ => false,
        };
        let rank =
            share + if named { 0.1 } else { 0.0 } + if stated { 0.2 } else { 0.0 } + if timely { 0.1 } else { 0.0 };
        fits.push(Fit { format, share, rank, named, stated });
    }
    fits.sort_by(|a, b| b.rank.total_cmp(&a.rank).then(a.format.id.cmp(&b.format.id)));
    let best = fits.first()?;
    let other = OTHERS.iter().find(|(_, names)| names.iter().any(|n| has(n))).map(|(n, _)| *n);
    let enough = best.share >= if best.named { 0.25 } else { 0.4 };
    if !enough || (other.is_some() && !best.named && best.share < 0.7) {
        let what = match other {
            Some(name) => format!("this is a questionnaire of the Online Reporting System, by its headings of {name}"),
            None => "this is a questionnaire of the Online Reporting System".to_owned(),
        };
        let closest = match best.share {
            s if s < 0.05 => String::new(),
            s => format!(" (closest: {}, {:.0} % of {} questions)", best.format.id, s * 100.0, sample.len()),
        };
        // Titles of sections are the form's, not the respondents' words.
        let begins = headings
            .iter()
            .find(|h| !h.trim().is_empty())
            .map_or_else(String::new, |h| format!("; it has a section {}", quote(h)));
        notes.add(
            Level::Error,
            "format-unknown",
            "",
            format!("{what}; its questions are of no report format that dunlin knows{closest}{begins}"),
            "if it is one of dunlin's formats, say which with --format; a format of your own is a template, see docs/adding-a-format.md",
        );
        return None;
    }
    if !best.stated {
        let next = fits
            .iter()
            .filter(|f| f.format.convention == best.format.convention)
            .nth(1)
            .map_or_else(String::new, |o| format!("; next: {} with {:.0} %", o.format.id, o.share * 100.0));
        let when = year.map_or_else(String::new, |y| format!("; last changed in {y}"));
        notes.add(
            Level::Warning,
            "edition-assumed",
            "",
            format!(
                "the file does not say which edition it is; it fits {} best ({:.0} % of {} questions{next}{when})",
                best.format.id,
                best.share * 100.0,
                sample.len()
            ),
            "if it is another, say so with --format",
        );
    }
    Some((best.format, best.stated))
}

pub(super) fn share(format: &Format, sample: &[(String, String, BTreeSet<String>)]) -> f64 {
    let keys = keys(format);
    let wordings: Vec<Wordings> = format.questions.iter().map(Wordings::of).collect();
    let mut with: HashMap<&str, Vec<usize>> = HashMap::new();
    let mut labels: BTreeSet<&str> = BTreeSet::new();
    for (i, w) in wordings.iter().enumerate() {
        labels.extend(w.labels.iter().map(String::as_str));
        for stem in w.sets.iter().flatten() {
            let list = with.entry(stem).or_default();
            if list.last() != Some(&i) {
                list.push(i);
            }
        }
    }
    let mut sum = 0.0;
    for (id, folded, words) in sample {
        let numbered = keys.get(id).filter(|_| !id.is_empty());
        let own = numbered
            .into_iter()
            .flatten()
            .filter_map(|q| wordings.get(*q))
            .map(|w| w.fit(folded, words))
            .fold(0.0, f64::max);
        // A number that many formats have says little without its words.
        sum += match numbered {
            Some(_) if own >= 0.3 => 1.0,
            Some(_) if words.len() < 3 => 0.5,
            Some(_) if own >= 0.15 => 0.6,
            _ if labels.contains(folded.as_str()) => 0.9,
            _ => {
                // Only questions that share its rarest known words can fit it.
                let mut lists: Vec<&Vec<usize>> = words.iter().filter_map(|s| with.get(s.as_str())).collect();
                lists.sort_by_key(|l| l.len());
                let near: BTreeSet<usize> = lists.into_iter().take(3).flatten().copied().collect();
                let best =
                    near.iter().filter_map(|q| wordings.get(*q)).map(|w| w.fit(folded, words)).fold(0.0, f64::max);
                if best >= 0.5 {
                    0.8
                } else if numbered.is_some() {
                    0.15
                } else {
                    0.0
                }
            }
        };
    }
    if sample.is_empty() { 0.0 } else { sum / sample.len() as f64 }
}
