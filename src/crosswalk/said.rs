//! Answers with the questions they answer, indexed by question, with older editions brought to the newest
//! numbering.

use super::said_time::is_relative;
use super::{Crosswalk, EditionRow, QRef, Reuse};
use crate::catalogue::Catalogue;
use crate::model::Map;
use crate::model::{Answer, Asked, Format, Item, Kind, Lang, Polarity, Question, Report, Value, number_text};

/// One answer of one report, with the question it answers.
#[derive(Clone)]
pub(crate) struct Said<'a> {
    pub report: &'a Report,
    pub answer: &'a Answer,
    /// The question as the report's own edition has it.
    pub question: &'a Question,
    /// The report's own format.
    pub format: &'a Format,
    /// The item the answer is about.
    pub item: Option<&'a Item>,
    /// Value and details in the codes of the newest edition, where that is another.
    pub value: Option<Value>,
    /// How it came from an older edition; `None`: it is of this edition.
    pub edition: Option<&'a EditionRow>,
}

impl Said<'_> {
    /// Years by which older answers to one question give way to newer ones.
    pub(crate) fn year(&self) -> u16 {
        self.report.period.map_or(0, |p| p.to)
    }

    /// The answer's free text: the value of a text question, else the details.
    pub(crate) fn text(&self) -> Option<&str> {
        match &self.answer.value {
            Some(Value::Text(t)) if !t.trim().is_empty() => Some(t),
            _ => self.answer.details.as_deref().filter(|t| !t.trim().is_empty()),
        }
    }

    /// The answer in words, as its own form says it.
    pub(crate) fn says(&self, lang: Lang) -> String {
        let mut parts = Vec::new();
        if let Some(v) = &self.answer.value {
            parts.push(value_words(v, self.question, lang));
        }
        if let Some(d) = self.answer.details.as_deref().filter(|d| !d.trim().is_empty()) {
            parts.push(d.trim().to_owned());
        }
        for row in &self.answer.rows {
            let cells: Vec<&str> = row.values().map(String::as_str).filter(|c| !c.is_empty()).collect();
            parts.push(cells.join(" | "));
        }
        parts.join("\n")
    }

    /// True for an answer that only says that nothing is known: nobody should confirm last cycle's
    /// ignorance.
    pub(crate) fn says_nothing_known(&self) -> bool {
        let codes = self.answer.value.as_ref().map_or_else(Vec::new, Value::codes);
        !codes.is_empty()
            && codes.iter().filter_map(|c| self.question.option(c)).all(|o| o.meaning.polarity() == Polarity::Open)
    }

    /// True where a text names a year from the start of its report's period on, speaks of "the
    /// period", or says when by the time it was written in: such words were true of their time.
    pub(crate) fn speaks_of_its_time(&self, text: &str) -> bool {
        let from = self.report.period.map_or(u16::MAX, |p| p.from);
        let year = |w: &str| w.len() == 4 && w.parse::<u16>().is_ok_and(|y| (from..=2100).contains(&y));
        text.split(|c: char| !c.is_alphanumeric()).any(|w| {
            year(w) || ["period", "période", "período", "periodo"].iter().any(|p| w.to_lowercase().starts_with(p))
        }) || is_relative(text)
    }

    /// True for a text about a national target that is aligned with more than two global ones.
    pub(crate) fn is_one_of_many(&self) -> bool {
        self.item.is_some_and(|i| i.frameworks.iter().filter(|f| f.starts_with("GBF:T")).count() > 2)
    }

    /// The answer this one explains, where that answer says *no* (or *planned*): the question's own
    /// option, or that of the question it is a follow-up of. A reason for a no is no raw material for
    /// a text that tells what was done.
    pub(crate) fn explains_a_no(&self) -> Option<(&Question, String)> {
        let no = |q: &Question, value: &Option<Value>| -> Option<String> {
            let codes = value.as_ref().map_or_else(Vec::new, Value::codes);
            let negative = !codes.is_empty()
                && codes.iter().filter_map(|c| q.option(c)).all(|o| o.meaning.polarity() == Polarity::Negative);
            negative.then(|| codes.join(", "))
        };
        if let Some(code) = no(self.question, &self.answer.value) {
            return Some((self.question, code));
        }
        let parent = self.format.question(self.question.parent.as_deref()?)?;
        let said = self.report.answer(&parent.id, self.answer.item.as_deref())?;
        no(parent, &said.value).map(|code| (parent, code))
    }

    /// True for a follow-up of an answer that says no, not applicable or not known, unless its form asks for it just
    /// then.
    pub(crate) fn follows_no_yes(&self) -> bool {
        let item = self.answer.item.as_deref();
        let codes = |id: &str| {
            let said = self.report.answer(id, item).or_else(|| self.report.answer(id, None))?;
            Some(said.value.as_ref()?.codes().into_iter().map(str::to_owned).collect::<Vec<_>>())
        };
        if let Some(condition) = &self.question.condition {
            return condition.asked(self.format, &codes) == Asked::No;
        }
        let parent = self.question.parent.as_deref().and_then(|p| self.format.question(p));
        parent.is_some_and(|p| {
            let value = self.report.answer(&p.id, item).and_then(|a| a.value.as_ref());
            value.is_some_and(|v| p.denies(v))
        })
    }

    /// Whether the answer says anything that can help elsewhere: not blank, not a contact, not
    /// "unknown" or "not applicable" without a text.
    pub(crate) fn is_evidence(&self) -> bool {
        if self.answer.is_blank() || self.question.personal {
            return false;
        }
        if matches!(self.question.kind, Kind::Contact | Kind::File | Kind::Heading) && self.text().is_none() {
            return false;
        }
        if self.text().is_some() || !self.answer.rows.is_empty() {
            return true;
        }
        let codes = self.answer.value.as_ref().map_or_else(Vec::new, Value::codes);
        if codes.is_empty() {
            return self.answer.value.is_some();
        }
        codes
            .iter()
            .filter_map(|c| self.question.option(c))
            .any(|o| !matches!(o.meaning.polarity(), Polarity::Open | Polarity::NotApplicable))
    }
}

