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
