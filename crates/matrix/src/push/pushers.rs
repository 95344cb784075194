//! `GET /pushers`, `POST /pushers/set` (client-server §13.13.1.1): where a person's notifications go.

use axum::{
    extract::State,
    http::{HeaderMap, Uri},
    response::Response,
};
use egress::Url;
use http::StatusCode;
use http_server::{Authed, Error, ErrorKind, Reply, Result, Who, json};
use ruma::{
    api::client::push::{
        Pusher, PusherIds, PusherKind, get_pushers,
        set_pusher::v3::{PusherAction, PusherPostData, Request, Response as SetResponse},
    },
    push::PushFormat,
};
use serde_json::{Value, json as value};
use store::{StoreError, Write, params};

use super::web::{self, Names, Subscription};
use crate::Matrix;

/// Gateways answer here (push gateway API); nothing else may be called.
const NOTIFY_PATH: &str = "/_matrix/push/v1/notify";
/// Longest `app_id` and `pushkey`, by the spec.
const APP_ID_MAX: usize = 64;
const PUSHKEY_MAX: usize = 512;
/// Pushers of a person.
const PUSHERS_MAX: i64 = 100;
/// Largest pusher, as JSON.
const PUSHER_BYTES_MAX: usize = 16 * 1024;

/// `GET /pushers`.
pub(crate) async fn list(
    State(m): State<Matrix>,
    Authed { who, .. }: Authed<get_pushers::v3::Request>,
) -> Result<Response> {
    let user = who.user;
    let rows = m.store.read(move |tx| {
        tx.query(
            "SELECT json FROM pusher WHERE user_nid = ?1 ORDER BY nid",
            params![user],
            |row| row.get::<Vec<u8>>(0),
        )
    });
    let rows: Result<Vec<Vec<u8>>, StoreError> = rows.await;
    let pushers: Vec<Value> = rows?
        .iter()
        .filter_map(|json| serde_json::from_slice(json).ok())
        .collect();
    Ok(json(StatusCode::OK, &value!({ "pushers": pushers })))
}

/// `POST /pushers/set`.
pub(crate) async fn set(
    State(m): State<Matrix>,
    uri: Uri,
    headers: HeaderMap,
    Authed { request, who, .. }: Authed<Request>,
) -> Result<Reply<SetResponse>> {
    match request.action {
        PusherAction::Delete(PusherIds {
            pushkey, app_id, ..
        }) => {
            let (work, user) = (m.clone(), who.user);
            let deleted = m.store.write(move |w| {
                delete(w, &app_id, &pushkey, "user_nid = ?3", user)?;
                let work = work.clone();
                w.after_commit(move || work.push.person_changed(user));
                Ok::<_, Error>(())
            });
            deleted.await?;
        }
        PusherAction::Post(PusherPostData { pusher, append, .. }) => {
            let row = Row::check(&pusher, &who, &Names::of(&m, &uri, &headers))?;
            store(&m, row, append).await?
        }
        _ => {
            return Err(Error::invalid_param(
                "`kind` is \"http\", or null to delete the pusher",
            ));
        }
    }
    Ok(Reply(SetResponse::new()))
}

async fn store(m: &Matrix, row: Row, append: bool) -> Result<()> {
    let (work, user, now_ms) = (m.clone(), row.user, m.clock.now_ms());
    let stored = m.store.write(move |w| {
        let mut changed = vec![user];
        if !append {
            // One app and key speak for one person, unless the client says otherwise.
            changed.extend(w.query(
                "SELECT user_nid FROM pusher WHERE app_id = ?1 AND pushkey = ?2",
                params![&row.app_id, &row.pushkey],
                |row| row.get::<i64>(0),
            )?);
            delete(w, &row.app_id, &row.pushkey, "user_nid <> ?3", user)?;
        }
        row.upsert(w, now_ms)?;
        let work = work.clone();
        w.after_commit(move || {
            changed
                .iter()
                .for_each(|user| work.push.person_changed(*user))
        });
        Ok::<_, Error>(())
    });
    stored.await
}

/// A pusher as it is stored.
struct Row {
    user: i64,
    device: i64,
    app_id: String,
    pushkey: String,
    kind: &'static str,
    /// Where notifications go: the gateway, or the push service of a browser.
    url: String,
    event_id_only: bool,
    json: Vec<u8>,
}

