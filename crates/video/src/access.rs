//! Who may see a video. Every route, list and file asks here (law 5).
//!
//! A private account needs no question of its own: as long as it is private, its videos for everybody are stored as
//! videos for followers ([`set_private`]), so that every index, list and address of a file knows it.

use std::collections::HashSet;

use http_server::Result;
use serde::{Deserialize, Serialize};
use store::{StoreError, Tx, Write, jobs, params};
use utoipa::ToSchema;

use crate::{
    listing, people, unknown_video,
    videos::queries::{self, Stored},
};

/// For whom a video is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Visibility {
    /// Everybody, with or without an account.
    #[default]
    Public,
    /// Who follows the author.
    Followers,
    /// Who follows the author and is followed by him.
    Friends,
    /// The author alone.
    Private,
}

impl Visibility {
    /// As it is stored. A higher number is for fewer people.
    pub(crate) fn code(self) -> i64 {
        match self {
            Self::Public => 0,
            Self::Followers => 1,
            Self::Friends => 2,
            Self::Private => 3,
        }
    }

    /// What was stored; what is unknown is for nobody.
    pub(crate) fn of_code(code: i64) -> Self {
        match code {
            0 => Self::Public,
            1 => Self::Followers,
            2 => Self::Friends,
            _ => Self::Private,
        }
    }
}

/// Whether `viewer` (`None`: somebody without an account) may see a video.
pub(crate) fn may_see(
    tx: &mut Tx<'_>,
    viewer: Option<i64>,
    video: &Stored,
) -> Result<bool, StoreError> {
    if viewer == Some(video.author) {
        return Ok(true);
    }
    // Without a place in time: it is not ready, or its time has not come.
    if !video.is_ready() || video.ord.is_none() {
        return Ok(false);
    }
    if let Some(viewer) = viewer
        && is_blocked(tx, viewer, video.author)?
    {
        return Ok(false);
    }
    match (video.visibility, viewer) {
        (Visibility::Public, Some(_)) => Ok(true),
        (Visibility::Public, None) => Ok(!video.is_age_marked),
        (Visibility::Private, _) | (_, None) => Ok(false),
        (Visibility::Followers, Some(viewer)) => follows(tx, viewer, video.author),
        (Visibility::Friends, Some(viewer)) => are_friends(tx, viewer, video.author),
    }
}

/// A video that `viewer` may see; 404 for what is not there and for what is not his to see.
pub(crate) fn seen(tx: &mut Tx<'_>, viewer: Option<i64>, id: &str) -> Result<Stored> {
    let video = queries::by_id(tx, id)?.ok_or_else(unknown_video)?;
    if may_see(tx, viewer, &video)? {
        Ok(video)
    } else {
        Err(unknown_video())
    }
}

/// A video of one's own; 404 for those of others.
pub(crate) fn own(tx: &mut Tx<'_>, user: i64, id: &str) -> Result<Stored> {
    let video = queries::by_id(tx, id)?.filter(|video| video.author == user);
    video.ok_or_else(unknown_video)
}

/// Whether one person follows another.
pub(crate) fn follows(tx: &mut Tx<'_>, user: i64, followee: i64) -> Result<bool, StoreError> {
    let found = tx.get::<i64>(
        "SELECT 1 FROM follow WHERE user_nid = ?1 AND followee_nid = ?2",
        params![user, followee],
    );
    Ok(found?.is_some())
}

/// Whether two people follow each other.
pub(crate) fn are_friends(tx: &mut Tx<'_>, one: i64, other: i64) -> Result<bool, StoreError> {
    Ok(follows(tx, one, other)? && follows(tx, other, one)?)
}

/// Whether one person has blocked another.
pub(crate) fn has_blocked(tx: &mut Tx<'_>, user: i64, blocked: i64) -> Result<bool, StoreError> {
    let found = tx.get::<i64>(
        "SELECT 1 FROM video_block WHERE user_nid = ?1 AND blocked_nid = ?2",
        params![user, blocked],
    );
    Ok(found?.is_some())
}

/// Whether one of two people has blocked the other: neither sees or does anything of the other's.
pub(crate) fn is_blocked(tx: &mut Tx<'_>, one: i64, other: i64) -> Result<bool, StoreError> {
    Ok(has_blocked(tx, one, other)? || has_blocked(tx, other, one)?)
}

