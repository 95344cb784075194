//! Versions of mini-apps: their rows, their addresses, which of two is newer.

use std::collections::BTreeMap;

use super::shown::Translated;
use http_server::{Error, Result};
use serde::{Deserialize, Serialize};
use store::{Row, StoreError, Tx, Value, Write, params};

/// What a version's archive and who published it say.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct About {
    pub(crate) name: String,
    pub(crate) summary: String,
    pub(crate) description: String,
    pub(crate) category: String,
    pub(crate) languages: Vec<String>,
    pub(crate) permissions: Vec<String>,
    pub(crate) source_code_url: Option<String>,
    /// By language.
    #[serde(default)]
    pub(crate) translations: BTreeMap<String, Translated>,
}

/// What has become of a version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ReleaseState {
    Waits,
    Reviewed,
    Refused,
    Withdrawn,
}

impl ReleaseState {
    pub(crate) fn code(self) -> i64 {
        match self {
            Self::Waits => 0,
            Self::Reviewed => 1,
            Self::Refused => 2,
            Self::Withdrawn => 3,
        }
    }

    fn of_code(code: i64) -> Self {
        match code {
            0 => Self::Waits,
            1 => Self::Reviewed,
            2 => Self::Refused,
            _ => Self::Withdrawn,
        }
    }

    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Waits => "waits",
            Self::Reviewed => "reviewed",
            Self::Refused => "refused",
            Self::Withdrawn => "withdrawn",
        }
    }
}

/// A row.
#[derive(Debug, Clone)]
pub(crate) struct Release {
    pub(crate) nid: i64,
    pub(crate) entry: i64,
    pub(crate) version: String,
    pub(crate) state: ReleaseState,
    pub(crate) sha256: String,
    pub(crate) size: u64,
    pub(crate) icon: Option<String>,
    /// Where its bytes are, as long as they are not here.
    pub(crate) remote: Option<String>,
    pub(crate) manifest: Vec<u8>,
    pub(crate) submitted_ms: u64,
    pub(crate) decided_ms: Option<u64>,
    pub(crate) note: Option<String>,
}

impl Release {
    pub(crate) fn about(&self) -> Result<About> {
        serde_json::from_slice(&self.manifest).map_err(Error::internal)
    }

    /// Stores a new one.
    pub(crate) fn insert(&mut self, w: &mut Write<'_, '_>) -> Result<(), StoreError> {
        self.nid = w.query_one(
            "SELECT COALESCE(MAX(nid), 0) + 1 FROM directory_release",
            params![],
            |row| row.get(0),
        )?;
        w.execute(
            "INSERT INTO directory_release (nid, entry_nid, version, state, sha256, size, icon, remote, manifest,
               submitted_ms, decided_ms, note) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
            params![
                self.nid,
                self.entry,
                &self.version,
                self.state.code(),
                &self.sha256,
                self.size,
                self.icon.as_deref(),
                self.remote.as_deref(),
                &self.manifest,
                self.submitted_ms,
                self.decided_ms,
                self.note.as_deref()
            ],
        )?;
        Ok(())
    }
}

const COLUMNS: &str = "nid, entry_nid, version, state, sha256, size, icon, remote, manifest, submitted_ms, decided_ms, note";

fn stored(row: &Row<'_>) -> Result<Release, StoreError> {
    Ok(Release {
        nid: row.get(0)?,
        entry: row.get(1)?,
        version: row.get(2)?,
        state: ReleaseState::of_code(row.get(3)?),
        sha256: row.get(4)?,
        size: row.get(5)?,
        icon: row.get(6)?,
        remote: row.get(7)?,
        manifest: row.get(8)?,
        submitted_ms: row.get(9)?,
        decided_ms: row.get(10)?,
        note: row.get(11)?,
    })
}

/// Versions by a condition and an order.
pub(crate) fn several(
    tx: &mut Tx<'_>,
    rest: &str,
    values: &[Value<'_>],
) -> Result<Vec<Release>, StoreError> {
    tx.query(
        &format!("SELECT {COLUMNS} FROM directory_release WHERE {rest}"),
        values,
        stored,
    )
}

/// All versions of a mini-app, the newest first.
pub(crate) fn of_entry(tx: &mut Tx<'_>, entry: i64) -> Result<Vec<Release>, StoreError> {
    several(tx, "entry_nid = ?1 ORDER BY nid DESC", params![entry])
}

/// The version that everybody sees: the newest reviewed one, else the newest.
pub(crate) fn newest(tx: &mut Tx<'_>, entry: i64) -> Result<Option<Release>, StoreError> {
    let all = of_entry(tx, entry)?;
    let reviewed = all
        .iter()
        .find(|release| release.state == ReleaseState::Reviewed);
    Ok(reviewed.or(all.first()).cloned())
}

pub(crate) fn by_version(
    tx: &mut Tx<'_>,
    entry: i64,
    version: &str,
) -> Result<Option<Release>, StoreError> {
    let values = params![entry, version];
    let found = several(tx, "entry_nid = ?1 AND version = ?2", values)?;
    Ok(found.into_iter().next())
}

/// Whether a version or an icon still needs a blob.
pub(crate) fn needs_blob(tx: &mut Tx<'_>, blob: &str) -> Result<bool, StoreError> {
    let found: Option<i64> = tx.get(
        "SELECT 1 WHERE EXISTS (SELECT 1 FROM directory_release WHERE sha256 = ?1 AND remote IS NULL)
           OR EXISTS (SELECT 1 FROM directory_release WHERE icon = ?1)",
        params![blob],
    )?;
    Ok(found.is_some())
}

/// Where the archive of a version is.
pub(crate) fn url(app_id: &str, version: &str) -> String {
    format!("/_causeway/v1/directory/mini-apps/{app_id}/{version}.xdc")
}

/// Where an icon is.
pub(crate) fn icon_url(sha256: &str) -> String {
    format!("/_causeway/v1/directory/icons/{sha256}")
}

/// Whether a version comes after another: by its numbers, as in 1.9 and 1.10.
pub(crate) fn is_newer(version: &str, than: &str) -> bool {
    numbers(version) > numbers(than)
}

fn numbers(version: &str) -> Vec<u64> {
    let mut numbers: Vec<u64> = version
        .split(|c: char| !c.is_ascii_digit())
        .filter(|part| !part.is_empty())
        .map(|part| part.parse().unwrap_or(u64::MAX))
        .collect();
    // 1.0 is 1.
    while numbers.last() == Some(&0) {
        numbers.pop();
    }
    numbers
}

#[cfg(test)]
mod tests {
    use super::is_newer;

    #[test]
    fn versions_rise_by_their_numbers() {
        for (older, newer) in [
            ("1.9", "1.10"),
            ("1", "1.0.1"),
            ("v1.2", "v2"),
            ("0.9.9", "1"),
        ] {
            assert!(is_newer(newer, older), "{newer} after {older}");
            assert!(!is_newer(older, newer), "{older} before {newer}");
        }
        assert!(!is_newer("1.0", "1") && !is_newer("1", "1.0"));
    }
}
