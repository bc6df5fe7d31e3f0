//! Every word of the page, in English, French and Spanish.

use crate::model::{Lang, Standing};

/// A text in the three languages.
pub(super) type T = [&'static str; 3];

/// The text in a language.
pub(super) fn say(t: T, lang: Lang) -> &'static str {
    match lang {
        Lang::En => t[0],
        Lang::Fr => t[1],
        Lang::Es => t[2],
    }
}

pub(super) const TITLE: T = ["Copy sheet", "Feuille à recopier", "Hoja para copiar"];
pub(super) const SKIP: T = ["Skip to the answers", "Aller aux réponses", "Ir a las respuestas"];
pub(super) const PARTY_UNKNOWN: T = ["Party not stated", "Partie non précisée", "Parte no indicada"];
pub(super) const PERIOD_UNKNOWN: T = ["period not stated", "période non précisée", "período no indicado"];
pub(super) const DUE: T = ["Due: ", "Échéance\u{a0}: ", "Plazo: "];
pub(super) const HOW: T = ["How to use this page", "Mode d’emploi", "Cómo usar esta página"];
pub(super) const HOW_1: T = [
    "Open the report in the reporting system beside this page. The questions stand here in the order of the official form.",
    "Ouvrez le rapport dans le système de rapports à côté de cette page. Les questions suivent l’ordre du formulaire officiel.",
    "Abra el informe en el sistema de informes junto a esta página. Las preguntas siguen el orden del formulario oficial.",
];
pub(super) const HOW_2: T = [
    "Choose the ticked options there, copy each text with its button, and tick “pasted” here. This browser remembers the ticks on this computer.",
    "Choisissez-y les options cochées, copiez chaque texte avec son bouton, puis cochez «\u{a0}collé\u{a0}» ici. Ce navigateur garde les coches sur cet ordinateur.",
    "Elija allí las opciones marcadas, copie cada texto con su botón y marque «pegado» aquí. Este navegador recuerda las marcas en este equipo.",
];
pub(super) const HOW_3: T = [
    "Read everything before you paste it. What is marked “to do” still needs a person: a carried-over answer, a conflict, a proposal, a gap.",
    "Relisez tout avant de coller. Ce qui est marqué «\u{a0}à faire\u{a0}» attend encore quelqu’un\u{a0}: réponse reprise, contradiction, proposition, lacune.",
    "Léalo todo antes de pegarlo. Lo marcado «por hacer» aún espera a una persona: respuesta trasladada, contradicción, propuesta, laguna.",
];
pub(super) const DECLARATION: T = [
    "The declaration at submission is a person’s. dunlin fills no declaration and submits nothing: the responsible official reads the report and declares it in the reporting system.",
    "La déclaration lors de la soumission revient à une personne. dunlin ne remplit aucune déclaration et ne soumet rien\u{a0}: la personne responsable lit le rapport et le déclare dans le système de rapports.",
    "La declaración al presentar el informe corresponde a una persona. dunlin no rellena ninguna declaración ni presenta nada: la persona responsable lee el informe y lo declara en el sistema de informes.",
];
pub(super) const UNVERIFIED: T = [
    "Not verified in the template of this form",
    "Non vérifié dans le modèle de ce formulaire",
    "Sin verificar en la plantilla de este formulario",
];
pub(super) const LEGEND: T = [
    "What the marks mean, and how many",
    "Ce que signifient les marques, et combien",
    "Qué significan las marcas, y cuántas",
];
pub(super) const FILES: T = ["Made from: ", "Établi à partir de\u{a0}: ", "Elaborado a partir de: "];
pub(super) const NO_FILES: T = ["no files", "aucun fichier", "ningún archivo"];
pub(super) const LOCAL: T = [
    "This page is one file. It loads nothing from the network and sends nothing.",
    "Cette page tient en un fichier. Elle ne charge rien du réseau et n’envoie rien.",
    "Esta página es un solo archivo. No carga nada de la red ni envía nada.",
];
pub(super) const SECTIONS: T = ["Sections", "Sections", "Secciones"];
pub(super) const OTHERS: T = ["Other answers", "Autres réponses", "Otras respuestas"];
pub(super) const BAR: T = ["Progress and filter", "Avancement et filtre", "Avance y filtro"];
pub(super) const PROGRESS: T = ["{n} of {m} pasted", "{n} sur {m} collés", "{n} de {m} pegados"];
pub(super) const SHOW: T = ["Show", "Afficher", "Mostrar"];
pub(super) const ALL: T = ["All", "Tout", "Todo"];
pub(super) const OPEN: T = ["Not pasted", "Non collé", "No pegado"];
pub(super) const TO_DO: T = ["To do", "À faire", "Por hacer"];
pub(super) const PRINT: T = ["Print", "Imprimer", "Imprimir"];
pub(super) const NOTHING: T =
    ["Nothing to show with this filter.", "Rien à afficher avec ce filtre.", "Nada que mostrar con este filtro."];
