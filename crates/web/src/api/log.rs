//! The log, for programs: every act, or those that are looked for; whether it holds; and one case of it for whoever asks for access.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use house::{Doubt, Trusted};
use kernel::Day;
use serde::Serialize;
use store::LogSearch;
use utoipa::ToSchema;

use super::Parameters;
use super::model::{LogItem, LogPage, ProblemDetails};
use crate::app::App;
use crate::gate::Signed;
use crate::pages::access::{NamesAre, access_to_case};
use crate::pages::log::{after, begin_of};
use crate::problem::Problem;

const KNOWN: [&str; 8] = ["before", "limit", "act", "account", "kind", "key", "from", "until"];

#[utoipa::path(get, path = "/api/v1/log", tag = "log", summary = "Every act, the latest first",
    params(("before" = Option<u32>, Query, description = "Only acts with a lower number"), ("limit" = Option<u16>, Query, minimum = 1, maximum = 500),
        ("act" = Option<String>, Query, description = "Only this act"), ("account" = Option<String>, Query, description = "Only by this account's id"),
        ("kind" = Option<String>, Query, description = "Only to objects of this kind"), ("key" = Option<String>, Query, description = "Only to the object with this key"),
        ("from" = Option<String>, Query, format = Date, description = "Only on this day or later"), ("until" = Option<String>, Query, format = Date, description = "Only on this day or earlier")),
    responses((status = 200, body = LogPage), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 503, body = ProblemDetails)))]
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Json<LogPage>, Problem> {
    let asked = Parameters::of(pairs, &|name| KNOWN.contains(&name))?;
    let limit = asked.limit()?;
    let text = |name: &str| Some(asked.get(name).to_owned()).filter(|text| !text.is_empty());
    let day =
        |name: &str| text(name).map(|text| Day::parse(&text).map_err(|_| crate::pages::as_of::not_a_day())).transpose();
    let search = LogSearch {
        before: Some(asked.number("before", i64::MAX)?),
        act: text("act"),
        account: text("account"),
        kind: text("kind"),
        key: text("key"),
        from: day("from")?.map(|day| begin_of(&app.house, day)),
        until: day("until")?.map(|day| after(&app.house, day)),
    };
    let most = i64::try_from(limit).unwrap_or(1);
    let entries = app.house.store().search_log(app.house.tenant(), &search, most).await?;
    let next = entries.last().map(|entry| entry.seq).filter(|seq| *seq > 1 && entries.len() == limit);
    let items = entries.into_iter().map(|entry| LogItem {
        seq: entry.seq,
        at: entry.at.to_string(),
        account: entry.account,
        name: entry.name,
        act: entry.act,
        kind: entry.kind,
        key: entry.key,
        detail: serde_json::from_str(&entry.detail).unwrap_or_default(),
        hash: entry.hash,
    });
    Ok(Json(LogPage { items: items.collect(), next }))
}

#[utoipa::path(get, path = "/api/v1/log/verify", tag = "log", summary = "Whether the log holds: its whole chain computed again and held to every checkpoint in the database",
    description = "Whose keys signed the checkpoints is not proven by this: compare them with the one that was written down, or verify with the data folder at hand by `fundament log verify`. A log of millions of acts takes some seconds.",
    responses((status = 200, body = LogVerified), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 503, body = ProblemDetails)))]
