//! Indicators without data and without a reason.

use super::indicator_rows::{Data, data};
use super::{Case, Check, Notes};
use crate::model::{Kind, Level};
use crate::say;

/// An indicator is said to have no data, or not to be relevant, and no explanation is given.
///
/// Example: CBD indicator C.1 *notRelevant* with an empty explanation.
pub(super) struct IndicatorReason;

impl Check for IndicatorReason {
    fn code(&self) -> &'static str {
        "indicator-reason"
    }

    fn level(&self) -> Level {
        Level::Error
    }

    fn about(&self) -> &'static str {
        "An indicator is said to have no data, or not to be relevant, without an explanation."
    }

    fn run(&self, case: &Case, notes: &mut Notes) {
        for (a, q) in case.answered() {
            if q.kind == Kind::Indicator
                && data(q, a.value.as_ref()) == Some(Data::Missing)
                && a.details.as_deref().is_none_or(|d| d.trim().is_empty())
            {
                notes.question(
                    case,
                    q,
                    a.item.as_deref(),
                    say!("it is said that there are no data, or that it is not relevant, and not why"),
                    say!("write the reason in the explanation"),
                );
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::Bench;
    use super::*;

    #[test]
    fn no_data_needs_a_reason() {
        let mut b = Bench::of("cbd-nr7");
        for (code, n) in [("noData", 1), ("notRelevant", 1), ("national", 0)] {
            b.code("indicator.C.1", code);
            assert_eq!(b.run(&IndicatorReason).len(), n, "{code}");
        }
        b.code("indicator.C.1", "noData");
        b.details("indicator.C.1", "Monitoring begins in 2027.");
        assert!(b.run(&IndicatorReason).is_empty());
    }
}
