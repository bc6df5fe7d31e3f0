//! The three languages of forms, labels and messages.

use serde::{Deserialize, Serialize};

/// A language dunlin speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// French.
    Fr,
    /// Spanish.
    Es,
}

impl Lang {
    /// All languages, in the order in which they are shown.
    pub const ALL: [Lang; 3] = [Lang::En, Lang::Fr, Lang::Es];

    /// ISO 639-1 code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Lang::En => "en",
            Lang::Fr => "fr",
            Lang::Es => "es",
        }
    }

    /// Reads an ISO 639-1 code; `None` for a language dunlin has no labels in.
    #[must_use]
    pub fn parse(code: &str) -> Option<Lang> {
        Lang::ALL.into_iter().find(|l| code.trim().eq_ignore_ascii_case(l.code()))
    }
}

/// Small words that tell the languages apart, as [`Lang::of_text`] counts them.
const TELLING: [(Lang, &[&str]); 3] = [
    (
        Lang::En,
        &["the", "of", "and", "to", "is", "are", "with", "for", "was", "were", "by", "has", "have", "in", "from", "at"],
    ),
    (
        Lang::Fr,
        &[
            "le", "des", "et", "du", "dans", "pour", "une", "est", "sont", "aux", "sur", "par", "avec", "ont", "au",
            "les", "l", "d", "depuis",
        ],
    ),
    (
        Lang::Es,
        &["el", "los", "las", "y", "en", "una", "para", "por", "con", "se", "del", "son", "ha", "al", "desde", "fue"],
    ),
];

/// How many words of a text are looked at to tell its language.
const WORDS: usize = 150;

impl Lang {
    /// How often each language's small words stand in a text, the most frequent first. Languages that have equally many stand in
    /// their usual order.
    #[must_use]
    pub fn small_words(text: &str) -> [(usize, Lang); 3] {
        let mut counts = Lang::ALL.map(|l| (0, l));
        for word in text.split(|c: char| !c.is_alphanumeric()).take(WORDS) {
            if word.is_empty() || word.len() > 6 {
                continue;
            }
            for ((count, _), (_, words)) in counts.iter_mut().zip(TELLING) {
                *count += usize::from(words.iter().any(|w| w.eq_ignore_ascii_case(word)));
            }
        }
        counts.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        counts
    }

    /// The language of a text where its small words leave no doubt between English, French and Spanish.
    #[must_use]
    pub fn of_text(text: &str) -> Option<Lang> {
        let [(first, lang), (second, _), _] = Lang::small_words(text);
        (first >= 2 && first >= second * 2).then_some(lang)
    }

    /// That a text is in this language, said in another: `in French`, `en français`, `en francés`.
    #[must_use]
    pub fn said_in(self, lang: Lang) -> &'static str {
        match (lang, self) {
            (Lang::En, Lang::En) => "in English",
            (Lang::En, Lang::Fr) => "in French",
            (Lang::En, Lang::Es) => "in Spanish",
            (Lang::Fr, Lang::En) => "en anglais",
            (Lang::Fr, Lang::Fr) => "en français",
            (Lang::Fr, Lang::Es) => "en espagnol",
            (Lang::Es, Lang::En) => "en inglés",
            (Lang::Es, Lang::Fr) => "en francés",
            (Lang::Es, Lang::Es) => "en español",
        }
    }
}

impl std::fmt::Display for Lang {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code())
    }
}

/// A text in the three languages; an empty string means "not known in this language".
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Labels {
    /// English.
    pub en: String,
    /// French.
    pub fr: String,
    /// Spanish.
    pub es: String,
}

impl Labels {
    /// The text in `lang`, or in the first language that has one.
    #[must_use]
    pub fn get(&self, lang: Lang) -> &str {
        let own = self.exact(lang);
        if !own.is_empty() {
            return own;
        }
        [&self.en, &self.fr, &self.es].into_iter().find(|t| !t.is_empty()).map_or("", String::as_str)
    }

    /// The text in `lang` only; empty where there is none.
    #[must_use]
    pub fn exact(&self, lang: Lang) -> &str {
        match lang {
            Lang::En => &self.en,
            Lang::Fr => &self.fr,
            Lang::Es => &self.es,
        }
    }

    /// True where no language has a text.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.en.is_empty() && self.fr.is_empty() && self.es.is_empty()
    }

    /// Every text with its language, those not known left out.
    pub fn iter(&self) -> impl Iterator<Item = (Lang, &str)> {
        Lang::ALL.into_iter().map(|l| (l, self.exact(l))).filter(|(_, t)| !t.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_words_tell_a_language_or_leave_it_open() {
        assert_eq!(Lang::of_text("La loi sur les zones humides est en vigueur et couvre le pays"), Some(Lang::Fr));
        assert_eq!(Lang::of_text("La ley protege los humedales y las aves en el país"), Some(Lang::Es));
        assert_eq!(Lang::of_text("The law has been in force"), Some(Lang::En));
        for open in ["", "GEF", "Закон о водно-болотных угодьях", "Ramsar; CMS: the AEWA and the les des"]
        {
            assert_eq!(Lang::of_text(open), None, "{open}");
        }
    }
}
