//! The crosswalk: which questions are about the same subject, which are linked, what may be recoded,
//! which answers limit others, and how editions of one format follow each other.
//!
//! Everything here is data from `mappings/`; this module only gives it shape. What is wrong with it
//! is found by [`verify`].

mod editions;
mod figures;
mod pairs;
pub mod raw;
pub mod rules;
pub(crate) mod said;
pub(crate) mod said_time;
mod sssom;
mod table;
mod tags;
mod verify;

use crate::model::Map;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use crate::catalogue::{Catalogue, DataFile, parse_toml};
use crate::model::{Answer, Finding, Format, Labels, Level, Report, Value};

pub use editions::{Edition, EditionRow};
pub(crate) use figures::names;
pub use figures::{Amount, Figure};
pub use pairs::{Pair, pairs, pairs_tsv};
pub use rules::{Rule, Rules};
pub use sssom::export;
pub use tags::{TagReader, Understood};
pub use verify::verify;

/// A question, or one item of a repeated question: `cbd-nr7/III.progressSummary[GBF:T6]`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct QRef {
    /// Question id.
    pub question: String,
    /// Item, for a repeated question.
    pub item: Option<String>,
}

impl QRef {
    /// A reference to a question and, for a repeated one, its item.
    #[must_use]
    pub fn new(question: &str, item: Option<&str>) -> QRef {
        QRef { question: question.to_owned(), item: item.map(str::to_owned) }
    }

    /// Reads `cbd-nr7/4.1`, `cbd-nr7:4.1` or either with `[item]`.
    #[must_use]
    pub fn parse(text: &str) -> QRef {
        let (id, item) = match text.trim().strip_suffix(']').and_then(|t| t.split_once('[')) {
            Some((id, item)) => (id, Some(item.to_owned())),
            None => (text.trim(), None),
        };
        let question = match (id.find('/'), id.find(':')) {
            (None, Some(c)) => format!("{}/{}", &id[..c], &id[c + 1..]),
            (Some(s), Some(c)) if c < s => format!("{}/{}", &id[..c], &id[c + 1..]),
            _ => id.to_owned(),
        };
        QRef { question, item }
    }

    /// As an SSSOM identifier: `cbd-nr7:4.1`.
    #[must_use]
    pub fn curie(&self) -> String {
        self.to_string().replacen('/', ":", 1)
    }

    /// Format id.
    #[must_use]
    pub fn format(&self) -> &str {
        self.question.split_once('/').map_or("", |(f, _)| f)
    }
}

impl std::fmt::Display for QRef {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.item {
            Some(item) => write!(f, "{}[{item}]", self.question),
            None => f.write_str(&self.question),
        }
    }
}

/// How a source question relates to a target question, as in SSSOM: *broad* means that the target
/// (object) is broader than the source (subject).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Relation {
    /// The same thing.
    Exact,
    /// Roughly the same.
    Close,
    /// The object is broader.
    Broad,
    /// The object is narrower.
    Narrow,
    /// Of another kind, or merely of one subject.
    Related,
}

impl Relation {
    /// Every relation with its word and its SSSOM predicate.
    pub const ALL: [(Relation, &'static str, &'static str); 5] = [
        (Relation::Exact, "exact", "skos:exactMatch"),
        (Relation::Close, "close", "skos:closeMatch"),
        (Relation::Broad, "broad", "skos:broadMatch"),
        (Relation::Narrow, "narrow", "skos:narrowMatch"),
        (Relation::Related, "related", "skos:relatedMatch"),
    ];

    /// The word used in tables and JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        Relation::ALL.iter().find(|r| r.0 == self).map_or("", |r| r.1)
    }

    /// The SSSOM predicate.
    #[must_use]
    pub fn predicate(self) -> &'static str {
        Relation::ALL.iter().find(|r| r.0 == self).map_or("", |r| r.2)
    }

    /// Reads a word or a predicate.
    #[must_use]
    pub fn parse(text: &str) -> Option<Relation> {
        Relation::ALL.iter().find(|r| r.1 == text || r.2 == text).map(|r| r.0)
    }

    /// The relation seen from the other side.
    #[must_use]
    pub fn inverse(self) -> Relation {
        match self {
            Relation::Broad => Relation::Narrow,
            Relation::Narrow => Relation::Broad,
            other => other,
        }
    }
}

