//! Answers saved from the programming interface (API) of the Online Reporting System, as JSON or XML:
//! questionnaires with their respondents, and questions with the answers of all of them.
//!
//! The interface does not tell the numbers of questions: they are found by their wording, with the
//! titles of their sections as context. A file may hold one answer of the system or many, in any
//! arrangement: whatever is named `question` or `questionnaire` is read.

use std::collections::{BTreeMap, BTreeSet};

use quick_xml::Reader as XmlReader;
use quick_xml::events::Event;
use serde_json::Value as Json;

use super::notes::Notes;
use super::open::markup::unescape;
use super::open::{Content, Input, Kind};
use super::ors::{Asked, Fill, Given, Matcher, Memo, Named, Wanted, format_of, tidy};
use super::{Context, Reader, Reading};
use crate::model::{Level, Origin, Party, Period, Report};
use crate::say;

/// Reads what was saved from the API.
pub struct Dump;

impl Reader for Dump {
    fn name(&self) -> &'static str {
        "answers from the Online Reporting System (API)"
    }

    fn recognise(&self, input: &Input, _: &Context) -> bool {
        let Content::Bytes(bytes) = &input.content else { return false };
        let has = |marks: &[&str]| marks.iter().any(|m| find(bytes, m.as_bytes()));
        match input.kind {
            Kind::Json => {
                has(&["\"question\"", "\"questionnaire\"", "\"questions\"", "\"questionnaires\""])
                    && has(&["\"looping_contexts\"", "\"looping_section_id\"", "\"respondents\"", "\"questions_url\""])
            }
            Kind::Xml => {
                has(&["<question>", "<questionnaire>", "<questions>", "<questionnaires>"])
                    && has(&["<looping_answers", "<looping_section_id", "<respondents", "<questions_url"])
            }
            _ => false,
        }
    }

    fn read(&self, input: &mut Input, context: &Context) -> Reading {
        let mut notes = Notes::new(&input.file);
        let mut saved = Saved::default();
        if let Content::Bytes(bytes) = &input.content {
            let text = String::from_utf8_lossy(bytes);
            let text = text.trim_start_matches('\u{feff}');
            match input.kind {
                Kind::Json => match serde_json::from_str::<Json>(text) {
                    Ok(json) => collect(&json, &mut saved),
                    Err(e) => damaged("JSON", e.line() as u64, &mut notes),
                },
                _ => xml(text, &mut saved, &mut notes),
            }
        }
        let reports = read(&input.file, &saved, context, &mut notes);
        Reading { kind: self.name().to_owned(), reports, findings: notes.close(), ..Reading::default() }
    }
}

fn find(bytes: &[u8], mark: &[u8]) -> bool {
    let Some((first, _)) = mark.split_first() else { return true };
    let mut rest = bytes;
    while let Some(p) = rest.iter().position(|b| b == first) {
        rest = rest.get(p..).unwrap_or_default();
        if rest.starts_with(mark) {
            return true;
        }
        rest = rest.get(1..).unwrap_or_default();
    }
    false
}

fn damaged(what: &str, line: u64, notes: &mut Notes) {
    let place = format!("line {line}");
    notes.add(
        Level::Error,
        "file-damaged",
        place,
        say!("the {what} breaks off or is no {what} from here on; what stands before it was read", what = &what),
        say!("save the answer of the system again"),
    );
}

/// What was saved.
#[derive(Default)]
struct Saved {
    titles: Vec<String>,
    /// User id to name; the name of an account is usually `Party: <country>`.
    users: BTreeMap<String, User>,
    questions: Vec<Saved1>,
}

#[derive(Default, Clone)]
struct User {
    name: String,
    country: String,
}

/// One question.
#[derive(Default)]
struct Saved1 {
    id: String,
    title: String,
    path: Vec<String>,
    answers: Vec<Said>,
    /// Items of a repeated section.
    contexts: Vec<(String, Vec<Said>)>,
    /// The file holds the list of questions only, without the part that has answers.
    listed: bool,
}

/// One answer: a selected option, a text field, or a cell of a matrix.
#[derive(Default)]
struct Said {
    user: String,
    text: String,
    details: String,
    matrix: Option<[String; 3]>,
}

