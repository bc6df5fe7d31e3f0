//! Rows of tables that are filled in part.

use super::{Case, Check, Notes};
use crate::model::{ColumnKind, Kind, Level, Sentence};
use crate::say;

/// A row of a table has some of its cells only. That may be right; a person should know.
///
/// Example: Ramsar 8.6, row 2: a wetland type without its extent.
pub(super) struct RowIncomplete;

impl Check for RowIncomplete {
    fn code(&self) -> &'static str {
        "row-incomplete"
    }

    fn level(&self) -> Level {
        Level::Info
    }

    fn about(&self) -> &'static str {
        "A row of a table is filled in part."
    }

    fn run(&self, case: &Case, notes: &mut Notes) {
        for (a, q) in case.answered() {
            if q.kind != Kind::Table {
                continue;
            }
            // Ticks are often rightly empty.
            let columns: Vec<_> = q.columns.iter().filter(|c| c.kind != ColumnKind::Tick).collect();
            for (n, row) in a.rows.iter().enumerate() {
                let filled = |code: &str| row.get(code).is_some_and(|c| !c.trim().is_empty());
                let empty: Vec<Sentence> =
                    columns.iter().filter(|c| !filled(&c.code)).map(|c| say!("\"{text}\"", text = &c.text)).collect();
                if !empty.is_empty() && row.values().any(|c| !c.trim().is_empty()) {
                    notes.question(
                        case,
                        q,
                        a.item.as_deref(),
                        say!("row {n}: nothing under {columns}", n = n + 1, columns = empty),
                        say!("complete the row if you can"),
                    );
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::Bench;
    use super::*;

    #[test]
    fn a_half_filled_row_is_worth_knowing() {
        let mut b = Bench::of("ramsar-cop14");
        let columns: Vec<String> = {
            let f = b.format();
            f.question("ramsar-cop14/8.6").expect("8.6").columns.iter().map(|c| c.code.clone()).collect()
        };
        let full: Vec<(&str, &str)> = columns.iter().map(|c| (c.as_str(), "1")).collect();
        b.row("8.6", &full);
        assert!(b.run(&RowIncomplete).is_empty());
        b.row("8.6", &full[..1]);
        b.row("8.6", &[]);
        let f = b.run(&RowIncomplete);
        assert!(f.len() == 1 && f[0].level == Level::Info && f[0].message.contains("row 2"), "{f:?}");
    }
}
