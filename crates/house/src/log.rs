//! The log for those outside the house: a signed checkpoint a day, bundles that prove themselves, and the log held to both
//! (Strategy §3: who decided what can be shown years later). The key comes in through the door; files are the binary's.

use std::io::Write;

use kernel::Day;
use kernel::chain::{Broken, Checkpoint};
use seal::bundle::{WriteError, Writer};
use seal::{Former, Key, Public, Trust, Trusted};
use serde_json::json;
use store::{Actor, LogEntry, LogPages, LogSearch};

use crate::refusal::refusal;
use crate::work::{LEASE, wait_after};
use crate::{House, HouseError, Refusal};

/// The job that signs.
pub const CHECKPOINT: &str = "checkpoint";
/// It falls at two at night, before the nightly backup, which then holds it.
const SIGN_AT: i64 = 2 * 3_600;

/// No house has had so many keys.
const KEYS: i64 = 1_000;

/// Keeps a checkpoint outside the database; says why when it could not.
pub type KeepOutside<'a> = &'a (dyn Fn(&Checkpoint) -> Result<(), String> + Send + Sync);

/// What was found of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// How many acts there are to be.
    pub acts: i64,
    /// How many checkpoints it was held to.
    pub checkpoints: usize,
    /// The keys that signed them, each once.
    pub keys: Vec<String>,
    /// What is wrong; nothing when all holds.
    pub doubt: Option<Doubt>,
}

/// Why the log cannot be relied on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Doubt {
    /// The chain breaks.
    Broken {
        /// Where it is seen.
        broken: Broken,
        /// The last entry that a checkpoint vouches for before that; 0 when none does.
        after: i64,
    },
    /// A checkpoint's signature is not that of the key it names.
    Forged(Checkpoint),
    /// A checkpoint is signed by a key that is not trusted.
    Foreign(Checkpoint),
    /// A checkpoint is signed by a former key, on a day when that key was not in use.
    NotItsTime(Checkpoint),
}

/// A new signing key of chance that the operating system gives.
///
/// # Errors
/// When it gives none.
pub fn new_log_key() -> Result<Key, HouseError> {
    let mut secret = [0; 32];
    getrandom::fill(&mut secret).map_err(|_| HouseError::NoChance)?;
    Ok(Key::of(&secret))
}

