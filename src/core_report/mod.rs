//! The core report: the country's registers and, by theme and subject, the questions of all
//! conventions side by side.
//!
//! `core` is a format like any other, assembled here from `templates/core.toml`, the formats that
//! are written, and the subjects of the crosswalk. Questions keep their official ids; their numbers
//! carry the convention's name. A core report reads back as one report of format `core`, the
//! registers, and one for each convention.

mod apart;
mod coordination;
mod figures;
mod fill;
mod lists;
mod place;
mod stale;
mod worth;

use std::collections::BTreeMap;

use crate::catalogue::Catalogue;
use crate::crosswalk::{Crosswalk, QRef};
use crate::model::{CORE, Format, Labels, Question, Section};

pub use apart::{Carried, base_and_evidence, evidence_along, take_apart, told_to_others, with_carried};
pub use figures::{Boxes, ByConvention, Derivable, Figures, Filled, Lookups, What};
pub use fill::{CoreDraft, CoreRequest, Handed, blank, is_current, prefill};
pub use place::{Placed, only_for, place};
pub use worth::{Derived, TextBoxes, Worth};

/// Section of the registers.
pub const REGISTERS: &str = "registers";

/// Section of questions that no subject has.
pub const ELSEWHERE: &str = "elsewhere";

/// The assembled format, and the formats it is made of.
#[derive(Debug, Clone)]
pub struct Core {
    /// Registers and the questions of all conventions. Its sections are the registers and the themes.
    pub format: Format,
    /// Ids of the conventions' formats, in the order in which their questions stand.
    pub conventions: Vec<String>,
    /// Names of the conventions, by the ids of their formats.
    pub names: BTreeMap<String, String>,
}

impl Core {
    /// Assembles the core report; `None` where the catalogue has no template for the registers.
    #[must_use]
    pub fn assemble(catalogue: &Catalogue, crosswalk: &Crosswalk) -> Option<Core> {
        let mut format = catalogue.format(CORE)?.clone();
        let (mut conventions, mut names) = (Vec::new(), BTreeMap::new());
        for target in catalogue.targets() {
            conventions.push(target.id.clone());
            names.insert(target.id.clone(), target.convention.clone());
            for question in &target.questions {
                let mut question = question.clone();
                if !question.number.is_empty() {
                    question.number = format!("{} {}", target.convention, question.number);
                }
                question.section = crosswalk
                    .main_subject(&QRef::new(&question.id, None))
                    .map_or(ELSEWHERE, |s| s.theme.as_str())
                    .to_owned();
                format.index.insert(question.id.clone(), format.questions.len());
                format.questions.push(question);
            }
        }
        let themes = crosswalk.themes.iter().map(|t| Section { id: t.id.clone(), label: t.label.clone() });
        format.sections.extend(themes);
        let label = Labels {
            en: "Other questions".to_owned(),
            fr: "Autres questions".to_owned(),
            es: "Otras preguntas".to_owned(),
        };
        format.sections.push(Section { id: ELSEWHERE.to_owned(), label });
        Some(Core { format, conventions, names })
    }

    /// The registers and what is asked about them, in the order of the template.
    pub fn registers(&self) -> impl Iterator<Item = &Question> {
        self.format.questions.iter().filter(|q| q.section == REGISTERS)
    }
}

/// Format id of a question.
#[must_use]
pub fn format_of(question: &str) -> &str {
    question.split_once('/').map_or(question, |(f, _)| f)
}
