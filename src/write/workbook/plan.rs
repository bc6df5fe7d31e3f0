//! The lines of a section sheet: which cells stand where, before anything is written.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use crate::core_report::Placed;
use crate::model::offer::{Remembered, SIGN, proposal_mark, row_mark};
use crate::model::own::{self, Part};
use crate::model::register::column;
use crate::model::{
    Attribution, CORE, Column, ColumnKind, Condition, Draft, Kind, Offered, Question, Repeat, Section, Source,
    Standing, Step, Value,
};
use crate::registers::list;
use crate::write::account::{is_conflict, is_to_update, shorten};
use crate::write::words::{W, fill, relation, standing, step, word};

use super::cells::{Content, Input, clean, is_excel_date, pieces};
use super::{Cx, format_name, is_beside, is_reused, printed_number, source_head, source_number, wording};

/// What kind of line it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Level {
    /// Band of a subject.
    Subject,
    /// What was said about a subject so far.
    Said,
    /// Band of an item; its answer cell may hold the item's name.
    Item,
    /// Band of a block, a heading without an answer.
    Block,
    /// First line of a question.
    Main,
    /// Further line of a question.
    Sub,
}

/// One line of a section sheet.
#[derive(Debug, Clone)]
pub(super) struct Line<'a> {
    pub(super) level: Level,
    pub(super) question: &'a str,
    pub(super) item: Option<&'a str>,
    pub(super) part: Part,
    pub(super) number: String,
    pub(super) label: String,
    pub(super) indent: u8,
    pub(super) bold: bool,
    pub(super) standing: Option<Standing>,
    pub(super) input: Input,
    pub(super) content: Content,
    /// Name of the sheet the answer cell links to.
    pub(super) link: Option<String>,
    pub(super) prompt: String,
    pub(super) details_open: bool,
    pub(super) details: String,
    pub(super) details_prompt: String,
    pub(super) proposal: String,
    pub(super) confirm: bool,
    /// What *yes* takes of the proposal, for the hidden column.
    pub(super) offer: String,
    pub(super) source: String,
    pub(super) to_do: Cow<'static, str>,
    pub(super) note: String,
    /// What a rule or measures made, for the hidden column.
    pub(super) made: String,
    /// Only in a core report.
    pub(super) shared: Shared,
}

/// What a line of a core report has besides.
#[derive(Debug, Clone, Default)]
pub(super) struct Shared {
    pub(super) convention: String,
    pub(super) who: String,
    pub(super) attribution: Attribution,
}

/// Lines of one conditional question.
#[derive(Debug)]
pub(super) struct Conditional<'a> {
    pub(super) first: usize,
    pub(super) last: usize,
    pub(super) condition: &'a Condition,
    pub(super) item: Option<&'a str>,
    /// The draft says that it is not asked.
    pub(super) not_asked: bool,
}

/// A section sheet.
#[derive(Debug, Default)]
pub(super) struct Plan<'a> {
    pub(super) lines: Vec<Line<'a>>,
    pub(super) conditionals: Vec<Conditional<'a>>,
    /// Whether any question has details.
    pub(super) details: bool,
}

impl Plan<'_> {
    /// Questions on the sheet, and how many of them somebody still has to look at.
    pub(super) fn counts(&self) -> (usize, usize) {
        let main = || self.lines.iter().filter(|l| l.level == Level::Main);
        let open = main()
            .filter(|l| {
                matches!(
                    l.standing,
                    Some(
                        Standing::Gap
                            | Standing::Hint
                            | Standing::Suggested
                            | Standing::CarriedOver
                            | Standing::Conflict
                    )
                )
            })
            .count();
        (main().count(), open)
    }
}

