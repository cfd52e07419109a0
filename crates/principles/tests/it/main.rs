//! The rule language held against others, and the refusals a pack's author meets.

mod dates;
mod expression;
mod oracles;
mod refusals;
mod semantics;
