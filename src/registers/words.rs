//! The words registers know: kinds and how texts name them, headings, small words, what says nothing.
//! Data, in three languages; a new word needs no other change.

use crate::model::Lang;

/// A kind of measure: its code, its heading in the three languages (one, several), and the words by
/// which a title names it, folded. The first kind whose word stands in a title wins.
pub(super) struct Kind {
    /// Code in the register and in `wants` of a template.
    pub code: &'static str,
    /// Headings EN, FR, ES.
    pub heading: [&'static str; 3],
    /// Words in titles, folded.
    pub words: &'static [&'static str],
    /// A year beside it says when it was adopted or made, not that it lasted only so long.
    pub stays: bool,
}

/// Every kind, in the order in which they stand in a text that asks for none before others.
pub(super) const KINDS: [Kind; 14] = [
    Kind {
        code: "law",
        heading: ["Laws and regulations", "Lois et règlements", "Leyes y reglamentos"],
        words: &[
            "act",
            "law",
            "ordinance",
            "decree",
            "regulation",
            "regulations",
            "bylaw",
            "code",
            "loi",
            "decret",
            "ordonnance",
            "arrete",
            "reglement",
            "ley",
            "decreto",
            "reglamento",
            "ordenanza",
            "codigo",
        ],
        stays: true,
    },
    Kind {
        code: "policy",
        heading: ["Policies and strategies", "Politiques et stratégies", "Políticas y estrategias"],
        words: &[
            "policy",
            "strategy",
            "guidelines",
            "guideline",
            "politique",
            "strategie",
            "directives",
            "politica",
            "estrategia",
            "directrices",
            "protocol",
            "protocole",
            "protocolo",
        ],
        stays: true,
    },
    Kind {
        code: "plan",
        heading: ["Plans", "Plans", "Planes"],
        words: &["plan", "plans", "planes", "roadmap", "masterplan"],
        stays: true,
    },
    Kind {
        code: "agreement",
        heading: ["Agreements", "Accords", "Acuerdos"],
        words: &[
            "agreement",
            "memorandum",
            "mou",
            "treaty",
            "accord",
            "traite",
            "acuerdo",
            "tratado",
            "convenio",
            "memorando",
            "memorandum",
            "twinning",
            "jumelage",
            "hermanamiento",
        ],
        stays: true,
    },
    Kind {
        code: "incentive",
        heading: ["Incentives", "Incitations", "Incentivos"],
        words: &[
            "payments",
            "payment",
            "subsidy",
            "incentive",
            "incentives",
            "tax",
            "paiements",
            "paiement",
            "subvention",
            "incitations",
            "pagos",
            "pago",
            "incentivo",
            "incentivos",
            "subsidio",
            "impuesto",
        ],
        stays: false,
    },
    Kind {
        code: "programme",
        heading: ["Programmes", "Programmes", "Programas"],
        words: &["programme", "program", "programa", "scheme", "initiative", "initiatives", "iniciativa"],
        stays: false,
    },
    Kind {
        code: "project",
        heading: ["Projects", "Projets", "Proyectos"],
        words: &["project", "projet", "proyecto", "projects", "projets", "proyectos"],
        stays: false,
    },
    Kind {
        code: "campaign",
        heading: ["Campaigns and events", "Campagnes et manifestations", "Campañas y actos"],
        words: &["campaign", "campagne", "campana", "day", "festival", "journee", "jornada"],
        stays: false,
    },
    Kind {
        code: "training",
        heading: ["Training", "Formations", "Formación"],
        words: &[
            "training",
            "course",
            "courses",
            "workshop",
            "formation",
            "atelier",
            "cours",
            "capacitacion",
            "taller",
            "curso",
        ],
        stays: false,
    },
    Kind {
        code: "enforcement",
        heading: ["Enforcement", "Contrôle et poursuites", "Vigilancia y sanción"],
        words: &["operation", "patrol", "patrols", "operacion", "patrouille", "patrulla", "seizures"],
        stays: false,
    },
    Kind {
        code: "monitoring",
        heading: ["Monitoring", "Suivi", "Seguimiento"],
        words: &[
            "monitoring",
            "census",
            "count",
            "counts",
            "survey",
            "suivi",
            "recensement",
            "denombrement",
            "seguimiento",
            "censo",
            "monitoreo",
            "conteo",
        ],
        stays: false,
    },
    Kind {
        code: "inventory",
        heading: ["Inventories", "Inventaires", "Inventarios"],
        words: &["inventory", "inventaire", "inventario", "atlas", "register", "database", "registro"],
        stays: true,
    },
    Kind {
        code: "assessment",
        heading: ["Assessments", "Évaluations", "Evaluaciones"],
        words: &["assessment", "evaluation", "review", "evaluacion", "examen", "revision", "study", "etude", "estudio"],
        stays: true,
    },
    Kind {
        code: "research",
        heading: ["Research", "Recherche", "Investigación"],
        words: &["research", "recherche", "investigacion", "thesis", "these", "tesis"],
        stays: true,
    },
];

