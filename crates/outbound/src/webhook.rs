//! Acts to a program of the municipality's own: posted as JSON in the log's order, signed so that the receiver knows who speaks
//! and when (HMAC-SHA256, RFC 2104). At least once: whoever is told the same act twice knows it by its number.
//!
//! No redirect is followed, and what the receiver answers is not read: only its status counts.

use std::time::Duration;

use hmac::{Hmac, KeyInit, Mac};
use house::{Batch, Courier, Delivery, NotTold};
use kernel::Instant;
use reqwest::Url;
use serde::Deserialize;
use serde_json::{Value, json};
use sha2::Sha256;
use store::TouchedCount;

use crate::FetchError;
use crate::fetch::{client, is_on_this_machine};
use crate::syslog::{detail, told};
use crate::toml_error::toml_error;

/// So long may one delivery take, well within the house's patience with a courier,
const LONGEST: Duration = Duration::from_secs(30);
/// and so long the connection.
const LONGEST_CONNECT: Duration = Duration::from_secs(10);
/// A shorter secret can be guessed.
const SHORTEST_SECRET: usize = 24;

/// The settings file: a table for each receiver.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Webhooks {
    /// The receivers.
    #[serde(default)]
    pub webhook: Vec<WebhookSettings>,
}

/// One receiver.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WebhookSettings {
    /// What the operator calls it.
    pub name: String,
    /// Where it is.
    pub url: String,
    /// The file with the secret that both know, beside the settings.
    pub secret_file: String,
    /// The acts it is told of; all when none is named.
    #[serde(default)]
    pub acts: Vec<String>,
    /// Whether it is told nothing for now.
    #[serde(default)]
    pub disabled: bool,
}

/// What is wrong with the settings.
#[derive(Debug, thiserror::Error)]
pub enum WebhookError {
    /// Not TOML, or not these settings.
    #[error("{0}")]
    Toml(String),
    /// A value will not do.
    #[error("{name}: {da}")]
    Value {
        /// Which.
        name: String,
        /// What to write instead.
        da: &'static str,
    },
    /// TLS cannot be set up.
    #[error("{0}")]
    Fetch(#[from] FetchError),
}

impl Webhooks {
    /// Reads the settings.
    ///
    /// # Errors
    /// What is wrong, and what to write instead.
    pub fn parse(text: &str) -> Result<Self, WebhookError> {
        let settings: Self = toml::from_str(text).map_err(|error| WebhookError::Toml(toml_error(text, &error)))?;
        let wrong = |name: &str, da| Err(WebhookError::Value { name: name.to_owned(), da });
        for (place, one) in settings.webhook.iter().enumerate() {
            let simple = |sign: char| sign.is_ascii_alphanumeric() || matches!(sign, '-' | '_' | '.');
            if one.name.is_empty() || one.name.len() > 60 || !one.name.chars().all(simple) {
                return wrong(&one.name, "skriv name med bogstaver, tal, bindestreg, understreg og punktum");
            }
            if settings.webhook[..place].iter().any(|other| other.name == one.name) {
                return wrong(&one.name, "navnet er brugt to gange; giv hver modtager sit eget");
            }
            if address(&one.url).is_none() {
                return wrong(&one.name, "skriv url med https:// og uden bruger og adgangskode");
            }
        }
        Ok(settings)
    }
}

/// The address, when acts may be sent there: over TLS, or to this machine.
fn address(written: &str) -> Option<Url> {
    let url = Url::parse(written).ok()?;
    let bare = url.username().is_empty() && url.password().is_none() && url.has_host();
    (bare && (url.scheme() == "https" || is_on_this_machine(written))).then_some(url)
}

impl WebhookSettings {
    /// Where it is, without what may be secret in the address: its path and query.
    pub fn origin(&self) -> String {
        address(&self.url).map(|url| url.origin().ascii_serialization()).unwrap_or_default()
    }
}

/// A receiver.
pub struct Webhook {
    name: String,
    url: Url,
    secret: Vec<u8>,
    acts: Vec<String>,
    client: reqwest::Client,
}

impl Webhook {
    /// A receiver of those settings that knows that secret.
    ///
    /// # Errors
    /// When the secret is too short, the address will not do, or TLS cannot be set up.
    pub fn new(settings: &WebhookSettings, secret: &str) -> Result<Self, WebhookError> {
        let wrong = |da| WebhookError::Value { name: settings.name.clone(), da };
        if secret.len() < SHORTEST_SECRET {
            return Err(wrong("hemmeligheden er for kort; lav en med: openssl rand -hex 32"));
        }
        let url = address(&settings.url).ok_or_else(|| wrong("skriv url med https://"))?;
        let near = is_on_this_machine(&settings.url);
        let client = client(near, LONGEST, LONGEST_CONNECT)?;
        let (name, acts) = (settings.name.clone(), settings.acts.clone());
        Ok(Self { name, url, secret: secret.as_bytes().to_vec(), acts, client })
    }

