//! What is seen of a form, whatever kind of file it is.

use std::collections::BTreeSet;

use crate::model::{Lang, Repeat};
use crate::read::fold::{fold, number};

/// A section of the form.
#[derive(Debug, Clone)]
pub(super) struct Part {
    pub(super) id: String,
    pub(super) title: String,
}

/// How the options of a question are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shown {
    /// In a list of which one entry is chosen.
    List,
    /// Beside boxes, of which one or several may be ticked.
    Boxes,
}

/// A question as it stands in the form.
#[derive(Debug, Clone)]
pub(super) struct Seen {
    /// Id within the format.
    pub(super) key: String,
    /// Number as printed; empty where the form prints none.
    pub(super) number: String,
    /// Official wording, without the number.
    pub(super) wording: String,
    /// Index of its section.
    pub(super) part: usize,
    /// Index of the question it is a row of.
    pub(super) parent: Option<usize>,
    /// Options as printed.
    pub(super) options: Vec<String>,
    pub(super) shown: Shown,
    /// Headings of the columns of its table.
    pub(super) columns: Vec<String>,
    /// A place for text was seen, beside that for details.
    pub(super) text: bool,
    pub(super) details: bool,
    /// Where it stands in the order of reading.
    pub(super) order: usize,
    /// It is asked again for each of these.
    pub(super) repeat: Option<Repeat>,
}

impl Seen {
    pub(super) fn new(key: &str, number: &str, wording: &str, part: usize) -> Seen {
        Seen {
            key: tidy_key(key),
            number: number.to_owned(),
            wording: wording.split_whitespace().collect::<Vec<_>>().join(" "),
            part,
            parent: None,
            options: Vec::new(),
            shown: Shown::List,
            columns: Vec::new(),
            text: false,
            details: false,
            order: 0,
            repeat: None,
        }
    }

    /// True where a place for an answer was seen.
    pub(super) fn takes_answer(&self) -> bool {
        self.text || self.details || !self.options.is_empty() || !self.columns.is_empty()
    }

    /// As findings name it.
    pub(super) fn name(&self) -> String {
        if self.number.is_empty() { format!("\"{}\"", short(&self.wording)) } else { self.key.replace('#', " ") }
    }

    /// Adds options that were not seen yet.
    pub(super) fn offer(&mut self, texts: impl IntoIterator<Item = String>, shown: Shown) {
        if self.options.is_empty() {
            self.shown = shown;
        }
        for text in texts {
            let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
            if !text.is_empty() && self.options.len() < 300 && !self.options.iter().any(|o| fold(o) == fold(&text)) {
                self.options.push(text);
            }
        }
    }
}

/// The first words of a text.
pub(super) fn short(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let cut = words.iter().take(12).copied().collect::<Vec<_>>().join(" ");
    let cut = cut.trim_end_matches([',', ';', ':', '.', '?']).to_owned();
    if words.len() > 12 { format!("{cut} …") } else { cut }
}

/// Letters, digits and `.`, `-`, `_`, `#`: ids stand in tables, conditions and JSON.
fn tidy_key(key: &str) -> String {
    let key: String = key
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '#') { c } else { '-' })
        .collect();
    key.trim_matches(['-', '.']).to_owned()
}

/// A word for an id made of the first words of a text.
pub(super) fn slug(text: &str) -> String {
    let folded = fold(text);
    let words: Vec<&str> = folded.split(' ').filter(|w| w.is_ascii()).take(5).collect();
    let slug = words.join("-");
    if slug.is_empty() { "field".to_owned() } else { slug.chars().take(48).collect() }
}

/// A form: sections and questions in order.
#[derive(Debug, Default)]
pub(super) struct Form {
    /// First words of the form, for its title.
    pub(super) title: String,
    pub(super) parts: Vec<Part>,
    pub(super) questions: Vec<Seen>,
}

impl Form {
    /// The index of the section in which questions stand now, made where there is none yet.
    pub(super) fn part(&mut self) -> usize {
        if self.parts.is_empty() {
            self.parts.push(Part { id: "1".to_owned(), title: String::new() });
        }
        self.parts.len() - 1
    }

    pub(super) fn begin(&mut self, title: &str) {
        let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
        let digits =
            number(title.split([' ', ':', '.', ')']).find(|w| w.chars().any(|c| c.is_ascii_digit())).unwrap_or(""));
        let mut id = if digits.is_empty() || digits.len() > 6 { slug(&title) } else { tidy_key(&digits) };
        while self.parts.iter().any(|p| p.id == id) {
            id.push('x');
        }
        self.parts.push(Part { id, title });
    }

