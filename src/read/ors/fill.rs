//! One respondent's report in the making.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use super::super::Context;
use super::super::book::Cell;
use super::super::fold::fold;
use super::super::notes::Notes;
use super::super::table::{item_id, quote, shown};
use super::super::values;
use super::matcher::Matcher;
use super::translated;
use crate::model::{
    Answer, Arg, Item, Kind, Lang, Level, Origin, Party, Period, Place, Question, Repeat, Report, Sentence, Value,
};
use crate::say;
/// What a respondent gave for one question.
#[derive(Debug, Default)]
pub(in crate::read) struct Given<'t> {
    /// Texts of options, or the text.
    pub(in crate::read) parts: Vec<&'t str>,
    /// Joins the parts in the file; in a text it may be the respondent's own.
    pub(in crate::read) joined: Option<&'t str>,
    /// Texts beside the options.
    pub(in crate::read) others: Vec<&'t str>,
    /// Links.
    pub(in crate::read) urls: Vec<&'t str>,
    /// Names of attached documents.
    pub(in crate::read) docs: Vec<&'t str>,
}

/// What the options of a question made of a text; the same text comes from many respondents.
#[derive(Clone, Default)]
pub(super) struct Chosen {
    pub(super) codes: Vec<String>,
    pub(super) value: Option<Value>,
    pub(super) rest: Vec<String>,
    pub(super) doubt: Option<Sentence>,
}

/// Texts already read for the question at hand, by question and text.
pub(in crate::read) type Memo = HashMap<usize, HashMap<String, ChosenMemo>>;

/// An entry of a [`Memo`].
pub(in crate::read) struct ChosenMemo(Chosen);

pub(super) fn chosen(question: &Question, parts: &[&str]) -> Chosen {
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
pub(in crate::read) struct Fill {
    /// Answers in the order in which they were found; large, and never moved until the end.
    pub(super) answers: Vec<Answer>,
    /// Where the answer to a question for an item is.
    pub(super) at: BTreeMap<(usize, usize), usize>,
    pub(super) items: Vec<Item>,
    pub(super) known: HashMap<String, usize>,
    pub(super) lang: Option<Lang>,
    /// Qualifiers that still need a number, with their place.
    pub(super) open: BTreeMap<(usize, usize), String>,
    pub(in crate::read) documents: usize,
}

/// An item of a repeated section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::read) struct Named {
    /// Its name as the file has it.
    pub(in crate::read) title: String,
}

