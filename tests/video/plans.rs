//! No query scans a table (ARCHITECTURE.md): what the server asks its database while people use short video is asked
//! again for its plan.

use std::collections::BTreeSet;

use http::Method;
use rusqlite::{Connection, types::Null};
use serde_json::{Value, json};
use testkit::{Person, Server, segment};

use super::{clip, ready};
use crate::{CAUSEWAY, admin_api::admin};

const OWN: &str = "/_causeway/v1";

/// Statements that read all of a table and may: `(beginning, why)`.
const MAY_SCAN: &[(&str, &str)] = &[
    (
        "DELETE FROM video_moderation_act WHERE ts < ?1 AND id IN",
        "the oldest, up to a limit",
    ),
    (
        "SELECT COUNT(*) FROM video_block_hash",
        "for the host alone, of a list that has a bound",
    ),
];

/// Every statement that the server has run.
pub(crate) fn statements(log: &str) -> BTreeSet<String> {
    let told = log.lines().filter_map(|line| {
        let line: Value = serde_json::from_str(line).ok()?;
        Some(line["fields"]["sql"].as_str()?.to_owned())
    });
    told.collect()
}

/// The lines of a plan that read a whole table, or a whole index.
pub(crate) fn scans(database: &Connection, sql: &str) -> Vec<String> {
    let mut statement = database
        .prepare(&format!("EXPLAIN QUERY PLAN {sql}"))
        .unwrap_or_else(|error| panic!("{error}: {sql}"));
    let nothing = vec![Null; statement.parameter_count()];
    let lines = statement
        .query_map(rusqlite::params_from_iter(nothing), |row| row.get(3))
        .unwrap();
    let lines: Vec<String> = lines.map(Result::unwrap).collect();
    // What is read of a subquery is what that has found.
    let is_found = |line: &str| {
        let name = line.split(' ').nth(1).unwrap();
        name.starts_with('(') || name == "CONSTANT" || sql.contains(&format!(") AS {name}"))
    };
    let is_scan = |line: &&String| line.starts_with("SCAN ") && !is_found(line);
    // In the order that is asked for, up to a limit: no more is read than is handed out.
    let is_in_order = sql.contains("ORDER BY")
        && sql.contains("LIMIT")
        && !sql.contains("WHERE")
        && !lines.iter().any(|line| line.contains("TEMP B-TREE"));
    if is_in_order {
        return Vec::new();
    }
    lines.iter().filter(is_scan).cloned().collect()
}

/// Everything that can be asked, filled in with what there is.
async fn ask_everything(server: &Server, who: &[&Person], fill: &dyn Fn(&str) -> String) {
    let path = format!("{OWN}/openapi.json");
    let document = server
        .http
        .json(Method::GET, &path, None, &Value::Null)
        .await;
    for (path, item) in document.ok()["paths"].as_object().unwrap() {
        let is_of_video = item.as_object().unwrap().values().any(|one| {
            let tags = one["tags"].as_array().unwrap();
            tags.contains(&json!("video")) || path.contains("admin/video")
        });
        if !is_of_video || item.get("get").is_none() {
            continue;
        }
        for person in who {
            let path = fill(path);
            let answer = person.get(&path).await;
            assert!(!answer.status.is_server_error(), "{path}: {answer:?}");
            if answer.status.is_success() && answer.bytes.starts_with(b"{") {
                let next = answer.ok()["next"].clone();
                if let Some(next) = next.as_str() {
                    let more = if path.contains('?') { '&' } else { '?' };
                    person
                        .get(&format!("{path}{more}from={}", segment(next)))
                        .await
                        .ok();
                }
            }
        }
    }
}

