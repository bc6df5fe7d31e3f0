//! Words that turn a question round: *not*, *remove*, *received*, *Appendix II*.
//!
//! Two questions may share nearly all their words and ask the opposite. What is compared here is only
//! whether such a word stands on both sides, in any form and any language; what it says is left to people.

use super::fold::fold;

/// What a word says that a question with other words would not say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sign {
    /// *Not*, *no*, *lack*, *without*.
    Not,
    /// Something was given.
    Given,
    /// Something was received.
    Received,
    /// *Remove*, *eliminate*.
    TakeAway,
    /// *Introduce*, *implement*.
    BringIn,
    /// *Permit*, *allow*.
    Permit,
    /// *Prohibit*, *forbid*.
    Prohibit,
    /// *Refuse*, *reject*.
    Refuse,
    /// *Will be*.
    Future,
    /// *Adopt*, *pass*.
    Adopt,
    /// *Repeal*, *revoke*.
    Repeal,
    /// *Improved*.
    Better,
    /// *Deteriorated*.
    Worse,
    /// *Encourage*.
    Encourage,
    /// *Discourage*.
    Discourage,
    /// Appendix or Annex I.
    One,
    /// Appendix or Annex II.
    Two,
    /// Appendix or Annex III.
    Three,
}

use Sign::{
    Adopt, Better, BringIn, Discourage, Encourage, Future, Given, Not, One, Permit, Prohibit, Received, Refuse, Repeal,
    TakeAway, Three, Two, Worse,
};

