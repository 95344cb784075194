//! `POST /_causeway/v1/videos`: an upload becomes a video.

use axum::extract::State;
use http_server::{Caller, Error, ErrorKind, Json, Result};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    answer::{self, Answered},
    check_caption, check_language,
    queries::{self, New},
    tags::tags,
};
use crate::{
    Video,
    access::{self, Visibility},
    captions::{self, NewCaptions},
    processing::{
        making::{self, Asked},
        wishes::{Cut, Speed, Wishes},
    },
    sounds,
    uploads::{self, files},
};

/// Length of a video's id: 66 bits. It stands in links; who may see a video does not hang on it.
const ID_LEN: usize = 11;

/// What becomes of an upload.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct NewVideo {
    /// Id of a finished upload: the last part of its `Location`, or all of it.
    upload: String,
    /// With `#tags` and `@mentions`; at most 2200 characters.
    #[serde(default)]
    caption: String,
    /// What is spoken: a BCP 47 tag.
    language: Option<String>,
    #[serde(default)]
    visibility: Visibility,
    /// Whether others may comment; yes unless it says no.
    comments: Option<bool>,
    /// Whether it is shown only to who asks for it.
    #[serde(default)]
    sensitive: bool,
    /// What is kept of the upload; all, unless it says otherwise.
    trim: Option<Cut>,
    /// How fast it plays: 0.5, 1 or 2 times as it was recorded; 1 unless it says otherwise.
    speed: Option<f64>,
    /// The moment of the cover, in milliseconds of what is made.
    cover_ms: Option<u64>,
    /// Others see it from this time on; as soon as it is ready, unless it says otherwise.
    publish_at: Option<u64>,
    /// Whether others may put it beside theirs; yes unless it says no.
    allow_duet: Option<bool>,
    /// Whether others may quote it; yes unless it says no.
    allow_stitch: Option<bool>,
    captions: Option<Vec<NewCaptions>>,
    /// The sound that it plays: that of a public video, or of one of mine.
    sound: Option<String>,
    /// In percent; 100 unless it says otherwise.
    sound_volume: Option<u8>,
    /// Of its own sound, in percent; with another's sound 0, unless it says otherwise.
    original_volume: Option<u8>,
    /// The video that it stands beside.
    duet_of: Option<String>,
    /// The video that it quotes before it begins.
    stitch_of: Option<String>,
    /// What it quotes: at most five seconds.
    stitch: Option<Cut>,
}

impl NewVideo {
    /// Refuses what nobody can have meant.
    fn check(&self, now_ms: u64) -> Result<()> {
        check_caption(&self.caption)?;
        check_language(self.language.as_deref())?;
        let is_cut = |cut: Cut| cut.start_ms < cut.end_ms && cut.end_ms <= LATEST_MS;
        let too_loud = |volume: Option<u8>| volume.is_some_and(|percent| percent > 100);
        let wrong = if !self.trim.is_none_or(is_cut) {
            "trim must end after it begins"
        } else if self.speed.is_some_and(|speed| Speed::of(speed).is_none()) {
            "speed must be 0.5, 1 or 2"
        } else if self.cover_ms.is_some_and(|at| at > LATEST_MS) {
            "cover_ms is after the end of any video"
        } else if too_loud(self.sound_volume) || too_loud(self.original_volume) {
            "Volumes are from 0 to 100"
        } else if self
            .publish_at
            .is_some_and(|at| at > now_ms + PUBLISH_AHEAD_MS)
        {
            "publish_at may be at most a year ahead"
        } else {
            return Ok(());
        };
        Err(Error::invalid_param(wrong))
    }

    /// What the job has to know.
    fn wishes(&self, answered: &Answered) -> Wishes {
        Wishes {
            trim: self.trim,
            speed: self.speed.and_then(Speed::of).unwrap_or_default(),
            cover_ms: self.cover_ms,
            other: answered.other,
            music: answered.music,
            original_volume: self.original_volume.unwrap_or(if self.sound.is_some() {
                0
            } else {
                100
            }),
        }
    }
}

