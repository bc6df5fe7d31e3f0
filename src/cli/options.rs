//! The options that several commands share: which command takes which, and what each command's long
//! help ends with.
//!
//! Every command reads all of them and shows those that do something there. One that does nothing is
//! wrong use, and is told so in words instead of being passed over.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, Command};

use super::{Common, Failure, usage};
use crate::model::{Lang as Language, Sentence};
use crate::say;

/// An option that more than one command takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shared {
    Party,
    Period,
    Lang,
    Format,
    Catalogue,
    Force,
    Json,
}

use Shared::{Catalogue, Force, Format, Json, Lang, Party, Period};

impl Shared {
    const ALL: [Shared; 7] = [Party, Period, Lang, Format, Catalogue, Force, Json];

    fn name(self) -> &'static str {
        match self {
            Party => "party",
            Period => "period",
            Lang => "lang",
            Format => "format",
            Catalogue => "catalogue",
            Force => "force",
            Json => "json",
        }
    }

    /// Its name among a command's arguments, one of which may be called the same.
    fn id(self) -> &'static str {
        match self {
            Party => "shared-party",
            Period => "shared-period",
            Lang => "shared-lang",
            Format => "shared-format",
            Catalogue => "shared-catalogue",
            Force => "shared-force",
            Json => "shared-json",
        }
    }

    /// What it does, for a person who gave it where it does nothing.
    fn purpose(self) -> Sentence {
        match self {
            Party => say!("it says whose report is read or written"),
            Period => say!("it says which years a report is about"),
            Lang => say!("it sets the language of what is shown or written"),
            Format => say!("it says which form a file that does not tell is of"),
            Catalogue => say!("it names a folder of templates and mappings"),
            Force => say!("it replaces a file that exists"),
            Json => say!("it prints a result that would otherwise be printed for people"),
        }
    }

    fn arg(self) -> Arg {
        let arg = Arg::new(self.id()).long(self.name());
        match self {
            Party => arg.value_name("XX").help("The Party: ISO 3166 code (KE), EU for the European Union"),
            Period => arg
                .value_name("[FORMAT=]YEARS")
                .action(ArgAction::Append)
                .help("The years of the report, for instance 2021-2023; of several, cms-cop14=2020-2023 for each"),
            Lang => arg.value_name("en|fr|es").help("Language of what is shown and written"),
            Format => {
                arg.value_name("FORMAT").help("The format of the input files, where they do not say it themselves")
            }
            Catalogue => arg
                .value_name("DIR")
                .value_parser(clap::value_parser!(PathBuf))
                .help("A folder with templates/ and mappings/ of your own, on top of the built-in ones"),
            Force => arg.action(ArgAction::SetTrue).help("Replace an output that exists already"),
            Json => arg.action(ArgAction::SetTrue).help("Print the result as JSON (docs/json.md)"),
        }
    }
}

/// What a command takes, and the examples of its long help.
struct Takes {
    /// The command, and its own subcommand if it has any.
    command: &'static [&'static str],
    options: &'static [Shared],
    examples: &'static str,
}

const fn takes(command: &'static [&'static str], options: &'static [Shared], examples: &'static str) -> Takes {
    Takes { command, options, examples }
}

