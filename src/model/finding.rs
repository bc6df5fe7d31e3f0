//! What was noticed about an input, a report or the data files, always with its place.

use serde::Serialize;

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

impl std::fmt::Display for Level {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Level::Info => "INFO",
            Level::Warning => "WARNING",
            Level::Error => "ERROR",
            Level::Blocker => "BLOCKER",
        })
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
    /// What is wrong.
    pub message: String,
    /// What to do; may be empty.
    pub hint: String,
}

impl Finding {
    /// A finding without a place; add one with [`Finding::at`].
    #[must_use]
    pub fn new(level: Level, code: &'static str, message: impl Into<String>) -> Finding {
        Finding { level, code, file: String::new(), place: String::new(), message: message.into(), hint: String::new() }
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
    pub fn hint(mut self, hint: impl Into<String>) -> Finding {
        self.hint = hint.into();
        self
    }

    /// True for errors and blockers: the run ends with exit code 1.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.level >= Level::Error
    }
}

impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: ", self.level)?;
        if !self.file.is_empty() {
            write!(f, "{}: ", self.file)?;
        }
        if !self.place.is_empty() {
            write!(f, "{}: ", self.place)?;
        }
        f.write_str(&self.message)?;
        if !self.hint.is_empty() {
            write!(f, "\n  -> {}", self.hint)?;
        }
        Ok(())
    }
}