/// What a link allows, from least to most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Reuse {
    /// Show it as evidence.
    Hint,
    /// Offer its text for editing.
    Draft,
    /// Recode its option, as `recodes.tsv` says; offer its text.
    Recode,
    /// Copy value and text.
    Copy,
}

impl Reuse {
    /// Every reuse with its word.
    pub const ALL: [(Reuse, &'static str); 4] =
        [(Reuse::Hint, "hint"), (Reuse::Draft, "draft"), (Reuse::Recode, "recode"), (Reuse::Copy, "copy")];

    /// The word in tables and JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        Reuse::ALL.iter().find(|r| r.0 == self).map_or("", |r| r.1)
    }

    /// Reads a word.
    #[must_use]
    pub fn parse(text: &str) -> Option<Reuse> {
        Reuse::ALL.iter().find(|r| r.1 == text).map(|r| r.0)
    }
}

/// A theme: subjects that are shown together.
#[derive(Debug, Clone)]
pub struct Theme {
    /// Id.
    pub id: String,
    /// Name.
    pub label: Labels,
}

/// A thing one or more conventions ask about.
#[derive(Debug, Clone)]
pub struct Subject {
    /// Id.
    pub id: String,
    /// Theme id.
    pub theme: String,
    /// Name.
    pub label: Labels,
    /// What belongs here and what does not.
    pub covers: String,
    /// Who in a country usually knows.
    pub who: Labels,
    /// Framework targets.
    pub frameworks: Vec<String>,
}

/// A question's place under a subject.
#[derive(Debug, Clone)]
pub struct Placement {
    /// Subject id.
    pub subject: String,
    /// The question's main subject; false: it also touches this one.
    pub main: bool,
    /// Which part of the subject it asks about.
    pub facet: String,
    /// Why, where it is not plain.
    pub comment: String,
}

/// Two questions of different formats that help each other, or a *not*.
#[derive(Debug, Clone)]
pub struct Link {
    /// The subject of the SSSOM row.
    pub subject: QRef,
    /// The object of the SSSOM row.
    pub object: QRef,
    /// Relation from subject to object.
    pub relation: Relation,
    /// Checked: looks alike, is not the same.
    pub not: bool,
    /// What an answer to the subject may do for the object.
    pub reuse: Reuse,
    /// What an answer to the object may do for the subject.
    pub back: Reuse,
    /// SSSOM justification.
    pub justification: String,
    /// 0 to 1.
    pub confidence: String,
    /// Role of the reviewer; empty: not reviewed.
    pub reviewer: String,
    /// Outcome of the review in words.
    pub review: String,
    /// Why, in words a focal point reads; English at least.
    pub comment: Labels,
    /// File and line, for messages.
    pub place: (String, u64),
}

impl Link {
    /// What the link allows from one side: relation and reuse as seen from `source` to the other.
    #[must_use]
    pub fn from_side(&self, source: &QRef) -> (Relation, Reuse, &QRef) {
        if &self.subject == source {
            (self.relation, self.reuse, &self.object)
        } else {
            (self.relation.inverse(), self.back, &self.subject)
        }
    }
}

/// One option pair of a recode.
#[derive(Debug, Clone)]
pub struct Recode {
    /// Source option code.
    pub from: String,
    /// Target option code.
    pub to: String,
    /// Why it follows.
    pub reason: String,
    /// File and line.
    pub place: (String, u64),
}

/// An answer that limits what can be true elsewhere.
#[derive(Debug, Clone)]
pub struct Bound {
    /// The question whose answer limits.
    pub from: QRef,
    /// Its options for which the bound holds.
    pub when: Vec<String>,
    /// The question that is limited.
    pub to: QRef,
    /// Its options that cannot be true then.
    pub excludes: Vec<String>,
    /// Its ticks that are true then.
    pub ticks: Vec<String>,
    /// False: likely only.
    pub certain: bool,
    /// Holds only between answers about the same period.
    pub same_period: bool,
    /// Words of which the limiting answer's details or follow-ups must name one; none: any answer
    /// limits.
    pub mentions: Vec<String>,
    /// Taken over from an earlier edition, and nobody has checked it.
    pub unreviewed: bool,
    /// Why, in words a focal point reads.
    pub reason: Labels,
    /// File and line.
    pub place: (String, u64),
}

impl Bound {
    /// The text by which an answer limits, where the bound wants one that names something: the
    /// answer's own details, or a follow-up of it. `None`: the answer does not limit.
    #[must_use]
    pub fn named_in<'a>(&self, report: &'a Report, format: &Format, answer: &'a Answer) -> Option<Option<&'a Answer>> {
        if self.mentions.is_empty() {
            return Some(None);
        }
        let names = |a: &Answer| {
            let text = match &a.value {
                Some(Value::Text(t)) => Some(t.as_str()),
                _ => None,
            };
            text.into_iter().chain(a.details.as_deref()).any(|t| self.mentions.iter().any(|m| figures::names(t, m)))
        };
        if names(answer) {
            return Some(None);
        }
        let follow_ups = format.children(&answer.question);
        let found = follow_ups.filter_map(|q| report.answer(&q.id, answer.item.as_deref())).find(|a| names(a));
        found.map(Some)
    }
}

/// Everything in `mappings/`, ready to be asked.
#[derive(Default)]
pub struct Crosswalk {
    /// Themes in order.
    pub themes: Vec<Theme>,
    /// Subjects in order.
    pub subjects: Vec<Subject>,
    subject_index: Map<String, usize>,
    placements: Map<QRef, Vec<Placement>>,
    by_subject: Map<String, Vec<(QRef, bool)>>,
    /// Links, *not* rows too.
    pub links: Vec<Link>,
    links_of: Map<QRef, Vec<usize>>,
    /// Source and target question to option pairs.
    pub recodes: BTreeMap<(String, String), Vec<Recode>>,
    /// Bounds.
    pub bounds: Vec<Bound>,
    /// Figures that ought to agree.
    pub figures: Vec<Figure>,
    /// Editions.
    pub editions: Vec<Edition>,
    /// What follows from registers, or from other answers.
    rules: OnceLock<Rules>,
    /// Framework targets and goals by id, with short titles.
    pub frameworks: BTreeMap<String, Labels>,
    /// Goals and targets of one framework and those of others that serve the same end, both ways.
    framework_links: BTreeMap<String, BTreeSet<String>>,
    /// Questions whose subject an editor has yet to choose, with the row that says so.
    pub unplaced: Vec<(QRef, (String, u64))>,
    /// Places under subjects that were inherited from an earlier edition and that nobody has checked.
    pub inherited: Vec<(QRef, (String, u64))>,
    /// Mistakes met while reading the tables.
    pub findings: Vec<Finding>,
}

/// True for tables of links: `links.sssom.tsv`, and `links-FORMAT.sssom.tsv` in a user's folder.
fn holds_links(name: &str) -> bool {
    name.rsplit('/').next().is_some_and(|base| base.starts_with("links.") || base.starts_with("links-"))
}

/// The object of a row that keeps the place of a subject to be chosen.
pub(crate) const NO_SUBJECT: &str = "sssom:NoTermFound";

/// The justification of a subject that a question has from the question it continues.
pub(crate) const INHERITED: &str = "semapv:MappingChaining";

fn text(raw: raw::RawText) -> Labels {
    Labels { en: raw.en, fr: raw.fr, es: raw.es }
}

impl Crosswalk {
    /// Reads all mapping tables of a catalogue.
    #[must_use]
    pub fn load(catalogue: &Catalogue) -> Crosswalk {
        let mut x = Crosswalk::default();
        match postcard::from_bytes::<raw::RawSubjects>(catalogue.builtin_subjects()) {
            Ok(s) => x.add_subjects(s),
            Err(e) => unreachable!("built-in subjects: {e}"),
        }
        for file in catalogue.mappings("mappings/subjects", ".toml").iter().filter(|f| f.own) {
            match parse_toml::<raw::RawSubjects>(&file.text, &file.name) {
                Ok(s) => x.add_subjects(s),
                Err(f) => x.findings.push(f),
            }
        }
        for file in catalogue.mappings("mappings/", ".sssom.tsv") {
            if holds_links(&file.name) { x.add_links(&file) } else { x.add_placements(&file) }
        }
        for file in catalogue.mappings("mappings/recodes", ".tsv") {
            x.add_recodes(&file);
        }
        for file in catalogue.mappings("mappings/bounds", ".toml") {
            x.add_bounds(&file);
        }
        for file in catalogue.mappings("mappings/figures", ".toml") {
            figures::read(&file, &mut x.figures, &mut x.findings);
        }
        for file in catalogue.mappings("mappings/frameworks/", ".tsv") {
            if file.name.ends_with("/links.tsv") {
                x.add_framework_links(&file);
            } else {
                x.add_framework(&file);
            }
        }
        for file in catalogue.mappings("mappings/editions/", ".tsv") {
            editions::read(&file, &mut x.editions, &mut x.findings);
        }
        x.index();
        x
    }

