//! Writing: a fact or an answer in the token's owner's name, only on the version that was read.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use facts::schema;
use house::rights::Action;
use house::{Acted, Answering, Supplying};
use kernel::Day;
use serde_json::Value;

use super::body;
use super::model::{Done, ProblemDetails, SupplyAnswer, SupplyFact};
use super::objects::{named_version, tag};
use crate::app::App;
use crate::changed::explained;
use crate::gate::Signed;
use crate::pages::object_of;
use crate::problem::Problem;

#[utoipa::path(put, path = "/api/v1/objects/{kind}/{key}/facts/{attribute}", tag = "supply", summary = "Supply a fact in your own name",
    params(("kind" = String, Path), ("key" = String, Path), ("attribute" = String, Path), ("If-Match" = String, Header, description = "The object's ETag")),
    request_body = SupplyFact,
    responses((status = 200, body = Done), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails), (status = 412, body = ProblemDetails, description = "Somebody was faster; `changes` says what they changed"), (status = 413, body = ProblemDetails), (status = 422, body = ProblemDetails), (status = 428, body = ProblemDetails), (status = 503, body = ProblemDetails)))]
pub(crate) async fn fact(
    State(app): State<Arc<App>>,
    signed: Signed,
    Path((kind, key, attribute)): Path<(String, String, String)>,
    headers: HeaderMap,
    bytes: Bytes,
) -> Result<Response, Problem> {
    signed.0.in_scope(Action::SupplyFact)?;
    let (kind, _) = object_of(&app.house.now(), &signed, &kind, &key)?;
    let attribute = schema().attribute_id(kind, &attribute).ok_or_else(Problem::not_found)?;
    let seen_version = named_version(&headers)?;
    let supplied: SupplyFact = body(&bytes)?;
    let written = written(&supplied.value)?;
    let value = inbound::read_fact(kind, attribute, &written).map_err(unprocessable)?;
    let Some(value) = value else {
        return Err(Problem::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "fact-empty",
            "Skriv en værdi, eller null for: der er ingen.",
            "Write a value, or null for: there is none.",
        ));
    };
    let valid_until = day(supplied.valid_until.as_deref())?;
    let supplying = Supplying { kind, key: key.clone(), attribute, value, valid_until, seen_version };
    match app.house.supply(&signed.0, &supplying).await {
        Ok(acted) => done(&app, kind, &key, acted).await,
        Err(error) => Err(explained(&app, error).await),
    }
}

fn unprocessable(text: kernel::Text) -> Problem {
    Problem::of_text(StatusCode::UNPROCESSABLE_ENTITY, "fact-value", text)
}

/// A JSON value as it would stand in a cell.
fn written(value: &Value) -> Result<String, Problem> {
    Ok(match value {
        Value::Null => "-".to_owned(),
        Value::Bool(yes) => if *yes { "ja" } else { "nej" }.to_owned(),
        Value::Number(number) if number.is_i64() => number.to_string(),
        Value::String(text) => text.clone(),
        Value::Array(items) if items.iter().all(Value::is_string) => {
            items.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("|")
        }
        _ => {
            return Err(Problem::bad(
                "body",
                "value skal være ja/nej, et helt tal, en tekst, en liste af tekster eller null.",
                "value must be a truth, a whole number, a text, a list of texts or null.",
            ));
        }
    })
}

fn day(written: Option<&str>) -> Result<Option<Day>, Problem> {
    written.map(Day::parse).transpose().map_err(|_| {
        Problem::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "valid-until",
            "valid_until skal være en dato: 2027-05-03.",
            "valid_until must be a date: 2027-05-03.",
        )
    })
}

/// The version is the new one; the tag's other half is of the snapshot, so that a reader sees the verdicts when they are there.
async fn done(app: &App, kind: facts::KindId, key: &str, acted: Acted) -> Result<Response, Problem> {
    let snapshot = app.house.now();
    let object = snapshot.slots.find(kind, key).ok_or_else(Problem::not_found)?;
    let tag = tag(app.house.version(&snapshot, (kind, object)).await?, &snapshot);
    Ok(([(header::ETAG, tag)], Json(Done::from(acted))).into_response())
}

#[utoipa::path(put, path = "/api/v1/objects/{kind}/{key}/answers/{rule}", tag = "supply", summary = "Answer a rule's question in your own name",
    params(("kind" = String, Path), ("key" = String, Path), ("rule" = String, Path), ("If-Match" = String, Header, description = "The object's ETag")),
    request_body = SupplyAnswer,
    responses((status = 200, body = Done), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails), (status = 412, body = ProblemDetails, description = "Somebody was faster; `changes` says what they changed"), (status = 413, body = ProblemDetails), (status = 422, body = ProblemDetails), (status = 428, body = ProblemDetails), (status = 503, body = ProblemDetails)))]
pub(crate) async fn answer(
    State(app): State<Arc<App>>,
    signed: Signed,
    Path((kind, key, rule)): Path<(String, String, String)>,
    headers: HeaderMap,
    bytes: Bytes,
) -> Result<Response, Problem> {
    signed.0.in_scope(Action::AnswerQuestion)?;
    let (kind, _) = object_of(&app.house.now(), &signed, &kind, &key)?;
    let seen_version = named_version(&headers)?;
    let supplied: SupplyAnswer = body(&bytes)?;
    let valid_until = day(supplied.valid_until.as_deref())?;
    let answering = Answering { kind, key: key.clone(), rule, word: supplied.answer, valid_until, seen_version };
    match app.house.answer(&signed.0, &answering).await {
        Ok(acted) => done(&app, kind, &key, acted).await,
        Err(error) => Err(explained(&app, error).await),
    }
}
