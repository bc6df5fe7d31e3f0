//! Learning a form that dunlin has no template for: its questions are read from the official file,
//! linked with those of the nearest known edition, and written as drafts for a mapping editor to
//! finish. Nothing is decided here that a person would sign: every link is marked as unreviewed, an
//! option whose text is not known has no meaning, and conditions are not guessed.

mod form;
mod inherit;
mod link;
mod lists;
mod mappings;
mod options;
mod sheet;
mod sites;
mod template;
mod word;

use std::path::PathBuf;

use serde::Serialize;

use crate::catalogue::Catalogue;
use crate::crosswalk::Crosswalk;
use crate::model::{Finding, Format, Lang, Level, Question, Sentence};
use crate::read::matching::Index;
use crate::read::open::{Content, Input, Kind as FileKind};

use crate::say;
use form::Form;
use link::Links;

/// Fewer questions than this are no form.
const LEAST: usize = 3;

/// What to learn.
pub struct Request<'a> {
    /// The id of the new format: `ramsar-cop15`.
    pub id: &'a str,
    /// The earlier edition; `None`: the known format of the same convention that fits best.
    pub after: Option<&'a str>,
    /// The bytes of the file, in which the lists of an Excel form are looked for.
    pub bytes: &'a [u8],
    /// Language of the form; `None`: the one whose small words stand in it most.
    pub lang: Option<Lang>,
}

/// One file to be written below the user's folder.
#[derive(Debug, Clone)]
pub struct DraftFile {
    /// Path below the folder.
    pub path: PathBuf,
    /// Its text.
    pub text: String,
}

/// What was learnt, in numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Questions found, titles over rows among them.
    pub questions: usize,
    /// Those that continue a question of the earlier edition and carry its answer over.
    pub linked: usize,
    /// Those of `linked` whose number is another than before.
    pub moved: usize,
    /// Those that may continue one; the old answer is only shown.
    pub doubtful: usize,
    /// Questions that are parts of one question of before.
    pub split: usize,
    /// Those that continue none.
    pub unlinked: usize,
    /// Questions of the earlier edition that continue nowhere.
    pub dropped: usize,
    /// Questions that are asked for each site.
    pub repeated: usize,
    /// Options whose meaning is not known.
    pub options_unknown: usize,
    /// Links to questions of other conventions that hold still, because both are asked as before.
    pub links_inherited: usize,
    /// Links of the earlier edition that were left out: their question is not asked just so any more.
    pub links_left_out: usize,
    /// The same of bounds.
    pub bounds_inherited: usize,
    /// The same of bounds.
    pub bounds_left_out: usize,
}

/// What was learnt from a form.
#[derive(Debug, Clone)]
pub struct Learnt {
    /// The earlier edition, where one is known.
    pub after: Option<String>,
    /// The drafts.
    pub files: Vec<DraftFile>,
    /// In numbers.
    pub counts: Counts,
    /// Numbers of questions that continue nowhere, are parts, or are new.
    pub findings: Vec<Finding>,
}

