//! Accounts and the roles they hold. What a role may do is not known here; secrets come in hashed.

use kernel::{Instant, Lang, Role};

use crate::db::args;
use crate::error::StoreError;
use crate::{Act, Store, Tenant};

/// Somebody who may sign in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Permanent.
    pub id: String,
    /// What is written to sign in, in lower case.
    pub login: String,
    /// What people read.
    pub name: String,
    /// Where they are told by mail, when anywhere.
    pub mail: Option<String>,
    /// The key of the person of the estate, when known.
    pub person: Option<String>,
    /// The password's hash as a PHC string.
    pub password: Option<String>,
    /// The second factor's shared secret, base32.
    pub totp: Option<String>,
    /// The last time step of the second factor that counted.
    pub totp_step: Option<i64>,
    /// Issuer and subject at the identity provider.
    pub subject: Option<String>,
    /// The language of the pages.
    pub lang: Lang,
    /// Failed attempts in a row.
    pub failures: i64,
    /// Closed for sign-in until then.
    pub locked_until: Option<Instant>,
    /// Closed for good since then.
    pub closed_at: Option<Instant>,
}

/// A new account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewAccount {
    /// Permanent.
    pub id: String,
    /// What is written to sign in.
    pub login: String,
    /// What people read.
    pub name: String,
    /// Where they are told by mail.
    pub mail: Option<String>,
    /// The key of the person of the estate.
    pub person: Option<String>,
    /// The password's hash as a PHC string.
    pub password: Option<String>,
    /// Issuer and subject at the identity provider.
    pub subject: Option<String>,
}

/// A role on a unit and its subtree.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Grant {
    /// The role.
    pub role: Role,
    /// The unit's key; empty for the whole municipality.
    pub unit: String,
}

#[derive(sqlx::FromRow)]
struct AccountRow {
    id: String,
    login: String,
    name: String,
    mail: Option<String>,
    person: Option<String>,
    password: Option<String>,
    totp: Option<String>,
    totp_step: Option<i64>,
    subject: Option<String>,
    lang: String,
    failures: i64,
    locked_until: Option<i64>,
    closed_at: Option<i64>,
}

/// All of an account, where more holds than that it is this municipality's.
macro_rules! account_sql {
    ($more:literal) => {
        concat!(
            "SELECT id, login, name, mail, person, password, totp, totp_step, subject, lang, failures, locked_until, closed_at FROM account WHERE tenant = $1",
            $more
        )
    };
}

impl From<AccountRow> for Account {
    fn from(row: AccountRow) -> Self {
        Self {
            id: row.id,
            login: row.login,
            name: row.name,
            mail: row.mail,
            person: row.person,
            password: row.password,
            totp: row.totp,
            totp_step: row.totp_step,
            subject: row.subject,
            lang: if row.lang == "en" { Lang::En } else { Lang::Da },
            failures: row.failures,
            locked_until: row.locked_until.map(Instant),
            closed_at: row.closed_at.map(Instant),
        }
    }
}

impl Store {
    /// Makes an account with its roles.
    ///
    /// # Errors
    /// [`StoreError::Taken`] when the login is.
    pub async fn add_account(
        &self,
        tenant: &Tenant,
        act: &Act,
        new: &NewAccount,
        grants: &[Grant],
    ) -> Result<(), StoreError> {
        self.put_account(tenant, act, new, (grants, false)).await
    }

    /// Makes an account whose roles the identity provider's groups give.
    ///
    /// # Errors
    /// [`StoreError::Taken`] when the login or the subject is.
    pub async fn add_mapped_account(
        &self,
        tenant: &Tenant,
        act: &Act,
        new: &NewAccount,
        grants: &[Grant],
    ) -> Result<(), StoreError> {
        self.put_account(tenant, act, new, (grants, true)).await
    }

