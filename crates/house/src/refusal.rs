//! A refusal: a permanent label, and a sentence with the next step.

use decisions::Detail;
use kernel::Text;

use crate::HouseError;

/// What the house will not do, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{label}")]
pub struct Refusal {
    /// Permanent: programs may rely on it.
    pub label: &'static str,
    /// What people read.
    pub text: Text,
    /// Each thing that is wrong, when there are several.
    pub details: Vec<Detail>,
}

impl Refusal {
    /// A refusal in both languages.
    pub fn new(label: &'static str, da: &str, en: &str) -> Self {
        Self { label, text: Text { da: da.to_owned(), en: en.to_owned() }, details: Vec::new() }
    }
}

/// A refusal as the house's error.
pub(crate) fn refusal(label: &'static str, da: &str, en: &str) -> HouseError {
    Refusal::new(label, da, en).into()
}

impl From<decisions::Refusal> for Refusal {
    fn from(refusal: decisions::Refusal) -> Self {
        Self { label: refusal.label, text: refusal.text, details: refusal.details }
    }
}