impl Line<'_> {
    fn band(level: Level, label: String) -> Line<'static> {
        Line {
            level,
            question: "",
            item: None,
            part: Part::Band,
            number: String::new(),
            label,
            indent: 0,
            bold: true,
            standing: None,
            input: Input::Locked,
            content: Content::Blank,
            link: None,
            prompt: String::new(),
            details_open: false,
            details: String::new(),
            details_prompt: String::new(),
            proposal: String::new(),
            confirm: false,
            offer: String::new(),
            source: String::new(),
            to_do: Cow::Borrowed(""),
            note: String::new(),
            made: String::new(),
            shared: Shared::default(),
        }
    }
}

/// Plans the sheet of a section.
pub(super) fn section<'a>(section: &'a Section, cx: &Cx<'a>) -> Plan<'a> {
    let mut plan = Plan::default();
    let questions: Vec<&'a Question> = cx.format.questions.iter().filter(|q| q.section == section.id).collect();
    let mut rest = questions.as_slice();
    let mut block = "";
    while let Some(first) = rest.first() {
        let run = match first.repeat {
            None => 1,
            Some(r) => rest.iter().take_while(|q| q.repeat == Some(r)).count(),
        };
        let (now, then) = rest.split_at(run);
        rest = then;
        for item in items(now, first.repeat, cx) {
            if first.repeat.is_some() {
                plan.lines.push(item_band(first, item, cx));
                block = "";
            }
            for &q in now {
                let heading = q.block.get(cx.lang);
                if heading != block {
                    if !heading.is_empty() {
                        plan.lines.push(Line::band(Level::Block, heading.to_owned()));
                    }
                    block = heading;
                }
                question(&mut plan, q, item, cx);
            }
        }
    }
    plan.details = plan.lines.iter().any(|l| l.details_open);
    plan
}

/// Plans the sheet of a theme of the core report: subject by subject, the questions of all conventions.
/// `named` holds the items whose name was already asked for on an earlier sheet.
pub(super) fn theme<'a>(placed: &[&'a Placed], named: &mut BTreeSet<&'a str>, cx: &Cx<'a>) -> Plan<'a> {
    let mut plan = Plan::default();
    for group in placed.chunk_by(|a, b| a.subject == b.subject) {
        let Some(first) = group.first() else { continue };
        let subject = cx.crosswalk.subject(&first.subject);
        let who = subject.map_or("", |s| s.who.get(cx.lang));
        let start = plan.lines.len();
        if let Some(s) = subject {
            plan.lines.push(Line::band(Level::Subject, s.label.get(cx.lang).to_owned()));
        }
        plan.lines.extend(super::core::said(group, cx).map(|text| Line {
            label: cx.word(W::SaidSoFar).to_owned(),
            content: Content::Text(text),
            ..Line::band(Level::Said, String::new())
        }));
        let here: BTreeSet<&str> = group.iter().map(|p| p.question.as_str()).collect();
        let mut titles: BTreeSet<(&str, Option<&str>)> = BTreeSet::new();
        let (mut block, mut item) = ("", None);
        for p in group {
            let Some(q) = cx.format.question(&p.question) else { continue };
            let of = p.item.as_deref();
            if q.repeat.is_some() && (of.is_some() && of != item) {
                let mut band = item_band(q, of, cx);
                // The name of a site is asked for once, where its first question stands.
                if band.part == Part::Item && of.is_some_and(|id| !named.insert(id)) {
                    band = Line::band(Level::Item, of.map_or_else(String::new, |id| cx.item_title(id)));
                }
                plan.lines.push(band);
                block = "";
            }
            item = of;
            let heading = q.block.get(cx.lang);
            if heading != block {
                if !heading.is_empty() {
                    plan.lines.push(Line::band(Level::Block, heading.to_owned()));
                }
                block = heading;
            }
            // A row means nothing without the title above it, wherever that stands in its own form.
            for title in titles_above(q, cx).into_iter().rev() {
                if !here.contains(title.id.as_str()) && titles.insert((title.id.as_str(), of)) {
                    plan.lines.push(Line {
                        question: &title.id,
                        number: printed_number(title, cx.format),
                        label: wording(title, cx.lang).to_owned(),
                        indent: depth(title, cx),
                        ..Line::band(Level::Block, String::new())
                    });
                }
            }
            let from = plan.lines.len();
            question(&mut plan, q, of, cx);
            let convention = super::convention_of(&q.id, cx.format);
            for line in plan.lines.iter_mut().skip(from) {
                line.shared.convention.clone_from(&convention);
            }
            if let (Some(line), Some(d)) = (plan.lines.get_mut(from), cx.draft(&q.id, of)) {
                line.shared.attribution = d.attribution.clone();
            }
        }
        for line in plan.lines.iter_mut().skip(start) {
            line.shared.who = line.shared.attribution.who.clone().unwrap_or_else(|| who.to_owned());
        }
    }
    plan.details = plan.lines.iter().any(|l| l.details_open);
    plan
}

