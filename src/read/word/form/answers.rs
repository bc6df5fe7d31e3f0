//! The answer of a question and the places that take one, in what belongs to it.

use super::areas::Area;
use super::finder::Finder;
use super::{Asked, Form, Places, Spot, shown};
use crate::model::{Finding, Kind, Level, Question, Sentence, Value};
use crate::read::fold::fold;
use crate::read::matching::stems;
use crate::read::word::marks::{Token, is_cross, option, parts, tokens};
use crate::read::{book, values};
use crate::say;

pub(super) struct Reader<'f, 'a> {
    pub(super) finder: &'f Finder<'a>,
    pub(super) file: &'f str,
    pub(super) form: Form,
    /// Layouts in which a question prints all its options: codes, and kind of place.
    pub(super) printed: Vec<(Vec<String>, Layout)>,
    /// Questions with options and no tick.
    pub(super) unmarked: Vec<(Sentence, String)>,
    /// Questions whose list still stands on its first entry.
    pub(super) untouched: Vec<(Sentence, String)>,
    /// Cells beside words that are no question, with the place of each.
    pub(super) unread: Vec<(Sentence, String)>,
    /// Questions with one option left: asked, code, layout, place.
    pub(super) alone: Vec<(usize, String, Vec<String>, Layout, String)>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Layout {
    /// In paragraphs of the text.
    Lines,
    /// In a cell of rows with so many cells.
    Cell(usize, usize),
}

impl<'f, 'a> Reader<'f, 'a> {
    pub(super) fn new(finder: &'f Finder<'a>, file: &'f str, form: Form) -> Reader<'f, 'a> {
        Reader {
            finder,
            file,
            form,
            printed: Vec::new(),
            unmarked: Vec::new(),
            untouched: Vec::new(),
            unread: Vec::new(),
            alone: Vec::new(),
        }
    }
}

impl Reader<'_, '_> {
    pub(super) fn doubt(&mut self, place: &str, message: Sentence, hint: Sentence) {
        self.form.findings.push(Finding::new(Level::Warning, "word-doubtful", message).at(self.file, place).hint(hint));
    }

    pub(super) fn area(&mut self, area: &Area) -> Option<Asked> {
        let q = self.finder.question(area.question)?;
        let document = self.finder.document;
        let place = format!(
            "question {} ({})",
            if q.number.is_empty() { q.key() } else { &q.number },
            document.place(area.head)
        );
        let mut asked = Asked {
            question: area.question,
            item: None,
            value: None,
            details: None,
            rows: Vec::new(),
            place,
            places: Places::default(),
        };
        match q.kind {
            Kind::Table => self.table(q, area, &mut asked),
            _ if !q.options.is_empty() => {
                if !q.columns.is_empty() {
                    self.columns(q, area, &mut asked);
                }
                self.choice(q, area, &mut asked);
                self.beside_nothing(q, area);
            }
            Kind::Heading if !q.columns.is_empty() || !q.details => {}
            Kind::Heading => {}
            _ => self.text(q, area, &mut asked),
        }
        if !area.details.is_empty() {
            let (text, spot) = self.free_text(&area.details, None, None);
            if asked.details.is_none() {
                asked.details = text;
            }
            asked.places.details = asked.places.details.or(spot);
        }
        Some(asked)
    }

    /// Text to the right of words that are neither a question nor an option: perhaps an answer.
    fn beside_nothing(&mut self, q: &Question, area: &Area) {
        let document = self.finder.document;
        let own = [Some(area.head), area.wording].map(|p| p.and_then(|p| document.paras.get(p)).and_then(|p| p.cell));
        let head_row = own[0].map(|(t, r, _)| (t, r));
        for &p in &area.paras {
            let Some(para) = document.paras.get(p) else { continue };
            let Some((t, r, c)) = para.cell else { continue };
            let text = para.text();
            let plain = !text.trim().is_empty()
                && !is_cross(&text)
                && head_row != Some((t, r))
                && tokens(document, para).iter().all(|k| matches!(k, Token::Words { .. }))
                && !parts(q, &text).iter().any(|w| option(q, w).is_some());
            let left = c.checked_sub(1).map(|c| document.cell_text((t, r, c))).unwrap_or_default();
            if plain && !stems(&left).is_empty() && option(q, &left).is_none() {
                self.unread.push((name(q), document.place(p)));
                break;
            }
        }
    }

