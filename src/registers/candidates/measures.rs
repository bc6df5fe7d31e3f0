//! Measures in old text answers.

use std::collections::{BTreeMap, BTreeSet};

use crate::catalogue::Catalogue;
use crate::crosswalk::said::{Said, newest};
use crate::crosswalk::{Crosswalk, QRef};
use crate::model::{Entry, Kind, Lang, Origin, Party, Period, Polarity, Question, Report, Row, Value};
use crate::read::fold::fold;
use crate::registers::names::{self, Name};
use crate::registers::text::{count, entries, fnv, foreign, language, sentences};
use crate::registers::{JOIN, column, facets, words};

use super::twins::gathered;

/// A text of fewer words is no measure.
const LEAST_WORDS: usize = 4;

/// A name so many words into a sentence is what the sentence is about, not what it mentions.
const NEAR_START: usize = 6;

/// Words of a title made of the beginning of a text.
const TITLE_WORDS: usize = 8;

/// More global targets than this and a text cannot be given to each of them.
const MOST_TARGETS: usize = 2;

/// What a template's `wants` asks for that is no measure.
const NO_MEASURE: [&str; 5] = ["general", "beside", "institution", "species", "site"];

/// A measure as one report tells it.
#[derive(Debug, Clone, Default)]
pub(super) struct Found {
    pub title: String,
    /// The title is a name that stands in the text.
    pub named: bool,
    pub kind: String,
    pub period: String,
    pub status: String,
    pub texts: BTreeMap<Lang, String>,
    pub subjects: BTreeSet<String>,
    pub facets: BTreeSet<String>,
    pub frameworks: BTreeSet<String>,
    pub origin: BTreeSet<String>,
    /// Last year of the report that tells it.
    pub year: u16,
    pub place: Origin,
}

/// Measures that reports propose and the register does not have.
pub(super) fn measures(
    reports: &[&Report],
    known: &[Entry],
    catalogue: &Catalogue,
    crosswalk: &Crosswalk,
) -> Vec<Entry> {
    let mut found = Vec::new();
    for report in reports {
        let Some(format) = catalogue.format(&report.format) else { continue };
        let main = main_language(report);
        for answer in report.answers.iter().filter(|a| !a.is_blank()) {
            let Some(question) = format.question(&answer.question) else { continue };
            let item = answer.item.as_deref().and_then(|id| report.item(id));
            let said = Said { report, answer, question, format, item, value: answer.value.clone(), edition: None };
            let Some(text) = said.text().filter(|_| tells(&said)) else { continue };
            // Where an old question continues as several, the text belongs to each of them.
            let places: Vec<&Question> = newest(said.clone(), None, catalogue, crosswalk)
                .iter()
                .filter_map(|(id, _)| catalogue.question(id))
                .collect();
            let Some(tags) = Tags::of(&said, &places, crosswalk) else { continue };
            found.extend(told(&said, text, &tags, main));
        }
    }
    let mut used: BTreeSet<String> = known.iter().map(|e| e.id.clone()).collect();
    gathered(found, known)
        .into_iter()
        .map(|f| {
            let mut entry = entry(f);
            // Two rows whose numbers meet: the later one in the order of the rows takes the next.
            while !used.insert(entry.id.clone()) {
                entry.id = format!("m-{:08x}", fnv(&entry.id));
            }
            entry
        })
        .collect()
}

/// Whether the answer can tell of something that was done: a text, not about a person, and not the
/// reason of a no.
fn tells(said: &Said) -> bool {
    let q = said.question;
    if q.personal || matches!(q.kind, Kind::Contact | Kind::File | Kind::Links | Kind::Date | Kind::DateRange) {
        return false;
    }
    if said.explains_a_no().is_some() {
        return false;
    }
    let positive = |q: &Question, value: &Option<Value>| {
        let codes = value.as_ref().map_or_else(Vec::new, Value::codes);
        let mut known = codes.iter().filter_map(|c| q.option(c)).peekable();
        known.peek().is_none() || known.any(|o| matches!(o.meaning.polarity(), Polarity::Positive | Polarity::Other))
    };
    if !positive(q, &said.answer.value) {
        return false;
    }
    let item = said.answer.item.as_deref();
    if let Some(parent) = q.parent.as_deref().and_then(|p| said.format.question(p))
        && let Some(above) = said.report.answer(&parent.id, item)
        && !positive(parent, &above.value)
    {
        return false;
    }
    // A box under a matrix in which every row says no explains those noes.
    if q.kind == Kind::Heading {
        let mut rows = said
            .format
            .children(&q.id)
            .filter_map(|c| said.report.answer(&c.id, item).map(|a| (c, &a.value)))
            .filter(|(_, v)| v.as_ref().is_some_and(|v| !v.codes().is_empty()))
            .peekable();
        if rows.peek().is_some() && !rows.any(|(c, v)| positive(c, v)) {
            return false;
        }
    }
    true
}

