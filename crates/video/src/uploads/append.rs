//! `PATCH /_causeway/v1/uploads/{id}` (tus 1.0): the next piece, streamed to the file.

use std::{path::Path as FilePath, time::Duration};

use axum::{
    body::{Body, BodyDataStream},
    extract::State,
    response::Response,
};
use bytes::Bytes;
use futures::StreamExt;
use http::{HeaderMap, StatusCode, header};
use http_server::{Caller, Error, ErrorKind, Path, Result};
use tokio::{
    fs::File,
    io::{AsyncWriteExt, BufWriter},
};

use super::{
    KEPT_MS,
    checksum::Checksum,
    files,
    locks::Held,
    own,
    queries::{self, Upload},
    tus, unknown,
};
use crate::Video;

/// The type that a piece must have.
const OCTETS: &str = "application/offset+octet-stream";
/// How long a client may be silent before what has come is synced and the request ended.
const SILENCE_MAX: Duration = Duration::from_secs(60);
/// Bytes gathered before they are written.
const BUFFER_BYTES: usize = 1024 * 1024;

/// Adds a piece at the end of an upload. What has come before the connection broke is kept, except of a piece
/// with `Upload-Checksum`, which is kept whole or not at all.
#[utoipa::path(
    patch, path = "/_causeway/v1/uploads/{id}", tag = "video", operation_id = "append_upload",
    params(
        ("id" = String, Path, description = "The upload"),
        ("Upload-Offset" = u64, Header, description = "Where the piece begins: 409 unless it is what HEAD tells"),
        ("Upload-Checksum" = Option<String>, Header, description = "`sha1` or `sha256`, and the value in base64"),
    ),
    request_body(content_type = "application/offset+octet-stream", content = Vec<u8>),
    responses((status = 204, description = "`Upload-Offset` is how much is on disk now"))
)]
pub(crate) async fn append(
    State(v): State<Video>,
    Caller(who): Caller,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response> {
    tus::require_version(&headers)?;
    if tus::text(&headers, &header::CONTENT_TYPE) != Some(OCTETS) {
        let text = format!("A piece of a file is of the type {OCTETS}");
        return Err(Error::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            ErrorKind::Unknown,
            text,
        ));
    }
    let asked = tus::bytes(&headers, &tus::OFFSET)?;
    let checksum = Checksum::announced(&headers)?;
    let upload = own(&v, &id, who.user).await?;
    let held = v.uploads.take(&id).await;
    let path = v.uploads.path(&id);
    let offset = files::length(&path).await?.ok_or_else(unknown)?;
    let room = room(&upload, &headers, asked, offset)?;
    let piece = Piece {
        body: body.into_data_stream(),
        room,
        held: &held,
    };
    let added = match checksum {
        None => piece.add_to(&path).await,
        Some(checksum) => piece.add_checked(&path, checksum).await,
    };
    let length = files::length(&path).await?.ok_or_else(unknown)?;
    let expires_ms = v.now_ms() + KEPT_MS;
    if length > offset {
        let id = id.clone();
        v.store
            .write(move |w| queries::keep_until(w, &id, expires_ms))
            .await?;
    }
    added?;
    Ok(tus::answer(
        StatusCode::NO_CONTENT,
        vec![
            (tus::OFFSET, length.to_string()),
            (tus::EXPIRES, tus::date(expires_ms)),
        ],
    ))
}

/// How many bytes may come; refuses a piece that does not begin where the file ends, or is too long.
fn room(upload: &Upload, headers: &HeaderMap, asked: u64, offset: u64) -> Result<u64> {
    if asked != offset {
        return Err(Error::new(
            StatusCode::CONFLICT,
            ErrorKind::Unknown,
            format!("{offset} bytes are here: ask (HEAD) and continue from there"),
        ));
    }
    let room = upload.bytes.saturating_sub(offset);
    let announced = tus::text(headers, &header::CONTENT_LENGTH);
    let announced = announced.and_then(|text| text.parse::<u64>().ok());
    if announced.is_some_and(|bytes| bytes > room) {
        return Err(too_long());
    }
    Ok(room)
}

fn too_long() -> Error {
    Error::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        ErrorKind::TooLarge,
        "The piece goes beyond the length that was announced",
    )
}

/// A piece that is arriving.
struct Piece<'a> {
    body: BodyDataStream,
    room: u64,
    held: &'a Held,
}

impl Piece<'_> {
    /// The next bytes; `None` at the end.
    async fn next(&mut self) -> Result<Option<Bytes>> {
        let next = tokio::select! {
            next = tokio::time::timeout(SILENCE_MAX, self.body.next()) => next,
            () = self.held.taken_over.cancelled() => return Err(taken_over()),
        };
        match next {
            Ok(None) => Ok(None),
            Ok(Some(Ok(bytes))) if bytes.len() as u64 > self.room => Err(too_long()),
            Ok(Some(Ok(bytes))) => {
                self.room -= bytes.len() as u64;
                Ok(Some(bytes))
            }
            Ok(Some(Err(_))) | Err(_) => Err(Error::bad_request(
                ErrorKind::Unknown,
                "The piece did not arrive whole: ask (HEAD) and continue from there",
            )),
        }
    }

    /// Adds what comes to the file; whatever came is in it, also when this fails.
    async fn add_to(mut self, path: &FilePath) -> Result<()> {
        let file = File::options().append(true).open(path).await;
        let file = file.map_err(|error| files::io(path, error))?;
        let mut out = BufWriter::with_capacity(BUFFER_BYTES, file);
        let ended = loop {
            match self.next().await {
                Ok(Some(bytes)) => {
                    let written = out.write_all(&bytes).await;
                    written.map_err(|error| files::io(path, error))?;
                }
                Ok(None) => break Ok(()),
                Err(error) => break Err(error),
            }
        };
        // The caller syncs before it tells the length.
        out.flush().await.map_err(|error| files::io(path, error))?;
        ended
    }

    /// Adds the piece if it has its checksum. It arrives in a file beside: bytes that were not checked must not
    /// count, also after a crash.
    async fn add_checked(mut self, path: &FilePath, mut checksum: Checksum) -> Result<()> {
        let beside = path.with_extension("piece");
        let fault = |error| files::io(&beside, error);
        let received = async {
            let file = File::create(&beside).await.map_err(fault)?;
            let mut out = BufWriter::with_capacity(BUFFER_BYTES, file);
            while let Some(bytes) = self.next().await? {
                checksum.add(&bytes);
                out.write_all(&bytes).await.map_err(fault)?;
            }
            out.flush().await.map_err(fault)?;
            checksum.check()
        };
        let added = match received.await {
            Ok(()) => copy(&beside, path).await.map_err(|e| files::io(path, e)),
            Err(error) => {
                files::remove(&beside).await?;
                return Err(error);
            }
        };
        files::remove(&beside).await?;
        Ok(added?)
    }
}

async fn copy(from: &FilePath, to: &FilePath) -> std::io::Result<()> {
    let mut from = File::open(from).await?;
    let mut to = File::options().append(true).open(to).await?;
    tokio::io::copy_buf(
        &mut tokio::io::BufReader::with_capacity(BUFFER_BYTES, &mut from),
        &mut to,
    )
    .await?;
    to.flush().await
}

fn taken_over() -> Error {
    Error::new(
        StatusCode::LOCKED,
        ErrorKind::Unknown,
        "A newer request continues this upload",
    )
}