/// The questions a question belongs to, the nearest first.
fn titles_above<'a>(q: &'a Question, cx: &Cx<'a>) -> Vec<&'a Question> {
    let mut list = Vec::new();
    let mut at = q;
    while list.len() < 4 {
        match at.parent.as_deref().and_then(|p| cx.format.question(p)) {
            Some(p) => at = p,
            None => break,
        }
        list.push(at);
    }
    list
}

/// The items a run of questions is asked for, in the order of the drafts; the empty form's where
/// there is no draft.
fn items<'a>(run: &[&'a Question], repeat: Option<Repeat>, cx: &Cx<'a>) -> Vec<Option<&'a str>> {
    let mut list: Vec<Option<&'a str>> = Vec::new();
    if repeat.is_none() {
        list.push(None);
    }
    for d in &cx.drafted.drafts {
        let item = d.item.as_deref();
        if run.iter().any(|q| q.id == d.question) && !list.contains(&item) {
            list.push(item);
        }
    }
    if list.is_empty() {
        list.push(None);
    }
    list
}

fn item_band<'a>(q: &'a Question, item: Option<&'a str>, cx: &Cx<'a>) -> Line<'a> {
    let Some(id) = item else { return Line::band(Level::Item, String::from("–")) };
    let mut band = Line { item, question: &q.id, ..Line::band(Level::Item, cx.item_title(id)) };
    if q.repeat == Some(Repeat::Site) {
        // A site has a name only the Party knows.
        let title = cx.drafted.items.iter().find(|i| i.id == id).map_or("", |i| i.title.as_str());
        band.part = Part::Item;
        let name = id.strip_prefix("site-").map_or(id.to_owned(), |n| fill(W::SiteNumber, cx.lang, &[n]));
        band.label = format!("{name} – {}", cx.word(W::NameOfSite));
        band.input = Input::Text;
        band.content = Content::Text(super::cut(clean(title).trim(), super::cells::CELL));
    }
    band
}

