//! What should be known of an import: references that lead nowhere yet.

use facts::schema;
use house::Foreseen;
use house::rights::may_see_everybody;
use serde::Serialize;
use utoipa::ToSchema;

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