/// Words of English, French and Spanish, folded; a star stands for any ending.
const WORDS: &[(Sign, [&[&str]; 3])] = &[
    (
        Not,
        [
            &[
                "not",
                "no",
                "none",
                "nor",
                "neither",
                "never",
                "nobody",
                "nothing",
                "without",
                "cannot",
                "lack*",
                "absen*",
                "missing",
                "fail",
                "fails",
                "failed",
                "failing",
                "failure",
                "unable",
                "incomplete*",
                "unsuccessful*",
                "uncontrolled",
                "ineffective*",
                "insufficient*",
                "inadequate*",
                "unavailable",
                "isnt",
                "doesnt",
                "dont",
                "didnt",
                "hasnt",
                "havent",
                "arent",
                "wasnt",
                "werent",
            ],
            &[
                "pas",
                "aucun*",
                "sans",
                "jamais",
                "ni",
                "ne",
                "nul",
                "nulle",
                "rien",
                "personne ne",
                "manqu*",
                "absen*",
                "depourvu*",
                "incomplet*",
                "insuffisan*",
                "inefficac*",
                "inadequat*",
                "echou*",
            ],
            &[
                "no",
                "sin",
                "ningun*",
                "nunca",
                "jamas",
                "tampoco",
                "nada",
                "nadie",
                "falta*",
                "carec*",
                "carenc*",
                "ausen*",
                "incomplet*",
                "insuficien*",
                "ineficaz",
                "ineficac*",
                "inadecuad*",
                "fracas*",
            ],
        ],
    ),
    (
        Given,
        [
            &["give", "gives", "given", "gave", "giving", "provided", "donat*", "donor*"],
            &["donne", "donnee", "donnees", "donnes", "donner", "fourni*", "apporte*", "accord*", "donateur*"],
            &["dado", "dio", "dar", "dando", "prestad*", "prestar", "proporcion*", "otorg*", "aport*", "donante*"],
        ],
    ),
    (
        Received,
        [
            &["receiv*", "receipt*", "recipient*"],
            &["recu", "recue", "recus", "recues", "recoi*", "recev*", "beneficie", "beneficiaire*"],
            &["recib*", "recep*", "beneficiari*"],
        ],
    ),
    (
        TakeAway,
        [
            &["remov*", "eliminat*", "abolish*", "abolition", "dismantl*"],
            &["supprim*", "suppression*", "elimin*", "aboli*"],
            &["elimin*", "suprim*", "supresion*", "abol*"],
        ],
    ),
    (
        BringIn,
        [
            &["introduc*", "implement*"],
            &["introdui*", "introduct*", "mis en oeuvre", "mise en oeuvre", "mettre en oeuvre", "instaur*"],
            &["introdu*", "aplic*", "implant*", "implement*"],
        ],
    ),
    (
        Permit,
        [
            &["permit*", "allow*", "authoris*", "authoriz*", "legalis*", "legaliz*"],
            &["permet*", "permis*", "autoris*", "legalis*"],
            &["permit*", "permis*", "autoriz*", "legaliz*"],
        ],
    ),
    (
        Prohibit,
        [
            &["prohibit*", "forbid*", "ban", "bans", "banned", "banning", "outlaw*"],
            &["interdi*", "prohib*"],
            &["prohib*", "proscri*"],
        ],
    ),
    (
        Refuse,
        [
            &["refus*", "reject*", "declined to", "deny", "denied", "denies"],
            &["refus*", "rejet*"],
            &["rehus*", "rechaz*", "deneg*", "neg*"],
        ],
    ),
    (
        Future,
        [
            &["will", "shall"],
            &["sera", "seront", "aura", "auront", "fera", "feront"],
            &["sera", "seran", "habra", "habran", "hara", "haran"],
        ],
    ),
    (
        Adopt,
        [&["adopt*", "enact*", "develop*", "pass", "passed"], &["adopt*", "elabor*"], &["adopt*", "aprob*", "elabor*"]],
    ),
    (
        Repeal,
        [
            &["repeal*", "revok*", "revoc*", "rescind*", "annul*", "cancel*"],
            &["abrog*", "revoqu*", "annul*"],
            &["derog*", "abrog*", "revoc*", "anul*", "cancel*"],
        ],
    ),
    (Better, [&["improv*", "recover*", "better"], &["amelior*", "retabli*"], &["mejor*", "recuper*"]]),
    (
        Worse,
        [
            &["declin*", "deteriorat*", "worse*", "degrad*"],
            &["declin*", "deterior*", "degrad*", "empir*", "aggrav*"],
            &["deterior*", "empeor*", "degrad*", "declin*"],
        ],
    ),
    (
        Encourage,
        [
            &["encourag*", "promot*"],
            &["encourag*", "promouv*", "promotion*"],
            &["alent*", "alient*", "promov*", "foment*"],
        ],
    ),
    (Discourage, [&["discourag*", "deter"], &["decourag*", "dissua*"], &["desalent*", "desalient*", "disua*"]]),
];

/// What only turns a question round where the question says the other: *provide* is said in passing.
const OTHERS: &[(Sign, Sign)] = &[
    (Given, Received),
    (BringIn, TakeAway),
    (Permit, Prohibit),
    (Adopt, Repeal),
    (Better, Worse),
    (Worse, Better),
    (Encourage, Discourage),
    (Discourage, Encourage),
];

/// What a question asks by, so that a text without it asks something else.
const NEEDED: &[Sign] = &[Not, TakeAway, Prohibit, Discourage, One, Two, Three];

/// Turns of phrase that hold a word of negation and deny nothing.
const HARMLESS: &[&str] = &[
    "yes no",
    "yes or no",
    "oui non",
    "oui ou non",
    "si no",
    "si o no",
    "whether or not",
    "or not",
    "ou non",
    "o no",
    "if not",
    "if no",
    "si non",
    "not limited to",
    "not including",
    "will be considered",
    "not only",
    "no of",
    "no later than",
    "non native",
    "non governmental",
    "non gouvernemental",
    "non gouvernementales",
    "non detriment",
    "non monetary",
    "non monetaires",
    "non compliance",
    "non state",
    "non party",
    "non parties",
    "non lethal",
    "non indigenous",
    "non timber",
    "no later",
    "not applicable",
    "no information",
];

