//! Loads templates and mapping tables: those built in, and a folder of the user's own that adds to
//! or replaces them. Every mistake is named by file and line.

mod load;
pub mod raw;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use rayon::prelude::*;

use crate::model::{CORE, Finding, Format, Level};

pub use load::format_from_raw;

mod builtin {
    include!(concat!(env!("OUT_DIR"), "/builtin.rs"));
    pub(super) static SUBJECTS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/subjects.bin"));
    pub(super) static RULES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/rules.bin"));
}

/// One data file: its name as the user sees it, and its text.
#[derive(Debug, Clone)]
pub struct DataFile {
    /// `mappings/links.sssom.tsv`, or the path in the user's folder.
    pub name: String,
    /// True for a file in the user's folder.
    pub own: bool,
    /// The text.
    pub text: String,
}

enum Entry {
    BuiltIn { compiled: &'static [u8], name: &'static str, text: &'static str },
    Own { name: String, text: String },
}

struct Slot {
    entry: Entry,
    loaded: OnceLock<(Format, Vec<Finding>)>,
}

/// Formats and mapping tables. A format is parsed when it is first asked for.
pub struct Catalogue {
    slots: BTreeMap<String, Slot>,
    folder: Option<PathBuf>,
    own_mappings: Vec<DataFile>,
}

impl Catalogue {
    /// What is built in.
    #[must_use]
    pub fn builtin() -> Catalogue {
        let slots = builtin::TEMPLATES
            .iter()
            .map(|&(id, compiled, name, text)| {
                let entry = Entry::BuiltIn { compiled, name, text };
                (id.to_owned(), Slot { entry, loaded: OnceLock::new() })
            })
            .collect();
        Catalogue { slots, folder: None, own_mappings: Vec::new() }
    }

    /// What is built in, with the `templates/` and `mappings/` of a folder of the user's own on
    /// top: a template of the same id replaces the built-in one, mapping rows are added, and a row
    /// about the same thing replaces the built-in row.
    ///
    /// # Errors
    /// A finding for each file that cannot be read or is not valid TOML.
    pub fn with_folder(folder: &Path) -> Result<Catalogue, Vec<Finding>> {
        let mut catalogue = Catalogue::builtin();
        let mut findings = Vec::new();
        if !folder.is_dir() {
            return Err(vec![
                Finding::new(Level::Error, "catalogue-folder", "there is no such folder")
                    .at(folder.display().to_string(), "")
                    .hint("--catalogue takes a folder with templates/ and mappings/ in it"),
            ]);
        }
        for (sub, ext) in [
            ("templates", "toml"),
            ("mappings", "tsv"),
            ("mappings", "toml"),
            ("mappings/editions", "tsv"),
            ("mappings/frameworks", "tsv"),
        ] {
            for path in list(&folder.join(sub), ext) {
                let name = path.display().to_string();
                let text = match std::fs::read_to_string(&path) {
                    Ok(t) => t,
                    Err(e) => {
                        findings.push(
                            Finding::new(Level::Error, "catalogue-unreadable", format!("cannot be read: {e}"))
                                .at(name, "")
                                .hint("save the file as UTF-8 text"),
                        );
                        continue;
                    }
                };
                if sub == "templates" {
                    match load::parse_toml::<raw::RawTemplate>(&text, &name) {
                        Ok(t) => {
                            let entry = Entry::Own { name, text };
                            catalogue.slots.insert(t.id, Slot { entry, loaded: OnceLock::new() });
                        }
                        Err(f) => findings.push(f),
                    }
                } else {
                    let short = format!("{sub}/{}", path.file_name().unwrap_or_default().to_string_lossy());
                    catalogue.own_mappings.push(DataFile { name: short, own: true, text });
                }
            }
        }
        catalogue.folder = Some(folder.to_owned());
        if findings.is_empty() { Ok(catalogue) } else { Err(findings) }
    }

    /// Ids of all formats, in alphabetical order.
    pub fn format_ids(&self) -> impl Iterator<Item = &str> {
        self.slots.keys().map(String::as_str)
    }

