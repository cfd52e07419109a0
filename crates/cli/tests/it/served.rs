//! The real server as a child process on a folder of its own, and just enough HTTP to talk to it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::SystemTime;

use house::{House, Joining};
use kernel::{Clock, Instant, Role};
use serde_json::Value;
use store::{Actor, Grant, Place, Store, Tenant};

pub const PASSWORD: &str = "et ganske langt kodeord";

/// A folder of data with two systems and an architect in it.
pub struct Home {
    dir: tempfile::TempDir,
    /// The database elsewhere than in the folder.
    url: Option<String>,
    pub token: String,
}

pub struct RealClock;

impl Clock for RealClock {
    fn now(&self) -> Instant {
        let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).expect("after 1970");
        Instant(i64::try_from(since.as_micros()).expect("this age"))
    }

    fn offset_at(&self, _: Instant) -> i64 {
        3_600
    }
}

pub fn tenant() -> Tenant {
    Tenant("kommune".to_owned())
}

pub fn wait<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .expect("a runtime")
        .block_on(work)
}

impl Home {
    pub fn new() -> Self {
        Self::made(None, &[])
    }

    /// The same under a strategy.
    pub fn under(strategy: &str) -> Self {
        Self::made(None, &["--strategy", strategy])
    }

    /// The same in an empty database of a PostgreSQL.
    pub fn in_postgres(url: &str) -> Self {
        Self::made(Some(url.to_owned()), &[])
    }

    /// And under a strategy.
    pub fn in_postgres_under(url: &str, strategy: &str) -> Self {
        Self::made(Some(url.to_owned()), &["--strategy", strategy])
    }

    fn made(url: Option<String>, more: &[&str]) -> Self {
        let dir = tempfile::tempdir().expect("a folder");
        std::fs::create_dir_all(dir.path().join("estate")).expect("a folder");
        let rows = "key;name;status;hosting\nS1;Løn;i drift;saas\nS2;Sager;i drift;iaas\n";
        std::fs::write(dir.path().join("estate/systems.csv"), rows).expect("written");
        let home = Self { token: String::new(), dir, url };
        let (estate, [flag, place]) = (home.path("estate"), home.place());
        let words = ["import", "--estate", &estate.to_string_lossy(), &flag, &place];
        let output = super::fundament(&[&words, more].concat());
        assert!(output.status.success(), "{}", super::err(&output));
        let token = wait(home.architect());
        Self { token, ..home }
    }

    /// Where the database is, as the command line takes it.
    pub fn place(&self) -> [String; 2] {
        match &self.url {
            Some(url) => ["--database-url".to_owned(), url.clone()],
            None => ["--data".to_owned(), self.data()],
        }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub fn data(&self) -> String {
        self.path("data").to_string_lossy().into_owned()
    }

    pub async fn store(&self) -> Store {
        let file = || Place::File(self.path("data/fundament.db"));
        let place = self.url.as_ref().map_or_else(file, |url| Place::Url(url.clone()));
        Store::open(&place).await.expect("the store opens")
    }

    async fn architect(&self) -> String {
        let house = House::open(self.store().await, tenant(), Arc::new(RealClock)).await.expect("the house opens");
        let joining = Joining {
            login: "arkitekt".to_owned(),
            name: "Alma".to_owned(),
            password: PASSWORD.to_owned(),
            grants: vec![Grant { role: Role::ItArchitect, unit: String::new() }],
            ..Joining::default()
        };
        house.add_account(&Actor::system(), &joining).await.expect("made");
        let session = house.sign_in("arkitekt", PASSWORD, "").await.expect("signed in").0;
        let who = house.who_by_session(&session).await.expect("read").expect("known");
        let token = house.make_token(&who, "test", "write", 30).await.expect("made").1.0;
        house.store().close().await;
        token
    }
}

/// A running server; dropped, it is killed.
pub struct Served {
    pub child: Child,
    pub address: String,
}

impl Drop for Served {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// What came back.
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl Answer {
    pub fn header(&self, name: &str) -> &str {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.find_map(|(known, value)| known.eq_ignore_ascii_case(name).then_some(value)).unwrap_or_default()
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }
}

impl Served {
    /// Starts a server by that program and these words before its own; its log goes to a file.
    pub fn start(home: &Home, before: &[&str], log: &Path) -> Self {
        let [flag, place] = home.place();
        let words = [before, &[env!("CARGO_BIN_EXE_fundament"), "serve", &flag, &place, "--listen", "127.0.0.1:0"]];
        let words = words.concat();
        let log = std::fs::OpenOptions::new().create(true).append(true).open(log).expect("a log");
        let mut child = Command::new(words[0])
            .args(&words[1..])
            .env("FUNDAMENT_LOG", "trace")
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .expect("the server starts");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("its output")).read_line(&mut line).expect("a line");
        let address =
            line.split("http://").nth(1).and_then(|rest| rest.split('/').next()).expect("an address").to_owned();
        let served = Self { child, address };
        // The doors are opened when the estate has been read: health says so.
        while served.get("/api/v1/me", &home.token).is_none_or(|answer| answer.status == 503) {
            std::thread::yield_now();
        }
        served
    }

