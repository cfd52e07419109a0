//! The rule language: CEL syntax read by a library, meaning of our own.
//!
//! An expression is parsed, type-checked against the schema, lowered to nodes over fact slots, and evaluated in
//! Kleene's three-valued logic with ranges for numbers. What decided it, and what is lacking, comes out with it.

mod check;
mod error;
mod eval;
mod nodes;
mod suggest;
mod types;

pub use check::{Checker, Parameters};
pub use error::LangError;
pub use eval::{Bound, Outcome};
pub(crate) use nodes::{Bool, ListOf, Num, Quantifier, Txt};
pub use nodes::{Code, Compare, Path, Use};
pub(crate) use suggest::nearest;
pub use types::{Constant, Type};
