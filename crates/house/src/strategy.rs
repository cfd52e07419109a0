//! Adopting a strategy: only a pack without errors, as a logged act with a name and a reason.

use findings::Change;
use principles::{Pack, PackFile};
use serde_json::{Value as Json, json};
use store::{Actor, Adopted, AdoptedPack, LogSearch, StoreError};

use crate::acted::Acted;
use crate::people::Who;
use crate::refusal::refusal;
use crate::{House, HouseError, Snapshot};

/// What an upload is called that holds a pack, not objects of a kind.
const TRIED_PACK: &str = "strategy";
/// The act that puts a strategy in force.
const ADOPT: &str = "adopt-strategy";

/// A strategy that was put in force: when, by whom, and why.
#[derive(Clone, Debug)]
pub struct Adoption {
    /// The pack with when and by which act.
    pub adopted: Adopted,
    /// Whoever did it.
    pub name: String,
    /// Their reason.
    pub reason: String,
}

impl House {
    /// How it would be with a pack in force, the others as they are: every verdict that would turn.
    ///
    /// # Errors
    /// When the work is broken off.
    pub async fn try_pack(&self, pack: Pack) -> Result<(Snapshot, Vec<Change>), HouseError> {
        let now = self.now();
        let work = tokio::task::spawn_blocking(move || {
            let mut packs = now.packs.clone();
            match packs.iter_mut().find(|one| one.id == pack.id) {
                Some(place) => *place = pack,
                None => packs.push(pack),
            }
            let then = now.under(packs);
            let (before, after) = (now.packs(), then.packs());
            let changes =
                findings::changes((&now.assessment, &now.slots, &before), (&then.assessment, &then.slots, &after));
            (then, changes)
        });
        work.await.map_err(|_| HouseError::BrokenOff)
    }

    /// Puts a pack in force, and has it assessed. A pack whose very content is in force already is left as it is.
    ///
    /// # Errors
    /// [`HouseError::Pack`] when the pack has errors; then the earlier version stays in force.
    pub async fn adopt(&self, actor: &Actor, files: &[PackFile], reason: &str) -> Result<Acted, HouseError> {
        let pack = Pack::parse(files).map_err(HouseError::Pack)?;
        let hash = pack.hash.to_string();
        if self.now().packs.iter().any(|adopted| adopted.id == pack.id && adopted.hash == pack.hash) {
            return Ok(Acted { revision: self.now().revision, turned: Some(0) });
        }
        if reason.trim().is_empty() {
            return Err(refusal(
                "reason-missing",
                "Skriv, hvorfor strategien tages i brug, og hvem der har besluttet det.",
                "Write why the strategy is adopted, and who decided it.",
            ));
        }
        let adopted = AdoptedPack {
            pack: pack.id.clone(),
            version: pack.version.clone(),
            hash: hash.clone(),
            files: files.iter().map(|file| (file.name.clone(), file.text.clone())).collect(),
        };
        let detail = json!({ "pack": pack.id, "version": pack.version, "hash": hash, "reason": reason });
        let act = self.act(actor, ADOPT, None, detail);
        let revision = self.store.adopt(&self.tenant, &act, &adopted).await?;
        self.acted(revision).await
    }

    /// Every adoption in their order, with the name and the reason that stand in the log.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn adoptions(&self) -> Result<Vec<Adoption>, HouseError> {
        let all = self.store.strategies(&self.tenant).await?;
        let search = LogSearch { act: Some(ADOPT.to_owned()), ..LogSearch::default() };
        let most = i64::try_from(all.len()).unwrap_or(i64::MAX);
        let entries = self.store.search_log(&self.tenant, &search, most).await?;
        let told = |adopted: Adopted| {
            let entry = entries.iter().find(|entry| entry.seq == adopted.act);
            let detail: Json = entry.and_then(|entry| serde_json::from_str(&entry.detail).ok()).unwrap_or_default();
            Adoption {
                name: entry.map(|entry| entry.name.clone()).unwrap_or_default(),
                reason: detail["reason"].as_str().unwrap_or_default().to_owned(),
                adopted,
            }
        };
        Ok(all.into_iter().map(told).collect())
    }

    /// The files of a pack in force.
    ///
    /// # Errors
    /// When the store fails, or no such pack is in force.
    pub async fn pack_files(&self, pack: &str) -> Result<Vec<PackFile>, HouseError> {
        let adopted = self.store.strategies(&self.tenant).await?;
        let found = adopted.into_iter().find(|one| one.retired_at.is_none() && one.pack.pack == pack);
        let Some(found) = found else {
            return Err(StoreError::Unknown { what: "strategy", key: pack.to_owned() }.into());
        };
        Ok(found.pack.files.into_iter().map(|(name, text)| PackFile { name, text }).collect())
    }

    /// Keeps a pack that somebody tries, for a day at most. Gives the id by which they find it.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn keep_pack(&self, who: &Who, files: &[PackFile]) -> Result<String, HouseError> {
        let files: Vec<(&str, &str)> = files.iter().map(|file| (file.name.as_str(), file.text.as_str())).collect();
        let content = serde_json::to_vec(&files).map_err(|error| StoreError::Unreadable(error.to_string()))?;
        let upload = self.new_upload(who, TRIED_PACK, content)?;
        self.keep(upload).await
    }

    /// A pack that they try.
    ///
    /// # Errors
    /// When there is none, or it is somebody else's.
    pub async fn kept_pack(&self, who: &Who, id: &str) -> Result<Vec<PackFile>, HouseError> {
        let upload = self.store.upload(&self.tenant, &who.account.id, id).await?;
        let files: Vec<(String, String)> =
            serde_json::from_slice(&upload.content).map_err(|error| StoreError::Unreadable(error.to_string()))?;
        Ok(files.into_iter().map(|(name, text)| PackFile { name, text }).collect())
    }
}
