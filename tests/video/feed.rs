//! The learning feed's packs: signed, the same for everybody, and only of what everybody may see.

use std::{collections::BTreeSet, time::Duration};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use bytes::Bytes;
use http::{Method, header};
use ruma::{
    CanonicalJsonObject, CanonicalJsonValue,
    serde::Base64,
    signatures::{PublicKeyMap, verify_json},
};
use serde_json::{Value, json};
use testkit::{Answer, Person, Server, segment};
use video::packs::{
    format::{self, DIMS, Pack},
    reader,
};

use super::{clip, fetch, ready};
use crate::{CAUSEWAY, admin_api::admin};

/// How long a change may take to be in a pack, on a busy machine.
const CHANGED_MAX: Duration = Duration::from_secs(60);
const LIST: &str = "/_causeway/v1/feed/packs";

/// A server that looks every second whether packs must be made again.
fn server() -> Server {
    Server::builder(CAUSEWAY)
        .arg("--feed-packs-every-s")
        .arg("15")
        .start()
}

async fn list(server: &Server) -> Answer {
    fetch(&server.http, LIST).await
}

/// The pack of all that is not sensitive: what the list says of it, its bytes, what it holds.
async fn newest(server: &Server) -> (Value, Bytes, Pack) {
    loop {
        let named = list(server).await.ok()["packs"][0].clone();
        let answer = fetch(&server.http, named["url"].as_str().unwrap()).await;
        // A newer one came meanwhile, and took this one away.
        if answer.status.as_u16() == 404 {
            continue;
        }
        assert_eq!(answer.status.as_u16(), 200, "{answer:?}");
        let pack = reader::read(&answer.bytes).unwrap();
        return (named, answer.bytes, pack);
    }
}

fn ids(pack: &Pack) -> BTreeSet<String> {
    pack.entries.iter().map(|entry| entry.id.clone()).collect()
}

fn set(ids: &[&str]) -> BTreeSet<String> {
    ids.iter().map(|id| (*id).to_owned()).collect()
}

/// Waits until the pack holds exactly these.
async fn holds(server: &Server, expected: &BTreeSet<String>) -> (Value, Bytes, Pack) {
    until(server, |pack| ids(pack) == *expected).await
}

