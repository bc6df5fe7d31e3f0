//! Writes the sheet of a section.

use crate::model::Map;
use std::collections::BTreeMap;

use rust_xlsxwriter::{ConditionalFormatFormula, Formula, utility};

use crate::core_report::REGISTERS;
use crate::model::own::{self, Part, heading, mark};
use crate::model::{Kind, Section, Standing, Test};
use crate::write::Error;
use crate::write::words::{W, standing};

use super::cells::{self, Content, Input, Look, Style};
use super::page::Page;
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
) -> Result<(Page, Option<progress::Count>), Error> {
    let mut page = Page::new(name)?;
    let columns = Columns::new(plan.details, cx.core.is_some() && section.id != REGISTERS);
    head(&mut page, section, &columns, cx)?;

    let mut places: Places = Map::default();
    for (n, line) in plan.lines.iter().enumerate() {
        let r = FIRST + cells::row(n)?;
        if line.part != Part::Band {
            places.entry((line.question, line.item)).or_default().push((&line.part, r));
        }
        self::line(&mut page, r, line, &columns, cx, lists)?;
        height(&mut page, r, line, &columns)?;
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
        page.frame.add_conditional_format(first, 0, end, columns.last, &grey)?;
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
            Some(at.write(&mut page, plan, &asked, &rows, cx)?)
        }
        None => None,
    };
    let sheet = &mut page.frame;
    sheet.autofilter(HEAD, 0, last.max(HEAD + 1), columns.last)?;
    sheet.set_freeze_panes(FIRST, 2)?;
    sheet.set_zoom(85);
    cells::protect(sheet);
    let footer = format!("{} · {}", cx.format.title.get(cx.lang), section.label.get(cx.lang));
    cells::page(sheet, Some((TITLE, HEAD)), &footer, cx.lang)?;
    // Names and days are filled in on screen: the printed page stays legible without them.
    sheet.set_print_area(TITLE, 0, last.max(HEAD), columns.to_do)?;
    Ok((page, live))
}

fn head(page: &mut Page, section: &Section, columns: &Columns, cx: &Cx) -> Result<(), Error> {
    for (c, width) in columns.widths.iter().enumerate() {
        page.frame.set_column_width(cells::column(c)?, *width)?;
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
        page.text(0, c, name, Style::Hidden)?;
    }
    page.hide_row(0)?;
    let hidden = if columns.shared.is_some() { HIDDEN + 2 } else { HIDDEN };
    for c in columns.hidden..columns.hidden + hidden {
        page.frame.set_column_hidden(c)?;
    }
    page.text(TITLE, 0, &super::section_title(section, cx.lang), Style::Subtitle)?;
    page.height(TITLE, 24.0, false)?;
    page.link(TITLE, columns.to_do, &cx.front, &format!("← {}", cx.front), Style::BareLink)?;
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
        page.text(HEAD, c, cx.word(w), Style::Header)?;
    }
    // Told apart from what people write into rows of no question.
    page.text(HEAD, columns.hidden + 2, &Part::Band.to_string(), Style::Hidden)?;
    page.height(HEAD, 22.0, false)?;
    Ok(())
}

fn line(page: &mut Page, r: u32, line: &Line, columns: &Columns, cx: &Cx, lists: &mut Lists) -> Result<(), Error> {
    let lang = cx.lang;
    if line.level == Level::Said {
        return said(page, r, line, columns);
    }
    if matches!(line.level, Level::Subject | Level::Item | Level::Block) {
        let style = match line.level {
            Level::Subject => Style::Subject,
            Level::Item => Style::Item,
            _ => Style::Block,
        };
        for c in 0..=columns.last {
            page.blank(r, c, style)?;
        }
        if let (Some(s), true) = (&columns.shared, line.level == Level::Subject) {
            page.text(r, s.who, &line.shared.who, Look::from(style).wrap(true))?;
        }
        let wrapped = Look::from(style).wrap(true);
        let own_number = cx.format.question(line.question).is_some_and(|q| !q.number.is_empty());
        if line.number.is_empty() || !own_number {
            page.text(r, 0, &line.label, style)?;
        } else {
            page.text(r, 0, &line.number, style)?;
            page.text(r, 1, &line.label, wrapped.indent(line.indent))?;
        }
        if line.input != Input::Locked {
            // The name stands in the cell, so the band's text must not run over it.
            page.blank(r, 0, style)?;
            page.text(r, 1, &line.label, wrapped)?;
            answer(page, r, line, columns, cx, lists)?;
        }
        return hidden(page, r, line, columns);
    }

    let main = line.level == Level::Main;
    let own_number = cx.format.question(line.question).is_some_and(|q| !q.number.is_empty());
    let number_style = if own_number && line.number.chars().count() <= 9 { Style::Plain } else { Style::Small };
    page.text(r, 0, &line.number, number_style)?;
    let label = match (main, line.bold) {
        (true, true) => Look::from(Style::Strong),
        (true, false) => Look::from(Style::Plain),
        (false, _) => Look::from(Style::Plain).size(10),
    };
    page.text(r, 1, &line.label, label.indent(line.indent))?;
    answer(page, r, line, columns, cx, lists)?;
    if let Some(c) = columns.details {
        if line.details_open {
            let standing = if line.details.is_empty() { Standing::Gap } else { line.standing.unwrap_or(Standing::Gap) };
            page.text(r, c, &line.details, Look::open(standing, &Input::Text, &Content::Blank))?;
            if let Some(v) = cells::validation(&Input::Text, &line.details_prompt, &line.number, lang, lists)? {
                page.frame.add_data_validation(r, c, r, c, &v)?;
            }
        } else {
            page.text(r, c, "", Style::Plain)?;
        }
    }
    page.text(r, columns.proposal, &line.proposal, Look::from(Style::Plain).size(10))?;
    if line.confirm {
        let input = Input::List(vec![cx.word(W::Yes).to_owned(), cx.word(W::No).to_owned()]);
        let takes = !line.offer.is_empty();
        let look = Look::open(line.standing.unwrap_or(Standing::CarriedOver), &input, &Content::Blank);
        page.blank(r, columns.confirmed, look)?;
        let prompt = cx.word(if takes { W::PromptTake } else { W::PromptConfirm });
        if let Some(v) = cells::validation(&input, prompt, cx.word(W::Confirmed), lang, lists)? {
            page.frame.add_data_validation(r, columns.confirmed, r, columns.confirmed, &v)?;
        }
    } else {
        page.text(r, columns.confirmed, "", Style::Plain)?;
    }
    match line.standing {
        Some(s) => {
            let w = standing(s, lang);
            let text = format!("{} {}", w.symbol, w.name);
            if main {
                page.text(r, columns.standing, &text, Style::Mark(s))?;
            } else {
                page.text(r, columns.standing, &text, Look::from(Style::Mark(s)).bold(false).size(9))?;
            }
        }
        None => page.text(r, columns.standing, "", Style::Plain)?,
    }
    page.text(r, columns.source, &line.source, Style::Small)?;
    page.text(r, columns.to_do, &line.to_do, if line.to_do.is_empty() { Style::Plain } else { Style::Small })?;
    if let Some(s) = &columns.shared {
        shared(page, r, line, s)?;
    }
    hidden(page, r, line, columns)
}

