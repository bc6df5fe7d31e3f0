//! Every word of the workbook's interface, in English, French and Spanish.

use crate::model::{Lang, Standing, Step};

/// A word or sentence of the interface. `{1}`, `{2}` stand for what [`fill`] puts in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum W {
    // Sheets
    ReadMe,
    Sources,
    Conflicts,
    Indicators,
    // Columns
    Number,
    Question,
    Answer,
    Details,
    Proposal,
    Confirmed,
    StandingHead,
    Source,
    ToDo,
    Row,
    Convention,
    FormatHead,
    Item,
    Party,
    Period,
    File,
    Place,
    Relation,
    StepHead,
    Says,
    Reason,
    Count,
    Open,
    Meaning,
    // First sheet
    Due,
    HandedTo,
    BackBy,
    SheetHow,
    WriteHere,
    ChooseOne,
    StillTrue,
    OnlyIf,
    InWorkbook,
    MoreInWorkbook,
    FilesUsed,
    NoFiles,
    HowTo,
    How1,
    How2,
    How3,
    Legend,
    Sheets,
    AccountHead,
    Unverified,
    NotKnown,
    // The account
    AccConfirm,
    AccUpdate,
    AccSuggested,
    AccAsk,
    AccAskHint,
    AccWho,
    AccConflicts,
    AccConflictsMost,
    AccNone,
    // Cells
    Yes,
    No,
    NoOption,
    SeeSheet,
    BackTo,
    QuestionInSheet,
    Continued,
    NumberLine,
    NameOfSite,
    SiteNumber,
    GbfTarget,
    GbfGoal,
    ThisReport,
    OwnFile,
    AndMore,
    Why,
    NotConfirmed,
    LastReport,
    // Prompts
    PromptChoose,
    PromptNumber,
    PromptQualifier,
    PromptDate,
    PromptNone,
    PromptWords,
    PromptItems,
    PromptSecretariat,
    PromptRequired,
    PromptCondition,
    PromptConfirm,
    PromptTake,
    YesTakes,
    ErrChoose,
    ErrNumber,
    ErrDate,
    ErrTick,
    // What to do
    DoUpdate,
    DoTake,
    DoAgain,
    DoTranslate,
    DoDisagrees,
    Page,
    // Core report
    SaidSoFar,
    WhoKnows,
    ConfirmedBy,
    ClearedBy,
    On,
    PromptTags,
    CoreMotto,
    CoreHow1,
    CoreHow2,
    CoreHow3,
    CoreHow4,
    CoreHow5,
    Themes,
    Rows,
    CountedWhen,
    CountedLive,
    StillOpen,
    RegistersAbout,
    Registers,
    Periods,
    OtherSheets,
    Candidate,
    RowsOpen,
}

