//! What stands in an answer cell, read against the question's own options and kind.

use std::sync::Arc;

use chrono::NaiveDate;

use super::book::Cell;
use super::fold::fold;
use crate::model::{Choice, Kind, Lang, Question, Sentence, Value};
use crate::say;

/// What was made of an answer cell.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Parsed {
    /// The value; `None` where nothing fits.
    pub(super) value: Option<Value>,
    /// Text of the cell that is no part of the value: it belongs into the details.
    pub(super) rest: String,
    /// What a person should look at.
    pub(super) doubt: Option<Sentence>,
}

impl Parsed {
    fn of(value: Value) -> Parsed {
        Parsed { value: Some(value), ..Parsed::default() }
    }

    fn nothing(text: &str) -> Parsed {
        Parsed { value: None, rest: text.trim().to_owned(), doubt: None }
    }
}

/// Common words for an answer in the three languages, beside the option's own text. A word counts
/// only where exactly one option of the question means it. "Not applicable", "not relevant", "no
/// information" and "unknown" are four answers; a word that stands for two of them, such as *sans
/// objet*, is in both lists and counts where the form has only one of the two.
const WORDS: &[(&[&str], &[&str])] = &[
    (&["yes"], &["yes", "oui", "si", "y", "true", "vrai", "verdadero"]),
    (&["no"], &["no", "non", "n", "false", "faux", "falso"]),
    (
        &["partly", "partially"],
        &["partly", "partially", "in part", "partial", "partiellement", "en partie", "parcialmente", "en parte"],
    ),
    (&["fully"], &["fully", "completely", "entierement", "pleinement", "completamente", "plenamente", "totalmente"]),
    (&["planned"], &["planned", "prevu", "planifie", "planificado", "previsto", "planeado"]),
    (
        &["in-preparation", "in preparation", "under development"],
        &[
            "in preparation",
            "in development",
            "under development",
            "en preparation",
            "en cours d elaboration",
            "en preparacion",
            "en desarrollo",
            "en elaboracion",
        ],
    ),
    (&["in-progress", "in progress"], &["in progress", "ongoing", "en cours", "en curso", "en proceso"]),
    (
        &["unknown"],
        &[
            "unknown",
            "not known",
            "do not know",
            "don t know",
            "inconnu",
            "non connu",
            "ne sait pas",
            "je ne sais pas",
            "desconocido",
            "se desconoce",
            "no se sabe",
            "no sabe",
            "no se conoce",
        ],
    ),
    (
        &["no-information", "no information"],
        &[
            "no information",
            "no info",
            "no information available",
            "information not available",
            "aucune information",
            "pas d information",
            "pas d info",
            "sans information",
            "information non disponible",
            "sin informacion",
            "sin info",
            "no hay informacion",
            "ninguna informacion",
            "informacion no disponible",
        ],
    ),
    (
        &["not-applicable", "not applicable"],
        &[
            "not applicable",
            "n a",
            "na",
            "sans objet",
            "s o",
            "so",
            "non applicable",
            "no aplicable",
            "no aplica",
            "no procede",
            "n p",
        ],
    ),
    (
        &["not-relevant", "not relevant"],
        &[
            "not relevant",
            "irrelevant",
            "non pertinent",
            "sans objet",
            "s o",
            "so",
            "no pertinente",
            "no corresponde",
            "no es pertinente",
        ],
    ),
    (&["exact"], &["exact", "exactly", "exactement", "exactamente", "exacto"]),
    (
        &["less-than", "less than"],
        &["less than", "fewer than", "under", "below", "moins de", "menos de", "inferieur a", "inferior a"],
    ),
    (&["more-than", "more than"], &["more than", "over", "above", "plus de", "mas de", "superieur a", "superior a"]),
    (&["severe"], &["severe", "severa", "severo", "grave"]),
    (&["moderate"], &["moderate", "moderee", "modere", "moderada", "moderado"]),
    (&["low"], &["low", "faible", "baja", "bajo", "leve"]),
    (&["priority-high"], &["high", "haute", "elevee", "alta"]),
    (&["priority-medium"], &["medium", "moyenne", "media"]),
    (&["priority-low"], &["low", "faible", "basse", "baja"]),
];

