//! What other conventions' answers may do for a question: fill it, offer text, or stand beside it.

use super::{Run, words};
use crate::crosswalk::said::Said;
use crate::crosswalk::{Link, QRef, Relation, Reuse};
use crate::model::Set;
use crate::model::{Kind, Lang, Party, Period, Question, Relative, Source, Standing, Step, Time, Value};

/// Most pieces of evidence without a link of their own that are shown beside one question; the rest
/// is named in one line, so that a person can still look it up. A question a human has answered needs
/// none: what disagrees with it comes by links and bounds.
fn most_hints(standing: Standing) -> usize {
    match standing {
        Standing::Kept => 0,
        Standing::CarriedOver => 2,
        _ => 4,
    }
}

/// An answer of this many years before the end of the new period is too old to fill a cell.
const TOO_OLD: u16 = 6;

/// What a template says of the question that asks for the country's name.
const PARTY_NAME: &str = "party-name";

/// One answer of another convention and what it may do.
pub(super) struct Offer {
    /// Value that follows for the target question; `None`: it only stands beside the cell.
    pub value: Option<Value>,
    /// The source, its step set.
    pub source: Source,
}

/// Offers for a question, strongest first: what fills, what may be edited, what is evidence.
pub(super) fn offers<'r>(run: &'r Run, q: &Question, refs: &[QRef], standing: Standing) -> Vec<Offer> {
    let mut seen: Set<(&str, &str, &str)> = Set::default();
    let mut key =
        |s: &'r Said| seen.insert((s.report.file.as_str(), s.answer.question.as_str(), s.answer.origin.place.as_str()));
    let mut fills = Vec::new();
    let mut texts = Vec::new();
    let mut hints = Vec::new();
    // Contacts and attachments are each form's own; nothing of another convention is offered there
    // unless a link says so.
    for target in refs {
        let mut links: Vec<&Link> = run.crosswalk.links_of(target).filter(|l| !l.not).collect();
        links.sort_by(|a, b| b.confidence.cmp(&a.confidence).then(a.place.cmp(&b.place)));
        for link in links {
            let other = if &link.subject == target { &link.object } else { &link.subject };
            let (relation, reuse, _) = link.from_side(other);
            for said in run.index.said(other) {
                if said.answer.is_blank() || !key(said) {
                    continue;
                }
                if said.question.personal && reuse < Reuse::Copy {
                    continue;
                }
                let offer = linked(run, q, target, other, said, relation, reuse, link);
                match offer.source.step {
                    Step::Copied | Step::Recoded => fills.push(offer),
                    Step::Suggested => texts.push(offer),
                    _ if said.is_evidence() => hints.push(offer),
                    _ => {}
                }
            }
        }
    }
    let mut beside = Vec::new();
    let most = most_hints(standing);
    if most > 0 && !q.personal && !matches!(q.kind, Kind::Contact | Kind::File | Kind::Heading | Kind::DateRange) {
        beside = of_one_subject(run, refs, most, &mut key);
    }
    run.name_the_rest(&mut hints, MOST_LINKED_HINTS);
    fills.append(&mut texts);
    fills.append(&mut hints);
    fills.append(&mut beside);
    fills
}

#[allow(clippy::too_many_arguments)] // every one is a fact of the link being judged
fn linked(
    run: &Run,
    q: &Question,
    target: &QRef,
    other: &QRef,
    said: &Said,
    relation: Relation,
    reuse: Reuse,
    link: &Link,
) -> Offer {
    let mut source = run.source(said, relation.name(), Step::Hinted);
    let mut reason = link.comment.get(run.lang).to_owned();
    let value = match reuse {
        Reuse::Copy => copied(q, said, run.party, run.lang),
        Reuse::Recode => recoded(run, target, other, said),
        Reuse::Draft | Reuse::Hint => None,
    };
    let mut fills = None;
    if let Some(v) = value {
        if !said.answer.confirmed {
            // Carried over there, confirmed nowhere: evidence only.
        } else if !in_time(run, q, said) {
            reason = words::too_old(run.lang).to_owned();
        } else if q.limit_words.is_some_and(|l| v.words() > l as usize) {
            reason = words::too_long(run.lang).to_owned();
        } else {
            source.step = if reuse == Reuse::Copy { Step::Copied } else { Step::Recoded };
            fills = Some(v);
        }
    }
    let no = said.explains_a_no();
    if let (Some((of, code)), true) = (&no, said.question.kind.is_textual()) {
        // A follow-up alone would not show that it explains a no.
        source.says = format!("{}: {}\n{}", of.label.get(run.lang), of.option_text(code, run.lang), source.says);
    }
    if fills.is_none()
        && reuse >= Reuse::Draft
        && no.is_none()
        && said.text().is_some()
        && (q.kind == Kind::Text || q.details)
    {
        source.step = Step::Suggested;
    }
    if said.is_one_of_many() {
        // The link speaks of one target; this text serves several.
        reason = words::one_of_many(run.lang).to_owned();
        if source.step == Step::Suggested {
            source.step = Step::Hinted;
        }
    }
    if source.reason.is_empty() {
        source.reason = reason;
    } else if !reason.is_empty() {
        source.reason = format!("{}; {reason}", source.reason);
    }
    Offer { value: fills, source }
}

