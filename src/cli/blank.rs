//! `dunlin blank`: an empty workbook of a format.

use std::path::PathBuf;

use clap::Args;

use super::ui::Ui;
use super::{Outcome, Settings, known_format, usage};
use crate::core_report::{self, Core};
use crate::crosswalk::Crosswalk;
use crate::model::{CORE, Drafted};
use crate::say;
use crate::write::{whole_file, workbook};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The format
    format: String,
    /// The workbook to write
    #[arg(short, long, value_name = "FILE.xlsx")]
    output: PathBuf,
}

pub(super) fn run(a: &Arguments, s: &Settings, ui: &mut Ui) -> Outcome {
    known_format(&s.catalogue, &a.format)?;
    let Some(format) = s.catalogue.format(&a.format) else { return Ok(()) };
    if format.read_only {
        return Err(usage(
            say!("{format} is an older edition that is only read", format = &format.id),
            say!("write the current edition"),
        ));
    }
    let crosswalk = Crosswalk::load(&s.catalogue);
    if let (CORE, Some(core)) = (format.id.as_str(), Core::assemble(&s.catalogue, &crosswalk)) {
        let draft = core_report::blank(&core, s.party, &s.years, &s.catalogue);
        let placement = core_report::place(&core.format, &draft.drafted, &crosswalk);
        let bytes = crate::write::core(&draft, &core, &placement, &crosswalk, s.lang())?;
        whole_file(&a.output, &bytes, s.force)?;
        ui.line(&a.output.display().to_string());
        return Ok(());
    }
    let drafted = Drafted::blank(format, s.party, s.years.of(&format.id).or(format.period));
    let bytes = workbook(&drafted, format, &crosswalk, s.lang())?;
    whole_file(&a.output, &bytes, s.force)?;
    ui.line(&a.output.display().to_string());
    Ok(())
}
