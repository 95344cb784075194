//! The host's rules of the feed: what is shown first, later, or not. Everybody can read them.

use serde::{Deserialize, Serialize};
use store::{StoreError, Tx, Write, params};
use utoipa::ToSchema;

use crate::{
    people,
    videos::{
        queries::{self, Stored},
        tags::tags,
    },
};

/// Most rules.
pub(super) const RULES_MAX: usize = 1000;

/// What a rule does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum RuleKind {
    /// In every pack.
    Pin,
    /// Only where there is room.
    Demote,
    /// In no pack.
    Exclude,
}

/// What a rule is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Subject {
    Video,
    Tag,
    Author,
    Sound,
}

impl RuleKind {
    pub(super) fn code(self) -> i64 {
        match self {
            Self::Pin => 0,
            Self::Demote => 1,
            Self::Exclude => 2,
        }
    }

    /// What is unknown excludes: a newer program wrote it.
    fn of_code(code: i64) -> Self {
        match code {
            0 => Self::Pin,
            1 => Self::Demote,
            _ => Self::Exclude,
        }
    }
}

impl Subject {
    pub(super) fn code(self) -> i64 {
        match self {
            Self::Video => 0,
            Self::Tag => 1,
            Self::Author => 2,
            Self::Sound => 3,
        }
    }

    fn of_code(code: i64) -> Self {
        match code {
            0 => Self::Video,
            1 => Self::Tag,
            2 => Self::Author,
            _ => Self::Sound,
        }
    }
}

/// A rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct FeedRule {
    pub(crate) kind: RuleKind,
    pub(crate) subject: Subject,
    /// The id of a video, a tag, a user id, or the id of a sound.
    pub(crate) value: String,
    /// Why, for everybody to read.
    pub(crate) reason: String,
    pub(crate) since_ms: u64,
}

/// All of them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Rules(pub(super) Vec<FeedRule>);

impl Rules {
    pub(crate) fn read(tx: &mut Tx<'_>) -> Result<Self, StoreError> {
        let rules = tx.query::<_, StoreError>(
            "SELECT kind, subject, value, reason, since_ms FROM feed_rule ORDER BY subject, value LIMIT ?1",
            params![RULES_MAX],
            |row| {
                Ok(FeedRule {
                    kind: RuleKind::of_code(row.get(0)?),
                    subject: Subject::of_code(row.get(1)?),
                    value: row.get(2)?,
                    reason: row.get(3)?,
                    since_ms: row.get(4)?,
                })
            },
        );
        rules.map(Self)
    }

    /// The strongest rule that holds for a video.
    pub(crate) fn of(
        &self,
        tx: &mut Tx<'_>,
        video: &Stored,
        sound: Option<&str>,
    ) -> Result<Option<RuleKind>, StoreError> {
        if self.0.is_empty() {
            return Ok(None);
        }
        let author = people::profile(tx, video.author)?;
        let tags = tags(&video.caption);
        let holds = |rule: &&FeedRule| match rule.subject {
            Subject::Video => rule.value == video.id,
            Subject::Tag => tags.contains(&rule.value),
            Subject::Author => rule.value == author.user_id(),
            Subject::Sound => Some(rule.value.as_str()) == sound,
        };
        Ok(self.0.iter().filter(holds).map(|rule| rule.kind).max())
    }

    /// The rule about a tag or a sound by itself.
    pub(crate) fn about(&self, subject: Subject, value: &str) -> Option<RuleKind> {
        let is_it = |rule: &&FeedRule| rule.subject == subject && rule.value == value;
        self.0.iter().find(is_it).map(|rule| rule.kind)
    }

    /// Whether anything is to be shown later.
    pub(crate) fn demote(&self) -> bool {
        self.0.iter().any(|rule| rule.kind == RuleKind::Demote)
    }

    /// Videos that are pinned, by number.
    pub(super) fn pinned(&self, tx: &mut Tx<'_>) -> Result<Vec<i64>, StoreError> {
        let mut found = Vec::new();
        for rule in &self.0 {
            if rule.kind == RuleKind::Pin && rule.subject == Subject::Video {
                found.extend(queries::by_id(tx, &rule.value)?.map(|video| video.nid));
            }
        }
        Ok(found)
    }
}

/// A video goes, and with it the rule about it.
pub(crate) fn forget_video(w: &mut Write<'_, '_>, video: i64) -> Result<(), StoreError> {
    w.execute(
        "DELETE FROM feed_rule WHERE subject = ?1 AND value = (SELECT id FROM video WHERE nid = ?2)",
        params![Subject::Video.code(), video],
    )?;
    Ok(())
}

/// A person goes, and with him the rule about him.
pub(crate) fn forget_author(w: &mut Write<'_, '_>, user: i64) -> Result<u64, StoreError> {
    let author = people::profile(w, user)?;
    w.execute(
        "DELETE FROM feed_rule WHERE subject = ?1 AND value = ?2",
        params![Subject::Author.code(), author.user_id()],
    )
}
