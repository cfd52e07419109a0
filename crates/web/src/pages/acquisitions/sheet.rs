//! The requirement sheet as a file: the municipality's own with everything, and the one that goes out with the tender.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use reports::sheet::{Audience, csv as as_csv, sheet, table};
use reports::table::Table;

use super::Open;
use crate::app::App;
use crate::form::Fields;
use crate::gate::Signed;
use crate::pages::unknown::Unknown;
use crate::pages::workbook::XLSX;
use crate::problem::Problem;

/// A sheet, and the name of its file without an ending.
fn made(open: &Open, tender: bool, lang: kernel::Lang) -> (Table, String) {
    let (view, snapshot) = (&open.view, &open.snapshot);
    let (audience, name) = if tender { (Audience::Tender, "kravark-udbud") } else { (Audience::Own, "kravark") };
    let title =
        format!("{} {}", if lang == kernel::Lang::Da { "Kravark" } else { "Requirements" }, view.acquisition.id);
    let table = table(&sheet(&snapshot.packs()), audience, lang, (&title, snapshot.today));
    (table, format!("{name}-{}", view.acquisition.id))
}

/// Whether it is the one for the tender; another word must not give the municipality's own.
fn is_tender(pairs: Vec<(String, String)>) -> Result<bool, Problem> {
    Unknown::of(&pairs, |name, value| name == "dag" || (name, value) == ("udgave", "udbud")).refused()?;
    Ok(Fields::of(pairs).get("udgave") == "udbud")
}

/// `GET /anskaffelser/{id}/kravark.csv`, with `?udgave=udbud` the one for the tender
pub(crate) async fn csv(
    State(app): State<Arc<App>>,
    signed: Signed,
    Path(id): Path<String>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let lang = signed.say().0;
    let open = Open::asked(&app, &id, &pairs).await?;
    let (table, name) = made(&open, is_tender(pairs)?, lang);
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}.csv\"")),
    ];
    Ok((headers, as_csv(&table, lang)).into_response())
}

/// `GET /anskaffelser/{id}/kravark.xlsx`, with `?udgave=udbud` the one for the tender
pub(crate) async fn xlsx(
    State(app): State<Arc<App>>,
    signed: Signed,
    Path(id): Path<String>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let write = app.settings.workbook.ok_or_else(Problem::not_found)?;
    let lang = signed.say().0;
    let open = Open::asked(&app, &id, &pairs).await?;
    let (table, name) = made(&open, is_tender(pairs)?, lang);
    let writing = tokio::task::spawn_blocking(move || write(&table, lang));
    let bytes = writing.await.map_err(|_| house::HouseError::BrokenOff)??;
    let headers = [
        (header::CONTENT_TYPE, XLSX.to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}.xlsx\"")),
    ];
    Ok((headers, bytes).into_response())
}
