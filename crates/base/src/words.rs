//! From text to the words by which it is found, in every script. Messages and captions are found alike.

/// Words kept of one event; the rest of a very long text is not found.
const WORDS_MAX: usize = 400;
/// Longest word kept, in characters.
const CHARS_MAX: usize = 40;

/// The words of a text as they are indexed: lower case, pairs of CJK characters, each once.
pub fn indexed(text: &str) -> Vec<String> {
    let mut out = split(text, true);
    out.sort_unstable();
    out.dedup();
    out.truncate(WORDS_MAX);
    out
}

/// The words that a search looks for, in order.
pub fn searched(text: &str) -> Vec<String> {
    let mut out = split(text, false);
    out.dedup();
    out
}

/// `singles`: also each CJK character alone, so that a search for one character finds it.
fn split(text: &str, singles: bool) -> Vec<String> {
    let lower = text.to_lowercase();
    let mut out = Vec::new();
    for run in lower.split(|c: char| !c.is_alphanumeric()) {
        let mut plain = String::new();
        let mut cjk: Vec<char> = Vec::new();
        for c in run.chars() {
            if is_cjk(c) {
                flush_plain(&mut plain, &mut out);
                cjk.push(c);
            } else {
                flush_cjk(&mut cjk, singles, &mut out);
                plain.push(c);
            }
        }
        flush_plain(&mut plain, &mut out);
        flush_cjk(&mut cjk, singles, &mut out);
    }
    out
}

fn flush_plain(plain: &mut String, out: &mut Vec<String>) {
    if !plain.is_empty() {
        out.push(plain.chars().take(CHARS_MAX).collect());
        plain.clear();
    }
}

fn flush_cjk(cjk: &mut Vec<char>, singles: bool, out: &mut Vec<String>) {
    if singles || cjk.len() == 1 {
        out.extend(cjk.iter().map(char::to_string));
    }
    out.extend(cjk.windows(2).map(|pair| pair.iter().collect()));
    cjk.clear();
}

/// Whether a character is of a script that puts no spaces between words (Chinese, Japanese, Korean).
pub fn is_cjk(c: char) -> bool {
    matches!(u32::from(c), 0x2E80..=0x9FFF | 0xAC00..=0xD7AF | 0xF900..=0xFAFF | 0x20000..=0x3FFFF)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_is_found_by_pairs_and_single_characters() {
        assert_eq!(searched("海港广场"), ["海港", "港广", "广场"]);
        assert_eq!(searched("海"), ["海"]);
        let indexed = indexed("去海港 at Noon");
        for word in ["去海", "海港", "海", "at", "noon"] {
            assert!(
                indexed.iter().any(|known| known == word),
                "{word} in {indexed:?}"
            );
        }
    }

    #[test]
    fn punctuation_and_case_do_not_matter() {
        assert_eq!(searched("Don't STOP!"), ["don", "t", "stop"]);
        assert_eq!(searched("  ?! "), Vec::<String>::new());
    }
}
