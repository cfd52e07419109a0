//! Imports: one CSV file of one kind, tried or taken in, and undone.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use house::Gone;
use inbound::{EstateFile, Says};
use kernel::Day;
use store::Intake;

use super::Parameters;
use super::foreseen::{self, Dangling, WouldCount};
use super::model::{BothLanguages, Done, ImportResult, ProblemDetails, RejectedCell};
use crate::app::App;
use crate::gate::Signed;
use crate::pages::kind_of;
use crate::problem::Problem;

/// So many rejected cells are listed.
const LISTED: usize = 1_000;

#[utoipa::path(post, path = "/api/v1/imports/{kind}", tag = "imports", summary = "Take a CSV file in, or see what it would change",
    params(("kind" = String, Path), ("source" = String, Query, description = "The register it comes from; its columns' names are remembered"),
        ("register" = Option<String>, Query, description = "The register that the source counts as, or `none`; when nobody says, as last time, else the known one of its name, else none"),
        ("exported" = Option<String>, Query, description = "The day of the export; today when nobody says"),
        ("complete" = Option<bool>, Query, description = "Whether it is all that the source has: what it does not name is gone"),
        ("much_gone" = Option<bool>, Query, description = "Much may be gone, or many facts end, at once"),
        ("dry_run" = Option<bool>, Query)),
    request_body(content = String, content_type = "text/csv"),
    responses((status = 200, body = ImportResult), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails), (status = 413, body = ProblemDetails), (status = 422, body = ProblemDetails), (status = 503, body = ProblemDetails)))]
pub(crate) async fn take_in(
    State(app): State<Arc<App>>,
    signed: Signed,
    Path(name): Path<String>,
    Query(pairs): Query<Vec<(String, String)>>,
    bytes: Bytes,
) -> Result<Json<ImportResult>, Problem> {
    let kind = kind_of(&name)?;
    let asked = Parameters::of(pairs, &|name| {
        matches!(name, "source" | "register" | "exported" | "complete" | "much_gone" | "dry_run")
    })?;
    let source = asked.get("source").to_owned();
    check_source(&source)?;
    let exported = match asked.get("exported") {
        "" => None,
        written => Some(
            Day::parse(written)
                .map_err(|_| Problem::bad("import-day", "exported skal være en dato.", "exported must be a date."))?,
        ),
    };
    let exported = house::has_been(exported, app.house.now().today).map_err(house::HouseError::from)?;
    let (complete, dry_run) = (truth(&asked, "complete")?, truth(&asked, "dry_run")?);
    let gone = gone(&asked)?;
    let columns = app.house.store().mapping(app.house.tenant(), &source, &name).await?;
    let register = app.house.register_of(&source, kind, asked.get("register")).await?;
    let says = Says { source, register: register.clone(), exported, columns };
    let snapshot = app.house.now();
    let work = tokio::task::spawn_blocking(move || {
        let file = EstateFile::from_bytes("body", bytes.as_ref());
        let import = inbound::import_one(&file, kind, &says, snapshot.slots.keys(kind), snapshot.today);
        let mut intake = Intake::of(&import.estate);
        intake.deliveries.iter_mut().for_each(|delivery| delivery.complete = complete);
        (import.report, intake)
    });
    let (report, mut intake) = work.await.map_err(|_| Problem::from(house::HouseError::BrokenOff))?;
    app.house.end_former_registers(&mut intake).await?;
    if let Some(file) = report.files.iter().find(|file| file.outcome == inbound::Outcome::Refused) {
        let text = file.notices.first().map(|notice| notice.text.clone()).unwrap_or_default();
        return Err(Problem::of_text(StatusCode::UNPROCESSABLE_ENTITY, "import-refused", text));
    }
    let (act, differences, told, turned) = if dry_run {
        let differences = app.house.try_import(&intake).await?;
        let told = app.house.foresee(&intake, &differences);
        (None, differences, told, Some(0))
    } else {
        let imported = app.house.import_whole(&signed.0.actor(), (&intake, &report), gone).await?;
        (Some(imported.act), imported.differences, imported.foreseen, imported.turned)
    };
    let would_count = match dry_run {
        true => Some(WouldCount::of(&app.house.effects(&intake, foreseen::LISTED).await?, &differences, &signed)),
        false => None,
    };
    let sum = |count: &dyn Fn(&store::Difference) -> usize| differences.iter().map(count).sum::<usize>() as u64;
    let ended = differences.iter().filter_map(house::ended_told);
    let notices = report.files.iter().flat_map(|file| &file.notices).map(|notice| notice.text.clone()).chain(ended);
    let notices = notices.chain(told.told());
    let cell = |one: &inbound::Rejected| RejectedCell {
        line: one.line,
        column: one.column.clone(),
        value: one.value.clone(),
        expected: BothLanguages::from(&one.expected),
    };
    Ok(Json(ImportResult {
        act,
        register,
        accepted: report.accepted_rows(),
        rejected: report.rejected.iter().take(LISTED).map(cell).collect(),
        rejected_not_shown: report.rejected_not_shown + report.rejected.len().saturating_sub(LISTED) as u64,
        added: sum(&|one| one.added.len()),
        changed: sum(&|one| one.changed.len()),
        same: sum(&|one| one.same),
        gone: sum(&|one| one.gone.len()),
        newer: differences.iter().filter_map(|one| one.newer).max().map(|day| day.to_string()),
        notices: notices.map(|text| BothLanguages::from(&text)).collect(),
        dangling: Dangling::of(&told, &signed),
        would_count,
        assessed: turned.is_some(),
        turned: turned.map(|turned| turned as u64),
    }))
}

