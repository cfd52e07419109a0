//! Kinds, objects and findings.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use facts::{AttrId, Cell, Field, KindId, NamedFact, ValueType, schema};
use findings::{Finding, Verdict};
use house::Snapshot;
use reports::listing::{self, Among, Narrow, SortBy};
use serde_json::Value;

use super::identity::{OtherKey, because};
use super::model::{
    AttributeItem, BothLanguages, FactItem, FindingItem, FindingPage, KindItem, ObjectDetail, ObjectItem, ObjectPage,
    ProblemDetails, StatedItem,
};
use super::paging::{PAGED, Page, no_such_place};
use super::{Map, Parameters};
use crate::app::App;
use crate::gate::Signed;
use crate::pages::{as_of, kind_of, may_see, object_of};
use crate::problem::Problem;

#[utoipa::path(get, path = "/api/v1/kinds", tag = "objects", summary = "Every kind of objects with its attributes, by name",
    params(("after" = Option<String>, Query, description = "`next` of the page before"), ("limit" = Option<u16>, Query, minimum = 1, maximum = 500)),
    responses((status = 200, body = Page<KindItem>), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 503, body = ProblemDetails)))]
pub(crate) async fn kinds(
    State(app): State<Arc<App>>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Json<Page<KindItem>>, Problem> {
    let asked = Parameters::of(pairs, &|name| PAGED.contains(&name))?;
    let snapshot = app.house.now();
    let one = |kind: KindId| {
        let def = schema().def(kind);
        KindItem {
            kind: def.name.to_owned(),
            name: BothLanguages { da: def.many.da.to_owned(), en: def.many.en.to_owned() },
            objects: u64::from(snapshot.slots.count(kind)),
            attributes: def.attributes.iter().map(attribute).collect(),
        }
    };
    Ok(Json(Page::of(schema().kinds().map(one).collect(), &asked, |kind| kind.kind.clone())?))
}

fn attribute(attribute: &facts::Attribute) -> AttributeItem {
    let name = match attribute.value {
        ValueType::Bool => "bool",
        ValueType::Int => "int",
        ValueType::Money => "money",
        ValueType::Day => "day",
        ValueType::Text => "text",
        ValueType::Enum(_) => "enum",
        ValueType::Ref(_) => "ref",
        ValueType::TextList => "text_list",
        ValueType::EnumList(_) => "enum_list",
        ValueType::RefList(_) => "ref_list",
    };
    AttributeItem {
        name: attribute.name.to_owned(),
        label: BothLanguages { da: attribute.label.da.to_owned(), en: attribute.label.en.to_owned() },
        r#type: name.to_owned(),
        words: attribute.value.words().unwrap_or_default().iter().map(|word| word.word.to_owned()).collect(),
        target: attribute.value.target().map(str::to_owned),
        derived: attribute.is_derived(),
    }
}

/// The narrowings of an address: `verdict` with `rule`, `principle` or `section`, and any attribute by name.
pub(super) fn query(kind: KindId, asked: &Parameters) -> Result<listing::Query, Problem> {
    let written = asked.get("sort");
    let (descending, name) = written.strip_prefix('-').map_or((false, written), |name| (true, name));
    let sort = match name {
        "" | "key" => SortBy::Key,
        "deviates" => SortBy::Deviates,
        "not_assessed" => SortBy::NotAssessed,
        name => SortBy::Attribute(schema().attribute_id(kind, name).ok_or_else(|| {
            Problem::bad("sort", "sort skal være et navn på en oplysning.", "sort must be the name of an attribute.")
        })?),
    };
    let mut narrow = Vec::new();
    for (place, attribute) in schema().def(kind).attributes.iter().enumerate() {
        if let (words @ [_, ..], Ok(place)) = (asked.all(attribute.name), u8::try_from(place)) {
            words.iter().try_for_each(|word| known_word(attribute, word))?;
            narrow.push(Narrow::Fact(AttrId(place), words.to_vec()));
        }
    }
    narrow.extend(verdict(asked)?);
    let after = asked.get("after");
    Ok(listing::Query {
        search: asked.get("q").to_owned(),
        sort,
        descending,
        narrow,
        after: (!after.is_empty()).then(|| after.to_owned()),
        limit: asked.limit()?,
    })
}

/// A word that an attribute never has would find nothing, and look like an answer.
fn known_word(attribute: &facts::Attribute, word: &str) -> Result<(), Problem> {
    if listing::can_be(attribute, word) {
        return Ok(());
    }
    let name = attribute.name;
    Err(Problem::bad(
        "narrowing",
        &format!("{name} er aldrig {word}. /api/v1/kinds har ordene; ? er ukendt, - er ingen."),
        &format!("{name} is never {word}. /api/v1/kinds has the words; ? is unknown, - is none."),
    ))
}

fn verdict(asked: &Parameters) -> Result<Option<Narrow>, Problem> {
    let verdict = match asked.get("verdict") {
        "" => return Ok(None),
        word => Verdict::ALL.into_iter().find(|verdict| verdict.word() == word).ok_or_else(|| {
            Problem::bad(
                "verdict",
                "verdict skal være follows, deviates, not_assessed eller not_applicable.",
                "verdict must be follows, deviates, not_assessed or not_applicable.",
            )
        })?,
    };
    let among = match (asked.get("rule"), asked.get("principle"), asked.get("section")) {
        ("", "", "") => None,
        ("", "", section) => Some(Among::Section(section.to_owned())),
        ("", principle, _) => Some(Among::Principle(principle.to_owned())),
        (rule, ..) => Some(Among::Rule(rule.to_owned())),
    };
    Ok(Some(Narrow::Verdict(verdict, among)))
}

const LIST: [&str; 8] = ["q", "sort", "after", "limit", "verdict", "rule", "principle", "section"];

#[utoipa::path(get, path = "/api/v1/objects/{kind}", tag = "objects", summary = "Objects of a kind: searched, narrowed, sorted, paged",
    description = "Beside the parameters listed, every attribute of the kind narrows by its name; `?` asks for unknown, `-` for none.",
    params(("kind" = String, Path), ("q" = Option<String>, Query, description = "Words that all must stand somewhere"),
        ("sort" = Option<String>, Query, description = "`key`, `deviates`, `not_assessed` or an attribute; `-` before it turns it round"),
        ("after" = Option<String>, Query, description = "`next` of the page before"), ("limit" = Option<u16>, Query, minimum = 1, maximum = 500),
        ("verdict" = Option<String>, Query), ("rule" = Option<String>, Query), ("principle" = Option<String>, Query), ("section" = Option<String>, Query)),
    responses((status = 200, body = ObjectPage), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails), (status = 503, body = ProblemDetails)))]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    signed: Signed,
    Path(name): Path<String>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Json<ObjectPage>, Problem> {
    let kind = kind_of(&name)?;
    let known = |name: &str| LIST.contains(&name) || schema().attribute_id(kind, name).is_some();
    let query = query(kind, &Parameters::of(pairs, &known)?)?;
    let snapshot = app.house.now();
    let mut all = snapshot.listing.matching(kind, (&snapshot.slots, &snapshot.assessment, &snapshot.packs()), &query);
    if house::rights::is_personal(kind) {
        all.retain(|object| may_see(&snapshot, &signed, (kind, *object)));
    }
    let after = query.after.as_deref().and_then(|key| snapshot.slots.find(kind, key));
    let page = listing::cut(&all, snapshot.slots.keys(kind), &query, after);
    if query.after.is_some() && page.before == 0 {
        return Err(no_such_place());
    }
    let tallies = snapshot.listing.tallies(kind, &snapshot.slots, &snapshot.assessment);
    let item = |object: &u32| ObjectItem {
        key: snapshot.slots.keys(kind)[*object as usize].to_string(),
        name: snapshot.slots.name(kind, *object),
        verdicts: tallies[*object as usize].into(),
        facts: known_facts(&snapshot, kind, *object),
        open: open_lists(&snapshot, kind, *object),
    };
    Ok(Json(ObjectPage { items: page.objects.iter().map(item).collect(), total: page.total as u64, next: page.next }))
}

