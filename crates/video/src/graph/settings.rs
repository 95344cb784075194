//! `GET` and `PUT /_causeway/v1/video_settings`: whether my account is private, and who may do what with my videos.

use axum::extract::State;
use http_server::{Caller, Error, Json, Result};
use serde::{Deserialize, Serialize};
use store::{StoreError, Tx, Write, params};
use utoipa::ToSchema;

use crate::{Video, access};

/// Who may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Allowed {
    /// Who may see the video.
    #[default]
    Everyone,
    /// Who follows its author and is followed by him.
    Friends,
    /// Its author alone.
    Nobody,
}

impl Allowed {
    fn code(self) -> i64 {
        match self {
            Self::Everyone => 0,
            Self::Friends => 1,
            Self::Nobody => 2,
        }
    }

    fn of_code(code: i64) -> Self {
        match code {
            0 => Self::Everyone,
            1 => Self::Friends,
            _ => Self::Nobody,
        }
    }

    /// Whether `person` is one of them, of a video of `author`.
    pub(crate) fn holds(
        self,
        tx: &mut Tx<'_>,
        author: i64,
        person: i64,
    ) -> Result<bool, StoreError> {
        Ok(match self {
            _ if author == person => true,
            Self::Everyone => true,
            Self::Friends => access::are_friends(tx, author, person)?,
            Self::Nobody => false,
        })
    }
}

/// What somebody has set for all his videos.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, ToSchema)]
pub(crate) struct VideoSettings {
    /// Who follows is asked for, and videos for everybody are for followers.
    pub(crate) private: bool,
    pub(crate) allow_duet: Allowed,
    pub(crate) allow_stitch: Allowed,
    pub(crate) allow_comments: Allowed,
}

/// What changes; what is left out stays as it is.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct VideoSettingsChange {
    private: Option<bool>,
    allow_duet: Option<Allowed>,
    allow_stitch: Option<Allowed>,
    allow_comments: Option<Allowed>,
}

impl VideoSettings {
    /// The settings of a person; everything is open to who never set anything.
    pub(crate) fn of(tx: &mut Tx<'_>, person: i64) -> Result<Self, StoreError> {
        let found = tx.query_opt(
            "SELECT is_private, allow_duet, allow_stitch, allow_comments FROM video_setting WHERE user_nid = ?1",
            params![person],
            |row| {
                Ok::<_, StoreError>(Self {
                    private: row.get(0)?,
                    allow_duet: Allowed::of_code(row.get(1)?),
                    allow_stitch: Allowed::of_code(row.get(2)?),
                    allow_comments: Allowed::of_code(row.get(3)?),
                })
            },
        )?;
        Ok(found.unwrap_or_default())
    }

    fn store(self, w: &mut Write<'_, '_>, person: i64) -> Result<(), StoreError> {
        w.execute(
            "INSERT INTO video_setting (user_nid, is_private, allow_duet, allow_stitch, allow_comments)
             VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (user_nid) DO UPDATE SET is_private = excluded.is_private, allow_duet = excluded.allow_duet,
               allow_stitch = excluded.allow_stitch, allow_comments = excluded.allow_comments",
            params![
                person,
                self.private,
                self.allow_duet.code(),
                self.allow_stitch.code(),
                self.allow_comments.code()
            ],
        )?;
        Ok(())
    }
}

/// Tells my settings for all my videos.
#[utoipa::path(
    get, path = "/_causeway/v1/video_settings", tag = "video", operation_id = "video_settings",
    responses((status = 200, body = VideoSettings))
)]
pub(crate) async fn get(
    State(v): State<Video>,
    Caller(who): Caller,
) -> Result<Json<VideoSettings>> {
    let user = who.user;
    Ok(Json(
        v.store.read(move |tx| VideoSettings::of(tx, user)).await?,
    ))
}

/// Changes my settings for all my videos. With a private account the videos that were for everybody are for my
/// followers from now on, and none of their files is open to others; when it is public again, so are they.
#[utoipa::path(
    put, path = "/_causeway/v1/video_settings", tag = "video", operation_id = "change_video_settings",
    request_body = VideoSettingsChange, responses((status = 200, body = VideoSettings))
)]
pub(crate) async fn put(
    State(v): State<Video>,
    Caller(who): Caller,
    Json(change): Json<VideoSettingsChange>,
) -> Result<Json<VideoSettings>> {
    let (user, now_ms) = (who.user, v.now_ms());
    let stored = v.store.write(move |w| {
        let before = VideoSettings::of(w, user)?;
        let after = VideoSettings {
            private: change.private.unwrap_or(before.private),
            allow_duet: change.allow_duet.unwrap_or(before.allow_duet),
            allow_stitch: change.allow_stitch.unwrap_or(before.allow_stitch),
            allow_comments: change.allow_comments.unwrap_or(before.allow_comments),
        };
        after.store(w, user)?;
        if after.private != before.private {
            access::set_private(w, user, after.private, now_ms)?;
        }
        Ok::<_, Error>(after)
    });
    Ok(Json(stored.await?))
}
