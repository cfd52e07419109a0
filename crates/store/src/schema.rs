//! The shape of the database as the database itself tells it: tables, columns, keys, and the version. A copy goes by this and
//! not by a list in code, so that no later table can be forgotten; a test holds both databases to the same shape.

use crate::db::{MIGRATIONS, Tx, args, in_dialect};
use crate::error::StoreError;

/// What a column holds. Every type of the migrations is one of these, in both databases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Holds {
    Text,
    Int,
    Bytes,
}

/// One column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Column {
    pub(crate) name: String,
    pub(crate) holds: Holds,
}

/// One table, with the places of its key's columns in the key's order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Table {
    pub(crate) name: String,
    pub(crate) columns: Vec<Column>,
    pub(crate) key: Vec<usize>,
}

type ColumnRow = (String, String, String, i64);

const OF_SQLITE: &str = "SELECT m.name, p.name, p.type, p.pk FROM sqlite_schema m JOIN pragma_table_info(m.name) p WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' AND m.name <> '_sqlx_migrations' ORDER BY m.name, p.cid";
const OF_POSTGRES: &str = "SELECT c.relname::text, a.attname::text, format_type(a.atttypid, a.atttypmod), COALESCE(array_position(i.indkey::int2[], a.attnum) + 1, 0)::bigint FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace AND c.relname <> '_sqlx_migrations' ORDER BY c.relname COLLATE \"C\", a.attnum";

/// Every table, by name.
pub(crate) async fn tables(tx: &mut Tx) -> Result<Vec<Table>, StoreError> {
    let sql = if matches!(tx, Tx::Sqlite(_)) { OF_SQLITE } else { OF_POSTGRES };
    let rows: Vec<ColumnRow> = tx.all(sql, args![]).await?;
    let mut tables: Vec<Table> = Vec::new();
    let mut keys: Vec<(i64, usize)> = Vec::new();
    for (table, name, kind, in_key) in rows {
        if tables.last().is_none_or(|last| last.name != table) {
            tables.push(Table { name: table, columns: Vec::new(), key: Vec::new() });
            keys.clear();
        }
        let Some(last) = tables.last_mut() else { continue };
        let holds = match kind.as_str() {
            "TEXT" | "text" => Holds::Text,
            "INTEGER" | "bigint" => Holds::Int,
            "BLOB" | "bytea" => Holds::Bytes,
            other => return Err(StoreError::Unreadable(format!("{}.{name}: {other}", last.name))),
        };
        if in_key > 0 {
            keys.push((in_key, last.columns.len()));
            keys.sort_unstable();
            last.key = keys.iter().map(|(_, column)| *column).collect();
        }
        last.columns.push(Column { name, holds });
    }
    Ok(tables)
}

/// The triggers that keep what may only be added to, by name: what the migrations make, and what is there.
pub(crate) async fn lacking_triggers(tx: &mut Tx) -> Result<Vec<String>, StoreError> {
    let sqlite = matches!(tx, Tx::Sqlite(_));
    let sql = if sqlite {
        "SELECT name FROM sqlite_schema WHERE type = 'trigger'"
    } else {
        "SELECT t.tgname::text FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE c.relnamespace = current_schema()::regnamespace AND NOT t.tgisinternal AND t.tgenabled <> 'D'"
    };
    let there: Vec<(String,)> = tx.all(sql, args![]).await?;
    let made = MIGRATIONS.iter().map(|(_, _, text)| in_dialect(text, sqlite)).collect::<Vec<_>>().join("\n");
    let name = |line: &str| line.strip_prefix("CREATE TRIGGER ")?.split(' ').next().map(str::to_owned);
    Ok(made.lines().filter_map(name).filter(|name| !there.iter().any(|(one,)| one == name)).collect())
}

/// The version of the schema that this program makes.
pub(crate) fn newest() -> i64 {
    MIGRATIONS.last().map_or(0, |(version, _, _)| *version)
}

/// The version that the database has; 0 when it is not Fundament's.
pub(crate) async fn version(tx: &mut Tx) -> Result<i64, StoreError> {
    let known = if matches!(tx, Tx::Sqlite(_)) {
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name = '_sqlx_migrations'"
    } else {
        "SELECT c.relname::text FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace AND c.relname = '_sqlx_migrations'"
    };
    if tx.one::<(String,)>(known, args![]).await?.is_none() {
        return Ok(0);
    }
    let row: Option<(Option<i64>,)> = tx.one("SELECT MAX(version) FROM _sqlx_migrations", args![]).await?;
    Ok(row.and_then(|(version,)| version).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Place, Store};

    #[tokio::test]
    async fn every_table_has_a_key_to_be_read_by() {
        let dir = tempfile::TempDir::new().expect("a directory");
        let store = Store::open(&Place::File(dir.path().join("fundament.db"))).await.expect("opens");
        let mut tx = store.db.snapshot().await.expect("begins");
        let tables = tables(&mut tx).await.expect("told");
        assert!(tables.iter().any(|table| table.name == "log") && tables.iter().all(|table| !table.key.is_empty()));
        let grant = tables.iter().find(|table| table.name == "role_grant").expect("role_grant");
        let key: Vec<&str> = grant.key.iter().map(|place| grant.columns[*place].name.as_str()).collect();
        assert_eq!(key, ["tenant", "account", "role", "unit"]);
        assert_eq!(version(&mut tx).await.expect("told"), newest());
    }
}