fn known_facts(snapshot: &Snapshot, kind: KindId, object: u32) -> Map {
    let mut facts = Map::new();
    for (place, attribute) in schema().def(kind).attributes.iter().enumerate() {
        let Ok(place) = u8::try_from(place) else { continue };
        if !matches!(snapshot.slots.cell(kind, object, AttrId(place)), Cell::Missing | Cell::Expired) {
            facts.insert(attribute.name.to_owned(), plain(snapshot, kind, object, AttrId(place)));
        }
    }
    facts
}

fn open_lists(snapshot: &Snapshot, kind: KindId, object: u32) -> Vec<String> {
    let attributes = (0u8..).zip(schema().def(kind).attributes);
    let open = attributes.filter(|(place, _)| snapshot.slots.is_open(kind, object, AttrId(*place)));
    open.map(|(_, attribute)| attribute.name.to_owned()).collect()
}

pub(crate) fn plain(snapshot: &Snapshot, kind: KindId, object: u32, attribute: AttrId) -> Value {
    let fact = NamedFact { kind, object, field: Field::Attribute(attribute) };
    serde_json::to_value(snapshot.slots.plain(fact)).unwrap_or_default()
}

/// The entity tag of an object: it holds the version that a write must name.
pub(crate) fn tag(version: i64, snapshot: &Snapshot) -> String {
    format!("\"{version}.{}.{}\"", snapshot.revision, snapshot.today)
}