fn question<'a>(plan: &mut Plan<'a>, q: &'a Question, item: Option<&'a str>, cx: &Cx<'a>) {
    let draft = cx.draft(&q.id, item);
    let lang = cx.lang;
    let star = if q.required { " *" } else { "" };
    let label = format!("{}{star}", wording(q, lang));
    // A row of a matrix repeats its question's number: it is found again after filtering.
    let number = printed_number(q, cx.format);
    let indent = depth(q, cx);
    if !q.is_asked() && draft.is_none_or(|d| d.value.is_none() && d.details.is_none() && d.rows.is_empty()) {
        plan.lines.push(Line {
            number,
            indent,
            question: &q.id,
            item,
            label: wording(q, lang).to_owned(),
            ..Line::band(Level::Block, String::new())
        });
        return;
    }
    let first = plan.lines.len();
    let mut main = Line {
        level: Level::Main,
        question: &q.id,
        item,
        number,
        label,
        indent,
        bold: q.kind == Kind::Heading,
        ..Line::band(Level::Main, String::new())
    };
    main.bold = q.kind == Kind::Heading;
    let value = draft.and_then(|d| d.value.as_ref());
    let mut lines = answer_lines(&mut main, q, value, cx);
    match draft {
        Some(d) => describe(&mut main, d, q, cx),
        None => {
            main.standing = Some(Standing::Gap);
            main.to_do = standing(Standing::Gap, lang).to_do.into();
        }
    }
    main.details_open = q.details || draft.is_some_and(|d| d.details.is_some());
    main.details = draft.and_then(|d| d.details.as_deref()).map(clean).unwrap_or_default();
    prompts(&mut main, q, cx);

    // Columns beside a matrix row: a line each.
    if !matches!(q.kind, Kind::Table | Kind::Indicator) {
        let none = BTreeMap::new();
        let rows = draft.map_or(&[][..], |d| d.rows.as_slice());
        let columns = if q.kind == Kind::Heading && rows.is_empty() { &[][..] } else { q.columns.as_slice() };
        for n in 0..rows.len().max(1) {
            let row = rows.get(n).unwrap_or(&none);
            for c in columns {
                lines.push(column_line(&main, n, c, row.get(&c.code).map_or("", String::as_str), lang));
            }
            for (code, text) in row.iter().filter(|(code, _)| !columns.iter().any(|c| c.code == **code)) {
                let odd = Column::text(code, crate::model::Labels::default());
                lines.push(column_line(&main, n, &odd, text, lang));
            }
        }
    }
    for l in &mut lines {
        l.standing = main.standing;
    }
    let mut all = vec![main];
    all.extend(lines);
    // Texts too long for a cell go on in further lines.
    for line in all {
        continued(plan, line, lang);
    }
    let not_asked = draft.is_some_and(|d| d.standing == Standing::NotAsked);
    if let Some(condition) = &q.condition {
        plan.conditionals.push(Conditional { first, last: plan.lines.len() - 1, condition, item, not_asked });
    }
}

/// How deep a question stands below others.
fn depth<'a>(q: &'a Question, cx: &Cx<'a>) -> u8 {
    u8::try_from(titles_above(q, cx).len()).unwrap_or(4)
}

/// A further line of a question.
fn sub<'a>(main: &Line<'a>, part: Part, label: String, input: Input, content: Content) -> Line<'a> {
    Line {
        question: main.question,
        item: main.item,
        part,
        label,
        indent: main.indent.saturating_add(1),
        bold: false,
        number: String::new(),
        input,
        content,
        ..Line::band(Level::Sub, String::new())
    }
}

/// Fills the answer cell of the main line; gives the further lines of the answer.
fn answer_lines<'a>(main: &mut Line<'a>, q: &'a Question, value: Option<&Value>, cx: &Cx<'a>) -> Vec<Line<'a>> {
    let lang = cx.lang;
    let entries = own::entries(q, lang);
    let entry = |code: &str| entries.iter().find(|(c, _)| *c == code).map_or(code.to_owned(), |(_, e)| e.clone());
    let list = || Input::List(entries.iter().map(|(_, e)| e.clone()).collect());
    // A value of another kind than the question's is shown as it is: never lost.
    let words = |v: &Value| Content::Text(clean(&super::value_words(v, q, lang)));
    let mut lines = Vec::new();
    main.part = Part::Value;
    match q.kind {
        Kind::Heading | Kind::Table => match value {
            None => main.part = Part::Details,
            Some(v) => {
                main.input = Input::Text;
                main.content = words(v);
            }
        },
        Kind::Single | Kind::YesNo | Kind::Indicator => {
            main.input = list();
            main.content = match value {
                None => Content::Blank,
                Some(Value::Code(c)) => Content::Text(entry(c)),
                Some(v) => words(v),
            };
        }
        Kind::Multi => {
            main.part = Part::None;
            main.input = Input::List(vec![word(W::NoOption, lang).to_owned()]);
            let ticked: Vec<&str> = value.map(Value::codes).unwrap_or_default();
            main.content = match value {
                Some(Value::Codes(cs)) if cs.is_empty() => Content::Text(word(W::NoOption, lang).to_owned()),
                Some(v) if ticked.is_empty() => words(v),
                _ => Content::Blank,
            };
            let tick = |code: &str| {
                if ticked.contains(&code) { Content::Text("x".to_owned()) } else { Content::Blank }
            };
            for (code, e) in &entries {
                lines.push(sub(main, Part::Option((*code).to_owned()), e.clone(), Input::Tick, tick(code)));
            }
            for code in ticked.iter().filter(|c| q.option(c).is_none()) {
                lines.push(sub(main, Part::Option((*code).to_owned()), (*code).to_owned(), Input::Tick, tick(code)));
            }
        }
        Kind::Number => number(main, &mut lines, q, value, list(), cx),
        Kind::Date => {
            main.input = Input::Date;
            main.content = match value {
                None => Content::Blank,
                Some(Value::Date(d)) if is_excel_date(*d) => Content::Date(*d),
                Some(v) => words(v),
            };
        }
        Kind::Text | Kind::DateRange | Kind::Contact | Kind::File | Kind::Links => {
            main.input = Input::Text;
            main.content = value.map_or(Content::Blank, words);
        }
    }
    if let Some(sheet) = cx.table_sheets.get(q.id.as_str()) {
        if main.part == Part::Details {
            main.link = Some(sheet.clone());
        } else {
            main.source = fill(W::SeeSheet, lang, &[sheet]);
        }
    }
    lines
}

