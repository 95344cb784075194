//! `GET` and `POST /_causeway/v1/collections`, `PUT` and `DELETE …/{id}`: saved videos under a name. Nobody but their
//! person sees them.

use axum::extract::State;
use http_server::{Caller, Error, Json, Path, Result};
use serde::{Deserialize, Serialize};
use store::{Tx, params};
use utoipa::ToSchema;

use super::queries::{self, Collection, Kept};
use crate::{Video, access, people_pages::place, playback, videos::queries::by_nid};

/// Collections of one person.
const COLLECTIONS_MAX: usize = 100;
/// Longest name, in characters.
const NAME_CHARS_MAX: usize = 100;
/// Length of a collection's id.
const ID_LEN: usize = 12;
/// Saved videos of a collection that are looked at for a poster: the last ones may be gone.
const POSTERS_LOOKED_AT: usize = 5;

/// What a collection is called.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct CollectionName {
    /// 1 to 100 characters.
    name: String,
}

/// A collection of mine.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct VideoCollection {
    id: String,
    name: String,
    /// How many videos are in it.
    count: u64,
    /// The poster of the last one saved that can be seen.
    #[schema(required)]
    poster: Option<String>,
}

/// All collections of mine, in the order in which they were made.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct VideoCollections {
    collections: Vec<VideoCollection>,
}

/// Nothing to tell.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CollectionChanged {}

pub(super) fn unknown_collection() -> Error {
    Error::not_found("You have no such collection")
}

/// Lists my collections.
#[utoipa::path(
    get, path = "/_causeway/v1/collections", tag = "video", operation_id = "collections",
    responses((status = 200, body = VideoCollections))
)]
pub(crate) async fn list(
    State(v): State<Video>,
    Caller(who): Caller,
) -> Result<Json<VideoCollections>> {
    let (work, user) = (v.clone(), who.user);
    let listed = v.store.read(move |tx| {
        let counts = queries::counts(tx, user)?;
        let mut collections = Vec::new();
        for collection in queries::collections(tx, user, COLLECTIONS_MAX)? {
            let count = counts.iter().find(|(of, _)| *of == collection.nid);
            collections.push(VideoCollection {
                count: count.map_or(0, |(_, n)| *n),
                poster: poster(&work, tx, user, &collection)?,
                id: collection.id,
                name: collection.name,
            });
        }
        Ok::<_, Error>(VideoCollections { collections })
    });
    Ok(Json(listed.await?))
}

fn poster(
    v: &Video,
    tx: &mut Tx<'_>,
    user: i64,
    collection: &Collection,
) -> Result<Option<String>> {
    let kept = Kept::InCollection {
        user,
        collection: collection.nid,
    };
    for (_, nid) in queries::kept(tx, kept, place(None)?, POSTERS_LOOKED_AT)? {
        if let Some(video) = by_nid(tx, nid)?
            && access::may_see(tx, Some(user), &video)?
        {
            return Ok(Some(
                playback::addresses(v, &video, None, v.now_ms()).poster,
            ));
        }
    }
    Ok(None)
}

/// Makes a collection.
#[utoipa::path(
    post, path = "/_causeway/v1/collections", tag = "video", operation_id = "make_collection",
    request_body = CollectionName, responses((status = 200, body = VideoCollection))
)]
pub(crate) async fn create(
    State(v): State<Video>,
    Caller(who): Caller,
    Json(new): Json<CollectionName>,
) -> Result<Json<VideoCollection>> {
    let (user, now_ms, name) = (who.user, v.now_ms(), checked(&new.name)?);
    let id = base::token(v.rng.as_ref(), ID_LEN);
    let made = v.store.write(move |w| {
        if queries::collections(w, user, COLLECTIONS_MAX)?.len() == COLLECTIONS_MAX {
            return Err(Error::forbidden(format!(
                "There may be {COLLECTIONS_MAX} collections: delete one first"
            )));
        }
        queries::insert_collection(w, user, &id, &name, now_ms)?;
        Ok(VideoCollection {
            id: id.clone(),
            name: name.clone(),
            count: 0,
            poster: None,
        })
    });
    Ok(Json(made.await?))
}

/// Gives a collection of mine another name.
#[utoipa::path(
    put, path = "/_causeway/v1/collections/{id}", tag = "video", operation_id = "rename_collection",
    params(("id" = String, Path, description = "The collection")),
    request_body = CollectionName, responses((status = 200, body = CollectionChanged))
)]
pub(crate) async fn rename(
    State(v): State<Video>,
    Caller(who): Caller,
    Path(id): Path<String>,
    Json(new): Json<CollectionName>,
) -> Result<Json<CollectionChanged>> {
    let (user, name) = (who.user, checked(&new.name)?);
    v.store
        .write(move |w| {
            let nid = queries::collection(w, user, &id)?.ok_or_else(unknown_collection)?;
            w.execute(
                "UPDATE video_collection SET name = ?2 WHERE nid = ?1",
                params![nid, &name],
            )?;
            Ok::<_, Error>(())
        })
        .await?;
    Ok(Json(CollectionChanged {}))
}

/// Deletes a collection of mine; what was in it stays saved.
#[utoipa::path(
    delete, path = "/_causeway/v1/collections/{id}", tag = "video", operation_id = "delete_collection",
    params(("id" = String, Path, description = "The collection")),
    responses((status = 200, body = CollectionChanged))
)]
pub(crate) async fn delete(
    State(v): State<Video>,
    Caller(who): Caller,
    Path(id): Path<String>,
) -> Result<Json<CollectionChanged>> {
    let user = who.user;
    v.store
        .write(move |w| {
            let nid = queries::collection(w, user, &id)?.ok_or_else(unknown_collection)?;
            w.execute(
                "UPDATE video_save SET collection_nid = 0 WHERE user_nid = ?1 AND collection_nid = ?2",
                params![user, nid],
            )?;
            w.execute(
                "DELETE FROM video_collection WHERE nid = ?1",
                params![nid],
            )?;
            Ok::<_, Error>(())
        })
        .await?;
    Ok(Json(CollectionChanged {}))
}

fn checked(name: &str) -> Result<String> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > NAME_CHARS_MAX || name.contains('\0') {
        return Err(Error::invalid_param(format!(
            "A name has 1 to {NAME_CHARS_MAX} characters"
        )));
    }
    Ok(name.to_owned())
}
