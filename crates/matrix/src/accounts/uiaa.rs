//! User-interactive authentication (client-server §5.7): sessions of completed stages in memory.

use std::collections::HashMap;

use base::token;
use http_server::{Error, Result};
use parking_lot::Mutex;
use ruma::api::client::uiaa::{AuthData, AuthType};
use serde_json::{Value, json};

use crate::Matrix;

/// How long a person may take for all stages.
const SESSION_MS_MAX: u64 = 30 * 60 * 1000;
/// Sessions kept; the oldest go first.
const SESSIONS_MAX: usize = 10_000;

/// Running authentications by session id.
#[derive(Debug, Default)]
pub struct Sessions(Mutex<HashMap<String, Session>>);

#[derive(Debug, Clone)]
struct Session {
    started_ms: u64,
    completed: Vec<AuthType>,
}

/// What an operation asks for before it is done.
pub(crate) struct Challenge {
    /// Alternatives, each a list of stages in order.
    pub(crate) flows: Vec<Vec<AuthType>>,
    /// Parameters per stage (terms).
    pub(crate) params: Value,
}

/// Checks one stage's data: `Ok(())` when the stage is passed, an error that says why not.
pub(crate) type StageCheck<'a> =
    dyn Fn(&AuthData) -> futures::future::BoxFuture<'a, Result<()>> + Send + Sync + 'a;

/// Passes once a flow of `challenge` is complete; otherwise the 401 that says what is missing.
pub(crate) async fn authenticate(
    m: &Matrix,
    challenge: &Challenge,
    auth: Option<&AuthData>,
    check: &StageCheck<'_>,
) -> Result<()> {
    let Some(auth) = auth else {
        let id = token(m.rng.as_ref(), 24);
        m.uiaa.put(m, id.clone(), Vec::new());
        return Err(challenge.unauthorized(&id, &[], None));
    };
    let id = match auth.session() {
        Some(id) => id.to_owned(),
        // Old clients send one stage without a session.
        None => token(m.rng.as_ref(), 24),
    };
    let mut completed = m.uiaa.completed(m, &id).unwrap_or_default();
    if let Some(stage) = auth.auth_type() {
        let asked_for = challenge.flows.iter().any(|flow| flow.contains(&stage));
        if !asked_for {
            m.uiaa.put(m, id.clone(), completed.clone());
            return Err(challenge.unauthorized(
                &id,
                &completed,
                Some(&Error::forbidden("This stage is not one of the flows")),
            ));
        }
        if let Err(error) = check(auth).await {
            m.uiaa.put(m, id.clone(), completed.clone());
            return Err(challenge.unauthorized(&id, &completed, Some(&error)));
        }
        if !completed.contains(&stage) {
            completed.push(stage);
        }
    }
    let done = challenge
        .flows
        .iter()
        .any(|flow| flow.iter().all(|stage| completed.contains(stage)));
    m.uiaa.put(m, id.clone(), completed.clone());
    if done {
        Ok(())
    } else {
        Err(challenge.unauthorized(&id, &completed, None))
    }
}

impl Challenge {
    fn unauthorized(&self, session: &str, completed: &[AuthType], error: Option<&Error>) -> Error {
        let flows: Vec<Value> = self
            .flows
            .iter()
            .map(|stages| json!({ "stages": stages }))
            .collect();
        let mut body = json!({ "flows": flows, "params": self.params, "session": session });
        if !completed.is_empty() {
            body["completed"] = json!(completed);
        }
        if let Some(error) = error {
            body["errcode"] = json!(error.kind().map(|kind| kind.errcode().to_string()));
            body["error"] = json!(error.message());
        }
        Error::json(http::StatusCode::UNAUTHORIZED, body)
    }
}

impl Sessions {
    fn completed(&self, m: &Matrix, id: &str) -> Option<Vec<AuthType>> {
        let now_ms = m.clock.now_ms();
        let sessions = self.0.lock();
        let session = sessions.get(id)?;
        (now_ms < session.started_ms + SESSION_MS_MAX).then(|| session.completed.clone())
    }

    fn put(&self, m: &Matrix, id: String, completed: Vec<AuthType>) {
        let now_ms = m.clock.now_ms();
        let mut sessions = self.0.lock();
        if sessions.len() >= SESSIONS_MAX {
            sessions.retain(|_, s| now_ms < s.started_ms + SESSION_MS_MAX);
            if sessions.len() >= SESSIONS_MAX {
                sessions.clear();
            }
        }
        sessions
            .entry(id)
            .or_insert(Session {
                started_ms: now_ms,
                completed: Vec::new(),
            })
            .completed = completed;
    }
}
