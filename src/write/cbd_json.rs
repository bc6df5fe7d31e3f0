//! The documents of the CBD's Online Reporting Tool for a seventh national report, as its API takes
//! them for drafts: one for the report, one for the binary indicators, one for each headline
//! indicator, and one for each national target that is not known to be there already.
//!
//! Nothing is made up. What is blank is left out at every depth, as the tool itself does; an answer
//! whose condition is false is cleared; an answer that nobody has confirmed stays out, because a
//! document cannot mark it. Identifiers of documents are made of the Party, the kind of document and
//! what it is about ([`ort::guid`]), so the same report always gives the same documents.

mod onto;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value as Json, json};

use crate::model::ort;
use crate::model::{
    Answer, Asked, Condition, Drafted, Finding, Format, Item, Kind, Lang, Level, Question, Repeat, Report, Sentence,
};
use crate::model::{Row, Standing, Step, Value};
use crate::say;

/// Documents for the reporting tool, and what could not be put into them.
#[derive(Debug, Clone, PartialEq)]
pub struct Bundle {
    /// `{"Count", "Items": [envelope]}`, the form in which the tool's own API lists documents. What is
    /// to be sent is the `workingDocumentBody` of each; what stands under `dunlin` is for people: the
    /// options to be chosen by hand, because the tool's identifiers of them are not known.
    pub documents: Json,
    /// What was left out, and why.
    pub findings: Vec<Finding>,
}

/// The answers that stand in the cells of a draft, as a report. Answers carried over from the last
/// cycle are marked as not confirmed; proposals beside the cells are not answers.
#[must_use]
pub fn answers(drafted: &Drafted, file: &str) -> Report {
    let mut report = Report::new(&drafted.format, file);
    report.party = drafted.party;
    report.period = drafted.period;
    report.items.clone_from(&drafted.items);
    for d in drafted.drafts.iter().filter(|d| d.standing.fills()) {
        let mut a = Answer::new(&d.question, crate::model::Origin { file: file.to_owned(), place: String::new() });
        a.item.clone_from(&d.item);
        a.value.clone_from(&d.value);
        a.details.clone_from(&d.details);
        a.rows.clone_from(&d.rows);
        // Kept from a file in which nobody had confirmed it, it is still not confirmed.
        let open = |s: &crate::model::Source| s.step == Step::Kept && !s.confirmed;
        a.confirmed = d.standing != Standing::CarriedOver && !d.sources.iter().any(open);
        if !a.is_blank() {
            report.answers.push(a);
        }
    }
    report
}

/// Writes the documents of a report to the format `cbd-nr7`. `lang` is the language of texts whose
/// own language is not known.
#[must_use]
pub fn bundle(report: &Report, format: &Format, lang: Lang) -> Bundle {
    bundle_onto(report, format, lang, &Json::Null)
}

/// As [`bundle`], for a Party that has documents in the tool already: `existing` is what the API gives
/// of them (one document, an envelope or a list). The answers of the report are written onto them.
/// Their identifiers, what dunlin does not read, and texts in other languages stay; answers of theirs
/// that the report lacks stay too, unless their condition is false.
#[must_use]
pub fn bundle_onto(report: &Report, format: &Format, lang: Lang, existing: &Json) -> Bundle {
    let mut w = Writer::new(report, format, lang);
    w.find_existing(existing, "", 0);
    let binary = w.binary();
    let indicators = w.indicators();
    let sections = w.sections(binary.as_ref(), &indicators);
    let targets = w.targets();
    let mut items: Vec<Json> = Vec::new();
    items.extend(targets);
    items.extend(sections);
    items.extend(binary.map(|b| b.envelope));
    items.extend(indicators.into_values().map(|d| d.envelope));
    w.say_what_was_left_out();
    Bundle { documents: json!({ "Count": items.len(), "Items": items }), findings: w.findings }
}

/// A written document: its envelope, and the binary groups in it.
struct Written {
    identifier: String,
    envelope: Json,
    groups: BTreeSet<String>,
}

/// An option that has to be chosen by hand.
struct Choose {
    question: String,
    item: Option<String>,
    option: String,
    label: String,
}

struct Writer<'a> {
    report: &'a Report,
    format: &'a Format,
    lang: Lang,
    party: String,
    answers: BTreeMap<(&'a str, Option<&'a str>), &'a Answer>,
    /// Languages of the document that is being written.
    used: BTreeSet<&'static str>,
    choose: Vec<Choose>,
    cleared: Vec<Sentence>,
    by_hand: Vec<Sentence>,
    /// Documents that are in the tool, by kind and by what they are about.
    existing: BTreeMap<(String, String), (String, Json)>,
    onto: usize,
    findings: Vec<Finding>,
}

