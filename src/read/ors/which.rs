//! Which format a questionnaire is, by the numbers and the wording of its questions.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use super::super::Context;
use super::super::fold::{fold, number};
use super::super::matching::{stems, stems_of};
use super::super::notes::Notes;
use super::super::table::quote;
use crate::model::{Format, Lang, Level, Map, Question, Sentence};
use crate::say;
/// A question as a questionnaire has it, for finding out which format it is.
pub(in crate::read) struct Asked {
    /// Identifier the form's author gave it; may be empty.
    pub(in crate::read) id: String,
    /// Its wording.
    pub(in crate::read) title: String,
}

/// What a format's question is known by, in sets of word stems.
#[derive(Clone)]
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
pub(in crate::read) fn keys(format: &Format) -> Keys {
    let mut keys = Keys::new();
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
    let sample = Sample::of(asked);
    let said: String = headings.iter().map(|h| format!(" {} ", fold(h))).collect();
    let has = |name: &str| said.contains(&format!(" {name} "));
    struct Fit<'a> {
        format: &'a Format,
        share: f64,
        rank: f64,
        named: bool,
        stated: bool,
    }
    let mut open: Vec<(f64, f64, Keys, Fit)> = Vec::new();
    for format in context.catalogue.format_ids().filter_map(|id| context.catalogue.format(id)) {
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
        let more = if named { 0.1 } else { 0.0 } + if stated { 0.2 } else { 0.0 } + if timely { 0.1 } else { 0.0 };
        let keys = keys(format);
        open.push((more + most(&keys, &sample), more, keys, Fit { format, share: 0.0, rank: 0.0, named, stated }));
    }
    // Those that may fit best first: a format that cannot fit better than one before need not be compared,
    // unless it is named as the next one of its convention.
    open.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.3.format.id.cmp(&b.3.format.id)));
    let mut fits: Vec<Fit> = Vec::new();
    let best = |fits: &[Fit<'a>]| {
        fits.iter()
            .min_by(|a, b| b.rank.total_cmp(&a.rank).then(a.format.id.cmp(&b.format.id)))
            .map(|f| (f.rank, f.format))
    };
    for others in [false, true] {
        for (bound, more, keys, fit) in std::mem::take(&mut open) {
            let compared = match best(&fits) {
                // Sums of shares are not exact to the last digit.
                Some((rank, best)) => bound + 1e-9 >= rank || (others && best.convention == fit.format.convention),
                None => true,
            };
            if compared {
                let share = share(fit.format, &keys, &sample);
                fits.push(Fit { share, rank: share + more, ..fit });
            } else if !others {
                open.push((bound, more, keys, fit));
            }
        }
    }
    fits.sort_by(|a, b| b.rank.total_cmp(&a.rank).then(a.format.id.cmp(&b.format.id)));
    let best = fits.first()?;
    let other = OTHERS.iter().find(|(_, names)| names.iter().any(|n| has(n))).map(|(n, _)| *n);
    let enough = best.share >= if best.named { 0.25 } else { 0.4 };
    if !enough || (other.is_some() && !best.named && best.share < 0.7) {
        let what = match other {
            Some(name) => {
                say!("this is a questionnaire of the Online Reporting System, by its headings of {name}", name = name)
            }
            None => say!("this is a questionnaire of the Online Reporting System"),
        };
        let closest = match best.share {
            s if s < 0.05 => Sentence::default(),
            s => say!(
                " (closest: {format}, {share} % of {n} questions)",
                format = &best.format.id,
                share = format!("{:.0}", s * 100.0),
                n = sample.asked.len()
            ),
        };
        // Titles of sections are the form's, not the respondents' words.
        let begins = headings
            .iter()
            .find(|h| !h.trim().is_empty())
            .map_or_else(Sentence::default, |h| say!("; it has a section {quoted}", quoted = quote(h)));
        notes.add(
            Level::Error,
            "format-unknown",
            "",
            say!(
                "{what}; its questions are of no report format that dunlin knows{closest}{begins}",
                what = what,
                closest = closest,
                begins = begins
            ),
            say!(
                "if it is one of dunlin's formats, say which with --format; a format of your own is a template, see docs/adding-a-format.md"
            ),
        );
        return None;
    }
    if !best.stated {
        let next = fits.iter().filter(|f| f.format.convention == best.format.convention).nth(1).map_or_else(
            Sentence::default,
            |o| {
                say!(
                    "; next: {format} with {share} %",
                    format = &o.format.id,
                    share = format!("{:.0}", o.share * 100.0)
                )
            },
        );
        let when = year.map_or_else(Sentence::default, |y| say!("; last changed in {y}", y = y));
        notes.add(
            Level::Warning,
            "edition-assumed",
            "",
            say!(
                "the file does not say which edition it is; it fits {format} best ({share} % of {n} questions{next}{when})",
                format = &best.format.id,
                share = format!("{:.0}", best.share * 100.0),
                n = sample.asked.len(),
                next = next,
                when = when
            ),
            say!("if it is another, say so with --format"),
        );
    }
    Some((best.format, best.stated))
}

