//! `GET /_causeway/v1/users/{user_id}`: the head of a person's page.

use axum::extract::State;
use http_server::{Error, Guest, Json, Path, Result};
use serde::Serialize;
use store::{Tx, params};
use utoipa::ToSchema;

use super::{ListedPerson, listed_person};
use crate::{
    Video, access,
    graph::{self, counts, parse},
};

/// Somebody, with what is between us.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PersonPage {
    #[serde(flatten)]
    person: ListedPerson,
    /// Whether who follows is asked for, and videos are for followers.
    private: bool,
    counts: counts::PersonCounts,
    /// Whether I block him.
    blocked: bool,
    /// Whether I mute him.
    muted: bool,
}

/// Tells about somebody who has an account here. Who has blocked me is not there for me.
#[utoipa::path(
    get, path = "/_causeway/v1/users/{user_id}", tag = "video", operation_id = "person",
    params(("user_id" = String, Path, description = "User id")),
    responses((status = 200, body = PersonPage)), security(())
)]
pub(crate) async fn get(
    State(v): State<Video>,
    Guest(who): Guest,
    Path(user_id): Path<String>,
) -> Result<Json<PersonPage>> {
    let (viewer, user_id) = (who.map(|who| who.user), parse(&user_id)?);
    let page = v.store.read(move |tx| {
        let person = graph::person(tx, viewer, &user_id)?;
        page(tx, viewer, person)
    });
    Ok(Json(page.await?))
}

fn page(tx: &mut Tx<'_>, viewer: Option<i64>, person: i64) -> Result<PersonPage> {
    let (blocked, muted) = match viewer {
        Some(viewer) => {
            let muted = tx.get::<i64>(
                "SELECT 1 FROM video_mute WHERE user_nid = ?1 AND muted_nid = ?2",
                params![viewer, person],
            )?;
            (access::has_blocked(tx, viewer, person)?, muted.is_some())
        }
        None => (false, false),
    };
    let audience = access::audience(tx, viewer, person)?;
    Ok::<_, Error>(PersonPage {
        person: listed_person(tx, viewer, person)?,
        private: access::is_private(tx, person)?,
        counts: counts::of(tx, person, audience)?,
        blocked,
        muted,
    })
}