/// A number: in the answer cell, or below it where the form asks how exact it is.
fn number<'a>(
    main: &mut Line<'a>,
    lines: &mut Vec<Line<'a>>,
    q: &'a Question,
    value: Option<&Value>,
    list: Input,
    cx: &Cx<'a>,
) {
    let (qualifier, n, unit) = match value {
        Some(Value::Number { qualifier, number, unit }) => (qualifier.as_deref(), *number, unit.clone()),
        Some(Value::Code(c)) => (Some(c.as_str()), None, q.unit.clone()),
        _ => (None, None, q.unit.clone()),
    };
    let content = match (n, value) {
        (Some(n), _) if n.is_finite() => Content::Number(n),
        (Some(n), _) => Content::Text(n.to_string()),
        (None, Some(v @ (Value::Text(_) | Value::Date(_) | Value::Codes(_)))) => {
            Content::Text(clean(&super::value_words(v, q, cx.lang)))
        }
        (None, _) => Content::Blank,
    };
    let differs = value.is_some() && unit != q.unit;
    let part = Part::Number(differs.then(|| unit.clone().unwrap_or_default()));
    let unit = unit.filter(|u| !u.is_empty());
    if q.options.is_empty() && qualifier.is_none() {
        main.part = part;
        main.input = Input::Number;
        main.content = content;
        if let Some(u) = unit {
            main.label.push_str(&format!(" ({u})"));
        }
        return;
    }
    main.part = Part::Qualifier;
    main.input = if q.options.is_empty() { Input::Text } else { list };
    main.content = qualifier.map_or(Content::Blank, |code| {
        let entries = own::entries(q, cx.lang);
        Content::Text(entries.into_iter().find(|(c, _)| *c == code).map_or(code.to_owned(), |(_, e)| e))
    });
    let label = match unit {
        Some(u) => format!("{} ({u})", cx.word(W::NumberLine)),
        None => cx.word(W::NumberLine).to_owned(),
    };
    let mut line = sub(main, part, label, Input::Number, content);
    line.prompt = cx.word(W::PromptNumber).to_owned();
    lines.push(line);
}

fn column_line<'a>(main: &Line<'a>, n: usize, c: &Column, text: &str, lang: crate::model::Lang) -> Line<'a> {
    let (input, content) = typed(c.kind, text);
    let heading = c.text.get(lang);
    let label = if heading.is_empty() { c.code.clone() } else { heading.to_owned() };
    sub(main, Part::Column(n, c.code.clone(), 0), label, input, content)
}

