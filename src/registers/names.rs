//! What a sentence names: an instrument or project, its kind, its years. Only what stands there.

use crate::model::{Lang, Period};
use crate::read::fold::fold;

use super::measure::Span;
use super::text::years;
use super::words;

/// A name found in a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Name {
    /// As it is written.
    pub text: String,
    /// Words of the sentence before it.
    pub before: usize,
}

/// Most words of a name.
const MOST_WORDS: usize = 14;

/// The first named instrument or project: capitalised words with a word such as *Act*, *Plan*,
/// *projet* among them, or words in quotation marks beside such a word. In French and Spanish the
/// telling word comes first, in English mostly last.
pub(super) fn name(sentence: &str, lang: Option<Lang>) -> Option<Name> {
    let all: Vec<&str> = sentence.split_whitespace().collect();
    let first = lang.is_some_and(|l| l != Lang::En);
    for at in 0..all.len() {
        let by_case = || {
            if first {
                headed(&all, at).or_else(|| capitalised(&all, at))
            } else {
                capitalised(&all, at).or_else(|| headed(&all, at))
            }
        };
        if let Some(text) = quoted(&all, at).or_else(by_case) {
            return Some(Name { text, before: at });
        }
    }
    None
}

/// The word without the punctuation around it.
fn bare(word: &str) -> &str {
    word.trim_matches(|c: char| !c.is_alphanumeric())
}

fn starts_big(word: &str) -> bool {
    word.trim_start_matches(|c: char| !c.is_alphanumeric()).starts_with(char::is_uppercase)
}

/// A mark after the word ends the name.
fn stops(word: &str) -> bool {
    word.ends_with([',', ';', ':', '!', '?', ')']) || (word.ends_with('.') && !is_number_word(word))
}

/// `No.`, `n°`, `7/2016`, `12-2014`: part of a law's name.
fn is_number_word(word: &str) -> bool {
    let f = fold(word);
    matches!(f.as_str(), "no" | "nº" | "n" | "num" | "nos") || numeric(word)
}

fn numeric(word: &str) -> bool {
    let b = bare(word);
    b.starts_with(|c: char| c.is_ascii_digit()) && b.chars().all(|c| c.is_ascii_digit() || matches!(c, '/' | '-' | '.'))
}

fn links(word: &str) -> bool {
    matches!(
        fold(word).as_str(),
        "of" | "the"
            | "for"
            | "and"
            | "to"
            | "on"
            | "de"
            | "du"
            | "des"
            | "la"
            | "le"
            | "les"
            | "sur"
            | "pour"
            | "et"
            | "del"
            | "los"
            | "las"
            | "el"
            | "sobre"
            | "para"
            | "y"
            | "en"
            | "a"
            | "au"
            | "aux"
            | "contra"
            | "contre"
            | "in"
            | "al"
            | "sin"
            | "sans"
            | "over"
    )
}

/// True for a word that names a kind of measure.
fn keyword(word: &str) -> Option<&'static str> {
    let f = fold(bare(word));
    words::KINDS.iter().find(|k| k.words.contains(&f.as_str())).map(|k| k.code)
}

/// English: a run of capitalised words, a keyword last of a part of it: `Delta of Test Restoration
/// Programme`, `Wildlife Trade Act 9/2022`, `Safe Lines agreement`.
fn capitalised(all: &[&str], at: usize) -> Option<String> {
    let first = all.get(at)?;
    if !starts_big(first) || stops(first) || links(bare(first)) {
        return None;
    }
    // At the beginning of a sentence every word is capitalised: "Since the Water Act", "Début du Programme".
    let opens = words::OPENING.contains(&fold(bare(first)).as_str());
    let roman = matches!(
        all.get(at + 1).map(|w| fold(w)).as_deref(),
        Some("de" | "du" | "des" | "del" | "la" | "le" | "les" | "el")
    );
    if at == 0 && (opens || (roman && keyword(first).is_none())) {
        return None;
    }
    let mut end = at + 1;
    let mut big = 1;
    let mut last_key = keyword(first).map(|_| at);
    while end < all.len() && end - at < MOST_WORDS {
        let word = all[end];
        if starts_big(word) {
            big += 1;
            if keyword(word).is_some() {
                last_key = Some(end);
            }
        } else if last_key == Some(end - 1) && is_number_word(word) {
            last_key = Some(end);
        } else if keyword(word).is_some() && big >= 2 && last_key.is_none() {
            // Capitalised words before it: "Safe Lines agreement".
            last_key = Some(end);
            end += 1;
            break;
        } else if !links(word) || !all[end + 1..].iter().take(2).any(|w| starts_big(w)) {
            break;
        }
        end += 1;
        if stops(word) {
            break;
        }
    }
    let key = last_key?;
    // A lone keyword is no name, and a keyword first is headed, not closed, by it.
    if big < 2 || (key == at && end == at + 1) {
        return None;
    }
    let mut stop = key + 1;
    // Operation Heron, Loi Littoral: capitalised words after the keyword belong to it, up to the run's end.
    while stop < end && (starts_big(all[stop]) || is_number_word(all[stop])) && !stops(all[stop - 1]) {
        stop += 1;
    }
    if stop - at < 2 {
        return None;
    }
    Some(tidy(&all[at..stop]))
}

