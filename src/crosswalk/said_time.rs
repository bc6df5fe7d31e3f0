//! Words that were true of the time they were written in, and words that only fill a box: neither is said again by
//! somebody who says *yes*.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::model::Lang;

// How the tables below are read. A line is words in a row: `a|b` is one of them, `?` after a word that it may be
// missing, `#` a number in figures or words, `*` at an end any letters. Letters with accents have to have them, others
// stand for theirs too. All tables are looked up in every text: many texts are too short to tell their language.

const ENGLISH: &[&str] = &[
    // Before and after now.
    "last|past|previous|recent|next|coming|following|preceding|latest reporting? #? year|years|month|months|week|weeks|quarter|quarters|semester|season|spring|summer|autumn|fall|winter|decade|cycle|cycles|session|meeting|report|reports",
    "this|current|present reporting? year|month|quarter|semester|season|decade|cycle|session|summer|winter",
    "triennium|biennium|quadrennium|quinquennium|trienniums|bienniums",
    "since|as then",
    "since|after|before|until the? last|previous|past|latest|next|first|second|third report|meeting|session",
    "since|after|before|until|at|during the? cop|conference",
    "ago|recently|lately|newly|upcoming|forthcoming|today|nowadays|tomorrow|presently|hitherto",
    "so far",
    "to|until|till|up date|now|present",
    "currently under|being|in",
    "at present",
    "at the moment|present",
    "not yet",
    "yet to",
    "q1|q2|q3|q4",
    "end|beginning|start|middle|course of the? year",
    "first|second|third|fourth half|quarter of",
    // What is to come.
    "will|shall not? soon? be|have|has|start|begin|take|make|come|cover|continue|include|enter|follow|end|open|receive|allow|require|establish|adopt|launch|meet|train|restore|support|provide|help|need|become|go|lead|ensure",
    "be|is|are|remains|yet|still to be? adopted|approved|finalised|finalized|completed|launched|established|enacted|passed|published|started|signed|ratified|implemented|developed|prepared|amended|revised|updated|decided|confirmed|adopt|approve|finalise|finalize",
    "to be adopted|approved|finalised|finalized|completed|launched|established|enacted|passed|published|started|signed|ratified|developed|prepared|amended|revised|updated|decided|confirmed",
    "is|are|was|were now? being? planned|scheduled|expected|foreseen|anticipated|pending for|to|in|by|before|next",
    "due in|by|to",
    // Years in words.
    "twenty twenty|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|thirty",
    "two thousand and",
];

const FRENCH: &[&str] = &[
    "an|ans|annee|annees|mois|semaine|semaines|trimestre|semestre|saison|decennie|cycle|cycles|triennat|session|reunion|rapport dernier*|prochain*|passe*|ecoule*|precedent*|suivant*|venir",
    "an|ans|annee|annees|mois|trimestre|semestre|saison|decennie|cycle a|en venir|cours",
    "dernier|derniere|derniers|dernieres|prochain|prochaine|prochains|prochaines|precedent|precedente|precedents|precedentes #? an|ans|annee|annees|mois|semaine|semaines|trimestre|semestre|saison|decennie|cycle|session|reunion|rapport|rapports|cop|cdp",
    "# dernier*|prochain*|precedent* an|ans|annees|mois",
    "cette|ce annee|an|mois|trimestre|semestre|saison|decennie|cycle|session",
    "triennat|biennium|quadriennat|quinquennat|triennium",
    "depuis|avant|apres|lors|jusqu le|la|les|l|a|de|au? la? dernier*|precedent*|prochain*|cop|cdp|conference",
    "depuis|avant|apres cop|cdp|lors",
    "il y a #|quelques|plusieurs|peu|longtemps",
    "recemment|dernierement|actuellement|prochainement|bientot|dorenavant|desormais",
    "jusqu ici|present|maintenant",
    "jusqu a present|maintenant|aujourd",
    "aujourd hui",
    "a ce jour|stade",
    "pour l instant",
    "en cours d|de adoption|elaboration|revision|preparation|finalisation|validation|approbation|redaction|signature|discussion",
    "pas|point encore",
    "fin|debut|milieu|courant de? l? annee",
    // What is to come.
    "sera|seront|aura|auront|fera|feront|permettra|permettront|adoptera|adopteront|entrera|entreront|commencera|debutera|devra|devront|pourra|pourront|couvrira|recevra|lancera|restera|deviendra",
    "va|vont etre|commencer|debuter|adopter|lancer",
    "reste|restent|doit|doivent encore? a|etre etre? adopte*|approuve*|finalis*|lance*|signe*|publie*|acheve*|ratifi*",
    "est|sont|etait prevu|prevue|prevus|prevues|programme|programmee|attendu|attendue pour|en|avant|dans|d",
    "deux mille dix|onze|douze|treize|quatorze|quinze|seize|vingt|trente",
];

