//! Rows of the other registers in old reports: agreements, people, sites and their assessments, status
//! of species, national targets, indicator values, support. Only what an answer says.
//!
//! Which question tells what stands in the tables below.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Answer, Entry, Format, Lang, Registers, Report, Row, Value, number_text};
use crate::read::fold::fold;
use crate::registers::JOIN;
use crate::registers::text::{entries, fnv, years};

/// Agreements and MOUs of CMS II.2 that are treaties; the others are memoranda.
const TREATIES: [&str; 7] =
    ["wadden-sea-seals", "gorilla-agreement", "eurobats", "ascobans", "aewa", "accobams", "acap"];

/// Species of the agreements of CMS II.2.
const SPECIES_OF: [(&str, &str); 26] = [
    ("western-african-aquatic-mammals", "aquatic mammals"),
    ("west-african-elephants", "land mammals"),
    ("wadden-sea-seals", "aquatic mammals"),
    ("southern-south-american-grassland-birds", "birds"),
    ("south-andean-huemul", "land mammals"),
    ("slender-billed-curlew", "birds"),
    ("siberian-crane", "birds"),
    ("sharks", "fish"),
    ("saiga-antelope", "land mammals"),
    ("ruddy-headed-goose", "birds"),
    ("pacific-islands-cetaceans", "aquatic mammals"),
    ("monk-seal-in-the-atlantic", "aquatic mammals"),
    ("middle-european-great-bustard", "birds"),
    ("iosea-marine-turtles", "reptiles"),
    ("high-andean-flamingos", "birds"),
    ("gorilla-agreement", "land mammals"),
    ("eurobats", "bats"),
    ("dugong", "aquatic mammals"),
    ("bukhara-deer", "land mammals"),
    ("birds-of-prey", "birds"),
    ("atlantic-turtles", "reptiles"),
    ("ascobans", "aquatic mammals"),
    ("aquatic-warbler", "birds"),
    ("aewa", "birds"),
    ("accobams", "aquatic mammals"),
    ("acap", "birds"),
];

/// Tables of species status: question, species group, column of the species, of the change, of the source.
const STATUS: [(&str, &str, &str, &str, &str); 8] = [
    ("cms-cop14/XI.1a", "land mammals", "species-subspecies", "change-in-status", "source-reference"),
    ("cms-cop14/XI.1b", "aquatic mammals", "species-subspecies", "change-in-status", "source-reference"),
    ("cms-cop14/XI.1c", "bats", "species-subspecies", "change-in-status", "source-reference"),
    ("cms-cop14/XI.1d", "birds", "species-subspecies", "change-in-status", "source-reference"),
    ("cms-cop14/XI.1e", "reptiles", "species-subspecies", "change-in-status", "source-reference"),
    ("cms-cop14/XI.1f", "fish", "species-subspecies", "change-in-status", "source-reference"),
    ("cms-cop14/XI.1g", "insects", "species-subspecies", "change-in-status", "source-reference"),
    ("cites-ir/3.4.1a.1", "", "species-name", "", "link-to-the-data-or-a"),
];

/// Words of a change in status, folded, by what they say.
const CHANGES: [(&str, &[&str]); 3] = [
    (
        "improved",
        &[
            "improved",
            "improvement",
            "increase",
            "increased",
            "increasing",
            "recovered",
            "amelioration",
            "ameliore",
            "augmentation",
            "hausse",
            "aumento",
            "mejora",
            "mejorado",
            "recuperacion",
        ],
    ),
    (
        "declined",
        &[
            "decline",
            "declined",
            "declining",
            "decrease",
            "decreased",
            "fell",
            "loss",
            "declin",
            "baisse",
            "diminution",
            "descenso",
            "disminucion",
            "reduccion",
        ],
    ),
    ("stable", &["stable", "unchanged", "estable", "inchange"]),
];

