//! Writing onto a document that is in the tool already: what dunlin does not read stays in it, texts
//! in other languages too. What the tool would clear, and what stands under an old name, goes.

use std::collections::BTreeSet;

use serde_json::{Map, Value as Json};

use crate::model::ort;

/// Lists whose entries are told apart by what they are about.
const BY_ENTRY: &[&str] =
    &["sectionIII", "sectionIV", "headline", "binary", "component", "complementary", "national", "additionalDocuments"];

/// What an entry of a list is about.
fn about(entry: &Json) -> Option<String> {
    let paths = ["/target/identifier", "/gbfGoal/identifier", "/indicator/identifier", "/identifier", "/url"];
    let found = paths.iter().find_map(|p| entry.pointer(p)).and_then(Json::as_str)?;
    Some(found.split('@').next().unwrap_or("").to_ascii_uppercase())
}

/// The old document with the new one on top. `terms` are the options of lists of terms that dunlin
/// knows: an old one that it does not know was chosen by a person, and stays.
pub(super) fn merged(old: Json, new: Json, terms: &BTreeSet<String>) -> Json {
    merge("", old, new, terms)
}

fn merge(key: &str, old: Json, new: Json, terms: &BTreeSet<String>) -> Json {
    match (old, new) {
        (Json::Object(mut old), Json::Object(new)) => {
            let identifier = |o: &Map<String, Json>| o.get("identifier").and_then(Json::as_str).map(str::to_owned);
            let (before, after) = (identifier(&old), identifier(&new));
            // Another term has nothing of the one before it; another revision is the same document.
            if let (Some(a), Some(b)) = (&before, &after)
                && !a.split('@').next().unwrap_or("").eq_ignore_ascii_case(b.split('@').next().unwrap_or(""))
            {
                return Json::Object(new);
            }
            for (k, value) in new {
                let value = match old.remove(&k) {
                    Some(o) if k == "identifier" => o,
                    Some(o) => merge(&k, o, value, terms),
                    None => value,
                };
                old.insert(k, value);
            }
            for (present, former) in ort::FORMER {
                if old.contains_key(*present) {
                    old.remove(*former);
                }
            }
            Json::Object(old)
        }
        (Json::Array(old), Json::Array(new)) if BY_ENTRY.contains(&key) => {
            let mut new: Vec<Json> = new;
            let mut list = Vec::new();
            for entry in old {
                let same = about(&entry).and_then(|a| new.iter().position(|n| about(n).as_ref() == Some(&a)));
                match same {
                    Some(p) => {
                        let entry = merge("", entry, new.remove(p), terms);
                        list.push(entry);
                    }
                    None => list.push(entry),
                }
            }
            list.extend(new);
            Json::Array(list)
        }
        (Json::Array(old), Json::Array(mut new)) if key == "stakeholders" => {
            for entry in old {
                let Some(a) = about(&entry) else { continue };
                match new.iter().position(|n| about(n).as_ref() == Some(&a)) {
                    Some(p) => {
                        let value = std::mem::take(&mut new[p]);
                        new[p] = merge("", entry, value, terms);
                    }
                    None if !terms.contains(&a) => new.push(entry),
                    None => {}
                }
            }
            Json::Array(new)
        }
        (Json::Array(mut old), Json::Array(new)) if key == "languages" => {
            old.extend(new);
            let mut seen = BTreeSet::new();
            old.retain(|l| seen.insert(l.to_string()));
            Json::Array(old)
        }
        (_, new) => new,
    }
}

/// Takes the value at a path (`sectionII.stakeholders`) out.
pub(super) fn remove(json: &mut Json, path: &[&str]) {
    let Some((last, before)) = path.split_last() else { return };
    let mut at = json;
    for key in before {
        let Some(next) = at.get_mut(*key) else { return };
        at = next;
    }
    if let Some(o) = at.as_object_mut() {
        o.remove(*last);
    }
}

/// Takes a field of a row of section III or IV out.
pub(super) fn remove_of_row(json: &mut Json, section: &str, item: &str, field: &str) {
    let rows = json.get_mut(section).and_then(Json::as_array_mut);
    for row in rows.into_iter().flatten() {
        if about(row).is_some_and(|a| a.eq_ignore_ascii_case(item))
            && let Some(o) = row.as_object_mut()
        {
            o.remove(field);
        }
    }
}
