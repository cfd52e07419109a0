//! Acquisitions for programs: listed, read with every candidate's findings, opened, acted in on the version that was read, and given
//! suppliers' files.

pub(crate) mod act;
pub(crate) mod schema;

use std::cmp::Reverse;
use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use decisions::{Acquisition, AcquisitionFace, AcquisitionPlan, OfferGround, Phase};
use house::House;
use house::cases::Seat;
use reports::sheet::{Answerer, SheetRow};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::cases::tag;
use super::model::ProblemDetails;
use super::paging::{PAGED, Page};
use super::{Parameters, body};
use crate::app::App;
use crate::gate::Signed;
use crate::pages::acquisitions::Open;
use crate::problem::Problem;

/// An acquisition as a line of a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AcquisitionItem {
    /// Its number: `A2026-0001`.
    number: String,
    /// How many events it has; `If-Match` names it.
    version: u32,
    title: String,
    /// The KLE tasks that it is to serve.
    tasks: Vec<String>,
    /// The business area, as a unit's key; none for the whole municipality.
    unit: Option<String>,
    phase: String,
    cancelled: bool,
    /// How many candidates are in.
    candidates: usize,
    winner: Option<String>,
    /// The system that it became.
    system: Option<String>,
    opened: String,
    changed: String,
}

impl AcquisitionItem {
    fn of(face: AcquisitionFace) -> Self {
        Self {
            number: face.id.0,
            version: face.version,
            title: face.title,
            tasks: face.tasks,
            unit: face.unit,
            phase: face.phase.word().to_owned(),
            cancelled: face.cancelled,
            candidates: face.candidates,
            winner: face.winner,
            system: face.system,
            opened: face.opened.to_string(),
            changed: face.changed.to_string(),
        }
    }
}

/// What is to be acquired.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OpenAcquisition {
    title: String,
    #[serde(default)]
    purpose: String,
    /// The KLE tasks that it is to serve.
    #[serde(default)]
    tasks: Vec<String>,
    /// The business area, as a unit's key; the whole municipality when there is none.
    #[serde(default)]
    unit: Option<String>,
    /// Who is to own the system, as a person's key.
    #[serde(default)]
    owner: Option<String>,
    /// `idea` or `analysis`; `idea` when nobody says otherwise.
    #[serde(default)]
    phase: Option<String>,
    /// The account for whom one stands in.
    #[serde(default)]
    acting_for: Option<String>,
}

/// One row of the requirement sheet.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SheetItem {
    /// `system.hosting`, a rule's code, `sbom`, or a pack and principle of it.
    code: String,
    /// `fact`, `rule`, `parts`, or `principle` when it is answered in own words.
    asks: String,
    pack: String,
    principle: String,
    question_da: String,
    question_en: String,
    allowed_da: String,
    allowed_en: String,
    /// `supplier` or `municipality`.
    answerer: String,
    /// The rules that the answer bears on.
    rules: Vec<String>,
    /// Whether one of them is, or may be, one for the board.
    material: bool,
}

/// What came of an act: the number and the version after it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AcquisitionActed {
    number: String,
    version: u32,
    phase: String,
}

pub(crate) fn acted(acquisition: &Acquisition, status: StatusCode) -> Response {
    let done = AcquisitionActed {
        number: acquisition.id.0.clone(),
        version: acquisition.version,
        phase: acquisition.phase.word().to_owned(),
    };
    (status, [(header::ETAG, tag(acquisition.version))], Json(done)).into_response()
}

#[utoipa::path(get, path = "/api/v1/acquisitions", tag = "acquisitions", summary = "Every acquisition, the latest opened first",
    params(("after" = Option<String>, Query, description = "`next` of the page before"), ("limit" = Option<u16>, Query, minimum = 1, maximum = 500)),
    responses((status = 200, body = Page<AcquisitionItem>), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 503, body = ProblemDetails)))]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Json<Page<AcquisitionItem>>, Problem> {
    let asked = Parameters::of(pairs, &|name| PAGED.contains(&name))?;
    let latest = |one: &AcquisitionFace| Reverse((one.id.0.len(), one.id.0.clone()));
    Ok(Json(Page::of(app.house.acquisitions().await?, &asked, latest)?.told(AcquisitionItem::of)))
}

#[utoipa::path(post, path = "/api/v1/acquisitions", tag = "acquisitions", summary = "Open an acquisition", request_body = OpenAcquisition,
    responses((status = 201, body = AcquisitionActed), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails), (status = 413, body = ProblemDetails), (status = 422, body = ProblemDetails), (status = 503, body = ProblemDetails)))]
