//! Principles: what should be. Strategy packs and the typed, three-valued rule language they are written in.
//!
//! Knows facts by their schema and slots, and no verdict, case or file: packs come in as texts with names.

pub mod diff;
pub mod lang;
mod lint;

mod pack;

pub use lint::{Lint, Settled, lint, settled};
pub use pack::{
    Body, Choice, FixtureCase, FixtureFile, FixtureObject, Meaning, Pack, PackError, PackFile, Parameter, Principle,
    Question, Rule, RuleFixture, Section, Strength, Template, Weight, amend,
};
