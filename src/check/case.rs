//! A report with what checks look up in it, and the notes they take.

use std::collections::{BTreeSet, HashMap};

use crate::crosswalk::Crosswalk;
use crate::model::{
    Answer, Arg, Asked, Finding, Format, Item, Kind, Lang, Level, Question, Repeat, Report, Sentence, Value,
};
use crate::say;

/// A report under examination.
pub struct Case<'a> {
    /// The report.
    pub report: &'a Report,
    /// Its format.
    pub format: &'a Format,
    /// The crosswalk.
    pub crosswalk: &'a Crosswalk,
    answers: HashMap<(&'a str, Option<&'a str>), &'a Answer>,
    items: Vec<(Repeat, Vec<String>)>,
}

impl<'a> Case<'a> {
    /// Looks at a report of `format`.
    #[must_use]
    pub fn new(report: &'a Report, format: &'a Format, crosswalk: &'a Crosswalk) -> Case<'a> {
        let mut answers = HashMap::new();
        for a in report.answers.iter().filter(|a| !a.is_blank()) {
            answers.entry(a.key()).or_insert(a);
        }
        let items = Repeat::ALL.iter().map(|&(r, _)| (r, items_of(report, format, r))).collect();
        Case { report, format, crosswalk, answers, items }
    }

    /// The answer to a question of an item, unless it is blank.
    #[must_use]
    pub fn answer(&self, question: &str, item: Option<&str>) -> Option<&'a Answer> {
        self.answers.get(&(question, item)).copied()
    }

    /// Every answer that is not blank, with its question, in the order of the report.
    pub fn answered(&self) -> impl Iterator<Item = (&'a Answer, &'a Question)> {
        let format = self.format;
        self.report
            .answers
            .iter()
            .filter(|a| !a.is_blank())
            .filter_map(move |a| format.question(&a.question).map(|q| (a, q)))
    }

    /// Every question that takes an answer, with each item it is repeated for. A question about
    /// sites is nobody's where the report names no site.
    #[must_use]
    pub fn asked_for(&self) -> Vec<(&'a Question, Option<&str>)> {
        let mut list = Vec::new();
        for q in self.format.questions.iter().filter(|q| q.is_asked()) {
            match q.repeat {
                None => list.push((q, None)),
                Some(r) => {
                    let items = self.items.iter().find(|(k, _)| *k == r).map_or(&[][..], |(_, l)| l);
                    list.extend(items.iter().map(|i| (q, Some(i.as_str()))));
                }
            }
        }
        list
    }

    /// Whether a question is asked, given the answers of the report.
    #[must_use]
    pub fn asked(&self, q: &Question, item: Option<&str>) -> Asked {
        let Some(condition) = &q.condition else { return Asked::Yes };
        let codes = |id: &str| {
            let a = self.answer(id, item).or_else(|| self.answer(id, None))?;
            a.value.as_ref().map(|v| v.codes().into_iter().map(str::to_owned).collect())
        };
        condition.asked(self.format, &codes)
    }

    /// A question as a person finds it: number (for a matrix row, that of its heading) and label,
    /// and the item.
    #[must_use]
    pub fn name(&self, q: &'a Question, item: Option<&str>) -> Sentence {
        let (number, label) = (self.number(q), &q.label);
        let Some(id) = item else { return say!("{number} \"{label}\"", number = number, label = label) };
        match self.report.item(id).map_or("", |i| i.title.as_str()) {
            "" => say!("{number} \"{label}\" for {item}", number = number, label = label, item = id),
            title => {
                say!(
                    "{number} \"{label}\" for {item} ({title})",
                    number = number,
                    label = label,
                    item = id,
                    title = title
                )
            }
        }
    }

