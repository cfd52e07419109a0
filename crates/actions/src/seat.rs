//! Whose a task is: seats held over the objects of a case. A late plan climbs from seat to seat; each that it has reached keeps it.

use std::collections::HashSet;

use decisions::{Face, Held, PlanMark, Rung, rung};
use facts::schema;
use kernel::Role;

/// Who is to do something, by what they hold over the objects of the case.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Seat {
    /// A person, by the key in the municipality's facts.
    Person(String),
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
    pub fn is_held(&self, held: &Held) -> bool {
        match self {
            Self::Person(key) => held.is_person(key),
            Self::Named => held.is_named(),
            Self::It => held.is_it(),
            Self::Area => held.is_area(),
            Self::Board => held.is_board(),
            Self::Role(role) => held.holds(*role),
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

/// Who can be told anything of a case.
#[derive(Clone, Copy, Debug)]
pub struct Reach<'a> {
    /// Whether whoever answers for the objects can.
    pub owner: Owner,
    /// The persons that have an account, by key.
    pub people: Option<&'a HashSet<String>>,
}

/// Nobody else is known.
impl From<Owner> for Reach<'_> {
    fn from(owner: Owner) -> Self {
        Self { owner, people: None }
    }
}

/// Whose step it is: the person's whom the plan names, when they can be told; else the owner's.
pub(crate) fn step_seats(face: &Face, step: &PlanMark, reach: Reach<'_>) -> Vec<Seat> {
    let told = |key: &&String| reach.people.is_some_and(|people| people.contains(*key));
    let person = step.person.as_ref().filter(told);
    person.map_or_else(|| explaining_seats(face, reach.owner), |key| vec![Seat::Person(key.clone())])
}

/// Whose it is to explain: the owner's; where no owner can be told, the keeping role's and the business area's.
pub(crate) fn explaining_seats(face: &Face, owner: Owner) -> Vec<Seat> {
    let area = (owner == Owner::NotKnown).then_some(Seat::Area);
    std::iter::once(owner_seat(face, owner)).chain(area).collect()
}

/// The seat that owns the objects' deviations.
pub(crate) fn owner_seat(face: &Face, owner: Owner) -> Seat {
    let steward = || schema().kind(&face.kind).map(|kind| schema().def(kind).steward);
    match owner {
        Owner::Known => Seat::Named,
        Owner::NotKnown => Seat::Role(steward().unwrap_or(Role::SystemOwner)),
    }
}

/// Everybody whom something so many days late has reached, whose it is first. What is late is the owner's as well.
pub(crate) fn climbed(first: Vec<Seat>, owner: Vec<Seat>, days_late: i32) -> Vec<Seat> {
    let mut seats = first;
    if days_late > 0 {
        seats.extend(owner);
    }
    let top = rung(days_late);
    let above = [
        (Rung::AreaLead, Seat::Role(Role::BusinessAreaLead)),
        (Rung::ItArchitect, Seat::Role(Role::ItArchitect)),
        (Rung::Board, Seat::Board),
    ];
    seats.extend(above.into_iter().filter(|(rung, _)| *rung <= top).map(|(_, seat)| seat));
    let mut met = HashSet::new();
    seats.retain(|seat| met.insert(seat.clone()));
    seats
}