fn text_of(value: Option<&Value>) -> Option<&str> {
    match value {
        Some(Value::Text(t)) if !t.trim().is_empty() => Some(t),
        _ => None,
    }
}

impl<'a> Writer<'a> {
    fn new(report: &'a Report, format: &'a Format, lang: Lang) -> Writer<'a> {
        let (mut answers, mut open) = (BTreeMap::new(), Vec::new());
        for a in report.answers.iter().filter(|a| !a.is_blank()) {
            if a.confirmed {
                answers.entry((a.question.as_str(), a.item.as_deref())).or_insert(a);
            } else {
                open.push(a);
            }
        }
        let party = report.party.map(|p| p.code().to_ascii_lowercase()).unwrap_or_default();
        let mut w = Writer {
            report,
            format,
            lang,
            party,
            answers,
            used: BTreeSet::new(),
            choose: Vec::new(),
            cleared: Vec::new(),
            by_hand: Vec::new(),
            existing: BTreeMap::new(),
            onto: 0,
            findings: Vec::new(),
        };
        if w.party.is_empty() {
            w.note(
                Level::Error,
                "report-party",
                "",
                say!("the report does not say which Party it is from"),
                say!("name it with --party"),
            );
        }
        if let Some(first) = open.first() {
            let message = say!(
                "{n} answer(s) come from an earlier report and nobody confirmed them; they were left out of the documents, which cannot mark them",
                n = open.len()
            );
            let place = first.origin.place.clone();
            w.note(
                Level::Warning,
                "not-confirmed",
                &place,
                message,
                say!("confirm them in the workbook, one by one, and write again"),
            );
        }
        w
    }

    /// Notes this Party's documents; of several versions the last.
    fn find_existing(&mut self, json: &Json, changed: &str, depth: usize) {
        if depth > 4 {
            return;
        }
        if let Json::Array(list) = json {
            for one in list {
                self.find_existing(one, changed, depth + 1);
            }
            return;
        }
        for key in ["Items", "workingDocumentBody", "body"] {
            if let Some(inner) = json.get(key).filter(|i| i.is_object() || i.is_array()) {
                let changed = json.get("updatedOn").and_then(Json::as_str).unwrap_or(changed);
                self.find_existing(inner, changed, depth + 1);
                return;
            }
        }
        let word = |path: &str| json.pointer(path).and_then(Json::as_str).unwrap_or("");
        let (schema, identifier) = (word("/header/schema"), word("/header/identifier"));
        if identifier.is_empty() || !word("/government/identifier").eq_ignore_ascii_case(&self.party) {
            return;
        }
        let about =
            if schema == ort::INDICATOR { word("/indicator/identifier").to_ascii_uppercase() } else { String::new() };
        let key = (schema.to_owned(), about);
        if self.existing.get(&key).is_none_or(|(before, _)| before.as_str() <= changed) {
            self.existing.insert(key, (changed.to_owned(), json.clone()));
        }
    }

    fn existing(&self, schema: &str, about: &str) -> Option<&Json> {
        self.existing.get(&(schema.to_owned(), about.to_ascii_uppercase())).map(|(_, json)| json)
    }

    /// The identifier of the document about something: that of the tool, else one that is made.
    fn identifier_of(&self, schema: &str, about: &str) -> String {
        let known = self.existing(schema, about).and_then(|d| d.pointer("/header/identifier")).and_then(Json::as_str);
        match known {
            Some(known) => known.to_owned(),
            None if about.is_empty() => ort::guid(&[&self.party, schema]),
            None => ort::guid(&[&self.party, schema, about]),
        }
    }

    /// A new body on top of the one that is in the tool.
    fn onto(&mut self, schema: &str, about: &str, body: Map<String, Json>, choose: &[Choose]) -> Map<String, Json> {
        let Some(mut old) = self.existing(schema, about).cloned() else { return body };
        self.onto += 1;
        let codes = |id: &str| {
            let a = self.answers.get(&(id, None)).and_then(|a| a.value.as_ref());
            a.map(|v| v.codes().iter().map(|c| (*c).to_owned()).collect::<Vec<_>>())
        };
        let mut terms = BTreeSet::new();
        for q in &self.format.questions {
            if is_term(q) {
                terms.extend(q.options.iter().map(|o| o.code.to_ascii_uppercase()));
            }
            if q.condition.as_ref().is_none_or(|c| c.asked(self.format, &codes) != Asked::No) {
                continue;
            }
            if let Some((section, field)) = q.system.split_once('.').filter(|_| !q.system.ends_with("customValue")) {
                onto::remove(&mut old, &[section, field]);
            } else {
                for group in q.system.split_whitespace() {
                    onto::remove(&mut old, &[group, "responses", q.key()]);
                }
            }
        }
        // What has to be chosen anew must not stand there as it was.
        for c in choose {
            let Some(q) = self.format.question(&c.question).filter(|q| q.kind == Kind::Single) else { continue };
            match (q.system.split_once('.'), &c.item) {
                (Some((section, field)), Some(item)) => {
                    onto::remove_of_row(&mut old, section.trim_end_matches("[]"), item, field);
                }
                (Some((section, field)), None) => onto::remove(&mut old, &[section, field]),
                _ => {}
            }
        }
        let has = |path: &str| body.get(path).is_some();
        if schema == ort::INDICATOR {
            // Both are read as one text.
            for (one, other) in [("comments", "sourceOfDataInfo"), ("sourceOfDataInfo", "comments")] {
                if has(one) && !has(other) {
                    onto::remove(&mut old, &[other]);
                }
            }
            if matches!(body.get("sourceOfData").and_then(Json::as_str), Some("noData" | "notRelevant")) {
                onto::remove(&mut old, &["data"]);
            }
        }
        if body.get("sectionOtherInfo").is_some_and(|s| s.get("additionalInformation").is_some()) {
            onto::remove(&mut old, &["annex"]);
            onto::remove(&mut old, &["sectionOtherInfo", "annex"]);
        }
        match onto::merged(old, Json::Object(body), &terms) {
            Json::Object(body) => body,
            _ => Map::new(),
        }
    }

    fn note(&mut self, level: Level, code: &'static str, place: &str, message: Sentence, hint: Sentence) {
        self.findings.push(Finding::new(level, code, message).at(&self.report.file, place).hint(hint));
    }

    fn answer(&self, q: &Question, item: Option<&str>) -> Option<&'a Answer> {
        let a = self.answers.iter().find(|((id, i), _)| *id == q.id && *i == item);
        a.map(|(_, a)| *a)
    }

    /// Whether the tool keeps an answer to the question: it clears what is not enabled, also while
    /// the question that decides has no answer.
    fn enabled(&self, q: &Question, item: Option<&str>) -> bool {
        self.enabled_at(q.condition.as_ref(), item, 0)
    }

    fn enabled_at(&self, condition: Option<&Condition>, item: Option<&str>, depth: usize) -> bool {
        let Some(condition) = condition else { return true };
        // Templates are checked by people; a circle among conditions must still end.
        depth < 16
            && condition.any.iter().any(|test| {
                let Some(on) = self.format.question(&test.question) else { return false };
                let rows: Vec<&Question> = if test.any_row { self.format.children(&on.id).collect() } else { vec![on] };
                rows.iter().any(|q| {
                    let given = self.answer(q, item).or_else(|| self.answer(q, None)).and_then(|a| a.value.as_ref());
                    let hit = given.map(|v| v.codes().iter().any(|c| test.codes.iter().any(|t| t == c)));
                    hit.is_some_and(|hit| hit != test.negated) && self.enabled_at(q.condition.as_ref(), item, depth + 1)
                })
            })
    }

    /// The answer to a question where it has one and the tool keeps it.
    fn kept(&mut self, q: &Question, item: Option<&str>) -> Option<&'a Answer> {
        let a = self.answer(q, item)?;
        if a.value.is_some() && !self.enabled(q, item) {
            self.cleared.push(say!("{number}", number = &q.number));
            return None;
        }
        Some(a)
    }

    fn code_of(&self, a: &Answer) -> &'static str {
        a.lang.or(self.report.lang).unwrap_or(self.lang).code()
    }

    /// A text by language.
    fn lstring(&mut self, a: &Answer, text: &str, rich: bool) -> Json {
        let code = self.code_of(a);
        self.used.insert(code);
        json!({ code: if rich { html(text) } else { text.trim().to_owned() } })
    }

    /// A term for an option, or `None` where its identifier is not known and a person has to choose
    /// it in the tool.
    fn term(&mut self, q: &Question, a: &Answer, code: &str) -> Option<Json> {
        let Some(option) = q.option(code) else {
            self.misfit(q, a, code);
            return None;
        };
        if option.assigned {
            let label = option.text.get(self.lang).to_owned();
            let at = a.item.as_ref().map_or_else(String::new, |i| format!(" ({i})"));
            self.by_hand.push(say!("{number}{at}: {label}", number = &q.number, at = at, label = &option.text));
            let item = a.item.as_deref().map(|i| self.target_identifier(i));
            self.choose.push(Choose { question: q.id.clone(), item, option: code.to_owned(), label });
            return None;
        }
        let mut term = Map::new();
        term.insert("identifier".to_owned(), json!(code));
        if code == ort::OTHER {
            let own = self
                .format
                .questions
                .iter()
                .find(|o| o.system.ends_with("customValue") && o.id == format!("{}.other", q.id));
            if let Some(own) = own
                && let Some(said) = self.kept(own, a.item.as_deref())
                && let Some(text) = text_of(said.value.as_ref())
            {
                let text = self.lstring(said, text, false);
                term.insert("customValue".to_owned(), text);
            }
        }
        Some(Json::Object(term))
    }

    fn misfit(&mut self, q: &Question, a: &Answer, said: &str) {
        let said: String = said.chars().take(80).collect();
        let message = say!(
            "question {number}: \"{quoted}\" is none of the form's answers; it was left out",
            number = &q.number,
            quoted = &said
        );
        self.note(
            Level::Error,
            "option-unknown",
            &a.origin.place,
            message,
            say!("choose one of the form's options and write again"),
        );
    }

    /// The value of a field of sections I to V and the annex.
    fn field(&mut self, q: &Question, a: &Answer) -> Option<Json> {
        let value = a.value.as_ref()?;
        match (q.kind, value) {
            (Kind::YesNo, Value::Code(c)) => match c.as_str() {
                "true" => Some(json!(true)),
                "false" => Some(json!(false)),
                _ => {
                    self.misfit(q, a, c);
                    None
                }
            },
            // Fixed words of the tool are stored as they are, what comes from its thesaurus as a term.
            (Kind::Single, Value::Code(c)) if is_term(q) => self.term(q, a, c),
            (Kind::Single, Value::Code(c)) => match q.option(c) {
                Some(_) => Some(json!(c)),
                None => {
                    self.misfit(q, a, c);
                    None
                }
            },
            (Kind::Multi, Value::Codes(cs)) => {
                Some(Json::Array(cs.iter().filter_map(|c| self.term(q, a, c)).collect()))
            }
            (Kind::Multi, Value::Code(c)) => Some(Json::Array(self.term(q, a, c).into_iter().collect())),
            (Kind::Date, Value::Date(d)) => Some(json!(d.to_string())),
            (Kind::Links, Value::Text(t)) => {
                let code = self.code_of(a);
                Some(Json::Array(t.lines().filter_map(|l| link(l, code)).collect()))
            }
            (Kind::Text | Kind::Contact | Kind::File | Kind::DateRange, Value::Text(t)) => {
                Some(self.lstring(a, t, ort::is_rich(q)))
            }
            (_, other) => {
                let said = match other {
                    Value::Text(t) => t.clone(),
                    _ => other.codes().join("; "),
                };
                self.misfit(q, a, &said);
                None
            }
        }
    }

    fn sections(&mut self, binary: Option<&Written>, indicators: &BTreeMap<usize, Written>) -> Option<Json> {
        let format = self.format;
        let mut body = Map::new();
        for q in &format.questions {
            let Some((section, path)) = q.system.split_once('.').filter(|(s, _)| s.starts_with("section")) else {
                continue;
            };
            // Values of one's own are written with the term they belong to.
            if q.repeat.is_some() || path.ends_with("customValue") {
                continue;
            }
            if let Some(a) = self.kept(q, None)
                && let Some(value) = self.field(q, a)
                && let Json::Object(o) = body.entry(section.to_owned()).or_insert_with(|| json!({}))
            {
                o.insert(path.to_owned(), value);
            }
        }
        for (repeat, section) in [(Repeat::Target, "sectionIII"), (Repeat::Goal, "sectionIV")] {
            let mut rows = Vec::new();
            for item in self.items(repeat) {
                let mut row = Map::new();
                for q in format.questions.iter().filter(|q| q.repeat == Some(repeat)) {
                    let path = q.system.split_once("[].").map_or("", |(_, p)| p);
                    if let Some(a) = self.kept(q, Some(&item))
                        && let Some(value) = self.field(q, a)
                    {
                        row.insert(path.to_owned(), value);
                    }
                }
                let identifier = self.target_identifier(&item);
                row.insert("indicatorData".to_owned(), self.indicator_data(&item, binary, indicators));
                if repeat == Repeat::Goal {
                    row.insert("gbfGoal".to_owned(), json!({ "identifier": identifier }));
                } else {
                    let kind = if ort::identifier(&item).is_some() { "global" } else { "national" };
                    row.insert("target".to_owned(), json!({ "identifier": identifier }));
                    row.insert("targetType".to_owned(), json!(kind));
                }
                rows.push(Json::Object(row));
            }
            body.insert(section.to_owned(), Json::Array(rows));
        }
        let identifier = self.identifier_of(ort::REPORT, "");
        self.document(ort::REPORT, "", &identifier, body)
    }

    /// Items that have answers, in the order of the report, then those of the Framework by number.
    fn items(&self, repeat: Repeat) -> Vec<String> {
        let has = |id: &str| {
            self.answers
                .keys()
                .any(|(q, i)| *i == Some(id) && self.format.question(q).is_some_and(|q| q.repeat == Some(repeat)))
        };
        let mut list: Vec<String> = self.report.items.iter().map(|i| i.id.clone()).collect();
        list.extend(repeat.fixed_items());
        list.extend(self.answers.keys().filter_map(|(_, i)| i.map(str::to_owned)));
        let mut seen = BTreeSet::new();
        list.retain(|i| has(i) && seen.insert(i.clone()));
        list
    }

    /// The identifier of a goal or target, of the Framework or national.
    fn target_identifier(&self, item: &str) -> String {
        if let Some(known) = ort::identifier(item) {
            return known;
        }
        if ort::is_guid(item) {
            return item.to_owned();
        }
        let known = self.report.item(item).and_then(|i| i.frameworks.iter().find_map(|f| f.strip_prefix(ort::KNOWN)));
        known.map_or_else(|| self.made(item), str::to_owned)
    }

    fn made(&self, item: &str) -> String {
        ort::guid(&[&self.party, ort::TARGET, item])
    }

    /// Headline and binary indicators of the goals and targets that a row is about, with the data
    /// documents of this bundle.
    fn indicator_data(&self, item: &str, binary: Option<&Written>, indicators: &BTreeMap<usize, Written>) -> Json {
        let mut about: BTreeSet<&str> = BTreeSet::from([item]);
        if let Some(i) = self.report.item(item) {
            about.extend(i.frameworks.iter().map(String::as_str));
        }
        let entry = |indicator: &str, data: Option<&str>| json!({ "indicator": { "identifier": indicator }, "data": data.map(|d| json!({ "identifier": d })) });
        let headline: Vec<Json> = (self.format.questions.iter().enumerate())
            .filter(|(_, q)| q.kind == Kind::Indicator && q.frameworks.iter().any(|f| about.contains(f.as_str())))
            .map(|(n, q)| entry(&q.system, indicators.get(&n).map(|w| w.identifier.as_str())))
            .collect();
        let mut seen = BTreeSet::new();
        let binaries: Vec<Json> = ort::groups(self.format)
            .into_iter()
            .filter(|g| about.contains(g.framework().as_str()) && seen.insert(g.indicator.clone()))
            .map(|g| {
                let data = binary.filter(|w| w.groups.contains(&g.key)).map(|w| w.identifier.as_str());
                entry(&g.indicator, data)
            })
            .collect();
        json!({ "headline": headline, "binary": binaries })
    }

    fn binary(&mut self) -> Option<Written> {
        let (mut body, mut written) = (Map::new(), BTreeSet::new());
        for group in ort::groups(self.format) {
            let mut responses = Map::new();
            let mut comments: Vec<(&'a Answer, &'a str)> = Vec::new();
            for q in group.questions.iter().filter_map(|n| self.format.questions.get(*n)) {
                let Some(a) = self.answer(q, None) else { continue };
                if let Some(text) =
                    a.details.as_deref().filter(|t| !t.trim().is_empty() && !comments.iter().any(|c| c.1 == *t))
                {
                    comments.push((a, text));
                }
                let Some(a) = self.kept(q, None) else { continue };
                let value = match a.value.as_ref() {
                    Some(Value::Code(c)) if q.kind == Kind::Multi => self.codes(q, a, std::slice::from_ref(c)),
                    Some(Value::Codes(cs)) if q.kind == Kind::Multi => self.codes(q, a, cs),
                    Some(Value::Code(c)) if q.option(c).is_some() => json!(c),
                    Some(Value::Text(t)) if q.kind == Kind::Text => json!(t.trim()),
                    Some(other) => {
                        let said = match other {
                            Value::Text(t) => t.clone(),
                            _ => other.codes().join("; "),
                        };
                        self.misfit(q, a, &said);
                        continue;
                    }
                    None => continue,
                };
                responses.insert(q.key().to_owned(), value);
            }
            if responses.is_empty() && comments.is_empty() {
                continue;
            }
            let mut object = Map::new();
            object.insert("indicator".to_owned(), json!({ "identifier": group.indicator }));
            object.insert("responses".to_owned(), Json::Object(responses));
            if let Some((a, _)) = comments.first() {
                let text = comments.iter().map(|c| c.1).collect::<Vec<_>>().join("\n\n");
                let text = self.lstring(a, &text, true);
                object.insert("comments".to_owned(), text);
            }
            written.insert(group.key.clone());
            body.insert(group.key, Json::Object(object));
        }
        let identifier = self.identifier_of(ort::BINARY, "");
        let envelope = self.document(ort::BINARY, "", &identifier, body)?;
        Some(Written { identifier, envelope, groups: written })
    }

    fn codes(&mut self, q: &Question, a: &Answer, codes: &[String]) -> Json {
        let mut list = Vec::new();
        for c in codes {
            match q.option(c) {
                Some(_) => list.push(json!(c)),
                None => self.misfit(q, a, c),
            }
        }
        Json::Array(list)
    }

    fn indicators(&mut self) -> BTreeMap<usize, Written> {
        let mut written = BTreeMap::new();
        for (n, q) in self.format.questions.iter().enumerate().filter(|(_, q)| q.kind == Kind::Indicator) {
            let Some(a) = self.kept(q, None) else { continue };
            let mut body = Map::new();
            let source = match a.value.as_ref() {
                Some(Value::Code(c)) if q.option(c).is_some() => c.as_str(),
                Some(v) => {
                    let said = text_of(Some(v)).map_or_else(|| v.codes().join("; "), str::to_owned);
                    self.misfit(q, a, &said);
                    ""
                }
                None => "",
            };
            let without = matches!(source, "noData" | "notRelevant");
            body.insert("indicator".to_owned(), json!({ "identifier": q.system }));
            body.insert("sourceOfData".to_owned(), json!(source));
            if let Some(text) = a.details.as_deref() {
                let (key, rich) = if without { ("sourceOfDataInfo", false) } else { ("comments", true) };
                let text = self.lstring(a, text, rich);
                body.insert(key.to_owned(), text);
            }
            if without && !a.rows.is_empty() {
                self.cleared.push(say!("data of {number}", number = &q.number));
            } else {
                let rows: Vec<Json> = (1..).zip(&a.rows).filter_map(|(n, row)| self.row(q, a, n, row)).collect();
                body.insert("data".to_owned(), Json::Array(rows));
            }
            let identifier = self.identifier_of(ort::INDICATOR, &q.system);
            if let Some(envelope) = self.document(ort::INDICATOR, &q.system, &identifier, body) {
                written.insert(n, Written { identifier, envelope, groups: BTreeSet::new() });
            }
        }
        written
    }

    fn row(&mut self, q: &Question, a: &Answer, n: usize, row: &Row) -> Option<Json> {
        let figures = Figures::of(row, a.lang.or(self.report.lang));
        if figures.is_blank() {
            return None;
        }
        let (Some(year), Some(value)) = (figures.year, figures.value) else {
            let message = say!(
                "indicator {number}, row {n}: {wrong}; the row was left out",
                number = &q.number,
                n = &n,
                wrong = figures.wrong()
            );
            self.note(
                Level::Error,
                "indicator-row",
                &a.origin.place,
                message,
                say!("write the year with four digits and the value as a number"),
            );
            return None;
        };
        let cell = |code: &str| row.get(code).map_or("", |t| t.trim());
        Some(json!({
            "indicatorCode": q.number,
            "hasDisaggregation": figures.disaggregated,
            "disaggregationType": cell("type"),
            "disaggregation": cell("disaggregation"),
            "year": year,
            "unit": cell("unit"),
            "value": number(value),
            "footnote": cell("footnote"),
        }))
    }

    /// National targets that are not known to be in the tool. One that is must not be written over
    /// by a document that holds less.
    fn targets(&mut self) -> Vec<Json> {
        let (mut written, mut names) = (Vec::new(), Vec::new());
        for id in self.items(Repeat::Target) {
            if ort::identifier(&id).is_some() || ort::is_guid(&id) {
                continue;
            }
            let identifier = self.target_identifier(&id);
            if identifier != self.made(&id) {
                continue;
            }
            let none = Item { id: id.clone(), title: String::new(), frameworks: Vec::new() };
            let item = self.report.item(&id).cloned().unwrap_or(none);
            let title = if item.title.trim().is_empty() { id.clone() } else { item.title.trim().to_owned() };
            let code = self.report.lang.unwrap_or(self.lang).code();
            self.used.insert(code);
            let aligned: Vec<String> = item.frameworks.iter().filter_map(|f| ort::identifier(f)).collect();
            let of = |prefix: &str| -> Vec<Json> {
                aligned.iter().filter(|f| f.starts_with(prefix)).map(|f| json!({ "identifier": f })).collect()
            };
            let mut body = Map::new();
            body.insert("title".to_owned(), json!({ code: title }));
            body.insert("globalGoalAlignment".to_owned(), Json::Array(of("GBF-GOAL-")));
            body.insert("globalTargetAlignment".to_owned(), Json::Array(of("GBF-TARGET-")));
            written.extend(self.document(ort::TARGET, &id, &identifier, body));
            names.push(id);
        }
        if !names.is_empty() {
            let message = say!(
                "{n} national target(s) are written as new documents: {names}; the degree of alignment is not in them",
                n = names.len(),
                names = names
            );
            let hint = say!(
                "if they are in the reporting tool already, read their documents (nationalTarget7) together with the report, so that it refers to those"
            );
            self.note(Level::Warning, "target-new", "", message, hint);
        }
        written
    }

    /// Puts a body into its envelope; `None` where nothing is in it.
    fn document(&mut self, schema: &str, about: &str, identifier: &str, body: Map<String, Json>) -> Option<Json> {
        let mut languages: Vec<&str> = std::mem::take(&mut self.used).into_iter().collect();
        let choose = std::mem::take(&mut self.choose);
        let body = match prune(Json::Object(body)) {
            Some(Json::Object(body)) => body,
            _ if choose.is_empty() => return None,
            _ => Map::new(),
        };
        if languages.is_empty() && self.existing(schema, about).is_none() {
            languages.push(self.report.lang.unwrap_or(self.lang).code());
        }
        let mut body = body;
        body.insert("header".to_owned(), json!({ "schema": schema, "identifier": identifier, "languages": languages }));
        let mut envelope = Map::new();
        envelope.insert("identifier".to_owned(), json!(identifier));
        envelope.insert("type".to_owned(), json!(schema));
        envelope.insert("realm".to_owned(), json!("ORT"));
        if !self.party.is_empty() {
            body.insert("government".to_owned(), json!({ "identifier": self.party }));
            envelope.insert("owner".to_owned(), json!(format!("country:{}", self.party)));
        }
        let body = self.onto(schema, about, body, &choose);
        envelope.insert("workingDocumentBody".to_owned(), prune(Json::Object(body))?);
        if !choose.is_empty() {
            let list: Vec<Json> = choose
                .iter()
                .map(|c| {
                    let mut one = Map::new();
                    one.insert("question".to_owned(), json!(c.question));
                    one.insert("option".to_owned(), json!(c.option));
                    one.insert("label".to_owned(), json!(c.label));
                    if let Some(item) = &c.item {
                        one.insert("item".to_owned(), json!(item));
                    }
                    Json::Object(one)
                })
                .collect();
            envelope.insert("dunlin".to_owned(), json!({ "toChoose": list }));
        }
        Some(Json::Object(envelope))
    }

    fn say_what_was_left_out(&mut self) {
        if !self.cleared.is_empty() {
            let mut list = std::mem::take(&mut self.cleared);
            list.dedup();
            let message = say!(
                "answers to questions that are not asked, given the other answers, were left out: {names}",
                names = list
            );
            self.note(
                Level::Warning,
                "answer-not-asked",
                "",
                message,
                say!("correct the answer that decides, if it is wrong"),
            );
        }
        if self.onto > 0 {
            let message = say!(
                "{onto} document(s) are in the reporting tool already and were written onto; texts in other languages stayed as they were",
                onto = &self.onto
            );
            self.note(
                Level::Info,
                "document-updated",
                "",
                message,
                say!("check whether translations still say the same"),
            );
        }
        if !self.by_hand.is_empty() {
            let list = std::mem::take(&mut self.by_hand);
            let message = say!(
                "the tool's identifiers of {n} chosen option(s) are not known: {names}",
                n = list.len(),
                names = list
            );
            self.note(
                Level::Warning,
                "choose-by-hand",
                "",
                message,
                say!("choose them in the reporting tool after the documents are there"),
            );
        }
    }
}

