//! Signing in: accounts with passwords and a second factor, sessions and tokens. Every way in ends as a [`Who`].

use kernel::{Instant, Lang, Text};
use serde_json::json;
use store::{Account, Actor, Grant, Session, Token};

use crate::accounts::ACCOUNTS_SCOPE;
use crate::cases::Principal;
use crate::rights::{self, Action};
use crate::{House, HouseError, Refusal, secret};

/// A session ends so many seconds after it began, used or not.
const SESSION_LONGEST: i64 = 10 * 3_600;
/// And so many seconds after it was last used.
pub(crate) const SESSION_IDLE: i64 = 60 * 60;
/// For so many seconds after a proof of who one is, grave acts are open.
const PROOF_LASTS: i64 = 10 * 60;
/// So many wrong passwords in a row close an account,
pub(crate) const MOST_FAILURES: i64 = 10;
/// for so many seconds.
pub const LOCKED_FOR: i64 = 15 * 60;
/// When a session or token was last used is remembered to so many seconds.
const SEEN_EVERY: i64 = 60;

/// Somebody whom the house knows.
#[derive(Clone, Debug)]
pub struct Who {
    /// The account.
    pub account: Account,
    /// Its roles.
    pub grants: Vec<Grant>,
    /// How the house knows.
    pub by: By,
    /// For whom they stand in today.
    pub stands_in_for: Vec<Principal>,
}

/// How the house knows somebody.
#[derive(Clone, Debug)]
pub enum By {
    /// A browser's session.
    Session(Session),
    /// A token of the API.
    Token(Token),
}

const MAKE_ONE_THAT_WRITES: Text<&str> =
    Text::new("Lav en under Min konto, som også må skrive.", "Make one under My account that may write too.");

impl Who {
    /// The name under which acts are logged.
    pub fn actor(&self) -> Actor {
        Actor { account: self.account.id.clone(), name: self.account.name.clone() }
    }

    /// Whether they may do something that concerns no single object. A token for reading only reads.
    ///
    /// # Errors
    /// The refusal, with the next step.
    pub fn may(&self, action: Action) -> Result<(), Refusal> {
        let lent = action.is_lent() && self.stands_in_for.iter().any(|one| rights::may(&one.grants, action));
        if !rights::may(&self.grants, action) && !lent {
            return Err(refused(action));
        }
        self.in_scope(action)
    }

    /// Whether the token, if it is one, is for that; another role would not help whose token is not.
    ///
    /// # Errors
    /// `token-scope`, with the token to make instead.
    pub fn in_scope(&self, action: Action) -> Result<(), Refusal> {
        if self.scope_allows(action) {
            return Ok(());
        }
        Err(self.out_of_scope(match action {
            Action::MakeTokens => Text::new(
                "Adgangsnøgler laves på siden Min konto, ikke med en adgangsnøgle.",
                "Tokens are made on the page My account, not by a token.",
            ),
            Action::ManageAccounts => Text::new(
                "Lav en under Min konto, som må administrere brugere.",
                "Make one under My account that may manage accounts.",
            ),
            _ => MAKE_ONE_THAT_WRITES,
        }))
    }

    /// Whether the token, if it is one, may change what is its owner's own: their mail address, calendar and tokens.
    ///
    /// # Errors
    /// `token-scope`, with the token to make instead.
    pub fn may_change_own(&self) -> Result<(), Refusal> {
        match &self.by {
            By::Token(token) if token.scope != "write" => Err(self.out_of_scope(MAKE_ONE_THAT_WRITES)),
            _ => Ok(()),
        }
    }

    fn out_of_scope(&self, make: Text<&'static str>) -> Refusal {
        let scope = match &self.by {
            By::Token(token) => token.scope.as_str(),
            By::Session(_) => "",
        };
        let is = match scope {
            "write" => Text::new("må læse og skrive", "may read and write"),
            ACCOUNTS_SCOPE => Text::new("må kun læse og administrere brugere", "may only read and manage accounts"),
            _ => Text::new("må kun læse", "may only read"),
        };
        Refusal {
            label: "token-scope",
            text: Text {
                da: format!("Adgangsnøglen {}. {}", is.da, make.da),
                en: format!("The token {}. {}", is.en, make.en),
            },
            details: Vec::new(),
        }
    }

