//! Every acquisition with its phase: searched, narrowed by phase, standing and business area, sorted, and given as files.

use std::borrow::Cow;
use std::sync::Arc;

use axum::extract::{Query, State};
use axum::response::Response;
use decisions::{AcquisitionFace, Phase};
use facts::KindId;
use house::Snapshot;
use house::rights::Action;
use maud::{Markup, html};
use reports::table::{Cell, Table};

use super::{acquisition_href, may_do, phase_text};
use crate::app::App;
use crate::gate::Signed;
use crate::locale::Say;
use crate::pages::rows::{Asked, Column, Filter, Rows, address, files};
use crate::pages::{capital, export, object_href, workbook};
use crate::problem::Problem;
use crate::shell::{self, Head};

const PATH: &str = "/anskaffelser";
/// What the file is called.
const FILE: &str = "anskaffelser";
/// Where an acquisition stands, each with what it is called.
const STANDINGS: [(&str, &str, &str); 4] = [
    ("i-gang", "I gang", "Under way"),
    ("valgt", "Vinder valgt", "Winner chosen"),
    ("system", "Blevet til et system", "Became a system"),
    ("opgivet", "Opgivet", "Given up"),
];

/// The whole municipality, among the business areas of an address.
const ALL: &str = "-";

/// Whose names are told.
#[derive(Clone, Copy)]
struct Kinds {
    unit: KindId,
    system: KindId,
}

fn standing(face: &AcquisitionFace) -> (&'static str, &'static str, &'static str) {
    STANDINGS[match face {
        face if face.cancelled => 3,
        face if face.system.is_some() => 2,
        face if face.winner.is_some() => 1,
        _ => 0,
    }]
}

fn unit(unit: Option<&str>, snapshot: &Snapshot, kinds: Kinds, say: Say) -> String {
    unit.map_or_else(
        || say.t("hele kommunen", "the whole municipality").to_owned(),
        |unit| snapshot.slots.name_of(kinds.unit, unit),
    )
}

fn cell(face: &AcquisitionFace, column: &str, (snapshot, kinds): (&Snapshot, Kinds), say: Say) -> Cell {
    match column {
        "nummer" => Cell::Text(face.id.0.clone()),
        "titel" => Cell::Text(face.title.clone()),
        "fase" => Cell::Text(capital(&phase_text(face, say))),
        "kle" => Cell::List(face.tasks.clone()),
        "omraade" => Cell::Text(unit(face.unit.as_deref(), snapshot, kinds, say)),
        "tilbud" => Cell::Whole(i64::try_from(face.candidates).unwrap_or(i64::MAX)),
        "vinder" => face.winner.clone().map_or(Cell::Empty, Cell::Text),
        "system" => {
            face.system.as_ref().map_or(Cell::Empty, |key| Cell::Text(snapshot.slots.name_of(kinds.system, key)))
        }
        "oprettet" => Cell::Day(face.opened),
        "aendret" => Cell::Day(face.changed),
        _ => Cell::Empty,
    }
}

fn rows<'s>(snapshot: &'s Snapshot, kinds: Kinds, say: Say) -> Rows<'s, AcquisitionFace> {
    let column = |name, da, en| Column { name, label: say.t(da, en) };
    Rows {
        path: PATH,
        title: say.t("Anskaffelser", "Acquisitions"),
        columns: vec![
            column("nummer", "Nummer", "Number"),
            column("titel", "Titel", "Title"),
            column("fase", "Fase", "Phase"),
            column("kle", "KLE-opgaver", "KLE tasks"),
            column("omraade", "Fagområde", "Business area"),
            column("tilbud", "Tilbud", "Offers"),
            column("vinder", "Vinder", "Winner"),
            column("system", "System", "System"),
            column("oprettet", "Oprettet", "Opened"),
            column("aendret", "Senest ændret", "Last changed"),
        ],
        filters: vec![
            Filter {
                name: "fase",
                label: say.t("Fase", "Phase"),
                words: Box::new(|face: &AcquisitionFace| vec![Cow::from(face.phase.word())]),
                called: Box::new(move |word| {
                    let phase = Phase::ALL.iter().find(|phase| phase.word() == word);
                    phase.map(|phase| capital(phase.label().pick(say.0))).unwrap_or_default()
                }),
                known: Box::new(|word| Phase::ALL.iter().any(|phase| phase.word() == word)),
            },
            Filter {
                name: "stand",
                label: say.t("Stand", "Standing"),
                words: Box::new(|face| vec![Cow::from(standing(face).0)]),
                called: Box::new(move |word| {
                    let known = STANDINGS.into_iter().find(|one| one.0 == word);
                    known.map(|(_, da, en)| say.t(da, en).to_owned()).unwrap_or_default()
                }),
                known: Box::new(|word| STANDINGS.iter().any(|(known, ..)| *known == word)),
            },
            Filter {
                name: "enhed",
                label: say.t("Fagområde", "Business area"),
                words: Box::new(|face| vec![Cow::from(face.unit.clone().unwrap_or_else(|| ALL.to_owned()))]),
                called: Box::new(move |word| unit(Some(word).filter(|word| *word != ALL), snapshot, kinds, say)),
                known: Box::new(move |word| word == ALL || snapshot.slots.find(kinds.unit, word).is_some()),
            },
        ],
        kept: &[],
        key: Box::new(|face| face.id.0.clone()),
        cell: Box::new(move |face, column| cell(face, column, (snapshot, kinds), say)),
    }
}

