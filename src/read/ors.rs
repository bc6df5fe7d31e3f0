//! What the readers of files from the Online Reporting System (ORS) share: finding out which format a
//! questionnaire is, finding its questions, and filling the reports of its respondents.
//!
//! A question is looked up once, however many respondents answered it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::Context;
use super::book::Cell;
use super::fold::{fold, number};
use super::matching::{Index, Place, stems};
use super::notes::Notes;
use super::table::{item_id, quote, shown};
use super::values;
use crate::model::{
    Answer, Column, Format, Item, Kind, Lang, Level, Origin, Party, Period, Question, Repeat, Report, Row, Value,
};

/// Characters of a title that are looked at: no question is longer.
pub(super) const TITLE: usize = 1200;

/// One line of text: white space squeezed, tags and placeholders of a form's author removed.
pub(super) fn tidy(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(p) = rest.find(['<', '#']) {
        plain.push_str(rest.get(..p).unwrap_or(""));
        let found = rest.get(p..).unwrap_or("");
        let tag = found.starts_with('<')
            && found.get(1..).is_some_and(|r| r.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/'));
        let end = match (tag, found.starts_with("#[")) {
            (true, _) => found.char_indices().take(200).find(|(_, c)| *c == '>').map(|(i, _)| i),
            (_, true) => found.char_indices().take(200).find(|(_, c)| *c == ']').map(|(i, _)| i),
            _ => None,
        };
        if let Some(e) = end {
            plain.push(' ');
            rest = found.get(e + 1..).unwrap_or("");
        } else {
            plain.push_str(found.get(..1).unwrap_or(""));
            rest = found.get(1..).unwrap_or("");
        }
    }
    plain.push_str(rest);
    let line = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(TITLE) {
        Some((end, _)) => line.get(..end).unwrap_or("").to_owned(),
        None => line,
    }
}

/// A question as a questionnaire has it, for finding out which format it is.
pub(super) struct Asked {
    /// Identifier the form's author gave it; may be empty.
    pub(super) id: String,
    /// Its wording.
    pub(super) title: String,
}

/// What a format's question is known by, in sets of word stems.
struct Wordings {
    labels: BTreeSet<String>,
    sets: Vec<BTreeSet<String>>,
}

impl Wordings {
    fn of(q: &Question) -> Wordings {
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
    fn fit(&self, folded: &str, words: &BTreeSet<String>) -> f64 {
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
pub(super) fn keys(format: &Format) -> BTreeMap<String, Vec<usize>> {
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
fn names(convention: &str) -> &'static [&'static str] {
    match convention {
        "CBD" => &["cbd", "convention on biological diversity"],
        "CMS" => &["cms", "convention on migratory species", "convention on the conservation of migratory species"],
        "CITES" => &["cites"],
        "Ramsar" => &["ramsar", "convention on wetlands"],
        _ => &[],
    }
}

/// Other instruments that use the same system, and that dunlin has no template for.
const OTHERS: &[(&str, &[&str])] = &[
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
const SAMPLE: usize = 240;

/// The format of a questionnaire, and whether the file or the user names its edition. `headings` are
/// the titles of its sections, `year` the last year in which answers were entered. Says why where
/// there is none.
pub(super) fn format_of<'a>(
    asked: &[Asked],
    headings: &[String],
    year: Option<u16>,
    context: &Context<'a>,
    notes: &mut Notes,
) -> Option<(&'a Format, bool)> {
    if let Some(id) = &context.options.format {
        let found = context.catalogue.format(id);
        if found.is_none() {
            let known: Vec<&str> = context.catalogue.format_ids().collect();
            notes.add(
                Level::Error,
                "format-not-known",
                "",
                format!("there is no format \"{id}\""),
                &format!("use one of {}", known.join(", ")),
            );
        }
        return found.map(|f| (f, true));
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

fn share(format: &Format, sample: &[(String, String, BTreeSet<String>)]) -> f64 {
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

/// Finds the questions of a questionnaire in its format.
pub(super) struct Matcher<'a> {
    pub(super) format: &'a Format,
    index: Index<'a>,
    keys: BTreeMap<String, Vec<usize>>,
    wordings: Vec<Wordings>,
    place: Place,
    known: HashMap<(String, String, String, bool), Option<usize>>,
    by_wording: Vec<String>,
    unlike: Vec<String>,
}

/// A question to be found.
pub(super) struct Wanted<'t> {
    /// Identifier; may be empty.
    pub(super) id: &'t str,
    /// Wording, without the names of items.
    pub(super) title: &'t str,
    /// Titles of its sections from the root, without the names of items.
    pub(super) path: &'t [String],
    /// It stands in a section that is repeated for items.
    pub(super) looping: bool,
    /// How many respondents answered it: nobody need look at a question without answers.
    pub(super) answers: usize,
    /// Where it stands in the file.
    pub(super) place: &'t str,
}

impl<'a> Matcher<'a> {
    pub(super) fn new(format: &'a Format) -> Matcher<'a> {
        Matcher {
            format,
            index: Index::new(format),
            keys: keys(format),
            wordings: format.questions.iter().map(Wordings::of).collect(),
            place: Place::default(),
            known: HashMap::new(),
            by_wording: Vec::new(),
            unlike: Vec::new(),
        }
    }

    pub(super) fn question(&self, q: usize) -> Option<&'a Question> {
        self.format.questions.get(q)
    }

    /// The question by its identifier and wording, with its sections as context. What is not found,
    /// or only with a doubt, becomes a finding.
    pub(super) fn find(&mut self, wanted: &Wanted, notes: &mut Notes) -> Option<usize> {
        let key = (wanted.id.to_owned(), wanted.title.to_owned(), wanted.path.join("\n"), wanted.looping);
        let known = self.known.get(&key).copied();
        let found = match known {
            Some(k) => k,
            None => self.search(wanted, notes),
        };
        if let Some(q) = found {
            self.place.last = Some(q);
            if self.question(q).is_some_and(|q| q.parent.is_none() || q.kind == Kind::Heading) {
                self.place.main = Some(q);
            }
        }
        // A question nobody answered here may be answered for the next item, and is reported then.
        if known.is_none() && (found.is_some() || wanted.answers > 0) {
            self.known.insert(key, found);
        }
        found
    }

    fn search(&mut self, wanted: &Wanted, notes: &mut Notes) -> Option<usize> {
        let numbered = self.numbered(wanted);
        let folded = fold(wanted.title);
        let words = stems(wanted.title);
        let fit = |q: usize| self.wordings.get(q).map_or(0.0, |w| w.fit(&folded, &words));
        // Where the words do not decide between them, what is asked once is asked here.
        let once = |q: usize| self.question(q).is_some_and(|q| q.repeat.is_some() == wanted.looping);
        let lead = |q: usize| if once(q) { 0.1 } else { 0.0 };
        let best = numbered
            .iter()
            .copied()
            .map(|q| (q, fit(q)))
            .max_by(|a, b| (a.1 + lead(a.0)).total_cmp(&(b.1 + lead(b.0))).then(b.0.cmp(&a.0)));
        if let Some((q, score)) = best
            && (score >= 0.2 || words.len() < 3)
        {
            return Some(q);
        }
        self.place.block = wanted.path.join(" ");
        self.place.item = wanted.looping;
        let found = self.index.find(wanted.title, &self.place);
        if let Some((q, score)) = best {
            // The number says one thing, the words may say another: then the words are right, because
            // numbers move between editions.
            if let Some(f) = found
                && f.sure
                && f.score >= 0.6
                && f.question != q
                && !self.related(q, f.question)
            {
                let meant = self.question(f.question).map_or("", |q| q.number.as_str());
                notes.add(
                    Level::Warning,
                    "number-and-wording",
                    wanted.place,
                    format!(
                        "the number says {}, the words are those of question {meant} ({:.0} %): read as {meant}",
                        wanted.id,
                        f.score * 100.0
                    ),
                    "check the number; if the file is of another edition, say so with --format",
                );
                return Some(f.question);
            }
            if words.len() >= 5 && score < 0.05 {
                self.unlike.extend(self.question(q).map(|q| q.number.clone()));
            }
            return Some(q);
        }
        let answers = match wanted.answers {
            0 => return found.filter(|f| f.sure).map(|f| f.question),
            1 => "1 answer was".to_owned(),
            n => format!("{n} answers were"),
        };
        match found {
            Some(f) if f.sure => {
                self.by_wording.extend(self.question(f.question).map(|q| match q.number.is_empty() {
                    true => q.key().to_owned(),
                    false => q.number.clone(),
                }));
                Some(f.question)
            }
            Some(f) if f.score >= 0.25 => {
                let likely = self.question(f.question).map_or("", |q| q.id.as_str());
                notes.add(
                    Level::Warning,
                    "question-doubtful",
                    wanted.place,
                    format!(
                        "{} is most likely {likely} ({:.0} %): too doubtful; {answers} not used",
                        quote(wanted.title),
                        f.score * 100.0
                    ),
                    "write the question's official number in the column ID and read the file again",
                );
                None
            }
            _ => {
                notes.add(
                    Level::Warning,
                    "question-unknown",
                    wanted.place,
                    format!("{} is no question of {}; {answers} not used", quote(wanted.title), self.format.id),
                    "write the question's official number in the column ID if it is one, and read the file again",
                );
                None
            }
        }
    }

    /// The question whose box for additional information a row is, where it is one: its title says no
    /// more than that, and its number, if it has any, is the question's.
    pub(super) fn comment(&self, id: &str, title: &str) -> Option<usize> {
        if !is_additional(title) {
            return None;
        }
        let first = title.split_whitespace().next().unwrap_or("");
        let numbered = [id, first].iter().find_map(|t| self.keys.get(&number(t))).into_iter().flatten();
        let once = numbered.copied().find(|q| self.question(*q).is_some_and(|q| q.repeat.is_none()));
        let target = match (once, id.is_empty()) {
            (Some(q), _) => q,
            (None, true) => self.place.main?,
            (None, false) => return None,
        };
        // A text that has such a title in the form is a question of its own.
        self.question(target).filter(|q| !q.kind.is_textual()).map(|_| target)
    }

    fn related(&self, a: usize, b: usize) -> bool {
        match (self.question(a), self.question(b)) {
            (Some(a), Some(b)) => {
                a.parent.as_deref() == Some(b.id.as_str()) || b.parent.as_deref() == Some(a.id.as_str())
            }
            _ => false,
        }
    }

    /// Questions the identifier may be. It may be a number within a section (`3` in section `II`),
    /// or stand before the wording.
    fn numbered(&self, wanted: &Wanted) -> Vec<usize> {
        let mut found: Vec<usize> = Vec::new();
        let mut add = |key: &str| {
            for q in self.keys.get(key).into_iter().flatten() {
                if !found.contains(q) {
                    found.push(*q);
                }
            }
        };
        let id = number(wanted.id);
        if id.is_empty() {
            let first = wanted.title.split_whitespace().next().unwrap_or("");
            if first.contains(|c: char| c.is_ascii_digit()) && first.len() <= 20 {
                add(&number(first));
            }
        } else {
            add(&id);
            for title in wanted.path.iter().rev() {
                let first = number(title.split([' ', '.', ')', ':']).next().unwrap_or(""));
                if !first.is_empty() && first.len() <= 5 {
                    add(&format!("{first}.{id}"));
                }
            }
        }
        // A number may serve both: the question asked per item and the one asked once.
        let repeated: Vec<usize> =
            found.iter().copied().filter(|q| self.question(*q).is_some_and(|q| q.repeat.is_some())).collect();
        if wanted.looping && !repeated.is_empty() { repeated } else { found }
    }

    /// The row of a matrix that a query names. `None` where no row fits clearly.
    pub(super) fn row(&self, parent: usize, query: &str) -> Option<usize> {
        let main = self.question(parent)?;
        let below: Vec<usize> =
            (parent + 1..self.format.questions.len()).take(200).filter(|q| self.below(*q, &main.id)).collect();
        let folded = fold(query);
        let words = stems(query);
        let mut ranked: Vec<(usize, f64)> =
            below.iter().map(|q| (*q, self.wordings.get(*q).map_or(0.0, |w| w.fit(&folded, &words)))).collect();
        ranked.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        let first = ranked.first().copied();
        let second = ranked.get(1).map_or(0.0, |r| r.1);
        let clear = first.filter(|(_, s)| *s >= 0.45 && s - second >= 0.1).map(|(q, _)| q);
        let letter = query.split_whitespace().next().filter(|w| w.chars().count() <= 4).map(number);
        if let Some(letter) = letter.filter(|l| !l.is_empty() && l.chars().count() <= 2) {
            let whole = number(&format!("{}{letter}", main.number));
            let lettered = below.iter().copied().find(|q| {
                self.question(*q).is_some_and(|c| {
                    let own = number(&c.number);
                    own == whole || own == letter || number(c.key()) == whole
                })
            });
            if let Some(q) = lettered {
                let own = ranked.iter().find(|r| r.0 == q).map_or(0.0, |r| r.1);
                // Letters move between editions; words that are plainly another row's win.
                return match clear {
                    Some(c) if own < 0.1 && first.is_some_and(|f| f.1 >= 0.6) => Some(c),
                    _ => Some(q),
                };
            }
        }
        clear
    }

    fn below(&self, q: usize, main: &str) -> bool {
        let mut parent = self.question(q).and_then(|q| q.parent.as_deref());
        for _ in 0..3 {
            match parent {
                Some(p) if p == main => return true,
                Some(p) => parent = self.format.question(p).and_then(|p| p.parent.as_deref()),
                None => return false,
            }
        }
        false
    }

    /// The box that holds details of a question: its own, or that of the matrix it is a row of.
    fn box_of(&self, q: usize) -> usize {
        let Some(question) = self.question(q) else { return q };
        if question.details {
            return q;
        }
        question
            .parent
            .as_deref()
            .and_then(|p| self.format.index.get(p).copied())
            .filter(|p| self.question(*p).is_some_and(|p| p.details))
            .unwrap_or(q)
    }

    /// Says how questions were found.
    pub(super) fn close(self, notes: &mut Notes) {
        if !self.by_wording.is_empty() {
            let message = format!(
                "{} question(s) without a usable number were recognised by their words: {}",
                self.by_wording.len(),
                list(&self.by_wording)
            );
            notes.add(Level::Info, "matched-by-wording", "", message, "");
        }
        if !self.unlike.is_empty() {
            let message = format!(
                "{} question(s) were taken by their number although their words are unlike those of {}: {}",
                self.unlike.len(),
                self.format.id,
                list(&self.unlike)
            );
            notes.add(
                Level::Warning,
                "wording-unlike",
                "",
                message,
                "check that the file is of this edition; say so with --format if not",
            );
        }
    }
}

/// Words that head the box under a question.
const ADDITIONAL: &[&str] = &[
    "additional information",
    "additional comments",
    "further information",
    "information additionnelle",
    "informations additionnelles",
    "informations complementaires",
    "information complementaire",
    "informations supplementaires",
    "renseignements complementaires",
    "informacion adicional",
    "informacion complementaria",
    "comentarios adicionales",
];

fn is_additional(title: &str) -> bool {
    let folded = fold(title);
    // The number may stand before or behind the words.
    let words: Vec<&str> = folded.split(' ').filter(|w| !w.chars().any(|c| c.is_ascii_digit())).collect();
    words.len() <= 6 && ADDITIONAL.iter().any(|a| words.join(" ").starts_with(a))
}

fn list(names: &[String]) -> String {
    let once: BTreeSet<&String> = names.iter().collect();
    let more = once.len().saturating_sub(12);
    let mut text = names
        .iter()
        .filter({
            let mut seen = BTreeSet::new();
            move |n| seen.insert(*n)
        })
        .take(12)
        .cloned()
        .collect::<Vec<_>>()
        .join(", ");
    if more > 0 {
        text.push_str(&format!(" and {more} more"));
    }
    text
}

/// What a respondent gave for one question.
#[derive(Debug, Default)]
pub(super) struct Given<'t> {
    /// Texts of options, or the text.
    pub(super) parts: Vec<&'t str>,
    /// Joins the parts in the file; in a text it may be the respondent's own.
    pub(super) joined: Option<&'t str>,
    /// Texts beside the options.
    pub(super) others: Vec<&'t str>,
    /// Links.
    pub(super) urls: Vec<&'t str>,
    /// Names of attached documents.
    pub(super) docs: Vec<&'t str>,
}

/// What the options of a question made of a text; the same text comes from many respondents.
#[derive(Clone, Default)]
struct Chosen {
    codes: Vec<String>,
    value: Option<Value>,
    rest: Vec<String>,
    doubt: Option<String>,
}

/// Texts already read for the question at hand, by question and text.
pub(super) type Memo = HashMap<(usize, String), ChosenMemo>;

/// An entry of a [`Memo`].
pub(super) struct ChosenMemo(Chosen);

fn chosen(question: &Question, parts: &[&str]) -> Chosen {
    let mut c = Chosen::default();
    // No form has so many options; what follows is text.
    let (parts, more) = parts.split_at(parts.len().min(200));
    let mut i = 0;
    while i < parts.len() {
        // The text of an option may itself hold the mark that joins two.
        let hit = (1..=4.min(parts.len() - i)).rev().find_map(|n| {
            let text = parts.get(i..i + n)?.join(" # ");
            values::option(question, &text).map(|o| (n, o.code.clone()))
        });
        match (hit, parts.get(i)) {
            (Some((n, code)), _) => {
                c.codes.push(code);
                i += n;
            }
            (None, part) => {
                c.rest.extend(part.map(|p| p.trim().to_owned()).filter(|p| !p.is_empty()));
                i += 1;
            }
        }
    }
    c.rest.extend(more.iter().map(|p| (*p).to_owned()));
    if c.codes.is_empty() && c.rest.len() == 1 {
        let text = c.rest.remove(0);
        let parsed = values::parse(question, &Cell::Text(text), None);
        c.value = parsed.value;
        c.doubt = parsed.doubt;
        if !parsed.rest.is_empty() {
            c.rest.push(parsed.rest);
        }
    }
    c
}

/// One respondent's report in the making.
pub(super) struct Fill {
    answers: BTreeMap<(usize, usize), Answer>,
    items: Vec<Item>,
    known: HashMap<String, usize>,
    lang: Option<Lang>,
    guess: Option<Lang>,
    /// Qualifiers that still need a number, with their place.
    open: BTreeMap<(usize, usize), String>,
    pub(super) documents: usize,
}

/// An item of a repeated section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Named {
    /// Its name as the file has it.
    pub(super) title: String,
}

impl Named {
    fn id(&self, repeat: Option<Repeat>) -> String {
        let title = self.title.trim();
        match repeat {
            Some(Repeat::Target | Repeat::Goal) => {
                let id = item_id(title, repeat);
                if id.is_empty() { title.to_owned() } else { id }
            }
            // A site is known by its official number where it stands beside the name.
            Some(Repeat::Site) => title
                .split(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '[' | ']' | ',' | ';' | ':'))
                .filter(|w| (1..=5).contains(&w.len()) && w.chars().all(|c| c.is_ascii_digit()))
                .collect::<Vec<_>>()
                .as_slice()
                .first()
                .filter(|n| title.starts_with(**n) || title.contains(&format!("({n})")) || title.ends_with(**n))
                .map_or_else(|| title.to_owned(), |n| (*n).to_owned()),
            None => title.to_owned(),
        }
    }
}

impl Fill {
    pub(super) fn new(context: &Context) -> Fill {
        let lang = context.options.lang;
        Fill {
            answers: BTreeMap::new(),
            items: Vec::new(),
            known: HashMap::new(),
            lang,
            guess: lang,
            open: BTreeMap::new(),
            documents: 0,
        }
    }

    /// True where nothing was answered.
    pub(super) fn is_empty(&self) -> bool {
        self.answers.values().all(Answer::is_blank)
    }

    /// Position of an item in the report plus one; 0: none.
    fn item(&mut self, question: &Question, named: Option<&Named>) -> usize {
        let Some(named) = named else { return 0 };
        let id = named.id(question.repeat);
        if let Some(p) = self.known.get(&id) {
            return *p;
        }
        self.known.insert(id.clone(), self.items.len() + 1);
        let frameworks = if id.starts_with("GBF:") { vec![id.clone()] } else { Vec::new() };
        self.items.push(Item { id, title: named.title.clone(), frameworks });
        self.items.len()
    }

    fn slot(&mut self, m: &Matcher, q: usize, item: usize, origin: &Origin) -> &mut Answer {
        let id = m.question(q).map_or("", |q| q.id.as_str());
        let name = item.checked_sub(1).and_then(|i| self.items.get(i)).map(|i| i.id.clone());
        let lang = self.lang;
        self.answers.entry((q, item)).or_insert_with(|| {
            let mut a = Answer::new(id, origin.clone());
            a.item = name;
            a.lang = lang;
            a
        })
    }

    fn details(&mut self, m: &Matcher, q: usize, item: usize, text: &str, origin: &Origin) {
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        let target = m.box_of(q);
        // The box of a matrix serves all its rows: say which row the text is about.
        let text = match m.question(q).filter(|_| target != q) {
            Some(row) if row.number.is_empty() => format!("{}: {text}", row.label.en),
            Some(row) => format!("{}: {text}", row.number),
            None => text.to_owned(),
        };
        let answer = self.slot(m, target, item, origin);
        match &mut answer.details {
            Some(d) if d.len() < 1 << 16 && (*d == text || d.lines().any(|l| l == text)) => {}
            Some(d) => {
                d.push('\n');
                d.push_str(&text);
            }
            None => answer.details = Some(text),
        }
    }

    fn value(&mut self, m: &Matcher, q: usize, item: usize, value: Value, origin: &Origin, notes: &mut Notes) {
        let Some(question) = m.question(q) else { return };
        let answer = self.slot(m, q, item, origin);
        match (&mut answer.value, value) {
            (Some(Value::Codes(old)), Value::Codes(new)) => {
                old.extend(new);
                *old = values::in_order(question, old);
            }
            (
                Some(Value::Number { qualifier, number: number @ None, unit }),
                Value::Number { qualifier: new, number: Some(n), unit: of },
            ) => {
                *number = Some(n);
                *unit = unit.take().or(of);
                *qualifier = qualifier.take().or(new);
            }
            (
                Some(Value::Number { qualifier, number: Some(_), .. }),
                Value::Number { qualifier: Some(new), number: None, .. },
            ) => *qualifier = Some(new),
            (Some(old), new) if *old == new => {}
            (Some(old), new) => {
                let message = format!(
                    "question {} is answered twice and differently: {} at {}, {} here; the first was used",
                    question.number,
                    quote(&shown(old)),
                    answer.origin.place,
                    quote(&shown(&new))
                );
                notes.add(
                    Level::Warning,
                    "answered-twice",
                    origin.place.clone(),
                    message,
                    "look both answers up in the system and correct the wrong one",
                );
            }
            (none, new) => *none = Some(new),
        }
    }

    /// Reads what was given for a question.
    #[expect(clippy::too_many_arguments, reason = "one respondent, one question, and where both stand")]
    pub(super) fn answer(
        &mut self,
        m: &Matcher,
        q: usize,
        named: Option<&Named>,
        given: &Given,
        origin: &Origin,
        memo: &mut Memo,
        notes: &mut Notes,
    ) {
        let Some(question) = m.question(q) else { return };
        let item = self.item(question, named);
        if !given.parts.is_empty() || given.joined.is_some() {
            if question.kind.is_textual() {
                self.text(m, q, item, given, origin, notes);
            } else {
                self.choice(m, q, item, &given.parts, origin, memo, notes);
            }
        }
        if !given.others.is_empty() {
            let code = question.options.iter().find(|o| o.code == "other" || fold(&o.text.en).starts_with("other"));
            let open = self.answers.get(&(q, item)).is_none_or(|a| a.value.is_none());
            match (code, question.kind) {
                (Some(o), Kind::Multi) => {
                    self.value(m, q, item, Value::Codes(vec![o.code.clone()]), origin, notes);
                }
                (Some(o), k) if k.is_single_choice() && open => {
                    self.value(m, q, item, Value::Code(o.code.clone()), origin, notes);
                }
                _ => {}
            }
        }
        self.details(m, q, item, &given.others.join("\n"), origin);
        self.documents += given.docs.len();
        // A path on the server says nothing to a reader; the name of the file does.
        let docs: Vec<&str> = given
            .docs
            .iter()
            .map(|d| d.rsplit(['/', '\\']).next().unwrap_or(d).trim())
            .filter(|d| !d.is_empty())
            .collect();
        let into = match question.kind {
            Kind::Links => given.urls.join("\n"),
            Kind::File => docs.iter().chain(&given.urls).copied().collect::<Vec<_>>().join("\n"),
            _ => String::new(),
        };
        if !into.is_empty() {
            let answer = self.slot(m, q, item, origin);
            match &mut answer.value {
                Some(Value::Text(t)) => {
                    t.push('\n');
                    t.push_str(&into);
                }
                Some(_) => {}
                none => *none = Some(Value::Text(into)),
            }
        }
        if question.kind != Kind::Links && question.kind != Kind::File {
            self.details(m, q, item, &given.urls.join("\n"), origin);
        }
        if question.kind != Kind::File {
            self.details(m, q, item, &docs.join("\n"), origin);
        }
    }

    fn text(&mut self, m: &Matcher, q: usize, item: usize, given: &Given, origin: &Origin, notes: &mut Notes) {
        let text = match given.joined {
            Some(t) => t.trim().to_owned(),
            None => given.parts.join("\n").trim().to_owned(),
        };
        if text.is_empty() {
            return;
        }
        let Some((english, original)) = translated(&text) else {
            self.value(m, q, item, Value::Text(text), origin, notes);
            return;
        };
        if original.is_empty() {
            if !english.is_empty() {
                self.value(m, q, item, Value::Text(english), origin, notes);
                self.slot(m, q, item, origin).lang = Some(Lang::En);
            }
            return;
        }
        let lang = language(&original);
        self.value(m, q, item, Value::Text(original), origin, notes);
        let answer = self.slot(m, q, item, origin);
        answer.lang = lang;
        answer.english = Some(english).filter(|e| !e.is_empty());
    }

    #[expect(clippy::too_many_arguments, reason = "one respondent, one question, and where both stand")]
    fn choice(
        &mut self,
        m: &Matcher,
        q: usize,
        item: usize,
        parts: &[&str],
        origin: &Origin,
        memo: &mut Memo,
        notes: &mut Notes,
    ) {
        let Some(question) = m.question(q) else { return };
        if matches!(question.kind, Kind::Heading | Kind::Table) {
            self.details(m, q, item, &parts.join("\n"), origin);
            return;
        }
        if matches!(question.kind, Kind::Number | Kind::Date) {
            for part in parts.iter().take(4) {
                self.figure(m, q, item, part, origin, notes);
            }
            self.details(m, q, item, &parts.get(4..).unwrap_or_default().join("\n"), origin);
            return;
        }
        let key = (q, parts.join(" # "));
        let c = match memo.get(&key) {
            Some(c) => c.0.clone(),
            None => {
                let c = chosen(question, parts);
                if key.1.len() <= 400 {
                    memo.insert(key, ChosenMemo(c.clone()));
                }
                c
            }
        };
        if let Some(doubt) = c.doubt {
            self.doubt(question, &doubt, origin, notes);
        }
        let codes = values::in_order(question, &c.codes);
        let multi = question.kind == Kind::Multi;
        let mut rest = c.rest;
        match (&codes[..], c.value) {
            ([], Some(v)) => self.value(m, q, item, v, origin, notes),
            ([], None) => {}
            ([one], _) if !multi => self.value(m, q, item, Value::Code(one.clone()), origin, notes),
            (_, _) if multi => self.value(m, q, item, Value::Codes(codes), origin, notes),
            (several, _) => {
                let what = format!("{} options where one is asked for", several.len());
                misfit(question, &what, true, origin, notes);
                rest.insert(0, several.join("; "));
                self.details(m, q, item, &rest.join("\n"), origin);
                return;
            }
        }
        if !rest.is_empty() {
            let answered = self.answers.get(&(q, item)).is_some_and(|a| a.value.is_some());
            if !answered || multi {
                misfit(question, &quote(&rest.join("; ")), true, origin, notes);
            }
            self.details(m, q, item, &rest.join("\n"), origin);
        }
    }

    /// A number, its qualifier, or a day. Returns whether anything was understood.
    fn figure(&mut self, m: &Matcher, q: usize, item: usize, text: &str, origin: &Origin, notes: &mut Notes) -> bool {
        let Some(question) = m.question(q) else { return false };
        let parsed = values::parse(question, &Cell::Text(text.trim().to_owned()), self.guess);
        let understood = parsed.value.is_some();
        if let Some(v) = parsed.value {
            let qualifier_only = matches!(v, Value::Number { number: None, .. });
            match (qualifier_only, parsed.doubt) {
                // The number may stand in another row or column.
                (true, Some(_)) => {
                    self.open.insert((q, item), origin.place.clone());
                }
                (_, Some(doubt)) => self.doubt(question, &doubt, origin, notes),
                _ => {}
            }
            // A number without a qualifier of its own does not change one that was chosen.
            self.value(m, q, item, v, origin, notes);
        } else if !parsed.rest.is_empty() {
            misfit(question, &quote(&parsed.rest), true, origin, notes);
        }
        self.details(m, q, item, &parsed.rest, origin);
        understood
    }

    fn doubt(&self, question: &Question, doubt: &str, origin: &Origin, notes: &mut Notes) {
        notes.add(
            Level::Warning,
            "answer-doubtful",
            origin.place.clone(),
            format!("question {}: {doubt}", name(question)),
            "check the answer",
        );
    }

    /// The text that an option asks for: the number of a number, else details.
    pub(super) fn option_text(
        &mut self,
        m: &Matcher,
        q: usize,
        named: Option<&Named>,
        text: &str,
        origin: &Origin,
        notes: &mut Notes,
    ) {
        let Some(question) = m.question(q) else { return };
        let item = self.item(question, named);
        if question.kind == Kind::Number && translated(text).is_none() {
            let has = |a: &Answer| matches!(a.value, Some(Value::Number { number: Some(_), .. }));
            if !self.answers.get(&(q, item)).is_some_and(has) {
                self.figure(m, q, item, text, origin, notes);
                return;
            }
        }
        self.comment(m, q, named, text, origin);
    }

    /// A text in the box of a question.
    pub(super) fn comment(&mut self, m: &Matcher, q: usize, named: Option<&Named>, text: &str, origin: &Origin) {
        let Some(question) = m.question(q) else { return };
        let item = self.item(question, named);
        let (english, text) = match translated(text) {
            Some((e, o)) if o.is_empty() => (None, e),
            Some((e, o)) => (Some(e).filter(|e| !e.is_empty()), o),
            None => (None, text.trim().to_owned()),
        };
        self.details(m, q, item, &text, origin);
        if let Some(e) = english {
            let lang = language(&text);
            let answer = self.slot(m, m.box_of(q), item, origin);
            answer.lang = answer.lang.or(lang);
            if answer.english.is_none() {
                answer.english = Some(e);
            }
        }
    }

    /// A row of a matrix: what stands under each of its options or columns.
    #[expect(clippy::too_many_arguments, reason = "one respondent, one row, and where both stand")]
    pub(super) fn matrix(
        &mut self,
        m: &Matcher,
        parent: usize,
        row: Option<usize>,
        query: &str,
        named: Option<&Named>,
        pairs: &[(&str, &str)],
        origin: &Origin,
        notes: &mut Notes,
    ) {
        let q = row.unwrap_or(parent);
        let Some(question) = m.question(q) else { return };
        let item = self.item(question, named);
        if question.kind == Kind::Table {
            let mut cells = Row::new();
            for (title, value) in pairs {
                let column = column(&question.columns, title)
                    .or_else(|| question.columns.iter().skip(1).find(|c| !cells.contains_key(&c.code)));
                match column {
                    Some(c) => {
                        cells.insert(c.code.clone(), value.trim().to_owned());
                    }
                    None => self.details(m, q, item, &format!("{query}: {title}: {value}"), origin),
                }
            }
            if let Some(first) = question.columns.first().filter(|c| row.is_none() && !cells.contains_key(&c.code)) {
                cells.insert(first.code.clone(), query.to_owned());
            }
            let answer = self.slot(m, q, item, origin);
            if !cells.is_empty() && !answer.rows.contains(&cells) {
                answer.rows.push(cells);
            }
            return;
        }
        let mut cells = Row::new();
        let mut codes: Vec<String> = Vec::new();
        let mut left: Vec<(&str, &str)> = Vec::new();
        for &(title, value) in pairs {
            let value = value.trim();
            if value.is_empty() {
                continue;
            }
            let tick = value.eq_ignore_ascii_case("x") || fold(value) == fold(title);
            if tick && let Some(o) = values::option(question, title) {
                codes.push(o.code.clone());
            } else if let Some(c) = column(&question.columns, title) {
                cells.insert(c.code.clone(), value.to_owned());
            } else if !question.options.is_empty() && question.kind != Kind::Number {
                match values::option(question, value) {
                    Some(o) => codes.push(o.code.clone()),
                    None => left.push((title, value)),
                }
            } else {
                match question.kind {
                    Kind::Number | Kind::Date => {
                        self.figure(m, q, item, value, origin, notes);
                    }
                    k if k.is_textual() => {
                        let given = Given { parts: vec![value], ..Given::default() };
                        self.text(m, q, item, &given, origin, notes);
                    }
                    _ => left.push((title, value)),
                }
            }
        }
        if !codes.is_empty() {
            let codes = values::in_order(question, &codes);
            match (&codes[..], question.kind) {
                (_, Kind::Multi) => self.value(m, q, item, Value::Codes(codes), origin, notes),
                ([one], k) if k.is_single_choice() => {
                    self.value(m, q, item, Value::Code(one.clone()), origin, notes);
                }
                ([one], Kind::Number) => {
                    let v = Value::Number { qualifier: Some(one.clone()), number: None, unit: None };
                    self.value(m, q, item, v, origin, notes);
                }
                _ => {
                    misfit(question, &format!("{} options where one is asked for", codes.len()), true, origin, notes);
                    self.details(m, q, item, &codes.join("; "), origin);
                }
            }
        }
        for (title, value) in left {
            let free: Vec<&Column> = question.columns.iter().filter(|c| !cells.contains_key(&c.code)).collect();
            if let [one] = free[..] {
                cells.insert(one.code.clone(), value.to_owned());
            } else {
                if !question.options.is_empty() {
                    misfit(question, &quote(&format!("{title}: {value}")), true, origin, notes);
                }
                self.details(m, q, item, &format!("{title}: {value}"), origin);
            }
        }
        if !cells.is_empty() {
            let answer = self.slot(m, q, item, origin);
            match answer.rows.first_mut() {
                Some(old) => {
                    for (code, text) in cells {
                        old.entry(code).or_insert(text);
                    }
                }
                None => answer.rows.push(cells),
            }
        }
    }

    /// The report.
    pub(super) fn finish(
        self,
        m: &Matcher,
        file: &str,
        party: Option<Party>,
        period: Option<Period>,
        notes: &mut Notes,
    ) -> Report {
        for ((q, item), place) in &self.open {
            let open = self
                .answers
                .get(&(*q, *item))
                .is_some_and(|a| matches!(a.value, Some(Value::Number { number: None, .. })));
            if let Some(question) = m.question(*q).filter(|_| open) {
                notes.add(
                    Level::Warning,
                    "answer-doubtful",
                    place.clone(),
                    format!("question {}: it needs a number, and there is none", name(question)),
                    "check the answer",
                );
            }
        }
        let mut report = Report::new(&m.format.id, file);
        report.party = party;
        report.period = period;
        report.lang = self.lang;
        report.items = self.items;
        report.answers = self.answers.into_values().filter(|a| !a.is_blank()).collect();
        report
    }
}

fn name(question: &Question) -> &str {
    if question.number.is_empty() { question.key() } else { &question.number }
}

fn misfit(question: &Question, what: &str, kept: bool, origin: &Origin, notes: &mut Notes) {
    let options: Vec<&str> = question.options.iter().take(12).map(|o| o.code.as_str()).collect();
    let wanted = if options.is_empty() { question.kind.name().to_owned() } else { options.join(", ") };
    let end = if kept { "; the text was kept as details" } else { "; it was not used" };
    notes.add(
        Level::Warning,
        "answer-not-an-option",
        origin.place.clone(),
        format!("question {}: {what} fits no answer the form allows{end}", name(question)),
        &format!("the form takes: {wanted}"),
    );
}

/// The column that a heading names: the same words, or all words of the shorter in the longer.
fn column<'q>(columns: &'q [Column], heading: &str) -> Option<&'q Column> {
    let folded = fold(heading);
    if folded.is_empty() || columns.is_empty() {
        return None;
    }
    let same = |c: &&Column| fold(&c.code) == folded || c.text.iter().any(|(_, t)| fold(t) == folded);
    if let Some(c) = columns.iter().find(same) {
        return Some(c);
    }
    let words = stems(heading);
    let like = |c: &&Column| {
        c.text.iter().any(|(_, t)| {
            let own = stems(t);
            !own.is_empty() && !words.is_empty() && (own.is_subset(&words) || words.is_subset(&own))
        })
    };
    let mut found = columns.iter().filter(like);
    let first = found.next()?;
    found.next().is_none().then_some(first)
}

