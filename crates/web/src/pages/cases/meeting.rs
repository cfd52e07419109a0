//! The board's meetings: an agenda of submitted cases and of acquisitions whose choice awaits the board, all decisions in one go, and the
//! number of the minutes.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use decisions::{AcquisitionFace, Stage};
use house::HouseError;
use house::cases::{Decision, Seat, Wanted};
use house::rights::{Action, may};
use kernel::Day;
use maud::{Markup, html};
use store::Meeting;

use super::super::widgets::Field;
use super::brief::precedents;
use super::{Open, agenda, day, may_see_row};
use crate::app::App;
use crate::changed::explained;
use crate::form::{Fields, Posted};
use crate::gate::{Signed, encoded};
use crate::locale::Say;
use crate::pages::acquisitions;
use crate::pages::acquisitions::board::{Turn, agenda_item};
use crate::problem::Problem;
use crate::refused::{Act, log_of};
use crate::shell::{self, Head};
use house::cases::{CaseAlike, Precedent};

/// The meetings, and a form to plan one.
pub(crate) fn section(signed: &Signed, meetings: &[Meeting], say: Say) -> Markup {
    html! {
        section aria-labelledby="moeder" {
            h2 #moeder { (say.t("Møder", "Meetings")) }
            @if meetings.is_empty() { p { (say.t("Ingen møder er planlagt.", "No meetings are planned.")) } }
            ul { @for meeting in meetings.iter().take(20) {
                li { a href={ "/direktion/moeder/" (encoded(&meeting.id)) } { (say.day(meeting.day)) " " (meeting.title) }
                    @if let Some(minutes) = &meeting.minutes { " · " (say.t("referat", "minutes")) " " (minutes) } }
            } }
            @if may(&signed.0.grants, Action::PlanMeetings) {
                form method="post" action="/direktion/moeder" .fu-row {
                    (shell::csrf(signed))
                    (Field { name: "dag", label: say.t("Dag", "Day"), kind: "date", ..Field::default() }.show())
                    (Field { name: "titel", label: say.t("Titel", "Title"), ..Field::default() }.show())
                    button .button .button-secondary { (say.t("Planlæg møde", "Plan a meeting")) }
                }
            }
        }
    }
}

/// `POST /direktion/moeder`
pub(crate) async fn plan(
    State(app): State<Arc<App>>,
    signed: Signed,
    Posted(fields): Posted,
) -> Result<Redirect, Problem> {
    let id = app.house.plan_meeting(&signed.0, day(&fields, "dag")?, fields.get("titel")).await?;
    Ok(Redirect::to(&format!("/direktion/moeder/{id}")))
}

async fn meeting_of(app: &App, id: &str) -> Result<Meeting, Problem> {
    app.house.meetings().await?.into_iter().find(|meeting| meeting.id == id).ok_or_else(Problem::not_found)
}

/// `GET /direktion/moeder/{id}`
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    signed: Signed,
    Path(id): Path<String>,
) -> Result<Markup, Problem> {
    page(&app, &signed, &id, After::default()).await
}

/// What can stand on an agenda, as it is chosen.
struct Named {
    id: String,
    title: String,
    /// The last day that is proposed.
    until: Option<Day>,
}

impl Named {
    fn case(open: &Open, say: Say) -> Self {
        let face = &open.case().face;
        Self { id: face.id.0.clone(), title: super::title(&open.snapshot, face, say), until: agenda::until(open) }
    }
}

/// What stands on an agenda.
enum Item {
    Case(Box<Open>, Vec<(CaseAlike, Precedent)>),
    Acquisition(Box<acquisitions::Open>, Turn),
}

impl Item {
    fn named(&self, say: Say) -> Named {
        match self {
            Self::Case(open, _) => Named::case(open, say),
            Self::Acquisition(open, _) => {
                Named { id: open.it().id.0.clone(), title: open.it().plan.title.clone(), until: None }
            }
        }
    }

    fn is_pending(&self) -> bool {
        match self {
            Self::Case(open, _) => open.case().face.stage == Stage::Submitted,
            Self::Acquisition(_, turn) => *turn != Turn::Nobodys,
        }
    }
}

fn is_case(app: &App, id: &str) -> bool {
    app.house.docket().face(id).is_some()
}

async fn items(app: &App, signed: &Signed, agenda: &[String], bought: &[String]) -> Result<Vec<Item>, Problem> {
    let decides = may(&signed.0.grants, Action::ApproveAcquisition);
    let mut items = Vec::with_capacity(agenda.len());
    for id in agenda {
        items.push(if is_case(app, id) {
            let open = Open::of(app, signed, id).await?;
            let alike = precedents(app, signed, &open).await?;
            Item::Case(Box::new(open), alike)
        } else {
            let turn = match bought.contains(id) {
                true if decides => Turn::Yours,
                true => Turn::Boards,
                false => Turn::Nobodys,
            };
            Item::Acquisition(Box::new(acquisitions::Open::of(app, id).await?), turn)
        });
    }
    Ok(items)
}