impl House {
    /// Logs that the log is signed by a new key from now on, and which one it follows.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn note_log_key(&self, actor: &Actor, key: &Key, former: &[Former]) -> Result<(), HouseError> {
        let mut detail = json!({ "key": key.public() });
        if !former.is_empty() {
            detail["former"] = json!(former);
        }
        let act = self.act(actor, "new-log-key", None, detail);
        self.store.note(&self.tenant, &act).await?;
        Ok(())
    }

    /// Since which day the log says that a key is in use.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn log_key_since(&self, key: &Public) -> Result<Option<Day>, HouseError> {
        let search = LogSearch { act: Some("new-log-key".to_owned()), ..LogSearch::default() };
        let told = self.store.search_log(&self.tenant, &search, KEYS).await?;
        let of_key = |detail: &str| {
            let detail: serde_json::Value = serde_json::from_str(detail).unwrap_or_default();
            detail["key"] == key.to_string()
        };
        let entry = told.into_iter().find(|entry| of_key(&entry.detail));
        Ok(entry.map(|entry| self.clock.day_of(entry.at)))
    }

    /// The key that the log was signed by last, as far as the database knows; none when it never was.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn last_log_key(&self) -> Result<Option<String>, HouseError> {
        let search = LogSearch { act: Some("new-log-key".to_owned()), ..LogSearch::default() };
        if let Some(entry) = self.store.search_log(&self.tenant, &search, 1).await?.pop() {
            let detail: serde_json::Value = serde_json::from_str(&entry.detail).unwrap_or_default();
            if let Some(key) = detail["key"].as_str() {
                return Ok(Some(key.to_owned()));
            }
        }
        Ok(self.store.checkpoints(&self.tenant).await?.pop().map(|last| last.key))
    }

    /// Signs the log's end, once a day: kept outside first, then in the database. Gives the checkpoint; nothing when it is not due,
    /// or there is no act yet.
    ///
    /// # Errors
    /// When the store fails or the checkpoint could not be kept; it is tried again.
    pub async fn checkpoint(&self, key: &Key, keep: KeepOutside<'_>) -> Result<Option<Checkpoint>, HouseError> {
        let now = self.clock.now();
        let Some(attempts) = self.store.claim_job(&self.tenant, CHECKPOINT, now, LEASE).await? else {
            return Ok(None);
        };
        match self.sign_end(key, keep).await {
            Ok(made) => {
                self.store.job_done(&self.tenant, CHECKPOINT, now, self.next_at(now, SIGN_AT)).await?;
                Ok(made)
            }
            Err(error) => {
                let next = now.plus_seconds(wait_after(attempts));
                self.store.job_failed(&self.tenant, CHECKPOINT, &error.to_string(), next).await?;
                Err(error)
            }
        }
    }

    async fn sign_end(&self, key: &Key, keep: KeepOutside<'_>) -> Result<Option<Checkpoint>, HouseError> {
        let Some(end) = self.store.log(&self.tenant, i64::MAX, 1).await?.pop() else { return Ok(None) };
        let today = self.clock.today();
        if self.store.checkpoints(&self.tenant).await?.iter().any(|checkpoint| checkpoint.day == today) {
            return Ok(None);
        }
        let checkpoint = seal::sign(key, &self.tenant.0, today, (end.seq, &end.hash));
        keep(&checkpoint).map_err(|why| {
            Refusal::new(
                "checkpoint-not-kept",
                &format!("Kontrolpunktet kunne ikke gemmes i datamappen ({why}). Giv Fundament skriveret til mappen."),
                &format!("The checkpoint could not be kept in the data folder ({why}). Let Fundament write there."),
            )
        })?;
        self.store.keep_checkpoint(&self.tenant, &checkpoint).await?;
        Ok(Some(checkpoint))
    }

    /// Verifies the log whole: the chain, its length, every checkpoint in the database and those kept elsewhere, and their
    /// signatures. When keys are trusted, no other key's checkpoints count.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn verify_log(&self, elsewhere: &[Checkpoint], trusted: &Trusted) -> Result<Verified, HouseError> {
        let mut all = self.store.checkpoints(&self.tenant).await?;
        all.extend(elsewhere.iter().filter(|one| !all.contains(one)).cloned().collect::<Vec<_>>());
        let mut keys: Vec<String> = all.iter().map(|checkpoint| checkpoint.key.clone()).collect();
        keys.sort();
        keys.dedup();
        let acts = self.store.revision(&self.tenant).await?;
        let verified = |doubt| Verified { acts, checkpoints: all.len(), keys, doubt };
        if let Some(forged) = all.iter().find(|one| one.tenant != self.tenant.0 || !seal::holds(one)) {
            return Ok(verified(Some(Doubt::Forged(forged.clone()))));
        }
        let marks: Vec<(i64, String)> = all.iter().map(|one| (one.seq, one.hash.clone())).collect();
        let broken = self.store.verify_log_against(&self.tenant, marks).await?;
        let doubt = broken.map(|broken| {
            let before = all.iter().map(|one| one.seq).filter(|seq| *seq < broken.seq).max();
            Doubt::Broken { broken, after: before.unwrap_or(0) }
        });
        let distrusted = || {
            all.iter().find_map(|one| match trusted.judge(one) {
                Trust::Counts => None,
                Trust::NotItsTime => Some(Doubt::NotItsTime(one.clone())),
                Trust::Foreign => Some(Doubt::Foreign(one.clone())),
            })
        };
        Ok(verified(doubt.or_else(distrusted)))
    }

    /// Writes a stretch of the log as a signed bundle. Gives how many entries were written.
    ///
    /// # Errors
    /// As [`House::log_bundle`], or when the file cannot be written.
    pub async fn export_log<W: Write + Send>(
        &self,
        keys: (&Key, &[Former]),
        mut out: W,
        stretch: (i64, i64),
    ) -> Result<i64, HouseError> {
        let mut bundle = self.log_bundle(keys, stretch).await?;
        while let Some(piece) = bundle.next().await? {
            out.write_all(&piece).map_err(unwritten)?;
        }
        out.flush().map_err(unwritten)?;
        Ok(bundle.entries)
    }

    /// A stretch of the log as a signed bundle that names the keys before, piece by piece, after the whole log was verified: what is broken is not
    /// signed.
    ///
    /// # Errors
    /// When the log is broken, or there is nothing in the stretch.
    pub async fn log_bundle<'k>(
        &self,
        (key, former): (&'k Key, &[Former]),
        (from, until): (i64, i64),
    ) -> Result<LogBundle<'k>, HouseError> {
        if let Some(broken) = self.store.verify_log(&self.tenant).await? {
            return Err(broken_log(broken));
        }
        let from = from.max(1);
        let before = self.store.log(&self.tenant, from, 1).await?.pop();
        let before = before.filter(|entry| entry.seq == from - 1).map(|entry| (entry.seq, entry.hash));
        let (last, hash) = before.unwrap_or_default();
        let mut pages = self.store.log_pages(&self.tenant, last).await?;
        let page = pages.next().await?;
        if last != from - 1 || page.first().is_none_or(|first| first.seq > until) {
            return Err(refusal(
                "log-nothing",
                "Der er ingen handlinger i det stykke af loggen. Intet er skrevet.",
                "There are no acts in that stretch of the log. Nothing was written.",
            ));
        }
        let writer = Writer::begin(Vec::new(), (key, former), &self.tenant.0, (last, &hash)).map_err(unwritten)?;
        Ok(LogBundle { writer: Some(writer), pages, page, until, entries: 0 })
    }
}