const SPANISH: &[&str] = &[
    "ultimo|ultima|ultimos|ultimas|proximo|proxima|proximos|proximas|pasado|pasada|pasados|pasadas|anterior|anteriores|reciente|recientes #? ano|anos|mes|meses|semana|semanas|trimestre|semestre|temporada|decada|ciclo|ciclos|sesion|reunion|informe|informes|cop|cdp",
    "# ultim*|proxim*|pasad* anos|meses|semanas",
    "ano|anos|mes|meses|semana|semanas|trimestre|semestre|temporada|decada|ciclo|ciclos|sesion|reunion|informe pasad*|proxim*|anterior*|siguiente*|ultim*|venider*",
    "ano|mes|trimestre|semestre|ciclo|temporada en curso",
    "este|esta|presente|actual ano|mes|trimestre|semestre|temporada|decada|ciclo|sesion",
    "trienio|bienio|cuatrienio|quinquenio|sexenio",
    "desde|antes|despues|hasta de? el|la|los|las ultim*|anterior*|pasad*|proxim*|cop|cdp|conferencia",
    "desde|antes|despues de? cop|cdp|entonces",
    "hace #|varios|varias|algunos|algunas|poco|unos|unas",
    "recientemente|ultimamente|actualmente|proximamente|hoy|pronto|todavia",
    "hasta la? fecha|ahora|hoy",
    "por ahora",
    "de momento",
    "por el momento",
    "a la fecha",
    "en breve",
    "aun no",
    "fines|finales|principios|comienzos|mediados|fin de|del el? ano",
    // What is to come.
    "será|serán|habrá|habrán|estará|estarán|tendrá|tendrán|deberá|deberán|podrá|podrán|entrará|entrarán|comenzará|empezará|permitirá|incluirá|cubrirá|adoptará|adoptarán",
    "se *ará|*erá|*irá|*arán|*erán|*irán|*drá|*drán",
    "va|van a ser|adoptar|aprobar|comenzar|empezar|iniciar",
    "por adoptar|adoptarse|aprobar|aprobarse|finalizar|firmar|definir",
    "previsto|prevista|previstos|previstas|programado|programada|pendiente|pendientes para|en|antes|de",
    "dos mil diez|once|doce|trece|catorce|quince|dieciseis|diecisiete|dieciocho|diecinueve|veinte|treinta|veinti*",
];

/// Months after words that point at one: with a year behind it, the year tells.
const BEFORE_MONTH: &[&str] = &[
    "in", "since", "until", "by", "before", "after", "from", "last", "next", "this", "early", "late", "mid", "of",
    "en", "depuis", "avant", "apres", "fin", "debut", "mi", "desde", "hasta", "antes",
];

const MONTHS: &[&str] = &[
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "janvier",
    "fevrier",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "aout",
    "septembre",
    "octobre",
    "novembre",
    "decembre",
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "setiembre",
    "octubre",
    "noviembre",
    "diciembre",
];

