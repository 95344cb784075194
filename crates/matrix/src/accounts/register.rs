//! Registration (client-server §5.8.1): open or with a registration token.

use axum::extract::State;
use base::{config::Registration, token};
use futures::FutureExt;
use http_server::{Error, ErrorKind, Open, Reply, Result};
use ruma::{
    OwnedUserId, UserId,
    api::client::{
        account::{
            get_username_availability,
            register::{self, RegistrationKind},
        },
        uiaa::{AuthData, AuthType},
    },
    assign,
};
use serde_json::json;
use store::Write;

use super::{login::check_device, password, queries, registration_token, sign_in, uiaa, welcome};
use crate::{Matrix, directory};

/// `POST /register`.
pub(crate) async fn register(
    State(m): State<Matrix>,
    Open { request, .. }: Open<register::v3::Request>,
) -> Result<Reply<register::v3::Response>> {
    if request.kind == RegistrationKind::Guest {
        return Err(Error::new(
            http::StatusCode::FORBIDDEN,
            ErrorKind::GuestAccessForbidden,
            "Guests are not allowed here",
        ));
    }
    let user_id = match &request.username {
        Some(username) => requested_id(&m, username).await?,
        None => random_id(&m)?,
    };
    check_device(
        request.device_id.as_ref().map(|id| id.as_str()),
        request.initial_device_display_name.as_deref(),
    )?;
    if let Some(secret) = &request.password {
        password::check(secret)?;
    }
    let challenge = challenge(&m)?;
    uiaa::authenticate(&m, &challenge, request.auth.as_ref(), &|auth| {
        let m = m.clone();
        let auth = auth.clone();
        async move { stage(&m, auth).await }.boxed()
    })
    .await?;
    let session = request
        .auth
        .as_ref()
        .and_then(AuthData::session)
        .map(str::to_owned);
    let registration_token = match request.auth {
        Some(AuthData::RegistrationToken(given)) => Some(given.token),
        _ => session
            .as_deref()
            .and_then(|id| m.uiaa.registration_token(id)),
    };
    let Some(secret) = request.password else {
        return Err(Error::bad_request(
            ErrorKind::MissingParam,
            "A password is needed",
        ));
    };
    let password_hash = password::hash(&m, secret).await?;
    let new = NewAccount {
        user_id: user_id.clone(),
        password_hash: Some(password_hash),
        admin: false,
    };
    let (work, inhibit_login, refreshable) =
        (m.clone(), request.inhibit_login, request.refresh_token);
    let needs_token = matches!(
        m.config.registration,
        Registration::Token | Registration::Invite
    );
    let (device_id, name) = (request.device_id, request.initial_device_display_name);
    let signed_in = m.store.write(move |w| {
        let user = create_account(&work, w, &new)?;
        if needs_token {
            let given = registration_token
                .as_deref()
                .ok_or_else(registration_token::not_valid)?;
            registration_token::take(w, given, user, work.clock.now_ms())?;
        }
        if inhibit_login {
            return Ok::<_, Error>(None);
        }
        let device_id = device_id.as_ref().map(|id| id.as_str());
        Ok(Some(sign_in(
            &work,
            w,
            user,
            device_id,
            name.as_deref(),
            refreshable,
        )?))
    });
    let signed_in = signed_in.await?;
    if let Some(id) = session {
        m.uiaa.finish(&id);
    }
    let response = register::v3::Response::new(user_id);
    Ok(Reply(match signed_in {
        None => response,
        Some(s) => {
            let expires_in = s
                .refresh_token
                .is_some()
                .then_some(m.config.access_token_lifetime);
            assign!(response, {
                access_token: Some(s.access_token), device_id: Some(s.device_id),
                refresh_token: s.refresh_token, expires_in,
            })
        }
    }))
}

/// `GET /register/available`.
pub(crate) async fn available(
    State(m): State<Matrix>,
    Open { request, .. }: Open<get_username_availability::v3::Request>,
) -> Result<Reply<get_username_availability::v3::Response>> {
    requested_id(&m, &request.username).await?;
    Ok(Reply(get_username_availability::v3::Response::new(true)))
}

