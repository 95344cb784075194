//! Bytes of a web page to text (WHATWG encoding standard; HTML "determining the character encoding").

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};
use html5gum::{DefaultEmitter, StartTag, Token, Tokenizer};

/// A page that names its encoding must do so within its first kilobyte; some are late.
const PRESCAN_BYTES: usize = 4096;

/// The text of `bytes`: by byte-order mark, then by `content_type`, then by what the page says of
/// itself, then UTF-8 if it is that, then windows-1252. What cannot be read becomes U+FFFD.
pub(super) fn decode<'a>(bytes: &'a [u8], content_type: Option<&str>) -> Cow<'a, str> {
    let encoding = content_type
        .and_then(charset_parameter)
        .or_else(|| declared_in_page(bytes))
        .unwrap_or_else(|| {
            if may_be_utf8(bytes) {
                UTF_8
            } else {
                WINDOWS_1252
            }
        });
    // `decode` prefers a byte-order mark to what it is told.
    encoding.decode(bytes).0
}

/// The encoding in `text/html; charset="gbk"`.
fn charset_parameter(content_type: &str) -> Option<&'static Encoding> {
    content_type.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        let value = value.trim().trim_matches(['"', '\'']);
        if name.trim().eq_ignore_ascii_case("charset") {
            Encoding::for_label(value.as_bytes())
        } else {
            None
        }
    })
}

/// The encoding in `<meta charset=…>` or `<meta http-equiv=content-type content=…>`. Names and
/// values are ASCII in every encoding that may be declared so.
fn declared_in_page(bytes: &[u8]) -> Option<&'static Encoding> {
    let start = bytes.get(..PRESCAN_BYTES).unwrap_or(bytes);
    let mut emitter = DefaultEmitter::default();
    emitter.naively_switch_states(true);
    let declared = Tokenizer::new_with_emitter(start, emitter)
        .flatten()
        .find_map(|token| match token {
            Token::StartTag(tag) if *tag.name == *b"meta" => meta_charset(&tag),
            _ => None,
        })?;
    // A page whose declaration can be read byte by byte is not in UTF-16, whatever it says.
    let is_wide = declared.name().starts_with("UTF-16");
    Some(if is_wide { UTF_8 } else { declared })
}

fn meta_charset(tag: &StartTag<()>) -> Option<&'static Encoding> {
    if let Some(label) = tag.attributes.get(b"charset".as_slice()) {
        return Encoding::for_label(label);
    }
    let equivalent = tag.attributes.get(b"http-equiv".as_slice())?;
    let content = tag.attributes.get(b"content".as_slice())?;
    let is_type = equivalent.eq_ignore_ascii_case(b"content-type");
    if is_type {
        charset_parameter(&String::from_utf8_lossy(content))
    } else {
        None
    }
}

/// Whether `bytes` are UTF-8, perhaps cut within their last character.
fn may_be_utf8(bytes: &[u8]) -> bool {
    str::from_utf8(bytes).map_or_else(|error| error.error_len().is_none(), |_| true)
}

#[cfg(test)]
mod tests {
    use super::*;

    const GBK: &[u8] = b"\xc4\xe3\xba\xc3"; // 你好

    #[test]
    fn the_content_type_decides() {
        assert_eq!(decode(GBK, Some("text/html; charset=gbk")), "你好");
        assert_eq!(
            decode(GBK, Some("text/html;q=1; Charset='GB2312' ")),
            "你好"
        );
        assert_eq!(
            decode(b"caf\xe9", Some("text/html; charset=iso-8859-1")),
            "café"
        );
    }

    #[test]
    fn the_page_decides_where_the_content_type_is_silent() {
        for head in [
            "<meta charset=gbk>",
            "<META HTTP-EQUIV='Content-Type' content='text/html; charset=gb2312'>",
        ] {
            let page = [head.as_bytes(), GBK].concat();
            assert!(decode(&page, Some("text/html")).ends_with("你好"), "{head}");
        }
        let late = [
            " ".repeat(PRESCAN_BYTES).as_bytes(),
            b"<meta charset=gbk>",
            GBK,
        ]
        .concat();
        assert!(!decode(&late, None).contains("你好"));
    }

    #[test]
    fn a_declaration_inside_a_script_or_comment_does_not_count() {
        for head in [
            "<!-- <meta charset=gbk> -->",
            "<script>'<meta charset=gbk>'</script>",
        ] {
            let page = [head.as_bytes(), "你好".as_bytes()].concat();
            assert!(decode(&page, None).ends_with("你好"), "{head}");
        }
    }

    #[test]
    fn without_a_word_it_is_utf8_if_it_can_be() {
        assert_eq!(decode("你好".as_bytes(), None), "你好");
        assert_eq!(decode(&"你好".as_bytes()[..5], None), "你\u{fffd}");
        assert_eq!(decode(b"caf\xe9 au lait", None), "café au lait");
    }

    #[test]
    fn a_byte_order_mark_beats_every_declaration() {
        assert_eq!(
            decode("\u{feff}你好".as_bytes(), Some("text/html; charset=gbk")),
            "你好"
        );
        let wide: Vec<u8> = "\u{feff}hi"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        assert_eq!(decode(&wide, Some("text/html; charset=utf-8")), "hi");
    }

    #[test]
    fn a_page_that_claims_utf16_in_ascii_is_read_as_utf8() {
        assert!(decode("<meta charset=utf-16>你好".as_bytes(), None).ends_with("你好"));
    }
}
