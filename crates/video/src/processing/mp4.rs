//! The one thing we read of an MP4 ourselves: which profile and level of H.264 it holds (RFC 6381).

/// Bytes of a file in which its description stands.
pub(super) const HEAD_BYTES: u64 = 4096;

/// `avc1.PPCCLL` from the `avcC` box of a file's head (ISO/IEC 14496-15 §5.3.3.1).
pub(super) fn codec(head: &[u8]) -> Option<String> {
    let at = head.windows(4).position(|word| word == b"avcC")?;
    // After the type: version, profile, compatibility, level.
    let [1, profile, compatibility, level] = *head.get(at + 4..at + 8)?.first_chunk::<4>()? else {
        return None;
    };
    Some(format!("avc1.{profile:02x}{compatibility:02x}{level:02x}"))
}

#[cfg(test)]
mod tests {
    use super::codec;

    #[test]
    fn the_profile_is_read_from_its_box() {
        let head = b"....avcC\x01\x64\x00\x1f\xff";
        assert_eq!(codec(head).as_deref(), Some("avc1.64001f"));
        assert_eq!(codec(b"....avcC\x02\x64\x00\x1f"), None);
        assert_eq!(codec(b"....avcC\x01\x64"), None);
        assert_eq!(codec(b""), None);
    }
}
