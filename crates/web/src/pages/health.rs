//! Whether the server lives, and its numbers for Prometheus. Neither tells of people or systems.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use findings::Verdict;
use serde_json::json;

use crate::app::App;

/// `GET /health`: 200 when the database answers and the estate is assessed, 503 when not.
pub(crate) async fn show(State(app): State<Arc<App>>) -> Response {
    let snapshot = app.house.now();
    let database = app.house.store().revision(app.house.tenant()).await.is_ok();
    let assessed = app.is_open();
    let status = if database && assessed { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let body = json!({
        "status": if status == StatusCode::OK { "ok" } else { "unavailable" },
        "database": database,
        "assessed": assessed,
        "today": snapshot.today,
        "version": env!("CARGO_PKG_VERSION"),
    });
    (status, axum::Json(body)).into_response()
}

/// `GET /metrics`: in Prometheus' text format.
pub(crate) async fn metrics(State(app): State<Arc<App>>) -> Response {
    let snapshot = app.house.now();
    let summary = snapshot.assessment.summary(&snapshot.slots);
    let mut text = String::new();
    let mut gauge = |name: &str, help: &str, values: &[(String, u64)]| {
        text.push_str(&format!("# HELP {name} {help}\n# TYPE {name} gauge\n"));
        for (labels, value) in values {
            text.push_str(&format!("{name}{labels} {value}\n"));
        }
    };
    let tally = summary.verdicts;
    let verdicts = [
        (Verdict::Follows, tally.follows),
        (Verdict::Deviates, tally.deviates),
        (Verdict::NotAssessed, tally.not_assessed),
        (Verdict::NotApplicable, tally.not_applicable),
    ];
    let verdicts = verdicts.map(|(verdict, count)| (format!("{{verdict=\"{}\"}}", verdict.word()), count));
    gauge("fundament_verdicts", "Pairs of rule and object by verdict.", &verdicts);
    gauge("fundament_objects", "Objects that some rule is about.", &[(String::new(), summary.objects)]);
    gauge("fundament_rules", "Rules in force.", &[(String::new(), summary.rules)]);
    let (store, tenant) = (app.house.store(), app.house.tenant());
    // A database that does not answer has no jobs to tell of: the gauges are left out, and /health says why.
    if let (Ok(waiting), Ok(jobs)) = (store.outbox_waiting(tenant).await, store.jobs(tenant).await) {
        let waiting = u64::try_from(waiting).unwrap_or(0);
        gauge("fundament_outbox_waiting", "Acts that a receiver has not been told yet.", &[(String::new(), waiting)]);
        let of =
            |job: &store::Job, value: i64| (format!("{{job=\"{}\"}}", job.name), u64::try_from(value).unwrap_or(0));
        let failures: Vec<_> = jobs.iter().map(|job| of(job, job.attempts)).collect();
        gauge("fundament_job_failures", "How often a job has failed since it was last done.", &failures);
        let done: Vec<_> = jobs.iter().filter_map(|job| Some(of(job, job.done_at?.0 / 1_000_000))).collect();
        gauge("fundament_job_done_seconds", "When a job was last done, in seconds since 1970.", &done);
    }
    let revision = u64::try_from(snapshot.revision).unwrap_or(0);
    gauge("fundament_revision", "The last act on facts or principles that is assessed.", &[(String::new(), revision)]);
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response()
}