pub(super) const PASTED: T = ["pasted", "collé", "pegado"];
pub(super) const CHANGED: T = [
    "Changed since it was marked as pasted: paste it again.",
    "Modifié depuis qu’il a été marqué comme collé\u{a0}: à coller de nouveau.",
    "Cambió desde que se marcó como pegado: péguelo de nuevo.",
];
pub(super) const FORGETS: T = [
    "This browser does not let the page remember the ticks; they are lost when you close it.",
    "Ce navigateur ne permet pas à la page de garder les coches\u{a0}; elles seront perdues à la fermeture.",
    "Este navegador no permite a la página recordar las marcas; se perderán al cerrarla.",
];
pub(super) const COPY: T = ["Copy", "Copier", "Copiar"];
pub(super) const COPY_TABLE: T =
    ["Copy table (tab-separated)", "Copier le tableau (tabulations)", "Copiar la tabla (tabulaciones)"];
pub(super) const COPY_PROPOSAL: T = ["Copy proposal to edit", "Copier la proposition à adapter", "Copiar la propuesta"];
pub(super) const COPIED: T = ["Copied", "Copié", "Copiado"];
pub(super) const BY_HAND: T = [
    "The browser does not let the page copy. The text is selected below: press Ctrl+C (on a Mac, ⌘C).",
    "Le navigateur ne laisse pas la page copier. Le texte est sélectionné ci-dessous\u{a0}: appuyez sur Ctrl+C (sur Mac, ⌘C).",
    "El navegador no deja que la página copie. El texto está seleccionado abajo: pulse Ctrl+C (en Mac, ⌘C).",
];
pub(super) const CLOSE: T = ["Close", "Fermer", "Cerrar"];
pub(super) const REQUIRED: T = ["required", "obligatoire", "obligatoria"];
pub(super) const SECRETARIAT: T =
    ["filled in by the Secretariat", "rempli par le Secrétariat", "lo rellena la Secretaría"];
pub(super) const ANSWER: T = ["Answer", "Réponse", "Respuesta"];
pub(super) const DETAILS: T = ["Details", "Précisions", "Detalles"];
pub(super) const NO_ANSWER: T = ["No answer yet.", "Pas encore de réponse.", "Aún sin respuesta."];
pub(super) const NOTHING_TICKED: T =
    ["Answered: nothing is ticked.", "Répondu\u{a0}: rien n’est coché.", "Respondido: nada marcado."];
pub(super) const CHOSEN: T = ["chosen", "choisi", "elegido"];
pub(super) const NOT_CHOSEN: T = ["not chosen", "non choisi", "no elegido"];
pub(super) const NO_OPTION: T =
    ["not an option of this form", "n’est pas une option de ce formulaire", "no es una opción de este formulario"];
