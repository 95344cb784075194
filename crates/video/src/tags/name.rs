//! Tags as they are asked for and found.

use base::words;
use http_server::{Error, Result};

use crate::videos::tags::tags;

/// Longest beginning by which a tag is found, in characters.
const BEGINNING_CHARS_MAX: usize = 8;

/// A tag as it is stored: lower-case, with or without the hash before.
pub(crate) fn parse(text: &str) -> Result<String> {
    let bare = text.trim().trim_start_matches(['#', '＃']);
    let mut found = tags(&format!("#{bare}"));
    match found.pop() {
        Some(tag) if found.is_empty() && tag == bare.to_lowercase() => Ok(tag),
        _ => Err(Error::invalid_param(
            "A tag has letters, digits and _, at most 100",
        )),
    }
}

/// What a tag is found by: its beginnings, and the characters of scripts without spaces.
pub(super) fn indexed(tag: &str) -> Vec<String> {
    let mut terms: Vec<String> = (1..=BEGINNING_CHARS_MAX)
        .map(|n| beginning(tag, n))
        .collect();
    terms.extend(words::indexed(tag));
    terms.sort_unstable();
    terms.dedup();
    terms
}

/// The terms that tags have which hold `text` (lower-case, without the hash).
pub(crate) fn searched(text: &str) -> Vec<String> {
    if text.chars().any(words::is_cjk) {
        return words::searched(text);
    }
    vec![beginning(text, BEGINNING_CHARS_MAX)]
}

fn beginning(tag: &str, chars: usize) -> String {
    tag.chars().take(chars).collect()
}

#[cfg(test)]
mod tests {
    use super::{indexed, parse, searched};

    #[test]
    fn a_tag_is_asked_for_in_any_case_and_with_its_hash() {
        assert_eq!(parse("#Cat").unwrap(), "cat");
        assert_eq!(parse("猫咪").unwrap(), "猫咪");
        for wrong in ["", "#", "a b", "a#b", "cat!", &"x".repeat(101)] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_tag_is_found_by_its_beginning_and_chinese_in_the_middle() {
        for (tag, query) in [
            ("streetfood", "str"),
            ("streetfood", "streetfood"),
            ("小猫咪", "猫咪"),
            ("小猫", "猫"),
        ] {
            let terms = indexed(tag);
            assert!(
                searched(query).iter().all(|term| terms.contains(term)),
                "{tag} {query}"
            );
        }
    }
}