fn is_term(q: &Question) -> bool {
    ["levelOfProgress", "policyInstrument", "stakeholders"].iter().any(|f| q.system.ends_with(f))
}

/// Year and value of a row of indicator data, where they are what the tool takes.
pub(super) struct Figures {
    /// The year, four digits.
    pub(super) year: Option<u16>,
    /// The value.
    pub(super) value: Option<f64>,
    /// The row is a part of the whole.
    pub(super) disaggregated: bool,
    stated: (String, String),
    blank: bool,
}

impl Figures {
    /// Reads a row; `lang` decides whether a comma before three digits marks decimals.
    pub(super) fn of(row: &Row, lang: Option<Lang>) -> Figures {
        let cell = |code: &str| row.get(code).map_or("", |t| t.trim());
        let yes = |t: &str| matches!(t.to_lowercase().as_str(), "yes" | "true" | "oui" | "s\u{ed}" | "si" | "1" | "x");
        let stated = cell("disaggregated");
        Figures {
            year: cell("year").parse().ok().filter(|y| (1000..=9999).contains(y)),
            value: figure(cell("value"), lang),
            disaggregated: if stated.is_empty() { !cell("disaggregation").is_empty() } else { yes(stated) },
            stated: (cell("year").to_owned(), cell("value").to_owned()),
            blank: row.iter().all(|(c, t)| c == "disaggregated" || t.trim().is_empty()),
        }
    }

