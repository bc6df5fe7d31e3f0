//! Figures that ought to agree: `mappings/figures.toml`.

use super::raw;
use crate::catalogue::{DataFile, parse_toml};
use crate::model::{Finding, Labels, Level};

/// Where a figure stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Amount {
    /// Question id.
    pub question: String,
    /// Words of which the row, or the part of the text, must name one; none: the figure itself.
    pub rows: Vec<String>,
    /// Option codes: the figure is how many items answer with one of them.
    pub count: Vec<String>,
    /// The year the question asks about.
    pub year: Option<u16>,
}

impl Amount {
    /// True where a row or a part of a text is about this figure.
    #[must_use]
    pub fn is_about(&self, name: &str) -> bool {
        self.rows.iter().any(|w| names(name, w))
    }
}

/// Two figures that ought to agree.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// The one figure.
    pub from: Amount,
    /// The other.
    pub to: Amount,
    /// True: `from` is no more than `to`; false: they are equal.
    pub at_most: bool,
    /// By how many per cent they may differ.
    pub tolerance: f64,
    /// False: likely only.
    pub certain: bool,
    /// Why, in words a focal point reads.
    pub reason: Labels,
    /// File and line.
    pub place: (String, u64),
}

/// True where a text names a word (or several in a row), whatever its case and accents.
#[must_use]
pub(crate) fn names(text: &str, word: &str) -> bool {
    let word = plain(word);
    !word.trim().is_empty() && plain(text).contains(&word)
}

/// Words in lower case without accents, each between single spaces.
fn plain(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    let letters: String = text
        .nfd()
        .filter(|c| !unicode_normalization::char::is_combining_mark(*c))
        .map(|c| if c.is_alphanumeric() { c } else { ' ' })
        .collect();
    let words: Vec<String> = letters.split_whitespace().map(str::to_lowercase).collect();
    format!(" {} ", words.join(" "))
}

pub(super) fn read(file: &DataFile, figures: &mut Vec<Figure>, findings: &mut Vec<Finding>) {
    let raw = match parse_toml::<raw::RawFigures>(&file.text, &file.name) {
        Ok(f) => f.figure,
        Err(f) => {
            findings.push(f);
            return;
        }
    };
    let starts: Vec<u64> =
        file.text.lines().enumerate().filter(|(_, l)| l.trim() == "[[figure]]").map(|(n, _)| n as u64 + 1).collect();
    let amount = |a: raw::RawAmount| Amount {
        question: a.question,
        rows: a.rows,
        count: a.count,
        year: (a.year > 0).then_some(a.year),
    };
    for (n, f) in raw.into_iter().enumerate() {
        let place = (file.name.clone(), starts.get(n).copied().unwrap_or(1));
        if !matches!(f.relation.as_str(), "equal" | "at-most") {
            findings.push(
                Finding::new(Level::Error, "mapping", format!("\"{}\" is not a relation of figures", f.relation))
                    .at(&place.0, format!("line {}", place.1))
                    .hint("use equal or at-most"),
            );
            continue;
        }
        let figure = Figure {
            from: amount(f.from),
            to: amount(f.to),
            at_most: f.relation == "at-most",
            tolerance: f.tolerance,
            certain: f.certainty != "likely",
            reason: Labels { en: f.reason.en, fr: f.reason.fr, es: f.reason.es },
            place,
        };
        if file.own {
            figures.retain(|o| !(o.from == figure.from && o.to == figure.to));
        }
        figures.push(figure);
    }
}

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn words_are_named_whole_and_without_accents() {
        assert!(names("Los puntos focales de la CMS, Ramsar, CDB y CITES se reúnen", "cites"));
        assert!(names("zones humides intérieures", "Interieures"));
        assert!(!names("excites nobody", "CITES") && !names("anything", " "));
    }
}
