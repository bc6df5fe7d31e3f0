//! Words of the pages and sheets about gaps: English, French, Spanish.

use crate::gaps::{Change, Class, Kind};
use crate::model::Lang;

/// A word or sentence in three languages; `{1}`, `{2}` stand for what [`put`] puts in.
pub(in crate::write) type T = [&'static str; 3];

/// The word in a language.
pub(in crate::write) fn say(t: T, lang: Lang) -> &'static str {
    let [en, fr, es] = t;
    match lang {
        Lang::En => en,
        Lang::Fr => fr,
        Lang::Es => es,
    }
}

/// The sentence with `{1}`, `{2}` replaced, in one pass: what is put in is never searched again.
pub(in crate::write) fn put(t: T, lang: Lang, with: &[&str]) -> String {
    let mut rest = say(t, lang);
    let mut out = String::new();
    while let Some(at) = rest.find('{') {
        out.push_str(rest.get(..at).unwrap_or_default());
        let n = rest.get(at + 1..).and_then(|r| r.chars().next()).and_then(|c| c.to_digit(10)).unwrap_or(0) as usize;
        out.push_str(n.checked_sub(1).and_then(|i| with.get(i)).copied().unwrap_or_default());
        rest = rest.get(at + 3..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

pub(in crate::write) const KIND: T = [
    "What was reported, and what is open",
    "Ce qui a été déclaré et ce qui reste ouvert",
    "Lo que se ha informado y lo que queda abierto",
];
pub(in crate::write) const SKIP: T = ["To the content", "Aller au contenu", "Ir al contenido"];
pub(in crate::write) const PARTS: T = ["Parts of this page", "Parties de cette page", "Partes de esta página"];
pub(in crate::write) const MINUTE: T = ["In one minute", "En une minute", "En un minuto"];
pub(in crate::write) const LOOK: T = ["Look here first", "À voir d’abord", "Qué mirar primero"];
pub(in crate::write) const LOOK_DISAGREE: T =
    ["Reports disagree on: {1}.", "Les rapports se contredisent sur : {1}.", "Los informes no concuerdan en: {1}."];
pub(in crate::write) const LOOK_OPEN: T =
    ["Most questions are open on: {1}.", "Le plus de questions ouvertes : {1}.", "Más preguntas abiertas sobre: {1}."];
pub(in crate::write) const LOOK_WORTH: T = [
    "The most helpful open question is {1} {2}, “{3}”: an answer would help {4} others.",
    "La question ouverte la plus utile est {1} {2}, « {3} » : une réponse en aiderait {4} autres.",
    "La pregunta abierta más útil es {1} {2}, «{3}»: una respuesta ayudaría a otras {4}.",
];
pub(in crate::write) const ASKED: T = ["questions asked", "questions posées", "preguntas planteadas"];
pub(in crate::write) const ANSWERED: T = ["answered", "avec réponse", "respondidas"];
pub(in crate::write) const REUSABLE: T =
    ["reusable from elsewhere", "reprises d’ailleurs possibles", "reutilizables de otra parte"];
pub(in crate::write) const OPEN: T = ["open", "ouvertes", "abiertas"];
pub(in crate::write) const NOT_ASKED: T = ["not asked", "non posées", "no se preguntan"];
pub(in crate::write) const CONTRADICTIONS: T = ["Contradictions", "Contradictions", "Contradicciones"];
pub(in crate::write) const CERTAIN: T = ["certain", "certaine", "segura"];
pub(in crate::write) const LIKELY: T = ["likely", "probable", "probable"];
pub(in crate::write) const CERTAIN_LONG: T = [
    "Both answers cannot be true.",
    "Les deux réponses ne peuvent être vraies.",
    "Las dos respuestas no pueden ser ciertas.",
];
pub(in crate::write) const LIKELY_LONG: T =
    ["Both may be true: ask.", "Les deux peuvent être vraies : à demander.", "Ambas pueden ser ciertas: pregúntelo."];
pub(in crate::write) const N_CONTRADICTIONS: T = [
    "contradictions: {1} certain, {2} likely",
    "contradictions : {1} certaines, {2} probables",
    "contradicciones: {1} seguras, {2} probables",
];
pub(in crate::write) const NO_CONTRADICTIONS: T = [
    "No answers were found that do not go together.",
    "Aucune réponse incompatible avec une autre n’a été trouvée.",
    "No se encontraron respuestas incompatibles.",
];
pub(in crate::write) const CONTRADICTIONS_LEAD: T = [
    "Answers of one Party that do not go together. Read both in full before anything is changed: a form may ask about another part of the matter.",
    "Réponses d’une même Partie qui ne vont pas ensemble. Lisez les deux en entier avant de changer quoi que ce soit : un formulaire peut porter sur un autre aspect.",
    "Respuestas de una misma Parte que no concuerdan. Lea ambas enteras antes de cambiar nada: un formulario puede tratar de otro aspecto.",
];
pub(in crate::write) const STANDING_LEAD: T = [
    "Every question of each form, by what there is for it.",
    "Toutes les questions de chaque formulaire, selon ce qui existe pour elles.",
    "Todas las preguntas de cada formulario, según lo que hay para ellas.",
];
pub(in crate::write) const STANDINGS: T = ["By standing", "Par statut", "Por estado"];
pub(in crate::write) const HEAT: T = ["Themes and conventions", "Thèmes et conventions", "Temas y convenciones"];
pub(in crate::write) const HEAT_LEAD: T = [
    "How much of what each convention asks about a theme is answered in its report, in per cent and in questions. A cell leads to its questions.",
    "Part des questions de chaque convention sur un thème qui ont une réponse dans son rapport, en pour cent et en questions. Chaque case mène à ses questions.",
    "Cuánto de lo que cada convención pregunta sobre un tema está respondido en su informe, en porcentaje y en preguntas. Cada casilla lleva a sus preguntas.",
];
pub(in crate::write) const THEME: T = ["Theme", "Thème", "Tema"];
pub(in crate::write) const ALL: T = ["All", "Toutes", "Todas"];
pub(in crate::write) const CONVENTION: T = ["Convention", "Convention", "Convención"];
pub(in crate::write) const SECTION: T = ["Section", "Section", "Sección"];
pub(in crate::write) const TARGET: T = ["Target", "Cible", "Meta"];
pub(in crate::write) const SECTIONS: T = ["Sections", "Sections", "Secciones"];
pub(in crate::write) const FRAMEWORKS: T = ["Targets", "Cibles", "Metas"];
pub(in crate::write) const FRAMEWORKS_LEAD: T = [
    "Questions that speak of a target: those whose form names it, and those whose subject belongs to it. One question may speak of several.",
    "Questions qui portent sur une cible : celles dont le formulaire la nomme et celles dont le sujet en relève. Une question peut porter sur plusieurs.",
    "Preguntas que tratan de una meta: aquellas cuyo formulario la nombra y aquellas cuyo tema pertenece a ella. Una pregunta puede tratar de varias.",
];
pub(in crate::write) const WORTH: T = ["Worth answering first", "À répondre d’abord", "Lo primero por responder"];
pub(in crate::write) const WORTH_LEAD: T = [
    "Open questions, by how many other open questions an answer would help: by a link (its answer or text may be used, or limits what can be true there), and as evidence on the same subject.",
    "Questions ouvertes, selon le nombre d’autres questions ouvertes qu’une réponse aiderait : par un lien (réponse ou texte réutilisable, ou qui limite ce qui peut y être vrai), et comme indice sur le même sujet.",
    "Preguntas abiertas, según a cuántas otras preguntas abiertas ayudaría una respuesta: por un vínculo (respuesta o texto utilizable, o que limita lo que puede ser cierto allí) y como indicio sobre el mismo tema.",
];
pub(in crate::write) const MEASURES: T =
    ["Measures worth writing down", "Mesures à consigner", "Medidas que conviene anotar"];
pub(in crate::write) const MEASURES_LEAD: T = [
    "One law, plan or project told once goes into every open box that asks for such a measure on its subject.",
    "Une loi, un plan ou un projet décrit une seule fois entre dans chaque case ouverte qui demande une telle mesure sur son sujet.",
    "Una ley, un plan o un proyecto descrito una sola vez entra en cada casilla abierta que pide tal medida sobre su tema.",
];
pub(in crate::write) const QUESTION: T = ["Question", "Question", "Pregunta"];
pub(in crate::write) const NUMBER: T = ["Number", "Numéro", "Número"];
pub(in crate::write) const ITEM: T = ["Item", "Élément", "Elemento"];
pub(in crate::write) const WHO: T = ["Who usually knows", "Qui sait en général", "Quién suele saber"];
pub(in crate::write) const BY_LINK: T = ["By a link", "Par un lien", "Por un vínculo"];
pub(in crate::write) const BY_SUBJECT: T = ["Same subject", "Même sujet", "Mismo tema"];
pub(in crate::write) const HELPS: T = ["Helps", "Aide", "Ayuda a"];
pub(in crate::write) const MEASURE: T = ["Measure", "Mesure", "Medida"];
pub(in crate::write) const SUBJECT: T = ["Subject", "Sujet", "Tema concreto"];
pub(in crate::write) const BOXES: T = ["Open boxes", "Cases ouvertes", "Casillas abiertas"];
pub(in crate::write) const REPEATED: T = ["Asked more than once", "Demandé plusieurs fois", "Preguntado varias veces"];
pub(in crate::write) const REPEATED_LEAD: T = [
    "{1} questions come down to {2} subjects. {3} subjects are asked about by more than one convention, in {4} questions: each can be looked up once.",
    "{1} questions se ramènent à {2} sujets. {3} sujets font l’objet de plus d’une convention, en {4} questions : chacun peut n’être recherché qu’une fois.",
    "{1} preguntas se reducen a {2} temas. Más de una convención pregunta por {3} temas, en {4} preguntas: cada uno puede buscarse una sola vez.",
];
pub(in crate::write) const FIRST: T = ["Asked first", "Demandé d’abord", "Preguntado primero"];
pub(in crate::write) const FULLEST: T = ["Answered most fully", "Réponse la plus complète", "Respuesta más completa"];
pub(in crate::write) const SAME: T =
    ["Ask the same, or a part of it", "Demandent la même chose, ou une partie", "Preguntan lo mismo, o una parte"];
pub(in crate::write) const WORDS: T = ["{1} words", "{1} mots", "{1} palabras"];
pub(in crate::write) const QUESTIONS: T = ["All questions", "Toutes les questions", "Todas las preguntas"];
pub(in crate::write) const STATE: T = ["State", "État", "Situación"];
pub(in crate::write) const STANDING: T = ["Standing", "Statut", "Estado"];
pub(in crate::write) const SEARCH: T = ["Search", "Chercher", "Buscar"];
pub(in crate::write) const RESET: T = ["Show all", "Tout montrer", "Mostrar todo"];
pub(in crate::write) const SHOWN: T = ["{1} of {2} shown", "{1} sur {2} affichées", "{1} de {2} a la vista"];
pub(in crate::write) const PRINT_ALL: T =
    ["Print this list too", "Imprimer aussi cette liste", "Imprimir también esta lista"];
pub(in crate::write) const SOURCES: T = ["Where that comes from", "D’où cela vient", "De dónde viene"];
pub(in crate::write) const NOTHING: T = ["Nothing is known yet.", "Rien n’est encore connu.", "Aún no se sabe nada."];
pub(in crate::write) const SAYS: T = ["In the report", "Dans le rapport", "En el informe"];
pub(in crate::write) const PROPOSED: T =
    ["What could stand there", "Ce qui pourrait y figurer", "Lo que podría figurar"];
pub(in crate::write) const N_HELPS: T = [
    "An answer would help {1} other open questions.",
    "Une réponse aiderait {1} autres questions ouvertes.",
    "Una respuesta ayudaría a {1} otras preguntas abiertas.",
];
pub(in crate::write) const WHY: T = ["Why", "Pourquoi", "Por qué"];
pub(in crate::write) const GRADE: T = ["Grade", "Degré", "Grado"];
pub(in crate::write) const AND_PLACES: T = ["Also in: {1}", "Aussi dans : {1}", "También en: {1}"];
pub(in crate::write) const FILES: T = ["Reports looked at: ", "Rapports examinés : ", "Informes examinados: "];
pub(in crate::write) const LOCAL: T = [
    "Written by dunlin on this computer from these files; nothing was sent anywhere. Contact details are left out.",
    "Écrit par dunlin sur cet ordinateur à partir de ces fichiers ; rien n’a été envoyé. Les coordonnées de personnes sont omises.",
    "Escrito por dunlin en este ordenador a partir de estos archivos; no se envió nada. Se omiten los datos de contacto.",
];
pub(in crate::write) const PARTY: T = ["Party", "Partie", "Parte"];
pub(in crate::write) const PARTY_UNKNOWN: T = ["Party not stated", "Partie non indiquée", "Parte no indicada"];
pub(in crate::write) const PERIOD: T = ["Period", "Période", "Período"];
pub(in crate::write) const PERIOD_UNKNOWN: T = ["period not known", "période inconnue", "período desconocido"];
pub(in crate::write) const PERCENT: T = ["Answered, %", "Réponses, %", "Respondidas, %"];
pub(in crate::write) const HEAT_CAPTION: T = [
    "Per cent answered, and questions answered of questions asked; a hatched cell: nothing is asked",
    "Pour cent de réponses, et questions avec réponse sur questions posées ; case hachurée : rien n’est demandé",
    "Porcentaje respondido, y preguntas respondidas de las planteadas; casilla rayada: no se pregunta nada",
];
pub(in crate::write) const CHART_TITLE: T =
    ["{1}: {2} of {3} answered", "{1} : {2} réponses sur {3}", "{1}: {2} de {3} respondidas"];

// Many Parties
pub(in crate::write) const MANY_KIND: T =
    ["Many Parties side by side", "De nombreuses Parties côte à côte", "Muchas Partes una junto a otra"];
pub(in crate::write) const MANY_TITLE: T =
    ["{1} Parties, {2} reports", "{1} Parties, {2} rapports", "{1} Partes, {2} informes"];
pub(in crate::write) const MATRIX: T = ["Parties and themes", "Parties et thèmes", "Partes y temas"];
pub(in crate::write) const MATRIX_LEAD: T = [
    "Per cent of the questions on each theme that a Party answers: in its newest report to each convention, or in each single report. A form that asks nothing about a theme leaves its cell empty. Contradictions are those between the newest reports.",
    "Pour cent des questions sur chaque thème auxquelles une Partie répond : dans son dernier rapport à chaque convention, ou dans chaque rapport. La case reste vide quand le formulaire ne demande rien sur le thème. Les contradictions sont celles entre les derniers rapports.",
    "Porcentaje de las preguntas sobre cada tema que responde una Parte: en su último informe a cada convención, o en cada informe. La casilla queda vacía si el formulario no pregunta nada sobre el tema. Las contradicciones son las que hay entre los últimos informes.",
];
pub(in crate::write) const ROWS_PARTIES: T =
    ["Parties, newest reports", "Parties, derniers rapports", "Partes, últimos informes"];
pub(in crate::write) const ROWS_REPORTS: T = ["Single reports", "Rapports un à un", "Informes uno a uno"];
pub(in crate::write) const REGION: T = ["Region", "Région", "Región"];
pub(in crate::write) const NO_REGION: T = ["none", "aucune", "ninguna"];
pub(in crate::write) const LAST_YEAR: T =
    ["Last year of the period", "Dernière année de la période", "Último año del período"];
pub(in crate::write) const REPORTS: T = ["Reports", "Rapports", "Informes"];
pub(in crate::write) const DISTRIBUTION: T =
    ["How each question is answered", "Comment chaque question est répondue", "Cómo se responde cada pregunta"];
pub(in crate::write) const DISTRIBUTION_LEAD: T = [
    "Parties that chose each option, in their newest report to the convention.",
    "Parties ayant choisi chaque option, dans leur dernier rapport à la convention.",
    "Partes que eligieron cada opción, en su último informe a la convención.",
];
pub(in crate::write) const N_ANSWER: T = ["Parties that answer:", "Parties qui répondent :", "Partes que responden:"];
pub(in crate::write) const OPTION: T = ["Option", "Option", "Opción"];
pub(in crate::write) const PARTIES: T = ["Parties", "Parties", "Partes"];
pub(in crate::write) const MANY_FILES: T = [
    "{1} files were read; {2} hold no report of a known Party.",
    "{1} fichiers lus ; {2} ne contiennent aucun rapport d’une Partie connue.",
    "Se leyeron {1} archivos; {2} no contienen informe de una Parte conocida.",
];

// Comparison
pub(in crate::write) const COMPARE_KIND: T =
    ["What changed between two reports", "Ce qui a changé entre deux rapports", "Qué cambió entre dos informes"];
pub(in crate::write) const CHANGES: T = ["Changes", "Changements", "Cambios"];
pub(in crate::write) const CHANGE: T = ["Change", "Changement", "Cambio"];
pub(in crate::write) const OLDER: T = ["Before", "Avant", "Antes"];
pub(in crate::write) const NEWER: T = ["After", "Après", "Después"];
pub(in crate::write) const MORE: T = ["more", "plus", "más"];
pub(in crate::write) const LESS: T = ["less", "moins", "menos"];
pub(in crate::write) const BLANK: T = ["blank", "sans réponse", "en blanco"];
pub(in crate::write) const DIRECTION: T = ["Direction", "Sens", "Sentido"];
pub(in crate::write) const COUNT: T = ["Questions", "Questions", "Preguntas"];
pub(in crate::write) const NO_CHANGES: T =
    ["No answer differs.", "Aucune réponse ne diffère.", "Ninguna respuesta difiere."];

/// What a question needs, in words.
pub(in crate::write) fn class(c: Class) -> T {
    match c {
        Class::Answered => ANSWERED,
        Class::Reusable => REUSABLE,
        Class::Open => OPEN,
        Class::NotAsked => NOT_ASKED,
    }
}

/// What does not go together, in words.
pub(in crate::write) fn kind(k: Kind) -> T {
    match k {
        Kind::Excluded => {
            ["one answer excludes the other", "une réponse exclut l’autre", "una respuesta excluye la otra"]
        }
        Kind::NotTicked => {
            ["an option should be ticked", "une option devrait être cochée", "debería marcarse una opción"]
        }
        Kind::SameThing => [
            "the same thing answered differently",
            "même chose, réponses différentes",
            "lo mismo con respuestas distintas",
        ],
        Kind::SameQuestion => ["one question, two files", "une question, deux fichiers", "una pregunta, dos archivos"],
        Kind::Figures => ["figures that disagree", "chiffres discordants", "cifras que no concuerdan"],
    }
}

/// What became of an answer, in words.
pub(in crate::write) fn change(c: Change) -> T {
    match c {
        Change::Value => ["another answer", "autre réponse", "otra respuesta"],
        Change::Words => ["other words", "autre texte", "otro texto"],
        Change::Answered => ["answered now", "répondue désormais", "respondida ahora"],
        Change::Emptied => ["no longer answered", "n’est plus répondue", "ya no se responde"],
        Change::Options => {
            ["other options: not comparable", "autres options : non comparable", "otras opciones: no comparable"]
        }
        Change::NewlyAsked => ["asked for the first time", "posée pour la première fois", "preguntada por primera vez"],
        Change::NoLongerAsked => ["no longer asked", "n’est plus posée", "ya no se pregunta"],
        Change::Same => ["unchanged", "inchangée", "sin cambios"],
    }
}

/// A kind of measure in words; one that only a user's own templates know stays as it is.
pub(in crate::write) fn measure(kind: &str, lang: Lang) -> String {
    let t: T = match kind {
        "law" => ["law", "loi", "ley"],
        "policy" => ["policy", "politique", "política"],
        "plan" => ["plan", "plan", "plan"],
        "programme" => ["programme", "programme", "programa"],
        "project" => ["project", "projet", "proyecto"],
        "campaign" => ["campaign", "campagne", "campaña"],
        "training" => ["training", "formation", "capacitación"],
        "assessment" => ["assessment", "évaluation", "evaluación"],
        "monitoring" => ["monitoring", "suivi", "seguimiento"],
        "enforcement" => ["enforcement operation", "opération de contrôle", "operación de control"],
        "institution" => ["institution", "institution", "institución"],
        "species" => ["work on a species", "action pour une espèce", "acción para una especie"],
        "site" => ["work on a site", "action pour un site", "acción para un sitio"],
        "funding" => ["funding", "financement", "financiación"],
        "agreement" => ["agreement", "accord", "acuerdo"],
        "inventory" => ["inventory", "inventaire", "inventario"],
        other => return other.replace('-', " "),
    };
    say(t, lang).to_owned()
}
