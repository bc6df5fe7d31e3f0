//! Reads the lines of a rule: `any support: subjects has wetlands; period overlaps report`.

use super::{Gives, Is, Join, Need, Rows, Rule, Test};
use crate::crosswalk::raw::RawRule;
use crate::model::Labels;

/// What separates the rows of a text where the rule says nothing.
const NEW_LINE: &str = "\n";

/// A rule, or what is wrong with it.
pub(super) fn rule(raw: &RawRule, place: (String, u64)) -> Result<Rule, String> {
    let needs = raw.when.iter().map(|w| need(w)).collect::<Result<Vec<_>, _>>()?;
    let likely = match raw.certainty.as_str() {
        "" | "certain" => false,
        "likely" => true,
        other => return Err(format!("\"{other}\" is not a certainty (certain, likely)")),
    };
    let mut gives = Vec::new();
    if !raw.option.is_empty() {
        gives.push(Gives::Option(raw.option.clone()));
    }
    if !raw.count.is_empty() {
        let qualifier = Some(raw.qualifier.clone()).filter(|q| !q.is_empty());
        gives.push(Gives::Count { rows: parse_rows(&raw.count)?, qualifier });
    }
    let rows = if raw.rows.is_empty() { None } else { Some(parse_rows(&raw.rows)?) };
    if !raw.columns.is_empty() {
        let Some(rows) = rows.clone() else { return Err("columns need rows".to_owned()) };
        let columns = raw.columns.iter().map(|(c, p)| (c.clone(), p.clone())).collect();
        gives.push(Gives::Table { rows, columns });
    }
    if !raw.text.is_empty() {
        let join = match raw.join.as_str() {
            "" => Join::With(NEW_LINE.to_owned()),
            "only" => Join::Only,
            with => Join::With(with.to_owned()),
        };
        gives.push(Gives::Text { rows, pattern: raw.text.clone(), join });
    }
    let reason = Labels { en: raw.reason.en.clone(), fr: raw.reason.fr.clone(), es: raw.reason.es.clone() };
    match (gives.pop(), gives.is_empty()) {
        (Some(gives), true) => Ok(Rule { to: raw.to.clone(), gives, needs, likely, reason, place }),
        (Some(_), false) => Err("a rule gives one thing: option, count, columns or text".to_owned()),
        (None, _) => Err("the rule gives nothing: write option, count, columns or text".to_owned()),
    }
}

fn need(line: &str) -> Result<Need, String> {
    let line = line.trim();
    let (word, rest) = line.split_once(' ').map_or((line, ""), |(w, r)| (w, r.trim()));
    match word {
        "any" => Ok(Need::Any(parse_rows(rest)?)),
        "none" => Ok(Need::None(parse_rows(rest)?)),
        "all" => {
            let (rows, tests) = rest.split_once("->").ok_or_else(|| format!("\"{line}\" needs -> and tests"))?;
            Ok(Need::All(parse_rows(rows)?, split_tests(tests, ';')?))
        }
        "complete" if !rest.is_empty() => Ok(Need::Complete(rest.to_owned())),
        "fact" => {
            let words: Vec<&str> = rest.split_whitespace().collect();
            let (name, not, yes) = match words[..] {
                [name, "=", v] => (name, false, v),
                [name, "!=", v] => (name, true, v),
                _ => return Err(format!("\"{line}\" is not a fact (fact recipient = no)")),
            };
            Ok(Need::Fact { name: name.to_owned(), yes: yes == "yes", not })
        }
        "text" => match rest.split_once(' ') {
            Some((name, "filled")) => Ok(Need::Text { name: name.to_owned(), filled: true }),
            Some((name, "empty")) => Ok(Need::Text { name: name.to_owned(), filled: false }),
            Some((name, rest)) if rest.starts_with("mentions ") => {
                let words = list(rest.trim_start_matches("mentions "));
                Ok(Need::Mentions { name: name.to_owned(), words })
            }
            _ => Err(format!("\"{line}\" does not say filled, empty or mentions")),
        },
        "answer" => answer(rest).map(|(question, codes)| Need::Answer { question, codes }),
        "party" if rest.is_empty() => Ok(Need::Party),
        _ => Err(format!("\"{line}\" begins with none of any, none, all, complete, fact, text, answer, party")),
    }
}

/// Reads `support: direction = received; subjects has wetlands`.
///
/// # Errors
/// What is wrong, in words.
pub fn parse_rows(text: &str) -> Result<Rows, String> {
    let (list, tests) = text.split_once(':').unwrap_or((text, ""));
    let list = list.trim();
    if list.is_empty() || list.contains(' ') {
        return Err(format!("\"{}\" does not begin with a register and a colon", text.trim()));
    }
    Ok(Rows { list: list.to_owned(), tests: split_tests(tests, ';')? })
}

