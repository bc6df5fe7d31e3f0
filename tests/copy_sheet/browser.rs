//! The page in a real browser, driven through chromedriver's own protocol (JSON over HTTP on this
//! machine), so that no further tool or package is needed.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use dunlin::catalogue::Catalogue;
use dunlin::model::{Drafted, Lang, Standing, Value};
use serde_json::{Value as Json, json};

use super::{HOSTILE, page, sample};

const INSTALL: &str = "this test needs Chromium and its driver: apt-get install -y chromium chromium-driver";

struct Browser {
    driver: Child,
    port: u16,
    session: String,
    _profile: tempfile::TempDir,
}

impl Browser {
    fn start() -> Browser {
        let mut driver = Command::new("chromedriver")
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|e| panic!("chromedriver: {e}; {INSTALL}"));
        let lines = BufReader::new(driver.stdout.take().expect("its output")).lines();
        let port = lines
            .map_while(Result::ok)
            .find_map(|l| l.split("started successfully on port ").nth(1)?.trim_end_matches('.').parse().ok())
            .unwrap_or_else(|| panic!("chromedriver did not start; {INSTALL}"));
        let profile = tempfile::tempdir().expect("a folder");
        let mut browser = Browser { driver, port, session: String::new(), _profile: profile };
        let data = format!("--user-data-dir={}", browser._profile.path().display());
        let args = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-dev-shm-usage",
            "--window-size=1200,900",
            &data,
        ];
        let wanted = json!({"capabilities": {"alwaysMatch": {"goog:chromeOptions": {"args": args}}}});
        let created = browser.send("POST", "/session", &wanted);
        let id = created["sessionId"].as_str();
        browser.session = id.unwrap_or_else(|| panic!("Chromium did not start: {created}; {INSTALL}")).to_owned();
        browser
    }

    fn send(&self, method: &str, path: &str, body: &Json) -> Json {
        let body = body.to_string();
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("chromedriver listens");
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
            self.port,
            body.len()
        )
        .expect("sent");
        let mut reader = BufReader::new(stream);
        let mut length = 0;
        let mut line = String::new();
        while reader.read_line(&mut line).expect("a head") > 2 {
            if let Some(n) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = n.trim().parse().expect("a length");
            }
            line.clear();
        }
        let mut answer = vec![0; length];
        reader.read_exact(&mut answer).expect("a body");
        let mut answer: Json = serde_json::from_slice(&answer).expect("JSON");
        answer["value"].take()
    }

    fn command(&self, path: &str, body: &Json) -> Json {
        let value = self.send("POST", &format!("/session/{}/{path}", self.session), body);
        assert!(value.get("error").is_none(), "{path}: {value}");
        value
    }

    fn open(&self, file: &Path) {
        self.command("url", &json!({"url": format!("file://{}", file.display())}));
    }

    fn run(&self, script: &str) -> Json {
        self.command("execute/sync", &json!({"script": script, "args": []}))
    }

    fn find(&self, css: &str) -> String {
        let found = self.command("element", &json!({"using": "css selector", "value": css}));
        let id = found.as_object().and_then(|o| o.values().next()).and_then(Json::as_str);
        id.unwrap_or_else(|| panic!("no {css}")).to_owned()
    }

    fn click(&self, css: &str) {
        let element = self.find(css);
        self.command(&format!("element/{element}/click"), &json!({}));
    }

    /// What Ctrl+V puts into an empty text area.
    fn paste(&self) -> String {
        self.run(
            "var old = document.getElementById('pasted-here'); if (old) { old.remove(); } \
             var area = document.createElement('textarea'); area.id = 'pasted-here'; \
             document.getElementById('report').prepend(area); area.scrollIntoView({block: 'center'});",
        );
        let area = self.find("#pasted-here");
        self.command(&format!("element/{area}/value"), &json!({"text": "\u{e009}v\u{e000}"}));
        self.run("return document.getElementById('pasted-here').value").as_str().expect("a text").to_owned()
    }

    /// Waits until a script returns true, as the clipboard answers when it can.
    fn until(&self, script: &str) {
        let wait = format!(
            "var done = arguments[arguments.length - 1]; \
             (function look() {{ if ((function () {{ {script} }})()) {{ done(true); }} else {{ requestAnimationFrame(look); }} }})();"
        );
        self.command("execute/async", &json!({"script": wait, "args": []}));
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        if !self.session.is_empty() && !std::thread::panicking() {
            self.send("DELETE", &format!("/session/{}", self.session), &json!({}));
        } else if !self.session.is_empty() {
            // While a failed test unwinds, another panic would hide why it failed.
            let _ = TcpStream::connect(("127.0.0.1", self.port)).and_then(|mut s| {
                write!(s, "DELETE /session/{} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n", self.session)?;
                s.read_to_end(&mut Vec::new())
            });
        }
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

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