/// A value that may be copied as it is: the kinds agree, and an option code exists in the target
/// with the same meaning.
fn copied(q: &Question, said: &Said, party: Option<Party>, lang: Lang) -> Option<Value> {
    match (&said.value, q.kind) {
        (Some(Value::Code(c)), k) if k.is_single_choice() => {
            let meaning = &said.question.option(c)?.meaning;
            q.options.iter().find(|o| &o.meaning == meaning).map(|o| Value::Code(o.code.clone()))
        }
        (Some(Value::Codes(cs)), Kind::Multi) => cs
            .iter()
            .map(|c| {
                let meaning = &said.question.option(c)?.meaning;
                q.options.iter().find(|o| &o.meaning == meaning).map(|o| o.code.clone())
            })
            .collect::<Option<Vec<_>>>()
            .map(Value::Codes),
        // An older report may use a name the country no longer has; the code does not change.
        (Some(Value::Text(_)), Kind::Text) if q.system == PARTY_NAME && party.is_some() => {
            party.map(|p| Value::Text(p.name(lang).to_owned()))
        }
        (Some(Value::Text(t)), k) if k.is_textual() => Some(Value::Text(t.clone())),
        (Some(Value::Date(d)), Kind::Date) => Some(Value::Date(*d)),
        (Some(Value::Number { qualifier: None, number, unit }), Kind::Number) if q.options.is_empty() => {
            // Without a conversion rule, figures in another unit do not stand for each other.
            (unit.is_none() || unit == &q.unit).then(|| Value::Number {
                qualifier: None,
                number: *number,
                unit: unit.clone(),
            })
        }
        _ => None,
    }
}

fn recoded(run: &Run, target: &QRef, other: &QRef, said: &Said) -> Option<Value> {
    let Some(Value::Code(code)) = &said.value else { return None };
    run.crosswalk.recode(other, target, code).map(|r| Value::Code(r.to.clone()))
}

/// Whether an answer is of the right time to fill the cell: a standing one if it is not too old, any
/// other only if it is about the same period.
pub(super) fn in_time(run: &Run, q: &Question, said: &Said) -> bool {
    match (said.report.period, run.period) {
        (Some(s), Some(t)) if q.time == Time::Standing => s.to + TOO_OLD >= t.to,
        _ if q.time == Time::Standing => true,
        (s, t) => Period::relative(s, t) == Relative::Same,
    }
}

/// An answer that may stand beside a question of the same subject.
struct Beside<'r> {
    /// Lower is nearer.
    rank: u8,
    /// A title comes after questions.
    title: bool,
    said: &'r Said<'r>,
    subject: &'r str,
    /// Its facet, where that is another.
    facet: &'r str,
}