    /// Formats that reports to conventions are written to: older editions that are only read are left
    /// out, and so is the core report, which is the country's own.
    pub fn targets(&self) -> impl Iterator<Item = &Format> {
        self.format_ids().filter_map(|id| self.format(id)).filter(|f| !f.read_only && f.id != CORE)
    }

    /// A format by id.
    #[must_use]
    pub fn format(&self, id: &str) -> Option<&Format> {
        self.slots.get(id).map(|s| &s.load().0)
    }

    /// Unpacks all formats now, on all cores, instead of one after the other when each is asked for.
    pub fn unpack(&self) {
        self.slots.par_iter().for_each(|(_, slot)| {
            slot.load();
        });
    }

    /// Keeps no longer what files were recognised by: when all are read, writing needs the memory.
    pub fn all_read(&self) {
        for (format, _) in self.slots.values().filter_map(|s| s.loaded.get()) {
            format.wordings.forget();
        }
    }

    /// The format a question id belongs to.
    #[must_use]
    pub fn format_of(&self, question: &str) -> Option<&Format> {
        self.format(question.split_once('/')?.0)
    }

    /// A question by its full id.
    #[must_use]
    pub fn question(&self, id: &str) -> Option<&crate::model::Question> {
        self.format_of(id)?.question(id)
    }

    /// Mistakes found in the templates.
    #[must_use]
    pub fn template_findings(&self) -> Vec<Finding> {
        self.slots.values().flat_map(|s| s.load().1.iter().cloned()).collect()
    }

    /// Mapping tables whose name begins with `prefix` and ends with `suffix`, built-in ones first.
    #[must_use]
    pub fn mappings(&self, prefix: &str, suffix: &str) -> Vec<DataFile> {
        let fits = |name: &str| name.starts_with(prefix) && name.ends_with(suffix);
        let mut files: Vec<DataFile> = builtin::MAPPINGS
            .iter()
            .filter(|(n, _)| fits(n))
            .map(|&(n, t)| DataFile { name: n.to_owned(), own: false, text: t.to_owned() })
            .collect();
        files.extend(self.own_mappings.iter().filter(|f| fits(&f.name)).cloned());
        files
    }

    /// The built-in subjects in compiled form.
    #[must_use]
    pub fn builtin_subjects(&self) -> &'static [u8] {
        builtin::SUBJECTS
    }

    /// The built-in rules in compiled form.
    #[must_use]
    pub fn builtin_rules(&self) -> &'static [u8] {
        builtin::RULES
    }

    /// The user's folder, if there is one.
    #[must_use]
    pub fn folder(&self) -> Option<&Path> {
        self.folder.as_deref()
    }
}

impl Slot {
    fn load(&self) -> &(Format, Vec<Finding>) {
        self.loaded.get_or_init(|| match &self.entry {
            Entry::BuiltIn { compiled, name, text } => match postcard::from_bytes(compiled) {
                Ok(raw) => format_from_raw(raw, name, text),
                // The build script wrote these bytes with the same types.
                Err(e) => unreachable!("built-in template {name}: {e}"),
            },
            Entry::Own { name, text } => match load::parse_toml(text, name) {
                Ok(raw) => format_from_raw(raw, name, text),
                Err(f) => (format_from_raw(raw::RawTemplate::default(), name, text).0, vec![f]),
            },
        })
    }
}

fn list(dir: &Path, ext: &str) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = std::fs::read_dir(dir)
        .map(|d| d.flatten().map(|e| e.path()).filter(|p| p.extension().is_some_and(|e| e == ext)).collect())
        .unwrap_or_default();
    found.sort();
    found
}

/// Parses a TOML data file of the user's.
///
/// # Errors
/// A finding with file and line.
pub fn parse_toml<T: serde::de::DeserializeOwned>(text: &str, name: &str) -> Result<T, Finding> {
    load::parse_toml(text, name)
}

/// The line (from 1) of the first line of `text` that reads `key = "value"`.
#[must_use]
pub fn line_of(text: &str, key: &str, value: &str) -> usize {
    load::line_of(text, key, value)
}