/// French, Spanish: a capitalised keyword, then connecting words and others up to a verb or a mark:
/// `Loi 7/2016 sur les zones humides`, `Plan de Acción para flamencos`.
fn headed(all: &[&str], at: usize) -> Option<String> {
    let first = all.get(at)?;
    keyword(first)?;
    let numbered = all.get(at + 1).is_some_and(|w| is_number_word(w));
    if stops(first) || !(starts_big(first) || numbered) {
        return None;
    }
    let mut end = at + 1;
    let mut content = 0;
    // What a word of small letters may follow: a connecting word, or once the word after one.
    let mut room = if numbered { 0 } else { 1 };
    let apostrophe = |w: &str| w.chars().any(|c| matches!(c, '\'' | '\u{2019}'));
    while end < all.len() && end - at < MOST_WORDS {
        let word = all[end];
        let folded = fold(word);
        let year = folded.len() == 4 && folded.chars().all(|c| c.is_ascii_digit());
        if year || word.starts_with(['(', '[']) || words::VERBS.contains(&folded.as_str()) && !links(word) {
            break;
        }
        if is_number_word(word) {
            room = 0;
        } else if links(word) {
            room = 2;
        } else if apostrophe(word) {
            content += 1;
            room = 1;
        } else if starts_big(word) {
            content += 1;
            room = 0;
        } else if room > 0 {
            content += 1;
            room -= 1;
        } else {
            break;
        }
        end += 1;
        if stops(word) {
            break;
        }
    }
    while end > at + 1 && links(bare(all[end - 1])) && !is_number_word(all[end - 1]) {
        end -= 1;
    }
    let linked =
        all.get(at + 1).is_some_and(|w| links(w) || w.chars().any(|c| matches!(c, '\'' | '’')) || starts_big(w));
    (end - at >= 2 && (numbered || (linked && content > 0))).then(|| tidy(&all[at..end]))
}

/// Words in quotation marks, with a keyword just before or after, or two to eight of them.
fn quoted(all: &[&str], at: usize) -> Option<String> {
    let first = all.get(at)?;
    let close = match first.chars().next()? {
        '"' => '"',
        '«' => '»',
        '“' => '”',
        _ => return None,
    };
    let end = (at..all.len().min(at + 10)).find(|&i| {
        let w =
            if i == at { first.get(first.chars().next().map_or(0, char::len_utf8)..).unwrap_or("") } else { all[i] };
        w.contains(close)
    })?;
    let text = tidy(&all[at..=end]);
    let text =
        text.trim_matches(|c: char| matches!(c, '"' | '«' | '»' | '“' | '”' | ',' | '.' | ';') || c.is_whitespace());
    let count = text.split_whitespace().count();
    let beside = [at.checked_sub(1), Some(end + 1)]
        .into_iter()
        .flatten()
        .any(|i| all.get(i).is_some_and(|w| keyword(w).is_some()));
    (starts_big(text) && (1..=8).contains(&count) && (beside || count >= 2)).then(|| text.to_owned())
}

fn tidy(all: &[&str]) -> String {
    let text = all.join(" ");
    text.trim_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | ':' | '.' | '(' | '"' | '«' | '»'))
        .trim_end_matches(')')
        .to_owned()
}

/// True where a text speaks of a kind of measure at its beginning.
pub(super) fn mentions_kind(text: &str) -> bool {
    text.split_whitespace().take(12).any(|w| keyword(w).is_some_and(|k| k != "law" || starts_big(w)))
}

