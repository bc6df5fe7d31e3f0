//! Documents of the CBD's Online Reporting Tool as its API gives them: the seventh national report,
//! its binary indicators, its indicator data and the national targets.
//!
//! A file may hold one bare document, one in its envelope, or a list under `Items`; drafts or what is
//! published. All documents of one government make one report. The envelope names people who typed:
//! nothing of it but dates and identifiers is looked at.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value as Json};

use super::fold::fold;
use super::open::{Content, Input, Kind as FileKind, plain_text};
use super::table::{quote, shown};
use super::{Context, Reader, Reading};
use crate::model::ort::{self, Group};
use crate::model::{
    Answer, Finding, Format, Item, Kind, Lang, Level, Origin, Party, Place, Question, Report, Row, Sentence, Value,
};
use crate::model::{Repeat, number_text};
use crate::say;

/// Reads documents of the CBD reporting tool.
pub struct Documents;

impl Reader for Documents {
    fn name(&self) -> &'static str {
        "documents of the CBD reporting tool"
    }

    fn recognise(&self, input: &Input, context: &Context) -> bool {
        let other = context.options.format.as_deref().is_some_and(|f| f != ort::FORMAT);
        !other && json(input).is_some_and(|j| !collect(&j).0.is_empty())
    }

    fn read(&self, input: &mut Input, context: &Context) -> Reading {
        json(input).map(|j| read(&input.file, &j, context)).unwrap_or_default()
    }
}

fn json(input: &Input) -> Option<Json> {
    let (FileKind::Json, Content::Bytes(bytes)) = (input.kind, &input.content) else { return None };
    let text = match encoding_rs::Encoding::for_bom(bytes) {
        Some((encoding, _)) => encoding.decode(bytes).0,
        None => String::from_utf8_lossy(bytes),
    };
    serde_json::from_str(text.trim_start_matches('\u{feff}')).ok()
}

/// Documents of the tool that are known by name and hold nothing of a seventh report.
const OTHERS: &[&str] = &["nationalTarget7Mapping", "nbsap", "nationalReport6", "nationalAssessment", "nationalTarget"];

/// Documents that are read, with the keys by which one without a header is known.
const READ: &[(&str, &[&str])] = &[
    (ort::REPORT, &["sectionI", "sectionII", "sectionIII", "sectionIV", "sectionV", "sectionOtherInfo"]),
    (ort::BINARY, &["binaryResponse"]),
    (ort::INDICATOR, &["sourceOfData"]),
    (ort::TARGET, &["globalTargetAlignment"]),
];

/// One document of a file.
struct Doc<'a> {
    schema: String,
    body: &'a Json,
    /// `Items[3].` or nothing.
    place: String,
    draft: bool,
    /// When it was changed last, its revision, and its place in the file: the last is the newest.
    stamp: (String, u64, usize),
    owner: String,
    /// What dunlin wrote beside a document it made.
    choose: Option<&'a Json>,
}

impl Doc<'_> {
    /// The government as the document names it.
    fn government(&self) -> String {
        let g = self.body.get("government");
        let stated = g.and_then(|g| g.get("identifier").or(Some(g))).and_then(Json::as_str).unwrap_or("");
        if stated.is_empty() { self.owner.clone() } else { stated.to_owned() }
    }

    fn identifier(&self) -> String {
        at(self.body, "header.identifier").and_then(Json::as_str).map(bare).unwrap_or_default()
    }

    fn languages(&self) -> Vec<&str> {
        let list = at(self.body, "header.languages").and_then(Json::as_array);
        list.into_iter().flatten().filter_map(Json::as_str).collect()
    }

    /// Two documents with the same key are versions of one.
    fn key(&self) -> (String, String) {
        let about = match self.schema.as_str() {
            ort::INDICATOR => term(self.body.get("indicator")),
            ort::TARGET => self.identifier(),
            _ => String::new(),
        };
        (self.schema.clone(), about.to_ascii_uppercase())
    }
}

/// An identifier without the number of its revision.
fn bare(identifier: &str) -> String {
    identifier.split('@').next().unwrap_or("").trim().to_owned()
}

fn at<'a>(value: &'a Json, path: &str) -> Option<&'a Json> {
    path.split('.').try_fold(value, |v, key| v.get(key))
}

/// The identifier of a term or a reference; a bare string is its own.
fn term(value: Option<&Json>) -> String {
    let stated = value.and_then(|v| v.get("identifier").or(Some(v))).and_then(Json::as_str);
    stated.map(bare).unwrap_or_default()
}

/// The documents of a file, and the places of what looks like a document and is not read.
fn collect(json: &Json) -> (Vec<Doc<'_>>, Vec<(String, String)>) {
    let (mut docs, mut others) = (Vec::new(), Vec::new());
    walk(json, "", 0, &mut docs, &mut others);
    (docs, others)
}

