//! What is wrong with rules: names that do not exist, answers that do not follow, rules that can both
//! hold.

use std::collections::{BTreeMap, BTreeSet};

use super::vocabulary::{FACTS, TEXTS, may_be_complete, register};
use super::{Gives, Is, Join, Need, Rows, Rule, Test, row_code};
use crate::catalogue::Catalogue;
use crate::crosswalk::Crosswalk;
use crate::crosswalk::verify::error;
use crate::model::{Choice, ColumnKind, Finding, Kind, Polarity, Question};

/// Columns of measures whose tags are subjects and targets of the frameworks.
const SUBJECTS: (&str, &str) = ("measures", "subjects");
const FRAMEWORKS: [(&str, &str); 3] = [("measures", "frameworks"), ("targets", "frameworks"), ("targets", "links")];

/// Names a pattern may use that are no columns.
const PLACEHOLDERS: [&str; 4] = ["rows", "n", "period", "answer"];

pub(in crate::crosswalk) fn rules_are_true(x: &Crosswalk, catalogue: &Catalogue, out: &mut Vec<Finding>) {
    out.extend(x.rules(catalogue).findings.iter().cloned());
    for of in x.rules(catalogue).names.keys() {
        if of.contains('/') && catalogue.question(of).is_none() {
            out.push(error(
                format!("names of {of}: there is no such question"),
                &rules_file(x, catalogue),
                "correct the id",
            ));
        }
    }
    for rule in &x.rules(catalogue).all {
        Checked { x, catalogue, rule, out }.all();
    }
    both_hold(x, catalogue, out);
    sorted(x, catalogue, out);
}

fn rules_file(x: &Crosswalk, catalogue: &Catalogue) -> (String, u64) {
    x.rules(catalogue).all.first().map_or_else(|| ("mappings/rules.toml".to_owned(), 1), |r| (r.place.0.clone(), 1))
}

struct Checked<'a> {
    x: &'a Crosswalk,
    catalogue: &'a Catalogue,
    rule: &'a Rule,
    out: &'a mut Vec<Finding>,
}

