//! Strategies: those in force and how they are followed; trying and adopting another.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use findings::{Change, RuleFindings};
use house::HouseError;
use kernel::Text;
use principles::{Body, Pack, PackError, PackFile};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::model::{BothLanguages, Done, ProblemDetails, RuleItem, SectionItem, StrategyItem, Tried, TurnItem};
use super::paging::{PAGED, Page};
use super::{Parameters, body};
use crate::app::App;
use crate::built_in::BuiltIn;
use crate::gate::Signed;
use crate::pages::strategy::pack_of;
use crate::problem::Problem;

/// So many turned verdicts are listed.
const LISTED: usize = 1_000;

#[utoipa::path(get, path = "/api/v1/strategies", tag = "strategies", summary = "The strategies in force, and how each section is followed",
    params(("after" = Option<String>, Query, description = "`next` of the page before"), ("limit" = Option<u16>, Query, minimum = 1, maximum = 500)),
    responses((status = 200, body = Page<StrategyItem>), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 503, body = ProblemDetails)))]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Json<Page<StrategyItem>>, Problem> {
    let asked = Parameters::of(pairs, &|name| PAGED.contains(&name))?;
    let snapshot = app.house.now();
    let one = |pack: &reports::PackOverview| StrategyItem {
        id: pack.pack.id.clone(),
        version: pack.pack.version.clone(),
        hash: pack.pack.hash.to_string(),
        title: BothLanguages::from(&pack.title),
        sections: pack
            .sections
            .iter()
            .map(|section| SectionItem {
                id: section.id.clone(),
                title: BothLanguages::from(&section.title),
                rules: section.rules as u64,
                verdicts: section.verdicts.into(),
            })
            .collect(),
    };
    let all = snapshot.overview().packs.iter().map(one).collect();
    Ok(Json(Page::of(all, &asked, |one: &StrategyItem| one.id.clone())?))
}

#[utoipa::path(get, path = "/api/v1/strategies/{pack}/rules", tag = "strategies", summary = "The rules of a strategy by their codes, and how each is followed",
    params(("pack" = String, Path), ("after" = Option<String>, Query, description = "`next` of the page before"), ("limit" = Option<u16>, Query, minimum = 1, maximum = 500)),
    responses((status = 200, body = Page<RuleItem>), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails), (status = 503, body = ProblemDetails)))]
pub(crate) async fn rules(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Json<Page<RuleItem>>, Problem> {
    let asked = Parameters::of(pairs, &|name| PAGED.contains(&name))?;
    let snapshot = app.house.now();
    let (place, pack) = pack_of(&snapshot, &id)?;
    let of_pack = snapshot.assessment.rules().iter().filter(|findings| findings.pack == place);
    let all = of_pack.map(|findings| rule(pack, findings)).collect();
    Ok(Json(Page::of(all, &asked, |rule: &RuleItem| rule.code.clone())?))
}

fn rule(pack: &Pack, findings: &RuleFindings) -> RuleItem {
    let rule = &pack.rules[findings.rule];
    let principle = pack.principle_of(rule);
    let question = match &rule.body {
        Body::Ask(question) => Some(question),
        Body::Require(_) => None,
    };
    RuleItem {
        code: rule.code.clone(),
        principle: principle.id.clone(),
        section: principle.section.clone(),
        kind: Pack::kind_name(rule).to_owned(),
        strength: principle.strength.word().to_owned(),
        title: BothLanguages::from(&rule.title),
        remedy: BothLanguages::from(&rule.remedy),
        when: rule.when_text.clone(),
        require: rule.require_text.clone(),
        question: question.map(|question| BothLanguages::from(&question.text)),
        answers: question
            .into_iter()
            .flat_map(|question| question.choices.iter().map(|choice| choice.word.clone()))
            .collect(),
        verdicts: findings.tally().into(),
    }
}

/// A strategy that comes with the program.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BuiltInItem {
    /// The word for `built_in` when it is tried or adopted.
    id: String,
    version: String,
    /// SHA-256 of its content.
    hash: String,
    title: BothLanguages,
    principles: u64,
    rules: u64,
    /// Whether some version of it is in force.
    in_force: bool,
}

#[utoipa::path(get, path = "/api/v1/built-in-strategies", tag = "strategies", summary = "The strategies that come with the program, in force or not",
    params(("after" = Option<String>, Query, description = "`next` of the page before"), ("limit" = Option<u16>, Query, minimum = 1, maximum = 500)),
    responses((status = 200, body = Page<BuiltInItem>), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 503, body = ProblemDetails)))]