/// The kind a title says: in English the last word of its first part, else the first such word.
pub(super) fn kind(title: &str, lang: Option<Lang>) -> &'static str {
    let all: Vec<&str> = title.split_whitespace().collect();
    let split = all.iter().position(|w| matches!(fold(w).as_str(), "of" | "for" | "on" | "to" | "against"));
    let head = &all[..split.unwrap_or(all.len())];
    let found = if matches!(lang, Some(Lang::Fr | Lang::Es)) {
        all.iter().find_map(|w| keyword(w))
    } else {
        head.iter().rev().find_map(|w| keyword(w)).or_else(|| all.iter().find_map(|w| keyword(w)))
    };
    found.unwrap_or("")
}

/// The years a text gives a measure: one range, or one year. Several years without a range say
/// nothing certain, nor do years still to come when the report was written.
pub(super) fn span(text: &str, title: &str, told: Option<Period>) -> Option<Span> {
    let named = years(text);
    let near = |y: u16| told.is_none_or(|p| y <= p.to.saturating_add(2));
    let all: Vec<(usize, u16)> = named.iter().copied().filter(|&(at, y)| near(y) && !until(text, at)).collect();
    // 9/2022 in a law's name is the year of the law, whatever else the text tells.
    let of_name: Vec<u16> = years(title).into_iter().map(|(_, y)| y).collect();
    if let ([y], true) = (&of_name[..], words::kind(kind(title, None)).is_some_and(|k| k.stays)) {
        return Some(Span { from: *y, to: Some(*y) });
    }
    // What has begun may end long after the report.
    for pair in named.windows(2) {
        let [(a, from), (b, to)] = pair else { continue };
        if !near(*from) {
            continue;
        }
        let between = text.get(a + 4..*b).unwrap_or("").trim().to_lowercase();
        if from < to && matches!(between.as_str(), "-" | "–" | "—" | "to" | "à" | "a" | "al" | "until" | "au" | "/")
        {
            return Some(Span { from: *from, to: Some(*to) });
        }
        let head = fold(text.get(..*a).unwrap_or(""));
        if from < to
            && matches!(between.as_str(), "and" | "et" | "y")
            && ["between", "entre"].iter().any(|w| head.ends_with(w))
        {
            return Some(Span { from: *from, to: Some(*to) });
        }
    }
    let mut distinct: Vec<u16> = all.iter().map(|(_, y)| *y).collect();
    distinct.sort_unstable();
    distinct.dedup();
    let ([year], Some((at, _))) = (&distinct[..], all.first()) else { return None };
    if status(text, kind(title, None)) == "ended" {
        // The year it ended does not say when it began.
        return None;
    }
    let before = fold(text.get(..*at).unwrap_or(""));
    let since = before.rsplit(' ').next().is_some_and(|w| words::SINCE.contains(&w));
    Some(Span { from: *year, to: if since { None } else { Some(*year) } })
}

/// True where the words before a year make it an end still to come.
fn until(text: &str, at: usize) -> bool {
    let before = fold(text.get(..at).unwrap_or(""));
    before.rsplit(' ').take(2).any(|w| words::UNTIL.contains(&w))
}

/// The part of a text that speaks of what it names: from the name to the end of the clause, or to where
/// the sentence goes on with another name.
pub(super) fn about(text: &str, title: &str, lang: Option<Lang>) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for sentence in super::text::sentences(text) {
        let Some(at) = sentence.find(title) else { continue };
        let clause = sentence.get(at..).unwrap_or(sentence).split(';').next().unwrap_or("");
        let rest = clause.get(title.len()..).unwrap_or("");
        let next = rest
            .match_indices(", ")
            .map(|(i, _)| i)
            .find(|&i| name(rest.get(i + 2..).unwrap_or(""), lang).is_some_and(|n| n.before <= 2));
        // What stands before the name in its sentence belongs to it: "In 2019 the Port Act …".
        let head = sentence.get(..at).unwrap_or("").rsplit(';').next().unwrap_or("");
        if !head.contains(',') {
            parts.push(head);
        }
        parts.push(clause.get(..title.len() + next.unwrap_or(rest.len())).unwrap_or(clause));
    }
    parts.join(" ")
}

