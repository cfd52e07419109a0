//! What has been imported: act by act, from which sources, what each changed, and what it told of itself.

use std::collections::BTreeMap;

use kernel::Instant;

use crate::db::args;
use crate::deliver::{Changed, Difference};
use crate::error::StoreError;
use crate::{Store, Tenant};

/// One import, or run of a register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportRun {
    /// The act's number.
    pub act: i64,
    /// When.
    pub at: Instant,
    /// By whom, as the name was on the day.
    pub name: String,
    /// Whose word it was.
    pub sources: Vec<String>,
    /// Whether it has been undone.
    pub undone: bool,
    /// What the log says of it; JSON.
    pub detail: String,
}

/// Which imports and runs are looked for; what is not said restricts nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunSearch {
    /// Acts with a lower number only.
    pub before: i64,
    /// At most so many.
    pub most: i64,
    /// In which this source spoke.
    pub source: Option<String>,
    /// About objects of this kind.
    pub kind: Option<String>,
}

/// What one source's word became by an act.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Done {
    /// The source.
    pub source: String,
    /// What changed of one kind; those that said what they said are not known any more.
    pub difference: Difference,
}

/// A source's object: source, kind and key.
type Object = (String, String, String);
/// What stood before an act, and after it.
type Turned = (Option<String>, Option<String>);
type RunRow = (i64, i64, String, String, i64, String);

impl Store {
    /// The last imports and runs before an act, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn import_runs(&self, tenant: &Tenant, before: i64, most: i64) -> Result<Vec<ImportRun>, StoreError> {
        self.search_runs(tenant, &RunSearch { before, most, source: None, kind: None }).await
    }

    /// The names of the sources that have ever delivered, and the kinds of what they did, each in their order.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn delivered(&self, tenant: &Tenant) -> Result<(Vec<String>, Vec<String>), StoreError> {
        let sources: Vec<(String,)> = self
            .db
            .all(
                "SELECT DISTINCT s.name FROM source s WHERE s.tenant = $1 AND EXISTS (SELECT 1 FROM delivery d WHERE d.tenant = s.tenant AND d.source = s.id) ORDER BY s.name",
                args![tenant.id()],
            )
            .await?;
        let kinds: Vec<(String,)> = self
            .db
            .all("SELECT DISTINCT kind FROM delivery WHERE tenant = $1 ORDER BY kind", args![tenant.id()])
            .await?;
        let words = |rows: Vec<(String,)>| rows.into_iter().map(|(word,)| word).collect();
        Ok((words(sources), words(kinds)))
    }

    /// The last imports and runs of those that are looked for, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn search_runs(&self, tenant: &Tenant, search: &RunSearch) -> Result<Vec<ImportRun>, StoreError> {
        let RunSearch { before, most, source, kind } = search;
        let (source, kind) = (source.as_deref().unwrap_or_default(), kind.as_deref().unwrap_or_default());
        let rows: Vec<RunRow> = self
            .db
            .all(
                "SELECT DISTINCT d.recorded_by, l.at, l.name, s.name, CAST(CASE WHEN d.ended_at IS NULL THEN 0 ELSE 1 END AS BIGINT), l.detail FROM delivery d JOIN source s ON s.tenant = d.tenant AND s.id = d.source JOIN log l ON l.tenant = d.tenant AND l.seq = d.recorded_by WHERE d.tenant = $1 AND d.recorded_by IN (SELECT DISTINCT i.recorded_by FROM delivery i JOIN source o ON o.tenant = i.tenant AND o.id = i.source WHERE i.tenant = $1 AND i.recorded_by < $2 AND ($4 = '' OR o.name = $4) AND ($5 = '' OR i.kind = $5) ORDER BY i.recorded_by DESC LIMIT $3) ORDER BY d.recorded_by DESC, s.name",
                args![tenant.id(), *before, *most, source, kind],
            )
            .await?;
        let mut runs: Vec<ImportRun> = Vec::new();
        for (act, at, name, source, ended, detail) in rows {
            let run = ImportRun { act, at: Instant(at), name, sources: Vec::new(), undone: false, detail };
            match runs.last_mut().filter(|last| last.act == act) {
                Some(_) => {}
                None => runs.push(run),
            }
            if let Some(last) = runs.last_mut() {
                last.undone |= ended == 1;
                if last.sources.last() != Some(&source) {
                    last.sources.push(source);
                }
            }
        }
        Ok(runs)
    }

    /// What an act changed of what registers and files say, by source and kind.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn done_by(&self, tenant: &Tenant, act: i64) -> Result<Vec<Done>, StoreError> {
        let rows: Vec<(String, String, String, String, i64)> = self
            .db
            .all(
                "SELECT st.kind, s.name, st.key, st.facts, CAST(CASE WHEN st.recorded_by = $2 THEN 1 ELSE 0 END AS BIGINT) FROM statement st JOIN source s ON s.tenant = st.tenant AND s.id = st.source WHERE st.tenant = $1 AND st.attribute = '' AND (st.recorded_by = $2 OR st.ended_by = $2)",
                args![tenant.id(), act],
            )
            .await?;
        let mut by_object: BTreeMap<Object, Turned> = BTreeMap::new();
        for (kind, source, key, facts, after) in rows {
            let turned = by_object.entry((source, kind, key)).or_default();
            *if after == 1 { &mut turned.1 } else { &mut turned.0 } = Some(facts);
        }
        let mut done: Vec<Done> = Vec::new();
        for ((source, kind, key), turned) in by_object {
            let Some(kind) = facts::schema().kind(&kind).map(|kind| facts::schema().def(kind).name) else { continue };
            if done.last().is_none_or(|last| last.source != source || last.difference.kind != kind) {
                done.push(Done { source, difference: Difference { kind, ..Difference::default() } });
            }
            let Some(last) = done.last_mut() else { continue };
            match turned {
                (Some(before), Some(after)) if before == after => last.difference.same += 1,
                (Some(before), Some(after)) => last.difference.changed.push(Changed { key, before, after }),
                (None, Some(_)) => last.difference.added.push(key),
                _ => last.difference.gone.push(key),
            }
        }
        Ok(done)
    }

    /// What an import or run told of itself; JSON.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn run_report(&self, tenant: &Tenant, act: i64) -> Result<Option<String>, StoreError> {
        let row: Option<(String,)> = self
            .db
            .one("SELECT report FROM run_report WHERE tenant = $1 AND act = $2", args![tenant.id(), act])
            .await?;
        Ok(row.map(|(report,)| report))
    }
}

/// Keeps what an import or run told of itself.
pub(crate) async fn keep_report(
    tx: &mut crate::db::Tx,
    tenant: &Tenant,
    (act, source): (i64, &str),
    report: &str,
) -> Result<(), StoreError> {
    tx.run(
        "INSERT INTO run_report (tenant, act, source, report) VALUES ($1, $2, $3, $4)",
        args![tenant.id(), act, source, report],
    )
    .await?;
    Ok(())
}
