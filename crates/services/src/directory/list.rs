//! `GET /_causeway/v1/directory/list`: everything that this server lists, whole and signed, for other hosts to subscribe to.
//! People are not in it: who lets himself be found here did not ask to be found elsewhere.

use axum::{
    body::Body,
    extract::State,
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use http_server::{Error, Result, Visitor, range};
use parking_lot::Mutex;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::{collections::BTreeMap, sync::Arc};
use store::{StoreError, Tx, blobs::hex, params};
use utoipa::ToSchema;

use super::{
    kind::Kind,
    shown::{self, DirectoryEntry},
};
use crate::{Services, homeserver};

/// Entries of a list; the newest, if there are more.
const ENTRIES_MAX: usize = 20_000;
/// How long a list holds.
const HOLDS_MS: u64 = 7 * 24 * 3600 * 1000;
/// A list is signed anew after this at the latest.
const SIGNED_FOR_MS: u64 = 24 * 3600 * 1000;

/// Everything that a server lists. Signed as Matrix signs JSON, and each of its entries too.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct DirectoryList {
    /// 1.
    pub(super) version: u64,
    /// The name of the server.
    pub(super) server: String,
    pub(super) issued_ms: u64,
    /// From then on nobody should trust it.
    pub(super) expires_ms: u64,
    /// Mini-apps, withdrawn ones too; groups, organisations and official accounts.
    pub(super) entries: Vec<DirectoryEntry>,
    /// Keys that sign lists, in unpadded base64, by their ids.
    pub(super) verify_keys: BTreeMap<String, String>,
    /// By the name of the server and the id of the key.
    pub(super) signatures: BTreeMap<String, BTreeMap<String, String>>,
}

/// The newest list as it is sent.
#[derive(Debug, Default)]
pub(crate) struct Cached(Mutex<Option<Arc<Sent>>>);

#[derive(Debug)]
struct Sent {
    version: i64,
    signed_ms: u64,
    bytes: Bytes,
    tag: String,
}

/// Reads the whole list. The same for everybody.
#[utoipa::path(
    get, path = "/_causeway/v1/directory/list", tag = "directory", operation_id = "directory_list",
    responses((status = 200, body = DirectoryList)), security(())
)]
pub(crate) async fn list(
    State(s): State<Services>,
    _: Visitor,
    headers: HeaderMap,
) -> Result<Response> {
    let sent = current(&s).await?;
    let mut response = if range::is_known(&headers, &sent.tag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let mut response = Response::new(Body::from(sent.bytes.clone()));
        response.headers_mut().insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/json"),
        );
        response
    };
    let headers = response.headers_mut();
    headers.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("public, max-age=60"),
    );
    if let Ok(tag) = HeaderValue::from_str(&format!("\"{}\"", sent.tag)) {
        headers.insert(header::ETAG, tag);
    }
    Ok(response)
}

async fn current(s: &Services) -> Result<Arc<Sent>> {
    let version = s.store.read(version_now).await?;
    let now_ms = s.now_ms();
    let known = s.list.0.lock().clone();
    if let Some(known) = known
        && known.version == version
        && now_ms < known.signed_ms + SIGNED_FOR_MS
    {
        return Ok(known);
    }
    let (version, entries) = s
        .store
        .read(|tx| Ok::<_, Error>((version_now(tx)?, entries(tx)?)))
        .await?;
    let list = DirectoryList {
        version: 1,
        server: s.config.server_name.to_string(),
        issued_ms: now_ms,
        expires_ms: now_ms + HOLDS_MS,
        entries,
        verify_keys: BTreeMap::from([(s.signer.key_id(), s.signer.public_base64())]),
        signatures: BTreeMap::new(),
    };
    let bytes = shown::signed(s, &list)?;
    let sent = Arc::new(Sent {
        version,
        signed_ms: now_ms,
        tag: hex(&Sha256::digest(&bytes)),
        bytes: bytes.into(),
    });
    *s.list.0.lock() = Some(Arc::clone(&sent));
    Ok(sent)
}

/// Rises with every change of an entry.
fn version_now(tx: &mut Tx<'_>) -> Result<i64, StoreError> {
    let value = tx.get::<i64>(
        "SELECT value FROM sequence WHERE name = 'directory'",
        params![],
    )?;
    Ok(value.unwrap_or(0))
}

fn entries(tx: &mut Tx<'_>) -> Result<Vec<DirectoryEntry>> {
    let rows = tx.query::<_, StoreError>(
        "SELECT kind, subject, json FROM directory_entry
         WHERE source = '' AND state IN (0, 3) AND kind <> 3 ORDER BY nid DESC LIMIT ?1",
        params![ENTRIES_MAX],
        |row| {
            Ok((
                Kind::of_code(row.get(0)?),
                row.get::<String>(1)?,
                row.get::<Vec<u8>>(2)?,
            ))
        },
    )?;
    let mut entries = Vec::with_capacity(rows.len());
    for (kind, subject, json) in rows {
        if kind == Kind::Group && homeserver::public_room(tx, &subject)?.is_none() {
            continue;
        }
        entries.push(serde_json::from_slice(&json).map_err(Error::internal)?);
    }
    Ok(entries)
}
