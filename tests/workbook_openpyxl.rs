//! An independent reader, openpyxl, finds in the workbook what dunlin means to have put there.

mod support;

use std::path::PathBuf;
use std::process::Command;

use dunlin::catalogue::Catalogue;
use dunlin::crosswalk::Crosswalk;
use dunlin::model::Lang;
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