/// The questions looked at to tell formats apart. Their stems are numbered: of the words of all formats
/// only those count that these have, and no other need be kept.
struct Sample {
    asked: Vec<Sampled>,
    stems: Numbered,
    titles: Numbered,
}

/// Texts with their numbers.
type Numbered = Map<String, u32>;

struct Sampled {
    id: String,
    title: u32,
    words: Vec<u32>,
}

/// Stems of a wording, each once: those that the sample has, and others, which only count.
#[derive(Default, Clone)]
struct Set<'t> {
    known: Vec<u32>,
    others: Vec<&'t str>,
}

impl<'t> Set<'t> {
    fn known(&mut self, stem: u32) {
        if !self.known.contains(&stem) {
            self.known.push(stem);
        }
    }

    fn other(&mut self, stem: &'t str) {
        if !self.others.contains(&stem) {
            self.others.push(stem);
        }
    }

    fn with(mut self, more: &Set<'t>) -> Set<'t> {
        more.known.iter().for_each(|n| self.known(*n));
        more.others.iter().for_each(|s| self.other(s));
        self
    }

    /// How many stems there are, and those that the sample has, in order.
    fn counted(mut self) -> (usize, Vec<u32>) {
        let size = self.known.len() + self.others.len();
        self.known.sort_unstable();
        (size, self.known)
    }
}

impl Sample {
    fn of(asked: &[Asked]) -> Sample {
        let mut sample = Sample { asked: Vec::new(), stems: Numbered::default(), titles: Numbered::default() };
        // Evenly spread, because the first questions of all forms ask for names and addresses.
        let step = asked.len().div_ceil(SAMPLE).max(1);
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        for a in asked.iter().step_by(step) {
            let (id, folded) = (number(&a.id), fold(&a.title));
            let mut words = Vec::new();
            for stem in stems_of(&folded) {
                let next = count(sample.stems.len());
                words.push(match sample.stems.get(stem) {
                    Some(n) => *n,
                    None => *sample.stems.entry(stem.to_owned()).or_insert(next),
                });
            }
            words.sort_unstable();
            words.dedup();
            if !(id.is_empty() && words.is_empty()) {
                let next = count(sample.titles.len());
                let title = *sample.titles.entry(folded).or_insert(next);
                sample.asked.push(Sampled { id, title, words });
            }
        }
        sample
    }

    /// The stems of a folded text.
    fn set<'t>(&self, folded: &'t str) -> Set<'t> {
        let mut set = Set::default();
        for stem in stems_of(folded) {
            match self.stems.get(stem) {
                Some(n) => set.known(*n),
                None => set.other(stem),
            }
        }
        set
    }
}

/// What a question is known by, among the words of a sample.
#[derive(Default)]
struct Known {
    titles: Vec<u32>,
    sets: Vec<(usize, Vec<u32>)>,
}

