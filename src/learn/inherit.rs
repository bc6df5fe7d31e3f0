//! Links and bounds to other conventions: where a question is in the new form just what it was before,
//! what holds of it still holds. Anything less is left out and counted, for a person to decide.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::form::Form;
use super::link::{Link, Links};
use super::mappings::cell;
use super::template::{labels, quoted};
use crate::crosswalk::{Crosswalk, INHERITED, QRef, Relation, Reuse};
use crate::model::Format;

/// Tables of links and bounds for the new form, and how many rows of the old are not in them.
#[derive(Debug, Default)]
pub(super) struct Inherited {
    /// `links-NEW.sssom.tsv`; empty where nothing is inherited.
    pub(super) links: String,
    /// `bounds-NEW.toml`; empty where nothing is inherited.
    pub(super) bounds: String,
    pub(super) linked: usize,
    pub(super) links_left: usize,
    pub(super) bounded: usize,
    pub(super) bounds_left: usize,
}

/// Old ids of the questions that are asked just the same, with their new ids. A row is, where what
/// stands above it is too.
fn same(form: &Form, links: &Links, old: &Format, id: &str) -> BTreeMap<String, String> {
    let certain = |l: &&Link| l.relation == Relation::Exact && l.reuse == Reuse::Copy && !l.doubtful && !l.split;
    let mut all = BTreeMap::new();
    for l in links.links.iter().filter(certain) {
        if let (Some(o), Some(n)) = (old.questions.get(l.old), form.questions.get(l.new)) {
            all.insert(o.id.clone(), format!("{id}/{}", n.key));
        }
    }
    let certain: Vec<String> = all.keys().cloned().collect();
    all.retain(|o, _| {
        let parent = old.question(o).filter(|q| q.id.contains('#')).and_then(|q| q.parent.as_ref());
        parent.is_none_or(|p| certain.contains(p))
    });
    all
}

/// The question in the new edition, where it is one of the old; `None`: it is there no more as it was.
fn now(q: &QRef, old: &Format, same: &BTreeMap<String, String>) -> Option<QRef> {
    match q.format() == old.id {
        true => same.get(&q.question).map(|n| QRef { question: n.clone(), item: q.item.clone() }),
        false => Some(q.clone()),
    }
}

/// What the new form inherits of the edition before.
pub(super) fn inherit(form: &Form, links: &Links, old: &Format, crosswalk: &Crosswalk, id: &str) -> Inherited {
    let same = same(form, links, old, id);
    let of_old = |a: &QRef, b: &QRef| a.format() == old.id || b.format() == old.id;
    let mut found = Inherited::default();
    let mut rows = String::new();
    for l in crosswalk.links.iter().filter(|l| of_old(&l.subject, &l.object)) {
        let recoded = |a: &QRef, b: &QRef| crosswalk.recodes.contains_key(&(a.to_string(), b.to_string()));
        let (Some(subject), Some(object), false) = (
            now(&l.subject, old, &same),
            now(&l.object, old, &same),
            // Option pairs stand in a table of their own, which is an editor's.
            recoded(&l.subject, &l.object) || recoded(&l.object, &l.subject),
        ) else {
            found.links_left += usize::from(!l.not);
            continue;
        };
        found.linked += usize::from(!l.not);
        let (reuse, back) = if l.not { ("", "") } else { (l.reuse.name(), l.back.name()) };
        let _ = writeln!(
            rows,
            "{}\t{}\t{}\t{}\t{INHERITED}\t\t{}\t{}\t{}\t{}\t{reuse}\t{back}\tunreviewed: as {} and {}",
            subject.curie(),
            l.relation.predicate(),
            if l.not { "Not" } else { "" },
            object.curie(),
            l.confidence,
            cell(&l.comment.en),
            cell(&l.comment.es),
            cell(&l.comment.fr),
            l.subject.curie(),
            l.object.curie(),
        );
    }
    if !rows.is_empty() {
        found.links = head(id, crosswalk, old) + &rows;
    }
    let mut blocks = String::new();
    for b in crosswalk.bounds.iter().filter(|b| of_old(&b.from, &b.to)) {
        let (Some(from), Some(to)) = (now(&b.from, old, &same), now(&b.to, old, &same)) else {
            found.bounds_left += 1;
            continue;
        };
        found.bounded += 1;
        let list = |codes: &[String]| codes.iter().map(|c| quoted(c)).collect::<Vec<_>>().join(", ");
        let _ = write!(
            blocks,
            "\n[[bound]]\nunreviewed = true # as from {} to {}\nfrom = {}\nwhen = [{}]\nto = {}\nexcludes = [{}]\nticks = [{}]\n\
             certainty = \"{}\"\nsame_period = {}\n",
            b.from,
            b.to,
            quoted(&from.to_string()),
            list(&b.when),
            quoted(&to.to_string()),
            list(&b.excludes),
            list(&b.ticks),
            if b.certain { "certain" } else { "likely" },
            b.same_period,
        );
        if !b.mentions.is_empty() {
            let _ = writeln!(blocks, "mentions = [{}]", list(&b.mentions));
        }
        let _ = writeln!(blocks, "reason = {}", labels(&b.reason));
    }
    if !blocks.is_empty() {
        found.bounds = format!(
            "# Bounds of {id}: those of {}, where both questions are asked just as before. A draft.\n\
             # Compare each with the form and delete its line unreviewed; delete a bound that no longer holds.\n{blocks}",
            old.id
        );
    }
    found
}

/// The head of the table of links.
fn head(id: &str, crosswalk: &Crosswalk, old: &Format) -> String {
    let base = "https://w3id.org/dunlin/";
    let mut formats: Vec<&str> =
        crosswalk.links.iter().flat_map(|l| [l.subject.format(), l.object.format()]).filter(|f| *f != old.id).collect();
    formats.push(id);
    formats.sort_unstable();
    formats.dedup();
    let mut out = format!("#sssom_version: \"1.0\"\n#curie_map:\n#  dunlin: {base}\n");
    for format in formats {
        let _ = writeln!(out, "#  {format}: {base}{format}/");
    }
    let _ = writeln!(out, "#mapping_set_id: {base}mappings/links-{id}");
    let _ = writeln!(out, "#mapping_set_title: Links of {id} with other reports (draft, unreviewed)");
    out.push_str("#license: https://creativecommons.org/licenses/by/4.0/\n#extension_definitions:\n");
    for slot in ["comment_es", "comment_fr", "reuse", "reuse_back", "review"] {
        let _ = writeln!(out, "#- slot_name: {slot}\n#  property: dunlin:{slot}\n#  type_hint: xsd:string");
    }
    out.push_str(
        "subject_id\tpredicate_id\tpredicate_modifier\tobject_id\tmapping_justification\treviewer_label\tconfidence\tcomment\t\
         comment_es\tcomment_fr\treuse\treuse_back\treview\n",
    );
    out
}
