//! Accounts: list, make, end, set a password, let somebody run the server (`causeway user …`).

use axum::extract::State;
use base::token;
use http_server::{Error, Json, Path, Query, Result};
use ruma::{OwnedUserId, UserId};
use serde::{Deserialize, Serialize};
use store::{StoreError, Tx, params};
use utoipa::{IntoParams, ToSchema};

use super::{Admin, acts, page_of};
use crate::{
    Matrix,
    accounts::{self, NewAccount, Words},
    reply::Done,
};

/// A password that we make: 16 characters of 6 bits.
const PASSWORD_LEN: usize = 16;

/// The id of a person of this server, by the local part or the whole id.
pub fn named(m: &Matrix, name: &str) -> Result<OwnedUserId> {
    let local = match name.strip_prefix('@').and_then(|id| id.split_once(':')) {
        Some((local, server)) if server == m.server_name() => local,
        Some(_) => return Err(unknown(name)),
        None => name.strip_prefix('@').unwrap_or(name),
    };
    accounts::local_id(m, local)
}

fn unknown(name: &str) -> Error {
    Error::not_found(format!("There is no account {name} here"))
}

/// The id of somebody who has an account, also one that has ended.
pub async fn known(m: &Matrix, name: &str) -> Result<OwnedUserId> {
    let user_id = named(m, name)?;
    let wanted = user_id.clone();
    let found = m.store.read(move |tx| number(tx, &wanted)).await?;
    found.map_or_else(|| Err(unknown(user_id.as_str())), |_| Ok(user_id.clone()))
}