fn walk<'a>(json: &'a Json, place: &str, depth: usize, docs: &mut Vec<Doc<'a>>, others: &mut Vec<(String, String)>) {
    if depth > 4 {
        return;
    }
    match json {
        Json::Array(list) => {
            for (n, one) in list.iter().enumerate() {
                walk(one, &format!("{}[{n}].", place.trim_end_matches('.')), depth + 1, docs, others);
            }
        }
        Json::Object(object) => {
            let body = ["workingDocumentBody", "body"]
                .iter()
                .find_map(|k| object.get(*k).filter(|b| b.is_object()).map(|b| (*k, b)));
            if let Some((key, body)) = body {
                document(body, Some(object), format!("{place}{key}."), key != "body", docs, others);
                return;
            }
            for key in ["Items", "items", "documents", "records"] {
                if let Some(list @ Json::Array(_)) = object.get(key) {
                    walk(list, &format!("{place}{key}."), depth + 1, docs, others);
                    return;
                }
            }
            document(json, None, place.to_owned(), false, docs, others);
        }
        _ => {}
    }
}

fn document<'a>(
    body: &'a Json,
    envelope: Option<&'a Map<String, Json>>,
    place: String,
    draft: bool,
    docs: &mut Vec<Doc<'a>>,
    others: &mut Vec<(String, String)>,
) {
    let word = |key: &str| envelope.and_then(|e| e.get(key)).and_then(Json::as_str);
    let stated = at(body, "header.schema").and_then(Json::as_str).or_else(|| word("type"));
    // An envelope without its body looks like a bare document, and names its kind all the same.
    let stated = stated.or_else(|| body.get("type").and_then(Json::as_str));
    let guessed = || {
        let keys = body.as_object()?;
        let of = |marks: &[&str]| {
            keys.keys().any(|k| marks.iter().any(|m| k == m || (*m == "binaryResponse" && k.starts_with(m))))
        };
        READ.iter().find(|(_, marks)| of(marks)).map(|(schema, _)| *schema)
    };
    let schema = match stated {
        Some(s) if OTHERS.contains(&s) => {
            others.push((place, s.to_owned()));
            return;
        }
        Some(s) if READ.iter().any(|(r, _)| *r == s) => s,
        Some(_) => return,
        None => match guessed() {
            Some(s) => s,
            None => return,
        },
    };
    let revision = envelope.and_then(|e| e.get("revision")).and_then(Json::as_u64).unwrap_or(0);
    let updated = word("updatedOn").or_else(|| word("createdOn")).unwrap_or("").to_owned();
    docs.push(Doc {
        schema: schema.to_owned(),
        body,
        place,
        draft,
        stamp: (updated, revision, docs.len()),
        owner: word("owner").and_then(|o| o.strip_prefix("country:")).unwrap_or("").to_owned(),
        choose: envelope.and_then(|e| e.get("dunlin")).and_then(|d| d.get("toChoose")),
    });
}

fn read(file: &str, json: &Json, context: &Context) -> Reading {
    let kind = Documents.name().to_owned();
    let Some(format) = context.catalogue.format(ort::FORMAT) else {
        let f = Finding::new(
            Level::Error,
            "format-not-known",
            say!("the catalogue has no format {format}", format = ort::FORMAT),
        )
        .at(file, "");
        return Reading { kind, reports: Vec::new(), findings: vec![f], ..Reading::default() };
    };
    let (docs, others) = collect(json);
    let mut findings = Vec::new();
    if !others.is_empty() {
        let names: BTreeSet<&str> = others.iter().map(|(_, s)| s.as_str()).collect();
        let message = say!(
            "{n} document(s) of other kinds were not read: {names}",
            n = others.len(),
            names = names.into_iter().collect::<Vec<_>>().join(", ")
        );
        let place = others.first().map_or("", |(p, _)| p.trim_end_matches('.'));
        findings.push(Finding::new(Level::Info, "document-not-read", message).at(file, place));
    }
    // Governments in the order of the file.
    let mut governments: Vec<(String, Vec<Doc>)> = Vec::new();
    for doc in docs {
        let name = fold(&doc.government());
        match governments.iter_mut().find(|(g, _)| *g == name) {
            Some((_, list)) => list.push(doc),
            None => governments.push((name, vec![doc])),
        }
    }
    // Documents that name no government belong to the only one that is named.
    if governments.len() == 2
        && let Some(p) = governments.iter().position(|(g, _)| g.is_empty())
    {
        let (_, list) = governments.remove(p);
        if let Some((_, own)) = governments.first_mut() {
            own.extend(list);
        }
    }
    let groups = ort::groups(format);
    let mut reports = Vec::new();
    for (_, docs) in governments {
        let mut country = Country::new(file, context, format, &groups);
        country.read(docs);
        let (report, mut noticed) = country.finish();
        findings.append(&mut noticed);
        if !report.answers.is_empty() || !report.items.is_empty() {
            reports.push(report);
        }
    }
    if reports.is_empty() {
        findings.push(
            Finding::new(Level::Warning, "no-answers", say!("the documents hold no answers"))
                .at(file, "")
                .hint(say!("ask the tool for the whole documents: its list gives them only with body=true")),
        );
    }
    Reading { kind, reports, findings, ..Reading::default() }
}