impl Named {
    pub(super) fn id(&self, repeat: Option<Repeat>) -> String {
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
    pub(in crate::read) fn new(context: &Context) -> Fill {
        Fill::with_room(context, 0)
    }

    /// As [`Fill::new`], with room for so many answers: what grows by and by is copied many times.
    pub(in crate::read) fn with_room(context: &Context, answers: usize) -> Fill {
        let lang = context.options.lang;
        Fill {
            answers: Vec::with_capacity(answers),
            at: BTreeMap::new(),
            items: Vec::new(),
            known: HashMap::new(),
            lang,
            open: BTreeMap::new(),
            documents: 0,
        }
    }

    /// True where nothing was answered.
    pub(in crate::read) fn is_empty(&self) -> bool {
        self.answers.iter().all(Answer::is_blank)
    }

    /// Position of an item in the report plus one; 0: none.
    pub(super) fn item(&mut self, question: &Question, named: Option<&Named>) -> usize {
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

    /// The answer to a question, where there is one already.
    fn answered(&self, q: usize, item: usize) -> Option<&Answer> {
        self.at.get(&(q, item)).and_then(|n| self.answers.get(*n))
    }

    pub(super) fn slot(&mut self, m: &Matcher, q: usize, item: usize, origin: &Origin) -> &mut Answer {
        let next = self.answers.len();
        let place = *self.at.entry((q, item)).or_insert(next);
        if place == next {
            let mut a = Answer::new(m.question(q).map_or("", |q| q.id.as_str()), origin.clone());
            a.item = item.checked_sub(1).and_then(|i| self.items.get(i)).map(|i| i.id.clone());
            a.lang = self.lang;
            self.answers.push(a);
        }
        &mut self.answers[place]
    }

    pub(super) fn details(&mut self, m: &Matcher, q: usize, item: usize, text: &str, origin: &Origin) {
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

    pub(super) fn value(
        &mut self,
        m: &Matcher,
        q: usize,
        item: usize,
        value: Value,
        origin: &Origin,
        notes: &mut Notes,
    ) {
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
                let message = say!(
                    "question {named} is answered twice and differently: {quoted} at {place}, {quoted2} here; the first was used",
                    named = &question.number,
                    quoted = quote(&shown(old)),
                    place = Place(&answer.origin.place),
                    quoted2 = quote(&shown(&new))
                );
                notes.add(
                    Level::Warning,
                    "answered-twice",
                    origin.place.clone(),
                    message,
                    say!("look both answers up in the system and correct the wrong one"),
                );
            }
            (none, new) => *none = Some(new),
        }
    }

    /// Reads what was given for a question.
    #[expect(clippy::too_many_arguments, reason = "one respondent, one question, and where both stand")]
    pub(in crate::read) fn answer(
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
            let open = self.answered(q, item).is_none_or(|a| a.value.is_none());
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

    /// A text that is the whole answer to a question of text.
    pub(in crate::read) fn whole(
        &mut self,
        m: &Matcher,
        q: usize,
        named: Option<&Named>,
        text: String,
        origin: &Origin,
        notes: &mut Notes,
    ) {
        let Some(question) = m.question(q) else { return };
        let item = self.item(question, named);
        if !text.is_empty() {
            self.value(m, q, item, Value::Text(text), origin, notes);
        }
    }

    pub(super) fn text(
        &mut self,
        m: &Matcher,
        q: usize,
        item: usize,
        given: &Given,
        origin: &Origin,
        notes: &mut Notes,
    ) {
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
        let lang = Lang::of_text(&original);
        self.value(m, q, item, Value::Text(original), origin, notes);
        let answer = self.slot(m, q, item, origin);
        answer.lang = lang;
        answer.english = Some(english).filter(|e| !e.is_empty());
    }

    #[expect(clippy::too_many_arguments, reason = "one respondent, one question, and where both stand")]
    pub(super) fn choice(
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
        let key = match parts {
            [one] => Cow::Borrowed(*one),
            _ => Cow::Owned(parts.join(" # ")),
        };
        let memo = memo.entry(q).or_default();
        let c = match memo.get(key.as_ref()) {
            Some(c) => c.0.clone(),
            None => {
                let c = chosen(question, parts);
                if key.len() <= 400 {
                    memo.insert(key.into_owned(), ChosenMemo(c.clone()));
                }
                c
            }
        };
        if let Some(doubt) = c.doubt {
            self.doubt(question, doubt, origin, notes);
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
                let what = say!("{n} options where one is asked for", n = several.len());
                misfit(question, what, true, origin, notes);
                rest.insert(0, several.join("; "));
                self.details(m, q, item, &rest.join("\n"), origin);
                return;
            }
        }
        if !rest.is_empty() {
            let answered = self.answered(q, item).is_some_and(|a| a.value.is_some());
            if !answered || multi {
                misfit(question, quote(&rest.join("; ")), true, origin, notes);
            }
            self.details(m, q, item, &rest.join("\n"), origin);
        }
    }

    /// A number, its qualifier, or a day. Returns whether anything was understood.
    pub(super) fn figure(
        &mut self,
        m: &Matcher,
        q: usize,
        item: usize,
        text: &str,
        origin: &Origin,
        notes: &mut Notes,
    ) -> bool {
        let Some(question) = m.question(q) else { return false };
        let parsed = values::parse(question, &Cell::Text(text.trim().to_owned()), None);
        let understood = parsed.value.is_some();
        if let Some(v) = parsed.value {
            let qualifier_only = matches!(v, Value::Number { number: None, .. });
            match (qualifier_only, parsed.doubt) {
                // The number may stand in another row or column.
                (true, Some(_)) => {
                    self.open.insert((q, item), origin.place.clone());
                }
                (_, Some(doubt)) => self.doubt(question, doubt, origin, notes),
                _ => {}
            }
            // A number without a qualifier of its own does not change one that was chosen.
            self.value(m, q, item, v, origin, notes);
        } else if !parsed.rest.is_empty() {
            misfit(question, quote(&parsed.rest), true, origin, notes);
        }
        self.details(m, q, item, &parsed.rest, origin);
        understood
    }

    pub(super) fn doubt(&self, question: &Question, doubt: Sentence, origin: &Origin, notes: &mut Notes) {
        notes.add(
            Level::Warning,
            "answer-doubtful",
            origin.place.clone(),
            say!("question {question}: {doubt}", question = name(question), doubt = doubt),
            say!("check the answer"),
        );
    }

    /// The text that an option asks for: the number of a number, else details.
    pub(in crate::read) fn option_text(
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
            if !self.answered(q, item).is_some_and(has) {
                self.figure(m, q, item, text, origin, notes);
                return;
            }
        }
        self.comment(m, q, named, text, origin);
    }

