//! Tests of rows: true, false, or open.

use super::{Facts, Given, Used};
use crate::crosswalk::rules::{Is, Need, Rows, Test, row_code, vocabulary};
use crate::model::register::column as reserved;
use crate::model::{Entry, Item, Period, Question};
use crate::read::fold::fold;

/// How sure a test is. What is blank, not of the list or not confirmed is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Truth {
    No,
    Open,
    Yes,
}

impl Truth {
    fn of(yes: bool) -> Truth {
        if yes { Truth::Yes } else { Truth::No }
    }

    fn not(self) -> Truth {
        match self {
            Truth::No => Truth::Yes,
            Truth::Open => Truth::Open,
            Truth::Yes => Truth::No,
        }
    }
}

/// What stands in a flag that is set.
const TICK: &str = "yes";

/// The registers as one question sees them.
pub(super) struct View<'v, 'a> {
    pub(super) facts: &'v Facts<'a, 'v>,
    pub(super) q: &'v Question,
    pub(super) item: Option<&'v Item>,
    /// Rows and answers that nobody confirmed prove nothing.
    pub(super) strict: bool,
}

impl<'a> View<'_, 'a> {
    /// Whether a need holds, and the rows that show it.
    pub(super) fn need(&self, need: &Need) -> (Truth, Vec<Used<'a>>) {
        match need {
            Need::Any(rows) => {
                let used = self.true_rows(rows);
                (Truth::of(!used.is_empty()), used)
            }
            Need::None(rows) => {
                let none = self.all_rows(&rows.list).all(|u| self.row(u, &rows.tests) == Truth::No);
                (Truth::of(none), Vec::new())
            }
            Need::All(rows, tests) => {
                let mut used = Vec::new();
                for u in self.all_rows(&rows.list) {
                    let member = self.row(u, &rows.tests);
                    if member == Truth::No {
                        continue;
                    }
                    if self.row(u, tests) != Truth::Yes {
                        return (Truth::No, Vec::new());
                    }
                    if member == Truth::Yes {
                        used.push(u);
                    }
                }
                (Truth::of(!used.is_empty()), used)
            }
            Need::Complete(list) => (Truth::of(self.facts.registers.is_complete(list)), Vec::new()),
            Need::Fact { name, yes, not } => {
                let said = self.facts.registers.facts.get(name);
                (Truth::of(if *not { said != Some(yes) } else { said == Some(yes) }), Vec::new())
            }
            Need::Text { name, filled } => {
                let there = self.facts.registers.texts.get(name).is_some_and(|t| !t.trim().is_empty());
                (Truth::of(there == *filled), Vec::new())
            }
            Need::Answer { question, codes } => {
                let repeats = self.facts.catalogue.question(question).and_then(|q| q.repeat);
                let keys = match self.item {
                    Some(i) if repeats.is_some() && repeats == self.q.repeat => vec![i.id.as_str()],
                    _ => Vec::new(),
                };
                (self.given((self.facts.answers)(question, &keys), codes), Vec::new())
            }
            Need::Party => (Truth::of(self.facts.party.is_some()), Vec::new()),
        }
    }

    fn given(&self, given: Option<Given>, codes: &[String]) -> Truth {
        match given {
            Some(g) if self.strict && !g.confirmed => Truth::Open,
            Some(g) => Truth::of(g.codes.iter().any(|c| codes.contains(c))),
            None => Truth::Open,
        }
    }

    /// Rows of which all tests are true.
    pub(super) fn true_rows(&self, rows: &Rows) -> Vec<Used<'a>> {
        self.all_rows(&rows.list).filter(|u| self.row(*u, &rows.tests) == Truth::Yes).collect()
    }

    /// Rows that count; `None` where it is open for one whether it does.
    pub(super) fn counted(&self, rows: &Rows) -> Option<Vec<Used<'a>>> {
        let mut found = Vec::new();
        for u in self.all_rows(&rows.list) {
            match self.row(u, &rows.tests) {
                Truth::Yes => found.push(u),
                Truth::Open => return None,
                Truth::No => {}
            }
        }
        Some(found)
    }

    fn all_rows(&self, list: &str) -> impl Iterator<Item = Used<'a>> + use<'a> {
        let registers = self.facts.registers;
        registers
            .lists
            .get_key_value(list)
            .into_iter()
            .flat_map(|(name, rows)| rows.iter().map(move |entry| Used { list: name.as_str(), entry }))
    }

    /// Whether a row passes all tests.
    fn row(&self, u: Used<'a>, tests: &[Test]) -> Truth {
        let mut truth = if self.strict && !u.entry.confirmed { Truth::Open } else { Truth::Yes };
        for t in tests {
            truth = truth.min(self.test(u, t));
            if truth == Truth::No {
                break;
            }
        }
        truth
    }

    fn test(&self, u: Used<'a>, test: &Test) -> Truth {
        match test {
            Test::Cell { column, is } => self.cell(u, column, is),
            Test::Linked { rows, negated } => {
                let truth = self.linked(u, rows);
                if *negated { truth.not() } else { truth }
            }
            Test::Beside { column, tests } => {
                let name = fold(u.entry.get(column));
                if name.is_empty() {
                    return Truth::Open;
                }
                let best = self
                    .all_rows(u.list)
                    .filter(|o| !std::ptr::eq(o.entry, u.entry) && fold(o.entry.get(column)) == name)
                    .map(|o| self.row(o, tests))
                    .max();
                self.at_most(best, u.list)
            }
            Test::Answer { question, codes } => {
                let keys: Vec<&str> = SITE_KEYS.iter().map(|k| key(u.entry, k)).filter(|k| !k.is_empty()).collect();
                if keys.is_empty() { Truth::Open } else { self.given((self.facts.answers)(question, &keys), codes) }
            }
        }
    }

    /// The best of some rows; where none is, a no only if the list is whole.
    fn at_most(&self, best: Option<Truth>, list: &str) -> Truth {
        match best {
            Some(Truth::Yes) => Truth::Yes,
            Some(Truth::Open) => Truth::Open,
            _ if self.facts.registers.is_complete(list) => Truth::No,
            _ => Truth::Open,
        }
    }

    /// Whether rows of another list are about the same site.
    fn linked(&self, u: Used<'a>, rows: &Rows) -> Truth {
        if u.list == SITES {
            let mut best = None;
            for o in self.all_rows(&rows.list) {
                let truth = self.row(o, &rows.tests);
                let about = self.about(o.entry.get(SITE), u.entry);
                best = best.max(Some(truth.min(about)));
            }
            return self.at_most(best, &rows.list);
        }
        let named = u.entry.get(SITE);
        let sites: Vec<Truth> = self
            .all_rows(&rows.list)
            .filter(|s| self.about(named, s.entry) == Truth::Yes)
            .map(|s| self.row(s, &rows.tests))
            .collect();
        sites.into_iter().max().unwrap_or(Truth::Open)
    }

    /// Whether a name means this site; open where it means none that is listed.
    fn about(&self, named: &str, site: &Entry) -> Truth {
        let named = fold(named);
        if named.is_empty() {
            return Truth::Open;
        }
        let means = |e: &Entry| SITE_KEYS.iter().any(|k| fold(key(e, k)) == named);
        if means(site) {
            Truth::Yes
        } else if self.all_rows(SITES).any(|s| means(s.entry)) {
            Truth::No
        } else {
            Truth::Open
        }
    }

    /// Whether a name, or a site itself, is the item the question is repeated for.
    fn is_item(&self, u: Used<'a>, column: &str) -> Truth {
        let Some(item) = self.item else { return Truth::Open };
        let names = [fold(&item.id), fold(&item.title)];
        let is = |text: &str| {
            let text = fold(text);
            !text.is_empty() && names.contains(&text)
        };
        let site = |e: &Entry| SITE_KEYS.iter().any(|k| is(key(e, k)));
        if u.list == SITES {
            return Truth::of(site(u.entry));
        }
        let named = u.entry.get(column);
        if is(named) {
            return Truth::Yes;
        }
        match self.all_rows(SITES).find(|s| self.about(named, s.entry) == Truth::Yes) {
            Some(s) => Truth::of(site(s.entry)),
            None => Truth::Open,
        }
    }

    fn cell(&self, u: Used<'a>, column: &str, is: &Is) -> Truth {
        let text = u.entry.get(column);
        match is {
            Is::Filled => return Truth::of(!text.is_empty()),
            Is::Empty => return Truth::of(text.is_empty()),
            Is::Ticked if text.is_empty() => return Truth::No,
            Is::Item => return self.is_item(u, column),
            _ if text.is_empty() => return Truth::Open,
            _ => {}
        }
        let known = vocabulary::register(u.list).and_then(|r| r.values(column)).unwrap_or_default();
        // A word that is not on the list may be a slip for one that is.
        let doubtful = |t: &str| !known.is_empty() && !known.iter().any(|k| k.eq_ignore_ascii_case(t));
        let within = |values: &[String], t: &str| values.iter().any(|v| v.eq_ignore_ascii_case(t));
        let has = |values: &[String]| {
            if u.entry.list(column).any(|t| within(values, t)) {
                Truth::Yes
            } else if u.entry.list(column).any(doubtful) {
                Truth::Open
            } else {
                Truth::No
            }
        };
        let one = |values: &[String]| {
            if within(values, text) {
                Truth::Yes
            } else if doubtful(text) {
                Truth::Open
            } else {
                Truth::No
            }
        };
        match is {
            Is::In(values) => one(values),
            Is::NotIn(values) => one(values).not(),
            Is::Has(values) => has(values),
            Is::Lacks(values) => has(values).not(),
            Is::Only(values) => {
                if u.entry.list(column).all(|t| within(values, t)) {
                    Truth::Yes
                } else if u.entry.list(column).any(|t| !within(values, t) && !doubtful(t)) {
                    Truth::No
                } else {
                    Truth::Open
                }
            }
            Is::Ticked => {
                if text.eq_ignore_ascii_case(TICK) {
                    Truth::Yes
                } else {
                    Truth::Open
                }
            }
            Is::Mentions(words) => Truth::of(mentions(text, words)),
            Is::Omits(words) => Truth::of(!mentions(text, words)),
            Is::Overlaps | Is::Starts => self.in_period(text, matches!(is, Is::Starts)),
            Is::Since(year) => years(text).map_or(Truth::Open, |p| Truth::of(p.to >= *year)),
            Is::Names(of) => Truth::of(self.names(text, of)),
            Is::Filled | Is::Empty | Is::Item => Truth::Open,
        }
    }

    fn in_period(&self, text: &str, starts: bool) -> Truth {
        let (Some(row), Some(report)) = (years(text), self.facts.period) else { return Truth::Open };
        if starts {
            Truth::of(row.from >= report.from && row.from <= report.to)
        } else {
            Truth::of(row.from <= report.to && row.to >= report.from)
        }
    }

    /// True where a text is one of the names of a question, or of a word of the rules.
    fn names(&self, text: &str, of: &[String]) -> bool {
        let said = variants(text);
        let row = [self.q.id.clone()];
        let of = if of.is_empty() { &row[..] } else { of };
        of.iter().any(|of| {
            let mut names: Vec<String> =
                self.facts.crosswalk.rules(self.facts.catalogue).names.get(of).cloned().unwrap_or_default();
            if let Some(q) = self.facts.catalogue.question(of) {
                names.extend([&q.label.en, &q.label.fr, &q.label.es].map(Clone::clone));
                names.extend(row_code(q).map(str::to_owned));
            } else {
                names.push(of.clone());
            }
            names.iter().flat_map(|n| variants(n)).any(|n| said.contains(&n))
        })
    }

    /// A cell as it is written into a text: the word of a closed list in the language.
    pub(super) fn shown(&self, u: Used, column: &str) -> String {
        super::words::cell(self.facts.catalogue, u, column, self.facts.lang)
    }
}

