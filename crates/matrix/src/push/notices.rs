//! What other capabilities tell people of ([`base::TELL_PERSON`]): to the browsers that are subscribed. Push gateways
//! know events of rooms alone (push gateway API §2), so phones with other apps are not told.
//!
//! One job finds a person's browsers; each of them is a job of its own then, so that one whose push service is away is
//! tried again and the others are not told twice. They have a runner of their own: no other small job waits for a push
//! service.

use std::sync::Arc;

use base::{TELL_PERSON, Tell};
use serde_json::{Value, json};
use store::{
    StoreError, Tx, Write,
    jobs::{self, Jobs},
    params,
};

use super::{
    badge,
    deliver::Answer,
    pushers,
    web::{self, Subscription},
};
use crate::Matrix;

/// The job that tells one browser. Payload: the pusher's number and the notice.
const TELL_BROWSER: &str = "push.notice";
/// Browsers told at once.
const AT_ONCE: usize = 4;

/// What runs the jobs.
pub(super) fn runner(m: &Matrix) -> Jobs {
    let (finder, teller) = (m.clone(), m.clone());
    Jobs::new(m.store.clone(), Arc::clone(&m.clock))
        .at_once(AT_ONCE)
        .handle(TELL_PERSON, move |tell| find(finder.clone(), tell))
        .handle(TELL_BROWSER, move |of| tell_browser(teller.clone(), of))
}

/// Does [`TELL_PERSON`].
async fn find(m: Matrix, tell: Tell) -> Result<(), String> {
    let now_ms = m.clock.now_ms();
    let spread = m.store.write(move |w| {
        let browsers = w.query::<i64, StoreError>(
            "SELECT nid FROM pusher WHERE user_nid = ?1 AND kind = ?2",
            params![tell.user, web::KIND],
            |row| row.get(0),
        )?;
        for pusher in browsers {
            jobs::enqueue(w, TELL_BROWSER, &(pusher, &tell), now_ms)?;
        }
        Ok::<_, StoreError>(())
    });
    spread.await.map_err(|error| error.to_string())
}

/// Does [`TELL_BROWSER`]. An `Err` is tried again.
async fn tell_browser(m: Matrix, (pusher, tell): (i64, Tell)) -> Result<(), String> {
    let user = tell.user;
    let letter = m.store.read(move |tx| letter(tx, pusher, &tell));
    let Some((device, notification)) = letter.await.map_err(|error| error.to_string())? else {
        return Ok(());
    };
    let (Some(pushkey), Some(data)) = (device["pushkey"].as_str(), device["data"].as_object())
    else {
        return Ok(());
    };
    let answer = match Subscription::read(pushkey, data) {
        Ok(to) => web::send(&m, &to, &notification, data).await,
        Err(_) => Answer::Gone,
    };
    match answer {
        Answer::Taken => {
            metrics::counter!("causeway_push_notifications_total").increment(1);
            Ok(())
        }
        Answer::Later(_) => Err("the push service takes no message now".to_owned()),
        Answer::Gone => {
            let work = m.clone();
            let gone = m.store.write(move |w: &mut Write<'_, '_>| {
                pushers::delete_one(w, pusher)?;
                let work = work.clone();
                w.after_commit(move || work.push.person_changed(user));
                Ok::<_, StoreError>(())
            });
            gone.await.map_err(|error| error.to_string())
        }
    }
}

/// The pusher as its app set it, and what is sent. `None`: it is gone.
fn letter(tx: &mut Tx<'_>, pusher: i64, tell: &Tell) -> Result<Option<(Value, Value)>, StoreError> {
    let found = tx.query_opt(
        "SELECT json, event_id_only FROM pusher WHERE nid = ?1 AND user_nid = ?2",
        params![pusher, tell.user],
        |row| Ok::<_, StoreError>((row.get::<Vec<u8>>(0)?, row.get::<bool>(1)?)),
    )?;
    let Some((device, is_terse)) = found else {
        return Ok(None);
    };
    let device = serde_json::from_slice(&device).unwrap_or_default();
    let mut notification = json!({
        "notice": tell.notice, "counts": { "unread": badge::of(tx, tell.user)? }, "prio": "low",
    });
    if let Some(from) = tell.from.filter(|_| !is_terse) {
        let who = tx.query_opt(
            "SELECT user_id, displayname FROM user_ WHERE nid = ?1",
            params![from],
            |row| Ok::<_, StoreError>((row.get::<String>(0)?, row.get::<Option<String>>(1)?)),
        )?;
        if let Some((user_id, name)) = who {
            notification["sender"] = user_id.into();
            notification["sender_display_name"] = name.into();
        }
    }
    Ok(Some((device, notification)))
}
