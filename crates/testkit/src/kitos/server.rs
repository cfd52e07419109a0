//! The register on a socket of this machine.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use inbound::Request;

use super::FakeKitos;

/// Serves it for as long as the test runs. Gives its address.
///
/// # Panics
/// When this machine has no free port.
pub fn serve(fake: Arc<Mutex<FakeKitos>>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = format!("http://{}", listener.local_addr().expect("an address"));
    let base = address.clone();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            one(stream, &base, &fake);
        }
    });
    address
}

/// One request a connection; whatever is odd ends it.
fn one(mut stream: TcpStream, base: &str, fake: &Mutex<FakeKitos>) -> Option<()> {
    let mut reader = BufReader::new(stream.try_clone().ok()?);
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let mut words = line.split_whitespace();
    let method = if words.next()? == "POST" { "POST" } else { "GET" };
    let url = format!("{base}{}", words.next()?);
    let (mut headers, mut length) = (Vec::new(), 0);
    loop {
        let mut header = String::new();
        reader.read_line(&mut header).ok()?;
        let Some((name, value)) = header.trim_end().split_once(':') else { break };
        match &*name.to_ascii_lowercase() {
            "authorization" => headers.push(("authorization", value.trim().to_owned())),
            "content-length" => length = value.trim().parse().ok()?,
            _ => {}
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    let request = Request { method, url, headers, body: String::from_utf8(body).ok() };
    let (status, retry_after, body) = fake.lock().ok()?.answer(&request)?;
    let retry = retry_after.map_or_else(String::new, |seconds| format!("Retry-After: {seconds}\r\n"));
    let head = format!(
        "HTTP/1.1 {status} .\r\nContent-Type: application/json\r\n{retry}Content-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).ok()?;
    stream.write_all(&body).ok()
}