/// Heading of measures of no named kind.
pub(super) const OTHER: [&str; 3] = ["Other measures", "Autres mesures", "Otras medidas"];

/// Kinds that serve a box which wants this, beside the kind of that name. What is not a kind of
/// measure (an institution, a site, money) is told by measures of these kinds.
pub(super) const ADMITS: [(&str, &[&str]); 11] = [
    ("funding", &["incentive", "project", "programme", "other"]),
    ("institution", &["other"]),
    ("site", &["plan", "project", "other"]),
    ("species", &["other"]),
    ("assessment", &["research", "monitoring"]),
    ("monitoring", &["assessment", "inventory"]),
    ("inventory", &["assessment"]),
    ("policy", &["incentive"]),
    ("programme", &["incentive"]),
    ("project", &["research"]),
    ("training", &["campaign"]),
];

/// The index of a language in the tables above.
pub(super) fn at(lang: Lang) -> usize {
    match lang {
        Lang::En => 0,
        Lang::Fr => 1,
        Lang::Es => 2,
    }
}

/// The kind with this code.
pub(super) fn kind(code: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|k| k.code == code)
}

/// Heading of a kind in a composed text.
pub(super) fn heading(code: &str, lang: Lang) -> &'static str {
    kind(code).map_or(OTHER, |k| k.heading)[at(lang)]
}

/// What precedes the measures that are only named.
pub(super) const REST: [&str; 3] = ["Also:", "Également\u{a0}:", "También:"];

/// How many more there are than a line can name; `{n}` is the number.
pub(super) const MORE: [&str; 3] = ["and {n} more", "et {n} autres", "y {n} más"];

/// Words left out when texts are compared.
pub(super) const SMALL: [&str; 68] = [
    "a", "an", "and", "are", "as", "at", "au", "aux", "by", "con", "d", "dans", "de", "del", "des", "du", "e", "el",
    "en", "est", "et", "fait", "for", "from", "fue", "ha", "has", "have", "in", "is", "it", "its", "l", "la", "las",
    "le", "les", "lo", "los", "ne", "of", "on", "or", "ou", "par", "para", "por", "pour", "que", "qui", "s", "se",
    "ses", "son", "sont", "su", "sur", "the", "this", "to", "un", "una", "une", "was", "were", "which", "with", "y",
];

/// Abbreviations after which a full stop ends no sentence.
pub(super) const ABBREVIATIONS: [&str; 32] = [
    "no", "nos", "n°", "nº", "art", "arts", "art", "res", "conf", "dec", "mr", "mrs", "ms", "dr", "st", "sr", "sra",
    "st", "e.g", "i.e", "p.ex", "ej", "etc", "approx", "ca", "cf", "vs", "fig", "vol", "núm", "num", "pp",
];

/// Units after which a number of four digits is no year.
pub(super) const UNITS: [&str; 38] = [
    "ha",
    "hectares",
    "hectareas",
    "km",
    "km2",
    "m",
    "m3",
    "t",
    "kg",
    "tonnes",
    "tons",
    "toneladas",
    "people",
    "personnes",
    "personas",
    "euros",
    "eur",
    "usd",
    "dollars",
    "birds",
    "oiseaux",
    "aves",
    "animals",
    "species",
    "especes",
    "especies",
    "households",
    "farmers",
    "pupils",
    "children",
    "visitors",
    "visiteurs",
    "visitantes",
    "copies",
    "metres",
    "metros",
    "permits",
    "trees",
];

