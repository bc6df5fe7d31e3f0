//! The copy sheet: whole, harmless whatever an answer holds, complete, and working in a browser.

mod browser;
#[path = "../support/browser.rs"]
mod driver;
mod sample;

use std::collections::BTreeMap;

use dunlin::catalogue::Catalogue;
use dunlin::crosswalk::Crosswalk;
use dunlin::model::{Draft, Drafted, Lang, Standing, Value};
use dunlin::write::copy_sheet::copy_sheet;
use proptest::prelude::*;
use quick_xml::Reader;
use quick_xml::events::Event;

pub(crate) const HOSTILE: &str = "</pre><script>window.hostile = 1</script>\n\n\"it's\" & <b onclick=\"x()\">1 < 2</b>\u{2028}line\ttab ]]> --> &amp; \u{202e}مرحبا עולם";

fn page(drafted: &Drafted, lang: Lang) -> String {
    let catalogue = Catalogue::builtin();
    let crosswalk = Crosswalk::load(&catalogue);
    let format = catalogue.format(&drafted.format).expect("a format");
    copy_sheet(drafted, format, &catalogue, &crosswalk, lang)
}

struct Element {
    name: String,
    attributes: BTreeMap<String, String>,
    text: String,
}

/// Every element with its own text; panics where the page is not well-formed. Style and script are
/// the page's own and left out.
fn elements(html: &str) -> Vec<Element> {
    let mut html = html.to_owned();
    for tag in ["style", "script"] {
        let (open, close) = (format!("<{tag}>"), format!("</{tag}>"));
        assert_eq!(html.matches(&format!("<{tag}")).count(), 1, "one {tag}");
        let (from, to) = (html.find(&open).expect("opens") + open.len(), html.find(&close).expect("closes"));
        html.replace_range(from..to, "");
    }
    let mut reader = Reader::from_str(&html);
    let mut all: Vec<Element> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    loop {
        match reader.read_event().expect("well-formed") {
            Event::Start(e) => {
                open.push(all.len());
                all.push(element(&e));
            }
            Event::Empty(e) => all.push(element(&e)),
            Event::End(_) => {
                open.pop();
            }
            Event::Text(t) => push(&mut all, &open, &t),
            Event::GeneralRef(r) => {
                let text = quick_xml::escape::unescape(&format!("&{};", &*r)).expect("a known entity").into_owned();
                push(&mut all, &open, &text);
            }
            Event::Eof => break,
            _ => {}
        }
    }
    assert!(open.is_empty(), "every element is closed");
    all
}

fn push(all: &mut [Element], open: &[usize], text: &str) {
    if let Some(&n) = open.last() {
        all[n].text.push_str(text);
    }
}

fn element(e: &quick_xml::events::BytesStart) -> Element {
    let attributes = e
        .attributes()
        .map(|a| {
            let a = a.expect("an attribute");
            let value = quick_xml::escape::unescape(&a.value).expect("escaped").into_owned();
            (a.key.as_ref().to_owned(), value)
        })
        .collect();
    Element { name: e.name().as_ref().to_owned(), attributes, text: String::new() }
}

fn texts(all: &[Element]) -> Vec<&str> {
    all.iter().filter(|e| e.name == "pre").map(|e| e.text.strip_prefix('\n').unwrap_or(&e.text)).collect()
}

#[test]
fn every_draft_of_every_form_stands_on_the_page_once_in_each_language() {
    let catalogue = Catalogue::builtin();
    for id in ["cms-cop14", "cbd-nr7", "ramsar-cop14", "cites-ir"] {
        let drafted = sample::drafted(&catalogue, id);
        for lang in Lang::ALL {
            let html = page(&drafted, lang);
            assert_eq!(html, page(&drafted, lang), "the same bytes");
            let all = elements(&html);
            assert_eq!(all.iter().filter(|e| e.name == "article").count(), drafted.drafts.len(), "{id}");
            let root = &all[0].attributes;
            assert_eq!(root["lang"], lang.code());
            assert_eq!(root["data-memory"], format!("dunlin|QM|{id}|2019-2023"));
            // Ids are unique, and whatever names one names one that exists.
            let ids: Vec<&String> = all.iter().filter_map(|e| e.attributes.get("id")).collect();
            let mut unique = ids.clone();
            unique.sort();
            unique.dedup();
            assert_eq!(ids.len(), unique.len());
            for e in &all {
                for key in ["aria-labelledby", "aria-describedby", "data-copy", "data-done", "data-section"] {
                    if let Some(named) = e.attributes.get(key) {
                        assert!(unique.binary_search(&named).is_ok(), "{key} names {named}");
                    }
                }
            }
        }
    }
}

#[test]
fn nothing_on_the_page_comes_from_or_goes_to_the_network() {
    let mut drafted = sample::drafted(&Catalogue::builtin(), "cms-cop14");
    drafted.drafts[0].value = Some(Value::Text("see https://example.org/law and //example.org".into()));
    let html = page(&drafted, Lang::En);
    for e in elements(&html) {
        assert!(
            !["link", "img", "iframe", "object", "embed", "form", "base", "audio", "video"].contains(&e.name.as_str()),
            "{}",
            e.name
        );
        for (key, value) in &e.attributes {
            assert!(!key.starts_with("on") && key != "src" && key != "srcset" && key != "style", "{key}");
            assert!(key != "href" || value.starts_with('#'), "{value}");
        }
    }
    // The only address is in the answer's own text.
    assert_eq!(html.matches("://").count(), 1);
    let own = &html[..html.find("</style>").expect("a style")];
    assert!(!own.contains("url(") && !own.contains("@import"));
    let script = &html[html.find("<script>").expect("a script")..];
    for word in ["fetch", "XMLHttpRequest", "import", "WebSocket", "sendBeacon", "innerHTML", "eval", "document.write"]
    {
        assert!(!script.contains(word), "{word}");
    }
    assert!(html.contains("default-src 'none'"));
}

