//! A running `fundament`, and a Chromium that looks at it through chromedriver.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use fantoccini::elements::Element;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::json;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::sync::{Mutex, MutexGuard};

/// How long a page or a process may take before a test gives up; nothing is measured by it, so it is long enough for
/// a machine that does much else.
const PATIENCE: Duration = Duration::from_secs(240);

/// One town at a time: two that furnish themselves while two browsers look crowd a small machine.
static TURN: Mutex<()> = Mutex::const_new(());

/// A server of its own; dropped, it is stopped.
pub struct Server {
    process: Child,
    /// What it says beside its answers, on standard error.
    lines: UnboundedReceiver<String>,
    pub address: String,
    _turn: MutexGuard<'static, ()>,
}

impl Server {
    /// The demo, furnished.
    pub async fn demo() -> Self {
        Self::start(&["demo", "--listen", "127.0.0.1:0"]).await
    }

    /// The demo, furnished, where days pass as [`Server::pass`] says, and mails are written in that file.
    pub async fn demo_with_mail(mails: &Path) -> Self {
        let mails = mails.to_string_lossy();
        Self::start(&["demo", "--listen", "127.0.0.1:0", "--let-days-pass", "--mail-file", &mails]).await
    }

    /// Lets so many days pass, until the morning's mails are written.
    pub async fn pass(&mut self, days: u32) {
        let input = self.process.stdin.as_mut().expect("its input");
        writeln!(input, "{days}").expect("the demo reads");
        let told = tokio::time::timeout(PATIENCE, async {
            while !self.lines.recv().await.expect("a line").starts_with("I dag er det ") {}
        });
        told.await.expect("the days pass");
    }

    /// An empty house in that folder.
    pub async fn empty(data: &Path) -> Self {
        Self::start(&[
            "serve",
            "--listen",
            "127.0.0.1:0",
            "--name",
            "Prøveby Kommune",
            "--data",
            &data.to_string_lossy(),
        ])
        .await
    }

    async fn start(arguments: &[&str]) -> Self {
        let turn = TURN.lock().await;
        let mut command = Command::new(env!("CARGO_BIN_EXE_fundament"));
        let command = command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut process = command.spawn().expect("fundament starts");
        let mut output = BufReader::new(process.stdout.take().expect("its output")).lines();
        let aside = BufReader::new(process.stderr.take().expect("its second output")).lines();
        let Some(first) = output.next().transpose().expect("UTF-8") else {
            let said: Vec<_> = aside.map_while(Result::ok).collect();
            panic!("fundament {arguments:?} ended: {:?}\n{}", process.wait(), said.join("\n"));
        };
        let (told, lines) = unbounded_channel();
        // Reads on, so that the server never waits for us.
        std::thread::spawn(move || output.for_each(drop));
        std::thread::spawn(move || aside.map_while(Result::ok).for_each(|line| drop(told.send(line))));
        let address = first.rsplit(' ').next().expect("an address").trim_end_matches('/').to_owned();
        let mut server = Self { process, lines, address, _turn: turn };
        server.is_open().await;
        server
    }

