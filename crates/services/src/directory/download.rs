//! `GET /_causeway/v1/directory/mini-apps/{app_id}/{file}` and `…/directory/icons/{sha256}`: files that never change under
//! their address. Those of another host's mini-apps are fetched when somebody first asks, and kept if they are what its
//! signed list says.

use axum::{
    body::Body,
    extract::State,
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use egress::Limits;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use http_server::{Error, ErrorKind, Guest, Network, Path, Query, Result, range};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::time::Duration;
use store::{blobs, params};
use utoipa::IntoParams;

use super::{
    entry::{self, State as EntryState},
    files,
    kind::Kind,
    release::{self, Release, ReleaseState},
    rising,
};
use crate::{
    Services,
    mini_apps::archive::{ARCHIVE_BYTES_MAX, picture},
};

const FETCH: Limits = Limits::new(Duration::from_secs(60), ARCHIVE_BYTES_MAX);
const FETCH_ICON: Limits = Limits::new(Duration::from_secs(20), 512 * 1024);
const ARCHIVE_TYPE: &str = "application/webxdc+zip";

/// Whose mini-app.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct FromHost {
    /// The name of the server that lists it; this one unless it says otherwise.
    from: Option<String>,
}

fn unknown() -> Error {
    Error::not_found("There is no such version of a mini-app")
}

/// The archive of a version. A version that waits for review is there for its author and the host.
#[utoipa::path(
    get, path = "/_causeway/v1/directory/mini-apps/{app_id}/{file}", tag = "directory", operation_id = "mini_app_archive",
    params(
        ("app_id" = String, Path, description = "The mini-app"),
        ("file" = String, Path, description = "The version and `.xdc`"),
        FromHost,
    ),
    responses((status = 200, content_type = "application/webxdc+zip", body = Vec<u8>)), security(())
)]
pub(crate) async fn archive(
    State(s): State<Services>,
    Guest(who): Guest,
    network: Network,
    Path((app_id, file)): Path<(String, String)>,
    Query(host): Query<FromHost>,
    headers: HeaderMap,
) -> Result<Response> {
    let version = file.strip_suffix(".xdc").ok_or_else(unknown)?.to_owned();
    let nameless = who.is_none();
    let source = host.from.unwrap_or_default();
    let found = s.store.read(move |tx| {
        let entry = entry::by_subject(tx, &source, Kind::MiniApp, &app_id)?.ok_or_else(unknown)?;
        let one = release::by_version(tx, entry.nid, &version)?.ok_or_else(unknown)?;
        let mine = who.is_some_and(|who| who.admin || entry.owner == Some(who.user));
        let public = one.state == ReleaseState::Reviewed && entry.state == EntryState::Shown;
        Ok::<_, Error>((mine || public).then_some((one, public)))
    });
    let (one, public) = found.await?.ok_or_else(unknown)?;
    if range::is_known(&headers, &one.sha256) {
        let mut response = StatusCode::NOT_MODIFIED.into_response();
        dress(&mut response, &one.sha256, ARCHIVE_TYPE, public);
        return Ok(response);
    }
    let bytes = match &one.remote {
        None => s.blobs.get(&one.sha256).await?,
        Some(url) => fetched(&s, &one, url).await?,
    };
    // Whoever sends a name along is its author or the host, who look after it.
    if public && nameless {
        rising::count(&s, one.entry, network).await;
    }
    let mut response = Response::new(Body::from(bytes));
    dress(&mut response, &one.sha256, ARCHIVE_TYPE, public);
    response.headers_mut().insert(
        header::CONTENT_DISPOSITION,
        HeaderValue::from_static("attachment"),
    );
    Ok(response)
}

/// The bytes of another host's version, from now on here.
async fn fetched(s: &Services, one: &Release, url: &str) -> Result<Bytes> {
    let bytes = from_elsewhere(s, url, FETCH, &one.sha256).await?;
    let _disturbed_by_nobody = s.blobs_in_use.read().await;
    files::keep(s, bytes.clone()).await?;
    let nid = one.nid;
    s.store
        .write(move |w| {
            w.execute(
                "UPDATE directory_release SET remote = NULL WHERE nid = ?1",
                params![nid],
            )
        })
        .await?;
    Ok(bytes)
}

async fn from_elsewhere(s: &Services, url: &str, limits: Limits, sha256: &str) -> Result<Bytes> {
    let not_there = |_| {
        Error::new(
            StatusCode::BAD_GATEWAY,
            ErrorKind::Unknown,
            "The server that offers this does not answer now: try again later",
        )
    };
    let answer = s.egress.get(url, limits).await.map_err(not_there)?;
    let body = answer.ok().map_err(not_there)?.body;
    if blobs::hex(&Sha256::digest(&body)) == sha256 {
        return Ok(body);
    }
    Err(Error::new(
        StatusCode::BAD_GATEWAY,
        ErrorKind::Unknown,
        "The server that offers this sent something else than it promised",
    ))
}

/// The icon of a mini-app.
#[utoipa::path(
    get, path = "/_causeway/v1/directory/icons/{sha256}", tag = "directory", operation_id = "mini_app_icon",
    params(("sha256" = String, Path, description = "Of the icon"), FromHost),
    responses((status = 200, content_type = "image/png", body = Vec<u8>)), security(())
)]
pub(crate) async fn icon(
    State(s): State<Services>,
    Guest(_): Guest,
    Path(sha256): Path<String>,
    Query(host): Query<FromHost>,
    headers: HeaderMap,
) -> Result<Response> {
    let unknown = || Error::not_found("There is no such icon");
    if !blobs::is_id(&sha256) {
        return Err(unknown());
    }
    let (name, source) = (sha256.clone(), host.from.unwrap_or_default());
    let home = s.store.read(move |tx| {
        tx.get::<Option<String>>(
            "SELECT u.url FROM directory_release r JOIN directory_entry e ON e.nid = r.entry_nid
             LEFT JOIN directory_subscription u ON u.source = e.source
             WHERE r.icon = ?1 AND e.source = ?2 LIMIT 1",
            params![&name, &source],
        )
    });
    let home = home.await?.ok_or_else(unknown)?;
    if range::is_known(&headers, &sha256) {
        let mut response = StatusCode::NOT_MODIFIED.into_response();
        dress(&mut response, &sha256, "image/png", true);
        return Ok(response);
    }
    let bytes = match (s.blobs.get(&sha256).await, home) {
        (Ok(bytes), _) => bytes,
        (Err(_), Some(list)) => {
            let url = egress::Url::parse(&list)
                .and_then(|list| list.join(&release::icon_url(&sha256)))
                .map_err(|_| unknown())?;
            let bytes = from_elsewhere(&s, url.as_str(), FETCH_ICON, &sha256).await?;
            let _disturbed_by_nobody = s.blobs_in_use.read().await;
            files::keep(&s, bytes.clone()).await?;
            bytes
        }
        (Err(error), None) => return Err(error.into()),
    };
    let content_type = picture(&bytes).ok_or_else(unknown)?;
    let mut response = Response::new(Body::from(bytes));
    dress(&mut response, &sha256, content_type, true);
    Ok(response)
}

fn dress(response: &mut Response, sha256: &str, content_type: &'static str, public: bool) {
    let headers = response.headers_mut();
    let kept = if public {
        "public, max-age=31536000, immutable"
    } else {
        "private, no-store"
    };
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(kept));
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    // An archive is no page: whoever opens its address gets a file and nothing that runs.
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("default-src 'none'; sandbox"),
    );
    if let Ok(tag) = HeaderValue::from_str(&format!("\"{sha256}\"")) {
        headers.insert(header::ETAG, tag);
    }
}
