//! What reaches the user: results on standard output, findings and progress on standard error.

use std::io::Write;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde::Serialize;

use crate::model::{Finding, Lang, Sentence};
use crate::say;

/// Both streams.
pub(super) struct Ui<'a> {
    out: &'a mut dyn Write,
    err: &'a mut dyn Write,
    lang: Lang,
}

impl<'a> Ui<'a> {
    pub(super) fn new(out: &'a mut dyn Write, err: &'a mut dyn Write) -> Ui<'a> {
        Ui { out, err, lang: Lang::default() }
    }

    /// The language in which people are told things.
    pub(super) fn speak(&mut self, lang: Lang) {
        self.lang = lang;
    }

    /// A line of the result. A stream that is closed early (`| head`) is not an error.
    pub(super) fn line(&mut self, text: &str) {
        let _ = writeln!(self.out, "{text}");
    }

    /// A result as it is.
    pub(super) fn raw(&mut self, text: &str) {
        let _ = self.out.write_all(text.as_bytes());
    }

    /// A result as JSON.
    pub(super) fn json(&mut self, value: &impl Serialize) {
        match serde_json::to_string_pretty(value) {
            Ok(text) => self.line(&text),
            Err(e) => self.error(say!("the result cannot be written as JSON: {error}", error = e.to_string()), ""),
        }
    }

    pub(super) fn finding(&mut self, finding: &Finding) {
        let mut text = finding.text(self.lang);
        text.push('\n');
        let _ = self.err.write_all(text.as_bytes());
    }

    /// The language people are told in.
    pub(super) fn lang(&self) -> Lang {
        self.lang
    }

    /// A line of the result in the user's language.
    pub(super) fn say(&mut self, said: &Sentence) {
        self.line(&said.get(self.lang));
    }

    pub(super) fn error(&mut self, message: impl Into<Sentence>, hint: impl Into<Sentence>) {
        let (message, hint): (Sentence, Sentence) = (message.into(), hint.into());
        let word = match self.lang {
            Lang::En | Lang::Es => "error",
            Lang::Fr => "erreur",
        };
        let _ = writeln!(self.err, "{word}: {}", message.get(self.lang));
        if !hint.is_empty() {
            let _ = writeln!(self.err, "  -> {}", hint.get(self.lang));
        }
    }
}

/// A bar on standard error that appears only when a run takes more than a second and standard error
/// is a terminal (indicatif hides it elsewhere). Workers share it.
pub(super) struct Progress {
    start: Instant,
    total: u64,
    state: Mutex<(u64, Option<ProgressBar>)>,
}

impl Progress {
    pub(super) fn new(total: usize) -> Progress {
        Progress { start: Instant::now(), total: total as u64, state: Mutex::new((0, None)) }
    }

    /// One more piece of work is done.
    pub(super) fn done(&self, name: &str) {
        // A worker that panicked has nothing to do with how far the others are.
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.0 += 1;
        if state.1.is_none() && self.start.elapsed() > Duration::from_secs(1) {
            let bar = ProgressBar::with_draw_target(Some(self.total), ProgressDrawTarget::stderr());
            if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len}, about {eta} left, {msg}") {
                bar.set_style(style);
            }
            state.1 = Some(bar);
        }
        if let Some(bar) = &state.1 {
            bar.set_position(state.0);
            bar.set_message(name.to_owned());
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        let state = self.state.get_mut().unwrap_or_else(PoisonError::into_inner);
        if let Some(bar) = &state.1 {
            bar.finish_and_clear();
        }
    }
}
