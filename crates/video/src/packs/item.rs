//! What a pack tells of a video: all that a device shows of it until somebody acts, and nothing that depends on who asks.

use serde::Serialize;
use serde_json::value::RawValue;
use store::{StoreError, Tx};

use super::{
    avatars,
    format::Entry,
    select::{Chosen, Group, quality},
};
use crate::{
    Video,
    captions::{self, Captions},
    graph::{Allowed, VideoSettings},
    learn::{fold::Known, model::Model},
    people::{self, PublicProfile},
    playback::{self, Playback},
    processing::making,
    social::counts::{VideoCounts, rounded},
    sounds::{self, SoundOfVideo},
    videos::{answer, tags::tags},
};

/// A video as packs tell it: `docs/developer/feed-packs.md`.
#[derive(Debug, Serialize)]
struct Item {
    id: String,
    author: String,
    author_profile: PublicProfile,
    /// The author's picture at an address that needs no account.
    avatar: Option<String>,
    caption: String,
    tags: Vec<String>,
    language: Option<String>,
    sensitive: bool,
    comments: bool,
    created_ts: u64,
    published_ts: u64,
    duration_ms: Option<u64>,
    width: Option<u64>,
    height: Option<u64>,
    thumbhash: Option<String>,
    captions: Vec<Captions>,
    duet_of: Option<String>,
    stitch_of: Option<String>,
    /// Whether everybody may.
    may_duet: bool,
    may_stitch: bool,
    /// With two digits; views from 20 on.
    counts: VideoCounts,
    playback: Playback,
    sound: Option<SoundOfVideo>,
    group: Group,
    /// How sure it is that people act on what they see: 0 to 100.
    quality: u64,
    /// Public acts, with two digits.
    acts: u64,
    /// Its author's first video is younger than a month.
    new_creator: bool,
}

/// An entry of a pack, with its vectors.
pub(super) fn entry(
    v: &Video,
    tx: &mut Tx<'_>,
    chosen: Chosen,
    model: &Model,
) -> Result<Entry, StoreError> {
    let mut known = Known::of(&chosen.video, chosen.sound.as_deref());
    if !model.knows(chosen.video.nid) && chosen.counts.acts() > 0 {
        known.look(tx, chosen.video.author)?;
    }
    let vectors = model.vectors(&known);
    let item = item(v, tx, chosen)?;
    let json = serde_json::to_string(&item).and_then(RawValue::from_string);
    Ok(Entry {
        id: item.id,
        json: json.map_err(|error| StoreError::Column {
            column: 0,
            reason: error.to_string(),
        })?,
        vectors,
    })
}

fn item(v: &Video, tx: &mut Tx<'_>, chosen: Chosen) -> Result<Item, StoreError> {
    let Chosen {
        video,
        group,
        counts,
        new_creator,
        published_ms,
        ..
    } = chosen;
    let making = making::find(tx, video.nid)?;
    let making = making.as_ref();
    let settings = VideoSettings::of(tx, video.author)?;
    let author_profile = people::profile(tx, video.author)?;
    // Public videos have addresses that stay.
    let folder = playback::folder(v, &video, 0);
    let everyone = |of_video: bool, of_author: Allowed| of_video && of_author == Allowed::Everyone;
    Ok(Item {
        avatar: author_profile.avatar_url().map(avatars::address),
        author: author_profile.user_id().to_owned(),
        tags: tags(&video.caption),
        sensitive: video.sensitive,
        comments: video.comments_open,
        created_ts: video.created_ms,
        published_ts: published_ms,
        duration_ms: video.duration_ms,
        width: video.width,
        height: video.height,
        thumbhash: making.and_then(|making| making.thumbhash.clone()),
        captions: captions::shown(tx, video.nid, &folder)?,
        duet_of: answer::id_for(tx, None, making.and_then(|making| making.duet_of))?,
        stitch_of: answer::id_for(tx, None, making.and_then(|making| making.stitch_of))?,
        may_duet: everyone(making.is_none_or(|m| m.allow_duet), settings.allow_duet),
        may_stitch: everyone(making.is_none_or(|m| m.allow_stitch), settings.allow_stitch),
        playback: playback::addresses(v, &video, making, 0),
        sound: sounds::of_video(tx, None, &video)?,
        quality: quality(&counts),
        acts: rounded(counts.acts()),
        counts: counts.rounded(),
        group,
        new_creator,
        author_profile,
        language: video.language,
        caption: video.caption,
        id: video.id,
    })
}
