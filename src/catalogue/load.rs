//! From raw template files to the model, naming every mistake by file and line.

use crate::model::{Map, Set};
use std::collections::BTreeMap;
use std::sync::Arc;

use super::raw::{RawColumn, RawLabels, RawOption, RawQuestion, RawTemplate};
use crate::model::{
    Choice, Column, ColumnKind, Condition, Finding, Format, Kind, Labels, Lang, Level, Meaning, Memo, Passing, Period,
    Question, Repeat, Section, TagSource, Test, Time,
};

pub(super) fn parse_toml<T: serde::de::DeserializeOwned>(text: &str, name: &str) -> Result<T, Finding> {
    toml::from_str(text).map_err(|e| {
        let line = e.span().map_or(1, |s| text[..s.start.min(text.len())].matches('\n').count() + 1);
        Finding::new(Level::Error, "data-file", e.message().to_owned())
            .at(name, format!("line {line}"))
            .hint("compare the line with its neighbours: quotes, brackets, the spelling of the key")
    })
}

pub(super) fn line_of(text: &str, key: &str, value: &str) -> usize {
    let wanted = format!("{key} = \"{value}\"");
    text.lines().position(|l| l.trim_start().starts_with(&wanted)).map_or(1, |n| n + 1)
}

struct Loader<'a> {
    file: &'a str,
    text: &'a str,
    prefix: String,
    /// Written by `dunlin learn` and not finished.
    draft: bool,
    /// Questions whose label a draft has in some languages only.
    labels: Vec<String>,
    findings: Vec<Finding>,
}

impl Loader<'_> {
    fn mistake(&mut self, question: &str, message: String, hint: &str) {
        let line = line_of(self.text, "id", question);
        self.findings.push(
            Finding::new(Level::Error, "template", format!("{question}: {message}"))
                .at(self.file, format!("line {line}"))
                .hint(hint),
        );
    }

    /// What is open in a draft as a whole.
    fn say_draft(&mut self) {
        let line = self.text.lines().position(|t| t.trim_start().starts_with("draft")).map_or(1, |n| n + 1);
        let labels = match self.labels.first() {
            Some(first) => {
                let at = line_of(self.text, "id", first);
                format!("; {} short label(s) are in one language, the first in line {at}", self.labels.len())
            }
            None => String::new(),
        };
        self.findings.push(
            Finding::new(
                Level::Warning,
                "unreviewed",
                format!("{} is a draft that was learnt from a form: kinds, times and rows are proposals, and it has no conditions{labels}", self.prefix),
            )
            .at(self.file, format!("line {line}"))
            .hint("compare each question with the form, then delete the line draft = true"),
        );
    }

    fn full(&self, key: &str) -> String {
        format!("{}/{key}", self.prefix)
    }
}

fn labels(raw: RawLabels) -> Labels {
    Labels { en: raw.en, fr: raw.fr, es: raw.es }
}

/// Turns a template as it stands in its file into a format. Mistakes are findings; what they are
/// about is left out or taken in its plainest form, so that one mistake does not hide the next.
#[must_use]
pub fn format_from_raw(raw: RawTemplate, file: &str, text: &str) -> (Format, Vec<Finding>) {
    let mut l =
        Loader { file, text, prefix: raw.id.clone(), draft: raw.draft, labels: Vec::new(), findings: Vec::new() };
    unreviewed_meanings(&mut l, &raw);
    let format = raw.id.clone();
    let sets: BTreeMap<String, Arc<[Choice]>> = raw
        .options
        .into_iter()
        .map(|(name, set)| (name, set.into_iter().map(|o| choice(o, &format)).collect()))
        .collect();
    for (name, set) in &sets {
        let (mut codes, mut meanings) = (Set::default(), Set::default());
        for o in set.iter() {
            if !codes.insert(&o.code) {
                l.mistake(name, format!("option code {} stands twice", o.code), "give each option its own code");
            }
            if !meanings.insert(&o.meaning) {
                l.mistake(name, format!("two options mean {}", o.meaning), "give each option its own meaning");
            }
        }
    }
    let section_ids: Set<&str> = raw.section.iter().map(|s| s.id.as_str()).collect();
    let ids: Set<&str> = raw.question.iter().map(|q| q.id.as_str()).collect();
    for q in &raw.question {
        if !section_ids.contains(q.section.as_str()) {
            l.mistake(&q.id, format!("there is no section \"{}\"", q.section), "add the section or correct its id");
        }
        if !q.parent.is_empty() && !ids.contains(q.parent.as_str()) {
            l.mistake(&q.id, format!("there is no question \"{}\" to belong to", q.parent), "correct the parent");
        }
    }
    // A row of a matrix is asked when its title is.
    let conditions: Map<&str, &str> = raw.question.iter().map(|q| (q.id.as_str(), q.condition.as_str())).collect();
    let titles = |q: &RawQuestion| {
        let (title, _) = q.id.split_once('#').filter(|_| q.condition.is_empty())?;
        conditions.get(title).filter(|c| !c.is_empty()).map(|c| (*c).to_owned())
    };
    let inherited: Vec<Option<String>> = raw.question.iter().map(titles).collect();
    let mut questions = Vec::with_capacity(raw.question.len());
    let mut index = Map::with_capacity_and_hasher(raw.question.len(), Default::default());
    for (mut q, condition) in raw.question.into_iter().zip(inherited) {
        if let Some(condition) = condition {
            q.condition = condition;
        }
        let question = question(&mut l, q, &sets);
        if index.insert(question.id.clone(), questions.len()).is_some() {
            l.mistake(question.key(), "the id stands twice".to_owned(), "give each question its own id");
            continue;
        }
        questions.push(question);
    }
    let format = Format {
        id: raw.id,
        convention: raw.convention,
        edition: raw.edition,
        title: labels(raw.title),
        period: Period::parse(&raw.period),
        due: labels(raw.due),
        languages: raw.languages,
        sources: raw.sources,
        unverified: raw.unverified.into_iter().map(labels).collect(),
        read_only: raw.read_only,
        sections: raw.section.into_iter().map(|s| Section { id: s.id, label: labels(s.label) }).collect(),
        questions,
        index,
        wordings: Passing::default(),
    };
    check_conditions(&mut l, &format);
    if raw.draft {
        l.say_draft();
    }
    let findings = l.findings;
    (format, findings)
}

