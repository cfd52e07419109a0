//! `fundament serve --webhooks`: receivers of a file are told of acts, and those no longer in it are not.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::Duration;

use serde_json::Value;
use tempfile::TempDir;

use super::served::ask;
use super::{err, fundament};

const SECRET: &str = "en hemmelighed på 32 tegn eller m";

struct Server {
    child: Child,
    address: String,
}

impl Server {
    /// When nothing waits to be told any more, it has noted what it told.
    fn stop_when_all_is_told(self) {
        let told = |metrics: &str| {
            metrics.lines().any(|line| line.starts_with("fundament_outbox_waiting") && line.ends_with(" 0"))
        };
        while !told(&ask(&self.address, "GET", "/metrics", &[], "").expect("the server answers").body) {
            thread::yield_now();
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// A server whose doors are open.
fn serve(data: &str, webhooks: &str) -> Server {
    let mut child = Command::new(env!("CARGO_BIN_EXE_fundament"))
        .args(["serve", "--data", data, "--listen", "127.0.0.1:0", "--webhooks", webhooks])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the server starts");
    let mut line = String::new();
    BufReader::new(child.stdout.take().expect("its output")).read_line(&mut line).expect("a line");
    let address = line.split("http://").nth(1).and_then(|rest| rest.split('/').next()).expect("an address").to_owned();
    Server { child, address }
}

/// Answers every delivery with 200, however many there are, and hands on its head in small letters, and its body.
fn deliveries(listener: TcpListener) -> Receiver<(String, Value)> {
    let (sender, receiver) = mpsc::channel();
    // It ends with the test, when nobody listens any more.
    thread::spawn(move || while sender.send(delivery(&listener)).is_ok() {});
    receiver
}

/// The first such entry of a delivery, and the delivery's head. What else is told with it is as it happens.
fn awaited(deliveries: &Receiver<(String, Value)>, is_it: impl Fn(&Value) -> bool) -> (String, Value) {
    loop {
        let (head, body) = deliveries.recv_timeout(Duration::from_secs(120)).expect("a delivery");
        let mut entries = body["entries"].as_array().expect("entries").iter();
        if let Some(entry) = entries.find(|entry| is_it(entry)) {
            return (head, entry.clone());
        }
    }
}

fn delivery(listener: &TcpListener) -> (String, Value) {
    let (stream, _) = listener.accept().expect("somebody");
    let mut reader = BufReader::new(stream);
    let (mut head, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).expect("a line");
        if line == "\r\n" {
            break;
        }
        head.push_str(&line.to_ascii_lowercase());
        if let Some(count) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = count.trim().parse().expect("a number");
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).expect("a body");
    reader.get_mut().write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").expect("answered");
    (head, serde_json::from_slice(&body).expect("JSON"))
}

#[test]
fn a_receiver_of_the_file_is_told_and_one_that_left_it_is_forgotten() {
    let dir = TempDir::new().expect("a directory");
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let path = |name: &str| dir.path().join(name).to_string_lossy().into_owned();
    fs::write(path("hemmelighed"), format!("{SECRET}\n")).expect("written");
    let one = |name: &str| {
        format!("[[webhook]]\nname = \"{name}\"\nurl = \"http://127.0.0.1:{port}/\"\nsecret_file = \"hemmelighed\"\n")
    };
    fs::write(path("w.toml"), format!("{}{}disabled = false\nacts = [\"import\"]\n", one("sager"), one("anden")))
        .expect("written");
    let deliveries = deliveries(listener);
    let server = serve(&path("data"), &path("w.toml"));
    let is_other = |entry: &Value| entry["act"] == "set-receiver" && entry["detail"]["receiver"] == "webhook anden";
    let (head, entry) = awaited(&deliveries, is_other);
    assert!(head.contains("fundament-signature: v1=") && head.contains("fundament-delivery: sager-"), "{head}");
    assert_eq!(entry["detail"]["address"], format!("http://127.0.0.1:{port}"));
    server.stop_when_all_is_told();
    fs::write(path("w.toml"), format!("{}{}disabled = true\n", one("sager"), one("anden"))).expect("written");
    let server = serve(&path("data"), &path("w.toml"));
    awaited(&deliveries, |entry| is_other(entry) && entry["detail"]["address"].is_null());
    drop(server);
    fs::write(path("w.toml"), format!("{}acts = [\"import\", \"improt\"]\n", one("sager"))).expect("written");
    let refused =
        fundament(&["serve", "--data", &path("data"), "--listen", "127.0.0.1:0", "--webhooks", &path("w.toml")]);
    let told = err(&refused);
    assert!(refused.status.code() == Some(2) && told.contains("w.toml") && told.contains("\"improt\""), "{told}");
    fs::write(path("w.toml"), one("sager").replace("http://127.0.0.1", "http://sager.example")).expect("written");
    let refused =
        fundament(&["serve", "--data", &path("data"), "--listen", "127.0.0.1:0", "--webhooks", &path("w.toml")]);
    assert!(refused.status.code() == Some(2) && err(&refused).contains("skriv url med https://"), "{}", err(&refused));
}