/// Meanings whose words people write over ticked columns.
const HEAD: &[&str] = &[
    "yes",
    "no",
    "partly",
    "planned",
    "in-preparation",
    "in-progress",
    "unknown",
    "no-information",
    "not-applicable",
    "not-relevant",
];

/// True where a folded text is a common word for an answer that heads a ticked column.
pub(super) fn heads_ticks(folded: &str) -> bool {
    (folded.len() > 1 && folded != "so")
        && WORDS.iter().any(|(meanings, words)| HEAD.contains(&meanings[0]) && words.contains(&folded))
}

/// By what an option is known, folded.
#[derive(Default)]
struct Names {
    code: String,
    english: String,
    /// Its text in each language, without a code before it and without a bracket behind it.
    texts: Vec<String>,
}

impl Names {
    fn of(option: &Choice) -> Names {
        let code = fold(&option.code);
        let mut texts = Vec::new();
        for (_, text) in option.text.iter() {
            let bare = text.split(['(', '[']).next().unwrap_or(text);
            for t in std::iter::once(text).chain((bare != text).then_some(bare)) {
                texts.push(fold(&t.replace('#', "")));
                if let Some((before, label)) = coded(t)
                    && fold(before) == code
                {
                    texts.push(fold(label));
                }
            }
        }
        texts.retain(|n| !n.is_empty());
        texts.sort();
        texts.dedup();
        Names { code, english: fold(&option.text.en.replace('#', "")), texts }
    }
}

/// The names of an option, kept with it: every answer is compared with all options of its question.
fn names(option: &Choice) -> Arc<Names> {
    let kept = option.memo.get_or_init(|| Arc::new(Names::of(option)));
    Arc::clone(kept).downcast().unwrap_or_default()
}

fn means(option: &Choice, meanings: &[&str]) -> bool {
    meanings.iter().any(|m| option.meaning.as_str() == *m || names(option).english == fold(m))
}

/// `A=Yes`, `A - Yes`, `A: Yes`, `A) Yes`, `1. Little`: code and label.
pub(crate) fn coded(text: &str) -> Option<(&str, &str)> {
    let text = text.trim();
    let end = text.find(|c: char| !(c.is_alphanumeric() || c == '_'))?;
    let (code, rest) = text.split_at(end);
    let after = rest.trim_start();
    // "1 (severe)".
    if let Some(inner) = after.strip_prefix('(').and_then(|r| r.trim_end().strip_suffix(')')) {
        return (code.chars().count() <= 2 && !code.is_empty() && !inner.trim().is_empty())
            .then_some((code, inner.trim()));
    }
    let label = after.strip_prefix(['=', ':', ')', '.', '-', '\u{2013}', '\u{2014}', '\u{2010}', '\u{2011}', ','])?;
    (code.chars().count() <= 2 && !code.is_empty() && !label.trim().is_empty()).then_some((code, label.trim()))
}

/// The option a text is, wholly: its code, its text, both, or a common word for it.
pub(super) fn option<'a>(question: &'a Question, text: &str) -> Option<&'a Choice> {
    find(&question.options, text)
}

fn find<'a>(options: &'a [Choice], text: &str) -> Option<&'a Choice> {
    let plain = text.trim().trim_end_matches(['.', ';', ':']).trim();
    // "Yes?" is a question of the person who fills in, not an answer.
    if plain.is_empty() || plain.contains('?') {
        return None;
    }
    if let Some(o) = options.iter().find(|o| o.code == plain) {
        return Some(o);
    }
    let folded = fold(plain);
    if folded.is_empty() {
        return None;
    }
    let one = |mut found: Box<dyn Iterator<Item = &'a Choice> + '_>| {
        let first = found.next()?;
        found.next().is_none().then_some(first)
    };
    if let Some(o) = one(Box::new(options.iter().filter(|o| names(o).code == folded))) {
        return Some(o);
    }
    if let Some(o) = one(Box::new(options.iter().filter(|o| names(o).texts.contains(&folded)))) {
        return Some(o);
    }
    if let Some((code, label)) = coded(plain)
        && let Some(o) = options.iter().find(|o| names(o).code == fold(code))
    {
        // A letter with the text of another option is neither.
        let label = fold(label);
        let same = names(o).texts.contains(&label)
            || word(options, &label).is_some_and(|w| w.code == o.code)
            || begins(options, &label, 1).is_some_and(|w| w.code == o.code)
            || within(options, &label).is_some_and(|w| w.code == o.code);
        return same.then_some(o);
    }
    word(options, &folded).or_else(|| begins(options, &folded, 3))
}

