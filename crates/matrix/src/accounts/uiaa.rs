//! User-interactive authentication (client-server §5.7): sessions of completed stages in memory. A
//! session is good for the one operation that it was begun for.

use std::collections::HashMap;

use base::token;
use futures::FutureExt;
use http_server::{Error, RateCaller, RateClass, Result, Who};
use parking_lot::Mutex;
use ruma::api::client::uiaa::{AuthData, AuthType, Password, UserIdentifier};
use serde_json::{Value, json};

use super::{password, queries};
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
    operation: String,
    completed: Vec<AuthType>,
    /// The registration token that passed: it is used up when the account is made.
    registration_token: Option<String>,
}

/// What an operation asks for before it is done.
pub(crate) struct Challenge {
    /// What for, and by whom: stages passed for something else do not count.
    pub(crate) operation: String,
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
        m.uiaa.put(m, id.clone(), &challenge.operation, Vec::new());
        return Err(challenge.unauthorized(&id, &[], None));
    };
    let id = match auth.session() {
        Some(id) => id.to_owned(),
        // Old clients send one stage without a session.
        None => token(m.rng.as_ref(), 24),
    };
    let mut completed = m.uiaa.completed(m, &id, &challenge.operation)?;
    if let Some(stage) = auth.auth_type() {
        let asked_for = challenge.flows.iter().any(|flow| flow.contains(&stage));
        if !asked_for {
            m.uiaa
                .put(m, id.clone(), &challenge.operation, completed.clone());
            return Err(challenge.unauthorized(
                &id,
                &completed,
                Some(&Error::forbidden("This stage is not one of the flows")),
            ));
        }
        if let Err(error) = check(auth).await {
            m.uiaa
                .put(m, id.clone(), &challenge.operation, completed.clone());
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
    m.uiaa
        .put(m, id.clone(), &challenge.operation, completed.clone());
    if let AuthData::RegistrationToken(given) = auth {
        m.uiaa.note_token(&id, &given.token);
    }
    if done {
        Ok(())
    } else {
        Err(challenge.unauthorized(&id, &completed, None))
    }
}

/// Asks the person of a request for his password before an operation that a stolen token must not be
/// enough for. Each time anew: the session ends with the operation.
pub(crate) async fn confirm_password(
    m: &Matrix,
    who: &Who,
    operation: &str,
    auth: Option<&AuthData>,
) -> Result<()> {
    // A stolen token must not be enough to guess the password with, whichever route asks for it.
    if m.config.rate_limits && matches!(auth, Some(AuthData::Password(_))) {
        let caller = RateCaller::User(who.user);
        m.password_rates.take(RateClass::SignIn, caller)?;
    }
    let challenge = Challenge {
        operation: format!("{} {operation}", who.user_id),
        flows: vec![vec![AuthType::Password]],
        params: json!({}),
    };
    let check = |auth: &AuthData| {
        let (m, who, auth) = (m.clone(), who.clone(), auth.clone());
        async move {
            match auth {
                AuthData::Password(given) => is_password_of(&m, &who, given).await,
                _ => Err(Error::forbidden("Give your password")),
            }
        }
        .boxed()
    };
    authenticate(m, &challenge, auth, &check).await?;
    if let Some(id) = auth.and_then(AuthData::session) {
        m.uiaa.finish(id);
    }
    Ok(())
}

async fn is_password_of(m: &Matrix, who: &Who, given: Password) -> Result<()> {
    let wrong = || Error::forbidden("Wrong name or password");
    let named = match &given.identifier {
        UserIdentifier::Matrix(id) => {
            id.user == who.user_id.as_str() || id.user == who.user_id.localpart()
        }
        _ => false,
    };
    let id = who.user_id.clone();
    let account = m.store.read(move |tx| queries::account(tx, &id)).await?;
    let hash = account
        .filter(|_| named)
        .and_then(|account| account.password_hash);
    let hash = hash.ok_or_else(wrong)?;
    if password::verify(hash, given.password).await? {
        Ok(())
    } else {
        Err(wrong())
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
        if !completed.is_empty() || error.is_some() {
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
    fn note_token(&self, id: &str, token: &str) {
        if let Some(session) = self.0.lock().get_mut(id) {
            session.registration_token = Some(token.to_owned());
        }
    }

    /// The registration token that passed in a session.
    pub(crate) fn registration_token(&self, id: &str) -> Option<String> {
        self.0.lock().get(id)?.registration_token.clone()
    }

    /// Ends a session.
    pub(crate) fn finish(&self, id: &str) {
        self.0.lock().remove(id);
    }

    fn completed(&self, m: &Matrix, id: &str, operation: &str) -> Result<Vec<AuthType>> {
        let now_ms = m.clock.now_ms();
        let sessions = self.0.lock();
        let session = sessions.get(id);
        let Some(session) = session.filter(|s| now_ms < s.started_ms + SESSION_MS_MAX) else {
            return Ok(Vec::new());
        };
        if session.operation != operation {
            return Err(Error::forbidden(
                "This session was begun for something else: begin again",
            ));
        }
        Ok(session.completed.clone())
    }

    fn put(&self, m: &Matrix, id: String, operation: &str, completed: Vec<AuthType>) {
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
                operation: operation.to_owned(),
                completed: Vec::new(),
                registration_token: None,
            })
            .completed = completed;
    }
}
