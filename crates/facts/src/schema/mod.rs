//! The schema: kinds, attributes, types, enum words and labels. The one table from which the rule type-checker,
//! the importers, the reference documentation and the sample headers are derived.

mod attribute;
mod lookup;
mod registers;

use kernel::{Role, Text};

pub use attribute::{
    Attribute, EmptyCell, Origin, ValueType, Word, count, day, done, money, one_of, refer, refer_many, some_of, text,
    texts, word, yes_no,
};
pub use lookup::{AttrId, Field, KindId, Relation, Schema, schema};
pub use registers::{REGISTERS, Register, register_named};

/// Who answers for an object's facts, found by following references from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Responsible {
    /// No named person: the kind's steward role answers.
    Nobody,
    /// Follow these references; the last one leads to a person.
    Path(&'static [&'static str]),
}

/// One kind of object.
#[derive(Clone, Copy, Debug)]
pub struct KindDef {
    /// The name in rules and JSON.
    pub name: &'static str,
    /// The estate folder's file name without `.csv`.
    pub file: &'static str,
    /// What people call one of them.
    pub one: Text<&'static str>,
    /// What people call several of them.
    pub many: Text<&'static str>,
    /// The register that owns its attributes, unless an attribute says otherwise.
    pub register: &'static str,
    /// The person who answers for its facts.
    pub responsible: Responsible,
    /// The role that answers when no person is known.
    pub steward: Role,
    /// Its attributes, in the order of the sample header.
    pub attributes: &'static [Attribute],
}
