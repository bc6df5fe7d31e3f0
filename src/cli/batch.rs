//! `dunlin batch`: a folder tree of anything, to every Party's reports and one data set.

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use clap::Args;

use super::ui::{Progress, Ui};
use super::{Failure, Outcome, Settings, targets, usage};
use crate::batch::{Halt, Options, Run, Stage, Watch, run as run_batch};
use crate::model::CORE;
use crate::say;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The folder with the reports; every file below it is read
    dir: PathBuf,
    /// The folder to write
    #[arg(short, long, value_name = "OUT")]
    output: PathBuf,
    /// The format to write, or all
    #[arg(long, value_name = "FORMAT|all")]
    to: String,
    /// How many files or Parties to work on at once [default: one for each core]
    #[arg(long, value_name = "N")]
    jobs: Option<usize>,
    /// Go on with a run that was stopped
    #[arg(long)]
    resume: bool,
}

/// One bar for each part of the run.
#[derive(Default)]
struct Bars(Mutex<Option<Progress>>);

impl Watch for Bars {
    fn begin(&self, _: Stage, total: usize) {
        let mut bar = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // The one before clears itself first.
        *bar = None;
        *bar = Some(Progress::new(total));
    }

    fn done(&self, name: &str) {
        if let Some(bar) = &*self.0.lock().unwrap_or_else(PoisonError::into_inner) {
            bar.done(name);
        }
    }
}

pub(super) fn run(a: &Arguments, s: &Settings, ui: &mut Ui) -> Outcome {
    let targets = targets(&s.catalogue, &a.to)?;
    if targets.iter().any(|f| f.id == CORE) {
        return Err(usage(
            say!("a core report is one country's own"),
            say!("write it with dunlin prefill --to core; batch writes the conventions' reports"),
        ));
    }
    if a.jobs == Some(0) {
        return Err(usage(say!("nothing can be done with no workers"), say!("give --jobs 1 or more, or leave it out")));
    }
    if a.resume && s.force {
        return Err(usage(say!("--resume goes on and --force begins anew"), say!("give one of the two")));
    }
    let crosswalk = s.crosswalk();
    let options = Options {
        dir: &a.dir,
        out: &a.output,
        targets,
        party: s.party,
        period: s.one_period()?,
        lang: s.lang(),
        read_lang: s.lang,
        format: s.format.clone(),
        jobs: a.jobs,
        resume: a.resume,
        force: s.force,
    };
    let bars = Bars::default();
    let outcome = run_batch(&options, &s.catalogue, crosswalk, &bars);
    drop(bars);
    let run = match outcome {
        Ok(run) => run,
        Err(Halt::Refused(f)) => return Err((*f).into()),
        Err(Halt::Failed(e)) => return Err(e.into()),
        // Nobody asks this run to stop but the system, which ends the process.
        Err(Halt::Stopped) => return Err(Failure::Found),
    };
    if s.json {
        ui.json(&run);
    } else {
        describe(&run, a, ui);
    }
    if run.findings.errors() > 0 { Err(Failure::Found) } else { Ok(()) }
}

/// How many files that could not be used are named on the terminal.
const NAMED: usize = 20;

fn describe(run: &Run, a: &Arguments, ui: &mut Ui) {
    let t = &run.totals;
    let out = a.output.display();
    ui.say(&say!(
        "{files} files: {used} with reports, {copies} copies, {unusable} that could not be used",
        files = t.files,
        used = t.files_used,
        copies = t.copies,
        unusable = t.unusable
    ));
    ui.say(&say!(
        "{reports} reports of {parties} Parties with {answers} answers",
        reports = t.reports,
        parties = t.parties,
        answers = t.answers
    ));
    ui.say(&say!("{n} reports written to {out}", n = t.written, out = out));
    let rows: Vec<String> = run.dataset.iter().map(|d| format!("{} {}", d.rows, d.table)).collect();
    ui.say(&say!("dataset: {rows}", rows = rows.join(", ")));
    let levels: Vec<String> = run.findings.levels.iter().map(|(l, n)| format!("{n} {l}")).collect();
    ui.say(&say!(
        "findings: {levels}; all of them in {file}",
        levels = levels.join(", "),
        file = a.output.join("dataset/findings.csv").display()
    ));
    let unusable: Vec<_> =
        run.files.iter().filter_map(|f| f.why.as_ref().or(f.unusable.as_ref()).map(|why| (&f.file, why))).collect();
    for (file, why) in unusable.iter().take(NAMED) {
        ui.error(say!("{file}: {why}", file = *file, why = *why), "");
    }
    if unusable.len() > NAMED {
        ui.error(
            say!("{n} more {n|file|files} could not be used", n = unusable.len() - NAMED),
            say!("they are listed in run.html"),
        );
    }
    let loose: usize = run.parties.iter().filter(|p| p.party.is_none()).map(|p| p.read.len()).sum();
    if loose > 0 {
        ui.error(
            say!(
                "{n} {n|report does|reports do} not say whose {n|it is|they are} and went into the dataset only",
                n = loose
            ),
            say!("put them into a folder named like the Party (KE, Kenya), or give --party"),
        );
    }
}
