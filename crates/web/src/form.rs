//! Forms: bounded in size, from our own pages only, and carrying the session's own mark (CSRF).

use std::collections::HashMap;

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, StatusCode, header};

use crate::gate::Signed;
use crate::locale::Say;
use crate::problem::Problem;

/// A form without files; a field that comes twice keeps all its values.
#[derive(Clone, Debug, Default)]
pub(crate) struct Fields {
    values: HashMap<String, Vec<String>>,
    /// The fields that were refused, and what was wrong with each.
    wrong: Vec<(String, String)>,
}

impl Fields {
    pub(crate) fn of(pairs: Vec<(String, String)>) -> Self {
        let mut fields: HashMap<String, Vec<String>> = HashMap::new();
        for (name, value) in pairs {
            fields.entry(name).or_default().push(value);
        }
        Self { values: fields, wrong: Vec::new() }
    }

    /// The same form after it was refused: it knows which fields were wrong, where the problem says so.
    pub(crate) fn refused(mut self, problem: &Problem, say: Say) -> Self {
        self.wrong = problem.field.iter().map(|name| (name.to_string(), say.text(&problem.text).to_owned())).collect();
        let fields = problem.details.iter().filter_map(|detail| Some((detail.at.clone()?, &detail.text)));
        self.wrong.extend(fields.map(|(name, text)| (name, say.text(text).to_owned())));
        self
    }

    /// What is wrong with a field.
    pub(crate) fn wrong(&self, name: &str) -> Option<&str> {
        self.wrong.iter().find(|(field, _)| field == name).map(|(_, text)| text.as_str())
    }

    /// The first value of a field, without the blanks around it; empty when there is none.
    pub(crate) fn get(&self, name: &str) -> &str {
        self.values.get(name).and_then(|values| values.first()).map_or("", |value| value.trim())
    }

    /// The first value of a field of several lines as it was written, to the last blank; browsers end lines in two signs.
    pub(crate) fn written(&self, name: &str) -> String {
        self.raw(name).replace("\r\n", "\n")
    }

    /// The first value as it was written: passwords may begin with a blank.
    pub(crate) fn raw(&self, name: &str) -> &str {
        self.values.get(name).and_then(|values| values.first()).map_or("", String::as_str)
    }

    /// All values of a field.
    pub(crate) fn all(&self, name: &str) -> &[String] {
        self.values.get(name).map_or(&[], Vec::as_slice)
    }

    /// The version that the form was shown with.
    pub(crate) fn version(&self) -> Result<i64, Problem> {
        self.get("version").parse().map_err(|_| {
            Problem::bad(
                "form-version",
                "Formularen er ikke hel. Åbn siden igen, og prøv en gang til.",
                "The form is not whole. Open the page again, and try once more.",
            )
        })
    }

    /// Every field with its first value.
    pub(crate) fn firsts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.values.iter().filter_map(|(name, values)| Some((name.as_str(), values.first()?.as_str())))
    }
}

/// A form that anybody may send: signing in, setting up. Other sites may not send it for them.
pub(crate) struct Open(pub(crate) Fields);

/// A form of somebody who is signed in.
pub(crate) struct Posted(pub(crate) Fields);

impl<S: Send + Sync> FromRequest<S> for Open {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        is_from_here(request.headers())?;
        let body = Bytes::from_request(request, state).await.map_err(|_| too_long())?;
        read(&body).map(Open)
    }
}

impl<S: Send + Sync> FromRequest<S> for Posted {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let mark = request.extensions().get::<Signed>().map(Signed::csrf).unwrap_or_default();
        let Open(fields) = Open::from_request(request, state).await?;
        check_mark(&mark, fields.get("csrf"))?;
        Ok(Self(fields))
    }
}

fn read(body: &[u8]) -> Result<Fields, Problem> {
    if std::str::from_utf8(body).is_err() {
        return Err(unreadable());
    }
    Ok(Fields::of(form_urlencoded::parse(body).into_owned().collect()))
}

/// Refuses a form that another site made the browser send. Browsers say where a form comes from.
pub(crate) fn is_from_here(headers: &HeaderMap) -> Result<(), Problem> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let site = text("sec-fetch-site").is_none_or(|site| matches!(site, "same-origin" | "none"));
    let origin = match (text("origin"), text(header::HOST.as_str())) {
        (None, _) => true,
        (Some(origin), Some(host)) => origin.split_once("://").is_some_and(|(_, from)| from == host),
        (Some(_), None) => false,
    };
    if site && origin { Ok(()) } else { Err(foreign()) }
}

/// Refuses a form without the session's mark.
pub(crate) fn check_mark(mark: &str, sent: &str) -> Result<(), Problem> {
    if !mark.is_empty() && mark == sent { Ok(()) } else { Err(foreign()) }
}

fn foreign() -> Problem {
    Problem::new(
        StatusCode::FORBIDDEN,
        "form-foreign",
        "Formularen hører ikke til din session. Åbn siden igen, og prøv en gang til.",
        "The form does not belong to your session. Open the page again, and try once more.",
    )
}

pub(crate) fn unreadable() -> Problem {
    Problem::bad(
        "form-unreadable",
        "Formularen kan ikke læses. Gå tilbage, og prøv igen.",
        "The form cannot be read. Go back, and try again.",
    )
}

pub(crate) fn too_large() -> Problem {
    Problem::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        "too-large",
        "Det sendte er for stort. Tekster i sager, anskaffelser og møder kan fylde højst 2 MB, andre højst 256 kB. Forkort teksten; er det en fil, så del den op, eller bed it-drift om at hæve grænsen.",
        "What was sent is too large. Texts of cases, acquisitions and meetings hold 2 MB at most, others 256 kB. Shorten the text; if it is a file, split it, or ask IT operations to raise the limit.",
    )
}

/// The same of a form without a file: the browser still has what was written.
fn too_long() -> Problem {
    Problem::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        "too-large",
        "Teksten er for stor til formularen, og intet er gemt. Gå tilbage i browseren: det, du skrev, står der endnu. Gør teksten kortere; på en sag kan resten lægges som bilag.",
        "The text is too large for the form, and nothing has been saved. Go back in the browser: what you wrote is still there. Make the text shorter; on a case the rest can be added as a file.",
    )
}
