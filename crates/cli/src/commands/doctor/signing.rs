//! What doctor asks of the log's signature: is there a key that only the owner reads, and does a checkpoint come every day?

use std::path::Path;

use anyhow::Result;
use kernel::{Clock, Lang};
use store::Store;

use super::super::{home, keys};
use super::Check;
use crate::clock::SystemClock;

/// A server that stood still over a weekend has not failed.
const OLD_CHECKPOINT: i32 = 4;

/// The public key, to be written down elsewhere.
pub fn key(data: Option<&Path>, lang: Lang) -> Result<Check> {
    let Some(data) = data else {
        return Ok(Check::warning(
            "log-key",
            (
                "ingen datamappe, så loggen underskrives ikke".to_owned(),
                "no data folder, so the log is not signed".to_owned(),
            ),
            ("Angiv --data MAPPE ved siden af --database-url.", "Give --data FOLDER beside --database-url."),
        ));
    };
    let key = match keys::there(data, lang) {
        Ok(key) => key,
        Err(error) => return Ok(unreadable("log-key", &error)),
    };
    let Some(key) = key else {
        return Ok(Check::warning(
            "log-key",
            ("loggen har ingen nøgle endnu".to_owned(), "the log has no key yet".to_owned()),
            ("Start serveren, eller kør fundament log key.", "Start the server, or run fundament log key."),
        ));
    };
    let public = key.public();
    if is_open(&keys::file_in(data))? {
        return Ok(Check::fault(
            "log-key",
            (
                "andre på maskinen kan læse loggens nøgle".to_owned(),
                "others on the machine can read the log's key".to_owned(),
            ),
            ("Kør som ejeren: chmod 600 keys/log.key.", "Run as the owner: chmod 600 keys/log.key."),
        ));
    }
    Ok(Check::ok("log-key", format!("offentlig nøgle {public}"), format!("public key {public}")))
}

fn unreadable(name: &'static str, error: &anyhow::Error) -> Check {
    let next = ("Hent filen fra en sikkerhedskopi.", "Fetch the file from a backup.");
    Check::fault(name, (format!("{error:#}"), format!("{error:#}")), next)
}

#[cfg(unix)]
fn is_open(file: &Path) -> Result<bool> {
    use std::os::unix::fs::PermissionsExt;
    Ok(std::fs::metadata(file)?.permissions().mode() & 0o077 != 0)
}

#[cfg(not(unix))]
fn is_open(_: &Path) -> Result<bool> {
    Ok(false)
}

/// How old the last checkpoint is.
pub async fn checkpoints(store: &Store, data: Option<&Path>, lang: Lang) -> Result<Check> {
    let kept = store.checkpoints(&home::tenant()).await.map_err(|error| home::told_store(error, lang))?;
    let files = match keys::checkpoints(data, &[], lang) {
        Ok(files) => files.len(),
        Err(error) => return Ok(unreadable("checkpoints", &error)),
    };
    let next = (
        "Se i driftsloggen, hvorfor serveren ikke underskriver loggen.",
        "See in the operations log why the server does not sign the log.",
    );
    let Some(last) = kept.last() else {
        let found = ("ingen kontrolpunkter endnu".to_owned(), "no checkpoints yet".to_owned());
        return Ok(Check::warning("checkpoints", found, next));
    };
    let found = (
        format!("{} kontrolpunkter, {files} som filer; det seneste er fra {}", kept.len(), last.day.long(Lang::Da)),
        format!("{} checkpoints, {files} as files; the last is of {}", kept.len(), last.day.long(Lang::En)),
    );
    if SystemClock::new()?.today().days() - last.day.days() > OLD_CHECKPOINT {
        return Ok(Check::warning("checkpoints", found, next));
    }
    Ok(Check::ok("checkpoints", found.0, found.1))
}
