//! The shapes of what each verb of an acquisition takes, as OpenAPI schemas: the domain's types know nothing of OpenAPI.

use decisions::{FactSource, Party, Phase, Rating, Relevance};
use serde_json::{Map, Value, json};

use super::super::cases::act::verb;
use super::super::cases::schema::{object, one_of, text};
use super::act::VERBS;

macro_rules! words {
    ($name:ident) => {
        one_of(&$name::ALL.iter().map(|one| one.word()).collect::<Vec<_>>())
    };
}

/// What a verb takes, and what it is for.
fn takes(verb: &str) -> (&'static str, Value) {
    let reason = || object(&["reason"], json!({ "reason": text() }));
    let chosen = || object(&["candidate", "reason"], json!({ "candidate": text(), "reason": text() }));
    let by_name = |of: Value| json!({ "type": "object", "additionalProperties": of });
    match verb {
        "revise" => (
            "Change the title, purpose, KLE tasks, business area or owner: what is not named stays, an empty text takes away",
            object(
                &[],
                json!({
                    "title": text(), "purpose": text(), "tasks": { "type": "array", "items": text() }, "unit": text(), "owner": text(),
                }),
            ),
        ),
        "state-own" => (
            "State what only the municipality can answer, once for all candidates",
            object(&[], json!({ "facts": by_name(json!({})), "answers": by_name(text()) })),
        ),
        "add-candidate" => (
            "Write an offer down",
            object(&["supplier", "product"], json!({ "candidate": text(), "supplier": text(), "product": text() })),
        ),
        "state" => {
            let parts = object(&["name"], json!({ "name": text(), "version": text(), "licence": text() }));
            (
                "State facts, answers, own words about principles, or components of a candidate",
                object(
                    &["candidate", "source"],
                    json!({
                        "candidate": text(), "source": words!(FactSource), "facts": by_name(json!({})), "answers": by_name(text()),
                        "principles": { "type": "object", "additionalProperties": text(), "description": "What is said of principles as such, in own words: pack and principle, as the sheet's codes have them" },
                        "parts": { "type": "array", "items": parts }, "file": text(),
                    }),
                ),
            )
        }
        "withdraw" => ("Take a candidate out", chosen()),
        "explain-no-reuse" => ("Say why no system that is there is used", reason()),
        "make-sheet" => ("Make the requirement sheet of the packs in force", object(&[], json!({}))),
        "check" => (
            "Go through a point of the check list",
            object(
                &["rule", "relevance", "rating", "reason"],
                json!({ "rule": text(), "relevance": words!(Relevance), "rating": words!(Rating), "reason": text() }),
            ),
        ),
        "screen" => (
            "Screen a principle that a candidate departs from, for a party",
            object(
                &["candidate", "pack", "principle", "party", "rating", "reason", "shown"],
                json!({
                    "candidate": text(), "pack": text(), "principle": text(), "party": words!(Party), "rating": words!(Rating),
                    "reason": text(), "shown": { "type": "string", "description": "The principle's hash as it was read" },
                }),
            ),
        ),
        "assess-part" => (
            "Note the security assessment of a component that is new to the portfolio",
            object(&["part", "conclusion"], json!({ "part": text(), "conclusion": text() })),
        ),
        "pass-gate" => ("Go on to the next phase", object(&["phase"], json!({ "phase": words!(Phase) }))),
        "choose" => ("Choose the winner", chosen()),
        "reopen-offers" => {
            ("Go back from the solution to the offers: the choice falls, what was said of the offers stays", reason())
        }
        "declare-conflict" => (
            "Take no part in the acquisition: what one has judged in it, and has led to nothing yet, is asked again of others",
            reason(),
        ),
        "approve" => (
            "Let the winner depart from principles as it does, for the board",
            object(
                &["reason", "shown"],
                json!({ "reason": text(), "meeting": text(), "shown": { "type": "string", "description": "The winner's hash as it was read" } }),
            ),
        ),
        "refuse" => (
            "Refuse the choice, for the board: the acquisition waits at its gate until the choice is another, or is put forward again",
            object(
                &["reason", "different", "shown"],
                json!({
                    "reason": text(), "different": { "type": "string", "description": "What must be different" }, "meeting": text(),
                    "shown": { "type": "string", "description": "The winner's hash as it was read" },
                }),
            ),
        ),
        "answer-board" => (
            "Put a choice that the board refused forward again, with what has been done about it",
            object(&["answer"], json!({ "answer": text() })),
        ),
        "become-system" => ("Make the winner a system with that key", object(&["system"], json!({ "system": text() }))),
        _ => ("Give the acquisition up", reason()),
    }
}

/// Puts one operation a verb into the description.
pub(crate) fn describe(openapi: &mut Value) {
    let Some(paths) = openapi.get_mut("paths").and_then(Value::as_object_mut) else { return };
    let answer = |name: &str, why: &str| json!({ "description": why, "content": { "application/json": { "schema": { "$ref": format!("#/components/schemas/{name}") } } } });
    for (path, _) in VERBS {
        let verb = verb(path);
        let (summary, mut schema) = takes(verb);
        if let Some(fields) = schema.get_mut("properties").and_then(Value::as_object_mut) {
            let account = json!({ "type": "string", "description": "The account for whom one stands in" });
            fields.insert("acting_for".to_owned(), account);
        }
        let told = [
            ("400", ""),
            ("401", ""),
            ("403", "Not their seat"),
            ("404", ""),
            ("409", ""),
            ("412", "Somebody acted meanwhile, or the facts changed"),
            ("413", ""),
            ("422", "Refused, with a permanent label and each thing that is wrong"),
            ("428", "If-Match is missing"),
            ("503", ""),
        ];
        let mut responses: Map<String, Value> =
            told.into_iter().map(|(status, why)| (status.to_owned(), answer("ProblemDetails", why))).collect();
        responses.insert("200".to_owned(), answer("AcquisitionActed", ""));
        let operation = json!({
            "tags": ["acquisitions"],
            "summary": summary,
            "parameters": [
                { "name": "number", "in": "path", "required": true, "schema": { "type": "string" } },
                { "name": "If-Match", "in": "header", "required": true, "description": "The acquisition's ETag", "schema": { "type": "string" } },
            ],
            "requestBody": { "required": true, "content": { "application/json": { "schema": schema } } },
            "responses": responses,
        });
        paths.insert(path.to_owned(), json!({ "post": operation }));
    }
}