const NUMBERS: &[&str] = &[
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "twelve",
    "few",
    "several",
    "couple",
    "un",
    "une",
    "deux",
    "trois",
    "quatre",
    "cinq",
    "sept",
    "huit",
    "neuf",
    "dix",
    "douze",
    "quelques",
    "plusieurs",
    "uno",
    "una",
    "dos",
    "tres",
    "cuatro",
    "cinco",
    "seis",
    "siete",
    "ocho",
    "nueve",
    "diez",
    "doce",
    "pocos",
    "varios",
    "algunos",
];

/// What is written into a cell for want of anything to say, folded.
pub(crate) const FILLERS: [&str; 24] = [
    "",
    "n a",
    "na",
    "none",
    "nil",
    "s o",
    "so",
    "sans objet",
    "neant",
    "aucun",
    "aucune",
    "no aplica",
    "no aplicable",
    "ninguno",
    "ninguna",
    "sin datos",
    "nd",
    "n d",
    "tbd",
    "tbc",
    "no data",
    "not known",
    "not available",
    "not applicable",
];

/// What fills a box and says nothing, in whole.
const PLACEHOLDERS: &[&str] = &[
    "x",
    "nothing",
    "no",
    "to be completed",
    "to be confirmed",
    "not relevant",
    "unknown",
    "no information",
    "no information available",
    "see above",
    "see below",
    "same as above",
    "as above",
    "idem",
    "ditto",
    "rien",
    "non applicable",
    "non disponible",
    "inconnu",
    "pas de donnees",
    "sans donnees",
    "pas d information",
    "a completer",
    "voir ci dessus",
    "no procede",
    "nada",
    "sin informacion",
    "no hay datos",
    "no disponible",
    "no se sabe",
    "desconocido",
    "por completar",
    "vease arriba",
    "s i",
    "s d",
];

/// How words begin that only lead to others.
const ELSEWHERE: &[&str] = &[
    "see|consult|refer our|the|to|also|above|below|previous|last|annex|annexes|attached|report",
    "as|same in|as|reported|described|stated in? the|our|previous|last|above",
    "as|same above|before",
    "voir|cf|consulter notre|le|la|les|l|ci|annexe|rapport|aussi|dans",
    "comme|idem dans|indique|ci au|le|que|precedent|dessus|notre|rapport",
    "vease|ver|consultese nuestro|nuestra|el|la|los|las|anexo|arriba|informe|tambien",
    "como|igual en|se|que el|la|indico|indica|informe|nuestro",
];

/// One word of a line.
struct Slot {
    words: Vec<&'static str>,
    optional: bool,
}

type Lines = BTreeMap<&'static str, Vec<Vec<Slot>>>;

/// Lines by their first words.
fn lines(tables: &[&'static [&'static str]]) -> Lines {
    let mut all = Lines::new();
    let slot = |s: &'static str| {
        let bare = s.trim_end_matches('?');
        Slot { words: bare.split('|').collect(), optional: bare.len() < s.len() }
    };
    for line in tables.iter().copied().flatten() {
        let (first, rest) = line.split_once(' ').unwrap_or((line, ""));
        let rest = || rest.split_terminator(' ').map(slot).collect();
        for word in first.split('|') {
            all.entry(word).or_default().push(rest());
        }
    }
    all
}

static OF_TIME: LazyLock<Lines> = LazyLock::new(|| lines(&[ENGLISH, FRENCH, SPANISH]));
static LEADING_ELSEWHERE: LazyLock<Lines> = LazyLock::new(|| lines(&[ELSEWHERE]));

/// A word in lower case, and without its accents.
struct Word {
    lower: String,
    bare: String,
}

fn bare(lower: &str) -> String {
    if lower.is_ascii() { lower.to_owned() } else { lower.nfkd().filter(|c| !is_combining_mark(*c)).collect() }
}

fn words(text: &str) -> Vec<Word> {
    let lower = text.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
    words.map(|w| Word { lower: w.nfc().collect(), bare: bare(w) }).collect()
}

