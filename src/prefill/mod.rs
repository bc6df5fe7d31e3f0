//! Drafts for every question of a report: what may be reused, how far it can be trusted, and what is
//! left to ask.
//!
//! The order of trust: the human's own answer in the base file; last cycle's standing answer, to be
//! confirmed; what follows from another convention's answer by an exact link or a recode, or from
//! confirmed rows of registers by a rule; text to edit; evidence. What disagrees is a conflict and fills
//! nothing.

mod again;
mod compose;
mod evidence;
mod propose;
mod registers;
mod words;

use crate::model::{Map, Set};
use std::collections::{BTreeMap, BTreeSet};

use crate::catalogue::Catalogue;
use crate::crosswalk::{Crosswalk, QRef, Reuse};
use crate::model::{
    Answer, Asked, Draft, Drafted, Finding, Format, Item, Kind, Lang, Level, Offered, Party, Period, Question,
    Registers, Relative, Repeat, Report, Sentence, Source, Standing, Step, Time, Value,
};

use crate::crosswalk::said::{Index, Said, ending};
use crate::say;
use evidence::{Offer, offers};

/// What to write, and from what.
#[derive(Debug, Clone)]
pub struct Request<'a> {
    /// The format to write.
    pub target: &'a Format,
    /// The Party; `None`: the one Party of the reports.
    pub party: Option<Party>,
    /// Years the new report covers; `None`: those of the base, else those the format fixes.
    pub period: Option<Period>,
    /// Language of labels and reasons.
    pub lang: Lang,
    /// Reports of any format.
    pub reports: &'a [Report],
    /// Reports of the target's format (or an older edition) to carry over from.
    pub previous: &'a [Report],
    /// Reports of the target's format whose answers are kept.
    pub base: &'a [Report],
    /// The country's registers; `None`: no rules are asked.
    pub registers: Option<&'a Registers>,
}

