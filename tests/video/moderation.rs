//! What people report, what the host decides, and what the author is told and says to it.

use http::Method;
use serde_json::{Value, json};
use testkit::{Person, Server, segment};

use super::{at, clip, fetch, put_text, ready, video};
use crate::{admin_api::admin, server};

const ADMIN: &str = "/_causeway/v1/admin";

async fn reports(host: &Person, query: &str) -> Vec<Value> {
    let path = format!("{ADMIN}/video_reports{query}");
    let answer = host.get(&path).await.ok();
    answer["reports"].as_array().unwrap().clone()
}

async fn decide(host: &Person, report: &Value, body: Value) {
    let path = format!("{ADMIN}/video_reports/{}", report["id"]);
    host.put(&path, body).await.ok();
}

/// Status of a video for somebody without an account.
async fn status(server: &Server, id: &str) -> u16 {
    let path = format!("/_causeway/v1/videos/{id}");
    let answer = server
        .http
        .json(Method::GET, &path, None, &Value::Null)
        .await;
    answer.status.as_u16()
}

#[tokio::test]
async fn a_reported_video_is_removed_and_comes_back_after_an_appeal() {
    let server = server();
    let (root, ada) = (admin(&server, "root").await, server.person("ada").await);
    let (bob, cy) = (server.person("bob").await, server.person("cy").await);
    let made = ready(
        &ada,
        &clip("128x128", "1", &["-an"]),
        json!({ "caption": "boo #scary" }),
    )
    .await;
    let id = made["id"].as_str().unwrap();
    let path = format!("/_causeway/v1/videos/{id}");
    for (who, reason) in [(&bob, "spam"), (&bob, "violence"), (&cy, "violence")] {
        let body = json!({ "reason": reason, "text": "look" });
        who.post(&format!("{path}/report"), body).await.ok();
    }
    let waiting = reports(&root, "").await;
    assert_eq!(waiting.len(), 2, "again is not another report");
    assert_eq!(waiting[0]["reason"], "violence");
    assert_eq!(waiting[0]["reporter"]["user_id"], bob.user_id);
    assert_eq!(waiting[0]["waiting"], 2);
    assert_eq!(waiting[0]["video"]["id"], id);
    assert_eq!(waiting[0]["person"]["user_id"], ada.user_id);
    let poster = made["playback"]["poster"].as_str().unwrap();
    assert_eq!(fetch(&server.http, poster).await.status.as_u16(), 200);

    let body = json!({ "decision": "remove", "reason": "violence", "note": "blood" });
    decide(&root, &waiting[1], body).await;
    assert!(
        reports(&root, "?state=open").await.is_empty(),
        "both are decided"
    );
    let decided = reports(&root, "?state=decided&limit=1").await;
    assert_eq!(
        (&decided[0]["decision"], &decided[0]["note"]),
        (&json!("remove"), &json!("blood"))
    );
    bob.get(&path).await.refused(404, "M_NOT_FOUND");
    assert_eq!(fetch(&server.http, poster).await.status.as_u16(), 404);
    let tag = "/_causeway/v1/tags/scary/videos";
    assert_eq!(bob.get(tag).await.ok()["videos"], json!([]));
    assert_eq!(
        bob.get("/_causeway/v1/feed/fresh").await.ok()["videos"],
        json!([])
    );
    let own = video(&ada, id).await;
    assert_eq!(
        own["removed"],
        json!({ "reason": "violence", "appeal": null })
    );
    let change = json!({ "visibility": "public", "caption": "boo again #scary" });
    ada.put(&path, change).await.ok();
    bob.get(&path).await.refused(404, "M_NOT_FOUND");

    let appeal = format!("{path}/appeal");
    bob.post(&appeal, json!({ "text": "x" }))
        .await
        .refused(404, "M_NOT_FOUND");
    ada.post(&appeal, json!({ "text": " " }))
        .await
        .refused(400, "M_INVALID_PARAM");
    for text in ["it is", "it is ketchup"] {
        ada.post(&appeal, json!({ "text": text })).await.ok();
    }
    assert_eq!(video(&ada, id).await["removed"]["appeal"], "open");
    let appeals = root.get(&format!("{ADMIN}/video_appeals")).await.ok();
    assert_eq!(appeals["appeals"].as_array().unwrap().len(), 1);
    assert_eq!(appeals["appeals"][0]["text"], "it is ketchup");
    assert_eq!(appeals["appeals"][0]["reason"], "violence");
    let answer = format!("{ADMIN}/video_appeals/{}", appeals["appeals"][0]["id"]);
    root.put(&answer, json!({ "decision": "uphold", "note": "right" }))
        .await
        .ok();
    assert_eq!(video(&bob, id).await["caption"], "boo again #scary");
    assert_eq!(video(&ada, id).await["removed"], Value::Null);
    assert_eq!(bob.get(tag).await.ok()["videos"][0]["id"], id);
    let decided = root
        .get(&format!("{ADMIN}/video_appeals?state=decided"))
        .await
        .ok();
    assert_eq!(decided["appeals"][0]["state"], "upheld");

    let audit = root.get(&format!("{ADMIN}/video_audit")).await.ok();
    let acts = audit["acts"].as_array().unwrap();
    let told: Vec<_> = acts
        .iter()
        .map(|act| (&act["what"], &act["target"], &act["note"]))
        .collect();
    let expected = [
        ("appeal.uphold", id, "right"),
        ("report.remove", id, "blood"),
    ];
    assert_eq!(json!(told), json!(expected));
    assert!(server.log().contains("report.remove") && !server.log().contains("ketchup"));
}

