//! The figures of the core report in words, for `dunlin formats core`.

use crate::core_report::{ByConvention, Figures, Filled, What, Worth};
use crate::model::Lang;

/// The figures, a line each.
pub(super) fn lines(f: &Figures, lang: Lang) -> Vec<String> {
    let w = words(lang);
    let mut lines = vec![w.head.to_owned()];
    let l = &f.lookups;
    lines.push(w.fill(w.lookups, &[l.questions, l.subjects, l.sittings, less(l.sittings, l.subjects)]));
    let numbers = [l.shared_questions, l.shared_subjects, l.saved(), percent(l.saved(), l.questions)];
    lines.push(w.fill(w.shared, &numbers));
    lines.push(w.fill(w.experts, &[f.experts]));
    let filled = |b: Filled| [b.composed + b.proposed, b.boxes, percent(b.composed + b.proposed, b.boxes), b.proposed];
    lines.push(w.fill(w.boxes, &filled(f.boxes.all)));
    lines.push(w.fill(w.shared_boxes, &filled(f.boxes.shared)));
    lines.push(w.fill(w.following, &filled(f.boxes.following)));
    lines.push(w.fill(w.data, &[f.boxes.data_comments]));
    lines.push(w.derivable.to_owned());
    for d in &f.derivable {
        lines.push(w.rule(d.what, &d.certain, &d.likely));
    }
    let (standing, all) = (f.standing.values().sum(), f.questions.values().sum());
    let each: Vec<String> =
        f.standing.iter().map(|(c, n)| format!("{c} {n}/{}", f.questions.get(c).copied().unwrap_or(0))).collect();
    lines.push(format!("{} ({})", w.fill(w.standing, &[standing, all, percent(standing, all)]), each.join(", ")));
    lines
}

/// What the registers give one Party, a line each.
pub(super) fn given(g: &Worth, lang: Lang) -> Vec<String> {
    let w = words(lang);
    let b = &g.boxes;
    vec![
        w.fill(w.given, &[g.files]).trim_start().to_owned(),
        w.fill(w.candidates, &[g.measures, g.in_several, g.in_several_confirmed, g.lists.values().sum()]),
        w.fill(w.told, &[b.in_cell, b.all, percent(b.in_cell, b.all), b.beside, percent(b.beside, b.all)]),
        w.fill(
            w.told_in_several,
            &[b.measures_in_several, g.measures, percent(b.measures_in_several, g.measures), b.words],
        ),
        w.fill(w.composed, &[g.words_composed, g.words, percent(g.words_composed, g.words)]),
        w.fill(w.derived, &[g.derived.codes, g.derived.ticks, g.derived.numbers, g.derived.rows]),
        w.fill(w.carried, &[g.standing, g.answers, percent(g.standing, g.answers)]),
    ]
}

/// A part of a whole in percent, rounded; of nothing it is none.
fn percent(part: usize, whole: usize) -> usize {
    (part * 100 + whole / 2).checked_div(whole).unwrap_or(0)
}

fn less(before: usize, after: usize) -> usize {
    percent(before.saturating_sub(after), before)
}

/// Sentences; `{1}` and so on stand for numbers.
struct Words {
    head: &'static str,
    lookups: &'static str,
    shared: &'static str,
    experts: &'static str,
    boxes: &'static str,
    shared_boxes: &'static str,
    following: &'static str,
    data: &'static str,
    derivable: &'static str,
    what: [&'static str; 7],
    colon: &'static str,
    certain: &'static str,
    likely: &'static str,
    standing: &'static str,
    given: &'static str,
    candidates: &'static str,
    told: &'static str,
    told_in_several: &'static str,
    composed: &'static str,
    derived: &'static str,
    carried: &'static str,
}

impl Words {
    fn fill(&self, text: &str, numbers: &[usize]) -> String {
        let mut line = format!("  {text}");
        for (n, value) in numbers.iter().enumerate() {
            line = line.replace(&format!("{{{}}}", n + 1), &value.to_string());
        }
        line
    }

