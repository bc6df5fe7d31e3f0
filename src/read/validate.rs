//! After reading: every value fits its question, or it is named and kept as text, never lost.

use super::table::{quote, shown};
use super::{Context, called};
use crate::model::{Answer, Finding, Kind, Level, Question, Report, Sentence, Value};
use crate::say;

/// Checks the answers of a report against its format and puts them in form order.
pub(super) fn report(report: &mut Report, context: &Context, findings: &mut Vec<Finding>) {
    let Some(format) = context.catalogue.format(&report.format) else { return };
    for answer in &mut report.answers {
        let Some(question) = format.question(&answer.question) else {
            findings.push(
                Finding::new(
                    Level::Warning,
                    "question-unknown",
                    say!(
                        "{id} is no question of {format}; its answer is kept but cannot be used: {quoted}",
                        id = &answer.question,
                        format = &format.id,
                        quoted = quote(&answer.value.as_ref().map_or_else(String::new, shown))
                    ),
                )
                .at(&answer.origin.file, &answer.origin.place),
            );
            continue;
        };
        let Some(value) = answer.value.take() else {
            // A text question has one box: what stands in a file's column for comments is its answer.
            if question.kind.is_textual() && !question.details {
                answer.value = answer.details.take().map(Value::Text);
            }
            continue;
        };
        if fits(question, &value) {
            answer.value = Some(value);
            continue;
        }
        misfit(answer, question, value, findings);
    }
    report.answers.retain(|a| !a.is_blank() || !a.attribution.is_empty());
    let place = |a: &Answer| {
        let item = a.item.as_ref().and_then(|i| report.items.iter().position(|x| x.id == *i)).map_or(0, |p| p + 1);
        (format.position(&a.question), item)
    };
    report.answers.sort_by_cached_key(place);
}

fn fits(question: &Question, value: &Value) -> bool {
    let known = |c: &String| question.option(c).is_some();
    match (question.kind, value) {
        (Kind::Single | Kind::YesNo | Kind::Indicator, Value::Code(c)) => known(c),
        (Kind::Multi, Value::Codes(cs)) => cs.iter().all(known),
        (Kind::Multi, Value::Code(c)) => known(c),
        (Kind::Number, Value::Number { qualifier, .. }) => qualifier.as_ref().is_none_or(known),
        (Kind::Date, Value::Date(_)) => true,
        (k, Value::Text(_)) => k.is_textual(),
        _ => false,
    }
}

/// What became of a text that fits no answer.
pub(super) fn kept(kept: bool) -> Sentence {
    if kept { say!("; the text was kept as details") } else { say!("; it was not used") }
}

/// What a question takes, said where an answer does not fit it.
pub(super) fn wanted(question: &Question) -> Sentence {
    let named = question.options.iter().take(8);
    let options: Vec<Sentence> = named.map(|o| say!("{code} ({text})", code = &o.code, text = &o.text)).collect();
    let wanted = match question.kind {
        Kind::Number => say!("a number"),
        Kind::Date => say!("a day, such as 2024-02-29"),
        Kind::Heading => say!("nothing; its rows are answered"),
        _ if !options.is_empty() => say!("{options}", options = options),
        Kind::DateRange => say!("a period, such as 2021-2023"),
        Kind::File => say!("the name of a file"),
        Kind::Links => say!("links, one on each line"),
        Kind::Table => say!("rows under its columns"),
        _ => say!("a text"),
    };
    say!("the form takes: {options}", options = wanted)
}

fn misfit(answer: &mut Answer, question: &Question, value: Value, findings: &mut Vec<Finding>) {
    let text = match (question.kind, value) {
        // Those options that are known stand; the others are named.
        (Kind::Multi, Value::Codes(cs)) => {
            let (good, bad): (Vec<String>, Vec<String>) = cs.into_iter().partition(|c| question.option(c).is_some());
            if !good.is_empty() {
                answer.value = Some(Value::Codes(good));
            }
            bad.join("; ")
        }
        (_, value) => shown(&value),
    };
    let end = kept(question.details);
    findings.push(
        Finding::new(
            Level::Warning,
            "answer-not-an-option",
            say!(
                "question {question}: {what} fits no answer the form allows{end}",
                question = called(question),
                what = quote(&text),
                end = end
            ),
        )
        .at(&answer.origin.file, &answer.origin.place)
        .hint(wanted(question)),
    );
    if question.details {
        let details = answer.details.get_or_insert_default();
        if !details.is_empty() {
            details.push('\n');
        }
        details.push_str(&text);
    }
}
