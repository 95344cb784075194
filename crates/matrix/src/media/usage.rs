//! How much is stored, by person and by kind of file: counted in the change in which a file comes or goes.

use store::{StoreError, Write, params};

/// Kinds of files as the host sees them; what is encrypted by the client is `other`.
fn kind(content_type: &str) -> &'static str {
    let main = content_type.split('/').next().unwrap_or_default().trim();
    let known = ["image", "video", "audio"];
    let found = known.iter().find(|kind| main.eq_ignore_ascii_case(kind));
    found.copied().unwrap_or("other")
}

/// Counts a file that came; `user` `None`: the server's own.
pub(super) fn came(
    w: &mut Write<'_, '_>,
    user: Option<i64>,
    content_type: &str,
    bytes: u64,
) -> Result<(), StoreError> {
    w.execute(
        "INSERT INTO media_use (user_nid, kind, files, bytes) VALUES (?1, ?2, 1, ?3)
         ON CONFLICT (user_nid, kind) DO UPDATE SET
           files = media_use.files + 1, bytes = media_use.bytes + excluded.bytes",
        params![user.unwrap_or(0), kind(content_type), bytes],
    )?;
    Ok(())
}

/// Counts a file that went.
pub(super) fn went(
    w: &mut Write<'_, '_>,
    user: Option<i64>,
    content_type: &str,
    bytes: u64,
) -> Result<(), StoreError> {
    w.execute(
        "UPDATE media_use SET files = files - 1, bytes = bytes - ?3 WHERE user_nid = ?1 AND kind = ?2",
        params![user.unwrap_or(0), kind(content_type), bytes],
    )?;
    Ok(())
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_file_is_of_the_kind_that_its_type_begins_with() {
        for (content_type, kind) in [
            ("image/png", "image"),
            ("Video/MP4; codecs=x", "video"),
            ("audio/ogg", "audio"),
            ("application/octet-stream", "other"),
            ("imagery/x", "other"),
            ("", "other"),
        ] {
            assert_eq!(super::kind(content_type), kind, "{content_type}");
        }
    }
}
