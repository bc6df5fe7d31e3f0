//! Many Parties side by side: how much of each theme each answers, and how each question is answered.
//!
//! Reports come in one by one. Of each only what the tables need is kept, and whole answers only of
//! the newest report of each Party to each convention, so that memory does not grow with cycles.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::Serialize;

use super::contradictions::{self, Grade};
use super::pool::Pool;
use super::{label, number, targets};
use crate::catalogue::Catalogue;
use crate::crosswalk::{Crosswalk, QRef};
use crate::model::{Answer, Asked, CORE, Format, Lang, Origin, Party, Period, Region, Report, Value};

/// Questions answered, of questions asked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Answered {
    /// Questions with an answer.
    pub answered: usize,
    /// Questions asked: those whose condition is not false.
    pub asked: usize,
}

impl Answered {
    fn add(&mut self, other: Answered) {
        self.answered += other.answered;
        self.asked += other.asked;
    }

    /// Per cent answered, rounded down; `None` where nothing is asked.
    #[must_use]
    pub fn percent(&self) -> Option<usize> {
        (self.asked > 0).then(|| self.answered * 100 / self.asked)
    }
}

/// A Party with its newest reports, or one report of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ManyRow {
    /// The Party.
    pub party: Party,
    /// Its name.
    pub name: String,
    /// Its regional group.
    pub region: Option<Region>,
    /// The convention, for a single report; `None`: the newest reports to all of them.
    pub convention: Option<String>,
    /// Format id of a single report.
    pub format: Option<String>,
    /// Years of the report; of several, those of the newest.
    pub period: Option<Period>,
    /// How many reports the row stands for.
    pub reports: usize,
    /// All themes together.
    pub all: Answered,
    /// By theme id.
    pub themes: BTreeMap<String, Answered>,
    /// Contradictions between the newest reports that are certain; none for a single report.
    pub certain: usize,
    /// Those that are likely.
    pub likely: usize,
}

/// How the Parties answer one question, in their newest reports.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Distribution {
    /// Question id.
    pub question: String,
    /// Its number.
    pub number: String,
    /// Its label.
    pub label: String,
    /// Convention.
    pub convention: String,
    /// Theme id.
    pub theme: String,
    /// Parties that answer it, by regional group (`-` for none).
    pub answered: BTreeMap<String, usize>,
    /// Options with the Parties that chose them, by regional group.
    pub options: Vec<OptionCount>,
}

/// An option and who chose it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OptionCount {
    /// Code.
    pub code: String,
    /// Its text.
    pub label: String,
    /// Parties by regional group.
    pub parties: BTreeMap<String, usize>,
}

/// Many Parties side by side.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Overview {
    /// Language of labels.
    pub lang: Lang,
    /// Theme ids and names, in order.
    pub themes: Vec<(String, String)>,
    /// Conventions with a report, in order.
    pub conventions: Vec<String>,
    /// One row a Party: its newest reports.
    pub parties: Vec<ManyRow>,
    /// One row a report.
    pub reports: Vec<ManyRow>,
    /// How questions are answered.
    pub questions: Vec<Distribution>,
    /// Files read and files without a report of a known Party.
    pub files: usize,
    /// Files whose Party is not known.
    pub without_party: usize,
}

/// A report without its words: what was answered, not how.
#[must_use]
pub fn slim(mut report: Report, crosswalk: &Crosswalk) -> Report {
    let wanted: Vec<&str> = crosswalk.bounds.iter().flat_map(|b| &b.mentions).map(String::as_str).collect();
    let named = |t: &str| -> String {
        let words: BTreeSet<&str> = wanted.iter().copied().filter(|w| crate::crosswalk::names(t, w)).collect();
        words.into_iter().collect::<Vec<_>>().join(", ")
    };
    for a in &mut report.answers {
        if let Some(Value::Text(t)) = &mut a.value {
            *t = named(t);
        }
        if let Some(d) = &mut a.details {
            *d = named(d);
        }
        a.english = None;
        a.origin = Origin::default();
        for row in &mut a.rows {
            row.remove("footnote");
        }
    }
    report.answers.shrink_to_fit();
    report
}

/// Puts reports side by side as they come.
pub struct Many<'a> {
    catalogue: &'a Catalogue,
    crosswalk: &'a Crosswalk,
    lang: Lang,
    themes_of: HashMap<String, Vec<Option<usize>>>,
    reports: BTreeMap<(Party, String, Option<Period>), BTreeSet<usize>>,
    not_asked: BTreeMap<(Party, String, Option<Period>), BTreeSet<usize>>,
    newest: BTreeMap<(Party, String), Vec<Report>>,
    files: usize,
    without_party: usize,
}

