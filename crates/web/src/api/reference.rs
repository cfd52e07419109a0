//! `GET /api`: the API's description as a page that people read: every operation with its parameters, its body and its answers, and every
//! shape with its fields and words. All of it is read from the OpenAPI document, so the two cannot differ.

use std::sync::Arc;

use axum::extract::State;
use maud::{Markup, html};
use serde_json::{Map, Value};

use crate::app::App;
use crate::gate::Guest;
use crate::locale::Say;
use crate::shell;

/// Where the document keeps its shapes.
const SHAPES: &str = "#/components/schemas/";

/// `GET /api`
pub(crate) async fn page(State(_app): State<Arc<App>>, Guest(say): Guest) -> Markup {
    let value: Value = serde_json::from_str(&super::doc::openapi()).unwrap_or_default();
    let empty = Map::new();
    let paths = value["paths"].as_object().unwrap_or(&empty);
    let shapes = value["components"]["schemas"].as_object().unwrap_or(&empty);
    shell::bare(
        say,
        "API",
        &html! {
            h1 { "API" }
            p .lead { (say.t("Alt, hvad siderne viser og gør, for programmer. Lav en adgangsnøgle under Min konto, og send den som Authorization: Bearer.", "All that the pages show and do, for programs. Make a token under My account, and send it as Authorization: Bearer.")) }
            p { (say.t("Nye adgangsnøgler, ens egen adgangskode og totrinslogin hører til på siden Min konto alene: den spørger igen, hvem man er, og en adgangsnøgle ville ellers overleve sit eget udløb.", "New tokens, one's own password and second factor are for the page My account alone: it asks again who one is, and a token would else outlive its own end.")) }
            p { (say.t("Forklaringerne er på engelsk som i det dokument, siden er lavet af: ", "This page is made of the document ")) a href="/api/v1/openapi.json" { "openapi.json" } " (OpenAPI 3.1). " a href="/docs/problems" { (say.t("Etiketter på afslag", "Labels of refusals")) } " · " a href="#former" { (say.t("Alle former med deres felter", "All shapes with their fields")) } }
            @for (path, operations) in paths {
                @for (method, operation) in operations.as_object().unwrap_or(&empty) {
                    section .fu-card { h2 { code { (method.to_uppercase()) " " (path) } } (operation_of(operation, shapes, say)) }
                }
            }
            h2 #former { (say.t("Former", "Shapes")) }
            @for (name, shape) in shapes {
                section .fu-card { h3 id={ "s-" (name) } { code { (name) } } (explained(shape)) (fields(shape, say)) }
            }
        },
    )
}

