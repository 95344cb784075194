//! A video as it is told: one shape for single videos and lists.

use serde::Serialize;
use store::{StoreError, Tx};
use utoipa::ToSchema;

use super::{
    answer,
    queries::{State, Stored},
    tags::tags,
};
use crate::{
    Video,
    access::{self, Visibility},
    captions::{self, Captions},
    moderation::judgement,
    people::{self, PublicProfile},
    playback,
    processing::making::{self, Stage},
    saves,
    social::{self, counts, is_liked},
    sounds,
};

/// A video.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ShownVideo {
    id: String,
    state: State,
    /// Why it failed, as a code; for its author.
    #[schema(required)]
    reason: Option<String>,
    /// How far processing is, in percent; for its author.
    #[schema(required)]
    progress: Option<u8>,
    /// What is done with it while it is processed; for its author.
    #[schema(required)]
    stage: Option<Stage>,
    /// How long processing will take, in milliseconds, if that can be said; for its author.
    #[schema(required)]
    eta_ms: Option<u64>,
    /// When others see it, if that is later; for its author.
    #[schema(required)]
    scheduled_ts: Option<u64>,
    /// A picture of some bytes to show before the cover, as base64 (thumbhash).
    #[schema(required)]
    thumbhash: Option<String>,
    captions: Vec<Captions>,
    /// The video that it stands beside, and that it quotes; `null` also for one that is gone or not for me.
    #[schema(required)]
    duet_of: Option<String>,
    #[schema(required)]
    stitch_of: Option<String>,
    /// Whether I may put it beside mine, and quote it.
    may_duet: bool,
    may_stitch: bool,
    /// User id.
    author: String,
    author_profile: PublicProfile,
    caption: String,
    /// Lower-case, without the hash.
    tags: Vec<String>,
    #[schema(required)]
    language: Option<String>,
    visibility: Visibility,
    /// Whether others may comment.
    comments: bool,
    sensitive: bool,
    /// The host marked it: it is for people with an account alone.
    age_restricted: bool,
    /// Why the host removed it; for its author.
    #[schema(required)]
    removed: Option<judgement::VideoRemoved>,
    created_ts: u64,
    #[schema(required)]
    duration_ms: Option<u64>,
    #[schema(required)]
    width: Option<u64>,
    #[schema(required)]
    height: Option<u64>,
    counts: counts::VideoCounts,
    /// Where it is played; `null` until it is ready.
    #[schema(required)]
    playback: Option<playback::Playback>,
    /// What is heard; `null`: nothing, or a sound that is not for me.
    #[schema(required)]
    sound: Option<sounds::SoundOfVideo>,
    /// Whether I like it.
    liked: bool,
    /// Whether I follow its author.
    following: bool,
    /// Whether I saved it.
    saved: bool,
    /// Whether I reposted it.
    reposted: bool,
}

/// What `viewer` is told of a video that he may see.
pub(crate) fn show(
    v: &Video,
    tx: &mut Tx<'_>,
    viewer: Option<i64>,
    video: Stored,
) -> Result<ShownVideo, StoreError> {
    let author_profile = people::profile(tx, video.author)?;
    let is_own = viewer == Some(video.author);
    let (liked, following) = match viewer {
        Some(viewer) => (
            is_liked(tx, video.nid, viewer)?,
            access::follows(tx, viewer, video.author)?,
        ),
        None => (false, false),
    };
    let (age_restricted, removed) = judgement::told(tx, &video, is_own)?;
    let (saved, reposted) = match viewer {
        Some(viewer) => (
            saves::is_saved(tx, video.nid, viewer)?,
            social::is_reposted(tx, video.nid, viewer)?,
        ),
        None => (false, false),
    };
    let now_ms = v.now_ms();
    let making = making::find(tx, video.nid)?;
    let making = making.as_ref();
    let is_processed = is_own && video.state == State::Processing;
    let standing = making
        .filter(|_| is_processed)
        .map(|making| making.standing);
    let scheduled_ts = making
        .and_then(|making| making.publish_ms)
        .filter(|_| is_own && video.ord.is_none());
    let folder = playback::folder(v, &video, now_ms);
    let (may_duet, may_stitch) = match viewer {
        Some(viewer) => (
            answer::may_use(tx, &video, viewer, making, answer::Way::Duet)?,
            answer::may_use(tx, &video, viewer, making, answer::Way::Stitch)?,
        ),
        None => (false, false),
    };
    Ok(ShownVideo {
        state: video.state,
        progress: is_processed.then(|| standing.map_or(0, |standing| standing.percent)),
        stage: standing.map(|standing| standing.stage),
        eta_ms: standing.and_then(|standing| standing.eta_ms),
        scheduled_ts,
        thumbhash: making.and_then(|making| making.thumbhash.clone()),
        captions: captions::shown(tx, video.nid, &folder)?,
        duet_of: answer::id_for(tx, viewer, making.and_then(|making| making.duet_of))?,
        stitch_of: answer::id_for(tx, viewer, making.and_then(|making| making.stitch_of))?,
        may_duet,
        may_stitch,
        author: author_profile.user_id().to_owned(),
        author_profile,
        tags: tags(&video.caption),
        visibility: video.visibility,
        comments: video.comments_open,
        sensitive: video.sensitive,
        age_restricted,
        removed,
        created_ts: video.created_ms,
        duration_ms: video.duration_ms,
        width: video.width,
        height: video.height,
        counts: counts::of(tx, video.nid)?,
        sound: sounds::of_video(tx, viewer, &video)?,
        playback: video
            .is_ready()
            .then(|| playback::addresses(v, &video, making, now_ms)),
        liked,
        following,
        saved,
        reposted,
        reason: video.reason.filter(|_| is_own),
        language: video.language,
        caption: video.caption,
        id: video.id,
    })
}
