//! Registers written in a few words, and what a report makes of them.

use std::sync::OnceLock;

use dunlin::catalogue::Catalogue;
use dunlin::crosswalk::Crosswalk;
use dunlin::model::{Answer, Draft, Drafted, Entry, Lang, Origin, Party, Period, Registers, Report, Standing, Value};
use dunlin::prefill::{Request, prefill};

pub(super) fn catalogue() -> &'static Catalogue {
    static CATALOGUE: OnceLock<Catalogue> = OnceLock::new();
    CATALOGUE.get_or_init(Catalogue::builtin)
}

pub(super) fn crosswalk() -> &'static Crosswalk {
    static CROSSWALK: OnceLock<Crosswalk> = OnceLock::new();
    CROSSWALK.get_or_init(|| Crosswalk::load(catalogue()))
}

/// Registers being written down.
#[derive(Clone, Default)]
pub(super) struct Lists(pub(super) Registers);

impl Lists {
    /// No register holds anything yet.
    pub(super) fn new() -> Lists {
        let mut r = Registers { file: "core.xlsx".to_owned(), ..Registers::default() };
        r.party = Party::parse("QM");
        Lists(r)
    }

    /// A confirmed row: `row("support", "direction=received, subjects=wetlands; cites")`.
    pub(super) fn row(self, list: &str, cells: &str) -> Lists {
        self.entry(list, cells, true)
    }

    /// A row made from an old report that nobody has confirmed.
    pub(super) fn candidate(self, list: &str, cells: &str) -> Lists {
        self.entry(list, cells, false)
    }

    fn entry(mut self, list: &str, cells: &str, confirmed: bool) -> Lists {
        let rows = self.0.lists.entry(list.to_owned()).or_default();
        let mut entry = Entry { id: format!("{list}-{}", rows.len() + 1), confirmed, ..Entry::default() };
        entry.origin = Origin { file: "core.xlsx".to_owned(), place: format!("{list}!{}", rows.len() + 2) };
        for cell in cells.split(", ") {
            let (column, text) = cell.split_once('=').expect("column=text");
            entry.cells.insert(column.to_owned(), text.to_owned());
        }
        rows.push(entry);
        self
    }

    pub(super) fn complete(mut self, list: &str) -> Lists {
        self.0.complete.insert(list.to_owned());
        self
    }

    pub(super) fn fact(mut self, name: &str, yes: bool) -> Lists {
        self.0.facts.insert(name.to_owned(), yes);
        self
    }

    pub(super) fn text(mut self, name: &str, text: &str) -> Lists {
        self.0.texts.insert(name.to_owned(), text.to_owned());
        self
    }

    /// What a format makes of them.
    pub(super) fn drafted(&self, format: &str) -> Made {
        self.with(format, &[])
    }

    /// The same, with answers of the report being written: `("ramsar-cop14/9.1", "A")`.
    pub(super) fn with(&self, format: &str, answers: &[(&str, &str)]) -> Made {
        let mut report = Report::new(format, "own.xlsx");
        report.party = Party::parse("QM");
        report.period = period(format);
        for (id, code) in answers {
            report.answers.push(answer(id, code));
        }
        self.over(format, &[report], &[], Lang::En)
    }

    /// The same over whole reports.
    pub(super) fn over(&self, format: &str, base: &[Report], others: &[Report], lang: Lang) -> Made {
        let request = Request {
            target: catalogue().format(format).expect("a format"),
            party: Party::parse("QM"),
            period: period(format),
            lang,
            reports: others,
            previous: &[],
            base,
            registers: Some(&self.0),
        };
        Made(prefill(&request, catalogue(), crosswalk()).0)
    }
}

/// The years each report is written for in these tests.
pub(super) fn period(format: &str) -> Option<Period> {
    Period::parse(if format.starts_with("ramsar") { "2022-2024" } else { "2021-2023" })
}

pub(super) fn answer(id: &str, code: &str) -> Answer {
    let (question, item) = match id.strip_suffix(']').and_then(|t| t.split_once('[')) {
        Some((q, i)) => (q, Some(i.to_owned())),
        None => (id, None),
    };
    let mut a = Answer::new(question, Origin { file: "own.xlsx".to_owned(), place: "A1".to_owned() });
    a.item = item;
    a.value = Some(Value::Code(code.to_owned()));
    a
}

/// A report made.
pub(super) struct Made(pub(super) Drafted);

impl Made {
    pub(super) fn draft(&self, id: &str) -> &Draft {
        let (question, item) = match id.strip_suffix(']').and_then(|t| t.split_once('[')) {
            Some((q, i)) => (q, Some(i)),
            None => (id, None),
        };
        self.0
            .drafts
            .iter()
            .find(|d| d.question == question && d.item.as_deref() == item)
            .unwrap_or_else(|| panic!("no draft {id}"))
    }

    /// What stands in the cell, derived: codes, a number, a text; "-" where nothing is.
    pub(super) fn derived(&self, id: &str) -> String {
        let d = self.draft(id);
        if d.standing != Standing::Derived {
            return "-".to_owned();
        }
        d.value.as_ref().map_or_else(String::new, dunlin::model::value_text)
    }

    /// What is offered beside an empty cell.
    pub(super) fn offered(&self, id: &str) -> &str {
        let d = self.draft(id);
        assert!(d.value.is_none(), "{id} is filled with {:?}", d.value);
        d.text.as_deref().unwrap_or_default()
    }

    /// Reasons shown.
    pub(super) fn why(&self, id: &str) -> String {
        self.draft(id).sources.iter().map(|s| s.reason.as_str()).collect::<Vec<_>>().join(" ")
    }
}
