//! Couriers against receivers on loopback.

mod mail;
mod webhooks;

use house::{Batch, Courier};
use kernel::Instant;
use outbound::Syslog;
use store::LogEntry;
use tokio::io::AsyncReadExt;
use tokio::net::{TcpListener, UdpSocket};

fn entry(seq: i64, act: &str, detail: &str) -> LogEntry {
    LogEntry {
        seq,
        at: Instant(1_795_424_400_000_123),
        account: "ane".to_owned(),
        name: "Ane Friis".to_owned(),
        act: act.to_owned(),
        kind: Some("system".to_owned()),
        key: Some("S1".to_owned()),
        detail: detail.to_owned(),
        hash: "ab".repeat(32),
    }
}

fn batch(entries: impl IntoIterator<Item = LogEntry>) -> Batch {
    Batch { entries: entries.into_iter().collect(), ..Batch::default() }
}

#[test]
fn only_addresses_with_a_way_and_a_port_are_taken() {
    for address in ["tcp://siem.kommune.example:601", "udp://127.0.0.1:514", "tcp://[::1]:601"] {
        assert!(Syslog::at(address, "fundament").is_ok(), "{address}");
    }
    for address in ["", "siem:514", "http://siem:514", "tcp://siem", "tcp://:601", "udp://siem:99999"] {
        assert!(Syslog::at(address, "fundament").is_err(), "{address}");
    }
}

#[test]
fn a_message_is_rfc_5424_and_a_line_break_in_it_stays_inside() {
    let syslog = Syslog::at("udp://127.0.0.1:514", "it drift").expect("an address");
    let message = syslog.message(&entry(7, "supply-fact", r#"{"value":"to\nlinjer æ"}"#));
    let head = "<109>1 2026-11-23T09:00:00.000123Z itdrift fundament - supply-fact - \u{feff}";
    let body = message.strip_prefix(head).unwrap_or_else(|| panic!("{message}"));
    assert!(!body.contains('\n'), "{body}");
    let read: serde_json::Value = serde_json::from_str(body).expect("JSON");
    assert_eq!((&read["seq"], &read["detail"]["value"]), (&7.into(), &"to\nlinjer æ".into()));
    assert!(syslog.message(&entry(8, "sign-in-refused", "{}")).starts_with("<108>1 "));
}

#[tokio::test]
async fn by_tcp_each_message_is_counted_in_octets() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = format!("tcp://{}", listener.local_addr().expect("an address"));
    let reading = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.expect("somebody");
        let mut all = Vec::new();
        stream.read_to_end(&mut all).await.expect("read");
        all
    });
    let syslog = Syslog::at(&address, "fundament").expect("an address");
    let entries = [entry(1, "sign-in", r#"{"by":"æøå"}"#), entry(2, "sign-out", "{}")];
    syslog.deliver(&batch(entries.clone())).await.expect("delivered");
    let all = reading.await.expect("read");
    let mut rest = all.as_slice();
    for one in &entries {
        let space = rest.iter().position(|byte| *byte == b' ').expect("a count");
        let count: usize = std::str::from_utf8(&rest[..space]).expect("digits").parse().expect("a number");
        assert_eq!(&rest[space + 1..=space + count], syslog.message(one).as_bytes());
        rest = &rest[space + 1 + count..];
    }
    assert!(rest.is_empty());
}

#[tokio::test]
async fn by_udp_what_is_too_long_leaves_its_particulars_in_the_log() {
    let socket = UdpSocket::bind("127.0.0.1:0").await.expect("a port");
    let syslog = Syslog::at(&format!("udp://{}", socket.local_addr().expect("an address")), "x").expect("an address");
    let long = format!(r#"{{"value":"{}"}}"#, "å".repeat(5_000));
    syslog.deliver(&batch([entry(1, "supply-fact", &long)])).await.expect("sent");
    let mut bytes = [0; 4_096];
    let size = socket.recv(&mut bytes).await.expect("received");
    let message = std::str::from_utf8(&bytes[..size]).expect("UTF-8");
    assert!(
        size < 2_048 && message.contains(r#""detail":"see the log""#) && message.contains(&"ab".repeat(32)),
        "{message}"
    );
}

#[tokio::test]
async fn nobody_there_is_told_as_a_reason() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    drop(listener);
    let syslog = Syslog::at(&format!("tcp://{address}"), "x").expect("an address");
    assert!(syslog.deliver(&batch([entry(1, "sign-in", "{}")])).await.is_err());
}