/// The number of an account, and whether it has ended.
fn number(tx: &mut Tx<'_>, user_id: &UserId) -> Result<Option<(i64, bool)>, StoreError> {
    tx.query_opt(
        "SELECT a.user_nid, a.deactivated FROM account a JOIN user_ u ON u.nid = a.user_nid WHERE u.user_id = ?1",
        params![user_id.as_str()],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// An account as who runs the server sees it.
#[derive(Debug, Serialize, ToSchema)]
pub struct Person {
    /// His id.
    pub user_id: String,
    /// The name that he shows.
    #[schema(required)]
    pub displayname: Option<String>,
    /// The picture that he shows.
    #[schema(required)]
    pub avatar_url: Option<String>,
    /// Whether he runs the server.
    pub admin: bool,
    /// Whether the account has ended.
    pub deactivated: bool,
    /// When it was made.
    pub created_ts: u64,
    /// When one of his devices was last seen, to ten minutes.
    #[schema(required)]
    pub last_seen_ts: Option<u64>,
    /// How many devices are signed in.
    pub devices: u64,
    /// How much he has uploaded.
    pub media_bytes: u64,
}

/// Accounts whose id comes after `after` and whose id or name holds `pattern`, by id.
pub fn list(
    tx: &mut Tx<'_>,
    search: &str,
    after: &str,
    limit: usize,
) -> Result<Vec<Person>, StoreError> {
    tx.query(
        &format!(
            "SELECT u.user_id, u.displayname, u.avatar_url, a.admin, a.deactivated, a.created_ms,
               (SELECT MAX(d.last_seen_ms) FROM device d WHERE d.user_nid = u.nid),
               (SELECT COUNT(*) FROM device d WHERE d.user_nid = u.nid),
               (SELECT CAST(COALESCE(SUM(s.bytes), 0) AS BIGINT) FROM media_use s WHERE s.user_nid = u.nid)
             FROM user_ u JOIN account a ON a.user_nid = u.nid
             WHERE {MATCHES} AND u.user_id > ?2 ORDER BY u.user_id LIMIT ?3"
        ),
        params![&pattern(search), after, limit],
        |row| {
            Ok(Person {
                user_id: row.get(0)?,
                displayname: row.get(1)?,
                avatar_url: row.get(2)?,
                admin: row.get(3)?,
                deactivated: row.get(4)?,
                created_ts: row.get(5)?,
                last_seen_ts: row.get(6)?,
                devices: row.get(7)?,
                media_bytes: row.get(8)?,
            })
        },
    )
}

/// Whether the id or the name of `u` fits the pattern `?1`.
const MATCHES: &str =
    "(lower(u.user_id) LIKE ?1 ESCAPE '\\' OR lower(u.displayname) LIKE ?1 ESCAPE '\\')";

/// What holds the text anywhere, as LIKE wants it.
fn pattern(search: &str) -> String {
    let mut pattern = String::from("%");
    for c in search.trim().to_lowercase().chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}

fn count(tx: &mut Tx<'_>, search: &str) -> Result<u64, StoreError> {
    tx.query_one(
        &format!(
            "SELECT COUNT(*) FROM user_ u JOIN account a ON a.user_nid = u.nid WHERE {MATCHES}"
        ),
        params![&pattern(search)],
        |row| row.get(0),
    )
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Wanted {
    /// Part of an id or of a name.
    search: Option<String>,
    /// `next` of the page before.
    from: Option<String>,
    /// At most 100; 50 when it is not given.
    limit: Option<usize>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct People {
    /// By id.
    people: Vec<Person>,
    /// Where the next page begins.
    #[schema(required)]
    next: Option<String>,
    /// How many fit the search.
    total: u64,
}

/// Lists accounts, ended ones too.
#[utoipa::path(
    get, path = "/_causeway/v1/admin/people", tag = "admin", operation_id = "list_people",
    params(Wanted), responses((status = 200, body = People))
)]
pub(crate) async fn listed(
    State(m): State<Matrix>,
    _: Admin,
    Query(wanted): Query<Wanted>,
) -> Result<Json<People>> {
    let limit = page_of(wanted.limit);
    let search = wanted.search.unwrap_or_default();
    let after = wanted.from.unwrap_or_default();
    let found = m.store.read(move |tx| {
        Ok::<_, StoreError>((list(tx, &search, &after, limit + 1)?, count(tx, &search)?))
    });
    let (mut people, total) = found.await?;
    let more = people.len() > limit;
    people.truncate(limit);
    let last = people.last().filter(|_| more);
    let next = last.map(|person| person.user_id.clone());
    Ok(Json(People {
        people,
        next,
        total,
    }))
}

/// Makes an account; without a password with one that we make.
pub async fn create(
    m: &Matrix,
    name: &str,
    password: Option<String>,
    admin: bool,
) -> Result<NewPerson> {
    let user_id = named(m, name)?;
    let password = password.unwrap_or_else(|| token(m.rng.as_ref(), PASSWORD_LEN));
    let new = NewAccount {
        user_id: user_id.clone(),
        password_hash: Some(accounts::password::hash(m, password.clone()).await?),
        admin,
    };
    let work = m.clone();
    m.store
        .write(move |w| accounts::create_account(&work, w, &new))
        .await?;
    Ok(NewPerson { user_id, password })
}

/// An account that was just made.
#[derive(Serialize, ToSchema)]
pub struct NewPerson {
    /// Its id.
    #[schema(value_type = String)]
    pub user_id: OwnedUserId,
    /// Its password: told once.
    pub password: String,
}

#[derive(Deserialize, ToSchema)]
pub(crate) struct CreatePerson {
    /// The part of the id before the colon.
    username: String,
    /// One is made when none is given.
    password: Option<String>,
    #[serde(default)]
    admin: bool,
}

/// Makes an account.
#[utoipa::path(
    post, path = "/_causeway/v1/admin/people", tag = "admin", operation_id = "create_person",
    request_body = CreatePerson, responses((status = 200, body = NewPerson))
)]
pub(crate) async fn make(
    State(m): State<Matrix>,
    Admin(who): Admin,
    Json(wish): Json<CreatePerson>,
) -> Result<Json<NewPerson>> {
    let made = create(&m, &wish.username, wish.password, wish.admin).await?;
    let what = if wish.admin {
        "people.create_admin"
    } else {
        "people.create"
    };
    acts::note(&m, &who, what, Some(made.user_id.as_str())).await?;
    Ok(Json(made))
}

#[derive(Deserialize, ToSchema)]
pub(crate) struct DeactivatePerson {
    /// Whether what the person said is empty from now on for whoever was not there.
    #[serde(default)]
    erase: bool,
}

/// Ends an account: it leaves its rooms, its devices are signed out, its name stays taken.
#[utoipa::path(
    post, path = "/_causeway/v1/admin/people/{user}/deactivate", tag = "admin", operation_id = "deactivate_person",
    params(("user" = String, Path, description = "User id or its local part")),
    request_body = DeactivatePerson, responses((status = 200, body = Done))
)]
pub(crate) async fn deactivate(
    State(m): State<Matrix>,
    Admin(who): Admin,
    Path(user): Path<String>,
    Json(wish): Json<DeactivatePerson>,
) -> Result<Json<Done>> {
    let user_id = known(&m, &user).await?;
    let asked = user_id.clone();
    // First he runs the server no longer: that is refused to the last one, also when two go at once.
    if let Some((_, false)) = m.store.read(move |tx| number(tx, &asked)).await? {
        set_admin(&m, &user_id, false).await?;
    }
    let words = if wish.erase {
        Words::Erase
    } else {
        Words::Keep
    };
    accounts::deactivate_account(&m, &user_id, words).await?;
    acts::note(&m, &who, "people.deactivate", Some(user_id.as_str())).await?;
    Ok(Json(Done {}))
}