/// The highest [`Visibility::code`] of videos of `author` that `viewer` may see.
pub(crate) fn audience(
    tx: &mut Tx<'_>,
    viewer: Option<i64>,
    author: i64,
) -> Result<i64, StoreError> {
    let Some(viewer) = viewer else { return Ok(0) };
    Ok(if viewer == author {
        Visibility::Private.code()
    } else if is_blocked(tx, viewer, author)? {
        -1
    } else if !follows(tx, viewer, author)? {
        Visibility::Public.code()
    } else if follows(tx, author, viewer)? {
        Visibility::Friends.code()
    } else {
        Visibility::Followers.code()
    })
}

/// For whom a video is stored while its author's account is private or not, and whether that is narrower than what
/// he chose.
pub(crate) fn stored_visibility(
    tx: &mut Tx<'_>,
    author: i64,
    chosen: Visibility,
) -> Result<(Visibility, bool), StoreError> {
    let is_narrowed = chosen == Visibility::Public && is_private(tx, author)?;
    let stored = if is_narrowed {
        Visibility::Followers
    } else {
        chosen
    };
    Ok((stored, is_narrowed))
}

/// Whether somebody's account is private: its videos are for followers at most, and who follows is asked for.
pub(crate) fn is_private(tx: &mut Tx<'_>, person: i64) -> Result<bool, StoreError> {
    let found = tx.get::<i64>(
        "SELECT 1 FROM video_setting WHERE user_nid = ?1 AND is_private = 1",
        params![person],
    );
    Ok(found?.is_some())
}

/// Makes an account's videos for everybody videos for followers, or back. Nobody sees one from here on who may not;
/// what lists and searches read follows in a durable job, and they ask [`may_see`] meanwhile.
pub(crate) fn set_private(
    w: &mut Write<'_, '_>,
    author: i64,
    is_private: bool,
    now_ms: u64,
) -> Result<(), StoreError> {
    let sql = if is_private {
        "UPDATE video SET audience = 1, is_narrowed = 1 WHERE author_nid = ?1 AND audience = 0"
    } else {
        "UPDATE video SET audience = 0, is_narrowed = 0 WHERE author_nid = ?1 AND audience = 1 AND is_narrowed = 1"
    };
    w.execute(sql, params![author])?;
    jobs::enqueue(w, listing::REFRESH_AUTHOR, &author, now_ms)
}

/// Brings one video to what [`set_private`] made of the others, after it was taken out of the author's hands for a
/// while.
pub(crate) fn settle(w: &mut Write<'_, '_>, video: i64) -> Result<(), StoreError> {
    let Some(video) = queries::by_nid(w, video)? else {
        return Ok(());
    };
    let sql = if is_private(w, video.author)? {
        "UPDATE video SET audience = 1, is_narrowed = 1 WHERE nid = ?1 AND audience = 0"
    } else {
        "UPDATE video SET audience = 0, is_narrowed = 0 WHERE nid = ?1 AND audience = 1 AND is_narrowed = 1"
    };
    w.execute(sql, params![video.nid])?;
    Ok(())
}

/// Whose videos and comments somebody is not shown unasked: whom he muted or ignores (Matrix), and with whom there is
/// a block. Made once for a page.
pub(crate) struct Tastes {
    viewer: Option<i64>,
    ignored: HashSet<String>,
}

impl Tastes {
    pub(crate) fn of(tx: &mut Tx<'_>, viewer: Option<i64>) -> Result<Self, StoreError> {
        let ignored = match viewer {
            Some(viewer) => people::ignored(tx, viewer)?,
            None => HashSet::new(),
        };
        Ok(Self { viewer, ignored })
    }

    /// Whether he is shown what is of `author`.
    pub(crate) fn want(&self, tx: &mut Tx<'_>, author: i64) -> Result<bool, StoreError> {
        let Some(viewer) = self.viewer.filter(|viewer| *viewer != author) else {
            return Ok(true);
        };
        let muted = tx.get::<i64>(
            "SELECT 1 FROM video_mute WHERE user_nid = ?1 AND muted_nid = ?2",
            params![viewer, author],
        )?;
        if muted.is_some() || is_blocked(tx, viewer, author)? {
            return Ok(false);
        }
        if self.ignored.is_empty() {
            return Ok(true);
        }
        Ok(!self
            .ignored
            .contains(people::profile(tx, author)?.user_id()))
    }
}