/// What a measure inherits from its question.
struct Tags {
    subjects: BTreeSet<String>,
    facets: BTreeSet<String>,
    frameworks: BTreeSet<String>,
    origin: String,
    planned: bool,
    /// The box mixes measures with general text.
    general: bool,
}

impl Tags {
    /// `None` where the question does not ask about measures.
    fn of(said: &Said, places: &[&Question], crosswalk: &Crosswalk) -> Option<Tags> {
        let wants = |q: &&&Question| q.wants.iter().any(|w| !NO_MEASURE.contains(&w.as_str()));
        let mut subjects = BTreeSet::new();
        let mut facet_set = BTreeSet::new();
        let mut frameworks = BTreeSet::new();
        let mut planned = false;
        let mut general = false;
        let item = said.answer.item.as_deref();
        let targets: Vec<&str> = match said.item {
            Some(i) => i.frameworks.iter().map(String::as_str).filter(|f| f.starts_with("GBF:")).collect(),
            None => item.into_iter().filter(|i| i.starts_with("GBF:")).collect(),
        };
        let many = targets.len() > MOST_TARGETS;
        let mut any = false;
        for q in places.iter().filter(wants) {
            any = true;
            planned |= q.wants.iter().any(|w| w == "planned");
            general |= q.wants.iter().any(|w| w == "general");
            let mut refs: Vec<QRef> = Vec::new();
            if q.repeat.is_some() && !targets.is_empty() {
                if !many {
                    refs.extend(targets.iter().map(|t| QRef::new(&q.id, Some(t))));
                }
            } else {
                refs.push(QRef::new(&q.id, None));
            }
            for r in &refs {
                for p in crosswalk.placements(r).iter().filter(|p| !facets::is_formal(&p.facet)) {
                    // What a target's box merely touches says nothing of one paragraph in it.
                    if r.item.is_none() || p.main {
                        subjects.insert(p.subject.clone());
                    }
                    facet_set.insert(p.facet.clone());
                }
            }
            if many {
                let own = crosswalk.placements(&QRef::new(&q.id, None));
                facet_set.extend(own.iter().filter(|p| !facets::is_formal(&p.facet)).map(|p| p.facet.clone()));
            }
            frameworks.extend(global_targets(q, &refs, crosswalk));
        }
        if !any || facet_set.is_empty() {
            return None;
        }
        if let Some(id) = item.filter(|_| said.question.repeat.is_some_and(|r| r != crate::model::Repeat::Site)) {
            frameworks.clear();
            frameworks.insert(id.to_owned());
            // The text stands under the national target; it serves a global one surely only where
            // that is the only one.
            if let [one] = targets[..] {
                frameworks.insert(one.to_owned());
            }
        }
        Some(Tags { subjects, facets: facet_set, frameworks, origin: origin(said), planned, general })
    }
}

/// Global targets a question serves: those it shares with its main subject, where they are few.
fn global_targets(q: &Question, refs: &[QRef], crosswalk: &Crosswalk) -> Vec<String> {
    let gbf = |list: &[String]| -> Vec<String> { list.iter().filter(|f| f.starts_with("GBF:T")).cloned().collect() };
    let own = gbf(&q.frameworks);
    let main: Vec<String> =
        refs.iter().filter_map(|r| crosswalk.main_subject(r)).flat_map(|s| gbf(&s.frameworks)).collect();
    let mut both: Vec<String> = if own.is_empty() {
        main.clone()
    } else {
        own.iter().filter(|f| main.is_empty() || main.contains(f)).cloned().collect()
    };
    if both.is_empty() {
        both = main;
    }
    both.sort();
    both.dedup();
    if both.len() > MOST_TARGETS { Vec::new() } else { both }
}

/// `Ramsar 4.4, 2021-2023, file, place`.
fn origin(said: &Said) -> String {
    let q = said.question;
    let number = if q.number.is_empty() { q.key() } else { q.number.as_str() };
    let item = said.answer.item.as_deref().map_or_else(String::new, |i| format!(" {i}"));
    let mut parts = vec![format!("{} {number}{item}", said.format.convention)];
    parts.extend(said.report.period.map(|p| p.to_string()));
    parts.push(said.report.file.clone());
    parts.push(said.answer.origin.place.clone());
    parts.retain(|p| !p.is_empty());
    parts.join(", ").replace([';', '\n'], ",")
}

