//! The API's own description: OpenAPI 3.1 as JSON, and the same as a page that people read.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use serde_json::Value;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{Modify, OpenApi};

use super::{
    accounts, acquisitions, cases, changes, duties, exports, files, handover, identity, imports, log, mappings, me,
    name, objects, overview, own, pack, poam, portfolio, precedence, retention, runs, strategies, supply, undo,
};
use crate::app::App;
use crate::gate::Guest;
use crate::shell;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Fundament",
        version = "1",
        description = "A municipality's IT-technology strategy, running. Errors are application/problem+json with a permanent label. New tokens, one's own password and second factor are for the page My account alone: it asks again who one is, and a token would else outlive its own end.",
        license(name = "EUPL-1.2", identifier = "EUPL-1.2")
    ),
    paths(
        me::show, own::mail, own::make_calendar, own::drop_calendar, own::tokens, own::revoke, log::show, log::verify, log::bundle, log::access, overview::show, overview::tasks, duties::cases, duties::acquisitions, precedence::list, precedence::show, precedence::set, objects::kinds, objects::list, objects::show, objects::findings, exports::objects_csv, exports::objects_xlsx, exports::cases_csv, exports::cases_xlsx, supply::fact, supply::answer,
        imports::take_in, imports::undo, undo::show, mappings::list, mappings::show, mappings::set, mappings::forget, files::take_in, runs::list, runs::show, runs::registers, runs::start, identity::proposals, identity::judge, strategies::list, strategies::built_in, pack::show, strategies::rules, strategies::try_out, strategies::adopt, changes::show, changes::objects,
        accounts::list, accounts::add, accounts::show, accounts::change, accounts::roles, accounts::password, accounts::drop_second_factor, accounts::close, retention::show, retention::set, name::show, name::set, portfolio::kle, portfolio::compare, handover::show,
        cases::list, cases::show, cases::open, cases::act::attach, cases::act::file, cases::before::alike, cases::before::awaiting, cases::before::watched, cases::board::meetings, cases::board::meeting, cases::board::plan, cases::board::change, cases::meeting::decide, cases::board::deputies, cases::board::appoint, cases::board::end, poam::show,
        acquisitions::list, acquisitions::open, acquisitions::show, acquisitions::sheet, acquisitions::act::answers, acquisitions::act::sbom
    ),
    modifiers(&Token),
    security(("token" = []))
)]
struct Api;

struct Token;

impl Modify for Token {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let components = openapi.components.get_or_insert_with(Default::default);
        let bearer =
            HttpBuilder::new().scheme(HttpAuthScheme::Bearer).description(Some("A token from Min konto")).build();
        components.add_security_scheme("token", SecurityScheme::Http(bearer));
    }
}

/// The description as it is committed under docs/.
pub fn openapi() -> String {
    let mut value = serde_json::to_value(Api::openapi()).unwrap_or_default();
    cases::schema::describe(&mut value);
    acquisitions::schema::describe(&mut value);
    everywhere(&mut value);
    name_operations(&mut value);
    // Every problem is problem+json, whatever the macro says of bodies.
    each_response(&mut value, &mut |status, response| {
        if status >= "400"
            && let Some(content) = response.get_mut("content").and_then(Value::as_object_mut)
            && let Some(body) = content.remove("application/json")
        {
            content.insert("application/problem+json".to_owned(), body);
        }
    });
    let mut text = serde_json::to_string_pretty(&value).unwrap_or_default();
    text.push('\n');
    text
}

/// Names each operation by its method and address, which no other has: `get_cases_by_number`. Programs that make a client from the
/// description call their functions so.
fn name_operations(value: &mut Value) {
    let paths = value.get_mut("paths").and_then(Value::as_object_mut);
    for (path, operations) in paths.into_iter().flatten() {
        let words = path.trim_start_matches("/api/v1/").split('/').map(|word| {
            let named = word.strip_prefix('{').and_then(|word| word.strip_suffix('}'));
            named.map_or_else(|| word.replace('-', "_"), |name| format!("by_{name}"))
        });
        let words = words.collect::<Vec<_>>().join("_");
        for (method, operation) in operations.as_object_mut().into_iter().flatten() {
            operation["operationId"] = Value::String(format!("{method}_{words}"));
        }
    }
}

/// What any operation may answer, said once: an address that cannot be read, and a disk without room.
fn everywhere(value: &mut Value) {
    let paths = value.get_mut("paths").and_then(Value::as_object_mut);
    for operation in paths.into_iter().flat_map(|paths| paths.values_mut()).filter_map(Value::as_object_mut) {
        for one in operation.values_mut() {
            let Some(responses) = one.get_mut("responses").and_then(Value::as_object_mut) else { continue };
            let Some(problem) = responses.get("503").cloned() else { continue };
            for status in ["400", "507"] {
                responses.entry(status).or_insert_with(|| problem.clone());
            }
        }
    }
}

