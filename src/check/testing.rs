//! A report to try checks on.

use std::sync::OnceLock;

use super::{Case, Check, Notes, check};
use crate::catalogue::Catalogue;
use crate::crosswalk::Crosswalk;
use crate::model::{Answer, Finding, Format, Origin, Party, Period, Report, Value};

fn catalogue() -> &'static Catalogue {
    static C: OnceLock<Catalogue> = OnceLock::new();
    C.get_or_init(Catalogue::builtin)
}

/// A report of one format, filled answer by answer.
pub(super) struct Bench {
    pub(super) report: Report,
    pub(super) crosswalk: Crosswalk,
}

impl Bench {
    /// An empty report of Testland.
    pub(super) fn of(format: &str) -> Bench {
        let mut report = Report::new(format, "report.xlsx");
        report.party = Party::parse("QM");
        report.period = Some(Period { from: 2019, to: 2023 });
        Bench { report, crosswalk: Crosswalk::default() }
    }

    pub(super) fn format(&self) -> &Format {
        catalogue().format(&self.report.format).expect("a built-in format")
    }

    fn entry(&mut self, key: &str, item: Option<&str>) -> &mut Answer {
        let id = format!("{}/{key}", self.report.format);
        assert!(self.format().question(&id).is_some(), "{id} is not in the form");
        let at = self.report.answers.iter().position(|a| a.question == id && a.item.as_deref() == item);
        let at = at.unwrap_or_else(|| {
            let place = format!("Form!C{}", self.report.answers.len() + 2);
            let mut a = Answer::new(id, Origin { file: "report.xlsx".to_owned(), place });
            a.item = item.map(str::to_owned);
            self.report.answers.push(a);
            self.report.answers.len() - 1
        });
        &mut self.report.answers[at]
    }

    pub(super) fn set(&mut self, key: &str, value: Value) -> &mut Answer {
        let a = self.entry(key, None);
        a.value = Some(value);
        a
    }

    pub(super) fn set_for(&mut self, key: &str, item: &str, value: Value) -> &mut Answer {
        let a = self.entry(key, Some(item));
        a.value = Some(value);
        a
    }

    pub(super) fn code(&mut self, key: &str, code: &str) -> &mut Answer {
        self.set(key, Value::Code(code.to_owned()))
    }

    pub(super) fn text(&mut self, key: &str, text: &str) -> &mut Answer {
        self.set(key, Value::Text(text.to_owned()))
    }

    pub(super) fn details(&mut self, key: &str, text: &str) {
        self.entry(key, None).details = Some(text.to_owned());
    }

    pub(super) fn row(&mut self, key: &str, cells: &[(&str, &str)]) {
        let row = cells.iter().map(|(c, t)| ((*c).to_owned(), (*t).to_owned())).collect();
        self.entry(key, None).rows.push(row);
    }

    /// What all checks find.
    pub(super) fn findings(&self) -> Vec<Finding> {
        check(&self.report, self.format(), &self.crosswalk)
    }

    /// What one check finds.
    pub(super) fn run(&self, one: &dyn Check) -> Vec<Finding> {
        let case = Case::new(&self.report, self.format(), &self.crosswalk);
        let mut notes = Notes::default();
        notes.begin(one.code(), one.level());
        one.run(&case, &mut notes);
        notes.finish()
    }
}