/// A value in words: option texts in the language, numbers with qualifier and unit.
pub(crate) fn value_words(value: &Value, question: &Question, lang: Lang) -> String {
    let option = |c: &str| {
        let text = question.option_text(c, lang);
        // Letters and figures are printed in the forms; a word made for a code is not shown twice.
        if c.len() <= 2 && text != c && !c.chars().any(|x| x.is_ascii_lowercase()) {
            format!("{c} = {text}")
        } else {
            text.to_owned()
        }
    };
    match value {
        Value::Code(c) => option(c),
        Value::Codes(cs) if cs.is_empty() => "-".to_owned(),
        Value::Codes(cs) => cs.iter().map(|c| question.option_text(c, lang)).collect::<Vec<_>>().join("; "),
        Value::Text(t) => t.trim().to_owned(),
        Value::Date(d) => d.to_string(),
        Value::Number { qualifier, number, unit } => {
            let mut parts = Vec::new();
            if let Some(q) = qualifier {
                parts.push(option(q));
            }
            if let Some(n) = number {
                parts.push(number_text(*n));
            }
            if let (Some(u), true) = (unit, number.is_some()) {
                parts.push(u.clone());
            }
            parts.join(" ")
        }
    }
}

/// Answers by the question (and item) of the newest edition.
pub(crate) struct Index<'a> {
    by_question: Map<QRef, Vec<Said<'a>>>,
}

impl<'a> Index<'a> {
    /// Indexes reports. Of several reports of one format only the newest answer to each question is
    /// kept; answers of one year stand side by side.
    /// With `to`, answers of older editions are followed to that format; without, to the edition in use.
    pub(crate) fn build(
        reports: &[&'a Report],
        to: Option<&str>,
        catalogue: &'a Catalogue,
        crosswalk: &'a Crosswalk,
    ) -> Index<'a> {
        let mut by_question: Map<QRef, Vec<Said<'a>>> = Map::default();
        for report in reports {
            let Some(format) = catalogue.format(&report.format) else { continue };
            for answer in report.answers.iter().filter(|a| !a.is_blank()) {
                let Some(question) = format.question(&answer.question) else { continue };
                let item = answer.item.as_deref().and_then(|id| report.item(id));
                let said = Said { report, answer, question, format, item, value: answer.value.clone(), edition: None };
                for (target, said) in newest(said, to, catalogue, crosswalk) {
                    for q in references(&target, &said, catalogue) {
                        by_question.entry(q).or_default().push(said.clone());
                    }
                }
            }
        }
        for said in by_question.values_mut() {
            keep_newest(said);
        }
        Index { by_question }
    }

    /// What was said to a question.
    pub(crate) fn said(&self, q: &QRef) -> &[Said<'a>] {
        self.by_question.get(q).map_or(&[], Vec::as_slice)
    }
}

/// Among answers to one question, an item's newest year wins; several of that year all stay.
fn keep_newest(said: &mut Vec<Said>) {
    if said.len() < 2 {
        return;
    }
    let mut best: Map<Option<&str>, u16> = Map::default();
    for s in said.iter() {
        let year = best.entry(s.answer.item.as_deref()).or_default();
        *year = (*year).max(s.year());
    }
    said.retain(|s| best.get(&s.answer.item.as_deref()).is_some_and(|y| *y == s.year()));
    said.sort_by(|a, b| (&a.report.file, &a.answer.origin).cmp(&(&b.report.file, &b.answer.origin)));
}

