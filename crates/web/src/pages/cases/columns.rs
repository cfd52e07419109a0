//! What a list of cases shows of each: the columns that can be chosen, on the page and in its files.

use std::sync::Arc;

use decisions::Face;
use house::Snapshot;
use maud::{Markup, html};
use reports::table::{Cell, Table};
use reports::{CaseLine, CaseQuery, case_line, matching_cases};

use super::list::{about, principle_title};
use super::{case_href, may_see_row, standing_badge, title};
use crate::app::App;
use crate::form::Fields;
use crate::gate::Signed;
use crate::locale::Say;
use crate::pages::export::shown as told;
use crate::pages::rows::Column;

/// Every column: its word in the address, what it is called, and whether the page shows it when nobody chooses.
const COLUMNS: [(&str, &str, &str, bool); 12] = [
    ("sag", "Sag", "Case", true),
    ("titel", "Titel", "Title", true),
    ("princip", "Princip", "Principle", false),
    ("om", "Om", "About", true),
    ("noegler", "Nøgler", "Keys", false),
    ("fase", "Fase", "Phase", false),
    ("stilling", "Sagens stilling", "Standing", true),
    ("dato", "Dato", "Date", false),
    ("afventer", "Afventer", "Awaits", true),
    ("bemaerk", "Bemærk", "Note", false),
    ("oprettet", "Oprettet", "Opened", false),
    ("aendret", "Senest ændret", "Latest", true),
];

fn those(wanted: impl Fn(&str, bool) -> bool, say: Say) -> Vec<Column> {
    let some = COLUMNS.iter().filter(|(name, .., usual)| wanted(name, *usual));
    some.map(|(name, da, en, _)| Column { name, label: say.t(da, en) }).collect()
}

/// All of them.
pub(crate) fn all(say: Say) -> Vec<Column> {
    those(|_, _| true, say)
}

pub(super) fn is_one(name: &str) -> bool {
    COLUMNS.iter().any(|(known, ..)| *known == name)
}

fn chosen(fields: &Fields, say: Say) -> Vec<Column> {
    those(|name, _| fields.all("vis").iter().any(|one| one == name), say)
}

/// Those that a page shows: as chosen, else the usual ones.
pub(super) fn shown(fields: &Fields, say: Say) -> Vec<Column> {
    let some = chosen(fields, say);
    if some.is_empty() { those(|_, usual| usual, say) } else { some }
}

/// Those of a file: as chosen, else all.
pub(super) fn of_file(fields: &Fields, say: Say) -> Vec<Column> {
    let some = chosen(fields, say);
    if some.is_empty() { all(say) } else { some }
}

fn marks(line: &CaseLine, between: &str, say: Say) -> String {
    line.marks.iter().map(|mark| mark.told(say.0)).collect::<Vec<_>>().join(between)
}

fn cell(snapshot: &Snapshot, line: &CaseLine, column: &str, say: Say) -> Cell {
    let face = &line.face;
    match column {
        "sag" => Cell::Text(face.id.0.clone()),
        "titel" => Cell::Text(title(snapshot, face, say)),
        "princip" => Cell::Text(principle_title(snapshot, face, say)),
        "om" => Cell::Text(about(snapshot, face, say)),
        "noegler" => Cell::Text(face.keys.join("|")),
        "fase" => Cell::Text(face.phase.label().pick(say.0).to_owned()),
        "stilling" => Cell::Text(line.standing.label().pick(say.0).to_owned()),
        "dato" => line.standing.day().map_or(Cell::Empty, Cell::Day),
        "afventer" => Cell::Text(line.waiting.told(say.0)),
        "bemaerk" => Cell::Text(marks(line, "; ", say)),
        "oprettet" => Cell::Day(face.opened),
        "aendret" => Cell::Day(face.changed),
        _ => Cell::Empty,
    }
}

/// A cell as the page has it.
pub(super) fn show(snapshot: &Snapshot, line: &CaseLine, column: &str, say: Say) -> Markup {
    let face = &line.face;
    match column {
        "sag" => html! { a href=(case_href(&face.id.0)) { (face.id) } },
        "titel" => html! {
            (title(snapshot, face, say))
            @if !line.marks.is_empty() { br; span .fu-quiet { (marks(line, " · ", say)) } }
        },
        "om" => {
            html! { (about(snapshot, face, say)) br; span .fu-quiet { (principle_title(snapshot, face, say)) } }
        }
        "stilling" => standing_badge(line.standing, say),
        _ => html! { (told(&cell(snapshot, line, column, say), say)) },
    }
}

/// All that match, as a table for programs and spreadsheets.
pub(crate) fn exported(app: &App, signed: &Signed, (query, columns): (&CaseQuery, &[Column]), say: Say) -> Table {
    let (snapshot, today) = (app.house.now(), app.clock.today());
    let all = {
        let docket = app.house.docket();
        matching_cases(docket.rows_for(query).filter(|row| may_see_row(&snapshot, signed, row)), today, query).0
    };
    let row = |face: &Arc<Face>| {
        let line = case_line(face, today);
        columns.iter().map(|column| cell(&snapshot, &line, column.name, say)).collect()
    };
    Table {
        title: say.t("Sager", "Cases").to_owned(),
        made_on: today,
        columns: columns.iter().map(|column| column.label.to_owned()).collect(),
        rows: all.iter().map(row).collect(),
    }
}
