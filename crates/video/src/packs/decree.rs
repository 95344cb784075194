//! `GET /_causeway/v1/feed/rules` for everybody, `PUT` and `DELETE /_causeway/v1/admin/feed/rules` for who runs the server.

use axum::extract::State;
use http_server::{Admin, Error, Json, Query, Result, Visitor};
use serde::{Deserialize, Serialize};
use store::{StoreError, Write, params};
use utoipa::{IntoParams, ToSchema};

use super::{
    rules::{FeedRule, RULES_MAX, RuleKind, Rules, Subject},
    select,
};
use crate::{
    Video, listing,
    moderation::audit::{self, Act},
    tags::name,
};

/// Longest reason and value, in characters.
const REASON_CHARS_MAX: usize = 500;
const VALUE_CHARS_MAX: usize = 255;

/// By what packs are chosen.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FeedRules {
    /// What the host decided.
    rules: Vec<FeedRule>,
    weights: Weights,
}

/// The constants of the choice.
#[derive(Debug, Serialize, ToSchema)]
struct Weights {
    /// Videos of a pack, at most.
    items: usize,
    /// Parts of it, in percent.
    rising: usize,
    popular: usize,
    new: usize,
    /// Most videos of one author.
    of_author: usize,
    /// A new video is among the new ones until it had so many views, or for so long.
    first_audience_views: u64,
    first_audience_ms: u64,
    /// For so long after the first video of an author his videos are new.
    new_author_ms: u64,
}

/// Tells by what rules the feed's packs are chosen.
#[utoipa::path(
    get, path = "/_causeway/v1/feed/rules", tag = "video", operation_id = "feed_rules",
    responses((status = 200, body = FeedRules)), security(())
)]
pub(crate) async fn listed(State(v): State<Video>, _: Visitor) -> Result<Json<FeedRules>> {
    let Rules(rules) = v.store.read(Rules::read).await?;
    let weights = Weights {
        items: select::ITEMS,
        rising: select::RISING,
        popular: select::POPULAR,
        new: select::NEW,
        of_author: select::OF_AUTHOR,
        first_audience_views: select::FIRST_AUDIENCE,
        first_audience_ms: select::FIRST_AUDIENCE_MS,
        new_author_ms: select::NEW_AUTHOR_MS,
    };
    Ok(Json(FeedRules { rules, weights }))
}

/// A rule as it is made.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct NewFeedRule {
    kind: RuleKind,
    subject: Subject,
    /// The id of a video, a tag, a user id, or the id of a sound.
    value: String,
    /// Why, for everybody to read.
    reason: String,
}

/// Which rule.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct WhichRule {
    #[param(inline)]
    subject: Subject,
    value: String,
}

/// Nothing to tell.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RuleDone {}

impl NewFeedRule {
    fn checked(self) -> Result<Self> {
        let reason = self.reason.trim().to_owned();
        if reason.is_empty() || reason.chars().count() > REASON_CHARS_MAX || reason.contains('\0') {
            return Err(Error::invalid_param(format!(
                "Everybody can read why: reason needs 1 to {REASON_CHARS_MAX} characters"
            )));
        }
        if self.kind == RuleKind::Pin && self.subject != Subject::Video {
            return Err(Error::invalid_param("Only single videos can be pinned"));
        }
        let value = if self.subject == Subject::Tag {
            name::parse(&self.value)?
        } else {
            self.value.trim().to_owned()
        };
        if value.is_empty() || value.chars().count() > VALUE_CHARS_MAX || value.contains('\0') {
            return Err(Error::invalid_param("value names what the rule is about"));
        }
        Ok(Self {
            reason,
            value,
            ..self
        })
    }
}

/// Makes a rule, instead of an earlier one about the same. Packs follow it soon.
#[utoipa::path(
    put, path = "/_causeway/v1/admin/feed/rules", tag = "admin", operation_id = "put_feed_rule",
    request_body = NewFeedRule, responses((status = 200, body = RuleDone))
)]
pub(crate) async fn put(
    State(v): State<Video>,
    Admin(who): Admin,
    Json(rule): Json<NewFeedRule>,
) -> Result<Json<RuleDone>> {
    let rule = rule.checked()?;
    let (host, now_ms) = (who.user, v.now_ms());
    v.store
        .write(move |w| {
            insert(w, &rule, now_ms)?;
            note(
                w,
                host,
                "feed.rule",
                &rule.value,
                Some(&rule.reason),
                now_ms,
            )
        })
        .await?;
    audit::log(&who, "feed.rule", None);
    Ok(Json(RuleDone {}))
}

fn insert(w: &mut Write<'_, '_>, rule: &NewFeedRule, now_ms: u64) -> Result<()> {
    let many: u64 = w.query_one("SELECT COUNT(*) FROM feed_rule", params![], |row| {
        row.get(0)
    })?;
    if many >= RULES_MAX as u64 {
        return Err(Error::invalid_param(format!(
            "There may be {RULES_MAX} rules"
        )));
    }
    w.execute(
        "INSERT INTO feed_rule (subject, value, kind, reason, since_ms) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (subject, value) DO UPDATE SET kind = excluded.kind, reason = excluded.reason,
           since_ms = excluded.since_ms",
        params![
            rule.subject.code(),
            &rule.value,
            rule.kind.code(),
            &rule.reason,
            now_ms
        ],
    )?;
    Ok(())
}

/// Takes a rule back.
#[utoipa::path(
    delete, path = "/_causeway/v1/admin/feed/rules", tag = "admin", operation_id = "delete_feed_rule",
    params(WhichRule), responses((status = 200, body = RuleDone))
)]
pub(crate) async fn delete(
    State(v): State<Video>,
    Admin(who): Admin,
    Query(which): Query<WhichRule>,
) -> Result<Json<RuleDone>> {
    let (host, now_ms) = (who.user, v.now_ms());
    v.store
        .write(move |w| {
            let gone = w.execute(
                "DELETE FROM feed_rule WHERE subject = ?1 AND value = ?2",
                params![which.subject.code(), &which.value],
            )?;
            if gone == 0 {
                return Err(Error::not_found("There is no such rule"));
            }
            note(w, host, "feed.rule_gone", &which.value, None, now_ms)
        })
        .await?;
    audit::log(&who, "feed.rule_gone", None);
    Ok(Json(RuleDone {}))
}

fn note(
    w: &mut Write<'_, '_>,
    host: i64,
    what: &'static str,
    value: &str,
    reason: Option<&str>,
    now_ms: u64,
) -> Result<()> {
    let act = Act {
        host,
        what,
        target: Some(value),
        reason,
        note: None,
        now_ms,
    };
    audit::write(w, &act)?;
    listing::shown_anew(w).map_err(StoreError::into)
}