    /// True where nothing but the tick for a part is given.
    pub(super) fn is_blank(&self) -> bool {
        self.blank
    }

    /// What is wrong, in words.
    pub(super) fn wrong(&self) -> Sentence {
        let mut all: Vec<Sentence> = Vec::new();
        if self.year.is_none() && self.stated.0.is_empty() {
            all.push(say!("there is no year"));
        } else if self.year.is_none() {
            all.push(say!("\"{text}\" is no year", text = short(&self.stated.0)));
        }
        if self.value.is_none() && self.stated.1.is_empty() {
            all.push(say!("there is no value"));
        } else if self.value.is_none() {
            all.push(say!("\"{text}\" is no number that can be read one way only", text = short(&self.stated.1)));
        }
        say!("{options}", options = all)
    }
}

fn short(text: &str) -> String {
    text.chars().take(40).collect()
}

/// A number as people write it; `None` where the mark in it may stand for thousands or for decimals.
fn figure(text: &str, lang: Option<Lang>) -> Option<f64> {
    let plain: String = text.chars().filter(|c| !c.is_whitespace() && *c != '\'' && *c != '\u{2019}').collect();
    let plain = plain.replace('\u{2212}', "-");
    let (commas, dots) = (plain.matches(',').count(), plain.matches('.').count());
    let three = plain.rsplit([',', '.']).next().is_some_and(|t| t.len() == 3);
    let tidy = match (commas, dots) {
        (0, 0 | 1) => plain,
        (1, 0) if three && lang.is_none_or(|l| l == Lang::En) => {
            // In English a comma before three digits marks thousands; not knowing the language, both may be.
            lang?;
            plain.replace(',', "")
        }
        (1, 0) => plain.replace(',', "."),
        (0, _) => plain.replace('.', ""),
        (_, 0) => plain.replace(',', ""),
        _ if plain.rfind(',') > plain.rfind('.') => plain.replace('.', "").replace(',', "."),
        _ => plain.replace(',', ""),
    };
    let n: f64 = tidy.parse().ok()?;
    (n.is_finite() && tidy.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '.' | '+'))).then_some(n)
}