    /// What follows from registers, or from other answers. The rules of the catalogue the crosswalk was
    /// read from are read when they are first asked for: without a core report nobody asks.
    pub fn rules(&self, catalogue: &Catalogue) -> &Rules {
        self.rules.get_or_init(|| Rules::load(catalogue))
    }

    fn add_subjects(&mut self, s: raw::RawSubjects) {
        for t in s.theme {
            let theme = Theme { id: t.id, label: text(t.label) };
            match self.themes.iter_mut().find(|o| o.id == theme.id) {
                Some(old) => *old = theme,
                None => self.themes.push(theme),
            }
        }
        for r in s.subject {
            let subject = Subject {
                id: r.id,
                theme: r.theme,
                label: text(r.label),
                covers: r.covers,
                who: text(r.who),
                frameworks: r.frameworks,
            };
            if let Some(&i) = self.subject_index.get(&subject.id) {
                self.subjects[i] = subject;
            } else {
                self.subject_index.insert(subject.id.clone(), self.subjects.len());
                self.subjects.push(subject);
            }
        }
    }

    fn add_placements(&mut self, file: &DataFile) {
        let rows = table::records(file, &["subject_id", "predicate_id", "object_id", "facet"], &mut self.findings);
        let mut replaced: Vec<QRef> = Vec::new();
        for row in rows {
            let q = QRef::parse(row.get("subject_id"));
            let place = || (file.name.clone(), row.line);
            // SSSOM's own way to say that nothing fits (yet).
            if row.get("object_id") == NO_SUBJECT {
                self.unplaced.push((q, place()));
                continue;
            }
            if row.get("mapping_justification") == INHERITED && row.get("reviewer_label").is_empty() {
                self.inherited.push((q.clone(), place()));
            }
            let Some(subject) = row.get("object_id").strip_prefix("subject:") else {
                self.findings.push(
                    Finding::new(Level::Error, "mapping", format!("\"{}\" is not a subject", row.get("object_id")))
                        .at(&file.name, format!("line {}", row.line))
                        .hint("write subject: and the id of a subject in subjects.toml"),
                );
                continue;
            };
            let main = match Relation::parse(row.get("predicate_id")) {
                Some(Relation::Broad | Relation::Exact) => true,
                Some(Relation::Related) => false,
                _ => {
                    self.findings.push(
                        Finding::new(
                            Level::Error,
                            "mapping",
                            format!("\"{}\" does not say how a question belongs to a subject", row.get("predicate_id")),
                        )
                        .at(&file.name, format!("line {}", row.line))
                        .hint("use skos:broadMatch for the main subject and skos:relatedMatch for others it touches"),
                    );
                    continue;
                }
            };
            if file.own && !replaced.contains(&q) {
                self.placements.remove(&q);
                replaced.push(q.clone());
            }
            self.placements.entry(q).or_default().push(Placement {
                subject: subject.to_owned(),
                main,
                facet: row.get("facet").to_owned(),
                comment: row.get("comment").to_owned(),
            });
        }
    }

