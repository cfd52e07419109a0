//! Proof for those outside the house: the log's signing key, checkpoints of the log's end, and bundles of its entries that a third
//! party verifies without the database. Arithmetic on bytes that come in through the door: where a key lies and who may read it,
//! the binary knows.

pub mod bundle;
mod checkpoint;
pub mod former;
mod key;

pub use checkpoint::{CheckpointError, holds, read, sign, written};
pub use former::{Former, Trust, Trusted};
pub use key::{Key, KeyError, Public};
