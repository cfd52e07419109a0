//! The four verdicts, and the causes for which an object is not assessed. Computed, never decided.

use kernel::Text;
use serde::{Deserialize, Serialize};

/// What holds of one object under one rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The rule's demand holds.
    Follows,
    /// It does not.
    Deviates,
    /// Nobody can say: facts are missing or too old, an answer is awaited, or the rule cannot be computed.
    NotAssessed,
    /// The rule is not about this object.
    NotApplicable,
}

impl Verdict {
    /// All four, in the order of the summary.
    pub const ALL: [Self; 4] = [Self::Follows, Self::Deviates, Self::NotAssessed, Self::NotApplicable];

    /// The word in JSON and CSV.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Follows => "follows",
            Self::Deviates => "deviates",
            Self::NotAssessed => "not_assessed",
            Self::NotApplicable => "not_applicable",
        }
    }

    /// What the strategy's readers call it.
    pub const fn label(self) -> Text<&'static str> {
        match self {
            Self::Follows => Text::new("følger", "follows"),
            Self::Deviates => Text::new("afviger", "deviates"),
            Self::NotAssessed => Text::new("ikke vurderet", "not assessed"),
            Self::NotApplicable => Text::new("ikke relevant", "not applicable"),
        }
    }
}

/// Why something is not assessed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// No source has stated the fact.
    Missing,
    /// The fact is older than the rule allows, or a person's answer has run out.
    Stale,
    /// Nobody has answered the rule's question.
    AwaitingAnswer,
    /// The rule could not be computed on these facts (overflow, division by zero).
    RuleError,
}

impl Cause {
    /// The word in JSON and CSV.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Stale => "stale",
            Self::AwaitingAnswer => "awaiting_answer",
            Self::RuleError => "rule_error",
        }
    }

    /// What people read.
    pub const fn label(self) -> Text<&'static str> {
        match self {
            Self::Missing => Text::new("mangler", "missing"),
            Self::Stale => Text::new("forældet", "stale"),
            Self::AwaitingAnswer => Text::new("afventer svar", "awaiting an answer"),
            Self::RuleError => Text::new("kan ikke beregnes", "cannot be computed"),
        }
    }
}