static COMMANDS: &[Takes] = &[
    takes(
        &["formats"],
        &[Lang, Catalogue, Json],
        "dunlin formats\ndunlin formats ramsar-cop14 --lang fr\ndunlin formats core last-reports/*",
    ),
    takes(
        &["read"],
        &[Party, Period, Lang, Format, Catalogue, Json],
        "dunlin read last-ramsar.docx cms-questionnaire.csv\ndunlin read answers.xlsx --format cites-ir --party KE --json",
    ),
    takes(
        &["prefill"],
        &[Party, Period, Lang, Format, Catalogue, Force, Json],
        "dunlin prefill --to ramsar-cop14 -o ramsar.xlsx --previous last-ramsar.docx cms.csv cbd.json\n\
         dunlin prefill --to all -o out/ --lang fr core.xlsx",
    ),
    takes(
        &["fill"],
        &[Party, Period, Lang, Format, Catalogue, Force, Json],
        "dunlin fill ramsar-form.docx -o ramsar-filled.docx last-ramsar.docx cms.csv",
    ),
    takes(
        &["batch"],
        &[Party, Period, Lang, Format, Catalogue, Force, Json],
        "dunlin batch archive/ -o out/ --to all\ndunlin batch archive/ -o out/ --to all --resume",
    ),
    takes(
        &["blank"],
        &[Party, Period, Lang, Catalogue, Force],
        "dunlin blank cites-ir --party KE --period 2021-2023 -o cites.xlsx",
    ),
    takes(
        &["split"],
        &[Party, Period, Lang, Catalogue, Force],
        "dunlin split core.xlsx --by who -o experts/ --due \"31 March 2027\"",
    ),
    takes(
        &["merge"],
        &[Party, Period, Lang, Catalogue],
        "dunlin merge experts/ -o core.xlsx\ndunlin merge sentences.xlsx -o core.xlsx",
    ),
    takes(&["translate"], &[Party, Lang, Catalogue, Force], "dunlin translate core.xlsx --to fr -o sentences.xlsx"),
    takes(
        &["check"],
        &[Party, Period, Lang, Format, Catalogue, Json],
        "dunlin check ramsar.xlsx\ndunlin check ramsar.xlsx --json",
    ),
    takes(
        &["gaps"],
        &[Party, Period, Lang, Format, Catalogue, Force, Json],
        "dunlin gaps last-ramsar.docx cms.csv cbd.json -o gaps.html\ndunlin gaps --many all-reports/ -o overview.xlsx",
    ),
    takes(
        &["compare"],
        &[Party, Lang, Format, Catalogue, Force, Json],
        "dunlin compare ramsar-2018.xlsx ramsar-2021.xlsx -o changes.html",
    ),
    takes(&["map"], &[], ""),
    takes(&["map", "check"], &[Catalogue, Json], "dunlin map check --catalogue my-formats"),
    takes(&["map", "pairs"], &[Catalogue, Force, Json], "dunlin map pairs -o pairs.tsv"),
    takes(&["map", "export"], &[Catalogue, Force], "dunlin map export -o crosswalk.sssom.tsv"),
    takes(
        &["learn"],
        &[Lang, Catalogue, Force, Json],
        "dunlin learn \"Official form COP15.docx\" --as ramsar-cop15 -o mine",
    ),
];

const EXIT_CODES: &str = "Exit codes: 0 done, 1 done with errors found in the input, 2 wrong use";

/// Gives a command and those below it their shared options and the end of their long help.
pub(super) fn dress(command: Command) -> Command {
    let command = command.args(Shared::ALL.map(|o| o.arg().global(true).hide(true))).after_long_help(format!(
        "Options stand behind the command: dunlin COMMAND --help lists them.\n\n{EXIT_CODES}"
    ));
    COMMANDS.iter().fold(command, |command, t| on(command, t.command, t))
}

