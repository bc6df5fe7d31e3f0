//! `dunlin split`: a core report shared out, a short workbook and a Word sheet for each expert.

use std::path::{Path, PathBuf};

use clap::Args;

use super::read::read_all;
use super::ui::Ui;
use super::{Failure, Outcome, Settings, usage};
use crate::core_report::{self, Core, CoreDraft, CoreRequest, Handed};
use crate::crosswalk::Crosswalk;
use crate::model::{CORE, Finding, Level, Report};
use crate::read::open::{Limits, open};
use crate::say;
use crate::sharing::{By, Plan, part, plan, to_table};
use crate::write::{expert_sheet, folder, whole_file};

/// The core report as it was handed out, beside the experts' workbooks.
pub(super) const AS_HANDED_OUT: &str = "_core.xlsx";

/// Who was handed out what.
pub(super) const TABLE: &str = "_handed-out.tsv";

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The core report
    core: PathBuf,
    /// Who is asked: who usually knows, one for each subject, or a plan of yours (a table with the
    /// columns subject and name)
    #[arg(long, value_name = "who|subject|FILE")]
    by: String,
    /// The folder for the experts' workbooks
    #[arg(short, long, value_name = "DIR")]
    output: PathBuf,
    /// The day by which they are to come back, as you write it
    #[arg(long, value_name = "DATE")]
    due: Option<String>,
}

/// A core report as it was read.
pub(super) struct ReadCore {
    pub(super) reports: Vec<Report>,
    pub(super) carried: Vec<Report>,
    pub(super) findings: Vec<Finding>,
}

/// Reads a file that has to be a core report.
pub(super) fn read_core(path: &Path, s: &Settings, crosswalk: &Crosswalk) -> Result<ReadCore, Failure> {
    let mut reading = read_all(&[path.to_owned()], s, crosswalk).pop().unwrap_or_default();
    if !reading.reports.iter().any(|r| r.format == CORE) {
        if reading.findings.iter().any(Finding::is_error) {
            return Err(Failure::Findings(reading.findings));
        }
        return Err(Finding::new(Level::Error, "not-a-core-report", say!("this is not a core report"))
            .at(path.display().to_string(), "")
            .hint(say!("make one from your reports: dunlin prefill --to core -o core.xlsx FILE..."))
            .into());
    }
    Ok(ReadCore {
        reports: std::mem::take(&mut reading.reports),
        carried: std::mem::take(&mut reading.carried),
        findings: reading.findings,
    })
}

/// Drafts a core report anew from what stands in it.
pub(super) fn draft(
    core: &Core,
    reports: Vec<Report>,
    carried: &[Report],
    s: &Settings,
    crosswalk: &Crosswalk,
) -> (CoreDraft, Vec<Finding>) {
    let lang = s.lang.or_else(|| reports.iter().find_map(|r| r.lang)).unwrap_or_default();
    let known = carried.iter().map(|r| (r.format.clone(), r.file.clone())).collect();
    let taken = core_report::take_apart(core_report::with_carried(reports, carried.to_vec()));
    let request = CoreRequest {
        party: s.party,
        years: &s.years,
        lang,
        reports: &taken.others,
        previous: &[],
        base: &taken.kept,
        registers: &taken.registers,
        known: &known,
    };
    core_report::prefill(core, &request, &s.catalogue, crosswalk)
}

pub(super) fn run(a: &Arguments, s: &Settings, ui: &mut Ui) -> Outcome {
    let crosswalk = s.crosswalk();
    let read = read_core(&a.core, s, crosswalk)?;
    let findings = read.findings;
    let by = match a.by.as_str() {
        "who" => By::Who,
        "subject" => By::Subject,
        file => {
            let rows = rows(Path::new(file))?;
            let (plan, found) = Plan::from_rows(&rows, file, crosswalk);
            if found.iter().any(Finding::is_error) {
                return Err(Failure::Findings(found));
            }
            By::Plan(plan)
        }
    };
    let Some(core) = Core::assemble(&s.catalogue, crosswalk) else { return Ok(()) };
    let lang = s.lang.or_else(|| read.reports.iter().find_map(|r| r.lang)).unwrap_or_default();
    // What is said of the reports it was made from was said when it was made.
    let (draft, _) = draft(&core, read.reports, &read.carried, s, crosswalk);
    let placement = core_report::place(&core.format, &draft.drafted, crosswalk);
    let mut subjects: Vec<&str> = Vec::new();
    for p in placement.iter().filter(|p| !p.subject.is_empty()) {
        if !subjects.contains(&p.subject.as_str()) {
            subjects.push(&p.subject);
        }
    }
    let handouts = plan(&by, &subjects, crosswalk, lang);
    folder(&a.output)?;
    let mut files: Vec<(PathBuf, Vec<u8>)> = vec![
        (a.output.join(AS_HANDED_OUT), crate::write::core(&draft, &core, &placement, crosswalk, lang)?),
        (a.output.join(TABLE), to_table(&handouts).into_bytes()),
    ];
    for h in &handouts {
        let mut given = part(&draft, &placement, &core.format, h);
        given.draft.handed = Some(Handed { to: h.name.clone(), due: a.due.clone().unwrap_or_default() });
        let book = crate::write::core(&given.draft, &core, &given.placement, crosswalk, lang)?;
        let sheet = expert_sheet(&given.draft, &core.format, &given.placement, crosswalk, lang)?;
        files.push((a.output.join(format!("{}.xlsx", h.file)), book));
        files.push((a.output.join(format!("{}.docx", h.file)), sheet));
    }
    // Nothing of an earlier round is replaced half.
    if !s.force
        && let Some((path, _)) = files.iter().find(|(p, _)| p.exists())
    {
        return Err(crate::write::Error::Exists(path.clone()).into());
    }
    for (path, bytes) in &files {
        whole_file(path, bytes, s.force)?;
    }
    let questions = placement.iter().filter(|p| !p.subject.is_empty()).count();
    let out = a.output.display();
    ui.say(&say!(
        "{out}: {workbooks} workbooks and Word sheets, {subjects} subjects, {questions} questions",
        out = &out,
        workbooks = handouts.len(),
        subjects = subjects.len(),
        questions = questions
    ));
    ui.say(&say!("  who was given what: {table}", table = TABLE));
    ui.say(&say!("  when they come back: dunlin merge {out} -o {core}", out = &out, core = a.core.display()));
    for f in &findings {
        ui.finding(f);
    }
    if findings.iter().any(Finding::is_error) { Err(Failure::Found) } else { Ok(()) }
}

/// Rows of the first sheet of a table, as texts.
fn rows(path: &Path) -> Result<Vec<Vec<String>>, Failure> {
    let input = open(path, &Limits::default())?;
    let Some(sheet) = input.book().and_then(|b| b.sheets.first()) else {
        return Err(usage(
            say!("{path} is no table", path = &path.display()),
            say!("give who, subject, or a table (.xlsx, .ods, .csv) with the columns subject and name"),
        ));
    };
    Ok(sheet.rows.iter().map(|(&r, cells)| cells.keys().map(|&c| sheet.text(r, c)).collect()).collect())
}
