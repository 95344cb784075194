//! Views count once each, nobody can be told from them, and a farm gets little.

use std::{collections::BTreeSet, time::Duration};

use http::Method;
use serde_json::{Value, json};
use testkit::{Answer, Http, Person, Server, SignedToken, ViewToken};

use super::{clip, ready, video};
use crate::CAUSEWAY;

/// Views that somebody's tokens are for; a new account gets a tenth, of which an eighth is kept for devices to come.
const PER_DAY: usize = 360;

pub(super) fn server() -> Server {
    server_with(&[])
}

pub(super) fn server_with(args: &[&str]) -> Server {
    let mut server = Server::builder(CAUSEWAY)
        .arg("--views-per-day")
        .arg(PER_DAY.to_string())
        .arg("--views-delay-s")
        .arg("1");
    for arg in args {
        server = server.arg(*arg);
    }
    server.start()
}

/// The keys, as soon as today's is made.
async fn keys(http: &Http) -> Value {
    let wait = async {
        loop {
            let told = http
                .json(Method::GET, "/_causeway/v1/views/key", None, &Value::Null)
                .await;
            let told = told.ok();
            if !told["keys"].as_array().unwrap().is_empty() {
                return told;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), wait)
        .await
        .unwrap()
}

async fn today(http: &Http) -> Value {
    keys(http).await["keys"]
        .as_array()
        .unwrap()
        .last()
        .unwrap()
        .clone()
}

/// One token for all places but the first `real`: making them takes time, and the server cannot know.
fn made(key: &Value, real: usize) -> (Vec<ViewToken>, Value) {
    let tokens: Vec<_> = (0..real).map(|_| ViewToken::new(key)).collect();
    let blinded: Vec<_> = (0..PER_DAY)
        .map(|at| tokens[at.min(real - 1)].blinded.clone())
        .collect();
    let body = json!({ "key": key["id"], "blinded": blinded });
    (tokens, body)
}

fn signed(tokens: &[ViewToken], answer: &Value) -> Vec<SignedToken> {
    let signatures = answer["signatures"].as_array().unwrap();
    let pairs = tokens.iter().zip(signatures);
    pairs
        .map(|(token, signature)| token.signed(signature.as_str().unwrap()))
        .collect()
}

/// Tokens of somebody, signed.
pub(super) async fn tokens(person: &Person, count: usize) -> Vec<SignedToken> {
    let key = today(&person.http).await;
    let (tokens, body) = made(&key, count);
    let answer = person.post("/_causeway/v1/views/tokens", body).await.ok();
    signed(&tokens, &answer)
}

/// Sends a view without saying who.
pub(super) async fn spend(http: &Http, view: &Value) -> Answer {
    http.json(Method::POST, "/_causeway/v1/views", None, view)
        .await
}

async fn views(person: &Person, id: &str) -> u64 {
    video(person, id).await["counts"]["views"].as_u64().unwrap()
}

#[tokio::test]
async fn a_token_counts_one_view_of_a_public_video_and_twenty_are_told() {
    let server = server();
    let (ada, bob) = (server.person("ada").await, server.person("bob").await);
    let clip = clip("128x128", "1", &["-an"]);
    let public = ready(&ada, &clip, json!({})).await["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let hidden = ready(&ada, &clip, json!({ "visibility": "followers" })).await;
    let tokens = tokens(&bob, 40).await;
    assert_eq!(tokens.len(), 32, "a tenth of 360, without an eighth");
    for (at, token) in tokens[..19].iter().enumerate() {
        let watched = u8::try_from(at % 5).unwrap();
        spend(&server.http, &token.view(&public, watched, "feed"))
            .await
            .ok();
    }
    assert_eq!(views(&ada, &public).await, 0, "few are nobody's business");
    let last = tokens[19].view(&public, 4, "share");
    for _ in 0..2 {
        spend(&server.http, &last).await.ok();
    }
    assert_eq!(views(&ada, &public).await, 20);
    for other in [
        tokens[19].view(&public, 3, "share"),
        tokens[19].view(&public, 4, "feed"),
        tokens[19].view("another", 4, "share"),
    ] {
        spend(&server.http, &other)
            .await
            .refused(409, "CW_TOKEN_SPENT");
    }
    // A token that counted nothing is not spent.
    let hidden = hidden["id"].as_str().unwrap();
    for none in [hidden, "nothing"] {
        spend(&server.http, &tokens[20].view(none, 4, "feed"))
            .await
            .refused(404, "M_NOT_FOUND");
    }
    spend(&server.http, &tokens[20].view(&public, 0, "tag"))
        .await
        .ok();
    assert_eq!(views(&bob, &public).await, 21);
}

#[tokio::test]
async fn who_says_who_he_is_or_forges_a_token_is_refused() {
    let server = server();
    let (ada, bob) = (server.person("ada").await, server.person("bob").await);
    let made = ready(&ada, &clip("128x128", "1", &["-an"]), json!({})).await;
    let id = made["id"].as_str().unwrap();
    let tokens = tokens(&bob, 2).await;
    let view = tokens[0].view(id, 4, "feed");
    bob.post("/_causeway/v1/views", view.clone())
        .await
        .refused(400, "M_INVALID_PARAM");
    let named = "/_causeway/v1/views?access_token=x";
    let answer = server.http.json(Method::POST, named, None, &view).await;
    answer.refused(400, "M_INVALID_PARAM");
    for (field, value, status, code) in [
        ("nonce", json!(tokens[1].nonce), 403, "M_FORBIDDEN"),
        ("prefix", json!(tokens[1].prefix), 403, "M_FORBIDDEN"),
        ("signature", json!(tokens[1].signature), 403, "M_FORBIDDEN"),
        ("signature", json!(""), 403, "M_FORBIDDEN"),
        ("nonce", json!("AAAA"), 400, "M_INVALID_PARAM"),
        ("prefix", json!("?"), 400, "M_INVALID_PARAM"),
        ("key", json!(1), 404, "M_NOT_FOUND"),
        ("key", json!(tokens[0].key + 1), 404, "M_NOT_FOUND"),
        ("watched", json!(5), 400, "M_INVALID_PARAM"),
        ("source", json!("elsewhere"), 400, "M_BAD_JSON"),
    ] {
        let mut wrong = view.clone();
        wrong[field] = value;
        spend(&server.http, &wrong).await.refused(status, code);
    }
    spend(&server.http, &view).await.ok();
}

#[tokio::test]
async fn tokens_are_taken_all_at_once_and_once_a_day() {
    let mut server = server();
    let mut bob = server.person("bob").await;
    let key = today(&server.http).await;
    let path = "/_causeway/v1/views/tokens";
    let (waiting, body) = made(&key, 2);
    for (wrong, status, code) in [
        (
            json!({ "key": key["id"], "blinded": [] }),
            400,
            "M_INVALID_PARAM",
        ),
        (
            json!({ "key": 1, "blinded": body["blinded"] }),
            404,
            "M_NOT_FOUND",
        ),
        (
            json!({ "key": key["id"], "blinded": vec!["AAAA"; PER_DAY] }),
            400,
            "M_INVALID_PARAM",
        ),
    ] {
        bob.post(path, wrong).await.refused(status, code);
    }
    let tomorrow = key["id"].as_u64().unwrap() + 1;
    // No key takes the largest number of 256 bytes: that tomorrow's would not is not told either.
    let largest = format!("{}/w==", "/".repeat(340));
    let early = json!({ "key": tomorrow, "blinded": vec![largest; PER_DAY] });
    bob.post(path, early).await.refused(404, "M_NOT_FOUND");
    let first = bob.post(path, body.clone()).await.ok();
    server.kill();
    server.start();
    bob = bob.at(&server.http);
    assert_eq!(
        bob.post(path, body).await.ok(),
        first,
        "a retry is the same request"
    );
    let (_, more) = made(&key, 1);
    let again = bob.post(path, more).await;
    assert!(again.headers.contains_key("retry-after"));
    again.refused(429, "M_LIMIT_EXCEEDED");
    let told = keys(&server.http).await;
    assert_eq!(
        told["keys"].as_array().unwrap().last().unwrap(),
        &key,
        "the key outlives a crash"
    );
    assert_eq!(
        (told["per_day"].as_u64(), &told["delay_ms"][1]),
        (Some(360), &json!(1000))
    );
    assert_eq!(signed(&waiting, &first).len(), 2);
}

#[tokio::test]
async fn of_many_who_spend_one_token_at_once_one_counts_and_a_crash_forgets_nothing() {
    let mut server = server();
    let (mut ada, bob) = (server.person("ada").await, server.person("bob").await);
    let made = ready(&ada, &clip("128x128", "1", &["-an"]), json!({})).await;
    let id = made["id"].as_str().unwrap();
    let tokens = tokens(&bob, 20).await;
    for token in &tokens[..19] {
        spend(&server.http, &token.view(id, 4, "feed")).await.ok();
    }
    let sources = [
        "feed",
        "following",
        "profile",
        "tag",
        "sound",
        "search",
        "share",
    ];
    let racing = sources.map(|source| {
        let (http, view) = (server.http.clone(), tokens[19].view(id, 4, source));
        tokio::spawn(async move { spend(&http, &view).await.status.as_u16() })
    });
    let mut outcomes = Vec::new();
    for one in racing {
        outcomes.push(one.await.unwrap());
    }
    outcomes.sort_unstable();
    assert_eq!(outcomes, [200, 409, 409, 409, 409, 409, 409]);
    server.kill();
    server.start();
    ada = ada.at(&server.http);
    assert_eq!(views(&ada, id).await, 20);
    let mut statuses = Vec::new();
    for source in sources {
        let answer = spend(&server.http, &tokens[19].view(id, 4, source)).await;
        statuses.push(answer.status.as_u16());
    }
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409, 409, 409, 409, 409, 409]);
    assert_eq!(views(&ada, id).await, 20);
}

