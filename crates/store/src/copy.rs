//! The whole house copied row by row from one database into another, empty one: a move to PostgreSQL, or a backup of it.
//!
//! One snapshot is read and one transaction written. Before that is committed every row is read back from both sides and
//! compared, and the log's chain is computed again: the copy is whole, or there is none.

use serde::Serialize;
use sqlx::{AssertSqlSafe, SqlSafeStr};

use crate::db::{Arg, ROWS_AT_ONCE, Tx, args};
use crate::error::StoreError;
use crate::schema::{self, Holds, Table};
use crate::{Store, Tenant, log};

/// How many rows of a table were copied and found equal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Copied {
    /// The table.
    pub table: String,
    /// Its rows.
    pub rows: u64,
}

/// What others may do while a copy is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Others {
    /// Go on: the copy is of the moment it began.
    MayGoOn,
    /// Nothing: what they did meanwhile would be lost with the original.
    MustStandStill,
}

/// Rows read at once while copying and comparing.
const PAGE: usize = 2_000;
/// No statement takes more values than that (SQLite 32,766, PostgreSQL 65,535).
const VALUES_AT_ONCE: usize = 30_000;

impl Store {
    /// Copies everything into an empty store, and compares what arrived. Tells each table's rows, by name.
    ///
    /// # Errors
    /// [`StoreError::NotEmpty`] when the target holds something, [`StoreError::Copy`] when a row does not arrive as it was or
    /// somebody wrote meanwhile, [`StoreError::Damaged`] when the log's chain does not hold. Then nothing was copied.
    pub async fn copy_into(&self, target: &Self, others: Others) -> Result<Vec<Copied>, StoreError> {
        let mut from = self.db.snapshot().await?;
        let mut to = target.db.begin().await?;
        let tables = schema::tables(&mut from).await?;
        let there = schema::tables(&mut to).await?;
        if let Some(table) = tables.iter().find(|table| !there.contains(table)) {
            return Err(differs(table, "the two databases have different columns"));
        }
        for table in &tables {
            if count(&mut to, table).await? > 0 {
                return Err(StoreError::NotEmpty { table: table.name.clone() });
            }
        }
        for table in &tables {
            fill(&mut from, &mut to, table).await?;
        }
        let mut copied = Vec::new();
        for table in &tables {
            copied.push(Copied { table: table.name.clone(), rows: compare(&mut from, &mut to, table).await? });
        }
        for (tenant,) in to.all::<(String,)>("SELECT id FROM tenant", args![]).await? {
            if let Some(broken) = log::verify(&mut to, &Tenant(tenant), Vec::new()).await? {
                return Err(StoreError::Damaged { what: format!("log {} ({})", broken.seq, broken.what) });
            }
        }
        if others == Others::MustStandStill {
            self.stood_still(&mut from).await?;
        }
        to.commit().await?;
        Ok(copied)
    }

    /// Whether nobody has acted since the snapshot was taken: what came later would be missing from the copy.
    async fn stood_still(&self, snapshot: &mut Tx) -> Result<(), StoreError> {
        let sql = "SELECT id, revision FROM tenant ORDER BY id";
        let then: Vec<(String, i64)> = snapshot.all(sql, args![]).await?;
        let now: Vec<(String, i64)> = self.db.all(sql, args![]).await?;
        if then == now {
            return Ok(());
        }
        Err(StoreError::Copy {
            table: "tenant".to_owned(),
            reason: "somebody acted while the copy was made".to_owned(),
        })
    }
}

fn differs(table: &Table, reason: &str) -> StoreError {
    StoreError::Copy { table: table.name.clone(), reason: reason.to_owned() }
}

async fn count(tx: &mut Tx, table: &Table) -> Result<i64, StoreError> {
    let sql = format!("SELECT COUNT(*) FROM {}", table.name);
    let rows = tx.rows(AssertSqlSafe(sql).into_sql_str(), args![], &[Holds::Int]).await?;
    Ok(match rows.first().and_then(|row| row.first()) {
        Some(Arg::Int(Some(count))) => *count,
        _ => 0,
    })
}