/// The word in a language.
pub(crate) fn word(w: W, lang: Lang) -> &'static str {
    let [en, fr, es] = match w {
        W::ReadMe => ["Read me", "À lire", "Léame"],
        W::Sources => ["Sources", "Sources", "Fuentes"],
        W::Conflicts => ["Conflicts", "Contradictions", "Contradicciones"],
        W::Indicators => ["Indicators", "Indicateurs", "Indicadores"],
        W::Number => ["Number", "Numéro", "Número"],
        W::Question => ["Question", "Question", "Pregunta"],
        W::Answer => ["Answer", "Réponse", "Respuesta"],
        W::Details => ["Details", "Précisions", "Detalles"],
        W::Proposal => ["Proposal", "Proposition", "Propuesta"],
        W::Confirmed => ["Confirmed", "Confirmé", "Confirmado"],
        W::StandingHead => ["Standing", "Statut", "Estado"],
        W::Source => ["Source", "Source", "Fuente"],
        W::ToDo => ["What to do", "À faire", "Qué hacer"],
        W::Row => ["Row", "Ligne", "Fila"],
        W::Convention => ["Convention", "Convention", "Convención"],
        W::FormatHead => ["Format", "Format", "Formato"],
        W::Item => ["Item", "Élément", "Elemento"],
        W::Party => ["Party", "Partie", "Parte"],
        W::Period => ["Period", "Période", "Período"],
        W::File => ["File", "Fichier", "Archivo"],
        W::Place => ["Place", "Emplacement", "Lugar"],
        W::Relation => ["Relation", "Relation", "Relación"],
        W::StepHead => ["What was done", "Traitement", "Qué se hizo"],
        W::Says => ["What it says", "Ce qui y est dit", "Lo que dice"],
        W::Reason => ["Why", "Pourquoi", "Por qué"],
        W::Count => ["Questions", "Questions", "Preguntas"],
        W::Open => ["To do", "À faire", "Por hacer"],
        W::Meaning => ["What it means", "Signification", "Qué significa"],
        W::Due => ["Due", "Échéance", "Plazo"],
        W::HandedTo => ["For", "Pour", "Para"],
        W::BackBy => ["Please return by", "À renvoyer avant le", "Devolver antes del"],
        W::SheetHow => [
            "Answer what you know; leave the rest empty. In grey stands what the country told the conventions before. Tick what is still true. You may answer here or in the workbook of the same name, not in both.",
            "Répondez à ce que vous savez ; laissez le reste vide. En gris figure ce que le pays a déjà dit aux conventions. Cochez ce qui est toujours vrai. Répondez ici ou dans le classeur du même nom, pas dans les deux.",
            "Responda lo que sepa; deje vacío lo demás. En gris figura lo que el país ya dijo a las convenciones. Marque lo que siga siendo cierto. Responda aquí o en el libro del mismo nombre, no en ambos.",
        ],
        W::WriteHere => ["Write here", "Écrivez ici", "Escriba aquí"],
        W::ChooseOne => ["Choose an answer", "Choisissez une réponse", "Elija una respuesta"],
        W::StillTrue => ["still true", "toujours vrai", "sigue siendo cierto"],
        W::OnlyIf => [
            "Only asked after another answer than the one given so far.",
            "Posée seulement après une autre réponse que celle donnée jusqu’ici.",
            "Solo se pregunta tras otra respuesta que la dada hasta ahora.",
        ],
        W::InWorkbook => [
            "Please fill this in in the workbook of the same name.",
            "À remplir dans le classeur du même nom.",
            "Rellénelo en el libro del mismo nombre.",
        ],
        W::MoreInWorkbook => {
            ["and {1} more in the workbook", "et {1} autres dans le classeur", "y {1} más en el libro"]
        }
        W::FilesUsed => ["Files used", "Fichiers utilisés", "Archivos utilizados"],
        W::NoFiles => ["none", "aucun", "ninguno"],
        W::HowTo => ["How to use this workbook", "Mode d’emploi", "Cómo usar este libro"],
        W::How1 => [
            "Answer in the framed cells of the columns Answer and Details; the other cells are locked, without a password. A question with * is required.",
            "Répondez dans les cellules encadrées des colonnes Réponse et Précisions ; les autres sont verrouillées, sans mot de passe. Une question avec * est obligatoire.",
            "Responda en las celdas enmarcadas de las columnas Respuesta y Detalles; las demás están bloqueadas, sin contraseña. Una pregunta con * es obligatoria.",
        ],
        W::How2 => [
            "The column Proposal shows what your country has already told this or another convention; copy what is still true. Where it begins with ►, yes in Confirmed takes these words as the answer. The note on a filled cell says where its answer comes from.",
            "La colonne Proposition montre ce que votre pays a déjà déclaré à cette convention ou à une autre ; reprenez ce qui est encore vrai. Là où elle commence par ►, oui dans Confirmé reprend ces mots comme réponse. Le commentaire d’une cellule remplie indique d’où vient la réponse.",
            "La columna Propuesta muestra lo que su país ya comunicó a esta u otra convención; copie lo que siga siendo cierto. Donde empieza con ►, sí en Confirmado toma esas palabras como respuesta. El comentario de una celda rellenada indica de dónde procede la respuesta.",
        ],
        W::How3 => [
            "Confirm each carried-over answer with yes in the column Confirmed, or change it; then give the saved file to dunlin again.",
            "Confirmez par oui, dans la colonne Confirmé, chaque réponse reprise du dernier rapport, ou modifiez-la ; puis redonnez à dunlin le fichier enregistré.",
            "Confirme con sí, en la columna Confirmado, cada respuesta trasladada del último informe, o cámbiela; después entregue de nuevo a dunlin el archivo guardado.",
        ],
        W::Legend => ["Legend", "Légende", "Leyenda"],
        W::Sheets => ["Sheets", "Feuilles", "Hojas"],
        W::AccountHead => ["What there is to do", "Ce qui reste à faire", "Qué queda por hacer"],
        W::Unverified => [
            "Not verified in the template of this form",
            "Non vérifié dans le modèle de ce formulaire",
            "Sin verificar en la plantilla de este formulario",
        ],
        W::NotKnown => ["not known", "non précisé", "no consta"],
        W::AccConfirm => [
            "To confirm: {1}. The cell holds the last report’s answer; it counts once somebody confirms or changes it.",
            "À confirmer : {1}. La cellule contient la réponse du dernier rapport ; elle compte une fois confirmée ou modifiée.",
            "Por confirmar: {1}. La celda contiene la respuesta del último informe; cuenta una vez confirmada o cambiada.",
        ],
        W::AccUpdate => [
            "To update: {1}. The question is about the reporting period; the last answer stands beside an empty cell.",
            "À mettre à jour : {1}. La question porte sur la période du rapport ; la dernière réponse figure à côté d’une cellule vide.",
            "Por actualizar: {1}. La pregunta trata del período del informe; la última respuesta figura junto a una celda vacía.",
        ],
        W::AccSuggested => [
            "To edit: {1}. A text is suggested beside the empty cell.",
            "À adapter : {1}. Un texte est proposé à côté de la cellule vide.",
            "Por adaptar: {1}. Se propone un texto junto a la celda vacía.",
        ],
        W::AccAsk => ["Still to ask: {1}.", "Encore à demander : {1}.", "Aún por preguntar: {1}."],
        W::AccAskHint => [
            "Still to ask: {1}, of which {2} with evidence beside.",
            "Encore à demander : {1}, dont {2} avec des indices à côté.",
            "Aún por preguntar: {1}, de las cuales {2} con indicios al lado.",
        ],
        W::AccWho => ["Whom to ask most: {1}.", "À qui surtout : {1}.", "A quién sobre todo: {1}."],
        W::AccConflicts => [
            "Conflicts: {1}. Your reports contradict each other there, or one makes the other doubtful.",
            "Contradictions : {1}. Vos rapports s’y contredisent, ou l’un rend l’autre douteux.",
            "Contradicciones: {1}. Sus informes se contradicen ahí, o uno hace dudoso al otro.",
        ],
        W::AccConflictsMost => ["The most striking:", "Les plus frappantes :", "Las más llamativas:"],
        W::AccNone => [
            "Nothing is left to do: every question has an answer.",
            "Il ne reste rien à faire : chaque question a une réponse.",
            "No queda nada por hacer: todas las preguntas tienen respuesta.",
        ],
        W::Yes => ["yes", "oui", "sí"],
        W::No => ["no", "non", "no"],
        W::NoOption => crate::model::own::NO_OPTION,
        W::SeeSheet => ["Table: sheet {1}", "Tableau : feuille {1}", "Cuadro: hoja {1}"],
        W::BackTo => ["Back to {1}", "Retour à {1}", "Volver a {1}"],
        W::QuestionInSheet => [
            "Fill in one row for each entry; ten empty rows are prepared.",
            "Une ligne par entrée ; dix lignes vides sont prêtes.",
            "Una fila por entrada; hay diez filas vacías preparadas.",
        ],
        W::Continued => ["(continued)", "(suite)", "(continuación)"],
        W::NumberLine => ["Number", "Nombre", "Cifra"],
        W::NameOfSite => [
            "Name of the Site (write it in the answer cell)",
            "Nom du Site (à écrire dans la cellule de réponse)",
            "Nombre del Sitio (escríbalo en la celda de respuesta)",
        ],
        W::SiteNumber => ["Site {1}", "Site {1}", "Sitio {1}"],
        W::GbfTarget => ["GBF Target {1}", "Cible {1} du Cadre mondial", "Meta {1} del Marco Mundial"],
        W::GbfGoal => ["GBF Goal {1}", "Objectif {1} du Cadre mondial", "Objetivo {1} del Marco Mundial"],
        W::ThisReport => ["This report", "Ce rapport", "Este informe"],
        W::OwnFile => ["your file", "votre fichier", "su archivo"],
        W::AndMore => {
            ["and {1} more, see sheet {2}", "et {1} autres, voir feuille {2}", "y {1} más, véase la hoja {2}"]
        }
        W::Why => ["Why: {1}", "Pourquoi : {1}", "Por qué: {1}"],
        W::NotConfirmed => [
            "Never confirmed in its own report.",
            "Jamais confirmée dans son propre rapport.",
            "Nunca confirmada en su propio informe.",
        ],
        W::LastReport => ["last report", "dernier rapport", "último informe"],
        W::PromptChoose => {
            ["Choose one entry of the list.", "Choisissez une entrée de la liste.", "Elija una entrada de la lista."]
        }
        W::PromptNumber => ["A number.", "Un nombre.", "Una cifra."],
        W::PromptQualifier => [
            "Choose how exact the number is; the number goes into the line below.",
            "Indiquez le degré d’exactitude ; le nombre se met à la ligne suivante.",
            "Indique el grado de exactitud; la cifra va en la línea siguiente.",
        ],
        W::PromptDate => ["A date: year-month-day.", "Une date : année-mois-jour.", "Una fecha: año-mes-día."],
        W::PromptNone => [
            "Tick the options in the lines below with x. Only if none applies, say so here.",
            "Cochez d’un x les options des lignes suivantes. Si aucune ne convient, indiquez-le ici.",
            "Marque con x las opciones de las líneas siguientes. Si ninguna corresponde, indíquelo aquí.",
        ],
        W::PromptWords => ["At most {1} words.", "{1} mots au plus.", "Máximo {1} palabras."],
        W::PromptItems => ["At most {1} entries.", "{1} entrées au plus.", "Máximo {1} entradas."],
        W::PromptSecretariat => {
            ["Filled in by the Secretariat.", "Rempli par le Secrétariat.", "Lo rellena la Secretaría."]
        }
        W::PromptRequired => ["Required.", "Obligatoire.", "Obligatoria."],
        W::PromptCondition => [
            "Asked only after certain answers to {1}; grey until then.",
            "Posée seulement après certaines réponses à {1} ; grise jusque-là.",
            "Se pregunta solo tras ciertas respuestas a {1}; en gris hasta entonces.",
        ],
        W::PromptConfirm => [
            "Still true? yes confirms the answer of the last report. Or change the answer.",
            "Encore vrai ? oui confirme la réponse du dernier rapport. Sinon, modifiez-la.",
            "¿Sigue siendo cierto? sí confirma la respuesta del último informe. Si no, cámbiela.",
        ],
        W::PromptTake => [
            "yes takes what is marked ► in Proposal as your answer, word for word, and confirms the measures told in it. Or write your own answer.",
            "oui reprend mot pour mot comme réponse ce qui est marqué ► dans Proposition et confirme les mesures racontées. Sinon, écrivez votre réponse.",
            "sí toma como respuesta, palabra por palabra, lo marcado con ► en Propuesta y confirma las medidas contadas. Si no, escriba su respuesta.",
        ],
        W::YesTakes => [
            "yes in Confirmed takes this as the answer:",
            "oui dans Confirmé reprend ceci comme réponse :",
            "sí en Confirmado toma esto como respuesta:",
        ],
        W::ErrChoose => [
            "Please choose one of the official options from the list.",
            "Veuillez choisir une des options officielles de la liste.",
            "Elija una de las opciones oficiales de la lista.",
        ],
        W::ErrNumber => [
            "Please enter digits only; words go into Details.",
            "Veuillez saisir des chiffres seulement ; le texte va dans Précisions.",
            "Escriba solo cifras; el texto va en Detalles.",
        ],
        W::ErrDate => [
            "Please enter a full date, for example 2024-02-29.",
            "Veuillez saisir une date complète, par exemple 2024-02-29.",
            "Escriba una fecha completa, por ejemplo 2024-02-29.",
        ],
        W::ErrTick => [
            "Please write x, or leave the cell empty.",
            "Écrivez x, ou laissez la cellule vide.",
            "Escriba x o deje la celda vacía.",
        ],
        W::DoTake => [
            "Say yes, or use what is true of it",
            "Dire oui, ou reprendre ce qui est vrai",
            "Decir sí, o usar lo que sea cierto",
        ],
        W::DoTranslate => ["{1}; it is {2}: translate", "{1} ; c’est {2} : traduire", "{1}; está {2}: traducir"],
        W::DoAgain => [
            "So again? Say yes, or answer for this period",
            "Encore ainsi ? Dire oui, ou répondre pour cette période",
            "¿Sigue así? Decir sí, o responder para este período",
        ],
        W::DoUpdate => [
            "Last answer beside: answer for this period",
            "Dernière réponse à côté : répondre pour cette période",
            "Última respuesta al lado: responder para este período",
        ],
        W::DoDisagrees => [
            "Another report says otherwise: check",
            "Un autre rapport dit autre chose : vérifier",
            "Otro informe dice otra cosa: verificar",
        ],
        W::Page => ["Page", "Page", "Página"],
        W::SaidSoFar => ["Said so far", "Déjà dit", "Dicho hasta ahora"],
        W::WhoKnows => ["Who knows", "Qui sait", "Quién lo sabe"],
        W::ConfirmedBy => ["Confirmed by", "Confirmé par", "Confirmado por"],
        W::ClearedBy => ["Cleared by", "Validé par", "Autorizado por"],
        W::On => ["on", "le", "el"],
        W::CoreMotto => [
            "Write it once, report to every biodiversity convention.",
            "Écrire une fois, rendre compte à toutes les conventions sur la biodiversité.",
            "Se escribe una vez y se informa a todos los convenios sobre biodiversidad.",
        ],
        W::CoreHow1 => [
            "Each theme has a sheet. Under a subject, the pale line shows what the country has told whom so far (! where two answers contradict each other); below it stand the questions of all conventions, each with its own options. Look a subject up once, answer them all.",
            "À chaque thème sa feuille. Sous un sujet, la ligne pâle montre ce que le pays a déjà dit et à qui (! là où deux réponses se contredisent) ; viennent ensuite les questions de toutes les conventions, chacune avec ses propres options. Un sujet se vérifie une fois, pour toutes.",
            "Cada ámbito tiene su hoja. Bajo un tema, la línea pálida muestra qué ha dicho el país y a quién (! donde dos respuestas se contradicen); siguen las preguntas de todos los convenios, cada una con sus propias opciones. Un tema se consulta una vez y sirve para todas.",
        ],
        W::CoreHow2 => [
            "Answer in the framed cells. Confirm an answer of the last report with yes in Confirmed, or change it. Where a proposal begins with ► and the answer is empty, yes takes its words as the answer and confirms the measures told in it. To see your part only, filter Who knows, Convention, or What to do; who knows may be changed.",
            "Répondez dans les cellules encadrées. Confirmez par oui, dans Confirmé, une réponse du dernier rapport, ou modifiez-la. Là où une proposition commence par ► et où la réponse est vide, oui reprend ses mots comme réponse et confirme les mesures racontées. Pour ne voir que votre part, filtrez Qui sait, Convention ou À faire ; le nom de qui sait peut être changé.",
            "Responda en las celdas enmarcadas. Confirme con sí, en Confirmado, una respuesta del último informe, o cámbiela. Donde una propuesta empieza con ► y la respuesta está vacía, sí toma sus palabras como respuesta y confirma las medidas contadas. Para ver solo su parte, filtre Quién lo sabe, Convención o Qué hacer; puede cambiarse quién lo sabe.",
        ],
        W::CoreHow3 => [
            "A law, project or campaign is written once, in the sheet of measures; other lists have sheets of their own. Rows without yes in Confirmed come from old reports and are only proposals. Nobody has to fill lists: what they give is one more help.",
            "Une loi, un projet ou une campagne s’écrit une fois, dans la feuille des mesures ; d’autres listes ont leur feuille. Les lignes sans oui dans Confirmé viennent d’anciens rapports et ne sont que des propositions. Rien n’oblige à remplir les listes : elles sont une aide de plus.",
            "Una ley, un proyecto o una campaña se escribe una vez, en la hoja de medidas; otras listas tienen la suya. Las filas sin sí en Confirmado vienen de informes antiguos y son solo propuestas. No es obligatorio llenar las listas: son una ayuda más.",
        ],
        W::CoreHow4 => [
            "What a rule or measures made is made anew each time, until you change the cell: then it is yours. Confirmed by and Cleared by take names and days, which stay.",
            "Ce qu’une règle ou des mesures ont produit est refait chaque fois, jusqu’à ce que vous modifiiez la cellule : elle est alors la vôtre. Confirmé par et Validé par reçoivent noms et dates, qui restent.",
            "Lo que hacen una regla o las medidas se rehace cada vez, hasta que usted cambia la celda: entonces es suya. Confirmado por y Autorizado por admiten nombres y fechas, que permanecen.",
        ],
        W::CoreHow5 => [
            "Save the workbook and give it to dunlin: the report of every convention follows from it. Rows may be sorted, inserted and copied, sheets renamed.",
            "Enregistrez le classeur et donnez-le à dunlin : le rapport de chaque convention en découle. On peut trier, insérer et copier des lignes, renommer des feuilles.",
            "Guarde el libro y entréguelo a dunlin: de él sale el informe de cada convenio. Se pueden ordenar, insertar y copiar filas, y cambiar el nombre de las hojas.",
        ],
        W::Themes => ["Themes", "Thèmes", "Ámbitos"],
        W::Rows => ["Rows", "Lignes", "Filas"],
        W::CountedLive => [
            "Counted while you work: a question is open until something is written in its cells, or yes in Confirmed. Filter the column open of a sheet to see only these.",
            "Compté pendant le travail : une question est ouverte tant que rien n’est écrit dans ses cellules, ni oui dans Confirmé. Filtrez la colonne ouverte d’une feuille pour ne voir que celles-là.",
            "Se cuenta mientras trabaja: una pregunta está abierta hasta que se escribe algo en sus celdas, o sí en Confirmado. Filtre la columna abierta de una hoja para ver solo estas.",
        ],
        W::Registers => ["Registers", "Registres", "Registros"],
        W::StillOpen => ["open", "ouverte", "abierta"],
        W::CountedWhen => [
            "Counted when dunlin wrote this workbook.",
            "Comptés au moment où dunlin a écrit ce classeur.",
            "Contado cuando dunlin escribió este libro.",
        ],
        W::RegistersAbout => [
            "Which lists are complete, how focal points work together",
            "Quelles listes sont complètes, comment les points focaux coopèrent",
            "Qué listas están completas, cómo cooperan los puntos focales",
        ],
        W::Periods => ["Years reported on", "Années couvertes", "Años cubiertos"],
        W::OtherSheets => [
            "Tables, contradictions, sources",
            "Tableaux, contradictions, sources",
            "Cuadros, contradicciones, fuentes",
        ],
        W::Candidate => ["proposed", "proposée", "propuesta"],
        W::RowsOpen => [
            "Fill in one row for each entry, above or below; a row you add counts as confirmed, one from an old report once you write yes.",
            "Une ligne par entrée, où vous voulez ; une ligne ajoutée vaut confirmée, une ligne d’un ancien rapport dès que vous écrivez oui.",
            "Una fila por entrada, donde quiera; una fila añadida vale como confirmada, una de un informe antiguo cuando escriba sí.",
        ],
        W::PromptTags => [
            "Several are separated by ; for instance: {1}",
            "Plusieurs se séparent par ; par exemple : {1}",
            "Varios se separan con ; por ejemplo: {1}",
        ],
    };
    match lang {
        Lang::En => en,
        Lang::Fr => fr,
        Lang::Es => es,
    }
}

