//! The text of a box, made of measures.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use crate::crosswalk::{Crosswalk, QRef};
use crate::model::{Kind, Lang, Question, Registers, Repeat, Time};
use crate::read::fold::fold;

use super::measure::Measure;
use super::text::{count, sentences};
use super::{Asking, column, facets, list, words};

mod linked;
mod told;

use told::{Index, Told};

/// Most measures told in full; the rest is named.
const MOST: usize = 5;

/// Most measures named in the line of the rest.
const MOST_NAMED: usize = 12;

/// So much of a measure's text stands in a box that tells of it.
const TOLD: f64 = 0.6;

/// In a template's `wants`: the box needs a general text besides, which only a person can write.
const GENERAL: &str = "general";

/// In a template's `wants`: measures of these kinds and this subject may be what the box asks for or not, which only a
/// person can see. They stand beside it.
const BESIDE: &str = "beside";

/// In a template's `wants`: the box tells what is planned, not what was done.
const PLANNED: &str = "planned";

/// In a template's `wants`: the box tells which other conventions and agendas the measures serve.
const LINKS: &str = "links";

/// A text made of measures.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Composed {
    /// The text, within the limit of the box.
    pub text: String,
    /// Ids of the measures told in it, in its order.
    pub entries: Vec<String>,
    /// Ids of those that fit too and are only named or counted, newest first.
    pub left: Vec<String>,
    /// Ids of those that may fit beside confirmed ones and are not in the text: nobody confirmed
    /// them, or something about them is in doubt.
    pub offered: Vec<String>,
    /// Ids of those whose text stands in another language, marked.
    pub untranslated: Vec<String>,
    /// The box also needs a general text, so that this one is only a proposal.
    pub needs_general: bool,
    /// Every measure used is confirmed, and none fits only perhaps.
    pub confirmed: bool,
}

/// Whether measures can make the text of a box.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Composable {
    /// No measure goes into it.
    No,
    /// They make a part of it: a general text, which only a person can write, is needed besides.
    Part,
    /// They make all of it.
    Whole,
}

/// Whether measures can make the text of a box, whatever the country has: the box says which kinds it
/// wants, and it has a subject, or is repeated for a target.
#[must_use]
pub fn composable(q: &Question, crosswalk: &Crosswalk) -> Composable {
    let items = q.repeat.map_or_else(Vec::new, Repeat::fixed_items);
    let mut refs = items.iter().map(|i| Some(i.as_str())).chain([None]).map(|i| QRef::new(&q.id, i));
    let placed = refs.any(|r| crosswalk.placements(&r).iter().any(|p| !facets::is_formal(&p.facet)));
    match (takes_measures(q) && placed, is_persons(q)) {
        (false, _) => Composable::No,
        (true, true) => Composable::Part,
        (true, false) => Composable::Whole,
    }
}

/// True for a box that says which measures it wants.
fn takes_measures(q: &Question) -> bool {
    let a_box = q.kind == Kind::Text || q.details;
    a_box && !q.personal && q.wants.iter().any(|w| w != GENERAL && w != BESIDE)
}

/// True for a box whose text a person has to write or choose.
fn is_persons(q: &Question) -> bool {
    q.wants.iter().any(|w| w == GENERAL || w == BESIDE)
}

/// Makes texts for one report. Rows are read once.
pub struct Composer<'a> {
    registers: &'a Registers,
    asking: Asking<'a>,
    crosswalk: &'a Crosswalk,
    measures: Vec<Measure<'a>>,
    by_subject: BTreeMap<&'a str, Vec<usize>>,
    by_framework: BTreeMap<&'a str, Vec<usize>>,
    /// A sentence, folded, to its row of translations.
    sentences: BTreeMap<String, usize>,
    /// Made when a text is first looked at.
    index: OnceLock<Index>,
}

/// A measure that fits a box.
struct Fit {
    /// Index among the measures.
    at: usize,
    /// It fits, not only perhaps.
    sure: bool,
    /// Place of its kind among what the box wants.
    kind: usize,
    /// It is about the very part the box asks about.
    same_facet: bool,
    /// It carries the very target the box is repeated for, or one aligned with it.
    tagged: bool,
}

/// The text of a box, or `None` where no measure fits it. For many boxes make one [`Composer`].
#[must_use]
pub fn compose(
    q: &Question,
    item: Option<&str>,
    registers: &Registers,
    asking: &Asking,
    crosswalk: &Crosswalk,
) -> Option<Composed> {
    Composer::new(registers, *asking, crosswalk).compose(q, item)
}

