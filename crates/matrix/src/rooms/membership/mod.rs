//! Coming into rooms and leaving them (client-server §10.4), one file per operation.

mod invite;
mod join;
mod leave;

use axum::Router;
use http_server::{Result, Route};
use ruma::{UserId, api::client::membership as api};
use serde_json::{Value, json};
use store::params;

use crate::Matrix;

pub(crate) fn routes() -> Router<Matrix> {
    Router::new()
        .endpoint::<api::join_room_by_id::v3::Request, _, _>(join::join_room_by_id)
        .endpoint::<api::invite_user::v3::Request, _, _>(invite::invite_user)
        .endpoint::<api::leave_room::v3::Request, _, _>(leave::leave_room)
}

impl Matrix {
    /// The content of a member event: membership and the profile that the user shows everywhere.
    pub(crate) async fn member_content(&self, user_id: &UserId, membership: &str) -> Result<Value> {
        let id = user_id.to_owned();
        let profile = self.store.read(move |tx| {
            tx.query_opt(
                "SELECT displayname, avatar_url FROM user_ WHERE user_id = ?1",
                params![id.as_str()],
                |row| {
                    Ok::<_, store::StoreError>((
                        row.get::<Option<String>>(0)?,
                        row.get::<Option<String>>(1)?,
                    ))
                },
            )
        });
        let (displayname, avatar_url) = profile.await?.unwrap_or_default();
        let mut content = json!({ "membership": membership });
        if let Some(name) = displayname {
            content["displayname"] = name.into();
        }
        if let Some(url) = avatar_url {
            content["avatar_url"] = url.into();
        }
        Ok(content)
    }
}
