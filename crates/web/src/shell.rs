//! The frame around every page: skip link, name of the municipality, menu, who is signed in, language.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use house::rights::{self, Action};
use maud::{DOCTYPE, Markup, html};

use crate::app::App;
use crate::assets;
use crate::gate::Signed;
use crate::locale::Say;
use crate::pages::as_of;
use crate::problem::Problem;

/// One page's place: its title, and the way to it.
pub(crate) struct Head<'a> {
    /// The title, without the house's name.
    pub(crate) title: &'a str,
    /// The path of the menu's entry it belongs to.
    pub(crate) menu: &'a str,
    /// The pages above it: path and name.
    pub(crate) above: &'a [(String, String)],
}

/// A page for somebody who is signed in. `path` is the page's own address, for the language switch.
pub(crate) fn page(app: &App, signed: &Signed, path: &str, head: &Head<'_>, body: &Markup) -> Markup {
    let say = signed.say();
    document(
        say,
        head.title,
        &html! {
            header .fu-head {
                div .fu-wide .fu-bar {
                    a .fu-name href="/" { strong { "Fundament" } span { (app.house.name()) } }
                    div .fu-me {
                        a href="/mig" { (signed.0.account.name) }
                        form method="post" action="/sprog" {
                            (csrf(signed))
                            input type="hidden" name="til" value=(path);
                            @let (code, name) = if say.code() == "da" { ("en", "English") } else { ("da", "Dansk") };
                            button .fu-link name="sprog" value=(code) lang=(code) { (name) }
                        }
                        form method="post" action="/log-ud" {
                            (csrf(signed))
                            button .fu-link { (say.t("Log ud", "Sign out")) }
                        }
                    }
                }
                nav .fu-menu aria-label=(say.t("Hovedmenu", "Main menu")) {
                    ul .fu-wide {
                        @for (href, name) in menu(say, signed) {
                            li { a href=(href) aria-current=[(href == head.menu).then_some("page")] { (name) } }
                        }
                    }
                }
            }
            main #indhold .fu-wide tabindex="-1" {
                @if !head.above.is_empty() {
                    nav .fu-crumbs aria-label=(say.t("Brødkrumme", "Breadcrumb")) {
                        ol {
                            @for (href, name) in head.above { li { a href=(href) { (name) } } }
                            li aria-current="page" { (head.title) }
                        }
                    }
                }
                (body)
            }
            (foot(app, say))
        },
    )
}

/// A page for those not signed in.
pub(crate) fn bare(say: Say, title: &str, body: &Markup) -> Markup {
    document(
        say,
        title,
        &html! {
            header .fu-head { div .fu-wide .fu-bar { a .fu-name href="/" { strong { "Fundament" } } } }
            main #indhold .fu-wide tabindex="-1" { (body) }
        },
    )
}

fn document(say: Say, title: &str, body: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang=(say.code()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) " – Fundament" }
                link rel="stylesheet" href=(assets::href("dkfds/css/dkfds.min.css"));
                link rel="stylesheet" href=(assets::href("fundament.css"));
                link rel="icon" type="image/svg+xml" href=(assets::href("icon.svg"));
            }
            body {
                a .skipnav href="#indhold" { (say.t("Gå til indholdet", "Skip to the content")) }
                (body)
            }
        }
    }
}

fn foot(app: &App, say: Say) -> Markup {
    let snapshot = app.house.now();
    html! {
        footer .fu-foot {
            div .fu-wide {
                p {
                    (say.t("Vurderet for ", "Assessed for ")) (say.day(snapshot.today))
                    " · " a href="/api" { "API" }
                }
            }
        }
    }
}

fn menu(say: Say, signed: &Signed) -> Vec<(&'static str, &'static str)> {
    let may = |action| rights::may(&signed.0.grants, action);
    let mut menu = vec![
        ("/", say.t("Overblik", "Overview")),
        ("/opgaver", say.t("Mine opgaver", "My tasks")),
        ("/strategi", say.t("Strategi", "Strategy")),
        ("/objekter/system", say.t("Systemer", "Systems")),
        ("/sager", say.t("Sager", "Cases")),
        ("/anskaffelser", say.t("Anskaffelser", "Acquisitions")),
        ("/direktion", say.t("Direktion", "Board")),
        ("/objekter", say.t("Alt andet", "All else")),
    ];
    if may(Action::Import) {
        menu.push(("/import", say.t("Import", "Import")));
    }
    if may(Action::ReadLog) {
        menu.push(("/log", say.t("Log", "Log")));
    }
    if may(Action::ManageAccounts) {
        menu.push(("/administration", say.t("Administration", "Administration")));
    }
    menu
}

/// The hidden mark that every form carries.
pub(crate) fn csrf(signed: &Signed) -> Markup {
    html! { input type="hidden" name="csrf" value=(signed.csrf()); }
}

/// What went wrong, in the reader's own frame.
pub(crate) async fn problem(app: &App, signed: &Signed, path: &str, problem: &Problem) -> Response {
    let instead = as_of::first_instead(app, problem).await;
    let say = signed.say();
    let title = match problem.status.as_u16() {
        403 => say.t("Ingen adgang", "No access"),
        404 => say.t("Findes ikke", "Not found"),
        409 | 412 => say.t("Ændret i mellemtiden", "Changed in the meantime"),
        500.. => say.t("Det gik galt", "Something went wrong"),
        _ => say.t("Det kan ikke lade sig gøre", "That cannot be done"),
    };
    let head = Head { title, menu: "", above: &[] };
    let body = html! {
        h1 { (title) }
        (told(problem, say))
        @if let Some(day) = instead { p { a href=(as_of::href(path, day)) { (say.t("Se siden, som den var den ", "See the page as it was on ")) (say.day(day)) } } }
        p { a href="/" { (say.t("Til Overblik", "To the overview")) } }
    };
    problem.answered(page(app, signed, path, &head, &body))
}

/// While the estate is being read: the page looks again by itself.
pub(crate) fn moving_in(say: Say) -> Response {
    let title = say.t("Et øjeblik", "One moment");
    let body = bare(
        say,
        title,
        &html! {
            h1 { (title) }
            p .lead { (say.t("Kommunens data bliver læst og vurderet. Siden åbner af sig selv om lidt.", "The municipality's data are being read and assessed. The page opens by itself shortly.")) }
        },
    );
    let headers = [(header::RETRY_AFTER, "2"), (header::HeaderName::from_static("refresh"), "2")];
    (StatusCode::SERVICE_UNAVAILABLE, headers, body).into_response()
}

/// What went wrong, each thing by itself when there are several.
pub(crate) fn told(problem: &Problem, say: Say) -> Markup {
    alert(
        "error",
        &html! {
            p { (say.text(&problem.text)) @if let Some(field) = &problem.field { " " a href={ "#f-" (field) } { (say.t("Gå til feltet", "Go to the field")) } } }
            @if !problem.details.is_empty() {
                ul { @for detail in &problem.details { li {
                    // Where the thing is a field of the form, the sentence leads to it.
                    @match &detail.at {
                        Some(field) => a href={ "#f-" (field) } { (say.text(&detail.text)) },
                        None => (say.text(&detail.text)),
                    }
                } } }
            }
        },
    )
}

/// A message box: `info`, `success`, `warning` or `error`.
pub(crate) fn alert(kind: &str, body: &Markup) -> Markup {
    html! {
        div class={ "alert alert-" (kind) } role=[(kind == "error").then_some("alert")] {
            div .alert-body { div .alert-text { (body) } }
        }
    }
}
