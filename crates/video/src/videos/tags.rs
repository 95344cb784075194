//! `#tags` in a caption.

/// Tags kept of one caption, and characters of one tag.
const TAGS_MAX: usize = 30;
const TAG_CHARS_MAX: usize = 100;

/// The tags of a caption, lower-case, each once, in order. A tag ends where a word ends, in every script.
pub(crate) fn tags(caption: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut before = None;
    for (at, c) in caption.char_indices() {
        let begins = matches!(c, '#' | '＃') && !before.is_some_and(char::is_alphanumeric);
        before = Some(c);
        if !begins {
            continue;
        }
        let rest = caption.get(at + c.len_utf8()..).unwrap_or_default();
        let tag: String = rest.chars().take_while(|c| is_of_tag(*c)).collect();
        let tag = tag.to_lowercase();
        let fits = !tag.is_empty() && tag.chars().count() <= TAG_CHARS_MAX;
        if fits && !found.contains(&tag) && found.len() < TAGS_MAX {
            found.push(tag);
        }
    }
    found
}

fn is_of_tag(c: char) -> bool {
    // Marks such as those of Devanagari belong to their letters.
    c.is_alphanumeric() || c == '_' || matches!(u32::from(c), 0x0300..=0x036F | 0x0900..=0x0DFF)
}

#[cfg(test)]
mod tests {
    use super::tags;

    #[test]
    fn tags_are_words_after_a_hash_in_every_script() {
        for (caption, expected) in [
            ("my #Cat and #dog!", vec!["cat", "dog"]),
            ("#cat #CAT", vec!["cat"]),
            ("新 #猫咪，#日常 ＃早安", vec!["猫咪", "日常", "早安"]),
            ("a#b ## # #_x", vec!["_x"]),
            ("#नमस्ते", vec!["नमस्ते"]),
        ] {
            assert_eq!(tags(caption), expected, "{caption}");
        }
    }
}
