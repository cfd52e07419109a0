//! The hand-over list with what only the house knows: the cases and plans about what somebody who left answers for, the
//! acquisitions they opened, and the account that is still open.

use std::collections::HashMap;

use facts::{KindId, Slots, schema};
use reports::handover::Leaver;
use store::Account;

use crate::{House, HouseError, Snapshot};

/// Somebody who left, and everything of theirs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handover {
    /// Who, and what names them.
    pub leaver: Leaver,
    /// The cases that are not over about objects they answer for.
    pub cases: Vec<HandedCase>,
    /// The acquisitions that are not over and that they opened.
    pub acquisitions: Vec<OpenedAcquisition>,
    /// The accounts that are not closed.
    pub accounts: Vec<OpenAccount>,
}

/// A case about an object of theirs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandedCase {
    /// Its number.
    pub number: String,
    /// Its title.
    pub title: String,
    /// How many steps of its plan are not done.
    pub open_steps: usize,
}

/// An acquisition they opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenedAcquisition {
    /// Its number.
    pub number: String,
    /// Its title.
    pub title: String,
}

/// An account of theirs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenAccount {
    /// The account's id.
    pub id: String,
    /// What is written to sign in.
    pub login: String,
}

impl Handover {
    /// How many things are to be handed over or closed.
    pub fn count(&self) -> usize {
        self.leaver.holds.len() + self.cases.len() + self.acquisitions.len() + self.accounts.len()
    }
}

impl House {
    /// What people who left still answer for, the last to leave first; whoever has handed everything over is not on it.
    ///
    /// # Errors
    /// When the store fails, or holds what this version cannot read.
    pub async fn handover(&self, snapshot: &Snapshot) -> Result<Vec<Handover>, HouseError> {
        let accounts: Vec<Account> =
            self.store.accounts(&self.tenant).await?.into_iter().map(|account| snapshot.known(account)).collect();
        let mut opened = self.opened_by().await?;
        let mut all = Vec::new();
        for leaver in snapshot.leavers() {
            let of_leaver = |account: &&Account| account.person.as_deref() == Some(&*leaver.key);
            let (mut open, mut acquisitions) = (Vec::new(), Vec::new());
            for account in accounts.iter().filter(of_leaver) {
                acquisitions.extend(opened.remove(&account.id).unwrap_or_default());
                if account.closed_at.is_none() {
                    open.push(OpenAccount { id: account.id.clone(), login: account.login.clone() });
                }
            }
            all.push(Handover { leaver: leaver.clone(), cases: Vec::new(), acquisitions, accounts: open });
        }
        self.add_cases(snapshot, &mut all);
        all.retain(|one| one.count() > 0);
        Ok(all)
    }

    /// Gives each their cases: those about an object that they answer for, be it over other objects, and those with a step of
    /// the plan that is theirs.
    fn add_cases(&self, snapshot: &Snapshot, all: &mut [Handover]) {
        let slots = &snapshot.slots;
        let mut owners: HashMap<(&str, &str), usize> = HashMap::new();
        for (place, one) in all.iter().enumerate() {
            for held in &one.leaver.holds {
                if answers_for(slots, (held.kind, held.object), &one.leaver, held.attribute) {
                    let key = &slots.keys(held.kind)[held.object as usize];
                    owners.insert((schema().def(held.kind).name, key), place);
                }
            }
        }
        let by_key: HashMap<&str, usize> =
            all.iter().enumerate().map(|(place, one)| (&*one.leaver.key, place)).collect();
        let people = schema().kind("person");
        let answers = |kind: &str, key: &str| {
            let (kind, people) = (schema().kind(kind)?, people?);
            let person = slots.responsible(kind, slots.find(kind, key)?)?;
            by_key.get(&*slots.keys(people)[person as usize]).copied()
        };
        let owner_of = |kind: &str, key: &str| {
            let own = schema().kind(kind).map_or(key, |kind| snapshot.own_key(kind, key));
            owners.get(&(kind, own)).copied()
        };
        let docket = self.docket();
        let mut cases: Vec<(usize, HandedCase)> = Vec::new();
        for face in docket.faces().filter(|face| !face.is_over()) {
            let about =
                face.keys.iter().filter_map(|key| answers(&face.kind, key).or_else(|| owner_of(&face.kind, key)));
            let open = face.plan.iter().filter(|step| step.is_open());
            let person = |key: &str| by_key.get(people.map_or(key, |people| snapshot.own_key(people, key))).copied();
            let theirs = open.filter_map(|step| person(step.person.as_deref()?));
            let mut of: Vec<usize> = about.chain(theirs).collect();
            of.sort_unstable();
            of.dedup();
            let open_steps = face.plan.iter().filter(|step| step.is_open()).count();
            let case = HandedCase { number: face.id.0.clone(), title: face.title.clone(), open_steps };
            cases.extend(of.into_iter().map(|place| (place, case.clone())));
        }
        drop(docket);
        for (place, case) in cases {
            all[place].cases.push(case);
        }
    }

    /// The acquisitions that are not over, by the account that opened them.
    async fn opened_by(&self) -> Result<HashMap<String, Vec<OpenedAcquisition>>, HouseError> {
        let mut by: HashMap<String, Vec<OpenedAcquisition>> = HashMap::new();
        for face in self.acquisitions().await?.into_iter().filter(|face| !face.is_over()) {
            let Some(view) = self.acquisition(&face.id.0).await? else { continue };
            if let Some(first) = view.events.first().filter(|_| !view.acquisition.is_over()) {
                let account = first.recorded.by.holder.account.clone();
                by.entry(account).or_default().push(OpenedAcquisition { number: face.id.0, title: face.title });
            }
        }
        Ok(by)
    }
}

/// Whether the attribute is the one that says who answers for the object.
fn answers_for(slots: &Slots, (kind, object): (KindId, u32), leaver: &Leaver, attribute: facts::AttrId) -> bool {
    match leaver.person {
        Some(person) => slots.responsible(kind, object) == Some(person),
        // Whom the registers do not know, nobody leads to; the attribute must be the last step itself.
        None => {
            schema().responsible_path(kind).is_some_and(|path| matches!(path[..], [(_, last)] if last == attribute))
        }
    }
}