impl<'a> Composer<'a> {
    /// Reads the registers for one report.
    #[must_use]
    pub fn new(registers: &'a Registers, asking: Asking<'a>, crosswalk: &'a Crosswalk) -> Composer<'a> {
        let mut measures: Vec<Measure> = registers.rows(list::MEASURES).iter().filter_map(Measure::new).collect();
        // The order of the file must not matter; a row copied with its id counts once.
        measures.sort_by(|a, b| a.entry.id.cmp(&b.entry.id).then_with(|| a.entry.cells.cmp(&b.entry.cells)));
        measures.dedup_by(|a, b| !a.entry.id.is_empty() && a.entry.id == b.entry.id);
        let mut by_subject: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        let mut by_framework: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (i, m) in measures.iter().enumerate() {
            for s in m.entry.list(column::SUBJECTS) {
                by_subject.entry(s).or_default().push(i);
            }
            for f in m.entry.list(column::FRAMEWORKS) {
                by_framework.entry(f).or_default().push(i);
            }
        }
        let mut translations = BTreeMap::new();
        for (i, row) in registers.rows(list::SENTENCES).iter().enumerate() {
            for lang in Lang::ALL {
                let s = fold(row.get(lang.code()));
                if !s.is_empty() {
                    translations.entry(s).or_insert(i);
                }
            }
        }
        Composer {
            registers,
            asking,
            crosswalk,
            measures,
            by_subject,
            by_framework,
            sentences: translations,
            index: OnceLock::new(),
        }
    }

    /// The text of a box, or `None` where no measure fits it.
    #[must_use]
    pub fn compose(&self, q: &Question, item: Option<&str>) -> Option<Composed> {
        let fits = self.fits(q, item);
        let firm = |f: &Fit| f.sure && self.measures[f.at].entry.confirmed;
        let any_firm = fits.iter().any(firm);
        let (used, offered): (Vec<Fit>, Vec<Fit>) = fits.into_iter().partition(|f| !any_firm || firm(f));
        if used.is_empty() {
            return None;
        }
        let limit = q.limit_words.map_or(usize::MAX, |l| l as usize);
        let mut composed = if q.wants.iter().any(|w| w == LINKS) {
            self.linked(item, &used, limit)?
        } else {
            self.written(q, &used, limit)?
        };
        composed.offered = offered.iter().map(|f| self.id(f.at)).collect();
        composed.needs_general = is_persons(q);
        composed.confirmed = any_firm;
        Some(composed)
    }

    /// Ids of the measures that fit a box, told or not; true: they fit, not only perhaps.
    #[must_use]
    pub fn fitting(&self, q: &Question, item: Option<&str>) -> Vec<(&'a str, bool)> {
        self.fits(q, item).into_iter().map(|f| (self.measures[f.at].entry.id.as_str(), f.sure)).collect()
    }

    /// Ids of measures that fit a box and of which its text does not tell, best first.
    #[must_use]
    pub fn missing_from(&self, text: &str, q: &Question, item: Option<&str>) -> Vec<String> {
        let told = Told::new(text, self.index());
        self.fits(q, item).iter().filter(|f| !told.of(f.at, &self.measures[f.at])).map(|f| self.id(f.at)).collect()
    }

    /// Ids of measures a text tells of that had ended when the report's period began. A text that names the
    /// year of the end says it itself.
    #[must_use]
    pub fn ended_in(&self, text: &str) -> Vec<String> {
        let told = Told::new(text, self.index());
        let said = |m: &Measure| m.span.and_then(|s| s.to).is_some_and(|to| text.contains(&to.to_string()));
        let all = self.measures.iter().enumerate();
        let ended = all.filter(|(at, m)| m.ended(self.asking.period) && told.of(*at, m) && !said(m));
        ended.map(|(_, m)| m.entry.id.clone()).collect()
    }

    fn index(&self) -> &Index {
        self.index.get_or_init(|| Index::new(&self.measures))
    }

    fn id(&self, at: usize) -> String {
        self.measures[at].entry.id.clone()
    }

    /// Measures that fit a box, best first.
    fn fits(&self, q: &Question, item: Option<&str>) -> Vec<Fit> {
        if !takes_measures(q) {
            return Vec::new();
        }
        let aligned = self.aligned(item);
        let places = self.places(q, item, &aligned);
        let mut near: BTreeSet<usize> = BTreeSet::new();
        for (subject, _) in &places {
            near.extend(self.by_subject.get(subject.as_str()).into_iter().flatten());
        }
        for f in item.into_iter().chain(aligned.iter().map(String::as_str)) {
            near.extend(self.by_framework.get(f).into_iter().flatten());
        }
        if let Some(i) = item.filter(|_| q.repeat == Some(Repeat::Target)) {
            for national in self.nationals(i) {
                near.extend(self.by_framework.get(national.as_str()).into_iter().flatten());
            }
        }
        let mut fits: Vec<Fit> = near.into_iter().filter_map(|at| self.fit(q, item, &aligned, &places, at)).collect();
        fits.sort_by(|a, b| {
            let year = |f: &Fit| self.measures[f.at].year();
            (b.sure, b.same_facet, year(b))
                .cmp(&(a.sure, a.same_facet, year(a)))
                .then_with(|| a.kind.cmp(&b.kind))
                .then_with(|| a.at.cmp(&b.at))
        });
        fits
    }

    /// Subjects and facets of a box. A national target has those of the framework targets it is
    /// aligned with.
    fn places(&self, q: &Question, item: Option<&str>, aligned: &[String]) -> Vec<(String, String)> {
        let mut places = Vec::new();
        for i in item.into_iter().chain(aligned.iter().map(String::as_str)).map(Some).chain(std::iter::once(None)) {
            if i.is_none() && !places.is_empty() {
                break;
            }
            for p in self.crosswalk.placements(&QRef::new(&q.id, i)) {
                let place = (p.subject.clone(), p.facet.clone());
                if !facets::is_formal(&p.facet) && !places.contains(&place) {
                    places.push(place);
                }
            }
        }
        places
    }

    /// Framework targets a national target is aligned with.
    fn aligned(&self, item: Option<&str>) -> Vec<String> {
        let Some(item) = item else { return Vec::new() };
        let mut all: Vec<String> = Vec::new();
        if let Some(row) = self.registers.rows(list::TARGETS).iter().find(|r| r.id == item) {
            all.extend(row.list(column::FRAMEWORKS).map(str::to_owned));
        }
        if let Some(i) = self.asking.items.iter().find(|i| i.id == item) {
            all.extend(i.frameworks.iter().cloned());
        }
        all.retain(|f| f != item);
        all.sort();
        all.dedup();
        all
    }

    /// National targets aligned with a framework target.
    fn nationals(&self, target: &str) -> Vec<String> {
        let rows = self.registers.rows(list::TARGETS).iter();
        let mut all: Vec<String> =
            rows.filter(|r| r.has(column::FRAMEWORKS, target)).map(|r| r.id.clone()).filter(|i| i != target).collect();
        let items = self.asking.items.iter();
        all.extend(items.filter(|i| i.id != target && i.frameworks.iter().any(|f| f == target)).map(|i| i.id.clone()));
        all.sort();
        all.dedup();
        all
    }

    fn fit(
        &self,
        q: &Question,
        item: Option<&str>,
        aligned: &[String],
        places: &[(String, String)],
        at: usize,
    ) -> Option<Fit> {
        let m = self.measures.get(at)?;
        let (kind, _) = wanted(&q.wants, &m.kind)?;
        // What nobody called a law or a project may be anything: it is offered, never told unasked.
        let mut sure = !m.kind.is_empty();
        if m.cancelled() {
            return None;
        }
        sure &= !m.uncertain();
        if m.planned() != q.wants.iter().any(|w| w == PLANNED) {
            return None;
        }
        // Subject and facet.
        let part: Vec<&str> = m.entry.list(column::FACETS).collect();
        let mut of_target = false;
        let facet_fits = |facet: &str| part.is_empty() || part.iter().any(|t| facets::within(t, facet));
        let of_subject: Vec<&(String, String)> =
            places.iter().filter(|(s, f)| m.entry.has(column::SUBJECTS, s) && facet_fits(f)).collect();
        match q.repeat {
            Some(Repeat::Target | Repeat::Goal) => {
                let id = item?;
                let tag = |f: &str| m.entry.has(column::FRAMEWORKS, f);
                if !places.iter().any(|(_, f)| facet_fits(f)) {
                    return None;
                }
                of_target = tag(id);
                if !of_target {
                    // Tagged with a framework target that only this national target is aligned with.
                    let own = aligned.iter().any(|f| tag(f) && self.nationals(f).len() == 1);
                    let through = aligned.iter().any(|f| tag(f)) || self.nationals(id).iter().any(|n| tag(n));
                    if !own && !through && of_subject.is_empty() {
                        return None;
                    }
                    sure &= own;
                    of_target = own || through;
                }
            }
            Some(Repeat::Site) => {
                let id = item?;
                let title = self.asking.items.iter().find(|i| i.id == id).map_or(id, |i| i.title.as_str());
                let here =
                    m.entry.list(column::PLACE).any(|p| p == id || (!title.is_empty() && fold(p) == fold(title)));
                if !here || of_subject.is_empty() {
                    return None;
                }
            }
            None => {
                if of_subject.is_empty() {
                    return None;
                }
            }
        }
        let whole = of_subject.iter().any(|(_, f)| f == facets::ALL) || q.repeat.is_some();
        sure &= !part.is_empty() || whole;
        // Time.
        match q.time {
            Time::Standing => {
                if m.ended(self.asking.period) {
                    return None;
                }
                if let (Some(s), Some(p)) = (m.span, self.asking.period) {
                    // What begins after the period was not there in it.
                    if s.from > p.to {
                        return None;
                    }
                }
                sure &= !self.asking.period.is_some_and(|p| m.outlived(p));
            }
            Time::InPeriod | Time::SinceLast | Time::Dated => match m.during(self.asking.period) {
                // What its sentences tell is of other years.
                Some(true) => sure &= !self.asking.period.is_some_and(|p| m.told_of_old(p)),
                Some(false) => return None,
                None => sure = false,
            },
        }
        let same_facet = of_subject.iter().any(|(_, f)| part.contains(&f.as_str()));
        Some(Fit { at, sure, kind, same_facet, tagged: of_target })
    }

    /// The first measures in full, grouped by kind, the rest named; as many as the limit allows.
    fn written(&self, q: &Question, used: &[Fit], limit: usize) -> Option<Composed> {
        for full in (0..=used.len().min(MOST)).rev() {
            let (told, rest) = used.split_at(full);
            let mut composed = self.told(q, told, limit, full == 1);
            let mut names = rest.len().min(MOST_NAMED);
            loop {
                let line = self.rest(rest, names);
                let text = match (composed.text.is_empty(), line.is_empty()) {
                    (_, true) => composed.text.clone(),
                    (true, false) => line,
                    (false, false) => format!("{}\n\n{line}", composed.text),
                };
                if count(&text) <= limit && !text.is_empty() {
                    composed.text = text;
                    composed.left = rest.iter().map(|f| self.id(f.at)).collect();
                    return Some(composed);
                }
                if names == 0 {
                    break;
                }
                names -= 1;
            }
        }
        None
    }

    /// Measures in full. Alone in its box, one that is too long is cut after a sentence.
    fn told(&self, q: &Question, told: &[Fit], limit: usize, alone: bool) -> Composed {
        let mut composed = Composed::default();
        let mut groups: BTreeMap<(usize, usize), Vec<&Fit>> = BTreeMap::new();
        for f in told {
            let (_, order) = wanted(&q.wants, &self.measures[f.at].kind).unwrap_or((f.kind, usize::MAX));
            groups.entry((f.kind, order)).or_default().push(f);
        }
        let headed = groups.len() > 1;
        let mut blocks = Vec::new();
        for group in groups.into_values() {
            let mut group = group;
            group.sort_by(|a, b| self.measures[b.at].year().cmp(&self.measures[a.at].year()).then(a.at.cmp(&b.at)));
            let mut lines = Vec::new();
            if let (true, Some(f)) = (headed, group.first()) {
                lines.push(words::heading(&self.measures[f.at].kind, self.asking.lang).to_owned());
            }
            for f in group {
                let m = &self.measures[f.at];
                let (mut text, foreign) = self.sentences_of(m);
                if alone {
                    text = shortened(&text, limit);
                }
                if foreign {
                    composed.untranslated.push(m.entry.id.clone());
                }
                composed.entries.push(m.entry.id.clone());
                lines.push(if told.len() > 1 { format!("- {text}") } else { text });
            }
            blocks.push(lines.join("\n"));
        }
        composed.text = blocks.join("\n\n");
        composed
    }

    /// Title, period and sentences of a measure on one line; true: they stand in another language.
    fn sentences_of(&self, m: &Measure) -> (String, bool) {
        let lang = self.asking.lang;
        let (text, foreign) = self.in_language(m);
        let (result, result_foreign) = self.translated(m.entry.get(column::RESULT), None);
        let mut body = text;
        if !result.is_empty() && !fold(&body).contains(&fold(&result)) {
            if !body.is_empty() {
                body.push(' ');
            }
            body.push_str(&result);
        }
        let mut out = String::new();
        let named = m.folded.is_empty() || fold(&body).contains(&m.folded);
        if !named {
            out.push_str(&one_line(m.title()));
            if let Some(years) = m.years() {
                out.push_str(&format!(" ({years})"));
            }
            if !body.is_empty() {
                out.push_str(if lang == Lang::Fr { "\u{a0}: " } else { ": " });
            }
        }
        out.push_str(&body);
        (out, foreign || result_foreign)
    }

    /// A measure's text in the report's language, or the original with its mark.
    fn in_language(&self, m: &Measure) -> (String, bool) {
        let lang = self.asking.lang;
        let own = m.text(lang);
        if !own.is_empty() {
            return (one_line(own), false);
        }
        match m.any_text() {
            Some((from, text)) => self.translated(text, Some(from)),
            None => (String::new(), false),
        }
    }

    /// A text through the translations kept, whole or sentence by sentence. Where one is missing the
    /// original stands, marked, if its language is known to be another.
    fn translated(&self, text: &str, from: Option<Lang>) -> (String, bool) {
        let text = one_line(text);
        if text.is_empty() {
            return (text, false);
        }
        let lang = self.asking.lang;
        if let Some(t) = self.translation(&text) {
            return (t, false);
        }
        let parts: Option<Vec<String>> = sentences(&text).into_iter().map(|s| self.translation(s)).collect();
        if let Some(parts) = parts.filter(|p| !p.is_empty()) {
            return (parts.join(" "), false);
        }
        match from.or_else(|| super::text::language(&text)) {
            Some(from) if from != lang => (format!("[{}] {text}", from.said_in(lang)), true),
            _ => (text, false),
        }
    }

    fn translation(&self, sentence: &str) -> Option<String> {
        let row = self.registers.rows(list::SENTENCES).get(*self.sentences.get(&fold(sentence))?)?;
        let own = one_line(row.get(self.asking.lang.code()));
        (!own.is_empty()).then_some(own)
    }

    /// The line that names the rest.
    fn rest(&self, rest: &[Fit], names: usize) -> String {
        let at = words::at(self.asking.lang);
        if rest.is_empty() || names == 0 {
            return String::new();
        }
        let mut parts: Vec<String> = Vec::new();
        for f in rest.iter().take(names) {
            let m = &self.measures[f.at];
            let title = short_title(m.title());
            let years = m.years().map(|y| format!(" ({y})")).unwrap_or_default();
            parts.push(format!("{title}{years}"));
        }
        if rest.len() > names {
            parts.push(words::MORE[at].replace("{n}", &(rest.len() - names).to_string()));
        }
        let mut line = format!("{} {}", words::REST[at], parts.join("; "));
        if !line.ends_with(['.', '…']) {
            line.push('.');
        }
        line
    }
}

/// Whether a box wants a kind: its place among the wants, and among the kinds. A measure of which
/// nobody said the kind fits any box that wants measures, after the others.
fn wanted(wants: &[String], kind: &str) -> Option<(usize, usize)> {
    let order = words::KINDS.iter().position(|k| k.code == kind).unwrap_or(words::KINDS.len());
    let blocks = || wants.iter().enumerate().filter(|(_, w)| *w != GENERAL && *w != BESIDE && *w != PLANNED);
    if let Some((n, _)) = blocks().find(|(_, w)| *w == kind || *w == LINKS) {
        return Some((n, order));
    }
    let admits = |want: &str| words::ADMITS.iter().any(|(w, kinds)| *w == want && kinds.contains(&kind));
    if let Some((n, _)) = blocks().find(|(_, w)| admits(w)) {
        return Some((n, order));
    }
    // "planned" alone asks for whatever is planned.
    let only_planned = wants.iter().any(|w| w == PLANNED) && blocks().next().is_none();
    (kind.is_empty() || only_planned).then_some((wants.len(), order))
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Most words of a title in the line of the rest.
const TITLE_WORDS: usize = 12;

fn short_title(title: &str) -> String {
    let all: Vec<&str> = title.split_whitespace().collect();
    if all.len() <= TITLE_WORDS { all.join(" ") } else { format!("{}…", all[..TITLE_WORDS].join(" ")) }
}

/// A text cut after a sentence so that it stays within the limit; a sentence alone beyond it stays whole
/// and the caller does without.
fn shortened(text: &str, limit: usize) -> String {
    if count(text) <= limit {
        return text.to_owned();
    }
    let mut out = String::new();
    for s in sentences(text) {
        if count(&out) + count(s) > limit {
            break;
        }
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(s);
    }
    if out.is_empty() { text.to_owned() } else { out }
}
