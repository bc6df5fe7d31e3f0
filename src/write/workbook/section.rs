//! Writes the sheet of a section.

use crate::model::Map;
use std::collections::{BTreeMap, BTreeSet};

use rust_xlsxwriter::{ConditionalFormatFormula, Formula, Worksheet, utility};

use crate::core_report::REGISTERS;
use crate::model::own::{self, Part, heading, mark};
use crate::model::{Kind, Section, Standing, Test};
use crate::write::Error;
use crate::write::words::{W, standing};

use super::cells::{self, Content, Input, Style};
use super::plan::{Level, Line, Plan};
use super::progress::{self, Asked};
use super::{Cx, Lists};

/// Rows before the first line: hidden headings, title, headings.
const TITLE: u32 = 1;
const HEAD: u32 = 2;
const FIRST: u32 = 3;

/// Hidden columns behind those people see.
const HIDDEN: u16 = 8;

/// Rows of the parts of each question of an item.
type Places<'a> = Map<(&'a str, Option<&'a str>), Vec<(&'a Part, u32)>>;

/// A visible column: what it is headed by and how wide it is.
struct Columns {
    answer: u16,
    details: Option<u16>,
    proposal: u16,
    confirmed: u16,
    standing: u16,
    source: u16,
    to_do: u16,
    /// Only in a core report.
    shared: Option<SharedColumns>,
    /// The last column people see.
    last: u16,
    hidden: u16,
    widths: Vec<f64>,
    proposal_width: f64,
}

/// Columns that only a core report has.
struct SharedColumns {
    open: u16,
    convention: u16,
    who: u16,
    confirmed_by: u16,
    confirmed_on: u16,
    cleared_by: u16,
    cleared_on: u16,
}

impl Columns {
    fn new(details: bool, shared: bool) -> Columns {
        let n = u16::from(details);
        let (question, answer, proposal) = match (details, shared) {
            // Beside the questions of all conventions more is proposed.
            (true, true) => (36.0, 32.0, 48.0),
            (true, false) => (38.0, 32.0, 36.0),
            (false, _) => (42.0, 44.0, 44.0),
        };
        let mut widths = vec![9.5, question, answer];
        if details {
            widths.push(32.0);
        }
        widths.extend([proposal, 11.0, 15.0, 22.0, 20.0]);
        let first = 8 + n;
        let shared = shared.then(|| {
            widths.extend([10.0, 12.0, 26.0, 18.0, 11.0, 18.0, 11.0]);
            SharedColumns {
                open: first,
                convention: first + 1,
                who: first + 2,
                confirmed_by: first + 3,
                confirmed_on: first + 4,
                cleared_by: first + 5,
                cleared_on: first + 6,
            }
        });
        let last = shared.as_ref().map_or(first - 1, |s| s.cleared_on);
        Columns {
            answer: 2,
            details: details.then_some(3),
            proposal: 3 + n,
            confirmed: 4 + n,
            standing: 5 + n,
            source: 6 + n,
            to_do: 7 + n,
            shared,
            last,
            hidden: last + 1,
            widths,
            proposal_width: proposal,
        }
    }
}

