//! The few words prefill writes into proposals and reasons, in three languages.

use crate::model::Lang;

/// Picks the text of a language.
pub(super) fn pick(lang: Lang, en: &'static str, fr: &'static str, es: &'static str) -> &'static str {
    match lang {
        Lang::En => en,
        Lang::Fr => fr,
        Lang::Es => es,
    }
}

pub(super) fn last_cycle(lang: Lang) -> &'static str {
    pick(
        lang,
        "Last report's answer (this question is about the period: write it anew)",
        "Réponse du dernier rapport (la question porte sur la période : à réécrire)",
        "Respuesta del último informe (la pregunta trata del período: escríbala de nuevo)",
    )
}

pub(super) fn old_options(lang: Lang) -> &'static str {
    pick(
        lang,
        "Last report's answer (its options were others: choose anew)",
        "Réponse du dernier rapport (les options étaient autres : à choisir de nouveau)",
        "Respuesta del último informe (las opciones eran otras: elija de nuevo)",
    )
}

pub(super) fn same_subject(lang: Lang) -> &'static str {
    pick(lang, "same subject", "même sujet", "mismo tema")
}

pub(super) fn facet(lang: Lang) -> &'static str {
    pick(lang, "it asks about", "elle porte sur", "trata de")
}

pub(super) fn carried(lang: Lang) -> &'static str {
    pick(
        lang,
        "there itself carried over and not confirmed",
        "y était reprise sans avoir été confirmée",
        "allí mismo trasladada y sin confirmar",
    )
}

pub(super) fn excluded(lang: Lang) -> &'static str {
    pick(lang, "then cannot be true here", "ne peut alors être vrai ici", "entonces no puede ser cierto aquí")
}

pub(super) fn ticked(lang: Lang) -> &'static str {
    pick(lang, "then holds here", "est alors vrai ici", "entonces es cierto aquí")
}

pub(super) fn more(lang: Lang) -> &'static str {
    pick(lang, "Also on this subject", "Aussi sur ce sujet", "También sobre este tema")
}

pub(super) fn period_unknown(lang: Lang) -> &'static str {
    pick(lang, "period not known", "période inconnue", "período desconocido")
}

pub(super) fn too_old(lang: Lang) -> &'static str {
    pick(
        lang,
        "too old or of another period to stand here unread",
        "trop ancienne ou d'une autre période pour être reprise telle quelle",
        "demasiado antigua o de otro período para figurar aquí sin revisar",
    )
}

pub(super) fn too_long(lang: Lang) -> &'static str {
    pick(
        lang,
        "longer than this box allows",
        "plus longue que la case ne le permet",
        "más larga de lo que admite la casilla",
    )
}

/// A facet in words.
pub(super) fn facet_name(facet: &str, lang: Lang) -> String {
    match facet {
        "all-biodiversity" => {
            pick(lang, "all biodiversity", "toute la biodiversité", "toda la biodiversidad").to_owned()
        }
        "wetlands" => pick(lang, "wetlands", "les zones humides", "los humedales").to_owned(),
        "ramsar-sites" => pick(lang, "Ramsar Sites", "les Sites Ramsar", "los sitios Ramsar").to_owned(),
        "migratory-species" => {
            pick(lang, "migratory species", "les espèces migratrices", "las especies migratorias").to_owned()
        }
        "cms-appendix-i" => pick(
            lang,
            "CMS Appendix I species",
            "les espèces de l'Annexe I de la CMS",
            "las especies del Apéndice I de la CMS",
        )
        .to_owned(),
        "cites-listed" => {
            pick(lang, "CITES-listed species", "les espèces inscrites à la CITES", "las especies incluidas en la CITES")
                .to_owned()
        }
        "trade" => pick(lang, "trade", "le commerce", "el comercio").to_owned(),
        "party" => pick(
            lang,
            "the Party and its institutions",
            "la Partie et ses institutions",
            "la Parte y sus instituciones",
        )
        .to_owned(),
        "report" => pick(lang, "the report itself", "le rapport lui-même", "el propio informe").to_owned(),
        other => other.replace('-', " "),
    }
}
