//! The page in a real browser.

use dunlin::catalogue::Catalogue;
use dunlin::model::{Drafted, Lang, Standing, Value};
use serde_json::json;

use super::driver::Browser;
use super::{HOSTILE, page, sample};

const FIRST: &str = "[data-q='cms-cop14/HLS.1']";
const SECOND: &str = "[data-q='cms-cop14/HLS.2']";

fn drafted() -> Drafted {
    let mut d = sample::drafted(&Catalogue::builtin(), "cms-cop14");
    d.drafts[0].value = Some(Value::Text(HOSTILE.into()));
    d.drafts[0].standing = Standing::Kept;
    d.drafts[0].text = None;
    d.drafts[1].value = Some(Value::Text("\n\n first line is empty \u{e9}\u{1f426}".into()));
    d
}

#[test]
fn a_person_copies_ticks_and_filters() {
    let dir = tempfile::tempdir().expect("a folder");
    let file = dir.path().join("copy sheet & more.html");
    let mut draft = drafted();
    std::fs::write(&file, page(&draft, Lang::En)).expect("written");
    let b = Browser::start();
    b.open(&file);

    // Nothing was loaded, and nothing of an answer became markup.
    assert_eq!(b.run("return performance.getEntriesByType('resource').length"), 0);
    assert_eq!(b.run("return [window.hostile === undefined, document.scripts.length]"), json!([true, 1]));
    let cards = b.run("return document.querySelectorAll('[data-q]').length").as_u64().expect("a number");
    let progress = || b.run("return document.getElementById('progress').textContent");
    assert_eq!(progress(), format!("0 of {cards} pasted"));

    // A tick is remembered over a reload, for its question only.
    let ticked = |card: &str| b.run(&format!("return document.querySelector(\"{card} .tick input\").checked"));
    b.click(&format!("{FIRST} .tick input"));
    assert_eq!(progress(), format!("1 of {cards} pasted"));
    b.command("refresh", &json!({}));
    assert_eq!((ticked(FIRST), ticked(SECOND)), (json!(true), json!(false)));
    assert_eq!(b.run("return document.querySelector('nav .n').textContent"), "1/3");

    // Filters show what fits, and headings over it.
    let shown = |card: &str| b.run(&format!("return !!document.querySelector(\"{card}\").offsetParent"));
    b.click("#show-open + span");
    assert_eq!((shown(FIRST), shown(SECOND)), (json!(false), json!(true)));
    b.click("#show-todo + span");
    assert_eq!((shown(FIRST), shown(SECOND)), (json!(false), json!(true)), "kept is done, carried over is not");
    assert_eq!(
        b.run(
            "return Array.from(document.querySelectorAll('.q')).filter(function (q) { \
             return q.offsetParent && !q.hasAttribute('data-todo') && !q.classList.contains('context'); }).length"
        ),
        0
    );
    b.click("#show-all + span");
    assert_eq!(shown(FIRST), true);

    // The clipboard holds the text to the letter; with the browser's way, and with the old one.
    let second = "\n\n first line is empty \u{e9}\u{1f426}";
    b.click(&format!("{FIRST} .copy"));
    b.until("return document.querySelector('.copy.copied')");
    assert_eq!(b.paste(), HOSTILE);
    b.run("Object.defineProperty(navigator, 'clipboard', {value: undefined, configurable: true})");
    b.click(&format!("{SECOND} .copy"));
    assert_eq!(b.paste(), second);
    assert_eq!(b.run("return document.getElementById('by-hand').hidden"), true);
    // Where the browser allows neither, the text stands selected for Ctrl+C.
    b.run("document.execCommand = function () { return false; }");
    b.click(&format!("{FIRST} .copy"));
    let panel = b.run(
        "var t = document.getElementById('by-hand-text'); \
         return [document.getElementById('by-hand').hidden, t.value, t.selectionStart, t.selectionEnd === t.value.length, \
         document.activeElement === t]",
    );
    assert_eq!(panel, json!([false, HOSTILE, 0, true, true]));
    b.click("#by-hand-close");
    assert_eq!(b.run("return document.getElementById('by-hand').hidden"), true);

    // A mark does not outlive the answer it was made for.
    draft.drafts[0].value = Some(Value::Text("Another answer.".into()));
    std::fs::write(&file, page(&draft, Lang::En)).expect("written");
    b.command("refresh", &json!({}));
    assert_eq!(ticked(FIRST), false);
    let note = b.run(&format!("return document.querySelector(\"{FIRST} > .warn\").textContent"));
    assert_eq!(
        (note.as_str().map(|n| n.starts_with("Changed since")), shown(&format!("{FIRST} > .warn"))),
        (Some(true), json!(true))
    );
    b.click(&format!("{FIRST} .tick input"));
    assert_eq!(shown(&format!("{FIRST} > .warn")), false);

    // Without a memory the page works, and says that it forgets.
    assert_eq!(b.run("return document.getElementById('forgets').hidden"), true);
    b.run("Storage.prototype.setItem = function () { throw new Error('full'); }");
    b.click(&format!("{SECOND} .tick input"));
    assert_eq!(
        (ticked(SECOND), b.run("return document.getElementById('forgets').hidden")),
        (json!(true), json!(false))
    );
    assert_eq!(b.run("return performance.getEntriesByType('resource').length"), 0);
}
