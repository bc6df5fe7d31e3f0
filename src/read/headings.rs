//! The headings of tables that people make: which column holds what, in English, French or Spanish.

use crate::model::Map;
use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::book::Sheet;
use super::fold::fold;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Number of the question.
    Number,
    /// Sub-item letter beside a number.
    Letter,
    /// Wording of the question.
    Question,
    /// Heading of the block, or the main question above rows.
    Block,
    /// The answer.
    Answer,
    /// Qualifier of a number, in a column of its own.
    Qualifier,
    /// Unit of a number.
    Unit,
    /// Details, comments, additional information.
    Details,
    /// What the question is repeated for: target, site, species.
    Item,
    /// Title of the item.
    ItemTitle,
    /// The Party.
    Party,
    /// The period covered.
    Period,
    /// Language of the texts.
    Language,
    /// Links and references.
    Links,
    /// Columns that say nothing about answers: legend, section, guidance.
    Other,
}

/// Headings as people write them, folded. The first list that has a heading decides.
const ROLES: &[(Role, &[&str])] = &[
    (
        Role::Number,
        &[
            "no",
            "n",
            "n o",
            "nr",
            "nb",
            "number",
            "numero",
            "num",
            "question number",
            "question no",
            "question n",
            "question nr",
            "question id",
            "id",
            "code",
            "ref",
            "reference number",
            "q",
            "q no",
            "qn",
            "item no",
            "numero de question",
            "numero de la question",
            "numero de pregunta",
            "numero de la pregunta",
            "n de question",
            "n question",
            "no de question",
            "n pregunta",
            "pregunta n",
            "pregunta no",
            "question numero",
            "pregunta numero",
            "no pregunta",
            "n de pregunta",
            "indicator number",
            "indicator no",
            "numero del indicador",
            "numero de l indicateur",
            "question code",
            "code de la question",
            "codigo",
            "codigo de la pregunta",
            "question ref",
            "reference of question",
            "field",
            "field id",
            "key",
        ],
    ),
    (
        Role::Letter,
        &[
            "letter",
            "sub item",
            "subitem",
            "sub question",
            "lettre",
            "sous question",
            "letra",
            "subpregunta",
            "row letter",
        ],
    ),
    (
        Role::Question,
        &[
            "question",
            "questions",
            "question text",
            "text of the question",
            "text of question",
            "question wording",
            "wording",
            "label",
            "question label",
            "indicator question",
            "indicator questions",
            "libelle",
            "libelle de la question",
            "intitule",
            "intitule de la question",
            "texte de la question",
            "question texte",
            "pregunta",
            "preguntas",
            "texto de la pregunta",
            "enunciado",
            "etiqueta",
            "title of question",
            "description",
            "field name",
            "topic",
            "indicator",
            "indicateur",
            "indicador",
            "rubrique",
            "cuestion",
        ],
    ),
    (
        Role::Block,
        &[
            "main question",
            "question principale",
            "pregunta principal",
            "parent question",
            "heading",
            "block",
            "sub heading",
            "bloc",
            "bloque",
            "group",
            "groupe",
            "grupo",
            "matrix",
        ],
    ),
    (
        Role::Answer,
        &[
            "answer",
            "answers",
            "response",
            "responses",
            "reply",
            "value",
            "your answer",
            "answer code",
            "answer value",
            "country answer",
            "country response",
            "party response",
            "national response",
            "reponse",
            "reponses",
            "valeur",
            "votre reponse",
            "code de reponse",
            "reponse du pays",
            "respuesta",
            "respuestas",
            "valor",
            "su respuesta",
            "respuesta del pais",
            "codigo de respuesta",
            "selected option",
            "option selected",
            "option",
            "choice",
            "choix",
            "opcion",
            "answer given",
            "status",
            "statut",
            "estado",
            "coded answer",
            "reponse codee",
            "respuesta codificada",
            "other answer",
            "other answers",
            "other response",
            "autre reponse",
            "autres reponses",
            "otra respuesta",
            "otras respuestas",
        ],
    ),
    (Role::Qualifier, &["qualifier", "qualificatif", "calificador", "number type", "type of number", "answer letter"]),
    (Role::Unit, &["unit", "units", "unite", "unites", "unidad", "unidades", "unit of measure"]),
    (
        Role::Details,
        &[
            "details",
            "detail",
            "comment",
            "comments",
            "remarks",
            "remark",
            "additional information",
            "additional info",
            "further information",
            "more information",
            "explanation",
            "explanations",
            "notes",
            "note",
            "text",
            "free text",
            "narrative",
            "answer details",
            "details of the answer",
            "additional comments",
            "additional details",
            "commentaire",
            "commentaires",
            "remarque",
            "remarques",
            "observations",
            "information additionnelle",
            "informations additionnelles",
            "information complementaire",
            "informations complementaires",
            "renseignements complementaires",
            "renseignements additionnels",
            "informations supplementaires",
            "precisions",
            "explication",
            "explications",
            "texte",
            "texte libre",
            "detalles",
            "detalle",
            "comentario",
            "comentarios",
            "observacion",
            "observaciones",
            "informacion adicional",
            "informacion complementaria",
            "explicacion",
            "explicaciones",
            "texto",
            "texto libre",
            "notas",
            "descriptive answer",
            "please provide details",
            "justification",
            "justificacion",
            "description of answer",
            "evidence",
        ],
    ),
    (
        Role::Item,
        &[
            "item",
            "target",
            "national target",
            "site",
            "ramsar site",
            "site number",
            "ramsar site number",
            "species",
            "goal",
            "cible",
            "cible nationale",
            "objectif",
            "objectif national",
            "numero du site",
            "site ramsar",
            "espece",
            "meta",
            "meta nacional",
            "objetivo",
            "sitio",
            "sitio ramsar",
            "numero del sitio",
            "especie",
            "element",
            "elemento",
            "global target",
            "gbf target",
        ],
    ),
    (
        Role::ItemTitle,
        &["item title", "site name", "target title", "nom du site", "nombre del sitio", "title of target"],
    ),
    (
        Role::Party,
        &[
            "party",
            "contracting party",
            "country",
            "government",
            "name of contracting party",
            "name of party",
            "partie",
            "partie contractante",
            "pays",
            "gouvernement",
            "nom de la partie contractante",
            "nom de la partie",
            "parte",
            "parte contratante",
            "pais",
            "gobierno",
            "nombre de la parte contratante",
            "nombre de la parte",
            "state",
            "etat",
            "respondent",
            "country name",
            "nom du pays",
            "nombre del pais",
            "reporting party",
        ],
    ),
    (
        Role::Period,
        &[
            "period",
            "period covered",
            "reporting period",
            "period covered in this report",
            "period covered by this report",
            "period of report",
            "years covered",
            "report period",
            "periode",
            "periode couverte",
            "periode du rapport",
            "periode de rapport",
            "periode couverte par le rapport",
            "periode couverte par ce rapport",
            "periode concernee",
            "periode d etablissement du rapport",
            "periodo",
            "periodo abarcado",
            "periodo cubierto",
            "periodo de informe",
            "periodo del informe",
            "periodo que abarca el informe",
            "periodo de presentacion de informes",
            "periodo cubierto en este informe",
            "triennium",
            "triennat",
            "trienio",
        ],
    ),
    (Role::Language, &["language", "langue", "idioma", "lang"]),
    (
        Role::Links,
        &[
            "link",
            "links",
            "url",
            "source",
            "sources",
            "lien",
            "liens",
            "enlace",
            "enlaces",
            "fuente",
            "fuentes",
            "web link",
            "attachments",
        ],
    ),
    (
        Role::Other,
        &[
            "section",
            "seccion",
            "options",
            "opciones",
            "legend",
            "legende",
            "leyenda",
            "guidance",
            "instructions",
            "help",
            "type",
            "kind",
            "goals",
            "page",
            "convention",
            "theme",
            "tema",
            "possible answers",
            "allowed values",
            "who",
            "responsible",
            "deadline",
            "done",
            "answer options",
            "options de reponse",
            "opciones de respuesta",
            "convencion",
            "edition",
            "edicion",
            "published on",
            "unique id",
        ],
    ),
];

