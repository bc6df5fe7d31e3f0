//! A report as the online reporting system prints it, as text: extracted from its PDF, or copied.
//!
//! Questions are found by their number together with their wording, or by their wording alone.
//! Answers stand behind `›` or `›››`, options behind `☑` and `☐`. An option without any box is
//! named and never taken: which one was ticked cannot be known.

mod footer;
mod marks;

use std::collections::{BTreeMap, BTreeSet};

use super::book::Cell;
use super::fold::{fold, number};
use super::headings::{Role, role};
use super::matching::{ACCEPT, Index, Place, stems};
use super::notes::Notes;
use super::open::{Content, Input, Kind as FileKind};
use super::values;
use super::{Context, Reader, Reading};
use crate::model::{Answer, Format, Kind, Lang, Level, Origin, Party, Period, Question, Report, Value};

use marks::{Mark, is_prompt, mark};

/// Reads the text of a printed report.
pub struct OrsText;

impl Reader for OrsText {
    fn name(&self) -> &'static str {
        NAME
    }

    fn recognise(&self, input: &Input, _: &Context) -> bool {
        input.kind == FileKind::Text
    }

    fn read(&self, input: &Input, context: &Context) -> Reading {
        let Content::Bytes(bytes) = &input.content else { return Reading::default() };
        read_lines(&input.file, lines(&String::from_utf8_lossy(bytes)), context)
    }
}

const NAME: &str = "printed report of the online reporting system";
/// Most lines of a report.
const LINES: usize = 40_000;
/// Most bytes of all lines.
const BYTES: usize = 6 << 20;
/// Most letters of a line that are compared with wordings.
const WORDS: usize = 500;
/// How many findings of one code are listed before they are only counted.
const LISTED: usize = 40;

/// A line of the print.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Line {
    /// Page, where known.
    pub(super) page: Option<u32>,
    /// Line of the text, from 1.
    pub(super) line: usize,
    /// Its text.
    pub(super) text: String,
    /// Size of its letters in points; 0 where not known.
    pub(super) size: f64,
    /// A footer was taken out of it.
    pub(super) touched: bool,
}

impl Line {
    pub(super) fn new(page: Option<u32>, line: usize, text: String, size: f64) -> Line {
        Line { page, line, text, size, touched: false }
    }

    fn place(&self) -> String {
        self.page.map_or_else(|| format!("line {}", self.line), |p| format!("page {p}"))
    }
}

/// The lines of a text; a form feed begins a new page.
fn lines(text: &str) -> Vec<Line> {
    let paged = text.contains('\u{c}');
    let mut page = 1;
    let mut out = Vec::new();
    for (n, line) in text.split('\n').enumerate() {
        for (k, piece) in line.split('\u{c}').enumerate() {
            page += u32::from(k > 0);
            out.push(Line::new(paged.then_some(page), n + 1, piece.trim_end_matches('\r').to_owned(), 0.0));
        }
    }
    out
}

/// True where a text is the print of a report and not a table: its lines begin with the marks the
/// reporting system prints.
#[must_use]
pub fn is_print(text: &str) -> bool {
    let (mut marked, mut hints, mut cells, mut all) = (0_usize, 0_usize, 0_usize, 0_usize);
    for line in text.lines().take(LINES) {
        let line = line.trim();
        if line.is_empty() {
            continue;
        }
        all += 1;
        let short: String = line.chars().take(2000).collect();
        match mark(&short) {
            Mark::Answer(_) | Mark::Options(_) => marked += 1,
            Mark::Hint | Mark::Attached => hints += 1,
            _ => {}
        }
        cells +=
            usize::from(line.contains('\t') || line.contains("\",\"") || line.contains("\";\"") || line.contains(";;"));
    }
    (marked >= 2 || hints >= 2) && (marked + hints) * 30 >= all && cells * 4 < marked + hints
}

/// True where lines bear the marks of the reporting system, and not only boxes, which other
/// documents have too.
pub(super) fn is_marked(lines: &[Line]) -> bool {
    let (mut own, mut all) = (0_usize, 0_usize);
    for line in lines.iter().take(LINES) {
        match mark(&line.text) {
            Mark::Answer(_) | Mark::Hint | Mark::Attached => (own, all) = (own + 1, all + 1),
            Mark::Options(_) | Mark::Row(..) => all += 1,
            Mark::Plain => {}
        }
    }
    own >= 1 && all >= 2
}

fn quote(text: &str) -> String {
    let mut cut: String = text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(120).collect();
    if cut.chars().count() == 120 {
        cut.push('\u{2026}');
    }
    format!("\"{cut}\"")
}