/// Fields of a person in a form: role, and the questions of name, institution, address, phone, e-mail.
const PEOPLE: [(&str, [&str; 5]); 10] = [
    (
        "ramsar-authority",
        [
            "ramsar-cop14/1.AA.head-of-administrative-authority-name-and",
            "ramsar-cop14/1.AA.name-of-administrative-authority",
            "ramsar-cop14/1.AA.mailing-address",
            "ramsar-cop14/1.AA.telephone-fax",
            "ramsar-cop14/1.AA.email",
        ],
    ),
    (
        "ramsar-focal-point",
        [
            "ramsar-cop14/1.NFP.name-and-title",
            "",
            "ramsar-cop14/1.NFP.mailing-address",
            "ramsar-cop14/1.NFP.telephone-fax",
            "ramsar-cop14/1.NFP.email",
        ],
    ),
    (
        "ramsar-strp",
        [
            "ramsar-cop14/1.STRP.name-and-title",
            "ramsar-cop14/1.STRP.name-of-organisation",
            "ramsar-cop14/1.STRP.mailing-address",
            "ramsar-cop14/1.STRP.telephone-fax",
            "ramsar-cop14/1.STRP.email",
        ],
    ),
    (
        "ramsar-cepa-government",
        [
            "ramsar-cop14/1.CEPA-GOV.name-and-title",
            "ramsar-cop14/1.CEPA-GOV.name-of-organisation",
            "ramsar-cop14/1.CEPA-GOV.mailing-address",
            "ramsar-cop14/1.CEPA-GOV.telephone-fax",
            "ramsar-cop14/1.CEPA-GOV.email",
        ],
    ),
    (
        "ramsar-cepa-ngo",
        [
            "ramsar-cop14/1.CEPA-NGO.name-and-title",
            "ramsar-cop14/1.CEPA-NGO.name-of-organisation",
            "ramsar-cop14/1.CEPA-NGO.mailing-address",
            "ramsar-cop14/1.CEPA-NGO.telephone-fax",
            "ramsar-cop14/1.CEPA-NGO.email",
        ],
    ),
    ("contributor", ["cms-cop14/I.4a", "cms-cop14/I.4b", "", "cms-cop14/I.4c", "cms-cop14/I.4d"]),
    ("cms-focal-point", ["cms-cop14/I.5a", "cms-cop14/I.5b", "cms-cop14/I.5c", "cms-cop14/I.5d", "cms-cop14/I.5e"]),
    ("cms-scientific", ["cms-cop14/I.6a", "cms-cop14/I.6b", "cms-cop14/I.6c", "cms-cop14/I.6d", "cms-cop14/I.6e"]),
    ("contributor", ["cbd-nr7/I.contactPerson", "", "cbd-nr7/I.contactDetails", "", ""]),
    ("contributor", ["", "cites-ir/H3", "", "", ""]),
];

/// Columns of `core/people` in the order of [`PEOPLE`].
const PERSON: [&str; 5] = ["name", "institution", "address", "phone", "email"];

/// A question about support received or given.
struct Support {
    /// The question that says yes, and the codes that do.
    asked: &'static str,
    codes: &'static [&'static str],
    /// The question that tells of it; empty: the details of the first.
    told: &'static str,
    subject: &'static str,
    direction: &'static str,
    source: &'static str,
}

const SUPPORT: [Support; 5] = [
    Support {
        asked: "ramsar-cop14/17.5",
        codes: &["A"],
        told: "",
        subject: "wetlands",
        direction: "received",
        source: "development-agency",
    },
    Support {
        asked: "ramsar-cop14/17.3",
        codes: &["A"],
        told: "",
        subject: "wetlands",
        direction: "given",
        source: "",
    },
    Support {
        asked: "cms-cop14/XIX.2",
        codes: &["yes"],
        told: "cms-cop14/XIX.2b",
        subject: "migratory",
        direction: "received",
        source: "",
    },
    Support {
        asked: "cites-ir/3.1.1a",
        codes: &["yes"],
        told: "cites-ir/3.1.1a.1",
        subject: "cites",
        direction: "received",
        source: "",
    },
    Support {
        asked: "cms-cop14/XIX.1",
        codes: &["yes-made-available-for-activities-in"],
        told: "cms-cop14/XIX.1a",
        subject: "migratory",
        direction: "given",
        source: "",
    },
];

