//! Keeping accounts: the first administrator, new colleagues, their roles, passwords, second factors and tokens.

use facts::schema;
use kernel::Role;
use serde_json::json;
use store::{Account, Actor, Grant, NewAccount, StoreError, Token, TokenOwner};

use crate::people::{Secret, Who};
use crate::record::Record;
use crate::refusal::refusal;
use crate::rights::{self, Action};
use crate::{House, HouseError, secret};

/// The longest a token lasts, in days.
pub const LONGEST_TOKEN_DAYS: i64 = 366;
/// A token for keeping accounts, and nothing else, lasts no longer than this.
pub const LONGEST_ACCOUNTS_TOKEN_DAYS: i64 = 1;
/// Its scope.
pub const ACCOUNTS_SCOPE: &str = "accounts";
const DAY: i64 = 86_400;
/// No name or login is longer.
const LONGEST_NAME: usize = 200;

/// What a new account is made of.
#[derive(Clone, Debug, Default)]
pub struct Joining {
    /// What is written to sign in.
    pub login: String,
    /// What people read.
    pub name: String,
    /// Where they are told by mail.
    pub mail: Option<String>,
    /// The person of the estate, by key.
    pub person: Option<String>,
    /// The first password.
    pub password: String,
    /// The roles.
    pub grants: Vec<Grant>,
}

impl House {
    /// Makes the first administrator of a house that has no accounts.
    ///
    /// # Errors
    /// When there is one already, or the name or password will not do.
    pub async fn first_administrator(&self, joining: &Joining) -> Result<(), HouseError> {
        let new = self.checked(joining).await?;
        let actor = Actor { account: new.id.clone(), name: new.name.clone() };
        let detail = json!({ "login": new.login, "roles": ["admin"] });
        let act = self.act(&actor, "first-administrator", Some(("account".to_owned(), new.id.clone())), detail);
        let grants = [Grant { role: Role::Admin, unit: String::new() }];
        Ok(self.store.add_first_account(&self.tenant, &act, &new, &grants).await?)
    }

    /// Makes an account.
    ///
    /// # Errors
    /// When the login is taken, or the name or password will not do.
    pub async fn add_account(&self, actor: &Actor, joining: &Joining) -> Result<String, HouseError> {
        self.check_units(&joining.grants, &[]).await?;
        let new = self.checked(joining).await?;
        let detail = json!({ "login": new.login, "roles": told(&joining.grants) });
        let act = self.act(actor, "add-account", Some(("account".to_owned(), new.id.clone())), detail);
        self.store.add_account(&self.tenant, &act, &new, &joining.grants).await?;
        Ok(new.id)
    }

    async fn checked(&self, joining: &Joining) -> Result<NewAccount, HouseError> {
        let (login, name) = (joining.login.trim(), joining.name.trim());
        if !short_enough(login) || login.contains(char::is_whitespace) || !short_enough(name) {
            return Err(refusal(
                "account-name",
                "Skriv et navn og et brugernavn uden mellemrum, begge på højst 200 tegn.",
                "Write a name, and a user name without spaces, each of 200 characters at most.",
            ));
        }
        check_password(&joining.password, login)?;
        Ok(NewAccount {
            id: secret::random(8)?,
            login: login.to_owned(),
            name: name.to_owned(),
            mail: joining.mail.as_deref().map_or(Ok(None), crate::notices::mail_address)?,
            person: self.person_of(joining.person.as_deref().unwrap_or_default()).await?,
            password: Some(secret::hash_password(joining.password.clone()).await?),
            subject: None,
        })
    }

