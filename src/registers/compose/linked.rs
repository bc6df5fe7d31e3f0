//! Which other conventions and agendas the measures of a target serve: one line for each, with the
//! goals and the measures by name.

use std::collections::{BTreeMap, BTreeSet};

use super::{Composed, Composer, Fit, Measure, short_title};
use crate::model::Lang;
use crate::registers::text::count;
use crate::registers::{column, facets, list, words};

/// Most goals named in a line.
const MOST_GOALS: usize = 4;

/// Most measures named in a line.
const MOST_NAMED: usize = 5;

/// Column of `core/targets` with the goals a national target is linked to.
const LINKS: &str = "links";

impl Composer<'_> {
    /// One line a convention or agenda. A measure serves a convention by its facet (what is about
    /// wetlands serves Ramsar) or by a goal it is tagged with; the goals are those of its tags and
    /// subjects that the frameworks link with the target.
    pub(super) fn linked(&self, item: Option<&str>, used: &[Fit], limit: usize) -> Option<Composed> {
        let item = item?;
        let mut target: BTreeSet<&str> = BTreeSet::new();
        let aligned = self.aligned(Some(item));
        for t in std::iter::once(item).chain(aligned.iter().map(String::as_str)) {
            target.extend(self.crosswalk.linked_goals(t));
        }
        let row = self.registers.rows(list::TARGETS).iter().find(|r| r.id == item);
        let said: Vec<&str> = row.into_iter().flat_map(|r| r.list(LINKS)).collect();

        // What shares only a subject with the target is left to the other boxes.
        let any_tagged = used.iter().any(|f| f.tagged);
        let mut composed = Composed::default();
        let mut lines: Vec<String> = Vec::new();
        for (prefixes, names) in &words::AGENDAS {
            let of = |id: &str| prefixes.iter().any(|p| id.starts_with(p));
            let mut goals: BTreeSet<&str> = said.iter().copied().filter(|g| of(g)).collect();
            let mut own_goals: BTreeSet<&str> = BTreeSet::new();
            let mut serving: Vec<&Measure> = Vec::new();
            // An agenda of all nature has no facet of its own: what serves it, serves its goals.
            let universal = !["RAMSAR", "CMS", "CITES"].iter().any(|c| prefixes.contains(c));
            let linkable = target.iter().any(|t| of(t));
            for f in used.iter().filter(|f| f.tagged || !any_tagged) {
                let m = &self.measures[f.at];
                let own = self.goals(m, prefixes);
                let by_facet =
                    m.entry.list(column::FACETS).filter_map(facets::convention).any(|c| prefixes.contains(&c));
                // A goal of its subject counts where the frameworks link it with this very target.
                let linked: Vec<&str> = own.iter().copied().filter(|g| target.contains(g)).collect();
                let tagged: Vec<&str> = m.entry.list(column::FRAMEWORKS).filter(|g| of(g)).collect();
                let serves = by_facet
                    || !tagged.is_empty()
                    || (universal && if linkable { !linked.is_empty() } else { !own.is_empty() });
                if !serves {
                    continue;
                }
                goals.extend(tagged);
                goals.extend(linked);
                own_goals.extend(own);
                serving.push(m);
            }
            if goals.is_empty() {
                goals = own_goals;
            }
            if serving.is_empty() {
                continue;
            }
            let line = self.line(names[words::at(self.asking.lang)], &goals, &serving);
            let so_far: usize = lines.iter().map(|l| count(l)).sum();
            if so_far + count(&line) > limit {
                break;
            }
            lines.push(line);
            for m in serving.iter().take(MOST_NAMED) {
                if !composed.entries.contains(&m.entry.id) {
                    composed.entries.push(m.entry.id.clone());
                }
            }
        }
        if lines.is_empty() {
            return None;
        }
        composed.text = lines.join("\n");
        let all = used.iter().map(|f| self.measures[f.at].entry.id.clone());
        composed.left = all.filter(|id| !composed.entries.contains(id)).collect();
        Some(composed)
    }

    /// Goals of an agenda that a measure's tags and subjects name; of two editions the newer.
    fn goals(&self, m: &Measure, prefixes: &[&str]) -> BTreeSet<&str> {
        let of = |id: &str| prefixes.iter().any(|p| id.starts_with(p));
        let mut goals: BTreeSet<&str> = BTreeSet::new();
        for s in m.entry.list(column::SUBJECTS).filter_map(|s| self.crosswalk.subject(s)) {
            goals.extend(s.frameworks.iter().map(String::as_str).filter(|f| of(f)));
        }
        let mut newest: BTreeMap<&str, &str> = BTreeMap::new();
        for g in &goals {
            let edition = g.split(':').next().unwrap_or("");
            // Editions are told by their year; a plan known by its number goes on beside the next one.
            let family = match edition.len().checked_sub(4).and_then(|n| edition.split_at_checked(n)) {
                Some((family, year)) if year.chars().all(|c| c.is_ascii_digit()) => family,
                _ => edition,
            };
            let best = newest.entry(family).or_insert(edition);
            if edition > *best {
                *best = edition;
            }
        }
        goals.retain(|g| newest.values().any(|e| g.split(':').next() == Some(e)));
        goals
    }

    /// `Ramsar Convention (T4 Control of invasive alien species): Clear Lake Plan; Hyacinth Act.`
    fn line(&self, name: &str, goals: &BTreeSet<&str>, serving: &[&Measure]) -> String {
        let lang = self.asking.lang;
        let mut named: Vec<String> = goals.iter().take(MOST_GOALS).map(|g| self.goal(g)).collect();
        if goals.len() > MOST_GOALS {
            named.push(words::MORE[words::at(lang)].replace("{n}", &(goals.len() - MOST_GOALS).to_string()));
        }
        let goals = if named.is_empty() { String::new() } else { format!(" ({})", named.join("; ")) };
        let mut titles: Vec<String> = Vec::new();
        for m in serving.iter().take(MOST_NAMED) {
            let years = m.years().map(|y| format!(" ({y})")).unwrap_or_default();
            titles.push(format!("{}{years}", short_title(m.title())));
        }
        if serving.len() > MOST_NAMED {
            titles.push(words::MORE[words::at(lang)].replace("{n}", &(serving.len() - MOST_NAMED).to_string()));
        }
        let colon = if lang == Lang::Fr { "\u{a0}:" } else { ":" };
        let mut line = format!("{name}{goals}{colon} {}", titles.join("; "));
        if !line.ends_with(['.', '…']) {
            line.push('.');
        }
        line
    }

    /// `SDG 15.8 Invasive alien species`: the number, and the short title where one is known.
    fn goal(&self, id: &str) -> String {
        let number = id.split_once(':').map_or(id, |(_, n)| n);
        let title = self.crosswalk.framework_title(id, self.asking.lang);
        let known = !self.crosswalk.framework_title(id, Lang::En).contains("not known");
        if title.is_empty() || !known { number.to_owned() } else { format!("{number} {title}") }
    }
}