fn word<'a>(options: &'a [Choice], folded: &str) -> Option<&'a Choice> {
    let mut found: Option<&Choice> = None;
    for (meanings, _) in WORDS.iter().filter(|(_, words)| words.contains(&folded)) {
        for o in options.iter().filter(|o| means(o, meanings)) {
            if found.is_some_and(|f| f.code != o.code) {
                return None;
            }
            found = Some(o);
        }
    }
    found
}

/// The only option whose text begins with these words: "No, amendments are needed" of a longer text.
fn begins<'a>(options: &'a [Choice], folded: &str, least: usize) -> Option<&'a Choice> {
    if folded.split(' ').count() < least || folded.is_empty() {
        return None;
    }
    let mut fit = options.iter().filter(|o| {
        names(o).texts.iter().any(|n| n.strip_prefix(folded).is_some_and(|r| r.is_empty() || r.starts_with(' ')))
    });
    let first = fit.next()?;
    fit.next().is_none().then_some(first)
}

/// The only option whose text holds all these words: "deteriorated" of "status deteriorated". Only
/// used beside the option's code, as a second witness.
fn within<'a>(options: &'a [Choice], folded: &str) -> Option<&'a Choice> {
    let words = super::matching::stems(folded);
    if words.is_empty() {
        return None;
    }
    let mut fit = options.iter().filter(|o| names(o).texts.iter().any(|n| words.is_subset(&super::matching::stems(n))));
    let first = fit.next()?;
    fit.next().is_none().then_some(first)
}

/// True where a cell under an option's heading is ticked; `None` where it holds something else.
pub(super) fn ticked(cell: &Cell) -> Option<bool> {
    match cell {
        Cell::Bool(b) => Some(*b),
        Cell::Number(n) if *n == 1.0 => Some(true),
        Cell::Number(n) if *n == 0.0 => Some(false),
        Cell::Text(t) => {
            let t = t.trim();
            if is_tick(t) {
                return Some(true);
            }
            match fold(t).as_str() {
                "x" | "xx" | "1" | "true" | "vrai" | "verdadero" | "v" | "yes" | "oui" | "si" => Some(true),
                "0" | "false" | "faux" | "falso" | "no" | "non" => Some(false),
                "" if matches!(t, "-" | "\u{2013}" | "\u{2014}" | "\u{2610}" | "\u{25a1}" | "") => Some(false),
                _ => None,
            }
        }
        _ => None,
    }
}

/// True where a cell says in words that an option does not hold, and is not just an empty box.
pub(super) fn denied(cell: &Cell) -> bool {
    match cell {
        Cell::Bool(b) => !b,
        Cell::Number(n) => *n == 0.0,
        Cell::Text(t) => matches!(fold(t).as_str(), "0" | "no" | "non" | "false" | "faux" | "falso"),
        _ => false,
    }
}

pub(super) const TICKS: [char; 9] =
    ['\u{2611}', '\u{2612}', '\u{2713}', '\u{2714}', '\u{2717}', '\u{2718}', '\u{25a0}', '\u{25cf}', '\u{2715}'];
pub(super) const BLANKS: [char; 4] = ['\u{2610}', '\u{25a1}', '\u{25cb}', '\u{25a2}'];

fn is_tick(t: &str) -> bool {
    let t = t.trim_end_matches('\u{fe0f}');
    t.chars().count() == 1 && t.chars().all(|c| TICKS.contains(&c)) || t == "[x]" || t == "[X]" || t == "(x)"
}

