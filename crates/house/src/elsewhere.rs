//! Signing in elsewhere: an identity provider vouches for somebody, its groups give roles, and the house lets them in or says
//! what is lacking. How the provider is asked stands behind [`Provider`]; no transaction is open while it is.

use std::future::Future;
use std::pin::Pin;

use kernel::{Instant, Lang, Role};
use serde_json::json;
use store::{Account, Actor, Grant, NewAccount, StoreError};

use crate::accounts::told;
use crate::people::{By, Secret, Who};
use crate::refusal::refusal;
use crate::{House, HouseError, Refusal, secret};

/// Clocks of two machines may differ by so many seconds.
const SKEW: i64 = 60;

/// What comes of asking the world outside, later.
pub type Later<'a, T> = Pin<Box<dyn Future<Output = Result<T, Refusal>> + Send + 'a>>;

/// An identity provider.
pub trait Provider: Send + Sync {
    /// Begins a sign-in: where to send the browser, and what must come back.
    fn begin(&self, asks: Asks, lang: Lang, now: Instant) -> Later<'_, Begun>;
    /// Trades the code that came back for somebody it vouches for.
    fn finish<'a>(&'a self, code: &'a str, begun: &'a Begun, now: Instant) -> Later<'a, Vouched>;
}

/// What the provider is asked to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asks {
    /// Say who it is; one who is signed in already need not do it again.
    WhoItIs,
    /// Have them sign in again, now.
    ProofAgain,
}

/// A sign-in under way. All but the address is secret.
#[derive(Clone, Debug)]
pub struct Begun {
    /// Where the browser goes.
    pub address: String,
    /// What the browser keeps in a cookie.
    pub ticket: String,
    /// What the provider sends back.
    pub state: String,
    /// What the token must hold.
    pub nonce: String,
    /// The PKCE verifier that goes with the code.
    pub verifier: String,
    /// When it began.
    pub at: Instant,
}

/// Somebody the provider vouches for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vouched {
    /// Issuer and subject, permanent.
    pub subject: String,
    /// What they sign in with there.
    pub login: String,
    /// What people read.
    pub name: String,
    /// Their groups, as the provider writes them.
    pub groups: Vec<String>,
    /// When they last proved who they are, if the provider says.
    pub proved_at: Option<Instant>,
}

/// A group of the provider, and the role it gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupRole {
    /// The group, as the provider writes it.
    pub group: String,
    /// The role.
    pub grant: Grant,
}

impl House {
    /// Lets somebody in whom the provider vouches for. Their roles by groups are made what the groups say now; roles that
    /// were given by hand stay.
    ///
    /// # Errors
    /// `oidc-closed` or `oidc-no-role`.
    pub async fn sign_in_elsewhere(&self, vouched: &Vouched, map: &[GroupRole]) -> Result<Secret, HouseError> {
        let mapped = mapped(vouched, map);
        let account = match self.store.account_by_subject(&self.tenant, &vouched.subject).await? {
            Some(account) => {
                if account.closed_at.is_some() {
                    self.refuse_elsewhere(&account.id, vouched, "closed").await?;
                    return Err(closed());
                }
                self.map_again(&account, mapped).await?;
                account
            }
            None if mapped.is_empty() => {
                self.refuse_elsewhere("", vouched, "no-role").await?;
                return Err(no_role(map));
            }
            None => self.add_elsewhere(vouched, &mapped).await?,
        };
        if self.store.grants(&self.tenant, &account.id).await?.is_empty() {
            self.refuse_elsewhere(&account.id, vouched, "no-role").await?;
            return Err(no_role(map));
        }
        // Who was signed in there already has proved nothing here: grave acts ask, unless the provider says when it was.
        let now = self.clock.now();
        let proved_at = vouched.proved_at.map_or(Instant(0), |at| at.min(now));
        self.begin_session(&account, "oidc", proved_at).await
    }

    /// Remembers that somebody proved again who they are, at the provider.
    ///
    /// # Errors
    /// `oidc-other-person` or `oidc-not-fresh`.
    pub async fn prove_elsewhere(&self, who: &Who, vouched: &Vouched, began: Instant) -> Result<(), HouseError> {
        let By::Session(session) = &who.by else { return Ok(()) };
        if who.account.subject.as_ref() != Some(&vouched.subject) {
            self.refuse_elsewhere(&who.account.id, vouched, "other-person").await?;
            return Err(refusal(
                "oidc-other-person",
                "Du bekræftede med en anden konto end den, du er logget ind med. Prøv igen med din egen konto.",
                "You confirmed with another account than the one you are signed in with. Try again with your own.",
            ));
        }
        let earliest = began.plus_seconds(-SKEW);
        let latest = self.clock.now().plus_seconds(SKEW);
        if !vouched.proved_at.is_some_and(|at| at >= earliest && at <= latest) {
            self.refuse_elsewhere(&who.account.id, vouched, "not-fresh").await?;
            return Err(refusal(
                "oidc-not-fresh",
                "Kommunens login sagde ikke, at du lige har logget ind igen. Prøv igen. Sker det hver gang, skal it-drift sørge for, at login sender oplysningen auth_time.",
                "The municipality's sign-in did not say that you have just signed in again. Try again. If it happens every time, IT operations must make the provider send the claim auth_time.",
            ));
        }
        Ok(self.store.session_proved(&self.tenant, &session.hash, self.clock.now()).await?)
    }