    /// Drops what is seen twice and numbered lines that ask nothing, and empty sections.
    pub(super) fn tidy(self) -> Form {
        let has_rows: BTreeSet<usize> = self.questions.iter().filter_map(|q| q.parent).collect();
        let mut keep: Vec<Option<usize>> = Vec::with_capacity(self.questions.len());
        let mut form = Form { title: self.title, parts: Vec::new(), questions: Vec::new() };
        let mut parts: Vec<Option<usize>> = vec![None; self.parts.len()];
        let mut seen: BTreeSet<String> = BTreeSet::new();
        for (i, mut q) in self.questions.into_iter().enumerate() {
            // "3. Indicator questions" is a title; "4.1 ..." asks, even where the place was not seen.
            let plain = !q.key.contains('.') && q.parent.is_none();
            let asks = q.takes_answer() || has_rows.contains(&i) || !plain;
            let parent = match q.parent {
                Some(p) => match keep.get(p).copied().flatten() {
                    Some(p) => Some(p),
                    None => {
                        keep.push(None);
                        continue;
                    }
                },
                None => None,
            };
            if q.number.is_empty() && !q.key.is_empty() {
                // "E-mail" is asked of several people.
                let stem = q.key.clone();
                let mut n = 2;
                while seen.contains(&q.key) {
                    q.key = format!("{stem}-{n}");
                    n += 1;
                }
            }
            if q.key.is_empty() || !asks || !seen.insert(q.key.clone()) {
                keep.push(None);
                continue;
            }
            let Some(part) = self.parts.get(q.part) else {
                keep.push(None);
                continue;
            };
            let slot = &mut parts[q.part];
            q.part = *slot.get_or_insert_with(|| {
                form.parts.push(part.clone());
                form.parts.len() - 1
            });
            q.parent = parent;
            keep.push(Some(form.questions.len()));
            form.questions.push(q);
        }
        form
    }

    /// The language whose small words stand in the form most.
    pub(super) fn lang(&self) -> Lang {
        const WORDS: [(Lang, &[&str]); 3] = [
            (Lang::En, &["the", "of", "and", "has", "have", "been", "your", "is", "for", "does"]),
            (Lang::Fr, &["le", "les", "des", "et", "votre", "est", "une", "pour", "du", "dans"]),
            (Lang::Es, &["el", "los", "las", "y", "su", "ha", "una", "para", "del", "en"]),
        ];
        let mut count = [0_usize; 3];
        for q in &self.questions {
            for word in fold(&q.wording).split(' ') {
                for (n, (_, words)) in WORDS.iter().enumerate() {
                    count[n] += usize::from(words.contains(&word));
                }
            }
        }
        let best = (0..3).max_by(|a, b| count[*a].cmp(&count[*b]).then(b.cmp(a))).unwrap_or(0);
        WORDS[best].0
    }

    /// Rows of a question.
    pub(super) fn has_rows(&self, i: usize) -> bool {
        self.questions.iter().any(|q| q.parent == Some(i))
    }
}

/// `4.1 Has your country ...`: number and words. A number has parts (`4.1`, `XII.3`, `A.2b`), or is
/// a whole one with a mark behind it (`12.`).
pub(super) fn numbered(text: &str) -> Option<(String, String)> {
    let text = text.trim();
    let mut rest = text;
    for word in ["Question", "QUESTION", "Pregunta", "PREGUNTA"] {
        rest = rest.strip_prefix(word).map_or(rest, str::trim_start);
    }
    let (first, words) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    if first.chars().count() > 14 {
        return None;
    }
    let bare = first.trim_end_matches(['.', ')', ':', '\u{2013}', '-']);
    let bare = bare.strip_prefix(['Q', 'q']).filter(|b| b.starts_with(|c: char| c.is_ascii_digit())).unwrap_or(bare);
    let parts: Vec<&str> = bare.split('.').collect();
    let digits = |t: &str, most: usize| !t.is_empty() && t.len() <= most && t.chars().all(|c| c.is_ascii_digit());
    let roman = |t: &str| !t.is_empty() && t.len() <= 6 && t.chars().all(|c| "IVX".contains(c));
    let lettered = |t: &str| digits(t.strip_suffix(|c: char| c.is_ascii_lowercase()).unwrap_or(t), 2);
    let fits = match parts[..] {
        [one] => digits(one, 3) && first.len() > bare.len(),
        [head, .., last] => {
            let capital = head.len() == 1 && head.chars().all(|c| c.is_ascii_uppercase());
            (digits(head, 2) || roman(head) || capital)
                && (lettered(last) || (last.len() == 1 && last.chars().all(|c| c.is_ascii_lowercase())))
                && parts.iter().skip(1).take(parts.len() - 2).all(|p| lettered(p))
        }
        [] => false,
    };
    fits.then(|| {
        (bare.to_owned(), words.trim_start_matches([' ', '-', '\u{2013}', '|', ':', '.', ')']).trim().to_owned())
    })
}

/// `a) Forests`, `(b) Mines`: letter and words.
pub(super) fn lettered(text: &str) -> Option<(String, String)> {
    let text = text.trim();
    let open = text.strip_prefix('(').unwrap_or(text);
    let mut chars = open.chars();
    let letter = chars.next().filter(char::is_ascii_lowercase)?;
    let rest = chars.as_str().strip_prefix([')', '.'])?;
    (!rest.trim().is_empty()).then(|| (letter.to_string(), rest.trim().to_owned()))
}