#[tokio::test]
async fn a_refused_appeal_stays_refused_and_marks_hold() {
    let server = server();
    let (root, ada) = (admin(&server, "root").await, server.person("ada").await);
    let bob = server.person("bob").await;
    let made = ready(&ada, &clip("128x128", "1", &["-an"]), json!({})).await;
    let id = made["id"].as_str().unwrap();
    let path = format!("/_causeway/v1/videos/{id}");
    bob.post(&format!("{path}/report"), json!({ "reason": "nudity" }))
        .await
        .ok();
    let report = reports(&root, "").await.remove(0);
    decide(
        &root,
        &report,
        json!({ "decision": "age", "reason": "nudity" }),
    )
    .await;
    assert_eq!(
        status(&server, id).await,
        404,
        "it is for people with an account"
    );
    let seen = video(&bob, id).await;
    assert_eq!(
        (&seen["sensitive"], &seen["age_restricted"]),
        (&json!(true), &json!(true))
    );
    let shown = ada.put(&path, json!({ "sensitive": false })).await.ok();
    assert_eq!(shown["sensitive"], true, "the host's mark stays");
    ada.post(&format!("{path}/appeal"), json!({ "text": "no" }))
        .await
        .ok();
    let appeals = root.get(&format!("{ADMIN}/video_appeals")).await.ok();
    let answer = format!("{ADMIN}/video_appeals/{}", appeals["appeals"][0]["id"]);
    root.put(&answer, json!({ "decision": "refuse" }))
        .await
        .ok();
    ada.post(&format!("{path}/appeal"), json!({ "text": "no!" }))
        .await
        .refused(403, "M_FORBIDDEN");
    assert_eq!(video(&bob, id).await["age_restricted"], true);
    decide(&root, &report, json!({ "decision": "keep" })).await;
    assert_eq!(status(&server, id).await, 200);
    let seen = video(&bob, id).await;
    assert_eq!(
        (&seen["sensitive"], &seen["age_restricted"]),
        (&json!(false), &json!(false))
    );
    for (path, body) in [
        ("video_reports/1", json!({ "decision": "remove" })),
        (
            "video_reports/1",
            json!({ "decision": "burn", "reason": "x" }),
        ),
        (
            "video_reports/1",
            json!({ "decision": "remove", "reason": "Not a code" }),
        ),
        (
            "video_appeals/1",
            json!({ "decision": "uphold", "note": "x".repeat(2001) }),
        ),
    ] {
        let answer = root.put(&format!("{ADMIN}/{path}"), body).await;
        assert_eq!(answer.status.as_u16(), 400, "{path} {answer:?}");
    }
    let nothing = json!({ "decision": "keep" });
    root.put(&format!("{ADMIN}/video_reports/99"), nothing)
        .await
        .refused(404, "M_NOT_FOUND");
}

/// Who has no account has no file either, whatever address he kept.
#[tokio::test]
async fn the_files_of_a_video_that_is_marked_by_age_are_for_people_with_an_account() {
    let server = server();
    let (root, ada) = (admin(&server, "root").await, server.person("ada").await);
    let bob = server.person("bob").await;
    let made = ready(&ada, &clip("128x128", "1", &[]), json!({})).await;
    let id = made["id"].as_str().unwrap();
    let path = format!("/_causeway/v1/videos/{id}");
    let vtt = "WEBVTT\n\n00:00.000 --> 00:01.000\nhello\n";
    put_text(&ada, &format!("{path}/captions/en"), vtt)
        .await
        .ok();
    let files = |video: &Value| {
        let mut files: Vec<String> = ["hls", "mp4", "poster", "preview"]
            .iter()
            .map(|what| at(video, what).to_owned())
            .collect();
        files.push(video["captions"][0]["url"].as_str().unwrap().to_owned());
        files
    };
    let all = async |files: &[String], status: u16| {
        for file in files {
            let answer = fetch(&server.http, file).await;
            assert_eq!(answer.status.as_u16(), status, "{file}");
        }
    };
    let open = files(&video(&bob, id).await);
    all(&open, 200).await;
    bob.post(&format!("{path}/report"), json!({ "reason": "nudity" }))
        .await
        .ok();
    let report = reports(&root, "").await.remove(0);
    let mark = json!({ "decision": "age", "reason": "nudity" });
    decide(&root, &report, mark).await;
    all(&open, 404).await;
    for person in [&ada, &bob] {
        let signed = files(&video(person, id).await);
        all(&signed, 200).await;
        let kept = fetch(&server.http, &signed[1]).await;
        let kept = kept.headers["cache-control"].to_str().unwrap().to_owned();
        assert!(kept.starts_with("private"), "{kept}");
        let forged: Vec<_> = signed.iter().map(|file| file.replace(".", "0.")).collect();
        all(&forged, 404).await;
    }
    let fresh = bob.get("/_causeway/v1/feed/fresh").await.ok();
    all(&[at(&fresh["videos"][0], "mp4").to_owned()], 200).await;
    decide(&root, &report, json!({ "decision": "keep" })).await;
    all(&open, 200).await;
}