/// What awaits the board and stands on no agenda of this meeting yet.
async fn waiting(app: &App, signed: &Signed, agenda: &[String], bought: &[String]) -> Result<Vec<Named>, Problem> {
    let snapshot = app.house.now();
    let cases: Vec<String> = {
        let docket = app.house.docket();
        let today = app.clock.today();
        let theirs = docket.rows().filter(|row| row.may_come_before_board && may_see_row(&snapshot, signed, row));
        let awaits = theirs.filter(|row| decisions::is_before_board(&row.face, today)).map(|row| &row.face.id.0);
        awaits.filter(|id| !agenda.contains(id)).cloned().collect()
    };
    let mut waiting = Vec::with_capacity(cases.len());
    for id in &cases {
        waiting.push(Named::case(&Open::of(app, signed, id).await?, signed.say()));
    }
    let faces = app.house.acquisitions().await?.into_iter();
    let awaits = |face: &AcquisitionFace| bought.contains(&face.id.0) && !agenda.contains(&face.id.0);
    waiting.extend(faces.filter(awaits).map(|face| Named { id: face.id.0, title: face.title, until: None }));
    Ok(waiting)
}

/// What an act on a meeting came to, on its page.
#[derive(Clone, Copy, Default)]
struct After<'a> {
    /// What became of each decision: nothing was wrong, or what.
    answers: &'a [(String, Option<String>)],
    wrong: Option<&'a Problem>,
    /// The decisions as they were written.
    written: Option<&'a Fields>,
}

/// The page, with what became of the decisions, or with what was wrong.
async fn page(
    app: &App,
    signed: &Signed,
    id: &str,
    After { answers, wrong, written }: After<'_>,
) -> Result<Markup, Problem> {
    let say = signed.say();
    let meeting = meeting_of(app, id).await?;
    let version = app.house.meeting_version(id).await?;
    let (agenda, bought) = (app.house.agenda(id).await?, app.house.acquisitions_for_board().await?);
    let items = items(app, signed, &agenda, &bought).await?;
    let waiting = waiting(app, signed, &agenda, &bought).await?;
    let href = format!("/direktion/moeder/{}", encoded(id));
    let above = [("/direktion".to_owned(), say.t("Direktion", "Board").to_owned())];
    let title = format!("{}, {}", meeting.title, say.day(meeting.day));
    let head = Head { title: &title, menu: "/direktion", above: &above };
    let decides = may(&signed.0.grants, Action::DecideCase);
    let plans = may(&signed.0.grants, Action::PlanMeetings);
    let pending = items.iter().any(Item::is_pending);
    let body = html! {
        h1 { (title) }
        @if let Some(minutes) = &meeting.minutes { p { (say.t("Referat", "Minutes")) " " (minutes) } }
        @if let Some(problem) = wrong { (wrongly(app, problem, say)) }
        @for (case, answer) in answers {
            @match answer {
                None => (shell::alert("success", &html! { p { (case) " " (say.t("er afgjort.", "is decided.")) } })),
                Some(problem) => (shell::alert("error", &html! { p { (case) ": " (problem) } })),
            }
        }
        h2 { (say.t("Dagsorden", "Agenda")) }
        @if items.is_empty() { p { (say.t("Der står ikke noget på dagsordenen endnu.", "Nothing stands on the agenda yet.")) } }
        form method="post" action={ (href) "/beslut" } {
            (shell::csrf(signed))
            @for (place, item) in items.iter().enumerate() {
                @match item {
                    Item::Case(open, alike) => (agenda::item(app, signed, (open, alike), agenda::Slot { number: place + 1, decides, meeting: &meeting, written })),
                    Item::Acquisition(open, turn) => (agenda_item(signed, open, (place + 1, *turn))),
                }
            }
            @if decides && pending { div .fu-row { button .button .button-primary { (say.t("Beslut det hele", "Decide them all")) } } }
        }
        @if plans {
            details open[items.is_empty()] { summary { (say.t("Ret dagsordenen", "Amend the agenda")) }
                form method="post" action={ (href) "/dagsorden" } {
                    (shell::csrf(signed))
                    input type="hidden" name="version" value=(version);
                    @for (one, on) in items.iter().map(|item| (item.named(say), true)).chain(waiting.into_iter().map(|one| (one, false))) {
                        div .form-group-checkbox { input .form-checkbox type="checkbox" id={ "d-" (one.id) } name="sag" value=(one.id) checked[on]; label for={ "d-" (one.id) } {
                            (one.id) " " (one.title)
                            @if let Some(until) = one.until.filter(|until| *until < meeting.day) { " · " strong { (say.t("foreslået til og med", "proposed until")) " " (say.day(until)) ", " (say.t("før mødet", "before the meeting")) } }
                        } }
                    }
                    div .fu-row { button .button .button-secondary { (say.t("Gem dagsordenen", "Save the agenda")) } }
                }
            }
            form method="post" action={ (href) "/referat" } .fu-row {
                (shell::csrf(signed))
                input type="hidden" name="version" value=(version);
                (Field { name: "referat", label: say.t("Referatets nummer", "Number of the minutes"), value: meeting.minutes.as_deref().unwrap_or(""), ..Field::default() }.show())
                button .button .button-secondary { (say.t("Gem nummeret", "Save the number")) }
            }
        }
    };
    Ok(shell::page(app, signed, &href, &head, &body))
}

