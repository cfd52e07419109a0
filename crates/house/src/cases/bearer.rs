//! Who is to bear a remaining risk: whether somebody of that name belongs to the business area that the objects belong to (E7).

use decisions::Bearer;
use facts::{KindId, schema};
use kernel::Role;
use store::Grant;

use crate::{House, HouseError, Snapshot, scope};

/// Whoever has an account: what they are called, and their roles.
#[derive(Clone, Debug, Default)]
pub(crate) struct Seated(Vec<(String, Vec<Grant>)>);

impl House {
    /// Everybody with an open account.
    pub(crate) async fn seated(&self) -> Result<Seated, HouseError> {
        let mut grants = self.store.all_grants(&self.tenant).await?;
        let mut seated = Vec::new();
        for account in self.store.accounts(&self.tenant).await? {
            if account.closed_at.is_none() {
                let own = grants.extract_if(.., |(id, _)| *id == account.id).map(|(_, grant)| grant).collect();
                seated.push((account.name, own));
            }
        }
        Ok(Seated(seated))
    }
}

impl Seated {
    /// Where the person that a text names belongs, seen from these objects.
    pub(crate) fn bearer(&self, snapshot: &Snapshot, text: &str, (kind, keys): (KindId, &[String])) -> Bearer {
        let written = words(text);
        let objects: Vec<u32> = keys.iter().filter_map(|key| snapshot.slots.find(kind, key)).collect();
        let leads = |grant: &Grant| {
            matches!(grant.role, Role::BusinessAreaLead | Role::UnitLead | Role::SystemOwner)
                && objects.iter().any(|object| scope::covers(snapshot, &grant.unit, (kind, *object)))
        };
        if self.0.iter().any(|(name, grants)| names(&written, name) && grants.iter().any(leads)) {
            return Bearer::InArea;
        }
        let Some(people) = schema().kind("person") else { return Bearer::Unknown };
        let mut elsewhere = Bearer::Unknown;
        for person in 0..snapshot.slots.count(people) {
            if !snapshot.slots.name(people, person).is_some_and(|name| names(&written, &name)) {
                continue;
            }
            let answers = |object: &u32| snapshot.slots.responsible(kind, *object) == Some(person);
            let shares = |object: &u32| scope::share_area(snapshot, (people, person), (kind, *object));
            if objects.iter().any(|object| answers(object) || shares(object)) {
                return Bearer::InArea;
            }
            if let (Some(units), Some(unit)) = (schema().kind("unit"), scope::unit_of(snapshot, (people, person)))
                && objects.iter().any(|object| scope::unit_of(snapshot, (kind, *object)).is_some())
            {
                elsewhere = Bearer::Elsewhere { unit: snapshot.slots.title(units, unit) };
            }
        }
        elsewhere
    }
}

fn words(text: &str) -> Vec<String> {
    let parts = text.split(|letter: char| !letter.is_alphanumeric() && letter != '-');
    parts.filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
}

/// Whether a text holds a name of at least two words, a title before or after it or not.
fn names(written: &[String], name: &str) -> bool {
    let name = words(name);
    name.len() > 1 && written.windows(name.len()).any(|part| part == name)
}
