//! Lists as files: the same cells as the pages' own, all that match and not a page of it, for those who go on in a spreadsheet.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::response::Response;
use facts::{KindId, schema};
use kernel::Lang;
use reports::CaseQuery;

use super::model::ProblemDetails;
use super::{Parameters, cases, objects};
use crate::app::App;
use crate::gate::Signed;
use crate::locale::Say;
use crate::pages::cases::columns::{all, exported};
use crate::pages::cases::list::FILE;
use crate::pages::export::{self, Export};
use crate::pages::{kind_of, list, workbook};
use crate::problem::Problem;

const OBJECTS: [&str; 8] = ["q", "sort", "verdict", "rule", "principle", "section", "column", "lang"];
const CASES: [&str; 8] = ["q", "standing", "principle", "kind", "phase", "stale", "sort", "lang"];

/// The language of heads and words: as asked, else the owner's of the token.
fn language(signed: &Signed, asked: &Parameters) -> Result<Say, Problem> {
    match asked.get("lang") {
        "" => Ok(signed.say()),
        "da" => Ok(Say(Lang::Da)),
        "en" => Ok(Say(Lang::En)),
        _ => Err(Problem::bad("lang", "lang skal være da eller en.", "lang must be da or en.")),
    }
}

fn of_objects(signed: &Signed, kind: KindId, pairs: Vec<(String, String)>) -> Result<Export, Problem> {
    let known = |name: &str| OBJECTS.contains(&name) || schema().attribute_id(kind, name).is_some();
    let asked = Parameters::of(pairs, &known)?;
    let chosen = asked.all("column").iter().map(|name| {
        schema().attribute_id(kind, name).ok_or_else(|| {
            Problem::bad(
                "column",
                "column skal være et navn på en oplysning.",
                "column must be the name of an attribute.",
            )
        })
    });
    let columns = chosen.collect::<Result<Vec<_>, _>>()?;
    let columns = if columns.is_empty() { list::default_columns(kind) } else { columns };
    Ok(Export { kind, query: objects::query(kind, &asked)?, columns, say: language(signed, &asked)? })
}

#[utoipa::path(get, path = "/api/v1/exports/{kind}/objects.csv", tag = "objects", summary = "All objects of a kind that match, as CSV for Danish Excel",
    description = "Semicolons between the cells, and no cell that a spreadsheet takes for a formula. Every attribute of the kind narrows by its name, as in `/objects/{kind}`.",
    params(("kind" = String, Path), ("q" = Option<String>, Query, description = "Words that all must stand somewhere"),
        ("sort" = Option<String>, Query, description = "`key`, `deviates`, `not_assessed` or an attribute; `-` before it turns it round"),
        ("verdict" = Option<String>, Query), ("rule" = Option<String>, Query), ("principle" = Option<String>, Query), ("section" = Option<String>, Query),
        ("column" = Option<String>, Query, description = "An attribute to show; may come several times. As the page shows when there is none"),
        ("lang" = Option<String>, Query, description = "`da` or `en`; the language of the token's owner when nobody says")),
    responses((status = 200, body = String, content_type = "text/csv"), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails), (status = 503, body = ProblemDetails)))]
pub(crate) async fn objects_csv(
    State(app): State<Arc<App>>,
    signed: Signed,
    Path(name): Path<String>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let asked = of_objects(&signed, kind_of(&name)?, pairs)?;
    Ok(export::objects(&app.house.now(), &signed, &asked))
}

#[utoipa::path(get, path = "/api/v1/exports/{kind}/objects.xlsx", tag = "objects", summary = "All objects of a kind that match, as an Excel workbook",
    description = "What the CSV holds, each cell with its type. Every attribute of the kind narrows by its name, as in `/objects/{kind}`.",
    params(("kind" = String, Path), ("q" = Option<String>, Query, description = "Words that all must stand somewhere"),
        ("sort" = Option<String>, Query, description = "`key`, `deviates`, `not_assessed` or an attribute; `-` before it turns it round"),
        ("verdict" = Option<String>, Query), ("rule" = Option<String>, Query), ("principle" = Option<String>, Query), ("section" = Option<String>, Query),
        ("column" = Option<String>, Query, description = "An attribute to show; may come several times. As the page shows when there is none"),
        ("lang" = Option<String>, Query, description = "`da` or `en`; the language of the token's owner when nobody says")),
    responses((status = 200, body = String, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails), (status = 422, body = ProblemDetails, description = "It is more than a workbook holds"), (status = 503, body = ProblemDetails)))]
pub(crate) async fn objects_xlsx(
    State(app): State<Arc<App>>,
    signed: Signed,
    Path(name): Path<String>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let asked = of_objects(&signed, kind_of(&name)?, pairs)?;
    workbook::objects(&app, signed, asked).await
}

fn of_cases(app: &App, signed: &Signed, pairs: Vec<(String, String)>) -> Result<(CaseQuery, Say), Problem> {
    let asked = Parameters::of(pairs, &|name| CASES.contains(&name))?;
    let also = app.house.now().keys_beside(asked.get("q").trim());
    Ok((CaseQuery { also, ..cases::query(&asked)? }, language(signed, &asked)?))
}

#[utoipa::path(get, path = "/api/v1/exports/cases.csv", tag = "cases", summary = "All cases that match, as CSV for Danish Excel",
    description = "Semicolons between the cells, and no cell that a spreadsheet takes for a formula. Narrowed and sorted as `/cases`.",
    params(("q" = Option<String>, Query, description = "In number, title or an object's key"), ("standing" = Option<String>, Query), ("principle" = Option<String>, Query), ("kind" = Option<String>, Query),
        ("phase" = Option<String>, Query), ("stale" = Option<bool>, Query, description = "Only those to be reviewed"),
        ("sort" = Option<String>, Query, description = "`number`, `title`, `day` or `changed`; `-` before it turns it round"),
        ("lang" = Option<String>, Query, description = "`da` or `en`; the language of the token's owner when nobody says")),
    responses((status = 200, body = String, content_type = "text/csv"), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 503, body = ProblemDetails)))]
pub(crate) async fn cases_csv(
    State(app): State<Arc<App>>,
    signed: Signed,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let (query, say) = of_cases(&app, &signed, pairs)?;
    Ok(export::table(&exported(&app, &signed, (&query, &all(say)), say), FILE, say))
}

#[utoipa::path(get, path = "/api/v1/exports/cases.xlsx", tag = "cases", summary = "All cases that match, as an Excel workbook",
    description = "What the CSV holds, each cell with its type. Narrowed and sorted as `/cases`.",
    params(("q" = Option<String>, Query, description = "In number, title or an object's key"), ("standing" = Option<String>, Query), ("principle" = Option<String>, Query), ("kind" = Option<String>, Query),
        ("phase" = Option<String>, Query), ("stale" = Option<bool>, Query, description = "Only those to be reviewed"),
        ("sort" = Option<String>, Query, description = "`number`, `title`, `day` or `changed`; `-` before it turns it round"),
        ("lang" = Option<String>, Query, description = "`da` or `en`; the language of the token's owner when nobody says")),
    responses((status = 200, body = String, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails, description = "This server writes no workbooks"), (status = 422, body = ProblemDetails, description = "It is more than a workbook holds"), (status = 503, body = ProblemDetails)))]
pub(crate) async fn cases_xlsx(
    State(app): State<Arc<App>>,
    signed: Signed,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let (query, say) = of_cases(&app, &signed, pairs)?;
    let table = exported(&app, &signed, (&query, &all(say)), say);
    workbook::written(&app, FILE, say, move || table).await
}
