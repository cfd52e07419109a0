//! The log's signing key and the checkpoints outside the database: `keys/log.key` and `checkpoints/` in the data folder, also
//! when the database is PostgreSQL's; keys that were replaced are remembered beside it in `keys/former.txt`. Whoever can write the database shall not be able to sign for it.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use house::House;
use kernel::chain::Checkpoint;
use kernel::{Clock, Lang};
use seal::{Former, Key, Trusted};
use store::Actor;

use super::home;
use super::partial::{Partial, shown};
use crate::args::Home;
use crate::clock::SystemClock;
use crate::say::say;

/// Where the key lies.
pub fn file_in(data: &Path) -> PathBuf {
    data.join("keys").join("log.key")
}

fn checkpoints_in(data: &Path) -> PathBuf {
    data.join("checkpoints")
}

/// The data folder, which signing cannot do without.
pub fn folder(home: &Home, lang: Lang) -> Result<&Path> {
    match &home.data {
        Some(data) => Ok(data),
        None => bail!(
            "{}",
            say(
                lang,
                "loggens nøgle ligger i datamappen: angiv også --data MAPPE.",
                "the log's key lies in the data folder: give --data FOLDER too."
            )
        ),
    }
}

/// The key that is there, if any.
pub fn there(data: &Path, lang: Lang) -> Result<Option<Key>> {
    let file = file_in(data);
    if !file.exists() {
        return Ok(None);
    }
    let kept = fs::read_to_string(&file).with_context(|| shown(&file))?;
    let key = Key::parse(&kept).map_err(|_| {
        let text = say(
            lang,
            "filen er ikke en nøgle. Hent den fra en sikkerhedskopi, eller flyt den væk, så laves en ny.",
            "the file is no key. Fetch it from a backup, or move it away, and a new one is made.",
        );
        anyhow::anyhow!("{}: {text}", shown(&file))
    });
    key.map(Some)
}

/// The key and those before it for the server, which signs a copy of the log at a reader's wish: read each time, since it may be another by then.
pub fn giver(data: &Path) -> web::LogKeys {
    let data = data.to_owned();
    Arc::new(move || {
        let keys = || Ok::<_, anyhow::Error>(there(&data, Lang::En)?.zip(Some(former(&data, Lang::En)?)));
        keys().map_err(|error| format!("{error:#}"))
    })
}

/// The key; begun, and the log told of it, when there is none.
pub async fn made(house: &House, data: &Path, lang: Lang) -> Result<Key> {
    match there(data, lang)? {
        Some(key) => Ok(key),
        None => begun(house, data, &Actor::system(), lang).await,
    }
}

/// The key for whoever only shows it or signs a copy by it. The first one is made; where the log was signed before, the key is somewhere,
/// and a new one is not begun by the way.
pub async fn found(house: &House, data: &Path, lang: Lang) -> Result<Key> {
    if let Some(key) = there(data, lang)? {
        return Ok(key);
    }
    let Some(last) = last_signer(house, data, lang).await? else {
        return begun(house, data, &Actor::system(), lang).await;
    };
    let file = shown(&file_in(data));
    bail!(
        "{}",
        match lang {
            Lang::Da => format!(
                "{file}: loggens nøgle mangler. Loggen er underskrevet med {last}. Kopiér mapperne keys og checkpoints fra den datamappe, sikkerhedskopien er taget af. Er nøglen tabt, så begynd en ny: fundament log key --renew."
            ),
            Lang::En => format!(
                "{file}: the log's key is missing. The log is signed by {last}. Copy the folders keys and checkpoints from the data folder that the backup was taken of. If the key is lost, begin a new one: fundament log key --renew."
            ),
        }
    )
}

/// Who signed the log last, by its checkpoints in the data folder, or by the database.
pub async fn last_signer(house: &House, data: &Path, lang: Lang) -> Result<Option<String>> {
    if let Some(key) = house.last_log_key().await.map_err(|error| home::told(&error, lang))? {
        return Ok(Some(key));
    }
    Ok(checkpoints(Some(data), &[], lang)?.into_iter().max_by_key(|one| one.day).map(|last| last.key))
}

/// A new key where there is none: those that are lost are known by what they signed.
async fn begun(house: &House, data: &Path, actor: &Actor, lang: Lang) -> Result<Key> {
    let lost = signers(house, data, lang).await?;
    let key = house::new_log_key().map_err(|error| home::told(&error, lang))?;
    // Remembered first: were the new key kept and this not, nobody would know what signed the past.
    let all = remember(data, &lost, lang)?;
    if let Err(error) = kept_secret(data, &key, false, lang) {
        // Another process was first: its key counts.
        return there(data, lang)?.ok_or(error);
    }
    for former in &lost {
        tracing::warn!(
            key = %former.key, from = %former.from, until = %former.until,
            "the log's key is missing, so a new one is begun; this one signed before: compare it with the one that was written down"
        );
    }
    house.note_log_key(actor, &key, &all).await.map_err(|error| home::told(&error, lang))?;
    Ok(key)
}