/// Writes a draft for every question of the target, for every item. Findings say which inputs were
/// left out or taken on an assumption.
#[must_use]
pub fn prefill(request: &Request, catalogue: &Catalogue, crosswalk: &Crosswalk) -> (Drafted, Vec<Finding>) {
    let mut findings = Vec::new();
    let target = request.target;
    let party = choose_party(request, &mut findings);
    let ours = |r: &&Report| r.party.is_none() || party.is_none() || r.party == party;
    let reports: Vec<&Report> = request.reports.iter().filter(ours).collect();

    let mut base: Vec<&Report> = request.base.iter().filter(|r| r.format == target.id).filter(ours).collect();
    let explicit = base.len();
    let mut previous: Vec<&Report> =
        request.previous.iter().filter(|r| continues_in(r, target, crosswalk)).filter(ours).collect();
    let period = request.period.or_else(|| base.iter().find_map(|r| r.period)).or(target.period);
    previous.retain(|r| {
        let later = Period::relative(r.period, period) == Relative::Later;
        if later {
            findings.push(
                Finding::new(
                    Level::Error,
                    "previous-is-later",
                    say!("this report covers a later period than the one being written and was left out"),
                )
                .at(&r.file, "")
                .hint(say!("an earlier report carries over into a later one; check --previous and --period")),
            );
        }
        !later
    });
    let mut others: Vec<&Report> = Vec::new();
    for r in reports {
        if !continues_in(r, target, crosswalk) {
            others.push(r);
            continue;
        }
        if r.format != target.id {
            previous.push(r);
            continue;
        }
        match Period::relative(r.period, period) {
            Relative::Same => base.push(r),
            Relative::Earlier => previous.push(r),
            Relative::Later => {
                findings.push(
                    Finding::new(Level::Warning, "later-period", say!("this report covers a later period than the one being written; its answers are shown as last cycle's"))
                        .at(&r.file, "")
                        .hint(say!("give --period if the new report is for another period")),
                );
                previous.push(r);
            }
            Relative::Unknown if r.period.is_some() => {
                findings.push(
                    Finding::new(
                        Level::Warning,
                        "new-period-unknown",
                        say!("it is not said which years the new {title} covers; the answers of this report are taken as last cycle's, to be confirmed", title = &target.title),
                    )
                    .at(&r.file, "")
                    .hint(say!(
                        "say it, for instance --period {format}=2024-2026; or use --base FILE if this is the report being written",
                        format = &target.id
                    )),
                );
                previous.push(r);
            }
            Relative::Unknown => {
                findings.push(
                    Finding::new(Level::Warning, "period-unknown", say!("the file does not say which period it covers; it is taken as an earlier report, and its answers are to be confirmed"))
                        .at(&r.file, "")
                        .hint(say!("use --base FILE to keep its answers, or --previous FILE to say that it is an earlier report")),
                );
                previous.push(r);
            }
        }
    }
    // Newest first, so that the first answer found to a question is the one that counts.
    previous.sort_by(|a, b| b.period.map(|p| p.to).cmp(&a.period.map(|p| p.to)).then(a.file.cmp(&b.file)));
    for r in previous.iter().filter(|r| r.format != target.id) {
        let names = ending(r, &target.id, catalogue, crosswalk);
        if !names.is_empty() {
            findings.push(
                Finding::new(
                    Level::Info,
                    "not-continued",
                    say!("{n} question(s) answered here are asked no more in the new form, and their answers are not carried over: {names}", n = &names.len(), names = &names.join(", ")),
                )
                .at(&r.file, ""),
            );
        }
    }
    // Answers of the same convention come in by carry-over; the others by the crosswalk.
    others.retain(|r| catalogue.format(&r.format).is_none_or(|f| f.convention != target.convention));
    let index = Index::build(&others, None, catalogue, crosswalk);
    let carried = Index::build(&previous, Some(&target.id), catalogue, crosswalk);
    let kept = Index::build(&base, Some(&target.id), catalogue, crosswalk);
    let mut items = items(target, base.iter().chain(&previous).copied());
    if let Some(r) = request.registers {
        registers::add_items(target, r, &mut items);
    }
    for (repeat, list) in &mut items {
        cover(target, *repeat, list);
    }

    let mut run = Run {
        target,
        catalogue,
        crosswalk,
        lang: request.lang,
        party,
        period,
        base: &base,
        index: &index,
        carried: &carried,
        kept: &kept,
        explicit,
        items: &items,
        registers: request.registers,
    };
    let mut begun = Vec::new();
    for q in &target.questions {
        for item in run.items_of(q) {
            begun.push(run.begin(q, item));
        }
    }
    run.follow(&mut begun);
    run.compose(&mut begun);
    let mut drafts: Vec<Draft> = begun.into_iter().map(|b| run.finish(b)).collect();
    run.close_conditions(&mut drafts);

    let kept_lists = request.registers.filter(|r| !r.is_empty()).map(|r| r.file.clone()).filter(|f| !f.is_empty());
    let mut files: Vec<String> =
        base.iter().chain(&previous).chain(&others).map(|r| r.file.clone()).chain(kept_lists).collect();
    files.sort();
    files.dedup();
    let used_items = items.into_iter().flat_map(|(_, list)| list).collect();
    (Drafted { format: target.id.clone(), party, period, files, items: used_items, drafts }, findings)
}

/// True for a report of the target's format or of an older edition that continues in it.
#[must_use]
pub fn continues_in(r: &Report, target: &Format, crosswalk: &Crosswalk) -> bool {
    // One edition may lead to several: a form that was learnt twice under two names.
    let mut open = vec![r.format.as_str()];
    let mut seen: Set<&str> = Set::default();
    while let Some(format) = open.pop() {
        if format == target.id {
            return true;
        }
        if seen.insert(format) {
            open.extend(crosswalk.editions.iter().filter(|e| e.from == format).map(|e| e.to.as_str()));
        }
    }
    false
}