/// What an option means that nobody has judged yet. Of two formats it is never the same: an answer
/// carries over by equal meaning.
const UNREVIEWED: &str = "unreviewed";

/// Names the options of a draft whose meaning is still open; elsewhere each is a mistake.
fn unreviewed_meanings(l: &mut Loader, raw: &RawTemplate) {
    if !raw.options.values().flatten().any(|o| o.meaning == UNREVIEWED) {
        return;
    }
    let text = l.text;
    let lines = text
        .lines()
        .enumerate()
        .filter(|(_, line)| line.trim_start().strip_prefix("meaning").is_some_and(|r| r.contains("\"unreviewed\"")));
    for (n, _) in lines {
        let level = if raw.draft { Level::Warning } else { Level::Error };
        l.findings.push(
            Finding::new(level, "unreviewed", "nobody has said yet what this option means")
                .at(l.file, format!("line {}", n + 1))
                .hint(
                    "write a meaning (docs/adding-a-format.md lists them); until then no answer carries over into it",
                ),
        );
    }
}

fn choice(o: RawOption, format: &str) -> Choice {
    let meaning = if o.meaning == UNREVIEWED { format!("{UNREVIEWED}-{format}-{}", o.code) } else { o.meaning };
    Choice {
        code: o.code,
        text: Labels { en: o.en, fr: o.fr, es: o.es },
        meaning: Meaning(meaning),
        translated: o.translated.iter().filter_map(|t| Lang::parse(t)).collect(),
        assigned: o.assigned,
        memo: Memo::default(),
    }
}

fn question(l: &mut Loader, q: RawQuestion, sets: &BTreeMap<String, Arc<[Choice]>>) -> Question {
    let kind = Kind::parse(&q.kind).unwrap_or_else(|| {
        let known: Vec<&str> = Kind::ALL.iter().map(|(_, n)| *n).collect();
        l.mistake(
            &q.id,
            format!("\"{}\" is not a kind of question", q.kind),
            &format!("use one of {}", known.join(", ")),
        );
        Kind::Text
    });
    let time = Time::parse(&q.time).unwrap_or_else(|| {
        l.mistake(&q.id, format!("\"{}\" is not a time", q.time), "use standing, in-period, since-last or dated");
        Time::InPeriod
    });
    let options = option_set(l, &q.id, &q.options, sets);
    if options.is_empty() && matches!(kind, Kind::Single | Kind::Multi | Kind::YesNo | Kind::Indicator) {
        l.mistake(&q.id, "a choice without options".to_owned(), "name an option set");
    }
    let repeat = if q.repeat.is_empty() {
        None
    } else {
        let r = Repeat::parse(&q.repeat);
        if r.is_none() {
            l.mistake(
                &q.id,
                format!("\"{}\" is nothing a question can repeat for", q.repeat),
                "use gbf-target, gbf-goal or site",
            );
        }
        r
    };
    let missing = [&q.label.en, &q.label.fr, &q.label.es].iter().filter(|t| t.is_empty()).count();
    if l.draft && (missing == 1 || missing == 2) {
        l.labels.push(q.id.clone());
    } else if missing > 0 {
        l.mistake(&q.id, "a label is missing".to_owned(), "give a label in English, French and Spanish");
    }
    let condition = parse_condition(l, &q);
    let columns = q.columns.into_iter().map(|c| column(l, &q.id, c, sets)).collect();
    Question {
        id: l.full(&q.id),
        number: q.number,
        section: q.section,
        parent: (!q.parent.is_empty()).then(|| l.full(&q.parent)),
        kind,
        options,
        columns,
        condition,
        repeat,
        required: q.required,
        details: q.details,
        time,
        prefilled: q.prefilled,
        personal: q.personal,
        unit: (!q.unit.is_empty()).then_some(q.unit),
        limit_words: (q.limit_words > 0).then_some(q.limit_words),
        limit_items: (q.limit_items > 0).then_some(q.limit_items),
        wants: q.wants,
        frameworks: q.frameworks,
        aliases: q.aliases,
        system: q.system,
        unverified: q.unverified,
        note: q.note,
        block: labels(q.block),
        label: labels(q.label),
        about: labels(q.about),
        words: labels(q.words),
        official: labels(q.official),
    }
}

