//! The draft tables: how questions of the earlier edition continue, and the subjects of the new ones.

use std::fmt::Write as _;

use super::form::Form;
use super::link::{Link, Links, name};
use crate::crosswalk::{Crosswalk, INHERITED, NO_SUBJECT, QRef};
use crate::model::Format;

pub(super) fn cell(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace('"', "'")
}

/// `mappings/editions/OLD--NEW.tsv`, in the order of the earlier edition.
pub(super) fn editions(form: &Form, links: &Links, old: &Format, id: &str) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "# How the form of {} continues in that of {id}: a draft by number and wording.", old.id);
    out.push_str(
        "# A row is unreviewed while reviewer_label is empty. confidence: 0 to 1. reuse: copy and recode carry an answer over, to be\n\
         # confirmed; draft and hint only show it. options: old=new.\n",
    );
    let dropped: Vec<String> = links.dropped(form, Some(old)).into_iter().map(name).collect();
    if !dropped.is_empty() {
        out.push_str("# Questions that continue nowhere, as far as was seen:\n");
        for line in dropped.chunks(12) {
            let _ = writeln!(out, "#   {}", line.join(", "));
        }
    }
    out.push_str("from\tto\trelation\treuse\toptions\tconfidence\treviewer_label\tcomment\n");
    for l in &links.links {
        let (Some(o), Some(n)) = (old.questions.get(l.old), form.questions.get(l.new)) else { continue };
        let options: Vec<String> = l.options.iter().map(|(a, b)| format!("{a}={b}")).collect();
        let _ = writeln!(
            out,
            "{}\t{id}/{}\t{}\t{}\t{}\t{:.2}\t\t{}",
            o.id,
            n.key,
            l.relation.name(),
            l.reuse.name(),
            options.join(";"),
            l.confidence,
            cell(&l.comment)
        );
    }
    out
}

/// `mappings/NEW.sssom.tsv`: the subjects and facets of the linked questions.
pub(super) fn subjects(form: &Form, links: &Links, old: Option<&Format>, crosswalk: &Crosswalk, id: &str) -> String {
    let base = "https://w3id.org/dunlin/";
    let mut out = String::from("#sssom_version: \"1.0\"\n#curie_map:\n");
    for prefix in ["", id, "subject"] {
        let (shown, path) = if prefix.is_empty() { ("dunlin", String::new()) } else { (prefix, format!("{prefix}/")) };
        let _ = writeln!(out, "#  {shown}: {base}{path}");
    }
    let _ = writeln!(out, "#mapping_set_id: {base}mappings/{id}");
    let _ = writeln!(out, "#mapping_set_title: Questions of {id} and their subjects (draft, unreviewed)");
    out.push_str("#license: https://creativecommons.org/licenses/by/4.0/\n#extension_definitions:\n");
    out.push_str("#- slot_name: facet\n#  property: dunlin:facet\n#  type_hint: xsd:string\n");
    out.push_str(
        "subject_id\tpredicate_id\tobject_id\tmapping_justification\treviewer_label\tconfidence\tcomment\tfacet\n",
    );
    for (i, q) in form.questions.iter().enumerate() {
        let link: Option<&Link> = links.of(i).next();
        let before = link.and_then(|l| old.and_then(|o| o.questions.get(l.old)));
        let placements = before.map_or(&[][..], |b| crosswalk.placements(&QRef::new(&b.id, None)));
        if let (Some(l), Some(b)) = (link, before)
            && placements.iter().filter(|p| p.main).count() == 1
        {
            for p in placements {
                let predicate = if p.main { "skos:broadMatch" } else { "skos:relatedMatch" };
                let _ = writeln!(
                    out,
                    "{id}:{}\t{predicate}\tsubject:{}\t{INHERITED}\t\t{:.2}\tunreviewed: as {}\t{}",
                    q.key, p.subject, l.confidence, b.id, p.facet
                );
            }
            continue;
        }
        let near = match (links.nearest.get(&i), old) {
            (Some((o, score)), Some(old)) => {
                old.questions.get(*o).map_or_else(String::new, |o| format!("; nearest: {} ({score:.2})", o.id))
            }
            _ => String::new(),
        };
        let _ = writeln!(
            out,
            "{id}:{}\tskos:broadMatch\t{NO_SUBJECT}\tsemapv:UnspecifiedMatching\t\t\tTO DO: write a subject of subjects.toml{near}\t",
            q.key
        );
    }
    out
}
