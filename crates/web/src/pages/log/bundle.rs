//! The log as a signed bundle, which those outside verify without us (docs/log): sent piece by piece as it is read, so that a log of millions of acts
//! never lies whole in the memory.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::{Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use futures_core::Stream;
use house::{Former, House, HouseError, LogKey, Refusal};
use tokio::sync::mpsc;

use crate::api::Parameters;
use crate::app::App;
use crate::problem::Problem;

/// Whoever takes nothing for so long is left: the database keeps the log as it was for as long as it is read.
const PATIENCE: Duration = Duration::from_secs(60);
/// So many pieces wait to be sent.
const AHEAD: usize = 2;

/// `GET /log/pakke`, and `GET /api/v1/log/bundle`
pub(crate) async fn give(
    State(app): State<Arc<App>>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let asked = Parameters::of(pairs, &|name| matches!(name, "from" | "until"))?;
    let stretch = (asked.number("from", 1)?, asked.number("until", i64::MAX)?);
    let keys = keys(&app)?;
    let (sender, mut pieces) = mpsc::channel(AHEAD);
    tokio::spawn(send(Arc::clone(&app.house), keys, stretch, sender));
    // What is refused is refused before anything is sent.
    let first = match pieces.recv().await {
        Some(Ok(first)) => first,
        Some(Err(error)) => return Err(error.into()),
        None => return Err(HouseError::BrokenOff.into()),
    };
    let name = format!("attachment; filename=\"log-{}.jsonl\"", app.clock.today());
    let head = [(header::CONTENT_TYPE, "application/jsonl".to_owned()), (header::CONTENT_DISPOSITION, name)];
    Ok((head, Body::from_stream(Pieces { first: Some(first), rest: pieces })).into_response())
}

fn keys(app: &App) -> Result<(LogKey, Vec<Former>), Problem> {
    match app.log_keys.as_ref().map(|keys| keys()) {
        Some(Ok(Some(keys))) => return Ok(keys),
        Some(Err(error)) => tracing::error!(error, "the log's key cannot be read"),
        Some(Ok(None)) | None => {}
    }
    Err(Refusal::new(
        "log-key-missing",
        "Loggens nøgle er ikke på serveren, så loggen kan ikke underskrives. Bed it-drift om at se efter med fundament doctor.",
        "The log's key is not on the server, so the log cannot be signed. Ask IT operations to look by fundament doctor.",
    )
    .into())
}

async fn send(
    house: Arc<House>,
    (key, former): (LogKey, Vec<Former>),
    stretch: (i64, i64),
    sender: mpsc::Sender<Result<Bytes, HouseError>>,
) {
    let pieces = async {
        let mut bundle = house.log_bundle((&key, &former), stretch).await?;
        while let Some(piece) = bundle.next().await? {
            // Whoever went away, or sleeps, is not sent the rest.
            if sender.send_timeout(Ok(piece.into()), PATIENCE).await.is_err() {
                break;
            }
        }
        Ok(())
    };
    if let Err(error) = pieces.await {
        sender.send_timeout(Err(error), PATIENCE).await.ok();
    }
}

/// The pieces as they come. An error breaks the answer off: what was sent has no signature then.
struct Pieces {
    first: Option<Bytes>,
    rest: mpsc::Receiver<Result<Bytes, HouseError>>,
}

impl Stream for Pieces {
    type Item = Result<Bytes, HouseError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        match self.first.take() {
            Some(first) => Poll::Ready(Some(Ok(first))),
            None => self.rest.poll_recv(context),
        }
    }
}