fn choose_party(request: &Request, findings: &mut Vec<Finding>) -> Option<Party> {
    let all: Vec<(&str, Party)> = request
        .base
        .iter()
        .chain(request.previous)
        .chain(request.reports)
        .filter_map(|r| Some((r.file.as_str(), r.party?)))
        .collect();
    let mut files: BTreeMap<&str, BTreeSet<Party>> = BTreeMap::new();
    for &(file, party) in &all {
        files.entry(file).or_default().insert(party);
    }
    let mut count: BTreeMap<Party, usize> = BTreeMap::new();
    for &(_, party) in &all {
        *count.entry(party).or_default() += 1;
    }
    // An export of the reporting system holds all Parties: the one that all files are of is meant.
    let mut common = count.keys().filter(|p| files.values().all(|of| of.contains(p)));
    let chosen = match (request.party, common.next(), common.next()) {
        (Some(party), ..) => Some(party),
        (None, Some(&party), None) => Some(party),
        _ => {
            if count.len() > 1 {
                let named: Vec<Sentence> =
                    count.keys().take(NAMED).map(|p| say!("{party} ({code})", party = p, code = p.code())).collect();
                let more = more(count.len());
                findings.push(
                    Finding::new(
                        Level::Error,
                        "several-parties",
                        say!("the files are of several Parties: {named}{more}", named = named, more = more),
                    )
                    .hint(say!("say whose report to write, for instance --party KE")),
                );
            }
            // Of several, the one with most reports; the error above says that a choice was made.
            return count
                .into_iter()
                .max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(&a.0)))
                .map(|(p, _)| p)
                .or_else(|| request.registers.and_then(|r| r.party));
        }
    };
    if let Some(party) = chosen {
        findings.extend(files.iter().filter_map(|(file, of)| left_out(file, of, party)));
    }
    chosen
}

/// Parties named in one finding.
const NAMED: usize = 5;

/// What follows the names of the first Parties.
fn more(all: usize) -> Sentence {
    match all.saturating_sub(NAMED) {
        0 => Sentence::default(),
        more => say!(" and {more} more", more = more),
    }
}

/// What is said of a file that has reports of other Parties than the one being written.
fn left_out(file: &str, of: &BTreeSet<Party>, party: Party) -> Option<Finding> {
    let others: Vec<Party> = of.iter().filter(|p| **p != party).copied().collect();
    let named: Vec<Party> = others.iter().take(NAMED).copied().collect();
    let more = more(others.len());
    let hint = say!("the report being written is that of {party}", party = party);
    match (others.len(), of.contains(&party)) {
        (0, _) => None,
        (_, true) => Some(Finding::new(
            Level::Info,
            "other-party",
            say!("the file also has reports of {named}{more}, which were left out", named = named, more = more),
        )),
        (1, false) => Some(Finding::new(
            Level::Warning,
            "other-party",
            say!("this is a report of {named} and was left out", named = named),
        )),
        (_, false) => Some(Finding::new(
            Level::Warning,
            "other-party",
            say!(
                "the file has reports of {named}{more}, and none of {party}; it was left out",
                named = named,
                more = more,
                party = party
            ),
        )),
    }
    .map(|f| f.at(file, "").hint(hint))
}

/// Items per kind of repeat that the country's reports name.
fn items<'a>(target: &Format, reports: impl Iterator<Item = &'a Report>) -> Vec<(Repeat, Vec<Item>)> {
    let reports: Vec<&Report> = reports.collect();
    Repeat::ALL
        .iter()
        .map(|&(repeat, _)| {
            let mut list: Vec<Item> = Vec::new();
            let asked: Set<&str> =
                target.questions.iter().filter(|q| q.repeat == Some(repeat)).map(|q| q.id.as_str()).collect();
            if asked.is_empty() {
                return (repeat, list);
            }
            for r in &reports {
                let used: Set<&str> = r
                    .answers
                    .iter()
                    .filter(|a| asked.contains(a.question.as_str()) || r.format != target.id)
                    .filter_map(|a| a.item.as_deref())
                    .collect();
                for item in r.items.iter().filter(|i| used.contains(i.id.as_str())) {
                    if !list.iter().any(|i| i.id == item.id) {
                        list.push(item.clone());
                    }
                }
                // Items a file uses without describing them.
                let mut bare: Vec<&str> = used.into_iter().filter(|u| !list.iter().any(|i| i.id == *u)).collect();
                bare.sort_unstable();
                if r.format == target.id {
                    list.extend(bare.into_iter().map(|id| Item {
                        id: id.to_owned(),
                        title: String::new(),
                        frameworks: if id.starts_with("GBF:") { vec![id.to_owned()] } else { Vec::new() },
                    }));
                }
            }
            (repeat, list)
        })
        .collect()
}

