//! Acting in a case: one operation a verb. `If-Match` names the version that was read, `shown` the ground.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{MatchedPath, Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use decisions::Command;
use house::cases::{AttachedFile, Seat};
use house::rights::Action;
use serde_json::Value;

use super::super::model::ProblemDetails;
use super::super::{Parameters, body, unshapely};
use super::CaseActed;
use super::acted;
use crate::app::App;
use crate::gate::Signed;
use crate::pages::cases::{Open, files};
use crate::problem::Problem;

/// Every verb's path, and the right it takes; adding a file has an operation of its own.
pub(crate) const VERBS: [(&str, Action); 20] = [
    ("/api/v1/cases/{number}/declare-conflict", Action::DeclareConflict),
    ("/api/v1/cases/{number}/screen", Action::ScreenCase),
    ("/api/v1/cases/{number}/conclude", Action::ScreenCase),
    ("/api/v1/cases/{number}/explain", Action::ExplainCase),
    ("/api/v1/cases/{number}/send-back", Action::SendCaseBack),
    ("/api/v1/cases/{number}/withdraw", Action::SendCaseBack),
    ("/api/v1/cases/{number}/accept", Action::ScreenCase),
    ("/api/v1/cases/{number}/submit", Action::SubmitCase),
    ("/api/v1/cases/{number}/dispense", Action::DecideCase),
    ("/api/v1/cases/{number}/refuse", Action::DecideCase),
    ("/api/v1/cases/{number}/grant-emergency", Action::GrantEmergency),
    ("/api/v1/cases/{number}/revoke", Action::DecideCase),
    ("/api/v1/cases/{number}/meet-condition", Action::ExplainCase),
    // Whoever explains, or whose step it is: the house sees that.
    ("/api/v1/cases/{number}/claim-step", Action::ReadEstate),
    ("/api/v1/cases/{number}/redate-step", Action::ExplainCase),
    ("/api/v1/cases/{number}/review", Action::ReviewCase),
    ("/api/v1/cases/{number}/note", Action::KeepCase),
    ("/api/v1/cases/{number}/split", Action::KeepCase),
    ("/api/v1/cases/{number}/reach-phase", Action::KeepCase),
    ("/api/v1/cases/{number}/cancel", Action::ScreenCase),
];

/// The verb of a path.
pub(crate) fn verb(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or_default()
}

/// The version that `If-Match` names.
pub(crate) fn version(headers: &HeaderMap) -> Result<u32, Problem> {
    let Some(written) = headers.get(header::IF_MATCH).and_then(|value| value.to_str().ok()) else {
        return Err(Problem::new(
            StatusCode::PRECONDITION_REQUIRED,
            "if-match",
            "Send If-Match med ETag fra det, du læste, så ingen beslutter på noget andet end det, de har set.",
            "Send If-Match with the ETag of what you read, so that nobody decides on anything but what they saw.",
        ));
    };
    written.trim().trim_matches('"').parse().map_err(|_| {
        Problem::bad(
            "if-match",
            "If-Match skal være ETag fra det, du læste. Læs det igen, og send dets ETag.",
            "If-Match must be the ETag of what you read. Read it again, and send its ETag.",
        )
    })
}

/// `POST /api/v1/cases/{number}/{verb}`
pub(crate) async fn act(
    State(app): State<Arc<App>>,
    signed: Signed,
    path: MatchedPath,
    Path(number): Path<String>,
    headers: HeaderMap,
    bytes: Bytes,
) -> Result<Response, Problem> {
    let verb = verb(path.as_str());
    // Whoever may not see the case is told nothing of it.
    Open::of(&app, &signed, &number).await?;
    let seen = version(&headers)?;
    let mut fields: Value = if bytes.is_empty() { Value::Object(serde_json::Map::new()) } else { body(&bytes)? };
    let Value::Object(map) = &mut fields else {
        return Err(Problem::bad("body", "Indholdet skal være et JSON-objekt.", "The body must be a JSON object."));
    };
    let acting_for = map.remove("acting_for").and_then(|value| value.as_str().map(str::to_owned));
    map.insert("command".to_owned(), Value::String(verb.replace('-', "_")));
    if verb == "split" {
        map.entry("into").or_insert_with(|| Value::String(String::new()));
    }
    let command: Command = serde_json::from_value(fields).map_err(|error| unshapely(&error))?;
    let seat = Seat { who: &signed.0, acting_for: acting_for.as_deref() };
    let face = app.house.act_on_case(seat, &number, seen, &command).await?;
    Ok(acted(&app, &face, StatusCode::OK))
}

#[utoipa::path(post, path = "/api/v1/cases/{number}/files", tag = "cases", summary = "Add a file to a case: the body is the file",
    params(("number" = String, Path), ("If-Match" = String, Header, description = "The case's ETag"), ("name" = String, Query, description = "The file's name")),
    request_body(content = String, content_type = "application/octet-stream"),
    responses((status = 200, body = CaseActed), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails), (status = 412, body = ProblemDetails), (status = 413, body = ProblemDetails), (status = 422, body = ProblemDetails), (status = 428, body = ProblemDetails), (status = 503, body = ProblemDetails)))]
pub(crate) async fn attach(
    State(app): State<Arc<App>>,
    signed: Signed,
    Path(number): Path<String>,
    Query(pairs): Query<Vec<(String, String)>>,
    headers: HeaderMap,
    bytes: Result<Bytes, BytesRejection>,
) -> Result<Response, Problem> {
    // Whatever else keeps the body from being read, nobody waits for the answer any more.
    let bytes = bytes.map_err(|_| files::too_large())?;
    let asked = Parameters::of(pairs, &|name| name == "name")?;
    Open::of(&app, &signed, &number).await?;
    let file = AttachedFile { name: asked.get("name").to_owned(), content: bytes.to_vec() };
    let face = app.house.attach_to_case(Seat::of(&signed.0), (&number, version(&headers)?), file).await?;
    Ok(acted(&app, &face, StatusCode::OK))
}

#[utoipa::path(get, path = "/api/v1/cases/{number}/files/{sha256}", tag = "cases", summary = "A file of a case, by the hash that the case lists it by",
    params(("number" = String, Path), ("sha256" = String, Path)),
    responses((status = 200, content_type = "application/octet-stream", body = String), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails), (status = 410, body = ProblemDetails, description = "It was removed after the years that files are kept"), (status = 503, body = ProblemDetails)))]
pub(crate) async fn file(
    app: State<Arc<App>>,
    signed: Signed,
    at: Path<(String, String)>,
) -> Result<Response, Problem> {
    files::give(app, signed, at).await
}