fn kinds() -> Result<Kinds, Problem> {
    Ok(Kinds { unit: crate::pages::kind_of("unit")?, system: crate::pages::kind_of("system")? })
}

/// `GET /anskaffelser`
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    signed: Signed,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Markup, Problem> {
    let faces = app.house.acquisitions().await?;
    Ok(page(&app, &signed, &Asked::of(pairs), faces, kinds()?))
}

fn page(app: &App, signed: &Signed, asked: &Asked, faces: Vec<AcquisitionFace>, kinds: Kinds) -> Markup {
    let (say, snapshot, some) = (signed.say(), app.house.now(), !faces.is_empty());
    let rows = rows(&snapshot, kinds, say);
    let found = rows.find(faces, asked, say);
    let (cut, is_there) = rows.cut(&found, asked);
    let show = |face: &AcquisitionFace, column: &str| match (column, &face.system) {
        ("nummer", _) => html! { a href=(acquisition_href(&face.id.0)) { (face.id) } },
        ("system", Some(key)) => {
            html! { a href=(object_href(kinds.system, key)) { (snapshot.slots.name_of(kinds.system, key)) } }
        }
        _ => html! { (export::shown(&cell(face, column, (&snapshot, kinds), say), say)) },
    };
    let head = Head { title: rows.title, menu: PATH, above: &[] };
    let body = html! {
        h1 { (head.title) }
        (rows.unknown(asked).and_place(asked, is_there).notice(say))
        p .lead { (say.t("Det, kommunen er ved at anskaffe. Hvert tilbud bliver vurderet efter de samme principper som de systemer, I har.", "What the municipality is about to acquire. Each offer is assessed by the same principles as the systems you have.")) }
        @if may_do(signed, Action::KeepAcquisition) { p { a .button .button-primary href="/anskaffelser/ny" { (say.t("Opret anskaffelse", "Open an acquisition")) } } }
        @if some { (rows.controls(&found, asked, say)) }
        p role="status" { (say.count(found.all.len(), ["anskaffelse", "anskaffelser"], ["acquisition", "acquisitions"])) @if some { " · " (files(app, PATH, &asked.pairs, say)) } }
        @if some { (rows.table(&cut, asked, &show, say)) }
    };
    shell::page(app, signed, &address(PATH, &asked.pairs, &[]), &head, &body)
}

fn table(app: &App, say: Say, asked: &Asked, faces: Vec<AcquisitionFace>, kinds: Kinds) -> Result<Table, Problem> {
    let snapshot = app.house.now();
    let rows = rows(&snapshot, kinds, say);
    rows.file(&rows.find(faces, asked, say), asked, app.clock.today())
}

/// `GET /anskaffelser/eksport.csv`
pub(crate) async fn csv(
    State(app): State<Arc<App>>,
    signed: Signed,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let faces = app.house.acquisitions().await?;
    Ok(export::table(&table(&app, signed.say(), &Asked::of(pairs), faces, kinds()?)?, FILE, signed.say()))
}

/// `GET /anskaffelser/eksport.xlsx`
pub(crate) async fn xlsx(
    State(app): State<Arc<App>>,
    signed: Signed,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let faces = app.house.acquisitions().await?;
    let table = table(&app, signed.say(), &Asked::of(pairs), faces, kinds()?)?;
    workbook::written(&app, FILE, signed.say(), move || table).await
}