/// Learns a form from an opened file.
///
/// # Errors
/// A finding where the file is no form.
pub fn learn(
    input: &Input,
    request: &Request,
    catalogue: &Catalogue,
    crosswalk: &Crosswalk,
) -> Result<Learnt, Box<Finding>> {
    let form = match (&input.content, input.kind) {
        (Content::Bytes(bytes), FileKind::Docx) => word::read(bytes, &input.file)?,
        (Content::Book(book), _) => sheet::read(book, &lists::Lists::read(request.bytes, book), catalogue),
        (Content::Bytes(_), kind) => {
            let hint = match kind {
                FileKind::Doc => say!("open it in Word and save it as a Word document (.docx)"),
                FileKind::Odt => say!("open it in LibreOffice and save it as a Word document (.docx)"),
                FileKind::Pdf => say!("ask the secretariat for the Word form or a spreadsheet of the questions"),
                _ => say!("give the official form as a Word document (.docx) or a spreadsheet"),
            };
            return Err(Box::new(
                Finding::new(
                    Level::Error,
                    "learn-kind",
                    say!("a form cannot be learnt from this: {kind}", kind = kind.said()),
                )
                .at(&input.file, "")
                .hint(hint),
            ));
        }
    };
    let form = form.tidy();
    if form.questions.len() < LEAST || !form.questions.iter().any(form::Seen::takes_answer) {
        return Err(Box::new(
            Finding::new(
                Level::Error,
                "learn-no-form",
                say!("this is no report form: {n} numbered question(s) were found in it", n = form.questions.len()),
            )
            .at(&input.file, "")
            .hint(say!(
                "a form has questions with numbers (4.1 ...) and places for their answers; in a spreadsheet, columns headed Number, Question and Answer"
            )),
        ));
    }
    let lang = request.lang.unwrap_or_else(|| form.lang());
    let old = earlier(&form, request, catalogue);
    let links = old.map_or_else(Links::default, |old| link::links(&form, old));
    let sets = options::Sets::new(&form, &links, old, request.id, catalogue);
    let links = links.settled(&form, &sets, old);
    let mut findings = input.findings.clone();
    let mut counts = Counts {
        questions: form.questions.len(),
        options_unknown: sets.unknown(),
        repeated: form.questions.iter().filter(|q| q.repeat.is_some()).count(),
        dropped: links.dropped(&form, old).len(),
        ..Counts::default()
    };
    for i in 0..form.questions.len() {
        match links.of(i).next() {
            None => counts.unlinked += 1,
            Some(l) if l.split => counts.split += 1,
            Some(l) if l.carries() => {
                counts.linked += 1;
                counts.moved += usize::from(l.moved);
            }
            Some(_) => counts.doubtful += 1,
        }
    }
    let inherited = old.map(|old| inherit::inherit(&form, &links, old, crosswalk, request.id)).unwrap_or_default();
    counts.links_inherited = inherited.linked;
    counts.links_left_out = inherited.links_left;
    counts.bounds_inherited = inherited.bounded;
    counts.bounds_left_out = inherited.bounds_left;
    say(&mut findings, &form, &links, old, &input.file);
    let template = template::write(&form, &links, &sets, old, request.id, lang, &input.file);
    let mut files = vec![DraftFile { path: PathBuf::from(format!("templates/{}.toml", request.id)), text: template }];
    if let Some(old) = old {
        files.push(DraftFile {
            path: PathBuf::from(format!("mappings/editions/{}--{}.tsv", old.id, request.id)),
            text: mappings::editions(&form, &links, old, request.id),
        });
    }
    files.push(DraftFile {
        path: PathBuf::from(format!("mappings/{}.sssom.tsv", request.id)),
        text: mappings::subjects(&form, &links, old, crosswalk, request.id),
    });
    for (path, text) in [
        (format!("mappings/links-{}.sssom.tsv", request.id), inherited.links),
        (format!("mappings/bounds-{}.toml", request.id), inherited.bounds),
    ] {
        if !text.is_empty() {
            files.push(DraftFile { path: PathBuf::from(path), text });
        }
    }
    Ok(Learnt { after: old.map(|f| f.id.clone()), files, counts, findings })
}

/// The edition before: the one that is named, else the format of the same convention with most
/// questions in common; of several alike the one in use.
fn earlier<'a>(form: &Form, request: &Request, catalogue: &'a Catalogue) -> Option<&'a Format> {
    if let Some(id) = request.after {
        return catalogue.format(id);
    }
    let convention = request.id.split_once('-').map_or(request.id, |(c, _)| c);
    let mut best: Option<(f64, &Format)> = None;
    for format in catalogue.format_ids().filter_map(|id| catalogue.format(id)) {
        if format.id == request.id || format.id.split_once('-').map_or(format.id.as_str(), |(c, _)| c) != convention {
            continue;
        }
        let index = Index::new(format);
        let sum: f64 =
            form.questions.iter().map(|q| index.scores(&q.wording).first().map_or(0.0, |s| s.1)).sum::<f64>()
                + if format.read_only { 0.0 } else { 1.0 };
        if best.is_none_or(|(b, _)| sum > b) {
            best = Some((sum, format));
        }
    }
    best.filter(|(sum, _)| *sum > 1.0).map(|(_, f)| f)
}