fn is_number(word: &str) -> bool {
    word.bytes().all(|b| b.is_ascii_digit()) || NUMBERS.contains(&word)
}

fn is_one(word: &Word, of: &str) -> bool {
    let word = if of.is_ascii() { &word.bare } else { &word.lower };
    match (of, of.strip_suffix('*'), of.strip_prefix('*')) {
        ("#", ..) => is_number(word),
        (_, Some(begin), _) => word.starts_with(begin),
        (_, _, Some(end)) => word.ends_with(end),
        _ => word == of,
    }
}

/// True where the words begin with the line.
fn follows(words: &[Word], line: &[Slot]) -> bool {
    let Some((slot, rest)) = line.split_first() else { return true };
    let here = words
        .split_first()
        .is_some_and(|(word, after)| slot.words.iter().any(|of| is_one(word, of)) && follows(after, rest));
    here || slot.optional && follows(words, rest)
}

fn begins(words: &[Word], lines: &Lines) -> bool {
    let Some((first, rest)) = words.split_first() else { return false };
    let of = |word: &str| lines.get(word).into_iter().flatten();
    let differs = first.lower != first.bare;
    of(&first.bare).any(|line| follows(rest, line))
        || differs && of(&first.lower).any(|line| follows(rest, line))
        || first.bare.bytes().all(|b| b.is_ascii_digit()) && of("#").any(|line| follows(rest, line))
}

/// A meeting of the Parties or a financial year by its number: `cop14`, `cdp 14`, `fy22`.
fn is_numbered(words: &[Word]) -> bool {
    let Some((first, rest)) = words.split_first() else { return false };
    let number = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
    ["cop", "cdp", "fy"].iter().any(|name| {
        first
            .bare
            .strip_prefix(name)
            .is_some_and(|n| number(n) || n.is_empty() && rest.first().is_some_and(|w| number(&w.bare)))
    })
}

/// A month without a year.
fn is_month(words: &[Word]) -> bool {
    let [before, month, rest @ ..] = words else { return false };
    let year = |w: &Word| w.bare.len() == 4 && w.bare.bytes().all(|b| b.is_ascii_digit());
    let dated = rest.iter().take(2).any(year);
    BEFORE_MONTH.contains(&before.bare.as_str()) && MONTHS.contains(&month.bare.as_str()) && !dated
}

/// A year of which only the end is written: `'23`.
fn has_short_year(text: &str) -> bool {
    let mut rest = text;
    while let Some(at) = rest.find(['\'', '’', '‘']) {
        let before = rest[..at].chars().next_back();
        let after = rest[at..].char_indices().nth(1).map_or("", |(n, _)| &rest[at + n..]);
        let digits = after.bytes().take_while(u8::is_ascii_digit).count();
        if digits == 2 && !before.is_some_and(char::is_alphanumeric) {
            return true;
        }
        rest = after;
    }
    false
}

/// True for words that place what they tell by the time they were written in: *last year*, *will be*, *so far*.
pub(crate) fn is_relative(text: &str) -> bool {
    let words = words(text);
    has_short_year(text)
        || (0..words.len()).any(|n| {
            let from = words.get(n..).unwrap_or_default();
            begins(from, &OF_TIME) || is_numbered(from) || is_month(from)
        })
}

/// True for what only fills a box, or leads to another text.
pub(crate) fn says_nothing(text: &str) -> bool {
    let words = words(text);
    let whole: Vec<&str> = words.iter().map(|w| w.bare.as_str()).collect();
    let whole = whole.join(" ");
    !text.chars().any(char::is_alphabetic)
        || FILLERS.iter().chain(PLACEHOLDERS).any(|w| *w == whole)
        || words.len() <= SHORT && begins(&words, &LEADING_ELSEWHERE)
}

/// Most words of a text that only leads to another.
const SHORT: usize = 15;

/// Words from which a text shows its language.
const TELLING: usize = 8;