impl Checked<'_> {
    fn wrong(&mut self, message: String, hint: &str) {
        self.out.push(error(format!("{}: {message}", self.rule.to), &self.rule.place, hint));
    }

    fn all(&mut self) {
        let rule = self.rule;
        let Some(q) = self.catalogue.question(&rule.to) else {
            self.wrong("there is no such question".to_owned(), "correct the id");
            return;
        };
        for need in &rule.needs {
            self.need(need, q);
        }
        self.gives(q);
        if rule.needs.is_empty() && matches!(rule.gives, Gives::Option(_)) {
            self.wrong("the rule always holds".to_owned(), "say in `when` what must hold");
        }
        let r = &rule.reason;
        if r.en.is_empty() || r.fr.is_empty() || r.es.is_empty() {
            self.wrong("the reason is missing in a language".to_owned(), "give it in English, French and Spanish");
        }
        for text in [&r.en, &r.fr, &r.es] {
            for name in named(text) {
                if !PLACEHOLDERS.contains(&name.as_str()) {
                    self.wrong(format!("a reason cannot name {{{name}}}"), "use {rows}, {n}, {period} or {answer}");
                }
            }
        }
    }

    fn gives(&mut self, q: &Question) {
        let rule = self.rule;
        match &rule.gives {
            Gives::Option(code) => match q.option(code) {
                None => self.wrong(format!("there is no option {code}"), "use the option codes of the template"),
                Some(o) if matches!(q.kind, Kind::Number) => {
                    self.wrong(format!("{} alone answers no number", o.code), "use count and qualifier")
                }
                Some(o) => self.follows(o, q),
            },
            Gives::Count { rows, qualifier } => {
                self.rows(rows, q);
                if q.kind != Kind::Number {
                    self.wrong("the question takes no number".to_owned(), "use count for questions of kind number");
                }
                if let Some(code) = qualifier
                    && q.option(code).is_none()
                {
                    self.wrong(format!("there is no option {code}"), "use the option codes of the template");
                }
                if !rule.likely && !self.complete(&rows.list) {
                    self.wrong(
                        format!("{} are counted without being complete", rows.list),
                        "add \"complete …\" to when: a list that is not whole gives no number",
                    );
                }
            }
            Gives::Table { rows, columns } => {
                self.rows(rows, q);
                for (code, pattern) in columns {
                    match q.columns.iter().find(|c| &c.code == code) {
                        None => self.wrong(format!("the table has no column {code}"), "use the codes of the template"),
                        Some(c) if c.kind == ColumnKind::Tick && pattern.contains('{') => {
                            self.wrong(format!("column {code} takes a tick"), "write x")
                        }
                        Some(_) => {}
                    }
                    self.pattern(pattern, &rows.list);
                }
            }
            Gives::Text { rows, pattern, join } => {
                if !(q.kind.is_textual() || q.details) {
                    self.wrong("the question takes no text".to_owned(), "use text for text boxes and details");
                }
                match rows {
                    Some(rows) => {
                        self.rows(rows, q);
                        self.pattern(pattern, &rows.list);
                    }
                    None => {
                        if named(pattern).iter().any(|n| n != "party" && !TEXTS.contains(&n.as_str())) {
                            self.wrong(
                                "a text without rows can only name the Party and texts of the registers".to_owned(),
                                "add rows",
                            );
                        }
                    }
                }
                if *join == Join::Only && rows.is_none() {
                    self.wrong("join = \"only\" needs rows".to_owned(), "leave join out");
                }
            }
        }
    }

    /// An option that says no, none or not applicable needs a list declared complete for everything that
    /// is absent, a fact, or an answer that says so; the whole needs a whole list.
    fn follows(&mut self, option: &Choice, q: &Question) {
        let rule = self.rule;
        if rule.likely {
            return;
        }
        let negative =
            matches!(option.meaning.polarity(), Polarity::Negative | Polarity::NotApplicable | Polarity::Open);
        let absent: Vec<&str> = rule
            .needs
            .iter()
            .filter_map(|n| if let Need::None(r) = n { Some(r.list.as_str()) } else { None })
            .collect();
        for list in &absent {
            if !self.complete(list) {
                self.wrong(
                    format!("nothing follows from what is missing in {list}, which need not be complete"),
                    "add \"complete …\" to when",
                );
            }
        }
        let of_registers = rule.needs.iter().any(|n| matches!(n, Need::Any(_) | Need::All(..) | Need::None(_)));
        let stated = rule.needs.iter().any(|n| matches!(n, Need::Fact { not: false, .. } | Need::Answer { .. }));
        let whole = rule.needs.iter().any(|n| matches!(n, Need::Complete(_)));
        if negative && !whole && (of_registers || !stated) {
            self.wrong(
                format!("\"{}\" is said without a complete list", option.code),
                "a no follows only from a list declared complete",
            );
        }
        if option.meaning.degree() == Some(2) && of_registers && !whole {
            self.wrong(format!("\"{}\" claims the whole of an open list", option.code), "add \"complete …\" to when");
        }
        for need in &rule.needs {
            let Need::Answer { question, codes } = need else { continue };
            let Some(source) = self.catalogue.question(question) else { continue };
            let several = q.kind == Kind::Multi;
            let other_format = question.split_once('/').map(|p| p.0) != rule.to.split_once('/').map(|p| p.0);
            if other_format && !several {
                self.wrong(
                    format!("{question} is of another format"),
                    "answers cross formats by links and recodes; a rule may only tick",
                );
            }
            for from in codes.iter().filter_map(|c| source.option(c)) {
                let positive = from.meaning.polarity() == Polarity::Positive;
                let so = if several { positive } else { from.meaning.may_recode_to(&option.meaning) };
                if !so {
                    self.wrong(
                        format!("\"{}\" of {question} does not entail \"{}\"", from.meaning, option.meaning),
                        "a rule never turns a no into a yes and never invents a degree",
                    );
                }
            }
        }
    }

    /// True where the rule needs this list, or a part of it, to be complete.
    fn complete(&self, list: &str) -> bool {
        self.rule.needs.iter().any(|n| {
            matches!(n, Need::Complete(c) if c == list || c.split_once(':').is_some_and(|(whole, _)| whole == list))
        })
    }

    fn need(&mut self, need: &Need, q: &Question) {
        match need {
            Need::Any(rows) | Need::None(rows) => self.rows(rows, q),
            Need::All(rows, tests) => {
                self.rows(rows, q);
                self.tests(&rows.list, tests, q);
            }
            Need::Complete(list) => {
                if !may_be_complete(list) {
                    self.wrong(format!("\"{list}\" cannot be declared complete"), "use a list that is kept whole");
                }
            }
            Need::Fact { name, .. } => {
                if !FACTS.contains(&name.as_str()) {
                    self.wrong(format!("there is no fact \"{name}\""), "correct the name");
                }
            }
            Need::Text { name, .. } | Need::Mentions { name, .. } => {
                if !TEXTS.contains(&name.as_str()) {
                    self.wrong(format!("there is no text \"{name}\""), "correct the name");
                }
            }
            Need::Answer { question, codes } => self.answer(question, codes),
            Need::Party => {}
        }
    }

    fn answer(&mut self, question: &str, codes: &[String]) {
        let Some(source) = self.catalogue.question(question) else {
            self.wrong(format!("there is no question {question}"), "correct the id");
            return;
        };
        if question == self.rule.to {
            self.wrong("the answer would follow from itself".to_owned(), "name another question");
        }
        for code in codes {
            if source.option(code).is_none() {
                self.wrong(format!("{question} has no option {code}"), "use the option codes of the template");
            }
        }
    }

    fn rows(&mut self, rows: &Rows, q: &Question) {
        if register(&rows.list).is_none() {
            self.wrong(format!("there is no register \"{}\"", rows.list), "correct the name");
        } else {
            self.tests(&rows.list, &rows.tests, q);
        }
    }

    fn tests(&mut self, list: &str, tests: &[Test], q: &Question) {
        for test in tests {
            match test {
                Test::Cell { column, is } => self.cell(list, column, is, q),
                Test::Linked { rows, .. } => {
                    let names_sites = |l: &str| register(l).is_some_and(|r| r.values("site").is_some());
                    if !names_sites(list) || !names_sites(&rows.list) || (list == "sites") == (rows.list == "sites") {
                        self.wrong(
                            format!("{list} and {} are not linked", rows.list),
                            "sites are linked with registers that name one",
                        );
                    }
                    self.rows(rows, q);
                }
                Test::Beside { column, tests } => {
                    self.column(list, column);
                    self.tests(list, tests, q);
                }
                Test::Answer { question, codes } => {
                    if list != "sites" {
                        self.wrong("only sites have answers of their own".to_owned(), "use it on sites");
                    }
                    self.answer(question, codes);
                }
            }
        }
    }

    fn column(&mut self, list: &str, column: &str) {
        if register(list).is_some_and(|r| r.values(column).is_none()) {
            self.wrong(format!("{list} have no column \"{column}\""), "correct the name");
        }
    }

    fn cell(&mut self, list: &str, column: &str, is: &Is, q: &Question) {
        let Some(values) = register(list).and_then(|r| r.values(column)) else {
            self.column(list, column);
            return;
        };
        let named: &[String] = match is {
            Is::In(v) | Is::NotIn(v) | Is::Has(v) | Is::Lacks(v) | Is::Only(v) => v,
            _ => &[],
        };
        for v in named {
            let known = if (list, column) == SUBJECTS {
                self.x.subject(v).is_some()
            } else if FRAMEWORKS.contains(&(list, column)) {
                self.x.frameworks.contains_key(v)
            } else {
                values.is_empty() || values.contains(&v.as_str())
            };
            if !known {
                self.wrong(format!("{list}.{column} cannot be \"{v}\""), "use a value of the list");
            }
        }
        match is {
            Is::Names(of) if of.is_empty() && row_code(q).is_none() => {
                self.wrong("the question is no row of a matrix".to_owned(), "say whose names");
            }
            Is::Names(of) => {
                for of in of {
                    if !self.x.rules(self.catalogue).names.contains_key(of) && self.catalogue.question(of).is_none() {
                        self.wrong(format!("nothing has names as \"{of}\""), "add it under [[name]]");
                    }
                }
            }
            Is::Item if q.repeat.is_none() => {
                self.wrong("the question is not repeated".to_owned(), "leave \"is item\" out");
            }
            Is::Ticked if values != ["yes"] => {
                self.wrong(format!("{list}.{column} is no tick"), "use = or in");
            }
            _ => {}
        }
    }

    fn pattern(&mut self, pattern: &str, list: &str) {
        for name in named(pattern) {
            self.column(list, &name);
        }
    }
}

