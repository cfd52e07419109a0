//! How each source names its columns: said once by a person, and gone by at every later import of that source (strategy §2).

use std::collections::BTreeMap;

use facts::{KindId, schema};
use serde_json::json;

use crate::people::Who;
use crate::record::Record;
use crate::refusal::refusal;
use crate::{House, HouseError};

/// What the log calls it.
const SUBJECT: &str = "mapping";

fn id(source: &str, kind: &str) -> String {
    format!("{kind} {source}")
}

/// A column holds the key, an attribute that can be stated, or nothing that is wanted.
fn check(kind: KindId, columns: &BTreeMap<String, String>) -> Result<(), HouseError> {
    let holds = |name: &str| {
        let stated = |one: &facts::Attribute| one.name == name && !one.is_derived();
        name.is_empty() || name == "key" || schema().def(kind).attributes.iter().any(stated)
    };
    let Some((_, wrong)) = columns.iter().find(|(_, name)| !holds(name)) else { return Ok(()) };
    let shown: String = wrong.chars().filter(|letter| !letter.is_control()).take(60).collect();
    Err(refusal(
        "mapping-attribute",
        &format!(
            "'{shown}' er ikke en oplysning, en kolonne kan holde. Vælg key, navnet på en oplysning eller ingenting."
        ),
        &format!("'{shown}' is no fact that a column can hold. Choose key, the name of an attribute, or nothing."),
    ))
}

impl House {
    /// The version of what is remembered of a source's columns: another after each word on it, 0 before the first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn mapping_version(&self, source: &str, kind: &str) -> Result<i64, HouseError> {
        Ok(self.store.last_act(&self.tenant, (SUBJECT, &id(source, kind))).await?)
    }

    /// Remembers how a source names its columns, as it was seen when somebody says so.
    ///
    /// # Errors
    /// When a column cannot hold that, it is not as it was seen, or the store fails.
    pub async fn remember_mapping(
        &self,
        who: &Who,
        (source, kind, seen): (&str, &str, Option<i64>),
        columns: &BTreeMap<String, String>,
    ) -> Result<(), HouseError> {
        if let Some(kind) = schema().kind(kind) {
            check(kind, columns)?;
        }
        let id = id(source, kind);
        let record = seen.map_or_else(|| Record::from(&id), |seen| Record::from((id.as_str(), seen)));
        let detail = json!({ "source": source, "kind": kind, "columns": columns });
        let act = record.act(SUBJECT, self.act(&who.actor(), "set-mapping", None, detail));
        Ok(self.store.remember_mapping(&self.tenant, &act, (source, kind), columns).await?)
    }

    /// Forgets it.
    ///
    /// # Errors
    /// When nothing is remembered.
    pub async fn forget_mapping(&self, who: &Who, (source, kind): (&str, &str)) -> Result<(), HouseError> {
        let id = id(source, kind);
        let detail = json!({ "source": source, "kind": kind });
        let act = Record::from(&id).act(SUBJECT, self.act(&who.actor(), "forget-mapping", None, detail));
        Ok(self.store.forget_mapping(&self.tenant, &act, (source, kind)).await?)
    }
}
