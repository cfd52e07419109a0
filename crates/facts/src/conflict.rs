//! What does not fit together in the estate: sources that disagree, keys that lead nowhere, units that contain themselves.

use std::sync::Arc;

use kernel::Day;

use crate::estate::SourceId;
use crate::schema::{AttrId, KindId};
use crate::value::Value;

/// One thing that does not fit, on one attribute of one object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// The object's kind.
    pub kind: KindId,
    /// The object's place.
    pub object: u32,
    /// The attribute.
    pub attribute: AttrId,
    /// What is wrong with it.
    pub what: ConflictKind,
}

/// The ways in which facts fail to fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConflictKind {
    /// Sources state different values.
    Disagreement {
        /// What each source states, the effective one first.
        stated: Vec<(SourceId, Value)>,
        /// Whether no precedence decides between the first two, so that only the sources' order did.
        tie: bool,
    },
    /// A reference to a key that no object has.
    Dangling {
        /// The key.
        key: Arc<str>,
    },
    /// Something done or seen on a day that has not come.
    NotYet {
        /// That day.
        day: Day,
    },
    /// The object is, by its own references, inside itself.
    Cycle,
}
