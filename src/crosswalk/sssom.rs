//! Writing the crosswalk as one SSSOM mapping set (canonical TSV, version 1.0).

use std::fmt::Write as _;

use super::{Crosswalk, QRef, Relation};
use crate::catalogue::Catalogue;

/// Base of the IRIs that questions, subjects and extension slots expand to.
const BASE: &str = "https://w3id.org/dunlin/";

struct Line {
    subject: String,
    subject_label: String,
    predicate: &'static str,
    modifier: &'static str,
    object: String,
    object_label: String,
    justification: String,
    reviewer: String,
    confidence: String,
    comment: String,
    facet: String,
    reuse: String,
    reuse_back: String,
}

/// A column of the table: its SSSOM slot and what a line has in it.
type Slot = (&'static str, fn(&Line) -> &str);

/// All links, *not* rows and placements under subjects as SSSOM TSV with embedded metadata: rows
/// sorted, columns without any value left out, LF line ends.
#[must_use]
pub fn export(x: &Crosswalk, catalogue: &Catalogue) -> String {
    let label = |q: &QRef| {
        catalogue.question(&q.question).map_or_else(String::new, |question| {
            let text = question.label.en.clone();
            q.item.as_ref().map_or(text.clone(), |i| format!("{text} [{i}]"))
        })
    };
    let mut lines: Vec<Line> = Vec::new();
    for l in &x.links {
        lines.push(Line {
            subject: l.subject.curie(),
            subject_label: label(&l.subject),
            predicate: l.relation.predicate(),
            modifier: if l.not { "Not" } else { "" },
            object: l.object.curie(),
            object_label: label(&l.object),
            justification: l.justification.clone(),
            reviewer: l.reviewer.clone(),
            confidence: l.confidence.clone(),
            comment: l.comment.en.clone(),
            facet: String::new(),
            reuse: if l.not { String::new() } else { l.reuse.name().to_owned() },
            reuse_back: if l.not { String::new() } else { l.back.name().to_owned() },
        });
    }
    for (q, p) in x.placed() {
        lines.push(Line {
            subject: q.curie(),
            subject_label: label(q),
            predicate: if p.main { Relation::Broad.predicate() } else { Relation::Related.predicate() },
            modifier: "",
            object: format!("subject:{}", p.subject),
            object_label: x.subject(&p.subject).map_or_else(String::new, |s| s.label.en.clone()),
            justification: "semapv:ManualMappingCuration".to_owned(),
            reviewer: String::new(),
            confidence: String::new(),
            comment: p.comment.clone(),
            facet: p.facet.clone(),
            reuse: String::new(),
            reuse_back: String::new(),
        });
    }
    let columns: [Slot; 13] = [
        ("subject_id", |l| &l.subject),
        ("subject_label", |l| &l.subject_label),
        ("predicate_id", |l| l.predicate),
        ("predicate_modifier", |l| l.modifier),
        ("object_id", |l| &l.object),
        ("object_label", |l| &l.object_label),
        ("mapping_justification", |l| &l.justification),
        ("reviewer_label", |l| &l.reviewer),
        ("confidence", |l| &l.confidence),
        ("comment", |l| &l.comment),
        ("facet", |l| &l.facet),
        ("reuse", |l| &l.reuse),
        ("reuse_back", |l| &l.reuse_back),
    ];
    lines.sort_by(|a, b| columns.iter().map(|c| c.1(a)).cmp(columns.iter().map(|c| c.1(b))));
    let used: Vec<_> = columns.iter().filter(|c| lines.iter().any(|l| !c.1(l).is_empty())).collect();

    let mut out = String::from("#sssom_version: \"1.0\"\n#curie_map:\n");
    let mut prefixes: Vec<&str> = lines
        .iter()
        .flat_map(|l| [&l.subject, &l.object])
        .filter_map(|id| id.split_once(':').map(|(p, _)| p))
        .chain(["dunlin"])
        .collect();
    prefixes.sort_unstable();
    prefixes.dedup();
    for p in prefixes {
        let path = if p == "dunlin" { String::new() } else { format!("{p}/") };
        let _ = writeln!(out, "#  {p}: {BASE}{path}");
    }
    let _ = writeln!(out, "#mapping_set_id: {BASE}crosswalk");
    let _ = writeln!(out, "#mapping_set_version: {}", env!("CARGO_PKG_VERSION"));
    out.push_str("#mapping_set_title: Questions of the CBD, CITES, CMS and Ramsar national reports\n");
    out.push_str("#license: https://creativecommons.org/licenses/by/4.0/\n#extension_definitions:\n");
    for slot in ["facet", "reuse", "reuse_back"] {
        let _ = writeln!(out, "#- slot_name: {slot}\n#  property: dunlin:{slot}\n#  type_hint: xsd:string");
    }
    out.push_str(&used.iter().map(|c| c.0).collect::<Vec<_>>().join("\t"));
    out.push('\n');
    for l in &lines {
        let cells: Vec<String> = used.iter().map(|c| quoted(c.1(l))).collect();
        out.push_str(&cells.join("\t"));
        out.push('\n');
    }
    out
}

fn quoted(cell: &str) -> String {
    if cell.contains(['\t', '\n', '\r', '"']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.to_owned() }
}