pub(crate) async fn open(State(app): State<Arc<App>>, signed: Signed, bytes: Bytes) -> Result<Response, Problem> {
    let asked: OpenAcquisition = body(&bytes)?;
    let phase = match asked.phase.as_deref() {
        None => Phase::Idea,
        Some(word) => Phase::from_word(word)
            .ok_or_else(|| Problem::bad("phase", "phase er ikke en af faserne.", "phase is none of the phases."))?,
    };
    let plan = AcquisitionPlan {
        title: asked.title,
        purpose: asked.purpose,
        tasks: asked.tasks,
        unit: asked.unit,
        owner: asked.owner,
        phase,
    };
    let seat = Seat { who: &signed.0, acting_for: asked.acting_for.as_deref() };
    Ok(acted(&app.house.open_acquisition(seat, &plan).await?, StatusCode::CREATED))
}

#[utoipa::path(get, path = "/api/v1/acquisitions/{number}", tag = "acquisitions", summary = "An acquisition: its candidates under every principle today, what the next gate lacks, and every event",
    description = "`candidates[].principles[].hash` is what a screening names as `shown`, `candidates[].hash` what the board names; the ETag is what every act names as If-Match.",
    params(("number" = String, Path)),
    responses((status = 200, body = Object), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails), (status = 503, body = ProblemDetails)))]
pub(crate) async fn show(State(app): State<Arc<App>>, Path(number): Path<String>) -> Result<Response, Problem> {
    let open = Open::of(&app, &number).await?;
    Ok(([(header::ETAG, tag(open.it().version))], Json(document(&open))).into_response())
}

/// The whole acquisition.
fn document(open: &Open) -> Value {
    let it = open.it();
    let offers: Vec<OfferGround> = open.assessed.iter().map(OfferGround::of).collect();
    let alike = House::systems_alike(&open.snapshot, it);
    let points = House::check_list(&open.snapshot, it).into_iter().map(|point| {
        let seen = it.last_checked(&point.rule);
        let seen = seen.map(|seen| json!({ "relevance": seen.relevance, "rating": seen.rating, "reason": seen.reason, "by": seen.by, "day": seen.day }));
        json!({ "pack": point.pack, "principle": point.principle, "rule": point.rule, "question": point.question, "answered": it.is_answered(&point.rule), "seen": seen })
    });
    let lacks = House::lacks(&open.snapshot, it, &offers)
        .into_iter()
        .map(|lack| json!({ "label": lack.label(), "text": lack.text }));
    let events = open
        .view
        .events
        .iter()
        .map(|event| json!({ "log": event.seq, "at": event.recorded.at, "entry": event.recorded }));
    let refused =
        open.view.refused.iter().map(
            |one| json!({ "log": one.seq, "at": one.at, "by": one.name, "command": one.command, "label": one.label, "told": one.told, "details": one.details }),
        );
    json!({
        "number": it.id,
        "version": it.version,
        "plan": it.plan,
        "phase": it.phase,
        "next_phase": decisions::next_phase(it.phase),
        "lacks": lacks.collect::<Vec<_>>(),
        "systems_alike": alike.iter().map(|one| &one.key).collect::<Vec<_>>(),
        "own": {
            "facts": it.own_facts.iter().map(stated).collect::<Vec<_>>(),
            "answers": it.own_answers.iter().map(answered).collect::<Vec<_>>(),
        },
        "no_reuse": it.no_reuse.as_ref().map(|(reason, by, systems)| json!({ "reason": reason, "by": by, "systems": systems })),
        "sheet": it.sheet.as_ref().map(|(questions, packs)| json!({ "questions": questions, "packs": packs })),
        "check_list": points.collect::<Vec<_>>(),
        "candidates": it.candidates.iter().map(|one| candidate(open, one, &offers)).collect::<Vec<_>>(),
        "assessed_components": it.assessed_parts.iter().map(|(name, conclusion, by, day)| json!({ "component": name, "conclusion": conclusion, "by": by, "day": day })).collect::<Vec<_>>(),
        "winner": it.winner.as_ref().map(|(key, reason, by)| json!({ "candidate": key, "reason": reason, "by": by })),
        "reopened": it.reopened.as_ref().map(|one| json!({ "reason": one.reason, "by": one.by, "day": one.day })),
        "conflicted": it.conflicted.iter().map(|one| json!({ "reason": one.reason, "by": one.by, "day": one.day })).collect::<Vec<_>>(),
        "approved": it.approved.as_ref().map(|(shown, reason, by, day)| json!({ "shown": shown, "reason": reason, "by": by, "day": day })),
        "turned_down": it.turned_down(&offers).map(|turned| json!({ "reason": turned.reason, "different": turned.different, "by": turned.by, "day": turned.day })),
        "system": it.system.as_ref().map(|(key, cases)| json!({ "key": key, "cases": cases })),
        "cancelled": it.cancelled,
        "events": events.collect::<Vec<_>>(),
        "refused": refused.collect::<Vec<_>>(),
    })
}