/// Walks whatever arrangement there is. `serde_json` bounds the depth.
fn collect(json: &Json, saved: &mut Saved) {
    match json {
        Json::Array(list) => list.iter().for_each(|j| collect(j, saved)),
        Json::Object(map) => {
            let bare =
                map.contains_key("title") && (map.contains_key("path") || map.contains_key("looping_section_id"));
            if bare {
                saved.questions.push(question(json));
                return;
            }
            if map.contains_key("respondents") || map.contains_key("questions_url") {
                saved.titles.extend(text(json, "title"));
                for r in list(json, "respondents") {
                    let r = r.get("respondent").unwrap_or(r);
                    let user = User {
                        name: text(r, "full_name").unwrap_or_default(),
                        country: text(r, "country").unwrap_or_default(),
                    };
                    // Answers name the user; the respondent has a number of its own.
                    if let Some(id) = text(r, "user_id") {
                        saved.users.insert(id, user);
                    }
                }
            }
            for (key, value) in map {
                if key != "respondents" {
                    collect(value, saved);
                }
            }
        }
        _ => {}
    }
}

fn list<'j>(json: &'j Json, key: &str) -> &'j [Json] {
    json.get(key).and_then(Json::as_array).map_or(&[], Vec::as_slice)
}

/// A field as text; a country may be an object with a name.
fn text(json: &Json, key: &str) -> Option<String> {
    match json.get(key)? {
        Json::String(t) => Some(t.clone()),
        Json::Number(n) => Some(n.to_string()),
        Json::Bool(b) => Some(b.to_string()),
        Json::Object(_) => text(json.get(key)?, "name"),
        _ => None,
    }
    .filter(|t| !t.trim().is_empty())
}

/// Entities resolved, twice where they were escaped twice; one line, without tags.
fn line(text: &str) -> String {
    tidy(&unescape(&unescape(text)))
}

fn question(json: &Json) -> Saved1 {
    let said = |list: &[Json]| list.iter().map(said).collect::<Vec<Said>>();
    let strings = |json: &Json, key: &str| -> Vec<String> {
        list(json, key).iter().filter_map(Json::as_str).map(line).filter(|t| !t.is_empty()).collect()
    };
    let contexts = ["looping_contexts", "looping_answers"]
        .iter()
        .flat_map(|k| list(json, k))
        .map(|c| c.get("looping_context").unwrap_or(c))
        .map(|c| {
            let mut name = strings(c, "looping_path").join(" > ");
            if name.is_empty() {
                name = text(c, "looping_identifier").unwrap_or_default();
            }
            (name, said(list(c, "answers")))
        })
        .collect();
    Saved1 {
        id: text(json, "id").unwrap_or_default(),
        title: line(&text(json, "title").unwrap_or_default()),
        path: strings(json, "path"),
        answers: said(list(json, "answers")),
        contexts,
        listed: json.get("answers").is_none() && json.get("looping_contexts").is_none(),
    }
}

fn said(json: &Json) -> Said {
    let a = json.get("answer").filter(|a| a.is_object()).unwrap_or(json);
    let clean = |key: &str, of: &Json| unescape(&text(of, key).unwrap_or_default()).trim().to_owned();
    let matrix = a.get("matrix_answer").filter(|m| m.is_object()).map(|m| {
        [line(&text(m, "query").unwrap_or_default()), line(&text(m, "option").unwrap_or_default()), clean("answer", m)]
    });
    Said {
        user: text(a, "user_id").or_else(|| text(a, "respondent")).unwrap_or_default(),
        text: clean("answer_text", a),
        details: clean("details_text", a),
        matrix,
    }
}

/// An element of the XML.
struct Node {
    name: String,
    text: String,
    children: Vec<Node>,
}

/// Elements deeper than this are no answer of the system; the limit also keeps what is built here
/// from being too deep to be taken down again.
const DEPTH: usize = 40;