/// Replaces the key: a new one signs from now on, and what the old one has signed still counts.
pub async fn renewed(house: &House, data: &Path, actor: &Actor, lang: Lang) -> Result<Key> {
    let Some(old) = there(data, lang)?.map(|key| key.public()) else {
        return begun(house, data, actor, lang).await;
    };
    let key = house::new_log_key().map_err(|error| home::told(&error, lang))?;
    let today = SystemClock::new()?.today();
    let since = house.log_key_since(&old).await.map_err(|error| home::told(&error, lang))?;
    // Remembered first: were the new key kept and this not, nobody would know what signed the past.
    let all = remember(data, &[Former { key: old, from: since.unwrap_or(today), until: today }], lang)?;
    kept_secret(data, &key, true, lang)?;
    house.note_log_key(actor, &key, &all).await.map_err(|error| home::told(&error, lang))?;
    Ok(key)
}

fn kept_secret(data: &Path, key: &Key, replace: bool, lang: Lang) -> Result<()> {
    let file = file_in(data);
    home::make_private_folder(&data.join("keys"), lang)?;
    let partial = Partial::beside(&file)?;
    fs::write(partial.path(), format!("{}\n", key.secret())).with_context(|| shown(&file))?;
    partial.become_file(&file, replace, lang)?;
    Ok(())
}

fn former_in(data: &Path) -> PathBuf {
    data.join("keys").join("former.txt")
}

/// The keys that were in use before, the oldest first.
pub fn former(data: &Path, lang: Lang) -> Result<Vec<Former>> {
    let file = former_in(data);
    if !file.exists() {
        return Ok(Vec::new());
    }
    let text = fs::read_to_string(&file).with_context(|| shown(&file))?;
    seal::former::read(&text).map_err(|_| {
        let text = say(
            lang,
            "filen er ikke en liste over nøgler. Hent den fra en sikkerhedskopi.",
            "the file is no list of keys. Fetch it from a backup.",
        );
        anyhow::anyhow!("{}: {text}", shown(&file))
    })
}

/// Adds keys to those that were in use before; gives all.
fn remember(data: &Path, more: &[Former], lang: Lang) -> Result<Vec<Former>> {
    let mut all = former(data, lang)?;
    if more.is_empty() {
        return Ok(all);
    }
    // Whoever was broken off after this and begins again says the same of the same key.
    all.retain(|known| more.iter().all(|one| one.key != known.key));
    all.extend(more);
    all.sort_by_key(|one| one.until);
    let file = former_in(data);
    home::make_private_folder(&data.join("keys"), lang)?;
    let partial = Partial::beside(&file)?;
    fs::write(partial.path(), seal::former::written(&all)).with_context(|| shown(&file))?;
    partial.become_file(&file, true, lang)?;
    Ok(all)
}

/// Who signed the checkpoints, of those that are not known yet. The database's are asked only where no key is left to hold them to: a
/// restored house has nothing else to know its past by.
async fn signers(house: &House, data: &Path, lang: Lang) -> Result<Vec<Former>> {
    let known = former(data, lang)?;
    let kept = house.store().checkpoints(house.tenant()).await.map_err(|error| home::told_store(error, lang))?;
    let all = checkpoints(Some(data), &[], lang)?.into_iter().chain(kept);
    let mut found: Vec<Former> = Vec::new();
    for checkpoint in all.filter(seal::holds) {
        let (Ok(key), day) = (checkpoint.key.parse(), checkpoint.day) else { continue };
        match found.iter_mut().find(|one| one.key == key) {
            Some(one) => (one.from, one.until) = (one.from.min(day), one.until.max(day)),
            None => found.push(Former { key, from: day, until: day }),
        }
    }
    found.retain(|one| known.iter().all(|former| former.key != one.key));
    Ok(found)
}

/// Whom the data folder trusts: its key, and those before it in their time.
pub fn trusted(data: &Path, lang: Lang) -> Result<Trusted> {
    let Some(key) = there(data, lang)? else { return Ok(Trusted::default()) };
    Ok(Trusted { keys: vec![key.public()], former: former(data, lang)? })
}

/// Keeps a checkpoint as a small file that can be mailed away.
pub fn keep(data: &Path, checkpoint: &Checkpoint, lang: Lang) -> Result<()> {
    let folder = checkpoints_in(data);
    home::make_private_folder(&folder, lang)?;
    let file = folder.join(format!("{}.txt", checkpoint.day));
    let partial = Partial::beside(&file)?;
    fs::write(partial.path(), seal::written(checkpoint)).with_context(|| shown(&file))?;
    // A try that failed later the same day is replaced; both were true.
    partial.become_file(&file, true, Lang::Da)?;
    Ok(())
}

/// The checkpoints of the data folder, and those kept elsewhere.
pub fn checkpoints(data: Option<&Path>, elsewhere: &[PathBuf], lang: Lang) -> Result<Vec<Checkpoint>> {
    let mut files = elsewhere.to_vec();
    let folder = data.map(checkpoints_in).filter(|folder| folder.is_dir());
    if let Some(folder) = folder {
        for entry in fs::read_dir(&folder).with_context(|| shown(&folder))? {
            let path = entry?.path();
            if path.extension().is_some_and(|ending| ending == "txt") {
                files.push(path);
            }
        }
    }
    files.sort();
    files.iter().map(|file| read(file, lang)).collect()
}

fn read(file: &Path, lang: Lang) -> Result<Checkpoint> {
    let text = fs::read_to_string(file).with_context(|| shown(file))?;
    seal::read(&text).map_err(|_| {
        let text = say(
            lang,
            "filen er ikke et kontrolpunkt, eller den er ændret.",
            "the file is no checkpoint, or it has been changed.",
        );
        anyhow::anyhow!("{}: {text}", shown(file))
    })
}