fn stated(fact: &decisions::StatedFact) -> Value {
    json!({ "fact": fact.fact, "value": fact.value, "source": fact.source, "by": fact.by, "day": fact.day })
}

fn answered(answer: &decisions::StatedAnswer) -> Value {
    json!({ "rule": answer.rule, "answer": answer.word, "by": answer.by, "day": answer.day })
}

fn candidate(open: &Open, one: &decisions::Candidate, offers: &[OfferGround]) -> Value {
    let offer = offers.iter().find(|offer| offer.candidate == one.key);
    let principles = open.assessed(&one.key).map(|assessed| {
        let stands = assessed.stands.iter().map(|stand| {
            let blamed = stand.blamed.iter().map(
                |blamed| json!({ "rule": blamed.rule, "verdict": blamed.verdict, "material": blamed.material, "facts": blamed.facts }),
            );
            json!({
                "pack": stand.pack, "principle": stand.principle, "verdict": stand.verdict, "for_board": stand.for_board,
                "hash": stand.hash, "unanswered": stand.unanswered, "blamed": blamed.collect::<Vec<_>>(),
            })
        });
        stands.collect::<Vec<_>>()
    });
    json!({
        "key": one.key,
        "supplier": one.supplier,
        "product": one.product,
        "withdrawn": one.withdrawn,
        "hash": offer.map(|offer| &offer.hash),
        "new_components": offer.map(|offer| &offer.new_parts),
        "components": one.parts,
        "facts": one.facts.iter().map(stated).collect::<Vec<_>>(),
        "answers": one.answers.iter().map(answered).collect::<Vec<_>>(),
        "own_words": one.own_words.iter().map(|said| json!({ "principle": said.principle, "words": said.words, "source": said.source, "by": said.by, "day": said.day })).collect::<Vec<_>>(),
        "views": one.views.iter().map(|held| json!({ "view": held.view, "by": held.by, "day": held.day })).collect::<Vec<_>>(),
        "principles": principles,
    })
}

#[utoipa::path(get, path = "/api/v1/acquisitions/{number}/sheet", tag = "acquisitions", summary = "The requirement sheet: every principle of the packs in force as questions, one row a fact or question",
    params(("number" = String, Path), ("audience" = Option<String>, Query, description = "`own` with every row, or `tender` with what suppliers are asked; `own` when nobody says")),
    responses((status = 200, body = Vec<SheetItem>), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails), (status = 503, body = ProblemDetails)))]
pub(crate) async fn sheet(
    State(app): State<Arc<App>>,
    Path(number): Path<String>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Json<Vec<SheetItem>>, Problem> {
    let asked = Parameters::of(pairs, &|name| name == "audience")?;
    let tender = match asked.get("audience") {
        "" | "own" => false,
        "tender" => true,
        _ => {
            return Err(Problem::bad(
                "audience",
                "audience skal være own eller tender.",
                "audience must be own or tender.",
            ));
        }
    };
    app.house.acquisition(&number).await?.ok_or_else(Problem::not_found)?;
    let rows = reports::sheet::sheet(&app.house.now().packs());
    let item = |row: SheetRow| SheetItem {
        code: row.code,
        asks: row.asks.word().to_owned(),
        pack: row.pack,
        principle: row.principle,
        question_da: row.question.da,
        question_en: row.question.en,
        allowed_da: row.allowed.da,
        allowed_en: row.allowed.en,
        answerer: if row.answerer == Answerer::Supplier { "supplier" } else { "municipality" }.to_owned(),
        // What weighs is not for the tender.
        rules: if tender { Vec::new() } else { row.rules },
        material: !tender && row.material,
    };
    Ok(Json(rows.into_iter().filter(|row| !tender || row.answerer == Answerer::Supplier).map(item).collect()))
}