/// Refuses what cannot be the name of a source.
pub(crate) fn check_source(source: &str) -> Result<(), Problem> {
    if source.is_empty() || source.chars().count() > 100 || source.contains(char::is_control) {
        return Err(Problem::bad(
            "import-source",
            "Skriv, hvilket register filen kommer fra: source=OS2kitos.",
            "Write which register the file comes from: source=OS2kitos.",
        ));
    }
    Ok(())
}

/// Whether the asker says that it is right that much is gone.
pub(crate) fn gone(asked: &Parameters) -> Result<Gone, Problem> {
    Ok(if truth(asked, "much_gone")? { Gone::Much } else { Gone::Little })
}

pub(crate) fn truth(asked: &Parameters, name: &'static str) -> Result<bool, Problem> {
    match asked.get(name) {
        "" | "false" => Ok(false),
        "true" => Ok(true),
        _ => Err(Problem::bad(
            "truth",
            &format!("{name} skal være true eller false."),
            &format!("{name} must be true or false."),
        )),
    }
}

#[utoipa::path(post, path = "/api/v1/acts/{act}/undo", tag = "imports", summary = "Undo an import",
    params(("act" = u32, Path, description = "The number that the import gave"), ("much_gone" = Option<bool>, Query, description = "Much may be gone altogether")),
    responses((status = 200, body = Done), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails), (status = 409, body = ProblemDetails, description = "Its objects have changed since"), (status = 422, body = ProblemDetails, description = "Much would be gone; `details` says how much"), (status = 503, body = ProblemDetails)))]
pub(crate) async fn undo(
    State(app): State<Arc<App>>,
    signed: Signed,
    Path(act): Path<String>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Json<Done>, Problem> {
    let gone = gone(&Parameters::of(pairs, &|name| name == "much_gone")?)?;
    Ok(Json(app.house.undo_asked(&signed.0.actor(), number(&act)?, gone).await?.into()))
}

pub(crate) fn number(act: &str) -> Result<i64, Problem> {
    act.parse().map_err(|_| {
        Problem::bad("number", "Handlingens nummer er et helt tal.", "The act's number is a whole number.")
    })
}
