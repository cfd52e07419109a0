//! Somebody who is told: what they hold over a case's objects, as themselves and as somebody's deputy.

use std::collections::{BTreeSet, HashSet};

use actions::{Owner, Reach};
use decisions::{AcquisitionFace, Face, Hand, Held, Holder};
use facts::{KindId, schema};
use store::{Account, Grant};

use crate::cases::{Principal, held_over};
use crate::{House, HouseError, Snapshot};

/// The persons of the estate that can be told: every key of theirs.
pub(crate) type Reachable = HashSet<String>;

/// Somebody who is told.
pub(crate) struct Reader<'a> {
    pub(crate) account: &'a Account,
    pub(crate) grants: &'a [Grant],
    pub(crate) stands_in_for: &'a [Principal],
}

impl<'a> Reader<'a> {
    /// What they hold over a case as themselves, then for each whom they stand in for.
    pub(crate) fn held(
        &'a self,
        snapshot: &'a Snapshot,
        face: &'a Face,
    ) -> impl Iterator<Item = (Option<&'a Principal>, Held)> {
        self.held_over(snapshot, (&face.kind, &face.keys))
    }

    /// The same over an acquisition: over its business area, or over the whole municipality when it has none.
    pub(crate) fn held_in_acquisition(
        &'a self,
        snapshot: &'a Snapshot,
        face: &'a AcquisitionFace,
    ) -> impl Iterator<Item = (Option<&'a Principal>, Held)> {
        self.held_over(snapshot, ("unit", face.unit.as_slice()))
    }

    fn held_over(
        &'a self,
        snapshot: &'a Snapshot,
        (kind, keys): (&str, &'a [String]),
    ) -> impl Iterator<Item = (Option<&'a Principal>, Held)> {
        let kind = schema().kind(kind);
        let holder = |account: &str, name: &str| Holder { account: account.to_owned(), name: name.to_owned() };
        let own = (None, self.grants, self.account.person.as_deref());
        let lent = self.stands_in_for.iter().map(|one| (Some(one), &one.grants[..], one.person.as_deref()));
        std::iter::once(own).chain(lent).filter_map(move |(principal, grants, person)| {
            let hand = Hand {
                holder: holder(&self.account.id, &self.account.name),
                deputy_for: principal.map(|one| holder(&one.account, &one.name)),
            };
            Some((principal, held_over(snapshot, hand, (grants, person), (kind?, keys))))
        })
    }
}

impl House {
    /// The keys of the persons that have an open account with a role, and so can be given a task.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn people_who_can_be_told(&self) -> Result<Vec<String>, HouseError> {
        let snapshot = self.now();
        let persons = self.persons_with_account().await?;
        let keys: BTreeSet<String> = persons.iter().map(|key| snapshot.person_key(key)).collect();
        Ok(keys.into_iter().collect())
    }

    /// Every key of the persons that have an open account with a role.
    pub(crate) async fn reachable(&self) -> Result<Reachable, HouseError> {
        let snapshot = self.now();
        Ok(self.persons_with_account().await?.iter().flat_map(|key| snapshot.person_keys(key)).collect())
    }

    /// The persons that have an open account with a role, by any key: without one nobody can look at what they were told.
    async fn persons_with_account(&self) -> Result<Vec<String>, HouseError> {
        let accounts = self.store.accounts(&self.tenant).await?;
        let grants = self.store.all_grants(&self.tenant).await?;
        let roles: HashSet<&str> = grants.iter().map(|(account, _)| account.as_str()).collect();
        let open = accounts.into_iter().filter(|one| one.closed_at.is_none() && roles.contains(one.id.as_str()));
        Ok(open.filter_map(|one| one.person).collect())
    }
}

/// Who can be told of a case: whether one person answers for all of its objects and has an account, and who else has.
pub(crate) fn reach<'r>(snapshot: &Snapshot, face: &Face, reachable: &'r Reachable) -> Reach<'r> {
    let known = || {
        let (kind, people) = (schema().kind(&face.kind)?, schema().kind("person")?);
        let mut named = face.keys.iter().filter_map(|key| responsible(snapshot, kind, key));
        let first = named.next()??;
        let all = named.all(|other| other == Some(first));
        (all && reachable.contains(&*snapshot.slots.keys(people)[first as usize])).then_some(())
    };
    Reach { owner: known().map_or(Owner::NotKnown, |()| Owner::Known), people: Some(reachable) }
}

/// Who answers for an object that is there: nobody, or a place among the people.
fn responsible(snapshot: &Snapshot, kind: KindId, key: &str) -> Option<Option<u32>> {
    let object = snapshot.slots.find(kind, key)?;
    Some(snapshot.slots.responsible(kind, object))
}
