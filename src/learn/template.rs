//! The draft template, written as a person would: one question a block, in the order of the form.

use std::fmt::Write as _;

use super::form::{Form, short};
use super::link::{Links, columns};
use super::options::Sets;
use crate::model::{ColumnKind, Format, Kind, Labels, Lang, Question, Time};
use crate::read::fold::fold;

/// A text as a TOML string on one line.
pub(super) fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

pub(super) fn labels(l: &Labels) -> String {
    format!("{{ en = {}, fr = {}, es = {} }}", quoted(&l.en), quoted(&l.fr), quoted(&l.es))
}

/// A text in one language only.
fn one(lang: Lang, text: &str) -> String {
    format!("{{ {} = {} }}", lang.code(), quoted(text))
}

/// Convention and edition as an id names them: `ramsar-cop15`.
fn names(id: &str, old: Option<&Format>) -> (String, String) {
    let (convention, edition) = id.split_once('-').unwrap_or((id, ""));
    let convention = old.map_or_else(
        || if convention == "ramsar" { "Ramsar".to_owned() } else { convention.to_uppercase() },
        |o| o.convention.clone(),
    );
    (convention, edition.to_uppercase())
}

/// Writes the template.
pub(super) fn write(
    form: &Form,
    links: &Links,
    sets: &Sets,
    old: Option<&Format>,
    id: &str,
    lang: Lang,
    file: &str,
) -> String {
    let (convention, edition) = names(id, old);
    let base = std::path::Path::new(file).file_name().map_or_else(String::new, |n| n.to_string_lossy().into_owned());
    let mut out = String::new();
    let _ =
        writeln!(out, "# {convention} national report, {edition}: a draft that dunlin learnt from the official form.");
    out.push_str(
        "# Numbers, options and official wording are the form's. Kinds, times and short labels are proposals; conditions are not guessed.\n\
         # How to finish it: docs/new-edition.md. Check with: dunlin map check --catalogue FOLDER\n",
    );
    let _ = writeln!(out, "id = {}", quoted(id));
    let _ = writeln!(out, "convention = {}", quoted(&convention));
    let _ = writeln!(out, "edition = {}", quoted(&edition));
    out.push_str("draft = true # delete this line when every question has been compared with the form\n");
    let title = Labels {
        en: format!("{convention} national report, {edition}"),
        fr: format!("Rapport national {convention}, {edition}"),
        es: format!("Informe nacional {convention}, {edition}"),
    };
    let _ = writeln!(out, "title = {}", labels(&title));
    out.push_str("period = \"\" # the years the form covers, for instance 2021-2024\n");
    let _ = writeln!(out, "languages = [{}]", quoted(lang.code()));
    let heading = if form.title.is_empty() { base.clone() } else { format!("{base}: {}", short(&form.title)) };
    let _ = writeln!(out, "sources = [{}]", quoted(&heading));
    let unverified = Labels {
        en: "This template was learnt from the form and nobody has checked it: compare each question with the form before the report is sent.".to_owned(),
        fr: "Ce modèle a été appris du formulaire et personne ne l'a vérifié : comparez chaque question avec le formulaire avant l'envoi.".to_owned(),
        es: "Esta plantilla se aprendió del formulario y nadie la ha comprobado: compare cada pregunta con el formulario antes del envío.".to_owned(),
    };
    let _ = writeln!(out, "unverified = [\n  {},\n]", labels(&unverified));

    for part in &form.parts {
        let known = old.and_then(|o| {
            o.sections.iter().find(|s| s.label.iter().any(|(_, l)| fold(l) == fold(without_number(&part.title))))
        });
        let label = known.map_or_else(
            || one(lang, if part.title.is_empty() { &part.id } else { &part.title }),
            |s| labels(&s.label),
        );
        let _ = writeln!(out, "\n[[section]]\nid = {}\nlabel = {label}", quoted(&part.id));
    }

    for (name, options) in &sets.sets {
        for o in options {
            let _ = writeln!(out, "\n[[options.{}]]", key(name));
            let _ = writeln!(out, "code = {}", quoted(&o.code));
            let _ = writeln!(out, "meaning = {}", quoted(&o.meaning));
            let _ = writeln!(out, "{} = {}", lang.code(), quoted(&o.text));
            if o.assigned {
                out.push_str("assigned = true\n");
            }
        }
    }

    for (i, q) in form.questions.iter().enumerate() {
        let link = links.of(i).next();
        let before = link.and_then(|l| old.and_then(|o| o.questions.get(l.old)));
        let certain = link.filter(|l| l.carries()).and(before);
        // The same question in another form of answer keeps its label.
        let same = link.filter(|l| !l.doubtful && !l.split).and(before);
        let kind = sets.kind(form, i, certain);
        let _ = writeln!(out, "\n[[question]]\nid = {}\nnumber = {}", quoted(&q.key), quoted(&q.number));
        let section = form.parts.get(q.part).map_or("", |p| p.id.as_str());
        let _ = writeln!(out, "section = {}", quoted(section));
        if let Some(parent) = q.parent.and_then(|p| form.questions.get(p)) {
            let _ = writeln!(out, "parent = {}", quoted(&parent.key));
        }
        let _ = writeln!(out, "kind = {}", quoted(kind.name()));
        if let Some(repeat) = q.repeat {
            let _ = writeln!(out, "repeat = {}", quoted(repeat.name()));
        }
        if let Some(set) = sets.name(i).filter(|_| kind != Kind::Table) {
            let _ = writeln!(out, "options = {}", quoted(set));
        }
        if q.details || (!sets.options(i).is_empty() && q.text && kind != Kind::Number) {
            out.push_str("details = true\n");
        }
        // An answer carries over only where somebody has said that it may stand.
        let time = certain.map_or(Time::InPeriod, |b| b.time);
        let _ = writeln!(out, "time = {}", quoted(time.name()));
        inherited(&mut out, before, kind);
        let note = note(link.map(|l| l.comment.as_str()), before, certain.is_some());
        if !note.is_empty() {
            let _ = writeln!(out, "note = {}", quoted(&note));
        }
        match same {
            Some(b) => {
                let _ = writeln!(out, "label = {}", labels(&b.label));
                if !b.words.is_empty() {
                    let _ = writeln!(out, "words = {}", labels(&b.words));
                }
            }
            None => {
                let _ = writeln!(out, "label = {}", one(lang, &short(&q.wording)));
            }
        }
        let _ = writeln!(out, "official = {}", one(lang, &q.wording));
        if kind == Kind::Table {
            out.push_str("columns = [\n");
            for c in columns(q, same) {
                let kind = match c.kind {
                    ColumnKind::Number => "number",
                    ColumnKind::Tick => "tick",
                    // The lists of a choice are those of the earlier edition.
                    ColumnKind::Text | ColumnKind::Choice | ColumnKind::Tags => "text",
                };
                let _ = writeln!(
                    out,
                    "  {{ code = {}, kind = {}, {} = {} }},",
                    quoted(&c.code),
                    quoted(kind),
                    lang.code(),
                    quoted(&c.text)
                );
            }
            out.push_str("]\n");
        }
    }
    out
}