/// Adds the framework targets that none of the country's own covers.
fn cover(target: &Format, repeat: Repeat, list: &mut Vec<Item>) {
    if !target.questions.iter().any(|q| q.repeat == Some(repeat)) {
        return;
    }
    for fixed in repeat.fixed_items() {
        if !list.iter().any(|i| i.id == fixed || i.frameworks.contains(&fixed)) {
            list.push(Item { id: fixed.clone(), title: String::new(), frameworks: vec![fixed] });
        }
    }
}

/// Everything a draft is made from.
struct Run<'a> {
    target: &'a Format,
    catalogue: &'a Catalogue,
    crosswalk: &'a Crosswalk,
    lang: Lang,
    party: Option<Party>,
    period: Option<Period>,
    base: &'a [&'a Report],
    index: &'a Index<'a>,
    carried: &'a Index<'a>,
    kept: &'a Index<'a>,
    /// So many of `base` the user named as such; the others are only of the same period.
    explicit: usize,
    items: &'a [(Repeat, Vec<Item>)],
    registers: Option<&'a Registers>,
}

/// A draft on its way, before bounds and proposals.
struct Begun<'a> {
    q: &'a Question,
    item: Option<&'a Item>,
    draft: Draft,
    offers: Vec<Offer>,
    /// What of last cycle's answer a person may take as it is.
    again: Option<Offered>,
}

