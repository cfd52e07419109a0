//! An identity provider on loopback that says what a test tells it to: its document, its keys, and tokens, good and bad.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use openidconnect::core::{CoreHmacKey, CoreJsonWebKeySet, CoreJwsSigningAlgorithm, CoreRsaPrivateSigningKey};
use openidconnect::{JsonWebKeyId, PrivateSigningKey};
use serde_json::{Value, json};

/// Only for tests; it opens nothing.
const KEY: &str = include_str!("fake_key.pem");

/// How the next token answer goes wrong.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Trouble {
    #[default]
    None,
    /// The signature is of something else.
    BadSignature,
    /// No signature at all: `alg` is `none`.
    AlgNone,
    /// Signed with the client's secret, which others may have got hold of.
    AlgHmac,
    /// Signed with a key that was made a moment ago.
    NewKey,
    /// The server fails.
    Fails,
    /// The answer never ends.
    Huge,
    /// The server sends us elsewhere.
    Redirects,
}

pub struct FakeProvider {
    pub issuer: String,
    script: Arc<Mutex<Script>>,
}

#[derive(Default)]
struct Script {
    issuer: String,
    claims: Value,
    trouble: Trouble,
    new_key: bool,
    /// How often the document was asked for.
    documents: usize,
    /// What came to the token address.
    asked: Vec<String>,
}

impl FakeProvider {
    pub async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let issuer = format!("http://{}", listener.local_addr().expect("an address"));
        let script = Arc::new(Mutex::new(Script { issuer: issuer.clone(), ..Script::default() }));
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(document))
            .route("/keys", get(keys))
            .route("/token", post(token))
            .route("/elsewhere", get(token).post(token))
            .with_state(Arc::clone(&script));
        tokio::spawn(axum::serve(listener, router).into_future());
        Self { issuer, script }
    }

    /// What the next token says.
    pub fn says(&self, claims: Value, trouble: Trouble) {
        let mut script = self.script.lock().expect("whole");
        script.new_key = trouble == Trouble::NewKey;
        (script.claims, script.trouble) = (claims, trouble);
    }

    /// How often its document was asked for so far.
    pub fn documents(&self) -> usize {
        self.script.lock().expect("whole").documents
    }

    /// What came to the token address so far.
    pub fn asked(&self) -> Vec<String> {
        self.script.lock().expect("whole").asked.clone()
    }
}

type Shared = State<Arc<Mutex<Script>>>;

async fn document(State(script): Shared) -> axum::Json<Value> {
    let issuer = {
        let mut script = script.lock().expect("whole");
        script.documents += 1;
        script.issuer.clone()
    };
    axum::Json(json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"),
        "jwks_uri": format!("{issuer}/keys"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
    }))
}

fn key(id: &str) -> CoreRsaPrivateSigningKey {
    CoreRsaPrivateSigningKey::from_pem(KEY, Some(JsonWebKeyId::new(id.to_owned()))).expect("a key")
}

async fn keys(State(script): Shared) -> axum::Json<Value> {
    let id = if script.lock().expect("whole").new_key { "k2" } else { "k1" };
    let set = CoreJsonWebKeySet::new(vec![key(id).as_verification_key()]);
    axum::Json(serde_json::to_value(set).expect("keys"))
}

async fn token(State(script): Shared, body: String) -> Response {
    let (claims, trouble, issuer) = {
        let mut script = script.lock().expect("whole");
        script.asked.push(body);
        (script.claims.clone(), script.trouble, script.issuer.clone())
    };
    match trouble {
        Trouble::Fails => return StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        Trouble::Huge => return "x".repeat(3 * 1024 * 1024).into_response(),
        Trouble::Redirects => {
            let elsewhere = format!("{issuer}/elsewhere");
            return (StatusCode::TEMPORARY_REDIRECT, [(header::LOCATION, elsewhere)]).into_response();
        }
        _ => {}
    }
    axum::Json(json!({
        "access_token": "unused",
        "token_type": "Bearer",
        "id_token": signed(&claims, trouble),
    }))
    .into_response()
}

fn signed(claims: &Value, trouble: Trouble) -> String {
    let alg = match trouble {
        Trouble::AlgNone => "none",
        Trouble::AlgHmac => "HS256",
        _ => "RS256",
    };
    let id = if trouble == Trouble::NewKey { "k2" } else { "k1" };
    let head = json!({ "alg": alg, "kid": id, "typ": "JWT" });
    let text = format!("{}.{}", coded(head.to_string().as_bytes()), coded(claims.to_string().as_bytes()));
    let sign = |text: &str| {
        coded(&key("k1").sign(&CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256, text.as_bytes()).expect("signed"))
    };
    match trouble {
        Trouble::AlgNone => format!("{text}."),
        Trouble::AlgHmac => {
            let sum = CoreHmacKey::new("hemmelig").sign(&CoreJwsSigningAlgorithm::HmacSha256, text.as_bytes());
            format!("{text}.{}", coded(&sum.expect("signed")))
        }
        Trouble::BadSignature => format!("{text}.{}", sign("something else")),
        _ => format!("{text}.{}", sign(&text)),
    }
}

/// Base64 for URLs, without padding (RFC 4648 §5).
fn coded(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let part = |at: usize| u32::from(chunk.get(at).copied().unwrap_or(0));
        let bits = (part(0) << 16) | (part(1) << 8) | part(2);
        for digit in 0..=chunk.len() {
            let index = usize::try_from((bits >> (18 - 6 * digit)) & 63).expect("six bits");
            text.push(char::from(DIGITS[index]));
        }
    }
    text
}