#[test]
fn hostile_text_is_text_wherever_it_stands() {
    let mut drafted = sample::drafted(&Catalogue::builtin(), "cms-cop14");
    drafted.files = vec![HOSTILE.into()];
    for d in &mut drafted.drafts {
        d.details = d.details.as_ref().map(|_| HOSTILE.into());
        d.text = d.text.as_ref().map(|_| HOSTILE.into());
        if matches!(d.value, Some(Value::Code(_))) && d.question.contains("IV.") {
            d.value = Some(Value::Code(HOSTILE.into()));
        }
        if matches!(d.value, Some(Value::Text(_))) {
            d.value = Some(Value::Text(HOSTILE.into()));
        }
        for row in &mut d.rows {
            row.insert(HOSTILE.into(), HOSTILE.into());
        }
        for s in &mut d.sources {
            (s.question, s.says, s.reason) = (HOSTILE.into(), HOSTILE.into(), HOSTILE.into());
            (s.file, s.place, s.relation) = (HOSTILE.into(), HOSTILE.into(), HOSTILE.into());
            s.item = Some(HOSTILE.into());
        }
    }
    let mut lost = Draft::gap(HOSTILE, Some(HOSTILE.into()));
    lost.standing = Standing::Kept;
    lost.value = Some(Value::Text("x".repeat(32_767)));
    drafted.drafts.push(lost);
    let html = page(&drafted, Lang::Es);
    let all = elements(&html);
    assert!(texts(&all).iter().filter(|t| **t == HOSTILE).count() > 20, "texts are shown as they are");
    assert!(texts(&all).iter().any(|t| t.len() == 32_767), "an answer to an unknown question is shown too");
    assert!(!html.contains("<b onclick"));
}

#[test]
fn length_standing_and_sources_are_said_in_words() {
    let catalogue = Catalogue::builtin();
    let mut drafted = sample::drafted(&catalogue, "ramsar-cop14");
    let format = catalogue.format("ramsar-cop14").expect("a format");
    let limited = format.questions.iter().find(|q| q.limit_words == Some(500) && q.details).expect("a limited box");
    for d in drafted.drafts.iter_mut() {
        d.details = (d.question == limited.id).then(|| "word ".repeat(501));
        d.standing = if d.question == limited.id { Standing::Kept } else { d.standing };
    }
    let html = page(&drafted, Lang::En);
    assert_eq!(html.matches("too long</strong>").count(), 1);
    assert!(html.contains("501 words, 2505 characters (at most 500 words)"));
    assert!(!page(&sample::drafted(&catalogue, "cms-cop14"), Lang::Fr).contains("trop long</strong>"));

    let html = page(&sample::drafted(&catalogue, "cms-cop14"), Lang::En);
    for said in ["carried over", "Not confirmed:", "conflict", "Your reports disagree", "not asked", "Asked only if"] {
        assert!(html.contains(said), "{said}");
    }
    // Convention, number, period, file, place, relation, step, and that it was never confirmed.
    let sources = html.find("CBD NR7").map(|at| &html[at..at + 600]).expect("a source");
    for part in ["2022-2026", "nr7.json", "sectionIII[5]", "the same subject", "shown as evidence", "never confirmed"] {
        assert!(sources.contains(part), "{part} in {sources}");
    }
    assert!(html.contains("The declaration at submission is a person’s."));
}

#[test]
fn a_repeated_question_stands_under_its_items() {
    let catalogue = Catalogue::builtin();
    let format = catalogue.format("cbd-nr7").expect("a format");
    let mut drafted = sample::drafted(&catalogue, "cbd-nr7");
    drafted.drafts.clear();
    drafted.items = vec![dunlin::model::Item {
        id: "NT01".into(),
        title: "Restore <rivers>".into(),
        frameworks: vec!["GBF:T2".into()],
    }];
    for q in &format.questions {
        if q.repeat == Some(dunlin::model::Repeat::Target) {
            for item in ["NT01", "GBF:T6"] {
                drafted.drafts.push(Draft::gap(&q.id, Some(item.into())));
            }
        } else {
            drafted.drafts.push(Draft::gap(&q.id, None));
        }
    }
    let html = page(&drafted, Lang::En);
    let all = elements(&html);
    assert_eq!(all.iter().filter(|e| e.name == "article").count(), drafted.drafts.len());
    let (first, second) = (html.find("NT01: Restore &lt;rivers&gt;"), html.find("GBF Target 6"));
    let key = |item: &str| format!("data-q=\"cbd-nr7/III.progressSummary[{item}]\"");
    let (a, b) = (html.find(&key("NT01")), html.find(&key("GBF:T6")));
    assert!(first < a && a < second && second < b && first.is_some(), "each item with its questions");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn any_text_comes_out_as_it_went_in(text in "\\PC{1,200}") {
        let mut drafted = sample::drafted(&Catalogue::builtin(), "cms-cop14");
        drafted.drafts.truncate(1);
        drafted.drafts[0].value = Some(Value::Text(text.clone()));
        let html = page(&drafted, Lang::En);
        let all = elements(&html);
        prop_assert!(texts(&all).contains(&text.as_str()), "{text:?}");
    }
}
