//! Looking after the database itself: opened as it is, checked, and written to one file while others go on.

use std::path::Path;

use serde::Serialize;
use sqlx::{AssertSqlSafe, SqlSafeStr};

use crate::copy::Others;
use crate::db::{Db, Place, Tx, args};
use crate::error::StoreError;
use crate::schema::{self, Holds};
use crate::{Arg, Store, Tenant};
use kernel::Instant;

/// The schema's version as it is and as this program makes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct SchemaVersion {
    /// The database's; 0 when it is not Fundament's.
    pub found: i64,
    /// This program's.
    pub newest: i64,
}

/// When a source last delivered a kind of objects.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LastDelivery {
    /// The source's name.
    pub source: String,
    /// The kind.
    pub kind: String,
    /// When it was taken in.
    pub at: Instant,
}

impl Store {
    /// Opens a database that is there, only to read: nothing is made, and its schema stays as it is.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when there is none, [`StoreError::Place`] when it cannot be read.
    pub async fn look(place: &Place) -> Result<Self, StoreError> {
        Ok(Self { db: Db::look(place).await? })
    }

    /// Which version the schema has.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn schema_version(&self) -> Result<SchemaVersion, StoreError> {
        let mut tx = self.db.snapshot().await?;
        Ok(SchemaVersion { found: schema::version(&mut tx).await?, newest: schema::newest() })
    }

    /// What this version's schema has and the database lacks, by name: a table, a `table.column`, or a trigger that keeps the log.
    /// Only a database of this version can be asked.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn lacking(&self) -> Result<Vec<String>, StoreError> {
        let (model, mut tx) = (Db::model().await?, self.db.snapshot().await?);
        let (wanted, there) = (schema::tables(&mut model.snapshot().await?).await?, schema::tables(&mut tx).await?);
        let mut lacking = Vec::new();
        for table in wanted {
            let Some(found) = there.iter().find(|one| one.name == table.name) else {
                lacking.push(table.name);
                continue;
            };
            let gone = table.columns.iter().filter(|column| !found.columns.contains(column));
            lacking.extend(gone.map(|column| format!("{}.{}", table.name, column.name)));
        }
        lacking.extend(schema::lacking_triggers(&mut tx).await?);
        Ok(lacking)
    }

    /// Refuses a database that is not Fundament's, or of a version that will not do.
    ///
    /// # Errors
    /// [`StoreError::Schema`].
    pub async fn expect_schema(&self, accepted: Accepted) -> Result<(), StoreError> {
        let SchemaVersion { found, newest } = self.schema_version().await?;
        let earliest = if accepted == Accepted::Newest { newest } else { 1 };
        if (earliest..=newest).contains(&found) { Ok(()) } else { Err(StoreError::Schema { found, newest }) }
    }

    /// Goes through the whole file: what is wrong in it, nothing when it is sound. PostgreSQL looks after its own pages.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn damages(&self) -> Result<Vec<String>, StoreError> {
        let mut tx = self.db.snapshot().await?;
        if matches!(tx, Tx::Postgres(_)) {
            return Ok(Vec::new());
        }
        let rows: Vec<(String,)> = tx.all("PRAGMA quick_check", args![]).await?;
        Ok(rows.into_iter().map(|(line,)| line).filter(|line| line != "ok").collect())
    }

    /// Checks that the file is sound and every municipality's log whole. Gives how many acts the logs hold.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] with the first thing that is wrong, [`StoreError::Schema`] when it is not Fundament's.
    pub async fn expect_sound(&self) -> Result<i64, StoreError> {
        self.expect_schema(Accepted::NewestOrEarlier).await?;
        if let Some(first) = self.damages().await?.into_iter().next() {
            return Err(StoreError::Damaged { what: first });
        }
        let mut acts = 0;
        for (tenant, _) in self.tenants().await? {
            if let Some(broken) = self.verify_log(&tenant).await? {
                return Err(StoreError::Damaged { what: format!("log {} ({})", broken.seq, broken.what) });
            }
            acts += self.revision(&tenant).await?;
        }
        Ok(acts)
    }

    /// Writes everything to a new file, as it stands at one moment, while others read and write. Of PostgreSQL it copies row
    /// by row. The file must not be there, or be empty.
    ///
    /// # Errors
    /// When the database fails; from PostgreSQL as [`Store::copy_into`].
    pub async fn write_file(&self, file: &Path) -> Result<(), StoreError> {
        let text = file.to_str().ok_or_else(|| place(file, "not UTF-8"))?;
        match &self.db {
            Db::Sqlite { read, .. } => {
                sqlx::query("VACUUM INTO $1")
                    .bind(text)
                    .execute(read)
                    .await
                    .map_err(|error| place(file, &error.to_string()))?;
                Ok(())
            }
            Db::Postgres(_) => {
                self.expect_schema(Accepted::Newest).await?;
                // A database in use keeps its latest pages beside it; written anew it is one file.
                let mut beside = file.as_os_str().to_owned();
                beside.push(".copying");
                let beside = std::path::PathBuf::from(beside);
                remove_database(&beside);
                let copy = Self::open(&Place::File(beside.clone())).await?;
                let done = match self.copy_into(&copy, Others::MayGoOn).await {
                    Ok(_) => Box::pin(copy.write_file(file)).await,
                    Err(error) => Err(error),
                };
                copy.close().await;
                remove_database(&beside);
                done
            }
        }
    }

    /// When each source last delivered each kind, the oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn last_deliveries(&self, tenant: &Tenant) -> Result<Vec<LastDelivery>, StoreError> {
        let rows: Vec<(String, String, i64)> = self
            .db
            .all(
                "SELECT q.name, d.kind, MAX(d.recorded_at) FROM delivery d JOIN source q ON q.tenant = d.tenant AND q.id = d.source WHERE d.tenant = $1 AND d.ended_at IS NULL AND q.rank <> 'person' GROUP BY q.name, d.kind ORDER BY 3, 1, 2",
                args![tenant.id()],
            )
            .await?;
        Ok(rows.into_iter().map(|(source, kind, at)| LastDelivery { source, kind, at: Instant(at) }).collect())
    }

    /// How many bytes the database fills.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn size(&self) -> Result<u64, StoreError> {
        let mut tx = self.db.snapshot().await?;
        let sql = match tx {
            Tx::Sqlite(_) => "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()",
            Tx::Postgres(_) => "SELECT pg_database_size(current_database())",
        };
        let rows = tx.rows(AssertSqlSafe(sql).into_sql_str(), args![], &[Holds::Int]).await?;
        Ok(match rows.first().and_then(|row| row.first()) {
            Some(Arg::Int(Some(bytes))) => bytes.unsigned_abs(),
            _ => 0,
        })
    }
}

/// Away with a database file and what SQLite keeps beside it, which outlives a connection that is still being closed.
fn remove_database(file: &Path) {
    for ending in ["", "-wal", "-shm"] {
        let mut beside = file.as_os_str().to_owned();
        beside.push(ending);
        std::fs::remove_file(beside).ok();
    }
}

/// Which versions of the schema will do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Accepted {
    /// This program's own only.
    Newest,
    /// An earlier one as well, which opening will bring up to date.
    NewestOrEarlier,
}

fn place(file: &Path, reason: &str) -> StoreError {
    StoreError::Place { place: file.display().to_string(), reason: reason.to_owned() }
}