    /// Text typed or to be typed in some paragraphs: places for text first, else cells.
    fn free_text(
        &self,
        paras: &[usize],
        head: Option<usize>,
        wording: Option<usize>,
    ) -> (Option<String>, Option<Spot>) {
        let document = self.finder.document;
        let mut texts: Vec<String> = Vec::new();
        let mut spot = None;
        for &p in paras {
            let Some(para) = document.paras.get(p) else { continue };
            for token in tokens(document, para) {
                if let Token::Slot(s) = token {
                    if document.slots.get(s).is_some_and(crate::read::word::document::Slot::takes_text) {
                        spot = spot.or(Some(Spot::Slot(s)));
                    }
                    texts.extend(shown(document, s));
                }
            }
        }
        if spot.is_some() || !texts.is_empty() {
            return ((!texts.is_empty()).then(|| texts.join("\n")), spot);
        }
        // No place for text: what stands in cells beside or below the one that asks.
        let head = head.or_else(|| paras.first().copied());
        let head_cell = head.and_then(|h| document.paras.get(h)).and_then(|p| p.cell);
        let wording_cell = wording.and_then(|w| document.paras.get(w)).and_then(|p| p.cell);
        let mut lines: Vec<String> = Vec::new();
        for &p in paras {
            let Some(para) = document.paras.get(p) else { continue };
            if Some(p) == head {
                // "Party: Testland" in one line.
                if head_cell.is_none()
                    && let Some((_, after)) = para.text().split_once(':')
                {
                    let after = after.trim();
                    if !after.is_empty() {
                        lines.push(after.to_owned());
                    }
                }
                continue;
            }
            if Some(p) == wording {
                continue;
            }
            let text = para.text();
            let text = text.trim();
            if let Some(cell) = para.cell {
                if Some(cell) == head_cell || Some(cell) == wording_cell {
                    if !text.is_empty() {
                        lines.push(text.to_owned());
                    }
                    continue;
                }
                if spot.is_none() && !document.cell_has_slot(cell) {
                    spot = Some(Spot::Cell(cell.0, cell.1, cell.2));
                }
            }
            if !text.is_empty() {
                lines.push(text.to_owned());
            }
        }
        ((!lines.is_empty()).then(|| lines.join("\n")), spot)
    }

    fn text(&mut self, q: &Question, area: &Area, asked: &mut Asked) {
        let (text, spot) = self.free_text(&area.paras, Some(area.head), area.wording);
        asked.places.value = spot;
        let document = self.finder.document;
        let Some(text) = text else { return };
        // Text that stands in the open, where the form may print a remark of its own.
        let open = match spot {
            Some(Spot::Slot(_) | Spot::Cell(..)) => false,
            None => area
                .paras
                .iter()
                .any(|p| *p != area.head && document.paras.get(*p).is_some_and(|p| !p.text().trim().is_empty())),
        };
        if open {
            self.doubt(
                &asked.place.clone(),
                say!("question {question}: what stands below it was taken as the answer", question = name(q)),
                say!("check that no instruction of the form is in the text"),
            );
        }
        self.take(q, &text, asked);
    }

    /// Reads a text as the answer of a question.
    pub(super) fn take(&mut self, q: &Question, text: &str, asked: &mut Asked) {
        let parsed = values::parse(q, &book::Cell::Text(text.to_owned()), None);
        let place = asked.place.clone();
        if let Some(doubt) = &parsed.doubt {
            self.doubt(
                &place,
                say!("question {question}: {doubt}", question = name(q), doubt = doubt),
                say!("look at the answer and correct it where it was read wrongly"),
            );
        }
        match parsed.value {
            Some(value) => {
                asked.value = Some(value);
                if !parsed.rest.is_empty() {
                    asked.details = Some(parsed.rest);
                }
            }
            None if !parsed.rest.is_empty() => {
                self.doubt(
                    &place,
                    say!(
                        "question {question}: {what} fits no answer the form allows{end}",
                        question = name(q),
                        what = short(&parsed.rest),
                        end = crate::read::validate::kept(true)
                    ),
                    say!("choose one of the options"),
                );
                asked.details = Some(parsed.rest);
            }
            None => {}
        }
    }