/// What a text says of a measure's state; empty where it says nothing. What stays, a law, an inventory,
/// is made when it is completed; it does not end.
pub(super) fn status(text: &str, kind: &str) -> &'static str {
    let folded = format!(" {} ", fold(text));
    let says = |list: &[&str]| list.iter().any(|w| folded.contains(&format!(" {w} ")));
    if says(&words::ENDED) && words::kind(kind).is_none_or(|k| !k.stays) {
        "ended"
    } else if says(&words::PLANNED) {
        "planned"
    } else {
        ""
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(t: &str) -> String {
        name(t, crate::registers::text::language(t)).map_or_else(String::new, |n| n.text)
    }

    #[test]
    fn names_are_found_where_they_stand() {
        assert_eq!(
            named("The Wildlife Trade Act 9/2022 came into force in September 2022."),
            "Wildlife Trade Act 9/2022"
        );
        assert_eq!(
            named("The Delta of Test Restoration Programme finished in 2024."),
            "Delta of Test Restoration Programme"
        );
        assert_eq!(named("Operation Heron in 2022 and its follow-up showed"), "Operation Heron");
        assert_eq!(named("186 km were made safe under the Safe Lines agreement with TestGrid"), "Safe Lines agreement");
        assert_eq!(named("Loi 7/2016 sur les zones humides est en vigueur"), "Loi 7/2016 sur les zones humides");
        assert_eq!(named("El Plan de Acción para los flamencos fue adoptado"), "Plan de Acción para los flamencos");
        assert_eq!(named("Le projet « Rivières vives » a replanté"), "Rivières vives");
        assert_eq!(named("Since the Water Act 14/2019 every basin plan must name the wetlands"), "Water Act 14/2019");
        assert_eq!(
            named("El Reglamento de Excluidores de Tortugas equipó 112 arrastreros"),
            "Reglamento de Excluidores de Tortugas"
        );
        assert_eq!(named("Plan de gestion du Lac Sample en 2016, dans le parc"), "Plan de gestion du Lac Sample");
        assert_eq!(named("Plan de gripe aviar (2022) en las lagunas del norte"), "Plan de gripe aviar");
        assert_eq!(
            named("Début du Programme de restauration du Delta de Test en 2017."),
            "Programme de restauration du Delta de Test"
        );
        for none in [
            "Two provinces have no planner.",
            "Act now",
            "Rangers walked the coast in June",
            "",
            "See the plan",
            "Plan",
        ] {
            assert_eq!(named(none), "", "{none}");
        }
    }

    #[test]
    fn kinds_and_years_only_where_the_text_says_so() {
        assert_eq!(kind("National Wildlife Crime Strategy", Some(Lang::En)), "policy");
        assert_eq!(kind("Plan de suivi des zones humides", Some(Lang::Fr)), "plan");
        assert_eq!(kind("Two Sisters Lagoons", None), "");
        let told = Some(Period { from: 2018, to: 2020 });
        let s = |t: &str, title: &str| span(t, title, told).map(Span::text).unwrap_or_default();
        assert_eq!(s("Clean Shores removed 86 t from 2017 to 2019", ""), "2017-2019");
        assert_eq!(s("In use since 2018 in nine districts", ""), "2018-");
        assert_eq!(s("231,000 birds in 2020 against 214,000 in 2018", ""), "", "two years make no range");
        assert_eq!(s("30,000 ha restored by 2020", ""), "", "an aim is no date");
        assert_eq!(s("Fenced in 2031", ""), "", "not yet");
        assert_eq!(
            s("The National Flyway Programme 2020-2030 pays", "National Flyway Programme 2020-2030"),
            "2020-2030"
        );
        assert_eq!(s("A Ranger Law 2019-2032 binds", "Ranger Law 2019-2032"), "2019-2032", "longer than the report");
        assert_eq!(s("Fences 2031-2035", ""), "", "it has not begun");
        assert_eq!(s("applied to nineteen plans between 2018 and 2020", "Regulation 3/2017"), "2017");
        let both =
            "The Turtle Regulation equipped trawlers, the Vulture Protocol has been used since 2019. Other Plan: 2018.";
        assert_eq!(about(both, "Turtle Regulation", Some(Lang::En)), "The  Turtle Regulation equipped trawlers");
        assert_eq!(s("The project ended in 2019", ""), "", "an end is no beginning");
        assert_eq!(status("The Wetland Inventory was completed in 2019", "inventory"), "");
        assert_eq!(status("The project ended in 2019 and a new one is planned", "project"), "ended");
    }
}
