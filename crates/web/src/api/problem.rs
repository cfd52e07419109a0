//! The shapes in which programs are told what went wrong.

use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::model::{ChangedAnswer, ChangedFact};

/// A problem (RFC 9457); `label` is permanent.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ProblemDetails {
    /// Where the label is explained.
    r#type: String,
    /// What is wrong and what to do, in English.
    title: String,
    /// The same in Danish.
    #[serde(rename = "titleDa")]
    title_da: String,
    /// The HTTP status.
    status: u16,
    /// Permanent: programs may rely on it.
    label: String,
    /// Each thing that is wrong, when there are several.
    #[serde(skip_serializing_if = "Option::is_none")]
    details: Option<Vec<ProblemDetail>>,
    /// With 412: what others have changed since the version that was named, the latest first.
    #[serde(skip_serializing_if = "Option::is_none")]
    changes: Option<Vec<ChangedSince>>,
}

/// One of several things that are wrong.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ProblemDetail {
    /// The part of the explanation that it is about, as a JSON pointer (RFC 6901).
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<String>,
    da: String,
    en: String,
}

/// An act that changed what was to be written.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ChangedSince {
    /// Its number in the log.
    pub(crate) act: i64,
    pub(crate) at: String,
    /// The name of who did it.
    pub(crate) by: String,
    /// What it was: `supply-fact`, `answer-question`, `import`, `undo`, `set-roles`, `set-agenda`.
    pub(crate) what: String,
    pub(crate) facts: Vec<ChangedFact>,
    pub(crate) answers: Vec<ChangedAnswer>,
    /// Of an act on an account or a meeting: its particulars as the log has them.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Object, required = false)]
    pub(crate) detail: Option<Value>,
}
