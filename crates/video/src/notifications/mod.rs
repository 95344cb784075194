//! What people are told: who liked, commented, followed; what became of a video. A row is written in the change of
//! what it tells (law 3), and goes when that is taken back.

mod list;
mod queries;
mod read;

use base::{TELL_PERSON, Tell};
use store::{StoreError, Write, jobs};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    Video,
    access::{self, Tastes},
    people,
    social::mentioned,
    videos::queries::by_nid,
};

pub(crate) use queries::{exported, forget_between, forget_comment, forget_person, take_back};

/// A further like within this time changes nothing that is not read yet: however many come, one row is written once
/// in a while.
const AGAIN_AFTER_MS: u64 = 60 * 1000;

pub(crate) fn routes() -> OpenApiRouter<Video> {
    OpenApiRouter::new()
        .routes(routes!(list::list))
        .routes(routes!(read::read))
}

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Like,
    Comment,
    Reply,
    /// In a comment.
    Mention,
    CommentLike,
    Follow,
    FollowRequest,
    Repost,
    VideoReady,
    VideoFailed,
    /// What the host decided about a video.
    Moderation,
    /// In a caption.
    CaptionMention,
}

impl Kind {
    /// All of them; the place is the code.
    const ALL: [Self; 12] = [
        Self::Like,
        Self::Comment,
        Self::Reply,
        Self::Mention,
        Self::CommentLike,
        Self::Follow,
        Self::FollowRequest,
        Self::Repost,
        Self::VideoReady,
        Self::VideoFailed,
        Self::Moderation,
        Self::CaptionMention,
    ];

    fn code(self) -> i64 {
        let place = Self::ALL.iter().position(|kind| *kind == self);
        place.and_then(|at| i64::try_from(at).ok()).unwrap_or(-1)
    }

    fn of_code(code: i64) -> Option<Self> {
        Self::ALL.get(usize::try_from(code).ok()?).copied()
    }

    /// As the interface says it.
    fn name(self) -> &'static str {
        match self {
            Self::Like => "like",
            Self::Comment => "comment",
            Self::Reply => "reply",
            Self::Mention | Self::CaptionMention => "mention",
            Self::CommentLike => "comment_like",
            Self::Follow => "follow",
            Self::FollowRequest => "follow_request",
            Self::Repost => "repost",
            Self::VideoReady => "video_ready",
            Self::VideoFailed => "video_failed",
            Self::Moderation => "moderation",
        }
    }

    /// Whether all of the same thing are one notification.
    fn is_counted(self) -> bool {
        matches!(self, Self::Like | Self::CommentLike | Self::Repost)
    }

    /// Whether it is about a comment, whose number is the subject.
    fn is_of_comment(self) -> bool {
        matches!(
            self,
            Self::Comment | Self::Reply | Self::Mention | Self::CommentLike
        )
    }
}

/// Something that happened.
#[derive(Debug, Clone, Copy)]
pub(crate) struct News {
    kind: Kind,
    /// The number of the video, comment or person that it happened to: with the kind, what makes it the same again.
    subject: i64,
    video: i64,
    /// Who did it; 0: nobody.
    from: i64,
}

impl News {
    /// `from` follows, or asks to.
    pub(crate) fn of_person(kind: Kind, from: i64) -> Self {
        Self {
            kind,
            subject: from,
            video: 0,
            from,
        }
    }

    /// Something with a video.
    pub(crate) fn of_video(kind: Kind, video: i64, from: i64) -> Self {
        Self {
            kind,
            subject: video,
            video,
            from,
        }
    }

    /// Something with a comment on a video.
    pub(crate) fn of_comment(kind: Kind, comment: i64, video: i64, from: i64) -> Self {
        Self {
            kind,
            subject: comment,
            video,
            from,
        }
    }
}

/// Tells the author that his video is ready, and whom its caption mentions.
pub(crate) fn video_is_ready(
    v: &Video,
    w: &mut Write<'_, '_>,
    video: i64,
    now_ms: u64,
) -> Result<(), StoreError> {
    let Some(video) = by_nid(w, video)? else {
        return Ok(());
    };
    // An earlier try may have failed.
    take_back(w, video.author, Kind::VideoFailed, video.nid)?;
    let ready = News::of_video(Kind::VideoReady, video.nid, 0);
    tell(w, video.author, &ready, now_ms)?;
    for id in mentioned(&video.caption, &v.config.server_name) {
        if let Some(person) = people::find(w, &id)?
            && access::may_see(w, Some(person), &video)?
        {
            let news = News::of_video(Kind::CaptionMention, video.nid, video.author);
            tell(w, person, &news, now_ms)?;
        }
    }
    Ok(())
}

/// Tells the author that his video could not be processed.
pub(crate) fn video_has_failed(
    w: &mut Write<'_, '_>,
    video: i64,
    now_ms: u64,
) -> Result<(), StoreError> {
    match by_nid(w, video)? {
        Some(video) => {
            let news = News::of_video(Kind::VideoFailed, video.nid, 0);
            tell(w, video.author, &news, now_ms)
        }
        None => Ok(()),
    }
}

/// Tells `to` in the running change. Nobody is told what he did himself, nor what somebody did whom he does not want
/// to see.
pub(crate) fn tell(
    w: &mut Write<'_, '_>,
    to: i64,
    news: &News,
    now_ms: u64,
) -> Result<(), StoreError> {
    if to == news.from {
        return Ok(());
    }
    let told = queries::told(w, to, news)?;
    if let Some((ord, told_ms)) = told {
        let is_unread = ord > queries::read_upto(w, to)?;
        let is_soon = now_ms.saturating_sub(told_ms) < AGAIN_AFTER_MS;
        if !news.kind.is_counted() || (is_unread && is_soon) {
            return Ok(());
        }
    }
    if news.from != 0 && !Tastes::of(w, Some(to))?.want(w, news.from)? {
        return Ok(());
    }
    queries::put(w, to, news, now_ms)?;
    // Of many likes the first one rings.
    if told.is_none() {
        let tell = Tell {
            user: to,
            notice: format!("video.{}", news.kind.name()),
            from: Some(news.from).filter(|from| *from != 0),
        };
        jobs::enqueue(w, TELL_PERSON, &tell, now_ms)?;
    }
    Ok(())
}
