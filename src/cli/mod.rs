//! The command line: one file per verb. It reads arguments, calls the rooms, and words what they
//! say; it holds no rule of its own.

mod batch;
mod blank;
mod check;
mod compare;
mod core;
mod figures;
mod fill;
mod formats;
mod gaps;
mod learn;
mod map;
mod merge;
mod options;
mod prefill;
mod read;
mod split;
mod translate;
mod ui;

use std::cmp::Reverse;
use std::ffi::OsString;
use std::io::Write;
use std::mem::ManuallyDrop;
use std::path::PathBuf;
use std::sync::OnceLock;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};
use rayon::prelude::*;

use crate::catalogue::Catalogue;
use crate::crosswalk::Crosswalk;
use crate::model::{Finding, Format, Lang, Level, Party, Period, Sentence, Years};
use crate::say;

use ui::Ui;

/// Write it once, report to every biodiversity convention.
///
/// Reads the national reports a country already has and writes, for each convention, a report
/// prefilled with what may be reused, saying for every cell where it came from.
#[derive(Debug, Parser)]
#[command(name = "dunlin", version, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    verb: Verb,
}

/// The options that several verbs share, as given.
struct Common {
    party: Option<String>,
    period: Vec<String>,
    lang: Option<String>,
    format: Option<String>,
    catalogue: Option<PathBuf>,
    force: bool,
    json: bool,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// List the formats, or the questions of one
    Formats(formats::Arguments),
    /// Say what files are, what was understood and what was not
    Read(read::Arguments),
    /// Write a report prefilled from other reports
    Prefill(prefill::Arguments),
    /// Fill an official form in place: a Word form, or a workbook of CBD indicator data
    Fill(fill::Arguments),
    /// Read a folder of many Parties' reports; write every Party's reports and tables of all answers
    Batch(batch::Arguments),
    /// Write an empty workbook of a format
    Blank(blank::Arguments),
    /// Share a core report out: a short workbook and a Word sheet for each expert
    Split(split::Arguments),
    /// Put what experts sent back into the core report
    Merge(merge::Arguments),
    /// List what of a core report is to be translated, each text once
    Translate(translate::Arguments),
    /// Say what would stop a report from being sent
    Check(check::Arguments),
    /// Say what is answered, open and contradictory, of one Party or of many
    Gaps(gaps::Arguments),
    /// Say what changed between two reports of one convention
    Compare(compare::Arguments),
    /// Check, list and export the crosswalk
    Map(map::Arguments),
    /// Draft a template and links for an official form that dunlin does not know yet
    Learn(learn::Arguments),
}

/// Why a verb could not be carried out at all.
#[derive(Debug)]
enum Failure {
    /// The command line is wrong: exit code 2.
    Usage(Box<(Sentence, Sentence)>),
    /// The input has errors, named already: exit code 1.
    Found,
    /// Findings that end the run: exit code 1.
    Findings(Vec<Finding>),
}

impl From<Finding> for Failure {
    fn from(f: Finding) -> Failure {
        Failure::Findings(vec![f])
    }
}

impl From<crate::write::Error> for Failure {
    fn from(e: crate::write::Error) -> Failure {
        Finding::from(e).into()
    }
}

type Outcome = Result<(), Failure>;

fn usage(message: impl Into<Sentence>, hint: impl Into<Sentence>) -> Failure {
    Failure::Usage(Box::new((message.into(), hint.into())))
}

/// What the common options mean.
struct Settings {
    party: Option<Party>,
    years: Years,
    lang: Option<Lang>,
    format: Option<String>,
    force: bool,
    json: bool,
    catalogue: Catalogue,
    crosswalk: OnceLock<Crosswalk>,
}

impl Settings {
    fn new(common: Common) -> Result<Settings, Failure> {
        let party = common
            .party
            .map(|p| {
                Party::find(&p).ok_or_else(|| {
                    usage(
                        say!("\"{party}\" is not a Party", party = p),
                        say!("use the ISO 3166 code of the country, for instance KE, or EU"),
                    )
                })
            })
            .transpose()?;
        let lang = common
            .lang
            .map(|l| {
                Lang::parse(&l)
                    .ok_or_else(|| usage(say!("dunlin does not speak \"{lang}\"", lang = l), say!("use en, fr or es")))
            })
            .transpose()?;
        let catalogue = match &common.catalogue {
            Some(dir) => Catalogue::with_folder(dir).map_err(Failure::Findings)?,
            None => Catalogue::builtin(),
        };
        let years = years(&common.period, &catalogue)?;
        if let Some(f) = &common.format {
            known_format(&catalogue, f)?;
        }
        Ok(Settings {
            party,
            years,
            lang,
            format: common.format,
            force: common.force,
            json: common.json,
            catalogue,
            crosswalk: OnceLock::new(),
        })
    }

