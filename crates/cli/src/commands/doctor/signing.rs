//! What doctor asks of the log's signature: is there a key that only the owner reads, and does a checkpoint come every day?

use std::path::Path;
use std::sync::Arc;

use anyhow::Result;
use house::House;
use kernel::{Clock, Lang};
use seal::Trust;
use store::Store;

use super::super::{home, keys};
use super::Check;
use crate::clock::SystemClock;

/// A server that stood still over a weekend has not failed.
const OLD_CHECKPOINT: i32 = 4;

/// The public key, to be written down elsewhere. `store` is none when its schema is not ours to ask.
pub async fn key(store: Option<&Store>, data: Option<&Path>, lang: Lang) -> Result<Check> {
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
        let last = match store {
            Some(store) => {
                let house = House::new(store.clone(), home::tenant(), Arc::new(SystemClock::new()?));
                match keys::last_signer(&house, data, lang).await {
                    Ok(last) => last,
                    Err(error) => return Ok(unreadable("log-key", &error)),
                }
            }
            None => None,
        };
        if let Some(last) = last {
            return Ok(missing(&last));
        }
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

/// As after a restore: a backup holds no key.
fn missing(last: &str) -> Check {
    let found = (
        format!("loggens nøgle mangler i datamappen; loggen er underskrevet med {last}"),
        format!("the log's key is missing in the data folder; the log is signed by {last}"),
    );
    let next = (
        "Kopiér mapperne keys og checkpoints fra den datamappe, kopien er taget af, før serveren startes. Uden dem begynder serveren en ny nøgle og husker den gamle.",
        "Copy the folders keys and checkpoints from the data folder that the backup was taken of, before the server is started. Without them the server begins a new key and remembers the old one.",
    );
    Check::warning("log-key", found, next)
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
    let trusted = match data.map(|data| keys::trusted(data, lang)).transpose() {
        Ok(trusted) => trusted.unwrap_or_default(),
        Err(error) => return Ok(unreadable("checkpoints", &error)),
    };
    if let Some(foreign) = kept.iter().find(|one| trusted.judge(one) != Trust::Counts) {
        let (day, key) = (foreign.day, &foreign.key);
        let found = (
            format!(
                "kontrolpunktet fra {} er underskrevet med en nøgle, mappen ikke kender: {key}",
                day.long(Lang::Da)
            ),
            format!("the checkpoint of {} is signed by a key that the folder does not know: {key}", day.long(Lang::En)),
        );
        let next = (
            "Kender du nøglen, så hent keys/former.txt eller keys/log.key der, hvor den blev brugt. Ellers: gem databasen, som den er, og inddrag informationssikkerhed.",
            "If you know the key, fetch keys/former.txt or keys/log.key from where it was used. Else keep the database as it is, and call information security.",
        );
        return Ok(Check::fault("checkpoints", found, next));
    }
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