/// The entity tag of what is kept by acts on it alone: an account, a meeting.
pub(crate) fn record_tag(version: i64) -> String {
    format!("\"{version}\"")
}

/// The version that a write names by `If-Match`.
pub(crate) fn named_version(headers: &HeaderMap) -> Result<i64, Problem> {
    let Some(tag) = headers.get(header::IF_MATCH).and_then(|value| value.to_str().ok()) else {
        return Err(Problem::new(
            StatusCode::PRECONDITION_REQUIRED,
            "if-match",
            "Læs objektet først, og send dets ETag som If-Match.",
            "Read the object first, and send its ETag as If-Match.",
        ));
    };
    let version = tag.trim().trim_matches('"').split('.').next().and_then(|version| version.parse().ok());
    version.ok_or_else(|| {
        Problem::bad(
            "if-match-form",
            "If-Match skal være objektets ETag. Læs det igen, og send dets ETag.",
            "If-Match must be the object's ETag. Read it again, and send its ETag.",
        )
    })
}

#[utoipa::path(get, path = "/api/v1/objects/{kind}/{key}", tag = "objects", summary = "One object: every fact with its sources, every finding with its grounds",
    description = "With `as_of`, as it was known at the end of that day, assessed by the strategies then in force. That answer has no ETag: a write goes by how it is now.",
    params(("kind" = String, Path), ("key" = String, Path), ("as_of" = Option<String>, Query, description = "A day gone by: 2026-10-01; today is the same as none", format = Date)),
    responses((status = 200, body = ObjectDetail, headers(("etag" = String, description = "Send it as If-Match when you write"))), (status = 304, description = "As you have it"), (status = 400, body = ProblemDetails, description = "as_of is no day, or there is no such parameter"), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails, description = "There is no such object, or was none on that day"), (status = 422, body = ProblemDetails, description = "as_of has not come yet, or lies before the first import"), (status = 503, body = ProblemDetails)))]
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    signed: Signed,
    Path((name, key)): Path<(String, String)>,
    Query(pairs): Query<Vec<(String, String)>>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let asked = Parameters::of(pairs, &|name| name == "as_of")?;
    if let Some(day) = day(asked.get("as_of"))?.filter(|day| *day != app.clock.today()) {
        return show_then(&app, &signed, (name, key), day).await;
    }
    let snapshot = app.house.now();
    let (kind, object) = object_of(&snapshot, &signed, &name, &key)?;
    let version = app.house.version(&snapshot, (kind, object)).await?;
    let tag = tag(version, &snapshot);
    if headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok()) == Some(tag.as_str()) {
        return Ok((StatusCode::NOT_MODIFIED, [(header::ETAG, tag)]).into_response());
    }
    let stated = app.house.stated(&snapshot, (kind, object), None).await?;
    let detail = ObjectDetail { version, ..detail(&snapshot, (kind, object), &stated) };
    Ok(([(header::ETAG, tag)], Json(detail)).into_response())
}