/// Later than the end of any upload.
const LATEST_MS: u64 = 60 * 60 * 1000;
/// How far ahead a video may be scheduled.
const PUBLISH_AHEAD_MS: u64 = 366 * 24 * 60 * 60 * 1000;

/// The video that was made.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MadeVideo {
    id: String,
    state: queries::State,
}

/// Makes a video of a finished upload. It is processed after this; `GET videos/{id}` tells how far it is. The same
/// upload again answers with the same video.
#[utoipa::path(
    post, path = "/_causeway/v1/videos", tag = "video", operation_id = "post_video",
    request_body = NewVideo, responses((status = 200, body = MadeVideo))
)]
pub(crate) async fn create(
    State(v): State<Video>,
    Caller(who): Caller,
    Json(mut new): Json<NewVideo>,
) -> Result<Json<MadeVideo>> {
    new.check(v.now_ms())?;
    let captions = captions::clean_all(new.captions.take().unwrap_or_default())?;
    let upload = new.upload.rsplit('/').next().unwrap_or_default().to_owned();
    // Nobody adds to it from here on.
    let _held = v.uploads.take(&upload).await;
    let wanted = upload.clone();
    let row = v
        .store
        .read(move |tx| uploads::queries::find(tx, &wanted))
        .await?
        .filter(|row| row.user == who.user);
    if let Some(row) = row {
        let length = files::length(&v.uploads.path(&upload)).await?;
        if length != Some(row.bytes) {
            return Err(Error::bad_request(
                ErrorKind::InvalidParam,
                "The upload is not finished: continue it first",
            ));
        }
    }
    let id = base::token(v.rng.as_ref(), ID_LEN);
    let (user, now_ms) = (who.user, v.now_ms());
    v.store
        .write(move |w| {
            if let Some(made) = queries::by_upload(w, &upload)?.filter(|made| made.author == user) {
                return Ok(MadeVideo {
                    id: made.id,
                    state: made.state,
                });
            }
            let row = uploads::queries::find(w, &upload)?
                .filter(|row| row.user == user)
                .ok_or_else(|| Error::not_found("There is no such upload, or it has expired"))?;
            let (visibility, is_narrowed) = access::stored_visibility(w, user, new.visibility)?;
            let answered = answer::find(
                w,
                user,
                &answer::Named {
                    duet: new.duet_of.as_deref(),
                    stitch: new.stitch_of.as_deref(),
                    quoted: new.stitch,
                    sound: new.sound.as_deref(),
                    volume: new.sound_volume.unwrap_or(100),
                },
            )?;
            let row = New {
                id: &id,
                author: user,
                upload: &upload,
                visibility,
                is_narrowed,
                caption: &new.caption,
                language: new.language.as_deref(),
                comments_open: new.comments.unwrap_or(true),
                sensitive: new.sensitive,
                source_bytes: row.bytes,
                now_ms,
            };
            let nid = queries::insert(w, &row)?;
            queries::set_tags(w, nid, &tags(&new.caption))?;
            let asked = Asked {
                wishes: &new.wishes(&answered),
                publish_ms: new.publish_at.filter(|at| *at > now_ms),
                allow_duet: new.allow_duet.unwrap_or(true),
                allow_stitch: new.allow_stitch.unwrap_or(true),
                duet_of: answered.duet_of,
                stitch_of: answered.stitch_of,
            };
            making::insert(w, nid, &asked)?;
            if let Some(sound) = &new.sound {
                sounds::choose(w, nid, user, sound)?;
            }
            for clean in &captions {
                captions::store(w, nid, clean)?;
            }
            uploads::queries::delete(w, &upload)?;
            making::queue(w, nid, user, now_ms)?;
            Ok(MadeVideo {
                id: id.clone(),
                state: queries::State::Processing,
            })
        })
        .await
        .map(Json)
}