    /// Waits until it answers that it is well; tells what it said when it does not come to that.
    async fn is_open(&mut self) {
        let host = self.address.trim_start_matches("http://").to_owned();
        let mut last = None;
        let begun = Instant::now();
        while begun.elapsed() < PATIENCE && self.process.try_wait().is_ok_and(|ended| ended.is_none()) {
            last = get(&host, "/health", "").await;
            if last.as_ref().is_some_and(|answer| answer.starts_with("HTTP/1.1 200")) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        let ended = self.process.try_wait();
        let said: Vec<_> = std::iter::from_fn(|| self.lines.try_recv().ok()).collect();
        panic!("no server opens at {host}: ended {ended:?}, last answer {last:?}, it said:\n{}", said.join("\n"));
    }
}

/// Head and body of an answer, asked for without a browser.
pub async fn get(host: &str, path: &str, cookie: &str) -> Option<String> {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let mut stream = tokio::net::TcpStream::connect(host).await.ok()?;
    let request = format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nCookie: {cookie}\r\nConnection: close\r\n\r\n");
    let mut answer = String::new();
    stream.write_all(request.as_bytes()).await.ok()?;
    stream.read_to_string(&mut answer).await.ok()?;
    Some(answer)
}

impl Drop for Server {
    fn drop(&mut self) {
        self.process.kill().ok();
        self.process.wait().ok();
    }
}

/// What a page is looked at through is so high; the rest of it is scrolled to.
const HIGH: u64 = 2_400;
/// Chromium draws nothing beyond this at once.
const HIGHEST: u64 = 16_000;

/// A browser of its own; dropped, it is stopped.
pub struct Browser {
    driver: Child,
    port: u16,
    pub client: Client,
    base: String,
}

fn chromedriver() -> (Child, u16) {
    let port = TcpListener::bind(("127.0.0.1", 0)).and_then(|free| free.local_addr()).expect("a free port").port();
    let driver = Command::new("chromedriver")
        .arg(format!("--port={port}"))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("chromedriver: run these tests by `cargo xtask test`, which sees to it");
    (driver, port)
}

impl Browser {
    pub async fn open(server: &Server) -> Self {
        Self::with(server, json!({ "args": ["--window-size=1280,1000"] })).await
    }

    /// A browser whose pages are so many CSS pixels wide: no window is narrower than 500, so a device is emulated.
    pub async fn wide(server: &Server, width: u32) -> Self {
        let metrics = json!({ "width": width, "height": HIGH, "pixelRatio": 1.0, "touch": false, "mobile": false });
        Self::with(server, json!({ "args": [], "mobileEmulation": { "deviceMetrics": metrics } })).await
    }

    pub async fn without_javascript(server: &Server) -> Self {
        let preferences = json!({ "profile.managed_default_content_settings.javascript": 2 });
        Self::with(server, json!({ "args": ["--window-size=1280,1000"], "prefs": preferences })).await
    }