/// The register of sites, and the column of other registers that names one.
const SITES: &str = "sites";
const SITE: &str = "site";
/// What a site may be called by.
const SITE_KEYS: [&str; 3] = [reserved::ID, "number", SITE];

fn key<'e>(e: &'e Entry, name: &str) -> &'e str {
    if name == reserved::ID { e.id.trim() } else { e.get(name) }
}

/// Years of a cell: `2021`, `2021-2023`, and `2021-` for what still goes on.
pub(super) fn years(text: &str) -> Option<Period> {
    let text = text.trim();
    let period = Period::parse(text)?;
    let open = text.ends_with(['-', '–', '—']) && period.from == period.to;
    Some(if open { Period { from: period.from, to: u16::MAX } } else { period })
}

/// A name whole, without what it has in parentheses, and that alone.
fn variants(name: &str) -> Vec<String> {
    let mut found = vec![fold(name)];
    if let Some((before, tail)) = name.split_once('(') {
        let (inner, after) = tail.split_once(')').unwrap_or((tail, ""));
        found.push(fold(&format!("{before} {after}")));
        found.push(fold(inner));
    }
    found.retain(|f| !f.is_empty());
    found
}

/// True where one of the words stands in a text, whole.
fn mentions(text: &str, words: &[String]) -> bool {
    let text = format!(" {} ", fold(text));
    words.iter().map(|w| fold(w)).any(|w| !w.is_empty() && text.contains(&format!(" {w} ")))
}
