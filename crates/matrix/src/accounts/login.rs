//! Logging in (client-server §5.7.2).

use axum::extract::State;
use http_server::{Error, ErrorKind, Open, Reply, Result};
use ruma::{
    OwnedUserId, UserId,
    api::client::{
        session::{
            get_login_types::{
                self,
                v3::{LoginType, PasswordLoginType},
            },
            login::{
                self,
                v3::{DiscoveryInfo, HomeserverInfo, LoginInfo},
            },
        },
        uiaa::UserIdentifier,
    },
    assign,
};

use super::{password, queries, sign_in};
use crate::Matrix;

/// `GET /login`.
pub(crate) async fn flows(
    Open { .. }: Open<get_login_types::v3::Request>,
) -> Result<Reply<get_login_types::v3::Response>> {
    let flows = vec![LoginType::Password(PasswordLoginType::new())];
    Ok(Reply(get_login_types::v3::Response::new(flows)))
}

/// `POST /login`.
pub(crate) async fn login(
    State(m): State<Matrix>,
    Open { request, .. }: Open<login::v3::Request>,
) -> Result<Reply<login::v3::Response>> {
    let (user_id, user) = match request.login_info {
        LoginInfo::Password(login) => by_password(&m, login).await?,
        _ => {
            return Err(Error::bad_request(
                ErrorKind::Unknown,
                "This way of logging in is not offered: see GET /login",
            ));
        }
    };
    let work = m.clone();
    let (device_id, name) = (request.device_id, request.initial_device_display_name);
    let signed_in = m.store.write(move |w| {
        sign_in(
            &work,
            w,
            user,
            device_id.as_ref().map(|id| id.as_str()),
            name.as_deref(),
        )
        .map_err(Error::from)
    });
    let signed_in = signed_in.await?;
    let response = login::v3::Response::new(user_id, signed_in.access_token, signed_in.device_id);
    let well_known = DiscoveryInfo::new(HomeserverInfo::new(m.config.public_url.clone()));
    Ok(Reply(assign!(response, { well_known: Some(well_known) })))
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
        return Err(Error::new(
            http::StatusCode::FORBIDDEN,
            ErrorKind::UserDeactivated,
            "This account has been deactivated",
        ));
    }
    let Some(hash) = account.password_hash else {
        return Err(wrong());
    };
    if !password::verify(hash, login.password).await? {
        return Err(wrong());
    }
    Ok((user_id, account.user))
}

/// A full user id of this server, or its local part.
fn named(m: &Matrix, name: &str) -> Result<OwnedUserId> {
    let full = UserId::parse_with_server_name(name, m.server_name()).map_err(|_| wrong())?;
    if full.server_name() == m.server_name() {
        Ok(full)
    } else {
        Err(wrong())
    }
}