/// The options of a set, which all questions that offer them share.
fn option_set(l: &mut Loader, question: &str, name: &str, sets: &BTreeMap<String, Arc<[Choice]>>) -> Arc<[Choice]> {
    match (name, sets.get(name)) {
        ("", _) => Arc::default(),
        (_, Some(set)) => Arc::clone(set),
        (name, None) => {
            l.mistake(
                question,
                format!("there is no option set \"{name}\""),
                "add the set under [options] or correct the name",
            );
            Arc::default()
        }
    }
}

fn column(l: &mut Loader, question: &str, c: RawColumn, sets: &BTreeMap<String, Arc<[Choice]>>) -> Column {
    let kind = match c.kind.as_str() {
        "number" => ColumnKind::Number,
        "tick" => ColumnKind::Tick,
        "text" => ColumnKind::Text,
        "choice" => ColumnKind::Choice,
        "tags" => ColumnKind::Tags,
        other => {
            l.mistake(
                question,
                format!("\"{other}\" is not a kind of column"),
                "use text, number, tick, choice or tags",
            );
            ColumnKind::Text
        }
    };
    let from = match c.from.as_str() {
        "" => TagSource::Options,
        "subjects" => TagSource::Subjects,
        "frameworks" => TagSource::Frameworks,
        other => {
            l.mistake(question, format!("there are no tags \"{other}\""), "use subjects or frameworks");
            TagSource::Options
        }
    };
    let options = option_set(l, question, &c.options, sets);
    Column { code: c.code, kind, text: Labels { en: c.en, fr: c.fr, es: c.es }, from, options }
}

/// `6_1 in partially,fully or 1.7.1a any-row-in yes or 2.1 not-in B`
fn parse_condition(l: &mut Loader, q: &RawQuestion) -> Option<Condition> {
    if q.condition.trim().is_empty() {
        return None;
    }
    let mut any = Vec::new();
    for part in q.condition.split(" or ") {
        let words: Vec<&str> = part.split_whitespace().collect();
        let [id, verb, codes] = words[..] else {
            l.mistake(
                &q.id,
                format!("the condition \"{part}\" cannot be read"),
                "write QUESTION in code,code (or not-in, any-row-in), joined by or",
            );
            return None;
        };
        let (any_row, negated) = match verb {
            "in" => (false, false),
            "not-in" => (false, true),
            "any-row-in" => (true, false),
            _ => {
                l.mistake(&q.id, format!("\"{verb}\" is not a test"), "use in, not-in or any-row-in");
                return None;
            }
        };
        any.push(Test { question: l.full(id), any_row, negated, codes: codes.split(',').map(str::to_owned).collect() });
    }
    Some(Condition { any })
}

fn check_conditions(l: &mut Loader, format: &Format) {
    for q in &format.questions {
        for test in q.condition.iter().flat_map(|c| &c.any) {
            let Some(on) = format.question(&test.question) else {
                l.mistake(
                    q.key(),
                    format!("the condition names {}, which does not exist", test.question),
                    "correct the id",
                );
                continue;
            };
            let rows: Vec<&Question> = if test.any_row { format.children(&on.id).collect() } else { vec![on] };
            for code in &test.codes {
                if !rows.iter().any(|r| r.option(code).is_some()) {
                    l.mistake(
                        q.key(),
                        format!("the condition names option {code}, which {} does not have", on.id),
                        "correct the option code",
                    );
                }
            }
        }
    }
}