/// What holds for the answer whatever the wording: who may see it, and its unit.
fn inherited(out: &mut String, before: Option<&Question>, kind: Kind) {
    let Some(b) = before else { return };
    if b.personal {
        out.push_str("personal = true\n");
    }
    if let Some(unit) = b.unit.as_deref().filter(|_| kind == Kind::Number) {
        let _ = writeln!(out, "unit = {}", quoted(unit));
    }
}

fn note(comment: Option<&str>, before: Option<&Question>, certain: bool) -> String {
    match before {
        Some(b) if certain => format!("unreviewed: continues {}", b.id),
        Some(b) => format!("unreviewed: {} ({})", comment.unwrap_or_default(), b.id),
        None => "unreviewed: new".to_owned(),
    }
}

/// `Section 3: Indicators` without `Section 3:`.
fn without_number(title: &str) -> &str {
    let rest = title.trim_start_matches(|c: char| !c.is_ascii_digit()).trim_start_matches(|c: char| c.is_ascii_digit());
    let rest = rest.trim_start_matches([' ', '.', ':', ')', '-', '\u{2013}']);
    if rest.is_empty() { title } else { rest }
}

/// A set's name as a key of TOML.
fn key(name: &str) -> String {
    let bare = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
    if bare { name.to_owned() } else { quoted(name) }
}
