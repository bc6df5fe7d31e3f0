//! Fills an official Word form in place: only what a draft says is written, into the fields,
//! controls, boxes and cells that the form has for it. Layout, protection and every part that is not
//! touched stay byte for byte as they were.
//!
//! A form has no mark for *to be confirmed*: an answer that nobody has confirmed is not written, and
//! neither is a proposal. What a person wrote is never replaced.

mod more_rows;
mod patch;
mod store;

use std::cell::{OnceCell, RefCell};
use std::collections::BTreeMap;
use std::io::{Cursor, Write};

use zip::{ZipArchive, ZipWriter};

use crate::model::{
    Draft, Drafted, Finding, Format, Kind, Lang, Level, Question, Row, Sentence, Source, Standing, Value, number_text,
};
use crate::read::matching::Index;
use crate::read::open::{Kind as FileKind, Limits, open_bytes};
use crate::read::word::document::{Document, Piece, SlotKind};
use crate::read::word::form::{self, Asked, BlankRow, Spot};
use crate::read::word::{Mark, refused};
use crate::say;

use more_rows::Copies;
use patch::{Edits, Patch};
use store::Stores;

/// A filled form.
#[derive(Debug, Clone)]
pub struct Filled {
    /// The file; the same bytes as the original where nothing was filled.
    pub bytes: Vec<u8>,
    /// What could not be filled, and why.
    pub findings: Vec<Finding>,
    /// What was filled, in the order of the form.
    pub filled: Vec<Place>,
}

/// A place that was filled.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// Question id.
    pub question: String,
    /// Its item.
    pub item: Option<String>,
    /// Where in the form.
    pub place: String,
    /// What was written, in words.
    pub written: String,
    /// What the answer is worth.
    pub standing: Standing,
    /// Where it comes from.
    pub sources: Vec<Source>,
}

/// True for a draft whose answer may stand in an official form: filled, and confirmed by a person.
fn may_stand(draft: &Draft) -> bool {
    draft.standing.fills() && draft.standing != Standing::CarriedOver && !unconfirmed(draft)
}

fn unconfirmed(draft: &Draft) -> bool {
    draft.standing == Standing::CarriedOver
        || draft
            .sources
            .iter()
            .any(|s| !s.confirmed && matches!(s.step, crate::model::Step::Kept | crate::model::Step::CarriedOver))
}

