//! What was sent is saved: on to its page when the verdicts that follow are there, and till then a page that looks again by
//! itself, a while and not for ever.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};
use house::Acted;
use maud::html;

use crate::app::App;
use crate::form::Fields;
use crate::gate::{Signed, encoded, local};
use crate::shell::{self, Head};

/// So often does the page look by itself, a second apart.
const MOST_LOOKS: u32 = 20;

/// To a page that shows what an act changed.
pub(crate) fn onward(acted: Acted, to: &str) -> Response {
    let to = if acted.turned.is_some() { to.to_owned() } else { waiting(acted.revision, to, 1) };
    Redirect::to(&to).into_response()
}

fn waiting(revision: i64, to: &str, look: u32) -> String {
    format!("/gemt?handling={revision}&gang={look}&til={}", encoded(to))
}

/// `GET /gemt`
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    signed: Signed,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Response {
    let asked = Fields::of(pairs);
    let (say, to) = (signed.say(), local(asked.get("til")));
    let revision: i64 = asked.get("handling").parse().unwrap_or(0);
    if app.house.now().revision >= revision {
        return Redirect::to(to).into_response();
    }
    let look: u32 = asked.get("gang").parse().unwrap_or(MOST_LOOKS);
    let goes_on = look < MOST_LOOKS;
    let head = Head { title: say.t("Gemt", "Saved"), menu: "", above: &[] };
    let body = html! {
        h1 { (head.title) }
        (shell::alert("success", &html! { p { (say.t("Det er gemt. Vurderingerne regnes om.", "It is saved. The verdicts are being worked out again.")) } }))
        @if goes_on {
            p { (say.t("Siden går selv videre, når de er klar.", "The page goes on by itself when they are ready.")) }
        } @else {
            p { (say.t("Det tager længere tid, end det plejer. Du skal ikke gemme igen; se efter om lidt.", "It takes longer than it usually does. Do not save again; look again shortly.")) }
        }
        p { a href=(to) { (say.t("Gå videre nu", "Go on now")) } }
    };
    let page = shell::page(&app, &signed, to, &head, &body);
    if !goes_on {
        return page.into_response();
    }
    ([(header::REFRESH, format!("1; url={}", waiting(revision, to, look + 1)))], page).into_response()
}