    async fn put_account(
        &self,
        tenant: &Tenant,
        act: &Act,
        new: &NewAccount,
        (grants, mapped): (&[Grant], bool),
    ) -> Result<(), StoreError> {
        let (mut tx, revision) = self.begin_beside(tenant, act).await?;
        let made = tx
            .run(
                "INSERT INTO account (tenant, id, login, name, person, password, subject, lang, failures, created_at, mail) VALUES ($1, $2, $3, $4, $5, $6, $7, 'da', 0, $8, $9) ON CONFLICT DO NOTHING",
                args![
                    tenant.id(),
                    &new.id,
                    new.login.to_lowercase(),
                    &new.name,
                    new.person.as_deref(),
                    new.password.as_deref(),
                    new.subject.as_deref(),
                    act.at,
                    new.mail.as_deref()
                ],
            )
            .await?;
        if made == 0 {
            return Err(StoreError::Taken { what: "account", key: new.login.clone() });
        }
        put_grants(&mut tx, tenant, &new.id, grants, (revision, mapped)).await?;
        tx.commit().await
    }

    /// Makes the first account of an empty house; refused as soon as there is one, whoever was faster.
    ///
    /// # Errors
    /// [`StoreError::Taken`] when somebody was.
    pub async fn add_first_account(
        &self,
        tenant: &Tenant,
        act: &Act,
        new: &NewAccount,
        grants: &[Grant],
    ) -> Result<(), StoreError> {
        // The tenant's row is locked by `begin_beside`, so two first administrators queue up.
        let (mut tx, revision) = self.begin_beside(tenant, act).await?;
        let made = tx
            .run(
                "INSERT INTO account (tenant, id, login, name, person, password, subject, lang, failures, created_at, mail) SELECT $1, $2, $3, $4, NULL, $5, NULL, 'da', 0, $6, $7 WHERE NOT EXISTS (SELECT 1 FROM account WHERE tenant = $1)",
                args![
                    tenant.id(),
                    &new.id,
                    new.login.to_lowercase(),
                    &new.name,
                    new.password.as_deref(),
                    act.at,
                    new.mail.as_deref()
                ],
            )
            .await?;
        if made == 0 {
            return Err(StoreError::Taken { what: "account", key: new.login.clone() });
        }
        put_grants(&mut tx, tenant, &new.id, grants, (revision, false)).await?;
        tx.commit().await
    }