    /// Whether the token, if it is one, is for that.
    pub fn scope_allows(&self, action: Action) -> bool {
        match &self.by {
            By::Session(_) => true,
            By::Token(token) => match action {
                Action::ReadEstate | Action::ReadPeople | Action::ReadLog | Action::TryStrategy | Action::HandOver => {
                    true
                }
                // A token cannot make tokens: it would outlive its own end.
                Action::MakeTokens => false,
                // Accounts outlive it too: only by a token that is made for that, and lasts a day at most.
                Action::ManageAccounts => token.scope == ACCOUNTS_SCOPE,
                _ => token.scope == "write",
            },
        }
    }

    /// Whether they have lately proved who they are. Tokens prove it with each request.
    pub fn has_proved(&self, now: Instant) -> bool {
        match &self.by {
            By::Session(session) => now.seconds_since(session.proved_at) < PROOF_LASTS,
            By::Token(_) => true,
        }
    }

    /// The language they read.
    pub fn lang(&self) -> Lang {
        self.account.lang
    }
}

/// The refusal of an action.
pub fn refused(action: Action) -> Refusal {
    let label = action.label();
    Refusal {
        label: "not-allowed",
        text: Text {
            da: format!("Du har ikke ret til at {}. Spørg din administrator om en rolle.", label.da),
            en: format!("You may not {}. Ask your administrator for a role.", label.en),
        },
        details: Vec::new(),
    }
}

/// What a browser or program is given once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Secret(pub String);

impl House {
    /// Signs somebody in by password, and code where a second factor is set up. Gives the session's secret.
    ///
    /// # Errors
    /// `sign-in-wrong`, `sign-in-locked` or `sign-in-code`; whether the account exists is not told.
    pub async fn sign_in(&self, login: &str, password: &str, code: &str) -> Result<Secret, HouseError> {
        let now = self.clock.now();
        let account = self.store.account_by_login(&self.tenant, login.trim()).await?;
        let account = account.filter(|account| account.closed_at.is_none());
        if let Some(account) = account.as_ref().filter(|account| account.locked_until.is_some_and(|until| until > now))
        {
            self.refuse_sign_in(account, "locked").await?;
            return Err(LOCKED.into());
        }
        let hash = account.as_ref().and_then(|account| account.password.clone());
        // A name that nobody has is closed as one that somebody has: whoever tries learns nothing of it.
        if account.is_none() && self.strangers.is_closed(login, now) {
            return Err(LOCKED.into());
        }
        let right = secret::is_password(password.to_owned(), hash).await?;
        let Some(account) = account else {
            self.strangers.count(login, now);
            return Err(WRONG.into());
        };
        if !right {
            self.store.count_failure(&self.tenant, &account.id, MOST_FAILURES, now.plus_seconds(LOCKED_FOR)).await?;
            self.refuse_sign_in(&account, "password").await?;
            return Err(WRONG.into());
        }
        let step = match (&account.totp, code.trim()) {
            (None, _) => None,
            (Some(_), "") => return Err(CODE.into()),
            (Some(totp), code) => match secret::totp_step(totp, code, now) {
                Some(step) => Some(step),
                None => {
                    let lock = now.plus_seconds(LOCKED_FOR);
                    self.store.count_failure(&self.tenant, &account.id, MOST_FAILURES, lock).await?;
                    self.refuse_sign_in(&account, "code").await?;
                    return Err(CODE.into());
                }
            },
        };
        if !self.store.succeeded(&self.tenant, &account.id, step).await? {
            return Err(CODE.into());
        }
        self.begin_session(&account, "password", now).await
    }

    /// Begins a session for somebody who has proved who they are. Gives its secret.
    pub(crate) async fn begin_session(
        &self,
        account: &Account,
        by: &str,
        proved_at: Instant,
    ) -> Result<Secret, HouseError> {
        let now = self.clock.now();
        let secret = secret::random(32)?;
        let session = Session {
            hash: secret::hash(&secret),
            account: account.id.clone(),
            csrf: secret::random(16)?,
            began_at: now,
            proved_at,
            seen_at: now,
            ends_at: now.plus_seconds(SESSION_LONGEST),
        };
        self.store.begin_session(&self.tenant, &session).await?;
        let actor = Actor { account: account.id.clone(), name: account.name.clone() };
        self.store.note(&self.tenant, &self.act(&actor, "sign-in", None, json!({ "by": by }))).await?;
        Ok(Secret(secret))
    }

    async fn refuse_sign_in(&self, account: &Account, why: &str) -> Result<(), HouseError> {
        let actor = Actor { account: account.id.clone(), name: account.name.clone() };
        self.store.note(&self.tenant, &self.act(&actor, "sign-in-refused", None, json!({ "why": why }))).await?;
        Ok(())
    }