pub(super) fn sheet(
    plan: &Plan,
    section: &Section,
    name: &str,
    cx: &Cx,
    lists: &mut Lists,
) -> Result<(Worksheet, BTreeSet<u32>, Option<progress::Count>), Error> {
    let mut fixed = BTreeSet::new();
    let mut sheet = Worksheet::new();
    sheet.set_name(name)?;
    let columns = Columns::new(plan.details, cx.core.is_some() && section.id != REGISTERS);
    head(&mut sheet, section, &columns, cx)?;

    let mut places: Places = Map::default();
    for (n, line) in plan.lines.iter().enumerate() {
        let r = FIRST + cells::row(n)?;
        if line.part != Part::Band {
            places.entry((line.question, line.item)).or_default().push((&line.part, r));
        }
        self::line(&mut sheet, r, line, &columns, cx, lists)?;
        if height(&mut sheet, r, line, &columns)? {
            fixed.insert(r);
        }
    }
    let last = FIRST + cells::row(plan.lines.len())?.saturating_sub(1);
    for c in &plan.conditionals {
        let (first, end) = (FIRST + cells::row(c.first)?, FIRST + cells::row(c.last)?);
        let tests: Option<Vec<String>> =
            c.condition.any.iter().map(|t| test(t, c.item, &places, &columns, cx, lists)).collect();
        let rule = tests.map(|t| format!("=NOT(OR({}))", t.join(","))).filter(|f| f.len() < 8_000);
        let rule = match rule {
            Some(r) => r,
            // The question it depends on stands on another sheet: what the draft says holds.
            None if c.not_asked => "=TRUE".to_owned(),
            None => continue,
        };
        let grey = ConditionalFormatFormula::new().set_rule(Formula::new(rule)).set_format(cells::grey());
        sheet.add_conditional_format(first, 0, end, columns.last, &grey)?;
    }
    let live = match &columns.shared {
        Some(shared) => {
            let at = progress::At {
                answer: columns.answer,
                details: columns.details,
                confirmed: columns.confirmed,
                open: shared.open,
                question: columns.hidden,
                item: columns.hidden + 1,
                written: columns.hidden + 4,
                written_details: columns.hidden + 5,
                touched: columns.hidden + HIDDEN,
                main: columns.hidden + HIDDEN + 1,
                first: FIRST,
                last: last.max(FIRST),
            };
            let mut asked: BTreeMap<usize, Asked> = BTreeMap::new();
            for c in &plan.conditionals {
                let all: Option<Vec<String>> =
                    c.condition.any.iter().map(|t| refused(t, c.item, &places, &columns, cx, lists, 0)).collect();
                if let Some(not) = all.filter(|a| !a.is_empty()).map(|a| format!("AND({})", a.join(",")))
                    && not.len() < 6_000
                {
                    let codes = |id: &str| {
                        let d = cx.draft(id, c.item).or_else(|| cx.draft(id, None))?;
                        Some(d.value.as_ref()?.codes().into_iter().map(str::to_owned).collect())
                    };
                    let now = c.condition.asked(cx.format, &codes) == crate::model::Asked::No;
                    asked.insert(c.first, Asked::Unless(not, now));
                }
            }
            let asked = |n: usize| asked.get(&n).cloned().unwrap_or(Asked::Always);
            let rows = |line: &Line| {
                let q = cx.format.question(line.question)?;
                let area = super::tables::area(q, cx).filter(|_| matches!(q.kind, Kind::Table | Kind::Indicator))?;
                let id =
                    utility::row_col_to_cell_absolute(places.get(&(line.question, line.item))?.first()?.1, at.question);
                area.filled(&id)
            };
            Some(at.write(&mut sheet, plan, &asked, &rows, cx)?)
        }
        None => None,
    };
    sheet.autofilter(HEAD, 0, last.max(HEAD + 1), columns.last)?;
    sheet.set_freeze_panes(FIRST, 2)?;
    sheet.set_zoom(85);
    cells::protect(&mut sheet);
    let footer = format!("{} · {}", cx.format.title.get(cx.lang), section.label.get(cx.lang));
    cells::page(&mut sheet, Some((TITLE, HEAD)), &footer, cx.lang)?;
    // Names and days are filled in on screen: the printed page stays legible without them.
    sheet.set_print_area(TITLE, 0, last.max(HEAD), columns.to_do)?;
    Ok((sheet, fixed, live))
}