pub(super) const NUMBER: T = ["Number", "Nombre", "Cifra"];
pub(super) const ROW: T = ["Row", "Ligne", "Fila"];
pub(super) const WORD: T = ["word", "mot", "palabra"];
pub(super) const WORDS: T = ["words", "mots", "palabras"];
pub(super) const CHARACTER: T = ["character", "caractère", "carácter"];
pub(super) const CHARACTERS: T = ["characters", "caractères", "caracteres"];
pub(super) const LIMIT_WORDS: T = ["at most {n} words", "{n} mots au plus", "máximo {n} palabras"];
pub(super) const LIMIT_ITEMS: T = ["at most {n} entries", "{n} entrées au plus", "máximo {n} entradas"];
pub(super) const TOO_LONG: T = ["too long", "trop long", "demasiado largo"];
pub(super) const TOO_MANY: T = ["too many", "trop", "demasiadas"];
pub(super) const LINES: T = ["{n} lines", "{n} lignes", "{n} líneas"];
pub(super) const WHO: T = ["Who usually knows: ", "Qui le sait d’habitude\u{a0}: ", "Quién suele saberlo: "];
pub(super) const SUBJECT: T = ["Subject: ", "Sujet\u{a0}: ", "Tema: "];
pub(super) const CARRIED: T = [
    "Not confirmed: this is the answer of the last report. Read it; correct it if it is no longer true. Paste it only then.",
    "Non confirmée\u{a0}: c’est la réponse du dernier rapport. Relisez-la, corrigez-la si elle n’est plus vraie. Ne la collez qu’ensuite.",
    "Sin confirmar: es la respuesta del último informe. Léala y corríjala si ya no es cierta. Péguela solo después.",
];
pub(super) const CARRIED_ROW: T = [
    "Not confirmed: answer of the last report. Still true?",
    "Non confirmée\u{a0}: réponse du dernier rapport. Encore vraie\u{a0}?",
    "Sin confirmar: respuesta del último informe. ¿Sigue siendo cierta?",
];
pub(super) const CONFLICT: T = [
    "Your reports disagree. Nothing is filled in: read the sources and decide which one is right.",
    "Vos rapports se contredisent. Rien n’est rempli\u{a0}: lisez les sources et décidez laquelle est juste.",
    "Sus informes se contradicen. No se rellena nada: lea las fuentes y decida cuál es correcta.",
];
pub(super) const DISAGREES: T = [
    "Another report says otherwise: read the sources before you paste.",
    "Un autre rapport dit autre chose\u{a0}: lisez les sources avant de coller.",
    "Otro informe dice otra cosa: lea las fuentes antes de pegar.",
];
pub(super) const PROPOSAL: T = ["Proposal to edit", "Proposition à adapter", "Propuesta por adaptar"];
pub(super) const PROPOSAL_NOTE: T = [
    "Not an answer: what your country told this or another convention. Use what is true here, in your own words.",
    "Pas une réponse\u{a0}: ce que votre pays a dit à cette convention ou à une autre. Reprenez ce qui est vrai ici, dans vos mots.",
    "No es una respuesta: lo que su país dijo a esta u otra convención. Use lo que sea cierto aquí, con sus palabras.",
];
pub(super) const EVIDENCE: T = ["Evidence, not an answer", "Indices, pas une réponse", "Indicios, no una respuesta"];
pub(super) const SOURCES: T = ["Where this comes from ({n})", "D’où cela vient ({n})", "De dónde procede ({n})"];
pub(super) const UNCONFIRMED: T = [
    "never confirmed in its own report",
    "jamais confirmée dans son propre rapport",
    "nunca confirmada en su propio informe",
];
pub(super) const ONLY_IF: T = ["Asked only if ", "Posée seulement si ", "Se pregunta solo si "];
pub(super) const IS: T = [" is ", " est ", " es "];
pub(super) const IS_NOT: T = [" is not ", " n’est pas ", " no es "];
pub(super) const ANY_ROW: T = ["a row of ", "une ligne de ", "una fila de "];
pub(super) const OR: T = [" or ", " ou ", " o "];
pub(super) const SITE: T = ["Site {n}", "Site {n}", "Sitio {n}"];
pub(super) const TARGET: T = ["GBF Target {n}", "Cible {n} du Cadre mondial", "Meta {n} del Marco Mundial"];
pub(super) const GOAL: T = ["GBF Goal {n}", "Objectif {n} du Cadre mondial", "Objetivo {n} del Marco Mundial"];

