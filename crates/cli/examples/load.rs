//! `cargo xtask bench`: the server under load: 20,000 devices and 1,000 systems, in SQLite or PostgreSQL, over loopback.
//! Bounded: a fixed number of requests, then it stops. Arguments: the estate's folder, the binary, and where the house is; with `cases`
//! for the folder, the pages of cases in a house that has them.
#![expect(clippy::print_stdout, reason = "a benchmark's report")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use house::{House, Joining};
use kernel::{Clock, Role};
use store::{Actor, Grant, Place, Store, Tenant};

const PASSWORD: &str = "et ganske langt kodeord";
/// Clients at once, and how many requests each makes of each sort.
const CLIENTS: usize = 2;
const REQUESTS: usize = 300;
/// A server is idle after so long.
const IDLE: Duration = Duration::from_secs(3);

/// The time of this machine, in UTC.
struct Utc;

impl Clock for Utc {
    fn now(&self) -> kernel::Instant {
        kernel::Instant(jiff::Timestamp::now().as_microsecond())
    }

    fn offset_at(&self, _instant: kernel::Instant) -> i64 {
        0
    }
}

fn main() -> Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    if let [what, binary, place @ ..] = words.as_slice()
        && what == "cases"
    {
        return cases(binary, place);
    }
    let [estate, binary, place @ ..] = words.as_slice() else {
        anyhow::bail!("load ESTATE BINARY --data DIR | --database-url URL");
    };
    println!("{}", place.first().map_or("", |word| if word == "--data" { "SQLite" } else { "PostgreSQL" }));
    let import = |more: &[&str]| timed(binary, &[&["import", "--estate", estate], more].concat(), place);
    println!("  import, dry run: {:?}", import(&["--dry-run"])?);
    println!("  import, applied and assessed: {:?}", import(&["--strategy", "strategy/it-teknologi-2023"])?);
    let keys = keys(place)?;
    let server = Server::start(binary, place)?;
    println!("  start to first answer of /health: {:?}; memory {} MB", server.started, server.memory());
    std::thread::sleep(IDLE);
    println!("  memory idle: {} MB", server.memory());
    let page = |path: &str| format!("GET {path} HTTP/1.1\r\nHost: x\r\nCookie: fundament={}\r\n\r\n", keys.session);
    let deep = server.last_key(&page)?;
    for (name, path) in [
        ("list of devices", "/objekter/device".to_owned()),
        ("  the same, last page", format!("/objekter/device?efter={deep}")),
        ("  filtered", "/objekter/device?status=in_operation&dom=deviates&sorter=-deviates".to_owned()),
        ("  searched", "/objekter/device?q=EK0012".to_owned()),
        ("list of systems", "/objekter/system".to_owned()),
        ("one system", "/objekter/system/S0009".to_owned()),
        ("one device", "/objekter/device/D00042".to_owned()),
        ("overview", "/".to_owned()),
    ] {
        measure(&server, name, &page(&path), REQUESTS)?;
    }
    for (name, path) in [
        ("export of 20,000 devices, csv", "/objekter/device/eksport.csv"),
        ("export of 20,000 devices, xlsx", "/objekter/device/eksport.xlsx"),
    ] {
        measure(&server, name, &page(path), 3)?;
    }
    let api = |path: &str| format!("GET {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\n\r\n", keys.token);
    measure(&server, "API: one system", &api("/api/v1/objects/system/S0009"), REQUESTS)?;
    measure(&server, "API: 100 devices", &api("/api/v1/objects/device?limit=100"), REQUESTS)?;
    supply(&server, &keys.token)?;
    println!("  memory after load: {} MB", server.memory());
    std::thread::sleep(IDLE);
    println!("  idle again: {} MB", server.memory());
    Ok(())
}

