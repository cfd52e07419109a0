//! The small acts of a case, each a form on its page: concluding, accepting, sending back, reviewing, notes, phases, splitting,
//! closing, and the IT manager's emergency grant.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use decisions::{Command, Outcome, Party, Phase, Reviewed};
use maud::{Markup, html};

use super::{Open, case_href, chosen, day, done, place};
use crate::app::App;
use crate::form::{Fields, Posted};
use crate::gate::Signed;
use crate::problem::Problem;

/// Whose seat: shown only to those who stand in for somebody today, and begun with the one that may do it.
pub(crate) fn seat_choice(signed: &Signed, first: Option<&str>) -> Markup {
    let (say, who) = (signed.say(), &signed.0);
    if who.stands_in_for.is_empty() {
        return html! {};
    }
    let mut options = vec![(String::new(), who.account.name.clone(), first.is_none())];
    options.extend(who.stands_in_for.iter().map(|one| {
        let name = format!("{} {}", say.t("som stedfortræder for", "as deputy for"), one.name);
        (one.account.clone(), name, first == Some(one.account.as_str()))
    }));
    super::super::widgets::select("for", say.t("Du handler som", "You act as"), &options)
}

/// Does it, and shows the case; a refusal stands on top of the case's page, and what was written is in the form again.
pub(crate) async fn finish(
    app: &App,
    signed: &Signed,
    id: &str,
    fields: &Fields,
    command: Result<Command, Problem>,
) -> Result<Response, Problem> {
    let result = match command {
        Ok(command) => done(app, signed, id, fields, &command).await,
        Err(problem) => Err(problem),
    };
    match result {
        Ok(()) => Ok(Redirect::to(&case_href(id)).into_response()),
        Err(problem) if problem.status == StatusCode::NOT_FOUND || problem.status.is_server_error() => Err(problem),
        Err(problem) => {
            let open = Open::of(app, signed, id).await?;
            let fields = fields.clone().refused(&problem, signed.say());
            let page = super::page::page(app, signed, &open, Some((&problem, &fields)));
            Ok(problem.answered(page))
        }
    }
}

macro_rules! acts {
    ($($(#[$doc:meta])* $name:ident = |$fields:ident| $command:expr;)+) => {$(
        $(#[$doc])*
        pub(crate) async fn $name(
            State(app): State<Arc<App>>,
            signed: Signed,
            Path(id): Path<String>,
            Posted(fields): Posted,
        ) -> Result<Response, Problem> {
            let $fields = &fields;
            let command: Result<Command, Problem> = $command;
            finish(&app, &signed, &id, &fields, command).await
        }
    )+};
}

fn text(fields: &Fields, name: &str) -> String {
    fields.written(name)
}

fn shown(fields: &Fields) -> String {
    fields.get("set").to_owned()
}

acts! {
    /// `POST /sager/{id}/afslut`
    conclude = |fields| chosen(fields, "udfald", Outcome::from_word).map(|outcome| Command::Conclude { outcome });
    /// `POST /sager/{id}/godkend`
    accept = |fields| chosen(fields, "part", Party::from_word).map(|party| Command::Accept { party, shown: shown(fields) });
    /// `POST /sager/{id}/tilbage`
    send_back = |fields| Ok(Command::SendBack { reason: text(fields, "begrundelse") });
    /// `POST /sager/{id}/traek`
    withdraw = |fields| Ok(Command::Withdraw { reason: text(fields, "begrundelse") });
    /// `POST /sager/{id}/gennemsyn`
    review = |fields| (|| Ok(Command::Review {
        outcome: chosen(fields, "udfald", Reviewed::from_word)?,
        note: text(fields, "begrundelse"),
        next: day(fields, "naeste")?,
        shown: shown(fields),
    }))();
    /// `POST /sager/{id}/noed`
    emergency = |fields| (|| Ok(Command::GrantEmergency {
        reason: text(fields, "begrundelse"),
        consequence: text(fields, "foelge"),
        until: day(fields, "til")?,
        shown: shown(fields),
    }))();
    /// `POST /sager/{id}/tilbagekald`
    revoke = |fields| Ok(Command::Revoke { reason: text(fields, "begrundelse") });
    /// `POST /sager/{id}/notat`
    note = |fields| {
        let (text, about_principle) = (text(fields, "tekst"), fields.get("om") == "princippet");
        Ok(Command::Note { text, about_principle })
    };
    /// `POST /sager/{id}/fase`
    phase = |fields| chosen(fields, "fase", Phase::from_word).map(|phase| Command::ReachPhase { phase });
    /// `POST /sager/{id}/inhabil`
    conflict = |fields| Ok(Command::DeclareConflict { reason: text(fields, "begrundelse") });
    /// `POST /sager/{id}/del`
    split = |fields| Ok(Command::Split { keys: fields.all("noegle").to_vec(), into: String::new(), reason: text(fields, "begrundelse") });
    /// `POST /sager/{id}/luk`
    cancel = |fields| Ok(Command::Cancel { reason: text(fields, "begrundelse") });
    /// `POST /sager/{id}/vilkaar`
    meet_condition = |fields| Ok(Command::MeetCondition { condition: place(fields, "nr"), evidence: text(fields, "viser") });
    /// `POST /sager/{id}/trin`
    claim_step = |fields| Ok(Command::ClaimStep { step: place(fields, "nr"), evidence: text(fields, "viser") });
    /// `POST /sager/{id}/flyt`
    redate_step = |fields| (|| Ok(Command::RedateStep {
        step: place(fields, "nr"),
        due: day(fields, "dag")?,
        reason: text(fields, "begrundelse"),
    }))();
}
