//! What should be known of an import: references that lead nowhere yet.

use facts::schema;
use house::rights::{is_personal, may_see_everybody};
use house::{Effects, Foreseen};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::model::BothLanguages;
use super::objects::as_json;
use crate::gate::Signed;
use crate::pages::foreseen::is_of_staff;

/// References to objects that neither Fundament nor the import has.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Dangling {
    /// How many there are.
    total: u64,
    /// The first of them; none about members of staff for those who may not see them.
    items: Vec<DanglingReference>,
}

/// A reference that is taken in, and works once its object has come.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DanglingReference {
    kind: &'static str,
    /// The key of the row's object.
    key: String,
    /// The attribute that refers.
    attribute: &'static str,
    /// The key to which it refers.
    to: String,
}

/// What would count otherwise than it does now.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WouldCount {
    /// How many objects would be there that nobody told of before.
    new: u64,
    /// How many known objects would have facts that count otherwise.
    changed: u64,
    /// How many facts would stand beside what counts, since a source that goes first says otherwise.
    beside: u64,
    /// The first 5,000 of them.
    beside_items: Vec<BesideItem>,
    /// The first 5,000 keys that the source would have no more.
    gone: Vec<String>,
    /// The first 5,000 of them by key, those that are known before those that are new; none about members of staff for those who may
    /// not see them.
    items: Vec<WouldCountItem>,
}

/// An object of which something would count otherwise.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WouldCountItem {
    key: String,
    /// Whether nobody told of it before.
    new: bool,
    facts: Vec<WouldCountFact>,
}

/// A fact told that would not count.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BesideItem {
    key: String,
    fact: &'static str,
    /// What counts.
    counts: Value,
    /// What is told.
    told: Value,
}

/// A fact that would count otherwise.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WouldCountFact {
    fact: &'static str,
    /// What counts now, in words; empty for nothing.
    before: BothLanguages,
    /// What would count.
    after: BothLanguages,
    /// Whether another source says otherwise.
    disagree: bool,
}

/// So many objects are listed.
pub(super) const LISTED: usize = 5_000;

impl WouldCount {
    pub(super) fn of(all: &[Effects], differences: &[store::Difference], signed: &Signed) -> Self {
        let sum = |count: fn(&Effects) -> usize| all.iter().map(count).sum::<usize>() as u64;
        let everybody = may_see_everybody(&signed.0.grants);
        let seen = all.iter().filter(|effects| everybody || !is_personal(effects.kind));
        let item = |kind, one: &house::Effect| WouldCountItem {
            key: one.key.clone(),
            new: one.is_new,
            facts: one
                .facts
                .iter()
                .map(|turn| WouldCountFact {
                    fact: schema().attribute(kind, turn.attribute).name,
                    before: BothLanguages::from(&turn.before),
                    after: BothLanguages::from(&turn.after),
                    disagree: turn.disagree,
                })
                .collect(),
        };
        let items = seen.flat_map(|effects| effects.objects.iter().map(move |one| item(effects.kind, one)));
        let personal = all.iter().any(|effects| is_personal(effects.kind)) && !everybody;
        let seen = all.iter().filter(|effects| everybody || !is_personal(effects.kind));
        let beside = seen.flat_map(|effects| {
            effects.beside.iter().map(|one| BesideItem {
                key: one.key.clone(),
                fact: schema().attribute(effects.kind, one.attribute).name,
                counts: as_json(&one.counts),
                told: as_json(&one.told),
            })
        });
        let gone = differences.iter().flat_map(|one| one.gone.iter().cloned()).filter(|_| !personal);
        Self {
            beside_items: beside.take(LISTED).collect(),
            gone: gone.take(LISTED).collect(),
            new: sum(|one| one.new),
            changed: sum(|one| one.changed),
            beside: sum(|one| one.beside.len()),
            items: items.take(LISTED).collect(),
        }
    }
}

impl Dangling {
    pub(super) fn of(foreseen: &Foreseen, signed: &Signed) -> Self {
        let everybody = may_see_everybody(&signed.0.grants);
        let seen = foreseen.loose.iter().filter(|one| everybody || !is_of_staff(one));
        let item = |one: &house::Loose| DanglingReference {
            kind: schema().def(one.kind).name,
            key: one.key.clone(),
            attribute: schema().attribute(one.kind, one.attribute).name,
            to: one.to.clone(),
        };
        Self { total: foreseen.loose_count as u64, items: seen.map(item).collect() }
    }
}