pub(crate) async fn verify(
    State(app): State<Arc<App>>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Json<LogVerified>, Problem> {
    Parameters::of(pairs, &|_| false)?;
    let verified = app.house.verify_log(&[], &Trusted::default()).await?;
    let (doubt, act, day) = match &verified.doubt {
        None => (None, None, None),
        Some(Doubt::Broken { broken, .. }) => (Some("broken"), Some(broken.seq), None),
        Some(Doubt::Forged(one)) => (Some("forged"), Some(one.seq), Some(one.day)),
        Some(Doubt::Foreign(one) | Doubt::NotItsTime(one)) => (Some("foreign"), Some(one.seq), Some(one.day)),
    };
    Ok(Json(LogVerified {
        holds: verified.doubt.is_none(),
        acts: verified.acts,
        checkpoints: verified.checkpoints,
        keys: verified.keys,
        doubt: doubt.map(str::to_owned),
        act,
        day: day.map(|day| day.to_string()),
    }))
}

/// What was found of the log.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LogVerified {
    holds: bool,
    /// How many acts there are to be.
    acts: i64,
    /// How many checkpoints the chain was held to.
    checkpoints: usize,
    /// The public keys that signed them.
    keys: Vec<String>,
    /// `broken`: the chain; `forged`: a checkpoint's signature; `foreign`: a checkpoint's key.
    doubt: Option<String>,
    /// The act where it is seen.
    act: Option<i64>,
    /// The day of the checkpoint.
    day: Option<String>,
}

#[utoipa::path(get, path = "/api/v1/log/bundle", tag = "log", summary = "The log as a signed bundle, one JSON object a line, which others verify by themselves",
    description = "The file that `fundament log export` makes; `fundament log verify --bundle` and docs/log/verify.py verify it without the database. The whole chain is computed again first: a broken log is not signed. Whatever ends without its last line was broken off.",
    params(("from" = Option<i64>, Query, minimum = 1, description = "From this act on"), ("until" = Option<i64>, Query, minimum = 1, description = "Until this act")),
    responses((status = 200, content_type = "application/jsonl", body = String), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 422, body = ProblemDetails, description = "There is nothing in the stretch, the log is broken, or the server has no key"), (status = 503, body = ProblemDetails)))]
pub(crate) async fn bundle(app: State<Arc<App>>, pairs: Query<Vec<(String, String)>>) -> Result<Response, Problem> {
    crate::pages::log::bundle::give(app, pairs).await
}

#[utoipa::path(get, path = "/api/v1/log/access/{number}", tag = "log", summary = "What the log says of one case or acquisition, for whoever asks for access to it (aktindsigt)",
    description = "In the language of the token's owner. Names are masked unless `names=shown`. Other names in free text are not known to be names: read it through before it is handed out.",
    params(("number" = String, Path), ("names" = Option<String>, Query, description = "`masked`, the default, or `shown`")),
    responses((status = 200, body = Access), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails), (status = 503, body = ProblemDetails)))]
pub(crate) async fn access(
    State(app): State<Arc<App>>,
    signed: Signed,
    Path(number): Path<String>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Json<Access>, Problem> {
    let asked = Parameters::of(pairs, &|name| name == "names")?;
    let names = match asked.get("names") {
        "" | "masked" => NamesAre::Masked,
        "shown" => NamesAre::Shown,
        _ => {
            return Err(Problem::bad(
                "access-names",
                "Skriv names=masked eller names=shown.",
                "Write names=masked or names=shown.",
            ));
        }
    };
    let request = access_to_case(&app.house, &number, names, signed.say().0).await?.ok_or_else(Problem::not_found)?;
    let acts = request.acts.into_iter().map(|act| AccessItem {
        seq: act.seq,
        at: act.at.to_string(),
        who: act.who,
        what: act.what,
        particulars: act.particulars.into_iter().map(|(name, value)| Particular { name, value }).collect(),
    });
    Ok(Json(Access { number: request.case, masked: request.masked, acts: acts.collect() }))
}

/// One case or acquisition as the log tells it, the oldest first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Access {
    number: String,
    /// Whether names are masked.
    masked: bool,
    acts: Vec<AccessItem>,
}

/// One act of it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AccessItem {
    /// Its number in the log.
    seq: i64,
    #[schema(format = DateTime)]
    at: String,
    who: String,
    what: String,
    particulars: Vec<Particular>,
}

/// A particular in the reader's words.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Particular {
    name: String,
    value: String,
}