/// `☑ Yes ☐ No`: the texts behind the ticked boxes; `None` where there are no boxes.
fn boxed(text: &str) -> Option<Vec<String>> {
    let text = text.replace("[x]", "\u{2611}").replace("[X]", "\u{2611}").replace("[ ]", "\u{2610}");
    if !text.contains(|c| TICKS.contains(&c) || BLANKS.contains(&c)) {
        return None;
    }
    let mut found = Vec::new();
    let mut rest = text.as_str();
    while let Some(p) = rest.find(|c| TICKS.contains(&c) || BLANKS.contains(&c)) {
        let mark = rest[p..].chars().next()?;
        let after = &rest[p + mark.len_utf8()..];
        let end = after.find(|c| TICKS.contains(&c) || BLANKS.contains(&c)).unwrap_or(after.len());
        if TICKS.contains(&mark) {
            found.push(after[..end].trim_matches(|c: char| c.is_whitespace() || c == '\u{fe0f}').to_owned());
        }
        rest = &after[end..];
    }
    Some(found)
}

/// Reads an answer cell for a question.
pub(super) fn parse(question: &Question, cell: &Cell, lang: Option<Lang>) -> Parsed {
    let text = cell.text();
    if text.is_empty() {
        return Parsed::default();
    }
    match question.kind {
        Kind::Single | Kind::YesNo | Kind::Indicator => single(question, &text),
        Kind::Multi => multi(question, &text),
        Kind::Number => number(question, cell, lang),
        Kind::Date => date(cell, &text),
        Kind::Text | Kind::DateRange | Kind::Contact | Kind::File | Kind::Links => Parsed::of(Value::Text(text)),
        Kind::Heading | Kind::Table => Parsed::nothing(&text),
    }
}

fn single(question: &Question, text: &str) -> Parsed {
    if let Some(marked) = boxed(text) {
        return match &marked[..] {
            [one] => match option(question, one) {
                Some(o) => Parsed::of(Value::Code(o.code.clone())),
                None => Parsed::nothing(text),
            },
            [] => Parsed::default(),
            _ => Parsed::nothing(text),
        };
    }
    if let Some(o) = option(question, text) {
        return Parsed::of(Value::Code(o.code.clone()));
    }
    // "Yes. A new law was adopted": an option, then a sentence. A comma does not end the option,
    // because "No, but planned" is not "No".
    for (i, c) in text.char_indices() {
        if i > 160 {
            break;
        }
        let after = &text[i + c.len_utf8()..];
        let ends = matches!(c, '\n' | ';')
            || (matches!(c, '.' | ':') && after.starts_with(char::is_whitespace))
            || (matches!(c, '-' | '\u{2013}' | '\u{2014}')
                && after.starts_with(char::is_whitespace)
                && text[..i].ends_with(char::is_whitespace));
        if ends
            && !after.trim().is_empty()
            && let Some(o) = option(question, &text[..i])
        {
            // "A - No" where A says yes: nobody can tell which was meant.
            if option(question, after.trim()).is_some_and(|other| other.code != o.code) {
                return Parsed::nothing(text);
            }
            return Parsed {
                value: Some(Value::Code(o.code.clone())),
                rest: after.trim().to_owned(),
                doubt: Some(say!("read as {code} with a comment", code = &o.code)),
            };
        }
    }
    Parsed::nothing(text)
}