/// What an editor should know at once; the files say it line by line.
fn say(findings: &mut Vec<Finding>, form: &Form, links: &Links, old: Option<&Format>, file: &str) {
    let Some(old) = old else {
        findings.push(
            Finding::new(
                Level::Warning,
                "learn-no-edition",
                say!("no earlier edition of this form is known: nothing is linked, and no report carries over"),
            )
            .at(file, "")
            .hint(say!("name one with --after, or begin the id with the convention: ramsar-, cms-, cites-, cbd-")),
        );
        return;
    };
    let dropped = links.dropped(form, Some(old));
    if !dropped.is_empty() {
        let names: Vec<Sentence> = dropped.iter().map(|q| say!("{number}", number = link::name(q))).collect();
        findings.push(
            Finding::new(
                Level::Info,
                "learn-dropped",
                say!(
                    "{n} question(s) of {format} continue nowhere in the new form: {names}",
                    n = names.len(),
                    format = &old.id,
                    names = listed(&names)
                ),
            )
            .at(file, "")
            .hint(say!("where one continues after all, add a row to the table of editions")),
        );
    }
    let by_site = |q: &&Question| q.repeat.is_some();
    let asked = old.questions.iter().filter(by_site).count();
    if asked > 0 && !form.questions.iter().any(|q| q.repeat.is_some()) {
        findings.push(
            Finding::new(
                Level::Info,
                "learn-repeated",
                say!(
                    "{format} asks {asked} question(s) again for each site or target; no table of that kind was told for sure in the new form",
                    format = &old.id,
                    asked = &asked
                ),
            )
            .at(file, "")
            .hint(say!(
                "if the form asks them still, add them to the template with repeat, as docs/adding-a-format.md says"
            )),
        );
    }
    let parts: Vec<Sentence> = links
        .splits(form)
        .into_iter()
        .map(|(from, mut into)| {
            let number = link::name(&old.questions[from]);
            match into.pop() {
                Some(last) => say!("{number} into {parts} and {last}", number = number, parts = into, last = last),
                None => say!("{number}", number = number),
            }
        })
        .collect();
    if !parts.is_empty() {
        findings.push(
            Finding::new(
                Level::Info,
                "learn-split",
                say!(
                    "{n} question(s) of {format} were split: {names}",
                    n = parts.len(),
                    format = &old.id,
                    names = listed(&parts)
                ),
            )
            .at(file, "")
            .hint(say!("the old answer is offered beside each part, and carried into none")),
        );
    }
    let new: Vec<Sentence> = form
        .questions
        .iter()
        .enumerate()
        .filter(|(i, _)| links.of(*i).next().is_none())
        .map(|(_, q)| say!("{number}", number = q.name()))
        .collect();
    if !new.is_empty() {
        findings.push(
            Finding::new(
                Level::Info,
                "learn-not-linked",
                say!(
                    "{n} question(s) continue none of {format}: {names}",
                    n = new.len(),
                    format = &old.id,
                    names = listed(&new)
                ),
            )
            .at(file, "")
            .hint(say!("give each a subject in the table of subjects, where its row says sssom:NoTermFound")),
        );
    }
}

fn listed(names: &[Sentence]) -> Sentence {
    let more = names.len().saturating_sub(30);
    let shown: Vec<Sentence> = names.iter().take(30).cloned().collect();
    match more {
        0 => say!("{numbers}", numbers = shown),
        more => say!("{numbers} and {more} more", numbers = shown, more = more),
    }
}