/// `en: English ||` line break ` ol: original`, once for each field of the answer: English and
/// original. `None` where the text is not of this form.
pub(super) fn translated(text: &str) -> Option<(String, String)> {
    let mut rest = text.trim();
    if !rest.starts_with("en:") {
        return None;
    }
    let (mut english, mut original): (Vec<&str>, Vec<&str>) = (Vec::new(), Vec::new());
    while let Some(body) = rest.strip_prefix("en:") {
        let (at, after) = body.match_indices("||").find_map(|(i, _)| {
            let after = body.get(i + 2..)?.trim_start();
            after.strip_prefix("ol:").map(|o| (i, o))
        })?;
        let end = after.find(" # en:").unwrap_or(after.len());
        english.push(body.get(..at).unwrap_or("").trim());
        original.push(after.get(..end).unwrap_or("").trim());
        rest = after.get(end + 3..).unwrap_or("");
    }
    let join = |mut t: Vec<&str>| {
        t.retain(|t| !t.is_empty());
        t.join("\n")
    };
    Some((join(english), join(original)))
}

/// Small words that only one of the three languages has.
const TELLING: [(Lang, &[&str]); 3] = [
    (Lang::En, &["the", "of", "and", "to", "is", "are", "with", "for", "was", "by", "has", "have"]),
    (Lang::Fr, &["le", "des", "et", "du", "dans", "pour", "une", "est", "sont", "aux", "sur", "par", "avec", "ont"]),
    (Lang::Es, &["el", "los", "las", "y", "en", "una", "para", "por", "con", "se", "del", "son", "ha", "al"]),
];