/// Fills a form; `original` is a .docx file, `lang` the language of the form. The findings name no
/// file: whoever opened the form knows its name.
///
/// # Errors
/// A finding where the file cannot be filled at all: not a .docx file, damaged, too large, or
/// without any question of the format.
pub fn fill(original: &[u8], drafted: &Drafted, format: &Format, lang: Lang) -> Result<Filled, Finding> {
    let input = open_bytes("", original.to_vec(), &Limits::default())?;
    if input.kind != FileKind::Docx {
        return Err(Finding::new(
            Level::Error,
            "fill-kind",
            say!("this is recognised as: {kind}; only Word documents (.docx) can be filled", kind = input.kind.said()),
        )
        .hint(say!("open the form in Word and save it as a Word document (.docx): File > Save As")));
    }
    let document = Document::read(original).map_err(|bad| refused(bad, ""))?;
    let found = form::read(&document, format, &Index::new(format), "");
    if found.asked.is_empty() {
        return Err(Finding::new(
            Level::Error,
            "fill-form",
            say!("no question of {format} was found in this form", format = &format.id),
        )
        .hint(say!("check that it is the form of this convention and edition")));
    }
    let stores = Stores::read(original);
    let asked: BTreeMap<(usize, Option<&str>), &Asked> =
        found.asked.iter().map(|a| ((a.question, a.item.as_deref()), a)).collect();
    let mut job = Job {
        original,
        document: &document,
        stores: &stores,
        copies: OnceCell::new(),
        lang,
        edits: Vec::new(),
        glyphs: BTreeMap::new(),
        bound: BTreeMap::new(),
        findings: found.findings.into_iter().filter(|f| f.code == "word-question").collect(),
        filled: Vec::new(),
    };
    let mut missing: Vec<&str> = Vec::new();
    let mut waiting = 0_usize;
    for draft in &drafted.drafts {
        let empty = draft.value.is_none() && draft.details.is_none() && draft.rows.is_empty();
        if !draft.standing.fills() || empty {
            continue;
        }
        if !may_stand(draft) {
            waiting += 1;
            continue;
        }
        let position = format.position(&draft.question);
        let Some(question) = format.questions.get(position) else { continue };
        match asked.get(&(position, draft.item.as_deref())) {
            Some(asked) => job.draft(draft, question, asked),
            None => missing.push(if question.number.is_empty() { question.key() } else { &question.number }),
        }
    }
    let Job { edits, glyphs, bound, mut findings, filled, .. } = job;
    if !missing.is_empty() {
        let shown = missing.iter().take(20).copied().collect::<Vec<_>>().join(", ");
        let more = missing.len().saturating_sub(20);
        let more = if more > 0 { say!(" and {more} more", more = more) } else { Sentence::default() };
        findings.push(
            Finding::new(
                Level::Warning,
                "fill-not-found",
                say!(
                    "{n} answer(s) have no place that was found in this form: {names}{more}",
                    n = missing.len(),
                    names = shown,
                    more = more
                ),
            )
            .hint(say!("enter them by hand; the workbook has them")),
        );
    }
    if waiting > 0 {
        findings.push(
            Finding::new(
                Level::Info,
                "fill-unconfirmed",
                say!(
                    "{waiting} answer(s) come from an earlier report and nobody has confirmed them; they were not written",
                    waiting = &waiting
                ),
            )
            .hint(say!("confirm them in the workbook, then fill the form again")),
        );
    }
    let bytes = if filled.is_empty() {
        original.to_vec()
    } else {
        package(original, &document, &stores, edits, glyphs, bound)?
    };
    Ok(Filled { bytes, findings, filled })
}

struct Job<'a> {
    original: &'a [u8],
    document: &'a Document,
    stores: &'a Stores,
    /// For rows that are added; made when the first is.
    copies: OnceCell<RefCell<Copies>>,
    lang: Lang,
    edits: Edits,
    glyphs: BTreeMap<usize, BTreeMap<usize, char>>,
    bound: BTreeMap<String, Edits>,
    findings: Vec<Finding>,
    filled: Vec<Place>,
}

fn finding(code: &'static str, message: Sentence, hint: Sentence) -> Finding {
    Finding::new(Level::Warning, code, message).hint(hint)
}