/// Reads the lines of a print.
pub(super) fn read_lines(file: &str, mut lines: Vec<Line>, context: &Context) -> Reading {
    let mut notes = Notes::new(file).at_most(LISTED, "look through these parts of the report by eye");
    let kind = NAME.to_owned();
    let bytes: usize = lines.iter().map(|l| l.text.len()).sum();
    if lines.len() > LINES || bytes > BYTES {
        notes.add(
            Level::Error,
            "file-too-large",
            String::new(),
            format!("the text has {} lines and {} kB: more than a national report can hold", lines.len(), bytes >> 10),
            "if it is really a report, save the part with the answers in a file of its own",
        );
        return Reading { kind, reports: Vec::new(), findings: notes.close(), ..Reading::default() };
    }
    let footer = footer::remove(&mut lines);
    let said = said(&lines, &footer.title);
    let Some((format, edition)) = format(&lines, &said, context, &mut notes) else {
        return Reading { kind, reports: Vec::new(), findings: notes.close(), ..Reading::default() };
    };
    let index = Index::new(format);
    let mut walk = Walk::new(file, format, &index, &lines, &mut notes);
    walk.lang = context.options.lang.or_else(|| language(&lines));
    walk.run();
    let lang = walk.lang;
    let answers = walk.finish();
    let mut report = Report::new(&format.id, file);
    report.lang = lang;
    report.answers = answers;
    for a in &mut report.answers {
        a.lang = lang;
    }
    let asked = |wanted: &dyn Fn(&Question) -> bool| {
        report.answers.iter().find_map(|a| match (&a.value, format.question(&a.question)) {
            (Some(Value::Text(t)), Some(q)) if q.kind.is_textual() && wanted(q) => Some(t.clone()),
            _ => None,
        })
    };
    let named = footer.party.or_else(|| {
        asked(&|q| {
            let label = fold(&q.label.en);
            role(&q.label.en) == Some(Role::Party)
                || (label.contains("contracting party") && label.split(' ').count() <= 5)
        })
        .and_then(|t| Party::find(&t))
    });
    let years = asked(&|q| {
        let label = fold(&q.label.en);
        label.split(' ').count() <= 6
            && ["period covered", "reporting period", "period of report"].iter().any(|w| label.contains(w))
    })
    .and_then(|t| Period::parse(&t));
    report.party = context.options.party.or(named);
    report.period = context.options.period.or(years).or_else(|| edition.then_some(format.period).flatten());
    if let (Some(said), Some(stands)) = (context.options.party, named)
        && said != stands
    {
        notes.add(
            Level::Warning,
            "party-differs",
            String::new(),
            format!("you say this is a report of {said}, but the file names {}", stands.name(Lang::En)),
            "check that it is the right file",
        );
    }
    let mut reports = Vec::new();
    if report.answers.is_empty() {
        notes.add(
            Level::Warning,
            "no-answers",
            String::new(),
            "the text holds no answers that could be read".to_owned(),
            "make the long PDF in the reporting system again, or copy the answers into a workbook with the columns Number, Question, Answer, Details",
        );
    } else {
        reports.push(report);
    }
    Reading { kind, reports, findings: notes.close(), ..Reading::default() }
}

/// Words of the text that may name a convention and an edition: the title and the first pages.
fn said(lines: &[Line], title: &str) -> String {
    let head: Vec<&str> =
        lines.iter().filter(|l| !l.text.trim().is_empty()).take(40).map(|l| l.text.as_str()).collect();
    format!(" {} ", fold(&format!("{title} {}", head.join(" "))))
}

fn names(convention: &str) -> &'static [&'static str] {
    match convention {
        "CBD" => &["cbd", "convention on biological diversity", "diversite biologique", "diversidad biologica"],
        "CMS" => &["cms", "migratory species", "especes migratrices", "especies migratorias"],
        "CITES" => &["cites"],
        "Ramsar" => &["ramsar", "convention on wetlands", "zones humides", "humedales"],
        _ => &[],
    }
}

/// Numbers under which the questions of a format are known.
fn keys(format: &Format) -> BTreeMap<String, Vec<usize>> {
    let mut keys: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (i, q) in format.questions.iter().enumerate() {
        for name in [q.number.as_str(), q.key()].into_iter().chain(q.aliases.iter().map(String::as_str)) {
            let list = keys.entry(number(name)).or_default();
            if !list.contains(&i) {
                list.push(i);
            }
        }
    }
    keys.remove("");
    keys
}

/// Titles looked at to tell formats apart.
const SAMPLE: usize = 250;

/// The format of a print, and whether the print names its edition.
fn format<'a>(lines: &[Line], said: &str, context: &'a Context, notes: &mut Notes) -> Option<(&'a Format, bool)> {
    if let Some(id) = &context.options.format {
        let found = context.catalogue.format(id);
        if found.is_none() {
            let known: Vec<&str> = context.catalogue.format_ids().collect();
            notes.add(
                Level::Error,
                "format-not-known",
                String::new(),
                format!("there is no format \"{id}\""),
                &format!("use one of {}", known.join(", ")),
            );
        }
        return found.map(|f| (f, true));
    }
    // The lines before a mark are titles.
    let mut titles: Vec<String> = Vec::new();
    let mut plain: Vec<&str> = Vec::new();
    for line in lines {
        match mark(&line.text) {
            Mark::Plain if line.text.trim().is_empty() => {}
            Mark::Plain => plain.push(line.text.trim()),
            _ => {
                if !plain.is_empty() {
                    let from = plain.len().saturating_sub(3);
                    titles.extend(plain.get(from..).unwrap_or_default().iter().map(|t| clip(t)));
                    plain.clear();
                }
            }
        }
        if titles.len() > SAMPLE {
            break;
        }
    }
    let mut best: Option<(f64, &Format, bool)> = None;
    let mut same_convention: BTreeMap<&str, usize> = BTreeMap::new();
    for f in context.catalogue.format_ids().filter_map(|id| context.catalogue.format(id)) {
        *same_convention.entry(f.convention.as_str()).or_default() += 1;
        let index = Index::new(f);
        let keys = keys(f);
        let (mut sum, mut numbered) = (0.0_f64, 0_usize);
        for t in &titles {
            let by_number = leading(t, None, &keys).map(|(qs, rest)| {
                let scores = index.scores(&rest);
                qs.iter().filter_map(|q| scores.iter().find(|(s, _)| s == q)).map(|(_, s)| *s).fold(0.0, f64::max)
            });
            let by_words = index.scores(t).first().map_or(0.0, |(_, s)| *s);
            let hit = by_number.unwrap_or(0.0) * 1.5;
            numbered += usize::from(hit > 0.3);
            sum += hit.min(1.0).max(if by_words >= 0.5 { by_words * 0.8 } else { 0.0 });
        }
        let share = sum / titles.len().max(1) as f64;
        let named = names(&f.convention).iter().any(|n| said.contains(&format!(" {n} ")));
        let edition = fold(&f.edition);
        let spaced = edition.find(|c: char| c.is_ascii_digit()).map(|p| format!("{} {}", &edition[..p], &edition[p..]));
        let stated = !edition.is_empty()
            && (said.contains(&format!(" {edition} ")) || spaced.is_some_and(|s| said.contains(&format!(" {s} "))));
        let rank = share + if named { 0.3 } else { 0.0 } + if named && stated { 0.2 } else { 0.0 };
        // A word or two in common is chance where the text names no convention.
        let enough = (share >= 0.12 && sum >= 2.0) || (named && share > 0.03) || numbered >= 5;
        if enough && best.as_ref().is_none_or(|(r, _, _)| rank > *r) {
            best = Some((rank, f, named && stated));
        }
    }
    let Some((_, found, stated)) = best else {
        notes.add(
            Level::Error,
            "format-unknown",
            String::new(),
            "the questions are of no report format that dunlin knows".to_owned(),
            "say which format it is with --format, if it is a national report",
        );
        return None;
    };
    if !stated && same_convention.get(found.convention.as_str()).is_some_and(|n| *n > 1) {
        notes.add(
            Level::Warning,
            "edition-assumed",
            String::new(),
            format!("the text does not say which edition it is; it fits {} best", found.id),
            "if it is another, say so with --format",
        );
    }
    Some((found, stated))
}

