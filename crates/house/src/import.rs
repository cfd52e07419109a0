//! Imports: tried first, taken in as one act, undone if they were wrong.

use serde_json::json;
use store::{Actor, Difference, Intake};

use crate::{House, HouseError};

/// What became of an import.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imported {
    /// The act's number, by which it can be undone.
    pub act: i64,
    /// What each delivery changed.
    pub differences: Vec<Difference>,
    /// How many verdicts turned.
    pub turned: usize,
}

impl House {
    /// What an import would change, delivery by delivery, without changing it.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn try_import(&self, intake: &Intake) -> Result<Vec<Difference>, HouseError> {
        Ok(self.store.difference(&self.tenant, &intake.deliveries).await?)
    }

    /// Takes an import in as one act, and assesses.
    ///
    /// # Errors
    /// When the store fails; then nothing is in.
    pub async fn import(&self, actor: &Actor, intake: &Intake) -> Result<Imported, HouseError> {
        let sources: Vec<_> = intake
            .deliveries
            .iter()
            .map(|delivery| {
                let kind = facts::schema().def(delivery.kind).name;
                json!({ "source": &*delivery.source.name, "kind": kind, "rows": delivery.rows.len() })
            })
            .collect();
        let detail = json!({ "deliveries": sources, "facts": intake.facts.len(), "answers": intake.answers.len() });
        let act = self.act(actor, "import", None, detail);
        let people = (&intake.facts[..], &intake.answers[..]);
        let (act, differences) = self.store.deliver(&self.tenant, &act, &intake.deliveries, people).await?;
        Ok(Imported { act, differences, turned: self.refresh().await? })
    }

    /// Undoes an import, and assesses. Gives how many verdicts turned.
    ///
    /// # Errors
    /// When a later act has touched what the import stated, or there is no such import.
    pub async fn undo(&self, actor: &Actor, import: i64) -> Result<usize, HouseError> {
        let act = self.act(actor, "undo", None, json!({ "act": import }));
        self.store.undo(&self.tenant, &act, import).await?;
        self.refresh().await
    }
}
