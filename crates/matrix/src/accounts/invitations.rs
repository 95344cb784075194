//! Invitations: registration tokens for one person that an account gives out. Matrix has no such thing.

use std::time::Duration;

use axum::extract::State;
use base::{config::Registration, token};
use http_server::{Caller, Error, Json, Path, Result, Visitor};
use serde::Serialize;
use store::{StoreError, Write, params};
use utoipa::ToSchema;

use crate::{Matrix, reply::Done};

/// How long an invitation is good.
const INVITATION: Duration = Duration::from_secs(14 * 24 * 3600);
/// Unused invitations that one account may have.
const OPEN_MAX: i64 = 20;
/// Invitations that are listed at most.
const LISTED_MAX: usize = 1000;

/// An invitation that was just made.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct NewInvitation {
    /// A registration token (client-server §5.8.4). It stands in the link `/join/{token}`.
    token: String,
    /// Until when it is good, in milliseconds.
    expires_ts: u64,
}

/// Invites somebody: a registration token for one person, good for two weeks.
///
/// Where registration is by invitation everybody may; elsewhere only who runs the server.
#[utoipa::path(
    post, path = "/_causeway/v1/invitations", tag = "invitations", operation_id = "invite",
    responses((status = 200, body = NewInvitation))
)]
pub(crate) async fn invite(
    State(m): State<Matrix>,
    Caller(who): Caller,
) -> Result<Json<NewInvitation>> {
    if m.config.registration != Registration::Invite && !who.admin {
        return Err(Error::forbidden("This server is not joined by invitation"));
    }
    let (token, user, now_ms) = (token(m.rng.as_ref(), 20), who.user, m.clock.now_ms());
    let expires_ts = now_ms + u64::try_from(INVITATION.as_millis()).unwrap_or_default();
    let invitation = token.clone();
    m.store
        .write(move |w| {
            let open: i64 = w.query_one(
                "SELECT COUNT(*) FROM registration_token
                 WHERE creator_nid = ?1 AND uses = 0 AND uses_allowed = 1 AND expires_ms > ?2",
                params![user, now_ms],
                |row| row.get(0),
            )?;
            if open >= OPEN_MAX {
                return Err(Error::forbidden("You have 20 unused invitations: use those first"));
            }
            w.execute(
                "INSERT INTO registration_token (token, uses_allowed, expires_ms, created_ms, creator_nid)
                 VALUES (?1, 1, ?2, ?3, ?4)",
                params![&invitation, expires_ts, now_ms, user],
            )?;
            Ok(())
        })
        .await?;
    Ok(Json(NewInvitation { token, expires_ts }))
}

/// Invitations that a person gave out.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Invitations {
    /// Newest first.
    invitations: Vec<Invitation>,
}

#[derive(Debug, Serialize, ToSchema)]
struct Invitation {
    token: String,
    created_ts: u64,
    #[schema(required)]
    expires_ts: Option<u64>,
    /// Who came by it.
    #[schema(required)]
    used_by: Option<String>,
}

/// Lists the invitations that I gave out, used and expired ones too.
#[utoipa::path(
    get, path = "/_causeway/v1/invitations", tag = "invitations", operation_id = "list_invitations",
    responses((status = 200, body = Invitations))
)]
pub(crate) async fn mine(
    State(m): State<Matrix>,
    Caller(who): Caller,
) -> Result<Json<Invitations>> {
    let user = who.user;
    let invitations = m.store.read(move |tx| {
        tx.query::<_, StoreError>(
            "SELECT t.token, t.created_ms, t.expires_ms, u.user_id
             FROM registration_token t LEFT JOIN user_ u ON u.nid = t.used_by_nid
             WHERE t.creator_nid = ?1 AND t.uses_allowed = 1 ORDER BY t.created_ms DESC, t.token LIMIT ?2",
            params![user, LISTED_MAX],
            |row| {
                Ok(Invitation {
                    token: row.get(0)?,
                    created_ts: row.get(1)?,
                    expires_ts: row.get(2)?,
                    used_by: row.get(3)?,
                })
            },
        )
    });
    Ok(Json(Invitations {
        invitations: invitations.await?,
    }))
}

