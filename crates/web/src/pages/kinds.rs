//! Every kind of facts, with how many there are and how they stand.

use std::sync::Arc;

use axum::extract::State;
use facts::schema;
use findings::Tally;
use maud::{Markup, html};

use super::kind_title;
use super::widgets::counts;
use crate::app::App;
use crate::gate::Signed;
use crate::shell::{self, Head};

/// `GET /objekter`
pub(crate) async fn show(State(app): State<Arc<App>>, signed: Signed) -> Markup {
    let say = signed.say();
    let snapshot = app.house.now();
    let mut kinds: Vec<_> = schema().kinds().map(|kind| (kind_title(kind, say.0), kind)).collect();
    kinds.sort_by_cached_key(|(title, _)| kernel::danish_sort_key(title));
    let head = Head { title: say.t("Alt, hvad vi ved", "All that we know"), menu: "/objekter", above: &[] };
    let body = html! {
        h1 { (head.title) }
        div .fu-scroll tabindex="0" role="region" aria-label=(head.title) {
            table .table .table--compact {
                thead { tr {
                    th scope="col" { (say.t("Slags", "Kind")) }
                    th scope="col" .fu-num { (say.t("Antal", "Number")) }
                    th scope="col" { (say.t("Vurderinger", "Verdicts")) }
                } }
                tbody {
                    @for (title, kind) in kinds {
                        @let mut whole = Tally::default();
                        @let tallies = snapshot.listing.tallies(kind, &snapshot.slots, &snapshot.assessment);
                        ({ tallies.iter().for_each(|tally| whole.add(*tally)); "" })
                        tr {
                            th scope="row" { a href={ "/objekter/" (schema().def(kind).name) } { (title) } }
                            td .fu-num { (say.number(u64::from(snapshot.slots.count(kind)))) }
                            td { @if whole.applicable() > 0 { (counts(whole, say)) } @else { span .fu-quiet { "–" } } }
                        }
                    }
                }
            }
        }
        ul {
            @if house::rights::may(&signed.0.grants, house::rights::Action::HandOver) { li { a href="/overdragelse" { (say.t("Overdragelse efter fratrådte", "Hand-over after people who left")) } } }
            li { a href="/kle" { (say.t("Systemer pr. KLE-opgave (overlap)", "Systems per KLE task (overlap)")) } }
            li { a href="/sammenlign" { (say.t("Sammenlign to systemer", "Compare two systems")) } }
        }
    };
    shell::page(&app, &signed, "/objekter", &head, &body)
}
