//! The shapes of what each verb takes, as OpenAPI schemas: the domain's types know nothing of OpenAPI.

use decisions::{
    ExplanationKind, Necessity, Outcome, Party, Phase, Rating, Recommendation, Relevance, Reviewed, Severity, StepType,
};
use house::cases::MOST_DECISIONS;
use serde_json::{Map, Value, json};

use super::act::{VERBS, verb};

pub(crate) fn text() -> Value {
    json!({ "type": "string" })
}

fn day() -> Value {
    json!({ "type": "string", "format": "date" })
}

fn oere() -> Value {
    json!({ "type": ["integer", "null"], "format": "int64", "description": "In øre" })
}

fn place() -> Value {
    json!({ "type": "integer", "minimum": 0, "description": "Counted from 0" })
}

pub(crate) fn one_of(words: &[&'static str]) -> Value {
    json!({ "type": "string", "enum": words })
}

pub(crate) fn object(required: &[&str], fields: Value) -> Value {
    let mut schema = json!({ "type": "object", "required": required });
    schema["properties"] = fields;
    schema
}

macro_rules! words {
    ($name:ident) => {
        one_of(&$name::ALL.iter().map(|one| one.word()).collect::<Vec<_>>())
    };
}

fn shown() -> Value {
    json!({ "type": "string", "description": "ground.hash of the case as it was read" })
}

fn condition() -> Value {
    object(
        &["text"],
        json!({ "text": text(), "due": day(), "holds": { "type": "string", "description": "A rule expression" } }),
    )
}

fn view() -> Value {
    object(
        &["rule", "relevance", "rating", "reason"],
        json!({ "rule": text(), "relevance": words!(Relevance), "rating": words!(Rating), "reason": text(), "evidence": text() }),
    )
}

fn explanation() -> Value {
    let person = json!({ "type": "string", "description": "The key of the person whose task the step is" });
    let step = object(
        &["what", "type", "owner", "due"],
        json!({ "what": text(), "type": words!(StepType), "owner": text(), "person": person, "due": day(), "cost": oere(), "expects": text() }),
    );
    let steps =
        object(&["way", "steps"], json!({ "way": one_of(&["steps"]), "steps": { "type": "array", "items": step } }));
    let cannot =
        object(&["way", "why", "review"], json!({ "way": one_of(&["cannot_follow"]), "why": text(), "review": day() }));
    let alternative =
        object(&["what", "consequence"], json!({ "what": text(), "consequence": text(), "cost": oere() }));
    let premise = object(
        &["holds"],
        json!({ "holds": { "type": "string", "description": "A rule expression" }, "says": text() }),
    );
    let proof = json!({ "oneOf": [
        object(&["fact"], json!({ "fact": { "type": "string", "description": "A rule expression that must stay true" } })),
        object(&["file"], json!({ "file": { "type": "string", "description": "The SHA-256 of a file of the case" } })),
        object(&["document"], json!({ "document": { "type": "string", "description": "A journal number or an address" } })),
    ] });
    object(
        &["kind", "departs", "reason", "instead", "purpose", "risk", "risk_text", "risk_bearer", "plan", "until"],
        json!({
            "kind": words!(ExplanationKind), "departs": text(), "context": text(), "reason": text(),
            "alternatives": { "type": "array", "items": alternative }, "instead": text(), "purpose": text(),
            "shown_by": { "type": "array", "items": proof }, "risk": words!(Severity), "risk_text": text(), "risk_bearer": text(), "plan": { "oneOf": [steps, cannot] },
            "until": day(), "premises": { "type": "array", "items": premise }, "reuses": text(),
        }),
    )
}

fn submission() -> Value {
    object(
        &["recommendation", "summary", "necessity", "risk", "until"],
        json!({
            "recommendation": words!(Recommendation), "summary": text(), "necessity": words!(Necessity),
            "consequence": oere(), "risk": words!(Severity), "until": day(),
            "conditions": { "type": "array", "items": condition() },
        }),
    )
}

fn dispensation() -> Value {
    object(
        &["necessity", "reason", "until", "review"],
        json!({
            "necessity": words!(Necessity), "reason": text(), "until": day(), "review": day(),
            "conditions": { "type": "array", "items": condition() }, "meeting": text(),
        }),
    )
}

/// What a verb takes, and what it is for.
fn takes(verb: &str) -> (&'static str, Value) {
    let reason = |required: &[&str]| object(required, json!({ "reason": text() }));
    match verb {
        "declare-conflict" => ("Take no part in the case", reason(&["reason"])),
        "screen" => (
            "Screen for a party",
            object(
                &["party", "shown", "views"],
                json!({ "party": words!(Party), "shown": shown(), "views": { "type": "array", "items": view() } }),
            ),
        ),
        "conclude" => ("Say what the screening comes to", object(&["outcome"], json!({ "outcome": words!(Outcome) }))),
        "explain" => (
            "Explain the deviation",
            object(&["explanation", "shown"], json!({ "explanation": explanation(), "shown": shown() })),
        ),
        "send-back" => ("Send the explanation or submission back", reason(&["reason"])),
        "withdraw" => ("Take back the submission, or the accepted explanation", reason(&["reason"])),
        "accept" => (
            "Accept the explanation for a party",
            object(&["party", "shown"], json!({ "party": words!(Party), "shown": shown() })),
        ),
        "submit" => (
            "Put the case to the board",
            object(&["submission", "shown"], json!({ "submission": submission(), "shown": shown() })),
        ),
        "dispense" => (
            "Give a dispensation",
            object(&["dispensation", "shown"], json!({ "dispensation": dispensation(), "shown": shown() })),
        ),
        "refuse" => (
            "Refuse",
            object(
                &["reason", "plan_by", "shown"],
                json!({ "reason": text(), "plan_by": day(), "meeting": text(), "shown": shown() }),
            ),
        ),
        "grant-emergency" => (
            "Grant for a fortnight at most",
            object(
                &["reason", "consequence", "until", "shown"],
                json!({ "reason": text(), "consequence": text(), "until": day(), "shown": shown() }),
            ),
        ),
        "revoke" => ("Take a dispensation back", reason(&["reason"])),
        "meet-condition" => (
            "Show that a condition is met",
            object(&["condition", "evidence"], json!({ "condition": place(), "evidence": text() })),
        ),
        "claim-step" => {
            ("Say that a step is done", object(&["step", "evidence"], json!({ "step": place(), "evidence": text() })))
        }
        "redate-step" => (
            "Give a step another day",
            object(&["step", "due", "reason"], json!({ "step": place(), "due": day(), "reason": text() })),
        ),
        "review" => (
            "Look at a decision again",
            object(
                &["outcome", "note", "next", "shown"],
                json!({ "outcome": words!(Reviewed), "note": text(), "next": day(), "shown": shown() }),
            ),
        ),
        "note" => (
            "Write a note; with `about_principle` a proposal to change the principle, shown with it under the strategy",
            object(&["text"], json!({ "text": text(), "about_principle": { "type": "boolean" } })),
        ),
        "split" => (
            "Move some objects to a case of their own",
            object(&["keys", "reason"], json!({ "keys": { "type": "array", "items": text() }, "reason": text() })),
        ),
        "reach-phase" => {
            ("Say how far what is screened has come", object(&["phase"], json!({ "phase": words!(Phase) })))
        }
        _ => ("End the case", reason(&["reason"])),
    }
}

/// What a meeting decides about each case and acquisition.
fn decisions() -> Value {
    let of = |decision: &'static str, required: &[&str], mut fields: Value| {
        fields["number"] = text();
        fields["version"] =
            json!({ "type": "integer", "minimum": 0, "description": "The version of it that was read" });
        fields["decision"] = one_of(&[decision]);
        object(&[&["number", "version", "decision", "shown"], required].concat(), fields)
    };
    let winner = || json!({ "type": "string", "description": "The winner's hash as it was read" });
    let each = [
        of("dispense", &["dispensation"], json!({ "dispensation": dispensation(), "shown": shown() })),
        of("refuse", &["reason", "plan_by"], json!({ "reason": text(), "plan_by": day(), "shown": shown() })),
        of("approve", &["reason"], json!({ "reason": text(), "shown": winner() })),
        of(
            "refuse",
            &["reason", "different"],
            json!({ "reason": text(), "different": { "type": "string", "description": "What must be different" }, "shown": winner() }),
        ),
    ];
    object(
        &["decisions"],
        json!({
            "decisions": { "type": "array", "maxItems": MOST_DECISIONS, "items": { "oneOf": each } },
            "acting_for": { "type": "string", "description": "The account for whom one stands in" },
        }),
    )
}

