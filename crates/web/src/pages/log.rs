//! The log: who did what, to what, when; searched, and whether its chain holds.

mod acts;
pub(crate) mod bundle;
pub(crate) mod export;
mod search;

use std::sync::Arc;

use axum::extract::{Query, State};
use facts::schema;
use house::rights::{Action, may};
use house::{Doubt, Trusted, Verified};
use maud::{Markup, html};
use store::{Account, Checkpoint, LogEntry};

pub(crate) use acts::act_label;
pub use acts::{act_name, known_act};
use search::Asked;
pub(crate) use search::{after, begin_of};

use super::object_href;
use super::rows::files;
use super::told::told;
use super::unknown::{Unknown, is_number};
use crate::app::App;
use crate::form::Fields;
use crate::gate::{Signed, encoded};
use crate::locale::Say;
use crate::problem::Problem;
use crate::shell::{self, Head};

/// So many entries on a page.
const PAGE: i64 = 50;

/// What the address asks for that the log does not know.
fn unknown(pairs: &[(String, String)]) -> Unknown {
    Unknown::of(pairs, |name, value| match name {
        "foer" => is_number(value),
        "kontrol" => value == "1",
        name => search::NAMES.contains(&name),
    })
}

/// `GET /log`
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    signed: Signed,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Markup, Problem> {
    let say = signed.say();
    let unknown = unknown(&pairs);
    let fields = Fields::of(pairs);
    let check = fields.get("kontrol") == "1";
    let asked = Asked::of(&app, fields)?;
    let (store, tenant) = (app.house.store(), app.house.tenant());
    let entries = store.search_log(tenant, &asked.search, PAGE).await?;
    let mut acts: Vec<(String, String)> =
        store.log_acts(tenant).await?.into_iter().map(|act| (act.clone(), act_label(&act, say))).collect();
    acts.sort_by_cached_key(|(_, label)| kernel::danish_sort_key(label));
    let accounts = store.accounts(tenant).await?;
    let snapshot = app.house.now();
    let checked = if check { Some(app.house.verify_log(&[], &Trusted::default()).await?) } else { None };
    let last = store.checkpoints(tenant).await?.pop();
    let head = Head { title: say.t("Log", "Log"), menu: "/log", above: &[] };
    let undo = may(&signed.0.grants, Action::UndoImport);
    let body = html! {
        h1 { (head.title) }
        (unknown.notice(say))
        p { (say.t("Hver handling står her i rækkefølge. Hver linje er bundet til den foregående, så ingen kan ændres eller fjernes, uden at kæden brydes.", "Every act stands here in order. Each line is bound to the one before, so that none can be changed or removed without breaking the chain.")) }
        (verified(checked.as_ref(), last.as_ref(), say))
        @if app.log_keys.is_some() { p { a href="/log/pakke" { (say.t("Hent loggen som underskrevet logpakke", "Download the log as a signed bundle")) } } }
        (asked.form(&acts, &accounts, say))
        @if !entries.is_empty() { p { (files(&app, "/log", &asked.pairs(), say)) } }
        @if let Some(case) = asked.case() { (access(case, say)) }
        div .fu-scroll tabindex="0" role="region" aria-label=(head.title) {
            table .table .table--compact {
                thead { tr {
                    th scope="col" .fu-num { (say.t("Nr.", "No.")) }
                    th scope="col" { (say.t("Hvornår", "When")) }
                    th scope="col" { (say.t("Hvem", "Who")) }
                    th scope="col" { (say.t("Handling", "Act")) }
                    th scope="col" { (say.t("Om", "About")) }
                } }
                tbody {
                    @for entry in &entries {
                        tr {
                            td .fu-num { (entry.seq) }
                            td .fu-when { (say.instant(entry.at, &*app.clock)) }
                            td { (entry.name) }
                            td { (act_label(&entry.act, say))
                                @if undo && entry.act == "import" {
                                    " · " (super::undo::link(entry.seq, say))
                                }
                            }
                            td { (subject(entry, &accounts, say)) " " (told(entry, &snapshot, say)) }
                        }
                    }
                }
            }
        }
        @if entries.is_empty() { p { (say.t("Ingen handlinger svarer til søgningen. Ret den, eller ryd filtrene.", "No acts match the search. Change it, or clear the filters.")) } }
        @if let Some(last) = entries.last().filter(|last| last.seq > 1) {
            nav .fu-pages aria-label=(say.t("Sider", "Pages")) { a rel="next" href=(asked.href(last.seq)) { (say.t("Ældre", "Older")) } }
        }
    };
    Ok(shell::page(&app, &signed, "/log", &head, &body))
}