/// The language of a text where its small words leave no doubt between English, French and Spanish.
pub(super) fn language(text: &str) -> Option<Lang> {
    let head: String = text.chars().take(4000).collect();
    let folded = fold(&head);
    let mut counts: Vec<(usize, Lang)> =
        TELLING.iter().map(|(lang, words)| (folded.split(' ').filter(|w| words.contains(w)).count(), *lang)).collect();
    counts.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    match counts[..] {
        [(first, lang), (second, _), _] if first >= 2 && first >= second * 2 => Some(lang),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn originals_stand_beside_their_english() {
        let t = |s: &str| translated(s).map(|(e, o)| format!("{e}|{o}"));
        assert_eq!(t("en: A law ||\n ol: Une loi").as_deref(), Some("A law|Une loi"));
        assert_eq!(t("en: A ||\n ol: B # en: C ||\n ol: D").as_deref(), Some("A\nC|B\nD"));
        assert_eq!(t("en: only English ||\n ol:").as_deref(), Some("only English|"));
        assert_eq!(t("en: a || b ||\n ol: c || d").as_deref(), Some("a || b|c || d"));
        assert_eq!(t("en: not a translation"), None);
        assert_eq!(t("open: x ||\n ol: y"), None);
        assert_eq!(language("La loi sur les zones humides est en vigueur et couvre le pays"), Some(Lang::Fr));
        assert_eq!(language("La ley protege los humedales y las aves en el país"), Some(Lang::Es));
        assert_eq!(language("Закон о водно-болотных угодьях"), None);
    }

    #[test]
    fn titles_lose_tags_and_placeholders_and_nothing_else() {
        assert_eq!(tidy("  <b>Lead\n shot</b> < 5 # &c  #[Family] x"), "Lead shot < 5 # &c x");
        assert_eq!(tidy("a <"), "a <");
        assert_eq!(tidy("#[open"), "#[open");
    }

    #[test]
    fn a_site_is_known_by_its_number_where_it_has_one() {
        let id = |t: &str| Named { title: t.to_owned() }.id(Some(Repeat::Site));
        assert_eq!(id("Lake One (1234)"), "1234");
        assert_eq!(id("1234 - Lake One"), "1234");
        assert_eq!(id("Lake One"), "Lake One");
        assert_eq!(id("Marsh of the 7 springs"), "Marsh of the 7 springs");
    }
}