/// Answers about a Ramsar Site: question, the option that says it was done, kind of assessment.
const OF_SITE: [(&str, &str, &str); 3] = [
    ("ramsar-cop14/site.5.6", "A", "effectiveness"),
    ("ramsar-cop14/site.5.8", "A", "ecological-character"),
    ("ramsar-cop14/site.11.1", "A", "value"),
];

/// Collects rows under the register they belong to.
struct Rows<'a> {
    known: &'a Registers,
    found: BTreeMap<&'static str, BTreeMap<String, Entry>>,
}

impl Rows<'_> {
    /// Adds a row under a key made of what tells it from others. The first one told stays: reports
    /// come newest first.
    fn add(
        &mut self,
        list: &'static str,
        key: &str,
        id: Option<&str>,
        cells: &[(&str, String)],
        a: &Answer,
        file: &str,
    ) {
        let id =
            id.map_or_else(|| format!("{}-{:08x}", &list[..1], fnv(&format!("{list}|{}", fold(key)))), str::to_owned);
        let cells: Row = cells
            .iter()
            .filter(|(_, v)| !v.trim().is_empty())
            .map(|(c, v)| ((*c).to_owned(), v.split_whitespace().collect::<Vec<_>>().join(" ")))
            .collect();
        if cells.is_empty() || self.known.rows(list).iter().any(|e| e.id == id) {
            return;
        }
        let mut origin = a.origin.clone();
        origin.file = file.to_owned();
        let entry = Entry { id: id.clone(), cells, confirmed: false, origin };
        self.found.entry(list).or_default().entry(id).or_insert(entry);
    }
}

/// Rows of the registers other than measures. Reports come newest first.
pub(super) fn lists(reports: &[(&Report, &Format)], known: &Registers) -> BTreeMap<&'static str, Vec<Entry>> {
    let mut rows = Rows { known, found: BTreeMap::new() };
    let mut held: BTreeSet<&str> = BTreeSet::new();
    for (report, format) in reports {
        agreements(report, format, &mut rows);
        species(report, &mut rows);
        sites(report, &mut rows);
        people(report, &mut rows, &mut held);
        targets(report, &mut rows);
        indicators(report, format, &mut rows);
        support(report, &mut rows);
    }
    same_person(rows.found.get_mut("people"));
    rows.found.into_iter().map(|(list, all)| (list, all.into_values().collect())).collect()
}

fn text(report: &Report, question: &str, item: Option<&str>) -> String {
    match report.answer(question, item).and_then(|a| a.value.as_ref()) {
        Some(Value::Text(t)) => t.trim().to_owned(),
        Some(Value::Number { number: Some(n), .. }) => number_text(*n),
        _ => String::new(),
    }
}

fn has_code(report: &Report, question: &str, item: Option<&str>, codes: &[&str]) -> bool {
    let value = report.answer(question, item).and_then(|a| a.value.as_ref());
    value.is_some_and(|v| v.codes().iter().any(|c| codes.contains(c)))
}

/// Rows of CMS II.2 that say Party, signatory or Range State; *not applicable* is no row.
fn agreements(report: &Report, format: &Format, rows: &mut Rows) {
    for q in format.children("cms-cop14/II.2") {
        let (Some(a), Some((_, row))) = (report.answer(&q.id, None), q.id.split_once('#')) else { continue };
        let treaty = TREATIES.contains(&row);
        let status = match a.value.as_ref().map(Value::codes).as_deref() {
            Some(["party-signatory"]) if treaty => "party",
            Some(["party-signatory"]) => "signatory",
            Some(["range-state-but-not-a-party"]) => "range-state",
            _ => continue,
        };
        let species = SPECIES_OF.iter().find(|(r, _)| *r == row).map_or("", |(_, s)| s);
        let cells = [
            ("agreement", q.label.get(Lang::En).to_owned()),
            ("kind", if treaty { "treaty" } else { "mou" }.to_owned()),
            ("status", status.to_owned()),
            ("species-group", species.to_owned()),
        ];
        rows.add("agreements", row, None, &cells, a, &report.file);
    }
}

