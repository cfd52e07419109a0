//! The log's signing key and the checkpoints outside the database: `keys/log.key` and `checkpoints/` in the data folder, also
//! when the database is PostgreSQL's. Whoever can write the database shall not be able to sign for it.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use house::House;
use kernel::Lang;
use kernel::chain::Checkpoint;
use seal::Key;
use store::Actor;

use super::home;
use super::partial::{Partial, shown};
use crate::args::Home;
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

/// The key; made, and the log told of it, when there is none.
pub async fn made(house: &House, data: &Path, lang: Lang) -> Result<Key> {
    if let Some(key) = there(data, lang)? {
        return Ok(key);
    }
    let key = house::new_log_key().map_err(|error| home::told(&error, lang))?;
    let file = file_in(data);
    home::make_private_folder(&data.join("keys"))?;
    let partial = Partial::beside(&file)?;
    fs::write(partial.path(), format!("{}\n", key.secret())).with_context(|| shown(&file))?;
    if let Err(error) = partial.become_file(&file, false, lang) {
        // Another process was first: its key counts.
        return there(data, lang)?.ok_or(error);
    }
    house.note_log_key(&Actor::system(), &key.public()).await.map_err(|error| home::told(&error, lang))?;
    Ok(key)
}

/// Keeps a checkpoint as a small file that can be mailed away.
pub fn keep(data: &Path, checkpoint: &Checkpoint) -> Result<()> {
    let folder = checkpoints_in(data);
    home::make_private_folder(&folder)?;
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