/// Words before a year that make it an end still to come: nothing happened then.
pub(super) const UNTIL: [&str; 14] = [
    "by", "until", "till", "before", "ici", "horizon", "avant", "jusqu", "para", "hasta", "antes", "target", "than",
    "vers",
];

/// Words before a year from which something goes on.
pub(super) const SINCE: [&str; 4] = ["since", "depuis", "desde", "onwards"];

/// Words of names that any office has.
pub(super) const GENERIC: [&str; 42] = [
    "national",
    "nationale",
    "nacional",
    "action",
    "accion",
    "management",
    "gestion",
    "annual",
    "annuel",
    "annuelle",
    "anual",
    "new",
    "nouveau",
    "nouvelle",
    "nuevo",
    "nueva",
    "regional",
    "regionale",
    "local",
    "locale",
    "general",
    "generale",
    "environment",
    "environmental",
    "environnement",
    "medio",
    "ambiente",
    "biodiversity",
    "biodiversite",
    "biodiversidad",
    "wetland",
    "wetlands",
    "zones",
    "humides",
    "humedales",
    "species",
    "especes",
    "especies",
    "international",
    "country",
    "pays",
    "site",
];

/// Words that open a sentence before a name, and are no part of it.
pub(super) const OPENING: [&str; 46] = [
    "since", "under", "after", "before", "with", "within", "during", "from", "by", "through", "as", "if", "when",
    "while", "both", "each", "every", "all", "no", "one", "two", "three", "our", "this", "these", "depuis", "selon",
    "avec", "sous", "apres", "avant", "pendant", "chaque", "tous", "deux", "trois", "desde", "segun", "con", "tras",
    "durante", "cada", "todos", "dos", "tres", "adoption",
];

/// Verbs at which a name in French or Spanish ends.
pub(super) const VERBS: [&str; 44] = [
    "est", "sont", "a", "ont", "etait", "fut", "sera", "prevoit", "couvre", "interdit", "vise", "comprend", "contient",
    "es", "son", "fue", "ha", "han", "esta", "estan", "se", "prohibe", "preve", "incluye", "abarca", "contiene",
    "entro", "rige", "fixe", "protege", "permet", "permite", "regula", "exige", "is", "was", "has", "are", "were",
    "adopte", "adoptee", "aprobado", "aprobada", "qui",
];

/// What a short text says that is no measure; compared with the whole folded text or its beginning.
pub(super) const NOTHING: [&str; 66] = [
    "see above",
    "see below",
    "as above",
    "ditto",
    "idem",
    "same as above",
    "same as before",
    "see question",
    "see answer",
    "see section",
    "see previous",
    "see attached",
    "see annex",
    "see the answer",
    "not applicable",
    "no information",
    "no data",
    "none",
    "nothing",
    "not relevant",
    "unknown",
    "n a",
    "nil",
    "tbd",
    "to be completed",
    "to be confirmed",
    "no comment",
    "no comments",
    "no change",
    "no changes",
    "not available",
    "not yet",
    "no further",
    "voir plus haut",
    "voir ci dessus",
    "voir ci dessous",
    "voir question",
    "voir la question",
    "voir la reponse",
    "voir annexe",
    "voir section",
    "sans objet",
    "neant",
    "aucun",
    "aucune",
    "pas d information",
    "pas de donnees",
    "non applicable",
    "inconnu",
    "pas encore",
    "rien a signaler",
    "ver arriba",
    "vease arriba",
    "vease la pregunta",
    "ver pregunta",
    "vease la respuesta",
    "ver anexo",
    "no aplica",
    "no se aplica",
    "sin informacion",
    "ninguno",
    "ninguna",
    "no hay",
    "sin datos",
    "desconocido",
    "igual que",
];