fn clip(text: &str) -> String {
    text.chars().take(WORDS).collect()
}

/// The language of the texts, by its commonest words.
fn language(lines: &[Line]) -> Option<Lang> {
    let mut counts = [0_usize; 3];
    for word in lines.iter().take(4000).flat_map(|l| l.text.split_whitespace()) {
        match word {
            "the" | "and" | "of" | "has" => counts[0] += 1,
            "les" | "des" | "et" | "une" => counts[1] += 1,
            "los" | "las" | "del" | "y" => counts[2] += 1,
            _ => {}
        }
    }
    let (best, n) = Lang::ALL.into_iter().zip(counts).max_by_key(|(_, n)| *n)?;
    let sum: usize = counts.iter().sum();
    (n >= 10 && n * 2 > sum).then_some(best)
}

/// Questions whose number a line begins with, and the words behind it. `within` is the main
/// question that a letter alone belongs to.
fn leading(line: &str, within: Option<&str>, keys: &BTreeMap<String, Vec<usize>>) -> Option<(Vec<usize>, String)> {
    let line = line.trim();
    let mut words = line.splitn(3, char::is_whitespace);
    let first = words.next()?;
    if first.len() > 16 {
        return None;
    }
    let second = words.next().unwrap_or("");
    let behind = line.get(first.len()..).unwrap_or("").trim();
    let letter = |w: &str| {
        let bare = w.trim_matches(['(', ')', '.']);
        (w.ends_with([')', '.']) && bare.len() <= 2 && !bare.is_empty() && bare.chars().all(|c| c.is_ascii_lowercase()))
            .then(|| bare.to_owned())
    };
    if let Some(l) = letter(first) {
        let main = within?;
        let list = [format!("{main}{l}"), format!("{main}.{l}")].iter().find_map(|k| keys.get(k).cloned())?;
        return Some((list, behind.to_owned()));
    }
    let capital = first.trim_end_matches(['.', ')', ':']);
    let capital = capital.len() == 1 && capital.chars().all(|c| c.is_ascii_uppercase());
    if !capital && !first.chars().any(|c| c.is_ascii_digit() || matches!(c, 'I' | 'V' | 'X')) {
        return None;
    }
    let key = number(first);
    if let Some(l) = letter(second)
        && let Some(list) = keys.get(&format!("{key}{l}"))
    {
        let rest = behind.get(second.len()..).unwrap_or("").trim();
        return Some((list.clone(), rest.to_owned()));
    }
    keys.get(&key).map(|list| (list.clone(), behind.to_owned()))
}

/// What the last marked line was, to which lines without a mark may belong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Open {
    Nothing,
    Answer,
    Option,
    Attached,
    Row,
}

/// What kind of mark follows lines without marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Next {
    Nothing,
    Answer,
    Options,
    Row,
    /// Rows or other questions: the wording is that of a main question without an answer of its own.
    Heading,
}

/// A question being read.
#[derive(Debug, Default)]
struct Current {
    question: Option<usize>,
    options: Vec<(bool, String, String)>,
    lost: Vec<(String, String)>,
    texts: Vec<(String, String)>,
    files: Vec<String>,
    /// Lines between the title and the first mark: the head of a matrix.
    head: String,
    place: String,
}

struct Walk<'a, 'n, 'f> {
    file: &'a str,
    format: &'a Format,
    index: &'a Index<'a>,
    keys: BTreeMap<String, Vec<usize>>,
    lines: &'a [Line],
    notes: &'n mut Notes<'f>,
    lang: Option<Lang>,
    place: Place,
    current: Current,
    open: Open,
    answers: BTreeMap<usize, Answer>,
    by_wording: BTreeSet<String>,
    unknown: usize,
    body: f64,
}

/// A title found among lines without marks.
struct Title {
    from: usize,
    to: usize,
    question: usize,
    by_number: bool,
}