/// True for a text in a language whose words of time nobody has listed here: in another script, or without any small
/// word of the three languages. French and Spanish share many, so that a text need not show which of the two it is.
pub(crate) fn is_foreign(text: &str) -> bool {
    let letters = || text.chars().filter(|c| c.is_alphabetic());
    let latin = letters().filter(|c| *c < '\u{250}' || ('\u{1e00}'..'\u{1f00}').contains(c)).count();
    let told = || words(text).iter().filter(|w| w.bare.chars().all(char::is_alphabetic)).count();
    let [(small, _), ..] = Lang::small_words(text);
    latin * 2 < letters().count() || small < 2 && told() > TELLING * (small + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_time_are_told_from_words_that_stand() {
        for of_time in [
            "Forty hectares were restored in the last three years.",
            "Two plans were made since the last report.",
            "The policy will be adopted next year.",
            "To be adopted in the next session of Parliament.",
            "In this triennium nothing was paid.",
            "Since COP14 the committee met twice.",
            "The plan of twenty twenty-two was carried out.",
            "Au cours du triennat, deux lois ont été adoptées.",
            "Plans are made for the coming year.",
            "Last year 4 plans were made, this cycle 12 %.",
            "Le trimestre dernier, deux ateliers ont eu lieu.",
            "Depuis la COP13, trois ateliers ont eu lieu.",
            "Paid in FY22/23.",
            "Présenté à la CdP14.",
            "Restored in '23.",
            "It was adopted two years ago.",
            "The law was recently amended.",
            "To date no species has been controlled.",
            "So far it works.",
            "The inventory was finished in March.",
            "La loi sera adoptée.",
            "Le plan a été révisé l'an dernier, il y a six mois.",
            "Se adoptará una nueva ley.",
            "En los últimos tres años se restauraron humedales.",
            "Hace dos años se aprobó.",
            "El año pasado se capacitó a guardas.",
            "Hasta la fecha no hay resultados.",
            "The bill is currently under discussion.",
            "Au cours des cinq dernières années, rien.",
            "Depuis le dernier rapport, rien.",
            "Desde el último informe se creó un comité.",
        ] {
            assert!(is_relative(of_time), "{of_time}");
        }
        for stands in [
            "The Wetland Policy binds all ministries.",
            "Adopted in March 1998, by decree.",
            "The ministry's staff meet twice a year, with the people's agreement.",
            "There is the political will and a budget of 2 000 euros.",
            "La loi sur la pêche considère les zones humides comme un milieu à protéger.",
            "La ley considera los humedales y prepara planes cada año.",
            "The next of kin may fish there.",
            "Le passé des tourbières est étudié par une équipe.",
        ] {
            assert!(!is_relative(stands), "{stands}");
        }
    }

    #[test]
    fn what_only_fills_a_box_is_told_from_a_short_answer() {
        for nothing in [
            "n/a",
            "N.A.",
            "-",
            "None.",
            "s.o.",
            "No aplica",
            "sin datos",
            "See our CMS report.",
            "12",
            "As in the previous report.",
            "See annex 3.",
            "Néant",
            "Voir notre rapport CITES",
            "Véase el informe anterior",
        ] {
            assert!(says_nothing(nothing), "{nothing}");
        }
        for something in
            ["Ministry of Water", "Low", "GEF", "Seen by all as a success.", "No budget", "Ninguna ley lo prohíbe"]
        {
            assert!(!says_nothing(something), "{something}");
        }
    }

    #[test]
    fn a_text_in_a_language_without_a_table_is_known() {
        for foreign in [
            "Закон о водно-болотных угодьях",
            "湿地政策约束所有部委",
            "Das Feuchtgebietsgesetz bindet alle Ministerien und gilt im ganzen Land seither",
        ] {
            assert!(is_foreign(foreign), "{foreign}");
        }
        for known in [
            "The policy binds all the ministries of the country.",
            "GEF, WWF",
            "Ministry of Water",
            "La ley protege los humedales y las aves en el país",
        ] {
            assert!(!is_foreign(known), "{known}");
        }
    }
}