/// Pages and answers about cases, in a house with ten years of them.
fn cases(binary: &str, place: &[String]) -> Result<()> {
    let keys = keys(place)?;
    let server = Server::start(binary, place)?;
    println!("  start to first answer of /health: {:?}; memory {} MB", server.started, server.memory());
    let page = |path: &str| format!("GET {path} HTTP/1.1\r\nHost: x\r\nCookie: fundament={}\r\n\r\n", keys.session);
    let api = |path: &str| format!("GET {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\n\r\n", keys.token);
    let (_, newest) = server.connect()?.ask(&api("/api/v1/cases?sort=-number&limit=1"))?;
    let newest: serde_json::Value = serde_json::from_str(&newest)?;
    let number = newest["items"][0]["number"].as_str().context("no cases in the house")?;
    println!("  {} cases", newest["total"]);
    for (name, path) in [
        ("list of cases", "/sager".to_owned()),
        ("  of one standing", "/sager?stilling=in_screening".to_owned()),
        ("  by title", "/sager?sorter=titel".to_owned()),
        ("  searched", "/sager?q=%C3%B8konomi".to_owned()),
        ("one case with its timeline", format!("/sager/{number}")),
        ("the board's page", "/direktion".to_owned()),
        ("the log", "/log".to_owned()),
    ] {
        measure(&server, name, &page(&path), REQUESTS)?;
    }
    for (name, path) in [
        ("API: 100 cases", "/api/v1/cases?limit=100".to_owned()),
        ("API: one case", format!("/api/v1/cases/{number}")),
        ("API: cases like it, with the board's decisions", format!("/api/v1/cases/{number}/alike?limit=5")),
    ] {
        measure(&server, name, &api(&path), REQUESTS)?;
    }
    println!("  memory after load: {} MB", server.memory());
    Ok(())
}

fn timed(binary: &str, words: &[&str], place: &[String]) -> Result<Duration> {
    let began = Instant::now();
    let status = Command::new(binary).args(words).args(place).stdout(Stdio::null()).stderr(Stdio::null()).status()?;
    ensure!(status.success(), "fundament {} failed", words.join(" "));
    Ok(began.elapsed())
}

/// What lets the clients in.
struct Keys {
    session: String,
    token: String,
}

fn keys(place: &[String]) -> Result<Keys> {
    let place = match place {
        [flag, dir] if flag == "--data" => Place::File(Path::new(dir).join("fundament.db")),
        [_, url] => Place::Url(url.clone()),
        _ => anyhow::bail!("--data DIR or --database-url URL"),
    };
    tokio::runtime::Runtime::new()?.block_on(async {
        let store = Store::open(&place).await?;
        let house = House::new(store, Tenant("kommune".to_owned()), Arc::new(Utc));
        let joining = Joining {
            login: "bench".to_owned(),
            name: "Bente Bench".to_owned(),
            password: PASSWORD.to_owned(),
            grants: vec![
                Grant { role: Role::ItArchitect, unit: String::new() },
                Grant { role: Role::AssetManager, unit: String::new() },
            ],
            ..Joining::default()
        };
        house.add_account(&Actor::system(), &joining).await?;
        let session = house.sign_in("bench", PASSWORD, "").await?.0;
        let who = house.who_by_session(&session).await?.context("the session")?;
        let token = house.make_token(&who, "bench", "write", 1).await?.1.0;
        house.store().close().await;
        Ok(Keys { session, token })
    })
}

/// The server; dropped, it is stopped.
struct Server {
    process: Child,
    host: String,
    started: Duration,
}

impl Server {
    fn start(binary: &str, place: &[String]) -> Result<Self> {
        let began = Instant::now();
        let mut process = Command::new(binary)
            .args(["serve", "--listen", "127.0.0.1:0"])
            .args(place)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let mut line = String::new();
        BufReader::new(process.stdout.take().context("its output")?).read_line(&mut line)?;
        let host = line.trim().trim_end_matches('/').rsplit('/').next().unwrap_or_default().to_owned();
        let mut server = Self { process, host, started: Duration::ZERO };
        while !server.connect()?.ask("GET /health HTTP/1.1\r\nHost: x\r\n\r\n")?.0.contains(" 200 ") {
            ensure!(began.elapsed() < Duration::from_secs(60), "the server does not open");
            // Each answer asks the database: who never stops asking measures the asking.
            std::thread::sleep(Duration::from_millis(2));
        }
        server.started = began.elapsed();
        Ok(server)
    }

    fn connect(&self) -> Result<Connection> {
        let stream = TcpStream::connect(&self.host)?;
        stream.set_nodelay(true)?;
        Ok(Connection(BufReader::new(stream)))
    }

    /// The last act that is assessed.
    fn assessed(&self) -> Result<u64> {
        let (_, metrics) = self.connect()?.ask("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n")?;
        let line = metrics.lines().find_map(|line| line.strip_prefix("fundament_revision "));
        Ok(line.context("the gauge")?.parse()?)
    }