    /// Names an account anew, and says which person of the estate it is; an empty key is nobody.
    ///
    /// # Errors
    /// When the name will not do, nobody has that key, or the account is not as it was seen.
    pub async fn set_person<'a>(
        &self,
        actor: &Actor,
        account: impl Into<Record<'a>>,
        (name, person): (&str, &str),
    ) -> Result<(), HouseError> {
        let (account, name) = (account.into(), name.trim());
        if !short_enough(name) {
            return Err(refusal(
                "account-person-name",
                "Skriv et navn på højst 200 tegn.",
                "Write a name of 200 characters at most.",
            ));
        }
        let before = self.store.account(&self.tenant, account.id).await?;
        let person = match person.trim() {
            // Who has left the registers since keeps the key till somebody takes it away.
            same if before.person.as_deref() == Some(same) => before.person.clone(),
            key => self.person_of(key).await?,
        };
        let detail =
            json!({ "name": name, "person": person, "name_before": before.name, "person_before": before.person });
        let act = account.act("account", self.act(actor, "set-person", None, detail));
        Ok(self.store.set_person(&self.tenant, &act, account.id, (name, person.as_deref())).await?)
    }

    /// The key of a person that is there; none for an empty one.
    async fn person_of(&self, written: &str) -> Result<Option<String>, HouseError> {
        let key = written.trim();
        if key.is_empty() || self.is_there("person", key).await? {
            return Ok(Some(key.to_owned()).filter(|key| !key.is_empty()));
        }
        let (da, en) = (
            format!("Ingen medarbejder har nøglen {key}. Se den efter under Alt andet, eller lad feltet stå tomt."),
            format!("No member of staff has the key {key}. Look it up under All else, or leave the field empty."),
        );
        Err(refusal("account-person", &da, &en))
    }

    async fn check_units(&self, grants: &[Grant], held: &[Grant]) -> Result<(), HouseError> {
        for grant in grants.iter().filter(|grant| !grant.unit.is_empty() && !held.contains(grant)) {
            if !self.is_there("unit", &grant.unit).await? {
                let (da, en) = (
                    format!("Der er ingen enhed med nøglen {}. Vælg en, der findes.", grant.unit),
                    format!("There is no unit with the key {}. Choose one that is there.", grant.unit),
                );
                return Err(refusal("account-unit", &da, &en));
            }
        }
        Ok(())
    }

    /// Asks the store: whoever keeps accounts from the command line has no snapshot.
    async fn is_there(&self, kind: &str, key: &str) -> Result<bool, HouseError> {
        let Some(kind) = schema().kind(kind) else { return Ok(false) };
        match self.store.version(&self.tenant, kind, key).await {
            Ok(_) => Ok(true),
            Err(StoreError::Unknown { .. }) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// Gives an account exactly these roles. Nobody takes the last administrator's away.
    ///
    /// # Errors
    /// When there is no such account, it is not as it was seen, or no administrator would be left.
    pub async fn set_roles<'a>(
        &self,
        actor: &Actor,
        account: impl Into<Record<'a>>,
        grants: &[Grant],
    ) -> Result<(), HouseError> {
        let account = account.into();
        // A role on a unit that is gone since may stay till somebody takes it away.
        self.check_units(grants, &self.store.grants(&self.tenant, account.id).await?).await?;
        let keeps = grants.iter().any(is_administrator);
        if !keeps {
            self.spare_last_administrator(account.id).await?;
        }
        let detail = json!({ "roles": told(grants) });
        let act = account.act("account", self.act(actor, "set-roles", None, detail));
        Ok(self.store.set_grants(&self.tenant, &act, account.id, grants, false).await?)
    }

    /// Sets a password: one's own, or a colleague's as administrator. All sessions of the account end.
    ///
    /// # Errors
    /// When the password will not do.
    pub async fn set_password(&self, actor: &Actor, account: &Account, password: &str) -> Result<(), HouseError> {
        check_password(password, &account.login)?;
        let hash = secret::hash_password(password.to_owned()).await?;
        let act = self.act(actor, "set-password", Some(("account".to_owned(), account.id.clone())), json!({}));
        Ok(self.store.set_password(&self.tenant, &act, &account.id, &hash).await?)
    }

    /// Closes an account for good, but never the last administrator's.
    ///
    /// # Errors
    /// When there is no such open account, or no administrator would be left.
    pub async fn close_account(&self, actor: &Actor, account: &str) -> Result<(), HouseError> {
        self.spare_last_administrator(account).await?;
        let act = self.act(actor, "close-account", Some(("account".to_owned(), account.to_owned())), json!({}));
        Ok(self.store.close_account(&self.tenant, &act, account).await?)
    }

    async fn spare_last_administrator(&self, account: &str) -> Result<(), HouseError> {
        let grants = self.store.all_grants(&self.tenant).await?;
        let open = self.store.accounts(&self.tenant).await?;
        let is_open = |id: &str| open.iter().any(|account| account.id == id && account.closed_at.is_none());
        let holds = |id: &str| grants.iter().any(|(holder, grant)| holder == id && is_administrator(grant));
        let others =
            grants.iter().any(|(holder, grant)| holder != account && is_administrator(grant) && is_open(holder));
        if holds(account) && !others {
            return Err(refusal(
                "last-administrator",
                "Det er den sidste administrator. Giv først en anden rollen.",
                "This is the last administrator. Give somebody else the role first.",
            ));
        }
        Ok(())
    }

    /// A new secret for a second factor; it counts once its first code has been shown by [`House::set_totp`].
    ///
    /// # Errors
    /// When chance fails.
    pub fn new_totp(&self) -> Result<Secret, HouseError> {
        Ok(Secret(secret::new_totp()?))
    }

    /// Sets up one's second factor: the code shows that the app has the secret.
    ///
    /// # Errors
    /// `totp-code` when the code is not the one of now.
    pub async fn set_totp(&self, who: &Who, totp: &str, code: &str) -> Result<(), HouseError> {
        if secret::totp_step(totp, code, self.clock.now()).is_none() {
            return Err(refusal(
                "totp-code",
                "Koden passer ikke. Kontrollér, at uret på telefonen går rigtigt, og skriv den kode, appen viser nu.",
                "The code does not fit. Check that the phone's clock is right, and write the code that the app shows now.",
            ));
        }
        let act = self.act(
            &who.actor(),
            "set-second-factor",
            Some(("account".to_owned(), who.account.id.clone())),
            json!({}),
        );
        Ok(self.store.set_totp(&self.tenant, &act, &who.account.id, Some(totp)).await?)
    }

    /// Takes a second factor away: the person's own, or as administrator when a phone is lost.
    ///
    /// # Errors
    /// When there is no such account.
    pub async fn drop_totp(&self, actor: &Actor, account: &str) -> Result<(), HouseError> {
        let act = self.act(actor, "drop-second-factor", Some(("account".to_owned(), account.to_owned())), json!({}));
        Ok(self.store.set_totp(&self.tenant, &act, account, None).await?)
    }

    /// Makes a token with at most the maker's rights. Its secret is given once.
    ///
    /// # Errors
    /// When it has no name, an unknown scope or lasts too long.
    pub async fn make_token(
        &self,
        who: &Who,
        name: &str,
        scope: &str,
        days: i64,
    ) -> Result<(Token, Secret), HouseError> {
        who.may(Action::MakeTokens)?;
        self.make_token_for(&who.actor(), &who.account, (name, scope, days)).await
    }

    /// Makes a token with at most an account's rights, on behalf of whoever keeps the house. Its secret is given once.
    ///
    /// # Errors
    /// When the account is closed or has no role, or the token has no name, an unknown scope or lasts too long.
    pub async fn make_token_for(
        &self,
        actor: &Actor,
        account: &Account,
        (name, scope, days): (&str, &str, i64),
    ) -> Result<(Token, Secret), HouseError> {
        let grants = self.store.grants(&self.tenant, &account.id).await?;
        if account.closed_at.is_some() || !rights::may(&grants, Action::MakeTokens) {
            return Err(refusal(
                "token-account",
                "Brugeren er lukket eller har ingen rolle. En adgangsnøgle har højst sin brugers rettigheder.",
                "The account is closed or has no role. A token has at most the rights of its account.",
            ));
        }
        let name = name.trim();
        if name.is_empty() || name.chars().count() > LONGEST_NAME || !matches!(scope, "read" | "write" | ACCOUNTS_SCOPE)
        {
            return Err(refusal(
                "token-name",
                "Giv nøglen et navn, og vælg, om den må læse, også skrive eller administrere brugere.",
                "Give the token a name, and choose whether it may read, write too, or manage accounts.",
            ));
        }
        if !(1..=LONGEST_TOKEN_DAYS).contains(&days) {
            return Err(refusal(
                "token-days",
                "En adgangsnøgle kan gælde fra 1 til 366 dage.",
                "A token may last from 1 to 366 days.",
            ));
        }
        if scope == ACCOUNTS_SCOPE
            && (days > LONGEST_ACCOUNTS_TOKEN_DAYS || !rights::may(&grants, Action::ManageAccounts))
        {
            return Err(refusal(
                "token-accounts",
                "En adgangsnøgle til at administrere brugere er for administratorer og gælder højst en dag.",
                "A token for managing accounts is for administrators and lasts a day at most.",
            ));
        }
        let now = self.clock.now();
        let token = Token {
            id: secret::random(8)?,
            account: account.id.clone(),
            name: name.to_owned(),
            scope: scope.to_owned(),
            created_at: now,
            expires_at: now.plus_seconds(days * DAY),
            used_at: None,
            revoked_at: None,
        };
        let secret = format!("fu_{}", secret::random(32)?);
        let detail = json!({ "name": name, "scope": scope, "expires": token.expires_at, "account": account.login });
        let act = self.act(actor, "make-token", Some(("token".to_owned(), token.id.clone())), detail);
        self.store.add_token(&self.tenant, &act, &token, &secret::hash(&secret)).await?;
        Ok((token, Secret(secret)))
    }

    /// Withdraws a token.
    ///
    /// # Errors
    /// When there is none to withdraw.
    pub async fn revoke_token(&self, actor: &Actor, id: &str) -> Result<(), HouseError> {
        let all = self.store.tokens(&self.tenant, TokenOwner::Anyone).await?;
        let detail = all.iter().find(|token| token.id == id).map_or(json!({}), |token| json!({ "name": token.name }));
        let act = self.act(actor, "revoke-token", Some(("token".to_owned(), id.to_owned())), detail);
        Ok(self.store.revoke_token(&self.tenant, &act, id).await?)
    }
}

fn short_enough(text: &str) -> bool {
    !text.is_empty() && text.chars().count() <= LONGEST_NAME
}

fn is_administrator(grant: &Grant) -> bool {
    grant.role == Role::Admin && grant.unit.is_empty()
}

/// Roles, as the log writes them.
pub(crate) fn told(grants: &[Grant]) -> Vec<String> {
    let one = |grant: &Grant| {
        if grant.unit.is_empty() {
            grant.role.word().to_owned()
        } else {
            format!("{}@{}", grant.role.word(), grant.unit)
        }
    };
    grants.iter().map(one).collect()
}

fn check_password(password: &str, login: &str) -> Result<(), HouseError> {
    let long_enough = password.chars().count() >= secret::SHORTEST_PASSWORD && password.len() <= 1_000;
    if !long_enough || password.to_lowercase() == login.to_lowercase() {
        return Err(refusal(
            "password-short",
            "Vælg en adgangskode på mindst 12 tegn, som ikke er dit brugernavn. Gerne nogle ord efter hinanden.",
            "Choose a password of 12 characters or more that is not your user name. A few words in a row are fine.",
        ));
    }
    Ok(())
}