/// What is read of one government.
struct Country<'a> {
    file: &'a str,
    context: &'a Context<'a>,
    format: &'a Format,
    groups: &'a [Group],
    report: Report,
    answers: BTreeMap<(usize, usize), Answer>,
    /// Items of answers in the order of the file: the second half of their keys.
    order: Vec<String>,
    /// Identifiers of national targets to ids of items.
    targets: BTreeMap<String, String>,
    /// Languages in which a text was read, and further ones in which it stands too.
    taken: BTreeMap<String, usize>,
    further: BTreeMap<String, usize>,
    unread: BTreeSet<String>,
    not_asked: BTreeSet<String>,
    moved: Vec<Sentence>,
    images: Option<String>,
    findings: Vec<Finding>,
}

fn field<'a>(object: &'a Json, name: &str) -> Option<(&'a Json, String)> {
    let old = ort::FORMER.iter().find(|(new, _)| *new == name).map(|(_, old)| *old);
    [Some(name), old]
        .into_iter()
        .flatten()
        .find_map(|n| Some((object.get(n)?, n.to_owned())))
        .filter(|(v, _)| !v.is_null())
}

impl<'a> Country<'a> {
    fn new(file: &'a str, context: &'a Context<'a>, format: &'a Format, groups: &'a [Group]) -> Country<'a> {
        let mut report = Report::new(ort::FORMAT, file);
        // The edition has one cycle; its period is that of every report in it.
        report.period = context.options.period.or(format.period);
        Country {
            file,
            context,
            format,
            groups,
            report,
            answers: BTreeMap::new(),
            order: Vec::new(),
            targets: BTreeMap::new(),
            taken: BTreeMap::new(),
            further: BTreeMap::new(),
            unread: BTreeSet::new(),
            not_asked: BTreeSet::new(),
            moved: Vec::new(),
            images: None,
            findings: Vec::new(),
        }
    }

    fn note(&mut self, level: Level, code: &'static str, place: &str, message: Sentence) {
        self.findings.push(Finding::new(level, code, message).at(self.file, place.trim_end_matches('.')));
    }

    fn read(&mut self, mut docs: Vec<Doc>) {
        self.party(&docs);
        docs.sort_by(|a, b| (a.key(), &a.stamp).cmp(&(b.key(), &b.stamp)));
        let mut newest: Vec<Doc> = Vec::new();
        for doc in docs {
            if let Some(last) = newest.last_mut().filter(|l| l.key() == doc.key()) {
                let what = if doc.key().1.is_empty() || doc.schema == ort::TARGET {
                    doc.schema.clone()
                } else {
                    format!("{} of {}", doc.schema, doc.key().1)
                };
                let (old, new) = (last.place.trim_end_matches('.').to_owned(), doc.place.trim_end_matches('.'));
                self.note(
                    Level::Warning,
                    "document-twice",
                    new,
                    say!(
                        "{what} is there more than once; the newest was read, not the one at {old}",
                        what = &what,
                        old = Place(&old)
                    ),
                );
                *last = doc;
            } else {
                newest.push(doc);
            }
        }
        newest.sort_by_key(|d| d.stamp.2);
        let drafts = newest.iter().filter(|d| d.draft).count();
        if drafts > 0 {
            let message = say!(
                "{drafts} of {n} document(s) are drafts that are not published",
                drafts = &drafts,
                n = newest.len()
            );
            self.note(Level::Info, "document-draft", "", message);
        }
        for doc in newest.iter().filter(|d| d.schema == ort::TARGET) {
            self.target(doc);
        }
        for doc in &newest {
            match doc.schema.as_str() {
                ort::REPORT => self.sections(doc),
                ort::BINARY => self.binary(doc),
                ort::INDICATOR => self.indicator(doc),
                _ => {}
            }
            self.chosen(doc);
        }
    }

    fn party(&mut self, docs: &[Doc]) {
        let named = docs.iter().map(Doc::government).find(|g| !g.is_empty()).unwrap_or_default();
        let found = Party::find(&named);
        self.report.party = found.or(self.context.options.party);
        if let (Some(said), Some(stands)) = (self.context.options.party, found)
            && said != stands
        {
            let message =
                say!("you say these are documents of {said}, but they are of {stands}", said = &said, stands = &stands);
            self.note(Level::Warning, "party-differs", "", message);
        }
        if found.is_none() && !named.is_empty() {
            let finding = Finding::new(
                Level::Warning,
                "party-unknown",
                say!("{quoted} is no Party that dunlin knows by that code", quoted = quote(&named)),
            );
            self.findings.push(
                finding.at(self.file, "government").hint(say!("name the Party with --party and its two-letter code")),
            );
        }
    }

    /// A text in the language asked for, else in the document's first one that it has.
    fn text(&mut self, doc: &Doc, value: &Json, rich: bool, place: &str) -> Option<(String, Option<Lang>)> {
        let languages = doc.languages();
        let (raw, code) = match value {
            Json::String(t) => (t.as_str(), languages.first().copied().unwrap_or("")),
            Json::Object(o) => {
                let texts: BTreeMap<&str, &str> = o
                    .iter()
                    .filter(|(k, _)| (2..=3).contains(&k.len()) && k.chars().all(|c| c.is_ascii_lowercase()))
                    .filter_map(|(k, v)| Some((k.as_str(), v.as_str()?)))
                    .filter(|(_, v)| !plain_text(v).is_empty())
                    .collect();
                let asked = self.context.options.lang.map(Lang::code);
                let code = asked
                    .into_iter()
                    .chain(languages.iter().copied())
                    .find(|l| texts.contains_key(l))
                    .or_else(|| texts.keys().next().copied())?;
                for other in texts.keys().filter(|k| **k != code) {
                    *self.further.entry((*other).to_owned()).or_default() += 1;
                }
                (*texts.get(code)?, code)
            }
            _ => return None,
        };
        let html = rich || (raw.trim_start().starts_with('<') && raw.trim_end().ends_with('>'));
        if html && raw.contains("<img") && self.images.is_none() {
            self.images = Some(place.to_owned());
        }
        let text = if html { plain_text(raw) } else { raw.replace("\r\n", "\n").trim().to_owned() };
        if text.is_empty() {
            return None;
        }
        *self.taken.entry(code.to_owned()).or_default() += 1;
        Some((text, Lang::parse(code)))
    }

    /// The answer to a question of an item, made where there is none yet.
    fn answer(&mut self, q: usize, item: Option<&str>, place: &str) -> Option<&mut Answer> {
        let question = self.format.questions.get(q)?;
        let n = match item {
            None => 0,
            Some(i) => match self.order.iter().position(|o| o == i) {
                Some(p) => p + 1,
                None => {
                    self.order.push(i.to_owned());
                    self.order.len()
                }
            },
        };
        let origin = Origin { file: self.file.to_owned(), place: place.to_owned() };
        let answer = self.answers.entry((q, n)).or_insert_with(|| Answer::new(&question.id, origin));
        answer.item = item.map(str::to_owned);
        Some(answer)
    }

    fn give(&mut self, q: usize, item: Option<&str>, value: Value, lang: Option<Lang>, place: &str) {
        let number = self.format.questions.get(q).map_or("", |q| q.number.as_str()).to_owned();
        let Some(answer) = self.answer(q, item, place) else { return };
        if let Some(old) = answer.value.as_ref().filter(|v| **v != value) {
            let message = say!(
                "question {named} is answered twice and differently: {quoted} at {place}, {quoted2} here; the first was used",
                named = &number,
                quoted = quote(&shown(old)),
                place = Place(&answer.origin.place),
                quoted2 = quote(&shown(&value))
            );
            self.note(Level::Warning, "answered-twice", place, message);
            return;
        }
        answer.value = Some(value);
        answer.lang = answer.lang.or(lang);
    }

    /// Reads a field into a question.
    fn put(&mut self, doc: &Doc, q: usize, item: Option<&str>, value: &Json, place: &str) {
        let Some(question) = self.format.questions.get(q) else { return };
        let stated = |v: &Json| option(question, v);
        let (value, lang) = match question.kind {
            Kind::Single | Kind::YesNo | Kind::Indicator => {
                // One choice is sometimes stored as a list of one.
                let value = value.as_array().filter(|a| a.len() == 1).and_then(|a| a.first()).unwrap_or(value);
                (stated(value).map(Value::Code), None)
            }
            Kind::Multi => {
                let list = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
                let mut codes: Vec<String> = Vec::new();
                for code in list.iter().filter_map(stated) {
                    if !codes.contains(&code) {
                        codes.push(code);
                    }
                }
                // In the order of the form; what is unknown is named when the report is checked.
                codes.sort_by_key(|c| question.options.iter().position(|o| o.code == *c).unwrap_or(usize::MAX));
                ((!codes.is_empty()).then_some(Value::Codes(codes)), None)
            }
            Kind::Date => {
                let text = value.as_str().unwrap_or("").trim();
                let day = text.get(..10).and_then(|d| d.parse().ok());
                (day.map(Value::Date).or_else(|| (!text.is_empty()).then(|| Value::Text(text.to_owned()))), None)
            }
            Kind::Links => (links(value).map(Value::Text), None),
            _ => match self.text(doc, value, ort::is_rich(question), place) {
                Some((text, lang)) => (Some(Value::Text(text)), lang),
                None => (None, None),
            },
        };
        if let Some(value) = value {
            self.give(q, item, value, lang, place);
        }
    }

    fn target(&mut self, doc: &Doc) {
        const KNOWN: &[&str] =
            &["header", "government", "title", "globalGoalAlignment", "globalTargetAlignment", "sequence"];
        // Indicators are those of the goals and targets it is aligned with.
        const DERIVED: &[&str] = &["headlineIndicators", "binaryIndicators"];
        let title = doc.body.get("title").and_then(|t| self.text(doc, t, false, &format!("{}title", doc.place)));
        let title = title.map(|(t, _)| t.split_whitespace().collect::<Vec<_>>().join(" ")).unwrap_or_default();
        let guid = doc.identifier();
        let mut frameworks: Vec<String> = Vec::new();
        for key in ["globalGoalAlignment", "globalTargetAlignment"] {
            for one in doc.body.get(key).and_then(Json::as_array).into_iter().flatten() {
                if let Some(f) = ort::framework(&term(Some(one))).filter(|f| !frameworks.contains(f)) {
                    frameworks.push(f);
                }
            }
        }
        if let Some(keys) = doc.body.as_object() {
            for key in keys.keys().filter(|k| !KNOWN.contains(&k.as_str()) && !DERIVED.contains(&k.as_str())) {
                self.unread.insert(format!("{}.{key}", ort::TARGET));
            }
        }
        if title.is_empty() && guid.is_empty() {
            return;
        }
        let base = if title.is_empty() { guid.clone() } else { label(&title) };
        let mut id = base.clone();
        let mut n = 2;
        while self.report.items.iter().any(|i| i.id == id) {
            id = format!("{base}-{n}");
            n += 1;
        }
        if ort::is_guid(&guid) {
            frameworks.push(format!("{}{guid}", ort::KNOWN));
        }
        self.targets.insert(guid.to_ascii_uppercase(), id.clone());
        self.report.items.push(Item { id, title, frameworks });
    }

    fn sections(&mut self, doc: &Doc) {
        const OUTSIDE: &[&str] = &[
            "header",
            "government",
            "sectionI",
            "sectionII",
            "sectionIII",
            "sectionIV",
            "sectionV",
            "sectionOtherInfo",
            "annex",
        ];
        const ROW: &[&str] = &["target", "targetType", "gbfGoal", "indicatorData", "levelOfProgress"];
        let format = self.format;
        for (n, q) in format.questions.iter().enumerate() {
            // `sectionII.stakeholders[identifier=OTHER].customValue`, `sectionIII[].progressSummary`.
            let Some((section, path)) = q.system.split_once('.').filter(|(s, _)| s.starts_with("section")) else {
                continue;
            };
            if let Some(section) = section.strip_suffix("[]") {
                let rows = doc.body.get(section).and_then(Json::as_array);
                for (r, row) in rows.into_iter().flatten().enumerate() {
                    let Some((value, name)) = field(row, path) else { continue };
                    let place = format!("{}{section}[{r}].{name}", doc.place);
                    let Some(item) = self.item(q, row, &place) else { continue };
                    self.put(doc, n, Some(&item), value, &place);
                }
                continue;
            }
            let Some(object) = doc.body.get(section) else { continue };
            if let Some((list, _)) = path.split_once("[identifier=OTHER]") {
                let terms = object.get(list).and_then(Json::as_array);
                let own = terms.into_iter().flatten().position(is_other);
                if let Some((p, text)) = own.and_then(|p| Some((p, terms?.get(p)?.get("customValue")?))) {
                    self.put(doc, n, None, text, &format!("{}{section}.{list}[{p}].customValue", doc.place));
                }
            } else if let Some(field) = path.strip_suffix(".customValue") {
                let text = object.get(field).filter(|t| is_other(t)).and_then(|t| t.get("customValue"));
                if let Some(text) = text {
                    self.put(doc, n, None, text, &format!("{}{section}.{path}", doc.place));
                }
            } else if let Some((value, name)) = field(object, path) {
                self.put(doc, n, None, value, &format!("{}{section}.{name}", doc.place));
            }
        }
        self.annex(doc);
        let known = |section: &str, key: &str| {
            let key = ort::FORMER.iter().find(|(_, old)| *old == key).map_or(key, |(new, _)| *new);
            ROW.contains(&key)
                || (section == "sectionOtherInfo" && key == "annex")
                || format.questions.iter().any(|q| {
                    let (s, path) = q.system.split_once('.').unwrap_or(("", ""));
                    s.trim_end_matches("[]") == section && path.split(['.', '[']).next() == Some(key)
                })
        };
        for (key, value) in doc.body.as_object().into_iter().flatten() {
            if !OUTSIDE.contains(&key.as_str()) {
                self.unread.insert(format!("{}.{key}", ort::REPORT));
                continue;
            }
            if !key.starts_with("section") {
                continue;
            }
            let rows = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
            for inner in rows.iter().filter_map(Json::as_object).flat_map(Map::keys).filter(|k| !known(key, k)) {
                self.unread.insert(format!("{key}.{inner}"));
            }
        }
    }

    /// The annex of older documents: a text, or an object with text and documents.
    fn annex(&mut self, doc: &Doc) {
        for (value, place) in [
            (doc.body.get("annex"), format!("{}annex", doc.place)),
            (at(doc.body, "sectionOtherInfo.annex"), format!("{}sectionOtherInfo.annex", doc.place)),
        ] {
            let Some(value) = value else { continue };
            let of = |key: &str| self.format.index.get(&format!("{}/other.{key}", ort::FORMAT)).copied();
            let (text, documents) = (of("additionalInformation"), of("additionalDocuments"));
            let inner = value.get("additionalInformation").unwrap_or(value);
            if let Some(q) = text {
                self.put(doc, q, None, inner, &place);
            }
            if let (Some(q), Some(list)) =
                (documents, value.get("additionalDocuments").or(value.is_array().then_some(value)))
            {
                self.put(doc, q, None, list, &place);
            }
        }
    }

    /// The item a row of sections III and IV is about.
    fn item(&mut self, q: &Question, row: &Json, place: &str) -> Option<String> {
        let (stated, what) = match q.repeat {
            Some(Repeat::Goal) => {
                (term(row.get("gbfGoal").or_else(|| row.get("target"))), say!("the row names no goal; it was not used"))
            }
            _ => (
                term(row.get("target").or_else(|| row.get("gbfGoal"))),
                say!("the row names no target; it was not used"),
            ),
        };
        if stated.is_empty() {
            let row = place.rsplit_once('.').map_or(place, |(r, _)| r).to_owned();
            if !self.findings.iter().any(|f| f.code == "item-missing" && f.place == row) {
                self.note(Level::Warning, "item-missing", &row, what);
            }
            return None;
        }
        if let Some(f) = ort::framework(&stated) {
            return Some(f);
        }
        if let Some(id) = self.targets.get(&stated.to_ascii_uppercase()) {
            return Some(id.clone());
        }
        // The target's own document is not among those at hand: it is known by its identifier alone.
        self.targets.insert(stated.to_ascii_uppercase(), stated.clone());
        let frameworks = if ort::is_guid(&stated) { vec![format!("{}{stated}", ort::KNOWN)] } else { Vec::new() };
        self.report.items.push(Item { id: stated.clone(), title: String::new(), frameworks });
        Some(stated)
    }

    fn binary(&mut self, doc: &Doc) {
        let groups = self.groups;
        for (key, value) in doc.body.as_object().into_iter().flatten() {
            if !matches!(key.as_str(), "header" | "government") && !groups.iter().any(|g| g.key == *key) {
                self.unread.insert(format!("{}.{key}", ort::BINARY));
            }
            let _ = value;
        }
        for group in groups {
            let Some(object) = doc.body.get(&group.key) else { continue };
            let responses = object.get("responses").and_then(Json::as_object);
            let mut first = None;
            for (key, value) in responses.into_iter().flatten() {
                let place = format!("{}{}.responses.{key}", doc.place, group.key);
                let of = |n: &&usize| self.format.questions.get(**n).is_some_and(|q| q.key() == key);
                match group.questions.iter().find(of).copied() {
                    Some(n) => {
                        self.put(doc, n, None, value, &place);
                        if self.answers.get(&(n, 0)).is_some_and(|a| a.value.is_some()) {
                            first = Some(first.map_or(n, |f: usize| f.min(n)));
                        }
                    }
                    None if value.is_null() => {}
                    None => {
                        let message = say!(
                            "question {quoted} of {indicator} is not known; its answer was not used",
                            quoted = quote(key),
                            indicator = &group.indicator
                        );
                        self.note(Level::Warning, "question-unknown", &place, message);
                    }
                }
            }
            let place = format!("{}{}.comments", doc.place, group.key);
            let comments = object.get("comments").and_then(|c| self.text(doc, c, true, &place));
            let Some(((text, lang), q)) = comments.zip(first.or_else(|| group.questions.first().copied())) else {
                continue;
            };
            let number = self.format.questions.get(q).map_or("", |q| q.number.as_str()).to_owned();
            if let Some(answer) = self.answer(q, None, &place) {
                add(&mut answer.details, &text);
                answer.lang = answer.lang.or(lang);
                let moved = say!(
                    "{group} at {question}",
                    group = group.key.trim_start_matches("binaryResponse"),
                    question = &number
                );
                if !self.moved.contains(&moved) {
                    self.moved.push(moved);
                }
            }
        }
    }

    fn indicator(&mut self, doc: &Doc) {
        const KNOWN: &[&str] =
            &["header", "government", "indicator", "sourceOfData", "sourceOfDataInfo", "data", "comments"];
        let identifier = term(doc.body.get("indicator"));
        let found = self
            .format
            .questions
            .iter()
            .position(|q| q.kind == Kind::Indicator && q.system.eq_ignore_ascii_case(&identifier));
        let Some(q) = found else {
            self.not_asked.insert(identifier);
            return;
        };
        for key in doc.body.as_object().into_iter().flat_map(Map::keys).filter(|k| !KNOWN.contains(&k.as_str())) {
            self.unread.insert(format!("{}.{key}", ort::INDICATOR));
        }
        if let Some(source) = doc.body.get("sourceOfData") {
            self.put(doc, q, None, source, &format!("{}sourceOfData", doc.place));
        }
        for (key, rich) in [("sourceOfDataInfo", false), ("comments", true)] {
            let place = format!("{}{key}", doc.place);
            if let Some((text, lang)) = doc.body.get(key).and_then(|c| self.text(doc, c, rich, &place))
                && let Some(answer) = self.answer(q, None, &place)
            {
                add(&mut answer.details, &text);
                answer.lang = answer.lang.or(lang);
            }
        }
        for (n, row) in doc.body.get("data").and_then(Json::as_array).into_iter().flatten().enumerate() {
            let mut cells = Row::new();
            for (column, key) in [
                ("type", "disaggregationType"),
                ("disaggregation", "disaggregation"),
                ("year", "year"),
                ("unit", "unit"),
                ("value", "value"),
                ("footnote", "footnote"),
            ] {
                let text = match row.get(key) {
                    Some(Json::Number(x)) => x.as_f64().map(number_text).unwrap_or_default(),
                    Some(v) => self.text(doc, v, false, key).map(|(t, _)| t).unwrap_or_default(),
                    None => String::new(),
                };
                if !text.is_empty() {
                    cells.insert(column.to_owned(), text);
                }
            }
            if let Some(yes) = row.get("hasDisaggregation").and_then(Json::as_bool) {
                cells.insert("disaggregated".to_owned(), if yes { "yes" } else { "no" }.to_owned());
            }
            if cells.keys().all(|c| c == "disaggregated") {
                continue;
            }
            if let Some(answer) = self.answer(q, None, &format!("{}data[{n}]", doc.place)) {
                answer.rows.push(cells);
            }
        }
    }

    /// Choices that dunlin could not write into a document, because the tool's identifiers of them
    /// are not known, and wrote beside it.
    fn chosen(&mut self, doc: &Doc) {
        for (n, one) in doc.choose.and_then(Json::as_array).into_iter().flatten().enumerate() {
            let word = |key: &str| one.get(key).and_then(Json::as_str);
            let Some((q, code)) = word("question").and_then(|q| self.format.index.get(q).copied()).zip(word("option"))
            else {
                continue;
            };
            let Some(question) = self.format.questions.get(q).filter(|q| q.option(code).is_some()) else { continue };
            let multi = question.kind == Kind::Multi;
            let item = word("item")
                .map(|i| self.targets.get(&i.to_ascii_uppercase()).cloned().unwrap_or_else(|| i.to_owned()));
            let item = item.map(|i| ort::framework(&i).unwrap_or(i));
            let place = format!("{}dunlin.toChoose[{n}]", doc.place.trim_end_matches("workingDocumentBody."));
            let Some(answer) = self.answer(q, item.as_deref(), &place) else { continue };
            match &mut answer.value {
                Some(Value::Codes(codes)) if multi => {
                    codes.push(code.to_owned());
                    codes.sort_by_key(|c| question.options.iter().position(|o| o.code == *c).unwrap_or(usize::MAX));
                    codes.dedup();
                }
                Some(_) => {}
                None if multi => answer.value = Some(Value::Codes(vec![code.to_owned()])),
                None => answer.value = Some(Value::Code(code.to_owned())),
            }
        }
    }

    fn finish(mut self) -> (Report, Vec<Finding>) {
        // The language of most texts; ties go to the first in alphabetical order.
        let most = self.taken.iter().max_by(|a, b| a.1.cmp(b.1).then(b.0.cmp(a.0))).map(|(l, _)| l.clone());
        self.report.lang = most.as_deref().and_then(Lang::parse).or(self.context.options.lang);
        if !self.further.is_empty() {
            let others: Vec<String> = self.further.iter().map(|(l, n)| format!("{l} ({n})")).collect();
            let read: Vec<&str> = self.taken.keys().map(String::as_str).collect();
            let message = say!(
                "texts were read in {read}; some also stand there in: {others}",
                read = read.join(", "),
                others = others.join(", ")
            );
            let finding = Finding::new(Level::Info, "other-languages", message).at(self.file, "");
            self.findings.push(finding.hint(say!("read the file again with --lang for the texts in another language")));
        }
        let foreign: Vec<&str> =
            self.taken.keys().map(String::as_str).filter(|l| !l.is_empty() && Lang::parse(l).is_none()).collect();
        if !foreign.is_empty() {
            let message = say!(
                "texts are in {names}, in which dunlin has no labels; they are kept as they are",
                names = foreign.join(", ")
            );
            self.note(Level::Info, "language-unknown", "", message);
        }
        if !self.moved.is_empty() {
            let message = say!(
                "the comments on binary indicators belong to all their questions; they stand as details of the first that is answered: {names}",
                names = self.moved.clone()
            );
            self.note(Level::Info, "comment-of-group", "", message);
        }
        if !self.not_asked.is_empty() {
            let names: Vec<&str> = self.not_asked.iter().map(String::as_str).take(10).collect();
            let more = self.not_asked.len().saturating_sub(names.len());
            let more = if more > 0 { say!(" and {more} more", more = more) } else { Sentence::default() };
            let message = say!(
                "{n} indicator(s) that are no headline indicators have no place in {format} here and were not read: {names}{more}",
                n = self.not_asked.len(),
                format = ort::FORMAT,
                names = names,
                more = more
            );
            self.note(Level::Info, "indicator-not-asked", "", message);
        }
        if !self.unread.is_empty() {
            let names: Vec<&str> = self.unread.iter().map(String::as_str).take(20).collect();
            let more = self.unread.len().saturating_sub(names.len());
            let more = if more > 0 { say!(" and {more} more", more = more) } else { Sentence::default() };
            let message = say!(
                "fields that no question of {format} asks for were not read: {names}{more}",
                format = ort::FORMAT,
                names = names,
                more = more
            );
            self.note(Level::Info, "field-not-read", "", message);
        }
        if let Some(place) = self.images.take() {
            self.note(Level::Info, "image-not-read", &place, say!("images in texts were not read"));
        }
        let order = std::mem::take(&mut self.order);
        let place = |id: &str| order.iter().position(|o| o == id).unwrap_or(usize::MAX);
        self.report.items.sort_by_key(|i| place(&i.id));
        self.report.answers = self.answers.into_values().filter(|a| !a.is_blank()).collect();
        for a in &mut self.report.answers {
            a.lang = a.lang.or(self.report.lang);
        }
        (self.report, self.findings)
    }
}

fn is_other(value: &Json) -> bool {
    term(Some(value)).eq_ignore_ascii_case(ort::OTHER)
}

fn add(details: &mut Option<String>, text: &str) {
    let details = details.get_or_insert_default();
    if details.split("\n\n").any(|t| t == text) || details == text {
        return;
    }
    if !details.is_empty() {
        details.push_str("\n\n");
    }
    details.push_str(text);
}

/// The option a value names: by its identifier, else by its label in any language. What is known by
/// neither is given as it stands.
fn option(question: &Question, value: &Json) -> Option<String> {
    if let Json::Bool(b) = value {
        return Some(if *b { "true" } else { "false" }.to_owned());
    }
    let stated = match value {
        Json::String(t) => t.trim().to_owned(),
        Json::Number(n) => n.to_string(),
        _ => term(Some(value)),
    };
    let of = |text: &str| {
        let exact = question.options.iter().find(|o| o.code == text);
        exact.or_else(|| question.options.iter().find(|o| o.code.eq_ignore_ascii_case(text))).or_else(|| {
            let folded = fold(text);
            question.options.iter().find(|o| !folded.is_empty() && o.text.iter().any(|(_, t)| fold(t) == folded))
        })
    };
    if let Some(o) = of(&stated) {
        return Some(o.code.clone());
    }
    // Labels beside an identifier that is not known, or the whole value as a text by language.
    let labels = value.as_object().into_iter().flatten().flat_map(|(_, v)| match v {
        Json::String(t) => vec![t.as_str()],
        Json::Object(o) => o.values().filter_map(Json::as_str).collect(),
        _ => Vec::new(),
    });
    let mut first = None;
    for label in labels {
        if let Some(o) = of(&plain_text(label)) {
            return Some(o.code.clone());
        }
        first.get_or_insert(label);
    }
    let left = if stated.is_empty() { first.unwrap_or("").to_owned() } else { stated };
    (!left.is_empty()).then_some(left)
}

/// Links, one a line: the name, a colon, the address.
fn links(value: &Json) -> Option<String> {
    let list = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
    let lines: Vec<String> = list
        .iter()
        .filter_map(|l| {
            let word = |key: &str| l.get(key).and_then(Json::as_str).unwrap_or("").trim().to_owned();
            let (url, name) = (l.as_str().map_or_else(|| word("url"), |t| t.trim().to_owned()), word("name"));
            let line = match (name.is_empty(), url.is_empty()) {
                (true, _) => url,
                (false, true) => name,
                (false, false) if name.contains(&url) => name,
                (false, false) => format!("{name}: {url}"),
            };
            (!line.is_empty()).then_some(line)
        })
        .collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

/// The id of a national target: the label before its title (`NT01. By 2030, ...`), else its first
/// words; the same as in the tool's tables.
fn label(title: &str) -> String {
    let head = title.split(['.', ':', '\u{2013}']).next().unwrap_or("").trim();
    let compact: String = head.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_uppercase();
    let digits = compact.trim_start_matches(|c: char| c.is_alphabetic());
    let labelled = (1..=3).contains(&digits.len()) && digits.chars().all(|c| c.is_ascii_digit());
    if labelled && head.chars().count() <= 24 {
        let letters = compact.strip_suffix(digits).unwrap_or("");
        return match letters {
            "" | "NATIONALTARGET" | "TARGET" | "OBJECTIFNATIONAL" | "OBJECTIF" | "CIBLENATIONALE" | "CIBLE"
            | "METANACIONAL" | "META" => format!("NT{digits:0>2}"),
            _ => compact,
        };
    }
    let slug: Vec<String> = fold(title).split(' ').take(6).map(str::to_owned).collect();
    slug.join("-")
}