fn species(report: &Report, rows: &mut Rows) {
    for (question, group, name, change, source) in STATUS {
        let Some(a) = report.answer(question, None) else { continue };
        for row in &a.rows {
            let cell = |c: &str| row.get(c).map(|t| t.trim().to_owned()).unwrap_or_default();
            let told = cell(change);
            let words = fold(&told);
            let mut said = CHANGES.iter().filter(|(_, list)| words.split(' ').any(|w| list.contains(&w)));
            // A text that says two things says neither.
            let change = match (said.next(), said.next()) {
                (Some((code, _)), None) => (*code).to_owned(),
                _ => String::new(),
            };
            let source = [told, cell(source)].into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join(" | ");
            let period = report.period.map(|p| p.to_string()).unwrap_or_default();
            // The CMS table asks for major changes only; in the CITES table a row is a study.
            let major = if group.is_empty() { "" } else { "yes" };
            let cells = [
                ("species", cell(name)),
                ("group", group.to_owned()),
                ("change", change),
                ("period", period.clone()),
                ("major", major.to_owned()),
                ("source", source),
            ];
            if !cells[0].1.is_empty() {
                rows.add("species", &format!("{}|{period}", cells[0].1), None, &cells, a, &report.file);
            }
        }
    }
}

fn sites(report: &Report, rows: &mut Rows) {
    if report.format != "ramsar-cop14" && report.format != "ramsar-cop13" {
        return;
    }
    let items: BTreeSet<&str> = report
        .answers
        .iter()
        .filter(|a| !a.is_blank() && a.question.contains("/site."))
        .filter_map(|a| a.item.as_deref())
        .collect();
    for item in items {
        let Some(a) = report.answers.iter().find(|a| a.item.as_deref() == Some(item)) else { continue };
        let site = Some(item);
        let mut name = text(report, "ramsar-cop14/site.site_name", site);
        if name.is_empty() {
            name = report.item(item).map(|i| i.title.clone()).unwrap_or_default();
        }
        let mut number = text(report, "ramsar-cop14/site.site_number", site);
        if number.is_empty() && !item.is_empty() && item.chars().all(|c| c.is_ascii_digit()) {
            number = item.to_owned();
        }
        if name.is_empty() && number.is_empty() {
            continue;
        }
        let key = if number.is_empty() { name.clone() } else { number.clone() };
        let cells = [("site", name.clone()), ("number", number), ("lists", "ramsar".to_owned())];
        rows.add("sites", &key, None, &cells, a, &report.file);
        let named = if name.is_empty() { key } else { name };
        for (question, code, kind) in OF_SITE {
            let told =
                if kind == "effectiveness" { text(report, "ramsar-cop14/site.5.9", site) } else { String::new() };
            let done = has_code(report, question, site, &[code]);
            if !done {
                continue;
            }
            let Some(a) = report.answer(question, site) else { continue };
            let mut all: Vec<u16> = years(&told).into_iter().map(|(_, y)| y).collect();
            all.sort_unstable();
            all.dedup();
            let year = if let [y] = all[..] { y.to_string() } else { String::new() };
            let tool = ["METT", "RAPPAM", "R-METT", "IMET"].iter().find(|t| told.contains(**t)).map_or("", |t| t);
            let cells = [
                ("site", named.clone()),
                ("kind", kind.to_owned()),
                ("year", year.clone()),
                ("tool", tool.to_owned()),
                ("source", told),
            ];
            rows.add("assessments", &format!("{named}|{kind}|{year}"), None, &cells, a, &report.file);
        }
    }
}

/// The holders of roles as the newest report names them.
fn people<'a>(report: &'a Report, rows: &mut Rows, held: &mut BTreeSet<&'a str>) {
    for (role, questions) in &PEOPLE {
        let own = |q: &str| q.starts_with(report.format.as_str());
        if !questions.iter().any(|q| own(q)) || (*role != "contributor" && held.contains(*role)) {
            continue;
        }
        let cells: Vec<String> = questions.iter().map(|q| text(report, q, None)).collect();
        let Some(a) = questions.iter().find_map(|q| report.answer(q, None)).filter(|_| {
            // A phone number alone is nobody's.
            cells.iter().take(2).any(|c| !c.is_empty())
        }) else {
            continue;
        };
        let key = format!("{}|{}|{role}", cells[0], cells[1]);
        let of = |e: &Entry| {
            let same = |c: &str, t: &str| !t.is_empty() && fold(e.get(c)) == fold(t);
            e.has("roles", role) && (same("name", &cells[0]) || (cells[0].is_empty() && same("institution", &cells[1])))
        };
        if rows.known.rows("people").iter().any(of) {
            held.insert(role);
            continue;
        }
        let mut row: Vec<(&str, String)> = PERSON.iter().copied().zip(cells).collect();
        row.push(("roles", (*role).to_owned()));
        held.insert(role);
        rows.add("people", &key, None, &row, a, &report.file);
    }
}

