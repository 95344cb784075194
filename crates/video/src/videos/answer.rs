//! Videos that use others': side by side (duet), after a quotation (stitch), under another's sound. Who may: anybody
//! for public videos whose authors allow it, everybody for his own.

use http_server::{Error, Result};
use store::{StoreError, Tx};

use super::queries::{self, Stored};
use crate::{
    access::{self, Visibility},
    graph::VideoSettings,
    processing::{
        making::{self, Making},
        wishes::{Cut, Music, Other, Use},
    },
};

/// Longest quotation.
const QUOTED_MS_MAX: u64 = 5000;
/// Shortest: less cannot be understood.
const QUOTED_MS_MIN: u64 = 500;

/// Whose videos are used, as the author named them.
pub(super) struct Named<'a> {
    pub(super) duet: Option<&'a str>,
    pub(super) stitch: Option<&'a str>,
    pub(super) quoted: Option<Cut>,
    pub(super) sound: Option<&'a str>,
    pub(super) volume: u8,
}

/// What was found.
pub(super) struct Answered {
    pub(super) other: Option<Other>,
    pub(super) music: Option<Music>,
    pub(super) duet_of: Option<i64>,
    pub(super) stitch_of: Option<i64>,
}

/// Finds the videos that are used, and refuses those that may not be.
pub(super) fn find(tx: &mut Tx<'_>, user: i64, named: &Named<'_>) -> Result<Answered> {
    let mut answered = Answered {
        other: None,
        music: None,
        duet_of: None,
        stitch_of: None,
    };
    if named.duet.is_some() && named.stitch.is_some() {
        return Err(Error::invalid_param(
            "A video is a duet or a stitch, not both",
        ));
    }
    if let Some(id) = named.duet {
        let of = used(tx, user, id, Way::Duet)?;
        answered.duet_of = Some(of.nid);
        answered.other = Some(Other {
            of: of.nid,
            how: Use::Duet,
        });
    }
    if let Some(id) = named.stitch {
        let of = used(tx, user, id, Way::Stitch)?;
        answered.stitch_of = Some(of.nid);
        answered.other = Some(Other {
            of: of.nid,
            how: Use::Stitch(quoted(&of, named.quoted)?),
        });
    }
    if let Some(id) = named.sound {
        let of = used(tx, user, id, Way::Sound)?;
        answered.music = Some(Music {
            of: of.nid,
            volume: named.volume,
        });
    }
    Ok(answered)
}

/// What is quoted of a video: its first seconds, unless something else was asked for.
fn quoted(of: &Stored, asked: Option<Cut>) -> Result<Cut> {
    let duration_ms = of.duration_ms.unwrap_or_default();
    let cut = asked.unwrap_or(Cut {
        start_ms: 0,
        end_ms: duration_ms.min(QUOTED_MS_MAX),
    });
    let cut = Cut {
        end_ms: cut.end_ms.min(duration_ms),
        ..cut
    };
    if (QUOTED_MS_MIN..=QUOTED_MS_MAX).contains(&cut.length_ms()) {
        return Ok(cut);
    }
    Err(Error::invalid_param(format!(
        "A stitch quotes from {QUOTED_MS_MIN} to {QUOTED_MS_MAX} ms of another's video"
    )))
}

/// In which way a video is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    Duet,
    Stitch,
    Sound,
}

fn used(tx: &mut Tx<'_>, user: i64, id: &str, way: Way) -> Result<Stored> {
    let video = access::seen(tx, Some(user), id)?;
    if !video.is_ready() {
        return Err(Error::invalid_param("This video is not ready yet"));
    }
    let making = making::find(tx, video.nid)?;
    if may_use(tx, &video, user, making.as_ref(), way)? {
        return Ok(video);
    }
    Err(Error::forbidden(
        "The author of this video does not allow this",
    ))
}

/// Whether somebody may use a video that he sees: its author allows it for this video and by his settings. What is
/// for some people may not come to others in a duet.
pub(super) fn may_use(
    tx: &mut Tx<'_>,
    video: &Stored,
    user: i64,
    making: Option<&Making>,
    way: Way,
) -> Result<bool, StoreError> {
    if !video.is_ready() || user == video.author {
        return Ok(video.is_ready());
    }
    if video.visibility != Visibility::Public {
        return Ok(false);
    }
    let settings = VideoSettings::of(tx, video.author)?;
    let (of_video, of_author) = match way {
        Way::Duet => (making.is_none_or(|m| m.allow_duet), settings.allow_duet),
        Way::Stitch => (making.is_none_or(|m| m.allow_stitch), settings.allow_stitch),
        Way::Sound => return Ok(true),
    };
    Ok(of_video && of_author.holds(tx, video.author, user)?)
}

/// The id of a video that is used, for somebody who may see it.
pub(crate) fn id_for(
    tx: &mut Tx<'_>,
    viewer: Option<i64>,
    used: Option<i64>,
) -> Result<Option<String>, StoreError> {
    let Some(nid) = used else {
        return Ok(None);
    };
    let Some(video) = queries::by_nid(tx, nid)? else {
        return Ok(None);
    };
    Ok(access::may_see(tx, viewer, &video)?.then_some(video.id))
}