impl<'a> Run<'a> {
    /// Items of a question; one `None` for a question that does not repeat, or whose Party lists none.
    fn items_of(&self, q: &Question) -> Vec<Option<&'a Item>> {
        let Some(repeat) = q.repeat else { return vec![None] };
        let list = self.items.iter().find(|(r, _)| *r == repeat).map_or(&[][..], |(_, l)| l);
        if list.is_empty() { vec![None] } else { list.iter().map(Some).collect() }
    }

    /// What the human's own answer, the last cycle and other conventions say.
    fn begin(&self, q: &'a Question, item: Option<&'a Item>) -> Begun<'a> {
        let mut draft = Draft::gap(&q.id, item.map(|i| i.id.clone()));
        if !q.is_asked() {
            // A title over rows: nobody is asked anything here.
            draft.standing = Standing::NotAsked;
            return Begun { q, item, draft, offers: Vec::new(), again: None };
        }
        self.keep(q, item, &mut draft);
        let kept = draft.standing == Standing::Kept;
        let again = if kept { None } else { self.carry(q, item, &mut draft) };
        let offers = offers(self, q, &references(q, item), draft.standing);
        self.fill(q, &mut draft, &offers);
        Begun { q, item, draft, offers, again }
    }

    /// Bounds and proposals, once all that follows stands.
    fn finish(&self, begun: Begun<'a>) -> Draft {
        let Begun { q, item, mut draft, offers, again } = begun;
        if q.is_asked() {
            self.limit(q, &references(q, item), &mut draft);
            self.propose(q, &mut draft, &offers, again);
        }
        draft
    }

    /// The human's own answer stands.
    fn keep(&self, q: &Question, item: Option<&Item>, draft: &mut Draft) {
        let id = item.map(|i| i.id.as_str());
        let mut first: Option<(&Report, &Answer)> = None;
        let (mut named, mut split) = (false, false);
        for (n, r) in self.base.iter().enumerate() {
            let Some(a) = r.answer(&q.id, id).filter(|a| !a.is_blank()) else { continue };
            let source = self.plain_source(r, a, q, "same-question", Step::Kept);
            match first {
                None => {
                    first = Some((r, a));
                    named = n < self.explicit;
                    draft.value.clone_from(&a.value);
                    draft.details.clone_from(&a.details);
                    draft.rows.clone_from(&a.rows);
                    draft.standing = if a.confirmed { Standing::Kept } else { Standing::CarriedOver };
                    let step = if a.confirmed { Step::Kept } else { Step::CarriedOver };
                    draft.sources.push(Source { step, ..source });
                }
                Some((_, f)) if f.value == a.value && f.details == a.details && f.rows == a.rows => {
                    draft.sources.push(source)
                }
                Some(_) => {
                    // The file the user works in wins over another of the same period, which is shown.
                    split |= !(named && n >= self.explicit);
                    draft.sources.push(Source { step: Step::Disagrees, ..source });
                }
            }
        }
        if draft.standing == Standing::CarriedOver {
            // Whose answer it was must not be lost on the way through the workbook.
            let said = self.carried.said(&QRef::new(&q.id, id));
            draft.sources.extend(said.iter().map(|s| self.source(s, relation(s), Step::CarriedOver)));
        }
        if split {
            // Two files of one report that differ: neither is the human's own word alone.
            draft.dispute();
        }
    }

    /// Last cycle's answer: in the cell where it may still stand, beside it otherwise. Gives what of the latter
    /// a person may take as it is.
    fn carry(&self, q: &Question, item: Option<&Item>, draft: &mut Draft) -> Option<Offered> {
        let mut again = None;
        if draft.standing != Standing::Gap || q.kind == Kind::File {
            return again;
        }
        let id = item.map(|i| i.id.as_str());
        let said = self.carried.said(&QRef::new(&q.id, id));
        // Several old questions may lead into one new one; only those that *are* it can carry over, and
        // only those can disagree. The others lend their words.
        let (strong, weak): (Vec<&Said>, Vec<&Said>) =
            said.iter().partition(|s| s.edition.is_none_or(|e| e.reuse >= Reuse::Recode));
        let mut shown: Vec<(&Said, String)> =
            weak.into_iter().map(|s| (s, s.edition.map_or_else(String::new, |e| e.comment.clone()))).collect();
        if let Some(first) = strong.first() {
            let split = strong.iter().any(|s| {
                s.value != first.value || s.answer.details != first.answer.details || s.answer.rows != first.answer.rows
            });
            let continues = first.answer.value.is_none() || first.value.is_some();
            let lang = self.lang;
            let why_not = if q.time != Time::Standing {
                Some(words::last_cycle(lang))
            } else if first.says_nothing_known() {
                Some(words::nothing_known(lang))
            } else if !continues {
                Some(words::old_options(lang))
            } else if self.answered_since(q, id, first) {
                Some(words::older_follow_up(lang))
            } else if matches!(&first.value, Some(Value::Text(t)) if first.speaks_of_its_time(t)) {
                Some(words::of_its_time(lang))
            } else {
                None
            };
            if split {
                draft.standing = Standing::Conflict;
                draft.sources.extend(strong.iter().map(|s| self.source(s, relation(s), Step::Disagrees)));
            } else if let Some(reason) = why_not {
                let answered = self.answered_since(q, id, first);
                again = self.again(q, first).filter(|_| !answered);
                let reason = match again {
                    Some(_) if q.time == Time::Standing => words::still_true(lang),
                    Some(_) => words::so_again(lang),
                    None => reason,
                };
                shown.extend(strong.iter().map(|s| (*s, reason.to_owned())));
            } else {
                draft.standing = Standing::CarriedOver;
                draft.value.clone_from(&first.value);
                draft.rows.clone_from(&first.answer.rows);
                draft.sources.extend(strong.iter().map(|s| self.source(s, relation(s), Step::CarriedOver)));
                match &first.answer.details {
                    Some(d) if first.speaks_of_its_time(d) => shown.push((first, words::of_its_time(lang).to_owned())),
                    details => draft.details.clone_from(details),
                }
                if draft.value.is_none() && draft.details.is_none() && draft.rows.is_empty() {
                    draft.standing = Standing::Gap;
                    draft.sources.clear();
                }
                self.unit(q, draft);
            }
        }
        if draft.standing == Standing::Gap && !shown.is_empty() {
            let words = shown.iter().any(|(s, _)| s.text().is_some() || !s.answer.rows.is_empty());
            draft.standing = if words { Standing::Suggested } else { Standing::Hint };
        }
        for (s, reason) in shown {
            let mut source = self.source(s, relation(s), Step::LastCycle);
            source.reason = reason;
            draft.sources.push(source);
        }
        again
    }

    /// True for a follow-up told by an older report than the one that last answered its main question:
    /// the newer answer above it may be about something else.
    fn answered_since(&self, q: &Question, item: Option<&str>, said: &Said) -> bool {
        let Some(parent) = q.parent.as_deref().filter(|_| !q.id.contains('#')) else { return false };
        self.carried.said(&QRef::new(parent, item)).iter().any(|p| p.year() > said.year())
    }

    fn unit(&self, q: &Question, draft: &mut Draft) {
        if let Some(Value::Number { unit, .. }) = &mut draft.value
            && unit.is_none()
        {
            unit.clone_from(&q.unit);
        }
    }

    /// Fills an empty cell with what follows from other conventions, or shows where that differs.
    fn fill(&self, q: &Question, draft: &mut Draft, offers: &[Offer]) {
        let filling: Vec<&Offer> = offers.iter().filter(|o| o.value.is_some()).collect();
        let Some(first) = filling.first() else { return };
        let agree = filling.iter().all(|o| o.value == first.value);
        let held = draft.value.is_some();
        let same_as_held = held && filling.iter().all(|o| o.value == draft.value);
        match draft.standing {
            Standing::Kept | Standing::CarriedOver if !held => {
                // Only details stand so far: the value may follow, the human's details stay.
                if agree && draft.standing == Standing::CarriedOver {
                    draft.value.clone_from(&first.value);
                }
                for o in &filling {
                    draft.sources.push(o.source.clone());
                }
            }
            Standing::Kept => {
                for o in &filling {
                    let step = if o.value == draft.value { o.source.step } else { Step::Disagrees };
                    draft.sources.push(Source { step, ..o.source.clone() });
                }
            }
            Standing::CarriedOver if same_as_held => draft.sources.extend(filling.iter().map(|o| o.source.clone())),
            Standing::CarriedOver | Standing::Conflict => {
                draft.standing = Standing::Conflict;
                draft.value = None;
                draft.details = None;
                draft.rows.clear();
                for s in &mut draft.sources {
                    s.step = Step::Disagrees;
                }
                draft.sources.extend(filling.iter().map(|o| Source { step: Step::Disagrees, ..o.source.clone() }));
            }
            _ if agree => {
                draft.value.clone_from(&first.value);
                draft.standing = if first.source.step == Step::Copied { Standing::Copied } else { Standing::Recoded };
                draft.sources.extend(filling.iter().map(|o| o.source.clone()));
                self.unit(q, draft);
            }
            _ => {
                draft.standing = Standing::Conflict;
                draft.sources.extend(filling.iter().map(|o| Source { step: Step::Disagrees, ..o.source.clone() }));
            }
        }
    }

    /// Bounds: a check with its reason beside the cell; never sets a degree.
    fn limit(&self, q: &Question, refs: &[QRef], draft: &mut Draft) {
        for bound in self.crosswalk.bounds.iter().filter(|b| refs.contains(&b.to)) {
            let said = self.index.said(&bound.from).iter();
            for said in said.chain(self.carried.said(&bound.from)).chain(self.kept.said(&bound.from)) {
                let codes = said.value.as_ref().map_or_else(Vec::new, Value::codes);
                if !codes.iter().any(|c| bound.when.iter().any(|w| w == c)) {
                    continue;
                }
                if bound.same_period && Period::relative(said.report.period, self.period) != Relative::Same {
                    continue;
                }
                if bound.named_in(said.report, said.format, said.answer).is_none() {
                    continue;
                }
                let held: Vec<&str> = draft.value.as_ref().map_or_else(Vec::new, Value::codes);
                let broken = held.iter().any(|c| bound.excludes.iter().any(|e| e == c));
                let mut source = self.source(said, "bound", if broken { Step::Disagrees } else { Step::Bounded });
                let list = |codes: &[String]| {
                    let texts: Vec<String> =
                        codes.iter().map(|c| format!("\"{}\"", q.option_text(c, self.lang))).collect();
                    texts.join(", ")
                };
                let lang = self.lang;
                let mut reason = bound.reason.get(lang).to_owned();
                if !bound.excludes.is_empty() {
                    let so = if bound.certain { words::excluded(lang) } else { words::doubtful(lang) };
                    reason = format!("{reason} [{} {so}]", list(&bound.excludes));
                }
                if !bound.ticks.is_empty() {
                    let so = if bound.certain { words::ticked(lang) } else { words::likely_ticked(lang) };
                    reason = format!("{reason} [{} {so}]", list(&bound.ticks));
                }
                source.reason = reason;
                // Only what cannot be true at all empties a proposal; a doubt is shown beside it.
                if broken && bound.certain && draft.standing != Standing::Kept {
                    draft.standing = Standing::Conflict;
                    draft.value = None;
                }
                if draft.standing == Standing::Gap {
                    draft.standing = Standing::Hint;
                }
                draft.sources.push(source);
            }
        }
    }

    /// The number a person looks for: a row without one stands under its title's.
    fn number(&self, question: &str) -> &'a str {
        let Some(q) = self.catalogue.question(question) else { return "" };
        let title = q.parent.as_deref().and_then(|p| self.catalogue.question(p));
        [Some(q), title].into_iter().flatten().map(|q| q.number.as_str()).find(|n| !n.is_empty()).unwrap_or(q.key())
    }

    fn heading(&self, s: &Source) -> String {
        if s.relation == registers::RULE {
            return words::registers(self.lang).to_owned();
        }
        let format = self.catalogue.format_of(&s.question);
        let question = self.catalogue.question(&s.question);
        let name = format.map_or("", |f| f.convention.as_str());
        let number = self.number(&s.question);
        let period = s.period.map_or_else(|| words::period_unknown(self.lang).to_owned(), |p| p.to_string());
        let item = s.item.as_deref().map_or_else(String::new, |i| format!(" {i}"));
        let label = question.map_or("", |q| q.label.get(self.lang));
        format!("{name} {number}{item}, {period}: {label}")
    }

    fn source(&self, s: &Said, relation: &str, step: Step) -> Source {
        let mut source = self.plain_source(s.report, s.answer, s.question, relation, step);
        if !s.answer.confirmed {
            source.reason = words::carried(self.lang).to_owned();
        }
        source
    }

    fn plain_source(&self, r: &Report, a: &Answer, q: &Question, relation: &str, step: Step) -> Source {
        let said =
            Said { report: r, answer: a, question: q, format: self.target, item: None, value: None, edition: None };
        Source {
            question: q.id.clone(),
            item: a.item.clone(),
            party: r.party,
            period: r.period,
            file: r.file.clone(),
            place: a.origin.place.clone(),
            relation: relation.to_owned(),
            step,
            says: said.says(self.lang),
            reason: String::new(),
            confirmed: a.confirmed,
        }
    }

    /// A question whose condition is false is not asked, unless a human answered it all the same.
    fn close_conditions(&mut self, drafts: &mut [Draft]) {
        let mut codes: Map<(String, Option<String>), Vec<String>> = Map::default();
        for d in drafts.iter() {
            if let Some(v) = &d.value {
                let given = v.codes().into_iter().map(str::to_owned).collect();
                codes.insert((d.question.clone(), d.item.clone()), given);
            }
        }
        for d in drafts.iter_mut() {
            let Some(q) = self.target.question(&d.question) else { continue };
            let Some(condition) = &q.condition else { continue };
            let item = d.item.clone();
            let lookup = |id: &str| {
                codes.get(&(id.to_owned(), item.clone())).or_else(|| codes.get(&(id.to_owned(), None))).cloned()
            };
            if condition.asked(self.target, &lookup) == Asked::No && d.standing != Standing::Kept {
                d.standing = Standing::NotAsked;
                d.value = None;
                d.details = None;
                d.rows.clear();
                d.offered = None;
            }
        }
    }
}

/// How an answer of the last cycle relates to the question it is carried to.
fn relation(said: &Said) -> &'static str {
    if said.edition.is_some() { "edition" } else { "same-question" }
}

/// The references under which a target question is found in the crosswalk: for a national target
/// also every framework target it is aligned with.
pub(crate) fn references(q: &Question, item: Option<&Item>) -> Vec<QRef> {
    let Some(item) = item else { return vec![QRef::new(&q.id, None)] };
    let mut refs = vec![QRef::new(&q.id, Some(&item.id))];
    refs.extend(item.frameworks.iter().filter(|f| **f != item.id).map(|f| QRef::new(&q.id, Some(f))));
    if q.repeat == Some(Repeat::Site) {
        refs.push(QRef::new(&q.id, None));
    }
    refs
}
