//! Migrations: forward only, applied at start under the database's own lock.

use crate::{
    StoreError,
    db::{Access, Conn},
    params,
};

/// One step of the schema. `id` sorts: `"matrix/0001_core"`. The text is written in PostgreSQL's
/// types; SQLite gets `STRICT` tables of the equal types.
#[derive(Debug, Clone, Copy)]
pub struct Migration {
    /// Capability and number; never changed after release.
    pub id: &'static str,
    /// Statements, separated by semicolons.
    pub sql: &'static str,
}

const BOOKKEEPING: &str = "
CREATE TABLE IF NOT EXISTS migration (id TEXT PRIMARY KEY, applied_order BIGINT NOT NULL);
CREATE TABLE IF NOT EXISTS sequence (name TEXT PRIMARY KEY, value BIGINT NOT NULL);
CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT NOT NULL);
";

/// Applies what is missing, all in one transaction: an upgrade happens whole or not at all.
pub(crate) fn apply(conn: &mut Conn, migrations: &[Migration]) -> Result<(), StoreError> {
    conn.begin(Access::Write)?;
    let applied = run(conn, migrations);
    conn.batch(if applied.is_ok() {
        "COMMIT"
    } else {
        "ROLLBACK"
    })?;
    applied
}

/// How many migrations are missing; changes nothing.
pub(crate) fn missing(conn: &mut Conn, migrations: &[Migration]) -> Result<usize, StoreError> {
    let table = if conn.is_sqlite() {
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'migration'"
    } else {
        "SELECT to_regclass('migration')::TEXT"
    };
    let table = conn.tx().get::<Option<String>>(table, params![])?;
    if table.flatten().is_none() {
        return Ok(migrations.len());
    }
    let done = applied(conn)?;
    refuse_newer(&done, migrations)?;
    Ok(migrations.len() - done.len())
}

fn applied(conn: &mut Conn) -> Result<Vec<String>, StoreError> {
    conn.tx().query(
        "SELECT id FROM migration ORDER BY applied_order",
        params![],
        |row| row.get(0),
    )
}

fn refuse_newer(done: &[String], migrations: &[Migration]) -> Result<(), StoreError> {
    let unknown = done
        .iter()
        .find(|id| migrations.iter().all(|m| m.id != *id));
    unknown.map_or(Ok(()), |id| Err(StoreError::TooNew(id.clone())))
}

fn run(conn: &mut Conn, migrations: &[Migration]) -> Result<(), StoreError> {
    if !conn.is_sqlite() {
        // Serialises processes that start at once; released with the transaction.
        conn.batch("SELECT pg_advisory_xact_lock(7041776)")?;
    }
    let bookkeeping = translated(conn, BOOKKEEPING);
    conn.batch(&bookkeeping)?;
    let done = applied(conn)?;
    refuse_newer(&done, migrations)?;
    let mut order = done.len();
    for migration in migrations
        .iter()
        .filter(|m| !done.iter().any(|id| id == m.id))
    {
        let sql = translated(conn, migration.sql);
        conn.batch(&sql)?;
        order += 1;
        conn.tx().execute(
            "INSERT INTO migration (id, applied_order) VALUES (?1, ?2)",
            params![migration.id, order],
        )?;
    }
    Ok(())
}

/// PostgreSQL's text as SQLite takes it.
fn translated(conn: &Conn, sql: &str) -> String {
    if !conn.is_sqlite() {
        return sql.to_owned();
    }
    sql.replace("BIGINT", "INTEGER")
        .replace("BYTEA", "BLOB")
        .split(';')
        .map(strict)
        .collect::<Vec<_>>()
        .join(";")
}

fn strict(statement: &str) -> String {
    let is_table = statement
        .lines()
        .any(|line| line.trim_start().starts_with("CREATE TABLE"));
    if is_table {
        format!("{} STRICT", statement.trim_end())
    } else {
        statement.to_owned()
    }
}