async fn until(server: &Server, is_good: impl Fn(&Pack) -> bool) -> (Value, Bytes, Pack) {
    let wait = async {
        loop {
            if list(server).await.status.is_success() {
                let (named, bytes, pack) = newest(server).await;
                if is_good(&pack) {
                    return (named, bytes, pack);
                }
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    };
    match tokio::time::timeout(CHANGED_MAX, wait).await {
        Ok(found) => found,
        Err(_) => panic!("packs do not follow: {:?}", newest(server).await.2),
    }
}

async fn post(who: &Person, clip: &[u8], caption: &str, more: Value) -> String {
    let mut body = json!({ "caption": caption });
    for (key, value) in more.as_object().unwrap() {
        body[key] = value.clone();
    }
    ready(who, clip, body).await["id"]
        .as_str()
        .unwrap()
        .to_owned()
}

async fn decide(host: &Person, reporter: &Person, id: &str, decision: &str) {
    let path = format!("/_causeway/v1/videos/{id}/report");
    reporter
        .post(&path, json!({ "reason": "violence" }))
        .await
        .ok();
    let path = "/_causeway/v1/admin/video_reports";
    let report = host.get(path).await.ok()["reports"][0]["id"].clone();
    let body = json!({ "decision": decision, "reason": "violence" });
    host.put(&format!("{path}/{report}"), body).await.ok();
}

/// Checks the list's signature by the key that the homeserver publishes.
async fn check_signature(server: &Server, list: &Value) {
    let keys = fetch(&server.http, "/_matrix/key/v2/server").await.ok();
    let mut known = PublicKeyMap::new();
    for (id, key) in keys["verify_keys"].as_object().unwrap() {
        assert_eq!(list["verify_keys"][id], key["key"]);
        let key = Base64::parse(key["key"].as_str().unwrap()).unwrap();
        known
            .entry("localhost".to_owned())
            .or_default()
            .insert(id.clone(), key);
    }
    let object = |value: &Value| -> CanonicalJsonObject {
        match CanonicalJsonValue::try_from(value.clone()).unwrap() {
            CanonicalJsonValue::Object(object) => object,
            other => panic!("{other:?}"),
        }
    };
    verify_json(&known, &object(list)).unwrap();
    let mut other = list.clone();
    other["packs"][0]["epoch"] = json!(9);
    verify_json(&known, &object(&other)).unwrap_err();
}

#[tokio::test]
async fn packs_hold_what_everybody_may_see_and_are_the_same_for_all() {
    let server = server();
    let (root, ada) = (admin(&server, "root").await, server.person("ada").await);
    let (bob, cy) = (server.person("bob").await, server.person("cy").await);
    let clip = clip("128x128", "1", &["-an"]);
    cy.put("/_causeway/v1/video_settings", json!({ "private": true }))
        .await
        .ok();
    let open = post(&ada, &clip, "harbour #sea", json!({ "language": "en" })).await;
    post(&cy, &clip, "of a private account", json!({})).await;
    for visibility in ["followers", "friends", "private"] {
        post(&ada, &clip, visibility, json!({ "visibility": visibility })).await;
    }
    let (aged, removed) = (
        post(&bob, &clip, "old enough", json!({})).await,
        post(&bob, &clip, "gone", json!({})).await,
    );
    decide(&root, &cy, &aged, "age").await;
    decide(&root, &cy, &removed, "remove").await;
    let (named, bytes, pack) = holds(&server, &set(&[&open])).await;

    check_signature(&server, &list(&server).await.ok()).await;
    assert_eq!(named["hash"], json!(format::hash(&bytes)));
    assert_eq!(named["bytes"], json!(bytes.len()));
    assert_eq!(
        named["pool"],
        json!({ "language": null, "level": "general" })
    );
    let url = named["url"].as_str().unwrap();
    for who in [&ada, &bob] {
        let own = who.get(url).await;
        assert_eq!((own.status.as_u16(), &own.bytes), (200, &bytes));
    }
    let packed = server
        .http
        .look(Method::GET, url, &[("accept-encoding", "gzip, br")])
        .await;
    assert_eq!(packed.headers[header::CONTENT_ENCODING], "gzip");
    assert_eq!(json!(packed.bytes.len()), named["packed_bytes"]);
    assert!(
        packed.headers[header::CACHE_CONTROL]
            .to_str()
            .unwrap()
            .contains("immutable")
    );
    let tag = list(&server).await.headers[header::ETAG]
        .to_str()
        .unwrap()
        .to_owned();
    let again = server
        .http
        .look(Method::GET, LIST, &[("if-none-match", &tag)])
        .await;
    assert!(
        [200, 304].contains(&again.status.as_u16()),
        "a build may come between"
    );

    let item: Value = serde_json::from_str(pack.entries[0].json.get()).unwrap();
    let fields: BTreeSet<_> = item
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    let expected = "acts author author_profile avatar caption captions comments counts created_ts duet_of duration_ms \
        group height id language may_duet may_stitch new_creator playback published_ts quality sensitive sound \
        stitch_of tags thumbhash width";
    assert_eq!(
        fields,
        expected.split_whitespace().collect(),
        "nothing of who asks"
    );
    assert_eq!(
        (&item["tags"], &item["group"]),
        (&json!(["sea"]), &json!("new"))
    );
    let poster = item["playback"]["poster"].as_str().unwrap();
    assert_eq!(fetch(&server.http, poster).await.status.as_u16(), 200);
    for wrong in ["x", "..%2Fcauseway.db", "incoming"] {
        let path = format!("{LIST}/{wrong}");
        fetch(&server.http, &path).await.refused(404, "M_NOT_FOUND");
    }
}

#[tokio::test]
async fn a_delta_makes_the_new_pack_out_of_the_old_one() {
    let server = server();
    let ada = server.person("ada").await;
    let clip = clip("128x128", "1", &["-an"]);
    let mut all = BTreeSet::new();
    for n in 0..3 {
        all.insert(post(&ada, &clip, &format!("number {n}"), json!({})).await);
    }
    let (mut named, mut bytes, mut pack) = holds(&server, &all).await;
    // A model may be learnt between two packs: then there is none between them.
    for n in 3..8 {
        let gone = all.pop_first().unwrap();
        let path = format!("/_causeway/v1/videos/{gone}");
        all.insert(post(&ada, &clip, &format!("number {n}"), json!({})).await);
        ada.delete(&path).await.ok();
        let (new_named, new_bytes, new) = holds(&server, &all).await;
        let deltas = new_named["deltas"].as_array().unwrap();
        let from = deltas.iter().find(|delta| delta["from"] == named["hash"]);
        if let Some(delta) = from {
            let fetched = fetch(&server.http, delta["url"].as_str().unwrap())
                .await
                .bytes;
            assert_eq!(json!(format::hash(&fetched)), delta["hash"]);
            let delta = reader::read(&fetched).unwrap();
            assert!(delta.entries.len() < new.entries.len());
            let made = pack.apply(named["hash"].as_str().unwrap(), &delta).unwrap();
            assert_eq!(made.write().unwrap(), new_bytes, "byte for byte");
            assert_eq!(pack.apply("another", &delta), Err(reader::Refused::Base));
            assert_ne!(bytes, new_bytes);
            return;
        }
        (named, bytes, pack) = (new_named, new_bytes, new);
    }
    panic!("no delta was made: {named}");
}

#[tokio::test]
async fn a_video_that_goes_takes_the_packs_along_that_tell_of_it() {
    let server = server();
    let ada = server.person("ada").await;
    let clip = clip("128x128", "1", &["-an"]);
    let stays = post(&ada, &clip, "stays", json!({})).await;
    let goes = post(&ada, &clip, "goes", json!({})).await;
    let (old, ..) = holds(&server, &set(&[&stays, &goes])).await;
    let path = format!("/_causeway/v1/videos/{goes}");
    ada.put(&path, json!({ "visibility": "followers" }))
        .await
        .ok();
    holds(&server, &set(&[&stays])).await;
    let url = old["url"].as_str().unwrap();
    fetch(&server.http, url).await.refused(404, "M_NOT_FOUND");
    ada.put(&path, json!({ "visibility": "public", "sensitive": true }))
        .await
        .ok();
    let wait = async {
        loop {
            let packs = list(&server).await.ok()["packs"].clone();
            let counts = |level: &str| {
                let mut all = packs.as_array().unwrap().iter();
                all.find(|pack| pack["pool"]["level"] == level)
                    .map(|pack| pack["count"].clone())
            };
            if (counts("general"), counts("sensitive")) == (Some(json!(1)), Some(json!(1))) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    };
    tokio::time::timeout(CHANGED_MAX, wait).await.unwrap();
}

#[tokio::test]
async fn pictures_of_authors_are_handed_out_without_an_account() {
    let server = server();
    let (ada, bob) = (server.person("ada").await, server.person("bob").await);
    let clip = clip("128x128", "1", &["-an"]);
    let mut pictures = Vec::new();
    for who in [&ada, &bob] {
        let mxc = picture(who).await;
        pictures.push(address(&mxc));
        let path = format!(
            "/_matrix/client/v3/profile/{}/avatar_url",
            segment(&who.user_id)
        );
        who.put(&path, json!({ "avatar_url": mxc })).await.ok();
    }
    post(&ada, &clip, "look", json!({})).await;
    let (_, _, pack) = until(&server, |pack| pack.entries.len() == 1).await;
    let item: Value = serde_json::from_str(pack.entries[0].json.get()).unwrap();
    assert_eq!(item["avatar"], pictures[0]);
    let answer = fetch(&server.http, &pictures[0]).await;
    assert_eq!(answer.status.as_u16(), 200, "{answer:?}");
    let small = image::load_from_memory(&answer.bytes).unwrap();
    assert_eq!((small.width(), small.height()), (96, 96));
    let of_nobody = fetch(&server.http, &pictures[1]).await;
    of_nobody.refused(404, "M_NOT_FOUND");
}

/// Where a picture of an author would be.
fn address(mxc: &str) -> String {
    let digest = ring::digest::digest(&ring::digest::SHA256, mxc.as_bytes());
    let name = URL_SAFE_NO_PAD.encode(&digest.as_ref()[..18]);
    format!("/_causeway/v1/feed/avatars/{name}")
}

/// Uploads a picture; its address.
async fn picture(who: &Person) -> String {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let picture = image::RgbImage::from_pixel(200, 300, image::Rgb([9, 90, 200]));
    picture
        .write_to(&mut bytes, image::ImageFormat::Png)
        .unwrap();
    let path = "/_matrix/media/v3/upload";
    let body = bytes.into_inner().into();
    let answer = who
        .http
        .send(Method::POST, path, Some(&who.token), "image/png", body)
        .await;
    answer.ok()["content_uri"].as_str().unwrap().to_owned()
}

/// What having liked one video says of another.
fn taste(pack: &Pack, one: &str, other: &str) -> i32 {
    let of = |id: &str| {
        &pack
            .entries
            .iter()
            .find(|entry| entry.id == id)
            .unwrap()
            .vectors
    };
    let (ins, outs) = (&of(one)[..DIMS], &of(other)[DIMS..2 * DIMS]);
    ins.iter()
        .zip(outs)
        .map(|(a, b)| i32::from(*a) * i32::from(*b))
        .sum()
}

#[tokio::test]
async fn videos_that_the_same_people_like_are_near_each_other() {
    let server = Server::builder(CAUSEWAY)
        .arg("--feed-packs-every-s")
        .arg("1")
        .start();
    let clip = clip("128x128", "1", &["-an"]);
    let mut made = Vec::new();
    for (name, caption) in [
        ("ada", "tea"),
        ("bob", "rope"),
        ("cy", "moss"),
        ("dee", "kite"),
    ] {
        let who = server.person(name).await;
        made.push(post(&who, &clip, caption, json!({})).await);
    }
    for (name, liked) in [
        ("eve", [0, 1]),
        ("fay", [0, 1]),
        ("gus", [2, 3]),
        ("hal", [2, 3]),
    ] {
        let who = server.person(name).await;
        for at in liked {
            let path = format!("/_causeway/v1/videos/{}/like", made[at]);
            who.put(&path, json!({})).await.ok();
        }
    }
    let near = |pack: &Pack| {
        ids(pack).len() == 4
            && taste(pack, &made[0], &made[1]) > taste(pack, &made[0], &made[2])
            && taste(pack, &made[3], &made[2]) > taste(pack, &made[3], &made[0])
    };
    until(&server, near).await;
}

#[tokio::test]
async fn a_device_learns_what_is_its_persons_in_one_request() {
    let server = server();
    let (ada, bob) = (server.person("ada").await, server.person("bob").await);
    let (cy, dee) = (server.person("cy").await, server.person("dee").await);
    let clip = clip("128x128", "1", &["-an"]);
    let id = post(&bob, &clip, "look", json!({})).await;
    for what in ["like", "save", "repost"] {
        ada.put(&format!("/_causeway/v1/videos/{id}/{what}"), json!({}))
            .await
            .ok();
    }
    let person =
        |who: &Person, what: &str| format!("/_causeway/v1/users/{}/{what}", segment(&who.user_id));
    ada.put(&person(&bob, "follow"), json!({})).await.ok();
    ada.put(&person(&cy, "mute"), json!({})).await.ok();
    dee.put(&person(&ada, "block"), json!({})).await.ok();
    let mine = ada.get("/_causeway/v1/feed/mine").await.ok();
    assert_eq!(
        mine,
        json!({
            "liked": [id], "saved": [id], "reposted": [id], "following": [bob.user_id], "requested": [],
            "hidden": [cy.user_id, dee.user_id],
        })
    );
}

#[tokio::test]
async fn the_host_s_rules_hold_and_can_be_read() {
    let server = server();
    let (root, ada) = (admin(&server, "root").await, server.person("ada").await);
    let clip = clip("128x128", "1", &["-an"]);
    let sea = post(&ada, &clip, "one #sea", json!({})).await;
    let hill = post(&ada, &clip, "two #hill", json!({})).await;
    holds(&server, &set(&[&sea, &hill])).await;
    let rules = "/_causeway/v1/admin/feed/rules";
    let rule = |kind: &str, subject: &str, value: &str| json!({ "kind": kind, "subject": subject, "value": value, "reason": "a storm" });
    ada.put(rules, rule("exclude", "tag", "sea"))
        .await
        .refused(403, "M_FORBIDDEN");
    let wrong = root.put(rules, rule("pin", "tag", "sea")).await;
    wrong.refused(400, "M_INVALID_PARAM");
    root.put(rules, rule("exclude", "tag", "#Sea")).await.ok();
    root.put(rules, rule("pin", "video", &hill)).await.ok();
    let (_, _, pack) = holds(&server, &set(&[&hill])).await;
    until(&server, |pack| {
        pack.entries[0].json.get().contains("\"group\":\"pinned\"")
    })
    .await;
    drop(pack);
    let told = fetch(&server.http, "/_causeway/v1/feed/rules").await.ok();
    assert_eq!(told["rules"][1]["value"], "sea");
    assert_eq!(told["rules"][1]["reason"], "a storm");
    assert_eq!(told["weights"]["items"], 2048);
    let health = root.get("/_causeway/v1/admin/feed").await.ok();
    assert_eq!(
        (&health["videos"], &health["covered"]),
        (&json!(2), &json!(1))
    );
    assert_eq!(health["packs"][0]["creators"], 1);
    assert!(!health.to_string().contains("@ada"), "{health}");
    root.delete(&format!("{rules}?subject=tag&value=sea"))
        .await
        .ok();
    holds(&server, &set(&[&sea, &hill])).await;
}
