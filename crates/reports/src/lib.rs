//! Reports: what is told, as plain data. Positions per section, the deviations that weigh most, what is not assessed.
//!
//! Knows no colour, page or file format; a percentage always has its denominator beside it.

pub mod access;
mod board;
mod cases;
mod filter;
pub mod handover;
pub mod listing;
mod offer;
mod overview;
mod poam;
mod positions;
mod reason;
mod record;
pub mod sheet;
pub mod table;
mod trend;

pub use board::{Board, Watched, board};
pub use cases::{CaseLine, CasePage, CaseQuery, CaseRow, CaseSort, Matter, case_line, list_cases, matching_cases};
pub use filter::Filter;
pub use offer::{Depth, fact_label, fact_shown, offer_reasons};
pub use overview::{HeavyDeviation, LackingFact, Overview, PackOverview, SectionOverview, overview, overview_of};
pub use poam::{PoamCase, has_live_plan, poam};
pub use positions::{Accounted, accounted};
pub use reason::{FACTS_ON_PAGE, and_more, first_reason_parts, reason, reason_parts};
pub use record::{EvidenceItem, MissingItem, PackInfo, Record, fact_item, record};
pub use trend::{Shift, Trend, trend};
