//! One-time keys through kills: none is handed out twice, none that was acknowledged is lost.

use std::collections::HashSet;

use http::Method;
use serde_json::{Value, json};
use testkit::{Http, Person};

/// Keys in one upload.
const BATCH: usize = 5;

/// What is known of a device's one-time keys.
#[derive(Default)]
pub(super) struct Keys {
    /// Ids that were offered, with the batch that still waits for its answer at the end.
    made: usize,
    unanswered_upload: Option<usize>,
    claimed: Vec<String>,
    /// Claims without an answer: each may have taken a key.
    unanswered_claims: usize,
}

impl Keys {
    /// Uploads batches for `owner` and claims them in turn until the server is gone.
    pub(super) async fn trade_until_dead(&mut self, http: &Http, owner: &Person) {
        while self.upload(http, owner).await {
            for _ in 0..BATCH - 1 {
                match claim(http, owner).await {
                    Some(Some(id)) => self.claimed.push(id),
                    Some(None) => panic!("no key was left, of {} made", self.made),
                    None => {
                        self.unanswered_claims += 1;
                        return;
                    }
                }
            }
        }
    }

    async fn upload(&mut self, http: &Http, owner: &Person) -> bool {
        let first = self.made;
        self.made += BATCH;
        self.unanswered_upload = Some(first);
        self.settle(http, owner).await
    }

    /// Repeats an upload that was not answered, as a client does: the same keys are no new ones.
    pub(super) async fn settle(&mut self, http: &Http, owner: &Person) -> bool {
        let Some(first) = self.unanswered_upload else {
            return true;
        };
        let keys: serde_json::Map<String, Value> = (first..first + BATCH)
            .map(|n| {
                (
                    format!("signed_curve25519:K{n:06}"),
                    json!({ "key": format!("{n}") }),
                )
            })
            .collect();
        let body = json!({ "one_time_keys": keys });
        let path = "/_matrix/client/v3/keys/upload";
        let answer = http.attempt(Method::POST, path, &owner.token, &body).await;
        let Some(answer) = answer else { return false };
        answer.ok();
        self.unanswered_upload = None;
        true
    }

    /// Claims what is left and compares.
    pub(super) async fn check(mut self, http: &Http, owner: &Person, seed: u64) {
        while let Some(id) = claim(http, owner).await.unwrap() {
            self.claimed.push(id);
        }
        let once: HashSet<&String> = self.claimed.iter().collect();
        assert_eq!(
            once.len(),
            self.claimed.len(),
            "a key was handed out twice; seed {seed}"
        );
        let missing = self.made - once.len();
        assert!(
            missing <= self.unanswered_claims,
            "{missing} keys are lost, {} claims had no answer; seed {seed}",
            self.unanswered_claims
        );
        eprintln!(
            "crash: {} one-time keys handed out, {missing} to a claim without answer",
            once.len()
        );
    }
}

/// The id of a key of `owner`; `Some(None)`: there is none left. `None`: no answer.
async fn claim(http: &Http, owner: &Person) -> Option<Option<String>> {
    let body =
        json!({ "one_time_keys": { &owner.user_id: { &owner.device_id: "signed_curve25519" } } });
    let path = "/_matrix/client/v3/keys/claim";
    let answer = http
        .attempt(Method::POST, path, &owner.token, &body)
        .await?
        .ok();
    let keys = answer["one_time_keys"][&owner.user_id][&owner.device_id].as_object();
    Some(keys.and_then(|keys| keys.keys().next().cloned()))
}
