//! Files of other tools' own forms, tried or taken in.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Multipart, Path, Query, State};
use house::{Brought, Form};
use inbound::Rejected;
use kernel::Day;
use serde::Serialize;
use utoipa::ToSchema;

use super::Parameters;
use super::foreseen::Dangling;
use super::imports::{gone, truth};
use super::model::{BothLanguages, ProblemDetails};
use crate::app::App;
use crate::form::unreadable;
use crate::gate::Signed;
use crate::pages::files::read_parts;
use crate::problem::Problem;

/// So many rejected rows are listed.
const LISTED: usize = 1_000;

/// What files changed, or would.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FilesResult {
    /// The act's number, by which it is undone; null for a dry run.
    act: Option<i64>,
    accepted: u64,
    rejected_rows: u64,
    /// The first of the rejected rows.
    rejected: Vec<RejectedRow>,
    /// What people should know of the files.
    notices: Vec<BothLanguages>,
    /// References to what is not there.
    dangling: Dangling,
    changes: Vec<FileChanges>,
    /// Why the files cannot be taken in: a dry run tells it, and the real run answers 422; null when they can.
    hindrance: Option<BothLanguages>,
    /// Whether so much is gone, or so many facts end, that it is taken in with `much_gone` only.
    much_gone: bool,
    /// How many verdicts turned, other acts of the same moment included; null while they are still worked out, and for a dry run.
    turned: Option<u64>,
}

/// A row that was not taken in.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RejectedRow {
    file: String,
    line: u64,
    field: String,
    value: String,
    expected: BothLanguages,
}

/// How many objects of a kind became what.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FileChanges {
    kind: &'static str,
    added: u64,
    changed: u64,
    same: u64,
    gone: u64,
    /// The day of something newer that the source has delivered before; what is older takes its place.
    newer: Option<String>,
}

/// The parts of the body.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only described")]
pub(crate) struct Files {
    /// The files.
    #[schema(value_type = Vec<String>, format = Binary)]
    file: Vec<String>,
}

#[utoipa::path(post, path = "/api/v1/files/{form}", tag = "imports", summary = "Take files of another tool in, or see what they would change",
    params(("form" = String, Path, description = "kitos-excel, sbom, certificates, scuba, kle or roles"),
        ("about" = Option<String>, Query, description = "The key of the system (sbom, certificates) or the platform (scuba) that the files are about"),
        ("owner" = Option<String>, Query, description = "kitos-excel: the role of OS2kitos that is the system's owner"),
        ("manager" = Option<String>, Query, description = "kitos-excel: the role of OS2kitos that is the system's manager"),
        ("exported" = Option<String>, Query, description = "The day of the export; today when nobody says"),
        ("much_gone" = Option<bool>, Query, description = "Much may be gone, or many facts end, at once"),
        ("dry_run" = Option<bool>, Query)),
    request_body(content = Files, content_type = "multipart/form-data"),
    responses((status = 200, body = FilesResult), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails), (status = 413, body = ProblemDetails), (status = 422, body = ProblemDetails), (status = 503, body = ProblemDetails)))]
pub(crate) async fn take_in(
    State(app): State<Arc<App>>,
    signed: Signed,
    Path(form): Path<String>,
    Query(pairs): Query<Vec<(String, String)>>,
    multipart: Result<Multipart, axum::extract::multipart::MultipartRejection>,
) -> Result<Json<FilesResult>, Problem> {
    let form = Form::from_word(&form).ok_or_else(Problem::not_found)?;
    let known = |name: &str| matches!(name, "about" | "owner" | "manager" | "exported" | "much_gone" | "dry_run");
    let asked = Parameters::of(pairs, &known)?;
    let exported = match asked.get("exported") {
        "" => None,
        written => Some(
            Day::parse(written)
                .map_err(|_| Problem::bad("import-day", "exported skal være en dato.", "exported must be a date."))?,
        ),
    };
    let (gone, dry_run) = (gone(&asked)?, truth(&asked, "dry_run")?);
    let (_, files) = read_parts(multipart.map_err(|_| unreadable())?).await?;
    let of = |name: &str| asked.get(name).to_owned();
    let brought =
        Arc::new(Brought { form, about: of("about"), owner: of("owner"), manager: of("manager"), exported, files });
    let (tried, done) = if dry_run {
        (app.house.try_files(brought).await?, None)
    } else {
        let (tried, imported) = app.house.import_files(&signed.0, brought, gone).await?;
        (tried, Some(imported))
    };
    let changes = done.as_ref().map_or(&tried.differences, |imported| &imported.differences);
    let foreseen = done.as_ref().map_or(&tried.foreseen, |imported| &imported.foreseen);
    let of_files = tried.report.files.iter().flat_map(|file| &file.notices).map(|notice| notice.text.clone());
    let ended = changes.iter().filter_map(house::ended_told);
    let notices = of_files.chain(ended).chain(foreseen.told());
    Ok(Json(FilesResult {
        act: done.as_ref().map(|imported| imported.act),
        accepted: tried.report.accepted_rows(),
        rejected_rows: tried.report.rejected_rows(),
        rejected: tried.report.rejected.iter().take(LISTED).map(row).collect(),
        notices: notices.map(|text| BothLanguages::from(&text)).collect(),
        dangling: Dangling::of(foreseen, &signed),
        changes: changes
            .iter()
            .map(|one| FileChanges {
                kind: one.kind,
                added: one.added.len() as u64,
                changed: one.changed.len() as u64,
                same: one.same as u64,
                gone: one.gone.len() as u64,
                newer: one.newer.map(|day| day.to_string()),
            })
            .collect(),
        hindrance: tried.hindrance.as_ref().map(BothLanguages::from),
        much_gone: tried.much.is_some(),
        turned: done.and_then(|imported| imported.turned).map(|turned| turned as u64),
    }))
}

fn row(one: &Rejected) -> RejectedRow {
    RejectedRow {
        file: one.file.clone(),
        line: one.line,
        field: one.column.clone(),
        value: one.value.clone(),
        expected: BothLanguages::from(&one.expected),
    }
}
