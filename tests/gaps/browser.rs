//! The pages in a real browser.

use dunlin::gaps::compare;
use dunlin::model::Lang;
use dunlin::write::gaps_html;
use serde_json::json;

use super::driver::Browser;
use super::outputs::hostile;
use super::tables::overview;
use super::{Made, look, testland_reports, world};

#[test]
fn a_coordinator_filters_sorts_and_drills_down() {
    let (catalogue, crosswalk) = world();
    let dir = tempfile::tempdir().expect("a folder");
    let file = dir.path().join("gaps & more.html");
    let g = look(&testland_reports(&catalogue, &crosswalk));
    std::fs::write(&file, gaps_html::one(&g, &catalogue, &crosswalk)).expect("written");
    let b = Browser::start();
    b.open(&file);
    assert_eq!(
        b.run("return [performance.getEntriesByType('resource').length, document.scripts.length]"),
        json!([0, 1])
    );
    let shown = |list: &str| {
        b.run(&format!("return document.querySelectorAll('#{list} [data-row]:not([hidden])').length"))
            .as_u64()
            .expect("a number")
    };
    assert_eq!(shown("contradiction-list"), 4);
    let set = |form: &str, name: &str, value: &str| {
        b.run(&format!(
            "var f = document.querySelector(\"form[data-list='{form}']\"); f.elements['{name}'].value = '{value}'; \
             f.dispatchEvent(new Event('input'));"
        ));
    };
    set("contradiction-list", "convention", "CITES");
    assert_eq!(shown("contradiction-list"), 2);
    set("contradiction-list", "text", "trimestre");
    assert_eq!(shown("contradiction-list"), 1);

    // A cell of the heat map leads to its questions, and a question to its sources.
    let all = shown("question-list");
    b.click("#heat tbody td a");
    let target = b.run("return document.querySelector('#heat tbody td a').getAttribute('data-set')");
    b.until("return document.querySelectorAll('#question-list [data-row]:not([hidden])').length < 60");
    assert!(target.as_str().is_some_and(|t| t.starts_with("theme=")) && shown("question-list") < all);
    assert_eq!(b.run("return location.hash"), "#questions");
    b.run("document.querySelector(\"form[data-list='question-list']\").reset()");
    b.until(&format!("return document.querySelectorAll('#question-list [data-row]:not([hidden])').length === {all}"));
    set("question-list", "class", "reusable");
    b.click("#question-list [data-row]:not([hidden]) > summary");
    assert_eq!(b.run("return !!document.querySelector('#question-list details[open] blockquote')"), true);

    // By keyboard: the button of a column is reached and pressed like any other.
    b.run("document.querySelector('#worth th[data-number] button').focus()");
    assert_eq!(b.run("return document.activeElement.classList.contains('sort')"), true);
    b.click("#worth th[data-number] button");
    let order = b.run(
        "return Array.from(document.querySelectorAll('#worth table:first-of-type tbody tr')).slice(0, 25).map(function (r) { \
         return r.cells[3] ? Number(r.cells[3].textContent) : 0; })",
    );
    let n: Vec<u64> = order.as_array().expect("a list").iter().filter_map(serde_json::Value::as_u64).collect();
    assert!(n.first() >= n.last() && n.first() > Some(&0), "{n:?}");
    assert_eq!(b.run("return document.querySelector('#worth th[aria-sort]').getAttribute('aria-sort')"), "descending");
    // Every drawing has words, every control a name, and nothing is wider than the page.
    assert_eq!(
        b.run(
            "return [document.querySelectorAll('svg[role=img]:not([aria-label])').length, \
             Array.from(document.querySelectorAll('select, input')).filter(function (c) { return !c.closest('label'); }).length, \
             document.documentElement.scrollWidth <= window.innerWidth]"
        ),
        json!([0, 0, true])
    );

    std::fs::write(&file, gaps_html::one(&look(&hostile()), &catalogue, &crosswalk)).expect("written");
    b.open(&file);
    assert_eq!(b.run("return window.hostile === undefined"), true);

    std::fs::write(&file, gaps_html::many(&overview(Lang::Es))).expect("written");
    b.open(&file);
    assert_eq!((shown("party-list"), shown("report-list")), (3, 5));
    set("party-list", "region", "africa");
    assert_eq!(shown("party-list"), 1);
    set("report-list", "year", "2017");
    assert_eq!(shown("report-list"), 1);
    let question = "Array.from(document.querySelectorAll('#dist-list [data-row]')).find(function (q) { \
                    return q.querySelector('.num').textContent === '4.2'; })";
    let total = || b.run(&format!("return {question}.querySelector('.total').textContent"));
    assert_eq!(total(), "3");
    b.run(
        "var r = document.getElementById('dist-region'); r.value = 'africa'; \
         r.dispatchEvent(new Event('input', {bubbles: true}));",
    );
    assert_eq!(total(), "1");

    let old = Made::of("cites-ir", "2018-2020", "a.csv").code("1.7.3a", "no").code("1.5.3a", "yes").0;
    let new = Made::of("cites-ir", "2021-2023", "b.csv").code("1.7.3a", "yes").code("1.5.3a", "no").0;
    let (c, _) = compare(&[old], &[new], &catalogue, &crosswalk, Lang::Fr);
    std::fs::write(&file, gaps_html::comparison(&c, &crosswalk)).expect("written");
    b.open(&file);
    assert_eq!(shown("change-list"), 2);
    set("change-list", "direction", "less");
    assert_eq!(shown("change-list"), 1);
}