/// The same on a day gone by.
async fn show_then(
    app: &App,
    signed: &Signed,
    (name, key): (String, String),
    day: kernel::Day,
) -> Result<Response, Problem> {
    let then = as_of::read(app, signed, (&name, &key), day).await?;
    let now = app.house.now();
    let version = match now.slots.find(then.kind, &key) {
        None => 0,
        Some(object) => app.house.version(&now, (then.kind, object)).await?,
    };
    let detail = detail(&then.snapshot, (then.kind, then.object), &then.stated);
    Ok(Json(ObjectDetail { version, as_of: Some(day.to_string()), ..detail }).into_response())
}

/// A day as ISO 8601 writes it.
pub(crate) fn day(written: &str) -> Result<Option<kernel::Day>, Problem> {
    if written.is_empty() {
        return Ok(None);
    }
    let day = kernel::Day::parse(written).ok().filter(|day| day.to_string() == written);
    day.map(Some).ok_or_else(as_of::not_a_day)
}

fn detail(snapshot: &Snapshot, (kind, object): (KindId, u32), stated: &[store::Stated]) -> ObjectDetail {
    let rules = snapshot.assessment.rules().iter().filter(|findings| findings.kind == kind);
    ObjectDetail {
        kind: schema().def(kind).name.to_owned(),
        key: snapshot.slots.keys(kind)[object as usize].to_string(),
        other_keys: snapshot
            .slots
            .joined_to(kind, object)
            .iter()
            .map(|one| OtherKey { key: one.key.to_string(), because: because(kind, one.because) })
            .collect(),
        name: snapshot.slots.name(kind, object),
        version: 0,
        as_of: None,
        facts: (0..schema().def(kind).attributes.len())
            .filter_map(|place| u8::try_from(place).ok())
            .map(|place| fact(snapshot, (kind, object), AttrId(place), stated))
            .collect(),
        findings: rules.map(|findings| finding(snapshot, &snapshot.assessment.finding(findings, object))).collect(),
    }
}

fn fact(snapshot: &Snapshot, (kind, object): (KindId, u32), attribute: AttrId, stated: &[store::Stated]) -> FactItem {
    let def = schema().attribute(kind, attribute);
    let item = reports::fact_item(&snapshot.slots, NamedFact { kind, object, field: Field::Attribute(attribute) });
    let state = match snapshot.slots.cell(kind, object, attribute) {
        Cell::Missing => "missing",
        Cell::Expired => "expired",
        Cell::None => "none",
        _ => "value",
    };
    let word = |one: &store::Stated| StatedItem {
        source: one.source.clone(),
        value: as_json(&one.value),
        seen_at: one.seen_at.to_string(),
        valid_until: one.valid_until.map(|day| day.to_string()),
    };
    FactItem {
        name: def.name.to_owned(),
        state: state.to_owned(),
        value: plain(snapshot, kind, object, attribute),
        open: snapshot.slots.is_open(kind, object, attribute),
        source: item.source,
        seen_at: item.seen_at.map(|day| day.to_string()),
        derived: def.is_derived(),
        conflict: snapshot.slots.disagreements(kind, object).contains(&attribute),
        stated: stated.iter().filter(|one| one.attribute == attribute).map(word).collect(),
    }
}