/// A bundle under way: a large log never lies whole in the memory.
pub struct LogBundle<'k> {
    /// None when it is signed.
    writer: Option<Writer<'k, Vec<u8>>>,
    pages: LogPages,
    page: Vec<LogEntry>,
    until: i64,
    entries: i64,
}

impl LogBundle<'_> {
    /// The next piece; none after the last, which has the signature.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn next(&mut self) -> Result<Option<Vec<u8>>, HouseError> {
        let Some(mut writer) = self.writer.take() else { return Ok(None) };
        if self.page.first().is_none_or(|first| first.seq > self.until) {
            let (entries, rest) = writer.finish().map_err(unwritten)?;
            self.entries = entries;
            return Ok(Some(rest));
        }
        for entry in self.page.iter().take_while(|entry| entry.seq <= self.until) {
            writer.add(entry).map_err(|error| match error {
                WriteError::Broken(broken) => broken_log(broken),
                WriteError::Io(error) => unwritten(error),
            })?;
        }
        self.page = self.pages.next().await?;
        let piece = std::mem::take(writer.out());
        self.writer = Some(writer);
        Ok(Some(piece))
    }
}

fn broken_log(broken: Broken) -> HouseError {
    let seq = broken.seq;
    refusal(
        "log-broken",
        &format!(
            "Loggens kæde er brudt ved handling {seq}, og en brudt log underskrives ikke. Gem databasen, som den er, og inddrag informationssikkerhed."
        ),
        &format!(
            "The log's chain is broken at act {seq}, and a broken log is not signed. Keep the database as it is, and call information security."
        ),
    )
}

#[expect(clippy::needless_pass_by_value, reason = "so map_err hands it over")]
fn unwritten(error: std::io::Error) -> HouseError {
    refusal(
        "file-not-written",
        &format!("Filen kunne ikke skrives ({error}). Vælg et andet sted, eller gør plads."),
        &format!("The file could not be written ({error}). Choose another place, or make room."),
    )
}