/// What a heading says its column holds.
#[must_use]
pub fn role(text: &str) -> Option<Role> {
    if text.chars().count() > 80 {
        return None;
    }
    static KNOWN: OnceLock<Map<&str, Role>> = OnceLock::new();
    let known = KNOWN.get_or_init(|| {
        let mut known = Map::default();
        for (role, names) in ROLES {
            for name in *names {
                known.entry(*name).or_insert(*role);
            }
        }
        known
    });
    let found = |folded: &str| known.get(folded).copied();
    found(&fold(text)).or_else(|| {
        // "Answer (please choose)", "Comments / remarks": what stands before the bracket or bar.
        let before = text.split(['(', '[', '/', ':', '\n', '*']).next().unwrap_or("");
        if before.len() == text.len() {
            return None;
        }
        found(&fold(before)).filter(|r| *r != Role::Other)
    })
}

/// The columns of a table under one heading row.
#[derive(Debug, Clone, Default)]
pub struct Headings {
    /// First row below the headings.
    pub first: u32,
    /// Column to role; details may have several columns.
    pub roles: BTreeMap<u32, Role>,
    /// Ticked columns: column to heading, which names an option.
    pub options: BTreeMap<u32, String>,
    /// Columns with other headings: they may name columns of a table or a matrix.
    pub others: BTreeMap<u32, String>,
}

