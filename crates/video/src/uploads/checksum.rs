//! `Upload-Checksum` (tus 1.0, checksum extension): a piece that does not have it is thrown away.

use base64::{Engine, engine::general_purpose::STANDARD};
use http::{HeaderMap, StatusCode};
use http_server::{Error, ErrorKind, Result};
use sha1::{Digest, Sha1};
use sha2::Sha256;

use super::tus;

/// What is offered, as `Tus-Checksum-Algorithm` says it.
pub(super) const ALGORITHMS: &str = "sha1,sha256";

/// The checksum of a piece while it arrives.
pub(super) struct Checksum {
    expected: Vec<u8>,
    running: Running,
}

enum Running {
    Sha1(Sha1),
    Sha256(Sha256),
}

impl Checksum {
    /// What the client says its piece has; `None`: it does not say.
    pub(super) fn announced(headers: &HeaderMap) -> Result<Option<Self>> {
        let Some(text) = tus::text(headers, &tus::CHECKSUM) else {
            return Ok(None);
        };
        let unreadable =
            || Error::invalid_param("Upload-Checksum must be an algorithm and a value in base64");
        let (algorithm, value) = text.trim().split_once(' ').ok_or_else(unreadable)?;
        let expected = STANDARD.decode(value.trim()).map_err(|_| unreadable())?;
        let running = match algorithm {
            "sha1" => Running::Sha1(Sha1::new()),
            "sha256" => Running::Sha256(Sha256::new()),
            _ => {
                return Err(Error::invalid_param(format!(
                    "Checksums are {ALGORITHMS} here"
                )));
            }
        };
        Ok(Some(Self { expected, running }))
    }

    pub(super) fn add(&mut self, bytes: &[u8]) {
        match &mut self.running {
            Running::Sha1(hash) => hash.update(bytes),
            Running::Sha256(hash) => hash.update(bytes),
        }
    }

    /// 460 when what came is not what was announced.
    pub(super) fn check(self) -> Result<()> {
        let found = match self.running {
            Running::Sha1(hash) => hash.finalize().to_vec(),
            Running::Sha256(hash) => hash.finalize().to_vec(),
        };
        if found == self.expected {
            return Ok(());
        }
        Err(Error::new(
            StatusCode::from_u16(460).unwrap_or(StatusCode::BAD_REQUEST),
            ErrorKind::Unknown,
            "The piece was damaged on its way: send it again",
        ))
    }
}