/// A cell of a column: numbers as numbers where nothing of their writing is lost.
pub(super) fn typed(kind: ColumnKind, text: &str) -> (Input, Content) {
    let content = match text.parse::<f64>() {
        _ if text.trim().is_empty() => Content::Blank,
        Ok(n) if kind == ColumnKind::Number && n.is_finite() && crate::model::number_text(n) == text => {
            Content::Number(n)
        }
        _ => Content::Text(clean(text)),
    };
    let input = match kind {
        ColumnKind::Text | ColumnKind::Choice | ColumnKind::Tags => Input::Text,
        ColumnKind::Number => Input::Number,
        ColumnKind::Tick => Input::Tick,
    };
    (input, content)
}

/// What the input messages say.
fn prompts(main: &mut Line, q: &Question, cx: &Cx) {
    let lang = cx.lang;
    let mut limits: Vec<String> = Vec::new();
    if let Some(n) = q.limit_words {
        limits.push(fill(W::PromptWords, lang, &[&n.to_string()]));
    }
    if let Some(n) = q.limit_items {
        limits.push(fill(W::PromptItems, lang, &[&n.to_string()]));
    }
    let mut list: Vec<String> = Vec::new();
    if q.required {
        list.push(cx.word(W::PromptRequired).to_owned());
    }
    if q.prefilled {
        list.push(cx.word(W::PromptSecretariat).to_owned());
    }
    match (&main.input, &main.part) {
        (_, Part::None) => list.push(cx.word(W::PromptNone).to_owned()),
        (_, Part::Qualifier) => list.push(cx.word(W::PromptQualifier).to_owned()),
        (Input::List(_), _) => list.push(cx.word(W::PromptChoose).to_owned()),
        (Input::Number, _) => list.push(cx.word(W::PromptNumber).to_owned()),
        (Input::Date, _) => list.push(cx.word(W::PromptDate).to_owned()),
        _ => {}
    }
    // A limit is the text's: of the answer, or of the details beside a choice.
    if main.input == Input::Text {
        list.append(&mut limits.clone());
    }
    if let Some(c) = &q.condition {
        let on: Vec<String> = c
            .any
            .iter()
            .filter_map(|t| cx.format.question(&t.question))
            .map(|p| printed_number(p, cx.format))
            .collect();
        list.push(fill(W::PromptCondition, lang, &[&on.join(", ")]));
    }
    main.prompt = list.join(" ");
    main.details_prompt = if main.input == Input::Text { String::new() } else { limits.join(" ") };
}

/// What stands beside the answer: proposal, source, standing, what to do, note.
fn describe(main: &mut Line, d: &Draft, q: &Question, cx: &Cx) {
    let lang = cx.lang;
    main.standing = Some(d.standing);
    let (proposal, offer) = proposed(d, cx);
    (main.proposal, main.offer) = (proposal, offer.unwrap_or_default());
    main.confirm = d.standing == Standing::CarriedOver || !main.offer.is_empty();
    let again = d.offered.as_ref().is_some_and(|o| o.made.is_none()) && !main.offer.is_empty();
    let to_do = if is_to_update(d) {
        cx.word(if again { W::DoAgain } else { W::DoUpdate })
    } else if is_conflict(d) && d.standing != Standing::Conflict {
        cx.word(W::DoDisagrees)
    } else if !main.offer.is_empty() {
        cx.word(W::DoTake)
    } else {
        standing(d.standing, lang).to_do
    };
    main.to_do = match d.foreign(lang) {
        Some(from) => fill(W::DoTranslate, lang, &[to_do, from.said_in(lang)]).into(),
        None => to_do.into(),
    };
    main.made = match (&d.made, d.standing) {
        (Some(m), _) => format!("{} {}", m.standing.name(), m.written),
        (None, Standing::Derived | Standing::Composed) => {
            let written = own::fingerprint(d.value.as_ref(), d.details.as_deref(), &d.rows);
            format!("{} {written}", d.standing.name())
        }
        _ => String::new(),
    };
    let source = sources_short(d, cx);
    main.source =
        [source, std::mem::take(&mut main.source)].into_iter().filter(|s| !s.is_empty()).collect::<Vec<_>>().join("\n");
    if is_reused(d.standing) && !d.sources.is_empty() {
        main.note = provenance(d, q, cx);
    }
}

