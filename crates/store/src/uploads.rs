//! Files on their way in, kept between the try and the act; and how each source's columns are named.

use std::collections::BTreeMap;

use kernel::{Day, Instant};

use crate::db::args;
use crate::error::StoreError;
use crate::{Act, Store, Tenant};

/// One uploaded file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upload {
    /// Its id.
    pub id: String,
    /// Who uploaded it.
    pub account: String,
    /// When.
    pub at: Instant,
    /// The kind of its objects.
    pub kind: String,
    /// What the file was called.
    pub file: String,
    /// Whose word it is.
    pub source: String,
    /// Which register that counts as; empty when nobody said.
    pub register: String,
    /// The day of the export, when somebody said it.
    pub exported: Option<Day>,
    /// Whether it is all that the source has.
    pub complete: bool,
    /// Its bytes.
    pub content: Vec<u8>,
}

/// How a source names the columns of one kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mapping {
    /// The source.
    pub source: String,
    /// The kind's name.
    pub kind: String,
    /// Header to attribute; an empty attribute for a column that is not wanted.
    pub columns: BTreeMap<String, String>,
}

type UploadRow = (String, String, i64, String, String, String, String, Option<i64>, i64, Vec<u8>);

impl Store {
    /// Keeps a file; those from before `stale` are swept out.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn keep_upload(&self, tenant: &Tenant, upload: &Upload, stale: Instant) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        tx.run("DELETE FROM upload WHERE tenant = $1 AND at < $2", args![tenant.id(), stale]).await?;
        tx.run(
            "INSERT INTO upload (tenant, id, account, at, kind, file, source, register, exported, complete, content) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
            args![
                tenant.id(),
                &upload.id,
                &upload.account,
                upload.at,
                &upload.kind,
                &upload.file,
                &upload.source,
                &upload.register,
                upload.exported,
                upload.complete,
                &upload.content[..]
            ],
        )
        .await?;
        tx.commit().await
    }

    /// A file that the account uploaded.
    ///
    /// # Errors
    /// [`StoreError::Unknown`] when there is none, or it is somebody else's.
    pub async fn upload(&self, tenant: &Tenant, account: &str, id: &str) -> Result<Upload, StoreError> {
        let row: Option<UploadRow> = self
            .db
            .one(
                "SELECT id, account, at, kind, file, source, register, exported, complete, content FROM upload WHERE tenant = $1 AND account = $2 AND id = $3",
                args![tenant.id(), account, id],
            )
            .await?;
        row.map(|(id, account, at, kind, file, source, register, exported, complete, content)| Upload {
            id,
            account,
            at: Instant(at),
            kind,
            file,
            source,
            register,
            exported: exported.map(|days| Day::from_days(i32::try_from(days).unwrap_or(i32::MAX))),
            complete: complete != 0,
            content,
        })
        .ok_or_else(|| StoreError::Unknown { what: "upload", key: id.to_owned() })
    }

    /// Forgets a file: it is in, or given up.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn drop_upload(&self, tenant: &Tenant, id: &str) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        tx.run("DELETE FROM upload WHERE tenant = $1 AND id = $2", args![tenant.id(), id]).await?;
        tx.commit().await
    }

    /// How a source names its columns: header to attribute, an empty attribute for a column that is not wanted.
    ///
    /// # Errors
    /// When the database fails, or holds what cannot be read.
    pub async fn mapping(
        &self,
        tenant: &Tenant,
        source: &str,
        kind: &str,
    ) -> Result<BTreeMap<String, String>, StoreError> {
        let row: Option<(String,)> = self
            .db
            .one(
                "SELECT columns FROM mapping WHERE tenant = $1 AND source = $2 AND kind = $3",
                args![tenant.id(), source, kind],
            )
            .await?;
        let Some((text,)) = row else { return Ok(BTreeMap::new()) };
        serde_json::from_str(&text).map_err(|error| StoreError::Unreadable(error.to_string()))
    }

    /// Every source whose columns' names are remembered, by source and kind.
    ///
    /// # Errors
    /// When the database fails, or holds what cannot be read.
    pub async fn mappings(&self, tenant: &Tenant) -> Result<Vec<Mapping>, StoreError> {
        let rows: Vec<(String, String, String)> = self
            .db
            .all(
                "SELECT source, kind, columns FROM mapping WHERE tenant = $1 ORDER BY source, kind",
                args![tenant.id()],
            )
            .await?;
        let read = |(source, kind, text): (String, String, String)| match serde_json::from_str(&text) {
            Ok(columns) => Ok(Mapping { source, kind, columns }),
            Err(error) => Err(StoreError::Unreadable(error.to_string())),
        };
        rows.into_iter().map(read).collect()
    }

    /// Forgets how a source names its columns.
    ///
    /// # Errors
    /// [`StoreError::Unknown`] when nothing is remembered.
    pub async fn forget_mapping(
        &self,
        tenant: &Tenant,
        act: &Act,
        (source, kind): (&str, &str),
    ) -> Result<(), StoreError> {
        let (mut tx, _) = self.begin_beside(tenant, act).await?;
        let sql = "DELETE FROM mapping WHERE tenant = $1 AND source = $2 AND kind = $3";
        if tx.run(sql, args![tenant.id(), source, kind]).await? == 0 {
            return Err(StoreError::Unknown { what: "mapping", key: source.to_owned() });
        }
        tx.commit().await
    }

    /// Remembers how a source names its columns.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn remember_mapping(
        &self,
        tenant: &Tenant,
        act: &Act,
        (source, kind): (&str, &str),
        columns: &BTreeMap<String, String>,
    ) -> Result<(), StoreError> {
        let (mut tx, revision) = self.begin_beside(tenant, act).await?;
        let text = serde_json::to_string(columns).map_err(|error| StoreError::Unreadable(error.to_string()))?;
        tx.run(
            "INSERT INTO mapping (tenant, source, kind, columns, set_by) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (tenant, source, kind) DO UPDATE SET columns = excluded.columns, set_by = excluded.set_by",
            args![tenant.id(), source, kind, text, revision],
        )
        .await?;
        tx.commit().await
    }
}