fn head(sheet: &mut Worksheet, section: &Section, columns: &Columns, cx: &Cx) -> Result<(), Error> {
    for (c, width) in columns.widths.iter().enumerate() {
        sheet.set_column_width(cells::column(c)?, *width)?;
    }
    let mut machine = vec![
        (columns.answer, heading::ANSWER),
        (columns.confirmed, heading::CONFIRMED),
        (columns.hidden, heading::QUESTION),
        (columns.hidden + 1, heading::ITEM),
        (columns.hidden + 2, heading::PART),
        (columns.hidden + 3, heading::STANDING),
        (columns.hidden + 4, heading::WRITTEN),
        (columns.hidden + 5, heading::WRITTEN_DETAILS),
        (columns.hidden + 6, heading::MADE),
        (columns.hidden + 7, heading::OFFERED),
        (columns.proposal, heading::PROPOSAL),
    ];
    machine.extend(columns.details.map(|c| (c, heading::DETAILS)));
    machine.extend(columns.shared.iter().flat_map(|s| {
        [
            (columns.hidden + HIDDEN, heading::TOUCHED),
            (columns.hidden + HIDDEN + 1, heading::MAIN),
            (s.who, heading::WHO),
            (s.confirmed_by, heading::CONFIRMED_BY),
            (s.confirmed_on, heading::CONFIRMED_ON),
            (s.cleared_by, heading::CLEARED_BY),
            (s.cleared_on, heading::CLEARED_ON),
        ]
    }));
    for (c, name) in machine {
        cells::text(sheet, 0, c, name, Style::Hidden)?;
    }
    sheet.set_row_hidden(0)?;
    let hidden = if columns.shared.is_some() { HIDDEN + 2 } else { HIDDEN };
    for c in columns.hidden..columns.hidden + hidden {
        sheet.set_column_hidden(c)?;
    }
    cells::text(sheet, TITLE, 0, &super::section_title(section, cx.lang), Style::Subtitle)?;
    sheet.set_row_height(TITLE, 24)?;
    cells::link(sheet, TITLE, columns.to_do, &cx.front, &format!("← {}", cx.front), Style::BareLink)?;
    let mut heads = vec![
        (0, W::Number),
        (1, W::Question),
        (columns.answer, W::Answer),
        (columns.proposal, W::Proposal),
        (columns.confirmed, W::Confirmed),
        (columns.standing, W::StandingHead),
        (columns.source, W::Source),
        (columns.to_do, W::ToDo),
    ];
    heads.extend(columns.details.map(|c| (c, W::Details)));
    heads.extend(columns.shared.iter().flat_map(|s| {
        [
            (s.open, W::StillOpen),
            (s.convention, W::Convention),
            (s.who, W::WhoKnows),
            (s.confirmed_by, W::ConfirmedBy),
            (s.confirmed_on, W::On),
            (s.cleared_by, W::ClearedBy),
            (s.cleared_on, W::On),
        ]
    }));
    for (c, w) in heads {
        cells::text(sheet, HEAD, c, cx.word(w), Style::Header)?;
    }
    // Told apart from what people write into rows of no question.
    cells::text(sheet, HEAD, columns.hidden + 2, &Part::Band.to_string(), Style::Hidden)?;
    sheet.set_row_height(HEAD, 22)?;
    Ok(())
}

