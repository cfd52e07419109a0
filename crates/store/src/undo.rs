//! Undoing an import: what it stated ends, and what it ended is stated again. The import itself stays in the history.

use crate::acquisitions::{AcquisitionWrite, write_event};
use crate::db::{Tx, args};
use crate::deliver::{end, last_statement, settle_object};
use crate::error::StoreError;
use crate::{Act, Store, Tenant};

type Ended = (String, String, i64, String, String, i64, Option<String>, Option<i64>);

/// An acquisition whose winner became a system, and its event should that system be gone.
#[derive(Clone, Debug, PartialEq)]
pub struct Unsettled {
    /// The system's key.
    pub system: String,
    /// The source in whose name the acquisition has said something of it since: that alone does not keep it.
    pub source: String,
    /// The acquisition's event.
    pub acquisition: AcquisitionWrite,
}

/// How many of an act's statements a later act has touched.
const OVERTAKEN: &str = "SELECT COUNT(*) FROM statement s WHERE s.tenant = $1 AND ((s.recorded_by = $2 AND s.ended_at IS NOT NULL) OR (s.ended_by = $2 AND EXISTS (SELECT 1 FROM statement l WHERE l.tenant = s.tenant AND l.kind = s.kind AND l.key = s.key AND l.source = s.source AND l.attribute = s.attribute AND l.ended_at IS NULL AND l.recorded_by <> $2)))";

/// Of a kind, how many objects only that act told of: they are gone when it is undone.
const LOST: &str = "SELECT s.kind, COUNT(DISTINCT s.key) FROM statement s WHERE s.tenant = $1 AND s.recorded_by = $2 AND s.ended_at IS NULL AND NOT EXISTS (SELECT 1 FROM statement o WHERE o.tenant = s.tenant AND o.kind = s.kind AND o.key = s.key AND ((o.ended_at IS NULL AND o.recorded_by <> $2) OR o.ended_by = $2)) GROUP BY s.kind ORDER BY s.kind";

/// How much an act stated or answered.
const SAID: &str = "SELECT (SELECT COUNT(*) FROM statement WHERE tenant = $1 AND recorded_by = $2) + (SELECT COUNT(*) FROM answer WHERE tenant = $1 AND recorded_by = $2)";

/// What undoing an act would do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Undoing {
    /// So many of its statements have been touched since: then it cannot be undone.
    pub overtaken: i64,
    /// How many statements and answers are its own.
    pub said: i64,
    /// By kind, how many objects would be gone altogether.
    pub lost: Vec<(String, i64)>,
}

