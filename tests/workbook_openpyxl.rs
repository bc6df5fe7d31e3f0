//! An independent reader, openpyxl, finds in the workbook what dunlin means to have put there.

mod support;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Command;

use dunlin::catalogue::Catalogue;
use dunlin::core_report::{self, Core, CoreDraft};
use dunlin::crosswalk::Crosswalk;
use dunlin::model::{Asked, ColumnKind, Condition, Lang};
use dunlin::write;

#[test]
fn openpyxl_finds_drop_downs_notes_protection_and_ids() {
    let catalogue = Catalogue::builtin();
    let crosswalk = Crosswalk::load(&catalogue);
    let dir = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    let mut args: Vec<PathBuf> = Vec::new();
    for format in catalogue.targets() {
        let drafted = support::drafted(format);
        for lang in Lang::ALL {
            let bytes = write::workbook(&drafted, format, &crosswalk, lang).expect("a workbook");
            assert_eq!(bytes, write::workbook(&drafted, format, &crosswalk, lang).expect("again"), "the same bytes");
            let path = dir.join(format!("{}-{lang}.xlsx", format.id));
            write::whole_file(&path, &bytes, true).expect("written");
            // What the checker is to expect, from the draft and the template, not from the writer.
            let expected = path.with_extension("json");
            std::fs::write(&expected, expectation(&drafted, format, lang).to_string()).expect("written");
            args.extend([path, expected]);
        }
    }
    // The core report: all of it at once.
    let core = Core::assemble(&catalogue, &crosswalk).expect("the core report");
    let mut drafted = support::drafted(&core.format);
    // What a register knows as its entries; the samples' made-up ones are another test's.
    for d in drafted.drafts.iter_mut().filter(|d| d.question.starts_with("core/")) {
        let Some(q) = core.format.question(&d.question) else { continue };
        for c in q.columns.iter().filter(|c| matches!(c.kind, ColumnKind::Choice | ColumnKind::Tags)) {
            let tags = crosswalk.tags(c, Lang::En);
            let some: Vec<&str> = match c.kind {
                ColumnKind::Choice => tags.iter().take(1).map(|(code, _)| code.as_str()).collect(),
                _ => tags.iter().skip(1).take(2).map(|(code, _)| code.as_str()).collect(),
            };
            d.rows.iter_mut().for_each(|r| drop(r.insert(c.code.clone(), some.join("; "))));
        }
    }
    for lang in Lang::ALL {
        let draft = CoreDraft {
            drafted: drafted.clone(),
            periods: BTreeMap::new(),
            carried: Vec::new(),
            targets: Vec::new(),
            handed: None,
        };
        let placement = core_report::place(&core.format, &draft.drafted, &crosswalk);
        let bytes = write::core(&draft, &core, &placement, &crosswalk, lang).expect("a workbook");
        let path = dir.join(format!("core-{lang}.xlsx"));
        write::whole_file(&path, &bytes, true).expect("written");
        let expected = path.with_extension("json");
        let mut all = expectation(&drafted, &core.format, lang);
        if let Some(drafts) = all["drafts"].as_array_mut() {
            for d in drafts {
                let q = core.format.question(d["question"].as_str().expect("an id")).expect("a question");
                // A condition on a question of another theme cannot be followed while people work.
                let theme = |id: &str| core.format.question(id).map(|q| q.section.clone());
                let local = |c: &Condition| c.any.iter().all(|t| theme(&t.question) == Some(q.section.clone()));
                let item = d["item"].as_str().map(str::to_owned);
                let codes = |id: &str| {
                    let of = |i: &Option<String>| drafted.drafts.iter().find(|d| d.question == id && d.item == *i);
                    let d = of(&item).or_else(|| of(&None))?;
                    Some(d.value.as_ref()?.codes().into_iter().map(str::to_owned).collect())
                };
                let no = q.condition.as_ref().is_some_and(|c| local(c) && c.asked(&core.format, &codes) == Asked::No);
                d["asked"] = serde_json::json!(!no);
                let register = q.id.starts_with("core/");
                let listed =
                    q.columns.iter().filter(|c| register && matches!(c.kind, ColumnKind::Choice | ColumnKind::Tags));
                for c in listed {
                    d["columns"][&c.code] = serde_json::json!(crosswalk.tags(c, lang));
                    d["tags"][&c.code] =
                        serde_json::json!(if c.kind == ColumnKind::Choice { "choice" } else { "tags" });
                }
            }
        }
        std::fs::write(&expected, all.to_string()).expect("written");
        args.extend([path, expected]);
    }
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/independent/check_workbook.py");
    let output = Command::new("python3").arg(script).args(&args).output();
    let output = output.expect("this test runs python3: install Python 3, then `python3 -m pip install openpyxl`");
    assert!(
        output.status.success(),
        "{}{}\n(this test needs openpyxl: `python3 -m pip install openpyxl`)",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}

/// The draft as plain data, with the options and kinds of its questions.
fn expectation(drafted: &dunlin::model::Drafted, format: &dunlin::model::Format, lang: Lang) -> serde_json::Value {
    let drafts: Vec<serde_json::Value> = drafted
        .drafts
        .iter()
        .filter_map(|d| {
            let q = format.question(&d.question)?;
            let options: Vec<_> =
                q.options.iter().map(|o| serde_json::json!([o.code, o.text.get(lang), o.assigned])).collect();
            Some(serde_json::json!({
                "question": d.question,
                "item": d.item,
                "kind": q.kind.name(),
                "standing": d.standing.name(),
                "value": d.value,
                "details": d.details,
                "has_details": q.details,
                "rows": d.rows,
                "text": d.text,
                "columns": {},
                "tags": {},
                "offered": d.offered.is_some(),
                "options": options,
                "sources": d.sources.len(),
            }))
        })
        .collect();
    serde_json::json!({
        "format": format.id, "lang": lang.code(), "party": "QM", "period": "2021-2024", "drafts": drafts,
    })
}
