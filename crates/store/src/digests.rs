//! Mail addresses, and how far each account has been told by mail. A mail is begun by one process only, once a day: whoever dies
//! between handing it over and saying so leaves it begun, and what it told is told again the next day, never twice in one.

use kernel::Day;

use crate::db::args;
use crate::error::StoreError;
use crate::{Act, Store, Tenant};

/// How far somebody has been told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// The account.
    pub account: String,
    /// The log was told up to this entry.
    pub upto: i64,
    /// As things stood on that day.
    pub on: Day,
    /// The day of the last mail that was begun.
    pub begun_on: Option<Day>,
    /// Why the last one was not sent.
    pub last_error: Option<String>,
}

fn number(day: Day) -> i64 {
    i64::from(day.days())
}

fn day(number: i64) -> Day {
    Day::from_days(i32::try_from(number).unwrap_or(i32::MAX))
}

impl Store {
    /// Says where somebody is told by mail, or that they are told nothing. The address itself is not in the log: it can be forgotten.
    ///
    /// # Errors
    /// [`StoreError::Unknown`] when there is no such account.
    pub async fn set_mail(
        &self,
        tenant: &Tenant,
        act: &Act,
        account: &str,
        mail: Option<&str>,
    ) -> Result<(), StoreError> {
        let (mut tx, _) = self.begin_beside(tenant, act).await?;
        let sql = "UPDATE account SET mail = $3 WHERE tenant = $1 AND id = $2";
        if tx.run(sql, args![tenant.id(), account, mail]).await? == 0 {
            return Err(StoreError::Unknown { what: "account", key: account.to_owned() });
        }
        tx.commit().await
    }

    /// How far each account has been told, by account.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn told(&self, tenant: &Tenant) -> Result<Vec<Told>, StoreError> {
        type Row = (String, i64, i64, Option<i64>, Option<String>);
        let sql = "SELECT account, told_upto, told_on, begun_on, last_error FROM digest WHERE tenant = $1";
        let mut rows: Vec<Row> = self.db.all(sql, args![tenant.id()]).await?;
        rows.sort();
        let told = |(account, upto, on, begun, last_error): Row| Told {
            account,
            upto,
            on: day(on),
            begun_on: begun.map(day),
            last_error,
        };
        Ok(rows.into_iter().map(told).collect())
    }

    /// Begins a mail to somebody on a day: gives whether nobody has begun one that day.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn begin_digest(&self, tenant: &Tenant, account: &str, today: Day) -> Result<bool, StoreError> {
        let mut tx = self.db.begin().await?;
        let begun = tx
            .run(
                "UPDATE digest SET begun_on = $3 WHERE tenant = $1 AND account = $2 AND (begun_on IS NULL OR begun_on < $3)",
                args![tenant.id(), account, number(today)],
            )
            .await?;
        tx.commit().await?;
        Ok(begun == 1)
    }

    /// Somebody has been told so far, or there was nothing to tell. An account never told before begins here.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn digest_told(&self, tenant: &Tenant, account: &str, (upto, on): (i64, Day)) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        tx.run(
            "INSERT INTO digest (tenant, account, told_upto, told_on) VALUES ($1, $2, $3, $4) ON CONFLICT (tenant, account) DO UPDATE SET told_upto = excluded.told_upto, told_on = excluded.told_on, last_error = NULL",
            args![tenant.id(), account, upto, number(on)],
        )
        .await?;
        tx.commit().await
    }

    /// A mail was not sent. It counts as begun on `begun_on`: with today it is tried again tomorrow, with none at once.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn digest_failed(
        &self,
        tenant: &Tenant,
        account: &str,
        error: &str,
        begun_on: Option<Day>,
    ) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        tx.run(
            "UPDATE digest SET begun_on = $4, last_error = $3 WHERE tenant = $1 AND account = $2",
            args![tenant.id(), account, error, begun_on.map(number)],
        )
        .await?;
        tx.commit().await
    }
}
