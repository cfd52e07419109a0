//! The gate to the seats: which roles somebody holds over every object of a case today, as themselves or as a deputy.

use decisions::{Hand, Held, Holder, Responsible};
use facts::{KindId, schema};
use kernel::Role;
use store::Grant;

use super::Principal;
use crate::people::Who;
use crate::rights::Action;
use crate::{HouseError, Refusal, Snapshot, scope};

/// Who acts, and for whom.
#[derive(Clone, Copy, Debug)]
pub struct Seat<'a> {
    /// Who is there.
    pub who: &'a Who,
    /// The account they stand in for in this.
    pub acting_for: Option<&'a str>,
}

impl<'a> Seat<'a> {
    /// Somebody as themselves.
    pub fn of(who: &'a Who) -> Self {
        Self { who, acting_for: None }
    }

    fn principal(&self) -> Result<Option<&'a Principal>, HouseError> {
        let Some(account) = self.acting_for else { return Ok(None) };
        let found = self.who.stands_in_for.iter().find(|principal| principal.account == account);
        let refusal = || {
            Refusal::new(
                "not-deputy",
                "Du er ikke stedfortræder for den person i dag. Gør det som dig selv, eller bed vedkommende udpege dig.",
                "You do not stand in for that person today. Do it as yourself, or ask them to appoint you.",
            )
        };
        found.map(Some).ok_or_else(|| refusal().into())
    }

    /// What they hold over these objects.
    pub(crate) fn held(
        &self,
        snapshot: &Snapshot,
        action: Action,
        (kind, keys): (KindId, &[String]),
    ) -> Result<Held, HouseError> {
        self.who.in_scope(action)?;
        let principal = self.principal()?;
        let (grants, person) = match principal {
            Some(principal) => (&principal.grants[..], principal.person.as_deref()),
            None => (&self.who.grants[..], self.who.account.person.as_deref()),
        };
        let holder = Holder { account: self.who.account.id.clone(), name: self.who.account.name.clone() };
        let deputy_for =
            principal.map(|principal| Holder { account: principal.account.clone(), name: principal.name.clone() });
        Ok(held_over(snapshot, Hand { holder, deputy_for }, (grants, person), (kind, keys)))
    }
}

/// What somebody holds over objects today, seat by seat: as themselves, and, where a deputy does it, for each whom they stand in for.
pub fn seats(who: &Who, snapshot: &Snapshot, action: Action, objects: (KindId, &[String])) -> Vec<Held> {
    let lent = who.stands_in_for.iter().filter(|_| action.is_lent()).map(|one| Some(one.account.as_str()));
    let all = std::iter::once(None).chain(lent).map(|acting_for| Seat { who, acting_for });
    all.filter_map(|seat| seat.held(snapshot, action, objects).ok()).collect()
}

/// What somebody with these roles, who is that person, holds over objects.
pub(crate) fn held_over(
    snapshot: &Snapshot,
    hand: Hand,
    (grants, person): (&[Grant], Option<&str>),
    (kind, keys): (KindId, &[String]),
) -> Held {
    let objects: Vec<u32> = keys.iter().filter_map(|key| snapshot.slots.find(kind, key)).collect();
    let named = !objects.is_empty() && person.is_some_and(|person| answers(snapshot, kind, &objects, person));
    let responsible = if named { Responsible::Named } else { Responsible::NotNamed };
    Held::by(hand, roles(snapshot, grants, (kind, &objects)), responsible)
        .known_as(person.map(|key| snapshot.person_keys(key)).unwrap_or_default())
}

/// The roles that are held over all of the objects. The board's is held over the whole municipality or not at all.
fn roles(snapshot: &Snapshot, grants: &[Grant], (kind, objects): (KindId, &[u32])) -> Vec<Role> {
    let over_all = |grant: &&Grant| {
        grant.unit.is_empty()
            || (grant.role != Role::ExecutiveBoard
                && !objects.is_empty()
                && objects.iter().all(|object| scope::covers(snapshot, &grant.unit, (kind, *object))))
    };
    grants.iter().filter(over_all).map(|grant| grant.role).collect()
}

fn answers(snapshot: &Snapshot, kind: KindId, objects: &[u32], person: &str) -> bool {
    let Some(people) = schema().kind("person") else { return false };
    // As it was then, somebody may have gone by another key.
    let Some(place) = snapshot.slots.find(people, person) else { return false };
    objects.iter().all(|object| snapshot.slots.responsible(kind, *object) == Some(place))
}