/// A whole number without `.0`.
fn number(n: f64) -> Json {
    if n.fract() == 0.0 && n.abs() < 9e15 { json!(n as i64) } else { json!(n) }
}

/// Takes out nulls, empty texts, lists and objects at every depth; `None` where nothing is left.
fn prune(value: Json) -> Option<Json> {
    match value {
        Json::Null => None,
        Json::String(t) => (!t.trim().is_empty()).then_some(Json::String(t)),
        Json::Array(list) => {
            let list: Vec<Json> = list.into_iter().filter_map(prune).collect();
            (!list.is_empty()).then_some(Json::Array(list))
        }
        Json::Object(o) => {
            let o: Map<String, Json> = o.into_iter().filter_map(|(k, v)| Some((k, prune(v)?))).collect();
            (!o.is_empty()).then_some(Json::Object(o))
        }
        other => Some(other),
    }
}

/// Plain text as HTML: a paragraph for each block between empty lines, a break for each line.
fn html(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    let mut out = String::new();
    for block in text.split("\n\n").map(|b| b.trim_matches('\n')).filter(|b| !b.trim().is_empty()) {
        let lines: Vec<String> = block.lines().map(|l| escape(l.trim())).collect();
        out.push_str("<p>");
        out.push_str(&lines.join("<br>"));
        out.push_str("</p>");
    }
    out
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// A line of links: `Name: https://…`, or the address alone.
fn link(line: &str, lang: &str) -> Option<Json> {
    let line = line.trim();
    let url = line.split_whitespace().find(|w| w.contains("://"));
    let Some(url) = url else { return (!line.is_empty()).then(|| json!({ "name": line, "language": lang })) };
    let name = match line.strip_suffix(url) {
        Some(before) => before.trim().trim_end_matches(':').trim(),
        // The address stands within the line: the line is the name.
        None => line,
    };
    Some(json!({ "url": url, "name": name, "language": lang }))
}
