//! Sager: following or explaining, from a deviation to a decision. Every form says what was seen, and every refusal what to do.

pub(crate) mod act;
mod agenda;
pub(crate) mod batch;
pub(crate) mod board;
mod brief;
pub(crate) mod columns;
pub(crate) mod decide;
pub(crate) mod explain;
mod explained;
pub(crate) mod files;
mod keep;
pub(crate) mod list;
pub(crate) mod meeting;
pub(crate) mod new;
pub(crate) mod page;
mod plan;
mod pointed;
mod proof;
pub(crate) mod screen;
pub(crate) mod seats;
pub(crate) mod submit;
mod timeline;
mod withdraw;
mod words;

use std::sync::Arc;

use decisions::{Case, Command, Event, Ground};
use house::Snapshot;
use house::cases::{CaseView, Seat};
use kernel::Day;
use maud::{Markup, html};
use principles::{Pack, Principle};
use reports::CaseRow;
use store::Meeting;

use crate::app::App;
use crate::form::Fields;
use crate::gate::{Signed, encoded};
use crate::locale::Say;
use crate::problem::Problem;

pub(crate) use words::{standing_badge, title};

/// The address of a case.
pub(crate) fn case_href(id: &str) -> String {
    format!("/sager/{}", encoded(id))
}

/// A case that this reader may see, with everything a page of it needs.
pub(crate) struct Open {
    pub(crate) snapshot: Arc<Snapshot>,
    pub(crate) view: CaseView,
    /// The ground as it is; none when the principle is not in force any more.
    pub(crate) ground: Option<Ground>,
    /// The day gone by on which it is shown; nothing can be done to it then.
    pub(crate) then: Option<Day>,
    /// The board's meetings, when it was decided at one.
    meetings: Vec<Meeting>,
}

impl Open {
    /// The case of an address.
    pub(crate) async fn of(app: &App, signed: &Signed, id: &str) -> Result<Self, Problem> {
        let view = app.house.case(id).await?.ok_or_else(Problem::not_found)?;
        let snapshot = app.house.now();
        signed.0.sees_case(&snapshot, &view.case.face)?;
        let ground = app.house.ground_of(&view.case.face);
        let meetings = if was_met_about(&view) { app.house.meetings().await? } else { Vec::new() };
        Ok(Self { snapshot, view, ground, then: None, meetings })
    }

    /// The case as it stood at the end of a day gone by, for those who may see it now.
    pub(crate) async fn as_of(app: &App, signed: &Signed, id: &str, day: Day) -> Result<Self, Problem> {
        let Self { snapshot, meetings, .. } = Self::of(app, signed, id).await?;
        let view = app.house.case_as_of(id, day).await?.ok_or_else(|| {
            Problem::new(
                axum::http::StatusCode::NOT_FOUND,
                "as-of-unknown",
                "Sagen var ikke oprettet den dag. Vælg en senere dag, eller se, hvordan den står i dag.",
                "The case was not opened by that day. Choose a later day, or see how it stands today.",
            )
        })?;
        let ground = app.house.ground_as_of(&view.case.face, day).await?;
        Ok(Self { snapshot, view, ground, then: Some(day), meetings })
    }

    pub(crate) fn case(&self) -> &Case {
        &self.view.case
    }

    pub(crate) fn href(&self) -> String {
        case_href(&self.case().face.id.0)
    }

    /// The hash that a decision on this page is bound to.
    pub(crate) fn shown(&self) -> &str {
        self.ground.as_ref().map_or("", |ground| ground.mark.hash.as_str())
    }

    /// The meeting that a decision was taken at, by day, title and minutes; or what somebody wrote of it.
    fn met(&self, meeting: &str, say: Say) -> Markup {
        html! {
            @match self.meetings.iter().find(|one| one.id == meeting) {
                None => { (say.t("møde", "meeting")) " " (meeting) },
                Some(one) => {
                    a href={ "/direktion/moeder/" (encoded(&one.id)) } { (one.title) ", " (say.day(one.day)) }
                    @if let Some(minutes) = &one.minutes { ", " (say.t("referat", "minutes")) " " (minutes) }
                },
            }
        }
    }

    /// Rules by their titles, one after the other.
    fn rules_told<S: AsRef<str>>(&self, codes: &[S], say: Say) -> String {
        codes.iter().map(|code| self.rule_title(code.as_ref(), say)).collect::<Vec<_>>().join(", ")
    }

    /// A rule's title; its code when it is no rule of today.
    fn rule_title(&self, code: &str, say: Say) -> String {
        let rule = self.snapshot.packs.iter().find_map(|pack| pack.rule(code));
        rule.map_or_else(|| code.to_owned(), |rule| say.text(&rule.title).to_owned())
    }