/// The word with `{1}`, `{2}` replaced, in one pass: what is put in is never searched again.
pub(crate) fn fill(w: W, lang: Lang, with: &[&str]) -> String {
    let mut rest = word(w, lang);
    let mut out = String::new();
    while let Some(at) = rest.find('{') {
        out.push_str(&rest[..at]);
        let n = rest[at + 1..].chars().next().and_then(|c| c.to_digit(10)).unwrap_or(0) as usize;
        out.push_str(n.checked_sub(1).and_then(|i| with.get(i)).copied().unwrap_or_default());
        rest = rest.get(at + 3..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

/// Symbol, name, sentence and next step of a standing. The symbols are in every font and tell the
/// standings apart on a black-and-white print.
pub(crate) struct StandingWords {
    pub(crate) symbol: &'static str,
    pub(crate) name: &'static str,
    pub(crate) sentence: &'static str,
    pub(crate) to_do: &'static str,
}

/// The words of a standing.
pub(crate) fn standing(s: Standing, lang: Lang) -> StandingWords {
    let (symbol, [en, fr, es]) = match s {
        Standing::Kept => (
            "●",
            [
                ("kept", "Your own answer, untouched.", ""),
                ("conservée", "Votre propre réponse, inchangée.", ""),
                ("conservada", "Su propia respuesta, sin cambios.", ""),
            ],
        ),
        Standing::Copied => (
            "=",
            [
                ("copied", "Copied from a question that asks the same.", "Read it over"),
                ("copiée", "Copiée d’une question qui demande la même chose.", "Relire"),
                ("copiada", "Copiada de una pregunta que pide lo mismo.", "Revisar"),
            ],
        ),
        Standing::Recoded => (
            "→",
            [
                ("recoded", "The option that follows from your answer to another question.", "Check the option"),
                ("recodée", "L’option qui découle de votre réponse à une autre question.", "Vérifier l’option"),
                ("recodificada", "La opción que se deduce de su respuesta a otra pregunta.", "Verificar la opción"),
            ],
        ),
        Standing::Derived => (
            "+",
            [
                ("derived", "Follows from your country’s own lists.", "Read it over"),
                ("déduite", "Découle des listes tenues par votre pays.", "Relire"),
                ("deducida", "Se deduce de las listas que lleva su país.", "Revisar"),
            ],
        ),
        Standing::Composed => (
            "¶",
            [
                ("composed", "Text put together from your country’s measures.", "Read and edit the text"),
                ("composée", "Texte assemblé à partir des mesures de votre pays.", "Relire et adapter le texte"),
                ("compuesta", "Texto formado con las medidas de su país.", "Leer y adaptar el texto"),
            ],
        ),
        Standing::CarriedOver => (
            "?",
            [
                (
                    "carried over",
                    "Answer of the last report; not valid until somebody confirms it.",
                    "Confirm with yes, or change",
                ),
                (
                    "reprise",
                    "Réponse du dernier rapport ; non valable tant que personne ne la confirme.",
                    "Confirmer par oui, ou modifier",
                ),
                (
                    "trasladada",
                    "Respuesta del último informe; no es válida hasta que alguien la confirme.",
                    "Confirmar con sí, o cambiar",
                ),
            ],
        ),
        Standing::Suggested => (
            "»",
            [
                (
                    "suggested",
                    "The answer is empty; a text to edit stands in Proposal.",
                    "Use what is true of the proposal",
                ),
                (
                    "proposée",
                    "La réponse est vide ; un texte à adapter figure dans Proposition.",
                    "Reprendre ce qui est vrai",
                ),
                (
                    "propuesta",
                    "La respuesta está vacía; en Propuesta hay un texto por adaptar.",
                    "Usar lo que sea cierto",
                ),
            ],
        ),
        Standing::Hint => (
            "i",
            [
                ("hint", "The answer is empty; Proposal shows related evidence.", "Answer, with the evidence beside"),
                ("indice", "La réponse est vide ; Proposition montre des indices.", "Répondre, à l’aide des indices"),
                (
                    "indicio",
                    "La respuesta está vacía; Propuesta muestra indicios.",
                    "Responder, con los indicios al lado",
                ),
            ],
        ),
        Standing::Conflict => (
            "!",
            [
                ("conflict", "Your reports disagree; nothing is filled in.", "Decide which report is right"),
                ("contradiction", "Vos rapports se contredisent ; rien n’est rempli.", "Décider quel rapport a raison"),
                (
                    "contradicción",
                    "Sus informes se contradicen; no se rellena nada.",
                    "Decidir qué informe es correcto",
                ),
            ],
        ),
        Standing::Gap => (
            "○",
            [
                ("gap", "Nothing is known yet.", "Answer"),
                ("lacune", "Rien n’est encore connu.", "Répondre"),
                ("laguna", "Aún no se sabe nada.", "Responder"),
            ],
        ),
        Standing::NotAsked => (
            "–",
            [
                ("not asked", "Does not apply after the answers given so far.", ""),
                ("non posée", "Ne s’applique pas, d’après les réponses données.", ""),
                ("no se pregunta", "No se aplica, según las respuestas dadas.", ""),
            ],
        ),
    };
    let (name, sentence, to_do) = match lang {
        Lang::En => en,
        Lang::Fr => fr,
        Lang::Es => es,
    };
    StandingWords { symbol, name, sentence, to_do }
}

/// What was done with a source, in words.
pub(crate) fn step(s: Step, lang: Lang) -> &'static str {
    let [en, fr, es] = match s {
        Step::Kept => ["kept", "conservée", "conservada"],
        Step::CarriedOver => ["carried over, to be confirmed", "reprise, à confirmer", "trasladada, por confirmar"],
        Step::LastCycle => [
            "last report’s answer, shown beside",
            "réponse du dernier rapport, à côté",
            "respuesta del último informe, al lado",
        ],
        Step::Copied => ["copied", "copiée", "copiada"],
        Step::Recoded => ["recoded by meaning", "recodée selon le sens", "recodificada por su significado"],
        Step::Suggested => ["suggested for editing", "proposée, à adapter", "propuesta, por adaptar"],
        Step::Hinted => ["shown as evidence", "montrée comme indice", "mostrada como indicio"],
        Step::Derived => ["derived by a rule", "déduite par une règle", "deducida por una regla"],
        Step::Composed => ["part of the text", "partie du texte", "parte del texto"],
        Step::Bounded => ["limits what can be true", "limite ce qui peut être vrai", "limita lo que puede ser cierto"],
        Step::Disagrees => ["disagrees", "en désaccord", "en desacuerdo"],
    };
    match lang {
        Lang::En => en,
        Lang::Fr => fr,
        Lang::Es => es,
    }
}

/// A relation name of a source, in words; an unknown one stays as it is.
pub(crate) fn relation(name: &str, lang: Lang) -> &str {
    let [en, fr, es] = match name {
        "exact" => ["the same question", "la même question", "la misma pregunta"],
        "close" => ["nearly the same question", "presque la même question", "casi la misma pregunta"],
        "broad" => ["a part of this question", "une partie de cette question", "una parte de esta pregunta"],
        "narrow" => ["wider than this question", "plus large que cette question", "más amplia que esta pregunta"],
        "related" => ["related", "apparentée", "relacionada"],
        "same-question" => ["this question", "cette question", "esta pregunta"],
        "same-subject" => ["the same subject", "le même sujet", "el mismo tema"],
        "edition" => [
            "this question in an earlier edition",
            "cette question dans une édition antérieure",
            "esta pregunta en una edición anterior",
        ],
        "rule" => ["this follows from it by a rule", "ceci en découle par une règle", "esto se deduce por una regla"],
        "bound" => ["limits this question", "limite cette question", "limita esta pregunta"],
        other => return other,
    };
    match lang {
        Lang::En => en,
        Lang::Fr => fr,
        Lang::Es => es,
    }
}
