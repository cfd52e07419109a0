//! A refusal: a permanent label, a sentence, and the next step. Refused commands are logged as well as those that were done.

use kernel::Text;
use serde::{Deserialize, Serialize};

/// Why a command was not done, and what to do instead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("{label}")]
pub struct Refusal {
    /// Permanent: programs may rely on it.
    pub label: &'static str,
    /// What is wrong, and the next step.
    pub text: Text,
    /// Each thing that is wrong, when there are several: the failed checks of an explanation.
    pub details: Vec<Detail>,
}

/// One of several things that are wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Detail {
    /// What it is about in that which was sent: a JSON pointer (RFC 6901) into the explanation; none when it is about the whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    /// What is wrong.
    #[serde(flatten)]
    pub text: Text,
}

impl From<Text> for Detail {
    fn from(text: Text) -> Self {
        Self { at: None, text }
    }
}

impl Refusal {
    /// A refusal in both languages.
    pub fn new(label: &'static str, da: impl Into<String>, en: impl Into<String>) -> Self {
        Self { label, text: Text { da: da.into(), en: en.into() }, details: Vec::new() }
    }
}
