//! What people said of two objects: that they are the same, or that they are apart.

use facts::{Estate, Judgement, KindId, schema};

use crate::db::{Tx, args};
use crate::error::StoreError;
use crate::{Act, Store, Tenant};

impl Store {
    /// Records what somebody says of pairs of objects of a kind, in that order. Gives the act's number.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn judge(
        &self,
        tenant: &Tenant,
        act: &Act,
        kind: KindId,
        judgements: &[Judgement],
    ) -> Result<i64, StoreError> {
        let (mut tx, revision) = self.begin(tenant, act).await?;
        let kind = schema().def(kind).name;
        for judgement in judgements {
            let (key, other) = (judgement.key.as_ref(), judgement.other.as_ref());
            let (key, other) = (key.min(other), key.max(other));
            tx.run(
                "UPDATE identity SET ended_at = $5 WHERE tenant = $1 AND kind = $2 AND key = $3 AND other = $4 AND ended_at IS NULL",
                args![tenant.id(), kind, key, other, act.at],
            )
            .await?;
            tx.run(
                "INSERT INTO identity (tenant, kind, key, other, recorded_by, same, recorded_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
                args![tenant.id(), kind, key, other, revision, i64::from(judgement.same), act.at],
            )
            .await?;
        }
        tx.commit().await?;
        Ok(revision)
    }

    /// What people say now of two objects, by kind and in the order they said it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn judgements(&self, tenant: &Tenant) -> Result<Vec<(KindId, Judgement)>, StoreError> {
        read(&mut self.db.snapshot().await?, tenant, i64::MAX).await
    }
}

pub(crate) async fn read_judgements(
    tx: &mut Tx,
    tenant: &Tenant,
    until: i64,
    estate: &mut Estate,
) -> Result<(), StoreError> {
    for (kind, judgement) in read(tx, tenant, until).await? {
        estate.judge(kind, judgement);
    }
    Ok(())
}

async fn read(tx: &mut Tx, tenant: &Tenant, until: i64) -> Result<Vec<(KindId, Judgement)>, StoreError> {
    let rows: Vec<(String, String, String, i64)> = tx
        .all(
            "SELECT kind, key, other, same FROM identity WHERE tenant = $1 AND recorded_at <= $2 AND (ended_at IS NULL OR ended_at > $2) ORDER BY recorded_by, kind, key, other",
            args![tenant.id(), until],
        )
        .await?;
    let known = |(kind, key, other, same): (String, String, String, i64)| {
        Some((schema().kind(&kind)?, Judgement { key: key.into(), other: other.into(), same: same != 0 }))
    };
    Ok(rows.into_iter().filter_map(known).collect())
}