/// The signs of a text, each once, with the word it was seen by.
#[derive(Debug, Clone, Default)]
pub(super) struct Signs(Vec<(Sign, String)>);

impl Signs {
    /// Reads a text in any of the three languages.
    pub(super) fn of(text: &str) -> Signs {
        let mut folded = format!(" {} ", fold(text));
        for phrase in HARMLESS {
            folded = folded.replace(&format!(" {phrase} "), " ; ");
        }
        let words: Vec<&str> = folded.split_whitespace().collect();
        let mut found = Signs::default();
        for (i, word) in words.iter().enumerate() {
            let before = i.checked_sub(1).and_then(|b| words.get(b)).copied().unwrap_or("");
            // "Don't", "n'existe".
            if *word == "t" && before.ends_with('n') && before.len() > 1 {
                found.add(Not, &format!("{before}'t"));
            }
            if before == "n" && matches!(*word, "est" | "existe" | "ont" | "y" | "avez" | "avait" | "sont" | "etait") {
                found.add(Not, &format!("n'{word}"));
            }
            for (sign, languages) in WORDS {
                let said =
                    languages.iter().flat_map(|l| l.iter()).any(|w| match (w.strip_suffix('*'), w.contains(' ')) {
                        (Some(beginning), _) => word.starts_with(beginning),
                        (None, true) => {
                            w.split(' ').zip(words.get(i..).unwrap_or_default()).filter(|(a, b)| a == *b).count()
                                == w.split(' ').count()
                        }
                        (None, false) => w == word,
                    });
                if said {
                    found.add(*sign, word);
                }
            }
            if ["append", "annex", "apendice", "anexo"].iter().any(|a| word.starts_with(a)) {
                // "Appendix I and/or Appendix II", "Appendices I, II and III".
                for number in words.iter().skip(i + 1).take_while(|w| {
                    matches!(**w, "and" | "or" | "et" | "ou" | "y" | "e" | "o" | "u" | "the" | "de" | "l")
                        || numeral(w).is_some()
                }) {
                    if let Some(sign) = numeral(number) {
                        found.add(sign, &format!("{word} {}", number.to_uppercase()));
                    }
                }
            }
        }
        found
    }

    fn add(&mut self, sign: Sign, word: &str) {
        if !self.has(sign) {
            self.0.push((sign, word.to_owned()));
        }
    }

    fn has(&self, sign: Sign) -> bool {
        self.0.iter().any(|(s, _)| *s == sign)
    }

    /// Adds those of another text.
    pub(super) fn and(&mut self, other: &Signs) {
        for (sign, word) in &other.0 {
            self.add(*sign, word);
        }
    }

    /// The word by which a text says something else than a question does: `own` is what the question
    /// says in the text's language, `all` in any language and by what stands above it.
    pub(super) fn against(&self, own: &Signs, all: &Signs) -> Option<Against> {
        let extra = self.0.iter().find(|(sign, _)| {
            !all.has(*sign)
                && match OTHERS.iter().find(|(s, _)| s == sign) {
                    Some((_, other)) => all.has(*other),
                    None => true,
                }
        });
        if let Some((_, word)) = extra {
            return Some(Against::Says(word.clone()));
        }
        let lacks = own.0.iter().find(|(sign, _)| NEEDED.contains(sign) && !self.has(*sign));
        lacks.map(|(_, word)| Against::Lacks(word.clone()))
    }
}

/// Why a wording is not a question's, however alike they are otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Against {
    /// It has this word, the question nothing like it.
    Says(String),
    /// The question has this word, the wording nothing like it.
    Lacks(String),
}

fn numeral(word: &str) -> Option<Sign> {
    match word {
        "i" | "1" => Some(One),
        "ii" | "2" => Some(Two),
        "iii" | "3" => Some(Three),
        _ => None,
    }
}