fn each_response(value: &mut Value, act: &mut dyn FnMut(&str, &mut Value)) {
    let paths = value.get_mut("paths").and_then(Value::as_object_mut);
    for operation in paths.into_iter().flat_map(|paths| paths.values_mut()).filter_map(Value::as_object_mut) {
        for one in operation.values_mut() {
            let responses = one.get_mut("responses").and_then(Value::as_object_mut);
            responses.into_iter().flatten().for_each(|(status, response)| act(status, response));
        }
    }
}

/// `GET /api/v1/openapi.json`
pub(crate) async fn json() -> Response {
    ([("content-type", "application/json")], openapi()).into_response()
}

/// Every label with its sentences, generated from the sources.
const PROBLEMS: &str = include_str!("../../../../docs/problems.md");

/// The rows of the table: label, Danish, English.
fn problems() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    PROBLEMS.lines().filter_map(|line| {
        let (label, rest) = line.strip_prefix("| `")?.split_once("` | ")?;
        let (da, en) = rest.strip_suffix(" |")?.split_once(" | ")?;
        Some((label, da, en))
    })
}

/// The sentence of a label in the reader's language; none when there are several, or when it is filled in with what is not known here.
pub(crate) fn problem(label: &str, say: crate::locale::Say) -> Option<String> {
    let (_, da, en) = problems().find(|(one, ..)| *one == label)?;
    let sentence = say.t(da, en);
    (!sentence.contains("<br>") && !sentence.contains('…')).then(|| sentence.replace("\\|", "|"))
}

/// `GET /docs/problems`: what each label means, which the `type` of a problem leads to.
pub(crate) async fn labels(State(_app): State<Arc<App>>, Guest(say): Guest) -> Markup {
    let sentences = |text: &'static str| text.split("<br>").map(|one| one.replace("\\|", "|"));
    let title = say.t("Etiketter på afslag", "Labels of refusals");
    shell::bare(
        say,
        title,
        &html! {
            h1 { (title) }
            p .lead { (say.t("Når noget ikke kan lade sig gøre, får et program en fast etiket og en forklaring. Etiketten ændrer sig ikke; det kan forklaringens ord gøre.", "When something cannot be done, a program gets a permanent label and an explanation. The label does not change; the words of the explanation may.")) }
            dl {
                @for (label, da, en) in problems() {
                    dt #(label) { code { (label) } }
                    @for sentence in sentences(say.t(da, en)) { dd { (sentence) } }
                }
            }
            p { a href="/api" { "API" } }
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_operations_have_one_name() {
        let value: Value = serde_json::from_str(&openapi()).expect("JSON");
        let operations = value["paths"].as_object().expect("paths").values().filter_map(Value::as_object).flatten();
        let mut names: Vec<&str> = operations.filter_map(|(_, one)| one["operationId"].as_str()).collect();
        let count = names.len();
        assert!(names.contains(&"post_acquisitions_by_number_pass_gate"), "{names:?}");
        names.sort_unstable();
        names.dedup();
        assert_eq!((names.len(), count > 100), (count, true));
    }

    #[test]
    fn every_label_of_the_page_has_an_anchor_and_words() {
        let all: Vec<_> = problems().collect();
        assert!(all.len() > 150 && all.iter().all(|(_, da, en)| !da.is_empty() && !en.is_empty()), "{}", all.len());
        for label in ["not-found", "case-facts-changed", "acquisition-no-sheet", "if-match"] {
            assert!(all.iter().any(|(one, ..)| *one == label), "{label}");
        }
        let key = all.iter().find(|(label, ..)| *label == "acquisition-key").expect("there");
        assert!(key.1.ends_with("uden / og \\|.") && key.2.starts_with("Write"), "{key:?}");
    }

    #[test]
    fn every_answer_that_can_come_is_described_as_it_comes() {
        let value: Value = serde_json::from_str(&openapi()).expect("JSON");
        let schemas = &value["components"]["schemas"];
        assert_eq!(schemas["TurnItem"]["properties"]["because"]["type"], "array");
        for name in ["FactItem", "StatedItem", "SupplyFact"] {
            assert!(schemas[name]["properties"]["value"]["type"].is_null(), "{name}: a value is of any type");
        }
        for operation in value["paths"].as_object().expect("paths").values().filter_map(Value::as_object) {
            for one in operation.values() {
                assert!(["400", "503", "507"].iter().all(|status| one["responses"][*status].is_object()), "{one}");
            }
        }
    }

    #[test]
    fn every_operation_of_the_route_table_is_described_and_no_other() {
        let value: Value = serde_json::from_str(&openapi()).expect("JSON");
        let mut described: Vec<String> = Vec::new();
        for (path, operations) in value["paths"].as_object().expect("paths") {
            described
                .extend(operations.as_object().expect("operations").keys().map(|method| format!("{method} {path}")));
        }
        let mut routed: Vec<String> = crate::routes::api_routes()
            .iter()
            .filter(|route| route.need != crate::gate::Need::Anyone)
            .map(|route| format!("{} {}", route.method.as_str().to_lowercase(), route.path))
            .collect();
        described.sort();
        routed.sort();
        assert_eq!(described, routed);
        assert_eq!(value["openapi"], "3.1.0");
    }
}