/// An account to be made.
#[derive(Debug, Clone)]
pub struct NewAccount {
    /// Checked by the caller to be a local, valid id.
    pub user_id: OwnedUserId,
    /// In PHC form; `None`: cannot log in by password.
    pub password_hash: Option<String>,
    /// Whether the account runs the server.
    pub admin: bool,
}

/// Makes the account; `M_USER_IN_USE` when the name is taken (also by a deactivated account).
pub fn create_account(m: &Matrix, w: &mut Write<'_, '_>, new: &NewAccount) -> Result<i64> {
    if queries::account(w, &new.user_id)?.is_some() {
        return Err(taken());
    }
    let user = m.users.ensure(w, &new.user_id, true)?;
    queries::insert_account(
        w,
        user,
        new.password_hash.as_deref(),
        new.admin,
        m.clock.now_ms(),
    )?;
    w.execute(
        "UPDATE user_ SET displayname = ?2 WHERE nid = ?1",
        store::params![user, new.user_id.localpart()],
    )?;
    directory::index_person(w, user, &new.user_id, Some(new.user_id.localpart()))?;
    welcome::enqueue(m, w, user)?;
    Ok(user)
}

fn taken() -> Error {
    Error::bad_request(ErrorKind::UserInUse, "This name is taken")
}

async fn requested_id(m: &Matrix, username: &str) -> Result<OwnedUserId> {
    // A full id is no name, though `local_id` would take it.
    let user_id = local_id(m, username.strip_prefix('@').map_or(username, |_| ""))?;
    let id = user_id.clone();
    if m.store
        .read(move |tx| queries::account(tx, &id))
        .await?
        .is_some()
    {
        return Err(taken());
    }
    Ok(user_id)
}

/// The user id of a chosen name: the strict grammar for new ids (appendix, user identifiers). Upper
/// case is folded, as people expect.
pub fn local_id(m: &Matrix, username: &str) -> Result<OwnedUserId> {
    let invalid = || {
        Error::bad_request(
            ErrorKind::InvalidUsername,
            "A name has the letters a to z, digits, and the characters . _ = - / +",
        )
    };
    let name = username.to_ascii_lowercase();
    let user_id =
        UserId::parse_with_server_name(name.as_str(), m.server_name()).map_err(|_| invalid())?;
    let strict = user_id.validate_strict().is_ok() && !user_id.localpart().is_empty();
    if strict && user_id.server_name() == m.server_name() {
        Ok(user_id)
    } else {
        Err(invalid())
    }
}

fn random_id(m: &Matrix) -> Result<OwnedUserId> {
    local_id(
        m,
        &token(m.rng.as_ref(), 12).to_lowercase().replace('-', "x"),
    )
}

fn challenge(m: &Matrix) -> Result<uiaa::Challenge> {
    let mut stages = match m.config.registration {
        Registration::Open => vec![AuthType::Dummy],
        Registration::Token | Registration::Invite => vec![AuthType::RegistrationToken],
        Registration::Closed => return Err(Error::forbidden("This server takes no new accounts")),
    };
    let mut params = json!({});
    if let Some((name, url)) = &m.config.terms {
        stages.insert(0, AuthType::Terms);
        params["m.login.terms"] = json!({ "policies": { "terms": { "version": "1", "en": { "name": name, "url": url } } } });
    }
    Ok(uiaa::Challenge {
        operation: "register".to_owned(),
        flows: vec![stages],
        params,
    })
}

async fn stage(m: &Matrix, auth: AuthData) -> Result<()> {
    match auth {
        AuthData::Dummy(_) | AuthData::Terms(_) => Ok(()),
        AuthData::RegistrationToken(given) => {
            let now_ms = m.clock.now_ms();
            let valid = m
                .store
                .read(move |tx| registration_token::is_valid(tx, &given.token, now_ms))
                .await?;
            if valid {
                Ok(())
            } else {
                Err(registration_token::not_valid())
            }
        }
        _ => Err(Error::forbidden("This stage is not one of the flows")),
    }
}
