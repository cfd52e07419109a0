//! Acting in an acquisition: one operation a verb, and suppliers' files. `If-Match` names the version that was read.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{MatchedPath, Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use decisions::{AcquisitionCommand, FactSource};
use house::cases::Seat;
use house::rights::Action;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::super::cases::act::{verb, version};
use super::super::cases::tag;
use super::super::model::ProblemDetails;
use super::super::{Parameters, body, unshapely};
use super::acted;
use crate::app::App;
use crate::gate::Signed;
use crate::pages::acquisitions::upload::{Read, bill_of_materials, sheet};
use crate::problem::Problem;

/// Every verb's path, and the right it takes.
pub(crate) const VERBS: [(&str, Action); 19] = [
    ("/api/v1/acquisitions/{number}/revise", Action::KeepAcquisition),
    ("/api/v1/acquisitions/{number}/state-own", Action::KeepAcquisition),
    ("/api/v1/acquisitions/{number}/add-candidate", Action::KeepAcquisition),
    ("/api/v1/acquisitions/{number}/state", Action::KeepAcquisition),
    ("/api/v1/acquisitions/{number}/withdraw", Action::KeepAcquisition),
    ("/api/v1/acquisitions/{number}/explain-no-reuse", Action::KeepAcquisition),
    ("/api/v1/acquisitions/{number}/make-sheet", Action::KeepAcquisition),
    ("/api/v1/acquisitions/{number}/check", Action::KeepAcquisition),
    ("/api/v1/acquisitions/{number}/screen", Action::KeepAcquisition),
    ("/api/v1/acquisitions/{number}/assess-part", Action::AssessComponent),
    ("/api/v1/acquisitions/{number}/pass-gate", Action::PassGate),
    ("/api/v1/acquisitions/{number}/choose", Action::PassGate),
    ("/api/v1/acquisitions/{number}/reopen-offers", Action::PassGate),
    ("/api/v1/acquisitions/{number}/declare-conflict", Action::DeclareConflict),
    ("/api/v1/acquisitions/{number}/approve", Action::ApproveAcquisition),
    ("/api/v1/acquisitions/{number}/refuse", Action::ApproveAcquisition),
    ("/api/v1/acquisitions/{number}/answer-board", Action::KeepAcquisition),
    ("/api/v1/acquisitions/{number}/become-system", Action::PassGate),
    ("/api/v1/acquisitions/{number}/cancel", Action::PassGate),
];

/// `POST /api/v1/acquisitions/{number}/{verb}`
pub(crate) async fn act(
    State(app): State<Arc<App>>,
    signed: Signed,
    path: MatchedPath,
    Path(number): Path<String>,
    headers: HeaderMap,
    bytes: Bytes,
) -> Result<Response, Problem> {
    app.house.acquisition(&number).await?.ok_or_else(Problem::not_found)?;
    let seen = version(&headers)?;
    let mut fields: Value = if bytes.is_empty() { Value::Object(serde_json::Map::new()) } else { body(&bytes)? };
    let Value::Object(map) = &mut fields else {
        return Err(Problem::bad("body", "Indholdet skal være et JSON-objekt.", "The body must be a JSON object."));
    };
    let acting_for = map.remove("acting_for").and_then(|value| value.as_str().map(str::to_owned));
    map.insert("command".to_owned(), Value::String(verb(path.as_str()).replace('-', "_")));
    let command: AcquisitionCommand = serde_json::from_value(fields).map_err(|error| unshapely(&error))?;
    let seat = Seat { who: &signed.0, acting_for: acting_for.as_deref() };
    let after = app.house.act_on_acquisition(seat, (&number, seen), &command).await?;
    Ok(acted(&after, StatusCode::OK))
}

/// A cell that did not come in.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RejectedAnswer {
    /// The line or row, from 1.
    line: u64,
    column: String,
    value: String,
    /// What should stand there, in Danish.
    expected: String,
}

