//! Overdragelse: people who left and what still names them, each thing with the form that changes it (strategy §3).

use std::sync::Arc;

use axum::extract::{Query, State};
use facts::{KindId, schema};
use house::rights::{self, Action, Saying};
use house::{HandedCase, Handover, Snapshot};
use maud::{Markup, html};
use reports::handover::{Held, Post};

use super::unknown::Unknown;
use super::{capital, kind_of, may_see, object_href};
use crate::app::App;
use crate::form::Fields;
use crate::gate::{Signed, encoded};
use crate::locale::Say;
use crate::problem::Problem;
use crate::shell::{self, Head};

/// So many people are shown at first.
const SHOWN: usize = 50;

/// `GET /overdragelse`, `GET /overdragelse?alle=1`
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    signed: Signed,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Markup, Problem> {
    let say = signed.say();
    let snapshot = app.house.now();
    let all = mine(&app, &signed, &snapshot).await?;
    let unknown = Unknown::of(&pairs, |name, value| name == "alle" && value == "1");
    let shown = if Fields::of(pairs).get("alle") == "1" { &all[..] } else { &all[..all.len().min(SHOWN)] };
    let head = Head { title: say.t("Overdragelse", "Hand-over"), menu: "/", above: &[] };
    let body = html! {
        h1 { (head.title) }
        (unknown.notice(say))
        p .lead { (say.t("Personer, der er fratrådt, men stadig står som ansvarlige. Opgaver og trin i handleplaner flytter med, når ejeren rettes; et trin, der er givet til personen selv, skal gives til en anden i sagens plan.", "People who have left but still stand as responsible. Tasks and the steps of plans move when the owner is changed; a step of the person's own must be given to somebody else in the case's plan.")) }
        @if all.is_empty() { p { (say.t("Alt er overdraget.", "Everything has been handed over.")) } }
        @for one in shown { (person(&snapshot, &signed, one)?) }
        @if shown.len() < all.len() {
            p { a href="/overdragelse?alle=1" { (say.t("Vis alle", "Show all")) " (" (say.number(all.len() as u64)) ")" } }
        }
    };
    Ok(shell::page(&app, &signed, "/overdragelse", &head, &body))
}

/// The part of the list that this reader may see.
pub(crate) async fn mine(app: &App, signed: &Signed, snapshot: &Snapshot) -> Result<Vec<Handover>, Problem> {
    let mut all = app.house.handover(snapshot).await?;
    all.retain(|one| rights::may_hand_over(&signed.0.grants, snapshot, one.leaver.person));
    Ok(all)
}

fn person(snapshot: &Snapshot, signed: &Signed, one: &Handover) -> Result<Markup, Problem> {
    let (say, slots) = (signed.say(), &snapshot.slots);
    let (people, units) = (kind_of("person")?, kind_of("unit")?);
    let leaver = &one.leaver;
    let title = leaver.person.map_or_else(|| leaver.key.clone(), |person| slots.title(people, person));
    let page = leaver.person.filter(|person| may_see(snapshot, signed, (people, *person)));
    Ok(html! {
        section aria-label=(title) {
            h2 { @if page.is_some() { a href=(object_href(people, &leaver.key)) { (title) } } @else { (title) } }
            p {
                @match leaver.left_on {
                    Some(day) => { (say.t("Fratrådt ", "Left on ")) (say.day(day)) }
                    None => (say.t("Findes ikke blandt personerne i registrene", "Is not among the people of the registers")),
                }
                @if let Some(unit) = leaver.unit { " · " a href=(object_href(units, &slots.keys(units)[unit as usize])) { (slots.title(units, unit)) } }
            }
            p { (say.t("Kan overtages af: ", "Could be taken over by: "))
                @if leaver.successors.is_empty() { (say.t("ingen leder eller stedfortræder er kendt", "no leader or substitute is known")) }
                @for (place, next) in leaver.successors.iter().enumerate() {
                    @if place > 0 { ", " }
                    strong { (slots.title(people, next.person)) } " (" (post(next.as_, say)) " " (slots.title(units, next.unit)) ")"
                }
            }
            (holds(snapshot, signed, one, &title))
        }
    })
}

fn post(post: Post, say: Say) -> &'static str {
    match post {
        Post::Leader => say.t("leder af", "leader of"),
        Post::Substitute => say.t("stedfortræder i", "substitute in"),
    }
}

fn holds(snapshot: &Snapshot, signed: &Signed, one: &Handover, title: &str) -> Markup {
    let say = signed.say();
    html! {
        div .fu-scroll tabindex="0" role="region" aria-label=(title) {
            table .table .table--compact {
                thead { tr { th scope="col" { (say.t("Hvad", "What")) } th scope="col" { (say.t("Navn", "Name")) } th scope="col" { (say.t("Som", "As")) } th scope="col" { (say.t("Ret", "Change")) } } }
                tbody {
                    @for held in &one.leaver.holds { (fact(snapshot, signed, *held)) }
                    @for case in &one.cases { (of_case(case, say)) }
                    @for opened in &one.acquisitions {
                        tr { td { (say.t("Anskaffelse", "Acquisition")) } th scope="row" { (opened.title) } td { (say.t("Oprettet af", "Opened by")) }
                            td { a href={ "/anskaffelser/" (encoded(&opened.number)) } { (opened.number) } } }
                    }
                    @for account in &one.accounts {
                        tr { td { (say.t("Brugerkonto", "Account")) } th scope="row" { (account.login) } td { (say.t("Åben", "Open")) }
                            td { @if rights::may(&signed.0.grants, Action::ManageAccounts) { a href={ "/administration/" (encoded(&account.id)) } { (say.t("Luk kontoen", "Close the account")) } } @else { (say.t("Bed en administrator lukke den", "Ask an administrator to close it")) } } }
                    }
                }
            }
        }
    }
}

fn fact(snapshot: &Snapshot, signed: &Signed, held: Held) -> Markup {
    let (say, slots) = (signed.say(), &snapshot.slots);
    let key = &slots.keys(held.kind)[held.object as usize];
    let (def, attribute) = (schema().def(held.kind), schema().attribute(held.kind, held.attribute));
    let href = object_href(held.kind, key);
    let who = &signed.0;
    let at = (held.kind, held.object);
    let may = rights::may_say(&who.grants, who.account.person.as_deref(), snapshot, at, Saying::Fact);
    html! {
        tr {
            td { (capital(def.one.get(say.0))) }
            th scope="row" { a href=(href) { (slots.title(held.kind, held.object)) } }
            td { (attribute.label.get(say.0)) }
            td { @if may { a href={ (href) "/oplys/" (attribute.name) } { (say.t("Vælg en anden", "Choose another")) } } @else { (asks(held.kind, say)) } }
        }
    }
}

/// Who changes a fact that this reader may not change.
fn asks(kind: KindId, say: Say) -> Markup {
    let role = schema().def(kind).steward.label();
    html! { (say.t("Rettes af: ", "Changed by: ")) (role.pick(say.0)) }
}

fn of_case(case: &HandedCase, say: Say) -> Markup {
    html! {
        tr {
            td { (say.t("Sag", "Case")) }
            th scope="row" { (case.title) }
            td {
                (say.t("Ejer af det, sagen handler om", "Owner of what the case is about"))
                @if case.open_steps > 0 { ", " (say.count(case.open_steps, ["åbent trin i handleplanen", "åbne trin i handleplanen"], ["open step of the plan", "open steps of the plan"])) }
            }
            td { a href={ "/sager/" (encoded(&case.number)) } { (case.number) } }
        }
    }
}