    pub fn get(&self, path: &str, token: &str) -> Option<Answer> {
        ask(&self.address, "GET", path, &[("Authorization", &format!("Bearer {token}"))], "")
    }

    /// Supplies a licence on the version that was read just before.
    pub fn supply(&self, home: &Home, value: &str) -> Option<Answer> {
        supply(&self.address, &home.token, value)
    }
}

pub fn supply(address: &str, token: &str, value: &str) -> Option<Answer> {
    let bearer = format!("Bearer {token}");
    let read = ask(address, "GET", "/api/v1/objects/system/S1", &[("Authorization", &bearer)], "")?;
    if read.status != 200 {
        return Some(read);
    }
    let headers = [("Authorization", bearer.as_str()), ("If-Match", read.header("etag"))];
    ask(address, "PUT", "/api/v1/objects/system/S1/facts/licence", &headers, &format!("{{\"value\":\"{value}\"}}"))
}

/// One request on a connection of its own; nothing when the server goes away before the whole answer is there.
pub fn ask(address: &str, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Option<Answer> {
    let mut stream = TcpStream::connect(address).ok()?;
    stream.write_all(request(address, (method, path), headers, body).as_bytes()).ok()?;
    heard(stream)
}

/// A request as it is sent.
pub fn request(address: &str, (method, path): (&str, &str), headers: &[(&str, &str)], body: &str) -> String {
    let mut request = format!("{method} {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n");
    for (name, value) in headers {
        request.push_str(&format!("{name}: {value}\r\n"));
    }
    request.push_str(&format!("Content-Length: {}\r\n\r\n{body}", body.len()));
    request
}

/// The answer to what was sent; nothing when the server goes away before all of it is there.
pub fn heard(mut stream: TcpStream) -> Option<Answer> {
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).ok()?;
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let (head, body) = text.split_once("\r\n\r\n")?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    let mut answer = Answer { status, head: head.to_owned(), body: body.to_owned() };
    if answer.header("transfer-encoding") == "chunked" {
        answer.body = joined(&answer.body)?;
    } else if answer.header("content-length").parse().is_ok_and(|length: usize| length != answer.body.len()) {
        return None;
    }
    Some(answer)
}

/// The body of an answer that came in pieces, each after its length; nothing when the last is not there.
fn joined(mut pieces: &str) -> Option<String> {
    let mut body = String::new();
    loop {
        let (length, rest) = pieces.split_once("\r\n")?;
        let length = usize::from_str_radix(length, 16).ok()?;
        if length == 0 {
            return Some(body);
        }
        body.push_str(rest.get(..length)?);
        pieces = rest.get(length..)?.strip_prefix("\r\n")?;
    }
}

/// What the log says was supplied, oldest first.
pub fn supplied(home: &Home) -> Vec<String> {
    wait(async {
        let store = home.store().await;
        assert_eq!(store.verify_log(&tenant()).await.expect("read"), None);
        let mut entries = store.log(&tenant(), i64::MAX, 10_000).await.expect("read");
        store.close().await;
        entries.reverse();
        let facts = entries.iter().filter(|entry| entry.act == "supply-fact");
        let value = |detail: &str| serde_json::from_str::<Value>(detail).expect("JSON")["value"].clone();
        facts.map(|entry| value(&entry.detail).as_str().expect("a text").to_owned()).collect()
    })
}