fn xml(text: &str, saved: &mut Saved, notes: &mut Notes) {
    let mut reader = XmlReader::from_str(text);
    let config = reader.config_mut();
    config.allow_dangling_amp = true;
    config.check_end_names = true;
    let mut stack: Vec<Node> = Vec::new();
    let mut skipped = 0_usize;
    let mut deep = false;
    let at = |reader: &XmlReader<&[u8]>| {
        let upto = usize::try_from(reader.error_position()).unwrap_or(usize::MAX).min(text.len());
        text.as_bytes().get(..upto).map_or(1, |b| b.iter().filter(|c| **c == b'\n').count() as u64 + 1)
    };
    loop {
        match reader.read_event() {
            Ok(Event::Start(e)) => {
                if stack.len() >= DEPTH {
                    skipped += 1;
                    deep = true;
                    continue;
                }
                let name = e.local_name().as_ref().to_owned();
                stack.push(Node { name, text: String::new(), children: Vec::new() });
            }
            Ok(Event::Empty(e)) => {
                let name = e.local_name().as_ref().to_owned();
                if let Some(top) = stack.last_mut() {
                    top.children.push(Node { name, text: String::new(), children: Vec::new() });
                }
            }
            Ok(Event::End(_)) => {
                if skipped > 0 {
                    skipped -= 1;
                    continue;
                }
                close(&mut stack, saved);
            }
            Ok(Event::Text(t)) => {
                if let Some(top) = stack.last_mut() {
                    top.text.push_str(&t.xml10_content());
                }
            }
            Ok(Event::CData(t)) => {
                if let Some(top) = stack.last_mut() {
                    top.text.push_str(&t.into_inner());
                }
            }
            Ok(Event::GeneralRef(r)) => {
                if let Some(top) = stack.last_mut() {
                    let name = r.into_inner();
                    top.text.push_str(&unescape(&format!("&{name};")));
                }
            }
            Ok(Event::Eof) => break,
            Ok(_) => {}
            Err(_) => {
                damaged("XML", at(&reader), notes);
                break;
            }
        }
    }
    if deep {
        notes.add(
            Level::Warning,
            "file-too-deep",
            "",
            say!("elements inside more than {depth} others were not read", depth = DEPTH),
            say!("save the answer of the system again"),
        );
    }
    // What was cut off in the middle is still there up to where it was cut.
    while !stack.is_empty() {
        close(&mut stack, saved);
    }
}

fn close(stack: &mut Vec<Node>, saved: &mut Saved) {
    let Some(node) = stack.pop() else { return };
    match node.name.as_str() {
        "question" => saved.questions.push(node.question()),
        "respondents" => {
            for r in &node.children {
                let user = User { name: r.get("full_name"), country: r.get("country") };
                let id = r.get("user_id");
                if !id.is_empty() {
                    saved.users.insert(id, user);
                }
            }
        }
        "questionnaire" => saved.titles.extend(Some(node.get("title")).filter(|t| !t.is_empty())),
        // Containers of questions are read by their children.
        "questions" | "questionnaires" => {}
        _ => {
            if let Some(top) = stack.last_mut() {
                top.children.push(node);
            }
        }
    }
}

impl Node {
    fn child(&self, name: &str) -> Option<&Node> {
        self.children.iter().find(|c| c.name == name)
    }

    fn get(&self, name: &str) -> String {
        let Some(c) = self.child(name) else { return String::new() };
        let own = c.text.trim();
        if own.is_empty() {
            c.child("name").map_or(String::new(), |n| n.text.trim().to_owned())
        } else {
            own.to_owned()
        }
    }

    /// A list that the system writes as a JSON array into the text of one element.
    fn strings(&self, name: &str) -> Vec<String> {
        let Some(c) = self.child(name) else { return Vec::new() };
        match serde_json::from_str::<Vec<Option<String>>>(c.text.trim()) {
            Ok(list) => list.iter().flatten().map(|t| line(t)).filter(|t| !t.is_empty()).collect(),
            Err(_) if c.text.trim().is_empty() => {
                c.children.iter().map(|n| line(&n.text)).filter(|t| !t.is_empty()).collect()
            }
            Err(_) => vec![line(&c.text)],
        }
    }

    fn question(&self) -> Saved1 {
        let said =
            |n: &Node| -> Vec<Said> { n.children.iter().filter(|c| c.name == "answer").map(Node::said).collect() };
        let mut contexts = Vec::new();
        for name in ["looping_answers", "looping_contexts"] {
            for c in self.child(name).into_iter().flat_map(|l| &l.children) {
                let mut title = c.strings("looping_path").join(" > ");
                if title.is_empty() {
                    title = c.get("looping_identifier");
                }
                let mut answers = said(c);
                answers.extend(c.child("answers").into_iter().flat_map(&said));
                contexts.push((title, answers));
            }
        }
        Saved1 {
            id: self.get("id"),
            title: line(&self.get("title")),
            path: self.strings("path"),
            answers: self.child("answers").map(said).unwrap_or_default(),
            contexts,
            listed: self.child("answers").is_none() && self.child("looping_answers").is_none(),
        }
    }

