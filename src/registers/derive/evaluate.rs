//! Tests of rows: true, false, or open.

use super::{Facts, Given, Used};
use crate::crosswalk::rules::{Is, Need, Rows, Test, row_code, vocabulary};
use crate::model::register::column as reserved;
use crate::model::{Entry, Item, Period, Question};
use crate::read::fold::fold;
use crate::registers::doubts::{placeholder, refused};
use crate::registers::measure::Measure;

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
                if name == RECIPIENT && said == Some(&false) && self.received() {
                    // Help that is said not to come, and came: neither can be relied on.
                    return (Truth::No, Vec::new());
                }
                (Truth::of(if *not { said != Some(yes) } else { said == Some(yes) }), Vec::new())
            }
            Need::Text { name, filled } => {
                let text = self.facts.registers.texts.get(name).map_or("", |t| t.trim());
                let holds = if *filled { !placeholder(text) } else { text.is_empty() };
                (Truth::of(holds), Vec::new())
            }
            Need::Mentions { name, words } => {
                (Truth::of(self.facts.registers.texts.get(name).is_some_and(|t| mentions(t, words))), Vec::new())
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

    /// True where a row tells of development assistance received in the report's years.
    fn received(&self) -> bool {
        self.all_rows("support").any(|u| {
            u.entry.confirmed
                && u.entry.get("direction").eq_ignore_ascii_case("received")
                && u.entry.get("source-type").eq_ignore_ascii_case("development-agency")
                && self.in_period(u, u.entry.get("period"), false) != Truth::No
        })
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
        let sure = (!self.strict || u.entry.confirmed) && !doubted(u);
        let mut truth = self.beside_others(u).min(if sure { Truth::Yes } else { Truth::Open });
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
            Is::Filled | Is::Empty if !text.is_empty() && placeholder(text) => return Truth::Open,
            Is::Filled => return Truth::of(!text.is_empty()),
            Is::Empty => return Truth::of(text.is_empty()),
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
        // What goes on by its state and not by its years may be over, or not begun.
        if u.list == MEASURES && column == STATUS && text.eq_ignore_ascii_case(ONGOING) && !self.goes_on(u.entry) {
            return one(&[ONGOING.to_owned()]).min(Truth::Open);
        }
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
                } else if text.eq_ignore_ascii_case("no") {
                    Truth::No
                } else {
                    Truth::Open
                }
            }
            Is::Mentions(words) => Truth::of(mentions(text, words)),
            Is::Omits(words) => Truth::of(!mentions(text, words)),
            Is::Overlaps | Is::Starts => self.in_period(u, text, matches!(is, Is::Starts)),
            Is::ByReport => match (plain_years(text), self.facts.period) {
                (Some(row), Some(report)) => Truth::of(row.to <= report.to).max(Truth::Open),
                _ => Truth::Open,
            },
            Is::Since(year) => plain_years(text).map_or(Truth::Open, |p| Truth::of(p.to >= *year)),
            Is::Names(of) => self.names(text, of),
            Is::Filled | Is::Empty | Is::Item => Truth::Open,
        }
    }

    fn in_period(&self, u: Used, text: &str, starts: bool) -> Truth {
        let (Some(row), Some(report)) = (plain_years(text), self.facts.period) else { return Truth::Open };
        if starts {
            return Truth::of(row.from >= report.from && row.from <= report.to);
        }
        let meets = Truth::of(row.from <= report.to && row.to >= report.from);
        // An assessment that ends after the report is not made yet; what a row tells of other years only need not have
        // happened in these.
        let later = u.list == ASSESSMENTS && row.to > report.to;
        let older = u.list == MEASURES && Measure::new(u.entry).is_some_and(|m| m.told_of_old(report));
        if later || older { meets.min(Truth::Open) } else { meets }
    }

    /// True where the years of a measure do not speak against its being under way.
    fn goes_on(&self, e: &Entry) -> bool {
        let (Some(report), Some(m)) = (self.facts.period, Measure::new(e)) else { return true };
        !m.outlived(report) && m.span.is_none_or(|s| s.from <= report.to)
    }

    /// What other rows of the list make of this one: of a species the newest row counts, and what two rows of one
    /// agreement or species say differently is open.
    fn beside_others(&self, u: Used<'a>) -> Truth {
        let (key, says) = match u.list {
            "agreements" => ("agreement", STATUS),
            "species" => ("species", "change"),
            _ => return Truth::Yes,
        };
        let (name, said) = (self.called(u.entry.get(key)), u.entry.get(says));
        let end = |e: &Entry| plain_years(e.get("period")).map(|p| p.to);
        let mut truth = Truth::Yes;
        for o in self.all_rows(u.list).filter(|o| !std::ptr::eq(o.entry, u.entry)) {
            let other = o.entry.get(says);
            let same = self.called(o.entry.get(key)).iter().any(|n| name.contains(n));
            if !same || other.is_empty() || other.eq_ignore_ascii_case(said) {
                continue;
            }
            let newer = match (end(u.entry), end(o.entry)) {
                (Some(a), Some(b)) if u.list == "species" && a != b => Some(b > a),
                _ => None,
            };
            truth = truth.min(match newer {
                Some(false) => Truth::Yes,
                Some(true) if o.entry.confirmed => Truth::No,
                // A row that nobody confirmed makes nothing open of those that somebody did.
                None if !o.entry.confirmed && u.entry.confirmed => Truth::Yes,
                _ => Truth::Open,
            });
        }
        truth
    }

    /// Everything a name may go by.
    fn called(&self, name: &str) -> Vec<String> {
        let mut all = variants(name);
        for (of, names) in &self.facts.crosswalk.rules(self.facts.catalogue).names {
            // A name of several things makes them no one thing.
            if of.contains('/') && names.iter().any(|n| all.contains(&fold(n))) {
                all.extend(of.rsplit('#').next().map(fold));
            }
        }
        all
    }

    /// Whether a text is one of the names of a question, or of a word of the rules. What is left of it without its
    /// parentheses may be; what stands in them is no name, but for another name of the same.
    fn names(&self, text: &str, of: &[String]) -> Truth {
        let row = [self.q.id.clone()];
        let of = if of.is_empty() { &row[..] } else { of };
        let mut best = Truth::No;
        for of in of {
            let mut names: Vec<String> =
                self.facts.crosswalk.rules(self.facts.catalogue).names.get(of).cloned().unwrap_or_default();
            if let Some(q) = self.facts.catalogue.question(of) {
                names.extend([&q.label.en, &q.label.fr, &q.label.es].map(Clone::clone));
                names.extend(row_code(q).map(str::to_owned));
            } else {
                names.push(of.clone());
            }
            let names: Vec<String> = names.iter().flat_map(|n| variants(n)).collect();
            let is = |t: &str| names.contains(&fold(t));
            let said = match bracketed(text) {
                _ if is(text) => Truth::Yes,
                Some((outer, inner)) if is(&outer) => {
                    if is(&inner) {
                        Truth::Yes
                    } else {
                        Truth::Open
                    }
                }
                _ => Truth::No,
            };
            best = best.max(said);
        }
        best
    }

    /// A cell as it is written into a text: the word of a closed list in the language.
    pub(super) fn shown(&self, u: Used, column: &str) -> String {
        if placeholder(u.entry.get(column)) {
            return String::new();
        }
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

/// Words that may stand between years.
const BETWEEN: [&str; 12] = ["to", "a", "al", "au", "since", "depuis", "desde", "from", "de", "du", "del", "until"];

/// Years of a cell with nothing else in it: "2029 (planned)" says more than a year.
fn plain_years(text: &str) -> Option<Period> {
    let plain = |w: &str| w.chars().all(|c| c.is_ascii_digit()) || BETWEEN.contains(&w);
    years(text).filter(|_| fold(text).split(' ').all(plain))
}

/// Registers and columns whose words are looked at closely.
const MEASURES: &str = "measures";
const ASSESSMENTS: &str = "assessments";
const RECIPIENT: &str = "recipient";
const STATUS: &str = "status";
const ONGOING: &str = "ongoing";

/// Words of a value that nobody has measured.
const EXPECTED: [&str; 10] = [
    "projected",
    "projection",
    "forecast",
    "expected",
    "projete",
    "projetee",
    "prevision",
    "proyectado",
    "proyectada",
    "previsto",
];

/// True where a row says of itself that it was refused, is not there yet or is foreseen only.
fn doubted(u: Used) -> bool {
    let columns: &[&str] = match u.list {
        MEASURES => &["title"],
        ASSESSMENTS => &["year", "tool", "score"],
        "support" => &["programme", "period", "amount"],
        "agreements" => &["agreement", "since"],
        "indicators" => &["value", "year", "footnote"],
        _ => return false,
    };
    let list: &[&str] = match u.list {
        "indicators" => &EXPECTED,
        ASSESSMENTS => &["planned", "prevu", "prevue", "prevista", "previsto"],
        _ => &[],
    };
    let given_up = u.list == "support" && ["planned", "in-preparation", "cancelled"].contains(&u.entry.get(STATUS));
    let list: Vec<String> = list.iter().map(|w| (*w).to_owned()).collect();
    given_up || columns.iter().map(|c| u.entry.get(c)).any(|t| refused(t) || mentions(t, &list))
}

/// A name without what it has in parentheses, and that.
fn bracketed(name: &str) -> Option<(String, String)> {
    let (before, tail) = name.split_once('(')?;
    let (inner, after) = tail.split_once(')').unwrap_or((tail, ""));
    Some((format!("{before} {after}"), inner.to_owned()))
}

/// A name whole, without what it has in parentheses, and that alone.
fn variants(name: &str) -> Vec<String> {
    let mut found = vec![fold(name)];
    if let Some((outer, inner)) = bracketed(name) {
        found.extend([fold(&outer), fold(&inner)]);
    }
    found.retain(|f| !f.is_empty());
    found
}

/// True where one of the words stands in a text, whole.
fn mentions(text: &str, words: &[String]) -> bool {
    let text = format!(" {} ", fold(text));
    words.iter().map(|w| fold(w)).any(|w| !w.is_empty() && text.contains(&format!(" {w} ")))
}
