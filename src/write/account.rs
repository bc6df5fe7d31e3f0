//! The short account of a draft: what there is to confirm, to update, to edit, to ask and whom, and
//! where the reports disagree. The first sheet of the workbook and the terminal show the same.

use std::collections::BTreeMap;
use std::fmt;

use crate::crosswalk::{Crosswalk, QRef};
use crate::model::{Draft, Drafted, Format, Lang, Period, Relative, Source, Standing, Step};

use super::words::{W, fill, standing, word};

/// What a draft leaves to do.
#[derive(Debug, Clone, PartialEq)]
pub struct Account {
    /// Language of the lines.
    pub lang: Lang,
    /// How many questions have each standing, in the order of the legend; none with 0.
    pub counts: Vec<(Standing, usize)>,
    /// Carried-over answers to confirm.
    pub to_confirm: usize,
    /// Questions about the period whose last answer stands beside an empty cell.
    pub to_update: usize,
    /// Texts to edit.
    pub suggested: usize,
    /// Questions nobody has answered yet.
    pub to_ask: usize,
    /// How many of `to_ask` have evidence beside.
    pub with_evidence: usize,
    /// Whom to ask, most questions first, at most five.
    pub who: Vec<(String, usize)>,
    /// Questions on which reports disagree.
    pub conflicts: usize,
    /// The most striking of them, at most three.
    pub striking: Vec<Striking>,
}

/// A question on which reports disagree.
#[derive(Debug, Clone, PartialEq)]
pub struct Striking {
    /// Number of the question.
    pub number: String,
    /// Its label.
    pub label: String,
    /// Who says what.
    pub sides: Vec<Side>,
}

/// One side of a conflict.
#[derive(Debug, Clone, PartialEq)]
pub struct Side {
    /// `CMS COP14 IV.1, 2017-2019`.
    pub who: String,
    /// Its words, shortened.
    pub says: String,
}

/// True where reports disagree on the question.
pub(super) fn is_conflict(draft: &Draft) -> bool {
    draft.standing == Standing::Conflict || draft.sources.iter().any(|s| s.step == Step::Disagrees)
}

/// True where the last cycle's answer stands beside an empty cell.
pub(super) fn is_to_update(draft: &Draft) -> bool {
    !draft.standing.fills()
        && !matches!(draft.standing, Standing::Conflict | Standing::NotAsked)
        && draft.sources.iter().any(|s| s.step == Step::LastCycle)
}

/// Makes the account of a draft.
#[must_use]
pub fn account(drafted: &Drafted, format: &Format, crosswalk: &Crosswalk, lang: Lang) -> Account {
    let mut account = Account {
        lang,
        counts: Standing::ALL.iter().map(|&(s, _)| (s, drafted.count(s))).filter(|&(_, n)| n > 0).collect(),
        to_confirm: drafted.count(Standing::CarriedOver),
        to_update: 0,
        suggested: 0,
        to_ask: 0,
        with_evidence: 0,
        who: Vec::new(),
        conflicts: 0,
        striking: Vec::new(),
    };
    let mut who: BTreeMap<&str, usize> = BTreeMap::new();
    let mut conflicts: Vec<&Draft> = Vec::new();
    for draft in &drafted.drafts {
        if is_conflict(draft) {
            conflicts.push(draft);
        }
        if is_to_update(draft) {
            account.to_update += 1;
            continue;
        }
        match draft.standing {
            Standing::Suggested => account.suggested += 1,
            Standing::Gap | Standing::Hint => {
                account.to_ask += 1;
                account.with_evidence += usize::from(draft.standing == Standing::Hint);
                let q = QRef::new(&draft.question, draft.item.as_deref());
                if let Some(subject) = crosswalk.main_subject(&q)
                    && !subject.who.is_empty()
                {
                    *who.entry(subject.who.get(lang)).or_default() += 1;
                }
            }
            _ => {}
        }
    }
    let mut who: Vec<(String, usize)> = who.into_iter().map(|(w, n)| (w.to_owned(), n)).collect();
    who.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    who.truncate(5);
    account.who = who;
    account.conflicts = conflicts.len();
    conflicts.sort_by_key(|d| std::cmp::Reverse(weight(d, drafted.period, format)));
    account.striking = conflicts.into_iter().take(3).map(|d| striking(d, drafted, format, lang)).collect();
    account
}