    pub(crate) fn principle(&self) -> Option<(&Pack, &Principle)> {
        principle(&self.snapshot, &self.case().face.pack, &self.case().face.principle)
    }
}

/// Whether the board decided it at a meeting.
fn was_met_about(view: &CaseView) -> bool {
    view.events.iter().any(|one| match &one.recorded.event {
        Event::Dispensed { dispensation, .. } => dispensation.meeting.is_some(),
        Event::Refused { meeting, .. } => meeting.is_some(),
        _ => false,
    })
}

/// The principle by pack and id.
pub(crate) fn principle<'s>(snapshot: &'s Snapshot, pack: &str, id: &str) -> Option<(&'s Pack, &'s Principle)> {
    let pack = snapshot.packs.iter().find(|one| one.id == pack)?;
    Some((pack, pack.principles.iter().find(|one| one.id == id)?))
}

/// The same of a row of a list: only of those about people is more asked than the row knows.
pub(crate) fn may_see_row(snapshot: &Snapshot, signed: &Signed, row: &CaseRow) -> bool {
    !row.matter.is_personal || may_see(snapshot, signed, &row.face)
}

/// Whether this reader may see a case: what is about single members of staff is for those who look after them.
pub(crate) fn may_see(snapshot: &Snapshot, signed: &Signed, face: &decisions::Face) -> bool {
    signed.0.may_see_case(snapshot, face)
}

/// Does something in a form's name: on the version and in the seat that the form carries.
pub(crate) async fn done(
    app: &App,
    signed: &Signed,
    id: &str,
    fields: &Fields,
    command: &Command,
) -> Result<(), Problem> {
    let acting_for = Some(fields.get("for")).filter(|account| !account.is_empty());
    let seat = Seat { who: &signed.0, acting_for };
    app.house.act_on_case(seat, id, version(fields), command).await?;
    Ok(())
}

pub(crate) fn version(fields: &Fields) -> u32 {
    fields.get("version").parse().unwrap_or(0)
}

/// So much of what was written is told again.
const RETOLD: usize = 60;

fn begin_of(written: &str) -> &str {
    written.char_indices().nth(RETOLD).map_or(written, |(end, _)| &written[..end])
}

/// A date of a form.
pub(crate) fn day(fields: &Fields, name: &str) -> Result<Day, Problem> {
    let written = fields.get(name);
    Day::parse(written).map_err(|_| {
        let written = begin_of(written);
        let status = axum::http::StatusCode::UNPROCESSABLE_ENTITY;
        if written.is_empty() {
            return Problem::new(
                status,
                "case-day",
                "Skriv en dato, for eksempel 3. maj 2027.",
                "Write a date, such as 2027-05-03.",
            )
            .at(name);
        }
        Problem::new(
            status,
            "case-day",
            &format!("Skriv en dato, for eksempel 3. maj 2027. Der stod: \"{written}\"."),
            &format!("Write a date, such as 2027-05-03. It said: \"{written}\"."),
        )
        .at(name)
    })
}

/// A date that may be left out.
pub(crate) fn day_if_any(fields: &Fields, name: &str) -> Result<Option<Day>, Problem> {
    if fields.get(name).is_empty() { Ok(None) } else { day(fields, name).map(Some) }
}

/// An amount that may be left out.
pub(crate) fn amount(fields: &Fields, name: &str) -> Result<Option<kernel::Kroner>, Problem> {
    let written = fields.get(name);
    if written.is_empty() {
        return Ok(None);
    }
    kernel::Kroner::parse(written).map(Some).map_err(|_| {
        let written = begin_of(written);
        Problem::new(
            axum::http::StatusCode::UNPROCESSABLE_ENTITY,
            "case-amount",
            &format!("Skriv et beløb, for eksempel 1.250.000 kr. Der stod: \"{written}\"."),
            &format!("Write an amount, such as DKK 1,250,000. It said: \"{written}\"."),
        )
        .at(name)
    })
}

/// A choice of a form, or which field lacks one.
pub(crate) fn chosen<T>(fields: &Fields, name: &str, read: impl Fn(&str) -> Option<T>) -> Result<T, Problem> {
    read(fields.get(name)).ok_or_else(|| {
        Problem::new(
            axum::http::StatusCode::UNPROCESSABLE_ENTITY,
            "case-choice",
            "Vælg et af svarene.",
            "Choose one of the answers.",
        )
        .at(name)
    })
}

/// A place in a list, from 0.
pub(crate) fn place(fields: &Fields, name: &str) -> usize {
    fields.get(name).parse().unwrap_or(usize::MAX)
}