    fn said(&self) -> Said {
        let clean = |n: &Node, key: &str| unescape(&n.get(key)).trim().to_owned();
        let matrix = self
            .child("matrix_answer")
            .filter(|m| !m.children.is_empty())
            .map(|m| [line(&m.get("query")), line(&m.get("option")), clean(m, "answer")]);
        let user = self.get("user_id");
        Said {
            user: if user.is_empty() { self.get("respondent") } else { user },
            text: clean(self, "answer_text"),
            details: clean(self, "details_text"),
            matrix,
        }
    }
}

fn read(file: &str, saved: &Saved, context: &Context, notes: &mut Notes) -> Vec<Report> {
    let answered = saved.questions.iter().any(|q| !q.answers.is_empty() || !q.contexts.is_empty());
    if !answered {
        let what = match (saved.questions.is_empty(), saved.questions.iter().all(|q| q.listed)) {
            (true, _) => say!("the file describes questionnaires and holds no questions"),
            (false, true) => say!("the file lists questions without their answers"),
            (false, false) => say!("nobody has answered the questions in the file"),
        };
        notes.add(
            Level::Warning,
            "no-answers",
            "",
            what,
            say!(
                "save each question by its own address (questionnaires/<id>/questions/<question id>): only that holds answers"
            ),
        );
        return Vec::new();
    }
    let asked: Vec<Asked> = {
        let mut seen = BTreeSet::new();
        saved
            .questions
            .iter()
            .filter(|q| seen.insert((&q.title, &q.path)))
            .map(|q| Asked { id: String::new(), title: q.title.clone() })
            .collect()
    };
    let headings: Vec<String> = {
        let all =
            saved.titles.iter().map(|t| line(t)).chain(saved.questions.iter().flat_map(|q| q.path.iter().cloned()));
        all.collect::<BTreeSet<String>>().into_iter().collect()
    };
    let Some((format, stated)) = format_of(&asked, &headings, None, context, notes) else { return Vec::new() };
    let mut m = Matcher::new(format);
    let mut fills: BTreeMap<&str, Fill> = BTreeMap::new();
    let mut looped: BTreeSet<String> = BTreeSet::new();
    for q in &saved.questions {
        let place = if q.id.is_empty() { "question".to_owned() } else { format!("question id {}", q.id) };
        let looping = !q.contexts.is_empty();
        let answers = q.answers.len() + q.contexts.iter().map(|c| c.1.len()).sum::<usize>();
        let wanted = Wanted { id: "", title: &q.title, path: &q.path, looping, answers, place: &place };
        if let Some(of) = m.comment("", &q.title).filter(|_| !looping) {
            let origin = Origin { file: file.to_owned(), place };
            for a in q.answers.iter().filter(|a| !a.text.is_empty()) {
                let fill = fills.entry(&a.user).or_insert_with(|| Fill::new(context));
                fill.comment(&m, of, None, &a.text, &origin);
            }
            continue;
        }
        let Some(parent) = m.find(&wanted, notes) else { continue };
        let Some(question) = m.question(parent) else { continue };
        if looping && question.repeat.is_none() {
            looped.insert(if question.number.is_empty() { question.key() } else { &question.number }.to_owned());
        }
        let mut memo = Memo::new();
        let whole = (String::new(), &q.answers);
        let parts = std::iter::once((&whole.0, whole.1)).chain(q.contexts.iter().map(|(n, a)| (n, a)));
        let mut lost: BTreeSet<&str> = BTreeSet::new();
        for (name, answers) in parts {
            let named = Some(Named { title: name.clone() }).filter(|n| !n.title.is_empty());
            let place = if name.is_empty() { place.clone() } else { format!("{place}, {name}") };
            let origin = Origin { file: file.to_owned(), place };
            let mut users: BTreeMap<&str, Vec<&Said>> = BTreeMap::new();
            for a in answers {
                users.entry(&a.user).or_default().push(a);
            }
            for (user, said) in users {
                let fill = fills.entry(user).or_insert_with(|| Fill::new(context));
                let mut rows: BTreeMap<&str, Vec<(&str, &str)>> = BTreeMap::new();
                for s in &said {
                    if let Some([query, option, answer]) = &s.matrix {
                        rows.entry(query).or_default().push((option, answer));
                    }
                }
                let given = Given {
                    parts: said
                        .iter()
                        .filter(|s| s.matrix.is_none() && !s.text.is_empty())
                        .map(|s| s.text.as_str())
                        .collect(),
                    ..Given::default()
                };
                if !given.parts.is_empty() {
                    fill.answer(&m, parent, named.as_ref(), &given, &origin, &mut memo, notes);
                }
                for (query, pairs) in rows {
                    let row = m.row(parent, query);
                    if row.is_none() && m.format.children(&question.id).next().is_some() {
                        // The form's columns may be the rows here.
                        let mut used = false;
                        for (option, answer) in pairs {
                            if let Some(row) = m.row(parent, option) {
                                used = true;
                                fill.matrix(
                                    &m,
                                    parent,
                                    Some(row),
                                    query,
                                    named.as_ref(),
                                    &[(query, answer)],
                                    &origin,
                                    notes,
                                );
                            }
                        }
                        if !used {
                            lost.insert(query);
                        }
                    } else {
                        fill.matrix(&m, parent, row, query, named.as_ref(), &pairs, &origin, notes);
                    }
                }
                for s in said.iter().filter(|s| !s.details.is_empty()) {
                    fill.option_text(&m, parent, named.as_ref(), &s.details, &origin, notes);
                }
            }
        }
        for query in lost {
            notes.add(
                Level::Warning,
                "question-unknown",
                place.clone(),
                say!(
                    "{quoted} is no row of question {number}; its answers were not used",
                    quoted = super::table::quote(query),
                    number = &question.number
                ),
                say!("compare the rows of the question with the official form"),
            );
        }
    }
    if !looped.is_empty() {
        notes.add(
            Level::Info,
            "asked-once",
            "",
            say!(
                "these questions are repeated in the file and asked once in {format}; their answers were kept item by item: {names}",
                format = &format.id,
                names = looped.into_iter().take(20).collect::<Vec<_>>().join(", ")
            ),
            "",
        );
    }
    let period = context.options.period.or_else(|| stated.then_some(format.period).flatten());
    let reports = finish(file, saved, &m, fills, period, context, notes);
    if reports.is_empty() {
        notes.add(
            Level::Warning,
            "no-answers",
            "",
            say!("the file holds no answers that could be read"),
            say!("save the questions again after they were answered"),
        );
    }
    m.close(notes);
    reports
}