/// What became of a supplier's file.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SupplierFile {
    number: String,
    version: u32,
    /// How many facts and answers were saved.
    answers: usize,
    /// How many components were saved.
    components: usize,
    /// How many questions have no answer.
    unanswered: u64,
    rejected: Vec<RejectedAnswer>,
}

#[utoipa::path(post, path = "/api/v1/acquisitions/{number}/candidates/{candidate}/answers", tag = "acquisitions", summary = "Take in a requirement sheet that a supplier filled in: the body is the file, CSV or xlsx",
    params(("number" = String, Path), ("candidate" = String, Path), ("If-Match" = String, Header, description = "The acquisition's ETag"), ("name" = Option<String>, Query, description = "The file's name")),
    request_body(content = String, content_type = "application/octet-stream"),
    responses((status = 200, body = SupplierFile), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails), (status = 412, body = ProblemDetails), (status = 413, body = ProblemDetails), (status = 422, body = ProblemDetails), (status = 428, body = ProblemDetails), (status = 503, body = ProblemDetails)))]
pub(crate) async fn answers(
    State(app): State<Arc<App>>,
    signed: Signed,
    Path(at): Path<(String, String)>,
    Query(pairs): Query<Vec<(String, String)>>,
    headers: HeaderMap,
    bytes: Bytes,
) -> Result<Response, Problem> {
    let asked = Parameters::of(pairs, &|name| name == "name")?;
    app.house.acquisition(&at.0).await?.ok_or_else(Problem::not_found)?;
    let seen = version(&headers)?;
    let read = sheet(&app.house.now(), asked.get("name"), &bytes)?;
    take_in(&app, &signed, (at, seen), FactSource::Answers, read).await
}

#[utoipa::path(post, path = "/api/v1/acquisitions/{number}/candidates/{candidate}/sbom", tag = "acquisitions", summary = "Take in a bill of materials: the body is a CycloneDX JSON file",
    params(("number" = String, Path), ("candidate" = String, Path), ("If-Match" = String, Header, description = "The acquisition's ETag"), ("name" = Option<String>, Query, description = "The file's name")),
    request_body(content = String, content_type = "application/octet-stream"),
    responses((status = 200, body = SupplierFile), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails), (status = 412, body = ProblemDetails), (status = 413, body = ProblemDetails), (status = 422, body = ProblemDetails), (status = 428, body = ProblemDetails), (status = 503, body = ProblemDetails)))]
pub(crate) async fn sbom(
    State(app): State<Arc<App>>,
    signed: Signed,
    Path(at): Path<(String, String)>,
    Query(pairs): Query<Vec<(String, String)>>,
    headers: HeaderMap,
    bytes: Bytes,
) -> Result<Response, Problem> {
    let asked = Parameters::of(pairs, &|name| name == "name")?;
    app.house.acquisition(&at.0).await?.ok_or_else(Problem::not_found)?;
    let seen = version(&headers)?;
    let read = bill_of_materials(asked.get("name"), &bytes)?;
    take_in(&app, &signed, (at, seen), FactSource::Sbom, read).await
}

async fn take_in(
    app: &App,
    signed: &Signed,
    ((number, candidate), seen): ((String, String), u32),
    source: FactSource,
    read: Read,
) -> Result<Response, Problem> {
    let (answers, components) = (read.statement.count(), read.statement.parts.len());
    let version = if read.statement.is_empty() && !read.rejected.is_empty() {
        seen
    } else {
        let command = AcquisitionCommand::State { candidate, source, statement: read.statement };
        app.house.act_on_acquisition(Seat::of(&signed.0), (&number, seen), &command).await?.version
    };
    let rejected = read.rejected.into_iter().map(|one| RejectedAnswer {
        line: one.line,
        column: one.column,
        value: one.value,
        expected: one.expected.da,
    });
    let done = SupplierFile {
        number,
        version,
        answers,
        components,
        unanswered: read.unanswered,
        rejected: rejected.collect(),
    };
    Ok(([(header::ETAG, tag(version))], Json(done)).into_response())
}