    fn add_links(&mut self, file: &DataFile) {
        let rows = table::records(
            file,
            &["subject_id", "predicate_id", "object_id", "mapping_justification", "reuse"],
            &mut self.findings,
        );
        for row in rows {
            let place = (file.name.clone(), row.line);
            let Some(relation) = Relation::parse(row.get("predicate_id")) else {
                self.findings.push(
                    Finding::new(Level::Error, "mapping", format!("\"{}\" is not a relation", row.get("predicate_id")))
                        .at(&file.name, format!("line {}", row.line))
                        .hint("use skos:exactMatch, closeMatch, broadMatch, narrowMatch or relatedMatch"),
                );
                continue;
            };
            let not = row.get("predicate_modifier") == "Not";
            let mut reuse = |column: &str| match Reuse::parse(row.get(column)) {
                Some(r) => r,
                None => {
                    if !(not || (column == "reuse_back" && row.get(column).is_empty())) {
                        self.findings.push(
                            Finding::new(Level::Error, "mapping", format!("\"{}\" is not a reuse", row.get(column)))
                                .at(&file.name, format!("line {}", row.line))
                                .hint("use copy, recode, draft or hint"),
                        );
                    }
                    Reuse::Hint
                }
            };
            let link = Link {
                reuse: reuse("reuse"),
                back: reuse("reuse_back"),
                subject: QRef::parse(row.get("subject_id")),
                object: QRef::parse(row.get("object_id")),
                relation,
                not,
                justification: row.get("mapping_justification").to_owned(),
                confidence: row.get("confidence").to_owned(),
                reviewer: row.get("reviewer_label").to_owned(),
                review: row.get("review").to_owned(),
                comment: Labels {
                    en: row.get("comment").to_owned(),
                    fr: row.get("comment_fr").to_owned(),
                    es: row.get("comment_es").to_owned(),
                },
                place,
            };
            if file.own {
                self.links.retain(|l| {
                    !((l.subject == link.subject && l.object == link.object)
                        || (l.subject == link.object && l.object == link.subject))
                });
            }
            self.links.push(link);
        }
    }

