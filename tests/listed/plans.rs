//! No query of the directory scans a table: what the server asks its database is asked again for its plan.

use rusqlite::Connection;
use serde_json::json;
use testkit::Server;

use super::{ADMIN, DIRECTORY, apps, found, look, organisation, put};
use crate::{
    CAUSEWAY,
    admin_api::admin,
    video::plans::{scans, statements},
};

/// Statements that read all of a table and may: `(beginning, why)`.
const MAY_SCAN: &[(&str, &str)] = &[
    (
        "DELETE FROM directory_act WHERE ts < ?1 AND id IN",
        "the oldest, up to a limit",
    ),
    (
        "SELECT kind, category, n FROM directory_count",
        "as many rows as there are kinds and categories",
    ),
    (
        "UPDATE directory_count SET n = n - 1",
        "as many rows as there are kinds and categories",
    ),
    (
        "SELECT COUNT(*) FROM directory_subscription",
        "for the host alone, of a list that has a bound",
    ),
    (
        "SELECT url, kind, source, key_id, public_key, since_ms, fetched_ms, entries, problem FROM directory_subscription ORDER",
        "for the host alone, of a list that has a bound",
    ),
    (
        "INSERT INTO directory_",
        "the next number is the end of an index",
    ),
    (
        "SELECT COALESCE(MAX(nid), 0) + 1 FROM directory_",
        "the next number is the end of an index",
    ),
    (
        "SELECT kind, subject, json FROM directory_entry",
        "the whole list, up to a limit, when it has changed",
    ),
];

#[tokio::test]
async fn no_query_of_the_directory_scans_a_table() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("causeway.db");
    let server = Server::builder(CAUSEWAY)
        .on_sqlite(&format!("sqlite:{}", file.display()))
        .arg("--log=json")
        .env("CAUSEWAY_LOG_FILTER", "info,store=trace")
        .start();
    let (root, ada) = (admin(&server, "root").await, server.person("ada").await);
    let school =
        json!({ "place": "Old Harbour", "languages": ["en"], "description": "by the sea" });
    put(&ada, "school", organisation("School", school))
        .await
        .ok();
    apps::publish(&ada, "", apps::app("Gomoku", "gomoku", "1"))
        .await
        .ok();
    for query in [
        "",
        "?q=school",
        "?q=school%20sea&kind=organisation",
        "?category=city&language=en&place=harbour&featured=true",
        "?q=sea&limit=1",
    ] {
        found(&server, query).await;
    }
    for path in [
        "/counts",
        "/list",
        "/entries/school",
        "/mini-apps/gomoku/1.xdc",
    ] {
        look(&server, path).await;
    }
    root.put(
        &format!("{ADMIN}/releases/gomoku/1"),
        json!({ "verdict": "reviewed" }),
    )
    .await
    .ok();
    look(&server, "/mini-apps/gomoku/1.xdc").await;
    let icon = look(&server, "/entries/app.gomoku").await.ok()["icon"]
        .as_str()
        .unwrap()
        .to_owned();
    root.get(&icon).await;
    let report = format!("{DIRECTORY}/entries/school/report");
    root.post(&report, json!({ "reason": "spam" })).await.ok();
    for path in [
        "reports",
        "reports?state=decided",
        "releases",
        "releases?state=decided",
        "audit",
        "subscriptions",
    ] {
        root.get(&format!("{ADMIN}/{path}")).await.ok();
    }
    let reports = root.get(&format!("{ADMIN}/reports")).await.ok();
    let decided = format!("{ADMIN}/reports/{}", reports["reports"][0]["id"]);
    root.put(&decided, json!({ "decision": "keep" })).await.ok();
    root.put(
        &format!("{ADMIN}/entries/school"),
        json!({ "featured": true }),
    )
    .await
    .ok();
    ada.get(&format!("{DIRECTORY}/mine")).await.ok();
    ada.delete(&format!("{DIRECTORY}/mine/school")).await.ok();

    let ran = statements(&server.log());
    let database = Connection::open(&file).unwrap();
    let of_directory: Vec<_> = ran
        .iter()
        .filter(|sql| sql.contains("directory_"))
        .collect();
    assert!(of_directory.len() > 30, "{}", of_directory.len());
    let mut scanning = Vec::new();
    for sql in of_directory {
        let scans = scans(&database, sql);
        let may = MAY_SCAN.iter().any(|(begins, _)| sql.starts_with(begins));
        if !scans.is_empty() && !may {
            scanning.push(format!("{scans:?}: {sql}"));
        }
    }
    assert!(scanning.is_empty(), "{}", scanning.join("\n"));
}
