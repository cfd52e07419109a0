//! What goes wrong, as people and programs are told: a page, or `application/problem+json` (RFC 9457) with a permanent label.
//! Internals stay in our log.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use house::{HouseError, Refusal};
use kernel::{Lang, Text};
use maud::html;
use serde_json::{Value, json};
use store::StoreError;

use crate::changed::Changed;
use crate::locale::Say;
use crate::shell;

/// Why a request was not done.
#[derive(Clone, Debug)]
pub(crate) struct Problem {
    pub(crate) status: StatusCode,
    /// Permanent.
    pub(crate) label: &'static str,
    pub(crate) text: Text,
    /// Each thing that is wrong, when there are several.
    pub(crate) details: Vec<Text>,
    /// What others have changed, when they were faster.
    pub(crate) changed: Option<Box<Changed>>,
    /// The field of a form that it is about.
    pub(crate) field: Option<Box<str>>,
    /// Who refused.
    pub(crate) by: Refuser,
}

/// Who refused: what the house refuses of an act stands in its log already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refuser {
    /// The door: the gate, or who reads what was sent.
    Door,
    /// The house, when the act was put to it.
    House,
}

/// The problem that an answer tells, whatever page tells it.
#[derive(Clone)]
struct Told(Problem);

impl Problem {
    pub(crate) fn of_text(status: StatusCode, label: &'static str, text: Text) -> Self {
        Self { status, label, text, details: Vec::new(), changed: None, field: None, by: Refuser::Door }
    }

    pub(crate) fn new(status: StatusCode, label: &'static str, da: &str, en: &str) -> Self {
        Self::of_text(status, label, Text { da: da.to_owned(), en: en.to_owned() })
    }

    /// The same about a field of a form.
    pub(crate) fn at(mut self, field: &str) -> Self {
        self.field = Some(field.into());
        self
    }