impl Row {
    fn check(pusher: &Pusher, who: &Who, names: &Names) -> Result<Self> {
        let PusherIds {
            app_id, pushkey, ..
        } = &pusher.ids;
        if app_id.is_empty() || app_id.len() > APP_ID_MAX {
            return Err(Error::invalid_param("`app_id` has 1 to 64 bytes"));
        }
        if pushkey.is_empty() || pushkey.len() > PUSHKEY_MAX {
            return Err(Error::invalid_param("`pushkey` has 1 to 512 bytes"));
        }
        let PusherKind::Http(data) = &pusher.kind else {
            return Err(Error::invalid_param(
                "Only pushers of kind \"http\" are supported",
            ));
        };
        let gateway = check_url(&data.url)?;
        let (kind, url) = if names.serve(app_id, &gateway) {
            let subscription = Subscription::read(pushkey, &data.data)?;
            (web::KIND, subscription.endpoint.into())
        } else {
            ("http", data.url.clone())
        };
        let json = shown(pusher, who)?;
        if json.len() > PUSHER_BYTES_MAX {
            return Err(Error::bad_request(
                ErrorKind::TooLarge,
                "The pusher is too large",
            ));
        }
        Ok(Self {
            user: who.user,
            device: who.device,
            app_id: app_id.clone(),
            pushkey: pushkey.clone(),
            kind,
            url,
            event_id_only: data.format == Some(PushFormat::EventIdOnly),
            json,
        })
    }

    fn upsert(&self, w: &mut Write<'_, '_>, now_ms: u64) -> Result<()> {
        let known: Option<i64> = w.get(
            "SELECT nid FROM pusher WHERE app_id = ?1 AND pushkey = ?2 AND user_nid = ?3",
            params![&self.app_id, &self.pushkey, self.user],
        )?;
        if let Some(nid) = known {
            w.execute(
                "UPDATE pusher SET device_nid = ?2, kind = ?3, url = ?4, event_id_only = ?5, json = ?6 WHERE nid = ?1",
                params![nid, self.device, self.kind, &self.url, self.event_id_only, &self.json],
            )?;
            return Ok(());
        }
        let count: i64 = w
            .get(
                "SELECT COUNT(*) FROM pusher WHERE user_nid = ?1",
                params![self.user],
            )?
            .unwrap_or(0);
        if count >= PUSHERS_MAX {
            return Err(Error::bad_request(
                ErrorKind::Unknown,
                "There are too many pushers: delete some",
            ));
        }
        // From the sequence, so that a number is never used again for another pusher.
        w.execute(
            "INSERT INTO sequence (name, value) VALUES ('pusher', 0) ON CONFLICT (name) DO NOTHING",
            params![],
        )?;
        let nid: i64 = w.query_one(
            "UPDATE sequence SET value = value + 1 WHERE name = 'pusher' RETURNING value",
            params![],
            |row| row.get::<i64>(0),
        )?;
        w.execute(
            "INSERT INTO pusher (nid, user_nid, device_nid, app_id, pushkey, kind, url, event_id_only, json, created_ms)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            params![
                nid, self.user, self.device, &self.app_id, &self.pushkey, self.kind, &self.url, self.event_id_only,
                &self.json, now_ms,
            ],
        )?;
        Ok(())
    }
}

fn check_url(text: &str) -> Result<Url> {
    let url = Url::parse(text)
        .map_err(|_| Error::invalid_param("`data.url` is not a complete address"))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(Error::invalid_param("`data.url` must begin with https://"));
    }
    if url.path() != NOTIFY_PATH {
        return Err(Error::invalid_param(format!(
            "The path of `data.url` must be {NOTIFY_PATH}"
        )));
    }
    Ok(url)
}

/// The pusher as its owner sees it.
fn shown(pusher: &Pusher, who: &Who) -> Result<Vec<u8>> {
    let mut json = serde_json::to_value(pusher).map_err(Error::internal)?;
    json["org.matrix.msc3881.enabled"] = true.into();
    json["org.matrix.msc3881.device_id"] = who.device_id.as_str().into();
    serde_json::to_vec(&json).map_err(Error::internal)
}

/// Deletes pushers of an app and key with what waits for them; `whose` is a condition on `?3`.
fn delete(
    w: &mut Write<'_, '_>,
    app_id: &str,
    pushkey: &str,
    whose: &str,
    user: i64,
) -> Result<(), StoreError> {
    w.execute(
        &format!(
            "DELETE FROM push_job WHERE pusher_nid IN
               (SELECT nid FROM pusher WHERE app_id = ?1 AND pushkey = ?2 AND {whose})"
        ),
        params![app_id, pushkey, user],
    )?;
    w.execute(
        &format!("DELETE FROM pusher WHERE app_id = ?1 AND pushkey = ?2 AND {whose}"),
        params![app_id, pushkey, user],
    )?;
    Ok(())
}

/// Deletes one pusher: its gateway said that the key is no longer valid.
pub(super) fn delete_one(w: &mut Write<'_, '_>, pusher: i64) -> Result<(), StoreError> {
    w.execute(
        "DELETE FROM push_job WHERE pusher_nid = ?1",
        params![pusher],
    )?;
    w.execute("DELETE FROM pusher WHERE nid = ?1", params![pusher])?;
    Ok(())
}