    async fn with(server: &Server, mut options: serde_json::Value) -> Self {
        let (mut driver, mut port) = chromedriver();
        let usual = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--lang=da"];
        if let Some(arguments) = options["args"].as_array_mut() {
            arguments.extend(usual.map(serde_json::Value::from));
        }
        let capabilities = json!({ "goog:chromeOptions": options });
        let capabilities = capabilities.as_object().cloned().unwrap_or_default();
        let begun = Instant::now();
        loop {
            let at = format!("http://127.0.0.1:{port}");
            let error =
                match ClientBuilder::new(HttpConnector::new()).capabilities(capabilities.clone()).connect(&at).await {
                    Ok(client) => return Self { driver, port, client, base: server.address.clone() },
                    Err(error) => error,
                };
            assert!(begun.elapsed() < PATIENCE, "no browser opens: {error}");
            // Another took its port between our looking and its listening: it ends, and one with a port anew begins.
            if driver.try_wait().is_ok_and(|ended| ended.is_some()) {
                (driver, port) = chromedriver();
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    pub async fn go(&self, path: &str) {
        self.client.goto(&format!("{}{path}", self.base)).await.unwrap_or_else(|error| panic!("{path}: {error}"));
    }

    /// Signs in as one of the demo's cast, and waits until a page of theirs is there.
    pub async fn sign_in(&self, login: &str) {
        self.go("/log-ind").await;
        self.fill("bruger", login).await;
        self.fill("adgangskode", "eksempel-demo").await;
        self.press("Log ind").await;
        self.find(Locator::XPath("//button[normalize-space(.)='Log ud']")).await;
    }

    pub async fn fill(&self, name: &str, text: &str) {
        let field = self.find(Locator::Css(&format!("main [name='{name}']"))).await;
        field.clear().await.expect("cleared");
        field.send_keys(text).await.expect("written");
    }

    /// Waits for an element: a click returns before the next page is there.
    pub async fn find(&self, what: Locator<'_>) -> Element {
        let found = self.client.wait().at_most(PATIENCE).for_element(what).await;
        found.unwrap_or_else(|error| panic!("{what:?}: {error}"))
    }

    /// Presses the button with that text.
    pub async fn press(&self, text: &str) {
        let path = format!("//button[normalize-space(.)='{text}']");
        self.find(Locator::XPath(&path)).await.click().await.unwrap_or_else(|error| panic!("{text}: {error}"));
    }

    /// Follows the link with that text.
    pub async fn follow(&self, text: &str) {
        self.find(Locator::XPath(&format!("//a[normalize-space(.)='{text}']")))
            .await
            .click()
            .await
            .unwrap_or_else(|error| panic!("{text}: {error}"));
    }

    pub async fn text(&self, css: &str) -> String {
        self.find(Locator::Css(css)).await.text().await.expect("its text")
    }

    /// The path and query of the page.
    pub async fn path(&self) -> String {
        let url = self.client.current_url().await.expect("an address");
        url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()))
    }

    /// What a link downloads: the browser's own pages may not fetch it, so it is asked for beside them.
    pub async fn download(&self, path: &str) -> String {
        let cookie = self.client.get_named_cookie("fundament").await.expect("a session");
        let host = self.base.trim_start_matches("http://");
        let answer = get(host, path, &format!("fundament={}", cookie.value())).await.expect("an answer");
        let (head, body) = answer.split_once("\r\n\r\n").expect("a head and a body");
        assert!(head.starts_with("HTTP/1.1 200"), "{head}");
        body.to_owned()
    }

    /// Waits until the page is at that path: a click returns before the answer is there.
    pub async fn arrives(&self, path: &str) {
        self.arrives_where(path, |at| at == path).await;
    }

    /// Waits until the page is at such an address.
    pub async fn arrives_where(&self, wanted: &str, is_there: impl Fn(&str) -> bool) {
        for _ in 0..PATIENCE.as_millis() / 50 {
            if is_there(&self.path().await) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("at {} and not at {wanted}: {}", self.path().await, self.text("main").await);
    }

    /// Waits until the page says that.
    pub async fn says(&self, text: &str) {
        for _ in 0..PATIENCE.as_millis() / 50 {
            // The page may be taken away while it is read.
            if let Ok(main) = self.client.find(Locator::Css("main")).await
                && main.text().await.is_ok_and(|said| said.contains(text))
            {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("{text}: {}", self.text("main").await);
    }

    /// The whole page, in as many pictures as it takes.
    pub async fn pictures(&self) -> Vec<Vec<u8>> {
        let measure = "return [window.innerWidth, document.documentElement.scrollHeight]";
        let size = self.client.execute(measure, vec![]).await.expect("measured");
        let (width, height) = (size[0].as_u64().expect("a width"), size[1].as_u64().expect("a height"));
        self.look_through(width, height.clamp(HIGH, HIGHEST)).await;
        let mut pictures = Vec::new();
        for top in (0..height).step_by(usize::try_from(HIGHEST).expect("a number")) {
            self.client.execute("window.scrollTo(0, arguments[0])", vec![json!(top)]).await.expect("scrolled");
            pictures.push(self.client.screenshot().await.expect("a picture"));
        }
        self.client.execute("window.scrollTo(0, 0)", vec![]).await.expect("scrolled");
        self.look_through(width, HIGH).await;
        pictures
    }

    /// Makes what the page is looked at through so wide and so high.
    async fn look_through(&self, width: u64, height: u64) {
        use tokio::io::{AsyncReadExt, AsyncWriteExt};
        let session = self.client.session_id().await.expect("asked").expect("a session");
        let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        let body = json!({ "cmd": "Emulation.setDeviceMetricsOverride", "params": metrics }).to_string();
        let host = format!("127.0.0.1:{}", self.port);
        let head =
            format!("POST /session/{session}/goog/cdp/execute HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n");
        let request = format!("{head}Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}", body.len());
        let mut stream = tokio::net::TcpStream::connect(&host).await.expect("the driver");
        stream.write_all(request.as_bytes()).await.expect("asked");
        // It keeps the connection, whatever it is asked.
        let (mut answer, mut some) = (String::new(), [0; 1_024]);
        while !answer.ends_with('}') {
            let read = stream.read(&mut some).await.expect("an answer");
            assert!(read > 0, "{answer}");
            answer.push_str(&String::from_utf8_lossy(&some[..read]));
        }
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    }

    pub async fn close(self) {
        self.client.clone().close().await.ok();
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        self.driver.kill().ok();
        self.driver.wait().ok();
    }
}