    async fn add_elsewhere(&self, vouched: &Vouched, grants: &[Grant]) -> Result<Account, HouseError> {
        let id = secret::random(8)?;
        let mut new = NewAccount {
            login: vouched.login.clone(),
            name: vouched.name.clone(),
            mail: None,
            person: None,
            password: None,
            subject: Some(vouched.subject.clone()),
            id,
        };
        if self.store.account_by_login(&self.tenant, &new.login).await?.is_some() {
            // A local account keeps its name and is never taken over by one who has the same name elsewhere.
            new.login = format!("{}#{}", new.login, &new.id[..6]);
        }
        let actor = Actor { account: new.id.clone(), name: new.name.clone() };
        let detail = json!({ "login": new.login, "roles": told(grants), "by": "oidc" });
        let act = self.act(&actor, "first-sign-in", Some(("account".to_owned(), new.id.clone())), detail);
        match self.store.add_mapped_account(&self.tenant, &act, &new, grants).await {
            // Two first sign-ins at once: the other one made the account.
            Err(StoreError::Taken { .. }) => {}
            done => done?,
        }
        let made = self.store.account_by_subject(&self.tenant, &vouched.subject).await?;
        made.ok_or_else(|| StoreError::Taken { what: "account", key: new.login }.into())
    }

    async fn map_again(&self, account: &Account, mut wanted: Vec<Grant>) -> Result<(), HouseError> {
        let all = self.store.grants(&self.tenant, &account.id).await?;
        let before = self.store.mapped_grants(&self.tenant, &account.id).await?;
        wanted.retain(|grant| before.contains(grant) || !all.contains(grant));
        if wanted == before {
            return Ok(());
        }
        let actor = Actor { account: account.id.clone(), name: account.name.clone() };
        let detail = json!({ "roles": told(&wanted), "before": told(&before), "by": "oidc" });
        let act = self.act(&actor, "map-roles", Some(("account".to_owned(), account.id.clone())), detail);
        Ok(self.store.set_grants(&self.tenant, &act, &account.id, &wanted, true).await?)
    }

    async fn refuse_elsewhere(&self, account: &str, vouched: &Vouched, why: &str) -> Result<(), HouseError> {
        let actor = Actor { account: account.to_owned(), name: vouched.name.clone() };
        let detail = json!({ "why": why, "login": vouched.login, "by": "oidc" });
        self.store.note(&self.tenant, &self.act(&actor, "sign-in-refused", None, detail)).await?;
        Ok(())
    }
}

/// What the groups give, in order and once each.
fn mapped(vouched: &Vouched, map: &[GroupRole]) -> Vec<Grant> {
    let given = map.iter().filter(|row| vouched.groups.contains(&row.group));
    let mut grants: Vec<Grant> = given.map(|row| row.grant.clone()).collect();
    grants.sort();
    grants.dedup();
    grants
}

fn closed() -> HouseError {
    refusal(
        "oidc-closed",
        "Din konto i Fundament er lukket. Spørg din administrator, hvis du skal have adgang igen.",
        "Your account in Fundament is closed. Ask your administrator if you should have access again.",
    )
}

/// Names the groups that would do. An administrator's group is not offered to those who knock.
fn no_role(map: &[GroupRole]) -> HouseError {
    let rows = map.iter().filter(|row| row.grant.role != Role::Admin);
    let groups = |lang: Lang| {
        let named = |row: &GroupRole| {
            let label = row.grant.role.label();
            format!("{} ({})", row.group, if lang == Lang::En { label.en } else { label.da })
        };
        rows.clone().map(named).collect::<Vec<_>>().join(", ")
    };
    refusal(
        "oidc-no-role",
        &format!(
            "Du er logget ind hos kommunen, men er ikke med i en gruppe, der giver adgang til Fundament. Bed din leder eller it-drift om en af grupperne: {}. Log derefter ind igen.",
            groups(Lang::Da)
        ),
        &format!(
            "You are signed in with the municipality, but in no group that gives access to Fundament. Ask your manager or IT operations for one of the groups: {}. Then sign in again.",
            groups(Lang::En)
        ),
    )
}