fn line(
    sheet: &mut Worksheet,
    r: u32,
    line: &Line,
    columns: &Columns,
    cx: &Cx,
    lists: &mut Lists,
) -> Result<(), Error> {
    let lang = cx.lang;
    if line.level == Level::Said {
        return said(sheet, r, line, columns);
    }
    if matches!(line.level, Level::Subject | Level::Item | Level::Block) {
        let style = match line.level {
            Level::Subject => Style::Subject,
            Level::Item => Style::Item,
            _ => Style::Block,
        };
        let f = cells::format(style);
        for c in 0..=columns.last {
            sheet.write_blank(r, c, &f)?;
        }
        if let (Some(s), true) = (&columns.shared, line.level == Level::Subject) {
            cells::write(sheet, r, s.who, &Content::Text(line.shared.who.clone()), &f.clone().set_text_wrap())?;
        }
        let indented = cells::indented(cells::format(style), line.indent);
        let own_number = cx.format.question(line.question).is_some_and(|q| !q.number.is_empty());
        if line.number.is_empty() || !own_number {
            cells::write(sheet, r, 0, &Content::Text(cells::clean(&line.label)), &f)?;
        } else {
            cells::write(sheet, r, 0, &Content::Text(cells::clean(&line.number)), &f)?;
            cells::write(sheet, r, 1, &Content::Text(cells::clean(&line.label)), &indented.set_text_wrap())?;
        }
        if line.input != Input::Locked {
            let wrapped = cells::format(style).set_text_wrap();
            // The name stands in the cell, so the band's text must not run over it.
            cells::write(sheet, r, 0, &Content::Blank, &f)?;
            cells::write(sheet, r, 1, &Content::Text(cells::clean(&line.label)), &wrapped)?;
            answer(sheet, r, line, columns, cx, lists)?;
        }
        return hidden(sheet, r, line, columns);
    }

    let main = line.level == Level::Main;
    let own_number = cx.format.question(line.question).is_some_and(|q| !q.number.is_empty());
    let number_style = if own_number && line.number.chars().count() <= 9 { Style::Plain } else { Style::Small };
    cells::text(sheet, r, 0, &line.number, number_style)?;
    let label = match (main, line.bold) {
        (true, true) => cells::format(Style::Strong),
        (true, false) => cells::format(Style::Plain),
        (false, _) => cells::format(Style::Plain).set_font_size(10),
    };
    cells::write(sheet, r, 1, &Content::Text(cells::clean(&line.label)), &cells::indented(label, line.indent))?;
    answer(sheet, r, line, columns, cx, lists)?;
    if let Some(c) = columns.details {
        if line.details_open {
            let standing = if line.details.is_empty() { Standing::Gap } else { line.standing.unwrap_or(Standing::Gap) };
            let content = Content::Text(line.details.clone());
            cells::write(sheet, r, c, &content, &cells::open_format(standing, &Input::Text, &content))?;
            if let Some(v) = cells::validation(&Input::Text, &line.details_prompt, &line.number, lang, lists)? {
                sheet.add_data_validation(r, c, r, c, &v)?;
            }
        } else {
            cells::text(sheet, r, c, "", Style::Plain)?;
        }
    }
    let proposal = cells::format(Style::Plain).set_font_size(10);
    cells::put(sheet, r, columns.proposal, &line.proposal, &proposal)?;
    if line.confirm {
        let input = Input::List(vec![cx.word(W::Yes).to_owned(), cx.word(W::No).to_owned()]);
        let takes = !line.offer.is_empty();
        let f = cells::open_format(line.standing.unwrap_or(Standing::CarriedOver), &input, &Content::Blank);
        sheet.write_blank(r, columns.confirmed, &f)?;
        let prompt = cx.word(if takes { W::PromptTake } else { W::PromptConfirm });
        if let Some(v) = cells::validation(&input, prompt, cx.word(W::Confirmed), lang, lists)? {
            sheet.add_data_validation(r, columns.confirmed, r, columns.confirmed, &v)?;
        }
    } else {
        cells::text(sheet, r, columns.confirmed, "", Style::Plain)?;
    }
    match line.standing {
        Some(s) => {
            let w = standing(s, lang);
            let text = format!("{} {}", w.symbol, w.name);
            if main {
                cells::text(sheet, r, columns.standing, &text, Style::Mark(s))?;
            } else {
                let f = cells::format(Style::Mark(s)).unset_bold().set_font_size(9);
                cells::put(sheet, r, columns.standing, &text, &f)?;
            }
        }
        None => cells::text(sheet, r, columns.standing, "", Style::Plain)?,
    }
    cells::text(sheet, r, columns.source, &line.source, Style::Small)?;
    cells::text(sheet, r, columns.to_do, line.to_do, if line.to_do.is_empty() { Style::Plain } else { Style::Small })?;
    if let Some(s) = &columns.shared {
        shared(sheet, r, line, s)?;
    }
    hidden(sheet, r, line, columns)
}