#[tokio::test]
async fn comments_and_people_are_reported_too() {
    let server = server();
    let (root, ada) = (admin(&server, "root").await, server.person("ada").await);
    let bob = server.person("bob").await;
    let made = ready(&ada, &clip("128x128", "1", &["-an"]), json!({})).await;
    let id = made["id"].as_str().unwrap();
    let comments = format!("/_causeway/v1/videos/{id}/comments");
    let said = bob.post(&comments, json!({ "text": "buy now" })).await.ok();
    let comment = format!("{comments}/{}", said["id"].as_str().unwrap());
    ada.post(&format!("{comment}/report"), json!({ "reason": "spam" }))
        .await
        .ok();
    let person = format!("/_causeway/v1/users/{}/report", segment(&bob.user_id));
    ada.post(&person, json!({ "reason": "spam", "text": "everywhere" }))
        .await
        .ok();
    let waiting = reports(&root, "").await;
    assert_eq!(waiting[0]["comment"]["text"], "buy now");
    assert_eq!(waiting[1]["kind"], "person");
    assert_eq!(waiting[1]["person"]["user_id"], bob.user_id);
    let remove = json!({ "decision": "remove", "reason": "spam" });
    decide(&root, &waiting[0], remove.clone()).await;
    assert_eq!(ada.get(&comments).await.ok()["comments"], json!([]));
    assert_eq!(video(&ada, id).await["counts"]["comments"], 0);
    let path = format!("{ADMIN}/video_reports/{}", waiting[1]["id"]);
    let refused = root.put(&path, remove).await;
    let said = refused.refused(400, "M_INVALID_PARAM")["error"].to_string();
    assert!(
        said.contains("admin/people/{user}/deactivate") && said.contains("decide keep"),
        "{said}"
    );
    decide(&root, &waiting[1], json!({ "decision": "keep" })).await;
    for (path, body, status) in [
        (
            format!("{comments}/x/report"),
            json!({ "reason": "spam" }),
            404,
        ),
        (
            "/_causeway/v1/videos/x/report".to_owned(),
            json!({ "reason": "spam" }),
            404,
        ),
        (format!("/_causeway/v1/videos/{id}/report"), json!({}), 400),
        (
            format!("/_causeway/v1/videos/{id}/report"),
            json!({ "reason": "" }),
            400,
        ),
        (
            format!("/_causeway/v1/videos/{id}/report"),
            json!({ "reason": "a", "text": "x".repeat(2001) }),
            400,
        ),
        (
            person.replace("bob", "nobody"),
            json!({ "reason": "spam" }),
            404,
        ),
    ] {
        let answer = ada.post(&path, body).await;
        assert_eq!(answer.status.as_u16(), status, "{path} {answer:?}");
    }
}

#[tokio::test]
async fn the_host_imports_hashes_of_frames() {
    let server = server();
    let root = admin(&server, "root").await;
    let path = format!("{ADMIN}/video_blocklist");
    let add = async |text: &str| {
        let token = Some(root.token.as_str());
        let body = text.to_owned().into();
        server
            .http
            .send(Method::POST, &path, token, "text/plain", body)
            .await
    };
    let list = "00000000000000ff\n# a comment\nffffffffffffffff # known\n\n00000000000000FF\n";
    assert_eq!(add(list).await.ok(), json!({ "changed": 2, "total": 2 }));
    assert_eq!(add(list).await.ok(), json!({ "changed": 0, "total": 2 }));
    add("ff\n").await.refused(400, "M_INVALID_PARAM");
    let first = root.get(&format!("{path}?limit=1")).await.ok();
    assert_eq!(first["hashes"][0]["hash"], "ffffffffffffffff");
    let next = first["next"].as_str().unwrap();
    let rest = root.get(&format!("{path}?limit=1&from={next}")).await.ok();
    assert_eq!(rest["hashes"][0]["hash"], "00000000000000ff");
    assert_eq!((&rest["next"], &rest["total"]), (&Value::Null, &json!(2)));
    let gone = root
        .delete(&format!("{path}?hash=ffffffffffffffff"))
        .await
        .ok();
    assert_eq!(gone, json!({ "changed": 1, "total": 1 }));
    root.delete(&format!("{path}?hash=x"))
        .await
        .refused(400, "M_INVALID_PARAM");
    assert_eq!(root.delete(&path).await.ok()["total"], 0);
    let audit = root.get(&format!("{ADMIN}/video_audit?limit=2")).await.ok();
    assert_eq!(audit["acts"][0]["what"], "blocklist.remove");
    assert!(audit["next"].is_string());
}