/// The columns that only a core report has. Convention and expert stand on every line, so that a
/// filter keeps a question together; only the first line takes names.
fn shared(page: &mut Page, r: u32, line: &Line, columns: &SharedColumns) -> Result<(), Error> {
    page.text(r, columns.convention, &line.shared.convention, Style::Small)?;
    let open = Look::open(Standing::Gap, &Input::Text, &Content::Blank).size(9);
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
            page.text(r, c, text, open)?;
        } else {
            let text = if c == columns.who { text } else { "" };
            page.text(r, c, text, Style::Small)?;
        }
    }
    Ok(())
}

/// What was said about a subject so far, over the columns from the question on.
fn said(page: &mut Page, r: u32, line: &Line, columns: &Columns) -> Result<(), Error> {
    for c in 0..=columns.last {
        page.text(r, c, "", Style::Said)?;
    }
    page.text(r, 0, &line.label, Style::Said)?;
    page.merge(r, 1, columns.to_do, &super::cut(&line.content.text(), cells::CELL), Style::Said)?;
    if let Some(s) = &columns.shared {
        page.text(r, s.who, &line.shared.who, Style::Said)?;
    }
    hidden(page, r, line, columns)
}

/// Most lines by which a proposal makes its row higher, and where the country's own answer stands already.
const PROPOSAL: usize = 16;
const PROPOSAL_KEPT: usize = 7;

/// Sets the height a line needs. It must not grow where a proposal would push the next questions off the
/// screen: it is shown by its beginning; the cell and the sheet of sources have it all.
fn height(page: &mut Page, r: u32, line: &Line, columns: &Columns) -> Result<(), Error> {
    let width = |c: usize| columns.widths.get(c).copied().unwrap_or(40.0);
    let indent = f64::from(line.indent) * 1.5;
    if line.level == Level::Said {
        let wide: f64 = columns.widths.iter().take(usize::from(columns.to_do) + 1).skip(1).sum();
        let text = line.content.text();
        return page.height(r, cells::height(cells::lines(&text, wide * 1.2).max(1), 13.5), true);
    }
    if line.level == Level::Subject {
        return page.height(r, 30.0, true);
    }
    if matches!(line.level, Level::Item | Level::Block) {
        let text = if line.input == Input::Locked && line.number.is_empty() { "" } else { line.label.as_str() };
        let lines = cells::lines(text, width(1) - indent).max(cells::lines(&line.content.text(), width(2)));
        return page.height(r, cells::height(lines.max(1), 15.0) + 2.0, false);
    }
    let source = cells::lines(&line.source, width(usize::from(columns.source)) * 1.2);
    let to_do = cells::lines(&line.to_do, width(usize::from(columns.to_do)) * 1.2);
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
    page.height(r, full.into_iter().fold(15.0, f64::max), proposal > most)
}

fn answer(page: &mut Page, r: u32, line: &Line, columns: &Columns, cx: &Cx, lists: &mut Lists) -> Result<(), Error> {
    let c = columns.answer;
    if let Some(to) = &line.link {
        let text = crate::write::words::fill(W::SeeSheet, cx.lang, &[to]);
        return page.link(r, c, to, &text, Style::Link);
    }
    if line.input == Input::Locked {
        return page.write(r, c, &line.content, Style::Plain);
    }
    let standing = line.standing.unwrap_or(Standing::Gap);
    page.write(r, c, &line.content, Look::open(standing, &line.input, &line.content))?;
    let title = if line.number.is_empty() { cx.word(W::Answer) } else { &line.number };
    if let Some(v) = cells::validation(&line.input, &line.prompt, title, cx.lang, lists)? {
        page.frame.add_data_validation(r, c, r, c, &v)?;
    }
    if !line.note.is_empty() {
        page.note(r, c, &line.note)?;
    }
    Ok(())
}

/// What tells a later reading which question this is, and what dunlin wrote.
fn hidden(page: &mut Page, r: u32, line: &Line, columns: &Columns) -> Result<(), Error> {
    let part = line.part.to_string();
    let band = line.part == Part::Band;
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
            page.text(r, columns.hidden + cells::column(n)?, value, Style::Hidden)?;
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
            for o in q.options.iter() {
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