/// The proposal, and what *yes* takes of it as a hidden cell remembers it; `None` where there is nothing to take, or
/// too much for a cell.
fn proposed(d: &Draft, cx: &Cx) -> (String, Option<String>) {
    if let Some(mut remembered) = offer(d, cx) {
        let text = proposal(d, true, cx);
        remembered.seen = proposal_mark(pieces(&text).iter().map(String::as_str));
        let cell = remembered.to_cell();
        if cell.encode_utf16().count() <= super::cells::CELL {
            return (text, Some(cell));
        }
    }
    (proposal(d, false, cx), None)
}

/// What *yes* takes, with the rows it is made of.
fn offer(d: &Draft, cx: &Cx) -> Option<Remembered> {
    let text = d.text.as_deref()?;
    let o = d.offered.as_ref().filter(|o| !o.at.is_empty() && o.at.iter().all(|at| text.is_char_boundary(*at)))?;
    let measures = cx.draft(&format!("{CORE}/{}", list::MEASURES), None).map_or(&[][..], |d| d.rows.as_slice());
    let row = |id: &String| measures.iter().find(|r| r.get(column::ID) == Some(id)).map(row_mark).unwrap_or_default();
    let value = o.value.clone().map(|v| match v {
        Value::Text(t) => Value::Text(clean(&t)),
        v => v,
    });
    let columns = o.columns.iter().map(|r| r.iter().map(|(c, t)| (c.clone(), clean(t))).collect()).collect();
    let offered = Offered { value, details: o.details.as_deref().map(clean), columns, ..o.clone() };
    Some(Remembered { rows: o.measures.iter().map(row).collect(), offered, seen: String::new() })
}

/// The proposal: the text of the draft; where it has none, or only one source's words, a block for
/// each source under its name.
fn proposal(d: &Draft, takeable: bool, cx: &Cx) -> String {
    let mut text = d.text.clone().unwrap_or_default();
    for at in d.offered.iter().filter(|_| takeable).flat_map(|o| o.at.iter().rev()) {
        text.insert_str(*at, &format!("{SIGN} {}\n", cx.word(W::YesTakes)));
    }
    let text = clean(&text);
    let own = text.trim();
    let beside: Vec<_> = d.sources.iter().filter(|s| is_beside(s, d) && !s.says.trim().is_empty()).collect();
    if !own.is_empty() && !beside.iter().any(|s| clean(&s.says).trim() == own) {
        return own.to_owned();
    }
    let block = |s: &&Source| {
        let last = if s.step == Step::LastCycle { format!(", {}", cx.word(W::LastReport)) } else { String::new() };
        let mut block = format!("▪ {}{last}:\n{}", source_head(s, cx.format, cx.lang), clean(&s.says).trim());
        if !s.reason.trim().is_empty() {
            block.push('\n');
            block.push_str(&fill(W::Why, cx.lang, &[clean(&s.reason).trim()]));
        }
        block
    };
    beside.iter().map(block).collect::<Vec<_>>().join("\n\n")
}

/// The source column: the first two sources, and how many more there are.
fn sources_short(d: &Draft, cx: &Cx) -> String {
    let mut list: Vec<String> = Vec::new();
    for s in d.sources.iter().take(2) {
        let head =
            if s.step == Step::Kept { cx.word(W::OwnFile).to_owned() } else { source_head(s, cx.format, cx.lang) };
        let place =
            [s.file_name(), s.place.as_str()].into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join(", ");
        list.push(if place.is_empty() { head } else { format!("{head}\n{place}") });
    }
    if d.sources.len() > 2 {
        list.push(fill(W::AndMore, cx.lang, &[&(d.sources.len() - 2).to_string(), &cx.sources]));
    }
    super::cut(&clean(&list.join("\n")), 1_000)
}