/// The columns that only a core report has. Convention and expert stand on every line, so that a
/// filter keeps a question together; only the first line takes names.
fn shared(sheet: &mut Worksheet, r: u32, line: &Line, columns: &SharedColumns) -> Result<(), Error> {
    cells::text(sheet, r, columns.convention, &line.shared.convention, Style::Small)?;
    let open = cells::format(Style::Open(Standing::Gap)).set_num_format("@").set_font_size(9);
    let a = &line.shared.attribution;
    let names = [
        (columns.who, Some(&line.shared.who)),
        (columns.confirmed_by, a.confirmed_by.as_ref()),
        (columns.confirmed_on, a.confirmed_on.as_ref()),
        (columns.cleared_by, a.cleared_by.as_ref()),
        (columns.cleared_on, a.cleared_on.as_ref()),
    ];
    for (c, text) in names {
        let text = text.map_or("", String::as_str);
        if line.level == Level::Main {
            cells::write(sheet, r, c, &Content::Text(cells::clean(text)), &open)?;
        } else {
            let text = if c == columns.who { text } else { "" };
            cells::text(sheet, r, c, text, Style::Small)?;
        }
    }
    Ok(())
}

/// What was said about a subject so far, over the columns from the question on.
fn said(sheet: &mut Worksheet, r: u32, line: &Line, columns: &Columns) -> Result<(), Error> {
    for c in 0..=columns.last {
        cells::text(sheet, r, c, "", Style::Said)?;
    }
    cells::text(sheet, r, 0, &line.label, Style::Said)?;
    let f = cells::format(Style::Said);
    sheet.merge_range(r, 1, r, columns.to_do, "", &f)?;
    cells::write(sheet, r, 1, &Content::Text(super::cut(&line.content.text(), cells::CELL)), &f)?;
    if let Some(s) = &columns.shared {
        cells::text(sheet, r, s.who, &line.shared.who, Style::Said)?;
    }
    hidden(sheet, r, line, columns)
}

/// Most lines by which a proposal makes its row higher, and where the country's own answer stands already.
const PROPOSAL: usize = 16;
const PROPOSAL_KEPT: usize = 7;

/// Sets the height a line needs. True where it must not grow: a proposal that would push the next
/// questions off the screen is shown by its beginning; the cell and the sheet of sources have it all.
fn height(sheet: &mut Worksheet, r: u32, line: &Line, columns: &Columns) -> Result<bool, Error> {
    let width = |c: usize| columns.widths.get(c).copied().unwrap_or(40.0);
    let indent = f64::from(line.indent) * 1.5;
    if line.level == Level::Said {
        let wide: f64 = columns.widths.iter().take(usize::from(columns.to_do) + 1).skip(1).sum();
        let text = line.content.text();
        sheet.set_row_height(r, cells::height(cells::lines(&text, wide * 1.2).max(1), 13.5))?;
        return Ok(true);
    }
    if line.level == Level::Subject {
        sheet.set_row_height(r, 30)?;
        return Ok(true);
    }
    if matches!(line.level, Level::Item | Level::Block) {
        let text = if line.input == Input::Locked && line.number.is_empty() { "" } else { line.label.as_str() };
        let lines = cells::lines(text, width(1) - indent).max(cells::lines(&line.content.text(), width(2)));
        sheet.set_row_height(r, cells::height(lines.max(1), 15.0) + 2.0)?;
        return Ok(false);
    }
    let source = cells::lines(&line.source, width(usize::from(columns.source)) * 1.2);
    let to_do = cells::lines(line.to_do, width(usize::from(columns.to_do)) * 1.2);
    let proposal = cells::lines(&line.proposal, columns.proposal_width * 1.08);
    let answered = columns.shared.is_some() && line.standing == Some(Standing::Kept);
    let most = if answered { PROPOSAL_KEPT } else { PROPOSAL };
    let full = [
        cells::height(cells::lines(&line.label, width(1) - indent), 15.0),
        cells::height(cells::lines(&line.content.text(), width(2)), 15.0),
        cells::height(columns.details.map_or(0, |_| cells::lines(&line.details, width(3))), 15.0),
        cells::height(cells::lines(&line.number, 11.0), 12.0),
        cells::height(source, 12.0),
        cells::height(to_do, 12.0),
        cells::height(proposal.clamp(1, most), 13.5),
    ];
    sheet.set_row_height(r, full.into_iter().fold(15.0, f64::max))?;
    Ok(proposal > most)
}

