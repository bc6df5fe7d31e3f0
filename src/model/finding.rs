//! What was noticed about an input, a report or the data files, always with its place.

use serde::Serialize;

use super::{Lang, Sentence};

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Level {
    /// Worth knowing.
    Info,
    /// Something may be wrong; a person should look.
    Warning,
    /// Something is wrong; part of the input could not be used.
    Error,
    /// The report cannot be sent, or the file cannot be used at all.
    Blocker,
}

impl Level {
    /// What it is called in a language.
    #[must_use]
    pub fn name(self, lang: Lang) -> &'static str {
        match (self, lang) {
            (Level::Info, _) => "INFO",
            (Level::Warning, Lang::En) => "WARNING",
            (Level::Warning, Lang::Fr) => "AVERTISSEMENT",
            (Level::Warning, Lang::Es) => "AVISO",
            (Level::Error, Lang::Fr) => "ERREUR",
            (Level::Error, _) => "ERROR",
            (Level::Blocker, Lang::En) => "BLOCKER",
            (Level::Blocker, Lang::Fr) => "BLOQUANT",
            (Level::Blocker, Lang::Es) => "BLOQUEO",
        }
    }
}

impl std::fmt::Display for Level {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name(Lang::En))
    }
}

/// One finding, written for a focal point: which file and place, what is wrong, what to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// How much it matters.
    pub level: Level,
    /// Stable kebab-case code, listed in `docs/findings.md`.
    pub code: &'static str,
    /// File name as the user gave it; empty where the finding is about no file.
    pub file: String,
    /// Sheet and cell (`Sheet1!C12`), line (`line 12`), or path; empty for the whole file.
    pub place: String,
    /// What is wrong, in English.
    pub message: String,
    /// What to do, in English; may be empty.
    pub hint: Box<str>,
    #[serde(flatten)]
    more: Box<More>,
}

/// What few look at. A finding is an error, too, and has to stay small.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
struct More {
    #[serde(skip_serializing_if = "Option::is_none")]
    question: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    shown: Option<Shown>,
    #[serde(skip)]
    message: Sentence,
    #[serde(skip)]
    hint: Sentence,
}

/// Message and hint of a finding in a language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Shown {
    /// The language.
    pub lang: Lang,
    /// What is wrong.
    pub message: String,
    /// What to do; may be empty.
    pub hint: String,
}

impl Finding {
    /// A finding without a place; add one with [`Finding::at`].
    #[must_use]
    pub fn new(level: Level, code: &'static str, message: impl Into<Sentence>) -> Finding {
        let said: Sentence = message.into();
        Finding {
            level,
            code,
            file: String::new(),
            place: String::new(),
            message: said.get(Lang::En),
            hint: Box::default(),
            more: Box::new(More { message: said, ..More::default() }),
        }
    }

    /// Says where.
    #[must_use]
    pub fn at(mut self, file: impl Into<String>, place: impl Into<String>) -> Finding {
        self.file = file.into();
        self.place = place.into();
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<Sentence>) -> Finding {
        self.more.hint = hint.into();
        self.hint = self.more.hint.get(Lang::En).into();
        self
    }

    /// Says which question it is about.
    #[must_use]
    pub fn about(mut self, question: impl Into<String>) -> Finding {
        self.more.question = Some(question.into());
        self
    }

    /// The question it is about, where it is about one.
    #[must_use]
    pub fn question(&self) -> Option<&str> {
        self.more.question.as_deref()
    }

    /// Takes it for one about several questions.
    #[must_use]
    pub fn about_several(mut self) -> Finding {
        self.more.question = None;
        self
    }

    /// Puts another message in place of the one it has.
    #[must_use]
    pub fn saying(mut self, message: impl Into<Sentence>) -> Finding {
        self.more.message = message.into();
        self.message = self.more.message.get(Lang::En);
        self
    }

    /// What is wrong, as it can be said in any language.
    #[must_use]
    pub fn said(&self) -> &Sentence {
        &self.more.message
    }

    /// What is wrong, in a language.
    #[must_use]
    pub fn message_in(&self, lang: Lang) -> String {
        self.more.message.get(lang)
    }

    /// What to do, in a language.
    #[must_use]
    pub fn hint_in(&self, lang: Lang) -> String {
        self.more.hint.get(lang)
    }

    /// Adds message and hint in a language, for programs that asked for one.
    #[must_use]
    pub fn shown_in(mut self, lang: Lang) -> Finding {
        self.more.shown = Some(Shown { lang, message: self.message_in(lang), hint: self.hint_in(lang) });
        self
    }

    /// The whole finding in a language, as it is shown to a person.
    #[must_use]
    pub fn text(&self, lang: Lang) -> String {
        let mut text = format!("{}: ", self.level.name(lang));
        for part in [self.file.clone(), place(&self.place, lang)] {
            if !part.is_empty() {
                text.push_str(&part);
                text.push_str(": ");
            }
        }
        text.push_str(&self.message_in(lang));
        let hint = self.hint_in(lang);
        if !hint.is_empty() {
            text.push_str("\n  -> ");
            text.push_str(&hint);
        }
        text
    }

    /// True for errors and blockers: the run ends with exit code 1.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.level >= Level::Error
    }
}

/// A place in words, in a language: `line 12, column 3`, `question 4.1`. Sheets and cells are called the
/// same in all.
pub(super) fn place(place: &str, lang: Lang) -> String {
    let words: &[[&str; 3]] = &[
        ["line ", "ligne ", "línea "],
        ["column ", "colonne ", "columna "],
        ["row ", "ligne ", "fila "],
        ["page ", "page ", "página "],
        ["question ", "question ", "pregunta "],
        ["section ", "section ", "sección "],
        ["table ", "tableau ", "tabla "],
        ["cell ", "cellule ", "celda "],
        ["paragraph ", "paragraphe ", "párrafo "],
        ["control ", "contrôle ", "control "],
    ];
    let number = Lang::ALL.iter().position(|l| *l == lang).unwrap_or_default();
    if number == 0 || place.contains('!') {
        return place.to_owned();
    }
    let said = |part: &str| {
        let known = words.iter().find_map(|w| Some((w, part.strip_prefix(w[0])?)));
        known.map_or_else(|| part.to_owned(), |(w, rest)| format!("{}{rest}", w[number]))
    };
    let part = |part: &str| part.split(" (").map(said).collect::<Vec<_>>().join(" (");
    place.split(", ").map(part).collect::<Vec<_>>().join(", ")
}

impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text(Lang::En))
    }
}