/// Every value in a request or an answer that could be known again: texts and numbers longer than a few digits.
fn values(json: &Value, found: &mut BTreeSet<String>) {
    match json {
        Value::Array(items) => items.iter().for_each(|item| values(item, found)),
        Value::Object(fields) => fields.values().for_each(|value| values(value, found)),
        Value::String(text) => {
            found.insert(text.clone());
        }
        other => {
            found.insert(other.to_string());
        }
    }
}

#[tokio::test]
async fn what_is_issued_and_what_is_spent_have_nothing_in_common_but_the_key() {
    let server = server();
    let (ada, bob) = (server.person("ada").await, server.person("bob").await);
    let made_video = ready(&ada, &clip("128x128", "1", &["-an"]), json!({})).await;
    let id = made_video["id"].as_str().unwrap();
    let key = today(&server.http).await;
    let (waiting, body) = made(&key, 3);
    let answer = bob
        .post("/_causeway/v1/views/tokens", body.clone())
        .await
        .ok();
    let (mut issued, mut spent) = (BTreeSet::new(), BTreeSet::new());
    values(&body, &mut issued);
    values(&answer, &mut issued);
    for token in signed(&waiting, &answer) {
        let view = token.view(id, 4, "feed");
        spend(&server.http, &view).await.ok();
        values(&view, &mut spent);
    }
    let common: Vec<_> = issued.intersection(&spent).collect();
    assert_eq!(common, [&key["id"].to_string()]);
}

#[tokio::test]
async fn devices_of_an_account_share_its_tokens_and_count_together() {
    let server = server();
    let (ada, bob) = (server.person("ada").await, server.person("bob").await);
    let made_video = ready(&ada, &clip("128x128", "1", &["-an"]), json!({})).await;
    let id = made_video["id"].as_str().unwrap();
    let key = today(&server.http).await;
    let path = "/_causeway/v1/views/tokens";
    let (phone, laptop) = (bob.another_device().await, bob.another_device().await);
    let mut counts = Vec::new();
    for device in [&bob, &phone, &laptop] {
        let (waiting, body) = made(&key, 40);
        let first = device.post(path, body.clone()).await.ok();
        assert_eq!(
            device.post(path, body).await.ok(),
            first,
            "a retry is the same request"
        );
        let (_, more) = made(&key, 1);
        device
            .post(path, more)
            .await
            .refused(429, "M_LIMIT_EXCEEDED");
        let tokens = signed(&waiting, &first);
        spend(&server.http, &tokens[0].view(id, 4, "feed"))
            .await
            .ok();
        counts.push(tokens.len());
    }
    assert_eq!(counts, [32, 2, 1], "36 are a new account's");
}