/// Tests separated by a sign, but not inside parentheses or quotes.
fn split_tests(text: &str, sign: char) -> Result<Vec<Test>, String> {
    let mut parts = vec![String::new()];
    let (mut depth, mut quoted) = (0usize, false);
    for c in text.chars() {
        match c {
            '"' => quoted = !quoted,
            '(' if !quoted => depth += 1,
            ')' if !quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
        if c == sign && depth == 0 && !quoted {
            parts.push(String::new());
        } else if let Some(last) = parts.last_mut() {
            last.push(c);
        }
    }
    parts.iter().map(|p| p.trim()).filter(|p| !p.is_empty()).map(test).collect()
}

fn test(text: &str) -> Result<Test, String> {
    let (first, rest) = text.split_once(char::is_whitespace).map_or((text, ""), |(f, r)| (f, r.trim()));
    match first {
        "linked" | "unlinked" => {
            let (list, tests) = inside(rest).ok_or_else(|| format!("\"{text}\" needs a register and tests in ()"))?;
            let rows = Rows { list, tests: split_tests(tests, '&')? };
            Ok(Test::Linked { rows, negated: first == "unlinked" })
        }
        "beside" => {
            let (column, tests) = inside(rest).ok_or_else(|| format!("\"{text}\" needs a column and tests in ()"))?;
            Ok(Test::Beside { column, tests: split_tests(tests, '&')? })
        }
        "answer" => answer(rest).map(|(question, codes)| Test::Answer { question, codes }),
        column => Ok(Test::Cell { column: column.to_owned(), is: is(rest).ok_or_else(|| bad_test(text))? }),
    }
}

fn bad_test(text: &str) -> String {
    format!("\"{text}\" is not a test of a column")
}

fn inside(text: &str) -> Option<(String, &str)> {
    let (head, tail) = text.split_once('(')?;
    Some((head.trim().to_owned(), tail.trim().strip_suffix(')')?)).filter(|(h, _)| !h.is_empty())
}

fn is(text: &str) -> Option<Is> {
    let (word, rest) = text.split_once(char::is_whitespace).map_or((text, ""), |(w, r)| (w, r.trim()));
    let some = |values: Vec<String>| if values.is_empty() { None } else { Some(values) };
    match (word, rest) {
        ("filled", "") => Some(Is::Filled),
        ("empty", "") => Some(Is::Empty),
        ("ticked", "") => Some(Is::Ticked),
        ("overlaps", "report") => Some(Is::Overlaps),
        ("by", "report") => Some(Is::ByReport),
        ("starts", "report") => Some(Is::Starts),
        ("is", "item") => Some(Is::Item),
        ("names", "row") => Some(Is::Names(Vec::new())),
        ("since", year) => year.parse().ok().map(Is::Since),
        ("not", _) => {
            let values = rest.strip_prefix("in")?.trim();
            some(list(values)).map(Is::NotIn)
        }
        ("=" | "in", v) => some(list(v)).map(Is::In),
        ("!=", v) => some(list(v)).map(Is::NotIn),
        ("has", v) => some(list(v)).map(Is::Has),
        ("lacks", v) => some(list(v)).map(Is::Lacks),
        ("only", v) => some(list(v)).map(Is::Only),
        ("mentions", v) => some(list(v)).map(Is::Mentions),
        ("omits", v) => some(list(v)).map(Is::Omits),
        ("names", v) => some(list(v)).map(Is::Names),
        _ => None,
    }
}

fn answer(text: &str) -> Result<(String, Vec<String>), String> {
    let bad = || format!("\"{text}\" does not say which answer (answer ramsar-cop14/9.1 in A, C)");
    let (question, codes) = text.split_once(" in ").ok_or_else(bad)?;
    let codes = list(codes);
    if codes.is_empty() || !question.contains('/') { Err(bad()) } else { Ok((question.trim().to_owned(), codes)) }
}

/// Entries separated by commas; quotes keep a comma.
fn list(text: &str) -> Vec<String> {
    let mut found = vec![String::new()];
    let mut quoted = false;
    for c in text.chars() {
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted => found.push(String::new()),
            _ => {
                if let Some(last) = found.last_mut() {
                    last.push(c);
                }
            }
        }
    }
    found.into_iter().map(|t| t.trim().to_owned()).filter(|t| !t.is_empty()).collect()
}
