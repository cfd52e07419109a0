//! What must hold of findings, shown on the town of Eksempel and on the packs as they ship.

mod packs;
mod removal;
mod town;
