//! All that the directory holds of one person: the list of tables, the export, the eraser.

use base::{
    Erasure::{self, Erased, Kept},
    ExportSink, Failure,
};
use http_server::Result;
use ruma::UserId;
use serde_json::{Value, json};
use store::{StoreError, params};

use super::{entry, files, release};
use crate::{Services, homeserver};

/// Every table with a person in it, and what becomes of his rows when he asks to be erased.
pub(crate) const TABLES: &[(&str, Erasure)] = &[
    (
        "directory_act",
        Kept("what was done to others in the host's name stays accountable, for a year"),
    ),
    ("directory_entry", Erased),
    ("directory_report", Kept("it is addressed to the host")),
];

/// Entries erased in one change, so that a commit stays short.
const PAGE: usize = 20;
/// Rows of one kind in an export.
const EXPORTED_MAX: usize = 100_000;

/// Does the job that tells of an account that has ended: what it leaves here is erased.
pub(crate) async fn account_ended(s: Services, user: i64) -> std::result::Result<(), String> {
    erase_user(&s, user)
        .await
        .map_err(|error| error.to_string())
}

/// Erases what a person has here. Can be repeated; for somebody unknown it does nothing.
pub(crate) async fn erase(s: &Services, user_id: &UserId) -> Result<()> {
    let id = user_id.to_owned();
    match s.store.read(move |tx| homeserver::known(tx, &id)).await? {
        Some(user) => erase_user(s, user).await,
        None => Ok(()),
    }
}

async fn erase_user(s: &Services, user: i64) -> Result<()> {
    loop {
        let work = s.clone();
        let page = s.store.write(move |w| {
            let page = entry::several(
                w,
                "owner_nid = ?1 ORDER BY nid LIMIT ?2",
                params![user, PAGE],
            )?;
            for one in &page {
                files::forget(&work, w, one)?;
                one.delete(w)?;
            }
            Ok::<_, http_server::Error>(page.len())
        });
        if page.await? < PAGE {
            return Ok(());
        }
    }
}

/// Writes entries, with the archives of mini-apps, and reports.
pub(crate) async fn export(
    s: &Services,
    user_id: &UserId,
    sink: &mut dyn ExportSink,
) -> std::result::Result<(), Failure> {
    let id = user_id.to_owned();
    let Some(user) = s.store.read(move |tx| homeserver::known(tx, &id)).await? else {
        return Ok(());
    };
    let (entries, releases, reports) = s
        .store
        .read(move |tx| {
            let mine = entry::several(tx, "owner_nid = ?1 ORDER BY nid", params![user])?;
            let (mut entries, mut releases) = (Vec::new(), Vec::new());
            for one in mine {
                let written: Value = serde_json::from_slice(&one.content).unwrap_or_default();
                entries.push(json!({
                    "id": one.id, "state": one.state.word(), "added_ts": one.added_ms, "written": written,
                    "shown": serde_json::from_slice::<Value>(&one.json).unwrap_or_default(),
                }));
                let versions = release::of_entry(tx, one.nid)?;
                releases.extend(versions.into_iter().map(|version| (one.subject.clone(), version)));
            }
            let reports = tx.query::<_, StoreError>(
                "SELECT e.id, r.reason, r.body, r.created_ms FROM directory_report r
                 JOIN directory_entry e ON e.nid = r.entry_nid WHERE r.reporter_nid = ?1 ORDER BY r.id LIMIT ?2",
                params![user, EXPORTED_MAX],
                |row| {
                    Ok(json!({
                        "about": row.get::<String>(0)?, "reason": row.get::<String>(1)?,
                        "text": row.get::<String>(2)?, "created_ts": row.get::<u64>(3)?,
                    }))
                },
            )?;
            Ok::<_, StoreError>((entries, releases, reports))
        })
        .await?;
    for (app_id, version) in releases {
        let path = format!("mini-apps/{app_id}-{}.xdc", version.version);
        sink.file(&path, &s.blobs.get(&version.sha256).await?)
            .await?;
    }
    sink.file("directory.json", &serde_json::to_vec_pretty(&entries)?)
        .await?;
    sink.file(
        "directory_reports.json",
        &serde_json::to_vec_pretty(&reports)?,
    )
    .await
}

#[cfg(test)]
mod tests {
    use super::TABLES;

    #[test]
    fn every_table_with_a_person_in_it_is_listed() {
        let personal = ["user_nid", "owner_nid", "reporter_nid"];
        for migration in crate::MIGRATIONS {
            for statement in migration.sql.split(';') {
                let Some((_, rest)) = statement.split_once("CREATE TABLE ") else {
                    continue;
                };
                let name = rest.split([' ', '(']).next().unwrap();
                if personal.iter().any(|column| rest.contains(column)) {
                    assert!(TABLES.iter().any(|(listed, _)| *listed == name), "{name}");
                }
            }
        }
    }
}