impl Job<'_> {
    /// Writes a draft whole, or not at all.
    fn draft(&mut self, draft: &Draft, q: &Question, asked: &Asked) {
        let mut patch = Patch::default();
        let mut written: Vec<String> = Vec::new();
        let done = self.parts(draft, q, asked, &mut patch, &mut written);
        let number = if q.number.is_empty() { q.key() } else { &q.number };
        match done {
            Ok(()) if written.is_empty() => {}
            Ok(()) => {
                let added = patch.added;
                if !self.commit(patch) {
                    self.findings.push(
                        finding(
                            "fill-place",
                            say!("question {number}: its place is already taken by another answer", number = &number),
                            say!("enter this answer by hand in Word"),
                        )
                        .at("", asked.place.clone()),
                    );
                    return;
                }
                if added > 0 {
                    let message = say!(
                        "question {number}: its table in the form had too few rows; {added} were added, copies of its last empty one",
                        number = &number,
                        added = added
                    );
                    let finding = Finding::new(Level::Info, "fill-rows-added", message)
                        .hint(say!("look at the table in Word, and at what stands below it"));
                    self.findings.push(finding.at("", asked.place.clone()));
                }
                self.filled.push(Place {
                    question: draft.question.clone(),
                    item: draft.item.clone(),
                    place: asked.place.clone(),
                    written: written.join("\n"),
                    standing: draft.standing,
                    sources: draft.sources.clone(),
                });
            }
            Err(f) => {
                let what = f.said().clone();
                let f = f.saying(say!("question {number}: {what}", number = number, what = what));
                self.findings.push(f.at("", asked.place.clone()));
            }
        }
    }

    /// Adds the changes of a draft to all others; false where they would touch the same text.
    fn commit(&mut self, patch: Patch) -> bool {
        let clash = |a: &std::ops::Range<usize>, b: &std::ops::Range<usize>| {
            if a.is_empty() || b.is_empty() {
                a.start == b.start || (a.start < b.end && b.start < a.end)
            } else {
                a.start < b.end && b.start < a.end
            }
        };
        if patch.edits.iter().any(|(r, _)| self.edits.iter().any(|(o, _)| clash(r, o))) {
            return false;
        }
        let taken = |part: &String, range: &std::ops::Range<usize>, with: &String| {
            self.bound
                .get(part)
                .is_some_and(|edits| edits.iter().any(|(o, w)| clash(o, range) && (o != range || w != with)))
        };
        if patch.bound.iter().any(|(p, r, w)| taken(p, r, w)) {
            return false;
        }
        self.edits.extend(patch.edits);
        for (node, chars) in patch.glyphs {
            self.glyphs.entry(node).or_default().extend(chars);
        }
        for (part, range, with) in patch.bound {
            let edits = self.bound.entry(part).or_default();
            if !edits.iter().any(|(r, _)| *r == range) {
                edits.push((range, with));
            }
        }
        true
    }

    fn parts(
        &self,
        draft: &Draft,
        q: &Question,
        asked: &Asked,
        patch: &mut Patch,
        written: &mut Vec<String>,
    ) -> Result<(), Finding> {
        if let Some(value) = &draft.value
            && asked.value.as_ref() != Some(value)
        {
            self.value(value, q, asked, patch)?;
            written.push(self.words(value, q));
        }
        if let Some(details) = &draft.details
            && asked.details.as_ref().map(|d| d.trim()) != Some(details.trim())
        {
            let spot = asked.places.details.ok_or_else(|| {
                finding(
                    "fill-place",
                    say!("no box for its details was found"),
                    say!("enter this answer by hand in Word"),
                )
            })?;
            self.free(spot)?;
            patch.text(self.document, self.stores, spot, details)?;
            written.push(details.clone());
        }
        if !draft.rows.is_empty() && draft.rows != asked.rows {
            self.rows(draft, q, asked, patch, written)?;
        }
        Ok(())
    }

    fn words(&self, value: &Value, q: &Question) -> String {
        let option = |c: &str| {
            let text = q.option_text(c, self.lang);
            if q.option(c).is_some_and(|o| o.assigned || o.text.get(self.lang).starts_with(c)) {
                text.to_owned()
            } else {
                format!("{c}: {text}")
            }
        };
        match value {
            Value::Code(c) => option(c),
            Value::Codes(cs) => cs.iter().map(|c| option(c)).collect::<Vec<_>>().join("\n"),
            Value::Text(t) => t.clone(),
            Value::Date(d) => d.to_string(),
            Value::Number { qualifier, number, unit } => [
                qualifier.as_deref().map(option).unwrap_or_default(),
                number.map(|n| self.number(n)).unwrap_or_default(),
                unit.clone().unwrap_or_default(),
            ]
            .into_iter()
            .filter(|t| !t.is_empty())
            .collect::<Vec<_>>()
            .join(" "),
        }
    }

    fn number(&self, n: f64) -> String {
        let text = number_text(n);
        if self.lang == Lang::En { text } else { text.replace('.', ",") }
    }

    /// An error where something already stands in a place.
    fn free(&self, spot: Spot) -> Result<(), Finding> {
        let text = match spot {
            Spot::Slot(s) => self.document.slots.get(s).map_or_else(String::new, |s| match &s.kind {
                SlotKind::Date(Some(d)) => d.clone(),
                SlotKind::Check(true) | SlotKind::FieldCheck(true) => "x".to_owned(),
                SlotKind::FieldDrop { entries, chosen, .. } => {
                    chosen.and_then(|n| entries.get(n)).filter(|e| !form::is_no_entry(e)).cloned().unwrap_or_default()
                }
                SlotKind::Drop { .. } if form::is_no_entry(&s.text) => String::new(),
                _ => s.text.trim().to_owned(),
            }),
            Spot::Cell(t, r, c) => self.document.cell_text((t, r, c)),
        };
        if text.is_empty() { Ok(()) } else { Err(occupied()) }
    }

    fn value(&self, value: &Value, q: &Question, asked: &Asked, patch: &mut Patch) -> Result<(), Finding> {
        if asked.value.is_some() {
            return Err(occupied());
        }
        let places = &asked.places;
        let no_place = || {
            finding(
                "fill-place",
                say!("no place that takes its answer was found"),
                say!("enter this answer by hand in Word"),
            )
        };
        match value {
            Value::Code(code) => self.codes(&[code.as_str()], q, asked, patch),
            Value::Codes(codes) => {
                let codes: Vec<&str> = codes.iter().map(String::as_str).collect();
                self.codes(&codes, q, asked, patch)
            }
            Value::Text(text) => {
                let spot = places.value.ok_or_else(no_place)?;
                self.free(spot)?;
                patch.text(self.document, self.stores, spot, text)
            }
            Value::Date(day) => {
                let spot = places.value.ok_or_else(no_place)?;
                self.free(spot)?;
                match spot {
                    Spot::Slot(s)
                        if self.document.slots.get(s).is_some_and(|s| matches!(s.kind, SlotKind::Date(_))) =>
                    {
                        patch.day(self.document, self.stores, s, *day, self.lang)
                    }
                    _ => patch.text(self.document, self.stores, spot, &day.to_string()),
                }
            }
            Value::Number { qualifier, number, .. } => {
                match qualifier {
                    Some(code) if places.list.is_some() || !places.marks.is_empty() => {
                        self.codes(&[code.as_str()], q, asked, patch)?;
                    }
                    // A number alone says the exact number, and nothing else.
                    Some(code) if q.option(code).is_none_or(|o| o.meaning.as_str() != "exact") => {
                        return Err(no_place());
                    }
                    _ => {}
                }
                if let Some(n) = number {
                    let spot = places.value.ok_or_else(no_place)?;
                    self.free(spot)?;
                    patch.text(self.document, self.stores, spot, &self.number(*n))?;
                }
                Ok(())
            }
        }
    }

    /// Ticks or chooses options, where the form's options are the template's.
    fn codes(&self, codes: &[&str], q: &Question, asked: &Asked, patch: &mut Patch) -> Result<(), Finding> {
        let places = &asked.places;
        let differ = || {
            finding(
                "fill-options",
                say!("the options in the form are not those of the template; nothing was filled"),
                say!("check that the form is of this edition, and enter the answer by hand"),
            )
        };
        let all: std::collections::BTreeSet<&str> = q.options.iter().map(|o| o.code.as_str()).collect();
        if let Some((slot, entries)) = &places.list {
            let shown = self.document.slots.get(*slot).and_then(|s| s.entries()).unwrap_or_default();
            let mut have = std::collections::BTreeSet::new();
            for (entry, code) in shown.iter().zip(entries) {
                match code {
                    Some(code) if have.insert(code.as_str()) => {}
                    None if form::is_no_entry(entry) => {}
                    _ => return Err(differ()),
                }
            }
            if have != all {
                return Err(differ());
            }
            self.free(Spot::Slot(*slot))?;
            let [one] = codes else { return Err(differ()) };
            let entry = entries.iter().position(|e| e.as_deref() == Some(*one)).ok_or_else(differ)?;
            return patch.choose(self.document, self.stores, *slot, entry);
        }
        if places.marks.is_empty() {
            // Older forms take the letter in a text field.
            let (Some(spot), [one]) = (places.value, codes) else {
                return Err(finding(
                    "fill-place",
                    say!("no place that takes its answer was found"),
                    say!("enter this answer by hand in Word"),
                ));
            };
            self.free(spot)?;
            let text = match q.option(one) {
                Some(o) if o.assigned => o.text.get(self.lang).to_owned(),
                Some(o) => o.code.clone(),
                None => return Err(differ()),
            };
            return patch.text(self.document, self.stores, spot, &text);
        }
        let have: std::collections::BTreeSet<&str> = places.marks.iter().map(|(c, _)| c.as_str()).collect();
        if have != all || have.len() != places.marks.len() {
            return Err(differ());
        }
        for (_, mark) in &places.marks {
            if self.ticked(*mark) {
                return Err(occupied());
            }
        }
        for code in codes {
            let (_, mark) = places.marks.iter().find(|(c, _)| c == code).ok_or_else(differ)?;
            patch.mark(self.document, self.stores, *mark)?;
        }
        Ok(())
    }

    fn ticked(&self, mark: Mark) -> bool {
        let tree = &self.document.tree;
        match mark {
            Mark::Slot(s) => self.document.slots.get(s).and_then(|s| s.checked()).unwrap_or(false),
            Mark::Typed => true,
            Mark::Cell(t, r, c) => !self.document.cell_text((t, r, c)).is_empty(),
            Mark::Glyph(node, at) | Mark::Bracket(node, at) => match tree.get(node) {
                Some(n) if n.is("sym") => false,
                Some(n) => n.text.chars().nth(at).is_some_and(|c| {
                    !matches!(c, ' ' | '\u{a0}' | '\u{2610}' | '\u{25a1}' | '\u{25a2}' | '\u{25fb}' | '\u{2b1c}')
                }),
                None => true,
            },
        }
    }

    fn rows(
        &self,
        draft: &Draft,
        q: &Question,
        asked: &Asked,
        patch: &mut Patch,
        written: &mut Vec<String>,
    ) -> Result<(), Finding> {
        if !asked.rows.is_empty() {
            return Err(occupied());
        }
        let places: Vec<&BTreeMap<String, Spot>> = if q.kind == Kind::Table {
            asked.places.rows.iter().map(|r| &r.spots).collect()
        } else {
            vec![&asked.places.columns]
        };
        let (rows, more) = draft.rows.split_at(draft.rows.len().min(places.len()));
        for (row, spots) in rows.iter().zip(places) {
            self.row(row, spots, patch, written)?;
        }
        if more.is_empty() {
            return Ok(());
        }
        let last = asked.places.rows.last().filter(|_| q.kind == Kind::Table && more.len() <= more_rows::MOST);
        let added = last.map(|last| self.copies_of(last, more, patch, written)).transpose()?;
        if added != Some(true) {
            return Err(finding(
                "fill-rows",
                say!(
                    "it has {rows} rows, and the table in the form has {empty} empty ones; nothing was filled",
                    rows = draft.rows.len(),
                    empty = rows.len()
                ),
                say!("copy an empty row in Word as often as needed, save the form, and fill it again"),
            ));
        }
        Ok(())
    }

    /// Fills a row that stands in the form.
    fn row(
        &self,
        row: &Row,
        spots: &BTreeMap<String, Spot>,
        patch: &mut Patch,
        written: &mut Vec<String>,
    ) -> Result<(), Finding> {
        for (code, text) in row.iter().filter(|(_, t)| !t.is_empty()) {
            let spot = spots.get(code).copied().ok_or_else(|| {
                finding(
                    "fill-place",
                    say!("the column \"{code}\" was not found in the form", code = &code),
                    say!("enter this answer by hand in Word"),
                )
            })?;
            self.free(spot)?;
            patch.text(self.document, self.stores, spot, text)?;
            written.push(text.clone());
        }
        Ok(())
    }

    /// Adds rows behind the last blank one; false where that one cannot be copied.
    fn copies_of(
        &self,
        last: &BlankRow,
        rows: &[Row],
        patch: &mut Patch,
        written: &mut Vec<String>,
    ) -> Result<bool, Finding> {
        let (document, (t, r)) = (self.document, last.at);
        let cells = document.tables.get(t).and_then(|t| t.rows.get(r)).map_or(&[][..], Vec::as_slice);
        let blank = (0..cells.len()).all(|c| self.blank((t, r, c)));
        let places = (0..cells.len()).all(|c| document.cell_has_slot((t, r, c)));
        let copies = self.copies.get_or_init(|| RefCell::new(Copies::of(document, self.original)));
        let mut copies = copies.borrow_mut();
        let unit = cells.first().filter(|_| blank).and_then(|cell| copies.unit(document, cell.node, places));
        let Some(end) = unit.and_then(|u| document.tree.get(u)).map(|n| n.outer.end) else { return Ok(false) };
        let mut added = String::new();
        for row in rows {
            let mut own = Patch::default();
            self.row(row, &last.spots, &mut own, written)?;
            match unit.and_then(|u| copies.copy(document, u, own)) {
                Some(copy) => added.push_str(&copy),
                None => return Ok(false),
            }
        }
        patch.replace(end..end, added);
        patch.added += rows.len();
        Ok(true)
    }

    /// True where nothing at all stands in a cell, in none of its fields either.
    fn blank(&self, at: (usize, usize, usize)) -> bool {
        let document = self.document;
        let paras = document.cell(at).and_then(|c| document.paras.get(c.paras.clone())).unwrap_or_default();
        let slots = paras.iter().flat_map(|p| &p.pieces).filter_map(|p| match p {
            Piece::Slot(s) => Some(*s),
            Piece::Text(_) => None,
        });
        document.cell_text(at).is_empty() && slots.into_iter().all(|s| self.free(Spot::Slot(s)).is_ok())
    }
}

