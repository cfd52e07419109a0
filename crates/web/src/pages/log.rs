//! The log: who did what, to what, when; and whether its chain holds.

use std::sync::Arc;

use axum::extract::{Query, State};
use facts::schema;
use house::rights::{Action, may};
use maud::{Markup, html};
use store::{Account, LogEntry};

use super::object_href;
use super::told::told;
use crate::app::App;
use crate::form::Fields;
use crate::gate::Signed;
use crate::locale::Say;
use crate::problem::Problem;
use crate::shell::{self, Head};

/// So many entries on a page.
const PAGE: i64 = 50;

/// `GET /log`
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    signed: Signed,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Markup, Problem> {
    let say = signed.say();
    let fields = Fields::of(pairs);
    let before = fields.get("foer").parse().unwrap_or(i64::MAX);
    let (store, tenant) = (app.house.store(), app.house.tenant());
    let entries = store.log(tenant, before, PAGE).await?;
    let accounts = store.accounts(tenant).await?;
    let snapshot = app.house.now();
    let checked = if fields.get("kontrol") == "1" { Some(store.verify_log(tenant).await?) } else { None };
    let head = Head { title: say.t("Log", "Log"), menu: "/log", above: &[] };
    let undo = may(&signed.0.grants, Action::UndoImport);
    let body = html! {
        h1 { (head.title) }
        p { (say.t("Hver handling står her i rækkefølge. Hver linje er bundet til den foregående, så ingen kan ændres eller fjernes, uden at kæden brydes.", "Every act stands here in order. Each line is bound to the one before, so that none can be changed or removed without breaking the chain.")) }
        @match &checked {
            None => p { a href="/log?kontrol=1" { (say.t("Kontrollér kæden", "Check the chain")) } },
            Some(None) => (shell::alert("success", &html! { p { (say.t("Kæden holder: ingen linje er ændret eller fjernet.", "The chain holds: no line has been changed or removed.")) } })),
            Some(Some(broken)) => (shell::alert("error", &html! { p { (say.t("Kæden er brudt ved handling ", "The chain is broken at act ")) (broken.seq) ". " (say.t("Kontakt it-drift, og gem databasen, som den er.", "Contact IT operations, and keep the database as it is.")) } })),
        }
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
                                    form method="post" action={ "/fortryd/" (entry.seq) } { (shell::csrf(&signed)) button .fu-link { (say.t("Fortryd importen", "Undo the import")) } }
                                }
                            }
                            td { (subject(entry, &accounts)) " " (told(entry, &snapshot, say)) }
                        }
                    }
                }
            }
        }
        @if let Some(last) = entries.last().filter(|last| last.seq > 1) {
            nav .fu-pages aria-label=(say.t("Sider", "Pages")) { a rel="next" href={ "/log?foer=" (last.seq) } { (say.t("Ældre", "Older")) } }
        }
    };
    Ok(shell::page(&app, &signed, "/log", &head, &body))
}

/// What an act was done to; an account by its name on this day, since its id tells nobody anything.
fn subject(entry: &LogEntry, accounts: &[Account]) -> Markup {
    let (Some(kind), Some(key)) = (&entry.kind, &entry.key) else { return html! {} };
    if let Some(kind) = schema().kind(kind) {
        return html! { a href=(object_href(kind, key)) { (key) } };
    }
    if kind == store::CASE {
        return html! { a href=(super::cases::case_href(key)) { (key) } };
    }
    let account = accounts.iter().find(|account| kind == "account" && account.id == *key);
    html! { (account.map_or(key.as_str(), |account| account.name.as_str())) }
}

/// What an act is called.
pub(crate) fn act_label(act: &str, say: Say) -> String {
    let (da, en) = match act {
        "import" => ("import", "import"),
        "undo" => ("import fortrudt", "import undone"),
        "supply-fact" => ("oplyste", "supplied a fact"),
        "answer-question" => ("svarede", "answered"),
        "adopt-strategy" => ("tog strategi i brug", "adopted a strategy"),
        "sign-in" => ("loggede ind", "signed in"),
        "sign-in-refused" => ("login afvist", "sign-in refused"),
        "sign-out" => ("loggede ud", "signed out"),
        "first-administrator" => ("første administrator", "first administrator"),
        "add-account" => ("oprettede bruger", "made an account"),
        "first-sign-in" => ("loggede ind første gang", "signed in for the first time"),
        "map-roles" => ("fik nye roller fra grupper", "got new roles from groups"),
        "set-roles" => ("satte roller", "set roles"),
        "set-password" => ("satte adgangskode", "set a password"),
        "set-second-factor" => ("satte totrinslogin op", "set up a second factor"),
        "drop-second-factor" => ("fjernede totrinslogin", "dropped a second factor"),
        "close-account" => ("lukkede bruger", "closed an account"),
        "set-mail" => ("satte mailadresse", "set a mail address"),
        "make-calendar" => ("lavede kalenderadresse", "made a calendar address"),
        "drop-calendar" => ("trak kalenderadresse tilbage", "withdrew a calendar address"),
        "make-token" => ("lavede adgangsnøgle", "made a token"),
        "revoke-token" => ("trak adgangsnøgle tilbage", "withdrew a token"),
        "set-mapping" => ("navngav kolonner", "named columns"),
        "set-receiver" => ("valgte logopsamling", "chose a log collector"),
        "prefer" => ("valgte register", "chose a register"),
        "restore" => ("genskabte af sikkerhedskopi", "restored from a backup"),
        "move" => ("flyttede databasen", "moved the database"),
        "appoint-deputy" => ("udpegede en stedfortræder", "appointed a deputy"),
        "end-deputy" => ("afsluttede en stedfortræder", "ended a deputy's time"),
        "plan-meeting" => ("planlagde et møde", "planned a meeting"),
        "set-agenda" => ("satte dagsordenen", "set the agenda"),
        "close-meeting" => ("gav mødet et referat", "gave the meeting its minutes"),
        other if other.starts_with("case-") => return house::cases::label(other).pick(say.0).to_owned(),
        other => return other.to_owned(),
    };
    say.t(da, en).to_owned()
}