    /// What can only be decided when the whole form has been seen.
    pub(super) fn finish(&mut self) {
        for (at, code, codes, layout, place) in std::mem::take(&mut self.alone) {
            let shown = self.printed.iter().any(|(c, l)| *c == codes && *l == layout);
            if shown
                && let Some(asked) = self.form.asked.get_mut(at)
                && asked.value.is_none()
            {
                asked.value = Some(Value::Code(code));
                continue;
            }
            self.doubt(
                &place,
                say!(
                    "only one of the options stands there, and nothing in the form shows that the others were deleted; it was not read as the answer"
                ),
                say!("if it is the answer, enter it by hand"),
            );
        }
        if let Some((numbers, place)) = summary(&self.unmarked) {
            self.form.findings.push(
                Finding::new(
                    Level::Warning,
                    "word-no-tick",
                    say!(
                        "{n} question(s) print their options, but no tick can be seen: {numbers}",
                        n = self.unmarked.len(),
                        numbers = numbers
                    ),
                )
                .at(self.file, place)
                .hint(say!(
                    "ticks vanish when a form is copied or converted: read the original file, or enter these answers by hand"
                )),
            );
        }
        if let Some((numbers, place)) = summary(&self.unread) {
            self.form.findings.push(
                Finding::new(
                    Level::Warning,
                    "word-unread",
                    say!(
                        "texts below {n} question(s) were not read, because no question of the form was recognised beside them: {numbers}",
                        n = self.unread.len(),
                        numbers = numbers
                    ),
                )
                .at(self.file, place)
                .hint(say!("look at these places: where they hold answers, enter them by hand")),
            );
        }
        if let Some((numbers, place)) = summary(&self.untouched) {
            self.form.findings.push(
                Finding::new(
                    Level::Warning,
                    "word-untouched",
                    say!(
                        "{n} list(s) show the entry they showed from the start, and nothing tells whether somebody chose it; it was not read as an answer: {numbers}",
                        n = self.untouched.len(),
                        numbers = numbers
                    ),
                )
                .at(self.file, place)
                .hint(say!("where that entry is the answer, enter it by hand")),
            );
        }
    }
}

/// A question as findings name it.
pub(super) fn name(q: &Question) -> Sentence {
    if q.number.is_empty() { say!("\"{text}\"", text = &q.label) } else { say!("{number}", number = &q.number) }
}

/// Many questions in one line, and the place of the first.
fn summary(all: &[(Sentence, String)]) -> Option<(Sentence, String)> {
    let (_, place) = all.first()?;
    let shown: Vec<Sentence> = all.iter().take(20).map(|(n, _)| n.clone()).collect();
    let more = all.len().saturating_sub(shown.len());
    let numbers = match more {
        0 => say!("{numbers}", numbers = shown),
        more => say!("{numbers} and {more} more", numbers = shown, more = more),
    };
    Some((numbers, place.clone()))
}

pub(super) fn short(text: &str) -> Sentence {
    let line: String = text.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
    let more = line.chars().count() > 60;
    let line = if more { format!("{}…", line.chars().take(60).collect::<String>()) } else { line };
    say!("\"{text}\"", text = line)
}

/// Entries that ask to choose.
pub(super) fn is_prompt(text: &str) -> bool {
    let f = fold(text);
    f.is_empty()
        || [
            "choose",
            "select",
            "please",
            "choisi",
            "selectionne",
            "veuillez",
            "elija",
            "elegir",
            "seleccion",
            "escoja",
            "click",
            "cliquez",
        ]
        .iter()
        .any(|p| f.starts_with(p))
}

/// True for an entry of a drop-down that is no option but a prompt or a blank.
pub(crate) fn is_no_entry(text: &str) -> bool {
    is_prompt(text)
}