impl<'a, 'n, 'f> Walk<'a, 'n, 'f> {
    fn new(
        file: &'a str,
        format: &'a Format,
        index: &'a Index<'a>,
        lines: &'a [Line],
        notes: &'n mut Notes<'f>,
    ) -> Walk<'a, 'n, 'f> {
        let mut sizes: Vec<f64> = lines
            .iter()
            .filter(|l| l.size > 0.0 && matches!(mark(&l.text), Mark::Answer(_) | Mark::Options(_)))
            .map(|l| l.size)
            .collect();
        sizes.sort_by(f64::total_cmp);
        Walk {
            file,
            format,
            index,
            keys: keys(format),
            lines,
            notes,
            lang: None,
            place: Place::default(),
            current: Current::default(),
            open: Open::Nothing,
            answers: BTreeMap::new(),
            by_wording: BTreeSet::new(),
            unknown: 0,
            body: sizes.get(sizes.len() / 2).copied().unwrap_or(0.0),
        }
    }

    fn question(&self, i: usize) -> Option<&'a Question> {
        self.format.questions.get(i)
    }

    fn run(&mut self) {
        let mut gap: Vec<usize> = Vec::new();
        for (i, line) in self.lines.iter().enumerate() {
            let marked = mark(&line.text);
            match marked {
                Mark::Plain => {
                    if !line.text.trim().is_empty() {
                        gap.push(i);
                    }
                    continue;
                }
                Mark::Hint => {
                    self.gap(&gap, Next::Options);
                    gap.clear();
                    // Whatever follows belongs to the question, not to the answer before.
                    self.open = Open::Nothing;
                }
                Mark::Attached => {
                    self.gap(&gap, Next::Nothing);
                    gap.clear();
                    self.open = Open::Attached;
                }
                Mark::Answer(text) => {
                    self.gap(&gap, Next::Answer);
                    gap.clear();
                    self.current.texts.push((text, line.place()));
                    self.open = Open::Answer;
                }
                Mark::Options(boxes) => {
                    self.gap(&gap, Next::Options);
                    gap.clear();
                    self.open = Open::Option;
                    for (ticked, text) in boxes {
                        // The text of an option's box may stand behind it on the same line.
                        let (option, answer) = match text.split_once('\u{203a}') {
                            Some((o, a)) => (o.trim().to_owned(), Some(a.trim_matches(['\u{203a}', ' ']).to_owned())),
                            None => (text, None),
                        };
                        self.current.options.push((ticked, option, line.place()));
                        if let Some(a) = answer {
                            self.current.texts.push((a, line.place()));
                            self.open = Open::Answer;
                        }
                    }
                }
                Mark::Row(name, boxes) => {
                    // The name of a row may begin on the lines before.
                    self.gap(&gap, if name.is_empty() { Next::Nothing } else { Next::Row });
                    gap.clear();
                    // A long name goes on below, beside empty cells.
                    let below: Vec<usize> = (i + 1..self.lines.len())
                        .take(2)
                        .take_while(|n| {
                            self.lines
                                .get(*n)
                                .is_some_and(|l| !l.text.trim().is_empty() && mark(&l.text) == Mark::Plain)
                        })
                        .collect();
                    self.row(&name, &self.joined(&below), &boxes, line);
                    self.open = Open::Row;
                }
            }
        }
        self.gap(&gap, Next::Nothing);
        self.close();
    }

    /// A heading of a section: by its size, its capitals, or its words.
    fn is_heading(&self, i: usize) -> bool {
        let Some(line) = self.lines.get(i) else { return false };
        let text = line.text.trim();
        if self.body > 0.0 && line.size > self.body * 1.06 {
            return true;
        }
        if text.chars().count() > 120 {
            return false;
        }
        let letters = text.chars().filter(|c| c.is_alphabetic()).count();
        if letters >= 4 && !text.chars().any(char::is_lowercase) {
            return true;
        }
        let folded = fold(text);
        let named = self.format.sections.iter().any(|s| s.label.iter().any(|(_, t)| fold(t) == folded));
        let first = folded.split(' ').next().unwrap_or("");
        let numbered = folded
            .split(' ')
            .nth(1)
            .is_some_and(|w| w.len() <= 4 && w.chars().any(|c| c.is_ascii_digit() || matches!(c, 'i' | 'v' | 'x')));
        named
            || (numbered
                && matches!(
                    first,
                    "section" | "goal" | "target" | "part" | "objectif" | "objetivo" | "cible" | "seccion" | "meta"
                ))
    }

    /// Lines without marks: the end of the answer before, then the title of the next question.
    fn gap(&mut self, gap: &[usize], next: Next) {
        let gap = self.rest_of_option(gap);
        // An option among boxes that has none itself: its box is lost, and with it perhaps the tick.
        // Where the box stands alone before its text, the text is no lost option.
        let alone = self.current.options.last().is_some_and(|(_, t, _)| t.is_empty());
        let own = gap.iter().take_while(|i| self.lines.get(**i).is_some_and(|l| !l.text.trim().ends_with('?'))).count();
        let kept: Vec<usize>;
        let gap = if (self.open == Open::Option && !alone) || self.open == Open::Nothing {
            let mut k = self.without_lost(gap.get(..own).unwrap_or_default());
            k.extend_from_slice(gap.get(own..).unwrap_or_default());
            kept = k;
            &kept[..]
        } else {
            gap
        };
        if gap.is_empty() {
            return;
        }
        let titles = self.titles(gap, next);
        if self.open == Open::Row && next == Next::Row && gap.len() <= 3 && titles.iter().all(|t| !t.by_number) {
            // The rest of the name of the row above.
            return;
        }
        let head_to = titles.first().map_or(gap.len(), |t| t.from);
        if titles.is_empty() {
            self.no_title(gap, next != Next::Nothing);
            return;
        }
        self.belongs_before(gap.get(..head_to).unwrap_or_default());
        for (n, t) in titles.iter().enumerate() {
            self.close();
            let Some(&line) = gap.get(t.from) else { continue };
            self.begin(t, line);
            let upto = titles.get(n + 1).map_or(gap.len(), |t| t.from);
            self.after_title(gap.get(t.to..upto).unwrap_or_default());
        }
        self.open = Open::Nothing;
    }

    /// Takes the lines that make the last option whole, where its text was broken into lines.
    fn rest_of_option<'g>(&mut self, gap: &'g [usize]) -> &'g [usize] {
        if self.open != Open::Option {
            return gap;
        }
        let Some(q) = self.current.question.and_then(|q| self.question(q)) else { return gap };
        let Some((_, text, _)) = self.current.options.last() else { return gap };
        for length in (1..=gap.len().min(6)).rev() {
            let more: Vec<&str> =
                gap.iter().take(length).filter_map(|i| self.lines.get(*i)).map(|l| l.text.trim()).collect();
            let whole = format!("{text} {}", more.join(" "));
            if values::option(q, &whole).is_some() {
                if let Some((_, text, _)) = self.current.options.last_mut() {
                    whole.trim().clone_into(text);
                }
                return gap.get(length..).unwrap_or_default();
            }
        }
        gap
    }

    fn begin(&mut self, t: &Title, line: usize) {
        let Some(q) = self.question(t.question) else { return };
        self.current = Current {
            question: Some(t.question),
            place: self.lines.get(line).map(Line::place).unwrap_or_default(),
            ..Current::default()
        };
        self.place.last = Some(t.question);
        if q.parent.is_none() {
            self.place.main = Some(t.question);
        }
        if !t.by_number {
            self.by_wording.insert(if q.number.is_empty() { q.label.en.clone() } else { q.number.clone() });
        }
    }

    /// Descriptions, and options that have lost their boxes.
    fn after_title(&mut self, lines: &[usize]) {
        for i in self.without_lost(lines) {
            let Some(line) = self.lines.get(i) else { continue };
            self.add_head(&line.text);
        }
    }

    fn add_head(&mut self, text: &str) {
        if self.current.head.len() < 2000 {
            self.current.head.push(' ');
            self.current.head.push_str(&clip(text));
        }
    }

    /// Takes out the lines that are options of the question without a box, each perhaps broken into
    /// several lines; gives the others.
    fn without_lost(&mut self, lines: &[usize]) -> Vec<usize> {
        let mut rest = Vec::new();
        let q = self.current.question.and_then(|q| self.question(q)).filter(|q| !q.options.is_empty());
        let mut at = 0;
        while let Some(&first) = lines.get(at) {
            let found = q.and_then(|q| {
                (1..=4).rev().find_map(|n| {
                    let text = self.joined(lines.get(at..at + n)?);
                    (text.chars().count() < 300 && values::option(q, &text).is_some()).then_some((n, text))
                })
            });
            match found {
                Some((n, text)) => {
                    let place = self.lines.get(first).map(Line::place).unwrap_or_default();
                    self.current.lost.push((text, place));
                    at += n;
                }
                None => {
                    rest.push(first);
                    at += 1;
                }
            }
        }
        rest
    }

    /// Lines that go on with what was open.
    fn belongs_before(&mut self, lines: &[usize]) {
        // Headings of sections stand between the last answer and the next title.
        let mut to = lines.len();
        while to > 0 && lines.get(to - 1).is_some_and(|i| self.is_heading(*i)) {
            to -= 1;
        }
        // In a print that tells sizes apart, a heading ends the answer wherever it stands.
        if self.body > 0.0
            && let Some(p) = lines.iter().position(|i| self.lines.get(*i).is_some_and(|l| l.size > self.body * 1.06))
        {
            to = to.min(p);
        }
        for i in lines.get(..to).unwrap_or_default() {
            let Some(line) = self.lines.get(*i) else { continue };
            let text = line.text.trim();
            match self.open {
                Open::Answer => {
                    if let Some((t, _)) = self.current.texts.last_mut() {
                        let was_blank = *i > 0 && self.lines.get(*i - 1).is_some_and(|l| l.text.trim().is_empty());
                        if !t.is_empty() {
                            t.push(if was_blank { '\n' } else { ' ' });
                        }
                        t.push_str(text);
                    }
                }
                Open::Option => {
                    if let Some((_, t, _)) = self.current.options.last_mut() {
                        if !t.is_empty() {
                            t.push('\n');
                        }
                        t.push_str(text);
                    }
                }
                Open::Attached => self.current.files.push(text.to_owned()),
                Open::Nothing | Open::Row => {}
            }
        }
    }

    /// No known title among the lines.
    fn no_title(&mut self, gap: &[usize], before_mark: bool) {
        let text = |i: usize| self.lines.get(i).map(|l| l.text.trim().to_owned()).unwrap_or_default();
        if !before_mark {
            self.belongs_before(gap);
            return;
        }
        // The title is the last sentence of the lines, or all of them where no text is open.
        let mut from = gap.len() - 1;
        if matches!(self.open, Open::Nothing | Open::Row) {
            from = 0;
        } else {
            while from > 0 && gap.len() - from < 4 && !text(gap[from - 1]).ends_with(['.', '?', ':', '!', ';']) {
                if self.open == Open::Option && from == 1 && gap.len() > 1 {
                    break;
                }
                from -= 1;
            }
            if from == 0 && gap.len() > 1 && self.open == Open::Answer {
                // The answer's own last words are among them; only the last line is surely none.
                from = gap.len() - 1;
            }
        }
        let title: Vec<String> = gap[from..].iter().map(|i| text(*i)).collect();
        let title = title.join(" ");
        self.belongs_before(&gap[..from]);
        if self.current.question.is_some() && (is_prompt(&title) || matches!(self.open, Open::Nothing | Open::Row)) {
            self.after_title(&gap[from..]);
            self.open = Open::Nothing;
            return;
        }
        if self.current.question.is_some() && gap[from..].iter().all(|i| self.is_heading(*i)) {
            return;
        }
        self.close();
        self.open = Open::Nothing;
        self.unknown += 1;
        let place = gap.get(from).and_then(|i| self.lines.get(*i)).map(Line::place).unwrap_or_default();
        self.notes.add(
            Level::Warning,
            "question-not-found",
            place,
            format!(
                "{} is no question of {} that could be recognised; its answer was not read",
                quote(&title),
                self.format.id
            ),
            "look it up in the print and copy the answer by hand",
        );
    }

    /// Titles of questions among lines without marks, in order.
    fn titles(&self, gap: &[usize], next: Next) -> Vec<Title> {
        let mut found: Vec<Title> = Vec::new();
        let mut place = self.place.clone();
        let mut i = 0;
        while i < gap.len() {
            if let Some((question, length)) = self.by_number(gap, i, &place) {
                place.last = Some(question);
                if self.question(question).is_some_and(|q| q.parent.is_none()) {
                    place.main = Some(question);
                }
                found.push(Title { from: i, to: i + length, question, by_number: true });
                i += length;
            } else {
                i += 1;
            }
        }
        if next == Next::Nothing {
            return found;
        }
        // The title right before the mark may have no number, and so may the main question above it.
        let floor = found.last().map_or(0, |t| t.to);
        let mut upto = gap.len();
        let mut unnumbered: Vec<Title> = Vec::new();
        if let Some((from, question)) = self.by_words(gap, floor, upto, next, &place, found.last()) {
            unnumbered.push(Title { from, to: upto, question, by_number: false });
            upto = from;
            let parent = self.question(question).and_then(|q| q.parent.as_deref()).map(|p| self.format.position(p));
            let parent = parent.filter(|p| place.main != Some(*p));
            let above = parent
                .and_then(|p| self.is_wording(gap, floor, upto, p).map(|from| (from, p)))
                .or_else(|| self.by_words(gap, floor, upto, Next::Heading, &place, found.last()));
            if let Some((from, main)) = above.filter(|(_, q)| *q < question) {
                unnumbered.insert(0, Title { from, to: upto, question: main, by_number: false });
            }
        }
        found.append(&mut unnumbered);
        found
    }

    /// The line with which the wording of a question begins that ends before `upto`.
    fn is_wording(&self, gap: &[usize], floor: usize, upto: usize, question: usize) -> Option<usize> {
        let mut best: Option<(f64, usize)> = None;
        for from in floor.max(upto.saturating_sub(8))..upto {
            let score = self.index.score(question, &self.joined(gap.get(from..upto)?));
            // That its row follows is half the proof.
            if score >= 0.3 && best.is_none_or(|(s, _)| score > s + 0.02) {
                best = Some((score, from));
            }
        }
        best.map(|(_, from)| from)
    }

    fn joined(&self, lines: &[usize]) -> String {
        let texts: Vec<&str> = lines.iter().filter_map(|i| self.lines.get(*i)).map(|l| l.text.trim()).collect();
        clip(&texts.join(" "))
    }

    /// Of several questions with one wording, the only one with which the form goes on here.
    fn next_of_alike(&self, text: &str, place: &Place) -> Option<(usize, f64)> {
        let last = place.last?;
        let scores = self.index.scores(text);
        let top = scores.first().map(|(_, s)| *s).filter(|s| *s >= 0.6)?;
        let mut near = scores.iter().take_while(|(_, s)| *s >= top - 0.02).filter(|(q, _)| *q > last && *q <= last + 6);
        let found = near.next()?;
        near.next().is_none().then_some(*found)
    }

    /// The question whose wording the lines up to a mark are, and the line it begins with.
    fn by_words(
        &self,
        gap: &[usize],
        floor: usize,
        upto: usize,
        next: Next,
        place: &Place,
        numbered: Option<&Title>,
    ) -> Option<(usize, usize)> {
        let mut best: Option<(f64, usize, usize)> = None;
        let fits = |i: usize| {
            self.question(i).is_some_and(|q| {
                q.repeat.is_none()
                    && match next {
                        Next::Options => !q.options.is_empty(),
                        Next::Answer => q.kind != Kind::File,
                        Next::Heading => q.kind == Kind::Heading && place.last.is_none_or(|l| i > l && i <= l + 8),
                        Next::Row | Next::Nothing => true,
                    }
            })
        };
        for from in floor.max(upto.saturating_sub(10))..upto {
            let joined = self.joined(gap.get(from..upto)?);
            let few = stems(&joined).len() < 4;
            if is_prompt(&joined) && few {
                continue;
            }
            let Some(f) = self.index.find(&joined, place) else { continue };
            let (question, score) = match f.runner_up {
                _ if f.sure && fits(f.question) => (f.question, f.score),
                // The wording is that of another that cannot stand before such a mark.
                Some((second, s)) if !fits(f.question) && fits(second) && s >= ACCEPT + 0.05 => (second, s),
                _ => match self.next_of_alike(&joined, place).filter(|(q, _)| fits(*q)) {
                    Some(found) => found,
                    None => continue,
                },
            };
            // A few common words, and descriptions behind a numbered title, are a title only where
            // the form goes on with that question.
            let near = |last: usize| question > last && question <= last + 8;
            let goes_on = match numbered {
                Some(t) => near(t.question) && !few && score >= ACCEPT + 0.2,
                None => !few || place.last.is_none_or(near),
            };
            if goes_on && score >= ACCEPT && best.is_none_or(|(s, _, _)| score > s + 0.02) {
                best = Some((score, from, question));
            }
        }
        best.map(|(_, from, question)| (from, question))
    }

    /// The question whose number begins a line, if its wording agrees; and how many lines it takes.
    fn by_number(&self, gap: &[usize], at: usize, place: &Place) -> Option<(usize, usize)> {
        let text = |i: usize| gap.get(i).and_then(|i| self.lines.get(*i)).map_or("", |l| l.text.trim());
        let within = place.main.and_then(|m| self.question(m)).map(|q| number(&q.number));
        let (list, rest) = leading(text(at), within.as_deref(), &self.keys)?;
        let mut joined = rest;
        let mut best: Option<(f64, usize, usize)> = None;
        for length in 1..=4 {
            if at + length > gap.len() {
                break;
            }
            if length > 1 {
                let next = text(at + length - 1);
                let is_option = |q: &usize| self.question(*q).is_some_and(|q| values::option(q, next).is_some());
                if leading(next, within.as_deref(), &self.keys).is_some() || list.iter().any(is_option) {
                    break;
                }
                joined.push(' ');
                joined.push_str(next);
            }
            let scores = self.index.scores(&clip(&joined));
            for &q in &list {
                let own = self.question(q)?;
                let mut score = scores.iter().find(|(s, _)| *s == q).map_or(0.0, |(_, s)| *s);
                if own.repeat.is_some() {
                    score -= 0.15;
                }
                if best.is_none_or(|(s, _, _)| score > s + 0.01) {
                    best = Some((score, q, length));
                }
            }
        }
        let (score, question, length) = best?;
        // The number is half the proof; a sentence that begins with a figure shares no words.
        let next = place.last.is_none_or(|l| question > l && question <= l + 12);
        (score >= if next { 0.2 } else { 0.3 }).then_some((question, length))
    }

    /// A row of a matrix.
    fn row(&mut self, name: &str, below: &str, boxes: &[(bool, String)], line: &Line) {
        let main = self.place.main.and_then(|m| self.question(m));
        let within = main.map(|q| number(&q.number));
        let mut row = None;
        if let Some((list, rest)) = leading(name, within.as_deref(), &self.keys) {
            let scores = self.index.scores(&clip(&rest));
            row = list.into_iter().find(|q| scores.iter().any(|(s, v)| s == q && *v >= 0.2));
        }
        if row.is_none() && !name.is_empty() {
            let whole = format!("{name} {below}");
            row = [name, whole.trim()]
                .into_iter()
                .find_map(|n| self.index.find(&clip(n), &self.place).filter(|f| f.sure).map(|f| f.question));
        }
        // `☐ Yes ☑ No` behind the words of a question that is already open.
        let row = row.or(if name.is_empty() { self.current.question } else { None });
        let question = row.and_then(|r| self.question(r)).filter(|q| !q.options.is_empty() && q.repeat.is_none());
        let (Some(r), Some(q)) = (row, question) else {
            self.matrix_not_read(name, line);
            return;
        };
        let texts = boxes.iter().all(|(_, t)| !t.is_empty());
        let items: Vec<(bool, String, String)> = if texts {
            boxes.iter().map(|(t, text)| (*t, text.clone(), line.place())).collect()
        } else if boxes.len() == q.options.len() && self.head_names(q) {
            boxes.iter().zip(&q.options).map(|((t, _), o)| (*t, o.code.clone(), line.place())).collect()
        } else {
            self.matrix_not_read(name, line);
            return;
        };
        // The head of the matrix serves all its rows.
        let head = std::mem::take(&mut self.current.head);
        self.close();
        self.place.last = Some(r);
        self.current = Current { question: Some(r), options: items, place: line.place(), ..Current::default() };
        self.close();
        self.current.head = head;
    }

    /// True where the lines above the rows name the options of a question, in its order.
    fn head_names(&self, q: &Question) -> bool {
        let head = fold(&self.current.head);
        Lang::ALL.into_iter().any(|lang| {
            let mut at = 0;
            q.options.iter().all(|o| {
                let text = fold(o.text.get(lang));
                let found = head.get(at..).and_then(|h| h.find(&text)).filter(|_| !text.is_empty());
                at += found.unwrap_or(0) + text.len();
                found.is_some()
            })
        })
    }

    fn matrix_not_read(&mut self, name: &str, line: &Line) {
        self.notes.add(
            Level::Warning,
            "matrix-not-read",
            line.place(),
            format!(
                "the row {} of a table of boxes could not be read: it is not clear which column a box belongs to",
                quote(name)
            ),
            "copy the answers of this table by hand",
        );
    }

    /// Makes answers of what was read for the current question.
    fn close(&mut self) {
        let current = std::mem::take(&mut self.current);
        self.open = Open::Nothing;
        let Some((index, q)) = current.question.and_then(|i| self.question(i).map(|q| (i, q))) else { return };
        if q.repeat.is_some() {
            self.notes.add(
                Level::Warning,
                "item-missing",
                current.place.clone(),
                format!("question {} is asked for each target or site, and the print does not say for which", q.number),
                "copy these answers into a workbook with a column headed Target or Site",
            );
            return;
        }
        let mut codes: Vec<String> = Vec::new();
        let mut ticked_place = String::new();
        for (ticked, text, place) in &current.options {
            if !ticked {
                continue;
            }
            if ticked_place.is_empty() {
                ticked_place.clone_from(place);
            }
            match Walk::option(q, text) {
                Some((code, doubtful)) => {
                    if doubtful {
                        let message = format!("question {}: {} was read as {code}", q.number, quote(text));
                        self.notes.add(Level::Warning, "answer-doubtful", place.clone(), message, "check the answer");
                    }
                    codes.push(code);
                }
                None => self.misfit(q, place, text),
            }
        }
        if ticked_place.is_empty() && !current.lost.is_empty() {
            let names: Vec<&str> = current.lost.iter().map(|(t, _)| t.as_str()).take(8).collect();
            let place = current.lost.first().map(|(_, p)| p.clone()).unwrap_or_default();
            self.notes.add(
                Level::Warning,
                "tick-lost",
                place,
                format!(
                    "question {}: the tick is lost: {} stand there without a box; nothing was read",
                    q.number,
                    quote(&names.join("; "))
                ),
                "look it up in the original, and enter the answer by hand",
            );
        }
        let origin = |place: &str| Origin { file: self.file.to_owned(), place: place.to_owned() };
        let mut value = None;
        let mut at = ticked_place.clone();
        match q.kind {
            Kind::Multi if !codes.is_empty() => value = Some(Value::Codes(values::in_order(q, &codes))),
            Kind::Number => {
                value = codes.first().map(|c| Value::Number { qualifier: Some(c.clone()), number: None, unit: None })
            }
            _ if codes.len() == 1 => value = codes.pop().map(Value::Code),
            _ if codes.len() > 1 => {
                let message = format!(
                    "question {}: {} options are ticked where one is asked for; none was used",
                    q.number,
                    codes.len()
                );
                self.notes.add(
                    Level::Warning,
                    "answer-not-an-option",
                    ticked_place,
                    message,
                    "look it up in the original",
                );
            }
            _ => {}
        }
        let mut details: Vec<String> = Vec::new();
        let mut details_place = String::new();
        for (text, place) in current.texts {
            if text.is_empty() {
                continue;
            }
            let parsed = match (&value, q.kind) {
                (_, Kind::Heading | Kind::Table) => None,
                (Some(Value::Number { qualifier: Some(c), number: None, .. }), _) => {
                    values::figure(&text, self.lang).filter(|(_, rest, _)| rest.is_empty()).map(|(n, _, doubt)| {
                        let doubt = doubt.then(|| format!("{} was read as {n}", quote(&text)));
                        (
                            Value::Number { qualifier: Some(c.clone()), number: Some(n), unit: None },
                            String::new(),
                            doubt,
                        )
                    })
                }
                (Some(Value::Text(t)), k) if k.is_textual() => {
                    Some((Value::Text(format!("{t}\n{text}")), String::new(), None))
                }
                (Some(_), _) => None,
                (None, _) => {
                    let p = values::parse(q, &Cell::Text(text.clone()), self.lang);
                    p.value.map(|v| (v, p.rest, p.doubt))
                }
            };
            match parsed {
                Some((v, rest, doubt)) => {
                    if at.is_empty() {
                        at.clone_from(&place);
                    }
                    value = Some(v);
                    if let Some(doubt) = doubt {
                        let message = format!("question {}: {doubt}", q.number);
                        self.notes.add(Level::Warning, "answer-doubtful", place.clone(), message, "check the answer");
                    }
                    if !rest.is_empty() {
                        details.push(rest);
                        details_place = place;
                    }
                }
                None => {
                    details.push(text);
                    if details_place.is_empty() {
                        details_place = place;
                    }
                }
            }
        }
        let links = current.files.iter().any(|f| f.contains("://"));
        if value.is_none() && !current.files.is_empty() && (q.kind == Kind::File || (q.kind == Kind::Links && links)) {
            value = Some(Value::Text(current.files.join("\n")));
            at.clone_from(&current.place);
        } else if !current.files.is_empty() {
            let names = quote(&current.files.join("; "));
            self.notes.add(
                Level::Info,
                "attached-files",
                current.place.clone(),
                format!("question {}: files or links were attached: {names}", q.number),
                "attach them again where the new form asks for them",
            );
        }
        if let Some(v) = value {
            let o = origin(&at);
            self.put(index, o, |a| {
                let free = a.value.is_none();
                if free {
                    a.value = Some(v.clone());
                }
                free || a.value.as_ref() == Some(&v)
            });
        }
        if !details.is_empty() {
            let text = details.join("\n");
            let target = self.details_of(index, q);
            let o = origin(&details_place);
            let as_value = target != index && self.question(target).is_some_and(|t| t.kind == Kind::Text);
            self.put(target, o, |a| {
                if as_value {
                    a.value = Some(Value::Text(text.clone()));
                } else {
                    let d = a.details.get_or_insert_default();
                    if !d.is_empty() {
                        d.push('\n');
                    }
                    d.push_str(&text);
                }
                true
            });
        }
    }

    /// Where the text behind a question's options goes: its own box, or its only follow-up for text.
    fn details_of(&self, index: usize, q: &Question) -> usize {
        if q.details {
            return index;
        }
        let mut texts = self
            .format
            .children(&q.id)
            .filter(|c| c.kind == Kind::Text)
            .map(|c| self.format.position(&c.id))
            .filter(|p| !self.answers.contains_key(p));
        match (texts.next(), texts.next()) {
            (Some(one), None) => one,
            _ => index,
        }
    }

    /// The option a ticked text is, and whether only its beginning fits: lines behind it may be no
    /// part of it.
    fn option(q: &Question, text: &str) -> Option<(String, bool)> {
        let lines: Vec<&str> = text.lines().collect();
        let find = |n: usize| values::option(q, &lines.get(..n)?.join(" ")).map(|o| o.code.clone());
        if let Some(code) = find(lines.len()) {
            return Some((code, false));
        }
        // What asks for more behind an option is no part of it.
        let prompt = lines.get(1).is_some_and(|l| is_prompt(l));
        if let Some(code) = (1..lines.len()).rev().find_map(find) {
            return Some((code, !prompt));
        }
        let (head, _) = text.split_once(':')?;
        values::option(q, head).map(|o| (o.code.clone(), true))
    }

    fn misfit(&mut self, q: &Question, place: &str, text: &str) {
        let options: Vec<&str> = q.options.iter().take(8).map(|o| o.text.get(Lang::En)).collect();
        self.notes.add(
            Level::Warning,
            "answer-not-an-option",
            place.to_owned(),
            format!("question {}: {} is ticked, and the form has no such option", q.number, quote(text)),
            &format!("the form takes: {}", options.join("; ")),
        );
    }

    fn put(&mut self, index: usize, origin: Origin, set: impl FnOnce(&mut Answer) -> bool) {
        let Some(q) = self.question(index) else { return };
        let place = origin.place.clone();
        let answer = self.answers.entry(index).or_insert_with(|| Answer::new(&q.id, origin));
        if !set(answer) {
            let message = format!("question {} is answered twice and differently; the first answer was used", q.number);
            self.notes.add(Level::Warning, "answered-twice", place, message, "look it up in the original");
        }
    }

    fn finish(self) -> Vec<Answer> {
        if !self.by_wording.is_empty() {
            let list: Vec<&str> = self.by_wording.iter().map(String::as_str).take(12).collect();
            let more = self.by_wording.len().saturating_sub(12);
            let end = if more > 0 { format!(" and {more} more") } else { String::new() };
            self.notes.add(
                Level::Info,
                "matched-by-wording",
                String::new(),
                format!(
                    "{} question(s) were recognised by their words: {}{end}",
                    self.by_wording.len(),
                    list.join(", ")
                ),
                "",
            );
        }
        self.answers.into_values().filter(|a| !a.is_blank()).collect()
    }
}

#[cfg(test)]
pub(super) mod tests;