/// Puts one operation a verb into the description, and the shape of a meeting's decisions.
pub(crate) fn describe(openapi: &mut Value) {
    let Some(paths) = openapi.get_mut("paths").and_then(Value::as_object_mut) else { return };
    if let Some(operation) = paths.get_mut("/api/v1/meetings/{id}/decisions") {
        operation["post"]["requestBody"]["content"]["application/json"]["schema"] = decisions();
    }
    let problem = |description: &str| json!({ "description": description, "content": { "application/json": { "schema": { "$ref": "#/components/schemas/ProblemDetails" } } } });
    for (path, _) in VERBS {
        let verb = verb(path);
        let (summary, mut schema) = takes(verb);
        if let Some(fields) = schema.get_mut("properties").and_then(Value::as_object_mut) {
            let account = json!({ "type": "string", "description": "The account for whom one stands in" });
            fields.insert("acting_for".to_owned(), account);
        }
        let mut responses = Map::new();
        let done = json!({ "description": "", "content": { "application/json": { "schema": { "$ref": "#/components/schemas/CaseActed" } } } });
        responses.insert("200".to_owned(), done);
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
        told.into_iter().for_each(|(status, why)| {
            responses.insert(status.to_owned(), problem(why));
        });
        let operation = json!({
            "tags": ["cases"],
            "summary": summary,
            "parameters": [
                { "name": "number", "in": "path", "required": true, "schema": { "type": "string" } },
                { "name": "If-Match", "in": "header", "required": true, "description": "The case's ETag", "schema": { "type": "string" } },
            ],
            "requestBody": { "required": true, "content": { "application/json": { "schema": schema } } },
            "responses": responses,
        });
        paths.insert(path.to_owned(), json!({ "post": operation }));
    }
}
