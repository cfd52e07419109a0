//! Why an expression is refused: where in it, what is wrong, and what to write instead.

use kernel::Text;

/// One refusal. A pack that has any is not loaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LangError {
    /// Offset of the offending part in the expression, in characters.
    pub at: usize,
    /// Permanent label: `unknown-fact`, `type-mismatch`, ..
    pub label: &'static str,
    /// What is wrong and what to write instead.
    pub text: Text,
}

impl LangError {
    pub(crate) fn new(at: usize, label: &'static str, da: impl Into<String>, en: impl Into<String>) -> Self {
        Self { at, label, text: Text { da: da.into(), en: en.into() } }
    }
}