#[tokio::test]
async fn no_query_of_short_video_scans_a_table() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("causeway.db");
    let server = Server::builder(CAUSEWAY)
        .on_sqlite(&format!("sqlite:{}", file.display()))
        .arg("--log=json")
        .env("CAUSEWAY_LOG_FILTER", "info,store=trace")
        .start();
    let (root, ada) = (admin(&server, "root").await, server.person("ada").await);
    let (bob, cy) = (server.person("bob").await, server.person("cy").await);
    let film = clip("128x128", "1", &[]);
    let told = json!({ "caption": "a #cat for @bob", "language": "en" });
    let made = ready(&ada, &film, told).await;
    let (id, path) = (
        made["id"].as_str().unwrap(),
        format!("{OWN}/videos/{}", made["id"].as_str().unwrap()),
    );
    let used = ready(
        &bob,
        &film,
        json!({ "sound": id, "visibility": "followers" }),
    )
    .await;
    let user =
        |person: &Person, what: &str| format!("{OWN}/users/{}/{what}", segment(&person.user_id));
    ada.put(&format!("{OWN}/video_settings"), json!({ "private": true }))
        .await
        .ok();
    for fan in [&bob, &cy] {
        fan.put(&user(&ada, "follow"), json!({})).await.ok();
        ada.put(&user(fan, "follow"), json!({})).await.ok();
        let request = format!("{OWN}/follow_requests/{}", segment(&fan.user_id));
        ada.put(&request, json!({})).await.ok();
    }
    ada.put(
        &format!("{OWN}/video_settings"),
        json!({ "private": false }),
    )
    .await
    .ok();
    let collection = bob
        .post(&format!("{OWN}/collections"), json!({ "name": "cats" }))
        .await
        .ok();
    let collection = collection["id"].as_str().unwrap().to_owned();
    for fan in [&bob, &cy] {
        fan.put(&format!("{path}/like"), json!({})).await.ok();
        fan.put(&format!("{path}/repost"), json!({})).await.ok();
        fan.post(&format!("{path}/share"), json!({})).await.ok();
    }
    bob.put(&format!("{path}/save"), json!({ "collection": collection }))
        .await
        .ok();
    cy.put(&format!("{path}/save"), json!({})).await.ok();
    let comments = format!("{path}/comments");
    let said = bob
        .post(&comments, json!({ "text": "hello @ada" }))
        .await
        .ok();
    let comment = said["id"].as_str().unwrap().to_owned();
    let reply = json!({ "text": "hi", "parent": comment });
    ada.post(&comments, reply).await.ok();
    let one = format!("{comments}/{comment}");
    ada.put(&format!("{one}/like"), json!({})).await.ok();
    ada.put(&format!("{one}/pin"), json!({})).await.ok();
    cy.post(&format!("{one}/report"), json!({ "reason": "spam" }))
        .await
        .ok();
    cy.post(&format!("{path}/report"), json!({ "reason": "spam" }))
        .await
        .ok();
    cy.put(&user(&root, "mute"), json!({})).await.ok();
    cy.put(&user(&root, "block"), json!({})).await.ok();

    let fill = |path: &str| {
        let filled = path
            .replace("{user_id}", &segment(&ada.user_id))
            .replace("{tag}", "cat")
            .replace("{comment}", &comment)
            .replace("{pass}/{name}", "1/video.mp4");
        let filled = filled.replace("collections/{id}", &format!("collections/{collection}"));
        let filled = filled.replace("{id}", id);
        match filled.as_str() {
            "/_causeway/v1/search" => format!("{filled}?q=cat&limit=1"),
            _ => format!("{filled}?limit=1"),
        }
    };
    ask_everything(&server, &[&ada, &bob, &root], &fill).await;
    for more in [
        format!("{OWN}/search?q=cat&kind=tags"),
        format!("{OWN}/search?q=ada&kind=people"),
        format!("{OWN}/search?q=cat&kind=sounds"),
        format!("{comments}?parent={comment}"),
        format!("{comments}?sort=new"),
        format!("{OWN}/saved?collection={collection}"),
        format!("{OWN}/admin/video_reports?state=decided"),
        format!("{OWN}/admin/video_appeals?state=decided"),
    ] {
        let answer = root.get(&more).await;
        assert!(!answer.status.is_server_error(), "{more} {answer:?}");
    }
    // What is undone, decided, and goes.
    let token = Some(root.token.as_str());
    let list = "00000000000000ff\n".into();
    let blocklist = format!("{OWN}/admin/video_blocklist");
    let http = &server.http;
    http.send(Method::POST, &blocklist, token, "text/plain", list)
        .await
        .ok();
    let reports = root.get(&format!("{OWN}/admin/video_reports")).await.ok();
    for report in reports["reports"].as_array().unwrap() {
        let decision = if report["kind"] == "video" {
            "age"
        } else {
            "remove"
        };
        let decided = format!("{OWN}/admin/video_reports/{}", report["id"]);
        root.put(&decided, json!({ "decision": decision, "reason": "spam" }))
            .await
            .ok();
    }
    ada.put(
        &path,
        json!({ "caption": "a #dog", "visibility": "friends" }),
    )
    .await
    .ok();
    cy.delete(&user(&root, "block")).await.ok();
    cy.delete(&user(&root, "mute")).await.ok();
    for undone in ["like", "repost", "save"] {
        cy.delete(&format!("{path}/{undone}")).await.ok();
    }
    cy.delete(&user(&ada, "follow")).await.ok();
    bob.delete(&format!("{OWN}/videos/{}", used["id"].as_str().unwrap()))
        .await
        .ok();
    ada.delete(&path).await.ok();
    super::empty(&server.data_dir().join("blobs").join("video")).await;

    let ran = statements(&server.log());
    assert!(ran.len() > 150, "{}", ran.len());
    let database = Connection::open(&file).unwrap();
    let unindexed = "SELECT id FROM video WHERE caption = ?1 ORDER BY nid LIMIT 1";
    assert_eq!(scans(&database, unindexed), ["SCAN video"]);
    let mut found = Vec::new();
    for sql in ran
        .iter()
        .filter(|sql| sql.contains("video") || sql.contains("follow"))
    {
        let scans = scans(&database, sql);
        let may = MAY_SCAN.iter().any(|(begins, _)| sql.starts_with(begins));
        if !scans.is_empty() && !may {
            found.push(format!("{scans:?}: {sql}"));
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}
