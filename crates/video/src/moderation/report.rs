//! `POST /_causeway/v1/videos/{id}/report`, `…/videos/{id}/comments/{comment}/report`, `…/users/{user_id}/report`.

use axum::extract::State;
use http_server::{Caller, Error, Json, Path, Result};
use ruma::UserId;
use serde::Deserialize;
use store::{StoreError, Write, params};
use utoipa::ToSchema;

use super::{ModerationDone, check_reason, check_text};
use crate::{Video, access, people, social::queries as social};

/// Why something is reported.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct NewVideoReport {
    /// A code: `spam`, `nudity`, `violence`, `harassment`, `copyright`, `other`, …
    reason: String,
    /// In one's own words; at most 2000 characters.
    #[serde(default)]
    text: String,
}

impl NewVideoReport {
    fn check(&self) -> Result<()> {
        check_reason(&self.reason)?;
        check_text(&self.text)
    }
}

/// What is reported, as it is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Video,
    Comment,
    Person,
}

impl Kind {
    pub(super) fn code(self) -> i64 {
        match self {
            Self::Video => 0,
            Self::Comment => 1,
            Self::Person => 2,
        }
    }

    pub(super) fn of_code(code: i64) -> Self {
        match code {
            0 => Self::Video,
            1 => Self::Comment,
            _ => Self::Person,
        }
    }
}

/// Reports a video to the host. Again, before he has decided: the newer reason counts.
#[utoipa::path(
    post, path = "/_causeway/v1/videos/{id}/report", tag = "video", operation_id = "report_video",
    params(("id" = String, Path, description = "The video")),
    request_body = NewVideoReport, responses((status = 200, body = ModerationDone))
)]
pub(crate) async fn video(
    State(v): State<Video>,
    Caller(who): Caller,
    Path(id): Path<String>,
    Json(new): Json<NewVideoReport>,
) -> Result<Json<ModerationDone>> {
    new.check()?;
    let (user, now_ms) = (who.user, v.now_ms());
    v.store
        .write(move |w| {
            let video = access::seen(w, Some(user), &id)?;
            Ok::<_, Error>(keep(
                w,
                user,
                Kind::Video,
                (&video.id, Some(&video.id)),
                &new,
                now_ms,
            )?)
        })
        .await?;
    Ok(Json(ModerationDone {}))
}

/// Reports a comment to the host.
#[utoipa::path(
    post, path = "/_causeway/v1/videos/{id}/comments/{comment}/report", tag = "video",
    operation_id = "report_video_comment",
    params(
        ("id" = String, Path, description = "The video"),
        ("comment" = String, Path, description = "The comment"),
    ),
    request_body = NewVideoReport, responses((status = 200, body = ModerationDone))
)]
pub(crate) async fn comment(
    State(v): State<Video>,
    Caller(who): Caller,
    Path((id, comment)): Path<(String, String)>,
    Json(new): Json<NewVideoReport>,
) -> Result<Json<ModerationDone>> {
    new.check()?;
    let (user, now_ms) = (who.user, v.now_ms());
    v.store
        .write(move |w| {
            let video = access::seen(w, Some(user), &id)?;
            let comment = social::comment(w, &comment)?
                .filter(|comment| comment.video == video.nid)
                .ok_or_else(|| Error::not_found("There is no such comment"))?;
            Ok::<_, Error>(keep(
                w,
                user,
                Kind::Comment,
                (&comment.id, Some(&video.id)),
                &new,
                now_ms,
            )?)
        })
        .await?;
    Ok(Json(ModerationDone {}))
}

/// Reports a person to the host.
#[utoipa::path(
    post, path = "/_causeway/v1/users/{user_id}/report", tag = "video", operation_id = "report_video_person",
    params(("user_id" = String, Path, description = "User id")),
    request_body = NewVideoReport, responses((status = 200, body = ModerationDone))
)]
pub(crate) async fn person(
    State(v): State<Video>,
    Caller(who): Caller,
    Path(user_id): Path<String>,
    Json(new): Json<NewVideoReport>,
) -> Result<Json<ModerationDone>> {
    new.check()?;
    let id = UserId::parse(&user_id).map_err(|_| Error::invalid_param("This is no user id"))?;
    let (user, now_ms) = (who.user, v.now_ms());
    v.store
        .write(move |w| {
            people::find(w, &id)?
                .ok_or_else(|| Error::not_found("There is nobody of this name here"))?;
            Ok::<_, Error>(keep(
                w,
                user,
                Kind::Person,
                (id.as_str(), None),
                &new,
                now_ms,
            )?)
        })
        .await?;
    Ok(Json(ModerationDone {}))
}

fn keep(
    w: &mut Write<'_, '_>,
    reporter: i64,
    kind: Kind,
    (subject, video): (&str, Option<&str>),
    new: &NewVideoReport,
    now_ms: u64,
) -> Result<(), StoreError> {
    w.execute(
        "INSERT INTO video_report (id, reporter_nid, kind, subject, video_id, reason, body, created_ms)
         SELECT COALESCE(MAX(id), 0) + 1, ?1, ?2, ?3, ?4, ?5, ?6, ?7 FROM video_report WHERE 1 = 1
         ON CONFLICT (kind, subject, reporter_nid) WHERE decided_ms IS NULL
           DO UPDATE SET reason = excluded.reason, body = excluded.body",
        params![
            reporter,
            kind.code(),
            subject,
            video,
            &new.reason,
            &new.text,
            now_ms
        ],
    )?;
    Ok(())
}
