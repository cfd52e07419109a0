//! Precedence: the municipality says which register owns an attribute, where its sources disagree. Nothing stated is lost.

use facts::{AttrId, KindId, Rank, schema};
use serde_json::json;

use crate::acted::Acted;
use crate::people::Who;
use crate::refusal::refusal;
use crate::rights::Action;
use crate::{House, HouseError};

impl House {
    /// Lets a register's word count first for an attribute of every object of a kind, and has it assessed.
    ///
    /// # Errors
    /// When they may not, the fact is computed, or no register of that name has delivered anything.
    pub async fn prefer(
        &self,
        who: &Who,
        (kind, attribute): (KindId, AttrId),
        register: &str,
    ) -> Result<Acted, HouseError> {
        who.may(Action::SetPrecedence)?;
        let stated = schema().attribute(kind, attribute);
        if stated.is_derived() {
            return Err(refusal(
                "fact-computed",
                "Den oplysning regnes ud af andre. Vælg register for dem i stedet.",
                "That fact is computed from others. Choose a register for those instead.",
            ));
        }
        let known =
            self.now().slots.sources().any(|source| source.rank == Rank::Register && *source.register == *register);
        if !known {
            return Err(refusal(
                "register-unknown",
                "Intet register med det navn har leveret oplysninger. Vælg et af dem, der har.",
                "No register of that name has delivered facts. Choose one that has.",
            ));
        }
        let name = schema().def(kind).name;
        let detail = json!({ "fact": format!("{name}.{}", stated.name), "register": register });
        let act = self.act(&who.actor(), "prefer", None, detail);
        let revision = self.store.prefer(&self.tenant, &act, (kind, attribute), register).await?;
        self.acted(revision).await
    }
}
