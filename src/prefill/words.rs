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

pub(super) fn so_again(lang: Lang) -> &'static str {
    pick(
        lang,
        "Last report's answer (this question is about the period: yes only if it is so again, else write it anew)",
        "Réponse du dernier rapport (la question porte sur la période : oui seulement s'il en est encore ainsi, sinon à réécrire)",
        "Respuesta del último informe (la pregunta trata del período: sí solo si vuelve a ser así; si no, escríbala de nuevo)",
    )
}

pub(super) fn still_true(lang: Lang) -> &'static str {
    pick(
        lang,
        "Last report's words speak of their own time: yes only if all of it is still true, else update them",
        "Le texte du dernier rapport parle de son époque : oui seulement si tout est encore vrai, sinon à mettre à jour",
        "El texto del último informe habla de su época: sí solo si todo sigue siendo cierto; si no, actualícelo",
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

/// A colon as the language sets it.
pub(super) fn colon(lang: Lang) -> &'static str {
    pick(lang, ":", "\u{a0}:", ":")
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

pub(super) fn nothing_known(lang: Lang) -> &'static str {
    pick(
        lang,
        "Last report said that nothing was known: look again",
        "Le dernier rapport disait n'en rien savoir : à revoir",
        "El último informe decía que no se sabía nada: revíselo",
    )
}

pub(super) fn doubtful(lang: Lang) -> &'static str {
    pick(
        lang,
        "is then doubtful here: check",
        "est alors douteux ici : à vérifier",
        "es entonces dudoso aquí: compruébelo",
    )
}

pub(super) fn likely_ticked(lang: Lang) -> &'static str {
    pick(
        lang,
        "probably holds here: check",
        "est sans doute vrai ici : à vérifier",
        "probablemente es cierto aquí: compruébelo",
    )
}

pub(super) fn of_its_time(lang: Lang) -> &'static str {
    pick(
        lang,
        "Last report's words speak of their own time: update them before they stand here",
        "Le texte du dernier rapport parle de son époque : à mettre à jour avant de le reprendre",
        "El texto del último informe habla de su época: actualícelo antes de usarlo aquí",
    )
}

pub(super) fn one_of_many(lang: Lang) -> &'static str {
    pick(
        lang,
        "this national target covers several global targets; its text may be about another",
        "cet objectif national couvre plusieurs cibles mondiales ; le texte peut porter sur une autre",
        "esta meta nacional abarca varias metas mundiales; el texto puede tratar de otra",
    )
}

pub(super) fn older_follow_up(lang: Lang) -> &'static str {
    pick(
        lang,
        "Answer of an earlier report; the main question was answered anew since",
        "Réponse d'un rapport plus ancien ; la question principale a reçu depuis une nouvelle réponse",
        "Respuesta de un informe anterior; la pregunta principal se respondió de nuevo desde entonces",
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

pub(super) fn registers(lang: Lang) -> &'static str {
    pick(lang, "Registers", "Registres", "Registros")
}

pub(super) fn candidates(lang: Lang) -> &'static str {
    pick(
        lang,
        "once the rows of the registers it needs are confirmed",
        "dès que les lignes des registres qu'il faut sont confirmées",
        "en cuanto se confirmen las filas de los registros necesarias",
    )
}

pub(super) fn likely(lang: Lang) -> &'static str {
    pick(
        lang,
        "likely, and for a person to decide",
        "probable ; à une personne d'en décider",
        "probable; lo decide una persona",
    )
}

pub(super) fn not_told(lang: Lang) -> &'static str {
    pick(
        lang,
        "a measure that this text does not tell of yet",
        "une mesure dont ce texte ne parle pas encore",
        "una medida de la que este texto aún no habla",
    )
}

pub(super) fn ended(lang: Lang) -> &'static str {
    pick(
        lang,
        "the text tells of this measure, which had ended before the years of this report: say that it is over, or leave it out",
        "le texte parle de cette mesure, achevée avant les années de ce rapport : dites qu'elle est terminée, ou retirez-la",
        "el texto habla de esta medida, concluida antes de los años de este informe: diga que ha terminado o quítela",
    )
}

pub(super) fn needs_general(lang: Lang) -> &'static str {
    pick(
        lang,
        "made of measures; the box also asks for a general text, which a person writes",
        "fait de mesures ; la case demande aussi un texte général, qu'une personne écrit",
        "hecho de medidas; la casilla pide además un texto general, que escribe una persona",
    )
}

pub(super) fn other_ticks(lang: Lang) -> &'static str {
    pick(
        lang,
        "Of the other boxes the registers say nothing.",
        "Des autres cases, les registres ne disent rien.",
        "De las demás casillas los registros no dicen nada.",
    )
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

/// Facets in words: English, French, Spanish. The list stands at the head of `mappings/subjects.toml`.
const FACETS: [(&str, &str, &str, &str); 19] = [
    ("all-biodiversity", "all biodiversity", "toute la biodiversité", "toda la biodiversidad"),
    ("biotechnology", "biotechnology", "la biotechnologie", "la biotecnología"),
    (
        "cites-appendix-i",
        "CITES Appendix I species",
        "les espèces de l'Annexe I de la CITES",
        "las especies del Apéndice I de la CITES",
    ),
    (
        "cites-appendix-ii",
        "CITES Appendix II species",
        "les espèces de l'Annexe II de la CITES",
        "las especies del Apéndice II de la CITES",
    ),
    (
        "cites-appendix-iii",
        "CITES Appendix III species",
        "les espèces de l'Annexe III de la CITES",
        "las especies del Apéndice III de la CITES",
    ),
    ("cites-authorities", "CITES authorities", "les autorités CITES", "las autoridades CITES"),
    ("cites-listed", "CITES-listed species", "les espèces inscrites à la CITES", "las especies incluidas en la CITES"),
    (
        "cms-appendix-i",
        "CMS Appendix I species",
        "les espèces de l'Annexe I de la CMS",
        "las especies del Apéndice I de la CMS",
    ),
    (
        "cms-appendix-ii",
        "CMS Appendix II species",
        "les espèces de l'Annexe II de la CMS",
        "las especies del Apéndice II de la CMS",
    ),
    ("genetic-resources", "genetic resources", "les ressources génétiques", "los recursos genéticos"),
    ("inland-waters", "inland waters", "les eaux intérieures", "las aguas continentales"),
    ("marine", "sea and coast", "la mer et la côte", "el mar y la costa"),
    ("migratory-species", "migratory species", "les espèces migratrices", "las especies migratorias"),
    ("party", "the Party and its institutions", "la Partie et ses institutions", "la Parte y sus instituciones"),
    ("ramsar-sites", "Ramsar Sites", "les Sites Ramsar", "los sitios Ramsar"),
    ("report", "the report itself", "le rapport lui-même", "el propio informe"),
    ("terrestrial", "land", "le milieu terrestre", "el medio terrestre"),
    ("trade", "trade in wild species", "le commerce des espèces sauvages", "el comercio de especies silvestres"),
    ("wetlands", "wetlands", "les zones humides", "los humedales"),
];

/// A facet in words; one that only a user's own mappings know is shown as it is written there.
pub(super) fn facet_name(facet: &str, lang: Lang) -> String {
    FACETS
        .iter()
        .find(|f| f.0 == facet)
        .map_or_else(|| facet.replace('-', " "), |f| pick(lang, f.1, f.2, f.3).to_owned())
}
