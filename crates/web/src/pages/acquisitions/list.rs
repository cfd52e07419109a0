//! Every acquisition with its phase.

use std::sync::Arc;

use axum::extract::State;
use house::rights::Action;
use maud::{Markup, html};

use super::{acquisition_href, may_do, phase_text};
use crate::app::App;
use crate::gate::Signed;
use crate::pages::{capital, object_href};
use crate::problem::Problem;
use crate::shell::{self, Head};

/// `GET /anskaffelser`
pub(crate) async fn show(State(app): State<Arc<App>>, signed: Signed) -> Result<Markup, Problem> {
    let say = signed.say();
    let faces = app.house.acquisitions().await?;
    let snapshot = app.house.now();
    let units = crate::pages::kind_of("unit")?;
    let systems = crate::pages::kind_of("system")?;
    let head = Head { title: say.t("Anskaffelser", "Acquisitions"), menu: "/anskaffelser", above: &[] };
    let body = html! {
        h1 { (head.title) }
        p .lead { (say.t("Det, kommunen er ved at anskaffe. Hvert tilbud bliver vurderet efter de samme principper som de systemer, I har.", "What the municipality is about to acquire. Each offer is assessed by the same principles as the systems you have.")) }
        @if may_do(&signed, Action::KeepAcquisition) { p { a .button .button-primary href="/anskaffelser/ny" { (say.t("Opret anskaffelse", "Open an acquisition")) } } }
        p role="status" { (say.count(faces.len(), ["anskaffelse", "anskaffelser"], ["acquisition", "acquisitions"])) }
        @if !faces.is_empty() {
            div .fu-scroll tabindex="0" role="region" aria-label=(head.title) {
                table .table .table--compact {
                    thead { tr {
                        th scope="col" { (say.t("Nummer", "Number")) }
                        th scope="col" { (say.t("Titel", "Title")) }
                        th scope="col" { (say.t("Fase", "Phase")) }
                        th scope="col" { (say.t("KLE-opgaver", "KLE tasks")) }
                        th scope="col" { (say.t("Fagområde", "Business area")) }
                        th scope="col" .fu-num { (say.t("Tilbud", "Offers")) }
                        th scope="col" { (say.t("Vinder", "Winner")) }
                        th scope="col" { (say.t("Senest ændret", "Last changed")) }
                    } }
                    tbody {
                        @for face in &faces {
                            tr {
                                td .fu-id { a href=(acquisition_href(&face.id.0)) { (face.id) } }
                                th scope="row" { (face.title) }
                                td { (capital(&phase_text(face, say))) }
                                td { (face.tasks.join(", ")) }
                                td { @if let Some(unit) = &face.unit { (snapshot.slots.name_of(units, unit)) } @else { (say.t("hele kommunen", "the whole municipality")) } }
                                td .fu-num { (say.number(face.candidates as u64)) }
                                td { @if let Some(winner) = &face.winner { (winner) } @if let Some(system) = &face.system { " · " a href=(object_href(systems, system)) { (snapshot.slots.name_of(systems, system)) } } }
                                td { (say.day(face.changed)) }
                            }
                        }
                    }
                }
            }
        }
    };
    Ok(shell::page(&app, &signed, "/anskaffelser", &head, &body))
}