fn answer(
    sheet: &mut Worksheet,
    r: u32,
    line: &Line,
    columns: &Columns,
    cx: &Cx,
    lists: &mut Lists,
) -> Result<(), Error> {
    let c = columns.answer;
    if let Some(to) = &line.link {
        let text = crate::write::words::fill(W::SeeSheet, cx.lang, &[to]);
        return cells::link(sheet, r, c, to, &text, Style::Link);
    }
    if line.input == Input::Locked {
        return cells::write(sheet, r, c, &line.content, cells::look(Style::Plain));
    }
    let standing = line.standing.unwrap_or(Standing::Gap);
    let f = cells::open_format(standing, &line.input, &line.content);
    cells::write(sheet, r, c, &line.content, &f)?;
    let title = if line.number.is_empty() { cx.word(W::Answer) } else { &line.number };
    if let Some(v) = cells::validation(&line.input, &line.prompt, title, cx.lang, lists)? {
        sheet.add_data_validation(r, c, r, c, &v)?;
    }
    if !line.note.is_empty() {
        sheet.insert_note(r, c, &cells::note(&line.note))?;
    }
    Ok(())
}

/// What tells a later reading which question this is, and what dunlin wrote.
fn hidden(sheet: &mut Worksheet, r: u32, line: &Line, columns: &Columns) -> Result<(), Error> {
    let part = line.part.to_string();
    let band = line.part == Part::Band;
    // Most cells of a row are these.
    sheet.set_row_format(r, cells::look(Style::Hidden))?;
    let values = [
        if band { "" } else { line.question },
        if band { "" } else { line.item.unwrap_or("") },
        part.as_str(),
        line.standing.map_or("", Standing::name),
        &mark(&line.content.text()),
        &mark(&line.details),
        &line.made,
        &line.offer,
    ];
    for (n, value) in values.into_iter().enumerate() {
        if line.level == Level::Said && n > 2 {
            break;
        }
        if !value.is_empty() {
            let f = cells::look(Style::Hidden);
            cells::put_as_row(sheet, r, columns.hidden + cells::column(n)?, value, f)?;
        }
    }
    Ok(())
}