    /// The language of what is written: the option, else English.
    fn lang(&self) -> Lang {
        self.lang.unwrap_or_default()
    }

    /// The crosswalk, with all formats unpacked: for verbs that need them all.
    fn crosswalk(&self) -> &Crosswalk {
        let load = || rayon::join(|| Crosswalk::load(&self.catalogue), || self.catalogue.unpack()).0;
        self.crosswalk.get_or_init(load)
    }

    /// A finding for a program: with its words in the language that was asked for, if one was.
    fn shown(&self, finding: Finding) -> Finding {
        match self.lang {
            Some(lang) => finding.shown_in(lang),
            None => finding,
        }
    }

    /// The years of all reports, for what makes no difference between formats.
    fn one_period(&self) -> Result<Option<Period>, Failure> {
        if self.years.each.is_empty() {
            return Ok(self.years.all);
        }
        Err(usage(
            say!("here --period says the years of all reports"),
            say!("give the years alone, for instance --period 2021-2023"),
        ))
    }

    fn read_options(&self) -> crate::read::Options {
        crate::read::Options { party: self.party, period: None, format: self.format.clone(), lang: self.lang }
    }
}

/// What was said of the years of reports: `2021-2023` of all, `cms-cop14=2020-2023` of one format.
fn years(said: &[String], catalogue: &Catalogue) -> Result<Years, Failure> {
    let mut years = Years::default();
    for text in said {
        let (format, period) = match text.split_once('=') {
            Some((format, period)) => (Some(format.trim()), period),
            None => (None, text.as_str()),
        };
        let period = Period::parse(period).ok_or_else(|| {
            usage(
                say!("\"{period}\" is not a period", period = period),
                say!("write two years, for instance 2021-2023"),
            )
        })?;
        let twice = match format {
            Some(f) => {
                known_format(catalogue, f)?;
                years.each.insert(f.to_owned(), period).is_some()
            }
            None => years.all.replace(period).is_some(),
        };
        if twice {
            return Err(usage(
                say!("--period is given twice for the same reports"),
                say!("of several conventions say the format too, for instance --period cms-cop14=2020-2023"),
            ));
        }
    }
    Ok(years)
}

/// Does the same to each of several things on all cores, to those with most work first, so that no core
/// is left long after the others. Results come in the order of the things.
fn most_first<T: Sync, R: Send>(things: &[T], work: impl Fn(&T) -> usize, each: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let mut order: Vec<(usize, &T)> = things.iter().enumerate().collect();
    order.sort_by_key(|(_, thing)| Reverse(work(thing)));
    let mut done: Vec<(usize, R)> = order.into_iter().par_bridge().map(|(n, thing)| (n, each(thing))).collect();
    done.sort_by_key(|(n, _)| *n);
    done.into_iter().map(|(_, r)| r).collect()
}

/// A usage failure that names the nearest format, unless `id` is one.
fn known_format(catalogue: &Catalogue, id: &str) -> Result<(), Failure> {
    if catalogue.format_ids().any(|f| f == id) {
        return Ok(());
    }
    let ids: Vec<&str> = catalogue.format_ids().collect();
    // Below this likeness a suggestion only confuses.
    let near = ids
        .iter()
        .filter(|f| strsim::jaro_winkler(f, id) > 0.75)
        .max_by(|a, b| strsim::jaro_winkler(a, id).total_cmp(&strsim::jaro_winkler(b, id)));
    let known = ids.join(", ");
    let hint = match near {
        Some(near) => say!("did you mean {near}? known: {known}", near = *near, known = known),
        None => say!("known: {known}", known = known),
    };
    Err(usage(say!("there is no format \"{id}\"", id = id), hint))
}

/// The formats to write: one, or those of all conventions.
fn targets<'a>(catalogue: &'a Catalogue, to: &str) -> Result<Vec<&'a Format>, Failure> {
    let targets: Vec<&Format> = if to == "all" {
        catalogue.targets().collect()
    } else {
        known_format(catalogue, to)?;
        catalogue.format(to).into_iter().collect()
    };
    match targets.iter().find(|f| f.read_only) {
        None => Ok(targets),
        Some(f) => Err(usage(
            say!("{format} is an older edition that is only read", format = &f.id),
            say!("write the current edition; older reports carry over into it"),
        )),
    }
}