fn operation_of(operation: &Value, shapes: &Map<String, Value>, say: Say) -> Markup {
    let contents = operation["requestBody"]["content"].as_object();
    let answers = operation["responses"].as_object();
    html! {
        p lang="en" { (text(&operation["summary"])) }
        (explained(operation))
        @if let Some(parameters) = operation["parameters"].as_array().filter(|all| !all.is_empty()) {
            h3 { (say.t("Parametre", "Parameters")) }
            ul { @for one in parameters {
                li { code { (text(&one["name"])) } " (" (text(&one["in"])) ") " (kind(&one["schema"], say)) @if one["required"] == true { ", " (say.t("skal med", "required")) } @if one["description"].is_string() { ". " span lang="en" { (text(&one["description"])) } } }
            } }
        }
        @for (media, content) in contents.into_iter().flatten() {
            h3 { (say.t("Krop", "Body")) " " code { (media) } }
            p { (kind(&content["schema"], say)) }
            (fields(resolved(&content["schema"], shapes), say))
        }
        @if let Some(answers) = answers {
            h3 { (say.t("Svar", "Answers")) }
            ul { @for (status, answer) in answers {
                li { code { (status) } " " span lang="en" { (text(&answer["description"])) }
                    @for (media, content) in answer["content"].as_object().into_iter().flatten() { " " (kind(&content["schema"], say)) " " span .fu-quiet { (media) } } }
            } }
        }
    }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn explained(value: &Value) -> Markup {
    html! { @if let Some(text) = value["description"].as_str() { p lang="en" { (text) } } }
}

/// The shape itself, where the document only names it.
fn resolved<'v>(schema: &'v Value, shapes: &'v Map<String, Value>) -> &'v Value {
    schema["$ref"].as_str().and_then(|path| shapes.get(path.strip_prefix(SHAPES)?)).unwrap_or(schema)
}

/// Every shape that one is made of: itself, or the parts it joins or chooses among.
fn parts(schema: &Value) -> Vec<&Value> {
    let several = ["allOf", "oneOf", "anyOf"].iter().filter_map(|name| schema[*name].as_array()).flatten();
    std::iter::once(schema).chain(several).collect()
}

fn fields(schema: &Value, say: Say) -> Markup {
    html! {
        @for part in parts(schema) {
            @if let Some(properties) = part["properties"].as_object().filter(|all| !all.is_empty()) {
                @let required: Vec<&str> = part["required"].as_array().into_iter().flatten().map(text).collect();
                dl .fu-facts {
                    @for (name, property) in properties {
                        dt { code { (name) } }
                        dd { (kind(property, say)) @if required.contains(&name.as_str()) { ", " (say.t("skal med", "required")) } @if property["description"].is_string() { ". " span lang="en" { (text(&property["description"])) } } }
                    }
                }
            }
        }
        @if schema["properties"].is_null() && (schema["enum"].is_array() || schema["items"].is_object()) { p { (kind(schema, say)) } }
    }
}

/// What a value is: its type, the words it is one of, the shape it has.
fn kind(schema: &Value, say: Say) -> Markup {
    if let Some(path) = schema["$ref"].as_str() {
        let name = path.strip_prefix(SHAPES).unwrap_or(path);
        return html! { a href={ "#s-" (name) } { (name) } };
    }
    if let Some(words) = schema["enum"].as_array() {
        return html! { (say.t("en af ", "one of ")) @for (place, word) in words.iter().enumerate() { @if place > 0 { ", " } code { (plain(word)) } } };
    }
    if !schema["const"].is_null() {
        return html! { code { (plain(&schema["const"])) } };
    }
    for (name, between) in
        [("oneOf", say.t(" eller ", " or ")), ("anyOf", say.t(" eller ", " or ")), ("allOf", say.t(" og ", " and "))]
    {
        if let Some(all) = schema[name].as_array() {
            return html! { @for (place, one) in all.iter().enumerate() { @if place > 0 { (between) } (kind(one, say)) } };
        }
    }
    let types: Vec<&str> = match &schema["type"] {
        Value::String(one) => vec![one.as_str()],
        Value::Array(all) => all.iter().map(text).collect(),
        _ => return html! { (say.t("hvad som helst", "anything")) },
    };
    html! { @for (place, one) in types.iter().enumerate() { @if place > 0 { (say.t(" eller ", " or ")) } (of_type(one, schema, say)) } (bounds(schema, say)) }
}

fn of_type(name: &str, schema: &Value, say: Say) -> Markup {
    let word = match name {
        "array" if !schema["items"].is_null() => {
            return html! { (say.t("liste af: ", "list of: ")) (kind(&schema["items"], say)) };
        }
        "object" if schema["additionalProperties"].is_object() => {
            return html! { (say.t("navne med: ", "names with: ")) (kind(&schema["additionalProperties"], say)) };
        }
        "string" if text(&schema["format"]) == "date" => say.t("dato som 2026-05-03", "date as 2026-05-03"),
        "string" if text(&schema["format"]) == "binary" => say.t("filens bytes", "the file's bytes"),
        "string" => say.t("tekst", "text"),
        "integer" => say.t("helt tal", "whole number"),
        "number" => say.t("tal", "number"),
        "boolean" => "true/false",
        "null" => "null",
        "array" => say.t("liste", "list"),
        "object" => say.t("felter", "fields"),
        other => other,
    };
    html! { (word) }
}

/// The least and the most, where the document has them.
fn bounds(schema: &Value, say: Say) -> Markup {
    let one = |name: &str, word: &str| match &schema[name] {
        Value::Null => String::new(),
        number => format!(" {word} {number}"),
    };
    html! { (one("minimum", say.t("fra", "from"))) (one("maximum", say.t("til", "to"))) }
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
