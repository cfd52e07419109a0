//! A refusal: a permanent label, a sentence, and the next step. Refused commands are logged as well as those that were done.

use kernel::Text;
use serde::Serialize;

/// Why a command was not done, and what to do instead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("{label}")]
pub struct Refusal {
    /// Permanent: programs may rely on it.
    pub label: &'static str,
    /// What is wrong, and the next step.
    pub text: Text,
    /// Each thing that is wrong, when there are several: the failed checks of an explanation.
    pub details: Vec<Text>,
}

impl Refusal {
    /// A refusal in both languages.
    pub fn new(label: &'static str, da: impl Into<String>, en: impl Into<String>) -> Self {
        Self { label, text: Text { da: da.into(), en: en.into() }, details: Vec::new() }
    }
}
