//! Tags and choices of register columns: how they are shown, and how what people type is understood.

use std::collections::HashMap;

use super::Crosswalk;
use crate::model::register::LIST;
use crate::model::{Column, ColumnKind, Lang, TagSource};

/// What a cell with tags was understood as.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Understood {
    /// Codes, separated as in a register; what is not known stands as it was typed.
    pub text: String,
    /// What is not known, with the nearest tag as it is shown.
    pub unknown: Vec<(String, Option<String>)>,
}

/// Case, accents and spaces do not tell tags apart.
fn fold(text: &str) -> String {
    let mut out = String::new();
    for word in text.split(|c: char| c.is_whitespace() || matches!(c, '’' | '\'' | '-' | '–' | '_')) {
        if word.is_empty() {
            continue;
        }
        if !out.is_empty() {
            out.push(' ');
        }
        out.extend(word.chars().flat_map(char::to_lowercase));
    }
    out
}

/// Below this likeness a suggestion only confuses.
const NEAR: f64 = 0.8;

impl Crosswalk {
    /// What a choice or tag of a column may be: its code, and how it is shown in a language. Two with
    /// the same name are told apart by their code.
    #[must_use]
    pub fn tags(&self, column: &Column, lang: Lang) -> Vec<(String, String)> {
        let mut list: Vec<(String, String)> = match column.from {
            TagSource::Options => {
                column.options.iter().map(|o| (o.code.clone(), o.text.get(lang).to_owned())).collect()
            }
            TagSource::Subjects => self.subjects.iter().map(|s| (s.id.clone(), s.label.get(lang).to_owned())).collect(),
            // Targets are known by their number; their titles are too long for a cell.
            TagSource::Frameworks => self.frameworks.keys().map(|id| (id.clone(), id.clone())).collect(),
        };
        let names: Vec<String> = list.iter().map(|(_, n)| fold(n)).collect();
        for (n, (code, name)) in list.iter_mut().enumerate() {
            let twice = names.iter().enumerate().any(|(m, other)| m != n && Some(other) == names.get(n));
            if name.is_empty() {
                name.clone_from(code);
            } else if twice || name.contains(LIST) {
                *name = format!("{} ({code})", name.replace(LIST, ","));
            }
        }
        list
    }

    /// Codes of a cell as they are shown; what is no code of the column stays as it is.
    #[must_use]
    pub fn show_tags(&self, column: &Column, text: &str, lang: Lang) -> String {
        if !matches!(column.kind, ColumnKind::Choice | ColumnKind::Tags) || text.trim().is_empty() {
            return text.to_owned();
        }
        let tags = self.tags(column, lang);
        let show = |code: &str| tags.iter().find(|(c, _)| c == code).map_or(code.to_owned(), |(_, n)| n.clone());
        if column.kind == ColumnKind::Choice {
            return show(text.trim());
        }
        entries(text).map(show).collect::<Vec<_>>().join(&format!("{LIST} "))
    }

    /// What people typed into such a cell, in any of the languages, as codes. For many cells make one
    /// [`TagReader`].
    #[must_use]
    pub fn read_tags(&self, column: &Column, text: &str, lang: Lang) -> Understood {
        self.tag_reader(column, lang).read(text)
    }

    /// Gets ready to read the cells of a column.
    #[must_use]
    pub fn tag_reader(&self, column: &Column, lang: Lang) -> TagReader {
        let mut codes: HashMap<String, String> = HashMap::new();
        let mut shown = Vec::new();
        for l in std::iter::once(lang).chain(Lang::ALL.into_iter().filter(|l| *l != lang)) {
            for (code, name) in self.tags(column, l) {
                for key in [fold(&name), fold(&code)] {
                    codes.entry(key).or_insert_with(|| code.clone());
                }
                if l == lang {
                    shown.push((fold(&name), fold(&code), name));
                }
            }
        }
        TagReader { several: column.kind != ColumnKind::Choice, codes, shown }
    }
}

/// Reads the cells of one column.
#[derive(Debug, Clone)]
pub struct TagReader {
    /// A cell holds several entries.
    several: bool,
    /// Names in every language, and codes, folded, to codes.
    codes: HashMap<String, String>,
    /// Name and code, folded, and the name as it is shown in the language of the workbook.
    shown: Vec<(String, String, String)>,
}

impl TagReader {
    /// What people typed into a cell, as codes.
    #[must_use]
    pub fn read(&self, text: &str) -> Understood {
        let mut understood = Understood::default();
        let mut read = |typed: &str| -> String {
            let wanted = fold(typed);
            if let Some(code) = self.codes.get(&wanted) {
                return code.clone();
            }
            let likeness = |to: &str| strsim::jaro_winkler(to, &wanted);
            let near = self.shown.iter().map(|(name, code, shown)| (likeness(name).max(likeness(code)), shown));
            let near = near.filter(|(l, _)| *l > NEAR).max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, n)| n.clone());
            understood.unknown.push((typed.to_owned(), near));
            typed.to_owned()
        };
        let mut codes: Vec<String> = Vec::new();
        if self.several {
            for entry in entries(text) {
                let code = read(entry);
                if !codes.contains(&code) {
                    codes.push(code);
                }
            }
        } else {
            codes.push(read(text.trim()));
        }
        understood.text = codes.join(&format!("{LIST} "));
        understood
    }
}

fn entries(text: &str) -> impl Iterator<Item = &str> {
    text.split([LIST, '\n']).map(str::trim).filter(|t| !t.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::Catalogue;

    #[test]
    fn tags_come_back_from_what_is_shown_and_a_misspelt_one_is_near_something() {
        let catalogue = Catalogue::builtin();
        let crosswalk = Crosswalk::load(&catalogue);
        let measures = catalogue.question("core/measures").expect("the register");
        let column = |code: &str| measures.columns.iter().find(|c| c.code == code).expect("a column");
        for c in measures.columns.iter().filter(|c| matches!(c.kind, ColumnKind::Choice | ColumnKind::Tags)) {
            for lang in Lang::ALL {
                let all = crosswalk.tags(c, lang);
                assert!(!all.is_empty(), "{}", c.code);
                for (code, _) in all {
                    let read = crosswalk.read_tags(c, &crosswalk.show_tags(c, &code, lang), Lang::Es);
                    assert_eq!(read, Understood { text: code, unknown: Vec::new() });
                }
            }
        }
        let read = crosswalk.read_tags(column("facets"), "Wetlands;  wetlnds ; zones humides", Lang::En);
        assert_eq!(read.text, "wetlands; wetlnds");
        assert_eq!(read.unknown, vec![("wetlnds".to_owned(), Some("wetlands".to_owned()))]);
        let read = crosswalk.read_tags(column("kind"), "Loi ou  règlement", Lang::En);
        assert_eq!((read.text.as_str(), read.unknown.len()), ("law", 0));
        assert_eq!(crosswalk.read_tags(column("kind"), "xyz", Lang::En).unknown, vec![("xyz".to_owned(), None)]);
    }
}
