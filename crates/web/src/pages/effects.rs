//! What would count otherwise after an import: on the page the first of it, and all of it as a file.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use facts::{AttrId, schema};
use house::Effects;
use house::rights::{Action, is_personal, may_see_everybody};
use maud::{Markup, html};
use reports::table::{Cell, Table};

use super::import::{more, try_file};
use super::{kind_title, object_href};
use crate::app::App;
use crate::gate::Signed;
use crate::locale::Say;
use crate::problem::Problem;

/// `GET /import/{id}/forskelle.csv`: fact by fact, what counts now and what would count.
pub(crate) async fn csv(
    State(app): State<Arc<App>>,
    signed: Signed,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let say = signed.say();
    let tried = try_file(&app, &signed, &id).await?;
    if is_personal(tried.kind) && !may_see_everybody(&signed.0.grants) {
        return Err(house::refused(Action::ReadPeople).into());
    }
    let effects = app.house.effects(&tried.intake, usize::MAX).await?;
    let columns = [
        say.t("Nøgle", "Key"),
        say.t("Nyt objekt", "New object"),
        say.t("Oplysning", "Fact"),
        say.t("Gælder nu", "Counts now"),
        say.t("Ville gælde", "Would count"),
        say.t("En anden kilde siger noget andet", "Another source says otherwise"),
    ];
    let table = Table {
        title: kind_title(tried.kind, say.0),
        made_on: app.house.now().today,
        columns: columns.map(str::to_owned).to_vec(),
        rows: effects.iter().flat_map(|effects| rows(effects, say)).collect(),
    };
    Ok(super::export::table(&table, "forskelle", say))
}

fn rows(effects: &Effects, say: Say) -> impl Iterator<Item = Vec<Cell>> {
    let label = move |attribute: AttrId| schema().attribute(effects.kind, attribute).label.pick(say.0).to_owned();
    effects.objects.iter().flat_map(move |one| {
        let row = move |(fact, before, after, disagree): (String, &str, &str, bool)| {
            let text = |text: &str| if text.is_empty() { Cell::Empty } else { Cell::Text(text.to_owned()) };
            let key = Cell::Text(one.key.clone());
            vec![key, Cell::YesNo(one.is_new), text(&fact), text(before), text(after), Cell::YesNo(disagree)]
        };
        let turns = one.facts.iter();
        let turns = turns
            .map(move |turn| (label(turn.attribute), say.text(&turn.before), say.text(&turn.after), turn.disagree));
        // Of what is new and has no facts there is a row as well.
        let bare = one.facts.is_empty().then(|| (String::new(), "", "", false));
        turns.chain(bare).map(row)
    })
}

/// What would count otherwise than it does now, whoever said so before.
pub(super) fn would_count(effects: &Effects, base: &str, say: Say) -> Markup {
    let kind = effects.kind;
    let label = |attribute: AttrId| schema().attribute(kind, attribute).label.pick(say.0);
    let value = |text: &kernel::Text| match say.text(text) {
        "" => say.t("ukendt", "unknown").to_owned(),
        text => text.to_owned(),
    };
    html! {
        @if effects.beside > 0 { p { (say.count(effects.beside, ["oplysning siger noget andet end det, der gælder, og kommer til at stå ved siden af.", "oplysninger siger noget andet end det, der gælder, og kommer til at stå ved siden af."], ["fact says otherwise than what counts, and will stand beside it.", "facts say otherwise than what counts, and will stand beside it."])) } }
        @if !effects.objects.is_empty() {
            section {
                h2 { (say.t("Hvad der ville gælde", "What would count")) }
                p { (say.count(effects.new, ["nyt objekt", "nye objekter"], ["new object", "new objects"])) ", "
                    (say.count(effects.changed, ["kendt objekt får andre oplysninger", "kendte objekter får andre oplysninger"], ["known object gets other facts", "known objects get other facts"])) "." }
                p { a href={ (base) "/forskelle.csv" } { (say.t("Hent alle forskelle, række for række (CSV)", "Download every difference, row by row (CSV)")) } }
                ul {
                    @for one in &effects.objects {
                        li {
                            @if one.is_new { (one.key) " (" (say.t("nyt", "new")) ")" } @else { a href=(object_href(kind, &one.key)) { (one.key) } }
                            ul { @for turn in &one.facts {
                                li {
                                    (label(turn.attribute)) ": " @if !one.is_new { (value(&turn.before)) " → " } (value(&turn.after))
                                    @if turn.disagree { " " strong { (say.t("(en anden kilde siger noget andet)", "(another source says otherwise)")) } }
                                }
                            } }
                        }
                    }
                }
                (more(effects.new + effects.changed, say))
            }
        }
    }
}
