//! Facts: what is. Every noun the strategy speaks of, each attribute with its source and age (strategy §2-§9).
//!
//! Knows no rule, no verdict and no file format. Sources may disagree: everything stated is kept, the effective
//! value follows a precedence, and the disagreement is itself visible ([`Slots::conflicts`]).

mod conflict;
pub mod derive;
mod effective;
mod estate;
pub mod identity;
mod kinds;
pub mod schema;
mod show;
mod slots;
mod symbols;
mod value;

pub use conflict::{Conflict, ConflictKind};
pub use effective::rank_of;
pub use estate::{Answer, Estate, Given, Observation, Precedence, Rank, Source, SourceId};
pub use identity::{Because, Identifies, Joined, Judgement, Proposal};
pub use schema::{AttrId, Attribute, EmptyCell, Field, KindDef, KindId, Schema, ValueType, schema};
pub use show::Plain;
pub use slots::{Cell, Column, FactId, ListCell, NOWHERE, NamedFact, RelationColumn, Slots, State};
pub use symbols::{Symbol, Symbols};
pub use value::Value;
