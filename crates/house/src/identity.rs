//! Objects of several keys: what is said under each is read together, and people say which objects are the same.

use std::collections::BTreeSet;
use std::sync::Arc;

use facts::{Judgement, KindId, schema};
use serde_json::json;
use store::{Account, AsOf, LogEntry, Stated};

use crate::acted::Acted;
use crate::people::Who;
use crate::refusal::refusal;
use crate::rights::{self, Action};
use crate::{House, HouseError, Refusal, Snapshot};

/// What somebody says of two objects.
#[derive(Clone, Debug)]
pub struct Judging {
    /// The objects' kind.
    pub kind: KindId,
    /// The key of one.
    pub key: String,
    /// The key of the other.
    pub other: String,
    /// Whether they are the same; else they are apart.
    pub same: bool,
    /// Why.
    pub reason: String,
}

impl Snapshot {
    /// The key under which the estate has the object that somebody knows by that key.
    pub fn own_key<'a>(&'a self, kind: KindId, key: &'a str) -> &'a str {
        self.slots.find(kind, key).map_or(key, |object| &self.slots.keys(kind)[object as usize])
    }

    /// The keys of an object: its own, and the others.
    pub(crate) fn own_and_others(&self, kind: KindId, object: u32) -> (Arc<str>, Vec<Arc<str>>) {
        let mut keys = self.slots.keys_of(kind, object).cloned();
        (keys.next().unwrap_or_default(), keys.collect())
    }

    /// An account whose person is named as the estate has it.
    pub(crate) fn known(&self, account: Account) -> Account {
        let person = account.person.map(|key| self.person_key(&key));
        Account { person, ..account }
    }

    /// Every key that leads to a person; the key itself for one that is not there.
    pub(crate) fn person_keys(&self, key: &str) -> Vec<String> {
        let found = schema().kind("person").and_then(|kind| Some((kind, self.slots.find(kind, key)?)));
        found.map_or_else(
            || vec![key.to_owned()],
            |(kind, object)| self.slots.keys_of(kind, object).map(ToString::to_string).collect(),
        )
    }

    /// Every key of the objects that have that key, each with its kind's name.
    pub fn keys_beside(&self, key: &str) -> Vec<(&'static str, String)> {
        let found = schema().kinds().filter_map(|kind| Some((kind, self.slots.find(kind, key)?)));
        found
            .flat_map(|(kind, object)| {
                self.slots.keys_of(kind, object).map(move |key| (schema().def(kind).name, key.to_string()))
            })
            .collect()
    }

    pub(crate) fn person_key(&self, key: &str) -> String {
        schema().kind("person").map_or(key, |kind| self.own_key(kind, key)).to_owned()
    }
}