pub(crate) async fn built_in(
    State(app): State<Arc<App>>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Json<Page<BuiltInItem>>, Problem> {
    let asked = Parameters::of(pairs, &|name| PAGED.contains(&name))?;
    let now = app.house.now();
    let item = |one: &BuiltIn| BuiltInItem {
        id: one.id.clone(),
        version: one.version.clone(),
        hash: one.hash.clone(),
        title: BothLanguages::from(&one.title),
        principles: one.principles as u64,
        rules: one.rules as u64,
        in_force: now.packs.iter().any(|pack| pack.id == one.id),
    };
    Ok(Json(Page::of(app.built_in().iter().map(item).collect(), &asked, |one: &BuiltInItem| one.id.clone())?))
}

/// A strategy: its files, or the id of one that comes with the program.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PackBody {
    /// Each file's text by name: `strategy.toml`, `04-drift.toml`. Empty or left out with `built_in`.
    #[serde(default)]
    files: BTreeMap<String, String>,
    /// In the place of files: the id of a strategy that comes with the program.
    #[serde(default)]
    built_in: Option<String>,
    /// Why it is adopted and who decided it; not needed to try.
    #[serde(default)]
    reason: String,
}

fn files(app: &App, pack: &PackBody) -> Result<Vec<PackFile>, Problem> {
    let of_body =
        || pack.files.iter().map(|(name, text)| PackFile { name: name.clone(), text: text.clone() }).collect();
    match &pack.built_in {
        None => Ok(of_body()),
        Some(id) if pack.files.is_empty() => Ok(app.built_in_files(id)?.to_vec()),
        Some(_) => Err(Problem::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "pack-twice",
            "Der er både filer og built_in. Send enten pakkens filer eller id'et på en strategi, der følger med programmet.",
            "There are both files and built_in. Send either the pack's files or the id of a strategy that comes with the program.",
        )),
    }
}

/// A pack's errors in one problem: the first ones, each with its place.
fn wrong(errors: &[PackError]) -> Problem {
    let lines = |pick: &dyn Fn(&PackError) -> String| errors.iter().take(20).map(pick).collect::<Vec<_>>().join("\n");
    let place = |error: &PackError| format!("{}:{}:{}", error.file, error.line, error.column);
    let text = Text {
        da: lines(&|error| format!("{} {}", place(error), error.text.da)),
        en: lines(&|error| format!("{} {}", place(error), error.text.en)),
    };
    Problem::of_text(StatusCode::UNPROCESSABLE_ENTITY, "pack-errors", text)
}

#[utoipa::path(post, path = "/api/v1/strategies/try", tag = "strategies", summary = "What a strategy would turn, without its being adopted",
    request_body = PackBody,
    responses((status = 200, body = Tried), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 413, body = ProblemDetails), (status = 422, body = ProblemDetails), (status = 503, body = ProblemDetails)))]
pub(crate) async fn try_out(State(app): State<Arc<App>>, bytes: Bytes) -> Result<Json<Tried>, Problem> {
    let pack = Pack::parse(&files(&app, &body(&bytes)?)?).map_err(|errors| wrong(&errors))?;
    let now = app.house.now();
    let before = now.packs.iter().find(|one| one.id == pack.id);
    let editorial = before.is_some_and(|before| principles::diff::is_editorial(&principles::diff::diff(before, &pack)));
    let (then, changes) = app.house.try_pack(pack).await?;
    Ok(Json(Tried {
        before: now.assessment.summary(&now.slots).verdicts.into(),
        after: then.assessment.summary(&then.slots).verdicts.into(),
        editorial,
        turned: changes.len() as u64,
        turns: changes.iter().take(LISTED).map(turn).collect(),
    }))
}

fn turn(change: &Change) -> TurnItem {
    TurnItem {
        seq: 0,
        at: None,
        rule: change.rule.clone(),
        kind: facts::schema().def(change.kind).name.to_owned(),
        key: change.key.to_string(),
        before: change.before.map(|verdict| verdict.word().to_owned()),
        after: change.after.map(|verdict| verdict.word().to_owned()),
        because: serde_json::Value::Array(Vec::new()),
    }
}

#[utoipa::path(post, path = "/api/v1/strategies", tag = "strategies", summary = "Adopt a strategy, with a reason",
    request_body = PackBody,
    responses((status = 200, body = Done), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 413, body = ProblemDetails), (status = 422, body = ProblemDetails), (status = 503, body = ProblemDetails)))]
pub(crate) async fn adopt(State(app): State<Arc<App>>, signed: Signed, bytes: Bytes) -> Result<Json<Done>, Problem> {
    let pack: PackBody = body(&bytes)?;
    let adopted = app.house.adopt(&signed.0.actor(), &files(&app, &pack)?, &pack.reason).await;
    let acted = adopted.map_err(|error| match error {
        HouseError::Pack(errors) => wrong(&errors),
        other => other.into(),
    })?;
    Ok(Json(acted.into()))
}
