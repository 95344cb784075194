//! Addresses of files. One part of the path, the pass, stands for all files of a video, so that the relative
//! addresses in playlists work: `GENERATION` for a public video, `GENERATION.UNTIL.MAC` for another, and for one that
//! the host marked as for people with an account alone.

use base::Rng;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use http_server::{Error, Result};
use ring::hmac;
use serde::Serialize;
use store::{Store, StoreError, blobs::hex, params};
use utoipa::ToSchema;

use super::{MASTER, MP4, POSTER, PREVIEW, SPRITE};
use crate::{
    Video,
    access::Visibility,
    processing::making::{Grid, Making},
    videos::queries::Stored,
};

/// Signed addresses end on full hours, so that they stay the same for a while and caches of browsers work.
const HOUR_MS: u64 = 60 * 60 * 1000;

/// Where a video is played. Addresses without a host: of the server that told them.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Playback {
    /// Master playlist (HLS with CMAF).
    hls: String,
    /// One small file that begins to play at once.
    pub(crate) mp4: String,
    pub(crate) poster: String,
    /// Small pictures of the time line in one file; none of very short videos.
    #[schema(required)]
    sprite: Option<Sprite>,
    /// A few seconds without sound, for lists.
    #[schema(required)]
    preview: Option<String>,
}

/// Small pictures of the time line in one file, row by row.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Sprite {
    url: String,
    #[serde(flatten)]
    grid: Grid,
}

/// What signs addresses.
pub(crate) struct Key(hmac::Key);

impl Key {
    /// The stored key; made at the first start.
    pub(crate) async fn load(store: &Store, rng: &dyn Rng) -> Result<Self> {
        let mut fresh = [0u8; 32];
        rng.fill(&mut fresh);
        let stored: String = store
            .write(move |w| {
                w.execute(
                    "INSERT INTO setting (name, value) VALUES ('video_address_key', ?1) ON CONFLICT (name) DO NOTHING",
                    params![&hex(&fresh)],
                )?;
                w.query_one::<_, StoreError>(
                    "SELECT value FROM setting WHERE name = 'video_address_key'",
                    params![],
                    |row| row.get(0),
                )
            })
            .await
            .map_err(Error::from)?;
        Ok(Self(hmac::Key::new(hmac::HMAC_SHA256, stored.as_bytes())))
    }

    fn sign(&self, video: &Stored, generation: i64, until_ms: u64) -> hmac::Tag {
        hmac::sign(&self.0, signed(video, generation, until_ms).as_bytes())
    }

    fn verify(&self, video: &Stored, generation: i64, until_ms: u64, mac: &[u8]) -> bool {
        let text = signed(video, generation, until_ms);
        hmac::verify(&self.0, text.as_bytes(), mac).is_ok()
    }
}

/// What a signature is for. The visibility is part of it: for fewer people there are new addresses.
fn signed(video: &Stored, generation: i64, until_ms: u64) -> String {
    format!(
        "video {} {generation} {} {until_ms}",
        video.id,
        video.visibility.code()
    )
}

/// Where somebody who may see a video finds its files.
pub(crate) fn addresses(
    v: &Video,
    video: &Stored,
    making: Option<&Making>,
    now_ms: u64,
) -> Playback {
    let folder = folder(v, video, now_ms);
    let at = |name: &str| format!("{folder}{name}");
    Playback {
        hls: at(MASTER),
        mp4: at(MP4),
        poster: at(POSTER),
        sprite: making.and_then(|making| making.sprite).map(|grid| Sprite {
            url: at(SPRITE),
            grid,
        }),
        // Both came in one version; before it there was neither.
        preview: making
            .filter(|making| making.thumbhash.is_some())
            .map(|_| at(PREVIEW)),
    }
}

/// What stands before the names of files.
pub(crate) fn folder(v: &Video, video: &Stored, now_ms: u64) -> String {
    let pass = pass(&v.key, video, now_ms);
    format!("/_causeway/v1/videos/{}/media/{pass}/", video.id)
}

/// Whether everybody may have the files now.
fn is_open(video: &Stored) -> bool {
    video.visibility == Visibility::Public && video.ord.is_some() && !video.is_age_marked
}

fn pass(key: &Key, video: &Stored, now_ms: u64) -> String {
    if is_open(video) {
        return video.generation.to_string();
    }
    // Between one hour and two.
    let until_ms = (now_ms / HOUR_MS + 2) * HOUR_MS;
    let mac = URL_SAFE_NO_PAD.encode(key.sign(video, video.generation, until_ms));
    format!("{}.{until_ms}.{mac}", video.generation)
}