/// `POST /direktion/moeder/{id}/dagsorden`
pub(crate) async fn set_agenda(
    State(app): State<Arc<App>>,
    signed: Signed,
    Path(id): Path<String>,
    Posted(fields): Posted,
) -> Result<Response, Problem> {
    let result = app.house.set_agenda(&signed.0, (id.as_str(), fields.version()?), fields.all("sag")).await;
    done(&app, &signed, &id, result).await
}

/// `POST /direktion/moeder/{id}/referat`
pub(crate) async fn minutes(
    State(app): State<Arc<App>>,
    signed: Signed,
    Path(id): Path<String>,
    Posted(fields): Posted,
) -> Result<Response, Problem> {
    let result = app.house.close_meeting(&signed.0, (id.as_str(), fields.version()?), fields.get("referat")).await;
    done(&app, &signed, &id, result).await
}

/// After an act on a meeting: back to its page, or the page as it is now with what was wrong.
async fn done(app: &App, signed: &Signed, id: &str, result: Result<i64, HouseError>) -> Result<Response, Problem> {
    let Err(error) = result else {
        return Ok(Redirect::to(&format!("/direktion/moeder/{}", encoded(id))).into_response());
    };
    let problem = explained(app, error).await;
    if problem.status == StatusCode::NOT_FOUND {
        return Err(problem);
    }
    Ok(problem.answered(page(app, signed, id, After { wrong: Some(&problem), ..After::default() }).await?))
}

/// What was wrong, and what others have done meanwhile when they were faster.
fn wrongly(app: &App, problem: &Problem, say: Say) -> Markup {
    let body = html! {
        p { (say.text(&problem.text)) }
        @if let Some(changed) = &problem.changed {
            (changed.sentences(&app.house.now(), &*app.clock, say))
            p { (say.t("Intet er gemt. Siden viser nu mødet, som det er.", "Nothing was saved. The page now shows the meeting as it is.")) }
        }
    };
    shell::alert("error", &body)
}

/// `POST /direktion/moeder/{id}/beslut`: each case and acquisition stands or falls by itself, and each answer is shown.
pub(crate) async fn decide(
    State(app): State<Arc<App>>,
    signed: Signed,
    Path(id): Path<String>,
    Posted(fields): Posted,
) -> Result<Response, Problem> {
    let say = signed.say();
    let (mut wanted, mut answers) = (Vec::new(), Vec::new());
    for number in fields.all("sag") {
        let decision = if is_case(&app, number) {
            let open = Open::of(&app, &signed, number).await?;
            agenda::decision_of(&open, &fields).map(|decision| decision.map(Decision::Case))
        } else {
            acquisitions::board::decision_of(number, &fields).map(|decision| Ok(Decision::Acquisition(decision)))
        };
        let seen = fields.get(&format!("version-{number}")).parse().unwrap_or(0);
        match decision {
            Some(Ok(decision)) => wanted.push(Wanted { number: number.clone(), seen, decision }),
            Some(Err(problem)) => {
                log_of(&app, &signed.0, &Act::at_meeting(number), &problem).await;
                answers.push((number.clone(), Some(say.text(&problem.text).to_owned())));
            }
            None => {}
        }
    }
    let decided = app.house.decide_in_one_go(Seat::of(&signed.0), &id, &wanted).await?;
    let told = |error: HouseError| say.text(&error.text()).to_owned();
    answers.extend(decided.into_iter().map(|one| (one.number, one.outcome.err().map(told))));
    let failed = answers.iter().any(|(_, problem)| problem.is_some());
    let page =
        page(&app, &signed, &id, After { answers: &answers, written: Some(&fields), ..After::default() }).await?;
    Ok((if failed { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }, page).into_response())
}