/// Starts an overview of many Parties.
#[must_use]
pub fn many<'a>(catalogue: &'a Catalogue, crosswalk: &'a Crosswalk, lang: Lang) -> Many<'a> {
    Many {
        catalogue,
        crosswalk,
        lang,
        themes_of: HashMap::new(),
        reports: BTreeMap::new(),
        not_asked: BTreeMap::new(),
        newest: BTreeMap::new(),
        files: 0,
        without_party: 0,
    }
}

impl Many<'_> {
    /// One more file was read, with these reports (see [`slim`]).
    pub fn add(&mut self, reports: Vec<Report>) {
        self.files += 1;
        let mut known = false;
        for report in reports.into_iter().filter(|r| r.format != CORE) {
            let (Some(party), Some(format)) = (report.party, self.catalogue.format(&report.format)) else { continue };
            known = true;
            if !self.themes_of.contains_key(&format.id) {
                let themes = format.questions.iter().map(|q| self.theme_of(&q.id)).collect();
                self.themes_of.insert(format.id.clone(), themes);
            }
            let key = (party, format.id.clone(), report.period);
            let answered = self.reports.entry(key.clone()).or_default();
            answered.extend(report.answers.iter().filter(|a| !a.is_blank()).map(|a| format.position(&a.question)));
            self.not_asked.entry(key).or_default().extend(not_asked(&report, format));
            let of_convention = self.newest.entry((party, format.convention.clone())).or_default();
            let end = |r: &Report| r.period.map(|p| p.to);
            match of_convention.first().map(|r| end(r).cmp(&end(&report))) {
                Some(std::cmp::Ordering::Greater) => {}
                Some(std::cmp::Ordering::Less) => *of_convention = vec![report],
                _ => of_convention.push(report),
            }
        }
        self.without_party += usize::from(!known);
    }

    /// Place of a question's theme; a question of an older edition has that of the one it became.
    fn theme_of(&self, question: &str) -> Option<usize> {
        let mut id = question.to_owned();
        for _ in 0..16 {
            if let Some(s) = self.crosswalk.main_subject(&QRef::new(&id, None)) {
                return self.crosswalk.themes.iter().position(|t| t.id == s.theme);
            }
            let on = self.crosswalk.editions.iter().flat_map(|e| &e.rows).find(|r| r.from.question == id)?;
            id.clone_from(&on.to.question);
        }
        None
    }

    /// The tables.
    #[must_use]
    pub fn finish(self) -> Overview {
        let mut reports: Vec<ManyRow> = Vec::new();
        for ((party, format_id, period), answered) in &self.reports {
            let Some(format) = self.catalogue.format(format_id) else { continue };
            let none = BTreeSet::new();
            let not_asked = self.not_asked.get(&(*party, format_id.clone(), *period)).unwrap_or(&none);
            let themes_of = self.themes_of.get(format_id).map_or(&[][..], Vec::as_slice);
            let mut row = self.row(*party);
            row.convention = Some(format.convention.clone());
            row.format = Some(format_id.clone());
            row.period = *period;
            for (n, _) in format.questions.iter().enumerate().filter(|(_, q)| q.is_asked()) {
                let given = answered.contains(&n);
                if !given && not_asked.contains(&n) {
                    continue;
                }
                let one = Answered { answered: usize::from(given), asked: 1 };
                row.all.add(one);
                let theme = themes_of.get(n).copied().flatten().and_then(|t| self.crosswalk.themes.get(t));
                if let Some(t) = theme {
                    row.themes.entry(t.id.clone()).or_default().add(one);
                }
            }
            reports.push(row);
        }
        let parties = self.parties(&reports);
        let questions = self.distribution();
        let mut conventions: Vec<String> = reports.iter().filter_map(|r| r.convention.clone()).collect();
        conventions.sort();
        conventions.dedup();
        let used: BTreeSet<&str> = reports.iter().flat_map(|r| r.themes.keys()).map(String::as_str).collect();
        let themes = self
            .crosswalk
            .themes
            .iter()
            .filter(|t| used.contains(t.id.as_str()))
            .map(|t| (t.id.clone(), t.label.get(self.lang).to_owned()))
            .collect();
        Overview {
            lang: self.lang,
            themes,
            conventions,
            parties,
            reports,
            questions,
            files: self.files,
            without_party: self.without_party,
        }
    }

    fn row(&self, party: Party) -> ManyRow {
        ManyRow {
            party,
            name: party.name(self.lang).to_owned(),
            region: Region::of(party),
            convention: None,
            format: None,
            period: None,
            reports: 1,
            all: Answered::default(),
            themes: BTreeMap::new(),
            certain: 0,
            likely: 0,
        }
    }

    fn parties(&self, reports: &[ManyRow]) -> Vec<ManyRow> {
        let parties: BTreeSet<Party> = reports.iter().map(|r| r.party).collect();
        let mut rows = Vec::new();
        for party in parties {
            let mut row = self.row(party);
            row.reports = 0;
            let mut own: Vec<&Report> = Vec::new();
            for ((_, convention), list) in self.newest.iter().filter(|((p, _), _)| *p == party) {
                own.extend(list);
                let end = list.first().and_then(|r| r.period).map(|p| p.to);
                let of_convention = reports.iter().filter(|r| {
                    r.party == party && r.convention.as_deref() == Some(convention) && r.period.map(|p| p.to) == end
                });
                for r in of_convention {
                    row.reports += 1;
                    row.all.add(r.all);
                    for (t, n) in &r.themes {
                        row.themes.entry(t.clone()).or_default().add(*n);
                    }
                    row.period = row.period.max_by_end(r.period);
                }
            }
            let pool = Pool::build(&own, self.catalogue, self.crosswalk);
            for c in contradictions::find(&pool, self.catalogue, self.crosswalk, self.lang) {
                match c.grade {
                    Grade::Certain => row.certain += 1,
                    Grade::Likely => row.likely += 1,
                }
            }
            rows.push(row);
        }
        rows.sort_by(|a, b| a.name.cmp(&b.name).then(a.party.cmp(&b.party)));
        rows
    }

    fn distribution(&self) -> Vec<Distribution> {
        let mut by_question: BTreeMap<String, BTreeMap<Party, Vec<String>>> = BTreeMap::new();
        let mut parties: BTreeMap<Party, Vec<&Report>> = BTreeMap::new();
        for ((party, _), list) in &self.newest {
            parties.entry(*party).or_default().extend(list);
        }
        for (party, own) in &parties {
            let pool = Pool::build(own, self.catalogue, self.crosswalk);
            for (q, said) in pool.all() {
                let codes = by_question.entry(q.question.clone()).or_default().entry(*party).or_default();
                for s in said {
                    codes.extend(super::pool::codes(s).into_iter().map(str::to_owned));
                }
            }
        }
        let mut list = Vec::new();
        for format in targets(self.catalogue) {
            for q in format.questions.iter().filter(|q| q.is_asked() && !q.personal) {
                let Some(given) = by_question.get(&q.id) else { continue };
                let mut answered: BTreeMap<String, usize> = BTreeMap::new();
                let mut options: Vec<OptionCount> = q
                    .options
                    .iter()
                    .map(|o| OptionCount {
                        code: o.code.clone(),
                        label: o.text.get(self.lang).to_owned(),
                        parties: BTreeMap::new(),
                    })
                    .collect();
                for (party, codes) in given {
                    let region = Region::of(*party).map_or("-", Region::name);
                    *answered.entry(region.to_owned()).or_default() += 1;
                    let codes: BTreeSet<&str> = codes.iter().map(String::as_str).collect();
                    for o in options.iter_mut().filter(|o| codes.contains(o.code.as_str())) {
                        *o.parties.entry(region.to_owned()).or_default() += 1;
                    }
                }
                list.push(Distribution {
                    question: q.id.clone(),
                    number: number(self.catalogue, &q.id),
                    label: label(self.catalogue, &q.id, self.lang),
                    convention: format.convention.clone(),
                    theme: self
                        .crosswalk
                        .main_subject(&QRef::new(&q.id, None))
                        .map_or(String::new(), |s| s.theme.clone()),
                    answered,
                    options,
                });
            }
        }
        list
    }
}

trait ByEnd {
    fn max_by_end(self, other: Self) -> Self;
}

impl ByEnd for Option<Period> {
    /// The period that ends later; of two that end together the longer.
    fn max_by_end(self, other: Self) -> Self {
        let key = |p: &Option<Period>| p.map(|p| (p.to, std::cmp::Reverse(p.from)));
        if key(&other) > key(&self) { other } else { self }
    }
}

/// Positions of questions whose condition is false.
fn not_asked(report: &Report, format: &Format) -> BTreeSet<usize> {
    let mut codes: HashMap<(&str, Option<&str>), &Answer> = HashMap::new();
    for a in &report.answers {
        codes.entry(a.key()).or_insert(a);
    }
    let lookup = |id: &str| -> Option<Vec<String>> {
        let value = codes.get(&(id, None))?.value.as_ref()?;
        Some(value.codes().into_iter().map(str::to_owned).collect())
    };
    format
        .questions
        .iter()
        .enumerate()
        .filter(|(_, q)| q.condition.as_ref().is_some_and(|c| c.asked(format, &lookup) == Asked::No))
        .map(|(n, _)| n)
        .collect()
}