fn on(command: Command, path: &[&'static str], takes: &Takes) -> Command {
    match path.split_first() {
        Some((first, rest)) => command.mut_subcommand(*first, |sub| on(sub, rest, takes)),
        None => {
            let command = command.args(takes.options.iter().map(|o| o.arg()));
            let examples: Vec<String> = takes.examples.lines().map(|e| format!("  {e}")).collect();
            let end = match examples.is_empty() {
                true => EXIT_CODES.to_owned(),
                false => format!("Examples:\n{}\n\n{EXIT_CODES}", examples.join("\n")),
            };
            command.after_long_help(end)
        }
    }
}

/// The language asked for in words that the parser could make nothing of.
pub(super) fn asked_language(args: &[OsString]) -> Option<crate::model::Lang> {
    let mut words = args.iter().filter_map(|a| a.to_str());
    let value = words.find_map(|w| w.strip_prefix("--lang="));
    let next = || args.iter().skip_while(|a| *a != "--lang").nth(1).and_then(|a| a.to_str());
    crate::model::Lang::parse(value.or_else(next)?)
}

/// The language that was asked for, whatever else is wrong.
pub(super) fn language(matches: &ArgMatches) -> Option<Language> {
    let mut here = matches;
    while let Some((_, below)) = here.subcommand() {
        here = below;
    }
    Language::parse(here.try_get_one::<String>(Lang.id()).ok().flatten()?)
}

/// The shared options that were given, after checking that each means something for the command.
pub(super) fn given(matches: &ArgMatches) -> Result<Common, Failure> {
    let mut path: Vec<&str> = Vec::new();
    let mut here = matches;
    while let Some((name, below)) = here.subcommand() {
        path.push(name);
        here = below;
    }
    let called = format!("dunlin {}", path.join(" "));
    let taken = COMMANDS.iter().find(|t| t.command == path).map_or(&[][..], |t| t.options);
    let said = |o: Shared| here.value_source(o.id()) == Some(ValueSource::CommandLine);
    for o in Shared::ALL {
        if said(o) && !taken.contains(&o) {
            let name = o.name();
            return Err(usage(
                say!(
                    "--{name} means nothing to {called}: {purpose}",
                    name = &name,
                    called = &called,
                    purpose = o.purpose()
                ),
                say!("leave it out; {called} --help lists the options there are", called = &called),
            ));
        }
    }
    let writes = here.try_contains_id("output").unwrap_or(true);
    if said(Force) && !writes {
        return Err(usage(
            say!("--force means nothing here: {purpose}, and no file is written", purpose = Force.purpose()),
            say!("name the file to write with -o, or leave --force out"),
        ));
    }
    let text = |o: Shared| here.try_get_one::<String>(o.id()).ok().flatten().cloned();
    let flag = |o: Shared| here.try_get_one::<bool>(o.id()).ok().flatten().copied().unwrap_or(false);
    Ok(Common {
        party: text(Party),
        period: here.try_get_many::<String>(Period.id()).ok().flatten().into_iter().flatten().cloned().collect(),
        lang: text(Lang),
        format: text(Format),
        catalogue: here.try_get_one::<PathBuf>(Catalogue.id()).ok().flatten().cloned(),
        force: flag(Force),
        json: flag(Json),
    })
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::super::command;
    use super::*;

    /// The words of a command line as a shell hands them over, without a comment behind them.
    fn shell(line: &str) -> Vec<String> {
        let (mut words, mut word, mut quoted) = (Vec::new(), String::new(), false);
        for c in line.chars() {
            match c {
                '"' => quoted = !quoted,
                ' ' if !quoted => words.push(std::mem::take(&mut word)),
                '#' if !quoted && word.is_empty() => break,
                c => word.push(c),
            }
        }
        words.push(word);
        words.retain(|w| !w.is_empty());
        words
    }

    fn parse(line: &str, from: &str) {
        let matches = match command().try_get_matches_from(shell(line)) {
            Ok(m) => m,
            Err(e) => panic!("{from}: {line}\n{e}"),
        };
        assert!(given(&matches).is_ok(), "{from}: {line}: an option that means nothing there");
    }

    /// Lines of code blocks that call dunlin, long ones joined.
    fn commands(text: &str) -> Vec<String> {
        let mut found = Vec::new();
        for block in text.split("```").skip(1).step_by(2) {
            for line in block.replace("\\\n", " ").lines() {
                let line = line.trim_start_matches("$ ").replace("cargo run --release -- ", "dunlin ");
                if line.starts_with("dunlin ") {
                    found.push(line);
                }
            }
        }
        found
    }

    #[test]
    fn every_command_of_the_documents_and_of_the_help_is_one() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut files = vec![root.join("README.md")];
        files.extend(std::fs::read_dir(root.join("docs")).expect("docs").flatten().map(|e| e.path()));
        files.retain(|f| f.extension().is_some_and(|x| x == "md"));
        let mut seen = 0;
        for file in files {
            for line in commands(&std::fs::read_to_string(&file).expect("text")) {
                parse(&line, &file.display().to_string());
                seen += 1;
            }
        }
        assert!(seen >= 20, "{seen} commands found: are they still written as they were?");
        for t in COMMANDS {
            t.examples.lines().for_each(|e| parse(e, "help"));
        }
        command().debug_assert();
    }
}
