//! What only the municipality can answer of whatever it buys: said once, it holds of every offer.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::response::Response;
use decisions::AcquisitionCommand;
use house::rights::Action;
use maud::{Markup, html};

use super::{From, Open, Wrong, finish, may_in, questions};
use crate::app::App;
use crate::form::Posted;
use crate::gate::Signed;
use crate::problem::Problem;
use crate::shell::{self, Head};

/// `GET /anskaffelser/{id}/egne`
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    signed: Signed,
    Path(id): Path<String>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Markup, Problem> {
    let open = Open::asked(&app, &id, &pairs).await?;
    Ok(page(&app, &signed, &open, None))
}

/// `POST /anskaffelser/{id}/egne`
pub(crate) async fn save(
    State(app): State<Arc<App>>,
    signed: Signed,
    Path(id): Path<String>,
    Posted(fields): Posted,
) -> Result<Response, Problem> {
    let open = Open::of(&app, &id).await?;
    let read = questions::read(&open.snapshot, &|code| questions::of_every(open.it(), code), &fields);
    let command = read.map(|read| AcquisitionCommand::StateOwn { facts: read.facts, answers: read.answers });
    finish(&app, &signed, (&id, From::Own), &fields, command).await
}

pub(super) fn page(app: &App, signed: &Signed, open: &Open, wrong: Option<Wrong<'_>>) -> Markup {
    let say = signed.say();
    let above = [
        ("/anskaffelser".to_owned(), say.t("Anskaffelser", "Acquisitions").to_owned()),
        (open.to(""), open.it().plan.title.clone()),
    ];
    let head = Head {
        title: say.t("Kommunens egne svar", "The municipality's own answers"),
        menu: "/anskaffelser",
        above: &above,
    };
    let keeps = may_in(open, signed, Action::KeepAcquisition) && !open.it().is_over() && open.it().system.is_none();
    let (all, told) = told(open);
    let value = questions::shown_in(wrong.map(|(_, fields)| fields), |code| questions::of_every(open.it(), code));
    let body = html! {
        h1 { (head.title) }
        (open.banner("/egne", say))
        p .lead { (say.t("Det, kun kommunen kan svare på. Svarene gælder alle tilbud. Fagområde, systemejer og KLE-opgaver står i anskaffelsens plan.", "What only the municipality can answer. The answers hold of every offer. Business area, owner and KLE tasks stand in the acquisition's plan.")) }
        @if let Some((problem, _)) = wrong { (shell::told(problem, say)) }
        p role="status" { (told) " " (say.t("af", "of")) " " (all) " " (say.t("spørgsmål er besvaret", "questions are answered")) "." }
        @if keeps { (open.form(signed, "egne", &questions::own_fields(&open.snapshot, &value, say), say.t("Gem svarene", "Save the answers"))) }
    };
    shell::page(app, signed, &open.to("/egne"), &head, &body)
}

/// How many questions there are, and how many have an answer.
pub(super) fn told(open: &Open) -> (usize, usize) {
    let rows = reports::sheet::own_rows(&open.snapshot.packs());
    let told = rows.iter().filter(|row| !questions::of_every(open.it(), &row.code).is_empty()).count();
    (rows.len(), told)
}
