//! The gate of the API: a bearer token, never a cookie, so that no other site can make a browser act.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use house::Who;
use house::rights::Action;

use crate::app::App;
use crate::gate::{Need, Signed};
use crate::problem::Problem;
use crate::refused::{self, Act};

/// Checks what an operation needs, then calls it; what goes wrong is told as problem details.
pub(crate) async fn guard(State((app, need)): State<(Arc<App>, Need)>, mut request: Request, next: Next) -> Response {
    if need != Need::Anyone {
        let secret = request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let secret = secret.and_then(|value| value.strip_prefix("Bearer ")).map(|secret| secret.trim().to_owned());
        let who = match known(&app, secret.as_deref()).await {
            Ok(who) => who,
            Err(problem) => return told(&problem),
        };
        let may = match need {
            Need::May(action) => who.may(action),
            Need::SignedIn => who.may(Action::ReadEstate),
            Need::Anyone => Ok(()),
        };
        if let Err(refusal) = may {
            refused::log(&app, &who, request, &refusal).await;
            return told(&refusal.into());
        }
        let (act, who) = (Act::of(&request), Arc::new(who));
        request.extensions_mut().insert(Signed(Arc::clone(&who)));
        let response = next.run(request).await;
        refused::log_of_door(&app, &who, act, Problem::told_by(&response)).await;
        return retold(response);
    }
    retold(next.run(request).await)
}

/// What went wrong inside, as a program is told.
fn retold(response: Response) -> Response {
    match Problem::of(&response) {
        Some(problem) => told(&problem),
        None => response,
    }
}

fn told(problem: &Problem) -> Response {
    let mut response = problem.json();
    if problem.status == StatusCode::UNAUTHORIZED {
        response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    response
}

/// Whose token it is.
async fn known(app: &App, secret: Option<&str>) -> Result<Who, Problem> {
    if !app.is_open() {
        return Err(Problem::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "moving-in",
            "Kommunens data bliver læst. Prøv igen om lidt.",
            "The municipality's data are being read. Try again shortly.",
        ));
    }
    let who = match secret {
        Some(secret) => app.house.who_by_token(secret).await?,
        None => None,
    };
    who.ok_or_else(|| {
        Problem::new(
            StatusCode::UNAUTHORIZED,
            "token",
            "Send en gyldig adgangsnøgle: Authorization: Bearer fu_…",
            "Send a valid token: Authorization: Bearer fu_…",
        )
    })
}