/// How striking a conflict is: two answers about the same years cannot both be true, a required
/// question must be settled, a confirmed answer weighs more than one that merely stood.
fn weight(draft: &Draft, period: Option<Period>, format: &Format) -> (bool, bool, bool, bool) {
    let sides = sides(draft);
    let same_period = sides
        .iter()
        .enumerate()
        .any(|(i, a)| sides[i + 1..].iter().any(|b| Period::relative(a.period, b.period) == Relative::Same));
    (
        sides.len() + usize::from(draft.value.is_some()) > 1,
        same_period || sides.iter().any(|s| Period::relative(s.period, period) == Relative::Same),
        format.question(&draft.question).is_some_and(|q| q.required),
        sides.iter().all(|s| s.confirmed),
    )
}

/// The sources that are sides of a conflict: those that disagree and, where nothing is filled in,
/// all that were not merely hints.
pub(super) fn sides(draft: &Draft) -> Vec<&Source> {
    let mut list: Vec<&Source> = draft
        .sources
        .iter()
        .filter(|s| match s.step {
            Step::Disagrees => true,
            Step::Hinted | Step::LastCycle => false,
            _ => true,
        })
        .collect();
    if list.len() < 2 && draft.standing == Standing::Conflict {
        list = draft.sources.iter().collect();
    }
    list
}

fn striking(draft: &Draft, drafted: &Drafted, format: &Format, lang: Lang) -> Striking {
    let question = format.question(&draft.question);
    let mut list: Vec<Side> = Vec::new();
    let sources = sides(draft);
    // The answer in the cell is a side of its own, unless one of the sources is just that.
    if let (Some(value), Some(q)) = (&draft.value, question)
        && !sources.iter().any(|s| matches!(s.step, Step::Kept | Step::Copied | Step::Recoded | Step::CarriedOver))
    {
        let period = drafted.period.map(|p| format!(", {p}")).unwrap_or_default();
        list.push(Side {
            who: format!("{}{period}", word(W::ThisReport, lang)),
            says: shorten(&super::workbook::value_words(value, q, lang), 160),
        });
    }
    for s in sources {
        list.push(Side { who: super::workbook::source_head(s, format, lang), says: shorten(&s.says, 160) });
    }
    list.truncate(4);
    Striking {
        number: question.map_or_else(String::new, |q| super::workbook::printed_number(q, format)),
        label: shorten(question.map_or(draft.question.as_str(), |q| q.label.get(lang)), 140),
        sides: list,
    }
}

/// The first words of a text in one line, at most `most` characters.
pub(super) fn shorten(text: &str, most: usize) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= most {
        return line;
    }
    let mut out: String = line.chars().take(most.saturating_sub(1)).collect();
    if let Some(space) = out.rfind(' ')
        && space > most / 2
    {
        out.truncate(space);
    }
    out.push('…');
    out
}

impl Account {
    /// The account without the conflicts quoted: one sentence a line.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        let l = self.lang;
        let mut lines = Vec::new();
        let mut line = |w, n: usize| {
            if n > 0 {
                lines.push(fill(w, l, &[&n.to_string()]));
            }
        };
        line(W::AccConfirm, self.to_confirm);
        line(W::AccUpdate, self.to_update);
        line(W::AccSuggested, self.suggested);
        if self.with_evidence > 0 {
            lines.push(fill(W::AccAskHint, l, &[&self.to_ask.to_string(), &self.with_evidence.to_string()]));
        } else if self.to_ask > 0 {
            lines.push(fill(W::AccAsk, l, &[&self.to_ask.to_string()]));
        }
        if !self.who.is_empty() {
            let list: Vec<String> = self.who.iter().map(|(w, n)| format!("{w} ({n})")).collect();
            lines.push(fill(W::AccWho, l, &[&list.join("; ")]));
        }
        if self.conflicts > 0 {
            lines.push(fill(W::AccConflicts, l, &[&self.conflicts.to_string()]));
        }
        if lines.is_empty() {
            lines.push(word(W::AccNone, l).to_owned());
        }
        lines
    }
}

impl fmt::Display for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counts: Vec<String> =
            self.counts.iter().map(|&(s, n)| format!("{n} {}", standing(s, self.lang).name)).collect();
        writeln!(f, "{}", counts.join(", "))?;
        for line in self.lines() {
            writeln!(f, "{line}")?;
        }
        if !self.striking.is_empty() {
            writeln!(f, "{}", word(W::AccConflictsMost, self.lang))?;
        }
        for s in &self.striking {
            writeln!(f, "  {} {}", s.number, s.label)?;
            for side in &s.sides {
                writeln!(f, "    {}: “{}”", side.who, side.says)?;
            }
        }
        Ok(())
    }
}