fn multi(question: &Question, text: &str) -> Parsed {
    if let Some(o) = option(question, text) {
        return Parsed::of(Value::Codes(vec![o.code.clone()]));
    }
    let lines: Vec<String> = boxed(text).unwrap_or_else(|| {
        text.split(['\n', ';', '\u{2022}']).map(|p| p.trim().to_owned()).filter(|p| !p.is_empty()).collect()
    });
    let mut codes: Vec<String> = Vec::new();
    let mut rest: Vec<String> = Vec::new();
    for line in lines {
        let line = line.trim_start_matches(['-', '\u{2013}', '*', ' ']).trim_end_matches(',');
        if let Some(o) = option(question, line) {
            codes.push(o.code.clone());
            continue;
        }
        // A comma parts options only where every part is one: texts of options hold commas too.
        let parts: Vec<&str> = line.split(',').map(str::trim).filter(|p| !p.is_empty()).collect();
        let all: Option<Vec<&Choice>> = parts.iter().map(|p| option(question, p)).collect();
        if parts.len() > 1
            && let Some(all) = all
        {
            codes.extend(all.into_iter().map(|o| o.code.clone()));
            continue;
        }
        // "Other: fences": the option, and what it is.
        if let Some((head, tail)) = line.split_once(':')
            && let Some(o) = option(question, head)
        {
            codes.push(o.code.clone());
            rest.push(tail.trim().to_owned());
            continue;
        }
        rest.push(line.to_owned());
    }
    let rest = rest.join("\n");
    if codes.is_empty() {
        return Parsed::nothing(text);
    }
    let codes = in_order(question, &codes);
    let doubt = (!rest.is_empty())
        .then(|| say!("read as {codes}; \"{rest}\" is none of the options", codes = codes.join(", "), rest = &rest));
    Parsed { value: Some(Value::Codes(codes)), rest, doubt }
}

/// Codes once each, in the order of the form.
pub(super) fn in_order(question: &Question, codes: &[String]) -> Vec<String> {
    question.options.iter().filter(|o| codes.contains(&o.code)).map(|o| o.code.clone()).collect()
}

/// A number as people write it, the text behind it, and whether its separator is ambiguous.
pub(super) fn figure(text: &str, lang: Option<Lang>) -> Option<(f64, String, bool)> {
    let text = text.trim();
    let space = |c: char| matches!(c, ' ' | '\u{a0}' | '\u{2009}' | '\u{202f}' | '\u{2007}' | '\'' | '\u{2019}');
    let chars: Vec<char> = text.chars().collect();
    let mut end = 0;
    while end < chars.len() {
        let c = chars[end];
        let digit_next = chars.get(end + 1).is_some_and(char::is_ascii_digit);
        let group_next = (1..=3).all(|k| chars.get(end + k).is_some_and(char::is_ascii_digit))
            && !chars.get(end + 4).is_some_and(char::is_ascii_digit);
        let sign = end == 0 && matches!(c, '-' | '\u{2212}' | '+') && digit_next;
        let inside = end > 0 && chars[end - 1].is_ascii_digit();
        if c.is_ascii_digit()
            || sign
            || (inside && ((matches!(c, '.' | ',') && digit_next) || (space(c) && group_next)))
        {
            end += 1;
        } else {
            break;
        }
    }
    let body: String =
        chars[..end].iter().filter(|c| !space(**c)).map(|c| if *c == '\u{2212}' { '-' } else { *c }).collect();
    if !body.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let rest: String = chars[end..].iter().collect::<String>().trim().to_owned();
    let (dots, commas) = (body.matches('.').count(), body.matches(',').count());
    let last = body.rfind(['.', ',']);
    let three = last.is_some_and(|p| body.len() - p - 1 == 3);
    let mut doubt = false;
    let decimal = match (dots, commas) {
        (0, 0) => None,
        (d, c) if d > 0 && c > 0 => {
            last.and_then(|p| body[p..].chars().next()).filter(|m| body.matches(*m).count() == 1)
        }
        (d, c) if d + c > 1 => None,
        (1, 0) if three && !body.starts_with('0') => {
            doubt = lang.is_none();
            (lang != Some(Lang::Es)).then_some('.')
        }
        (0, 1) if three && !body.starts_with('0') => {
            doubt = lang.is_none();
            matches!(lang, Some(Lang::Fr | Lang::Es)).then_some(',')
        }
        (1, 0) => Some('.'),
        _ => Some(','),
    };
    let plain: String = body
        .chars()
        .filter_map(|c| match c {
            '.' | ',' if Some(c) == decimal => Some('.'),
            '.' | ',' | '+' => None,
            c => Some(c),
        })
        .collect();
    let n = plain.parse::<f64>().ok().filter(|n| n.is_finite())?;
    Some((n, rest, doubt))
}

