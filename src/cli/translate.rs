//! `dunlin translate`: the sentences of a core report that a language lacks, out to a translator.

use std::path::PathBuf;

use clap::Args;

use super::split::read_core;
use super::ui::Ui;
use super::{Outcome, Settings, usage};
use crate::core_report::{Core, Handed, Placed, REGISTERS, blank};
use crate::crosswalk::Crosswalk;
use crate::model::{CORE, Lang, Registers, Standing, Years};
use crate::say;
use crate::sharing::{SENTENCES, missing};
use crate::write::whole_file;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The core report
    core: PathBuf,
    /// The language into which to translate
    #[arg(long, value_name = "en|fr|es")]
    to: String,
    /// The workbook of sentences to write
    #[arg(short, long, value_name = "FILE.xlsx")]
    output: PathBuf,
}

pub(super) fn run(a: &Arguments, s: &Settings, ui: &mut Ui) -> Outcome {
    let Some(to) = Lang::parse(&a.to) else {
        return Err(usage(say!("dunlin does not speak \"{to}\"", to = &a.to), say!("use en, fr or es")));
    };
    let crosswalk = Crosswalk::load(&s.catalogue);
    let read = read_core(&a.core, s, &crosswalk)?;
    let Some(core) = Core::assemble(&s.catalogue, &crosswalk) else { return Ok(()) };
    let main = read.reports.iter().find_map(|r| r.lang).unwrap_or_default();
    let registers = read.reports.iter().find(|r| r.format == CORE).map(Registers::from_report).unwrap_or_default();
    let sentences = missing(&registers, main, to);
    if sentences.is_empty() {
        ui.say(&say!("nothing is missing in {lang}", lang = &a.to));
        return Ok(());
    }
    let count = sentences.len();
    let words: usize =
        sentences.iter().map(|e| e.cells.values().map(|t| t.split_whitespace().count()).sum::<usize>()).sum();
    let question = format!("{CORE}/{SENTENCES}");
    let party = read.reports.iter().find_map(|r| r.party).or(s.party);
    let mut draft = blank(&core, party, &Years::default(), &s.catalogue);
    draft.drafted.files = vec![a.core.to_string_lossy().into_owned()];
    draft.drafted.items.clear();
    draft.drafted.drafts.retain(|d| d.question == question);
    let mut only = Registers::default();
    only.lists.insert(SENTENCES.to_owned(), sentences);
    let rows = only.into_answers().pop().map(|a| a.rows).unwrap_or_default();
    for d in &mut draft.drafted.drafts {
        d.standing = Standing::Kept;
        d.rows.clone_from(&rows);
    }
    draft.handed = Some(Handed { to: "translator".to_owned(), due: String::new() });
    let placement = [Placed { theme: REGISTERS.to_owned(), subject: String::new(), question, item: None }];
    let bytes = crate::write::core(&draft, &core, &placement, &crosswalk, s.lang.unwrap_or(to))?;
    whole_file(&a.output, &bytes, s.force)?;
    let out = a.output.display();
    ui.say(&say!("{out}: {texts} texts, {words} words to translate", out = &out, texts = count, words = words));
    ui.say(&say!("  when it comes back: dunlin merge {out} -o {core}", out = &out, core = a.core.display()));
    Ok(())
}
