//! Deputies, and the board's meetings with their agendas.

use kernel::{Day, Instant};

use crate::cases::{Deputy, Meeting};
use crate::db::args;
use crate::error::StoreError;
use crate::{Act, Store, Tenant};

type DeputyRow = (i64, String, String, i64, i64, Option<i64>);
type MeetingRow = (String, i64, String, Option<String>);

fn day(days: i64) -> Day {
    Day::from_days(i32::try_from(days).unwrap_or(i32::MAX))
}

impl Store {
    /// Lets somebody stand in for somebody, from a day to a day.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_deputy(
        &self,
        tenant: &Tenant,
        act: &Act,
        (account, principal): (&str, &str),
        (from, until): (Day, Day),
    ) -> Result<i64, StoreError> {
        let (mut tx, id) = self.begin_beside(tenant, act).await?;
        tx.run(
            "INSERT INTO deputy (tenant, id, account, principal, from_day, until_day) VALUES ($1, $2, $3, $4, $5, $6)",
            args![tenant.id(), id, account, principal, from, until],
        )
        .await?;
        tx.commit().await?;
        Ok(id)
    }

    /// Ends a deputy's time early.
    ///
    /// # Errors
    /// [`StoreError::Unknown`] when there is no such deputy, or the time was ended before.
    pub async fn end_deputy(&self, tenant: &Tenant, act: &Act, id: i64) -> Result<(), StoreError> {
        let (mut tx, _) = self.begin_beside(tenant, act).await?;
        let sql = "UPDATE deputy SET ended_at = $3 WHERE tenant = $1 AND id = $2 AND ended_at IS NULL";
        if tx.run(sql, args![tenant.id(), id, act.at]).await? == 0 {
            return Err(StoreError::Unknown { what: "deputy", key: id.to_string() });
        }
        tx.commit().await
    }

    /// Every deputy, the latest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn deputies(&self, tenant: &Tenant) -> Result<Vec<Deputy>, StoreError> {
        let sql = "SELECT id, account, principal, from_day, until_day, ended_at FROM deputy WHERE tenant = $1 ORDER BY id DESC";
        let rows: Vec<DeputyRow> = self.db.all(sql, args![tenant.id()]).await?;
        let deputy = |(id, account, principal, from, until, ended): DeputyRow| Deputy {
            id,
            account,
            principal,
            from: day(from),
            until: day(until),
            ended_at: ended.map(Instant),
        };
        Ok(rows.into_iter().map(deputy).collect())
    }

    /// Plans a meeting of the board. Gives its number.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn plan_meeting(
        &self,
        tenant: &Tenant,
        act: &Act,
        (held_on, title): (Day, &str),
    ) -> Result<String, StoreError> {
        let (mut tx, seq) = self.begin_beside(tenant, act).await?;
        let id = format!("M{seq}");
        tx.run(
            "INSERT INTO meeting (tenant, id, day, title) VALUES ($1, $2, $3, $4)",
            args![tenant.id(), &id, held_on, title],
        )
        .await?;
        tx.commit().await?;
        Ok(id)
    }

    /// Puts cases on a meeting's agenda, in that order, in place of those that stood there. Gives the act's number.
    ///
    /// # Errors
    /// [`StoreError::Unknown`] when there is no such meeting.
    pub async fn set_agenda(
        &self,
        tenant: &Tenant,
        act: &Act,
        meeting: &str,
        cases: &[String],
    ) -> Result<i64, StoreError> {
        let (mut tx, seq) = self.begin_beside(tenant, act).await?;
        let sql = "SELECT id FROM meeting WHERE tenant = $1 AND id = $2";
        if tx.one::<(String,)>(sql, args![tenant.id(), meeting]).await?.is_none() {
            return Err(StoreError::Unknown { what: "meeting", key: meeting.to_owned() });
        }
        tx.run("DELETE FROM agenda_item WHERE tenant = $1 AND meeting = $2", args![tenant.id(), meeting]).await?;
        for (place, case) in (0_i64..).zip(cases) {
            tx.run(
                "INSERT INTO agenda_item (tenant, meeting, case_id, place) VALUES ($1, $2, $3, $4)",
                args![tenant.id(), meeting, case, place],
            )
            .await?;
        }
        tx.commit().await?;
        Ok(seq)
    }

    /// Gives a meeting the number of its minutes. Gives the act's number.
    ///
    /// # Errors
    /// [`StoreError::Unknown`] when there is no such meeting.
    pub async fn close_meeting(
        &self,
        tenant: &Tenant,
        act: &Act,
        meeting: &str,
        minutes: &str,
    ) -> Result<i64, StoreError> {
        let (mut tx, seq) = self.begin_beside(tenant, act).await?;
        let sql = "UPDATE meeting SET minutes = $3 WHERE tenant = $1 AND id = $2";
        if tx.run(sql, args![tenant.id(), meeting, minutes]).await? == 0 {
            return Err(StoreError::Unknown { what: "meeting", key: meeting.to_owned() });
        }
        tx.commit().await?;
        Ok(seq)
    }

    /// Every meeting, the latest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn meetings(&self, tenant: &Tenant) -> Result<Vec<Meeting>, StoreError> {
        let sql = "SELECT id, day, title, minutes FROM meeting WHERE tenant = $1 ORDER BY day DESC, id DESC";
        let rows: Vec<MeetingRow> = self.db.all(sql, args![tenant.id()]).await?;
        let meeting = |(id, days, title, minutes): MeetingRow| Meeting { id, day: day(days), title, minutes };
        Ok(rows.into_iter().map(meeting).collect())
    }

    /// The cases on a meeting's agenda, in order.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn agenda(&self, tenant: &Tenant, meeting: &str) -> Result<Vec<String>, StoreError> {
        let sql = "SELECT case_id FROM agenda_item WHERE tenant = $1 AND meeting = $2 ORDER BY place";
        let rows: Vec<(String,)> = self.db.all(sql, args![tenant.id(), meeting]).await?;
        Ok(rows.into_iter().map(|(id,)| id).collect())
    }
}