/// For whom and how long an answer may be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kept {
    /// By everybody, for ever.
    Public,
    /// By who asked, until then.
    Private { for_ms: u64 },
}

impl Kept {
    /// `Cache-Control` of what never changes.
    pub(super) fn for_good(self) -> String {
        match self {
            Self::Public => "public, max-age=31536000, immutable".to_owned(),
            Self::Private { for_ms } => format!("private, max-age={}, immutable", for_ms / 1000),
        }
    }

    /// `Cache-Control` of what may change at the same address.
    pub(super) fn asked_again(self) -> &'static str {
        match self {
            Self::Public => "public, no-cache",
            Self::Private { .. } => "private, no-cache",
        }
    }
}

/// Which generation of a video's files a pass opens now. Those of an earlier one are there for a while: somebody may
/// be watching.
pub(super) fn opens(key: &Key, video: &Stored, pass: &str, now_ms: u64) -> Option<(i64, Kept)> {
    let mut parts = pass.split('.');
    let generation: i64 = parts.next()?.parse().ok()?;
    if !video.is_ready() || generation > video.generation {
        return None;
    }
    let Some(until) = parts.next() else {
        return is_open(video).then_some((generation, Kept::Public));
    };
    let until_ms: u64 = until.parse().ok()?;
    let mac = URL_SAFE_NO_PAD.decode(parts.next()?).ok()?;
    let good = parts.next().is_none()
        && until_ms > now_ms
        && key.verify(video, generation, until_ms, &mac);
    let for_ms = until_ms.saturating_sub(now_ms);
    good.then_some((generation, Kept::Private { for_ms }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::videos::queries::State;

    fn video(visibility: Visibility) -> Stored {
        Stored {
            nid: 1,
            id: "abc".into(),
            author: 1,
            upload: "u".into(),
            state: State::Ready,
            reason: None,
            tries: 1,
            ord: Some(1),
            visibility,
            caption: String::new(),
            language: None,
            comments_open: true,
            sensitive: false,
            source_bytes: 0,
            duration_ms: None,
            width: None,
            height: None,
            generation: 3,
            created_ms: 0,
            is_age_marked: false,
        }
    }

    fn key() -> Key {
        Key(hmac::Key::new(hmac::HMAC_SHA256, b"k"))
    }

    #[test]
    fn a_signed_address_runs_out_and_is_for_one_visibility() {
        let (key, followers) = (key(), video(Visibility::Followers));
        let pass = pass(&key, &followers, 5 * HOUR_MS + 1);
        let opens = |video: &Stored, now_ms| opens(&key, video, &pass, now_ms);
        assert!(matches!(
            opens(&followers, 5 * HOUR_MS + 1),
            Some((3, Kept::Private { .. }))
        ));
        assert_eq!(opens(&followers, 7 * HOUR_MS), None);
        assert_eq!(opens(&video(Visibility::Private), 5 * HOUR_MS), None);
        let newer = Stored {
            generation: 4,
            ..followers.clone()
        };
        assert!(opens(&newer, 5 * HOUR_MS).is_some(), "somebody watches");
        let other = Stored {
            id: "abd".into(),
            ..followers
        };
        assert_eq!(opens(&other, 5 * HOUR_MS), None);
    }

    #[test]
    fn without_a_signature_only_public_videos_are_open() {
        let key = key();
        let open = video(Visibility::Public);
        assert_eq!(pass(&key, &open, 0), "3");
        assert_eq!(opens(&key, &open, "3", 0), Some((3, Kept::Public)));
        assert_eq!(opens(&key, &video(Visibility::Followers), "3", 0), None);
        let scheduled = Stored {
            ord: None,
            ..open.clone()
        };
        assert_eq!(opens(&key, &scheduled, "3", 0), None);
        let marked = Stored {
            is_age_marked: true,
            ..open.clone()
        };
        assert_eq!(opens(&key, &marked, "3", 0), None);
        let signed = pass(&key, &marked, 0);
        assert!(matches!(
            opens(&key, &marked, &signed, 0),
            Some((3, Kept::Private { .. }))
        ));
        for wrong in ["", "4", "3.", "3.9", "3.9.x", "x.9.y", "3.9.AAAA.b"] {
            assert_eq!(opens(&key, &open, wrong, 0), None, "{wrong}");
        }
    }
}