fn finish(
    file: &str,
    saved: &Saved,
    m: &Matcher,
    fills: BTreeMap<&str, Fill>,
    period: Option<Period>,
    context: &Context,
    notes: &mut Notes,
) -> Vec<Report> {
    let mut reports = Vec::new();
    let mut nameless = 0_usize;
    let alone = fills.values().filter(|f| !f.is_empty()).count() == 1;
    for (user, fill) in fills {
        if fill.is_empty() {
            continue;
        }
        // A name that is no country may be a person's: it is looked up, and never repeated.
        let found = match saved.users.get(user) {
            Some(u) => Party::find(&u.country).or_else(|| Party::find(&u.name)),
            None => Party::find(user).filter(|_| !user.chars().all(|c| c.is_ascii_digit())),
        };
        let said = context.options.party.filter(|_| alone);
        if let (Some(said), Some(stands)) = (said, found)
            && said != stands
        {
            notes.add(
                Level::Warning,
                "party-differs",
                "",
                say!("you say this is a report of {said}, but the file names {stands}", said = &said, stands = &stands),
                say!("check that it is the right file"),
            );
        }
        let party = said.or(found);
        nameless += usize::from(party.is_none());
        reports.push(fill.finish(m, file, party, period, notes));
    }
    if nameless > 0 {
        notes.add(
            Level::Warning,
            "party-unknown",
            "",
            say!(
                "{nameless} respondent(s) are of no Party that dunlin knows by the name in the file",
                nameless = &nameless
            ),
            say!(
                "save the questionnaire itself (questionnaires/<id>) into the same file: it says which user is which Party"
            ),
        );
    }
    reports
}
