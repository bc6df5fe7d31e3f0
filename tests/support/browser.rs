//! A real browser, driven through chromedriver's own protocol (JSON over HTTP on this machine), so that
//! no further tool or package is needed.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde_json::{Value as Json, json};

const INSTALL: &str = "this test needs Chromium and its driver: apt-get install -y chromium chromium-driver";

pub(crate) struct Browser {
    driver: Child,
    port: u16,
    session: String,
    _profile: tempfile::TempDir,
}

impl Browser {
    pub(crate) fn start() -> Browser {
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

    pub(crate) fn command(&self, path: &str, body: &Json) -> Json {
        let value = self.send("POST", &format!("/session/{}/{path}", self.session), body);
        assert!(value.get("error").is_none(), "{path}: {value}");
        value
    }

    pub(crate) fn open(&self, file: &Path) {
        self.command("url", &json!({"url": format!("file://{}", file.display())}));
    }

    pub(crate) fn run(&self, script: &str) -> Json {
        self.command("execute/sync", &json!({"script": script, "args": []}))
    }

    pub(crate) fn find(&self, css: &str) -> String {
        let found = self.command("element", &json!({"using": "css selector", "value": css}));
        let id = found.as_object().and_then(|o| o.values().next()).and_then(Json::as_str);
        id.unwrap_or_else(|| panic!("no {css}")).to_owned()
    }

    pub(crate) fn click(&self, css: &str) {
        let element = self.find(css);
        self.command(&format!("element/{element}/click"), &json!({}));
    }

    /// What Ctrl+V puts into an empty text area.
    pub(crate) fn paste(&self) -> String {
        self.run(
            "var old = document.getElementById('pasted-here'); if (old) { old.remove(); } \
             var area = document.createElement('textarea'); area.id = 'pasted-here'; \
             document.querySelector('main').prepend(area); area.scrollIntoView({block: 'center'});",
        );
        let area = self.find("#pasted-here");
        self.command(&format!("element/{area}/value"), &json!({"text": "\u{e009}v\u{e000}"}));
        self.run("return document.getElementById('pasted-here').value").as_str().expect("a text").to_owned()
    }

    /// Waits until a script returns true, as the clipboard answers when it can.
    pub(crate) fn until(&self, script: &str) {
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
