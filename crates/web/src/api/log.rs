//! The log, for programs: every act, or those that are looked for.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Query, State};
use kernel::Day;
use store::LogSearch;

use super::Parameters;
use super::model::{LogItem, LogPage, ProblemDetails};
use crate::app::App;
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
