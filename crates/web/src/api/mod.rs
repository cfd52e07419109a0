//! The API, `/api/v1`: what the pages show and do, for programs. Bearer tokens, cursors, entity tags, problem details; described
//! by OpenAPI 3.1 at `/api/v1/openapi.json`.

pub(crate) mod accounts;
pub(crate) mod acquisitions;
pub(crate) mod cases;
pub(crate) mod changes;
pub(crate) mod doc;
pub(crate) mod duties;
pub(crate) mod exports;
pub(crate) mod files;
pub(crate) mod foreseen;
pub(crate) mod gate;
pub(crate) mod handover;
pub(crate) mod identity;
pub(crate) mod imports;
pub(crate) mod log;
pub(crate) mod mappings;
pub(crate) mod me;
pub(crate) mod model;
pub(crate) mod name;
pub(crate) mod objects;
pub(crate) mod overview;
pub(crate) mod own;
pub(crate) mod pack;
pub(crate) mod paging;
pub(crate) mod poam;
pub(crate) mod portfolio;
pub(crate) mod position;
pub(crate) mod precedence;
mod problem;
pub(crate) mod reference;
pub(crate) mod retention;
pub(crate) mod runs;
pub(crate) mod strategies;
pub(crate) mod supply;
pub(crate) mod undo;

use std::collections::BTreeMap;

use axum::body::Bytes;
use serde::de::DeserializeOwned;

use crate::form::Fields;
use crate::problem::Problem;

/// So many items on a page when nobody says otherwise, and at most.
const USUAL: usize = 100;
const MOST: usize = 500;

/// The parameters of a request: each known, each once unless it may come several times.
pub(crate) struct Parameters(Fields);

impl Parameters {
    /// Refuses a parameter that the operation does not have: a misspelt filter must not give everything.
    pub(crate) fn of(pairs: Vec<(String, String)>, known: &dyn Fn(&str) -> bool) -> Result<Self, Problem> {
        if let Some((name, _)) = pairs.iter().find(|(name, _)| !known(name)) {
            let shown: String = name.chars().filter(|letter| !letter.is_control()).take(60).collect();
            return Err(Problem::bad(
                "unknown-parameter",
                &format!("Parameteren '{shown}' findes ikke her. Ret navnet, eller udelad den."),
                &format!("There is no parameter '{shown}' here. Correct the name, or leave it out."),
            ));
        }
        Ok(Self(Fields::of(pairs)))
    }

    pub(crate) fn get(&self, name: &str) -> &str {
        self.0.get(name)
    }

    pub(crate) fn all(&self, name: &str) -> &[String] {
        self.0.all(name)
    }

    /// How many items are asked for.
    pub(crate) fn limit(&self) -> Result<usize, Problem> {
        match self.get("limit") {
            "" => Ok(USUAL),
            written => written.parse().ok().filter(|limit| (1..=MOST).contains(limit)).ok_or_else(|| {
                Problem::bad("limit", "limit skal være et tal fra 1 til 500.", "limit must be a number from 1 to 500.")
            }),
        }
    }

    /// A whole number, or what it is when nobody says.
    pub(crate) fn number(&self, name: &'static str, usual: i64) -> Result<i64, Problem> {
        match self.get(name) {
            "" => Ok(usual),
            written => written.parse().ok().filter(|number| *number >= 0).ok_or_else(|| {
                Problem::bad(
                    "number",
                    &format!("{name} skal være et helt tal."),
                    &format!("{name} must be a whole number."),
                )
            }),
        }
    }
}

/// A body as JSON, with the place of what is wrong.
pub(crate) fn body<T: DeserializeOwned>(bytes: &Bytes) -> Result<T, Problem> {
    serde_json::from_slice(bytes).map_err(|error| unshapely(&error))
}

/// A body that has not the shape that is required.
pub(crate) fn unshapely(error: &serde_json::Error) -> Problem {
    let fault = inbound::json_fault(error);
    Problem::bad(
        "body",
        &format!("Indholdet har ikke den form, der kræves: {} Ret det, og send det igen.", fault.da),
        &format!("The body has not the shape that is required: {} Correct it, and send it again.", fault.en),
    )
}

/// Facts by name.
pub(crate) type Map = BTreeMap<String, serde_json::Value>;
