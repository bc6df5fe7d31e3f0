//! Last cycle's answer beside an empty cell: whether a person may say of it, in one word, that it is so again.

use super::Run;
use crate::crosswalk::said::{Said, value_words};
use crate::crosswalk::said_time::{is_foreign, says_nothing};
use crate::model::{Kind, Offered, Question, Time, Value};

impl Run<'_> {
    /// What *yes* takes of last cycle's answer. Only an answer to this very form that somebody stood for: an
    /// option, with the columns beside it, or words. Of a question about the period no words that tell of their
    /// own time, which is over, and no figures, which are never the same by themselves; of one about what changed
    /// since, no words at all. Nothing that only fills a box, or that explains a no, or that is in a language whose words
    /// of time are not known here. Who did not know should look again.
    pub(super) fn again(&self, q: &Question, said: &Said) -> Option<Offered> {
        let answer = said.answer;
        if said.edition.is_some() || !answer.confirmed || said.says_nothing_known() || said.follows_no_yes() {
            return None;
        }
        let may_stand = |t: &str| match q.time {
            Time::Standing => true,
            Time::InPeriod | Time::Dated => !said.speaks_of_its_time(t),
            Time::SinceLast => false,
        };
        let may_stand = |t: &str| may_stand(t) && !says_nothing(t) && !is_foreign(t);
        let value = match (&answer.value, q.kind) {
            (Some(v @ Value::Code(_)), Kind::Single | Kind::YesNo | Kind::Indicator) => Some(v.clone()),
            (Some(v @ Value::Codes(codes)), Kind::Multi) if !codes.is_empty() => Some(v.clone()),
            (Some(Value::Text(t)), Kind::Text) if may_stand(t) => Some(Value::Text(t.clone())),
            (None, _) if answer.rows.is_empty() => None,
            _ => return None,
        };
        let beside = matches!(q.kind, Kind::Single | Kind::YesNo | Kind::Multi);
        let cells = || answer.rows.iter().flat_map(|r| r.values());
        let columns = if beside && cells().all(|t| may_stand(t)) { answer.rows.clone() } else { Vec::new() };
        let details = answer.details.clone().filter(|d| q.details && may_stand(d));
        let whole = details == answer.details && columns == answer.rows;
        let shown = match &value {
            _ if whole => said.says(self.lang),
            // What is not taken stands in a block of its own.
            Some(v) => value_words(v, q, self.lang),
            None => return None,
        };
        let (details, columns) = if whole { (details, columns) } else { (None, Vec::new()) };
        if value.is_none() && details.is_none() {
            return None;
        }
        Some(Offered { value, details, columns, shown: vec![shown], ..Offered::default() })
    }
}
