//! A list as a workbook: what the list's CSV holds, but every cell with its type, so that Excel can reckon with days and amounts.
//!
//! Knows nothing of the file's format: the binary brings the one who writes it.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use facts::{AttrId, Cell as Fact, Field, KindId, NamedFact, ValueType, schema};
use findings::Verdict;
use house::Snapshot;
use kernel::{Day, Kroner};
use reports::table::{Cell, Table, TableError};

use super::export::Export;
use super::list::label;
use super::{capital, kind_of, kind_title, may_see};
use crate::app::App;
use crate::gate::Signed;
use crate::locale::Say;
use crate::problem::Problem;

pub(super) const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// `GET /objekter/{kind}/eksport.xlsx`: all that match, in the list's order, with the list's columns.
pub(crate) async fn export(
    State(app): State<Arc<App>>,
    signed: Signed,
    Path(name): Path<String>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let kind = kind_of(&name)?;
    let export = Export::of(&app.house.now(), &signed, kind, pairs)?;
    objects(&app, signed, export).await
}

/// The objects that are asked for and may be seen.
pub(crate) async fn objects(app: &App, signed: Signed, export: Export) -> Result<Response, Problem> {
    let (snapshot, name, say) = (app.house.now(), file_name(export.kind), export.say);
    written(app, name, say, move || table(&snapshot, &signed, &export)).await
}

/// A table as a workbook; not found where nobody writes such. A large one takes a while to make: other readers do not wait for it.
pub(crate) async fn written(
    app: &App,
    name: &str,
    say: Say,
    table: impl FnOnce() -> Table + Send + 'static,
) -> Result<Response, Problem> {
    let write = app.settings.workbook.ok_or_else(Problem::not_found)?;
    let writing = tokio::task::spawn_blocking(move || write(&table(), say.0));
    let bytes = writing.await.map_err(|_| house::HouseError::BrokenOff)??;
    let headers = [
        (header::CONTENT_TYPE, XLSX.to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}.xlsx\"")),
    ];
    Ok((headers, bytes).into_response())
}

/// The kind's name in the estate folder, as the CSV has it.
fn file_name(kind: KindId) -> &'static str {
    schema().def(kind).file
}

fn table(snapshot: &Snapshot, signed: &Signed, export: &Export) -> Table {
    let (kind, say) = (export.kind, export.say);
    let packs = snapshot.packs();
    let tallies = snapshot.listing.tallies(kind, &snapshot.slots, &snapshot.assessment);
    let all = snapshot.listing.matching(kind, (&snapshot.slots, &snapshot.assessment, &packs), &export.query);
    let row = |object: u32| {
        let tally = tallies[object as usize];
        let key = Cell::Text(snapshot.slots.keys(kind)[object as usize].to_string());
        let facts = export.columns.iter().map(|column| cell(snapshot, (kind, object), *column, say));
        let counts =
            [tally.deviates, tally.not_assessed].map(|count| Cell::Whole(i64::try_from(count).unwrap_or(i64::MAX)));
        [key].into_iter().chain(facts).chain(counts).collect()
    };
    Table {
        title: kind_title(kind, say.0),
        made_on: snapshot.today,
        columns: [say.t("Nøgle", "Key").to_owned()]
            .into_iter()
            .chain(export.columns.iter().map(|column| schema().attribute(kind, *column).label.pick(say.0).to_owned()))
            .chain([Verdict::Deviates, Verdict::NotAssessed].map(|verdict| capital(verdict.label().pick(say.0))))
            .collect(),
        rows: all.into_iter().filter(|object| may_see(snapshot, signed, (kind, *object))).map(row).collect(),
    }
}

/// A fact with its type. What is only known within bounds is told in words.
fn cell(snapshot: &Snapshot, (kind, object): (KindId, u32), attribute: AttrId, say: Say) -> Cell {
    let slots = &snapshot.slots;
    let def = schema().attribute(kind, attribute);
    let shown = || slots.show(NamedFact { kind, object, field: Field::Attribute(attribute) }, say.0);
    match slots.cell(kind, object, attribute) {
        Fact::Missing | Fact::Expired | Fact::None => Cell::Empty,
        Fact::Bool(yes) => Cell::YesNo(yes),
        Fact::Number(low, high) if low == high => match def.value {
            ValueType::Day => Cell::Day(Day::from_days(i32::try_from(low).unwrap_or(i32::MAX))),
            ValueType::Money => Cell::Amount(Kroner::from_oere(low)),
            _ => Cell::Whole(low),
        },
        Fact::List(items, 0) => {
            Cell::List(items.iter().map(|item| label(slots, def, slots.symbols().text(*item), say)).collect())
        }
        Fact::Number(..) | Fact::Text(_) | Fact::List(..) => Cell::Text(shown()),
    }
}

impl From<TableError> for Problem {
    fn from(error: TableError) -> Self {
        let status = match &error {
            TableError::TextTooLong { .. } | TableError::TooManyRows { .. } => StatusCode::UNPROCESSABLE_ENTITY,
            TableError::Engine(_) => {
                tracing::error!(%error, "a workbook could not be written");
                StatusCode::INTERNAL_SERVER_ERROR
            }
        };
        Self::of_text(status, error.label(), error.text())
    }
}