    fn add_recodes(&mut self, file: &DataFile) {
        let rows = table::records(
            file,
            &["from_question", "from_option", "to_question", "to_option", "reason"],
            &mut self.findings,
        );
        let mut replaced: Vec<(String, String)> = Vec::new();
        for row in rows {
            let key =
                (QRef::parse(row.get("from_question")).to_string(), QRef::parse(row.get("to_question")).to_string());
            if file.own && !replaced.contains(&key) {
                self.recodes.remove(&key);
                replaced.push(key.clone());
            }
            self.recodes.entry(key).or_default().push(Recode {
                from: row.get("from_option").to_owned(),
                to: row.get("to_option").to_owned(),
                reason: row.get("reason").to_owned(),
                place: (file.name.clone(), row.line),
            });
        }
    }

    fn add_bounds(&mut self, file: &DataFile) {
        let bounds = match parse_toml::<raw::RawBounds>(&file.text, &file.name) {
            Ok(b) => b.bound,
            Err(f) => {
                self.findings.push(f);
                return;
            }
        };
        let starts: Vec<u64> =
            file.text.lines().enumerate().filter(|(_, l)| l.trim() == "[[bound]]").map(|(n, _)| n as u64 + 1).collect();
        if file.own {
            let own: Vec<(QRef, QRef)> = bounds.iter().map(|b| (QRef::parse(&b.from), QRef::parse(&b.to))).collect();
            self.bounds.retain(|b| !own.iter().any(|(from, to)| from == &b.from && to == &b.to));
        }
        for (n, b) in bounds.into_iter().enumerate() {
            self.bounds.push(Bound {
                from: QRef::parse(&b.from),
                when: b.when,
                to: QRef::parse(&b.to),
                excludes: b.excludes,
                ticks: b.ticks,
                certain: b.certainty != "likely",
                same_period: b.same_period,
                mentions: b.mentions,
                unreviewed: b.unreviewed,
                reason: text(b.reason),
                place: (file.name.clone(), starts.get(n).copied().unwrap_or(1)),
            });
        }
    }

