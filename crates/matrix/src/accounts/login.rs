//! Logging in (client-server §5.7.2).

use axum::extract::State;
use http_server::{Error, ErrorKind, Open, Reply, Result};
use ruma::{
    OwnedUserId, UserId,
    api::client::{
        session::{
            get_login_types::{
                self,
                v3::{LoginType, PasswordLoginType, TokenLoginType},
            },
            login::{
                self,
                v3::{DiscoveryInfo, HomeserverInfo, LoginInfo},
            },
        },
        uiaa::UserIdentifier,
    },
    api::{IncomingRequest, Metadata, error::DeserializationError},
    assign,
};
use serde::Deserialize;

use super::{login_token, password, queries, sign_in};
use crate::{Matrix, users::parse_id};

/// `GET /login`.
pub(crate) async fn flows(
    Open { .. }: Open<get_login_types::v3::Request>,
) -> Result<Reply<get_login_types::v3::Response>> {
    let by_token = assign!(TokenLoginType::new(), { get_login_token: true });
    let flows = vec![
        LoginType::Password(PasswordLoginType::new()),
        LoginType::Token(by_token),
    ];
    Ok(Reply(get_login_types::v3::Response::new(flows)))
}

/// A login whose `type` is a text. ruma's own parser (client-api 0.25) panics when it is missing.
pub(crate) struct Request(login::v3::Request);

impl Metadata for Request {
    const METHOD: http::Method = login::v3::Request::METHOD;
    const RATE_LIMITED: bool = login::v3::Request::RATE_LIMITED;
    type Authentication = <login::v3::Request as Metadata>::Authentication;
    type PathBuilder = <login::v3::Request as Metadata>::PathBuilder;
    const PATH_BUILDER: Self::PathBuilder = login::v3::Request::PATH_BUILDER;
}

impl IncomingRequest for Request {
    type EndpointError = <login::v3::Request as IncomingRequest>::EndpointError;
    type OutgoingResponse = login::v3::Response;

    fn try_from_http_request_inner(
        request: http::Request<&[u8]>,
        path_args: &[&str],
    ) -> Result<Self, DeserializationError> {
        #[derive(Deserialize)]
        struct Typed {
            #[serde(rename = "type")]
            _kind: String,
        }
        serde_json::from_slice::<Typed>(request.body())?;
        login::v3::Request::try_from_http_request_inner(request, path_args).map(Self)
    }
}

/// `POST /login`.
pub(crate) async fn login(
    State(m): State<Matrix>,
    Open {
        request: Request(request),
        ..
    }: Open<Request>,
) -> Result<Reply<login::v3::Response>> {
    let (device_id, name) = (request.device_id, request.initial_device_display_name);
    check_device(device_id.as_ref().map(|id| id.as_str()), name.as_deref())?;
    let by = match request.login_info {
        LoginInfo::Password(login) => By::User(by_password(&m, login).await?.1),
        LoginInfo::Token(login) => By::Token(login.token),
        _ => {
            return Err(Error::bad_request(
                ErrorKind::Unknown,
                "This way of logging in is not offered: see GET /login",
            ));
        }
    };
    let (work, refreshable) = (m.clone(), request.refresh_token);
    let signed_in = m.store.write(move |w| {
        let user = match &by {
            By::User(user) => *user,
            By::Token(token) => login_token::take(w, token, work.clock.now_ms())?,
        };
        // It may have been deactivated since the password was checked.
        let (user_id, deactivated) = queries::account_of(w, user)?.ok_or_else(wrong)?;
        if deactivated {
            return Err(gone());
        }
        let device_id = device_id.as_ref().map(|id| id.as_str());
        let signed_in = sign_in(&work, w, user, device_id, name.as_deref(), refreshable)?;
        Ok((parse_id::<OwnedUserId>(user_id)?, signed_in))
    });
    let (user_id, signed_in) = signed_in.await?;
    let response = login::v3::Response::new(user_id, signed_in.access_token, signed_in.device_id);
    let well_known = DiscoveryInfo::new(HomeserverInfo::new(m.config.public_url.clone()));
    let expires_in = signed_in
        .refresh_token
        .is_some()
        .then_some(m.config.access_token_lifetime);
    Ok(Reply(assign!(response, {
        well_known: Some(well_known), refresh_token: signed_in.refresh_token, expires_in,
    })))
}

/// How somebody proved who he is.
enum By {
    User(i64),
    Token(String),
}

/// Longest device id and device name, in bytes.
const DEVICE_BYTES_MAX: usize = 255;

/// Refuses device ids and names that nobody would want to store.
pub(super) fn check_device(device_id: Option<&str>, name: Option<&str>) -> Result<()> {
    let too_long = [device_id, name]
        .into_iter()
        .flatten()
        .any(|text| text.len() > DEVICE_BYTES_MAX);
    if too_long || device_id.is_some_and(str::is_empty) {
        return Err(Error::invalid_param(
            "A device's id and name have at most 255 bytes each",
        ));
    }
    Ok(())
}

fn gone() -> Error {
    let text = "This account has been deactivated";
    Error::new(
        http::StatusCode::FORBIDDEN,
        ErrorKind::UserDeactivated,
        text,
    )
}

/// Same text and same work for an unknown name and a wrong password: names cannot be probed.
fn wrong() -> Error {
    Error::forbidden("Wrong name or password")
}

async fn by_password(m: &Matrix, login: login::v3::Password) -> Result<(OwnedUserId, i64)> {
    #[expect(deprecated, reason = "old clients still send the name in `user`")]
    let name = match (login.identifier, login.user) {
        (Some(UserIdentifier::Matrix(id)), _) => id.user,
        (None, Some(user)) => user,
        _ => {
            return Err(Error::bad_request(
                ErrorKind::Unknown,
                "Give the user name as m.id.user",
            ));
        }
    };
    let user_id = named(m, &name)?;
    let id = user_id.clone();
    let account = m.store.read(move |tx| queries::account(tx, &id)).await?;
    let Some(account) = account else {
        password::hash(m, "an unknown name takes as long".to_owned()).await?;
        return Err(wrong());
    };
    if account.deactivated {
        return Err(gone());
    }
    let Some(hash) = account.password_hash else {
        return Err(wrong());
    };
    if !password::verify(hash, login.password).await? {
        return Err(wrong());
    }
    Ok((user_id, account.user))
}

/// A full user id of this server, or its local part; upper case is folded, as when it was registered.
fn named(m: &Matrix, name: &str) -> Result<OwnedUserId> {
    let (name, server) = match name.strip_prefix('@').and_then(|rest| rest.split_once(':')) {
        Some((name, server)) => (name, server),
        None => (name, m.server_name().as_str()),
    };
    if server != m.server_name() {
        return Err(wrong());
    }
    let name = name.to_ascii_lowercase();
    UserId::parse_with_server_name(name, m.server_name()).map_err(|_| wrong())
}