impl Known {
    fn of(q: &Question, sample: &Sample) -> Known {
        let mut known = Known::default();
        for lang in Lang::ALL {
            let [label, official, words] = [q.label.exact(lang), q.official.exact(lang), q.words.exact(lang)].map(fold);
            known.titles.extend([&label, &official].into_iter().filter_map(|t| sample.titles.get(t)));
            let (words, label, official) = (sample.set(&words), sample.set(&label), sample.set(&official));
            let sets = [words.clone().with(&label), words, label, official];
            known.sets.extend(sets.into_iter().filter(|s| !s.known.is_empty()).map(Set::counted));
        }
        known
    }

    /// As [`Wordings::fit`].
    fn fit(&self, asked: &Sampled) -> f64 {
        if self.titles.contains(&asked.title) {
            return 1.0;
        }
        let score = |(size, own): &(usize, Vec<u32>)| {
            let shared = common(own, &asked.words) as f64;
            shared / (*size as f64 * asked.words.len().max(1) as f64).sqrt()
        };
        self.sets.iter().map(score).fold(0.0, f64::max)
    }
}

/// How many numbers two lists in order share.
fn common(mut a: &[u32], mut b: &[u32]) -> usize {
    let mut shared = 0;
    while let ([x, rest_a @ ..], [y, rest_b @ ..]) = (a, b) {
        shared += usize::from(x == y);
        (a, b) = match x.cmp(y) {
            Ordering::Less => (rest_a, b),
            Ordering::Equal => (rest_a, rest_b),
            Ordering::Greater => (a, rest_b),
        };
    }
    shared
}

/// Numbers of questions to where they are.
type Keys = BTreeMap<String, Vec<usize>>;

/// What [`share`] is at most: a question whose number a format does not have counts less.
fn most(keys: &Keys, sample: &Sample) -> f64 {
    let numbered = |a: &&Sampled| !a.id.is_empty() && keys.contains_key(&a.id);
    let (numbered, all) = (sample.asked.iter().filter(numbered).count() as f64, sample.asked.len() as f64);
    if all == 0.0 { 0.0 } else { (numbered + (all - numbered) * 0.9) / all }
}

/// How much of a sample is of a format, 0 to 1.
fn share(format: &Format, keys: &Keys, sample: &Sample) -> f64 {
    let known: Vec<Known> = format.questions.iter().map(|q| Known::of(q, sample)).collect();
    let mut with: Vec<Vec<usize>> = vec![Vec::new(); sample.stems.len()];
    let mut labels: BTreeSet<u32> = BTreeSet::new();
    for (i, k) in known.iter().enumerate() {
        labels.extend(&k.titles);
        for stem in k.sets.iter().flat_map(|(_, known)| known) {
            if let Some(list) = with.get_mut(*stem as usize)
                && list.last() != Some(&i)
            {
                list.push(i);
            }
        }
    }
    let mut sum = 0.0;
    for asked in &sample.asked {
        let best = |of: &mut dyn Iterator<Item = usize>| {
            of.filter_map(|q| known.get(q)).map(|k| k.fit(asked)).fold(0.0, f64::max)
        };
        let numbered = keys.get(&asked.id).filter(|_| !asked.id.is_empty());
        let own = best(&mut numbered.into_iter().flatten().copied());
        // A number that many formats have says little without its words.
        sum += match numbered {
            Some(_) if own >= 0.3 => 1.0,
            Some(_) if asked.words.len() < 3 => 0.5,
            Some(_) if own >= 0.15 => 0.6,
            _ if labels.contains(&asked.title) => 0.9,
            _ => {
                // Only questions that share its rarest known words can fit it.
                let mut lists: Vec<&Vec<usize>> =
                    asked.words.iter().filter_map(|s| with.get(*s as usize)).filter(|l| !l.is_empty()).collect();
                lists.sort_by_key(|l| l.len());
                let near: BTreeSet<usize> = lists.into_iter().take(3).flatten().copied().collect();
                match best(&mut near.into_iter()) {
                    b if b >= 0.5 => 0.8,
                    _ if numbered.is_some() => 0.15,
                    _ => 0.0,
                }
            }
        };
    }
    if sample.asked.is_empty() { 0.0 } else { sum / sample.asked.len() as f64 }
}