    /// A text in the box of a question.
    pub(in crate::read) fn comment(
        &mut self,
        m: &Matcher,
        q: usize,
        named: Option<&Named>,
        text: &str,
        origin: &Origin,
    ) {
        let Some(question) = m.question(q) else { return };
        let item = self.item(question, named);
        let (english, text) = match translated(text) {
            Some((e, o)) if o.is_empty() => (None, e),
            Some((e, o)) => (Some(e).filter(|e| !e.is_empty()), o),
            None => (None, text.trim().to_owned()),
        };
        self.details(m, q, item, &text, origin);
        if let Some(e) = english {
            let lang = Lang::of_text(&text);
            let answer = self.slot(m, m.box_of(q), item, origin);
            answer.lang = answer.lang.or(lang);
            if answer.english.is_none() {
                answer.english = Some(e);
            }
        }
    }

    /// The report.
    pub(in crate::read) fn finish(
        self,
        m: &Matcher,
        file: &str,
        party: Option<Party>,
        period: Option<Period>,
        notes: &mut Notes,
    ) -> Report {
        for ((q, item), place) in &self.open {
            let open =
                self.answered(*q, *item).is_some_and(|a| matches!(a.value, Some(Value::Number { number: None, .. })));
            if let Some(question) = m.question(*q).filter(|_| open) {
                notes.add(
                    Level::Warning,
                    "answer-doubtful",
                    place.clone(),
                    say!("question {question}: it needs a number, and there is none", question = name(question)),
                    say!("check the answer"),
                );
            }
        }
        let mut report = Report::new(&m.format.id, file);
        report.party = party;
        report.period = period;
        report.lang = self.lang;
        report.items = self.items;
        // In the order of the form: as they stand, where the file has that order too.
        let order: Vec<usize> = self.at.into_values().collect();
        report.answers = self.answers;
        if !order.is_sorted() {
            let mut found: Vec<Option<Answer>> = report.answers.into_iter().map(Some).collect();
            report.answers = order.into_iter().filter_map(|n| found.get_mut(n)?.take()).collect();
        }
        report.answers.retain(|a| !a.is_blank());
        report
    }
}

pub(super) fn name(question: &Question) -> &str {
    if question.number.is_empty() { question.key() } else { &question.number }
}

pub(super) fn misfit(question: &Question, what: impl Into<Arg>, kept: bool, origin: &Origin, notes: &mut Notes) {
    let what: Arg = what.into();
    notes.add(
        Level::Warning,
        "answer-not-an-option",
        origin.place.clone(),
        say!(
            "question {question}: {what} fits no answer the form allows{end}",
            question = name(question),
            what = what,
            end = crate::read::validate::kept(kept)
        ),
        crate::read::validate::wanted(question),
    );
}