/// A value as JSON has it.
pub(crate) fn as_json(value: &facts::Value) -> Value {
    use facts::Value as V;
    match value {
        V::None => Value::Null,
        V::Bool(yes) => Value::from(*yes),
        V::Int(number) => Value::from(*number),
        V::Money(amount) => Value::from(amount.oere()),
        V::Day(day) => Value::from(day.to_string()),
        V::Text(text) => Value::from(&**text),
        V::List(items) => items.iter().map(|item| Value::from(&**item)).collect(),
    }
}

fn finding(snapshot: &Snapshot, finding: &Finding<'_>) -> FindingItem {
    let record = reports::record(finding, &snapshot.slots, &snapshot.packs());
    let values = |items: Result<Value, serde_json::Error>| {
        items.ok().and_then(|value| value.as_array().cloned()).unwrap_or_default()
    };
    FindingItem {
        pack: record.pack,
        rule: record.rule,
        principle: record.principle,
        section: record.section,
        kind: record.kind.to_owned(),
        key: record.key,
        verdict: record.verdict.word().to_owned(),
        cause: record.cause.map(|cause| cause.word().to_owned()),
        weight: record.weight.to_owned(),
        strength: record.strength.word().to_owned(),
        evidence: values(serde_json::to_value(&record.evidence)),
        evidence_more: record.evidence_more as u64,
        missing: values(serde_json::to_value(&record.missing)),
        missing_more: record.missing_more as u64,
    }
}

#[utoipa::path(get, path = "/api/v1/findings/{rule}", tag = "objects", summary = "The findings of a rule, object by object",
    params(("rule" = String, Path, description = "The rule's code"), ("verdict" = Option<String>, Query, description = "Only that verdict; else all but not_applicable"),
        ("after" = Option<String>, Query), ("limit" = Option<u16>, Query, minimum = 1, maximum = 500)),
    responses((status = 200, body = FindingPage), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails), (status = 503, body = ProblemDetails)))]
pub(crate) async fn findings(
    State(app): State<Arc<App>>,
    signed: Signed,
    Path(code): Path<String>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Json<FindingPage>, Problem> {
    let asked = Parameters::of(pairs, &|name| matches!(name, "verdict" | "after" | "limit"))?;
    let snapshot = app.house.now();
    let packs = snapshot.packs();
    let of_rule = |findings: &&findings::RuleFindings| packs[findings.pack].rules[findings.rule].code == code;
    let findings = snapshot.assessment.rules().iter().find(of_rule).ok_or_else(Problem::not_found)?;
    let wanted = match verdict(&asked)? {
        Some(Narrow::Verdict(verdict, _)) => Some(verdict),
        _ => None,
    };
    let (kind, after) = (findings.kind, asked.get("after"));
    let matches = |one: &Finding<'_>| {
        wanted.map_or(one.verdict != Verdict::NotApplicable, |verdict| one.verdict == verdict)
            && may_see(&snapshot, &signed, (kind, one.object))
    };
    let all: Vec<u32> = snapshot.assessment.of_rule(findings).filter(matches).map(|one| one.object).collect();
    let query = listing::Query { limit: asked.limit()?, ..listing::Query::default() };
    let page = listing::cut(&all, snapshot.slots.keys(kind), &query, snapshot.slots.find(kind, after));
    if !after.is_empty() && page.before == 0 {
        return Err(no_such_place());
    }
    let item = |object: &u32| finding(&snapshot, &snapshot.assessment.finding(findings, *object));
    Ok(Json(FindingPage { items: page.objects.iter().map(item).collect(), total: page.total as u64, next: page.next }))
}
