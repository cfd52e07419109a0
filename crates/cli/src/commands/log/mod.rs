//! `fundament log ..`: verified, handed out, shown; what stands beside it made anew from it; and the key it is signed by.

pub mod beside;
mod export;
mod show;
mod verify;

use std::io::Write;
use std::sync::Arc;

use anyhow::Result;
use house::House;
use kernel::Lang;
use seal::Former;
use store::{Place, Store, StoreError};

pub use export::local;

use super::{FOUND, home, keys};
use crate::args::Home;
use crate::args::log::{Log, LogKey};
use crate::clock::SystemClock;
use crate::say::say;

pub fn run(log: &Log, lang: Lang, out: &mut dyn Write) -> Result<u8> {
    match log {
        Log::Verify(args) => verify::run(args, lang, out),
        Log::Export(args) => export::run(args, lang, out),
        Log::Show(args) => show::run(args, lang, out),
        Log::Key(args) => key(args, lang, out),
        Log::Mend(args) => beside::mend(args, lang, out),
    }
}

fn key(args: &LogKey, lang: Lang, out: &mut dyn Write) -> Result<u8> {
    let home = &args.keeper.home;
    let data = keys::folder(home, lang)?;
    home::wait(async {
        let house = home::existing(home, lang).await?;
        let key = if args.renew {
            keys::renewed(&house, data, &home::actor(&args.keeper.actor), lang).await?
        } else {
            keys::found(&house, data, lang).await?
        };
        house.store().close().await;
        writeln!(out, "{}", key.public())?;
        for former in keys::former(data, lang)? {
            writeln!(out, "{}", before(&former, lang))?;
        }
        Ok(0)
    })
}

/// The store that is there. Opened to write, since one whose process was killed is first made whole again; a slip in the path makes
/// no new, empty house whose log holds.
async fn opened(home: &Home, lang: Lang) -> Result<Store> {
    let place = home::place(home, lang)?;
    let failed = |error| home::told_store(error, lang);
    if let Place::File(path) = &place
        && path.try_exists().is_ok_and(|there| !there)
    {
        return Err(failed(StoreError::Missing { place: place.shown() }));
    }
    Store::open(&place).await.map_err(|error| failed(error).context(place.shown()))
}

fn house_of(store: &Store, tenant: &store::Tenant) -> Result<House> {
    Ok(House::new(store.clone(), tenant.clone(), Arc::new(SystemClock::new()?)))
}

/// A key that was replaced, and its time.
fn before(former: &Former, lang: Lang) -> String {
    let (from, until) = (former.from.long(lang), former.until.long(lang));
    format!("{} {} ({from} {} {until})", say(lang, "før det", "before that"), former.key, say(lang, "til", "to"))
}

/// A number's place in a sentence: `handling 12`.
fn act(lang: Lang, seq: i64) -> String {
    format!("{} {}", say(lang, "handling", "act"), crate::say::number(lang, seq.unsigned_abs()))
}