/// Whether a test of a condition is answered and not met, as a formula over the answer cells of this sheet; `None`
/// where it depends on another sheet.
fn refused(
    test: &Test,
    item: Option<&str>,
    places: &Places,
    columns: &Columns,
    cx: &Cx,
    lists: &mut Lists,
    depth: usize,
) -> Option<String> {
    let on = cx.format.question(&test.question).filter(|_| depth < 8)?;
    let mut any: Vec<String> = Vec::new();
    if let Some(c) = &on.condition {
        let item = on.repeat.and(item);
        let all: Option<Vec<String>> =
            c.any.iter().map(|t| refused(t, item, places, columns, cx, lists, depth + 1)).collect();
        any.push(format!("AND({})", all.filter(|a| !a.is_empty())?.join(",")));
    }
    let questions: Vec<_> = if test.any_row { cx.format.children(&on.id).collect() } else { vec![on] };
    let mut each: Vec<String> = Vec::new();
    for q in questions {
        let parts = places.get(&(q.id.as_str(), q.repeat.and(item)))?;
        let filled = |r: u32| format!("{}<>\"\"", utility::row_col_to_cell_absolute(r, columns.answer));
        let mut answered: Vec<String> = Vec::new();
        let mut hits: Vec<String> = Vec::new();
        for &(part, r) in parts {
            match part {
                Part::Option(code) => {
                    answered.push(filled(r));
                    if test.codes.contains(code) {
                        hits.push(filled(r));
                    }
                }
                Part::None => answered.push(filled(r)),
                Part::Value | Part::Qualifier => {
                    answered.push(filled(r));
                    let entries: Vec<String> = own::entries(q, cx.lang).into_iter().map(|(_, e)| e).collect();
                    let list = lists.name(&entries);
                    let cell = utility::row_col_to_cell_absolute(r, columns.answer);
                    for n in test.codes.iter().filter_map(|code| q.options.iter().position(|o| o.code == *code)) {
                        hits.push(format!("{cell}=INDEX({list},{})", n + 1));
                    }
                }
                _ => {}
            }
        }
        if answered.is_empty() {
            return None;
        }
        let hit = if hits.is_empty() { "FALSE".to_owned() } else { format!("OR({})", hits.join(",")) };
        let hit = if test.negated { hit } else { format!("NOT({hit})") };
        each.push(format!("AND(OR({}),{hit})", answered.join(",")));
    }
    if each.is_empty() {
        return None;
    }
    any.push(format!("AND({})", each.join(",")));
    Some(format!("OR({})", any.join(",")))
}

/// A test of a condition as a formula over the answer cells of this sheet; `None` where the question
/// it depends on is not on it. Entries are named by their place in the drop-down list, so no text of
/// a template gets into a formula.
fn test(
    test: &Test,
    item: Option<&str>,
    places: &Places,
    columns: &Columns,
    cx: &Cx,
    lists: &mut Lists,
) -> Option<String> {
    let on = cx.format.question(&test.question)?;
    let questions: Vec<_> = if test.any_row { cx.format.children(&on.id).collect() } else { vec![on] };
    let mut any: Vec<String> = Vec::new();
    for q in questions {
        let item = q.repeat.and(item);
        let parts = places.get(&(q.id.as_str(), item))?;
        let cell = |wanted: &dyn Fn(&Part) -> bool| {
            parts.iter().find(|(p, _)| wanted(p)).map(|&(_, r)| utility::row_col_to_cell_absolute(r, columns.answer))
        };
        let mut hits: Vec<String> = Vec::new();
        let mut answered: Vec<String> = Vec::new();
        if q.kind == Kind::Multi {
            for o in &q.options {
                let Some(tick) = cell(&|p| matches!(p, Part::Option(c) if *c == o.code)) else { continue };
                if test.codes.contains(&o.code) {
                    hits.push(format!("{tick}<>\"\""));
                }
                answered.push(format!("{tick}<>\"\""));
            }
        } else if let Some(cell) = cell(&|p| matches!(p, Part::Value | Part::Qualifier)) {
            let entries: Vec<String> = own::entries(q, cx.lang).into_iter().map(|(_, e)| e).collect();
            let list = lists.name(&entries);
            for code in &test.codes {
                if let Some(n) = q.options.iter().position(|o| o.code == *code) {
                    hits.push(format!("{cell}=INDEX({list},{})", n + 1));
                }
            }
            answered.push(format!("{cell}<>\"\""));
        }
        if hits.is_empty() && !test.negated {
            continue;
        }
        let hit = if hits.is_empty() { "FALSE".to_owned() } else { format!("OR({})", hits.join(",")) };
        if test.negated {
            if !answered.is_empty() {
                any.push(format!("AND(OR({}),NOT({hit}))", answered.join(",")));
            }
        } else {
            any.push(hit);
        }
    }
    Some(if any.is_empty() { "FALSE".to_owned() } else { format!("OR({})", any.join(",")) })
}
