//! The page beside a filled form: every place that was filled, with where its answer comes from. An
//! official form has no room for that.

use std::fmt::Write as _;

use super::copy_sheet::escape;
use crate::model::{Drafted, Format, Lang, Source};

use super::fill_word::Place;
use super::words::{relation, standing, step};

/// Words of the page: English, French, Spanish.
const TITLE: [&str; 3] =
    ["Where the answers come from", "D’où viennent les réponses", "De dónde vienen las respuestas"];
const INTRO: [&str; 3] = [
    "Every answer that dunlin wrote into the form, with its sources. Read each one over before the report is sent.",
    "Toutes les réponses que dunlin a écrites dans le formulaire, avec leurs sources. Relisez-les avant l’envoi du rapport.",
    "Todas las respuestas que dunlin escribió en el formulario, con sus fuentes. Revíselas antes de enviar el informe.",
];
const HEADS: [[&str; 5]; 3] = [
    ["Question", "Place in the form", "Written", "Standing", "Sources"],
    ["Question", "Emplacement", "Texte écrit", "Statut", "Sources"],
    ["Pregunta", "Lugar en el formulario", "Texto escrito", "Estado", "Fuentes"],
];
const FORM: [&str; 3] = ["Form", "Formulaire", "Formulario"];
const PARTY: [&str; 3] = ["Party", "Partie", "Parte"];
const PERIOD: [&str; 3] = ["Period", "Période", "Período"];
const COUNT: [&str; 3] = ["Places filled", "Emplacements remplis", "Lugares rellenados"];
const NONE: [&str; 3] = ["Nothing was filled.", "Rien n’a été rempli.", "No se rellenó nada."];

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;color:#1b1b1b;background:#fff;margin:2rem auto;max-width:75rem;padding:0 1rem}\
h1{font-size:1.5rem}dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1rem}dt{font-weight:600}dd{margin:0}\
table{border-collapse:collapse;width:100%}th,td{border:1px solid #999;padding:.4rem .6rem;text-align:left;vertical-align:top}\
th{background:#eee}.said{white-space:pre-wrap;overflow-wrap:anywhere}ul{margin:0;padding-left:1.1rem}.meta{color:#555;font-size:.9rem}\
@media print{body{margin:0;max-width:none}tr{break-inside:avoid}}";

/// Writes the page; `file` is the name of the filled form. The page is complete in itself: it loads
/// nothing and runs nothing.
#[must_use]
pub fn sources_html(file: &str, filled: &[Place], drafted: &Drafted, format: &Format, lang: Lang) -> String {
    let n = lang as usize;
    let w = |words: &[&'static str; 3]| words.get(n).copied().unwrap_or_default();
    let mut out = String::new();
    let _ = write!(
        out,
        "<!DOCTYPE html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <title>{0}: {1}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{0}</h1>\n<p>{2}</p>\n<dl>\n<dt>{3}</dt><dd>{1}, {4}</dd>\n",
        w(&TITLE),
        escape(file),
        w(&INTRO),
        w(&FORM),
        escape(format.title.get(lang)),
    );
    if let Some(party) = drafted.party {
        let _ = writeln!(out, "<dt>{}</dt><dd>{}</dd>", w(&PARTY), escape(party.name(lang)));
    }
    if let Some(period) = drafted.period {
        let _ = writeln!(out, "<dt>{}</dt><dd>{period}</dd>", w(&PERIOD));
    }
    let _ = writeln!(out, "<dt>{}</dt><dd>{}</dd>\n</dl>", w(&COUNT), filled.len());
    if filled.is_empty() {
        let _ = writeln!(out, "<p>{}</p>", w(&NONE));
    } else {
        out.push_str("<table>\n<thead><tr>");
        for head in HEADS.get(n).into_iter().flatten() {
            let _ = write!(out, "<th scope=\"col\">{head}</th>");
        }
        out.push_str("</tr></thead>\n<tbody>\n");
        for place in filled {
            row(&mut out, place, drafted, format, lang);
        }
        out.push_str("</tbody>\n</table>\n");
    }
    out.push_str("</main>\n</body>\n</html>\n");
    out
}

fn row(out: &mut String, place: &Place, drafted: &Drafted, format: &Format, lang: Lang) {
    let question = format.question(&place.question);
    let number = question.map_or(place.question.as_str(), |q| if q.number.is_empty() { q.key() } else { &q.number });
    let label = question.map_or("", |q| q.label.get(lang));
    // People know an item by its title.
    let item = place.item.as_deref().map(|id| {
        let title = drafted.items.iter().find(|i| i.id == id).map_or("", |i| i.title.as_str());
        if title.is_empty() { id.to_owned() } else { format!("{id} {title}") }
    });
    let words = standing(place.standing, lang);
    let _ = write!(
        out,
        "<tr><th scope=\"row\">{} {}{}</th><td>{}</td><td class=\"said\">{}</td><td>{} {}</td><td><ul>",
        escape(number),
        escape(label),
        item.map_or_else(String::new, |i| format!("<br><span class=\"meta\">{}</span>", escape(&i))),
        escape(&place.place),
        escape(&place.written),
        words.symbol,
        escape(words.name),
    );
    for source in &place.sources {
        let _ = write!(out, "<li>{}</li>", said(source, lang));
    }
    out.push_str("</ul></td></tr>\n");
}

fn said(source: &Source, lang: Lang) -> String {
    let mut meta: Vec<String> = Vec::new();
    meta.push(source.question.clone());
    meta.extend(source.item.clone());
    meta.extend(source.party.map(|p| p.name(lang).to_owned()));
    meta.extend(source.period.map(|p| p.to_string()));
    meta.push(source.file.clone());
    meta.push(source.place.clone());
    meta.push(relation(&source.relation, lang).to_owned());
    meta.push(step(source.step, lang).to_owned());
    meta.retain(|m| !m.is_empty());
    let mut out = format!("<span class=\"meta\">{}</span>", escape(&meta.join(" · ")));
    if !source.says.is_empty() {
        let _ = write!(out, "<br><span class=\"said\">{}</span>", escape(&source.says));
    }
    if !source.reason.is_empty() {
        let _ = write!(out, "<br>{}", escape(&source.reason));
    }
    out
}