/// Symbol (in every font; tells the standings apart without colour), name and what to do.
pub(super) fn standing(s: Standing, lang: Lang) -> (&'static str, &'static str, &'static str) {
    let (symbol, name, to_do): (&str, T, T) = match s {
        Standing::Kept => (
            "●",
            ["kept", "conservée", "conservada"],
            ["Your own answer, untouched.", "Votre propre réponse, inchangée.", "Su propia respuesta, sin cambios."],
        ),
        Standing::Copied => (
            "=",
            ["copied", "copiée", "copiada"],
            [
                "Copied from a question that asks the same: read it over.",
                "Copiée d’une question qui demande la même chose\u{a0}: à relire.",
                "Copiada de una pregunta que pide lo mismo: revísela.",
            ],
        ),
        Standing::Recoded => (
            "→",
            ["recoded", "recodée", "recodificada"],
            [
                "Follows from your answer to another question: check the option.",
                "Découle de votre réponse à une autre question\u{a0}: vérifier l’option.",
                "Se deduce de su respuesta a otra pregunta: verifique la opción.",
            ],
        ),
        Standing::Derived => (
            "+",
            ["derived", "déduite", "deducida"],
            [
                "Follows from your country’s own lists: read it over.",
                "Découle des listes tenues par votre pays\u{a0}: à relire.",
                "Se deduce de las listas que lleva su país: revísela.",
            ],
        ),
        Standing::Composed => (
            "¶",
            ["composed", "composée", "compuesta"],
            [
                "Text put together from your country’s measures: read and edit it.",
                "Texte assemblé à partir des mesures de votre pays\u{a0}: à relire et à adapter.",
                "Texto formado con las medidas de su país: léalo y adáptelo.",
            ],
        ),
        Standing::CarriedOver => (
            "?",
            ["carried over", "reprise", "trasladada"],
            [
                "Answer of the last report, confirmed by nobody yet.",
                "Réponse du dernier rapport, que personne n’a encore confirmée.",
                "Respuesta del último informe, que nadie ha confirmado aún.",
            ],
        ),
        Standing::Suggested => (
            "»",
            ["suggested", "proposée", "propuesta"],
            [
                "No answer yet; a text to edit stands beside.",
                "Pas encore de réponse\u{a0}; un texte à adapter figure à côté.",
                "Aún sin respuesta; al lado hay un texto por adaptar.",
            ],
        ),
        Standing::Hint => (
            "i",
            ["hint", "indice", "indicio"],
            [
                "No answer yet; evidence stands beside.",
                "Pas encore de réponse\u{a0}; des indices figurent à côté.",
                "Aún sin respuesta; al lado hay indicios.",
            ],
        ),
        Standing::Conflict => (
            "!",
            ["conflict", "contradiction", "contradicción"],
            [
                "Your reports disagree; nothing is filled in.",
                "Vos rapports se contredisent\u{a0}; rien n’est rempli.",
                "Sus informes se contradicen; no se rellena nada.",
            ],
        ),
        Standing::Gap => (
            "○",
            ["gap", "lacune", "laguna"],
            [
                "Nothing is known yet: answer it.",
                "Rien n’est encore connu\u{a0}: à répondre.",
                "Aún no se sabe nada: respóndala.",
            ],
        ),
        Standing::NotAsked => (
            "–",
            ["not asked", "non posée", "no se pregunta"],
            [
                "Does not apply after the answers given so far.",
                "Ne s’applique pas, d’après les réponses données.",
                "No se aplica, según las respuestas dadas.",
            ],
        ),
    };
    (symbol, say(name, lang), say(to_do, lang))
}
