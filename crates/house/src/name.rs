//! The municipality's name, as it stands in the head of every page and in every mail.

use std::sync::{Arc, PoisonError};

use kernel::one_line;
use serde_json::json;
use store::Actor;

use crate::rights::Action;
use crate::{House, HouseError, Refusal, Who};

/// A name is not longer than a line.
const LONGEST: usize = 100;

impl House {
    /// The name as it was last read; empty before it was.
    pub fn name(&self) -> Arc<str> {
        Arc::clone(&self.name.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Reads the name.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn read_name(&self) -> Result<(), HouseError> {
        let all = self.store.tenants().await?;
        if let Some((_, name)) = all.into_iter().find(|(tenant, _)| *tenant == self.tenant) {
            *self.name.write().unwrap_or_else(PoisonError::into_inner) = name.into();
        }
        Ok(())
    }

    /// Gives the municipality another name, for whoever may. Nothing happens when it has that one.
    ///
    /// # Errors
    /// When they may not, or it is no name.
    pub async fn rename_by(&self, who: &Who, name: &str) -> Result<(), HouseError> {
        who.may(Action::ManageAccounts)?;
        self.rename(&who.actor(), name).await
    }

    /// The same for the operator, and for the first administrator.
    ///
    /// # Errors
    /// When it is no name.
    pub async fn rename(&self, actor: &Actor, name: &str) -> Result<(), HouseError> {
        let name = one_line(name);
        if name.is_empty() || name.chars().count() > LONGEST {
            return Err(Refusal::new(
                "municipality-name",
                "Skriv kommunens navn, for eksempel Eksempel Kommune. Højst 100 tegn.",
                "Write the municipality's name, such as Eksempel Kommune. 100 signs at most.",
            )
            .into());
        }
        self.read_name().await?;
        let before = self.name();
        if *before == *name {
            return Ok(());
        }
        let act = self.act(actor, "rename-municipality", None, json!({ "name": name, "before": &*before }));
        self.store.rename(&self.tenant, &act, &name).await?;
        self.read_name().await
    }
}
