//! A list as a CSV file for Danish Excel: all that match, in the list's order, with the list's columns. Pages and programs are given
//! the same, so that no cell is a formula for either.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use facts::{AttrId, Field, KindId, NamedFact, schema};
use findings::Verdict;
use house::Snapshot;
use reports::listing;
use reports::table::{Cell, Table};

use super::cases::list::plain;
use super::list::Asked;
use super::{as_of, capital, kind_of, list, may_see};
use crate::app::App;
use crate::gate::Signed;
use crate::locale::Say;
use crate::problem::Problem;

/// What is exported of a kind, and in which language.
pub(crate) struct Export {
    pub(crate) kind: KindId,
    pub(crate) query: listing::Query,
    pub(crate) columns: Vec<AttrId>,
    pub(crate) say: Say,
}

impl Export {
    /// As the address of a page asks for it; what the list does not know, and a day gone by, is refused.
    pub(super) fn of(
        snapshot: &Snapshot,
        signed: &Signed,
        kind: KindId,
        pairs: Vec<(String, String)>,
    ) -> Result<Self, Problem> {
        let another_day = as_of::asked(&pairs)?.filter(|day| *day != snapshot.today).map(|day| day.to_string());
        let unknown = list::unknown(snapshot, kind, &pairs);
        unknown.and(another_day.as_deref().map(|day| ("dag", day))).refused()?;
        let Asked { kind, query, columns, .. } = Asked::of(kind, pairs);
        Ok(Self { kind, query, columns, say: signed.say() })
    }
}

/// `GET /objekter/{kind}/eksport.csv`
pub(crate) async fn csv(
    State(app): State<Arc<App>>,
    signed: Signed,
    Path(name): Path<String>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let kind = kind_of(&name)?;
    let snapshot = app.house.now();
    Ok(objects(&snapshot, &signed, &Export::of(&snapshot, &signed, kind, pairs)?))
}

/// The objects that are asked for and may be seen.
pub(crate) fn objects(snapshot: &Snapshot, signed: &Signed, export: &Export) -> Response {
    let Export { kind, query, columns, say } = export;
    let (kind, say) = (*kind, *say);
    let facts = (&snapshot.slots, &snapshot.assessment, &snapshot.packs()[..]);
    let tallies = snapshot.listing.tallies(kind, &snapshot.slots, &snapshot.assessment);
    let mut text = begun();
    let heads = [say.t("Nøgle", "Key").to_owned()]
        .into_iter()
        .chain(columns.iter().map(|column| schema().attribute(kind, *column).label.pick(say.0).to_owned()))
        .chain([capital(Verdict::Deviates.label().pick(say.0)), capital(Verdict::NotAssessed.label().pick(say.0))]);
    row(&mut text, heads);
    for object in snapshot.listing.matching(kind, facts, query) {
        if !may_see(snapshot, signed, (kind, object)) {
            continue;
        }
        let tally = tallies[object as usize];
        let cells = columns.iter().map(|column| {
            let fact = NamedFact { kind, object, field: Field::Attribute(*column) };
            match snapshot.slots.plain(fact) {
                facts::Plain::Nothing(None) => String::new(),
                plain => super::supply::readable(&plain, (snapshot, fact), say),
            }
        });
        let key = snapshot.slots.keys(kind)[object as usize].to_string();
        row(
            &mut text,
            [key].into_iter().chain(cells).chain([tally.deviates.to_string(), tally.not_assessed.to_string()]),
        );
    }
    file(schema().def(kind).file, text)
}

/// A table of another list, cell by cell.
pub(crate) fn table(table: &Table, name: &str, say: Say) -> Response {
    let mut text = begun();
    row(&mut text, table.columns.iter().cloned());
    for cells in &table.rows {
        row(&mut text, cells.iter().map(|cell| plain(cell, say.0)));
    }
    file(name, text)
}

/// A cell as a page shows it.
pub(super) fn shown(cell: &Cell, say: Say) -> String {
    match cell {
        Cell::Day(day) => say.day(*day),
        Cell::Whole(number) => u64::try_from(*number).map_or_else(|_| number.to_string(), |number| say.number(number)),
        Cell::YesNo(yes) => say.t(if *yes { "ja" } else { "nej" }, if *yes { "yes" } else { "no" }).to_owned(),
        Cell::List(items) => items.join(", "),
        other => plain(other, say.0),
    }
}

/// The mark tells Excel that it is UTF-8.
fn begun() -> String {
    String::from("\u{feff}")
}

fn file(name: &str, text: String) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}.csv\"")),
    ];
    (headers, text).into_response()
}

fn row(text: &mut String, cells: impl Iterator<Item = String>) {
    for (place, cell) in cells.enumerate() {
        if place > 0 {
            text.push(';');
        }
        text.push_str(&safe_cell(&cell));
    }
    text.push_str("\r\n");
}

/// A cell that no spreadsheet takes for a formula (OWASP, CSV injection): what begins like one is given an apostrophe.
fn safe_cell(cell: &str) -> String {
    let is_number = cell
        .strip_prefix('-')
        .is_some_and(|rest| rest.chars().all(|letter| letter.is_ascii_digit() || matches!(letter, '.' | ',')));
    let like_formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && !is_number;
    let cell = if like_formula { format!("'{cell}") } else { cell.to_owned() };
    if cell.contains(['"', ';', '\n', '\r']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula_in_a_spreadsheet() {
        for (cell, written) in [
            ("=1+1", "'=1+1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("+45 12 34 56 78", "'+45 12 34 56 78"),
            ("-2+3", "'-2+3"),
            ("-1.250,50", "-1.250,50"),
            ("\t=1", "'\t=1"),
            ("a;b", "\"a;b\""),
            ("=\"a\"", "\"'=\"\"a\"\"\""),
            ("Æblehaven", "Æblehaven"),
        ] {
            assert_eq!(safe_cell(cell), written, "{cell}");
        }
    }
}