/// One row for a person (or body) of one name, with all their roles.
fn same_person(found: Option<&mut BTreeMap<String, Entry>>) {
    let Some(found) = found else { return };
    let mut by_name: BTreeMap<String, String> = BTreeMap::new();
    let ids: Vec<String> = found.keys().cloned().collect();
    for id in ids {
        let Some(e) = found.get(&id) else { continue };
        let name = fold(if e.get("name").is_empty() { e.get("institution") } else { e.get("name") });
        let Some(first) = by_name.get(&name).cloned() else {
            by_name.insert(name, id);
            continue;
        };
        let differs = |c: &str| {
            let (a, b) = (found.get(&first).map_or("", |f| f.get(c)), e.get(c));
            !a.is_empty() && !b.is_empty() && fold(a) != fold(b)
        };
        // Two of one name who sit in different houses or have different addresses stay two.
        if differs("institution") || differs("email") {
            continue;
        }
        let Some(other) = found.remove(&id) else { continue };
        let Some(row) = found.get_mut(&first) else { continue };
        for (c, v) in other.cells {
            if c == "roles" {
                let mut roles: BTreeSet<String> = row.list("roles").map(str::to_owned).collect();
                roles.insert(v);
                row.cells.insert(c, roles.into_iter().collect::<Vec<_>>().join(JOIN));
            } else {
                row.cells.entry(c).or_insert(v);
            }
        }
    }
}

/// National targets of the CBD report, under their own ids.
fn targets(report: &Report, rows: &mut Rows) {
    if !report.format.starts_with("cbd") {
        return;
    }
    for item in report.items.iter().filter(|i| !i.id.starts_with("GBF:")) {
        let Some(a) = report.answers.iter().find(|a| a.item.as_deref() == Some(item.id.as_str())) else { continue };
        let goals: Vec<&str> = item.frameworks.iter().map(String::as_str).filter(|f| f.starts_with("GBF:")).collect();
        let cells = [("title", item.title.clone()), ("frameworks", goals.join(JOIN))];
        rows.add("targets", &item.id, Some(&item.id), &cells, a, &report.file);
    }
}

/// Values of CBD headline indicators, each with its year.
fn indicators(report: &Report, format: &Format, rows: &mut Rows) {
    for a in &report.answers {
        let Some((_, code)) = a.question.split_once("/indicator.") else { continue };
        let question = format.question(&a.question);
        let source = match (&a.value, question) {
            (Some(Value::Code(c)), Some(q)) => q.option_text(c, Lang::En).to_owned(),
            _ => String::new(),
        };
        for row in &a.rows {
            let cell = |c: &str| row.get(c).map(|t| t.trim().to_owned()).unwrap_or_default();
            if cell("year").is_empty() || cell("value").is_empty() {
                continue;
            }
            let cells = [
                ("code", code.to_owned()),
                ("year", cell("year")),
                ("value", cell("value")),
                ("unit", cell("unit")),
                ("source", source.clone()),
                ("disaggregation", cell("disaggregation")),
                ("footnote", cell("footnote")),
            ];
            let key = format!("{code}|{}|{}|{}", cell("year"), cell("unit"), cell("disaggregation"));
            rows.add("indicators", &key, None, &cells, a, &report.file);
        }
    }
}