impl House {
    /// Everything that any source says of an object under any of its keys: now, or as it was known at that instant.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn stated(
        &self,
        snapshot: &Snapshot,
        (kind, object): (KindId, u32),
        as_of: Option<AsOf>,
    ) -> Result<Vec<Stated>, HouseError> {
        let mut all = Vec::new();
        for key in snapshot.slots.keys_of(kind, object) {
            all.extend(self.store.stated_at(&self.tenant, (kind, key), as_of).await?);
        }
        Ok(all)
    }

    /// The version of an object: it rises with everything that is stated of it under any of its keys.
    ///
    /// # Errors
    /// [`store::StoreError::Unknown`] when it is no longer there.
    pub async fn version(&self, snapshot: &Snapshot, (kind, object): (KindId, u32)) -> Result<i64, HouseError> {
        let (key, others) = snapshot.own_and_others(kind, object);
        Ok(self.store.version_of(&self.tenant, kind, (&key, &others)).await?)
    }

    /// The latest acts on an object under any of its keys, the last first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn acts_on(
        &self,
        snapshot: &Snapshot,
        (kind, object): (KindId, u32),
        most: i64,
    ) -> Result<Vec<LogEntry>, HouseError> {
        let (name, mut all) = (schema().def(kind).name, Vec::new());
        for key in snapshot.slots.keys_of(kind, object) {
            all.extend(self.store.log_of(&self.tenant, (name, key), most).await?);
        }
        all.sort_by_key(|entry| std::cmp::Reverse(entry.seq));
        all.truncate(usize::try_from(most).unwrap_or(usize::MAX));
        Ok(all)
    }

    /// Takes in that two objects are the same, or that they are apart, and has it assessed. What each source states stays
    /// as it stated it.
    ///
    /// # Errors
    /// When they may not, an object is not there, the two are one key, no reason is given, or both have a live case under
    /// the same principle: then one must be closed first, since two plans for one object cannot both count.
    pub async fn judge(&self, who: &Who, judging: &Judging) -> Result<Acted, HouseError> {
        who.may(Action::JudgeIdentity)?;
        let snapshot = self.now();
        let Judging { kind, same, .. } = *judging;
        let (key, other, reason) = (judging.key.trim(), judging.other.trim(), judging.reason.trim());
        let person = who.account.person.as_deref();
        // What somebody may not see is as if it were not there; and nobody says who they are themselves.
        let found = |key: &str| snapshot.slots.find(kind, key);
        let sees = |object: u32| rights::may_see(&who.grants, person, &snapshot, (kind, object));
        let own =
            |object: u32| rights::is_personal(kind) && person == Some(&*snapshot.slots.keys(kind)[object as usize]);
        if [key, other].into_iter().filter_map(found).any(|object| !sees(object) || own(object)) {
            return Err(no_such_keys());
        }
        let (one, its) = (found(key), found(other));
        // A key that no register has any more may still have cases: one of the two must be there, and the other have been.
        let (Some(known), false) = (one.or(its), key == other || key.is_empty() || other.is_empty()) else {
            return Err(no_such_keys());
        };
        if reason.is_empty() {
            return Err(refusal("identity-reason", "Skriv en begrundelse.", "Write a reason."));
        }
        for (key, _) in [(key, one), (other, its)].into_iter().filter(|(_, found)| found.is_none()) {
            self.check_was_known(kind, key).await?;
        }
        if same {
            self.check_one_case_each(&snapshot, kind, (key, other))?;
        }
        let name = schema().def(kind).name;
        let subject = snapshot.slots.keys(kind)[known as usize].to_string();
        let detail = json!({ "kind": name, "key": key, "other": other, "reason": reason });
        let verb = if same { "join-objects" } else { "part-objects" };
        let act = self.act(&who.actor(), verb, Some((name.to_owned(), subject)), detail);
        let judgements = self.judgements(&snapshot, judging).await?;
        let revision = self.store.judge(&self.tenant, &act, kind, &judgements).await?;
        self.acted(revision).await
    }

    /// What is said of two keys is said of the objects they lead to: what is apart is apart from every other key of the
    /// object, and what is the same takes back what was said of being apart.
    async fn judgements(&self, snapshot: &Snapshot, judging: &Judging) -> Result<Vec<Judgement>, HouseError> {
        let Judging { kind, same, .. } = *judging;
        let (key, other): (Arc<str>, Arc<str>) = (judging.key.trim().into(), judging.other.trim().into());
        let keys = |key: &Arc<str>| -> Vec<Arc<str>> {
            let object = snapshot.slots.find(kind, key);
            object
                .map_or_else(|| vec![Arc::clone(key)], |object| snapshot.slots.keys_of(kind, object).cloned().collect())
        };
        let said = self.store.judgements(&self.tenant).await?;
        let is_apart = |one: &Arc<str>, two: &Arc<str>| {
            said.iter()
                .any(|(of, it)| *of == kind && !it.same && [(one, two), (two, one)].contains(&(&it.key, &it.other)))
        };
        let mut pairs: Vec<(Arc<str>, Arc<str>)> = Vec::new();
        for one in keys(&key) {
            if !same {
                pairs.push((one, Arc::clone(&other)));
                continue;
            }
            let theirs = keys(&other).into_iter().filter(|two| is_apart(&one, two));
            pairs.extend(theirs.map(|two| (Arc::clone(&one), two)));
        }
        pairs.push((key, other));
        let each = pairs.into_iter().filter(|(one, two)| one != two);
        let sorted = each.map(|(one, two)| if one < two { (one, two) } else { (two, one) });
        // Each pair once; together they are one word, whose order says nothing.
        let pairs: BTreeSet<(Arc<str>, Arc<str>)> = sorted.collect();
        Ok(pairs.into_iter().map(|(key, other)| Judgement { key, other, same }).collect())
    }

    /// A key that no object has must have been one: else somebody mistyped it.
    async fn check_was_known(&self, kind: KindId, key: &str) -> Result<(), HouseError> {
        let name = schema().def(kind).name;
        let has_case = self.docket().faces().any(|face| face.kind == name && face.keys.iter().any(|its| its == key));
        if has_case || self.store.ever_had(&self.tenant, kind, key).await? {
            return Ok(());
        }
        let (da, en) = (
            format!("{key} findes ikke og har ikke været kendt. Se nøglen efter."),
            format!("{key} is not there and never was. Check the key."),
        );
        Err(refusal("identity-unknown-key", &da, &en))
    }

    fn check_one_case_each(
        &self,
        snapshot: &Snapshot,
        kind: KindId,
        (key, other): (&str, &str),
    ) -> Result<(), HouseError> {
        let (docket, name, today) = (self.docket(), schema().def(kind).name, self.clock.today());
        let has = |face: &decisions::Face, wanted: &str| {
            let own = snapshot.own_key(kind, wanted);
            face.keys.iter().any(|key| key == wanted || snapshot.own_key(kind, key) == own)
        };
        let live = || {
            docket.faces().filter(|face| {
                face.kind == name && decisions::standing(face, today) != decisions::Standing::NoLongerNeeded
            })
        };
        for face in live().filter(|face| has(face, key) && !has(face, other)) {
            let about = (&face.pack, &face.principle);
            let both = live().find(|its| (&its.pack, &its.principle) == about && has(its, other) && its.id != face.id);
            if let Some(its) = both {
                let (one, two) = (&face.id.0, &its.id.0);
                return Err(Refusal::new(
                    "identity-both-have-cases",
                    &format!("Begge har en sag om det samme princip: {one} og {two}. Luk den ene sag, og prøv igen."),
                    &format!(
                        "Both have a case about the same principle: {one} and {two}. Close one of them, and try again."
                    ),
                )
                .into());
            }
        }
        Ok(())
    }
}

fn no_such_keys() -> HouseError {
    refusal(
        "identity-keys",
        "Angiv nøglerne på to forskellige objekter af samme slags, som du må se; mindst det ene skal findes. Hvem du selv er, afgør en anden.",
        "Give the keys of two different objects of the same kind that you may see; at least one must exist. Who you are yourself is for somebody else to say.",
    )
}
