//! Whose a task is: seats held over the objects of a case. A late plan climbs from seat to seat; each that it has reached keeps it.

use decisions::{Face, Held, Rung, rung};
use facts::schema;
use kernel::Role;

/// Who is to do something, by what they hold over the objects of the case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Seat {
    /// Whoever the facts name as the one who answers for the objects.
    Named,
    /// IT's screeners.
    It,
    /// The business area's screeners.
    Area,
    /// The executive board.
    Board,
    /// A role.
    Role(Role),
}

impl Seat {
    /// Whether it is theirs.
    pub fn is_held(self, held: &Held) -> bool {
        match self {
            Self::Named => held.is_named(),
            Self::It => held.is_it(),
            Self::Area => held.is_area(),
            Self::Board => held.is_board(),
            Self::Role(role) => held.holds(role),
        }
    }
}

/// Whether whoever answers for the objects can be told anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// One person, with an account.
    Known,
    /// Nobody, several, or somebody without an account: the role that keeps such objects is told instead.
    NotKnown,
}

/// The seat that owns the objects' deviations.
pub(crate) fn owner_seat(face: &Face, owner: Owner) -> Seat {
    let steward = || schema().kind(&face.kind).map(|kind| schema().def(kind).steward);
    match owner {
        Owner::Known => Seat::Named,
        Owner::NotKnown => Seat::Role(steward().unwrap_or(Role::SystemOwner)),
    }
}

/// Everybody whom something so many days late has reached, the owner first.
pub(crate) fn climbed(face: &Face, owner: Owner, days_late: i32) -> Vec<Seat> {
    let mut seats = vec![owner_seat(face, owner)];
    let top = rung(days_late);
    let above = [
        (Rung::AreaLead, Seat::Role(Role::BusinessAreaLead)),
        (Rung::ItArchitect, Seat::Role(Role::ItArchitect)),
        (Rung::Board, Seat::Board),
    ];
    seats.extend(above.into_iter().filter(|(rung, _)| *rung <= top).map(|(_, seat)| seat));
    seats.dedup();
    seats
}