impl Headings {
    /// Columns of a role, from left to right.
    pub fn columns(&self, role: Role) -> impl Iterator<Item = u32> {
        self.roles.iter().filter(move |(_, r)| **r == role).map(|(c, _)| *c)
    }

    /// The first column of a role.
    #[must_use]
    pub fn column(&self, role: Role) -> Option<u32> {
        self.columns(role).next()
    }
}

/// First row, first column, last row, last column.
pub type Region = (u32, u32, u32, u32);

/// Reads a row as headings: it names a number or a question and something that holds answers.
/// `merged` are the merged regions that touch the row; `is_option` tells whether a heading is the text of an answer option of any format.
#[must_use]
pub fn at(sheet: &Sheet, row: u32, merged: &[Region], is_option: &dyn Fn(&str) -> bool) -> Option<Headings> {
    let cells = sheet.rows.get(&row)?;
    let mut h = Headings { first: row + 1, ..Headings::default() };
    let mut names: BTreeMap<u32, String> = BTreeMap::new();
    for (&c, cell) in cells {
        if !matches!(cell, super::book::Cell::Text(_)) {
            continue;
        }
        names.insert(c, cell.text());
    }
    // Most rows are no headings: they name neither a number nor a question.
    let asks = |n: &String| matches!(role(n), Some(Role::Number | Role::Question));
    if merged.is_empty() && !names.values().any(asks) {
        return None;
    }
    // A heading merged over several columns names each of them, unless a second row says more.
    for &(top, left, bottom, right) in merged {
        if top > row || row > bottom {
            continue;
        }
        h.first = h.first.max(bottom.saturating_add(1));
        if right > left
            && let Some(name) = sheet.cell(top, left).map(super::book::Cell::text)
        {
            let below: BTreeMap<u32, String> = (left..=right.min(left.saturating_add(64)))
                .map(|c| (c, sheet.text(bottom.saturating_add(1), c)))
                .filter(|(_, t)| !t.is_empty())
                .collect();
            let options = below.values().filter(|t| is_option(t)).count();
            let known = below.values().filter(|t| role(t).is_some()).count();
            let above = names.get(&left).is_some_and(|n| role(n) == Some(Role::Answer));
            if options >= 2 || (above && known == below.len() && known >= 2) {
                names.remove(&left);
                names.extend(below);
                h.first = h.first.max(bottom.saturating_add(2));
            } else if role(&name).is_some() {
                names.entry(left).or_insert(name);
            }
        }
    }
    // Options in the row below an unmerged "Answer" heading with blanks to its right.
    if let Some(below) = sheet.rows.get(&(row + 1)) {
        let options: Vec<(u32, String)> = below
            .iter()
            .map(|(c, cell)| (*c, cell.text()))
            .filter(|(c, t)| is_option(t) && names.get(c).is_none_or(|n| role(n) == Some(Role::Answer)))
            .collect();
        let alone = below.len() == options.len();
        if options.len() >= 2 && alone && names.values().any(|n| role(n) == Some(Role::Answer)) {
            for (c, t) in options {
                names.insert(c, t);
            }
            h.first = h.first.max(row + 2);
        }
    }
    // "No." heads the numbers and "No" the ticks: with a mark, or left of another "No", it is no option.
    let noes: Vec<u32> = names.iter().filter(|(_, n)| role(n) == Some(Role::Number)).map(|(c, _)| *c).collect();
    let numbers = |c: u32, name: &str| {
        noes.contains(&c)
            && (name.contains(['.', '\u{b0}', '\u{ba}', '#']) || (noes.len() > 1 && noes.first() == Some(&c)))
    };
    let ticked = names.iter().filter(|(c, n)| is_option(n) && !numbers(**c, n)).count() >= 2;
    for (c, name) in names {
        if ticked && is_option(&name) && !numbers(c, &name) {
            h.options.insert(c, name);
            continue;
        }
        match role(&name) {
            // Only details may stand in several columns; a second "Answer" is kept as another text.
            Some(r) if r != Role::Details && r != Role::Other && h.column(r).is_some() => {
                h.others.insert(c, name);
            }
            Some(r) => {
                h.roles.insert(c, r);
            }
            None => {
                h.others.insert(c, name);
            }
        }
    }
    // "Code" heads numbers and answers: where another column holds the numbers, it is the answer.
    if h.column(Role::Answer).is_none() && h.options.is_empty() {
        let code =
            h.others.iter().find(|(_, n)| matches!(fold(n).as_str(), "code" | "codes" | "codigo" | "option code"));
        if let Some(c) = code.map(|(c, _)| *c) {
            h.others.remove(&c);
            h.roles.insert(c, Role::Answer);
        }
    }
    let asks = h.column(Role::Number).is_some() || h.column(Role::Question).is_some();
    let answers = h.column(Role::Answer).is_some() || !h.options.is_empty() || h.column(Role::Details).is_some();
    (asks && answers).then_some(h)
}
