//! `fundament user ..`: accounts from the command line, by the same verbs and into the same log as from the browser. A password
//! is read, never written as an argument: arguments are seen by everybody on the machine and kept by the shell.

use std::io::{self, IsTerminal, Read, Write};
use std::path::Path;

use anyhow::{Context, Result, anyhow, bail};
use house::{House, HouseError, Joining};
use kernel::{Lang, Role};
use store::{Account, Grant};

use super::home;
use crate::args::operate::{Keeper, User};
use crate::output;
use crate::say::say;

pub fn run(user: &User, lang: Lang, out: &mut dyn Write) -> Result<u8> {
    home::wait(async {
        let failed = |error: HouseError| home::told(&error, lang);
        match user {
            User::Add { login, name, roles, person, mail, password_file, keeper } => {
                let house = home::existing(&keeper.home, lang).await?;
                let grants = grants(&house, roles, lang).await?;
                first_is_administrator(&house, &grants, lang).await?;
                let password = password(password_file.as_deref(), lang)?;
                let (login, name, person) = (login.clone(), name.clone(), person.clone());
                let joining = Joining { login, name, mail: mail.clone(), person, password, grants };
                house.add_account(&home::actor(&keeper.actor), &joining).await.map_err(failed)?;
                writeln!(out, "{}: {}", say(lang, "Oprettet", "Made"), joining.login)?;
                house.store().close().await;
            }
            User::List(place) => list(&home::existing(place, lang).await?, lang, out).await?,
            User::Roles { login, roles, keeper } => {
                let (house, account) = found(keeper, login, lang).await?;
                let grants = grants(&house, roles, lang).await?;
                house.set_roles(&home::actor(&keeper.actor), &account.id, &grants).await.map_err(failed)?;
                writeln!(out, "{login}: {}", told(&grants))?;
                house.store().close().await;
            }
            User::Mail { login, mail, keeper } => {
                let (house, account) = found(keeper, login, lang).await?;
                let written = mail.as_deref().unwrap_or_default();
                house.set_mail(&home::actor(&keeper.actor), &account.id, written).await.map_err(failed)?;
                let none = say(lang, "ingen mail", "no mail");
                writeln!(out, "{login}: {}", if written.is_empty() { none } else { written })?;
                house.store().close().await;
            }
            User::Close { login, keeper } => {
                let (house, account) = found(keeper, login, lang).await?;
                house.close_account(&home::actor(&keeper.actor), &account.id).await.map_err(failed)?;
                writeln!(out, "{}: {login}", say(lang, "Lukket", "Closed"))?;
                house.store().close().await;
            }
            User::Password { login, password_file, keeper } => {
                let (house, account) = found(keeper, login, lang).await?;
                let password = password(password_file.as_deref(), lang)?;
                house.set_password(&home::actor(&keeper.actor), &account, &password).await.map_err(failed)?;
                let done = say(lang, "Ny adgangskode sat, sessioner afsluttet", "New password set, sessions ended");
                writeln!(out, "{done}: {login}")?;
                house.store().close().await;
            }
        }
        Ok(0)
    })
}

async fn list(house: &House, lang: Lang, out: &mut dyn Write) -> Result<()> {
    let failed = |error| home::told_store(error, lang);
    let all = house.store().all_grants(house.tenant()).await.map_err(failed)?;
    for account in house.store().accounts(house.tenant()).await.map_err(failed)? {
        let held: Vec<Grant> = all.iter().filter(|(id, _)| *id == account.id).map(|(_, grant)| grant.clone()).collect();
        let closed = if account.closed_at.is_some() { say(lang, "  (lukket)", "  (closed)") } else { "" };
        let mail = account.mail.as_deref().unwrap_or("-");
        writeln!(out, "{}  {}  {}  {mail}{closed}", account.login, account.name, told(&held))?;
    }
    house.store().close().await;
    Ok(())
}

/// The house and the account with that user name.
pub async fn found(keeper: &Keeper, login: &str, lang: Lang) -> Result<(House, Account)> {
    let house = home::existing(&keeper.home, lang).await?;
    let failed = |error| home::told_store(error, lang);
    if let Some(account) = house.store().account_by_login(house.tenant(), login).await.map_err(failed)? {
        return Ok((house, account));
    }
    let accounts = house.store().accounts(house.tenant()).await.map_err(failed)?;
    let known: Vec<&str> = accounts.iter().map(|account| account.login.as_str()).collect();
    bail!("{login} {}", output::unknown(login, &known, lang))
}

/// Reads `admin` and `unit_lead@U12`; the unit must be one of the estate's.
async fn grants(house: &House, words: &[String], lang: Lang) -> Result<Vec<Grant>> {
    let mut grants = Vec::new();
    for word in words {
        let (role, unit) = word.split_once('@').unwrap_or((word, ""));
        let role = Role::from_word(role).ok_or_else(|| {
            let known: Vec<&str> = Role::ALL.iter().map(|role| role.word()).collect();
            anyhow!("{role} {} ({})", output::unknown(role, &known, lang), known.join(", "))
        })?;
        if !unit.is_empty() {
            let kind = facts::schema().kind("unit").context("unit")?;
            let known = house.store().version(house.tenant(), kind, unit).await;
            known.map_err(|error| home::told_store(error, lang))?;
        }
        grants.push(Grant { role, unit: unit.to_owned() });
    }
    grants.sort();
    grants.dedup();
    Ok(grants)
}

/// Once there is an account the browser no longer offers to make the first administrator, so that must be the first.
async fn first_is_administrator(house: &House, grants: &[Grant], lang: Lang) -> Result<()> {
    let some = house.store().has_accounts(house.tenant()).await.map_err(|error| home::told_store(error, lang))?;
    if some || grants.iter().any(|grant| grant.role == Role::Admin && grant.unit.is_empty()) {
        return Ok(());
    }
    bail!(
        "{}",
        say(
            lang,
            "den første bruger skal være administrator: tilføj --role admin",
            "the first account must be an administrator: add --role admin"
        )
    )
}

fn told(grants: &[Grant]) -> String {
    let one = |grant: &Grant| match grant.unit.as_str() {
        "" => grant.role.word().to_owned(),
        unit => format!("{}@{unit}", grant.role.word()),
    };
    if grants.is_empty() { "-".to_owned() } else { grants.iter().map(one).collect::<Vec<_>>().join(", ") }
}

/// The password, without the line break that an editor or `echo` puts after it.
fn password(file: Option<&Path>, lang: Lang) -> Result<String> {
    let text = match file {
        Some(file) => std::fs::read_to_string(file).with_context(|| file.display().to_string())?,
        None if io::stdin().is_terminal() => bail!(
            "{}",
            say(
                lang,
                "adgangskoden læses fra standard input eller --password-file, ikke fra tastaturet, hvor den kan ses",
                "the password is read from standard input or --password-file, not from the keyboard, where it is seen"
            )
        ),
        None => {
            let mut text = String::new();
            io::stdin().take(10_000).read_to_string(&mut text)?;
            text
        }
    };
    let line = text.strip_suffix('\n').unwrap_or(&text);
    Ok(line.strip_suffix('\r').unwrap_or(line).to_owned())
}
