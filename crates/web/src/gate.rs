//! The gate before every route: who are you, may you, and did you prove it lately. What a route needs stands in the route
//! table, and is checked here before its handler is called.

use std::sync::Arc;

use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use house::rights::Action;
use house::{By, Who};
use kernel::Lang;

use crate::app::App;
use crate::form::is_from_here;
use crate::locale::Say;
use crate::problem::Problem;
use crate::refused::{self, Act};
use crate::shell;

/// What a route asks of those who come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// Nothing: signing in, health, assets.
    Anyone,
    /// An account.
    SignedIn,
    /// The right to that action. Rights over single objects are checked by the house, with the object at hand.
    May(Action),
}

/// The cookie that holds a session's secret.
pub(crate) const COOKIE: &str = "fundament";
/// The cookie that holds the language of those who are not signed in.
pub(crate) const LANG_COOKIE: &str = "sprog";

/// Somebody who came through the gate.
#[derive(Clone, Debug)]
pub(crate) struct Signed(pub(crate) Arc<Who>);

impl Signed {
    pub(crate) fn say(&self) -> Say {
        Say(self.0.lang())
    }

    /// What every form of theirs must carry.
    pub(crate) fn csrf(&self) -> String {
        match &self.0.by {
            By::Session(session) => session.csrf.clone(),
            By::Token(_) => String::new(),
        }
    }
}

/// Handlers behind the gate are given who came through it.
impl<S: Send + Sync> FromRequestParts<S> for Signed {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        // A handler that asks for this on an open route is a mistake of ours: nobody gets in by it.
        parts.extensions.get::<Self>().cloned().ok_or_else(unknown)
    }
}

/// The language of somebody not signed in: as they chose, else Danish.
pub(crate) struct Guest(pub(crate) Say);

impl<S: Send + Sync> FromRequestParts<S> for Guest {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, std::convert::Infallible> {
        Ok(Self(Say(guest_lang(&parts.headers))))
    }
}

fn guest_lang(headers: &HeaderMap) -> Lang {
    if cookie(headers, LANG_COOKIE) == Some("en") { Lang::En } else { Lang::Da }
}

/// The value of a cookie.
pub(crate) fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    cookies
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(found, value)| (found == name).then_some(value))
}

/// Checks what a route needs, then calls it; what goes wrong inside is told in the reader's language and frame.
pub(crate) async fn guard(State((app, need)): State<(Arc<App>, Need)>, mut request: Request, next: Next) -> Response {
    if need == Need::Anyone {
        let lang = guest_lang(request.headers());
        let response = next.run(request).await;
        return match Problem::of(&response) {
            Some(problem) => problem.page(lang),
            None => response,
        };
    }
    let lang = guest_lang(request.headers());
    if !app.is_open() {
        return shell::moving_in(Say(lang));
    }
    let back = own_path(&request);
    let secret = cookie(request.headers(), COOKIE).map(str::to_owned);
    let who = match known(&app, secret.as_deref()).await {
        Ok(Some(who)) => Signed(Arc::new(who)),
        Ok(None) => return stranger(&app, lang, &back).await,
        Err(problem) => return problem.page(lang),
    };
    let path = request.uri().path().to_owned();
    if let Need::May(action) = need {
        if let Err(refusal) = who.0.may(action) {
            // What another site made the browser send is nobody's wish.
            if is_from_here(request.headers()).is_ok() {
                refused::log(&app, &who.0, request, &refusal).await;
            }
            return shell::problem(&app, &who, &path, &refusal.into()).await;
        }
        if action.is_grave() && !who.0.has_proved(app.clock.now()) {
            return Redirect::to(&format!("/bekraeft?til={}", encoded(&back))).into_response();
        }
    }
    let act = Act::of(&request).filter(|_| is_from_here(request.headers()).is_ok());
    request.extensions_mut().insert(who.clone());
    let response = next.run(request).await;
    refused::log_of_door(&app, &who.0, act, Problem::told_by(&response)).await;
    match Problem::of(&response) {
        Some(problem) => shell::problem(&app, &who, &path, &problem).await,
        None => response,
    }
}

/// Tells what no route answers: in the reader's language and frame when they are signed in.
pub(crate) async fn told(app: &App, headers: &HeaderMap, path: &str, problem: &Problem) -> Response {
    let secret = if app.is_open() { cookie(headers, COOKIE) } else { None };
    match known(app, secret).await {
        Ok(Some(who)) => shell::problem(app, &Signed(Arc::new(who)), path, problem).await,
        Ok(None) | Err(_) => problem.page(guest_lang(headers)),
    }
}

async fn known(app: &App, secret: Option<&str>) -> Result<Option<Who>, Problem> {
    match secret {
        Some(secret) => Ok(app.house.who_by_session(secret).await?),
        None => Ok(None),
    }
}

/// Where strangers are sent: to sign in, or to set the house up when nobody can.
async fn stranger(app: &App, lang: Lang, back: &str) -> Response {
    match app.house.store().has_accounts(app.house.tenant()).await {
        Ok(false) => return Redirect::to("/opsaetning").into_response(),
        Ok(true) => {}
        Err(error) => return Problem::from(error).page(lang),
    }
    Redirect::to(&format!("/log-ind?til={}", encoded(back))).into_response()
}

/// Where to come back to; a form that was sent is not sent again, so its page is shown instead.
fn own_path(request: &Request) -> String {
    let from = request.headers().get(header::REFERER).and_then(|value| value.to_str().ok());
    if request.method() == axum::http::Method::GET {
        return request.uri().path_and_query().map_or("/", |path| path.as_str()).to_owned();
    }
    let path = from
        .and_then(|from| from.split_once("://"))
        .and_then(|(_, rest)| rest.find('/').map(|at| rest[at..].to_owned()));
    path.unwrap_or_else(|| "/".to_owned())
}

/// A path that was handed to us, if it leads to a page of ours: never to another host.
pub(crate) fn local(path: &str) -> &str {
    // Browsers drop tabs and line ends before they read an address: "/\t/host" is another host.
    let is_local =
        path.starts_with('/') && !path.starts_with("//") && !path.contains('\\') && !path.contains(char::is_control);
    if is_local { path } else { "/" }
}

/// Text as part of a URL.
pub(crate) fn encoded(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>().replace('+', "%20")
}

fn unknown() -> Problem {
    Problem::new(StatusCode::UNAUTHORIZED, "sign-in-first", "Log ind først.", "Sign in first.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_sent_to_another_host() {
        for (given, followed) in [
            ("/objekter/system?q=a", "/objekter/system?q=a"),
            ("//evil.example/", "/"),
            ("https://evil.example/", "/"),
            ("/\\evil.example", "/"),
            ("/\t/evil.example", "/"),
            ("/\r\n/evil.example", "/"),
            ("javascript:alert(1)", "/"),
            ("", "/"),
        ] {
            assert_eq!(local(given), followed, "{given}");
        }
    }

    #[test]
    fn a_cookie_is_found_among_others() {
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, "a=1; fundament=abc; b=2".parse().expect("a header"));
        assert_eq!(cookie(&headers, COOKIE), Some("abc"));
        assert_eq!(cookie(&headers, "c"), None);
    }
}
