//! What a person is told: a sentence of the program with what stands in it, in each language.
//!
//! A sentence is written in the code in English, with names in braces for what is put in:
//! `say!("{n} answers in {file}", n = 3, file = name)`. `templates/words/messages.toml` holds it in French
//! and Spanish, under its English words; what is not there is said in English. `{n|answer|answers}`
//! takes the first word for one and the second for more (in French also for none the first).

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::OnceLock;

use super::{Labels, Lang, Party, Period};

/// The sentences in French and Spanish, under the English ones.
static MESSAGES: &str = include_str!("../../templates/words/messages.toml");

/// A sentence and what stands in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sentence {
    sentence: Cow<'static, str>,
    args: Vec<(&'static str, Arg)>,
}

/// What stands in a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Arg {
    /// The same in every language: a name, a number, a quotation.
    Text(String),
    /// A label in three languages.
    Label(Labels),
    /// Another sentence.
    Sentence(Sentence),
    /// A place in a file, as findings have it: `page 3`, `Sheet1!C12`.
    Place(String),
    /// Several, with commas between.
    List(Vec<Arg>),
}

/// A place in a file, to be put into a sentence.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a>(pub &'a str);

/// A sentence with what stands in it: `say!("{file} holds {n} reports", file = name, n = 2)`.
#[macro_export]
macro_rules! say {
    ($sentence:literal $(, $name:ident = $value:expr)* $(,)?) => {
        $crate::model::Sentence::new($sentence, vec![$((stringify!($name), $crate::model::Arg::from($value))),*])
    };
}

impl Sentence {
    /// A sentence with what stands in it; [`say!`] is shorter.
    #[must_use]
    pub fn new(sentence: &'static str, args: Vec<(&'static str, Arg)>) -> Sentence {
        Sentence { sentence: Cow::Borrowed(sentence), args }
    }

    /// True where nothing is said.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.sentence.is_empty()
    }

    /// The sentence without what stands in it.
    #[must_use]
    pub fn sentence(&self) -> &str {
        &self.sentence
    }

    /// What stands in it under a name.
    #[must_use]
    pub fn arg(&self, name: &str) -> Option<&Arg> {
        self.args.iter().find(|(n, _)| *n == name).map(|(_, a)| a)
    }

    /// The sentence in a language.
    #[must_use]
    pub fn get(&self, lang: Lang) -> String {
        let sentence = translated(&self.sentence, lang).unwrap_or(&self.sentence);
        if self.args.is_empty() {
            return sentence.to_owned();
        }
        let mut text = String::with_capacity(sentence.len() + 32);
        let mut rest = sentence;
        while let Some(open) = rest.find('{') {
            let Some(close) = rest[open..].find('}') else { break };
            text.push_str(&rest[..open]);
            let inside = &rest[open + 1..open + close];
            let mut parts = inside.split('|');
            let arg = self.arg(parts.next().unwrap_or(""));
            match (arg, parts.next(), parts.next()) {
                (Some(arg), Some(one), Some(more)) => text.push_str(if arg.is_one(lang) { one } else { more }),
                (Some(arg), _, _) => text.push_str(&arg.get(lang)),
                (None, _, _) => text.push_str(&rest[open..=open + close]),
            }
            rest = &rest[open + close + 1..];
        }
        text.push_str(rest);
        text
    }
}

impl Arg {
    fn get(&self, lang: Lang) -> String {
        match self {
            Arg::Text(t) => t.clone(),
            Arg::Label(l) => l.get(lang).to_owned(),
            Arg::Sentence(s) => s.get(lang),
            Arg::Place(p) => super::finding::place(p, lang),
            Arg::List(l) => l.iter().map(|a| a.get(lang)).collect::<Vec<_>>().join(", "),
        }
    }

    fn is_one(&self, lang: Lang) -> bool {
        match self {
            Arg::Text(t) => t == "1" || (lang == Lang::Fr && t == "0"),
            _ => false,
        }
    }
}

/// A sentence in another language than English.
fn translated(sentence: &str, lang: Lang) -> Option<&'static str> {
    let known = table();
    let (fr, es) = known.get(sentence)?;
    match lang {
        Lang::En => None,
        Lang::Fr => Some(fr),
        Lang::Es => Some(es),
    }
}

/// English sentence to French and Spanish.
fn table() -> &'static HashMap<String, (String, String)> {
    static TABLE: OnceLock<HashMap<String, (String, String)>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let parsed: toml::Table = toml::from_str(MESSAGES).unwrap_or_default();
        let text = |t: &toml::Value, lang: &str| t.get(lang).and_then(toml::Value::as_str).unwrap_or("").to_owned();
        parsed.iter().map(|(en, t)| (en.clone(), (text(t, "fr"), text(t, "es")))).collect()
    })
}

impl From<&str> for Sentence {
    fn from(text: &str) -> Sentence {
        Sentence { sentence: Cow::Owned(text.to_owned()), args: Vec::new() }
    }
}

impl From<String> for Sentence {
    fn from(text: String) -> Sentence {
        Sentence { sentence: Cow::Owned(text), args: Vec::new() }
    }
}