/// What a pattern names in braces.
fn named(pattern: &str) -> Vec<String> {
    pattern.split('{').skip(1).filter_map(|p| p.split_once('}')).map(|(n, _)| n.to_owned()).collect()
}

/// Rules for one question that could hold together: of one option, or of two that exclude each other.
fn both_hold(x: &Crosswalk, catalogue: &Catalogue, out: &mut Vec<Finding>) {
    let mut by_question: BTreeMap<&str, Vec<&Rule>> = BTreeMap::new();
    for r in &x.rules(catalogue).all {
        by_question.entry(&r.to).or_default().push(r);
    }
    for (to, rules) in by_question {
        let Some(q) = catalogue.question(to) else { continue };
        for (n, a) in rules.iter().enumerate() {
            for b in rules.iter().skip(n + 1).filter(|b| b.likely == a.likely) {
                let clash = match (&a.gives, &b.gives) {
                    (Gives::Option(c), Gives::Option(d)) => c == d || q.kind != Kind::Multi,
                    (Gives::Option(_), _) | (_, Gives::Option(_)) => false,
                    (Gives::Table { rows: r, .. }, Gives::Table { rows: s, .. }) => !opposed(&r.tests, &s.tests),
                    _ => true,
                };
                if clash && !exclusive(a, b, catalogue) {
                    out.push(error(
                        format!("{to}: this rule and that in line {} can both hold", a.place.1),
                        &b.place,
                        "make one of them need what the other excludes",
                    ));
                }
            }
        }
    }
}