/// The command line with everything it takes.
fn command() -> clap::Command {
    options::dress(Cli::command())
}

/// What the argument parser found wrong, as a sentence; `None` for what happens to hardly anybody.
fn misused(e: &clap::Error) -> Option<Sentence> {
    let text = |kind| -> Option<String> {
        match e.get(kind)? {
            ContextValue::String(s) => Some(s.clone()),
            ContextValue::Strings(list) => Some(list.join(" ")),
            _ => None,
        }
    };
    let arg = text(ContextKind::InvalidArg);
    Some(match e.kind() {
        ErrorKind::UnknownArgument => say!("there is no option {option} here", option = arg?),
        ErrorKind::MissingRequiredArgument => say!("{what} is missing", what = arg?),
        ErrorKind::InvalidSubcommand => {
            say!("there is no command \"{command}\"", command = text(ContextKind::InvalidSubcommand)?)
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            match text(ContextKind::InvalidValue).filter(|v| !v.is_empty()) {
                Some(value) => say!("\"{value}\" is nothing {option} takes", value = value, option = arg?),
                None => say!("{option} needs a value", option = arg?),
            }
        }
        ErrorKind::ArgumentConflict => say!(
            "{option} and {other} do not go together",
            option = arg?,
            other = text(ContextKind::PriorArg).unwrap_or_default()
        ),
        _ => return None,
    })
}

/// Runs the program: arguments in, text out, exit code back (0 done, 1 done with errors found in the
/// input, 2 wrong use).
pub fn run(args: impl IntoIterator<Item = OsString>, out: &mut dyn Write, err: &mut dyn Write) -> u8 {
    let args: Vec<OsString> = args.into_iter().collect();
    let matches = command().try_get_matches_from(&args);
    let parse = |m: clap::ArgMatches| Ok((Cli::from_arg_matches(&m)?, options::given(&m), options::language(&m)));
    let (cli, common, lang) = match matches.and_then(parse) {
        Ok(parsed) => parsed,
        Err(e) => {
            let text = e.render().to_string();
            // Help and version are asked for; everything else is wrong use.
            return if e.use_stderr() {
                match options::asked_language(&args).and_then(|lang| Some((lang, misused(&e)?))) {
                    Some((lang, said)) if lang != Lang::En => {
                        let mut ui = Ui::new(out, err);
                        ui.speak(lang);
                        ui.error(said, say!("dunlin --help lists the commands, and dunlin COMMAND --help the options"));
                    }
                    _ => {
                        let _ = write!(err, "{text}");
                    }
                }
                2
            } else {
                let _ = write!(out, "{text}");
                0
            };
        }
    };
    let mut ui = Ui::new(out, err);
    // Also what is wrong with the other options is said in the language that was asked for.
    ui.speak(lang.unwrap_or_default());
    let outcome = common.and_then(Settings::new).and_then(|settings| {
        // The program ends after this: to take a thousand questions apart would only take time.
        let settings = ManuallyDrop::new(settings);
        match cli.verb {
            Verb::Formats(a) => formats::run(&a, &settings, &mut ui),
            Verb::Read(a) => read::run(&a, &settings, &mut ui),
            Verb::Prefill(a) => prefill::run(&a, &settings, &mut ui),
            Verb::Fill(a) => fill::run(&a, &settings, &mut ui),
            Verb::Batch(a) => batch::run(&a, &settings, &mut ui),
            Verb::Blank(a) => blank::run(&a, &settings, &mut ui),
            Verb::Split(a) => split::run(&a, &settings, &mut ui),
            Verb::Merge(a) => merge::run(&a, &settings, &mut ui),
            Verb::Translate(a) => translate::run(&a, &settings, &mut ui),
            Verb::Check(a) => check::run(&a, &settings, &mut ui),
            Verb::Gaps(a) => gaps::run(&a, &settings, &mut ui),
            Verb::Compare(a) => compare::run(&a, &settings, &mut ui),
            Verb::Map(a) => map::run(&a, &settings, &mut ui),
            Verb::Learn(a) => learn::run(&a, &settings, &mut ui),
        }
    });
    match outcome {
        Ok(()) => 0,
        Err(Failure::Found) => 1,
        Err(Failure::Findings(findings)) => {
            for f in &findings {
                ui.finding(f);
            }
            u8::from(findings.iter().any(|f| f.level >= Level::Error))
        }
        Err(Failure::Usage(said)) => {
            ui.error(said.0, said.1);
            2
        }
    }
}
