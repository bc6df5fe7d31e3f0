//! The few words the tables of gaps hold themselves, in three languages.

use crate::model::Lang;

/// Picks the text of a language.
pub(super) fn pick(lang: Lang, en: &'static str, fr: &'static str, es: &'static str) -> &'static str {
    match lang {
        Lang::En => en,
        Lang::Fr => fr,
        Lang::Es => es,
    }
}

/// Frameworks in the order in which they are shown: id before the colon, English, French, Spanish.
const FRAMEWORKS: [(&str, [&str; 3]); 9] = [
    (
        "GBF",
        [
            "Kunming-Montreal Global Biodiversity Framework",
            "Cadre mondial de la biodiversité de Kunming-Montréal",
            "Marco Mundial de Biodiversidad de Kunming-Montreal",
        ],
    ),
    (
        "SDG",
        ["Sustainable Development Goals", "Objectifs de développement durable", "Objetivos de Desarrollo Sostenible"],
    ),
    (
        "CMS-SPMS2024",
        [
            "CMS: Samarkand Strategic Plan 2024-2032",
            "CMS : Plan stratégique de Samarcande 2024-2032",
            "CMS: Plan Estratégico de Samarcanda 2024-2032",
        ],
    ),
    (
        "RAMSAR-SP4",
        [
            "Ramsar: Strategic Plan 2016-2024",
            "Ramsar : Plan stratégique 2016-2024",
            "Ramsar: Plan Estratégico 2016-2024",
        ],
    ),
    (
        "RAMSAR-SP5",
        [
            "Ramsar: Strategic Plan 2025-2034",
            "Ramsar : Plan stratégique 2025-2034",
            "Ramsar: Plan Estratégico 2025-2034",
        ],
    ),
    (
        "CITES-SV2021",
        [
            "CITES: Strategic Vision 2021-2030",
            "CITES : Vision stratégique 2021-2030",
            "CITES: Visión Estratégica 2021-2030",
        ],
    ),
    (
        "CITES-SV2008",
        [
            "CITES: Strategic Vision 2008-2020",
            "CITES : Vision stratégique 2008-2020",
            "CITES: Visión Estratégica 2008-2020",
        ],
    ),
    (
        "CMS-SPMS2015",
        [
            "CMS: Strategic Plan for Migratory Species 2015-2023",
            "CMS : Plan stratégique pour les espèces migratrices 2015-2023",
            "CMS: Plan Estratégico para las Especies Migratorias 2015-2023",
        ],
    ),
    ("AICHI", ["Aichi Biodiversity Targets 2011-2020", "Objectifs d’Aichi 2011-2020", "Metas de Aichi 2011-2020"]),
];

/// A framework's name; one that only a user's own mappings know is shown by its id.
#[must_use]
pub fn framework_name(id: &str, lang: Lang) -> &str {
    FRAMEWORKS.iter().find(|f| f.0 == id).map_or(id, |f| f.1[lang as usize])
}

/// Place of a framework in the order.
pub(super) fn framework_order(id: &str) -> usize {
    FRAMEWORKS.iter().position(|f| f.0 == id).unwrap_or(FRAMEWORKS.len())
}

pub(super) fn same_question(lang: Lang) -> &'static str {
    pick(
        lang,
        "One question was answered differently in two files about the same period.",
        "Une même question a reçu deux réponses différentes dans deux fichiers sur la même période.",
        "Una misma pregunta recibió respuestas distintas en dos archivos sobre el mismo período.",
    )
}

pub(super) fn same_figure(lang: Lang) -> &'static str {
    pick(
        lang,
        "The same figure for the same year stands in two files.",
        "Le même chiffre pour la même année figure dans deux fichiers.",
        "La misma cifra del mismo año figura en dos archivos.",
    )
}

pub(super) fn same_thing(lang: Lang) -> &'static str {
    pick(
        lang,
        "Both questions ask the same thing.",
        "Les deux questions demandent la même chose.",
        "Ambas preguntas piden lo mismo.",
    )
}

pub(super) fn nearly_same(lang: Lang) -> &'static str {
    pick(
        lang,
        "Both questions ask nearly the same thing.",
        "Les deux questions demandent presque la même chose.",
        "Ambas preguntas piden casi lo mismo.",
    )
}

pub(super) fn not_ticked(lang: Lang) -> &'static str {
    pick(lang, "Not ticked", "Non coché", "Sin marcar")
}

/// How two periods stand to each other, said beside a contradiction.
pub(super) fn about_periods(lang: Lang, time: super::Time, earlier: &str, later: &str) -> String {
    use super::Time;
    match time {
        Time::SamePeriod => String::new(),
        Time::Overlapping => format!(
            "{} {earlier}, {later}.",
            pick(
                lang,
                "The periods overlap without being the same:",
                "Les périodes se chevauchent sans être les mêmes :",
                "Los períodos se solapan sin ser los mismos:",
            )
        ),
        Time::Different => format!(
            "{} {earlier}, {later}. {}",
            pick(
                lang,
                "The answers are about different periods:",
                "Les réponses portent sur des périodes différentes :",
                "Las respuestas tratan de períodos distintos:"
            ),
            pick(
                lang,
                "Something may have changed in between.",
                "La situation a pu changer entre-temps.",
                "Algo puede haber cambiado entre tanto."
            )
        ),
        Time::Unknown => pick(
            lang,
            "At least one file does not say which period it covers.",
            "Un fichier au moins n’indique pas sa période.",
            "Al menos un archivo no dice qué período abarca.",
        )
        .to_owned(),
    }
}

/// `11 900 ha (2,25 %)`-like words about a figure.
pub(super) fn tolerance(lang: Lang, percent: f64) -> String {
    let n = crate::model::number_text(percent);
    match lang {
        Lang::En => format!("tolerance {n} %"),
        Lang::Fr => format!("tolérance {n} %"),
        Lang::Es => format!("tolerancia {n} %"),
    }
}