/// Beginnings of a text that tells what was not done.
pub(super) const DENIALS: [&str; 22] = [
    "no ",
    "not ",
    "nobody",
    "there is no ",
    "there are no ",
    "there was no ",
    "there were no ",
    "nothing ",
    "none ",
    "never",
    "il n y a pas",
    "il n existe pas",
    "aucun ",
    "aucune ",
    "pas de ",
    "pas d ",
    "personne ",
    "no existe",
    "no se ",
    "ningun ",
    "ninguna ",
    "nadie",
];

/// Words by which a text says that something is only planned.
pub(super) const PLANNED: [&str; 18] = [
    "planned",
    "will be",
    "is being prepared",
    "under preparation",
    "in preparation",
    "is being drafted",
    "prevu",
    "prevue",
    "sera",
    "seront",
    "en preparation",
    "en cours d elaboration",
    "previsto",
    "prevista",
    "se preve",
    "sera aprobado",
    "en elaboracion",
    "is drafted",
];

/// Words by which a text says that something has ended.
pub(super) const ENDED: [&str; 15] = [
    "ended in",
    "finished in",
    "was completed in",
    "closed in",
    "came to an end",
    "was not renewed",
    "s est acheve",
    "s est achevee",
    "a pris fin",
    "s est termine",
    "s est terminee",
    "termino en",
    "finalizo en",
    "concluyo en",
    "se acabo en",
];

/// Conventions and agendas in the summary of links per target: prefixes of framework ids, and the
/// name a line begins with.
pub(super) const AGENDAS: [(&[&str], [&str; 3]); 5] = [
    (&["RAMSAR"], ["Ramsar Convention", "Convention de Ramsar", "Convención de Ramsar"]),
    (
        &["CMS", "SPMS"],
        [
            "Convention on Migratory Species",
            "Convention sur les espèces migratrices",
            "Convención sobre las Especies Migratorias",
        ],
    ),
    (&["CITES"], ["CITES", "CITES", "CITES"]),
    (
        &["SDG"],
        ["Sustainable Development Goals", "Objectifs de développement durable", "Objetivos de Desarrollo Sostenible"],
    ),
    (
        &["UNCCD"],
        [
            "Convention to Combat Desertification",
            "Convention sur la lutte contre la désertification",
            "Convención de Lucha contra la Desertificación",
        ],
    ),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::fold::fold;

    #[test]
    fn words_are_written_as_they_are_compared() {
        let lists =
            KINDS.iter().flat_map(|k| k.words.iter()).chain(&SMALL).chain(&NOTHING).chain(&PLANNED).chain(&ENDED);
        for w in lists {
            assert_eq!(fold(w), *w, "a folded word");
        }
        for w in DENIALS {
            assert_eq!(fold(w), w.trim_end());
        }
        for k in &KINDS {
            assert!(k.heading.iter().all(|h| !h.is_empty()) && !k.words.is_empty(), "{}", k.code);
        }
    }

    #[test]
    fn every_box_says_in_known_words_what_it_wants() {
        let c = crate::catalogue::Catalogue::builtin();
        let x = crate::crosswalk::Crosswalk::load(&c);
        let formats = |subject: &str| {
            let all = x.questions_of(subject).iter().map(|(q, _)| q.format().to_owned());
            all.collect::<std::collections::BTreeSet<_>>().len()
        };
        for f in c.targets().filter(|f| f.id != crate::model::CORE) {
            for q in &f.questions {
                for w in &q.wants {
                    let known = kind(w).is_some()
                        || ADMITS.iter().any(|(a, _)| a == w)
                        || matches!(w.as_str(), "general" | "beside" | "planned" | "links");
                    assert!(known, "{}: {w}", q.id);
                }
                // A box of a subject that several conventions ask about says what it wants.
                let shared = x
                    .placements(&crate::crosswalk::QRef::new(&q.id, None))
                    .iter()
                    .any(|p| p.main && !crate::registers::facets::is_formal(&p.facet) && formats(&p.subject) > 1);
                let text = q.kind == crate::model::Kind::Text || q.details;
                let figures = q.kind == crate::model::Kind::Indicator;
                assert!(!shared || !text || figures || !q.wants.is_empty(), "{} wants nothing", q.id);
            }
        }
    }
}
