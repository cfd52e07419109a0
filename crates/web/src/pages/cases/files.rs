//! Files of a case: taken in by what they are, and only ever given out to be saved, never to be run or shown by the browser.

use std::sync::Arc;

use axum::extract::{Multipart, Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use house::cases::{AttachedFile, Seat};

use super::{Open, case_href};
use crate::app::App;
use crate::form::{Fields, check_mark, is_from_here, unreadable};
use crate::gate::{Signed, encoded};
use crate::problem::Problem;

/// `POST /sager/{id}/bilag`
pub(crate) async fn add(
    State(app): State<Arc<App>>,
    signed: Signed,
    Path(id): Path<String>,
    headers: axum::http::HeaderMap,
    parts: Multipart,
) -> Result<Response, Problem> {
    is_from_here(&headers)?;
    let (fields, file) = match read(parts).await {
        Ok(read) => read,
        // Nothing came of it: the case is shown as it is, with what was wrong.
        Err(problem) if problem.status == StatusCode::PAYLOAD_TOO_LARGE => {
            let open = Open::of(&app, &signed, &id).await?;
            let page = super::page::page(&app, &signed, &open, Some((&problem, &Fields::default())));
            return Ok(problem.answered(page));
        }
        Err(problem) => return Err(problem),
    };
    check_mark(&signed.csrf(), fields.get("csrf"))?;
    let acting_for = Some(fields.get("for")).filter(|account| !account.is_empty());
    let seat = Seat { who: &signed.0, acting_for };
    let added = app.house.attach_to_case(seat, (&id, super::version(&fields)), file).await;
    match added.map_err(Problem::from) {
        Ok(_) => Ok(Redirect::to(&case_href(&id)).into_response()),
        Err(problem) if problem.status.is_server_error() => Err(problem),
        Err(problem) => {
            let open = Open::of(&app, &signed, &id).await?;
            let page = super::page::page(&app, &signed, &open, Some((&problem, &fields)));
            Ok(problem.answered(page))
        }
    }
}

pub(crate) async fn read(mut parts: Multipart) -> Result<(Fields, AttachedFile), Problem> {
    let mut pairs = Vec::new();
    let mut file = AttachedFile { name: String::new(), content: Vec::new() };
    let wrong = |error: axum::extract::multipart::MultipartError| {
        if error.status() == StatusCode::PAYLOAD_TOO_LARGE { too_large() } else { unreadable() }
    };
    while let Some(part) = parts.next_field().await.map_err(wrong)? {
        let name = part.name().unwrap_or_default().to_owned();
        if name == "fil" {
            file.name = part.file_name().unwrap_or_default().to_owned();
            file.content = part.bytes().await.map_err(wrong)?.to_vec();
        } else {
            pairs.push((name, part.text().await.map_err(wrong)?));
        }
    }
    Ok((Fields::of(pairs), file))
}

/// A file that is more than a case takes in.
pub(crate) fn too_large() -> Problem {
    Problem { status: StatusCode::PAYLOAD_TOO_LARGE, ..Problem::from(house::cases::wrong_size()) }
}

/// `GET /sager/{id}/bilag/{sha256}`
pub(crate) async fn give(
    State(app): State<Arc<App>>,
    signed: Signed,
    Path((id, sha256)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let open = Open::of(&app, &signed, &id).await?;
    let attachment = open.case().attachments.iter().find(|one| one.sha256 == sha256).ok_or_else(Problem::not_found)?;
    let content = app.house.case_file(&signed.0, &open.view, attachment).await?.ok_or_else(Problem::not_found)?;
    let disposition = format!("attachment; filename*=UTF-8''{}", encoded(&attachment.name));
    let disposition = HeaderValue::from_str(&disposition).map_err(|_| Problem::not_found())?;
    let mut response = content.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"));
    headers.insert(header::CONTENT_DISPOSITION, disposition);
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("sandbox; default-src 'none'"));
    Ok(response)
}
