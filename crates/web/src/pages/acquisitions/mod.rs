//! Anskaffelser: from the thought of a system to the system. Candidates are held up against every principle while facts come in;
//! each gate says what it lacks.

pub(crate) mod act;
pub(crate) mod board;
pub(crate) mod candidate;
pub(crate) mod checklist;
mod choice;
mod compare;
pub(crate) mod list;
pub(crate) mod new;
pub(crate) mod own;
pub(crate) mod page;
pub(crate) mod plan;
mod questions;
pub(crate) mod sheet;
pub(crate) mod upload;
mod words;

use std::sync::Arc;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use decisions::{Acquisition, AcquisitionCommand, AcquisitionEvent, Assessed, Candidate, Held};
use house::cases::{Seat, seats};
use house::rights::{Action, may};
use house::{AcquisitionView, House, Snapshot};
use kernel::Day;
use maud::{Markup, html};

use crate::app::App;
use crate::form::Fields;
use crate::gate::{Signed, encoded};
use crate::locale::Say;
use crate::pages::cases::seats::first_of;
use crate::problem::Problem;
use crate::refused::right_of;
use crate::shell;

/// The address of an acquisition.
pub(crate) fn acquisition_href(id: &str) -> String {
    format!("/anskaffelser/{}", encoded(id))
}

/// An acquisition with everything a page of it needs.
pub(crate) struct Open {
    pub(crate) snapshot: Arc<Snapshot>,
    pub(crate) view: AcquisitionView,
    /// The candidates that are in, assessed.
    pub(crate) assessed: Vec<Assessed>,
    /// The day gone by on which it is shown; nothing can be done to it then.
    pub(crate) then: Option<Day>,
}

impl Open {
    /// The acquisition of an address.
    pub(crate) async fn of(app: &App, id: &str) -> Result<Self, Problem> {
        let view = app.house.acquisition(id).await?.ok_or_else(Problem::not_found)?;
        let snapshot = app.house.now();
        let assessed = House::assess_candidates(&snapshot, &view.acquisition);
        Ok(Self { snapshot, view, assessed, then: None })
    }

    /// The acquisition as it stood at the end of a day gone by, on what was known then.
    pub(crate) async fn as_of(app: &App, id: &str, day: Day) -> Result<Self, Problem> {
        app.house.acquisition(id).await?.ok_or_else(Problem::not_found)?;
        let view = app.house.acquisition_as_of(id, day).await?.ok_or_else(|| {
            Problem::new(
                StatusCode::NOT_FOUND,
                "as-of-unknown",
                "Anskaffelsen var ikke oprettet den dag. Vælg en senere dag, eller se, hvordan den står i dag.",
                "The acquisition was not opened by that day. Choose a later day, or see how it stands today.",
            )
        })?;
        let snapshot = app.house.as_of(day).await?;
        let assessed = House::assess_candidates(&snapshot, &view.acquisition);
        Ok(Self { snapshot, view, assessed, then: Some(day) })
    }

    pub(crate) fn it(&self) -> &Acquisition {
        &self.view.acquisition
    }

    pub(crate) fn href(&self) -> String {
        acquisition_href(&self.it().id.0)
    }

    pub(crate) fn assessed(&self, candidate: &str) -> Option<&Assessed> {
        self.assessed.iter().find(|one| one.candidate == candidate)
    }

    /// The hash of everything that the winner departs from; empty without one.
    pub(crate) fn winner_hash(&self) -> String {
        let winner = self.it().chosen().and_then(|winner| self.assessed(&winner.key));
        winner.map(Assessed::hash).unwrap_or_default()
    }

    /// What the board refused so far: why, what was to be different, and the answer to that when there is one.
    pub(crate) fn turned_down(&self) -> Vec<(&str, &str, Option<&str>)> {
        let mut all: Vec<(&str, &str, Option<&str>)> = Vec::new();
        for event in &self.view.events {
            match &event.recorded.event {
                AcquisitionEvent::Refused { reason, different, .. } => all.push((reason, different, None)),
                AcquisitionEvent::BoardAnswered { answer } => {
                    if let Some((.., told)) = all.last_mut() {
                        *told = Some(answer);
                    }
                }
                _ => {}
            }
        }
        all
    }

    /// A form of this acquisition: it carries how much of it was seen.
    pub(crate) fn form(&self, signed: &Signed, verb: &str, fields: &Markup, button: &str) -> Markup {
        let first = right_of(&pattern(verb)).and_then(|action| first(self, signed, action));
        html! {
            form method="post" action={ (self.href()) "/" (verb) } .fu-form {
                (shell::csrf(signed))
                input type="hidden" name="version" value=(self.it().version);
                (fields)
                (super::cases::act::seat_choice(signed, first.as_deref()))
                div .fu-row { button .button .button-secondary { (button) } }
            }
        }
    }
}

/// Whether somebody may, themselves or for whom they stand in.
pub(crate) fn may_do(signed: &Signed, action: Action) -> bool {
    let who = &signed.0;
    may(&who.grants, action) || (action.is_lent() && who.stands_in_for.iter().any(|one| may(&one.grants, action)))
}