/// True where what stands behind a figure makes a range or a choice of it.
fn goes_on(rest: &str) -> bool {
    let rest = rest.trim_start_matches(['%', ' ', '\u{a0}']);
    let after = match rest.strip_prefix(['-', '\u{2013}', '\u{2014}', '/', '~']) {
        Some(after) => after,
        None => match rest.split_once(' ') {
            Some((w, after))
                if matches!(fold(w).as_str(), "to" | "or" | "ou" | "o" | "a" | "y" | "et" | "and" | "u") =>
            {
                after
            }
            _ => return false,
        },
    };
    after.trim_start().starts_with(|c: char| c.is_ascii_digit())
}

fn number(question: &Question, cell: &Cell, lang: Option<Lang>) -> Parsed {
    let exact =
        || question.options.iter().find(|o| means(o, &["exact", "# (exact)", "exact number"])).map(|o| o.code.clone());
    if let Cell::Number(n) = cell {
        return Parsed::of(Value::Number { qualifier: exact(), number: Some(*n), unit: None });
    }
    let text = cell.text();
    if let Some(o) = option(question, &text) {
        // A qualifier that needs a number is no answer without one.
        let needs = means(o, &["exact", "less-than", "less than", "more-than", "more than"]);
        return Parsed {
            value: Some(Value::Number { qualifier: Some(o.code.clone()), number: None, unit: None }),
            rest: String::new(),
            doubt: needs.then(|| say!("it needs a number, and there is none")),
        };
    }
    let start = text.find(|c: char| c.is_ascii_digit()).unwrap_or(text.len());
    // A minus belongs to the number, a dash before it does not.
    let start = if start > 0 && text[..start].ends_with('-') && text[..start - 1].trim().is_empty() {
        start - 1
    } else {
        start
    };
    let (before, body) = text.split_at(start);
    let Some((n, rest, ambiguous)) = figure(body, lang) else { return Parsed::nothing(&text) };
    // "40-50", "2 or 3": no figure of its own. "1,234": thousands or decimals.
    if ambiguous || goes_on(&rest) {
        return Parsed::nothing(&text);
    }
    let sign = before.trim().trim_end_matches(['=', ':', '-', '#']).trim();
    let qualifier = match sign {
        "" => exact(),
        "<" => by_meaning(question, &["less-than", "less than"]),
        ">" => by_meaning(question, &["more-than", "more than"]),
        s => match option(question, s).or_else(|| coded(s).and_then(|(c, _)| option(question, c))) {
            Some(o) => Some(o.code.clone()),
            None => return Parsed::nothing(&text),
        },
    };
    if qualifier.is_none() && !sign.is_empty() {
        return Parsed::nothing(&text);
    }
    let unit_of = |r: &str| {
        let r = fold(r);
        question.unit.as_deref().is_some_and(|u| fold(u) == r)
            || matches!(r.as_str(), "km2" | "ha" | "km" | "hectares" | "sites" | "percent" | "per cent")
    };
    let is_unit = rest == "%" || unit_of(&rest);
    let doubt = if !rest.is_empty() && !is_unit {
        Some(say!("read as {n} with a comment", n = crate::model::number_text(n)))
    } else {
        None
    };
    Parsed {
        value: Some(Value::Number { qualifier, number: Some(n), unit: is_unit.then(|| rest.clone()) }),
        rest: if is_unit { String::new() } else { rest },
        doubt,
    }
}

fn by_meaning(question: &Question, meanings: &[&str]) -> Option<String> {
    question.options.iter().find(|o| means(o, meanings)).map(|o| o.code.clone())
}

fn date(cell: &Cell, text: &str) -> Parsed {
    if let Cell::Date(d) = cell {
        return Parsed::of(Value::Date(*d));
    }
    match day(text) {
        Some((d, doubtful)) => Parsed {
            value: Some(Value::Date(d)),
            rest: String::new(),
            doubt: doubtful.then(|| say!("\"{text}\" was read as {d}, the day first", text = &text, d = &d)),
        },
        None => Parsed::nothing(text),
    }
}

