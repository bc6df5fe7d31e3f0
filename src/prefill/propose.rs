//! What stands beside a cell: texts to edit, evidence, and what of it a person may take by saying *yes*.

use super::evidence::Offer;
use super::{Run, registers, words};
use crate::core_report::format_of;
use crate::model::{CORE, Draft, Kind, Lang, Offered, Question, Source, Standing, Step};

/// What stands between two blocks of a proposal.
const BETWEEN: &str = "\n\n";

/// Most characters of a piece of evidence beside a question.
const MOST_CHARS: usize = 280;

/// A text cut at a word, with a mark where something was left out.
fn shortened(text: &str) -> String {
    let Some((end, _)) = text.char_indices().nth(MOST_CHARS) else { return text.to_owned() };
    let cut = text[..end].rfind(char::is_whitespace).filter(|c| *c > end / 2).unwrap_or(end);
    format!("{} […]", text[..cut].trim_end())
}

impl Run<'_> {
    /// Text to edit and evidence, beside the cell.
    pub(super) fn propose(&self, q: &Question, draft: &mut Draft, offers: &[Offer], again: Option<Offered>) {
        let rest: Vec<&Offer> = offers.iter().filter(|o| o.value.is_none()).collect();
        if draft.standing == Standing::Gap {
            if rest.iter().any(|o| o.source.step == Step::Suggested) {
                draft.standing = Standing::Suggested;
            } else if !rest.is_empty() {
                draft.standing = Standing::Hint;
            }
        }
        draft.sources.extend(rest.iter().map(|o| o.source.clone()));
        takeable(q, draft, again);
        // A text that belongs to a filled cell is shown too: it may go into the details.
        let mut blocks: Vec<(bool, String)> = Vec::new();
        let mut waiting: Vec<&String> = draft.offered.iter().flat_map(|o| &o.shown).collect();
        for s in &draft.sources {
            // What stands in the cell already need not stand beside it.
            if matches!(s.step, Step::Kept | Step::CarriedOver | Step::Copied | Step::Recoded) {
                continue;
            }
            // Of what follows from registers only the reason is shown; the rows stand among the sources.
            if matches!(s.step, Step::Derived | Step::Composed) {
                if !s.reason.is_empty() {
                    blocks.push((false, format!("[{}]\n({})", words::registers(self.lang), s.reason)));
                }
                continue;
            }
            // Of last cycle's answer the option may be taken, and its words be of their own time.
            let rest = match waiting.first() {
                Some(t) if s.step == Step::Suggested => s.says.strip_prefix(t.as_str()).filter(|r| r.is_empty()),
                Some(t) if s.step == Step::LastCycle => {
                    s.says.strip_prefix(t.as_str()).filter(|r| r.is_empty() || r.starts_with('\n'))
                }
                _ => None,
            };
            match rest {
                None => blocks.push((false, self.block(s))),
                Some(rest) => {
                    let taken = waiting.remove(0).clone();
                    blocks.push((true, self.block(&Source { says: taken, ..s.clone() })));
                    let (says, reason) = (rest.trim().to_owned(), words::of_its_time(self.lang).to_owned());
                    if !says.is_empty() {
                        blocks.push((false, self.block(&Source { says, reason, ..s.clone() })));
                    }
                }
            }
        }
        // Only what is seen can be taken, and it is seen first.
        let seen = waiting.is_empty();
        blocks.sort_by_key(|(offered, _)| !offered);
        let mut at = Vec::new();
        let mut text = String::new();
        for (offered, block) in &blocks {
            if !text.is_empty() {
                text.push_str(BETWEEN);
            }
            if *offered {
                at.push(text.len());
            }
            text.push_str(block);
        }
        draft.text = (!text.is_empty()).then_some(text);
        draft.offered = draft.offered.take().filter(|_| seen).map(|o| Offered { at, ..o });
    }

    /// One block of a proposal: convention, number and period, then the source's own words.
    fn block(&self, s: &Source) -> String {
        let mut head = self.heading(s);
        // Nobody is to take words into a report that is written in another language without seeing it.
        if let Some(from) = Lang::of_text(&s.says).filter(|l| *l != self.lang && s.relation != registers::RULE) {
            head = format!("{head} · {}", from.said_in(self.lang));
        }
        // Evidence is shown in short, so that the page stays readable; the source keeps all of it. A
        // text to edit is shown whole.
        let says = if s.step == Step::Hinted { shortened(&s.says) } else { s.says.clone() };
        let mut text = format!("[{head}]\n{says}");
        if !s.reason.is_empty() {
            text.push_str(&format!("\n({})", s.reason));
        }
        text
    }
}

/// What *yes* takes of the proposal: what registers offer, else last cycle's answer. Measures that nobody confirmed come
/// after last cycle's own words. What another convention was told answers its question, and is for a person to edit.
/// Where something stands in the cell there is nothing to take.
fn takeable(q: &Question, draft: &mut Draft, again: Option<Offered>) {
    let register = |s: &Source| s.step == Step::Suggested && format_of(&s.question) == CORE;
    let candidates = draft.sources.iter().any(|s| register(s) && !s.confirmed);
    draft.offered = match draft.offered.take() {
        Some(o) if o.made == Some(Standing::Composed) && candidates => again.or(Some(o)),
        o => o.or(again),
    };
    let empty = draft.value.is_none() && draft.details.is_none();
    // Rows that follow from a register do not say whose data they are.
    let only_rows = q.kind == Kind::Indicator && draft.standing == Standing::Derived;
    let open = draft.rows.is_empty() && matches!(draft.standing, Standing::Suggested | Standing::Hint);
    let free = (open || only_rows) && empty && !q.personal;
    let fits = |o: &Offered| {
        let within = o.value.iter().all(|v| q.limit_words.is_none_or(|l| v.words() <= l as usize));
        free && within && (o.value.is_some() || o.details.is_some())
    };
    draft.offered = draft.offered.take().filter(fits);
}