impl From<&String> for Sentence {
    fn from(text: &String) -> Sentence {
        Sentence::from(text.as_str())
    }
}

macro_rules! plain {
    ($($kind:ty),*) => {
        $(impl From<$kind> for Arg {
            fn from(value: $kind) -> Arg {
                Arg::Text(value.to_string())
            }
        })*
    };
}

plain!(&str, &&str, String, &String, &&String, usize, &usize, u16, &u16, u32, &u32, u64, &u64, i32, &i32, f64, &f64);
plain!(
    Period,
    &Period,
    chrono::NaiveDate,
    &chrono::NaiveDate,
    std::path::Display<'_>,
    &std::path::Display<'_>,
    Cow<'_, str>,
    &Cow<'_, str>,
    &Box<str>
);

impl From<&Labels> for Arg {
    fn from(labels: &Labels) -> Arg {
        Arg::Label(labels.clone())
    }
}

impl From<Sentence> for Arg {
    fn from(said: Sentence) -> Arg {
        Arg::Sentence(said)
    }
}

impl From<Place<'_>> for Arg {
    fn from(place: Place) -> Arg {
        Arg::Place(place.0.to_owned())
    }
}

impl From<&Sentence> for Arg {
    fn from(said: &Sentence) -> Arg {
        Arg::Sentence(said.clone())
    }
}

impl From<Party> for Arg {
    fn from(party: Party) -> Arg {
        let [en, fr, es] = Lang::ALL.map(|l| party.name(l).to_owned());
        Arg::Label(Labels { en, fr, es })
    }
}

impl From<&Party> for Arg {
    fn from(party: &Party) -> Arg {
        Arg::from(*party)
    }
}

impl<T: Into<Arg>> From<Vec<T>> for Arg {
    fn from(list: Vec<T>) -> Arg {
        Arg::List(list.into_iter().map(Into::into).collect())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::{Path, PathBuf};

    use super::*;

    #[test]
    fn a_sentence_takes_what_stands_in_it_in_each_language() {
        let label = Labels { en: "Policies".into(), fr: "Politiques".into(), es: "Políticas".into() };
        let said = say!("{n} {n|answer|answers} to {q}", n = 1_usize, q = &label);
        assert_eq!(said.get(Lang::Es), "1 answer to Políticas", "not in the file: English, with the label in Spanish");
        let braces = Sentence::from("a text {of} somebody {n|x|y}");
        assert_eq!(braces.get(Lang::Fr), "a text {of} somebody {n|x|y}");
        let open = say!("{n} and {", n = "{n}");
        assert_eq!(open.get(Lang::En), "{n} and {");
    }

    fn sources(dir: &Path, out: &mut Vec<PathBuf>) {
        for e in std::fs::read_dir(dir).expect("src").flatten() {
            if e.path().is_dir() {
                sources(&e.path(), out);
            } else if e.path().extension().is_some_and(|x| x == "rs") {
                out.push(e.path());
            }
        }
    }

    /// The string literal at the beginning of a text, after white space.
    fn literal(text: &str) -> Option<String> {
        let mut chars = text.trim_start().strip_prefix('"')?.chars();
        let mut found = String::new();
        loop {
            match chars.next()? {
                '"' => return Some(found),
                '\\' => match chars.next()? {
                    'n' => found.push('\n'),
                    '\n' => {
                        let rest = chars.as_str().trim_start();
                        chars = rest.chars();
                    }
                    'u' => {
                        let (hex, rest) = chars.as_str().strip_prefix('{')?.split_once('}')?;
                        found.push(char::from_u32(u32::from_str_radix(hex, 16).ok()?)?);
                        chars = rest.chars();
                    }
                    c => found.push(c),
                },
                c => found.push(c),
            }
        }
    }

    /// Names in braces, those of `{n|one|more}` included.
    fn names(text: &str) -> BTreeSet<String> {
        let inside = text.split('{').skip(1).filter_map(|t| t.split_once('}'));
        inside.filter_map(|(name, _)| name.split('|').next()).map(str::to_owned).collect()
    }

    /// Sentences in the sources, and the files they stand in; tests are left out.
    fn sentences() -> Vec<(String, PathBuf)> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let mut files = Vec::new();
        sources(&root, &mut files);
        let mut found = Vec::new();
        for file in files.into_iter().filter(|f| !f.ends_with("model/sentence.rs")) {
            let text = std::fs::read_to_string(&file).expect("source");
            let text = text.split("#[cfg(test)]").next().unwrap_or("");
            let after = text.split("say!(").skip(1);
            found.extend(after.filter_map(|rest| Some((literal(rest)?, file.clone()))));
        }
        found
    }

