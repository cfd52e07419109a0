//! The shapes of how we stand, and of what turned since last month.

use reports::{Shift, Trend};
use serde::Serialize;
use utoipa::ToSchema;

use super::model::{BothLanguages, Verdicts};

/// How we stand.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OverviewItem {
    /// The day it holds for.
    pub(crate) today: String,
    /// The day that `turned` counts from: the last one counted a month ago or more. Null when none was.
    pub(crate) since: Option<String>,
    pub(crate) packs: Vec<PackPosition>,
}

/// How we stand to a strategy.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PackPosition {
    pub(crate) pack: String,
    pub(crate) version: String,
    /// The days since then on which a version of it was adopted.
    pub(crate) adopted: Vec<String>,
    pub(crate) sections: Vec<SectionPosition>,
}

/// How we stand to a section.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SectionPosition {
    pub(crate) section: String,
    pub(crate) title: BothLanguages,
    pub(crate) rules: u64,
    pub(crate) verdicts: Verdicts,
    /// Of the deviations, how many are explained with a plan in date.
    pub(crate) explained: u64,
    /// How many the board has dispensed, in date.
    pub(crate) dispensed: u64,
    /// How many stand in a case that is not decided, or whose decision has ended.
    pub(crate) in_case: u64,
    /// What turned since the day in `since`; null when the section had no figures then.
    pub(crate) turned: Option<Turned>,
}

/// What turned, in two parts that make all of the difference.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Turned {
    /// What facts turned, that they became too old included: better or worse.
    pub(crate) by_facts: Moved,
    /// What a changed strategy turned.
    pub(crate) by_strategy: Moved,
}

/// By how much counts differ; below zero there are fewer.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Moved {
    pub(crate) follows: i64,
    pub(crate) deviates: i64,
    pub(crate) not_assessed: i64,
    pub(crate) not_applicable: i64,
}

impl From<Shift> for Moved {
    fn from(shift: Shift) -> Self {
        let Shift { follows, deviates, not_assessed, not_applicable } = shift;
        Self { follows, deviates, not_assessed, not_applicable }
    }
}

impl From<Trend> for Turned {
    fn from(trend: Trend) -> Self {
        Self { by_facts: trend.by_facts.into(), by_strategy: trend.by_strategy.into() }
    }
}
