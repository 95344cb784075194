//! How much video a person may store. Reserved when an upload is made, so that nobody learns at the end of it that
//! there is no room.

use http::StatusCode;
use http_server::{Error, ErrorKind, Result};
use ruma::api::error::UserLimitExceededErrorData;
use store::{Write, disk::free_bytes};

use super::queries;
use crate::Video;

/// Uploads of one person that have not become a video yet.
const UPLOADS_MAX: u64 = 20;
/// What stays free on the disk besides an upload and what is made of it.
const DISK_MARGIN: u64 = 64 * 1024 * 1024;

/// Refuses what is longer than the host takes, or than the disk.
pub(super) async fn check_size(v: &Video, bytes: u64) -> Result<()> {
    let max = v.config.video_bytes_max;
    if bytes > max {
        return Err(Error::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            ErrorKind::TooLarge,
            format!("Videos may have at most {max} bytes here"),
        ));
    }
    let folder = v.config.data_dir.clone();
    let free = tokio::task::spawn_blocking(move || free_bytes(&folder)).await;
    let needed = bytes.saturating_mul(2).saturating_add(DISK_MARGIN);
    match free {
        Ok(Some(free)) if free < needed => Err(Error::no_room("")),
        _ => Ok(()),
    }
}

/// Refuses what is beyond the person's share; in the change that makes the upload.
pub(super) fn check(v: &Video, w: &mut Write<'_, '_>, user: i64, bytes: u64) -> Result<()> {
    if queries::count(w, user)? >= UPLOADS_MAX {
        return Err(exceeded(
            v,
            format!("Finish or cancel an upload first: {UPLOADS_MAX} are not finished"),
        ));
    }
    let Some(max) = v.config.video_bytes_per_person else {
        return Ok(());
    };
    if queries::bytes_of(w, user)?.saturating_add(bytes) > max {
        let text =
            format!("This does not fit into the {max} bytes of video that a person may store here");
        return Err(exceeded(v, text));
    }
    Ok(())
}

fn exceeded(v: &Video, text: String) -> Error {
    let info = format!("{}/", v.config.public_url);
    Error::new(
        StatusCode::FORBIDDEN,
        ErrorKind::UserLimitExceeded(UserLimitExceededErrorData::new(info)),
        text,
    )
}