    /// Whether anybody can sign in at all.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn has_accounts(&self, tenant: &Tenant) -> Result<bool, StoreError> {
        let row: Option<(String,)> =
            self.db.one("SELECT id FROM account WHERE tenant = $1 LIMIT 1", args![tenant.id()]).await?;
        Ok(row.is_some())
    }

    /// All accounts by name, closed ones too.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn accounts(&self, tenant: &Tenant) -> Result<Vec<Account>, StoreError> {
        let rows: Vec<AccountRow> = self.db.all(account_sql!(""), args![tenant.id()]).await?;
        let mut accounts: Vec<Account> = rows.into_iter().map(Account::from).collect();
        accounts.sort_by_cached_key(|account| (kernel::danish_sort_key(&account.name), account.login.clone()));
        Ok(accounts)
    }

    /// One account.
    ///
    /// # Errors
    /// [`StoreError::Unknown`] when there is no such account.
    pub async fn account(&self, tenant: &Tenant, id: &str) -> Result<Account, StoreError> {
        let row: Option<AccountRow> = self.db.one(account_sql!(" AND id = $2"), args![tenant.id(), id]).await?;
        row.map(Account::from).ok_or_else(|| unknown(id))
    }

    /// The account with that login.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn account_by_login(&self, tenant: &Tenant, login: &str) -> Result<Option<Account>, StoreError> {
        let row: Option<AccountRow> =
            self.db.one(account_sql!(" AND login = $2"), args![tenant.id(), login.to_lowercase()]).await?;
        Ok(row.map(Account::from))
    }

    /// The account of an identity provider's subject.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn account_by_subject(&self, tenant: &Tenant, subject: &str) -> Result<Option<Account>, StoreError> {
        let row: Option<AccountRow> =
            self.db.one(account_sql!(" AND subject = $2"), args![tenant.id(), subject]).await?;
        Ok(row.map(Account::from))
    }

    /// The roles of one account.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn grants(&self, tenant: &Tenant, account: &str) -> Result<Vec<Grant>, StoreError> {
        let rows: Vec<(String, String)> = self
            .db
            .all("SELECT role, unit FROM role_grant WHERE tenant = $1 AND account = $2", args![tenant.id(), account])
            .await?;
        Ok(read_grants(rows.into_iter()))
    }

    /// Those of an account's roles that the identity provider's groups gave.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn mapped_grants(&self, tenant: &Tenant, account: &str) -> Result<Vec<Grant>, StoreError> {
        let rows: Vec<(String, String)> = self
            .db
            .all(
                "SELECT role, unit FROM role_grant WHERE tenant = $1 AND account = $2 AND mapped = $3",
                args![tenant.id(), account, true],
            )
            .await?;
        Ok(read_grants(rows.into_iter()))
    }

    /// Every account's roles, by account.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn all_grants(&self, tenant: &Tenant) -> Result<Vec<(String, Grant)>, StoreError> {
        let rows: Vec<(String, String, String)> =
            self.db.all("SELECT account, role, unit FROM role_grant WHERE tenant = $1", args![tenant.id()]).await?;
        let known = |(account, role, unit): (String, String, String)| {
            Some((account, Grant { role: Role::from_word(&role)?, unit }))
        };
        let mut grants: Vec<(String, Grant)> = rows.into_iter().filter_map(known).collect();
        grants.sort();
        Ok(grants)
    }

    /// Gives an account exactly these roles; `mapped` for those that the identity provider's groups give.
    ///
    /// # Errors
    /// [`StoreError::Unknown`] when there is no such account.
    pub async fn set_grants(
        &self,
        tenant: &Tenant,
        act: &Act,
        account: &str,
        grants: &[Grant],
        mapped: bool,
    ) -> Result<(), StoreError> {
        let (mut tx, revision) = self.begin_beside(tenant, act).await?;
        let found: Option<(String,)> =
            tx.one("SELECT id FROM account WHERE tenant = $1 AND id = $2", args![tenant.id(), account]).await?;
        if found.is_none() {
            return Err(unknown(account));
        }
        tx.run(
            "DELETE FROM role_grant WHERE tenant = $1 AND account = $2 AND mapped = $3",
            args![tenant.id(), account, mapped],
        )
        .await?;
        put_grants(&mut tx, tenant, account, grants, (revision, mapped)).await?;
        tx.commit().await
    }

    /// Names an account anew, and says which person of the estate it is.
    ///
    /// # Errors
    /// [`StoreError::Unknown`] when there is no such account.
    pub async fn set_person(
        &self,
        tenant: &Tenant,
        act: &Act,
        account: &str,
        (name, person): (&str, Option<&str>),
    ) -> Result<(), StoreError> {
        let (mut tx, _) = self.begin_beside(tenant, act).await?;
        let sql = "UPDATE account SET name = $3, person = $4 WHERE tenant = $1 AND id = $2";
        if tx.run(sql, args![tenant.id(), account, name, person]).await? == 0 {
            return Err(unknown(account));
        }
        tx.commit().await
    }

    /// Sets a new password's hash; all sessions of the account end.
    ///
    /// # Errors
    /// [`StoreError::Unknown`] when there is no such account.
    pub async fn set_password(&self, tenant: &Tenant, act: &Act, account: &str, hash: &str) -> Result<(), StoreError> {
        let (mut tx, _) = self.begin_beside(tenant, act).await?;
        let done = tx
            .run(
                "UPDATE account SET password = $3, failures = 0, locked_until = NULL WHERE tenant = $1 AND id = $2",
                args![tenant.id(), account, hash],
            )
            .await?;
        if done == 0 {
            return Err(unknown(account));
        }
        tx.run("DELETE FROM session WHERE tenant = $1 AND account = $2", args![tenant.id(), account]).await?;
        tx.commit().await
    }

    /// Sets or removes the second factor's secret.
    ///
    /// # Errors
    /// [`StoreError::Unknown`] when there is no such account.
    pub async fn set_totp(
        &self,
        tenant: &Tenant,
        act: &Act,
        account: &str,
        secret: Option<&str>,
    ) -> Result<(), StoreError> {
        let (mut tx, _) = self.begin_beside(tenant, act).await?;
        let done = tx
            .run(
                "UPDATE account SET totp = $3, totp_step = NULL WHERE tenant = $1 AND id = $2",
                args![tenant.id(), account, secret],
            )
            .await?;
        if done == 0 {
            return Err(unknown(account));
        }
        tx.commit().await
    }

    /// Closes an account for good: its sessions and tokens end.
    ///
    /// # Errors
    /// [`StoreError::Unknown`] when there is no such open account.
    pub async fn close_account(&self, tenant: &Tenant, act: &Act, account: &str) -> Result<(), StoreError> {
        let (mut tx, _) = self.begin_beside(tenant, act).await?;
        let done = tx
            .run(
                "UPDATE account SET closed_at = $3 WHERE tenant = $1 AND id = $2 AND closed_at IS NULL",
                args![tenant.id(), account, act.at],
            )
            .await?;
        if done == 0 {
            return Err(unknown(account));
        }
        tx.run("DELETE FROM session WHERE tenant = $1 AND account = $2", args![tenant.id(), account]).await?;
        tx.run(
            "UPDATE token SET revoked_at = $3 WHERE tenant = $1 AND account = $2 AND revoked_at IS NULL",
            args![tenant.id(), account, act.at],
        )
        .await?;
        tx.commit().await
    }

    /// Remembers the language that somebody prefers. No act: nobody else is touched by it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_lang(&self, tenant: &Tenant, account: &str, lang: Lang) -> Result<(), StoreError> {
        let word = if lang == Lang::En { "en" } else { "da" };
        let mut tx = self.db.begin().await?;
        tx.run("UPDATE account SET lang = $3 WHERE tenant = $1 AND id = $2", args![tenant.id(), account, word]).await?;
        tx.commit().await
    }

    /// Counts a failed attempt, and closes the account until `lock` when there have been `most` in a row.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn count_failure(
        &self,
        tenant: &Tenant,
        account: &str,
        most: i64,
        lock: Instant,
    ) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        tx.run(
            "UPDATE account SET failures = failures + 1, locked_until = CASE WHEN failures + 1 >= $3 THEN $4 ELSE locked_until END WHERE tenant = $1 AND id = $2",
            args![tenant.id(), account, most, lock],
        )
        .await?;
        tx.commit().await
    }

    /// Forgets the failed attempts, after one that succeeded. A second factor's time step counts once only:
    /// gives whether this one did.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn succeeded(&self, tenant: &Tenant, account: &str, step: Option<i64>) -> Result<bool, StoreError> {
        let mut tx = self.db.begin().await?;
        let done = tx
            .run(
                "UPDATE account SET failures = 0, locked_until = NULL, totp_step = COALESCE($3, totp_step) WHERE tenant = $1 AND id = $2 AND (totp_step IS NULL OR $3 IS NULL OR totp_step < $3)",
                args![tenant.id(), account, step],
            )
            .await?;
        tx.commit().await?;
        Ok(done == 1)
    }
}

async fn put_grants(
    tx: &mut crate::db::Tx,
    tenant: &Tenant,
    account: &str,
    grants: &[Grant],
    (revision, mapped): (i64, bool),
) -> Result<(), StoreError> {
    let rows = grants
        .iter()
        .map(|grant| args![tenant.id(), account, grant.role.word(), &grant.unit, revision, mapped])
        .collect();
    tx.insert(
        "INSERT INTO role_grant (tenant, account, role, unit, granted_by, mapped)",
        " ON CONFLICT (tenant, account, role, unit) DO NOTHING",
        rows,
    )
    .await
}

fn read_grants(rows: impl Iterator<Item = (String, String)>) -> Vec<Grant> {
    let mut grants: Vec<Grant> =
        rows.filter_map(|(role, unit)| Some(Grant { role: Role::from_word(&role)?, unit })).collect();
    grants.sort();
    grants
}

fn unknown(account: &str) -> StoreError {
    StoreError::Unknown { what: "account", key: account.to_owned() }
}