/// Gives a person a new password, one that we make when none is given; every device is signed out.
pub async fn set_password(
    m: &Matrix,
    user_id: &UserId,
    password: Option<String>,
) -> Result<String> {
    let wanted = user_id.to_owned();
    match m.store.read(move |tx| number(tx, &wanted)).await? {
        Some((_, false)) => {}
        Some((_, true)) => return Err(ended(user_id)),
        None => return Err(unknown(user_id.as_str())),
    }
    let password = password.unwrap_or_else(|| token(m.rng.as_ref(), PASSWORD_LEN));
    accounts::set_password(m, user_id, password.clone()).await?;
    Ok(password)
}

fn ended(user_id: &UserId) -> Error {
    Error::not_found(format!("The account {user_id} has ended"))
}

#[derive(Deserialize, ToSchema)]
pub(crate) struct SetPassword {
    /// One is made when none is given.
    password: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub(crate) struct NewPassword {
    /// Told once.
    password: String,
}

/// Gives a person a new password; every device is signed out.
#[utoipa::path(
    post, path = "/_causeway/v1/admin/people/{user}/password", tag = "admin", operation_id = "set_password",
    params(("user" = String, Path, description = "User id or its local part")),
    request_body = SetPassword, responses((status = 200, body = NewPassword))
)]
pub(crate) async fn password(
    State(m): State<Matrix>,
    Admin(who): Admin,
    Path(user): Path<String>,
    Json(wish): Json<SetPassword>,
) -> Result<Json<NewPassword>> {
    let user_id = known(&m, &user).await?;
    let password = set_password(&m, &user_id, wish.password).await?;
    acts::note(&m, &who, "people.password", Some(user_id.as_str())).await?;
    Ok(Json(NewPassword { password }))
}

/// Whether somebody runs the server.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
pub(crate) struct RunsServer {
    admin: bool,
}

/// Lets somebody run the server, or no longer.
pub async fn set_admin(m: &Matrix, user_id: &UserId, admin: bool) -> Result<()> {
    let (work, user_id) = (m.clone(), user_id.to_owned());
    m.store
        .write(move |w| {
            let (user, gone) = number(w, &user_id)?.ok_or_else(|| unknown(user_id.as_str()))?;
            if gone {
                return Err(ended(&user_id));
            }
            if !admin {
                keep_one_admin(w, user)?;
            }
            w.execute(
                "UPDATE account SET admin = ?2 WHERE user_nid = ?1",
                params![user, admin],
            )?;
            // What tokens in memory say of their owner is read anew.
            let forget = work.clone();
            w.after_commit(move || forget.tokens.forget_user(user));
            Ok(())
        })
        .await
}

/// Refuses to take away the last account that runs the server: nobody could give it back but the command line.
fn keep_one_admin(tx: &mut Tx<'_>, user: i64) -> Result<()> {
    let (own, others) = tx.query_one::<_, StoreError>(
        "SELECT COUNT(CASE WHEN user_nid = ?1 THEN 1 END), COUNT(CASE WHEN user_nid <> ?1 THEN 1 END)
         FROM account WHERE admin = 1 AND deactivated = 0",
        params![user],
        |row| Ok((row.get::<i64>(0)?, row.get::<i64>(1)?)),
    )?;
    if own > 0 && others == 0 {
        return Err(Error::forbidden(
            "Nobody else runs this server: let somebody else first",
        ));
    }
    Ok(())
}

/// Lets somebody run the server, or no longer. The last one cannot be taken away.
#[utoipa::path(
    put, path = "/_causeway/v1/admin/people/{user}/admin", tag = "admin", operation_id = "set_admin",
    params(("user" = String, Path, description = "User id or its local part")),
    request_body = RunsServer, responses((status = 200, body = RunsServer))
)]
pub(crate) async fn admin(
    State(m): State<Matrix>,
    Admin(who): Admin,
    Path(user): Path<String>,
    Json(wish): Json<RunsServer>,
) -> Result<Json<RunsServer>> {
    let user_id = known(&m, &user).await?;
    set_admin(&m, &user_id, wish.admin).await?;
    let what = if wish.admin {
        "people.admin"
    } else {
        "people.no_admin"
    };
    acts::note(&m, &who, what, Some(user_id.as_str())).await?;
    Ok(Json(wish))
}

#[cfg(test)]
mod tests {
    #[test]
    fn what_is_searched_for_is_taken_as_it_stands() {
        assert_eq!(super::pattern(" A_b%\\ "), "%a\\_b\\%\\\\%");
        assert_eq!(super::pattern(""), "%%");
    }
}
