//! `POST /keys/device_signing/upload` (client-server §10.12.2.10): a person's master, self-signing and
//! user-signing keys. The first upload needs no password (MSC3967).

use axum::extract::State;
use http_server::{Authed, Error, ErrorKind, Reply, Result, Who};
use ruma::{api::client::keys::upload_signing_keys::v3, encryption::CrossSigningKey, serde::Raw};
use store::Write;

use super::{
    queries::{self, CrossSigningRow},
    signed::{NAME_BYTES_MAX, Signed, invalid_signature},
};
use crate::{Matrix, accounts::uiaa, devices};

/// Sets the keys that are given.
pub(crate) async fn upload(
    State(m): State<Matrix>,
    Authed { request, who, .. }: Authed<v3::Request>,
) -> Result<Reply<v3::Response>> {
    let given = [
        ("master", request.master_key),
        ("self_signing", request.self_signing_key),
        ("user_signing", request.user_signing_key),
    ];
    let mut keys = Vec::new();
    for (usage, key) in given {
        keys.extend(key.map(|key| Key::parse(&who, usage, &key)).transpose()?);
    }
    let user = who.user;
    let known = m
        .store
        .read(move |tx| queries::cross_signing_keys(tx, user))
        .await?;
    check_signatures(&who, &keys, &known)?;
    let has_master = known.iter().any(|row| row.usage == "master");
    let is_new = |key: &Key| {
        known
            .iter()
            .all(|row| row.usage != key.usage || row.public_key != key.public_key)
    };
    let changed = keys.iter().any(is_new);
    let mut confirmed = false;
    if has_master && changed {
        uiaa::confirm_password(&m, &who, "cross-signing", request.auth.as_ref()).await?;
        confirmed = true;
    }
    let work = m.clone();
    m.store
        .write(move |w| {
            // Two first uploads at once: the second one is a replacement.
            if !confirmed && changed && master(&queries::cross_signing_keys(w, user)?).is_some() {
                return Err(Error::forbidden(
                    "Cross-signing was set up meanwhile: try again",
                ));
            }
            store(&work, w, user, &keys)
        })
        .await?;
    Ok(Reply(v3::Response::new()))
}

/// A checked key.
struct Key {
    usage: &'static str,
    public_key: String,
    signed: Signed,
}

impl Key {
    fn parse(who: &Who, usage: &'static str, key: &Raw<CrossSigningKey>) -> Result<Self> {
        let what = format!("{usage}_key");
        let signed = Signed::parse(key.json(), &what)?;
        if signed.text("user_id") != Some(who.user_id.as_str()) {
            return Err(Error::invalid_param(format!(
                "{what} must be of the user who uploads it"
            )));
        }
        if !signed.lists("usage", usage) {
            return Err(Error::invalid_param(format!(
                "{what} must list \"{usage}\" as its usage"
            )));
        }
        let mut keys = signed.keys();
        let (Some((id, public_key)), None) = (keys.next(), keys.next()) else {
            return Err(Error::invalid_param(format!(
                "{what} must contain exactly one key"
            )));
        };
        let named = id
            .strip_prefix("ed25519:")
            .is_some_and(|name| name == public_key);
        if !named || public_key.is_empty() || public_key.len() > NAME_BYTES_MAX {
            return Err(Error::invalid_param(format!(
                "The key in {what} must be called ed25519: and then itself"
            )));
        }
        let public_key = public_key.to_owned();
        drop(keys);
        Ok(Self {
            usage,
            public_key,
            signed,
        })
    }
}

fn master(known: &[CrossSigningRow]) -> Option<&str> {
    known
        .iter()
        .find(|row| row.usage == "master")
        .map(|row| row.public_key.as_str())
}

/// The other two must be signed by the master key that will hold.
fn check_signatures(who: &Who, keys: &[Key], known: &[CrossSigningRow]) -> Result<()> {
    let given = keys
        .iter()
        .find(|key| key.usage == "master")
        .map(|key| key.public_key.as_str());
    let Some(master) = given.or_else(|| master(known)) else {
        let message = "There is no master key yet: upload one";
        return if keys.is_empty() {
            Ok(())
        } else {
            Err(Error::bad_request(ErrorKind::MissingParam, message))
        };
    };
    let id = format!("ed25519:{master}");
    for key in keys.iter().filter(|key| key.usage != "master") {
        if !key.signed.is_signed(&who.user_id, &id, master) {
            return Err(invalid_signature(&format!(
                "{}_key must be signed by the master key",
                key.usage
            )));
        }
    }
    Ok(())
}

fn store(m: &Matrix, w: &mut Write<'_, '_>, user: i64, keys: &[Key]) -> Result<()> {
    let known = queries::cross_signing_keys(w, user)?;
    let mut changed = false;
    for key in keys {
        let json = key.signed.clone().into_stored()?;
        let old = known.iter().find(|row| row.usage == key.usage);
        if old.is_some_and(|old| old.json == json) {
            continue;
        }
        if let Some(old) = old.filter(|old| old.public_key != key.public_key) {
            queries::delete_signatures_by(w, user, &format!("ed25519:{}", old.public_key))?;
        }
        queries::set_cross_signing_key(w, user, key.usage, &key.public_key, &json)?;
        changed = true;
    }
    if changed {
        devices::list_changed(m, w, user)?;
    }
    Ok(())
}
