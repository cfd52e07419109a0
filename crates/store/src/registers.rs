//! Registers that are read through their API: how each stands, and the rows that it told. A run's rows, its facts and how far
//! it came are one transaction: what is not whole is not there.

use kernel::Instant;

use crate::db::{Arg, Tx, args};
use crate::deliver::take_in;
use crate::error::StoreError;
use crate::runs::keep_report;
use crate::{Act, Delivery, Difference, Store, Tenant};

/// How a register stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RegisterState {
    /// What people call it.
    pub source: String,
    /// How many runs came to their end.
    pub runs: i64,
    /// How far the last one came, in the register's own words.
    pub high_water: Option<String>,
    /// When the last one was.
    pub run_at: Option<Instant>,
    /// When the last one was that asked for everything.
    pub full_at: Option<Instant>,
    /// The act of the last one that changed or confirmed anything.
    pub act: Option<i64>,
    /// What the last one found that people should know; JSON.
    pub told: String,
    /// When a run failed since then,
    pub failed_at: Option<Instant>,
    /// and why; JSON.
    pub failure: Option<String>,
    /// The act that undid a run: until somebody starts it again, it does not run by itself.
    pub paused_by: Option<i64>,
}

/// A register's row that is new, another or gone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MirrorRow {
    /// The list.
    pub list: String,
    /// The register's identity of it.
    pub id: String,
    /// The row as JSON; none when it is gone.
    pub content: Option<String>,
}

type StateRow = (
    String,
    i64,
    Option<String>,
    Option<i64>,
    Option<i64>,
    Option<i64>,
    String,
    Option<i64>,
    Option<String>,
    Option<i64>,
);

const STATES: &str = "SELECT source, runs, high_water, run_at, full_at, act, told, failed_at, failure, paused_by FROM register WHERE tenant = $1 ORDER BY source";
const KEEP: &str = "INSERT INTO register (tenant, source, runs, high_water, run_at, full_at, act, told, failed_at, failure, paused_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (tenant, source) DO UPDATE SET runs = excluded.runs, high_water = excluded.high_water, run_at = excluded.run_at, full_at = excluded.full_at, act = excluded.act, told = excluded.told, failed_at = excluded.failed_at, failure = excluded.failure, paused_by = excluded.paused_by";

impl Store {
    /// Every register that was ever read, by name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn registers(&self, tenant: &Tenant) -> Result<Vec<RegisterState>, StoreError> {
        let rows: Vec<StateRow> = self.db.all(STATES, args![tenant.id()]).await?;
        Ok(rows.into_iter().map(state).collect())
    }

    /// The rows that a register told, as list, identity and JSON.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn mirror(&self, tenant: &Tenant, source: &str) -> Result<Vec<(String, String, String)>, StoreError> {
        self.db
            .all(
                "SELECT list, id, content FROM mirror WHERE tenant = $1 AND source = $2 ORDER BY list, id",
                args![tenant.id(), source],
            )
            .await
    }

    /// Takes in a whole run: its facts, its rows, and how the register stands after it. Gives the act's number and what
    /// changed.
    ///
    /// # Errors
    /// [`StoreError::Changed`] when another run came first; when the database fails. Then nothing is in.
    pub async fn deliver_run(
        &self,
        tenant: &Tenant,
        act: &Act,
        deliveries: &[Delivery],
        (rows, state): (&[MirrorRow], &RegisterState),
    ) -> Result<(i64, Vec<Difference>), StoreError> {
        let (mut tx, revision) = self.begin(tenant, act).await?;
        same_runs(&mut tx, tenant, &state.source, state.runs - 1).await?;
        let mut differences = Vec::new();
        for delivery in deliveries {
            differences.push(take_in(&mut tx, tenant, (revision, act.at), delivery).await?);
        }
        let (gone, kept): (Vec<_>, Vec<_>) = rows.iter().partition(|row| row.content.is_none());
        for row in gone {
            tx.run(
                "DELETE FROM mirror WHERE tenant = $1 AND source = $2 AND list = $3 AND id = $4",
                args![tenant.id(), &state.source, &row.list, &row.id],
            )
            .await?;
        }
        let kept = kept
            .into_iter()
            .map(|row| args![tenant.id(), &state.source, &row.list, &row.id, row.content.clone().unwrap_or_default()]);
        tx.insert(
            "INSERT INTO mirror (tenant, source, list, id, content)",
            " ON CONFLICT (tenant, source, list, id) DO UPDATE SET content = excluded.content",
            kept.collect(),
        )
        .await?;
        let state = RegisterState { act: Some(revision), ..state.clone() };
        tx.run(KEEP, kept_as(tenant, &state)).await?;
        keep_report(&mut tx, tenant, (revision, &state.source), &state.told).await?;
        tx.commit().await?;
        Ok((revision, differences))
    }

    /// Notes how a register stands after a run that changed nothing, or failed. It is no act. `seen` is how many runs there
    /// were when that run began.
    ///
    /// # Errors
    /// [`StoreError::Changed`] when another run, or an undoing, came first; when the database fails.
    pub async fn note_register(&self, tenant: &Tenant, state: &RegisterState, seen: i64) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        // Whoever writes queues up here, as an act does.
        tx.run("UPDATE tenant SET revision = revision WHERE id = $1", args![tenant.id()]).await?;
        same_runs(&mut tx, tenant, &state.source, seen).await?;
        tx.run(KEEP, kept_as(tenant, state)).await?;
        tx.commit().await
    }
}

/// Whether nothing has happened to the register since it had had so many runs.
async fn same_runs(tx: &mut Tx, tenant: &Tenant, source: &str, expected: i64) -> Result<(), StoreError> {
    let runs: Option<(i64,)> =
        tx.one("SELECT runs FROM register WHERE tenant = $1 AND source = $2", args![tenant.id(), source]).await?;
    let found = runs.map_or(0, |(runs,)| runs);
    if found == expected {
        return Ok(());
    }
    Err(StoreError::Changed { kind: "register".to_owned(), key: source.to_owned(), expected, found })
}

fn kept_as(tenant: &Tenant, state: &RegisterState) -> Vec<Arg> {
    args![
        tenant.id(),
        &state.source,
        state.runs,
        state.high_water.clone(),
        state.run_at,
        state.full_at,
        state.act,
        &state.told,
        state.failed_at,
        state.failure.clone(),
        state.paused_by
    ]
}

fn state(row: StateRow) -> RegisterState {
    let (source, runs, high_water, run_at, full_at, act, told, failed_at, failure, paused_by) = row;
    let at = |at: Option<i64>| at.map(Instant);
    RegisterState {
        source,
        runs,
        high_water,
        run_at: at(run_at),
        full_at: at(full_at),
        act,
        told,
        failed_at: at(failed_at),
        failure,
        paused_by,
    }
}
