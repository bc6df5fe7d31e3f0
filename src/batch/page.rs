//! The run report as a page: what came in, what came out, what needs a person. It names files and
//! counts, never what an answer says.

use std::fmt::Write as _;

use super::summary::Run;
use crate::model::{Lang, Party};
use crate::write::escape;

/// Words of the page.
#[derive(Clone, Copy)]
enum W {
    Title,
    Files,
    Used,
    Copies,
    Unusable,
    Parties,
    Reports,
    Answers,
    Written,
    Errors,
    Warnings,
    Why,
    File,
    Party,
    Period,
    Newest,
    Filled,
    Open,
    Conflicts,
    Tables,
    Rows,
    NoParty,
    CopyOf,
    More,
}

fn word(w: W, lang: Lang) -> &'static str {
    let [en, fr, es] = match w {
        W::Title => ["Reports of many Parties", "Rapports de plusieurs Parties", "Informes de varias Partes"],
        W::Files => ["Files in the folder", "Fichiers dans le dossier", "Archivos en la carpeta"],
        W::Used => ["Files with reports", "Fichiers avec rapports", "Archivos con informes"],
        W::Copies => ["Copies, not read again", "Copies, non relues", "Copias, no releídas"],
        W::Unusable => ["Files that could not be used", "Fichiers inutilisables", "Archivos no utilizables"],
        W::Parties => ["Parties", "Parties", "Partes"],
        W::Reports => ["Reports read", "Rapports lus", "Informes leídos"],
        W::Answers => ["Answers read", "Réponses lues", "Respuestas leídas"],
        W::Written => ["Reports written", "Rapports écrits", "Informes escritos"],
        W::Errors => ["Errors", "Erreurs", "Errores"],
        W::Warnings => ["Warnings", "Avertissements", "Advertencias"],
        W::Why => ["Why", "Pourquoi", "Por qué"],
        W::File => ["File", "Fichier", "Archivo"],
        W::Party => ["Party", "Partie", "Parte"],
        W::Period => ["Period written", "Période écrite", "Período escrito"],
        W::Newest => ["Newest report read", "Rapport lu le plus récent", "Informe leído más reciente"],
        W::Filled => ["Filled", "Remplies", "Completadas"],
        W::Open => ["Open", "Ouvertes", "Abiertas"],
        W::Conflicts => ["Conflicts", "Conflits", "Conflictos"],
        W::Tables => ["Tables", "Tableaux", "Tablas"],
        W::Rows => ["Rows", "Lignes", "Filas"],
        W::NoParty => ["Reports of no known Party", "Rapports sans Partie connue", "Informes sin Parte conocida"],
        W::CopyOf => ["Copy of", "Copie de", "Copia de"],
        W::More => [
            "Everything that was noticed stands in dataset/findings.csv; run.json holds this report for programs.",
            "Tout ce qui a été relevé figure dans dataset/findings.csv ; run.json contient ce rapport pour les programmes.",
            "Todo lo observado figura en dataset/findings.csv; run.json contiene este informe para programas.",
        ],
    };
    match lang {
        Lang::En => en,
        Lang::Fr => fr,
        Lang::Es => es,
    }
}

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem;color:#1b1b1b;\
background:#fff}table{border-collapse:collapse;margin:1rem 0 2rem}th,td{border-bottom:1px solid #c9c9c9;padding:.25rem .75rem;\
text-align:left;vertical-align:top}td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}th{background:#f1f4f6}\
h2{margin-top:2.5rem}@media print{body{margin:0;max-width:none;font-size:11px}}";

/// The page.
pub(super) fn page(run: &Run, lang: Lang) -> String {
    let w = |x| word(x, lang);
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" \
         content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n\
         <body>\n<main>\n<h1>{title}</h1>\n",
        lang.code(),
        title = w(W::Title),
    );
    let t = &run.totals;
    let warnings = run.findings.levels.get("WARNING").copied().unwrap_or_default();
    out.push_str("<table>\n<tbody>\n");
    for (name, n) in [
        (W::Files, t.files),
        (W::Used, t.files_used),
        (W::Copies, t.copies),
        (W::Unusable, t.unusable),
        (W::Parties, t.parties),
        (W::Reports, t.reports),
        (W::Answers, t.answers),
        (W::Written, t.written),
        (W::Errors, run.findings.errors()),
        (W::Warnings, warnings),
    ] {
        let _ = writeln!(out, "<tr><th scope=\"row\">{}</th><td class=\"n\">{n}</td></tr>", w(name));
    }
    out.push_str("</tbody>\n</table>\n");
    let _ = writeln!(out, "<p>{}</p>", w(W::More));
    unused(&mut out, run, lang);
    parties(&mut out, run, lang);
    head(&mut out, w(W::Tables), &[(w(W::Tables), false), (w(W::Rows), true), ("Parquet", true)]);
    for d in &run.dataset {
        let _ = writeln!(
            out,
            "<tr><th scope=\"row\">{}</th><td class=\"n\">{}</td><td class=\"n\">{}</td></tr>",
            escape(&d.table),
            d.rows,
            d.parquet_files
        );
    }
    out.push_str("</tbody>\n</table>\n</main>\n</body>\n</html>\n");
    out
}