async fn fill(from: &mut Tx, to: &mut Tx, table: &Table) -> Result<(), StoreError> {
    let head = format!("INSERT INTO {} ({})", table.name, names(table).join(", "));
    let at_once = (VALUES_AT_ONCE / table.columns.len()).min(ROWS_AT_ONCE);
    let mut pages = Pages::new(from, table).await?;
    loop {
        let mut page = pages.next(from).await?;
        if page.is_empty() {
            return pages.end(from).await;
        }
        while !page.is_empty() {
            let rest = page.split_off(page.len().min(at_once));
            to.insert_text(&head, "", page).await.map_err(|error| match error {
                StoreError::Database(sqlx::Error::Database(reason)) => differs(table, reason.message()),
                other => other,
            })?;
            page = rest;
        }
    }
}

/// Reads both sides in the key's order and compares every field. Gives how many rows there are.
async fn compare(from: &mut Tx, to: &mut Tx, table: &Table) -> Result<u64, StoreError> {
    let (mut left, mut right) = (Pages::new(from, table).await?, Pages::new(to, table).await?);
    let mut rows = 0;
    loop {
        let (was, is) = (left.next(from).await?, right.next(to).await?);
        if was != is {
            let place = was.iter().zip(&is).position(|(was, is)| was != is).unwrap_or(was.len().min(is.len()));
            return Err(differs(table, &format!("row {} in the key's order", rows + place as u64 + 1)));
        }
        if was.is_empty() {
            left.end(from).await?;
            right.end(to).await?;
            return Ok(rows);
        }
        rows += was.len() as u64;
    }
}

fn names(table: &Table) -> Vec<&str> {
    table.columns.iter().map(|column| column.name.as_str()).collect()
}

/// A table's rows page by page, in the order of its key's bytes in both databases: SQLite finds the next page by the last
/// key, PostgreSQL, whose index has the order of its locale, sorts once and keeps a cursor.
struct Pages<'t> {
    table: &'t Table,
    holds: Vec<Holds>,
    last: Option<Vec<Arg>>,
}

impl<'t> Pages<'t> {
    async fn new(tx: &mut Tx, table: &'t Table) -> Result<Self, StoreError> {
        if let Tx::Postgres(_) = tx {
            let order = table.key.iter().map(|place| match &table.columns[*place] {
                column if column.holds == Holds::Text => format!("{} COLLATE \"C\"", column.name),
                column => column.name.clone(),
            });
            let (order, all) = (order.collect::<Vec<_>>().join(", "), names(table).join(", "));
            let sql = format!("DECLARE pages_{0} CURSOR FOR SELECT {all} FROM {0} ORDER BY {order}", table.name);
            tx.run_text(AssertSqlSafe(sql).into_sql_str(), args![]).await?;
        }
        Ok(Self { table, holds: table.columns.iter().map(|column| column.holds).collect(), last: None })
    }

    /// The next page; empty at the end.
    async fn next(&mut self, tx: &mut Tx) -> Result<Vec<Vec<Arg>>, StoreError> {
        let (sql, after) = match tx {
            Tx::Postgres(_) => (format!("FETCH FORWARD {PAGE} FROM pages_{}", self.table.name), args![]),
            Tx::Sqlite(_) => self.after_last(),
        };
        let page = tx.rows(AssertSqlSafe(sql).into_sql_str(), after, &self.holds).await?;
        self.last = page.last().map(|row| self.table.key.iter().map(|place| row[*place].clone()).collect());
        Ok(page)
    }

    fn after_last(&self) -> (String, Vec<Arg>) {
        let key: Vec<&str> = self.table.key.iter().map(|place| self.table.columns[*place].name.as_str()).collect();
        let (key, all) = (key.join(", "), names(self.table).join(", "));
        let places: Vec<String> = (1..=self.table.key.len()).map(|place| format!("${place}")).collect();
        let after = match &self.last {
            Some(_) => format!("WHERE ({key}) > ({})", places.join(", ")),
            None => String::new(),
        };
        let sql = format!("SELECT {all} FROM {} {after} ORDER BY {key} LIMIT {PAGE}", self.table.name);
        (sql, self.last.clone().unwrap_or_default())
    }

    async fn end(self, tx: &mut Tx) -> Result<(), StoreError> {
        if let Tx::Postgres(_) = tx {
            tx.run_text(AssertSqlSafe(format!("CLOSE pages_{}", self.table.name)).into_sql_str(), args![]).await?;
        }
        Ok(())
    }
}