/// The language most texts of a report are in.
fn main_language(report: &Report) -> Option<Lang> {
    if report.lang.is_some() {
        return report.lang;
    }
    let mut counts: BTreeMap<Lang, usize> = BTreeMap::new();
    for a in &report.answers {
        let text = match &a.value {
            Some(Value::Text(t)) => Some(t.as_str()),
            _ => a.details.as_deref(),
        };
        if let Some(l) = text.and_then(language) {
            *counts.entry(l).or_default() += 1;
        }
    }
    counts.into_iter().max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(&a.0))).map(|(l, _)| l)
}

/// The language of a text: its own small words say it best.
fn spoken(said: &Said, text: &str, main: Option<Lang>) -> Lang {
    language(text).or(said.answer.lang).or(main).unwrap_or_default()
}

/// The measures one text tells of.
fn told(said: &Said, text: &str, tags: &Tags, main: Option<Lang>) -> Vec<Found> {
    let whole = entries(text);
    let english = said.answer.english.as_deref().map(entries);
    // Original and translation go together entry by entry, or as a whole.
    let pairs: Vec<(String, Option<String>)> = match english {
        Some(e) if e.len() == whole.len() => whole.into_iter().zip(e.into_iter().map(Some)).collect(),
        Some(e) => vec![(whole.join(" "), Some(e.join(" ")))],
        None => whole.iter().flat_map(|p| segments(p, spoken(said, p, main))).map(|s| (s, None)).collect(),
    };
    let many = pairs.len() > 1;
    let mut found = Vec::new();
    for (n, (text, english)) in pairs.into_iter().enumerate() {
        let period = said.report.period;
        let lang = spoken(said, &text, main);
        let mut texts = BTreeMap::new();
        if let Some(e) = english.filter(|e| !e.trim().is_empty()) {
            texts.insert(Lang::En, e);
        }
        // No column holds a language that dunlin does not speak.
        if !foreign(&text) {
            texts.entry(lang).or_insert(text);
        }
        let Some((lang, text)) = texts.get_key_value(&lang).or_else(|| texts.iter().next()) else { continue };
        if says_nothing(text) {
            continue;
        }
        let mut one = measure(text, *lang, period);
        let tells = one.named || names::mentions_kind(text) || (!tags.general && tells_enough(text));
        if !tells {
            continue;
        }
        if said.report.party.is_some_and(|ours| of_another(text, ours)) {
            // What another country did may have been done with ours: it is offered, and a person says what it is.
            one.kind.clear();
        }
        if tags.planned {
            one.status = "planned".to_owned();
        }
        one.texts = texts;
        one.subjects.clone_from(&tags.subjects);
        one.facets.clone_from(&tags.facets);
        one.frameworks.clone_from(&tags.frameworks);
        one.origin.insert(if many { format!("{} ({})", tags.origin, n + 1) } else { tags.origin.clone() });
        one.place = said.answer.origin.clone();
        one.place.file.clone_from(&said.report.file);
        found.push(one);
    }
    found
}

/// Title, kind, years and state as the text has them.
fn measure(text: &str, lang: Lang, told: Option<Period>) -> Found {
    let first = sentences(text).first().copied().unwrap_or(text).to_owned();
    let near = names::name(&first, Some(lang)).filter(|n| n.before <= NEAR_START);
    let (title, named) = match near {
        Some(Name { text, .. }) => (text, true),
        None => (beginning(&first), false),
    };
    let kind = if named { names::kind(&title, Some(lang)) } else { "" };
    let about = if named { names::about(text, &title, Some(lang)) } else { text.to_owned() };
    let span = names::span(&about, if named { &title } else { "" }, told);
    Found {
        kind: kind.to_owned(),
        period: span.map_or_else(String::new, super::super::measure::Span::text),
        status: names::status(&about, kind).to_owned(),
        title,
        named,
        year: told.map_or(0, |p| p.to),
        ..Found::default()
    }
}

/// Most words of a country's name.
const COUNTRY_WORDS: usize = 6;

/// True where a text speaks of what belongs to another country: "Samplia's Stork Programme".
fn of_another(text: &str, ours: Party) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    let named = |at: usize, word: &str| {
        (0..COUNTRY_WORDS.min(at + 1)).any(|n| {
            let mut name: Vec<&str> = words.get(at - n..at).unwrap_or_default().to_vec();
            name.push(word);
            Party::find(&name.join(" ")).is_some_and(|p| p != ours)
        })
    };
    words.iter().enumerate().any(|(at, w)| {
        let plural = || w.strip_suffix(['\'', '’']).filter(|o| o.ends_with('s'));
        let owner = w.strip_suffix("'s").or_else(|| w.strip_suffix("’s")).or_else(plural);
        // A name of two letters would be read as a code.
        owner.is_some_and(|o| o.len() > 2 && named(at, o))
    })
}