    /// Who holds a session's secret, if the session still counts.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn who_by_session(&self, secret: &str) -> Result<Option<Who>, HouseError> {
        let now = self.clock.now();
        let hash = secret::hash(secret);
        let Some(session) = self.store.session(&self.tenant, &hash).await? else { return Ok(None) };
        let idle = now.seconds_since(session.seen_at);
        if session.ends_at <= now || idle >= SESSION_IDLE {
            self.store.end_session(&self.tenant, &hash).await?;
            return Ok(None);
        }
        if idle >= SEEN_EVERY {
            Self::noted(self.store.session_seen(&self.tenant, &hash, now).await)?;
        }
        let account = self.store.account(&self.tenant, &session.account).await?;
        if account.closed_at.is_some() {
            return Ok(None);
        }
        let grants = self.store.grants(&self.tenant, &account.id).await?;
        let stands_in_for = self.principals_of(&account.id).await?;
        let account = self.now().known(account);
        Ok(Some(Who { account, grants, by: By::Session(session), stands_in_for }))
    }

    /// Who holds a token's secret, if the token still counts.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn who_by_token(&self, secret: &str) -> Result<Option<Who>, HouseError> {
        let now = self.clock.now();
        let Some(token) = self.store.token(&self.tenant, &secret::hash(secret)).await? else { return Ok(None) };
        if token.revoked_at.is_some() || token.expires_at <= now {
            return Ok(None);
        }
        let account = self.store.account(&self.tenant, &token.account).await?;
        if account.closed_at.is_some() {
            return Ok(None);
        }
        if token.used_at.is_none_or(|used| now.seconds_since(used) >= SEEN_EVERY) {
            Self::noted(self.store.token_used(&self.tenant, &token.id, now).await)?;
        }
        let grants = self.store.grants(&self.tenant, &account.id).await?;
        let stands_in_for = self.principals_of(&account.id).await?;
        let account = self.now().known(account);
        Ok(Some(Who { account, grants, by: By::Token(token), stands_in_for }))
    }

    /// A disk without room must not close the house to those who only read: when they came is then not remembered.
    fn noted(result: Result<(), store::StoreError>) -> Result<(), HouseError> {
        match result {
            Err(error) if !error.is_full() => Err(error.into()),
            _ => Ok(()),
        }
    }

    /// Asks again who somebody is, before a grave act.
    ///
    /// # Errors
    /// As [`House::sign_in`].
    pub async fn prove(&self, who: &Who, password: &str) -> Result<(), HouseError> {
        let By::Session(session) = &who.by else { return Ok(()) };
        let now = self.clock.now();
        let account = self.store.account(&self.tenant, &who.account.id).await?;
        if account.locked_until.is_some_and(|until| until > now) {
            return Err(LOCKED.into());
        }
        if !secret::is_password(password.to_owned(), account.password.clone()).await? {
            self.store.count_failure(&self.tenant, &account.id, MOST_FAILURES, now.plus_seconds(LOCKED_FOR)).await?;
            self.refuse_sign_in(&account, "proof").await?;
            return Err(WRONG.into());
        }
        self.store.succeeded(&self.tenant, &account.id, None).await?;
        Ok(self.store.session_proved(&self.tenant, &session.hash, now).await?)
    }

    /// Ends a session.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn sign_out(&self, who: &Who) -> Result<(), HouseError> {
        if let By::Session(session) = &who.by {
            self.store.end_session(&self.tenant, &session.hash).await?;
            self.store.note(&self.tenant, &self.act(&who.actor(), "sign-out", None, json!({}))).await?;
        }
        Ok(())
    }
}

const WRONG: Told = (
    "sign-in-wrong",
    "Brugernavn eller adgangskode er forkert. Prøv igen.",
    "The user name or the password is wrong. Try again.",
);
const LOCKED: Told = (
    "sign-in-locked",
    "Kontoen er lukket i et kvarter efter for mange forsøg. Vent, eller spørg din administrator.",
    "The account is closed for a quarter of an hour after too many attempts. Wait, or ask your administrator.",
);
const CODE: Told = (
    "sign-in-code",
    "Skriv den sekscifrede kode, som din godkendelsesapp viser nu. En kode kan kun bruges én gang.",
    "Write the six-digit code that your authenticator app shows now. A code counts once only.",
);

/// A refusal's label, Danish and English.
type Told = (&'static str, &'static str, &'static str);

impl From<Told> for HouseError {
    fn from((label, da, en): Told) -> Self {
        Self::Refused(Refusal::new(label, da, en))
    }
}
