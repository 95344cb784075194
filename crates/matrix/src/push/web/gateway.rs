//! `POST /_matrix/push/v1/notify` (push gateway API §2): for whoever sends notifications for one of our people
//! who chose this server as his gateway, such as another homeserver where he has an account.
//!
//! It is no open relay. Nothing is sent to an address that the request brings: a device must be a pusher that
//! one of our people has set, and the request must know its key, its address and its secret, which only the
//! browser and the servers that it told do. All else is rejected, so that the caller forgets it. (Our own
//! events do not come this way: the queue sends them itself.)

use axum::{body::Body, extract::State, response::Response};
use http::StatusCode;
use http_server::{Error, ErrorKind, Result, Visitor, check_shape, collect, json};
use serde_json::{Map, Value, json as value};
use store::{StoreError, params};

use super::{APP_ID, KIND, Subscription, send};
use crate::{
    Matrix,
    push::{deliver::Answer, pushers},
};

/// Devices of one request; homeservers send one each.
const DEVICES_MAX: usize = 10;

/// A pusher that the request may use.
struct Known {
    pusher: i64,
    user: i64,
    to: Subscription,
    data: Map<String, Value>,
}

pub(super) async fn notify(State(m): State<Matrix>, _: Visitor, body: Body) -> Result<Response> {
    let notification = notification(body).await?;
    let devices = notification["devices"].as_array();
    let devices = devices.ok_or_else(|| Error::bad_json("`notification.devices` is missing"))?;
    if devices.len() > DEVICES_MAX {
        return Err(Error::invalid_param("There are more than 10 devices"));
    }
    let mut rejected = Vec::new();
    for device in devices {
        // The number alone: a browser takes a subscription away whose messages show nothing.
        if notification["event_id"].is_null() {
            continue;
        }
        let takes = match known(&m, device).await? {
            None => false,
            Some(known) => hand_over(&m, &known, &notification).await?,
        };
        if !takes {
            rejected.push(device["pushkey"].as_str().unwrap_or_default().to_owned());
        }
    }
    Ok(json(StatusCode::OK, &value!({ "rejected": rejected })))
}

/// Read by hand: ruma's type asks for `tweaks`, which the specification does not.
async fn notification(body: Body) -> Result<Value> {
    let bytes = collect(body).await?;
    check_shape(&bytes).map_err(Error::bad_json)?;
    let body: Value = serde_json::from_slice(&bytes)
        .map_err(|_| Error::bad_request(ErrorKind::NotJson, "The body is not valid JSON"))?;
    match body {
        Value::Object(mut body) => Ok(body.remove("notification").unwrap_or_default()),
        _ => Err(Error::bad_json("The body is not an object")),
    }
}

/// The pusher that a device names, if the request knows all of it.
async fn known(m: &Matrix, device: &Value) -> Result<Option<Known>> {
    let Some(pushkey) = device["pushkey"].as_str().map(str::to_owned) else {
        return Ok(None);
    };
    if device["app_id"] != APP_ID {
        return Ok(None);
    }
    let key = pushkey.clone();
    let rows = m.store.read(move |tx| {
        tx.query(
            "SELECT nid, user_nid, json FROM pusher WHERE app_id = ?1 AND pushkey = ?2 AND kind = ?3",
            params![APP_ID, &key, KIND],
            |row| Ok::<_, StoreError>((row.get::<i64>(0)?, row.get::<i64>(1)?, row.get::<Vec<u8>>(2)?)),
        )
    });
    for (pusher, user, json) in rows.await? {
        let mut stored: Value = serde_json::from_slice(&json).map_err(Error::internal)?;
        let Value::Object(data) = stored["data"].take() else {
            continue;
        };
        let is_same = |name: &str| device["data"].get(name) == data.get(name);
        if is_same("endpoint") && is_same("auth") {
            let to = Subscription::read(&pushkey, &data)?;
            return Ok(Some(Known {
                pusher,
                user,
                to,
                data,
            }));
        }
    }
    Ok(None)
}

/// `false`: the subscription has ended.
async fn hand_over(m: &Matrix, known: &Known, notification: &Value) -> Result<bool> {
    match send(m, &known.to, notification, &known.data).await {
        Answer::Taken => Ok(true),
        Answer::Gone => {
            let (pusher, user, work) = (known.pusher, known.user, m.clone());
            let gone = m.store.write(move |w| {
                pushers::delete_one(w, pusher)?;
                let work = work.clone();
                w.after_commit(move || work.push.person_changed(user));
                Ok::<_, StoreError>(())
            });
            gone.await?;
            Ok(false)
        }
        Answer::Later(_) => Err(Error::new(
            StatusCode::BAD_GATEWAY,
            ErrorKind::Unknown,
            "The push service takes no message now: try again later",
        )),
    }
}
