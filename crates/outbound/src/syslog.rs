//! The municipality's log collector by syslog (RFC 5424): a copy of every act outside the house, with its hash, so that
//! even a log cut short at its end is found by whoever compares.
//!
//! Over TCP with octet counting (RFC 6587), or UDP (RFC 5426), where nobody can know what arrived.

use std::time::Duration;

use house::{Batch, Courier, Delivery, NotTold};
use kernel::Instant;
use serde_json::{Value, json};
use store::LogEntry;
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpStream, UdpSocket};

/// Facility 13 (log audit), severity 5 (notice).
const NOTICE: u8 = 13 * 8 + 5;
/// Facility 13, severity 4 (warning): what was refused.
const WARNING: u8 = 13 * 8 + 4;
/// A receiver that takes longer is not there.
const PATIENCE: Duration = Duration::from_secs(20);
/// A datagram holds no more; longer particulars stay in the log.
const LARGEST_DATAGRAM: usize = 2_048;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Tcp,
    Udp,
}

/// A syslog receiver.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Syslog {
    way: Way,
    address: String,
    /// Who speaks, as RFC 5424's HOSTNAME.
    host: String,
}

/// Why an address is none.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is no syslog address: write tcp://host:port or udp://host:port")]
pub struct SyslogError(String);

impl Syslog {
    /// A receiver at `tcp://host:port` or `udp://host:port`. `host` is what this server calls itself.
    ///
    /// # Errors
    /// [`SyslogError`] when the address has another shape.
    pub fn at(address: &str, host: &str) -> Result<Self, SyslogError> {
        let wrong = || SyslogError(address.to_owned());
        let (scheme, rest) = address.split_once("://").ok_or_else(wrong)?;
        let way = match scheme {
            "tcp" => Way::Tcp,
            "udp" => Way::Udp,
            _ => return Err(wrong()),
        };
        let (name, port) = rest.rsplit_once(':').ok_or_else(wrong)?;
        if name.is_empty() || port.parse::<u16>().is_err() {
            return Err(wrong());
        }
        let host: String = host.chars().filter(char::is_ascii_graphic).take(255).collect();
        let host = if host.is_empty() { "-".to_owned() } else { host };
        Ok(Self { way, address: rest.to_owned(), host })
    }

    /// One entry as a syslog message. The act is MSGID; the entry whole is JSON in MSG.
    pub fn message(&self, entry: &LogEntry) -> String {
        self.written(entry, &detail(entry))
    }

    fn written(&self, entry: &LogEntry, detail: &Value) -> String {
        let severity = if entry.act.ends_with("refused") { WARNING } else { NOTICE };
        let msgid: String = entry.act.chars().filter(char::is_ascii_graphic).take(32).collect();
        let body = told(entry, detail);
        // The byte order mark says that MSG is UTF-8 (RFC 5424, 6.4).
        format!("<{severity}>1 {} {} fundament - {msgid} - \u{feff}{body}", stamp(entry.at), self.host)
    }

    async fn by_tcp(&self, entries: &[LogEntry]) -> std::io::Result<()> {
        let mut stream = TcpStream::connect(&self.address).await?;
        for entry in entries {
            let message = self.message(entry);
            stream.write_all(format!("{} {message}", message.len()).as_bytes()).await?;
        }
        stream.shutdown().await
    }

    async fn by_udp(&self, entries: &[LogEntry]) -> std::io::Result<()> {
        let from = if self.address.starts_with('[') { "[::]:0" } else { "0.0.0.0:0" };
        let socket = UdpSocket::bind(from).await?;
        socket.connect(&self.address).await?;
        for entry in entries {
            let mut message = self.message(entry);
            if message.len() > LARGEST_DATAGRAM {
                message = self.written(entry, &json!("see the log"));
            }
            socket.send(message.as_bytes()).await?;
        }
        Ok(())
    }
}

impl Courier for Syslog {
    fn deliver<'a>(&'a self, batch: &'a Batch) -> Delivery<'a> {
        Box::pin(async move {
            let entries = &batch.entries;
            let sending = async {
                match self.way {
                    Way::Tcp => self.by_tcp(entries).await,
                    Way::Udp => self.by_udp(entries).await,
                }
            };
            match tokio::time::timeout(PATIENCE, sending).await {
                Ok(done) => done.map_err(|error| NotTold::Later(error.to_string())),
                Err(_) => Err(NotTold::Later("no answer".to_owned())),
            }
        })
    }
}

/// One entry of the log, as every receiver is told it.
pub(crate) fn told(entry: &LogEntry, detail: &Value) -> Value {
    json!({
        "seq": entry.seq, "at": entry.at, "account": entry.account, "name": entry.name, "act": entry.act,
        "kind": entry.kind, "key": entry.key, "detail": detail, "hash": entry.hash,
    })
}

/// An entry's particulars as JSON, be they it or not.
pub(crate) fn detail(entry: &LogEntry) -> Value {
    serde_json::from_str(&entry.detail).unwrap_or_else(|_| Value::from(entry.detail.as_str()))
}

/// RFC 5424's TIMESTAMP with microseconds, in UTC.
fn stamp(at: Instant) -> String {
    let whole = at.to_string();
    format!("{}.{:06}Z", whole.trim_end_matches('Z'), at.0.rem_euclid(1_000_000))
}