/// An answer under the question ids of the newest edition: its own where the edition is current,
/// else wherever the edition maps lead, any number of generations on.
pub(crate) fn newest<'a>(
    said: Said<'a>,
    to: Option<&str>,
    catalogue: &'a Catalogue,
    crosswalk: &'a Crosswalk,
) -> Vec<(String, Said<'a>)> {
    // A format that is only read and continues in no other stands for itself: sums of trade reports.
    let continues = crosswalk.editions.iter().any(|e| e.from == said.format.id);
    let stands = match to {
        Some(to) => said.format.id == to,
        None => !said.format.read_only || !continues,
    };
    if stands {
        return vec![(said.question.id.clone(), said)];
    }
    let mut found = Vec::new();
    let mut open = vec![(said.question.id.clone(), said)];
    // Each step leads to a newer edition; the ceiling only guards against a circle in user data.
    for _ in 0..16 {
        let mut next = Vec::new();
        for (id, said) in open {
            for edition in crosswalk.editions.iter().filter(|e| id.starts_with(&format!("{}/", e.from))) {
                for row in edition.continues(&id).into_iter() {
                    let mut on = said.clone();
                    // A value continues only where the map says so; of the rest only the words are shown.
                    on.value =
                        if row.reuse >= Reuse::Recode { recoded(said.value.as_ref(), row, catalogue) } else { None };
                    on.edition = Some(row);
                    match catalogue.format(&edition.to) {
                        Some(f) if to.map_or(f.read_only, |to| f.id != to) => next.push((row.to.question.clone(), on)),
                        Some(_) => found.push((row.to.question.clone(), on)),
                        None => {}
                    }
                }
            }
        }
        if next.is_empty() {
            break;
        }
        open = next;
    }
    found
}

/// Numbers of the questions a report answers that no edition map leads on to `to`.
pub(crate) fn ending(report: &Report, to: &str, catalogue: &Catalogue, crosswalk: &Crosswalk) -> Vec<String> {
    let Some(format) = catalogue.format(&report.format) else { return Vec::new() };
    let mut names: Vec<String> = Vec::new();
    for answer in report.answers.iter().filter(|a| !a.is_blank()) {
        let Some(question) = format.question(&answer.question) else { continue };
        let said = Said { report, answer, question, format, item: None, value: None, edition: None };
        if newest(said, Some(to), catalogue, crosswalk).is_empty() {
            let numbered =
                !question.number.is_empty() && !question.number.starts_with('(') && question.parent.is_none();
            let name = if numbered { question.number.clone() } else { question.key().replace('#', " ") };
            if !names.contains(&name) {
                names.push(name);
            }
        }
    }
    names
}

/// A value in the option codes of the newer edition; `None` where an option does not continue.
pub(crate) fn recoded(value: Option<&Value>, row: &EditionRow, catalogue: &Catalogue) -> Option<Value> {
    let to = catalogue.question(&row.to.question)?;
    let code = |c: &str| -> Option<String> {
        if let Some((_, new)) = row.options.iter().find(|(old, _)| old == c) {
            return Some(new.clone());
        }
        // The same code may be kept only where it says the same in both editions.
        let old = catalogue.question(&row.from.question)?.option(c)?;
        let new = to.options.iter().find(|o| o.meaning == old.meaning)?;
        Some(new.code.clone())
    };
    match value? {
        Value::Code(c) => code(c).map(Value::Code),
        Value::Codes(cs) => cs.iter().map(|c| code(c)).collect::<Option<Vec<_>>>().map(Value::Codes),
        Value::Number { qualifier: Some(q), number, unit } => {
            Some(Value::Number { qualifier: Some(code(q)?), number: *number, unit: unit.clone() })
        }
        Value::Text(_) if !to.kind.is_textual() => None,
        other => Some(other.clone()),
    }
}

/// The references under which an answer is found: itself, and for a national target every framework
/// target it is aligned with. Answers about sites are also found under the question alone.
pub(crate) fn references(question: &str, said: &Said, catalogue: &Catalogue) -> Vec<QRef> {
    let Some(item) = said.answer.item.as_deref() else { return vec![QRef::new(question, None)] };
    let mut refs = vec![QRef::new(question, Some(item))];
    if let Some(i) = said.item {
        refs.extend(i.frameworks.iter().filter(|f| f.as_str() != item).map(|f| QRef::new(question, Some(f))));
    }
    if catalogue.question(question).is_some_and(|q| q.repeat == Some(crate::model::Repeat::Site)) {
        refs.push(QRef::new(question, None));
    }
    refs
}