    fn rule(&self, what: What, certain: &ByConvention, likely: &ByConvention) -> String {
        let at = What::ALL.iter().position(|w| *w == what).unwrap_or(0);
        let name = self.what.get(at).copied().unwrap_or("");
        let told = |counts: &ByConvention, text: &str| {
            let each: Vec<String> = counts.iter().map(|(c, n)| format!("{c} {n}")).collect();
            let all: usize = counts.values().sum();
            if all == 0 { format!("0 {text}") } else { format!("{all} {text} ({})", each.join(", ")) }
        };
        format!("    {name}{}{}; {}", self.colon, told(certain, self.certain), told(likely, self.likely))
    }
}

fn words(lang: Lang) -> Words {
    match lang {
        Lang::En => Words {
            head: "What it is worth, counted on the templates and the mappings (docs/core-report.md):",
            lookups: "Look-ups: {1} questions with their rows and follow-ups belong to {2} subjects. One sitting for each subject, instead of {3}, one for each convention and subject, is {4} % fewer.",
            shared: "Of these, {1} questions belong to {2} subjects that two or more conventions ask about: {3} look-ups saved, {4} % of all.",
            experts: "Experts' sheets: {1}, where each subject goes to whoever is named first for it.",
            boxes: "Text boxes that measures can fill: {1} of {2} ({3} %); {4} of them only in part, a general text is needed besides.",
            shared_boxes: "Of subjects that two or more conventions ask about: {1} of {2} ({3} %), {4} in part.",
            following: "Of these, the boxes for an \"if yes\" and for additional information: {1} of {2} ({3} %), {4} in part.",
            data: "Not among the boxes: {1} comments on the data of indicators.",
            derivable: "  What rules can answer:",
            what: [
                "coded answers",
                "ticks",
                "numbers",
                "tables",
                "contact fields",
                "texts made of rows",
                "details beside an answer",
            ],
            colon: ": ",
            certain: "in the cell",
            likely: "beside it",
            standing: "Standing questions, whose last answer carries over: {1} of {2} ({3} %)",
            given: "What it gives this Party, counted on {1} file(s); every candidate is taken as confirmed, no list as complete:",
            candidates: "Candidate measures: {1}; {2} of them are shown in boxes of two or more reports as they stand, {3} once all are confirmed. Rows of other registers: {4}.",
            told: "Were every text box empty, {1} of {2} ({3} %) would get a text of measures in the cell and {4} ({5} %) one beside it.",
            told_in_several: "Measures told in two or more reports then: {1} of {2} ({3} %). Words of the texts in the cell: {4}.",
            composed: "With the Party's own texts kept, {1} of {2} words of text answers come from measures ({3} %).",
            derived: "Derived from the registers alone: {1} coded answers, {2} ticks, {3} numbers, {4} table rows.",
            carried: "Answers to standing questions in these files, which carry over to be confirmed: {1} of {2} ({3} %).",
        },
        Lang::Fr => Words {
            head: "Ce qu’il vaut, compté sur les modèles et les correspondances (docs/core-report.md) :",
            lookups: "Recherches : {1} questions, avec leurs lignes et questions de suite, relèvent de {2} sujets. Une séance par sujet, au lieu de {3}, une par convention et sujet, en fait {4} % de moins.",
            shared: "Parmi elles, {1} questions relèvent de {2} sujets communs à deux conventions ou plus : {3} recherches épargnées, {4} % du total.",
            experts: "Fiches d’experts : {1}, chaque sujet allant à la première personne nommée.",
            boxes: "Champs de texte que des mesures peuvent remplir : {1} sur {2} ({3} %) ; {4} en partie seulement, un texte général étant nécessaire.",
            shared_boxes: "Pour les sujets communs à deux conventions ou plus : {1} sur {2} ({3} %), dont {4} en partie.",
            following: "Parmi ceux-ci, les champs « si oui » et d’informations complémentaires : {1} sur {2} ({3} %), dont {4} en partie.",
            data: "Non comptés : {1} commentaires sur les données d’indicateurs.",
            derivable: "  Ce que les règles peuvent répondre :",
            what: [
                "réponses codées",
                "cases à cocher",
                "nombres",
                "tableaux",
                "coordonnées",
                "textes tirés des registres",
                "précisions à côté d’une réponse",
            ],
            colon: " : ",
            certain: "dans la cellule",
            likely: "à côté",
            standing: "Questions durables, dont la dernière réponse est reprise : {1} sur {2} ({3} %)",
            given: "Ce qu’il donne à cette Partie, compté sur {1} fichier(s) ; chaque candidat est tenu pour confirmé, aucune liste pour complète :",
            candidates: "Mesures candidates : {1} ; {2} figurent telles quelles dans les champs de deux rapports ou plus, {3} une fois toutes confirmées. Lignes d’autres registres : {4}.",
            told: "Si tous les champs de texte étaient vides, {1} sur {2} ({3} %) recevraient un texte tiré des mesures dans la cellule et {4} ({5} %) à côté.",
            told_in_several: "Mesures citées alors dans deux rapports ou plus : {1} sur {2} ({3} %). Mots des textes dans la cellule : {4}.",
            composed: "Les textes de la Partie étant conservés, {1} des {2} mots des réponses rédigées viennent des mesures ({3} %).",
            derived: "Déduits des seuls registres : {1} réponses codées, {2} cases cochées, {3} nombres, {4} lignes de tableaux.",
            carried: "Réponses à des questions durables dans ces fichiers, reprises pour confirmation : {1} sur {2} ({3} %).",
        },
        Lang::Es => Words {
            head: "Lo que vale, contado sobre las plantillas y las correspondencias (docs/core-report.md):",
            lookups: "Consultas: {1} preguntas, con sus filas y preguntas derivadas, pertenecen a {2} temas. Una sesión por tema, en lugar de {3}, una por convención y tema, es un {4} % menos.",
            shared: "De ellas, {1} preguntas pertenecen a {2} temas comunes a dos o más convenciones: {3} consultas ahorradas, {4} % del total.",
            experts: "Hojas para expertos: {1}, cada tema para quien se nombra primero.",
            boxes: "Casillas de texto que las medidas pueden llenar: {1} de {2} ({3} %); {4} solo en parte, además hace falta un texto general.",
            shared_boxes: "De temas comunes a dos o más convenciones: {1} de {2} ({3} %), {4} en parte.",
            following: "De estas, las casillas «en caso afirmativo» y de información adicional: {1} de {2} ({3} %), {4} en parte.",
            data: "No se cuentan {1} comentarios sobre los datos de indicadores.",
            derivable: "  Lo que las reglas pueden responder:",
            what: [
                "respuestas codificadas",
                "casillas marcadas",
                "números",
                "tablas",
                "datos de contacto",
                "textos hechos de filas",
                "detalles junto a una respuesta",
            ],
            colon: ": ",
            certain: "en la celda",
            likely: "al lado",
            standing: "Preguntas permanentes, cuya última respuesta se traslada: {1} de {2} ({3} %)",
            given: "Lo que da a esta Parte, contado sobre {1} archivo(s); cada candidato se toma por confirmado, ninguna lista por completa:",
            candidates: "Medidas candidatas: {1}; {2} figuran tal cual en casillas de dos o más informes, {3} una vez confirmadas todas. Filas de otros registros: {4}.",
            told: "Si todas las casillas de texto estuvieran vacías, {1} de {2} ({3} %) recibirían un texto de medidas en la celda y {4} ({5} %) uno al lado.",
            told_in_several: "Medidas citadas entonces en dos o más informes: {1} de {2} ({3} %). Palabras de los textos en la celda: {4}.",
            composed: "Con los textos propios de la Parte, {1} de {2} palabras de las respuestas redactadas vienen de medidas ({3} %).",
            derived: "Deducidos solo de los registros: {1} respuestas codificadas, {2} marcas, {3} números, {4} filas de tablas.",
            carried: "Respuestas a preguntas permanentes en estos archivos, que se trasladan para confirmar: {1} de {2} ({3} %).",
        },
    }
}
