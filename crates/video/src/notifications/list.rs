//! `GET /_causeway/v1/notifications`.

use axum::extract::State;
use http_server::{Caller, Json, Query, Result};
use serde::Serialize;
use store::{StoreError, Tx};
use utoipa::ToSchema;

use super::{
    Kind,
    queries::{self, Notice},
};
use crate::{
    Video,
    access::{self, Tastes},
    feed::{self, Page},
    moderation::judgement,
    people_pages::{ListedPerson, listed_person},
    playback,
    social::{self, counts},
    videos::queries::{Stored, by_nid},
};

/// Something that I am told.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct VideoNotification {
    id: String,
    /// `like`, `comment`, `reply`, `mention`, `comment_like`, `follow`, `follow_request`, `repost`, `video_ready`,
    /// `video_failed` or `moderation`.
    kind: &'static str,
    /// Who did it; of many, the last one.
    #[schema(required)]
    from: Option<ListedPerson>,
    #[schema(required)]
    video: Option<NotifiedVideo>,
    /// The comment, why a video failed, or the code of why the host decided about it.
    #[schema(required)]
    text: Option<String>,
    /// How many did it.
    count: u64,
    created_ts: u64,
    read: bool,
}

/// The video that it is about.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct NotifiedVideo {
    id: String,
    #[schema(required)]
    poster: Option<String>,
}

/// A page of notifications, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct VideoNotifications {
    notifications: Vec<VideoNotification>,
    /// What the next page begins `from`; `null`: this was the last.
    #[schema(required)]
    next: Option<String>,
    /// How many of all I have not read.
    unread: u64,
}

/// Lists what I am told, newest first. Likes of one video are one notification, with how many they are.
#[utoipa::path(
    get, path = "/_causeway/v1/notifications", tag = "video", operation_id = "video_notifications",
    params(Page), responses((status = 200, body = VideoNotifications))
)]
pub(crate) async fn list(
    State(v): State<Video>,
    Caller(who): Caller,
    Query(which): Query<Page>,
) -> Result<Json<VideoNotifications>> {
    let (limit, before) = (feed::page_size(which.limit), feed::before(&which)?);
    let (work, user) = (v.clone(), who.user);
    let page = v
        .store
        .read(move |tx| page(&work, tx, user, before, limit))
        .await?;
    Ok(Json(page))
}

fn page(
    v: &Video,
    tx: &mut Tx<'_>,
    user: i64,
    before: i64,
    limit: usize,
) -> Result<VideoNotifications, StoreError> {
    let mut found = queries::page(tx, user, before, limit + 1)?;
    let more = found.len() > limit;
    found.truncate(limit);
    let next = found.last().filter(|_| more);
    let next = next.map(|last| last.ord.to_string());
    let (tastes, read) = (Tastes::of(tx, Some(user))?, queries::read_upto(tx, user)?);
    let mut notifications = Vec::with_capacity(found.len());
    for notice in found {
        let is_read = notice.ord <= read;
        notifications.extend(show(v, tx, user, &tastes, notice, is_read)?);
    }
    Ok(VideoNotifications {
        notifications,
        next,
        unread: queries::unread(tx, user)?,
    })
}

/// `None`: what it tells of is gone, or is not for him any more.
fn show(
    v: &Video,
    tx: &mut Tx<'_>,
    user: i64,
    tastes: &Tastes,
    notice: Notice,
    read: bool,
) -> Result<Option<VideoNotification>, StoreError> {
    let Some(kind) = Kind::of_code(notice.kind) else {
        return Ok(None);
    };
    let video = match notice.video {
        0 => None,
        nid => by_nid(tx, nid)?,
    };
    if notice.video != 0 {
        let is_seen = match &video {
            Some(video) => access::may_see(tx, Some(user), video)?,
            None => false,
        };
        if !is_seen {
            return Ok(None);
        }
    }
    let is_wanted = notice.from == 0 || tastes.want(tx, notice.from)?;
    if !is_wanted && !kind.is_counted() {
        return Ok(None);
    }
    let Some((text, count)) = told(tx, kind, &notice, video.as_ref())? else {
        return Ok(None);
    };
    let from = match notice.from {
        0 => None,
        _ if !is_wanted => None,
        from => Some(listed_person(tx, Some(user), from)?),
    };
    Ok(Some(VideoNotification {
        id: notice.ord.to_string(),
        kind: kind.name(),
        from,
        video: video.map(|video| NotifiedVideo {
            poster: video
                .is_ready()
                .then(|| playback::addresses(v, &video, None, v.now_ms()).poster),
            id: video.id,
        }),
        text,
        count,
        created_ts: notice.created_ms,
        read,
    }))
}

/// The text, and how many did it now: what was taken back does not count. `None`: nothing is left of it.
fn told(
    tx: &mut Tx<'_>,
    kind: Kind,
    notice: &Notice,
    video: Option<&Stored>,
) -> Result<Option<(Option<String>, u64)>, StoreError> {
    let text = if kind.is_of_comment() {
        let Some(text) = social::text_of(tx, notice.subject)? else {
            return Ok(None);
        };
        Some(text)
    } else if kind == Kind::VideoFailed {
        video.and_then(|video| video.reason.clone())
    } else if kind == Kind::Moderation {
        judgement::reason(tx, notice.video)?
    } else {
        None
    };
    let count = match kind {
        Kind::Like => counts::of(tx, notice.video)?.likes,
        Kind::Repost => counts::of(tx, notice.video)?.reposts,
        Kind::CommentLike => social::comment_counts(tx, notice.subject)?.likes,
        _ => 1,
    };
    Ok((count > 0).then_some((text, count)))
}
