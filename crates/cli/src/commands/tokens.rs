//! `fundament token ..`: keys for programs. The secret is written once, alone on standard output, and is kept nowhere.

use std::io::Write;

use anyhow::Result;
use house::{House, HouseError};
use kernel::{Clock, Lang};
use store::TokenOwner;

use super::{accounts, home};
use crate::args::operate::Token;
use crate::clock::SystemClock;
use crate::output;
use crate::say::say;

pub fn run(token: &Token, lang: Lang, out: &mut dyn Write) -> Result<u8> {
    home::wait(async {
        let failed = |error: HouseError| home::told(&error, lang);
        match token {
            Token::Make { login, name, scope, days, keeper } => {
                let (house, account) = accounts::found(keeper, login, lang).await?;
                let actor = home::actor(&keeper.actor);
                let made = house.make_token_for(&actor, &account, (name, scope.word(), *days)).await;
                let (token, secret) = made.map_err(failed)?;
                writeln!(out, "{}", secret.0)?;
                let once = say(lang, "Nøglen vises kun nu. Id", "The token is shown only now. Id");
                let until = say(lang, "gælder til", "counts until");
                output::aside(&format!("{once} {}, {until} {}.", token.id, token.expires_at));
                house.store().close().await;
            }
            Token::List(place) => list(&home::existing(place, lang).await?, lang, out).await?,
            Token::Revoke { id, keeper } => {
                let house = home::existing(&keeper.home, lang).await?;
                house.revoke_token(&home::actor(&keeper.actor), id).await.map_err(failed)?;
                writeln!(out, "{}: {id}", say(lang, "Trukket tilbage", "Withdrawn"))?;
                house.store().close().await;
            }
        }
        Ok(0)
    })
}

async fn list(house: &House, lang: Lang, out: &mut dyn Write) -> Result<()> {
    let failed = |error| home::told_store(error, lang);
    let now = SystemClock::new()?.now();
    let accounts = house.store().accounts(house.tenant()).await.map_err(failed)?;
    for token in house.store().tokens(house.tenant(), TokenOwner::Anyone).await.map_err(failed)? {
        let login = accounts.iter().find(|account| account.id == token.account).map_or("?", |it| it.login.as_str());
        let state = match (token.revoked_at, token.expires_at <= now) {
            (Some(_), _) => say(lang, "trukket tilbage", "withdrawn"),
            (None, true) => say(lang, "udløbet", "ended"),
            (None, false) => say(lang, "gælder", "counts"),
        };
        let until = say(lang, "til", "until");
        let (id, scope, name) = (&token.id, &token.scope, &token.name);
        writeln!(out, "{id}  {login}  {name}  {scope}  {state}, {until} {}", token.expires_at)?;
    }
    house.store().close().await;
    Ok(())
}