    /// Resident memory in MB.
    fn memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or_default();
        line.split_whitespace().next().and_then(|kb| kb.parse::<u64>().ok()).unwrap_or(0) / 1_024
    }

    /// The key before the last page of devices.
    fn last_key(&self, page: &dyn Fn(&str) -> String) -> Result<String> {
        let (_, body) = self.connect()?.ask(&page("/objekter/device?sorter=-key"))?;
        let keys: Vec<&str> =
            body.split("/objekter/device/D").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        Ok(format!("D{}", keys.last().context("no devices in the list")?))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.process.kill().ok();
        self.process.wait().ok();
    }
}

/// One kept-alive connection.
struct Connection(BufReader<TcpStream>);

impl Connection {
    /// The first line and the body of an answer; a body without its length is an error, since nothing is streamed.
    fn ask(&mut self, request: &str) -> Result<(String, String)> {
        self.0.get_mut().write_all(request.as_bytes())?;
        let (mut first, mut length) = (String::new(), 0_usize);
        self.0.read_line(&mut first)?;
        loop {
            let mut line = String::new();
            self.0.read_line(&mut line)?;
            if line.trim().is_empty() {
                break;
            }
            if let Some((name, value)) = line.split_once(':')
                && name.eq_ignore_ascii_case("content-length")
            {
                length = value.trim().parse()?;
            }
        }
        let mut body = vec![0; length];
        self.0.read_exact(&mut body)?;
        Ok((first, String::from_utf8_lossy(&body).into_owned()))
    }
}

/// So many requests from each client at once, and what they took.
fn measure(server: &Server, name: &str, request: &str, requests: usize) -> Result<()> {
    let (status, body) = server.connect()?.ask(request)?;
    if !status.contains(" 200 ") {
        println!("  {name}: {}", status.trim());
        return Ok(());
    }
    let began = Instant::now();
    let mut times: Vec<Duration> = std::thread::scope(|scope| {
        let clients: Vec<_> = (0..CLIENTS).map(|_| scope.spawn(|| client(server, request, requests))).collect();
        clients.into_iter().map(|client| client.join().unwrap_or_else(|_| Ok(Vec::new()))).collect::<Result<Vec<_>>>()
    })?
    .concat();
    let took = began.elapsed();
    times.sort_unstable();
    let at = |share: usize| times[(times.len() * share / 100).min(times.len() - 1)].as_secs_f64() * 1_000.0;
    let rate = times.len() as f64 / took.as_secs_f64();
    println!(
        "  {name}: p50 {:.1} ms, p95 {:.1} ms, p99 {:.1} ms, {rate:.0}/s, {:.1} KB",
        at(50),
        at(95),
        at(99),
        body.len() as f64 / 1_024.0
    );
    Ok(())
}

fn client(server: &Server, request: &str, requests: usize) -> Result<Vec<Duration>> {
    let mut connection = server.connect()?;
    let mut times = Vec::with_capacity(requests);
    for _ in 0..requests {
        let began = Instant::now();
        let (status, _) = connection.ask(request)?;
        times.push(began.elapsed());
        ensure!(status.contains(" 200 "), "{status}");
    }
    Ok(times)
}

/// From a fact that is sent to the answer that it is saved, and to the snapshot that knows of it.
fn supply(server: &Server, token: &str) -> Result<()> {
    let until = Utc.today().plus_days(180);
    let mut times = Vec::new();
    for licence in ["MIT", "EUPL-1.2", "Apache-2.0"] {
        let head = format!("HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n");
        let mut connection = server.connect()?;
        let (_, object) = connection.ask(&format!("GET /api/v1/objects/system/S0009 {head}\r\n"))?;
        let object: serde_json::Value = serde_json::from_str(&object)?;
        let body = serde_json::json!({ "value": licence, "valid_until": until.to_string() }).to_string();
        let request = format!(
            "PUT /api/v1/objects/system/S0009/facts/licence {head}If-Match: \"{}\"\r\nContent-Length: {}\r\n\r\n{body}",
            object["version"],
            body.len()
        );
        let began = Instant::now();
        let (status, answer) = connection.ask(&request)?;
        let saved = began.elapsed();
        ensure!(status.contains(" 200 "), "{status}{answer}");
        let revision = serde_json::from_str::<serde_json::Value>(&answer)?["revision"].as_u64().context("a number")?;
        while server.assessed()? < revision {
            std::thread::sleep(Duration::from_millis(5));
        }
        times.push((saved, began.elapsed()));
    }
    println!("  a fact sent, and answered as saved; the whole assessed: {times:?}");
    Ok(())
}
