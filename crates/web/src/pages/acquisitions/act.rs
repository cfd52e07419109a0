//! The acts of an acquisition's own page, each a form on it.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use decisions::{AcquisitionCommand, Phase};

use super::{From, finish};
use crate::app::App;
use crate::form::{Fields, Posted};
use crate::gate::Signed;
use crate::pages::cases::chosen;
use crate::problem::Problem;

fn text(fields: &Fields, name: &str) -> String {
    fields.get(name).to_owned()
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
            let command: Result<AcquisitionCommand, Problem> = $command;
            finish(&app, &signed, (&id, From::Page), &fields, command).await
        }
    )+};
}

acts! {
    /// `POST /anskaffelser/{id}/kravark`
    make_sheet = |_fields| Ok(AcquisitionCommand::MakeSheet { questions: 0, packs: Vec::new() });
    /// `POST /anskaffelser/{id}/tilbud`
    add = |fields| Ok(AcquisitionCommand::AddCandidate {
        candidate: String::new(),
        supplier: text(fields, "leverandoer"),
        product: text(fields, "produkt"),
    });
    /// `POST /anskaffelser/{id}/genbrug`
    no_reuse = |fields| Ok(AcquisitionCommand::ExplainNoReuse { reason: fields.written("begrundelse") });
    /// `POST /anskaffelser/{id}/komponent`
    assess_part = |fields| Ok(AcquisitionCommand::AssessPart {
        part: text(fields, "komponent"),
        conclusion: fields.written("konklusion"),
    });
    /// `POST /anskaffelser/{id}/fase`
    pass_gate = |fields| chosen(fields, "fase", Phase::from_word).map(|phase| AcquisitionCommand::PassGate { phase });
    /// `POST /anskaffelser/{id}/vinder`
    choose = |fields| Ok(AcquisitionCommand::Choose {
        candidate: text(fields, "tilbud"),
        reason: fields.written("begrundelse"),
    });
    /// `POST /anskaffelser/{id}/tilbage`
    reopen_offers = |fields| Ok(AcquisitionCommand::ReopenOffers { reason: fields.written("begrundelse") });
    /// `POST /anskaffelser/{id}/inhabil`
    declare_conflict = |fields| Ok(AcquisitionCommand::DeclareConflict { reason: fields.written("begrundelse") });
    /// `POST /anskaffelser/{id}/godkend`
    approve = |fields| Ok(AcquisitionCommand::Approve {
        reason: fields.written("begrundelse"),
        meeting: Some(text(fields, "moede")).filter(|meeting| !meeting.is_empty()),
        shown: text(fields, "set"),
    });
    /// `POST /anskaffelser/{id}/afslaa`
    refuse = |fields| Ok(AcquisitionCommand::Refuse {
        reason: fields.written("begrundelse"),
        different: fields.written("anderledes"),
        meeting: Some(text(fields, "moede")).filter(|meeting| !meeting.is_empty()),
        shown: text(fields, "set"),
    });
    /// `POST /anskaffelser/{id}/svar-direktionen`
    answer_board = |fields| Ok(AcquisitionCommand::AnswerBoard { answer: fields.written("svar") });
    /// `POST /anskaffelser/{id}/system`
    become_system = |fields| Ok(AcquisitionCommand::BecomeSystem { system: text(fields, "noegle"), cases: Vec::new() });
    /// `POST /anskaffelser/{id}/opgiv`
    cancel = |fields| Ok(AcquisitionCommand::Cancel { reason: fields.written("begrundelse") });
}
