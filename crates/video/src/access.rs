//! Who may see a video. Every route, list and file asks here (law 5).

use http_server::Result;
use serde::{Deserialize, Serialize};
use store::{StoreError, Tx, params};
use utoipa::ToSchema;

use crate::{
    moderation::judgement,
    unknown_video,
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
    if !video.is_ready() {
        return Ok(false);
    }
    match (video.visibility, viewer) {
        (Visibility::Public, Some(_)) => Ok(true),
        (Visibility::Public, None) => Ok(!judgement::is_age_marked(tx, video.nid)?),
        (Visibility::Private, _) | (_, None) => Ok(false),
        (Visibility::Followers, Some(viewer)) => follows(tx, viewer, video.author),
        (Visibility::Friends, Some(viewer)) => {
            Ok(follows(tx, viewer, video.author)? && follows(tx, video.author, viewer)?)
        }
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
