//! The board's meetings: an agenda of submitted cases and of acquisitions whose choice awaits the board, all decisions in one go, and the
//! number of the minutes.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use decisions::{AcquisitionFace, Command, Dispensation, Stage};
use house::HouseError;
use house::cases::Seat;
use house::rights::{Action, may};
use maud::{Markup, html};
use store::Meeting;

use super::super::widgets::Field;
use super::brief::{Compared, compared, glance};
use super::decide::review_of;
use super::{Open, case_href, day, may_see, standing_badge};
use crate::app::App;
use crate::changed::explained;
use crate::form::{Fields, Posted};
use crate::gate::{Signed, encoded};
use crate::locale::Say;
use crate::pages::acquisitions;
use crate::pages::acquisitions::board::{Turn, agenda_item};
use crate::problem::Problem;
use crate::shell::{self, Head};

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
    page(&app, &signed, &id, (&[], None)).await
}

/// What stands on an agenda.
enum Item {
    Case(Box<Open>, Vec<Compared>),
    Acquisition(Box<acquisitions::Open>, Turn),
}

impl Item {
    /// Its number and title.
    fn named(&self) -> (String, String) {
        match self {
            Self::Case(open, _) => (open.case().face.id.0.clone(), open.case().face.title.clone()),
            Self::Acquisition(open, _) => (open.it().id.0.clone(), open.it().plan.title.clone()),
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
            let alike = compared(app, signed, &open).await?;
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

/// What awaits the board and stands on no agenda of this meeting yet: number and title.
async fn waiting(
    app: &App,
    signed: &Signed,
    agenda: &[String],
    bought: &[String],
) -> Result<Vec<(String, String)>, Problem> {
    let snapshot = app.house.now();
    let mut waiting: Vec<(String, String)> = {
        let docket = app.house.docket();
        let (today, new) = (app.clock.today(), |face: &&Arc<decisions::Face>| !agenda.contains(&face.id.0));
        let theirs = docket.faces().filter(new).filter(|face| decisions::is_before_board(face, today));
        let seen = theirs.filter(|face| may_see(&snapshot, signed, face));
        seen.map(|face| (face.id.0.clone(), face.title.clone())).collect()
    };
    let faces = app.house.acquisitions().await?.into_iter();
    let awaits = |face: &AcquisitionFace| bought.contains(&face.id.0) && !agenda.contains(&face.id.0);
    waiting.extend(faces.filter(awaits).map(|face| (face.id.0, face.title)));
    Ok(waiting)
}

/// The page, with what became of the decisions, or with what was wrong.
async fn page(
    app: &App,
    signed: &Signed,
    id: &str,
    (answers, wrong): (&[(String, Option<String>)], Option<&Problem>),
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
                    Item::Case(open, alike) => (case_item(app, signed, (open, alike), place + 1, decides)),
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
                    @for ((id, title), on) in items.iter().map(|item| (item.named(), true)).chain(waiting.into_iter().map(|one| (one, false))) {
                        div .form-group-checkbox { input .form-checkbox type="checkbox" id={ "d-" (id) } name="sag" value=(id) checked[on]; label for={ "d-" (id) } { (id) " " (title) } }
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

fn case_item(app: &App, signed: &Signed, (open, alike): (&Open, &[Compared]), number: usize, decides: bool) -> Markup {
    let say = signed.say();
    let face = &open.case().face;
    let id = &face.id.0;
    let name = |field: &str| format!("{field}-{id}");
    html! {
        section .fu-card aria-labelledby={ "p-" (id) } {
            h3 id={ "p-" (id) } { (number) ". " a href=(case_href(id)) { (id) } " " (face.title) }
            p { (standing_badge(decisions::standing(face, app.clock.today()), say)) }
            (glance(app, signed, open, alike))
            @if decides && face.stage == Stage::Submitted {
                input type="hidden" name="sag" value=(id);
                input type="hidden" name=(name("version")) value=(face.version);
                input type="hidden" name=(name("set")) value=(open.shown());
                fieldset .form-group { legend .form-label { (say.t("Beslutning", "Decision")) }
                    @for (word, text) in [("", say.t("Ikke i dag", "Not today")), ("giv", say.t("Som indstillet: giv dispensation", "As recommended: grant")), ("afslaa", say.t("Giv afslag", "Refuse"))] {
                        div .form-group-radio { input .form-radio type="radio" id={ (name("b")) "-" (word) } name=(name("beslutning")) value=(word) checked[word.is_empty()]; label for={ (name("b")) "-" (word) } { (text) } }
                    }
                }
                div .form-group { label .form-label for=(name("begrundelse")) { (say.t("Begrundelse", "Reason")) } input .form-input id=(name("begrundelse")) name=(name("begrundelse")) type="text"; }
            }
        }
    }
}

/// `POST /direktion/moeder/{id}/dagsorden`
pub(crate) async fn agenda(
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
    Ok((problem.status, page(app, signed, id, (&[], Some(&problem))).await?).into_response())
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
    let meeting = meeting_of(&app, &id).await?;
    let (mut commands, mut choices) = (Vec::new(), Vec::new());
    for case in fields.all("sag") {
        if !is_case(&app, case) {
            let seen = fields.get(&format!("version-{case}")).parse().unwrap_or(0);
            choices.extend(acquisitions::board::command(case, &fields, &meeting).map(|one| (case.clone(), seen, one)));
            continue;
        }
        let open = Open::of(&app, &signed, case).await?;
        if let Some(command) = command(&app, &open, &fields, &meeting) {
            let seen = fields.get(&format!("version-{case}")).parse().unwrap_or(0);
            commands.push((case.clone(), seen, command));
        }
    }
    let lang = signed.say().0;
    let answers = app.house.decide_in_one_go(Seat::of(&signed.0), (&commands, &choices)).await;
    let answers: Vec<(String, Option<String>)> =
        answers.into_iter().map(|(id, answer)| (id, answer.err().map(|text| text.get(lang).to_owned()))).collect();
    let failed = answers.iter().any(|(_, problem)| problem.is_some());
    let page = page(&app, &signed, &id, (&answers, None)).await?;
    Ok((if failed { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }, page).into_response())
}

/// What a case's row says: as recommended, or a refusal.
fn command(app: &App, open: &Open, fields: &Fields, meeting: &Meeting) -> Option<Command> {
    let id = &open.case().face.id.0;
    let get = |name: &str| fields.get(&format!("{name}-{id}"));
    let (submission, _) = open.case().round.submitted.as_ref()?;
    let (reason, shown) = (get("begrundelse").to_owned(), get("set").to_owned());
    let held = Some(meeting.id.clone());
    let today = app.clock.today();
    match get("beslutning") {
        "giv" => Some(Command::Dispense {
            dispensation: Dispensation {
                necessity: submission.necessity,
                reason,
                until: submission.until,
                review: review_of(open, submission.until, today),
                conditions: submission.conditions.clone(),
                meeting: held,
            },
            shown,
        }),
        "afslaa" => Some(Command::Refuse { reason, plan_by: today.plus_months(2), meeting: held, shown }),
        _ => None,
    }
}