/// The note on a reused answer: who said what, where, and what was done with it.
fn provenance(d: &Draft, _q: &Question, cx: &Cx) -> String {
    let lang = cx.lang;
    let w = standing(d.standing, lang);
    let mut list: Vec<String> = vec![format!("{} {}: {}", w.symbol, w.name, w.sentence)];
    let in_cell: Vec<_> = d.sources.iter().filter(|s| !is_beside(s, d)).collect();
    for s in in_cell.iter().take(3) {
        let id = s.question.split_once('/').map_or(s.question.as_str(), |(f, _)| f);
        let period = s.period.map(|p| format!(", {p}")).unwrap_or_default();
        let party = s.party.map(|p| format!(", {}", p.name(lang))).unwrap_or_default();
        list.push(format!("\n{}{party}, {}{period}", format_name(id), source_number(s)));
        list.push(format!("{}: {}, {}", cx.word(W::File), s.file, s.place));
        list.push(format!("{}: “{}”", cx.word(W::Says), shorten(&s.says, 240)));
        list.push(format!("{}; {}", relation(&s.relation, lang), step(s.step, lang)));
        if !s.reason.trim().is_empty() {
            list.push(fill(W::Why, lang, &[&shorten(&s.reason, 200)]));
        }
        if !s.confirmed {
            list.push(cx.word(W::NotConfirmed).to_owned());
        }
    }
    if in_cell.len() > 3 {
        list.push(fill(W::AndMore, lang, &[&(in_cell.len() - 3).to_string(), &cx.sources]));
    }
    clean(&list.join("\n"))
}

/// Pushes a line, and further lines for the texts that do not fit a cell.
fn continued<'a>(plan: &mut Plan<'a>, line: Line<'a>, lang: crate::model::Lang) {
    let mut answer = match &line.content {
        Content::Text(t) => pieces(t),
        _ => Vec::new(),
    };
    let details = pieces(&line.details);
    let proposal = pieces(&line.proposal);
    let more = answer.len().max(details.len()).max(proposal.len());
    if more <= 1 {
        plan.lines.push(line);
        return;
    }
    let piece = |list: &[String], n: usize| list.get(n).cloned().unwrap_or_default();
    let is_text = line.input == Input::Text && line.part == Part::Value;
    if let (Part::Column(row, code, _), true) = (&line.part, answer.len() > 1) {
        for (n, piece) in answer.iter().enumerate() {
            let label = if n > 0 { word(W::Continued, lang).to_owned() } else { line.label.clone() };
            let part = Part::Column(*row, code.clone(), n);
            plan.lines.push(Line { part, label, content: Content::Text(piece.clone()), ..line.clone() });
        }
        return;
    }
    if !is_text {
        // No choice and no number is that long: what is beyond a cell is not an answer.
        answer.truncate(1);
    }
    for n in 0..more {
        let mut part = line.clone();
        if n > 0 {
            part = Line {
                level: Level::Sub,
                part: Part::More(n),
                label: word(W::Continued, lang).to_owned(),
                number: String::new(),
                confirm: false,
                offer: String::new(),
                source: String::new(),
                to_do: Cow::Borrowed(""),
                note: String::new(),
                prompt: String::new(),
                details_prompt: String::new(),
                link: None,
                input: if is_text { Input::Text } else { Input::Locked },
                indent: line.indent.saturating_add(1),
                bold: false,
                details_open: line.details_open,
                ..part
            };
        }
        if matches!(line.content, Content::Text(_)) {
            part.content = Content::Text(piece(&answer, n));
        } else if n > 0 {
            part.content = Content::Blank;
        }
        part.details = piece(&details, n);
        part.proposal = piece(&proposal, n);
        plan.lines.push(part);
    }
}