const MONTHS: [&[&str]; 12] = [
    &["jan", "janv", "ene"],
    &["feb", "fev", "fevr"],
    &["mar", "mars"],
    &["apr", "avr", "abr"],
    &["may", "mai"],
    &["jun", "juin"],
    &["jul", "juil"],
    &["aug", "aout", "ago"],
    &["sep", "sept"],
    &["oct"],
    &["nov"],
    &["dec", "dic"],
];

fn month(word: &str) -> Option<u32> {
    let known = |m: &&[&str]| m.iter().any(|p| word == *p || (word.len() > 3 && word.starts_with(p)));
    MONTHS.iter().position(known).and_then(|p| u32::try_from(p + 1).ok())
}

/// A day written as text, and whether day and month could be the other way round.
pub(super) fn day(text: &str) -> Option<(NaiveDate, bool)> {
    let folded = fold(text);
    let mut words: Vec<&str> = folded
        .split(' ')
        .filter(|w| !matches!(*w, "de" | "del" | "of" | "the" | "le" | "el" | "st" | "nd" | "rd" | "th"))
        .collect();
    // A time of day behind the date is dropped.
    if words.len() > 3 {
        words.truncate(3);
    }
    let [a, b, c] = words[..] else { return None };
    let figure = |w: &str| w.trim_end_matches(|c: char| c.is_ascii_alphabetic()).parse::<u32>().ok();
    let year = |w: &str| (w.len() == 4).then(|| w.parse::<i32>().ok()).flatten();
    if let Some(y) = year(a) {
        return NaiveDate::from_ymd_opt(y, figure(b).or_else(|| month(b))?, figure(c.split('t').next()?)?)
            .map(|d| (d, false));
    }
    let y = year(c)?;
    if let Some(m) = month(b) {
        return NaiveDate::from_ymd_opt(y, m, figure(a)?).map(|d| (d, false));
    }
    if let Some(m) = month(a) {
        return NaiveDate::from_ymd_opt(y, m, figure(b)?).map(|d| (d, false));
    }
    let (d, m) = (figure(a)?, figure(b)?);
    if m > 12 {
        return NaiveDate::from_ymd_opt(y, d, m).map(|d| (d, false));
    }
    NaiveDate::from_ymd_opt(y, m, d).map(|date| (date, d <= 12 && d != m))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_as_people_write_them() {
        for (text, lang, n, doubt) in [
            ("120", None, 120.0, false),
            ("1 234 567", None, 1_234_567.0, false),
            ("1\u{202f}234,5", None, 1234.5, false),
            ("1,234.5", None, 1234.5, false),
            ("1.234,5", None, 1234.5, false),
            ("1,234,567", None, 1_234_567.0, false),
            ("12,5", None, 12.5, false),
            ("0,125", None, 0.125, false),
            ("1,234", None, 1234.0, true),
            ("1,234", Some(Lang::Fr), 1.234, false),
            ("1.234", Some(Lang::Es), 1234.0, false),
            ("\u{2212}3.5", None, -3.5, false),
        ] {
            assert_eq!(figure(text, lang), Some((n, String::new(), doubt)), "{text}");
        }
        assert_eq!(figure("45 % of sites", None), Some((45.0, "% of sites".to_owned(), false)));
        assert_eq!(figure("about 5", None), None);
    }

    #[test]
    fn days_as_people_write_them() {
        let d = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).expect("a day");
        for (text, day_, doubt) in [
            ("2024-02-29", d(2024, 2, 29), false),
            ("2024-02-29T10:00:00", d(2024, 2, 29), false),
            ("28-Feb-2026 18:58", d(2026, 2, 28), false),
            ("31 December 2020", d(2020, 12, 31), false),
            ("1er f\u{e9}vrier 2021", d(2021, 2, 1), false),
            ("3 de abril de 2021", d(2021, 4, 3), false),
            ("March 5, 2021", d(2021, 3, 5), false),
            ("25/12/2021", d(2021, 12, 25), false),
            ("03/04/2021", d(2021, 4, 3), true),
        ] {
            assert_eq!(day(text), Some((day_, doubt)), "{text}");
        }
        assert_eq!(day("2021"), None);
        assert_eq!(day("31/31/2021"), None);
    }
}
