//! The one thing we read of an MP4 ourselves: which profile and level of H.264 or AV1 it holds (RFC 6381).

/// Bytes of a file in which its description stands.
pub(super) const HEAD_BYTES: u64 = 4096;

/// The codec as playlists name it, from a file's head.
pub(super) fn codec(head: &[u8]) -> Option<String> {
    avc(head).or_else(|| av1(head))
}

/// `avc1.PPCCLL` from the `avcC` box (ISO/IEC 14496-15 §5.3.3.1).
fn avc(head: &[u8]) -> Option<String> {
    let at = head.windows(4).position(|word| word == b"avcC")?;
    // After the type: version, profile, compatibility, level.
    let [1, profile, compatibility, level] = *head.get(at + 4..at + 8)?.first_chunk::<4>()? else {
        return None;
    };
    Some(format!("avc1.{profile:02x}{compatibility:02x}{level:02x}"))
}

/// `av01.P.LLT.DD` from the `av1C` box (AV1 Codec ISO Media File Format Binding §2.3 and §5).
fn av1(head: &[u8]) -> Option<String> {
    let at = head.windows(4).position(|word| word == b"av1C")?;
    // After the type: marker and version; profile and level; tier, depth and how colours lie.
    let [0x81, level, depth] = *head.get(at + 4..at + 7)?.first_chunk::<3>()? else {
        return None;
    };
    let tier = if depth & 0x80 == 0 { 'M' } else { 'H' };
    let bits = match (depth & 0x40 != 0, depth & 0x20 != 0) {
        (false, _) => 8,
        (true, false) => 10,
        (true, true) => 12,
    };
    Some(format!(
        "av01.{}.{:02}{tier}.{bits:02}",
        level >> 5,
        level & 0x1f
    ))
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

    #[test]
    fn av1_is_told_with_its_level_and_depth() {
        let head = b"....av1C\x81\x05\x0d\x00\x0a";
        assert_eq!(codec(head).as_deref(), Some("av01.0.05M.08"));
        assert_eq!(codec(b"av1C\x81\x2d\xc0").as_deref(), Some("av01.1.13H.10"));
        assert_eq!(codec(b"av1C\x82\x05\x0d"), None);
        assert_eq!(codec(b"av1C\x81\x05"), None);
    }
}
