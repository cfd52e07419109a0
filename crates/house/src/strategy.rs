//! Adopting a strategy: only a pack without errors, as a logged act with a name and a reason.

use principles::{Pack, PackFile};
use serde_json::json;
use store::{Actor, AdoptedPack};

use crate::{House, HouseError};

impl House {
    /// Puts a pack in force, and assesses. A pack whose very content is in force already is left as it is.
    /// Gives how many verdicts turned.
    ///
    /// # Errors
    /// [`HouseError::Pack`] when the pack has errors; then the earlier version stays in force.
    pub async fn adopt(&self, actor: &Actor, files: &[PackFile], reason: &str) -> Result<usize, HouseError> {
        let pack = Pack::parse(files).map_err(HouseError::Pack)?;
        let hash = pack.hash.to_string();
        if self.now().packs.iter().any(|adopted| adopted.id == pack.id && adopted.hash == pack.hash) {
            return Ok(0);
        }
        let adopted = AdoptedPack {
            pack: pack.id.clone(),
            version: pack.version.clone(),
            hash: hash.clone(),
            files: files.iter().map(|file| (file.name.clone(), file.text.clone())).collect(),
        };
        let detail = json!({ "pack": pack.id, "version": pack.version, "hash": hash, "reason": reason });
        self.store.adopt(&self.tenant, &self.act(actor, "adopt-strategy", None, detail), &adopted).await?;
        self.refresh().await
    }
}
