//! The API user's sign-in: a token for a day, in the envelope of the older generation or bare.

use kernel::{Instant, Text};
use serde_json::{Value, json};

use super::days;
use super::row;
use super::settings::KitosSettings;
use crate::report::text;
use crate::talk::Request;

/// A token is renewed so long before it ends, in seconds.
const RENEW_BEFORE: i64 = 600;

/// A token, and when it ends if it was said.
#[derive(Clone, Debug)]
pub(super) struct Token {
    pub words: String,
    ends: Option<Instant>,
}

impl Token {
    /// Whether it ends before long.
    pub fn ends_soon(&self, now: Instant) -> bool {
        self.ends.is_some_and(|ends| ends.seconds_since(now) < RENEW_BEFORE)
    }

    /// The token of an answer; none when the sign-in was refused.
    pub fn of(told: &Value) -> Option<Self> {
        let answer = row::at(told, "response").unwrap_or(told);
        let words = row::text(answer, "token").filter(|token| !token.is_empty())?.to_owned();
        let ends = row::text(answer, "expires").and_then(days::instant);
        (row::yes(answer, "loginSuccessful") != Some(false)).then_some(Self { words, ends })
    }
}

/// Asks for a token.
pub(super) fn request(settings: &KitosSettings, password: &str) -> Request {
    let who = json!({ "email": settings.email, "password": password });
    Request::post(format!("{}/api/authorize/GetToken", settings.base), &who)
}

/// Why there is none.
pub(super) fn refused() -> Text {
    text(
        "OS2kitos afviste API-brugerens e-mail eller adgangskode. Ret dem i indstillingerne, og se efter, at brugeren er API-bruger.",
        "OS2kitos refused the API user's e-mail or password. Correct them in the settings, and see that the user is an API user.",
    )
}