fn exclusive(a: &Rule, b: &Rule, catalogue: &Catalogue) -> bool {
    a.needs.iter().any(|n| b.needs.iter().any(|m| contrary(n, m, catalogue) || contrary(m, n, catalogue)))
}

/// True where two needs cannot both hold.
fn contrary(a: &Need, b: &Need, catalogue: &Catalogue) -> bool {
    match (a, b) {
        (Need::Any(s), Need::None(t)) => s.list == t.list && implies(&s.tests, &t.tests),
        (Need::Any(s), Need::All(of, tests)) => {
            s.list == of.list && implies(&s.tests, &of.tests) && opposed(&s.tests, tests)
        }
        (Need::All(s, tests), Need::None(t)) => {
            let both: Vec<Test> = s.tests.iter().chain(tests).cloned().collect();
            s.list == t.list && implies(&both, &t.tests)
        }
        (Need::All(s, one), Need::All(t, other)) => s == t && opposed(one, other),
        (Need::Fact { name: m, yes: y, not: false }, Need::Fact { name: n, yes: z, not }) => m == n && (y == z) == *not,
        (Need::Text { name: m, filled: f }, Need::Text { name: n, filled: g }) => m == n && f != g,
        (Need::Answer { question: p, codes: c }, Need::Answer { question: q, codes: d }) => {
            p == q
                && catalogue.question(p).is_some_and(|q| q.kind != Kind::Multi)
                && !c.iter().any(|code| d.contains(code))
        }
        _ => false,
    }
}

/// True where a row that passes `strong` passes `weak`.
fn implies(strong: &[Test], weak: &[Test]) -> bool {
    weak.iter().all(|w| strong.iter().any(|s| test_implies(s, w)))
}

fn test_implies(s: &Test, w: &Test) -> bool {
    if s == w {
        return true;
    }
    let (Test::Cell { column: a, is: s }, Test::Cell { column: b, is: w }) = (s, w) else { return false };
    let subset = |x: &[String], y: &[String]| x.iter().all(|v| y.contains(v));
    let disjoint = |x: &[String], y: &[String]| !x.iter().any(|v| y.contains(v));
    a == b
        && match (s, w) {
            (Is::In(x), Is::In(y)) | (Is::Has(x), Is::Has(y)) | (Is::Only(x), Is::Only(y) | Is::Has(y)) => subset(x, y),
            (Is::In(x), Is::NotIn(y)) => disjoint(x, y),
            (Is::NotIn(x), Is::NotIn(y)) => subset(y, x),
            (Is::In(_) | Is::Has(_) | Is::Only(_) | Is::Ticked, Is::Filled) => true,
            _ => false,
        }
}

/// True where no row passes both.
fn opposed(a: &[Test], b: &[Test]) -> bool {
    a.iter().any(|s| {
        b.iter().any(|t| match (s, t) {
            (Test::Cell { column: c, is: x }, Test::Cell { column: d, is: y }) => c == d && against(x, y),
            (Test::Linked { rows: r, negated: m }, Test::Linked { rows: t, negated: n }) => r == t && m != n,
            (Test::Answer { question: p, codes: c }, Test::Answer { question: q, codes: d }) => {
                p == q && !c.iter().any(|v| d.contains(v))
            }
            _ => false,
        })
    })
}

fn against(x: &Is, y: &Is) -> bool {
    match (x, y) {
        (Is::In(a), Is::In(b)) => !a.iter().any(|v| b.contains(v)),
        (Is::In(a), Is::NotIn(b)) | (Is::NotIn(b), Is::In(a)) => a.iter().all(|v| b.contains(v)),
        (Is::Has(a), Is::Lacks(b)) | (Is::Lacks(b), Is::Has(a)) => a.iter().all(|v| b.contains(v)),
        (Is::Filled, Is::Empty) | (Is::Empty, Is::Filled) => true,
        _ => false,
    }
}

/// The file is read by people: rules stand in the order of their questions.
fn sorted(x: &Crosswalk, catalogue: &Catalogue, out: &mut Vec<Finding>) {
    let mut best: BTreeMap<&str, (String, usize)> = BTreeMap::new();
    let mut lines: BTreeSet<(&str, u64)> = BTreeSet::new();
    // A rule for every row of a matrix stands where its first row does.
    for r in x.rules(catalogue).all.iter().filter(|r| lines.insert((&r.place.0, r.place.1))) {
        let Some(format) = catalogue.format_of(&r.to) else { continue };
        let key = (format.id.clone(), format.position(&r.to));
        let best = best.entry(&r.place.0).or_insert_with(|| key.clone());
        if *best > key {
            out.push(error(
                format!("{}: the rule stands behind one for a later question", r.to),
                &r.place,
                "rules stand in the order of formats and of their questions",
            ));
        } else {
            *best = key;
        }
    }
}
