//! Acquisitions in the store: each event is an entry of the log, and the acquisition's face beside it is written in the same
//! transaction. What an event means, nobody here knows.

use crate::cases::{CaseWrite, write_one};
use crate::db::{Tx, args};
use crate::deliver::take_in;
use crate::error::StoreError;
use crate::faces::{Shelf, Write};
use crate::intake::Intake;
use crate::supply;
use crate::{Act, LogEntry, Store, Tenant};

/// The kind under which the log files acquisitions.
pub const ACQUISITION: &str = "acquisition";

pub(crate) const SHELF: Shelf = Shelf {
    kind: ACQUISITION,
    version: "SELECT version FROM acquisition WHERE tenant = $1 AND id = $2",
    insert: "INSERT INTO acquisition (tenant, id, version, changed, face) VALUES ($1, $2, 1, $3, $4)",
    update: "UPDATE acquisition SET version = version + 1, changed = $3, face = $4 WHERE tenant = $1 AND id = $2",
    last: "SELECT id FROM acquisition WHERE tenant = $1 AND id LIKE $2 ORDER BY LENGTH(id) DESC, id DESC LIMIT 1",
    between: "SELECT id, version, changed, face FROM acquisition WHERE tenant = $1 AND id > $2 AND id <= $3",
    unlogged: "SELECT id FROM acquisition WHERE tenant = $1 AND NOT EXISTS \
               (SELECT 1 FROM log WHERE log.tenant = $1 AND log.kind = $2 AND log.key = acquisition.id) ORDER BY id",
    anew: "UPDATE acquisition SET face = $4 WHERE tenant = $1 AND id = $2 AND version = $3",
    remove: "DELETE FROM acquisition WHERE tenant = $1 AND id = $2",
    restore: "INSERT INTO acquisition (tenant, id, version, changed, face) VALUES ($1, $2, $3, $4, $5)",
};

/// One event to be written.
#[derive(Clone, Debug, PartialEq)]
pub struct AcquisitionWrite {
    /// The acquisition's number.
    pub id: String,
    /// How many events the writer has seen; 0 opens it.
    pub seen: i64,
    /// The entry of the log; its subject is the acquisition.
    pub act: Act,
    /// The face after it, as JSON.
    pub face: String,
}

/// What an acquisition does beyond itself: its winner among the systems, or in use there, the cases that go on about it, and the event
/// that says so.
#[derive(Clone, Debug, PartialEq)]
pub struct Settlement {
    /// The key of the system that is made, which nothing has yet; none when it is there already.
    pub system: Option<String>,
    /// The entry of what is taken in.
    pub act: Act,
    /// What was stated of the winner.
    pub intake: Intake,
    /// What is said of a system that is there, in the acquisition's name: it weighs what its delivery weighs.
    pub own: Vec<(facts::Source, supply::SuppliedFact)>,
    /// The cases' events, in order.
    pub cases: Vec<CaseWrite>,
    /// The acquisition's event.
    pub acquisition: AcquisitionWrite,
}

impl Store {
    /// Settles an acquisition in one transaction: facts, cases and event, or none of it. Gives the number of the facts' entry.
    ///
    /// # Errors
    /// [`StoreError::Taken`] when the system's key or a case's number is in use, [`StoreError::Changed`] when the acquisition has
    /// other events than the writer saw.
    pub async fn settle_acquisition(&self, tenant: &Tenant, settlement: &Settlement) -> Result<i64, StoreError> {
        let Settlement { system, act, intake, own, cases, acquisition } = settlement;
        let (mut tx, revision) = self.begin(tenant, act).await?;
        let there = "SELECT version FROM object WHERE tenant = $1 AND kind = 'system' AND key = $2 AND gone_at IS NULL";
        if let Some(system) = system
            && tx.one::<(i64,)>(there, args![tenant.id(), system]).await?.is_some()
        {
            return Err(StoreError::Taken { what: "system", key: system.clone() });
        }
        for delivery in &intake.deliveries {
            take_in(&mut tx, tenant, (revision, act.at), delivery).await?;
        }
        for fact in &intake.facts {
            supply::put_fact(&mut tx, tenant, (revision, act.at), fact).await?;
        }
        for said in own {
            supply::put_own(&mut tx, tenant, (revision, act.at), said).await?;
        }
        for answer in &intake.answers {
            supply::put_answer(&mut tx, tenant, (revision, act.at), answer).await?;
        }
        for write in cases {
            write_one(&mut tx, tenant, write).await?;
        }
        write_event(&mut tx, tenant, acquisition).await?;
        tx.commit().await?;
        Ok(revision)
    }

    /// Writes events, each with its entry and face: all of them or none. Gives the log's numbers.
    ///
    /// # Errors
    /// [`StoreError::Changed`] when one has other events than the writer saw, [`StoreError::Taken`] when a number is in use.
    pub async fn write_acquisitions(
        &self,
        tenant: &Tenant,
        writes: &[AcquisitionWrite],
    ) -> Result<Vec<i64>, StoreError> {
        let mut tx = self.db.begin().await?;
        let mut numbers = Vec::with_capacity(writes.len());
        for write in writes {
            numbers.push(write_event(&mut tx, tenant, write).await?);
        }
        tx.commit().await?;
        Ok(numbers)
    }

    /// The highest running number of a year's acquisitions; 0 when there are none.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn last_acquisition(&self, tenant: &Tenant, year: i16) -> Result<u32, StoreError> {
        SHELF.last(self, tenant, &format!("A{year:04}")).await
    }

    /// Every number and face as JSON, the latest opened first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn acquisition_faces(&self, tenant: &Tenant) -> Result<Vec<(String, String)>, StoreError> {
        let sql = "SELECT id, face FROM acquisition WHERE tenant = $1 ORDER BY LENGTH(id) DESC, id DESC";
        self.db.all(sql, args![tenant.id()]).await
    }

    /// Every entry of the log about an acquisition, refusals included, the earliest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn acquisition_entries(&self, tenant: &Tenant, id: &str) -> Result<Vec<LogEntry>, StoreError> {
        SHELF.entries(self, tenant, id).await
    }
}

/// Writes one event with its entry and face. Gives the log's number.
pub(crate) async fn write_event(tx: &mut Tx, tenant: &Tenant, write: &AcquisitionWrite) -> Result<i64, StoreError> {
    let AcquisitionWrite { id, seen, act, face } = write;
    SHELF.write(tx, tenant, Write { id, seen: *seen, act, face }).await
}