    fn add_framework(&mut self, file: &DataFile) {
        for row in table::records(file, &["id", "label_en", "label_fr", "label_es"], &mut self.findings) {
            let label = Labels {
                en: row.get("label_en").to_owned(),
                fr: row.get("label_fr").to_owned(),
                es: row.get("label_es").to_owned(),
            };
            self.frameworks.insert(row.get("id").to_owned(), label);
        }
    }

    fn add_framework_links(&mut self, file: &DataFile) {
        for row in table::records(file, &["subject", "object", "status"], &mut self.findings) {
            let (a, b) = (row.get("subject").to_owned(), row.get("object").to_owned());
            self.framework_links.entry(a.clone()).or_default().insert(b.clone());
            self.framework_links.entry(b).or_default().insert(a);
        }
    }

    /// Goals and targets of other frameworks that serve the same end as this one, sorted.
    pub fn linked_goals(&self, id: &str) -> impl Iterator<Item = &str> {
        self.framework_links.get(id).into_iter().flatten().map(String::as_str)
    }

    fn index(&mut self) {
        self.by_subject.clear();
        for (q, ps) in &self.placements {
            for p in ps {
                self.by_subject.entry(p.subject.clone()).or_default().push((q.clone(), p.main));
            }
        }
        for qs in self.by_subject.values_mut() {
            qs.sort();
        }
        self.links_of.clear();
        for (i, l) in self.links.iter().enumerate() {
            self.links_of.entry(l.subject.clone()).or_default().push(i);
            self.links_of.entry(l.object.clone()).or_default().push(i);
        }
    }

    /// A subject by id.
    #[must_use]
    pub fn subject(&self, id: &str) -> Option<&Subject> {
        self.subject_index.get(id).map(|&i| &self.subjects[i])
    }

    /// Subjects of a question. A repeated question's item has its own; where it has none, those of
    /// the question itself hold.
    #[must_use]
    pub fn placements(&self, q: &QRef) -> &[Placement] {
        if let Some(p) = self.placements.get(q) {
            return p;
        }
        self.placements.get(&QRef { question: q.question.clone(), item: None }).map_or(&[], Vec::as_slice)
    }

    /// True where the crosswalk places just this: the question, or the item of it.
    #[must_use]
    pub fn has_place(&self, q: &QRef) -> bool {
        self.placements.contains_key(q)
    }

    /// Short title of a framework target or goal; empty for an id no framework has.
    #[must_use]
    pub fn framework_title(&self, id: &str, lang: crate::model::Lang) -> &str {
        self.frameworks.get(id).map_or("", |l| l.get(lang))
    }

    /// Every placed question, in no particular order.
    pub fn placed(&self) -> impl Iterator<Item = (&QRef, &Placement)> {
        self.placements.iter().flat_map(|(q, ps)| ps.iter().map(move |p| (q, p)))
    }

    /// The main subject of a question.
    #[must_use]
    pub fn main_subject(&self, q: &QRef) -> Option<&Subject> {
        self.placements(q).iter().find(|p| p.main).and_then(|p| self.subject(&p.subject))
    }

    /// Questions of a subject, sorted; true: it is their main subject.
    #[must_use]
    pub fn questions_of(&self, subject: &str) -> &[(QRef, bool)] {
        self.by_subject.get(subject).map_or(&[], Vec::as_slice)
    }

    /// Links of a question, *not* rows too.
    pub fn links_of(&self, q: &QRef) -> impl Iterator<Item = &Link> {
        self.links_of.get(q).into_iter().flatten().map(|&i| &self.links[i])
    }

    /// The target option that follows from a source option, where a recode says so.
    #[must_use]
    pub fn recode(&self, from: &QRef, to: &QRef, code: &str) -> Option<&Recode> {
        self.recodes.get(&(from.to_string(), to.to_string()))?.iter().find(|r| r.from == code)
    }
}