/// Answers of other conventions to questions of the same subjects.
fn of_one_subject<'r>(
    run: &'r Run,
    refs: &[QRef],
    most: usize,
    key: &mut impl FnMut(&'r Said<'r>) -> bool,
) -> Vec<Offer> {
    // A pair checked to be another thing is not shown again; a title stands for its rows.
    let titles: Vec<QRef> = refs
        .iter()
        .filter_map(|r| {
            let (title, _) = r.question.split_once('#')?;
            Some(QRef::new(title, r.item.as_deref()))
        })
        .collect();
    let not: Set<&QRef> = refs
        .iter()
        .chain(&titles)
        .flat_map(|t| {
            run.crosswalk
                .links_of(t)
                .filter(|l| l.not)
                .map(move |l| if &l.subject == t { &l.object } else { &l.subject })
        })
        .collect();
    // Rank: main subject on both sides and the same facet, then main on both sides, then the rest.
    let mut found: Vec<Beside> = Vec::new();
    for target in refs {
        for own in run.crosswalk.placements(target) {
            for (other, main) in run.crosswalk.questions_of(&own.subject) {
                if other.format() == target.format() || not.contains(other) {
                    continue;
                }
                let title = || other.question.split_once('#').map(|(t, _)| QRef::new(t, other.item.as_deref()));
                if !not.is_empty() && title().is_some_and(|t| not.contains(&t)) {
                    continue;
                }
                let answers = run.index.said(other);
                if answers.is_empty() {
                    continue;
                }
                let placed = run.crosswalk.placements(other);
                let facet = placed.iter().find(|p| p.subject == own.subject).map_or("", |p| p.facet.as_str());
                let title = run.catalogue.question(&other.question).is_some_and(|q| q.kind == Kind::Heading);
                for said in answers {
                    if !said.is_evidence() || !key(said) {
                        continue;
                    }
                    let rank = match (own.main && *main, facet == own.facet) {
                        (true, true) => 0,
                        (true, false) => 1,
                        (false, true) => 2,
                        (false, false) => 3,
                    };
                    let rank = if said.is_one_of_many() { rank + 4 } else { rank };
                    let facet = if facet == own.facet { "" } else { facet };
                    found.push(Beside { rank, title, said, subject: &own.subject, facet });
                }
            }
        }
    }
    let place = |b: &Beside<'r>| (&b.said.question.id, &b.said.answer.item, &b.said.report.file);
    found.sort_by(|a, b| {
        (a.rank, a.title)
            .cmp(&(b.rank, b.title))
            .then_with(|| b.said.report.period.cmp(&a.said.report.period))
            .then_with(|| place(a).cmp(&place(b)))
    });
    let mut offers: Vec<Offer> = found.iter().take(most).map(|b| beside(run, b)).collect();
    let rest = found.iter().skip(most).map(|b| run.short(&b.said.question.id, b.said.answer.item.as_deref()));
    run.name(rest.collect(), &mut offers);
    offers
}

fn beside(run: &Run, b: &Beside) -> Offer {
    let lang = run.lang;
    let mut source = run.source(b.said, "same-subject", Step::Hinted);
    let reason = if b.said.is_one_of_many() {
        words::one_of_many(lang).to_owned()
    } else {
        let subject = run.crosswalk.subject(b.subject).map_or("", |s| s.label.get(lang));
        let mut reason = format!("{}{} {subject}", words::same_subject(lang), words::colon(lang));
        if !b.facet.is_empty() {
            reason.push_str(&format!("; {} {}", words::facet(lang), words::facet_name(b.facet, lang)));
        }
        reason
    };
    source.reason = if source.reason.is_empty() { reason } else { format!("{reason}; {}", source.reason) };
    Offer { value: None, source }
}

/// Most pieces of linked evidence shown beside one question; a question about each Ramsar Site can
/// bring dozens.
const MOST_LINKED_HINTS: usize = 6;

impl Run<'_> {
    /// Keeps the first `most` offers and names the others in one line of the last one kept.
    fn name_the_rest(&self, offers: &mut Vec<Offer>, most: usize) {
        let rest = offers.iter().skip(most).map(|o| self.short(&o.source.question, o.source.item.as_deref()));
        let rest = rest.collect();
        offers.truncate(most);
        self.name(rest, offers);
    }

    /// Names what else there is in one line of the last offer.
    fn name(&self, mut rest: Vec<String>, offers: &mut [Offer]) {
        rest.dedup();
        if let (false, Some(last)) = (rest.is_empty(), offers.last_mut()) {
            let reason = &mut last.source.reason;
            let stop = if reason.is_empty() || reason.ends_with('.') { "" } else { "." };
            reason.push_str(&format!(
                "{stop} {}{} {}",
                words::more(self.lang),
                words::colon(self.lang),
                rest.join(", ")
            ));
        }
    }

    /// A source in two words: convention and number.
    fn short(&self, question: &str, item: Option<&str>) -> String {
        let convention = self.catalogue.format_of(question).map_or("", |f| f.convention.as_str());
        let number = self.number(question);
        let item = item.map_or_else(String::new, |i| format!(" {i}"));
        format!("{convention} {number}{item}")
    }
}