/// The first words of a text.
fn beginning(text: &str) -> String {
    let all: Vec<&str> = text.split_whitespace().collect();
    if all.len() <= TITLE_WORDS + 2 {
        return all.join(" ").trim_end_matches(['.', ',', ';', ':']).to_owned();
    }
    format!("{}…", all[..TITLE_WORDS].join(" ").trim_end_matches(['.', ',', ';', ':']))
}

/// Parts of a paragraph that each tell of a measure of their own: entries between semicolons, and
/// sentences that begin with another name.
fn segments(paragraph: &str, lang: Lang) -> Vec<String> {
    let subject = |s: &str| names::name(s, Some(lang)).filter(|n| n.before <= NEAR_START).map(|n| fold(&n.text));
    let mut parts: Vec<String> = Vec::new();
    for sentence in sentences(paragraph) {
        let clauses: Vec<&str> = sentence.split("; ").map(str::trim).filter(|c| !c.is_empty()).collect();
        let named = clauses.iter().filter(|c| subject(c).is_some()).count();
        if clauses.len() > 1 && named * 2 > clauses.len() && clauses.iter().all(|c| count(c) >= LEAST_WORDS) {
            parts.extend(clauses.into_iter().map(str::to_owned));
        } else {
            parts.push(sentence.to_owned());
        }
    }
    let mut joined: Vec<(Option<String>, String)> = Vec::new();
    for part in parts {
        let about = subject(&part);
        match joined.last_mut() {
            Some((last, text)) if about.is_none() || *last == about || last.is_none() => {
                text.push_str(if text.ends_with(['.', '!', '?', ';', ':']) { " " } else { "; " });
                text.push_str(&part);
                if last.is_none() {
                    *last = about;
                }
            }
            _ => joined.push((about, part)),
        }
    }
    joined.into_iter().map(|(_, t)| t).collect()
}

/// True for what only fills a box: "see above", "n/a", a denial, a word or two.
fn says_nothing(text: &str) -> bool {
    let folded = fold(text);
    if count(text) < LEAST_WORDS {
        return true;
    }
    let short = count(text) <= 12;
    words::NOTHING.iter().any(|n| folded == *n || (short && folded.starts_with(&format!("{n} "))))
        || words::DENIALS.iter().any(|d| folded.starts_with(d))
        || !text.chars().any(char::is_alphabetic)
}

/// Words from which an unnamed text that begins with a figure tells more than the figure.
const FIGURE_WORDS: usize = 8;

/// Words from which any other unnamed text says what was done.
const PLAIN_WORDS: usize = 5;

/// False for a bare figure or a mere heading.
fn tells_enough(text: &str) -> bool {
    let figure = text.starts_with(|c: char| c.is_ascii_digit());
    count(text) >= if figure { FIGURE_WORDS } else { PLAIN_WORDS }
}

/// A found measure as a row nobody confirmed.
fn entry(f: Found) -> Entry {
    let mut cells = Row::new();
    let mut put = |column: &str, text: String| {
        if !text.is_empty() {
            cells.insert(column.to_owned(), text);
        }
    };
    let list = |set: &BTreeSet<String>| set.iter().map(String::as_str).collect::<Vec<_>>().join(JOIN);
    let mark = format!("{}|{}", fold(&f.title), f.texts.values().map(|t| fold(t)).collect::<Vec<_>>().join("|"));
    put(column::SUBJECTS, list(&f.subjects));
    put(column::FACETS, list(&f.facets));
    put(column::FRAMEWORKS, list(&f.frameworks));
    put(column::ORIGIN, list(&f.origin));
    put(column::TITLE, f.title);
    put(column::KIND, f.kind);
    put(column::PERIOD, f.period);
    put(column::STATUS, f.status);
    for (lang, c) in column::TEXTS {
        put(c, f.texts.get(&lang).cloned().unwrap_or_default());
    }
    Entry { id: format!("m-{:08x}", fnv(&mark)), cells, confirmed: false, origin: f.place }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_belongs_to_another_country_is_told_apart() {
        let ours = Party::parse("QM").expect("Testland");
        assert!(of_another("Samplia's Stork Bonus Programme pays farmers.", ours));
        assert!(of_another("It copies the United States’ Duck Plan.", ours));
        assert!(!of_another("Testland's Stork Bonus Programme pays farmers.", ours));
        assert!(!of_another("The farmers' Stork Bonus Programme pays for the bird's nests.", ours));
    }
}