/// Whether the reader's act in this acquisition would be let through: by a seat over its business area, as the house's gate sees it.
pub(crate) fn may_in(open: &Open, signed: &Signed, action: Action) -> bool {
    open.then.is_none() && may_do(signed, action) && held(open, signed, action).iter().any(|held| sits(held, action))
}

fn held(open: &Open, signed: &Signed, action: Action) -> Vec<Held> {
    let keys: Vec<String> = open.it().plan.unit.iter().cloned().collect();
    let units = facts::schema().kind("unit");
    units.map_or_else(Vec::new, |units| seats(&signed.0, &open.snapshot, action, (units, &keys)))
}

fn sits(held: &Held, action: Action) -> bool {
    match action {
        Action::KeepAcquisition => held.is_it() || held.is_area(),
        Action::AssessComponent => held.is_it() || held.is_security(),
        Action::PassGate => held.is_it(),
        Action::ApproveAcquisition => held.is_board(),
        _ => true,
    }
}

/// For whom the reader begins to do it: nobody when they may themselves, else the first whose seat does it.
fn first(open: &Open, signed: &Signed, action: Action) -> Option<String> {
    first_of(&held(open, signed, action), |held| sits(held, action))
}

/// The route of a form's verb: an offer's has its key in the middle.
fn pattern(verb: &str) -> String {
    match verb.split('/').collect::<Vec<_>>()[..] {
        [offer, _, last] => format!("/anskaffelser/{{id}}/{offer}/{{candidate}}/{last}"),
        _ => format!("/anskaffelser/{{id}}/{verb}"),
    }
}

/// What a candidate is called: `Omsorg Ny, Nordsoft A/S`.
pub(crate) fn called(candidate: &Candidate) -> String {
    format!("{}, {}", candidate.product, candidate.supplier)
}

/// Does something in a form's name: on what the form has seen, and in its seat.
pub(crate) async fn done(
    app: &App,
    signed: &Signed,
    id: &str,
    fields: &Fields,
    command: &AcquisitionCommand,
) -> Result<(), Problem> {
    let acting_for = Some(fields.get("for")).filter(|account| !account.is_empty());
    let seat = Seat { who: &signed.0, acting_for };
    let seen = fields.get("version").parse().unwrap_or(0);
    app.house.act_on_acquisition(seat, (id, seen), command).await?;
    Ok(())
}

/// Where a form came from, to be shown again.
#[derive(Clone, Copy)]
pub(crate) enum From<'a> {
    Page,
    Candidate(&'a str),
    Checklist,
    Own,
    Plan,
}

/// Does it and goes back; a refusal stands on top of the page that the form was on.
pub(crate) async fn finish(
    app: &App,
    signed: &Signed,
    (id, from): (&str, From<'_>),
    fields: &Fields,
    command: Result<AcquisitionCommand, Problem>,
) -> Result<Response, Problem> {
    let result = match command {
        Ok(command) => done(app, signed, id, fields, &command).await,
        Err(problem) => Err(problem),
    };
    match result {
        Ok(()) => {
            let href = acquisition_href(id);
            let to = match from {
                From::Page | From::Plan => href,
                From::Own => format!("{href}/egne"),
                From::Candidate(candidate) => format!("{href}/tilbud/{}", encoded(candidate)),
                From::Checklist => format!("{href}/tjekliste"),
            };
            Ok(Redirect::to(&to).into_response())
        }
        Err(problem) => again(app, signed, (id, from), (problem, fields)).await,
    }
}

/// A refused form: what was wrong, and what was written in it.
pub(crate) type Wrong<'a> = (&'a Problem, &'a Fields);

/// The page that a refused form was on, with what was wrong and what was written.
pub(crate) async fn again(
    app: &App,
    signed: &Signed,
    (id, from): (&str, From<'_>),
    (problem, fields): (Problem, &Fields),
) -> Result<Response, Problem> {
    if problem.status.is_server_error() {
        return Err(problem);
    }
    // An acquisition that is not there is not found here.
    let open = Open::of(app, id).await?;
    let page = match from {
        From::Page => page::page(app, signed, &open, Some(&problem)),
        From::Candidate(key) => candidate::page(app, signed, (&open, key), Some((&problem, fields)))?,
        From::Own => own::page(app, signed, &open, Some((&problem, fields))),
        From::Plan => plan::page(app, signed, &open, Some((&problem, fields))).await?,
        From::Checklist => checklist::page(app, signed, &open, Some(&problem)),
    };
    Ok(problem.answered(page))
}

/// A field as a reason, in several lines.
pub(crate) fn reason(name: &str, label: &str, value: &str) -> Markup {
    super::widgets::Area { name, label, hint: "", value, rows: 3, wrong: None }.show()
}

/// Where it stands, as a word.
pub(crate) fn phase_text(acquisition: &decisions::AcquisitionFace, say: Say) -> String {
    if acquisition.cancelled {
        return say.t("opgivet", "given up").to_owned();
    }
    acquisition.phase.label().pick(say.0).to_owned()
}