/// Support of which a report says yes, one row for each entry of the text that tells of it.
fn support(report: &Report, rows: &mut Rows) {
    for Support { asked: question, codes, told, subject, direction, source } in SUPPORT {
        if !has_code(report, question, None, codes) {
            continue;
        }
        let Some(main) = report.answer(question, None) else { continue };
        let a = if told.is_empty() { main } else { report.answer(told, None).unwrap_or(main) };
        let programmes = match &a.value {
            Some(Value::Text(t)) => entries(t),
            _ => a.details.as_deref().map(entries).unwrap_or_default(),
        };
        let mut source = source.to_owned();
        let mut species = String::new();
        if question == "cms-cop14/XIX.2" {
            let ticks = report.answer("cms-cop14/XIX.2a", None).and_then(|a| a.value.as_ref());
            // Several ticks leave open which of them gave what.
            source = match ticks.map(Value::codes).as_deref() {
                Some(["multilateral-investment-bank" | "other-intergovernmental-programme"]) => "multilateral",
                Some(["the-global-environment-facility"]) => "gef",
                Some(["private-sector"]) => "private",
                Some(["non-governmental-organization"]) => "ngo",
                Some(["individual-country-governments-government-agencies"]) => "bilateral",
                _ => "",
            }
            .to_owned();
            species = text(report, "cms-cop14/XIX.2c", None);
        }
        let period = report.period.map(|p| p.to_string()).unwrap_or_default();
        for programme in programmes.into_iter().filter(|p| p.split_whitespace().count() > 1) {
            let cells = [
                ("programme", programme.clone()),
                ("direction", direction.to_owned()),
                ("source-type", source.clone()),
                ("period", period.clone()),
                ("subjects", subject.to_owned()),
                ("species", species.clone()),
            ];
            rows.add("support", &format!("{programme}|{period}"), None, &cells, a, &report.file);
        }
    }
    if has_code(report, "cites-ir/3.1.2a", None, &["yes"])
        && let Some(a) = report.answer("cites-ir/3.1.2a.1", None)
    {
        let period = report.period.map(|p| p.to_string()).unwrap_or_default();
        for row in &a.rows {
            let cell = |c: &str| row.get(c).map(|t| t.trim().to_owned()).unwrap_or_default();
            let cells = [
                ("programme", cell("details")),
                ("direction", "given".to_owned()),
                ("partner", cell("country")),
                ("period", period.clone()),
                ("subjects", "cites".to_owned()),
            ];
            if !cell("country").is_empty() {
                rows.add("support", &format!("given|{}|{period}", cell("country")), None, &cells, a, &report.file);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::Catalogue;
    use crate::model::{CORE, Polarity};

    #[test]
    fn every_question_and_column_named_here_exists() {
        let c = Catalogue::builtin();
        let questions = PEOPLE
            .iter()
            .flat_map(|(_, q)| q.iter().copied())
            .chain(STATUS.iter().map(|s| s.0))
            .chain(SUPPORT.iter().flat_map(|s| [s.asked, s.told]))
            .chain(OF_SITE.iter().map(|s| s.0))
            .filter(|q| !q.is_empty());
        for q in questions {
            assert!(c.question(q).is_some(), "{q}");
        }
        for s in SUPPORT {
            let question = c.question(s.asked).map(|q| s.codes.iter().all(|code| q.option(code).is_some()));
            assert_eq!(question, Some(true), "{}", s.asked);
        }
        for (row, _) in SPECIES_OF {
            assert!(c.question(&format!("cms-cop14/II.2#{row}")).is_some(), "{row}");
        }
        let columns = |list: &str| {
            let q = c.question(&format!("{CORE}/{list}"));
            q.map(|q| q.columns.iter().map(|c| c.code.clone()).collect::<Vec<_>>()).unwrap_or_default()
        };
        assert!(PERSON.iter().all(|p| columns("people").contains(&(*p).to_owned())));
        for code in ["site", "kind", "year", "tool", "source"] {
            assert!(columns("assessments").contains(&code.to_owned()), "{code}");
        }
        // The first option of a positive meaning is what makes a site's assessment a row.
        for (q, code, _) in OF_SITE {
            let positive = c.question(q).and_then(|q| q.option(code)).map(|o| o.meaning.polarity());
            assert_eq!(positive, Some(Polarity::Positive), "{q}");
        }
    }
}