/// Whether the log holds, when that was asked; else where to ask.
fn verified(checked: Option<&Verified>, last: Option<&Checkpoint>, say: Say) -> Markup {
    html! {
        p {
            @if let Some(last) = last {
                (say.t("Seneste underskrevne kontrolpunkt: ", "Last signed checkpoint: ")) (say.day(last.day)) " (" (say.t("handling ", "act ")) (last.seq) "). "
            }
            @if checked.is_none() { a href="/log?kontrol=1" { (say.t("Kontrollér kæden", "Check the chain")) } }
        }
        @match checked.map(|checked| &checked.doubt) {
            None => {},
            Some(None) => (shell::alert("success", &html! { p { (say.t("Kæden holder: ingen linje er ændret eller fjernet.", "The chain holds: no line has been changed or removed.")) } })),
            Some(Some(doubt)) => (shell::alert("error", &html! { p { (doubted(doubt, say)) (say.t("Kontakt it-drift, og gem databasen, som den er.", "Contact IT operations, and keep the database as it is.")) } })),
        }
    }
}

fn doubted(doubt: &Doubt, say: Say) -> String {
    match doubt {
        Doubt::Broken { broken, .. } => {
            format!("{} {}. ", say.t("Kæden er brudt ved handling", "The chain is broken at act"), broken.seq)
        }
        Doubt::Forged(checkpoint) | Doubt::Foreign(checkpoint) | Doubt::NotItsTime(checkpoint) => format!(
            "{} {} {}. ",
            say.t("Kontrolpunktet fra", "The checkpoint of"),
            say.day(checkpoint.day),
            say.t("er ikke underskrevet af Fundament", "is not signed by Fundament")
        ),
    }
}

/// One case or acquisition as a file for whoever asks for access.
pub(crate) fn access(case: &str, say: Say) -> Markup {
    let href = format!("/log/case/{}", encoded(case));
    html! {
        p {
            (say.t("Aktindsigt: ", "Access: "))
            a href=(href) { (say.t("med navne", "with names")) } " · " a href={ (href) "?navne=skjult" } { (say.t("navne skjult", "names masked")) }
        }
    }
}

/// What an act was done to; an account by its name on this day, since its id tells nobody anything.
fn subject(entry: &LogEntry, accounts: &[Account], say: Say) -> Markup {
    let (Some(kind), Some(key)) = (&entry.kind, &entry.key) else { return html! {} };
    if let Some(kind) = schema().kind(kind) {
        return html! { a href=(object_href(kind, key)) { (key) } };
    }
    if kind == store::CASE {
        return html! { a href=(super::cases::case_href(key)) { (key) } };
    }
    if kind == store::ACQUISITION {
        return html! { a href=(super::acquisitions::acquisition_href(key)) { (key) } };
    }
    if kind == "meeting" {
        return html! { a href={ "/direktion/moeder/" (encoded(key)) } { (say.t("mødet", "the meeting")) } };
    }
    if kind == "mapping" || kind == "token" && entry.detail.contains("\"name\"") {
        // Its name stands beside it.
        return html! {};
    }
    let account = accounts.iter().find(|account| kind == "account" && account.id == *key);
    html! { (account.map_or(key.as_str(), |account| account.name.as_str())) }
}
