//! What holds for a video by the host's decision.

use serde::Serialize;
use store::{StoreError, Tx, Write, params};
use utoipa::ToSchema;

use super::Decision;
use crate::{
    access::{self, Visibility},
    listing,
    notifications::{self, Kind, News},
    videos::queries::{self, Stored},
};

/// How far an appeal is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Appeal {
    Open,
    Upheld,
    Refused,
}

impl Appeal {
    pub(super) fn code(self) -> i64 {
        match self {
            Self::Open => 1,
            Self::Upheld => 2,
            Self::Refused => 3,
        }
    }

    pub(super) fn of_code(code: i64) -> Option<Self> {
        match code {
            1 => Some(Self::Open),
            2 => Some(Self::Upheld),
            3 => Some(Self::Refused),
            _ => None,
        }
    }
}

/// A row.
#[derive(Debug, Clone)]
pub(crate) struct Judgement {
    pub(super) decision: Decision,
    pub(super) reason: String,
    pub(super) note: Option<String>,
    audience_before: i64,
    sensitive_before: bool,
    pub(super) appeal: Option<Appeal>,
}

/// Why the host removed a video, and how far the appeal is; for its author.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct VideoRemoved {
    /// A code.
    reason: String,
    #[schema(required)]
    appeal: Option<Appeal>,
}

/// What a video is told with: whether it is for people with an account alone, and for its author why it was removed.
pub(crate) fn told(
    tx: &mut Tx<'_>,
    video: &Stored,
    is_own: bool,
) -> Result<(bool, Option<VideoRemoved>), StoreError> {
    let Some(judgement) = of(tx, video.nid)? else {
        return Ok((false, None));
    };
    let is_removed = judgement.decision == Decision::Remove;
    let removed = VideoRemoved {
        reason: judgement.reason,
        appeal: judgement.appeal,
    };
    Ok((
        judgement.decision == Decision::Age,
        Some(removed).filter(|_| is_removed && is_own),
    ))
}

/// Why something was decided about a video; for its author.
pub(crate) fn reason(tx: &mut Tx<'_>, video: i64) -> Result<Option<String>, StoreError> {
    Ok(of(tx, video)?.map(|judgement| judgement.reason))
}

/// What was decided about a video.
pub(super) fn of(tx: &mut Tx<'_>, video: i64) -> Result<Option<Judgement>, StoreError> {
    tx.query_opt(
        "SELECT decision, reason, note, audience_before, sensitive_before, appeal FROM video_judgement
         WHERE video_nid = ?1",
        params![video],
        |row| {
            Ok(Judgement {
                decision: Decision::of_code(row.get(0)?),
                reason: row.get(1)?,
                note: row.get(2)?,
                audience_before: row.get(3)?,
                sensitive_before: row.get(4)?,
                appeal: Appeal::of_code(row.get(5)?),
            })
        },
    )
}

/// Lets a decision hold for a video, instead of an earlier one.
pub(super) fn judge(
    w: &mut Write<'_, '_>,
    video: &Stored,
    decision: Decision,
    reason: &str,
    note: Option<&str>,
    now_ms: u64,
) -> Result<(), StoreError> {
    lift(w, video.nid)?;
    if decision != Decision::Keep {
        w.execute(
            "DELETE FROM video_judgement WHERE video_nid = ?1",
            params![video.nid],
        )?;
        w.execute(
            "INSERT INTO video_judgement (video_nid, decision, reason, note, audience_before, sensitive_before,
               decided_ms)
             SELECT nid, ?2, ?3, ?4, audience, is_sensitive, ?5 FROM video WHERE nid = ?1",
            params![video.nid, decision.code(), reason, note, now_ms],
        )?;
        let sql = if decision == Decision::Remove {
            "UPDATE video SET audience = 3 WHERE nid = ?1"
        } else {
            "UPDATE video SET is_sensitive = 1 WHERE nid = ?1"
        };
        w.execute(sql, params![video.nid])?;
        notifications::take_back(w, video.author, Kind::Moderation, video.nid)?;
        let news = News::of_video(Kind::Moderation, video.nid, 0);
        notifications::tell(w, video.author, &news, now_ms)?;
    }
    listing::refresh(w, video.nid)
}

/// Undoes what was decided: the video is for whom its author chose.
pub(super) fn lift(w: &mut Write<'_, '_>, video: i64) -> Result<(), StoreError> {
    let Some(judgement) = of(w, video)? else {
        return Ok(());
    };
    match judgement.decision {
        Decision::Keep => return Ok(()),
        Decision::Remove => w.execute(
            "UPDATE video SET audience = ?2 WHERE nid = ?1",
            params![video, judgement.audience_before],
        )?,
        Decision::Sensitive | Decision::Age => w.execute(
            "UPDATE video SET is_sensitive = ?2 WHERE nid = ?1",
            params![video, judgement.sensitive_before],
        )?,
    };
    w.execute(
        "UPDATE video_judgement SET decision = 0 WHERE video_nid = ?1",
        params![video],
    )?;
    access::settle(w, video)?;
    listing::refresh(w, video)
}

/// Before what its author changed is stored: what the host decided stays, and what the author chose holds once it is
/// lifted.
pub(crate) fn hold(
    w: &mut Write<'_, '_>,
    video: &mut Stored,
    chosen: Option<Visibility>,
    sensitive: Option<bool>,
) -> Result<(), StoreError> {
    let Some(judgement) = of(w, video.nid)? else {
        return Ok(());
    };
    match judgement.decision {
        Decision::Keep => {}
        Decision::Remove => {
            let audience = chosen.map_or(judgement.audience_before, Visibility::code);
            w.execute(
                "UPDATE video_judgement SET audience_before = ?2 WHERE video_nid = ?1",
                params![video.nid, audience],
            )?;
            video.visibility = Visibility::Private;
        }
        Decision::Sensitive | Decision::Age => {
            let before = sensitive.unwrap_or(judgement.sensitive_before);
            w.execute(
                "UPDATE video_judgement SET sensitive_before = ?2 WHERE video_nid = ?1",
                params![video.nid, before],
            )?;
            video.sensitive = true;
        }
    }
    Ok(())
}

/// Forgets what was decided about a video that goes, in the running change.
pub(crate) fn remove(w: &mut Write<'_, '_>, video: i64) -> Result<(), StoreError> {
    w.execute(
        "DELETE FROM video_judgement WHERE video_nid = ?1",
        params![video],
    )?;
    Ok(())
}

/// The video of an appeal.
pub(super) fn of_appeal(tx: &mut Tx<'_>, appeal: i64) -> Result<Option<Stored>, StoreError> {
    let video = tx.get(
        "SELECT video_nid FROM video_judgement WHERE appeal_id = ?1",
        params![appeal],
    )?;
    video.map_or(Ok(None), |video| queries::by_nid(tx, video))
}