impl Store {
    /// What undoing the act with that number would do, without doing it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn undoing(&self, tenant: &Tenant, import: i64) -> Result<Undoing, StoreError> {
        let overtaken: Vec<(i64,)> = self.db.all(OVERTAKEN, args![tenant.id(), import]).await?;
        let said: Vec<(i64,)> = self.db.all(SAID, args![tenant.id(), import]).await?;
        let lost = self.db.all(LOST, args![tenant.id(), import]).await?;
        let count = |rows: Vec<(i64,)>| rows.first().map_or(0, |(count,)| *count);
        Ok(Undoing { overtaken: count(overtaken), said: count(said), lost })
    }

    /// Undoes the act with that number, as an act of its own. Acquisitions whose system goes with it are told so in the same
    /// transaction; a system that another source knows as well stays, and so does what is said of it.
    ///
    /// # Errors
    /// [`StoreError::Overtaken`] when a later act has touched what it stated or took away; [`StoreError::Unknown`] when
    /// that act stated nothing; [`StoreError::Changed`] when an acquisition has other events than the writer saw.
    pub async fn undo(
        &self,
        tenant: &Tenant,
        act: &Act,
        import: i64,
        settled: &[Unsettled],
    ) -> Result<i64, StoreError> {
        let (mut tx, revision) = self.begin(tenant, act).await?;
        let overtaken: Option<(i64,)> = tx.one(OVERTAKEN, args![tenant.id(), import]).await?;
        if let Some((count @ 1..,)) = overtaken {
            return Err(StoreError::Overtaken { import, count });
        }
        let stated: Vec<(i64, String, String)> = tx
            .all(
                "SELECT id, kind, key FROM statement WHERE tenant = $1 AND recorded_by = $2",
                args![tenant.id(), import],
            )
            .await?;
        let took_away: Vec<Ended> = tx
            .all(
                "SELECT kind, key, source, attribute, facts, seen_at, given_by, valid_until FROM statement WHERE tenant = $1 AND ended_by = $2 ORDER BY id",
                args![tenant.id(), import],
            )
            .await?;
        let answered = tx
            .run(
                "UPDATE answer SET ended_at = $3, ended_by = $4 WHERE tenant = $1 AND recorded_by = $2 AND ended_at IS NULL",
                args![tenant.id(), import, act.at, revision],
            )
            .await?;
        let delivered = tx
            .run(
                "UPDATE delivery SET ended_at = $3 WHERE tenant = $1 AND recorded_by = $2 AND ended_at IS NULL",
                args![tenant.id(), import, act.at],
            )
            .await?;
        if stated.is_empty() && took_away.is_empty() && answered + delivered == 0 {
            return Err(StoreError::Unknown { what: "import", key: import.to_string() });
        }
        for (id, ..) in &stated {
            end(&mut tx, tenant, *id, (revision, act.at)).await?;
        }
        let mut objects: Vec<(String, String)> = stated.into_iter().map(|(_, kind, key)| (kind, key)).collect();
        let mut id = last_statement(&mut tx, tenant).await?;
        let mut rows = Vec::new();
        for (kind, key, source, attribute, facts, seen_at, given_by, valid_until) in took_away {
            id += 1;
            rows.push(args![
                tenant.id(),
                id,
                &kind,
                &key,
                source,
                attribute,
                facts,
                seen_at,
                given_by,
                valid_until,
                act.at,
                revision
            ]);
            objects.push((kind, key));
        }
        tx.insert(
            "INSERT INTO statement (tenant, id, kind, key, source, attribute, facts, seen_at, given_by, valid_until, recorded_at, recorded_by)",
            "",
            rows,
        )
        .await?;
        restore_answers(&mut tx, tenant, (import, revision), act).await?;
        // A register would say it all again by itself; a run that is under way began before and comes too late.
        tx.run(
            "UPDATE register SET paused_by = $3, runs = runs + 1 WHERE tenant = $1 AND source IN (SELECT s.name FROM delivery d JOIN source s ON s.tenant = d.tenant AND s.id = d.source WHERE d.tenant = $1 AND d.recorded_by = $2)",
            args![tenant.id(), import, revision],
        )
        .await?;
        objects.sort();
        objects.dedup();
        for (kind, key) in &objects {
            settle_object(&mut tx, tenant, (kind, key), act.at).await?;
        }
        for Unsettled { system, source, acquisition } in settled {
            let said: Vec<(i64, String)> = tx.all(
                "SELECT s.id, q.name FROM statement s JOIN source q ON q.tenant = s.tenant AND q.id = s.source WHERE s.tenant = $1 AND s.kind = 'system' AND s.key = $2 AND s.ended_at IS NULL",
                args![tenant.id(), system],
            )
            .await?;
            if !said.is_empty() && said.iter().all(|(_, name)| name == source) {
                for (id, _) in &said {
                    end(&mut tx, tenant, *id, (revision, act.at)).await?;
                }
                settle_object(&mut tx, tenant, ("system", system), act.at).await?;
            }
            if !is_there(&mut tx, tenant, system).await? {
                write_event(&mut tx, tenant, acquisition).await?;
            }
        }
        tx.commit().await?;
        Ok(revision)
    }

    /// The keys of the objects of a kind of which an act stated anything.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn stated_by(&self, tenant: &Tenant, kind: &str, act: i64) -> Result<Vec<String>, StoreError> {
        let sql =
            "SELECT DISTINCT key FROM statement WHERE tenant = $1 AND recorded_by = $2 AND kind = $3 ORDER BY key";
        let rows: Vec<(String,)> = self.db.all(sql, args![tenant.id(), act, kind]).await?;
        Ok(rows.into_iter().map(|(key,)| key).collect())
    }
}

async fn is_there(tx: &mut Tx, tenant: &Tenant, system: &str) -> Result<bool, StoreError> {
    let sql = "SELECT version FROM object WHERE tenant = $1 AND kind = 'system' AND key = $2 AND gone_at IS NULL";
    Ok(tx.one::<(i64,)>(sql, args![tenant.id(), system]).await?.is_some())
}

/// Answers that the import replaced are given again, unless somebody has answered since.
async fn restore_answers(
    tx: &mut Tx,
    tenant: &Tenant,
    (import, revision): (i64, i64),
    act: &Act,
) -> Result<(), StoreError> {
    let last: Option<(Option<i64>,)> =
        tx.one("SELECT MAX(id) FROM answer WHERE tenant = $1", args![tenant.id()]).await?;
    tx.run(
        "INSERT INTO answer (tenant, id, kind, key, rule, word, given_by, given_on, valid_until, recorded_at, recorded_by) SELECT a.tenant, $3 + ROW_NUMBER() OVER (ORDER BY a.id), a.kind, a.key, a.rule, a.word, a.given_by, a.given_on, a.valid_until, $4, $5 FROM answer a WHERE a.tenant = $1 AND a.ended_by = $2 AND NOT EXISTS (SELECT 1 FROM answer l WHERE l.tenant = a.tenant AND l.kind = a.kind AND l.key = a.key AND l.rule = a.rule AND l.ended_at IS NULL)",
        args![tenant.id(), import, last.and_then(|(id,)| id).unwrap_or(0), act.at, revision],
    )
    .await?;
    Ok(())
}