    /// What is posted of a batch; nothing when the receiver is to be told of none of it.
    fn body(&self, batch: &Batch) -> Option<(String, String)> {
        let wanted = |act: &str| self.acts.is_empty() || self.acts.iter().any(|known| known == act);
        let entries: Vec<Value> = batch
            .entries
            .iter()
            .filter(|entry| wanted(&entry.act))
            .map(|entry| {
                let mut said = told(entry, &detail(entry));
                if let Some(counts) = batch.touched.get(&entry.seq) {
                    said["changed"] = counts.iter().map(count).collect();
                }
                said
            })
            .collect();
        let (first, last) = (entries.first()?["seq"].clone(), entries.last()?["seq"].clone());
        let delivery = format!("{}-{first}-{last}", self.name);
        Some((json!({ "delivery": delivery, "entries": entries }).to_string(), delivery))
    }

    async fn post(&self, batch: &Batch) -> Result<(), NotTold> {
        let Some((body, delivery)) = self.body(batch) else { return Ok(()) };
        let seconds = seconds(batch.at);
        let posted = self
            .client
            .post(self.url.clone())
            .header("content-type", "application/json")
            .header("fundament-delivery", delivery)
            .header("fundament-timestamp", seconds.to_string())
            .header("fundament-signature", format!("v1={}", signature(&self.secret, seconds, body.as_bytes())))
            .body(body)
            .send()
            .await;
        // Without the address, which may hold a secret.
        let answer = posted.map_err(|error| NotTold::Later(why(&error.without_url())))?;
        match answer.status().as_u16() {
            200..=299 => Ok(()),
            410 => Err(NotTold::NeverAgain("status 410".to_owned())),
            status => Err(NotTold::Later(format!("status {status}"))),
        }
    }
}

fn count(count: &TouchedCount) -> Value {
    json!({ "kind": count.kind, "touch": count.touch.word(), "objects": count.count })
}

fn seconds(at: Instant) -> i64 {
    at.0.div_euclid(1_000_000)
}

/// The innermost cause: the outer ones only say that a request failed.
fn why(error: &reqwest::Error) -> String {
    let mut told = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(deeper) = cause {
        told = deeper.to_string();
        cause = deeper.source();
    }
    told
}

/// HMAC-SHA256 over the instant in seconds, a full stop and the body, as hexadecimal digits.
fn signature(secret: &[u8], seconds: i64, body: &[u8]) -> String {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret) else { unreachable!("HMAC takes keys of any length") };
    mac.update(format!("{seconds}.").as_bytes());
    mac.update(body);
    mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect()
}

impl Courier for Webhook {
    fn deliver<'a>(&'a self, batch: &'a Batch) -> Delivery<'a> {
        Box::pin(self.post(batch))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signature_is_what_openssl_makes_of_it() {
        // printf '1795424400.{"a":1}' | openssl dgst -sha256 -hmac nøgle
        assert_eq!(
            signature("nøgle".as_bytes(), 1_795_424_400, br#"{"a":1}"#),
            "5f764ef6368e1908b1dfb3c8f08d7524eed44366129511a83fbe69edee874f6b"
        );
    }

    #[test]
    fn settings_that_will_not_do_say_what_to_write() {
        let good = "[[webhook]]\nname = \"sager\"\nurl = \"https://sager.example/ind?sig=x\"\nsecret_file = \"s\"\n";
        let settings = Webhooks::parse(good).expect("good").webhook.remove(0);
        assert_eq!(settings.origin(), "https://sager.example");
        assert!(Webhook::new(&settings, "kort").is_err() && Webhook::new(&settings, &"x".repeat(24)).is_ok());
        for (text, says) in [
            (good.replace("https", "http"), "skriv url med https://"),
            (good.replace("https://", "https://ane:kode@"), "uden bruger"),
            (good.replace("https://sager.example", "file:///tmp"), "skriv url med https://"),
            (good.replace("\"sager\"", "\"sag er\""), "skriv name med"),
            (format!("{good}{good}"), "brugt to gange"),
            (format!("{good}secret = \"x\"\n"), "unknown field"),
        ] {
            let told = Webhooks::parse(&text).expect_err(says).to_string();
            assert!(told.contains(says), "{told}");
        }
    }
}