    #[test]
    fn every_sentence_has_its_french_and_spanish_with_the_same_names_in_it() {
        let mut wrong: Vec<String> = Vec::new();
        let sentences = sentences();
        assert!(!sentences.is_empty());
        for (en, file) in &sentences {
            if !table().contains_key(en) {
                wrong.push(format!("{}: not in messages.toml: {en}", file.display()));
            }
        }
        for (en, (fr, es)) in table() {
            for text in [fr, es] {
                if text.trim().is_empty() {
                    wrong.push(format!("without a translation: {en}"));
                } else if names(text) != names(en) {
                    wrong.push(format!("other names in braces: {en} / {text}"));
                }
            }
        }
        let parsed: toml::Table = toml::from_str(MESSAGES).expect("messages.toml");
        assert_eq!(parsed.len(), table().len());
        wrong.sort();
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    /// Rooms whose messages are read by the editors of templates and mappings, in English.
    const ENGLISH: &[&str] = &["src/catalogue", "src/crosswalk", "src/model"];

    /// A call from its opening bracket to the one that closes it; strings may hold brackets.
    fn call(text: &str) -> &str {
        let (mut depth, mut quoted, mut escaped) = (0_usize, false, false);
        for (i, c) in text.char_indices() {
            match c {
                _ if escaped => escaped = false,
                '\\' if quoted => escaped = true,
                '"' => quoted = !quoted,
                '(' if !quoted => depth += 1,
                ')' if !quoted => {
                    depth = depth.saturating_sub(1);
                    if depth == 0 {
                        return &text[..=i];
                    }
                }
                _ => {}
            }
        }
        text
    }

    /// What is left of a text without its `say!`.
    fn without_sentences(text: &str) -> String {
        let mut left = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("say!") {
            left.push_str(before);
            rest = &after[call(after).len()..];
        }
        left + rest
    }

    /// True where a text holds a literal of several words.
    fn has_words(text: &str) -> bool {
        let (mut quoted, mut escaped, mut words) = (false, false, false);
        for c in text.chars() {
            match c {
                _ if escaped => escaped = false,
                '\\' if quoted => escaped = true,
                '"' => quoted = !quoted,
                ' ' if quoted => words = true,
                _ => {}
            }
        }
        words
    }

    /// Sources without their tests, and their names from the root on.
    fn rooms() -> Vec<(String, String)> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut files = Vec::new();
        sources(&root.join("src"), &mut files);
        let mut found = Vec::new();
        for file in files {
            let name = file.strip_prefix(root).expect("below").to_string_lossy().replace('\\', "/");
            let text = std::fs::read_to_string(&file).expect("source");
            let text = text.split("#[cfg(test)]").next().unwrap_or("").to_owned();
            if !name.ends_with("/tests.rs") && !name.ends_with("model/sentence.rs") {
                found.push((name, text));
            }
        }
        found
    }

    #[test]
    fn no_message_is_put_together_outside_a_sentence() {
        let mut wrong = Vec::new();
        let mut seen = 0;
        for (name, text) in rooms().iter().filter(|(name, _)| !ENGLISH.iter().any(|e| name.starts_with(e))) {
            if text.contains("let message = format!(") || text.contains("let hint = format!(") {
                wrong.push(format!("{name}: a message or a hint made by format!"));
            }
            for start in [
                "Finding::new(",
                ".hint(",
                "usage(",
                "notes.add(",
                "notes.question(",
                "notes.report(",
                "self.doubt(",
                "self.misfit(",
                "self.note(",
                "self.finding(",
                "= finding(",
                "by_hand(",
                "unreadable(",
            ] {
                for (at, _) in text.match_indices(start) {
                    let call = call(&text[at + start.len() - 1..]);
                    seen += 1;
                    let left = without_sentences(call);
                    if left.contains("format!(") || has_words(&left) {
                        wrong.push(format!("{name}: {}", call.chars().take(160).collect::<String>()));
                    }
                }
            }
        }
        assert!(seen > 400, "{seen} calls found: are they still written as they were?");
        assert!(wrong.is_empty(), "use say! and give French and Spanish in messages.toml:\n{}", wrong.join("\n"));
    }

    #[test]
    fn every_name_in_braces_is_given() {
        let mut wrong = Vec::new();
        for (name, text) in rooms() {
            for (at, _) in text.match_indices("say!(") {
                let call = call(&text[at + "say!".len()..]);
                let Some(sentence) = literal(&call[1..]) else { continue };
                for n in names(&sentence) {
                    if !call.contains(&format!("{n} = ")) {
                        wrong.push(format!("{name}: nothing for {{{n}}} in {sentence}"));
                    }
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn what_files_are_called_is_known_in_each_language() {
        use crate::read::open::Kind;
        let kinds = [
            Kind::Xlsx,
            Kind::Xls,
            Kind::Ods,
            Kind::Csv,
            Kind::Html,
            Kind::Docx,
            Kind::Doc,
            Kind::Odt,
            Kind::Pdf,
            Kind::Text,
            Kind::Json,
            Kind::Xml,
        ];
        let files = kinds.into_iter().map(Kind::name);
        let readers = crate::read::READERS.iter().map(|r| r.name());
        for name in files.chain(readers).chain([crate::read::word::sheet::KIND]) {
            assert!(table().contains_key(name), "not in messages.toml: {name}");
        }
    }
}