/// Takes an invitation of mine back. Who came by it already stays.
#[utoipa::path(
    delete, path = "/_causeway/v1/invitations/{token}", tag = "invitations", operation_id = "take_invitation_back",
    params(("token" = String, Path, description = "The invitation")),
    responses((status = 200, body = Done))
)]
pub(crate) async fn take_back(
    State(m): State<Matrix>,
    Caller(who): Caller,
    Path(token): Path<String>,
) -> Result<Json<Done>> {
    let user = who.user;
    let deleted = m.store.write(move |w| {
        w.execute(
            "DELETE FROM registration_token WHERE token = ?1 AND creator_nid = ?2 AND uses_allowed = 1",
            params![&token, user],
        )
    });
    if deleted.await? == 0 {
        return Err(Error::not_found("You have given out no such invitation"));
    }
    Ok(Json(Done {}))
}

/// What somebody is told who follows the link of an invitation.
#[derive(Debug, Default, Serialize, ToSchema)]
pub(crate) struct Greeting {
    /// Whether an account can be made with it now.
    valid: bool,
    /// Who invites, if the token is a person's invitation and still good.
    #[schema(required)]
    inviter: Option<Inviter>,
}

#[derive(Debug, Serialize, ToSchema)]
struct Inviter {
    user_id: String,
    #[schema(required)]
    displayname: Option<String>,
    #[schema(required)]
    avatar_url: Option<String>,
}

/// Tells a newcomer whether an invitation is good, and whose it is. Any registration token is taken.
///
/// An unknown one is answered like one that was used.
#[utoipa::path(
    get, path = "/_causeway/v1/invitations/{token}", tag = "invitations", operation_id = "greet",
    params(("token" = String, Path, description = "An invitation or a registration token")),
    responses((status = 200, body = Greeting)), security(())
)]
pub(crate) async fn greet(
    State(m): State<Matrix>,
    _: Visitor,
    Path(token): Path<String>,
) -> Result<Json<Greeting>> {
    if m.config.registration == Registration::Closed || token.contains('\0') {
        return Ok(Json(Greeting::default()));
    }
    let now_ms = m.clock.now_ms();
    let inviter = m.store.read(move |tx| {
        tx.query_opt::<_, StoreError>(
            "SELECT u.user_id, u.displayname, u.avatar_url FROM registration_token t
             LEFT JOIN user_ u ON u.nid = t.creator_nid AND t.uses_allowed = 1
             WHERE t.token = ?1 AND (t.expires_ms IS NULL OR t.expires_ms > ?2)
               AND (t.uses_allowed IS NULL OR t.uses < t.uses_allowed)",
            params![&token, now_ms],
            |row| {
                let (displayname, avatar_url) = (row.get(1)?, row.get(2)?);
                let inviter = |user_id| Inviter {
                    user_id,
                    displayname,
                    avatar_url,
                };
                Ok(row.get::<Option<String>>(0)?.map(inviter))
            },
        )
    });
    let greeting = inviter.await?.map(|inviter| Greeting {
        valid: true,
        inviter,
    });
    Ok(Json(greeting.unwrap_or_default()))
}

/// Remembers on both sides who came by whose invitation. A token for several people invites nobody in
/// person.
pub(super) fn accepted(w: &mut Write<'_, '_>, token: &str, user: i64) -> Result<(), StoreError> {
    w.execute(
        "UPDATE account SET invited_by_nid = (
           SELECT creator_nid FROM registration_token WHERE token = ?1 AND uses_allowed = 1)
         WHERE user_nid = ?2",
        params![token, user],
    )?;
    w.execute(
        "UPDATE registration_token SET used_by_nid = ?2
         WHERE token = ?1 AND uses_allowed = 1 AND creator_nid IS NOT NULL",
        params![token, user],
    )?;
    Ok(())
}