fn head(out: &mut String, title: &str, columns: &[(&str, bool)]) {
    let _ = write!(out, "<h2>{title}</h2>\n<table>\n<thead><tr>");
    for (name, number) in columns {
        let class = if *number { " class=\"n\"" } else { "" };
        let _ = write!(out, "<th scope=\"col\"{class}>{name}</th>");
    }
    out.push_str("</tr></thead>\n<tbody>\n");
}

/// Files of which nothing went into a report, and copies.
fn unused(out: &mut String, run: &Run, lang: Lang) {
    let list: Vec<_> = run.files.iter().filter(|f| f.unusable.is_some() || f.copy_of.is_some()).collect();
    if list.is_empty() {
        return;
    }
    head(out, word(W::Unusable, lang), &[(word(W::File, lang), false), (word(W::Why, lang), false)]);
    for f in list {
        let why = match (&f.copy_of, &f.unusable) {
            (Some(of), _) => format!("{} {of}", word(W::CopyOf, lang)),
            (None, why) => f.why.as_ref().or(why.as_ref()).cloned().unwrap_or_default(),
        };
        let _ = writeln!(out, "<tr><td>{}</td><td>{}</td></tr>", escape(&f.file), escape(&why));
    }
    out.push_str("</tbody>\n</table>\n");
}

/// Parties with their reports, and reports of no known Party.
fn parties(out: &mut String, run: &Run, lang: Lang) {
    let w = |x| word(x, lang);
    head(
        out,
        w(W::Parties),
        &[
            (w(W::Party), false),
            (w(W::Reports), true),
            (w(W::Written), false),
            (w(W::Newest), false),
            (w(W::Period), false),
            (w(W::Filled), true),
            (w(W::Open), true),
            (w(W::Conflicts), true),
        ],
    );
    for p in run.parties.iter().filter(|p| p.party.is_some()) {
        let code = p.party.as_deref().unwrap_or_default();
        let name = Party::parse(code).map_or("", |p| p.name(lang));
        for (n, r) in p.written.iter().enumerate() {
            out.push_str("<tr>");
            if n == 0 {
                let rows = p.written.len();
                let _ = write!(
                    out,
                    "<th scope=\"row\" rowspan=\"{rows}\">{} ({})</th><td class=\"n\" rowspan=\"{rows}\">{}</td>",
                    escape(name),
                    escape(code),
                    p.read.len()
                );
            }
            let newest =
                p.read.iter().filter(|x| x.format == r.format).filter_map(|x| x.period.as_deref()).max().unwrap_or("–");
            let count = |words: &[&str]| -> usize { words.iter().filter_map(|s| r.standings.get(*s)).sum() };
            let _ = writeln!(
                out,
                "<td>{}</td><td>{}</td><td>{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td></tr>",
                escape(&r.file),
                escape(newest),
                escape(r.period.as_deref().unwrap_or("–")),
                count(&["kept", "copied", "recoded", "derived", "composed", "carried-over"]),
                count(&["suggested", "hint", "gap"]),
                count(&["conflict"]),
            );
        }
    }
    out.push_str("</tbody>\n</table>\n");
    for p in run.parties.iter().filter(|p| p.party.is_none()) {
        head(out, w(W::NoParty), &[(w(W::File), false), (w(W::Answers), true)]);
        for r in &p.read {
            let _ = writeln!(out, "<tr><td>{}</td><td class=\"n\">{}</td></tr>", escape(&r.file), r.answers);
        }
        out.push_str("</tbody>\n</table>\n");
    }
}
