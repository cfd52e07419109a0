//! A strategy as a document, for programs: section by section, principle by principle, with its rules and limits, in both languages.
//! How each is followed is asked for beside it.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use principles::{Body, Pack, Parameter, Principle, Question, Rule};
use serde::Serialize;
use utoipa::ToSchema;

use super::model::{BothLanguages, ProblemDetails};
use crate::app::App;
use crate::pages::strategy::{in_force, pack_of};
use crate::problem::Problem;

/// A strategy in force, whole.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PackDocument {
    id: String,
    version: String,
    /// SHA-256 of its content.
    hash: String,
    title: BothLanguages,
    /// The day on which this version was put in force here.
    adopted_on: Option<String>,
    /// Whoever put it in force.
    adopted_by: Option<String>,
    /// Why, and who decided it, in their words.
    reason: Option<String>,
    /// When the strategy itself says that it was decided.
    decided_on: Option<String>,
    /// By whom, as it says itself.
    decided_by: Option<String>,
    /// In the strategy's order.
    sections: Vec<PackSection>,
    /// Its limits and terms, by name.
    parameters: Vec<PackParameter>,
}

/// A section with its principles.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PackSection {
    id: String,
    title: BothLanguages,
    principles: Vec<PackPrinciple>,
}

/// A principle with its rules.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PackPrinciple {
    id: String,
    /// `aspiration`, `follow_or_explain` or `red_line`.
    strength: String,
    title: BothLanguages,
    /// What it asks and why.
    text: BothLanguages,
    /// What suppliers are asked of it, when its facts do not say all.
    supplier: Option<BothLanguages>,
    /// The longest time that the board may dispense from it, as ISO 8601 writes it: `P1Y6M`.
    longest_dispensation: String,
    /// How often decisions about it are reviewed, written likewise.
    review: String,
    rules: Vec<PackRule>,
}

/// A rule as it is written.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PackRule {
    code: String,
    /// The kind of the objects that it is about.
    kind: String,
    /// What holds when it is followed.
    title: BothLanguages,
    /// What is said of an object that deviates; in braces what the object fills in.
    finding: BothLanguages,
    remedy: BothLanguages,
    /// Who must act on a deviation: `minor`, `material`, or an expression that decides.
    weight: String,
    /// When it applies, as CEL; always when null.
    when: Option<String>,
    /// What must hold, as CEL; null for a question.
    require: Option<String>,
    question: Option<PackQuestion>,
    /// Whether its source has not been verified.
    unverified: bool,
}

/// What only people can say.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PackQuestion {
    text: BothLanguages,
    /// The role that is asked.
    who: String,
    /// How long an answer counts, as ISO 8601 writes it.
    valid: String,
    choices: Vec<PackChoice>,
}

/// An answer that may be given.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PackChoice {
    word: String,
    text: BothLanguages,
}

/// A limit or a term.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PackParameter {
    /// Its name in rules, after `p.`.
    name: String,
    /// As a pack writes it: money in whole kroner, days and periods as ISO 8601, several texts with `|` between.
    value: String,
    min: Option<i64>,
    max: Option<i64>,
    section: Option<String>,
    text: BothLanguages,
    note: Option<BothLanguages>,
}

#[utoipa::path(get, path = "/api/v1/strategies/{pack}", tag = "strategies", summary = "A strategy as a document: sections, principles, rules and limits in both languages",
    params(("pack" = String, Path)),
    responses((status = 200, body = PackDocument), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails), (status = 503, body = ProblemDetails)))]
pub(crate) async fn show(State(app): State<Arc<App>>, Path(id): Path<String>) -> Result<Json<PackDocument>, Problem> {
    let snapshot = app.house.now();
    let (_, pack) = pack_of(&snapshot, &id)?;
    let adopted = in_force(&app, &id).await?;
    let sections = pack.sections.iter().map(|section| PackSection {
        id: section.id.clone(),
        title: BothLanguages::from(&section.title),
        principles: pack
            .principles
            .iter()
            .filter(|one| one.section == section.id)
            .map(|one| principle(pack, one))
            .collect(),
    });
    Ok(Json(PackDocument {
        id: pack.id.clone(),
        version: pack.version.clone(),
        hash: pack.hash.to_string(),
        title: BothLanguages::from(&pack.title),
        adopted_on: adopted.as_ref().map(|one| app.clock.day_of(one.adopted.at).to_string()),
        adopted_by: adopted.as_ref().map(|one| one.name.clone()),
        reason: adopted.map(|one| one.reason),
        decided_on: pack.adopted_on.map(|day| day.to_string()),
        decided_by: pack.adopted_by.clone(),
        sections: sections.collect(),
        parameters: pack.parameters.iter().map(parameter).collect(),
    }))
}

fn principle(pack: &Pack, principle: &Principle) -> PackPrinciple {
    PackPrinciple {
        id: principle.id.clone(),
        strength: principle.strength.word().to_owned(),
        title: BothLanguages::from(&principle.title),
        text: BothLanguages::from(&principle.text),
        supplier: principle.supplier.as_ref().map(BothLanguages::from),
        longest_dispensation: principle.longest_dispensation.to_string(),
        review: principle.review.to_string(),
        rules: pack.rules.iter().filter(|one| pack.principle_of(one).id == principle.id).map(rule).collect(),
    }
}

fn rule(rule: &Rule) -> PackRule {
    PackRule {
        code: rule.code.clone(),
        kind: Pack::kind_name(rule).to_owned(),
        title: BothLanguages::from(&rule.title),
        finding: BothLanguages::from(&rule.finding_text),
        remedy: BothLanguages::from(&rule.remedy),
        weight: rule.weight_text.clone(),
        when: rule.when_text.clone(),
        require: rule.require_text.clone(),
        question: match &rule.body {
            Body::Ask(asked) => Some(question(asked)),
            Body::Require(_) => None,
        },
        unverified: rule.unverified,
    }
}

fn question(question: &Question) -> PackQuestion {
    let choice = |one: &principles::Choice| PackChoice { word: one.word.clone(), text: BothLanguages::from(&one.text) };
    PackQuestion {
        text: BothLanguages::from(&question.text),
        who: question.who.word().to_owned(),
        valid: question.valid.to_string(),
        choices: question.choices.iter().map(choice).collect(),
    }
}

fn parameter(parameter: &Parameter) -> PackParameter {
    PackParameter {
        name: parameter.name.clone(),
        value: parameter.written(),
        min: parameter.min,
        max: parameter.max,
        section: parameter.section.clone(),
        text: BothLanguages::from(&parameter.text),
        note: parameter.note.as_ref().map(BothLanguages::from),
    }
}