    pub(crate) fn not_found() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "not-found",
            "Siden findes ikke. Måske er det, du leder efter, slettet eller flyttet.",
            "There is no such page. What you look for may have been deleted or moved.",
        )
    }

    /// While the estate is being read.
    pub(crate) fn not_yet() -> Self {
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "not-yet",
            "Kommunens data bliver læst. Prøv igen om lidt.",
            "The municipality's data are being read. Try again shortly.",
        )
    }

    pub(crate) fn bad(label: &'static str, da: &str, en: &str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, label, da, en)
    }

    /// What went wrong in a handler, or before it: the framework refuses an unreadable path, query or body in plain words of
    /// its own, which nobody should meet.
    pub(crate) fn of(response: &Response) -> Option<Self> {
        if let Some(problem) = response.extensions().get::<Self>() {
            return Some(problem.clone());
        }
        let kind = response.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        if !response.status().is_client_error() || !kind.starts_with("text/plain") {
            return None;
        }
        if response.status() == StatusCode::PAYLOAD_TOO_LARGE {
            return Some(crate::form::too_large());
        }
        Some(Self::new(
            response.status(),
            "request-unreadable",
            "Adressen eller det sendte kan ikke læses. Gå tilbage, og prøv igen.",
            "The address or what was sent cannot be read. Go back, and try again.",
        ))
    }

    /// What an answer says was wrong, also when a page tells it.
    pub(crate) fn told_by(response: &Response) -> Option<Self> {
        Self::of(response).or_else(|| response.extensions().get::<Told>().map(|told| told.0.clone()))
    }

    /// An answer that says so; who must wait is told for how long.
    pub(crate) fn answered(&self, body: impl IntoResponse) -> Response {
        let seconds = match self.label {
            "sign-in-locked" => Some(house::LOCKED_FOR),
            "too-many-attempts" => Some(crate::attempts::WITHIN),
            _ => None,
        };
        let mut response = (self.status, body).into_response();
        if let Some(seconds) = seconds {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response.extensions_mut().insert(Told(self.clone()));
        response
    }

    /// As a program is told.
    pub(crate) fn json(&self) -> Response {
        let mut response = self.answered(axum::Json(self.told()));
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        response
    }

    /// The problem details themselves.
    pub(crate) fn told(&self) -> Value {
        let mut body = json!({
            "type": format!("/docs/problems#{}", self.label),
            "title": self.text.en,
            "titleDa": self.text.da,
            "status": self.status.as_u16(),
            "label": self.label,
        });
        if !self.details.is_empty() {
            body["details"] = json!(self.details);
        }
        if let Some(changed) = &self.changed {
            body["changes"] = json!(changed.items());
        }
        body
    }

    /// As a person is told, before anybody is known.
    pub(crate) fn page(&self, lang: Lang) -> Response {
        let say = Say(lang);
        let title = self.title(say);
        let body = shell::bare(
            say,
            title,
            &html! {
                h1 { (title) }
                p .lead { (say.text(&self.text)) }
                p { a href="/" { (say.t("Til Overblik", "To the overview")) } }
            },
        );
        self.answered(body)
    }

    pub(crate) fn title(&self, say: Say) -> &'static str {
        let (da, en) = match self.status {
            StatusCode::NOT_FOUND => ("Findes ikke", "Not found"),
            StatusCode::FORBIDDEN => ("Ingen adgang", "No access"),
            StatusCode::CONFLICT | StatusCode::PRECONDITION_FAILED => {
                ("Ændret i mellemtiden", "Changed in the meantime")
            }
            StatusCode::TOO_MANY_REQUESTS => ("For mange forsøg", "Too many attempts"),
            status if status.is_server_error() => ("Det gik galt", "Something went wrong"),
            _ => ("Det kan ikke lade sig gøre", "That cannot be done"),
        };
        match say.0 {
            Lang::Da => da,
            Lang::En => en,
        }
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        let status = match refusal.label {
            "not-allowed"
            | "token-scope"
            | "not-deputy"
            | "case-no-seat"
            | "acquisition-no-seat"
            | "case-conflict-of-interest"
            | "acquisition-conflict-of-interest"
            | "oidc-no-role"
            | "oidc-closed"
            | "oidc-groups-overage"
            | "oidc-declined" => StatusCode::FORBIDDEN,
            "sign-in-wrong" | "sign-in-code" | "oidc-state" | "oidc-token" => StatusCode::UNAUTHORIZED,
            "sign-in-locked" => StatusCode::TOO_MANY_REQUESTS,
            // Somebody acted, or the facts moved, between looking and deciding.
            "case-changed" | "case-facts-changed" | "acquisition-changed" | "acquisition-facts-changed" => {
                StatusCode::PRECONDITION_FAILED
            }
            "case-file-removed" => StatusCode::GONE,
            "case-file-changed" => StatusCode::SERVICE_UNAVAILABLE,
            "case-exists" | "acquisition-key-taken" | "register-running" => StatusCode::CONFLICT,
            "oidc-provider" => StatusCode::BAD_GATEWAY,
            _ => StatusCode::UNPROCESSABLE_ENTITY,
        };
        Self { details: refusal.details, ..Self::of_text(status, refusal.label, refusal.text) }
    }
}

impl From<HouseError> for Problem {
    fn from(error: HouseError) -> Self {
        let status = match &error {
            HouseError::Refused(refusal) => return Self { by: Refuser::House, ..refusal.clone().into() },
            HouseError::Store(StoreError::Changed { .. }) => StatusCode::PRECONDITION_FAILED,
            HouseError::Store(StoreError::Unknown { .. }) => StatusCode::NOT_FOUND,
            HouseError::Store(StoreError::Taken { .. } | StoreError::Overtaken { .. }) => StatusCode::CONFLICT,
            HouseError::Pack(_) => StatusCode::UNPROCESSABLE_ENTITY,
            HouseError::Store(store) if store.is_full() => {
                tracing::error!(label = error.label(), %error, "a request failed");
                StatusCode::INSUFFICIENT_STORAGE
            }
            HouseError::Store(_)
            | HouseError::AdoptedPack { .. }
            | HouseError::SavedOnly(_)
            | HouseError::NoChance
            | HouseError::BrokenOff => {
                tracing::error!(label = error.label(), %error, "a request failed");
                StatusCode::SERVICE_UNAVAILABLE
            }
        };
        Self { by: Refuser::House, ..Self::of_text(status, error.label(), error.text()) }
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        HouseError::from(error).into()
    }
}

/// Without a reader's language Danish is spoken.
impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.page(Lang::Da);
        // Lets the gate tell it again in the reader's language, and inside the reader's frame.
        response.extensions_mut().insert(self);
        response
    }
}
