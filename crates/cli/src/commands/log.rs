//! `fundament log verify`: computes the whole chain again, and says where it breaks.

use std::io::Write;

use anyhow::{Result, bail};
use kernel::Lang;
use store::Place;

use super::{FOUND, home};
use crate::args::Home;
use crate::say::{number, plural, say};

pub fn verify(home: &Home, lang: Lang, out: &mut dyn Write) -> Result<u8> {
    home::wait(async {
        // A slip in the path must not make a new, empty house whose log holds.
        if let Place::File(path) = home::place(home)?
            && !path.exists()
        {
            bail!(
                "{}: {}",
                path.display(),
                say(
                    lang,
                    "her er ingen database. Ret stien efter --data.",
                    "there is no database here. Correct the path after --data."
                )
            );
        }
        let store = home::store(home, lang).await?;
        let mut code = 0;
        for (tenant, name) in store.tenants().await? {
            let entries = store.revision(&tenant).await?;
            match store.verify_log(&tenant).await? {
                None => {
                    let entries = plural(lang, entries.unsigned_abs(), ["handling", "handlinger"], ["act", "acts"]);
                    writeln!(out, "{name}: {entries}, {}", say(lang, "kæden holder", "the chain holds"))?;
                }
                Some(broken) => {
                    let place = number(lang, broken.seq.unsigned_abs());
                    let what = match broken.what {
                        store::Flaw::Gap => say(lang, "mangler", "is missing"),
                        _ => say(lang, "er ændret", "has been changed"),
                    };
                    let act = say(lang, "kæden er brudt: handling", "the chain is broken: act");
                    writeln!(out, "{name}: {act} {place} {what}")?;
                    code = FOUND;
                }
            }
        }
        store.close().await;
        Ok(code)
    })
}