    /// The number of a question as printed; that of the question it belongs to where it has none.
    #[must_use]
    pub fn number(&self, q: &'a Question) -> &'a str {
        self.format.number(q)
    }
}

/// Items a question is repeated for: the country's own, those it answered, and the framework targets
/// none of its own covers.
fn items_of(report: &Report, format: &Format, repeat: Repeat) -> Vec<String> {
    let fixed = repeat.fixed_items();
    let is_goal = |id: &str| id.starts_with("GBF:GOAL");
    let own = |i: &&Item| match repeat {
        Repeat::Goal => is_goal(&i.id),
        Repeat::Target => !is_goal(&i.id),
        Repeat::Site => true,
    };
    let asks = format.questions.iter().any(|q| q.repeat == Some(repeat));
    if !asks {
        return Vec::new();
    }
    let mut list: Vec<String> = report.items.iter().filter(own).map(|i| i.id.clone()).collect();
    let used: BTreeSet<&str> = report
        .answers
        .iter()
        .filter(|a| format.question(&a.question).is_some_and(|q| q.repeat == Some(repeat)))
        .filter_map(|a| a.item.as_deref())
        .collect();
    list.extend(used.into_iter().filter(|u| !report.items.iter().any(|i| i.id == *u)).map(str::to_owned));
    for f in fixed {
        if !list.contains(&f) && !report.items.iter().any(|i| i.frameworks.contains(&f)) {
            list.push(f);
        }
    }
    list
}

/// True where an answer says something in the answer cell or its rows; details alone do not count.
/// A heading with a box has nothing but details.
pub(super) fn says_something(q: &Question, a: &Answer) -> bool {
    let details = a.details.as_deref().is_some_and(|d| !d.trim().is_empty());
    if q.kind == Kind::Heading {
        return details;
    }
    let value = match &a.value {
        None => false,
        Some(Value::Text(t)) => !t.trim().is_empty(),
        Some(Value::Codes(cs)) => !cs.is_empty(),
        Some(Value::Number { qualifier, number, .. }) => qualifier.is_some() || number.is_some(),
        Some(_) => true,
    };
    value || a.rows.iter().any(|r| r.values().any(|c| !c.trim().is_empty()))
}

/// The texts of an answer that a person wrote: value, details and cells, each with words for where it
/// stands.
pub(super) fn texts<'a>(q: &'a Question, a: &'a Answer) -> Vec<(Sentence, &'a str)> {
    let mut texts = Vec::new();
    if let Some(Value::Text(t)) = &a.value {
        texts.push((say!("the text"), t.as_str()));
    }
    if let Some(d) = &a.details {
        texts.push((say!("the details"), d.as_str()));
    }
    for (n, row) in a.rows.iter().enumerate() {
        for (code, cell) in row {
            let heading = q.columns.iter().find(|c| &c.code == code);
            let heading = heading.map_or_else(|| Arg::from(code), |c| Arg::from(&c.text));
            texts.push((say!("row {n}, \"{heading}\"", n = n + 1, heading = heading), cell.as_str()));
        }
    }
    texts
}

/// The official text of an option, with its code where the form prints one.
pub(super) fn option_name(q: &Question, code: &str) -> Sentence {
    match q.option(code) {
        Some(o) if o.assigned || o.text.get(Lang::En) == code => say!("\"{text}\"", text = &o.text),
        Some(o) => say!("{code} \"{text}\"", code = code, text = &o.text),
        None => say!("\"{text}\"", text = short(code)),
    }
}

/// The first words of something that should have been short.
pub(super) fn short(text: &str) -> String {
    const MOST: usize = 60;
    let line: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= MOST {
        return line;
    }
    line.chars().take(MOST - 1).chain(['…']).collect()
}

struct Note {
    position: usize,
    finding: Finding,
}

/// What checks have found so far.
#[derive(Default)]
pub struct Notes {
    code: &'static str,
    level: Option<Level>,
    notes: Vec<Note>,
}

impl Notes {
    /// What follows is found by this check.
    pub(super) fn begin(&mut self, code: &'static str, level: Level) {
        self.code = code;
        self.level = Some(level);
    }

    /// Notes something about the report as a whole, at the check's own level.
    pub fn report(&mut self, case: &Case, message: impl Into<Sentence>, hint: impl Into<Sentence>) {
        let level = self.level.unwrap_or(Level::Error);
        let finding = Finding::new(level, self.code, message).at(&case.report.file, "").hint(hint);
        self.notes.push(Note { position: 0, finding });
    }

    /// Notes something about a question, at the check's own level. The place is that of its answer,
    /// or its number where it has none.
    pub fn question(
        &mut self,
        case: &Case,
        q: &Question,
        item: Option<&str>,
        message: impl Into<Sentence>,
        hint: impl Into<Sentence>,
    ) {
        let level = self.level.unwrap_or(Level::Error);
        self.question_at(level, case, q, item, message, hint);
    }

    /// The same at a level of its own.
    pub fn question_at(
        &mut self,
        level: Level,
        case: &Case,
        q: &Question,
        item: Option<&str>,
        message: impl Into<Sentence>,
        hint: impl Into<Sentence>,
    ) {
        let origin = case.answer(&q.id, item).map(|a| &a.origin);
        let Some(q) = case.format.question(&q.id) else { return };
        let number = case.number(q);
        let file = origin.map(|o| o.file.as_str()).filter(|f| !f.is_empty()).unwrap_or(&case.report.file);
        let place = origin
            .map(|o| o.place.as_str())
            .filter(|p| !p.is_empty())
            .map_or_else(|| format!("question {number}"), str::to_owned);
        let what: Sentence = message.into();
        let message = say!("{name}: {what}", name = case.name(q, item), what = what);
        let finding = Finding::new(level, self.code, message).at(file, place).hint(hint).about(&q.id);
        self.notes.push(Note { position: case.format.position(&q.id).saturating_add(1), finding });
    }

    /// Notes something about an answer to a question the form does not have.
    pub(super) fn answer(&mut self, a: &Answer, message: impl Into<Sentence>, hint: impl Into<Sentence>) {
        let level = self.level.unwrap_or(Level::Error);
        let finding = Finding::new(level, self.code, message).at(&a.origin.file, &a.origin.place).hint(hint);
        self.notes.push(Note { position: usize::MAX, finding });
    }

    /// The findings, gravest first, then in the order of the form.
    pub(super) fn finish(mut self) -> Vec<Finding> {
        self.notes.sort_by(|a, b| b.finding.level.cmp(&a.finding.level).then(a.position.cmp(&b.position)));
        self.notes.into_iter().map(|n| n.finding).collect()
    }
}