fn occupied() -> Finding {
    finding(
        "fill-occupied",
        say!("something else already stands in the form; it was left as it is"),
        say!("compare it with the workbook and decide by hand"),
    )
}

/// Puts replacements into a text.
fn apply(text: &str, mut edits: Edits) -> Option<String> {
    edits.sort_by(|a, b| a.0.start.cmp(&b.0.start).then(a.0.end.cmp(&b.0.end)));
    let mut out = String::with_capacity(text.len() + edits.iter().map(|(_, w)| w.len()).sum::<usize>());
    let mut at = 0;
    for (range, with) in edits {
        out.push_str(text.get(at..range.start)?);
        out.push_str(&with);
        at = range.end;
    }
    out.push_str(text.get(at..)?);
    Some(out)
}

/// The file again, with new text in the parts that changed and everything else copied as it is.
fn package(
    original: &[u8],
    document: &Document,
    stores: &Stores,
    mut edits: Edits,
    glyphs: BTreeMap<usize, BTreeMap<usize, char>>,
    bound: BTreeMap<String, Edits>,
) -> Result<Vec<u8>, Finding> {
    let broken = || {
        Finding::new(Level::Error, "fill-form", say!("the filled form cannot be put together"))
            .hint(say!("open the form in Word, save it under a new name, and fill that one"))
    };
    for (node, chars) in glyphs {
        let n = document.tree.get(node).ok_or_else(broken)?;
        let text: String = n.text.chars().enumerate().map(|(i, c)| chars.get(&i).copied().unwrap_or(c)).collect();
        edits.push((n.inner.clone(), crate::read::word::xml::escape(&text)));
    }
    let mut parts: BTreeMap<String, String> = BTreeMap::new();
    parts.insert(document.part.clone(), apply(&document.xml, edits).ok_or_else(broken)?);
    for (name, edits) in bound {
        let store = stores.0.iter().find(|s| s.name == name).ok_or_else(broken)?;
        parts.insert(name, apply(&store.xml, edits).ok_or_else(broken)?);
    }
    let mut archive = ZipArchive::new(Cursor::new(original)).map_err(|_| broken())?;
    let mut out = ZipWriter::new(Cursor::new(Vec::with_capacity(original.len())));
    for i in 0..archive.len() {
        let file = archive.by_index_raw(i).map_err(|_| broken())?;
        let name = file.name().map_err(|_| broken())?.into_owned();
        match parts.get(&name) {
            None => out.raw_copy_file(file).map_err(|_| broken())?,
            Some(text) => {
                let mut options = zip::write::SimpleFileOptions::default();
                if let Some(time) = file.last_modified() {
                    options = options.last_modified_time(time);
                }
                drop(file);
                out.start_file(name, options).map_err(|_| broken())?;
                out.write_all(text.as_bytes()).map_err(|_| broken())?;
            }
        }
    }
    Ok(out.finish().map_err(|_| broken())?.into_inner())
}
