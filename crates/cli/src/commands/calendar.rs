//! `fundament calendar ..`: the address by which a calendar program reads somebody's deadlines. The address is written once, alone on
//! standard output, and is kept nowhere.

use std::io::Write;

use anyhow::{Result, bail};
use house::{House, HouseError, Secret, Who};
use kernel::Lang;
use store::StoreError;

use super::case::{at_work, who_by_token};
use super::{FOUND, home};
use crate::args::board::Calendar;
use crate::output;
use crate::say::say;

pub fn run(calendar: &Calendar, lang: Lang, out: &mut dyn Write) -> Result<u8> {
    home::wait(async {
        let (Calendar::Make { token, .. } | Calendar::Withdraw { token }) = calendar;
        let house = at_work(&token.home, lang).await?;
        let who = who_by_token(&house, &token.token_file, lang).await?;
        let done = match calendar {
            Calendar::Make { public, .. } => make(&house, &who, public.public_url.as_deref()).await,
            Calendar::Withdraw { .. } => withdraw(&house, &who, lang).await,
        };
        house.store().close().await;
        match done {
            Ok(told) => {
                writeln!(out, "{told}")?;
                if let Calendar::Make { public, .. } = calendar {
                    output::aside(say(lang, ONCE.0, ONCE.1));
                    if public.public_url.is_none() {
                        output::aside(say(lang, SERVER.0, SERVER.1));
                    }
                }
                Ok(0)
            }
            Err(HouseError::Store(StoreError::Unknown { .. })) => {
                bail!("{}", say(lang, "Der er ingen adresse at trække tilbage.", "There is no address to withdraw."))
            }
            Err(HouseError::Refused(refusal)) => {
                output::aside(&format!("{}: {}", refusal.label, refusal.text.get(lang)));
                Ok(FOUND)
            }
            Err(error) => Err(home::told(&error, lang)),
        }
    })
}

const ONCE: (&str, &str) = (
    "Adressen vises kun nu, og en tidligere virker ikke mere. Den, der kender den, kan se sagernes titler og dage.",
    "The address is shown only now, and an earlier one works no more. Whoever knows it can see the cases' titles and days.",
);

const SERVER: (&str, &str) = (
    "Sæt serverens adresse foran, eller skriv den med --public-url.",
    "Put the server's address in front, or write it by --public-url.",
);

/// Without the server's name when nobody has told it, as the API gives it.
async fn make(house: &House, who: &Who, server: Option<&str>) -> Result<String, HouseError> {
    who.may_change_own()?;
    let Secret(secret) = house.make_calendar(who).await?;
    Ok(format!("{}/kalender/{secret}.ics", server.unwrap_or_default()))
}

async fn withdraw(house: &House, who: &Who, lang: Lang) -> Result<String, HouseError> {
    who.may_change_own()?;
    house.drop_calendar(who).await?;
    Ok(say(lang, "Kalenderens adresse er trukket tilbage.", "The calendar's address is withdrawn.").to_owned())
}
