//! Systems beside each other: which serve the same KLE task, and two of them fact by fact.

use std::cmp::Reverse;
use std::sync::Arc;

use axum::Json;
use axum::extract::{Query, State};
use facts::{AttrId, Field, KindId, NamedFact, schema};
use house::Snapshot;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::Parameters;
use super::model::{ProblemDetails, Verdicts};
use super::objects::plain;
use super::paging::{PAGED, Page};
use crate::app::App;
use crate::pages::{kind_of, overlap};
use crate::problem::Problem;

/// A task of the municipality and the systems, retired ones left out, that serve it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct KleTask {
    /// The task's number in KLE: `27.36.00`.
    task: String,
    systems: Vec<NamedSystem>,
}

/// A system by key and name.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct NamedSystem {
    key: String,
    name: Option<String>,
}

/// Two systems side by side.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Comparison {
    a: ComparedSystem,
    b: ComparedSystem,
    /// Every fact of a system.
    facts: Vec<ComparedFact>,
    /// The rules under which they stand differently.
    rules: Vec<ComparedRule>,
}

/// One of the two.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ComparedSystem {
    key: String,
    name: Option<String>,
    verdicts: Verdicts,
}

/// A fact of both.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ComparedFact {
    fact: String,
    differs: bool,
    #[schema(value_type = Value)]
    a: Value,
    #[schema(value_type = Value)]
    b: Value,
}

/// A rule under which they stand differently.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ComparedRule {
    pack: String,
    rule: String,
    a: String,
    b: String,
}

fn named(snapshot: &Snapshot, kind: KindId, object: u32) -> NamedSystem {
    NamedSystem { key: snapshot.slots.keys(kind)[object as usize].to_string(), name: snapshot.slots.name(kind, object) }
}

#[utoipa::path(get, path = "/api/v1/kle", tag = "portfolio", summary = "The KLE tasks that several systems serve, retired ones left out, most systems first",
    params(("all" = Option<bool>, Query, description = "Those that only one serves too"),
        ("after" = Option<String>, Query, description = "`next` of the page before"), ("limit" = Option<u16>, Query, minimum = 1, maximum = 500)),
    responses((status = 200, body = Page<KleTask>), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 503, body = ProblemDetails)))]
pub(crate) async fn kle(
    State(app): State<Arc<App>>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Json<Page<KleTask>>, Problem> {
    let asked = Parameters::of(pairs, &|name| name == "all" || PAGED.contains(&name))?;
    let all = super::imports::truth(&asked, "all")?;
    let snapshot = app.house.now();
    let systems = kind_of("system")?;
    let one = |(task, on): (String, Vec<u32>)| KleTask {
        task,
        systems: on.into_iter().map(|object| named(&snapshot, systems, object)).collect(),
    };
    let most = |(task, on): &(String, Vec<u32>)| (Reverse(on.len()), task.clone());
    Ok(Json(Page::of(overlap::tasks(&snapshot, all), &asked, most)?.told(one)))
}

#[utoipa::path(get, path = "/api/v1/compare", tag = "portfolio", summary = "Two systems, fact by fact and rule by rule",
    params(("a" = String, Query, description = "The one's key"), ("b" = String, Query, description = "The other's")),
    responses((status = 200, body = Comparison), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails), (status = 503, body = ProblemDetails)))]
pub(crate) async fn compare(
    State(app): State<Arc<App>>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Json<Comparison>, Problem> {
    let asked = Parameters::of(pairs, &|name| matches!(name, "a" | "b"))?;
    let snapshot = app.house.now();
    let kind = kind_of("system")?;
    let chosen = |name| snapshot.slots.find(kind, asked.get(name)).ok_or_else(Problem::not_found);
    let (a, b) = (chosen("a")?, chosen("b")?);
    let tallies = snapshot.listing.tallies(kind, &snapshot.slots, &snapshot.assessment);
    let system = |object: u32| {
        let NamedSystem { key, name } = named(&snapshot, kind, object);
        ComparedSystem { key, name, verdicts: tallies[object as usize].into() }
    };
    let differing = snapshot
        .assessment
        .rules()
        .iter()
        .filter(|findings| findings.kind == kind && findings.verdict(a) != findings.verdict(b));
    let rules = differing.map(|findings| {
        let pack = &snapshot.packs[findings.pack];
        ComparedRule {
            pack: pack.id.clone(),
            rule: pack.rules[findings.rule].code.clone(),
            a: findings.verdict(a).word().to_owned(),
            b: findings.verdict(b).word().to_owned(),
        }
    });
    Ok(Json(Comparison { a: system(a), b: system(b), facts: facts(&snapshot, kind, (a, b)), rules: rules.collect() }))
}

fn facts(snapshot: &Snapshot, kind: KindId, (a, b): (u32, u32)) -> Vec<ComparedFact> {
    let shown = |object: u32, attribute: AttrId| {
        snapshot.slots.show(NamedFact { kind, object, field: Field::Attribute(attribute) }, kernel::Lang::Da)
    };
    let attributes = schema().def(kind).attributes.iter().zip(0_u8..);
    let fact = |(attribute, place): (&facts::Attribute, u8)| ComparedFact {
        fact: attribute.name.to_owned(),
        // As people see it: what is unknown differs from what is known to be none.
        differs: shown(a, AttrId(place)) != shown(b, AttrId(place)),
        a: plain(snapshot, kind, a, AttrId(place)),
        b: plain(snapshot, kind, b, AttrId(place)),
    };
    attributes.map(fact).collect()
}
